/* The figures of a report: frozen when it is submitted, compared afterwards. What they count is recounted by SQL in
 * tests/figures. */
#include "database.h"
#include "stazh/demo/demo.h"
#include "stazh/domain/district.h"
#include "stazh/domain/figures.h"
#include "stazh/model/query.h"

static const struct figure *find(const struct figures *f, const char *code)
{
	const struct figure *found = figures_find(f, code);

	if (!found)
		fail_msg("no figure %s", code);
	return found;
}

static size_t listed(struct database *db, unsigned kind, int year)
{
	struct query q = {.kind = kind, .year = year};
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	uint32_t *ids;
	size_t n;

	assert_int_equal(query_run(tx, &q, &ids, &n, &e), OK);
	tx_end(&tx);
	free(ids);
	return n;
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
	struct error e = {.code = OK};
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
	event = add(&db, KIND_EVENT, "sites=1", "groups=1", "topic=Первое", "form=семинар", "date=10.11.2026",
		    "minutes=90", NULL);
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
	assert_string_equal(find(&frozen, "trainees.org:1")->title,
			    "Школа / первая"); /* the separator is never in a text */
	assert_true(find(&now, "events")->value == 2);
	figures_diff(&frozen, &now, changed, &differs);
	assert_string_equal(differs.s, "events hours events.form:лекция events.mode:не указано hours.month:2026-11 ");
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
	assert_int_equal(f.rules, 0); /* counted by the rules of before */
	assert_string_equal(f.f[0].code, "events");
	assert_true(f.f[1].value == 1.5 && f.f[1].base == 2);
	figures_release(&f);
}

/* Each line is whole, also where the figures grow into a larger place. */
static void test_decode_many(void **state)
{
	struct figures f = {0};
	struct buf text = {0};

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_addf(&text, "%s5|4|%d|3|code%d|title|1|%d|4", i ? "\n" : "", i, i, i + 1);
	figures_decode(text.s, &f);
	assert_int_equal(f.n, 100);
	for (int i = 0; i < 100; i++)
		assert_true(f.f[i].value == i && f.f[i].from == 1 && f.f[i].to == i + 1 && f.f[i].of == 4);
	figures_release(&f);
	buf_free(&text);
}

/* What was frozen tells who may not read scores no more than what is counted now. */
static void test_hidden(void **state)
{
	static const struct {
		const char *code;
		long base;
	} wanted[] = {{"own.1", 12}, {"own.1:a", 0}, {"own.1:b", 0}, {"own.1:c", 6}, {"own.2", 0},
		      {"own.3", 2},  {"own.4", 7},   {"own.4:a", 7}, {"own.12", 4}};
	struct figures f = {0};

	(void)state;
	figures_decode("7|5|2|12|own.1|Средний|0|0|9\n7|5|2|2|own.1:a|A|0|0|2\n7|5|2|4|own.1:b|B|0|0|3\n"
		       "7|5|2|6|own.1:c|C|0|0|4\n7|5|2|4|own.12|Ещё|0|0|3\n7|5|2|4|own.2|Двое|0|0|2\n"
		       "7|5|2|2|own.3|Открытое\n7|5|2|7|own.4|Все|0|0|5\n7|5|2|7|own.4:a|A|0|0|5",
		       &f);
	figures_hide_few(&f);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (find(&f, wanted[i].code)->base != wanted[i].base)
			fail_msg("%s: %ld", wanted[i].code, find(&f, wanted[i].code)->base);
	figures_release(&f);
}

