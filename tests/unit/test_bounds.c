/* The days on which a rule begins and ceases to hold: the last one that is allowed and the first one that is not. */
#include "database.h"

/* A site with an eligible leader that lacks nothing for its application, on this day. */
static void found(struct database *db, const char *today)
{
	struct error e = {.code = OK};

	database_open(db, today, "");
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "org=1", "position_kind=учитель", "category=высшая",
	    "achievements=конкурс", NULL);
	assert_int_equal(set(db, &e, KIND_ORG, 1, "head=1", NULL), OK);
	add(db, KIND_SITE, "org=1", "topic=Чтение", "leader=1", "initiator_kind=ЦИМС", "experience=есть",
	    "directions=сетевое", NULL);
}

static void day_is(struct database *db, const char *iso)
{
	db->session.today = date_parse_iso(iso);
}

/* Site 1 put into an order of paper and signed; the order. */
static uint32_t grant(struct database *db, const char *number, const char *from, const char *to)
{
	struct error e = {.code = OK};
	uint32_t order = add(db, KIND_ORDER, "title=Об открытии", "school_year=2026-2027", "sites=1", "date=20.08.2026",
			     "on_paper=да", number, from, to, NULL);

	if (act(db, &e, KIND_ORDER, order, "sign", NULL))
		fail_msg("%s", e.text);
	return order;
}

static enum err renew(struct database *db, const char *number, const char *from, const char *to, struct error *e)
{
	uint32_t order = add(db, KIND_ORDER, "title=О продлении", "kind=продление", "school_year=2027-2028", "sites=1",
			     "date=25.08.2027", "signer=1", "controller=1", "methodist=1", number, from, to, NULL);

	return act(db, e, KIND_ORDER, order, "sign", NULL);
}

static size_t times(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

/* Is it among the deadlines of the next so many days (-1: of all), and how often? */
static size_t due(struct database *db, int days, const char *part)
{
	char *lines = deadlines(db, days);
	size_t n = times(lines, part);

	free(lines);
	return n;
}

/* ---- terms ---- */

static void test_term_length(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&db, "2026-08-01");
	order = add(&db, KIND_ORDER, "title=т", "school_year=2026-2027", "from=01.09.2026", "to=31.08.2029", NULL);
	assert_refused(set(&db, &e, KIND_ORDER, order, "to=01.09.2029", NULL), e, "3.3",
		       "Последний возможный день — 31.08.2029");
	/* from the leap day to the day before it would come again */
	assert_int_equal(set(&db, &e, KIND_ORDER, order, "from=29.02.2028", "to=27.02.2031", NULL), OK);
	assert_refused(set(&db, &e, KIND_ORDER, order, "to=28.02.2031", NULL), e, "3.3", "27.02.2031");
	assert_int_equal(set(&db, &e, KIND_ORDER, order, "from=01.09.2026", "to=01.09.2026", NULL), OK); /* one day */
	assert_refused(set(&db, &e, KIND_ORDER, order, "to=31.08.2026", NULL), e, "", "кончается раньше");
	database_close(&db);
}

static void test_term_overlap(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2026-08-01");
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	assert_refused(renew(&db, "number=2-о", "from=31.08.2027", "to=31.08.2028", &e), e, "3.3", "накладывается");
	assert_refused(renew(&db, "number=3-о", "from=01.09.2025", "to=01.09.2026", &e), e, "3.3", "накладывается");
	assert_refused(renew(&db, "number=4-о", "from=01.01.2027", "to=01.02.2027", &e), e, "3.3", "накладывается");
	assert_refused(renew(&db, "number=5-о", "from=01.01.2026", "to=31.12.2027", &e), e, "3.3", "накладывается");
	assert_int_equal(renew(&db, "number=6-о", "from=01.09.2027", "to=31.08.2028", &e), OK);
	assert_int_equal(renew(&db, "number=7-о", "from=01.09.2025", "to=31.08.2026", &e), OK);
	assert_int_equal(count(&db, KIND_TERM), 3);
	database_close(&db);
}

