/* Blanks at which no line ends: ~ in the texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stazh/base/text.h"
#include "stazh/base/typeset.h"

static void test_binds(void **state)
{
	static const char *const texts[] = {
		"приказ №~37-о от 24.08.2021~г. о школе №~6",
		"И.А.~Морозова и Морозова~И.А., методист; Гусевой~И.Г.",
		"на Мельника~П.И., старшего методиста (Черных~А.), О.~Вишневский",
		"с 1~октября 2026~г. по 30~апреля 2027~г., в 2021-2022~гг.",
		"«~05~»~февраля 2027 №~1",
		"п.~3.3, пп.~4.3, 6.2, (пункт~7.1 Положения), ст.~12",
		"пгт.~Верх-Чебула, с.~Усть-Чебула, ул.~Советская, г.~Яя",
		"рост 36,7~п.~п. и 50~%",
		"школа~— это школа; вход 1~– выход",
		"Это было в 2021~г. В школе",
		"учебный год 2021-2022 учебный год и 14 часов, 20 человек",
		"класс 5 А и МБОУ «Школа А» для И и Б",
		"5~мая~– 6~мая; марта 5",
		" №  6 ",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf plain = {0}, bound = {0};

		for (const char *p = texts[i]; *p; p++)
			buf_addc(&plain, *p == '~' ? ' ' : *p);
		for (size_t at = 0; at < plain.n; at++)
			buf_addc(&bound, plain.s[at] == ' ' && typeset_binds(plain.s, plain.n, at) ? '~' : plain.s[at]);
		assert_string_equal(buf_text(&bound), texts[i]);
		buf_free(&plain);
		buf_free(&bound);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_binds)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
