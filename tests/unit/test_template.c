/* The language of the templates: gaps, words by number, lines that depend, repeat, stand aside, tables, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "stazh/document/template.h"

static struct template_name names[] = {{"name", "фамилия"}, {"lines", NULL}, {"empty", NULL}, {"needed", NULL},
				       {"n1", NULL},	    {"n3", NULL},    {"n11", NULL},   {"who", NULL}};
static struct template_value values[] = {
	{"Гусева", NULL}, {"один\nдва", NULL}, {"", NULL},   {NULL, "дата (set date=…)"},
	{"1", NULL},	  {"3", NULL},	       {"11", NULL}, {"Ли А.", NULL},
};
static const struct template_name columns[] = {{"i", "№"}, {"what", "что"}};
static struct template_value rows[] = {{"1", NULL}, {"длинное|название", NULL}, {"2", NULL}, {"кратко", NULL}};
static struct template_table tables[] = {
	{.name = {"things", "вещи"}, .columns = columns, .columns_n = 2, .rows = rows, .rows_n = 2},
	{.name = {"none", "ничего"}, .columns = columns, .columns_n = 2},
};
static const struct template_data data = {
	.names = names, .values = values, .n = sizeof(names) / sizeof(*names), .tables = tables, .tables_n = 2};

static enum err fill(const char *text, size_t n, struct buf *out, struct buf *missing, struct error *e)
{
	char path[] = "/tmp/stazh-template-XXXXXX";
	int fd = mkstemp(path);
	enum err err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	err = template_fill(path, &data, out, missing, e);
	if (err)
		assert_memory_equal(e->text, path, strlen(path));
	unlink(path);
	return err;
}

static void check(const char *template, const char *expected, const char *expected_missing)
{
	struct buf out = {0}, missing = {0};
	struct error e = {.code = OK};

	if (fill(template, strlen(template), &out, &missing, &e))
		fail_msg("%s", e.text);
	assert_string_equal(buf_text(&out), expected);
	assert_string_equal(buf_text(&missing), expected_missing);
	buf_free(&out);
	buf_free(&missing);
}

static void test_gaps(void **state)
{
	(void)state;
	check("# пояснение\n{name}: {lines}\n", "Гусева: один\nдва\n", "");
	check("без конца строки", "без конца строки\n", "");
	check("{empty}|\r\n", "|\n", "");
	/* as editors leave them; in Word a Latin letter is soon among Cyrillic ones */
	check("{ name\u00a0} {фами\u00adлия} {\tФАМИЛИЯ } {фaмилия}\n", "Гусева Гусева Гусева Гусева\n", "");
	check("\xEF\xBB\xBF# Блокнот\r\n{ ? name }есть\r\n\u200b{! name}нет\n", "есть\n", "");
	check("{#}. {#}.\n{#}\n", "1. 2.\n3\n", "");
	check("{needed}, {needed}\n", ",\n", "дата (set date=…)\n");
}

/* A value that ends with a full stop ends the sentence as well. */
static void test_stops(void **state)
{
	(void)state;
	check("на {who}.\n{who}, {who}\n{who}.{who}. {name}.\n", "на Ли А.\nЛи А., Ли А.\nЛи А.Ли А. Гусева.\n", "");
	check("{who}... {n1|Ли А.|Ли}.\n", "Ли А.... Ли А.\n", "");
}

static void test_plurals(void **state)
{
	(void)state;
	check("{n1|школа|школы} {n3|школа|школы}\n", "школа школы\n", "");
	check("{n1|школа|школы|школ} {n3|школа|школы|школ} {n11|школа|школы|школ}\n", "школа школы школ\n", "");
}

static void test_lines(void **state)
{
	(void)state;
	check("{?name}есть\n{!name}нет\n{?empty}есть\n{!empty}нет\n", "есть\nнет\n", "");
	check("{?name}{!empty}оба\n{?empty}{needed}\n", "оба\n", "");
	check("{*}{i}) {what}\n", "1) длинное|название\n2) кратко\n", "");
	check("{?empty}{#}{needed}\n{#}\n", "1\n", "");
}

static void test_tables(void **state)
{
	(void)state;
	check("{things} {вещи|вещь|вещи} {none}\n", "2 вещи\n", "");
	check("{?none}есть\n{?things}есть\n{!ничего}нет\n", "есть\nнет\n", "");
	check("{*вещи}{№}\n{*things}{?what}{ЧТО}\nконец\n", "1\nдлинное|название\n2\nкратко\nконец\n", "");
	check("{*things}{#}\n\n{*things}{#}\n", "1\n2\n\n3\n4\n", "");
	check("{*none}{i}{#}{needed}\n{#}\n", "1\n", "");
}