/* ---- what the status obliges to ---- */

static void test_plans_year(void **state)
{
	static const struct {
		const char *day, *year, *due;
	} cases[] = {
		{"2026-03-01", "2025-2026", "15.03.2026"}, /* of the running year: a fortnight */
		{"2026-03-02", "2026-2027", "15.09.2026"}, /* after 1 March the coming one */
		{"2026-08-31", "2026-2027", "15.09.2026"}, {"2026-09-01", "2026-2027", "15.09.2026"},
		{"2026-09-02", "2026-2027", "16.09.2026"}, {"2026-12-31", "2026-2027", "14.01.2027"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct database db;
		struct error e = {.code = OK};

		found(&db, cases[i].day);
		assert_int_equal(act(&db, &e, KIND_SITE, 1, "submit", NULL), OK);
		assert_int_equal(act(&db, &e, KIND_SITE, 1, "approve", NULL), OK);
		assert_int_equal(count(&db, KIND_PLANDOC), 3);
		assert_string_equal(shown(&db, KIND_PLANDOC, 3, "school_year"), cases[i].year);
		assert_string_equal(shown(&db, KIND_PLANDOC, 3, "due"), cases[i].due);
		database_close(&db);
	}
}

static void approve(struct database *db)
{
	struct error e = {.code = OK};

	assert_int_equal(act(db, &e, KIND_SITE, 1, "submit", NULL), OK);
	assert_int_equal(act(db, &e, KIND_SITE, 1, "approve", NULL), OK);
}

static uint32_t order_of(struct database *db, const char *year, const char *from, const char *to)
{
	struct error e = {.code = OK};
	uint32_t order = add(db, KIND_ORDER, "title=Об открытии", year, "sites=1", "number=1-о", "date=20.08.2026",
			     from, to, "signer=1", "controller=1", "methodist=1", NULL);

	if (act(db, &e, KIND_ORDER, order, "sign", NULL))
		fail_msg("%s", e.text);
	return order;
}

/* Every school year of the status has its three documents by itself (4.2). */
static void test_plans_of_a_term(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&db, "2026-06-10");
	approve(&db);
	day_is(&db, "2026-08-24");
	order = order_of(&db, "school_year=2026-2027", "from=01.09.2026", "to=31.08.2029");
	assert_int_equal(count(&db, KIND_PLANDOC), 9);
	for (size_t i = 0; i < 3; i++) {
		static const char *const lines[] = {"2026-09-15 plan ", "2027-09-15 plan ", "2028-09-15 plan "};

		assert_int_equal(due(&db, -1, lines[i]), 3);
	}
	assert_int_equal(act(&db, &e, KIND_PLANDOC, 1, "submit", "date=24.08.2026", NULL),
			 OK); /* the methodist's turn alone */
	assert_int_equal(due(&db, -1, "2026-09-15 plan "), 2);
	assert_int_equal(due(&db, -1, "2026-09-07 plan_review "), 1);
	assert_int_equal(act(&db, &e, KIND_PLANDOC, 1, "return", "remarks=часы", NULL),
			 OK); /* and the leader's again */
	assert_int_equal(due(&db, -1, "2026-09-15 plan "), 3);
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", "confirm=да", NULL),
			 OK); /* as it was approved */
	assert_int_equal(count(&db, KIND_PLANDOC), 3);
	assert_int_equal(due(&db, -1, "2026-09-15 plan "), 3);
	assert_sound(&db);
	database_close(&db);

	found(&db, "2026-06-10"); /* a renewal asks for those of its years, of an order from paper too */
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	assert_int_equal(count(&db, KIND_PLANDOC), 0); /* of a site from paper no day is known */
	assert_int_equal(renew(&db, "number=2-о", "from=01.09.2027", "to=31.08.2029", &e), OK);
	assert_int_equal(count(&db, KIND_PLANDOC), 6);
	assert_int_equal(due(&db, -1, "2027-09-15 plan "), 3);
	assert_int_equal(due(&db, -1, "2028-09-15 plan "), 3);
	assert_int_equal(set(&db, &e, KIND_PLANDOC, 6, "remarks=часы", NULL), OK); /* somebody began it */
	assert_int_equal(act(&db, &e, KIND_ORDER, 2, "cancel", "document=письмо № 7", NULL), OK);
	assert_int_equal(count(&db, KIND_PLANDOC), 1);
	assert_int_equal(due(&db, -1, " plan "), 0);
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "request_plans", NULL), OK); /* when the methodist asks for them */
	assert_int_equal(due(&db, -1, "2026-09-15 plan "), 3);
	assert_refused(act(&db, &e, KIND_SITE, 1, "request_plans", NULL), e, "", "уже запрошены");
	database_close(&db);
}

