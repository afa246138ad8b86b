#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "../reminders/reminders.h"
#include "stazh/domain/calendar.h"

struct walk {
	const struct calendar_query *q;
	uint32_t *person_groups; /* where q->person is a trainee */
	size_t person_groups_n;
	struct kept {
		struct deadline d;
		bool coming;
	} * deadlines; /* of the span, wanted, in order */
	size_t n, cap, at;
	const struct deadline *repeated; /* whose days to come are kept */
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

/* The record as it is, or as it lies in the trash. */
static bool load_any(struct tx *tx, unsigned kind, uint32_t id, struct record *r)
{
	return load(tx, kind, id, r) || !record_load_trash(tx, kind, id, r);
}

/* Do the group and the person that are asked for stand above the record: an item of a plan, a trainee? */
static bool belongs(struct tx *tx, const struct walk *w, unsigned kind, uint32_t id, bool *person)
{
	struct record r = {0};
	bool group = false;

	while (load_any(tx, kind, id, &r)) {
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
		d->kind != DL_EVENT && load_any(w->tx, KIND_EVENT, d->rec_id, &event) && event_wanted(w->tx, w, &event);

	record_release(&event);
	return wanted;
}

static void keep(const struct deadline *d, void *arg)
{
	struct walk *w = arg;

	if (d->rec_kind == KIND_EVENT ? !events_deadline_wanted(w, d) : !deadline_wanted(w, d))
		return;
	w->deadlines = mem_grow(w->deadlines, w->n, &w->cap, sizeof(*w->deadlines));
	w->deadlines[w->n++] = (struct kept){.d = *d};
}

static void keep_day(int32_t due, void *arg)
{
	struct walk *w = arg;

	w->deadlines = mem_grow(w->deadlines, w->n, &w->cap, sizeof(*w->deadlines));
	w->deadlines[w->n] = (struct kept){.d = *w->repeated, .coming = true};
	w->deadlines[w->n++].d.due = due;
}

/* Of one that is overdue only days that are not: what was missed is not done several times. */
static void keep_coming(const struct deadline *d, void *arg)
{
	struct walk *w = arg;
	int32_t today = tx_session(w->tx)->today;

	if (d->rec_kind != KIND_REMINDER || d->until <= d->due || d->until > w->q->to || !deadline_wanted(w, d))
		return;
	w->repeated = d;
	repeat_each(w->tx, d->rec_id, w->q->from > today ? w->q->from : today, w->q->to, keep_day, w);
}

static int compare_kept(const void *pa, const void *pb)
{
	const struct kept *a = pa, *b = pb;

	if (a->d.due != b->d.due)
		return a->d.due < b->d.due ? -1 : 1;
	if (a->d.kind != b->d.kind)
		return a->d.kind - b->d.kind;
	if (a->d.rec_kind != b->d.rec_kind)
		return a->d.rec_kind - b->d.rec_kind;
	return (a->d.rec_id > b->d.rec_id) - (a->d.rec_id < b->d.rec_id);
}

static void find_coming(struct walk *w)
{
	size_t n = w->n;

	deadline_span(w->tx, tx_session(w->tx)->today, DATE_MIN, w->q->to, keep_coming, w);
	if (w->n > n)
		qsort(w->deadlines, w->n, sizeof(*w->deadlines), compare_kept);
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
	for (; w->more && w->at < w->n && w->deadlines[w->at].d.due < day; w->at++) {
		const struct kept *k = &w->deadlines[w->at];

		give(w, &(struct calendar_item){.date = k->d.due, .deadline = &k->d, .coming = k->coming});
	}
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
	if (!q->no_deadlines && q->coming)
		find_coming(&w);
	event_each(tx, q->from, q->to, give_event, &w);
	give_deadlines_before(&w, q->to == INT32_MAX ? q->to : q->to + 1);
	free(w.person_groups);
	free(w.deadlines);
	return w.given;
}

/* ---- what is gone ---- */

struct gone {
	struct walk walk;
	int64_t since_ms;
};

static bool is_asked(const struct calendar_query *q, int32_t date)
{
	return date >= q->from && date <= q->to;
}

static void give_gone_deadline(const struct deadline *d, int64_t at_ms, void *arg)
{
	struct walk *w = &((struct gone *)arg)->walk;

	if (is_asked(w->q, d->due) &&
	    (d->rec_kind == KIND_EVENT ? events_deadline_wanted(w, d) : deadline_wanted(w, d)))
		give(w, &(struct calendar_item){.gone_ms = at_ms, .date = d->due, .deadline = d});
}

/* When it was deleted, by the journal. */
static int64_t deleted_ms(struct tx *tx, uint32_t event)
{
	struct log_entry l = {0};
	int64_t at_ms = log_load(tx, log_prev_of_record(tx, KIND_EVENT, event, 0), &l) ? 0 : l.at_ms;

	log_release(&l);
	return at_ms;
}

static void give_gone_event(struct gone *g, const struct record *event)
{
	struct walk *w = &g->walk;
	int64_t at_ms = deleted_ms(w->tx, event->id);

	if (at_ms >= g->since_ms && is_asked(w->q, record_date(event, EVENT_DATE)) && event_wanted(w->tx, w, event))
		give(w,
		     &(struct calendar_item){.gone_ms = at_ms, .date = record_date(event, EVENT_DATE), .event = event});
}

static void give_gone_events(struct gone *g)
{
	struct key prefix = {.n = 0};
	struct record event = {0};
	struct cursor c;

	for (cursor_open(&c, g->walk.tx, T_TRASH, key_u8(&prefix, KIND_EVENT), NULL); cursor_ok(&c); cursor_next(&c))
		if (!record_from_entry(g->walk.tx, c.key, c.value, &event))
			give_gone_event(g, &event);
	cursor_close(&c);
	record_release(&event);
}

size_t calendar_gone(struct tx *tx, const struct calendar_query *q, int32_t since,
		     bool (*fn)(struct tx *tx, const struct calendar_item *item, void *arg), void *arg)
{
	struct gone g = {.walk = {.q = q, .tx = tx, .fn = fn, .arg = arg, .more = true},
			 .since_ms = since * (24 * 3600 * (int64_t)1000)};

	if (q->no_cancelled)
		return 0;
	if (q->person)
		find_groups(&g.walk);
	give_gone_events(&g);
	if (!q->no_deadlines)
		deadline_gone(tx, tx_session(tx)->today, since, give_gone_deadline, &g);
	free(g.walk.person_groups);
	return g.walk.given;
}
