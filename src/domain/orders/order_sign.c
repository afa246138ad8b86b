/* Signing an order: sites get their status (3.3) or end (7.1). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../sites/sites.h"
#include "orders.h"
#include "stazh/base/collate.h"
#include "stazh/calendar/term_words.h"
#include "stazh/domain/standing.h"

static enum err grant(struct tx *tx, const struct record *order, uint32_t id, bool past, struct buf *notice,
		      struct error *e)
{
	struct record site = {0};
	char before[40];
	int32_t from, to;
	enum err err;

	if (!load(tx, KIND_SITE, id, &site))
		return OK;
	snprintf(before, sizeof(before), "%s", record_text(&site, SITE_STATE));
	err = order_term(tx, order, &site, &from, &to, e);
	if (!err)
		err = site_grant(tx, id, order, from, to, before, past, e);
	if (!err && notice) {
		label_of(tx, &site, notice);
		buf_add(notice, ": действует ");
		date_add_ru(notice, from);
		buf_add(notice, "–");
		date_add_ru(notice, to);
		if (to < record_date(order, ORDER_DATE) && !record_bool(order, ORDER_ON_PAPER))
			buf_add(notice, " — внимание, этот срок кончился раньше, чем подписан приказ");
		buf_addc(notice, '\n');
	}
	record_release(&site);
	return err;
}

/* Of one of several it has to be told which. */
static enum err named(struct tx *tx, uint32_t site, size_t n, enum err err, struct error *e)
{
	struct buf name = {0};

	if (err == ERR_REFUSED && n > 1 && e) {
		label_add(tx, KIND_SITE, site, &name);
		error_named(e, name.s);
	}
	buf_free(&name);
	return err;
}

static int32_t last_day(const struct record *order)
{
	return record_date(order, record_has(order, ORDER_ENDED_ON) ? ORDER_ENDED_ON : ORDER_DATE);
}

static enum err end(struct tx *tx, const struct record *order, uint32_t id, const char *ground, struct buf *notice,
		    struct error *e)
{
	struct record was = {0}, is = {0};
	struct buf document = {0};
	enum err err = site_may_end(tx, id, last_day(order), e);

	if (err)
		error_at(e, "ended_on");
	else if (load(tx, KIND_SITE, id, &was)) {
		record_copy(&is, &was);
		buf_add(&document, "приказ ");
		label_of(tx, order, &document);
		record_set_text(&is, SITE_STATE, site_end_state(tx, ground));
		record_set_text(&is, SITE_GROUND, ground);
		record_set_date(&is, SITE_ENDED_ON, last_day(order));
		record_set_text(&is, SITE_END_DOCUMENT, document.s);
		err = model_store(tx, &was, &is, e);
		if (!err && notice) {
			label_of(tx, &is, notice);
			buf_addf(notice, ": %s — %s\n", record_text(&is, SITE_STATE), ground);
		}
		if (!err)
			err = report_end(tx, id, last_day(order), notice, e);
		if (!err)
			err = plan_end(tx, id, last_day(order), notice, e);
	}
	buf_free(&document);
	record_release(&was);
	record_release(&is);
	return err;
}

/* Every site of an order of termination ends, and what that leaves open is asked about once. */
static enum err end_all(struct tx *tx, const struct record *order, const uint32_t *ids, size_t n, const char *answer,
			struct buf *notice, struct error *e)
{
	struct ending *ends = mem_alloc((n + 1) * sizeof(*ends));
	enum err err = OK;

	for (size_t i = 0; i < n; i++) {
		enum err one = end(tx, order, ids[i], order_ground(order, i), notice, e);

		if (error_enough(&err, named(tx, ids[i], n, one, e), &e))
			break;
		ends[i] = site_ending(tx, ids[i], last_day(order), order_ground(order, i));
	}
	if (!err)
		err = site_settle_ends(tx, ends, n, answer, notice, e);
	free(ends);
	return err;
}

#define ARG_OBLIGATIONS 101
#define PAST_ASKED	"да"
#define PAST_ARCHIVE	"нет"
static const char *const sign_answers[] = {CLOSE_OPEN, KEEP_OPEN, PAST_ASKED, PAST_ARCHIVE, NULL};

/* Would an order from paper make obligations of school years that are over? */
static bool has_past(struct tx *tx, const struct record *order, const uint32_t *ids, size_t n)
{
	int32_t begun = school_year_first(school_year_of(tx_session(tx)->today)), from, to;
	struct record site = {0};
	bool past = false;

	for (size_t i = 0; record_bool(order, ORDER_ON_PAPER) && i < n && !past; i++)
		past = load(tx, KIND_SITE, ids[i], &site) && !order_term(tx, order, &site, &from, &to, NULL) &&
		       from < begun;
	record_release(&site);
	return past;
}

