/* Which records a figure counts: the same walk that counts it keeps them. */
#include <stdlib.h>
#include <string.h>

#include "count.h"

/* ---- the row ---- */

/* What the code is of; false: no built-in figure. */
struct row {
	const struct figure_def *def;
	const struct figure_group *group;
	const char *word;
};

static bool find_row(const char *code, struct row *row)
{
	*row = (struct row){.def = NULL};
	for (size_t i = 0; i < figure_defs_n; i++)
		if (!strcmp(figure_defs[i].code, code)) {
			row->def = &figure_defs[i];
			return true;
		}
	row->group = figure_group_of(code, &row->word);
	return row->group != NULL;
}

static const struct counted *part_of(const struct figure_def *d, enum figure_part part)
{
	bool has_base = d->base.sum[0] || d->base.records;

	return part == FIGURE_BASE && has_base ? &d->base : &d->value;
}

/* ---- asking ---- */

static void want(struct pass *p, const struct row *row, enum figure_part part)
{
	static const struct {
		const char *group;
		enum count count;
	} results[] = {
		{"results.entry", RESULTS_ENTRY}, {"results.exit", RESULTS_EXIT}, {"results.change", RESULTS_CHANGE}};

	if (row->def) {
		const struct counted *c = part_of(row->def, part);

		p->wanted[0] = c->records ? c->records : c->sum[0];
		p->wanted[1] = c->records ? COUNT_NONE : c->sum[1];
		return;
	}
	p->group = row->group->group;
	p->word = row->word;
	p->in_base = part == FIGURE_BASE && row->group->type == FIGURE_OF;
	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++)
		if (!strcmp(results[i].group, p->group))
			p->wanted[0] = results[i].count;
}

static unsigned kind_of(const struct row *row, enum figure_part part)
{
	return row->def ? part_of(row->def, part)->kind : row->group->kind;
}

unsigned figure_kind(struct tx *tx, const struct figure_of *of)
{
	struct row row;

	if (own_is(of->code))
		return own_kind(tx, of);
	return find_row(of->code, &row) ? kind_of(&row, of->part) : KIND_NONE;
}

bool figure_records(struct tx *tx, const struct figure_of *of, uint32_t **ids, size_t *n)
{
	struct pass p = {.tx = tx,
			 .year = of->year,
			 .first = school_year_first(of->year),
			 .last = school_year_last(of->year),
			 .whole = !of->site};
	struct row row;

	if (own_is(of->code))
		return own_records(tx, of, ids, n);
	if (!find_row(of->code, &row))
		return false;
	p.tallies = mem_alloc(sizeof(*p.tallies));
	want(&p, &row, of->part);
	if (of->site) {
		known_at(&p.sites, of->site)->to = 1;
		count_site(&p, of->site);
	} else {
		p.total = p.tallies;
		count_sites(&p);
		count_whole(&p);
	}
	results_settle(&p, figures_seen(tx, of->site));
	ids_sort(&p.members);
	*n = ids_unique(&p.members);
	*ids = p.members.v;
	pass_release(&p, 1);
	return true;
}

/* ---- as a condition ---- */

/* With the year in the place of «год». */
static void add_of_year(const char *where, int year, struct buf *out)
{
	const char *at = strstr(where, "= год") + strlen("= ");

	buf_addn(out, where, (size_t)(at - where));
	school_year_add(out, year);
	buf_add(out, at + strlen("год"));
}

bool figure_where(struct tx *tx, const struct figure_of *of, struct buf *out, int *year)
{
	struct row row;
	const char *where;

	*year = 0;
	if (own_is(of->code))
		return own_where(tx, of, out, year);
	if (!find_row(of->code, &row))
		return false;
	where = row.def			  ? part_of(row.def, of->part)->where
		: of->part == FIGURE_BASE ? row.group->base
					  : row.group->value;
	if (!where)
		return false;
	add_of_year(where, of->year, out);
	if (row.group && !strcmp(row.word, WORD_NONE))
		buf_addf(out, " и %s пусто", row.group->field);
	else if (row.group)
		buf_addf(out, " и %s = \"%s\"", row.group->field, row.word);
	if (of->site) {
		buf_add(out, " и ");
		figure_within_named(tx, kind_of(&row, of->part), of->site, out);
	}
	return true;
}
