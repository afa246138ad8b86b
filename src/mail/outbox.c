/* The outbox: what waits to be sent, is being sent and was sent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mail.h"
#include "stazh/base/process.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/load.h"
#include "stazh/model/model.h"

/* ---- a record and a letter ---- */

static void set_told(struct record *r, const struct mail_letter *l)
{
	struct value *links = mem_alloc((l->n + 1) * sizeof(*links));
	struct buf items = {0}, told = {0};
	uint32_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		int64_t link = (int64_t)l->deadlines[i].rec_kind << 32 | l->deadlines[i].rec_id;
		bool twice = false;

		for (uint32_t j = 0; j < n; j++)
			twice |= links[j].num == link;
		if (!twice)
			links[n++] = (struct value){.type = V_INT, .num = link};
		letter_item_add(&l->deadlines[i], &items, &told);
	}
	record_set_value(r, LETTER_ABOUT, &(struct value){.type = V_LIST, .items = links, .count = n});
	record_set_text(r, LETTER_ITEMS, buf_text(&items));
	record_set_text(r, LETTER_TOLD, buf_text(&told));
	free(links);
	buf_free(&items);
	buf_free(&told);
}

static enum err settle(struct tx *tx, struct record *r, const char *state, const char *why, struct error *e)
{
	struct record was = {0};
	enum err err;

	record_copy(&was, r);
	record_set_text(r, LETTER_STATE, state);
	record_set_text(r, LETTER_FAILURE, why);
	record_unset(r, LETTER_SENDER);
	if (strcmp(state, LETTER_WAITS) && strcmp(state, LETTER_UNKNOWN))
		record_set_date(r, LETTER_SENT_ON,
				letter_is(&was, LETTER_HANDED) ? record_date(r, LETTER_ON) : tx_session(tx)->today);
	err = record_same(&was, r) ? OK : model_store(tx, &was, r, e);
	record_release(&was);
	return err;
}

/* ---- those that are not settled ---- */

struct open_letters {
	struct open_letter {
		uint32_t id, person;
		bool waits, by_hand, digest, lost;
	} * l;
	size_t n, cap;
	int32_t digest_on; /* the last day of one; DATE_NONE */
};

/* Is the process that has it in hand still there? */
static bool is_in_hand(const struct record *r)
{
	long pid = 0;
	unsigned long long began = 0;

	return sscanf(record_text(r, LETTER_SENDER), "%ld %llu", &pid, &began) == 2 && process_began(pid) == began;
}

static bool note_open(struct tx *tx, const struct record *r, void *arg)
{
	struct open_letters *o = arg;
	const char *sort = record_text(r, LETTER_SORT);
	bool digest = !strcmp(sort, LETTER_SORT_DIGEST);

	(void)tx;
	if (digest && letter_was_told(r) && (o->digest_on == DATE_NONE || letter_told_on(r) > o->digest_on))
		o->digest_on = letter_told_on(r);
	if (record_has(r, LETTER_SENT_ON))
		return true;
	o->l = mem_grow(o->l, o->n, &o->cap, sizeof(*o->l));
	o->l[o->n++] = (struct open_letter){.id = r->id,
					    .person = record_ref(r, LETTER_PERSON),
					    .waits = letter_is(r, LETTER_WAITS),
					    .by_hand = !strcmp(sort, LETTER_SORT_BY_HAND),
					    .digest = digest,
					    .lost = letter_is(r, LETTER_HANDED) && !is_in_hand(r)};
	return true;
}

/* ---- how it stands ---- */

static void note_since(int32_t day, int32_t *since)
{
	if (*since == DATE_NONE || day < *since)
		*since = day;
}

static bool count(struct tx *tx, const struct record *r, void *arg)
{
	struct mail_standing *m = arg;

	if (letter_is(r, LETTER_WAITS)) {
		int32_t since = record_date(r, record_has(r, LETTER_SINCE) ? LETTER_SINCE : LETTER_ON);

		m->waiting++;
		m->failed |= record_has(r, LETTER_FAILURE) || since < tx_session(tx)->today;
		note_since(since, &m->waits_since);
	} else if (letter_is(r, LETTER_UNKNOWN) || !is_in_hand(r)) {
		m->unknown++;
		note_since(record_date(r, LETTER_ON), &m->unknown_since);
	}
	return true;
}

