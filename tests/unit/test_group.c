/* Groups, trainees, individual plans and results: rules, bulk actions, deadlines. */
#include "database.h"

static void found(struct database *db)
{
	struct error e = {.code = OK};

	database_open(db, "2026-10-01", "");
	add(db, KIND_ORG, "short_name=МБОУ «Ёлкинская СОШ»", "full_name=МБОУ «Ёлкинская СОШ»", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=А.", "patronymic=И.", "org=1", "position_kind=учитель",
	    "category=высшая", "achievements=конкурс", NULL);
	add(db, KIND_PERSON, "surname=Жукова", "name=А.", "patronymic=И.", "org=1", NULL);
	add(db, KIND_PERSON, "surname=Зимин", "name=П.", "patronymic=П.", "org=1", NULL);
	add(db, KIND_SITE, "org=1", "topic=Читательская грамотность", "leader=Ёлкина А.И.", NULL);
	add(db, KIND_GROUP, "site=1", "name=Биологи", "school_year=2026-2027", "from=01.10.2026", "to=30.04.2027",
	    NULL);
	assert_int_equal(act(db, &e, KIND_GROUP, 1, "enrol", "people=Жукова А.И.; Зимин П.П.", NULL), OK);
	assert_int_equal(count(db, KIND_TRAINEE), 2);
}

static void test_rules(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	assert_int_equal(op_add(&db.session, KIND_TRAINEE, (struct assign[]){{"group", "1"}, {"person", "Зимин"}}, 2,
				NULL, &db.told, &e),
			 ERR_REFUSED);
	assert_string_equal(e.clause, "5.2");
	assert_refused(set(&db, &e, KIND_TRAINEE, 1, "from=01.02.2027", "to=01.01.2027", NULL), e, "5.2", "раньше");
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "expel", NULL), e, "", "Причина");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "start", NULL), OK);
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "start", NULL), e, "5.2", "уже проходит");

	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=входная", "score=7", "out_of=10", NULL);
	assert_int_equal(op_add(&db.session, KIND_ASSESSMENT,
				(struct assign[]){{"trainee", "1"},
						  {"direction", "сетевое"},
						  {"kind", "входная"},
						  {"score", "8"},
						  {"out_of", "10"}},
				5, NULL, &db.told, &e),
			 ERR_REFUSED);
	assert_string_equal(e.clause, "6.1");
	assert_refused(set(&db, &e, KIND_ASSESSMENT, 1, "score=11", NULL), e, "6.1", "набрано 11");
	database_close(&db);
}

/* The day of the end: by itself the last of the internship, never a day to come nor one before the beginning. */
static void test_end(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2027-06-10", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_PERSON, "surname=Ёлкина", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Жукова", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Ильина", "org=1", NULL);
	add(&db, KIND_SITE, "org=1", "topic=Т", NULL);
	add(&db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "to=31.05.2027", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=1", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=2", "from=01.02.2027", "to=31.12.2027", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=3", "to=30.04.2027", NULL);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "ended_on"), "31.05.2027");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "readmit", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "ended_on"), "");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "expel", "reason=переезд", "date=11.06.2027", NULL), e, "5.2",
		       "11.06.2027 ещё не наступил («Отчислить»)");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "expel", "reason=переезд", "date=31.01.2027", NULL), e, "5.2",
		       "раньше");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "complete", NULL), OK); /* it still runs */
	assert_string_equal(shown(&db, KIND_TRAINEE, 2, "ended_on"), "10.06.2027");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 3, "expel", "reason=переезд", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 3, "ended_on"), "10.06.2027");
	database_close(&db);
}

/* ---- the register of certificates ---- */

static enum err papers_straight(struct tx *tx, void *arg)
{
	size_t n;
	uint32_t *papers = refs_list(tx, KIND_TRAINEE, *(uint32_t *)arg, KIND_PAPER, PAPER_RECORD, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		err = record_trash(tx, KIND_PAPER, papers[i]);
	free(papers);
	return err;
}

static enum err trash_straight(struct tx *tx, void *arg)
{
	enum err err = papers_straight(tx, arg);

