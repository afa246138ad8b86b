/* Between the files of exchange alone. */
#ifndef STAZH_EXCHANGE_INTERNAL_H
#define STAZH_EXCHANGE_INTERNAL_H

#include "stazh/exchange/transfer.h"

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

/* Adds the value as import reads it: dates and yes/no as data. A yes/no field that was not set is «no». */
void data_add(struct tx *tx, const struct field *f, const struct record *r, struct buf *out);

#endif
