/* The start screen: what is due, when, whose. */
#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/mark.h"
#include "stazh/base/utf8.h"
#include "stazh/model/habit.h"
#include "stazh/model/rule.h"

#define WEEKS 8 /* whose load is shown */

struct due {
	struct screen base;
	struct list list;
	struct app *app;
	struct arena arena;
	struct due_line *lines; /* all that are due, ordered */
	struct due_line *found; /* those that fit the search */
	size_t n, cap;
	struct due_rows rows;
	int height; /* that the rows were made for */
	struct {
		int what, where, who; /* cells of the row, 0: left out */
	} w;
	size_t month, week[WEEKS];
	size_t sites, leaderless, reports, reports_done;
	struct card *beside;
	int days; /* 0: all */
	bool mine, begun;
};

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
			       .where = arena_strndup(&s->arena, d->where, d->where_n)};
	due_line_split(l, d, s->rows.today, &s->arena);
}

static void count(const struct deadline *d, void *arg)
{
	struct due *s = arg;
	long days = (long)d->due - s->rows.today;

	if (days < 0)
		return;
	s->month += days <= 30;
	if ((days + date_weekday(s->rows.today)) / 7 < WEEKS)
		s->week[(days + date_weekday(s->rows.today)) / 7]++;
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
			    !strcmp(record_text(&r, SITE_STATE), SITE_ACTIVE)) {
				s->sites++;
				s->leaderless += site_lacks_leader(&r);
			}
		free(ids);
	}
	if (query_run(tx, &reports, &ids, &n, NULL) == OK) {
		s->reports = n;
		for (size_t i = 0; i < n; i++)
			s->reports_done += record_load(tx, KIND_REPORT, ids[i], &r) == OK &&
					   (!strcmp(record_text(&r, REPORT_STATE), REPORT_SUBMITTED) ||
					    !strcmp(record_text(&r, REPORT_STATE), REPORT_ACCEPTED));
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

static const char nothing_due[] = "Сроков нет. F7 — записать свой срок, F9 — смотреть дальше.";
static const char nothing_mine[] = "Своих сроков нет. F9 — «Мои или все» покажет чужие, F7 — записать свой срок.";

/* The first row that is something to do. */
static size_t first_line(const struct due_rows *r)
{
	size_t i = 0;

	while (i < r->row_n && r->row[i].sort == DUE_HEAD)
		i++;
	return i < r->row_n ? i : 0;
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct due *s = arg;
	struct deadline_query q = {
		.today = s->app->session->today, .from = DATE_NONE, .days = s->days, .all = !s->days, .mine = s->mine};
	struct deadline_query month = {.today = q.today, .from = DATE_NONE, .days = 7 * WEEKS, .mine = s->mine};

	(void)e;
	arena_release(&s->arena);
	s->n = s->month = 0;
	memset(s->week, 0, sizeof(s->week));
	s->rows.today = q.today;
	deadline_each(tx, &q, keep, s);
	due_lines_order(s->lines, s->n, q.today);
	deadline_each(tx, &month, count, s);
	summarise(s, tx, s->app->year);
	s->list.empty = s->mine ? nothing_mine : nothing_due;
	due_steps_read(tx, &s->rows);
	s->found = mem_resize(s->found, (s->n + 1) * sizeof(*s->found));
	filter(s, text);
	if (!s->begun && s->rows.row_n)
		list_select(&s->list, first_line(&s->rows));
	s->begun = s->rows.row_n;
	return OK;
}

static void pad(struct buf *b, int width)
{
	for (int w = utf8_width(buf_text(b), b->n); w < width; w++)
		buf_addc(b, ' ');
}

#define GAP	2
#define DAY	9
#define WHO_MAX 30

/* «Где» takes what its longest name needs, so that short ones leave room to «Что»; on a narrow screen it goes. */
static void lay_out(struct due *s, int width)
{
	int where = 0, who = 0, left = width - 3 - DAY - GAP;
	struct buf name = {0};

	for (size_t i = 0; i < s->rows.lines_n; i++) {
		int w;

		buf_clear(&name);
		bare_name_add(s->rows.lines[i].where, &name);
		w = utf8_width(buf_text(&name), name.n);
		where = w > where ? w : where;
		w = utf8_width(s->rows.lines[i].who, strlen(s->rows.lines[i].who));
		who = w > who ? w : who;
	}
	buf_free(&name);
	where = where < left / 3 ? where : left / 3;
	who = who < WHO_MAX ? who : WHO_MAX;
	s->w.where = left >= 60 ? where : 0;
	left -= s->w.where ? s->w.where + GAP : 0;
	s->w.who = left >= who + GAP + 60 ? who : 0;
	s->w.what = left - (s->w.who ? s->w.who + GAP : 0);
}

static enum look look_of(enum due_group g)
{
	return (const enum look[]){LOOK_OVERDUE, LOOK_TODAY, LOOK_SOON, LOOK_PLAIN}[g];
}

/* Cells are cut here to what lay_out gave them. */
static void add_cut(const char *text, int width, struct buf *out)
{
	size_t n = strlen(text);

	if (utf8_width(text, n) <= width) {
		buf_add(out, text);
		return;
	}
	buf_addn(out, text, utf8_prefix(text, n, width - 1));
	buf_add(out, "…");
}

static void add_what(const struct due *s, const struct due_row *row, struct buf *out)
{
	const struct due_line *l = &s->rows.lines[row->line];
	struct buf text = {0}, place = {0};
	int width = s->w.what;

	if (row->sort == DUE_SET) {
		buf_addf(&text, "%s %zu %s: ", glyph(GLYPH_MARKER), row->n,
			 text_plural((long)row->n, "стажёр", "стажёра", "стажёров"));
		text_add_cased(&text, l->what, false);
	} else if (row->sort == DUE_MEMBER) {
		buf_addf(&text, "  %s", l->name);
	} else {
		bare_name_add(s->w.where ? "" : l->where, &place);
		due_deed_add(l->what, *l->name ? l->name : buf_text(&place), width, &text);
	}
	add_cut(buf_text(&text), width, out);
	buf_free(&text);
	buf_free(&place);
}

static void add_line(const struct due *s, const struct due_row *row, struct row *out)
{
	const struct due_line *l = &s->rows.lines[row->line];
	struct buf place = {0};

	buf_addc(&out->cell[0], ' ');
	if (row->sort != DUE_MEMBER)
		due_day_add(l, s->rows.today, &out->cell[0]);
	pad(&out->cell[0], DAY + GAP);
	add_what(s, row, &out->cell[1]);
	if (s->w.where && row->sort != DUE_MEMBER) {
		pad(&out->cell[1], s->w.what + GAP);
		bare_name_add(l->where, &place);
		add_cut(buf_text(&place), s->w.where, &out->cell[2]);
	}
	if (s->w.who && row->sort == DUE_LINE) {
		pad(&out->cell[2], s->w.where ? s->w.where + GAP : 0);
		add_cut(l->who, s->w.who, &out->cell[3]);
	}
	buf_free(&place);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct due *s = arg;
	const struct due_row *r = &s->rows.row[n];
	bool any = s->rows.count[r->group];

	(void)tx;
	out->whole = true;
	out->look[0] = look_of(r->group);
	if (r->sort == DUE_HEAD) {
		due_head_add(&s->rows, r->group, &out->cell[0]);
		if (any && (n + 1 == s->rows.row_n || s->rows.row[n + 1].sort == DUE_HEAD))
			buf_addf(&out->cell[0], " %s", glyph(GLYPH_MARKER));
		if (!any)
			out->look[0] = LOOK_DIM;
		else if (r->group == DUE_LATER)
			out->look[0] = LOOK_STRONG;
	} else if (r->sort == DUE_STEP) {
		due_step_add(&s->rows, r->line, out);
	} else if (r->sort == DUE_MORE) {
		buf_addf(&out->cell[0], " %s ", glyph(GLYPH_MARKER));
		due_more_add(r, s->rows.row[n - 1].sort == DUE_HEAD, &out->cell[0]);
	} else {
		add_line(s, r, out);
	}
}

/* ---- in a file: all of them, unfolded ---- */

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
	buf_add(&out->cell[2], l->where);
	buf_add(&out->cell[3], l->who);
}

