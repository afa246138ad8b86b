/* Between the files of the import: import_read.c turns a file into rows and columns, import.c makes records of them. */
#ifndef STAZH_EXCHANGE_IMPORT_H
#define STAZH_EXCHANGE_IMPORT_H

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/domain/kinds.h"
#include "stazh/domain/model.h"
#include "stazh/exchange/csv.h"
#include "stazh/exchange/json.h"

#define FAULTS_SHOWN 200
#define COLUMNS_MAX CSV_FIELDS_MAX

/* A column of the file. */
enum part {
	PART_FIELD,
	PART_NAME, /* of what field f refers to */
	PART_ID,
	PART_FULL_NAME, /* surname, name and patronymic together, of a person */
	PART_THROUGH,	/* field f of the person whom the row describes instead of referring to */
	PART_KIND, /* or, by its words, the field f of the kind */
	PART_SKIP,
	PART_EMPTY,
};
struct part_of_file {
	char *name; /* as it stands in the file */
	enum part part;
	const struct field *f;
	bool later; /* may point to records of the same file: set when all of them are there */
	size_t left; /* values left out, as there is nothing yet that they could point to */
	int left_line; /* of the last one */
};

/* A row as it was read; text is NULL for a JSON value that is none. */
struct row {
	int line;
	size_t n;
	struct {
		size_t column, at;
		const char *text;
	} cell[COLUMNS_MAX];
	struct buf text;
	bool too_many;
};

/* A row that became a record. */
struct imported {
	uint32_t id, file_id; /* 0: the row has none */
	int line;
};

struct import {
	struct session *s;
	const struct kind_def *k;
	const char *name; /* of the file, without folders */
	bool update, dry_run, json, any_later, done;
	bool through; /* rows describe people */
	const struct assign *given; /* for every row */
	size_t given_n;
	struct record given_values;
	struct buf doubts;
	struct import_report *report;
	size_t header_faults, header_bytes;
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
	enum err failed; /* the storage's failure: nothing more is tried */
	struct error *e;
	struct tx *tx;
};

/* ---- import_read.c ---- */
/* A line of the report: where, what stands there, what is wrong with it. line 0, column or value NULL: not told. */
void import_fault(struct import *im, int line, const char *column, const char *value, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* Reads the file and understands its columns; what is wrong is a fault. */
void import_read(struct import *im, const char *path);
void import_each_row(struct import *im, void (*fn)(struct import *im, const struct row *row));

#endif
