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

static int compare_ids(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

long ids_sort(struct ids *l)
{
	long different = 0;

	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), compare_ids);
	for (size_t i = 0; i < l->n; i++)
		different += !i || l->v[i] != l->v[i - 1];
	return different;
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

static void put_trainees(struct pass *p, struct figures *out, struct tally *t)
{
	long people = ids_sort(&t->people);
	size_t first = out->n;

	figures_put(out, FIGURES_TRAINEES, "trainees", "Стажёров", FIGURE_NUMBER, (double)t->n[TRAINEES], 0);
	if (people != t->n[TRAINEES]) /* somebody is in two groups, of two sites perhaps */
		figures_put(out, FIGURES_TRAINEES, "people", "Разных людей среди них", FIGURE_NUMBER, (double)people,
			    0);
	figures_put(out, FIGURES_TRAINEES, "trainees.completed", "Завершили стажировку", FIGURE_NUMBER,
		    (double)t->n[COMPLETED], 0);
	figures_put(out, FIGURES_TRAINEES, "trainees.low_results", "Из школ с низкими результатами", FIGURE_NUMBER,
		    (double)t->n[LOW_RESULTS], 0);
	figures_put(out, FIGURES_TRAINEES, "trainees.expelled", "Сверх того отчислены", FIGURE_NUMBER,
		    (double)t->n[EXPELLED], 0);
	figures_put(out, FIGURES_TRAINEES, "groups", "Рабочих групп", FIGURE_NUMBER, (double)t->n[GROUPS], 0);
	put_words(out, t, FIGURES_TRAINEES, "trainees.position", FIGURE_NUMBER);
	put_orgs(p, out, t);
	figures_sort_words(out, first);
}

static void put_events(const struct pass *p, struct figures *out, const struct tally *t)
{
	size_t first = out->n;

	figures_put(out, FIGURES_EVENTS, "events", "Проведено занятий", FIGURE_OF, (double)t->n[EVENTS_HELD],
		    t->n[EVENTS]);
	figures_put(out, FIGURES_EVENTS, "hours", "Академических часов", FIGURE_OF, (double)t->n[HOURS_HELD],
		    t->n[HOURS]);
	figures_put(out, FIGURES_EVENTS, "guests", "Гостей", FIGURE_NUMBER, (double)t->n[GUESTS], 0);
	figures_put(out, FIGURES_EVENTS, "events.cancelled", "Отменено занятий", FIGURE_NUMBER,
		    (double)t->n[EVENTS_CANCELLED], 0);
	put_words(out, t, FIGURES_EVENTS, "events.form", FIGURE_OF);
	put_words(out, t, FIGURES_EVENTS, "events.mode", FIGURE_OF);
	for (int i = 0; i < 12; i++) {
		int month = (i + 8) % 12 + 1, year = p->year + (month < 9);
		char word[24], title[60];

		snprintf(word, sizeof(word), "%d-%02d", year, month);
		snprintf(title, sizeof(title), "%s %d", date_month_name(month, false), year);
		if (t->month[i])
			put_word(out, FIGURES_EVENTS, "hours.month", word, title, FIGURE_OF, (double)t->month_held[i],
				 t->month[i]);
	}
	figures_sort_words(out, first);
}

static void put_attendance(struct figures *out, const struct tally *t)
{
	static const struct {
		const char *mark, *title;
		enum count count;
	} marks[] = {{MARK_PRESENT, "Были", MARKS_PRESENT},
		     {MARK_REMOTE, "Были дистанционно", MARKS_REMOTE},
		     {MARK_EXCUSED, "Не были по уважительной причине", MARKS_EXCUSED},
		     {MARK_ABSENT, "Не были", MARKS_ABSENT}};

	figures_put(out, FIGURES_ATTENDANCE, "attendance", "Посещение", FIGURE_SHARE,
		    (double)(t->n[MARKS_PRESENT] + t->n[MARKS_REMOTE]), t->n[MARKS]);
	for (size_t m = 0; m < sizeof(marks) / sizeof(*marks); m++)
		put_word(out, FIGURES_ATTENDANCE, "attendance", marks[m].mark, marks[m].title, FIGURE_NUMBER,
			 (double)t->n[marks[m].count], 0);
	if (t->n[MARKS_EXPELLED])
		figures_put(out, FIGURES_ATTENDANCE, "attendance.expelled", "Посещение отчисленных", FIGURE_SHARE,
			    (double)t->n[MARKS_EXPELLED_THERE], t->n[MARKS_EXPELLED]);
}

