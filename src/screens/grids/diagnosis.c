/* The diagnosis of a whole group in one grid (6.1): trainees × directions, typed without a dialog. F4 goes on from the
 * entry to the interim and the exit diagnosis; F2 writes them all in one transaction. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/domain/dynamics.h"
#include "stazh/model/access.h"
#include "stazh/tui/grid.h"

static const char *const kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_INTERIM, ASSESSMENT_EXIT};
#define KINDS 3 /* sheets */

enum { ROW_DATE, ROW_OUT_OF, ROW_FIRST }; /* of a column's date and «из скольких»; then the trainees */

struct points {
	struct grid grid;
	uint32_t group;
	int year; /* the group's school year: of days without one */
};

static const char *text_at(const struct grid *g, size_t kind, size_t row, size_t column)
{
	return grid_cell_at(g, kind, row, column)->text;
}

static bool is_changed(const struct grid *g, size_t kind, size_t row, size_t column)
{
	return grid_cell_changed(grid_cell_at(g, kind, row, column));
}

/* ---- loading ---- */

static void add_direction(struct grid *g, const char *direction)
{
	for (size_t i = 0; i < g->columns_n; i++)
		if (!strcmp(g->columns[i].name, direction))
			return;
	grid_add_column(g, 0, mem_strdup(direction));
}

/* The site's directions, all of the regulation when it has none; and those that somebody was diagnosed in. */
static void load_directions(struct grid *g, struct tx *tx, const struct record *group, const uint32_t *trainees,
			    size_t trainees_n)
{
	struct error e = {.code = OK};
	struct record site = {0};
	struct dynamics *d;
	size_t n = 0;
	const char *const *all = config_list(g->app->session->config, OPT_DIRECTIONS, NULL);

	if (record_load(tx, KIND_SITE, record_ref(group, GROUP_SITE), &site) == OK) {
		const struct value *v = record_get(&site, SITE_DIRECTIONS);

		for (uint32_t i = 0; v && i < v->count; i++)
			add_direction(g, v->items[i].text);
	}
	for (bool none = !g->columns_n; none && *all; all++)
		add_direction(g, *all);
	d = dynamics_of(tx, group, trainees, trainees_n, &n);
	for (size_t i = 0; i < n; i++)
		add_direction(g, d[i].direction);
	if (access_check(tx, KIND_ASSESSMENT, "set", group, &e))
		for (size_t i = 0; i < g->columns_n; i++)
			g->columns[i].why = mem_strdup(e.text);
	dynamics_free(d, n);
	record_release(&site);
}

static void load_column(struct grid *g, struct tx *tx, size_t kind, size_t column)
{
	struct buf date = {0};
	struct record r = {0};
	int64_t out_of = 0;
	char text[GRID_TEXT];

	for (size_t row = ROW_FIRST; row < g->rows_n; row++) { /* the column's are the first one's */
		if (!diagnosis_find(tx, g->rows[row].id, g->columns[column].name, kinds[kind], 0, &r) ||
		    !access_sees(tx, field_by_id(kind_def(KIND_ASSESSMENT), ASSESSMENT_SCORE), &r))
			continue;
		if (!out_of) {
			out_of = record_int(&r, ASSESSMENT_OUT_OF);
			date_add_ru(&date, record_date(&r, ASSESSMENT_DATE));
		}
		snprintf(text, sizeof(text), record_int(&r, ASSESSMENT_OUT_OF) == out_of ? "%lld" : "%lld/%lld",
			 (long long)record_int(&r, ASSESSMENT_SCORE), (long long)record_int(&r, ASSESSMENT_OUT_OF));
		grid_cell_set(grid_cell_at(g, kind, row, column), text, record_int(&r, REC_REV));
	}
	record_release(&r);
	if (!out_of && kind) /* as before */
		out_of = strtol(grid_cell_at(g, kind - 1, ROW_OUT_OF, column)->was, NULL, 10);
	if (!date.n)
		date_add_ru(&date, g->app->session->today);
	snprintf(text, sizeof(text), "%lld", (long long)(out_of ? out_of : 100));
	grid_cell_set(grid_cell_at(g, kind, ROW_DATE, column), date.s, 0);
	grid_cell_set(grid_cell_at(g, kind, ROW_OUT_OF, column), text, 0);
	buf_free(&date);
}

static void load_rows(struct grid *g, struct tx *tx, const uint32_t *trainees, size_t n)
{
	struct record trainee = {0};

	grid_add_row(g, 0, mem_strdup("Дата"));
	grid_add_row(g, 0, mem_strdup("Из скольких"));
	for (size_t i = 0; i < n; i++) {
		struct buf name = {0};

		if (record_load(tx, KIND_TRAINEE, trainees[i], &trainee) == OK)
			label_add(tx, KIND_PERSON, record_ref(&trainee, TRAINEE_PERSON), &name);
		grid_add_row(g, trainees[i], buf_take(&name));
	}
	record_release(&trainee);
}

