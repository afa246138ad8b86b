/* The store with a small domain of its own: schools and their sites. Processes that are killed, disks that are full and
 * files that are damaged are real ones. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sha2.h>

#include "../../src/store/internal.h"

enum { SCHOOL = 1, SITE = 2 };
enum { NAME = REC_FIRST_FIELD, SCHOOL_OF, DUE };

/* ---- the domain ---- */

/* A school: its name in order, its words, how many sites it has (by way of the sites' entries). A site: under its
 * school, and a deadline that names the school. */
static void derive(struct tx *tx, const struct record *r, struct entries *out)
{
	struct record school = {0};
	struct key k = {.n = 0}, n = {.n = 0};
	struct cursor c;
	uint32_t sites = 0;

	if (r->kind == SCHOOL) {
		key_u32(key_u8(key_text(key_u8(&k, 'S'), record_text(r, NAME)), 0), r->id);
		entries_add(out, T_IDX, &k, "", 0);
		k.n = 0;
		entries_add(out, T_WORD, key_u32(key_u8(key_text(&k, record_text(r, NAME)), 0), r->id), "", 0);
		k.n = 0;
		key_u32(key_u8(&k, 'R'), r->id);
		tx_reads_referrers(tx, SCHOOL, r->id, SITE);
		for (cursor_open(&c, tx, T_IDX, &k, NULL); cursor_ok(&c); cursor_next(&c))
			sites++;
		cursor_close(&c);
		k.b[0] = 'N';
		key_u32(&n, sites);
		entries_add(out, T_IDX, &k, n.b, n.n);
	} else {
		key_u32(key_u32(key_u8(&k, 'R'), record_ref(r, SCHOOL_OF)), r->id);
		entries_add(out, T_IDX, &k, "", 0);
		if (!record_has(r, DUE))
			return;
		k.n = 0;
		record_load(tx, SCHOOL, record_ref(r, SCHOOL_OF), &school);
		entries_add(out, T_DUE, key_u32(key_date(&k, record_date(r, DUE)), r->id), record_text(&school, NAME),
			    strlen(record_text(&school, NAME)));
		record_release(&school);
	}
}

static void repointed(const struct record *was, const struct record *is, struct refs *out)
{
	if (was && was->kind == SITE)
		refs_add(out, SCHOOL, record_ref(was, SCHOOL_OF));
	if (is && is->kind == SITE)
		refs_add(out, SCHOOL, record_ref(is, SCHOOL_OF));
}

static void examine(struct tx *tx, const struct record *r, struct buf *findings)
{
	if (r->kind == SITE && !record_exists(tx, SCHOOL, record_ref(r, SCHOOL_OF)))
		buf_addf(findings, "площадка %u: нет её школы\n", r->id);
}

static const struct store_schema schema = {.derive = derive, .repointed = repointed, .examine = examine};

/* ---- help ---- */

static char dir[200];
static struct store *store;
static const struct tx_info anna = {.user = "anna", .from = "10.0.0.5", .action = "set", .note = "", .now_ms = 1000};

static void remove_folder(const char *path)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	assert_int_equal(system(command), 0);
}

static int fresh_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(dir, sizeof(dir), "%s/stazh-store-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(dir) ? 0 : -1;
}

static void open_store(void)
{
	struct error e = {0};

	if (store_open(dir, &schema, &store, &e))
		fail_msg("%s", e.text);
}

static int fresh_store(void **state)
{
	struct error e = {0};

	if (fresh_folder(state))
		return -1;
	if (store_create(dir, &e))
		fail_msg("%s", e.text);
	open_store();
	return 0;
}

static int clean_up(void **state)
{
	(void)state;
	store_close(&store);
	remove_folder(dir);
	return 0;
}

static const char *in_folder(const char *name)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void write_ok(enum err (*fn)(struct tx *tx, void *arg), void *arg)
{
	struct error e = {0};

	if (store_write(store, &anna, fn, arg, &e))
		fail_msg("%s", e.text);
}

/* What to do to one record in one transaction. */
struct change {
	unsigned kind;
	uint32_t id, school;
	const char *name;
	int32_t due;
	int64_t rev; /* 0: the stored one */
};

static enum err do_change(struct tx *tx, void *arg)
{
	struct change *c = arg;
	struct record r = {.kind = (uint8_t)c->kind, .id = c->id};
	enum err err = OK;

	if (c->id)
		err = record_load(tx, c->kind, c->id, &r);
	if (err == ERR_NONE) {
		r.kind = (uint8_t)c->kind;
		r.id = c->id;
		err = OK;
	}
	if (!err) {
		if (c->rev)
			record_set_int(&r, REC_REV, c->rev);
		if (c->name)
			record_set_text(&r, NAME, c->name);
		if (c->school)
			record_set_ref(&r, SCHOOL_OF, c->school);
		if (c->due)
			record_set_date(&r, DUE, c->due);
		err = record_store(tx, &r);
		c->id = r.id;
	}
	record_release(&r);
	return err;
}

static uint32_t add_school(const char *name)
{
	struct change c = {.kind = SCHOOL, .name = name};

	write_ok(do_change, &c);
	return c.id;
}

static uint32_t add_site(uint32_t school, int32_t due)
{
	struct change c = {.kind = SITE, .school = school, .due = due};

	write_ok(do_change, &c);
	return c.id;
}

static enum err do_trash(struct tx *tx, void *arg)
{
	struct change *c = arg;

	return record_trash(tx, c->kind, c->id);
}

static enum err do_untrash(struct tx *tx, void *arg)
{
	struct change *c = arg;

	return record_untrash(tx, c->kind, c->id);
}

static struct tx *reading(void)
{
	struct error e = {0};
	struct tx *tx = tx_read(store, &e);

	if (!tx)
		fail_msg("%s", e.text);
	return tx;
}

/* Entries of a table under a prefix. */
static size_t count(enum table t, const char *prefix)
{
	struct key k = {.n = 0};
	struct tx *tx = reading();
	struct cursor c;
	size_t n = 0;

	for (cursor_open(&c, tx, t, key_text(&k, prefix), NULL); cursor_ok(&c); cursor_next(&c))
		n++;
	cursor_close(&c);
	tx_end(&tx);
	return n;
}

static void add_line(const char *text, void *arg)
{
	buf_add(arg, text);
	buf_addc(arg, '\n');
}

static void assert_sound(void)
{
	struct buf lines = {0};
	struct error e = {0};

	if (store_check(dir, &schema, NULL, &(struct watch){.line = add_line, .arg = &lines}, &e) != OK)
		fail_msg("%s\n%s", e.text, buf_text(&lines));
	buf_free(&lines);
}

/* store_check ends with this code and a finding with these words (NULL: any). */
static void assert_finding(enum err code, const char *words)
{
	struct buf lines = {0};
	struct error e = {0};

	assert_int_equal(store_check(dir, &schema, NULL, &(struct watch){.line = add_line, .arg = &lines}, &e), code);
	assert_int_equal(e.code, code);
	if (words && !strstr(buf_text(&lines), words))
		fail_msg("«%s» not in: %s", words, buf_text(&lines));
	buf_free(&lines);
}

static void assert_open_refused(const char *words)
{
	struct error e = {0};
	struct store *s = NULL;

	assert_int_equal(store_open(dir, &schema, &s, &e), ERR_STORAGE);
	assert_null(s);
	if (!strstr(e.text, words))
		fail_msg("«%s» not in: %s", words, e.text);
}

/* A child that must not run the test program's own end. */
static pid_t start(void (*fn)(int n), int n)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid)
		return pid;
	fn(n);
	_exit(0);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static void *shared(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	return p;
}

