/* The week: days beside one another, hours below one another, what has no time on top. */
#include "calendar.h"

#define FIRST_HOUR 8
#define LAST_HOUR  20 /* what begins earlier or later stands in the first and the last row, with its time */
#define HOURS	   (LAST_HOUR - FIRST_HOUR + 1)
#define GUTTER	   4

static int row_of(const struct calendar *c, int hour)
{
	return hour < FIRST_HOUR ? 0 : ((hour > LAST_HOUR ? LAST_HOUR : hour) - FIRST_HOUR) / c->step;
}

bool week_same_row(const struct calendar *c, int hour, int other)
{
	return row_of(c, hour) == row_of(c, other);
}

static int32_t monday(const struct calendar *c)
{
	return c->day - date_weekday(c->day);
}

static void span(const struct calendar *c, int32_t *from, int32_t *to)
{
	*from = monday(c);
	*to = *from + 6;
}

/* «30 ноября – 6 декабря 2026» */
static void heading(const struct calendar *c, struct buf *out)
{
	int y, m, d, y2, m2, d2;

	date_to_ymd(monday(c), &y, &m, &d);
	date_to_ymd(monday(c) + 6, &y2, &m2, &d2);
	buf_addf(out, "%d", d);
	if (m != m2)
		buf_addf(out, " %s ", date_month_name(m, true));
	buf_addf(out, "%s%d %s %d", m != m2 ? "– " : "–", d2, date_month_name(m2, true), y2);
}

/* How the hours are laid out: `step` hours in `rows` rows. */
struct slots {
	int step, rows, n;
	int whole; /* rows for what has no time */
};

static struct slots slots_for(int height)
{
	struct slots s = {.step = 1, .rows = 1, .whole = 1};

	if (height >= 3 * HOURS)
		s.whole = 3;
	if (height - 1 - s.whole < HOURS)
		s.step = 2;
	s.n = (HOURS + s.step - 1) / s.step;
	if ((height - 1 - s.whole) / s.n > 1)
		s.rows = (height - 1 - s.whole) / s.n;
	return s;
}

/* Of the items of a day those of a slot: from the hour on, `step` hours long. hour WHOLE_DAY: those without a time. */
static void in_slot(const struct calendar *c, int32_t date, int hour, int step, size_t *first, size_t *n)
{
	size_t i = items_from(c, date), end = i + items_of(c, date);
	int from = hour == FIRST_HOUR ? 0 : hour * 60, to = hour + step > LAST_HOUR ? INT16_MAX : (hour + step) * 60;

	if (hour == WHOLE_DAY) {
		from = -1;
		to = 0;
	}
	while (i < end && c->items[i].time < from)
		i++;
	*first = i;
	while (i < end && c->items[i].time < to)
		i++;
	*n = i - *first;
}

/* Something that began before goes on in this slot. */
static bool goes_on(const struct calendar *c, int32_t date, int hour)
{
	for (size_t i = items_from(c, date), end = i + items_of(c, date); i < end; i++)
		if (c->items[i].time >= 0 && c->items[i].time < hour * 60 &&
		    c->items[i].time + c->items[i].minutes > hour * 60)
			return true;
	return false;
}

/* The minutes of what does not begin with its hour; the time of what is not of these hours. */
static void prefix(const struct calendar *c, const struct item *i, struct buf *out)
{
	(void)c;
	if (i->time < FIRST_HOUR * 60 || i->time >= (LAST_HOUR + 1) * 60)
		item_add_time(i, out);
	else if (i->time % 60)
		buf_addf(out, ":%02d", i->time % 60);
	if (out->n)
		buf_addc(out, ' ');
}

/* The same where a row is two hours. */
static void prefix_hours(const struct calendar *c, const struct item *i, struct buf *out)
{
	(void)c;
	if ((i->time / 60 - FIRST_HOUR) % 2 || i->time < FIRST_HOUR * 60)
		buf_addf(out, "%d ", i->time / 60);
}

/* The slots after this one that nothing begins in and that the item lasts into. */
static int lasts(const struct calendar *c, const struct item *i, int hour, int step)
{
	size_t first, n;
	int slots = 0;

	for (hour += step; hour <= LAST_HOUR && i->time + i->minutes > hour * 60; hour += step, slots++) {
		in_slot(c, i->date, hour, step, &first, &n);
		if (n)
			break;
	}
	return slots;
}

