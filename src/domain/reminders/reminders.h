/* Own deadlines: for the files of this folder. */
#ifndef STAZH_DOMAIN_REMINDERS_H
#define STAZH_DOMAIN_REMINDERS_H

#include "../internal.h"
#include "stazh/calendar/turn.h"

/* ---- repeat.c: a deadline that is due again and again ---- */
/* The rule as typed → the canonical one, its days and the first or the open occurrence; one that was lifted makes way
 * for the next. What is wrong is left for repeat_check. */
void repeat_settle(struct tx *tx, const struct record *was, struct record *is);
enum err repeat_check(struct tx *tx, const struct record *is, struct error *e);
/* Tells which days a new rule gives. */
void repeat_tell(struct tx *tx, const struct record *is, struct buf *notice);
bool repeat_is_open(const struct record *r);
/* The turns of the rule; valid as long as r. */
struct turns repeat_turns(struct tx *tx, const struct record *r);
/* The open occurrence. */
struct turn repeat_now(const struct record *r);
/* Another day was given to the open occurrence alone. */
void repeat_keep_turn(const struct record *was, struct record *is);
/* The open occurrence is done on that day: the next one that is not over by then becomes the open one. */
void repeat_done(struct tx *tx, struct record *r, int32_t on, struct buf *notice);
/* The one before is open again. */
void repeat_reopen(struct record *r, struct buf *notice);
/* Calls fn for the days from … to (both included) of the occurrences behind the open one. */
void repeat_each(struct tx *tx, uint32_t id, int32_t from, int32_t to, void (*fn)(int32_t due, void *arg), void *arg);
/* How many occurrences are overdue, the open one included; adds the days of the others, the first ones, to days (NULL:
 * they are not asked for). */
size_t repeat_missed(struct tx *tx, const struct record *r, int32_t today, struct buf *days);
/* Adds how it goes on, as facts of a card. */
void repeat_facts(struct tx *tx, const struct record *r, struct buf *out);

/* ---- whose.c: who is meant by «руководитель», «методист» ---- */
/* What the deadline of r says of who, where and whose: d->kind, person, site, org, methodist, who, where. */
struct whose_texts {
	struct buf who, where;
	struct party *others; /* n of them, of an event of several sites */
	size_t n;
};
void whose_find(struct tx *tx, const struct record *r, struct deadline *d, struct whose_texts *texts);
void whose_release(struct whose_texts *texts);
/* The sort of its deadline: DL_STEP, or DL_REMINDER. */
unsigned whose_sort(struct tx *tx, const struct record *r);

#endif
