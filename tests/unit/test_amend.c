/* What is signed is changed by an order alone (3.4): an order that changes another, what it does to sites and terms,
 * and back. */
#include "database.h"
#include "stazh/domain/press.h"

static void ok(enum err err, const struct error *e)
{
	if (err)
		fail_msg("%s", e->text);
}

static void do_act(struct database *db, unsigned kind, uint32_t id, const char *action, const char *arg)
{
	struct error e = {.code = OK};

	if (act(db, &e, kind, id, action, arg, NULL))
		fail_msg("%s %s %u: %s", action, kind_def(kind)->name, id, e.text);
}

/* Order 1 gave sites 1 and 2 their status; site 3 is approved. */
static void found(struct database *db)
{
	struct error e = {.code = OK};

	database_open(db, "2026-10-01", "");
	add(db, KIND_ORG, "short_name=Школа № 1", "full_name=Школа № 1", NULL);
	add(db, KIND_ORG, "short_name=Школа № 2", "full_name=Школа № 2", NULL);
	add(db, KIND_ORG, "short_name=Школа № 3", "full_name=Школа № 3", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "org=1", "position=директор", "position_kind=учитель",
	    "category=высшая", "achievements=конкурс", NULL);
	for (uint32_t id = 1; id <= 3; id++) {
		char org[20], topic[30];

		snprintf(org, sizeof(org), "org=%u", id);
		snprintf(topic, sizeof(topic), "topic=Тема %u", id);
		ok(set(db, &e, KIND_ORG, id, "head=1", NULL), &e);
		add(db, KIND_SITE, org, topic, "leader=1", "initiator_kind=ЦИМС", "experience=есть",
		    "directions=сетевое", NULL);
		do_act(db, KIND_SITE, id, "submit", NULL);
		do_act(db, KIND_SITE, id, "approve", NULL);
	}
	add(db, KIND_ORDER, "title=Об организации\nплощадок", "school_year=2026-2027", "sites=1;2", "number=5-о",
	    "date=01.10.2026", "signer=1", "controller=1", "methodist=1", "from=01.10.2026", "to=31.08.2027", NULL);
	do_act(db, KIND_ORDER, 1, "sign", NULL);
}

static uint32_t amendment(struct database *db, const char *number, const char *a, const char *b, const char *c)
{
	return add(db, KIND_ORDER, "kind=внесение изменений", "changes=5-о", "date=15.01.2027", "signer=1",
		   "controller=1", number, a, b, c, NULL);
}

static void test_refused(void **state)
{
	static const char *const held[] = {"title=Другой",    "items=Другие",  "preamble=Другая", "signer=", "sites=1",
					   "from=02.10.2026", "to=30.08.2027", "wording=Другой",  "changes="};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	found(&db);
	for (size_t i = 0; i < sizeof(held) / sizeof(*held); i++)
		assert_refused(set(&db, &e, KIND_ORDER, 1, held[i], NULL), e, "3.4",
			       "Изменяет приказ вида «внесение изменений»");
	assert_refused(set(&db, &e, KIND_TERM, 1, "to=30.08.2027", NULL), e, "3.4",
		       "Изменяет приказ вида «внесение изменений»");
	assert_refused(set(&db, &e, KIND_SITE, 1, "org=3", NULL), e, "3.4",
		       "Изменяет приказ вида «внесение изменений»");
	/* it says which order, and what changes in it; sites that are not in it it cannot leave out */
	add(&db, KIND_ORDER, "title=О чём-то", "kind=внесение изменений", "number=6-о", "date=15.01.2027", "signer=1",
	    "controller=1", NULL);
	assert_int_equal(act(&db, &e, KIND_ORDER, 2, "sign", NULL), ERR_REFUSED);
	assert_non_null(strstr(e.text, "какой приказ он изменяет"));
	assert_non_null(strstr(e.text, "что изменяется"));
	ok(set(&db, &e, KIND_ORDER, 2, "changes=5-о", "removed=3", "retimed=3", NULL), &e);
	assert_int_equal(act(&db, &e, KIND_ORDER, 2, "sign", NULL), ERR_REFUSED);
	assert_non_null(strstr(e.text, "этой площадки в изменяемом приказе нет"));
	assert_non_null(strstr(e.text, "основание исключения"));
	assert_non_null(strstr(e.text, "новый последний день"));
	/* at most three years, from the first day of the term (3.3) */
	ok(set(&db, &e, KIND_ORDER, 2, "removed=", "retimed=1", "to=01.10.2029", NULL), &e);
	assert_refused(act(&db, &e, KIND_ORDER, 2, "sign", NULL), e, "3.3", "30.09.2029");
	assert_string_equal(shown(&db, KIND_TERM, 1, "to"), "31.08.2027");
	/* of an amendment there is none */
	ok(set(&db, &e, KIND_ORDER, 2, "to=30.09.2029", NULL), &e);
	do_act(&db, KIND_ORDER, 2, "sign", NULL);
	assert_int_equal(op_add(&db.session, KIND_ORDER,
				(struct assign[]){{"title", "т"}, {"kind", "внесение изменений"}, {"changes", "2"}}, 3,
				NULL, &db.told, &e),
			 ERR_REFUSED);
	assert_string_equal(e.field, "changes");
	database_close(&db);
}