/* ---- opening ---- */

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void test_open(void **state)
{
	struct error e = {0};
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;

	(void)state;
	assert_open_refused("stazh init");
	write_file(in_folder("data.mdb"), "");
	assert_open_refused("пустой файл");
	assert_int_equal(store_create(dir, &e), ERR_REFUSED);
	write_file(in_folder("data.mdb"), "not a database at all");
	assert_open_refused("не база программы");
	unlink(in_folder("data.mdb"));

	assert_int_equal(mdb_env_create(&env), 0); /* somebody else's */
	assert_int_equal(mdb_env_open(env, dir, 0, 0660), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
	assert_int_equal(mdb_put(txn, dbi, &(MDB_val){1, "a"}, &(MDB_val){1, "b"}, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
	assert_open_refused("другой программы");
	unlink(in_folder("data.mdb"));
	unlink(in_folder("lock.mdb"));

	strcat(dir, "/deep/er");
	assert_int_equal(store_create(dir, &e), OK);
	open_store();
	assert_string_equal(store_path(store), dir);
	assert_string_equal(store_data_file(store), in_folder("data.mdb"));
	assert_int_equal(store_create(dir, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "уже есть"));
	store_close(&store);
	open_store();
	assert_sound();
	*strstr(dir, "/deep") = 0;
}

static enum err newer_format(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	(void)arg;
	return tx_put(tx, T_META, key_text(&k, "magic"), "stazh\0\2", 7);
}

static void test_newer_format(void **state)
{
	(void)state;
	write_ok(newer_format, NULL);
	store_close(&store);
	assert_open_refused("более новой");
}

/* The beginning of a file of LMDB's made with words of so many bytes. */
static void put_head(uint8_t *page, size_t word)
{
	memset(page, 0, 4096);
	memcpy(page + word + 2, "\x08", 1); /* a meta page */
	memcpy(page + word + 8, &(uint32_t){0xbeefc0de}, 4);
	memcpy(page + word + 12, &(uint32_t){1}, 4);
}

static void test_other_words(void **state)
{
	const size_t own = sizeof(size_t), other = own == 8 ? 4 : 8;
	uint8_t pages[2 * 4096];
	char words[120];
	FILE *f;

	(void)state;
	for (int damaged = 0; damaged < 2; damaged++) {
		for (int i = 0; i < 2; i++)
			put_head(pages + i * 4096, other);
		if (damaged)
			memset(pages, 0, 4096);
		f = fopen(in_folder("data.mdb"), "w");
		assert_int_equal(fwrite(pages, 1, sizeof(pages), f), sizeof(pages));
		fclose(f);
		snprintf(words, sizeof(words), "база %zu-разрядной программы, а эта программа %zu-разрядная", 8 * other,
			 8 * own);
		assert_open_refused(words);
		assert_open_refused("mdb_load");
	}
	memset(pages, 0, 4096);
	put_head(pages + 4096, own);
	f = fopen(in_folder("data.mdb"), "w");
	assert_int_equal(fwrite(pages, 1, sizeof(pages), f), sizeof(pages));
	fclose(f);
	assert_open_refused("её начало повреждено");
}

/* The example of docs/format.md. */
static enum err add_example(struct tx *tx, void *arg)
{
	struct record r = {.kind = 4};
	enum err err;

	(void)arg;
	record_set_ref(&r, 10, 1);
	record_set_ref(&r, 11, 1);
	record_set_date(&r, 12, date_from_ymd(2021, 9, 1));
	record_set_date(&r, 13, date_from_ymd(2022, 8, 31));
	err = record_store(tx, &r);
	record_release(&r);
	return err;
}

static void assert_entry(enum table t, const char *expected)
{
	struct tx *tx = reading();
	struct buf hex = {0};
	struct cursor c;

	cursor_open(&c, tx, t, NULL, NULL);
	assert_true(cursor_ok(&c));
	for (size_t i = 0; i < c.value.n; i++)
		buf_addf(&hex, "%02x", c.value.p[i]);
	cursor_close(&c);
	tx_end(&tx);
	assert_string_equal(buf_text(&hex), expected);
	buf_free(&hex);
}

static size_t unhex(const char *s, uint8_t *out)
{
	size_t n = 0;

	for (unsigned byte; sscanf(s, "%2x", &byte) == 1; s += 2)
		out[n++] = (uint8_t)byte;
	return n;
}

/* The journal's entry, its hash computed as the document says. */
static void assert_log_example(void)
{
	static const char
		begin[] = "aa0101021b0000017b76be7b0003686d6f726f7a6f7661046831302e302e302e350563616464070408010a583b",
		record[] = "a90101021b0000017b76be7b0003686d6f726f7a6f7661041b0000017b76be7b0005686d6f726f7a6f7661"
			   "0a010b010cd8641949b70dd864194b23",
		rest[] = "a80101021b0000017b76be7b0003686d6f726f7a6f7661046831302e302e302e3505636164640704080"
			 "10e01";
	uint8_t expected[300], bytes[300], digest[HASH_SIZE], zeros[2 * HASH_SIZE] = {0}, hash[HASH_SIZE];
	size_t n = unhex(begin, expected), at;
	struct key k = {.n = 0};
	struct tx *tx = reading();
	struct slice v;
	SHA2_CTX sha;

	n += unhex(record, expected + n);
	n += unhex("0e011150", expected + n);
	assert_true(tx_get(tx, T_LOG, key_u64(&k, 1), &v));
	assert_int_equal(v.n, n + 16 + HASH_SIZE);
	assert_memory_equal(v.p, expected, n);
	at = unhex(record, bytes);
	SHA256Init(&sha);
	SHA256Update(&sha, v.p + n, 16);
	SHA256Update(&sha, bytes, at);
	SHA256Final(digest, &sha);
	SHA256Init(&sha);
	SHA256Update(&sha, zeros, HASH_SIZE); /* no previous entry */
	SHA256Update(&sha, k.b, k.n);
	SHA256Update(&sha, zeros, 2 * HASH_SIZE); /* no note, nothing before */
	SHA256Update(&sha, digest, HASH_SIZE);
	at = unhex(rest, bytes);
	SHA256Update(&sha, bytes, at);
	SHA256Final(hash, &sha);
	assert_memory_equal(v.p + v.n - HASH_SIZE, hash, HASH_SIZE);
	tx_end(&tx);
}

static void test_format(void **state)
{
	static const struct tx_info info = {
		.user = "morozova", .from = "10.0.0.5", .action = "add", .note = "", .now_ms = 1629784800000};
	struct error e = {0};

	(void)state;
	store_close(&store);
	assert_int_equal(store_open(dir, NULL, &store, &e), OK);
	assert_int_equal(store_write(store, &info, add_example, NULL, &e), OK);
	assert_entry(T_REC, "010080296183"
			    "a90101021b0000017b76be7b0003686d6f726f7a6f7661041b0000017b76be7b0005686d6f726f7a6f7661"
			    "0a010b010cd8641949b70dd864194b23");
	assert_log_example();
}

/* ---- records ---- */

/* What a record says of itself is the store's to say. */
static enum err forge_stamps(struct tx *tx, void *arg)
{
	struct record r = {0};
	enum err err = record_load(tx, SCHOOL, 2, &r);

	(void)arg;
	record_set_text(&r, NAME, "Переименованная");
	record_set_text(&r, REC_CREATED_BY, "eve");
	record_set_int(&r, REC_CREATED_AT, 77);
	record_set_text(&r, REC_CHANGED_BY, "eve");
	if (!err)
		err = record_store(tx, &r);
	record_release(&r);
	return err;
}

static void test_records(void **state)
{
	struct record r = {0};
	struct tx *tx;
	uint64_t generation;
	uint32_t id = add_school("Школа");
	struct change c = {.kind = SCHOOL, .id = id, .name = "Школа 1"};

	(void)state;
	assert_int_equal(id, 1);
	assert_int_equal(add_school("Другая"), 2);
	write_ok(do_change, &c);
	generation = store_generation(store);
	write_ok(do_change, &c); /* nothing changed, nothing written */
	assert_true(store_generation(store) == generation);

	tx = reading();
	assert_false(tx_writing(tx));
	assert_int_equal(record_load(tx, SCHOOL, id, &r), OK);
	assert_int_equal(record_int(&r, REC_REV), 2);
	assert_int_equal(record_int(&r, REC_CREATED_AT), 1000);
	assert_string_equal(record_text(&r, REC_CREATED_BY), "anna");
	assert_string_equal(record_text(&r, REC_CHANGED_BY), "anna");
	assert_string_equal(record_text(&r, NAME), "Школа 1");
	assert_int_equal(record_load(tx, SCHOOL, 77, &r), ERR_NONE);
	assert_int_equal(tx_failed(tx), OK);
	assert_true(record_exists(tx, SCHOOL, id));
	assert_int_equal(record_count(tx, SCHOOL), 2);
	assert_int_equal(record_store(tx, &r), ERR_STORAGE); /* not in a reading one */
	tx_end(&tx);
	write_ok(forge_stamps, NULL);
	tx = reading();
	assert_int_equal(record_load(tx, SCHOOL, 2, &r), OK);
	assert_string_equal(record_text(&r, NAME), "Переименованная");
	assert_string_equal(record_text(&r, REC_CREATED_BY), "anna");
	assert_int_equal(record_int(&r, REC_CREATED_AT), 1000);
	assert_string_equal(record_text(&r, REC_CHANGED_BY), "anna");
	tx_end(&tx);

	c.name = NULL;
	write_ok(do_trash, &c);
	tx = reading();
	assert_int_equal(record_load(tx, SCHOOL, id, &r), ERR_NONE);
	assert_int_equal(record_load_trash(tx, SCHOOL, id, &r), OK);
	assert_string_equal(record_text(&r, NAME), "Школа 1");
	assert_int_equal(record_count(tx, SCHOOL), 1);
	tx_end(&tx);
	assert_int_equal(count(T_WORD, ""), 1);
	assert_int_equal(store_write(store, &anna, do_trash, &c, NULL), ERR_NONE);
	assert_sound();
	write_ok(do_untrash, &c);
	assert_int_equal(store_write(store, &anna, do_untrash, &c, NULL), ERR_NONE);
	assert_int_equal(count(T_WORD, "Школа 1"), 1);
	assert_int_equal(count(T_TRASH, ""), 0);

	c.id = 2; /* ids are not given twice */
	write_ok(do_trash, &c);
	assert_int_equal(add_school("Третья"), 3);
	assert_sound();
	record_release(&r);
}

struct spoiling {
	size_t at;
	uint8_t byte;
	const char *words;
	struct buf *whole; /* the entry of school 1 as it was */
};

/* Puts another byte into the envelope; the sum, which is not over it, stays right. */
static enum err spoil_envelope(struct tx *tx, void *arg)
{
	const struct spoiling *sp = arg;
	struct key k = {.n = 0};
	struct buf copy = {0};
	struct slice v;
	enum err err;

	assert_true(tx_get(tx, T_REC, key_record(&k, SCHOOL, 1), &v));
	if (!sp->whole->n)
		buf_addn(sp->whole, v.p, v.n);
	buf_addn(&copy, sp->whole->s, sp->whole->n);
	copy.s[sp->at] = (char)sp->byte;
	err = tx_put(tx, T_REC, &k, copy.s, copy.n);
	buf_free(&copy);
	return err;
}

static void test_envelope(void **state)
{
	struct buf whole = {0};
	struct spoiling cases[] = {
		{0, FORMAT_VERSION + 1, "записана более новой программой", &whole},
		{0, FORMAT_VERSION - 1, "повреждена", &whole},
		{1, 1, "повреждена", &whole}, /* flags that this program does not know */
		{1, 0x80, "повреждена", &whole},
		{2, 0, "контрольная сумма", &whole},
		{0, FORMAT_VERSION, NULL, &whole},
	};
	struct record r = {0};
	struct tx *tx;

	(void)state;
	add_school("А");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *words = cases[i].words;

		write_ok(spoil_envelope, &cases[i]);
		tx = reading();
		assert_int_equal(record_load(tx, SCHOOL, 1, &r), words ? ERR_STORAGE : OK);
		if (words && !strstr(tx_error(tx)->text, words))
			fail_msg("«%s» not in: %s", words, tx_error(tx)->text);
		tx_end(&tx);
		if (words)
			assert_finding(ERR_NONE, "запись 1/1");
	}
	assert_sound();
	buf_free(&whole);
	record_release(&r);
}

static void test_changed(void **state)
{
	struct change c = {.kind = SCHOOL, .name = "А"};
	struct tx_info boris = {.user = "boris", .from = "", .action = "set", .note = ""};
	struct error e = {0};

	(void)state;
	setenv("STAZH_TODAY", "2022-06-15", 1);
	setenv("TZ", "Asia/Novokuznetsk", 1);
	tzset();
	assert_int_equal(store_write(store, &boris, do_change, &c, &e), OK);
	c.name = "Б";
	assert_int_equal(store_write(store, &boris, do_change, &c, &e), OK);
	c.name = "В";
	c.rev = 1;
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_CHANGED);
	assert_non_null(strstr(e.text, "boris, 15.06.2022 в 12:00"));
	assert_int_equal(store_write(store, &boris, do_trash, &c, &e), OK);
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_CHANGED);
	assert_non_null(strstr(e.text, "удалена: пользователь boris"));
	c.id = 50;
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_CHANGED);
	setenv("STAZH_TODAY", "2022-06-31", 1);
	assert_int_equal(store_write(store, &boris, do_change, &c, &e), ERR_USAGE);
	unsetenv("STAZH_TODAY");
	unsetenv("TZ");
	tzset();
	assert_sound();
}

