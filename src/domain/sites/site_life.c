/* The life of a site: application (2.2), approval, status, end (7.1): its actions, and what orders do to it. */
#include <stdlib.h>
#include <string.h>
#include "../internal.h"
#include "sites.h"
#include "stazh/base/utf8.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/standing.h"
#include "stazh/calendar/term_words.h"

const char *const site_states[] = {SITE_DRAFT,	SITE_SUBMITTED, SITE_RETURNED,	 SITE_REJECTED, SITE_APPROVED,
				   SITE_ACTIVE, SITE_COMPLETED, SITE_TERMINATED, NULL};
static const char *const final[] = {SITE_REJECTED, SITE_COMPLETED, SITE_TERMINATED, NULL};

bool site_is(const struct record *site, const char *state)
{
	return !strcmp(record_text(site, SITE_STATE), state);
}

/* ---- what orders and actions do to a site ---- */

enum err site_grant(struct tx *tx, uint32_t site, const struct record *order, int32_t from, int32_t to,
		    const char *before, bool past, struct error *e)
{
	int32_t begun = school_year_first(school_year_of(tx_session(tx)->today));
	bool on_paper = record_bool(order, ORDER_ON_PAPER), known = !strcmp(before, SITE_ACTIVE);
	struct record was = {0}, is = {0}, term = {.kind = KIND_TERM};
	enum err err = OK;

	record_set_ref(&term, TERM_SITE, site);
	record_set_ref(&term, TERM_ORDER, order->id);
	record_set_date(&term, TERM_FROM, from);
	record_set_date(&term, TERM_TO, to);
	record_set_text(&term, TERM_BEFORE, before);
	if (on_paper && !past && from < begun)
		record_set_date(&term, TERM_ARCHIVE, (to < begun ? to : begun - 1));
	if (load(tx, KIND_SITE, site, &was) && !site_is(&was, SITE_ACTIVE)) {
		record_copy(&is, &was);
		record_set_text(&is, SITE_STATE, SITE_ACTIVE);
		err = model_store(tx, &was, &is, e);
	}
	if (!err)
		err = model_store(tx, NULL, &term, e);
	if (!err && (!on_paper || known)) /* of a site that comes from paper nobody knows a day (4.2) */
		err = plans_of_term(tx, &term, !known, e);
	record_release(&was);
	record_release(&is);
	record_release(&term);
	return err;
}

/* A renewal that has not begun, or never ran, does not stand against it. */
enum err site_may_end(struct tx *tx, uint32_t site, int32_t on, struct error *e)
{
	struct record term = {0};
	bool begun = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n && !begun; i++)
		begun = load(tx, KIND_TERM, ids[i], &term) && on >= record_date(&term, TERM_FROM);
	free(ids);
	record_release(&term);
	return n && !begun ? rule_refuse(tx, e, RULE_END,
					 "деятельность не может прекратиться раньше, чем начался срок статуса")
			   : OK;
}

const char *site_end_state(struct tx *tx, const char *ground)
{
	const char *const *grounds = config_list(tx_session(tx)->config, OPT_GROUNDS, NULL);

	return grounds[0] && !strcmp(ground, grounds[0]) ? SITE_COMPLETED : SITE_TERMINATED;
}

struct ending site_ending(struct tx *tx, uint32_t site, int32_t on, const char *ground)
{
	bool reached = !strcmp(site_end_state(tx, ground), SITE_COMPLETED);

	return (struct ending){.kind = KIND_SITE,
			       .id = site,
			       .on = on,
			       .reached = reached,
			       .why = reached ? "площадка завершила работу" : "площадка прекратила деятельность"};
}

/* ---- actions ---- */

/* The day as of which a leader is asked about: when the site was approved, for one from paper its first day, else
 * today. */
int32_t site_approval_day(struct tx *tx, const struct record *site)
{
	int32_t day = record_date(site, SITE_DECIDED_ON);
	struct record term = {0};
	size_t n;
	uint32_t *ids;

	if (!site_is(site, SITE_APPROVED) && !site_is(site, SITE_ACTIVE))
		return tx_session(tx)->today;
	ids = refs_list(tx, KIND_SITE, site->id, KIND_TERM, TERM_SITE, &n);
	for (size_t i = 0; i < n && !record_has(site, SITE_DECIDED_ON); i++)
		if (load(tx, KIND_TERM, ids[i], &term) && (day == DATE_NONE || record_date(&term, TERM_FROM) < day))
			day = record_date(&term, TERM_FROM);
	free(ids);
	record_release(&term);
	return day == DATE_NONE ? tx_session(tx)->today : day;
}

