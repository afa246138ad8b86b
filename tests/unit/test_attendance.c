/* Who was there: marking a whole event at once, what it refuses, the to-do list, hours. */
#include "database.h"

#include "stazh/domain/attendance.h"

struct school {
	struct database db;
	uint32_t event;
};

/* Three trainees in group 1, one in group 2; an event of group 1 on the day of the test. */
static void found(struct school *s)
{
	static const char *const surnames[] = {"surname=Ёлкина", "surname=Жуков", "surname=Абрамова", "surname=Носов"};

	database_open(&s->db, "2026-11-24", "");
	add(&s->db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&s->db, KIND_SITE, "org=1", "topic=Чтение", NULL);
	add(&s->db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "from=01.10.2026", "to=30.04.2027",
	    NULL);
	add(&s->db, KIND_GROUP, "site=1", "name=Вторая", "school_year=2026-2027", NULL);
	for (uint32_t i = 0; i < 4; i++) {
		char person[20];

		snprintf(person, sizeof(person), "person=%u",
			 add(&s->db, KIND_PERSON, surnames[i], "name=А.", "patronymic=И.", "org=1", NULL));
		add(&s->db, KIND_TRAINEE, i == 3 ? "group=2" : "group=1", person, NULL);
	}
	s->event = add(&s->db, KIND_EVENT, "sites=1", "groups=1", "topic=Семинар", "form=семинар", "date=24.11.2026",
		       "minutes=90", NULL);
}

static char *list(struct school *s)
{
	struct tx *tx = tx_read(s->db.session.store, NULL);
	struct record r = {.kind = 0};
	struct buf out = {0};
	size_t n;

	assert_int_equal(record_load(tx, KIND_EVENT, s->event, &r), OK);
	struct attendee *a = attendance_list(tx, &r, &n);

	for (size_t i = 0; i < n; i++)
		buf_addf(&out, "%s %s\n", a[i].name, a[i].mark ? a[i].mark : "?");
	attendance_free(a, n);
	tx_end(&tx);
	record_release(&r);
	return buf_take(&out);
}

#define assert_list(s, expected)                                                                                       \
	do {                                                                                                           \
		char *is = list(s);                                                                                    \
		assert_string_equal(is, expected);                                                                     \
		free(is);                                                                                              \
	} while (0)

static bool is_due(struct school *s, const char *what)
{
	char *due = deadlines(&s->db, -1);
	bool found_it = strstr(due, what) != NULL;

	free(due);
	return found_it;
}

static int hours(struct school *s, uint32_t trainee)
{
	struct tx *tx = tx_read(s->db.session.store, NULL);
	int n = trainee_hours(tx, trainee, DATE_MIN, DATE_MAX);

	tx_end(&tx);
	return n;
}

static void test_action(void **state)
{
	struct school s;
	struct error e = {.code = OK};

	(void)state;
	found(&s);
	assert_list(&s, "Абрамова А.И. ?\nЁлкина А.И. ?\nЖуков А.И. ?\n");
	assert_refused(act(&s.db, &e, KIND_EVENT, s.event, "attend", "absent=Носов", NULL), e, "5.1",
		       "такого стажёра в списке");
	assert_string_equal(e.field, "absent");
	assert_int_equal(count(&s.db, KIND_ATTENDANCE), 0);
	assert_int_equal(act(&s.db, &e, KIND_EVENT, s.event, "attend", "absent=Ёлкина; жуков", "guests=4", NULL), OK);
	assert_list(&s, "Абрамова А.И. был\nЁлкина А.И. не был\nЖуков А.И. не был\n");
	assert_string_equal(shown(&s.db, KIND_EVENT, s.event, "state"), EVENT_HELD);
	assert_string_equal(shown(&s.db, KIND_EVENT, s.event, "guests"), "4");
	assert_int_equal(hours(&s, 3), 2);
	assert_int_equal(hours(&s, 1), 0);
	/* academic hours of 45 minutes, to the nearest */
	assert_int_equal(set(&s.db, &e, KIND_EVENT, s.event, "minutes=68", NULL), OK);
	assert_int_equal(hours(&s, 3), 2);
	assert_int_equal(set(&s.db, &e, KIND_EVENT, s.event, "minutes=67", NULL), OK);
	assert_int_equal(hours(&s, 3), 1);
	assert_int_equal(op_undo(&s.db.session, 2, NULL, &e), OK);
	/* mended: only what is named changes */
	assert_int_equal(act(&s.db, &e, KIND_EVENT, s.event, "attend", "remote=1", "excused=Жуков А", NULL), OK);
	assert_list(&s, "Абрамова А.И. был\nЁлкина А.И. дистанционно\nЖуков А.И. уважительная\n");
	assert_int_equal(hours(&s, 1), 2);
	/* one action is one step back, the event's state too */
	assert_int_equal(op_undo(&s.db.session, 2, NULL, &e), OK);
	assert_int_equal(count(&s.db, KIND_ATTENDANCE), 0);
	assert_string_equal(shown(&s.db, KIND_EVENT, s.event, "state"), EVENT_PLANNED);
	database_close(&s.db);
}