static enum err load(struct grid *g, struct tx *tx, struct error *e)
{
	struct points *s = (struct points *)g;
	struct query q = {.kind = KIND_TRAINEE, .of_kind = KIND_GROUP, .of_id = s->group, .of_field = TRAINEE_GROUP};
	struct record group = {0};
	uint32_t *trainees = NULL;
	size_t n = 0;
	enum err err = query_run(tx, &q, &trainees, &n, e);

	if (!err && record_load(tx, KIND_GROUP, s->group, &group) == OK) {
		s->year = record_school_year(tx, &group);
		label_of(tx, &group, &g->title);
		load_rows(g, tx, trainees, n);
		load_directions(g, tx, &group, trainees, n);
		grid_add_cells(g);
		for (size_t kind = 0; kind < KINDS; kind++)
			for (size_t column = 0; column < g->columns_n; column++)
				load_column(g, tx, kind, column);
	}
	free(trainees);
	record_release(&group);
	return err;
}

/* «7/0/сетевое»: trainee (or row of the heading), kind, direction. */
static void add_name(const struct grid *g, size_t kind, size_t row, size_t column, struct buf *out)
{
	if (row < ROW_FIRST)
		buf_addf(out, "-%zu", row);
	else
		buf_addf(out, "%u", g->rows[row].id);
	buf_addf(out, "/%zu/%s", kind, g->columns[column].name);
}

/* ---- what is typed ---- */

static bool read_number(const char **s, long *n)
{
	char *end;

	*n = strtol(*s, &end, 10);
	if (end == *s || *n < 0 || *n > 100000 || **s == '-' || **s == '+')
		return false;
	*s = end;
	return true;
}

/* «14» or «14/20»; *score -1 for an empty cell. NULL, or what is wrong with it. */
static const char *read_cell(const struct grid *g, size_t kind, size_t row, size_t column, long *score, long *out_of)
{
	const char *s = text_at(g, kind, row, column);

	*out_of = strtol(text_at(g, kind, ROW_OUT_OF, column), NULL, 10);
	*score = -1;
	if (!*s)
		return NULL;
	if (!read_number(&s, score))
		return "ожидается число баллов, например 14 или 14/20";
	if (*s == '/' && (s++, !read_number(&s, out_of)))
		return "после черты ожидается, сколько можно было набрать: 14/20";
	if (*s)
		return "ожидается число баллов, например 14 или 14/20";
	return *score > *out_of ? "набрано больше, чем можно было" : NULL;
}

static bool read_date(const struct grid *g, size_t kind, size_t column, int32_t *date)
{
	return !date_parse(text_at(g, kind, ROW_DATE, column), g->app->session->today, ((const struct points *)g)->year,
			   date, NULL);
}

static const char *find_wrong(const struct grid *g, size_t kind, size_t row, size_t column)
{
	const char *s = text_at(g, kind, row, column);
	long score, out_of;
	int32_t date;

	if (row == ROW_DATE)
		return read_date(g, kind, column, &date) ? NULL : "ожидается день, например 15.10.2026";
	if (row == ROW_OUT_OF)
		return !read_number(&s, &out_of) || *s || !out_of ? "ожидается, сколько баллов можно набрать: 20"
								  : NULL;
	return read_cell(g, kind, row, column, &score, &out_of);
}

/* ---- saving ---- */

/* Of one column: what was changed, and all of it where its heading was. */
static size_t collect(struct grid *g, size_t kind, size_t column, struct diagnosis *list, struct grid_cell **where)
{
	bool new_date = is_changed(g, kind, ROW_DATE, column),
	     new_head = new_date || is_changed(g, kind, ROW_OUT_OF, column);
	size_t n = 0;

	for (size_t row = ROW_FIRST; row < g->rows_n; row++) {
		struct grid_cell *c = grid_cell_at(g, kind, row, column);
		struct diagnosis *d = &list[n];

		if (!grid_cell_changed(c) && !(*c->text && new_head))
			continue;
		*d = (struct diagnosis){.trainee = g->rows[row].id,
					.direction = g->columns[column].name,
					.kind = kinds[kind],
					.rev = c->rev,
					.new_date = new_date};
		read_cell(g, kind, row, column, &d->score, &d->out_of);
		read_date(g, kind, column, &d->date);
		where[n++] = c;
	}
	return n;
}

