/* The calendar's section: what its views have in common. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "stazh/base/utf8.h"

static const struct view *const views[] = {&view_agenda, &view_week, &view_month, &view_year};
#define VIEWS (sizeof(views) / sizeof(*views))

bool calendar_day_off(const struct calendar *c, int32_t date)
{
	const struct config *config = c->app->session->config;

	return day_is_off(config, date, NULL) || day_is_holiday(config, date, NULL);
}

/* ---- loading ---- */

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

/* Enough rows on both sides of the cursor, unless there are no more. */
#define AROUND	 60
#define STEP_MAX 4096 /* days without anything: the end */

static void read_around(struct calendar *c, struct tx *tx)
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
	list_set_count(l, c->n);
}

static uint64_t key(void *arg, size_t n)
{
	const struct calendar *c = arg;
	const struct item *i = &c->items[c->first + n];

	return (i->subject.id ? subject_key(i->subject) : (uint64_t)(i->date - DATE_MIN)) |
	       (uint64_t)i->deadline << 48 | 1ull << 63;
}

/* Reads what the cursor's day needs. hold: the cursor stays on its item; NULL: it goes to the first one of the day. */
static void read_items(struct calendar *c, struct tx *tx, const struct list_hold *hold)
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
	read_around(c, tx);
	offset = offset < c->list.selected ? offset : c->list.selected;
	c->list.first = c->list.selected - offset;
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
	struct list_hold hold;
	int32_t day = c->day;

	if (!tx)
		return e->code;
	list_hold(&c->list, &hold);
	c->today = app->session->today;
	c->any = record_count(tx, KIND_EVENT) > 0;
	filter_tell(c, tx);
	follow_year(c);
	items_clear(c);
	read_items(c, tx, c->day == day && hold.key[0] ? &hold : NULL);
	tx_end(&tx);
	move_look(c);
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
	read_items(c, tx, NULL);
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
	move_look(c);
}

/* The rows of the list that the cursor among the days stands on. */
static void rows_under(const struct calendar *c, size_t *first, size_t *n)
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
		rows_under(c, &at, &n);
		if (n != 1)
			return NULL;
	}
	i = n ? &c->items[c->first + at] : NULL;
	return i && i->subject.id ? i : NULL;
}

static void date_entered(struct app *app, const char *text, void *arg)
{
	struct calendar *c = arg;
	struct error e = {.code = OK};
	int32_t day;

	if (!text || !*text)
		return;
	if (date_parse(text, c->today, app->year, &day, &e))
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
		 date == c->today	? "сегодня"
		 : date == c->today + 1 ? "завтра"
					: date_weekday_short(date),
		 d, m);
	if (y != this_year)
		buf_addf(out, ".%02d", y % 100);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
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
	item_add_time(i, &cell[0]);
	buf_addf(&cell[1], "%s ", item_sign(i, c->today));
	item_add_what(tx, i, false, &cell[1]);
	look[1] = i->subject.id ? item_look(i, c->today) : LOOK_DIM;
	if (agenda)
		item_add_where(tx, i, &cell[2]);
}

static const struct list_column agenda_columns[] = {
	{.title = "", .min = 15, .want = 16},
	{.title = "", .min = 5, .want = 5},
	{.title = "", .min = 24, .want = 34, .grow = 3},
	{.title = "", .min = 14, .want = 18, .grow = 2, .drop = 1},
};
static const struct list_column day_columns[] = {
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

		x += draw_textf(a.y, x, a.x + a.w - x, here ? LOOK_STRONG : LOOK_DIM, here ? "[%s]" : " %s ",
				views[i]->title);
	}
	c->view->heading(c, &b);
	if (c->filter_text.n)
		buf_addf(&b, " · %s", c->filter_text.s);
	draw_text(a.y, a.x + 1, a.w - w - 3, LOOK_STRONG, buf_text(&b));
	buf_free(&b);
}

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

#define DETAIL 5 /* rows for the whole text of the selected one */

