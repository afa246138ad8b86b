#include "stazh/tui/cursor.h"

static size_t moved(size_t at, long by, size_t n)
{
	long to = (long)at + by;

	return !n || to < 0 ? 0 : to >= (long)n ? n - 1 : (size_t)to;
}

void cursor_2d_go(struct cursor_2d *c, long rows, long columns)
{
	c->row = moved(c->row, rows, c->rows);
	c->column = moved(c->column, columns, c->columns);
}

void cursor_2d_resize(struct cursor_2d *c, size_t rows, size_t columns)
{
	c->rows = rows;
	c->columns = columns;
	cursor_2d_go(c, 0, 0);
}

static size_t scrolled(size_t first, size_t at, size_t page)
{
	if (at < first)
		return at;
	return page && at >= first + page ? at - page + 1 : first;
}

void cursor_2d_fit(struct cursor_2d *c, size_t page_rows, size_t page_columns)
{
	c->page_rows = page_rows;
	c->page_columns = page_columns;
	c->first_row = scrolled(c->first_row, c->row, page_rows);
	c->first_column = scrolled(c->first_column, c->column, page_columns);
}

bool cursor_2d_act(struct cursor_2d *c, enum action a)
{
	long page = c->page_rows > 1 ? (long)c->page_rows : 1;

	switch (a) {
	case ACT_UP:
		cursor_2d_go(c, -1, 0);
		return true;
	case ACT_DOWN:
		cursor_2d_go(c, 1, 0);
		return true;
	case ACT_LEFT:
	case ACT_PREVIOUS:
		cursor_2d_go(c, 0, -1);
		return true;
	case ACT_RIGHT:
	case ACT_NEXT:
		cursor_2d_go(c, 0, 1);
		return true;
	case ACT_PAGE_UP:
		cursor_2d_go(c, -page, 0);
		return true;
	case ACT_PAGE_DOWN:
		cursor_2d_go(c, page, 0);
		return true;
	case ACT_HOME:
		cursor_2d_go(c, -(long)c->row, -(long)c->column);
		return true;
	case ACT_END:
		cursor_2d_go(c, (long)c->rows, 0);
		return true;
	default:
		return false;
	}
}
