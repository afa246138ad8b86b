#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "stazh/base/typeset.h"
#include "stazh/base/text.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/draw.h"
#include "internal.h"

#define NCURSES_NOMACROS
#include <curses.h>

struct shown_as {
	attr_t attr;
	short color; /* -1: the terminal's own */
};

static const struct shown_as dark[LOOK_COUNT] = {
	[LOOK_PLAIN] = {A_NORMAL, -1},
	[LOOK_DIM] = {A_DIM, -1},
	[LOOK_STRONG] = {A_BOLD, -1},
	[LOOK_ACCENT] = {A_BOLD, COLOR_CYAN},
	[LOOK_OVERDUE] = {A_BOLD, COLOR_RED},
	[LOOK_TODAY] = {A_BOLD, COLOR_YELLOW},
	[LOOK_SOON] = {A_NORMAL, COLOR_CYAN},
	[LOOK_GOOD] = {A_NORMAL, COLOR_GREEN},
	[LOOK_ERROR] = {A_BOLD, COLOR_RED},
	[LOOK_SELECTED] = {A_REVERSE, -1},
	[LOOK_FIELD] = {A_UNDERLINE, -1},
	[LOOK_BAR] = {A_REVERSE, -1},
	[LOOK_HEADER] = {A_DIM | A_UNDERLINE, -1},
};

/* Yellow, cyan and green cannot be read on white, nor what is dimmed towards it. */
static const struct shown_as light[LOOK_COUNT] = {
	[LOOK_PLAIN] = {A_NORMAL, -1},	      [LOOK_DIM] = {A_NORMAL, -1},
	[LOOK_STRONG] = {A_BOLD, -1},	      [LOOK_ACCENT] = {A_BOLD, COLOR_BLUE},
	[LOOK_OVERDUE] = {A_BOLD, COLOR_RED}, [LOOK_TODAY] = {A_BOLD, COLOR_MAGENTA},
	[LOOK_SOON] = {A_NORMAL, COLOR_BLUE}, [LOOK_GOOD] = {A_NORMAL, -1},
	[LOOK_ERROR] = {A_BOLD, COLOR_RED},   [LOOK_SELECTED] = {A_REVERSE, -1},
	[LOOK_FIELD] = {A_UNDERLINE, -1},     [LOOK_BAR] = {A_REVERSE, -1},
	[LOOK_HEADER] = {A_UNDERLINE, -1},
};

static const char *const glyphs[GLYPH_COUNT] = {
	[GLYPH_LINE] = "─",    [GLYPH_BAR] = "│",	[GLYPH_MARKER] = "▸",	[GLYPH_BULLET] = "•",
	[GLYPH_MORE_UP] = "▲", [GLYPH_MORE_DOWN] = "▼", [GLYPH_UNFOLDED] = "▾", [GLYPH_CHECKED] = "✓",
	[GLYPH_WARNING] = "!", [GLYPH_FULL] = "█",	[GLYPH_EMPTY] = "░",	[GLYPH_HALF] = "▒",
	[GLYPH_DARK] = "▓",
};

/* For terminals and fonts that have no pictures. What differs stays different: a day without events and with one, a
 * column of nothing and of little. */
static const struct {
	uint32_t cp;
	char plain;
} plain[] = {
	{0x2500, '-'}, {0x2502, '|'}, {0x250C, '+'}, {0x2510, '+'}, {0x2514, '+'}, {0x2518, '+'}, {0x251C, '+'},
	{0x2524, '+'}, {0x252C, '+'}, {0x2534, '+'}, {0x253C, '+'}, {0x25B8, '>'}, {0x2022, '*'}, {0x25B2, '^'},
	{0x25BC, 'v'}, {0x2713, 'x'}, {0x25CF, '@'}, {0x25CB, 'o'}, {0x00B7, '.'}, {0x00D7, 'x'}, {0x2588, '#'},
	{0x2593, '%'}, {0x2592, '+'}, {0x2591, ':'}, {0x2581, '_'}, {0x2582, '1'}, {0x2583, '2'}, {0x2584, '3'},
	{0x2585, '4'}, {0x2586, '5'}, {0x2587, '6'}, {0x258F, '.'}, {0x258E, '.'}, {0x258D, '-'}, {0x258C, '-'},
	{0x258B, '='}, {0x258A, '='}, {0x2589, '='}, {0x2590, '|'}, {0x2039, '<'}, {0x203A, '>'}, {0x2190, '<'},
	{0x2192, '>'}, {0x2191, '^'}, {0x2193, 'v'}, {0x2026, '~'}, {0x2014, '-'}, {0x2013, '-'}, {0x2212, '-'},
	{0x25BE, 'v'}, {0x26A0, '!'}, {0x25C2, '<'},
};

