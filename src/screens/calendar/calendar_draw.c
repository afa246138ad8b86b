/* What the views draw alike: the rows of the list, a day, its number. */
#include "calendar.h"

bool calendar_day_off(const struct calendar *c, int32_t date)
{
	const struct config *config = c->app->session->config;

	return day_is_off(config, date, NULL) || day_is_holiday(config, date, NULL);
}

/* ---- rows ---- */

static void add_day(const struct calendar *c, int32_t date, struct buf *out)
{
	int y, m, d, this_year;

	date_to_ymd(c->today, &this_year, &m, &d);
	date_to_ymd(date, &y, &m, &d);
	buf_addf(out, "%s ", date == c->today ? glyph(GLYPH_BULLET) : calendar_day_off(c, date) ? "~" : " ");
	buf_addf(out, "%s %02d.%02d",
		 date == c->today	? "сегодня"
		 : date == c->today + 1 ? "завтра"
					: date_weekday_short(date),
		 d, m);
	if (y != this_year)
		buf_addf(out, ".%02d", y % 100);
}

void calendar_row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct calendar *c = arg;
	const struct item *i = &c->items[c->first + n];
	bool agenda = !c->view->span;
	struct buf *cell = out->cell + agenda;
	enum look *look = out->look + agenda;

	if (agenda && (!n || n == c->list.first || i[-1].date != i->date)) {
		add_day(c, i->date, &out->cell[0]);
		out->look[0] = i->date == c->today ? LOOK_TODAY : LOOK_STRONG;
	}
	item_add_time(i, &cell[0]);
	buf_addf(&cell[1], "%s ", item_sign(i, c->today));
	item_add_what(tx, i, false, &cell[1]);
	look[1] = i->subject.id ? item_look(i, c->today) : LOOK_DIM;
	if (agenda)
		item_add_where(tx, i, &cell[2]);
}

/* «пн 30.11.2026 14:00 · Семинар: читательская грамотность · Ивановская СОШ, каб. 12» */
void calendar_told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	const struct calendar *c = arg;
	const struct item *i = &c->items[c->first + n];
	struct buf time = {0}, where = {0};

	buf_addf(out, "%s ", date_weekday_short(i->date));
	date_add_ru(out, i->date);
	item_add_time(i, &time);
	buf_addf(out, "%s%s · ", time.n ? " " : "", buf_text(&time));
	item_add_what(tx, i, false, out);
	item_add_where(tx, i, &where);
	if (where.n)
		buf_addf(out, " · %s", where.s);
	buf_free(&time);
	buf_free(&where);
}

static const struct list_column agenda_columns[] = {
	{.title = "", .min = 15, .want = 16},
	{.title = "", .min = 5, .want = 5},
	{.title = "", .min = 34, .want = 34, .grow = 3},
	{.title = "", .min = 14, .want = 18, .grow = 2, .drop = 1},
};
static const struct list_column day_columns[] = {
	{.title = "", .min = 5, .want = 5},
	{.title = "", .min = 10, .want = 20, .grow = 1},
};

void calendar_set_columns(struct calendar *c)
{
	c->list.columns = c->view->span ? day_columns : agenda_columns;
	c->list.columns_n = c->view->span ? 2 : 4;
}

/* ---- drawing ---- */

void calendar_draw_number(const struct calendar *c, int32_t date, int y, int x)
{
	bool here = date == c->day && !c->in_list, off = calendar_day_off(c, date);
	int year, month, day;

	date_to_ymd(date, &year, &month, &day);
	draw_textf(y, x, 4,
		   here		      ? LOOK_SELECTED
		   : date == c->today ? LOOK_TODAY
		   : off	      ? LOOK_DIM
				      : LOOK_PLAIN,
		   "%s%2d%s",
		   date == c->day     ? "["
		   : date == c->today ? glyph(GLYPH_BULLET)
		   : off	      ? "~"
				      : " ",
		   day, date == c->day ? "]" : " ");
	if (here)
		draw_cursor(y, x, false);
}

/* «чт 26 ноября, сегодня · 3» */
static void add_day_heading(const struct calendar *c, struct buf *out)
{
	const struct config *config = c->app->session->config;
	const char *why;
	int y, m, d;

	date_to_ymd(c->day, &y, &m, &d);
	buf_addf(out, "%s %d %s", date_weekday_short(c->day), d, date_month_name(m, true));
	if (c->day == c->today)
		buf_add(out, ", сегодня");
	if (day_is_off(config, c->day, &why) || day_is_holiday(config, c->day, &why))
		buf_addf(out, ", %s", why);
	if (c->list.count)
		buf_addf(out, " · %zu", c->list.count);
}

/* The list, and where there is room the card of the selected one beside it or below. */
static void draw_list(struct calendar *c, struct tx *tx, struct area a)
{
	struct area right = card_beside(&a, list_wants_in(tx, &c->list, a)), below = a;

	if (!right.w && a.h >= 30) {
		a.h /= 2;
		below.y += a.h;
		below.h -= a.h;
		draw_hline(below.y, below.x, below.w);
		right = (struct area){below.y + 1, below.x, below.h - 1, below.w};
	}
	list_draw_in(tx, &c->list, a, c->in_list);
	c->card = right;
	c->carded = c->items[c->first + c->list.selected].subject;
}

const char *calendar_way_on(struct app *app, const char *text)
{
	return may_record(app, (struct subject){KIND_EVENT, 0}, ACT_NEW, NULL) ? "" : text;
}

void calendar_draw_day(struct calendar *c, struct tx *tx, struct area a)
{
	enum look look = c->day == c->today ? LOOK_TODAY : LOOK_STRONG;
	struct buf b = {0};
	int used;

	if (a.h < 1)
		return;
	add_day_heading(c, &b);
	used = draw_text(a.y, a.x + 1, a.w - 1, look, b.s);
	buf_clear(&b);
	a.y++;
	a.h--;
	if (c->moving.warning.n) { /* before it is put down there */
		draw_text(a.y - !a.h, a.x + (a.h ? 1 : used + 2), 1, LOOK_TODAY, glyph(GLYPH_WARNING));
		if (a.h)
			draw_wrapped((struct area){a.y, a.x + 3, a.h, a.w - 4}, 0, LOOK_TODAY, c->moving.warning.s);
		else
			draw_text(a.y - 1, a.x + used + 4, a.w - used - 5, LOOK_TODAY, c->moving.warning.s);
	} else if (!c->list.count) {
		buf_addf(&b, "Ничего нет%s.", calendar_way_on(c->app, ". F7 — назначить занятие"));
		if (a.h)
			draw_wrapped((struct area){a.y, a.x + 2, a.h, a.w - 2}, 0, LOOK_DIM, b.s);
	} else if (a.h) {
		draw_list(c, tx, a);
	} else {
		const struct item *i = &c->items[c->first + c->list.selected];

		item_add_time(i, &b);
		buf_addf(&b, " %s ", item_sign(i, c->today));
		item_add_what(tx, i, false, &b);
		draw_textf(a.y - 1, a.x + used + 2, a.w - used - 3, item_look(i, c->today), "%s", b.s);
	}
	buf_free(&b);
}
