/* Events: lectures, seminars, open lessons … (5.1), face to face and remote (5.2). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../figures/facts.h"
#include "events.h"
#include "../sites/sites.h"
#include "stazh/base/collate.h"
#include "stazh/domain/collision.h"
#include "stazh/model/deferral.h"

static const char *const states[] = {EVENT_PLANNED, EVENT_POSTPONED, EVENT_HELD, EVENT_CANCELLED, NULL};

/* clang-format off */
static const struct field fields[] = {
	{.id = EVENT_SITES, .name = "sites", .also = "site;площадка", .title = "Площадки", .type = FT_REF, .ref = KIND_SITE,
	 .flags = FF_MANY | FF_SEARCH | FF_COLUMN | FF_OFFER, .width = 28,
	 .help = "Чьё это занятие: одна площадка или несколько. Пусто: занятие для всего округа.", .example = "1"},
	{.id = EVENT_GROUPS, .name = "groups", .also = "group;группа", .title = "Группы", .type = FT_REF, .ref = KIND_GROUP,
	 .flags = FF_MANY | FF_SEARCH | FF_COLUMN | FF_OFFER, .width = 20, .rule = RULE_GROUP, .help = "Для каких рабочих групп.", .example = "2;3"},
	{.id = EVENT_TOPIC, .name = "topic", .title = "Тема", .type = FT_TEXT, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 40, .help = "Тема занятия.",
	 .example = "Читательская грамотность на уроках биологии"},
	{.id = EVENT_FORM, .name = "form", .title = "Форма", .type = FT_CHOICE, .option = OPT_FORMS,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 14, .rule = RULE_FORMS, .help = "Форма занятия из Положения.", .example = "семинар"},
	{.id = EVENT_MODE, .name = "mode", .title = "Как проводится", .type = FT_CHOICE, .option = OPT_MODES, .width = 14, .rule = RULE_NETWORK,
	 .help = "Очно, дистанционно или смешанно.", .example = "очно"},
	{.id = EVENT_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .help = "День занятия.", .example = "25.11.2026"},
	{.id = EVENT_TIME, .name = "time", .title = "Время", .type = FT_TIME, .flags = FF_COLUMN, .width = 5, .help = "Начало.",
	 .example = "14:00"},
	{.id = EVENT_MINUTES, .name = "minutes", .title = "Минут", .type = FT_INT, .min = 1, .max = 1440, .width = 5,
	 .help = "Сколько длится.", .example = "90"},
	{.id = EVENT_HOURS, .name = "hours", .title = "Академических часов", .type = FT_INT, .min = 0, .max = 24, .width = 5,
	 .help = "Сколько часов зачитывается. Пусто: в отчётах и показателях — по минутам, 45 минут на час.", .example = "2"},
	{.id = EVENT_REPEAT, .name = "repeat", .title = "Повтор", .type = FT_RECUR, .flags = FF_SINGLE, .width = 30,
	 .help = "Как занятие повторяется; без слов «до …» или «… раз» — до конца учебного года. Новый повтор у занятия из ряда "
	 "кончает прежний ряд перед ним.", .example = "каждую неделю по чт, 4 раза"},
	{.id = EVENT_SKIP_HOLIDAYS, .name = "skip_holidays", .title = "Пропускать каникулы", .type = FT_BOOL, .width = 5,
	 .help = "Повторы не приходятся на школьные каникулы и выходные (какие — сказано в настройках).", .example = "да"},
	{.id = EVENT_PLACE, .name = "place", .title = "Где", .type = FT_TEXT, .flags = FF_SEARCH | FF_COLUMN, .width = 16,
	 .help = "Кабинет, школа, адрес.", .example = "кабинет 12"},
	{.id = EVENT_LINK, .name = "link", .title = "Ссылка", .type = FT_TEXT, .width = 20, .rule = RULE_NETWORK,
	 .help = "Адрес, по которому подключаются.", .example = "https://example.ru/room/12"},
	{.id = EVENT_SPEAKERS, .name = "speakers", .also = "speaker;ведущий", .title = "Ведущие", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_MANY | FF_SEARCH, .width = 20, .help = "Кто ведёт занятие.", .example = "Жукова А.И."},
	{.id = EVENT_PLANLINE, .name = "planline", .title = "Строка плана", .type = FT_REF, .ref = KIND_PLANLINE, .width = 30,
	 .rule = RULE_PLAN, .help = "Какую строку тематического плана выполняет.", .example = "4"},
	{.id = EVENT_SERIES, .name = "series", .title = "Первое в ряду", .type = FT_REF, .ref = KIND_EVENT, .flags = FF_SYSTEM | FF_LOOSE, .width = 6,
	 .help = "Первое занятие ряда повторений."},
	{.id = EVENT_GUESTS, .name = "guests", .title = "Гостей", .type = FT_INT, .flags = FF_SINGLE, .min = 0, .max = 100000, .width = 6,
	 .help = "Сколько человек было со стороны, кроме стажёров.", .example = "5"},
	{.id = EVENT_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states, .flags = FF_SYSTEM | FF_COLUMN,
	 .width = 13, .help = "Меняется действиями: проведено, перенести, отменить."},
	{.id = EVENT_SUMMARY, .name = "summary", .title = "Итоги", .type = FT_LONG, .flags = FF_SEARCH | FF_SINGLE, .help = "Что было и что получилось."},
	{.id = EVENT_HISTORY, .name = "history", .title = "Переносы", .type = FT_LONG, .flags = FF_SYSTEM,
	 .help = "С каких дней занятие переносили."},
	{.id = EVENT_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .flags = FF_SYSTEM,
	 .help = "Почему перенесено или отменено."},
	{.id = EVENT_UID, .name = "uid", .title = "Номер в другом календаре", .type = FT_TEXT, .flags = FF_SYSTEM,
	 .help = "Как занятие названо в файле календаря, из которого оно пришло."},
	{.id = EVENT_SEQUENCE, .name = "sequence", .title = "Версия в другом календаре", .type = FT_INT, .max = INT32_MAX,
	 .flags = FF_SYSTEM, .width = 6, .help = "Версия в файле календаря: файл старше её занятие не меняет."},
	{.id = EVENT_STAMP, .name = "stamp", .title = "Время версии в другом календаре", .type = FT_TEXT, .flags = FF_SYSTEM | FF_HIDDEN,
	 .help = "Когда записана версия, которая принята: из двух одинаковых по номеру новее та, что записана позже."},
	{.id = EVENT_REPLIES, .name = "replies", .title = "Ответы", .type = FT_LONG, .flags = FF_SYSTEM | FF_PRIVATE | FF_SINGLE,
	 .help = "Кто ответил на приглашение из другого календаря: придут, не придут, может быть."},
	{.id = EVENT_APART, .name = "apart", .title = "Отдельно от ряда", .type = FT_BOOL, .flags = FF_SYSTEM, .width = 5,
	 .help = "Перенесено отдельно: изменения всего ряда его не касаются."},
};
/* clang-format on */

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

