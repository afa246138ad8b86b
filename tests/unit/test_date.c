#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "stazh/base/date.h"

/* Days are counted one by one through the whole range; nothing of date.c is used to say what is right. */
static void test_every_day(void **state)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t date = DATE_MIN;
	int weekday = 0; /* 1 January 1900 was a Monday */
	struct buf b = {0};

	(void)state;
	for (int y = 1900; y <= 2199; y++) {
		bool leap = (y % 4 == 0 && y % 100 != 0) || y == 2000;

		for (int m = 1; m <= 12; m++) {
			int length = lengths[m - 1] + (m == 2 && leap);

			assert_int_equal(date_days_in_month(y, m), length);
			for (int d = 1; d <= length; d++, date++, weekday = (weekday + 1) % 7) {
				int32_t parsed = DATE_NONE;
				char ru[32], iso[32];
				int yy, mm, dd;

				date_to_ymd(date, &yy, &mm, &dd);
				snprintf(ru, sizeof(ru), "%02d.%02d.%04d", d, m, y);
				snprintf(iso, sizeof(iso), "%04d-%02d-%02d", y, m, d);
				if (date_from_ymd(y, m, d) != date || yy != y || mm != m || dd != d)
					fail_msg("%s is not %d", iso, date);
				if (date_weekday(date) != weekday || school_year_of(date) != (m < 9 ? y - 1 : y))
					fail_msg("%s", iso);
				buf_clear(&b);
				date_add_ru(&b, date);
				assert_string_equal(b.s, ru);
				buf_clear(&b);
				date_add_iso(&b, date);
				assert_string_equal(b.s, iso);
				assert_int_equal(date_parse_iso(iso), date);
				assert_int_equal(date_parse(ru, 0, 0, &parsed, NULL), OK);
				assert_int_equal(parsed, date);
			}
			assert_int_equal(date_from_ymd(y, m, length + 1), DATE_NONE);
			assert_int_equal(date_from_ymd(y, m, 0), DATE_NONE);
		}
	}
	assert_int_equal(date - 1, DATE_MAX);
	assert_int_equal(date_from_ymd(1970, 1, 1), 0);
	assert_int_equal(date_from_ymd(1899, 12, 31), DATE_NONE);
	assert_int_equal(date_from_ymd(2200, 1, 1), DATE_NONE);
	assert_int_equal(date_from_ymd(2022, 0, 1), DATE_NONE);
	assert_int_equal(date_from_ymd(2022, 13, 1), DATE_NONE);
	buf_clear(&b);
	date_add_ru(&b, DATE_NONE);
	date_add_iso(&b, DATE_NONE);
	assert_int_equal(b.n, 0);
	buf_free(&b);
}

static int32_t iso(const char *s)
{
	int32_t date = date_parse_iso(s);

	if (date == DATE_NONE)
		fail_msg("%s", s);
	return date;
}

