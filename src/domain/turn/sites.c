/* Which sites go on, which terms are over, which documents are to be asked for. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../orders/orders.h"
#include "../sites/sites.h"

/* An order in the making that names the site; 0: none. */
static uint32_t draft_of(struct tx *tx, uint32_t site)
{
	static const uint16_t fields[] = {ORDER_SITES, ORDER_REMOVED, ORDER_RETIMED};
	struct record order = {0};
	uint32_t found = 0;

	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields) && !found; f++) {
		size_t n;
		uint32_t *ids = refs_list(tx, KIND_SITE, site, KIND_ORDER, fields[f], &n);

		for (size_t i = 0; i < n && !found; i++)
			if (load(tx, KIND_ORDER, ids[i], &order) && !record_bool(&order, REC_ARCHIVED) &&
			    !strcmp(record_text(&order, ORDER_STATE), ORDER_DRAFT) &&
			    !order_is(&order, ORDER_KIND_OTHER))
				found = ids[i];
		free(ids);
	}
	record_release(&order);
	return found;
}

static void read_site(struct turning *g, uint32_t id, struct turn_site *out)
{
	struct record term = {0};
	struct buf name = {0};

	*out = (struct turn_site){.end = DATE_NONE, .documents = TURN_NONE};
	if (!load(g->tx, KIND_SITE, id, &out->site))
		return;
	label_of(g->tx, &out->site, &name);
	out->name = turn_text(g, &name);
	label_add(g->tx, KIND_ORG, record_ref(&out->site, SITE_ORG), &name);
	out->org = turn_text(g, &name);
	if (!site_is(&out->site, SITE_ACTIVE) && !site_is(&out->site, SITE_APPROVED))
		return;
	if (site_is(&out->site, SITE_ACTIVE) && site_last_term(g->tx, id, &term)) {
		out->end = term_end(&term, &out->site);
		out->archive = term_is_archive(&term);
		out->goes = out->end >= g->first;
	}
	if (!out->goes)
		out->draft = draft_of(g->tx, id);
	record_release(&term);
}

void turn_read_sites(struct turning *g)
{
	struct query q = {.kind = KIND_SITE};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(g->tx, &q, &ids, &n, NULL))
		n = 0;
	g->sites = mem_alloc((n + 1) * sizeof(*g->sites));
	for (size_t i = 0; i < n; i++)
		read_site(g, ids[i], &g->sites[g->sites_n++]);
	free(ids);
	turn_order_sites(g);
}

/* About a site; day: of the step. */
static struct turn_step step_of(enum turn_sort sort, enum turn_can can, const struct turn_site *s, int32_t day)
{
	return (struct turn_step){.sort = sort,
				  .can = can,
				  .kind = KIND_SITE,
				  .id = s->site.id,
				  .site = s->site.id,
				  .from = DATE_NONE,
				  .to = day,
				  .what = s->name,
				  .needs = TURN_NONE,
				  .other = TURN_NONE};
}

void turn_add_sites(struct turning *g)
{
	for (size_t i = 0; i < g->sites_n; i++) {
		const struct turn_site *s = &g->sites[i];
		struct turn_step step;
		struct buf then = {0};

		if (!s->goes)
			continue;
		buf_add(&then, "по ");
		date_add_ru(&then, s->end);
		step = step_of(TURN_SITES, TURN_TOLD, s, s->end);
		step.then = then.s;
		step.why = s->end < g->last ? "срок статуса кончается в этом учебном году: тогда "
					      "продлить или завершить"
					    : "";
		turn_add(g, step);
		buf_free(&then);
	}
}

/* ---- orders ---- */

/* What is known of the report of the last year, for who decides whether the site goes on. */
static void add_report(struct turning *g, const struct record *site, struct buf *out)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(g->tx, KIND_SITE, site->id, KIND_REPORT, REPORT_SITE, &n);

	for (size_t i = 0; i < n; i++)
		if (load(g->tx, KIND_REPORT, ids[i], &r) && record_int(&r, REPORT_SCHOOL_YEAR) == g->t->from)
			buf_addf(out, "; отчёт за %d-%d — %s", g->t->from, g->t->to, record_text(&r, REPORT_STATE));
	free(ids);
	record_release(&r);
}

static void add_there(struct turning *g, const struct turn_site *s, enum turn_sort sort)
{
	struct turn_step step;
	struct buf why = {0};

	buf_add(&why, "уже в проекте приказа: ");
	label_add(g->tx, KIND_ORDER, s->draft, &why);
	step = step_of(sort, TURN_THERE, s, s->end);
	step.why = why.s;
	turn_add(g, step);
	buf_free(&why);
}

static void add_approval(struct turning *g, const struct turn_site *s)
{
	struct turn_step step;
	struct buf then = {0}, why = {0};

	buf_addf(&then, "на %d-%d", g->t->to, g->t->to + 1);
	buf_add(&why, "заявка согласована, статус даёт приказ");
	rule_cite(g->c, RULE_ORDER, &why);
	step = step_of(TURN_APPROVE, TURN_CAN, s, DATE_NONE);
	step.on = true;
	step.then = then.s;
	step.why = why.s;
	turn_add(g, step);
	buf_free(&then);
	buf_free(&why);
}

/* A site whose term is over is renewed or ends; never both. It is renewed when it had the status in the year before and
 * ends when nobody has asked for it for longer, unless one decides otherwise; of an old paper neither is known. */
