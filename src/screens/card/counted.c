/* The records behind the numbers of a card. */
#include <stdio.h>
#include <stdlib.h>

#include "card.h"
#include "stazh/model/path.h"

#define SOURCES_MAX 60

enum err card_may_counted(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct card *)screen)->facts.sources_n ? OK : ERR_NONE;
}

static void source_chosen(struct app *app, int index, void *arg)
{
	const struct card *s = arg;
	struct tx *tx = index < 0 || (size_t)index >= s->facts.sources_n ? NULL : screen_read(app);
	const struct fact_source *source = tx ? &s->facts.sources[index] : NULL;
	struct record r = {.kind = 0};
	struct buf where = {0};

	if (!tx)
		return;
	if (!record_load(tx, s->subject.kind, s->subject.id, &r))
		facts_where(tx, &r, source, &where);
	tx_end(&tx);
	record_release(&r);
	if (where.n)
		records_open_counted(app, source->kind, source->title, buf_text(&s->label), where.s, COUNTED_PLAIN);
	buf_free(&where);
}

enum next card_counted(struct app *app, struct screen *screen)
{
	struct card *s = (struct card *)screen;
	struct menu_item items[SOURCES_MAX] = {{.text = NULL}};
	char numbers[SOURCES_MAX][16];
	size_t n = s->facts.sources_n < SOURCES_MAX ? s->facts.sources_n : SOURCES_MAX;

	for (size_t i = 0; i < n; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%zu", s->facts.sources[i].n);
		items[i] = (struct menu_item){.text = s->facts.sources[i].title, .key = numbers[i]};
	}
	dialog_menu(app, "Что здесь посчитано", NULL, items, n, 0, source_chosen, s);
	return SCREEN_DONE;
}

bool card_open_group(struct app *app, const struct card *s, const struct line *l)
{
	const struct kind_def *k = kind_def(l->kind);
	const struct field *f = l->field ? field_by_id(k, l->field) : NULL;
	struct tx *tx = f && f->ref && l->count ? screen_read(app) : NULL;
	struct path path;
	struct buf where = {0};

	if (!tx)
		return false;
	path = path_to(f);
	path_add_name(&path, PATH_WORDS, &where);
	buf_add(&where, " = ");
	ref_say(tx, s->subject.kind, s->subject.id, &where);
	tx_end(&tx);
	records_open_counted(app, l->kind, k->plural, buf_text(&s->label), where.s, COUNTED_ARCHIVED);
	buf_free(&where);
	return true;
}
