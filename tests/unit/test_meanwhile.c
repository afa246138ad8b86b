/* Two people change one record: what merges by itself, what has to be chosen, what is checked again. */
#include "database.h"

static int64_t revision(struct database *db, unsigned kind, uint32_t id)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct record r = {.kind = 0};
	int64_t rev = 0;

	if (record_load(tx, kind, id, &r) == OK)
		rev = record_int(&r, REC_REV);
	tx_end(&tx);
	record_release(&r);
	return rev;
}

/* Saves over revision rev. */
static enum err save(struct database *db, struct error *e, unsigned kind, uint32_t id, int64_t rev, ...)
{
	struct assign a[20];
	char text[20][400];
	va_list ap;
	size_t n;

	va_start(ap, rev);
	n = assigns(ap, a, 20, text);
	va_end(ap);
	*e = (struct error){.code = OK};
	return op_set(&db->session, kind, id, rev, a, n, &db->told, e);
}

static void other(struct database *db, const char *login)
{
	snprintf(db->session.user, sizeof(db->session.user), "%s", login);
}

#define ORG(...) add(&db, KIND_ORG, __VA_ARGS__, NULL)

static void test_merge(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t org;
	const struct meanwhile *m = &db.told.meanwhile;

	(void)state;
	database_open(&db, "2026-11-24", "");
	org = ORG("short_name=Школа", "full_name=Школа", "phone=1", "address=Мира, 1", "note=было");

	/* nobody was there: nothing is told */
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "phone=2", NULL), OK);
	assert_int_equal(m->rev, 0);

	/* fields of only one side, a field that was cleared, one that was not there */
	other(&db, "gusev");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 2, "address=Мира, 2", "note=", NULL), OK);
	other(&db, "koroteeva");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 3, "settlement=Усть-Чебула", NULL), OK);
	other(&db, "morozova");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 2, "phone=3", NULL), OK);
	assert_string_equal(buf_text(&m->who), "koroteeva, gusev");
	assert_string_equal(buf_text(&m->fields), "Населённый пункт, Адрес, Примечание");
	assert_non_null(strstr(m->what.s, "Примечание: было → пусто"));
	assert_string_equal(shown(&db, KIND_ORG, org, "phone"), "3");
	assert_string_equal(shown(&db, KIND_ORG, org, "address"), "Мира, 2");
	assert_string_equal(shown(&db, KIND_ORG, org, "settlement"), "Усть-Чебула");
	assert_string_equal(shown(&db, KIND_ORG, org, "note"), "");

	/* the same value by both, and a value put back to what it was, are no clash */
	other(&db, "gusev");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 5, "phone=4", NULL), OK);
	other(&db, "morozova");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 5, "phone=4", "note=новое", NULL), OK);
	assert_int_equal(m->n, 0);
	assert_int_equal(save(&db, &e, KIND_ORG, org, 5, "phone=3", NULL), OK);
	assert_string_equal(shown(&db, KIND_ORG, org, "phone"), "4");
	database_close(&db);
}

static void test_clash(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t org, site;
	int64_t rev;
	const struct meanwhile *m = &db.told.meanwhile;

	(void)state;
	database_open(&db, "2026-11-24", "");
	org = ORG("short_name=Школа", "full_name=Школа", "phone=1");
	site = add(&db, KIND_SITE, "org=1", "topic=Тема", "directions=сетевое", NULL);

	/* a choice is asked for, nothing is written; the choice is given with the revision that was seen */
	other(&db, "gusev");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "phone=2", "address=Мира", NULL), OK);
	other(&db, "morozova");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "phone=3", "note=моё", NULL), ERR_CHANGED);
	assert_string_equal(e.field, "phone");
	assert_int_equal(m->n, 1);
	assert_string_equal(m->clashes[0].field->name, "phone");
	assert_string_equal(buf_text(&m->clashes[0].was), "1");
	assert_string_equal(buf_text(&m->clashes[0].theirs), "2");
	assert_string_equal(buf_text(&m->clashes[0].mine), "3");
	assert_string_equal(shown(&db, KIND_ORG, org, "note"), "");
	assert_int_equal(save(&db, &e, KIND_ORG, org, m->rev, "phone=3", "note=моё", NULL), OK);
	assert_string_equal(shown(&db, KIND_ORG, org, "phone"), "3");
	assert_string_equal(shown(&db, KIND_ORG, org, "address"), "Мира");

	/* cleared by one and changed by the other */
	rev = revision(&db, KIND_ORG, org);
	assert_int_equal(set(&db, &e, KIND_ORG, org, "phone=", NULL), OK);
	assert_int_equal(save(&db, &e, KIND_ORG, org, rev, "phone=5", NULL), ERR_CHANGED);
	assert_string_equal(buf_text(&m->clashes[0].theirs), "");
	assert_string_equal(buf_text(&m->who), "вы же в другом окне");

	/* a list is one value */
	rev = revision(&db, KIND_SITE, site);
	assert_int_equal(set(&db, &e, KIND_SITE, site, "directions=сетевое; методическое", NULL), OK);
	assert_int_equal(save(&db, &e, KIND_SITE, site, rev, "directions=методическое", "topic=Другая", NULL),
			 ERR_CHANGED);
	assert_string_equal(e.field, "directions");
	assert_string_equal(shown(&db, KIND_SITE, site, "topic"), "Тема");

	/* a revision that nobody knows: every difference is asked about */
	assert_int_equal(save(&db, &e, KIND_ORG, org, 77, "address=Ленина", "full_name=Школа", NULL), ERR_CHANGED);
	assert_int_equal(m->n, 1);

	/* wrong values are wrong as ever */
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "head=Никто", NULL), ERR_REFUSED);
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "nothing=1", NULL), ERR_USAGE);
	database_close(&db);
}

