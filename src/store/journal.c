#include <string.h>
#include <sys/random.h>

#include <sha2.h>

#include "internal.h"

/* Fields of an entry's CBOR map. */
enum {
	LOG_ACT = 1,
	LOG_AT,
	LOG_USER,
	LOG_FROM,
	LOG_ACTION,
	LOG_NOTE,
	LOG_KIND,
	LOG_ID,
	LOG_BEFORE,
	LOG_AFTER,
	LOG_ABOUT_KIND, /* of a reading: the record that was read, which the entry is not a change of */
	LOG_ABOUT_ID,
	LOG_COUNT,  /* of a reading: how many records */
	LOG_SEALED, /* 1: the hash is over digests of the erasable parts; missing: over the bytes themselves */
	LOG_NOTE_SALT,
	LOG_BEFORE_SALT,
	LOG_AFTER_SALT,
	LOG_NOTE_DIGEST, /* in the place of a part that was erased, with its salt */
	LOG_BEFORE_DIGEST,
	LOG_AFTER_DIGEST,
	LOG_NEWEST,	 /* of a reading in the register: the journal's newest entry then */
	LOG_OF,		 /* the act that this one takes back */
	LOG_NEWEST_HASH, /* of that entry: the beginning of its hash */
};

#define SALT_SIZE 16

#define LOGIN_MAX 255 /* bytes of a login in a key */

struct key *key_log_record(struct key *k, unsigned kind, uint32_t id)
{
	return key_u32(key_u8(key_u8(k, IDX_LOG_RECORD), (uint8_t)kind), id);
}

struct key *key_log_user(struct key *k, const char *user)
{
	return key_u8(key_bytes(key_u8(k, IDX_LOG_USER), user, strnlen(user, LOGIN_MAX)), 0);
}

static struct slice bytes_of(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v && (v->type == V_BYTES || v->type == V_TEXT) ? (struct slice){(const uint8_t *)v->text, v->len}
							      : (struct slice){0};
}

/* What can be erased of an entry, in the order of LOG_ERASE_… */
static const struct part {
	uint16_t field, salt, digest;
} parts[] = {
	{LOG_NOTE, LOG_NOTE_SALT, LOG_NOTE_DIGEST},
	{LOG_BEFORE, LOG_BEFORE_SALT, LOG_BEFORE_DIGEST},
	{LOG_AFTER, LOG_AFTER_SALT, LOG_AFTER_DIGEST},
};
#define PARTS (sizeof(parts) / sizeof(*parts))

/* Over the salt and the bytes; 32 zero bytes when there is nothing. What is left of an erased part is this digest:
 * without the salt nothing can be told from it, not even by guessing. */
static void digest_part(const struct record *r, const struct part *p, uint8_t out[HASH_SIZE])
{
	struct slice value = bytes_of(r, p->field), salt = bytes_of(r, p->salt), kept = bytes_of(r, p->digest);
	SHA2_CTX sha;

	memset(out, 0, HASH_SIZE);
	if (kept.n == HASH_SIZE) {
		memcpy(out, kept.p, HASH_SIZE);
	} else if (value.n) {
		SHA256Init(&sha);
		SHA256Update(&sha, salt.p, salt.n);
		SHA256Update(&sha, value.p, value.n);
		SHA256Final(out, &sha);
	}
}

/* Over the previous hash, the key, and of a sealed entry the digests and the map without what they stand for. */
static void hash_record(const uint8_t previous[HASH_SIZE], const struct key *k, const struct record *r,
			struct slice body, uint8_t out[HASH_SIZE])
{
	uint8_t digests[PARTS][HASH_SIZE];
	bool sealed = record_has(r, LOG_SEALED);
	struct record rest = {0};
	struct buf left = {0};
	SHA2_CTX sha;

	if (sealed) {
		record_copy(&rest, r);
		for (size_t i = 0; i < PARTS; i++) {
			digest_part(r, &parts[i], digests[i]);
			record_unset(&rest, parts[i].field);
			record_unset(&rest, parts[i].salt);
			record_unset(&rest, parts[i].digest);
		}
		record_encode(&rest, &left);
		record_release(&rest);
		body = (struct slice){(const uint8_t *)left.s, left.n};
	}
	SHA256Init(&sha);
	SHA256Update(&sha, previous, HASH_SIZE);
	SHA256Update(&sha, k->b, k->n);
	if (sealed)
		SHA256Update(&sha, (const uint8_t *)digests, sizeof(digests));
	SHA256Update(&sha, body.p, body.n);
	SHA256Final(out, &sha);
	buf_free(&left);
}

