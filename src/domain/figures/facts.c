/* What is computed of records, as text and as numbers to be drawn. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "facts.h"
#include "../internships/internships.h"
#include "stazh/domain/attendance.h"
#include "stazh/domain/dynamics.h"

#define MARKED_THERE "Отметка = " MARK_PRESENT "; " MARK_REMOTE

static void add_percent(struct buf *out, double percent)
{
	dynamics_add_number(out, percent, false);
	buf_add(out, " %");
}

/* «▁▃▇▂▁»: how many in each fifth. */
static void add_distribution(struct facts *out, const unsigned fifths[FIFTHS])
{
	unsigned most = 1;

	for (int i = 0; i < FIFTHS; i++)
		most = fifths[i] > most ? fifths[i] : most;
	for (int i = 0; i < FIFTHS; i++)
		facts_mark(out, (struct mark){MARK_COUNT, .to = fifths[i], .of = most});
	buf_add(&out->text, " ");
	for (int i = 0; i < FIFTHS; i++)
		buf_addf(&out->text, "%s%u", i ? "·" : "", fifths[i]);
}

static void add_span(struct facts *out, const char *title, int32_t from, int32_t to, int32_t first, int32_t last)
{
	buf_addf(&out->text, "%s\t", title);
	facts_mark(out, (struct mark){MARK_SPAN, .from = from - first, .to = to - first + 1, .of = last - first + 1});
	buf_add(&out->text, "  ");
	date_add_ru(&out->text, from);
	buf_add(&out->text, "–");
	date_add_ru(&out->text, to);
	buf_addc(&out->text, '\n');
}

/* The dates that count for the trainee: its own or the group's; DATE_NONE when neither has them. */
static void dates_of(const struct record *trainee, const struct record *group, int32_t *from, int32_t *to)
{
	*from = record_has(trainee, TRAINEE_FROM) ? record_date(trainee, TRAINEE_FROM) : record_date(group, GROUP_FROM);
	*to = record_has(trainee, TRAINEE_TO) ? record_date(trainee, TRAINEE_TO) : record_date(group, GROUP_TO);
}

static bool has_own_dates(const struct record *trainee)
{
	return record_has(trainee, TRAINEE_FROM) || record_has(trainee, TRAINEE_TO);
}

/* The group's line of time and below it those who have dates of their own; nothing when nobody has. */
static void add_time(struct tx *tx, const struct record *group, const uint32_t *ids, size_t n, struct facts *out)
{
	int32_t first = record_date(group, GROUP_FROM), last = record_date(group, GROUP_TO), from, to;
	struct record trainee = {0};
	struct buf name = {0};
	bool any = false;

	if (first == DATE_NONE || last == DATE_NONE)
		return;
	for (int pass = 0; pass < 2; pass++) {
		if (pass && any)
			add_span(out, "Срок группы", record_date(group, GROUP_FROM), record_date(group, GROUP_TO),
				 first, last);
		for (size_t i = 0; i < n; i++) {
			if (!load(tx, KIND_TRAINEE, ids[i], &trainee) || !has_own_dates(&trainee))
				continue;
			any = true;
			dates_of(&trainee, group, &from, &to);
			if (!pass) {
				first = from < first ? from : first;
				last = to > last ? to : last;
				continue;
			}
			buf_clear(&name);
			trainee_name(tx, &trainee, &name);
			add_span(out, name.s, from, to, first, last);
		}
	}
	buf_free(&name);
	record_release(&trainee);
}

/* «13,5 (67 %, n = 12)», and «67 % (n = 12)» of points of several scales, which have no mean. */
static void add_measure(const struct mean *m, long out_of, bool alone, struct buf *out)
{
	if (out_of) {
		dynamics_add_number(out, m->points, false);
		buf_add(out, " (");
	}
	add_percent(out, m->percent);
	if (!alone)
		buf_addf(out, out_of ? ", n = %zu" : " (n = %zu)", m->n);
	buf_add(out, out_of ? ")" : "");
}

