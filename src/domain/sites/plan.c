/* What a site works by (4.2): programme, thematic plan and schedule, the lines of the plan, the equipment. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../orders/orders.h"
#include "../figures/facts.h"
#include "sites.h"
#include "stazh/model/deadline.h"

/* ---- documents ---- */

static const char *const plandoc_states[] = {PLANDOC_DRAFT, PLANDOC_SUBMITTED, PLANDOC_APPROVED, PLANDOC_RETURNED,
					     NULL};
static const char *const plandoc_kinds[] = {PLANDOC_PROGRAMME, PLANDOC_PLAN, PLANDOC_SCHEDULE, NULL};

/* clang-format off */
static const struct field plandoc_fields[] = {
	{.id = PLANDOC_SITE, .name = "site", .title = "Площадка", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 40, .help = "Чей это документ.", .example = "3"},
	{.id = PLANDOC_SCHOOL_YEAR, .name = "school_year", .title = "Учебный год", .type = FT_YEAR,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 11, .help = "На какой учебный год.", .example = "2026-2027"},
	{.id = PLANDOC_KIND, .name = "plandoc_kind", .also = "kind", .title = "Документ", .type = FT_CHOICE, .choices = plandoc_kinds,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 18, .rule = RULE_PLAN, .help = "Программа, тематический план или график.",
	 .example = "тематический план"},
	{.id = PLANDOC_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = plandoc_states,
	 .flags = FF_SYSTEM | FF_COLUMN, .width = 22, .help = "Меняется действиями: вынести, утвердить, вернуть."},
	{.id = PLANDOC_DUE, .name = "due", .title = "Представить до", .type = FT_DATE, .flags = FF_COLUMN | FF_RULE, .width = 14, .rule = RULE_PLAN,
	 .help = "До какого дня представить. Пусто: срока нет.", .example = "15.09.2026"},
	{.id = PLANDOC_SUBMITTED_ON, .name = "submitted_on", .title = "Вынесен", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Когда вынесен на обсуждение."},
	{.id = PLANDOC_DECIDED_ON, .name = "decided_on", .title = "Решение", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Когда утверждён или возвращён."},
	{.id = PLANDOC_REMARKS, .name = "remarks", .title = "Замечания", .type = FT_LONG, .flags = FF_SEARCH | FF_RULE,
	 .help = "Что нужно исправить.", .example = "указать часы по темам"},
};
/* clang-format on */

static void plandoc_label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s, ", record_text(r, PLANDOC_KIND));
	school_year_add(out, (int)record_int(r, PLANDOC_SCHOOL_YEAR));
}

static void plandoc_defaults(struct tx *tx, struct record *r)
{
	record_set_int(r, PLANDOC_SCHOOL_YEAR, school_year_at_work(tx));
	record_set_text(r, PLANDOC_STATE, PLANDOC_DRAFT);
}

static enum err plandoc_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct record other = {0};
	uint32_t *ids;
	size_t n;
	bool twice = false;

	(void)was;
	ids = refs_list(tx, KIND_SITE, record_ref(is, PLANDOC_SITE), KIND_PLANDOC, PLANDOC_SITE, &n);
	for (size_t i = 0; i < n && !twice; i++)
		twice = ids[i] != is->id && load(tx, KIND_PLANDOC, ids[i], &other) &&
			record_int(&other, PLANDOC_SCHOOL_YEAR) == record_int(is, PLANDOC_SCHOOL_YEAR) &&
			!strcmp(record_text(&other, PLANDOC_KIND), record_text(is, PLANDOC_KIND));
	free(ids);
	record_release(&other);
	if (!twice)
		return OK;
	error_set(e, ERR_REFUSED, "У площадки уже есть %s на этот учебный год", record_text(is, PLANDOC_KIND));
	return error_at(e, "plandoc_kind");
}

static bool plandoc_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return record_int(r, PLANDOC_SCHOOL_YEAR) == year;
}