/* 0: as it is. */
static char plain_of(const char *s, size_t n)
{
	uint32_t cp;

	if (utf8_decode(s, n, &cp) != n)
		return 0;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (plain[i].cp == cp)
			return plain[i].plain;
	return 0;
}

/* What term_open found out about the terminal, and where the cursor is wanted. */
static struct {
	const struct shown_as *looks;
	bool colors, ascii, visible, always;
	int y, x, shown;
	struct area framed;
} canvas = {.looks = dark, .shown = -1};

void draw_setup(const struct term_options *o)
{
	canvas.looks = o->light ? light : dark;
	canvas.colors = false;
	canvas.ascii = o->ascii;
	canvas.always = o->cursor;
	canvas.shown = -1;
	if (!o->colors || !has_colors() || start_color() == ERR)
		return;
	short back = use_default_colors() == ERR ? COLOR_BLACK : -1;

	for (short i = 0; i < 8; i++)
		init_pair((short)(i + 1), i, back);
	canvas.colors = true;
}

const char *glyph(enum glyph g)
{
	return glyphs[g];
}

int draw_columns(void)
{
	return getmaxx(stdscr);
}

int draw_rows(void)
{
	return getmaxy(stdscr);
}

/* Adds one cluster as the terminal can show it: control characters and what curses and we measure differently as «?».
 */
static void add_cluster(struct buf *b, const char *s, size_t n)
{
	char p = canvas.ascii ? plain_of(s, n) : 0;
	int width = 0;
	uint32_t cp;

	if (p) {
		buf_addc(b, p);
		return;
	}
	if (n == 1 && (unsigned char)*s >= 0x20 && (unsigned char)*s < 0x7F) {
		buf_addc(b, *s);
		return;
	}
	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_decode(s + i, n - i, &cp);
		int w = len ? wcwidth((wchar_t)cp) : -1;

		if (w < 0) {
			width = -1;
			break;
		}
		width += w;
	}
	int want = utf8_width(s, n);

	if (*s == '\n' || *s == '\t')
		buf_addc(b, ' ');
	else if (width < 0 || width != want || !width)
		buf_fill(b, '?', want > 0 ? (size_t)want : 1);
	else
		buf_addn(b, s, n);
}

/* Is it one cell by itself, wherever it stands, to every terminal? */
static bool is_cell(uint32_t cp)
{
	return (cp >= ' ' && cp < 0x7F) || (cp > 0xA0 && cp < 0x300 && cp != 0xAD) || (cp >= 0x400 && cp < 0x483) ||
	       (cp >= 0x48A && cp < 0x530) || (cp >= 0x2010 && cp < 0x2028) || (cp >= 0x2190 && cp < 0x2600) ||
	       cp == 0x2116;
}

#define CELLS 256

/* Cell by cell, without what curses asks of each character in a string: most of a picture is put so. False: something
 * else is in it. */
static bool put_cells(int y, int x, const struct shown_as *as, short pair, const char *s, size_t n)
{
	cchar_t cells[CELLS], cell;
	int count = 0;

	setcchar(&cell, L" ", as->attr, pair, NULL);
	for (size_t at = 0, len; at < n; at += len) {
		uint32_t cp = 0;

		len = utf8_decode(s + at, n - at, &cp);
		if (!len || !is_cell(cp) || count == CELLS)
			return false;
		cell.chars[0] = (wchar_t)cp;
		cells[count++] = cell;
	}
	mvadd_wchnstr(y, x, cells, count);
	return true;
}

