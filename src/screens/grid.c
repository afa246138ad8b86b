/* The diagnosis of a whole group in one grid (6.1): trainees × directions, typed without a dialog. F4 goes on from the
 * entry to the interim and the exit diagnosis; F2 writes them all in one transaction. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/access.h"
#include "stazh/domain/dynamics.h"
#include "stazh/tui/term.h"

static const char *const kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_INTERIM, ASSESSMENT_EXIT};
#define KINDS 3

enum { ROW_DATE, ROW_OUT_OF, ROW_FIRST }; /* of a column's date and «из скольких»; then the trainees */
#define CELL_MAX 16

struct cell {
	char text[CELL_MAX], was[CELL_MAX];
	int64_t rev; /* of the diagnosis that was there when the typing began, 0: none */
	int64_t now; /* that is there now: another one is refused, and then asked about */
	bool wrong;
};

struct grid {
	struct screen base;
	struct app *app;
	uint32_t group;
	int year; /* the group's school year: of days without one */
	struct buf title;
	uint32_t *trainees;
	char **names, **directions;
	size_t rows, columns; /* rows: with ROW_DATE and ROW_OUT_OF */
	struct cell *cells;   /* KINDS × rows × columns */
	size_t kind, row, column, first_row, first_column;
	size_t page, page_columns;
	struct error may; /* why nothing may be typed; code OK: it may */
	bool typed;	  /* the cell under the cursor is being typed over */
	struct keeper keeper;
	int64_t kept_at; /* term_clock of the last draft */
};

static struct cell *cell_at(const struct grid *g, size_t kind, size_t row, size_t column)
{
	return &g->cells[(kind * g->rows + row) * g->columns + column];
}

static bool cell_changed(const struct cell *c)
{
	return strcmp(c->text, c->was) != 0;
}

static bool changed(const struct grid *g)
{
	for (size_t i = 0; i < KINDS * g->rows * g->columns; i++)
		if (cell_changed(&g->cells[i]))
			return true;
	return false;
}

/* ---- loading ---- */

static void add_direction(struct grid *g, const char *direction)
{
	for (size_t i = 0; i < g->columns; i++)
		if (!strcmp(g->directions[i], direction))
			return;
	g->directions = mem_resize(g->directions, (g->columns + 1) * sizeof(*g->directions));
	g->directions[g->columns++] = mem_strdup(direction);
}

/* The site's directions, all of the regulation when it has none; and those that somebody was diagnosed in. */
static void load_directions(struct grid *g, struct tx *tx, const struct record *group)
{
	struct record site = {0};
	struct dynamics *d;
	size_t n = 0;
	const char *const *all = config_list(g->app->session->config, OPT_DIRECTIONS, NULL);

	if (record_load(tx, KIND_SITE, record_ref(group, GROUP_SITE), &site) == OK) {
		const struct value *v = record_get(&site, SITE_DIRECTIONS);

		for (uint32_t i = 0; v && i < v->count; i++)
			add_direction(g, v->items[i].text);
	}
	for (bool none = !g->columns; none && *all; all++)
		add_direction(g, *all);
	d = dynamics_of(tx, group, g->trainees, g->rows - ROW_FIRST, &n);
	for (size_t i = 0; i < n; i++)
		add_direction(g, d[i].direction);
	dynamics_free(d, n);
	record_release(&site);
}

