/* Events: series and what a change of one does to the others, lines of the plan, several sites, their ends of life. */
#include "database.h"

#include "stazh/domain/calendar.h"

static void found(struct database *db)
{
	database_open(db, "2026-11-24", "[calendar]\nschool_holidays = \"28.12.2026-10.01.2027\"");
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(db, KIND_ORG, "short_name=Лицей", "full_name=Лицей", NULL);
	add(db, KIND_PERSON, "surname=Жукова", "name=А.", "org=1", "position_kind=учитель", "category=высшая",
	    "achievements=есть", NULL);
	add(db, KIND_SITE, "org=1", "topic=Чтение", "leader=1", NULL);
	add(db, KIND_SITE, "org=2", "topic=Счёт", NULL);
}

/* «3 2026-12-03 14:00 Семинар запланировано 1 w\n»: the head's id, w: with a rule, a: apart. */
static bool add_event(struct tx *tx, const struct record *r, void *arg)
{
	struct buf *out = arg;

	(void)tx;
	buf_addf(out, "%u ", r->id);
	date_add_iso(out, record_date(r, EVENT_DATE));
	buf_addf(out, " %02d:%02d %s %s %u%s%s\n", (int)record_int(r, EVENT_TIME) / 60,
		 (int)record_int(r, EVENT_TIME) % 60, record_text(r, EVENT_TOPIC), record_text(r, EVENT_STATE),
		 record_ref(r, EVENT_SERIES), record_has(r, EVENT_REPEAT) ? " w" : "",
		 record_bool(r, EVENT_APART) ? " a" : "");
	return true;
}

static char *events(struct database *db)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct buf out = {0};

	event_each(tx, DATE_MIN, DATE_MAX, add_event, &out);
	tx_end(&tx);
	return buf_take(&out);
}

#define assert_events(db, expected)                                                                                    \
	do {                                                                                                           \
		char *is = events(db);                                                                                 \
		assert_string_equal(is, expected);                                                                     \
		free(is);                                                                                              \
	} while (0)

/* By the groups alone: each event once, by day and time, archived and other ones aside. */
static void test_of_groups(void **state)
{
	static const uint32_t groups[] = {2, 1};
	struct database db;
	struct error e = {.code = OK};
	struct buf out = {0};
	struct tx *tx;

	(void)state;
	found(&db);
	for (int i = 1; i <= 3; i++)
		add(&db, KIND_GROUP, "site=1", i == 1 ? "name=А" : i == 2 ? "name=Б" : "name=В", NULL);
	add(&db, KIND_EVENT, "groups=1;2", "topic=о", "form=семинар", "date=10.12.2026", "time=14:00", NULL);
	add(&db, KIND_EVENT, "groups=2", "topic=у", "form=семинар", "date=10.12.2026", "time=09:00", NULL);
	add(&db, KIND_EVENT, "groups=3", "topic=ч", "form=семинар", "date=09.12.2026", "time=09:00", NULL);
	add(&db, KIND_EVENT, "groups=1", "topic=р", "form=семинар", "date=01.09.2026", "time=09:00", NULL);
	add(&db, KIND_EVENT, "groups=1", "topic=п", "form=семинар", "date=11.12.2026", "time=09:00", NULL);
	add(&db, KIND_EVENT, "groups=1", "topic=я", "form=семинар", "date=12.12.2026", NULL);
	assert_int_equal(act(&db, &e, KIND_EVENT, 5, "archive", NULL), OK);
	tx = tx_read(db.session.store, NULL);
	event_each_of_groups(tx, groups, 2, date_from_ymd(2026, 9, 2), date_from_ymd(2026, 12, 12), add_event, &out);
	tx_end(&tx);
	assert_string_equal(out.s, "2 2026-12-10 09:00 у запланировано 0\n1 2026-12-10 14:00 о запланировано 0\n"
				   "6 2026-12-12 00:00 я запланировано 0\n");
	buf_free(&out);
	database_close(&db);
}

