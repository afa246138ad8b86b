/* Waiting for another writer. LMDB lets one process write at a time by a mutex that both files' users share, and asks
 * for it within mdb_txn_begin, for as long as it takes. The linker hands that call to us (--wrap, in the Makefile), so
 * that the wait is told of and can be ended, whoever has the mutex, a program that knows nothing of us too. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "internal.h"

#define SLICE_MS 50
#define TELL_MS	 1000
#define TID_MASK 0x3fffffff /* of a robust mutex's word: the thread that has it (futex(2)) */

int __real_pthread_mutex_lock(pthread_mutex_t *m);
int __wrap_pthread_mutex_lock(pthread_mutex_t *m);

struct waiting {
	struct store *store;
	int limit_ms; /* 0: none */
	struct buf who;
};

static _Thread_local struct waiting *waiting; /* for the next call */

/* Is one of those that end a program pending? They are blocked. What would end it at once is taken, as the caller ends
 * with a sentence; what has a handler is left to it. */
static bool is_ended(void)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct sigaction sa;
	sigset_t pending, one;
	bool ended = false;

	sigpending(&pending);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (!sigismember(&pending, ends[i]) || sigaction(ends[i], NULL, &sa) || sa.sa_handler == SIG_IGN)
			continue;
		ended = true;
		sigemptyset(&one);
		sigaddset(&one, ends[i]);
		if (sa.sa_handler == SIG_DFL)
			sigtimedwait(&one, NULL, &(struct timespec){0});
	}
	return ended;
}

static bool goes_on(struct waiting *w, const pthread_mutex_t *m, int *waited_ms, bool *told)
{
	const struct store_wait *wait = w->store->wait;

	if (is_ended() || (w->limit_ms && *waited_ms >= w->limit_ms))
		return false;
	*waited_ms += SLICE_MS;
	if (*waited_ms <= TELL_MS || !wait)
		return true;
	buf_clear(&w->who);
	process_add(m->__data.__lock & TID_MASK, &w->who);
	if (!wait->wait(buf_text(&w->who), !*told, wait->arg))
		return false;
	*told = true;
	return true;
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *m)
{
	struct waiting *w = waiting;
	bool told = false;
	int rc, waited = 0;

	waiting = NULL; /* what else LMDB locks on the way is short */
	if (!w)
		return __real_pthread_mutex_lock(m);
	rc = pthread_mutex_trylock(m);
	while ((rc == EBUSY || rc == ETIMEDOUT) && goes_on(w, m, &waited, &told)) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += SLICE_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		rc = pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &until);
	}
	if (rc != EBUSY && rc != ETIMEDOUT)
		return rc;
	buf_clear(&w->who);
	process_add(m->__data.__lock & TID_MASK, &w->who);
	return EINTR;
}

int wait_begin(struct tx *tx)
{
	struct waiting w = {.store = tx->store, .limit_ms = tx->info->wait_ms};
	int rc;

	waiting = &w;
	rc = mdb_txn_begin(tx->store->env, NULL, 0, &tx->txn);
	waiting = NULL;
	if (rc == EINTR)
		error_set(&tx->error, ERR_STORAGE,
			  "изменение не записано: базу «%s» изменяет %s, и не дождались. Повторите позже",
			  tx->store->path, w.who.n ? w.who.s : "другая программа");
	buf_free(&w.who);
	return rc;
}

void store_set_wait(struct store *s, const struct store_wait *wait)
{
	s->wait = wait;
}
