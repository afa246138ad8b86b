/* The shelf: what lies on it, for whom, for how long and how much; that nothing half is ever there. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "database.h"
#include "stazh/model/shelf.h"

#define MIB ((size_t)1 << 20)

static const struct shelf_source person_list = {.what = "Педагоги", .kind = KIND_PERSON, .count = 3, .people = 3};
static const struct shelf_source order_1 = {.what = "Приказ", .kind = KIND_ORDER, .id = 1};

static void fill(struct buf *b, size_t n, char c)
{
	buf_clear(b);
	buf_fill(b, c, n);
}

static enum err bring(struct database *db, const char *name, size_t n, char c, struct error *e)
{
	struct buf bytes = {0};
	bool replaced;
	enum err err;

	*e = (struct error){.code = OK};
	fill(&bytes, n, c);
	err = shelf_bring(&db->session, name, &bytes, &replaced, e);
	buf_free(&bytes);
	return err;
}

static const char *take(struct database *db, const char *stem, const char *ending, const struct shelf_source *from,
			size_t n, char c)
{
	static struct shelf_file put;
	struct error e = {.code = OK};
	struct buf bytes = {0};

	fill(&bytes, n, c);
	if (shelf_take(&db->session, stem, ending, from, &bytes, &put, &e))
		fail_msg("%s", e.text);
	buf_free(&bytes);
	return put.name;
}

static size_t files(struct database *db)
{
	struct error e = {.code = OK};
	struct shelf own;
	size_t n;

	if (shelf_list(&db->session, &own, &e))
		fail_msg("%s", e.text);
	n = own.n;
	shelf_release(&own);
	return n;
}

/* How many rows there are, of all logins. */
static size_t rows(struct database *db)
{
	struct store *shelf;
	struct tx *tx;
	size_t n;

	assert_int_equal(store_shelf(db->session.store, false, &shelf, NULL), OK);
	tx = tx_read(shelf, NULL);
	n = tx_entries(tx, T_DRAFT);
	tx_end(&tx);
	return n;
}

static enum err fetch(struct database *db, const char *name, size_t *n, char *c)
{
	struct error e = {.code = OK};
	struct buf bytes = {0};
	enum err err = shelf_fetch(&db->session, name, &bytes, &e);

	*n = bytes.n;
	*c = bytes.n ? bytes.s[0] : 0;
	for (size_t i = 0; i < bytes.n; i++)
		assert_int_equal(bytes.s[i], *c);
	buf_free(&bytes);
	return err;
}

/* The actions of the register, newest first, with what is told of each. */
static void register_says(struct database *db, struct buf *out)
{
	struct store *readings;
	struct tx *tx;
	struct log_entry l = {0};

	buf_clear(out);
	assert_int_equal(store_readings(db->session.store, &readings, NULL), OK);
	tx = tx_read(readings, NULL);
	for (uint64_t seq = log_last(tx); seq; seq--) {
		assert_int_equal(log_load(tx, seq, &l), OK);
		buf_addf(out, "%s %s %u/%u %lld %s\n", l.user, l.action, l.about_kind, l.about_id, (long long)l.count,
			 l.note);
	}
	log_release(&l);
	tx_end(&tx);
}