static void test_series(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	add(&db, KIND_EVENT, "sites=1", "topic=С", "form=семинар", "date=10.12.2026", "time=14:00",
	    "repeat=каждую неделю по чт, 6 раз", "skip_holidays=да", NULL);
	assert_events(&db, "1 2026-12-10 14:00 С запланировано 0 w\n2 2026-12-17 14:00 С запланировано 1 w\n"
			   "3 2026-12-24 14:00 С запланировано 1 w\n4 2027-01-14 14:00 С запланировано 1 w\n");
	assert_non_null(strstr(db.told.notice.s, "Заведено 4 занятия"));
	assert_non_null(strstr(db.told.notice.s, "31.12.2026, 07.01.2027"));
	assert_string_equal(shown(&db, KIND_EVENT, 3, "repeat"), "каждую неделю по чт, 6 раз");
	/* a command changes one, unless it says more */
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "topic=П", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "date=19.12.2026", "scope=following", NULL), OK);
	assert_events(&db, "1 2026-12-10 14:00 С запланировано 0 w\n2 2026-12-19 14:00 П запланировано 1 w\n"
			   "3 2026-12-26 14:00 С запланировано 1 w\n4 2027-01-16 14:00 С запланировано 1 w\n");
	assert_string_equal(shown(&db, KIND_EVENT, 3, "repeat"), "каждую неделю по сб, 6 раз");
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_events(&db, "1 2026-12-10 14:00 С запланировано 0 w\n2 2026-12-17 14:00 П запланировано 1 w\n"
			   "3 2026-12-24 14:00 С запланировано 1 w\n4 2027-01-14 14:00 С запланировано 1 w\n");
	/* who was moved alone, was cancelled or has another value stays */
	assert_int_equal(act(&db, &e, KIND_EVENT, 3, "postpone", "date=25.12.2026", "reason=болезнь", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_EVENT, 4, "cancel", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_EVENT, 1, "topic=Т", "time=15:00", "scope=all", NULL), OK);
	assert_events(&db, "1 2026-12-10 15:00 Т запланировано 0 w a\n2 2026-12-17 14:00 П запланировано 1 w\n"
			   "3 2026-12-25 14:00 С перенесено 1 w a\n4 2027-01-14 14:00 С отменено 1 w\n");
	assert_non_null(strstr(db.told.notice.s, "3 остались как есть"));
	assert_string_equal(shown(&db, KIND_EVENT, 3, "history"), "24.12.2026 14:00, болезнь");
	assert_sound(&db);
	/* the first one goes, the next one leads */
	assert_int_equal(op_delete(&db.session, KIND_EVENT, 1, false, &e), OK);
	assert_events(&db, "2 2026-12-17 14:00 П запланировано 0 w\n3 2026-12-25 14:00 С перенесено 2 w a\n"
			   "4 2027-01-14 14:00 С отменено 2 w\n");
	assert_sound(&db);
	while (op_undo(&db.session, 1, NULL, &e) == OK)
		;
	assert_int_equal(count(&db, KIND_EVENT), 0);
	database_close(&db);
}

