/* Trainees (5.2). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../orders/orders.h"
#include "internships.h"
#include "../sites/sites.h"
#include "stazh/domain/attendance.h"
#include "stazh/domain/dynamics.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/press.h"

static const char *const trainee_states[] = {TRAINEE_ENROLLED, TRAINEE_ACTIVE, TRAINEE_COMPLETED, TRAINEE_EXPELLED,
					     NULL};

/* clang-format off */
static const struct field trainee_fields[] = {
	{.id = TRAINEE_GROUP, .name = "group", .title = "Группа", .type = FT_REF, .ref = KIND_GROUP,
	 .flags = FF_REQUIRED | FF_OWN | FF_SEARCH | FF_COLUMN, .width = 26, .help = "В какой группе.", .example = "2"},
	{.id = TRAINEE_PERSON, .name = "person", .title = "Педагог", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 20, .help = "Кто проходит стажировку.",
	 .example = "Ёлкина А.И."},
	{.id = TRAINEE_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = trainee_states,
	 .flags = FF_SYSTEM | FF_COLUMN, .width = 9, .help = "Меняется действиями: начать, завершить, отчислить."},
	{.id = TRAINEE_FROM, .name = "from", .also = "с;дата начала", .title = "Свой срок с", .type = FT_DATE, .flags = FF_COLUMN, .width = 11, .rule = RULE_INDIVIDUAL,
	 .help = "Пусто: как у группы.", .example = "15.10.2026"},
	{.id = TRAINEE_TO, .name = "to", .also = "по;дата окончания", .title = "Свой срок по", .type = FT_DATE, .flags = FF_COLUMN, .width = 12, .rule = RULE_INDIVIDUAL,
	 .help = "Пусто: как у группы.", .example = "31.03.2027"},
	{.id = TRAINEE_GOAL, .name = "goal", .title = "Цель стажировки", .type = FT_LONG, .flags = FF_SEARCH, .rule = RULE_INDIVIDUAL,
	 .help = "Чему стажёр хочет научиться.", .example = "освоить приёмы смыслового чтения"},
	{.id = TRAINEE_CERTIFICATE, .name = "certificate", .title = "Номер справки", .type = FT_TEXT, .max = 60,
	 .flags = FF_SYSTEM | FF_SEARCH, .width = 10,
	 .help = "Номер справки о прохождении стажировки. Даётся, когда справку выдают: по порядку за календарный год, без пропусков."},
	{.id = TRAINEE_CERTIFIED_ON, .name = "certified_on", .title = "Справка выдана", .type = FT_DATE, .flags = FF_SYSTEM, .width = 14,
	 .help = "Когда выдана справка."},
	{.id = TRAINEE_CERTIFIED_HOURS, .name = "certified_hours", .title = "Часов в справке", .type = FT_INT, .min = 0, .max = 10000,
	 .flags = FF_SYSTEM, .width = 15, .help = "Сколько академических часов зачтено на день выдачи справки."},
	{.id = TRAINEE_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .flags = FF_SYSTEM, .help = "Почему отчислен."},
	{.id = TRAINEE_ENDED_ON, .name = "ended_on", .title = "Завершил или отчислен", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .rule = RULE_INDIVIDUAL, .help = "Когда стажировка кончилась. По этому дню показатели знают, какого она учебного года."},
	{.id = TRAINEE_ANNULLED, .name = "annulled", .title = "Аннулированные справки", .type = FT_LONG, .flags = FF_SYSTEM | FF_SEARCH,
	 .help = "Справки, которые больше не действуют: номер остаётся за ними в журнале."},
};
/* clang-format on */

static void trainee_label(struct tx *tx, const struct record *r, struct buf *out)
{
	trainee_name(tx, r, out);
	buf_add(out, " (");
	label_add(tx, KIND_GROUP, record_ref(r, TRAINEE_GROUP), out);
	buf_addc(out, ')');
}

static void trainee_names(struct tx *tx, const struct record *r, struct buf *out)
{
	trainee_name(tx, r, out);
	buf_addc(out, '\n');
}

static void trainee_defaults(struct tx *tx, struct record *r)
{
	(void)tx;
	record_set_text(r, TRAINEE_STATE, TRAINEE_ENROLLED);
}

