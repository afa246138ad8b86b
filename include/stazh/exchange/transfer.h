/* Import and export of records of one kind, driven by the field table: CSV and JSON. */
#ifndef STAZH_EXCHANGE_TRANSFER_H
#define STAZH_EXCHANGE_TRANSFER_H

#include "stazh/domain/model.h"
#include "stazh/domain/query.h"
#include "stazh/exchange/sheet.h"

/* The columns of a kind for lists and files: id first, then the fields; in JSON also the kind. field[i] is NULL for id and kind. */
struct columns {
	const struct kind_def *kind;
	struct column *column;
	const struct field **field;
	size_t n;
};
/* names: code names or titles parted by commas; NULL: the default columns of lists (FF_COLUMN); "*": every field, id
 * first. ERR_USAGE with the nearest name. */
enum err columns_choose(const struct kind_def *k, const char *names, struct columns *out, struct error *e);
void columns_free(struct columns *c);

/* One row. table: as people read it; CSV and JSON: as data, references by id. */
void sheet_record(struct sheet *s, struct tx *tx, const struct columns *c, const struct record *r);

/* A record as one JSON object, keys as in columns "*", each reference `x` followed by `x_name`. indent: blanks before
 * its closing brace, its members are two deeper; -1: one line. */
void record_json(struct tx *tx, const struct record *r, int indent, struct buf *out);

struct import_report {
	size_t rows, added, changed, same;
	size_t people; /* made besides, as rows described them */
	struct buf faults; /* one a line: «файл, строка 3, столбец «Дата»: «31.02.2022» — нет такого дня»; after a success
			    * notes, one a line: what has to be imported again (see below) */
	size_t faults_n;   /* all of them, also those that are not printed */
};

/* Reads a CSV file (UTF-8 with or without BOM, UTF-16 refused with a word, CP1251; separator ; , or tab: found by
 * itself; RFC 4180 quotes, line breaks in them) or JSON file (an array of objects, or one with the key `records`) into
 * records of the kind: all of them or none (ERR_INPUT, everything wrong is in report->faults). Headers are code names or
 * titles; unknown ones are faults, `id`, `kind`, `*_name` and the common fields are understood and, but for id, skipped.
 * update: rows with an id, or with the name of exactly one record, change that one; else every row is a new record and an
 * id in it only serves the other rows (of the same file) that refer to it. A reference that may be empty, to a kind of
 * which there is no record at all, is left empty with a note (organisations name their heads, and people their
 * organisation). States and what actions set are taken over, from a methodist only. Where a number and `*_name` are
 * given, both must mean the same record. Rows of trainees may describe the person (ФИО, school, position, category) instead
 * of naming a record: whoever is known is taken, others are made, likely doubles are noted. given: values for every row
 * (before its own). dry_run: everything is checked, nothing stored. report is zeroed first and to be
 * released. */
enum err import_file(struct session *s, unsigned kind, const char *path, const struct assign *given, size_t given_n,
		     bool update, bool dry_run, struct import_report *report, struct error *e);
void import_report_release(struct import_report *r);

/* Writes the records of the query to path: .csv (with BOM and `;`) and .xlsx for spreadsheets, references by name; or
 * .json (data). Row by row, in constant memory; beside, renamed into place (file.h, book.h). *n: how many. "-" with format: to stdout (CSV with comma, no BOM). */
enum err export_file(struct session *s, const struct query *q, const char *path, enum format format, size_t *n,
		     struct error *e);
/* The same for these records, in this order; not to stdout. */
enum err export_records(struct session *s, unsigned kind, const uint32_t *ids, size_t n, const char *path,
			struct error *e);

#endif