static void add_result(const struct dynamics *d, bool alone, struct facts *out)
{
	buf_addf(&out->text, "%s\t", d->direction);
	if (d->entry.n || d->exit.n)
		facts_mark(out, (struct mark){MARK_BAR,
					      .from = d->change.n  ? d->from.percent
						      : d->entry.n ? d->entry.percent
								   : 0,
					      .to = d->change.n ? d->to.percent
						    : d->exit.n ? d->exit.percent
								: d->entry.percent,
					      .of = 100});
	if (!d->entry.n)
		buf_add(&out->text, " входной нет");
	for (int i = 0; i < 2; i++) {
		const struct mean *m = i ? &d->exit : &d->entry;

		if (!m->n)
			continue;
		buf_add(&out->text, alone ? (i ? ", итоговая " : " входная ") : i ? ", итог " : " вход ");
		add_measure(m, d->out_of, alone, &out->text);
	}
	if (!d->exit.n)
		buf_add(&out->text, ", итоговой ещё нет");
	if (d->change.n) {
		if (!alone) { /* the same people before and after */
			buf_addf(&out->text, "; у %zu из %zu: ", d->change.n, d->people);
			dynamics_add_number(&out->text, d->from.percent, false);
			buf_add(&out->text, " → ");
			dynamics_add_number(&out->text, d->to.percent, false);
		}
		buf_add(&out->text, alone ? ": " : ", ");
		if (alone && d->out_of) {
			dynamics_add_number(&out->text, d->change.points, true);
			buf_add(&out->text, " (");
		}
		dynamics_add_number(&out->text, d->change.percent, true);
		buf_add(&out->text, alone && d->out_of ? " п. п.)" : " п. п.");
	}
	if (!alone) {
		buf_add(&out->text, "; по пятым: ");
		add_distribution(out, d->entry_fifths);
		if (d->exit.n) {
			buf_add(&out->text, " → ");
			add_distribution(out, d->exit_fifths);
		}
	}
	buf_addc(&out->text, '\n');
}

/* ---- events, hours, attendance ---- */

static void add_hours(struct buf *out, long n)
{
	buf_addf(out, "%ld %s", n, text_plural(n, "час", "часа", "часов"));
}

/* из чего? */
static void add_of_hours(struct buf *out, long n)
{
	buf_addf(out, " из %ld %s", n, text_plural(n, "часа", "часов", "часов"));
}

/* «7 из 10 занятий проведено, 14 часов; посещение 91 %» */
static void add_turnout(const struct turnout *t, const char *title, struct buf *out)
{
	size_t n = t->held + t->open;

	if (!n && !t->cancelled)
		return;
	buf_addf(out, "%s\tпроведено %zu из %zu", title, t->held, n);
	if (t->hours || t->planned_hours) {
		buf_add(out, ", ");
		if (t->planned_hours) {
			buf_addf(out, "%d", t->hours);
			add_of_hours(out, t->hours + t->planned_hours);
		} else {
			add_hours(out, t->hours);
		}
	}
	if (t->cancelled)
		buf_addf(out, "; отменено %zu", t->cancelled);
	if (t->marks) {
		buf_add(out, "; посещение ");
		turnout_percent(t, out);
	}
	if (t->guests)
		buf_addf(out, "; гостей %lld", (long long)t->guests);
	buf_addc(out, '\n');
}

/* «██████████░░░░░░░░░░ 14 из 28 часов»: held of what was held and is still planned. */
static void add_hours_bar(const struct turnout *t, struct facts *out)
{
	int all = t->hours + t->planned_hours;

	if (!all)
		return;
	buf_add(&out->text, "Часы\t");
	facts_mark(out, (struct mark){MARK_BAR, .from = t->hours, .to = t->hours, .of = all});
	buf_addf(&out->text, " %d", t->hours);
	add_of_hours(&out->text, all);
	buf_addc(&out->text, '\n');
}

static void add_month_source(const struct turnout *t, int month, int year, const char *path, struct facts *out)
{
	struct buf title = {0};

	buf_addf(&title, "Посещение: %s", date_month_name(month, false));
	facts_source(out, KIND_ATTENDANCE, path, t->marks, title.s,
		     "Занятие.Состояние = " EVENT_HELD " и Занятие.Дата = %d-%02d", year + (month < 9), month);
	buf_free(&title);
}