static bool hash_entry(const uint8_t previous[HASH_SIZE], const struct key *k, struct slice body,
		       uint8_t out[HASH_SIZE])
{
	struct record r = {0};
	bool ok = !record_decode(&r, body.p, body.n, NULL);

	if (ok)
		hash_record(previous, k, &r, body, out);
	record_release(&r);
	return ok;
}

/* Parts a T_LOG value into body and hash. */
static bool split(struct slice value, struct slice *body, const uint8_t **hash)
{
	if (value.n <= HASH_SIZE)
		return false;
	*body = (struct slice){value.p, value.n - HASH_SIZE};
	*hash = value.p + body->n;
	return true;
}

static enum err broken(struct tx *tx, uint64_t seq)
{
	if (tx->error.code)
		return tx->error.code;
	return error_set(&tx->error, ERR_STORAGE, "запись журнала № %llu повреждена. " ERROR_CHECK,
			 (unsigned long long)seq);
}

#define META_LOG "log" /* seq u64, hash: the newest entry, so that a cut end shows */

static struct key *key_head(struct key *k)
{
	return key_text(k, META_LOG);
}

static bool read_head(struct tx *tx, uint64_t *seq, uint8_t hash[HASH_SIZE])
{
	struct key k = {.n = 0};
	struct slice v;

	if (!tx_get(tx, T_META, key_head(&k), &v) || v.n != 8 + HASH_SIZE)
		return false;
	*seq = key_get_u64(v.p);
	memcpy(hash, v.p + 8, HASH_SIZE);
	return true;
}

uint64_t log_newest(struct tx *tx, uint8_t hash[HASH_SIZE])
{
	struct slice body;
	const uint8_t *h;
	uint64_t seq = 0;
	struct cursor c;

	memset(hash, 0, HASH_SIZE);
	read_head(tx, &seq, hash);
	cursor_open_last(&c, tx, T_LOG, NULL, NULL);
	if (cursor_ok(&c)) {
		if (c.key.n != 8 || !split(c.value, &body, &h)) {
			broken(tx, 0);
		} else if (key_get_u64(c.key.p) > seq) { /* an older program wrote it */
			seq = key_get_u64(c.key.p);
			memcpy(hash, h, HASH_SIZE);
		}
	}
	cursor_close(&c);
	return seq;
}

enum err log_seal(struct tx *tx)
{
	struct key k = {.n = 0}, v = {.n = 0};

	if (!tx->act)
		return OK;
	key_bytes(key_u64(&v, tx->log_seq), tx->log_hash, HASH_SIZE);
	return tx_put(tx, T_META, key_head(&k), v.b, v.n);
}

uint64_t log_last(struct tx *tx)
{
	uint8_t hash[HASH_SIZE];

	return log_newest(tx, hash);
}

struct about {
	unsigned kind;
	uint32_t id;
	int64_t count;
	const struct anchor *anchor;
};

static enum err append(struct tx *tx, unsigned kind, uint32_t id, struct slice before, struct slice after,
		       const struct about *about)
{
	uint8_t salts[PARTS * SALT_SIZE];
	struct key k = {.n = 0}, by_record = {.n = 0}, by_user = {.n = 0};
	struct record r = {0};
	struct buf body = {0};

	if (tx_may_write(tx))
		return tx->error.code;
	if (!tx->act) {
		tx->log_seq = log_newest(tx, tx->log_hash);
		tx->act = tx->log_seq + 1;
	}
	tx->log_seq++;
	record_set_int(&r, LOG_ACT, (int64_t)tx->act);
	record_set_int(&r, LOG_AT, tx->now_ms);
	record_set_text(&r, LOG_USER, tx->info->user);
	record_set_text(&r, LOG_FROM, tx->info->from);
	record_set_text(&r, LOG_ACTION, tx->action);
	record_set_text(&r, LOG_NOTE, tx->note);
	if (kind) {
		record_set_int(&r, LOG_KIND, kind);
		record_set_int(&r, LOG_ID, id);
		record_set_bytes(&r, LOG_BEFORE, tx->forget ? NULL : before.p, tx->forget ? 0 : before.n);
		record_set_bytes(&r, LOG_AFTER, after.p, after.n);
	} else if (about) {
		if (about->kind) {
			record_set_int(&r, LOG_ABOUT_KIND, about->kind);
			record_set_ref(&r, LOG_ABOUT_ID, about->id);
		}
		if (about->count)
			record_set_int(&r, LOG_COUNT, about->count);
		record_set_int(&r, LOG_NEWEST, (int64_t)about->anchor->seq);
		record_set_bytes(&r, LOG_NEWEST_HASH, about->anchor->hash, ANCHOR_SIZE);
	}
	if (tx->of)
		record_set_int(&r, LOG_OF, (int64_t)tx->of);
	record_set_int(&r, LOG_SEALED, 1);
	if (getrandom(salts, sizeof(salts), 0) != sizeof(salts)) {
		record_release(&r);
		return error_set(&tx->error, ERR_STORAGE, "система не даёт случайных чисел: изменение не записано");
	}
	for (size_t i = 0; i < PARTS; i++)
		if (record_has(&r, parts[i].field))
			record_set_bytes(&r, parts[i].salt, salts + i * SALT_SIZE, SALT_SIZE);
	record_encode(&r, &body);
	key_u64(&k, tx->log_seq);
	hash_record(tx->log_hash, &k, &r, (struct slice){(uint8_t *)body.s, body.n}, tx->log_hash);
	buf_addn(&body, tx->log_hash, HASH_SIZE);
	tx_put_flags(tx, T_LOG, &k, body.s, body.n, MDB_APPEND);
	if (kind)
		tx_put(tx, T_IDX, key_u64(key_log_record(&by_record, kind, id), tx->log_seq), "", 0);
	tx_put(tx, T_IDX, key_u64(key_log_user(&by_user, tx->info->user), tx->log_seq), "", 0);
	record_release(&r);
	buf_free(&body);
	return tx->error.code;
}