/* A group that runs over 1 September is of both years, and each year has what happened in it (6.1). */
static void test_two_years(void **state)
{
	/* clang-format off */
	static const struct {
		int year;
		const char *code;
		double value;
		long base;
	} wanted[] = {
		{2026, "groups", 1, 0}, {2026, "trainees", 4, 0}, {2026, "trainees.completed", 0, 0}, {2026, "trainees.expelled", 0, 0},
		{2026, "events", 1, 1}, {2026, "attendance", 1, 2}, {2026, "tasks.on_time", 0, 1}, {2026, "tasks.open", 1, 1},
		{2026, "results.entry:новые", 50, 4}, {2026, "results.change:новые", 0, 0}, {2026, "plan.lines", 1, 1},
		{2027, "groups", 1, 0}, {2027, "trainees", 3, 0}, {2027, "trainees.completed", 3, 0}, {2027, "trainees.expelled", 1, 0},
		{2027, "events", 0, 1}, {2027, "attendance", 0, 0}, {2027, "tasks.late", 1, 1}, {2027, "tasks.on_time", 0, 1},
		{2027, "results.exit:новые", 75, 2}, {2027, "results.change:новые", 25, 2}, {2027, "results.expelled", 1, 0},
		{2027, "plan.lines", 0, 0}, {2028, "groups", 0, 0}, {2028, "trainees", 0, 0},
	};
	/* clang-format on */
	struct database db;
	struct error e = {.code = OK};
	struct tx *tx;
	uint32_t event;

	(void)state;
	database_open(&db, "2027-12-30", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_SITE, "org=1", "topic=Тема", NULL);
	add(&db, KIND_PLANDOC, "site=1", "school_year=2026-2027", "plandoc_kind=тематический план", NULL);
	add(&db, KIND_PLANLINE, "plandoc=1", "topic=Строка", NULL);
	add(&db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", "from=01.02.2027", "to=20.12.2027",
	    NULL);
	for (int i = 1; i <= 4; i++) {
		char person[20], trainee[20], kind[40], out_of[20];

		snprintf(person, sizeof(person), "surname=Ёлкин%c", 'a' + i);
		snprintf(kind, sizeof(kind), "person=%d", i);
		add(&db, KIND_PERSON, person, "org=1", NULL);
		add(&db, KIND_TRAINEE, "group=1", kind, NULL);
		snprintf(trainee, sizeof(trainee), "trainee=%d", i);
		add(&db, KIND_ASSESSMENT, trainee, "direction=новые", "kind=входная", "date=10.02.2027", "score=5",
		    "out_of=10", NULL);
		snprintf(out_of, sizeof(out_of), "out_of=%d", i * 4);
		snprintf(kind, sizeof(kind), "score=%d", i * 3);
		if (i != 3)
			add(&db, KIND_ASSESSMENT, trainee, "direction=новые", "kind=итоговая", "date=10.12.2027", kind,
			    out_of, NULL);
	}
	event = add(&db, KIND_EVENT, "sites=1", "groups=1", "topic=Строка", "form=лекция", "date=11.02.2027", "hours=2",
		    NULL);
	assert_int_equal(act(&db, &e, KIND_EVENT, event, "hold", NULL), OK);
	add(&db, KIND_ATTENDANCE, "event=1", "trainee=1", "mark=был", NULL);
	add(&db, KIND_ATTENDANCE, "event=1", "trainee=4", "mark=не был", NULL);
	add(&db, KIND_EVENT, "sites=1", "groups=1", "topic=Другое", "form=лекция", "date=10.09.2027", "hours=2", NULL);
	add(&db, KIND_TASK, "trainee=1", "what=Дело", "due=30.05.2027", "done_on=02.09.2027", NULL);
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(
			act(&db, &e, KIND_TRAINEE, i, "complete", "obligations=оставить", "date=20.12.2027", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 4, "expel", "obligations=оставить", "reason=переезд",
			     "date=01.11.2027", NULL),
			 OK);

	tx = tx_read(db.session.store, &e);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		for (uint32_t site = 0; site < 2; site++) {
			struct figures f = {0};

			figures_of(tx, site, wanted[i].year, &f);
			if (find(&f, wanted[i].code)->value != wanted[i].value ||
			    find(&f, wanted[i].code)->base != wanted[i].base)
				fail_msg("%d, %s of %u: %g of %ld", wanted[i].year, wanted[i].code, site,
					 find(&f, wanted[i].code)->value, find(&f, wanted[i].code)->base);
			if (wanted[i].year == 2027 && !strcmp(wanted[i].code, "results.change:новые")) {
				struct figures again = {0};
				struct buf text = {0};

				figures_encode(&f, &text);
				figures_decode(text.s, &again);
				buf_clear(&text);
				assert_int_equal(again.rules, FIGURES_RULES);
				figure_add_change(find(&again, wanted[i].code), &text);
				assert_string_equal(text.s, "у 2 из 2: 50 → 75, +25 п. п.");
				figures_release(&again);
				buf_free(&text);
			}
			figures_release(&f);
		}
	tx_end(&tx);
	assert_int_equal(listed(&db, KIND_GROUP, 2026), 1);
	assert_int_equal(listed(&db, KIND_GROUP, 2027), 1);
	assert_int_equal(listed(&db, KIND_GROUP, 2028), 0);
	assert_int_equal(listed(&db, KIND_TASK, 2026), 1);
	assert_int_equal(listed(&db, KIND_TASK, 2027), 1);
	assert_int_equal(listed(&db, KIND_TRAINEE, 2028), 0);
	database_close(&db);
}

