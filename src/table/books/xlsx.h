/* Between the files of the reader: xlsx_part.c unpacks and parses one part of the archive, xlsx.c knows what the
 * parts mean, xlsx_cell.c what stands in a cell. */
#ifndef STAZH_TABLE_XLSX_PART_H
#define STAZH_TABLE_XLSX_PART_H

#include <stdint.h>

#include "stazh/base/archive.h"
#include "stazh/base/xml.h"
#include "stazh/table/xlsx.h"

#define XLSX_NOT_COMPUTED "формула без посчитанного значения; откройте книгу в Excel или LibreOffice и сохраните"
#define COLUMNS_MAX_XLSX  16384
#define MERGED_MAX	  1024 /* ranges that a row may cross */

/* ---- xlsx_part.c ---- */
/* The archive. ERR_INPUT when it cannot be read as one. */
enum err package_open(const char *path, struct archive **out, struct error *e);

/* One part on its way from the archive through the parser. {0} is a closed one. */
struct part {
	struct archive_entry *entry;
	struct xml xml;
	uint64_t size; /* of all, as the archive tells */
	bool suspended, over;
	struct error failed;
};
/* limit: bytes of the unpacked part. The struct may not be moved until part_close. ERR_NONE: there is no such part. */
enum err part_open(struct part *p, struct archive *a, const char *name, uint64_t limit,
		   const struct xml_handlers *handlers, void *arg, struct error *e);
/* Goes on until a handler called part_pause, or the end. ERR_NONE: the end; ERR_INPUT: damaged. */
enum err part_run(struct part *p, struct error *e);
void part_pause(struct part *p);
/* A handler's own refusal: the parser stops, part_run returns ERR_INPUT. */
void part_refuse(struct part *p, const char *reason);
void part_close(struct part *p);
/* The whole part. */
enum err part_read(struct archive *a, const char *name, uint64_t limit, const struct xml_handlers *handlers, void *arg,
		   struct error *e);

/* Is this word in the unpacked part? False also when the part cannot be unpacked, which is told when it is read. */
bool part_mentions(struct archive *a, const char *name, uint64_t limit, const char *word);

/* ---- xlsx_cell.c ---- */
enum number_style { STYLE_NUMBER, STYLE_DAY, STYLE_CLOCK, STYLE_MOMENT };
/* What a number format shows: the built-in ones by id, others by their code (code NULL: there is none). */
enum number_style number_style_of(int id, const char *code);
/* Adds a cell's number as people type it; false: it is no number, or no day. */
bool number_add(const char *text, enum number_style style, bool from_1904, struct buf *out);
/* Adds 2026-01-02T10:30:00 as people type it; what is no moment as it is. */
void moment_of_iso(const char *s, struct buf *out);
/* Takes «_x000D_» back to the sign (ECMA-376, 22.9.2.19), in out from `from` on. */
void unescape(struct buf *out, size_t from);

/* ---- the book: xlsx_book.c reads what all sheets share, xlsx.c their rows ---- */
struct sheet_part {
	char *name, *relation, *target;
	bool hidden;
};

struct custom_format {
	int id;
	enum number_style style;
};

/* The merged cells of a sheet. */
struct merged_range {
	int top, bottom;
	size_t left, right;
	char *text; /* of its first cell, once its first row was read */
	const char *fault;
};
struct merged {
	bool read;
	size_t sheet; /* whose they are, when they were read */
	struct merged_range *range;
	size_t n, cap;
	size_t next,
		active_n; /* of those that are sorted by their first row: not yet reached; that reach into the row */
	size_t active[MERGED_MAX];
};

/* The reading of an .ods, for which `value` has the text that is shown. */
struct ods {
	bool is_sheet; /* the book is one; a text is not */
	struct buf style, hidden, value;
	size_t sheet, tables, beside; /* the one that is read, those that began, depth of what is no cell's text */
	size_t rows, columns, across, down, paragraphs;
	bool in_table;
};

struct xlsx {
	struct archive *zip;
	uint64_t sheet_max; /* bytes, unpacked; 0: SHEET_MAX */
	struct sheet_part *sheets;
	size_t sheets_n, sheets_cap;
	bool from_1904;
	char *folder, *document;	  /* of the book's main part: «xl/», «xl/workbook.xml» */
	char *styles_part, *strings_part; /* as the relationships name them, or NULL */
	/* number formats */
	struct custom_format *customs;
	size_t customs_n, customs_cap;
	enum number_style *styles;
	size_t styles_n, styles_cap;
	bool in_cell_formats;
	/* strings that cells share */
	struct buf strings;
	size_t *string_at;
	size_t strings_n, strings_cap;
	bool in_text, in_phonetic;
	/* the sheet that is read */
	struct part part;
	struct xlsx_row row;
	struct xlsx_cell *cell;
	size_t *text_at, cells_cap,
		text_cap; /* where the cells' texts begin in `texts`; faults are kept in the cells */
	struct buf texts, value;
	size_t column, next_column;
	int next_number;
	bool in_row, in_value, in_inline, has_formula;
	bool ended; /* the rows did; extensions have words of their own */
	char type;
	size_t style;
	struct merged merged;
	struct ods ods;
};

/* ---- xlsx_merged.c ---- */
/* Reads the merged ranges of the sheet, unless they are there; from the first row on again. */
enum err xlsx_merged_begin(struct xlsx *w, size_t sheet, uint64_t limit, struct error *e);
/* Gives the row's cells the values of the ranges that cross it. ERR_INPUT: too many do. */
enum err xlsx_merged_apply(struct xlsx *w, struct error *e);
void xlsx_merged_add(struct merged *m, const struct merged_range *r); /* not above those that are there */
void xlsx_merged_release(struct merged *m);

/* ---- ods.c ---- */
/* The sheets of the book. */
enum err ods_open(struct xlsx *w, uint64_t limit, struct error *e);
/* Like xlsx_begin; the rows are then read like those of .xlsx. */
enum err ods_begin(struct xlsx *w, size_t sheet, uint64_t limit, struct error *e);
/* A row that stands for several: the next of them. */
bool ods_repeat(struct xlsx *w);
void ods_release(struct ods *o);

/* ---- xlsx_cell.c ---- */
/* «AB12» -> 27; SIZE_MAX: no reference. */
size_t xlsx_column_of(const char *reference);
/* Adds a cell to the row, in its place: its text begins there in `texts`; or is given. */
void xlsx_put_cell(struct xlsx *w, struct xlsx_cell cell, size_t text_at);
void xlsx_add_cell(struct xlsx *w, struct xlsx_cell cell, const char *text, size_t n);

#endif
