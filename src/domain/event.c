/* Events: lectures, seminars, open lessons … (5.1), face to face and remote (5.2). */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/deadline.h"

static const char *const states[] = {EVENT_PLANNED, EVENT_POSTPONED, EVENT_HELD, EVENT_CANCELLED, NULL};

static const struct field fields[] = {
	{.id = EVENT_SITES, .name = "sites", .also = "site;площадка", .title = "Площадки", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_MANY | FF_SEARCH | FF_COLUMN | FF_OFFER, .width = 28,
	 .help = "Чьё это занятие: одна площадка или несколько. Пусто: занятие для всего округа.", .example = "1"},
	{.id = EVENT_GROUPS, .name = "groups", .also = "group;группа", .title = "Группы", .type = FT_REF, .ref = KIND_GROUP,
	 .flags = FF_MANY | FF_SEARCH | FF_SHOWN | FF_COLUMN | FF_OFFER, .width = 20, .clause = "5.2", .help = "Для каких рабочих групп.", .example = "2;3"},
	{.id = EVENT_TOPIC, .name = "topic", .title = "Тема", .type = FT_TEXT, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_SHOWN | FF_COLUMN, .width = 40, .help = "Тема занятия.",
	 .example = "Читательская грамотность на уроках биологии"},
	{.id = EVENT_FORM, .name = "form", .title = "Форма", .type = FT_CHOICE, .option = OPT_FORMS,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 14, .clause = "5.1", .help = "Форма занятия из Положения.", .example = "семинар"},
	{.id = EVENT_MODE, .name = "mode", .title = "Как проводится", .type = FT_CHOICE, .option = OPT_MODES, .width = 14, .clause = "5.2",
	 .help = "Очно, дистанционно или смешанно.", .example = "очно"},
	{.id = EVENT_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_REQUIRED | FF_SHOWN | FF_COLUMN, .width = 10,
	 .help = "День занятия.", .example = "25.11.2026"},
	{.id = EVENT_TIME, .name = "time", .title = "Время", .type = FT_TIME, .flags = FF_COLUMN, .width = 5, .help = "Начало.",
	 .example = "14:00"},
	{.id = EVENT_MINUTES, .name = "minutes", .title = "Минут", .type = FT_INT, .min = 1, .max = 1440, .width = 5,
	 .help = "Сколько длится.", .example = "90"},
	{.id = EVENT_HOURS, .name = "hours", .title = "Академических часов", .type = FT_INT, .min = 0, .max = 24, .width = 5,
	 .help = "Сколько часов зачитывается. Пусто: по минутам, 45 минут на час.", .example = "2"},
	{.id = EVENT_PLACE, .name = "place", .title = "Где", .type = FT_TEXT, .flags = FF_SEARCH | FF_COLUMN, .width = 16,
	 .help = "Кабинет, школа, адрес.", .example = "кабинет 12"},
	{.id = EVENT_LINK, .name = "link", .title = "Ссылка", .type = FT_TEXT, .width = 20, .clause = "5.2",
	 .help = "Адрес, по которому подключаются.", .example = "https://example.ru/room/12"},
	{.id = EVENT_SPEAKERS, .name = "speakers", .also = "speaker;ведущий", .title = "Ведущие", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_MANY | FF_SEARCH, .width = 20, .help = "Кто ведёт занятие.", .example = "Жукова А.И."},
	{.id = EVENT_PLANLINE, .name = "planline", .title = "Строка плана", .type = FT_REF, .ref = KIND_PLANLINE, .width = 30,
	 .clause = "4.2", .help = "Какую строку тематического плана выполняет.", .example = "4"},
	{.id = EVENT_REPEAT, .name = "repeat", .title = "Повтор", .type = FT_TEXT, .flags = FF_SYSTEM, .width = 30,
	 .help = "Правило, по которому занятие повторяется."},
	{.id = EVENT_SERIES, .name = "series", .title = "Первое в ряду", .type = FT_REF, .ref = KIND_EVENT, .flags = FF_SYSTEM, .width = 6,
	 .help = "Первое занятие ряда повторений."},
	{.id = EVENT_GUESTS, .name = "guests", .title = "Гостей", .type = FT_INT, .min = 0, .max = 100000, .width = 6,
	 .help = "Сколько человек было со стороны, кроме стажёров.", .example = "5"},
	{.id = EVENT_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states, .flags = FF_SYSTEM | FF_COLUMN,
	 .width = 13, .help = "Меняется действиями: проведено, перенести, отменить."},
	{.id = EVENT_SUMMARY, .name = "summary", .title = "Итоги", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что было и что получилось."},
	{.id = EVENT_HISTORY, .name = "history", .title = "Переносы", .type = FT_LONG, .flags = FF_SYSTEM,
	 .help = "С каких дней занятие переносили."},
	{.id = EVENT_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .flags = FF_SYSTEM,
	 .help = "Почему перенесено или отменено."},
	{.id = EVENT_UID, .name = "uid", .title = "Номер в другом календаре", .type = FT_TEXT, .flags = FF_SYSTEM,
	 .help = "UID (RFC 5545) занятия, которое пришло из файла календаря."},
	{.id = EVENT_SEQUENCE, .name = "sequence", .title = "Версия в другом календаре", .type = FT_INT, .max = INT32_MAX,
	 .flags = FF_SYSTEM, .width = 6, .help = "SEQUENCE (RFC 5545): файл старше этой версии занятие не меняет."},
};

bool event_is_open(const struct record *event)
{
	const char *state = record_text(event, EVENT_STATE);

	return !strcmp(state, EVENT_PLANNED) || !strcmp(state, EVENT_POSTPONED);
}

#define ACADEMIC_HOUR 45 /* minutes */

int event_hours(const struct record *event)
{
	if (record_has(event, EVENT_HOURS))
		return (int)record_int(event, EVENT_HOURS);
	return (int)(record_int(event, EVENT_MINUTES) + ACADEMIC_HOUR / 2) / ACADEMIC_HOUR;
}

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	date_add_ru(out, record_date(r, EVENT_DATE));
	buf_addf(out, " %s «%s»", record_text(r, EVENT_FORM), record_text(r, EVENT_TOPIC));
}