int draw_textn(int y, int x, int width, enum look look, const char *s, size_t n)
{
	struct buf b = {0};
	int cells;
	bool cut = false;

	if (x + width > draw_columns())
		width = draw_columns() - x;
	if (y < 0 || y >= draw_rows() || x < 0 || width < 1)
		return 0;
	for (size_t at = 0, len; at < n; at += len) {
		len = utf8_next(s, n, at);
		add_cluster(&b, s + at, len);
		/* More cannot be seen. */
		if (b.n > (size_t)width * 32)
			break;
	}
	n = utf8_fit(buf_text(&b), b.n, width, &cells);
	if (n < b.n) {
		n = utf8_fit(b.s, b.n, width - 1, &cells);
		cut = true;
	}
	const struct shown_as *as = &canvas.looks[look];
	short pair = canvas.colors && as->color >= 0 ? (short)(as->color + 1) : 0;

	attr_set(as->attr, pair, NULL);
	if (!put_cells(y, x, as, pair, buf_text(&b), n))
		mvaddnstr(y, x, buf_text(&b), (int)n);
	if (cut) {
		mvaddstr(y, x + cells, canvas.ascii ? "~" : "…");
		cells++;
	}
	attr_set(A_NORMAL, 0, NULL);
	buf_free(&b);
	return cells;
}

int draw_text(int y, int x, int width, enum look look, const char *s)
{
	return draw_textn(y, x, width, look, s, strlen(s));
}

int draw_textf(int y, int x, int width, enum look look, const char *format, ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, format);
	buf_vaddf(&b, format, ap);
	va_end(ap);
	int cells = draw_text(y, x, width, look, buf_text(&b));

	buf_free(&b);
	return cells;
}

void draw_cell(int y, int x, int width, enum look look, const char *s)
{
	struct buf blanks = {0};
	int used = draw_text(y, x, width, look, s);

	if (used < width) {
		buf_fill(&blanks, ' ', (size_t)(width - used));
		int room = draw_columns() - x - used;

		if (room > 0)
			draw_textn(y, x + used, width - used, look, blanks.s,
				   blanks.n < (size_t)room ? blanks.n : (size_t)room);
	}
	buf_free(&blanks);
}

void draw_right(int y, int x, int width, enum look look, const char *s)
{
	int w = utf8_width(s, strlen(s));

	if (w < width)
		x += width - w, width = w;
	draw_text(y, x, width, look, s);
}

struct wrapped {
	struct area a;
	int line, skip;
	enum look look;
	bool draw;
};

#define BOUND "\u00A0" /* a blank at which no line ends; on the screen it is one as others */

static bool wrapped_line(const char *s, size_t n, void *arg)
{
	struct wrapped *w = arg;
	int y = w->line++ - w->skip;
	struct buf shown = {0};

	if (!w->draw || y < 0 || y >= w->a.h)
		return true;
	for (size_t i = 0; i < n; i++) {
		bool bound = n - i >= 2 && !memcmp(s + i, BOUND, 2);

		buf_addc(&shown, bound ? ' ' : s[i]);
		i += bound;
	}
	draw_textn(w->a.y + y, w->a.x, w->a.w, w->look, buf_text(&shown), shown.n);
	buf_free(&shown);
	return true;
}

/* «п. 3.3» and «№ 6» stay together; names and units may part, where few rows are to tell much. */
static void wrap(const char *s, int width, struct wrapped *w)
{
	size_t n = strlen(s);
	struct buf text = {0};

	for (size_t i = 0; i < n; i++)
		if (s[i] == ' ' && s[i + 1] >= '0' && s[i + 1] <= '9' && typeset_binds(s, n, i))
			buf_add(&text, BOUND);
		else
			buf_addc(&text, s[i]);
	text_wrap(buf_text(&text), width > 0 ? width : 1, wrapped_line, w);
	buf_free(&text);
}

int draw_wrapped(struct area a, int skip, enum look look, const char *s)
{
	struct wrapped w = {.a = a, .skip = skip, .look = look, .draw = true};

	wrap(s, a.w, &w);
	return w.line;
}

