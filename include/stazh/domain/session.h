/* Who works with which database under which configuration: what every operation of the domain is given. */
#ifndef STAZH_DOMAIN_SESSION_H
#define STAZH_DOMAIN_SESSION_H

#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/domain/config.h"
#include "stazh/store/store.h"

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_LEADER, ROLE_METHODIST };

struct session {
	struct store *store;
	const struct config *config;
	int32_t today;	   /* civil date; the screen renews it at midnight */
	char user[64];	   /* login */
	char from[80];	   /* where from: address of the SSH client or the terminal, "" */
	enum role role;
	char own[200];	   /* the [users] entry's tail: a leader's organisation, a methodist's name; "" */
	uint32_t org;	   /* a leader's organisation, 0: none or not found */
	uint32_t person;   /* the methodist's own record, 0: not known */
};

/* Fills s for the account that runs the program (as: --as, or NULL), opens the database, brings the deadlines in line
 * when the rules in the configuration changed. config must outlive s. */
enum err session_open(struct session *s, const struct config *config, const char *as, struct error *e);
void session_close(struct session *s);
/* Sets org and person by the records that there are now: done at the opening and after each org or person that is added. */
void session_find_self(struct session *s, struct tx *tx);
/* The same without opening the database (init, config). */
enum err session_identify(struct session *s, const struct config *config, const char *as, struct error *e);

const char *role_title(enum role role); /* «методист» */

/* The session behind a transaction. */
static inline struct session *tx_session(struct tx *tx)
{
	return tx_context(tx);
}

#endif
