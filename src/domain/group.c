/* Groups, trainees, their individual plans and results (5.2, 6.1). */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/deadline.h"

/* ---- groups ---- */

static const struct field group_fields[] = {
	{.id = GROUP_SITE, .name = "site", .title = "Площадка", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 36, .help = "На какой площадке работает группа.", .example = "3"},
	{.id = GROUP_NAME, .name = "name", .title = "Название", .type = FT_TEXT, .max = 300,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_SHOWN | FF_COLUMN, .width = 24, .help = "Как группу называют.",
	 .example = "Учителя биологии, 1-я группа"},
	{.id = GROUP_FORM, .name = "form", .title = "Форма работы", .type = FT_CHOICE, .option = OPT_GROUP_FORMS,
	 .flags = FF_COLUMN, .width = 14, .clause = "5.2", .help = "Индивидуальная, групповая или сетевая.", .example = "групповая"},
	{.id = GROUP_SCHOOL_YEAR, .name = "school_year", .title = "Учебный год", .type = FT_YEAR, .flags = FF_REQUIRED | FF_COLUMN,
	 .width = 11, .help = "В каком учебном году.", .example = "2026-2027"},
	{.id = GROUP_FROM, .name = "from", .title = "С", .type = FT_DATE, .flags = FF_SHOWN | FF_COLUMN, .width = 10, .clause = "5.2",
	 .help = "Начало стажировки. У отдельного стажёра может быть своё.", .example = "01.10.2026"},
	{.id = GROUP_TO, .name = "to", .title = "По", .type = FT_DATE, .flags = FF_SHOWN | FF_COLUMN, .width = 10, .clause = "5.2",
	 .help = "Конец стажировки. У отдельного стажёра может быть свой.", .example = "30.04.2027"},
	{.id = GROUP_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH,
	 .help = "Что стоит помнить: связь, площадка в интернете.", .example = "занятия по четвергам"},
};

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
	int year;

	site_plans_due(tx, &year);
	record_set_int(r, GROUP_SCHOOL_YEAR, year);
}

static enum err check_span(const struct record *r, unsigned from, unsigned to, struct error *e)
{
	if (!record_has(r, from) || !record_has(r, to) || record_date(r, from) <= record_date(r, to))
		return OK;
	error_refuse(e, "5.2", "стажировка кончается раньше, чем начинается");
	return error_at(e, "to");
}

static enum err group_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	(void)tx;
	(void)was;
	return check_span(is, GROUP_FROM, GROUP_TO, e);
}

static bool group_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return record_int(r, GROUP_SCHOOL_YEAR) == year;
}

/* Everyone's person in the group; `but` is left out. */
static bool in_group(struct tx *tx, uint32_t group, uint32_t person, uint32_t but)
{
	struct record r = {0};
	bool found = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_GROUP, group, KIND_TRAINEE, TRAINEE_GROUP, &n);
	for (size_t i = 0; i < n && !found; i++)
		found = ids[i] != but && load(tx, KIND_TRAINEE, ids[i], &r) && record_ref(&r, TRAINEE_PERSON) == person;
	free(ids);
	record_release(&r);
	return found;
}

#define ARG_PEOPLE 100
#define ARG_SOURCE 101

static enum err enrol(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	const struct value *people = record_get(args, ARG_PEOPLE);
	enum err err = OK;
	size_t added = 0;

	for (size_t i = 0; people && i < people->count && !err; i++) {
		struct record trainee = {.kind = KIND_TRAINEE};

		if (in_group(tx, r->id, (uint32_t)people->items[i].num, 0))
			continue;
		record_set_ref(&trainee, TRAINEE_GROUP, r->id);
		record_set_ref(&trainee, TRAINEE_PERSON, (uint32_t)people->items[i].num);
		record_set_text(&trainee, TRAINEE_STATE, TRAINEE_ENROLLED);
		err = model_store(tx, NULL, &trainee, e);
		added++;
		record_release(&trainee);
	}
	if (!err && notice)
		buf_addf(notice, "Зачислено: %zu %s\n", added, text_plural((long)added, "стажёр", "стажёра", "стажёров"));
	return err;
}

static bool has_task(struct tx *tx, uint32_t trainee, const char *what)
{
	struct record r = {0};
	bool found = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_TASK, TASK_TRAINEE, &n);
	for (size_t i = 0; i < n && !found; i++)
		found = load(tx, KIND_TASK, ids[i], &r) && name_same(record_text(&r, TASK_WHAT), what);
	free(ids);
	record_release(&r);
	return found;
}

