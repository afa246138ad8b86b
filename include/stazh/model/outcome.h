/* What an operation tells besides its error: owned by the caller, who begins with {0}, passes it to one op_* after
 * another (each empties it first) and ends with outcome_clear. */
#ifndef STAZH_MODEL_OUTCOME_H
#define STAZH_MODEL_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/model/lack.h"
#include "stazh/store/store.h"

struct field;

/* A refusal that can be answered: the operation is tried again with one of the answers added to its values. */
struct answer {
	char title[60];		  /* «Завести» */
	char name[16], value[40]; /* what is added */
};
struct question {
	struct buf text;
	struct answer answers[4];
	size_t n; /* 0: nothing is asked */
};

/* What others did to a record since the revision that the user saw, when the operation was given one. */
struct clash {
	const struct field *field;    /* changed by the user and by others, to different values */
	struct buf was, theirs, mine; /* as people read them; "" for nothing */
};
struct meanwhile {
	int64_t rev;	       /* the revision that is stored now; 0: nobody did anything */
	bool gone;	       /* it is in the trash */
	struct buf who;	       /* «koroteeva, вы же в другом окне» */
	struct buf fields;     /* titles of what they changed: «Телефон, Адрес» */
	struct buf what;       /* the same with values, one a line: «Телефон: 2-11-05 → 2-11-06» */
	struct clash *clashes; /* n of them: which value counts has to be chosen */
	size_t n;
};
void meanwhile_clear(struct meanwhile *m); /* {0} again */

struct outcome {
	struct buf notice;	  /* what was done besides, one a line */
	struct buf warnings;	  /* what should be looked at (collisions), one a line */
	struct question question; /* of a refusal */
	struct lacks lacks;	  /* all that an action was refused for; none: it was for something else */
	struct meanwhile meanwhile;
	bool taking_over; /* set by who writes: records come from an export, with all that belongs to them; nothing is
			   * made besides */
};
void outcome_clear(struct outcome *out); /* {0} again */

/* That of the operation which writes; NULL in a transaction that reads, where nothing is done. */
static inline struct outcome *tx_outcome(struct tx *tx)
{
	return tx_result(tx);
}

static inline bool tx_taking_over(struct tx *tx)
{
	return tx_outcome(tx) && tx_outcome(tx)->taking_over;
}

/* Puts the question; ERR_REFUSED, e (may be NULL) with the question and `how`, a sentence for the command line. Answers
 * are added by question_answer, at most 4. */
enum err question_ask(struct tx *tx, struct error *e, const char *question, const char *how);
void question_answer(struct tx *tx, const char *name, const char *value, const char *title);

#endif
