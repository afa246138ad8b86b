#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/model/rule.h"

const char *rule_clause(const struct config *c, enum option_id rule)
{
	return rule == RULE_NONE ? "" : config_text(c, rule);
}

void clause_add(struct buf *out, const char *clause)
{
	if (*clause)
		buf_addf(out, "%s %s", strchr(clause, ',') ? "пп." : "п.", clause);
}

void rule_cite(const struct config *c, enum option_id rule, struct buf *out)
{
	clause_cite(out, rule_clause(c, rule));
}

void clause_cite(struct buf *out, const char *clause)
{
	if (!*clause)
		return;
	buf_add(out, " (");
	clause_add(out, clause);
	buf_add(out, ")");
}

void clause_each(const char *clauses, void (*fn)(const char *clause, void *arg), void *arg)
{
	while (clauses) {
		const char *one = clauses, *comma = strchr(clauses, ',');
		size_t n = text_trim(&one, comma ? (size_t)(comma - clauses) : strlen(clauses));
		char *clause = mem_strndup(one, n);

		if (n)
			fn(clause, arg);
		free(clause);
		clauses = comma ? comma + 1 : NULL;
	}
}

enum err rule_refuse(struct tx *tx, struct error *e, enum option_id rule, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	error_clause(e, rule_clause(tx_config(tx), rule), format, ap);
	va_end(ap);
	return ERR_REFUSED;
}