static void names(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s\n", record_text(r, EVENT_TOPIC));
}

static void defaults(struct tx *tx, struct record *r)
{
	(void)tx;
	record_set_text(r, EVENT_STATE, EVENT_PLANNED);
}

/* Only what was moved or cancelled has a reason. */
static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	const char *state = record_text(is, EVENT_STATE);

	(void)tx;
	(void)was;
	if (!strcmp(state, EVENT_PLANNED) || !strcmp(state, EVENT_HELD))
		record_unset(is, EVENT_REASON);
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, EVENT_DATE)) == year;
}

bool refs_have(const struct record *r, unsigned field, uint32_t id)
{
	const struct value *v = record_get(r, field);

	for (uint32_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		if (v->items[i].num == id)
			return true;
	return v && v->type == V_INT && v->num == id;
}

size_t event_parties(struct tx *tx, const struct record *event, struct party **of, struct buf *who, struct buf *where)
{
	const struct value *sites = record_get(event, EVENT_SITES);
	size_t n = 0;

	*of = mem_alloc(((sites ? sites->count : 0) + 1) * sizeof(**of));
	for (uint32_t i = 0; sites && i < sites->count; i++) {
		struct site_card card = {0};
		struct deadline d = {.kind = DL_EVENT};

		if (!site_card_load(tx, (uint32_t)sites->items[i].num, &card))
			continue;
		site_deadline(&card, WHOSE_LEADER, &d);
		if (!who->n || !strstr(who->s, d.who)) /* two sites of one leader */
			buf_addf(who, "%s%s", who->n ? ", " : "", d.who);
		if (!n)
			buf_add(where, d.where);
		(*of)[n++] = (struct party){d.site, d.org, d.person, d.methodist};
		site_card_release(&card);
	}
	if (n > 1)
		buf_addf(where, " и ещё %zu", n - 1);
	if (n)
		return n;
	buf_add(who, config_text(tx_session(tx)->config, OPT_CENTRE_METHODIST));
	buf_add(where, "весь округ");
	**of = (struct party){.person = 0};
	return 1;
}

static void add_deadline(struct tx *tx, const struct record *r, unsigned kind, const char *what, struct entries *out)
{
	struct deadline d = {.kind = (uint8_t)kind, .rec_kind = KIND_EVENT, .rec_id = r->id, .due = record_date(r, EVENT_DATE)};
	struct buf text = {0}, who = {0}, where = {0};
	struct party *of;
	size_t n = event_parties(tx, r, &of, &who, &where);

	buf_add(&text, what);
	text_add_cased(&text, record_text(r, EVENT_FORM), true);
	if (record_has(r, EVENT_TIME))
		buf_addf(&text, ", %02d:%02d", (int)record_int(r, EVENT_TIME) / 60, (int)record_int(r, EVENT_TIME) % 60);
	buf_addf(&text, ": %s", record_text(r, EVENT_TOPIC));
	d.what = text.s;
	d.who = who.s;
	d.where = where.s;
	d.site = of->site;
	d.org = of->org;
	d.person = of->person;
	d.methodist = of->methodist;
	deadline_add_shared(out, &d, of + 1, n - 1);
	free(of);
	buf_free(&text);
	buf_free(&who);
	buf_free(&where);
}

static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	if (event_is_open(r))
		add_deadline(tx, r, DL_EVENT, DEADLINE_MARK_EVENT, out);
	else if (!strcmp(record_text(r, EVENT_STATE), EVENT_HELD) && attendance_lacks(tx, r))
		add_deadline(tx, r, DL_ATTENDANCE, "Отметьте посещение: ", out);
}

