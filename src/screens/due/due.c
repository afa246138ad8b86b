/* The start screen: what is due, when, whose. */
#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/utf8.h"
#include "stazh/mail/mail.h"
#include "stazh/model/access.h"
#include "stazh/model/habit.h"

static const struct list_column columns[] = {
	{.title = "Срок", .min = 10, .want = 10, .date = true},
	{.title = "Что", .min = 23, .want = 60, .grow = 3},
	{.title = "Где", .min = 20, .want = 30, .grow = 1},
	{.title = "Кто", .min = 14, .want = 30, .grow = 1},
};

static void keep(const struct deadline *d, void *arg)
{
	struct due *s = arg;
	struct due_line *l;

	s->lines = mem_grow(s->lines, s->n, &s->cap, sizeof(*s->lines));
	l = &s->lines[s->n++];
	*l = (struct due_line){.due = d->due,
			       .subject = due_subject(d),
			       .kind = d->kind,
			       .rec_kind = d->rec_kind,
			       .rec_id = d->rec_id,
			       .site = d->site,
			       .who = arena_strndup(&s->arena, d->who, d->who_n),
			       .where = arena_strndup(&s->arena, d->where, d->where_n),
			       .alarmed = arena_strndup(&s->arena, d->alarmed, d->alarmed_n)};
	due_line_split(l, d, s->rows.today, &s->arena);
	s->widest_who = d->who_width > s->widest_who ? d->who_width : s->widest_who;
	if (d->where_width > s->widest_where) {
		struct buf bare = {0};
		int width;

		bare_name_add(l->where, &bare);
		width = utf8_width(buf_text(&bare), bare.n);
		s->widest_where = width > s->widest_where ? width : s->widest_where;
		buf_free(&bare);
	}
}

static void count(const struct deadline *d, void *arg)
{
	struct due *s = arg;
	long days = (long)d->due - s->rows.today;

	if (days < 0)
		return;
	s->month += days <= 30;
	if ((days + date_weekday(s->rows.today)) / 7 < DUE_WEEKS)
		s->week[(days + date_weekday(s->rows.today)) / 7]++;
}

/* Of a site that is counted: all, or one's own. */
static bool counts(const struct due *s, const struct record *site)
{
	struct party of = {
		.site = site->id, .org = record_ref(site, SITE_ORG), .methodist = record_ref(site, SITE_METHODIST)};

	return !s->mine || party_is_mine(s->app->session, &of, 1, "");
}

static void count_report(struct due *s, struct tx *tx, const struct record *r)
{
	struct record site = {.kind = 0};

	if (!s->mine || (record_load(tx, KIND_SITE, record_ref(r, REPORT_SITE), &site) == OK && counts(s, &site))) {
		s->reports++;
		s->reports_done += !strcmp(record_text(r, REPORT_STATE), REPORT_SUBMITTED) ||
				   !strcmp(record_text(r, REPORT_STATE), REPORT_ACCEPTED);
	}
	record_release(&site);
}

static void summarise(struct due *s, struct tx *tx, int year)
{
	struct query sites = {.kind = KIND_SITE, .year = year}, reports = {.kind = KIND_REPORT, .year = year};
	struct record r = {.kind = 0};
	uint32_t *ids;
	size_t n;

	s->sites = s->leaderless = s->reports = s->reports_done = 0;
	if (query_run(tx, &sites, &ids, &n, NULL) == OK) {
		for (size_t i = 0; i < n; i++)
			if (record_load(tx, KIND_SITE, ids[i], &r) == OK &&
			    !strcmp(record_text(&r, SITE_STATE), SITE_ACTIVE) && counts(s, &r)) {
				s->sites++;
				s->leaderless += site_lacks_leader(&r);
			}
		free(ids);
	}
	if (query_run(tx, &reports, &ids, &n, NULL) == OK) {
		for (size_t i = 0; i < n; i++)
			if (record_load(tx, KIND_REPORT, ids[i], &r) == OK)
				count_report(s, tx, &r);
		free(ids);
	}
	record_release(&r);
}