static void test_scopes(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	const struct assign all = {"scope", "all"}, following = {"scope", "following"};

	(void)state;
	found(&db);
	add(&db, KIND_EVENT, "sites=1", "topic=С", "form=семинар", "date=09.11.2026",
	    "repeat=каждую неделю по пн, 4 раза", NULL);
	/* held: only what its day has come for */
	assert_int_equal(act(&db, &e, KIND_EVENT, 1, "hold", "scope=all", NULL), OK);
	assert_events(&db, "1 2026-11-09 00:00 С проведено 0 w\n2 2026-11-16 00:00 С проведено 1 w\n"
			   "3 2026-11-23 00:00 С проведено 1 w\n4 2026-11-30 00:00 С запланировано 1 w\n");
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(act(&db, &e, KIND_EVENT, 3, "postpone", "date=25.11.2026", "time=9", "scope=following", NULL),
			 OK);
	assert_events(&db, "1 2026-11-09 00:00 С запланировано 0 w\n2 2026-11-16 00:00 С запланировано 1 w\n"
			   "3 2026-11-25 09:00 С перенесено 1 w\n4 2026-12-02 09:00 С перенесено 1 w\n");
	assert_int_equal(act(&db, &e, KIND_EVENT, 4, "cancel", "reason=карантин", "scope=all", NULL), OK);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "state"), EVENT_CANCELLED);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "reason"), "карантин");
	assert_int_equal(act(&db, &e, KIND_EVENT, 4, "reopen", NULL), OK);
	assert_string_equal(shown(&db, KIND_EVENT, 4, "state"), EVENT_POSTPONED); /* it was moved before */
	assert_int_equal(act(&db, &e, KIND_EVENT, 1, "reopen", NULL), OK);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "state"), EVENT_PLANNED);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "reason"), "");
	assert_int_equal(op_undo(&db.session, 3, NULL, &e), OK);
	assert_int_equal(op_delete_as(&db.session, KIND_EVENT, 2, false, &following, 1, &db.told, &e), OK);
	assert_int_equal(count(&db, KIND_EVENT), 1);
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(op_delete_as(&db.session, KIND_EVENT, 2, false, &all, 1, &db.told, &e), OK);
	assert_int_equal(count(&db, KIND_EVENT), 0);
	database_close(&db);
}

/* At the screen it is asked, and the answer is one more value. */
static void test_question(void **state)
{
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	db.session.interactive = true;
	add(&db, KIND_EVENT, "sites=1", "topic=С", "form=семинар", "date=26.11.2026",
	    "repeat=каждую неделю по чт, 3 раза", NULL);
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "place=зал", NULL), ERR_REFUSED);
	assert_int_equal(db.told.question.n, 3);
	assert_string_equal(db.told.question.answers[1].name, "scope");
	assert_string_equal(db.told.question.answers[1].value, "following");
	assert_non_null(strstr(db.told.question.text.s, "каждую неделю по чт, 3 раза"));
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "place=зал", "scope=following", NULL), OK);
	assert_string_equal(shown(&db, KIND_EVENT, 3, "place"), "зал");
	assert_string_equal(shown(&db, KIND_EVENT, 1, "place"), "");
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "summary=хорошо", NULL), OK); /* its own alone: nothing to ask */
	assert_int_equal(set(&db, &e, KIND_EVENT, 3, "place=класс", NULL), ERR_REFUSED);
	assert_int_equal(db.told.question.n, 2); /* none follows the last */
	assert_int_equal(op_delete_as(&db.session, KIND_EVENT, 2, true, NULL, 0, &db.told, &e), ERR_REFUSED);
	assert_int_equal(db.told.question.n, 3);
	assert_int_equal(act(&db, &e, KIND_EVENT, 2, "cancel", NULL), ERR_REFUSED);
	assert_int_equal(db.told.question.n, 3);
	database_close(&db);
}