static void test_both_ways(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct shelf own;
	struct buf text = {0};
	uint64_t generation;
	size_t n;
	char c;

	(void)state;
	database_open(&db, "2026-11-28", "");
	strcpy(db.session.user, "morozova");
	generation = store_generation(db.session.store);
	assert_int_equal(files(&db), 0);
	assert_int_equal(shelf_fetch(&db.session, "нет", &text, &e), ERR_NONE);

	assert_int_equal(bring(&db, "список.xlsx", 5000, 'a', &e), OK);
	assert_string_equal(take(&db, "Приказ 37-о", ".odt", &order_1, 300, 'b'), "prikaz-37-o.odt");
	/* the same record's again: instead; a list of that name: beside */
	assert_string_equal(take(&db, "Приказ 37-о", ".odt", &order_1, 301, 'c'), "prikaz-37-o.odt");
	assert_string_equal(take(&db, "Педагоги", ".csv", &person_list, 10, 'd'), "pedagogi.csv");
	assert_string_equal(take(&db, "Педагоги", ".csv", &person_list, 11, 'e'), "pedagogi-2.csv");
	assert_int_equal(shelf_list(&db.session, &own, &e), OK);
	assert_int_equal(own.n, 4);
	assert_string_equal(own.files[0].name, "pedagogi-2.csv");
	assert_int_equal(own.files[0].people, 3);
	assert_string_equal(own.files[0].what, "Педагоги");
	assert_string_equal(own.files[3].name, "список.xlsx");
	assert_string_equal(own.files[3].what, "");
	assert_int_equal(own.used, 5000 + 301 + 10 + 11);
	assert_int_equal(own.quota, 20 * MIB);
	assert_int_equal(own.files[0].until_ms - own.files[0].made_ms, 7 * 86400000LL);
	shelf_release(&own);

	assert_int_equal(fetch(&db, "prikaz-37-o.odt", &n, &c), OK);
	assert_int_equal(n, 301);
	assert_int_equal(c, 'c');
	assert_int_equal(fetch(&db, "список.xlsx", &n, &c), OK);
	assert_int_equal(n, 5000);
	assert_int_equal(shelf_drop(&db.session, "pedagogi.csv", &e), OK);
	assert_int_equal(shelf_drop(&db.session, "pedagogi.csv", &e), ERR_NONE);
	assert_int_equal(files(&db), 3);

	/* what came and went is told: of whom, how much, but not by the names that people give */
	register_says(&db, &text);
	if (strcmp(text.s, "morozova shelf_drop 2/0 0 Педагоги .csv, 10 байт, людей: 3\n"
			   "morozova shelf_get 0/0 0 принесённый файл .xlsx, 5 КиБ\n"
			   "morozova shelf_get 5/1 0 Приказ .odt, 301 байт\n"
			   "morozova shelf_take 2/0 3 Педагоги .csv, 11 байт, людей: 3\n"
			   "morozova shelf_take 2/0 3 Педагоги .csv, 10 байт, людей: 3\n"
			   "morozova shelf_take 5/1 0 Приказ .odt, 301 байт\n"
			   "morozova shelf_take 5/1 0 Приказ .odt, 300 байт\n"
			   "morozova shelf_put 0/0 0 принесённый файл .xlsx, 5 КиБ\n") != 0)
		fail_msg("%s", text.s);
	/* no news for other screens, nothing to take back */
	assert_int_equal(store_generation(db.session.store), generation);
	assert_sound(&db);
	buf_free(&text);
	database_close(&db);
}

static void test_whose(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct buf text = {0};
	size_t n;
	char c;

	(void)state;
	database_open(&db, "2026-11-28", "");
	strcpy(db.session.user, "kor");
	db.session.role = ROLE_LEADER;
	db.session.org = 2;
	assert_int_equal(bring(&db, "a.csv", 10, 'a', &e), OK);
	take(&db, "Педагоги", ".csv", &person_list, 10, 'b');
	/* a login that begins so, or is begun so */
	for (size_t i = 0; i < 3; i++) {
		strcpy(db.session.user, ((const char *[]){"koroteeva", "ko", "gusev"})[i]);
		assert_int_equal(files(&db), 0);
		assert_int_equal(fetch(&db, "a.csv", &n, &c), ERR_NONE);
		e = (struct error){.code = OK};
		assert_int_equal(shelf_drop(&db.session, "a.csv", &e), ERR_NONE);
		assert_non_null(strstr(e.text, "на вашей полке нет файла «a.csv»"));
	}
	strcpy(db.session.user, "kor");
	assert_int_equal(files(&db), 2);

	/* of another organisation now: what was taken is gone, what was brought is not */
	db.session.org = 3;
	assert_int_equal(rows(&db), 2);
	assert_int_equal(fetch(&db, "pedagogi.csv", &n, &c), ERR_NONE);
	assert_int_equal(rows(&db), 1);
	assert_int_equal(files(&db), 1);
	db.session.org = 2;
	assert_int_equal(fetch(&db, "pedagogi.csv", &n, &c), ERR_NONE);

	/* as a methodist, then as a viewer; what a viewer takes everybody may */
	db.session.role = ROLE_METHODIST;
	take(&db, "Все педагоги", ".csv", &person_list, 10, 'b');
	db.session.role = ROLE_VIEWER;
	take(&db, "Площадки", ".csv", &(struct shelf_source){.what = "Площадки", .kind = KIND_SITE, .count = 2}, 10,
	     'b');
	assert_int_equal(fetch(&db, "vse-pedagogi.csv", &n, &c), ERR_NONE);
	assert_int_equal(fetch(&db, "ploshchadki.csv", &n, &c), OK);
	assert_int_equal(fetch(&db, "a.csv", &n, &c), OK);
	db.session.role = ROLE_LEADER;
	assert_int_equal(fetch(&db, "ploshchadki.csv", &n, &c), OK);
	buf_free(&text);
	database_close(&db);
}