	return err ? err : record_trash(tx, KIND_TRAINEE, *(uint32_t *)arg);
}

/* Trainee i has completed; number: the certificate's that is on paper, or NULL. */
static void complete(struct database *db, uint32_t i, const char *number)
{
	struct error e = {.code = OK};

	assert_int_equal(act(db, &e, KIND_TRAINEE, i, "complete", number, NULL), OK);
}

/* The register of 2026 in the order of its numbers, annulled ones too. */
static void check_register(struct database *db)
{
	static const struct {
		const char *number;
		uint32_t trainee;
		bool valid;
	} expected[] = {{"1/2026", 1, true},
			{"2/2026", 2, true},
			{"3/2026", 3, true},
			{"4/2026", 4, false},
			{"5/2026", 4, false}};
	struct tx *tx = tx_read(db->session.store, NULL);
	struct record r = {0};
	struct certificate c;
	size_t n;
	struct register_line *lines = certificates_of(tx, 2026, &n);

	assert_int_equal(n, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(lines[i].trainee, expected[i].trainee);
		assert_int_equal(record_load(tx, KIND_TRAINEE, lines[i].trainee, &r), OK);
		assert_true(certificate_at(&r, lines[i].i, &c));
		assert_string_equal(c.number, expected[i].number);
		assert_int_equal(!*c.note, expected[i].valid);
	}
	free(lines);
	tx_end(&tx);
	record_release(&r);
}

/* What a trainee lacks: told when the internship is through; without its days there is no certificate. */
static void test_trainee_lacks(void **state)
{
	const struct assign dates[] = {{"from", ""}, {"to", ""}};
	struct record r = {.kind = 0};
	struct lacks lacks = {.n = 0};
	struct database db;
	struct error e = {.code = OK};
	struct tx *tx;

	(void)state;
	found(&db);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=входная", "score=5", "out_of=10", NULL);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=новые элементы", "kind=входная", "score=5", "out_of=10",
	    NULL);
	add(&db, KIND_ASSESSMENT, "trainee=1", "direction=новые элементы", "kind=итоговая", "score=5", "out_of=10",
	    NULL);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", "obligations=оставить", NULL), OK);
	tx = tx_read(db.session.store, &e);
	assert_int_equal(record_load(tx, KIND_TRAINEE, 1, &r), OK);
	lacks_of(tx, &r, &lacks);
	tx_end(&tx);
	assert_int_equal(lacks.n, 1);
	assert_memory_equal(lacks.l[0].what, "итоговая диагностика: сетевое", strlen("итоговая диагностика: сетевое"));
	assert_null(lacks.l[0].stops);
	assert_int_equal(op_set(&db.session, KIND_GROUP, 1, 0, dates, 2, &db.told, &e), OK);
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "certify", NULL), e, "5.2",
		       "не хватает: начало стажировки (п. 5.2), конец стажировки (п. 5.2)");
	assert_int_equal(db.told.lacks.l[0].kind, KIND_GROUP);
	assert_int_equal(db.told.lacks.l[0].id, 1);
	assert_int_equal(db.told.lacks.l[0].field, GROUP_FROM);
	assert_refused(act(&db, &e, KIND_GROUP, 1, "certify", NULL), e, "5.2", "Жукова А.И.: п. 5.2: не хватает");
	assert_int_equal(set(&db, &e, KIND_TRAINEE, 1, "from=01.09.2026", "to=30.09.2026", NULL), OK); /* its own */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "certify", NULL), OK);
	lacks_release(&lacks);
	record_release(&r);
	database_close(&db);
}

/* All of a group at once, by name; all or none. */
static void test_certificates_for_all(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	const struct assign told[] = {{"except", "Орлова"}};

	(void)state;
	found(&db);
	add(&db, KIND_PERSON, "surname=Абрамова", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Орлова", "org=1", NULL);
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "enrol", "people=Абрамова; Орлова", NULL), OK);
	assert_refused(act(&db, &e, KIND_GROUP, 1, "certify", NULL), e, "1.2",
		       "в группе нет стажёров, которые завершили");
	assert_refused(act(&db, &e, KIND_GROUP, 1, "complete", "except=Петрова", NULL), e, "5.1",
		       "такого стажёра в списке нет");
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "complete", "except=Жукова", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "state"), "зачислен");
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "state"), "завершил");
	add(&db, KIND_EVENT, "sites=1", "groups=1", "topic=Т", "form=семинар", "date=01.10.2026", "hours=4", NULL);
	assert_int_equal(act(&db, &e, KIND_EVENT, 1, "attend", "absent=Зимин", NULL), OK);
	assert_refused(act(&db, &e, KIND_GROUP, 1, "certify", "except=Петрова", NULL), e, "5.1",
		       "такого стажёра в списке нет");
	assert_refused(act(&db, &e, KIND_GROUP, 1, "certify", "date=30.09.2026", NULL), e, "1.2",
		       "Абрамова: п. 1.2: справку нельзя выдать раньше");
	assert_string_equal(shown(&db, KIND_TRAINEE, 3, "certificate"), "");
	assert_int_equal(op_act(&db.session, KIND_GROUP, 1, 0, "certify", told, 1, &db.told, &e), OK);
	assert_string_equal(db.told.notice.s, "Абрамова: Справка № 1/2026\nЗимин П.П.: Справка № 2/2026\n");
	assert_string_equal(shown(&db, KIND_TRAINEE, 3, "certified_hours"), "4");
	assert_string_equal(shown(&db, KIND_TRAINEE, 2, "certified_hours"), "");
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "certificate"), "");
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certificate"), "");
	/* not more than were held */
	assert_refused(act(&db, &e, KIND_TRAINEE, 4, "certify", "hours=5", NULL), e, "1.2",
		       "в справке 5 часов, а к этому дню проведено 4, из них стажёр был на 4");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "certify", "hours=4", NULL), OK);
	assert_int_equal(op_undo(&db.session, 2, NULL, &e), OK); /* one step */
	assert_string_equal(shown(&db, KIND_TRAINEE, 2, "certificate"), "");
	assert_string_equal(shown(&db, KIND_TRAINEE, 3, "certificate"), "");
	database_close(&db);
}

