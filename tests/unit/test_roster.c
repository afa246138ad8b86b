/* Enrolling by a list: what is asked, who is taken, what a file of 200 rows says. */
#include <stdio.h>
#include <unistd.h>

#include "database.h"
#include "stazh/table/import.h"
#include "stazh/table/transfer.h"

static void found(struct database *db)
{
	database_open(db, "2026-10-01", "");
	add(db, KIND_ORG, "short_name=Школа № 1", "full_name=Школа № 1", NULL);
	add(db, KIND_ORG, "short_name=Школа № 2", "full_name=Школа № 2", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "patronymic=Ивановна", "org=1", NULL);
	add(db, KIND_SITE, "org=1", "topic=Т", NULL);
	add(db, KIND_GROUP, "site=1", "name=Первая", NULL);
	add(db, KIND_GROUP, "site=1", "name=Вторая", NULL);
}

static void test_names(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *surname, *name, *patronymic;
	} good[] = {
		{"Ёлкина Анна Ивановна", "Ёлкина", "Анна", "Ивановна"}, {"Ёлкина А.И.", "Ёлкина", "А.", "И."},
		{"Ёлкина А. И.", "Ёлкина", "А.", "И."}, {" Ким  Ян ", "Ким", "Ян", ""}, {"Ким Я.", "Ким", "Я.", ""},
		{"Алиев Рашид Али оглы", "Алиев", "Рашид", "Али оглы"}, {"Петрова-Сидорова Д'Арк", "Петрова-Сидорова", "Д'Арк", ""},
	};
	/* clang-format on */
	static const char *const bad[] = {"",	       "Ёлкина",	"Ёлкина А",  "Ёлкина Анна 3",
					  "а б в г д", "Ёлкина <Анна>", "Ёлкина А И"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct record r = {.kind = KIND_PERSON};
		struct error e = {.code = OK};

		assert_int_equal(person_parse_name(good[i].text, &r, &e), OK);
		assert_string_equal(record_text(&r, PERSON_SURNAME), good[i].surname);
		assert_string_equal(record_text(&r, PERSON_NAME), good[i].name);
		assert_string_equal(record_text(&r, PERSON_PATRONYMIC), good[i].patronymic);
		record_release(&r);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct record r = {.kind = KIND_PERSON};
		struct error e = {.code = OK};

		assert_int_equal(person_parse_name(bad[i], &r, &e), ERR_REFUSED);
		assert_true(*e.text);
		record_release(&r);
	}
}

/* One question each, in the order of the lines; nothing is written before the last one is answered. */
static void test_questions(void **state)
{
	static const char list[] =
		"names=Жук Ян; Лицей; учитель физики; высшая; 05.10.2026; 01.12.2026\nЁлкина А.И.\n\n"
		"Ёлкина Алла Ильинична\tШкола № 1\nПетров П.П.; школа № 2";
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	assert_refused(act(&db, &e, KIND_GROUP, 1, "enrol", list, NULL), e, "", "Строка 1: организации «Лицей»");
	assert_int_equal(db.told.question.n, 3);
	assert_refused(act(&db, &e, KIND_GROUP, 1, "enrol", list, "school=1", NULL), e, "", "Строка 1: Жук Ян, Лицей");
	assert_refused(act(&db, &e, KIND_GROUP, 1, "enrol", list, "school=1", "new=1", NULL), e, "",
		       "Ёлкина Анна Ивановна (№ 1");
	assert_string_equal(db.told.question.answers[1].value, "4:1");
	assert_refused(act(&db, &e, KIND_GROUP, 1, "enrol", list, "school=1", "new=1;4", NULL), e, "",
		       "Строка 5: Петров");
	assert_int_equal(count(&db, KIND_PERSON), 1);
	assert_int_equal(count(&db, KIND_ORG), 2);
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "enrol", list, "school=1", "new=1;4", "skip=5", NULL), OK);
	assert_int_equal(count(&db, KIND_TRAINEE), 3);
	assert_int_equal(count(&db, KIND_PERSON), 3);
	assert_int_equal(count(&db, KIND_ORG), 3);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "to"), "01.12.2026");
	assert_string_equal(shown(&db, KIND_PERSON, 2, "position_kind"), "учитель");
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(count(&db, KIND_PERSON), 1);
	assert_int_equal(count(&db, KIND_ORG), 2);

	/* the same person told of in another way; by number; no school */
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "enrol", "names=Елкина Нюра; Школа № 1", "same=1:1", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_GROUP, 2, "enrol", "names=№ 1", NULL), OK);
	assert_int_equal(count(&db, KIND_PERSON), 1);
	assert_refused(act(&db, &e, KIND_GROUP, 2, "enrol", "names=Жук Ян", NULL), e, "", "нужна школа");
	assert_refused(act(&db, &e, KIND_GROUP, 2, "enrol", "names=Жук Ян;Школа", NULL), e, "", "Строка 1");
	assert_refused(act(&db, &e, KIND_GROUP, 2, "enrol", NULL), e, "", "кого зачислить");
	database_close(&db);
}