static enum err trainee_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	enum err err = OK;

	(void)was;
	if (trainee_of(tx, record_ref(is, TRAINEE_GROUP), record_ref(is, TRAINEE_PERSON), is->id)) {
		rule_refuse(tx, e, RULE_INDIVIDUAL, "этот человек уже есть в группе");
		if (error_enough(&err, error_at(e, "person"), &e))
			return err;
	}
	error_enough(&err, span_check(tx, is, TRAINEE_FROM, TRAINEE_TO, e), &e);
	return err;
}

static bool trainee_in_year(struct tx *tx, const struct record *r, int year)
{
	struct record group = {0};
	int32_t from = DATE_NONE, to = DATE_NONE;
	bool in = load_ref(tx, KIND_GROUP, r, TRAINEE_GROUP, &group);

	if (in) {
		group_span(&group, &from, &to);
		trainee_span(r, &from, &to);
	}
	record_release(&group);
	return in && from <= school_year_last(year) && to >= school_year_first(year);
}

/* A certificate cannot be printed without the days of the internship; dynamics are of those who were diagnosed twice.
 */
static void trainee_missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	struct record group = {0}, entry = {0}, exit = {0};
	size_t n;
	uint32_t *ids;
	bool through = !strcmp(record_text(r, TRAINEE_STATE), TRAINEE_COMPLETED);

	if (!strcmp(record_text(r, TRAINEE_STATE), TRAINEE_EXPELLED) ||
	    !load_ref(tx, KIND_GROUP, r, TRAINEE_GROUP, &group)) {
		record_release(&group);
		return;
	}
	if (!record_has(r, TRAINEE_FROM) && !record_has(&group, GROUP_FROM))
		lack_add(out, &group, GROUP_FROM, RULE_INDIVIDUAL, "начало стажировки")->stops = "certify";
	if (!record_has(r, TRAINEE_TO) && !record_has(&group, GROUP_TO))
		lack_add(out, &group, GROUP_TO, RULE_INDIVIDUAL, "конец стажировки")->stops = "certify";
	through |= trainee_end(r, &group) != DATE_NONE && trainee_end(r, &group) <= tx_session(tx)->today;
	ids = refs_list(tx, KIND_TRAINEE, r->id, KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &n);
	for (size_t i = 0; i < n && through; i++)
		if (load(tx, KIND_ASSESSMENT, ids[i], &entry) &&
		    !strcmp(record_text(&entry, ASSESSMENT_KIND), ASSESSMENT_ENTRY) &&
		    !diagnosis_find(tx, r->id, record_text(&entry, ASSESSMENT_DIRECTION), ASSESSMENT_EXIT, 0, &exit))
			lack_add(out, r, 0, RULE_DYNAMICS, "итоговая диагностика: %s",
				 record_text(&entry, ASSESSMENT_DIRECTION))
				->add = KIND_ASSESSMENT;
	free(ids);
	record_release(&group);
	record_release(&entry);
	record_release(&exit);
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
	trainee_name(tx, r, &what);
	rule_cite(tx_config(tx), RULE_INDIVIDUAL, &what);
	d.what = what.s;
	site_deadline(&card, WHOSE_LEADER, &d);
	deadline_add(out, &d);
	site_card_release(&card);
done:
	buf_free(&what);
	record_release(&group);
}

/* Ends with the site: as it, and on its last day. */
static enum closing trainee_close(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				  const char **what)
{
	(void)tx;
	if (is_over(r))
		return CLOSING_NONE;
	record_set_text(is, TRAINEE_STATE, end->reached ? TRAINEE_COMPLETED : TRAINEE_EXPELLED);
	if (!end->reached)
		record_set_text(is, TRAINEE_REASON, end->why);
	record_set_date(is, TRAINEE_ENDED_ON, end->on);
	*what = end->reached ? "стажировка завершена" : "отчислен";
	return CLOSING_DONE;
}

static void suggest_hours(struct tx *tx, const struct record *r, struct record *args)
{
	long hours = trainee_hours(tx, r->id, DATE_MIN, tx_session(tx)->today);

	if (hours)
		record_set_int(args, TRAINEE_CERTIFIED_HOURS, hours);
}

static void suggest_end(struct tx *tx, const struct record *r, struct record *args)
{
	struct record group = {0};
	int32_t to = record_has(r, TRAINEE_TO)				  ? record_date(r, TRAINEE_TO)
		     : load_ref(tx, KIND_GROUP, r, TRAINEE_GROUP, &group) ? record_date(&group, GROUP_TO)
									  : DATE_NONE;

	record_set_date(args, TRAINEE_ENDED_ON,
			to != DATE_NONE && to < tx_session(tx)->today ? to : tx_session(tx)->today);
	record_release(&group);
}

