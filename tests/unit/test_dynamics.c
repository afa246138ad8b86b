/* Means and changes against a computation of their own, with results missing here and there. */
#include <math.h>

#include "database.h"
#include "stazh/domain/dynamics.h"

#define TRAINEES   20
#define DIRECTIONS 3

static const char *const names[DIRECTIONS] = {"сетевое", "новые технологии", "работа с родителями"};

struct sum {
	double points, percent;
	size_t n;
};

static void add_to(struct sum *s, double points, double percent)
{
	s->points += points;
	s->percent += percent;
	s->n++;
}

static void assert_same(const struct sum *s, const struct mean *m)
{
	assert_int_equal(s->n, m->n);
	if (!s->n)
		return;
	assert_true(fabs(s->points / (double)s->n - m->points) < 1e-9);
	assert_true(fabs(s->percent / (double)s->n - m->percent) < 1e-9);
}

static struct record *stored(struct database *db, const struct diagnosis *d, struct record *r)
{
	struct tx *tx = tx_read(db->session.store, NULL);

	diagnosis_find(tx, d->trainee, d->direction, d->kind, 0, r);
	tx_end(&tx);
	return r;
}

static int64_t rev_of(struct database *db, const struct diagnosis *d)
{
	struct record r = {0};
	int64_t rev = record_int(stored(db, d, &r), REC_REV);

	record_release(&r);
	return rev;
}

static uint32_t id_of(struct database *db, const struct diagnosis *d)
{
	struct record r = {0};
	uint32_t id = stored(db, d, &r)->id;

	record_release(&r);
	return id;
}

static void test_random(void **state)
{
	static const char *const kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_EXIT};
	struct diagnosis grid[TRAINEES * DIRECTIONS * 2];
	long score[2][DIRECTIONS][TRAINEES], out_of[2][DIRECTIONS][TRAINEES];
	uint32_t ids[TRAINEES], seed = 20260901;
	struct database db;
	struct dynamics *d;
	struct error e = {.code = OK};
	struct buf list = {0};
	struct tx *tx;
	size_t n = 0, directions, at;

	(void)state;
	database_open(&db, "2026-10-01", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(&db, KIND_SITE, "org=1", "topic=Т", NULL);
	add(&db, KIND_GROUP, "site=1", "name=Первая", NULL);
	for (int i = 0; i < TRAINEES; i++)
		buf_addf(&list, "Стажёр%c%c Имя; Школа\n", 'a' + i / 5, 'a' + i % 5);
	if (op_act(&db.session, KIND_GROUP, 1, 0, "enrol", (struct assign[]){{"names", list.s}, {"create", "да"}}, 2,
		   &db.told, &e))
		fail_msg("%s", e.text);
	for (int k = 0; k < 2; k++)
		for (int dir = 0; dir < DIRECTIONS; dir++)
			for (int i = 0; i < TRAINEES; i++) {
				seed = seed * 1664525 + 1013904223;
				out_of[k][dir][i] = 10 + (seed >> 8) % 40;
				score[k][dir][i] = (seed >> 24) % 4
							   ? (long)((seed >> 16) % (uint32_t)(out_of[k][dir][i] + 1))
							   : -1;
				grid[n++] = (struct diagnosis){.trainee = (uint32_t)i + 1,
							       .direction = names[dir],
							       .kind = kinds[k],
							       .date = db.session.today,
							       .score = score[k][dir][i],
							       .out_of = out_of[k][dir][i]};
			}
	assert_int_equal(op_diagnose(&db.session, grid, n, NULL, &e), OK);
	for (uint32_t i = 0; i < TRAINEES; i++)
		ids[i] = i + 1;
	tx = tx_read(db.session.store, &e);
	d = dynamics_of(tx, NULL, ids, TRAINEES, &directions);
	tx_end(&tx);
	assert_int_equal(directions, DIRECTIONS);
	for (at = 0; at < directions; at++) {
		struct sum entry = {0}, exit = {0}, from = {0}, to = {0}, change = {0};
		size_t people = 0;
		int dir = 0;

		while (strcmp(names[dir], d[at].direction))
			dir++;
		for (int i = 0; i < TRAINEES; i++) {
			double a = 100.0 * (double)score[0][dir][i] / (double)out_of[0][dir][i];
			double b = 100.0 * (double)score[1][dir][i] / (double)out_of[1][dir][i];

			if (score[0][dir][i] >= 0)
				add_to(&entry, (double)score[0][dir][i], a);
			if (score[1][dir][i] >= 0)
				add_to(&exit, (double)score[1][dir][i], b);
			people += score[0][dir][i] >= 0 || score[1][dir][i] >= 0;
			if (score[0][dir][i] < 0 || score[1][dir][i] < 0)
				continue;
			add_to(&from, (double)score[0][dir][i], a);
			add_to(&to, (double)score[1][dir][i], b);
			add_to(&change, (double)(score[1][dir][i] - score[0][dir][i]), b - a);
		}
		assert_in_range(change.n, 1, TRAINEES - 1);
		assert_same(&entry, &d[at].entry);
		assert_same(&exit, &d[at].exit);
		assert_same(&change, &d[at].change);
		assert_same(&from, &d[at].from);
		assert_same(&to, &d[at].to);
		assert_int_equal(d[at].people, people);
		assert_int_equal(d[at].out_of, 0); /* of several scales: no points */
	}
	dynamics_free(d, directions);

	/* one step of undo; again: changed and taken away */
	assert_int_equal(op_undo(&db.session, 1, NULL, &e), OK);
	assert_int_equal(count(&db, KIND_ASSESSMENT), 0);
	assert_int_equal(op_diagnose(&db.session, grid, n, NULL, &e), OK);
	for (size_t i = 0; i < n; i++)
		grid[i].score = -1;
	for (at = 0; at < n && !rev_of(&db, &grid[at]); at++) /* the first that is there */
		;
	assert_int_equal(op_diagnose(&db.session, grid, n, &directions, &e),
			 ERR_CHANGED); /* another wrote it meanwhile */
	assert_int_equal(directions, at);
	assert_non_null(strstr(e.text, "тем временем записана"));
	for (size_t i = 0; i < n; i++)
		grid[i].rev = rev_of(&db, &grid[i]);
	assert_int_equal(op_diagnose(&db.session, grid, n, NULL, &e), OK);
	assert_int_equal(count(&db, KIND_ASSESSMENT), 0);
	assert_int_equal(op_diagnose(&db.session, grid, n, &directions, &e), ERR_CHANGED); /* another took it away */
	assert_int_equal(directions, at);
	for (size_t i = 0; i < n; i++)
		grid[i].rev = 0;

	/* a changed score keeps its day, unless the day is changed too */
	grid[0].score = 1;
	assert_int_equal(op_diagnose(&db.session, grid, 1, NULL, &e), OK);
	grid[0].rev = rev_of(&db, &grid[0]);
	grid[0].score = 2;
	grid[0].date++;
	assert_int_equal(op_diagnose(&db.session, grid, 1, NULL, &e), OK);
	assert_string_equal(shown(&db, KIND_ASSESSMENT, id_of(&db, &grid[0]), "date"), "01.10.2026");
	grid[0].rev = rev_of(&db, &grid[0]);
	grid[0].new_date = true;
	assert_int_equal(op_diagnose(&db.session, grid, 1, NULL, &e), OK);
	assert_string_equal(shown(&db, KIND_ASSESSMENT, id_of(&db, &grid[0]), "date"), "02.10.2026");
	grid[0].rev = rev_of(&db, &grid[0]);
	grid[1].score = grid[1].out_of + 1;
	assert_refused(op_diagnose(&db.session, grid, n, &directions, &e), e, "6.1", "набрано");
	assert_int_equal(directions, 1);
	buf_free(&list);
	database_close(&db);
}

