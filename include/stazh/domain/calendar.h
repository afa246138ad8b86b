/* Everything that has a date, by day: events and open deadlines (DOMAIN.md §4), filtered alike. What `due` lists stands
 * here at the same date. */
#ifndef STAZH_DOMAIN_CALENDAR_H
#define STAZH_DOMAIN_CALENDAR_H

#include "stazh/model/deadline.h"
#include "stazh/model/schema.h"
#include "stazh/model/session.h"

struct calendar_query {
	int32_t from, to; /* both included */
	uint32_t site;	  /* 0: of all; so the next ones */
	uint32_t group;	  /* events of the group; deadlines of its trainees */
	const char *form; /* word of the list of forms, as stored; NULL: any. Of deadlines those of such events */
	uint32_t person;  /* a speaker or a trainee; of deadlines also the one responsible */
	uint32_t org;	  /* the school: of the site */
	bool mine;	  /* as in deadline_query */
	bool no_deadlines, no_cancelled;
	bool coming; /* with the days to come of deadlines that repeat, behind the open one */
};

struct calendar_item {
	int64_t gone_ms; /* 0; of calendar_gone: when it went, Unix time */
	int32_t date;
	const struct record *event;	 /* NULL: a deadline */
	bool coming;			 /* of `deadline`: not the open one, a later day of it */
	const struct deadline *deadline; /* NULL: an event. An open event is its own deadline and not given twice */
};

/* Calls fn for each, by day; within a day the events by time (those without one first), then the deadlines; until it
 * returns false. The item lives during the call. Returns how many were given. */
size_t calendar_each(struct tx *tx, const struct calendar_query *q,
		     bool (*fn)(struct tx *tx, const struct calendar_item *item, void *arg), void *arg);
/* What went in the days since `since`, as it last was: events that were deleted, deadlines that went (deadline_gone).
 * Nothing when no_cancelled. Else as calendar_each, in order of kind and number, the events first. */
size_t calendar_gone(struct tx *tx, const struct calendar_query *q, int32_t since,
		     bool (*fn)(struct tx *tx, const struct calendar_item *item, void *arg), void *arg);

#endif
