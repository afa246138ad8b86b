/* Groups: their people, plans, results, events and certificates. */
#include <stdio.h>
#include <string.h>

#include "stazh/domain/press.h"
#include "scale.h"

static const char *const groups[] = {"Учителя начальных классов", "Учителя-предметники",  "Молодые педагоги",
				     "Педагоги, 1-я группа",	  "Педагоги, 2-я группа", "Заместители руководителей"};
static const char *const tasks[] = {
	"разработать технологическую карту урока",
	"посетить открытый урок и написать отзыв",
	"провести урок с самоанализом",
	"подобрать задания по теме площадки",
	"скорректировать рабочую программу",
	"выступить на круглом столе",
};

static void trainee_results(struct scale *s, uint32_t trainee, int year, bool over)
{
	static const int marks[] = {10, 20};
	const char *directions[] = {scale_word(s, OPT_DIRECTIONS), scale_word(s, OPT_DIRECTIONS)};
	size_t n = strcmp(directions[0], directions[1]) ? 1 + scale_chance(s, 2) : 1;

	for (size_t i = 0; i < n; i++) {
		int out_of = marks[scale_chance(s, 2)], entry = out_of / 3 + (int)scale_chance(s, (size_t)out_of / 3);
		int exit = entry - 1 + (int)scale_chance(s, (size_t)(out_of - entry) + 2);

		scale_add(s, KIND_ASSESSMENT, "trainee", scale_number(s, trainee), "direction", directions[i],
			  "assessment_kind", ASSESSMENT_ENTRY, "date", scale_day(s, date_from_ymd(year, 10, 8)),
			  "score", scale_number(s, entry), "out_of", scale_number(s, out_of), NULL);
		if (over && scale_chance(s, 8))
			scale_add(s, KIND_ASSESSMENT, "trainee", scale_number(s, trainee), "direction", directions[i],
				  "assessment_kind", ASSESSMENT_EXIT, "date",
				  scale_day(s, date_from_ymd(year + 1, 4, 20)), "score", scale_number(s, exit),
				  "out_of", scale_number(s, out_of), NULL);
	}
}

static void trainee_plan(struct scale *s, uint32_t trainee, int year)
{
	for (size_t i = 0, n = 2 + scale_chance(s, 3); i < n; i++) {
		int32_t due = date_from_ymd(year, 11, 10) + (int32_t)(i * 45 + scale_chance(s, 30));

		scale_add(s, KIND_TASK, "trainee", scale_number(s, trainee), "what",
			  tasks[(trainee + i) % COUNT(tasks)], "due", scale_day(s, due), "done_on",
			  due < s->today && scale_chance(s, 6) ? scale_day(s, due - (int32_t)scale_chance(s, 10)) : "",
			  NULL);
	}
}

/* What the group meets for: every other week from October to March, on a day of its own. */
static void group_events(struct scale *s, uint32_t site, uint32_t group, uint32_t first_trainee, size_t trainees,
			 int year)
{
	static const char *const times[] = {"13:30", "14:00", "14:30", "15:00"};
	int32_t on = date_from_ymd(year, 10, 5) + (int32_t)scale_chance(s, 14), last = date_from_ymd(year + 1, 3, 28);
	uint32_t leader = 0;
	struct record r = {0};

	if (!record_load(s->tx, KIND_SITE, site, &r))
		leader = record_ref(&r, SITE_LEADER);
	record_release(&r);
	for (size_t i = 0; on <= last && !s->err; i++, on += 14 + 7 * (int32_t)scale_chance(s, 3)) {
		bool remote = scale_chance(s, 5) == 0;
		unsigned fate = scale_chance(s, 100);
		const char *form = scale_word(s, OPT_FORMS), *time = SCALE_PICK(s, times);
		uint32_t id, first, second;
		const char *guests;
		char absent[24], room[40];

		if (date_weekday(on) > 4)
			on += 7 - date_weekday(on);
		snprintf(room, sizeof(room), "кабинет %u", 10 + site); /* each school has others */
		id = scale_add(s, KIND_EVENT, "sites", scale_number(s, site), "groups", scale_number(s, group), "topic",
			       scale_lessons[i % LESSONS], "form", form, "mode",
			       demo_choice(s->tx, OPT_MODES, remote ? "дистанционно" : "очно"), "date",
			       scale_day(s, on), "time", time, "minutes",
			       scale_number(s, 45 * (1 + (long)scale_chance(s, 3))), "place", remote ? "" : room,
			       "link", remote ? "https://example.ru/room" : "", "speakers", scale_number(s, leader),
			       NULL);
		if (fate < 5)
			scale_act(s, KIND_EVENT, id, "cancel", "reason", "карантин", NULL);
		if (fate < 5 || on > s->today || (fate > 92 && s->today - on < 30))
			continue; /* some wait to be marked */
		if (fate > 85 && s->today - on < 30) {
			scale_act(s, KIND_EVENT, id, "hold", NULL);
			continue;
		}
		second = first_trainee + scale_chance(s, trainees);
		first = first_trainee + scale_chance(s, trainees);
		snprintf(absent, sizeof(absent), "%u;%u", first, second);
		guests = scale_number(s, fate % 3 ? 0 : scale_chance(s, 6));
		scale_act(s, KIND_EVENT, id, "attend", scale_chance(s, 4) ? "absent" : "excused",
			  fate < 60 ? absent : "", "guests", guests, NULL);
	}
}

