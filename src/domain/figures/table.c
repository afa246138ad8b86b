/* Which figures there are: one table says what is counted and which records these are. */
#include <string.h>

#include "count.h"

#define EVENTS_OF_YEAR "Дата = год и Состояние != " EVENT_CANCELLED
#define HELD_IN_YEAR   "Дата = год и Состояние = " EVENT_HELD

/* clang-format off */
const struct figure_def figure_defs[] = {
	{FIGURES_SITES, "sites", "Площадок со статусом", FIGURE_NUMBER, .value = {KIND_SITE, .sum = {SITES}}},
	{FIGURES_SITES, "reports.submitted", "Отчётов сдано", FIGURE_OF,
	 .value = {KIND_REPORT, .sum = {REPORTS_SUBMITTED}, .where = "Учебный год = год и Состояние = " REPORT_SUBMITTED "; " REPORT_ACCEPTED},
	 .base = {KIND_REPORT, .sum = {REPORTS}, .where = "Учебный год = год"}},
	{FIGURES_SITES, "reports.accepted", "Отчётов принято", FIGURE_OF,
	 .value = {KIND_REPORT, .sum = {REPORTS_ACCEPTED}, .where = "Учебный год = год и Состояние = " REPORT_ACCEPTED},
	 .base = {KIND_REPORT, .sum = {REPORTS}, .where = "Учебный год = год"}},

	{FIGURES_TRAINEES, "trainees", "Стажёров", FIGURE_NUMBER, .value = {KIND_TRAINEE, .sum = {TRAINEES}}},
	{FIGURES_TRAINEES, "people", "Разных людей среди них", FIGURE_NUMBER, .value = {KIND_PERSON, .sum = {PEOPLE}}},
	{FIGURES_TRAINEES, "trainees.completed", "Завершили стажировку", FIGURE_NUMBER, .value = {KIND_TRAINEE, .sum = {COMPLETED}}},
	{FIGURES_TRAINEES, "trainees.low_results", "Из школ с низкими результатами", FIGURE_NUMBER, .value = {KIND_TRAINEE, .sum = {LOW_RESULTS}}},
	{FIGURES_TRAINEES, "trainees.expelled", "Сверх того отчислены", FIGURE_NUMBER, .value = {KIND_TRAINEE, .sum = {EXPELLED}}},
	{FIGURES_TRAINEES, "groups", "Рабочих групп", FIGURE_NUMBER, .value = {KIND_GROUP, .sum = {GROUPS}}},

	{FIGURES_EVENTS, "events", "Проведено занятий", FIGURE_OF, .value = {KIND_EVENT, .sum = {EVENTS_HELD}, .where = HELD_IN_YEAR},
	 .base = {KIND_EVENT, .sum = {EVENTS}, .where = EVENTS_OF_YEAR}},
	{FIGURES_EVENTS, "hours", "Академических часов", FIGURE_OF, .value = {KIND_EVENT, .sum = {HOURS_HELD}, .records = EVENTS_HELD, .where = HELD_IN_YEAR},
	 .base = {KIND_EVENT, .sum = {HOURS}, .records = EVENTS, .where = EVENTS_OF_YEAR}},
	{FIGURES_EVENTS, "guests", "Гостей", FIGURE_NUMBER, .value = {KIND_EVENT, .sum = {GUESTS}, .where = HELD_IN_YEAR " и Гостей > 0"}},
	{FIGURES_EVENTS, "events.cancelled", "Отменено занятий", FIGURE_NUMBER,
	 .value = {KIND_EVENT, .sum = {EVENTS_CANCELLED}, .where = "Дата = год и Состояние = " EVENT_CANCELLED}},

	{FIGURES_ATTENDANCE, "attendance", "Посещение", FIGURE_SHARE, .value = {KIND_ATTENDANCE, .sum = {MARKS_PRESENT, MARKS_REMOTE}},
	 .base = {KIND_ATTENDANCE, .sum = {MARKS}}},
	{FIGURES_ATTENDANCE, "attendance:" MARK_PRESENT, "Были", FIGURE_NUMBER, .value = {KIND_ATTENDANCE, .sum = {MARKS_PRESENT}}},
	{FIGURES_ATTENDANCE, "attendance:" MARK_REMOTE, "Были дистанционно", FIGURE_NUMBER, .value = {KIND_ATTENDANCE, .sum = {MARKS_REMOTE}}},
	{FIGURES_ATTENDANCE, "attendance:" MARK_EXCUSED, "Не были по уважительной причине", FIGURE_NUMBER,
	 .value = {KIND_ATTENDANCE, .sum = {MARKS_EXCUSED}}},
	{FIGURES_ATTENDANCE, "attendance:" MARK_ABSENT, "Не были", FIGURE_NUMBER, .value = {KIND_ATTENDANCE, .sum = {MARKS_ABSENT}}},
	{FIGURES_ATTENDANCE, "attendance.expelled", "Посещение отчисленных", FIGURE_SHARE, .value = {KIND_ATTENDANCE, .sum = {MARKS_EXPELLED_THERE}},
	 .base = {KIND_ATTENDANCE, .sum = {MARKS_EXPELLED}}, .some = true},

	{FIGURES_TASKS, "tasks.on_time", "Выполнено в срок", FIGURE_OF, .value = {KIND_TASK, .sum = {TASKS_ON_TIME}}, .base = {KIND_TASK, .sum = {TASKS}}},
	{FIGURES_TASKS, "tasks.late", "Выполнено с опозданием", FIGURE_OF, .value = {KIND_TASK, .sum = {TASKS_LATE}}, .base = {KIND_TASK, .sum = {TASKS}}},
	{FIGURES_TASKS, "tasks.open", "Не выполнено", FIGURE_OF, .value = {KIND_TASK, .sum = {TASKS_OPEN}}, .base = {KIND_TASK, .sum = {TASKS}}},
	{FIGURES_TASKS, "tasks.expelled", "Выполнено отчисленными", FIGURE_OF, .value = {KIND_TASK, .sum = {TASKS_EXPELLED_DONE}},
	 .base = {KIND_TASK, .sum = {TASKS_EXPELLED}}, .some = true},

	/* means of diagnoses: the number and its base are of the same records; by direction: put_results */
	{FIGURES_RESULTS, "results.change", "В среднем по направлениям: изменение", FIGURE_CHANGE,
	 .value = {KIND_ASSESSMENT, .records = RESULTS_CHANGE}, .base = {KIND_ASSESSMENT, .records = RESULTS_CHANGE}},
	{FIGURES_RESULTS, "results.expelled", "Есть диагностика у отчисленных", FIGURE_NUMBER, .value = {KIND_TRAINEE, .sum = {RESULTS_EXPELLED}},
	 .some = true},

	{FIGURES_PLAN, "plan.lines", "Выполнено строк плана", FIGURE_OF, .value = {KIND_PLANLINE, .sum = {PLAN_LINES_HELD}},
	 .base = {KIND_PLANLINE, .sum = {PLAN_LINES}, .where = "План.Учебный год = год"}},
	{FIGURES_PLAN, "plan.hours", "Проведено часов по плану", FIGURE_OF, .value = {KIND_EVENT, .sum = {PLAN_HOURS_HELD}},
	 .base = {KIND_PLANLINE, .sum = {PLAN_HOURS}, .where = "План.Учебный год = год и Часов > 0"}},
};
const size_t figure_defs_n = sizeof(figure_defs) / sizeof(*figure_defs);