static void add_end(struct turning *g, const struct turn_site *s, bool renew)
{
	struct turn_step step;
	bool worked = s->end >= school_year_first(g->t->from);
	struct buf then = {0}, why = {0};

	buf_add(&why, "срок статуса ");
	buf_add(&why, s->end < g->today ? "кончился " : "кончается ");
	date_add_ru(&why, s->end);
	rule_cite(g->c, renew ? RULE_TERM : RULE_END, &why);
	add_report(g, &s->site, &why);
	if (s->archive)
		buf_add(&why, "; внесено с бумаги как архив");
	if (renew)
		span_add(&then, g->first, g->last);
	else
		buf_addf(&then, "%s", config_list(g->c, OPT_GROUNDS, NULL)[0]);
	step = step_of(renew ? TURN_RENEW : TURN_COMPLETE, TURN_CAN, s, s->end);
	step.on = !s->archive && worked == renew;
	step.then = then.s;
	step.why = why.s;
	turn_add(g, step);
	buf_free(&then);
	buf_free(&why);
}

static bool has_ended(const struct turn_site *s)
{
	return site_is(&s->site, SITE_ACTIVE) && s->end != DATE_NONE && !s->goes;
}

void turn_add_orders(struct turning *g)
{
	struct turn *t = g->t;

	for (size_t i = 0; i < g->sites_n; i++)
		if (site_is(&g->sites[i].site, SITE_APPROVED) && g->sites[i].draft)
			add_there(g, &g->sites[i], TURN_APPROVE);
		else if (site_is(&g->sites[i].site, SITE_APPROVED))
			add_approval(g, &g->sites[i]);
	for (size_t i = 0; i < g->sites_n; i++)
		if (has_ended(&g->sites[i]) && g->sites[i].draft)
			add_there(g, &g->sites[i], TURN_RENEW);
		else if (has_ended(&g->sites[i]))
			add_end(g, &g->sites[i], true);
	for (size_t i = 0; i < g->sites_n; i++) {
		size_t other = turn_find(t, TURN_RENEW, g->sites[i].site.id);

		if (!has_ended(&g->sites[i]) || g->sites[i].draft)
			continue;
		add_end(g, &g->sites[i], false);
		t->step[t->n - 1].other = other;
		t->step[other].other = t->n - 1;
	}
}

/* ---- documents ---- */

static bool are_asked(struct turning *g, uint32_t site)
{
	const struct plan_years year = {g->t->to, g->t->to, DATE_NONE};

	return plans_are_asked(g->tx, site, &year);
}

void turn_add_documents(struct turning *g)
{
	int32_t due = plan_due(g->tx, g->t->to, g->today > g->first ? g->today : g->first);

	for (size_t i = 0; i < g->sites_n; i++) {
		struct turn_site *s = &g->sites[i];
		struct turn_step step;
		struct buf then = {0}, why = {0};
		bool asked;

		if (!s->goes || due > s->end)
			continue;
		asked = are_asked(g, s->site.id);
		if (asked) {
			buf_add(&why, "уже запрошены");
		} else {
			buf_add(&then, "до ");
			date_add_ru(&then, due);
			buf_add(&why, "каждый учебный год статуса");
			rule_cite(g->c, RULE_PLAN, &why);
		}
		step = step_of(TURN_DOCUMENTS, asked ? TURN_THERE : TURN_CAN, s, due);
		step.on = !asked;
		step.then = buf_text(&then);
		step.why = why.s;
		turn_add(g, step);
		s->documents = g->t->n - 1;
		buf_free(&then);
		buf_free(&why);
	}
}

/* ---- is there anything? ---- */

/* Has the site a group of the year before and none of the new one? */
static bool lacks_groups(struct turning *g, uint32_t site)
{
	struct record group = {0};
	bool old = false, new = false;
	size_t n;
	uint32_t *ids = refs_list(g->tx, KIND_SITE, site, KIND_GROUP, GROUP_SITE, &n);

	for (size_t i = 0; i < n; i++)
		if (load(g->tx, KIND_GROUP, ids[i], &group)) {
			old |= record_int(&group, GROUP_SCHOOL_YEAR) == g->t->from;
			new |= record_int(&group, GROUP_SCHOOL_YEAR) == g->t->to;
		}
	free(ids);
	record_release(&group);
	return old && !new;
}

bool turn_worth(struct tx *tx, int to)
{
	struct query q = {.kind = KIND_SITE};
	struct turn t = {.from = to - 1, .to = to};
	struct turning g = {.tx = tx,
			    .c = tx_config(tx),
			    .t = &t,
			    .first = school_year_first(to),
			    .last = school_year_last(to),
			    .today = tx_session(tx)->today};
	bool worth = false;
	uint32_t *ids = NULL;
	size_t n = 0;

	if (turn_may(tx_session(tx), to, NULL) || query_run(tx, &q, &ids, &n, NULL))
		return false;
	for (size_t i = 0; i < n && !worth; i++) {
		struct turn_site s;

		read_site(&g, ids[i], &s);
		if (s.goes)
			worth = (plan_due(tx, to, g.first) <= s.end && !are_asked(&g, ids[i])) ||
				lacks_groups(&g, ids[i]);
		else
			worth = !s.draft && !s.archive && (has_ended(&s) || site_is(&s.site, SITE_APPROVED));
		record_release(&s.site);
	}
	free(ids);
	turn_release(&t);
	return worth;
}