/* «сен ▇ 92 %, окт ▅ 71 %»: the months of the last school year that has marks. */
static void add_months(const struct turnout months[12], int year, const char *path, struct facts *out)
{
	bool any = false;

	for (int i = 0; i < 12; i++) { /* from September on */
		const struct turnout *t = &months[i];
		const char *name = date_month_name((i + 8) % 12 + 1, false);

		if (!t->marks)
			continue;
		if (!any)
			buf_addf(&out->text, "Посещение по месяцам, %d-%d\t", year, year + 1);
		buf_add(&out->text, any ? ", " : "");
		buf_addn(&out->text, name, 6); /* three letters */
		buf_addc(&out->text, ' ');
		facts_mark(out, (struct mark){MARK_COLUMN, .to = (double)t->present, .of = (double)t->marks});
		buf_addc(&out->text, ' ');
		turnout_percent(t, &out->text);
		add_month_source(t, (i + 8) % 12 + 1, year, path, out);
		any = true;
	}
	if (any)
		buf_addc(&out->text, '\n');
}

/* What is behind the numbers of the events that point to the record: paths to it from an event and from a mark. */
static void add_sources(const struct turnout *t, const char *path, const char *of_mark, struct facts *out)
{
	facts_source(out, KIND_EVENT, path, t->held, "Проведено занятий", "Состояние = " EVENT_HELD);
	facts_source(out, KIND_EVENT, path, t->open, "Занятия впереди",
		     "Состояние = " EVENT_PLANNED "; " EVENT_POSTPONED);
	facts_source(out, KIND_EVENT, path, t->cancelled, "Отменено занятий", "Состояние = " EVENT_CANCELLED);
	facts_source(out, KIND_ATTENDANCE, of_mark, t->marks, "Отметки о посещении", "Занятие.Состояние = " EVENT_HELD);
	facts_source(out, KIND_ATTENDANCE, of_mark, t->present, "Из них были",
		     "Занятие.Состояние = " EVENT_HELD " и " MARKED_THERE);
}

/* Those that point to the record by the field. */
static void add_events_of(struct tx *tx, unsigned kind, uint32_t id, unsigned field, const char *title,
			  struct facts *out)
{
	static const char *const paths[][2] = {
		{"Площадки", "Занятие.Площадки"}, {"Группы", "Занятие.Группы"}, {"Ведущие", "Занятие.Ведущие"}};
	struct turnout t = {0}, months[12] = {{0}};
	struct record r = {0};
	const char *const *path = paths[field == EVENT_SITES ? 0 : field == EVENT_GROUPS ? 1 : 2];
	int last = 0; /* school year with marks */
	size_t n, with_guests = 0;
	uint32_t *ids = refs_list(tx, kind, id, KIND_EVENT, field, &n);

	for (size_t i = 0; i < n; i++) {
		struct turnout one = {0};
		int y, m, d;

		if (!load(tx, KIND_EVENT, ids[i], &r) || record_bool(&r, REC_ARCHIVED))
			continue;
		turnout_add(tx, &r, &t);
		turnout_add(tx, &r, &one);
		with_guests += one.guests > 0;
		if (!one.marks || school_year_of(record_date(&r, EVENT_DATE)) < last)
			continue;
		if (school_year_of(record_date(&r, EVENT_DATE)) > last)
			memset(months, 0, sizeof(months));
		last = school_year_of(record_date(&r, EVENT_DATE));
		date_to_ymd(record_date(&r, EVENT_DATE), &y, &m, &d);
		turnout_add(tx, &r, &months[(m + 3) % 12]);
	}
	add_turnout(&t, title, &out->text);
	add_sources(&t, path[0], path[1], out);
	facts_source(out, KIND_EVENT, path[0], with_guests, "Занятия с гостями", "Гостей > 0");
	if (field != EVENT_SPEAKERS) {
		add_hours_bar(&t, out);
		add_months(months, last, path[1], out);
	}
	free(ids);
	record_release(&r);
}

