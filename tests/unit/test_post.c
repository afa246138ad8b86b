/* Posts, categories, cases written by hand, who may lead (4.1). */
#include "database.h"
#include "stazh/domain/post.h"
#include "stazh/settings/posts.h"

static const char *own(const char *list, const char *post)
{
	static char kind[200];
	struct database db;
	const char *found;
	char ini[300];

	snprintf(ini, sizeof(ini), "[lists]\nposition_kinds = \"%s\"\n", list);
	database_open(&db, "2026-10-01", ini);
	found = post_kind(&db.config, post);
	snprintf(kind, sizeof(kind), "%s", found ? found : "");
	database_close(&db);
	return kind;
}

static void test_kind(void **state)
{
	static const char *const cases[][2] = {
		{"учитель", "учитель"},
		{"Учитель биологии и химии", "учитель"},
		{"учитель-логопед", "учитель-логопед"},
		{"учитель - логопед", "учитель-логопед"},
		{"Учитель–дефектолог", "учитель-дефектолог"},
		{"педагог-психолог", "педагог-психолог"},
		{"психолог", "педагог-психолог"},
		{"педагог дополнительного образования", "педагог дополнительного образования"},
		{"Педагог дополнительного образования детей (хореография)", "педагог дополнительного образования"},
		{"педагог доп. образования", "педагог дополнительного образования"},
		{"старший педагог дополнительного образования", "педагог дополнительного образования"},
		{"старший тренер-преподаватель", "тренер-преподаватель"},
		{"старшая вожатая", "педагог"},
		{"логопед", "педагог"},
		{"начальник управления образования", "руководитель"},
		{"заместитель начальника управления", "заместитель руководителя"},
		{"ПДО", "педагог дополнительного образования"},
		{"социальный педагог", "социальный педагог"},
		{"соц.педагог", "социальный педагог"},
		{"педагог", "педагог"},
		{"педагог-навигатор", "педагог"},
		{"директор", "директор"},
		{"и.о. директора", "директор"},
		{"Директор, учитель истории", "директор"},
		{"заместитель директора", "заместитель директора"},
		{"Заместитель директора по УВР", "заместитель директора"},
		{"зам. директора по ВР", "заместитель директора"},
		{"зам.директора", "заместитель директора"},
		{"завуч", "заместитель директора"},
		{"учитель, заместитель директора", "заместитель директора"},
		{"заведующий", "заведующий"},
		{"заведующая детским садом", "заведующий"},
		{"заместитель заведующей по ВМР", "заместитель заведующего"},
		{"заведующая библиотекой", ""},
		{"старший воспитатель", "старший воспитатель"},
		{"ст. воспитатель", "старший воспитатель"},
		{"воспитатель", "воспитатель"},
		{"младший воспитатель", ""},
		{"помощник воспитателя", ""},
		{"музыкальный руководитель", "музыкальный руководитель"},
		{"руководитель физического воспитания", "педагог"},
		{"руководитель ШМО", ""},
		{"классный руководитель", "учитель"},
		{"преподаватель-организатор ОБЗР", "преподаватель-организатор"},
		{"преподаватель", "преподаватель"},
		{"инструктор по физической культуре", "инструктор по физической культуре"},
		{"инструктор-методист", "методист"},
		{"методист", "методист"},
		{"старший методист", "методист"},
		{"советник директора по воспитанию и взаимодействию с детскими общественными объединениями",
		 "советник директора по воспитанию"},
		{"секретарь директора", ""},
		{"лаборант кабинета учителя", ""},
		{"учителя", ""},
		{"", ""},
	};
	struct config c;

	(void)state;
	config_defaults(&c);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *kind = post_kind(&c, cases[i][0]);

		assert_string_equal(kind ? kind : "", cases[i][1]);
	}
	config_free(&c);
}

/* The lists that a district wrote for itself win; what they do not have counts as their wider word. */
static void test_own_list(void **state)
{
	(void)state;
	assert_string_equal(own("учитель;психолог;завуч", "педагог-психолог"), "психолог");
	assert_string_equal(own("учитель;психолог;завуч", "завуч"), "завуч");
	assert_string_equal(own("учитель;руководитель", "директор"), "руководитель");
	assert_string_equal(own("учитель;руководитель", "учитель-логопед"), "учитель");
	assert_string_equal(own("учитель;учитель начальных классов", "учитель начальных классов"),
			    "учитель начальных классов");
	assert_string_equal(own("воспитатель", "директор"), "");
}

static void test_counts_as(void **state)
{
	(void)state;
	assert_true(post_counts_as("директор", "руководитель"));
	assert_true(post_counts_as("заведующий", "руководитель"));
	assert_true(post_counts_as("руководитель", "руководитель"));
	assert_true(post_counts_as("заместитель директора", "заместитель руководителя"));
	assert_true(post_counts_as("педагог-психолог", "психолог"));
	assert_true(post_counts_as("учитель-логопед", "педагог"));
	assert_false(post_counts_as("методист", "педагог"));
	assert_false(post_counts_as("заместитель директора", "руководитель"));
	assert_true(post_is_group("психолог"));
	assert_false(post_is_group("лаборант"));
}

