/* The school year as a heat map: weeks beside one another, weekdays below one another, a shade for how much is in a
 * day. */
#include <string.h>

#include "calendar.h"
#include "stazh/base/utf8.h"

#define SHADES 4
#define LABELS 3 /* cells of the weekdays' names */

static void span(const struct calendar *c, int32_t *from, int32_t *to)
{
	*from = school_year_first(school_year_of(c->day));
	*to = school_year_last(school_year_of(c->day));
}

static void heading(const struct calendar *c, struct buf *out)
{
	school_year_add(out, school_year_of(c->day));
	buf_add(out, " учебный год");
}

static const char *shade(int level)
{
	static const enum glyph glyphs[SHADES] = {GLYPH_EMPTY, GLYPH_HALF, GLYPH_DARK, GLYPH_FULL};

	return glyph(glyphs[level - 1]);
}

/* The least number of events that has shade `level`: each twice the one before, so that one crowded day does not make
 * all others pale; `usual`: the mean of the days that have any. */
static size_t shade_from(int level, size_t usual)
{
	return level == 1 ? 1 : (usual > 3 ? usual / 2 : 1) << (level - 1);
}

static int level_of(size_t n, size_t usual)
{
	int level = 0;

	while (level < SHADES && n && n >= shade_from(level + 1, usual))
		level++;
	return level;
}

static size_t fullest(const struct calendar *c, int32_t from, int32_t to, size_t *total, size_t *days)
{
	const char *sign;
	size_t most = 0;

	*total = *days = 0;
	for (int32_t date = from; date <= to; date++) {
		size_t n = items_load(c, date, &sign);

		most = n > most ? n : most;
		*total += n;
		*days += n > 0;
	}
	return most;
}

static void draw_cell_at(const struct calendar *c, int32_t date, size_t usual, int y, int x)
{
	const char *sign;
	size_t n = items_load(c, date, &sign);
	bool here = date == c->day && !c->in_list;
	const char *what = n			       ? shade(level_of(n, usual))
			   : *sign != ' '	       ? sign
			   : date == c->today	       ? glyph(GLYPH_BULLET)
			   : calendar_day_off(c, date) ? " "
						       : "·";

	draw_text(y, x, 1,
		  here		       ? LOOK_SELECTED
		  : date == c->today   ? LOOK_TODAY
		  : !n && *sign == '!' ? LOOK_OVERDUE
		  : n		       ? LOOK_GOOD
				       : LOOK_DIM,
		  what);
	if (here)
		draw_cursor(y, x, false);
}

static void draw_map(const struct calendar *c, struct area a, int32_t from, int32_t to, size_t usual)
{
	int32_t monday = from - date_weekday(from);
	int w = (a.w - LABELS - 2) / 53 > 3 ? 3 : (a.w - LABELS - 2) / 53, y, m, d;

	for (int i = 0; i < 7; i++)
		draw_text(a.y + 1 + i, a.x + 1, LABELS - 1, LOOK_DIM, date_weekday_short(monday + i));
	for (int32_t date = from; date <= to; date++) {
		int x = a.x + 1 + LABELS + (date - monday) / 7 * w;

		date_to_ymd(date, &y, &m, &d);
		if (d == 1)
			draw_textn(a.y, x, 3, LOOK_DIM, date_month_name(m, false),
				   utf8_prefix(date_month_name(m, false), strlen(date_month_name(m, false)), 3));
		draw_cell_at(c, date, usual, a.y + 1 + date_weekday(date), x);
	}
}

static void draw_legend(int y, int x, int w, size_t usual, size_t most)
{
	struct buf b = {0};

	buf_add(&b, "В день:");
	for (int level = 1; level <= SHADES && shade_from(level, usual) <= most; level++) {
		size_t from = shade_from(level, usual), to = shade_from(level + 1, usual) - 1;

		to = level == SHADES || to > most ? most : to;
		buf_addf(&b, "  %s %zu", shade(level), from);
		if (to > from)
			buf_addf(&b, "–%zu", to);
	}
	buf_add(&b, "  ○ только срок");
	draw_text(y, x, w, LOOK_DIM, b.s);
	buf_free(&b);
}

#define MAP 8 /* rows */

static void draw(struct calendar *c, struct tx *tx, struct area a)
{
	size_t most, total, days, usual;
	int32_t from, to;
	int used = MAP;

	span(c, &from, &to);
	most = fullest(c, from, to, &total, &days);
	usual = days ? total / days : 0;
	if (!c->in_list || a.h > MAP + 6) {
		draw_map(c, a, from, to, usual);
		if (a.h > MAP + 2)
			draw_legend(a.y + used++, a.x + 1, a.w - 2, usual, most);
		draw_textf(a.y + used++, a.x + 1, a.w - 2, LOOK_PLAIN,
			   total ? "За год %zu %s в %zu %s, до %zu в день" : "За год ни одного занятия", total,
			   text_plural((long)total, "занятие", "занятия", "занятий"), days,
			   text_plural((long)days, "дне", "днях", "днях"), most);
		if (a.h > MAP + 4)
			draw_hline(a.y + used++, a.x, a.w);
		a.y += used;
		a.h -= used;
	}
	calendar_draw_day(c, tx, a);
}

static enum next move(struct app *app, struct calendar *c, const struct input *in)
{
	int32_t from, to, day = c->day;

	(void)app;
	span(c, &from, &to);
	switch (in->action) {
	case ACT_LEFT:
		day -= 7;
		break;
	case ACT_RIGHT:
		day += 7;
		break;
	case ACT_UP:
		day--;
		break;
	case ACT_DOWN:
		day++;
		break;
	case ACT_PAGE_UP:
		day = date_add_months(day, -12);
		break;
	case ACT_PAGE_DOWN:
		day = date_add_months(day, 12);
		break;
	case ACT_HOME:
		day = from;
		break;
	case ACT_END:
		day = to;
		break;
	default:
		return SCREEN_PASS;
	}
	if (day == DATE_NONE || day < DATE_MIN || day > DATE_MAX)
		return SCREEN_PASS;
	calendar_go(c, day);
	return SCREEN_DONE;
}

const struct view view_year = {.title = "год", .span = span, .heading = heading, .draw = draw, .move = move};