/* ---- life ---- */

#define ARG_DATE 100
#define ARG_TIME 101

static enum err guard_hold(struct tx *tx, const struct record *r, struct error *e)
{
	if (record_date(r, EVENT_DATE) <= tx_session(tx)->today)
		return OK;
	return error_set(e, ERR_REFUSED, "этот день ещё не наступил");
}

static enum err postpone(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	struct buf history = {0};

	(void)tx;
	(void)notice;
	if (record_date(args, ARG_DATE) == record_date(r, EVENT_DATE) &&
	    (!record_has(args, ARG_TIME) || record_int(args, ARG_TIME) == record_int(r, EVENT_TIME))) {
		error_set(e, ERR_REFUSED, "Занятие и так назначено на этот день");
		return error_at(e, "date");
	}
	buf_add(&history, record_text(r, EVENT_HISTORY));
	if (history.n)
		buf_addc(&history, '\n');
	date_add_ru(&history, record_date(r, EVENT_DATE));
	if (record_has(r, EVENT_TIME))
		buf_addf(&history, " %02d:%02d", (int)record_int(r, EVENT_TIME) / 60, (int)record_int(r, EVENT_TIME) % 60);
	if (record_has(args, EVENT_REASON))
		buf_addf(&history, ", %s", record_text(args, EVENT_REASON));
	record_set_text(r, EVENT_HISTORY, history.s);
	buf_free(&history);
	record_set_date(r, EVENT_DATE, record_date(args, ARG_DATE));
	if (record_has(args, ARG_TIME))
		record_set_int(r, EVENT_TIME, record_int(args, ARG_TIME));
	return OK;
}

/* What was moved before is planned for another day than at first. */
static enum err reopen(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	if (record_has(r, EVENT_HISTORY))
		record_set_text(r, EVENT_STATE, EVENT_POSTPONED);
	return OK;
}

static const struct action_arg hold_args[] = {
	{.field = {.id = EVENT_GUESTS, .name = "guests", .title = "Гостей", .type = FT_INT, .min = 0, .max = 100000,
		   .help = "Сколько человек было со стороны, кроме стажёров."}, .keep = true},
	{.field = {.id = EVENT_SUMMARY, .name = "summary", .title = "Итоги", .type = FT_LONG, .help = "Что было и что получилось."},
	 .keep = true},
	{.field = {.name = NULL}},
};
static const struct action_arg postpone_args[] = {
	{.field = {.id = ARG_DATE, .name = "date", .title = "На какой день", .type = FT_DATE, .flags = FF_REQUIRED, .example = "+7",
		   .help = "Прежний день останется в записи."}},
	{.field = {.id = ARG_TIME, .name = "time", .title = "Время", .type = FT_TIME, .example = "14:00", .help = "Пусто: как было."}},
	{.field = {.id = EVENT_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .help = "Почему переносится."}, .keep = true},
	{.field = {.name = NULL}},
};
static const struct action_arg cancel_args[] = {
	{.field = {.id = EVENT_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .help = "Почему отменяется."}, .keep = true},
	{.field = {.name = NULL}},
};