/* «position_kind» that follows the post, and what a person is counted as. */
static void test_follows(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct record p = {0};

	(void)state;
	database_open(&db, "2026-10-01", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_PERSON, "surname=Жук", "name=Ян", "org=1", "position=зам. директора по УВР", NULL);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "position_kind"), "заместитель директора");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "position=учитель физики", NULL), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "position_kind"), "учитель");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "position_kind=психолог", NULL), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "position_kind"), "педагог-психолог");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "position=учитель химии", NULL), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "position_kind"), "педагог-психолог"); /* chosen by hand */
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "position_kind=лаборант", NULL), ERR_REFUSED);

	p.kind = KIND_PERSON;
	record_set_text(&p, PERSON_POSITION_KIND, "психолог"); /* of an earlier list */
	assert_string_equal(post_of(&db.config, &p), "педагог-психолог");
	record_set_text(&p, PERSON_POSITION_KIND, "руководитель");
	assert_string_equal(post_of(&db.config, &p), "руководитель");
	record_set_text(&p, PERSON_POSITION, "директор школы");
	assert_string_equal(post_of(&db.config, &p), "директор");
	record_set_text(&p, PERSON_POSITION, "учитель");
	assert_string_equal(post_of(&db.config, &p), "руководитель");
	record_set_text(&p, PERSON_POSITION_KIND, "педагог");
	record_set_text(&p, PERSON_POSITION, "ст. вожатый");
	assert_string_equal(post_of(&db.config, &p), "старший вожатый"); /* not in the list */
	record_set_text(&p, PERSON_POSITION_KIND, "иная");
	record_set_text(&p, PERSON_POSITION, "лаборант");
	assert_string_equal(post_of(&db.config, &p), "лаборант");
	record_unset(&p, PERSON_POSITION_KIND);
	record_unset(&p, PERSON_POSITION);
	assert_string_equal(post_of(&db.config, &p), "");
	record_release(&p);
	database_close(&db);
}

static const char *may_lead(struct database *db, const char *on)
{
	static char text[400];
	struct buf reasons = {0};
	struct tx *tx = tx_read(db->session.store, NULL);

	person_may_lead(tx, 1, *on ? date_parse_iso(on) : DATE_NONE, &reasons);
	tx_end(&tx);
	snprintf(text, sizeof(text), "%s", buf_text(&reasons));
	buf_free(&reasons);
	return text;
}

static void test_category(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-10-01", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_PERSON, "surname=Жук", "name=Ян", "org=1", "position=директор", "category=нет",
	    "achievements=есть", NULL);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "category"), "без категории");
	assert_string_equal(may_lead(&db, "2026-01-01"), "категория «без категории», а нужна высшая или первая\n");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category=первая", "category_on=15.03.2020", NULL), OK);
	assert_string_equal(may_lead(&db, "2025-03-15"), "");
	assert_string_equal(may_lead(&db, "2025-03-16"),
			    "категория «первая» действовала по 15.03.2025, а день согласования 16.03.2025\n");
	assert_string_equal(may_lead(&db, "2020-03-15"), "");
	assert_string_equal(may_lead(&db, "2020-03-14"),
			    "категория «первая» присвоена 15.03.2020, позже дня согласования 14.03.2020\n");
	assert_string_equal(may_lead(&db, ""), "");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category_until=01.06.2026", NULL), OK);
	assert_string_equal(may_lead(&db, "2026-06-01"), "");
	assert_string_equal(may_lead(&db, "2026-06-02"),
			    "категория «первая» действовала по 01.06.2026, а день согласования 02.06.2026\n");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category_until=01.06.2019", NULL), ERR_REFUSED);
	assert_string_equal(e.field, "category_until");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category_on=01.09.2023", NULL),
			 ERR_REFUSED); /* they have no end since */
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category_on=01.09.2023", "category_until=", NULL), OK);
	assert_string_equal(may_lead(&db, "2040-01-01"), "");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category_on=31.08.2023", NULL), OK);
	assert_string_equal(may_lead(&db, "2028-08-31"), "");
	assert_string_not_equal(may_lead(&db, "2028-09-01"), "");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category=педагог-наставник", "category_on=", NULL), OK);
	assert_string_equal(may_lead(&db, "2026-01-01"), "");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category=сзд", NULL), OK);
	assert_string_equal(may_lead(&db, "2026-01-01"),
			    "категория «соответствие занимаемой должности», а нужна высшая или первая\n");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "category=первая", "position=лаборант", "position_kind=", NULL),
			 OK);
	assert_string_equal(may_lead(&db, "2026-01-01"),
			    "должность «лаборант» не из тех, кто может руководить площадкой\n");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "position=методист", NULL), OK);
	assert_string_equal(may_lead(&db, "2026-01-01"),
			    "должность «методист» не из тех, кто может руководить площадкой\n");
	database_close(&db);
}