/* What the source has to do everyone else in the group gets too, with the same dates, not done yet. */
static enum err copy_plan(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	uint32_t source = record_ref(args, ARG_SOURCE), *trainees, *tasks;
	struct record task = {0}, trainee = {0};
	size_t n, tasks_n, copied = 0;
	enum err err = OK;

	if (!load(tx, KIND_TRAINEE, source, &trainee) || record_ref(&trainee, TRAINEE_GROUP) != r->id) {
		error_set(e, ERR_REFUSED, "Этот стажёр не из группы «%s»", record_text(r, GROUP_NAME));
		err = error_at(e, "from");
	}
	trainees = refs_list(tx, KIND_GROUP, r->id, KIND_TRAINEE, TRAINEE_GROUP, &n);
	tasks = refs_list(tx, KIND_TRAINEE, source, KIND_TASK, TASK_TRAINEE, &tasks_n);
	if (!err && !tasks_n) {
		error_refuse(e, "5.2", "в плане этого стажёра нет ни одного пункта");
		err = error_at(e, "from");
	}
	for (size_t i = 0; i < n && !err; i++)
		for (size_t j = 0; j < tasks_n && !err; j++) {
			struct record copy = {.kind = KIND_TASK};

			if (trainees[i] == source || !load(tx, KIND_TASK, tasks[j], &task) ||
			    has_task(tx, trainees[i], record_text(&task, TASK_WHAT)))
				continue;
			record_set_ref(&copy, TASK_TRAINEE, trainees[i]);
			record_set_text(&copy, TASK_WHAT, record_text(&task, TASK_WHAT));
			record_set_text(&copy, TASK_FORM, record_text(&task, TASK_FORM));
			record_set_date(&copy, TASK_DUE, record_date(&task, TASK_DUE));
			err = model_store(tx, NULL, &copy, e);
			copied++;
			record_release(&copy);
		}
	if (!err && notice)
		buf_addf(notice, "Добавлено %zu %s индивидуальных планов\n", copied,
			 text_plural((long)copied, "пункт", "пункта", "пунктов"));
	free(trainees);
	free(tasks);
	record_release(&task);
	record_release(&trainee);
	return err;
}

static const struct action_arg enrol_args[] = {
	{.field = {.id = ARG_PEOPLE, .name = "people", .title = "Кого", .type = FT_REF, .ref = KIND_PERSON,
		   .flags = FF_MANY | FF_REQUIRED, .help = "Несколько — через точку с запятой; F4 добавляет по одному. Кто уже в группе, "
		   "пропускается.", .example = "Ёлкина А.И.; Жукова А.И."}},
	{.field = {.name = NULL}},
};
static const struct action_arg copy_args[] = {
	{.field = {.id = ARG_SOURCE, .name = "from", .title = "Чей план", .type = FT_REF, .ref = KIND_TRAINEE, .flags = FF_REQUIRED,
		   .clause = "5.2", .help = "Стажёр этой группы, чей индивидуальный план получат и остальные.", .example = "7"}},
	{.field = {.name = NULL}},
};

static const struct transition group_transitions[] = {
	{.action = "enrol", .title = "Зачислить", .past = "зачислены", .clause = "5.2", .role = ROLE_LEADER, .args = enrol_args,
	 .apply = enrol},
	{.action = "copy_plan", .title = "Раздать план всей группе", .past = "план роздан", .clause = "5.2", .role = ROLE_LEADER,
	 .args = copy_args, .apply = copy_plan},
};

static const struct cycle group_cycle = {
	.kind = KIND_GROUP, .t = group_transitions, .n = sizeof(group_transitions) / sizeof(*group_transitions),
};

const struct kind_def kind_group = {
	.kind = KIND_GROUP, .name = "group", .title = "Рабочая группа", .plural = "Группы", .genitive = "группы",
	.genitive_plural = "групп", .accusative = "группу", .created = "заведена", .gone = "удалена", .fields = group_fields,
	.n = sizeof(group_fields) / sizeof(*group_fields), .parent = GROUP_SITE, .writer = ROLE_LEADER, .cycle = &group_cycle,
	.label = group_label, .names = group_names, .check = group_check, .defaults = group_defaults,
	.in_year = group_in_year,
};

