/* Yearly reports (4.3, 6.1, 6.2). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../orders/orders.h"
#include "sites.h"
#include "stazh/model/access.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"

static const char *const states[] = {REPORT_EXPECTED, REPORT_DRAFT,    REPORT_SUBMITTED,
				     REPORT_ACCEPTED, REPORT_RETURNED, NULL};

/* clang-format off */
static const struct field fields[] = {
	{.id = REPORT_SITE, .name = "site", .title = "Площадка", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_REQUIRED | FF_OWN | FF_SEARCH | FF_COLUMN, .width = 44, .help = "О какой площадке отчёт.", .example = "3"},
	{.id = REPORT_SCHOOL_YEAR, .name = "school_year", .title = "Учебный год", .type = FT_YEAR,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 11, .help = "За какой учебный год.", .example = "2026-2027"},
	{.id = REPORT_DUE, .name = "due", .title = "Сдать до", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN | FF_RULE, .width = 10,
	 .rule = RULE_REPORT, .help = "До какого дня сдаётся отчёт: каждый год в один день.", .example = "01.06.2027"},
	{.id = REPORT_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states,
	 .flags = FF_SYSTEM | FF_COLUMN, .width = 10, .help = "Меняется действиями: сдать, принять, вернуть."},
	{.id = REPORT_SUBMITTED_ON, .name = "submitted_on", .title = "Сдан", .type = FT_DATE, .flags = FF_SYSTEM | FF_COLUMN,
	 .width = 10, .help = "Когда сдан."},
	{.id = REPORT_ACCEPTED_ON, .name = "accepted_on", .title = "Принят", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Когда принят."},
	{.id = REPORT_CONFORMITY, .name = "conformity", .title = "Соответствие целям", .type = FT_LONG, .flags = FF_SEARCH | FF_INNER,
	 .rule = RULE_CRITERIA, .help = "Соответствие деятельности площадки заявленным целям."},
	{.id = REPORT_DYNAMICS, .name = "dynamics", .title = "Динамика результатов", .type = FT_LONG, .flags = FF_SEARCH | FF_INNER,
	 .rule = RULE_DYNAMICS, .help = "Динамика результатов участников по направлениям стажировки."},
	{.id = REPORT_EFFECTS, .name = "effects", .title = "Эффекты", .type = FT_LONG, .flags = FF_SEARCH | FF_INNER, .rule = RULE_CRITERIA,
	 .help = "Что изменилось у стажёров и в школах благодаря площадке.", .example = "стажёры ведут уроки по новым картам"},
	{.id = REPORT_DEFICITS, .name = "deficits", .title = "Дефициты", .type = FT_LONG, .flags = FF_SEARCH | FF_INNER, .rule = RULE_CRITERIA,
	 .help = "Что не получилось и почему, чего не хватило.", .example = "мало открытых уроков: не было подмены"},
	{.id = REPORT_CONCLUSIONS, .name = "conclusions", .title = "Выводы", .type = FT_LONG, .flags = FF_SEARCH | FF_INNER,
	 .help = "Что получилось и что дальше."},
	{.id = REPORT_REMARKS, .name = "remarks", .title = "Замечания", .type = FT_LONG, .flags = FF_SYSTEM | FF_INNER,
	 .help = "Почему отчёт возвращён."},
	{.id = REPORT_FIGURES, .name = "figures", .title = "Показатели при сдаче", .type = FT_LONG, .flags = FF_SYSTEM | FF_INNER | FF_HIDDEN,
	 .rule = RULE_CRITERIA, .help = "Показатели, какими они были, когда отчёт сдали."},
};
/* clang-format on */

static bool has_report(struct tx *tx, uint32_t site, int year, uint32_t but)
{
	struct record other = {0};
	bool found = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_SITE, site, KIND_REPORT, REPORT_SITE, &n);
	for (size_t i = 0; i < n && !found; i++)
		found = ids[i] != but && load(tx, KIND_REPORT, ids[i], &other) &&
			record_int(&other, REPORT_SCHOOL_YEAR) == year;
	free(ids);
	record_release(&other);
	return found;
}

static bool is_handed_in(const struct record *r)
{
	return !strcmp(record_text(r, REPORT_STATE), REPORT_SUBMITTED) ||
	       !strcmp(record_text(r, REPORT_STATE), REPORT_ACCEPTED);
}

