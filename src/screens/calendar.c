/* The calendar's section: what its views have in common. */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "stazh/base/utf8.h"

static const struct view *const views[] = {&view_agenda, &view_month};
#define VIEWS (sizeof(views) / sizeof(*views))

bool calendar_day_off(const struct calendar *c, int32_t date)
{
	(void)c;
	return date_weekday(date) == 6;
}

/* ---- loading ---- */

/* The rows of the list: those of the day. */
static void take_day(struct calendar *c)
{
	size_t n = 0;

	c->first = items_from(c, c->day);
	while (c->first + n < c->n && c->items[c->first + n].date == c->day)
		n++;
	list_set_count(&c->list, n);
	c->in_list &= n > 0;
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

/* Enough rows on both sides of the cursor, unless there are no more. */
#define AROUND 60
#define STEP_MAX 4096 /* days without anything: the end */

static void read_around(struct calendar *c, struct tx *tx)
{
	if (c->from > c->to)
		items_add(c, tx, c->day, c->day);
	for (int32_t step = 7; c->to < DATE_MAX && step <= STEP_MAX && c->n - items_from(c, c->day) < AROUND; step *= 2)
		items_add(c, tx, c->to + 1, c->to + step < DATE_MAX ? c->to + step : DATE_MAX);
	for (int32_t step = 7; c->from > DATE_MIN && step <= STEP_MAX && items_from(c, c->day) < AROUND; step *= 2)
		items_add(c, tx, c->from - step > DATE_MIN ? c->from - step : DATE_MIN, c->from - 1);
}

/* Reads what the cursor's day needs; the cursor of the agenda stays on its item. */
static void read_items(struct calendar *c, struct tx *tx)
{
	const struct item *at = calendar_item(c);
	struct subject selected = at ? at->subject : (struct subject){0, 0};
	size_t i, offset = c->list.selected - c->list.first;

	if (c->view->span) {
		read_span(c, tx);
		take_day(c);
		return;
	}
	read_around(c, tx);
	i = items_from(c, c->day);
	for (size_t j = i; j < c->n && c->items[j].date == c->day; j++)
		if (selected.id && c->items[j].subject.id == selected.id && c->items[j].subject.kind == selected.kind)
			i = j;
	list_set_count(&c->list, c->n);
	list_select(&c->list, i);
	c->first = 0;
	c->list.first = c->list.selected > offset ? c->list.selected - offset : 0;
	if (c->list.count)
		c->day = c->items[c->list.selected].date;
}

static void follow_year(struct calendar *c)
{
	int y, m, d, first = c->app->year;

	if (c->year == first)
		return;
	date_to_ymd(c->day, &y, &m, &d);
	y = m >= 9 ? first : first + 1;
	c->day = c->asked = school_year_of(c->today) == first ? c->today : date_from_ymd(y, m, d);
	if (c->day == DATE_NONE) /* 29 February */
		c->day = c->asked = date_from_ymd(y, m, 28);
	c->year = first;
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct calendar *c = (struct calendar *)screen;
	struct tx *tx = tx_read(app->session->store, e);

	if (!tx)
		return e->code;
	c->today = app->session->today;
	c->any = record_count(tx, KIND_EVENT) > 0;
	follow_year(c);
	items_clear(c);
	read_items(c, tx);
	tx_end(&tx);
	return OK;
}

/* ---- the cursor ---- */

void calendar_go(struct calendar *c, int32_t day)
{
	struct tx *tx = screen_read(c->app);

	if (!tx)
		return;
	c->day = day < DATE_MIN ? DATE_MIN : day > DATE_MAX ? DATE_MAX : day;
	c->list.selected = c->list.first = 0;
	read_items(c, tx);
	tx_end(&tx);
}

/* Where nothing has to be there to be looked at. */
static void jump(struct calendar *c, int32_t day)
{
	c->asked = day;
	items_clear(c);
	c->in_list = false;
	c->list.count = c->list.selected = c->list.first = 0;
	calendar_go(c, day);
}

const struct item *calendar_item(const struct calendar *c)
{
	const struct item *i;

	if (!c->list.count || (c->view->span && !c->in_list && c->list.count > 1))
		return NULL;
	i = &c->items[c->first + c->list.selected];
	return i->subject.id ? i : NULL;
}

static void date_entered(struct app *app, const char *text, void *arg)
{
	struct calendar *c = arg;
	struct error e = {.code = OK};
	int32_t day;

	if (!text || !*text)
		return;
	if (date_parse(text, c->today, &day, &e))
		app_say(app, LOOK_ERROR, "%s", e.text);
	else
		jump(c, day);
}

static void ask_date(struct app *app, struct calendar *c, const char *begin)
{
	dialog_line(app, "Перейти к дате (25.11, +14, пн)", begin, NULL, date_entered, c);
}

/* ---- rows ---- */

static void add_day(const struct calendar *c, int32_t date, struct buf *out)
{
	int y, m, d, this_year;

	date_to_ymd(c->today, &this_year, &m, &d);
	date_to_ymd(date, &y, &m, &d);
	buf_addf(out, "%s ", date == c->today ? glyph(GLYPH_BULLET) : calendar_day_off(c, date) ? "~" : " ");
	buf_addf(out, "%s %02d.%02d",
		 date == c->today       ? "сегодня"
		 : date == c->today + 1 ? "завтра"
					: date_weekday_short(date), d, m);
	if (y != this_year)
		buf_addf(out, ".%02d", y % 100);
}

static void row(void *arg, size_t n, struct row *out)
{
	const struct calendar *c = arg;
	const struct item *i = &c->items[c->first + n];
	bool agenda = !c->view->span;
	struct buf *cell = out->cell + agenda;
	enum look *look = out->look + agenda;

	if (agenda && (n == c->list.first || i[-1].date != i->date)) {
		add_day(c, i->date, &out->cell[0]);
		out->look[0] = i->date == c->today ? LOOK_TODAY : LOOK_STRONG;
	}
	if (!i->subject.id) {
		buf_add(&cell[1], "  ничего нет");
		look[1] = LOOK_DIM;
		return;
	}
	item_add_time(i, &cell[0]);
	item_add_what(c->tx, i, c->today, &cell[1], &look[1]);
	if (agenda)
		item_add_where(c->tx, i, &cell[2]);
}

static const struct column agenda_columns[] = {
	{.title = "", .min = 15, .want = 16},
	{.title = "", .min = 5, .want = 5},
	{.title = "", .min = 24, .want = 34, .grow = 3},
	{.title = "", .min = 14, .want = 18, .grow = 2, .drop = 1},
};
static const struct column day_columns[] = {
	{.title = "", .min = 5, .want = 5},
	{.title = "", .min = 10, .want = 20, .grow = 1},
};

static void set_view(struct calendar *c, const struct view *view)
{
	c->view = view;
	c->list.columns = view->span ? day_columns : agenda_columns;
	c->list.columns_n = view->span ? 2 : 4;
	jump(c, c->day);
}

/* ---- drawing ---- */

static void draw_heading(const struct calendar *c, struct area a)
{
	struct buf b = {0};
	int w = 0, x;

	for (size_t i = 0; i < VIEWS; i++)
		w += utf8_width(views[i]->title, strlen(views[i]->title)) + 2;
	x = a.x + a.w - w - 1;
	for (size_t i = 0; i < VIEWS; i++) {
		bool here = views[i] == c->view;

		x += draw_textf(a.y, x, a.x + a.w - x, here ? LOOK_STRONG : LOOK_DIM, here ? "[%s]" : " %s ", views[i]->title);
	}
	c->view->heading(c, &b);
	if (c->no_deadlines)
		buf_add(&b, " · без сроков");
	draw_text(a.y, a.x + 1, a.w - w - 3, LOOK_STRONG, buf_text(&b));
	buf_free(&b);
}

#define DETAIL 5 /* rows for the whole text of the selected one */

static void draw_detail(const struct calendar *c, struct area a)
{
	const struct item *i = &c->items[c->first + c->list.selected];
	struct buf b = {0};
	enum look look = LOOK_PLAIN;
	int rows;

	item_add_what(c->tx, i, c->today, &b, &look);
	rows = draw_wrapped(a, 0, LOOK_PLAIN, buf_text(&b));
	buf_clear(&b);
	item_add_where(c->tx, i, &b);
	if (rows < a.h)
		draw_wrapped((struct area){a.y + rows, a.x, a.h - rows, a.w}, 0, LOOK_DIM, buf_text(&b));
	buf_free(&b);
}

void calendar_draw_day(struct app *app, struct calendar *c, struct area a)
{
	struct buf b = {0};
	int y, m, d, detail, used;

	(void)app;
	date_to_ymd(c->day, &y, &m, &d);
	buf_addf(&b, "%s %d %s", date_weekday_short(c->day), d, date_month_name(m, true));
	if (c->day == c->today)
		buf_add(&b, ", сегодня");
	else if (calendar_day_off(c, c->day))
		buf_add(&b, ", выходной");
	if (c->list.count)
		buf_addf(&b, " · %zu", c->list.count);
	draw_text(a.y, a.x + 1, a.w - 1, c->day == c->today ? LOOK_TODAY : LOOK_STRONG, b.s);
	buf_free(&b);
	a.y++;
	a.h--;
	if (!c->list.count) {
		draw_wrapped((struct area){a.y, a.x + 2, a.h, a.w - 2}, 0, LOOK_DIM, "Ничего нет. F7 — назначить занятие.");
		return;
	}
	detail = a.h >= 2 * DETAIL ? DETAIL : 0;
	list_draw(&c->list, (struct area){a.y, a.x, a.h - detail, a.w}, c->in_list);
	if (!detail)
		return;
	used = c->list.count < (size_t)(a.h - detail) ? (int)c->list.count : a.h - detail;
	draw_detail(c, (struct area){a.y + used + 1, a.x + 2, a.h - used - 1, a.w - 3});
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct calendar *c = (struct calendar *)screen;
	struct error e = {.code = OK};

	c->tx = tx_read(app->session->store, &e);
	draw_heading(c, a);
	c->view->draw(app, c, (struct area){a.y + 1, a.x, a.h - 1, a.w});
	if (c->tx)
		tx_end(&c->tx);
}

static void title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Календарь");
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct calendar *c = (const struct calendar *)screen;

	if (!c->any)
		buf_add(out, "Занятий ещё нет. F7 — назначить первое.");
	else if (c->in_list)
		buf_add(out, "Enter — открыть, F2 — действия, Esc — к дням");
	else
		buf_add(out, "v — вид, t — сегодня, = — дата, l — сроки, F7 — назначить");
}