struct mail_standing mail_standing(struct tx *tx)
{
	struct mail_standing m = {.waits_since = DATE_NONE, .unknown_since = DATE_NONE};

	letter_each(tx, DATE_NONE, count, &m);
	return m;
}

/* Who was killed in between leaves a letter of which nobody knows whether it went. */
static enum err give_up_lost(struct tx *tx, const struct open_letters *o, struct error *e)
{
	struct record r = {0};
	enum err err = OK;

	for (size_t i = 0; i < o->n && !err; i++)
		if (o->l[i].lost && load(tx, KIND_LETTER, o->l[i].id, &r))
			err = settle(tx, &r, LETTER_UNKNOWN,
				     "программу прервали, когда письмо уже было отдано почте: ушло ли оно, неизвестно",
				     e);
	record_release(&r);
	return err;
}

/* ---- what the day brings ---- */

struct composing {
	const struct mail_request *q;
	uint32_t *ids; /* what is to be sent, of this run */
	size_t n, cap;
	struct mail_plan *plan; /* who is to be told what; for the report */
	struct error *e;
};

static struct open_letter *waiting_for(const struct open_letters *o, uint32_t person, bool digest)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->l[i].waits && !o->l[i].by_hand && o->l[i].digest == digest && o->l[i].person == person)
			return &o->l[i];
	return NULL;
}

static enum err put(struct tx *tx, struct composing *c, const struct mail_letter *l, const char *sort, uint32_t id)
{
	const struct session *s = tx_session(tx);
	struct record was = {0}, is = {.kind = KIND_LETTER};
	bool is_new = !id || !load(tx, KIND_LETTER, id, &was);
	enum err err;

	if (!is_new)
		record_copy(&is, &was);
	record_set_text(&is, LETTER_SORT, sort);
	record_set_text(&is, LETTER_STATE, LETTER_WAITS);
	record_set_ref(&is, LETTER_PERSON, l->person);
	record_set_date(&is, LETTER_ON, s->today);
	if (is_new)
		record_set_date(&is, LETTER_SINCE, s->today);
	record_set_text(&is, LETTER_TO, l->address);
	record_set_text(&is, LETTER_NOTE, l->note);
	record_set_text(&is, LETTER_BY, s->user);
	set_told(&is, l);
	err = is_new		       ? model_store(tx, NULL, &is, c->e)
	      : record_same(&was, &is) ? OK
				       : model_store(tx, &was, &is, c->e);
	c->ids = mem_grow(c->ids, c->n, &c->cap, sizeof(*c->ids));
	c->ids[c->n++] = is.id;
	record_release(&was);
	record_release(&is);
	return err;
}

/* What waits and is not to be told any more. */
static enum err drop_rest(struct tx *tx, const struct composing *c, const struct open_letters *o, struct error *e)
{
	struct record r = {0};
	enum err err = OK;

	for (size_t i = 0; i < o->n && !err; i++) {
		bool kept = !o->l[i].waits || o->l[i].by_hand || o->l[i].digest;

		for (size_t j = 0; j < c->n; j++)
			kept |= c->ids[j] == o->l[i].id;
		if (!kept && load(tx, KIND_LETTER, o->l[i].id, &r))
			err = settle(tx, &r, LETTER_DROPPED, "пока письмо ждало, напоминать стало не о чём или некому",
				     e);
	}
	record_release(&r);
	return err;
}

static void add_due(const struct deadline *d, void *arg)
{
	struct mail_plan *plan = arg;

	plan_add(plan, &plan->letters[0], d);
}

/* All that is overdue or falls due; its texts live as long as the plan. */
static struct mail_letter *digest_of(struct tx *tx, struct mail_plan *plan)
{
	const struct session *s = tx_session(tx);
	struct deadline_query q = {.today = s->today,
				   .from = DATE_NONE,
				   .days = config_int(s->config, OPT_MAIL_DAYS_AHEAD),
				   .joined = true};
	struct mail_letter *l = plan_new(plan);

	l->digest = true;
	l->address = config_text(s->config, OPT_MAIL_DIGEST);
	deadline_each(tx, &q, add_due, plan);
	return l;
}

