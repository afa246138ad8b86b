#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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

static enum err begin_use(struct store *s, struct error *e)
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

	if (begin_use(s, e))
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

/* ---- writing ---- */

enum err store_same_files(struct store *s, const char *outcome, struct error *e)
{
	struct stat path, open;
	mdb_filehandle_t fd;

	mdb_env_get_fd(s->env, &fd);
	if (fstat(fd, &open) || stat(s->data_file, &path) || open.st_dev != path.st_dev || open.st_ino != path.st_ino)
		return error_set(e, ERR_STORAGE,
				 "файл базы «%s» подменён или удалён, пока программа работала: %s. Закройте "
				 "программу у всех и откройте снова",
				 s->data_file, outcome);
	if (stat(s->lock_file, &path) || s->lock_dev != path.st_dev || s->lock_ino != path.st_ino)
		return error_set(e, ERR_STORAGE,
				 "файл «%s» удалён, пока программа работала: %s. Закройте программу у всех и "
				 "откройте снова",
				 s->lock_file, outcome);
	return OK;
}

static enum err seal_sums(struct tx *tx);

static enum err write_once(struct tx *tx, enum err (*fn)(struct tx *tx, void *arg), void *arg)
{
	struct store *s = tx->store;
	int rc, dead;
	enum err err;

	mdb_reader_check(s->env, &dead);
	rc = wait_begin(tx);
	if (rc)
		return tx_fail(tx, rc);
	err = store_same_files(s, "изменение не записано", &tx->error);
	if (!err) {
		enum pages_state state = pages_begin(&s->pages, s->env, mdb_txn_id(tx->txn) - 1);

		if (state || !pages_know(&s->pages) || !pages_free(&s->pages, NULL, NULL))
			err = tx_fail(tx, state == PAGES_NO_ROOM ? ENOMEM : MDB_CORRUPTED);
	}
	if (!err)
		err = fn(tx, arg);
	if (!err)
		err = log_seal(tx);
	if (!err)
		err = seal_sums(tx);
	if (tx->error.code)
		err = tx->error.code;
	if (err || tx->info->trial) {
		mdb_txn_abort(tx->txn);
		return err;
	}
	rc = mdb_txn_commit(tx->txn);
	return rc ? tx_fail(tx, rc) : OK;
}

/* Enlarges the map when that is what the attempt lacked. False: it was something else. */
static bool grow(struct tx *tx)
{
	int rc;

	if (tx->rc != MDB_MAP_FULL && tx->rc != MDB_MAP_RESIZED)
		return false;
	rc = store_enlarge_map(tx->store, tx->rc == MDB_MAP_FULL);
	if (!rc)
		return true;
	store_explain(tx->store->data_file, rc, "записать изменение", &tx->error);
	return false;
}

enum err store_write(struct store *s, const struct tx_info *info, enum err (*fn)(struct tx *tx, void *arg), void *arg,
		     struct error *e)
{
	/* those that the processor raises are left open, as blocked they would only be lost */
	static const int open_signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
	int64_t now = info->now_ms ? info->now_ms : tx_clock(e);
	sigset_t block, before;
	struct tx tx;
	enum err err;