enum err report_ensure(struct tx *tx, uint32_t site, int32_t from, int32_t to, struct error *e)
{
	const struct config *c = tx_session(tx)->config;
	enum err err = OK;

	for (int year = school_year_of(from); year <= school_year_of(to) && !err; year++) {
		struct record r = {.kind = KIND_REPORT};

		if (report_due(c, year) < from || has_report(tx, site, year, 0))
			continue;
		record_set_ref(&r, REPORT_SITE, site);
		record_set_int(&r, REPORT_SCHOOL_YEAR, year);
		record_set_date(&r, REPORT_DUE, report_due(c, year));
		record_set_text(&r, REPORT_STATE, REPORT_EXPECTED);
		err = model_store(tx, NULL, &r, e);
		record_release(&r);
	}
	return err;
}

/* The year after an end asks for nothing; the text that somebody began lies in the trash. */
static enum err withdraw(struct tx *tx, const struct record *r, struct buf *notice)
{
	if (notice) {
		label_of(tx, r, notice);
		buf_add(notice, ": снят, этот учебный год начинается после окончания\n");
	}
	return model_trash(tx, KIND_REPORT, r->id);
}

/* Those of the site that are not handed in yet; free(). */
static uint32_t *open_reports(struct tx *tx, uint32_t site, size_t *n)
{
	uint32_t *ids = refs_list(tx, KIND_SITE, site, KIND_REPORT, REPORT_SITE, n);
	struct record r = {0};
	size_t open = 0;

	for (size_t i = 0; i < *n; i++)
		if (load(tx, KIND_REPORT, ids[i], &r) && !is_handed_in(&r))
			ids[open++] = ids[i];
	*n = open;
	record_release(&r);
	return ids;
}

static enum err set_due(struct tx *tx, const struct record *was, int32_t due, struct error *e)
{
	struct record is = {0};
	enum err err;

	record_copy(&is, was);
	record_set_date(&is, REPORT_DUE, due);
	err = model_store(tx, was, &is, e);
	record_release(&is);
	return err;
}

enum err report_end(struct tx *tx, uint32_t site, int32_t on, struct buf *notice, struct error *e)
{
	int32_t last = on + config_int(tx_session(tx)->config, OPT_FINAL_REPORT_DAYS);
	struct record r = {0};
	enum err err = OK;
	size_t n;
	uint32_t *ids = open_reports(tx, site, &n);

	for (size_t i = 0; i < n && !err && load(tx, KIND_REPORT, ids[i], &r); i++) {
		int year = (int)record_int(&r, REPORT_SCHOOL_YEAR);

		if (school_year_first(year) > on) {
			err = withdraw(tx, &r, notice);
		} else if (year == school_year_of(on) && record_date(&r, REPORT_DUE) > last) {
			err = set_due(tx, &r, last, e);
			if (!err && notice) {
				label_of(tx, &r, notice);
				buf_add(notice, ": сдать до ");
				date_add_ru(notice, last);
				buf_addc(notice, '\n');
			}
		}
	}
	free(ids);
	record_release(&r);
	return err;
}

enum err report_reopen(struct tx *tx, uint32_t site, int32_t on, struct error *e)
{
	const struct config *c = tx_session(tx)->config;
	int32_t last = on + config_int(c, OPT_FINAL_REPORT_DAYS);
	struct record r = {0};
	enum err err = OK;
	size_t n;
	uint32_t *ids = open_reports(tx, site, &n);

	for (size_t i = 0; i < n && !err && load(tx, KIND_REPORT, ids[i], &r); i++) {
		int32_t due = report_due(c, (int)record_int(&r, REPORT_SCHOOL_YEAR));

		if (record_date(&r, REPORT_DUE) == last && last < due)
			err = set_due(tx, &r, due, e);
	}
	free(ids);
	record_release(&r);
	return err;
}

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record site = {0};

	buf_add(out, "отчёт за ");
	school_year_add(out, (int)record_int(r, REPORT_SCHOOL_YEAR));
	if (load_ref(tx, KIND_SITE, r, REPORT_SITE, &site)) {
		buf_add(out, ", ");
		label_add(tx, KIND_ORG, record_ref(&site, SITE_ORG), out);
	}
	record_release(&site);
}

