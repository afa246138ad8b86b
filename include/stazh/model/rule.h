/* The rules of the regulation and their clauses. The code names a rule; which clause that is, is the district's: a row
 * of [clauses] in the table of options, with the clause of order № 37-о as its default, and "" where the district's
 * regulation says nothing of it. Nothing else in the program writes a clause (tests/layers.py). */
#ifndef STAZH_MODEL_RULE_H
#define STAZH_MODEL_RULE_H

#include "stazh/settings/config.h"
#include "stazh/model/session.h"

#define RULE_NONE OPT_STORE_PATH /* 0: no rule is behind it */

/* The clauses of a rule: "4.3", "4.3, 6.2"; "" for RULE_NONE and where the district has none. */
const char *rule_clause(const struct config *c, enum option_id rule);
/* Adds «п. 4.3», «пп. 4.3, 6.2»; nothing for "". */
void clause_add(struct buf *out, const char *clause);
/* Adds « (п. 4.3)», or nothing. */
void clause_cite(struct buf *out, const char *clause);
void rule_cite(const struct config *c, enum option_id rule, struct buf *out);
/* Calls fn for each clause of the text of a rule, one by one. */
void clause_each(const char *clauses, void (*fn)(const char *clause, void *arg), void *arg);

/* ERR_REFUSED by the rule; the text is begun with «п. 4.3: » when there is a clause. e may be NULL. */
enum err rule_refuse(struct tx *tx, struct error *e, enum option_id rule, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The configuration behind a transaction. */
static inline const struct config *tx_config(struct tx *tx)
{
	return tx_session(tx)->config;
}

#endif
