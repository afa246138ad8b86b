/* What figures tell in a report: charts of characters, the dynamics of results. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mark.h"
#include "stazh/domain/dynamics.h"
#include "dossier.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* ---- charts: bars of characters, the numbers beside them ---- */

#define BAR 20 /* cells of the longest */

static const struct template_name chart_columns[] = {{"what", "что"}, {"bar", "столбик"}, {"number", "число"}};

/* share: of the longest bar, 0 … 1. */
static void put_bar(struct dossier *d, size_t table, const char *what, double share, bool light, struct buf *number)
{
	struct template_value *v = dossier_row(d, table);
	struct buf bar = {0};

	mark_add_bar(share, BAR, light, &bar);
	v[0].text = what;
	v[1].text = keep(d, &bar);
	v[2].text = keep(d, number);
}

/* The rows of a group, as long as the greatest: held of what was planned. */
static void put_chart(struct dossier *d, const char *name, const char *also, const char *group, const char *unit,
		      const struct figures *f)
{
	size_t table = dossier_table(d, name, also, chart_columns, COUNT(chart_columns)), n = strlen(group);
	double longest = 0;

	for (size_t i = 0; i < f->n; i++)
		if (!strncmp(f->f[i].code, group, n) && f->f[i].value > longest)
			longest = f->f[i].value;
	for (size_t i = 0; i < f->n && longest > 0; i++) {
		struct buf number = {0};

		if (strncmp(f->f[i].code, group, n) != 0)
			continue;
		figure_add(&f->f[i], &number);
		buf_add(&number, unit);
		put_bar(d, table, keep_text(d, f->f[i].title), f->f[i].value / longest, false, &number);
	}
}

/* ---- dynamics ---- */

#define CHANGE "results.change:"

static const struct template_name dynamics_columns[] = {
	{"direction", "направление"}, {"entry", "вход"},      {"entry_n", "вход чел"},	    {"exit", "выход"},
	{"exit_n", "выход чел"},      {"change", "динамика"}, {"change_n", "динамика чел"}, {"of_n", "из скольких"},
	{"same", "у одних и тех же"},
};

static const struct figure *result_of(const struct figures *f, const char *what, const char *direction)
{
	struct buf code = {0};
	const struct figure *found;

	buf_addf(&code, "results.%s:%s", what, direction);
	found = figures_find(f, code.s);
	buf_free(&code);
	return found;
}

static const char *keep_percent(struct dossier *d, double percent, bool there, bool sign)
{
	struct buf b = {0};

	if (there)
		dynamics_add_number(&b, percent, sign);
	else
		buf_add(&b, "—");
	return keep(d, &b);
}

/* Before and after are of the same people; where nobody has both, of those who have the one. */
static void put_direction(struct dossier *d, size_t table, size_t chart, const struct figures *f,
			  const struct figure *change)
{
	const char *direction = keep_text(d, change->code + strlen(CHANGE));
	const struct figure *entry = result_of(f, "entry", direction), *exit = result_of(f, "exit", direction);
	bool same = change->base && change->of;
	double before = same	? change->from
			: entry ? entry->value
				: 0,
	       after = same   ? change->to
		       : exit ? exit->value
			      : 0;
	bool has[] = {same || (entry && entry->base), same || (exit && exit->base)};
	struct template_value *v = dossier_row(d, table);
	struct buf words = {0};

	figure_add_change(change, &words);
	v[0].text = direction;
	v[1].text = keep_percent(d, before, has[0], false);
	v[2].text = keep_number(d, same ? change->base : entry ? entry->base : 0);
	v[3].text = keep_percent(d, after, has[1], false);
	v[4].text = keep_number(d, same ? change->base : exit ? exit->base : 0);
	v[5].text = keep_percent(d, change->value, change->base, true);
	v[6].text = keep_number(d, change->base);
	v[7].text = keep_number(d, same ? change->of : entry ? entry->base : exit ? exit->base : 0);
	v[8].text = keep(d, &words);
	if (has[0] || has[1])
		dossier_row(d, chart)[0].text = direction;
	for (int i = 0; i < 2; i++) {
		struct buf number = {0};

		if (!has[i])
			continue;
		dynamics_add_number(&number, i ? after : before, false);
		buf_add(&number, " %");
		put_bar(d, chart, i ? "– выход" : "– вход", (i ? after : before) / 100, !i, &number);
	}
}

static void put_dynamics(struct dossier *d, const struct figures *f)
{
	size_t table =
		dossier_table(d, "dynamics", "динамика по направлениям", dynamics_columns, COUNT(dynamics_columns));
	size_t chart = dossier_table(d, "chart_dynamics", "график динамики", chart_columns, COUNT(chart_columns));

	for (size_t i = 0; i < f->n; i++)
		if (!strncmp(f->f[i].code, CHANGE, strlen(CHANGE)))
			put_direction(d, table, chart, f, &f->f[i]);
}

void dossier_put_charts(struct dossier *d, const struct figures *f)
{
	put_dynamics(d, f);
	put_chart(d, "chart_forms", "график форм", "events.form:", "", f);
	put_chart(d, "chart_months", "график месяцев", "hours.month:", " ч", f);
}

const char *keep_unmeasured(struct dossier *d, uint32_t site, const struct figures *f)
{
	struct record r = {0};
	const struct value *v = record_load(d->tx, KIND_SITE, site, &r) ? NULL : record_get(&r, SITE_DIRECTIONS);
	struct buf out = {0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++) {
		const struct figure *entry = result_of(f, "entry", v->items[i].text),
				    *exit = result_of(f, "exit", v->items[i].text);

		if (!(entry && entry->base) && !(exit && exit->base))
			buf_addf(&out, "%s%s", out.n ? "; " : "", v->items[i].text);
	}
	record_release(&r);
	return keep(d, &out);
}

const char *keep_figure(struct dossier *d, const struct figures *f, const char *code)
{
	const struct figure *row = figures_find(f, code);

	return row && row->value > 0 ? keep_number(d, lround(row->value)) : "";
}
