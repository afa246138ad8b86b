#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/model/access.h"
#include "stazh/domain/dynamics.h"

/* ---- results ---- */

void results_take(struct results *all, const struct record *assessment)
{
	const char *kind = record_text(assessment, ASSESSMENT_KIND),
		   *direction = record_text(assessment, ASSESSMENT_DIRECTION);
	long out_of = (long)record_int(assessment, ASSESSMENT_OUT_OF);

	all->r = mem_grow(all->r, all->n, &all->cap, sizeof(*all->r));
	all->r[all->n++] = (struct result){
		.id = assessment->id,
		.trainee = record_ref(assessment, ASSESSMENT_TRAINEE),
		.direction = arena_strndup(&all->texts, direction, strlen(direction)),
		.kind = !strcmp(kind, ASSESSMENT_ENTRY)	 ? RESULT_ENTRY
			: !strcmp(kind, ASSESSMENT_EXIT) ? RESULT_EXIT
							 : RESULT_INTERIM,
		.date = record_date(assessment, ASSESSMENT_DATE),
		.points = (double)record_int(assessment, ASSESSMENT_SCORE),
		.out_of = out_of,
		.percent = out_of > 0 ? 100.0 * (double)record_int(assessment, ASSESSMENT_SCORE) / (double)out_of : 0};
}

void results_release(struct results *all)
{
	free(all->r);
	arena_release(&all->texts);
	*all = (struct results){0};
}

/* ---- counting ---- */

static struct dynamics *of_direction(struct dynamics **list, size_t *n, const char *direction)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp((*list)[i].direction, direction))
			return &(*list)[i];
	*list = mem_resize(*list, (*n + 1) * sizeof(**list));
	(*list)[*n] = (struct dynamics){.direction = mem_strdup(direction)};
	return &(*list)[(*n)++];
}

static void count(struct mean *m, double points, double percent)
{
	m->n++;
	m->points += points;
	m->percent += percent;
}

static void count_fifth(unsigned *fifths, double percent)
{
	int fifth = (int)(percent / (100.0 / FIFTHS));

	fifths[fifth < FIFTHS ? fifth : FIFTHS - 1]++;
}

#define SEVERAL (-1)

static void count_one(struct dynamics *d, const struct result *r, struct mean *m, unsigned *fifths)
{
	count(m, r->points, r->percent);
	count_fifth(fifths, r->percent);
	d->out_of = !d->out_of || d->out_of == r->out_of ? r->out_of : SEVERAL;
}

static bool within(const struct result *r, int32_t first, int32_t last)
{
	return r && r->date >= first && r->date <= last;
}

void dynamics_pair(const struct result *r, size_t n, const char *direction, const struct result **entry,
		   const struct result **exit)
{
	*entry = *exit = NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(r[i].direction, direction))
			continue;
		*entry = r[i].kind == RESULT_ENTRY ? &r[i] : *entry;
		*exit = r[i].kind == RESULT_EXIT ? &r[i] : *exit;
	}
}

void dynamics_take(struct dynamics **list, size_t *n, const struct result *r, size_t r_n, int32_t first, int32_t last)
{
	for (size_t i = 0; i < r_n; i++) {
		const struct result *entry, *exit;
		struct dynamics *d;
		bool before = false, inside = false;

		for (size_t j = 0; j < r_n; j++) {
			if (strcmp(r[j].direction, r[i].direction))
				continue;
			before |= j < i;
			inside |= within(&r[j], first, last);
		}
		dynamics_pair(r, r_n, r[i].direction, &entry, &exit);
		if (before || !inside)
			continue;
		d = of_direction(list, n, r[i].direction);
		if (within(entry, first, last))
			count_one(d, entry, &d->entry, d->entry_fifths);
		if (within(exit, first, last))
			count_one(d, exit, &d->exit, d->exit_fifths);
		d->people += within(entry, first, last) || within(exit, first, last);
		if (!entry || !within(exit, first, last))
			continue;
		if (entry->out_of != exit->out_of)
			d->out_of = SEVERAL;
		count(&d->from, entry->points, entry->percent);
		count(&d->to, exit->points, exit->percent);
		count(&d->change, exit->points - entry->points, exit->percent - entry->percent);
	}
}

static void take_mean(struct mean *m)
{
	if (m->n) {
		m->points /= (double)m->n;
		m->percent /= (double)m->n;
	}
}

static void hide(struct mean *m, unsigned *fifths)
{
	if (m->n >= DYNAMICS_FEW)
		return;
	*m = (struct mean){.n = 0};
	for (int i = 0; fifths && i < FIFTHS; i++)
		fifths[i] = 0;
}

/* Two means of almost the same people would tell the difference: who may not read scores sees those who have both
 * alone. */
static void hide_few(struct dynamics *d)
{
	if (d->change.n >= DYNAMICS_FEW) {
		d->entry = d->from;
		d->exit = d->to;
	} else {
		d->from = d->to = d->change = (struct mean){.n = 0};
	}
	hide(&d->entry, d->entry_fifths);
	hide(&d->exit, d->exit_fifths);
}

void dynamics_finish(struct dynamics *list, size_t n, bool seen)
{
	for (size_t i = 0; i < n; i++) {
		struct mean *const all[] = {&list[i].entry, &list[i].exit, &list[i].from, &list[i].to, &list[i].change};

		for (size_t m = 0; m < sizeof(all) / sizeof(*all); m++)
			take_mean(all[m]);
		if (list[i].out_of == SEVERAL)
			list[i].out_of = 0;
		if (!seen)
			hide_few(&list[i]);
	}
}

struct dynamics *dynamics_of(struct tx *tx, const struct record *of, const uint32_t *trainees, size_t trainees_n,
			     size_t *n)
{
	const struct field *score = field_by_id(&kind_assessment, ASSESSMENT_SCORE);
	struct results all = {0};
	struct record r = {0};
	struct dynamics *list = NULL;

	*n = 0;
	for (size_t i = 0; i < trainees_n; i++) {
		size_t ids_n;
		uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainees[i], KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &ids_n);

		all.n = 0;
		for (size_t j = 0; j < ids_n; j++)
			if (load(tx, KIND_ASSESSMENT, ids[j], &r))
				results_take(&all, &r);
		dynamics_take(&list, n, all.r, all.n, DATE_MIN, DATE_MAX);
		free(ids);
	}
	dynamics_finish(list, *n, of ? scores_seen(tx, of) : access_sees_all(tx_session(tx), score));
	results_release(&all);
	record_release(&r);
	return list;
}

void dynamics_free(struct dynamics *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(d[i].direction);
	free(d);
}

void dynamics_add_number(struct buf *out, double number, bool sign)
{
	long tenths = lround(number * 10);
	const char *minus = tenths < 0 ? "−" : sign && tenths > 0 ? "+" : "";

	buf_addf(out, "%s%ld", minus, labs(tenths) / 10);
	if (tenths % 10)
		buf_addf(out, ",%ld", labs(tenths) % 10);
}