static size_t sites_in(struct database *db, int year, long *counted)
{
	struct summary of = {0};
	struct error e = {.code = OK};
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
	struct error e = {.code = OK};
	long counted;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char day[40];

		snprintf(day, sizeof(day), "ended_on=%s", days[i]);
		database_open(&db, "2022-08-01", "");
		add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
		add(&db, KIND_SITE, "org=1", "topic=Тема", NULL);
		add(&db, KIND_ORDER, "title=О трёх годах", "kind=утверждение перечня", "school_year=2022-2023",
		    "sites=1", "number=1", "date=20.08.2022", "from=01.09.2022", "to=31.08.2025", "on_paper=да", NULL);
		assert_int_equal(act(&db, &e, KIND_ORDER, 1, "sign", NULL), OK);
		assert_int_equal(sites_in(&db, 2024, &counted), 1);
		assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "15.06.2024");
		add(&db, KIND_ORDER, "title=О прекращении", "kind=прекращение", "school_year=2023-2024", "sites=1",
		    "number=2", "date=15.09.2023", "on_paper=да", day, "grounds=решение образовательной организации",
		    NULL);
		assert_int_equal(act(&db, &e, KIND_ORDER, 2, "sign", NULL), OK);
		assert_int_equal(sites_in(&db, 2022, &counted), 1);
		assert_int_equal(counted, 1);
		assert_int_equal(sites_in(&db, 2023, &counted), i); /* reports of the years to come: withdrawn */
		assert_int_equal(counted, i);
		assert_int_equal(sites_in(&db, 2024, &counted), 0);
		assert_int_equal(counted, 0);
		assert_string_equal(shown(&db, KIND_REPORT, 1, "due"), "15.06.2023");
		if (i)
			assert_string_equal(shown(&db, KIND_REPORT, 2, "due"),
					    "01.10.2023"); /* 30 days after the end */
		assert_int_equal(act(&db, &e, KIND_ORDER, 2, "cancel", "document=письмо № 7", NULL),
				 OK); /* it works on */
		assert_int_equal(sites_in(&db, 2024, &counted), 1);
		assert_string_equal(shown(&db, KIND_REPORT, 2, "due"), "15.06.2024");
		database_close(&db);
	}
}

/* ---- what a number opens is what it counts ---- */

#define INDICATORS                                                                                                                                                  \
	"[indicators]\n"                                                                                                                                            \
	"Учителей из школ с низкими результатами = доля(trainee, state!=отчислен, person.org.low_results=да) по " \
	"person.position_kind\n"                                                                                                                                    \
	"Часов семинаров = \"сумма(event.hours, form=семинар и state=проведено)\"\n"                                            \
	"Заданий к сроку = число(task, due=год) по trainee.group\n"                                                                          \
	"Средний балл на входе = mean(assessment.score, kind=входная) по direction\n"                                                    \
	"Организаций = число(org) по kind\n"                                                                                                      \
	"Ошибка = число(trainee, bogus=1)\n"

struct asked {
	struct database *db;
	struct tx *tx;
	struct figure_of of;
	size_t n, records, where;
};

/* So many of what the ids bring. */
static double brought(struct asked *a, unsigned kind, const uint32_t *ids, size_t n)
{
	struct record r = {0};
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		assert_true(!i || ids[i] > ids[i - 1]);
		assert_int_equal(record_load(a->tx, kind, ids[i], &r), OK);
		if (!strcmp(a->of.code, "guests"))
			sum += (double)record_int(&r, EVENT_GUESTS);
		else if (kind == KIND_EVENT)
			sum += event_hours(&r);
		else
			sum += (double)record_int(&r, PLANLINE_HOURS);
	}
	record_release(&r);
	return sum;
}

