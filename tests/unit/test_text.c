/* Growing strings, fitting, wrapping; errors and memory, which are the same floor. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "stazh/base/err.h"
#include "stazh/base/mark.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"
#include "stazh/base/utf8.h"

static void test_buf(void **state)
{
	struct buf b = {0};
	char *s;

	(void)state;
	assert_string_equal(buf_text(&b), "");
	buf_add(&b, "");
	assert_int_equal(b.n, 0);
	assert_string_equal(b.s, "");
	for (int i = 0; i < 1000; i++) {
		buf_add(&b, "ё");
		buf_addc(&b, '-');
		assert_true(b.n < b.cap && b.s[b.n] == 0);
	}
	assert_int_equal(b.n, 3000);
	buf_clear(&b);
	assert_string_equal(buf_text(&b), "");
	buf_addf(&b, "%d %s", 15, "июня");
	buf_addn(&b, "abc", 2);
	buf_addn(&b, NULL, 0);
	buf_fill(&b, '.', 3);
	assert_string_equal(b.s, "15 июняab...");
	for (int n = 50; n < 80; n++) { /* around the first size */
		buf_free(&b);
		buf_addf(&b, "%*d", n, 7);
		assert_int_equal(b.n, n);
		assert_int_equal(strlen(b.s), n);
	}
	s = buf_take(&b);
	assert_int_equal(strlen(s), 79);
	assert_null(b.s);
	free(s);
	s = buf_take(&b);
	assert_string_equal(s, "");
	free(s);
	buf_free(&b);
}