/* ---- rows ---- */

static void make_rows(struct due *s, int height)
{
	s->height = height;
	due_rows_make(&s->rows, height, s->list.search.n);
	list_set_count(&s->list, s->rows.row_n);
}

/* Of the height that the list has now: the cursor stays where it is. */
static void fit_rows(struct due *s, int height)
{
	struct list_hold hold;

	list_hold(&s->list, &hold);
	make_rows(s, height);
	list_resume(&s->list, &hold);
}

static uint64_t key(void *arg, size_t n)
{
	const struct due *s = arg;

	return due_row_key(&s->rows, n);
}

static void select_key(struct due *s, uint64_t wanted)
{
	for (size_t i = 0; i < s->rows.row_n; i++)
		if (due_row_key(&s->rows, i) == wanted)
			list_select(&s->list, i);
}

static bool fits(const struct due_line *l, const char *words)
{
	struct buf all = {0}, folded = {0};
	bool found;

	buf_addf(&all, "%s %s %s %s", l->what, l->name, l->who, l->where);
	collate_fold(buf_text(&all), all.n, &folded);
	found = collate_matches(buf_text(&folded), words);
	buf_free(&all);
	buf_free(&folded);
	return found;
}

static void filter(void *arg, const char *text)
{
	struct due *s = arg;
	struct buf words = {0};

	s->rows.lines = s->lines;
	s->rows.lines_n = s->n;
	if (*text) {
		collate_fold(text, strlen(text), &words);
		s->rows.lines_n = 0;
		for (size_t i = 0; i < s->n; i++)
			if (fits(&s->lines[i], buf_text(&words)))
				s->found[s->rows.lines_n++] = s->lines[i];
		s->rows.lines = s->found;
	}
	buf_free(&words);
	make_rows(s, s->height);
}

/* Who may not write one down is not told to. */
static const char *nothing(const struct due *s)
{
	bool may_write = !access_could(s->app->session, KIND_REMINDER, "add", NULL);

	if (s->mine)
		return may_write ? "Своих сроков нет. Ctrl-A покажет чужие, F7 — записать свой срок."
				 : "Своих сроков нет. Ctrl-A покажет чужие.";
	return may_write ? "Сроков нет. F7 — записать свой срок, Ctrl-N — смотреть дальше."
			 : "Сроков нет. Ctrl-N — смотреть дальше.";
}

/* The first row that is something to do. */
static size_t first_line(const struct due_rows *r)
{
	size_t i = 0;

	while (i < r->row_n && (r->row[i].sort == DUE_HEAD || due_is_turn(r, i)))
		i++;
	return i < r->row_n ? i : 0;
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct due *s = arg;
	struct deadline_query q = {.today = s->app->session->today,
				   .from = DATE_NONE,
				   .days = s->days,
				   .all = !s->days,
				   .mine = s->mine,
				   .joined = true};
	struct deadline_query month = {.today = q.today, .from = DATE_NONE, .days = 7 * DUE_WEEKS, .mine = s->mine};

	(void)e;
	arena_release(&s->arena);
	s->n = s->month = 0;
	s->widest_where = s->widest_who = s->widest_what = 0;
	memset(s->week, 0, sizeof(s->week));
	s->rows.today = q.today;
	deadline_each(tx, &q, keep, s);
	due_lines_order(s->lines, s->n, q.today);
	deadline_each(tx, &month, count, s);
	summarise(s, tx, s->app->year);
	mail_trouble(tx, &s->unreached, &s->unknown);
	s->list.empty = nothing(s);
	due_steps_read(tx, &s->rows);
	s->found = mem_resize(s->found, (s->n + 1) * sizeof(*s->found));
	filter(s, text);
	due_marks_prune(s, tx);
	return OK;
}

/* ---- in a file: all of them, unfolded ---- */

static void told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	(void)tx;
	due_row_tell(&((const struct due *)arg)->rows, n, out);
}

static size_t plain_count(void *arg)
{
	return ((const struct due *)arg)->rows.lines_n;
}

