/* Reports, plan documents and equipment of the sites. */
#include <stdlib.h>
#include <string.h>

#include "scale.h"

static const char *const remarks[] = {"указать часы по темам", "добавить итоговое занятие",
				      "уточнить сроки по четвертям"};
static const char *const equipment[] = {"ноутбук",
					"интерактивная панель",
					"документ-камера",
					"комплект датчиков",
					"принтер",
					"набор робототехники",
					"методическая литература, комплект",
					"веб-камера"};
/* The accepting office reads these; one for each half of the report. */
static const char *const conformity[] = {"Работа шла по программе, заявленные цели достигнуты.",
					 "Цели достигнуты в основном: два занятия перенесены на следующий год."};
static const char *const dynamics[] = {"По итоговой диагностике результат вырос у большинства стажёров.",
				       "Средний балл вырос по всем направлениям стажировки."};

static const char *const effects[] = {
	"в школах стажёров появились уроки по общим технологическим картам",
	"стажёры проводят открытые занятия у себя и помогают коллегам",
	"банк заданий площадки используют семь школ округа",
};
static const char *const deficits[] = {
	"открытых уроков было мало: стажёрам не находилось замены",
	"итоговую диагностику прошли не все, её дата совпала с экзаменами",
	"не хватило оборудования для занятий по подгруппам",
};

static void write_report(struct scale *s, uint32_t id)
{
	scale_set(s, KIND_REPORT, id, "conformity", SCALE_PICK(s, conformity));
	scale_set(s, KIND_REPORT, id, "dynamics", SCALE_PICK(s, dynamics));
	if (scale_chance(s, 4)) {
		scale_set(s, KIND_REPORT, id, "effects", SCALE_PICK(s, effects));
		scale_set(s, KIND_REPORT, id, "deficits", SCALE_PICK(s, deficits));
	}
}

void scale_report_of_year(struct scale *s, const struct site *site, int year)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(s->tx, KIND_SITE, site->id, KIND_REPORT, REPORT_SITE, &n);

	for (size_t i = 0; i < n && !s->err; i++) {
		int32_t due, on;
		unsigned fate = scale_chance(s, 100);

		if (record_load(s->tx, KIND_REPORT, ids[i], &r) || record_int(&r, REPORT_SCHOOL_YEAR) != year)
			continue;
		due = record_date(&r, REPORT_DUE);
		on = due - 15 + (int32_t)scale_chance(s, 20);
		if (on > s->today && due - s->today < 90 && fate < 30)
			on = s->today; /* early ones */
		if (on > s->today) {
			if (fate < 40 && due - s->today < 180)
				scale_set(s, KIND_REPORT, ids[i], "conformity", SCALE_PICK(s, conformity));
			continue;
		}
		if (year >= s->year - 1 && fate >= 92)
			continue; /* overdue */
		write_report(s, ids[i]);
		scale_act(s, KIND_REPORT, ids[i], "submit", "date", scale_day(s, on), NULL);
		on += 3 + (int32_t)scale_chance(s, 10);
		if (year >= s->year - 1 && fate >= 86)
			scale_act(s, KIND_REPORT, ids[i], "return", "remarks",
				  "дополнить раздел о динамике результатов", NULL);
		else if (on <= s->today && (year < s->year - 1 || fate >= 4))
			scale_act(s, KIND_REPORT, ids[i], "accept", "date", scale_day(s, on), NULL);
	}
	free(ids);
	record_release(&r);
}

static void add_plan_lines(struct scale *s, uint32_t plan)
{
	static const char *const months[] = {"сентябрь", "октябрь", "ноябрь", "декабрь",
					     "январь",	 "февраль", "март",   "апрель"};

	for (size_t i = scale_chance(s, 3); i < LESSONS; i++) {
		const char *form = scale_word(s, OPT_FORMS);

		scale_add(s, KIND_PLANLINE, "plandoc", scale_number(s, plan), "topic", scale_lessons[i], "form", form,
			  "hours", scale_number(s, 1 + scale_chance(s, 4)), "month", months[i], NULL);
	}
}

void scale_site_documents(struct scale *s, const struct site *site)
{
	struct record doc = {0};
	size_t n;
	uint32_t *ids = refs_list(s->tx, KIND_SITE, site->id, KIND_PLANDOC, PLANDOC_SITE, &n);

	if (site->from != s->year && scale_chance(s, 3) && !n) {
		free(ids);
		scale_act(s, KIND_SITE, site->id, "request_plans", NULL);
		ids = refs_list(s->tx, KIND_SITE, site->id, KIND_PLANDOC, PLANDOC_SITE, &n);
	}
	for (size_t i = 0; i < n && !s->err; i++) {
		unsigned fate = scale_chance(s, 100);

		if (record_load(s->tx, KIND_PLANDOC, ids[i], &doc) || record_int(&doc, PLANDOC_SCHOOL_YEAR) != s->year)
			continue;
		if (!strcmp(record_text(&doc, PLANDOC_KIND), PLANDOC_PLAN))
			add_plan_lines(s, ids[i]);
		if (fate < 15)
			continue;
		scale_act(s, KIND_PLANDOC, ids[i], "submit", "date",
			  scale_day(s, s->today - 3 - (int32_t)scale_chance(s, 15)), NULL);
		if (fate >= 40)
			scale_act(s, KIND_PLANDOC, ids[i], "approve", "date",
				  scale_day(s, s->today - (int32_t)scale_chance(s, 3)), NULL);
		else if (fate >= 30)
			scale_act(s, KIND_PLANDOC, ids[i], "return", "remarks", SCALE_PICK(s, remarks), NULL);
	}
	free(ids);
	record_release(&doc);
}

void scale_site_equipment(struct scale *s, const struct site *site)
{
	for (size_t i = 0, n = 1 + scale_chance(s, 3); i < n; i++) {
		unsigned needed = 1 + scale_chance(s, 15),
			 present = scale_chance(s, 2) ? needed : scale_chance(s, needed + 1);
		const char *name = equipment[(scale_chance(s, 2) + 2 * i) % COUNT(equipment)];

		scale_add(s, KIND_EQUIPMENT, "site", scale_number(s, site->id), "name", name, "needed",
			  scale_number(s, needed), "present", scale_number(s, present), "by_when",
			  scale_day(s, s->today - 20 + (int32_t)scale_chance(s, 120)), NULL);
	}
}