static void test_rules(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	const struct assign wrong[] = {
		{"topic", "С"}, {"form", "семинар"}, {"date", "25.11.2026"}, {"repeat", "каждую неделю по чт"}};
	const struct assign many[] = {
		{"topic", "С"}, {"form", "семинар"}, {"date", "25.11.2026"}, {"repeat", "каждый день, 300 раз"}};
	const struct assign nonsense[] = {
		{"topic", "С"}, {"form", "семинар"}, {"date", "25.11.2026"}, {"repeat", "иногда"}};

	(void)state;
	found(&db);
	assert_refused(op_add(&db.session, KIND_EVENT, wrong, 4, NULL, &db.told, &e), e, "",
		       "Первый подходящий — 26.11.2026");
	assert_string_equal(e.field, "date");
	assert_refused(op_add(&db.session, KIND_EVENT, many, 4, NULL, &db.told, &e), e, "", "Повтор");
	assert_string_equal(e.field, "repeat");
	assert_refused(op_add(&db.session, KIND_EVENT, nonsense, 4, NULL, &db.told, &e), e, "", "Повтор");
	assert_int_equal(count(&db, KIND_EVENT), 0);
	/* to the end of the school year when the rule has no end */
	add(&db, KIND_EVENT, "sites=1", "topic=С", "form=семинар", "date=01.06.2027", "repeat=каждый месяц 1 числа",
	    NULL);
	assert_int_equal(count(&db, KIND_EVENT), 3);
	assert_non_null(strstr(db.told.notice.s, "до конца учебного года"));
	/* another rule: the series ends, a new one begins */
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "repeat=каждую неделю, 2 раза", NULL), OK);
	assert_events(&db, "1 2027-06-01 00:00 С запланировано 0 w\n2 2027-07-01 00:00 С запланировано 0 w\n"
			   "4 2027-07-08 00:00 С запланировано 2 w\n");
	assert_sound(&db);
	/* none any more: a single event */
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "repeat=", NULL), OK);
	assert_events(&db, "1 2027-06-01 00:00 С запланировано 0 w\n2 2027-07-01 00:00 С запланировано 0\n");
	/* and a single one becomes a series */
	assert_int_equal(set(&db, &e, KIND_EVENT, 2, "repeat=каждую неделю, 2 раза", NULL), OK);
	assert_int_equal(count(&db, KIND_EVENT), 3);
	assert_sound(&db);
	database_close(&db);
}

static void test_plan(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct facts facts = {.n = 0};
	struct record r = {.kind = 0};
	struct tx *tx;

	(void)state;
	found(&db);
	add(&db, KIND_PLANDOC, "site=1", "plandoc_kind=тематический план", "school_year=2026-2027", NULL);
	add(&db, KIND_PLANDOC, "site=2", "plandoc_kind=тематический план", "school_year=2026-2027", NULL);
	add(&db, KIND_PLANLINE, "plandoc=1", "topic=Приёмы чтения", "hours=4", NULL);
	add(&db, KIND_PLANLINE, "plandoc=1", "topic=Итоги", "hours=2", NULL);
	add(&db, KIND_PLANLINE, "plandoc=2", "topic=Приёмы чтения", "hours=2", NULL);
	/* the only line of its site with that topic */
	add(&db, KIND_EVENT, "sites=1", "topic=приемы чтения", "form=семинар", "date=20.11.2026", "minutes=90", NULL);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "planline"), "Приёмы чтения");
	/* of two sites there are two */
	add(&db, KIND_EVENT, "sites=1;2", "topic=Приёмы чтения", "form=семинар", "date=20.11.2026", NULL);
	assert_string_equal(shown(&db, KIND_EVENT, 2, "planline"), "");
	/* another school year */
	add(&db, KIND_EVENT, "sites=1", "topic=Приёмы чтения", "form=семинар", "date=20.11.2027", NULL);
	assert_string_equal(shown(&db, KIND_EVENT, 3, "planline"), "");
	assert_refused(set(&db, &e, KIND_EVENT, 3, "planline=3", NULL), e, "4.2", "другой площадки");
	assert_int_equal(set(&db, &e, KIND_EVENT, 3, "planline=2", "hours=2", NULL), OK);
	/* the site follows from the line */
	add(&db, KIND_EVENT, "planline=3", "topic=Ещё", "form=семинар", "date=20.11.2026", NULL);
	assert_string_equal(shown(&db, KIND_EVENT, 4, "sites"), "Лицей — Счёт");
	assert_int_equal(act(&db, &e, KIND_EVENT, 1, "hold", NULL), OK);
	tx = tx_read(db.session.store, NULL);
	assert_int_equal(record_load(tx, KIND_PLANDOC, 1, &r), OK);
	kind_def(KIND_PLANDOC)->facts(tx, &r, &facts);
	assert_string_equal(facts.text.s,
			    "Проведено всего\t2 из 6 часов; строк выполнено 1 из 2\nПриёмы чтения\t2 из 4 часов\n"
			    "Итоги\t0 из 2 часов, назначено ещё 2\n");
	tx_end(&tx);
	record_release(&r);
	facts_release(&facts);
	database_close(&db);
}

/* ---- due and the calendar ---- */

