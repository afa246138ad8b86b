#include <string.h>

#include "stazh/tui/grid.h"
#include "internal.h"

#define NUMBER	  4 /* cells of a row's number, where rows have one */
#define NAMES_MIN 18
#define NAMES_MAX 30
#define SHEET	  18

struct layout {
	int x, w;	 /* of the grid */
	int lead, names; /* where a name begins, how long it may be */
	int left, width; /* where the columns begin, of each */
};

static int between(int n, int min, int max)
{
	return n < min ? min : n > max ? max : n;
}

static struct layout lay_out(const struct grid *g, struct area a)
{
	struct layout l = {.x = a.x, .w = a.w, .lead = g->def->marks ? NUMBER : 1};

	l.left = between(a.w / g->def->names_share, NAMES_MIN, NAMES_MAX) + (g->def->marks ? NUMBER : 0);
	l.names = l.left - l.lead - 1;
	l.width = between((a.w - l.left) / (int)g->columns_n, g->def->column_min, g->def->column_max);
	return l;
}

static size_t scrolled(size_t first, size_t at, size_t page)
{
	if (at < first)
		return at;
	return at >= first + page ? at - page + 1 : first;
}

/* Scrolls as little as shows the cursor. */
static void scroll(struct grid *g, int rows, int columns)
{
	g->page_rows = rows > 1 ? (size_t)rows : 1;
	g->page_columns = columns > 1 ? (size_t)columns : 1;
	if (g->first_row < g->def->head)
		g->first_row = g->def->head;
	if (g->row >= g->def->head)
		g->first_row = scrolled(g->first_row, g->row, g->page_rows);
	g->first_column = scrolled(g->first_column, g->column, g->page_columns);
}

static void draw_mark(const struct grid *g, const struct grid_cell *c, bool is_here, int y, int x, int width)
{
	const char *shown = c->absent ? " " : "·";
	enum look look = LOOK_DIM;

	for (size_t i = 0; i < g->def->marks_n; i++)
		if (!strcmp(g->def->marks[i].word, c->text)) {
			shown = g->def->marks[i].shown;
			look = g->def->marks[i].look;
		}
	draw_textf(y, x, width - 1, is_here ? LOOK_SELECTED : look, "  %s%s ", shown,
		   grid_cell_changed(c) ? glyph(GLYPH_BULLET) : " ");
	if (is_here)
		draw_cursor(y, x + 2, true);
}

static void draw_typed(const struct grid *g, const struct grid_cell *c, bool is_here, int y, int x, int width)
{
	bool head = (size_t)(c - g->cells) / g->columns_n % g->rows_n < g->def->head;
	enum look look = c->wrong		? LOOK_ERROR
			 : is_here		? LOOK_SELECTED
			 : head			? LOOK_DIM
			 : grid_cell_changed(c) ? LOOK_ACCENT
						: LOOK_PLAIN;

	draw_right(y, x, width - 2, look, *c->text ? c->text : is_here ? " " : "·");
	if (is_here)
		draw_cursor(y, x + width - 3, true);
}

/* Heading and sums stand as the cells do. */
static void draw_aside(const struct grid *g, int y, int x, int width, enum look look, const char *text)
{
	if (g->def->marks)
		draw_text(y, x, width - 1, look, text);
	else
		draw_right(y, x, width - 2, look, text);
}

static size_t columns_end(const struct grid *g)
{
	size_t end = g->first_column + g->page_columns;

	return end < g->columns_n ? end : g->columns_n;
}

static int column_x(const struct grid *g, const struct layout *l, size_t column)
{
	return l->x + l->left + (int)(column - g->first_column) * l->width;
}

