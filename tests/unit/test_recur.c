/* Rules of repetition. The table (tests/data/recur.txt) is compared with dateutil by tests/recur/compare.py, which runs
 * this program with «days»: lines «first day|text» on stdin, the days of each on a line of stdout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stazh/calendar/recur.h"

#define TABLE	  "tests/data/recur.txt"
#define YEARS_TEN 3653

static char *days_text(const char *text, int32_t start, int32_t last)
{
	struct buf b = {0};
	int32_t *days;
	size_t n;
	struct error e = {0};

	if (recur_expand(text, start, last, NULL, 0, 100000, &days, &n, &e)) {
		buf_addf(&b, "! %s", e.text);
		return buf_take(&b);
	}
	for (size_t i = 0; i < n; i++) {
		buf_add(&b, i ? " " : "");
		date_add_iso(&b, days[i]);
	}
	free(days);
	return buf_take(&b);
}

static int print_days(void)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		char *bar = strchr(line, '|'), *days;
		int32_t start;

		line[strcspn(line, "\n")] = '\0';
		if (!bar)
			return 2;
		*bar++ = '\0';
		start = date_parse_iso(line);
		days = days_text(bar, start, start + YEARS_TEN);
		puts(days);
		free(days);
	}
	return 0;
}

static char *parsed(const char *text, int32_t start)
{
	struct buf b = {0};
	struct error e = {0};

	if (recur_parse(text, start, &b, &e))
		buf_addf(&b, "! %s", e.text);
	return buf_take(&b);
}

static void test_words_give_the_rule_and_back(void **state)
{
	FILE *f = fopen(TABLE, "r");
	char line[1024];
	int rows = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		char *start = strtok(line, "|"), *words = strtok(NULL, "|"), *rule = strtok(NULL, "\n"), *got, *again;
		struct buf said = {0};
		int32_t first;

		if (*start == '#')
			continue;
		rows++;
		first = date_parse_iso(start);
		got = parsed(strcmp(words, "=") != 0 ? words : rule, first);
		assert_string_equal(got, rule);
		recur_describe(rule, &said);
		assert_true(said.n > 0);
		again = parsed(said.s, first);
		if (strcmp(again, rule) != 0)
			fail_msg("%s: described as «%s», which is %s", rule, said.s, again);
		free(again);
		free(got);
		buf_free(&said);
	}
	fclose(f);
	assert_true(rows >= 40);
}

static void check_said(const char *rule, const char *expected)
{
	struct buf b = {0};

	recur_describe(rule, &b);
	assert_string_equal(buf_text(&b), expected);
	buf_free(&b);
}

static void test_descriptions(void **state)
{
	(void)state;
	check_said("FREQ=WEEKLY;BYDAY=TH;COUNT=4", "каждую неделю по чт, 4 раза");
	check_said("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270531 EXDATE:20270308",
		   "каждый месяц в последнюю пятницу до 31.05.2027, кроме 08.03.2027");
	check_said("FREQ=MONTHLY;BYDAY=2TU", "каждый месяц во второй вторник");
	check_said("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "каждые 2 недели по будням");
	check_said("FREQ=WEEKLY;INTERVAL=21;BYDAY=TH", "каждую 21 неделю по чт");
	check_said("FREQ=DAILY;INTERVAL=5;COUNT=1", "каждые 5 дней, 1 раз");
	check_said("FREQ=MONTHLY;BYMONTHDAY=1,11,21", "каждый месяц 1-го, 11-го и 21-го");
	check_said("FREQ=MONTHLY;BYMONTHDAY=-1", "каждый месяц в последний день");
	check_said("FREQ=MONTHLY;BYDAY=1TH,3TH", "каждый месяц в первый четверг и третий четверг");
	check_said("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=9", "каждый год 9 мая");
	check_said("FREQ=WEEKLY;BYMONTH=1,2,3,4,5,9,10,11,12;BYDAY=TH", "каждую неделю по чт, с сентября по май");
	check_said("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=2",
		   "по правилу FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=2");
	check_said("чепуха", "");
	check_said("", "");
}

/* What is not understood is told in one sentence, with examples, and gives nothing. */
static void test_refusals(void **state)
{
	/* clang-format off */
	static const char *const bad[] = {
		"", " ", "как обычно", "иногда по вт", "вторая неделя месяца", "через 2 недели", "3 раза в неделю по вт", "10 раз", "до 31.05.2027",
		"каждый чт до вчера потом", "каждый чт до 32.05.2027", "каждый чт до 01.01.2026", "каждый чт, 0 раз", "каждый чт, 99999 раз",
		"каждый чт, 4 раза до 31.05.2027", "каждый чт кроме", "каждый чт, кроме каникул", "раз в месяц по вт", "40 числа", "30 февраля",
		"по чт с 5 сентября", "каждый чт, 1 раз, кроме 03.09.2026", "первый", "через вт", "каждые 500 дней", "\xff\xfe", "каждый чт !",
		"FREQ=SECONDLY", "FREQ=HOURLY;COUNT=3", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=2TU", "FREQ=WEEKLY;BYDAY=", "FREQ=", "RRULE:",
		"FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "FREQ=WEEKLY;COUNT=2;COUNT=3", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=-1",
		"FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=99999999999999999999", "FREQ=WEEKLY;UNTIL=2027", "FREQ=WEEKLY;UNTIL=20270231",
		"FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=13",
		"FREQ=YEARLY;BYYEARDAY=100", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=WEEKLY;BYHOUR=9", "FREQ=MONTHLY;BYSETPOS=1", "FREQ=WEEKLY;BYMONTHDAY=3",
		"FREQ=WEEKLY;;BYDAY", "FREQ=DAILY;BYDAY=1MO", "FREQ=WEEKLY EXDATE:2027", "FREQ=WEEKLY и ещё", "FREQ=MONTHLY;BYDAY=54MO",
	};
	/* clang-format on */
	int32_t start = date_parse_iso("2026-09-03");

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct buf b = {0};
		struct error e = {0};
		enum err err = recur_parse(bad[i], start, &b, &e);

		if (err != ERR_INPUT || b.n || strlen(e.text) < 20 || strchr(e.text, '\n'))
			fail_msg("«%s»: %d «%s» «%s»", bad[i], err, buf_text(&b), e.text);
		buf_free(&b);
	}
}