#define ARG_OBLIGATIONS 101
/* clang-format off */
static const struct action_arg complete_args[] = {
	{.field = {.id = TRAINEE_ENDED_ON, .name = "date", .title = "Когда завершил", .type = FT_DATE, .rule = RULE_INDIVIDUAL, .example = "31.05.2027",
		   .help = "Пусто: последний день стажировки, а если она ещё идёт — сегодня."}, .done = "", .suggest = suggest_end},
	{.field = {.id = TRAINEE_CERTIFICATE, .name = "certificate", .title = "Номер справки", .type = FT_TEXT, .max = 60,
		   .help = "Если справка уже выдана на бумаге. Пусто: номер даст действие «Выдать справку».", .example = "12/2027"},
	 .keep = true},
	{.field = {.id = TRAINEE_CERTIFIED_ON, .name = "certified_on", .title = "День справки", .type = FT_DATE, .rule = RULE_CERTIFICATE,
		   .help = "Каким днём она выдана на бумаге. Пусто: не известно.", .example = "31.05.2027"}, .keep = true, .done = ""},
	{.field = {.id = TRAINEE_CERTIFIED_HOURS, .name = "certified_hours", .title = "Часов в справке", .type = FT_INT, .min = 1, .max = 10000,
		   .help = "Сколько часов написано в бумажной справке. Пусто: не известно.", .example = "72"}, .keep = true},
	{.field = {.id = ARG_OBLIGATIONS, .name = "obligations", .title = "Что остаётся открытым", .type = FT_CHOICE,
		   .choices = close_answers, .flags = FF_SYSTEM, .rule = RULE_INDIVIDUAL,
		   .help = "Несделанное по плану стажёра: закрыть (пункты снимаются) или оставить. Без ответа спросит.", .example = "закрыть"}},
	{.field = {.name = NULL}},
};
static const struct action_arg certify_args[] = {
	{.field = {.id = TRAINEE_CERTIFIED_ON, .name = "date", .title = "Когда выдана", .type = FT_DATE, .example = "сегодня",
		   .help = "Пусто: сегодня. Номер даётся по порядку за год этого дня."}},
	{.field = {.id = TRAINEE_CERTIFIED_HOURS, .name = "hours", .title = "Часов", .type = FT_INT, .min = 1, .max = 10000,
		   .help = "Сколько академических часов написать в справке. Пусто: зачтённые по посещению."}, .suggest = suggest_hours},
	{.field = {.name = NULL}},
};
/* clang-format on */
#define ARG_WHY 100
/* clang-format off */
static const struct action_arg annul_args[] = {
	{.field = {.id = ARG_WHY, .name = "reason", .title = "Причина", .type = FT_TEXT, .max = 300, .flags = FF_REQUIRED,
		   .help = "Что в справке не так: это останется в журнале выдачи.", .example = "ошибка в часах"}},
	{.field = {.name = NULL}},
};
static const struct action_arg expel_args[] = {
	{.field = {.id = TRAINEE_ENDED_ON, .name = "date", .title = "Когда отчислен", .type = FT_DATE, .rule = RULE_INDIVIDUAL, .example = "сегодня",
		   .help = "Пусто: сегодня."}, .done = ""},
	{.field = {.id = TRAINEE_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .flags = FF_REQUIRED,
		   .help = "Почему стажёр не закончит.", .example = "перевод в другую школу"}, .keep = true},
	{.field = {.id = ARG_OBLIGATIONS, .name = "obligations", .title = "Что остаётся открытым", .type = FT_CHOICE,
		   .choices = close_answers, .flags = FF_SYSTEM, .rule = RULE_INDIVIDUAL,
		   .help = "Несделанное по плану стажёра: закрыть (пункты снимаются) или оставить. Без ответа спросит.", .example = "закрыть"}},
	{.field = {.name = NULL}},
};
/* clang-format on */

static enum err end_on(struct tx *tx, struct record *r, int32_t on, struct error *e)
{
	if (record_has(r, TRAINEE_FROM) && on < record_date(r, TRAINEE_FROM)) {
		rule_refuse(tx, e, RULE_INDIVIDUAL, "стажировка кончается раньше, чем начинается");
		return error_at(e, "date");
	}
	record_set_date(r, TRAINEE_ENDED_ON, on);
	return OK;
}

