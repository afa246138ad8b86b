#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/mail/mail.h"
#include "stazh/model/field.h"
#include "stazh/model/load.h"

/* ---- what would be sent ---- */

static enum err add_letter(struct tx *tx, const struct mail_letter *l, struct buf *out, struct error *e)
{
	struct buf subject = {0}, text = {0};
	enum err err = mail_text(tx, l, &subject, &text, e);

	if (!err)
		buf_addf(out, "%sКому: %s <%s>\nТема: %s\n\n%s", out->n ? "\n────────\n\n" : "", l->name, l->address,
			 buf_text(&subject), buf_text(&text));
	buf_free(&subject);
	buf_free(&text);
	return err;
}

static void say_unreached(const struct mail_plan *plan)
{
	struct buf list = {0};
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++)
		if (plan->letters[i].reach) {
			buf_addf(&list, "\n  %s: %s", plan->letters[i].name, reach_title(plan->letters[i].reach));
			n++;
		}
	if (n)
		cli_say("Не написать, %zu %s:%s", n, text_plural((long)n, "адресат", "адресата", "адресатов"), list.s);
	buf_free(&list);
}

static enum err dry_run(struct cli *c, const struct mail_request *q, struct error *e)
{
	struct mail_plan plan = {0};
	struct buf out = {0};
	struct tx *tx = tx_read(c->session.store, e);
	enum err err = tx ? mail_plan(tx, q, &plan, e) : ERR_STORAGE;

	for (size_t i = 0; i < plan.n && !err; i++)
		if (!plan.letters[i].reach)
			err = add_letter(tx, &plan.letters[i], &out, e);
	if (tx)
		tx_end(&tx);
	if (!err) {
		utf8_put(stdout, buf_text(&out), out.n);
		if (!out.n)
			cli_say("Писать сегодня некому");
		say_unreached(&plan);
	}
	mail_plan_release(&plan);
	buf_free(&out);
	return err;
}

/* ---- what was sent ---- */

static void say_report(const struct mail_report *r)
{
	if (r->sent)
		cli_say("Отправлено: %zu %s", r->sent, text_plural((long)r->sent, "письмо", "письма", "писем"));
	if (r->dropped)
		cli_say("Снято, уже не о чём или некому: %zu %s", r->dropped,
			text_plural((long)r->dropped, "письмо", "письма", "писем"));
	if (r->waiting)
		cli_say("Ждёт следующего раза: %zu %s; %s", r->waiting,
			text_plural((long)r->waiting, "письмо", "письма", "писем"), buf_text(&r->why));
	if (r->unknown)
		cli_say("Неизвестно, ушло ли: %zu %s (stazh list letter --where state=неизвестно); отправить снова — "
			"stazh do letter N resend, дошло — arrived",
			r->unknown, text_plural((long)r->unknown, "письмо", "письма", "писем"));
	if (!r->sent && !r->dropped && !r->waiting)
		cli_say("Писать сегодня некому");
	say_unreached(&r->plan);
}

static bool show_progress(size_t done, size_t total, void *arg)
{
	(void)arg;
	if (total)
		cli_progress((unsigned)done, (unsigned)total);
	return true;
}

static enum err send(struct cli *c, const struct mail_request *q, struct error *e)
{
	struct mail_report report = {.sent = 0};
	enum err err = mail_remind(&c->session, q, &(struct mail_watch){.go_on = show_progress}, &report, e);

	if (!err) {
		say_report(&report);
		err = report.waiting || report.unknown ? ERR_NONE : OK;
	}
	mail_report_release(&report);
	return err;
}

/* ---- what was told ---- */