static enum err check_leader(struct tx *tx, const struct record *r, int32_t on, struct error *e)
{
	struct buf reasons = {0}, name = {0};
	uint32_t leader = record_ref(r, SITE_LEADER);

	if (!leader || person_may_lead(tx, leader, on, &reasons)) {
		buf_free(&reasons);
		return OK;
	}
	reasons.s[--reasons.n] = 0; /* the last line's end */
	label_add(tx, KIND_PERSON, leader, &name);
	rule_refuse(tx, e, RULE_LEADER, "%s не может руководить площадкой:\n%s", buf_text(&name), reasons.s);
	buf_free(&reasons);
	buf_free(&name);
	return error_at(e, "leader");
}

/* Who was named later is asked about as of today. */
bool site_leader_fits(struct tx *tx, const struct record *r, struct error *e)
{
	return !check_leader(tx, r, tx_session(tx)->today, NULL) || !check_leader(tx, r, site_approval_day(tx, r), e);
}

static enum err apply_submit(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			     struct error *e)
{
	(void)notice;
	(void)e;
	if (record_has(args, SITE_APPLIED_ON))
		record_set_date(r, SITE_APPLIED_ON, record_date(args, SITE_APPLIED_ON));
	else if (!record_has(r, SITE_APPLIED_ON) || record_has(r, SITE_DECIDED_ON)) /* submitted again: counted anew */
		record_set_date(r, SITE_APPLIED_ON, tx_session(tx)->today);
	record_unset(r, SITE_REASON);
	record_unset(r, SITE_DECIDED_ON);
	return OK;
}

static enum err apply_decision(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			       struct error *e)
{
	(void)notice;
	(void)e;
	record_set_date(r, SITE_DECIDED_ON,
			record_has(args, SITE_DECIDED_ON) ? record_date(args, SITE_DECIDED_ON) : tx_session(tx)->today);
	return OK;
}

/* What was approved is no longer: the documents that nobody has brought in are not asked for any more (4.2). */
static enum err apply_return(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			     struct error *e)
{
	enum err err = apply_decision(tx, r, args, notice, e);
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_SITE, r->id, KIND_PLANDOC, PLANDOC_SITE, &n);

	for (size_t i = 0; i < n && !err; i++) {
		struct record was = {0}, is = {0};

		if (load(tx, KIND_PLANDOC, ids[i], &was) && record_has(&was, PLANDOC_DUE) && plan_is_open(&was)) {
			record_copy(&is, &was);
			record_unset(&is, PLANDOC_DUE);
			err = model_store(tx, &was, &is, e);
		}
		record_release(&was);
		record_release(&is);
	}
	free(ids);
	return err;
}

static enum err apply_approve(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			      struct error *e)
{
	struct plan_years years;
	enum err err = apply_decision(tx, r, args, notice, e);

	years.first = years.last = plans_of_approval(tx, record_date(r, SITE_DECIDED_ON), &years.due);
	if (!err)
		err = check_leader(tx, r, record_date(r, SITE_DECIDED_ON), e);
	if (!err)
		err = plans_ask(tx, r->id, &years, notice, e);
	if (!err && notice && !record_has(r, SITE_LEADER)) {
		buf_add(notice, "Руководитель площадки не назначен");
		rule_cite(tx_config(tx), RULE_LEADER, notice);
		buf_add(notice, ": площадка останется в списке «не хватает»\n");
	}
	return err;
}

static enum err guard_request_plans(struct tx *tx, const struct record *r, struct error *e)
{
	const struct plan_years years = plans_to_ask(tx, r);

	if (!plans_are_asked(tx, r->id, &years))
		return OK;
	return error_set(e, ERR_REFUSED, "программа, план и график на %d-%d уже запрошены", years.first,
			 years.last + 1);
}

static enum err apply_request_plans(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
				    struct error *e)
{
	struct plan_years years = plans_to_ask(tx, r);

