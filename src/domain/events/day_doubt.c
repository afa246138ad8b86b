/* Days that are allowed but perhaps meant otherwise: gone already, or outside of what the record belongs to. */
#include "../internal.h"
#include "../sites/sites.h"

/* Fields that tell of a day to come, and not of what was. */
/* clang-format off */
static const struct {
	unsigned kind;
	uint16_t field;
} planned[] = {
	{KIND_EVENT, EVENT_DATE}, {KIND_REMINDER, REMINDER_DUE}, {KIND_TASK, TASK_DUE},
};
/* clang-format on */

/* «15.01.2026 — вне срока работы группы (01.10.2026–30.04.2027)» */
static void outside(struct buf *out, int32_t date, const char *what, int32_t from, int32_t to)
{
	if ((from == DATE_NONE || date >= from) && (to == DATE_NONE || date <= to))
		return;
	date_add_ru(out, date);
	buf_addf(out, " — вне %s (", what);
	span_add(out, from, to);
	buf_add(out, ")\n");
}

/* The one group that it is about. */
static bool load_group(struct tx *tx, const struct record *r, struct record *group)
{
	const struct value *groups = r->kind == KIND_EVENT ? record_get(r, EVENT_GROUPS) : NULL;
	struct record trainee = {.kind = 0};
	bool found = groups ? groups->count == 1 && load(tx, KIND_GROUP, (uint32_t)groups->items[0].num, group)
			    : r->kind == KIND_TASK && load_ref(tx, KIND_TRAINEE, r, TASK_TRAINEE, &trainee) &&
				      load_ref(tx, KIND_GROUP, &trainee, TRAINEE_GROUP, group);

	record_release(&trainee);
	return found;
}

/* The group's own days, else its school year: a group may run over 1 September. */
static void outside_group(struct tx *tx, const struct record *r, int32_t date, struct buf *out)
{
	int year = record_school_year(tx, r);
	struct record group = {.kind = 0};

	if (load_group(tx, r, &group) && record_has(&group, GROUP_FROM) && record_has(&group, GROUP_TO))
		outside(out, date, "срока работы группы", record_date(&group, GROUP_FROM),
			record_date(&group, GROUP_TO));
	else if (year)
		outside(out, date, "учебного года", school_year_first(year), school_year_last(year));
	record_release(&group);
}

static void outside_term(struct tx *tx, const struct record *r, int32_t date, struct buf *out)
{
	const struct value *sites = r->kind == KIND_EVENT ? record_get(r, EVENT_SITES) : NULL;
	struct record term = {.kind = 0};

	for (uint32_t i = 0; sites && i < sites->count; i++) {
		if (term_last(tx, (uint32_t)sites->items[i].num, 0, &term) && date > record_date(&term, TERM_TO))
			outside(out, date, "срока статуса площадки", record_date(&term, TERM_FROM),
				record_date(&term, TERM_TO));
		record_release(&term);
	}
}

const struct field *day_doubt(struct tx *tx, const struct record *was, const struct record *is, struct buf *out)
{
	for (size_t i = 0; i < sizeof(planned) / sizeof(*planned); i++) {
		int32_t date = record_date(is, planned[i].field);
		size_t before = out->n;

		if (planned[i].kind != is->kind || !record_has(is, planned[i].field) ||
		    (was && record_date(was, planned[i].field) == date))
			continue;
		if (date < tx_session(tx)->today && !tx_taking_over(tx)) {
			date_add_ru(out, date);
			buf_add(out, " уже прошло\n");
		}
		outside_group(tx, is, date, out);
		outside_term(tx, is, date, out);
		return out->n > before ? field_by_id(kind_def(is->kind), planned[i].field) : NULL;
	}
	return NULL;
}