/* ---- derived entries ---- */

static void assert_due(const char *text)
{
	struct buf got = {0};
	struct tx *tx = reading();
	struct cursor c;

	for (cursor_open(&c, tx, T_DUE, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		buf_addf(&got, "%d %u ", key_get_date(c.key.p), key_get_u32(c.key.p + 4));
		buf_addn(&got, c.value.p, c.value.n);
		buf_addc(&got, ';');
	}
	cursor_close(&c);
	tx_end(&tx);
	assert_string_equal(buf_text(&got), text);
	buf_free(&got);
}

static uint32_t sites_of(uint32_t school)
{
	struct key k = {.n = 0};
	struct tx *tx = reading();
	struct slice v;
	uint32_t n;

	assert_true(tx_get(tx, T_IDX, key_u32(key_u8(&k, 'N'), school), &v));
	n = key_get_u32(v.p);
	tx_end(&tx);
	return n;
}

static void test_derived(void **state)
{
	uint32_t a = add_school("А"), b = add_school("Б"), site = add_site(a, -5);
	struct change c = {.kind = SITE, .id = site, .due = 10};

	(void)state;
	add_site(a, 3);
	assert_due("-5 1 А;3 2 А;");
	assert_int_equal(sites_of(a), 2);
	write_ok(do_change, &c);
	assert_due("3 2 А;10 1 А;");
	c = (struct change){.kind = SCHOOL, .id = a, .name = "Я"}; /* the sites show the name */
	write_ok(do_change, &c);
	assert_due("3 2 Я;10 1 Я;");
	c = (struct change){.kind = SITE, .id = site, .school = b}; /* both schools' numbers change */
	write_ok(do_change, &c);
	assert_due("3 2 Я;10 1 Б;");
	assert_int_equal(sites_of(a), 1);
	assert_int_equal(sites_of(b), 1);
	write_ok(do_trash, &c);
	assert_due("3 2 Я;");
	assert_int_equal(sites_of(b), 0);
	write_ok(do_untrash, &c);
	assert_due("3 2 Я;10 1 Б;");
	assert_int_equal(sites_of(b), 1);
	assert_sound();
	c = (struct change){.kind = SCHOOL, .id = b};
	write_ok(do_trash, &c);
	assert_finding(ERR_NONE, "площадка 1: нет её школы");
}

static enum err spoil_entries(struct tx *tx, void *arg)
{
	struct key k = {.n = 0}, n = {.n = 0}, w = {.n = 0};

	(void)arg;
	tx_put(tx, T_WORD, key_text(&w, "лишнее"), "", 0);
	tx_put(tx, T_IDX, key_u32(key_u8(&k, 'N'), 1), "????", 4);
	return tx_del(tx, T_DUE, key_u32(key_date(&n, 3), 1));
}

static enum err rederive(struct tx *tx, void *arg)
{
	(void)arg;
	return store_rederive(tx, NULL);
}

static void test_rederive(void **state)
{
	(void)state;
	add_site(add_school("А"), 3);
	write_ok(spoil_entries, NULL);
	assert_finding(ERR_NONE, "таблица due: нет нужной строки");
	assert_finding(ERR_NONE, "таблица idx: нет нужной строки");
	assert_finding(ERR_NONE, "таблица word: лишняя строка");
	write_ok(rederive, NULL);
	assert_sound();
}

/* ---- transactions ---- */

static enum err fail_after_change(struct tx *tx, void *arg)
{
	do_change(tx, arg);
	return error_set(tx_error(tx), ERR_REFUSED, "нельзя");
}

static enum err fail_quietly(struct tx *tx, void *arg)
{
	do_change(tx, arg);
	return ERR_REFUSED;
}

static enum err ignore_failure(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	assert_true(tx_writing(tx));
	assert_int_equal(tx_put(tx, T_DRAFT, &k, "", 0), ERR_STORAGE); /* an empty key */
	assert_int_equal(tx_failed(tx), ERR_STORAGE);
	assert_int_equal(do_change(tx, arg), ERR_STORAGE);
	assert_int_equal(tx_del(tx, T_DRAFT, key_u8(&k, 1)), ERR_STORAGE);
	return OK;
}

static enum err write_inside(struct tx *tx, void *arg)
{
	struct error e = {0};

	(void)tx;
	assert_int_equal(store_write(store, &anna, do_change, arg, &e), ERR_STORAGE);
	assert_null(tx_read(store, &e));
	return OK;
}

static void test_failed_write(void **state)
{
	struct change c = {.kind = SCHOOL, .name = "А"};
	struct error e = {0};
	struct tx *tx;

	(void)state;
	assert_int_equal(store_write(store, &anna, fail_after_change, &c, &e), ERR_REFUSED);
	assert_string_equal(e.text, "нельзя");
	c.id = 0;
	assert_int_equal(store_write(store, &anna, fail_quietly, &c, &e), ERR_REFUSED);
	assert_int_equal(e.code, ERR_REFUSED);
	c.id = 0;
	assert_int_equal(store_write(store, &anna, ignore_failure, &c, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "слишком длинное значение ключа"));
	assert_int_equal(store_write(store, &anna, write_inside, &c, &e), OK);
	tx = reading();
	assert_null(tx_read(store, &e));
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_STORAGE);
	tx_end(&tx);
	assert_int_equal(count(T_REC, ""), 0);
	assert_int_equal(count(T_LOG, ""), 0);
	assert_sound();
}

static volatile sig_atomic_t signals;

static void on_signal(int sig)
{
	(void)sig;
	signals++;
}

static enum err signalled(struct tx *tx, void *arg)
{
	raise(SIGTERM);
	raise(SIGHUP);
	assert_int_equal(signals, 0);
	return do_change(tx, arg);
}

static void test_signals_wait(void **state)
{
	struct change c = {.kind = SCHOOL, .name = "А"};

	(void)state;
	signals = 0;
	signal(SIGTERM, on_signal);
	signal(SIGHUP, on_signal);
	write_ok(signalled, &c);
	assert_int_equal(signals, 2);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	assert_int_equal(count(T_REC, ""), 1);
}

static enum err put_draft(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	return tx_put(tx, T_DRAFT, key_text(&k, "anna"), arg, strlen(arg));
}

