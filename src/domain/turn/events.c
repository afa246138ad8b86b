/* Events of the year before, on the days that they get in the new one. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../events/events.h"
#include "../sites/sites.h"
#include "stazh/base/collate.h"
#include "stazh/calendar/year_move.h"
#include "stazh/domain/collision.h"

/* An event of the year before, or one that the new year has already. */
struct lesson {
	struct record r;
	int32_t day;	  /* in the new year */
	const char *left; /* why it is not the same weekday; NULL: it is */
	size_t step;	  /* TURN_NONE: none */
	bool used;	  /* of the new year: stands for one of the old */
	struct claims claims;
};

struct lessons {
	struct turning *g;
	struct lesson *l;
	size_t n, cap;
};

static bool keep(struct tx *tx, const struct record *event, void *arg)
{
	struct lessons *a = arg;

	(void)tx;
	a->l = mem_grow(a->l, a->n, &a->cap, sizeof(*a->l));
	a->l[a->n] = (struct lesson){.day = record_date(event, EVENT_DATE), .step = TURN_NONE};
	record_copy(&a->l[a->n++].r, event);
	return true;
}

static void release(struct lessons *a)
{
	for (size_t i = 0; i < a->n; i++) {
		record_release(&a->l[i].r);
		claims_free(&a->l[i].claims);
	}
	free(a->l);
}

static void move(struct lessons *old)
{
	const struct turn *t = old->g->t;
	int32_t *days = mem_alloc((old->n + 1) * sizeof(*days));
	const char **left = mem_alloc((old->n + 1) * sizeof(*left));

	for (size_t i = 0; i < old->n; i++)
		days[i] = old->l[i].day;
	year_move(old->g->c, t->from, t->to, days, old->n, days, left);
	for (size_t i = 0; i < old->n; i++) {
		old->l[i].day = days[i];
		old->l[i].left = left[i];
	}
	free(days);
	free(left);
}

/* ---- what becomes of it ---- */

/* Does its group go along? *needs: the step that makes the new one; *there: it is there already. */
static bool group_goes(const struct turn *t, const struct record *event, size_t *needs, uint32_t *there)
{
	const struct value *groups = record_get(event, EVENT_GROUPS);
	bool goes = false;

	*needs = TURN_NONE;
	*there = 0;
	for (uint32_t i = 0; groups && i < groups->count && !*there; i++) {
		size_t at = turn_find(t, TURN_GROUPS, (uint32_t)groups->items[i].num);

		if (at == TURN_NONE)
			continue;
		if (t->step[at].there)
			*there = t->step[at].there;
		else if (t->step[at].can == TURN_CAN && *needs == TURN_NONE)
			*needs = at;
		goes |= t->step[at].there || t->step[at].can == TURN_CAN;
	}
	if (*there)
		*needs = TURN_NONE;
	return goes;
}

/* Of an event without groups: does one of its sites go on? */
static bool site_goes(struct turning *g, const struct record *event)
{
	const struct value *sites = record_get(event, EVENT_SITES);

	for (uint32_t i = 0; sites && i < sites->count; i++) {
		const struct turn_site *s = turn_site_of(g, (uint32_t)sites->items[i].num);

		if (s && s->goes)
			return true;
	}
	return false;
}

static bool shares(const struct record *a, const struct record *b, unsigned field)
{
	const struct value *v = record_get(a, field);

	if (!record_has(a, field) || !record_has(b, field))
		return record_has(a, field) == record_has(b, field);
	for (uint32_t i = 0; i < v->count; i++)
		if (refs_have(b, field, (uint32_t)v->items[i].num))
			return true;
	return false;
}

/* The event of the new year that was made after this one, wherever it was moved since. *any: its group has others. */
static struct lesson *made_of(struct lessons *new, const struct record *event, uint32_t group, bool *any)
{
	struct lesson *found = NULL;

	*any = false;
	for (size_t i = 0; i < new->n; i++) {
		const struct record *r = &new->l[i].r;
		bool its = group ? refs_have(r, EVENT_GROUPS, group)
				 : !record_has(r, EVENT_GROUPS) && shares(event, r, EVENT_SITES);

		*any |= its && group;
		if (its && !found && !new->l[i].used &&
		    name_same(record_text(r, EVENT_TOPIC), record_text(event, EVENT_TOPIC)) &&
		    name_same(record_text(r, EVENT_FORM), record_text(event, EVENT_FORM)))
			found = &new->l[i];
	}
	if (found)
		found->used = true;
	return found;
}