static void test_months(void **state)
{
	static const struct {
		const char *from;
		int n;
		const char *to;
	} rows[] = {
		{"2022-01-31", 1, "2022-02-28"},   {"2024-01-31", 1, "2024-02-29"},  {"2022-03-31", -1, "2022-02-28"},
		{"2021-09-01", 36, "2024-09-01"},  {"2022-12-15", 1, "2023-01-15"},  {"2022-01-15", -1, "2021-12-15"},
		{"2024-02-29", 12, "2025-02-28"},  {"2024-02-29", 48, "2028-02-29"}, {"2022-06-15", 0, "2022-06-15"},
		{"2022-06-15", -18, "2020-12-15"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(date_add_months(iso(rows[i].from), rows[i].n), iso(rows[i].to));
	assert_int_equal(date_add_months(DATE_MAX, 1), DATE_NONE);
	assert_int_equal(date_add_months(DATE_MIN, -1), DATE_NONE);
	assert_int_equal(date_add_months(0, INT32_MAX), DATE_NONE);
	assert_int_equal(date_add_months(DATE_NONE, 1), DATE_NONE);
	assert_string_equal(date_month_name(1, false), "январь");
	assert_string_equal(date_month_name(12, true), "декабря");
	assert_string_equal(date_weekday_short(iso("2022-06-15")), "ср");
}

static void test_today(void **state)
{
	struct error e = {.code = OK};
	int32_t before, today;
	struct tm tm;
	time_t now;

	(void)state;
	setenv("STAZH_TODAY", "2022-06-20", 1);
	assert_int_equal(date_today(&e), iso("2022-06-20"));
	assert_int_equal(e.code, OK);
	setenv("STAZH_TODAY", "20.06.2022", 1);
	assert_int_equal(date_today(&e), DATE_NONE);
	assert_int_equal(e.code, ERR_USAGE);
	assert_string_equal(e.text, "STAZH_TODAY: «20.06.2022» — не дата; ожидается гггг-мм-дд, например 2022-06-15");
	assert_int_equal(date_today(NULL), DATE_NONE);
	unsetenv("STAZH_TODAY");
	before = (int32_t)(time(NULL) / 86400);
	today = date_today(&e);
	assert_in_range(today - before + 2, 1, 3);
	now = time(NULL);
	localtime_r(&now, &tm);
	assert_int_equal(date_today(&e), date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday));
}

static void test_parse(void **state)
{
	static const struct {
		const char *s, *iso;
	} good[] = {
		{"2022-06-15", "2022-06-15"},
		{"15.06.2022", "2022-06-15"},
		{"15.6.22", "2022-06-15"},
		{"15.6", "2022-06-15"},
		{"15.06.", "2022-06-15"},
		{"  1.9.2021 ", "2021-09-01"},
		{"15,6", "2022-06-15"},
		{"15/06/22", "2022-06-15"},
		{"1.1.42", "2042-01-01"},
		{"1.1.43", "1943-01-01"},
		{"29.02.24", "2024-02-29"},
		{"+14", "2022-06-29"},
		{"-3", "2022-06-12"},
		{"+0", "2022-06-15"},
		{"сегодня", "2022-06-15"},
		{"Завтра", "2022-06-16"},
		{"ВЧЕРА", "2022-06-14"},
		{"послезавтра", "2022-06-17"},
		{"пн", "2022-06-20"},
		{"вт", "2022-06-21"},
		{"ср", "2022-06-22"},
		{"Чт", "2022-06-16"},
		{"пятница", "2022-06-17"},
		{"суббота", "2022-06-18"},
		{"воскресенье", "2022-06-19"},
		{"Понедельник", "2022-06-20"},
		{"2022-6-5", "2022-06-05"},
		{"14.6", "2023-06-14"},
		{"1.1", "2023-01-01"},
		{"29.2", "2024-02-29"},
		/* in words */
		{"28 ноября 2026 г.", "2026-11-28"},
		{"28 ноября 2026 года", "2026-11-28"},
		{"28\u00a0ноября 2026\u00a0г.", "2026-11-28"},
		{"«28» ноября 2026 г.", "2026-11-28"},
		{"\"08\" МАЯ 2026", "2026-05-08"},
		{"1-го сентября 2026", "2026-09-01"},
		{"1 сент. 2026", "2026-09-01"},
		{"14 июня", "2023-06-14"},
		{"15 июня", "2022-06-15"},
		{"28.ноя.26", "2026-11-28"},
		{"28-ноя-2026", "2026-11-28"},
		{"28-Nov-26", "2026-11-28"},
		{"5 Sept 2026", "2026-09-05"},
		{"Nov 28, 2026", "2026-11-28"},
		{"Saturday, November 28, 2026", "2026-11-28"},
		{"суббота, 28 ноября 2026 г.", "2026-11-28"},
		{"сб 28.11.2026", "2026-11-28"},
		{"ср 15.06", "2022-06-15"},
		{"через 14 дней", "2022-06-29"},
		{"просрочено 1 день", "2022-06-14"},
		/* with the year's word, with midnight */
		{"28.11.2026г.", "2026-11-28"},
		{"28.11.2026 г", "2026-11-28"},
		{"28.11.26 года", "2026-11-28"},
		{"28.11.2026 0:00:00", "2026-11-28"},
		{"28.11.2026 г. 0:00", "2026-11-28"},
		{"28.11.2026, 00:00:00", "2026-11-28"},
		{"2026-11-28 00:00:00", "2026-11-28"},
		{"2026-11-28T00:00", "2026-11-28"},
		{"2026-11-28T00:00:00.000Z", "2026-11-28"},
		{"2026-11-28T00:00:00+07:00", "2026-11-28"},
		{"11/28/2026 12:00:00 AM", "2026-11-28"},
		/* in other orders, where no other day can be meant */
		{"28/11/2026", "2026-11-28"},
		{"11/28/2026", "2026-11-28"},
		{"28-11-2026", "2026-11-28"},
		{"2026/11/28", "2026-11-28"},
		{"2026.11.28", "2026-11-28"},
		{"20261128", "2026-11-28"},
		{"28112026", "2026-11-28"},
		{"20112012", "2012-11-20"},
	};
	static const struct {
		const char *s, *message;
	} bad[] = {
		{"31.02.2022", "нет такого дня: 31.02.2022"},
		{"2022-02-31", "нет такого дня: 31.02.2022"},
		{"31.2", "нет такого дня: 31.02.2022"},
		{"0.1.2022", "нет такого дня: 00.01.2022"},
		{"1.13.2022", "нет такого дня: 01.13.2022"},
		{"1.1.1899", "год вне пределов 1900–2199: 01.01.1899"},
		{"9999-01-01", "год вне пределов 1900–2199: 01.01.9999"},
		{"+999999", "дата «+999999» выходит за пределы 1900–2199 годов"},
		{"", "непонятная дата «»: ожидается дд.мм.гггг"},
		{"июнь", "не назван день в дате «июнь»: ожидается дд.мм.гггг"},
		{"Ноябрь 2026 г.", "не назван день в дате «Ноябрь 2026 г.»: ожидается дд.мм.гггг"},
		{"с 1 по 3 декабря 2026 г.", "несколько дней «с 1 по 3 декабря 2026 г.»: ожидается один: дд.мм.гггг"},
		{"с 1 сентября 2026 г. по 31 мая 2027 г.",
		 "несколько дней «с 1 сентября 2026 г. по 31 мая 2027 г.»: ожидается один: дд.мм.гггг"},
		{"1–3 декабря 2026", "несколько дней «1–3 декабря 2026»: ожидается один: дд.мм.гггг"},
		{"1 июня – 3 июля 2026 г.", "несколько дней «1 июня – 3 июля 2026 г.»: ожидается один: дд.мм.гггг"},
		{"01.09.2026–05.09.2026", "несколько дней «01.09.2026–05.09.2026»: ожидается один: дд.мм.гггг"},
		{"01.09-05.09.2026", "несколько дней «01.09-05.09.2026»: ожидается один: дд.мм.гггг"},
		{"1 и 3 декабря", "несколько дней «1 и 3 декабря»: ожидается один: дд.мм.гггг"},
		{"01.09.2026, 05.09.2026", "несколько дней «01.09.2026, 05.09.2026»: ожидается один: дд.мм.гггг"},
		{"2026-11-28 14:30:00", "кроме дня время «2026-11-28 14:30:00»: ожидается только день, дд.мм.гггг"},
		{"2026-11-27T17:00:00.000Z",
		 "кроме дня время «2026-11-27T17:00:00.000Z»: ожидается только день, дд.мм.гггг"},
		{"28.11.2026 0:00:01", "кроме дня время «28.11.2026 0:00:01»: ожидается только день, дд.мм.гггг"},
		{"28.11.2026 12:00:00 PM",
		 "кроме дня время «28.11.2026 12:00:00 PM»: ожидается только день, дд.мм.гггг"},
		{"до 15 июня 2027 г.", "непонятная дата «до 15 июня 2027 г.»: ожидается дд.мм.гггг"},
		{"с 15 июня 2027 г.", "непонятная дата «с 15 июня 2027 г.»: ожидается дд.мм.гггг"},
		{"30 февраля 2026 г.", "нет такого дня: 30.02.2026"},
		{"31 ноября 2026", "нет такого дня: 31.11.2026"},
		{"13/13/2026", "нет такого дня: 13.13.2026"},
		{"15 ма 2026", "непонятная дата «15 ма 2026»: ожидается дд.мм.гггг"},
		{"15 июня 10:00", "непонятная дата «15 июня 10:00»: ожидается дд.мм.гггг"},
		{"пт 05.12.2026", "05.12.2026 — суббота, а названа пятница"},
		{"46354", "непонятная дата «46354»: ожидается дд.мм.гггг"},
		{"202206150", "непонятная дата «202206150»: ожидается дд.мм.гггг"},
		{"15", "непонятная дата «15»: ожидается дд.мм.гггг"},
		{"15.6.2", "непонятная дата «15.6.2»: ожидается дд.мм.гггг"},
		{"15.6.202", "непонятная дата «15.6.202»: ожидается дд.мм.гггг"},
		{"15.6.20222", "непонятная дата «15.6.20222»: ожидается дд.мм.гггг"},
		{"15.6,2022", "непонятная дата «15.6,2022»: ожидается дд.мм.гггг"},
		{"15.6.2022 гг", "непонятная дата «15.6.2022 гг»: ожидается дд.мм.гггг"},
		{"150.6", "непонятная дата «150.6»: ожидается дд.мм.гггг"},
		{"+", "непонятная дата «+»: ожидается дд.мм.гггг"},
		{"+1234567", "непонятная дата «+1234567»: ожидается дд.мм.гггг"},
		{"2022-06", "непонятная дата «2022-06»: ожидается дд.мм.гггг"},
		{"2022-06-15T00", "непонятная дата «2022-06-15T00»: ожидается дд.мм.гггг"},
		{"очень длинная строка, в которой никакой даты и в помине нет",
		 "непонятная дата «очень длинная строка, в которой никакой …»: ожидается дд.мм.гггг"},
		{"1\x1B", "недопустимый символ U+001B на месте 2: управляющий символ"},
		{"\xFF", "неверный байт 0xFF на месте 1: текст должен быть в кодировке UTF-8"},
	};
	int32_t today = iso("2022-06-15"), date;
	struct error e = {.code = OK};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		if (date_parse(good[i].s, today, 0, &date, &e) != OK)
			fail_msg("%s: %s", good[i].s, e.text);
		if (date != iso(good[i].iso))
			fail_msg("%s is not %s", good[i].s, good[i].iso);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		date = 12345;
		assert_int_equal(date_parse(bad[i].s, today, 0, &date, &e), ERR_INPUT);
		assert_string_equal(e.text, bad[i].message);
		assert_int_equal(date, 12345);
	}
	assert_int_equal(date_parse_iso("2022-6-15"), DATE_NONE);
	assert_int_equal(date_parse_iso("2022-06-15 "), DATE_NONE);
	assert_int_equal(date_parse_iso("2022-06-31"), DATE_NONE);
	assert_int_equal(date_parse_iso(""), DATE_NONE);
}