static enum err add_twin(struct tx *tx, void *arg)
{
	return model_add(tx, KIND_PERSON, arg, 3, NULL, NULL);
}

static void test_doubt(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	const struct assign twin[] = {{"surname", "Елкина"}, {"name", "А."}, {"org", "1"}, {ASSIGN_ANYWAY, "да"}};
	const struct assign other[] = {{"surname", "Елкина"}, {"name", "А."}, {"org", "2"}};

	(void)state;
	found(&db);
	assert_int_equal(op_add(&db.session, KIND_PERSON, twin, 3, NULL, &db.told, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "Ёлкина Анна Ивановна (№ 1"));
	assert_int_equal(db.told.question.n, 1);
	assert_int_equal(op_add(&db.session, KIND_PERSON, other, 3, NULL, &db.told, &e), OK);
	assert_int_equal(op_add(&db.session, KIND_PERSON, twin, 4, NULL, &db.told, &e), OK);
	/* only a person is asked, not a program that makes many */
	assert_int_equal(session_write(&db.session, "demo", "", add_twin, (void *)twin, &e), OK);
	assert_int_equal(op_set(&db.session, KIND_PERSON, 1, 0, &twin[3], 1, &db.told, &e), ERR_USAGE);
	database_close(&db);
}

/* ---- a file of 200 trainees ---- */

#define ROWS 200

/* Each is bad in a way of its own: the row as it stands in the file, and what has to be said. */
static const struct {
	int row;
	const char *text, *said;
} bad_rows[] = {
	{7, ";Школа № 1;учитель;высшая;;", "строка 8, столбец «ФИО»: не заполнено"},
	{15, "Фамилия;Школа № 1;учитель;высшая;;", "строка 16, столбец «ФИО»: «Фамилия»: ожидаются фамилия, имя"},
	{23, "Умов Ян 2;Школа № 1;учитель;высшая;;",
	 "строка 24, столбец «ФИО»: «Умов Ян 2»: в имени человека ожидаются буквы"},
	{31, "Умов Я;Школа № 1;учитель;высшая;;", "строка 32, столбец «ФИО»: «Умов Я»: после инициала ожидается точка"},
	{39, "Умов Ян;Школа № 9;учитель;высшая;;", "строка 40, столбец «школа»"},
	{47, "Умов Ян;Школа;учитель;высшая;;", "строка 48, столбец «школа»"},
	{55, "Умов Ян;;учитель;высшая;;",
	 "строка 56, столбец «ФИО»: такого человека ещё нет; чтобы завести, нужна школа"},
	{63, "Умов Ян;Школа № 1;учитель;вторая;;", "строка 64, столбец «категория»: «вторая» — нет в списке"},
	{71, "Умов Ян;Школа № 1;учитель;высшая;31.02.2027;", "строка 72, столбец «с»: нет такого дня: 31.02.2027"},
	{79, "Умов Ян;Школа № 1;учитель;высшая;;скоро", "строка 80, столбец «по»: непонятная дата «скоро»"},
	{87, "Умов Ян;Школа № 1;учитель;высшая;01.02.2027;01.01.2027",
	 "строка 88, столбец «по»: «01.01.2027» — п. 5.2: стажировка кончается раньше"},
	{95, "Фамилияа Имя;Школа № 2;учитель;высшая;;", "строка 96: п. 5.2: этот человек уже есть в группе"},
	{103, "Ёлкина А.;Школа № 1;учитель;высшая;;", "строка 104, столбец «ФИО»: Ёлкина А.: таких людей несколько"},
	{119, "Умов Ян;Школа № 1;учитель;высшая;;;лишнее", "строка 120: «лишнее» — значение в столбце G"},
};
#define BAD (sizeof(bad_rows) / sizeof(*bad_rows))

