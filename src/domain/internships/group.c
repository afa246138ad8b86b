/* Working groups (5.2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../events/events.h"
#include "internships.h"
#include "../sites/sites.h"
#include "stazh/domain/attendance.h"
#include "stazh/domain/dynamics.h"

/* ---- groups ---- */

/* clang-format off */
static const struct field group_fields[] = {
	{.id = GROUP_SITE, .name = "site", .title = "Площадка", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_REQUIRED | FF_OWN | FF_SEARCH | FF_COLUMN, .width = 36, .help = "На какой площадке работает группа.", .example = "3"},
	{.id = GROUP_NAME, .name = "name", .title = "Название", .type = FT_TEXT, .max = 300,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 24, .help = "Как группу называют.",
	 .example = "Учителя биологии, 1-я группа"},
	{.id = GROUP_FORM, .name = "form", .title = "Форма работы", .type = FT_CHOICE, .option = OPT_GROUP_FORMS,
	 .flags = FF_COLUMN, .width = 14, .rule = RULE_GROUP, .help = "Индивидуальная, групповая или сетевая.", .example = "групповая"},
	{.id = GROUP_SCHOOL_YEAR, .name = "school_year", .title = "Учебный год", .type = FT_YEAR, .flags = FF_REQUIRED | FF_COLUMN,
	 .width = 11, .help = "В каком учебном году.", .example = "2026-2027"},
	{.id = GROUP_FROM, .name = "from", .title = "С", .type = FT_DATE, .flags = FF_COLUMN, .width = 10, .rule = RULE_INDIVIDUAL,
	 .help = "Начало стажировки. У отдельного стажёра может быть своё.", .example = "01.10.2026"},
	{.id = GROUP_TO, .name = "to", .title = "По", .type = FT_DATE, .flags = FF_COLUMN, .width = 10, .rule = RULE_INDIVIDUAL,
	 .help = "Конец стажировки. У отдельного стажёра может быть свой.", .example = "30.04.2027"},
	{.id = GROUP_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH,
	 .help = "Что стоит помнить: связь, площадка в интернете.", .example = "занятия по четвергам"},
};
/* clang-format on */

static void group_label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s, ", record_text(r, GROUP_NAME));
	school_year_add(out, (int)record_int(r, GROUP_SCHOOL_YEAR));
}

static void group_names(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s\n", record_text(r, GROUP_NAME));
}

static void group_defaults(struct tx *tx, struct record *r)
{
	record_set_int(r, GROUP_SCHOOL_YEAR, school_year_at_work(tx));
}

static enum err group_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	(void)was;
	return span_check(tx, is, GROUP_FROM, GROUP_TO, e);
}

/* One that runs over 1 September is of both years. */
bool group_in_year(struct tx *tx, const struct record *r, int year)
{
	int32_t from, to;

	(void)tx;
	group_span(r, &from, &to);
	return from <= school_year_last(year) && to >= school_year_first(year);
}

#define ARG_SOURCE 100

static enum err copy_plan(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			  struct error *e)
{
	struct record trainee = {0};
	uint32_t source = record_ref(args, ARG_SOURCE);
	enum err err = OK;

	if (!load(tx, KIND_TRAINEE, source, &trainee) || record_ref(&trainee, TRAINEE_GROUP) != r->id) {
		error_set(e, ERR_REFUSED, "Этот стажёр не из группы «%s»", record_text(r, GROUP_NAME));
		err = error_at(e, "from");
	}
	record_release(&trainee);
	return err ? err : plan_share(tx, r->id, source, notice, e);
}

/* clang-format off */
static const struct action_arg copy_args[] = {
	{.field = {.id = ARG_SOURCE, .name = "from", .title = "Чей план", .type = FT_REF, .ref = KIND_TRAINEE, .flags = FF_REQUIRED,
		   .rule = RULE_INDIVIDUAL, .help = "Стажёр этой группы, чей индивидуальный план получат и остальные.", .example = "7"}},
	{.field = {.name = NULL}},
};
/* clang-format on */