/* What the program prints is read again. */
static void test_printed_is_read(void **state)
{
	int32_t today = iso("2026-11-28"), date;
	struct buf b = {0};

	(void)state;
	for (int32_t day = today - 400; day <= today + 400; day++)
		for (int form = 0; form < 5; form++) {
			buf_clear(&b);
			if (form == 0)
				date_add_words(&b, day);
			else if (form == 1)
				date_add_distance(&b, (long)day - today);
			else if (form == 2)
				date_add_ru(&b, day);
			else if (form == 3)
				date_add_iso(&b, day);
			if (form == 4) {
				buf_addf(&b, "%s ", date_weekday_short(day));
				date_add_ru(&b, day);
			}
			assert_int_equal(date_parse(b.s, today, 0, &date, NULL), OK);
			assert_int_equal(date, day);
		}
	buf_free(&b);
}

static void test_ambiguous(void **state)
{
	static const char *const doubtful[] = {"05/06/2026", "5/6/26", "05-06-2026", "05/06/2026 0:00:00"};
	static const char *const clear[] = {"05.06.2026", "05,06,2026", "05/05/2026",  "13/06/2026", "06/13/2026",
					    "2026-05-06", "2026/05/06", "5 июня 2026", "пусто",	     ""};

	(void)state;
	for (size_t i = 0; i < sizeof(doubtful) / sizeof(*doubtful); i++)
		assert_true(date_is_ambiguous(doubtful[i]));
	for (size_t i = 0; i < sizeof(clear) / sizeof(*clear); i++)
		assert_false(date_is_ambiguous(clear[i]));
}

