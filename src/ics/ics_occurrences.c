/* The occurrences of a series of another calendar: in its own zone first, then here. */
#include <stdlib.h>
#include <string.h>

#include "ics_read.h"
#include "ics_rule.h"

#define DAY    86400 /* seconds */
#define MARGIN 10800 /* more than clocks are ever put back */

struct laying {
	struct reader *r;
	const struct told *t;
	struct occurrences *out;
};

static int64_t midnight(int64_t local)
{
	return local - ((local % DAY) + DAY) % DAY;
}

bool ics_when_adapt(const struct reader *r, const struct when *like, struct when *w)
{
	if (like->zone && !w->zone) {
		w->local += like->local - midnight(like->local);
		w->zone = like->zone;
	} else if (!like->zone && w->zone) {
		/* midnight in UTC is how many write a day; any other moment is one of where its writer was */
		if (!ics_zone_changes(w->zone) && midnight(w->local) != w->local)
			w->local = w->moment + ics_zone_offset(r->floating, w->moment);
		w->local = midnight(w->local);
		w->zone = NULL;
	}
	return ics_when_settle(r, w);
}

static void add(struct laying *l, struct when w, bool by_rule, int minutes)
{
	struct occurrences *o = l->out;

	if (!ics_when_settle(l->r, &w))
		return;
	o->at = mem_grow(o->at, o->n, &o->cap, sizeof(*o->at));
	o->at[o->n++] = (struct occurrence){.when = w, .minutes = minutes, .by_rule = by_rule};
}

static int compare(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;

	if (x->when.moment != y->when.moment)
		return x->when.moment < y->when.moment ? -1 : 1;
	return y->by_rule - x->by_rule;
}

/* In order, each once. */
static void sort(struct occurrences *o)
{
	size_t kept = 0;

	if (!o->n)
		return;
	qsort(o->at, o->n, sizeof(*o->at), compare);
	for (size_t i = 1; i < o->n; i++)
		if (o->at[i].when.moment != o->at[kept].when.moment)
			o->at[++kept] = o->at[i];
		else if (!o->at[kept].minutes)
			o->at[kept].minutes = o->at[i].minutes;
	o->n = kept + 1;
	for (size_t i = 0; i < o->n; i++)
		o->at[i].times_before =
			i && o->at[i].when.date == o->at[i - 1].when.date ? o->at[i - 1].times_before + 1 : 0;
}

/* ---- rules ---- */

/* Until which local time the rule goes, and until which moment. */
static bool read_until(struct laying *l, const struct ics_rule *rule, int line, int64_t *last, int64_t *moment)
{
	const struct ics_zone *zone = l->t->start.zone;
	struct when w;

	if (!ics_read_when(l->r, &(struct ics_line){"", line}, rule->until, &w))
		return false;
	*moment = INT64_MAX;
	if (!zone || !w.zone) { /* a day: included */
		*last = midnight(w.local) + DAY - 1;
		return true;
	}
	*moment = w.moment;
	*last = w.moment + ics_zone_offset(zone, w.moment) + MARGIN;
	return true;
}

/* A rule without end goes to the end of the school year. */
static int64_t last_of_endless(const struct laying *l)
{
	int32_t first = l->t->start.date, today = l->r->s->today;

	return ((int64_t)school_year_last(school_year_of(first > today ? first : today)) + 2) * DAY;
}

/* The local times that the line's rule gives. */
static bool lay_rule(struct laying *l, const struct ics_line *line, struct ics_rule *rule, int64_t **times, size_t *n)
{
	const struct when *start = &l->t->start;
	struct error e = {0};
	int64_t last = INT64_MAX, until = INT64_MAX;
	bool endless, cut, good = true;
	size_t kept = 0;

	if (ics_rule_read(ics_value(line->text), !start->zone, rule, &e)) {
		ics_fault(l->r, line->line, "%s", e.text);
		return false;
	}
	endless = !rule->count && !*rule->until;
	if (*rule->until)
		good = read_until(l, rule, line->line, &last, &until);
	if (endless)
		last = last_of_endless(l);
	if (good && ics_rule_expand(rule, start->local, last, times, n, &cut, &e)) {
		ics_fault(l->r, line->line, "%s", e.text);
		good = false;
	}
	if (!good)
		return false;
	for (size_t i = 0; i < *n; i++)
		if (until == INT64_MAX || ics_zone_moment(start->zone, (*times)[i]) <= until)
			(*times)[kept++] = (*times)[i];
	*n = kept;
	if (cut)
		buf_addf(&l->r->notes, "%s, строка %d: правило даёт больше %d занятий; остальные не рассмотрены\n",
			 l->r->name, line->line, ICS_RULE_STEPS);
	if (endless) {
		int32_t day = (int32_t)(last / DAY) - 2;

		while (*n && (*times)[*n - 1] >= ((int64_t)day + 1) * DAY)
			--*n;
		buf_addf(&l->r->notes, "%s, строка %d: повтор без конца; приняты занятия по ", l->r->name, line->line);
		date_add_ru(&l->r->notes, day);
		buf_addc(&l->r->notes, '\n');
	}
	l->out->ended |= !endless;
	return true;
}

