/* The year turns: everything that can be prepared for a new school year, under heads that fold, with marks; one key
 * does what is marked. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/turn.h"
#include "stazh/model/habit.h"

#define HEAD TURN_NONE

struct row_of {
	enum turn_sort sort;
	size_t step; /* HEAD: of its sort */
};

struct turning {
	struct screen base;
	struct list list;
	struct app *app;
	int to;
	struct turn turn;
	bool open[TURN_SORTS];
	struct row_of *rows;
	size_t n, cap;
};

static const struct list_column columns[] = {
	{.title = "", .min = 3, .want = 3},
	{.title = "Что", .min = 36, .want = 40, .grow = 2},
	{.title = "Было", .min = 10, .want = 14, .drop = 2},
	{.title = "Станет", .min = 10, .want = 21},
	{.title = "Почему", .min = 30, .want = 40, .grow = 1, .drop = 1},
};

/* ---- rows ---- */

struct sums {
	size_t all, can, does, there, cannot;
};

static struct sums sums_of(const struct turn *t, enum turn_sort sort)
{
	struct sums n = {0};

	for (size_t i = 0; i < t->n; i++) {
		if (t->step[i].sort != sort)
			continue;
		n.all++;
		n.can += t->step[i].can == TURN_CAN;
		n.there += t->step[i].can == TURN_THERE;
		n.cannot += t->step[i].can == TURN_CANNOT;
		n.does += turn_does(t, i);
	}
	return n;
}

static void add_row(struct turning *s, enum turn_sort sort, size_t step)
{
	s->rows = mem_grow(s->rows, s->n, &s->cap, sizeof(*s->rows));
	s->rows[s->n++] = (struct row_of){sort, step};
}

/* What is searched for is looked for under folded heads too. */
static void make_rows(struct turning *s, bool all)
{
	s->n = 0;
	for (enum turn_sort sort = 0; sort < TURN_SORTS; sort++) {
		if (!sums_of(&s->turn, sort).all)
			continue;
		add_row(s, sort, HEAD);
		for (size_t i = 0; i < s->turn.n && (all || s->open[sort]); i++)
			if (s->turn.step[i].sort == sort)
				add_row(s, sort, i);
	}
	list_set_count(&s->list, s->n);
}

static void filter(void *arg, const char *text)
{
	make_rows(arg, *text);
}

static bool head(void *arg, size_t n)
{
	return ((const struct turning *)arg)->rows[n].step == HEAD;
}

static uint64_t key(void *arg, size_t n)
{
	const struct turning *s = arg;
	const struct row_of *r = &s->rows[n];
	const struct turn_step *step = r->step == HEAD ? NULL : &s->turn.step[r->step];

	return (uint64_t)(r->sort + 1) << 40 | (step ? (uint64_t)1 << 39 | (step->id ? step->id : r->step) : 0);
}

static void add_mark(const struct turning *s, const struct row_of *r, struct buf *out)
{
	const struct sums n = sums_of(&s->turn, r->sort);
	bool can = r->step == HEAD ? n.can : s->turn.step[r->step].can == TURN_CAN;

	if (!can)
		return;
	if (r->step == HEAD && n.does && n.does < n.can)
		buf_add(out, "[-]");
	else if (r->step == HEAD ? n.does : turn_does(&s->turn, r->step))
		buf_addf(out, "[%s]", glyph(GLYPH_CHECKED));
	else
		buf_add(out, "[ ]");
}

/* «Группы: уже есть 3, нельзя 1» */
static void add_head(const struct turning *s, enum turn_sort sort, struct buf *out)
{
	const struct sums n = sums_of(&s->turn, sort);

	buf_add(out, turn_sort_title(sort));
	if (n.there)
		buf_addf(out, ": уже есть %zu", n.there);
	if (n.cannot)
		buf_addf(out, "%s нельзя %zu", n.there ? "," : ":", n.cannot);
}