static void load_column(struct grid *g, struct tx *tx, size_t kind, size_t column)
{
	struct buf date = {0};
	struct record r = {0};
	int64_t out_of = 0;

	for (size_t row = ROW_FIRST; row < g->rows; row++) { /* the column's are the first one's */
		if (!diagnosis_find(tx, g->trainees[row - ROW_FIRST], g->directions[column], kinds[kind], 0, &r) ||
		    !access_sees(tx, field_by_id(kind_def(KIND_ASSESSMENT), ASSESSMENT_SCORE), &r))
			continue;
		cell_at(g, kind, row, column)->rev = cell_at(g, kind, row, column)->now = record_int(&r, REC_REV);
		if (!out_of) {
			out_of = record_int(&r, ASSESSMENT_OUT_OF);
			date_add_ru(&date, record_date(&r, ASSESSMENT_DATE));
		}
		snprintf(cell_at(g, kind, row, column)->was, CELL_MAX,
			 record_int(&r, ASSESSMENT_OUT_OF) == out_of ? "%lld" : "%lld/%lld",
			 (long long)record_int(&r, ASSESSMENT_SCORE), (long long)record_int(&r, ASSESSMENT_OUT_OF));
	}
	record_release(&r);
	if (!out_of && kind) /* as before */
		out_of = strtol(cell_at(g, kind - 1, ROW_OUT_OF, column)->was, NULL, 10);
	if (!date.n)
		date_add_ru(&date, g->app->session->today);
	snprintf(cell_at(g, kind, ROW_DATE, column)->was, CELL_MAX, "%s", date.s);
	snprintf(cell_at(g, kind, ROW_OUT_OF, column)->was, CELL_MAX, "%lld", (long long)(out_of ? out_of : 100));
	for (size_t row = 0; row < g->rows; row++)
		strcpy(cell_at(g, kind, row, column)->text, cell_at(g, kind, row, column)->was);
	buf_free(&date);
}

/* ---- what was typed before and not saved ---- */

/* «7/0/сетевое»: trainee (or row of the heading), kind, direction. */
static void add_cell_name(const struct grid *g, size_t kind, size_t row, size_t column, struct buf *out)
{
	if (row < ROW_FIRST)
		buf_addf(out, "-%zu", row);
	else
		buf_addf(out, "%u", g->trainees[row - ROW_FIRST]);
	buf_addf(out, "/%zu/%s", kind, g->directions[column]);
}

/* Adds what is typed: «14 3», the text and the revision that it stands over. */
static size_t add_typed(const struct grid *g, struct assign *a)
{
	size_t n = 0;

	for (size_t i = 0; i < KINDS * g->rows * g->columns; i++) {
		struct buf name = {0}, value = {0};

		if (!cell_changed(&g->cells[i]))
			continue;
		add_cell_name(g, i / (g->rows * g->columns), i / g->columns % g->rows, i % g->columns, &name);
		buf_addf(&value, "%s %lld", g->cells[i].text, (long long)g->cells[i].rev);
		a[n++] = (struct assign){buf_take(&name), buf_take(&value)};
	}
	return n;
}

static void free_typed(struct assign *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free((char *)a[i].name);
		free((char *)a[i].value);
	}
	free(a);
}

/* Puts what was typed over what is stored now. */
static void take_typed(struct grid *g, const struct draft *typed)
{
	struct buf name = {0};

	for (size_t i = 0; typed->values.n && i < KINDS * g->rows * g->columns; i++) {
		struct cell *c = &g->cells[i];
		const char *value;
		size_t n;

		buf_clear(&name);
		add_cell_name(g, i / (g->rows * g->columns), i / g->columns % g->rows, i % g->columns, &name);
		value = draft_value(typed, name.s);
		if (!value)
			continue;
		n = strcspn(value, " ");
		snprintf(c->text, CELL_MAX, "%.*s", (int)n, value);
		if (value[n] && cell_changed(c))
			c->rev = strtoll(value + n, NULL, 10);
	}
	buf_free(&name);
}

static bool keep_draft(struct grid *g, enum draft_step step)
{
	struct assign *a = mem_alloc((KINDS * g->rows * g->columns + 1) * sizeof(*a));
	size_t n = step == DRAFT_DONE ? 0 : add_typed(g, a);
	bool kept = keeper_step(g->app, &g->keeper, step, a, n);

	free_typed(a, n);
	g->kept_at = term_clock();
	return kept;
}

static void tick(struct app *app, struct screen *screen)
{
	if (!keep_draft((struct grid *)screen, DRAFT_TYPING))
		app_wake(app, DRAFT_RETRY_MS);
}

static void hangup(struct app *app, struct screen *screen)
{
	(void)app;
	keep_draft((struct grid *)screen, DRAFT_LEFT);
}

static void release(struct grid *g)
{
	for (size_t i = 0; g->names && i + ROW_FIRST < g->rows; i++)
		free(g->names[i]);
	for (size_t i = 0; i < g->columns; i++)
		free(g->directions[i]);
	free(g->names);
	free(g->directions);
	free(g->trainees);
	free(g->cells);
	buf_clear(&g->title);
	g->names = g->directions = NULL;
	g->trainees = NULL;
	g->cells = NULL;
	g->rows = g->columns = 0;
}

