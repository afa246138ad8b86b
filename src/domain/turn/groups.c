/* Thematic plans and groups that the new year gets after those of the year before. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../internships/internships.h"
#include "../sites/sites.h"
#include "stazh/base/collate.h"
#include "stazh/calendar/days.h"
#include "stazh/calendar/year_move.h"

/* Why what belongs to the site is not to be taken over, or not yet; "": it is. */
static const char *site_stops(const struct turn_site *s, enum turn_can *can)
{
	*can = s && !s->goes && site_is(&s->site, SITE_ACTIVE) ? TURN_CAN : TURN_CANNOT;
	if (!s)
		return "площадка в архиве";
	if (s->goes)
		return "";
	return site_is(&s->site, SITE_ACTIVE) ? "на новый год у площадки нет статуса: сначала приказ о продлении"
	       : site_is(&s->site, SITE_COMPLETED) || site_is(&s->site, SITE_TERMINATED)
		       ? "площадка больше не действует"
		       : "у площадки нет статуса";
}

/* ---- plans ---- */

static size_t lines_of(struct tx *tx, uint32_t doc)
{
	size_t n;

	free(refs_list(tx, KIND_PLANDOC, doc, KIND_PLANLINE, PLANLINE_PLANDOC, &n));
	return n;
}

/* Why the new plan is not to get them; "": it is. */
static const char *plan_stops(struct turning *g, uint32_t site, enum turn_can *can)
{
	struct record doc = {0};
	const char *why = "";

	*can = TURN_THERE;
	if (plan_find(g->tx, site, g->t->to, PLANDOC_PLAN, &doc)) {
		if (lines_of(g->tx, doc.id))
			why = "в новом плане уже есть строки";
		else if (!plan_is_open(&doc))
			why = "новый план уже вынесен или утверждён";
	}
	record_release(&doc);
	return why;
}

static void add_plan(struct turning *g, const struct record *doc, size_t lines)
{
	const struct turn_site *s = turn_site_of(g, record_ref(doc, PLANDOC_SITE));
	struct buf was = {0}, why = {0};
	enum turn_can can;
	const char *stops = site_stops(s, &can);
	bool on = !*stops;

	if (on || can == TURN_CAN) {
		enum turn_can there;
		const char *has = plan_stops(g, s->site.id, &there);

		stops = *has ? has : stops;
		can = *has ? there : TURN_CAN;
	}
	buf_addf(&was, "%zu %s", lines, text_plural((long)lines, "строка", "строки", "строк"));
	if (*stops)
		buf_add(&why, stops);
	else
		buf_addf(&why, "прошлогодний план — %s; копия будет черновиком", record_text(doc, PLANDOC_STATE));
	turn_add(g, (struct turn_step){.sort = TURN_PLANS,
				       .can = can,
				       .on = on && can == TURN_CAN,
				       .kind = KIND_PLANDOC,
				       .id = doc->id,
				       .site = record_ref(doc, PLANDOC_SITE),
				       .from = DATE_NONE,
				       .to = DATE_NONE,
				       .what = s ? s->name : "",
				       .was = was.s,
				       .then = can == TURN_CAN ? "те же строки" : "",
				       .why = why.s,
				       .needs = TURN_NONE,
				       .other = TURN_NONE});
	buf_free(&was);
	buf_free(&why);
}

void turn_add_plans(struct turning *g)
{
	struct query q = {.kind = KIND_PLANDOC, .year = g->t->from};
	struct record doc = {0};
	uint32_t *ids = NULL;
	size_t n = 0, lines;

	if (query_run(g->tx, &q, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (load(g->tx, KIND_PLANDOC, ids[i], &doc) && !strcmp(record_text(&doc, PLANDOC_KIND), PLANDOC_PLAN) &&
		    (lines = lines_of(g->tx, doc.id)))
			add_plan(g, &doc, lines);
	free(ids);
	record_release(&doc);
}

/* ---- groups ---- */

static bool taken(const struct turn *t, uint32_t copy)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->step[i].sort == TURN_GROUPS && t->step[i].there == copy)
			return true;
	return false;
}

