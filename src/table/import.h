/* Between the files of the import: import_read.c understands the columns of a file, import_rows.c walks its rows,
 * import_values.c and import_person.c make records of them, import.c does the whole,
 * import_report.c tells of it. */
#ifndef STAZH_TABLE_IMPORT_PARTS_H
#define STAZH_TABLE_IMPORT_PARTS_H

#include "stazh/table/names.h"
#include "stazh/base/mem.h"
#include "stazh/domain/kinds.h"
#include "stazh/table/csv.h"
#include "stazh/table/import.h"
#include "stazh/table/json.h"
#include "stazh/table/xlsx.h"

#define COLUMNS_MAX CSV_FIELDS_MAX

/* A column of the file. */
enum part {
	PART_FIELD,
	PART_NAME, /* of what field f refers to */
	PART_ID,
	PART_FULL_NAME, /* surname, name and patronymic together, of a person */
	PART_THROUGH,	/* field f of the person whom the row describes instead of referring to */
	PART_KIND,	/* or, by its words, the field f of the kind */
	PART_SKIP,	/* known, and not read */
	PART_UNKNOWN,	/* named as a fault */
	PART_EMPTY,
};
struct part_of_file {
	char *name; /* as it stands in the file */
	enum part part;
	const struct field *f;
	bool later;    /* may point to records of the same file: set when all of them are there */
	size_t left;   /* values left out, as there is nothing yet that they could point to */
	int left_line; /* of the last one */
	char *sample;  /* the first value, when detail is asked for */
};

/* A row as it was read; text is NULL for a JSON value that is none. fault: why a cell has no value, or NULL. */
struct row {
	int line;
	size_t n;
	struct {
		size_t column, at;
		const char *text, *fault;
	} cell[COLUMNS_MAX];
	struct buf text;
	bool too_many;
};

/* A row that became a record. */
struct imported {
	uint32_t id, file_id; /* 0: the row has none */
	int line;
};

/* Names by their words alone: «МБОУ "Лесная СОШ"» is «МБОУ Лесная СОШ». */
struct key_set {
	uint64_t *slot; /* 0: free */
	size_t n, cap;
	bool filled;
};

/* What became of a row. */
struct row_outcome {
	int line;
	enum import_outcome outcome;
	char *what, *why; /* with detail; of the report's arena */
};
struct bad_line {
	int line;  /* 0: the file */
	char *why; /* with detail */
};

/* With skip_bad the file is walked again without the rows that were bad, until none is. */
struct left_out {
	struct row_outcome *row; /* by line */
	size_t n;
	size_t faults, bytes, bad; /* what the report had when they were known */
	bool cut;		   /* the walk ended before the file did */
};

/* The walk over a table: of CSV or of a sheet. */
struct rows_of_table {
	struct csv csv;
	struct xlsx_row row; /* without blank cells */
	struct xlsx_cell *cell;
	size_t cap;
	size_t width; /* of the row, with blanks */
	int last;     /* row */
	bool gap;     /* blank rows stand before this one */
};

/* How sure it is that a row is the heading: most of its cells name fields, half of them, one or two of one. */
enum heading_rank { HEADING_NONE, HEADING_POSSIBLE, HEADING_LIKELY, HEADING_SURE };
struct heading {
	enum heading_rank rank;
	size_t known, rows;    /* cells that name fields; rows, 0: the table has none at all */
	int first, line, last; /* the first row with values; the last of the heading, that and numbers below it */
};

/* A sheet of the book, as far as choosing one needs it. */
struct sheet_of_book {
	struct heading h;
	bool hidden, meant; /* meant: its heading is as good as that of the sheet that is read */
};

/* What a word of the file means: of a heading a field, of a value another one, of a sheet that it is the one to be
 * read.
 */
enum word_of { WORD_VALUE, WORD_HEADING, WORD_SHEET };
struct word {
	enum word_of of;
	char *word, *means;
	bool told, noted; /* told: now, by hand */
};