/* Is the status of all of its sites over by then? *end: the last day of the last of them. */
static bool comes_late(const struct turning *g, const struct lesson *l, int32_t *end)
{
	const struct value *sites = record_get(&l->r, EVENT_SITES);

	*end = DATE_NONE;
	for (uint32_t i = 0; sites && i < sites->count; i++) {
		const struct turn_site *s = turn_site_of(g, (uint32_t)sites->items[i].num);

		if (s && s->goes && s->end > *end)
			*end = s->end;
	}
	return *end != DATE_NONE && *end < l->day;
}

/* «Приёмы работы с текстом — Учителя биологии, 1-я группа, МБОУ «Школа»» */
static void add_what(const struct turning *g, const struct lesson *l, uint32_t site, struct buf *out)
{
	const struct value *groups = record_get(&l->r, EVENT_GROUPS);
	size_t at = groups ? turn_find(g->t, TURN_GROUPS, (uint32_t)groups->items[0].num) : TURN_NONE;
	const struct turn_site *s = turn_site_of(g, site);

	buf_add(out, record_text(&l->r, EVENT_TOPIC));
	if (at != TURN_NONE)
		buf_addf(out, " — %s", g->t->step[at].what);
	else if (s)
		buf_addf(out, " — %s", s->org);
}

static void add_day(int32_t day, struct buf *out)
{
	buf_addf(out, "%s ", date_weekday_short(day));
	date_add_ru(out, day);
}

static void add_lesson(struct lessons *old, struct lessons *new, struct lesson *l)
{
	struct turning *g = old->g;
	struct turn_step s = {.sort = TURN_EVENTS,
			      .can = TURN_CAN,
			      .kind = KIND_EVENT,
			      .id = l->r.id,
			      .from = record_date(&l->r, EVENT_DATE),
			      .to = l->day,
			      .other = TURN_NONE};
	bool grouped = record_has(&l->r, EVENT_GROUPS), district = !grouped && !record_has(&l->r, EVENT_SITES), any,
	     late;
	int32_t end;
	struct buf what = {0}, was = {0}, then = {0}, why = {0};
	struct lesson *copy;
	size_t sites_n;
	uint32_t there, *sites = refs_of(&l->r, EVENT_SITES, &sites_n);

	s.site = sites_n == 1 ? sites[0] : 0;
	free(sites);
	if (!group_goes(g->t, &l->r, &s.needs, &there) && (grouped || (!district && !site_goes(g, &l->r))))
		return; /* its group says why */
	late = comes_late(g, l, &end);
	copy = made_of(new, &l->r, there, &any);
	s.on = !district && !any && !late && l->day >= g->today && (s.needs == TURN_NONE || g->t->step[s.needs].on);
	add_what(g, l, s.site, &what);
	add_day(s.from, &was);
	if (copy) {
		s.can = TURN_THERE;
		s.to = copy->day;
		buf_add(&why, "уже есть");
	} else if (!strcmp(record_text(&l->r, EVENT_STATE), EVENT_CANCELLED)) {
		s.can = TURN_CANNOT;
		s.to = DATE_NONE;
		buf_add(&why, "отменено и в прошлом году");
	} else if (district) {
		buf_add(&why, "занятие всего округа");
	} else if (any) {
		buf_add(&why, "в группе уже есть занятия этого года");
	} else if (l->day < g->today) {
		buf_add(&why, "этот день уже прошёл");
	} else if (late) {
		buf_add(&why, "срок статуса кончается ");
		date_add_ru(&why, end);
	}
	s.on &= s.can == TURN_CAN;
	if (s.to != DATE_NONE)
		add_day(s.to, &then);
	if (s.can == TURN_CAN && l->left)
		buf_addf(&why, "%sдень занят: %s", why.n ? "; " : "", l->left);
	s.what = what.s;
	s.was = was.s;
	s.then = buf_text(&then);
	s.why = buf_text(&why);
	turn_add(g, s);
	if (s.can == TURN_CAN)
		l->step = g->t->n - 1;
	buf_free(&what);
	buf_free(&was);
	buf_free(&then);
	buf_free(&why);
}

/* ---- collisions ---- */