static void test_bounds(void **state)
{
	static const struct {
		const char *rule;
		bool good;
	} cases[] = {
		{"FREQ=DAILY;INTERVAL=400", true},     {"FREQ=DAILY;INTERVAL=401", false},
		{"FREQ=DAILY;INTERVAL=0", false},      {"FREQ=DAILY;COUNT=5000", true},
		{"FREQ=DAILY;COUNT=5001", false},      {"FREQ=DAILY;COUNT=0", false},
		{"FREQ=MONTHLY;BYMONTHDAY=31", true},  {"FREQ=MONTHLY;BYMONTHDAY=32", false},
		{"FREQ=MONTHLY;BYMONTHDAY=-31", true}, {"FREQ=MONTHLY;BYMONTHDAY=-32", false},
		{"FREQ=YEARLY;BYMONTH=12", true},      {"FREQ=YEARLY;BYMONTH=13", false},
		{"FREQ=YEARLY;BYMONTH=0", false},      {"FREQ=YEARLY;BYDAY=53MO", true},
		{"FREQ=YEARLY;BYDAY=54MO", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error e = {0};
		struct buf b = {0};

		if ((recur_parse(cases[i].rule, date_parse_iso("2026-09-01"), &b, &e) == OK) != cases[i].good)
			fail_msg("«%s»: %s", cases[i].rule, e.text);
		buf_free(&b);
	}
}

static void test_except_and_limits(void **state)
{
	int32_t start = date_parse_iso("2026-09-01"), *days;
	int32_t holidays[] = {date_parse_iso("2026-09-15"), date_parse_iso("2026-09-08")};
	struct error e = {0};
	size_t n;

	(void)state;
	/* COUNT counts what holidays take away */
	assert_int_equal(recur_expand("каждый вт, 4 раза", start, DATE_MAX, holidays, 2, 10, &days, &n, &e), OK);
	assert_int_equal(n, 2);
	assert_int_equal(days[1], date_parse_iso("2026-09-22"));
	free(days);
	assert_int_equal(recur_expand("каждый день", start, start + 9, NULL, 0, 10, &days, &n, &e), OK);
	assert_int_equal(n, 10);
	free(days);
	assert_int_equal(recur_expand("каждый день", start, start + 10, NULL, 0, 10, &days, &n, &e), ERR_INPUT);
	assert_null(days);
	assert_int_equal(recur_expand("каждый день", start, start - 1, NULL, 0, 10, &days, &n, &e), OK);
	assert_int_equal(n, 0);
	free(days);
	assert_int_equal(recur_expand("каждый день", start, DATE_MAX, NULL, 0, 100000, &days, &n, &e), OK);
	assert_int_equal(days[n - 1], DATE_MAX);
	free(days);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_give_the_rule_and_back),
		cmocka_unit_test(test_descriptions),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_except_and_limits),
	};

	if (argc > 1 && !strcmp(argv[1], "days"))
		return print_days();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
