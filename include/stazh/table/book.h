/* Writing workbooks (.xlsx, ECMA-376) with libxlsxwriter: sheets of typed columns, row by row, in constant memory. */
#ifndef STAZH_TABLE_BOOK_H
#define STAZH_TABLE_BOOK_H

#include "stazh/base/err.h"
#include "stazh/table/sheet.h"

#define BOOK_ROWS_MAX 1048576 /* of a sheet, with the header: Excel's limit */
#define BOOK_TEXT_MAX 32767   /* UTF-16 units of a cell: Excel's limit */

struct book;

/* A book that will stand at `path` (file_create); temporary files stand in the same folder. ERR_USAGE when the library
 * is not installed.
 *
 *	err = book_create("сводный отчёт.xlsx", &book, e);
 *	if (!err) {
 *		book_sheet(book, "Площадки", columns, n);
 *		for (…) book_cell(book, text, length);		// n times for each row
 *		book_sheet(book, "Итоги", others, m); …
 *		err = book_end(&book, OK, e);
 *	}
 *
 * The first failure is kept: later calls do nothing, book_end tells it. */
enum err book_create(const char *path, struct book **out, struct error *e);
/* Begins a sheet: titles in the first row (bold, frozen, with a filter), widths by the columns and what is in them. The
 * columns must live until the next sheet or book_end; those that are only_json are left out, but get their cells all
 * the same. name is made to fit: 31 signs, none of []:*?/\, no other sheet's. */
void book_sheet(struct book *b, const char *name, const struct sheet_column *columns, size_t n);
/* The next cell of the row, in the order of the columns, as sheet_cell takes it: a COLUMN_NUMBER as digits (a fraction
 * behind a dot or comma), a COLUMN_DATE as 2022-06-15 or 15.06.2022, a COLUMN_TIME as 14:30, a COLUMN_BOOL as «yes» or
 * «no» (shown да, нет); whatever else stands there is text, and text is never a formula. A text that no cell can hold
 * is a failure. */
void book_cell(struct book *b, const char *text, size_t n);
/* The row that begins now is bold: a total. */
void book_bold(struct book *b);
/* The sheet that has begun is to be read and printed, not filtered: no filter, upright when it is narrow. */
void book_to_read(struct book *b);
/* A row of its own: a heading over the rows that follow, of the first level or the second. */
void book_heading(struct book *b, const char *text, int level);
/* A chart at the right of the sheet, beside the row `top` (0: the first): bars of the numbers in the column `values` by
 * the texts in the column before the first of them, rows first … last; several of them stand beside each other,
 * upright: the bars stand. Returns how many rows it covers. */
struct book_chart {
	const char *title;
	size_t top, first, last; /* rows */
	size_t names, values;	 /* columns */
	const char *series[3];	 /* what each column of values is, NULL behind the last */
	bool upright;
};
size_t book_chart(struct book *b, const struct book_chart *c);
/* The number of the row that comes next. */
size_t book_row(const struct book *b);
/* Writes the book and puts it into its place, when err is OK; else nothing is left of it. *b is NULL afterwards. */
enum err book_end(struct book **b, enum err err, struct error *e);

#endif
