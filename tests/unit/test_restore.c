/* restore and compact: refused while the database is open or the copy is bad; overtaken by another; killed before each
 * of their system calls, and with each of these failing in turn. The calls are wrapped by the linker, see the Makefile.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "database.h"

/* ---- the wrapped calls ---- */

static enum { NOTHING, KILL, FAIL } mode;
static bool no_exchange;     /* a file system without RENAME_EXCHANGE */
static long *calls, stop_at; /* *calls is seen by the parent */
static pid_t only;	     /* forked children of the operation go their own way */

static bool fails(void)
{
	if (mode == NOTHING || getpid() != only || ++*calls != stop_at)
		return false;
	if (mode == KILL)
		raise(SIGKILL);
	errno = ENOSPC;
	return true;
}

#define WRAP(type, name, parameters, arguments)                                                                        \
	type __real_##name parameters;                                                                                 \
	type __wrap_##name parameters;                                                                                 \
	type __wrap_##name parameters                                                                                  \
	{                                                                                                              \
		return fails() ? -1 : __real_##name arguments;                                                         \
	}
WRAP(int, mkdir, (const char *path, mode_t m), (path, m))
WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, link, (const char *from, const char *to), (from, to))
WRAP(int, unlink, (const char *path), (path))
WRAP(int, rmdir, (const char *path), (path))

WRAP(int, open, (const char *path, int flags, mode_t m), (path, flags, m))
WRAP(int, open64, (const char *path, int flags, mode_t m),
     (path, flags, m)) /* ours: LMDB is built without large files */

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	bool failed = fails();
	int rc = __real_close(fd); /* it is closed all the same */

	if (failed)
		errno = ENOSPC;
	return failed ? -1 : rc;
}

int __real_renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags);
int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags);
int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	if (fails())
		return -1;
	if (no_exchange && flags == RENAME_EXCHANGE) {
		errno = EINVAL;
		return -1;
	}
	return __real_renameat2(from_fd, from, to_fd, to, flags);
}

static void (*meanwhile)(void); /* done once, when somebody asks to be alone and is not let */

int __real_flock(int fd, int how);
int __wrap_flock(int fd, int how);
int __wrap_flock(int fd, int how)
{
	void (*others)(void) = meanwhile;

	if (!others || !(how & LOCK_EX))
		return __real_flock(fd, how);
	meanwhile = NULL;
	__real_flock(fd, LOCK_UN); /* a refused conversion has lost the lock that there was */
	others();
	errno = EWOULDBLOCK;
	return -1;
}

/* ---- a database of two organisations, its copy of one ---- */

static struct database db;
static char path[100], copy[100];

static void shell(const char *format, ...)
{
	char command[400];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	if (system(command))
		fail_msg("%s", command);
}

static int make(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	mode = NOTHING;
	no_exchange = false;
	if (!calls)
		calls = mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	database_open(&db, "2026-11-24", "");
	add(&db, KIND_ORG, "short_name=А", "full_name=А", NULL);
	snprintf(path, sizeof(path), "%s/db", db.folder);
	snprintf(copy, sizeof(copy), "%s/copy.mdb", db.folder);
	if (store_backup(db.session.store, copy, NULL, &e))
		fail_msg("%s", e.text);
	add(&db, KIND_ORG, "short_name=Б", "full_name=Б", NULL);
	store_close(&db.session.store);
	shell("cp -r %s %s/template", path, db.folder);
	return 0;
}

static int clean(void **state)
{
	(void)state;
	mode = NOTHING;
	database_close(&db);
	return 0;
}

static void print_line(const char *text, void *arg)
{
	(void)arg;
	print_message("%s\n", text);
}

static const struct watch watch = {.line = print_line};

/* How many organisations there are in a database, which is sound. */
static uint32_t orgs_in(const char *folder)
{
	struct error e = {.code = OK};
	struct session s = db.session;
	struct tx *tx;
	uint32_t n;

	if (store_check(folder, &schema_in_store, &db.session, &watch, &e) ||
	    store_open(folder, &schema_in_store, &s.store, &e))
		fail_msg("%s", e.text);
	store_set_context(s.store, &db.session);
	tx = tx_read(s.store, &e);
	n = record_count(tx, KIND_ORG);
	tx_end(&tx);
	store_close(&s.store);
	return n;
}

static enum err restore(const char *file, bool anyway, char **aside, struct error *e)
{
	size_t stale;

	*e = (struct error){.code = OK};
	return store_restore(path, file, &schema_in_store, &db.session, anyway, &watch, aside, &stale, e);
}

