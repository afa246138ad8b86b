/* For which school years programme, plan and schedule are asked for, and by when (4.2). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "sites.h"

#define PLAN_GRACE_DAYS 14 /* to prepare the documents when the year's day for them is over */

const char *const plan_kinds[] = {PLANDOC_PROGRAMME, PLANDOC_PLAN, PLANDOC_SCHEDULE, NULL};

int32_t plan_due(struct tx *tx, int year, int32_t asked_on)
{
	int32_t due = day_in_school_year(tx_config(tx), OPT_PLAN_DUE, year);

	return due >= asked_on ? due : asked_on + PLAN_GRACE_DAYS;
}

int plans_of_approval(struct tx *tx, int32_t on, int32_t *due)
{
	int y, m, d, year = school_year_of(on);
	bool coming;

	date_to_ymd(on, &y, &m, &d);
	coming = m < 9 && (m > 3 || (m == 3 && d > 1));
	*due = day_in_school_year(tx_config(tx), OPT_PLAN_DUE, year + coming);
	if (!coming && *due < on + PLAN_GRACE_DAYS)
		*due = on + PLAN_GRACE_DAYS;
	return year + coming;
}

bool plan_find(struct tx *tx, uint32_t site, int year, const char *kind, struct record *doc)
{
	bool found = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, &n);
	for (size_t i = 0; i < n && !found; i++)
		found = load(tx, KIND_PLANDOC, ids[i], doc) && record_int(doc, PLANDOC_SCHOOL_YEAR) == year &&
			!strcmp(record_text(doc, PLANDOC_KIND), kind);
	free(ids);
	return found;
}

bool plan_is_open(const struct record *r)
{
	const char *state = record_text(r, PLANDOC_STATE);

	return !strcmp(state, PLANDOC_DRAFT) || !strcmp(state, PLANDOC_RETURNED);
}

enum err plans_request(struct tx *tx, uint32_t site, int year, int32_t due, int *created, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; plan_kinds[i] && !err; i++) {
		struct record was = {0}, doc = {.kind = KIND_PLANDOC};
		bool there = plan_find(tx, site, year, plan_kinds[i], &was);

		if (there)
			record_copy(&doc, &was);
		else
			record_set_text(&doc, PLANDOC_STATE, PLANDOC_DRAFT);
		if (!there || (!record_has(&was, PLANDOC_DUE) && plan_is_open(&was))) {
			record_set_ref(&doc, PLANDOC_SITE, site);
			record_set_int(&doc, PLANDOC_SCHOOL_YEAR, year);
			record_set_text(&doc, PLANDOC_KIND, plan_kinds[i]);
			record_set_date(&doc, PLANDOC_DUE, due);
			err = model_store(tx, there ? &was : NULL, &doc, e);
			++*created;
		}
		record_release(&was);
		record_release(&doc);
	}
	return err;
}

/* ---- at the methodist's wish ---- */

struct plan_years plans_to_ask(struct tx *tx, const struct record *site)
{
	struct plan_years y = {0};
	struct record term = {0};
	int32_t today = tx_session(tx)->today;
	int first = 0;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site->id, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_TERM, ids[i], &term)) {
			int from = school_year_of(record_date(&term, TERM_FROM)),
			    to = school_year_of(record_date(&term, TERM_TO));

			first = !first || from < first ? from : first;
			y.last = to > y.last ? to : y.last;
		}
	free(ids);
	record_release(&term);
	if (!n) {
		y.first = y.last = plans_of_approval(tx, today, &y.due);
		return y;
	}
	y.first = school_year_at_work(tx);
	if (y.first > y.last && school_year_of(today) <= y.last)
		y.first = y.last; /* the last summer */
	if (y.first < first)
		y.first = first;
	if (y.last < y.first) /* its time is over, and nobody closed it */
		y.last = y.first;
	y.due = plan_due(tx, y.first, today);
	return y;
}

bool plans_are_asked(struct tx *tx, uint32_t site, const struct plan_years *y)
{
	struct record doc = {0};
	bool all = true;

	for (int year = y->first; year <= y->last; year++)
		for (size_t i = 0; plan_kinds[i] && all; i++)
			all = plan_find(tx, site, year, plan_kinds[i], &doc) &&
			      (record_has(&doc, PLANDOC_DUE) || !plan_is_open(&doc));
	record_release(&doc);
	return all;
}

enum err plans_ask(struct tx *tx, uint32_t site, const struct plan_years *y, struct buf *notice, struct error *e)
{
	enum err err = OK;

	for (int year = y->first; year <= y->last && !err; year++) {
		int32_t due = year == y->first ? y->due : plan_due(tx, year, tx_session(tx)->today);
		int created = 0;

		err = plans_request(tx, site, year, due, &created, e);
		if (!err && created && notice) {
			buf_add(notice, "Программа, тематический план и график на ");
			school_year_add(notice, year);
			buf_add(notice, " ожидаются до ");
			date_add_ru(notice, due);
			rule_cite(tx_config(tx), RULE_PLAN, notice);
			buf_add(notice, "\n");
		}
	}
	return err;
}

/* ---- by an order ---- */

/* What was asked for at the approval, for a school year that the term does not have, moves to its first one. */
static enum err move(struct tx *tx, uint32_t site, int first, int last, int32_t due, struct error *e)
{
	struct record was = {0}, is = {0}, there = {0};
	enum err err = OK;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, &n);
	for (size_t i = 0; i < n && !err; i++) {
		int year;

		if (!load(tx, KIND_PLANDOC, ids[i], &was) || !plan_is_open(&was) || !record_has(&was, PLANDOC_DUE))
			continue;
		year = (int)record_int(&was, PLANDOC_SCHOOL_YEAR);
		if (year >= first && year <= last)
			continue;
		record_copy(&is, &was);
		if (plan_find(tx, site, first, record_text(&was, PLANDOC_KIND), &there)) {
			record_unset(&is, PLANDOC_DUE);
		} else {
			record_set_int(&is, PLANDOC_SCHOOL_YEAR, first);
			record_set_date(&is, PLANDOC_DUE, due);
		}
		err = model_store(tx, &was, &is, e);
	}
	free(ids);
	record_release(&was);
	record_release(&is);
	record_release(&there);
	return err;
}

enum err plans_of_term(struct tx *tx, const struct record *term, bool first_one, struct error *e)
{
	uint32_t site = record_ref(term, TERM_SITE);
	int32_t from = record_date(term, TERM_FROM), to = record_date(term, TERM_TO), today = tx_session(tx)->today;
	int32_t asked_on = from > today ? from : today;
	int first = school_year_of(from), last = school_year_of(to), created = 0;
	enum err err = OK;

	if (first < last &&
	    report_due(tx_config(tx), first) < from) /* begins in the last weeks of a year: as with reports */
		first++;
	if (first_one)
		err = move(tx, site, first, last, plan_due(tx, first, asked_on), e);
	for (int year = first; year <= last && !err; year++)
		if (school_year_last(year) >= today && plan_due(tx, year, asked_on) <= to)
			err = plans_request(tx, site, year, plan_due(tx, year, asked_on), &created, e);
	return err;
}
