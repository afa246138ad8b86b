/* A transaction: its failure, reading, raw entries. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "internal.h"

#define RETRIES	     3
#define FORGET_STEPS 4096

int64_t tx_clock(struct error *e)
{
	struct timespec ts;
	struct tm tm = {.tm_hour = 12, .tm_isdst = -1};
	int32_t day;

	if (!getenv("STAZH_TODAY")) {
		clock_gettime(CLOCK_REALTIME, &ts);
		return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
	}
	day = date_today(e);
	if (day == DATE_NONE)
		return -1;
	date_to_ymd(day, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return mktime(&tm) * 1000LL;
}

enum err tx_fail(struct tx *tx, int rc)
{
	if (tx->error.code)
		return tx->error.code;
	tx->rc = rc;
	return store_explain(tx->store->data_file, rc, tx->writing ? "записать изменение" : "прочесть базу",
			     &tx->error);
}

enum err tx_may_write(struct tx *tx)
{
	if (!tx->error.code && !tx->writing)
		error_set(&tx->error, ERR_STORAGE, "внутренняя ошибка: запись в транзакции чтения");
	return tx->error.code;
}

uint64_t tx_generation(const struct tx *tx)
{
	return mdb_txn_id(tx->txn);
}

bool tx_writing(const struct tx *tx)
{
	return tx->writing;
}

int64_t tx_now(const struct tx *tx)
{
	return tx->now_ms;
}

enum err tx_failed(const struct tx *tx)
{
	return tx->error.code;
}

struct error *tx_error(struct tx *tx)
{
	return &tx->error;
}

void tx_note(struct tx *tx, const char *action, const char *note)
{
	tx->action = action;
	tx->note = note;
}

void tx_note_of(struct tx *tx, uint64_t of)
{
	tx->of = of;
}

void *tx_context(struct tx *tx)
{
	return tx->store->context;
}

void *tx_result(const struct tx *tx)
{
	return tx->info ? tx->info->result : NULL;
}

bool tx_look(struct tx *tx, enum table t, const void *key, size_t n)
{
	if (pages_way(&tx->store->pages, t, key, n))
		return true;
	tx_fail(tx, MDB_CORRUPTED);
	return false;
}

static int code_of(enum pages_state state)
{
	return state == PAGES_SOUND ? 0 : state == PAGES_NO_ROOM ? ENOMEM : MDB_CORRUPTED;
}

enum err tx_begin_use(struct store *s, struct error *e)
{
	if (s->busy)
		return error_set(e, ERR_STORAGE, "внутренняя ошибка: транзакция внутри транзакции");
	s->busy = true;
	return OK;
}

void tx_forget_pages(struct tx *tx, size_t step)
{
	const struct pages *p = &tx->store->pages;

	if (step % FORGET_STEPS == FORGET_STEPS - 1 && p->map) /* of a shared mapping, nothing is lost by it */
		madvise((void *)p->map, p->mapped, MADV_DONTNEED);
}

/* ---- reading ---- */

struct tx *tx_read(struct store *s, struct error *e)
{
	struct tx *tx = &s->reader;
	enum pages_state state = PAGES_SOUND;
	int rc = 0, dead, larger = 0;

	if (s->shared && s->shared->error.code && e)
		*e = s->shared->error;
	if (s->shared)
		return s->shared->error.code ? NULL : s->shared;
	if (tx_begin_use(s, e))
		return NULL;
	for (int i = 0; i < RETRIES && !larger; i++) {
		rc = tx->txn ? mdb_txn_renew(tx->txn) : mdb_txn_begin(s->env, NULL, MDB_RDONLY, &tx->txn);
		if (rc == MDB_MAP_RESIZED) /* another process made it larger */
			larger = store_enlarge_map(s, false);
		else if (rc == MDB_READERS_FULL)
			mdb_reader_check(s->env, &dead);
		else if (rc)
			break;
		else if ((state = pages_begin(&s->pages, s->env, mdb_txn_id(tx->txn))) != PAGES_GONE)
			break;
		else
			mdb_txn_reset(tx->txn); /* others are quick: once more */
	}
	if (!rc && state) {
		if (state != PAGES_GONE)
			mdb_txn_reset(tx->txn);
		rc = code_of(state);
	}
	if (rc) {
		s->busy = false;
		store_explain(s->data_file, larger ? larger : rc, "прочесть базу", e);
		return NULL;
	}
	tx->rc = 0;
	tx->error.code = OK;
	s->reading = true;
	return tx;
}