static bool meet(const uint32_t *a, size_t a_n, const uint32_t *b, size_t b_n)
{
	for (size_t i = 0, j = 0; i < a_n && j < b_n;) {
		if (a[i] == b[j])
			return true;
		(a[i] < b[j]) ? i++ : j++;
	}
	return false;
}

static bool collide(const struct claims *a, const struct claims *b)
{
	return a->from < b->to && b->from < a->to &&
	       ((a->place && b->place && !strcmp(a->place, b->place)) ||
		meet(a->people, a->people_n, b->people, b->people_n) ||
		meet(a->groups, a->groups_n, b->groups, b->groups_n));
}

static void claim(struct turning *g, struct lesson *l)
{
	record_set_date(&l->r, EVENT_DATE, l->day);
	claims_of(g->tx, &l->r, &l->claims);
}

/* Days that were apart and are one now, and what the new year has there already. */
static void tell_collisions(struct lessons *old, struct lessons *new)
{
	struct turning *g = old->g;

	for (size_t i = 0; i < old->n; i++)
		if (old->l[i].step != TURN_NONE)
			claim(g, &old->l[i]);
	for (size_t i = 0; i < new->n; i++)
		if (strcmp(record_text(&new->l[i].r, EVENT_STATE), EVENT_CANCELLED) != 0)
			claim(g, &new->l[i]);
	for (size_t i = 0, from = 0; i < old->n; i++) {
		struct turn_step *s = old->l[i].step == TURN_NONE ? NULL : &g->t->step[old->l[i].step];
		const struct lesson *with = NULL;
		struct buf why = {0};

		for (size_t j = i; s && j-- > 0 && old->l[j].day == s->to && !with;)
			if (old->l[j].step != TURN_NONE && g->t->step[old->l[j].step].from != s->from &&
			    collide(&old->l[j].claims, &old->l[i].claims))
				with = &old->l[j];
		while (from < new->n &&new->l[from].day < old->l[i].day)
			from++;
		for (size_t j = from; s && j < new->n &&new->l[j].day == s->to && !with; j++)
			if (collide(&new->l[j].claims, &old->l[i].claims))
				with = &new->l[j];
		if (!with)
			continue;
		buf_addf(&why, "%s%sв этот час уже «%s»", s->why, *s->why ? "; " : "",
			 record_text(&with->r, EVENT_TOPIC));
		s->why = turn_text(g, &why);
	}
}

/* ---- the days of their groups ---- */

/* A group that tells its days has all of its events within them. */
static void widen(struct turn *t, const struct lesson *l)
{
	const struct value *groups = record_get(&l->r, EVENT_GROUPS);

	for (uint32_t i = 0; groups && i < groups->count; i++) {
		size_t at = turn_find(t, TURN_GROUPS, (uint32_t)groups->items[i].num);
		struct turn_step *s = at == TURN_NONE || t->step[at].can != TURN_CAN ? NULL : &t->step[at];

		if (s && !t->step[l->step].usual)
			continue;
		if (s && s->from != DATE_NONE && l->day < s->from)
			s->from = l->day;
		if (s && s->to != DATE_NONE && l->day > s->to)
			s->to = l->day;
	}
}

static void tell_days(struct turning *g)
{
	for (size_t i = 0; i < g->t->n; i++) {
		struct turn_step *s = &g->t->step[i];
		struct buf then = {0};

		if (s->sort != TURN_GROUPS || s->can != TURN_CAN)
			continue;
		if (s->from == DATE_NONE && s->to == DATE_NONE)
			school_year_add(&then, g->t->to);
		else
			span_add(&then, s->from == DATE_NONE ? g->first : s->from,
				 s->to == DATE_NONE ? g->last : s->to);
		s->then = turn_text(g, &then);
	}
}

void turn_add_events(struct turning *g)
{
	struct lessons old = {.g = g}, new = {.g = g};

	event_each(g->tx, school_year_first(g->t->from), school_year_last(g->t->from), keep, &old);
	event_each(g->tx, g->first, g->last, keep, &new);
	move(&old);
	for (size_t i = 0; i < old.n; i++) {
		add_lesson(&old, &new, &old.l[i]);
		if (old.l[i].step != TURN_NONE)
			widen(g->t, &old.l[i]);
	}
	tell_collisions(&old, &new);
	tell_days(g);
	release(&old);
	release(&new);
}