/* Each change is right, the two together are not. */
static void test_rules(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t group;

	(void)state;
	database_open(&db, "2026-11-24", "");
	ORG("short_name=Школа", "full_name=Школа");
	add(&db, KIND_SITE, "org=1", "topic=Тема", NULL);
	group = add(&db, KIND_GROUP, "site=1", "name=Группа", "school_year=2026-2027", "from=01.10.2026",
		    "to=01.05.2027", NULL);
	assert_int_equal(set(&db, &e, KIND_GROUP, group, "to=01.03.2027", NULL), OK);
	assert_refused(save(&db, &e, KIND_GROUP, group, 1, "from=01.04.2027", NULL), e, "5.2", "");
	assert_string_equal(shown(&db, KIND_GROUP, group, "from"), "01.10.2026");
	assert_int_equal(save(&db, &e, KIND_GROUP, group, 1, "from=01.02.2027", NULL), OK);
	database_close(&db);
}

static void test_deleted(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t org;
	const struct meanwhile *m = &db.told.meanwhile;

	(void)state;
	database_open(&db, "2026-11-24", "");
	org = ORG("short_name=Школа", "full_name=Школа");
	other(&db, "gusev");
	assert_int_equal(op_delete(&db.session, KIND_ORG, org, true, &e), OK);
	other(&db, "morozova");
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "phone=1", NULL), ERR_CHANGED);
	assert_true(m->gone);
	assert_string_equal(buf_text(&m->who), "gusev");
	assert_int_equal(op_restore(&db.session, KIND_ORG, org, &e), OK);
	assert_int_equal(save(&db, &e, KIND_ORG, org, 1, "phone=1", NULL), OK);
	assert_string_equal(shown(&db, KIND_ORG, org, "phone"), "1");
	assert_int_equal(save(&db, &e, KIND_ORG, 99, 1, "phone=1", NULL), ERR_NONE);
	database_close(&db);
}

/* An action is asked for again, with what changed. */
static void test_action(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t reminder;
	const struct assign on = {"done_on", "24.11.2026"};

	(void)state;
	database_open(&db, "2026-11-24", "");
	reminder = add(&db, KIND_REMINDER, "what=дело", "due=25.11.2026", NULL);
	assert_int_equal(set(&db, &e, KIND_REMINDER, reminder, "due=26.11.2026", NULL), OK);
	assert_int_equal(op_act(&db.session, KIND_REMINDER, reminder, 1, "done", &on, 0, &db.told, &e), ERR_CHANGED);
	assert_non_null(strstr(e.text, "25.11.2026 → 26.11.2026"));
	assert_int_equal(
		op_act(&db.session, KIND_REMINDER, reminder, db.told.meanwhile.rev, "done", &on, 0, &db.told, &e), OK);
	assert_int_equal(op_delete(&db.session, KIND_REMINDER, reminder, true, &e), OK);
	assert_int_equal(op_act(&db.session, KIND_REMINDER, reminder, 2, "reopen", NULL, 0, &db.told, &e), ERR_CHANGED);
	assert_true(db.told.meanwhile.gone);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge),	cmocka_unit_test(test_clash),  cmocka_unit_test(test_rules),
		cmocka_unit_test(test_deleted), cmocka_unit_test(test_action),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
