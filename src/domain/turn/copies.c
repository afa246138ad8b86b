/* Carrying out: plans, groups and events of the new year; and the act as a whole. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../events/events.h"
#include "../sites/sites.h"
#include "stazh/base/collate.h"
#include "stazh/calendar/year_move.h"

static void made(struct turn_doing *d, unsigned kind, uint32_t was, uint32_t is)
{
	d->made = mem_grow(d->made, d->n, &d->cap, sizeof(*d->made));
	d->made[d->n++] = (struct turn_made){kind, was, is};
}

static uint32_t made_of(const struct turn_doing *d, unsigned kind, uint32_t was)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->made[i].kind == kind && d->made[i].was == was)
			return d->made[i].is;
	return 0;
}

/* ---- plans ---- */

static enum err copy_lines(struct turn_doing *d, uint32_t from, uint32_t to)
{
	static const uint16_t fields[] = {PLANLINE_TOPIC, PLANLINE_FORM, PLANLINE_HOURS, PLANLINE_MONTH};
	struct record line = {0};
	enum err err = OK;
	size_t n;
	uint32_t *ids = refs_list(d->tx, KIND_PLANDOC, from, KIND_PLANLINE, PLANLINE_PLANDOC, &n);

	for (size_t i = 0; i < n && !err; i++) {
		struct record copy = {.kind = KIND_PLANLINE};

		if (!load(d->tx, KIND_PLANLINE, ids[i], &line))
			continue;
		for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++)
			record_set_value(&copy, fields[f], record_get(&line, fields[f]));
		record_set_ref(&copy, PLANLINE_PLANDOC, to);
		turn_note(d, record_text(&copy, PLANLINE_TOPIC));
		err = model_store(d->tx, NULL, &copy, d->e);
		made(d, KIND_PLANLINE, ids[i], copy.id);
		record_release(&copy);
	}
	free(ids);
	record_release(&line);
	return err;
}

static enum err copy_plan(struct turn_doing *d, const struct turn_step *s)
{
	struct record doc = {0};
	enum err err = OK;

	if (!plan_find(d->tx, s->site, d->t->to, PLANDOC_PLAN, &doc)) { /* nobody asked for it: without a day */
		record_clear(&doc);
		doc.id = 0;
		doc.kind = KIND_PLANDOC;
		record_set_ref(&doc, PLANDOC_SITE, s->site);
		record_set_int(&doc, PLANDOC_SCHOOL_YEAR, d->t->to);
		record_set_text(&doc, PLANDOC_KIND, PLANDOC_PLAN);
		record_set_text(&doc, PLANDOC_STATE, PLANDOC_DRAFT);
		turn_note(d, s->what);
		err = model_store(d->tx, NULL, &doc, d->e);
	}
	if (!err)
		err = copy_lines(d, s->id, doc.id);
	record_release(&doc);
	return err;
}

enum err turn_do_plans(struct turn_doing *d)
{
	enum err err = OK;

	for (size_t i = 0; i < d->t->n && !err; i++)
		if (d->t->step[i].sort == TURN_PLANS && turn_does(d->t, i))
			err = copy_plan(d, &d->t->step[i]);
	return err;
}

/* ---- groups ---- */

enum err turn_do_groups(struct turn_doing *d)
{
	static const uint16_t fields[] = {GROUP_SITE, GROUP_NAME, GROUP_FORM, GROUP_NOTE};
	struct record was = {0};
	enum err err = OK;

	for (size_t i = 0; i < d->t->n && !err; i++) {
		struct turn_step *s = &d->t->step[i];
		struct record is = {.kind = KIND_GROUP};

		if (s->sort != TURN_GROUPS)
			continue;
		if (s->there)
			made(d, KIND_GROUP, s->id, s->there);
		if (!turn_does(d->t, i) || !load(d->tx, KIND_GROUP, s->id, &was))
			continue;
		for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++)
			record_set_value(&is, fields[f], record_get(&was, fields[f]));
		record_set_int(&is, GROUP_SCHOOL_YEAR, d->t->to);
		record_set_date(&is, GROUP_FROM, s->from);
		record_set_date(&is, GROUP_TO, s->to);
		turn_note(d, record_text(&is, GROUP_NAME));
		err = model_store(d->tx, NULL, &is, d->e);
		made(d, KIND_GROUP, s->id, is.id);
		record_release(&is);
	}
	record_release(&was);
	return err;
}

