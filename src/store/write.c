/* A write: one transaction, begun, filled, sealed and committed in one function. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "internal.h"

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

void tx_share(struct tx *tx)
{
	tx->store->shared = tx;
}

bool store_shared(const struct store *s)
{
	return s->shared;
}

/* A transaction's own error goes before what fn said. */
static void tell_failure(const struct tx *tx, enum err err, struct error *e)
{
	if (err && tx->error.code && e)
		*e = tx->error;
	else if (err && e && e->code != err)
		error_set(e, err, "изменение не записано");
}

static enum err write_part(struct tx *tx, const struct tx_info *info, enum err (*fn)(struct tx *tx, void *arg),
			   void *arg, struct error *e)
{
	const struct tx_info *whole = tx->info;
	const char *action = tx->action, *note = tx->note;
	uint64_t of = tx->of;
	bool forget = tx->forget;
	enum err err;

	tx->info = info;
	tx->action = info->action;
	tx->note = info->note;
	err = fn(tx, arg);
	tx->info = whole;
	tx->action = action;
	tx->note = note;
	tx->of = of;
	tx->forget = forget;
	if (tx->error.code)
		err = tx->error.code;
	tx->spoilt |= err;
	tell_failure(tx, err, e);
	return err;
}

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
	tx->store->shared = NULL;
	if (!err && tx->spoilt)
		err = error_set(&tx->error, ERR_STORAGE, "внутренняя ошибка: часть изменения не записана");
	if (!err)
		err = log_seal(tx);
	if (!err)
		err = sums_seal(tx);
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
	if (s->shared)
		return write_part(s->shared, info, fn, arg, e);
	err = tx_begin_use(s, e);
	if (err)
		return err;
	sigfillset(&block);
	for (size_t i = 0; i < sizeof(open_signals) / sizeof(*open_signals); i++)
		sigdelset(&block, open_signals[i]);
	pthread_sigmask(SIG_BLOCK, &block, &before);
	do {
		if (e)
			error_clear(e);
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
	tell_failure(&tx, err, e);
	return err;
}

void store_last_write(const struct store *s, uint64_t *first, uint64_t *last)
{
	*first = s->first_seq;
	*last = s->last_seq;
}