static void defaults(struct tx *tx, struct record *r)
{
	int year = school_year_of(tx_session(tx)->today);

	record_set_int(r, REPORT_SCHOOL_YEAR, year);
	record_set_date(r, REPORT_DUE, report_due(tx_session(tx)->config, year));
	record_set_text(r, REPORT_STATE, REPORT_EXPECTED);
}

static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	(void)tx;
	(void)was;
	if (!strcmp(record_text(is, REPORT_STATE), REPORT_EXPECTED) &&
	    (record_has(is, REPORT_CONFORMITY) || record_has(is, REPORT_DYNAMICS) ||
	     record_has(is, REPORT_CONCLUSIONS) || record_has(is, REPORT_EFFECTS) || record_has(is, REPORT_DEFICITS)))
		record_set_text(is, REPORT_STATE, REPORT_DRAFT);
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	(void)was;
	if (has_report(tx, record_ref(is, REPORT_SITE), (int)record_int(is, REPORT_SCHOOL_YEAR), is->id)) {
		error_set(e, ERR_REFUSED, "У площадки уже есть отчёт за этот учебный год");
		return error_at(e, "school_year");
	}
	return OK;
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return record_int(r, REPORT_SCHOOL_YEAR) == year;
}

static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	const char *state = record_text(r, REPORT_STATE);
	struct deadline d = {.rec_kind = KIND_REPORT, .rec_id = r->id};
	bool submitted = !strcmp(state, REPORT_SUBMITTED);
	struct site_card card = {0};
	struct buf what = {0};

	if (!strcmp(state, REPORT_ACCEPTED) || !site_card_load(tx, record_ref(r, REPORT_SITE), &card))
		return;
	buf_add(&what, submitted ? "Принять отчёт за " : "Отчёт за ");
	school_year_add(&what, (int)record_int(r, REPORT_SCHOOL_YEAR));
	rule_cite(tx_config(tx), RULE_REPORT, &what);
	d.what = what.s;
	d.kind = submitted ? DL_REPORT_REVIEW : DL_REPORT;
	d.due = !submitted ? record_date(r, REPORT_DUE)
			   : record_date(r, REPORT_SUBMITTED_ON) +
				     config_int(tx_session(tx)->config, OPT_REPORT_REVIEW_DAYS);
	site_deadline(&card, submitted ? WHOSE_METHODIST : WHOSE_LEADER, &d);
	deadline_add(out, &d);
	buf_free(&what);
	site_card_release(&card);
}

/* The year worked in is told of in any case (4.3); what the end withdraws it has withdrawn by then (report_end). */
static enum closing close_report(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				 const char **what)
{
	(void)tx;
	(void)end;
	(void)is;
	*what = is_handed_in(r) ? "его ещё принимать" : "сдаётся и после окончания";
	return strcmp(record_text(r, REPORT_STATE), REPORT_ACCEPTED) ? CLOSING_STAYS : CLOSING_NONE;
}

static void missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	(void)tx;
	if (!record_has(r, REPORT_CONFORMITY))
		lack_add(out, r, REPORT_CONFORMITY, RULE_CRITERIA, "соответствие целям")->stops = "submit";
	if (!record_has(r, REPORT_DYNAMICS))
		lack_add(out, r, REPORT_DYNAMICS, RULE_DYNAMICS, "динамика результатов")->stops = "submit";
	if (!record_has(r, REPORT_EFFECTS))
		lack_add(out, r, REPORT_EFFECTS, RULE_CRITERIA, "эффекты: что изменилось");
	if (!record_has(r, REPORT_DEFICITS))
		lack_add(out, r, REPORT_DEFICITS, RULE_CRITERIA, "дефициты: что не получилось");
}

void report_figures(struct tx *tx, const struct record *report, struct figures *frozen, struct figures *now)
{
	figures_of(tx, record_ref(report, REPORT_SITE), (int)record_int(report, REPORT_SCHOOL_YEAR), now);
	figures_decode(record_text(report, REPORT_FIGURES), frozen);
	if (!scores_seen(tx, report))
		figures_hide_few(frozen);
}

static void add_change(const struct figure *was, const struct figure *is, void *arg)
{
	struct buf *out = arg;

	buf_addf(out, "После сдачи изменилось\t%s: ", was ? was->title : is->title);
	if (was)
		figure_add(was, out);
	else
		buf_add(out, "не было");
	buf_add(out, " → ");
	if (is)
		figure_add(is, out);
	else
		buf_add(out, "нет");
	buf_addc(out, '\n');
}

