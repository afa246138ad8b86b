/* Whether an order approves the regulation: only when its text is new. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "orders.h"
#include "stazh/model/query.h"

#define NOT "нет"

/* FNV-1a of the text that counts: no remarks, numbers of clauses and ends of lines; false, and nothing, when the file
 * cannot be read. */
static bool add_sum(const struct config *c, struct buf *out)
{
	FILE *f = fopen(config_text(c, OPT_REGULATION), "r");
	uint64_t sum = 14695981039346656037u;
	char *line = NULL;
	size_t cap = 0;
	ssize_t length;
	bool good;

	if (!f)
		return false;
	while ((length = getline(&line, &cap, f)) >= 0) {
		const char *s = line;
		size_t n = text_trim(&s, (size_t)length);

		if (!n || *s == '#' || *s == '[')
			continue;
		for (size_t i = 0; i < n; i++)
			sum = (sum ^ (unsigned char)s[i]) * 1099511628211u;
		sum = (sum ^ '\n') * 1099511628211u;
	}
	good = !ferror(f);
	if (good)
		buf_addf(out, "%016llx", (unsigned long long)sum);
	free(line);
	fclose(f);
	return good;
}

/* Has an order before this one approved the text? One without a sum was signed by a version that approved the
 * regulation by every order: it is taken to be the same text. */
static bool approved_before(struct tx *tx, const struct record *order, const char *sum)
{
	const struct field *kind = field_by_id(&kind_order, ORDER_KIND), *state = field_by_id(&kind_order, ORDER_STATE);
	const struct condition where[] = {{kind, ORDER_KIND_APPROVAL}, {state, ORDER_SIGNED}};
	const struct query q = {.kind = KIND_ORDER, .where = where, .n = 2, .archived = true};
	int32_t date = record_date(order, ORDER_DATE);
	struct record other = {0};
	uint32_t *ids = NULL;
	size_t n = 0;
	bool found = false;

	if (query_run(tx, &q, &ids, &n, NULL))
		return false;
	for (size_t i = 0; i < n && !found; i++) {
		int32_t on = load(tx, KIND_ORDER, ids[i], &other) ? record_date(&other, ORDER_DATE) : DATE_NONE;
		const char *theirs = record_text(&other, ORDER_REGULATION_SUM);

		if (ids[i] == order->id || !strcmp(record_text(&other, ORDER_REGULATION), NOT) ||
		    (date != DATE_NONE && (on > date || (on == date && ids[i] > order->id))))
			continue;
		found = !*theirs || !strcmp(theirs, sum);
	}
	free(ids);
	record_release(&other);
	return found;
}

bool order_approves_regulation(struct tx *tx, const struct record *order)
{
	const char *told = record_text(order, ORDER_REGULATION);
	struct buf sum = {0};
	bool approves;

	if (*told)
		return strcmp(told, NOT);
	if (strcmp(record_text(order, ORDER_KIND), ORDER_KIND_APPROVAL))
		return false;
	if (record_has(order, ORDER_ITEMS)) /* of one's own: they tell it */
		return names_annex(record_text(order, ORDER_ITEMS), '2');
	add_sum(tx_config(tx), &sum);
	approves = record_has(order, ORDER_REGULATION_SUM) || !approved_before(tx, order, buf_text(&sum));
	buf_free(&sum);
	return approves;
}

enum err order_settle_regulation(struct tx *tx, struct record *order, struct error *e)
{
	struct buf sum = {0};
	enum err err = OK;

	if (strcmp(record_text(order, ORDER_KIND), ORDER_KIND_APPROVAL) && !record_has(order, ORDER_REGULATION))
		return OK;
	errno = 0;
	if (!add_sum(tx_config(tx), &sum))
		err = error_set(e, ERR_USAGE, "%s: текст Положения не читается: %s",
				config_text(tx_config(tx), OPT_REGULATION), error_reason(errno));
	else if (order_approves_regulation(tx, order))
		record_set_text(order, ORDER_REGULATION_SUM, sum.s);
	else
		record_set_text(order, ORDER_REGULATION, NOT);
	buf_free(&sum);
	return err;
}