/* The screen asks, a command takes the archive. */
static enum err grant_all(struct tx *tx, const struct record *order, const uint32_t *ids, size_t n, const char *answer,
			  struct buf *notice, struct error *e)
{
	struct session *s = tx_session(tx);
	enum err err = OK;

	if (!*answer && s->interactive && has_past(tx, order, ids, n)) {
		err = question_ask(
			tx, e, "Приказ — за учебные годы, которые уже прошли. Внести их как архив, без сроков отчётов?",
			"Укажите obligations=" PAST_ASKED " или obligations=" PAST_ARCHIVE);
		question_answer(tx, "obligations", PAST_ARCHIVE, "Как архив");
		question_answer(tx, "obligations", PAST_ASKED, "Поставить сроки");
	}
	for (size_t i = 0; i < n && (i || !err); i++) {
		enum err one = grant(tx, order, ids[i], !strcmp(answer, PAST_ASKED), notice, e);

		if (error_enough(&err, named(tx, ids[i], n, one, e), &e))
			break;
	}
	return err;
}

/* Those that are left out end, those that are added get their status, and the terms change. */
static enum err sign_amendment(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			       struct error *e)
{
	struct record approval = {0};
	size_t n;
	uint32_t *ids = refs_of(r, ORDER_REMOVED, &n);
	enum err err = n ? end_all(tx, r, ids, n, record_text(args, ARG_OBLIGATIONS), notice, e) : OK;

	free(ids);
	amendment_as_approval(tx, r, &approval);
	ids = order_sites(r, &n);
	for (size_t i = 0; i < n && (i || !err); i++) {
		enum err one = grant(tx, &approval, ids[i], false, notice, e);

		if (error_enough(&err, named(tx, ids[i], n, one, e), &e))
			break;
	}
	free(ids);
	record_release(&approval);
	return err ? err : amendment_sign(tx, r, notice, e);
}

enum err order_sign(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	enum err err = order_settle_regulation(tx, r, e);
	uint32_t *ids;
	size_t n;

	if (err)
		return err;
	ids = order_sites(r, &n);
	if (order_is(r, ORDER_KIND_TERMINATION))
		err = end_all(tx, r, ids, n, record_text(args, ARG_OBLIGATIONS), notice, e);
	else if (is_amendment(r))
		err = sign_amendment(tx, r, args, notice, e);
	else if (!order_is(r, ORDER_KIND_OTHER))
		err = grant_all(tx, r, ids, n, record_text(args, ARG_OBLIGATIONS), notice, e);
	free(ids);
	return err;
}

static void suggest_number(struct tx *tx, const struct record *r, struct record *args)
{
	struct buf next = {0};

	if (!record_has(r, ORDER_NUMBER))
		order_next_number(tx, record_has(r, ORDER_DATE) ? record_date(r, ORDER_DATE) : tx_session(tx)->today,
				  &next);
	record_set_text(args, ORDER_NUMBER, next.n ? next.s : record_text(r, ORDER_NUMBER));
	buf_free(&next);
}

static void suggest_date(struct tx *tx, const struct record *r, struct record *args)
{
	record_set_date(args, ORDER_DATE,
			record_has(r, ORDER_DATE) ? record_date(r, ORDER_DATE) : tx_session(tx)->today);
}

/* clang-format off */
const struct action_arg order_sign_args[] = {
	{.field = {.id = ORDER_NUMBER, .name = "number", .title = "Номер", .type = FT_TEXT, .max = 60, .help = "Номер приказа.",
		   .example = "12-о"}, .keep = true, .suggest = suggest_number},
	{.field = {.id = ORDER_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .help = "Дата приказа.",
		   .example = "24.08.2026"}, .keep = true, .suggest = suggest_date},
	{.field = {.id = ARG_OBLIGATIONS, .name = "obligations", .title = "Что остаётся открытым", .type = FT_CHOICE,
		   .choices = sign_answers, .flags = FF_SYSTEM, .rule = RULE_END,
		   .help = "Приказ о прекращении: закрыть открытые сроки площадок или оставить; без ответа спросит. Приказ с бумаги за "
			   "прошедшие учебные годы: «да» — поставить сроки отчётов и за них; без этого вносится как архив.",
		   .example = "закрыть"}},
	{.field = {.name = NULL}},
};
/* clang-format on */
