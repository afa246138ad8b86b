/* The lines of the palette. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "parts.h"

#define ROWS_MAX 200

void palette_forget(struct palette *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->rows[i].text);
		free(p->rows[i].side);
		free(p->rows[i].why);
	}
	p->n = 0;
}

struct entry *palette_new_row(struct palette *p, const char *text, const char *side, const char *why)
{
	struct entry *e;

	if (p->n == ROWS_MAX)
		return NULL;
	p->rows = mem_grow(p->rows, p->n, &p->cap, sizeof(*p->rows));
	e = &p->rows[p->n++];
	*e = (struct entry){.text = mem_strdup(text), .side = mem_strdup(side), .why = why ? mem_strdup(why) : NULL};
	return e;
}

bool palette_add(struct palette *p, const char *text, const char *side, const char *why, struct offer o)
{
	struct entry *e = palette_new_row(p, text, side, why);

	if (e)
		e->offer = o;
	return e;
}

bool palette_fits(const struct palette *p, const char *text)
{
	struct buf folded = {0};
	bool fits;

	collate_fold(text, strlen(text), &folded);
	fits = collate_matches(buf_text(&folded), buf_text(&p->wanted));
	buf_free(&folded);
	return fits;
}

bool *palette_noted(struct palette *p)
{
	return &p->noted;
}
