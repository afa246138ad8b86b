/* The cursor of a table of cells that is larger than the screen: moving and scrolling, written once. */
#ifndef STAZH_TUI_CURSOR_H
#define STAZH_TUI_CURSOR_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/tui/keys.h"

struct cursor_2d {
	size_t rows, columns;		/* of the table */
	size_t row, column;		/* < rows, < columns, or 0 */
	size_t first_row, first_column; /* at the top left */
	size_t page_rows, page_columns; /* visible, as of the last cursor_2d_fit */
};

/* Moves by so many, as far as the table goes. */
void cursor_2d_go(struct cursor_2d *c, long rows, long columns);
/* The size of the table changed. */
void cursor_2d_resize(struct cursor_2d *c, size_t rows, size_t columns);
/* So much is visible now: scrolls as little as shows the cursor. */
void cursor_2d_fit(struct cursor_2d *c, size_t page_rows, size_t page_columns);
/* Arrows, pages, Tab, Home (first column of the first row), End (last row). False: another action. */
bool cursor_2d_act(struct cursor_2d *c, enum action a);

#endif