struct import {
	struct session *s;
	const struct import_request *q;
	const struct kind_def *k;
	const char *name; /* of the file, without folders */
	bool update, json, any_later;
	bool through; /* rows describe people */
	struct record given_values;
	int header_line, first_line; /* the last of the heading; from where on there may be rows */
	struct xlsx *book;	     /* NULL: the file is text */
	size_t sheet;
	struct sheet_of_book *sheets; /* as many as the book has */
	char separator;		      /* of CSV */
	struct rows_of_table table;
	struct buf notes, row_notes; /* told when all went well: of the file, of its rows */
	struct row_outcome *outcomes;
	size_t outcomes_n, outcomes_cap;
	struct bad_line *bad;
	size_t bad_n, bad_cap;
	struct left_out left_out;
	struct word *words;
	size_t words_n, words_cap;
	struct buf added;  /* words that were added to lists: one a line */
	struct buf doubts; /* one a line, as many as faults are shown */
	size_t doubts_n;
	struct key_set known; /* names of records that are there or were made of rows before */
	struct import_report *report;
	struct buf text;
	struct json_rows rows;
	struct part_of_file *parts;
	size_t n, cap;
	bool *absent; /* of the kind's fields: required, and nowhere in the file */
	struct labels labels;
	struct imported *list, **by_file_id;
	size_t list_n, list_cap, walked;
	struct labels names[KIND_END]; /* of what the file refers to by name */
	bool named[KIND_END];
	struct row row;
	int needs_line;	 /* of a row that was left out, which import_resolve met; 0: none */
	enum err failed; /* the storage's failure: nothing more is tried */
	struct error *e;
	struct tx *tx;
};