static void plain(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct due_line *l = &((const struct due *)arg)->rows.lines[n];

	(void)tx;
	date_add_ru(&out->cell[0], l->due);
	due_deed_add(l->what, l->name, INT16_MAX, &out->cell[1]);
	due_alarm_add(l, &out->cell[1]);
	buf_add(&out->cell[2], l->where);
	buf_add(&out->cell[3], l->who);
}

static const struct due_row *current(const struct due *s)
{
	return s->list.count ? &s->rows.row[s->list.selected] : NULL;
}

static struct subject subject(const struct screen *screen)
{
	const struct due *s = (const struct due *)screen;
	const struct due_row *r = current(s);

	return r && (r->sort == DUE_LINE || r->sort == DUE_MEMBER) ? s->rows.lines[r->line].subject
								   : (struct subject){0, 0};
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct due *s = (struct due *)screen;
	int bottom = a.h >= 24 ? 3 : 0;
	struct area left = {a.y + 1, a.x, a.h - 1 - bottom, a.w}, right = card_beside(&left, due_wants(s, a.w));
	struct subject on;

	due_draw_top(s, a);
	due_lay_out(s, left.w);
	if (left.h - s->taken != s->height && !s->list.search.n)
		fit_rows(s, left.h - s->taken);
	list_draw(app, &s->list, left, true);
	if (s->list.page != s->height && !s->list.search.n) {
		s->taken = left.h - s->list.page;
		fit_rows(s, s->list.page);
		draw_clear(left);
		list_draw(app, &s->list, left, true);
	}
	on = subject(screen);
	card_show_beside(app, &s->beside, on.kind, on.id, right);
	if (bottom)
		due_draw_bars(s, (struct area){a.y + a.h - 3, a.x, 3, a.w});
}

/* The same for every row: what changes with the cursor has to be sent with every move. */
static void hint(struct screen *screen, struct buf *out)
{
	const struct due *s = (const struct due *)screen;

	if (s->rows.steps_n && !s->rows.lines_n)
		buf_add(out, "С чего начать: Enter — туда, F1 — помощь");
	else if (s->list.count)
		buf_addf(out, "Enter — открыть, F2 — действия, →← — раскрыть%s",
			 s->unreached || s->unknown ? ", Ctrl-Q — кому не написать"
			 : access_could(s->app->session, KIND_REMINDER, "add", NULL) ? ", свернуть"
										     : ", свернуть, Ctrl-O — отложить");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct due *)screen)->list;
}

/* Is the cursor on something that is to be done, or on what unfolds to that? */
static bool on_line(const struct due *s)
{
	const struct due_row *r = current(s);

	return r && r->sort != DUE_HEAD;
}

/* From a head to the nearest thing to be done, below it rather than above. */
static void leave_head(struct due *s)
{
	size_t at = s->list.selected;

	for (size_t i = 1; i < s->list.count && !on_line(s); i++) {
		list_select(&s->list, at + i);
		if (!on_line(s))
			list_select(&s->list, at > i ? at - i : 0);
	}
	if (!on_line(s))
		list_select(&s->list, at);
}

/* Where there was nothing to do before, the cursor goes to what is to be done now; where the last one of a group is
 * done or goes elsewhere, not to the head above it. */
static enum err load_screen(struct app *app, struct screen *screen, struct error *e)
{
	struct due *s = (struct due *)screen;
	bool on = on_line(s);
	enum err err;

	s->rows.turn = turn_offered(app, &s->rows.soon);
	err = list_load(app, screen, e);

	if (on)
		leave_head(s);
	if (!s->begun)
		list_select(&s->list, first_line(&s->rows));
	s->begun = s->rows.lines_n;
	return err;
}

/* ---- keys ---- */

static enum next go_to(struct due *s, uint64_t wanted)
{
	if (!wanted)
		return SCREEN_PASS;
	make_rows(s, s->height);
	select_key(s, wanted);
	return SCREEN_DONE;
}

