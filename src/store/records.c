#include <string.h>
#include <time.h>

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

static enum err set_counter(struct tx *tx, const char *name, unsigned kind, uint32_t n)
{
	struct key k = {.n = 0}, v = {.n = 0};

	key_u32(&v, n);
	return tx_put(tx, T_META, key_u8(key_text(&k, name), (uint8_t)kind), v.b, v.n);
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

static void envelope_seal(const struct key *k, struct slice body, struct buf *out)
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
		return broken(key, "повреждена (нет начала). Проверьте базу: stazh check", e);
	if (value.p[0] > FORMAT_VERSION)
		return broken(key, "записана более новой программой. Обновите программу", e);
	*body = (struct slice){value.p + ENVELOPE, value.n - ENVELOPE};
	if (value.p[0] != FORMAT_VERSION || value.p[1] ||
	    crc32c(crc32c(0, key.p, key.n), body->p, body->n) != key_get_u32(value.p + 2))
		return broken(key, "повреждена (не сходится контрольная сумма). Проверьте базу: stazh check", e);
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
		return broken(key, "повреждена (содержимое не разбирается). Проверьте базу: stazh check", e);
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

/* ---- changing ---- */

/* Puts `is` in place of `was` (NULL: there is none), with counters, derived entries and the journal. */
static enum err replace(struct tx *tx, unsigned kind, uint32_t id, const struct record *was, const struct record *is)
{
	struct entries before = {0}, after = {0}, others_before = {0}, others_after = {0};
	struct buf was_body = {0}, is_body = {0}, value = {0};
	struct refs by_fields = {0}, by_referrers = {0};
	struct key k = {.n = 0};

	key_record(&k, kind, id);
	derive_dependents(tx, was, is, &by_fields, &by_referrers);
	for (size_t i = 0; i < by_referrers.n; i++)
		derive_stored(tx, &by_referrers.r[i], &others_before);
	if (was) {
		derive_record(tx, was, &before);
		record_encode(was, &was_body);
	}
	if (is) {
		record_encode(is, &is_body);
		envelope_seal(&k, (struct slice){(uint8_t *)is_body.s, is_body.n}, &value);
		tx_put(tx, T_REC, &k, value.s, value.n);
		derive_record(tx, is, &after);
	} else {
		tx_del(tx, T_REC, &k);
	}
	if (!was != !is)
		set_counter(tx, "count", kind, meta_count(tx, kind) + (is ? 1 : -1));
	/* The record's own entries first: they tell the others who points where. */
	derive_apply(tx, &before, &after);
	for (size_t i = 0; i < by_referrers.n; i++)
		derive_stored(tx, &by_referrers.r[i], &others_after);
	derive_apply(tx, &others_before, &others_after);
	for (size_t i = 0; i < by_fields.n && !tx->error.code; i++) { /* each by itself: they may be many */
		const struct past past = {(uint8_t)kind, id, was};
		struct entries other_before = {0}, other_after = {0};

		tx->past = &past;
		derive_stored(tx, &by_fields.r[i], &other_before);
		tx->past = NULL;
		derive_stored(tx, &by_fields.r[i], &other_after);
		derive_apply(tx, &other_before, &other_after);
		entries_release(&other_before);
		entries_release(&other_after);
	}
	log_write(tx, kind, id, (struct slice){(uint8_t *)was_body.s, was_body.n},
		  (struct slice){(uint8_t *)is_body.s, is_body.n});

	entries_release(&before);
	entries_release(&after);
	entries_release(&others_before);
	entries_release(&others_after);
	refs_release(&by_fields);
	refs_release(&by_referrers);
	buf_free(&was_body);
	buf_free(&is_body);
	buf_free(&value);
	return tx->error.code;
}

/* Makes «someone else was here» sticky, with who and when from the journal. */
static enum err changed(struct tx *tx, unsigned kind, uint32_t id, const char *did)
{
	struct log_entry l = {0};
	char when[32] = "";
	struct tm tm;
	time_t at;

