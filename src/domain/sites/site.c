/* Sites: applications, their way, what orders and actions do to them. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../orders/orders.h"
#include "../figures/facts.h"
#include "sites.h"
#include "stazh/model/deadline.h"
#include "stazh/calendar/term_words.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = SITE_ORG, .name = "org", .title = "Организация", .type = FT_REF, .ref = KIND_ORG,
	 .flags = FF_OFFER | FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 30, .rule = RULE_HOST, .help = "На базе какой организации.",
	 .example = "МБОУ «Школа № 6»"},
	{.id = SITE_TOPIC, .name = "topic", .title = "Тема", .type = FT_TEXT, .max = 1000,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 44, .help = "Тема работы площадки, как в приказе.",
	 .example = "Функциональная грамотность как основа качества образовательных результатов"},
	{.id = SITE_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = site_states,
	 .flags = FF_SYSTEM | FF_COLUMN, .width = 11, .help = "Меняется действиями (F2)."},
	{.id = SITE_DIRECTIONS, .name = "directions", .title = "Направления", .type = FT_CHOICE, .option = OPT_DIRECTIONS,
	 .flags = FF_MANY | FF_OPEN | FF_SEARCH, .rule = RULE_DIRECTIONS, .help = "Основные направления деятельности; несколько — через точку с запятой.",
	 .example = "сетевое взаимодействие образовательных учреждений"},
	{.id = SITE_GOAL, .name = "goal", .title = "Цель", .type = FT_LONG, .flags = FF_SEARCH, .rule = RULE_GOAL,
	 .help = "Заявленная цель: с ней потом сверяется отчёт.", .example = "освоить приёмы формирования читательской грамотности"},
	{.id = SITE_EXPECTED, .name = "expected", .title = "Ожидаемые результаты", .type = FT_LONG, .rule = RULE_TASKS,
	 .help = "Что должно получиться.", .example = "банк заданий, шесть открытых уроков"},
	{.id = SITE_INITIATOR_KIND, .name = "initiator_kind", .title = "Инициатор", .type = FT_CHOICE, .option = OPT_INITIATORS,
	 .rule = RULE_INITIATOR, .help = "Кто предложил открыть площадку.", .example = "образовательная организация"},
	{.id = SITE_INITIATOR, .name = "initiator", .title = "Инициатор: название", .type = FT_TEXT, .rule = RULE_INITIATOR,
	 .help = "Название инициатора, если это не сама организация.", .example = "Управление образования"},
	{.id = SITE_APPLIED_ON, .name = "applied_on", .title = "Заявка от", .type = FT_DATE, .width = 10,
	 .help = "Когда подана заявка.", .example = "01.06.2026"},
	{.id = SITE_EXPERIENCE, .name = "experience", .title = "Инновационный опыт", .type = FT_LONG, .flags = FF_SEARCH,
	 .rule = RULE_EXPERIENCE, .help = "Положительный опыт работы в инновационной инфраструктуре. Без него заявка не согласуется.",
	 .example = "региональная пилотная площадка по внедрению ФГОС, 2019–2021"},
	{.id = SITE_LEADER, .name = "leader", .title = "Руководитель", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_SEARCH | FF_COLUMN, .width = 18, .rule = RULE_LEADER,
	 .help = "Кто вправе руководить: должность, категория, достижения по направлению.", .example = "Орлова Н.В."},
	{.id = SITE_METHODIST, .name = "methodist", .title = "Методист", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_SEARCH, .width = 18, .help = "Методист центра, который сопровождает площадку.", .example = "Лебедева А.С."},
	{.id = SITE_TERM_TEXT, .name = "term_text", .title = "Сроки проведения", .type = FT_TEXT, .max = 200, .flags = FF_SPAN, .width = 24,
	 .rule = RULE_TERM, .help = "Как в перечне к приказу, словами или датами: это и станет сроком статуса. Пусто — весь учебный год.",
	 .example = "октябрь 2026 — март 2027"},
	{.id = SITE_REASON, .name = "reason", .title = "Причина", .type = FT_LONG, .flags = FF_SYSTEM,
	 .help = "Почему заявка возвращена или отклонена."},
	{.id = SITE_DECIDED_ON, .name = "decided_on", .title = "Решение от", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Когда заявка согласована, возвращена или отклонена."},
	{.id = SITE_GROUND, .name = "ground", .title = "Основание", .type = FT_CHOICE, .option = OPT_GROUNDS, .flags = FF_SYSTEM,
	 .rule = RULE_END, .help = "По какому основанию прекращена деятельность."},
	{.id = SITE_ENDED_ON, .name = "ended_on", .title = "Окончена", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .rule = RULE_END, .help = "Последний день деятельности. Учебные годы, которые начались после него, площадки не знают."},
	{.id = SITE_END_DOCUMENT, .name = "end_document", .title = "Документ", .type = FT_TEXT, .flags = FF_SYSTEM, .rule = RULE_END,
	 .help = "Документ, по которому прекращена деятельность."},
};
/* clang-format on */