static enum err put_digest(struct tx *tx, struct composing *c, const struct open_letters *o)
{
	const struct session *s = tx_session(tx);
	const struct open_letter *waits = waiting_for(o, 0, true);
	bool time = o->digest_on == DATE_NONE ||
		    o->digest_on + config_int(s->config, OPT_MAIL_REPEAT) < mail_next_day(s->config, s->today);
	struct mail_letter l = {.address = config_text(s->config, OPT_MAIL_DIGEST), .note = ""};

	if (!*l.address || c->q->who || (!waits && !time))
		return OK;
	return put(tx, c, &l, LETTER_SORT_DIGEST, waits ? waits->id : 0);
}

/* What the methodist put there and could not be sent then. */
static void take_by_hand(struct composing *c, const struct open_letters *o)
{
	for (size_t i = 0; i < o->n && !c->q->who; i++)
		if (o->l[i].waits && o->l[i].by_hand) {
			c->ids = mem_grow(c->ids, c->n, &c->cap, sizeof(*c->ids));
			c->ids[c->n++] = o->l[i].id;
		}
}

static enum err compose(struct tx *tx, void *arg)
{
	const struct session *s = tx_session(tx);
	struct composing *c = arg;
	struct open_letters o = {.digest_on = DATE_NONE};
	enum err err;

	c->n = 0; /* it may be run a second time, in a larger map */
	mail_plan_release(c->plan);
	letter_each(tx, s->today - config_int(s->config, OPT_MAIL_REPEAT), note_open, &o);
	err = give_up_lost(tx, &o, c->e);
	if (!err)
		err = mail_plan(tx, c->q, c->plan, c->e);
	if (!mail_is_day(s->config, s->today)) {
		free(o.l);
		return err;
	}
	for (size_t i = 0; i < c->plan->n && !err; i++) {
		const struct mail_letter *l = &c->plan->letters[i];
		const struct open_letter *waits = l->reach ? NULL : waiting_for(&o, l->person, false);

		if (!l->reach)
			err = put(tx, c, l, LETTER_SORT_DUE, waits ? waits->id : 0);
	}
	if (!err && !c->q->who)
		err = drop_rest(tx, c, &o, c->e);
	if (!err)
		err = put_digest(tx, c, &o);
	take_by_hand(c, &o);
	free(o.l);
	return err;
}

enum err outbox_compose(struct session *s, const struct mail_request *q, struct outbox *out, struct mail_report *report,
			struct error *e)
{
	struct composing c = {.q = q, .plan = &report->plan, .e = e};
	enum err err = session_write(s, "remind", "", compose, &c, e);

	*out = (struct outbox){c.ids, c.n, c.cap};
	return err;
}

/* ---- by hand ---- */

struct putting {
	const struct mail_plan *plan;
	const char *note;
	struct composing c;
};

static enum err put_all(struct tx *tx, void *arg)
{
	struct putting *p = arg;
	enum err err = OK;

	p->c.n = 0;
	for (size_t i = 0; i < p->plan->n && !err; i++) {
		struct mail_letter l = p->plan->letters[i];

		l.note = p->note;
		if (!l.reach)
			err = put(tx, &p->c, &l, LETTER_SORT_BY_HAND, 0);
	}
	return err;
}

enum err outbox_put(struct session *s, const struct mail_plan *plan, const char *note, struct outbox *out,
		    struct error *e)
{
	struct putting p = {.plan = plan, .note = note, .c = {.e = e}};
	enum err err = session_write(s, "remind", "", put_all, &p, e);

	*out = (struct outbox){p.c.ids, p.c.n, p.c.cap};
	return err;
}

/* ---- one letter ---- */

struct claiming {
	uint32_t id;
	struct buf *message;
	bool gone, dropped;
	struct error *e;
};

struct asked {
	uint32_t person;
	bool found;
};

static void is_it(uint32_t person, const char *name, void *arg)
{
	struct asked *a = arg;

	(void)name;
	a->found |= person == a->person;
}