static void add_line(const struct deadline *d, void *arg)
{
	struct buf *out = arg;

	date_add_iso(out, d->due);
	buf_addf(out, " %s %u\n", kind_def(d->rec_kind)->name, d->rec_id);
}

static size_t due_of_site(struct database *db, uint32_t site, struct buf *out)
{
	struct deadline_query q = {.today = db->session.today, .from = DATE_NONE, .all = true, .site = site};
	struct tx *tx = tx_read(db->session.store, NULL);
	size_t n = deadline_each(tx, &q, add_line, out);

	tx_end(&tx);
	return n;
}

static void test_several_sites(void **state)
{
	struct database db;
	struct buf out = {0};
	struct error e = {.code = OK};
	char *due;

	(void)state;
	found(&db);
	add(&db, KIND_EVENT, "sites=1;2", "topic=С", "form=семинар", "date=26.11.2026", NULL);
	due = deadlines(&db, -1);
	assert_string_equal(due, "2026-11-26 event Семинар: С | Жукова А., руководитель не назначен | Школа и ещё 1\n");
	free(due);
	assert_int_equal(due_of_site(&db, 1, &out), 1);
	assert_int_equal(due_of_site(&db, 2, &out), 1);
	assert_int_equal(due_of_site(&db, 3, &out), 0);
	/* whoever leads the second site is named and finds it */
	assert_int_equal(set(&db, &e, KIND_SITE, 2, "leader=1", NULL), OK);
	due = deadlines(&db, -1);
	assert_string_equal(due, "2026-11-26 event Семинар: С | Жукова А. | Школа и ещё 1\n");
	free(due);
	buf_free(&out);
	assert_sound(&db);
	database_close(&db);
}

struct seen {
	struct buf *out;
	int32_t last;
};