/* ---- trainees ---- */

static const char *const trainee_states[] = {TRAINEE_ENROLLED, TRAINEE_ACTIVE, TRAINEE_COMPLETED, TRAINEE_EXPELLED, NULL};

static const struct field trainee_fields[] = {
	{.id = TRAINEE_GROUP, .name = "group", .title = "Группа", .type = FT_REF, .ref = KIND_GROUP,
	 .flags = FF_REQUIRED | FF_OWN | FF_SEARCH | FF_COLUMN, .width = 26, .help = "В какой группе.", .example = "2"},
	{.id = TRAINEE_PERSON, .name = "person", .title = "Педагог", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_SHOWN | FF_COLUMN, .width = 20, .help = "Кто проходит стажировку.",
	 .example = "Ёлкина А.И."},
	{.id = TRAINEE_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = trainee_states,
	 .flags = FF_SYSTEM | FF_SHOWN | FF_COLUMN, .width = 9, .help = "Меняется действиями: начать, завершить, отчислить."},
	{.id = TRAINEE_FROM, .name = "from", .title = "Свой срок с", .type = FT_DATE, .flags = FF_COLUMN, .width = 11, .clause = "5.2",
	 .help = "Пусто: как у группы.", .example = "15.10.2026"},
	{.id = TRAINEE_TO, .name = "to", .title = "Свой срок по", .type = FT_DATE, .flags = FF_COLUMN, .width = 12, .clause = "5.2",
	 .help = "Пусто: как у группы.", .example = "31.03.2027"},
	{.id = TRAINEE_GOAL, .name = "goal", .title = "Цель стажировки", .type = FT_LONG, .flags = FF_SEARCH, .clause = "5.2",
	 .help = "Чему стажёр хочет научиться.", .example = "освоить приёмы смыслового чтения"},
	{.id = TRAINEE_CERTIFICATE, .name = "certificate", .title = "Номер справки", .type = FT_TEXT, .max = 60, .flags = FF_SYSTEM,
	 .width = 10, .help = "Номер справки о прохождении стажировки."},
	{.id = TRAINEE_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .flags = FF_SYSTEM, .help = "Почему отчислен."},
};

static void person_name(struct tx *tx, const struct record *trainee, struct buf *out)
{
	label_add(tx, KIND_PERSON, record_ref(trainee, TRAINEE_PERSON), out);
}

static void trainee_label(struct tx *tx, const struct record *r, struct buf *out)
{
	person_name(tx, r, out);
	buf_add(out, " (");
	label_add(tx, KIND_GROUP, record_ref(r, TRAINEE_GROUP), out);
	buf_addc(out, ')');
}

static void trainee_names(struct tx *tx, const struct record *r, struct buf *out)
{
	person_name(tx, r, out);
	buf_addc(out, '\n');
}

static void trainee_defaults(struct tx *tx, struct record *r)
{
	(void)tx;
	record_set_text(r, TRAINEE_STATE, TRAINEE_ENROLLED);
}

static enum err trainee_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	(void)was;
	if (in_group(tx, record_ref(is, TRAINEE_GROUP), record_ref(is, TRAINEE_PERSON), is->id)) {
		error_refuse(e, "5.2", "этот человек уже есть в группе");
		return error_at(e, "person");
	}
	return check_span(is, TRAINEE_FROM, TRAINEE_TO, e);
}

static bool trainee_in_year(struct tx *tx, const struct record *r, int year)
{
	struct record group = {0};
	bool in = load_ref(tx, KIND_GROUP, r, TRAINEE_GROUP, &group) && group_in_year(tx, &group, year);

	record_release(&group);
	return in;
}

static bool is_over(const struct record *trainee)
{
	const char *state = record_text(trainee, TRAINEE_STATE);

	return !strcmp(state, TRAINEE_COMPLETED) || !strcmp(state, TRAINEE_EXPELLED);
}