/* ---- what is done to all of a group ---- */

#define ARG_EXCEPT	101
#define ARG_OBLIGATIONS 102

static bool awaits_certificate(const struct record *trainee)
{
	return !strcmp(record_text(trainee, TRAINEE_STATE), TRAINEE_COMPLETED) &&
	       !record_has(trainee, TRAINEE_CERTIFICATE);
}

static bool is_open(const struct record *trainee)
{
	return !strcmp(record_text(trainee, TRAINEE_STATE), TRAINEE_ENROLLED) ||
	       !strcmp(record_text(trainee, TRAINEE_STATE), TRAINEE_ACTIVE);
}

static bool is_one(struct tx *tx, uint32_t trainee, bool (*wanted)(const struct record *trainee))
{
	struct record r = {0};
	bool is = load(tx, KIND_TRAINEE, trainee, &r) && wanted(&r);

	record_release(&r);
	return is;
}

static bool has_any(struct tx *tx, uint32_t group, bool (*wanted)(const struct record *trainee))
{
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_GROUP, group, KIND_TRAINEE, TRAINEE_GROUP, &n);
	bool any = false;

	for (size_t i = 0; i < n && !any; i++)
		any = is_one(tx, ids[i], wanted);
	free(ids);
	return any;
}

static enum err guard_certify(struct tx *tx, const struct record *r, struct error *e)
{
	return has_any(tx, r->id, awaits_certificate)
		       ? OK
		       : rule_refuse(tx, e, RULE_CERTIFICATE,
				     "в группе нет стажёров, которые завершили стажировку и ещё без справки");
}

static enum err guard_complete(struct tx *tx, const struct record *r, struct error *e)
{
	return has_any(tx, r->id, is_open)
		       ? OK
		       : rule_refuse(tx, e, RULE_INDIVIDUAL, "в группе нет стажёров, которые проходят стажировку");
}

/* All or none; by name, so that numbers follow the list. day: the argument that says when, 0 ends. */
static enum err act_all(struct tx *tx, const struct record *r, const struct record *args, const char *action,
			unsigned day, bool (*wanted)(const struct record *trainee), struct buf *notice, struct error *e)
{
	struct buf date = {0}, one = {0};
	struct assign told[2];
	size_t n, told_n = 0;
	struct attendee *list = attendees_of_group(tx, r->id, &n);
	enum err err = attendees_mark(tx, list, n, record_text(args, ARG_EXCEPT), "", "except", e);

	if (record_has(args, day)) {
		date_add_ru(&date, record_date(args, day));
		told[told_n++] = (struct assign){"date", buf_text(&date)};
	}
	if (record_has(args, ARG_OBLIGATIONS))
		told[told_n++] = (struct assign){"obligations", record_text(args, ARG_OBLIGATIONS)};
	for (size_t i = 0; i < n && (i || !err); i++) {
		enum err one_err;

		if (list[i].mark || !is_one(tx, list[i].trainee, wanted))
			continue;
		buf_clear(&one);
		one_err = model_act(tx, KIND_TRAINEE, list[i].trainee, 0, action, told, told_n, &one, e);
		if (one_err && e)
			error_named(e, list[i].name);
		if (error_enough(&err, one_err, &e))
			break;
		if (!one_err && notice && one.n)
			buf_addf(notice, "%s: %s", list[i].name, one.s);
	}
	attendance_free(list, n);
	buf_free(&date);
	buf_free(&one);
	return err;
}

static enum err certify_all(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			    struct error *e)
{
	return act_all(tx, r, args, "certify", TRAINEE_CERTIFIED_ON, awaits_certificate, notice, e);
}

static enum err complete_all(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			     struct error *e)
{
	return act_all(tx, r, args, "complete", TRAINEE_ENDED_ON, is_open, notice, e);
}

