#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "stazh/domain/calendar.h"

struct walk {
	const struct calendar_query *q;
	uint32_t *person_groups; /* where q->person is a trainee */
	size_t person_groups_n;
	struct deadline *deadlines; /* of the span, wanted, in order */
	size_t n, cap, at;
	struct tx *tx;
	bool (*fn)(struct tx *tx, const struct calendar_item *item, void *arg);
	void *arg;
	bool more;
	size_t given;
};

static bool has_person(const struct walk *w, const struct record *event)
{
	if (refs_have(event, EVENT_SPEAKERS, w->q->person))
		return true;
	for (size_t i = 0; i < w->person_groups_n; i++)
		if (refs_have(event, EVENT_GROUPS, w->person_groups[i]))
			return true;
	return false;
}

static bool is_of_org(struct tx *tx, const struct record *event, uint32_t org, bool mine)
{
	struct buf who = {0}, where = {0};
	struct party *of;
	size_t n = event_parties(tx, event, &of, &who, &where);
	bool found = !org;

	for (size_t i = 0; i < n && !found; i++)
		found = of[i].org == org;
	found = found && (!mine || party_is_mine(tx_session(tx), of, n, buf_text(&who)));
	free(of);
	buf_free(&who);
	buf_free(&where);
	return found;
}

static bool event_wanted(struct tx *tx, const struct walk *w, const struct record *event)
{
	const struct calendar_query *q = w->q;

	return (!q->site || refs_have(event, EVENT_SITES, q->site)) &&
	       (!q->group || refs_have(event, EVENT_GROUPS, q->group)) &&
	       (!q->form || !strcmp(record_text(event, EVENT_FORM), q->form)) && (!q->person || has_person(w, event)) &&
	       (!q->no_cancelled || strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED)) &&
	       ((!q->org && !q->mine) || is_of_org(tx, event, q->org, q->mine));
}

/* Do the group and the person that are asked for stand above the record: an item of a plan, a trainee? */
static bool belongs(struct tx *tx, const struct walk *w, unsigned kind, uint32_t id, bool *person)
{
	struct record r = {0};
	bool group = false;

	while (load(tx, kind, id, &r)) {
		const struct kind_def *k = kind_def(kind);

		group |= kind == KIND_GROUP && id == w->q->group;
		*person |= kind == KIND_TRAINEE && record_ref(&r, TRAINEE_PERSON) == w->q->person;
		if (!k->parent)
			break;
		id = record_ref(&r, k->parent);
		kind = field_by_id(k, k->parent)->ref;
	}
	record_release(&r);
	return group;
}

/* A deadline that no event causes. */
static bool deadline_wanted(struct walk *w, const struct deadline *d)
{
	const struct calendar_query *q = w->q;
	bool person = false, group, site = false, org = false;
	struct party of;

	if (q->form)
		return false;
	of = deadline_party(d, 0);
	site = of.site == q->site;
	org = of.org == q->org;
	if ((q->site && !site) || (q->org && !org) || (q->mine && !party_is_mine(tx_session(w->tx), &of, 1, d->who)))
		return false;
	if (!q->group && !q->person)
		return true;
	person = of.person && of.person == q->person;
	group = belongs(w->tx, w, d->rec_kind, d->rec_id, &person);
	return (!q->group || group) && (!q->person || person);
}

static bool events_deadline_wanted(struct walk *w, const struct deadline *d)
{
	struct record event = {0};
	bool wanted =
		d->kind != DL_EVENT && load(w->tx, KIND_EVENT, d->rec_id, &event) && event_wanted(w->tx, w, &event);

	record_release(&event);
	return wanted;
}

static void keep(const struct deadline *d, void *arg)
{
	struct walk *w = arg;

	if (d->rec_kind == KIND_EVENT ? !events_deadline_wanted(w, d) : !deadline_wanted(w, d))
		return;
	w->deadlines = mem_grow(w->deadlines, w->n, &w->cap, sizeof(*w->deadlines));
	w->deadlines[w->n++] = *d;
}

static void give(struct walk *w, const struct calendar_item *item)
{
	if (!w->more)
		return;
	w->given++;
	w->more = w->fn(w->tx, item, w->arg);
}

static void give_deadlines_before(struct walk *w, int32_t day)
{
	for (; w->more && w->at < w->n && w->deadlines[w->at].due < day; w->at++)
		give(w, &(struct calendar_item){.date = w->deadlines[w->at].due, .deadline = &w->deadlines[w->at]});
}

static bool give_event(struct tx *tx, const struct record *event, void *arg)
{
	struct walk *w = arg;
	int32_t day = record_date(event, EVENT_DATE);

	give_deadlines_before(w, day);
	if (event_wanted(tx, w, event))
		give(w, &(struct calendar_item){.date = day, .event = event});
	return w->more;
}

static void find_groups(struct walk *w)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(w->tx, KIND_PERSON, w->q->person, KIND_TRAINEE, TRAINEE_PERSON, &n);

	for (size_t i = 0; i < n; i++)
		if (load(w->tx, KIND_TRAINEE, ids[i], &r))
			ids[w->person_groups_n++] = record_ref(&r, TRAINEE_GROUP);
	w->person_groups = ids;
	record_release(&r);
}