	if (record_has(args, PLANDOC_DUE))
		years.due = record_date(args, PLANDOC_DUE);
	return plans_ask(tx, r->id, &years, notice, e);
}

static enum err apply_renew(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			    struct error *e)
{
	struct record order = {0}, term = {0};
	uint32_t *ids;
	size_t n;
	enum err err = OK;

	if (!load_ref(tx, KIND_ORDER, args, TERM_ORDER, &order) ||
	    strcmp(record_text(&order, ORDER_STATE), ORDER_SIGNED)) {
		rule_refuse(tx, e, RULE_ORDER,
			    "статус продлевает подписанный приказ, а этот ещё не подписан или отменён");
		err = error_at(e, "order");
	}
	ids = refs_list(tx, KIND_ORDER, order.id, KIND_TERM, TERM_ORDER, &n);
	for (size_t i = 0; i < n && !err; i++)
		if (load(tx, KIND_TERM, ids[i], &term) && record_ref(&term, TERM_SITE) == r->id) {
			rule_refuse(tx, e, RULE_ORDER,
				    "по этому приказу у площадки уже есть срок; для нового срока нужен новый приказ");
			err = error_at(e, "order");
		}
	free(ids);
	if (!err)
		err = site_grant(tx, r->id, &order, record_date(args, TERM_FROM), record_date(args, TERM_TO),
				 SITE_ACTIVE, false, e);
	if (!err && notice) {
		buf_add(notice, "Новый срок статуса: ");
		span_add(notice, record_date(args, TERM_FROM), record_date(args, TERM_TO));
		buf_addc(notice, '\n');
		term_gap_add(tx, r->id, order.id, record_date(args, TERM_FROM), notice);
	}
	record_release(&order);
	record_release(&term);
	return err;
}

#define ARG_OBLIGATIONS 100

/* What the end of sites leaves open is closed or kept: as was told, or asked. */
enum err site_settle_ends(struct tx *tx, const struct ending *ends, size_t n, const char *answer, struct buf *notice,
			  struct error *e)
{
	struct open_items items = {.n = 0};
	enum err err = OK;

	for (size_t i = 0; i < n; i++)
		close_look(tx, &ends[i], &items);
	if (items.n && strcmp(answer, CLOSE_OPEN) && strcmp(answer, KEEP_OPEN)) {
		struct standing standing = {.certificates = 0};
		struct buf all = {0};

		for (size_t i = 0; i < n; i++)
			standing_find(tx, ends[i].kind, ends[i].id, DATE_MIN, &standing);
		standing_add(&standing, &all);
		if (all.n)
			buf_addf(&items.lacking, "Начато и сделано на %s: %s\n", n == 1 ? "площадке" : "площадках",
				 all.s);
		standing_release(&standing);
		buf_free(&all);
		err = close_ask(tx, &items, e);
	}
	for (size_t i = 0; i < n && !err && !strcmp(answer, CLOSE_OPEN); i++)
		err = close_family(tx, &ends[i], notice, e);
	if (!err && notice && strcmp(answer, CLOSE_OPEN)) /* closing tells of these too */
		buf_add(notice, buf_text(&items.stays));
	open_items_release(&items);
	return err;
}

static enum err apply_end(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e)
{
	int32_t on = record_date(args, SITE_ENDED_ON);
	enum err err = site_may_end(tx, r->id, on, e);

	if (err)
		return error_at(e, "date");
	err = report_end(tx, r->id, on, notice, e);
	if (!err)
		err = plan_end(tx, r->id, on, notice, e);
	if (!err) {
		const struct ending end = site_ending(tx, r->id, on, record_text(args, SITE_GROUND));

		err = site_settle_ends(tx, &end, 1, record_text(args, ARG_OBLIGATIONS), notice, e);
	}
	return err;
}

static void suggest_applied(struct tx *tx, const struct record *r, struct record *args)
{
	record_set_date(args, SITE_APPLIED_ON,
			record_has(r, SITE_APPLIED_ON) && !record_has(r, SITE_DECIDED_ON)
				? record_date(r, SITE_APPLIED_ON)
				: tx_session(tx)->today);
}

