/* Measures: what is counted of which records, as the list of the same condition has them; mistakes with their place;
 * whom a mean is told to. */
#include "database.h"
#include "stazh/demo/demo.h"
#include "stazh/model/measure.h"

static bool of_site(struct tx *tx, unsigned kind, uint32_t site, struct buf *out)
{
	(void)tx;
	if (kind != KIND_TRAINEE && kind != KIND_TASK && kind != KIND_ASSESSMENT)
		return false;
	buf_addf(out, "%sgroup.site=%u", kind == KIND_TRAINEE ? "" : "trainee.", site);
	return true;
}

static struct measured taken(struct database *db, const char *text, const struct measure_scope *in)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct measured is;
	struct measure *m;

	if (measure_parse(tx, text, in, &m, &e))
		fail_msg("%s: %s", text, e.text);
	is = measure_take(tx, m);
	measure_free(&m);
	tx_end(&tx);
	return is;
}

static void is_wrong(struct database *db, const char *text, const struct measure_scope *in, enum err code,
		     const char *sentence)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct measure *m;

	if (measure_parse(tx, text, in, &m, &e) != code || !strstr(e.text, sentence))
		fail_msg("%s: %d «%s»", text, e.code, e.text);
	assert_null(m);
	tx_end(&tx);
}

static void open_school(struct database *db)
{
	database_open(db, "2027-05-20", "");
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", "low_results=да", NULL);
	add(db, KIND_ORG, "short_name=Лицей", "full_name=Лицей", NULL);
	add(db, KIND_SITE, "org=1", "topic=Тема", NULL);
	add(db, KIND_SITE, "org=1", "topic=Другая", NULL);
	for (int i = 1; i <= 5; i++) {
		char person[40], group[20], of[20], trainee[20], score[20];

		snprintf(person, sizeof(person), "surname=Ёлкин%c", 'a' + i);
		snprintf(of, sizeof(of), "person=%d", i);
		snprintf(group, sizeof(group), "group=%d", i < 5 ? 1 : 2);
		snprintf(trainee, sizeof(trainee), "trainee=%d", i);
		snprintf(score, sizeof(score), "score=%d", i);
		if (i == 1) {
			add(db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", NULL);
			add(db, KIND_GROUP, "site=2", "name=Вторая", "school_year=2026-2027", NULL);
		}
		add(db, KIND_PERSON, person, i % 2 ? "org=1" : "org=2", i % 2 ? "position_kind=учитель" : NULL, NULL);
		add(db, KIND_TRAINEE, group, of, NULL);
		add(db, KIND_TASK, trainee, "what=Дело", i < 3 ? "due=30.05.2027" : "due=30.05.2025", NULL);
		add(db, KIND_ASSESSMENT, trainee, "direction=новые", "kind=входная", "date=10.02.2027", score,
		    "out_of=10", NULL);
	}
	add(db, KIND_EVENT, "sites=1", "topic=Первое", "form=семинар", "date=10.11.2026", "minutes=90", NULL);
	add(db, KIND_EVENT, "sites=1", "topic=Второе", "form=семинар", "date=10.11.2025", "hours=3", NULL);
	add(db, KIND_EVENT, "sites=1", "topic=Третье", "form=лекция", "date=11.11.2026", NULL);
}

static void test_values(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		int year;
		uint32_t site;
		double value;
		long base;
	} wanted[] = {
		{"count(trainee)", 0, 0, 5, 0},
		{"count(trainee)", 0, 1, 4, 0},
		{"число(Стажёры, person.org=1)", 0, 0, 3, 0},
		{"count(trainee, count(task, due<2026-01-01) > 0)", 0, 0, 3, 0},
		{"share(trainee, person.org.low_results=да)", 2026, 0, 3, 5},
		{"доля(trainee, person.org=1, group.site=1)", 2026, 0, 2, 3},
		{"share(trainee, person.position_kind=)", 0, 0, 2, 5},
		{"share(trainee, person.position_kind=, group.site=1)", 0, 0, 2, 2},
		{"sum(event.hours)", 0, 0, 5, 2}, /* by the minutes where the hours are not told */
		{"sum(event.hours)", 2026, 0, 2, 1},
		{"сумма(Занятия.\"Академических часов\", form=семинар)", 0, 0, 5, 2},
		{"count(event, date=год)", 2025, 0, 1, 0},
		{"count(event, date=год и form=семинар)", 2026, 0, 1, 0},
		{"count(event, date < год)", 2026, 0, 1, 0}, /* not of that year, as the condition says */
		{"count(event, date = \"год\")", 0, 0, 2, 0}, /* today's */
		{"count(task)", 2026, 0, 2, 0},
		{"count(task)", 2026, 2, 0, 0},
		{"mean(assessment.score)", 0, 0, 3, 5},
		{"среднее(assessment.score, trainee.group.site=1)", 0, 0, 2.5, 4},
		{"mean(assessment.score, kind=итоговая)", 0, 0, 0, 0},
	};
	/* clang-format on */
	struct database db;

	(void)state;
	open_school(&db);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		struct measure_scope in = {.year = wanted[i].year, .of = wanted[i].site};
		struct measured is;

		in.within = wanted[i].site ? of_site : NULL;
		is = taken(&db, wanted[i].text, &in);
		if (is.value != wanted[i].value || is.base != wanted[i].base)
			fail_msg("%s, %d, %u: %g of %ld", wanted[i].text, wanted[i].year, wanted[i].site, is.value,
				 is.base);
	}
	database_close(&db);
}

