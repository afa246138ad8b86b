/* What the end of a site leaves open, in the whole family: asked about, closed or kept, and back again. */
#include "database.h"

/* A site in its first of three years with one of everything that can be open on 10.02.2027, and a second one that holds
 * a joint event with it. */
static void found(struct database *db)
{
	struct error e = {.code = OK};

	database_open(db, "2027-02-10", "");
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "org=1", "position_kind=учитель", "category=высшая",
	    "achievements=конкурс", NULL);
	add(db, KIND_PERSON, "surname=Попова", "name=Вера", "org=1", "position_kind=учитель", NULL);
	add(db, KIND_SITE, "org=1", "topic=Чтение", "leader=1", NULL);
	add(db, KIND_SITE, "org=1", "topic=Счёт", NULL);
	add(db, KIND_ORDER, "title=О трёх годах", "school_year=2026-2027", "sites=1;2", "number=1-о", "date=20.08.2026",
	    "on_paper=да", "from=01.09.2026", "to=31.08.2029", NULL);
	assert_int_equal(act(db, &e, KIND_ORDER, 1, "sign", NULL), OK);
	add(db, KIND_PLANDOC, "site=1", "kind=программа", "school_year=2026-2027", "due=15.03.2027", NULL);
	add(db, KIND_PLANDOC, "site=1", "kind=тематический план", "school_year=2026-2027", "due=15.03.2027", NULL);
	add(db, KIND_PLANDOC, "site=1", "kind=график", "school_year=2027-2028", "due=15.09.2027",
	    NULL); /* goes with its year */
	add(db, KIND_PLANDOC, "site=1", "kind=программа", "school_year=2027-2028", "due=15.09.2027", "remarks=часы",
	    NULL);
	add(db, KIND_PLANLINE, "plandoc=2", "topic=Урок", NULL);
	assert_int_equal(act(db, &e, KIND_PLANDOC, 2, "submit", NULL), OK);
	add(db, KIND_EQUIPMENT, "site=1", "name=ноутбук", "needed=15", "present=4", "by_when=01.04.2027", NULL);
	add(db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "from=01.10.2026", "to=30.04.2027", NULL);
	add(db, KIND_TRAINEE, "group=1", "person=2", NULL);
	add(db, KIND_TASK, "trainee=1", "what=карта урока", "due=20.03.2027", NULL);
	add(db, KIND_EVENT, "sites=1", "topic=Прошедшее", "form=семинар", "date=20.01.2027", NULL);
	add(db, KIND_EVENT, "sites=1", "groups=1", "topic=Будущее", "form=семинар", "date=01.03.2027", NULL);
	add(db, KIND_EVENT, "sites=1;2", "topic=Общее", "form=семинар", "date=02.03.2027", NULL);
	add(db, KIND_REMINDER, "what=позвонить в школу", "due=20.02.2027", "link=площадка 1", NULL);
	add(db, KIND_REMINDER, "what=справка стажёру", "due=21.02.2027", "link=стажёр 1", NULL);
	add(db, KIND_REMINDER, "what=зал для будущего", "due=22.02.2027", "link=занятие 2", NULL);
	add(db, KIND_REMINDER, "what=зал для общего", "due=23.02.2027", "link=занятие 3", NULL);
	add(db, KIND_REMINDER, "what=вне площадки", "due=24.02.2027", NULL);
}

static const char on[] = "ended_on=31.01.2027", ground[] = "grounds=решение образовательной организации";
/* What no answer closes: the report of the year worked in, what people alone can tell, what is not this site's alone;
 * and the second site's own. */
static const char left[] = "2027-01-20 event Отметьте: Семинар: Прошедшее | Ёлкина А. | Школа\n"
			   "2027-02-23 reminder зал для общего |  | Школа и ещё 1\n"
			   "2027-02-24 reminder вне площадки |  | \n"
			   "2027-03-02 report Отчёт за 2026-2027 (п. 4.3) | Ёлкина А. | Школа\n"
			   "2027-03-02 event Семинар: Общее | Ёлкина А., руководитель не назначен | Школа и ещё 1\n";

static void order_end(struct database *db)
{
	add(db, KIND_ORDER, "title=О прекращении", "kind=прекращение", "school_year=2026-2027", "sites=1", "number=2-о",
	    "date=10.02.2027", "on_paper=да", on, ground, NULL);
}

