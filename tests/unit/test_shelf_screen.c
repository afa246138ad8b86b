/* The shelf on the screen of a remote session: every file that a screen writes comes there, with the line that fetches
 * it, and no file of the server is named; what was brought is imported from there. */
#include "walk.h"

#include <dirent.h>

#include "stazh/model/shelf.h"

static struct buf shot;

static void type(const char *keys)
{
	size_t n;

	for (const char *at = keys; *at; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		press(key_by_name(at, n));
	}
	buf_clear(&shot);
	if (app.top)
		term_shot("shot", &shot);
}

static void from_start(const char *keys)
{
	go(&(struct place){.n = 0});
	type(keys);
}

static void see(const char *text)
{
	if (!strstr(shot.s, text))
		fail_msg("no «%s»:\n%s", text, shot.s);
}

static size_t files_here(void)
{
	DIR *folder = opendir(".");
	size_t n = 0;

	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

/* The newest file of the shelf, with its bytes; how many there are. */
static size_t newest(struct shelf_file *f, struct buf *bytes)
{
	struct error e = {.code = OK};
	struct shelf own;
	size_t n;

	buf_clear(bytes);
	assert_int_equal(shelf_list(&db.session, &own, &e), OK);
	n = own.n;
	if (n) {
		*f = own.files[0];
		if (shelf_read(&db.session, f->name, bytes, &e))
			fail_msg("%s", e.text);
	}
	shelf_release(&own);
	return n;
}

static void bring(const char *name, const char *text)
{
	struct error e = {.code = OK};
	struct buf bytes = {0};
	bool replaced;

	buf_add(&bytes, text);
	if (shelf_bring(&db.session, name, &bytes, &replaced, &e))
		fail_msg("%s", e.text);
	buf_free(&bytes);
}

static void begin_remote(enum role role, const char *user)
{
	db.session.remote = true;
	db.session.role = role;
	strcpy(db.session.user, user);
}

static void test_take(void **state)
{
	static const struct {
		const char *keys, *name, *begins, *what;
		unsigned kind;
	} rows[] = {
		{"2 Ctrl-D Down Enter", "pasport", "PK", "Паспорт", KIND_SITE},
		{"7 Enter Ctrl-E Enter", "organizatsii.xlsx", "PK", "Организации", KIND_ORG},
		{"7 Enter Ctrl-E Down Enter", "organizatsii.csv", "\xef\xbb\xbfКраткое", "Организации", KIND_ORG},
		{"7 Enter Ctrl-E Down Down Enter", "organizatsii-2.xlsx", "PK", "Организации", KIND_ORG},
		{"7 Enter Ctrl-E Down Down Down Enter", "organizatsii-2.csv", "\xef\xbb\xbf", "Организации", KIND_ORG},
		{"7 Enter Ctrl-E Down Down Down Down Enter", "organizatsii.json", "[", "Организации", KIND_ORG},
		{"5 Ctrl-W Ctrl-E Down Down Enter", "svod", "PK", "Список", 0},
		{"4 Ctrl-E Enter", "kalendar", "", "Календарь", 0},
		{"7 Down Enter Ctrl-E Enter", "pedagogi", "PK", "Педагоги", KIND_PERSON},
		{"1 Ctrl-E Enter", "sroki", "PK", "Сроки", 0},
	};
	struct buf bytes = {0}, told = {0};
	struct shelf_file f;
	size_t here_before = files_here();
	struct store *readings;
	struct log_entry l = {0};
	struct tx *tx;

	(void)state;
	begin_remote(ROLE_METHODIST, "morozova");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		from_start(rows[i].keys);
		if (newest(&f, &bytes) != i + 1)
			fail_msg("%s: nothing taken\n%s", rows[i].keys, shot.s);
		see("Чтобы забрать файл, наберите у себя:");
		buf_clear(&told);
		buf_addf(&told, "get %s > %s", f.name, f.name);
		see(told.s);
		if (strncmp(f.name, rows[i].name, strlen(rows[i].name)) != 0 ||
		    strncmp(bytes.s, rows[i].begins, strlen(rows[i].begins)) != 0 || !strstr(f.what, rows[i].what))
			fail_msg("%s: %s, «%s», %.20s", rows[i].keys, f.name, f.what, bytes.s);
		assert_int_equal(store_readings(db.session.store, &readings, NULL), OK);
		tx = tx_read(readings, NULL);
		assert_int_equal(log_load(tx, log_last(tx), &l), OK);
		assert_string_equal(l.action, "shelf_take");
		assert_int_equal(l.about_kind, rows[i].kind);
		if (!i || i > 7) /* whom a document names, a list, what is due */
			assert_non_null(strstr(l.note, ", людей: "));
		if (log_last(tx) > 1) { /* one entry for it */
			assert_int_equal(log_load(tx, log_last(tx) - 1, &l), OK);
			assert_string_not_equal(l.action, "export");
		}
		tx_end(&tx);
	}
	assert_int_equal(files_here(), here_before);
	log_release(&l);
	buf_free(&told);
	buf_free(&bytes);
}

