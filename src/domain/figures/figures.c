#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"

void figures_release(struct figures *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->f[i].code);
		free(f->f[i].title);
	}
	free(f->f);
	*f = (struct figures){0};
}

const char *figures_section_title(enum figure_section s)
{
	/* clang-format off */
	static const char *const titles[FIGURES_SECTIONS] = {
		[FIGURES_SITES] = "Площадки", [FIGURES_TRAINEES] = "Стажёры", [FIGURES_EVENTS] = "Занятия",
		[FIGURES_ATTENDANCE] = "Посещение", [FIGURES_TASKS] = "Индивидуальные планы", [FIGURES_RESULTS] = "Динамика результатов",
		[FIGURES_PLAN] = "Тематический план", [FIGURES_OWN] = "Свои показатели",
	};
	/* clang-format on */

	return titles[s];
}

const struct figure *figures_find(const struct figures *f, const char *code)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->f[i].code, code))
			return &f->f[i];
	return NULL;
}

#define HOURS_BY_MONTH "hours.month:"
#define RESULTS_CHANGE "results.change:"

/* ---- rows ---- */

size_t figures_put(struct figures *out, enum figure_section section, const char *code, const char *title,
		   enum figure_type type, double value, long base)
{
	out->f = mem_grow(out->f, out->n, &out->cap, sizeof(*out->f));
	out->f[out->n] = (struct figure){.code = mem_strdup(code),
					 .title = mem_strdup(title),
					 .section = section,
					 .type = type,
					 .value = value,
					 .base = base};
	return out->n++;
}

/* Rows of words stand by group and title, those of months by month; results keep a direction together. */
static int compare_rows(const void *pa, const void *pb)
{
	const struct figure *a = pa, *b = pb;
	size_t na = strcspn(a->code, ":"), nb = strcspn(b->code, ":"), n = na < nb ? na : nb;
	int order;

	order = memcmp(a->code, b->code, n);
	if (!order)
		order = (na > nb) - (na < nb);
	if (!order && !strncmp(a->code, HOURS_BY_MONTH, strlen(HOURS_BY_MONTH)))
		order = strcmp(a->code, b->code);
	return order ? order : collate_compare(a->title, b->title);
}

void figures_sort_words(struct figures *f, size_t first)
{
	while (first < f->n && !strchr(f->f[first].code, ':'))
		first++;
	if (f->n > first)
		qsort(f->f + first, f->n - first, sizeof(*f->f), compare_rows);
}

/* ---- showing ---- */

void figure_add(const struct figure *f, struct buf *out)
{
	switch (f->type) {
	case FIGURE_NUMBER:
		dynamics_add_number(out, f->value, false);
		return;
	case FIGURE_OF:
		dynamics_add_number(out, f->value, false);
		buf_addf(out, " из %ld", f->base);
		return;
	case FIGURE_SHARE:
		if (!f->base) {
			buf_add(out, "—");
			return;
		}
		buf_addf(out, "%ld %% (", lround(100 * f->value / (double)f->base));
		dynamics_add_number(out, f->value, false);
		buf_addf(out, " из %ld)", f->base);
		return;
	case FIGURE_MEAN:
	case FIGURE_CHANGE:
	case FIGURE_AVERAGE:
		if (!f->base) {
			buf_add(out, "—");
			return;
		}
		dynamics_add_number(out, f->value, f->type == FIGURE_CHANGE);
		buf_add(out, f->type == FIGURE_CHANGE ? " п. п." : f->type == FIGURE_MEAN ? " %" : "");
		if (f->of && f->type == FIGURE_CHANGE)
			buf_addf(out, " (у %ld из %ld)", f->base, f->of);
		else
			buf_addf(out, " (n = %ld)", f->base);
	}
}

void figure_add_change(const struct figure *f, struct buf *out)
{
	if (!f->base || !f->of) {
		figure_add(f, out);
		return;
	}
	buf_addf(out, "у %ld из %ld: ", f->base, f->of);
	dynamics_add_number(out, f->from, false);
	buf_add(out, " → ");
	dynamics_add_number(out, f->to, false);
	buf_add(out, ", ");
	dynamics_add_number(out, f->value, true);
	buf_add(out, " п. п.");
}

static struct figure *of_direction(struct figures *f, const char *group, const char *direction)
{
	struct buf code = {0};
	struct figure *found;

	buf_addf(&code, "%s:%s", group, direction);
	found = (struct figure *)figures_find(f, code.s);
	buf_free(&code);
	return found;
}

static void hide(struct figure *f, const struct figure *change, double same_people)
{
	if (f && change->of && change->base >= DYNAMICS_FEW) {
		f->value = same_people;
		f->base = change->base;
	} else if (f && (f->base < DYNAMICS_FEW || (change->base && f->base != change->base))) {
		f->value = 0;
		f->base = 0;
	}
}

