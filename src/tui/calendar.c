#include <stdlib.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/tui/dialog.h"

struct calendar {
	struct screen base;
	int32_t date;
	struct area drawn;
	void (*chosen)(struct app *app, int32_t date, void *arg);
	void *arg;
};

static int32_t today_of(const struct app *app)
{
	return app->session ? app->session->today : date_today(NULL);
}

static void calendar_draw(struct app *app, struct screen *s, struct area a)
{
	struct calendar *c = (struct calendar *)s;
	struct buf title = {0};
	int y, m, d;

	date_to_ymd(c->date, &y, &m, &d);
	buf_addf(&title, "%s %d", date_month_name(m, false), y);
	a = draw_frame(draw_middle(10, 34), title.s, "Enter — выбрать   t — сегодня");
	buf_free(&title);
	c->drawn = a;
	draw_text(a.y, a.x + 1, a.w - 1, LOOK_DIM, "пн  вт  ср  чт  пт  сб  вс");
	int32_t first = date_from_ymd(y, m, 1);
	int at = date_weekday(first), row;

	for (int i = 0; i < date_days_in_month(y, m); i++, at++) {
		enum look look = first + i == c->date ? LOOK_SELECTED : at % 7 > 4 ? LOOK_DIM : LOOK_PLAIN;
		int x = a.x + at % 7 * 4;

		row = a.y + 1 + at / 7;
		draw_textf(row, x, 4, look, first + i == today_of(app) ? "[%2d]" : " %2d ", i + 1);
		if (first + i == c->date)
			draw_cursor(row, x + 1, false);
	}
	struct buf day = {0};

	buf_addf(&day, "%s ", date_weekday_short(c->date));
	date_add_ru(&day, c->date);
	buf_add(&day, ", ");
	date_add_distance(&day, (long)c->date - today_of(app));
	draw_text(a.y + a.h - 1, a.x + 1, a.w - 1, LOOK_PLAIN, day.s);
	buf_free(&day);
}

bool date_act(const struct input *in, int32_t *date)
{
	int32_t to = *date;
	int y, m, d;

	date_to_ymd(to, &y, &m, &d);
	switch (in->action) {
	case ACT_LEFT:
		to--;
		break;
	case ACT_RIGHT:
		to++;
		break;
	case ACT_UP:
		to -= 7;
		break;
	case ACT_DOWN:
		to += 7;
		break;
	case ACT_PAGE_UP:
		to = date_add_months(to, -1);
		break;
	case ACT_PAGE_DOWN:
		to = date_add_months(to, 1);
		break;
	case ACT_HOME:
		to += 1 - d;
		break;
	case ACT_END:
		to += date_days_in_month(y, m) - d;
		break;
	default:
		return false;
	}
	if (to == DATE_NONE || to < DATE_MIN || to > DATE_MAX)
		return false;
	*date = to;
	return true;
}

static enum next calendar_today(struct app *app, struct screen *s)
{
	((struct calendar *)s)->date = today_of(app);
	return SCREEN_DONE;
}

static enum next calendar_end(struct app *app, struct screen *s, const struct input *in)
{
	struct calendar *c = (struct calendar *)s;

	screen_close(app, s);
	c->chosen(app, in->action == ACT_ENTER ? c->date : DATE_NONE, c->arg);
	return SCREEN_DONE;
}

static enum next calendar_move(struct app *app, struct screen *s, const struct input *in)
{
	struct calendar *c = (struct calendar *)s;
	struct input move = *in;

	(void)app;
	if (in->action == ACT_PREVIOUS)
		move.action = ACT_LEFT;
	else if (in->action == ACT_NEXT)
		move.action = ACT_RIGHT;
	return date_act(&move, &c->date) ? SCREEN_DONE : SCREEN_PASS;
}

/* On a day: the cursor goes there; on the one that it is on: that is chosen. */
static enum next calendar_click(struct app *app, struct screen *s, const struct input *in)
{
	struct calendar *c = (struct calendar *)s;
	int x = in->x - c->drawn.x, row = in->y - c->drawn.y - 1, y, m, d, day;
	int32_t first;

	date_to_ymd(c->date, &y, &m, &d);
	first = date_from_ymd(y, m, 1);
	day = row * 7 + x / 4 - date_weekday(first);
	if (row < 0 || x < 0 || x >= 28 || day < 0 || day >= date_days_in_month(y, m))
		return SCREEN_DONE;
	if (c->date == first + day)
		return calendar_end(app, s, &(struct input){.action = ACT_ENTER});
	c->date = first + day;
	return SCREEN_DONE;
}

static const struct screen_action calendar_actions[] = {
	{.action = ACT_CLICK, .take = calendar_click},
	{.action = ACT_TODAY, .run = calendar_today},
	{.action = ACT_PREVIOUS, .take = calendar_move},
	{.action = ACT_NEXT, .take = calendar_move},
	DATE_ACTIONS(calendar_move),
	{.action = ACT_ENTER, .take = calendar_end},
	{.action = ACT_BACK, .take = calendar_end},
	{.action = ACT_NONE},
};

static void calendar_tell(struct screen *s, struct buf *out)
{
	buf_add(out, "Какой день? Сейчас ");
	date_add_ru(out, ((struct calendar *)s)->date);
	buf_add(out, ". Наберите другой (25.11, +14, завтра, пн) или Enter — взять этот; << — выйти.");
}

static bool calendar_answer(struct app *app, struct screen *s, size_t i, const char *text)
{
	struct calendar *c = (struct calendar *)s;
	struct error e = {0};

	(void)i;
	if (*text && date_parse(text, today_of(app), app->year, &c->date, &e) != OK) {
		app_say(app, LOOK_ERROR, "%s", e.text);
		return false;
	}
	calendar_end(app, s, &(struct input){.action = ACT_ENTER});
	return true;
}

static const struct screen_ops calendar_ops = {
	.context = IN_DIALOG,
	.actions = calendar_actions,
	.popup = true,
	.draw = calendar_draw,
	.tell = calendar_tell,
	.answer = calendar_answer,
};

void dialog_date(struct app *app, int32_t date, void (*chosen)(struct app *app, int32_t date, void *arg), void *arg)
{
	struct calendar *c = mem_alloc(sizeof *c);

	c->base.ops = &calendar_ops;
	c->date = date == DATE_NONE ? today_of(app) : date;
	c->chosen = chosen;
	c->arg = arg;
	screen_push(app, &c->base);
}
