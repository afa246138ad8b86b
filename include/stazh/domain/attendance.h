/* Who was at an event: the whole list at once, and the hours that are credited for it. */
#ifndef STAZH_DOMAIN_ATTENDANCE_H
#define STAZH_DOMAIN_ATTENDANCE_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

struct attendee {
	uint32_t trainee, person, group;
	char *name;	  /* «Ёлкина А.И.» */
	uint32_t id;	  /* of the record with the mark, 0: not marked yet */
	int64_t rev;	  /* its revision, 0: none */
	const char *mark; /* MARK_PRESENT …, or NULL */
};

/* The trainees of the event's groups who were not expelled and whose dates (5.2) its day lies in, and everyone who has
 * a mark; by group, then by name. attendance_free. */
struct attendee *attendance_list(struct tx *tx, const struct record *event, size_t *n);
void attendance_free(struct attendee *a, size_t n);

struct attendance_mark {
	uint32_t trainee;
	int64_t rev;	  /* the revision that the user saw, 0: there was none */
	const char *mark; /* MARK_PRESENT …; NULL: take away what is there */
};
/* Writes them in one transaction, one step of undo; an event that was still open is held thereby. Refused with п. 5.1
 * before the event's day, for a cancelled one and for someone who is not on its list; ERR_CHANGED when another marked
 * meanwhile; *at (may be NULL) is then the one at fault. */
enum err op_attend(struct session *s, uint32_t event, const struct attendance_mark *marks, size_t n, size_t *at,
		   struct error *e);

/* Was there: «был» or «дистанционно»? */
bool mark_counts(const char *mark);
/* Academic hours of the held events of from … to (both included) where the trainee was. */
int trainee_hours(struct tx *tx, uint32_t trainee, int32_t from, int32_t to);

/* Academic hours of the events that were held up to that day: those of the trainee's group while it was there, and
 * where else it was. */
int trainee_hours_held(struct tx *tx, const struct record *trainee, int32_t to);

struct turnout {
	size_t events;		      /* held, with marks */
	size_t marks, present;	      /* all marks; those that count */
	int hours, planned_hours;     /* of the held events; of those still open */
	size_t held, open, cancelled; /* all */
	int64_t guests;
};
/* Adds the event up. */
void turnout_add(struct tx *tx, const struct record *event, struct turnout *t);
/* «87 %» */
void turnout_percent(const struct turnout *t, struct buf *out);

#endif
