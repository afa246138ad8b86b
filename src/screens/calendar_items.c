/* What is in the days of the calendar. */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"

/* Signs of events: held, not marked though its day is over, cancelled. */
enum { SIGN_NONE = ' ', SIGN_HELD = 'v', SIGN_LATE = '!', SIGN_CANCELLED = 'x' };

void items_clear(struct calendar *c)
{
	arena_release(&c->arena);
	c->n = 0;
	c->from = 0;
	c->to = -1;
}

static struct item *add(struct calendar *c)
{
	c->items = mem_grow(c->items, c->n, &c->cap, sizeof(*c->items));
	c->items[c->n] = (struct item){.time = -1};
	return &c->items[c->n++];
}

static bool add_event(struct tx *tx, const struct record *e, void *arg)
{
	struct calendar *c = arg;
	struct item *i = add(c);
	const char *state = record_text(e, EVENT_STATE);

	(void)tx;
	i->date = record_date(e, EVENT_DATE);
	if (record_has(e, EVENT_TIME))
		i->time = (int16_t)record_int(e, EVENT_TIME);
	i->minutes = (int16_t)record_int(e, EVENT_MINUTES);
	i->subject = (struct subject){KIND_EVENT, e->id};
	i->sign = !strcmp(state, EVENT_HELD)	    ? SIGN_HELD
		  : !strcmp(state, EVENT_CANCELLED) ? SIGN_CANCELLED
		  : i->date < c->today		    ? SIGN_LATE
						    : SIGN_NONE;
	return true;
}

struct reading {
	struct calendar *c;
	int32_t from, to;
};

static void add_deadline(const struct deadline *d, void *arg)
{
	struct reading *r = arg;
	struct item *i;

	if (d->kind == DL_EVENT || d->due < r->from || d->due > r->to)
		return;
	i = add(r->c);
	i->date = d->due;
	i->deadline = d->kind;
	i->subject = d->rec_kind == KIND_TERM ? (struct subject){KIND_SITE, d->site} : (struct subject){d->rec_kind, d->rec_id};
	i->what = arena_strndup(&r->c->arena, d->what, strlen(d->what));
	i->where = arena_strndup(&r->c->arena, d->where, strlen(d->where));
}

static int compare(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;

	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->deadline != b->deadline)
		return a->deadline < b->deadline ? -1 : 1;
	return (a->subject.id > b->subject.id) - (a->subject.id < b->subject.id);
}

/* A row for a day that is looked at though nothing is in it. */
static void add_empty(struct calendar *c, int32_t date)
{
	size_t at = items_from(c, date);

	if (date < c->from || date > c->to || (at < c->n && c->items[at].date == date))
		return;
	c->items = mem_grow(c->items, c->n, &c->cap, sizeof(*c->items));
	memmove(c->items + at + 1, c->items + at, (c->n - at) * sizeof(*c->items));
	c->items[at] = (struct item){.date = date, .time = -1};
	c->n++;
}

void items_add(struct calendar *c, struct tx *tx, int32_t from, int32_t to)
{
	struct reading r = {c, from, to};
	struct deadline_query q = {.today = c->today, .from = from, .days = to - from};
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->items[i].subject.id)
			c->items[kept++] = c->items[i];
	c->n = kept;
	event_each(tx, from, to, add_event, c);
	if (!c->no_deadlines)
		deadline_each(tx, &q, add_deadline, &r);
	if (c->n)
		qsort(c->items, c->n, sizeof(*c->items), compare);
	if (c->from > c->to) {
		c->from = from;
		c->to = to;
	} else {
		c->from = from < c->from ? from : c->from;
		c->to = to > c->to ? to : c->to;
	}
	if (!c->view->span) {
		add_empty(c, c->today);
		add_empty(c, c->asked);
	}
}

size_t items_from(const struct calendar *c, int32_t date)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->items[middle].date < date)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const char *sign_of_deadline(const struct item *i, int32_t today)
{
	const char *sign = deadline_sign((long)i->date - today);

	return *sign == ' ' ? "○" : sign;
}

size_t items_load(const struct calendar *c, int32_t date, const char **sign)
{
	size_t n = 0;

	*sign = " ";
	for (size_t i = items_from(c, date); i < c->n && c->items[i].date == date; i++) {
		const struct item *it = &c->items[i];

		if (it->deadline)
			*sign = sign_of_deadline(it, c->today);
		n += !it->deadline && it->subject.id && it->sign != SIGN_CANCELLED;
	}
	return n;
}

void item_add_what(struct tx *tx, const struct item *i, int32_t today, struct buf *out, enum look *look)
{
	struct record r = {.kind = 0};

	if (i->deadline) {
		buf_addf(out, "%s %s", sign_of_deadline(i, today), i->what);
		*look = i->date < today ? LOOK_OVERDUE : i->date == today ? LOOK_TODAY : LOOK_PLAIN;
		return;
	}
	if (!tx || !i->subject.id || record_load(tx, KIND_EVENT, i->subject.id, &r)) {
		record_release(&r);
		return;
	}
	*look = i->sign == SIGN_LATE ? LOOK_OVERDUE : i->sign == SIGN_NONE ? LOOK_PLAIN : LOOK_DIM;
	buf_addf(out, "%s ", i->sign == SIGN_HELD ? glyph(GLYPH_CHECKED) : i->sign == SIGN_LATE ? "!" : " ");
	if (i->sign == SIGN_CANCELLED)
		buf_add(out, "отменено: ");
	text_add_cased(out, record_text(&r, EVENT_FORM), i->sign != SIGN_CANCELLED);
	buf_addf(out, ": %s", record_text(&r, EVENT_TOPIC));
	record_release(&r);
}

/* The schools of its sites, the names of its groups. */
static void add_references(struct tx *tx, const struct record *r, unsigned field, unsigned kind, unsigned shown, struct buf *out)
{
	const struct value *v = record_get(r, field);
	struct record other = {.kind = 0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++) {
		struct buf name = {0};

		if (record_load(tx, kind, (uint32_t)v->items[i].num, &other))
			continue;
		field_add(tx, field_by_id(kind_def(kind), shown), &other, STYLE_PEOPLE, &name);
		buf_add(out, out->n ? ", " : "");
		bare_name_add(buf_text(&name), out);
		buf_free(&name);
	}
	record_release(&other);
}

void item_add_where(struct tx *tx, const struct item *i, struct buf *out)
{
	struct record r = {.kind = 0};
	struct buf parts = {0};

	if (i->deadline) {
		bare_name_add(i->where, out);
		return;
	}
	if (tx && i->subject.id && record_load(tx, KIND_EVENT, i->subject.id, &r) == OK) {
		add_references(tx, &r, EVENT_SITES, KIND_SITE, SITE_ORG, &parts);
		if (record_has(&r, EVENT_PLACE))
			buf_addf(&parts, "%s%s", parts.n ? ", " : "", record_text(&r, EVENT_PLACE));
		add_references(tx, &r, EVENT_GROUPS, KIND_GROUP, GROUP_NAME, &parts);
	}
	buf_add(out, buf_text(&parts));
	buf_free(&parts);
	record_release(&r);
}

void item_add_time(const struct item *i, struct buf *out)
{
	if (i->deadline)
		buf_add(out, "срок");
	else if (i->time >= 0)
		buf_addf(out, "%02d:%02d", i->time / 60, i->time % 60);
}
