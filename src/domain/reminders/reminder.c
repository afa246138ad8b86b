/* Deadlines of one's own. */
#include <string.h>

#include "reminders.h"
#include "stazh/calendar/recur.h"
#include "stazh/model/deferral.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = REMINDER_WHAT, .name = "what", .title = "Что сделать", .type = FT_TEXT,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 44, .help = "О чём напомнить.",
	 .example = "собрать заявки на новый учебный год"},
	{.id = REMINDER_DUE, .name = "due", .title = "Срок", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .help = "К какому дню.", .example = "15.03.2027"},
	{.id = REMINDER_WHO, .name = "who", .title = "Кто", .type = FT_TEXT, .max = 200, .flags = FF_SEARCH | FF_COLUMN, .width = 20,
	 .help = "Кто отвечает: имя, или «руководитель», «методист» — тогда тот, кто им будет у площадки, к которой срок относится.",
	 .example = "Лебедева А.С."},
	{.id = REMINDER_LINK, .name = "link", .title = "К чему относится", .type = FT_LINK, .width = 30,
	 .help = "Любая запись: вид и номер или название.", .example = "площадка 3"},
	{.id = REMINDER_REPEAT, .name = "repeat", .title = "Повтор", .type = FT_RECUR, .width = 30,
	 .help = "Как срок повторяется: «каждую неделю по пн», «ежеквартально», «последний рабочий день месяца», «по рабочим дням» (пн–пт); "
	 "можно с «если выходной — на следующий рабочий день» (по неделе из настроек). Сделано — показывается следующий.",
	 .example = "каждый месяц 5-го"},
	{.id = REMINDER_DAY_OFF, .name = "day_off", .title = "Если выходной", .type = FT_CHOICE, .choices = day_off_words, .width = 26,
	 .help = "Куда переносится повтор, который пришёлся на выходной или праздник.", .example = "на следующий рабочий день"},
	{.id = REMINDER_DONE_ON, .name = "done_on", .title = "Сделано", .type = FT_DATE, .flags = FF_COLUMN, .width = 10,
	 .help = "Когда сделано. Пусто: ещё нет.", .example = "сегодня"},
	{.id = REMINDER_LAST, .name = "last", .title = "Прошлый срок", .type = FT_TEXT, .flags = FF_SYSTEM, .width = 20,
	 .help = "Какой из повторов был перед этим и что с ним стало."},
	{.id = REMINDER_ROADMAP, .name = "roadmap", .title = "Дорожная карта", .type = FT_REF, .ref = KIND_ROADMAP, .flags = FF_SYSTEM,
	 .width = 24, .help = "Шаг какой дорожной карты."},
	{.id = REMINDER_STEP, .name = "step", .title = "Шаг", .type = FT_TEXT, .max = 600, .flags = FF_SYSTEM, .width = 30,
	 .help = "Как шаг записан в дорожной карте."},
	{.id = REMINDER_BASE, .name = "base", .title = "Считается от", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "От какого дня считается срок шага."},
	{.id = REMINDER_START, .name = "start", .title = "Повтор с", .type = FT_DATE, .flags = FF_SYSTEM | FF_HIDDEN, .width = 10,
	 .help = "С какого дня считается повтор."},
	{.id = REMINDER_TURN, .name = "turn", .title = "День по правилу", .type = FT_DATE, .flags = FF_SYSTEM | FF_HIDDEN, .width = 10,
	 .help = "На какой день срок приходится по правилу повтора, если он стоит на другом."},
	{.id = REMINDER_LAST_TURN, .name = "last_turn", .title = "День прошлого по правилу", .type = FT_DATE,
	 .flags = FF_SYSTEM | FF_HIDDEN, .width = 10, .help = "То же о прошлом сроке."},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, REMINDER_WHAT));
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return !record_has(r, REMINDER_DONE_ON) || school_year_of(record_date(r, REMINDER_DUE)) == year;
}

