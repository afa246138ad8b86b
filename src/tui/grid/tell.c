/* A grid for who is told it line by line: the places are the rows of the column under the cursor. */
#include <stdio.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/tui/grid.h"
#include "internal.h"

/* The row at place i of the column; rows_n: none. */
static size_t row_at(const struct grid *g, size_t i)
{
	size_t row = 0;

	for (; row < g->rows_n; row++)
		if (!grid_cell_at(g, g->sheet, row, g->column)->absent && !i--)
			break;
	return row;
}

void grid_tell(struct screen *s, struct buf *out)
{
	const struct grid *g = (const struct grid *)s;
	const struct grid_line *column;

	grid_add_title(s, out);
	buf_add(out, ".");
	if (grid_is_empty(g)) {
		buf_addf(out, "\n%s", g->columns_n ? g->def->empty_rows : g->def->empty_columns);
		return;
	}
	column = &g->columns[g->column];
	if (g->def->sheets > 1)
		buf_addf(out, " %s.", g->def->sheet_names[g->sheet]);
	buf_addf(out, "\n%s %zu из %zu: %s.", g->def->column, g->column + 1, g->columns_n,
		 column->title ? column->title : column->name);
	if (column->why)
		buf_addf(out, " Менять нельзя: %s.", column->why);
	buf_addf(out, "\n%s: ", g->def->sum);
	g->def->add_sum(g, g->column, out);
	buf_addf(out, ".\n%s", g->def->answers);
}

/* «Иванова А.А., 12.10: был», «…: был, не был, уважительная, дистанционно?» */
bool grid_item(struct screen *s, size_t i, struct buf *out)
{
	const struct grid *g = (const struct grid *)s;
	size_t row = grid_is_empty(g) ? g->rows_n : row_at(g, i);
	const struct grid_cell *c;

	if (row >= g->rows_n)
		return false;
	c = grid_cell_at(g, g->sheet, row, g->column);
	buf_addf(out, "%s, %s: ", g->rows[row].name, g->columns[g->column].name);
	if (*c->text)
		buf_add(out, c->text);
	for (size_t m = 0; !*c->text && m < g->def->marks_n; m++)
		buf_addf(out, "%s%s", m ? ", " : "", g->def->marks[m].word);
	if (!*c->text)
		buf_add(out, g->def->marks ? "?" : "пусто");
	if (grid_cell_changed(c))
		buf_add(out, ", ещё не записано");
	return true;
}

void grid_point(struct app *app, struct screen *s, size_t i)
{
	struct grid *g = (struct grid *)s;
	size_t row = grid_is_empty(g) ? g->rows_n : row_at(g, i);

	(void)app;
	if (row < g->rows_n)
		g->row = row;
}

size_t grid_current(const struct screen *s)
{
	const struct grid *g = (const struct grid *)s;
	size_t i = 0;

	while (!grid_is_empty(g) && row_at(g, i) < g->row)
		i++;
	return i;
}

/* The mark of a key, or whose word begins so; NULL: none. */
static const char *word_of(const struct grid *g, const char *text)
{
	struct buf typed = {0}, word = {0};
	const char *found = NULL;

	collate_fold(text, strlen(text), &typed);
	for (size_t i = 0; i < g->def->marks_n && !found; i++) {
		const struct grid_mark *m = &g->def->marks[i];

		buf_clear(&word);
		collate_fold(m->word, strlen(m->word), &word);
		if (typed.n ? !strncmp(buf_text(&word), typed.s, typed.n) : !strcmp(text, m->shown))
			found = m->word;
	}
	buf_free(&typed);
	buf_free(&word);
	return found;
}

bool grid_answer(struct app *app, struct screen *s, size_t i, const char *text)
{
	struct grid *g = (struct grid *)s;
	struct grid_cell *c;
	char was[GRID_TEXT];
	const char *wrong;

	grid_point(app, s, i);
	if (g->def->marks && !strcmp(text, "*")) {
		grid_choose(app, s);
		g->row = g->rows_n - 1;
		return true;
	}
	if (!grid_may(g))
		return false;
	if (g->def->marks && *text && !(text = word_of(g, text))) {
		app_say(app, LOOK_ERROR, "Не понято. %s", g->def->answers);
		return false;
	}
	if (strlen(text) >= GRID_TEXT) {
		app_say(app, LOOK_ERROR, "Слишком длинно. %s", g->def->answers);
		return false;
	}
	c = grid_cell_at(g, g->sheet, g->row, g->column);
	strcpy(was, c->text);
	strcpy(c->text, text);
	wrong = g->def->wrong ? g->def->wrong(g, g->sheet, g->row, g->column) : NULL;
	if (wrong) {
		app_say(app, LOOK_ERROR, "«%s»: %s", text, wrong);
		strcpy(c->text, was);
	}
	grid_altered(g);
	return !wrong;
}

bool grid_turn_column(struct app *app, struct screen *s, int by)
{
	struct grid *g = (struct grid *)s;
	long to = (long)g->column + by;

	(void)app;
	if (grid_is_empty(g) || to < 0 || to >= (long)g->columns_n)
		return false;
	g->column = (size_t)to;
	g->row = 0;
	return true;
}
