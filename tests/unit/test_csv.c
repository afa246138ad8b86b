/* CSV: what is written is read again; files of every origin; hostile ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "stazh/table/csv.h"
#include "stazh/table/json.h"
#include "stazh/table/sheet.h"

static uint32_t seed = 1;

static uint32_t dice(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static void test_round_trip(void **state)
{
	static const char *const parts[] = {"\"", ";", ",", "\t", "\n", "\r\n", " ", "'",
					    "=",  "+", "-", "@",  "Ёж", "№ 7",	"a", ""};
	static const char separators[] = ";,\t";

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char separator = separators[dice(3)];
		bool guard = dice(2);
		size_t rows = 1 + dice(4), columns = 2 + dice(4);
		struct buf want[5][6] = {{{0}}}, text = {0};
		struct csv csv;
		struct error e = {0};

		for (size_t r = 0; r < rows; r++) {
			for (size_t c = 0; c < columns; c++) {
				for (uint32_t k = dice(5); k; k--)
					buf_add(&want[r][c], parts[dice(sizeof(parts) / sizeof(*parts))]);
				if (c)
					buf_addc(&text, separator);
				csv_add(&text, buf_text(&want[r][c]), want[r][c].n, separator, !guard);
			}
			buf_add(&text, "\r\n");
		}
		csv_open(&csv, buf_text(&text), text.n, separator);
		for (size_t r = 0; r < rows; r++) {
			assert_int_equal(csv_next(&csv, &e), OK);
			assert_int_equal(csv.n, columns);
			for (size_t c = 0; c < columns; c++) {
				size_t skip = csv_unguard(csv.field[c], csv.len[c]);

				assert_string_equal(csv.field[c] + skip, buf_text(&want[r][c]));
				if (guard && csv.len[c])
					assert_null(memchr("=+-@\t\r", csv.field[c][0], 6));
				buf_free(&want[r][c]);
			}
		}
		assert_int_equal(csv_next(&csv, &e), ERR_NONE);
		csv_close(&csv);
		buf_free(&text);
	}
}

static void test_sniff(void **state)
{
	static const struct {
		const char *text;
		char separator;
	} cases[] = {
		{"a;b;c\n1,2,3,4,5\n", ';'}, {"a,b\n1;2;3;4\n", ','}, {"a\tb,\tc\n", '\t'}, {"a", ';'}, {"", ';'},
		{"\"a,b,c,d\";e\n", ';'},    {"\"a\n;;;\",b\n", ','}, {"a,b;c,d;e\n", ';'},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(csv_sniff(cases[i].text, strlen(cases[i].text)), cases[i].separator);
}

/* Reads text; the rows as «a|b/c|d», a fault as «!line». */
static const char *shape(const char *text)
{
	static char out[400];
	struct error e = {0};
	struct csv csv;
	enum err err;
	size_t n = 0;

	csv_open(&csv, text, strlen(text), 0);
	out[0] = 0;
	while (!(err = csv_next(&csv, &e))) {
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%d:", n ? "/" : "", csv.line);
		for (size_t i = 0; i < csv.n; i++)
			n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", i ? "|" : "", csv.field[i]);
	}
	if (err == ERR_INPUT)
		snprintf(out + n, sizeof(out) - n, "!%d", csv.line);
	csv_close(&csv);
	return out;
}

static void test_rows(void **state)
{
	(void)state;
	assert_string_equal(shape(""), "");
	assert_string_equal(shape("a;b"), "1:a|b");
	assert_string_equal(shape("a;b\n"), "1:a|b");
	assert_string_equal(shape("a;b\r\n\r\nc;\r\n"), "1:a|b/3:c|");
	assert_string_equal(shape("a;b\rc;d\r"), "1:a|b/2:c|d");
	assert_string_equal(shape("a;\"x\ny\"\nc;d"), "1:a|x\ny/3:c|d");
	assert_string_equal(shape("a;\"x\r\ny\"\nc;d"), "1:a|x\r\ny/3:c|d");
	assert_string_equal(shape("a;\"x\"\"y\""), "1:a|x\"y");
	assert_string_equal(shape("МБОУ \"А\";b"), "1:МБОУ \"А\"|b");
	assert_string_equal(shape("a;b\nc;\"d\n\ne;f"), "1:a|b!2");
	assert_string_equal(shape("a;b\nc;\"d\"e\n"), "1:a|b!2");
	assert_string_equal(shape("a;\"\"\n"), "1:a|");
	assert_string_equal(shape("\""), "!1");
}

static void decode(const char *s, size_t n, enum err want, const char *text)
{
	struct buf out = {0};
	struct error e = {0};

	assert_int_equal(text_decode(s, n, NULL, &out, NULL, &e), want);
	if (want)
		assert_non_null(strstr(e.text, text));
	else
		assert_string_equal(buf_text(&out), text);
	buf_free(&out);
}