/* Its deadlines that are still open, and the person's still. */
static void look_again(struct tx *tx, const struct record *r, struct mail_plan *plan, struct mail_letter *l)
{
	struct answering answering = {.tx = tx};
	struct letter_place at = {0};
	struct letter_item item;

	while (letter_item_next(r, &at, &item)) {
		struct deadline like = {
			.due = item.due, .kind = (uint8_t)item.sort, .rec_kind = (uint8_t)item.kind, .rec_id = item.id};
		struct asked asked = {.person = l->person};
		struct deadline d;

		if (!deadline_find(tx, tx_session(tx)->today, &like, &d))
			continue;
		answering_each(&answering, &d, is_it, &asked);
		if (asked.found)
			plan_add(plan, l, &d);
	}
	answering_release(&answering);
}

static const char *why_not(const struct mail_letter *l)
{
	if (l->reach)
		return reach_title(l->reach);
	return l->n ? NULL : "пока письмо ждало, всё сделано";
}

static struct mail_letter *letter_of(struct tx *tx, const struct record *r, struct mail_plan *plan)
{
	struct mail_letter *l;

	if (!strcmp(record_text(r, LETTER_SORT), LETTER_SORT_DIGEST)) {
		l = digest_of(tx, plan);
		l->reach = *l->address ? REACH_OK : REACH_NO_ADDRESS;
	} else {
		l = plan_new(plan);
		l->person = record_ref(r, LETTER_PERSON);
		plan_person(tx, plan, l);
		look_again(tx, r, plan, l);
	}
	l->id = r->id;
	l->note = record_text(r, LETTER_NOTE);
	return l;
}

static enum err hand_over(struct tx *tx, const struct claiming *c, const struct mail_letter *l,
			  const struct record *was, struct record *r)
{
	struct buf sender = {0};
	int64_t now = tx_clock(c->e);
	enum err err;

	buf_addf(&sender, "%ld %llu", (long)getpid(), process_began(getpid()));
	record_set_text(r, LETTER_STATE, LETTER_HANDED);
	record_set_date(r, LETTER_ON, tx_session(tx)->today);
	record_set_text(r, LETTER_TO, l->address);
	record_set_int(r, LETTER_TRIES, record_int(r, LETTER_TRIES) + 1);
	record_set_text(r, LETTER_SENDER, buf_text(&sender));
	if (!l->digest)
		set_told(r, l);
	err = mail_message(tx, l, now / 1000, c->message, c->e);
	buf_free(&sender);
	return err ? err : model_store(tx, was, r, c->e);
}

static enum err claim(struct tx *tx, void *arg)
{
	struct claiming *c = arg;
	struct mail_plan plan = {.letters = NULL};
	struct record was = {0}, r = {0};
	struct mail_letter *l;
	enum err err = OK;

	buf_clear(c->message);
	c->dropped = false;
	c->gone = !load(tx, KIND_LETTER, c->id, &was) || !letter_is(&was, LETTER_WAITS);
	if (!c->gone) {
		record_copy(&r, &was);
		l = letter_of(tx, &was, &plan);
		c->gone = c->dropped = why_not(l);
		err = c->gone ? settle(tx, &r, LETTER_DROPPED, why_not(l), c->e) : hand_over(tx, c, l, &was, &r);
	}
	mail_plan_release(&plan);
	record_release(&was);
	record_release(&r);
	return err;
}

enum err outbox_claim(struct session *s, uint32_t id, struct buf *message, bool *gone, struct mail_report *report,
		      struct error *e)
{
	struct claiming c = {.id = id, .message = message, .e = e};
	enum err err = session_write(s, "remind", "", claim, &c, e);

	*gone = c.gone;
	report->dropped += !err && c.dropped;
	return err;
}

struct noting {
	uint32_t id;
	bool sent;
	const char *why;
	struct error *e;
};

static enum err note(struct tx *tx, void *arg)
{
	const struct noting *n = arg;
	struct record r = {0};
	enum err err = OK;

	if (load(tx, KIND_LETTER, n->id, &r) && letter_is(&r, LETTER_HANDED))
		err = settle(tx, &r, n->sent ? LETTER_SENT : LETTER_WAITS, n->why, n->e);
	record_release(&r);
	return err;
}

enum err outbox_note(struct session *s, uint32_t id, bool sent, const char *why, struct error *e)
{
	struct noting n = {id, sent, why, e};

	return session_write(s, "remind", "", note, &n, e);
}