/* The term begins in another school year than that for which the approval asked. */
static void test_plans_move(void **state)
{
	/* clang-format off */
	static const struct {
		const char *year, *from, *to, *due;
		size_t n;
	} cases[] = {
		{"school_year=2027-2028", "from=01.09.2027", "to=31.08.2028", "2027-09-15 plan ", 3},
		{"school_year=2026-2027", "from=01.02.2027", "to=31.08.2027", "2026-09-15 plan ", 3}, /* the day that was told stays */
		{"school_year=2025-2026", "from=01.06.2026", "to=31.07.2026", "2026-06-15 plan ", 3}, /* a fortnight from the first day */
		{"school_year=2025-2026", "from=20.06.2026", "to=31.08.2027", "2026-09-15 plan ", 3}, /* no report for the last weeks either */
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct database db;

		found(&db, "2026-04-10");
		approve(&db);
		assert_int_equal(due(&db, -1, "2026-09-15 plan "), 3);
		order_of(&db, cases[i].year, cases[i].from, cases[i].to);
		assert_int_equal(due(&db, -1, cases[i].due), cases[i].n);
		assert_int_equal(due(&db, -1, " plan "), 3);
		database_close(&db);
	}
}

/* What was over before an order from paper was entered is an archive, unless it is asked for. */
static void test_archive(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&db, "2029-09-01");
	order = grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2029");
	assert_int_equal(count(&db, KIND_REPORT), 0);
	assert_int_equal(due(&db, -1, " | "), 0);
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), OK);
	assert_int_equal(
		act(&db, &e, KIND_SITE, 1, "complete", "ground=окончание", "date=31.08.2029", "document=справка", NULL),
		ERR_REFUSED);
	order = add(&db, KIND_ORDER, "title=т", "school_year=2026-2027", "sites=1", "date=20.08.2026", "on_paper=да",
		    "number=2-о", "from=01.09.2026", "to=31.08.2029", NULL);
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "sign", "obligations=да", NULL), OK);
	assert_int_equal(due(&db, -1, "-06-15 report "), 3);
	assert_int_equal(due(&db, -1, "2029-08-31 status_end "), 1);
	database_close(&db);

	found(&db, "2029-08-31"); /* the last day of the last year: that year is not over */
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2029");
	assert_int_equal(due(&db, -1, " report "), 1);
	assert_int_equal(due(&db, -1, "2029-06-15 report "), 1);
	assert_int_equal(due(&db, -1, "2029-08-31 status_end "), 1);
	database_close(&db);

	found(&db, "2029-09-01"); /* the screen asks */
	db.session.interactive = true;
	order = add(&db, KIND_ORDER, "title=т", "school_year=2026-2027", "sites=1", "date=20.08.2026", "on_paper=да",
		    "number=1-о", NULL);
	assert_refused(act(&db, &e, KIND_ORDER, order, "sign", NULL), e, "", "как архив");
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "sign", "obligations=нет", NULL), OK);
	assert_int_equal(due(&db, -1, " | "), 0);
	database_close(&db);
}

