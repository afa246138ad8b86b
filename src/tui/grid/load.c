/* What is loaded, and what was typed and not saved laid over it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/store/store.h"
#include "stazh/tui/grid.h"
#include "stazh/tui/term.h"
#include "internal.h"

/* ---- what is typed and not saved ---- */

/* A mark has blanks in it, so that the revision comes before it; a typed text has none. */
static void add_value(const struct grid *g, const struct grid_cell *c, struct buf *out)
{
	if (g->def->marks)
		buf_addf(out, "%lld %s", (long long)c->rev, c->text);
	else
		buf_addf(out, "%s %lld", c->text, (long long)c->rev);
}

static void take_value(const struct grid *g, struct grid_cell *c, const char *value)
{
	size_t n = strcspn(value, " ");
	const char *rest = value + n + (value[n] == ' ');

	if (g->def->marks)
		snprintf(c->text, GRID_TEXT, "%s", rest);
	else
		snprintf(c->text, GRID_TEXT, "%.*s", (int)n, value);
	if (value[n] && grid_cell_changed(c)) /* else another has put the same */
		c->rev = strtoll(g->def->marks ? value : rest, NULL, 10);
}

static void add_name(const struct grid *g, size_t i, struct buf *out)
{
	g->def->name(g, i / (g->rows_n * g->columns_n), i / g->columns_n % g->rows_n, i % g->columns_n, out);
}

/* The changed cells, by name: text, and the revision that it stands over; free_typed. */
static struct assign *list_typed(const struct grid *g, size_t *n)
{
	struct assign *a = mem_alloc((grid_cells_n(g) + 1) * sizeof(*a));

	*n = 0;
	for (size_t i = 0; i < grid_cells_n(g); i++) {
		struct buf name = {0}, value = {0};

		if (!grid_cell_changed(&g->cells[i]))
			continue;
		add_name(g, i, &name);
		add_value(g, &g->cells[i], &value);
		a[(*n)++] = (struct assign){buf_take(&name), buf_take(&value)};
	}
	return a;
}

static void free_typed(struct assign *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free((char *)a[i].name);
		free((char *)a[i].value);
	}
	free(a);
}

/* Puts what was typed over what is stored now; the revision tells a save what another wrote meanwhile. */
static void take_typed(struct grid *g, const struct draft *typed)
{
	struct buf name = {0};

	for (size_t i = 0; typed->values.n && i < grid_cells_n(g); i++) {
		const char *value;

		buf_clear(&name);
		add_name(g, i, &name);
		value = draft_value(typed, name.s);
		if (value && !g->cells[i].absent)
			take_value(g, &g->cells[i], value);
	}
	buf_free(&name);
}

bool grid_keep(struct grid *g, enum draft_step step)
{
	size_t n;
	struct assign *a = list_typed(g, &n);
	bool kept = keeper_step(g->app, &g->keeper, step, a, step == DRAFT_DONE ? 0 : n);

	free_typed(a, n);
	g->kept_at = term_clock();
	return kept;
}

void grid_tick(struct app *app, struct screen *s)
{
	if (!grid_keep((struct grid *)s, DRAFT_TYPING))
		app_wake(app, DRAFT_RETRY_MS);
}

void grid_hangup(struct app *app, struct screen *s)
{
	(void)app;
	grid_keep((struct grid *)s, DRAFT_LEFT);
}

/* ---- loading ---- */

static void release_lines(struct grid_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(lines[i].name);
		free(lines[i].title);
		free(lines[i].why);
	}
}

void grid_release(struct grid *g)
{
	release_lines(g->rows, g->rows_n);
	release_lines(g->columns, g->columns_n);
	free(g->cells);
	g->cells = NULL;
	g->rows_n = g->columns_n = 0;
	buf_clear(&g->title);
}

struct grid_line *grid_add_row(struct grid *g, uint32_t id, char *name)
{
	g->rows = mem_grow(g->rows, g->rows_n, &g->rows_cap, sizeof(*g->rows));
	g->rows[g->rows_n] = (struct grid_line){.id = id, .name = name};
	return &g->rows[g->rows_n++];
}

struct grid_line *grid_add_column(struct grid *g, uint32_t id, char *name)
{
	g->columns = mem_grow(g->columns, g->columns_n, &g->columns_cap, sizeof(*g->columns));
	g->columns[g->columns_n] = (struct grid_line){.id = id, .name = name};
	return &g->columns[g->columns_n++];
}

void grid_add_cells(struct grid *g)
{
	g->cells = mem_alloc((g->def->sheets * g->rows_n * g->columns_n + 1) * sizeof(*g->cells));
}

/* What the cursor stands on, by which it is found again. */
struct held {
	uint32_t id;
	char *name; /* NULL: nothing */
};

static struct held hold(const struct grid_line *lines, size_t n, size_t at)
{
	return at < n ? (struct held){lines[at].id, mem_strdup(lines[at].name)} : (struct held){0, NULL};
}

static size_t resume(const struct grid_line *lines, size_t n, size_t at, struct held *h)
{
	size_t i = 0;

	while (h->name && i < n && (lines[i].id != h->id || (!h->id && strcmp(lines[i].name, h->name) != 0)))
		i++;
	if (!h->name || i == n)
		i = at < n ? at : n ? n - 1 : 0;
	free(h->name);
	return i;
}

/* The cursor stays with its row's thing and its column. */
static enum err load_anew(struct grid *g, struct error *e)
{
	struct held row = {0, NULL}, column = {0, NULL};
	struct tx *tx = tx_read(g->app->session->store, e);
	enum err err;

	if (!tx)
		return e->code;
	if (g->loaded) {
		row = hold(g->rows, g->rows_n, g->row);
		column = hold(g->columns, g->columns_n, g->column);
	} else {
		g->row = g->def->head;
	}
	grid_release(g);
	err = g->def->load(g, tx, e);
	tx_end(&tx);
	g->row = resume(g->rows, g->rows_n, g->row, &row);
	g->column = resume(g->columns, g->columns_n, g->column, &column);
	return err;
}

/* What others wrote is shown in the cells that were not typed over; what was typed stays. */
enum err grid_load(struct app *app, struct screen *s, struct error *e)
{
	struct grid *g = (struct grid *)s;
	struct draft typed = {.kind = 0};
	size_t n;
	struct assign *a = list_typed(g, &n);
	enum err err;

	for (size_t i = 0; i < n; i++)
		draft_add(&typed, a[i].name, a[i].value);
	free_typed(a, n);
	err = load_anew(g, e);
	take_typed(g, g->loaded ? &typed : &g->keeper.draft);
	if (!g->loaded) {
		buf_clear(&g->keeper.draft.title);
		buf_addf(&g->keeper.draft.title, "%s: %s", g->def->title, buf_text(&g->title));
		if (grid_changed(g)) /* from now on it is this grid's */
			app_wake(app, DRAFT_SOON_MS);
		g->loaded = true;
	}
	draft_release(&typed);
	return err;
}