static void test_layout(void **state)
{
	struct buf out = {0}, missing = {0};
	struct error e = {.code = OK};
	char line[80];

	(void)state;
	snprintf(line, sizeof(line), "%78s\n", "x");
	check("{>}x\n", line, "");
	check("{^}xx\n{^}\n", "                                      xx\n\n", "");
	check("| № | Что |\n{*}| {i} | {what} |\nконец\n",
	      "| № | Что              |\n|---|------------------|\n| 1 | длинное/название |\n| 2 | кратко           "
	      "|\nконец\n",
	      "");
	/* wider than the page: by words, behind hyphens where a word is wider; a rule parts rows of several lines from
	 * the others */
	check("| № | Кто | Что |\n"
	      "| 1 | Муниципальное образовательное учреждение | Развитие среды, обеспечивающей достижение результатов "
	      "|\n"
	      "| 2 | школа | год |\n| 3 | школа | год |\n",
	      "| № | Кто                               | Что                                |\n"
	      "|---|-----------------------------------|------------------------------------|\n"
	      "| 1 | Муниципальное образовательное     | Развитие среды, обеспечивающей     |\n"
	      "|   | учреждение                        | достижение результатов             |\n"
	      "|---|-----------------------------------|------------------------------------|\n"
	      "| 2 | школа                             | год                                |\n"
	      "| 3 | школа                             | год                                |\n",
	      "");
	check("| Северо-Западная-Усть-Чебулинская-Верх-Чебулинская | сельскохозяйственнаялабораторияэксперимента |\n",
	      "| Северо-Западная-Усть-        | сельскохозяйственнаялабораторияэксперимента |\n"
	      "| Чебулинская-Верх-Чебулинская |                                             |\n"
	      "|------------------------------|---------------------------------------------|\n",
	      "");
	check("|. а | █ | 1 |\n|. бб |  | 22 |\n|. в | | |\n", "а   █  1\nбб     22\nв\n", "");
	for (int i = 0; i < 40; i++)
		buf_add(&missing, "слово ");
	assert_int_equal(fill(missing.s, missing.n, &out, &(struct buf){0}, &e), OK);
	assert_true(strcspn(out.s, "\n") < 78 * 2);
	buf_free(&out);
	buf_free(&missing);
}

/* n 0: its length. */
static void check_wrong(const char *template, size_t n, const char *part)
{
	struct buf out = {0}, missing = {0};
	struct error e = {.code = OK};

	assert_int_equal(fill(template, n ? n : strlen(template), &out, &missing, &e), ERR_USAGE);
	if (!strstr(e.text, part))
		fail_msg("«%s» has no «%s»", e.text, part);
	buf_free(&out);
	buf_free(&missing);
}

static void test_errors(void **state)
{
	struct error e = {.code = OK};
	struct buf b = {0};

	(void)state;
	check_wrong("#\n{nmae}\n", 0, ":2: такого сведения нет (может быть, {name}): «nmae»");
	check_wrong("{?nmae}x\n", 0, ":1: такого сведения нет (может быть, {name}): «nmae»");
	check_wrong("{фамилея}\n", 0, ":1: такого сведения нет (может быть, {фамилия}): «фамилея»");
	check_wrong("{xyzzyxyzzy}\n", 0, ":1: такого сведения нет: «xyzzyxyzzy»");
	check_wrong("{?empty}{nmae}\n", 0, ":1: такого сведения нет");
	check_wrong("a\n{what}\n", 0,
		    ":2: такое сведение бывает только в строке, которая повторяется; начните её с {*");
	check_wrong("{*thigns}{i}\n", 0, ":1: такого сведения нет (может быть, {things}): «thigns»");
	check_wrong("{*none}{nmae}\n", 0, ":1: такого сведения нет");
	check_wrong("{*}{i}\n{*}{nmae}\n", 0, ":2: такого сведения нет");
	check_wrong("{*things}{*none}{i}\n", 0, ":1: повторяется уже другое");
	check_wrong("x {*things}\n", 0, ":1: это пишется только в самом начале");
	check_wrong("{a{b}\n", 0, ":1: скобка без пары");
	check_wrong("ok\n\n{name\n", 0, ":3: скобка без пары");
	check_wrong("name}\n", 0, ":1: скобка без пары");
	check_wrong("\xff\n", 2, "не текст в UTF-8");
	check_wrong("a\0b\n", 4, "не текст в UTF-8");
	check_wrong("", 0, "не текст в UTF-8");
	assert_int_equal(template_read("/nonexistent/order.txt", &b, &e), ERR_USAGE);
	assert_non_null(strstr(e.text, "/nonexistent/order.txt: файл не читается"));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gaps),   cmocka_unit_test(test_stops),  cmocka_unit_test(test_plurals),
		cmocka_unit_test(test_lines),  cmocka_unit_test(test_layout), cmocka_unit_test(test_errors),
		cmocka_unit_test(test_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
