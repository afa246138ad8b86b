/* The calendar's section: its views, what they have in common, and what the keys do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "stazh/model/habit.h"
#include "stazh/base/utf8.h"

static const struct view *const views[] = {&view_agenda, &view_week, &view_month, &view_year};
#define VIEWS (sizeof(views) / sizeof(*views))

/* ---- loading ---- */

static uint64_t key(void *arg, size_t n)
{
	const struct calendar *c = arg;
	const struct item *i = &c->items[c->first + n];

	return (i->subject.id ? subject_key(i->subject) : (uint64_t)(i->date - DATE_MIN)) |
	       (uint64_t)i->deadline << 48 | (i->coming ? (uint64_t)(i->date & 0x3ff) << 53 : 0) | 1ull << 63;
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
	uint32_t followed;

	if (!tx)
		return e->code;
	list_hold(&c->list, &hold);
	followed = calendar_follow(c, tx);
	c->today = app->session->today;
	c->any = record_count(tx, KIND_EVENT) > 0;
	filter_tell(c, tx);
	follow_year(c);
	items_clear(c);
	calendar_read(c, tx, c->day == day && hold.key[0] && !followed ? &hold : NULL);
	if (followed)
		calendar_select(c, followed);
	tx_end(&tx);
	move_look(c);
	return OK;
}

/* ---- drawing ---- */

#define FILTER_ROWS 3

/* What is shown stands beside it, or in lines of its own: no part of it is cut. Returns how many lines. */
static int draw_heading(const struct calendar *c, struct area a)
{
	struct buf b = {0};
	int w = 0, x, rows = 1, room;

	for (size_t i = 0; i < VIEWS; i++)
		w += utf8_width(views[i]->title, strlen(views[i]->title)) + 2;
	x = a.x + a.w - w - 1;
	for (size_t i = 0; i < VIEWS; i++) {
		bool here = views[i] == c->view;

		x += draw_textf(a.y, x, a.x + a.w - x, here ? LOOK_STRONG : LOOK_DIM, here ? "[%s]" : " %s ",
				views[i]->title);
	}
	c->view->heading(c, &b);
	room = a.w - w - 3 - utf8_width(b.s, b.n) - 3;
	if (c->filter_text.n && utf8_width(c->filter_text.s, c->filter_text.n) <= room)
		buf_addf(&b, " · %s", c->filter_text.s);
	else if (c->filter_text.n)
		rows += draw_wrapped((struct area){a.y + 1, a.x + 1, FILTER_ROWS, a.w - 2}, 0, LOOK_STRONG,
				     c->filter_text.s);
	draw_text(a.y, a.x + 1, a.w - w - 3, LOOK_STRONG, buf_text(&b));
	buf_free(&b);
	return rows < 1 + FILTER_ROWS ? rows : 1 + FILTER_ROWS;
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct calendar *c = (struct calendar *)screen;
	struct tx *tx = tx_read(app->session->store, NULL);
	int used;

	c->carded.id = 0;
	c->card.w = 0;
	used = draw_heading(c, a);
	c->view->draw(c, tx, (struct area){a.y + used, a.x, a.h - used, a.w});
	tx_end(&tx);
	card_show_beside(app, &c->beside, c->carded.kind, c->carded.id, c->card); /* reads for itself */
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct calendar *c = (const struct calendar *)screen;

	if (c->moving.id)
		move_hint(c, out);
	else if (!c->any)
		buf_addf(out, "Занятий ещё нет%s.", calendar_way_on(c->app, ". F7 — назначить первое"));
	else if (c->in_list)
		buf_add(out, "Enter — открыть, F2 — действия, x — перенести, Esc — к дням");
	else if (filter_is_set(c))
		buf_addf(out, "Показано: %s. Esc — %s", buf_text(&c->filter_text),
			 c->filters_n > 1 ? "снять последнее, F6 — всё" : "показать всё");
	else
		buf_addf(out, "v — вид, t — сегодня, = — дата, l — сроки%s",
			 calendar_way_on(c->app, ", F7 — назначить"));
}

/* ---- doing ---- */

static void jump(struct calendar *c, int32_t day)
{
	calendar_jump(c, day);
	move_look(c);
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

/* On the day and hour under the cursor, for what is shown alone. */
static enum next add_event(struct app *app, struct screen *screen)
{
	const struct calendar *c = (const struct calendar *)screen;
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
	return SCREEN_DONE;
}

static enum err may_add(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)screen;
	return may_record(app, (struct subject){KIND_EVENT, 0}, a, e);
}

/* Goes into the day's list: by Enter, and when it has to be said which one is meant. */
static enum next enter_list(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;
	size_t first, n;

	if (!c->list.count) {
		app_say(app, LOOK_PLAIN, "В этот день ничего нет%s", calendar_way_on(app, ". F7 — назначить занятие"));
		return SCREEN_DONE;
	}
	calendar_rows_under(c, &first, &n);
	if (n)
		list_select(&c->list, first);
	c->in_list = true;
	return SCREEN_DONE;
}

