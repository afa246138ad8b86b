#include <stdlib.h>
#include <wchar.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/term.h"
#include "../internal.h"

#define NCURSES_NOMACROS
#include <curses.h>

static const struct {
	attr_t attr;
	const char *name;
} shown[] = {{A_REVERSE, "reverse"}, {A_BOLD, "bold"}, {A_UNDERLINE, "underline"}, {A_DIM, "dim"}};

/* The characters of a row in the columns from … to; the attributes of each cell go to attrs. */
static void shot_row(int y, int from, int columns, attr_t *attrs, struct buf *out)
{
	size_t end = out->n;

	for (int x = from; x < columns; x++) {
		wchar_t w[CCHARW_MAX + 1] = {0};
		cchar_t c;
		short pair;
		char utf8[4];
		int width = 0;

		attrs[x] = A_NORMAL;
		if (mvwin_wch(curscr, y, x, &c) == ERR || getcchar(&c, w, &attrs[x], &pair, NULL) == ERR)
			continue;
		for (int i = 0; w[i]; i++) {
			buf_addn(out, utf8, utf8_write((uint32_t)w[i], utf8));
			width += wcwidth(w[i]) > 0 ? wcwidth(w[i]) : 0;
		}
		if (w[0] != L' ')
			end = out->n;
		/* The second cell of a wide character. */
		if (width == 2 && x + 1 < columns) {
			attrs[x + 1] = attrs[x];
			x++;
		}
	}
	out->n = end;
	if (out->s)
		out->s[end] = '\0';
}

void term_text(int y, int x, int width, struct buf *out)
{
	int columns = getmaxx(curscr), old_y, old_x;
	attr_t *attrs = mem_alloc((size_t)columns * sizeof *attrs);

	getyx(curscr, old_y, old_x);
	shot_row(y, x, x + width < columns ? x + width : columns, attrs, out);
	wmove(curscr, old_y, old_x);
	free(attrs);
}

static void shot_attrs(int y, int columns, const attr_t *attrs, struct buf *out)
{
	attr_t mask = 0;

	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		mask |= shown[i].attr;
	for (int x = 0, to; x < columns; x = to + 1) {
		attr_t a = attrs[x] & mask;

		for (to = x; to + 1 < columns && (attrs[to + 1] & mask) == a; to++)
			;
		if (!a)
			continue;
		buf_addf(out, "-- %d:%d-%d", y, x, to);
		for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
			if (a & shown[i].attr)
				buf_addf(out, " %s", shown[i].name);
		buf_addc(out, '\n');
	}
}

void term_shot(const char *name, struct buf *out)
{
	int rows, columns, cy, cx;
	struct buf layer = {0};

	getmaxyx(curscr, rows, columns);
	getyx(stdscr, cy, cx);
	int old_y, old_x;

	getyx(curscr, old_y, old_x);
	attr_t *attrs = mem_alloc((size_t)columns * sizeof *attrs);

	buf_addf(out, "== %s %dx%d cursor %d,%d\n", name, columns, rows, cy, cx);
	for (int y = 0; y < rows; y++) {
		shot_row(y, 0, columns, attrs, out);
		buf_addc(out, '\n');
		shot_attrs(y, columns, attrs, &layer);
	}
	buf_add(out, buf_text(&layer));
	wmove(curscr, old_y, old_x);
	buf_free(&layer);
	free(attrs);
}