/* ---- doing ---- */

static void add_event(struct app *app, const struct calendar *c)
{
	struct buf day = {0};

	date_add_iso(&day, c->day);
	edit_new_with(app, KIND_EVENT, (struct assign[]){{"date", day.s}}, 1, true);
	buf_free(&day);
}

/* Goes into the day's list: by Enter, and when it has to be said which one is meant. */
static enum next enter_list(struct app *app, struct calendar *c)
{
	if (!c->list.count) {
		app_say(app, LOOK_PLAIN, "В этот день ничего нет. F7 — назначить занятие");
		return SCREEN_DONE;
	}
	c->in_list = true;
	return SCREEN_DONE;
}

static enum next act_on_item(struct app *app, struct calendar *c, const struct input *in)
{
	const struct item *i = calendar_item(c);

	if (!i)
		return enter_list(app, c);
	switch (in->action) {
	case ACT_OPEN:
	case ACT_CLICK:
		card_open(app, i->subject.kind, i->subject.id);
		break;
	case ACT_ACTIONS:
		actions_open(app, i->subject.kind, i->subject.id);
		break;
	case ACT_EDIT:
		edit_record(app, i->subject.kind, i->subject.id);
		break;
	case ACT_COPY:
		edit_new(app, i->subject.kind, (struct subject){0, 0}, i->subject.id);
		break;
	case ACT_MARK:
		action_mark(app, i->subject.kind, i->subject.id);
		break;
	default:
		delete_ask(app, i->subject.kind, i->subject.id);
	}
	return SCREEN_DONE;
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct calendar *c = (struct calendar *)screen;
	enum next next = SCREEN_PASS;
	size_t i = 0;