/* The fifths: nothing is in the first, the full score in the last. */
static void test_fifths(void **state)
{
	static const struct {
		long score;
		int fifth;
	} cases[] = {{0, 0}, {19, 0}, {20, 1}, {99, 4}, {100, 4}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct database db;
		struct dynamics *d;
		struct error e = {.code = OK};
		struct tx *tx;
		char score[30];
		size_t n;

		database_open(&db, "2026-10-01", "");
		add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
		add(&db, KIND_PERSON, "surname=Ёлкина", "org=1", NULL);
		add(&db, KIND_SITE, "org=1", "topic=Т", NULL);
		add(&db, KIND_GROUP, "site=1", "name=Первая", NULL);
		add(&db, KIND_TRAINEE, "group=1", "person=1", NULL);
		snprintf(score, sizeof(score), "score=%ld", cases[i].score);
		add(&db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=входная", score, "out_of=100", NULL);
		tx = tx_read(db.session.store, &e);
		d = dynamics_of(tx, NULL, (const uint32_t[]){1}, 1, &n);
		tx_end(&tx);
		assert_int_equal(n, 1);
		assert_int_equal(d->out_of, 100);
		for (int f = 0; f < FIFTHS; f++)
			assert_int_equal(d->entry_fifths[f], f == cases[i].fifth);
		dynamics_free(d, n);
		database_close(&db);
	}
}

/* Points of several scales have no mean and no difference: the common scale is told, or that there is none. */
static void test_scales(void **state)
{
	static const struct {
		long entry[2], exit; /* out of; exit of the first trainee, 0: none */
		long out_of;
	} cases[] = {{{10, 10}, 0, 10}, {{10, 20}, 0, 0}, {{20, 10}, 0, 0}, {{10, 10}, 20, 0}, {{10, 10}, 10, 10}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dynamics *d = NULL;
		size_t n = 0;

		for (int t = 0; t < 2; t++) {
			struct result r[2] = {{.direction = "новые", .kind = RESULT_ENTRY, .out_of = cases[i].entry[t]},
					      {.direction = "новые", .kind = RESULT_EXIT, .out_of = cases[i].exit}};

			dynamics_take(&d, &n, r, !t && cases[i].exit ? 2 : 1, DATE_MIN, DATE_MAX);
		}
		dynamics_finish(d, n, true);
		assert_int_equal(n, 1);
		assert_int_equal(d->out_of, cases[i].out_of);
		dynamics_free(d, n);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		double number;
		bool sign;
		const char *text;
	} cases[] = {{13.5, false, "13,5"}, {14, false, "14"}, {4, true, "+4"},
		     {-2.25, true, "−2,3"}, {0, true, "0"},    {0.04, true, "0"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf b = {0};

		dynamics_add_number(&b, cases[i].number, cases[i].sign);
		assert_string_equal(b.s, cases[i].text);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_fifths),
					   cmocka_unit_test(test_scales), cmocka_unit_test(test_numbers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