/* Names beside the database that begin like it. */
static size_t left_beside(const char *pattern)
{
	char command[200];
	FILE *f;
	int n = 0;

	snprintf(command, sizeof(command), "ls -d %s/%s 2>/dev/null | wc -l", db.folder, pattern);
	f = popen(command, "r");
	assert_int_equal(fscanf(f, "%d", &n), 1);
	pclose(f);
	return (size_t)n;
}

static void test_restored(void **state)
{
	struct error e = {.code = OK};
	char *aside, *back;

	(void)state;
	if (restore(copy, false, &aside, &e))
		fail_msg("%s", e.text);
	assert_int_equal(orgs_in(path), 1);
	assert_int_equal(orgs_in(aside), 2);
	assert_int_equal(strncmp(aside, path, strlen(path)), 0);
	assert_int_equal(strlen(aside), strlen(path) + strlen(".20261124-120000"));
	assert_int_equal(restore(aside, false, &back, &e), OK); /* and back again, within the same second */
	assert_int_equal(orgs_in(path), 2);
	assert_int_equal(orgs_in(back), 1);
	assert_string_not_equal(aside, back);
	free(aside);
	free(back);

	shell("rm -r %s", path); /* there is none any more */
	assert_int_equal(restore(copy, false, &aside, &e), OK);
	assert_null(aside);
	assert_int_equal(orgs_in(path), 1);
	assert_int_equal(left_beside("db.*.new"), 0);
}

static void assert_refused_copy(const char *file, bool anyway, enum err code, const char *words)
{
	struct error e = {.code = OK};
	char *aside;

	assert_int_equal(restore(file, anyway, &aside, &e), code);
	assert_null(aside);
	if (!strstr(e.text, words))
		fail_msg("«%s» not in: %s", words, e.text);
	assert_null(strstr(e.text, "\n"));
	assert_int_equal(orgs_in(path), 2);
	assert_int_equal(left_beside("db.*"), 0);
}

static enum err newer(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	(void)arg;
	return tx_put(tx, T_META, key_text(&k, "magic"), "stazh\0\2", 7);
}

static enum err spoil(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	(void)arg;
	return tx_put(tx, T_META, key_u8(key_text(&k, "count"), KIND_ORG), "\0\0\0\7", 4);
}

/* A copy to which fn was done. */
static const char *changed_copy(enum err (*fn)(struct tx *tx, void *arg))
{
	static char file[120];
	static const struct tx_info info = {.user = "x", .from = "", .action = "x", .note = ""};
	struct error e = {.code = OK};
	char folder[100];
	struct store *s;

	snprintf(folder, sizeof(folder), "%s/changed", db.folder);
	shell("rm -rf %s && mkdir %s && cp %s %s/data.mdb", folder, folder, copy, folder);
	assert_int_equal(store_open(folder, NULL, &s, &e), OK);
	assert_int_equal(store_write(s, &info, fn, NULL, &e), OK);
	store_close(&s);
	snprintf(file, sizeof(file), "%s/data.mdb", folder);
	return file;
}

static void test_bad_copies(void **state)
{
	char *aside;
	struct error e = {.code = OK};
	char file[120];

	(void)state;
	assert_refused_copy("/nowhere/x.mdb", false, ERR_STORAGE, "файла или папки нет");
	assert_refused_copy("/tmp", false, ERR_STORAGE, "файла или папки нет");
	snprintf(file, sizeof(file), "%s/data.mdb", path);
	assert_refused_copy(file, true, ERR_REFUSED, "не копия, а сама база");
	assert_refused_copy(db.ini, true, ERR_STORAGE,
			    "это не база программы, или её начало повреждено. База не тронута");
	snprintf(file, sizeof(file), "%s/empty", db.folder);
	shell(": >%s", file);
	assert_refused_copy(file, true, ERR_STORAGE, "пустой файл, а не база");
	shell("head -c 20000 %s >%s", copy, file);
	assert_refused_copy(file, true, ERR_STORAGE, "База не тронута");
	shell("cp %s %s && dd if=/dev/zero of=%s bs=4096 seek=4 count=2 conv=notrunc status=none", copy, file, file);
	assert_refused_copy(file, false, ERR_STORAGE, "База не тронута");
	assert_refused_copy(changed_copy(newer), true, ERR_STORAGE, "более новой программой");
	assert_refused_copy(changed_copy(spoil), false, ERR_REFUSED, "--anyway");
	assert_int_equal(restore(changed_copy(spoil), true, &aside, &e), OK);
	free(aside);
}

