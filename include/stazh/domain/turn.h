/* The year turns: what a methodist prepares for a school year from what the one before it left, each step shown before
 * it is done, all of them done in one act. Nothing is made twice: what is there already is told and left. */
#ifndef STAZH_DOMAIN_TURN_H
#define STAZH_DOMAIN_TURN_H

#include "stazh/base/mem.h"
#include "stazh/base/text.h"
#include "stazh/model/session.h"

struct tx;
struct outcome;

/* In the order in which they are shown and done. */
enum turn_sort {
	TURN_SITES,	/* which go on; nothing is done to them */
	TURN_APPROVE,	/* a draft of an order for those that were approved (3.4) */
	TURN_RENEW,	/* a draft for those whose term is over (3.3) */
	TURN_COMPLETE,	/* or one by which they end (7.1) */
	TURN_DOCUMENTS, /* programme, plan and schedule are asked for (4.2) */
	TURN_PLANS,	/* lines of the thematic plan */
	TURN_GROUPS,
	TURN_EVENTS,
	TURN_CLOSE,    /* items of those who completed, alarms of internships that are over */
	TURN_LETTERS,  /* about the documents, into the outbox */
	TURN_ROADMAPS, /* of the school year, not applied to the new one yet; nothing is done about it */
	TURN_TAILS,    /* what the year before left open; nothing is done about it */
	TURN_SORTS
};

enum turn_can {
	TURN_TOLD,   /* there is nothing to do, it is to be known */
	TURN_THERE,  /* it was done already */
	TURN_CANNOT, /* `why` says why not */
	TURN_CAN,
};

#define TURN_NONE SIZE_MAX /* no step */

struct turn_step {
	enum turn_sort sort;
	enum turn_can can;
	bool on;    /* it is to be done; what it needs is asked by turn_does */
	bool usual; /* it is, unless one says otherwise */
	unsigned kind;
	uint32_t id;	   /* the record that it is about; of what is open 0 */
	uint32_t site;	   /* whose it is, 0: nobody's or of several */
	uint32_t there;	   /* of a group: its copy in the new year, 0: none yet */
	int32_t from, to;  /* a day and where it goes; the first and last day of a group; DATE_NONE */
	const char *what;  /* «Учителя биологии, 1-я группа» */
	const char *was;   /* «чт 19.11.2026»; "" */
	const char *then;  /* «чт 18.11.2027», «до 15.09.2027»; "" */
	const char *why;   /* one sentence without its stop; "" */
	size_t needs;	   /* the step without which it is not done */
	size_t other;	   /* the one that is not done together with it */
	const char *where; /* of what is open: the condition (model/condition.h) that finds it, */
	size_t count;	   /* and how many records that are */
};

struct turn {
	int from, to; /* school years */
	struct turn_step *step;
	size_t n, cap;
	struct arena arena; /* its texts */
};

/* «Группы», "groups" */
const char *turn_sort_title(enum turn_sort sort);
const char *turn_sort_code(enum turn_sort sort);

/* May the session do it at all, for this school year: the methodist, the running one or the next? ERR_REFUSED. */
enum err turn_may(const struct session *s, int to, struct error *e);
/* The school year that is meant today when none is named. */
int turn_year(int32_t today);
/* What there is to do for the school year `to`. out: {0}; turn_release. ERR_REFUSED as turn_may says. */
enum err turn_plan(struct tx *tx, int to, struct turn *out, struct error *e);
void turn_release(struct turn *t);
/* Is there most likely anything? Quickly, for who only asks whether to offer it. */
bool turn_worth(struct tx *tx, int to);

/* Takes a step in or out; what it needs is taken in with it, what excludes it out. */
void turn_set(struct turn *t, size_t i, bool on);
/* Is it going to be done? */
bool turn_does(const struct turn *t, size_t i);
/* How many are. */
size_t turn_count(const struct turn *t);
/* Names of steps, parted by commas or semicolons: a sort («groups»), one of it («groups:5»), all of a site («site:3»).
 * only: those and what they need, and no others; else without them. ERR_USAGE: no such. */
enum err turn_choose(struct turn *t, const char *names, bool only, struct error *e);
/* «groups:5» */
void turn_name_add(const struct turn_step *s, struct buf *out);
/* One sentence of what is going to be done, or was: «3 группы, 12 занятий». Nothing: nothing is. */
void turn_sum(const struct turn *t, struct buf *out);

/* Does it: one act. What has changed since the plan was made is looked at once more, so t is the plan as it was carried
 * out then. ERR_NONE: there is nothing to do. */
enum err turn_carry_out(struct session *s, struct turn *t, struct outcome *out, struct error *e);

#endif
