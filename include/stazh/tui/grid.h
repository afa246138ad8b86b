/* An editable grid: rows × columns under a heading that stays, beside the rows' names. It moves, scrolls, takes what is
 * typed, marks what was changed, keeps it as a draft, loads again what others wrote without losing it, and asks whose
 * value counts where two changed a cell. What stands in the cells and how they are stored is told by a grid_def. Either
 * a cell is typed (numbers, days), or it is marked by one key, and digits lead to a row.
 *
 *	struct points { struct grid grid; uint32_t group; };
 *	static const struct screen_ops ops = {GRID_SCREEN, .actions = actions, .help = "points"};
 *	grid_open(app, &p->grid, &ops, &def, chosen);
 *
 * A grid has one sheet or several of the same rows and columns, one of which is seen. */
#ifndef STAZH_TUI_GRID_H
#define STAZH_TUI_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/text.h"
#include "stazh/tui/draw.h"
#include "stazh/tui/keeper.h"
#include "stazh/tui/screen.h"

#define GRID_TEXT 32 /* bytes of a cell, with the NUL */

struct grid;

struct grid_cell {
	char text[GRID_TEXT], was[GRID_TEXT]; /* as it is here; as it is stored */
	int64_t rev; /* of the record behind it that was there when the typing began, 0: none */
	int64_t now; /* of the one that is there now: another one is refused, and then asked about */
	bool absent; /* there is no such cell: nothing is shown or taken */
	bool wrong;
};

struct grid_line {   /* a row or a column */
	uint32_t id; /* of what it stands for, never the same twice; 0: its name says it */
	char *name;  /* of a row: at its left; of a column: its heading */
	char *title; /* more about it, or NULL */
	char *why;   /* a column: why nothing may be changed in it; NULL: it may */
};

/* A value of a cell that is given by one key. */
struct grid_mark {
	const char *word;  /* the cell's text */
	const char *shown; /* one character */
	const char *keys;  /* characters, those of the key cap in either layout */
	enum look look;
};

struct grid_def {
	const char *title;	   /* «Диагностика»; the heading adds what grid.title says */
	const char *empty_columns; /* said instead of the grid when it has no columns, */
	const char *empty_rows;	   /* or no rows */
	const char *resumed;	   /* said when what was typed before came back */
	const char *saved;	   /* said after saving, before the number: «Записано, ячеек» */
	const char *back;	   /* the button back to the cells, with `к` as its letter: «К правке» */
	size_t head;		   /* the first rows, which do not scroll: of the columns, not of a row's thing */
	const char *column;	   /* what one is: «Занятие» */
	const char *answers;	   /* told line by line: what can be answered, as a sentence */
	size_t sheets;		   /* >= 1; with more than one their names are seen above */
	const char *const *sheet_names;
	const char *next_sheet; /* «F4 — другая» */

	const struct grid_mark *marks; /* NULL: cells are typed */
	size_t marks_n;
	const char *choose_keys; /* characters that do `choose`, too */
	const char *absent; /* said of a row's name where a cell is absent: «на этом занятии быть не должен» */
	const char *accepts;	  /* the characters of a typed cell */
	const char *accepts_what; /* said when another one is typed (marks: another key) */

	int names_share;	    /* 3: the names take a third of the screen, as far as it is sensible */
	int column_min, column_max; /* cells */
	const char *sum;	    /* of the bottom line: «Среднее» */
	bool sum_below;		    /* it follows the last row; else it stands at the bottom */

	/* Fills grid.title and adds columns, rows, then cells, and sets these (grid_cell_set). On the first time
	 * (!g->loaded) it may put the cursor to a column. */
	enum err (*load)(struct grid *g, struct tx *tx, struct error *e);
	/* The name of a cell in a draft: it must lead to the same cell when rows and columns have changed. */
	void (*name)(const struct grid *g, size_t sheet, size_t row, size_t column, struct buf *out);
	/* What is wrong with a cell's text, as a sentence; NULL: nothing. May be NULL. */
	const char *(*wrong)(const struct grid *g, size_t sheet, size_t row, size_t column);
	void (*choose)(struct grid *g); /* F4 */
	/* Writes what was changed; *n: how much was. On a failure the cursor is put where it belongs (grid_place); what
	 * was written nevertheless is told by grid_written. */
	enum err (*save)(struct grid *g, size_t *n, struct error *e);
	void (*add_sum)(const struct grid *g, size_t column, struct buf *out);
	void (*hint)(const struct grid *g, struct buf *out); /* only where there is a cell */
};