static void put_tasks(struct figures *out, const struct tally *t)
{
	long all = t->n[TASKS], on_time = t->n[TASKS_ON_TIME], late = t->n[TASKS_LATE];

	figures_put(out, FIGURES_TASKS, "tasks.on_time", "Выполнено в срок", FIGURE_OF, (double)on_time, all);
	figures_put(out, FIGURES_TASKS, "tasks.late", "Выполнено с опозданием", FIGURE_OF, (double)late, all);
	figures_put(out, FIGURES_TASKS, "tasks.open", "Не выполнено", FIGURE_OF, (double)(all - on_time - late), all);
	if (t->n[TASKS_EXPELLED])
		figures_put(out, FIGURES_TASKS, "tasks.expelled", "Выполнено отчисленными", FIGURE_OF,
			    (double)t->n[TASKS_EXPELLED_DONE], t->n[TASKS_EXPELLED]);
}

static void put_results(struct figures *out, const struct tally *t)
{
	const struct dynamics *d = t->dynamics;
	size_t mean = figures_put(out, FIGURES_RESULTS, "results.change", "В среднем по направлениям: изменение",
				  FIGURE_CHANGE, 0, 0);
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
	if (t->n[RESULTS_EXPELLED])
		figures_put(out, FIGURES_RESULTS, "results.expelled", "Есть диагностика у отчисленных", FIGURE_NUMBER,
			    (double)t->n[RESULTS_EXPELLED], 0);
}

static void put_plan(struct figures *out, const struct tally *t)
{
	figures_put(out, FIGURES_PLAN, "plan.lines", "Выполнено строк плана", FIGURE_OF, (double)t->n[PLAN_LINES_HELD],
		    t->n[PLAN_LINES]);
	figures_put(out, FIGURES_PLAN, "plan.hours", "Проведено часов по плану", FIGURE_OF,
		    (double)t->n[PLAN_HOURS_HELD], t->n[PLAN_HOURS]);
}

void tally_put(struct pass *p, struct tally *t, bool seen, struct figures *out)
{
	dynamics_finish(t->dynamics, t->dynamics_n, seen);
	out->rules = FIGURES_RULES;
	put_trainees(p, out, t);
	put_events(p, out, t);
	put_attendance(out, t);
	put_tasks(out, t);
	put_results(out, t);
	put_plan(out, t);
}

/* Of the district: sites that had the status in the year, and their reports. */
void sites_put(struct pass *p, struct figures *out)
{
	struct record r = {0}, site = {0};
	long all = 0, submitted = 0, accepted = 0, n = 0;
	struct map seen = {0};
	struct key prefix = {.n = 0};
	struct cursor c;

	key_u8(&prefix, KIND_TERM);
	for (cursor_open(&c, p->tx, T_REC, &prefix, NULL);
	     cursor_ok(&c) && !record_from_entry(p->tx, c.key, c.value, &r); cursor_next(&c)) {
		struct known *s = known_at(&seen, record_ref(&r, TERM_SITE));

		if (s->known || !load_ref(p->tx, KIND_SITE, &r, TERM_SITE, &site) ||
		    !term_runs_in_year(&r, &site, p->year))
			continue;
		s->known = true;
		n++;
	}
	cursor_close(&c);
	prefix.n = 0;
	key_u8(&prefix, KIND_REPORT);
	for (cursor_open(&c, p->tx, T_REC, &prefix, NULL);
	     cursor_ok(&c) && !record_from_entry(p->tx, c.key, c.value, &r); cursor_next(&c)) {
		const char *state = record_text(&r, REPORT_STATE);

		if (record_int(&r, REPORT_SCHOOL_YEAR) != p->year)
			continue;
		all++;
		accepted += !strcmp(state, REPORT_ACCEPTED);
		submitted += !strcmp(state, REPORT_ACCEPTED) || !strcmp(state, REPORT_SUBMITTED);
	}
	cursor_close(&c);
	figures_put(out, FIGURES_SITES, "sites", "Площадок со статусом", FIGURE_NUMBER, (double)n, 0);
	figures_put(out, FIGURES_SITES, "reports.submitted", "Отчётов сдано", FIGURE_OF, (double)submitted, all);
	figures_put(out, FIGURES_SITES, "reports.accepted", "Отчётов принято", FIGURE_OF, (double)accepted, all);
	free(seen.v);
	record_release(&r);
	record_release(&site);
}