/* A new one with a repeat, of which the others are made; these have the repeat as well, and the first. */
static bool begins_series(const struct record *event)
{
	return !event->id && !record_has(event, EVENT_SERIES);
}

/* The only line with the event's topic in the plans of its sites for its school year; 0: none, or several. */
static uint32_t find_planline(struct tx *tx, const struct record *event)
{
	const struct value *sites = record_get(event, EVENT_SITES);
	struct record doc = {0}, line = {0};
	uint32_t found = 0;
	size_t n = 0;

	for (uint32_t i = 0; sites && i < sites->count; i++) {
		size_t docs_n;
		uint32_t *docs =
			refs_list(tx, KIND_SITE, (uint32_t)sites->items[i].num, KIND_PLANDOC, PLANDOC_SITE, &docs_n);

		for (size_t d = 0; d < docs_n; d++) {
			size_t lines_n;
			uint32_t *lines;

			if (!load(tx, KIND_PLANDOC, docs[d], &doc) ||
			    record_int(&doc, PLANDOC_SCHOOL_YEAR) != school_year_of(record_date(event, EVENT_DATE)))
				continue;
			lines = refs_list(tx, KIND_PLANDOC, docs[d], KIND_PLANLINE, PLANLINE_PLANDOC, &lines_n);
			for (size_t l = 0; l < lines_n; l++)
				if (load(tx, KIND_PLANLINE, lines[l], &line) &&
				    name_same(record_text(&line, PLANLINE_TOPIC), record_text(event, EVENT_TOPIC))) {
					found = lines[l];
					n++;
				}
			free(lines);
		}
		free(docs);
	}
	record_release(&doc);
	record_release(&line);
	return n == 1 ? found : 0;
}

