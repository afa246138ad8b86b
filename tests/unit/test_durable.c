/* What is written lasts: the bytes are on the disk before the name is, and the name before anyone is told. The system
 * calls are noted by the linker's wraps, see the Makefile. */
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "database.h"
#include "stazh/base/file.h"

static struct buf noted;    /* «sync NAME» and «put NAME NAME», one a line */
static const char *spoiled; /* writes to the file with this in its name arrive with one bit wrong */

/* The last part of the path that the descriptor is open on, without the process's number. */
static void add_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char own[20];
	const char *end;

	snprintf(own, sizeof(own), "-%ld", (long)getpid());
	end = strstr(name, own);
	buf_addn(&noted, name, end ? (size_t)(end - name) : strlen(name));
}

static const char *path_of(int fd)
{
	static char path[PATH_MAX];
	char link[40];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = 0;
	return path;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
	buf_add(&noted, "sync ");
	add_name(path_of(fd));
	buf_addc(&noted, '\n');
	return __real_fsync(fd);
}

static void note_put(const char *from, const char *to)
{
	buf_add(&noted, "put ");
	add_name(from);
	buf_addc(&noted, ' ');
	add_name(to);
	buf_addc(&noted, '\n');
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
	note_put(from, to);
	return __real_rename(from, to);
}

int __real_renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags);
int __wrap_renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags);
int __wrap_renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
	note_put(from, to);
	return __real_renameat2(from_at, from, to_at, to, flags);
}

/* A disk that does not keep what it is given, and says nothing. */
ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	char *copy;
	ssize_t done;

	if (!spoiled || n < 8192 || !strstr(path_of(fd), spoiled))
		return __real_write(fd, p, n);
	copy = mem_alloc(n);
	memcpy(copy, p, n);
	for (char *at = copy; (at = memmem(at, n - (size_t)(at - copy), "Приметная", 8)); at++)
		at[2] ^= 1;
	done = __real_write(fd, copy, n);
	free(copy);
	return done;
}

/* These lines follow one another among the noted, others may stand between them. */
static void assert_noted(const char *const lines[])
{
	const char *at = buf_text(&noted);

	for (; *lines; lines++) {
		const char *found = strstr(at, *lines);

		if (!found)
			fail_msg("no «%s» in its place among:\n%s", *lines, buf_text(&noted));
		at = found + strlen(*lines);
	}
}

static void test_database(void **state)
{
	struct database db;
	char above[60];
	const char *const created[] = {above, "put data.mdb data.mdb\n", "sync db\n", NULL};

	(void)state;
	buf_clear(&noted);
	database_open(&db, "2026-11-24", "");
	snprintf(above, sizeof(above), "sync %s\n", strrchr(db.folder, '/') + 1);
	assert_noted(created);
	database_close(&db);
}

static void test_backup(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char file[100], folder[60];
	const char *copied[] = {"sync copy.mdb.tmp\n", "put copy.mdb.tmp copy.mdb\n", folder, NULL};

	(void)state;
	database_open(&db, "2026-11-24", "");
	snprintf(file, sizeof(file), "%s/copy.mdb", db.folder);
	snprintf(folder, sizeof(folder), "sync %s\n", strrchr(db.folder, '/') + 1);
	buf_clear(&noted);
	assert_int_equal(store_backup(db.session.store, file, NULL, &e), OK);
	assert_noted(copied);
	database_close(&db);
}

/* The copy is read again before it gets its name. */
static void test_spoiled_backup(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char file[100];

	(void)state;
	database_open(&db, "2026-11-24", "");
	add(&db, KIND_ORG, "short_name=Приметная школа", "full_name=Школа", NULL);
	snprintf(file, sizeof(file), "%s/copy.mdb", db.folder);
	spoiled = "copy.mdb";
	assert_int_equal(store_backup(db.session.store, file, NULL, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "не сошлась"));
	assert_int_not_equal(access(file, F_OK), 0);
	spoiled = NULL;
	assert_int_equal(store_backup(db.session.store, file, NULL, &e), OK);
	database_close(&db);
}