static bool add_rules(struct laying *l)
{
	const struct ics_part *p = l->t->part;
	struct ics_rule rule = {.count = 0};
	struct when w = {.zone = l->t->start.zone};
	bool good = true;

	for (size_t at = p->from; good && (at = ics_next(&l->r->file, p, "RRULE", at)) != SIZE_MAX; at++) {
		int64_t *times = NULL;
		size_t n = 0;

		good = lay_rule(l, &l->r->file.lines[at], &rule, &times, &n);
		for (size_t i = 0; good && i < n; i++) {
			w.local = times[i];
			add(l, w, true, 0);
		}
		l->out->by_rule += n;
		free(times);
		if (good && !l->out->rules++) {
			l->out->rule = mem_alloc(sizeof(rule));
			*l->out->rule = rule;
		} else {
			ics_rule_release(&rule);
		}
	}
	return good;
}

/* ---- without ---- */

static void take_out(struct occurrences *o, size_t at)
{
	o->except = mem_grow(o->except, o->except_n, &o->except_cap, sizeof(*o->except));
	o->except[o->except_n++] = o->at[at].when;
	memmove(&o->at[at], &o->at[at + 1], (o->n - at - 1) * sizeof(*o->at));
	o->n--;
}

static bool exclude_rules(struct laying *l)
{
	const struct ics_part *p = l->t->part;
	struct ics_rule rule = {.count = 0};
	bool good = true;

	for (size_t at = p->from; good && (at = ics_next(&l->r->file, p, "EXRULE", at)) != SIZE_MAX; at++) {
		int64_t *times = NULL;
		size_t n = 0;

		good = lay_rule(l, &l->r->file.lines[at], &rule, &times, &n);
		for (size_t i = 0; good && i < n; i++)
			for (size_t k = 0; k < l->out->n; k++)
				if (l->out->at[k].when.local == times[i])
					take_out(l->out, k--);
		free(times);
		ics_rule_release(&rule);
	}
	return good;
}

/* A moment takes its occurrence away, a day those that begin on it there. */
static void exclude(struct laying *l, const struct ics_line *line, struct when w, const char *end)
{
	struct occurrences *o = l->out;
	const struct ics_zone *zone = l->t->start.zone;
	size_t before = o->n;
	bool day = !w.zone;
	int64_t local;

	(void)end;
	if (!zone)
		ics_when_adapt(l->r, &l->t->start, &w);
	local = zone && w.zone ? w.moment + ics_zone_offset(zone, w.moment) : w.local;
	for (size_t k = 0; k < o->n; k++)
		if (zone && day ? midnight(o->at[k].when.local) == w.local : o->at[k].when.moment == w.moment)
			take_out(o, k--);
	if (o->n != before || !zone || day)
		return;
	for (size_t k = 0; k < o->n; k++) {
		if (midnight(o->at[k].when.local) != midnight(local))
			continue;
		if (local == midnight(local)) { /* a day, written as its midnight */
			take_out(o, k--);
			continue;
		}
		buf_addf(&l->r->notes, "%s, строка %d: исключено ", l->r->name, line->line);
		date_add_ru(&l->r->notes, w.date);
		buf_addf(&l->r->notes, " в %d:%02d, а занятие в этот день в %d:%02d; оно оставлено\n", w.minutes / 60,
			 w.minutes % 60, o->at[k].when.minutes / 60, o->at[k].when.minutes % 60);
	}
}

/* ---- single days ---- */

static bool each_day(struct laying *l, const char *name,
		     void (*take)(struct laying *l, const struct ics_line *line, struct when w, const char *end))
{
	const struct ics_part *p = l->t->part;
	bool good = true;

	for (size_t at = p->from; good && (at = ics_next(&l->r->file, p, name, at)) != SIZE_MAX; at++) {
		const struct ics_line *line = &l->r->file.lines[at];
		char *copy = mem_strdup(ics_value(line->text)), *part, *rest = copy;
		struct when w;

		while (good && (part = strsep(&rest, ",;"))) {
			char *end = strchr(part, '/'); /* of a period */

			if (end)
				*end++ = '\0';
			if (!*part)
				continue;
			good = ics_read_when(l->r, line, part, &w);
			if (good)
				take(l, line, w, end ? end : "");
		}
		free(copy);
	}
	return good;
}

static void include(struct laying *l, const struct ics_line *line, struct when w, const char *end)
{
	int minutes = ics_period_minutes(l->r, line, &w, end);

	if (ics_when_adapt(l->r, &l->t->start, &w))
		add(l, w, false, minutes);
}

bool ics_occurrences_lay(struct reader *r, const struct told *t, struct occurrences *out)
{
	struct laying l = {r, t, out};
	const struct ics_zone *floating = r->floating;
	bool good;

	if (t->start.zone)
		r->floating = t->start.zone;
	good = add_rules(&l);
	add(&l, t->start, false, 0);
	good = good && each_day(&l, "RDATE", include);
	sort(out);
	good = good && exclude_rules(&l) && each_day(&l, "EXDATE", exclude);
	sort(out);
	r->floating = floating;
	return good;
}

void ics_occurrences_release(struct occurrences *o)
{
	if (o->rule)
		ics_rule_release(o->rule);
	free(o->rule);
	free(o->at);
	free(o->except);
}
