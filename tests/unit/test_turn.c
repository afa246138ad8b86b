/* The year turns: what is there to do, done in one act, taken back in one, never twice. */
#include "database.h"
#include "stazh/domain/turn.h"

/* Two sites: the first has its status until 2029, that of the second is over with the school year 2026-2027. */
static void found(struct database *db, const char *settings)
{
	struct error e = {.code = OK};

	database_open(db, "2026-08-25", settings);
	add(db, KIND_ORG, "short_name=МБОУ «Ёлкинская СОШ»", "full_name=МБОУ «Ёлкинская СОШ»", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=А.", "patronymic=И.", "org=1", "position_kind=учитель",
	    "category=высшая", "achievements=конкурс", "email=elkina@example.ru", NULL);
	add(db, KIND_PERSON, "surname=Жукова", "name=А.", "patronymic=И.", "org=1", NULL);
	add(db, KIND_SITE, "org=1", "topic=Чтение", "leader=Ёлкина А.И.", NULL);
	add(db, KIND_SITE, "org=1", "topic=Счёт", NULL);
	add(db, KIND_ORDER, "title=т", "kind=утверждение перечня", "number=1-о", "date=20.08.2026", "on_paper=да",
	    "sites=1", "school_year=2026-2027", "from=01.09.2026", "to=31.08.2029", NULL);
	add(db, KIND_ORDER, "title=т", "kind=утверждение перечня", "number=2-о", "date=20.08.2026", "on_paper=да",
	    "sites=2", "school_year=2026-2027", "from=01.09.2026", "to=31.08.2027", NULL);
	assert_int_equal(act(db, &e, KIND_ORDER, 1, "sign", NULL), OK);
	assert_int_equal(act(db, &e, KIND_ORDER, 2, "sign", NULL), OK);
	add(db, KIND_GROUP, "site=1", "name=Биологи", "form=групповая", "school_year=2026-2027", "from=01.10.2026",
	    "to=30.04.2027", "note=по четвергам", NULL);
	add(db, KIND_GROUP, "site=2", "name=Физики", "school_year=2026-2027", NULL);
	add(db, KIND_TRAINEE, "group=1", "person=2", NULL);
	add(db, KIND_PLANDOC, "site=1", "school_year=2026-2027", "plandoc_kind=тематический план", NULL);
	add(db, KIND_PLANLINE, "plandoc=1", "topic=Текст", "form=лекция", "hours=2", "month=октябрь", NULL);
	add(db, KIND_PLANLINE, "plandoc=1", "topic=Вопрос", "form=практикум", "hours=3", "month=март", NULL);
	add(db, KIND_EVENT, "groups=1", "topic=Начало", "form=лекция", "date=01.10.2026", "time=14:00", "planline=1",
	    NULL);
	add(db, KIND_EVENT, "groups=1", "topic=Вопрос", "form=практикум", "date=05.11.2026", "time=14:00", NULL);
	add(db, KIND_EVENT, "groups=1", "topic=Урок", "form=практикум", "date=06.11.2026", "time=14:30", NULL);
	add(db, KIND_EVENT, "groups=1", "topic=Отменят", "form=лекция", "date=12.11.2026", NULL);
	add(db, KIND_EVENT, "groups=2", "topic=Сила", "form=лекция", "date=12.11.2026", NULL);
	add(db, KIND_EVENT, "topic=Совещание", "form=круглый стол", "date=20.11.2026", NULL);
	assert_int_equal(act(db, &e, KIND_EVENT, 4, "cancel", "reason=карантин", NULL), OK);
	db->session.today = date_from_ymd(2027, 9, 1);
}

static struct turn plan(struct database *db, int year)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct turn t = {.n = 0};

	if (turn_plan(tx, year, &t, &e))
		fail_msg("%s", e.text);
	tx_end(&tx);
	return t;
}

static struct turn_step *step(struct turn *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		struct buf b = {0};
		bool is;

		turn_name_add(&t->step[i], &b);
		is = !strcmp(b.s, name);
		buf_free(&b);
		if (is)
			return &t->step[i];
	}
	fail_msg("no step %s", name);
	return NULL;
}

