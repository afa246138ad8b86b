/* The virtual list on a whole screen run by a script: widths, scrolling, what is asked for, searching, dialogs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "stazh/base/mem.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/list.h"
#include "stazh/tui/palette.h"
#include "stazh/tui/screen.h"

static const struct list_column columns[] = {
	{.title = "№", .min = 3, .want = 7, .right = true},
	{.title = "Название", .min = 10, .want = 20, .grow = 2},
	{.title = "Примечание", .min = 8, .want = 12, .grow = 1, .drop = 1},
	{.title = "Срок", .min = 10, .want = 10, .drop = 2},
};

/* ---- rows that change under the cursor ---- */

static uint64_t row_key(void *arg, size_t n)
{
	return ((const uint64_t *)arg)[n];
}

/* Gives the list other rows, up to 0. */
static bool change(struct list *l, const uint64_t *rows)
{
	struct list_hold hold;
	size_t n = 0;

	while (rows[n])
		n++;
	list_hold(l, &hold);
	l->arg = (void *)rows;
	list_set_count(l, n);
	return list_resume(l, &hold);
}

#define ROWS(...) ((const uint64_t[]){__VA_ARGS__, 0})

static void test_hold(void **state)
{
	struct list l = {.columns = columns, .columns_n = 4, .key = row_key};

	(void)state;
	assert_true(change(&l, ROWS(1, 2, 3, 4, 5, 6)));
	list_select(&l, 3);
	l.first = 2;
	assert_true(change(&l, ROWS(9, 8, 1, 2, 3, 4, 5, 6))); /* above: on 4, and at its height */
	assert_int_equal(l.selected, 5);
	assert_int_equal(l.first, 4);
	assert_true(change(&l, ROWS(4, 9, 8, 1, 2, 3, 5, 6))); /* sorted anew */
	assert_int_equal(l.selected, 0);
	assert_int_equal(l.first, 0);
	assert_true(change(&l, ROWS(7, 4, 9, 8))); /* at the top what is new comes into sight */
	assert_int_equal(l.selected, 1);
	assert_int_equal(l.first, 0);

	assert_false(change(&l, ROWS(7, 9, 8))); /* gone: the next one, */
	assert_int_equal(l.selected, 1);
	list_select(&l, 2);
	assert_false(change(&l, ROWS(6, 7, 9))); /* the one before, */
	assert_int_equal(l.selected, 2);
	assert_false(change(&l, ROWS(1, 2))); /* or where it was */
	assert_int_equal(l.selected, 1);
	assert_false(change(&l, ROWS(0)));
	assert_int_equal(l.selected, 0);
	assert_true(change(&l, ROWS(5)));
	list_release(&l);
}

/* ---- marks ---- */

/* Row 0 heads the two after it. */
static uint64_t mark_keys(void *arg, size_t n, size_t i)
{
	const uint64_t *rows = arg;

	return n ? i ? 0 : rows[n] : i < 2 ? rows[i + 1] : 0;
}

static void assert_marked(const struct list *l, const uint64_t *wanted, size_t hidden_wanted)
{
	uint64_t *keys;
	size_t hidden, n = list_marked_keys(l, &keys, &hidden);

	for (size_t i = 0; i < n; i++)
		assert_int_equal(keys[i], wanted[i]);
	assert_int_equal(wanted[n], 0);
	assert_int_equal(hidden, hidden_wanted);
	free(keys);
}

static bool is_odd(void *arg, uint64_t key)
{
	(void)arg;
	return key % 2;
}