void site_facts(struct tx *tx, const struct record *site, struct facts *out)
{
	add_events_of(tx, KIND_SITE, site->id, EVENT_SITES, "Занятия", out);
}

void person_facts(struct tx *tx, const struct record *person, struct facts *out)
{
	person_add_cases(person, &out->text);
	add_events_of(tx, KIND_PERSON, person->id, EVENT_SPEAKERS, "Ведёт занятия", out);
}

void event_facts(struct tx *tx, const struct record *event, struct facts *out)
{
	size_t n, marked = 0, present = 0;
	struct attendee *list = attendance_list(tx, event, &n);

	for (size_t i = 0; i < n; i++) {
		marked += list[i].mark != NULL;
		present += list[i].mark && mark_counts(list[i].mark);
	}
	attendance_free(list, n);
	if (event_hours(event) && !record_has(event, EVENT_HOURS)) {
		buf_add(&out->text, "Зачитывается\t");
		add_hours(&out->text, event_hours(event));
		buf_addc(&out->text, '\n');
	}
	if (marked)
		buf_addf(&out->text, "Посещение\tбыли %zu из %zu%s\n", present, n,
			 marked < n ? ", отмечены не все" : "");
	else if (n)
		buf_addf(&out->text, "Стажёров\t%zu, посещение не отмечено\n", n);
	facts_source(out, KIND_ATTENDANCE, "Занятие", marked, "Отметки о посещении", "%s", "");
	facts_source(out, KIND_ATTENDANCE, "Занятие", present, "Из них были", MARKED_THERE);
}

/* What the line of the plan asks and what was held for it: «2 из 4 часов»; nothing (unless always) while there is
 * nothing for it. */
static void add_line_hours(struct tx *tx, const struct record *line, bool always, struct turnout *all, struct buf *out)
{
	struct turnout t = {0};
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_PLANLINE, line->id, KIND_EVENT, EVENT_PLANLINE, &n);

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_EVENT, ids[i], &r) && !record_bool(&r, REC_ARCHIVED))
			turnout_add(tx, &r, &t);
	free(ids);
	record_release(&r);
	all->hours += t.hours;
	all->planned_hours += (int)record_int(line, PLANLINE_HOURS);
	all->held += t.held > 0;
	all->events += t.held;
	if (!always && !t.held && !t.open)
		return;
	buf_addf(out, "%s\t%d", always ? "Проведено" : record_text(line, PLANLINE_TOPIC), t.hours);
	add_of_hours(out, (long)record_int(line, PLANLINE_HOURS));
	if (t.open)
		buf_addf(out, ", назначено ещё %d", t.planned_hours);
	buf_addc(out, '\n');
}

void planline_facts(struct tx *tx, const struct record *line, struct facts *out)
{
	struct turnout t = {0};

	add_line_hours(tx, line, true, &t, &out->text);
	facts_source(out, KIND_EVENT, "Строка плана", t.events, "Проведено занятий", "Состояние = " EVENT_HELD);
}

void plandoc_facts(struct tx *tx, const struct record *doc, struct facts *out)
{
	struct turnout t = {0};
	struct record line = {0};
	struct buf lines = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_PLANDOC, doc->id, KIND_PLANLINE, PLANLINE_PLANDOC, &n);

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_PLANLINE, ids[i], &line))
			add_line_hours(tx, &line, false, &t, &lines);
	if (n) {
		buf_addf(&out->text, "Проведено всего\t%d", t.hours);
		add_of_hours(&out->text, t.planned_hours);
		buf_addf(&out->text, "; строк выполнено %zu из %zu\n%s", t.held, n, buf_text(&lines));
		facts_source(out, KIND_PLANLINE, "План", n, "Строки плана", "%s", "");
		facts_source(out, KIND_PLANLINE, "План", t.held, "Выполненные строки",
			     "count(event, Состояние = " EVENT_HELD ") > 0");
	}
	free(ids);
	buf_free(&lines);
	record_release(&line);
}