static void test_reports_of_a_term(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&db, "2026-08-01");
	/* the term begins on the day after the report of the year was due */
	order = grant(&db, "number=1-о", "from=16.06.2027", "to=31.08.2028");
	assert_int_equal(count(&db, KIND_REPORT), 1);
	assert_string_equal(shown(&db, KIND_REPORT, 1, "due"), "15.06.2028");
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), OK);
	assert_int_equal(count(&db, KIND_REPORT), 0);
	/* on that day itself */
	grant(&db, "number=2-о", "from=15.06.2027", "to=31.08.2028");
	assert_int_equal(count(&db, KIND_REPORT), 2);
	assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "15.06.2027");
	database_close(&db);
}

/* What a cancelled order asked for goes, unless a term that remains asks for it. */
static void test_reports_of_what_remains(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&db, "2026-08-01");
	grant(&db, "number=1-о", "from=16.06.2027", "to=31.08.2027");
	assert_int_equal(count(&db, KIND_REPORT), 0);
	add(&db, KIND_REPORT, "site=1", "school_year=2026-2027", "due=15.06.2027",
	    NULL); /* by hand, due before that term */
	assert_int_equal(renew(&db, "number=2-о", "from=01.09.2027", "to=31.08.2028", &e), OK);
	assert_int_equal(count(&db, KIND_REPORT), 2);
	order = count(&db, KIND_ORDER);
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), OK);
	assert_int_equal(count(&db, KIND_REPORT), 0);
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(set(&db, &e, KIND_REPORT, 1, "due=16.06.2027", NULL), OK); /* its first day */
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "cancel", "document=письмо № 7", NULL), OK);
	assert_int_equal(count(&db, KIND_REPORT), 1);
	assert_string_equal(shown(&db, KIND_REPORT, 1, "school_year"), "2026-2027");
	database_close(&db);
}

static void test_report(void **state)
{
	const struct assign again[] = {{"site", "1"}, {"school_year", "2026-2027"}};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2027-07-01");
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	assert_int_equal(set(&db, &e, KIND_REPORT, 1, "conformity=да", "dynamics=есть", NULL), OK);
	assert_refused(op_add(&db.session, KIND_REPORT, again, 2, NULL, &db.told, &e), e, "",
		       "уже есть отчёт за этот учебный год");
	assert_refused(act(&db, &e, KIND_REPORT, 1, "submit", "date=31.08.2026", NULL), e, "4.3", "раньше");
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "submit", "date=01.09.2026", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "return", "remarks=мало", NULL), OK);
	assert_int_equal(due(&db, -1, "2027-06-15 report "), 1);
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "submit", "date=01.06.2027", NULL), OK);
	assert_int_equal(due(&db, -1, "2027-06-15 report_review "),
			 1); /* 14 days from when it was handed in, not from when due */
	assert_refused(act(&db, &e, KIND_REPORT, 1, "accept", "date=31.05.2027", NULL), e, "", "раньше, чем сдан");
	assert_refused(set(&db, &e, KIND_REPORT, 1, "conclusions=итог", NULL), e, "4.3", "сдан");
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "accept", "date=01.06.2027", NULL), OK);
	assert_refused(set(&db, &e, KIND_REPORT, 1, "conclusions=другой", NULL), e, "4.3", "принят");
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "return", "remarks=мало", NULL), OK);
	assert_string_equal(shown(&db, KIND_REPORT, 1, "accepted_on"), "");
	assert_int_equal(set(&db, &e, KIND_REPORT, 1, "conclusions=другой", NULL), OK);
	database_close(&db);
}

