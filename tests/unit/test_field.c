/* What may be typed into a field: the first and the last value that are taken, and what is no value of its kind. */
#include "database.h"

static enum err typed(struct database *db, unsigned kind, const char *field, const char *text, struct error *e)
{
	struct tx *tx = tx_read(db->session.store, e);
	struct record r = {.kind = (uint8_t)kind};
	enum err err;

	*e = (struct error){.code = OK};
	err = field_parse(tx, field_by_name(kind_def(kind), field), text, &r, e);
	tx_end(&tx);
	record_release(&r);
	return err;
}

#define assert_taken(kind, field, typed_)                                                                              \
	do {                                                                                                           \
		if (typed(&db, kind, field, typed_, &e))                                                               \
			fail_msg("«%s»: %s", typed_, e.text);                                                          \
	} while (0)

#define assert_not_taken(kind, field, typed_, part) assert_refused(typed(&db, kind, field, typed_, &e), e, "", part)

static void test_numbers(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-11-24", "");
	assert_taken(KIND_EVENT, "minutes", "1");
	assert_taken(KIND_EVENT, "minutes", "1440");
	assert_not_taken(KIND_EVENT, "minutes", "0", "вне пределов от 1 до 1440");
	assert_not_taken(KIND_EVENT, "minutes", "1441", "вне пределов от 1 до 1440");
	assert_not_taken(KIND_EVENT, "minutes", "-1", "вне пределов");
	assert_taken(KIND_EQUIPMENT, "needed", "0");
	assert_not_taken(KIND_EVENT, "minutes", "90 минут", "не целое число");
	assert_not_taken(KIND_EVENT, "minutes", "99999999999999999999", "не целое число");
	/* every number of every kind: its bounds are taken, what is beyond them is not */
	for (unsigned kind = 1; kind < KIND_END; kind++)
		for (size_t i = 0; i < kind_def(kind)->n; i++) {
			const struct field *f = &kind_def(kind)->fields[i];
			char text[20];

			if (f->type != FT_INT || f->min >= f->max)
				continue;
			for (int by = -1; by <= 1; by++) {
				snprintf(text, sizeof(text), "%ld", (long)f->min + by);
				assert_int_equal(typed(&db, kind, f->name, text, &e), by < 0 ? ERR_REFUSED : OK);
				snprintf(text, sizeof(text), "%ld", (long)f->max + by);
				assert_int_equal(typed(&db, kind, f->name, text, &e), by > 0 ? ERR_REFUSED : OK);
			}
		}
	database_close(&db);
}

static void test_times(void **state)
{
	static const char *const good[] = {"0:00", "9:05", "14.30", "14-30", "1430", "905", "14", "23:59"};
	static const char *const bad[] = {"24:00",  "24",  "23:60", "2360",  "14:6",
					  "14:061", "14:", "14,30", "в два", "-1:00"};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-11-24", "");
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_taken(KIND_EVENT, "time", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_not_taken(KIND_EVENT, "time", bad[i], "ожидается время");
	database_close(&db);
}

/* n letters, two bytes each. */
static const char *letters(size_t n)
{
	static char text[41000];

	for (size_t i = 0; i < n; i++)
		memcpy(text + 2 * i, "ж", 2);
	text[2 * n] = 0;
	return text;
}

static void test_texts(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-11-24", "");
	assert_taken(KIND_ORG, "short_name", letters(400));
	assert_not_taken(KIND_ORG, "short_name", letters(401), "401 знак, а помещается 400");
	assert_taken(KIND_EVENT, "topic", letters(600)); /* its own */
	assert_not_taken(KIND_EVENT, "topic", letters(601), "601 знак, а помещается 600");
	assert_taken(KIND_EVENT, "summary", letters(20000));
	assert_not_taken(KIND_EVENT, "summary", letters(20001), "20001 знак, а помещается 20000");
	assert_not_taken(KIND_ORG, "short_name", "a\033[2Jb", "");
	assert_not_taken(KIND_ORG, "short_name", "a\xff", "");
	database_close(&db);
}

static void test_words(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-11-24", "");
	assert_taken(KIND_EVENT, "form", "ЛЕКЦИЯ");
	assert_taken(KIND_EVENT, "form", "круг"); /* begins one word only */
	assert_not_taken(KIND_EVENT, "form", "к", "подходит несколько слов");
	assert_not_taken(KIND_EVENT, "form", "танцы", "нет в списке");
	assert_taken(KIND_ORG, "low_results", "Да");
	assert_not_taken(KIND_ORG, "low_results", "может быть", "ожидается «да» или «нет»");
	assert_taken(KIND_REPORT, "school_year", "2026-2027");
	assert_not_taken(KIND_REPORT, "school_year", "2026-2028", "учебный год");
	assert_not_taken(KIND_REMINDER, "link", "слон 3", "ожидается вид записи");
	assert_not_taken(KIND_REMINDER, "link", "site 3", "");
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