/* «Тематический план на 2026-2027» and the clause. */
static void add_title(struct tx *tx, const struct record *r, const char *verb, struct buf *out)
{
	static const struct {
		const char *kind, *title;
	} titles[] = {
		{PLANDOC_PROGRAMME, "Программа"}, {PLANDOC_PLAN, "Тематический план"}, {PLANDOC_SCHEDULE, "График"}};
	const char *kind = record_text(r, PLANDOC_KIND);

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles) && !*verb; i++)
		if (!strcmp(kind, titles[i].kind))
			kind = titles[i].title;
	buf_addf(out, "%s%s на ", verb, kind);
	school_year_add(out, (int)record_int(r, PLANDOC_SCHOOL_YEAR));
	rule_cite(tx_config(tx), RULE_PLAN, out);
}

static void plandoc_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	const char *state = record_text(r, PLANDOC_STATE);
	struct deadline d = {.rec_kind = KIND_PLANDOC, .rec_id = r->id};
	struct site_card card = {0};
	struct buf what = {0};

	if (!strcmp(state, PLANDOC_APPROVED) || !site_card_load(tx, record_ref(r, PLANDOC_SITE), &card))
		return;
	if (record_has(r, PLANDOC_DUE) && plan_is_open(r)) {
		d.kind = DL_PLAN;
		d.due = record_date(r, PLANDOC_DUE);
		add_title(tx, r, "", &what);
		d.what = what.s;
		site_deadline(&card, WHOSE_LEADER, &d);
		deadline_add(out, &d);
	}
	if (!strcmp(state, PLANDOC_SUBMITTED) && record_has(r, PLANDOC_SUBMITTED_ON)) {
		d.kind = DL_PLAN_REVIEW;
		d.due = record_date(r, PLANDOC_SUBMITTED_ON) + config_int(tx_session(tx)->config, OPT_PLAN_REVIEW_DAYS);
		buf_clear(&what);
		add_title(tx, r, "Обсудить: ", &what);
		d.what = what.s;
		site_deadline(&card, WHOSE_METHODIST, &d);
		deadline_add(out, &d);
	}
	buf_free(&what);
	site_card_release(&card);
}

/* One that is being discussed goes back: there is nothing left to work by it. */
static enum closing plandoc_close(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				  const char **what)
{
	(void)tx;
	if (!strcmp(record_text(r, PLANDOC_STATE), PLANDOC_SUBMITTED)) {
		record_set_text(is, PLANDOC_STATE, PLANDOC_RETURNED);
		record_set_text(is, PLANDOC_REMARKS, end->why);
		record_set_date(is, PLANDOC_DECIDED_ON, end->on);
		record_unset(is, PLANDOC_DUE);
		*what = "возвращён";
		return CLOSING_DONE;
	}
	*what = "срок снят";
	record_unset(is, PLANDOC_DUE);
	return plan_is_open(r) && record_has(r, PLANDOC_DUE) ? CLOSING_DONE : CLOSING_NONE;
}

static bool has_content(struct tx *tx, const struct record *r)
{
	size_t n;

	free(refs_list(tx, KIND_PLANDOC, r->id, KIND_PLANLINE, PLANLINE_PLANDOC, &n));
	return n || record_has(r, PLANDOC_REMARKS);
}

/* What nobody has begun goes with its year. */
static enum err withdraw(struct tx *tx, const struct record *doc, struct error *e)
{
	struct record is = {0};
	enum err err;

	if (!has_content(tx, doc))
		return model_trash(tx, KIND_PLANDOC, doc->id);
	record_copy(&is, doc);
	record_unset(&is, PLANDOC_DUE);
	err = model_store(tx, doc, &is, e);
	record_release(&is);
	return err;
}