/* ---- around the list ---- */

static void add_window(const struct due *s, struct buf *out)
{
	if (s->days)
		buf_addf(out, "%d %s", s->days, text_plural(s->days, "день", "дня", "дней"));
	else
		buf_add(out, "все сроки");
}

static void draw_top(const struct due *s, struct area a)
{
	struct buf b = {0};
	int x = a.x + 1, end;

	buf_addf(&b, "%s · ", s->mine ? "мои" : "все");
	add_window(s, &b);
	end = a.x + a.w - 2 - utf8_width(buf_text(&b), b.n);
	draw_right(a.y, end, a.x + a.w - 1 - end, LOOK_DIM, buf_text(&b));
	buf_clear(&b);
	x += draw_textf(a.y, x, end - x - 1, LOOK_PLAIN, "Площадки: %zu", s->sites);
	if (s->leaderless) {
		rule_cite(s->app->session->config, RULE_LEADER, &b);
		x += draw_textf(a.y, x, end - x - 1, LOOK_ACCENT, ", без руководителя %zu%s", s->leaderless,
				buf_text(&b));
	}
	buf_clear(&b);
	buf_addf(&b, " · за 30 дней %zu", s->month);
	if (end - x - 1 >= utf8_width(buf_text(&b), b.n))
		draw_text(a.y, x, end - x - 1, LOOK_PLAIN, buf_text(&b));
	buf_free(&b);
}