/* A roadmap is applied to an event: where there are only deadlines, that is said. */
static enum err may_roadmap(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct calendar *c = (struct calendar *)screen;
	const struct item *i = calendar_item(c);
	size_t first, n;
	bool events = false;

	if (i ? may_record(app, i->subject, a, NULL) != ERR_NONE : c->in_list || !c->view->span)
		return ERR_NONE; /* as anywhere */
	calendar_rows_under(c, &first, &n);
	for (size_t at = first; !i && at < first + n; at++)
		events |= !c->items[c->first + at].deadline;
	return events || !n ? OK
			    : error_set(e, ERR_REFUSED, "дорожную карту применяют к занятию, а здесь только сроки");
}

static enum next roadmap(struct app *app, struct screen *screen)
{
	return may_roadmap(app, screen, ACT_ROADMAP, NULL) ? SCREEN_PASS : enter_list(app, screen);
}

static struct subject subject(const struct screen *screen)
{
	const struct item *i = calendar_item((const struct calendar *)screen);

	return i ? i->subject : (struct subject){0, 0};
}

/* The cursor stands in it, */
static struct list *moved(struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	return (c->in_list || !c->view->span) && !c->moving.id ? &c->list : NULL;
}

/* and the card does not say more. */
static struct list *telling(struct screen *screen)
{
	return ((struct calendar *)screen)->card.w ? NULL : moved(screen);
}

static enum next move_event(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;
	const struct item *i = calendar_item(c);

	(void)app;
	if (!i)
		return SCREEN_PASS;
	move_begin(c, i);
	return SCREEN_DONE;
}

static enum err may_move(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct item *i = calendar_item((struct calendar *)screen);

	(void)a;
	return i && !i->deadline ? may(app, KIND_EVENT, "postpone", i->subject, e) : OK;
}

static enum next next_view(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;
	size_t i = 0;

	while (i < VIEWS && views[i] != c->view)
		i++;
	c->view = views[(i + 1) % VIEWS];
	habit_keep(app->session, "calendar.view", c->view->title);
	calendar_set_columns(c);
	jump(c, c->day);
	return SCREEN_DONE;
}

static enum next today(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	(void)app;
	jump(c, c->today);
	return SCREEN_DONE;
}

static enum next date(struct app *app, struct screen *screen)
{
	ask_date(app, (struct calendar *)screen, "");
	return SCREEN_DONE;
}

/* «+14» can be typed at once. */
static enum next type_date(struct app *app, struct screen *screen, const struct input *in)
{
	if (in->n != 1 || !strchr("+-0", *in->text))
		return SCREEN_PASS;
	ask_date(app, (struct calendar *)screen, (char[]){*in->text, 0});
	return SCREEN_DONE;
}

static enum next deadlines(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	(void)app;
	c->filter.no_deadlines = !c->filter.no_deadlines;
	return SCREEN_RELOAD;
}

static enum next mine(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	c->filter.mine = !c->filter.mine;
	habit_keep_number(app->session, "calendar.mine", c->filter.mine);
	return SCREEN_RELOAD;
}

static enum next filter(struct app *app, struct screen *screen)
{
	(void)app;
	filter_open((struct calendar *)screen);
	return SCREEN_DONE;
}

static enum next show_more(struct app *app, struct screen *screen, const struct input *in)
{
	struct calendar *c = (struct calendar *)screen;

	(void)app;
	if (in->key == K_F10 || !filter_is_set(c))
		return SCREEN_PASS;
	filter_drop(c);
	return SCREEN_RELOAD;
}

static enum next export(struct app *app, struct screen *screen) {
	export_calendar_ask(app, &((struct calendar *)screen)->filter); return SCREEN_DONE;
}

static enum next import(struct app *app, struct screen *screen)
{
	(void)screen;
	import_open(app, KIND_EVENT, (struct subject){0, 0});
	return SCREEN_DONE;
}

/* ---- the cursor ---- */

static enum next move_list(struct app *app, struct screen *screen, const struct input *in)
{
	struct calendar *c = (struct calendar *)screen;
	(void)app;
	list_move(&c->list, in->action);
	move_look(c);
	return SCREEN_DONE;
}

static enum next move_day(struct app *app, struct screen *screen, const struct input *in)
{
	struct calendar *c = (struct calendar *)screen;
	enum next next = c->view->move(app, c, in);

	if (next != SCREEN_PASS)
		move_look(c);
	return next;
}

static enum next click_list(struct app *app, struct screen *screen, const struct input *in)
{
	struct calendar *c = (struct calendar *)screen;

	(void)app;
	c->in_list |= list_hit(&c->list, in);
	return list_click(&c->list, in);
}