/* Nobody but this one is in the group any more. */
static bool is_last(struct tx *tx, const struct record *trainee)
{
	struct record other = {0};
	bool last = true;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_GROUP, record_ref(trainee, TRAINEE_GROUP), KIND_TRAINEE, TRAINEE_GROUP, &n);
	for (size_t i = 0; i < n && last; i++)
		last = ids[i] == trainee->id || !load(tx, KIND_TRAINEE, ids[i], &other) || is_over(&other);
	free(ids);
	record_release(&other);
	return last;
}

/* Directions that were looked at in the beginning and not in the end. */
static void lacking_exits(struct tx *tx, uint32_t trainee, struct buf *out)
{
	struct record entry = {0}, exit = {0};
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_ASSESSMENT, ids[i], &entry) &&
		    !strcmp(record_text(&entry, ASSESSMENT_KIND), ASSESSMENT_ENTRY) &&
		    !diagnosis_find(tx, trainee, record_text(&entry, ASSESSMENT_DIRECTION), ASSESSMENT_EXIT, 0, &exit))
			buf_addf(out, "Нет итоговой диагностики: %s\n", record_text(&entry, ASSESSMENT_DIRECTION));
	free(ids);
	record_release(&entry);
	record_release(&exit);
}

/* What the end leaves open is closed or kept: as was told, or asked. */
static enum err settle(struct tx *tx, const struct record *r, bool completed, const char *answer, struct buf *notice,
		       struct error *e)
{
	const struct ending end = {
		.kind = KIND_TRAINEE,
		.id = r->id,
		.on = record_date(r, TRAINEE_ENDED_ON),
		.reached = completed,
		.why = completed ? "стажировка завершена" : "стажёр отчислен",
		.also = {KIND_GROUP, is_last(tx, r) ? record_ref(r, TRAINEE_GROUP) : 0, KIND_EVENT, EVENT_GROUPS}};
	struct open_items items = {.n = 0};
	enum err err = OK;

	close_look(tx, &end, &items);
	if (completed)
		lacking_exits(tx, r->id, &items.lacking);
	if ((items.n || items.lacking.n) && !*answer)
		err = close_ask(tx, &items, e);
	else if (!strcmp(answer, CLOSE_OPEN))
		err = close_family(tx, &end, notice, e);
	else if (notice)
		buf_add(notice, buf_text(&items.stays));
	open_items_release(&items);
	return err;
}

static enum err expel(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	enum err err = end_on(
		tx, r, record_has(args, TRAINEE_ENDED_ON) ? record_date(args, TRAINEE_ENDED_ON) : tx_session(tx)->today,
		e);

	return err ? err : settle(tx, r, false, record_text(args, ARG_OBLIGATIONS), notice, e);
}

/* A certificate from paper is entered by who keeps the register. */
static enum err complete(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			 struct error *e)
{
	struct record suggested = {0};
	enum err err;

	suggest_end(tx, r, &suggested);
	err = end_on(tx, r, record_date(record_has(args, TRAINEE_ENDED_ON) ? args : &suggested, TRAINEE_ENDED_ON), e);
	record_release(&suggested);
	if (!err)
		err = settle(tx, r, true, record_text(args, ARG_OBLIGATIONS), notice, e);
	if (!err && !record_has(args, TRAINEE_CERTIFICATE) &&
	    (record_has(args, TRAINEE_CERTIFIED_ON) || record_has(args, TRAINEE_CERTIFIED_HOURS))) {
		rule_refuse(tx, e, RULE_CERTIFICATE, "день и часы указаны, а номера справки нет");
		return error_at(e, "certificate");
	}
	if (err || !record_has(args, TRAINEE_CERTIFICATE))
		return err;
	if (tx_session(tx)->role >= ROLE_METHODIST)
		return certificate_check_typed(tx, r, record_text(args, TRAINEE_CERTIFICATE),
					       record_date(args, TRAINEE_CERTIFIED_ON), e);
	rule_refuse(tx, e, RULE_CERTIFICATE, "номер справки вписывает методист");
	return error_at(e, "certificate");
}

static enum err guard_certify(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	if (!record_has(r, TRAINEE_CERTIFICATE))
		return OK;
	return rule_refuse(tx, e, RULE_CERTIFICATE, "справка № %s уже выдана", record_text(r, TRAINEE_CERTIFICATE));
}