static void draw_detail(const struct calendar *c, struct area a)
{
	const struct item *i = &c->items[c->first + c->list.selected];
	struct buf b = {0};
	int rows;

	item_add_what(c->tx, i, false, &b);
	rows = draw_wrapped(a, 0, LOOK_PLAIN, buf_text(&b));
	buf_clear(&b);
	item_add_where(c->tx, i, &b);
	if (rows < a.h)
		draw_wrapped((struct area){a.y + rows, a.x, a.h - rows, a.w}, 0, LOOK_DIM, buf_text(&b));
	buf_free(&b);
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

/* The list, and below it or beside it what the selected one says. */
static void draw_list(struct calendar *c, struct area a)
{
	const struct item *i = &c->items[c->first + c->list.selected];
	struct area right = card_beside(&a), below = a;
	int detail = a.h >= 2 * DETAIL && (c->in_list || c->list.count == 1) ? DETAIL : 0, used;

	if (!right.w && a.h >= 30) {
		a.h /= 2;
		below.y += a.h;
		below.h -= a.h;
		draw_hline(below.y, below.x, below.w);
		right = (struct area){below.y + 1, below.x, below.h - 1, below.w};
	}
	if (right.w)
		detail = 0;
	list_draw_in(c->tx, &c->list, (struct area){a.y, a.x, a.h - detail, a.w}, c->in_list);
	used = c->list.count < (size_t)(a.h - detail) ? (int)c->list.count : a.h - detail;
	if (detail)
		draw_detail(c, (struct area){a.y + used + 1, a.x + 2, a.h - used - 1, a.w - 3});
	c->card = right;
	c->carded = i->subject;
}

void calendar_draw_day(struct calendar *c, struct area a)
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
		if (a.h)
			draw_wrapped((struct area){a.y, a.x + 2, a.h, a.w - 2}, 0, LOOK_DIM,
				     "Ничего нет. F7 — назначить занятие.");
	} else if (a.h) {
		draw_list(c, a);
	} else {
		const struct item *i = &c->items[c->first + c->list.selected];

		item_add_time(i, &b);
		buf_addf(&b, " %s ", item_sign(i, c->today));
		item_add_what(c->tx, i, false, &b);
		draw_textf(a.y - 1, a.x + used + 2, a.w - used - 3, item_look(i, c->today), "%s", b.s);
	}
	buf_free(&b);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct calendar *c = (struct calendar *)screen;
	struct error e = {.code = OK};

	c->tx = tx_read(app->session->store, &e);
	c->carded.id = 0;
	draw_heading(c, a);
	c->view->draw(c, (struct area){a.y + 1, a.x, a.h - 1, a.w});
	if (c->tx)
		tx_end(&c->tx);
	card_show_beside(app, &c->beside, c->carded.kind, c->carded.id, c->card); /* reads for itself */
}

static void title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Календарь");
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct calendar *c = (const struct calendar *)screen;

	if (c->moving.id)
		move_hint(c, out);
	else if (!c->any)
		buf_add(out, "Занятий ещё нет. F7 — назначить первое.");
	else if (c->in_list)
		buf_add(out, "Enter — открыть, F2 — действия, x — перенести, Esc — к дням");
	else if (filter_is_set(c))
		buf_addf(out, "Показано: %s. Esc — показать всё", buf_text(&c->filter_text));
	else
		buf_add(out, "v — вид, t — сегодня, = — дата, l — сроки, F7 — назначить");
}

/* ---- doing ---- */

/* On the day and hour under the cursor, for what is shown alone. */
static void add_event(struct app *app, const struct calendar *c)
{
	struct assign given[5];
	struct buf day = {0};
	char time[8], site[16], group[16];
	size_t n = 0;

	date_add_iso(&day, c->day);
	given[n++] = (struct assign){"date", day.s};
	if (c->view->hours && c->hour != WHOLE_DAY) {
		snprintf(time, sizeof(time), "%02d:00", c->hour);
		given[n++] = (struct assign){"time", time};
	}
	if (c->filter.site) {
		snprintf(site, sizeof(site), "%u", c->filter.site);
		given[n++] = (struct assign){"sites", site};
	}
	if (c->filter.group) {
		snprintf(group, sizeof(group), "%u", c->filter.group);
		given[n++] = (struct assign){"groups", group};
	}
	if (c->filter.form)
		given[n++] = (struct assign){"form", c->filter.form};
	edit_new_with(app, KIND_EVENT, given, n, true);
	buf_free(&day);
}

/* Goes into the day's list: by Enter, and when it has to be said which one is meant. */
static enum next enter_list(struct app *app, struct calendar *c)
{
	size_t first, n;

	if (!c->list.count) {
		app_say(app, LOOK_PLAIN, "В этот день ничего нет. F7 — назначить занятие");
		return SCREEN_DONE;
	}
	rows_under(c, &first, &n);
	if (n)
		list_select(&c->list, first);
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
	case ACT_MOVE:
		move_begin(c, i);
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