static const char *const from_open[] = {EVENT_PLANNED, EVENT_POSTPONED, NULL};
static const char *const from_not_cancelled[] = {EVENT_PLANNED, EVENT_POSTPONED, EVENT_HELD, NULL};
static const char *const from_closed[] = {EVENT_HELD, EVENT_CANCELLED, NULL};
static const char *const final[] = {NULL}; /* what was marked by mistake goes back into the plan */
static const char *const way[] = {EVENT_PLANNED, EVENT_HELD, NULL};

static const struct transition transitions[] = {
	{.action = "hold", .title = "Проведено", .past = "проведено", .from = from_open, .to = EVENT_HELD, .clause = "5.1",
	 .role = ROLE_LEADER, .args = hold_args, .guard = guard_hold},
	{.action = "postpone", .title = "Перенести", .past = "перенесено", .from = from_open, .to = EVENT_POSTPONED, .clause = "5.1",
	 .role = ROLE_LEADER, .args = postpone_args, .apply = postpone},
	{.action = "cancel", .title = "Отменить", .past = "отменено", .from = from_open, .to = EVENT_CANCELLED, .clause = "5.1",
	 .role = ROLE_LEADER, .args = cancel_args},
	{.action = "reopen", .title = "Вернуть в план", .past = "снова в плане", .from = from_closed, .to = EVENT_PLANNED,
	 .clause = "5.1", .role = ROLE_LEADER, .apply = reopen},
	{.action = "attend", .title = "Отметить посещение", .past = "посещение отмечено", .from = from_not_cancelled, .clause = "5.1",
	 .role = ROLE_LEADER, .args = attend_args, .guard = attendance_guard, .apply = attend,
	 .consequence = "Занятие станет проведённым."},
};

static const struct cycle cycle = {
	.kind = KIND_EVENT, .states = states, .final = final, .way = way, .t = transitions,
	.n = sizeof(transitions) / sizeof(*transitions),
};

const struct kind_def kind_event = {
	.kind = KIND_EVENT, .name = "event", .title = "Занятие", .plural = "Занятия", .genitive = "занятия",
	.genitive_plural = "занятий", .accusative = "занятие", .created = "назначено", .gone = "удалено", .fields = fields,
	.n = sizeof(fields) / sizeof(*fields), .sort = EVENT_DATE, .sort_then = EVENT_TIME, .state = EVENT_STATE, .name_field = EVENT_TOPIC,
	.writer = ROLE_LEADER, .cycle = &cycle, .label = label, .names = names, .defaults = defaults, .prepare = prepare, .in_year = in_year,
	.deadlines = deadlines, .suggest = event_suggest,
};

/* ---- by day ---- */

void event_each(struct tx *tx, int32_t from, int32_t to, bool (*fn)(struct tx *tx, const struct record *e, void *arg), void *arg)
{
	struct key prefix = {.n = 0}, first = {.n = 0};
	struct record r = {0};
	struct cursor c;
	bool more = true;

	key_u8(key_u8(&prefix, IDX_SORT), KIND_EVENT);
	first = prefix;
	key_date(&first, from);
	for (cursor_open(&c, tx, T_IDX, &prefix, &first); more && cursor_ok(&c); cursor_next(&c)) {
		if (c.key.n < prefix.n + 8 || key_get_date(c.key.p + prefix.n) > to)
			break;
		if (c.value.n && c.value.p[0])
			continue;
		if (load(tx, KIND_EVENT, key_get_u32(c.key.p + c.key.n - 4), &r))
			more = fn(tx, &r, arg);
	}
	cursor_close(&c);
	record_release(&r);
}
