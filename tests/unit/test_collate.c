#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stazh/base/alike.h"
#include "stazh/base/collate.h"

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static int compare_keys(const char *a, const char *b)
{
	uint8_t ka[512], kb[512];
	size_t na = collate_key(a, strlen(a), ka, sizeof(ka)), nb = collate_key(b, strlen(b), kb, sizeof(kb));
	int order = memcmp(ka, kb, na < nb ? na : nb);

	return sign(order ? order : (na > nb) - (na < nb));
}

/* In rising order, no two equal. */
static void test_order(void **state)
{
	/* clang-format off */
	static const char *const names[] = {
		"",	      " ",	   "!",	    "\"а",    "«а",	   "-",	   "0", "00", "2", "02", "2 а", "2-о",	"9",	"10", "0010", "10-о", "99999999999", "100000000000", "999999999999", "1000000000000", "20000000000000", 	  "a",	   "A",
		"a b",	      "ab",	   "abc",   "é",      "Éa",	   "z",	   "Z",	     "ß",	"ø",	  "а",	   "А",
		"а а",	   "Абрамов", "Абрамова", "б",	   "г",	   "Г",	     "ґ",	"Ґ",	  "д",	   "Еж",
		"ёж",	      "Ёж",	   "Ежов",  "Ёжов",   "елка",	   "Елка", "ёлка",   "Ёлка",	"елкин",  "Ёлкин", "ёлкина",
		"Ель",	      "є",	   "ж",	    "з",      "и",	   "Иван", "Иванов", "Иванов А", "Иванова", "Иванова 2", "Иванова 10", "Иванова10", "і",   "Ї",
		"й",	      "Йод",	   "к",	    "у",      "ў",	   "ф",	   "ъ",	     "ы",	"ь",	  "э",	   "ю",
		"я",	      "Я",	   "яя",    "ԋ",      "α",	   "Ω",	   "日",
	};
	/* clang-format on */
	const size_t n = sizeof(names) / sizeof(*names);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int expected = (i > j) - (i < j);

			if (collate_compare(names[i], names[j]) != expected)
				fail_msg("compare: %s and %s", names[i], names[j]);
			if (compare_keys(names[i], names[j]) != expected)
				fail_msg("keys: %s and %s", names[i], names[j]);
		}
	}
}

/* A short buffer cuts the key, never the order of what is left. */
static void test_cut(void **state)
{
	uint8_t whole[512], cut[512];
	const char *s = "Ёлкина Анна-Мария (школа № 12)";
	size_t n = collate_key(s, strlen(s), whole, sizeof(whole));

	(void)state;
	assert_true(n > 20);
	for (size_t cap = 0; cap <= 20; cap++) {
		size_t m = collate_key(s, strlen(s), cut, cap);

		assert_true(m <= cap);
		if (m)
			assert_memory_equal(cut, whole, m - 1); /* its last byte is the 0 that ends the weights */
	}
	assert_null(memchr(whole, 0, strlen("Ёлкина") / 2));
}

static void test_fold(void **state)
{
	struct buf b = {0};
	size_t at = 0, start, n;
	char words[200] = "";

	(void)state;
	collate_fold("ЁЛКА Ёж «МБОУ» ABC 37-О", strlen("ЁЛКА Ёж «МБОУ» ABC 37-О"), &b);
	assert_string_equal(buf_text(&b), "елка еж «мбоу» авс 37-о");
	while ((n = collate_word(b.s, b.n, &at, &start))) {
		strncat(words, b.s + start, n);
		strcat(words, "|");
	}
	assert_string_equal(words, "елка|еж|мбоу|авс|37|о|");
	buf_free(&b);
}