/* The diagnoses of a direction. Who may not read scores is told of those alone who have both (dynamics_finish), which
 * no condition says. */
static void add_result_sources(struct tx *tx, const struct record *of, const struct dynamics *d, const char *path,
			       const char *more, struct facts *out)
{
	static const char *const kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_EXIT};

	for (size_t i = 0; i < 2 && scores_seen(tx, of); i++) {
		struct buf title = {0}, cased = {0};

		buf_addf(&title, "%s: %s", d->direction, kinds[i]);
		text_add_cased(&cased, title.s, true);
		facts_source(out, KIND_ASSESSMENT, path, i ? d->exit.n : d->entry.n, cased.s,
			     "Диагностика = %s и Направление = \"%s\"%s", kinds[i], d->direction, more);
		buf_free(&title);
		buf_free(&cased);
	}
}

static size_t visits_of(struct tx *tx, const struct record *trainee)
{
	struct record mark = {0};
	size_t n, visits = 0;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee->id, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);

	for (size_t i = 0; i < n; i++)
		visits += load(tx, KIND_ATTENDANCE, ids[i], &mark) && mark_counts(record_text(&mark, ATTENDANCE_MARK));
	free(ids);
	record_release(&mark);
	return visits;
}

void trainee_facts(struct tx *tx, const struct record *trainee, struct facts *out)
{
	struct record group = {0};
	struct dynamics *d;
	size_t n;
	int hours = trainee_hours(tx, trainee->id, DATE_MIN, DATE_MAX);

	if (hours) {
		facts_source(out, KIND_ATTENDANCE, "Стажёр", visits_of(tx, trainee), "За что зачтены часы",
			     MARKED_THERE);
		buf_add(&out->text, "Зачтено\t");
		add_hours(&out->text, hours);
		buf_addc(&out->text, '\n');
	}
	d = dynamics_of(tx, trainee, &trainee->id, 1, &n);
	for (size_t i = 0; i < n; i++)
		if (d[i].entry.n || d[i].exit.n) {
			add_result(&d[i], true, out);
			add_result_sources(tx, trainee, &d[i], "Стажёр", "", out);
		}
	dynamics_free(d, n);
	if (has_own_dates(trainee) && load_ref(tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group))
		add_time(tx, &group, &trainee->id, 1, out);
	record_release(&group);
}

/* The expelled go to the end; how many are before them. */
static size_t part_expelled(struct tx *tx, uint32_t *ids, size_t n)
{
	struct record trainee = {0};
	size_t stay = 0;

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_TRAINEE, ids[i], &trainee) &&
		    strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED)) {
			uint32_t id = ids[i];

			ids[i] = ids[stay];
			ids[stay++] = id;
		}
	record_release(&trainee);
	return stay;
}

void group_facts(struct tx *tx, const struct record *group, struct facts *out)
{
	struct dynamics *d;
	size_t n, ids_n, stay;
	uint32_t *ids = refs_list(tx, KIND_GROUP, group->id, KIND_TRAINEE, TRAINEE_GROUP, &ids_n);

	add_events_of(tx, KIND_GROUP, group->id, EVENT_GROUPS, "Занятия", out);
	stay = part_expelled(tx, ids, ids_n);
	d = dynamics_of(tx, group, ids, stay, &n);
	for (size_t i = 0; i < n; i++)
		if (d[i].entry.n || d[i].exit.n) {
			add_result(&d[i], false, out);
			add_result_sources(tx, group, &d[i], "Стажёр.Группа",
					   " и Стажёр.Состояние != " TRAINEE_EXPELLED, out);
		}
	dynamics_free(d, n);
	if (stay < ids_n)
		buf_addf(&out->text, "Отчислены\t%zu, в результатах группы их нет\n", ids_n - stay);
	facts_source(out, KIND_TRAINEE, "Группа", ids_n - stay, "Отчислены", "Состояние = " TRAINEE_EXPELLED);
	add_time(tx, group, ids, ids_n, out);
	free(ids);
}