static void test_certificates(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t second = 2;

	(void)state;
	found(&db);
	add(&db, KIND_PERSON, "surname=Новикова", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Орлова", "org=1", NULL);
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "enrol", "people=Новикова; Орлова", NULL), OK);
	/* from paper: the next one alone, so that none is missing */
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", "certificate=2/2026", NULL), e, "1.2",
		       "следующий номер — 1/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", "certificate=1/2027", NULL), e, "1.2",
		       "будущим числом");
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", "certificate=1/2025", NULL), e, "1.2",
		       "раньше, чем кончилась стажировка");
	/* its day and hours, as they are on it */
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", "certified_hours=72", NULL), e, "1.2",
		       "номера справки нет");
	assert_refused(act(&db, &e, KIND_TRAINEE, 1, "complete", "certificate=1/2026", "certified_on=01.09.2025", NULL),
		       e, "1.2", "раньше, чем");
	complete(&db, 1, "certificate=1/2026");
	assert_int_equal(session_write(&db.session, "delete", "", papers_straight, &(uint32_t){1}, &e),
			 OK); /* an older program issued none */
	assert_refused(op_delete(&db.session, KIND_GROUP, 1, true, &e), e, "1.2", "выдана справка № 1/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=1/2026", NULL), e, "1.2",
		       "справка № 1/2026 уже выдана");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=01/2026", NULL), e, "1.2",
		       "без нулей впереди: 1/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=02/2026", NULL), e, "1.2",
		       "без нулей впереди: 2/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=03/2026", NULL), e, "1.2",
		       "следующий номер — 2/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=2/2026", "certified_on=02.10.2026", NULL),
		       e, "1.2", "не наступил");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=2/2026", "certified_on=01.10.2026",
			     "certified_hours=72", NULL),
			 OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 2, "certified_on"), "01.10.2026");
	assert_string_equal(shown(&db, KIND_TRAINEE, 2, "certified_hours"), "72");
	complete(&db, 3, NULL);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "complete", "date=30.12.2025", NULL), OK);
	assert_refused(act(&db, &e, KIND_TRAINEE, 3, "certify", "date=30.09.2026", NULL), e, "1.2",
		       "раньше, чем кончилась стажировка, — 01.10.2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 3, "certify", "date=02.10.2026", NULL), e, "1.2", "будущим числом");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 3, "certify", "date=01.10.2026", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 3, "certificate"),
			    "3/2026"); /* after the greatest, whoever has it */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "certify", "date=31.12.2025", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "certificate"), "1/2025"); /* each year from one on */

	/* no record of the register goes, no number becomes free in its middle */
	assert_refused(op_delete(&db.session, KIND_TRAINEE, 2, true, &e), e, "1.2", "выдана справка № 2/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 2, "readmit", NULL), e, "1.2", "сначала аннулируйте её");
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK); /* that of 2025 was the last one */
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "certify", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "certificate"), "4/2026");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 3, "readmit", NULL), ERR_REFUSED);

	/* a wrong one keeps its number, also as the last of the register and when its record is the only one of the
	 * year */
	assert_refused(act(&db, &e, KIND_TRAINEE, 4, "annul", NULL), e, "", "Причина");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "annul", "reason=ошибка; не та фамилия", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "certificate"), "");
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "annulled"),
			    "№ 4/2026 от 01.10.2026; аннулирована 01.10.2026: ошибка; не та фамилия");
	assert_refused(op_delete(&db.session, KIND_TRAINEE, 4, true, &e), e, "1.2", "выдана справка № 4/2026");
	assert_refused(act(&db, &e, KIND_TRAINEE, 4, "annul", "reason=ещё раз", NULL), e, "1.2", "справки нет");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "certify", NULL), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 4, "certificate"), "5/2026");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "annul", "reason=ошибка", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "readmit", NULL), OK);
	assert_refused(act(&db, &e, KIND_TRAINEE, 4, "complete", "certificate=5/2026", NULL), e, "1.2",
		       "№ 5/2026 уже выдана");
	assert_refused(act(&db, &e, KIND_TRAINEE, 4, "complete", "certificate=7/2026", NULL), e, "1.2",
		       "следующий номер — 6/2026");
	check_register(&db);

	/* one that lies in the trash all the same (of an older program) does not come back beside its double */
	assert_int_equal(session_write(&db.session, "delete", "", trash_straight, &second, &e), OK);
	complete(&db, 4, "certificate=2/2026");
	assert_refused(op_restore(&db.session, KIND_TRAINEE, 2, &e), e, "1.2", "справка № 2/2026 уже выдана");
	assert_sound(&db);
	database_close(&db);
}