size_t calendar_each(struct tx *tx, const struct calendar_query *q,
		     bool (*fn)(struct tx *tx, const struct calendar_item *item, void *arg), void *arg)
{
	struct walk w = {.q = q, .tx = tx, .fn = fn, .arg = arg, .more = true};

	if (q->person)
		find_groups(&w);
	if (!q->no_deadlines)
		deadline_span(tx, tx_session(tx)->today, q->from, q->to, keep, &w);
	event_each(tx, q->from, q->to, give_event, &w);
	give_deadlines_before(&w, q->to == INT32_MAX ? q->to : q->to + 1);
	free(w.person_groups);
	free(w.deadlines);
	return w.given;
}

/* ---- what is gone ---- */

struct gone {
	uint8_t rec_kind, sort; /* sort: of deadline; 0: the event itself */
	uint32_t id;
	size_t order; /* of finding, the newest first */
	int64_t at_ms;
	uint64_t seq; /* the journal's entry; 0: it is there today */
};

struct search {
	struct walk walk;
	struct gone *found;
	size_t n, cap;
	const struct log_entry *entry; /* the one that is looked at; NULL: today is */
	const struct gone *one;	       /* to be given */
	const struct record *was;
};

static void find(struct search *s, unsigned kind, unsigned sort, uint32_t id)
{
	s->found = mem_grow(s->found, s->n, &s->cap, sizeof(*s->found));
	s->found[s->n] = (struct gone){.rec_kind = (uint8_t)kind, .sort = (uint8_t)sort, .id = id, .order = s->n};
	if (s->entry) {
		s->found[s->n].at_ms = s->entry->at_ms;
		s->found[s->n].seq = s->entry->seq;
	}
	s->n++;
}

static void find_deadline(const struct deadline *d, void *arg)
{
	if (d->kind != DL_EVENT)
		find(arg, d->rec_kind, d->kind, d->rec_id);
}

static int compare_gone(const void *pa, const void *pb)
{
	const struct gone *a = pa, *b = pb;

	if (a->rec_kind != b->rec_kind)
		return a->rec_kind < b->rec_kind ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->sort != b->sort)
		return a->sort < b->sort ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static bool was_read(const struct log_entry *l, struct record *was)
{
	record_release(was);
	*was = (struct record){.kind = l->kind, .id = l->id};
	return l->before.n && !record_decode(was, l->before.p, l->before.n, NULL);
}

/* What each record was before a change of these days. */
static void find_in_journal(struct search *s, int32_t since)
{
	struct tx *tx = s->walk.tx;
	struct record was = {0};
	struct log_entry l = {0};
	bool on = true;

	for (uint64_t seq = log_last(tx); on && seq && !log_load(tx, seq, &l); seq--) {
		on = l.at_ms >= (int64_t)since * 24 * 3600 * 1000;
		s->entry = &l;
		if (on && kind_def(l.kind) && (l.kind == KIND_EVENT || kind_def(l.kind)->deadlines) &&
		    was_read(&l, &was)) {
			if (l.kind == KIND_EVENT && !l.after.n)
				find(s, l.kind, 0, l.id);
			if (!s->walk.q->no_deadlines)
				deadline_of(tx, &was, find_deadline, s);
		}
	}
	log_release(&l);
	record_release(&was);
}

static bool is_asked(const struct calendar_query *q, int32_t date)
{
	return date >= q->from && date <= q->to;
}

static void give_gone_deadline(const struct deadline *d, void *arg)
{
	struct search *s = arg;
	struct walk *w = &s->walk;

	if (d->kind != s->one->sort || !is_asked(w->q, d->due) ||
	    (d->rec_kind == KIND_EVENT ? !event_wanted(w->tx, w, s->was) : !deadline_wanted(w, d)))
		return;
	give(w, &(struct calendar_item){.gone_ms = s->one->at_ms, .was = s->was, .date = d->due, .deadline = d});
}

static void give_gone(struct search *s, const struct gone *one)
{
	struct walk *w = &s->walk;
	struct record was = {0};
	struct log_entry l = {0};

	s->one = one;
	s->was = &was;
	if (log_load(w->tx, one->seq, &l) || !was_read(&l, &was))
		;
	else if (one->sort)
		deadline_of(w->tx, &was, give_gone_deadline, s);
	else if (is_asked(w->q, record_date(&was, EVENT_DATE)) && event_wanted(w->tx, w, &was))
		give(w,
		     &(struct calendar_item){
			     .gone_ms = one->at_ms, .was = &was, .date = record_date(&was, EVENT_DATE), .event = &was});
	log_release(&l);
	record_release(&was);
}

size_t calendar_gone(struct tx *tx, const struct calendar_query *q, int32_t since,
		     bool (*fn)(struct tx *tx, const struct calendar_item *item, void *arg), void *arg)
{
	struct search s = {.walk = {.q = q, .tx = tx, .fn = fn, .arg = arg, .more = true}};

	if (q->no_cancelled)
		return 0;
	if (q->person)
		find_groups(&s.walk);
	deadline_span(tx, tx_session(tx)->today, DATE_MIN, DATE_MAX, find_deadline, &s);
	find_in_journal(&s, since);
	if (s.n)
		qsort(s.found, s.n, sizeof(*s.found), compare_gone);
	for (size_t i = 0; i < s.n; i++) {
		const struct gone *g = &s.found[i];
		bool first = !i || g[-1].rec_kind != g->rec_kind || g[-1].id != g->id || g[-1].sort != g->sort;

		if (first && g->seq && (g->sort || !record_exists(tx, KIND_EVENT, g->id)))
			give_gone(&s, g);
	}
	free(s.walk.person_groups);
	free(s.found);
	return s.walk.given;
}