struct grid {
	struct screen base;
	struct app *app;
	const struct grid_def *def;
	struct buf title; /* «Биологи» */
	struct grid_line *rows, *columns;
	size_t rows_n, columns_n, rows_cap, columns_cap;
	struct grid_cell *cells;	/* sheets × rows × columns */
	size_t sheet, row, column;	/* the cursor */
	size_t first_row, first_column; /* at the top left, below the head */
	size_t page_rows, page_columns; /* visible */
	size_t number;			/* of a row, while it is typed; 0: none */
	bool typed;			/* the cell under the cursor is being typed over */
	bool loaded;
	struct keeper keeper; /* its draft names the grid, before grid_open */
	int64_t kept_at;      /* term_clock of the last draft */
};

/* g is zeroed memory of mem_alloc that begins with a struct grid, with the keeper's draft named; it is the machinery's
 * from now on. chosen: a draft to go on with (emptied), or NULL. */
void grid_open(struct app *app, struct grid *g, const struct screen_ops *ops, const struct grid_def *def,
	       struct draft *chosen);

/* ---- for load ---- */
/* name is of mem_alloc, the grid's from now on. The line lives until the next one is added. */
struct grid_line *grid_add_row(struct grid *g, uint32_t id, char *name);
struct grid_line *grid_add_column(struct grid *g, uint32_t id, char *name);
void grid_add_cells(struct grid *g); /* empty ones, when all rows and columns are there */
/* What is stored, text cut to the cell, and the revision of its record. */
void grid_cell_set(struct grid_cell *c, const char *text, int64_t rev);

/* ---- for the rest ---- */
struct grid_cell *grid_cell_at(const struct grid *g, size_t sheet, size_t row, size_t column);
bool grid_cell_changed(const struct grid_cell *c);
void grid_place(struct grid *g, const struct grid_cell *c); /* the cursor onto a cell */
void grid_turn(struct grid *g, size_t sheet);		    /* shows another sheet, from its first row and column */
/* The column is stored as it is here, on all sheets. */
void grid_written(struct grid *g, size_t column);
/* May the column under the cursor be changed? Says why not. */
bool grid_may(struct grid *g);
bool grid_is_empty(const struct grid *g);

/* ---- what a screen of a grid is made of ---- */
void grid_add_title(struct screen *s, struct buf *out);
void grid_add_status(struct screen *s, struct buf *out);
void grid_add_hint(struct screen *s, struct buf *out);
enum err grid_load(struct app *app, struct screen *s, struct error *e);
void grid_draw(struct app *app, struct screen *s, struct area a);
/* Moving, typing, leaving. */
const struct screen_action *grid_layer(const struct screen *s, size_t i);
void grid_tick(struct app *app, struct screen *s);
void grid_hangup(struct app *app, struct screen *s);
void grid_done(struct app *app, struct screen *s);
/* Told line by line. */
void grid_tell(struct screen *s, struct buf *out);
bool grid_item(struct screen *s, size_t i, struct buf *out);
void grid_point(struct app *app, struct screen *s, size_t i);
size_t grid_current(const struct screen *s);
bool grid_answer(struct app *app, struct screen *s, size_t i, const char *text);
bool grid_turn_column(struct app *app, struct screen *s, int by);
#define GRID_SCREEN                                                                                                    \
	.context = IN_FORM, .keeps_input = true, .title = grid_add_title, .status = grid_add_status,                   \
	.hint = grid_add_hint, .load = grid_load, .draw = grid_draw, .layer = grid_layer, .tick = grid_tick,           \
	.hangup = grid_hangup, .done = grid_done, .tell = grid_tell, .item = grid_item, .point = grid_point,           \
	.current = grid_current, .answer = grid_answer, .turn = grid_turn_column
/* For the rows of its actions: F2, F4, Ctrl-Z. */
enum next grid_save(struct app *app, struct screen *s);
enum next grid_choose(struct app *app, struct screen *s);
enum next grid_undo(struct app *app, struct screen *s);

#endif