static bool does(struct turn *t, const char *name)
{
	return turn_does(t, (size_t)(step(t, name) - t->step));
}

static void turn(struct database *db, struct turn *t)
{
	struct error e = {.code = OK};

	if (turn_carry_out(&db->session, t, &db->told, &e))
		fail_msg("%s", e.text);
	assert_sound(db);
}

static void undo(struct database *db)
{
	struct error e = {.code = OK};

	if (op_undo(&db->session, 1, NULL, &e))
		fail_msg("%s", e.text);
	assert_sound(db);
}

static void test_plan(void **state)
{
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "");
	t = plan(&db, 2027);
	assert_int_equal(step(&t, "sites:1")->can, TURN_TOLD);
	assert_true(does(&t, "renew:2"));
	assert_false(does(&t, "complete:2"));
	assert_true(does(&t, "documents:1"));
	assert_string_equal(step(&t, "documents:1")->then, "до 15.09.2027");
	assert_true(does(&t, "plans:1"));
	assert_true(does(&t, "groups:1"));
	assert_string_equal(step(&t, "groups:1")->then, "30.09.2027–29.04.2028"); /* not later than its first event */
	assert_false(does(&t, "groups:2"));
	assert_non_null(strstr(step(&t, "groups:2")->why, "сначала приказ о продлении"));
	assert_string_equal(step(&t, "events:1")->then, "чт 30.09.2027");
	assert_string_equal(step(&t, "events:2")->then, "пт 05.11.2027");
	assert_non_null(strstr(step(&t, "events:2")->why, "День народного единства"));
	assert_non_null(strstr(step(&t, "events:3")->why, "в этот час уже «Вопрос»"));
	assert_int_equal(step(&t, "events:4")->can, TURN_CANNOT);
	assert_false(does(&t, "events:5"));
	assert_false(does(&t, "events:6"));
	assert_non_null(strstr(step(&t, "events:6")->why, "всего округа"));
	turn_release(&t);
	database_close(&db);
}

static void test_done_and_undone(void **state)
{
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "");
	t = plan(&db, 2027);
	turn(&db, &t);
	assert_string_equal(buf_text(&db.told.notice), "1 площадка в проекте о продлении, 1 запрос документов, "
						       "1 тематический план, 1 группа, 3 занятия");
	turn_release(&t);
	assert_string_equal(shown(&db, KIND_ORDER, 3, "state"), "проект");
	assert_string_equal(shown(&db, KIND_ORDER, 3, "order_kind"), "продление");
	assert_string_equal(shown(&db, KIND_ORDER, 3, "from"), "01.09.2027");
	assert_string_equal(shown(&db, KIND_ORDER, 3, "to"), "31.08.2028");
	assert_string_equal(shown(&db, KIND_GROUP, 3, "name"), "Биологи");
	assert_string_equal(shown(&db, KIND_GROUP, 3, "note"), "по четвергам");
	assert_string_equal(shown(&db, KIND_GROUP, 3, "school_year"), "2027-2028");
	assert_int_equal(count(&db, KIND_TRAINEE), 1);
	assert_int_equal(count(&db, KIND_PLANLINE), 4);
	assert_int_equal(count(&db, KIND_PLANDOC), 4);
	assert_int_equal(count(&db, KIND_EVENT), 9);
	assert_string_equal(shown(&db, KIND_EVENT, 7, "groups"), "Биологи, 2027-2028");
	assert_string_equal(shown(&db, KIND_EVENT, 7, "planline"), "Текст"); /* by the line that it had */
	assert_string_equal(shown(&db, KIND_EVENT, 7, "state"), "запланировано");
	t = plan(&db, 2027); /* what is there stays */
	assert_int_equal(turn_count(&t), 0);
	assert_int_equal(step(&t, "groups:1")->can, TURN_THERE);
	assert_int_equal(step(&t, "events:2")->can, TURN_THERE);
	assert_int_equal(step(&t, "renew:2")->can, TURN_THERE);
	turn_release(&t);
	undo(&db);
	assert_int_equal(count(&db, KIND_EVENT), 6);
	assert_int_equal(count(&db, KIND_GROUP), 2);
	assert_int_equal(count(&db, KIND_ORDER), 2);
	assert_int_equal(count(&db, KIND_PLANDOC), 1);
	database_close(&db);
}