/* clang-format off */
static const struct sheet_column columns[] = {
	{.name = "at", .title = "Когда", .type = COLUMN_DATE}, {.name = "state", .title = "Письмо"}, {.name = "to", .title = "Кому"},
	{.name = "address", .title = "Адрес"}, {.name = "kind", .title = "Вид срока"}, {.name = "due", .title = "Срок", .type = COLUMN_DATE},
	{.name = "what", .title = "О чём"}, {.name = "record", .title = "Запись"}, {.name = "letter", .title = "№ письма", .type = COLUMN_NUMBER},
};
/* clang-format on */
#define COLUMNS (sizeof(columns) / sizeof(*columns))

struct telling {
	struct tx *tx;
	struct sheet sheet;
	unsigned kind; /* of the records, KIND_NONE: of any */
	uint32_t id;   /* 0: of any */
	bool all;      /* what was not sent too */
	struct sent {
		uint32_t id;
		int32_t on;
	} * letters;
	size_t n, cap, rows;
};

static bool gather(struct tx *tx, const struct record *r, void *arg)
{
	struct telling *t = arg;

	(void)tx;
	if (t->all || letter_was_told(r)) {
		t->letters = mem_grow(t->letters, t->n, &t->cap, sizeof(*t->letters));
		t->letters[t->n++] = (struct sent){r->id, letter_told_on(r)};
	}
	return true;
}

/* Those that tell of the record, of whichever kind it is. */
static void gather_about(struct telling *t)
{
	struct record r = {0};

	for (unsigned kind = 1; kind < KIND_END; kind++) {
		size_t n = 0;
		uint32_t *ids = t->kind && t->kind != kind
					? NULL
					: refs_list(t->tx, kind, t->id, KIND_LETTER, LETTER_ABOUT, &n);

		for (size_t i = 0; i < n; i++)
			if (load(t->tx, KIND_LETTER, ids[i], &r))
				gather(t->tx, &r, t);
		free(ids);
	}
	record_release(&r);
}

static int newest_first(const void *pa, const void *pb)
{
	const struct sent *a = pa, *b = pb;

	if (a->on != b->on)
		return a->on > b->on ? -1 : 1;
	return (a->id < b->id) - (a->id > b->id);
}

static void add_date(struct sheet *s, int32_t date)
{
	struct buf b = {0};

	(s->format == FORMAT_TABLE ? date_add_ru : date_add_iso)(&b, date);
	sheet_celln(s, buf_text(&b), b.n);
	buf_free(&b);
}

static void tell_item(struct telling *t, const struct record *r, const char *to, const struct letter_item *item)
{
	struct buf b = {0};

	add_date(&t->sheet, letter_told_on(r));
	sheet_cell(&t->sheet, record_text(r, LETTER_STATE));
	sheet_cell(&t->sheet, to);
	sheet_cell(&t->sheet, record_text(r, LETTER_TO));
	sheet_cell(&t->sheet, deadline_code(item->sort));
	add_date(&t->sheet, item->due);
	sheet_celln(&t->sheet, item->what, item->what_n);
	buf_addf(&b, "%s %u", kind_def(item->kind) ? kind_def(item->kind)->name : "?", item->id);
	sheet_celln(&t->sheet, b.s, b.n);
	buf_clear(&b);
	buf_addf(&b, "%u", r->id);
	sheet_celln(&t->sheet, b.s, b.n);
	buf_free(&b);
	t->rows++;
}

static void tell_letter(struct telling *t, const struct record *r)
{
	struct letter_place at = {0};
	struct letter_item item;
	struct buf to = {0};

	if (record_has(r, LETTER_PERSON))
		label_add(t->tx, KIND_PERSON, record_ref(r, LETTER_PERSON), &to);
	while (letter_item_next(r, &at, &item))
		if ((!t->kind || item.kind == t->kind) && (!t->id || item.id == t->id))
			tell_item(t, r, buf_text(&to), &item);
	buf_free(&to);
}

static enum err run_log(struct cli *c, struct error *e)
{
	const char *name = cli_flag(c, "--kind");
	struct telling t = {.all = cli_flag(c, "--all")};
	const struct kind_def *k = NULL;
	struct record r = {0};
	int64_t id = 0;
	enum err err;