	if (c->moving.id && (next = move_act(app, c, in)) != SCREEN_PASS)
		return next;
	if (c->in_list && in->action == ACT_BACK && in->key != K_F10) {
		c->in_list = false;
		return SCREEN_DONE;
	}
	if (in->action == ACT_CLICK && c->view->span) {
		next = list_act(app, &c->list, in);
		c->in_list |= list_hit(&c->list, in);
		return next == SCREEN_PASS ? act_on_item(app, c, in) : next;
	}
	next = c->in_list ? list_act(app, &c->list, in) : c->view->act(app, c, in);
	if (next != SCREEN_PASS) {
		move_look(c);
		return next;
	}
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
	case ACT_IMPORT:
		import_open(app, KIND_EVENT, (struct subject){0, 0});
		return SCREEN_DONE;
	case ACT_EXPORT:
		export_calendar(app, &c->filter);
		return SCREEN_DONE;
	case ACT_VIEW:
		while (i < VIEWS && views[i] != c->view)
			i++;
		set_view(c, views[(i + 1) % VIEWS]);
		return SCREEN_DONE;
	case ACT_DEADLINES:
		c->filter.no_deadlines = !c->filter.no_deadlines;
		return SCREEN_RELOAD;
	case ACT_MINE:
		c->filter.mine = !c->filter.mine;
		return SCREEN_RELOAD;
	case ACT_FILTER:
		filter_open(c);
		return SCREEN_DONE;
	case ACT_BACK:
		if (in->key == K_F10 || !filter_is_set(c))
			return SCREEN_PASS;
		filter_clear(c);
		return SCREEN_RELOAD;
	case ACT_NEW:
		add_event(app, c);
		return SCREEN_DONE;
	case ACT_CLICK:
		return in->twice ? act_on_item(app, c, in) : SCREEN_PASS;
	case ACT_MOVE:
	case ACT_OPEN:
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
	if (a == ACT_MOVE)
		return i && !i->deadline ? may(app, KIND_EVENT, "postpone", i->subject, e) : OK;
	return i ? may_record(app, i->subject, a, e) : OK;
}

static void done(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	card_free_beside(app, &c->beside);
	move_end(c);
	buf_free(&c->filter_text);
	items_clear(c);
	list_release(&c->list);
	free(c->items);
	free(c);
}

/* clang-format off */
static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS}, {.action = ACT_OPEN}, {.action = ACT_EDIT}, {.action = ACT_COPY},
	{.action = ACT_FILTER, .title = "Что показать"}, {.action = ACT_NEW, .label = "Новое", .title = "Назначить занятие"}, {.action = ACT_DELETE},
	{.action = ACT_MARK, .title = "Отметить: кто был, сделано ли"},
	{.action = ACT_VIEW, .title = "Другой вид: список, неделя, месяц, год"}, {.action = ACT_MOVE}, {.action = ACT_TODAY}, {.action = ACT_DATE},
	{.action = ACT_DEADLINES}, {.action = ACT_MINE}, {.action = ACT_EXPORT, .title = "Записать в файл календаря .ics"}, {.action = ACT_IMPORT},
	{.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "calendar", .title = title, .hint = hint, .load = load, .draw = draw,
	.act = act, .may = may_here, .done = done,
};
/* clang-format on */

struct screen *calendar_section(struct app *app)
{
	struct calendar *c = mem_alloc(sizeof(*c));

	c->base.ops = &ops;
	c->app = app;
	c->view = &view_agenda;
	c->day = c->asked = c->today = app->session->today;
	c->year = school_year_of(c->today);
	c->hour = 9;
	c->step = 1;
	c->to = -1;
	c->list = (struct list){.columns = agenda_columns,
				.columns_n = 4,
				.row = row,
				.reads = true,
				.key = key,
				.arg = c,
				.headless = true,
				.empty = ""};
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

static void agenda_draw(struct calendar *c, struct area a)
{
	const struct item *i = calendar_item(c);

	c->card = card_beside(&a);
	if (i)
		c->carded = i->subject;
	list_draw_in(c->tx, &c->list, a, true);
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
		read_around(c, tx);
		tx_end(&tx);
	}
	return SCREEN_DONE;
}

/* clang-format off */
const struct view view_agenda = {
	.title = "список", .heading = agenda_heading, .draw = agenda_draw, .act = agenda_act,
};
/* clang-format on */