static void suggest_decided(struct tx *tx, const struct record *r, struct record *args)
{
	(void)r;
	record_set_date(args, SITE_DECIDED_ON, tx_session(tx)->today);
}

static void suggest_plans(struct tx *tx, const struct record *r, struct record *args)
{
	record_set_date(args, PLANDOC_DUE, plans_to_ask(tx, r).due);
}

static void suggest_from(struct tx *tx, const struct record *r, struct record *args)
{
	struct record term = {0};

	if (site_last_term(tx, r->id, &term))
		record_set_date(args, TERM_FROM, record_date(&term, TERM_TO) + 1);
	record_release(&term);
}

static void suggest_to(struct tx *tx, const struct record *r, struct record *args)
{
	suggest_from(tx, r, args);
	if (record_has(args, TERM_FROM))
		record_set_date(args, TERM_TO, date_add_months(record_date(args, TERM_FROM), 12) - 1);
}

static void suggest_ended(struct tx *tx, const struct record *r, struct record *args)
{
	struct record term = {0};
	int32_t today = tx_session(tx)->today;

	record_set_date(args, SITE_ENDED_ON,
			site_last_term(tx, r->id, &term) && record_date(&term, TERM_TO) < today
				? record_date(&term, TERM_TO)
				: today);
	record_release(&term);
}

/* clang-format off */
static const struct action_arg submit_args[] = {
	{.field = {.id = SITE_APPLIED_ON, .name = "date", .title = "Заявка от", .type = FT_DATE, .help = "Пусто: сегодня.",
		   .example = "сегодня"}, .done = "", .suggest = suggest_applied},
	{.field = {.name = NULL}},
};
static const struct action_arg refuse_args[] = {
	{.field = {.id = SITE_REASON, .name = "reason", .title = "Причина", .type = FT_LONG, .flags = FF_REQUIRED,
		   .help = "Что не так с заявкой: заявитель должен это узнать.", .example = "не описан опыт работы"},
	 .keep = true},
	{.field = {.id = SITE_DECIDED_ON, .name = "date", .title = "Решение от", .type = FT_DATE, .help = "Пусто: сегодня.",
		   .example = "сегодня"}, .done = "", .suggest = suggest_decided},
	{.field = {.name = NULL}},
};
static const struct action_arg approve_args[] = {
	{.field = {.id = SITE_DECIDED_ON, .name = "date", .title = "Решение от", .type = FT_DATE, .help = "Пусто: сегодня.",
		   .example = "сегодня"}, .done = "", .suggest = suggest_decided},
	{.field = {.name = NULL}},
};
static const struct action_arg plans_args[] = {
	{.field = {.id = PLANDOC_DUE, .name = "due", .title = "Представить до", .type = FT_DATE, .rule = RULE_PLAN,
		   .help = "За ближайший учебный год статуса; за следующие — день из настроек. Пусто: и за него.", .example = "15.09"}, .suggest = suggest_plans},
	{.field = {.name = NULL}},
};
static const struct action_arg renew_args[] = {
	{.field = {.id = TERM_ORDER, .name = "order", .title = "Приказ", .type = FT_REF, .ref = KIND_ORDER, .flags = FF_REQUIRED,
		   .rule = RULE_ORDER, .help = "Подписанный приказ, по которому статус продлён.", .example = "12-о"}},
	{.field = {.id = TERM_FROM, .name = "from", .title = "С", .type = FT_DATE, .flags = FF_REQUIRED, .rule = RULE_TERM,
		   .help = "Первый день нового срока.", .example = "01.09.2027"}, .suggest = suggest_from},
	{.field = {.id = TERM_TO, .name = "to", .title = "По", .type = FT_DATE, .flags = FF_REQUIRED, .rule = RULE_TERM,
		   .help = "Последний день нового срока: не позже, чем разрешает Положение.", .example = "31.08.2028"}, .suggest = suggest_to},
	{.field = {.name = NULL}},
};
static const struct action_arg end_args[] = {
	{.field = {.id = SITE_GROUND, .name = "ground", .title = "Основание", .type = FT_CHOICE, .option = OPT_GROUNDS,
		   .flags = FF_REQUIRED, .rule = RULE_END, .help = "Одно из оснований Положения.",
		   .example = "окончание реализации программы"}, .keep = true},
	{.field = {.id = SITE_ENDED_ON, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_REQUIRED, .rule = RULE_END,
		   .help = "Последний день деятельности.", .example = "31.08.2027"}, .keep = true, .suggest = suggest_ended},
	{.field = {.id = SITE_END_DOCUMENT, .name = "document", .title = "Документ", .type = FT_TEXT, .flags = FF_REQUIRED,
		   .rule = RULE_END, .help = "Приказ, решение или рекомендация: номер и дата.", .example = "приказ № 40-о от 30.08.2027"},
	 .keep = true},
	{.field = {.id = ARG_OBLIGATIONS, .name = "obligations", .title = "Что остаётся открытым", .type = FT_CHOICE,
		   .choices = close_answers, .flags = FF_SYSTEM, .rule = RULE_END,
		   .help = "Что станет с открытыми сроками площадки, её групп и стажёров: закрыть или оставить. Без ответа спросит.",
		   .example = "закрыть"}},
	{.field = {.name = NULL}},
};
/* clang-format on */