static uint32_t valid_papers(struct database *db, uint32_t order, const char *reason)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_ORDER, order, KIND_PAPER, PAPER_RECORD, &n), found = 0;

	for (size_t i = 0; i < n; i++)
		if (record_load(tx, KIND_PAPER, ids[i], &r) == OK &&
		    !strcmp(record_text(&r, PAPER_STATE), PAPER_VALID) &&
		    !strcmp(record_text(&r, PAPER_REASON), reason))
			found++;
	tx_end(&tx);
	free(ids);
	record_release(&r);
	return found;
}

static char *facts(struct database *db, uint32_t order)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct record r = {0};
	struct facts out = {.n = 0};

	record_load(tx, KIND_ORDER, order, &r);
	kind_def(KIND_ORDER)->facts(tx, &r, &out);
	tx_end(&tx);
	record_release(&r);
	return buf_take(&out.text);
}

static void test_changes(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct buf before = {0}, after = {0}, text = {0};
	struct tx *tx;
	char *told;

	(void)state;
	found(&db);
	tx = tx_read(db.session.store, &e);
	ok(document_print(tx, document_by_name("appendix"), 1, DOCUMENT_TEXT, &before, NULL, &e), &e);
	tx_end(&tx);
	db.session.today = date_from_ymd(2027, 1, 15);
	assert_int_equal(
		amendment(&db, "number=6-о",
			  "wording=в пункте 3 слова «до 1 июня» заменить словами «до 15 июня».\nпункт 5 исключить",
			  "sites=3", "removed=2"),
		2);
	ok(set(&db, &e, KIND_ORDER, 2, "retimed=1", "to=31.08.2028", "grounds=решение образовательной организации",
	       NULL),
	   &e);
	assert_string_equal(shown(&db, KIND_ORDER, 2, "title"), "О внесении изменений в приказ от 01.10.2026 № 5-о");
	do_act(&db, KIND_ORDER, 2, "sign", "obligations=закрыть");
	assert_string_equal(shown(&db, KIND_SITE, 2, "state"), SITE_TERMINATED);
	assert_string_equal(shown(&db, KIND_SITE, 2, "ended_on"), "15.01.2027");
	assert_string_equal(shown(&db, KIND_SITE, 3, "state"), SITE_ACTIVE);
	assert_string_equal(shown(&db, KIND_TERM, 1, "to"), "31.08.2028");
	assert_string_equal(shown(&db, KIND_TERM, 3, "from"), "15.01.2027");
	assert_string_equal(shown(&db, KIND_TERM, 3, "to"), "31.08.2028");
	/* both tell of the other; the changed one prints as it was issued */
	assert_string_equal(shown(&db, KIND_ORDER, 1, "changed_by"), "№ 6-о от 15.01.2027");
	told = facts(&db, 1);
	assert_non_null(strstr(told, "Изменён\t№ 6-о от 15.01.2027\n"));
	assert_non_null(strstr(told, "Перечень с изменениями\tШкола № 1 — Тема 1; Школа № 3 — Тема 3\n"));
	free(told);
	assert_int_equal(valid_papers(&db, 1, "изменён № 6-о от 15.01.2027"), 3);
	tx = tx_read(db.session.store, &e);
	ok(document_print(tx, document_by_name("appendix"), 1, DOCUMENT_TEXT, &after, NULL, &e), &e);
	ok(document_print(tx, document_by_name("order"), 2, DOCUMENT_TEXT, &text, NULL, &e), &e);
	tx_end(&tx);
	assert_string_equal(after.s, before.s);
	assert_non_null(strstr(text.s, "Внести в приказ от 01.10.2026 № 5-о «Об организации площадок» следующие"));
	assert_non_null(strstr(text.s, "- пункт 5 исключить;"));
	assert_non_null(strstr(text.s, "включить в перечень: Школа № 3, тема «Тема 3» — с 15.01.2027 по"));
	assert_non_null(strstr(text.s, "исключить из перечня с 15.01.2027: Школа № 2"));
	assert_non_null(strstr(text.s, "установить по 31.08.2028: Школа № 1, тема «Тема 1»."));
	/* the first cannot be cancelled below the second, the second can, and all is as before */
	assert_refused(act(&db, &e, KIND_ORDER, 1, "cancel", "document=письмо", NULL), e, "3.4",
		       "его изменил приказ № 6-о");
	assert_refused(act(&db, &e, KIND_ORDER, 2, "cancel", NULL), e, "3.4", "Чем отменён");
	do_act(&db, KIND_ORDER, 2, "cancel", "document=письмо управления № 7");
	assert_string_equal(shown(&db, KIND_SITE, 2, "state"), SITE_ACTIVE);
	assert_string_equal(shown(&db, KIND_SITE, 3, "state"), SITE_APPROVED);
	assert_string_equal(shown(&db, KIND_TERM, 1, "to"), "31.08.2027");
	assert_string_equal(shown(&db, KIND_ORDER, 1, "changed_by"), "");
	assert_string_equal(shown(&db, KIND_ORDER, 2, "cancel_document"), "письмо управления № 7");
	assert_string_equal(shown(&db, KIND_PAPER, 4, "reason"), "отменён: письмо управления № 7");
	assert_int_equal(valid_papers(&db, 1, ""), 3);
	assert_sound(&db);
	buf_free(&before);
	buf_free(&after);
	buf_free(&text);
	database_close(&db);
}