static enum err certify(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	int32_t on = record_has(args, TRAINEE_CERTIFIED_ON) ? record_date(args, TRAINEE_CERTIFIED_ON)
							    : tx_session(tx)->today;
	enum err err = certificate_check(tx, r, on, (long)record_int(args, TRAINEE_CERTIFIED_HOURS), e);

	if (err)
		return err;
	record_set_value(r, TRAINEE_CERTIFIED_HOURS, record_get(args, TRAINEE_CERTIFIED_HOURS));
	certificate_issue(tx, r, on, notice);
	return OK;
}

static enum err guard_annul(struct tx *tx, const struct record *r, struct error *e)
{
	return record_has(r, TRAINEE_CERTIFICATE) ? OK : rule_refuse(tx, e, RULE_CERTIFICATE, "справки нет");
}

static enum err annul(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	const char *reason = record_text(args, ARG_WHY);
	enum err err = paper_annul(tx, KIND_TRAINEE, r->id, reason, e);

	if (!err && notice)
		buf_addf(notice, "Справка № %s аннулирована и остаётся в журнале; новая получит новый номер\n",
			 record_text(r, TRAINEE_CERTIFICATE));
	if (!err)
		certificate_annul(r, tx_session(tx)->today, reason);
	return err;
}

/* A certificate that was given out does not go without a trace. */
static enum err guard_readmit(struct tx *tx, const struct record *r, struct error *e)
{
	if (!record_has(r, TRAINEE_CERTIFICATE))
		return OK;
	return rule_refuse(tx, e, RULE_CERTIFICATE,
			   "стажёру выдана справка № %s: сначала аннулируйте её, действие «Аннулировать справку»%s",
			   record_text(r, TRAINEE_CERTIFICATE), session_typed(tx_session(tx), " (annul)"));
}

static const struct action_arg readmit_args[] = {CONFIRM_ARG, {.field = {.name = NULL}}};

/* With the site everything of it has ended; a wrong end of an internship has to be put right all the same. */
static enum err ask_ended_site(struct tx *tx, const struct record *r, struct error *e)
{
	struct record group = {0}, site = {0};
	struct buf ended = {0};
	enum err err = OK;

	if (load_ref(tx, KIND_GROUP, r, TRAINEE_GROUP, &group) && load_ref(tx, KIND_SITE, &group, GROUP_SITE, &site) &&
	    record_has(&site, SITE_ENDED_ON)) {
		label_add(tx, KIND_ORG, record_ref(&site, SITE_ORG), &ended);
		buf_addf(&ended, ": %s ", record_text(&site, SITE_STATE));
		date_add_ru(&ended, record_date(&site, SITE_ENDED_ON));
		rule_cite(tx_config(tx), RULE_END, &ended);
		buf_addc(&ended, '\n');
		err = standing_ask(tx, "Площадка этой группы больше не работает", ended.s,
				   "Стажировка станет снова открытой, со сроками. Вернуть стажёра?", "Вернуть", e);
	}
	buf_free(&ended);
	record_release(&group);
	record_release(&site);
	return err;
}

/* What was dropped with the internship is to be done again. */
static enum err return_trainee(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			       struct error *e)
{
	struct record was = {0}, is = {0};
	enum err err = record_bool(args, ARG_CONFIRM) ? OK : ask_ended_site(tx, r, e);
	uint32_t *ids;
	size_t n;

	(void)notice;
	ids = refs_list(tx, KIND_TRAINEE, r->id, KIND_TASK, TASK_TRAINEE, &n);
	for (size_t i = 0; i < n && !err; i++)
		if (load(tx, KIND_TASK, ids[i], &was) && record_has(&was, TASK_DROPPED_ON)) {
			record_copy(&is, &was);
			record_unset(&is, TASK_DROPPED_ON);
			err = model_store(tx, &was, &is, e);
		}
	free(ids);
	record_release(&was);
	record_release(&is);
	record_unset(r, TRAINEE_REASON);
	record_unset(r, TRAINEE_ENDED_ON);
	return err;
}

/* This trainee's plan for everyone in the group. */
static enum err share(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)args;
	return plan_share(tx, record_ref(r, TRAINEE_GROUP), r->id, notice, e);
}