/* A step says of which event it is: «программа · 20.06 Чтение». */
static void add_what(struct tx *tx, const struct record *r, struct buf *out)
{
	struct pointed link = record_link(r, REMINDER_LINK);
	struct record event = {0};
	int y, m, d;

	buf_add(out, record_text(r, REMINDER_WHAT));
	if (record_has(r, REMINDER_ROADMAP) && link.kind == KIND_EVENT && load(tx, KIND_EVENT, link.id, &event)) {
		date_to_ymd(record_date(&event, EVENT_DATE), &y, &m, &d);
		buf_addf(out, " · %02d.%02d %s", d, m, record_text(&event, EVENT_TOPIC));
	}
	record_release(&event);
}

static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.rec_kind = KIND_REMINDER, .rec_id = r->id};
	struct whose_texts texts = {.n = 0};
	struct buf what = {0};
	struct turns turns;
	struct turn now, next;

	if (record_has(r, REMINDER_DONE_ON))
		return;
	d.due = record_date(r, REMINDER_DUE);
	add_what(tx, r, &what);
	d.what = buf_text(&what);
	if (repeat_is_open(r)) {
		turns = repeat_turns(tx, r);
		now = repeat_now(r);
		if (turn_next(&turns, &now, &next))
			d.until = next.due;
	}
	whose_find(tx, r, &d, &texts);
	deadline_add_shared(out, &d, texts.others, texts.n);
	whose_release(&texts);
	buf_free(&what);
}

static size_t missed(struct tx *tx, const struct deadline *d, int32_t today)
{
	struct record r = {0};
	size_t n = load(tx, KIND_REMINDER, d->rec_id, &r) ? repeat_missed(tx, &r, today, NULL) : 0;

	record_release(&r);
	return n;
}

static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	repeat_settle(tx, was, is);
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	enum err err = repeat_check(tx, is, e);

	return err ? err : done_check(tx, was, is, e);
}

static enum err stored(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	(void)e;
	if (repeat_is_open(is) && !tx_taking_over(tx) &&
	    (!was || !value_same(record_get(was, REMINDER_REPEAT), record_get(is, REMINDER_REPEAT)) ||
	     !value_same(record_get(was, REMINDER_DAY_OFF), record_get(is, REMINDER_DAY_OFF))))
		repeat_tell(tx, is, &tx_outcome(tx)->notice);
	return OK;
}

static enum err spread(struct tx *tx, const struct record *was, struct record *is, const struct record *args,
		       struct error *e)
{
	(void)tx;
	(void)args;
	(void)e;
	if (is)
		repeat_keep_turn(was, is);
	return OK;
}

/* «к 05.12.2026, руководитель», «сделано 04.12.2026» */
static void beside(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record_due due[DUES_MAX];

	if (record_has(r, REMINDER_DONE_ON)) {
		buf_add(out, "сделано ");
		date_add_ru(out, record_date(r, REMINDER_DONE_ON));
		return;
	}
	if (!record_dues(tx, r, due))
		return;
	buf_add(out, due->now == DATE_NONE ? "снят, был к " : "к ");
	date_add_ru(out, due->now == DATE_NONE ? due->due : due->now);
	if (record_has(r, REMINDER_WHO))
		buf_addf(out, ", %s", record_text(r, REMINDER_WHO));
}

static void facts(struct tx *tx, const struct record *r, struct facts *out)
{
	repeat_facts(tx, r, &out->text);
}

static bool came(const struct record *r)
{
	return record_has(r, REMINDER_ROADMAP);
}

static enum closing close_reminder(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				   const char **what)
{
	if (record_has(r, REMINDER_DONE_ON))
		return CLOSING_NONE;
	*what = "остаётся: это делают после окончания";
	if (end->kind == KIND_SITE && roadmap_is_after(tx, r))
		return CLOSING_STAYS;
	*what = "отмечено сделанным";
	record_set_date(is, REMINDER_DONE_ON, end->on);
	return CLOSING_DONE;
}

/* ---- life ---- */

