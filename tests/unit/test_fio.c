/* Names in one line against a table of spellings: tests/data/names.txt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"
#include "stazh/base/fio.h"
#include "stazh/base/utf8.h"

static void add_unescaped(const char *s, size_t n, struct buf *out)
{
	for (size_t at = 0; at < n; at++) {
		char hex[5] = "", c[4];

		if (n - at < 6 || s[at] != '\\' || s[at + 1] != 'u') {
			buf_addc(out, s[at]);
			continue;
		}
		memcpy(hex, s + at + 2, 4);
		buf_addn(out, c, utf8_write((uint32_t)strtoul(hex, NULL, 16), c));
		at += 5;
	}
}

static const char *part(char **rest)
{
	char *s = strsep(rest, "|");
	const char *trimmed = s ? s : "";
	size_t n = text_trim(&trimmed, strlen(trimmed));

	if (s)
		s[(size_t)(trimmed - s) + n] = 0;
	return trimmed;
}

static bool is_meant(char *line)
{
	struct fio f = {0};
	struct error e = {.code = OK};
	struct buf spelling = {0};
	char *rest = strchr(line, '|');
	const char *surname, *name, *patronymic;
	enum err err;
	bool ok;

	assert_non_null(rest);
	add_unescaped(line, (size_t)(rest - line), &spelling);
	rest++;
	surname = part(&rest);
	name = part(&rest);
	patronymic = part(&rest);
	err = fio_parse(spelling.s, &f, &e);
	if (!strcmp(surname, "!"))
		ok = err == ERR_REFUSED && *e.text;
	else
		ok = !err && !strcmp(buf_text(&f.surname), surname) && !strcmp(buf_text(&f.name), name) &&
		     !strcmp(buf_text(&f.patronymic), patronymic);
	if (!ok)
		print_error("«%s»: meant %s|%s|%s, read %s|%s|%s %s\n", spelling.s, surname, name, patronymic,
			    buf_text(&f.surname), buf_text(&f.name), buf_text(&f.patronymic), err ? e.text : "");
	buf_free(&spelling);
	fio_release(&f);
	return ok;
}

static void test_spellings(void **state)
{
	FILE *file = fopen("tests/data/names.txt", "r");
	char line[400];
	size_t n = 0, wrong = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (!*line || *line == '#')
			continue;
		n++;
		wrong += !is_meant(line);
	}
	fclose(file);
	assert_true(n >= 150);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_spellings)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
