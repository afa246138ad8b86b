/* The events of a series of a calendar file. */
#include <stdio.h>
#include <stdlib.h>

#include "ics_read.h"
#include "ics_rule.h"
#include "stazh/calendar/recur.h"

#define SERIES_MAX  500 /* events of one series */
#define TOLD_MAX    200 /* days of a rule that our own series have at most */
#define DAY_LENGTH  9	/* «/20260925» */
#define TIME_LENGTH 14	/* «/20260925T1400»: of the second and further ones of a day */

/* ---- the rule in our words ---- */

static const char *const weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* «BYDAY=TU,WE» in a zone whose day is another one here. False: nothing to shift. */
static bool shift_weekdays(const char *rule, int by, struct buf *out)
{
	const char *days = strstr(rule, "BYDAY=");

	if (!by || !days || !strstr(rule, "FREQ=WEEKLY"))
		return false;
	days += strlen("BYDAY=");
	buf_addn(out, rule, (size_t)(days - rule));
	for (; *days && *days != ';'; days += 2 + (days[2] == ',')) {
		int day = 0;

		while (day < 7 && strncmp(days, weekdays[day], 2) != 0)
			day++;
		if (day == 7 || (days[2] && days[2] != ',' && days[2] != ';'))
			return false;
		buf_addf(out, "%s%s", out->s[out->n - 1] == '=' ? "" : ",", weekdays[(day + by + 7) % 7]);
	}
	buf_add(out, days);
	return true;
}

static void add_day(struct buf *out, const char *before, int32_t day)
{
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	buf_addf(out, "%s%04d%02d%02d", before, y, m, d);
}

/* Does it give the days that the series has here? */
static bool gives(const char *text, const struct occurrences *o, struct buf *rule)
{
	int32_t *days = NULL;
	size_t n = 0, at = 0;
	bool same = !recur_parse(text, o->at[0].when.date, rule, NULL) &&
		    !recur_expand(rule->s, o->at[0].when.date, o->at[o->n - 1].when.date, NULL, 0, TOLD_MAX, &days, &n,
				  NULL);

	for (size_t i = 0; i < o->n && same; i++) {
		if (o->at[i].by_rule)
			same = at < n && days[at++] == o->at[i].when.date;
	}
	same = same && at == n && o->at[0].by_rule;
	free(days);
	if (!same)
		buf_clear(rule);
	return same;
}

/* The rule as ours, with its days here; nothing where we have no such rule. */
static void add_rule(const struct told *t, const struct occurrences *o, struct buf *rule)
{
	int64_t there = t->start.local / 86400 - (t->start.local % 86400 < 0);
	struct buf tail = {0}, text = {0}, shifted = {0};

	if (o->rules != 1 || !o->n)
		return;
	if (o->ended && o->rule->count)
		buf_addf(&tail, ";COUNT=%zu", o->by_rule);
	else if (o->ended)
		add_day(&tail, ";UNTIL=", o->at[o->n - 1].when.date);
	for (size_t i = 0; i < o->except_n; i++)
		add_day(&tail, i ? "," : " EXDATE:", o->except[i].date);
	buf_addf(&text, "%s%s", o->rule->whole.s, buf_text(&tail));
	if (!gives(text.s, o, rule) && shift_weekdays(o->rule->whole.s, (int)(t->start.date - there), &shifted)) {
		buf_add(&shifted, buf_text(&tail));
		gives(shifted.s, o, rule);
	}
	buf_free(&tail);
	buf_free(&text);
	buf_free(&shifted);
}

/* ---- its events ---- */

/* So many that nobody keeps them: what is over goes first. */
static void cut(struct reader *r, const struct told *t, struct occurrences *o)
{
	int32_t first = school_year_first(school_year_of(r->s->today));
	size_t n = o->n, over = 0;

	if (n <= SERIES_MAX)
		return;
	while (n - over > SERIES_MAX && o->at[over].when.date < first)
		over++;
	memmove(o->at, o->at + over, (n - over) * sizeof(*o->at));
	o->n = n - over > SERIES_MAX ? SERIES_MAX : n - over;
	buf_addf(&r->notes, "%s, строка %d: в повторе %zu %s; принято %zu: с ", r->name, t->part->line, n,
		 text_plural((long)n, "занятие", "занятия", "занятий"), o->n);
	date_add_ru(&r->notes, o->at[0].when.date);
	buf_add(&r->notes, " по ");
	date_add_ru(&r->notes, o->at[o->n - 1].when.date);
	buf_addc(&r->notes, '\n');
}

bool ics_uid_is_day(const char *uid, const char *series, size_t n)
{
	return !strncmp(uid, series, n) && uid[n] == '/' &&
	       (strlen(uid) == n + DAY_LENGTH || strlen(uid) == n + TIME_LENGTH);
}

int32_t ics_uid_day(const char *uid, size_t n)
{
	int y, m, d;

	return sscanf(uid + n + 1, "%4d%2d%2d", &y, &m, &d) == 3 ? date_from_ymd(y, m, d) : DATE_NONE;
}

uint32_t ics_series_by_uid(struct reader *r, const char *uid)
{
	size_t n = (size_t)(strrchr(uid, '/') - uid);

	for (size_t i = 0; i < r->known_n; i++)
		if (ics_uid_is_day(r->known[i].uid, uid, n))
			return ics_series_of(r, r->known[i].id);
	return 0;
}