static enum err save(struct grid *g, size_t *n, struct error *e)
{
	size_t total = KINDS * g->rows_n * g->columns_n + 1, at = 0;
	struct diagnosis *list = mem_alloc(total * sizeof(*list));
	struct grid_cell **where = mem_alloc(total * sizeof(struct grid_cell *));

	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t column = 0; column < g->columns_n; column++)
			*n += collect(g, kind, column, &list[*n], &where[*n]);
	if (*n && op_diagnose(g->app->session, list, *n, &at, e)) {
		if (at < *n)
			grid_place(g, where[at]);
		*n = 0;
	}
	for (size_t column = 0; !e->code && column < g->columns_n; column++)
		grid_written(g, column);
	free(list);
	free(where);
	return e->code;
}

/* Goes on to the next diagnosis; where nothing is known of it yet it is out of as many points as this one. */
static void next_kind(struct grid *g)
{
	size_t next = (g->sheet + 1) % KINDS;

	for (size_t column = 0; column < g->columns_n && next; column++) {
		struct grid_cell *to = grid_cell_at(g, next, ROW_OUT_OF, column);
		bool empty = !grid_cell_changed(to);

		for (size_t row = ROW_FIRST; row < g->rows_n; row++)
			empty &= !*text_at(g, next, row, column);
		if (empty)
			grid_cell_set(to, text_at(g, g->sheet, ROW_OUT_OF, column), 0);
	}
	grid_turn(g, next);
}

/* ---- what is shown ---- */

/* «13,5 · 67 % (18)»: the mean of what stands in the column now; points of several scales have none, «67 % (18)». */
static void add_mean(const struct grid *g, size_t column, struct buf *out)
{
	double points = 0, percent = 0;
	long score, out_of, scale = 0, n = 0;
	bool one_scale = true;

	for (size_t row = ROW_FIRST; row < g->rows_n; row++)
		if (!read_cell(g, g->sheet, row, column, &score, &out_of) && score >= 0 && out_of > 0) {
			one_scale &= !n || out_of == scale;
			scale = out_of;
			points += (double)score;
			percent += 100.0 * (double)score / (double)out_of;
			n++;
		}
	if (!n) {
		buf_add(out, "—");
		return;
	}
	if (one_scale) {
		dynamics_add_number(out, points / (double)n, false);
		buf_add(out, " · ");
	}
	dynamics_add_number(out, percent / (double)n, false);
	buf_addf(out, " %% (%ld)", n);
}

static void add_hint(const struct grid *g, struct buf *out)
{
	buf_addf(out, "%s. Баллы: 14 или 14/20; Del — стереть", g->columns[g->column].name);
}

#define NOBODY "В группе пока никого нет. Esc — назад, F7 на группе — зачислить."

static const struct grid_def def = {
	.title = "Диагностика",
	.empty_columns = NOBODY,
	.empty_rows = NOBODY,
	.resumed = "Вернулось то, что вы набирали раньше и не записали",
	.saved = "Записано, ячеек",
	.back = "К правке",
	.column = "Направление",
	.answers = "Ответы: баллы, 14 или 14/20, день, 15.10.2026. F4 — другая диагностика: входная, промежуточная, "
		   "итоговая.",
	.head = ROW_FIRST,
	.sheets = KINDS,
	.sheet_names = kinds,
	.next_sheet = "F4 — другая",
	.accepts = "0123456789/.",
	.accepts_what = "Здесь набирают числа: баллы (14 или 14/20), день (15.10.2026)",
	.names_share = 4,
	.column_min = 12,
	.column_max = 40,
	.sum = "Среднее",
	.sum_below = true,
	.load = load,
	.name = add_name,
	.wrong = find_wrong,
	.choose = next_kind,
	.save = save,
	.add_sum = add_mean,
	.hint = add_hint,
};

static const struct screen_action actions[] = {
	{.action = ACT_SAVE, .run = grid_save},
	{.action = ACT_CHOOSE, .label = "Вид", .title = "Входная, промежуточная, итоговая", .run = grid_choose},
	{.action = ACT_UNDO_EDIT, .run = grid_undo},
	{.action = ACT_NONE},
};

static const struct screen_ops ops = {GRID_SCREEN, .actions = actions, .help = "grid"};

void diagnosis_open(struct app *app, uint32_t group, struct draft *chosen)
{
	struct points *s = mem_alloc(sizeof(*s));

	s->group = group;
	s->grid.keeper.draft = (struct draft){.kind = KIND_ASSESSMENT, .parent_kind = KIND_GROUP, .parent = group};
	grid_open(app, &s->grid, &ops, &def, chosen);
}
