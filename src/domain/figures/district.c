#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/domain/district.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"
#include "stazh/model/cycle.h"
#include "stazh/model/deadline.h"
#include "stazh/model/query.h"

void district_release(struct district *d)
{
	free(d->row);
	arena_release(&d->arena);
	*d = (struct district){.row = NULL};
}

const char *district_section_title(enum district_section s)
{
	static const char *const titles[DISTRICT_SECTIONS] = {"Площадки", "Кто опаздывает", "Отчёты", "Работа за год"};

	return titles[s];
}

static struct district_row *add(struct district *d, enum district_section section, const char *title)
{
	d->row = mem_grow(d->row, d->n, &d->cap, sizeof(*d->row));
	d->row[d->n] = (struct district_row){.section = section, .title = title, .unit = ""};
	return &d->row[d->n++];
}

/* Bars of a section are as long as the numbers are beside its greatest. */
static void scale(struct district *d, size_t first)
{
	double most = 0;

	for (size_t i = first; i < d->n; i++)
		most = fmax(most, d->row[i].of[0].value);
	for (size_t i = first; i < d->n; i++)
		d->row[i].share = most > 0 ? d->row[i].of[0].value / most : 0;
}

/* ---- records by state ---- */

static size_t count(struct tx *tx, unsigned kind, int year, const char *state)
{
	const struct condition where = {field_by_id(kind_def(kind), kind_def(kind)->state), state};
	struct query q = {.kind = kind, .where = &where, .n = state != NULL, .year = year};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(tx, &q, &ids, &n, NULL))
		n = 0;
	free(ids);
	return n;
}

/* All of the year, then those of each state. What is a site's state now was not its state in the years before: these
 * have the number of all alone, unless `then`: a report is of its year for good. */
static void add_states(struct tx *tx, struct district *d, enum district_section section, unsigned kind, int year,
		       const char *all, bool then)
{
	struct district_row *r = add(d, section, all);
	size_t first = d->n;

	r->kind = kind;
	for (int y = 0; y < DISTRICT_YEARS; y++) {
		r->of[y].known = true;
		r->of[y].value = (double)count(tx, kind, year - y, NULL);
	}
	for (const char *const *state = kind_def(kind)->cycle->states; *state; state++) {
		struct district_row row = {
			.section = section, .title = *state, .unit = "", .kind = kind, .state = *state};
		bool any = false;

		for (int y = 0; y < (then ? DISTRICT_YEARS : 1); y++) {
			row.of[y].known = true;
			row.of[y].value = (double)count(tx, kind, year - y, *state);
			any |= row.of[y].value > 0;
		}
		if (any)
			*add(d, section, *state) = row;
	}
	scale(d, first - 1);
}

/* ---- who is late ---- */

struct late {
	struct district *d;
	size_t first;
	int32_t today;
};

static bool is_late(const struct deadline *d, int32_t today)
{
	return d->due < today;
}

static void take_late(const struct deadline *d, void *arg)
{
	struct late *l = arg;
	struct district_row *r;
	size_t i = l->first;

	if (!is_late(d, l->today))
		return;
	l->d->late++;
	while (i < l->d->n && l->d->row[i].org != d->org)
		i++;
	if (i == l->d->n) {
		r = add(l->d, DISTRICT_LATE, arena_strndup(&l->d->arena, d->where, d->where_n));
		r->what = arena_strndup(&l->d->arena, d->what, d->what_n);
		r->org = d->org;
		r->of[0].known = true;
		l->d->late_orgs++;
	}
	l->d->row[i].of[0].value++;
}

static int by_late(const void *pa, const void *pb)
{
	const struct district_row *a = pa, *b = pb;

	if (a->of[0].value != b->of[0].value)
		return a->of[0].value > b->of[0].value ? -1 : 1;
	return (a->org > b->org) - (a->org < b->org);
}

static void add_late(struct tx *tx, struct district *d)
{
	struct late l = {.d = d, .first = d->n, .today = tx_session(tx)->today};
	struct deadline_query q = {.today = l.today, .from = DATE_NONE, .joined = true};

	deadline_each(tx, &q, take_late, &l);
	if (d->n > l.first)
		qsort(d->row + l.first, d->n - l.first, sizeof(*d->row), by_late);
	scale(d, l.first);
}

struct of_org {
	uint32_t org;
	int32_t today;
	void (*fn)(const struct deadline *d, void *arg);
	void *arg;
};

static void give_late(const struct deadline *d, void *arg)
{
	const struct of_org *o = arg;

	if (is_late(d, o->today) && d->org == o->org)
		o->fn(d, o->arg);
}

void district_late(struct tx *tx, uint32_t org, void (*fn)(const struct deadline *d, void *arg), void *arg)
{
	struct of_org o = {org, tx_session(tx)->today, fn, arg};
	struct deadline_query q = {.today = o.today, .from = DATE_NONE, .joined = true};

	deadline_each(tx, &q, give_late, &o);
}

/* ---- the figures ---- */

static const struct {
	const char *code, *title, *unit;
	bool percent, sign;
	double most; /* of the bar; 0: the greatest of the three years */
} figures[] = {
	{"trainees", "Стажёров", "", false, false, 0},
	{"events", "Занятий проведено", "", false, false, 0},
	{"hours", "Часов проведено", "", false, false, 0},
	{"attendance", "Посещение", " %", true, false, 100},
	{"tasks.on_time", "По планам в срок", " %", true, false, 100},
	{"results.change", "Рост, п. п.", "", false, true, 0},
};

static void add_figures(struct tx *tx, struct district *d, int year)
{
	struct figures of[DISTRICT_YEARS] = {{.f = NULL}};

	for (int y = 0; y < DISTRICT_YEARS; y++)
		figures_of(tx, 0, year - y, &of[y]);
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		struct district_row *r = add(d, DISTRICT_FIGURES, figures[i].title);
		double most = figures[i].most;

		r->code = figures[i].code;
		r->unit = figures[i].unit;
		r->sign = figures[i].sign;
		for (int y = 0; y < DISTRICT_YEARS; y++) {
			const struct figure *f = figures_find(&of[y], figures[i].code);
			bool based = figures[i].percent || figures[i].sign;

			r->of[y].known = f && (!based || f->base);
			if (!r->of[y].known)
				continue;
			r->of[y].n = based ? f->base : 0;
			r->of[y].value = figures[i].percent ? 100 * f->value / (double)f->base : f->value;
			most = figures[i].most > 0 ? most : fmax(most, r->of[y].value);
		}
		r->share = most > 0 && r->of[0].value > 0 ? r->of[0].value / most : 0;
	}
	for (int y = 0; y < DISTRICT_YEARS; y++)
		figures_release(&of[y]);
}

void district_of(struct tx *tx, int year, struct district *out)
{
	*out = (struct district){.row = NULL};
	add_states(tx, out, DISTRICT_SITES, KIND_SITE, year, "всего в учебном году", false);
	add_late(tx, out);
	add_states(tx, out, DISTRICT_REPORTS, KIND_REPORT, year, "всего за учебный год", true);
	add_figures(tx, out, year);
}

void district_add(const struct district_row *r, size_t year, struct buf *out)
{
	if (!r->of[year].known) {
		buf_add(out, "—");
		return;
	}
	dynamics_add_number(out, r->of[year].value, r->sign);
	buf_add(out, r->unit);
}