static void test_marks(void **state)
{
	struct list l = {.columns = columns, .columns_n = 4, .key = row_key, .markable = true};
	struct buf told = {0};
	uint64_t *keys;
	size_t n;

	(void)state;
	change(&l, ROWS(4, 1, 3, 2));
	list_mark(&l, ROWS(3, 4, 3), 3, LIST_MARK);
	assert_marked(&l, ROWS(4, 3), 0); /* as their rows stand */
	assert_int_equal(list_row_marked(&l, 0), LIST_ALL);
	assert_int_equal(list_row_marked(&l, 1), LIST_NONE);
	change(&l, ROWS(1, 2, 3)); /* 4 is filtered */
	assert_marked(&l, ROWS(3, 4), 1);
	list_tell_marks(&l, &told);
	assert_string_equal(told.s, "Отмечено 1 из 3, ещё не видно: 1");
	n = list_shown_keys(&l, &keys);
	list_mark(&l, keys, n, LIST_INVERT); /* what is not seen stays */
	free(keys);
	assert_marked(&l, ROWS(1, 2, 4), 1);
	list_mark(&l, ROWS(2, 7), 2, LIST_UNMARK);
	assert_marked(&l, ROWS(1, 4), 1);
	change(&l, ROWS(2, 3));
	buf_clear(&told);
	list_tell_marks(&l, &told);
	assert_string_equal(told.s, "Отмечено 2, здесь их не видно");
	list_keep_marks(&l, is_odd, NULL);
	assert_marked(&l, ROWS(1), 1);
	list_unmark_all(&l);
	l.marks = mark_keys;
	change(&l, ROWS(9, 5, 6, 7));
	list_mark(&l, ROWS(5), 1, LIST_MARK);
	assert_int_equal(list_row_marked(&l, 0), LIST_SOME);
	n = list_row_keys(&l, 0, &keys);
	list_mark(&l, keys, n, LIST_MARK);
	free(keys);
	assert_int_equal(list_row_marked(&l, 0), LIST_ALL);
	assert_marked(&l, ROWS(5, 6), 0);
	buf_free(&told);
	list_release(&l);
}

/* ---- a program of one list ---- */

struct rows {
	struct screen base;
	struct list list;
};

static size_t asked, total = 1000000;
static struct rows *shown;
static int answered;
static bool searches = true;

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	(void)arg;
	(void)tx;
	asked++;
	buf_addf(&out->cell[0], "%zu", n + 1);
	buf_addf(&out->cell[1], "Площадка %zu", n + 1);
	buf_add(&out->cell[2], "стажировочная");
	buf_add(&out->cell[3], "31.08.2022");
}

static void filter(void *arg, const char *text)
{
	list_set_count(&((struct rows *)arg)->list, *text ? 3 : total);
}

static void rows_draw(struct app *app, struct screen *s, struct area a)
{
	(void)app;
	list_draw(app, &((struct rows *)s)->list, a, true);
}

static void yes(struct app *app, bool ok, void *arg)
{
	(void)app;
	(void)arg;
	answered = ok ? 1 : 2;
}

static enum next rows_delete(struct app *app, struct screen *s)
{
	(void)s;
	dialog_confirm(app, "Удалить?", "Площадка уйдёт в корзину.", "Удалить", yes, NULL);
	return SCREEN_DONE;
}

static enum next rows_text(struct app *app, struct screen *s)
{
	(void)s;
	dialog_text(app, "Карточка", "Первая строка\nВторая строка");
	return SCREEN_DONE;
}

static void chosen(struct app *app, int index, void *arg)
{
	(void)app;
	(void)arg;
	answered = index;
}

static enum next rows_menu(struct app *app, struct screen *s)
{
	static const struct menu_item items[] = {{.text = "Площадка"},	{.text = "Приказ"},    {.text = "Ёлка"},
						 {.text = "2025-2026"}, {.text = "2026-2027"}, {.text = "Организация"}};

	(void)s;
	dialog_menu(app, "Выбор", NULL, items, 6, 0, chosen, NULL);
	return SCREEN_DONE;
}

static void rows_done(struct app *app, struct screen *s)
{
	(void)app;
	list_release(&((struct rows *)s)->list);
	free(s);
}

static const struct screen_action rows_actions[] = {{.action = ACT_OPEN, .run = rows_text},
						    {.action = ACT_DELETE, .run = rows_delete},
						    {.action = ACT_EDIT, .run = rows_menu},
						    {.action = ACT_NONE}};