/* What was moved or taken away since is not made again by itself. */
static void test_again(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "");
	t = plan(&db, 2027);
	turn(&db, &t);
	turn_release(&t);
	assert_int_equal(set(&db, &e, KIND_EVENT, 8, "date=01.12.2027", NULL), OK);
	assert_int_equal(op_delete(&db.session, KIND_EVENT, 9, false, &e), OK);
	add(&db, KIND_EVENT, "groups=1", "topic=Забытое", "form=лекция", "date=15.01.2027", NULL);
	t = plan(&db, 2027);
	assert_int_equal(step(&t, "events:2")->can, TURN_THERE);
	assert_string_equal(step(&t, "events:2")->then, "ср 01.12.2027");
	assert_int_equal(step(&t, "events:3")->can, TURN_CAN);
	assert_false(does(&t, "events:3"));
	assert_int_equal(turn_choose(&t, "events:3", true, &e), OK);
	assert_int_equal(turn_count(&t), 1);
	turn(&db, &t);
	assert_int_equal(count(&db, KIND_EVENT), 10);
	turn_release(&t);
	database_close(&db);
}

static void test_choosing(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "[mail]\nfrom = centre@example.ru\n");
	t = plan(&db, 2027);
	assert_int_equal(turn_choose(&t, "groups, events", true, &e), OK);
	assert_true(does(&t, "events:1") && does(&t, "groups:1"));
	assert_false(does(&t, "renew:2") || does(&t, "documents:1") || does(&t, "groups:2"));
	assert_int_equal(turn_choose(&t, "groups:1", false, &e), OK);
	assert_int_equal(turn_count(&t), 0); /* without the group none of its events */
	assert_int_equal(turn_choose(&t, "events:5", true, &e), OK);
	assert_true(does(&t, "events:5") && does(&t, "groups:2"));
	assert_int_equal(turn_count(&t), 2);
	assert_int_equal(turn_choose(&t, "renew:2;complete:2", true, &e), OK);
	assert_true(does(&t, "complete:2"));
	assert_false(does(&t, "renew:2"));
	assert_int_equal(turn_choose(&t, "site:1", true, &e), OK);
	assert_true(does(&t, "documents:1") && does(&t, "groups:1") && does(&t, "events:1"));
	assert_false(does(&t, "complete:2") || does(&t, "letters:1"));
	assert_int_equal(turn_choose(&t, "groups:99", true, &e), ERR_USAGE);
	assert_non_null(strstr(e.text, "groups:99"));
	assert_int_equal(turn_choose(&t, "letters", true, &e), OK);
	assert_int_equal(turn_count(&t), 0); /* they are sent only when one says so */
	assert_int_equal(turn_choose(&t, "letters:1;complete:2", true, &e), OK);
	assert_true(does(&t, "letters:1") && does(&t, "documents:1"));
	turn(&db, &t);
	assert_string_equal(shown(&db, KIND_LETTER, 1, "state"), "ждёт отправки");
	assert_non_null(strstr(shown(&db, KIND_LETTER, 1, "told"), "15.09.2027 Программа на 2027-2028"));
	assert_string_equal(shown(&db, KIND_ORDER, 3, "order_kind"), "прекращение");
	assert_string_equal(shown(&db, KIND_ORDER, 3, "ended_on"), "31.08.2027");
	turn_release(&t);
	t = plan(&db, 2027);
	for (size_t i = 0; i < t.n; i++) /* nobody is written to twice, but on paper */
		assert_true(t.step[i].sort != TURN_LETTERS || (!t.step[i].id && t.step[i].count == 1));
	turn_release(&t);
	undo(&db);
	assert_int_equal(count(&db, KIND_LETTER), 0);
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "request_plans", NULL), OK);
	t = plan(&db, 2027);
	assert_int_equal(step(&t, "documents:1")->can, TURN_THERE);
	assert_int_equal(turn_choose(&t, "letters:1", true, &e), OK);
	assert_int_equal(turn_count(&t), 1); /* they were asked for before */
	turn_release(&t);
	database_close(&db);
}