static void test_encodings(void **state)
{
	(void)state;
	decode("Ёж", 4, OK, "Ёж");
	decode("\xEF\xBB\xBF"
	       "Ёж",
	       7, OK, "Ёж");
	decode("\xA8\xE6", 2, OK, "Ёж");
	decode("\xCC\xC1\xCE\xD3 \xAB\xD8\xEA\xEE\xEB\xE0\xBB \xB9 7", 16, OK, "МБОУ «Школа» № 7");
	decode("", 0, OK, "");
	decode("\xEF\xBB\xBF", 3, OK, "");
	decode("\xFF\xFE"
	       "a\0",
	       4, OK, "a");
	decode("\xFE\xFF\0a", 4, OK, "a");
	decode("a\nb\0c", 5, ERR_INPUT, "строка 2: нулевой байт");
	decode("PK\003\004xx", 6, ERR_INPUT, "xlsx");
	decode("Школа\nШк\xD0 ола", strlen("Школа\nШк\xD0 ола"), ERR_INPUT, "строка 2: испорченный");
	decode("\xEF\xBB\xBF\xCC\xC1", 5, ERR_INPUT, "строка 1: испорченный");
}

static void test_files(void **state)
{
	struct buf out = {0};
	struct error e = {0};
	char path[] = "/tmp/stazh-test-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(text_file_read("/tmp/no/such/file", NULL, &out, NULL, &e), ERR_INPUT);
	assert_int_equal(text_file_read("/tmp", NULL, &out, NULL, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "папка"));
	assert_int_equal(text_file_read("/dev/zero", NULL, &out, NULL, &e), ERR_INPUT);
	assert_int_equal(ftruncate(fd, (off_t)1 << 42), 0);
	assert_int_equal(text_file_read(path, NULL, &out, NULL, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "не поместится в память"));
	close(fd);
	unlink(path);
	buf_free(&out);
}

/* No bytes, however they are put together, are more than a fault. */
static void test_hostile(void **state)
{
	static const char bytes[] = "\"\"\"\";;,\t\n\r'=a{}[]:\\u0";

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char s[40];
		size_t n = dice(sizeof(s));
		struct json_rows rows = {0};
		struct error e = {0};
		struct csv csv;

		for (size_t i = 0; i < n; i++)
			s[i] = dice(8) ? bytes[dice(sizeof(bytes) - 1)] : (char)dice(256);
		csv_open(&csv, s, n, 0);
		while (!csv_next(&csv, &e))
			assert_true(csv.n > 0 && csv.line > 0);
		csv_close(&csv);
		if (!json_rows_read(s, n, &rows, &e))
			json_rows_release(&rows);
		else
			assert_true(*e.text != 0);
	}
}

static void test_too_many_fields(void **state)
{
	struct buf text = {0};
	struct error e = {0};
	struct csv csv;

	(void)state;
	buf_fill(&text, ';', 5000);
	csv_open(&csv, text.s, text.n, 0);
	assert_int_equal(csv_next(&csv, &e), ERR_INPUT);
	assert_int_equal(csv_next(&csv, &e), ERR_NONE);
	csv_close(&csv);
	buf_free(&text);
}

static void json_fails(const char *s, const char *text)
{
	struct json_rows rows = {0};
	struct error e = {0};

	assert_int_equal(json_rows_read(s, strlen(s), &rows, &e), ERR_INPUT);
	if (!strstr(e.text, text))
		fail_msg("«%s»: %s", s, e.text);
}

static void test_json(void **state)
{
	static const char text[] =
		"{\"n\": [{}, {}],\n \"records\": [\n  {\"a\": \"]\\\"{\"},\n\n  {\"b\": [1, \"x\"]}, 7,\n{}]}";
	struct json_rows rows = {0};
	struct error e = {0};
	struct buf deep = {0};

	(void)state;
	assert_int_equal(json_rows_read(text, strlen(text), &rows, &e), OK);
	assert_int_equal(rows.n, 4);
	assert_int_equal(rows.line[0], 3);
	assert_int_equal(rows.line[1], 5);
	assert_int_equal(rows.line[2], 5);
	assert_int_equal(rows.line[3], 6);
	json_rows_release(&rows);
	assert_int_equal(json_rows_read("[]", 2, &rows, &e), OK);
	assert_int_equal(rows.n, 0);
	json_rows_release(&rows);
	json_fails("[{\"a\": 1, \"a\": 2}]", "названо в записи дважды");
	json_fails("[\n{\"a\": 1,}]", "строка 2");
	json_fails("[1", "обрывается");
	json_fails("{}", "records");
	json_fails("7", "");
	json_fails("[\"\\u0000\"]", "нулевой");
	json_fails("[] x", "после конца");
	buf_fill(&deep, '[', 100000);
	json_fails(deep.s, "одна в другой");
	buf_free(&deep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),	cmocka_unit_test(test_sniff), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_encodings),	cmocka_unit_test(test_files), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_too_many_fields), cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