int draw_wrapped_height(const char *s, int width)
{
	struct wrapped w = {0};

	wrap(s, width, &w);
	return w.line;
}

void draw_reverse(int y, int x, int width)
{
	mvchgat(y, x, width, A_REVERSE, 0, NULL);
}

void draw_clear(struct area a)
{
	for (int i = 0; i < a.h; i++)
		draw_cell(a.y + i, a.x, a.w, LOOK_PLAIN, "");
}

void draw_hline(int y, int x, int width)
{
	const struct shown_as *as = &canvas.looks[LOOK_DIM];
	cchar_t line;

	if (y < 0 || y >= draw_rows() || x < 0 || x >= draw_columns() || width < 1)
		return;
	setcchar(&line, canvas.ascii ? L"-" : L"─", as->attr, 0, NULL);
	mvhline_set(y, x, &line, width); /* curses ends it at the edge */
}

void draw_vline(int y, int x, int height)
{
	for (int i = 0; i < height; i++)
		draw_text(y + i, x, 1, LOOK_DIM, glyph(GLYPH_BAR));
}

struct area draw_frame(struct area a, const char *title, const char *footer)
{
	static const char *const c[] = {"┌", "┐", "└", "┘"};

	canvas.framed = a;
	draw_clear(a);
	for (int i = 0; i < 2; i++) {
		int y = i ? a.y + a.h - 1 : a.y;

		draw_text(y, a.x, 1, LOOK_PLAIN, c[i * 2]);
		for (int x = 1; x < a.w - 1; x++)
			draw_text(y, a.x + x, 1, LOOK_PLAIN, glyph(GLYPH_LINE));
		draw_text(y, a.x + a.w - 1, 1, LOOK_PLAIN, c[i * 2 + 1]);
	}
	for (int y = 1; y < a.h - 1; y++) {
		draw_text(a.y + y, a.x, 1, LOOK_PLAIN, glyph(GLYPH_BAR));
		draw_text(a.y + y, a.x + a.w - 1, 1, LOOK_PLAIN, glyph(GLYPH_BAR));
	}
	if (title && *title && a.w > 6) {
		int used = draw_text(a.y, a.x + 2, a.w - 5, LOOK_STRONG, title);

		draw_text(a.y, a.x + 1, 1, LOOK_PLAIN, " ");
		draw_text(a.y, a.x + 2 + used, 1, LOOK_PLAIN, " ");
	}
	if (footer && *footer && a.w > 6) {
		struct buf b = {0};

		buf_addf(&b, " %s ", footer);
		draw_right(a.y + a.h - 1, a.x + 2, a.w - 4, LOOK_DIM, b.s);
		buf_free(&b);
	}
	return (struct area){a.y + 1, a.x + 2, a.h > 2 ? a.h - 2 : 0, a.w > 4 ? a.w - 4 : 0};
}

struct area draw_framed(void)
{
	return canvas.framed;
}

void draw_begin(void)
{
	canvas.framed = (struct area){0, 0, 0, 0};
	draw_cursor(0, 0, false);
}

struct area draw_middle(int h, int w)
{
	if (h > draw_rows())
		h = draw_rows();
	if (w > draw_columns())
		w = draw_columns();
	return (struct area){(draw_rows() - h) / 2, (draw_columns() - w) / 2, h, w};
}

void draw_progress(int y, int x, int width, long part, long whole)
{
	long full = whole > 0 ? part * width / whole : 0;

	if (part > 0 && !full) /* something is not nothing */
		full = 1;

	for (int i = 0; i < width; i++)
		draw_text(y, x + i, 1, LOOK_PLAIN, glyph(i < full ? GLYPH_FULL : GLYPH_EMPTY));
}

void draw_cursor(int y, int x, bool visible)
{
	canvas.y = y;
	canvas.x = x;
	canvas.visible = visible || canvas.always;
}

void draw_place_cursor(void)
{
	if (canvas.shown != canvas.visible)
		curs_set(canvas.visible);
	canvas.shown = canvas.visible;
	move(canvas.y < draw_rows() ? canvas.y : draw_rows() - 1,
	     canvas.x < draw_columns() ? canvas.x : draw_columns() - 1);
}
