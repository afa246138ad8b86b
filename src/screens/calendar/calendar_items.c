/* What is in the days of the calendar. */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "stazh/base/utf8.h"
#include "stazh/base/mark.h"

/* Signs of events: held, not marked though its day is over, cancelled. */

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

static void add_event(struct calendar *c, const struct record *e)
{
	struct item *i = add(c);
	const char *state = record_text(e, EVENT_STATE);

	i->date = record_date(e, EVENT_DATE);
	if (record_has(e, EVENT_TIME))
		i->time = (int16_t)record_int(e, EVENT_TIME);
	i->minutes = (int16_t)record_int(e, EVENT_MINUTES);
	i->rank = i->time;
	i->subject = (struct subject){KIND_EVENT, e->id};
	i->sign = !strcmp(state, EVENT_HELD)	    ? SIGN_HELD
		  : !strcmp(state, EVENT_CANCELLED) ? SIGN_CANCELLED
		  : i->date < c->today		    ? SIGN_LATE
						    : SIGN_NONE;
}

static void add_deadline(struct calendar *c, const struct deadline *d, bool coming)
{
	struct item *i = add(c);

	i->date = d->due;
	i->deadline = d->kind;
	i->coming = coming;
	i->rank = c->view->deadlines_first ? -1 : INT16_MAX;
	i->subject = due_subject(d);
	i->what = arena_strndup(&c->arena, d->what, strlen(d->what));
	i->where = arena_strndup(&c->arena, d->where, strlen(d->where));
}

static bool add_item(struct tx *tx, const struct calendar_item *i, void *arg)
{
	(void)tx;
	if (i->event)
		add_event(arg, i->event);
	else
		add_deadline(arg, i->deadline, i->coming);
	return true;
}

static int compare(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;

	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
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
	struct calendar_query q = c->filter;
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->items[i].subject.id)
			c->items[kept++] = c->items[i];
	c->n = kept;
	q.from = from;
	q.to = to;
	q.coming = true;
	calendar_each(tx, &q, add_item, c);
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

size_t items_of(const struct calendar *c, int32_t date)
{
	return items_from(c, date + 1) - items_from(c, date);
}

const char *item_sign(const struct item *i, int32_t today)
{
	const char *sign = mark_of_day((long)i->date - today);

	if (i->deadline)
		return *sign == ' ' ? "○" : sign;
	return i->sign == SIGN_HELD ? glyph(GLYPH_CHECKED) : i->sign == SIGN_LATE ? "!" : " ";
}

enum look item_look(const struct item *i, int32_t today)
{
	if (i->deadline)
		return i->date < today ? LOOK_OVERDUE : i->date == today ? LOOK_TODAY : LOOK_PLAIN;
	return i->sign == SIGN_LATE ? LOOK_OVERDUE : i->sign == SIGN_NONE ? LOOK_PLAIN : LOOK_DIM;
}

size_t items_load(const struct calendar *c, int32_t date, const char **sign)
{
	size_t n = 0;

	*sign = " ";
	for (size_t i = items_from(c, date); i < c->n && c->items[i].date == date; i++) {
		const struct item *it = &c->items[i];

		if ((it->deadline || it->sign == SIGN_LATE) && **sign != '!')
			*sign = item_sign(it, c->today);
		n += !it->deadline && it->subject.id && it->sign != SIGN_CANCELLED;
	}
	return n;
}

void item_add_what(struct tx *tx, const struct item *i, bool brief, struct buf *out)
{
	struct record r = {.kind = 0};

	if (i->deadline) {
		buf_add(out, i->what);
	} else if (!i->subject.id) {
		buf_add(out, "ничего нет");
	} else if (tx && record_load(tx, KIND_EVENT, i->subject.id, &r) == OK) {
		if (i->sign == SIGN_CANCELLED)
			buf_add(out, brief ? "отм. " : "отменено: ");
		if (!brief) {
			text_add_cased(out, record_text(&r, EVENT_FORM), i->sign != SIGN_CANCELLED);
			buf_add(out, ": ");
		}
		buf_add(out, record_text(&r, EVENT_TOPIC));
	}
	record_release(&r);
}

