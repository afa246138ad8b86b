/* Individual plans (5.2). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "internships.h"
#include "../sites/sites.h"
#include "stazh/model/deferral.h"

/* clang-format off */
static const struct field task_fields[] = {
	{.id = TASK_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 26, .help = "Чей это пункт плана.", .example = "7"},
	{.id = TASK_WHAT, .name = "what", .title = "Что сделать", .type = FT_TEXT, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 40, .rule = RULE_INDIVIDUAL, .help = "Пункт индивидуального плана.",
	 .example = "разработать технологическую карту урока"},
	{.id = TASK_FORM, .name = "form", .title = "Форма", .type = FT_CHOICE, .option = OPT_FORMS, .width = 18, .rule = RULE_FORMS,
	 .help = "Форма работы из Положения.", .example = "практикум"},
	{.id = TASK_DUE, .name = "due", .title = "Срок", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .rule = RULE_INDIVIDUAL, .help = "К какому дню.", .example = "20.12.2026"},
	{.id = TASK_DONE_ON, .name = "done_on", .title = "Сделано", .type = FT_DATE, .flags = FF_COLUMN, .width = 10,
	 .help = "Когда сделано. Пусто: ещё нет.", .example = "сегодня"},
	{.id = TASK_RESULT, .name = "result", .title = "Результат", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что получилось.",
	 .example = "карта принята, опубликована в банке заданий"},
	{.id = TASK_DROPPED_ON, .name = "dropped_on", .title = "Снят", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "Когда пункт снят: стажировка или площадка закончилась раньше, чем он сделан."},
};
/* clang-format on */

static void task_label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, TASK_TRAINEE, &trainee))
		trainee_name(tx, &trainee, out);
	buf_addf(out, " — %s", record_text(r, TASK_WHAT));
	record_release(&trainee);
}

static bool task_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, TASK_DUE)) == year ||
	       (record_has(r, TASK_DONE_ON) && school_year_of(record_date(r, TASK_DONE_ON)) == year);
}

static bool is_open(const struct record *r)
{
	return !record_has(r, TASK_DONE_ON) && !record_has(r, TASK_DROPPED_ON);
}

/* Done after all: it was not dropped then. */
static void task_prepare(struct tx *tx, const struct record *was, struct record *is)
{
	(void)tx;
	(void)was;
	if (record_has(is, TASK_DONE_ON))
		record_unset(is, TASK_DROPPED_ON);
}

static enum closing task_close(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
			       const char **what)
{
	(void)tx;
	*what = "снят";
	record_set_date(is, TASK_DROPPED_ON, end->on);
	return is_open(r) ? CLOSING_DONE : CLOSING_NONE;
}

static enum err task_is_closed(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return is_open(r) ? error_set(e, ERR_REFUSED, "ещё не сделано") : OK;
}

static enum err task_reopen(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			    struct error *e)
{
	record_unset(r, TASK_DROPPED_ON);
	return done_reopen(tx, r, args, notice, e);
}

/* It is late for so long that the methodist has to know. */
static void add_alarm(struct tx *tx, const struct record *r, const struct site_card *card, const char *told,
		      struct entries *out)
{
	struct deadline d = {.kind = DL_TASK_LATE, .rec_kind = KIND_TASK, .rec_id = r->id};
	int32_t days = config_int(tx_config(tx), OPT_ALARM_TASK_DAYS),
		due = deferral_decided(r, DL_TASK, record_date(r, TASK_DUE));
	struct buf what = {0};

	if (!days || due == DATE_NONE)
		return;
	d.due = due + days;
	buf_addf(&what, "Просрочено на %d %s и больше: %s", (int)days, text_plural(days, "день", "дня", "дней"), told);
	d.what = what.s;
	site_deadline(card, WHOSE_METHODIST, &d);
	deadline_add(out, &d);
	buf_free(&what);
}

static void task_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.kind = DL_TASK, .rec_kind = KIND_TASK, .rec_id = r->id};
	struct record trainee = {0}, group = {0};
	struct site_card card = {0};
	struct buf what = {0}, who = {0};

	if (!is_open(r) || !load_ref(tx, KIND_TRAINEE, r, TASK_TRAINEE, &trainee) ||
	    !strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED) ||
	    !load_ref(tx, KIND_GROUP, &trainee, TRAINEE_GROUP, &group) ||
	    !site_card_load(tx, record_ref(&group, GROUP_SITE), &card))
		goto done;
	d.due = record_date(r, TASK_DUE);
	trainee_name(tx, &trainee, &who);
	text_add_cased(&what, record_text(r, TASK_WHAT), true);
	buf_addf(&what, ": %s", buf_text(&who)); /* the start screen takes them apart again */
	d.what = what.s;
	site_deadline(&card, WHOSE_LEADER, &d);
	if (record_has(&card.site, SITE_LEADER) &&
	    record_ref(&card.site, SITE_LEADER) != record_ref(&trainee, TRAINEE_PERSON)) /* each person once */
		buf_addf(&who, "; %s", buf_text(&card.leader));
	d.who = who.s;
	deadline_add(out, &d);
	add_alarm(tx, r, &card, what.s, out);
	site_card_release(&card);
done:
	buf_free(&what);
	buf_free(&who);
	record_release(&trainee);
	record_release(&group);
}

/* clang-format off */
static const struct action_arg finish_args[] = {
	{.field = {.id = TASK_DONE_ON, .name = "date", .title = "Когда сделано", .type = FT_DATE, .help = "Пусто: сегодня.",
		   .example = "сегодня"}, .done = "", .keep = true},
	{.field = {.id = TASK_RESULT, .name = "result", .title = "Результат", .type = FT_LONG, .help = "Что получилось."}, .keep = true},
	{.field = {.name = NULL}},
};

static const struct transition task_transitions[] = {
	{.action = "done", .title = "Сделано", .past = "отмечен сделанным", .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER, .args = finish_args,
	 .guard = done_is_open, .apply = done_finish},
	{.action = "reopen", .title = "Вернуть в работу", .past = "снова в работе", .rule = RULE_INDIVIDUAL, .role = ROLE_LEADER,
	 .guard = task_is_closed, .apply = task_reopen},
};

static const struct cycle task_cycle = {
	.kind = KIND_TASK, .t = task_transitions, .n = sizeof(task_transitions) / sizeof(*task_transitions),
};

static const struct deadline_def task_dues[] = {
	{.kind = DL_TASK, .code = "task", .ended = "done", .rule = RULE_INDIVIDUAL},
	{.kind = DL_TASK_LATE, .code = "task_late", .ended = "done", .rule = RULE_INDIVIDUAL, .methodists = true, .alarm = true},
	{.code = NULL},
};

static const struct kind_more task_more = {
	.part = true,
	.years = {TASK_TRAINEE}, .done = TASK_DONE_ON, .done_by = TASK_DUE,
};

const struct kind_def kind_task = {
	.kind = KIND_TASK, .name = "task", .title = "Пункт плана", .plural = "Индивидуальный план",
	.genitive = "пункта плана", .genitive_plural = "пунктов планов", .accusative = "пункт плана",
	.created = "заведён", .gone = "удалён",
	.fields = task_fields, .n = sizeof(task_fields) / sizeof(*task_fields),
	.sort = TASK_DUE, .parent = TASK_TRAINEE, .name_field = TASK_WHAT, .writer = ROLE_LEADER, .cycle = &task_cycle,
	.label = task_label, .in_year = task_in_year,
	.prepare = task_prepare, .check = done_check, .deadlines = task_deadlines, .dues = task_dues, .close = task_close,
	.more = &task_more,
};
/* clang-format on */