static bool add_item(struct tx *tx, const struct calendar_item *item, void *arg)
{
	struct seen *s = arg;

	(void)tx;
	assert_true(item->date >= s->last); /* in order */
	s->last = item->date;
	if (item->event && !event_is_open(item->event))
		return true;
	date_add_iso(s->out, item->date);
	if (item->event)
		buf_addf(s->out, " event %u\n", item->event->id);
	else
		buf_addf(s->out, " %s %u\n", kind_def(item->deadline->rec_kind)->name, item->deadline->rec_id);
	return true;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted(struct buf *lines)
{
	char **line_of = calloc(lines->n + 1, sizeof(*line_of)), *rest = lines->s, *one;
	struct buf out = {0};
	size_t n = 0;

	while (rest && (one = strsep(&rest, "\n")))
		if (*one)
			line_of[n++] = one;
	qsort(line_of, n, sizeof(*line_of), compare_lines);
	for (size_t i = 0; i < n; i++)
		buf_addf(&out, "%s\n", line_of[i]);
	free(line_of);
	return buf_take(&out);
}

static void assert_agree(struct database *db, struct calendar_query q)
{
	struct deadline_query due_query = {
		.today = db->session.today, .from = DATE_NONE, .all = true, .site = q.site, .mine = q.mine};
	struct buf due = {0}, calendar = {0};
	struct seen seen = {.out = &calendar, .last = DATE_MIN};
	struct tx *tx = tx_read(db->session.store, NULL);
	char *a, *b;

	q.from = DATE_MIN;
	q.to = DATE_MAX;
	deadline_each(tx, &due_query, add_line, &due);
	calendar_each(tx, &q, add_item, &seen);
	tx_end(&tx);
	a = sorted(&due);
	b = sorted(&calendar);
	assert_string_equal(a, b);
	free(a);
	free(b);
	buf_free(&due);
	buf_free(&calendar);
}

static unsigned random_of(uint64_t *x, unsigned n)
{
	*x ^= *x >> 12;
	*x ^= *x << 25;
	*x ^= *x >> 27;
	return (unsigned)((*x * 2685821657736338717u >> 33) % n);
}

/* Random records and actions on them: every open deadline stands in both, at the same date. */
static void test_agreement(void **state)
{
	static const char *const actions[] = {"hold", "cancel", "reopen", "attend", "archive", "unarchive"};
	struct database db;
	uint64_t x = 20261124;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	add(&db, KIND_PERSON, "surname=Морозова", "name=И.", "patronymic=А.", "org=1", NULL);
	assert_int_equal(set(&db, &e, KIND_SITE, 1, "methodist=2", NULL), OK);
	db.session.person = 2;
	add(&db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "to=30.04.2027", NULL);
	add(&db, KIND_GROUP, "site=2", "name=Вторая", "school_year=2026-2027", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=1", NULL);
	add(&db, KIND_TRAINEE, "group=2", "person=2", NULL);
	for (int i = 0; i < 240; i++) {
		char date[24], due[24], sites[24], groups[24];
		unsigned what = random_of(&x, 8);
		uint32_t n = count(&db, KIND_EVENT), id = n ? 1 + random_of(&x, n) : 0;

		snprintf(date, sizeof(date), "date=+%u", random_of(&x, 40));
		if (random_of(&x, 2))
			date[5] = '-';
		snprintf(due, sizeof(due), "due=%s", date + 5);
		snprintf(sites, sizeof(sites), "sites=%s",
			 (const char *const[]){"", "1", "2", "1;2"}[random_of(&x, 4)]);
		snprintf(groups, sizeof(groups), "groups=%s",
			 (const char *const[]){"", "1", "2", "1;2"}[random_of(&x, 4)]);
		if (what < 2 || !id)
			add(&db, KIND_EVENT, "topic=т", "form=лекция", date, sites, groups, NULL);
		else if (what == 2)
			add(&db, KIND_TASK, "trainee=1", "what=план", due, NULL);
		else if (what == 3)
			add(&db, KIND_REMINDER, "what=своё", due, "link=site 2", NULL);
		else if (what == 4)
			act(&db, &e, KIND_EVENT, id, "postpone", date, NULL);
		else
			act(&db, &e, KIND_EVENT, id, actions[random_of(&x, 6)], NULL);
		if (i % 8 == 0) {
			assert_agree(&db, (struct calendar_query){.from = 0});
			assert_agree(&db, (struct calendar_query){.site = 1});
			assert_agree(&db, (struct calendar_query){.mine = true});
		}
	}
	assert_true(count(&db, KIND_EVENT) > 40 && count(&db, KIND_ATTENDANCE) > 3);
	assert_sound(&db);
	database_close(&db);
}

static void test_ends(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t order;

	(void)state;
	found(&db);
	order = add(&db, KIND_ORDER, "title=Об открытии", "school_year=2026-2027", "sites=1;2", "number=5-о",
		    "date=20.08.2026", "on_paper=да", NULL);
	assert_int_equal(act(&db, &e, KIND_ORDER, order, "sign", NULL), OK);
	add(&db, KIND_EVENT, "sites=1", "topic=Прошлое", "form=семинар", "date=20.11.2026", NULL);
	add(&db, KIND_EVENT, "sites=1", "topic=Будущее", "form=семинар", "date=20.12.2026", NULL);
	add(&db, KIND_EVENT, "sites=1;2", "topic=Общее", "form=семинар", "date=20.12.2026", NULL);
	assert_int_equal(act(&db, &e, KIND_SITE, 1, "terminate", "ground=рекомендация ЦИМС", "date=24.11.2026",
			     "document=№ 1", "obligations=закрыть", NULL),
			 OK);
	assert_string_equal(shown(&db, KIND_EVENT, 1, "state"), EVENT_PLANNED);
	assert_string_equal(shown(&db, KIND_EVENT, 2, "state"), EVENT_CANCELLED);
	assert_string_equal(shown(&db, KIND_EVENT, 3, "state"), EVENT_PLANNED);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_groups),     cmocka_unit_test(test_series),	cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_question),      cmocka_unit_test(test_rules),	cmocka_unit_test(test_plan),
		cmocka_unit_test(test_several_sites), cmocka_unit_test(test_agreement), cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