static const char *const from_draft[] = {SITE_DRAFT, SITE_RETURNED, NULL};
static const char *const from_submitted[] = {SITE_SUBMITTED, NULL};
static const char *const from_given[] = {SITE_SUBMITTED, SITE_APPROVED, NULL};
static const char *const from_working[] = {SITE_APPROVED, SITE_ACTIVE, NULL};
static const char *const from_active[] = {SITE_ACTIVE, NULL};

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "submit", .title = "Подать", .past = "Заявка подана", .from = from_draft, .to = SITE_SUBMITTED, .rule = RULE_INITIATOR,
	 .role = ROLE_METHODIST, .args = submit_args, .apply = apply_submit},
	{.action = "approve", .title = "Согласовать", .past = "согласована", .from = from_submitted, .to = SITE_APPROVED,
	 .rule = RULE_EXPERIENCE, .role = ROLE_METHODIST, .args = approve_args, .apply = apply_approve,
	 .consequence = "Площадке будут поставлены сроки программы, тематического плана и графика."},
	{.action = "return", .title = "Вернуть", .past = "Заявка возвращена", .from = from_given, .to = SITE_RETURNED,
	 .rule = RULE_INITIATOR, .role = ROLE_METHODIST, .args = refuse_args, .apply = apply_return},
	{.action = "reject", .title = "Отклонить", .past = "Заявка отклонена", .from = from_submitted, .to = SITE_REJECTED,
	 .rule = RULE_INITIATOR, .role = ROLE_METHODIST, .args = refuse_args, .apply = apply_decision,
	 .consequence = "Отклонённую заявку нельзя подать снова: заводится новая."},
	{.action = "renew", .title = "Продлить", .past = "продлена", .from = from_active, .to = SITE_ACTIVE, .rule = RULE_TERM,
	 .role = ROLE_METHODIST, .args = renew_args, .apply = apply_renew},
	{.action = "complete", .title = "Завершить", .past = "завершена", .from = from_active, .to = SITE_COMPLETED,
	 .rule = RULE_END, .role = ROLE_METHODIST, .args = end_args, .apply = apply_end,
	 .consequence = "Площадка перестанет действовать."},
	{.action = "terminate", .title = "Прекратить", .past = "прекращена", .from = from_active, .to = SITE_TERMINATED,
	 .rule = RULE_END, .role = ROLE_METHODIST, .args = end_args, .apply = apply_end,
	 .consequence = "Площадка перестанет действовать."},
	{.action = "request_plans", .title = "Запросить документы", .past = "Документы запрошены",
	 .from = from_working, .rule = RULE_PLAN, .role = ROLE_METHODIST, .args = plans_args, .guard = guard_request_plans,
	 .apply = apply_request_plans},
	ROADMAP_ACTION(roadmap_site_args),
};
/* clang-format on */

static const char *const way[] = {SITE_DRAFT, SITE_SUBMITTED, SITE_APPROVED, SITE_ACTIVE, SITE_COMPLETED, NULL};

/* clang-format off */
const struct cycle site_cycle = {
	.kind = KIND_SITE, .states = site_states, .final = final, .way = way, .t = transitions,
	.n = sizeof(transitions) / sizeof(*transitions),
};
/* clang-format on */