/* clang-format off */
static const struct action_arg certify_args[] = {
	{.field = {.id = TRAINEE_CERTIFIED_ON, .name = "date", .title = "Когда выданы", .type = FT_DATE, .example = "сегодня",
		   .help = "Пусто: сегодня. Номера даются по порядку за год этого дня."}},
	{.field = {.id = ARG_EXCEPT, .name = "except", .title = "Кроме", .type = FT_LONG, .help = "Кому пока не выдавать: фамилии через точку с запятой.",
		   .example = "Ёлкина; Жуков"}},
	{.field = {.name = NULL}},
};

static const struct action_arg complete_args[] = {
	{.field = {.id = TRAINEE_ENDED_ON, .name = "date", .title = "Когда завершили", .type = FT_DATE, .rule = RULE_INDIVIDUAL, .example = "31.05.2027",
		   .help = "Пусто: последний день стажировки каждого, а если она ещё идёт — сегодня."}, .done = ""},
	{.field = {.id = ARG_EXCEPT, .name = "except", .title = "Кроме", .type = FT_LONG, .help = "Кто ещё не завершил: фамилии через точку с запятой.",
		   .example = "Ёлкина; Жуков"}},
	{.field = {.id = ARG_OBLIGATIONS, .name = "obligations", .title = "Что остаётся открытым", .type = FT_CHOICE,
		   .choices = close_answers, .flags = FF_SYSTEM, .rule = RULE_INDIVIDUAL,
		   .help = "Несделанное по планам: закрыть (пункты снимаются) или оставить. Без ответа спросит.", .example = "закрыть"}},
	{.field = {.name = NULL}},
};

static const struct transition group_transitions[] = {
	{.action = "enrol", .title = "Зачислить", .past = "Стажёры зачислены", .rule = RULE_GROUP, .role = ROLE_LEADER, .args = roster_args,
	 .apply = roster_enrol},
	{.action = "copy_plan", .title = "Раздать план всей группе", .past = "План роздан всей группе", .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER,
	 .args = copy_args, .apply = copy_plan},
	{.action = "complete", .title = "Завершить всех", .past = "Стажировка группы завершена", .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER,
	 .args = complete_args, .guard = guard_complete, .apply = complete_all, .view = VIEW_COMPLETE,
	 .consequence = "Завершит стажировку каждый, кто её ещё проходит."},
	{.action = "certify", .title = "Выдать справки всем", .past = "Справки выданы", .rule = RULE_CERTIFICATE, .role = ROLE_METHODIST,
	 .args = certify_args, .guard = guard_certify, .apply = certify_all, .view = VIEW_CERTIFY,
	 .consequence = "Справку получит каждый, кто завершил стажировку и ещё без неё, с зачтёнными часами."},
};

static const struct cycle group_cycle = {
	.kind = KIND_GROUP, .t = group_transitions, .n = sizeof(group_transitions) / sizeof(*group_transitions),
};

static const struct kind_extra extra[] = {{"Диагностика группы…", VIEW_DIAGNOSIS, NULL}, {.title = NULL}};

static const struct kind_more group_more = {.years = {GROUP_SCHOOL_YEAR}, .extra = extra, .year_view = VIEW_REGISTER};

const struct kind_def kind_group = {
	.kind = KIND_GROUP, .name = "group", .title = "Рабочая группа", .plural = "Группы",
	.genitive = "группы", .genitive_plural = "групп", .accusative = "группу", .created = "заведена",
	.gone = "удалена",
	.fields = group_fields, .n = sizeof(group_fields) / sizeof(*group_fields),
	.parent = GROUP_SITE, .writer = ROLE_LEADER, .cycle = &group_cycle,
	.label = group_label, .names = group_names, .in_year = group_in_year, .facts = group_facts,
	.defaults = group_defaults, .check = group_check,
	.more = &group_more,
};
/* clang-format on */
