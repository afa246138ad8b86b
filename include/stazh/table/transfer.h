/* Export of records of one kind, driven by the field table. Import: import.h. */
#ifndef STAZH_TABLE_TRANSFER_H
#define STAZH_TABLE_TRANSFER_H

#include "stazh/base/mem.h"
#include "stazh/model/query.h"
#include "stazh/table/listing.h"
#include "stazh/table/sheet.h"

/* The columns of a list or file: id first; last, in JSON alone, the kind, whose path is empty. */
struct columns {
	const struct kind_def *kind;
	struct sheet_column *column;
	struct path *path;
	size_t n;
	struct arena names;
};
/* names: paths parted by commas; NULL: the default columns of lists (FF_COLUMN); "*": every field. ERR_USAGE with the
 * nearest name. */
enum err columns_choose(const struct kind_def *k, const char *names, struct columns *out, struct error *e);
void columns_free(struct columns *c);

/* One row. table: as people read it; CSV and JSON: as data, references by id. */
void sheet_record(struct sheet *s, struct tx *tx, const struct columns *c, const struct record *r);
/* Adds what one of them says. */
void column_add(struct tx *tx, const struct columns *c, size_t i, const struct record *r, enum style style,
		struct buf *out);

/* A record as one JSON object, keys as in columns "*", each reference `x` followed by `x_name`. indent: blanks before
 * its closing brace, its members are two deeper; -1: one line. */
void record_json(struct tx *tx, const struct record *r, int indent, struct buf *out);

/* What the ending of a file's name says; FORMAT_TABLE: nothing that is written here. */
enum format export_format(const char *path);
/* Writes the records of the query to path, which may be FILE_STREAM: FORMAT_CSV (with BOM and `;`) and FORMAT_XLSX for
 * spreadsheets, references by name; FORMAT_CSV_PLAIN and FORMAT_JSON are data. Row by row, in constant memory; beside,
 * renamed into place (file.h, book.h). names: the columns, as columns_choose takes them, NULL: all; with q->group the
 * first one is that. *n: how many. progress (may be NULL) is called now and then with done and total.
 */
enum err export_file(struct session *s, const struct query *q, const char *names, const char *path, enum format format,
		     size_t *n, void (*progress)(unsigned done, unsigned total), struct error *e);
#endif