static void test_refusals(void **state)
{
	struct school s;
	struct error e = {.code = OK};

	(void)state;
	found(&s);
	assert_int_equal(set(&s.db, &e, KIND_EVENT, s.event, "date=25.11.2026", NULL), OK);
	assert_refused(act(&s.db, &e, KIND_EVENT, s.event, "attend", NULL), e, "5.1", "ещё не прошло");
	assert_refused(act(&s.db, &e, KIND_EVENT, s.event, "hold", NULL), e, "", "не наступил");
	assert_int_equal(set(&s.db, &e, KIND_EVENT, s.event, "date=24.11.2026", NULL), OK);
	add(&s.db, KIND_ATTENDANCE, "event=1", "trainee=1", "mark=был", NULL);
	assert_string_equal(shown(&s.db, KIND_EVENT, s.event, "state"), EVENT_HELD);

	const struct assign twice[] = {{"event", "1"}, {"trainee", "1"}, {"mark", "не был"}};
	const struct assign stranger[] = {{"event", "1"}, {"trainee", "4"}, {"mark", "был"}};

	assert_refused(op_add(&s.db.session, KIND_ATTENDANCE, twice, 3, NULL, &s.db.told, &e), e, "5.1", "уже отмечен");
	assert_refused(op_add(&s.db.session, KIND_ATTENDANCE, stranger, 3, NULL, &s.db.told, &e), e, "5.1",
		       "не из групп");
	assert_int_equal(act(&s.db, &e, KIND_EVENT, s.event, "cancel", NULL), ERR_REFUSED);
	database_close(&s.db);
}

/* The whole sheet, with the revisions that were seen. */
static void test_sheet(void **state)
{
	struct school s;
	struct error e = {.code = OK};
	const struct attendance_mark all[] = {{1, 0, MARK_PRESENT}, {2, 0, MARK_ABSENT}, {3, 0, MARK_REMOTE}};
	const struct attendance_mark late[] = {{1, 1, MARK_EXCUSED}, {2, 0, MARK_PRESENT}};
	const struct attendance_mark off[] = {{1, 1, NULL}, {2, 1, MARK_PRESENT}};
	size_t at = 9;

	(void)state;
	found(&s);
	assert_int_equal(op_attend(&s.db.session, s.event, all, 3, &at, &e), OK);
	assert_list(&s, "Абрамова А.И. дистанционно\nЁлкина А.И. был\nЖуков А.И. не был\n");
	assert_int_equal(op_attend(&s.db.session, s.event, late, 2, &at, &e), ERR_CHANGED);
	assert_int_equal(at, 1);
	assert_list(&s, "Абрамова А.И. дистанционно\nЁлкина А.И. был\nЖуков А.И. не был\n");
	assert_int_equal(op_attend(&s.db.session, s.event, off, 2, &at, &e), OK);
	assert_list(&s, "Абрамова А.И. дистанционно\nЁлкина А.И. ?\nЖуков А.И. был\n");
	assert_int_equal(op_undo(&s.db.session, 2, NULL, &e), OK);
	assert_list(&s, "Абрамова А.И. ?\nЁлкина А.И. ?\nЖуков А.И. ?\n");
	database_close(&s.db);
}

/* «Отметьте посещение» comes and goes with marks, trainees and the event. */
static void test_todo(void **state)
{
	struct school s;
	struct error e = {.code = OK};

	(void)state;
	found(&s);
	assert_true(is_due(&s, "2026-11-24 event Семинар: Семинар"));
	assert_int_equal(act(&s.db, &e, KIND_EVENT, s.event, "hold", NULL), OK);
	assert_true(is_due(&s, "2026-11-24 attendance Отметьте посещение: Семинар: Семинар"));
	assert_int_equal(act(&s.db, &e, KIND_TRAINEE, 1, "expel", "reason=переезд", NULL), OK);
	assert_int_equal(set(&s.db, &e, KIND_TRAINEE, 2, "from=25.11.2026", NULL), OK);
	assert_true(is_due(&s, "attendance"));
	assert_int_equal(set(&s.db, &e, KIND_TRAINEE, 3, "group=2", NULL), OK);
	assert_false(is_due(&s, "attendance")); /* nobody is left to be marked */
	assert_int_equal(act(&s.db, &e, KIND_TRAINEE, 1, "readmit", NULL), OK);
	assert_true(is_due(&s, "attendance"));
	assert_int_equal(set(&s.db, &e, KIND_GROUP, 1, "from=01.12.2026", NULL), OK);
	assert_false(is_due(&s, "attendance"));
	assert_int_equal(set(&s.db, &e, KIND_GROUP, 1, "from=", NULL), OK);
	assert_int_equal(act(&s.db, &e, KIND_EVENT, s.event, "attend", NULL), OK);
	assert_false(is_due(&s, "attendance"));
	assert_int_equal(op_delete(&s.db.session, KIND_ATTENDANCE, 1, false, &e), OK);
	assert_true(is_due(&s, "attendance"));
	assert_int_equal(op_undo(&s.db.session, 1, NULL, &e), OK);
	assert_false(is_due(&s, "attendance"));
	assert_sound(&s.db);
	database_close(&s.db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_action),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_sheet),
		cmocka_unit_test(test_todo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