static void trainee_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.kind = DL_TRAINEE_END, .rec_kind = KIND_TRAINEE, .rec_id = r->id};
	struct record group = {0};
	struct site_card card = {0};
	struct buf what = {0};

	if (is_over(r) || !load_ref(tx, KIND_GROUP, r, TRAINEE_GROUP, &group))
		goto done;
	d.due = record_has(r, TRAINEE_TO) ? record_date(r, TRAINEE_TO) : record_date(&group, GROUP_TO);
	if (d.due == DATE_NONE || !site_card_load(tx, record_ref(&group, GROUP_SITE), &card))
		goto done;
	buf_add(&what, "Кончается стажировка: ");
	person_name(tx, r, &what);
	buf_add(&what, " (п. 5.2)");
	d.what = what.s;
	site_deadline(&card, WHOSE_LEADER, &d);
	deadline_add(out, &d);
	site_card_release(&card);
done:
	buf_free(&what);
	record_release(&group);
}

static const struct action_arg complete_args[] = {
	{.field = {.id = TRAINEE_CERTIFICATE, .name = "certificate", .title = "Номер справки", .type = FT_TEXT, .max = 60,
		   .help = "Пусто: справка не выдана.", .example = "12/2027"}, .keep = true},
	{.field = {.name = NULL}},
};
static const struct action_arg expel_args[] = {
	{.field = {.id = TRAINEE_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .flags = FF_REQUIRED,
		   .help = "Почему стажёр не закончит.", .example = "перевод в другую школу"}, .keep = true},
	{.field = {.name = NULL}},
};

static enum err return_trainee(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			       struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_unset(r, TRAINEE_REASON);
	record_unset(r, TRAINEE_CERTIFICATE);
	return OK;
}

static const char *const from_enrolled[] = {TRAINEE_ENROLLED, NULL};
static const char *const from_open[] = {TRAINEE_ENROLLED, TRAINEE_ACTIVE, NULL};
static const char *const from_over[] = {TRAINEE_COMPLETED, TRAINEE_EXPELLED, NULL};
static const char *const no_final[] = {NULL};
static const char *const trainee_way[] = {TRAINEE_ENROLLED, TRAINEE_ACTIVE, TRAINEE_COMPLETED, NULL};

static const struct transition trainee_transitions[] = {
	{.action = "start", .title = "Начать стажировку", .past = "проходит стажировку", .from = from_enrolled, .to = TRAINEE_ACTIVE,
	 .clause = "5.2", .role = ROLE_LEADER},
	{.action = "complete", .title = "Завершить", .past = "завершил", .from = from_open, .to = TRAINEE_COMPLETED, .clause = "5.2",
	 .role = ROLE_LEADER, .args = complete_args},
	{.action = "expel", .title = "Отчислить", .past = "отчислен", .from = from_open, .to = TRAINEE_EXPELLED, .clause = "5.2",
	 .role = ROLE_LEADER, .args = expel_args},
	{.action = "readmit", .title = "Вернуть к стажировке", .past = "снова проходит", .from = from_over, .to = TRAINEE_ACTIVE,
	 .clause = "5.2", .role = ROLE_LEADER, .apply = return_trainee},
};

static const struct cycle trainee_cycle = {
	.kind = KIND_TRAINEE, .states = trainee_states, .final = no_final, .way = trainee_way, .t = trainee_transitions,
	.n = sizeof(trainee_transitions) / sizeof(*trainee_transitions),
};

const struct kind_def kind_trainee = {
	.kind = KIND_TRAINEE, .name = "trainee", .title = "Стажёр", .plural = "Стажёры", .genitive = "стажёра",
	.genitive_plural = "стажёров", .accusative = "стажёра", .created = "зачислен", .gone = "удалён",
	.fields = trainee_fields, .n = sizeof(trainee_fields) / sizeof(*trainee_fields), .state = TRAINEE_STATE,
	.parent = TRAINEE_GROUP, .writer = ROLE_LEADER, .cycle = &trainee_cycle, .label = trainee_label,
	.names = trainee_names, .check = trainee_check, .defaults = trainee_defaults, .in_year = trainee_in_year,
	.deadlines = trainee_deadlines,
};

/* ---- individual plans ---- */

