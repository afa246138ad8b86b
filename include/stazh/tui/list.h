/* A virtual list: knows how many rows there are, asks for those that are visible, at any size. Knows no records.
 * The row under the cursor has a marker at its start and, when the cursor rests, is a bar: a move sends few bytes. */
#ifndef STAZH_TUI_LIST_H
#define STAZH_TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/text.h"
#include "stazh/tui/draw.h"
#include "stazh/tui/screen.h"

#define LIST_COLUMNS_MAX 24

/* A column is as wide as what stands in it. What a column of a file is: sheet_column (table/sheet.h). */
struct list_column {
	const char *title; /* "": none */
	int min;	   /* cells that a text may be cut to, before columns are left out; >= 1 */
	int want;	   /* cells in a file */
	int grow;	   /* 0: dates, states, numbers, never cut */
	int drop;	   /* on a narrow screen the columns with the highest go first; 0: never */
	bool right;	   /* numbers */
	bool date;	   /* дд.мм.гггг: a date in a file */
	bool chosen;	   /* not left out for being empty or the same in all rows */
};

struct row {
	struct buf cell[LIST_COLUMNS_MAX]; /* add to them; cleared before each row */
	enum look look[LIST_COLUMNS_MAX];  /* LOOK_PLAIN at first */
};

/* What stands in a column. */
struct list_width {
	int seen, more; /* cells of the widest: among the rows that were to be seen, and some more */
	int drawn;	/* among those that are drawn now */
	bool idle;	/* empty, or the same in all of them: */
	uint64_t same;	/* a digest of it */
};

/* Every list is narrowed to what is typed, by what its rows show, unless it searches itself. A row is counted here as
 * it stands on the screen; its callbacks get its number among all rows (list_at). */
struct list {
	size_t count, selected, first; /* selected < count, or 0 */
	size_t all;		       /* rows that there are; count of them fit what is searched for: */
	size_t *fit, fit_cap;	       /* these, while narrowed */
	size_t headings;	       /* so many of them */
	bool narrowed;
	/* Is row n the heading of those after it? It stays with those that fit, and they are found by it, too. NULL:
	 * none is. */
	bool (*head)(void *arg, size_t n);
	bool searches; /* load and filter leave the rows that fit */
	const struct list_column *columns;
	size_t columns_n;
	size_t file_columns; /* so many of them in a file, where these are more; 0: the same */
	/* Adds the cells of row n. tx: see `reads`. */
	void (*row)(void *arg, struct tx *tx, size_t n, struct row *out);
	/* The same for a file, where it has to be other (a date whole, without a sign in front); NULL: as on the
	 * screen. */
	void (*plain)(void *arg, struct tx *tx, size_t n, struct row *out);
	/* How many rows `plain` knows, where these are others than the screen's. May be NULL. */
	size_t (*plain_count)(void *arg);
	/* By what row n of these is marked, where they are others than the screen's. */
	uint64_t (*plain_key)(void *arg, size_t n);
	/* Adds row n in full, for the pane below the list and for who searches. NULL: what `plain` tells; of other
	 * rows than the screen's, and for who searches, what `row` does. */
	void (*told)(void *arg, struct tx *tx, size_t n, struct buf *out);
	/* What row n stands for, never 0 (a number of a record): by it the cursor stays where it was when the rows
	 * change. NULL: by the row's number. */
	uint64_t (*key)(void *arg, size_t n);
	/* Its rows can be marked, by key: marks outlive whatever is done to the rows. */
	bool markable;
	/* What row n stands for where that is not its key: the i-th of what it heads, 0: no more. NULL: its key. */
	uint64_t (*marks)(void *arg, size_t n, size_t i);
	uint64_t *marked; /* marked_n keys, ascending */
	size_t marked_n;
	/* For list_load: reads which rows there are and sets the count by list_set_count; of a list that searches,
	 * those that fit `text` ("": all). NULL: the screen loads them. */
	enum err (*load)(void *arg, struct tx *tx, const char *text, struct error *e);
	/* After it, without a transaction: notes that the rows are going to be seen. On a failure none of them is. May
	 * be NULL. */
	enum err (*note)(void *arg, struct error *e);
	/* What is searched for has changed: makes the rows anew without reading. Of a list that searches: those that
	 * fit `text`; NULL: it loads. */
	void (*filter)(void *arg, const char *text);
	void *arg;
	const char *empty; /* «Пока пусто. F7 — завести площадку.» */
	struct buf search; /* what is searched for now */
	struct buf latin;  /* what was typed for it, where it is that as the Russian layout has it; empty: itself */
	size_t before;	   /* among all rows: where the cursor was when the search began */
	bool typing;	   /* its end was typed just now: digits and blanks go on with it */
	int page;	   /* rows visible at the last drawing */
	bool headless;	   /* without column headings */
	bool whole;	   /* the cells of a row follow one another: it lays them out itself */
	bool running;	   /* headings run over all columns, which are measured without them */
	bool reads; /* the rows are read while they are drawn: they get a transaction, one for all (NULL: it failed) */
	bool settled;	 /* the widths are those of these rows; they stay while one moves among them */
	size_t measured; /* the first row of the page by which they were measured */
	struct list_width widths[LIST_COLUMNS_MAX];
	/* A full bar is many bytes: while one moves on a page the marker goes ahead of it. */
	bool moving;	   /* the bar stays on row `bar` until the cursor rests (list_rest) */
	size_t bar, from;  /* and the first row of the page then */
	struct area drawn; /* where the rows stand, for clicks */
	struct row own;	   /* memory of the row callback */
};

