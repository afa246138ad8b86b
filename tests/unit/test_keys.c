/* The key table: one meaning for each key, and every letter with its twin on the Russian layout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stazh/base/utf8.h"
#include "stazh/tui/keys.h"

/* Calls fn for every key of every row. */
static void each_key(void (*fn)(const struct action_def *d, const char *name, size_t n))
{
	for (size_t i = 0; i < action_table_n; i++) {
		const char *s = action_table[i].keys;

		while (*s) {
			size_t n = strcspn(s, " ");

			fn(&action_table[i], s, n);
			s += n + (s[n] == ' ');
		}
	}
}

static void known(const struct action_def *d, const char *name, size_t n)
{
	if (key_by_name(name, n) == K_NONE)
		fail_msg("%.*s of «%s» is no key", (int)n, name, d->help);
}

static void test_names(void **state)
{
	(void)state;
	each_key(known);
	assert_int_equal(key_by_name("F7", 2), K_F1 + 6);
	assert_int_equal(key_by_name("F10", 3), K_F10);
	assert_int_equal(key_by_name("Ctrl-F", 6), 6);
	assert_int_equal(key_by_name("й", 2), 0x439);
	assert_int_equal(key_by_name("Пробел", 12), ' ');
	assert_int_equal(key_by_name("F0", 2), K_NONE);
	assert_int_equal(key_by_name("F11", 3), K_NONE);
	assert_int_equal(key_by_name("", 0), K_NONE);
	assert_int_equal(key_by_name("Nonsense", 8), K_NONE);
}

/* A key given to two actions in one context would never reach the second. */
static void alone(const struct action_def *d, const char *name, size_t n)
{
	for (unsigned context = IN_LIST; context <= IN_DIALOG; context <<= 1)
		if (d->contexts & context &&
		    action_of_key((enum key_context)context, key_by_name(name, n)) != d->action)
			fail_msg("%.*s has two meanings in context %u", (int)n, name, context);
}

static void test_one_meaning(void **state)
{
	(void)state;
	each_key(alone);
}

static const char latin[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
static const char russian[] = "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";

static void twin(const struct action_def *d, const char *name, size_t n)
{
	const char *at, *r = russian;

	if (n != 1 || !(at = strchr(latin, *name)) || *name == '.')
		return;
	for (long skip = at - latin; skip; skip--)
		r += utf8_next(r, strlen(r), 0);
	int key = key_by_name(r, utf8_next(r, strlen(r), 0));

	for (unsigned context = IN_LIST; context <= IN_DIALOG; context <<= 1)
		if (d->contexts & context && action_of_key((enum key_context)context, key) != d->action)
			fail_msg("«%c» has no twin in the Russian layout in context %u", *name, context);
}

static void test_both_layouts(void **state)
{
	(void)state;
	each_key(twin);
	assert_int_equal(action_of_key(IN_LIST, 'q'), action_of_key(IN_LIST, 0x439));
	assert_int_equal(action_of_key(IN_LIST, '/'), action_of_key(IN_LIST, '.'));
}

/* The letter that is on the key, whatever the layout. */
static void test_in_russian(void **state)
{
	const char *r = russian;

	(void)state;
	for (const char *at = latin; *at; at++) {
		size_t n = utf8_next(r, strlen(r), 0);
		int key = key_by_name(r, n);

		if ((*at >= 'a' && *at <= 'z') || *at == '[' || *at == ';' || *at == ',')
			assert_int_equal(key_in_russian(*at), key);
		if (*at >= 'A' && *at <= 'Z') {
			assert_int_equal(key_in_russian(*at), key_in_russian(key));
			assert_int_equal(key_in_russian(*at), key_in_russian(*at + 'a' - 'A'));
		}
		r += n;
	}
	assert_int_equal(key_in_russian('1'), '1');
	assert_int_equal(key_in_russian(K_ENTER), K_ENTER);
	assert_int_equal(key_in_russian(K_F1), K_F1);
}

static void no_letter(const struct action_def *d, const char *name, size_t n)
{
	int key = key_by_name(name, n);

	if (d->contexts & IN_FORM)
		assert_true(key < ' ' || key == K_BACKSPACE || key >= K_SPECIAL);
}

static void test_letters_are_text_in_forms(void **state)
{
	(void)state;
	each_key(no_letter);
	assert_int_equal(action_of_key(IN_FORM, 'q'), ACT_NONE);
	assert_int_equal(action_of_key(IN_FORM, ' '), ACT_NONE);
	/* answers to yes and no */
	assert_int_equal(action_of_key(IN_DIALOG, 0x434), ACT_NONE);
	assert_int_equal(action_of_key(IN_DIALOG, 0x43D), ACT_NONE);
	assert_int_equal(action_of_key(IN_DIALOG, 'y'), ACT_NONE);
	assert_int_equal(action_of_key(IN_DIALOG, 'n'), ACT_NONE);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < action_table_n; i++) {
		const struct action_def *d = &action_table[i];

		assert_true(utf8_width(d->label, strlen(d->label)) <= 6);
		assert_true((d->bar > 0) == (*d->label != '\0'));
		assert_true(d->help && *d->help && d->keys && *d->keys);
	}
	for (unsigned context = IN_LIST; context <= IN_DIALOG; context <<= 1) {
		assert_int_equal(action_of_key((enum key_context)context, K_F1), ACT_HELP);
		assert_int_equal(action_of_key((enum key_context)context, K_F10), ACT_BACK);
		assert_int_equal(action_of_key((enum key_context)context, K_ESC), ACT_BACK);
	}
	assert_int_equal(action_of_key(IN_LIST, K_F1 + 1), ACT_ACTIONS);
	assert_int_equal(action_of_key(IN_FORM, K_F1 + 1), ACT_SAVE);
	assert_int_equal(action_of_key(IN_LIST, '8'), ACT_SECTION_8);
}

