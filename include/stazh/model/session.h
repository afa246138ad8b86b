/* Who works with which database under which configuration: what every operation of the domain is given. */
#ifndef STAZH_MODEL_SESSION_H
#define STAZH_MODEL_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/settings/config.h"
#include "stazh/model/lack.h"
#include "stazh/store/store.h"

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_LEADER, ROLE_METHODIST };

/* A refusal that can be answered: the operation is tried again with one of the answers added to its values. */
struct answer {
	char title[60];		  /* «Завести» */
	char name[16], value[40]; /* what is added */
};
struct question {
	struct buf text;
	struct answer answers[4];
	size_t n; /* 0: the last operation asked nothing */
};

/* What others did to a record since the revision that the user saw: of the last op_set or op_act that was given one. */
struct field;
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

struct press;
struct session {
	struct store *store;
	const struct config *config;
	const struct press *press;     /* prints what acts make final (press.h); without one such acts are refused */
	const struct store_wait *wait; /* given to the store when it is opened; may be NULL */
	int32_t today;		       /* civil date; the screen renews it at midnight */
	char user[64];		       /* login */
	char from[128]; /* where from: address of the SSH client and its key's fingerprint, or the terminal, "" */
	bool remote;	/* for a forced command: no file of the server may be named */
	enum role role;
	char own[200];	     /* the [users] entry's tail: a leader's organisation, a methodist's name; "" */
	uint32_t org;	     /* a leader's organisation, 0: none or not found */
	uint32_t person;     /* the methodist's own record, 0: not known */
	bool interactive;    /* someone can be asked, where a command takes a default */
	bool taking_over;    /* records come from an export, with all that belongs to them: nothing is made besides */
	struct buf notice;   /* of the last op_add, op_set or op_delete: what was done besides, one a line */
	struct buf warnings; /* of the last op_add, op_set or op_act: what should be looked at, one a line */
	struct question question; /* of the last op_* that was refused with one */
	struct meanwhile meanwhile;
	struct buf
		expired; /* what the list of deadlines says of a status that is over; made when it is first asked for */
	struct lacks lacks; /* what the last op_act was refused for (lacks_check); none: it was for something else */
	int year;	    /* the school year chosen on the screen, 0: none */
	int year_typed; /* that of the record to which a value belongs that is being read, 0: by itself (field_parse) */
	uint64_t began; /* the newest journal entry when the screen began; 0: a command */
	uint64_t acted; /* the last act that this session wrote, but for what it read; 0: none */
	uint64_t *seen; /* kind * 2^32 + id of records whose reading is in the journal (audit.c) */
	size_t seen_n, seen_cap;
};

/* s: {0}, or with its wait and press. Fills s for the account that runs the program (as: --as, or NULL), opens the
 * database, brings the deadlines in line when the rules in the configuration changed. config must outlive s. */
enum err session_open(struct session *s, const struct config *config, const char *as, struct error *e);
/* Makes what is derived from the records (search, order, deadlines) anew, noted in the journal. *wrong: how many
 * entries were. */
enum err session_repair(struct session *s, size_t *wrong, struct error *e);
void session_close(struct session *s);
/* Sets org and person by the records that there are now: done at the opening and after each org or person that is
 * added. */
void session_find_self(struct session *s, struct tx *tx);
/* The same without opening the database (init, config). */
enum err session_identify(struct session *s, const struct config *config, const char *as, struct error *e);

/* Adds a line for each leader in [users] whose organisation the database does not know (faults), or knows by a former
 * name (outdated). Whatever store_open says when there is no database to ask. */
enum err session_check_users(const struct config *config, struct buf *outdated, struct buf *faults);

/* May the session name a file of this machine? ERR_REFUSED with what to do instead. */
enum err session_may_use_files(const struct session *s, struct error *e);

/* Puts the question; ERR_REFUSED, e (may be NULL) with the question and `how`, a sentence for the command line. Answers
 * are added by question_answer, at most 4. */
enum err question_ask(struct session *s, struct error *e, const char *question, const char *how);
void question_answer(struct session *s, const char *name, const char *value, const char *title);

void meanwhile_clear(struct meanwhile *m); /* {0} again */

const char *role_title(enum role role); /* «методист» */

/* The session behind a transaction. */
static inline struct session *tx_session(struct tx *tx)
{
	return tx_context(tx);
}

#endif