static struct list *rows_list(struct screen *s)
{
	return &((struct rows *)s)->list;
}

static const struct screen_ops rows_ops = {
	.context = IN_LIST, .actions = rows_actions, .draw = rows_draw, .list = rows_list, .done = rows_done};

static struct screen *rows_open(struct app *app)
{
	struct rows *r = mem_alloc(sizeof *r);

	(void)app;
	r->base.ops = &rows_ops;
	r->list = (struct list){.columns = columns,
				.columns_n = 4,
				.row = row,
				.filter = searches ? filter : NULL,
				.searches = searches,
				.arg = r,
				.empty = "Пока пусто. F7 — завести площадку."};
	list_set_count(&r->list, total);
	shown = r;
	return &r->base;
}

static const struct section sections[] = {{"Сроки", rows_open}, {"Площадки", rows_open}, {"Справочники", rows_open}};
static const struct app_ops program = {.sections = sections, .sections_n = 3, .menu = palette_open};

/* Runs the script, gives back the shots; free(). */
static char *run(const char *script)
{
	char in[] = "/tmp/stazh-script-XXXXXX", out[] = "/tmp/stazh-shots-XXXXXX";
	int in_fd = mkstemp(in), out_fd = mkstemp(out);
	FILE *f = fdopen(in_fd, "w");
	struct error e = {0};
	struct app app = {.ops = &program, .year = 2021};
	char *text = mem_alloc(1 << 20);

	assert_non_null(f);
	if (!strncmp(script, "size", 4)) {
		size_t n = strcspn(script, "\n") + 1;

		fwrite(script, 1, n, f);
		script += n;
	}
	fprintf(f, "out %s\n%s", out, script);
	fclose(f);
	setenv("STAZH_SCRIPT", in, 1);
	asked = 0;
	answered = 0;
	if (app_run(&app, &e) != OK)
		fail_msg("%s", e.text);
	assert_true(read(out_fd, text, (1 << 20) - 1) >= 0);
	close(out_fd);
	unlink(in);
	unlink(out);
	return text;
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("«%s» is not in\n%s", part, text);
}

static void test_scrolling(void **state)
{
	(void)state;
	char *t = run("shot top\n");

	assert_true(asked <= 240);
	has(t, "== top 80x24 cursor 4,0\n");
	has(t, "▸   1  Площадка 1");
	has(t, "-- 4:0-79 reverse\n");
	has(t, " 1 Сроки  2 Площадки  3 Справочники");
	free(t);
	t = run("key Down 17\nkey Down\nshot edge\nkey Down 3\nshot below\nkey Up 17\nshot kept\nkey Down\nkey Up "
		"2\nshot "
		"layout\n");
	has(t, "== edge 80x24 cursor 16,0\n");
	has(t, "== below 80x24 cursor 16,0\n");
	has(t, "== kept 80x24 cursor 4,0\n");
	has(t, "▸   5  Площадка 5");
	has(t, "▸   4  Площадка 4");
	free(t);
	t = run("key End\nshot end\nkey PgUp\nshot page\nkey End\nkey Home\nshot home\nkey End\nkey PgDn\nshot last\n");
	assert_true(asked < 500);
	has(t, "▸ 1000000  Площадка 1000000");
	has(t, "▸  999988  Площадка 999988");
	has(t, "== home 80x24 cursor 4,0\n");
	free(t);
}

static void test_sizes(void **state)
{
	(void)state;
	char *t = run("size 60x16\nshot least\nkey Down 5\nresize 10x3\nkey Down\nshot tiny\nresize 1x1\nshot one\n"
		      "resize 200x50\nshot wide\n");

	has(t, "== least 60x16 cursor 4,0\n");
	has(t, "Окно");
	has(t, "== one 1x1");
	has(t, "== wide 200x50 cursor 10,0\n");
	has(t, "▸   7  Площадка 7"); /* one can look round in a small window too */
	free(t);
}

