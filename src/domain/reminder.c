/* Deadlines of one's own. */
#include <string.h>

#include "internal.h"
#include "stazh/model/access.h"
#include "stazh/model/deadline.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = REMINDER_WHAT, .name = "what", .title = "Что сделать", .type = FT_TEXT,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 44, .help = "О чём напомнить.",
	 .example = "собрать заявки на новый учебный год"},
	{.id = REMINDER_DUE, .name = "due", .title = "Срок", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .help = "К какому дню.", .example = "15.03.2027"},
	{.id = REMINDER_WHO, .name = "who", .title = "Кто", .type = FT_TEXT, .max = 200, .flags = FF_SEARCH | FF_COLUMN, .width = 20,
	 .help = "Кто отвечает.", .example = "Лебедева А.С."},
	{.id = REMINDER_LINK, .name = "link", .title = "К чему относится", .type = FT_LINK, .width = 30,
	 .help = "Любая запись: вид и номер или название.", .example = "площадка 3"},
	{.id = REMINDER_DONE_ON, .name = "done_on", .title = "Сделано", .type = FT_DATE, .flags = FF_COLUMN, .width = 10,
	 .help = "Когда сделано. Пусто: ещё нет.", .example = "сегодня"},
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

static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {.kind = DL_REMINDER, .rec_kind = KIND_REMINDER, .rec_id = r->id};
	struct pointed link = record_link(r, REMINDER_LINK);
	struct record linked = {0};
	struct buf where = {0};

	if (record_has(r, REMINDER_DONE_ON))
		return;
	d.due = record_date(r, REMINDER_DUE);
	d.what = record_text(r, REMINDER_WHAT);
	d.who = record_text(r, REMINDER_WHO);
	if (link.kind && load(tx, link.kind, link.id, &linked)) {
		d.org = access_org(tx, &linked);
		if (linked.kind == KIND_SITE) {
			d.site = linked.id;
			d.methodist = record_ref(&linked, SITE_METHODIST);
		}
		if (d.org)
			label_add(tx, KIND_ORG, d.org, &where);
		else
			label_of(tx, &linked, &where);
	}
	d.where = buf_text(&where);
	deadline_add(out, &d);
	buf_free(&where);
	record_release(&linked);
}

static enum closing close_reminder(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				   const char **what)
{
	(void)tx;
	*what = "отмечено сделанным";
	record_set_date(is, REMINDER_DONE_ON, end->on);
	return record_has(r, REMINDER_DONE_ON) ? CLOSING_NONE : CLOSING_DONE;
}

/* clang-format off */
static const struct action_arg finish_args[] = {
	{.field = {.id = REMINDER_DONE_ON, .name = "date", .title = "Когда сделано", .type = FT_DATE, .example = "сегодня",
		   .help = "Пусто: сегодня."}, .done = "", .keep = true},
	{.field = {.name = NULL}},
};

static const struct transition transitions[] = {
	{.action = "done", .title = "Сделано", .past = "отмечен сделанным", .role = ROLE_METHODIST, .args = finish_args, .guard = done_is_open,
	 .apply = done_finish},
	{.action = "reopen", .title = "Вернуть в работу", .past = "снова в работе", .role = ROLE_METHODIST, .guard = done_is_done,
	 .apply = done_reopen},
};

static const struct cycle cycle = {
	.kind = KIND_REMINDER, .t = transitions, .n = sizeof(transitions) / sizeof(*transitions),
};

static const struct deadline_def reminder_dues[] = {
	{.kind = DL_REMINDER, .code = "reminder", .ended = "done", .rule = RULE_NONE, .methodists = true},
	{.code = NULL},
};

static const struct kind_more reminder_more = {
	.few = "своих срока", .done = REMINDER_DONE_ON,
};

const struct kind_def kind_reminder = {
	.kind = KIND_REMINDER, .name = "reminder", .title = "Свой срок", .plural = "Свои сроки",
	.genitive = "своего срока", .genitive_plural = "своих сроков", .accusative = "свой срок", .created = "заведён",
	.gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = REMINDER_DUE, .writer = ROLE_METHODIST, .book = 7, .cycle = &cycle,
	.label = label, .in_year = in_year,
	.deadlines = deadlines, .dues = reminder_dues, .close = close_reminder,
	.more = &reminder_more,
};
/* clang-format on */
