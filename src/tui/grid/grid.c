/* Cursor, typing, saving. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/form.h"
#include "stazh/tui/grid.h"
#include "internal.h"

/* ---- the cursor ---- */

static size_t moved(size_t at, long by, size_t n)
{
	long to = (long)at + by;

	return !n || to < 0 ? 0 : to >= (long)n ? n - 1 : (size_t)to;
}

/* The cursor leaves the cell: what is wrong is said at once. */
static void leave_cell(struct grid *g)
{
	const char *wrong;

	if (grid_is_empty(g))
		return;
	wrong = g->def->wrong ? g->def->wrong(g, g->sheet, g->row, g->column) : NULL;
	grid_here(g)->wrong = wrong != NULL;
	if (wrong)
		app_say(g->app, LOOK_ERROR, "«%s»: %s", grid_here(g)->text, wrong);
	g->typed = false;
	g->number = 0;
}

static void go(struct grid *g, long rows, long columns)
{
	leave_cell(g);
	g->row = moved(g->row, rows, g->rows_n);
	g->column = moved(g->column, columns, g->columns_n);
}

void grid_place(struct grid *g, const struct grid_cell *c)
{
	size_t at = (size_t)(c - g->cells);

	g->sheet = at / (g->rows_n * g->columns_n);
	g->row = at / g->columns_n % g->rows_n;
	g->column = at % g->columns_n;
}

void grid_turn(struct grid *g, size_t sheet)
{
	leave_cell(g);
	g->sheet = sheet;
	g->row = g->rows_n > g->def->head ? g->def->head : 0;
	g->column = 0;
}

/* To the top of the rows, so many columns further. */
static void go_top(struct grid *g, long columns)
{
	go(g, (long)g->def->head - (long)g->row, columns);
}

#define ALL 1000000L /* rows: more than there are */

/* Arrows, Tab, pages, End. */
static enum next move(struct app *app, struct screen *screen, const struct input *in)
{
	static const struct {
		enum action action;
		long rows, pages, columns;
	} steps[] = {
		{ACT_UP, -1, 0, 0},	  {ACT_DOWN, 1, 0, 0},	{ACT_PAGE_UP, 0, -1, 0},
		{ACT_PAGE_DOWN, 0, 1, 0}, {ACT_LEFT, 0, 0, -1}, {ACT_PREVIOUS, 0, 0, -1},
		{ACT_RIGHT, 0, 0, 1},	  {ACT_NEXT, 0, 0, 1},	{ACT_END, ALL, 0, 0},
	};
	struct grid *g = (struct grid *)screen;
	size_t i = 0;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	while (steps[i].action != in->action)
		i++;
	go(g, steps[i].rows + steps[i].pages * (long)(g->page_rows ? g->page_rows : 1), steps[i].columns);
	return SCREEN_DONE;
}

static enum next move_home(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	go_top(g, -(long)g->column);
	return SCREEN_DONE;
}

/* Enter fills a column from the top, then the next. */
static enum next move_on(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	if (g->row + 1 < g->rows_n)
		go(g, 1, 0);
	else if (g->column + 1 < g->columns_n)
		go_top(g, 1);
	else
		leave_cell(g);
	return SCREEN_DONE;
}

/* ---- typing ---- */

bool grid_may(struct grid *g)
{
	const char *why = g->columns[g->column].why;

	if (why)
		app_say(g->app, LOOK_ERROR, "%s", why);
	return !why;
}

static void type_text(struct grid *g, const char *s, size_t n)
{
	struct grid_cell *c = grid_here(g);
	size_t used = g->typed ? strlen(c->text) : 0;

	c->wrong = false;
	for (size_t i = 0; i < n; i++) {
		if (used < GRID_TEXT - 1 && strchr(g->def->accepts, s[i])) {
			c->text[used++] = s[i];
			g->typed = true;
		} else {
			app_say(g->app, LOOK_PLAIN, "%s", g->def->accepts_what);
		}
	}
	if (g->typed)
		c->text[used] = 0;
}