/* What is due in each of the next weeks, as bars; how much of the year's reports is there. */
static void draw_bars(const struct due *s, struct area a)
{
	size_t most = 1;
	int x = a.x + 1;

	draw_hline(a.y, a.x, a.w);
	for (int i = 0; i < WEEKS; i++)
		most = s->week[i] > most ? s->week[i] : most;
	x += draw_text(a.y + 1, x, a.w - 1, LOOK_PLAIN, "По неделям:");
	for (int i = 0; i < WEEKS; i++) {
		int y, m, d;
		struct buf b = {0};

		date_to_ymd(s->rows.today - date_weekday(s->rows.today) + 7 * i, &y, &m, &d);
		buf_addf(&b, " %02d.%02d ", d, m);
		mark_add(&(struct mark){.sort = MARK_COUNT, .to = (double)s->week[i], .of = (double)most}, &b);
		buf_addf(&b, " %zu", s->week[i]);
		if (x + utf8_width(b.s, b.n) < a.x + a.w)
			x += draw_text(a.y + 1, x, a.x + a.w - x, LOOK_PLAIN, b.s);
		buf_free(&b);
	}
	x = a.x + 1;
	if (s->reports) {
		x += draw_textf(a.y + 2, x, a.w - 1, LOOK_PLAIN, "Отчёты за год: сдано %zu из %zu  ", s->reports_done,
				s->reports);
		draw_progress(a.y + 2, x, 20, (long)s->reports_done, (long)s->reports);
	} else {
		draw_text(a.y + 2, x, a.w - 1, LOOK_DIM, "Отчётов за этот учебный год не ждём");
	}
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
	struct area left = {a.y + 1, a.x, a.h - 1 - bottom, a.w}, right = card_beside(&left);
	struct subject on;

	draw_top(s, a);
	lay_out(s, left.w);
	list_draw(app, &s->list, left, true);
	if (s->list.page != s->height && !s->list.search.n) {
		fit_rows(s, s->list.page);
		draw_clear(left);
		list_draw(app, &s->list, left, true);
	}
	on = subject(screen);
	if (on.id)
		card_show_beside(app, &s->beside, on.kind, on.id, right);
	if (bottom)
		draw_bars(s, (struct area){a.y + a.h - 3, a.x, 3, a.w});
}

/* The same for every row: what changes with the cursor has to be sent with every move. */
static void hint(struct screen *screen, struct buf *out)
{
	const struct due *s = (const struct due *)screen;

	if (s->rows.steps_n && !s->rows.lines_n)
		buf_add(out, "База пока пуста: с чего начать. Enter — туда, F1 — помощь");
	else if (s->list.count)
		buf_add(out, "Enter — открыть, F2 — действия, →← — раскрыть, свернуть, буквы — поиск");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct due *)screen)->list;
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
	if (!subject(screen).id && due_step_open(app, &((struct due *)screen)->rows, as_list(screen)->selected))
		return SCREEN_DONE;
	if (current((struct due *)screen) && !subject(screen).id)
		app_say(app, LOOK_PLAIN, "Здесь несколько дел: Enter раскроет их, F2 — что можно сделать с одним.");
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

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .take = act_here},
	{.action = ACT_OPEN, .take = open},
	{.action = ACT_RIGHT, .run = unfold},
	{.action = ACT_LEFT, .run = fold},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_NEW, .label = "Новый", .title = "Записать свой срок", .may = may_add, .run = add},
	{.action = ACT_SEARCH, .run = list_search},
	{.action = ACT_MARK, .title = "Отметить сделанным", .may = here_may, .take = here},
	{.action = ACT_MINE, .run = mine},
	{.action = ACT_PERIOD, .run = next_window},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "due", .name = "Сроки", .hint = hint, .load = list_load, .draw = draw,
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
				.row = row,
				.plain = plain,
				.plain_count = plain_count,
				.headless = true,
				.key = key,
				.load = load,
				.filter = filter,
				.arg = s,
				.empty = nothing_due};
	return &s->base;
}