/* {0} with the members from columns to empty set is a valid list. */
void list_release(struct list *l);
/* Sets the number of rows; the selection stays on its row number, or goes to the last one. */
void list_set_count(struct list *l, size_t count);
/* Leaves the rows that fit what is searched for, if anything is. Done by list_set_count and list_load; a screen whose
 * rows read (list.reads) and that loads them itself calls it after list_set_count. */
void list_narrow(struct tx *tx, struct list *l);
/* The number among all rows of row n on the screen, of the one under the cursor; that of no row where there is none. */
size_t list_at(const struct list *l, size_t n);
size_t list_here(const struct list *l);
void list_select(struct list *l, size_t n);
/* Around making the rows anew: the cursor stays on what it stood on, and at the same height of the screen. False: that
 * is gone, and the cursor stands on its neighbour. */
struct list_hold {
	uint64_t key[3]; /* under the cursor, the one after it, the one before it; 0: none */
	size_t at;
};
void list_hold(const struct list *l, struct list_hold *h);
bool list_resume(struct list *l, const struct list_hold *h);
/* The same; says when what the cursor stood on was taken away by another. */
void list_settle(struct app *app, struct list *l, const struct list_hold *h);
/* For screen_ops of a screen that is nothing but its list: loads and draws that of screen_ops.list. */
enum err list_load(struct app *app, struct screen *s, struct error *e);
void list_show(struct app *app, struct screen *s, struct area a);
/* Adds what stands in row n, whole: its cells parted by semicolons. */
void list_tell(struct app *app, struct list *l, size_t n, struct buf *out);
/* How many cells the rows want to stand whole, in an area of this height. */
int list_wants(struct app *app, struct list *l, struct area a);
int list_wants_in(struct tx *tx, struct list *l, struct area a);
/* Draws headings and rows into the area; puts the cursor to the marker when focused. */
void list_draw(struct app *app, struct list *l, struct area a, bool focused);
/* The same within a transaction of the caller, who draws more from it than the list. */
void list_draw_in(struct tx *tx, struct list *l, struct area a, bool focused);
/* For who draws the rows: they stand in this area, the selected one among them; page of them from `first`. */
void list_place(struct list *l, struct area a);
/* Makes the cells of row n, in l->own; list_row_of: of n among all rows. */
void list_row(struct tx *tx, struct list *l, size_t n);
void list_row_of(struct tx *tx, struct list *l, size_t n);
/* Measures the columns, unless they are settled. The list is placed. */
void list_measure(struct tx *tx, struct list *l);
/* Is the row in l->own cut by these columns of `width` cells where it need not be: a number, a date, a text beside
 * spare room, another word than the one that all rows had? What is known of the columns then follows. */