/* Occurrences that an earlier file gave and this one does not: they were taken out of the series. */
void ics_cancel_missing(struct reader *r, const struct told *t, const char *uid, size_t uid_n)
{
	struct record was = {0};
	struct told gone = *t;

	gone.cancelled = true;
	for (size_t i = 0; i < r->known_sorted && !r->failed; i++) {
		struct known *k = &r->known[i];

		if (k->seen || !ics_uid_is_day(k->uid, uid, uid_n) || ics_override_has(r, k->uid))
			continue;
		k->seen = true;
		if (record_load(r->tx, KIND_EVENT, k->id, &was) || !event_is_open(&was) ||
		    record_date(&was, EVENT_DATE) < r->s->today)
			continue;
		if (ics_is_older(r, t, &was))
			r->older++;
		else
			ics_change_open(r, &gone, &was);
	}
	record_release(&was);
}

uint32_t ics_series_of(struct reader *r, uint32_t id)
{
	struct record first = {0};
	uint32_t series = id;

	if (id && !record_load(r->tx, KIND_EVENT, id, &first) && record_has(&first, EVENT_SERIES))
		series = record_ref(&first, EVENT_SERIES);
	record_release(&first);
	return series;
}

static bool is_alone(const struct occurrences *o, size_t i)
{
	return !o->at[i].times_before && (i + 1 == o->n || !o->at[i + 1].times_before);
}

static bool told_by_rule(struct reader *r, const char *uid)
{
	size_t n = strlen(uid);

	for (size_t i = 0; i < r->known_n; i++)
		if (ics_uid_is_day(r->known[i].uid, uid, n))
			return true;
	return false;
}

bool ics_become_series(struct reader *r, const struct told *t, const struct occurrences *all)
{
	struct known *k = ics_known_find(r, t->uid);
	uint32_t id = k ? k->id : ics_uid_own(r->tx, t->uid);
	struct record was = {0};
	struct buf uid = {0};
	size_t at = 0;
	bool good = true;

	if (!id || record_load(r->tx, KIND_EVENT, id, &was))
		goto end;
	if (ics_is_older(r, t, &was)) {
		r->older++;
		ics_tell(r, t->part, IMPORT_SAME, NULL, &was);
		good = false;
	} else if (!k && record_has(&was, EVENT_REPEAT) && !told_by_rule(r, t->uid)) {
		ics_fault(r, t->part->line, "это занятие из ряда повторений, который ведут здесь: здесь его и меняют");
		good = false;
	}
	while (good && at < all->n && all->at[at].when.date != record_date(&was, EVENT_DATE))
		at++;
	buf_add(&uid, t->uid);
	if (good)
		ics_uid_add_day(&uid, all->at[at < all->n ? at : 0].when.date);
	if (good && k)
		ics_known_rename(r, k, uid.s);
	else if (good && !ics_known_find(r, uid.s))
		ics_know(r, uid.s, id);
end:
	record_release(&was);
	buf_free(&uid);
	return good;
}

/* What is told of the occurrence whose UID is uid: by the rule, or by an earlier one from which on it is otherwise. */
static bool tell_occurrence(struct reader *r, const struct told *of, const struct occurrence *o, const char *uid,
			    struct told *out)
{
	const struct override *onwards = ics_override_onwards(r, uid, strlen(of->uid), o);

	*out = *of;
	out->start = o->when;
	if (o->minutes > 0)
		out->minutes = o->minutes;
	if (onwards && (!ics_told_read(r, onwards->part, out) || !ics_override_shift(r, onwards, o->when.local, out) ||
			(out->cancelled && !ics_known_find(r, uid))))
		return false;
	out->rule = of->series || o->by_rule ? of->rule : NULL; /* the first one has to be of its rule */
	out->series = of->series;
	memcpy(out->uid, uid, strlen(uid) + 1);
	return true;
}

void ics_take_series(struct reader *r, struct told *t)
{
	struct occurrences all = {.n = 0};
	struct buf rule = {0}, uid = {0};
	size_t uid_n = strlen(t->uid);
	struct told one;

	buf_add(&uid, t->uid);
	if (!ics_occurrences_lay(r, t, &all))
		goto end;
	add_rule(t, &all, &rule);
	cut(r, t, &all);
	if (!all.n)
		ics_doubt(r, t->part->line, "все дни повтора исключены: занятий нет");
	else if (!ics_become_series(r, t, &all))
		goto end;
	t->rule = rule.n ? rule.s : NULL;
	for (size_t i = 0; i < all.n && !r->failed && !ics_is_bad(r); i++) {
		const struct occurrence *o = &all.at[i];
		uint32_t id;

		uid.n = uid_n;
		ics_uid_add_day(&uid, o->when.date);
		if (o->times_before)
			buf_addf(&uid, "T%02d%02d", o->when.minutes / 60, o->when.minutes % 60);
		if (ics_override_takes(r, uid.s, uid_n, o, is_alone(&all, i)) || !tell_occurrence(r, t, o, uid.s, &one))
			continue;
		id = ics_take_event(r, &one);
		if (!t->series)
			t->series = ics_series_of(r, id);
	}
	ics_cancel_missing(r, t, t->uid, uid_n);
end:
	ics_occurrences_release(&all);
	buf_free(&uid);
	buf_free(&rule);
}