static void add_item(struct record *r, unsigned field, uint32_t id)
{
	const struct value *v = record_get(r, field);
	uint32_t n = v ? v->count : 0;
	struct value *items;

	if (!id || refs_have(r, field, id))
		return;
	items = mem_alloc((n + 1) * sizeof(*items));
	for (uint32_t i = 0; i < n; i++)
		items[i] = v->items[i];
	items[n] = (struct value){.type = V_INT, .num = id};
	record_set_value(r, field, &(struct value){.type = V_LIST, .items = items, .count = n + 1});
	free(items);
}

/* A leader with one site means that one. */
static void defaults(struct tx *tx, struct record *r)
{
	const struct session *s = tx_session(tx);
	size_t n = 0;
	uint32_t *sites =
		s->role == ROLE_LEADER && s->org ? refs_list(tx, KIND_ORG, s->org, KIND_SITE, SITE_ORG, &n) : NULL;

	record_set_text(r, EVENT_STATE, EVENT_PLANNED);
	if (n == 1)
		add_item(r, EVENT_SITES, sites[0]);
	free(sites);
}

/* Whose it is follows from its groups or its line of a plan, the line from its topic. */
static void complete_from_plan(struct tx *tx, struct record *event)
{
	const struct value *groups = record_get(event, EVENT_GROUPS);
	struct record above = {0};

	if (!record_has(event, EVENT_SITES)) {
		for (uint32_t i = 0; groups && i < groups->count; i++)
			if (load(tx, KIND_GROUP, (uint32_t)groups->items[i].num, &above))
				add_item(event, EVENT_SITES, record_ref(&above, GROUP_SITE));
		if (load_ref(tx, KIND_PLANLINE, event, EVENT_PLANLINE, &above) &&
		    load(tx, KIND_PLANDOC, record_ref(&above, PLANLINE_PLANDOC), &above))
			add_item(event, EVENT_SITES, record_ref(&above, PLANDOC_SITE));
	}
	if (!record_has(event, EVENT_PLANLINE) && record_has(event, EVENT_DATE))
		record_set_ref(event, EVENT_PLANLINE, find_planline(tx, event));
	record_release(&above);
}

/* Only what was moved or cancelled has a reason. */
static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	const char *state = record_text(is, EVENT_STATE);

	if (!strcmp(state, EVENT_PLANNED) || !strcmp(state, EVENT_HELD))
		record_unset(is, EVENT_REASON);
	if (!record_has(is, EVENT_REPEAT))
		record_unset(is, EVENT_SKIP_HOLIDAYS);
	else if (begins_series(is))
		series_settle(is, NULL);
	if (!was && !is->id)
		complete_from_plan(tx, is);
}

static enum err check_planline(struct tx *tx, const struct record *is, struct error *e)
{
	struct record line = {0}, doc = {0};
	enum err err = OK;

	if (load_ref(tx, KIND_PLANLINE, is, EVENT_PLANLINE, &line) &&
	    load_ref(tx, KIND_PLANDOC, &line, PLANLINE_PLANDOC, &doc) &&
	    !refs_have(is, EVENT_SITES, record_ref(&doc, PLANDOC_SITE))) {
		rule_refuse(tx, e, RULE_PLAN, "эта строка — из плана другой площадки");
		err = error_at(e, "planline");
	}
	record_release(&line);
	record_release(&doc);
	return err;
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	enum err err = OK;

	if ((!was || !value_same(record_get(was, EVENT_PLANLINE), record_get(is, EVENT_PLANLINE)) ||
	     !value_same(record_get(was, EVENT_SITES), record_get(is, EVENT_SITES))) &&
	    error_enough(&err, check_planline(tx, is, e), &e))
		return err;
	if (record_has(is, EVENT_REPEAT) && begins_series(is) && !tx_taking_over(tx))
		error_enough(&err, series_check(tx, is, e), &e);
	return err;
}

static enum err stored(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	bool begins = !was && record_has(is, EVENT_REPEAT) && !record_has(is, EVENT_SERIES) && !tx_taking_over(tx);

	return begins ? series_make(tx, is, e) : OK;
}

/* Of a new rule all its days are looked at; those of a series that was moved are told by series_spread. */
static void warn(struct tx *tx, const struct record *was, const struct record *is, struct buf *out)
{
	if (!event_is_open(is) || (was && !collision_depends(was, is)))
		return;
	if (record_has(is, EVENT_REPEAT) &&
	    (!was || (record_date(was, EVENT_DATE) == record_date(is, EVENT_DATE) &&
		      !value_same(record_get(was, EVENT_REPEAT), record_get(is, EVENT_REPEAT)))))
		series_warn(tx, is, out);
	else
		collision_find(tx, is, out);
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, EVENT_DATE)) == year;
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

