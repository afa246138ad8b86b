#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include <cmocka.h>

#include "stazh/base/utf8.h"

static void test_code_points(void **state)
{
	/* clang-format off */
	static const char *const wrong[] = {
		"\x80",		"\xBF",		"\xC0\x80",	    "\xC1\xBF",		"\xD0",	    "\xD0 ",
		"\xE0\x80\x80", "\xE0\x9F\xBF", "\xE2\x84",	    "\xED\xA0\x80",	"\xED\xBF\xBF",
		"\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF",
	};
	/* clang-format on */
	uint32_t back;
	char s[4];

	(void)state;
	for (uint32_t cp = 0; cp < 0x110010; cp++) {
		utf8proc_uint8_t theirs[4];
		size_t n = utf8_write(cp, s);

		if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
			assert_int_equal(n, 0);
			continue;
		}
		if (n != (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, theirs) || memcmp(s, theirs, n) != 0 ||
		    utf8_decode(s, n, &back) != n || back != cp)
			fail_msg("U+%04X", cp);
		for (size_t cut = 1; cut < n; cut++)
			if (utf8_decode(s, cut, &back) != 0)
				fail_msg("U+%04X cut", cp);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_int_equal(utf8_decode(wrong[i], strlen(wrong[i]), &back), 0);
		assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
	}
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("Ёж №1 😀", strlen("Ёж №1 😀")));
}

/* Every pair of characters: clusters and widths are the same by the fast path and by utf8proc. */
static void test_fast_path(void **state)
{
	static const uint32_t marks[] = {0x301,	 0x308, 0x483, 0x489, 0x200D, 0x20E3,
					 0xFE0F, 0x903, 0x600, '\r',  '\n',   'z'};
	char s[8];

	(void)state;
	for (uint32_t cp = 1; cp < 0x3000; cp++) {
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
			size_t a = utf8_write(cp, s), n = a + utf8_write(marks[i], s + a), cluster;

			cluster = utf8proc_grapheme_break((utf8proc_int32_t)cp, (utf8proc_int32_t)marks[i]) ? a : n;
			if (utf8_next(s, n, 0) != cluster)
				fail_msg("U+%04X U+%04X: cluster of %zu", cp, marks[i], utf8_next(s, n, 0));
			if (utf8_prev(s, n, n) != (cluster == n ? n : n - a))
				fail_msg("U+%04X U+%04X: back %zu", cp, marks[i], utf8_prev(s, n, n));
			if (utf8_width(s, n) != utf8_cp_width(cp) + utf8_cp_width(marks[i]))
				fail_msg("U+%04X U+%04X: width %d", cp, marks[i], utf8_width(s, n));
		}
		if (utf8proc_category((utf8proc_int32_t)cp) != UTF8PROC_CATEGORY_MC &&
		    !(cp >= 0x1160 && cp <= 0x11FF) && utf8_cp_width(cp) != utf8proc_charwidth((utf8proc_int32_t)cp))
			fail_msg("U+%04X: width %d", cp, utf8_cp_width(cp));
	}
	assert_int_equal(utf8_cp_width(0), 0);
	assert_int_equal(utf8_cp_width(0x7F), 0);
	assert_int_equal(utf8_cp_width(0x9F), 0);
	assert_int_equal(utf8_cp_width(0x483), 0);
	assert_int_equal(utf8_cp_width(0x65E5), 2);
	assert_int_equal(utf8_cp_width(0x1F600), 2);
}

/* The clusters of s are of the given bytes, forwards and backwards. */
static void check_clusters(const char *s, const char *sizes)
{
	size_t n = strlen(s), at = 0;

	for (const char *p = sizes; *p; p++) {
		assert_int_equal(utf8_next(s, n, at), *p - '0');
		at += (size_t)(*p - '0');
		assert_int_equal(utf8_prev(s, n, at), *p - '0');
	}
	assert_int_equal(at, n);
	assert_int_equal(utf8_next(s, n, n), 0);
	assert_int_equal(utf8_prev(s, n, 0), 0);
}

static void test_clusters(void **state)
{
	(void)state;
	check_clusters("", "");
	check_clusters("aёz", "121");
	check_clusters("ае\u0301б", "242");
	check_clusters("е\u0301\u0302\u0308z", "81");
	check_clusters("a\r\nb", "121");
	check_clusters("\u0301а", "22");
	check_clusters("1\uFE0F\u20E3z", "71");
	check_clusters("🇷🇺🇧🇾", "88");
	check_clusters("а\xFF\xD0z", "2111");
	check_clusters("а\xB0\xB0", "211");
	check_clusters("\u1100\u1161\u11A8", "9");
	assert_int_equal(utf8_next("👩‍👩‍👧", 18, 0), 18);
	assert_int_equal(utf8_prev("👩‍👩‍👧", 18, 18), 18);
}

static void test_width(void **state)
{
	int cells;

	(void)state;
	assert_int_equal(utf8_width("", 0), 0);
	assert_int_equal(utf8_width("Ёлка №5 — «да»", strlen("Ёлка №5 — «да»")), 14);
	assert_int_equal(utf8_width("е\u0301日", strlen("е\u0301日")), 3);
	assert_int_equal(utf8_prefix("Ёлка", 8, 0), 0);
	assert_int_equal(utf8_prefix("Ёлка", 8, 3), 6);
	assert_int_equal(utf8_prefix("Ёлка", 8, 9), 8);
	assert_int_equal(utf8_prefix("а日", 5, 2), 2);
	assert_int_equal(utf8_prefix("а日", 5, 3), 5);
	assert_int_equal(utf8_prefix("ае\u0301б", 8, 2), 6);
	assert_int_equal(utf8_prefix("ае\u0301б", 8, 1), 2);
	assert_int_equal(utf8_prefix("а→б", 7, 1), 2);
	assert_int_equal(utf8_prefix("а→б", 7, 2), 5);
	assert_int_equal(utf8_fit("日本", 6, 3, &cells), 3);
	assert_int_equal(cells, 2);
	assert_int_equal(utf8_fit("\xFFй", 3, 9, &cells), 3);
	assert_int_equal(cells, 2);
}