static const char *in_case(const struct record *p, enum name_form form, enum word_case c, bool post)
{
	static char text[300];
	struct buf b = {0};

	person_add_name(p, form, c, &b);
	if (post) {
		buf_add(&b, ", ");
		person_add_post(p, c, &b);
	}
	snprintf(text, sizeof(text), "%s", buf_text(&b));
	buf_free(&b);
	return text;
}

static const char *cases(const struct record *p)
{
	static char text[300];
	struct buf b = {0};

	person_add_cases(p, &b);
	snprintf(text, sizeof(text), "%s", buf_text(&b));
	buf_free(&b);
	return text;
}

static void test_forms(void **state)
{
	struct record p = {.kind = KIND_PERSON};
	struct error e = {0};

	(void)state;
	record_set_text(&p, PERSON_SURNAME, "Журавель");
	record_set_text(&p, PERSON_NAME, "Иван");
	record_set_text(&p, PERSON_PATRONYMIC, "Ильич");
	record_set_text(&p, PERSON_POSITION, "Директор");
	assert_string_equal(in_case(&p, NAME_SHORT, DATIVE, true), "Журавель И.И., директору");
	record_set_text(&p, PERSON_FORMS, "род. Журавля; дат. Журавлю; вин.: Журавля Ивана Ильича, и. о. директора");
	assert_int_equal(person_forms_check(&p, &e), OK);
	assert_string_equal(in_case(&p, NAME_SHORT, DATIVE, true), "Журавлю И.И., директору");
	assert_string_equal(in_case(&p, NAME_FULL, DATIVE, false), "Журавлю Ивану Ильичу");
	assert_string_equal(in_case(&p, NAME_INITIALS_FIRST, GENITIVE, false), "И.И. Журавля");
	assert_string_equal(in_case(&p, NAME_FULL, ACCUSATIVE, true), "Журавля Ивана Ильича, и. о. директора");
	assert_string_equal(in_case(&p, NAME_FULL, NOMINATIVE, true), "Журавель Иван Ильич, директор");
	assert_string_equal(in_case(&p, NAME_SHORT, PREPOSITIONAL, false), "Журавель И.И.");
	record_set_text(&p, PERSON_FORMS, "не склоняется");
	assert_int_equal(person_forms_check(&p, &e), OK);
	assert_string_equal(in_case(&p, NAME_FULL, DATIVE, true), "Журавель Иван Ильич, директору");
	record_set_text(&p, PERSON_SURNAME, "Мельник");
	record_set_text(&p, PERSON_NAME, "И.");
	record_set_text(&p, PERSON_PATRONYMIC, "А.");
	record_set_text(&p, PERSON_FORMS, "муж.");
	assert_int_equal(person_forms_check(&p, &e), OK);
	assert_string_equal(in_case(&p, NAME_FULL, DATIVE, false), "Мельнику И.А.");
	assert_string_equal(cases(&p), "Склоняется\tМельника, Мельнику, Мельника, Мельником, Мельнике\n");
	record_set_text(&p, PERSON_FORMS, "");
	assert_string_equal(cases(&p), "Не склоняется\tпол не виден: впишите «муж.» или «жен.» в поле «Склонение»\n");
	record_set_text(&p, PERSON_FORMS, "жен.");
	assert_string_equal(cases(&p), "");
	record_set_text(&p, PERSON_FORMS, "");
	assert_string_equal(in_case(&p, NAME_FULL, DATIVE, false), "Мельник И.А.");
	for (const char *const *bad =
		     (const char *const[]){"Коваля", "род.", "род. Коваля; кому Ковалю", "мужчина и женщина", NULL};
	     *bad; bad++) {
		record_set_text(&p, PERSON_FORMS, *bad);
		assert_int_equal(person_forms_check(&p, &e), ERR_REFUSED);
		assert_string_equal(e.field, "forms");
	}
	record_release(&p);
}

/* A new surname has other forms. */
static void test_forms_kept(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-10-01", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_PERSON, "surname=Журавель", "name=Ян", "org=1", "forms=дат. Журавлю", NULL);
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "position=учитель", NULL), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "forms"), "дат. Журавлю");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "surname=Жук", NULL), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "forms"), "");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "surname=Журавель", "forms=дат. Журавелю", NULL), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "forms"), "дат. Журавелю");
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "forms=Журавлю", NULL), ERR_REFUSED);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kind),	   cmocka_unit_test(test_own_list), cmocka_unit_test(test_counts_as),
		cmocka_unit_test(test_follows),	   cmocka_unit_test(test_category), cmocka_unit_test(test_forms),
		cmocka_unit_test(test_forms_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