static void test_plural(void **state)
{
	static const struct {
		long n;
		const char *form;
	} rows[] = {
		{0, "дней"},  {1, "день"},  {2, "дня"},	   {4, "дня"},	   {5, "дней"},	   {10, "дней"},
		{11, "дней"}, {12, "дней"}, {14, "дней"},  {15, "дней"},   {20, "дней"},   {21, "день"},
		{22, "дня"},  {25, "дней"}, {101, "день"}, {111, "дней"},  {112, "дней"},  {122, "дня"},
		{-1, "день"}, {-3, "дня"},  {-11, "дней"}, {1011, "дней"}, {1001, "день"}, {LONG_MIN, "дней"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(text_plural(rows[i].n, "день", "дня", "дней"), rows[i].form);
}

static void check_fit(const char *s, int width, const char *left, const char *right)
{
	struct buf b = {0};

	text_fit(&b, s, width);
	assert_string_equal(b.s, left);
	assert_int_equal(utf8_width(b.s, b.n), width);
	buf_clear(&b);
	text_fit_right(&b, s, width);
	assert_string_equal(b.s, right);
	buf_free(&b);
}

static void test_fit(void **state)
{
	(void)state;
	check_fit("", 3, "   ", "   ");
	check_fit("Ёлка", 6, "Ёлка  ", "  Ёлка");
	check_fit("Ёлка", 4, "Ёлка", "Ёлка");
	check_fit("Ёлкина", 4, "Ёлк…", "Ёлк…");
	check_fit("Ёлкина", 1, "…", "…");
	check_fit("а\nб", 4, "а б ", " а б");
	check_fit("日本語", 6, "日本語", "日本語");
	check_fit("日本語", 5, "日本…", "日本…");
	check_fit("日本語", 4, "日… ", " 日…");
	check_fit("日", 1, "…", "…");
	check_fit("е\u0301е\u0301е\u0301", 2, "е\u0301…", "е\u0301…");
	check_fit("е\u0301е\u0301", 2, "е\u0301е\u0301", "е\u0301е\u0301");
	check_fit("МБОУ «Усть-Чебулинская ООШ» — № 3", 12, "МБОУ «Усть-…", "МБОУ «Усть-…");
	check_fit("a\xFFz", 4, "a\xFFz ", " a\xFFz");
}

struct lines {
	char text[400];
	int count, stop;
};

static bool take_line(const char *s, size_t n, void *arg)
{
	struct lines *l = arg;

	snprintf(l->text + strlen(l->text), sizeof(l->text) - strlen(l->text), "%.*s|", (int)n, s);
	return ++l->count != l->stop;
}

static void check_wrap(const char *s, int width, const char *expected)
{
	struct lines l = {0};

	text_wrap(s, width, take_line, &l);
	assert_string_equal(l.text, expected);
}

static void test_wrap(void **state)
{
	struct lines l = {.stop = 2};

	(void)state;
	check_wrap("", 5, "|");
	check_wrap("\n", 5, "||");
	check_wrap("раз два три", 7, "раз два|три|");
	check_wrap("раз два три", 8, "раз два|три|");
	check_wrap("раз два три", 6, "раз|два|три|");
	check_wrap("раз  два   ", 3, "раз|два|");
	check_wrap("раз\n\nдва три\n", 20, "раз||два три||");
	check_wrap("консультация", 5, "консу|льтац|ия|");
	check_wrap("а консультация", 5, "а|консу|льтац|ия|");
	check_wrap("  а б", 4, "  а|б|");
	check_wrap("   слово", 5, "   сл|ово|");
	check_wrap("      а", 3, "|а|");
	check_wrap("е\u0301е\u0301е\u0301", 2, "е\u0301е\u0301|е\u0301|");
	check_wrap("日本語", 1, "日|本|語|");
	check_wrap("日本語", 3, "日|本|語|");
	check_wrap("а \u0301б", 2, "а \u0301|б|"); /* a blank that bears a mark stays whole */
	check_wrap("1\u00A0сентября", 9, "1\u00A0сентябр|я|");
	text_wrap("раз два три", 3, take_line, &l);
	assert_string_equal(l.text, "раз|два|");
}

static void check_trim(const char *s, const char *expected)
{
	size_t n = text_trim(&s, strlen(s));

	assert_int_equal(n, strlen(expected));
	assert_memory_equal(s, expected, n);
}

static void test_trim_split(void **state)
{
	char s[] = " лекция ;; семинар;\t; круглый стол", none[] = " ; ", one[] = "а";
	char *parts[4];

	(void)state;
	check_trim("", "");
	check_trim(" \t\r\n", "");
	check_trim("  а б\u00A0 \n", "а б");
	check_trim("\u00A0", "");
	check_trim("\u0420", "\u0420"); /* the last byte is NBSP's */
	assert_int_equal(text_split(s, ';', parts, 4), 3);
	assert_string_equal(parts[0], "лекция");
	assert_string_equal(parts[1], "семинар");
	assert_string_equal(parts[2], "круглый стол");
	assert_int_equal(text_split(none, ';', parts, 4), 0);
	assert_int_equal(text_split(one, ';', parts, 1), 1);
	assert_string_equal(parts[0], "а");
}

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(text_distance("", ""), 0);
	assert_int_equal(text_distance("", "abc"), 3);
	assert_int_equal(text_distance("path", "path"), 0);
	assert_int_equal(text_distance("pahts", "paths"), 1);
	assert_int_equal(text_distance("pth", "path"), 1);
	assert_int_equal(text_distance("colours", "colors"), 1);
	assert_int_equal(text_distance("kitten", "sitting"), 3);
}

static enum err refuse(struct error *e, const char *clause, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	error_clause(e, clause, format, ap);
	va_end(ap);
	return ERR_REFUSED;
}

static void test_error(void **state)
{
	struct error e = {.code = OK};
	char letters[2001];

	(void)state;
	assert_int_equal(error_set(NULL, ERR_USAGE, "x"), ERR_USAGE);
	assert_int_equal(refuse(NULL, "3.3", "x"), ERR_REFUSED);
	assert_int_equal(refuse(&e, "3.3", "статус предоставляется на срок до %d лет", 3), ERR_REFUSED);
	assert_string_equal(e.text, "п. 3.3: статус предоставляется на срок до 3 лет");
	assert_string_equal(e.clause, "3.3");
	refuse(&e, "4.3, 6.2", "отчёт уже %s", "сдан");
	assert_string_equal(e.text, "пп. 4.3, 6.2: отчёт уже сдан");
	assert_string_equal(e.clause, "4.3, 6.2");
	refuse(&e, "", "%s уже сдан", "отчёт");
	assert_string_equal(e.text, "Отчёт уже сдан");
	assert_string_equal(e.clause, "");
	refuse(&e, "3.3", "статус предоставляется на срок до %d лет", 3);
	assert_int_equal(error_at(&e, "to"), ERR_REFUSED);
	assert_string_equal(e.field, "to");
	assert_int_equal(error_set(&e, ERR_INPUT, "строка %d: %s", 3, e.text), ERR_INPUT); /* its own text */
	assert_string_equal(e.text, "строка 3: п. 3.3: статус предоставляется на срок до 3 лет");
	assert_string_equal(e.clause, "");
	assert_string_equal(e.field, "");

	for (size_t i = 0; i < 2000; i += 2)
		memcpy(letters + i, "ж", 2);
	letters[2000] = 0;
	for (int lead = 0; lead < 8; lead++) {
		size_t n;

		error_set(&e, ERR_INPUT, "%.*s%s", lead, "aaaaaaaa", letters);
		n = strlen(e.text);
		assert_true(n >= sizeof(e.text) - 2);
		assert_true(utf8_valid(e.text, n));
		error_set(&e, ERR_INPUT, "%.*s😀😀%s", 990 + lead, letters + lead % 2, letters);
		assert_true(strlen(e.text) < sizeof(e.text));
	}
	error_set(&e, ERR_INPUT, "%.*s😀", (int)sizeof(e.text) - 4, letters); /* a character of four bytes at the edge */
	assert_int_equal(strlen(e.text), sizeof(e.text) - 4);
	letters[sizeof(e.text) - 2] = 0;
	error_set(&e, ERR_INPUT, "%sz", letters); /* just fits */
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

static void test_memory(void **state)
{
	struct arena a = {0};
	int *array = NULL;
	size_t cap = 0;
	char *s;

	(void)state;
	for (size_t n = 0; n < 1000; n++) {
		array = mem_grow(array, n, &cap, sizeof(*array));
		array[n] = (int)n;
	}
	assert_int_equal(array[999], 999);
	assert_true(cap >= 1000 && cap < 2000);
	free(array);
	s = mem_strndup("Ёлка", 4);
	assert_string_equal(s, "Ёл");
	free(s);
	s = mem_alloc(0);
	assert_non_null(s);
	free(s);

	for (size_t n = 0; n < 20000; n += 97) {
		char *p = arena_alloc(&a, n), *q = arena_strndup(&a, "стажёр", strlen("стаж"));

		assert_int_equal((uintptr_t)p % 8, 0);
		memset(p, 0xAA, n);
		assert_string_equal(q, "стаж");
	}
	arena_release(&a);
	assert_null(a.head);
	arena_release(&a);
}

static void say(void)
{
	if (write(STDERR_FILENO, "first ", 6) < 0)
		_exit(99);
}

static void test_out_of_memory(void **state)
{
	char text[200] = "";
	int fd[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		size_t cap = SIZE_MAX / 4;

		dup2(fd[1], STDERR_FILENO);
		mem_on_fail = say;
		mem_grow(NULL, cap, &cap, 64);
		_exit(98);
	}
	close(fd[1]);
	assert_true(read(fd[0], text, sizeof(text) - 1) > 0);
	while (read(fd[0], text + strlen(text), sizeof(text) - 1 - strlen(text)) > 0)
		;
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), ERR_STORAGE);
	assert_string_equal(text, "first stazh: не хватает памяти\n");
}