/* The lines without the second site's own: it has no leader, and it alone is looked after until 2029. */
static char *first_site(struct database *db)
{
	char *all = deadlines(db, -1), *out = all;
	struct buf kept = {0};

	for (char *line = strtok(all, "\n"); line; line = strtok(NULL, "\n"))
		if (!strstr(line, "| руководитель не назначен") && !strstr(line, "2029-"))
			buf_addf(&kept, "%s\n", line);
	free(out);
	return buf_take(&kept);
}

static void test_asked(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char *before, *after;

	(void)state;
	found(&db);
	order_end(&db);
	before = first_site(&db);
	assert_refused(act(&db, &e, KIND_ORDER, 2, "sign", NULL), e, "", "Закрыть или оставить?");
	assert_int_equal(db.told.question.n, 2);
	assert_non_null(strstr(db.told.question.text.s, "2 документа площадки"));
	assert_non_null(strstr(db.told.question.text.s, "1 стажёр"));
	assert_non_null(strstr(db.told.question.text.s, "1 пункт плана"));
	assert_non_null(strstr(db.told.question.text.s, "1 занятие"));
	assert_non_null(strstr(db.told.question.text.s, "3 своих срока"));
	after = first_site(&db);
	assert_string_equal(after, before);
	free(before);
	free(after);
	database_close(&db);
}

static void test_closed(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char *before, *after;

	(void)state;
	for (int by_order = 0; by_order < 2; by_order++) {
		found(&db);
		before = first_site(&db);
		if (by_order) {
			order_end(&db);
			assert_int_equal(act(&db, &e, KIND_ORDER, 2, "sign", "obligations=закрыть", NULL), OK);
		} else {
			assert_int_equal(act(&db, &e, KIND_SITE, 1, "terminate", "ground=решение", "date=31.01.2027",
					     "document=письмо", "obligations=закрыть", NULL),
					 OK);
		}
		after = first_site(&db);
		assert_string_equal(after, left);
		free(after);
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_EXPELLED);
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "ended_on"), "31.01.2027");
		assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), "31.01.2027");
		assert_string_equal(shown(&db, KIND_PLANDOC, 2, "state"), PLANDOC_RETURNED);
		assert_string_equal(shown(&db, KIND_EVENT, 2, "reason"), "площадка прекратила деятельность");
		assert_string_equal(shown(&db, KIND_PLANDOC, 4, "remarks"), "часы"); /* somebody had begun it */
		assert_int_equal(count(&db, KIND_PLANDOC), 3);
		assert_sound(&db);
		if (by_order) { /* and back, all of it */
			assert_int_equal(act(&db, &e, KIND_ORDER, 2, "cancel", "document=письмо № 7", NULL), OK);
			after = first_site(&db);
			assert_string_equal(after, before);
			free(after);
			assert_sound(&db);
		}
		free(before);
		database_close(&db);
	}
}

/* Cancelling puts back what still is as the order left it, nothing else. */
static void test_meanwhile(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	order_end(&db);
	assert_int_equal(act(&db, &e, KIND_ORDER, 2, "sign", "obligations=закрыть", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TASK, 1, "done", "date=30.01.2027", NULL), OK);
	assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), ""); /* it was done after all */
	assert_string_equal(shown(&db, KIND_REPORT, 1, "due"), "02.03.2027");
	assert_int_equal(set(&db, &e, KIND_REPORT, 1, "conclusions=итог", NULL), OK);
	add(&db, KIND_PLANDOC, "site=1", "kind=график", "school_year=2027-2028", "due=20.09.2027", NULL);
	assert_int_equal(act(&db, &e, KIND_ORDER, 2, "cancel", "document=письмо № 7", NULL), OK);
	assert_string_equal(shown(&db, KIND_TASK, 1, "done_on"), "30.01.2027");
	assert_string_equal(shown(&db, KIND_EQUIPMENT, 1, "by_when"), "01.04.2027");
	assert_string_equal(shown(&db, KIND_REPORT, 1, "conclusions"), "итог");
	assert_string_equal(shown(&db, KIND_REPORT, 1, "due"), "15.06.2027");  /* with the year again */
	assert_string_equal(shown(&db, KIND_PLANDOC, 5, "due"), "20.09.2027"); /* has the place of the withdrawn one */
	assert_int_equal(count(&db, KIND_PLANDOC), 4);
	assert_sound(&db);
	database_close(&db);
}