static void load_group(struct grid *g, struct tx *tx, const struct record *group)
{
	struct record trainee = {0};
	size_t n = g->rows - ROW_FIRST;

	label_of(tx, group, &g->title);
	g->names = mem_alloc((n + 1) * sizeof(*g->names));
	for (size_t i = 0; i < n; i++) {
		struct buf name = {0};

		if (record_load(tx, KIND_TRAINEE, g->trainees[i], &trainee) == OK)
			label_add(tx, KIND_PERSON, record_ref(&trainee, TRAINEE_PERSON), &name);
		g->names[i] = buf_take(&name);
	}
	load_directions(g, tx, group);
	g->may.code = OK;
	access_check(tx, KIND_ASSESSMENT, "set", group, &g->may);
	g->cells = mem_alloc((KINDS * g->rows * g->columns + 1) * sizeof(*g->cells));
	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t c = 0; c < g->columns; c++)
			load_column(g, tx, kind, c);
	record_release(&trainee);
}

/* Loads the group; the cursor stays with its trainee and direction. */
static enum err load_all(struct grid *g, struct error *e)
{
	struct query q = {.kind = KIND_TRAINEE, .of_kind = KIND_GROUP, .of_id = g->group, .of_field = TRAINEE_GROUP};
	uint32_t trainee = g->row >= ROW_FIRST && g->row < g->rows ? g->trainees[g->row - ROW_FIRST] : 0;
	char *direction = g->columns ? mem_strdup(g->directions[g->column]) : NULL;
	struct record group = {0};
	struct tx *tx = tx_read(g->app->session->store, e);
	size_t n = 0;
	enum err err;

	if (!tx) {
		free(direction);
		return e->code;
	}
	release(g);
	err = query_run(tx, &q, &g->trainees, &n, e);
	if (!err && record_load(tx, KIND_GROUP, g->group, &group) == OK) {
		g->rows = n + ROW_FIRST;
		g->year = record_school_year(tx, &group);
		load_group(g, tx, &group);
	}
	for (size_t i = 0; trainee && i + ROW_FIRST < g->rows; i++)
		if (g->trainees[i] == trainee)
			g->row = i + ROW_FIRST;
	for (size_t i = 0; direction && i < g->columns; i++)
		if (!strcmp(g->directions[i], direction))
			g->column = i;
	g->row = g->row < g->rows ? g->row : 0;
	g->column = g->column < g->columns ? g->column : 0;
	tx_end(&tx);
	free(direction);
	record_release(&group);
	return err;
}

/* What others wrote is shown in the cells that are not typed over; what is typed stays. */
static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct grid *g = (struct grid *)screen;
	struct draft typed = {.kind = 0};
	bool first = !g->names;
	struct assign *a = mem_alloc((KINDS * g->rows * g->columns + 1) * sizeof(*a));
	size_t n = first ? 0 : add_typed(g, a);
	enum err err;

	for (size_t i = 0; i < n; i++)
		draft_add(&typed, a[i].name, a[i].value);
	free_typed(a, n);
	err = load_all(g, e);
	if (first) {
		g->row = g->rows > ROW_FIRST ? ROW_FIRST : 0;
		take_typed(g, &g->keeper.draft);
		buf_clear(&g->keeper.draft.title);
		buf_addf(&g->keeper.draft.title, "Диагностика: %s", buf_text(&g->title));
		if (changed(g)) /* from now on it is this grid's */
			app_wake(app, DRAFT_SOON_MS);
	} else {
		take_typed(g, &typed);
	}
	draft_release(&typed);
	return err;
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
	const char *s = cell_at(g, kind, row, column)->text;

	*out_of = strtol(cell_at(g, kind, ROW_OUT_OF, column)->text, NULL, 10);
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

static const char *read_any(const struct grid *g, size_t kind, size_t row, size_t column)
{
	const char *s = cell_at(g, kind, row, column)->text;
	long score, out_of;
	int32_t date;

	if (row == ROW_DATE)
		return date_parse(s, g->app->session->today, g->year, &date, NULL)
			       ? "ожидается день, например 15.10.2026"
			       : NULL;
	if (row == ROW_OUT_OF)
		return !read_number(&s, &out_of) || *s || !out_of ? "ожидается, сколько баллов можно набрать: 20"
								  : NULL;
	return read_cell(g, kind, row, column, &score, &out_of);
}