static void draw_row(const struct grid *g, const struct layout *l, size_t row, int y)
{
	bool head = row < g->def->head;

	if (g->def->marks)
		draw_textf(y, l->x, NUMBER, LOOK_DIM, "%3zu", row + 1);
	else if (!head && row == g->row)
		draw_text(y, l->x, 1, LOOK_PLAIN, glyph(GLYPH_MARKER));
	draw_text(y, l->x + l->lead, l->names, head ? LOOK_DIM : LOOK_PLAIN, g->rows[row].name);
	for (size_t i = g->first_column; i < columns_end(g); i++) {
		const struct grid_cell *c = grid_cell_at(g, g->sheet, row, i);
		bool is_here = row == g->row && i == g->column;

		if (g->def->marks)
			draw_mark(g, c, is_here, y, column_x(g, l, i), l->width);
		else
			draw_typed(g, c, is_here, y, column_x(g, l, i), l->width);
	}
}

static void draw_sheets(const struct grid *g, const struct layout *l, int y)
{
	int x = l->x + 1;

	for (size_t i = 0; i < g->def->sheets; i++, x += SHEET)
		draw_textf(y, x, SHEET, i == g->sheet ? LOOK_STRONG : LOOK_DIM, i == g->sheet ? "[ %s ]" : "  %s  ",
			   g->def->sheet_names[i]);
	if (l->w >= 70)
		draw_text(y, x, l->x + l->w - 1 - x, LOOK_DIM, g->def->next_sheet);
}

static void draw_heading(const struct grid *g, const struct layout *l, int y)
{
	if (g->first_column)
		draw_text(y, l->x + l->lead + l->names, 1, LOOK_DIM, "‹");
	if (columns_end(g) < g->columns_n)
		draw_text(y, l->x + l->w - 1, 1, LOOK_DIM, "›");
	for (size_t i = g->first_column; i < columns_end(g); i++) {
		/* A typed column is wide, and named below, too. */
		enum look look = g->def->marks && i == g->column ? LOOK_STRONG : LOOK_HEADER;

		draw_aside(g, y, column_x(g, l, i), l->width, look, g->columns[i].name);
	}
}

static void draw_sums(const struct grid *g, const struct layout *l, int y)
{
	draw_hline(y++, l->x, l->w);
	draw_text(y, l->x + l->lead, l->names, LOOK_STRONG, g->def->sum);
	for (size_t i = g->first_column; i < columns_end(g); i++) {
		struct buf sum = {0};

		g->def->add_sum(g, i, &sum);
		draw_aside(g, y, column_x(g, l, i), l->width, LOOK_STRONG, buf_text(&sum));
		buf_free(&sum);
	}
}

void grid_draw(struct app *app, struct screen *s, struct area a)
{
	struct grid *g = (struct grid *)s;
	size_t head = g->def->head;
	struct layout l;
	int y = a.y;

	(void)app;
	if (grid_is_empty(g)) {
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_DIM,
			  g->columns_n ? g->def->empty_rows : g->def->empty_columns);
		return;
	}
	l = lay_out(g, a);
	scroll(g, a.h - 3 - (int)head - (g->def->sheets > 1), (a.w - l.left) / l.width);
	if (g->def->sheets > 1)
		draw_sheets(g, &l, y++);
	draw_heading(g, &l, y++);
	for (size_t row = 0; row < head; row++)
		draw_row(g, &l, row, y++);
	for (size_t row = g->first_row; row < g->rows_n && row < g->first_row + g->page_rows; row++)
		draw_row(g, &l, row, y++);
	draw_sums(g, &l, g->def->sum_below ? y : a.y + a.h - 2);
}

void grid_add_title(struct screen *s, struct buf *out)
{
	const struct grid *g = (const struct grid *)s;

	buf_addf(out, "%s: %s", g->def->title, buf_text(&g->title));
}

void grid_add_status(struct screen *s, struct buf *out)
{
	if (grid_changed((const struct grid *)s))
		buf_addf(out, "изменено %s", glyph(GLYPH_BULLET));
}

void grid_add_hint(struct screen *s, struct buf *out)
{
	const struct grid *g = (const struct grid *)s;

	if (!grid_is_empty(g))
		g->def->hint(g, out);
}