/* A year that is not over is warned of: while there are events ahead, and long before the day. */
static void test_report_early(void **state)
{
	static const struct {
		const char *today, *warning;
	} cases[] = {
		{"2027-05-15", "Учебный год 2026-2027 ещё не окончен. Показатели"},
		{"2027-05-16", ""},
		{"2027-06-09", ""}, /* the event of the day itself is not ahead */
		{"2027-06-08", "Учебный год 2026-2027 ещё не окончен: впереди 1 занятие, до 09.06.2027. Показатели"},
	};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		found(&db, cases[i].today);
		grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
		if (i >= 2)
			add(&db, KIND_EVENT, "sites=1", "topic=Т", "form=семинар", "date=09.06.2027", NULL);
		assert_int_equal(set(&db, &e, KIND_REPORT, 1, "conformity=да", "dynamics=есть", NULL), OK);
		assert_int_equal(act(&db, &e, KIND_REPORT, 1, "submit", NULL), OK);
		if (*cases[i].warning)
			assert_memory_equal(buf_text(&db.told.warnings), cases[i].warning, strlen(cases[i].warning));
		else
			assert_string_equal(buf_text(&db.told.warnings), "");
		assert_int_equal(act(&db, &e, KIND_REPORT, 1, "accept", NULL), OK);
		assert_string_equal(buf_text(&db.told.warnings), "");
		database_close(&db);
	}
}

static void test_review_days(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2027-05-20");
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	assert_int_equal(set(&db, &e, KIND_REPORT, 1, "conformity=да", "dynamics=есть", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "submit", NULL), OK);
	assert_int_equal(due(&db, -1, "2027-06-03 report_review "), 1);
	database_close(&db);
}

static void test_order_number(void **state)
{
	const struct assign same_year[] = {
		{"title", "т"}, {"number", "1-О"}, {"date", "31.12.2026"}, {"school_year", "2026-2027"}};
	const struct assign next_year[] = {
		{"title", "т"}, {"number", "1-о"}, {"date", "01.01.2027"}, {"school_year", "2026-2027"}};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2026-08-01");
	add(&db, KIND_ORDER, "title=т", "number=1-о", "date=20.08.2026", "school_year=2026-2027", NULL);
	assert_refused(op_add(&db.session, KIND_ORDER, same_year, 4, NULL, &db.told, &e), e, "",
		       "Приказ № 1-О в 2026 году уже есть");
	assert_int_equal(op_add(&db.session, KIND_ORDER, next_year, 4, NULL, &db.told, &e), OK);
	database_close(&db);
}

/* ---- the end of a site ---- */