/* As the action does it, but by counting: thousands are issued at once here. */
static void certify(struct scale *s, uint32_t id, int year)
{
	struct record was = {0}, r = {0};
	char text[24];

	if (s->err || record_load(s->tx, KIND_TRAINEE, id, &was))
		return;
	record_copy(&r, &was);
	snprintf(text, sizeof(text), "%d/%d", ++s->certificates[year - s->year + YEARS - 1], year);
	record_set_text(&r, TRAINEE_CERTIFICATE, text);
	record_set_date(&r, TRAINEE_CERTIFIED_ON, date_from_ymd(year, 5, 20));
	record_set_int(&r, TRAINEE_CERTIFIED_HOURS, 18 + 6 * scale_chance(s, 10));
	s->err = record_store(s->tx, &r);
	if (!s->err)
		s->err = paper_follow(s->tx, &was, &r, s->e);
	record_release(&was);
	record_release(&r);
}

void scale_site_group(struct scale *s, const struct site *site, int year)
{
	uint32_t people = record_count(s->tx, KIND_PERSON), first, stride = people > 150 ? 7 : 1;
	bool over = year < s->year;
	uint32_t group, trainees = 0;
	size_t n = 5 + scale_chance(s, 9);
	const char *form;

	if (people < n || s->err)
		return;
	form = scale_word(s, OPT_GROUP_FORMS);
	group = scale_add(s, KIND_GROUP, "site", scale_number(s, site->id), "name", SCALE_PICK(s, groups), "form", form,
			  "school_year", scale_number(s, year), "from", scale_day(s, date_from_ymd(year, 10, 1)), "to",
			  scale_day(s, date_from_ymd(year + 1, 4, 30)), NULL);
	first = (uint32_t)scale_chance(s, people);
	for (uint32_t i = 0; i < n && !s->err; i++) {
		const char *own_end = scale_chance(s, 8) ? "" : scale_day(s, date_from_ymd(year + 1, 3, 31));
		uint32_t id = scale_add(s, KIND_TRAINEE, "group", scale_number(s, group), "person",
					scale_number(s, 1 + (first + i * stride) % people), "to", own_end, NULL);

		trainees = i ? trainees : id;
		trainee_plan(s, id, year);
		trainee_results(s, id, year, over);
		scale_act(s, KIND_TRAINEE, id, "start", NULL);
	}
	group_events(s, site->id, group, trainees, n, year);
	for (uint32_t id = trainees; id < trainees + n && !s->err; id++) {
		if (scale_chance(s, 20) == 0)
			scale_act(s, KIND_TRAINEE, id, "expel", "reason", "перевод в другую организацию", "date",
				  scale_day(s, over ? date_from_ymd(year + 1, 2, 10) : s->today), "obligations",
				  "оставить", NULL);
		else if (over) {
			scale_act(s, KIND_TRAINEE, id, "complete", "obligations", "оставить", NULL);
			certify(s, id, year + 1);
		}
	}
}
