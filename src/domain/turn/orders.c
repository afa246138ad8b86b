/* Carrying out: drafts of orders, requests, what is closed, letters; and the act as a whole. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../sites/sites.h"
#include "stazh/domain/letter.h"
#include "stazh/model/deadline.h"

void turn_note(struct turn_doing *d, const char *name)
{
	bool first = !d->label.n; /* the act is called by its first entry */

	buf_clear(&d->label);
	if (first)
		school_year_add(&d->label, d->t->to);
	else
		buf_add(&d->label, name);
	tx_note(d->tx, "turn", buf_text(&d->label));
}

void turn_set_refs(struct record *r, unsigned field, const uint32_t *ids, size_t n)
{
	struct value *items = mem_alloc((n + 1) * sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i] = (struct value){.type = V_INT, .num = ids[i]};
	record_set_value(r, field, &(struct value){.type = V_LIST, .items = items, .count = (uint32_t)n});
	free(items);
}

/* ---- orders ---- */

static const struct draft {
	enum turn_sort sort;
	const char *kind, *title, *rest; /* around the school year; rest NULL: it is not named */
} drafts[] = {
	{TURN_APPROVE, ORDER_KIND_APPROVAL, "Об организации муниципальных стажировочных площадок в ", " учебном году"},
	{TURN_RENEW, ORDER_KIND_RENEWAL, "О продлении статуса муниципальных стажировочных площадок на ",
	 " учебный год"},
	{TURN_COMPLETE, ORDER_KIND_TERMINATION, "О прекращении деятельности муниципальных стажировочных площадок",
	 NULL},
};

static enum err make_order(struct turn_doing *d, const struct draft *o, const uint32_t *sites, size_t n, int32_t ended)
{
	int to = d->t->to;
	struct record r = {.kind = 0};
	struct buf title = {0};
	enum err err;

	model_new(d->tx, KIND_ORDER, &r);
	buf_add(&title, o->title);
	if (o->rest)
		buf_addf(&title, "%d-%d%s", to, to + 1, o->rest);
	turn_note(d, title.s);
	record_set_text(&r, ORDER_KIND, o->kind);
	record_set_text(&r, ORDER_TITLE, title.s);
	record_set_int(&r, ORDER_SCHOOL_YEAR, to);
	turn_set_refs(&r, ORDER_SITES, sites, n);
	if (o->sort == TURN_RENEW) {
		record_set_date(&r, ORDER_FROM, school_year_first(to));
		record_set_date(&r, ORDER_TO, school_year_last(to));
	} else if (o->sort == TURN_COMPLETE) {
		const struct value ground = {.type = V_TEXT,
					     .text = config_list(tx_config(d->tx), OPT_GROUNDS, NULL)[0]};
		struct value item = ground;

		item.len = (uint32_t)strlen(item.text);
		record_set_value(&r, ORDER_GROUNDS, &(struct value){.type = V_LIST, .items = &item, .count = 1});
		record_set_date(&r, ORDER_ENDED_ON, ended);
		record_set_int(&r, ORDER_SCHOOL_YEAR, school_year_of(ended));
	}
	err = model_store(d->tx, NULL, &r, d->e);
	record_release(&r);
	buf_free(&title);
	return err;
}

/* An order ends its sites on one day: there is one for each day on which terms were over. */
static enum err make_orders(struct turn_doing *d, const struct draft *o)
{
	struct turn *t = d->t;
	uint32_t *sites = mem_alloc((t->n + 1) * sizeof(*sites));
	bool *put = mem_alloc(t->n + 1);
	enum err err = OK;

	for (size_t i = 0; i < t->n && !err; i++) {
		int32_t ended = o->sort == TURN_COMPLETE ? t->step[i].to : DATE_NONE;
		size_t n = 0;

		if (put[i] || t->step[i].sort != o->sort || !turn_does(t, i))
			continue;
		for (size_t j = i; j < t->n; j++)
			if (t->step[j].sort == o->sort && turn_does(t, j) &&
			    (ended == DATE_NONE || t->step[j].to == ended)) {
				sites[n++] = t->step[j].id;
				put[j] = true;
			}
		err = make_order(d, o, sites, n, ended);
	}
	free(sites);
	free(put);
	return err;
}