/* The cursor leaves the cell: what is wrong is said at once. */
static void leave_cell(struct grid *g)
{
	struct cell *c = cell_at(g, g->kind, g->row, g->column);
	const char *wrong = read_any(g, g->kind, g->row, g->column);

	c->wrong = wrong != NULL;
	if (wrong)
		app_say(g->app, LOOK_ERROR, "«%s»: %s", c->text, wrong);
	g->typed = false;
}

static void go(struct grid *g, long rows, long columns)
{
	long row = (long)g->row + rows, column = (long)g->column + columns;

	leave_cell(g);
	g->row = row < 0 ? 0 : row >= (long)g->rows ? g->rows - 1 : (size_t)row;
	g->column = column < 0 ? 0 : column >= (long)g->columns ? g->columns - 1 : (size_t)column;
}

/* Enter fills a column from the top, then the next. */
static void go_on(struct grid *g)
{
	if (g->row + 1 < g->rows)
		go(g, 1, 0);
	else if (g->column + 1 < g->columns)
		go(g, (long)ROW_FIRST - (long)g->row, 1);
	else
		leave_cell(g);
}

static void type(struct grid *g, const char *s, size_t n)
{
	struct cell *c = cell_at(g, g->kind, g->row, g->column);
	size_t used;

	used = g->typed ? strlen(c->text) : 0;
	c->wrong = false;
	for (size_t i = 0; i < n; i++) {
		if (used < CELL_MAX - 1 && strchr("0123456789/.", s[i])) {
			c->text[used++] = s[i];
			g->typed = true;
		} else {
			app_say(g->app, LOOK_PLAIN, "Здесь набирают числа: баллы (14 или 14/20), день (15.10.2026)");
		}
	}
	if (g->typed)
		c->text[used] = 0;
}

/* ---- saving ---- */

/* Puts the cursor to the first wrong cell; false: there is none. */
static bool find_wrong(struct grid *g)
{
	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t column = 0; column < g->columns; column++)
			for (size_t row = 0; row < g->rows; row++)
				if (read_any(g, kind, row, column)) {
					g->kind = kind;
					g->row = row;
					g->column = column;
					leave_cell(g);
					return true;
				}
	return false;
}

static size_t collect(const struct grid *g, struct diagnosis *list, size_t *where)
{
	size_t n = 0;

	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t column = 0; column < g->columns; column++)
			for (size_t row = ROW_FIRST; row < g->rows; row++) {
				const struct cell *c = cell_at(g, kind, row, column);
				struct diagnosis *d = &list[n];

				bool new_date = cell_changed(cell_at(g, kind, ROW_DATE, column));

				if (!cell_changed(c) &&
				    !(*c->text && (new_date || cell_changed(cell_at(g, kind, ROW_OUT_OF, column)))))
					continue;
				*d = (struct diagnosis){.trainee = g->trainees[row - ROW_FIRST],
							.direction = g->directions[column],
							.kind = kinds[kind],
							.rev = c->rev,
							.new_date = new_date};
				read_cell(g, kind, row, column, &d->score, &d->out_of);
				date_parse(cell_at(g, kind, ROW_DATE, column)->text, g->app->session->today, g->year,
					   &d->date, NULL);
				where[n++] = (kind * g->rows + row) * g->columns + column;
			}
	return n;
}

static bool save(struct app *app, struct grid *g);

/* The cell under the cursor was written by another one meanwhile: whose value counts. */
static void whose_answered(struct app *app, int index, void *arg)
{
	struct grid *g = arg;
	struct cell *c = cell_at(g, g->kind, g->row, g->column);

	if (index != 0 && index != 1)
		return;
	c->rev = c->now;
	if (index == 1)
		strcpy(c->text, c->was);
	save(app, g);
}

