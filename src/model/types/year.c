/* A school year, stored as its first year. */
#include "stazh/base/date.h"
#include "types.h"

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	int year = school_year_parse(t->text);
	char q[TEXT_QUOTED];

	if (!year)
		return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается учебный год, например 2026-2027", f->title,
				 text_quoted(t->text, q));
	record_set_int(r, f->id, year);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	(void)style;
	school_year_add(out, (int)v->num);
}

const struct field_type ft_year = {
	.words = "учебный год",
	.stored = V_INT,
	.editor = EDITOR_YEAR,
	.parse = parse,
	.print = print,
	.sort = type_sort_int,
	.span = type_span_int,
};
