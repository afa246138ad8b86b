/* The terms of a site's status. */
#include <stdlib.h>

#include "../internal.h"
#include "sites.h"
#include "stazh/calendar/term_words.h"

void span_add(struct buf *out, int32_t from, int32_t to)
{
	date_add_ru(out, from);
	if (to == from)
		return;
	buf_add(out, "–");
	date_add_ru(out, to);
}

bool term_last(struct tx *tx, uint32_t site, uint32_t but, struct record *term)
{
	struct record r = {0};
	bool found = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n; i++)
		if (ids[i] != but && load(tx, KIND_TERM, ids[i], &r) &&
		    (!found || record_date(&r, TERM_TO) > record_date(term, TERM_TO))) {
			record_copy(term, &r);
			found = true;
		}
	free(ids);
	record_release(&r);
	return found;
}

bool site_last_term(struct tx *tx, uint32_t site, struct record *term)
{
	return term_last(tx, site, 0, term);
}

void site_since(struct tx *tx, const struct record *site, struct buf *out)
{
	struct record term = {0}, order = {0};

	if (term_last(tx, site->id, 0, &term)) {
		date_add_ru(out, record_date(&term, TERM_FROM));
		buf_add(out, "–");
		date_add_ru(out, term_end(&term, site));
		if (load_ref(tx, KIND_ORDER, &term, TERM_ORDER, &order) && record_has(&order, ORDER_NUMBER))
			buf_addf(out, ", приказ № %s", record_text(&order, ORDER_NUMBER));
	}
	record_release(&term);
	record_release(&order);
}

void term_gap_add(struct tx *tx, uint32_t site, uint32_t order, int32_t from, struct buf *out)
{
	struct record r = {0}, of = {0};
	int32_t last = DATE_NONE;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_TERM, ids[i], &r) && record_ref(&r, TERM_ORDER) != order &&
		    record_date(&r, TERM_FROM) < from && (last == DATE_NONE || record_date(&r, TERM_TO) > last))
			last = record_date(&r, TERM_TO);
	if (last != DATE_NONE && from > last + 1 && load(tx, KIND_SITE, site, &of) && !record_has(&of, SITE_ENDED_ON)) {
		label_add(tx, KIND_ORG, record_ref(&of, SITE_ORG), out);
		buf_add(out, ": прежний срок статуса кончается ");
		date_add_ru(out, last);
		buf_add(out, ", новый начинается ");
		date_add_ru(out, from);
		buf_add(out, "; между ними площадка статуса не имеет\n");
	}
	free(ids);
	record_release(&r);
	record_release(&of);
}

int32_t term_end(const struct record *term, const struct record *site)
{
	int32_t to = record_date(term, TERM_TO);

	return record_has(site, SITE_ENDED_ON) && record_date(site, SITE_ENDED_ON) < to
		       ? record_date(site, SITE_ENDED_ON)
		       : to;
}

bool term_runs_in_year(const struct record *term, const struct record *site, int year)
{
	int32_t from = record_date(term, TERM_FROM), end = term_end(term, site);

	return from <= end && from <= school_year_last(year) && end >= school_year_first(year);
}

bool site_runs_in_year(struct tx *tx, const struct record *site, int year)
{
	struct record term = {0};
	bool runs = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site->id, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n && !runs; i++)
		runs = load(tx, KIND_TERM, ids[i], &term) && term_runs_in_year(&term, site, year);
	free(ids);
	record_release(&term);
	return runs;
}

bool term_is_archive(const struct record *term)
{
	return record_has(term, TERM_ARCHIVE) && record_date(term, TERM_TO) <= record_date(term, TERM_ARCHIVE);
}

enum err term_words_refuse(struct tx *tx, int words, const char *text, struct error *e)
{
	if (words == TERM_WORDS_ENDLESS) {
		rule_refuse(tx, e, RULE_TERM, "статус предоставляется на срок, а в «Сроках проведения» написано «%s»",
			    text);
		return error_at(e, "term_text");
	}
	error_set(e, ERR_REFUSED,
		  "сроки проведения «%s» непонятны; напишите, например, «октябрь 2026 — март 2027» или "
		  "«01.10.2026–31.03.2027»",
		  text);
	return error_at(e, "term_text");
}