static void ask_whose(struct app *app, struct grid *g, const struct error *e)
{
	static const struct button buttons[] = {{"Моё", "мv"}, {"Из базы", "иb"}, {"К правке", "кr"}};
	struct error failed = {.code = OK};
	struct buf text = {0};
	struct cell *c;

	load(app, &g->base, &failed); /* what is there now */
	c = cell_at(g, g->kind, g->row, g->column);
	buf_addf(&text, "%s.\nУ вас: %s. В базе: %s. Что записать?", e->text, *c->text ? c->text : "пусто",
		 *c->was ? c->was : "пусто");
	dialog_choice(app, "Изменили двое", text.s, NULL, buttons, 3, whose_answered, g);
	buf_free(&text);
}

static bool save(struct app *app, struct grid *g)
{
	size_t total = KINDS * g->rows * g->columns + 1, n, at = 0, *where;
	struct diagnosis *list;
	struct error e = {.code = OK};

	leave_cell(g);
	if (find_wrong(g))
		return false;
	list = mem_alloc(total * sizeof(*list));
	where = mem_alloc(total * sizeof(*where));
	n = collect(g, list, where);
	if (n && op_diagnose(app->session, list, n, &at, &e)) {
		g->kind = where[at] / (g->rows * g->columns);
		g->row = where[at] / g->columns % g->rows;
		g->column = where[at] % g->columns;
		if (e.code == ERR_CHANGED)
			ask_whose(app, g, &e);
		else
			dialog_error(app, &e);
	} else {
		for (size_t i = 0; i < total - 1; i++)
			strcpy(g->cells[i].was, g->cells[i].text);
		keep_draft(g, DRAFT_DONE);
		app_say(app, n ? LOOK_GOOD : LOOK_PLAIN,
			n ? "Записано, ячеек: %zu. Вернуть: Ctrl-Z в списках" : "Ничего не изменено.", n);
		app_reload(app);
	}
	free(list);
	free(where);
	return !e.code;
}

static void leave_answered(struct app *app, int index, void *arg)
{
	struct grid *g = arg;

	if (index == 1 || index == 2)
		keep_draft(g, index == 1 ? DRAFT_LEFT : DRAFT_DONE);
	if (index == 1 || index == 2 || (index == 0 && save(app, g)))
		screen_close(app, &g->base);
}

static enum next back(struct app *app, struct grid *g)
{
	if (!changed(g)) {
		keep_draft(g, DRAFT_DONE);
		return SCREEN_CLOSE;
	}
	form_ask_to_leave(app, leave_answered, g);
	return SCREEN_DONE;
}

/* Goes on to the next diagnosis; where nothing is known of it yet it is out of as many points as this one. */
static void next_kind(struct grid *g)
{
	size_t next = (g->kind + 1) % KINDS;

	leave_cell(g);
	for (size_t column = 0; column < g->columns && next; column++) {
		struct cell *to = cell_at(g, next, ROW_OUT_OF, column);
		bool empty = !strcmp(to->text, to->was);

		for (size_t row = ROW_FIRST; row < g->rows; row++)
			empty &= !*cell_at(g, next, row, column)->text;
		if (empty) {
			strcpy(to->text, cell_at(g, g->kind, ROW_OUT_OF, column)->text);
			strcpy(to->was, to->text);
		}
	}
	g->kind = next;
	g->row = g->rows > ROW_FIRST ? ROW_FIRST : 0;
	g->column = 0;
}

static enum next act_on(struct app *app, struct grid *g, const struct input *in)
{
	struct cell *c;