static void test_days(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	size_t n;
	char c;

	(void)state;
	database_open(&db, "2026-11-28", "[shelf]\ndays = 3\n");
	strcpy(db.session.user, "morozova");
	assert_int_equal(bring(&db, "a.csv", 10, 'a', &e), OK);
	strcpy(db.session.user, "gusev");
	setenv("STAZH_TODAY", "2026-11-30", 1);
	assert_int_equal(bring(&db, "b.csv", 10, 'a', &e), OK);
	strcpy(db.session.user, "morozova");
	assert_int_equal(fetch(&db, "a.csv", &n, &c), OK);
	setenv("STAZH_TODAY", "2026-12-01", 1);
	assert_int_equal(fetch(&db, "a.csv", &n, &c), ERR_NONE);
	assert_int_equal(shelf_drop(&db.session, "a.csv", &e), ERR_NONE);
	strcpy(db.session.user, "gusev");
	assert_int_equal(files(&db), 1);
	assert_int_equal(bring(&db, "c.csv", 10, 'a', &e), OK); /* everybody's old ones make room */
	assert_int_equal(rows(&db), 2);
	setenv("STAZH_TODAY", "2026-12-24", 1);
	assert_int_equal(files(&db), 0);
	assert_int_equal(rows(&db), 0);
	database_close(&db);
}

static void test_quota(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint64_t room;
	char name[20];

	(void)state;
	database_open(&db, "2026-11-28", "[shelf]\nquota = 3\nfile = 2\n");
	assert_int_equal(shelf_room(&db.session, "a", &room, &e), OK);
	assert_int_equal(room, 2 * MIB);
	assert_int_equal(bring(&db, "a", 2 * MIB + 1, 'a', &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "больше 2 МиБ"));
	assert_int_equal(bring(&db, "a", 2 * MIB, 'a', &e), OK);
	assert_int_equal(bring(&db, "b", MIB + 1, 'b', &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "не хватает места: занято 2,0 МиБ из 3,0 МиБ"));
	assert_int_equal(files(&db), 1);
	assert_int_equal(bring(&db, "b", MIB, 'b', &e), OK); /* to the last byte */
	e = (struct error){.code = OK};
	assert_int_equal(shelf_room(&db.session, "c", &room, &e), ERR_REFUSED);
	assert_int_equal(bring(&db, "c", 1, 'b', &e), ERR_REFUSED);
	assert_int_equal(shelf_room(&db.session, "a", &room, &e), OK); /* in the place of what is there */
	assert_int_equal(room, 2 * MIB);
	assert_int_equal(bring(&db, "a", 1, 'c', &e), OK);
	strcpy(db.session.user, "another"); /* has a quota of its own */
	assert_int_equal(bring(&db, "a", 2 * MIB, 'a', &e), OK);
	strcpy(db.session.user, "small");
	for (int i = 0; i < SHELF_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(bring(&db, name, 1, 'a', &e), OK);
	}
	assert_int_equal(bring(&db, "last", 1, 'a', &e), ERR_REFUSED);
	assert_int_equal(bring(&db, "f1", 1, 'a', &e), OK);
	assert_sound(&db);
	database_close(&db);
}