/* What people take for the same is folded to the same. */
static void test_alike(void **state)
{
	static const char *const same[][2] = {
		{"Cидорова", "сидорова"},
		{"Кузнецовa", "кузнецова"},
		{"BEPA", "вера"},
		{"Hина", "нина"},
		{"Алëна", "алена"},
		{"С0колова", "соколова"},
		{"3ахаров", "захаров"},
		{"Кузнец0в", "кузнецов"},
		{"Кοваль", "коваль"},
		{"Пет\u00ADро\u200Bва", "петрова"},
		{"Андреи\u0306", "андрей"},
		{"Алёна", "алена"},
		{"Анна\u00A0\u2009Ю", "анна  ю"},
		{"Иванова‐Петрова", "иванова-петрова"},
		{"Иванова–Ким", "иванова-ким"},
		{"Д’Арк", "д'арк"},
		{"3-й", "3-й"},
		{"10а", "10а"},
		{"№ 3", "№ 3"},
		{"37-о", "37-о"},
		{"30летие", "30летие"},
		{"3б класс", "3б класс"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		struct buf b = {0};

		collate_fold(same[i][0], strlen(same[i][0]), &b);
		assert_string_equal(buf_text(&b), same[i][1]);
		buf_free(&b);
	}
	assert_true(name_same("МБОУ «Лесная СОШ»", "МБОУ\u00A0«Лесная  СОШ»\n"));
	assert_true(name_same("start_date", " Start date "));
	assert_false(name_same("Сидорова", "Сидоров"));
	assert_false(name_same("Ян", "Я н"));
}

/* Folded whole, with one blank for what parts words. */
static void squeeze(const char *s, struct buf *out)
{
	struct buf folded = {0};

	collate_fold(s, strlen(s), &folded);
	for (char *word = strtok(folded.s, "_- \t\r\n"); word; word = strtok(NULL, "_- \t\r\n"))
		buf_addf(out, "%s%s", out->n ? " " : "", word);
	buf_free(&folded);
}

/* Names are read letter by letter; they are the same when they are so read whole. */
static void test_names(void **state)
{
	static const char *const pieces[] = {"а",	"А",	"a", "о",      "0",	 "0", "3", "ё",
					     "е\u0308", " ",	" ", "\u00A0", "\u00AD", "-", "_", "–",
					     "—",	"\r\n", "б", "\xD0",   "\x90",	 "№"};
	size_t alike = 0;
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct buf name[2] = {0}, whole[2] = {0};
		bool same;

		for (int k = 0; k < 2; k++) {
			for (unsigned n = seed % 5; n; n--) {
				seed = seed * 1103515245 + 12345;
				buf_add(&name[k], pieces[(seed >> 16) % (sizeof(pieces) / sizeof(*pieces))]);
			}
			seed = seed * 1103515245 + 12345;
			squeeze(buf_text(&name[k]), &whole[k]);
		}
		same = !strcmp(buf_text(&whole[0]), buf_text(&whole[1]));
		alike += same;
		if (name_same(buf_text(&name[0]), buf_text(&name[1])) != same)
			fail_msg("«%s» and «%s»", buf_text(&name[0]), buf_text(&name[1]));
		for (int k = 0; k < 2; k++) {
			buf_free(&name[k]);
			buf_free(&whole[k]);
		}
	}
	assert_in_range(alike, 200, 10000);
}

static void test_told(void **state)
{
	static const struct {
		const char *text, *told;
		bool digits;
	} words[] = {
		{"Cидорова", "в слове «Cидорова» буква «C» латинская", false},
		{"Анна Ceргeева", "в слове «Ceргeева» буква «C» латинская, буква «e» латинская, буква «e» латинская",
		 false},
		{"Кοваль", "в слове «Кοваль» буква «ο» греческая", false},
		{"3ахаров", "в слове «3ахаров» цифра «3» вместо буквы «З»", true},
		{"С0колова", "в слове «С0колова» цифра «0» вместо буквы «О»", true},
		{"Hина Cом", "в слове «Hина» буква «H» латинская; в слове «Cом» буква «C» латинская", false},
		{"3ахаров", "", false},
		{"Сидорова", "", true},
		{"COVID", "", false},
		{"IT-куб", "", false},
		{"Wordом", "", false},
		{"10а класс, кабинет 3", "", true},
		{"Иванова hа", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct buf b = {0};

		alike_tell(words[i].text, words[i].digits, &b);
		assert_string_equal(buf_text(&b), words[i].told);
		buf_free(&b);
	}
}

static void test_matches(void **state)
{
	(void)state;
	assert_true(collate_matches("морозова ирина александровна", "ир мор"));
	assert_true(collate_matches("приказ 37-о", "37-о"));
	assert_true(collate_matches("елка", ""));
	assert_false(collate_matches("морозова", "орозова"));
	assert_false(collate_matches("морозова", "морозова и"));
	assert_false(collate_matches("", "а"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),	cmocka_unit_test(test_cut),   cmocka_unit_test(test_fold),
		cmocka_unit_test(test_names),	cmocka_unit_test(test_alike), cmocka_unit_test(test_told),
		cmocka_unit_test(test_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