static void test_file(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct buf bytes = {0};
	char file[100], folder[60];
	const char *written[] = {"sync list.csv.new\n", "put list.csv.new list.csv\n", folder, NULL};

	(void)state;
	database_open(&db, "2026-11-24", "");
	snprintf(file, sizeof(file), "%s/list.csv", db.folder);
	snprintf(folder, sizeof(folder), "sync %s\n", strrchr(db.folder, '/') + 1);
	buf_add(&bytes, "а;б\n");
	buf_clear(&noted);
	assert_int_equal(file_write(file, &bytes, &e), OK);
	assert_noted(written);
	buf_free(&bytes);
	database_close(&db);
}

/* Names of files that any system takes: none of the signs that Windows forbids, no hidden ones, none that is there. */
static void test_names(void **state)
{
	static const struct {
		const char *stem, *name;
	} cases[] = {
		{"Отчёт: «Чтение» / 2026 * вопрос? 1", "Отчёт «Чтение»  2026  вопрос 1 2026-11-24.odt"},
		{"a\\b\"c<d>e|f", "abcdef 2026-11-24.odt"},
		{"..тихо\n\tстрока", "тихострока 2026-11-24.odt"},
		{"..", " 2026-11-24.odt"},
	};
	struct database db;
	struct error e = {.code = OK};
	struct buf name = {0}, none = {0};

	(void)state;
	database_open(&db, "2026-11-24", "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_clear(&name);
		file_name_new(db.session.today, cases[i].stem, ".odt", &name);
		assert_string_equal(name.s, cases[i].name);
	}
	assert_int_equal(chdir(db.folder), 0);
	for (int i = 1; i <= 3; i++) {
		static const char *const free_one[] = {"а 2026-11-24.csv", "а 2026-11-24 (2).csv",
						       "а 2026-11-24 (3).csv"};

		buf_clear(&name);
		file_name_new(db.session.today, "а", ".csv", &name);
		assert_string_equal(name.s, free_one[i - 1]);
		assert_int_equal(file_write(name.s, &none, &e), OK);
	}
	assert_int_equal(chdir("/"), 0);
	buf_free(&name);
	database_close(&db);
}

/* For its owner's eyes, and nobody is told of it. */
static void test_private_file(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct buf bytes = {0};
	struct stat st;
	char file[100], folder[60];
	const char *done;
	const char *written[] = {"sync own.draft.new", "put own.draft.new", " own.draft\n", folder, NULL};
	mode_t before;

	(void)state;
	database_open(&db, "2026-11-24", "");
	done = mem_done;
	before = umask(0);
	snprintf(file, sizeof(file), "%s/own.draft", db.folder);
	snprintf(folder, sizeof(folder), "sync %s\n", strrchr(db.folder, '/') + 1);
	buf_add(&bytes, "секрет");
	buf_clear(&noted);
	assert_int_equal(file_write_private(file, &bytes, &e), OK);
	assert_noted(written);
	assert_ptr_equal(mem_done, done);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, bytes.n);
	umask(before);
	buf_free(&bytes);
	database_close(&db);
}

/* What failed in the middle is known at the end, though the last write succeeds. */
static void test_cut_file(void **state)
{
	static const char block[4096] = "x";
	struct rlimit before;
	struct new_file o;
	struct database db;
	struct error e = {.code = OK};
	struct buf old = {0};
	struct stat st;
	char file[100];

	(void)state;
	database_open(&db, "2026-11-24", "");
	snprintf(file, sizeof(file), "%s/out.csv", db.folder);
	buf_add(&old, "good");
	assert_int_equal(file_write(file, &old, &e), OK);
	getrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(file_create(&o, file, &e), OK);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){10000, before.rlim_max});
	for (int i = 0; i < 20; i++)
		fwrite(block, 1, sizeof(block), o.f);
	setrlimit(RLIMIT_FSIZE, &before);
	fwrite(block, 1, sizeof(block), o.f);
	assert_int_equal(file_finish(&o, OK, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "предел размера"));
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_size, 4);
	buf_free(&old);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_database),       cmocka_unit_test(test_backup),
		cmocka_unit_test(test_spoiled_backup), cmocka_unit_test(test_file),
		cmocka_unit_test(test_names),	       cmocka_unit_test(test_cut_file),
		cmocka_unit_test(test_private_file),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&noted);
	return failed;
}
