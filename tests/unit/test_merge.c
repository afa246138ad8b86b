/* Two people made one: nothing that pointed to either is lost. */
#include "database.h"

static void found(struct database *db)
{
	database_open(db, "2026-10-01", "");
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=А.", "patronymic=И.", "org=1", NULL);
	add(db, KIND_PERSON, "surname=Елкина", "name=Анна", "org=1", "phone=123", "anyway=да", NULL);
	assert_int_equal(count(db, KIND_PERSON), 2);
	add(db, KIND_SITE, "org=1", "topic=Т", "leader=2", NULL);
	add(db, KIND_GROUP, "site=1", "name=Первая", "from=01.09.2026", "to=30.09.2026", NULL);
	add(db, KIND_GROUP, "site=1", "name=Вторая", "from=01.09.2026", "to=30.09.2026", NULL);
	add(db, KIND_TRAINEE, "group=1", "person=1", NULL);
	add(db, KIND_TRAINEE, "group=1", "person=2", NULL);
	add(db, KIND_TRAINEE, "group=2", "person=2", NULL);
	add(db, KIND_TASK, "trainee=2", "what=урок", "due=20.12.2026", NULL);
	add(db, KIND_TASK, "trainee=3", "what=отзыв", "due=21.12.2026", NULL);
	add(db, KIND_ASSESSMENT, "trainee=2", "direction=сетевое", "kind=входная", "score=5", "out_of=10", NULL);
	add(db, KIND_REMINDER, "what=позвонить", "due=завтра", "link=person 2", NULL);
}

static void test_merge(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	size_t moved = 0;

	(void)state;
	found(&db);
	add(&db, KIND_EVENT, "sites=1", "topic=Т", "form=семинар", "date=01.10.2026", "speakers=1;2", NULL);
	if (op_merge(&db.session, KIND_PERSON, 1, 2, &moved, &e))
		fail_msg("%s", e.text);
	assert_int_equal(count(&db, KIND_PERSON), 1);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "phone"), "123"); /* what was not told is taken over */
	assert_string_equal(shown(&db, KIND_PERSON, 1, "name"), "А.");
	assert_string_equal(shown(&db, KIND_SITE, 1, "leader"), "Ёлкина А.И.");
	assert_string_equal(shown(&db, KIND_EVENT, 1, "speakers"), "Ёлкина А.И."); /* once, though both spoke */
	assert_int_equal(count(&db, KIND_TRAINEE), 2);				   /* once in a group */
	assert_int_equal(count(&db, KIND_TASK), 2);
	assert_int_equal(count(&db, KIND_ASSESSMENT), 1);
	assert_int_equal(strncmp(shown(&db, KIND_REMINDER, 1, "link"), "Ёлкина", strlen("Ёлкина")), 0);
	assert_sound(&db);

	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK); /* one step */
	assert_int_equal(count(&db, KIND_PERSON), 2);
	assert_int_equal(count(&db, KIND_TRAINEE), 3);
	assert_string_equal(shown(&db, KIND_PERSON, 1, "phone"), "");
	assert_sound(&db);
	database_close(&db);
}

static void test_refused(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	/* two of one group, each with a certificate: the register keeps both, one of them annulled */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "complete", "obligations=оставить", "certificate=1/2026", NULL),
			 OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", "obligations=оставить", "certificate=2/2026", NULL),
			 OK);
	assert_refused(op_merge(&db.session, KIND_PERSON, 1, 2, NULL, &e), e, "1.2",
		       "две справки, № 2/2026 и № 1/2026");
	assert_int_equal(count(&db, KIND_PERSON), 2);
	assert_int_equal(op_merge(&db.session, KIND_PERSON, 1, 1, NULL, &e), ERR_REFUSED);
	assert_int_equal(op_merge(&db.session, KIND_PERSON, 1, 9, NULL, &e), ERR_NONE);
	assert_int_equal(op_merge(&db.session, KIND_SITE, 1, 2, NULL, &e), ERR_REFUSED);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "annul", "reason=выдана дважды", NULL), OK);
	if (op_merge(&db.session, KIND_PERSON, 1, 2, NULL, &e))
		fail_msg("%s", e.text);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certificate"), "2/2026");
	assert_non_null(strstr(shown(&db, KIND_TRAINEE, 1, "annulled"), "№ 1/2026; аннулирована"));
	assert_sound(&db);
	database_close(&db);
}

/* The end of the one that goes is not that of the one that stays. */
static void test_other_end(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "expel", "obligations=оставить", "reason=переезд", NULL), OK);
	if (op_merge(&db.session, KIND_PERSON, 1, 2, NULL, &e))
		fail_msg("%s", e.text);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_ENROLLED);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "reason"), "");
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "ended_on"), "");
	assert_sound(&db);
	database_close(&db);
}

static enum err merge(struct database *db, struct error *e, const char *choose)
{
	const struct assign a = {"choose", choose};

	*e = (struct error){.code = OK};
	return op_merge_as(&db->session, KIND_PERSON, 1, 2, &a, 1, NULL, &db->told, e);
}