static enum next click_agenda(struct app *app, struct screen *screen, const struct input *in)
{
	struct calendar *c = (struct calendar *)screen;
	enum next next = list_click(&c->list, in);

	(void)app;
	if (c->list.count)
		c->day = c->items[c->list.selected].date;
	return next;
}

static enum next leave_list(struct app *app, struct screen *screen, const struct input *in)
{
	(void)app;
	if (in->key == K_F10)
		return SCREEN_PASS;
	((struct calendar *)screen)->in_list = false;
	return SCREEN_DONE;
}

/* ---- what the keys do ---- */

/* Among the days; in the list of one; in the list without an end. */
static const struct screen_action of_days[] = {
	DATE_ACTIONS(move_day),
	{.action = ACT_CLICK, .take = click_list},
	{.action = ACT_NONE},
};
static const struct screen_action of_list[] = {
	MOVE_ACTIONS(move_list),
	{.action = ACT_CLICK, .take = click_list},
	{.action = ACT_BACK, .take = leave_list},
	{.action = ACT_NONE},
};
static const struct screen_action of_agenda[] = {
	MOVE_ACTIONS(move_day),
	{.action = ACT_CLICK, .take = click_agenda},
	{.action = ACT_NONE},
};

static const struct screen_action *layer(const struct screen *screen, size_t i)
{
	const struct calendar *c = (const struct calendar *)screen;
	const struct screen_action *cursor = c->in_list ? of_list : c->view->span ? of_days : of_agenda;

	if (c->moving.id)
		return i == 0 ? move_actions : i == 1 ? cursor : NULL;
	return i == 0 ? cursor : NULL;
}

/* Where it is not clear which one is meant, the day's list comes first. */
static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .may = here_may, .take = here},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_COPY, .may = here_may, .take = here},
	{.action = ACT_FILTER, .title = "Что показать", .run = filter},
	{.action = ACT_NEW, .label = "Новое", .title = "Назначить занятие", .may = may_add, .run = add_event},
	{.action = ACT_DELETE, .may = here_may, .take = here},
	{.action = ACT_MARK, .title = "Отметить: кто был, сделано ли", .may = here_may, .take = here},
	{.action = ACT_ROADMAP, .may = may_roadmap, .run = roadmap},
	{.action = ACT_ROADMAP, .may = here_may, .take = here},
	{.action = ACT_VIEW, .title = "Другой вид: список, неделя, месяц, год", .run = next_view},
	{.action = ACT_MOVE, .may = may_move, .run = move_event},
	{.action = ACT_TODAY, .run = today},
	{.action = ACT_DATE, .run = date},
	{.action = ACT_DEADLINES, .run = deadlines},
	{.action = ACT_MINE, .run = mine},
	{.action = ACT_EXPORT, .title = "Записать в файл календаря .ics", .run = export},
	{.action = ACT_IMPORT, .may = here_may, .run = import},
	{.action = ACT_TEXT, .take = type_date},
	{.action = ACT_BACK, .take = show_more},
	{.action = ACT_ACTIONS, .run = enter_list},
	{.action = ACT_OPEN, .run = enter_list},
	{.action = ACT_EDIT, .run = enter_list},
	{.action = ACT_COPY, .run = enter_list},
	{.action = ACT_DELETE, .run = enter_list},
	{.action = ACT_MARK, .run = enter_list},
	{.action = ACT_MOVE, .run = enter_list},
	{.action = ACT_NONE},
};

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
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .layer = layer, .help = "calendar", .name = "Календарь", .hint = hint, .load = load, .draw = draw,
	.subject = subject, .telling = telling, .moved = moved, .tell = calendar_tell, .item = calendar_tell_item, .point = calendar_point, .current = calendar_current,
	.turn = calendar_turn, .done = done,
};
/* clang-format on */

static const struct view *used_view(struct session *s)
{
	struct buf title = {0};
	size_t i = 0;

	habit_get(s, "calendar.view", &title);
	while (i < VIEWS && strcmp(views[i]->title, buf_text(&title)) != 0)
		i++;
	buf_free(&title);
	return views[i % VIEWS];
}

struct screen *calendar_section(struct app *app)
{
	struct calendar *c = mem_alloc(sizeof(*c));

	c->base.ops = &ops;
	c->app = app;
	c->view = used_view(app->session);
	c->filter.mine = habit_number(app->session, "calendar.mine", false);
	c->day = c->asked = c->today = app->session->today;
	c->year = school_year_of(c->today);
	c->hour = 9;
	c->step = 1;
	c->to = -1;
	c->list = (struct list){.row = calendar_row,
				.told = calendar_told,
				.reads = true,
				.key = key,
				.arg = c,
				.headless = true,
				.empty = ""};
	calendar_set_columns(c);
	return &c->base;
}
