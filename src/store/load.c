/* Records as they are stored: counters, envelopes, loading. */
#include <string.h>

#include "internal.h"

/* Envelope of a T_REC or T_TRASH value: version, flags (0), CRC-32C over key and body, body. */
#define ENVELOPE   6
#define RECORD_KEY 5

struct key *key_record(struct key *k, unsigned kind, uint32_t id)
{
	return key_u32(key_u8(k, (uint8_t)kind), id);
}

/* ---- counters ---- */

static uint32_t counter(struct tx *tx, const char *name, unsigned kind, uint32_t missing)
{
	struct key k = {.n = 0};
	struct slice v;

	key_u8(key_text(&k, name), (uint8_t)kind);
	return tx_get(tx, T_META, &k, &v) && v.n == 4 ? key_get_u32(v.p) : missing;
}

uint32_t meta_next_id(struct tx *tx, unsigned kind)
{
	return counter(tx, "next", kind, 1);
}

uint32_t meta_count(struct tx *tx, unsigned kind)
{
	return counter(tx, "count", kind, 0);
}

uint32_t record_count(struct tx *tx, unsigned kind)
{
	return meta_count(tx, kind);
}

/* ---- envelope ---- */

void envelope_seal(const struct key *k, struct slice body, struct buf *out)
{
	struct key head = {.n = 0};

	key_u8(key_u8(&head, FORMAT_VERSION), 0);
	key_u32(&head, crc32c(crc32c(0, k->b, k->n), body.p, body.n));
	buf_addn(out, head.b, head.n);
	buf_addn(out, body.p, body.n);
}

/* Where in the database the fault is, for people who look after it. */
static enum err broken(struct slice key, const char *what, struct error *e)
{
	if (key.n != RECORD_KEY)
		return error_set(e, ERR_STORAGE, "ключ записи длиной %zu байт: %s", key.n, what);
	return error_set(e, ERR_STORAGE, "запись %u/%u: %s", key.p[0], key_get_u32(key.p + 1), what);
}

enum err envelope_open(struct slice key, struct slice value, struct slice *body, struct error *e)
{
	if (key.n != RECORD_KEY || value.n < ENVELOPE)
		return broken(key, "повреждена (нет начала). " ERROR_CHECK, e);
	if (value.p[0] > FORMAT_VERSION)
		return broken(key, "записана более новой программой. Обновите программу", e);
	*body = (struct slice){value.p + ENVELOPE, value.n - ENVELOPE};
	if (value.p[0] != FORMAT_VERSION || value.p[1] ||
	    crc32c(crc32c(0, key.p, key.n), body->p, body->n) != key_get_u32(value.p + 2))
		return broken(key, "повреждена (не сходится контрольная сумма). " ERROR_CHECK, e);
	return OK;
}

/* As record_release, but keeps the memory of the value table for the next record. */
static void empty(struct record *r)
{
	record_clear(r);
	r->kind = 0;
	r->id = 0;
}

enum err record_open(struct slice key, struct slice value, struct record *r, struct error *e)
{
	struct slice body;

	empty(r);
	if (envelope_open(key, value, &body, e))
		return ERR_STORAGE;
	r->kind = key.p[0];
	r->id = key_get_u32(key.p + 1);
	if (record_decode(r, body.p, body.n, NULL))
		return broken(key, "повреждена (содержимое не разбирается). " ERROR_CHECK, e);
	return OK;
}

enum err record_from_entry(struct tx *tx, struct slice key, struct slice value, struct record *r)
{
	struct error e = {0};
	enum err err = record_open(key, value, r, &e);

	if (err && !tx->error.code)
		tx->error = e;
	return err;
}

static bool is_past(const struct tx *tx, unsigned kind, uint32_t id)
{
	return tx->past && tx->past->kind == kind && tx->past->id == id;
}

static enum err load(struct tx *tx, enum table t, unsigned kind, uint32_t id, struct record *r)
{
	struct key k = {.n = 0};
	struct slice value;

	uint64_t *noted = derive_reads(tx, (uint8_t)kind, id);
	enum err err;

	empty(r);
	if (is_past(tx, kind, id)) {
		if (!tx->past->was)
			return ERR_NONE;
		record_copy(r, tx->past->was);
		r->read = noted;
		return OK;
	}
	if (!tx_get(tx, t, key_record(&k, kind, id), &value))
		return tx->error.code ? tx->error.code : ERR_NONE;
	err = record_from_entry(tx, (struct slice){k.b, k.n}, value, r);
	r->read = noted;
	return err;
}

enum err record_load(struct tx *tx, unsigned kind, uint32_t id, struct record *r)
{
	return load(tx, T_REC, kind, id, r);
}

enum err record_load_trash(struct tx *tx, unsigned kind, uint32_t id, struct record *r)
{
	return load(tx, T_TRASH, kind, id, r);
}

bool record_exists(struct tx *tx, unsigned kind, uint32_t id)
{
	struct key k = {.n = 0};
	struct slice value;

	derive_reads(tx, (uint8_t)kind, id);
	if (is_past(tx, kind, id))
		return tx->past->was;
	return tx_get(tx, T_REC, key_record(&k, kind, id), &value);
}
