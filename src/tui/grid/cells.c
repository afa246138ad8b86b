/* What stands in the cells of a grid. */
#include <stdio.h>
#include <string.h>

#include "stazh/tui/grid.h"
#include "internal.h"

size_t grid_cells_n(const struct grid *g)
{
	return g->cells ? g->def->sheets * g->rows_n * g->columns_n : 0;
}

struct grid_cell *grid_cell_at(const struct grid *g, size_t sheet, size_t row, size_t column)
{
	return &g->cells[(sheet * g->rows_n + row) * g->columns_n + column];
}

struct grid_cell *grid_here(const struct grid *g)
{
	return grid_cell_at(g, g->sheet, g->row, g->column);
}

bool grid_cell_changed(const struct grid_cell *c)
{
	return strcmp(c->text, c->was) != 0;
}

void grid_cell_set(struct grid_cell *c, const char *text, int64_t rev)
{
	snprintf(c->was, GRID_TEXT, "%s", text);
	strcpy(c->text, c->was);
	c->rev = c->now = rev;
}

bool grid_is_empty(const struct grid *g)
{
	return !g->columns_n || g->rows_n <= g->def->head;
}

bool grid_changed(const struct grid *g)
{
	for (size_t i = 0; i < grid_cells_n(g); i++)
		if (grid_cell_changed(&g->cells[i]))
			return true;
	return false;
}

void grid_written(struct grid *g, size_t column)
{
	for (size_t i = column; i < grid_cells_n(g); i += g->columns_n)
		strcpy(g->cells[i].was, g->cells[i].text);
}