/* ---- import_report.c ---- */
/* A line of the report: where, what stands there, what is wrong with it. line 0, column or value NULL: not told. */
void import_fault(struct import *im, int line, const char *column, const char *value, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* The first values of the columns, for who asks for detail. */
void import_keep_samples(struct import *im, const struct row *row);
/* What the row was about and what it changed. */
void import_tell_row(struct import *im, struct row_outcome *out, const struct record *was, const struct record *is);
/* Rows that were counted as good and turned out bad later, and lines that never became a row. */
void import_mark_bad(struct import *im);
/* Fills the report; counted: its numbers hold. */
void import_tell(struct import *im, bool counted);

/* NULL: the row is read. */
const struct row_outcome *import_left_out(const struct import *im, int line);
/* What is no fault, but has to be known. */
void import_note(struct import *im, const char *format, ...) __attribute__((format(printf, 2, 3)));
void import_note_row(struct import *im, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- import_table.c ---- */
/* The rows of the text or the sheet that have a value, without their blank cells; ends like xlsx_next and csv_next. */
enum err table_begin(struct import *im, size_t sheet, char separator, struct error *e);
enum err table_next(struct import *im, const struct xlsx_row **row, struct error *e);
void table_end(struct import *im);
/* The line that ERR_INPUT is about, 0: the file. */
int table_line(const struct import *im);
unsigned table_progress(const struct import *im); /* 0 … 1000 */
/* Cells that begin in the row. */
size_t table_own(const struct xlsx_row *row);

/* A blank, a line break, a sign without width. */
bool import_blank_sign(uint32_t cp);

/* ---- import_text.c ---- */
uint32_t import_parse_id(const char *s);
/* Adds the text with one blank for blanks of all kinds and line breaks, none at the ends. joined: «Долж-\nность» is one
 * word. */
void heading_add(const char *s, bool joined, struct buf *out);
/* Blanks, marks at their ends, case and ё aside. */
bool heading_same(const char *a, const char *b);
/* Without marks at its ends («Фамилия*», «Имя:») and a hint in brackets. */
void heading_strip(struct buf *b);

/* ---- import_column.c ---- */
/* What was told of the column by hand; NULL: nothing. */
const char *import_told(const struct import *im, const char *name, size_t at);
/* What a heading means. */
void import_understand(const struct import *im, const char *name, struct part_of_file *p);
bool import_is_known(const struct import *im, const char *name); /* is it anything? */
bool import_is_full_name(const struct kind_def *k, const char *name);
/* A column by its heading; line 0: a JSON key. */
void import_add_part(struct import *im, const char *header, int line);

/* ---- import_heading.c ---- */
/* The heading among the upper rows of a sheet, or of the text with this separator. */
enum err heading_find(struct import *im, size_t sheet, char separator, struct heading *out, struct error *e);
/* Makes the columns of it. */
enum err heading_read(struct import *im, const struct heading *h, struct error *e);

/* ---- import_read.c ---- */
/* Reads the file and understands its columns; what is wrong is a fault. ERR_USAGE: a library is missing. */
enum err import_read(struct import *im);
/* Tells report->column of them. */
void import_tell_columns(struct import *im);

/* ---- import_skip.c ---- */
/* What the report has so far stays when the file is walked again. */
void import_keep_told(struct import *im);
void import_forget_untold(struct import *im); /* the rest */
/* Leaves out the rows that were bad; false: nothing is helped by that. */
bool import_leave_out(struct import *im);

/* ---- import_rows.c ---- */
void import_each_row(struct import *im, void (*fn)(struct import *im, const struct row *row));

/* ---- import_refs.c ---- */
/* The value of a reference with names replaced by numbers, and numbers of the file by those that the records got:
 * «3;7», «reminder 3». What is not known stays as it is. A row that was left out is told in im->needs_line. */
void import_resolve(struct import *im, const struct part_of_file *p, const char *text, struct buf *out);

/* ---- import_values.c ---- */
/* A refusal is the row's fault (true), anything else ends the import. */
bool import_refused(struct import *im, enum err err, const struct error *e);
/* e's sentence without the field's title in front: the column says that already. */
const char *import_without_title(const struct error *e, const struct field *f);
/* Sets the row's values in r; false when one of them is wrong. later: only those columns, or only the others. */
bool import_set_values(struct import *im, const struct row *row, bool later, struct record *r);

/* ---- import_cell.c ---- */
/* What a cell of the field says, as people type it; it may be text, or stand in out. *fault: why it cannot be told, or
 * NULL. */
const char *import_read_cell(struct import *im, const struct field *f, const char *text, struct buf *out,
			     const char **fault);
/* The surname that is a whole name, «Петрова Анна Ивановна» with no other name beside it, is taken apart. */
void import_split_surname(struct record *person);

/* ---- import_sheet.c ---- */
/* Which sheet of the book is meant: im->sheet, its heading in *best. */
enum err import_choose_sheet(struct import *im, struct heading *best, struct error *e);
/* Tells report->sheets. */
void import_tell_sheets(struct import *im);

/* ---- import_words.c ---- */
void import_words_load(struct import *im); /* those that were told before, and now */
void import_words_keep(struct import *im);
void import_words_release(struct import *im);
/* The field that the heading was said to be; NULL: nothing was said. */
const char *import_heading_told_before(struct import *im, const char *heading);
bool import_sheet_told_before(struct import *im, const char *name);
/* For who asks for detail: the value is in no list, or names no record. */
void import_note_unknown(struct import *im, const struct field *f, const char *text);
/* Adds the value with its words replaced by what they were said to mean, or adds these to their list; false: nothing
 * was said of any. e: why a word could not be added. */
bool import_match(struct import *im, const struct field *f, const char *text, struct buf *out, struct error *e);

/* ---- import_doubt.c ---- */
/* Adds a line to what should be looked at: where, and text, which may have several lines. */
void import_doubt(struct import *im, const struct row *row, const char *text);
/* What is doubtful in a row that is going to be stored: words of two alphabets, a new record like one that is there
 * (was NULL: new). */
void import_look(struct import *im, const struct row *row, const struct record *was, const struct record *is);
void import_doubts_clear(struct import *im);

/* ---- import_person.c ---- */
/* Finds the person whom the row describes, or makes one. */
bool import_set_person(struct import *im, const struct row *row, struct record *r);

#endif