enum err plan_end(struct tx *tx, uint32_t site, int32_t on, struct buf *notice, struct error *e)
{
	struct record doc = {0};
	enum err err = OK;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, &n);
	for (size_t i = 0; i < n && !err; i++)
		if (load(tx, KIND_PLANDOC, ids[i], &doc) && plan_is_open(&doc) && record_has(&doc, PLANDOC_DUE) &&
		    school_year_first((int)record_int(&doc, PLANDOC_SCHOOL_YEAR)) > on) {
			err = withdraw(tx, &doc, e);
			if (!err && notice) {
				label_of(tx, &doc, notice);
				buf_add(notice, ": снят, этот учебный год начинается после окончания\n");
			}
		}
	free(ids);
	record_release(&doc);
	return err;
}

static enum err plandoc_submit(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			       struct error *e)
{
	(void)notice;
	(void)e;
	record_set_date(r, PLANDOC_SUBMITTED_ON,
			record_has(args, PLANDOC_SUBMITTED_ON) ? record_date(args, PLANDOC_SUBMITTED_ON)
							       : tx_session(tx)->today);
	record_unset(r, PLANDOC_DECIDED_ON);
	return OK;
}

static enum err plandoc_decide(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			       struct error *e)
{
	(void)notice;
	(void)e;
	record_set_date(r, PLANDOC_DECIDED_ON,
			record_has(args, PLANDOC_DECIDED_ON) ? record_date(args, PLANDOC_DECIDED_ON)
							     : tx_session(tx)->today);
	return OK;
}

/* How many of the lines do not tell the field; the first one is the place. */
static void add_bare_lines(struct tx *tx, const uint32_t *ids, size_t n, unsigned field, enum option_id rule,
			   const char *what, struct lacks *out)
{
	struct record line = {0}, first = {0};
	size_t bare = 0;

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_PLANLINE, ids[i], &line) && !record_has(&line, field) && !bare++)
			record_copy(&first, &line);
	if (bare)
		lack_add(out, &first, field, rule, "%s: %zu %s плана", what, bare,
			 text_plural((long)bare, "строка", "строки", "строк"));
	record_release(&line);
	record_release(&first);
}

/* A thematic plan is its lines. */
static void plandoc_missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	size_t n;
	uint32_t *ids;

	if (strcmp(record_text(r, PLANDOC_KIND), PLANDOC_PLAN))
		return;
	ids = refs_list(tx, KIND_PLANDOC, r->id, KIND_PLANLINE, PLANLINE_PLANDOC, &n);
	if (!n) {
		struct lack *l = lack_add(out, r, 0, RULE_PLAN, "строки плана");

		l->stops = "submit";
		l->add = KIND_PLANLINE;
	}
	add_bare_lines(tx, ids, n, PLANLINE_FORM, RULE_FORMS, "форма", out);
	add_bare_lines(tx, ids, n, PLANLINE_HOURS, RULE_NONE, "часы", out);
	free(ids);
}

/* clang-format off */
static const struct action_arg plandoc_submit_args[] = {DAY_ARG(PLANDOC_SUBMITTED_ON, "Когда вынесен"), {.field = {.name = NULL}}};
static const struct action_arg plandoc_approve_args[] = {DAY_ARG(PLANDOC_DECIDED_ON, "Когда утверждён"), {.field = {.name = NULL}}};
static const struct action_arg plandoc_return_args[] = {
	{.field = {.id = PLANDOC_REMARKS, .name = "remarks", .title = "Замечания", .type = FT_LONG, .flags = FF_REQUIRED,
		   .rule = RULE_PLAN, .help = "Что нужно исправить: руководитель площадки увидит это на её карточке."},
	 .keep = true},
	DAY_ARG(PLANDOC_DECIDED_ON, "Когда возвращён"),
	{.field = {.name = NULL}},
};
/* clang-format on */

static const char *const from_draft[] = {PLANDOC_DRAFT, PLANDOC_RETURNED, NULL};
static const char *const from_submitted[] = {PLANDOC_SUBMITTED, NULL};
static const char *const from_given[] = {PLANDOC_SUBMITTED, PLANDOC_APPROVED, NULL};
static const char *const plandoc_final[] = {NULL};

