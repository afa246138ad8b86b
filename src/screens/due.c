/* The start screen: what is due, when, whose. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mark.h"
#include "stazh/base/utf8.h"
#include "stazh/model/rule.h"

struct line {
	int32_t due;
	struct subject subject;
	uint8_t kind;
	const char *what, *who, *where;
};

struct due {
	struct screen base;
	struct list list;
	struct app *app;
	struct arena arena;
	struct line *lines;
	size_t n, cap;
	size_t *shown; /* those that fit the search */
	size_t overdue, today, week, month;
	size_t sites, leaderless, reports, reports_done;
	int32_t day;
	struct list_column columns[5];
	struct card *beside;
	int days; /* 0: all */
	bool mine;
};

static const struct list_column columns[] = {
	{.title = "Срок", .min = 10, .want = 10, .date = true},
	{.title = "", .min = 18, .want = 19, .drop = 1},
	{.title = "Что", .min = 23, .want = 44, .grow = 3},
	{.title = "Где", .min = 20, .want = 24, .grow = 1, .drop = 2},
	{.title = "Кто", .min = 14, .want = 24, .grow = 1, .drop = 3},
};

#define PLACE 3

static void keep(const struct deadline *d, void *arg)
{
	struct due *s = arg;
	struct line *l;

	s->lines = mem_grow(s->lines, s->n, &s->cap, sizeof(*s->lines));
	l = &s->lines[s->n++];
	*l = (struct line){.due = d->due,
			   .subject = due_subject(d),
			   .kind = d->kind,
			   .what = arena_strndup(&s->arena, d->what, strlen(d->what)),
			   .who = arena_strndup(&s->arena, d->who, strlen(d->who)),
			   .where = arena_strndup(&s->arena, d->where, strlen(d->where))};
}

static void count(const struct deadline *d, void *arg)
{
	struct due *s = arg;
	long days = (long)d->due - s->day;

	s->overdue += days < 0;
	s->today += days == 0;
	s->week += days > 0 && days <= 7;
	s->month += days > 0 && days <= 30;
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

static void filter(void *arg, const char *text)
{
	struct due *s = arg;
	struct buf words = {0}, line = {0};
	size_t kept = 0;

	collate_fold(text, strlen(text), &words);
	for (size_t i = 0; i < s->n; i++) {
		buf_clear(&line);
		collate_fold(s->lines[i].what, strlen(s->lines[i].what), &line);
		buf_addc(&line, ' ');
		collate_fold(s->lines[i].who, strlen(s->lines[i].who), &line);
		buf_addc(&line, ' ');
		collate_fold(s->lines[i].where, strlen(s->lines[i].where), &line);
		if (collate_matches(line.s, buf_text(&words)))
			s->shown[kept++] = i;
	}
	buf_free(&words);
	buf_free(&line);
	list_set_count(&s->list, kept);
}

/* «Где» takes what its longest name needs, so that short ones leave room to «Что». */
static void fit_place(struct due *s)
{
	int widest = 8;
	struct buf name = {0};

	for (size_t i = 0; i < s->n && widest < columns[PLACE].want; i++) {
		int width;

		buf_clear(&name);
		bare_name_add(s->lines[i].where, &name);
		width = utf8_width(buf_text(&name), name.n);
		widest = width > widest ? width : widest;
	}
	s->columns[PLACE].want = widest < columns[PLACE].want ? widest : columns[PLACE].want;
	s->columns[PLACE].min = widest < columns[PLACE].min ? widest : columns[PLACE].min;
	buf_free(&name);
}

static const struct line *line_at(const struct due *s, size_t n)
{
	return &s->lines[s->shown[n]];
}

/* Several deadlines may be of one record. */
static uint64_t key(void *arg, size_t n)
{
	const struct line *l = line_at(arg, n);

	return subject_key(l->subject) | (uint64_t)l->kind << 48;
}

static const char nothing_due[] = "Сроков нет. F7 — записать свой срок, F9 — смотреть дальше.";
static const char nothing_yet[] = "Пока пусто. Сначала 7 — организации и педагоги, потом 2 — площадки. F1 — помощь.";

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct due *s = arg;
	struct deadline_query q = {
		.today = s->app->session->today, .from = DATE_NONE, .days = s->days, .all = !s->days, .mine = s->mine};
	struct deadline_query month = {.today = q.today, .from = DATE_NONE, .days = 30, .mine = s->mine};

	(void)e;
	arena_release(&s->arena);
	s->n = s->overdue = s->today = s->week = s->month = 0;
	s->day = q.today;
	deadline_each(tx, &q, keep, s);
	deadline_each(tx, &month, count, s);
	summarise(s, tx, s->app->year);
	s->list.empty = record_count(tx, KIND_SITE) + record_count(tx, KIND_REMINDER) ? nothing_due : nothing_yet;
	s->shown = mem_resize(s->shown, (s->n + 1) * sizeof(*s->shown));
	fit_place(s);
	filter(s, text);
	return OK;
}