/* Without a year: the day of that school year, whatever today is. */
static void test_school_year_meant(void **state)
{
	static const struct {
		const char *s;
		int year;
		const char *iso;
	} rows[] = {
		{"15.1", 2026, "2027-01-15"},	   {"31.8", 2026, "2027-08-31"}, {"1.9", 2026, "2026-09-01"},
		{"31.12.", 2026, "2026-12-31"},	   {"15,6", 2020, "2021-06-15"}, {"29.2", 2027, "2028-02-29"},
		{"15.1.2030", 2026, "2030-01-15"}, {"+1", 2026, "2026-11-26"},
	};
	int32_t date;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(date_parse(rows[i].s, iso("2026-11-25"), rows[i].year, &date, NULL), OK);
		assert_int_equal(date, iso(rows[i].iso));
	}
	assert_int_equal(date_parse("29.2", iso("2026-11-25"), 2026, &date, NULL), ERR_INPUT);
}

static void test_distance(void **state)
{
	/* clang-format off */
	static const struct {
		long days;
		const char *text;
	} rows[] = {
		{-21, "просрочено 21 день"}, {-5, "просрочено 5 дней"}, {-3, "просрочено 3 дня"},
		{-1, "просрочено 1 день"},   {0, "сегодня"},		{1, "завтра"},
		{2, "через 2 дня"},	     {5, "через 5 дней"},	{11, "через 11 дней"},
		{21, "через 21 день"},	     {1003, "через 1003 дня"},
	};
	/* clang-format on */
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buf_clear(&b);
		date_add_distance(&b, rows[i].days);
		assert_string_equal(b.s, rows[i].text);
	}
	buf_free(&b);
}