/* A series stays one; what had to leave its day is apart from it. */
static void test_series(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct turn t;
	uint32_t first, moved = 0;

	(void)state;
	found(&db, "");
	first = add(&db, KIND_EVENT, "groups=1", "topic=Практикум", "form=практикум", "date=29.10.2026", "time=15:00",
		    "repeat=каждую неделю по чт, 4 раза", NULL);
	assert_int_equal(count(&db, KIND_EVENT), 10);
	t = plan(&db, 2027);
	turn(&db, &t);
	turn_release(&t);
	assert_int_equal(count(&db, KIND_EVENT), 17);
	for (uint32_t id = 11; id <= 17; id++) {
		if (strcmp(shown(&db, KIND_EVENT, id, "topic"), "Практикум") != 0)
			continue;
		if (!strcmp(shown(&db, KIND_EVENT, id, "date"), "05.11.2027"))
			assert_string_equal(shown(&db, KIND_EVENT, id, "apart"), "да");
		else
			assert_string_equal(shown(&db, KIND_EVENT, id, "apart"), "");
		first = !*shown(&db, KIND_EVENT, id, "series") ? id : first;
	}
	assert_true(first > 10);
	assert_int_equal(set(&db, &e, KIND_EVENT, first, "place=кабинет 7", "scope=all", NULL), OK);
	for (uint32_t id = 11; id <= 17; id++)
		moved += !strcmp(shown(&db, KIND_EVENT, id, "place"), "кабинет 7");
	assert_int_equal(moved, 3);
	database_close(&db);
}

/* The status ends within the year: the group with it, and no event after it. */
static void test_short_term(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "");
	db.session.today = date_from_ymd(2027, 5, 20);
	add(&db, KIND_ORDER, "title=т", "kind=внесение изменений", "number=3-о", "date=20.05.2027", "changes=1",
	    "retimed=1", "to=14.11.2027", "school_year=2026-2027", "signer=1", "controller=1", NULL);
	if (act(&db, &e, KIND_ORDER, 3, "sign", NULL))
		fail_msg("%s", e.text);
	add(&db, KIND_EVENT, "groups=1", "topic=Весна", "form=лекция", "date=08.04.2027", NULL);
	db.session.today = date_from_ymd(2027, 9, 1);
	t = plan(&db, 2027);
	assert_true(does(&t, "documents:1") && does(&t, "groups:1") && does(&t, "events:2"));
	assert_string_equal(step(&t, "groups:1")->then, "30.09.2027–13.11.2027"); /* the 14th is a Sunday */
	assert_false(does(&t, "events:7"));
	assert_string_equal(step(&t, "events:7")->why, "срок статуса кончается 14.11.2027");
	turn_release(&t);
	database_close(&db);
}

/* Of a joint event only the site and the group go along that go on; its line of the other one's plan does not. */
static void test_joint(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "");
	add(&db, KIND_PLANDOC, "site=2", "school_year=2026-2027", "plandoc_kind=тематический план", NULL);
	add(&db, KIND_PLANLINE, "plandoc=2", "topic=Общее", "form=лекция", NULL);
	add(&db, KIND_EVENT, "sites=1;2", "groups=1;2", "topic=Встреча", "form=лекция", "date=11.02.2027", "planline=3",
	    NULL);
	t = plan(&db, 2027);
	assert_true(does(&t, "events:7"));
	assert_int_equal(turn_choose(&t, "events:7,plans:2", true, &e), OK);
	turn(&db, &t);
	assert_string_equal(shown(&db, KIND_EVENT, 8, "topic"), "Встреча");
	assert_string_equal(shown(&db, KIND_EVENT, 8, "sites"), "МБОУ «Ёлкинская СОШ» — Чтение");
	assert_string_equal(shown(&db, KIND_EVENT, 8, "groups"), "Биологи, 2027-2028");
	assert_string_equal(shown(&db, KIND_EVENT, 8, "planline"), "");
	assert_int_equal(count(&db, KIND_PLANLINE), 4);
	turn_release(&t);
	database_close(&db);
}