/* 15.06, with the year when it is another one than today's. */
static void add_day(int32_t date, int32_t today, struct buf *out)
{
	int y, m, d, this_year;

	date_to_ymd(today, &this_year, &m, &d);
	date_to_ymd(date, &y, &m, &d);
	buf_addf(out, "%02d.%02d", d, m);
	if (y != this_year)
		buf_addf(out, ".%02d", y % 100);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct due *s = arg;
	const struct line *l = line_at(s, n);
	long days = (long)l->due - s->day;
	enum look look = days < 0 ? LOOK_OVERDUE : days == 0 ? LOOK_TODAY : days <= 7 ? LOOK_SOON : LOOK_PLAIN;

	(void)tx;
	buf_addf(&out->cell[0], "%s ", mark_of_day(days));
	add_day(l->due, s->day, &out->cell[0]);
	date_add_distance(&out->cell[1], days);
	buf_add(&out->cell[2], l->what);
	bare_name_add(l->where, &out->cell[3]);
	buf_add(&out->cell[4], l->who);
	out->look[0] = out->look[1] = look;
}

static void plain(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct due *s = arg;

	row(arg, tx, n, out);
	buf_clear(&out->cell[0]);
	date_add_ru(&out->cell[0], line_at(s, n)->due);
}

static void add_window(const struct due *s, struct buf *out)
{
	if (s->days)
		buf_addf(out, "%d %s", s->days, text_plural(s->days, "день", "дня", "дней"));
	else
		buf_add(out, "все сроки");
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct due *s = (struct due *)screen;
	struct buf b = {0};
	int x = a.x + 1, bottom = a.h >= 14 ? 3 : 0;
	struct area left, right;

	x += draw_textf(a.y, x, a.w - 1, s->overdue ? LOOK_OVERDUE : LOOK_PLAIN, "Просрочено %zu", s->overdue);
	x += draw_textf(a.y, x, a.x + a.w - x, s->today ? LOOK_TODAY : LOOK_PLAIN, " · сегодня %zu", s->today);
	x += draw_textf(a.y, x, a.x + a.w - x, LOOK_PLAIN, " · 7 дней %zu · 30 дней %zu", s->week, s->month);
	buf_addf(&b, "%s · ", s->mine ? "мои" : "все");
	add_window(s, &b);
	if (a.x + a.w - 1 - x > 22)
		draw_right(a.y, x + 1, a.x + a.w - x - 2, LOOK_DIM, b.s);
	left = (struct area){a.y + 1, a.x, a.h - 1 - bottom, a.w};
	right = card_beside(&left);
	if (s->list.count)
		card_show_beside(app, &s->beside, line_at(s, s->list.selected)->subject.kind,
				 line_at(s, s->list.selected)->subject.id, right);
	list_draw(app, &s->list, left, true);
	if (bottom) {
		draw_hline(a.y + a.h - 3, a.x, a.w);
		x = a.x + 1;
		x += draw_textf(a.y + a.h - 2, x, a.w - 1, LOOK_PLAIN, "Площадки: %s %zu",
				text_plural((long)s->sites, "действует", "действуют", "действуют"), s->sites);
		if (s->leaderless) {
			buf_clear(&b);
			rule_cite(app->session->config, RULE_LEADER, &b);
			draw_textf(a.y + a.h - 2, x, a.x + a.w - x, LOOK_ACCENT, ", без руководителя %zu%s",
				   s->leaderless, buf_text(&b));
		}
		x = a.x + 1;
		if (s->reports) {
			x += draw_textf(a.y + a.h - 1, x, a.w - 1, LOOK_PLAIN, "Отчёты за год: сдано %zu из %zu  ",
					s->reports_done, s->reports);
			draw_progress(a.y + a.h - 1, x, 20, (long)s->reports_done, (long)s->reports);
		} else {
			draw_text(a.y + a.h - 1, x, a.w - 1, LOOK_DIM, "Отчётов за этот учебный год не ждём");
		}
	}
	buf_free(&b);
}

/* The same for every row: what changes with the cursor has to be sent with every move. */
static void hint(struct screen *screen, struct buf *out)
{
	const struct due *s = (const struct due *)screen;

	if (s->list.count)
		buf_add(out, "Enter — открыть, F2 — действия, буквы — поиск, F9 — мои, сколько дней вперёд");
}

static enum next mine(struct app *app, struct screen *screen)
{
	struct due *s = (struct due *)screen;

	(void)app;
	s->mine = !s->mine;
	return SCREEN_RELOAD;
}

static enum next next_window(struct app *app, struct screen *screen)
{
	static const int windows[] = {14, 30, 90, 0};
	struct due *s = (struct due *)screen;
	size_t i = 0;

	(void)app;
	while (i < 3 && windows[i] != s->days)
		i++;
	s->days = windows[(i + 1) % 4];
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

static struct subject subject(const struct screen *screen)
{
	const struct due *s = (const struct due *)screen;

	return s->list.count ? line_at(s, s->list.selected)->subject : (struct subject){0, 0};
}

static struct list *as_list(struct screen *screen)
{
	return &((struct due *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct due *s = (struct due *)screen;

	card_free_beside(app, &s->beside);
	list_release(&s->list);
	arena_release(&s->arena);
	free(s->lines);
	free(s->shown);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .take = here},
	{.action = ACT_OPEN, .take = here},
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
	s->days = config_int(app->session->config, OPT_DUE_DAYS);
	memcpy(s->columns, columns, sizeof(columns));
	s->list = (struct list){.columns = s->columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.plain = plain,
				.key = key,
				.load = load,
				.filter = filter,
				.arg = s,
				.empty = nothing_due};
	return &s->base;
}