/* Nobody has marked it for so long that the methodist has to know. is: the deadline that is not met, told: its text. */
static void add_alarm(struct tx *tx, const struct record *r, const struct deadline *is, const struct party *others,
		      size_t n, const char *told, struct entries *out)
{
	struct deadline d = *is;
	int32_t days = config_int(tx_config(tx), OPT_ALARM_MARKS_DAYS), due = deferral_decided(r, is->kind, is->due);
	struct record methodist = {0};
	struct buf what = {0}, who = {0};

	if (!days || due == DATE_NONE || !record_has(r, EVENT_GROUPS))
		return;
	d.kind = DL_MARKS_LATE;
	d.due = due + days;
	d.person = d.methodist;
	if (d.methodist && load(tx, KIND_PERSON, d.methodist, &methodist)) {
		person_short_name(&methodist, &who);
		d.who = who.s;
	}
	buf_addf(&what, "Не отмечено %d %s и больше: %s", (int)days, text_plural(days, "день", "дня", "дней"), told);
	d.what = what.s;
	deadline_add_shared(out, &d, others, n);
	record_release(&methodist);
	buf_free(&what);
	buf_free(&who);
}

static void add_deadline(struct tx *tx, const struct record *r, unsigned kind, const char *what, struct entries *out)
{
	struct deadline d = {
		.kind = (uint8_t)kind, .rec_kind = KIND_EVENT, .rec_id = r->id, .due = record_date(r, EVENT_DATE)};
	struct buf text = {0}, who = {0}, where = {0};
	struct party *of;
	size_t n = event_parties(tx, r, &of, &who, &where);

	buf_add(&text, what);
	text_add_cased(&text, record_text(r, EVENT_FORM), true);
	if (record_has(r, EVENT_TIME))
		buf_addf(&text, ", %02d:%02d", (int)record_int(r, EVENT_TIME) / 60,
			 (int)record_int(r, EVENT_TIME) % 60);
	buf_addf(&text, ": %s", record_text(r, EVENT_TOPIC));
	d.what = text.s;
	d.who = who.s;
	d.where = where.s;
	d.site = of->site;
	d.org = of->org;
	d.person = of->person;
	d.methodist = of->methodist;
	deadline_add_shared(out, &d, of + 1, n - 1);
	add_alarm(tx, r, &d, of + 1, n - 1, text.s + strlen(what), out);
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

static void move(struct record *r, int32_t date, const struct value *time, const char *reason)
{
	struct buf history = {0};

	buf_add(&history, record_text(r, EVENT_HISTORY));
	if (history.n)
		buf_addc(&history, '\n');
	date_add_ru(&history, record_date(r, EVENT_DATE));
	if (record_has(r, EVENT_TIME))
		buf_addf(&history, " %02d:%02d", (int)record_int(r, EVENT_TIME) / 60,
			 (int)record_int(r, EVENT_TIME) % 60);
	if (*reason)
		buf_addf(&history, ", %s", reason);
	record_set_text(r, EVENT_HISTORY, history.s);
	buf_free(&history);
	record_set_date(r, EVENT_DATE, date);
	if (time)
		record_set_value(r, EVENT_TIME, time);
	record_set_text(r, EVENT_REASON, reason);
	record_set_text(r, EVENT_STATE, EVENT_POSTPONED);
}

/* Does to the others of the series what was done to r: moved by `days`, or put into r's state. */
static enum err act_on_others(struct tx *tx, const struct series_pick *p, const struct record *r, int days,
			      const struct record *args, struct error *e)
{
	bool moved = !strcmp(record_text(r, EVENT_STATE), EVENT_POSTPONED);
	struct record was = {0}, is = {0};
	struct buf collisions = {0};
	enum err err = OK;

	for (size_t i = 0; i < p->n && !err; i++) {
		if (!load(tx, KIND_EVENT, p->ids[i], &was))
			continue;
		record_copy(&is, &was);
		if (moved)
			move(&is, record_date(&was, EVENT_DATE) + days, record_get(args, ARG_TIME),
			     record_text(args, EVENT_REASON));
		else
			record_set_text(&is, EVENT_STATE, record_text(r, EVENT_STATE));
		if (record_has(args, EVENT_REASON))
			record_set_text(&is, EVENT_REASON, record_text(args, EVENT_REASON));
		err = model_store(tx, &was, &is, e);
		if (!err && moved)
			collision_find(tx, &is, &collisions);
	}
	series_tell(&collisions, &tx_outcome(tx)->warnings);
	buf_free(&collisions);
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err postpone(struct tx *tx, struct record *r, const struct record *args, struct buf *notice,
			 struct error *e)
{
	int32_t date = record_date(args, ARG_DATE);
	int days = date - record_date(r, EVENT_DATE);
	struct series_pick p = {.n = 0};
	enum err err;

	if (!days && (!record_has(args, ARG_TIME) || record_int(args, ARG_TIME) == record_int(r, EVENT_TIME))) {
		error_set(e, ERR_REFUSED, "Занятие и так назначено на этот день");
		return error_at(e, "date");
	}
	err = series_pick(tx, r, args, "Перенести", INT32_MAX, &p, e);
	if (!err)
		err = act_on_others(tx, &p, r, days, args, e);
	move(r, date, record_get(args, ARG_TIME), record_text(args, EVENT_REASON));
	if (p.member && !p.n)
		record_set_bool(r, EVENT_APART, true);
	if (!err)
		series_notice(&p, "перенесено", notice);
	series_pick_release(&p);
	return err;
}

static enum err end(struct tx *tx, struct record *r, const struct record *args, const char *verb, const char *done,
		    int32_t upto, struct buf *notice, struct error *e)
{
	struct series_pick p = {.n = 0};
	enum err err = series_pick(tx, r, args, verb, upto, &p, e);

	if (!err)
		err = act_on_others(tx, &p, r, 0, args, e);
	if (!err)
		series_notice(&p, done, notice);
	series_pick_release(&p);
	return err;
}

static enum err hold(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	return end(tx, r, args, "Отметить проведённым", "отмечено", tx_session(tx)->today, notice, e);
}

static enum err cancel(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	return end(tx, r, args, "Отменить", "отменено", INT32_MAX, notice, e);
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

/* clang-format off */
static const struct action_arg hold_args[] = {
	{.field = {.id = EVENT_GUESTS, .name = "guests", .title = "Гостей", .type = FT_INT, .min = 0, .max = 100000,
		   .help = "Сколько человек было со стороны, кроме стажёров."}, .keep = true},
	{.field = {.id = EVENT_SUMMARY, .name = "summary", .title = "Итоги", .type = FT_LONG, .help = "Что было и что получилось."},
	 .keep = true},
	SCOPE_ARG,
	{.field = {.name = NULL}},
};
static const struct action_arg postpone_args[] = {
	{.field = {.id = ARG_DATE, .name = "date", .title = "На какой день", .type = FT_DATE, .flags = FF_REQUIRED, .example = "+7",
		   .help = "Прежний день останется в записи."}},
	{.field = {.id = ARG_TIME, .name = "time", .title = "Время", .type = FT_TIME, .example = "14:00", .help = "Пусто: как было."}},
	{.field = {.id = EVENT_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .help = "Почему переносится."}, .keep = true},
	SCOPE_ARG,
	{.field = {.name = NULL}},
};
static const struct action_arg cancel_args[] = {
	{.field = {.id = EVENT_REASON, .name = "reason", .title = "Причина", .type = FT_TEXT, .help = "Почему отменяется."}, .keep = true},
	SCOPE_ARG,
	{.field = {.name = NULL}},
};
/* clang-format on */

static const char *const from_open[] = {EVENT_PLANNED, EVENT_POSTPONED, NULL};
static const char *const from_not_cancelled[] = {EVENT_PLANNED, EVENT_POSTPONED, EVENT_HELD, NULL};
static const char *const from_closed[] = {EVENT_HELD, EVENT_CANCELLED, NULL};
static const char *const final[] = {NULL}; /* what was marked by mistake goes back into the plan */
static const char *const way[] = {EVENT_PLANNED, EVENT_HELD, NULL};

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "hold", .title = "Проведено", .past = "проведено", .from = from_open, .to = EVENT_HELD, .rule = RULE_FORMS,
	 .role = ROLE_LEADER, .args = hold_args, .guard = guard_hold, .apply = hold},
	{.action = "postpone", .title = "Перенести", .past = "перенесено", .from = from_open, .to = EVENT_POSTPONED, .rule = RULE_FORMS,
	 .role = ROLE_LEADER, .args = postpone_args, .apply = postpone},
	{.action = "cancel", .title = "Отменить", .past = "отменено", .from = from_open, .to = EVENT_CANCELLED, .rule = RULE_FORMS,
	 .role = ROLE_LEADER, .args = cancel_args, .apply = cancel},
	{.action = "reopen", .title = "Вернуть в план", .past = "снова в плане", .from = from_closed, .to = EVENT_PLANNED,
	 .rule = RULE_FORMS, .role = ROLE_LEADER, .apply = reopen},
	{.action = "attend", .title = "Отметить посещение", .past = "Посещение отмечено", .from = from_not_cancelled, .rule = RULE_ATTENDANCE,
	 .role = ROLE_LEADER, .args = attend_args, .guard = attendance_guard, .apply = attend,
	 .view = VIEW_ATTENDANCE, .consequence = "Занятие станет проведённым."},
	ROADMAP_ACTION(roadmap_args),
};

static const struct cycle cycle = {
	.kind = KIND_EVENT, .states = states, .final = final, .way = way, .t = transitions,
	.n = sizeof(transitions) / sizeof(*transitions),
};
/* clang-format on */

/* Of this site alone, of this group alone. */
static bool is_of(const struct record *event, const struct ending *end)
{
	const struct value *sites = record_get(event, EVENT_SITES), *groups = record_get(event, EVENT_GROUPS);
	size_t sites_n = sites ? sites->count : 0;

	if (end->kind == KIND_SITE)
		return sites_n == 1 && refs_have(event, EVENT_SITES, end->id);
	return sites_n <= 1 && groups && groups->count == 1;
}

/* Whether one of the days until then was held nobody but people can tell. */
static enum closing close_event(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				const char **what)
{
	*what = "отметьте посещение";
	if (!event_is_open(r))
		return !strcmp(record_text(r, EVENT_STATE), EVENT_HELD) && attendance_lacks(tx, r) ? CLOSING_STAYS
												   : CLOSING_NONE;
	*what = "отметьте, проведено ли";
	if (record_date(r, EVENT_DATE) <= end->on)
		return CLOSING_STAYS;
	*what = "остаётся, оно не только здесь";
	if (!is_of(r, end))
		return CLOSING_STAYS;
	*what = "отменено";
	record_set_text(is, EVENT_STATE, EVENT_CANCELLED);
	record_set_text(is, EVENT_REASON, end->why);
	return CLOSING_DONE;
}

/* clang-format off */
static const struct kind_rights event_rights = {
	.owners = {EVENT_SITES, EVENT_GROUPS, EVENT_PLANLINE}, /* without any of the three it is the district's */
};

static const struct deadline_def event_dues[] = {
	{.kind = DL_EVENT, .code = "event", .ended = "attend hold", .is_day = true, .rule = RULE_FORMS, .mark = DEADLINE_MARK_EVENT},
	{.kind = DL_ATTENDANCE, .code = "attendance", .ended = "attend", .rule = RULE_ATTENDANCE},
	{.kind = DL_MARKS_LATE, .code = "marks_late", .ended = "attend hold", .rule = RULE_ATTENDANCE, .methodists = true, .alarm = true},
	{.code = NULL},
};

static const struct kind_more event_more = {
	.day = EVENT_DATE,
	.rights = &event_rights, .years = {EVENT_GROUPS, EVENT_PLANLINE},
	.stored = stored, .asked = (const struct action_arg[]){SCOPE_ARG, {.field = {.name = NULL}}},
	.spread = series_spread, .warn = warn, .warned = EVENT_REPEAT, .implied = event_implied, .suggest = event_suggest, .mark = "attend",
};

const struct kind_def kind_event = {
	.kind = KIND_EVENT, .name = "event", .title = "Занятие", .plural = "Занятия",
	.genitive = "занятия", .genitive_plural = "занятий", .accusative = "занятие", .created = "назначено",
	.gone = "удалено",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = EVENT_DATE, .sort_then = EVENT_TIME, .state = EVENT_STATE, .name_field = EVENT_TOPIC,
	.writer = ROLE_LEADER, .cycle = &cycle,
	.label = label, .names = names, .in_year = in_year, .facts = event_facts,
	.defaults = defaults, .prepare = prepare, .check = check, .deadlines = deadlines, .dues = event_dues, .close = close_event,
	.more = &event_more,
};
/* clang-format on */
