/* Life cycles as data. The action menu, the command line, the error texts, the help's diagram and the exhaustive test
 * read these tables. */
#ifndef STAZH_MODEL_CYCLE_H
#define STAZH_MODEL_CYCLE_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

/* An argument of an action. */
struct action_arg {
	struct field field; /* how it is asked, typed and checked; name is its code name on the command line; field.id
			     * is its number in the record of arguments, and in the record itself when `keep` */
	bool keep;	    /* store it in the record's field of that number */
	const char
		*done; /* FT_DATE: when it was done; a day to come is refused, with this said after it («» or «; …») */
	/* Sets a sensible start value in args for the form; may be NULL. Never used by the command line. */
	void (*suggest)(struct tx *tx, const struct record *r, struct record *args);
};

struct transition {
	const char *action; /* "submit" */
	const char *title;  /* «Подать» */
	const char
		*past; /* «подписан», of the record; with a capital a sentence: «Заявка подана» (transition_add_done) */
	const char *const *from;       /* states in which it is possible, NULL-terminated; NULL: any */
	const char *to;		       /* state afterwards; NULL: unchanged or set by apply */
	enum option_id rule;	       /* rule behind it (rule.h), or RULE_NONE */
	enum role role;		       /* least role; ROLE_LEADER: of the own organisation */
	const struct action_arg *args; /* field.name NULL ends; NULL: none */
	/* May it be done now, before anything is asked? ERR_REFUSED with the clause. May be NULL. */
	enum err (*guard)(struct tx *tx, const struct record *r, struct error *e);
	/* Does it: args are parsed and checked; r is the record (state already `to`), stored afterwards by the caller;
	 * other records are written here. May refuse. Lines for the user go to notice. May be NULL. */
	enum err (*apply)(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e);
	uint8_t view;		 /* the screen on which a person does it (kind_more.view); 0: a form of its arguments */
	bool seldom;		 /* has a guard; in menus only where that allows it */
	const char *consequence; /* one sentence shown before it is done, or NULL */
};

struct cycle {
	unsigned kind;
	const char *const *states; /* in the order of life, NULL-terminated; the first is a new record's; NULL: none */
	const char *const *final;  /* states with nothing after them */
	const char *const *way;	   /* the usual way, without returns and refusals: for the picture on a card */
	const struct transition *t;
	size_t n;
};

/* All actions of a kind, its own and those that every kind has (schema.common): the i-th, NULL after the last. */
const struct transition *transition_at(const struct kind_def *k, size_t i);
bool transition_is_common(const struct transition *t);
const struct transition *transition_by_name(const struct kind_def *k, const char *action);
/* Adds what the journal's action is called: what was done, «заявка подана», «заведена», «изменена» (of the kind, 0: of
 * none); the code itself when it is not known. */
void action_title(unsigned kind, const char *action, struct buf *out);
/* The same with whom it was done to, if that is not told: «приказ подписан», «организация заведена», «загружено». */
void action_told(unsigned kind, const char *action, struct buf *out);
/* Adds what is said when t was done to r: «Программа утверждена», «Посещение отмечено». */
void transition_add_done(const struct record *r, const struct transition *t, struct buf *out);
/* Does the state of r allow t? */
bool transition_is_from(const struct transition *t, const struct record *r);
/* Why t is not possible for r now: ERR_REFUSED and the reason, «уже действует», the clause, or the right that is
 * missing. OK: it is. */
enum err transition_check(struct tx *tx, const struct kind_def *k, const struct transition *t, const struct record *r,
			  struct lacks *lacks, struct error *e);

#endif
