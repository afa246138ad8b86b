/* What was decided about a record's deadlines (deferral.h): set by actions only. */
#include "stazh/model/deferral.h"
#include "types.h"

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	struct deferral d;
	size_t at = 0;

	do {
		if (!deferral_next(t->text, &at, &d))
			return error_set(e, ERR_REFUSED, "%s: ожидается срок, день или «-» и причина", f->title);
	} while (t->text[at]);
	record_set_text(r, f->id, t->text);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	struct deferral d;
	size_t at = 0;

	if (style != STYLE_PEOPLE) {
		type_print_text(tx, f, v, style, out);
		return;
	}
	for (bool first = true; deferral_next(v->text, &at, &d); first = false) {
		buf_add(out, first ? "" : "; ");
		deferral_add(&d, out);
	}
}

const struct field_type ft_deferral = {
	.words = "решение о сроке",
	.stored = V_TEXT,
	.own_words = true,
	.parse = parse,
	.print = print,
};