static void test_shown(void **state)
{
	struct buf b = {0};

	(void)state;
	key_add_shown("Up k л", 2, true, &b);
	assert_string_equal(b.s, "↑, k");
	buf_clear(&b);
	key_add_shown("Space", 2, true, &b);
	assert_string_equal(b.s, "Пробел");
	buf_free(&b);
}

/* ---- the guide names them all ---- */

#define GUIDE "docs/guide.md"
#define BEGIN "<!-- all keys: UPDATE=1 build/test_keys writes them -->\n"
#define END   "<!-- end -->\n"

static void add_row(const struct action_def *d, struct buf *out)
{
	static const char *const where[] = {"списки, карточки", "формы", "окна, тексты"};
	bool first = true;

	buf_add(out, "| ");
	key_add_shown(d->keys, 9, true, out);
	buf_add(out, " | ");
	if (d->title)
		buf_addf(out, "**%s%s** ", d->title, strstr(d->title, "…") ? "" : ".");
	buf_addf(out, "%s |", d->help);
	for (size_t i = 0; i < 3; i++)
		if (d->contexts & 1u << i) {
			buf_addf(out, "%s%s", first ? " " : "; ", where[i]);
			first = false;
		}
	buf_add(out, " |\n");
}

static void read_guide(struct buf *out)
{
	FILE *f = fopen(GUIDE, "r");
	int c;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		buf_addc(out, (char)c);
	fclose(f);
}

static void write_guide(const char *whole, const char *begin, const char *end, const char *rows)
{
	FILE *f = fopen(GUIDE, "w");

	assert_non_null(f);
	fprintf(f, "%.*s%s%s", (int)(begin - whole), whole, rows, end);
	fclose(f);
}

/* The guide has a row of each action: its keys, what it is called and does, where. */
static void test_guide(void **state)
{
	struct buf whole = {0}, rows = {0};
	const char *begin, *end;

	(void)state;
	read_guide(&whole);
	begin = strstr(buf_text(&whole), BEGIN);
	end = begin ? strstr(begin, END) : NULL;
	assert_non_null(end);
	begin += strlen(BEGIN);
	buf_add(&rows, "| клавиша | что делает | где |\n|---|---|---|\n");
	for (size_t i = 0; i < action_table_n; i++)
		add_row(&action_table[i], &rows);
	if (getenv("UPDATE"))
		write_guide(whole.s, begin, end, rows.s);
	else if (rows.n != (size_t)(end - begin) || strncmp(rows.s, begin, rows.n) != 0)
		fail_msg("the keys in %s are others than those of src/tui/keys.c; UPDATE=1 build/test_keys writes:\n%s",
			 GUIDE, rows.s);
	buf_free(&whole);
	buf_free(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	     cmocka_unit_test(test_one_meaning),
		cmocka_unit_test(test_both_layouts), cmocka_unit_test(test_letters_are_text_in_forms),
		cmocka_unit_test(test_in_russian),   cmocka_unit_test(test_rows),
		cmocka_unit_test(test_shown),	     cmocka_unit_test(test_guide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