static void check_clean(const char *s, bool multiline, const char *expected)
{
	struct error e = {.code = OK};
	struct buf b = {0};

	assert_int_equal(utf8_clean(s, strlen(s), multiline, &b, &e), OK);
	assert_string_equal(buf_text(&b), expected);
	buf_free(&b);
}

static void check_refused(const char *s, size_t n, bool multiline, const char *message)
{
	struct error e = {.code = OK};
	struct buf b = {0};

	assert_int_equal(utf8_clean(s, n, multiline, &b, &e), ERR_INPUT);
	assert_string_equal(e.text, message);
	assert_int_equal(b.n, 0);
	assert_int_equal(utf8_clean(s, n, multiline, &b, NULL), ERR_INPUT);
	buf_free(&b);
}

static void test_clean(void **state)
{
	static const uint32_t refused[] = {0x00,   0x1B,   0x80,   0x9B,    0x9F,    0xFDD0,
					   0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF};
	static const uint32_t allowed[] = {0xA0, 0x2009, 0x2010, 0x202F, 0x2070, 0xFE0F, 0xFFFD, 0x1F600};
	static const uint32_t unseen[] = {0x01,	  0x07,	  0x0E,	  0x1A,	  0x1C,	  0x1F,	  0x7F,
					  0xAD,	  0x34F,  0x61C,  0x115F, 0x180E, 0x200B, 0x200C,
					  0x200D, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2066,
					  0x2069, 0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB};
	static const uint32_t breaks[] = {0x0B, 0x0C, 0x85, 0x2028, 0x2029};

	(void)state;
	check_clean("", false, "");
	check_clean(" \n", false, "");
	check_clean("  МБОУ «Усть-Чебулинская ООШ» № 3 ", false, "  МБОУ «Усть-Чебулинская ООШ» № 3");
	check_clean("Е\u0308лкинаи\u0306", false, "Ёлкинай");
	check_clean("e\u0301", false, "é");
	check_clean("\u212B", false, "Å");
	check_clean("а\tб\t", false, "а б");
	check_clean("а\u00A0", false, "а");
	check_clean("а\r\nб\rв\nг\n\n", true, "а\nб\nв\nг");
	check_clean("\n а", true, "\n а");
	check_clean("\u0301", false, "\u0301");

	check_clean("\uFEFFПет\u00ADро\u200Bва\u202E \u200B", false, "Петрова");
	check_clean("\u200B\u2060", false, "");
	check_clean("Андреи\u200B\u0306", false, "Андрей");
	check_clean("Анд\u200Cрей\u200D", false, "Андрей");
	check_clean("می\u200Cخواهم क्\u200Dष", false, "می\u200Cخواهم क्\u200Dष");
	check_clean("👩\u200D🏫", false, "👩\u200D🏫");
	check_clean("а\vб\u2028в\xC2\x85г", true, "а\nб\nв\nг");
	check_refused("\x1B[0m", 4, false, "недопустимый символ U+001B на месте 1: управляющий символ");
	check_refused("а\nб", 5, false,
		      "недопустимый символ U+000A на месте 2: перевод строки, а здесь нужна одна строка");
	check_refused("а\r\nб\rв\n\xC2\x9B", 12, true,
		      "недопустимый символ U+009B в строке 4 на месте 1: управляющий символ");
	check_refused("жё\xFFz", 6, false, "неверный байт 0xFF на месте 3: текст должен быть в кодировке UTF-8");
	check_refused("а\0б", 5, true, "недопустимый символ U+0000 на месте 2: управляющий символ");
	check_refused("\xEF\xE5\xF0", 3, false, "неверный байт 0xEF на месте 1: текст должен быть в кодировке UTF-8");

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct buf b = {0};
		char s[5] = "";
		size_t n = utf8_write(refused[i], s);

		s[n] = 'z';
		assert_int_equal(utf8_clean(s, n + 1, true, &b, NULL), ERR_INPUT);
		buf_free(&b);
	}
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
		char s[6] = "";

		s[utf8_write(allowed[i], s)] = 'z';
		check_clean(s, false, s);
	}
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++) {
		char s[8] = "я";

		strcpy(s + 2 + utf8_write(unseen[i], s + 2), "z");
		check_clean(s, false, "яz");
	}
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		char s[8] = "я";

		strcpy(s + 2 + utf8_write(breaks[i], s + 2), "z");
		check_clean(s, false, "я z");
		check_clean(s, true, "я\nz");
	}
}

static void test_cp1251(void **state)
{
	struct buf b = {0};
	char all[256];
	const char *text;

	(void)state;
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	utf8_from_cp1251(all, 256, &b);
	assert_true(utf8_valid(b.s, b.n));
	text = b.s + 128;
	assert_string_equal(text, "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\uFFFD™љ›њќћџ\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї°±Ііґµ¶·ё№є»јЅѕї"
				  "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code_points), cmocka_unit_test(test_fast_path), cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_width),	    cmocka_unit_test(test_clean),     cmocka_unit_test(test_cp1251),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