/* What its site's leader answers for she may tell done; the rest is the methodist's. */
static enum err guard_whose(struct tx *tx, const struct record *r, struct error *e)
{
	if (tx_session(tx)->role >= ROLE_METHODIST || whose_sort(tx, r) == DL_STEP)
		return OK;
	return error_set(e, ERR_REFUSED, "Нет права: это делает методист");
}

static enum err guard_done(struct tx *tx, const struct record *r, struct error *e)
{
	enum err err = guard_whose(tx, r, e);

	return err ? err : done_is_open(tx, r, e);
}

static enum err guard_reopen(struct tx *tx, const struct record *r, struct error *e)
{
	enum err err = guard_whose(tx, r, e);

	return err || record_has(r, REMINDER_LAST) ? err : done_is_done(tx, r, e);
}

static enum err finish(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	enum err err = done_finish(tx, r, args, notice, e);
	int32_t on = record_date(r, REMINDER_DONE_ON);

	if (err || !record_has(r, REMINDER_START))
		return err;
	record_unset(r, REMINDER_DONE_ON);
	repeat_done(tx, r, on, notice);
	return OK;
}

static enum err reopen(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)tx;
	(void)args;
	(void)e;
	repeat_reopen(r, notice);
	return OK;
}

static enum err guard_stop(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return repeat_is_open(r) ? OK : error_set(e, ERR_REFUSED, "этот срок не повторяется");
}

static enum err stop(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)tx;
	(void)args;
	(void)e;
	buf_add(notice, "Срок ");
	date_add_ru(notice, record_date(r, REMINDER_DUE));
	buf_add(notice, " остаётся последним\n");
	record_unset(r, REMINDER_REPEAT);
	return OK;
}

/* clang-format off */
static const struct action_arg finish_args[] = {
	{.field = {.id = REMINDER_DONE_ON, .name = "date", .title = "Когда сделано", .type = FT_DATE, .example = "сегодня",
		   .help = "Пусто: сегодня."}, .done = "", .keep = true},
	{.field = {.name = NULL}},
};

static const struct transition transitions[] = {
	{.action = "done", .title = "Сделано", .past = "отмечен сделанным", .role = ROLE_LEADER, .args = finish_args, .guard = guard_done,
	 .apply = finish},
	{.action = "reopen", .title = "Вернуть в работу", .past = "снова в работе", .role = ROLE_LEADER, .guard = guard_reopen,
	 .apply = reopen},
	{.action = "stop", .title = "Закончить повторение", .past = "Повторение закончено", .role = ROLE_METHODIST, .guard = guard_stop,
	 .apply = stop, .seldom = true},
};

static const struct cycle cycle = {
	.kind = KIND_REMINDER, .t = transitions, .n = sizeof(transitions) / sizeof(*transitions),
};

static const struct deadline_def reminder_dues[] = {
	{.kind = DL_REMINDER, .code = "reminder", .ended = "done", .rule = RULE_NONE, .methodists = true, .missed = missed},
	{.kind = DL_STEP, .code = "step", .ended = "done", .rule = RULE_NONE, .missed = missed},
	{.code = NULL},
};

static const struct kind_rights reminder_rights = {
	.owners = {REMINDER_LINK}, .exceptions = {{"undo", RIGHT_TEND}},
};

static const struct kind_more reminder_more = {
	.few = "своих срока", .done = REMINDER_DONE_ON, .done_by = REMINDER_DUE, .beside = beside, .stored = stored, .spread = spread, .rights = &reminder_rights,
	.comes_of = REMINDER_LINK, .came = came,
};

const struct kind_def kind_reminder = {
	.kind = KIND_REMINDER, .name = "reminder", .title = "Свой срок", .plural = "Свои сроки",
	.genitive = "своего срока", .genitive_plural = "своих сроков", .accusative = "свой срок", .created = "заведён",
	.gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = REMINDER_DUE, .writer = ROLE_METHODIST, .book = 7, .cycle = &cycle,
	.label = label, .in_year = in_year,
	.facts = facts, .prepare = prepare, .check = check,
	.deadlines = deadlines, .dues = reminder_dues, .close = close_reminder,
	.more = &reminder_more,
};
/* clang-format on */