static void test_school_year(void **state)
{
	static const char *const bad[] = {"",	     "2021-2023", "2021-2021",	"2021/23",
					  "2021-",   "2021 2022", "2021-2022x", "2021-2022 год рождения",
					  "1899",    "2199",	  "21-22",	"20212022",
					  "2021-022"};
	struct buf b = {0};

	(void)state;
	assert_int_equal(school_year_of(iso("2021-08-31")), 2020);
	assert_int_equal(school_year_of(iso("2021-09-01")), 2021);
	assert_int_equal(school_year_of(iso("2022-08-31")), 2021);
	assert_int_equal(school_year_first(2021), iso("2021-09-01"));
	assert_int_equal(school_year_last(2021), iso("2022-08-31"));
	assert_int_equal(school_year_parse("2021-2022"), 2021);
	assert_int_equal(school_year_parse("2021/22"), 2021);
	assert_int_equal(school_year_parse("2021–2022"), 2021);
	assert_int_equal(school_year_parse("2021/2022"), 2021);
	assert_int_equal(school_year_parse("2021"), 2021);
	assert_int_equal(school_year_parse("1999/00"), 1999);
	assert_int_equal(school_year_parse("2021 – 2022 учебный год"), 2021);
	assert_int_equal(school_year_parse("2021-2022 уч. г."), 2021);
	assert_int_equal(school_year_parse("2021/22 уч.год"), 2021);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (school_year_parse(bad[i]))
			fail_msg("%s", bad[i]);
	school_year_add(&b, 2021);
	assert_string_equal(b.s, "2021-2022");
	buf_free(&b);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day), cmocka_unit_test(test_months),   cmocka_unit_test(test_today),
		cmocka_unit_test(test_parse),	  cmocka_unit_test(test_school_year_meant), cmocka_unit_test(test_printed_is_read),
		cmocka_unit_test(test_ambiguous), cmocka_unit_test(test_distance), cmocka_unit_test(test_school_year),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
