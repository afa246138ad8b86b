/* Days taken over into the next school year: the weekday, days off, the order. */
#include <stdlib.h>

#include "database.h"
#include "stazh/calendar/days.h"
#include "stazh/calendar/year_move.h"

static int32_t on(int y, int m, int d)
{
	return date_from_ymd(y, m, d);
}

static void moves(const struct config *c, int year, int32_t from, int32_t to, const char *because)
{
	const char *why;
	struct buf is = {0}, wanted = {0};

	date_add_ru(&is, year_move_day(c, year, year + 1, from, &why));
	date_add_ru(&wanted, to);
	assert_string_equal(buf_text(&is), buf_text(&wanted));
	if (because)
		assert_string_equal(why, because);
	else
		assert_null(why);
	buf_free(&is);
	buf_free(&wanted);
}

static void test_examples(void **state)
{
	struct database db;
	const struct config *c = &db.config;

	(void)state;
	database_open(&db, "2027-09-01", "[calendar]\nschool_holidays = \"+01.11.2027-07.11.2027 осенние каникулы\"\n");
	moves(c, 2026, on(2026, 11, 19), on(2027, 11, 18), NULL); /* a Thursday */
	moves(c, 2026, on(2026, 9, 1), on(2027, 9, 1), "другой учебный год");
	moves(c, 2026, on(2026, 9, 2), on(2027, 9, 1), NULL);
	moves(c, 2026, on(2026, 11, 5), on(2027, 11, 8), "День народного единства");
	moves(c, 2026, on(2026, 11, 3), on(2027, 11, 8), "осенние каникулы");
	moves(c, 2026, on(2026, 11, 1), on(2027, 11, 8), "воскресенье");
	moves(c, 2026, on(2026, 12, 31), on(2027, 12, 30), NULL);
	moves(c, 2026, on(2027, 1, 7), on(2028, 1, 10), "новогодние каникулы"); /* the 9th is a Sunday */
	moves(c, 2026, on(2027, 1, 9), on(2028, 1, 10), "новогодние каникулы");
	moves(c, 2026, on(2027, 2, 25), on(2028, 2, 24), NULL);
	moves(c, 2026, on(2027, 3, 1), on(2028, 2, 28), NULL);
	moves(c, 2027, on(2028, 2, 29), on(2029, 2, 27), NULL); /* a Tuesday */
	moves(c, 2026, on(2027, 5, 3), on(2028, 5, 2), "Праздник Весны и Труда");
	moves(c, 2026, on(2027, 7, 14), on(2028, 7, 12), NULL);
	moves(c, 2028, on(2029, 8, 31), on(2030, 8, 30), NULL);
	moves(c, 2029, on(2030, 8, 30), on(2031, 8, 30), "другой учебный год");
	database_close(&db);
}

/* In summer there are holidays: what was held there may be, and what was not goes there only where it has to. */
static void test_summer(void **state)
{
	struct database db;
	const struct config *c = &db.config;

	(void)state;
	database_open(&db, "2027-09-01", "");
	moves(c, 2026, on(2027, 6, 16), on(2028, 6, 14), NULL);
	moves(c, 2026, on(2027, 6, 14), on(2028, 6, 13), "День России");
	moves(c, 2028, on(2029, 5, 31), on(2030, 5, 30), NULL);
	moves(c, 2026, on(2027, 8, 31), on(2028, 8, 29), NULL);
	assert_int_equal(year_move_border(c, 2026, 2027, on(2027, 4, 30), true), on(2028, 4, 29));
	assert_int_equal(year_move_border(c, 2026, 2027, on(2026, 10, 3), false), on(2027, 10, 4));
	assert_int_equal(year_move_border(c, 2027, 2028, on(2028, 2, 29), true), on(2029, 2, 28));
	assert_int_equal(year_move_border(c, 2026, 2027, on(2026, 9, 1), false), on(2027, 9, 1));
	assert_int_equal(year_move_border(c, 2029, 2030, on(2029, 9, 1), false), on(2030, 9, 2)); /* a Sunday */
	database_close(&db);
}

static int compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* The week that a day stands in, from the first one with a school day on. */
static int32_t week(const struct config *c, int year, int32_t day)
{
	int32_t first = school_year_first(year);

	while (date_weekday(first) >= config_int(c, OPT_WEEK))
		first++;
	return (day - date_weekday(day) - (first - date_weekday(first))) / 7;
}

static void check_year(const struct config *c, int from, int to, const int32_t *days, size_t n)
{
	int32_t *moved = mem_alloc(n * sizeof(*moved));
	const char **why = mem_alloc(n * sizeof(*why));

	year_move(c, from, to, days, n, moved, why);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(school_year_of(moved[i]), to);
		assert_false(day_is_off(c, moved[i], NULL));
		assert_true(!i || moved[i - 1] <= moved[i]);
		if (why[i])
			continue;
		assert_int_equal(date_weekday(moved[i]), date_weekday(days[i]));
		assert_int_equal(week(c, to, moved[i]), week(c, from, days[i]));
		assert_true(!day_is_holiday(c, moved[i], NULL) || day_is_holiday(c, days[i], NULL));
	}
	for (size_t i = 0; i < n; i++) /* what left its weekday had a reason: its own, or that of one before */
		if (why[i] && year_move_day(c, from, to, days[i], NULL) == moved[i])
			assert_true(date_weekday(moved[i]) != date_weekday(days[i]) ||
				    week(c, to, moved[i]) != week(c, from, days[i]));
	free(moved);
	free(why);
}

static void test_properties(void **state)
{
	static const char *const settings[] = {"", "[calendar]\nweek = 5\n", "[calendar]\nweek = 7\n",
					       "[calendar]\nweek = 5\ndays_off = \"31.12-08.01;01.09;29.02;01.05\"\n"
					       "school_holidays = \"25.10-04.11 осенние;30.12-10.01 зимние;22.03-31.03 "
					       "весенние;25.05-31.08 летние\"\n",
					       "[calendar]\nweek = 6\nschool_holidays = \"28.10-05.11;20.08-31.08\"\n"};
	int32_t all[366], some[40];

	(void)state;
	srand(7);
	for (size_t s = 0; s < sizeof(settings) / sizeof(*settings); s++) {
		struct database db;

		database_open(&db, "2027-09-01", settings[s]);
		for (int from = 2020; from < 2040; from++)
			for (int to = from + 1; to <= from + 2; to++) {
				size_t n = (size_t)(school_year_last(from) - school_year_first(from) + 1);

				for (size_t i = 0; i < n; i++)
					all[i] = school_year_first(from) + (int32_t)i;
				check_year(&db.config, from, to, all, n);
				for (size_t i = 0; i < 40; i++)
					some[i] = all[(size_t)rand() % n];
				qsort(some, 40, sizeof(*some), compare);
				check_year(&db.config, from, to, some, 40);
			}
		database_close(&db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_summer),
		cmocka_unit_test(test_properties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