static void test_search_and_dialogs(void **state)
{
	(void)state;
	char *t = run("key .\ntype Пло\nshot typed\nkey Enter\nshot found\nkey Esc\nshot all\nkey /\ntype x\nkey "
		      "Esc\nshot back\n");

	has(t, "Поиск: Пло");
	has(t, "Найдено по «Пло»: 3");
	assert_null(strstr(strstr(t, "== all"), "Найдено"));
	free(t);
	t = run("key F8\nshot ask\nkey д\n");
	has(t, "Площадка уйдёт в корзину.");
	has(t, "[ Удалить ]");
	assert_int_equal(answered, 1);
	free(t);
	free(run("key Del\nkey Esc\n"));
	assert_int_equal(answered, 2);
	free(run("key Del\nkey Right\nkey Enter\n"));
	assert_int_equal(answered, 2);
	free(run("key Del\ntype n\n"));
	assert_int_equal(answered, 2);
	/* the key of «н» in the other layout is no, not yes */
	free(run("key Del\ntype y\n"));
	assert_int_equal(answered, 2);
	free(run("key Del\ntype L\n"));
	assert_int_equal(answered, 1);
	free(run("key Del\ntype опк\nkey Enter\n")); /* none of these moves to another answer */
	assert_int_equal(answered, 1);
	t = run("key Enter\nshot text\nkey Esc\nshot list\nkey F9\nshot menu\n");
	has(t, "Вторая строка");
	has(t, "┌ Меню ");
	has(t, "Выход");
	free(t);
}

/* Letters go to the line that begins with them. */
static void test_menu_letters(void **state)
{
	static const struct {
		const char *typed;
		int index;
	} cases[] = {{"п", 1}, {"пп", 0},   {"ПР", 1},	  {"пл", 0},   {"е", 2}, {"о", 5},
		     {"J", 5}, {"2026", 4}, {"20252", 4}, {"фыва", 0}, {"g", 1}, {"GHg", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char script[80];

		snprintf(script, sizeof(script), "key F4\ntype %s\nkey Enter\n", cases[i].typed);
		free(run(script));
		if (answered != cases[i].index)
			fail_msg("«%s» went to line %d", cases[i].typed, answered);
	}
}

/* Letters narrow the list, and while one types blanks and digits do too; nothing else comes of them. */
static void test_typing(void **state)
{
	(void)state;
	char *t = run("key 2\ntype qйТ 7 8\nshot typed\nkey Backspace\nshot shorter\nkey Down\nkey 1\nshot section\n");

	has(t, "Найдено по «qйТ 7 8»: 3");
	has(t, "Найдено по «qйТ 7 »: 3");
	assert_null(strstr(strstr(t, "== section"), "Найдено"));
	free(t);
	t = run("paste Ёж\\tи\nshot pasted\nkey Backspace 5\nshot all\n");
	has(t, "Найдено по «Ёж»: 3");
	assert_null(strstr(strstr(t, "== all"), "Найдено"));
	free(t);
	t = run("type п\nkey Esc\nshot all\nkey Esc\nshot leave\nkey Esc\nshot stay\n");
	assert_null(strstr(strstr(t, "== all"), "Найдено"));
	has(t, "Закрыть программу?");
	assert_null(strstr(strstr(t, "== stay"), "Закрыть"));
	free(t);
}

/* ---- a list that does not search itself ---- */

static const char *const found[] = {"Педагоги", "Ёлкина Анна", "Иванова Елена", "Группы", "Ёлочка 2", "Берёзка"};

static void found_row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	(void)arg;
	(void)tx;
	buf_add(&out->cell[1], found[n]);
}

static bool found_head(void *arg, size_t n)
{
	(void)arg;
	return n == 0 || n == 3;
}