enum err log_write(struct tx *tx, unsigned kind, uint32_t id, struct slice before, struct slice after)
{
	return append(tx, kind, id, before, after, NULL);
}

enum err log_add_reading(struct tx *tx, unsigned kind, uint32_t id, int64_t count, const struct anchor *anchor)
{
	return append(tx, 0, 0, (struct slice){0}, (struct slice){0}, &(struct about){kind, id, count, anchor});
}

enum err log_add(struct tx *tx, const char *action, const char *note)
{
	const char *was_action = tx->action, *was_note = tx->note;
	enum err err;

	tx_note(tx, action, note);
	err = append(tx, 0, 0, (struct slice){0}, (struct slice){0}, NULL);
	tx_note(tx, was_action, was_note);
	return err;
}

void tx_forget(struct tx *tx)
{
	tx->forget = true;
}

/* Puts the digest in the place of a part. */
static void erase_part(struct record *r, const struct part *p)
{
	uint8_t digest[HASH_SIZE];

	if (!record_has(r, p->field))
		return;
	digest_part(r, p, digest);
	record_unset(r, p->field);
	record_unset(r, p->salt);
	record_set_bytes(r, p->digest, digest, HASH_SIZE);
}

enum err log_erase(struct tx *tx, uint64_t seq, unsigned what)
{
	struct slice value, body;
	const uint8_t *hash;
	struct record r = {0};
	struct key k = {.n = 0};
	struct buf out = {0};

	if (tx_may_write(tx) || !tx_get(tx, T_LOG, key_u64(&k, seq), &value))
		return tx->error.code ? tx->error.code : ERR_NONE;
	if (!split(value, &body, &hash) || record_decode(&r, body.p, body.n, NULL)) {
		record_release(&r);
		return broken(tx, seq);
	}
	if (!record_has(&r, LOG_SEALED)) {
		record_release(&r);
		return error_set(&tx->error, ERR_STORAGE,
				 "запись журнала № %llu сделана прежней версией программы: стереть из неё "
				 "ничего нельзя, не нарушив журнала",
				 (unsigned long long)seq);
	}
	for (size_t i = 0; i < PARTS; i++)
		if (what & 1u << i)
			erase_part(&r, &parts[i]);
	record_encode(&r, &out);
	buf_addn(&out, hash, HASH_SIZE);
	tx_put(tx, T_LOG, &k, out.s, out.n);
	record_release(&r);
	buf_free(&out);
	return tx->error.code;
}

enum err log_load(struct tx *tx, uint64_t seq, struct log_entry *l)
{
	struct slice value, body;
	const uint8_t *hash;
	struct key k = {.n = 0};

	log_release(l);
	if (!tx_get(tx, T_LOG, key_u64(&k, seq), &value))
		return tx->error.code ? tx->error.code : ERR_NONE;
	if (!split(value, &body, &hash) || record_decode(&l->own, body.p, body.n, NULL))
		return broken(tx, seq);
	l->seq = seq;
	l->act = (uint64_t)record_int(&l->own, LOG_ACT);
	l->at_ms = record_int(&l->own, LOG_AT);
	l->user = record_text(&l->own, LOG_USER);
	l->from = record_text(&l->own, LOG_FROM);
	l->action = record_text(&l->own, LOG_ACTION);
	l->note = record_text(&l->own, LOG_NOTE);
	l->kind = (uint8_t)record_int(&l->own, LOG_KIND);
	l->id = record_ref(&l->own, LOG_ID);
	l->before = bytes_of(&l->own, LOG_BEFORE);
	l->after = bytes_of(&l->own, LOG_AFTER);
	l->erased = record_has(&l->own, LOG_BEFORE_DIGEST) || record_has(&l->own, LOG_AFTER_DIGEST);
	l->about_kind = (uint8_t)record_int(&l->own, LOG_ABOUT_KIND);
	l->about_id = record_ref(&l->own, LOG_ABOUT_ID);
	l->count = record_int(&l->own, LOG_COUNT);
	l->newest = (uint64_t)record_int(&l->own, LOG_NEWEST);
	l->of = (uint64_t)record_int(&l->own, LOG_OF);
	l->newest_hash = bytes_of(&l->own, LOG_NEWEST_HASH);
	memcpy(l->hash, hash, HASH_SIZE);
	return OK;
}

