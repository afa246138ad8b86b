/* Cancelling an order: what it gave is taken back, unless other things are built on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../sites/sites.h"
#include "orders.h"
#include "stazh/base/collate.h"
#include "stazh/calendar/term_words.h"
#include "stazh/domain/standing.h"

/* What stands in the way of taking the term back; adds lines. */
static void look_at_term(struct tx *tx, const struct record *term, struct buf *stops)
{
	struct record site = {0}, last = {0};
	uint32_t id = record_ref(term, TERM_SITE);

	load(tx, KIND_SITE, id, &site);
	if (strcmp(record_text(&site, SITE_STATE), SITE_ACTIVE)) {
		label_of(tx, &site, stops);
		buf_addf(stops, " — уже %s\n", record_text(&site, SITE_STATE));
	} else if (site_last_term(tx, id, &last) && last.id != term->id) {
		label_of(tx, &site, stops);
		buf_add(stops, " — есть более поздний срок, сначала отмените приказ ");
		label_add(tx, KIND_ORDER, record_ref(&last, TERM_ORDER), stops);
		buf_addc(stops, '\n');
	}
	record_release(&site);
	record_release(&last);
}

#define TOLD_MAX 3 /* sites that are told one by one: a question has to fit the smallest screen */

static void end_told(struct tx *tx, uint32_t site, size_t more, struct standing *standing, struct buf *out)
{
	struct record r = {0};
	struct buf all = {0};

	standing_add(standing, &all);
	if (all.n && site && load(tx, KIND_SITE, site, &r))
		label_add(tx, KIND_ORG, record_ref(&r, SITE_ORG), out);
	else if (all.n)
		buf_addf(out, "Ещё %zu %s", more, text_plural((long)more, "площадка", "площадки", "площадок"));
	if (all.n)
		buf_addf(out, ": %s\n", all.s);
	standing_release(standing);
	buf_free(&all);
	record_release(&r);
}

/* What stands on the sites of the terms goes on standing, and is told before. Adds lines. */
static void look_at_sites(struct tx *tx, const uint32_t *terms, size_t n, struct buf *out)
{
	struct standing standing = {.certificates = 0};
	struct record term = {0};

	for (size_t i = 0; i < n; i++) {
		if (!load(tx, KIND_TERM, terms[i], &term))
			continue;
		standing_find(tx, KIND_SITE, record_ref(&term, TERM_SITE), record_date(&term, TERM_FROM), &standing);
		if (i < TOLD_MAX || n == TOLD_MAX + 1)
			end_told(tx, record_ref(&term, TERM_SITE), 0, &standing, out);
	}
	if (n > TOLD_MAX + 1)
		end_told(tx, 0, n - TOLD_MAX, &standing, out);
	record_release(&term);
}

/* Expected reports that no remaining term asks for. */
enum err order_drop_reports(struct tx *tx, uint32_t site, struct error *e)
{
	struct record r = {0}, term = {0};
	uint32_t *reports, *terms;
	size_t n, n_terms;
	enum err err = OK;

	(void)e;
	reports = refs_list(tx, KIND_SITE, site, KIND_REPORT, REPORT_SITE, &n);
	terms = refs_list(tx, KIND_SITE, site, KIND_TERM, TERM_SITE, &n_terms);
	for (size_t i = 0; i < n && !err; i++) {
		bool asked = false;

		if (!load(tx, KIND_REPORT, reports[i], &r) || strcmp(record_text(&r, REPORT_STATE), REPORT_EXPECTED))
			continue;
		for (size_t j = 0; j < n_terms && !asked; j++)
			asked = load(tx, KIND_TERM, terms[j], &term) &&
				kind_term.in_year(tx, &term, (int)record_int(&r, REPORT_SCHOOL_YEAR)) &&
				record_date(&r, REPORT_DUE) >= record_date(&term, TERM_FROM);
		if (!asked)
			err = model_trash(tx, KIND_REPORT, reports[i]);
	}
	free(reports);
	free(terms);
	record_release(&r);
	record_release(&term);
	return err;
}

static enum err revoke(struct tx *tx, const struct record *term, struct buf *notice, struct error *e)
{
	struct record was = {0}, is = {0}, last = {0};
	uint32_t site = record_ref(term, TERM_SITE);
	const char *before = record_has(term, TERM_BEFORE) ? record_text(term, TERM_BEFORE) : SITE_APPROVED;
	enum err err = model_trash(tx, KIND_TERM, term->id);

	if (!err)
		err = order_drop_reports(tx, site, e);
	if (!err && !strcmp(before, SITE_ACTIVE) &&
	    site_last_term(tx, site, &last)) /* of years that are not prolonged now */
		err = plan_end(tx, site, record_date(&last, TERM_TO), notice, e);
	if (!err && load(tx, KIND_SITE, site, &was)) {
		record_copy(&is, &was);
		record_set_text(&is, SITE_STATE, before);
		if (!record_same(&was, &is))
			err = model_store(tx, &was, &is, e);
		if (!err && notice) {
			label_of(tx, &is, notice);
			buf_addf(notice, ": снова %s\n", before);
		}
	}
	record_release(&was);
	record_release(&is);
	record_release(&last);
	return err;
}

/* The site works again to the end of its terms: so do their reports come due. */
static enum err ask_reports(struct tx *tx, uint32_t site, int32_t ended_on, struct error *e)
{
	enum err err = report_reopen(tx, site, ended_on, e);
	struct record term = {0};
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n && !err; i++)
		if (load(tx, KIND_TERM, ids[i], &term) && record_date(&term, TERM_TO) >= ended_on)
			err = term_ensure_reports(tx, &term, e);
	free(ids);
	record_release(&term);
	return err;
}

