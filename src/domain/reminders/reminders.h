/* Own deadlines: for the files of this folder. */
#ifndef STAZH_DOMAIN_REMINDERS_H
#define STAZH_DOMAIN_REMINDERS_H

#include "../internal.h"
#include "stazh/calendar/step.h"
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

/* ---- roadmap_line.c ---- */
#define ROADMAP_EVENT "занятие"
#define ROADMAP_TERM  "срок статуса"
#define ROADMAP_YEAR  "учебный год"
extern const char *const roadmap_bases[];

/* A step: «за 10 дней до: программа занятия — руководитель». */
struct roadmap_step {
	struct step_when when;
	const char *line, *what, *who; /* in the text */
	size_t line_n, what_n, who_n;
};
/* The next one; *at begins with 0. ERR_NONE: no more. ERR_INPUT: the line and the place in it. base: what the roadmap
 * is for. */
enum err roadmap_step_next(const char *steps, const char *base, size_t *at, struct roadmap_step *out, struct error *e);
/* The days between which something lies: of an event both are its day. */
struct span {
	int32_t from, to;
};
/* The day from which the step is counted. */
int32_t roadmap_anchor(const struct step_when *when, const char *base, const struct span *span);
/* roadmap.c: the span of what a roadmap for `base` is applied to (a year's: of `year`). False: it has none. */
bool roadmap_span(struct tx *tx, const char *base, const struct record *subject, int year, struct span *out);

/* ---- roadmap_act.c ---- */
/* Applies it: a deadline for each step that is not there yet. subject kind 0: to nothing but the year. ERR_REFUSED: all
 * are there. */
enum err roadmap_apply(struct tx *tx, const struct record *roadmap, struct pointed subject, const struct span *span,
		       struct buf *notice, struct error *e);

/* ---- roadmap_follow.c ---- */
/* Is it a step of a term's roadmap that is done behind the term's end? */
bool roadmap_is_after(struct tx *tx, const struct record *r);

#endif
