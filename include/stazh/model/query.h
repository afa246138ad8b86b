/* Lists of records: which, in which order. */
#ifndef STAZH_MODEL_QUERY_H
#define STAZH_MODEL_QUERY_H

#include "stazh/model/field.h"
#include "stazh/model/schema.h"

/* First bytes of the keys in T_IDX (L and U are the journal's). */
enum {
	IDX_REF = 'R',	/* target kind u8, id u32, source kind u8, field u16, id u32 */
	IDX_SORT = 'S', /* kind u8, sort key, id u32; value: 1 byte, archived */
};

struct condition {
	const struct field *field;
	const char *value; /* as it is typed (condition_make): "" means empty, "*" not empty */
};

struct query {
	unsigned kind;
	const struct condition *where; /* all of them hold, */
	size_t n;
	const char *const *asked; /* and these, as people write them (model/condition.h) */
	size_t asked_n;
	int year;		  /* first year of a school year, 0: all */
	const struct field *sort; /* NULL: the kind's own order (an index, nothing is decoded) */
	bool descending;
	bool archived;	  /* with archived records */
	bool trash;	  /* those in the trash instead; of, text do not count there */
	const char *text; /* words to search, or NULL */
	unsigned of_kind; /* only those that point to this record … */
	uint32_t of_id;
	unsigned of_field; /* … by this field, 0: any */
};

/* Ids of the records that fit, in order. free(*ids). ERR_REFUSED for a value that the field cannot have,
 * ERR_USAGE for a mistake in `asked`. */
enum err query_run(struct tx *tx, const struct query *q, uint32_t **ids, size_t *n, struct error *e);

struct trashed {
	uint8_t kind;
	uint32_t id;
	uint64_t seq; /* the journal entry that tells who deleted it and when */
};
/* What is in the trash, the last deleted first; free(*out). */
size_t query_trash(struct tx *tx, struct trashed **out);

/* Adds s folded, quotation marks left out: as names are compared. */
void fold_bare(const char *s, struct buf *out);
/* Ids of the records of a kind (0: kind * 2^32 + id of all kinds) that have every word of text as the beginning of one
 * of theirs, ascending; free(). NULL and *n 0 when none. */
uint64_t *words_find(struct tx *tx, const char *text, unsigned kind, size_t *n);

/* All kinds at once: every word of text is the beginning of a word of the record. Best first: those named so, then by
 * kind's order, then newest. At most max. */
size_t query_find(struct tx *tx, const char *text, struct rec_ref *out, size_t max);

#endif