static void test_mistakes(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *sentence;
	} wrong[] = {
		{"", "знак 1: ожидалось, как считать"},
		{"чсло(trainee)", "знак 1 («чсло(trainee)»): ожидалось, как считать"},
		{"count trainee", "знак 7 («trainee»): ожидалась скобка"},
		{"count(trainees)", "знак 7 («trainees»): ожидался вид записей"},
		{"count(trainee", "знак 14: ожидалась закрывающая скобка"},
		{"count(trainee, bogus=1)", "знак 16 («bogus»): у стажёра нет такого поля"},
		{"count(trainee, state=завершил) > 4", "знак 32 («> 4»): ожидалось «по» и поле либо"},
		{"count(trainee, state=завершил, person=1)", "знак 30 («, person=1)»): ожидалась закрывающая"},
		{"share(trainee)", "знак 14: ожидалась запятая и условие"},
		{"sum(event)", "знак 10: ожидалась точка и поле с числом"},
		{"sum(event.topic)", "знак 11 («topic»): «Тема» (строка) не складывают"},
		{"mean(event.date, state=проведено)", "знак 12 («date»): «Дата» (дата) не складывают"},
		{"mean(trainee.group)", "не складывают"},
		{"count(event, date=31.02.2027)", "знак 19 («31.02.2027»)"},
	};
	/* clang-format on */
	struct database db;

	(void)state;
	open_school(&db);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_wrong(&db, wrong[i].text, NULL, ERR_USAGE, wrong[i].sentence);
	is_wrong(&db, "count(org)", &(struct measure_scope){.within = of_site, .of = 1}, ERR_NONE,
		 "Организации не относятся");
	is_wrong(&db, "count(trainee) по person.org", &(struct measure_scope){.single = true}, ERR_USAGE,
		 "знак 16 («по person.org»): здесь одно число");
	is_wrong(&db, "count(trainee) по person.bogus", NULL, ERR_USAGE, "знак 26 («bogus»)");
	is_wrong(&db, "count(trainee, person.phone=)", &(struct measure_scope){.common = true}, ERR_USAGE,
		 "читают не все");
	is_wrong(&db, "count(trainee) by person.email", &(struct measure_scope){.common = true}, ERR_USAGE,
		 "читают не все");
	is_wrong(&db, "sum(assessment.score)", &(struct measure_scope){.common = true}, ERR_USAGE, "читают не все");
	database_close(&db);
}

/* As the viewer, nothing of single scores; as everybody's indicator a mean of three. */
static void test_rights(void **state)
{
	static const struct measure_scope common = {.common = true};
	struct database db;

	(void)state;
	open_school(&db);
	assert_true(taken(&db, "mean(assessment.score, score<3)", NULL).base == 2);
	db.session.role = ROLE_VIEWER;
	is_wrong(&db, "mean(assessment.score)", NULL, ERR_REFUSED, "");
	is_wrong(&db, "count(assessment, score>3)", NULL, ERR_REFUSED, "");
	assert_true(taken(&db, "mean(assessment.score)", &common).value == 3);
	assert_true(taken(&db, "mean(assessment.score, trainee.person.org=1)", &common).base == 3);
	assert_true(taken(&db, "mean(assessment.score, trainee.person.position_kind пусто)", &common).base == 0);
	db.session.role = ROLE_METHODIST;
	assert_true(taken(&db, "mean(assessment.score, trainee.person.position_kind пусто)", &common).base == 2);
	/* two results of one person are no three people */
	add(&db, KIND_ASSESSMENT, "trainee=2", "direction=старые", "kind=входная", "date=10.02.2027", "score=1",
	    "out_of=10", NULL);
	db.session.role = ROLE_VIEWER;
	assert_true(taken(&db, "mean(assessment.score, trainee.person.position_kind пусто)", &common).base == 0);
	database_close(&db);
}

/* One word alone that is not told would follow from the others. */
static void test_words_few(void **state)
{
	const struct measure_scope in = {.common = true};
	struct error e = {.code = OK};
	struct measured_word *w;
	struct measure *m;
	struct database db;
	struct tx *tx;
	size_t n;

	(void)state;
	open_school(&db);
	for (int i = 0; i < 2; i++) {
		db.session.role = i ? ROLE_METHODIST : ROLE_VIEWER;
		tx = tx_read(db.session.store, &e);
		assert_int_equal(measure_parse(tx, "mean(assessment.score) по trainee.person.org", &in, &m, &e), OK);
		w = measure_words(tx, m, &n);
		assert_int_equal(n, 2);
		assert_string_equal(w[0].word, "Лицей");
		assert_string_equal(w[0].key, "2");
		assert_string_equal(w[1].word, "Школа");
		assert_int_equal(w[0].is.base, i ? 2 : 0);
		assert_int_equal(w[1].is.base, i ? 3 : 0);
		measured_words_free(w, n);
		measure_free(&m);
		tx_end(&tx);
	}
	database_close(&db);
}