	if (log_load(tx, log_prev_of_record(tx, kind, id, 0), &l) || tx->error.code) {
		log_release(&l);
		return error_set(&tx->error, ERR_CHANGED, "запись тем временем %s. Откройте её заново", did);
	}
	at = l.at_ms / 1000;
	if (localtime_r(&at, &tm))
		strftime(when, sizeof(when), "%d.%m.%Y в %H:%M", &tm);
	error_set(&tx->error, ERR_CHANGED,
		  "запись тем временем %s: пользователь %s, %s. Откройте её заново и повторите своё изменение", did,
		  l.user[0] ? l.user : "без имени", when);
	log_release(&l);
	return ERR_CHANGED;
}

static const uint16_t stamps[] = {REC_REV, REC_CREATED_AT, REC_CREATED_BY, REC_CHANGED_AT, REC_CHANGED_BY};

/* `old` may be empty: the fields are cleared. */
static void copy_stamps(struct record *r, const struct record *old)
{
	for (size_t i = 0; i < sizeof(stamps) / sizeof(*stamps); i++)
		record_set_value(r, stamps[i], record_get(old, stamps[i]));
}

enum err record_store(struct tx *tx, struct record *r)
{
	struct record old = {0};
	bool fresh = !r->id;
	const char *user;
	enum err err;

	if (tx_may_write(tx))
		return tx->error.code;
	user = tx->info->user;
	if (!fresh) {
		err = record_load(tx, r->kind, r->id, &old);
		if (err == ERR_NONE)
			err = changed(tx, r->kind, r->id, "удалена");
		else if (!err && record_int(r, REC_REV) != record_int(&old, REC_REV))
			err = changed(tx, r->kind, r->id, "изменена");
		if (err)
			goto done;
		copy_stamps(r, &old);
		if (record_same(&old, r))
			goto done;
	} else {
		r->id = meta_next_id(tx, r->kind);
		err = set_counter(tx, "next", r->kind, r->id + 1);
		if (err)
			goto done;
		copy_stamps(r, &old);
		record_set_int(r, REC_CREATED_AT, tx->now_ms);
		record_set_text(r, REC_CREATED_BY, user);
	}
	record_set_int(r, REC_REV, record_int(r, REC_REV) + 1);
	record_set_int(r, REC_CHANGED_AT, tx->now_ms);
	record_set_text(r, REC_CHANGED_BY, user);
	err = replace(tx, r->kind, r->id, fresh ? NULL : &old, r);
done:
	record_release(&old);
	return err;
}

enum err record_trash(struct tx *tx, unsigned kind, uint32_t id)
{
	struct record r = {0};
	struct key k = {.n = 0};
	struct buf copy = {0};
	struct slice value;
	enum err err;

	if (tx_may_write(tx))
		return tx->error.code;
	err = record_load(tx, kind, id, &r);
	if (err)
		goto done;
	if (tx_get(tx, T_REC, key_record(&k, kind, id), &value)) {
		buf_addn(&copy, value.p, value.n); /* the entry moves when the table is written to */
		tx_put(tx, T_TRASH, &k, copy.s, copy.n);
	}
	err = replace(tx, kind, id, &r, NULL);
done:
	buf_free(&copy);
	record_release(&r);
	return err;
}

enum err record_store_trash(struct tx *tx, const struct record *r)
{
	struct buf body = {0}, value = {0};
	struct key k = {.n = 0};
	struct slice old;

	if (tx_may_write(tx) || !tx_get(tx, T_TRASH, key_record(&k, r->kind, r->id), &old))
		return tx->error.code ? tx->error.code : ERR_NONE;
	record_encode(r, &body);
	envelope_seal(&k, (struct slice){(uint8_t *)body.s, body.n}, &value);
	tx_put(tx, T_TRASH, &k, value.s, value.n);
	log_write(tx, r->kind, r->id, (struct slice){0}, (struct slice){0});
	buf_free(&body);
	buf_free(&value);
	return tx->error.code;
}

enum err record_untrash(struct tx *tx, unsigned kind, uint32_t id)
{
	struct record r = {0};
	struct key k = {.n = 0};
	enum err err;

	if (tx_may_write(tx))
		return tx->error.code;
	err = record_load_trash(tx, kind, id, &r);
	if (!err)
		err = tx_del(tx, T_TRASH, key_record(&k, kind, id));
	if (!err)
		err = replace(tx, kind, id, NULL, &r);
	record_release(&r);
	return err;
}