static void test_names(void **state)
{
	static const char *const bad[] = {
		"",	" ",	".",	    "..",    "../x",  "/etc/passwd",	  "a/b",	"a\\b", "-rf",	".x",
		"a\nb", "a\tb", "a\x1b[0m", "a\x7f", "a\xff", "a\xe2\x80\xaegpj", "a:b",	"a*",	"$(x)", "a;b",
		"a'b",	"a\"b", "a|b",	    "«а»",   "…",     "a\u200b",	  "файл\u00ad", "名",	"=1+1", "a<b"};
	static const struct {
		const char *stem, *plain;
	} plain[] = {
		{"Приказ № 37-о от 24.08.2021", "prikaz-37-o"},
		{"Список группы «Ёлки / Щи»", "spisok-gruppy-elki"},
		{"../../etc/passwd", "etc-passwd"},
		{"…", "file"},
		{"", "file"},
		{"a\xff", "a"},
		{"Отчёт площадки МБОУ «Усть-Чебулинская ООШ» за 2026-2027", "otchet-ploshchadki"},
		{"Съезд, объём. Итог", "sezd-obem-itog"},
	};
	struct error e = {.code = OK};
	struct buf name = {0};
	char long_name[4 * SHELF_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e = (struct error){.code = OK};
		if (shelf_name(bad[i], &name, &e) != ERR_USAGE || name.n)
			fail_msg("«%s» is a name", bad[i]);
		assert_non_null(strstr(e.text, "буквы, цифры"));
	}
	memset(long_name, 'a', SHELF_NAME_MAX + 1);
	long_name[SHELF_NAME_MAX + 1] = 0;
	assert_int_equal(shelf_name(long_name, &name, &e), ERR_USAGE);
	long_name[SHELF_NAME_MAX] = 0;
	assert_int_equal(shelf_name(long_name, &name, &e), OK);
	buf_clear(&name);
	assert_int_equal(shelf_name(" Список № 2 (новый), черновик_1.xlsx ", &name, &e), OK);
	assert_string_equal(name.s, "Список № 2 (новый), черновик_1.xlsx");
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		buf_clear(&name);
		shelf_name_plain(plain[i].stem, ".odt", &name);
		assert_true(name.n > 4 && !strcmp(name.s + name.n - 4, ".odt"));
		name.s[name.n - 4] = 0;
		assert_string_equal(name.s, plain[i].plain);
	}
	buf_free(&name);
}

static void test_line(void **state)
{
	struct database db;
	struct buf line = {0};

	(void)state;
	database_open(&db, "2026-11-28", "[access]\nhost = cims\n");
	shelf_add_line(&db.session, "a.odt", &line);
	assert_string_equal(line.s, "stazh get a.odt > a.odt");
	buf_clear(&line);
	db.session.remote = true;
	shelf_add_line(&db.session, "a.odt", &line);
	assert_string_equal(line.s, "ssh cims get a.odt > a.odt");
	buf_clear(&line);
	shelf_add_line(&db.session, "список 1.csv", &line);
	assert_string_equal(line.s, "ssh cims \"get 'список 1.csv'\" > \"список 1.csv\"");
	database_close(&db);

	database_open(&db, "2026-11-28", "");
	db.session.remote = true;
	setenv("SSH_CONNECTION", "10.0.0.5 50000 10.0.0.1 2222", 1);
	buf_clear(&line);
	shelf_add_line(&db.session, "a.odt", &line);
	assert_non_null(strstr(line.s, "ssh -p 2222 "));
	assert_non_null(strstr(line.s, "@10.0.0.1 get a.odt > a.odt"));
	unsetenv("SSH_CONNECTION");
	buf_free(&line);
	database_close(&db);
}

