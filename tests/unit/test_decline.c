/* Accusative of surnames and posts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stazh/exchange/document.h"

enum { MALE, FEMALE, UNKNOWN = -1 };

static void test_surnames(void **state)
{
	static const struct {
		const char *surname;
		int female;
		const char *accusative;
	} cases[] = {
		{"Морозова", FEMALE, "Морозову"},
		{"Морозова", UNKNOWN, "Морозову"},
		{"Гусева", UNKNOWN, "Гусеву"},
		{"Фомина", UNKNOWN, "Фомину"},
		{"Птицына", FEMALE, "Птицыну"},
		{"Данильченко", MALE, "Данильченко"},
		{"Данильченко", FEMALE, "Данильченко"},
		{"Крупская", UNKNOWN, "Крупскую"},
		{"Синяя", FEMALE, "Синюю"},
		{"Глинка", MALE, "Глинку"},
		{"Берия", MALE, "Берию"},
		{"Моруа", MALE, "Моруа"},
		{"Черных", MALE, "Черных"},
		{"Долгих", FEMALE, "Долгих"},
		{"Иванов", MALE, "Иванова"},
		{"Иванов", UNKNOWN, "Иванова"},
		{"Ильин", UNKNOWN, "Ильина"},
		{"Достоевский", MALE, "Достоевского"},
		{"Достоевский", UNKNOWN, "Достоевского"},
		{"Троицкий", MALE, "Троицкого"},
		{"Белый", MALE, "Белого"},
		{"Толстой", MALE, "Толстого"},
		{"Горячий", MALE, "Горячего"},
		{"Крайний", MALE, "Крайнего"},
		{"Цой", MALE, "Цоя"},
		{"Цой", FEMALE, "Цой"},
		{"Гайдай", MALE, "Гайдая"},
		{"Гоголь", MALE, "Гоголя"},
		{"Мельник", MALE, "Мельника"},
		{"Мельник", FEMALE, "Мельник"},
		{"Мельник", UNKNOWN, "Мельник"},
		{"Кравец", MALE, "Кравца"},
		{"Стрелец", MALE, "Стрельца"},
		{"Швец", MALE, "Швеца"},
		{"Кравец", FEMALE, "Кравец"},
		{"Кузнец", MALE, "Кузнеца"},
		{"Мертвец", MALE, "Мертвеца"},
		{"Близнец", MALE, "Близнеца"},
		{"Мудрец", MALE, "Мудреца"},
		{"Гордец", MALE, "Гордеца"},
		{"Бабаец", MALE, "Бабайца"},
		{"Коломиец", MALE, "Коломийца"},
		{"Боец", MALE, "Бойца"},
		{"Белорусец", MALE, "Белорусца"},
		{"Черкасец", MALE, "Черкасца"},
		{"Образец", MALE, "Образца"},
		{"Удалец", MALE, "Удальца"},
		{"Отец", MALE, "Отца"},
		{"Игнатец", MALE, "Игнатца"},
		{"Жнец", MALE, "Жнеца"},
		{"Кузнец", FEMALE, "Кузнец"},
		{"Осадчая", FEMALE, "Осадчую"},
		{"Непомнящая", UNKNOWN, "Непомнящую"},
		{"Подгорный", MALE, "Подгорного"},
		{"Бродский", MALE, "Бродского"},
		{"Рыжий", MALE, "Рыжего"},
		{"Дюжий", MALE, "Дюжего"},
		{"Строгий", MALE, "Строгого"},
		{"Тихий", MALE, "Тихого"},
		{"Кий", MALE, "Кия"},
		{"Кваша", MALE, "Квашу"},
		{"Сковорода", MALE, "Сковороду"},
		{"Заря", FEMALE, "Зарю"},
		{"Соловей", MALE, "Соловья"},
		{"Воробей", MALE, "Воробья"},
		{"Кочубей", MALE, "Кочубея"},
		{"Шевчук", MALE, "Шевчука"},
		{"Гуменюк", FEMALE, "Гуменюк"},
		{"Шмидт", MALE, "Шмидта"},
		{"Лещ", MALE, "Леща"},
		{"Дурново", MALE, "Дурново"},
		{"Живаго", MALE, "Живаго"},
		{"Шоу", MALE, "Шоу"},
		{"Седых", FEMALE, "Седых"},
		{"Римский-Корсаков", MALE, "Римского-Корсакова"},
		{"Кузнец-Сыч", MALE, "Кузнеца-Сыча"},
		{"Петрова-Водкина", FEMALE, "Петрову-Водкину"},
		{"Мамин-Сибиряк", MALE, "Мамина-Сибиряка"},
		{"Орловская-Коваленко", FEMALE, "Орловскую-Коваленко"},
		{"", UNKNOWN, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf b = {0};

		decline_surname_accusative(cases[i].surname, cases[i].female, &b);
		assert_string_equal(buf_text(&b), cases[i].accusative);
		buf_free(&b);
	}
}

static void test_posts(void **state)
{
	static const char *const cases[][2] = {
		{"методист", "методиста"},
		{"старший методист", "старшего методиста"},
		{"директор", "директора"},
		{"заместитель директора", "заместителя директора"},
		{"руководитель центра", "руководителя центра"},
		{"заведующая", "заведующую"},
		{"заведующий отделом развития", "заведующего отделом развития"},
		{"ведущий специалист", "ведущего специалиста"},
		{"педагог-психолог", "педагога-психолога"},
		{"учитель-логопед", "учителя-логопеда"},
		{"учитель русского языка", "учителя русского языка"},
		{"социальный педагог", "социального педагога"},
		{"директор, учитель истории", "директора, учителя истории"},
		{"и.о. директора", "и.о. директора"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf b = {0};

		decline_post_accusative(cases[i][0], &b);
		assert_string_equal(buf_text(&b), cases[i][1]);
		buf_free(&b);
	}
}

static void test_gender(void **state)
{
	(void)state;
	assert_int_equal(person_gender("Мельник", "Ирина", "Александровна"), 1);
	assert_int_equal(person_gender("Мельник", "Илья", "Ильич"), 0);
	assert_int_equal(person_gender("Мельник", "Анна", "Ильинична"), 1);
	assert_int_equal(person_gender("Дубина", "Пётр", "Петрович"), 0);
	assert_int_equal(person_gender("Мельник", "Анна", ""), 1);
	assert_int_equal(person_gender("Мельник", "Никита", ""), 0);
	assert_int_equal(person_gender("Мельник", "Пётр", ""), 0);
	assert_int_equal(person_gender("Мельник", "Игорь", ""), -1);
	assert_int_equal(person_gender("Мельник", "И.", "А."), -1);
	assert_int_equal(person_gender("Морозова", "И.", "А."), 1);
	assert_int_equal(person_gender("Иванов", "И.", "И."), 0);
	assert_int_equal(person_gender("Данильченко", "В.", "В."), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_surnames),
		cmocka_unit_test(test_posts),
		cmocka_unit_test(test_gender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