static void test_rights(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct turn t;

	(void)state;
	found(&db, "");
	t = plan(&db, 2027);
	db.session.role = ROLE_LEADER;
	assert_int_equal(turn_carry_out(&db.session, &t, &db.told, &e), ERR_REFUSED);
	assert_int_equal(turn_may(&db.session, 2027, &e), ERR_REFUSED);
	db.session.role = ROLE_METHODIST;
	assert_int_equal(turn_may(&db.session, 2028, &e), OK);
	assert_int_equal(turn_may(&db.session, 2029, &e), ERR_REFUSED);
	assert_int_equal(turn_may(&db.session, 2026, &e), ERR_REFUSED);
	turn_release(&t);
	database_close(&db);
}

static size_t roadmaps(struct database *db)
{
	struct turn t = plan(db, 2027);
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++)
		if (t.step[i].sort == TURN_ROADMAPS) {
			assert_int_equal(t.step[i].can, TURN_TOLD);
			n += t.step[i].count;
		}
	turn_release(&t);
	return n;
}

/* Those of a school year are told as long as they are not applied to the new one. Leaves nothing to be undone. */
static void test_roadmaps(struct database *db)
{
	struct error e = {.code = OK};

	assert_int_equal(roadmaps(db), 0);
	add(db, KIND_ROADMAP, "name=Начало", "base=учебный год",
	    "steps=в день: списки\nчерез месяц после окончания: итог", NULL);
	add(db, KIND_ROADMAP, "name=Занятие", "base=занятие", "steps=в день: списки", NULL);
	assert_int_equal(roadmaps(db), 1);
	assert_int_equal(act(db, &e, KIND_ROADMAP, 1, "apply", "year=2026-2027", NULL), OK);
	assert_int_equal(roadmaps(db), 1);
	assert_int_equal(act(db, &e, KIND_ROADMAP, 1, "apply", "year=2027-2028", NULL), OK);
	assert_int_equal(roadmaps(db), 0);
	for (int i = 0; i < 4; i++)
		undo(db);
}

/* Those who are through with open items; a group that runs on; what was left open. */
static void test_left(void **state)
{
	struct error e = {.code = OK};
	struct database db;
	struct tx *tx;
	struct turn t;

	(void)state;
	found(&db, "");
	db.session.today = date_from_ymd(2027, 5, 20);
	add(&db, KIND_TASK, "trainee=1", "what=карта урока", "due=01.03.2027", NULL);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", "obligations=оставить", NULL), OK);
	add(&db, KIND_GROUP, "site=1", "name=Вечерняя", "school_year=2026-2027", "from=01.02.2027", "to=30.11.2027",
	    NULL);
	db.session.today = date_from_ymd(2027, 9, 1);
	t = plan(&db, 2027);
	assert_true(does(&t, "close:1"));
	assert_int_equal(step(&t, "groups:3")->can, TURN_THERE);
	assert_non_null(strstr(step(&t, "groups:3")->why, "идёт до 30.11.2027"));
	for (size_t i = 0, n = 0; i <= t.n; i++) {
		assert_true(i < t.n || n == 4); /* two reports, a certificate, events, a site without a leader */
		n += i < t.n && t.step[i].sort == TURN_TAILS;
	}
	turn(&db, &t);
	turn_release(&t);
	test_roadmaps(&db);
	assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), "30.04.2027");
	tx = tx_read(db.session.store, &e);
	assert_false(turn_worth(tx, 2027));
	tx_end(&tx);
	undo(&db);
	tx = tx_read(db.session.store, &e);
	assert_true(turn_worth(tx, 2027));
	tx_end(&tx);
	assert_string_equal(shown(&db, KIND_TASK, 1, "dropped_on"), "");
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),	 cmocka_unit_test(test_done_and_undone), cmocka_unit_test(test_again),
		cmocka_unit_test(test_choosing), cmocka_unit_test(test_series),		 cmocka_unit_test(test_rights),
		cmocka_unit_test(test_left),	 cmocka_unit_test(test_short_term),	 cmocka_unit_test(test_joint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