static void show_head(const struct turning *s, enum turn_sort sort, struct row *out)
{
	const struct sums n = sums_of(&s->turn, sort);

	buf_addf(&out->cell[1], "%s ", glyph(s->open[sort] ? GLYPH_UNFOLDED : GLYPH_MARKER));
	add_head(s, sort, &out->cell[1]);
	if (n.can)
		buf_addf(&out->cell[3], "%zu из %zu", n.does, n.can);
	else if (!n.there)
		buf_addf(&out->cell[3], "%zu", n.all);
	out->look[1] = out->look[3] = n.can ? LOOK_STRONG : LOOK_PLAIN;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct turning *s = arg;
	const struct row_of *r = &s->rows[n];
	const struct turn_step *step;
	struct buf what = {0};

	(void)tx;
	add_mark(s, r, &out->cell[0]);
	if (r->step == HEAD) {
		show_head(s, r->sort, out);
		return;
	}
	step = &s->turn.step[r->step];
	buf_add(&what, step->what);
	bare_names(&what);
	buf_addf(&out->cell[1], "  %s", buf_text(&what));
	buf_add(&out->cell[2], step->was);
	buf_add(&out->cell[3], step->then);
	if (step->count)
		buf_addf(&out->cell[3], "%zu", step->count);
	buf_add(&out->cell[4], step->why);
	for (size_t i = 1; i <= 4 && step->can != TURN_TOLD && !turn_does(&s->turn, r->step); i++)
		out->look[i] = LOOK_DIM;
	buf_free(&what);
}

/* ---- in a file, in full ---- */

static size_t plain_count(void *arg)
{
	return ((const struct turning *)arg)->turn.n;
}

static void plain(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct turning *s = arg;
	const struct turn_step *step = &s->turn.step[n];

	(void)tx;
	buf_add(&out->cell[0], turn_does(&s->turn, n) ? "да" : "нет");
	buf_addf(&out->cell[1], "%s: %s", turn_sort_title(step->sort), step->what);
	buf_add(&out->cell[2], step->was);
	buf_add(&out->cell[3], step->then);
	if (step->count)
		buf_addf(&out->cell[3], "%zu", step->count);
	buf_add(&out->cell[4], step->why);
}

static void told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	const struct turning *s = arg;
	const struct row_of *r = &s->rows[n];
	const struct turn_step *step = r->step == HEAD ? NULL : &s->turn.step[r->step];

	(void)tx;
	if (!step) {
		add_head(s, r->sort, out);
		return;
	}
	buf_add(out, step->what);
	if (*step->was)
		buf_addf(out, "; было: %s", step->was);
	if (*step->then)
		buf_addf(out, "; станет: %s", step->then);
	if (step->count)
		buf_addf(out, ": %zu", step->count);
	if (*step->why)
		buf_addf(out, "; %s", step->why);
}

/* ---- the screen ---- */

/* What was chosen stays chosen when others have changed something. */
static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct turning *s = arg;
	struct turn now = {.n = 0};
	enum err err = turn_plan(tx, s->to, &now, e);

	for (size_t i = 0; i < now.n && !err; i++)
		for (size_t j = 0; j < s->turn.n; j++)
			if (s->turn.step[j].sort == now.step[i].sort && s->turn.step[j].id == now.step[i].id &&
			    now.step[i].can == TURN_CAN && s->turn.step[j].can == TURN_CAN)
				now.step[i].on = s->turn.step[j].on;
	turn_release(&s->turn);
	s->turn = now;
	make_rows(s, *text);
	return err;
}