static enum err reopen_site(struct tx *tx, const struct record *order, uint32_t id, struct buf *notice, struct error *e)
{
	struct record was = {0}, is = {0};
	struct buf document = {0};
	enum err err = OK;

	buf_add(&document, "приказ ");
	label_of(tx, order, &document);
	if (load(tx, KIND_SITE, id, &was) && !strcmp(record_text(&was, SITE_END_DOCUMENT), document.s)) {
		record_copy(&is, &was);
		record_set_text(&is, SITE_STATE, SITE_ACTIVE);
		record_unset(&is, SITE_GROUND);
		record_unset(&is, SITE_ENDED_ON);
		record_unset(&is, SITE_END_DOCUMENT);
		err = model_store(tx, &was, &is, e);
		if (!err)
			err = ask_reports(tx, id, record_date(&was, SITE_ENDED_ON), e);
		if (!err && notice) {
			label_of(tx, &is, notice);
			buf_add(notice, ": снова действует\n");
		}
	}
	buf_free(&document);
	record_release(&was);
	record_release(&is);
	return err;
}

/* What cancels it: a text, or an order, which has to be signed. */
static enum err name_document(struct tx *tx, struct record *r, const char *text, struct error *e)
{
	struct record by = {0};
	struct buf name = {0};
	uint32_t id = 0;
	enum err err = OK;

	buf_add(&name, text);
	if (ref_find(tx, KIND_ORDER, text, &id, NULL) == OK && id != r->id && load(tx, KIND_ORDER, id, &by)) {
		if (strcmp(record_text(&by, ORDER_STATE), ORDER_SIGNED)) {
			rule_refuse(tx, e, RULE_ORDER, "отменить может подписанный приказ, а № %s — %s",
				    record_text(&by, ORDER_NUMBER), record_text(&by, ORDER_STATE));
			err = error_at(e, "document");
		}
		record_set_ref(r, ORDER_CANCELLED_BY, id);
		buf_clear(&name);
		buf_add(&name, "приказ ");
		label_of(tx, &by, &name);
	}
	record_set_text(r, ORDER_CANCEL_DOCUMENT, buf_text(&name));
	buf_free(&name);
	record_release(&by);
	return err;
}

/* The orders that this one cancelled; adds lines. */
static void look_at_cancelled(struct tx *tx, uint32_t order, struct buf *out)
{
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_ORDER, order, KIND_ORDER, ORDER_CANCELLED_BY, &n);

	for (size_t i = 0; i < n; i++) {
		label_add(tx, KIND_ORDER, ids[i], out);
		buf_add(out, " — отменён этим приказом и останется отменённым\n");
	}
	free(ids);
}

enum err order_cancel(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	struct buf stops = {0}, consequences = {0};
	struct record term = {0};
	uint32_t *terms, *sites = NULL;
	bool worked;
	size_t n, n_sites = 0;
	enum err err = OK;

	terms = refs_list(tx, KIND_ORDER, r->id, KIND_TERM, TERM_ORDER, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_TERM, terms[i], &term))
			look_at_term(tx, &term, &stops);
	look_at_sites(tx, terms, n, &consequences);
	worked = consequences.n;
	look_at_cancelled(tx, r->id, &consequences);
	amendment_stops(tx, r, &stops);
	if (stops.n) {
		stops.s[stops.n - 1] = 0;
		err = rule_refuse(tx, e, RULE_ORDER, "приказ нельзя отменить, на нём построено другое:\n%s", stops.s);
	} else if (consequences.n && !record_bool(args, ARG_CONFIRM)) {
		err = standing_ask(tx, worked ? "По этому приказу уже работают" : "Этим приказом отменено другое",
				   consequences.s,
				   worked ? "Всё это останется, а статус площадок вернётся к прежнему. Отменить приказ?"
					  : "Отменить приказ?",
				   "Отменить приказ", e);
	}
	if (!err)
		err = name_document(tx, r, record_text(args, ORDER_CANCEL_DOCUMENT), e);
	if (!err)
		err = undo_consequences(tx, KIND_ORDER, r->id, "sign", KIND_TERM, e);
	if (!err && is_amendment(r))
		err = amendment_cancel(tx, r, notice, e);
	for (size_t i = 0; i < n && !err; i++)
		if (load(tx, KIND_TERM, terms[i], &term))
			err = revoke(tx, &term, notice, e);
	if (order_is(r, ORDER_KIND_TERMINATION))
		sites = order_sites(r, &n_sites);
	else if (is_amendment(r))
		sites = refs_of(r, ORDER_REMOVED, &n_sites);
	for (size_t i = 0; i < n_sites && !err; i++)
		err = reopen_site(tx, r, sites[i], notice, e);
	free(terms);
	free(sites);
	buf_free(&stops);
	buf_free(&consequences);
	record_release(&term);
	return err;
}

/* clang-format off */
const struct action_arg order_cancel_args[] = {
	{.field = {.id = ORDER_CANCEL_DOCUMENT, .name = "document", .title = "Чем отменён", .type = FT_TEXT, .flags = FF_REQUIRED, .rule = RULE_ORDER,
		   .help = "Приказ, который его отменяет (номер), или другой документ.", .example = "40-о"}},
	CONFIRM_ARG,
	{.field = {.name = NULL}},
};
/* clang-format on */