/* ---- events ---- */

/* The line of the new plan, of a site of the event, with the topic of the old one. */
static uint32_t new_line(struct turn_doing *d, const struct record *event, uint32_t line)
{
	struct record old = {0}, doc = {0}, other = {0};
	uint32_t found = 0, *ids;
	size_t n;

	if (load(d->tx, KIND_PLANLINE, line, &old) && load_ref(d->tx, KIND_PLANDOC, &old, PLANLINE_PLANDOC, &doc) &&
	    refs_have(event, EVENT_SITES, record_ref(&doc, PLANDOC_SITE)))
		found = made_of(d, KIND_PLANLINE, line);
	if (!found && doc.id && refs_have(event, EVENT_SITES, record_ref(&doc, PLANDOC_SITE)) &&
	    plan_find(d->tx, record_ref(&doc, PLANDOC_SITE), d->t->to, PLANDOC_PLAN, &doc)) {
		ids = refs_list(d->tx, KIND_PLANDOC, doc.id, KIND_PLANLINE, PLANLINE_PLANDOC, &n);
		for (size_t i = 0; i < n && !found; i++)
			if (load(d->tx, KIND_PLANLINE, ids[i], &other) &&
			    name_same(record_text(&other, PLANLINE_TOPIC), record_text(&old, PLANLINE_TOPIC)))
				found = ids[i];
		free(ids);
	}
	record_release(&old);
	record_release(&doc);
	record_release(&other);
	return found;
}

static void map_groups(struct turn_doing *d, struct record *event)
{
	size_t n, kept = 0;
	uint32_t *ids = refs_of(event, EVENT_GROUPS, &n);

	for (size_t i = 0; i < n; i++) {
		uint32_t is = made_of(d, KIND_GROUP, ids[i]);

		if (is)
			ids[kept++] = is;
	}
	turn_set_refs(event, EVENT_GROUPS, ids, kept);
	free(ids);
}

/* Those that have the status on the new day. */
static void map_sites(struct turn_doing *d, struct record *event)
{
	size_t n, kept = 0;
	uint32_t *ids = refs_of(event, EVENT_SITES, &n);
	struct record site = {0}, group = {0};
	const struct value *groups = record_get(event, EVENT_GROUPS);

	for (size_t i = 0; i < n; i++) {
		bool goes = load(d->tx, KIND_SITE, ids[i], &site) && site_is(&site, SITE_ACTIVE) &&
			    site_runs_in_year(d->tx, &site, d->t->to);

		for (uint32_t k = 0; groups && k < groups->count && !goes; k++)
			goes = load(d->tx, KIND_GROUP, (uint32_t)groups->items[k].num, &group) &&
			       record_ref(&group, GROUP_SITE) == ids[i];
		if (goes)
			ids[kept++] = ids[i];
	}
	turn_set_refs(event, EVENT_SITES, ids, kept);
	free(ids);
	record_release(&site);
	record_release(&group);
}

/* One of a series stays in one: the first that is copied is the new first. */
static void map_series(struct turn_doing *d, const struct record *was, struct record *is)
{
	const struct turn *t = d->t;
	int weeks = year_move_weeks(tx_config(d->tx), t->from, t->to);
	uint32_t head = series_head(was);

	if (!record_has(was, EVENT_REPEAT) && !record_has(was, EVENT_SERIES))
		return;
	record_set_ref(is, EVENT_SERIES, made_of(d, KIND_EVENT, head));
	if (record_has(is, EVENT_REPEAT))
		series_shift_rule(is, 7 * weeks);
	if (record_date(is, EVENT_DATE) - record_date(was, EVENT_DATE) != 7 * weeks)
		record_set_bool(is, EVENT_APART, true);
}

