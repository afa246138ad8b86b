/* The figures of a report: frozen when it is submitted, compared afterwards. What they count is recounted by SQL in
 * tests/figures. */
#include "database.h"
#include "stazh/domain/figures.h"

static const struct figure *find(const struct figures *f, const char *code)
{
	const struct figure *found = figures_find(f, code);

	if (!found)
		fail_msg("no figure %s", code);
	return found;
}

static void changed(const struct figure *was, const struct figure *is, void *arg)
{
	struct buf *out = arg;

	buf_addf(out, "%s ", (is ? is : was)->code);
}

static void test_frozen(void **state)
{
	struct figures frozen = {0}, now = {0};
	struct record report = {0};
	struct buf differs = {0}, text = {0};
	struct database db;
	struct error e;
	struct tx *tx;
	uint32_t event;

	(void)state;
	database_open(&db, "2027-05-20", "");
	add(&db, KIND_ORG, "short_name=Школа | первая", "full_name=Школа", "low_results=да", NULL);
	add(&db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "org=1", "position_kind=учитель", NULL);
	add(&db, KIND_SITE, "org=1", "topic=Тема", NULL);
	add(&db, KIND_REPORT, "site=1", "school_year=2026-2027", "conformity=да", "dynamics=да", NULL);
	add(&db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=1", NULL);
	event = add(&db, KIND_EVENT, "sites=1", "groups=1", "topic=Первое", "form=семинар", "date=10.11.2026", "minutes=90", NULL);
	assert_int_equal(act(&db, &e, KIND_EVENT, event, "hold", "guests=3", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "submit", NULL), OK);
	event = add(&db, KIND_EVENT, "sites=1", "topic=Второе", "form=лекция", "date=11.11.2026", "hours=1", NULL);
	assert_int_equal(act(&db, &e, KIND_EVENT, event, "hold", NULL), OK);

	tx = tx_read(db.session.store, &e);
	assert_int_equal(record_load(tx, KIND_REPORT, 1, &report), OK);
	report_figures(tx, &report, &frozen, &now);
	tx_end(&tx);
	assert_true(find(&frozen, "events")->value == 1);
	assert_true(find(&frozen, "hours")->value == 2);
	assert_true(find(&frozen, "guests")->value == 3);
	assert_true(find(&frozen, "trainees.low_results")->value == 1);
	assert_string_equal(find(&frozen, "trainees.org:1")->title, "Школа / первая"); /* the separator is never in a text */
	assert_true(find(&now, "events")->value == 2);
	figures_diff(&frozen, &now, changed, &differs);
	assert_string_equal(differs.s, "events hours events.form:лекция events.mode:не указано ");
	figure_add(find(&now, "events"), &text);
	buf_add(&text, "; ");
	figure_add(find(&now, "attendance"), &text); /* no mark: nothing is claimed */
	assert_string_equal(text.s, "2 из 2; —");

	/* taken back: the report has no figures until it is submitted again */
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "return", "remarks=мало", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_REPORT, 1, "submit", NULL), OK);
	tx = tx_read(db.session.store, &e);
	figures_release(&frozen);
	figures_release(&now);
	assert_int_equal(record_load(tx, KIND_REPORT, 1, &report), OK);
	report_figures(tx, &report, &frozen, &now);
	tx_end(&tx);
	buf_clear(&differs);
	figures_diff(&frozen, &now, changed, &differs);
	assert_string_equal(buf_text(&differs), "");
	figures_release(&frozen);
	figures_release(&now);
	record_release(&report);
	buf_free(&differs);
	buf_free(&text);
	database_close(&db);
}

/* Lines of a later version, or spoilt ones, are passed over. */
static void test_decode(void **state)
{
	struct figures f = {0};

	(void)state;
	figures_decode("2|1|3|4|events|Занятия\n99|0|1|1|a|b\n1|7|1|1|a|b\nмусор\n\n2|0|5\n3|2|1.5|2|x|", &f);
	assert_int_equal(f.n, 2);
	assert_string_equal(f.f[0].code, "events");
	assert_true(f.f[1].value == 1.5 && f.f[1].base == 2);
	figures_release(&f);
}

static size_t sites_in(struct database *db, int year, long *counted)
{
	struct summary of = {0};
	struct error e;
	struct tx *tx = tx_read(db->session.store, &e);
	size_t n;

	summary_of(tx, year, &of);
	tx_end(&tx);
	n = of.n;
	*counted = (long)find(&of.total, "sites")->value;
	summary_release(&of);
	return n;
}

/* The years after an end do not know the site, the year of its last day does (7.1). */
static void test_ended(void **state)
{
	static const char *const days[] = {"31.08.2023", "01.09.2023"};
	struct database db;
	struct error e;
	long counted;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char day[40];

		snprintf(day, sizeof(day), "ended_on=%s", days[i]);
		database_open(&db, "2022-08-01", "");
		add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
		add(&db, KIND_SITE, "org=1", "topic=Тема", NULL);
		add(&db, KIND_ORDER, "title=О трёх годах", "kind=утверждение перечня", "school_year=2022-2023", "sites=1", "number=1",
		    "date=20.08.2022", "from=01.09.2022", "to=31.08.2025", "on_paper=да", NULL);
		assert_int_equal(act(&db, &e, KIND_ORDER, 1, "sign", NULL), OK);
		assert_int_equal(sites_in(&db, 2024, &counted), 1);
		assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "15.06.2024");
		add(&db, KIND_ORDER, "title=О прекращении", "kind=прекращение", "school_year=2023-2024", "sites=1", "number=2",
		    "date=15.09.2023", "on_paper=да", day, "grounds=решение образовательной организации", NULL);
		assert_int_equal(act(&db, &e, KIND_ORDER, 2, "sign", NULL), OK);
		assert_int_equal(sites_in(&db, 2022, &counted), 1);
		assert_int_equal(counted, 1);
		assert_int_equal(sites_in(&db, 2023, &counted), i); /* reports of the years to come: withdrawn */
		assert_int_equal(counted, i);
		assert_int_equal(sites_in(&db, 2024, &counted), 0);
		assert_int_equal(counted, 0);
		assert_string_equal(shown(&db, KIND_REPORT, 1, "due"), "15.06.2023");
		if (i)
			assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "01.10.2023"); /* 30 days after the end */
		assert_int_equal(act(&db, &e, KIND_ORDER, 2, "cancel", NULL), OK); /* it works on */
		assert_int_equal(sites_in(&db, 2024, &counted), 1);
		assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "15.06.2024");
		database_close(&db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_frozen), cmocka_unit_test(test_decode), cmocka_unit_test(test_ended)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
