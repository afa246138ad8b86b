/* Columns as wide as what stands in them: tables of our own and random ones, cell by cell as a screen would show them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stazh/base/columns.h"
#include "stazh/tui/list.h"

#define GAP	2
#define COLUMNS 6
#define ROWS	12

/* Widths of the texts; what the columns need follows from them. */
struct shown {
	size_t columns, rows;
	int cell[ROWS][COLUMNS];
	struct column_need need[COLUMNS];
};

static void measure(struct shown *t)
{
	for (size_t i = 0; i < t->columns; i++) {
		struct column_need *c = &t->need[i];

		c->want = 1;
		c->idle = true;
		for (size_t r = 0; r < t->rows; r++) {
			c->want = t->cell[r][i] > c->want ? t->cell[r][i] : c->want;
			c->idle &= !t->cell[r][i];
		}
		c->floor = c->text && c->want > 8 ? 8 : c->want;
	}
}

static int sum(const int *out, size_t n)
{
	int all = -GAP;

	for (size_t i = 0; i < n; i++)
		all += out[i] ? out[i] + GAP : 0;
	return all;
}

/* Is a cell cut while four or more cells beside one another are blank in all rows? */
static bool wastes(const struct shown *t, const int *out, int room)
{
	bool filled[400] = {0}, cut = false;
	int x = 0;

	for (size_t i = 0; i < t->columns; i++) {
		for (size_t r = 0; out[i] && r < t->rows; r++) {
			cut |= t->cell[r][i] > out[i];
			for (int at = 0; at < t->cell[r][i] && at < out[i]; at++)
				filled[x + at] = true;
		}
		x += out[i] ? out[i] + GAP : 0;
	}
	for (int at = 0, blank = 0; at < room && cut; at++)
		if ((blank = filled[at] ? 0 : blank + 1) >= 4)
			return true;
	return false;
}

static void test_nothing_wasted(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 20000; i++) {
		struct shown t = {.columns = 1 + (size_t)rand() % COLUMNS, .rows = 1 + (size_t)rand() % ROWS};
		int room = 40 + rand() % 160, out[COLUMNS], floors = -GAP;

		for (size_t c = 0; c < t.columns; c++) {
			int most = 1 + rand() % (rand() % 4 ? 20 : 120);

			t.need[c].text = rand() % 2;
			t.need[c].drop = c > 1 ? (int)c : 0;
			for (size_t r = 0; r < t.rows; r++)
				t.cell[r][c] = t.need[c].text ? rand() % (most + 1) : most;
		}
		measure(&t);
		columns_fit(t.need, t.columns, room, GAP, out);
		assert_true(sum(out, t.columns) <= room);
		for (size_t c = 0; c < t.columns; c++)
			floors += out[c] ? t.need[c].floor + GAP : 0;
		/* whole where the floors have room: dates, states, numbers */
		for (size_t c = 0; c < t.columns && floors <= room; c++)
			assert_true(!out[c] || t.need[c].text || out[c] == t.need[c].want);
		/* a column goes only for want of room, which what is left of it may then have */
		for (size_t c = 0, all = 1; c < t.columns; c++)
			if (!(all &= out[c] > 0) || c + 1 == t.columns)
				assert_true(!all || !wastes(&t, out, room));
	}
}

static void test_wide(void **state)
{
	const struct column_need c[] = {{.floor = 8, .want = 20, .wish = 30, .text = true},
					{.floor = 8, .want = 60, .wish = 90, .text = true},
					{.floor = 10, .want = 10}};
	int w[3];

	(void)state;
	columns_fit(c, 3, 200, GAP, w); /* no more than is asked for */
	assert_int_equal(w[0], 30);
	assert_int_equal(w[1], 90);
	assert_int_equal(w[2], 10);
	columns_fit(c, 3, 100, GAP, w); /* the rows to be seen before the others */
	assert_int_equal(w[0], 26);
	assert_int_equal(w[1], 60);
	columns_fit(c, 3, 64, GAP, w); /* the widest gives way */
	assert_int_equal(w[0], 20);
	assert_int_equal(w[1], 30);
	assert_int_equal(w[2], 10);
}

