/* The calendar for who is told it line by line: what is in the days of the view, numbered. */
#include <string.h>

#include "calendar.h"

/* What is told of a view, and how one goes on from it. */
static const struct {
	const struct view *view;
	const char *go;
} ways[] = {
	{&view_agenda, "+ — дальше, - — раньше."},
	{&view_week, "+ — следующая неделя, - — предыдущая."},
	{&view_month, "+ — следующий месяц, - — предыдущий."},
	{&view_year, "+ — следующий учебный год, - — предыдущий."},
};

/* The items that are told: those of the week or month; of the year those of the day; of the list a screen. */
static void told(const struct calendar *c, size_t *first, size_t *n)
{
	int32_t from = c->day, to = c->day;

	if (!c->view->span) {
		*first = c->first + c->list.first;
		*n = c->list.count - c->list.first;
		if (c->list.drawn.h > 0 && *n > (size_t)c->list.drawn.h)
			*n = (size_t)c->list.drawn.h;
		return;
	}
	if (c->view != &view_year)
		c->view->span(c, &from, &to);
	*first = items_from(c, from);
	*n = items_from(c, to + 1) - *first;
}

static void add_date(const struct calendar *c, int32_t date, struct buf *out)
{
	const char *why;
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	buf_addf(out, "%s %d %s", date_weekday_short(date), d, date_month_name(m, true));
	if (school_year_of(date) != school_year_of(c->today))
		buf_addf(out, " %d", y);
	if (date == c->today)
		buf_add(out, ", сегодня");
	if ((date_weekday(date) < 5 && day_is_off(c->app->session->config, date, &why)) ||
	    day_is_holiday(c->app->session->config, date, &why))
		buf_addf(out, ", %s", why);
}

/* «Ничего нет: пн 23 ноября, ср 25 ноября.» */
static void add_empty_days(const struct calendar *c, int32_t from, int32_t to, struct buf *out)
{
	struct buf days = {0};

	for (int32_t date = from; date <= to; date++)
		if (!items_of(c, date)) {
			buf_add(&days, days.n ? "; " : "");
			add_date(c, date, &days);
		}
	if (days.n)
		buf_addf(out, "\nНичего нет: %s.", days.s);
	buf_free(&days);
}

/* «Сентябрь: 14 занятий, ждут 2; …» */
static void add_months(const struct calendar *c, struct buf *out)
{
	int32_t from, to, next;

	c->view->span(c, &from, &to);
	for (; from <= to; from = next) {
		size_t events = 0, waiting = 0;
		int y, m, d;

		next = date_add_months(from, 1);
		for (int32_t date = from; date < next; date++) {
			const char *sign;

			events += items_load(c, date, &sign);
			waiting += *sign == '!';
		}
		date_to_ymd(from, &y, &m, &d);
		buf_add(out, "\n");
		text_add_cased(out, date_month_name(m, false), true);
		buf_addf(out, " %d: ", y);
		if (events)
			buf_addf(out, "%zu %s", events, text_plural((long)events, "занятие", "занятия", "занятий"));
		else
			buf_add(out, "занятий нет");
		if (waiting)
			buf_addf(out, ", прошло и ждёт отметки — в %zu %s", waiting,
				 text_plural((long)waiting, "дне", "днях", "днях"));
		buf_add(out, ".");
	}
}

void calendar_tell(struct screen *screen, struct buf *out)
{
	const struct calendar *c = (const struct calendar *)screen;
	int32_t from, to;
	size_t i = 0;

	while (ways[i].view != c->view)
		i++;
	buf_addf(out, "Календарь, %s: ", c->view->title);
	c->view->heading(c, out);
	if (c->filter_text.n)
		buf_addf(out, ". Показано: %s", c->filter_text.s);
	buf_addf(out, ". %s", ways[i].go);
	if (c->view == &view_year)
		add_months(c, out);
	if (c->view == &view_week) {
		c->view->span(c, &from, &to);
		add_empty_days(c, from, to, out);
	}
	if (c->view->span) {
		buf_add(out, c->view == &view_year ? "\nДень: " : "\nКурсор: ");
		add_date(c, c->day, out);
		buf_add(out, items_of(c, c->day) ? "." : ", ничего нет.");
	}
	if (c->moving.id) {
		buf_addf(out, "\nПереносим %s. ", buf_text(&c->moving.label));
		buf_add(out,
			"Left, Right — на день, перейти — к дате, Enter — поставить сюда, 0 — оставить, где было.");
		if (c->moving.warning.n)
			buf_addf(out, "\nПомехи: %s", c->moving.warning.s);
	}
}

/* «пн 23 ноября, 14:30, Семинар: чтение; Школа № 1, кабинет 2» */
bool calendar_tell_item(struct screen *screen, size_t i, struct buf *out)
{
	const struct calendar *c = (const struct calendar *)screen;
	struct buf part = {0};
	const struct item *it;
	size_t first, n;
	struct tx *tx;

	told(c, &first, &n);
	if (i >= n)
		return false;
	it = &c->items[first + i];
	tx = screen_read(c->app);
	add_date(c, it->date, out);
	item_add_time(it, &part);
	if (part.n)
		buf_addf(out, ", %s", part.s);
	buf_clear(&part);
	if (it->subject.id && it->deadline ? it->date < c->today : it->sign == SIGN_LATE)
		buf_add(out, it->deadline ? ", прошёл" : ", прошло, не отмечено");
	if (!it->deadline && it->sign == SIGN_HELD)
		buf_add(out, ", проведено");
	item_add_what(tx, it, false, &part);
	buf_addf(out, ", %s", buf_text(&part));
	buf_clear(&part);
	item_add_where(tx, it, &part);
	if (part.n)
		buf_addf(out, "; %s", part.s);
	tx_end(&tx);
	buf_free(&part);
	return true;
}

void calendar_point(struct app *app, struct screen *screen, size_t i)
{
	struct calendar *c = (struct calendar *)screen;
	size_t first, n;

	(void)app;
	told(c, &first, &n);
	if (i >= n)
		return;
	if (c->view->span) {
		calendar_go(c, c->items[first + i].date); /* which keeps what is loaded */
		list_select(&c->list, first + i - c->first);
		c->in_list = true;
	} else {
		list_select(&c->list, first + i - c->first);
		c->day = c->items[first + i].date;
	}
}

size_t calendar_current(const struct screen *screen)
{
	const struct calendar *c = (const struct calendar *)screen;
	size_t first, n;

	told(c, &first, &n);
	return c->list.count && (c->in_list || !c->view->span) ? c->first + c->list.selected - first : SIZE_MAX;
}

bool calendar_turn(struct app *app, struct screen *screen, int by)
{
	struct calendar *c = (struct calendar *)screen;
	struct input in = {.action = by > 0 ? ACT_PAGE_DOWN : ACT_PAGE_UP};

	c->in_list = false;
	if (c->view->move(app, c, &in) == SCREEN_PASS)
		return false;
	move_look(c);
	return true;
}