static enum next unfold(struct app *app, struct screen *screen)
{
	struct due *s = (struct due *)screen;

	(void)app;
	return s->list.count ? go_to(s, due_unfold(&s->rows, s->list.selected)) : SCREEN_PASS;
}

static enum next fold(struct app *app, struct screen *screen)
{
	struct due *s = (struct due *)screen;

	(void)app;
	return s->list.count && !s->list.search.n ? go_to(s, due_fold(&s->rows, s->list.selected)) : SCREEN_PASS;
}

static enum next act_here(struct app *app, struct screen *screen, const struct input *in)
{
	const struct due *s = (const struct due *)screen;
	const struct due_row *r = current(s);

	if (due_marked_act(app, (struct due *)screen, ACT_ACTIONS))
		return SCREEN_DONE;
	if (!subject(screen).id && due_step_open(app, &s->rows, s->list.selected))
		return SCREEN_DONE;
	if (subject(screen).id) {
		actions_open_due(app, subject(screen), s->rows.lines[r->line].kind);
		return SCREEN_DONE;
	}
	if (r && r->sort == DUE_HEAD && !s->rows.count[r->group])
		app_say(app, LOOK_PLAIN, "Здесь ничего нет.");
	else if (due_on_set(s))
		due_all_act(app, s, false);
	else if (r)
		app_say(app, LOOK_PLAIN, "Здесь несколько дел: Enter раскроет их, F2 — что можно сделать с одним.");
	if (due_on_set(s))
		return SCREEN_DONE;
	return here(app, screen, in);
}

/* Enter on what is no deadline unfolds it, or folds it again. */
static enum next open(struct app *app, struct screen *screen, const struct input *in)
{
	if (subject(screen).id)
		return here(app, screen, in);
	if (due_step_open(app, &((struct due *)screen)->rows, as_list(screen)->selected))
		return SCREEN_DONE;
	return unfold(app, screen) == SCREEN_DONE ? SCREEN_DONE : fold(app, screen);
}

static enum next mine(struct app *app, struct screen *screen)
{
	struct due *s = (struct due *)screen;

	s->mine = !s->mine;
	habit_keep_number(app->session, "due.mine", s->mine);
	return SCREEN_RELOAD;
}

static enum next next_window(struct app *app, struct screen *screen)
{
	static const int windows[] = {14, 30, 90, 0};
	struct due *s = (struct due *)screen;
	size_t i = 0;

	while (i < 3 && windows[i] != s->days)
		i++;
	s->days = windows[(i + 1) % 4];
	habit_keep_number(app->session, "due.days", s->days);
	return SCREEN_RELOAD;
}

static enum next add(struct app *app, struct screen *screen)
{
	(void)screen;
	edit_new(app, KIND_REMINDER, (struct subject){0, 0}, 0);
	return SCREEN_DONE;
}

static enum err may_add(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)screen;
	return may_record(app, (struct subject){KIND_REMINDER, 0}, a, e);
}

static void done(struct app *app, struct screen *screen)
{
	struct due *s = (struct due *)screen;

	card_free_beside(app, &s->beside);
	list_release(&s->list);
	arena_release(&s->arena);
	free(s->lines);
	free(s->found);
	due_rows_release(&s->rows);
	free(s);
}

/* ---- putting off ---- */

static const char *const deferring[] = {"defer", "waive"};

static void defer_chosen(struct app *app, int index, void *arg)
{
	const struct subject *of = arg;

	if (index >= 0)
		action_start(app, of->kind, of->id, deferring[index]);
}

/* The record that causes the deadline, which is not always the one that is opened. */
static struct subject cause(const struct due *s)
{
	const struct due_row *r = current(s);

	if (!r || (r->sort != DUE_LINE && r->sort != DUE_MEMBER))
		return (struct subject){0, 0};
	return (struct subject){s->rows.lines[r->line].rec_kind, s->rows.lines[r->line].rec_id};
}

static bool on_turn(const struct due *s)
{
	return s->list.count && due_is_turn(&s->rows, s->list.selected);
}