/* Both with marks and diagnoses of the same: what is alike is one, what differs is asked, one after another. */
static void test_both_told(void **state)
{
	static const struct {
		const char *mark, *score;
	} ways[] = {{"был", "6"}, {"не был", "5"}};
	const struct question *q;
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	q = &db.told.question;
	for (int i = 0; i < 2; i++)
		add(&db, KIND_EVENT, "sites=1", "groups=1", i ? "topic=Чтение" : "topic=Счёт", "form=семинар",
		    "date=20.09.2026", NULL);
	assert_int_equal(act(&db, &e, KIND_EVENT, 1, "attend", NULL),
			 OK); /* the second of each is of trainee 1, who stays */
	assert_int_equal(act(&db, &e, KIND_EVENT, 2, "attend", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_ATTENDANCE, 4, "mark=не был", NULL), OK);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=входная", "score=6", "out_of=10",
	    "date=02.09.2026", NULL);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=промежуточная", "score=7", "out_of=10", NULL);
	add(&db, KIND_ASSESSMENT, "trainee=2", "direction=сетевое", "kind=промежуточная", "score=7", "out_of=10", NULL);
	assert_refused(merge(&db, &e, ""), e, "", "Что верно?");
	assert_int_equal(q->n, 2);
	assert_int_equal(count(&db, KIND_PERSON), 2);
	for (size_t i = 0; i < 2; i++) {
		char choose[100] = "";

		/* each question is answered as the way says */
		for (int asked = 0; merge(&db, &e, choose); asked++) {
			size_t chosen = 0;

			assert_in_range(asked, 0, 1);
			assert_int_equal(e.code, ERR_REFUSED);
			assert_int_equal(q->n, 2);
			while (chosen < 2 && strcmp(q->answers[chosen].title, ways[i].mark) &&
			       strncmp(q->answers[chosen].title, ways[i].score, 1))
				chosen++;
			assert_in_range(chosen, 0, 1);
			snprintf(choose + strlen(choose), sizeof(choose) - strlen(choose), ";%s",
				 q->answers[chosen].value);
		}
		assert_int_equal(count(&db, KIND_ATTENDANCE), 2);
		assert_int_equal(count(&db, KIND_ASSESSMENT), 3); /* of an interim one there may be several */
		assert_string_equal(shown(&db, KIND_ATTENDANCE, 2, "mark"), "был");
		assert_string_equal(shown(&db, KIND_ATTENDANCE, 4, "mark"), ways[i].mark);
		assert_string_equal(shown(&db, KIND_ASSESSMENT, 2, "score"), ways[i].score);
		assert_string_equal(shown(&db, KIND_ASSESSMENT, 2, "date"),
				    i ? "01.10.2026" : "02.09.2026"); /* the whole of it */
		assert_int_equal(count(&db, KIND_TRAINEE), 2);
		assert_sound(&db);
		assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
		assert_int_equal(count(&db, KIND_ATTENDANCE), 4);
		assert_sound(&db);
	}
	assert_int_equal(
		op_merge_as(&db.session, KIND_PERSON, 1, 2, &(struct assign){"wrong", ""}, 1, NULL, &db.told, &e),
		ERR_USAGE);
	database_close(&db);
}

/* Of two in one group the one that goes has the certificate: the register keeps the number, in the record that stays.
 */
static void test_certificate(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	for (int group = 1; group <= 2; group++) {
		uint32_t event = add(&db, KIND_EVENT, "sites=1", group == 1 ? "groups=1" : "groups=2", "topic=Т",
				     "form=семинар", "date=20.09.2026", "hours=12", NULL);

		assert_int_equal(act(&db, &e, KIND_EVENT, event, "hold", NULL), OK);
	}
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "complete", "obligations=оставить", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "certify", "hours=12", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 3, "complete", "obligations=оставить", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 3, "certify", "hours=8", NULL),
			 OK); /* not the last of the register */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "expel", "obligations=оставить", "reason=перевод", NULL), OK);
	for (int again = 0; again < 2; again++) {
		if (again ? op_redo(&db.session, 1, NULL, &e) : op_merge(&db.session, KIND_PERSON, 1, 2, NULL, &e))
			fail_msg("%s", e.text);
		assert_int_equal(count(&db, KIND_TRAINEE), 2);
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certificate"), "1/2026");
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certified_on"), "01.10.2026");
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certified_hours"), "12");
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_COMPLETED);
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "reason"), "");
		assert_string_equal(shown(&db, KIND_TRAINEE, 3, "certificate"), "2/2026");
		assert_sound(&db);

		if (op_undo(&db.session, 1, NULL, &e))
			fail_msg("%s", e.text);
		assert_int_equal(count(&db, KIND_TRAINEE), 3);
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certificate"), "");
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certified_hours"), "");
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), TRAINEE_EXPELLED);
		assert_string_equal(shown(&db, KIND_TRAINEE, 1, "reason"), "перевод");
		assert_string_equal(shown(&db, KIND_TRAINEE, 2, "certificate"), "1/2026");
		assert_sound(&db);
	}
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_merge), cmocka_unit_test(test_refused),
					   cmocka_unit_test(test_other_end), cmocka_unit_test(test_both_told),
					   cmocka_unit_test(test_certificate)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