static void add_sum(const struct turning *s, struct buf *out)
{
	size_t at = out->n;

	buf_add(out, "Будет сделано: ");
	at = out->n;
	turn_sum(&s->turn, out);
	if (out->n == at) {
		buf_clear(out);
		buf_add(out, s->turn.n ? "Ничего не отмечено" : "");
	}
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct turning *s = (struct turning *)screen;
	struct buf sum = {0};
	int lines;

	add_sum(s, &sum);
	lines = draw_wrapped_height(buf_text(&sum), a.w - 2);
	lines = lines > a.h / 3 ? a.h / 3 : lines;
	draw_wrapped((struct area){a.y, a.x + 1, lines, a.w - 2}, 0, LOOK_ACCENT, buf_text(&sum));
	list_draw(app, &s->list, (struct area){a.y + lines, a.x, a.h - lines, a.w}, true);
	buf_free(&sum);
}

static void title(struct screen *screen, struct buf *out)
{
	buf_add(out, "Новый учебный год ");
	school_year_add(out, ((const struct turning *)screen)->to);
}

static void hint(struct screen *screen, struct buf *out)
{
	if (((const struct turning *)screen)->turn.n)
		buf_add(out, "Пробел — взять или убрать, →← — раскрыть, F2 — сделать отмеченное");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct turning *)screen)->list;
}

static const struct row_of *current(const struct turning *s)
{
	return s->list.count ? &s->rows[list_here(&s->list)] : NULL;
}

static struct subject subject(const struct screen *screen)
{
	const struct turning *s = (const struct turning *)screen;
	const struct row_of *r = current(s);

	return r && r->step != HEAD && s->turn.step[r->step].id
		       ? (struct subject){s->turn.step[r->step].kind, s->turn.step[r->step].id}
		       : (struct subject){0, 0};
}

static void done(struct app *app, struct screen *screen)
{
	struct turning *s = (struct turning *)screen;

	(void)app;
	list_release(&s->list);
	turn_release(&s->turn);
	free(s->rows);
	free(s);
}

/* ---- keys ---- */

static enum next fold(struct turning *s, bool open)
{
	const struct row_of *r = current(s);
	enum turn_sort sort;

	if (!r || s->list.search.n || s->open[r->sort] == open)
		return SCREEN_PASS;
	sort = r->sort;
	s->open[sort] = open;
	make_rows(s, false);
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].sort == sort && s->rows[i].step == HEAD)
			list_select(&s->list, i);
	return SCREEN_DONE;
}

static enum next unfold_here(struct app *app, struct screen *screen)
{
	(void)app;
	return fold((struct turning *)screen, true);
}

static enum next fold_here(struct app *app, struct screen *screen)
{
	(void)app;
	return fold((struct turning *)screen, false);
}

/* A head unfolds; what is open of the last year opens the list that it counts; a step its record. */
static enum next open(struct app *app, struct screen *screen)
{
	struct turning *s = (struct turning *)screen;
	const struct row_of *r = current(s);
	const struct turn_step *step;

	if (!r)
		return SCREEN_PASS;
	if (r->step == HEAD)
		return fold(s, !s->open[r->sort]);
	step = &s->turn.step[r->step];
	if (*step->where)
		records_open_where(app, step->kind, step->what, step->where);
	else
		record_open(app, subject(screen));
	return SCREEN_DONE;
}

static enum err may_mark(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct turning *s = (const struct turning *)screen;
	const struct row_of *r = current(s);

	(void)app;
	(void)a;
	if (!r)
		return ERR_NONE;
	if (r->step == HEAD ? sums_of(&s->turn, r->sort).can > 0 : s->turn.step[r->step].can == TURN_CAN)
		return OK;
	return error_set(e, ERR_REFUSED, "здесь делать нечего%s%s",
			 r->step == HEAD || !*s->turn.step[r->step].why ? "" : ": ",
			 r->step == HEAD ? "" : s->turn.step[r->step].why);
}

static enum next mark(struct app *app, struct screen *screen)
{
	struct turning *s = (struct turning *)screen;
	const struct row_of *r = current(s);
	struct error e = {.code = OK};
	bool on;