static void test_kept(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char *after;

	(void)state;
	found(&db);
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "complete", "ground=окончание", "date=31.01.2027",
			     "document=письмо", "obligations=оставить", NULL),
			 OK);
	after = first_site(&db);
	assert_non_null(strstr(after, "2027-03-20 task"));
	assert_non_null(strstr(after, "2027-04-30 trainee_end"));
	assert_non_null(strstr(after, "2027-04-01 equipment"));
	assert_non_null(strstr(after, "2027-03-01 event"));
	assert_non_null(strstr(after, "2027-02-20 reminder"));
	assert_non_null(strstr(after, "2027-03-15 plan "));
	assert_null(strstr(after, "2027-09-15")); /* of a year that it does not see: asked about or not */
	assert_null(strstr(after, "2028-06-15"));
	free(after);
	database_close(&db);
}

/* As it was meant to end: who was in it has completed. */
static void test_completed(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "complete", "ground=окончание", "date=31.01.2027",
			     "document=письмо", "obligations=закрыть", NULL),
			 OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_COMPLETED);
	assert_string_equal(shown(&db, KIND_EVENT, 2, "reason"), "площадка завершила работу");
	/* an end that was wrong can be put right, but not by mistake */
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "readmit", NULL), e, "",
		       "Площадка этой группы больше не работает:");
	assert_non_null(strstr(e.text, "завершена 31.01.2027 (п. 7.1)"));
	assert_string_equal(e.field, "confirm");
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_COMPLETED);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "readmit", "confirm=да", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_ACTIVE);
	database_close(&db);
}

/* An internship that ends leaves nothing open without a question: items of the plan, diagnoses, events that nobody is
 * left for. */
static void test_trainee(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char *after;

	(void)state;
	found(&db);
	add(&db, KIND_PERSON, "surname=Котова", "name=Вера", "org=1", "position_kind=учитель", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=3", NULL);
	add(&db, KIND_TASK, "trainee=2", "what=открытый урок", "due=20.03.2027", NULL);
	add(&db, KIND_ASSESSMENT, "trainee=2", "direction=сетевое", "assessment_kind=входная", "date=10.10.2026",
	    "score=5", "out_of=10", NULL);
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", NULL), e, "", "1 пункт плана");
	assert_null(strstr(e.text, "занятий"));	    /* another one stays in the group */
	assert_null(strstr(e.text, "диагностики")); /* there was none in the beginning */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", "obligations=закрыть", NULL), OK);
	assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), "10.02.2027");
	assert_string_equal(shown(&db, KIND_REMINDER, 2, "done_on"), "10.02.2027");
	assert_string_equal(shown(&db, KIND_EVENT, 2, "state"), EVENT_PLANNED);
	assert_string_equal(shown(&db, KIND_TASK, 2, "dropped_on"), ""); /* the other's */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "readmit", NULL), OK);
	assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), "");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "expel", "reason=переезд", "obligations=оставить", NULL), OK);
	assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), "");

	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "complete", NULL), e, "", "1 занятие"); /* the last one */
	assert_non_null(strstr(e.text, "Нет итоговой диагностики: сетевое"));
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "complete", "obligations=закрыть", NULL), OK);
	assert_string_equal(shown(&db, KIND_EVENT, 2, "state"), EVENT_CANCELLED);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "state"), EVENT_PLANNED); /* of no group */
	assert_string_equal(shown(&db, KIND_TASK, 2, "dropped_on"), "10.02.2027");
	after = first_site(&db);
	assert_null(strstr(after, " task "));
	assert_null(strstr(after, " trainee_end "));
	free(after);
	assert_sound(&db);
	database_close(&db);

	found(&db); /* nothing but a diagnosis lacks */
	assert_int_equal(act(&db, &e, KIND_TASK, 1, "done", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_REMINDER, 2, "done", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_EVENT, 2, "cancel", "reason=болезнь", NULL), OK);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "assessment_kind=входная", "date=10.10.2026",
	    "score=5", "out_of=10", NULL);
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", NULL), e, "", "Нет итоговой диагностики");
	assert_int_equal(db.told.question.n, 1);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "assessment_kind=итоговая", "date=10.02.2027",
	    "score=8", "out_of=10", NULL);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", NULL), OK);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_asked),     cmocka_unit_test(test_closed),
					   cmocka_unit_test(test_meanwhile), cmocka_unit_test(test_kept),
					   cmocka_unit_test(test_completed), cmocka_unit_test(test_trainee)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