/* A writer that is killed at any moment leaves the old one or the new one, and what was acknowledged is there. */
static void test_killed(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	size_t n;
	char c, last = 0;

	(void)state;
	database_open(&db, "2026-11-28", "");
	for (int round = 0; round < 6; round++) {
		int done[2];
		pid_t child;

		assert_int_equal(pipe(done), 0);
		child = fork();
		if (!child) {
			struct database own = db;

			own.session.store = NULL;
			if (store_open(config_text(&db.config, OPT_STORE_PATH), NULL, &own.session.store, &e))
				_exit(1);
			for (c = (char)('b' + round);; c++) {
				if (bring(&own, "a", MIB + (size_t)c, c, &e) || write(done[1], &c, 1) != 1)
					_exit(1);
			}
		}
		close(done[1]);
		for (int i = 0; i <= round % 3; i++)
			assert_int_equal(read(done[0], &last, 1), 1);
		usleep((useconds_t)(round * 1500));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(done[0], &c, 1) == 1)
			last = c;
		close(done[0]);
		assert_int_equal(fetch(&db, "a", &n, &c), OK);
		assert_true(c >= last && c <= last + 1);
		assert_int_equal(n, MIB + (size_t)c);
		assert_int_equal(rows(&db), 1);
	}
	assert_sound(&db);
	database_close(&db);
}

/* On a full disk nothing is put, and what was there stays. */
static void test_full(void **state)
{
	struct rlimit was, small;
	struct database db;
	struct error e = {.code = OK};
	size_t n;
	char c;

	(void)state;
	database_open(&db, "2026-11-28", "");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(bring(&db, "a", MIB, 'a', &e), OK);
	getrlimit(RLIMIT_FSIZE, &was);
	small = (struct rlimit){3 * MIB, was.rlim_max};
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(bring(&db, "a", 5 * MIB, 'b', &e), ERR_STORAGE);
	setrlimit(RLIMIT_FSIZE, &was);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(fetch(&db, "a", &n, &c), OK);
	assert_int_equal(n, MIB);
	assert_int_equal(c, 'a');
	assert_int_equal(bring(&db, "a", 5 * MIB, 'b', &e), OK);
	assert_sound(&db);
	database_close(&db);
}

/* Bytes that are no longer those that came are not given out, and can be put away. */
static enum err spoil(struct tx *tx, void *arg)
{
	struct key k = {.n = 0};
	struct slice v;
	struct buf row = {0};

	(void)arg;
	key_text(key_u8(key_text(&k, "gusev"), 0), "a");
	assert_true(tx_get(tx, T_DRAFT, &k, &v));
	buf_addn(&row, v.p, v.n);
	row.s[row.n - 1] ^= 1;
	assert_int_equal(tx_put(tx, T_DRAFT, &k, row.s, row.n), OK);
	buf_free(&row);
	return OK;
}

static void test_damaged(void **state)
{
	struct tx_info info = {.user = "t", .from = "", .action = "t", .note = ""};
	struct buf bytes = {0};
	struct database db;
	struct store *shelf;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-11-28", "");
	strcpy(db.session.user, "gusev");
	assert_int_equal(bring(&db, "a", 100, 'a', &e), OK);
	assert_int_equal(store_shelf(db.session.store, false, &shelf, NULL), OK);
	assert_int_equal(store_write(shelf, &info, spoil, NULL, &e), OK);
	assert_int_equal(shelf_fetch(&db.session, "a", &bytes, &e), ERR_STORAGE);
	assert_int_equal(bytes.n, 0);
	assert_int_equal(shelf_drop(&db.session, "a", &e), OK);
	assert_int_equal(files(&db), 0);
	database_close(&db);
}

static void test_anonymise(void **state)
{
	struct buf left = {0};
	struct database db;
	struct error e = {.code = OK};
	uint32_t person;

	(void)state;
	database_open(&db, "2026-11-28", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	person = add(&db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "org=1", "position_kind=учитель", NULL);
	take(&db, "Карточка Ёлкина А.", ".txt",
	     &(struct shelf_source){.what = "Карточка", .kind = KIND_PERSON, .id = person, .people = 1}, 100, 'a');
	strcpy(db.session.user, "other");
	assert_int_equal(bring(&db, "a.csv", 100, 'a', &e), OK);
	assert_int_equal(op_anonymise(&db.session, person, &left, &e), OK);
	assert_int_equal(rows(&db), 0);
	buf_free(&left);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways), cmocka_unit_test(test_whose), cmocka_unit_test(test_days),
		cmocka_unit_test(test_quota),	  cmocka_unit_test(test_names), cmocka_unit_test(test_line),
		cmocka_unit_test(test_killed),	  cmocka_unit_test(test_full),	cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_anonymise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