static void draw_slot(const struct calendar *c, struct tx *tx, int32_t date, int hour, int step, struct area a)
{
	bool here = date == c->day && !c->in_list && c->hour == hour;
	struct area in = {a.y, a.x + 1, a.h, a.w - 2};
	size_t first, n;

	in_slot(c, date, hour, step, &first, &n);
	if (n == 1 && hour != WHOLE_DAY) {
		in.h += lasts(c, &c->items[first], hour, step) * a.h;
		item_draw_over(c, tx, &c->items[first], in, step > 1 ? prefix_hours : prefix);
	} else {
		items_draw(c, tx, first, n, in, hour == WHOLE_DAY ? NULL : step > 1 ? prefix_hours : prefix);
	}
	if (!n && hour != WHOLE_DAY && goes_on(c, date, hour))
		draw_text(a.y, a.x + 1, 1, LOOK_DIM, glyph(GLYPH_BAR));
	if (here) {
		draw_text(a.y, a.x, 1, LOOK_SELECTED, glyph(GLYPH_MARKER));
		draw_cursor(a.y, a.x, false);
	}
}

static void draw_days(const struct calendar *c, struct tx *tx, struct area a, struct slots s)
{
	int w = (a.w - GUTTER) / 7;

	for (int day = 0; day < 7; day++) {
		int32_t date = monday(c) + day;
		int x = a.x + GUTTER + day * w, y = a.y + 1;

		draw_text(a.y, x + 1, 2,
			  date == c->today	      ? LOOK_TODAY
			  : calendar_day_off(c, date) ? LOOK_DIM
						      : LOOK_PLAIN,
			  date_weekday_short(date));
		calendar_draw_number(c, date, a.y, x + 3);
		if (w > 16 && date == c->today)
			draw_text(a.y, x + 8, w - 8, LOOK_TODAY, "сегодня");
		draw_slot(c, tx, date, WHOLE_DAY, 1, (struct area){y, x, s.whole, w});
		for (int i = 0; i < s.n; i++)
			draw_slot(c, tx, date, FIRST_HOUR + i * s.step, s.step,
				  (struct area){y + s.whole + i * s.rows, x, s.rows, w});
	}
	for (int i = 0; i < s.n; i++)
		draw_textf(a.y + 1 + s.whole + i * s.rows, a.x + 1, GUTTER - 1, LOOK_DIM, "%02d",
			   FIRST_HOUR + i * s.step);
}

/* The list beside the days on a wide screen, below them on others. */
static void draw(struct calendar *c, struct tx *tx, struct area a)
{
	struct area days = a, list = a;
	struct slots s;

	if (a.w >= WIDE_COLUMNS) {
		days.w = a.w * 2 / 3;
		list.x += days.w + 1;
		list.w -= days.w + 1;
		draw_vline(a.y, list.x - 1, a.h);
	} else if (c->in_list && a.h < HOURS + 5) { /* the list needs all the room */
		days.h = 0;
	} else {
		days.h = a.h - (a.h > 2 * HOURS ? 8 : a.h >= HOURS + 4 ? 3 : 1);
		list.y += days.h;
		list.h -= days.h;
	}
	if (days.h) {
		s = slots_for(days.h);
		c->step = s.step;
		if (c->hour != WHOLE_DAY)
			c->hour = FIRST_HOUR + row_of(c, c->hour) * c->step;
		draw_days(c, tx, days, s);
	}
	calendar_draw_day(c, tx, list);
}

static void under(const struct calendar *c, size_t *first, size_t *n)
{
	in_slot(c, c->day, c->hour, c->step, first, n);
	*first -= c->first;
}

static enum next move(struct app *app, struct calendar *c, const struct input *in)
{
	int32_t day = c->day;
	size_t first, n;

	(void)app;
	switch (in->action) {
	case ACT_LEFT:
		day--;
		break;
	case ACT_RIGHT:
		day++;
		break;
	case ACT_UP:
		c->hour = c->hour > FIRST_HOUR ? c->hour - c->step : WHOLE_DAY;
		break;
	case ACT_DOWN:
		if (c->hour == WHOLE_DAY)
			c->hour = FIRST_HOUR;
		else if (c->hour + c->step <= LAST_HOUR)
			c->hour += c->step;
		break;
	case ACT_PAGE_UP:
		day -= 7;
		break;
	case ACT_PAGE_DOWN:
		day += 7;
		break;
	case ACT_HOME:
		day = monday(c);
		break;
	case ACT_END:
		day = monday(c) + 6;
		break;
	default:
		return SCREEN_PASS;
	}
	if (day != c->day)
		calendar_go(c, day);
	under(c, &first, &n);
	if (n)
		list_select(&c->list, first);
	return SCREEN_DONE;
}

/* clang-format off */
const struct view view_week = {
	.title = "неделя", .span = span, .heading = heading, .draw = draw, .move = move, .under = under, .hours = true,
	.deadlines_first = true,
};
/* clang-format on */