	if (c->in_list && in->action == ACT_BACK && in->key != K_F10) {
		c->in_list = false;
		return SCREEN_DONE;
	}
	next = c->in_list ? list_act(app, &c->list, in) : c->view->act(app, c, in);
	if (next != SCREEN_PASS)
		return next;
	switch (in->action) {
	case ACT_TEXT:
		if (in->n != 1 || !strchr("+-0", *in->text))
			return SCREEN_PASS;
		ask_date(app, c, (char[]){*in->text, 0});
		return SCREEN_DONE;
	case ACT_DATE:
		ask_date(app, c, "");
		return SCREEN_DONE;
	case ACT_TODAY:
		jump(c, c->today);
		return SCREEN_DONE;
	case ACT_VIEW:
		while (i < VIEWS && views[i] != c->view)
			i++;
		set_view(c, views[(i + 1) % VIEWS]);
		return SCREEN_DONE;
	case ACT_DEADLINES:
		c->no_deadlines = !c->no_deadlines;
		return SCREEN_RELOAD;
	case ACT_NEW:
		add_event(app, c);
		return SCREEN_DONE;
	case ACT_OPEN:
	case ACT_CLICK:
	case ACT_ACTIONS:
	case ACT_EDIT:
	case ACT_COPY:
	case ACT_MARK:
	case ACT_DELETE:
		return act_on_item(app, c, in);
	default:
		return SCREEN_PASS;
	}
}