static const char *const from_enrolled[] = {TRAINEE_ENROLLED, NULL};
static const char *const from_open[] = {TRAINEE_ENROLLED, TRAINEE_ACTIVE, NULL};
static const char *const from_completed[] = {TRAINEE_COMPLETED, NULL};
static const char *const from_over[] = {TRAINEE_COMPLETED, TRAINEE_EXPELLED, NULL};
static const char *const no_final[] = {NULL};
static const char *const trainee_way[] = {TRAINEE_ENROLLED, TRAINEE_ACTIVE, TRAINEE_COMPLETED, NULL};

/* clang-format off */
static const struct transition trainee_transitions[] = {
	{.action = "start", .title = "Начать стажировку", .past = "проходит стажировку", .from = from_enrolled, .to = TRAINEE_ACTIVE,
	 .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER},
	{.action = "complete", .title = "Завершить", .past = "завершил стажировку", .from = from_open, .to = TRAINEE_COMPLETED, .rule = RULE_INDIVIDUAL,
	 .role = ROLE_LEADER, .args = complete_args, .apply = complete},
	{.action = "certify", .title = "Выдать справку", .past = "Справка выдана", .from = from_completed, .rule = RULE_CERTIFICATE,
	 .role = ROLE_METHODIST, .args = certify_args, .guard = guard_certify, .apply = certify},
	{.action = "annul", .title = "Аннулировать справку", .past = "Справка аннулирована", .rule = RULE_CERTIFICATE, .role = ROLE_METHODIST,
	 .args = annul_args, .guard = guard_annul, .apply = annul,
	 .consequence = "Номер останется за ней в журнале, новая справка получит новый."},
	{.action = "expel", .title = "Отчислить", .past = "отчислен", .from = from_open, .to = TRAINEE_EXPELLED, .rule = RULE_INDIVIDUAL,
	 .role = ROLE_LEADER, .args = expel_args, .apply = expel},
	{.action = "readmit", .title = "Вернуть к стажировке", .past = "снова проходит стажировку", .from = from_over, .to = TRAINEE_ACTIVE,
	 .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER, .args = readmit_args, .guard = guard_readmit, .apply = return_trainee},
	{.action = "share", .title = "Раздать план всей группе", .past = "План роздан всей группе", .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER,
	 .apply = share},
	ISSUE_ACTION,
};

static const struct cycle trainee_cycle = {
	.kind = KIND_TRAINEE, .states = trainee_states, .final = no_final, .way = trainee_way, .t = trainee_transitions,
	.n = sizeof(trainee_transitions) / sizeof(*trainee_transitions),
};

static const struct kind_rights trainee_rights = {
	.about = TRAINEE_PERSON,
};

static const struct deadline_def trainee_dues[] = {
	{.kind = DL_TRAINEE_END, .code = "trainee_end", .ended = "complete", .rule = RULE_INDIVIDUAL},
	{.code = NULL},
};

static uint32_t twin_trainee(struct tx *tx, uint32_t keep, const struct record *r)
{
	return trainee_of(tx, record_ref(r, TRAINEE_GROUP), keep, r->id);
}

static const struct kind_twin twin = {.of = KIND_PERSON, .find = twin_trainee};

static const struct kind_more trainee_more = {
	.twin = &twin,
	.rights = &trainee_rights, .years = {TRAINEE_GROUP},
	.audited = true, .enlist = "enrol", .through = TRAINEE_PERSON, .kept = certificate_kept, .year_view = VIEW_REGISTER,
};

const struct kind_def kind_trainee = {
	.kind = KIND_TRAINEE, .name = "trainee", .title = "Стажёр", .plural = "Стажёры",
	.genitive = "стажёра", .genitive_plural = "стажёров", .accusative = "стажёра", .created = "зачислен",
	.gone = "удалён",
	.fields = trainee_fields, .n = sizeof(trainee_fields) / sizeof(*trainee_fields),
	.state = TRAINEE_STATE, .parent = TRAINEE_GROUP, .name_field = TRAINEE_PERSON, .writer = ROLE_LEADER, .book = 3,
	.cycle = &trainee_cycle,
	.label = trainee_label, .names = trainee_names, .in_year = trainee_in_year, .facts = trainee_facts,
	.missing = trainee_missing,
	.defaults = trainee_defaults, .check = trainee_check, .deadlines = trainee_deadlines, .dues = trainee_dues, .close = trainee_close,
	.more = &trainee_more,
};
/* clang-format on */
