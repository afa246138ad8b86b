/* The text editor: clusters, words, wrapping, limits, undo; and a walk at random that must keep the text whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stazh/base/utf8.h"
#include "stazh/tui/edit.h"

static enum next press(struct edit *e, enum action a)
{
	struct input in = {.action = a};

	return edit_act(e, &in, 10);
}

static void type(struct edit *e, const char *s)
{
	while (*s) {
		struct input in = {.action = ACT_TEXT, .text = s, .n = utf8_next(s, strlen(s), 0)};

		edit_act(e, &in, 10);
		s += in.n;
	}
}

#define assert_text(e, s) assert_string_equal(buf_text(&(e)->text), s)

static void test_typing(void **state)
{
	struct edit e;

	(void)state;
	edit_init(&e, "Ёлка", false, 0);
	assert_int_equal(e.at, 8);
	type(&e, "-ель");
	assert_text(&e, "Ёлка-ель");
	press(&e, ACT_HOME);
	assert_int_equal(e.at, 0);
	press(&e, ACT_ERASE);
	type(&e, "Ё");
	assert_text(&e, "Ёлка-ель");
	press(&e, ACT_END);
	press(&e, ACT_BACKSPACE);
	assert_text(&e, "Ёлка-ел");
	press(&e, ACT_LEFT);
	press(&e, ACT_LEFT);
	type(&e, "世");
	assert_text(&e, "Ёлка-世ел");
	press(&e, ACT_BACKSPACE);
	assert_text(&e, "Ёлка-ел");
	assert_int_equal(press(&e, ACT_UP), SCREEN_PASS);
	assert_int_equal(press(&e, ACT_NEWLINE), SCREEN_PASS);
	assert_int_equal(press(&e, ACT_SAVE), SCREEN_PASS);
	edit_release(&e);
}

static void test_clusters(void **state)
{
	struct edit e;

	(void)state;
	edit_init(&e, "и\u0306x\U0001F468\u200D\U0001F469\u200D\U0001F467", false, 0);
	press(&e, ACT_BACKSPACE);
	assert_text(&e, "и\u0306x");
	press(&e, ACT_BACKSPACE);
	press(&e, ACT_LEFT);
	assert_int_equal(e.at, 0);
	press(&e, ACT_RIGHT);
	assert_int_equal(e.at, 4);
	press(&e, ACT_BACKSPACE);
	assert_text(&e, "");
	press(&e, ACT_BACKSPACE);
	press(&e, ACT_ERASE);
	press(&e, ACT_LEFT);
	press(&e, ACT_RIGHT);
	assert_text(&e, "");
	edit_release(&e);
}

static void test_words(void **state)
{
	struct edit e;

	(void)state;
	edit_init(&e, "один два  три", false, 0);
	press(&e, ACT_WORD_LEFT);
	press(&e, ACT_WORD_LEFT);
	assert_int_equal(e.at, strlen("один "));
	press(&e, ACT_WORD_RIGHT);
	assert_int_equal(e.at, strlen("один два  "));
	press(&e, ACT_ERASE_WORD);
	assert_text(&e, "один три");
	press(&e, ACT_ERASE_START);
	assert_text(&e, "три");
	press(&e, ACT_RIGHT);
	press(&e, ACT_ERASE_END);
	assert_text(&e, "т");
	edit_release(&e);
}

static void test_limit(void **state)
{
	struct buf said = {0};
	struct edit e;

	(void)state;
	edit_init(&e, NULL, false, 5);
	type(&e, "ЁжИкииии");
	assert_text(&e, "ЁжИки"); /* letters, not bytes */
	assert_true(edit_cut(&e, &said));
	assert_string_equal(said.s, "В поле помещается 5 знаков, больше не войдёт");
	assert_false(edit_insert(&e, "b", 1));
	press(&e, ACT_BACKSPACE);
	press(&e, ACT_BACKSPACE);
	assert_true(edit_insert(&e, "абвг", 8));
	assert_text(&e, "ЁжИаб");
	buf_clear(&said);
	assert_true(edit_cut(&e, &said));
	assert_string_equal(said.s, "Вставлено 2 из 4 знаков: в поле помещается 5");
	press(&e, ACT_BACKSPACE);
	assert_false(edit_insert(&e, "и\u0306", 4)); /* a cluster is not torn */
	assert_true(edit_insert(&e, "я", 2));
	assert_false(edit_cut(&e, &said));
	edit_release(&e);
	buf_free(&said);

	/* What was there stays whole, however long. */
	struct buf b = {0};

	buf_fill(&b, 'x', 100000);
	edit_init(&e, b.s, false, 400);
	press(&e, ACT_HOME);
	type(&e, "y");
	assert_int_equal(e.text.n, 100000);
	press(&e, ACT_ERASE);
	assert_int_equal(e.text.n, 99999);
	edit_release(&e);
	buf_free(&b);
}

static void test_paste(void **state)
{
	struct edit e;

	(void)state;
	edit_init(&e, NULL, false, 0);
	assert_true(edit_insert(&e, "a\r\nb\tc\033[31m\xFFz\u202Ew", strlen("a\r\nb\tc\033[31m\xFFz\u202Ew")));
	assert_text(&e, "a b c[31mzw");
	assert_false(edit_insert(&e, "\001\002", 2));
	edit_release(&e);
	edit_init(&e, NULL, true, 0);
	edit_insert(&e, "a\r\nb\rc\nd", 8);
	assert_text(&e, "a\nb\nc\nd");
	edit_release(&e);
}