enum err turn_do_orders(struct turn_doing *d)
{
	enum err err = OK;

	for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts) && !err; i++)
		err = make_orders(d, &drafts[i]);
	return err;
}

/* ---- documents ---- */

enum err turn_do_documents(struct turn_doing *d)
{
	enum err err = OK;

	for (size_t i = 0; i < d->t->n && !err; i++) {
		const struct turn_step *s = &d->t->step[i];
		int created = 0;

		if (s->sort != TURN_DOCUMENTS || !turn_does(d->t, i))
			continue;
		turn_note(d, s->what);
		err = plans_request(d->tx, s->id, d->t->to, s->to, &created, d->e);
	}
	return err;
}

/* ---- letters ---- */

struct writing {
	struct turn_doing *d;
	struct buf items, told;
	struct value *links;
	uint32_t n;
	size_t cap;
};

static void tell_document(struct writing *w, const struct record *doc)
{
	const struct deadline like = {
		.due = record_date(doc, PLANDOC_DUE), .kind = DL_PLAN, .rec_kind = KIND_PLANDOC, .rec_id = doc->id};
	struct deadline found;

	if (!deadline_find(w->d->tx, tx_session(w->d->tx)->today, &like, &found))
		return;
	w->links = mem_grow(w->links, w->n, &w->cap, sizeof(*w->links));
	w->links[w->n++] = (struct value){.type = V_INT, .num = (int64_t)KIND_PLANDOC << 32 | doc->id};
	letter_item_add(&found, &w->items, &w->told);
}

/* The documents of all sites that are asked for and that the person brings. */
static void gather(struct writing *w, uint32_t person)
{
	struct turn *t = w->d->t;
	struct record site = {0}, doc = {0};

	for (size_t i = 0; i < t->n; i++) {
		if (t->step[i].sort != TURN_DOCUMENTS || !load(w->d->tx, KIND_SITE, t->step[i].id, &site) ||
		    turn_bringer(w->d->tx, &site) != person)
			continue;
		for (size_t k = 0; plan_kinds[k]; k++)
			if (plan_find(w->d->tx, site.id, t->to, plan_kinds[k], &doc) && plan_is_open(&doc))
				tell_document(w, &doc);
	}
	record_release(&site);
	record_release(&doc);
}

static enum err write_letter(struct turn_doing *d, const struct turn_step *s)
{
	const struct session *session = tx_session(d->tx);
	struct record person = {0}, r = {.kind = KIND_LETTER};
	struct writing w = {.d = d};
	enum err err = OK;

	gather(&w, s->id);
	if (w.n && load(d->tx, KIND_PERSON, s->id, &person)) {
		record_set_text(&r, LETTER_SORT, LETTER_SORT_BY_HAND);
		record_set_text(&r, LETTER_STATE, LETTER_WAITS);
		record_set_ref(&r, LETTER_PERSON, s->id);
		record_set_date(&r, LETTER_ON, session->today);
		record_set_text(&r, LETTER_TO, record_text(&person, PERSON_EMAIL));
		record_set_text(&r, LETTER_BY, session->user);
		record_set_value(&r, LETTER_ABOUT, &(struct value){.type = V_LIST, .items = w.links, .count = w.n});
		record_set_text(&r, LETTER_ITEMS, w.items.s);
		record_set_text(&r, LETTER_TOLD, w.told.s);
		turn_note(d, s->what);
		err = model_store(d->tx, NULL, &r, d->e);
	}
	record_release(&person);
	record_release(&r);
	buf_free(&w.items);
	buf_free(&w.told);
	free(w.links);
	return err;
}

enum err turn_do_letters(struct turn_doing *d)
{
	enum err err = OK;

	for (size_t i = 0; i < d->t->n && !err; i++)
		if (d->t->step[i].sort == TURN_LETTERS && turn_does(d->t, i))
			err = write_letter(d, &d->t->step[i]);
	return err;
}