static void test_raw(void **state)
{
	struct key k = {.n = 0};
	struct slice v;
	struct tx *tx;

	(void)state;
	write_ok(put_draft, "черновик");
	tx = reading();
	assert_true(tx_get(tx, T_DRAFT, key_text(&k, "anna"), &v));
	assert_int_equal(v.n, strlen("черновик"));
	assert_false(tx_get(tx, T_DRAFT, key_text(&k, "x"), &v));
	assert_int_equal(tx_failed(tx), OK);
	tx_end(&tx);
	store_set_context(store, &k);
	tx = reading();
	assert_ptr_equal(tx_context(tx), &k);
	tx_end(&tx);
	tx_end(&tx);
}

/* ---- cursors ---- */

static enum err put_cursor_rows(struct tx *tx, void *arg)
{
	static const char *const rows[] = {"a", "b", "b1", "b2", "b\xff", "b\xff\xff", "c", "\xff\xff"};

	(void)arg;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct key k = {.n = 0};

		tx_put(tx, T_DRAFT, key_text(&k, rows[i]), rows[i], strlen(rows[i]));
	}
	return OK;
}

/* Keys in the order of a walk, first bytes only shown as they are, 0xff as F. */
static void assert_walk(const char *prefix, const char *from, bool back, const char *expected)
{
	struct key p = {.n = 0}, f = {.n = 0};
	struct buf got = {0};
	struct tx *tx = reading();
	struct cursor c;

	key_text(&p, prefix);
	if (from)
		key_text(&f, from);
	if (back)
		cursor_open_last(&c, tx, T_DRAFT, &p, from ? &f : NULL);
	else
		cursor_open(&c, tx, T_DRAFT, &p, from ? &f : NULL);
	while (cursor_ok(&c)) {
		for (size_t i = 0; i < c.key.n; i++)
			buf_addc(&got, c.key.p[i] == 0xff ? 'F' : (char)c.key.p[i]);
		buf_addc(&got, ' ');
		if (back)
			cursor_prev(&c);
		else
			cursor_next(&c);
	}
	cursor_close(&c);
	tx_end(&tx);
	assert_string_equal(buf_text(&got), expected);
	buf_free(&got);
}

static void test_cursor(void **state)
{
	(void)state;
	assert_walk("", NULL, false, "");
	assert_walk("", NULL, true, "");
	write_ok(put_cursor_rows, NULL);
	assert_walk("", NULL, false, "a b b1 b2 bF bFF c FF ");
	assert_walk("", NULL, true, "FF c bFF bF b2 b1 b a ");
	assert_walk("b", NULL, false, "b b1 b2 bF bFF ");
	assert_walk("b", NULL, true, "bFF bF b2 b1 b ");
	assert_walk("b", "b2", false, "b2 bF bFF ");
	assert_walk("b", "b11", false, "b2 bF bFF ");
	assert_walk("b", "b2", true, "b2 b1 b ");
	assert_walk("b", "b11", true, "b1 b ");
	assert_walk("b", "z", true, "");
	assert_walk("b", "a", true, "");
	assert_walk("\xff", NULL, true, "FF ");
	assert_walk("\xff\xff\xff", NULL, true, "");
	assert_walk("\xff", "\xff\xff\xff", true, "FF ");
	assert_walk("d", NULL, false, "");
	assert_walk("d", NULL, true, "");
	assert_walk("", "b3", false, "bF bFF c FF ");
}

/* ---- journal ---- */

static enum err note_and_change(struct tx *tx, void *arg)
{
	enum err err;

	tx_note(tx, "import", "из файла");
	err = do_change(tx, arg);
	return err ? err : log_add(tx, "export", "2 строки");
}

static enum err tamper(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};
	struct slice v;
	uint8_t copy[500];

	(void)arg;
	assert_true(tx_get(tx, T_LOG, key_u64(&k, 2), &v));
	memcpy(copy, v.p, v.n);
	copy[v.n - HASH_SIZE - 1] ^= 1;
	return tx_put(tx, T_LOG, &k, copy, v.n);
}

static void test_journal(void **state)
{
	uint32_t id = add_school("А");
	struct change c = {.kind = SCHOOL, .id = id, .name = "Б"};
	struct tx_info boris = {.user = "bor", .from = "tty1", .action = "set", .note = "правка", .now_ms = 5000};
	struct log_entry l = {0};
	struct error e = {0};
	struct tx *tx;

	(void)state;
	assert_int_equal(store_write(store, &boris, note_and_change, &c, &e), OK); /* 2, 3 */
	c.name = "В";
	assert_int_equal(store_write(store, &boris, do_change, &c, &e), OK); /* 4 */
	write_ok(do_trash, &c);						     /* 5 */

	tx = reading();
	assert_int_equal(log_last(tx), 5);
	assert_int_equal(log_load(tx, 1, &l), OK);
	assert_string_equal(l.user, "anna");
	assert_string_equal(l.from, "10.0.0.5");
	assert_int_equal(l.before.n, 0);
	assert_true(l.after.n > 0);
	assert_int_equal(log_load(tx, 2, &l), OK);
	assert_string_equal(l.user, "bor");
	assert_string_equal(l.action, "import");
	assert_string_equal(l.note, "из файла");
	assert_int_equal(l.at_ms, 5000);
	assert_int_equal(l.kind, SCHOOL);
	assert_int_equal(l.id, id);
	assert_true(l.before.n > 0 && l.after.n > 0);
	assert_int_equal(log_load(tx, 3, &l), OK);
	assert_int_equal(l.act, 2);
	assert_int_equal(l.kind, 0);
	assert_string_equal(l.action, "export");
	assert_int_equal(log_load(tx, 4, &l), OK);
	assert_int_equal(l.act, 4);
	assert_string_equal(l.action, "set");
	assert_int_equal(log_load(tx, 5, &l), OK);
	assert_int_equal(l.after.n, 0);
	assert_int_equal(log_load(tx, 6, &l), ERR_NONE);
	log_release(&l);
	assert_int_equal(log_prev_of_record(tx, SCHOOL, id, 0), 5);
	assert_int_equal(log_prev_of_record(tx, SCHOOL, id, 4), 2);
	assert_int_equal(log_prev_of_record(tx, SCHOOL, id, 2), 1);
	assert_int_equal(log_prev_of_record(tx, SCHOOL, id, 1), 0);
	assert_int_equal(log_prev_of_record(tx, SITE, id, 0), 0);
	assert_int_equal(log_prev_of_user(tx, "bor", 0), 4);
	assert_int_equal(log_prev_of_user(tx, "bor", 4), 3);
	assert_int_equal(log_prev_of_user(tx, "bo", 0), 0);
	assert_int_equal(log_verify(tx, &e), OK);
	tx_end(&tx);
	assert_sound();

	write_ok(tamper, NULL);
	tx = reading();
	assert_int_equal(log_verify(tx, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "№ 2"));
	tx_end(&tx);
	assert_finding(ERR_NONE, "журнал: запись № 2");
}

static enum err erase(struct tx *tx, void *arg)
{
	(void)arg;
	assert_int_equal(log_erase(tx, 1, LOG_ERASE_NOTE | LOG_ERASE_BODIES), OK);
	assert_int_equal(log_erase(tx, 3, LOG_ERASE_NOTE), OK);
	assert_int_equal(log_erase(tx, 3, LOG_ERASE_NOTE), OK); /* twice is once */
	assert_int_equal(log_erase(tx, 99, LOG_ERASE_NOTE), ERR_NONE);
	return OK;
}

static enum err forge(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};
	struct slice v;
	uint8_t copy[500];

	(void)arg;
	assert_true(tx_get(tx, T_LOG, key_u64(&k, 1), &v));
	memcpy(copy, v.p, v.n);
	copy[v.n - HASH_SIZE - 3] ^= 1; /* of the digest */
	return tx_put(tx, T_LOG, &k, copy, v.n);
}

/* What is erased is gone, and the chain is whole all the same; nothing can be put in its place. */
static void test_erase(void **state)
{
	static const struct tx_info boris = {
		.user = "bor", .from = "10.0.0.6", .action = "set", .note = "", .now_ms = 5000};
	uint32_t id = add_school("Ёлкина Анна");
	struct log_entry l = {0};
	struct error e = {0};
	struct key k = {.n = 0};
	struct slice v;
	struct tx *tx;

	(void)state;
	add_school("Б");
	assert_int_equal(store_write(store, &boris, note_and_change,
				     &(struct change){.kind = SCHOOL, .id = id, .name = "В"}, &e),
			 OK); /* 3, 4 */
	write_ok(erase, NULL);
	tx = reading();
	assert_int_equal(log_verify(tx, &e), OK);
	assert_true(tx_get(tx, T_LOG, key_u64(&k, 1), &v));
	assert_null(memmem(v.p, v.n, "Ёлкина", strlen("Ёлкина")));
	assert_int_equal(log_load(tx, 1, &l), OK);
	assert_true(l.erased && !l.before.n && !l.after.n);
	assert_string_equal(l.user, "anna");
	assert_int_equal(log_load(tx, 3, &l), OK);
	assert_string_equal(l.note, "");
	assert_true(!l.erased && l.after.n);
	log_release(&l);
	tx_end(&tx);
	assert_sound();
	write_ok(forge, NULL);
	assert_finding(ERR_NONE, "журнал: запись № 1");
}