	if ((name && cli_kind(c, name, &k, e)) || cli_flag_number(c, "--id", 1, UINT32_MAX, &id, e))
		return ERR_USAGE;
	t.kind = k ? k->kind : KIND_NONE;
	t.id = (uint32_t)id;
	t.tx = tx_read(c->session.store, e);
	if (!t.tx)
		return ERR_STORAGE;
	if (t.id)
		gather_about(&t);
	else
		letter_each(t.tx, DATE_MIN, gather, &t);
	if (t.n)
		qsort(t.letters, t.n, sizeof(*t.letters), newest_first);
	sheet_begin(&t.sheet, c->format, columns, COLUMNS, stdout, cli_width());
	for (size_t i = 0; i < t.n; i++)
		if ((!i || t.letters[i].id != t.letters[i - 1].id) && load(t.tx, KIND_LETTER, t.letters[i].id, &r))
			tell_letter(&t, &r);
	sheet_compose(&t.sheet);
	tx_end(&t.tx);
	err = sheet_end(&t.sheet, e);
	if (!err && !t.rows) {
		cli_say(t.id ? "Об этом ещё не писали" : "Писем ещё не было");
		err = ERR_NONE;
	}
	free(t.letters);
	record_release(&r);
	return err;
}

/* ---- the command ---- */

/* What belongs to the one and not to the other. */
static enum err check_flags(const struct cli *c, bool log, struct error *e)
{
	static const char *const of_log[] = {"--id", "--kind", "--all"}, *const of_letters[] = {"--days", "--dry-run",
												"--who"};

	for (size_t i = 0; i < 3; i++) {
		const char *wrong = (log ? of_letters : of_log)[i];

		if (cli_flag(c, wrong))
			return cli_usage(c, e, log ? "%s при remind log не пишется" : "%s пишется при remind log",
					 wrong);
	}
	return OK;
}

static enum err run_remind(struct cli *c, struct error *e)
{
	struct mail_request q = {.who = cli_flag(c, "--who")};
	bool log = c->n && !strcmp(c->args[0], "log");
	int64_t days = -1;

	if (c->n && !log)
		return cli_usage(c, e, "remind %s: ожидается log или ничего", c->args[0]);
	if (check_flags(c, log, e) || cli_flag_number(c, "--days", 0, 366, &days, e))
		return ERR_USAGE;
	if (log)
		return run_log(c, e);
	q.days = (int)days;
	if (!mail_is_day(&c->config, c->session.today))
		cli_say("Сегодня %s: по настройкам писем в этот день не шлют ([mail] weekdays)",
			date_weekday_short(c->session.today));
	return cli_flag(c, "--dry-run") ? dry_run(c, &q, e) : send(c, &q, e);
}

/* clang-format off */
const struct command command_remind = {
	.name = "remind", .group = GROUP_RARE, .need = NEED_DATABASE, .least = ROLE_METHODIST, .max = 1, .run = run_remind,
	.usage = "[log] [--days N] [--dry-run] [--who ИМЯ] [--id N] [--kind ВИД] [--all]",
	.help = "письма ответственным о сроках",
	.more = "Каждому, кто за что-то отвечает, одно письмо: что просрочено, затем ближайшее; правила — [mail] в настройках. "
		"Что не ушло, ждёт следующего раза. remind log: кому, когда и о чём написано. Код завершения 1 — есть письма, "
		"которые не ушли.",
	.flags = (const struct flag[]){
		{"--days", "N", "за сколько дней напоминать (обычно days_ahead из настроек)", false},
		{"--dry-run", NULL, "только показать письма", false},
		{"--who", "ИМЯ", "только одному ответственному (слова имени)", false},
		{"--id", "N", "log: о сроках одной записи", false},
		{"--kind", "ВИД", "log: о сроках записей этого вида", false},
		{"--all", NULL, "log: и то, что не отправлено", false},
		{0},
	},
};
/* clang-format on */