/* In a child: has the database open until it is killed. */
static pid_t hold(int ready)
{
	pid_t pid = fork();

	if (!pid) {
		struct store *s;

		if (store_open(path, &schema_in_store, &s, NULL) || write(ready, "x", 1) != 1)
			_exit(1);
		pause();
	}
	return pid;
}

static void test_open_elsewhere(void **state)
{
	struct error e = {.code = OK};
	uint64_t before, after;
	char *aside, who[40], c;
	int fds[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = hold(fds[1]);
	assert_int_equal(read(fds[0], &c, 1), 1);
	assert_int_equal(restore(copy, false, &aside, &e), ERR_REFUSED);
	snprintf(who, sizeof(who), "процесс %ld (", (long)pid);
	if (!strstr(e.text, who))
		fail_msg("«%s» not in: %s", who, e.text);
	assert_int_equal(left_beside("db.*"), 0);
	assert_int_equal(store_compact(path, &watch, &before, &after, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, who));
	kill(pid, SIGKILL); /* leaves nothing that stands in the way */
	waitpid(pid, NULL, 0);
	assert_int_equal(store_compact(path, &watch, &before, &after, &e), OK);
	assert_int_equal(restore(copy, false, &aside, &e), OK);
	free(aside);
	close(fds[0]);
	close(fds[1]);
}

static bool put_another;

/* While the new file is looked through, somebody clears the folder up: whoever opens the database now takes another
 * lock. */
static void lose_lock(unsigned done, unsigned total)
{
	char file[120];

	(void)done;
	(void)total;
	snprintf(file, sizeof(file), "%s/stazh.lock", path);
	unlink(file);
	if (put_another)
		close(open(file, O_RDWR | O_CREAT, 0600));
}

static void test_lock_lost(void **state)
{
	const struct watch careless = {.line = print_line, .progress = lose_lock};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct error e = {.code = OK};
		uint64_t before, after;

		put_another = i;
		assert_int_equal(store_compact(path, &careless, &before, &after, &e), ERR_REFUSED);
		if (!strstr(e.text, "удалён или подменён"))
			fail_msg("%s", e.text);
		assert_int_equal(left_beside("db.*"), 0);
		assert_int_equal(orgs_in(path), 2);
	}
}

