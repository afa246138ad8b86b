/* A rule of repetition: words or RFC 5545, stored as that rule. */
#include "stazh/calendar/recur.h"
#include "types.h"

/* Read when the day is known from which it counts. */
static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	return type_take_text(f, t->text, TEXT_MAX, false, r, e);
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	if (style == STYLE_PEOPLE)
		recur_describe(v->text, out);
	else
		buf_addn(out, v->text, v->len);
}

const struct field_type ft_recur = {
	.words = "слова или правило повтора из календарной программы",
	.stored = V_TEXT,
	.parse = parse,
	.print = print,
};
