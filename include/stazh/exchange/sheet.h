/* Rows of values for people and programs: an aligned table, CSV (RFC 4180) or JSON (RFC 8259), one writer. */
#ifndef STAZH_EXCHANGE_SHEET_H
#define STAZH_EXCHANGE_SHEET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

enum column_type { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_BOOL, COLUMN_LIST /* JSON: an array; its cells hold "a;b" */ };

struct column {
	const char *name;  /* CSV header, JSON key: code name */
	const char *title; /* table header, "": none */
	enum column_type type;
	bool right;  /* table: aligned to the right */
	bool hidden; /* not in the table */
};

/* {0}, then sheet_begin. The columns must live until sheet_end. */
struct sheet {
	enum format format;
	const struct column *columns;
	size_t n;
	FILE *out;
	int width;	  /* cells of the terminal; 0: not cut */
	char separator;	  /* CSV */
	bool titles;	  /* CSV: titles instead of code names */
	struct buf text;  /* what is not written yet */
	size_t *ends;	  /* table: of the cells in text */
	size_t cells, cap, rows;
};

/* format may be changed by what follows; table rows are held until sheet_end, as their widths decide. */
void sheet_begin(struct sheet *s, enum format format, const struct column *columns, size_t n, FILE *out, int width);
/* The next cell of the row, in the order of the columns. For JSON: an empty text is null, a COLUMN_NUMBER or COLUMN_BOOL
 * must be given as digits / «yes», «no» (a table shows that as it is given). */
void sheet_cell(struct sheet *s, const char *text);
void sheet_celln(struct sheet *s, const char *text, size_t n);
/* Writes everything; ERR_STORAGE when the output could not be written. Releases the memory. */
enum err sheet_end(struct sheet *s, struct error *e);

/* One CSV field, quoted when needed. When formulas is false a leading = + - @ is guarded by ' (for spreadsheets). */
void csv_add(struct buf *out, const char *text, size_t n, char separator, bool formulas);
/* A JSON string with its quotes. */
void json_add(struct buf *out, const char *text, size_t n);

#endif