/* One that knows nothing of our lock, by LMDB's own; and one that finds the database being replaced. */
static void test_strangers(void **state)
{
	struct flock region = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
	char file[120], *aside;
	struct store *s;
	struct error e = {.code = OK};
	int fds[2], fd;
	char c;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	snprintf(file, sizeof(file), "%s/lock.mdb", path);
	pid = fork();
	if (!pid) {
		fd = open(file, O_RDWR, 0);
		if (fcntl(fd, F_SETLK, &region) || write(fds[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(fds[0], &c, 1), 1);
	assert_int_equal(restore(copy, false, &aside, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "процесс "));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);

	pid = fork();
	if (!pid) {
		snprintf(file, sizeof(file), "%s/stazh.lock", path);
		fd = open(file, O_RDONLY, 0);
		if (flock(fd, LOCK_EX) || write(fds[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(fds[0], &c, 1), 1);
	assert_int_equal(store_open(path, &schema_in_store, &s, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "возвращают из копии"));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

/* ---- somebody else was quicker ---- */

static void others_compact(void)
{
	uint64_t before, after;
	struct error e = {.code = OK};

	if (store_compact(path, NULL, &before, &after, &e) || store_open(path, &schema_in_store, &db.session.store, &e))
		fail_msg("%s", e.text);
	store_set_context(db.session.store, &db.session);
	add(&db, KIND_ORG, "short_name=В", "full_name=В", NULL);
	store_close(&db.session.store);
}

static void others_restore(void)
{
	struct error e = {.code = OK};
	char *aside;

	if (restore(copy, false, &aside, &e))
		fail_msg("%s", e.text);
	free(aside);
}

static void in_child(void (*fn)(void))
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		fn();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void compact_child(void)
{
	in_child(others_compact);
}

static void restore_child(void)
{
	in_child(others_restore);
}

static void test_overtaken(void **state)
{
	uint64_t before, after;
	struct error e = {.code = OK};
	char *aside;

	(void)state;
	meanwhile = compact_child;
	assert_int_equal(store_compact(path, &watch, &before, &after, &e), OK);
	assert_null(meanwhile);
	assert_int_equal(orgs_in(path), 3);
	meanwhile = restore_child;
	assert_int_equal(store_compact(path, &watch, &before, &after, &e), OK);
	assert_int_equal(orgs_in(path), 1);
	meanwhile = compact_child;
	assert_int_equal(restore(copy, false, &aside, &e), OK);
	assert_int_equal(orgs_in(path), 1);
	assert_int_equal(orgs_in(aside), 2);
	free(aside);
}

/* ---- every step ---- */

static ino_t inode(void)
{
	char file[120];
	struct stat st;

	snprintf(file, sizeof(file), "%s/data.mdb", path);
	return stat(file, &st) ? 0 : st.st_ino;
}

#define TOLD_WRONG 99

/* A failure tells whether the copy is the database by then, and where the old state is. */
static void run_restore(void)
{
	struct error e = {.code = OK};
	char *aside;
	ino_t was = inode();
	enum err err = restore(copy, false, &aside, &e);
	bool replaced = was && inode() != was;

	if (err && (replaced != !!strstr(e.text, "уже возвращена") || replaced != !!aside ||
		    (aside && !strstr(e.text, aside)))) {
		fprintf(stderr, "%s\n", e.text);
		_exit(TOLD_WRONG);
	}
	_exit(err);
}

static void run_compact(void)
{
	struct error e = {.code = OK};
	uint64_t before, after;

	_exit(store_compact(path, NULL, &before, &after, &e));
}

static uint32_t check_kept(bool restoring)
{
	uint32_t n = orgs_in(path);
	char command[200], folder[150];
	FILE *f;

	if (restoring ? n != 1 && n != 2 : n != 2)
		fail_msg("call %ld: %u organisations", stop_at, n);
	snprintf(command, sizeof(command), "ls -d %s/db.*[0-9] 2>/dev/null", db.folder);
	f = popen(command, "r"); /* whatever bears the name of an old state is a whole database */
	while (fgets(folder, sizeof(folder), f)) {
		folder[strcspn(folder, "\n")] = 0;
		assert_in_range(orgs_in(folder), 1, 2);
	}
	pclose(f);
	return n;
}

/* Runs it with the n-th call killed or failing, for every n; then again, undisturbed. */
static void each_step(void (*run)(void), int how, bool restoring)
{
	int status = 1, old = 0, new = 0;
	uint32_t orgs;
	pid_t pid;

	for (stop_at = 1; stop_at < 1000; stop_at++) {
		shell("rm -rf %s %s.*; cp -r %s/template %s", path, path, db.folder, path);
		*calls = 0;
		pid = fork();
		if (!pid) {
			only = getpid();
			mode = how;
			run();
		}
		waitpid(pid, &status, 0);
		if (how == FAIL && WIFSIGNALED(status))
			fail_msg("call %ld: signal %d", stop_at, WTERMSIG(status));
		if (WIFEXITED(status) && WEXITSTATUS(status) == TOLD_WRONG)
			fail_msg("call %ld: told wrong", stop_at);
		orgs = check_kept(restoring);
		if (restoring && WIFEXITED(status) && WEXITSTATUS(status) && orgs == 2)
			assert_int_equal(left_beside("db.*"), 0);
		*(orgs == 2 ? &old : &new) += 1;
		if (*calls < stop_at)
			break; /* it got to the end */
		pid = fork();
		if (!pid)
			run();
		waitpid(pid, &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			fail_msg("after call %ld: not possible any more", stop_at);
	}
	assert_in_range(stop_at, 10, 999);
	if (restoring)
		assert_true(old > 5 && new > 2);
	print_message("%ld calls\n", stop_at - 1);
}

static void test_restore_killed(void **state)
{
	(void)state;
	each_step(run_restore, KILL, true);
}

static void test_restore_fails(void **state)
{
	(void)state;
	each_step(run_restore, FAIL, true);
}

static void test_restore_without_exchange(void **state)
{
	(void)state;
	no_exchange = true;
	each_step(run_restore, KILL, true);
}

static void test_compact_killed(void **state)
{
	(void)state;
	each_step(run_compact, KILL, false);
}

static void test_compact_fails(void **state)
{
	(void)state;
	each_step(run_compact, FAIL, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_restored, make, clean),
		cmocka_unit_test_setup_teardown(test_bad_copies, make, clean),
		cmocka_unit_test_setup_teardown(test_open_elsewhere, make, clean),
		cmocka_unit_test_setup_teardown(test_lock_lost, make, clean),
		cmocka_unit_test_setup_teardown(test_strangers, make, clean),
		cmocka_unit_test_setup_teardown(test_overtaken, make, clean),
		cmocka_unit_test_setup_teardown(test_restore_killed, make, clean),
		cmocka_unit_test_setup_teardown(test_restore_fails, make, clean),
		cmocka_unit_test_setup_teardown(test_restore_without_exchange, make, clean),
		cmocka_unit_test_setup_teardown(test_compact_killed, make, clean),
		cmocka_unit_test_setup_teardown(test_compact_fails, make, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
