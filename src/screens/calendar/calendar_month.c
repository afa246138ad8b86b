/* The month: how much is in each day, and the list of the day beside or below. */
#include "calendar.h"

static void span(const struct calendar *c, int32_t *from, int32_t *to)
{
	int y, m, d;

	date_to_ymd(c->day, &y, &m, &d);
	*from = c->day - d + 1;
	*to = *from + date_days_in_month(y, m) - 1;
}

static void heading(const struct calendar *c, struct buf *out)
{
	int y, m, d;

	date_to_ymd(c->day, &y, &m, &d);
	text_add_cased(out, date_month_name(m, false), true);
	buf_addf(out, " %d", y);
}

#define WEEKS	   6
#define CELL_TEXTS 14 /* cells from which a day shows its events and not only how many */

/* «·», «··», «·7» */
static void add_load(size_t n, struct buf *out)
{
	if (n)
		buf_add(out, "·");
	if (n == 2)
		buf_add(out, "·");
	else if (n > 2)
		buf_addf(out, "%zu", n);
}

static void prefix(const struct calendar *c, const struct item *i, struct buf *out)
{
	(void)c;
	item_add_time(i, out);
	if (out->n)
		buf_addc(out, ' ');
}

static void draw_day(const struct calendar *c, struct tx *tx, int32_t date, struct area a)
{
	const char *sign;
	size_t n = items_load(c, date, &sign);
	struct buf b = {0};

	calendar_draw_number(c, date, a.y, a.x);
	if (a.h > 3 && a.w >= CELL_TEXTS) {
		if (date == c->today)
			draw_text(a.y, a.x + 5, a.w - 6, LOOK_TODAY, "сегодня");
		items_draw(c, tx, items_from(c, date), items_of(c, date),
			   (struct area){a.y + 1, a.x + 1, a.h - 1, a.w - 2}, prefix);
		return;
	}
	add_load(n, &b);
	if (a.h > 1) {
		draw_text(a.y + 1, a.x + 1, 3, LOOK_STRONG, buf_text(&b));
		draw_text(a.y + 1, a.x + 4, 1, *sign == '!' ? LOOK_OVERDUE : LOOK_PLAIN, sign);
	} else {
		draw_text(a.y, a.x + 4, 3, LOOK_STRONG, buf_text(&b));
		draw_text(a.y, a.x + 7, 1, *sign == '!' ? LOOK_OVERDUE : LOOK_PLAIN, sign);
	}
	buf_free(&b);
}

static void draw_grid(const struct calendar *c, struct tx *tx, struct area a, int w, int h)
{
	static const char *const names[] = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"};
	int y, m, d, at;

	for (int i = 0; i < 7; i++)
		draw_text(a.y, a.x + i * w + 1, w - 1, LOOK_DIM, names[i]);
	date_to_ymd(c->day, &y, &m, &d);
	at = date_weekday(c->day - d + 1);
	for (int i = 0; i < date_days_in_month(y, m); i++, at++)
		draw_day(c, tx, c->day - d + 1 + i, (struct area){a.y + 1 + at / 7 * h, a.x + at % 7 * w, h, w});
}

static void draw_legend(struct area a, bool texts)
{
	static const char *const parts[] = {"· занятие, ·5 — пять", "○ срок  ! прошло, ждёт", "~ выходной  • сегодня"};
	struct buf b = {0};

	for (size_t i = texts; i < sizeof(parts) / sizeof(*parts); i++)
		buf_addf(&b, "%s%s", !b.n ? "" : texts ? "  " : "\n", parts[i]);
	draw_wrapped(a, 0, LOOK_DIM, b.s);
	buf_free(&b);
}

/* Beside the list when there is room for both, else over it. */
static void draw(struct calendar *c, struct tx *tx, struct area a)
{
	int h = (a.h - 1) / WEEKS, w = 5;
	struct area list = a;

	if (a.w < 72 || h < 2) {
		w = a.w / 7 < 8 ? a.w / 7 : 8;
		if (!c->in_list || list.h - 1 - WEEKS > 5) { /* else the list needs all the room */
			draw_grid(c, tx, (struct area){a.y, a.x + 1, 1 + WEEKS, a.w - 1}, w, 1);
			list.y += 1 + WEEKS;
			list.h -= 1 + WEEKS;
		}
		calendar_draw_day(c, tx, list);
		return;
	}
	if (a.w >= WIDE_COLUMNS)
		w = a.w * 2 / 3 / 7;
	else if (a.w >= 100)
		w = a.w / 2 / 7;
	draw_grid(c, tx, (struct area){a.y, a.x + 1, a.h, w * 7}, w, h);
	if (h * WEEKS + 1 < a.h)
		draw_legend((struct area){a.y + h * WEEKS + 1, a.x + 2, a.h - h * WEEKS - 1, w * 7 - 2},
			    h > 3 && w >= CELL_TEXTS);
	draw_vline(a.y, a.x + 1 + w * 7, a.h);
	list.x += 2 + w * 7;
	list.w -= 2 + w * 7;
	calendar_draw_day(c, tx, list);
}

static enum next move(struct app *app, struct calendar *c, const struct input *in)
{
	int32_t day = c->day;

	(void)app;
	if (!date_act(in, &day))
		return SCREEN_PASS;
	calendar_go(c, day);
	return SCREEN_DONE;
}

const struct view view_month = {.title = "месяц", .span = span, .heading = heading, .draw = draw, .move = move};
