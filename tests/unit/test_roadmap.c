/* The lines of a roadmap: which days they give, and where a broken one is broken. Days off of the configuration:
 * Sundays and the holidays of the year; 2027: 4–5 September are a weekend, 12 June is a Saturday and a holiday. */
#include "database.h"

static struct database db;

/* What is due of the only step of a roadmap for `base` that is applied; '' in place of a day: its error. */
static const struct good {
	const char *base, *line, *due, *what, *who;
} good[] = {
	/* an event on Friday, 12 March 2027 */
	{"занятие", "за 10 дней до: программа занятия — руководитель", "02.03.2027", "программа занятия",
	 "руководитель"},
	{"занятие", "за 5 дней до занятия: x", "06.03.2027", "x", ""},			   /* Sunday 7 → Saturday 6 */
	{"занятие", "через 2 дня: анкеты – методист", "15.03.2027", "анкеты", "методист"}, /* Sunday 14 → Monday */
	{"занятие", "через 3 дня после занятия: x - Петров-Водкин А.И.", "15.03.2027", "x", "Петров-Водкин А.И."},
	{"занятие", "в день: список", "12.03.2027", "список", ""},
	{"занятие", "В день занятия: раз — два — три", "12.03.2027", "раз — два", "три"},
	{"занятие", "накануне: x", "11.03.2027", "x", ""},
	{"занятие", "за неделю до: x", "05.03.2027", "x", ""},
	{"занятие", "за две недели: x", "26.02.2027", "x", ""},
	{"занятие", "через месяц: x", "12.04.2027", "x", ""},
	{"занятие", "за 5 рабочих дней до: x", "05.03.2027", "x", ""}, /* 11, 10, 9, (8 off, 7 Sunday), 6, 5 */
	{"занятие", "за 1 раб. день до: x", "11.03.2027", "x", ""},
	{"занятие", "через 3 рабочих дня: x", "16.03.2027", "x", ""}, /* 13, 15, 16 */
	{"занятие", "за 2 недели до 15 июня: отчёт", "01.06.2027", "отчёт", ""},
	{"занятие", "до 12.06: x", "11.06.2027", "x", ""},    /* a holiday */
	{"занятие", "9 мая: x: y", "08.05.2027", "x: y", ""}, /* a Sunday */
	{"занятие", "через 3 дня после 1 сентября: x", "04.09.2026", "x", ""},
	/* a term 01.09.2026–31.08.2027 */
	{"срок статуса", "за 30 дней до: x", "31.07.2027", "x", ""}, /* Sunday 1 August → Saturday */
	{"срок статуса", "через неделю после начала срока статуса: x", "08.09.2026", "x", ""},
	{"срок статуса", "за месяц до окончания: x", "31.07.2027", "x", ""},
	{"срок статуса", "до конца срока: x", "31.08.2027", "x", ""},
	{"срок статуса", "в день начала: x", "01.09.2026", "x", ""},
	{"срок статуса", "за 10 дней до 15 июня: x", "05.06.2027", "x", ""},
	/* the year 2026-2027 */
	{"учебный год", "за 5 рабочих дней до начала учебного года: x", "26.08.2026", "x", ""},
	{"учебный год", "в день: x", "01.09.2026", "x", ""},
	{"учебный год", "к 10 сентября: x", "10.09.2026", "x", ""},
	{"учебный год", "29 февраля: x", "27.02.2027", "x", ""}, /* there is none: 28, a Sunday */
	{"учебный год", "за 2 месяца до конца года: x", "30.06.2027", "x", ""},
};