static enum err may_here(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct item *i = calendar_item((struct calendar *)screen);

	if (a == ACT_NEW)
		return may_record(app, (struct subject){KIND_EVENT, 0}, a, e);
	return i ? may_record(app, i->subject, a, e) : OK;
}

static void done(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	card_free_beside(app, &c->beside);
	items_clear(c);
	list_release(&c->list);
	free(c->items);
	free(c);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS}, {.action = ACT_OPEN}, {.action = ACT_EDIT}, {.action = ACT_COPY},
	{.action = ACT_NEW, .label = "Новое", .title = "Назначить занятие"}, {.action = ACT_DELETE},
	{.action = ACT_VIEW, .title = "Другой вид: список, месяц"}, {.action = ACT_TODAY}, {.action = ACT_DATE},
	{.action = ACT_DEADLINES}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "calendar", .title = title, .hint = hint, .load = load, .draw = draw,
	.act = act, .may = may_here, .done = done,
};

struct screen *calendar_section(struct app *app)
{
	struct calendar *c = mem_alloc(sizeof(*c));

	c->base.ops = &ops;
	c->app = app;
	c->view = &view_agenda;
	c->day = c->asked = c->today = app->session->today;
	c->year = school_year_of(c->today);
	c->to = -1;
	c->list = (struct list){.columns = agenda_columns, .columns_n = 4, .row = row, .arg = c, .headless = true, .empty = ""};
	return &c->base;
}

/* ---- agenda: an endless list ---- */

static void agenda_heading(const struct calendar *c, struct buf *out)
{
	int32_t day = c->list.count ? c->items[c->list.selected].date : c->day;
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	text_add_cased(out, date_month_name(m, false), true);
	buf_addf(out, " %d", y);
}

static void agenda_draw(struct app *app, struct calendar *c, struct area a)
{
	struct area right = card_beside(&a);
	const struct item *i = calendar_item(c);

	if (i)
		card_show_beside(app, &c->beside, i->subject.kind, i->subject.id, right);
	list_draw(&c->list, a, true);
}

/* Reads more when the cursor comes near the end of what is loaded. */
static enum next agenda_act(struct app *app, struct calendar *c, const struct input *in)
{
	enum next next;
	struct tx *tx;

	next = list_act(app, &c->list, in);
	if (next != SCREEN_DONE || !c->list.count)
		return next;
	c->day = c->items[c->list.selected].date;
	tx = screen_read(app);
	if (tx) {
		read_items(c, tx);
		tx_end(&tx);
	}
	return SCREEN_DONE;
}

const struct view view_agenda = {
	.title = "список", .heading = agenda_heading, .draw = agenda_draw, .act = agenda_act,
};