static enum err cut_journal(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	return tx_del(tx, T_LOG, key_u64(&k, *(uint64_t *)arg));
}

static enum err drop_head(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	(void)arg;
	return tx_del(tx, T_META, key_text(&k, "log"));
}

static enum err lower_head(struct tx *tx, void *arg)
{
	struct key k = {.n = 0}, v = {.n = 0};

	(void)arg;
	key_bytes(key_u64(&v, 1), tx->log_hash, HASH_SIZE);
	return tx_put(tx, T_META, key_text(&k, "log"), v.b, v.n);
}

static void test_journal_end(void **state)
{
	uint64_t last = 3;
	struct error e = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		add_school("А");
	assert_int_equal(store_check_journal(dir, NULL, &e), OK);
	write_ok(cut_journal, &last);
	assert_int_equal(store_check_journal(dir, NULL, &e), ERR_NONE);
	assert_finding(ERR_NONE, "журнал: после записи № 2 должны быть ещё");
	add_school("Б"); /* does not close the gap */
	assert_finding(ERR_NONE, "журнал: запись № 3 не продолжает");

	store_close(&store);
	remove_folder(dir);
	assert_int_equal(fresh_store(state), 0);
	add_school("А");
	write_ok(drop_head, NULL); /* as an older program left it */
	assert_sound();
	add_school("А");
	assert_sound();
	write_ok(lower_head, NULL);
	assert_finding(ERR_NONE, "журнал: после записи № 1 есть ещё");
	add_school("А"); /* and yet it goes on */
}

static void assert_broken(const char *words)
{
	struct store_health h;
	struct error e = {0};

	store_close(&store);
	assert_int_equal(store_health(dir, &h, &e), OK);
	if (!words)
		assert_int_equal(h.broken.code, OK);
	else
		assert_non_null(strstr(h.broken.text, words));
	assert_true(h.size > 0 && h.free > 0 && !h.read_only && h.created_ms > 0);
	open_store();
}

static enum err note_copied(struct tx *tx, void *arg)
{
	(void)arg;
	return tx_note_copied(tx);
}

/* What a look at the ends tells. */
static void test_health(void **state)
{
	const struct tx_info info = {.user = "bor", .from = "", .action = "backup", .note = "", .now_ms = 7000};
	struct store_health h;
	struct error e = {0};
	uint64_t last = 3;

	assert_broken(NULL); /* of an empty one */
	for (int i = 0; i < 3; i++) {
		add_school("А");
		assert_broken(NULL);
	}
	assert_int_equal(store_write(store, &info, note_copied, NULL, &e), OK);
	store_close(&store);
	assert_int_equal(store_health(dir, &h, &e), OK);
	assert_int_equal(h.copied_ms, 7000);
	assert_int_equal(h.entries, 3);
	assert_true(h.changed_ms > 0);
	open_store();

	write_ok(cut_journal, &last);
	assert_broken("№ 3");
	add_school("Б"); /* does not close the gap */
	assert_broken("№ 4");

	store_close(&store);
	remove_folder(dir);
	assert_int_equal(fresh_store(state), 0);
	add_school("А");
	add_school("Б");
	write_ok(tamper, NULL);
	assert_broken("№ 2");

	store_close(&store);
	remove_folder(dir);
	assert_int_equal(store_health(dir, &h, &e), ERR_STORAGE);
	assert_int_equal(fresh_store(state), 0);
}

/* Past the program: what has no checksum of its own. */
static void put_raw(enum table t, const char *key, const char *value)
{
	MDB_val k = {strlen(key), (void *)key}, v = {strlen(value), (void *)value};
	MDB_txn *txn;

	assert_int_equal(mdb_txn_begin(store->env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_put(txn, store->dbi[t], &k, &v, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
}

static enum err put_anna(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};

	return arg ? tx_put(tx, T_DRAFT, key_text(&k, "anna"), arg, strlen(arg))
		   : tx_del(tx, T_DRAFT, key_text(&k, "anna"));
}

static void test_sums(void **state)
{
	(void)state;
	write_ok(put_anna, "слово");
	write_ok(put_anna, "слово и ещё");
	assert_sound();
	put_raw(T_DRAFT, "anna", "слова и ещё");
	assert_finding(ERR_NONE, "таблица draft: не сходится контрольная сумма");
	add_school("А"); /* which does not hide it */
	assert_finding(ERR_NONE, "таблица draft: не сходится контрольная сумма");
	put_raw(T_DRAFT, "anna", "слово и ещё");
	write_ok(put_anna, NULL);
	write_ok(put_anna, NULL);
	assert_sound();
	put_raw(T_META, "created", "12345678");
	assert_finding(ERR_NONE, "таблица meta: не сходится контрольная сумма");
}

/* ---- several processes ---- */

static char big[1000];

static enum err fill(struct tx *tx, void *arg)
{
	int n = *(int *)arg;

	for (int i = 0; i < n; i++) {
		struct key k = {.n = 0};

		tx_put(tx, T_DRAFT, key_u32(key_u8(&k, (uint8_t)n), (uint32_t)i), big, sizeof(big));
	}
	return OK;
}

static void grow_from_child(int n)
{
	open_store();
	store_set_map_size(store, 1 << 20);
	_exit(store_write(store, &anna, fill, &n, NULL));
}

static void test_map_grows(void **state)
{
	struct error e = {0};
	struct tx *tx;
	int status, n = 200;

	(void)state;
	memset(big, 'x', sizeof(big));
	store_close(&store); /* the child opens its own */
	open_store();
	store_set_map_size(store, 1 << 20);
	waitpid(start(grow_from_child, 100), &status, 0); /* fits: 100 KB */
	assert_int_equal(status, 0);
	for (int kb = 200; kb < 256; kb++)
		assert_int_equal(store_write(store, &anna, fill, &kb, &e), OK); /* beyond 1 MiB, several times */
	waitpid(start(grow_from_child, n), &status, 0); /* overwrites: its map is too small for the file */
	assert_int_equal(status, 0);

	store_close(&store);
	open_store();
	store_set_map_size(store, 1); /* as small as the file allows */
	waitpid(start(grow_from_child, 199), &status, 0);
	assert_int_equal(status, 0);
	tx = reading();
	assert_int_equal(tx_failed(tx), OK);
	tx_end(&tx);
	assert_int_equal(store_write(store, &anna, put_draft, "x", &e), OK);
	assert_int_equal(count(T_DRAFT, "\xc8"), 200);
	assert_sound();
}

/* ---- parts of one transaction ---- */

struct parts {
	int n;
	int fails;   /* at this one, 0: none */
	bool ignore; /* what that says */
	int runs;
	struct error e;
};

static enum err refuse_part(struct tx *tx, void *arg)
{
	struct change c = {.kind = SCHOOL, .name = "Лишняя"};

	assert_int_equal(do_change(tx, &c), OK);
	return error_set(arg, ERR_REFUSED, "нельзя");
}

static enum err in_parts(struct tx *tx, void *arg)
{
	struct tx_info info = {.user = "anna", .from = "", .action = "add", .note = "часть"};
	struct parts *p = arg;
	struct tx *reader;
	int kb = 200;

	p->runs++;
	assert_int_equal(log_add(tx, "all", "вместе"), OK);
	assert_false(store_shared(store));
	tx_share(tx);
	assert_true(store_shared(store));
	for (int i = 1; i <= p->n; i++) {
		struct change c = {.kind = SCHOOL, .name = "Школа"};
		struct error e = {0};
		enum err err = store_write(store, &info, i == p->fails ? refuse_part : do_change,
					   i == p->fails ? (void *)&e : (void *)&c, &e);

		if (err && !p->ignore) {
			p->e = e;
			return err;
		}
		if (!err && (err = store_write(store, &info, fill, &kb, &e)))
			return err; /* the map is full */
		if (err)
			continue;
		reader = tx_read(store, &e);
		assert_ptr_equal(reader, tx);
		assert_true(record_exists(reader, SCHOOL, c.id));
		tx_end(&reader);
		assert_null(reader);
		kb++;
	}
	return OK;
}

/* Parts see each other, are one act, are all there or none, and survive that the map has to grow meanwhile. */
static void test_parts(void **state)
{
	struct parts p = {.n = 40}, refused = {.n = 5, .fails = 3}, ignored = {.n = 5, .fails = 3, .ignore = true};
	struct error e = {0};
	uint64_t first, last;
	struct log_entry l = {0};
	struct tx *tx;

	(void)state;
	memset(big, 'x', sizeof(big));
	store_close(&store);
	open_store();
	store_set_map_size(store, 1 << 20);
	assert_int_equal(store_write(store, &anna, in_parts, &p, &e), OK);
	assert_true(p.runs > 1);
	assert_false(store_shared(store));
	store_last_write(store, &first, &last);
	assert_int_equal(last - first, 40);
	tx = reading();
	assert_int_equal(record_count(tx, SCHOOL), 40);
	for (uint64_t seq = first; seq <= last; seq++) {
		assert_int_equal(log_load(tx, seq, &l), OK);
		assert_int_equal(l.act, first);
		assert_string_equal(l.action, seq == first ? "all" : "add");
		assert_string_equal(l.note, seq == first ? "вместе" : "часть");
	}
	log_release(&l);
	tx_end(&tx);

	assert_int_equal(store_write(store, &anna, in_parts, &refused, &e), ERR_REFUSED);
	assert_string_equal(refused.e.text, "нельзя");
	assert_int_equal(store_write(store, &anna, in_parts, &ignored, &e), ERR_STORAGE);
	assert_false(store_shared(store));
	tx = reading();
	assert_int_equal(record_count(tx, SCHOOL), 40);
	assert_int_equal(log_last(tx), last);
	tx_end(&tx);
	assert_sound();
}

#ifndef __SANITIZE_ADDRESS__ /* which takes terabytes for itself */
static size_t address_space(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	size_t pages = 0;

	if (!f || fscanf(f, "%zu", &pages) != 1)
		_exit(20);
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* No room for a larger map: the write is refused, what was written before can be read, and it goes on when there is
 * room. */
static void grow_beyond_room(int unused)
{
	struct rlimit limit, before;
	struct error e = {0};
	int kb = 200;

	(void)unused;
	open_store();
	store_set_map_size(store, 1 << 20);
	getrlimit(RLIMIT_AS, &before);
	limit = before;
	limit.rlim_cur = address_space() + (4 << 20);
	if (setrlimit(RLIMIT_AS, &limit))
		_exit(21);
	while (kb < 256 && store_write(store, &anna, fill, &kb, &e) == OK)
		kb++;
	if (kb < 202 || kb == 256 || e.code != ERR_STORAGE || !strstr(e.text, "не хватает памяти"))
		_exit(22);
	if (count(T_DRAFT, "\xc8") != 200)
		_exit(23);
	setrlimit(RLIMIT_AS, &before);
	_exit(store_write(store, &anna, fill, &kb, &e));
}
#endif

static void test_no_room_for_map(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	(void)state;
	print_message("skip test_no_room_for_map: the sanitizer alone reserves more\n");
	skip();
#else
	int status;

	(void)state;
	memset(big, 'x', sizeof(big));
	store_close(&store);
	waitpid(start(grow_beyond_room, 0), &status, 0);
	assert_int_equal(status, 0);
	open_store();
	assert_sound();
#endif
}

static int find_reader(const char *line, void *pid)
{
	return strstr(line, pid) ? 1 : 0;
}

static void read_and_die(int n)
{
	struct error e = {.code = OK};

	(void)n;
	open_store();
	tx_read(store, &e);
	kill(getpid(), SIGKILL);
}

static bool has_reader(pid_t pid)
{
	char text[20];

	snprintf(text, sizeof(text), "%d ", (int)pid);
	return mdb_reader_list(store->env, find_reader, text) > 0;
}

/* Processes that die in the middle of reading, until there is no place for one more. */
static void fill_readers(void)
{
	int status = 0;

	while (!WIFEXITED(status) || WEXITSTATUS(status) != 1) {
		pid_t pid = fork();

		if (!pid) {
			struct error e = {.code = OK};
			MDB_txn *txn;

			store = NULL;
			if (store_attach(dir, 0, &store, &e))
				_exit(2);
			if (mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn) == MDB_READERS_FULL)
				_exit(1);
			kill(getpid(), SIGKILL);
		}
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 1);
	}
}

static void open_and_read(int n)
{
	struct error e = {.code = OK};

	(void)n;
	store = NULL;
	_exit(store_attach(dir, 0, &store, &e) || store_open_tables(store, &e) || !tx_read(store, &e));
}

/* Of another thread, which has no place in the table yet. */
static void *read_first(void *arg)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(store, &e);

	*(enum err *)arg = e.code;
	if (tx)
		tx_end(&tx);
	return NULL;
}

