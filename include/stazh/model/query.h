/* Lists of records: which, in which order. */
#ifndef STAZH_MODEL_QUERY_H
#define STAZH_MODEL_QUERY_H

#include "stazh/model/path.h"
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

/* One of what a list is ordered by. */
struct order {
	struct path by;
	bool descending;
};
#define ORDERS_MAX 8
/* «surname,-org.short_name», up to ORDERS_MAX of them. ERR_USAGE. */
enum err orders_parse(const struct kind_def *k, const char *text, struct order *out, size_t *n, struct error *e);
void orders_add_names(const struct order *orders, size_t n, enum path_names how, struct buf *out);

struct query {
	unsigned kind;
	const struct condition *where; /* all of them hold, */
	size_t n;
	const char *const *asked; /* and these, as people write them (model/condition.h) */
	size_t asked_n;
	int year;		    /* first year of a school year, 0: all */
	const struct order *orders; /* those alike in the first by the second …, then in the kind's own order */
	size_t orders_n;	    /* 0: in that alone (an index, nothing is decoded), */
	bool descending;	    /* or in that backwards */
	const struct path *group;   /* those alike in it stand together, in its order; NULL: none */
	bool archived;		    /* with archived records */
	bool trash;		    /* those in the trash instead; of, text do not count there */
	const char *text;	    /* words to search, or NULL */
	unsigned of_kind;	    /* only those that point to this record … */
	uint32_t of_id;
	unsigned of_field; /* … by this field, 0: any */
};

/* Ids of the records that fit, in order. free(*ids). ERR_REFUSED for a value that the field cannot have,
 * ERR_USAGE for a mistake in `asked`. */
enum err query_run(struct tx *tx, const struct query *q, uint32_t **ids, size_t *n, struct error *e);

/* Those that stand together in an ordered list. */
struct group {
	size_t at, n;		/* in the list */
	char *name;		/* what is alike in them; "": nothing is told */
	struct group_sum *sums; /* of the numbers asked for, one by one */
};
struct group_sum {
	int64_t sum;
	size_t n; /* records that tell one which the session may read */
};
struct groups {
	struct group *of;
	size_t n;
	struct group_sum *whole; /* the same of all */
};
/* The groups of ids, as query_run with q->group gave them, named in that style; groups_free. fields: numbers that are
 * summed up. */
void groups_find(struct tx *tx, const struct query *q, const uint32_t *ids, size_t n, const struct field *const *fields,
		 size_t fields_n, enum style style, struct groups *out);
void groups_free(struct groups *g);
/* Is it a number of which a sum says something? */
bool field_is_summed(const struct field *f);
/* Adds « · часов 72, в среднем 6»: of each of the fields that any record tells. */
void sums_add(const struct field *const *fields, const struct group_sum *sums, size_t n, struct buf *out);

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
