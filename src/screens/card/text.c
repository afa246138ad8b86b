/* What a record says, for its card: its fields, a line each. */
#include <string.h>

#include "card.h"
#include "stazh/model/access.h"

bool card_is_moment(const struct kind_def *k, const struct field *f)
{
	return f->type->datum == DATUM_DATE && f + 1 < k->fields + k->n && f[1].type->datum == DATUM_TIME;
}

/* Each row of the text beside the last. */
static void load_rows(const struct field *f, const char *text, struct buf *out)
{
	for (const char *title = f->title; *text; title = "") {
		size_t n = strcspn(text, "\n");

		buf_addf(out, "%s\t%.*s\n", title, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void card_text(struct tx *tx, const struct record *r, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		size_t at;

		if (f->id == k->state || f->flags & FF_HIDDEN || !record_has(r, f->id) || !access_sees(tx, f, r) ||
		    (f->ref && f->flags & FF_MANY))
			continue;
		if (f->flags & FF_ROWS) {
			load_rows(f, record_text(r, f->id), out);
			continue;
		}
		buf_addf(out, "%s\t", f->title);
		at = out->n;
		if (card_is_moment(k, f))
			buf_addf(out, "%s ", date_weekday_short(record_date(r, f->id)));
		field_add(tx, f, r, STYLE_PEOPLE, out);
		for (char *p = out->s + at; (p = strpbrk(p, "\n\t"));)
			*p = ' ';
		buf_addc(out, '\n');
	}
	if (record_has(r, REC_DEFERRED)) {
		const struct field *f = field_by_id(k, REC_DEFERRED);

		buf_addf(out, "%s\t", f->title);
		field_add(tx, f, r, STYLE_PEOPLE, out);
		buf_addc(out, '\n');
	}
}