static void test_closing(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t before, on, after, joint, plan;

	(void)state;
	found(&db, "2026-11-10");
	add(&db, KIND_SITE, "org=1", "topic=Счёт", NULL);
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	before = add(&db, KIND_EVENT, "sites=1", "topic=До", "form=семинар", "date=09.11.2026", NULL);
	on = add(&db, KIND_EVENT, "sites=1", "topic=В тот день", "form=семинар", "date=10.11.2026", NULL);
	after = add(&db, KIND_EVENT, "sites=1", "topic=После", "form=семинар", "date=11.11.2026", NULL);
	joint = add(&db, KIND_EVENT, "sites=1;2", "topic=Общее", "form=семинар", "date=11.11.2026", NULL);
	plan = add(&db, KIND_PLANDOC, "site=1", "kind=программа", "school_year=2026-2027", "due=15.09.2026", NULL);
	add(&db, KIND_PLANDOC, "site=1", "kind=график", "school_year=2026-2027", "due=15.09.2026", NULL);
	assert_int_equal(act(&db, &e, KIND_PLANDOC, plan, "submit", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_PLANDOC, plan, "approve", NULL), OK);
	assert_refused(
		act(&db, &e, KIND_SITE, 1, "complete", "ground=окончание", "date=31.08.2026", "document=приказ", NULL),
		e, "7.1", "раньше, чем начался");
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "complete", "ground=окончание", "date=10.11.2026",
			     "document=приказ", "obligations=закрыть", NULL),
			 OK);
	assert_string_equal(shown(&db, KIND_EVENT, before, "state"), EVENT_PLANNED);
	assert_string_equal(shown(&db, KIND_EVENT, on, "state"), EVENT_PLANNED); /* the last day is still worked */
	assert_string_equal(shown(&db, KIND_EVENT, after, "state"), EVENT_CANCELLED);
	assert_string_equal(shown(&db, KIND_EVENT, joint, "state"), EVENT_PLANNED);
	assert_string_equal(shown(&db, KIND_PLANDOC, plan, "due"),
			    "15.09.2026"); /* what was approved was asked for until then */
	assert_string_equal(shown(&db, KIND_PLANDOC, plan + 1, "due"), "");
	assert_string_equal(shown(&db, KIND_REPORT, 1, "due"),
			    "10.12.2026"); /* of the year worked in: 30 days after the end */
	assert_sound(&db);
	database_close(&db);

	found(&db, "2026-11-10"); /* it was renewed, and declines before that begins */
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	assert_int_equal(renew(&db, "number=2-о", "from=01.09.2027", "to=31.08.2028", &e), OK);
	assert_refused(act(&db, &e, KIND_SITE, 1, "terminate", "ground=решение", "date=31.08.2026", "document=письмо",
			   "obligations=закрыть", NULL),
		       e, "7.1", "раньше, чем начался");
	day_is(&db, "2026-11-20");
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "terminate", "ground=решение", "date=20.11.2026", "document=письмо",
			     "obligations=закрыть", NULL),
			 OK);
	assert_string_equal(shown(&db, KIND_REPORT, 1, "due"), "20.12.2026");
	assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "");
	assert_sound(&db);
	database_close(&db);

	found(&db, "2026-11-10"); /* on its first day */
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	assert_int_equal(
		act(&db, &e, KIND_SITE, 1, "complete", "ground=окончание", "date=01.09.2026", "document=приказ", NULL),
		OK);
	database_close(&db);
}

/* ---- windows ---- */

static void test_window(void **state)
{
	struct database db;

	(void)state;
	found(&db, "2026-11-10");
	add(&db, KIND_REMINDER, "what=звонок", "due=24.11.2026", NULL);
	assert_int_equal(due(&db, 14, "звонок"), 1); /* both days included */
	assert_int_equal(due(&db, 13, "звонок"), 0);
	day_is(&db, "2026-11-24");
	assert_int_equal(due(&db, 0, "звонок"), 1);
	day_is(&db, "2026-11-25");
	assert_int_equal(due(&db, 0, "звонок"), 1);
	database_close(&db);
}

/* 60 days before the end of a status there is a notice; when its day is over the end itself is told, once. */
static void test_notice(void **state)
{
	struct database db;

	(void)state;
	found(&db, "2026-11-10");
	grant(&db, "number=1-о", "from=01.09.2026", "to=31.08.2027");
	day_is(&db, "2027-07-01");
	assert_int_equal(due(&db, 1, "2027-07-02 status_notice До 31.08.2027"), 1);
	assert_int_equal(due(&db, 0, "status_"), 0);
	day_is(&db, "2027-07-02");
	assert_int_equal(due(&db, 0, "2027-07-02 status_notice До 31.08.2027"), 1);
	assert_int_equal(due(&db, 0, "status_end"), 0);
	day_is(&db, "2027-07-03");
	assert_int_equal(due(&db, 0, "status_notice"), 0);
	assert_int_equal(due(&db, 0, "2027-08-31 status_end"), 1);
	assert_int_equal(due(&db, 58, "2027-08-31 status_end"), 1); /* until the day before the end */
	assert_int_equal(due(&db, 59, "2027-08-31 status_end"), 1); /* until the end */
	assert_int_equal(due(&db, 60, "2027-08-31 status_end"), 1);
	day_is(&db, "2027-08-31");
	assert_int_equal(due(&db, 0, "2027-08-31 status_end Кончается срок"), 1);
	day_is(&db, "2027-09-01");
	assert_int_equal(due(&db, 0, "2027-08-31 status_end Срок статуса истёк"), 1);
	database_close(&db);
}