/* A term that a later order changed again is not put back below it; a shorter one asks for no later report. */
static void test_again(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t reports;

	(void)state;
	found(&db);
	reports = count(&db, KIND_REPORT);
	amendment(&db, "number=6-о", "retimed=1", "to=31.08.2028", NULL);
	do_act(&db, KIND_ORDER, 2, "sign", NULL);
	assert_int_equal(count(&db, KIND_REPORT), reports + 1);
	add(&db, KIND_ORDER, "kind=внесение изменений", "changes=5-о", "date=16.01.2027", "signer=1", "controller=1",
	    "number=7-о", "retimed=1", "to=30.06.2027", NULL);
	do_act(&db, KIND_ORDER, 3, "sign", NULL);
	assert_int_equal(count(&db, KIND_REPORT), reports);
	assert_string_equal(shown(&db, KIND_ORDER, 1, "changed_by"), "№ 6-о от 15.01.2027; № 7-о от 16.01.2027");
	assert_refused(act(&db, &e, KIND_ORDER, 2, "cancel", "document=письмо", NULL), e, "3.4", "срок изменён позже");
	/* an order that is not signed cancels nothing; one that is, is named */
	add(&db, KIND_ORDER, "title=Об отмене", "kind=иной", "changes=7-о", "items=Отменить приказ", "number=8-о",
	    "date=20.01.2027", "signer=1", "controller=1", NULL);
	assert_refused(act(&db, &e, KIND_ORDER, 3, "cancel", "document=8-о", NULL), e, "3.4",
		       "отменить может подписанный приказ");
	do_act(&db, KIND_ORDER, 4, "sign", NULL);
	do_act(&db, KIND_ORDER, 3, "cancel", "document=8-о");
	assert_string_equal(shown(&db, KIND_ORDER, 3, "cancel_document"), "приказ № 8-о от 20.01.2027");
	assert_string_equal(shown(&db, KIND_TERM, 1, "to"), "31.08.2028");
	assert_int_equal(count(&db, KIND_REPORT), reports + 1);
	do_act(&db, KIND_ORDER, 2, "cancel", "document=8-о");
	assert_string_equal(shown(&db, KIND_TERM, 1, "to"), "31.08.2027");
	do_act(&db, KIND_ORDER, 1, "cancel", "document=8-о");
	assert_sound(&db);
	database_close(&db);
}

/* The number after the greatest one of the calendar year, with what follows it. */
static void test_next_number(void **state)
{
	static const struct {
		const char *number, *date, *next;
	} cases[] = {
		{"37-о", "24.08.2026", "38-о"}, {"9-о", "25.08.2026", "38-о"}, {"40/1-о", "26.08.2026", "41"},
		{"б/н", "27.08.2026", "41"},	{"99-о", "30.12.2025", "41"},  {"41-од", "28.08.2026", "42-од"},
	};
	const struct transition *t = transition_by_name(kind_def(KIND_ORDER), "sign");
	struct record order = {.kind = KIND_ORDER}, args = {.kind = KIND_ORDER};
	struct database db;
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2026-10-01", "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char number[40], date[40];
		struct tx *tx;

		snprintf(number, sizeof(number), "number=%s", cases[i].number);
		snprintf(date, sizeof(date), "date=%s", cases[i].date);
		add(&db, KIND_ORDER, "title=т", "school_year=2026-2027", number, date, NULL);
		tx = tx_read(db.session.store, &e);
		t->args[0].suggest(tx, &order, &args);
		tx_end(&tx);
		assert_string_equal(record_text(&args, ORDER_NUMBER), cases[i].next);
	}
	/* twice in a year it is refused */
	assert_int_equal(op_add(&db.session, KIND_ORDER,
				(struct assign[]){{"title", "т"}, {"number", "37-О"}, {"date", "01.12.2026"}}, 3, NULL,
				&db.told, &e),
			 ERR_REFUSED);
	assert_string_equal(e.field, "number");
	record_release(&args);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_refused), cmocka_unit_test(test_changes),
					   cmocka_unit_test(test_again), cmocka_unit_test(test_next_number)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
