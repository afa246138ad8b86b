/* Occurrences that a file tells of by themselves: RECURRENCE-ID. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_read.h"

#define DAY    86400 /* seconds */
#define NO_DAY INT64_MIN

/* A series of the file, to know how it counts its days. */
struct master {
	const char *uid;
	struct when start;
};

static int compare_masters(const void *a, const void *b)
{
	return strcmp(((const struct master *)a)->uid, ((const struct master *)b)->uid);
}

static int compare_overrides(const void *a, const void *b)
{
	return strcmp(((const struct override *)a)->uid, ((const struct override *)b)->uid);
}

static const char *raw_uid(const struct reader *r, const struct ics_part *p)
{
	const struct ics_line *l = ics_find(&r->file, p, "UID");

	return l ? ics_value(l->text) : "";
}

/* What is wrong with a start is told when its event is read. */
static bool read_start(struct reader *r, const struct ics_part *p, struct when *start)
{
	const struct ics_line *l = ics_find(&r->file, p, "DTSTART");
	bool good;

	r->quiet = true;
	good = l && ics_time_enter(r, p) && ics_read_when(r, l, ics_value(l->text), start);
	r->quiet = false;
	return good;
}

static struct master *find_masters(struct reader *r, size_t *n)
{
	struct master *all = NULL, m;
	size_t cap = 0;

	*n = 0;
	for (size_t i = 0; i < r->file.events_n; i++) {
		const struct ics_part *p = &r->file.events[i];

		if (ics_find(&r->file, p, "RECURRENCE-ID") ||
		    (!ics_find(&r->file, p, "RRULE") && !ics_find(&r->file, p, "RDATE")) || !read_start(r, p, &m.start))
			continue;
		m.uid = raw_uid(r, p);
		all = mem_grow(all, *n, &cap, sizeof(*all));
		all[(*n)++] = m;
	}
	if (*n)
		qsort(all, *n, sizeof(*all), compare_masters);
	return all;
}

/* Which occurrence is meant: as the series writes it, or, where that is not in the file, as the event itself does. */
static bool read_id(struct reader *r, const struct ics_part *p, const struct master *m, struct when *out,
		    int64_t *there)
{
	const struct ics_line *l = ics_find(&r->file, p, "RECURRENCE-ID");
	struct when own;
	const struct when *like = m ? &m->start : read_start(r, p, &own) ? &own : NULL;

	if (!ics_time_enter(r, p))
		return false;
	if (like && like->zone)
		r->floating = like->zone;
	if (!ics_read_when(r, l, ics_value(l->text), out))
		return false;
	*there = like && like->zone && !out->zone ? out->local : NO_DAY;
	if (!like || (!m && !like->zone))
		return true;
	return ics_when_adapt(r, like, out);
}

static bool is_onwards(struct reader *r, const struct ics_part *p)
{
	const struct ics_line *l = ics_find(&r->file, p, "RECURRENCE-ID");
	struct buf range = {0};
	bool onwards = ics_parameter(l->text, "RANGE", &range) && !strcasecmp(buf_text(&range), "THISANDFUTURE");

	buf_free(&range);
	return onwards;
}

void ics_overrides_read(struct reader *r)
{
	size_t masters_n;
	struct master *masters = find_masters(r, &masters_n);

	for (r->now = 0; r->now < r->file.events_n; r->now++) {
		const struct ics_part *p = &r->file.events[r->now];
		struct master wanted = {.uid = raw_uid(r, p)}, *m;
		struct buf uid = {0};
		struct when when;
		int64_t there;

		if (ics_is_bad(r) || !ics_find(&r->file, p, "RECURRENCE-ID"))
			continue;
		m = masters_n ? bsearch(&wanted, masters, masters_n, sizeof(*masters), compare_masters) : NULL;
		if (read_id(r, p, m, &when, &there) && ics_uid_read(r, p, &uid)) {
			ics_uid_add_day(&uid, when.date);
			r->overrides = mem_grow(r->overrides, r->overrides_n, &r->overrides_cap, sizeof(*r->overrides));
			r->overrides[r->overrides_n++] = (struct override){.part = p,
									   .uid = mem_strdup(uid.s),
									   .when = when,
									   .onwards = is_onwards(r, p),
									   .answer = ics_is_answer(r, p),
									   .there = there,
									   .day = there != NO_DAY};
		}
		buf_free(&uid);
	}
	r->now = SIZE_MAX;
	if (r->overrides_n)
		qsort(r->overrides, r->overrides_n, sizeof(*r->overrides), compare_overrides);
	free(masters);
}

const struct override *ics_override_of(const struct reader *r, const struct ics_part *p)
{
	for (size_t i = 0; i < r->overrides_n; i++)
		if (r->overrides[i].part == p)
			return &r->overrides[i];
	return NULL;
}

/* The first that is not before the UID. */
static size_t find_first(const struct reader *r, const char *uid, size_t n)
{
	size_t from = 0, to = r->overrides_n;

	while (from < to) {
		size_t middle = (from + to) / 2;

		if (strncmp(r->overrides[middle].uid, uid, n) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool ics_override_has(const struct reader *r, const char *uid)
{
	size_t n = strlen(uid);

	for (size_t i = find_first(r, uid, n); i < r->overrides_n && !strncmp(r->overrides[i].uid, uid, n); i++)
		if (!r->overrides[i].answer && !strcmp(r->overrides[i].uid, uid))
			return true;
	return false;
}

/* A day means the one of the series' own zone. */
static bool means(const struct override *other, const char *uid, size_t series_n, const struct occurrence *o,
		  bool alone)
{
	if (other->day)
		return other->there <= o->when.local && o->when.local < other->there + DAY;
	if (!other->when.zone || other->when.moment == o->when.moment)
		return other->when.date == o->when.date;
	return alone && !strncmp(other->uid + series_n, uid + series_n, strcspn(uid + series_n, "T"));
}

bool ics_override_takes(struct reader *r, const char *uid, size_t series_n, const struct occurrence *o, bool alone)
{
	size_t n = series_n + 1; /* with the stroke */
	bool taken = false;

	for (size_t i = find_first(r, uid, n); i < r->overrides_n && !strncmp(r->overrides[i].uid, uid, n); i++) {
		struct override *other = &r->overrides[i];

		if (other->taken || !means(other, uid, series_n, o, alone))
			continue;
		free(other->uid);
		other->uid = mem_strdup(uid);
		other->taken = true;
		taken |= !other->answer;
	}
	return taken;
}

const struct override *ics_override_onwards(const struct reader *r, const char *uid, size_t n,
					    const struct occurrence *o)
{
	const struct override *found = NULL;

	for (size_t i = find_first(r, uid, n + 1); i < r->overrides_n && !strncmp(r->overrides[i].uid, uid, n + 1);
	     i++) {
		const struct override *other = &r->overrides[i];

		if (other->onwards && !other->answer && other->when.moment <= o->when.moment &&
		    (!found || found->when.moment < other->when.moment))
			found = other;
	}
	return found;
}

bool ics_override_shift(const struct reader *r, const struct override *o, int64_t local, struct told *t)
{
	t->start.local += local - o->when.local;
	return ics_when_settle(r, &t->start);
}
