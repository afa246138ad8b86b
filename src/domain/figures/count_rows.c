/* The rows that a year's counts become. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"

/* The row «events.form:семинар». */
static struct figure *put_word(struct figures *out, enum figure_section section, const char *group, const char *word,
			       const char *title, enum figure_type type, double value, long base)
{
	struct buf code = {0}, shown = {0};
	size_t row;

	buf_addf(&code, "%s:%s", group, word);
	text_add_cased(&shown, title, true);
	row = figures_put(out, section, code.s, buf_text(&shown), type, value, base);
	buf_free(&code);
	buf_free(&shown);
	return &out->f[row];
}

static void put_words(struct figures *out, const struct tally *t, enum figure_section section, const char *group,
		      enum figure_type type)
{
	for (size_t i = 0; i < t->words_n; i++)
		if (!strcmp(t->words[i].group, group))
			put_word(out, section, group, t->words[i].word, t->words[i].word, type,
				 (double)t->words[i].value, t->words[i].base);
}

static void put_orgs(struct pass *p, struct figures *out, struct tally *t)
{
	ids_sort(&t->orgs);
	for (size_t i = 0, end; i < t->orgs.n; i = end) {
		char id[16];

		for (end = i; end < t->orgs.n && t->orgs.v[end] == t->orgs.v[i]; end++)
			;
		snprintf(id, sizeof(id), "%u", t->orgs.v[i]);
		put_word(out, FIGURES_TRAINEES, "trainees.org", id, known_at(&p->orgs, t->orgs.v[i])->name,
			 FIGURE_NUMBER, (double)(end - i), 0);
	}
}

static void put_months(const struct pass *p, struct figures *out, const struct tally *t)
{
	for (int i = 0; i < 12; i++) {
		int month = (i + 8) % 12 + 1, year = p->year + (month < 9);
		char word[24], title[60];

		snprintf(word, sizeof(word), "%d-%02d", year, month);
		snprintf(title, sizeof(title), "%s %d", date_month_name(month, false), year);
		if (t->month[i])
			put_word(out, FIGURES_EVENTS, HOURS_GROUP, word, title, FIGURE_OF, (double)t->month_held[i],
				 t->month[i]);
	}
}

static void put_results(struct figures *out, const struct tally *t)
{
	const struct dynamics *d = t->dynamics;
	size_t mean = out->n - 1; /* the row of all */
	double change = 0;
	long both = 0;

	for (size_t i = 0; i < t->dynamics_n; i++) {
		const struct {
			const char *group, *title;
			const struct mean *m;
		} rows[] = {{"results.entry", "входная", &d[i].entry},
			    {"results.exit", "итоговая", &d[i].exit},
			    {"results.change", "изменение", &d[i].change}};

		for (size_t j = 0; d[i].people && j < 3; j++) {
			struct buf title = {0};
			struct figure *f;

			buf_addf(&title, "%s: %s", d[i].direction, rows[j].title);
			f = put_word(out, FIGURES_RESULTS, rows[j].group, d[i].direction, title.s,
				     j == 2 ? FIGURE_CHANGE : FIGURE_MEAN, rows[j].m->percent, (long)rows[j].m->n);
			if (j == 2 && rows[j].m->n) {
				f->from = d[i].from.percent;
				f->to = d[i].to.percent;
				f->of = (long)d[i].people;
			}
			buf_free(&title);
		}
		change += d[i].change.percent * (double)d[i].change.n;
		both += (long)d[i].change.n;
	}
	out->f[mean].value = both ? change / (double)both : 0;
	out->f[mean].base = both;
}

static long sum(const struct tally *t, const struct counted *c)
{
	return (c->sum[0] ? t->n[c->sum[0]] : 0) + (c->sum[1] ? t->n[c->sum[1]] : 0);
}

/* What is told of nobody's district, or says nothing beside its neighbour. */
static bool is_left_out(const struct pass *p, const struct tally *t, const struct figure_def *d)
{
	if (d->section == FIGURES_SITES)
		return t != p->total;
	if (d->value.sum[0] == PEOPLE) /* somebody is in two groups, of two sites perhaps */
		return t->n[PEOPLE] == t->n[TRAINEES];
	return d->some && !sum(t, d->base.sum[0] ? &d->base : &d->value);
}

/* What follows a row that stands for itself: its section's words. */
static void put_words_of(struct pass *p, struct figures *out, struct tally *t, enum figure_section section,
			 size_t first)
{
	for (size_t i = 0; i < figure_groups_n; i++)
		if (figure_groups[i].section == section && figure_groups[i].title)
			put_words(out, t, section, figure_groups[i].group, figure_groups[i].type);
	if (section == FIGURES_TRAINEES)
		put_orgs(p, out, t);
	if (section == FIGURES_EVENTS)
		put_months(p, out, t);
	if (section == FIGURES_TRAINEES || section == FIGURES_EVENTS)
		figures_sort_words(out, first);
}

void tally_put(struct pass *p, struct tally *t, bool seen, struct figures *out)
{
	size_t first = out->n;

	dynamics_finish(t->dynamics, t->dynamics_n, seen);
	out->rules = FIGURES_RULES;
	t->n[PEOPLE] = ids_sort(&t->people);
	for (size_t i = 0; i < figure_defs_n; i++) {
		const struct figure_def *d = &figure_defs[i];

		if (i && d->section != d[-1].section)
			first = out->n;
		if (!is_left_out(p, t, d))
			figures_put(out, d->section, d->code, d->title, d->type, (double)sum(t, &d->value),
				    sum(t, &d->base));
		if (d->value.records == RESULTS_CHANGE)
			put_results(out, t);
		if (i + 1 == figure_defs_n || d->section != d[1].section)
			put_words_of(p, out, t, d->section, first);
	}
}