static const struct bad {
	const char *base, *line, *told;
} bad[] = {
	{"занятие", "за 10 дняй до: x",
	 "место 7: непонятно «дняй»: ожидается «дней», «рабочих дней», «недель» или «месяцев»"},
	{"занятие", "за: x", "место 3: здесь ожидается сколько"},
	{"занятие", "за 0 дней: x", "место 4: непонятно «0»: ожидается число от 1 до 999"},
	{"занятие", "через 1000 дней: x", "место 7: непонятно «1000»"},
	{"занятие", "через 3 дня", "место 12: нет двоеточия"},
	{"занятие", "через 3 дня:  ", "место 13: не сказано, что сделать"},
	{"занятие", "через 3 дня: — методист", "место 13: не сказано, что сделать"},
	{"занятие", "за 10 дней после: x", "место 12: непонятно «после»: ожидается «до»"},
	{"занятие", "через 3 дня до: x", "место 13: непонятно «до»: ожидается «после»"},
	{"занятие", "в среду: x", "место 3: непонятно «среду»: ожидается «день»"},
	{"занятие", "за 2 недели до 31 июня: x", "нет такого дня: 31 июня"},
	{"занятие", "15.13: x", "нет такого месяца: 15.13"},
	{"занятие", "15: x", "место 3: здесь ожидается месяц"},
	{"занятие", "за 5 рабочих недель до: x", "место 14: непонятно «недель»: ожидается «дней»"},
	{"занятие", "за 10 дней до начала: x", "у занятия нет начала и окончания"},
	{"занятие", "за 10 дней до занятия и ещё: x", "место 23: непонятно «и»: ожидается «:»"},
	{"занятие", ": x", "место 1: здесь ожидается «за 10 дней до»"},
	{"занятие", "программа занятия — руководитель", "место 1: непонятно «программа»"},
	{"срок статуса", "за 10 дней до занятия: x", "эта дорожная карта не для занятия"},
	{"учебный год", "через 3 дня после обеда: x", "место 19: непонятно «обеда»: ожидается от чего считать"},
};

static void assign(char *to, size_t size, const char *name, const char *value)
{
	snprintf(to, size, "%s=%s", name, value);
}

static void found(void)
{
	database_open(&db, "2026-08-01", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_SITE, "org=1", "topic=Чтение", NULL);
	add(&db, KIND_ORDER, "title=О площадках", "kind=утверждение перечня", "number=1", "date=25.08.2025",
	    "school_year=2026-2027", "sites=1", "on_paper=yes", "from=01.09.2026", "to=31.08.2027", NULL);
	assert_int_equal(act(&db, &(struct error){.code = OK}, KIND_ORDER, 1, "sign", "obligations=нет", NULL), OK);
	add(&db, KIND_EVENT, "sites=1", "topic=т", "form=лекция", "date=12.03.2027", NULL);
}

static void test_days(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	found();
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		const struct good *g = &good[i];
		unsigned kind = !strcmp(g->base, "занятие")	  ? KIND_EVENT
				: !strcmp(g->base, "учебный год") ? KIND_SITE
								  : KIND_TERM;
		char base[60], steps[200], roadmap[30], name[40];
		uint32_t id, step = (uint32_t)i + 1;

		assign(base, sizeof(base), "base", g->base);
		assign(steps, sizeof(steps), "steps", g->line);
		snprintf(name, sizeof(name), "name=карта %zu", i);
		id = add(&db, KIND_ROADMAP, name, base, steps, NULL);
		snprintf(roadmap, sizeof(roadmap), "roadmap=%u", id);
		if (kind == KIND_SITE ? act(&db, &e, kind, 1, "roadmap", roadmap, "year=2026-2027", NULL)
				      : act(&db, &e, kind, 1, "roadmap", roadmap, NULL))
			fail_msg("%s: %s", g->line, e.text);
		if (strcmp(shown(&db, KIND_REMINDER, step, "due"), g->due) != 0)
			fail_msg("%s: %s, ожидалось %s", g->line, shown(&db, KIND_REMINDER, step, "due"), g->due);
		assert_string_equal(shown(&db, KIND_REMINDER, step, "what"), g->what);
		assert_string_equal(shown(&db, KIND_REMINDER, step, "who"), g->who);
		assert_string_equal(shown(&db, KIND_REMINDER, step, "step"), g->line);
	}
	database_close(&db);
}

static void test_places(void **state)
{
	(void)state;
	found();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char base[60], steps[260], told[300];
		struct error e = {.code = OK};
		const struct assign a[] = {{"name", "карта"}, {"base", base}, {"steps", steps}};
		uint32_t id;

		snprintf(base, sizeof(base), "%s", bad[i].base);
		snprintf(steps, sizeof(steps), "за неделю: первое\n\n  %s\nв день: последнее", bad[i].line);
		if (op_add(&db.session, KIND_ROADMAP, a, 3, &id, NULL, &e) != ERR_REFUSED)
			fail_msg("принято: %s", bad[i].line);
		snprintf(told, sizeof(told), "Шаги: строка 3, ");
		if (strncmp(e.text, told, strlen(told)) != 0 || !strstr(e.text, bad[i].told))
			fail_msg("%s: %s", bad[i].line, e.text);
		assert_string_equal(e.field, "steps");
	}
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_days), cmocka_unit_test(test_places)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