/* A surname of letters alone for the number. */
static void add_surname(struct buf *out, int n)
{
	buf_add(out, "Фамилия");
	for (; n > 0; n /= 5)
		buf_addf(out, "%s", (const char *[]){"а", "б", "в", "г", "д"}[n % 5]);
}

static char *write_list(struct database *db, bool bad)
{
	struct buf b = {0}, path = {0};
	size_t next = 0;
	FILE *f;

	buf_add(&b, "ФИО;школа;должность;категория;с;по\n");
	for (int i = 1; i <= ROWS; i++) {
		if (bad && next < BAD && bad_rows[next].row == i) {
			buf_addf(&b, "%s\n", bad_rows[next++].text);
			continue;
		}
		add_surname(&b, i == 1 ? 0 : i);
		buf_addf(&b, "%s Имя;Школа № %d;учитель;%s;%s;\n", i == 1 ? "а" : "", 1 + i % 2,
			 i % 3 ? "высшая" : "первая", i % 7 ? "" : "15.10.2026");
	}
	buf_addf(&path, "%s/list.csv", db->folder);
	f = fopen(path.s, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(b.s, 1, b.n, f), b.n);
	fclose(f);
	buf_free(&b);
	return buf_take(&path);
}

static void test_file(void **state)
{
	const struct assign group = {"group", "1"};
	struct import_report report = {0};
	struct database db;
	struct error e = {.code = OK};
	char *path;

	(void)state;
	found(&db);
	add(&db, KIND_PERSON, "surname=Ёлкина", "name=Алла", "org=1", "anyway=да", NULL);
	path = write_list(&db, true);
	assert_int_equal(
		import_file(&db.session,
			    &(struct import_request){.kind = KIND_TRAINEE, .path = path, .given = &group, .given_n = 1},
			    &report, &e),
		ERR_INPUT);
	for (size_t i = 0; i < BAD; i++)
		if (!strstr(report.faults.s, bad_rows[i].said))
			fail_msg("«%s» is not said:\n%s", bad_rows[i].said, report.faults.s);
	assert_int_equal(report.faults_n, BAD);
	assert_int_equal(count(&db, KIND_TRAINEE), 0);
	assert_int_equal(count(&db, KIND_PERSON), 2);
	import_report_release(&report);
	free(path);

	path = write_list(&db, false);
	assert_int_equal(
		import_file(&db.session,
			    &(struct import_request){.kind = KIND_TRAINEE, .path = path, .given = &group, .given_n = 1},
			    &report, &e),
		OK);
	assert_int_equal(report.added, ROWS);
	assert_int_equal(report.people, ROWS);
	assert_int_equal(count(&db, KIND_TRAINEE), ROWS);
	assert_int_equal(count(&db, KIND_PERSON), ROWS + 2);
	import_report_release(&report);
	assert_int_equal(import_file(&db.session,
				     &(struct import_request){.kind = KIND_TRAINEE,
							      .path = path,
							      .given = &(struct assign){"group", "2"},
							      .given_n = 1},
				     &report, &e),
			 OK);
	assert_int_equal(report.people, 0); /* the same people in another group */
	import_report_release(&report);
	assert_int_equal(op_undo(&db.session, 2, NULL, &e), OK); /* one step each */
	assert_int_equal(count(&db, KIND_TRAINEE), 0);
	assert_int_equal(count(&db, KIND_PERSON), 2);
	unlink(path);
	free(path);
	database_close(&db);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names), cmocka_unit_test(test_questions), cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_file),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
