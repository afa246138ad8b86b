/* Tables, CSV and JSON of rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stazh/table/sheet.h"

static const struct sheet_column columns[] = {
	{.name = "id", .title = "№", .type = COLUMN_NUMBER, .right = true},
	{.name = "what", .title = "Что"},
	{.name = "done", .title = "Готово", .type = COLUMN_BOOL, .hidden = true},
	{.name = "sites", .title = "Площадки", .type = COLUMN_NUMBERS},
	{.name = "words", .title = "", .type = COLUMN_LIST},
	{.name = "kind", .title = "", .only_json = true},
};
#define N (sizeof(columns) / sizeof(*columns))

/* rows: cells one after another up to NULL. */
static void check(enum format format, int width, const char *const *cells, const char *want)
{
	struct sheet s;
	struct error e = {0};
	char *text;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	sheet_begin(&s, format, columns, N, out, width);
	for (; *cells; cells++)
		sheet_cell(&s, *cells);
	assert_int_equal(sheet_end(&s, &e), OK);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static const char *const two[] = {
	"7", "Ёж «Ы»", "yes", "3;12", "a", "org", "112", "日本\tдва\nтри", "no", "", "", "org", NULL,
};

static void test_table(void **state)
{
	(void)state;
	check(FORMAT_TABLE, 0, two,
	      "  №  Что           Площадки\n"
	      "  7  Ёж «Ы»        3;12      a\n"
	      "112  日本 два три\n");
	check(FORMAT_TABLE, 26, two,
	      "  №  Что       Площадки\n"
	      "  7  Ёж «Ы»    3;12      a\n"
	      "112  日本 дв…\n");
	check(FORMAT_TABLE, 25, two,
	      "  №  Что      Площадки\n"
	      "  7  Ёж «Ы»   3;12      a\n"
	      "112  日本 д…\n");
	check(FORMAT_TABLE, 0, (const char *const[]){NULL}, "");
}

static void test_narrow(void **state)
{
	const char *const row[] = {"1234567890", "слово слово слово", "", "", "", "", NULL};

	(void)state;
	for (int width = 1; width < 60; width++) {
		struct sheet s;
		struct error e = {0};
		char *text;
		size_t n;
		FILE *out = open_memstream(&text, &n);

		sheet_begin(&s, FORMAT_TABLE, columns, N, out, width);
		for (size_t i = 0; row[i]; i++)
			sheet_cell(&s, row[i]);
		assert_int_equal(sheet_end(&s, &e), OK);
		fclose(out);
		assert_null(strstr(text, " \n"));
		free(text);
	}
}

static void test_csv(void **state)
{
	(void)state;
	check(FORMAT_CSV, 20, two,
	      "id,what,done,sites,words\r\n"
	      "7,Ёж «Ы»,yes,3;12,a\r\n"
	      "112,\"日本\tдва\nтри\",no,,\r\n");
	check(FORMAT_CSV, 0, (const char *const[]){NULL}, "id,what,done,sites,words\r\n");
}

/* What is put into quotes: what would end the value or the line, and blanks that a reader would trim. */
static void test_quotes(void **state)
{
	static const struct {
		const char *value, *cell;
	} cases[] = {{"a", "a"},	   {"a,b", "a,b"},	   {"a;b", "\"a;b\""}, {"a\rb", "\"a\rb\""},
		     {"a\nb", "\"a\nb\""}, {"a\"b", "\"a\"\"b\""}, {" a", "\" a\""},   {"a ", "\"a \""}};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_clear(&out);
		csv_add(&out, cases[i].value, strlen(cases[i].value), ';', true);
		assert_string_equal(buf_text(&out), cases[i].cell);
	}
	buf_free(&out);
}

static void test_guard(void **state)
{
	static const char *const plain[] = {"abc", "", "1", "'abc", "a=b", "«=»"};
	static const char *const risky[] = {"=1+1", "+7 913", "-5", "@x", "'=x", "''-"};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		buf_clear(&out);
		csv_add(&out, plain[i], strlen(plain[i]), ';', false);
		assert_string_equal(buf_text(&out), plain[i]);
		assert_int_equal(csv_unguard(plain[i], strlen(plain[i])), 0);
	}
	for (size_t i = 0; i < sizeof(risky) / sizeof(*risky); i++) {
		buf_clear(&out);
		csv_add(&out, risky[i], strlen(risky[i]), ';', false);
		assert_int_equal(out.s[0], '\'');
		assert_int_equal(csv_unguard(out.s, out.n), 1);
		assert_string_equal(out.s + 1, risky[i]);
	}
	buf_free(&out);
}

static void test_json(void **state)
{
	const char *const odd[] = {"007", "a\"b\\c\n\x01\xD0z", "maybe", "3;x", " a ; ;b", "org", NULL};

	(void)state;
	check(FORMAT_JSON, 0, two,
	      "[\n"
	      "{\"id\": 7, \"what\": \"Ёж «Ы»\", \"done\": true, \"sites\": [3, 12], \"words\": [\"a\"], \"kind\": "
	      "\"org\"},\n"
	      "{\"id\": 112, \"what\": \"日本\\u0009два\\nтри\", \"done\": false, \"sites\": [], \"words\": [], "
	      "\"kind\": \"org\"}\n"
	      "]\n");
	check(FORMAT_JSON, 0, odd,
	      "[\n"
	      "{\"id\": \"007\", \"what\": \"a\\\"b\\\\c\\n\\u0001\xEF\xBF\xBDz\", \"done\": \"maybe\", \"sites\": [3, "
	      "\"x\"], "
	      "\"words\": [\"a\", \"b\"], \"kind\": \"org\"}\n"
	      "]\n");
	check(FORMAT_JSON, 0, (const char *const[]){NULL}, "[]\n");
}

static void test_full_disk(void **state)
{
	struct sheet s;
	struct error e = {0};
	FILE *out = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(out);
	sheet_begin(&s, FORMAT_CSV, columns, N, out, 0);
	for (size_t i = 0; two[i]; i++)
		sheet_cell(&s, two[i]);
	assert_int_equal(sheet_end(&s, &e), ERR_STORAGE);
	assert_non_null(strstr(e.text, "нет места"));
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),	  cmocka_unit_test(test_narrow), cmocka_unit_test(test_csv),
		cmocka_unit_test(test_quotes),	  cmocka_unit_test(test_guard),	 cmocka_unit_test(test_json),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
