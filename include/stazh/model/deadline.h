/* What is due, when, whose (DOMAIN.md §4): entries of the table `due`, derived from records with every write, read in
 * order of date without decoding a record. */
#ifndef STAZH_MODEL_DEADLINE_H
#define STAZH_MODEL_DEADLINE_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

struct deadline;

/* A sort of deadline (kind_def.dues). */
struct deadline_def {
	uint8_t kind;	     /* its number, stored */
	const char *code;    /* "report" */
	enum option_id rule; /* behind it (rule.h), or RULE_NONE */
	bool at_owner;	     /* looked after on the card of what its record belongs to, which is the deadline's site */
	const char *ended;   /* the actions of what it is looked after on by which it is met, the likeliest first:
			      * "start submit"; NULL: there is none */
	bool is_day;	     /* its record is told in a calendar by itself, with its end */
	bool methodists;     /* done by the methodist alone: nothing that an organisation could do */
	uint8_t end;	     /* of a notice beforehand: the sort of what it is about, told once the notice's own day has
			      * passed (`until`); 0: it is none */
	bool alarm;	     /* says that something has gone wrong on its day: nobody is told of it before */
	const char *passed;  /* what is told, with the rule, once its day has passed; NULL: the same as before */
	const char
		*mark; /* how its text begins in the store; reading leaves it out while the day is not over; or NULL */
	/* Of one that is due again and again (`until`: the time after it): how often it was not met, once that day has
	 * passed too. NULL: none is. */
	size_t (*missed)(struct tx *tx, const struct deadline *d, int32_t today);
};

/* Whose a deadline is. */
struct party {
	uint32_t site, org; /* 0: none */
	uint32_t person;    /* the one responsible, when known as a record */
	uint32_t methodist; /* the site's methodist, when known */
};

struct deadline {
	int32_t due;	  /* civil date */
	uint8_t kind;	  /* its sort */
	uint8_t rec_kind; /* the record behind it */
	uint32_t rec_id;
	uint32_t site, org;  /* of an event of several sites the first one's; so the next two */
	uint32_t person;     /* the one responsible, when known as a record */
	uint32_t methodist;  /* the site's methodist, when known */
	const uint8_t *more; /* the other sites' (an event of several): for deadline_party */
	uint16_t more_n;
	int32_t until;			 /* of a notice: the end itself; of one that is due again: when next */
	const char *what, *who, *where;	 /* one line each; `where` is the organisation's short name or "". In an entry
					  * read from the store they point into it: valid until the transaction ends */
	uint16_t what_n, who_n, where_n; /* their bytes, and */
	uint16_t what_width, who_width, where_width; /* display cells; both in an entry read from the store */
	/* «Просрочено на 14 дней»: of the alarm that is told together with it (deadline_query.joined).
	 * alarmed_n 0: of none */
	const char *alarmed;
	uint16_t alarmed_n;
};

const char *deadline_code(unsigned kind);    /* "report" */
enum option_id deadline_rule(unsigned kind); /* the rule behind it (rule.h), or RULE_NONE */

/* Is it the methodist's own: nothing that an organisation could do? */
bool deadline_is_methodists(unsigned kind);

bool deadline_is_alarm(unsigned kind);

/* For the kinds' deadlines(): adds the entry; of several sites, when `others` tells the further ones. */
void deadline_add(struct entries *out, const struct deadline *d);
void deadline_add_shared(struct entries *out, const struct deadline *d, const struct party *others, size_t n);
/* The i-th party of 1 + d->more_n. */
struct party deadline_party(const struct deadline *d, size_t i);
/* Is what the n (at least one) parties answer for, called `who`, the session's own: a methodist's site, a leader's
 * organisation? */
bool party_is_mine(const struct session *s, const struct party *of, size_t n, const char *who);

/* The entry as it is stored (docs/format.md). Key: date, kind u8, record kind u8, record id u32. Value: the first
 * party, the numbers, the further parties, then three texts with their NULs. */
enum {
	DEADLINE_KEY_SIZE = 4 + 1 + 1 + 4,
	DEADLINE_AT_UNTIL = 16,	  /* behind the first party */
	DEADLINE_AT_LENGTHS = 20, /* of what and who with their NULs, u16 each */
	DEADLINE_AT_WIDTHS = 24,  /* of all three in display cells, u16 each: reading measures nothing */
	DEADLINE_AT_MORE = 30,	  /* how many further parties, u16 */
	DEADLINE_AT_TEXTS = 32,	  /* the texts, behind so many parties */
	DEADLINE_PARTY = 16,
	DEADLINE_MIN = DEADLINE_AT_TEXTS + 3,
};

struct deadline_query {
	int32_t today;
	int32_t from;	    /* the window's first day, DATE_NONE: today */
	int days;	    /* its length: from … from + days, both included */
	bool all;	    /* no window: everything that is open */
	bool mine;	    /* the session's own: a methodist's sites, a leader's organisation */
	uint32_t site;	    /* 0: of all */
	const char *who;    /* words that the responsible person's name must have, or NULL */
	bool joined;	    /* an alarm is not told by itself when another deadline of its record is, which says so */
	const bool *enough; /* true after a call: no further one is asked for; NULL: all are */
};
/* Calls fn for each, overdue first, then by date. Returns how many. fn may be NULL. d lives during the call. */
size_t deadline_each(struct tx *tx, const struct deadline_query *q, void (*fn)(const struct deadline *d, void *arg),
		     void *arg);
/* The open deadline of this day, sort and record; false: there is none any more. */
bool deadline_find(struct tx *tx, int32_t today, const struct deadline *like, struct deadline *d);
/* The same deadlines, each at its date, of the days from … to alone (both included), in order of date. */
size_t deadline_span(struct tx *tx, int32_t today, int32_t from, int32_t to,
		     void (*fn)(const struct deadline *d, void *arg), void *arg);
/* An entry of T_DUE; false: it is damaged. Texts point into the value. */
bool deadline_read(struct slice key, struct slice value, struct deadline *d);

/* What a deadline went through (past.c), for calendars that were told of it: whatever record changed. Kept beside the
 * entries, as no record says it; not of those that are told by their record (is_day). */
struct deadline_past {
	uint32_t changes; /* how often it changed, moved, went, came back; 0: it is as it came first */
	int64_t at_ms;	  /* of the last change, Unix time; 0: there was none */
};
struct deadline_past deadline_past(struct tx *tx, const struct deadline *d);
/* Those that went in the days since `since` and are not there again, as they last were: met, lifted, deleted with their
 * record; then notices whose own day passed, and alarms whose day is still to come, by day: those are not told either.
 * at_ms: when. */
void deadline_gone(struct tx *tx, int32_t today, int32_t since,
		   void (*fn)(const struct deadline *d, int64_t at_ms, void *arg), void *arg);
/* Takes away what was kept of deadlines that went, where `names` says so of what they tell. */
enum err deadline_forget(struct tx *tx, bool (*names)(const char *text, size_t n, void *arg), void *arg);

#endif
