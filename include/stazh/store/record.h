/* A record in memory and its stored form: a CBOR map (RFC 8949, deterministic encoding, §4.2.1) from field numbers to
 * values. The store knows the numbers 1–9; the meaning of the others is the domain's. Fields that this program does
 * not know are kept as they are and written back. docs/format.md shows the bytes. */
#ifndef STAZH_STORE_RECORD_H
#define STAZH_STORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/date.h"
#include "stazh/base/err.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"

/* Fields of every record, set by the store alone (but the last two). */
enum {
	REC_REV = 1,	    /* INT: 1 at creation, +1 with each change */
	REC_CREATED_AT = 2, /* INT: Unix time, ms */
	REC_CREATED_BY = 3, /* TEXT: login */
	REC_CHANGED_AT = 4,
	REC_CHANGED_BY = 5,
	REC_ARCHIVED = 6, /* BOOL: hidden from lists and choices */
	REC_DEFERRED = 7, /* TEXT: what was decided about its deadlines (model/deferral.h) */
	REC_FIRST_FIELD = 10,
};

enum value_type {
	V_NONE,	 /* no value: the field is absent */
	V_INT,	 /* num. Also references (the id) and school years */
	V_BOOL,	 /* num 0 / 1 */
	V_DATE,	 /* num: days since 1970-01-01; CBOR tag 100 (RFC 8943) */
	V_TEXT,	 /* text, len: UTF-8, NUL-terminated */
	V_BYTES, /* text, len: any bytes */
	V_LIST,	 /* items, count: of V_INT or V_TEXT */
	V_RAW,	 /* text, len: a CBOR item of another kind, kept as its bytes */
};

struct value {
	uint16_t field;
	uint8_t type;
	uint32_t len, count;
	int64_t num;
	const char *text;
	const struct value *items;
};

/* {0} is a valid empty record. Values point into the record's own arena (or to static text) and live until
 * record_release or record_clear. Setting a field anew keeps the old text allocated until then. */
struct record {
	uint8_t kind;
	uint32_t id;	      /* 0: not stored yet */
	struct value *values; /* ascending by field */
	size_t n, cap;
	uint64_t *read; /* where it is noted which fields were asked for (RECORD_BIT); NULL: nowhere. The store's */
	struct arena arena;
};

#define RECORD_BIT(field) ((uint64_t)1 << ((field) < 63 ? (field) : 63))

void record_release(struct record *r);				/* all memory; {0} again */
void record_clear(struct record *r);				/* no fields, kind and id kept */
void record_copy(struct record *to, const struct record *from); /* `to` is released first */
/* True when all fields from REC_ARCHIVED on are equal (revision and stamps put aside). */
bool record_same(const struct record *a, const struct record *b);

const struct value *record_get(const struct record *r, unsigned field); /* NULL when absent */
bool record_has(const struct record *r, unsigned field);
int64_t record_int(const struct record *r, unsigned field);  /* 0 when absent or no number */
uint32_t record_ref(const struct record *r, unsigned field); /* 0 when absent */
int32_t record_date(const struct record *r, unsigned field); /* DATE_NONE when absent */
bool record_bool(const struct record *r, unsigned field);
const char *record_text(const struct record *r, unsigned field); /* "" when absent */
bool value_same(const struct value *a, const struct value *b);	 /* NULL equals NULL */

/* Setters copy. An empty text (or NULL), DATE_NONE, reference 0, false or an empty list clears the field;
 * record_set_int keeps 0. */
void record_unset(struct record *r, unsigned field);
void record_set_int(struct record *r, unsigned field, int64_t n);
void record_set_ref(struct record *r, unsigned field, uint32_t id);
void record_set_bool(struct record *r, unsigned field, bool b);
void record_set_date(struct record *r, unsigned field, int32_t date);
void record_set_text(struct record *r, unsigned field, const char *s);
void record_set_textn(struct record *r, unsigned field, const char *s, size_t n);
void record_set_bytes(struct record *r, unsigned field, const void *s, size_t n);
/* v's type, content and items are copied whole; v->field is ignored; NULL clears. */
void record_set_value(struct record *r, unsigned field, const struct value *v);

/* Adds the CBOR map to out. */
void record_encode(const struct record *r, struct buf *out);
/* r is cleared and filled; kind and id stay. ERR_STORAGE when the bytes are not such a map (bounds are checked, depth
 * <= 8, definite lengths, ascending keys); r is then empty. Texts are copied into r's arena. */
enum err record_decode(struct record *r, const void *body, size_t n, struct error *e);

#endif