static enum err may_defer(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	struct subject of = cause((const struct due *)screen);

	if (((const struct due *)screen)->list.marked_n)
		return OK;
	if (due_on_set((const struct due *)screen))
		return due_all_may(app, (const struct due *)screen, a, e);
	if (on_turn((const struct due *)screen))
		return OK;
	return of.id ? may(app, of.kind, "defer", of, e) : error_set(e, ERR_REFUSED, "здесь не один срок");
}

static enum next defer(struct app *app, struct screen *screen)
{
	static const struct menu_item items[] = {{.text = "Отложить до…"}, {.text = "Снять с причиной…"}};
	struct error e = {.code = OK};
	struct subject *of;

	if (due_marked_act(app, (struct due *)screen, ACT_DEFER))
		return SCREEN_DONE;
	if (may_defer(app, screen, ACT_DEFER, &e)) {
		app_say(app, LOOK_ERROR, "%s", e.text);
		return SCREEN_DONE;
	}
	if (due_on_set((const struct due *)screen)) {
		due_all_act(app, (const struct due *)screen, true);
		return SCREEN_DONE;
	}
	if (on_turn((const struct due *)screen)) {
		turn_decline(app, ((const struct due *)screen)->rows.turn);
		return SCREEN_RELOAD;
	}
	of = mem_alloc(sizeof(*of));
	*of = cause((const struct due *)screen);
	dialog_menu(app, "Срок", NULL, items, 2, 0, defer_chosen, of);
	screen_own(app, of);
	return SCREEN_DONE;
}

static enum err may_mark(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct due *s = (const struct due *)screen;

	if (s->list.marked_n)
		return OK; /* of each it is asked when it is done */
	return due_on_set(s) ? due_all_may(app, s, a, e) : here_may(app, screen, a, e);
}

static enum next mark(struct app *app, struct screen *screen, const struct input *in)
{
	const struct due *s = (const struct due *)screen;

	if (due_marked_act(app, (struct due *)screen, ACT_MARK))
		return SCREEN_DONE;
	if (!due_on_set(s))
		return here(app, screen, in);
	due_all_end(app, s);
	return SCREEN_DONE;
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .take = act_here},
	{.action = ACT_OPEN, .take = open},
	{.action = ACT_RIGHT, .run = unfold},
	{.action = ACT_LEFT, .run = fold},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_NEW, .label = "Новый", .title = "Записать свой срок", .may = may_add, .run = add},
	{.action = ACT_MARK, .title = "Отметить сделанным", .may = may_mark, .take = mark},
	{.action = ACT_DEFER, .may = may_defer, .run = defer},
	{.action = ACT_REMIND, .may = due_remind_may, .run = due_remind},
	{.action = ACT_UNREACHED, .may = due_unreached_may, .run = due_unreached},
	{.action = ACT_SUMMARY, .title = "Что здесь посчитано…", .run = due_counted},
	{.action = ACT_MINE, .run = mine},
	{.action = ACT_PERIOD, .run = next_window},
	{.action = ACT_EXPORT, .run = export_ask},
	MARKS_ACTIONS(marks_by),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .pane = PANE_CARDED, .actions = actions, .help = "due", .name = "Сроки", .hint = hint, .load = load_screen, .draw = draw,
	.subject = subject, .list = as_list, .done = done,
};
/* clang-format on */

struct screen *due_section(struct app *app)
{
	struct due *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->days = (int)habit_number(app->session, "due.days", config_int(app->session->config, OPT_DUE_DAYS));
	s->mine = habit_number(app->session, "due.mine", app->session->role == ROLE_LEADER);
	s->height = draw_rows();
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = due_row_show,
				.plain = plain,
				.plain_count = plain_count,
				.plain_key = due_marks_line,
				.told = told,
				.headless = true,
				.whole = true,
				.key = key,
				.markable = true,
				.marks = due_marks,
				.searches = true,
				.load = load,
				.filter = filter,
				.arg = s,
				.empty = ""};
	return &s->base;
}
