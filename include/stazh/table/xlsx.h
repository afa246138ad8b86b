/* Reading workbooks (.xlsx, ECMA-376; .ods, ODF 1.3) of unknown origin: row by row, in constant memory but for the
 * strings that Excel keeps apart. libzip and libexpat are loaded when they are first needed. Sizes are bounded,
 * document types (DTD) and with them entities are refused. */
#ifndef STAZH_TABLE_XLSX_H
#define STAZH_TABLE_XLSX_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

struct xlsx;

/* Reads what the book has: its sheets (charts are passed over), number formats, strings. ERR_INPUT with
 * a sentence (without the path): no plain file, too large, cut off, no workbook, an .xls or .xlsb, a page of the web, a
 * password. ERR_USAGE: a library is not installed. */
enum err xlsx_open(const char *path, struct xlsx **out, struct error *e);
/* A sheet may have so many bytes unpacked. */
void xlsx_bound(struct xlsx *w, uint64_t bytes);
void xlsx_close(struct xlsx **w);

size_t xlsx_sheets(const struct xlsx *w);
const char *xlsx_sheet_name(const struct xlsx *w, size_t sheet);
bool xlsx_sheet_hidden(const struct xlsx *w, size_t sheet);

struct xlsx_cell {
	size_t column;	  /* from 0, ascending */
	size_t across;	  /* columns that it is merged over, 1: it is not */
	bool repeated;	  /* the value is that of a merged cell which begins in a row above */
	const char *text; /* as people type it: 15.06.2022, 14:30, 12, да; never empty */
	const char
		*fault; /* why it has no value (an error, a formula that was not computed); text is what stands there */
};
struct xlsx_row {
	int number;  /* as the sheet counts them, from 1 */
	bool hidden; /* also by a filter */
	size_t n;
	const struct xlsx_cell *cell;
};
/* Begins a sheet; again from the start when called again. */
enum err xlsx_begin(struct xlsx *w, size_t sheet, struct error *e);
/* The next row that has a value; it lives until the next call. ERR_NONE: no more; ERR_INPUT: damaged or too large. */
enum err xlsx_next(struct xlsx *w, const struct xlsx_row **row, struct error *e);
/* How much of the sheet was read: 0 … 1000. */
unsigned xlsx_progress(const struct xlsx *w);
/* Every part but the sheets, which rows are read from, is whole XML, and the table of contents names them all. For a
 * book that was just written. ERR_INPUT: it is not so. */
enum err xlsx_check_parts(struct xlsx *w, struct error *e);

/* Adds a day by its number, 15.06.2022; as the book counts them, w NULL: from 1900 on. */
void xlsx_add_day(const struct xlsx *w, int serial, struct buf *out);

/* Column number as letters: 0 is A. */
void xlsx_column_name(size_t column, struct buf *out);

#endif