static void test_stale_reader(void **state)
{
	enum err err = ERR_NONE;
	pthread_t other;
	int status;
	pid_t pid;

	(void)state;
	pid = start(read_and_die, 0);
	waitpid(pid, NULL, 0);
	assert_true(has_reader(pid));
	add_school("А");
	assert_false(has_reader(pid));
	/* the table of readers is full of dead ones: who opens, and who reads for the first time, clears it */
	store_close(&store);
	open_store();
	fill_readers();
	waitpid(start(open_and_read, 0), &status, 0);
	assert_int_equal(status, 0);
	fill_readers();
	assert_int_equal(pthread_create(&other, NULL, read_first, &err), 0);
	assert_int_equal(pthread_join(other, NULL), 0);
	assert_int_equal(err, OK);
	fill_readers();
	assert_int_equal(count(T_REC, ""), 1);
	add_school("Б");
	assert_sound();
}

#define WRITERS 4
#define RECORDS 8

/* What a writer was told to be in the file, by its own records: revision; 0: in the trash or never written. */
struct acknowledged {
	uint32_t id[RECORDS];
	int64_t rev[RECORDS];
	bool live[RECORDS];
	uint64_t commits;
};

static struct acknowledged *acks;

static void hammer(int n)
{
	struct acknowledged *a = &acks[n];
	struct error e = {.code = OK};

	srand((unsigned)getpid());
	store = NULL;
	if (store_open(dir, &schema, &store, &e))
		_exit(1);
	for (;;) {
		int i = rand() % RECORDS;
		struct change c = {
			.kind = SITE, .id = a->id[i], .school = 1 + (uint32_t)rand() % 3, .due = 1 + rand() % 99999};
		bool trash = a->live[i] && rand() % 4 == 0, untrash = a->id[i] && !a->live[i];

		if (store_write(store, &anna, trash ? do_trash : untrash ? do_untrash : do_change, &c, &e) != OK)
			_exit(2);
		a->id[i] = c.id;
		a->live[i] = !trash;
		a->rev[i] += trash ? 0 : untrash ? 2 : 1; /* the removal was one, too */
		a->commits++;
	}
}

/* The revision of a record must be what was acknowledged, or the next when the writer died between commit and
 * acknowledgement; then the acknowledged is brought up to it, for the next round. */
static void assert_acknowledged(struct acknowledged *a)
{
	struct record r = {0};
	struct tx *tx = reading();
	int ahead = 0;

	for (int i = 0; i < RECORDS; i++) {
		bool live;

		if (!a->id[i])
			continue;
		live = record_load(tx, SITE, a->id[i], &r) == OK;
		if (!live)
			assert_int_equal(record_load_trash(tx, SITE, a->id[i], &r), OK);
		ahead += live != a->live[i] || record_int(&r, REC_REV) != a->rev[i];
		assert_in_range(record_int(&r, REC_REV), a->rev[i], a->rev[i] + 2);
		a->live[i] = live;
		a->rev[i] = record_int(&r, REC_REV);
	}
	assert_in_range(ahead, 0, 1);
	tx_end(&tx);
	record_release(&r);
}

static uint64_t acknowledged(void)
{
	uint64_t n = 0;

	for (int i = 0; i < WRITERS; i++)
		n += acks[i].commits;
	return n;
}

static void test_kill(void **state)
{
	struct timespec begin, now;
	uint64_t commits = 0;
	pid_t pids[WRITERS];

	(void)state;
	acks = shared(sizeof(*acks) * WRITERS);
	for (int i = 0; i < 3; i++)
		add_school("А");
	store_close(&store);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	do {
		for (int i = 0; i < WRITERS; i++)
			pids[i] = start(hammer, i);
		for (uint64_t before = commits; commits == before;) { /* a busy machine takes its time to begin */
			pause_ms(2);
			commits = acknowledged();
		}
		pause_ms(rand() % 60);
		for (int i = 0; i < WRITERS; i++)
			kill(pids[i], SIGKILL);
		for (int i = 0; i < WRITERS; i++) {
			int status;

			waitpid(pids[i], &status, 0);
			assert_true(WIFSIGNALED(status));
		}
		open_store();
		for (int i = 0; i < WRITERS; i++)
			assert_acknowledged(&acks[i]);
		assert_sound();
		store_close(&store);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec - begin.tv_sec < 3 ||
		 commits <= 20); /* a busy machine takes longer to have enough to look at */
	munmap(acks, sizeof(*acks) * WRITERS);
}

static void write_five(int n)
{
	struct error e = {.code = OK};

	(void)n;
	store = NULL;
	if (store_open(dir, &schema, &store, &e))
		_exit(1);
	for (int i = 0; i < 5; i++) {
		struct change c = {.kind = SITE, .school = 1, .due = 1 + i};

		if (store_write(store, &anna, do_change, &c, &e) != OK)
			_exit(2);
	}
	store_close(&store);
	_exit(0);
}

static void create_one(int n)
{
	enum err err = store_create(in_folder("new"), NULL);

	(void)n;
	_exit(err == OK ? 0 : err == ERR_REFUSED ? 1 : 2);
}