/* ---- who and where ---- */

/* ---- the kind ---- */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	label_add(tx, KIND_ORG, record_ref(r, SITE_ORG), out);
	buf_addf(out, " — %s", record_text(r, SITE_TOPIC));
}

static void names(struct tx *tx, const struct record *r, struct buf *out)
{
	buf_addf(out, "%s\n", record_text(r, SITE_TOPIC));
	label_add(tx, KIND_ORG, record_ref(r, SITE_ORG), out);
	buf_addc(out, '\n');
}

static void defaults(struct tx *tx, struct record *r)
{
	record_set_text(r, SITE_STATE, SITE_DRAFT);
	record_set_ref(r, SITE_METHODIST, tx_session(tx)->person);
}

/* That of the order which is to give the status, else the one that is worked on; a user who looks at another year means
 * that one. */
static int words_year(struct tx *tx, const struct record *site)
{
	struct record order = {0};
	int year = 0;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site->id, KIND_ORDER, ORDER_SITES, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_ORDER, ids[i], &order) && !strcmp(record_text(&order, ORDER_STATE), ORDER_DRAFT))
			year = (int)record_int(&order, ORDER_SCHOOL_YEAR);
	free(ids);
	record_release(&order);
	if (year)
		return year;
	year = tx_session(tx)->year;
	return year && year != school_year_of(tx_session(tx)->today) ? year : school_year_at_work(tx);
}

/* Which days the words mean, or that they mean none. */
static void warn(struct tx *tx, const struct record *was, const struct record *is, struct buf *out)
{
	const char *text = record_text(is, SITE_TERM_TEXT);
	int32_t from, to;
	enum term_words words;

	if (was && !strcmp(record_text(was, SITE_TERM_TEXT), text))
		return;
	words = term_words_parse(text, words_year(tx, is), &from, &to);
	if (words == TERM_WORDS_UNKNOWN) {
		struct error why = {0};

		term_words_refuse(tx, words, text, &why);
		buf_addf(out, "%s. Приказ с таким сроком не подписать\n", why.text);
	} else if (words == TERM_WORDS_OK && tx_outcome(tx)) { /* a form shows it while it is typed */
		buf_add(&tx_outcome(tx)->notice, "Сроки проведения: ");
		span_add(&tx_outcome(tx)->notice, from, to);
		buf_addc(&tx_outcome(tx)->notice, '\n');
	}
}