static const struct field task_fields[] = {
	{.id = TASK_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 26, .help = "Чей это пункт плана.", .example = "7"},
	{.id = TASK_WHAT, .name = "what", .title = "Что сделать", .type = FT_TEXT, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_SHOWN | FF_COLUMN, .width = 40, .clause = "5.2", .help = "Пункт индивидуального плана.",
	 .example = "разработать технологическую карту урока"},
	{.id = TASK_FORM, .name = "form", .title = "Форма", .type = FT_CHOICE, .option = OPT_FORMS, .width = 18, .clause = "5.1",
	 .help = "Форма работы из Положения.", .example = "практикум"},
	{.id = TASK_DUE, .name = "due", .title = "Срок", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .clause = "5.2", .help = "К какому дню.", .example = "20.12.2026"},
	{.id = TASK_DONE_ON, .name = "done_on", .title = "Сделано", .type = FT_DATE, .flags = FF_COLUMN, .width = 10,
	 .help = "Когда сделано. Пусто: ещё нет.", .example = "сегодня"},
	{.id = TASK_RESULT, .name = "result", .title = "Результат", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что получилось.",
	 .example = "карта принята, опубликована в банке заданий"},
};

static void task_label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, TASK_TRAINEE, &trainee))
		person_name(tx, &trainee, out);
	buf_addf(out, " — %s", record_text(r, TASK_WHAT));
	record_release(&trainee);
}

static bool task_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, TASK_DUE)) == year;
}

static void task_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.kind = DL_TASK, .rec_kind = KIND_TASK, .rec_id = r->id};
	struct record trainee = {0}, group = {0};
	struct site_card card = {0};
	struct buf what = {0}, who = {0};

	if (record_has(r, TASK_DONE_ON) || !load_ref(tx, KIND_TRAINEE, r, TASK_TRAINEE, &trainee) ||
	    !strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED) ||
	    !load_ref(tx, KIND_GROUP, &trainee, TRAINEE_GROUP, &group) ||
	    !site_card_load(tx, record_ref(&group, GROUP_SITE), &card))
		goto done;
	d.due = record_date(r, TASK_DUE);
	buf_add(&what, "План: ");
	task_label(tx, r, &what);
	d.what = what.s;
	site_deadline(&card, WHOSE_LEADER, &d);
	person_name(tx, &trainee, &who);
	if (record_has(&card.site, SITE_LEADER))
		buf_addf(&who, "; %s", buf_text(&card.leader));
	d.who = who.s;
	deadline_add(out, &d);
	site_card_release(&card);
done:
	buf_free(&what);
	buf_free(&who);
	record_release(&trainee);
	record_release(&group);
}

static enum err task_open(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_has(r, TASK_DONE_ON) ? error_set(e, ERR_REFUSED, "уже сделано") : OK;
}

static enum err task_done(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_has(r, TASK_DONE_ON) ? OK : error_set(e, ERR_REFUSED, "ещё не сделано");
}

static enum err finish_task(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)notice;
	(void)e;
	if (!record_has(args, TASK_DONE_ON))
		record_set_date(r, TASK_DONE_ON, tx_session(tx)->today);
	return OK;
}

static enum err reopen_task(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_unset(r, TASK_DONE_ON);
	return OK;
}

static const struct action_arg finish_args[] = {
	{.field = {.id = TASK_DONE_ON, .name = "date", .title = "Когда сделано", .type = FT_DATE, .help = "Пусто: сегодня.",
		   .example = "сегодня"}, .keep = true},
	{.field = {.id = TASK_RESULT, .name = "result", .title = "Результат", .type = FT_LONG, .help = "Что получилось."}, .keep = true},
	{.field = {.name = NULL}},
};

static const struct transition task_transitions[] = {
	{.action = "done", .title = "Сделано", .past = "сделано", .clause = "5.2", .role = ROLE_LEADER, .args = finish_args,
	 .guard = task_open, .apply = finish_task},
	{.action = "reopen", .title = "Вернуть в работу", .past = "снова в работе", .clause = "5.2", .role = ROLE_LEADER,
	 .guard = task_done, .apply = reopen_task},
};

static const struct cycle task_cycle = {
	.kind = KIND_TASK, .t = task_transitions, .n = sizeof(task_transitions) / sizeof(*task_transitions),
};

const struct kind_def kind_task = {
	.kind = KIND_TASK, .name = "task", .title = "Пункт плана", .plural = "Индивидуальный план", .genitive = "пункта плана",
	.genitive_plural = "пунктов планов", .accusative = "пункт плана", .created = "заведён", .gone = "удалён",
	.fields = task_fields, .n = sizeof(task_fields) / sizeof(*task_fields), .sort = TASK_DUE, .parent = TASK_TRAINEE,
	.writer = ROLE_LEADER, .cycle = &task_cycle, .label = task_label, .in_year = task_in_year,
	.deadlines = task_deadlines,
};

/* ---- results ---- */

