/* Events, their series and who was there: for the files of the domain. */
#ifndef STAZH_DOMAIN_EVENTS_H
#define STAZH_DOMAIN_EVENTS_H

#include "../internal.h"

/* How the text of a DL_EVENT begins in the store. */
#define DEADLINE_MARK_EVENT "Отметьте: "

/* event.c: who answers for an event: its sites', or of one without sites the centre's
 * methodist alone (one party of zeros). free(*of), the names are added. */
struct party;
size_t event_parties(struct tx *tx, const struct record *event, struct party **of, struct buf *who, struct buf *where);

/* event_read.c: the first event of the series, the event itself when it is in none. */
uint32_t series_head(const struct record *event);

/* series.c */
#define ARG_SCOPE 110 /* of actions and of kind_event.asked: how far a change goes */
extern const char *const series_scopes[];
#define SCOPE_ARG                                                                                                      \
	{                                                                                                              \
		.field = {                                                                                             \
			.id = ARG_SCOPE,                                                                               \
			.name = "scope",                                                                               \
			.title = "Сколько занятий ряда",                                                               \
			.type = FT_CHOICE,                                                                             \
			.choices = series_scopes,                                                                      \
			.flags = FF_SYSTEM,                                                                            \
			.help = "У занятия из ряда: this — только это, following — это и следующие, all — все.",       \
			.example = "following"                                                                         \
		}                                                                                                      \
	}
/* The repeat as typed → the canonical rule, by the event's day; refuses what is none.
 */
enum err series_settle(struct record *event, struct error *e);
/* Refuses a repeat that is none, gives too many days or does not begin on the event's
 * day. */
enum err series_check(struct tx *tx, const struct record *event, struct error *e);
/* Adds the other occurrences of a stored event by its rule; tells of it in the
 * session's notice. */
enum err series_make(struct tx *tx, const struct record *first, struct error *e);
/* Collisions of all days, the first ones told, the others counted. */
void series_warn(struct tx *tx, const struct record *event, struct buf *out);
/* Adds the first of the lines and how many more there are. */
void series_tell(const struct buf *lines, struct buf *out);
/* kind_event.spread */
enum err series_spread(struct tx *tx, const struct record *was, struct record *is, const struct record *args,
		       struct error *e);
/* The other events of the series that a change of this one (as it is stored) goes to
 * as well: by args' scope, after asking where that can be done; only those up to the
 * day `upto` that are open and were not changed apart. */
struct series_pick {
	bool member, all;
	uint32_t *ids;
	size_t n, left; /* left: in the scope, but not to be changed */
};
enum err series_pick(struct tx *tx, const struct record *event, const struct record *args, const char *verb,
		     int32_t upto, struct series_pick *out, struct error *e);
void series_pick_release(struct series_pick *p);
/* The rule of an event that moved by so many days: days of the week, an end and
 * exceptions move along; of one that cannot be moved nothing is told any more. */
void series_shift_rule(struct record *event, int days);
void series_notice(const struct series_pick *p, const char *done, struct buf *out);

/* attendance.c */
struct attendance_mark;
#define ATTENDANCE_ANY (-1) /* rev: whatever is stored */
enum err attendance_write(struct tx *tx, uint32_t event, const struct attendance_mark *m, struct error *e);
/* Is somebody of the group expected on that day: not expelled, within the dates? */
bool attendance_expects(const struct record *trainee, const struct record *group, int32_t day);
extern const char *const attendance_marks[]; /* the words, NULL */
uint32_t attendance_of(struct tx *tx, uint32_t event, uint32_t trainee, uint32_t but);
enum err attendance_guard(struct tx *tx, const struct record *event, struct error *e);
/* Has a held event trainees, and nobody was marked? */
bool attendance_lacks(struct tx *tx, const struct record *event);
extern const struct action_arg attend_args[];
/* Everybody in the group, by name; attendance_free. */
struct attendee;
struct attendee *attendees_of_group(struct tx *tx, uint32_t group, size_t *n);
/* Gives the mark to those of the list who are named («Ёлкина; 12»). ERR_REFUSED at the
 * argument: nobody, or several, of a name. */
enum err attendees_mark(struct tx *tx, struct attendee *list, size_t n, const char *told, const char *mark,
			const char *arg_name, struct error *e);
enum err attend(struct tx *tx, struct record *event, const struct record *args, struct buf *notice, struct error *e);

/* absence.c: kind_attendance.deadlines. Of a trainee whose last marks are all «не был», the one that made them as many
 * as an alarm wants has it: it ends when he is there again, when one of them is put right, or with the internship. */
void absence_deadlines(struct tx *tx, const struct record *r, struct entries *out);

/* suggest.c: fills in what a new event most likely says: the site of its group, form,
 * place, time and so on of the last one of its group or site. */
void event_suggest(struct tx *tx, struct record *r);

/* kind_more.implied: the hours by the minutes. */
bool event_implied(const struct record *event, unsigned field, int64_t *number);

#endif