static bool listed(struct tx *tx, const struct measure *m, enum measure_part part, const char *key, uint32_t **ids,
		   size_t *n)
{
	struct query q = {.kind = measure_kind(m)->kind, .archived = true};
	struct error e = {.code = OK};
	struct buf where = {0};
	const char *asked;

	if (!measure_add_where(tx, m, part, key, &where, &q.year))
		return false;
	asked = buf_text(&where);
	q.asked = &asked;
	q.asked_n = *asked != '\0';
	if (query_run(tx, &q, ids, n, &e))
		fail_msg("%s: %s", asked, e.text);
	buf_free(&where);
	return true;
}

static int compare(const void *pa, const void *pb)
{
	return *(const uint32_t *)pa < *(const uint32_t *)pb ? -1 : *(const uint32_t *)pa > *(const uint32_t *)pb;
}

static size_t assert_same(struct tx *tx, const struct measure *m, enum measure_part part, const char *key)
{
	size_t n, n_listed = 0;
	uint32_t *a = measure_records(tx, m, part, key, &n), *b = NULL;

	if (listed(tx, m, part, key, &b, &n_listed)) {
		if (n_listed)
			qsort(b, n_listed, sizeof(*b), compare);
		assert_int_equal(n, n_listed);
		assert_true(!n || !memcmp(a, b, n * sizeof(*a)));
	} else {
		assert_true(part == MEASURE_PART && measure_how(m) != MEASURE_SHARE);
	}
	free(a);
	free(b);
	return n;
}

/* The records behind each number, word by word too, are those that a list with its condition has. */
static void test_records(void **state)
{
	/* clang-format off */
	static const char *const all[] = {
		"share(trainee, state != отчислен, person.org.low_results=да) по person.org",
		"count(trainee, state=завершил или state=отчислен) по person.position_kind",
		"count(event, date=год и state=проведено) по form",
		"sum(event.hours, state=проведено) по sites",
		"mean(assessment.score, kind=входная) по direction",
		"share(task, done_on не пусто) по trainee.person.org.low_results",
	};
	/* clang-format on */
	struct database db;
	struct buf told = {0};
	struct error e = {.code = OK};
	struct tx *tx;
	size_t counted = 0;

	(void)state;
	database_open(&db, "2026-11-28", "");
	if (demo_scale(&db.session, 12, NULL, &told, &e))
		fail_msg("%s", e.text);
	tx = tx_read(db.session.store, &e);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all) * 6; i++) {
		size_t which = i / 6, of_words = 0, words_n, base, part;
		struct measure_scope in = {.year = 2026 - (int)(i / 2 % 3), .of = 1 + i % 2};
		struct measured_word *words;
		struct measured is;
		struct measure *m;

		in.within = i % 2 && which != 2 && which != 3 ? of_site : NULL;
		if (measure_parse(tx, all[which], &in, &m, &e))
			fail_msg("%s: %s", all[which], e.text);
		is = measure_take(tx, m);
		base = assert_same(tx, m, MEASURE_BASE, NULL);
		part = assert_same(tx, m, MEASURE_PART, NULL);
		if (measure_how(m) == MEASURE_COUNT)
			assert_true((double)part == is.value && base == part);
		else if (measure_how(m) == MEASURE_SHARE)
			assert_true((double)part == is.value && (long)base == is.base);
		else
			assert_true((long)part == is.base && base >= part);
		words = measure_words(tx, m, &words_n);
		for (size_t w = 0; w < words_n; w++)
			of_words += assert_same(tx, m, MEASURE_BASE, words[w].key);
		assert_true(of_words == base || (which == 3 && of_words > base));
		counted += base;
		measured_words_free(words, words_n);
		measure_free(&m);
	}
	tx_end(&tx);
	assert_true(counted > 500);
	buf_free(&told);
	database_close(&db);
}

static void test_texts(void **state)
{
	static const struct {
		enum measure_how how;
		struct measured is;
		const char *text;
	} texts[] = {
		{MEASURE_COUNT, {12, 0, 0}, "12"},
		{MEASURE_SUM, {0, 0, 0}, "0"},
		{MEASURE_SHARE, {8, 12, 0}, "67 % (8 из 12)"},
		{MEASURE_SHARE, {0, 0, 0}, "—"},
		{MEASURE_MEAN, {13.5, 14, 0}, "13,5 (n = 14)"},
		{MEASURE_MEAN, {0, 0, 0}, "—"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf b = {0};

		measured_add(texts[i].how, texts[i].is, &b);
		assert_string_equal(buf_text(&b), texts[i].text);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_values),  cmocka_unit_test(test_mistakes),
					   cmocka_unit_test(test_rights),  cmocka_unit_test(test_words_few),
					   cmocka_unit_test(test_records), cmocka_unit_test(test_texts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
