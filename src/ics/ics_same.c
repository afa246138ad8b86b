/* What is stored under a UID decides whether it is one event or a series: what calendars send does not always say. */
#include <stdlib.h>

#include "ics_read.h"

static bool has_days(const struct reader *r, const char *uid)
{
	size_t n = strlen(uid);

	for (size_t i = 0; i < r->known_n; i++)
		if (ics_uid_is_day(r->known[i].uid, uid, n))
			return true;
	return false;
}

/* How well the stored occurrence fits the single event that is told; 0: not at all. */
static int fits(const struct reader *r, const struct told *t, const struct known *k, const struct record *was)
{
	if (ics_uid_day(k->uid, strlen(t->uid)) == t->start.date)
		return 3;
	if (record_date(was, EVENT_DATE) == t->start.date)
		return 2;
	return event_is_open(was) && record_date(was, EVENT_DATE) >= r->s->today;
}

/* The occurrence that becomes the single event. False: what is stored is newer, which is told. */
static bool find_single(struct reader *r, const struct told *t, struct known **best)
{
	struct record was = {0};
	size_t n = strlen(t->uid);
	int rank = 0;
	bool good = true;

	*best = NULL;
	for (size_t i = 0; i < r->known_n && good; i++) {
		struct known *k = &r->known[i];
		int fit;

		if (k->seen || !ics_uid_is_day(k->uid, t->uid, n) || ics_override_has(r, k->uid) ||
		    record_load(r->tx, KIND_EVENT, k->id, &was))
			continue;
		if (ics_is_older(r, t, &was)) {
			r->older++;
			ics_tell(r, t->part, IMPORT_SAME, NULL, &was);
			good = false;
		}
		fit = fits(r, t, k, &was);
		if (fit > rank) {
			rank = fit;
			*best = k;
		}
	}
	record_release(&was);
	return good;
}

void ics_same_single(struct reader *r, struct told *t)
{
	struct known *one;

	if (!ics_known_find(r, t->uid) && !ics_uid_own(r->tx, t->uid) && has_days(r, t->uid)) {
		if (!find_single(r, t, &one))
			return;
		if (one)
			ics_known_rename(r, one, t->uid);
		t->single = one != NULL;
	}
	if (ics_take_event(r, t) && t->single)
		ics_cancel_missing(r, t, t->uid, strlen(t->uid));
}

void ics_same_cancel(struct reader *r, struct told *t)
{
	bool days = has_days(r, t->uid);

	if (!days || ics_known_find(r, t->uid) || ics_uid_own(r->tx, t->uid))
		ics_take_event(r, t);
	if (days)
		ics_cancel_missing(r, t, t->uid, strlen(t->uid));
}

void ics_same_add(struct reader *r, struct told *t)
{
	struct buf uid = {0};

	buf_add(&uid, t->uid);
	ics_uid_add_day(&uid, t->start.date);
	memcpy(t->uid, uid.s, uid.n + 1);
	t->series = ics_series_by_uid(r, t->uid);
	ics_take_event(r, t);
	buf_free(&uid);
}

void ics_same_occurrence(struct reader *r, const char *uid, const struct override *o)
{
	struct known *single = ics_known_find(r, uid);
	struct record was = {0};

	if (single && !single->seen && !ics_known_find(r, o->uid) &&
	    !record_load(r->tx, KIND_EVENT, single->id, &was) && record_date(&was, EVENT_DATE) == o->when.date)
		ics_known_rename(r, single, o->uid);
	record_release(&was);
}

void ics_same_onwards(struct reader *r, const struct told *t, const struct override *o)
{
	size_t n = (size_t)(strrchr(o->uid, '/') - o->uid);
	size_t known = r->known_n;

	for (size_t i = 0; i < known && !r->failed && !ics_is_bad(r); i++) {
		struct known *k = &r->known[i];
		struct told one = *t;
		int32_t days;

		if (k->seen || !ics_uid_is_day(k->uid, o->uid, n) || ics_override_has(r, k->uid))
			continue;
		days = ics_uid_day(k->uid, n) - o->when.date;
		if (days <= 0 || !ics_override_shift(r, o, o->when.local + days * 86400LL, &one))
			continue;
		memcpy(one.uid, k->uid, strlen(k->uid) + 1);
		ics_take_event(r, &one);
	}
}