static enum err check_words(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *text = record_text(is, SITE_TERM_TEXT);
	int32_t from, to;

	if (was && !strcmp(record_text(was, SITE_TERM_TEXT), text))
		return OK;
	return term_words_parse(text, words_year(tx, is), &from, &to) == TERM_WORDS_ENDLESS
		       ? term_words_refuse(tx, TERM_WORDS_ENDLESS, text, e)
		       : OK;
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	bool led = site_is(is, SITE_APPROVED) || site_is(is, SITE_ACTIVE);
	enum err err = OK;

	if (error_enough(&err, check_words(tx, was, is, e), &e) || !led ||
	    (was && record_ref(was, SITE_LEADER) == record_ref(is, SITE_LEADER)))
		return err;
	error_enough(&err, site_leader_fits(tx, is, e) ? OK : ERR_REFUSED, &e);
	return err;
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	struct record term = {0};
	bool granted = site_last_term(tx, r->id, &term), archived = granted && term_is_archive(&term);

	record_release(&term);
	if (granted)
		/* one that nobody closed goes on, but for those of old papers */
		return site_runs_in_year(tx, r, year) ||
		       (site_is(r, SITE_ACTIVE) && !archived && year == school_year_of(tx_session(tx)->today));
	if (site_is(r, SITE_REJECTED))
		return school_year_of(record_date(r, SITE_DECIDED_ON)) == year;
	return true;
}

static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.kind = DL_APPLICATION, .rec_kind = KIND_SITE, .rec_id = r->id};
	struct site_card card = {0};
	struct buf what = {0};

	if (!site_is(r, SITE_SUBMITTED) || !record_has(r, SITE_APPLIED_ON))
		return;
	record_copy(&card.site, r);
	label_add(tx, KIND_ORG, record_ref(r, SITE_ORG), &card.where);
	if (!site_person(tx, r, SITE_METHODIST, &card.methodist))
		buf_add(&card.methodist, "методист");
	site_deadline(&card, WHOSE_METHODIST, &d);
	d.due = record_date(r, SITE_APPLIED_ON) + config_int(tx_session(tx)->config, OPT_APPLICATION_REVIEW_DAYS);
	buf_addf(&what, "Рассмотреть заявку: %s", record_text(r, SITE_TOPIC));
	d.what = what.s;
	deadline_add(out, &d);
	buf_free(&what);
	site_card_release(&card);
}

/* The documents of the school year that today is in, or of the last year of the status when that is over. They are
 * asked for, or the first that nobody approved is gone to. */
static void missing_plans(struct tx *tx, const struct record *r, struct lacks *out)
{
	struct record doc = {0}, first = {0}, term = {0};
	int32_t day = tx_session(tx)->today;
	struct buf lacking = {0};
	bool absent = false;
	int year;

	if (site_last_term(tx, r->id, &term)) {
		if (day > record_date(&term, TERM_TO))
			day = record_date(&term, TERM_TO);
		if (day < record_date(&term, TERM_FROM))
			day = record_date(&term, TERM_FROM);
		year = school_year_of(day);
	} else {
		int32_t due;

		year = plans_of_approval(tx, record_has(r, SITE_DECIDED_ON) ? record_date(r, SITE_DECIDED_ON) : day,
					 &due);
	}
	for (size_t i = 0; plan_kinds[i]; i++) {
		bool there = plan_find(tx, r->id, year, plan_kinds[i], &doc);

		if (there && !strcmp(record_text(&doc, PLANDOC_STATE), PLANDOC_APPROVED))
			continue;
		buf_addf(&lacking, "%s%s", lacking.n ? ", " : "", plan_kinds[i]);
		if (there && !first.id)
			record_copy(&first, &doc);
		absent |= !there;
	}
	if (lacking.n && absent)
		lack_add(out, r, 0, RULE_PLAN, "%s на %d-%d", lacking.s, year, year + 1)->action = "request_plans";
	else if (lacking.n)
		lack_add(out, &first, 0, RULE_PLAN, "%s на %d-%d", lacking.s, year, year + 1);
	buf_free(&lacking);
	record_release(&doc);
	record_release(&first);
	record_release(&term);
}

bool site_lacks_leader(const struct record *site)
{
	return !record_has(site, SITE_LEADER);
}