static void test_rights(void **state)
{
	struct buf bytes = {0};
	struct shelf_file f;

	(void)state;
	/* a viewer takes what a viewer reads: no phone, no e-mail */
	begin_remote(ROLE_VIEWER, "gost");
	from_start("7 Down Enter Ctrl-E Down Down Down Enter");
	assert_int_equal(newest(&f, &bytes), 1);
	assert_string_equal(f.what, "Педагоги");
	assert_true(f.people > 3);
	assert_null(strstr(bytes.s, "+7"));
	begin_remote(ROLE_METHODIST, "morozova2");
	from_start("7 Down Enter Ctrl-E Down Down Down Enter");
	assert_int_equal(newest(&f, &bytes), 1);
	/* no room: told, and nothing is taken */
	for (int i = 0; i < 2; i++) {
		struct error e = {.code = OK};
		uint64_t room;
		bool replaced;

		assert_int_equal(shelf_room(&db.session, i ? "a" : "b", &room, &e), OK);
		buf_clear(&bytes);
		buf_fill(&bytes, 'a', room);
		assert_int_equal(shelf_bring(&db.session, i ? "a" : "b", &bytes, &replaced, &e), OK);
	}
	from_start("7 Enter Ctrl-E Down Down Down Enter");
	see("На полке не хватает места");
	assert_null(strstr(shot.s, "--delete"));
	assert_int_equal(newest(&f, &bytes), 3);
	buf_free(&bytes);
}

static void test_bring(void **state)
{
	uint32_t orgs = count(&db, KIND_ORG);

	(void)state;
	begin_remote(ROLE_METHODIST, "gusev");
	from_start("7 Enter Ctrl-U");
	see("На полке таблиц нет");
	see("put tablica.xlsx < tablica.xlsx");
	type("Enter");
	assert_int_equal(app.top->ops->popup, 0);
	bring("старые.csv", "Краткое название;Полное название\nСтарая;Старая школа\n");
	bring("заметки.txt", "не таблица");
	bring("новые.csv", "Краткое название;Полное название\nНовая;Новая школа\nВторая;Вторая школа\n");
	from_start("7 Enter Ctrl-U");
	see("Загрузить с полки");
	see("новые.csv");
	see("старые.csv");
	assert_null(strstr(shot.s, "заметки"));
	assert_null(strstr(shot.s, "Другой файл"));
	assert_null(strstr(shot.s, "sites.csv"));
	assert_true(strstr(shot.s, "новые.csv") < strstr(shot.s, "старые.csv"));
	type("Enter");
	see("Файл «новые.csv»");
	see("новых 2");
	type("F2");
	assert_int_equal(count(&db, KIND_ORG), orgs + 2);
	/* brought anew while it is looked at: what is looked at stays; chosen again it is the new one */
	from_start("7 Enter Ctrl-U Down Enter");
	see("Файл «старые.csv»");
	bring("старые.csv", "Краткое название;Полное название\nА;А школа\nБ;Б школа\nВ;В школа\n");
	see("новых 1");
	type("Ctrl-U Enter");
	see("новых 3");
	/* broken ones are told by their label */
	bring("битая.xlsx", "PK\003\004 и не книга");
	from_start("7 Enter Ctrl-U Enter");
	see("битая.xlsx");
	assert_null(strstr(shot.s, "/proc"));
	assert_null(strstr(shot.s, "/fd"));
}

static void test_local(void **state)
{
	size_t before;

	(void)state;
	begin_remote(ROLE_METHODIST, "gusev"); /* with what test_bring has left */
	db.session.remote = false;
	from_start("2 Ctrl-U");
	see("Загрузить из файла");
	see("полка, ");
	see("sites.csv");
	see("Другой файл…");
	type("Esc");
	before = files_here();
	from_start("7 Enter Ctrl-E Down Enter");
	assert_int_equal(files_here(), before + 1);
}

static void test_shelf(void **state)
{
	struct buf bytes = {0};
	struct shelf_file f;

	(void)state;
	begin_remote(ROLE_LEADER, "koroteeva");
	from_start("7 End Up Enter");
	see("Полка пуста");
	type("F8");
	type("Esc");
	bring("a.csv", "а;б\n");
	bring("второй файл.csv", "а;б\n");
	from_start("7 End Up");
	see("Полка                            2");
	type("Enter");
	see("занято 12 байт из 20,0 МиБ");
	see("08.06.2022 12:00");
	type("Enter");
	see("get 'второй файл.csv'\" > \"второй файл.csv\"");
	type("Esc F8");
	see("Убрать с полки?");
	type("Esc");
	assert_int_equal(newest(&f, &bytes), 2);
	type("F8 Enter");
	if (newest(&f, &bytes) == 2)
		type("F8 Left Enter");
	assert_int_equal(newest(&f, &bytes), 1);
	assert_string_equal(f.name, "a.csv");
	see("a.csv");
	buf_free(&bytes);
}

static int end(void **state)
{
	app_end(&app);
	buf_free(&shot);
	return teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_take),  cmocka_unit_test(test_rights), cmocka_unit_test(test_bring),
		cmocka_unit_test(test_local), cmocka_unit_test(test_shelf),
	};

	return cmocka_run_group_tests(tests, setup, end);
}