static enum err copy_event(struct turn_doing *d, const struct turn_step *s)
{
	static const uint16_t own[] = {EVENT_GUESTS, EVENT_SUMMARY,  EVENT_HISTORY, EVENT_REASON,
				       EVENT_UID,    EVENT_APART,    EVENT_STAMP,   EVENT_REPLIES,
				       EVENT_SERIES, EVENT_SEQUENCE, REC_DEFERRED,  REC_ARCHIVED};
	struct record was = {0}, is = {0};
	uint32_t line;
	enum err err;

	if (!load(d->tx, KIND_EVENT, s->id, &was))
		return OK;
	line = record_ref(&was, EVENT_PLANLINE);
	record_copy(&is, &was);
	is.id = 0;
	for (size_t f = 0; f < sizeof(own) / sizeof(*own); f++)
		record_unset(&is, own[f]);
	record_set_text(&is, EVENT_STATE, EVENT_PLANNED);
	record_set_date(&is, EVENT_DATE, s->to);
	map_groups(d, &is);
	map_sites(d, &is);
	map_series(d, &was, &is);
	record_set_ref(&is, EVENT_PLANLINE, line ? new_line(d, &is, line) : 0);
	turn_note(d, record_text(&is, EVENT_TOPIC));
	tx_outcome(d->tx)->taking_over = true; /* every one of a series is told */
	err = model_store(d->tx, NULL, &is, d->e);
	tx_outcome(d->tx)->taking_over = false;
	if (!err && !made_of(d, KIND_EVENT, series_head(&was)))
		made(d, KIND_EVENT, series_head(&was), is.id);
	record_release(&was);
	record_release(&is);
	return err;
}

enum err turn_do_events(struct turn_doing *d)
{
	enum err err = OK;

	for (size_t i = 0; i < d->t->n && !err; i++)
		if (d->t->step[i].sort == TURN_EVENTS && turn_does(d->t, i))
			err = copy_event(d, &d->t->step[i]);
	return err;
}

/* ---- the act ---- */

struct act {
	struct turn *t;
	struct error *e;
};

/* What was chosen holds for the plan as it is now; what became impossible, or was done meanwhile, is left. */
static enum err look_again(struct tx *tx, struct turn *t, struct error *e)
{
	struct turn now = {.n = 0};
	enum err err = turn_plan(tx, t->to, &now, e);

	for (size_t i = 0; i < now.n; i++) {
		size_t was = turn_find(t, now.step[i].sort, now.step[i].id);

		now.step[i].on = was != TURN_NONE && t->step[was].on && now.step[i].can == TURN_CAN;
	}
	if (err) {
		turn_release(&now);
		return err;
	}
	turn_release(t);
	*t = now;
	return OK;
}

static enum err carry_out(struct tx *tx, void *arg)
{
	static enum err (*const does[])(struct turn_doing * d) = {turn_do_orders, turn_do_documents, turn_do_plans,
								  turn_do_groups, turn_do_events,    turn_do_close,
								  turn_do_letters};
	const struct act *a = arg;
	struct turn_doing d = {.tx = tx, .t = a->t, .e = a->e};
	enum err err = look_again(tx, a->t, a->e);

	if (!err && !turn_count(a->t))
		err = error_set(a->e, ERR_NONE, "делать нечего");
	for (size_t i = 0; i < sizeof(does) / sizeof(*does) && !err; i++)
		err = does[i](&d);
	if (err == ERR_REFUSED && d.label.n) /* of many it has to be told which */
		error_named(a->e, d.label.s);
	if (!err)
		turn_sum(a->t, &tx_outcome(tx)->notice);
	free(d.made);
	buf_free(&d.label);
	return err;
}

enum err turn_carry_out(struct session *s, struct turn *t, struct outcome *out, struct error *e)
{
	struct act a = {t, e};
	struct buf note = {0};
	enum err err = turn_may(s, t->to, e);

	school_year_add(&note, t->to);
	if (!err)
		err = session_perform(s, out, "turn", note.s, carry_out, &a, e);
	buf_free(&note);
	return err;
}
