/* Files of another register than that of the training sites, out and in again. */
#include "library.h"
#include "stazh/table/import.h"
#include "stazh/table/transfer.h"

static struct database db;

static void put_out(unsigned kind, const char *name, size_t wanted)
{
	struct error e = {.code = OK};
	char path[100];
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/%s", db.folder, name);
	if (export_file(&db.session, &(struct query){.kind = kind}, NULL, path,
			strstr(name, ".json") ? FORMAT_JSON : FORMAT_CSV, &n, NULL, &e))
		fail_msg("%s", e.text);
	assert_int_equal(n, wanted);
}

static void take_in(unsigned kind, const char *name, size_t wanted)
{
	struct import_report report;
	struct error e = {.code = OK};
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", db.folder, name);
	if (import_file(&db.session, &(struct import_request){.kind = kind, .path = path}, &report, &e))
		fail_msg("%s\n%s", e.text, buf_text(&report.faults));
	assert_int_equal(report.added, wanted);
	import_report_release(&report);
}

/* readers: NULL: they stay, since data name them by their numbers. */
static void go_round(const char *readers, const char *books)
{
	struct error e = {.code = OK};
	uint32_t novel;

	database_open_of(&db, &library, NULL, "2026-09-01", "");
	add(&db, KIND_READER, "name=Анна", "phone=2-11-05", NULL);
	add(&db, KIND_READER, "name=Борис", NULL);
	novel = add(&db, KIND_BOOK, "reader=Анна", "title==Ёлки; «зимой»", "genre=роман", "pages=300", NULL);
	add(&db, KIND_BOOK, "reader=Борис", "title=Дым", NULL);
	assert_int_equal(act(&db, &e, KIND_BOOK, novel, "lend", "back=20.09.2026", NULL), OK);
	if (readers)
		put_out(KIND_READER, readers, 2);
	put_out(KIND_BOOK, books, 2);
	for (uint32_t id = 1; id <= 2; id++)
		assert_int_equal(op_delete(&db.session, readers ? KIND_READER : KIND_BOOK, id, true, &e), OK);
	assert_int_equal(count(&db, KIND_BOOK), 0);
	if (readers)
		take_in(KIND_READER, readers, 2);
	take_in(KIND_BOOK, books, 2);
	assert_int_equal(count(&db, KIND_BOOK), 2);
	assert_string_equal(shown(&db, KIND_READER, readers ? 3 : 1, "phone"), "2-11-05");
	for (uint32_t id = 3; id <= 4; id++)
		if (!strcmp(shown(&db, KIND_BOOK, id, "title"), "=Ёлки; «зимой»"))
			novel = id;
	assert_string_equal(shown(&db, KIND_BOOK, novel, "title"), "=Ёлки; «зимой»");
	assert_string_equal(shown(&db, KIND_BOOK, novel, "reader"), "Анна");
	assert_string_equal(shown(&db, KIND_BOOK, novel, "state"), LENT);
	assert_string_equal(shown(&db, KIND_BOOK, novel, "back"), "20.09.2026");
	assert_string_equal(shown(&db, KIND_BOOK, novel, "pages"), "300");
	assert_sound(&db);
	database_close(&db);
}

static void test_csv(void **state)
{
	(void)state;
	go_round("readers.csv", "books.csv");
}

static void test_json(void **state)
{
	(void)state;
	go_round(NULL, "books.json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_csv), cmocka_unit_test(test_json)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