static bool plandoc_begun(struct tx *tx, const struct record *r)
{
	size_t n;

	if (strcmp(record_text(r, PLANDOC_STATE), PLANDOC_DRAFT))
		return true;
	free(refs_list(tx, KIND_PLANDOC, r->id, KIND_PLANLINE, PLANLINE_PLANDOC, &n));
	return n;
}

/* clang-format off */
static const struct transition plandoc_transitions[] = {
	{.action = "submit", .title = "Вынести на обсуждение", .past = "вынесен на обсуждение", .from = from_draft,
	 .to = PLANDOC_SUBMITTED, .rule = RULE_PLAN, .role = ROLE_LEADER, .args = plandoc_submit_args, .apply = plandoc_submit},
	{.action = "approve", .title = "Утвердить", .past = "утверждён", .from = from_submitted, .to = PLANDOC_APPROVED,
	 .rule = RULE_PLAN, .role = ROLE_METHODIST, .args = plandoc_approve_args, .apply = plandoc_decide},
	{.action = "return", .title = "Вернуть с замечаниями", .past = "возвращён с замечаниями", .from = from_given,
	 .to = PLANDOC_RETURNED, .rule = RULE_PLAN, .role = ROLE_METHODIST, .args = plandoc_return_args,
	 .apply = plandoc_decide},
	ISSUE_ACTION,
};
/* clang-format on */

static const char *const plandoc_way[] = {PLANDOC_DRAFT, PLANDOC_SUBMITTED, PLANDOC_APPROVED, NULL};

static const struct hold plandoc_holds[] = {
	{.states = {PLANDOC_SUBMITTED, PLANDOC_APPROVED}, .action = "return", .rule = RULE_PLAN},
	{.states = {NULL}},
};
static const struct kind_rights plandoc_rights = {
	.exceptions = {{"delete", RIGHT_RULE}, {"restore", RIGHT_RULE}}, /* an obligation (4.2) */
	.obligation = {PLANDOC_SITE, PLANDOC_SCHOOL_YEAR, PLANDOC_KIND},
	.obliged = PLANDOC_DUE,
	.holds = plandoc_holds,
};

static const struct kind_more plandoc_more = {
	.begun = plandoc_begun, .rights = &plandoc_rights, .years = {PLANDOC_SCHOOL_YEAR}, .noun = PLANDOC_KIND};

/* clang-format off */
static const struct cycle plandoc_cycle = {
	.kind = KIND_PLANDOC, .states = plandoc_states, .way = plandoc_way, .final = plandoc_final, .t = plandoc_transitions,
	.n = sizeof(plandoc_transitions) / sizeof(*plandoc_transitions),
};

static const struct deadline_def plandoc_dues[] = {
	{.kind = DL_PLAN, .code = "plan", .ended = "submit", .rule = RULE_PLAN},
	{.kind = DL_PLAN_REVIEW, .code = "plan_review", .ended = "approve", .rule = RULE_PLAN, .methodists = true},
	{.code = NULL},
};

const struct kind_def kind_plandoc = {
	.kind = KIND_PLANDOC, .name = "plandoc", .title = "Документ площадки", .plural = "Программы, планы, графики",
	.genitive = "документа площадки", .genitive_plural = "документов площадок", .accusative = "документ площадки",
	.created = "заведён", .gone = "удалён",
	.fields = plandoc_fields, .n = sizeof(plandoc_fields) / sizeof(*plandoc_fields),
	.sort = PLANDOC_SCHOOL_YEAR, .state = PLANDOC_STATE, .parent = PLANDOC_SITE, .writer = ROLE_LEADER, .book = 4,
	.cycle = &plandoc_cycle,
	.label = plandoc_label, .in_year = plandoc_in_year, .facts = plandoc_facts, .missing = plandoc_missing,
	.defaults = plandoc_defaults, .check = plandoc_check, .deadlines = plandoc_deadlines, .dues = plandoc_dues, .close = plandoc_close,
	.more = &plandoc_more,
};
/* clang-format on */