/* A leader may be named later, but whoever is named has to be eligible. */
static void missing_leader(struct tx *tx, const struct record *r, struct lacks *out)
{
	struct record leader = {0};
	struct buf reasons = {0}, list = {0}, any_day = {0};
	struct lack *lack;

	if (site_lacks_leader(r) || !load_ref(tx, KIND_PERSON, r, SITE_LEADER, &leader)) {
		lack_add(out, r, SITE_LEADER, RULE_LEADER, "руководитель");
	} else if (!site_leader_fits(tx, r, NULL) &&
		   !person_may_lead(tx, leader.id, site_approval_day(tx, r), &reasons)) {
		for (char *p = reasons.s; (p = strchr(p, '\n'));)
			*p = p[1] ? ';' : 0;
		for (const char *p = reasons.s; *p; p++)
			buf_addf(&list, *p == ';' ? "%c " : "%c", *p);
		lack = lack_add(out, &leader, 0, RULE_LEADER, "право руководить площадкой — %s: %s",
				record_text(&leader, PERSON_SURNAME), list.s);
		lack->stops = person_may_lead(tx, leader.id, DATE_NONE, &any_day)
				      ? NULL
				      : "approve"; /* its day is told with it */
	}
	buf_free(&reasons);
	buf_free(&list);
	buf_free(&any_day);
	record_release(&leader);
}

static void missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	for (const char *const *f = site_cycle.final; *f; f++)
		if (site_is(r, *f))
			return;
	missing_leader(tx, r, out);
	if (!record_has(r, SITE_DIRECTIONS))
		lack_add(out, r, SITE_DIRECTIONS, RULE_DIRECTIONS, "направления")->stops = "submit";
	if (!record_has(r, SITE_GOAL))
		lack_add(out, r, SITE_GOAL, RULE_GOAL, "цель");
	if (!record_has(r, SITE_EXPERIENCE))
		lack_add(out, r, SITE_EXPERIENCE, RULE_EXPERIENCE, "опыт")->stops = "submit approve";
	if (!record_has(r, SITE_INITIATOR_KIND))
		lack_add(out, r, SITE_INITIATOR_KIND, RULE_INITIATOR, "инициатор")->stops = "submit";
	if (site_is(r, SITE_APPROVED))
		lack_add(out, r, 0, RULE_ORDER, "приказ, который даст статус")->add = KIND_ORDER;
	if (site_is(r, SITE_APPROVED) || site_is(r, SITE_ACTIVE))
		missing_plans(tx, r, out);
}

/* clang-format off */
static const struct hold site_holds[] = {
	{.states = {SITE_SUBMITTED}, .action = "return", .rule = RULE_INITIATOR, .free = {SITE_METHODIST}},
	{.states = {SITE_APPROVED}, .action = "return", .rule = RULE_INITIATOR,
	 .free = {SITE_LEADER, SITE_METHODIST, SITE_TERM_TEXT}, .fill = true},
	{.states = {SITE_ACTIVE, SITE_COMPLETED, SITE_TERMINATED}, .action = "cancel", .of = KIND_ORDER, .way = ORDER_WAY,
	 .rule = RULE_ORDER, .only = {SITE_ORG, SITE_TOPIC, SITE_TERM_TEXT}, .fill = true},
	{.states = {NULL}},
};
static const struct kind_rights site_rights = {
	.owners = {SITE_ORG}, .holds = site_holds,
};

static const struct deadline_def site_dues[] = {
	{.kind = DL_APPLICATION, .code = "application", .ended = "approve", .rule = RULE_NONE, .methodists = true},
	{.code = NULL},
};

static const struct kind_more site_more = {
	.rights = &site_rights, .warn = warn, .warned = SITE_TERM_TEXT, .span_year = words_year, .since = site_since,
};

const struct kind_def kind_site = {
	.kind = KIND_SITE, .name = "site", .title = "Площадка", .plural = "Площадки",
	.genitive = "площадки", .genitive_plural = "площадок", .accusative = "площадку", .created = "заведена",
	.gone = "удалена",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.state = SITE_STATE, .writer = ROLE_METHODIST, .cycle = &site_cycle,
	.label = label, .names = names, .in_year = in_year, .facts = site_facts, .missing = missing,
	.defaults = defaults, .check = check, .deadlines = deadlines, .dues = site_dues,
	.more = &site_more,
};
/* clang-format on */