	if (in->action == ACT_BACK)
		return back(app, g);
	if (!g->columns)
		return SCREEN_PASS;
	c = cell_at(g, g->kind, g->row, g->column);
	if (g->may.code && (in->action == ACT_TEXT || in->action == ACT_PASTE || in->action == ACT_ERASE ||
			    in->action == ACT_BACKSPACE)) {
		app_say(app, LOOK_ERROR, "%s", g->may.text);
		return SCREEN_DONE;
	}
	switch (in->action) {
	case ACT_SAVE:
		save(app, g);
		return SCREEN_DONE;
	case ACT_CHOOSE:
		next_kind(g);
		return SCREEN_DONE;
	case ACT_UP:
		go(g, -1, 0);
		return SCREEN_DONE;
	case ACT_DOWN:
		go(g, 1, 0);
		return SCREEN_DONE;
	case ACT_LEFT:
	case ACT_PREVIOUS:
		go(g, 0, -1);
		return SCREEN_DONE;
	case ACT_RIGHT:
	case ACT_NEXT:
		go(g, 0, 1);
		return SCREEN_DONE;
	case ACT_PAGE_UP:
		go(g, -(long)g->page, 0);
		return SCREEN_DONE;
	case ACT_PAGE_DOWN:
		go(g, (long)g->page, 0);
		return SCREEN_DONE;
	case ACT_HOME:
		go(g, (long)ROW_FIRST - (long)g->row, -(long)g->column);
		return SCREEN_DONE;
	case ACT_END:
		go(g, (long)g->rows, 0);
		return SCREEN_DONE;
	case ACT_ENTER:
		go_on(g);
		return SCREEN_DONE;
	case ACT_ERASE:
		c->text[0] = 0;
		g->typed = true;
		return SCREEN_DONE;
	case ACT_BACKSPACE:
		if (*c->text)
			c->text[strlen(c->text) - 1] = 0;
		g->typed = true;
		return SCREEN_DONE;
	case ACT_UNDO_EDIT:
		strcpy(c->text, c->was);
		c->wrong = false;
		return SCREEN_DONE;
	case ACT_TEXT:
	case ACT_PASTE:
		type(g, in->text, in->n);
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct grid *g = (struct grid *)screen;
	enum next next = act_on(app, g, in);

	if (g->cells && changed(g))
		draft_wake(app, g->kept_at);
	return next;
}

/* ---- drawing ---- */

#define NAMES_MIN  18
#define NAMES_MAX  30
#define COLUMN_MIN 12
#define COLUMN_MAX 40

/* «13,5 · 67 % (18)»: the mean of what stands in the column now; points of several scales have none, «67 % (18)». */
static void add_mean(const struct grid *g, size_t column, struct buf *out)
{
	double points = 0, percent = 0;
	long score, out_of, scale = 0, n = 0;
	bool one_scale = true;

	for (size_t row = ROW_FIRST; row < g->rows; row++)
		if (!read_cell(g, g->kind, row, column, &score, &out_of) && score >= 0 && out_of > 0) {
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

static void draw_one(const struct grid *g, size_t row, size_t column, int y, int x, int width)
{
	const struct cell *c = cell_at(g, g->kind, row, column);
	bool here = row == g->row && column == g->column;
	enum look look = c->wrong	   ? LOOK_ERROR
			 : here		   ? LOOK_SELECTED
			 : row < ROW_FIRST ? LOOK_DIM
			 : cell_changed(c) ? LOOK_ACCENT
					   : LOOK_PLAIN;

	draw_right(y, x, width, look, *c->text ? c->text : here ? " " : "·");
	if (here)
		draw_cursor(y, x + width - 1, true);
}

static void draw_columns_of(const struct grid *g, size_t row, int y, int x, int width)
{
	for (size_t i = 0; i < g->page_columns && g->first_column + i < g->columns; i++)
		draw_one(g, row, g->first_column + i, y, x + (int)i * width, width - 2);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct grid *g = (struct grid *)screen;
	int names = a.w / 4 < NAMES_MIN ? NAMES_MIN : a.w / 4 > NAMES_MAX ? NAMES_MAX : a.w / 4, width, y = a.y, bottom;
	size_t n = g->columns ? g->columns : 1;

	(void)app;
	if (!g->columns || g->rows == ROW_FIRST) {
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_DIM,
			  "В группе пока никого нет. Esc — назад, F7 на группе — зачислить.");
		return;
	}
	width = (a.w - names) / (int)n;
	width = width < COLUMN_MIN ? COLUMN_MIN : width > COLUMN_MAX ? COLUMN_MAX : width;
	g->page_columns = (size_t)((a.w - names) / width);
	g->page = (size_t)(a.h - 6 > 1 ? a.h - 6 : 1);
	if (g->column < g->first_column)
		g->first_column = g->column;
	if (g->column >= g->first_column + g->page_columns)
		g->first_column = g->column - g->page_columns + 1;
	if (g->row >= ROW_FIRST && g->row - ROW_FIRST < g->first_row)
		g->first_row = g->row - ROW_FIRST;
	if (g->row >= ROW_FIRST && g->row - ROW_FIRST >= g->first_row + g->page)
		g->first_row = g->row - ROW_FIRST - g->page + 1;
	for (size_t i = 0; i < KINDS; i++) { /* which diagnosis */
		int x = a.x + 1 + (int)i * 18;

		draw_textf(y, x, 18, i == g->kind ? LOOK_STRONG : LOOK_DIM, i == g->kind ? "[ %s ]" : "  %s  ",
			   kinds[i]);
	}
	if (a.w >= 70)
		draw_text(y, a.x + 1 + KINDS * 18, a.w - 2 - KINDS * 18, LOOK_DIM, "F4 — другая");
	y++;
	if (g->first_column)
		draw_text(y, a.x + names - 1, 1, LOOK_DIM, draw_is_ascii() ? "<" : "‹");
	if (g->first_column + g->page_columns < g->columns)
		draw_text(y, a.x + a.w - 1, 1, LOOK_DIM, draw_is_ascii() ? ">" : "›");
	for (size_t i = 0; i < g->page_columns && g->first_column + i < g->columns; i++)
		draw_right(y, a.x + names + (int)i * width, width - 2, LOOK_HEADER, g->directions[g->first_column + i]);
	y++;
	draw_text(y, a.x + 1, names - 2, LOOK_DIM, "Дата");
	draw_columns_of(g, ROW_DATE, y++, a.x + names, width);
	draw_text(y, a.x + 1, names - 2, LOOK_DIM, "Из скольких");
	draw_columns_of(g, ROW_OUT_OF, y++, a.x + names, width);
	bottom = a.y + a.h - 2;
	for (size_t i = g->first_row; i + ROW_FIRST < g->rows && y < bottom; i++, y++) {
		draw_textf(y, a.x, names - 1, LOOK_PLAIN, "%s%s", i + ROW_FIRST == g->row ? glyph(GLYPH_MARKER) : " ",
			   g->names[i]);
		draw_columns_of(g, i + ROW_FIRST, y, a.x + names, width);
	}
	draw_hline(y++, a.x, a.w);
	draw_text(y, a.x + 1, names - 2, LOOK_STRONG, "Среднее");
	for (size_t i = 0; i < g->page_columns && g->first_column + i < g->columns; i++) {
		struct buf mean = {0};

		add_mean(g, g->first_column + i, &mean);
		draw_right(y, a.x + names + (int)i * width, width - 2, LOOK_STRONG, mean.s);
		buf_free(&mean);
	}
}

static void title(struct screen *screen, struct buf *out)
{
	buf_addf(out, "Диагностика: %s", buf_text(&((const struct grid *)screen)->title));
}

static void status(struct screen *screen, struct buf *out)
{
	if (changed((const struct grid *)screen))
		buf_addf(out, "изменено %s", glyph(GLYPH_BULLET));
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct grid *g = (const struct grid *)screen;

	if (g->columns)
		buf_addf(out, "%s. Баллы: 14 или 14/20; Del — стереть", g->directions[g->column]);
}

static void done(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	release(g);
	keeper_release(&g->keeper);
	buf_free(&g->title);
	free(g);
}

/* clang-format off */
static const struct screen_action actions[] = {
	{.action = ACT_SAVE}, {.action = ACT_CHOOSE, .label = "Вид", .title = "Входная, промежуточная, итоговая"},
	{.action = ACT_UNDO_EDIT}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_FORM, .keeps_input = true, .actions = actions, .help = "grid", .title = title, .status = status, .hint = hint,
	.load = load, .draw = draw, .act = act, .tick = tick, .hangup = hangup, .done = done,
};
/* clang-format on */

void grid_open(struct app *app, uint32_t group, struct draft *chosen)
{
	struct grid *g = mem_alloc(sizeof(*g));

	g->base.ops = &ops;
	g->app = app;
	g->group = group;
	g->keeper.draft = (struct draft){.kind = KIND_ASSESSMENT, .parent_kind = KIND_GROUP, .parent = group};
	if (keeper_open(app, &g->keeper, chosen))
		app_say(app, LOOK_ACCENT, "Вернулось то, что вы набирали раньше и не записали");
	screen_push(app, &g->base);
}