/* Is the number a sum over the records, not how many they are? */
static bool is_sum(const struct figure *f)
{
	return !strncmp(f->code, "hours", 5) || !strcmp(f->code, "guests") || !strcmp(f->code, "plan.hours") ||
	       strstr(f->title, "Часов");
}

static void assert_where(struct asked *a, const uint32_t *ids, size_t n)
{
	struct query q = {.kind = figure_kind(a->tx, &a->of), .archived = true};
	struct error e = {.code = OK};
	struct buf where = {0};
	const char *asked;
	uint32_t *listed;
	size_t listed_n;

	if (!figure_where(a->tx, &a->of, &where, &q.year))
		return;
	asked = buf_text(&where);
	q.asked = &asked;
	q.asked_n = *asked != '\0';
	if (query_run(a->tx, &q, &listed, &listed_n, &e))
		fail_msg("%s: %s", asked, e.text);
	if (listed_n != n)
		fail_msg("%s, %d, site %u: «%s» gives %zu of %zu", a->of.code, a->of.year, a->of.site, asked, listed_n,
			 n);
	for (size_t i = 0; i < n; i++)
		assert_non_null(memmem(ids, n * sizeof(*ids), &listed[i], sizeof(*listed)));
	a->where++;
	free(listed);
	buf_free(&where);
}

static void assert_part(struct asked *a, const struct figure *f, enum figure_part part, double number)
{
	uint32_t *ids;
	unsigned kind;
	size_t n;

	a->of.code = f->code;
	a->of.part = part;
	kind = figure_kind(a->tx, &a->of);
	if (!figure_records(a->tx, &a->of, &ids, &n))
		fail_msg("%s is not known", f->code);
	if (is_sum(f) ? brought(a, kind, ids, n) != number : (double)n != number)
		fail_msg("%s, %d, site %u, part %d: %zu records, the number is %g", f->code, a->of.year, a->of.site,
			 part, n, number);
	assert_where(a, ids, n);
	a->n++;
	a->records += n;
	free(ids);
}

static void assert_figures(struct asked *a, const struct figures *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct figure *one = &f->f[i];

		if (!strncmp(one->title, "Ошибка", strlen("Ошибка")))
			assert_int_equal(one->base, 0);
		if (one->type == FIGURE_AVERAGE && !one->base) /* nothing, or too few to be told: nothing opens */
			continue;
		assert_part(a, one, FIGURE_VALUE, one->type >= FIGURE_MEAN ? (double)one->base : one->value);
		if (one->type != FIGURE_NUMBER)
			assert_part(a, one, FIGURE_BASE, (double)one->base);
	}
}

/* Every number of each site's report, of the summary and of the district, for three years and whoever looks. */
static void test_records(void **state)
{
	static const enum role roles[] = {ROLE_METHODIST, ROLE_LEADER, ROLE_VIEWER};
	struct database db;
	struct buf told = {0};
	struct error e = {.code = OK};
	struct asked a = {.db = &db};

	(void)state;
	database_open(&db, "2026-11-28", INDICATORS);
	if (demo_scale(&db.session, 6, NULL, &told, &e))
		fail_msg("%s", e.text);
	for (uint32_t i = 0; i < 4; i++) { /* who has but the second diagnosis is behind no change */
		char trainee[20];

		snprintf(trainee, sizeof(trainee), "trainee=%u", count(&db, KIND_TRAINEE) - i);
		add(&db, KIND_ASSESSMENT, trainee, "direction=сетевое", "kind=итоговая", "date=20.11.2026", "score=5",
		    "out_of=10", NULL);
	}
	for (size_t i = 0; i < 3 * sizeof(roles) / sizeof(*roles); i++) {
		struct summary s;

		db.session.role = roles[i / 3];
		db.session.org = 2;
		a.of.year = 2026 - (int)(i % 3);
		a.tx = tx_read(db.session.store, &e);
		summary_of(a.tx, a.of.year, &s);
		a.of.site = 0;
		assert_figures(&a, &s.total);
		for (size_t j = 0; j < s.n; j++) {
			struct figures alone = {0};

			a.of.site = s.s[j].site;
			assert_figures(&a, &s.s[j].figures);
			figures_of(a.tx, a.of.site, a.of.year, &alone);
			assert_int_equal(alone.n, s.s[j].figures.n);
			figures_release(&alone);
		}
		summary_release(&s);
		tx_end(&a.tx);
	}
	print_message("%zu numbers, %zu records, %zu by a condition too\n", a.n, a.records, a.where);
	assert_true(a.n > 2000 && a.records > 10000 && a.where > 800);
	buf_free(&told);
	database_close(&db);
}