	if (now < 0)
		return ERR_USAGE;
	err = begin_use(s, e);
	if (err)
		return err;
	sigfillset(&block);
	for (size_t i = 0; i < sizeof(open_signals) / sizeof(*open_signals); i++)
		sigdelset(&block, open_signals[i]);
	pthread_sigmask(SIG_BLOCK, &block, &before);
	do {
		if (e)
			*e = (struct error){0};
		tx = (struct tx){
			.store = s,
			.writing = true,
			.info = info,
			.action = info->action,
			.note = info->note,
			.now_ms = now,
		};
		err = write_once(&tx, fn, arg);
	} while (grow(&tx));
	if (err) { /* a write beyond RLIMIT_FSIZE is told by its code; the signal would end the program */
		sigset_t limit;

		sigemptyset(&limit);
		sigaddset(&limit, SIGXFSZ);
		sigtimedwait(&limit, NULL, &(struct timespec){0});
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	s->first_seq = err || info->trial ? 0 : tx.act;
	s->last_seq = err || info->trial ? 0 : tx.log_seq;
	s->busy = false;
	if (err && tx.error.code && e)
		*e = tx.error;
	else if (err && e && e->code != err)
		error_set(e, err, "изменение не записано");
	return err;
}

void store_last_write(const struct store *s, uint64_t *first, uint64_t *last)
{
	*first = s->first_seq;
	*last = s->last_seq;
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

#define META_SUM "sum" /* table u8: u32, the CRC-32C of all its entries, each over key and value, by exclusive or */

static bool is_summed(enum table t, const struct key *k)
{
	return t == T_DRAFT ||
	       (t == T_META && (k->n < sizeof(META_SUM) - 1 || memcmp(k->b, META_SUM, sizeof(META_SUM) - 1)));
}

static uint32_t entry_sum(const void *key, size_t key_n, const void *value, size_t n)
{
	return crc32c(crc32c(0, key, key_n), value, n);
}

/* What the entry adds to the sum as it is stored. */
static uint32_t stored_sum(struct tx *tx, enum table t, const struct key *k)
{
	struct slice v;

	return tx_get(tx, t, k, &v) ? entry_sum(k->b, k->n, v.p, v.n) : 0;
}

static struct key *key_sum(struct key *k, enum table t)
{
	return key_u8(key_text(k, META_SUM), (uint8_t)t);
}

static uint32_t sum_of_all(struct tx *tx, enum table t)
{
	struct cursor c;
	uint32_t sum = 0;

	for (cursor_open(&c, tx, t, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		struct key k = {.n = 0};

		if (is_summed(t, key_bytes(&k, c.key.p, c.key.n)))
			sum ^= entry_sum(k.b, k.n, c.value.p, c.value.n);
	}
	cursor_close(&c);
	return sum;
}

bool sum_agrees(struct tx *tx, enum table t)
{
	struct key k = {.n = 0};
	struct slice v;

	if ((t != T_META && t != T_DRAFT) || !tx_get(tx, T_META, key_sum(&k, t), &v))
		return true;
	return v.n == 4 && key_get_u32(v.p) == sum_of_all(tx, t);
}

/* Before the commit. A wrong sum stays wrong by as much, and is found. */
static enum err seal_sums(struct tx *tx)
{
	static const enum table summed[] = {T_META, T_DRAFT};

	for (size_t i = 0; i < sizeof(summed) / sizeof(*summed) && !tx->error.code; i++) {
		struct key k = {.n = 0}, sum = {.n = 0};
		struct slice v;

		if (!tx_get(tx, T_META, key_sum(&k, summed[i]), &v))
			key_u32(&sum, sum_of_all(tx, summed[i]));
		else if (tx->sum[summed[i]] && v.n == 4)
			key_u32(&sum, key_get_u32(v.p) ^ tx->sum[summed[i]]);
		if (sum.n)
			tx_put(tx, T_META, &k, sum.b, sum.n);
	}
	return tx->error.code;
}

enum err tx_put_flags(struct tx *tx, enum table t, const struct key *k, const void *value, size_t n, unsigned flags)
{
	MDB_val key = {k->n, (void *)k->b}, data = {n, (void *)value};
	int rc;

	if (tx_may_write(tx))
		return tx->error.code;
	if (is_summed(t, k))
		tx->sum[t] ^= stored_sum(tx, t, k) ^ entry_sum(k->b, k->n, value, n);
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
	if (is_summed(t, k))
		tx->sum[t] ^= stored_sum(tx, t, k);
	if (!tx_look(tx, t, k->b, k->n))
		return tx->error.code;
	rc = mdb_del(tx->txn, tx->store->dbi[t], &key, NULL);
	return rc && rc != MDB_NOTFOUND ? tx_fail(tx, rc) : OK;
}