/* Nobody may want to know. */
static void test_errors_for_nobody(void **state)
{
	(void)state;
	assert_int_equal(error_set(NULL, ERR_INPUT, "x %d", 1), ERR_INPUT);
	assert_int_equal(refuse(NULL, "3.3", "x"), ERR_REFUSED);
	assert_int_equal(error_at(NULL, "to"), ERR_REFUSED);
}

static void test_marks(void **state)
{
	static const struct {
		struct mark mark;
		const char *blocks;
	} cases[] = {
		{{MARK_BAR, 50, 75, 100}, "██████████▓▓▓▓▓░░░░░"},
		{{MARK_BAR, 75, 50, 100}, "██████████░░░░░░░░░░"}, /* a loss */
		{{MARK_BAR, 14, 14, 28}, "██████████░░░░░░░░░░"},
		{{MARK_BAR, 0, 0, 3}, "░░░░░░░░░░░░░░░░░░░░"},
		{{MARK_BAR, 3, 3, 3}, "████████████████████"},
		{{MARK_SPAN, 15, 30, 30}, "░░░░░░░░░░░░░░░███████████████"},
		{{MARK_SPAN, 299, 300, 300}, "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░█"},
		{{MARK_SPAN, 0, 1, 300}, "█░░░░░░░░░░░░░░░░░░░░░░░░░░░░░"},
		{{MARK_COLUMN, 0, 0, 7}, "▁"},
		{{MARK_COLUMN, 0, 1, 100}, "▂"},
		{{MARK_COLUMN, 0, 71, 100}, "▅"},
		{{MARK_COLUMN, 0, 79, 100}, "▅"},
		{{MARK_COLUMN, 0, 7, 7}, "█"},
		{{MARK_COUNT, 0, 0, 9}, "▁"},
		{{MARK_COUNT, 0, 1, 90}, "▂"},
		{{MARK_COUNT, 0, 9, 9}, "█"},
	};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_clear(&out);
		mark_add(&cases[i].mark, &out);
		assert_string_equal(out.s, cases[i].blocks);
	}
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf),	      cmocka_unit_test(test_plural),
		cmocka_unit_test(test_fit),	      cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_trim_split),    cmocka_unit_test(test_distance),
		cmocka_unit_test(test_error),	      cmocka_unit_test(test_memory),
		cmocka_unit_test(test_out_of_memory), cmocka_unit_test(test_errors_for_nobody),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
