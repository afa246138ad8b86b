/* Rows of values for people and programs: an aligned table, CSV (RFC 4180), JSON (RFC 8259) or a sheet of a workbook
 * (book.h), one writer. */
#ifndef STAZH_TABLE_SHEET_H
#define STAZH_TABLE_SHEET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON, FORMAT_XLSX, FORMAT_CSV_PLAIN /* of export: for programs */ };

enum column_type {
	COLUMN_TEXT,
	COLUMN_NUMBER,
	COLUMN_BOOL,
	COLUMN_DATE,	/* 2022-06-15; of type only in a workbook */
	COLUMN_TIME,	/* 14:30; the same */
	COLUMN_LIST,	/* JSON: an array of strings; its cells hold "a;b" */
	COLUMN_NUMBERS, /* JSON: an array of numbers; its cells hold "3;7" */
};

/* What a column is called and what its cells are, for every format. */
struct sheet_column {
	const char *name;  /* CSV header, JSON key: code name */
	const char *title; /* table header, "": none */
	enum column_type type;
	bool right;	/* table: aligned to the right */
	bool hidden;	/* not in the table */
	bool only_json; /* neither in the table nor in CSV, nor in a workbook */
	int cells;	/* width in a workbook, 0: as its title */
	bool wrap;	/* in a workbook: longer texts take several lines of `cells` */
	bool tall;	/* in a workbook: the title stands upright over a narrow column */
};

/* Text of a table whose display width is known. */
struct sheet_cell {
	const char *text; /* NULL: in sheet.text, at `at` */
	size_t at;
	uint32_t n;
	int width;
};

/* Of a table, on the whole of its width, before the row of that number. */
struct sheet_line {
	size_t row;
	char *text;
};

struct book;

/* {0}, then sheet_begin. The columns must live until sheet_end. Nothing is written before sheet_end: a transaction from
 * which the rows come can be ended before it; unless `stream` is set. */
struct sheet {
	enum format format;
	const struct sheet_column *columns;
	size_t n;
	FILE *out;
	int width;	   /* cells of the terminal; 0: not cut */
	char separator;	   /* CSV: `,` unless set after sheet_begin */
	bool titles;	   /* CSV: titles instead of code names; set after sheet_begin */
	bool guard;	   /* CSV: what a spreadsheet would take for a formula is guarded; set after sheet_begin */
	bool stream;	   /* CSV, JSON: rows go to the file as they come; set after sheet_begin */
	struct book *book; /* FORMAT_XLSX: its present sheet gets the cells; set after sheet_begin */
	struct buf text;   /* what is not written yet */
	struct sheet_cell *cells; /* table: of the text */
	int *widths;		  /* table: of the columns */
	struct sheet_line *lines; /* table: between the rows */
	size_t lines_n, lines_cap;
	size_t filled, cap, column, rows;
	bool begun; /* CSV: the row has a cell */
	bool composed;
	struct buf cell; /* for those who put a cell together */
};

void sheet_begin(struct sheet *s, enum format format, const struct sheet_column *columns, size_t n, FILE *out,
		 int width);
/* Right after sheet_begin: a CSV for people and their spreadsheets, with a byte order mark, `;`, titles, nothing that
 * is taken for a formula. The same whatever it is written to. Nothing for other formats. */
void sheet_for_people(struct sheet *s);
/* The next cell of the row, in the order of the columns (hidden ones too). For JSON: an empty text is null, a
 * COLUMN_NUMBER or COLUMN_BOOL must be given as digits / «yes», «no» (a table shows that as it is given). In a table
 * line breaks and control characters are shown as blanks. */
void sheet_cell(struct sheet *s, const char *text);
void sheet_celln(struct sheet *s, const char *text, size_t n);
/* In a table a line of its own between the rows, a head or a sum; other formats have none. */
void sheet_line(struct sheet *s, const char *text);
/* A whole row of a FORMAT_TABLE without hidden columns, of texts without control characters: they are not copied, so
 * they must live until sheet_compose or sheet_end. */
void sheet_row_borrowed(struct sheet *s, const struct sheet_cell *cells);
/* For those who add to `text` themselves: writes it when it streams and there are more than so many bytes. */
void sheet_flush(struct sheet *s, size_t kept);
/* Puts everything together in memory: afterwards nothing borrowed is needed, and only sheet_end may follow. */
void sheet_compose(struct sheet *s);
/* Writes everything; ERR_STORAGE when the output could not be written. Releases the memory. A table without rows has no
 * header either. */
enum err sheet_end(struct sheet *s, struct error *e);

/* One CSV field, quoted when needed. When formulas is false, what a spreadsheet would take for a formula (a leading
 * = + - @ or tab, also behind '…) is guarded by a '; csv_unguard takes it away again. When it is true, only what would
 * be read as guarded is. */
void csv_add(struct buf *out, const char *text, size_t n, char separator, bool formulas);
/* Bytes of the guard at the beginning of s: 0 or 1. */
size_t csv_unguard(const char *s, size_t n);
/* A cell as JSON. */
void json_cell(struct buf *out, enum column_type type, const char *text, size_t n);
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void json_add(struct buf *out, const char *text, size_t n);

#endif