	if (may_mark(app, screen, ACT_MARK, &e)) {
		app_say(app, LOOK_TODAY, "Нельзя: %s", e.text);
		return SCREEN_DONE;
	}
	on = r->step == HEAD ? !sums_of(&s->turn, r->sort).does : !turn_does(&s->turn, r->step);
	if (r->step != HEAD)
		turn_set(&s->turn, r->step, on);
	for (size_t i = 0; i < s->turn.n && r->step == HEAD; i++)
		if (s->turn.step[i].sort == r->sort)
			turn_set(&s->turn, i, on);
	list_move(&s->list, ACT_DOWN);
	return SCREEN_DONE;
}

static enum err may_do(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	return turn_count(&((const struct turning *)screen)->turn)
		       ? OK
		       : error_set(e, ERR_REFUSED, "ничего не отмечено: что есть, остаётся как есть");
}

/* Was anything left out that is usually done? Then it is not offered again. */
static bool leaves_out(const struct turn *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->step[i].can == TURN_CAN && t->step[i].usual && !turn_does(t, i))
			return true;
	return false;
}

static enum next carry_out(struct app *app, struct screen *screen)
{
	struct turning *s = (struct turning *)screen;
	struct outcome out = {0};
	struct error e = {.code = OK};
	bool left = leaves_out(&s->turn);

	if (may_do(app, screen, ACT_ACTIONS, NULL))
		return SCREEN_PASS; /* it is told why */
	if (turn_carry_out(app->session, &s->turn, &out, &e)) {
		dialog_error(app, &e);
	} else {
		if (left)
			habit_keep_number(app->session, "turn", s->to);
		app_say(app, LOOK_GOOD, "Готово, Ctrl-Z возвращает всё разом. Сделано: %s", buf_text(&out.notice));
		screen_close(app, screen);
	}
	outcome_clear(&out);
	app_reload(app);
	return SCREEN_DONE;
}

static enum next decline(struct app *app, struct screen *screen)
{
	turn_decline(app, ((const struct turning *)screen)->to);
	screen_close(app, screen);
	app_reload(app);
	return SCREEN_DONE;
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .label = "Начать", .title = "Сделать всё отмеченное", .may = may_do, .run = carry_out},
	{.action = ACT_OPEN, .run = open},
	{.action = ACT_RIGHT, .run = unfold_here},
	{.action = ACT_LEFT, .run = fold_here},
	{.action = ACT_MARK, .title = "Взять или убрать", .may = may_mark, .run = mark},
	{.action = ACT_TICK, .title = "Отметить или снять", .may = may_mark, .run = mark},
	{.action = ACT_DEFER, .title = "Не предлагать в этом году", .run = decline},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "turn", .title = title, .hint = hint, .load = list_load, .draw = draw,
	.subject = subject, .list = as_list, .done = done,
};
/* clang-format on */

void turn_open(struct app *app)
{
	struct turning *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->to = turn_year(app->session->today);
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.plain = plain,
				.plain_count = plain_count,
				.told = told,
				.key = key,
				.head = head,
				.load = load,
				.filter = filter,
				.arg = s,
				.empty = "Готовить нечего: прошлый год ничего не оставил."};
	screen_push(app, &s->base);
}

/* ---- offering it ---- */

void turn_decline(struct app *app, int year)
{
	habit_keep_number(app->session, "turn", year);
	app_say(app, LOOK_PLAIN, "Больше не предлагается. Подготовить год можно и потом: F9, «Новый учебный год»");
}

int turn_offered(struct app *app, bool *soon)
{
	int32_t today = app->session->today;
	int y, m, d, year = turn_year(today);
	struct tx *tx;
	bool worth;

	date_to_ymd(today, &y, &m, &d);
	*soon = m == 8;
	if (m < 8 || m > 10 || turn_may(app->session, year, NULL) || habit_number(app->session, "turn", 0) == year ||
	    !(tx = tx_read(app->session->store, NULL)))
		return 0;
	worth = turn_worth(tx, year);
	tx_end(&tx);
	return worth ? year : 0;
}