static void mark(struct grid *g, const char *word)
{
	if (!grid_may(g))
		return;
	if (grid_here(g)->absent) {
		app_say(g->app, LOOK_PLAIN, "%s: %s", g->rows[g->row].name, g->def->absent);
		return;
	}
	snprintf(grid_here(g)->text, GRID_TEXT, "%s", word);
	if (*word)
		go(g, 1, 0);
}

/* Digits lead to the row of that number, while they follow each other. */
static void type_number(struct grid *g, char digit)
{
	size_t number = g->number * 10 + (size_t)(digit - '0');

	if (number > g->rows_n)
		number = (size_t)(digit - '0');
	g->number = number;
	if (number && number <= g->rows_n)
		g->row = number - 1;
	else
		app_say(g->app, LOOK_PLAIN, "Строк здесь %zu", g->rows_n);
}

static const struct grid_mark *mark_of_key(const struct grid *g, const char *c)
{
	for (size_t i = 0; i < g->def->marks_n; i++)
		if (strstr(g->def->marks[i].keys, c))
			return &g->def->marks[i];
	return NULL;
}

/* One character. A blank puts the first mark, over it the second. */
static void type_mark(struct grid *g, const char *c)
{
	const struct grid_mark *marks = g->def->marks, *m = mark_of_key(g, c);

	if (*c >= '0' && *c <= '9') {
		type_number(g, *c);
		return;
	}
	g->number = 0;
	if (strstr(g->def->choose_keys, c))
		g->def->choose(g);
	else if (*c == ' ')
		mark(g, marks[!strcmp(grid_here(g)->text, marks[0].word)].word);
	else if (m)
		mark(g, m->word);
	else
		app_say(g->app, LOOK_PLAIN, "%s", g->def->accepts_what);
}

static void type_marks(struct grid *g, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t length = 1;
		char c[5] = "";

		while (i + length < n && (s[i + length] & 0xC0) == 0x80)
			length++;
		memcpy(c, s + i, length < 4 ? length : 4);
		i += length;
		type_mark(g, c);
	}
}

enum next grid_altered(struct grid *g)
{
	if (grid_changed(g))
		draft_wake(g->app, g->kept_at);
	return SCREEN_DONE;
}

static enum next type(struct app *app, struct screen *screen, const struct input *in)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	if (g->def->marks)
		type_marks(g, in->text, in->n);
	else if (grid_may(g))
		type_text(g, in->text, in->n);
	return grid_altered(g);
}

/* The whole cell, or a typed one's last character. */
static enum next erase(struct app *app, struct screen *screen, const struct input *in)
{
	struct grid *g = (struct grid *)screen;
	struct grid_cell *c;
	size_t n;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	g->number = 0;
	c = grid_here(g);
	n = strlen(c->text);
	if (g->def->marks) {
		mark(g, "");
	} else if (grid_may(g)) {
		c->text[in->action == ACT_ERASE || !n ? 0 : n - 1] = 0;
		g->typed = true;
	}
	return grid_altered(g);
}

enum next grid_undo(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	strcpy(grid_here(g)->text, grid_here(g)->was);
	grid_here(g)->wrong = false;
	return grid_altered(g);
}

enum next grid_choose(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	g->number = 0;
	g->def->choose(g);
	return grid_altered(g);
}

/* ---- saving ---- */

static bool save(struct grid *g);

/* The cell under the cursor was written by another one meanwhile: whose value counts. */
static void whose_answered(struct app *app, int index, void *arg)
{
	struct grid *g = arg;

	(void)app;
	if ((index != 0 && index != 1) || grid_is_empty(g))
		return;
	grid_here(g)->rev = grid_here(g)->now;
	if (index == 1)
		strcpy(grid_here(g)->text, grid_here(g)->was);
	save(g);
}

static void ask_whose(struct grid *g, const struct error *e)
{
	const struct button buttons[] = {{"Моё", "м"}, {"Из базы", "и"}, {g->def->back, "к"}};
	struct error failed = {.code = OK};
	struct buf text = {0};

	grid_load(g->app, &g->base, &failed); /* what is there now; rows may have come */
	if (grid_is_empty(g))
		return;
	buf_addf(&text, "%s.\nУ вас: %s. В базе: %s. Что записать?", e->text,
		 *grid_here(g)->text ? grid_here(g)->text : "пусто", *grid_here(g)->was ? grid_here(g)->was : "пусто");
	dialog_choice(g->app, "Изменили двое", text.s, NULL, buttons, 3, whose_answered, g);
	buf_free(&text);
}