/* The rows that are left, by their first letters, and the number of the one under the cursor. */
static void finds(const char *text, const char *left, size_t here)
{
	struct list l = {.columns = columns, .columns_n = 4, .row = found_row, .head = found_head};
	struct app app = {0};
	struct buf b = {0};
	size_t heads = 0;

	list_set_count(&l, 6);
	list_type(&app, &l, text, strlen(text));
	for (size_t i = 0; i < l.count; i++)
		buf_addn(&b, found[list_at(&l, i)], strlen("П"));
	assert_string_equal(buf_text(&b), left);
	assert_int_equal(list_here(&l), here);
	for (size_t i = 0; i < l.count; i++)
		heads += found_head(NULL, list_at(&l, i));
	assert_int_equal(l.headings, heads);
	list_set_count(&l, 5); /* the rows are made anew: the last one is gone */
	assert_true(l.all == 5 && (!l.count || list_at(&l, l.count - 1) < 5));
	buf_free(&b);
	list_release(&l);
}

static void test_narrow(void **state)
{
	(void)state;
	finds("ел", "ПЁИГЁ", 1); /* with their headings, the cursor on what was looked for */
	finds("анна ЁЛК", "ПЁ", 1);
	finds("групп", "ГЁБ", 4); /* by their heading */
	finds("берез", "ГБ", 5);
	finds("такогонет", "", 6);  /* that of no row */
	finds("Fyyf `kr", "ПЁ", 1); /* «Анна ёлк» on the other layout */
	finds("hjkl", "", 6);
}

static void test_narrow_whole(void **state)
{
	(void)state;
	searches = false;
	total = 40;
	char *t = run("type пло\ntype  17\nshot found\nkey Esc\nshot all\n");

	has(t, "Найдено по «пло 17»: 1");
	has(t, "▸ 17  Площадка 17");
	assert_null(strstr(strstr(t, "== all"), "Найдено"));
	has(strstr(t, "== all"), "▸ 17  Площадка 17"); /* the cursor stays on what was found */
	free(t);
	t = run("type пло 40\nkey Backspace\nshot shorter\nkey Down\nkey /\ntype 0\nkey Enter\nshot line\n");
	has(t, "Найдено по «пло 4»: 2");
	has(t, "Найдено по «пло 40»: 1");
	free(t);
	t = run("key Down 6\ntype такогонет\nshot none\nkey Esc\nshot back\n");
	has(t, "Ничего не нашлось");
	has(strstr(t, "== back"), "▸  7  Площадка 7");
	free(t);
	searches = true;
	total = 1000000;
}

static void test_empty(void **state)
{
	(void)state;
	total = 0;
	char *t = run("shot empty\nkey Down\nkey End\nkey PgDn\nshot still\n");

	has(t, "Пока пусто. F7 — завести площадку.");
	assert_int_equal(asked, 0);
	free(t);
	total = 1;
	t = run("key Down 3\nshot one\nkey 2\nshot section\n");
	has(t, "▸ 1  Площадка 1");
	has(t, "cursor 4,0");
	free(t);
	total = 1000000;
}

static void test_random(void **state)
{
	(void)state;
	for (int seed = 1; seed <= 20; seed++) {
		char script[100];

		snprintf(script, sizeof script, "random %d 1000\nshot end\n", seed);
		free(run(script));
	}
}

static void test_wrong_script(void **state)
{
	char in[] = "/tmp/stazh-script-XXXXXX";
	FILE *f = fdopen(mkstemp(in), "w");
	struct error e = {0};
	struct app app = {.ops = &program};

	(void)state;
	assert_non_null(f);
	fputs("# a comment\nkey Nonsense\n", f);
	fclose(f);
	setenv("STAZH_SCRIPT", in, 1);
	assert_int_equal(app_run(&app, &e), ERR_USAGE);
	assert_non_null(strstr(e.text, ":2: "));
	unlink(in);
	assert_int_equal(app_run(&app, &e), ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_search_and_dialogs),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_wrong_script),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_typing),
		cmocka_unit_test(test_menu_letters),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_narrow_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