static void test_narrow(void **state)
{
	const struct column_need c[] = {{.floor = 8, .want = 20, .text = true},
					{.floor = 9, .want = 9},
					{.floor = 12, .want = 12, .drop = 2},
					{.floor = 6, .want = 30, .text = true, .drop = 3}};
	int w[4];

	(void)state;
	columns_fit(c, 4, 41, GAP, w);
	assert_int_equal(w[0], 8);
	assert_int_equal(w[3], 6);
	columns_fit(c, 4, 40, GAP, w); /* the last goes first, and leaves its room to the others */
	assert_int_equal(w[3], 0);
	assert_int_equal(w[2], 12);
	assert_int_equal(w[0], 15);
	columns_fit(c, 4, 20, GAP, w);
	assert_int_equal(w[2], 0);
	assert_int_equal(w[1], 9);
	columns_fit(c, 4, 12, GAP, w); /* even less than what always stays needs: the text gives way */
	assert_int_equal(w[0], 1);
	assert_int_equal(w[1], 9);
	columns_fit(c, 4, 1, GAP, w);
	assert_true(w[0] >= 1 && w[1] >= 1);
}

static void test_idle(void **state)
{
	const struct column_need c[] = {{.floor = 8, .want = 20, .text = true, .idle = true},
					{.floor = 9, .want = 9, .idle = true},
					{.floor = 6, .want = 30, .text = true},
					{.floor = 10, .want = 10, .idle = true}};
	int w[4];

	(void)state;
	columns_fit(c, 4, 75, GAP, w); /* all have room */
	assert_int_equal(w[3], 10);
	columns_fit(c, 4, 74, GAP, w); /* one is enough */
	assert_int_equal(w[3], 0);
	assert_int_equal(w[1], 9);
	assert_int_equal(w[2], 30);
	columns_fit(c, 4, 40, GAP, w); /* the first says which row it is */
	assert_int_equal(w[1], 0);
	assert_int_equal(w[0], 19);
	assert_int_equal(w[2], 19);
}

/* ---- a list ---- */

static size_t asked;

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	(void)arg;
	(void)tx;
	asked++;
	buf_addf(&out->cell[0], "Школа %zu", n);
	buf_fill(&out->cell[1], 'x', n < 20 ? 30 : n == 150 ? 60 : 10);
	buf_add(&out->cell[2], "та же");
	buf_add(&out->cell[3], n == 19 ? "завершена" : "действует");
}

static void test_list(void **state)
{
	static const struct list_column columns[] = {{.title = "Школа", .min = 8, .grow = 1},
						     {.title = "Тема", .min = 8, .grow = 1},
						     {.title = "Форма", .min = 6},
						     {.title = "Состояние", .min = 6}};
	struct list l = {.columns = columns, .columns_n = 4, .row = row};
	int w[4];

	(void)state;
	list_set_count(&l, 100000);
	list_place(&l, (struct area){0, 0, 20, 80});
	list_measure(NULL, &l);
	assert_true(asked <= 200); /* stays virtual */
	list_columns_fit(&l, 76, w);
	assert_int_equal(w[0], 9); /* «Школа 199» is not to be seen, but has room */
	assert_int_equal(w[1], 47);
	assert_int_equal(w[2], 5);
	assert_int_equal(w[3], 9);
	list_columns_fit(&l, 50, w);
	assert_int_equal(w[0], 8);
	assert_int_equal(w[1], 29); /* 30 less one */
	assert_int_equal(w[2], 0);  /* the same in all rows */
	assert_int_equal(w[3], 9);

	asked = 0; /* settled: nothing is asked, nothing jumps */
	list_select(&l, 150);
	list_place(&l, (struct area){0, 0, 20, 80});
	list_measure(NULL, &l);
	assert_int_equal(asked, 0);
	list_set_count(&l, 100000); /* loaded anew */
	list_measure(NULL, &l);
	assert_true(asked > 0);
	list_columns_fit(&l, 76, w);
	assert_int_equal(w[1], 60);
	assert_int_equal(w[3], 0); /* now the same in all that were looked at */
	list_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_wasted), cmocka_unit_test(test_wide), cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_idle),	       cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