void tx_end(struct tx **tx)
{
	if (!*tx)
		return;
	if (*tx == (*tx)->store->shared) { /* store_write ends it */
		*tx = NULL;
		return;
	}
	tx_end(&(*tx)->readings);
	mdb_txn_reset((*tx)->txn);
	(*tx)->store->busy = (*tx)->store->reading = false;
	if ((*tx)->error.code && !(*tx)->store->unread.code)
		(*tx)->store->unread = (*tx)->error;
	*tx = NULL;
}

enum err store_read_failure(struct store *s, struct error *e)
{
	enum err err = s->unread.code;

	if (err && e)
		*e = s->unread;
	s->unread.code = OK;
	return err;
}

/* ---- raw entries ---- */

bool tx_get(struct tx *tx, enum table t, const struct key *k, struct slice *value)
{
	MDB_val key = {k->n, (void *)k->b}, data;
	int rc;

	if ((tx->writing && tx->error.code) || !tx_look(tx, t, k->b, k->n))
		return false;
	rc = mdb_get(tx->txn, tx->store->dbi[t], &key, &data);
	if (rc) {
		if (rc != MDB_NOTFOUND)
			tx_fail(tx, rc);
		return false;
	}
	*value = (struct slice){data.mv_data, data.mv_size};
	return true;
}

/* ---- sums: tables whose entries have no checksum of their own ---- */

bool tx_is_summed(enum table t, const struct key *k)
{
	return t == T_DRAFT ||
	       (t == T_META && (k->n < sizeof(META_SUM) - 1 || memcmp(k->b, META_SUM, sizeof(META_SUM) - 1)));
}

uint32_t tx_entry_sum(const void *key, size_t key_n, const void *value, size_t n)
{
	return crc32c(crc32c(0, key, key_n), value, n);
}

/* What the entry adds to the sum as it is stored. */
static uint32_t stored_sum(struct tx *tx, enum table t, const struct key *k)
{
	struct slice v;

	return tx_get(tx, t, k, &v) ? tx_entry_sum(k->b, k->n, v.p, v.n) : 0;
}

enum err tx_put_flags(struct tx *tx, enum table t, const struct key *k, const void *value, size_t n, unsigned flags)
{
	MDB_val key = {k->n, (void *)k->b}, data = {n, (void *)value};
	int rc;

	if (tx_may_write(tx))
		return tx->error.code;
	if (tx_is_summed(t, k))
		tx->sum[t] ^= stored_sum(tx, t, k) ^ tx_entry_sum(k->b, k->n, value, n);
	if (!tx_look(tx, t, k->b, k->n))
		return tx->error.code;
	rc = mdb_put(tx->txn, tx->store->dbi[t], &key, &data, flags);
	return rc ? tx_fail(tx, rc) : OK;
}

enum err tx_put(struct tx *tx, enum table t, const struct key *k, const void *value, size_t n)
{
	return tx_put_flags(tx, t, k, value, n, 0);
}

size_t tx_entries(struct tx *tx, enum table t)
{
	MDB_stat st;

	return mdb_stat(tx->txn, tx->store->dbi[t], &st) ? 0 : st.ms_entries;
}

enum err tx_del(struct tx *tx, enum table t, const struct key *k)
{
	MDB_val key = {k->n, (void *)k->b};
	int rc;

	if (tx_may_write(tx))
		return tx->error.code;
	if (tx_is_summed(t, k))
		tx->sum[t] ^= stored_sum(tx, t, k);
	if (!tx_look(tx, t, k->b, k->n))
		return tx->error.code;
	rc = mdb_del(tx->txn, tx->store->dbi[t], &key, NULL);
	return rc && rc != MDB_NOTFOUND ? tx_fail(tx, rc) : OK;
}