static void forget(struct figure *f)
{
	f->value = 0;
	f->base = f->of = 0;
}

/* As while counting (model/measure.h): a mean of few, and one beside it, from which that one would follow. */
static void hide_own(struct figures *f)
{
	for (size_t i = 0, n; i < f->n; i += n) {
		size_t code = strcspn(f->f[i].code, ":"), hidden = 0;
		struct figure *least = NULL;

		for (n = 0; i + n < f->n && !strncmp(f->f[i].code, f->f[i + n].code, code) &&
			    (!n || f->f[i + n].code[code] == ':');
		     n++) {
			struct figure *one = &f->f[i + n];

			if (one->type != FIGURE_AVERAGE || !one->of)
				continue;
			if (one->of < DYNAMICS_FEW) {
				hidden += one->code[code] == ':';
				forget(one);
			} else if (one->code[code] == ':' && (!least || one->base < least->base)) {
				least = one;
			}
		}
		if (hidden == 1 && least)
			forget(least);
	}
}

void figures_hide_few(struct figures *f)
{
	struct figure *mean = (struct figure *)figures_find(f, "results.change");
	double sum = 0;
	long n = 0;

	hide_own(f);
	for (size_t i = 0; i < f->n; i++) {
		struct figure *change = &f->f[i];

		if (strncmp(change->code, RESULTS_CHANGE, strlen(RESULTS_CHANGE)) != 0)
			continue;
		hide(of_direction(f, "results.entry", change->code + strlen(RESULTS_CHANGE)), change, change->from);
		hide(of_direction(f, "results.exit", change->code + strlen(RESULTS_CHANGE)), change, change->to);
		if (change->base < DYNAMICS_FEW) {
			change->value = change->from = change->to = 0;
			change->base = change->of = 0;
		}
		sum += change->value * (double)change->base;
		n += change->base;
	}
	if (mean) {
		mean->value = n ? sum / (double)n : 0;
		mean->base = n;
	}
}

/* ---- the frozen copy ---- */

#define RULES "rules|"

static void add_part(struct buf *out, const char *s)
{
	buf_addc(out, '|');
	for (; *s; s++)
		buf_addc(out, *s == '|' || *s == '\n' ? '/' : *s);
}

void figures_encode(const struct figures *f, struct buf *out)
{
	buf_addf(out, RULES "%d", f->rules);
	for (size_t i = 0; i < f->n; i++) {
		buf_addf(out, "\n%d|%d|%.17g|%ld", (int)f->f[i].section, (int)f->f[i].type, f->f[i].value,
			 f->f[i].base);
		add_part(out, f->f[i].code);
		add_part(out, f->f[i].title);
		if (f->f[i].of)
			buf_addf(out, "|%.17g|%.17g|%ld", f->f[i].from, f->f[i].to, f->f[i].of);
	}
}

static void decode_line(char *line, struct figures *out)
{
	char *part[9] = {NULL};
	size_t n = 0, at;

	if (!strncmp(line, RULES, strlen(RULES))) {
		out->rules = atoi(line + strlen(RULES));
		return;
	}
	while (n < 9 && line)
		part[n++] = strsep(&line, "|");
	if (n < 6 || atoi(part[0]) < 0 || atoi(part[0]) >= FIGURES_SECTIONS || atoi(part[1]) < 0 ||
	    atoi(part[1]) > FIGURE_AVERAGE)
		return;
	at = figures_put(out, (enum figure_section)atoi(part[0]), part[4], part[5], (enum figure_type)atoi(part[1]),
			 strtod(part[2], NULL), strtol(part[3], NULL, 10)); /* which may move out->f */
	if (n == 9) {
		out->f[at].from = strtod(part[6], NULL);
		out->f[at].to = strtod(part[7], NULL);
		out->f[at].of = strtol(part[8], NULL, 10);
	}
}

void figures_decode(const char *text, struct figures *out)
{
	char *copy = mem_strdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")))
		decode_line(line, out);
	free(copy);
}

void figures_diff(const struct figures *was, const struct figures *is,
		  void (*fn)(const struct figure *was, const struct figure *is, void *arg), void *arg)
{
	for (size_t i = 0; i < is->n; i++) {
		const struct figure *old = figures_find(was, is->f[i].code);

		if (!old || fabs(old->value - is->f[i].value) > 1e-9 || old->base != is->f[i].base)
			fn(old, &is->f[i], arg);
	}
	for (size_t i = 0; i < was->n; i++)
		if (!figures_find(is, was->f[i].code))
			fn(&was->f[i], NULL, arg);
}