static void test_fifty_at_once(void **state)
{
	struct tx *tx;
	pid_t pids[50];
	int status, created = 0;

	(void)state;
	add_school("А");
	store_close(&store);
	for (int i = 0; i < 50; i++)
		pids[i] = start(write_five, i);
	for (int i = 0; i < 50; i++) {
		waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
	open_store();
	tx = reading();
	assert_int_equal(record_count(tx, SITE), 250);
	tx_end(&tx);
	assert_int_equal(sites_of(1), 250);
	assert_sound();
	/* of many that create, one does */
	for (int i = 0; i < 10; i++)
		pids[i] = start(create_one, i);
	for (int i = 0; i < 10; i++) {
		waitpid(pids[i], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		created += WEXITSTATUS(status) == 0;
	}
	assert_int_equal(created, 1);
}

/* ---- files that are not what they were ---- */

static void test_replaced(void **state)
{
	struct change c = {.kind = SCHOOL, .name = "Б"};
	struct error e = {0};
	char other[300];

	(void)state;
	add_school("А");
	snprintf(other, sizeof(other), "%s/copy", dir);
	assert_int_equal(store_backup(store, other, NULL, &e), OK);
	assert_int_equal(rename(other, in_folder("data.mdb")), 0);
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "подменён"));
	store_close(&store);
	open_store();
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), OK);
	assert_int_equal(unlink(in_folder("lock.mdb")), 0);
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "lock.mdb» удалён"));
	write_file(in_folder("lock.mdb"), ""); /* another's: two writers would run at once */
	assert_int_equal(store_write(store, &anna, do_change, &c, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "lock.mdb» удалён"));
}

static void test_backup(void **state)
{
	struct error e = {0};
	char file[300], copy_dir[250], here[sizeof(dir)];

	(void)state;
	add_site(add_school("А"), 3);
	snprintf(copy_dir, sizeof(copy_dir), "%s/copy", dir);
	assert_int_equal(mkdir(copy_dir, 0700), 0);
	snprintf(file, sizeof(file), "%s/data.mdb", copy_dir);
	if (store_backup(store, file, NULL, &e))
		fail_msg("%s", e.text);
	assert_int_equal(store_backup(store, file, NULL, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "уже есть"));
	assert_int_equal(store_backup(store, in_folder("none/b"), NULL, &e), ERR_STORAGE);
	assert_int_equal(count(T_DUE, ""), 1); /* reading goes on */
	store_close(&store);
	strcpy(here, dir);
	strcpy(dir, copy_dir);
	open_store();
	assert_sound();
	assert_int_equal(count(T_DUE, ""), 1);
	add_school("Б");
	store_close(&store);
	strcpy(dir, here);
}

#define SECRET "Щукозубова"

/* Small values and ones on pages of their own, first with the word, then without it: some are gone, the others shorter.
 */
static enum err put_secrets(struct tx *tx, void *arg)
{
	bool first = *(bool *)arg;
	struct buf value = {0};
	enum err err = OK;

	for (uint32_t i = 0; i < 300 && !err; i++) {
		struct key k = {.n = 0};

		buf_clear(&value);
		for (size_t n = i % 3 ? 1 + i % 5 : 300; n; n--)
			buf_add(&value, first ? SECRET " " : "стёрто ");
		key_u32(key_text(&k, i % 3 ? "d" : "b"), i);
		err = !first && i % 3 && i % 40 > 20 ? tx_del(tx, T_DRAFT, &k)
						     : tx_put(tx, T_DRAFT, &k, value.s, value.n);
	}
	buf_free(&value);
	return err;
}

static bool stands_in(const char *file, const char *word)
{
	struct stat st;
	int fd = open(file, O_RDONLY);
	void *at;
	bool found;

	assert_true(fd >= 0 && !fstat(fd, &st));
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(at != MAP_FAILED);
	found = memmem(at, (size_t)st.st_size, word, strlen(word));
	munmap(at, (size_t)st.st_size);
	close(fd);
	return found;
}

/* What was written over stands in the file, in free pages and between what is there; in a copy it does not. */
static void test_backup_is_clean(void **state)
{
	struct error e = {0};
	bool first = true;
	char file[300];

	(void)state;
	write_ok(put_secrets, &first);
	first = false;
	write_ok(put_secrets, &first);
	assert_true(stands_in(in_folder("data.mdb"), SECRET));
	snprintf(file, sizeof(file), "%s", in_folder("copy.mdb"));
	if (store_backup(store, file, NULL, &e))
		fail_msg("%s", e.text);
	assert_true(stands_in(file, "стёрто"));
	assert_false(stands_in(file, SECRET));
}

/* In a child, as the limit cannot be raised again without privileges and ends programs by a signal. */
static void write_to_limit(int n)
{
	struct stat st;
	struct error e = {0};

	(void)n;
	open_store();
	if (stat(store_data_file(store), &st))
		_exit(1);
	if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){(rlim_t)st.st_size + 8192, (rlim_t)st.st_size + 8192}))
		_exit(2);
	for (int i = 1; i < 100; i++) {
		int kb = 100 + i;
		enum err err = store_write(store, &anna, fill, &kb, &e);

		if (err)
			_exit(err == ERR_STORAGE && strstr(e.text, "предел размера файла") ? 0 : 3);
	}
	_exit(4);
}

static void test_file_limit(void **state)
{
	int status;

	(void)state;
	add_school("А");
	store_close(&store);
	waitpid(start(write_to_limit, 0), &status, 0);
	assert_int_equal(status, 0);
	open_store();
	assert_int_equal(count(T_REC, ""), 1);
	add_school("Б");
	assert_sound();
}

static void test_full_disk(void **state)
{
	struct change c = {.kind = SCHOOL, .id = 1};
	struct error e = {0};
	int kb = 200;

	(void)state;
	if (mount("none", dir, "tmpfs", 0, "size=2m")) {
		printf("skip full_disk: no right to mount a small disk\n");
		skip();
	}
	if (store_create(dir, &e))
		fail_msg("%s", e.text);
	open_store();
	add_school("А");
	while (kb < 256 && !store_write(store, &anna, fill, &kb, &e))
		kb++;
	assert_true(kb > 200 && kb < 256);
	assert_int_equal(e.code, ERR_STORAGE);
	assert_non_null(strstr(e.text, "на диске нет места"));
	assert_int_equal(store_backup(store, in_folder("b"), NULL, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "на диске нет места"));
	assert_int_equal(access(in_folder("b"), F_OK), -1);
	assert_int_equal(count(T_REC, ""), 1);
	write_ok(do_trash, &c); /* making room is possible */
	assert_sound();
	store_close(&store);
	open_store();
	assert_int_equal(count(T_TRASH, ""), 1);
	store_close(&store);
	assert_int_equal(umount(dir), 0);
}

static int clean_up_disk(void **state)
{
	store_close(&store);
	umount(dir); /* when the test broke off */
	return clean_up(state);
}

static void fill_for_damage(void)
{
	char name[100];

	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "Школа с приметным именем %d", i);
		add_site(add_school(name), i);
	}
	store_close(&store);
}

static char *whole_file(size_t *n)
{
	FILE *f = fopen(in_folder("data.mdb"), "r");
	char *s = malloc(1 << 22);

	assert_non_null(f);
	*n = fread(s, 1, 1 << 22, f);
	fclose(f);
	return s;
}

static void put_file(const char *s, size_t n)
{
	FILE *f = fopen(in_folder("data.mdb"), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, n, f), n);
	fclose(f);
}

/* Only a cut through pages that nobody uses goes unnoticed, and does no harm. */
static void test_truncated(void **state)
{
	size_t n, cuts = 0, refused = 0;
	char *sound;

	(void)state;
	fill_for_damage();
	sound = whole_file(&n);
	for (size_t cut = 1; cut < n; cut += 1 + n / 40, cuts++) {
		struct store *s = NULL;
		struct error e = {0};
		enum err err;

		put_file(sound, n - cut);
		err = store_check(dir, &schema, NULL, NULL, &e);
		assert_true(!err || e.text[0]);
		if (store_open(dir, &schema, &s, &e)) {
			assert_int_not_equal(err, OK);
			if (!strstr(e.text, "из копии"))
				fail_msg("%s", e.text);
			refused++;
		}
		store_close(&s);
	}
	assert_true(refused > cuts * 3 / 4);
	put_file(sound, n);
	assert_sound();
	free(sound);
}

static void test_damaged(void **state)
{
	static const char needle[] = "приметным именем 7";
	char *sound, *bad, *at;
	size_t n, found = 0, hits = 0;
	struct error e = {.code = OK};

	(void)state;
	fill_for_damage();
	sound = whole_file(&n);
	bad = malloc(n);
	for (size_t page = 0; page < n / 4096; page++) { /* zeroed pages: some are free ones */
		memcpy(bad, sound, n);
		memset(bad + page * 4096, 0, 4096);
		put_file(bad, n);
		e = (struct error){0};
		if (store_check(dir, &schema, NULL, NULL, &e) != OK) {
			found++;
			assert_true(e.text[0]);
		}
	}
	assert_true(found >= 8); /* meta pages, and a root of each table in use */
	/* one bit in every copy of a text: in records, indexes, journal; free pages have old copies */
	memcpy(bad, sound, n);
	for (at = bad; (at = memmem(at, n - (size_t)(at - bad), needle, sizeof(needle) - 1)); at++) {
		at[20] ^= 1;
		hits++;
	}
	assert_true(hits > 3);
	put_file(bad, n);
	assert_finding(ERR_NONE, "не сходится контрольная сумма");
	/* random bits: never more than a code */
	srand(1);
	for (int i = 0; i < 150; i++) {
		memcpy(bad, sound, n);
		bad[(size_t)rand() % n] ^= (char)(1 << rand() % 8);
		put_file(bad, n);
		e = (struct error){0};
		if (store_check(dir, &schema, NULL, NULL, &e) != OK)
			assert_true(e.text[0]);
	}
	put_file(sound, n);
	assert_sound();
	free(sound);
	free(bad);
}

