#include <stdio.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mark.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/domain/letter.h"
#include "stazh/model/audit.h"

/* clang-format off */
static const struct sheet_column for_people[] = {
	{.name = "due", .title = ""}, /* sign, date and distance: each day's lines share them */
	{.name = "what", .title = ""}, {.name = "who", .title = ""}, {.name = "where", .title = ""},
};
static const struct sheet_column for_programs[] = {
	{.name = "kind"}, {.name = "due"},   {.name = "days", .type = COLUMN_NUMBER},
	{.name = "what"}, {.name = "who"},   {.name = "record"},
	{.name = "where"}, {.name = "site", .type = COLUMN_NUMBER},
};
/* clang-format on */
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

struct output {
	struct sheet sheet;
	int32_t today, due;
	/* Of `due`, which many lines share. */
	const char *date, *days; /* in `texts` */
	size_t date_n, days_n;
	int date_width;
	struct arena texts;
	struct buf cell;
	struct answering answering; /* tx NULL: nobody is counted */
	struct people people;
};

static void same_day(struct output *o, int32_t due)
{
	bool people = o->sheet.format == FORMAT_TABLE;
	struct buf date = {0}, days = {0};

	if (o->due == due)
		return;
	o->due = due;
	if (people) {
		buf_addf(&date, "%s  ", mark_of_day((long)due - o->today));
		date_add_ru(&date, due);
		buf_add(&date, "  ");
		date_add_distance(&date, (long)due - o->today);
	} else {
		date_add_iso(&date, due);
		buf_addf(&days, "%ld", (long)due - o->today);
	}
	o->date = arena_strndup(&o->texts, buf_text(&date), o->date_n = date.n);
	o->days = arena_strndup(&o->texts, buf_text(&days), o->days_n = days.n);
	o->date_width = utf8_width(buf_text(&date), date.n);
	buf_free(&date);
	buf_free(&days);
}

static void row_for_people(const struct deadline *d, struct output *o)
{
	const struct sheet_cell cells[COUNT(for_people)] = {
		{.text = o->date, .n = (uint32_t)o->date_n, .width = o->date_width},
		{.text = d->what, .n = d->what_n, .width = d->what_width},
		{.text = d->who, .n = d->who_n, .width = d->who_width},
		{.text = d->where, .n = d->where_n, .width = d->where_width},
	};

	sheet_row_borrowed(&o->sheet, cells);
}

static void row_for_programs(const struct deadline *d, struct output *o)
{
	const struct kind_def *k = kind_def(d->rec_kind);

	sheet_cell(&o->sheet, deadline_code(d->kind));
	sheet_celln(&o->sheet, o->date, o->date_n);
	sheet_celln(&o->sheet, o->days, o->days_n);
	sheet_cell(&o->sheet, d->what);
	sheet_cell(&o->sheet, d->who);
	buf_clear(&o->cell);
	buf_addf(&o->cell, "%s %u", k ? k->name : "?", d->rec_id);
	sheet_celln(&o->sheet, o->cell.s, o->cell.n);
	sheet_cell(&o->sheet, d->where);
	buf_clear(&o->cell);
	if (d->site)
		buf_addf(&o->cell, "%u", d->site);
	sheet_cell(&o->sheet, buf_text(&o->cell));
}

static void row(const struct deadline *d, void *arg)
{
	struct output *o = arg;

	if (o->answering.tx)
		answering_people(&o->answering, d, &o->people);
	same_day(o, d->due);
	if (o->sheet.format == FORMAT_TABLE)
		row_for_people(d, o);
	else
		row_for_programs(d, o);
}

static void say_none(const struct deadline_query *q)
{
	int32_t from = q->from == DATE_NONE ? q->today : q->from;
	struct buf last = {0};

	date_add_ru(&last, from + q->days);
	if (q->all)
		cli_say("Сроков нет: открытых обязательств нет");
	else
		cli_say("Сроков нет: ничего не просрочено и по %s ничего не ожидается", buf_text(&last));
	buf_free(&last);
}

static enum err run_due(struct cli *c, struct error *e)
{
	struct deadline_query q = {.today = c->session.today, .from = DATE_NONE};
	const char *site = cli_flag(c, "--site");
	int64_t days = config_int(&c->config, OPT_DUE_DAYS);
	bool people = c->format == FORMAT_TABLE;
	struct output o = {.today = q.today, .due = DATE_NONE};
	enum err err;
	struct tx *tx;
	size_t n;

	if (cli_flag_number(c, "--days", 0, 36600, &days, e) || cli_flag_date(c, "--from", &q.from, e))
		return ERR_USAGE;
	q.days = (int)days;
	q.all = cli_flag(c, "--all");
	q.mine = cli_flag(c, "--mine");
	q.joined = people; /* programs get each as a deadline of its own */
	q.who = cli_flag(c, "--who");
	if (q.all && (cli_flag(c, "--days") || cli_flag(c, "--from")))
		return cli_usage(c, e, "--all — это сроки за всё время: --days и --from вместе с ним не пишутся");
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	err = site ? ref_find(tx, KIND_SITE, site, &q.site, e) : OK;
	if (!err) {
		sheet_begin(&o.sheet, c->format, people ? for_people : for_programs,
			    people ? COUNT(for_people) : COUNT(for_programs), stdout, cli_width());
		o.answering.tx = c->remote ? tx : NULL; /* what leaves is noted */
		n = deadline_each(tx, &q, row, &o);
		sheet_compose(&o.sheet);
		answering_release(&o.answering);
		tx_end(&tx); /* the reader of the output may take its time */
		if (c->remote)
			err = audit_out(&c->session, "list", KIND_REMINDER, 0, n, "Сроки", people_count(&o.people), e);
		if (!err)
			err = sheet_end(&o.sheet, e);
		if (!err && !n) {
			err = ERR_NONE;
			say_none(&q);
		}
	}
	tx_end(&tx);
	people_release(&o.people);
	arena_release(&o.texts);
	buf_free(&o.cell);
	return err;
}

/* clang-format off */
const struct command command_due = {
	.name = "due", .group = "Смотреть", .need = NEED_DATABASE, .remote = true, .run = run_due,
	.usage = "[--days N] [--from ДАТА] [--mine] [--site ПЛОЩАДКА] [--who ИМЯ] [--all]",
	.help = "сроки: просроченные, затем ближайшие",
	.more = "Просроченное показывается всегда; код завершения 1 — сроков нет.",
	.flags = (const struct flag[]){
		{"--days", "N", "на сколько дней вперёд (обычно due_days из настроек)", false},
		{"--from", "ДАТА", "первый день, обычно сегодня", false},
		{"--mine", NULL, "только свои: площадки методиста, организация руководителя", false},
		{"--site", "ПЛОЩАДКА", "только одной площадки (номер или название)", false},
		{"--who", "ИМЯ", "только одного ответственного (слова имени)", false},
		{"--all", NULL, "все открытые сроки", false},
		{0},
	},
};
/* clang-format on */