#define BRIEF  36 /* cells in which form and topic have no room together: the topic tells more */
#define NARROW 12 /* in which a time before it would leave nothing of it */

static void add_text(const struct calendar *c, struct tx *tx, const struct item *i, int w,
		     void (*prefix)(const struct calendar *c, const struct item *i, struct buf *out), struct buf *out)
{
	const char *sign = item_sign(i, c->today);

	if (prefix)
		prefix(c, i, out);
	if (*sign != ' ')
		buf_addf(out, "%s ", sign);
	item_add_what(tx, i, w < BRIEF, out);
}

static void draw_item(const struct calendar *c, struct tx *tx, const struct item *i, int y, int x, int w,
		      void (*prefix)(const struct calendar *c, const struct item *i, struct buf *out))
{
	struct buf b = {0};

	add_text(c, tx, i, w, prefix, &b);
	draw_text(y, x, w, item_look(i, c->today), buf_text(&b));
	buf_free(&b);
}

/* How many bytes of s make a line of `width` cells: up to a blank, or, when that would leave half of it empty, within
 * the word. */
static size_t line_of(const char *s, int width, bool *within)
{
	size_t n = utf8_prefix(s, strlen(s), width), at = n;

	*within = false;
	if (!s[n])
		return n;
	while (at && s[at] != ' ')
		at--;
	if (2 * utf8_width(s, at) >= width)
		return at;
	*within = true;
	return utf8_prefix(s, strlen(s), width - 1);
}

void item_draw_over(const struct calendar *c, struct tx *tx, const struct item *i, struct area a,
		    void (*prefix)(const struct calendar *c, const struct item *i, struct buf *out))
{
	enum look look = item_look(i, c->today);
	struct buf b = {0};
	const char *s;

	add_text(c, tx, i, a.w, prefix, &b);
	s = buf_text(&b);
	for (int y = 0; y < a.h; y++) {
		int indent = y > 0;
		bool within = false;
		size_t n = y == a.h - 1 ? strlen(s) : line_of(s, a.w - indent, &within);

		if (indent)
			draw_text(a.y + y, a.x, 1, LOOK_DIM, glyph(GLYPH_BAR));
		draw_textn(a.y + y, a.x + indent, a.w - indent, look, s, n);
		if (within)
			draw_text(a.y + y, a.x + a.w - 1, 1, look, "-");
		s += n;
		s += strspn(s, " ");
	}
	buf_free(&b);
}

void items_draw(const struct calendar *c, struct tx *tx, size_t first, size_t n, struct area a,
		void (*prefix)(const struct calendar *c, const struct item *i, struct buf *out))
{
	const struct item *i = &c->items[first];
	size_t rows = a.h > 0 ? (size_t)a.h : 0, whole = n > rows ? rows - 1 : n;
	struct buf more = {0};

	if (!rows || !n)
		return;
	for (size_t k = 0; k < whole; k++)
		draw_item(c, tx, &i[k], a.y + (int)k, a.x, a.w, prefix);
	if (whole == n)
		return;
	if (whole) {
		draw_textf(a.y + (int)whole, a.x, a.w, LOOK_STRONG, "ещё %zu", n - whole);
		return;
	}
	if (a.w < NARROW && !prefix) { /* two letters of the first one would tell nothing */
		buf_addf(&more, "%s %zu", item_sign(i, c->today), n);
		if (a.w > NARROW / 2 + 1)
			buf_addf(&more, " %s", text_plural((long)n, "дело", "дела", "дел"));
		draw_text(a.y, a.x, a.w, item_look(i, c->today), more.s);
		buf_free(&more);
		return;
	}
	buf_addf(&more, " +%zu", n - 1);
	draw_item(c, tx, i, a.y, a.x, a.w - (int)more.n, a.w < NARROW ? NULL : prefix);
	draw_text(a.y, a.x + a.w - (int)more.n, (int)more.n, LOOK_STRONG, more.s);
	buf_free(&more);
}

/* The schools of its sites, the names of its groups. */
static void add_references(struct tx *tx, const struct record *r, unsigned field, unsigned kind, unsigned shown,
			   struct buf *out)
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
		if (!parts.n)
			buf_add(&parts, "весь округ");
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
