/* The calendar's cursor: the day it stands on, what has to be read for that, and the item under it. */
#include "calendar.h"

/* The rows of the list: those of the day. */
static void take_day(struct calendar *c)
{
	c->first = items_from(c, c->day);
	list_set_count(&c->list, items_of(c, c->day));
	c->in_list &= c->list.count > 0;
}

static void read_span(struct calendar *c, struct tx *tx)
{
	int32_t from, to;

	c->view->span(c, &from, &to);
	if (c->from <= from && to <= c->to)
		return;
	items_clear(c);
	items_add(c, tx, from, to);
}

#define AROUND	 60
#define STEP_MAX 4096 /* days without anything: the end */

void calendar_read_around(struct calendar *c, struct tx *tx)
{
	struct list *l = &c->list;

	for (int32_t step = 7; c->to < DATE_MAX && step <= STEP_MAX && c->n < l->selected + AROUND; step *= 2)
		items_add(c, tx, c->to + 1, c->to + step < DATE_MAX ? c->to + step : DATE_MAX);
	for (int32_t step = 7; c->from > DATE_MIN && step <= STEP_MAX && l->selected < AROUND; step *= 2) {
		size_t n = c->n;

		items_add(c, tx, c->from - step > DATE_MIN ? c->from - step : DATE_MIN, c->from - 1);
		l->selected += c->n - n;
		l->first += c->n - n;
	}
	if (l->count != c->n) /* else the cursor goes on moving */
		list_set_count(l, c->n);
}

void calendar_read(struct calendar *c, struct tx *tx, const struct list_hold *hold)
{
	size_t offset = c->list.selected - c->list.first;

	if (c->view->span) {
		read_span(c, tx);
		take_day(c);
		if (hold)
			list_settle(c->app, &c->list, hold);
		return;
	}
	c->first = 0;
	items_add(c, tx, c->day, c->day);
	list_set_count(&c->list, c->n);
	list_select(&c->list, 0);
	if (hold)
		list_settle(c->app, &c->list, hold);
	c->list.first = c->list.selected > offset ? c->list.selected - offset : 0;
	calendar_read_around(c, tx);
	offset = offset < c->list.selected ? offset : c->list.selected;
	c->list.first = c->list.selected - offset;
	if (c->list.count)
		c->day = c->items[c->list.selected].date;
}

uint32_t calendar_follow(struct calendar *c, struct tx *tx)
{
	const struct item *i = calendar_item(c);
	uint32_t event = c->put ? c->put : i && !i->deadline && i->subject.kind == KIND_EVENT ? i->subject.id : 0;
	struct record r = {.kind = 0};
	int time;

	if (!event || c->moving.id || record_load(tx, KIND_EVENT, event, &r)) {
		event = 0;
	} else {
		time = record_has(&r, EVENT_TIME) ? (int)record_int(&r, EVENT_TIME) : -1;
		if (!c->put && i->date == record_date(&r, EVENT_DATE) && i->time == time)
			event = 0;
		if (event) {
			c->day = record_date(&r, EVENT_DATE);
			c->hour = time < 0 ? WHOLE_DAY : time / 60;
		}
	}
	c->put = 0;
	record_release(&r);
	return event;
}

void calendar_select(struct calendar *c, uint32_t event)
{
	for (size_t n = 0; n < c->list.count; n++)
		if (!c->items[c->first + n].deadline && c->items[c->first + n].subject.kind == KIND_EVENT &&
		    c->items[c->first + n].subject.id == event)
			list_select(&c->list, n);
	if (!c->view->span && c->list.count)
		c->day = c->items[c->list.selected].date;
}

void calendar_go(struct calendar *c, int32_t day)
{
	struct tx *tx = screen_read(c->app);

	if (!tx)
		return;
	c->day = day < DATE_MIN ? DATE_MIN : day > DATE_MAX ? DATE_MAX : day;
	c->list.selected = c->list.first = 0;
	calendar_read(c, tx, NULL);
	tx_end(&tx);
}

void calendar_jump(struct calendar *c, int32_t day)
{
	c->asked = day;
	items_clear(c);
	c->in_list = false;
	c->list.count = c->list.selected = c->list.first = 0;
	calendar_go(c, day);
}

void calendar_rows_under(const struct calendar *c, size_t *first, size_t *n)
{
	*first = 0;
	*n = c->list.count;
	if (c->view->under)
		c->view->under(c, first, n);
}

const struct item *calendar_item(const struct calendar *c)
{
	size_t at = c->list.selected, n = c->list.count;
	const struct item *i;

	if (c->view->span && !c->in_list) {
		calendar_rows_under(c, &at, &n);
		if (n != 1)
			return NULL;
	}
	i = n ? &c->items[c->first + at] : NULL;
	return i && i->subject.id ? i : NULL;
}