void log_release(struct log_entry *l)
{
	record_release(&l->own);
	*l = (struct log_entry){.user = "", .from = "", .action = "", .note = ""};
}

/* Last number under the prefix that is lower than `below` (0: of all). */
static uint64_t previous(struct tx *tx, const struct key *prefix, uint64_t below)
{
	struct key upto = {.n = 0};
	uint64_t seq = 0;
	struct cursor c;

	if (below)
		key_u64(key_bytes(&upto, prefix->b, prefix->n), below - 1);
	cursor_open_last(&c, tx, T_IDX, prefix, below ? &upto : NULL);
	if (cursor_ok(&c) && c.key.n == prefix->n + 8)
		seq = key_get_u64(c.key.p + prefix->n);
	cursor_close(&c);
	return seq;
}

uint64_t log_prev_of_record(struct tx *tx, unsigned kind, uint32_t id, uint64_t below)
{
	struct key k = {.n = 0};

	return previous(tx, key_log_record(&k, kind, id), below);
}

uint64_t log_prev_of_user(struct tx *tx, const char *user, uint64_t below)
{
	struct key k = {.n = 0};

	return previous(tx, key_log_user(&k, user), below);
}

enum err log_verify(struct tx *tx, struct error *e)
{
	uint8_t hash[HASH_SIZE] = {0}, head_hash[HASH_SIZE];
	uint64_t seq = 0, head;
	const uint8_t *stored;
	struct slice body;
	bool sound = true;
	struct cursor c;

	for (cursor_open(&c, tx, T_LOG, NULL, NULL); sound && cursor_ok(&c); cursor_next(&c)) {
		struct key k = {.n = 0};

		key_u64(&k, ++seq);
		sound = c.key.n == k.n && !memcmp(c.key.p, k.b, k.n) && split(c.value, &body, &stored);
		if (!sound)
			break;
		sound = hash_entry(hash, &k, body, hash) && !memcmp(hash, stored, HASH_SIZE);
	}
	cursor_close(&c);
	if (!sound)
		return error_set(
			e, ERR_STORAGE,
			"журнал: запись № %llu не продолжает предыдущую — её или соседнюю изменили помимо программы",
			(unsigned long long)seq);
	if (read_head(tx, &head, head_hash) && (head != seq || memcmp(head_hash, hash, HASH_SIZE))) {
		unsigned long long last = seq < head ? seq : head;

		if (head == seq)
			return error_set(e, ERR_STORAGE,
					 "журнал: последняя запись, № %llu, не та, что записала программа", last);
		return error_set(e, ERR_STORAGE, "журнал: после записи № %llu %s", last,
				 seq < head ? "должны быть ещё, но их удалили помимо программы"
					    : "есть ещё, но их добавили помимо программы");
	}
	if (tx->error.code && e)
		*e = tx->error;
	return tx->error.code;
}

enum err log_verify_last(struct tx *tx, struct error *e)
{
	uint8_t before[HASH_SIZE] = {0}, hash[HASH_SIZE], head_hash[HASH_SIZE];
	uint64_t seq = log_last(tx), head;
	const uint8_t *stored;
	struct slice value, body;
	struct key k = {.n = 0}, last = {.n = 0};
	bool sound = true;

	if (seq > 1) {
		sound = tx_get(tx, T_LOG, key_u64(&k, seq - 1), &value) && split(value, &body, &stored);
		if (sound)
			memcpy(before, stored, HASH_SIZE);
	}
	if (sound && seq)
		sound = tx_get(tx, T_LOG, key_u64(&last, seq), &value) && split(value, &body, &stored) &&
			hash_entry(before, &last, body, hash) && !memcmp(hash, stored, HASH_SIZE) &&
			(!read_head(tx, &head, head_hash) || (head == seq && !memcmp(head_hash, hash, HASH_SIZE)));
	if (sound)
		return OK;
	return error_set(e, ERR_STORAGE,
			 "журнал: последняя запись, № %llu, не та, что записала программа, или её удалили",
			 (unsigned long long)seq);
}