/* The group of the new year that has its name and stands for no other one; 0: none. */
static uint32_t copy_of(struct turning *g, const struct record *group)
{
	struct record r = {0};
	uint32_t found = 0;
	size_t n;
	uint32_t *ids = refs_list(g->tx, KIND_SITE, record_ref(group, GROUP_SITE), KIND_GROUP, GROUP_SITE, &n);

	for (size_t i = 0; i < n && !found; i++)
		if (load(g->tx, KIND_GROUP, ids[i], &r) && record_int(&r, GROUP_SCHOOL_YEAR) == g->t->to &&
		    name_same(record_text(&r, GROUP_NAME), record_text(group, GROUP_NAME)) && !taken(g->t, ids[i]))
			found = ids[i];
	free(ids);
	record_release(&r);
	return found;
}

/* Has the site groups of the new year that stand for none of the old one? */
static bool has_others(struct turning *g, uint32_t site)
{
	struct record r = {0};
	bool has = false;
	size_t n;
	uint32_t *ids = refs_list(g->tx, KIND_SITE, site, KIND_GROUP, GROUP_SITE, &n);

	for (size_t i = 0; i < n && !has; i++)
		has = load(g->tx, KIND_GROUP, ids[i], &r) && record_int(&r, GROUP_SCHOOL_YEAR) == g->t->to &&
		      !taken(g->t, ids[i]);
	free(ids);
	record_release(&r);
	return has;
}

/* Its days in the new year, where it tells any; not beyond the status of its site. */
static void move_days(struct turning *g, const struct record *group, const struct turn_site *site, struct turn_step *s)
{
	if (record_has(group, GROUP_FROM))
		s->from = year_move_border(g->c, g->t->from, g->t->to, record_date(group, GROUP_FROM), false);
	if (record_has(group, GROUP_TO))
		s->to = year_move_border(g->c, g->t->from, g->t->to, record_date(group, GROUP_TO), true);
	while (site->goes && s->to != DATE_NONE && s->to > g->first &&
	       (s->to > site->end || day_is_off(g->c, s->to, NULL)))
		s->to--;
	if (s->from != DATE_NONE && s->to != DATE_NONE && s->to < s->from)
		s->to = s->from;
}

static void add_group(struct turning *g, const struct record *group)
{
	const struct turn_site *site = turn_site_of(g, record_ref(group, GROUP_SITE));
	struct turn_step s = {.sort = TURN_GROUPS,
			      .kind = KIND_GROUP,
			      .id = group->id,
			      .site = record_ref(group, GROUP_SITE),
			      .there = copy_of(g, group),
			      .from = DATE_NONE,
			      .to = DATE_NONE,
			      .needs = TURN_NONE,
			      .other = TURN_NONE};
	struct buf what = {0}, was = {0}, why = {0};
	int32_t from, to;

	group_span(group, &from, &to);
	buf_addf(&what, "%s", record_text(group, GROUP_NAME));
	if (site)
		buf_addf(&what, ", %s", site->org);
	if (record_has(group, GROUP_FROM) || record_has(group, GROUP_TO))
		span_add(&was, from, to);
	else
		school_year_add(&was, g->t->from);
	s.why = site_stops(site, &s.can);
	if (to >= g->first) {
		s.can = TURN_THERE;
		s.there = group->id;
		buf_add(&why, "идёт до ");
		date_add_ru(&why, to);
		buf_add(&why, ": остаётся той же группой, с теми же стажёрами");
	} else if (s.there) {
		s.can = TURN_THERE;
		buf_add(&why, "в новом году уже есть");
	} else if (!*s.why) {
		s.can = TURN_CAN;
		s.on = true;
		buf_add(&why, "стажёры не переносятся: их зачисляют заново");
		if (has_others(g, s.site))
			buf_add(&why, "; на площадке уже есть другие группы этого года");
	} else {
		buf_add(&why, s.why);
	}
	if (s.can == TURN_CAN)
		move_days(g, group, site, &s);
	s.what = what.s;
	s.was = was.s;
	s.why = why.s;
	turn_add(g, s);
	buf_free(&what);
	buf_free(&was);
	buf_free(&why);
}

void turn_add_groups(struct turning *g)
{
	struct query q = {.kind = KIND_GROUP, .year = g->t->from};
	struct record group = {0};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(g->tx, &q, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++) /* one that runs over 1 September is of both years */
		if (load(g->tx, KIND_GROUP, ids[i], &group) && record_int(&group, GROUP_SCHOOL_YEAR) == g->t->from)
			add_group(g, &group);
	free(ids);
	record_release(&group);
}
