/* Drawing on the composed screen. Nothing reaches the terminal before the driver shows the whole: curses sends only
 * what changed. Everything is clipped to the screen; text is cut by clusters, control characters show as «?».
 * [ui] ascii: every picture in it is drawn by a plain character of its own (`plain` in draw.c).
 * Colour comes on top: every look differs from plain text by bold, reverse, dim or underline, or the words say it. */
#ifndef STAZH_TUI_DRAW_H
#define STAZH_TUI_DRAW_H

#include <stdbool.h>
#include <stddef.h>

struct area {
	int y, x, h, w;
};

enum look {
	LOOK_PLAIN,
	LOOK_DIM,      /* context, what is not possible */
	LOOK_STRONG,   /* headings, the answer */
	LOOK_ACCENT,   /* the one thing of a line that matters */
	LOOK_OVERDUE,  /* red */
	LOOK_TODAY,    /* yellow */
	LOOK_SOON,     /* cyan */
	LOOK_GOOD,     /* green */
	LOOK_ERROR,    /* red, bold */
	LOOK_SELECTED, /* reverse: marker of a row, button, day */
	LOOK_FIELD,    /* underlined: where one types */
	LOOK_BAR,      /* names in the key bar */
	LOOK_HEADER,   /* column headings */
	LOOK_COUNT
};

enum glyph {		    /* one cell each */
	     GLYPH_LINE,    /* ─ */
	     GLYPH_BAR,	    /* │ */
	     GLYPH_MARKER,  /* ▸ */
	     GLYPH_BULLET,  /* • */
	     GLYPH_MORE_UP, /* ▲ */
	     GLYPH_MORE_DOWN,
	     GLYPH_UNFOLDED,
	     GLYPH_CHECKED, /* ✓ */
	     GLYPH_WARNING, /* ⚠, shown as «!» where the width is not sure */
	     GLYPH_FULL,    /* █ */
	     GLYPH_EMPTY,   /* ░ */
	     GLYPH_HALF,    /* ▒ */
	     GLYPH_DARK,    /* ▓ */
	     GLYPH_COUNT
};
const char *glyph(enum glyph g);

int draw_columns(void); /* of the screen */
int draw_rows(void);

/* Text of at most `width` cells, «…» at a cut. Returns the cells used. Line breaks are shown as blanks. */
int draw_text(int y, int x, int width, enum look look, const char *s);
int draw_textn(int y, int x, int width, enum look look, const char *s, size_t n);
int draw_textf(int y, int x, int width, enum look look, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same, padded with blanks to the width. */
void draw_cell(int y, int x, int width, enum look look, const char *s);
/* Ends at the right edge: the last cell is x + width - 1. */
void draw_right(int y, int x, int width, enum look look, const char *s);
/* Wrapped at blanks into the area; skips the first `skip` lines. Returns the number of all lines. */
int draw_wrapped(struct area a, int skip, enum look look, const char *s);
/* How many lines that would be. */
int draw_wrapped_height(const char *s, int width);
/* What stands there in reverse, as one bar. */
void draw_reverse(int y, int x, int width);
void draw_clear(struct area a);
void draw_hline(int y, int x, int width);
void draw_vline(int y, int x, int height);
/* A frame along the area's edge with the inside cleared; title in the top line, footer at the right of the bottom line
 * (either may be NULL). Returns the inside. */
struct area draw_frame(struct area a, const char *title, const char *footer);
/* The last one that was drawn since the screen was begun, its edge with it; h 0: none. */
struct area draw_framed(void);
/* An area of h × w in the middle of the screen, made smaller to fit into it. */
struct area draw_middle(int h, int w);
/* A bar of `width` cells, of which part/whole is full. */
void draw_progress(int y, int x, int width, long part, long whole);
/* Where the terminal's cursor stands after drawing; the last call counts. Hidden (where the terminal can) unless
 * `visible`; even then it stands there, for screen readers and terminals that cannot hide it. */
void draw_cursor(int y, int x, bool visible);

#endif