static void facts(struct tx *tx, const struct record *r, struct facts *facts)
{
	struct figures frozen = {0}, now = {0};
	const struct figures *shown = &now;
	struct buf *out = &facts->text;

	report_figures(tx, r, &frozen, &now);
	if (frozen.n)
		shown = &frozen;
	for (size_t i = 0; i < shown->n; i++) {
		if (shown->f[i].value == 0 && !shown->f[i].base) /* nothing behind it */
			continue;
		buf_addf(out, "%s. %s\t", figures_section_title(shown->f[i].section), shown->f[i].title);
		figure_add(&shown->f[i], out);
		buf_addc(out, '\n');
	}
	if (frozen.n && frozen.rules != now.rules)
		buf_add(out, "После сдачи\tправила счёта стали другими, поэтому показатели при сдаче с нынешними не "
			     "сравниваются\n");
	else if (frozen.n)
		figures_diff(&frozen, &now, add_change, out);
	figures_release(&frozen);
	figures_release(&now);
}

static enum err submit(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	int32_t on =
		record_has(args, REPORT_SUBMITTED_ON) ? record_date(args, REPORT_SUBMITTED_ON) : tx_session(tx)->today;
	int year = (int)record_int(r, REPORT_SCHOOL_YEAR);
	struct figures figures = {0};
	struct buf frozen = {0};

	(void)notice;
	if (on < school_year_first(year)) {
		rule_refuse(tx, e, RULE_REPORT, "отчёт за %d-%d не мог быть сдан раньше, чем начался этот учебный год",
			    year, year + 1);
		return error_at(e, "date");
	}
	record_set_date(r, REPORT_SUBMITTED_ON, on);
	record_unset(r, REPORT_REMARKS);
	figures_of(tx, record_ref(r, REPORT_SITE), year, &figures);
	figures_encode(&figures, &frozen);
	record_set_text(r, REPORT_FIGURES, buf_text(&frozen));
	figures_release(&figures);
	buf_free(&frozen);
	return OK;
}

#define EARLY_DAYS 30 /* before the day on which it is due: the year's work is seldom done by then */

struct ahead {
	uint32_t site;
	size_t n;
	int32_t last;
};

static bool count_ahead(struct tx *tx, const struct record *event, void *arg)
{
	struct ahead *a = arg;

	(void)tx;
	if (event_is_open(event) && refs_have(event, EVENT_SITES, a->site)) {
		a->n++;
		a->last = record_date(event, EVENT_DATE);
	}
	return true;
}

/* Handed in while the year goes on: allowed, but the figures are as of that day. */
static void warn(struct tx *tx, const struct record *was, const struct record *is, struct buf *out)
{
	struct ahead a = {.site = record_ref(is, REPORT_SITE)};
	int year = (int)record_int(is, REPORT_SCHOOL_YEAR);
	int32_t on = record_date(is, REPORT_SUBMITTED_ON);

	if (!was || !strcmp(record_text(was, REPORT_STATE), REPORT_SUBMITTED) ||
	    strcmp(record_text(is, REPORT_STATE), REPORT_SUBMITTED))
		return;
	event_each(tx, on + 1, school_year_last(year), count_ahead, &a);
	if (!a.n && on >= record_date(is, REPORT_DUE) - EARLY_DAYS)
		return;
	buf_addf(out, "Учебный год %d-%d ещё не окончен", year, year + 1);
	if (a.n) {
		buf_addf(out, ": впереди %zu %s, до ", a.n, text_plural((long)a.n, "занятие", "занятия", "занятий"));
		date_add_ru(out, a.last);
	}
	buf_add(out, ". Показатели в отчёте останутся такими, какие они сегодня\n");
}

static enum err accept(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	int32_t on =
		record_has(args, REPORT_ACCEPTED_ON) ? record_date(args, REPORT_ACCEPTED_ON) : tx_session(tx)->today;

	(void)notice;
	if (on < record_date(r, REPORT_SUBMITTED_ON)) {
		error_set(e, ERR_REFUSED, "Отчёт не может быть принят раньше, чем сдан");
		return error_at(e, "date");
	}
	record_set_date(r, REPORT_ACCEPTED_ON, on);
	return OK;
}

static enum err give_back(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_unset(r, REPORT_ACCEPTED_ON);
	return OK;
}

