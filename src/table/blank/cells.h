/* Between the files that fill sheets of .xlsx: strings.c has what all sheets share, cells.c a sheet, cell.c a
 * cell, rows.c the rows that are repeated, tables.c the heads of tables. */
#ifndef STAZH_TABLE_BLANK_CELLS_H
#define STAZH_TABLE_BLANK_CELLS_H

#include "parts.h"

/* A text that cells share, when it has a brace. */
struct shared {
	size_t number;
	struct passage text;
	bool used; /* by a cell */
};

struct cells {
	struct shared *shared;
	size_t shared_n, shared_cap;
	unsigned char *styles; /* enum shows */
	size_t styles_n, styles_cap;
	struct shows_of {
		int id;
		enum shows shows;
	} * customs;
	size_t customs_n, customs_cap;
	bool has_formulas;
	struct repeat *repeats;
	size_t repeats_n, repeats_cap;
	char **heads; /* of tables, those with a brace */
	size_t heads_n, heads_cap;
};

/* strings.c */
enum err strings_read_styles(struct blank *f);
/* Once they are read, and once they are filled. */
enum err strings_walk(struct blank *f);
struct shared *strings_shared(const struct cells *c, size_t number); /* NULL: it has no brace */

/* A row that is repeated: where it stands, and the row below from which on there is no room. */
struct repeat {
	size_t mark; /* «*площадки» */
	const char *sheet;
	int row, blocked;
	size_t *columns;
	size_t n, cap;
};
/* A cell of the row that is being repeated, as the form has it. */
struct row_cell {
	size_t column, style;
	struct buf text;
};

struct sheet {
	struct page page;
	struct cells *cells;
	bool from_1904;
	const char *title;
	int row;
	size_t column;
	/* the cell */
	size_t tag, tag_n, style, value_at, value_end, keeper;
	char name[24]; /* of the cell's element, with its prefix */
	struct passage text;
	struct buf value;
	/* rows.c */
	bool in_repeat_row, row_has_marks, below; /* it is the row itself; has marks so far; is one of those below */
	struct row_cell *row_cells;
	size_t row_cells_n, row_cells_cap;
	size_t rows_mark;     /* + 1; 0: no row is repeated now */
	int first, done;      /* its number; how many rows of it are there */
	size_t next;	      /* cell of a row below it */
	bool replaces;	      /* the cell gives way to that one */
	size_t row_at, row_n; /* the tag of the row */
	char row_name[24];
	bool in_cell, in_value, in_text, in_phonetic, has_formula, is_shared, is_text, in_header;
};

/* cell.c */
/* What the number of a value is in a cell of that style; false: the cell gets the text. */
bool cell_number(const struct sheet *s, size_t style, const struct blank_value *v, double *out);
/* Gives the cell that is read other content: a number, or (text not NULL) a text. */
void cell_put(struct sheet *s, const char *text, double number, size_t end);
void cell_add_content(const struct sheet *s, const char *text, double number, struct buf *out);

/* tables.c: once they are read, before the sheets, and once they are filled. */
enum err tables_walk(struct blank *f);
/* Does it stand in the head of a table? Then it stays a text. */
bool tables_is_head(const struct cells *c, const struct passage *text);

/* rows.c: called as the sheet is read. */
/* The cell's text is of a row that is repeated: it is dealt with. */
bool rows_take(struct sheet *s, const struct passage *text, size_t end);
void rows_begin_row(struct sheet *s, const char *name);
void rows_begin_cell(struct sheet *s);
/* has: a value, a text, a formula. True: the cell has given way. */
bool rows_end_cell(struct sheet *s, size_t end, bool has);
void rows_end_row(struct sheet *s, size_t at, size_t n);
void rows_end_sheet(struct sheet *s, size_t at);
void rows_release(struct sheet *s);

#endif