/* Undo gives no number back that stands in the middle of the register. */
static void test_certificate_undone(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	complete(&db, 1, NULL);
	complete(&db, 2, NULL);
	strcpy(db.session.user, "anna");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "certify", NULL), OK);
	strcpy(db.session.user, "boris");
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "certify", NULL), OK);
	strcpy(db.session.user, "anna");
	assert_refused(op_undo(&db.session, 1, NULL, &e), e, "", "п. 1.2: справка № 1/2026 в журнале уже не последняя");
	strcpy(db.session.user, "boris");
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	strcpy(db.session.user, "anna");
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_string_equal(shown(&db, KIND_TRAINEE, 1, "certificate"), "");
	database_close(&db);
}

static void test_plan_for_all(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	assert_refused(act(&db, &e, KIND_GROUP, 1, "copy_plan", "from=1", NULL), e, "5.2", "ни одного пункта");
	add(&db, KIND_TASK, "trainee=1", "what=карта урока", "due=20.12.2026", NULL);
	add(&db, KIND_TASK, "trainee=1", "what=открытый урок", "due=10.03.2027", NULL);
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "copy_plan", "from=1", NULL), OK);
	assert_int_equal(count(&db, KIND_TASK), 4);
	assert_int_equal(act(&db, &e, KIND_GROUP, 1, "copy_plan", "from=1", NULL), OK); /* again: nothing twice */
	assert_int_equal(count(&db, KIND_TASK), 4);
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(count(&db, KIND_TASK), 2); /* one step takes back what one step did */
	database_close(&db);
}

static void test_deadlines(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	char *due;

	(void)state;
	found(&db);
	add(&db, KIND_TASK, "trainee=2", "what=карта урока", "due=20.12.2026", NULL);
	assert_int_equal(set(&db, &e, KIND_TRAINEE, 2, "to=31.01.2027", NULL), OK);
	due = deadlines(&db, -1);
	assert_string_equal(
		due, "2026-12-20 task Карта урока: Зимин П.П. | Зимин П.П.; Ёлкина А.И. | МБОУ «Ёлкинская СОШ»\n"
		     "2027-01-31 trainee_end Кончается стажировка: Зимин П.П. (п. 5.2) | Ёлкина А.И. | МБОУ «Ёлкинская "
		     "СОШ»\n"
		     "2027-04-30 trainee_end Кончается стажировка: Жукова А.И. (п. 5.2) | Ёлкина А.И. | МБОУ "
		     "«Ёлкинская СОШ»\n");
	free(due);

	/* what is shown follows what it shows: a name, the group's dates */
	assert_int_equal(set(&db, &e, KIND_PERSON, 3, "surname=Зимний", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "surname=Соснова", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_GROUP, 1, "to=31.05.2027", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_ORG, 1, "short_name=МБОУ «Сосновская СОШ»", NULL), OK);
	due = deadlines(&db, -1);
	assert_string_equal(
		due,
		"2026-12-20 task Карта урока: Зимний П.П. | Зимний П.П.; Соснова А.И. | МБОУ «Сосновская СОШ»\n"
		"2027-01-31 trainee_end Кончается стажировка: Зимний П.П. (п. 5.2) | Соснова А.И. | МБОУ «Сосновская "
		"СОШ»\n"
		"2027-05-31 trainee_end Кончается стажировка: Жукова А.И. (п. 5.2) | Соснова А.И. | МБОУ «Сосновская "
		"СОШ»\n");
	free(due);

	assert_int_equal(act(&db, &e, KIND_TASK, 1, "done", "result=принята", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 2, "complete", "certificate=12", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "expel", "reason=перевод", NULL), OK);
	due = deadlines(&db, -1);
	assert_string_equal(due, "");
	free(due);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_end),	      cmocka_unit_test(test_rules),
		cmocka_unit_test(test_certificates),  cmocka_unit_test(test_certificates_for_all),
		cmocka_unit_test(test_trainee_lacks), cmocka_unit_test(test_certificate_undone),
		cmocka_unit_test(test_plan_for_all),  cmocka_unit_test(test_deadlines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
