/* What an order tells. */
#include <string.h>

#include "orders.h"
#include "../internal.h"
#include "../sites/sites.h"
#include "stazh/calendar/term_words.h"

bool order_is(const struct record *r, const char *kind)
{
	return !strcmp(record_text(r, ORDER_KIND), kind);
}

uint32_t *order_sites(const struct record *order, size_t *n)
{
	return refs_of(order, ORDER_SITES, n);
}

const char *order_ground(const struct record *order, size_t i)
{
	const struct value *v = record_get(order, ORDER_GROUNDS);

	if (!v || v->type != V_LIST || !v->count)
		return NULL;
	if (v->count == 1)
		return v->items[0].text;
	return i < v->count ? v->items[i].text : NULL;
}

enum err order_term(struct tx *tx, const struct record *order, const struct record *site, int32_t *from, int32_t *to,
		    struct error *e)
{
	const char *text = order_is(order, ORDER_KIND_APPROVAL) ? record_text(site, SITE_TERM_TEXT) : "";
	int year = (int)record_int(order, ORDER_SCHOOL_YEAR);
	enum term_words words = term_words_parse(text, year, from, to);

	if (words == TERM_WORDS_OK) {
		if (record_has(order, ORDER_FROM) && record_date(order, ORDER_FROM) <= *to && term_words_end_only(text))
			*from = record_date(order, ORDER_FROM); /* the order tells from when */
		return OK;
	}
	*from = *to = DATE_NONE;
	if (words != TERM_WORDS_NONE)
		return term_words_refuse(tx, words, text, e);
	if (!year)
		return error_set(e, ERR_REFUSED, "в приказе не указан учебный год");
	*from = record_has(order, ORDER_FROM) ? record_date(order, ORDER_FROM) : school_year_first(year);
	*to = record_has(order, ORDER_TO) ? record_date(order, ORDER_TO) : school_year_last(year);
	return OK;
}

bool is_amendment(const struct record *order)
{
	return !strcmp(record_text(order, ORDER_KIND), ORDER_KIND_AMENDMENT);
}
