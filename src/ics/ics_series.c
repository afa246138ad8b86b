/* The events of a rule in a calendar file. */
#include <stdlib.h>

#include "ics_read.h"
#include "stazh/calendar/recur.h"

#define SERIES_MAX 500 /* events of one rule */

/* Adds the days of a list property (EXDATE, RDATE). */
static bool read_days(struct reader *r, const struct ics_part *p, const char *name, int32_t **days, size_t *n,
		      size_t *cap)
{
	bool good = true;

	for (size_t at = p->from; good && (at = ics_next(&r->file, p, name, at)) != SIZE_MAX; at++) {
		const struct ics_line *l = &r->file.lines[at];
		char *copy = mem_strdup(ics_value(l->text)), *part, *rest = copy;
		struct when when;

		while (good && (part = strsep(&rest, ","))) {
			part[strcspn(part, "/ ")] = '\0'; /* of a period its beginning */
			good = ics_read_when(r, l, part, &when);
			if (!good)
				break;
			*days = mem_grow(*days, *n, cap, sizeof(**days));
			(*days)[(*n)++] = when.date;
		}
		free(copy);
	}
	return good;
}

static int compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

/* The UNTIL of a rule is a moment where the series has times (3.3.10): here, the day before when it is earlier than the
 * event is. */
static bool read_rule(struct reader *r, const struct told *t, const struct ics_line *l, const int32_t *except,
		      size_t except_n, struct buf *rule)
{
	const char *value = ics_value(l->text), *until = strcasestr(value, "UNTIL=");
	struct error e = {0};
	struct buf text = {0};
	struct when end;
	size_t n;
	bool good = true;

	buf_add(&text, value);
	if (until && t->start.minutes >= 0) {
		char copy[32];

		until += 6;
		n = strcspn(until, "; ");
		if (n < sizeof(copy)) {
			memcpy(copy, until, n);
			copy[n] = '\0';
			good = ics_read_when(r, &(struct ics_line){"", l->line}, copy, &end);
			if (good && end.minutes >= 0) {
				int y, m, d;

				date_to_ymd(end.date - (end.minutes < t->start.minutes), &y, &m, &d);
				text.n = (size_t)(until - value);
				buf_addf(&text, "%04d%02d%02d%s", y, m, d, until + n);
			}
		}
	}
	for (size_t i = 0; i < except_n; i++) {
		int y, m, d;

		date_to_ymd(except[i], &y, &m, &d);
		buf_addf(&text, "%s%04d%02d%02d", i ? "," : " EXDATE:", y, m, d);
	}
	if (good && recur_parse(text.s, t->start.date, rule, &e)) {
		ics_fault(r, l->line, "%s", e.text);
		good = false;
	}
	buf_free(&text);
	return good;
}

/* The rule's days with RDATE and without EXDATE, up to the end of the school year when the rule has no end of its own.
 */
static bool expand(struct reader *r, const struct told *t, const struct ics_line *rrule, struct buf *rule,
		   int32_t **days, size_t *n)
{
	int32_t *except = NULL, *more = NULL, today = r->s->today, last = DATE_MAX;
	size_t except_n = 0, except_cap = 0, more_n = 0, more_cap = 0, cap;
	struct error e = {0};
	bool good = read_days(r, t->part, "EXDATE", &except, &except_n, &except_cap) &&
		    read_days(r, t->part, "RDATE", &more, &more_n, &more_cap) &&
		    (!rrule || read_rule(r, t, rrule, except, except_n, rule));

	*days = NULL;
	*n = 0;
	if (good && rrule) {
		bool endless = !strstr(rule->s, "COUNT=") && !strstr(rule->s, "UNTIL=");

		if (endless)
			last = school_year_last(school_year_of(t->start.date > today ? t->start.date : today));
		good = !recur_expand(rule->s, t->start.date, last, NULL, 0, SERIES_MAX, days, n, &e);
		if (!good)
			ics_fault(r, rrule->line, "%s", e.text);
		if (good && endless) {
			buf_addf(&r->notes, "%s, строка %d: повтор без конца; приняты занятия по ", r->name,
				 rrule->line);
			date_add_ru(&r->notes, last);
			buf_addc(&r->notes, '\n');
		}
	}
	/* DTSTART is an occurrence (3.8.5.3), whatever the rule says */
	cap = *n;
	more = mem_grow(more, more_n, &more_cap, sizeof(*more));
	more[more_n++] = t->start.date;
	for (size_t i = 0; good && i < more_n; i++) {
		bool there = false;

		for (size_t k = 0; k < except_n; k++)
			there |= except[k] == more[i];
		for (size_t k = 0; k < *n; k++)
			there |= (*days)[k] == more[i];
		if (there)
			continue;
		if (*n == SERIES_MAX) {
			ics_fault(r, t->part->line, "в повторе больше %d занятий", SERIES_MAX);
			good = false;
			break;
		}
		*days = mem_grow(*days, *n, &cap, sizeof(**days));
		(*days)[(*n)++] = more[i];
	}
	if (*n)
		qsort(*days, *n, sizeof(**days), compare_days);
	free(except);
	free(more);
	return good;
}

static bool is_override(const struct reader *r, const char *uid)
{
	for (size_t i = 0; i < r->overrides_n; i++)
		if (!strcmp(r->overrides[i], uid))
			return true;
	return false;
}

/* Occurrences that an earlier file gave and this one does not: they were taken out of the series. */
void ics_cancel_missing(struct reader *r, const struct told *t, const char *uid, size_t uid_n)
{
	struct record was = {0};
	struct told gone = *t;

	gone.cancelled = true;
	for (size_t i = 0; i < r->known_sorted && !r->failed; i++) {
		struct known *k = &r->known[i];

		if (k->seen || strncmp(k->uid, uid, uid_n) != 0 || k->uid[uid_n] != '/' ||
		    strlen(k->uid) != uid_n + 9 || is_override(r, k->uid))
			continue;
		k->seen = true;
		if (!record_load(r->tx, KIND_EVENT, k->id, &was) && event_is_open(&was) &&
		    record_date(&was, EVENT_DATE) >= r->s->today && t->sequence >= record_int(&was, EVENT_SEQUENCE))
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

void ics_take_series(struct reader *r, struct told *t, const struct ics_line *rrule)
{
	struct buf rule = {0}, uid = {0};
	size_t uid_n = strlen(t->uid), n;
	int32_t *days;

	if (expand(r, t, rrule, &rule, &days, &n)) {
		buf_add(&uid, t->uid);
		t->rule = rule.s;
		for (size_t i = 0; i < n && !r->failed && !ics_is_bad(r); i++) {
			uint32_t id;

			uid.n = uid_n;
			ics_uid_add_day(&uid, days[i]);
			if (is_override(r, uid.s))
				continue;
			memcpy(t->uid, uid.s, uid.n + 1);
			t->start.date = days[i];
			id = ics_take_event(r, t);
			if (!t->series)
				t->series = ics_series_of(r, id);
		}
		uid.s[uid_n] = '\0';
		ics_cancel_missing(r, t, uid.s, uid_n);
	}
	free(days);
	buf_free(&uid);
	buf_free(&rule);
}
