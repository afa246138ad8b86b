/* A civil date. */
#include "stazh/base/date.h"
#include "types.h"

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	const struct session *s = tx_session(t->tx);
	int year = t->year ? t->year : record_school_year(t->tx, r);
	struct error cause = {0};
	int32_t date;

	if (date_parse(t->text, s->today, year ? year : s->year, &date, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	record_set_date(r, f->id, date);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	(style == STYLE_PEOPLE ? date_add_ru : date_add_iso)(out, (int32_t)v->num);
}

/* Without a date comes last. */
static void sort(const struct field *f, const struct record *r, struct key *out)
{
	key_date(out, record_has(r, f->id) ? record_date(r, f->id) : INT32_MAX);
}

const struct field_type ft_date = {
	.words = "дата",
	.typing = "Дату можно набрать так: 15.06.2027, 15.06.27 (не дальше 20 лет вперёд), 15.6 (год — учебный год "
		  "записи), 15 июня 2027, +14, сегодня, завтра, пн.",
	.stored = V_DATE,
	.editor = EDITOR_DAY,
	.datum = DATUM_DATE,
	.after_others = true,
	.parse = parse,
	.print = print,
	.sort = sort,
	.span = type_span_days,
};