const struct figure_group figure_groups[] = {
	{FIGURES_TRAINEES, "trainees.org", "по организациям", FIGURE_NUMBER, KIND_TRAINEE, NULL, NULL, NULL},
	{FIGURES_TRAINEES, "trainees.position", "по должностям", FIGURE_NUMBER, KIND_TRAINEE, NULL, NULL, NULL},
	{FIGURES_EVENTS, "events.form", "по формам", FIGURE_OF, KIND_EVENT, HELD_IN_YEAR, EVENTS_OF_YEAR, "Форма"},
	{FIGURES_EVENTS, "events.mode", "как проводятся", FIGURE_OF, KIND_EVENT, HELD_IN_YEAR, EVENTS_OF_YEAR, "Как проводится"},
	{FIGURES_EVENTS, HOURS_GROUP, "часы по месяцам", FIGURE_OF, KIND_EVENT, HELD_IN_YEAR, EVENTS_OF_YEAR, "Дата"},
	{FIGURES_RESULTS, "results.entry", NULL, FIGURE_MEAN, KIND_ASSESSMENT, NULL, NULL, NULL},
	{FIGURES_RESULTS, "results.exit", NULL, FIGURE_MEAN, KIND_ASSESSMENT, NULL, NULL, NULL},
	{FIGURES_RESULTS, "results.change", NULL, FIGURE_CHANGE, KIND_ASSESSMENT, NULL, NULL, NULL},
};
const size_t figure_groups_n = sizeof(figure_groups) / sizeof(*figure_groups);
/* clang-format on */

const struct figure_group *figure_group_of(const char *code, const char **word)
{
	size_t n = strcspn(code, ":");

	*word = code[n] ? code + n + 1 : "";
	for (size_t i = 0; i < figure_groups_n && code[n]; i++)
		if (strlen(figure_groups[i].group) == n && !strncmp(code, figure_groups[i].group, n))
			return &figure_groups[i];
	return NULL;
}

const char *figure_group_title(const struct figure *f)
{
	const char *word;
	const struct figure_group *g = figure_group_of(f->code, &word);

	return g ? g->title : f->section == FIGURES_OWN && *word ? "в том числе" : NULL;
}

/* ---- of a site ---- */

/* By which path the records of a kind are of a site; NULL: they are of none. */
static const char *site_path(unsigned kind, bool shown)
{
	static const struct {
		unsigned kind;
		const char *path, *shown;
	} paths[] = {
		{KIND_SITE, "id", "Номер"},
		{KIND_TERM, "site", "Площадка"},
		{KIND_REPORT, "site", "Площадка"},
		{KIND_PLANDOC, "site", "Площадка"},
		{KIND_PLANLINE, "plandoc.site", "План.Площадка"},
		{KIND_EQUIPMENT, "site", "Площадка"},
		{KIND_GROUP, "site", "Площадка"},
		{KIND_TRAINEE, "group.site", "Группа.Площадка"},
		{KIND_TASK, "trainee.group.site", "Стажёр.Группа.Площадка"},
		{KIND_EVENT, "sites", "Площадки"},
		{KIND_ATTENDANCE, "trainee.group.site", "Стажёр.Группа.Площадка"},
		{KIND_ASSESSMENT, "trainee.group.site", "Стажёр.Группа.Площадка"},
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (paths[i].kind == kind)
			return shown ? paths[i].shown : paths[i].path;
	return NULL;
}

bool figure_within(struct tx *tx, unsigned kind, uint32_t site, struct buf *out)
{
	const char *path = site_path(kind, false);

	(void)tx;
	if (path)
		buf_addf(out, "%s=%u", path, site);
	return path != NULL;
}

bool figure_within_named(struct tx *tx, unsigned kind, uint32_t site, struct buf *out)
{
	const char *path = site_path(kind, true);

	if (!path)
		return false;
	buf_addf(out, "%s = ", path);
	if (kind == KIND_SITE)
		buf_addf(out, "%u", site);
	else
		ref_say(tx, KIND_SITE, site, out);
	return true;
}