/* Puts the cursor to the first wrong cell; false: there is none. */
static bool find_wrong(struct grid *g)
{
	for (size_t sheet = 0; g->def->wrong && sheet < g->def->sheets; sheet++)
		for (size_t column = 0; column < g->columns_n; column++)
			for (size_t row = 0; row < g->rows_n; row++)
				if (g->def->wrong(g, sheet, row, column)) {
					grid_place(g, grid_cell_at(g, sheet, row, column));
					leave_cell(g);
					return true;
				}
	return false;
}

/* False: not everything is written. */
static bool save(struct grid *g)
{
	struct error e = {.code = OK};
	size_t n = 0;

	leave_cell(g);
	if (find_wrong(g))
		return false;
	g->def->save(g, &n, &e);
	if (!e.code) {
		grid_keep(g, DRAFT_DONE);
		if (n)
			app_say(g->app, LOOK_GOOD, "%s: %zu. Вернуть: Ctrl-Z в списках", g->def->saved, n);
		else
			app_say(g->app, LOOK_PLAIN, "Ничего не изменено.");
	} else if (e.code == ERR_CHANGED) {
		ask_whose(g, &e);
	} else {
		dialog_error(g->app, &e);
	}
	if (n || !e.code)
		app_reload(g->app);
	return !e.code;
}

enum next grid_save(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	(void)app;
	if (grid_is_empty(g))
		return SCREEN_PASS;
	save(g);
	return SCREEN_DONE;
}

static void leave_answered(struct app *app, int index, void *arg)
{
	struct grid *g = arg;

	if (index == 1 || index == 2)
		grid_keep(g, index == 1 ? DRAFT_LEFT : DRAFT_DONE);
	if (index == 1 || index == 2 || (index == 0 && save(g)))
		screen_close(app, &g->base);
}

static enum next back(struct app *app, struct screen *screen)
{
	struct grid *g = (struct grid *)screen;

	if (!grid_changed(g)) {
		grid_keep(g, DRAFT_DONE);
		return SCREEN_CLOSE;
	}
	form_ask_to_leave(app, leave_answered, g);
	return SCREEN_DONE;
}

/* clang-format off */
static const struct screen_action of_cells[] = {
	SCROLL_ACTIONS(move), {.action = ACT_LEFT, .take = move}, {.action = ACT_PREVIOUS, .take = move},
	{.action = ACT_RIGHT, .take = move}, {.action = ACT_NEXT, .take = move}, {.action = ACT_END, .take = move},
	{.action = ACT_HOME, .run = move_home}, {.action = ACT_ENTER, .run = move_on},
	{.action = ACT_TEXT, .take = type}, {.action = ACT_PASTE, .take = type},
	{.action = ACT_ERASE, .take = erase}, {.action = ACT_BACKSPACE, .take = erase},
	{.action = ACT_BACK, .run = back}, {.action = ACT_NONE},
};
/* clang-format on */

const struct screen_action *grid_layer(const struct screen *s, size_t i)
{
	(void)s;
	return i ? NULL : of_cells;
}

/* ---- from opening to closing ---- */

void grid_open(struct app *app, struct grid *g, const struct screen_ops *ops, const struct grid_def *def,
	       struct draft *chosen)
{
	g->base.ops = ops;
	g->app = app;
	g->def = def;
	if (keeper_open(app, &g->keeper, chosen))
		app_say(app, LOOK_ACCENT, "%s", def->resumed);
	screen_push(app, &g->base);
}

void grid_done(struct app *app, struct screen *s)
{
	struct grid *g = (struct grid *)s;

	(void)app;
	grid_release(g);
	keeper_release(&g->keeper);
	free(g->rows);
	free(g->columns);
	buf_free(&g->title);
	free(g);
}