static void test_equipment(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2026-11-10");
	add(&db, KIND_EQUIPMENT, "site=1", "name=доска", "needed=2", "present=1", "by_when=01.12.2026", NULL);
	assert_int_equal(due(&db, -1, "не хватает 1"), 1);
	assert_int_equal(set(&db, &e, KIND_EQUIPMENT, 1, "present=2", NULL), OK);
	assert_int_equal(due(&db, -1, "доска"), 0);
	database_close(&db);
}

/* ---- events and who was there ---- */

static void test_event_day(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2026-11-10");
	add(&db, KIND_EVENT, "sites=1", "topic=Завтра", "form=семинар", "date=11.11.2026", NULL);
	add(&db, KIND_EVENT, "sites=1", "topic=Сегодня", "form=семинар", "date=10.11.2026", NULL);
	assert_refused(act(&db, &e, KIND_EVENT, 1, "hold", NULL), e, "", "ещё не наступил");
	assert_int_equal(act(&db, &e, KIND_EVENT, 2, "hold", NULL), OK);
	database_close(&db);
}

static void test_trainee_days(void **state)
{
	static const struct {
		const char *date;
		size_t marks;
	} cases[] = {{"date=30.09.2026", 0}, {"date=01.10.2026", 1}, {"date=05.10.2026", 1}, {"date=06.10.2026", 0}};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db, "2026-11-10");
	add(&db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "from=01.10.2026", "to=30.04.2027",
	    NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=1", "to=05.10.2026", NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t before = count(&db, KIND_ATTENDANCE);
		uint32_t event = add(&db, KIND_EVENT, "groups=1", "topic=т", "form=семинар", cases[i].date, NULL);

		act(&db, &e, KIND_EVENT, event, "attend", NULL);
		assert_int_equal(count(&db, KIND_ATTENDANCE) - before, cases[i].marks);
	}
	database_close(&db);
}

/* Few candidates are asked themselves, many are found by both words: the answer is the same. */
static void test_find(void **state)
{
	static const uint32_t n[] = {3, 100, 101, 130};
	struct database db;

	(void)state;
	database_open(&db, "2026-11-10", "");
	for (uint32_t i = 1, k = 0; k < sizeof(n) / sizeof(*n); i++) {
		char what[60];

		snprintf(what, sizeof(what), "what=Позвонить %s", i % 3 ? "в школу" : "в лицей");
		add(&db, KIND_REMINDER, what, "due=завтра", NULL);
		if (i == n[k]) {
			const struct query q = {.kind = KIND_REMINDER, .text = "лиц позвон"};
			struct tx *tx = tx_read(db.session.store, NULL);
			uint32_t *ids = NULL;
			size_t found_n;

			assert_int_equal(query_run(tx, &q, &ids, &found_n, NULL), OK);
			assert_int_equal(found_n, n[k] / 3);
			for (size_t j = 0; j < found_n; j++)
				assert_int_equal(ids[j], 3 * (j + 1));
			free(ids);
			tx_end(&tx);
			k++;
		}
	}
	database_close(&db);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_term_length),	  cmocka_unit_test(test_term_overlap),
		cmocka_unit_test(test_plans_year), cmocka_unit_test(test_plans_of_a_term), cmocka_unit_test(test_plans_move), cmocka_unit_test(test_archive),	  cmocka_unit_test(test_reports_of_a_term),
		cmocka_unit_test(test_reports_of_what_remains),
		cmocka_unit_test(test_report),		  cmocka_unit_test(test_report_early), cmocka_unit_test(test_review_days),
		cmocka_unit_test(test_order_number),	  cmocka_unit_test(test_closing),
		cmocka_unit_test(test_window),		  cmocka_unit_test(test_notice),
		cmocka_unit_test(test_equipment),	  cmocka_unit_test(test_event_day),
		cmocka_unit_test(test_trainee_days),	  cmocka_unit_test(test_find),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