static void test_undo(void **state)
{
	struct edit e;

	(void)state;
	edit_init(&e, "было", false, 0);
	edit_undo(&e);
	assert_text(&e, "было");
	type(&e, " и стало");
	press(&e, ACT_UNDO_EDIT);
	assert_text(&e, "было");
	press(&e, ACT_UNDO_EDIT);
	assert_text(&e, "было и стало");
	press(&e, ACT_ERASE_START);
	assert_text(&e, "");
	press(&e, ACT_UNDO_EDIT);
	assert_text(&e, "было и стало");
	edit_set(&e, "другое");
	press(&e, ACT_UNDO_EDIT);
	assert_text(&e, "было и стало");
	/* After a move a new change begins. */
	type(&e, "x");
	press(&e, ACT_HOME);
	type(&e, "y");
	press(&e, ACT_UNDO_EDIT);
	assert_text(&e, "было и сталоx");
	edit_release(&e);
}

/* What came filled gives way to what is typed first; any other key keeps it. */
static void test_offer(void **state)
{
	static const enum action keep[] = {ACT_LEFT,	  ACT_RIGHT,	 ACT_END,      ACT_HOME,
					   ACT_WORD_LEFT, ACT_ERASE_END, ACT_UNDO_EDIT};
	struct edit e;

	(void)state;
	for (size_t i = 0; i < sizeof keep / sizeof *keep; i++) {
		edit_init(&e, "было", false, 10);
		edit_offer(&e);
		press(&e, keep[i]);
		type(&e, "xy");
		assert_int_equal(e.text.n, 10);
		edit_release(&e);
	}
	edit_init(&e, "было", false, 4);
	edit_offer(&e);
	type(&e, "abc");
	assert_text(&e, "abc"); /* though it had no room beside it */
	press(&e, ACT_UNDO_EDIT);
	assert_text(&e, "было");
	edit_offer(&e);
	press(&e, ACT_BACKSPACE);
	assert_text(&e, "");
	press(&e, ACT_UNDO_EDIT);
	edit_offer(&e);
	press(&e, ACT_ERASE);
	assert_text(&e, "");
	press(&e, ACT_UNDO_EDIT);
	edit_offer(&e);
	assert_true(edit_insert(&e, "вт", 4));
	assert_text(&e, "вт");
	assert_int_equal(e.at, 4);
	edit_release(&e);
	/* Long texts are edited. */
	edit_init(&e, "было", true, 0);
	edit_offer(&e);
	type(&e, "x");
	assert_text(&e, "xбыло");
	edit_release(&e);
}

static void test_rows(void **state)
{
	struct edit e;

	(void)state;
	/* «абвгд еж » | «клмнопрсту» | «фх» | «» */
	edit_init(&e, "абвгд еж клмнопрстуфх\n", true, 0);
	assert_int_equal(edit_height(&e, 10), 4);
	assert_int_equal(e.at, 0);
	assert_int_equal(press(&e, ACT_UP), SCREEN_PASS);
	press(&e, ACT_RIGHT);
	press(&e, ACT_RIGHT);
	press(&e, ACT_RIGHT);
	press(&e, ACT_DOWN);
	assert_int_equal(e.at, strlen("абвгд еж клм"));
	press(&e, ACT_DOWN);
	assert_int_equal(e.at, strlen("абвгд еж клмнопрстуфх"));
	press(&e, ACT_DOWN);
	assert_int_equal(e.at, e.text.n);
	assert_int_equal(press(&e, ACT_DOWN), SCREEN_PASS);
	/* The wanted column is kept over short rows. */
	press(&e, ACT_UP);
	press(&e, ACT_UP);
	assert_int_equal(e.at, strlen("абвгд еж клм"));
	press(&e, ACT_END);
	assert_int_equal(press(&e, ACT_ENTER), SCREEN_PASS);
	press(&e, ACT_NEWLINE);
	assert_text(&e, "абвгд еж клмнопрстуфх\n\n");
	edit_release(&e);
	edit_init(&e, "", true, 0);
	assert_int_equal(edit_height(&e, 10), 1);
	assert_int_equal(press(&e, ACT_DOWN), SCREEN_PASS);
	edit_release(&e);
}

static void test_random_walk(void **state)
{
	static const enum action acts[] = {ACT_LEFT,	  ACT_RIGHT,	  ACT_UP,	  ACT_DOWN,
					   ACT_HOME,	  ACT_END,	  ACT_BACKSPACE,  ACT_ERASE,
					   ACT_WORD_LEFT, ACT_WORD_RIGHT, ACT_ERASE_WORD, ACT_ERASE_START,
					   ACT_ERASE_END, ACT_UNDO_EDIT,  ACT_NEWLINE};
	static const char *const texts[] = {"a", "Ё", "世", "\u0301", " ", "\U0001F469", "\u200D", "слово", "\n", "é"};

	(void)state;
	srand(1);
	for (int round = 0; round < 20; round++) {
		struct edit e;

		edit_init(&e, NULL, round % 2, 300);
		for (int i = 0; i < 1000; i++) {
			if (rand() % 2)
				press(&e, acts[rand() % (int)(sizeof acts / sizeof *acts)]);
			else
				type(&e, texts[rand() % (int)(sizeof texts / sizeof *texts)]);
			assert_true(e.at <= e.text.n && utf8_letters(buf_text(&e.text), e.text.n) <= 300);
			assert_true(utf8_valid(buf_text(&e.text), e.text.n));
			assert_true(e.at == 0 || e.at == e.text.n || ((unsigned char)e.text.s[e.at] & 0xC0) != 0x80);
			assert_true(edit_height(&e, 7) >= 1);
		}
		edit_release(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typing), cmocka_unit_test(test_clusters), cmocka_unit_test(test_words),
		cmocka_unit_test(test_limit),  cmocka_unit_test(test_paste),	cmocka_unit_test(test_undo),
		cmocka_unit_test(test_offer),  cmocka_unit_test(test_rows),	cmocka_unit_test(test_random_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