static const char *const assessment_kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_INTERIM, ASSESSMENT_EXIT, NULL};

static const struct field assessment_fields[] = {
	{.id = ASSESSMENT_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 26, .help = "Чей результат.", .example = "7"},
	{.id = ASSESSMENT_DIRECTION, .name = "direction", .title = "Направление", .type = FT_CHOICE, .option = OPT_DIRECTIONS,
	 .flags = FF_REQUIRED | FF_OPEN | FF_SHOWN | FF_COLUMN, .width = 30, .clause = "6.1",
	 .help = "По какому направлению стажировки.", .example = "сетевое взаимодействие образовательных учреждений"},
	{.id = ASSESSMENT_KIND, .name = "assessment_kind", .title = "Диагностика", .type = FT_CHOICE, .choices = assessment_kinds,
	 .flags = FF_REQUIRED | FF_SHOWN | FF_COLUMN, .width = 13, .clause = "6.1", .help = "Входная, промежуточная или итоговая.",
	 .example = "входная"},
	{.id = ASSESSMENT_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .help = "Когда проведена.", .example = "15.10.2026"},
	{.id = ASSESSMENT_SCORE, .name = "score", .title = "Баллы", .type = FT_INT, .min = 0, .max = 100000,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 5, .help = "Сколько набрано.", .example = "14"},
	{.id = ASSESSMENT_OUT_OF, .name = "out_of", .title = "Из скольких", .type = FT_INT, .min = 1, .max = 100000,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 11, .help = "Сколько можно было набрать.", .example = "20"},
	{.id = ASSESSMENT_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что заметили."},
};

static void assessment_label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, ASSESSMENT_TRAINEE, &trainee))
		person_name(tx, &trainee, out);
	buf_addf(out, " — %s: %lld из %lld", record_text(r, ASSESSMENT_KIND), (long long)record_int(r, ASSESSMENT_SCORE),
		 (long long)record_int(r, ASSESSMENT_OUT_OF));
	record_release(&trainee);
}

static void assessment_defaults(struct tx *tx, struct record *r)
{
	record_set_date(r, ASSESSMENT_DATE, tx_session(tx)->today);
}

/* One entry and one exit diagnosis in a direction: the dynamics are their difference. */
static enum err assessment_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *kind = record_text(is, ASSESSMENT_KIND);
	struct record other = {0};
	bool twice = false;
	uint32_t *ids;
	size_t n;

	(void)was;
	if (record_int(is, ASSESSMENT_SCORE) > record_int(is, ASSESSMENT_OUT_OF)) {
		error_refuse(e, "6.1", "набрано %lld, а можно было только %lld", (long long)record_int(is, ASSESSMENT_SCORE),
			     (long long)record_int(is, ASSESSMENT_OUT_OF));
		return error_at(e, "score");
	}
	if (!strcmp(kind, ASSESSMENT_INTERIM))
		return OK;
	ids = refs_list(tx, KIND_TRAINEE, record_ref(is, ASSESSMENT_TRAINEE), KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &n);
	for (size_t i = 0; i < n && !twice; i++)
		twice = ids[i] != is->id && load(tx, KIND_ASSESSMENT, ids[i], &other) &&
			!strcmp(record_text(&other, ASSESSMENT_KIND), kind) &&
			!strcmp(record_text(&other, ASSESSMENT_DIRECTION), record_text(is, ASSESSMENT_DIRECTION));
	free(ids);
	record_release(&other);
	if (!twice)
		return OK;
	error_refuse(e, "6.1", "%s диагностика по этому направлению у стажёра уже есть", kind);
	return error_at(e, "assessment_kind");
}

static bool assessment_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, ASSESSMENT_DATE)) == year;
}

const struct kind_def kind_assessment = {
	.kind = KIND_ASSESSMENT, .name = "assessment", .title = "Диагностика", .plural = "Диагностика", .genitive = "диагностики",
	.genitive_plural = "диагностик", .accusative = "диагностику", .created = "записана", .gone = "удалена",
	.fields = assessment_fields, .n = sizeof(assessment_fields) / sizeof(*assessment_fields), .sort = ASSESSMENT_DATE,
	.parent = ASSESSMENT_TRAINEE, .writer = ROLE_LEADER, .label = assessment_label, .check = assessment_check,
	.defaults = assessment_defaults, .in_year = assessment_in_year,
};
