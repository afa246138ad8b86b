/* The same event more than once in a file: letters saved one behind the other. */
#include <stdlib.h>
#include <strings.h>

#include "ics_read.h"

struct version {
	char *uid;
	int64_t sequence;
	const char *stamp; /* "": none */
	size_t at;
};

/* Events by UID, the versions of each from the oldest to the newest. */
static int compare(const void *a, const void *b)
{
	const struct version *x = a, *y = b;
	int by = strcmp(x->uid, y->uid);

	if (!by)
		by = (x->sequence > y->sequence) - (x->sequence < y->sequence);
	if (!by && *x->stamp && *y->stamp)
		by = strcmp(x->stamp, y->stamp);
	return by ? by : (x->at > y->at) - (x->at < y->at);
}

static bool read_version(struct reader *r, size_t i, struct version *v)
{
	const struct ics_part *p = &r->file.events[i];
	const struct ics_line *sequence = ics_find(&r->file, p, "SEQUENCE");
	const struct override *o = ics_find(&r->file, p, "RECURRENCE-ID") ? ics_override_of(r, p) : NULL;
	const char *stamp = ics_stamp(r, p);
	struct buf uid = {0};
	bool quiet = r->quiet, good;

	r->quiet = true;
	good = !ics_is_answer(r, p) && strcasecmp(ics_method(&r->file, p), "ADD") != 0 &&
	       !ics_find(&r->file, p, ICS_DEADLINE) && ics_uid_read(r, p, &uid);
	r->quiet = quiet;
	if (good)
		*v = (struct version){.uid = mem_strdup(o ? o->uid : buf_text(&uid)),
				      .sequence = sequence ? strtol(ics_value(sequence->text), NULL, 10) : 0,
				      .stamp = stamp ? stamp : "",
				      .at = i};
	buf_free(&uid);
	return good;
}

static const char *start_of(const struct reader *r, size_t at)
{
	const struct ics_line *l = ics_find(&r->file, &r->file.events[at], "DTSTART");

	return l ? ics_value(l->text) : "";
}

/* One calendar has one version: two of one number, on different days, are two events to whoever wrote it. */
static bool are_two(const struct reader *r, const struct version *a, const struct version *b)
{
	const struct ics_part *x = &r->file.events[a->at], *y = &r->file.events[b->at];

	return x->calendar == y->calendar && a->sequence == b->sequence && !strchr(a->uid, '/') &&
	       strcmp(start_of(r, a->at), start_of(r, b->at)) != 0;
}

void ics_twice_find(struct reader *r)
{
	struct version *all = mem_alloc((r->file.events_n + 1) * sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < r->file.events_n; i++) {
		r->twice[i] = false;
		n += read_version(r, i, &all[n]);
	}
	qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i + 1 < n; i++) {
		const struct version *old = &all[i], *new = &all[i + 1];
		const struct ics_part *p = &r->file.events[old->at];

		if (strcmp(old->uid, new->uid) != 0)
			continue;
		r->now = old->at;
		if (!are_two(r, old, new))
			r->twice[old->at] = true;
		else if (!ics_is_bad(r))
			ics_fault(
				r, p->line,
				"обозначено так же, как занятие в строке %d, а день другой: одно это занятие или два, "
				"не понять",
				r->file.events[new->at].line);
	}
	r->now = SIZE_MAX;
	for (size_t i = 0; i < n; i++)
		free(all[i].uid);
	free(all);
}
