/* Who works with which database under which configuration: what every operation of the domain is given. */
#ifndef STAZH_MODEL_SESSION_H
#define STAZH_MODEL_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/model/schema.h"
#include "stazh/settings/config.h"
#include "stazh/store/store.h"

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_LEADER, ROLE_METHODIST };

struct press;
struct outcome;
struct session {
	struct store *store;
	const struct config *config;
	const struct press *press; /* prints what acts make final (press.h); without one such acts are refused */
	/* Writes all that is held about one person to a file, as the program's command does; NULL: it cannot. */
	enum err (*write_card)(struct session *s, uint32_t person, const char *path, struct error *e);
	/* Follows an act that was stored; out (may be NULL): where it tells what should be known. NULL: nothing does.
	 */
	void (*after)(struct session *s, struct outcome *out);
	const struct store_wait *wait; /* given to the store when it is opened; may be NULL */
	int32_t today;		       /* civil date; the screen renews it at midnight */
	char user[64];		       /* login */
	char from[128]; /* where from: address of the SSH client and its key's fingerprint, or the terminal, "" */
	bool remote;	/* for a forced command: no file of the server may be named */
	enum role role;
	char own[200];	  /* the [users] entry's tail: a leader's organisation, a methodist's name; "" */
	uint32_t org;	  /* a leader's organisation, 0: none or not found */
	uint32_t person;  /* the methodist's own record, 0: not known */
	bool linear;	  /* the screen is told line by line */
	bool interactive; /* someone can be asked, where a command takes a default */
	/* What the list of deadlines says of those of a sort once their day has passed; made when first asked for. */
	struct buf passed[DEADLINES_MAX];
	char **missed; /* and of those that were not met several times: these texts */
	size_t missed_n, missed_cap;
	int year;	/* the school year chosen on the screen, 0: none */
	uint64_t began; /* the newest journal entry when the screen began; 0: a command */
	uint64_t acted; /* the last act that this session wrote, but for what it read; 0: none */
	uint64_t *seen; /* kind * 2^32 + id of records whose reading is in the journal (audit.c) */
	size_t seen_n, seen_cap;
};

/* What a session is opened by; for the screen, which can begin where there is no database yet. */
struct opening {
	struct config *config; /* loaded; loaded again when its file is written */
	const char *file, *as; /* --config, --as; NULL: not given */
	/* Fills an empty database with what is worth looking at. */
	enum err (*example)(struct session *s, struct error *e);
};

/* s: {0}, or with its wait, press and write_card. Fills s for the account that runs the program (as: --as, or NULL),
 * opens the database, brings the deadlines in line when the rules in the configuration changed. config must outlive s.
 */
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

/* May the session name a file of this machine? ERR_REFUSED with what to do instead. */
enum err session_may_use_files(const struct session *s, struct error *e);

const char *role_title(enum role role); /* «методист» */

/* The session behind a transaction. */
static inline struct session *tx_session(struct tx *tx)
{
	return tx_context(tx);
}

/* What only who types commands can do with a sentence (« (archive)»): "" on the screen. */
static inline const char *session_typed(const struct session *s, const char *text)
{
	return s->interactive ? "" : text;
}

#endif