bool list_widen(struct list *l, int width, const int *w);
/* Is a text of the page cut by columns that were measured by another page, while a column has cells that no row of this
 * one uses? The columns are to be measured again then. */
bool list_wastes(const struct list *l, const int *w);
/* The cells of all columns, were none of the rows that were measured cut. */
int list_columns_want(const struct list *l);
/* The cells of each column in `width` cells, 0: left out. */
void list_columns_fit(const struct list *l, int width, int *out);
#define LIST_GAP 2 /* blanks between two columns */
/* Is the key one that narrows the list: a letter, and while one types every character? */
bool list_takes(const struct list *l, int key);
/* Adds what is typed or pasted (its first line) to what is searched for; where nothing fits, as if it had been typed on
 * the Russian layout. */
void list_type(struct app *app, struct list *l, const char *text, size_t n);
/* Nothing was pressed for LIST_REST: the bar goes where the cursor is. False: it is there. */
bool list_rest(struct list *l);
#define LIST_REST 150 /* ms */
/* Searches for this text; "": shows all again. */
void list_search_for(struct app *app, struct list *l, const char *text);
/* Up, down, by pages, to the first, to the last row. */
void list_move(struct list *l, enum action a);
/* SCREEN_PASS for a click on the selected row, or a double one on any: it is to be opened. Beside the rows nothing is
 * done. */
enum next list_click(struct list *l, const struct input *in);
/* The same as rows: looked at after the own ones of every screen with a list (screen_ops.list). A double click opens.
 */
extern const struct screen_action list_actions[];

/* ---- list_marks.c ---- */
enum list_marking { LIST_UNMARK, LIST_MARK, LIST_INVERT };
void list_mark(struct list *l, const uint64_t *keys, size_t n, enum list_marking how);
void list_unmark_all(struct list *l);
void list_mark_all(struct list *l); /* that stand there */
bool list_is_marked(const struct list *l, uint64_t key);
/* Is row n, among all rows, marked; of what it heads, is all? */
enum list_marked { LIST_NONE, LIST_SOME, LIST_ALL } list_row_marked(const struct list *l, size_t n);
/* Forgets marks of what is no more: keeps those of which keep says so. */
void list_keep_marks(struct list *l, bool (*keep)(void *arg, uint64_t key), void *arg);
/* What the rows that stand there can be marked by, ascending, each once. free() */
size_t list_shown_keys(const struct list *l, uint64_t **keys);
/* The same of row n, among all rows. free() */
size_t list_row_keys(const struct list *l, size_t n, uint64_t **keys);
/* The marked ones in the order of their rows, then `hidden` that have none now. free() */
size_t list_marked_keys(const struct list *l, uint64_t **keys, size_t *hidden);
/* For .run: marks the row under the cursor, or unmarks it, and goes on to the next. */
enum next list_mark_here(struct app *app, struct screen *s);
/* Adds «Отмечено 12 из 45»; nothing when none is. */
void list_tell_marks(const struct list *l, struct buf *out);
/* Their rows, looked at after list_actions: Esc ends a search first. */
extern const struct screen_action list_mark_actions[];
/* Before any action of such a screen: what is typed next begins a new search, but after ACT_BACKSPACE. */
void list_typed(struct list *l, const struct input *in);
/* Is the click on a row? */
bool list_hit(const struct list *l, const struct input *in);

#endif