/* ---- pages that lie ---- */

enum { ROWS = 700, WELL = 0, REFUSED = 7 };

static struct key *row_key(struct key *k, int i)
{
	char text[80];

	snprintf(text, sizeof(text), "строка %05d с довольно длинным ключом", i * 7919 % ROWS);
	k->n = 0;
	return key_text(k, text);
}

/* Trees of several levels, values on pages of their own, free pages. */
static enum err put_rows(struct tx *tx, void *arg)
{
	static char long_value[20000];
	int from = *(int *)arg;
	struct key k;

	for (int i = from; i < ROWS; i += 2) {
		tx_put(tx, T_WORD, row_key(&k, i), long_value, (size_t)(i % 50));
		if (i % 20 == 0)
			tx_put(tx, T_DRAFT, row_key(&k, i), long_value, (size_t)(2000 + i * 25));
	}
	return OK;
}

static enum err delete_rows(struct tx *tx, void *arg)
{
	int step = *(int *)arg;
	struct key k;

	for (int i = 0; i < ROWS; i += step) {
		tx_del(tx, T_WORD, row_key(&k, i));
		tx_del(tx, T_DRAFT, row_key(&k, i));
	}
	return OK;
}

/* Reads all both ways, deletes most, puts some. */
static int use_all(void)
{
	struct tx_info info = {.user = "t", .from = "", .action = "x", .note = ""};
	int step = 1, from = 1;
	struct store *s;
	struct error e = {.code = OK};
	struct tx *tx;
	bool failed;

	if (store_open(dir, &schema, &s, &e))
		return REFUSED;
	tx = tx_read(s, &e);
	if (!tx)
		return REFUSED;
	for (enum table t = 0; t < T_COUNT; t++) {
		volatile uint8_t touched = 0;
		struct cursor c;

		for (cursor_open(&c, tx, t, NULL, NULL); cursor_ok(&c); cursor_next(&c))
			for (size_t i = 0; i < c.value.n; i++)
				touched ^= c.value.p[i];
		cursor_close(&c);
		for (cursor_open_last(&c, tx, t, NULL, NULL); cursor_ok(&c); cursor_prev(&c))
			for (size_t i = 0; i < c.key.n; i++)
				touched ^= c.key.p[i];
		cursor_close(&c);
		(void)touched; /* for clang reading it is no use of it */
	}
	failed = tx_failed(tx) != OK;
	tx_end(&tx);
	failed |= store_write(s, &info, delete_rows, &step, &e) != OK;
	failed |= store_write(s, &info, put_rows, &from, &e) != OK;
	store_close(&s);
	return failed ? REFUSED : WELL;
}

static void spoil_page(char *file, size_t n)
{
	char *page = file + (size_t)rand() % (n / 4096) * 4096;
	uint16_t odd = (uint16_t)rand();

	switch (rand() % 5) {
	case 0: /* the head of the page, the places of its entries */
		page[rand() % 80] ^= (char)(1 << rand() % 8);
		break;
	case 1:
		memcpy(page + 2 * (rand() % 40), &odd, sizeof(odd));
		break;
	case 2: /* the head of an entry */
		memcpy(&odd, page + 16 + 2 * (rand() % 8), sizeof(odd));
		if (odd < 4088)
			page[odd + rand() % 8] ^= (char)(1 << rand() % 8);
		break;
	case 3: /* another page of the file in its place */
		memcpy(page, file + (size_t)rand() % (n / 4096) * 4096, 4096);
		break;
	default:
		for (int i = 0; i < 4096; i++)
			page[i] = (char)rand();
	}
}

static void test_no_page_is_believed(void **state)
{
	int twice[] = {0, 1}, step = 3, outcome[2] = {0};
	char *sound, *bad;
	size_t n;

	(void)state;
	for (int i = 0; i < 2; i++)
		write_ok(put_rows, &twice[i]);
	write_ok(delete_rows, &step);
	store_close(&store);
	sound = whole_file(&n);
	bad = malloc(n);
	srand(4);
	for (int i = 0; i < 300; i++) {
		int status;
		pid_t pid;

		memcpy(bad, sound, n);
		for (int j = rand() % 3; j >= 0; j--)
			spoil_page(bad, n);
		put_file(bad, n);
		pid = fork();
		if (!pid)
			_exit(use_all());
		waitpid(pid, &status, 0);
		if (!WIFEXITED(status) || (WEXITSTATUS(status) != WELL && WEXITSTATUS(status) != REFUSED))
			fail_msg("round %d: %d", i, status);
		outcome[WEXITSTATUS(status) == REFUSED]++;
	}
	assert_true(outcome[1] > 100); /* the rest were in free pages or did no harm */
	put_file(sound, n);
	assert_int_equal(use_all(), WELL);
	free(sound);
	free(bad);
}

/* What LMDB itself leaves when the newest commit finds no room: its number is that of the commit before the last. */
static bool taken_back(const char *sound, const char *bad, size_t at)
{
	size_t were[2], are[2], newest;

	for (int i = 0; i < 2; i++) {
		memcpy(&were[i], sound + i * 4096 + at, sizeof(*were));
		memcpy(&are[i], bad + i * 4096 + at, sizeof(*are));
	}
	newest = were[1] > were[0];
	return are[newest] == were[newest] - 2;
}

/* The numbers of the last commits and how LMDB's own tables are kept: one bit of them must not bring an older state
 * back, nor spoil the next commit. */
static void test_beginning(void **state)
{
	const size_t word = sizeof(size_t), tables = word + 8 + 8 + 2 * word, table = 8 + 5 * word,
		     number = tables + 2 * table + word;
	const struct {
		size_t at, n;
	} places[] = {{tables + 4, 2}, {tables + table + 4, 2}, {number, word}};
	int told = 0;

	(void)state;
	add_school("Первая");
	for (size_t schools = 2; schools < 6; schools++) {
		char *sound, *bad;
		size_t n;

		if (schools > 2)
			open_store();
		add_school("Новая");
		store_close(&store);
		sound = whole_file(&n);
		bad = malloc(n);
		for (size_t i = 0; i < 3 * 2 * word * 8; i++) {
			size_t place = i / 8 / word % 3, page = i / 8 / word / 3, byte = i / 8 % word;
			struct error e = {0};

			if (byte >= places[place].n)
				continue;
			memcpy(bad, sound, n);
			bad[page * 4096 + places[place].at + byte] ^= (char)(1 << i % 8);
			if (taken_back(sound, bad, number))
				continue;
			put_file(bad, n);
			if (store_check(dir, &schema, NULL, NULL, &e)) {
				told++;
				continue;
			}
			open_store();
			assert_int_equal(count(T_REC, ""), schools);
			add_school("После");
			store_close(&store);
			assert_sound();
		}
		put_file(sound, n);
		free(sound);
		free(bad);
	}
	assert_true(told > 200);
}

static void bad_record(int n)
{
	struct record r = {0};
	struct error e = {.code = OK};
	struct tx *tx;

	(void)n;
	open_store();
	tx = tx_read(store, &e);
	if (record_load(tx, SCHOOL, 1, &r) != ERR_STORAGE || tx_failed(tx) != ERR_STORAGE || r.n)
		_exit(1);
	if (!strstr(tx_error(tx)->text, "запись 1/1"))
		_exit(2);
	if (record_load(tx, SITE, 1, &r) != OK) /* the others can be read */
		_exit(3);
}

static void test_bad_record(void **state)
{
	char *s, *at;
	size_t n;
	int status;

	(void)state;
	add_site(add_school("ПриметнаяШкола"), 3);
	store_close(&store);
	s = whole_file(&n);
	for (at = s; (at = memmem(at, n - (size_t)(at - s), "ПриметнаяШкола", 8)); at++)
		at[4] ^= 4;
	put_file(s, n);
	free(s);
	waitpid(start(bad_record, 0), &status, 0);
	assert_int_equal(status, 0);
	assert_finding(ERR_NONE, "запись 1/1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_open, fresh_folder, clean_up),
		cmocka_unit_test_setup_teardown(test_other_words, fresh_folder, clean_up),
		cmocka_unit_test_setup_teardown(test_newer_format, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_format, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_records, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_envelope, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_changed, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_derived, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_rederive, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_failed_write, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_signals_wait, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_raw, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_cursor, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_journal, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_journal_end, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_erase, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_health, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_sums, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_map_grows, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_parts, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_no_room_for_map, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_stale_reader, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_kill, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_fifty_at_once, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_replaced, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_backup, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_backup_is_clean, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_file_limit, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_full_disk, fresh_folder, clean_up_disk),
		cmocka_unit_test_setup_teardown(test_truncated, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_damaged, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_no_page_is_believed, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_beginning, fresh_store, clean_up),
		cmocka_unit_test_setup_teardown(test_bad_record, fresh_store, clean_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