/* clang-format off */
static const struct action_arg submit_args[] = {DAY_ARG(REPORT_SUBMITTED_ON, "Когда сдан"), {.field = {.name = NULL}}};
static const struct action_arg accept_args[] = {DAY_ARG(REPORT_ACCEPTED_ON, "Когда принят"), {.field = {.name = NULL}}};
static const struct action_arg return_args[] = {
	{.field = {.id = REPORT_REMARKS, .name = "remarks", .title = "Замечания", .type = FT_LONG, .flags = FF_REQUIRED,
		   .rule = RULE_REPORT, .help = "Что нужно доработать."},
	 .keep = true},
	{.field = {.name = NULL}},
};
/* clang-format on */

static const char *const from_expected[] = {REPORT_EXPECTED, NULL};
static const char *const from_open[] = {REPORT_EXPECTED, REPORT_DRAFT, REPORT_RETURNED, NULL};
static const char *const from_submitted[] = {REPORT_SUBMITTED, NULL};
static const char *const from_given[] = {REPORT_SUBMITTED, REPORT_ACCEPTED, NULL};
static const char *const final[] = {NULL};

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "start", .title = "Начать", .past = "начат", .from = from_expected, .to = REPORT_DRAFT, .rule = RULE_REPORT,
	 .role = ROLE_LEADER},
	{.action = "submit", .title = "Сдать", .past = "сдан", .from = from_open, .to = REPORT_SUBMITTED, .rule = RULE_REPORT,
	 .role = ROLE_LEADER, .args = submit_args, .apply = submit},
	{.action = "accept", .title = "Принять", .past = "принят", .from = from_submitted, .to = REPORT_ACCEPTED, .rule = RULE_REPORT,
	 .role = ROLE_METHODIST, .args = accept_args, .apply = accept},
	{.action = "return", .title = "Вернуть", .past = "возвращён", .from = from_given, .to = REPORT_RETURNED,
	 .rule = RULE_REPORT, .role = ROLE_METHODIST, .args = return_args, .apply = give_back},
	ISSUE_ACTION,
};
/* clang-format on */

static const char *const way[] = {REPORT_EXPECTED, REPORT_DRAFT, REPORT_SUBMITTED, REPORT_ACCEPTED, NULL};

static bool begun(struct tx *tx, const struct record *r)
{
	(void)tx;
	return strcmp(record_text(r, REPORT_STATE), REPORT_EXPECTED) != 0;
}

/* clang-format off */
static const struct cycle cycle = {
	.kind = KIND_REPORT, .states = states, .way = way, .final = final, .t = transitions,
	.n = sizeof(transitions) / sizeof(*transitions),
};

static const struct hold report_holds[] = {
	{.states = {REPORT_SUBMITTED, REPORT_ACCEPTED}, .action = "return", .rule = RULE_REPORT},
	{.states = {NULL}},
};
static const struct kind_rights report_rights = {
	.exceptions = {{"delete", RIGHT_RULE}, {"restore", RIGHT_RULE}}, /* an obligation (4.3) */
	.obligation = {REPORT_SITE, REPORT_SCHOOL_YEAR}, .obliged = REPORT_DUE, .holds = report_holds,
};

static const struct deadline_def report_dues[] = {
	{.kind = DL_REPORT, .code = "report", .ended = "start submit", .rule = RULE_REPORT},
	{.kind = DL_REPORT_REVIEW, .code = "report_review", .ended = "accept", .rule = RULE_REPORT, .methodists = true},
	{.code = NULL},
};

static const struct kind_more report_more = {
	.begun = begun,
	.rights = &report_rights, .years = {REPORT_SCHOOL_YEAR}, .warn = warn, .view = VIEW_REPORT, .year_view = VIEW_SUMMARY,
};

const struct kind_def kind_report = {
	.kind = KIND_REPORT, .name = "report", .title = "Отчёт", .plural = "Отчёты",
	.genitive = "отчёта", .genitive_plural = "отчётов", .accusative = "отчёт", .created = "заведён",
	.gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = REPORT_DUE, .state = REPORT_STATE, .parent = REPORT_SITE, .writer = ROLE_LEADER, .cycle = &cycle,
	.label = label, .in_year = in_year, .facts = facts, .missing = missing,
	.defaults = defaults, .prepare = prepare, .check = check, .deadlines = deadlines, .dues = report_dues, .close = close_report,
	.more = &report_more,
};
/* clang-format on */