/* What the director's start counts. */
static void test_district(void **state)
{
	struct district district;
	struct database db;
	struct buf told = {0};
	struct error e = {.code = OK};
	struct asked a = {.db = &db};
	size_t counted = 0;

	(void)state;
	database_open(&db, "2026-11-28", "");
	if (demo_scale(&db.session, 12, NULL, &told, &e))
		fail_msg("%s", e.text);
	a.tx = tx_read(db.session.store, &e);
	district_of(a.tx, 2026, &district);
	for (size_t i = 0; i < district.n; i++)
		for (int y = 0; district.row[i].code && y < DISTRICT_YEARS; y++) {
			const struct district_row *r = &district.row[i];
			uint32_t *ids;
			size_t n;

			a.of = (struct figure_of){.year = 2026 - y, .code = r->code};
			a.of.part = r->of[y].n ? FIGURE_BASE : FIGURE_VALUE;
			assert_true(figure_records(a.tx, &a.of, &ids, &n));
			if (!strcmp(r->code, "hours"))
				assert_true(brought(&a, KIND_EVENT, ids, n) == r->of[y].value);
			else if (r->of[y].known)
				assert_int_equal(n, r->of[y].n ? r->of[y].n : (long)r->of[y].value);
			counted += n;
			free(ids);
		}
	assert_true(counted > 100);
	assert_false(figure_records(a.tx, &(struct figure_of){.year = 2026, .code = "bogus"}, &(uint32_t *){NULL},
				    &(size_t){0}));
	tx_end(&a.tx);
	district_release(&district);
	buf_free(&told);
	database_close(&db);
}

/* What a card computes opens as many records as it says. */
static void test_facts(void **state)
{
	struct database db;
	struct buf told = {0};
	struct error e = {.code = OK};
	struct tx *tx;
	size_t n = 0;

	(void)state;
	database_open(&db, "2026-11-28", "");
	if (demo_scale(&db.session, 6, NULL, &told, &e))
		fail_msg("%s", e.text);
	for (enum role role = ROLE_VIEWER; role <= ROLE_METHODIST; role++) {
		db.session.role = role;
		db.session.org = 2;
		tx = tx_read(db.session.store, &e);
		for (unsigned kind = 1; kind < KIND_END; kind++) {
			struct query all = {.kind = kind};
			struct record r = {0};
			uint32_t *ids;
			size_t ids_n;

			assert_int_equal(query_run(tx, &all, &ids, &ids_n, &e), OK);
			for (size_t i = 0; i < ids_n; i++) {
				struct facts facts = {.n = 0};

				assert_int_equal(record_load(tx, kind, ids[i], &r), OK);
				facts_of(tx, &r, &facts);
				for (size_t j = 0; j < facts.sources_n; j++, n++) {
					const struct fact_source *s = &facts.sources[j];
					struct query q = {.kind = s->kind, .asked_n = 1};
					struct buf where = {0};
					uint32_t *listed;
					size_t listed_n;

					facts_where(tx, &r, s, &where);
					q.asked = (const char *[]){where.s};
					if (query_run(tx, &q, &listed, &listed_n, &e))
						fail_msg("%s: %s", where.s, e.text);
					if (listed_n != s->n)
						fail_msg("%s %u: %s: %zu, «%s»: %zu", kind_def(kind)->name, ids[i],
							 s->title, s->n, where.s, listed_n);
					free(listed);
					buf_free(&where);
				}
				facts_release(&facts);
			}
			free(ids);
			record_release(&r);
		}
		tx_end(&tx);
	}
	assert_true(n > 500);
	buf_free(&told);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frozen),	  cmocka_unit_test(test_decode), cmocka_unit_test(test_decode_many),
		cmocka_unit_test(test_two_years), cmocka_unit_test(test_ended),	 cmocka_unit_test(test_records),
		cmocka_unit_test(test_district),  cmocka_unit_test(test_facts),	 cmocka_unit_test(test_hidden)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
