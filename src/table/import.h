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

struct import {
	struct session *s;
	const struct import_request *q;
	const struct kind_def *k;
	const char *name; /* of the file, without folders */
	bool update, json, any_later;
	bool through; /* rows describe people */
	struct record given_values;
	int header_line;
	struct xlsx *book; /* NULL: the file is text */
	size_t sheet;
	struct row_outcome *outcomes;
	size_t outcomes_n, outcomes_cap;
	struct bad_line *bad;
	size_t bad_n, bad_cap;
	struct left_out left_out;
	struct buf doubts;
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
/* NULL: the row is read. */
const struct row_outcome *import_left_out(const struct import *im, int line);

/* ---- import_rows.c ---- */
void import_each_row(struct import *im, void (*fn)(struct import *im, const struct row *row));

/* ---- import_values.c ---- */
/* A refusal is the row's fault (true), anything else ends the import. */
bool import_refused(struct import *im, enum err err, const struct error *e);
/* e's sentence without the field's title in front: the column says that already. */
const char *import_without_title(const struct error *e, const struct field *f);
uint32_t import_parse_id(const char *s);
/* The value of a reference with names replaced by numbers, and numbers of the file by those that the records got:
 * «3;7», «reminder 3». What is not known stays as it is. A row that was left out is told in im->needs_line. */
void import_resolve(struct import *im, const struct part_of_file *p, const char *text, struct buf *out);
/* Sets the row's values in r; false when one of them is wrong. later: only those columns, or only the others. */
bool import_set_values(struct import *im, const struct row *row, bool later, struct record *r);

/* ---- import_person.c ---- */
/* Finds the person whom the row describes, or makes one. */
bool import_set_person(struct import *im, const struct row *row, struct record *r);

#endif
