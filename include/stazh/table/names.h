/* Records by their names: what an export writes and an import, of tables and of calendars, finds again. */
#ifndef STAZH_TABLE_NAMES_H
#define STAZH_TABLE_NAMES_H

#include "stazh/domain/kinds.h"
#include "stazh/table/transfer.h"

/* All records of a kind with their names. {0}, labels_load, labels_release. */
struct label {
	uint32_t id;
	int line; /* of the file that changes it, 0: none */
	const char *text, *folded;
};
struct labels {
	struct label *by_id;
	struct label **by_name;
	size_t n;
	struct arena arena;
};
enum err labels_load(struct tx *tx, unsigned kind, struct labels *l, struct error *e);
void labels_release(struct labels *l);
struct label *labels_find(struct labels *l, uint32_t id); /* NULL: none */
/* The first of *n with that name (case and ё aside). */
struct label **labels_named(struct labels *l, const char *text, size_t *n);

/* References by name, as import finds them again; labels are loaded when they are first needed. {0}, names_release. */
struct names {
	struct labels of[KIND_END];
	bool loaded[KIND_END];
};
/* Adds the names parted by «; », of FT_LINK with the kind, «Площадка: МБОУ «Школа»»; a number where a name does not
 * lead back to its record alone. */
enum err names_add(struct tx *tx, struct names *names, const struct field *f, const struct record *r, struct buf *out,
		   struct error *e);
void names_release(struct names *names);

/* Adds the value as import reads it: dates and yes/no as data. A yes/no field that was not set is «no». */
void data_add(struct tx *tx, const struct field *f, const struct record *r, struct buf *out);

#endif
