#include <stdio.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/cli/entry.h"
#include "stazh/model/audit.h"
#include "stazh/model/cycle.h"

static const struct sheet_column columns[] = {
	{.name = "seq", .title = "№", .type = COLUMN_NUMBER, .right = true},
	{.name = "time", .title = "Время"},
	{.name = "user", .title = "Кто"},
	{.name = "from", .hidden = true},
	{.name = "action", .title = "Действие"},
	{.name = "kind", .hidden = true},
	{.name = "id", .type = COLUMN_NUMBER, .hidden = true},
	{.name = "label", .title = "Запись"},
	{.name = "note", .hidden = true}, /* in the table it begins the next one */
	{.name = "changes", .title = "Изменено"},
	{.name = "register", .hidden = true}, /* «readings»: the number is one of the register of readings */
};

struct output {
	struct cli *c;
	struct tx *tx;
	struct sheet sheet;
	struct buf *lines; /* instead of the sheet: for people, a line each */
	size_t rows;
	struct buf cell, json;
};

static void add_change(const struct field *f, void *arg)
{
	struct entry *en = arg;
	struct buf was = {0}, is = {0};

	if (f->flags & FF_HIDDEN)
		return;
	entry_add_value(en, f, en->was, STYLE_PEOPLE, &was);
	entry_add_value(en, f, en->is, STYLE_PEOPLE, &is);
	if (was.n || is.n) { /* both empty: the reader may not see it */
		buf_addf(en->out, "%s%s: ", en->any ? "; " : "", f->title);
		if (en->was)
			buf_addf(en->out, "%s → ", was.n ? was.s : "—");
		buf_add(en->out, is.n ? is.s : "—");
		en->any = true;
	}
	buf_free(&was);
	buf_free(&is);
}

static void print_json(struct output *o, struct entry *en)
{
	const struct log_entry *l = en->l;
	struct buf *b = &o->json;

	buf_addf(b, "%s{\"seq\": %llu, \"act\": %llu", o->rows ? ",\n " : "[", (unsigned long long)l->seq,
		 (unsigned long long)l->act);
	buf_clear(&o->cell);
	entry_add_time(l->at_ms, false, &o->cell);
	entry_add_text(b, "time", o->cell.s);
	entry_add_text(b, "user", l->user);
	entry_add_text(b, "from", l->from);
	entry_add_text(b, "action", l->action);
	entry_add_text(b, "kind", en->k ? en->k->name : "");
	if (en->id)
		buf_addf(b, ", \"id\": %u", en->id);
	else
		buf_add(b, ", \"id\": null");
	buf_clear(&o->cell);
	entry_add_label(en, false, &o->cell);
	entry_add_text(b, "label", buf_text(&o->cell));
	entry_add_text(b, "note", l->note);
	entry_add_text(b, "register", l->reading ? "readings" : "");
	if (l->count)
		buf_addf(b, ", \"count\": %lld", (long long)l->count);
	buf_add(b, ", \"changes\": ");
	entry_add_changes(en, b);
	buf_addc(b, '}');
}

static void print_row(struct output *o, struct entry *en)
{
	const struct log_entry *l = en->l;
	bool people = o->sheet.format == FORMAT_TABLE;
	struct buf *b = &o->cell;

	buf_clear(b);
	buf_addf(b, "%s%llu", people && l->reading ? "ч" : "", (unsigned long long)l->seq);
	sheet_cell(&o->sheet, b->s);
	buf_clear(b);
	entry_add_time(l->at_ms, people, b);
	sheet_cell(&o->sheet, b->s);
	sheet_cell(&o->sheet, l->user);
	sheet_cell(&o->sheet, l->from);
	buf_clear(b);
	if (people)
		action_title(l->kind, l->action, b);
	sheet_cell(&o->sheet, people ? buf_text(b) : l->action);
	sheet_cell(&o->sheet, en->k ? en->k->name : "");
	buf_clear(b);
	if (en->id)
		buf_addf(b, "%u", en->id);
	sheet_cell(&o->sheet, buf_text(b));
	buf_clear(b);
	entry_add_label(en, people, b);
	sheet_cell(&o->sheet, buf_text(b));
	sheet_cell(&o->sheet, l->note);
	buf_clear(b);
	if (people && *l->note) {
		buf_add(b, l->note);
		en->any = true;
	}
	if (l->erased)
		buf_addf(b, "%sсодержание стёрто", b->n ? "; " : "");
	en->out = b;
	if (en->was || en->is)
		model_diff(en->was, en->is, add_change, en);
	sheet_cell(&o->sheet, buf_text(b));
	sheet_cell(&o->sheet, l->reading ? "readings" : "");
}

static void add_line(struct output *o, struct entry *en)
{
	const struct log_entry *l = en->l;
	struct buf changes = {0};

	buf_add(o->lines, "  ");
	entry_add_time(l->at_ms, true, o->lines);
	buf_addf(o->lines, "  %s%s%s%s  ", l->user, *l->from ? " (" : "", l->from, *l->from ? ")" : "");
	action_title(l->kind, l->action, o->lines);
	if (l->erased)
		buf_add(o->lines, "; содержание стёрто");
	if (en->was || en->is) {
		en->out = &changes;
		model_diff(en->was, en->is, add_change, en);
	}
	if (changes.n)
		buf_addf(o->lines, ": %s", changes.s);
	buf_free(&changes);
	buf_addc(o->lines, '\n');
}

static void print_entry(struct output *o, const struct log_entry *l)
{
	struct entry en;

	entry_begin(&en, o->tx, l);
	if (o->c->format == FORMAT_JSON)
		print_json(o, &en);
	else if (o->lines)
		add_line(o, &en);
	else
		print_row(o, &en);
	o->rows++;
	entry_release(&en);
}

/* ---- which entries ---- */

struct filter {
	unsigned kind;
	uint32_t id;
	const char *user;
	int64_t since_ms;
	int64_t limit;
};

/* The register of readings, open for reading; *out stays NULL when there is none. */
static enum err begin_readings(struct cli *c, struct tx **out, struct error *e)
{
	struct store *readings;
	enum err err = store_readings(c->session.store, &readings, e);

	*out = NULL;
	if (err)
		return err == ERR_NONE ? OK : err;
	*out = tx_read(readings, e);
	return *out ? OK : e->code;
}

static bool fits(const struct filter *f, const struct log_entry *l)
{
	return l->at_ms >= f->since_ms && (!f->kind || f->kind == (l->kind ? l->kind : l->about_kind)) &&
	       (!f->id || f->id == (l->kind ? l->id : l->about_id)) && (!f->user || !strcmp(f->user, l->user));
}

static enum err print_entries(struct output *o, const struct filter *f, struct error *e)
{
	const bool by_record = f->id && !audit_concerns(f->kind); /* that nobody's reading is noted of */
	const struct log_entry *l;
	struct tx *readings = NULL;
	struct log_walk w;
	enum err err = by_record ? OK : begin_readings(o->c, &readings, e);

	log_walk_begin(&w, o->tx,
		       readings); /* without the register, should that be damaged: then the rest is told at least */
	w.user = f->user;
	if (by_record) {
		w.kind = f->kind;
		w.id = f->id;
	}
	/* no end at the first older one: clocks are set back */
	while ((int64_t)o->rows < f->limit && (l = log_walk_next(&w)))
		if (fits(f, l))
			print_entry(o, l);
	if (w.err && !err)
		err = error_set(e, w.err, "%s", tx_error(tx_failed(o->tx) || !readings ? o->tx : readings)->text);
	log_walk_end(&w);
	tx_end(&readings);
	return err;
}

enum err log_of_record(struct cli *c, struct tx *tx, unsigned kind, uint32_t id, enum format format, struct buf *out,
		       struct error *e)
{
	const struct filter f = {.kind = kind, .id = id, .since_ms = INT64_MIN, .limit = INT32_MAX};
	enum format was = c->format;
	struct output o = {.c = c, .tx = tx, .lines = format == FORMAT_JSON ? NULL : out};
	enum err err;

	c->format = format;
	err = print_entries(&o, &f, e);
	c->format = was;
	if (format == FORMAT_JSON) {
		buf_add(out, o.rows ? buf_text(&o.json) : "[");
		buf_add(out, "]");
	}
	buf_free(&o.cell);
	buf_free(&o.json);
	return err;
}

static enum err read_filter(struct cli *c, struct filter *f, struct error *e)
{
	const char *kind = cli_flag(c, "--kind");
	const struct kind_def *k;
	int32_t since = DATE_NONE;
	int64_t id = 0;

	*f = (struct filter){.user = cli_flag(c, "--user"), .since_ms = INT64_MIN, .limit = INT32_MAX};
	if (kind && cli_kind(c, kind, &k, e))
		return ERR_USAGE;
	if (kind)
		f->kind = k->kind;
	if (cli_flag_number(c, "--id", 1, UINT32_MAX, &id, e) ||
	    cli_flag_number(c, "--limit", 1, INT32_MAX, &f->limit, e) || cli_flag_date(c, "--since", &since, e))
		return ERR_USAGE;
	if (id && !kind)
		return cli_usage(c, e, "к номеру нужен и вид: --kind ВИД --id НОМЕР");
	f->id = (uint32_t)id;
	if (since != DATE_NONE)
		f->since_ms = entry_day_ms(since);
	return OK;
}

/* Number and digest of the newest entry, which are noted elsewhere: a journal that was written anew as a whole is told
 * by them. */
static enum err add_head(struct store *store, const char *name, uint64_t *last, struct buf *out, struct error *e)
{
	struct tx *tx = tx_read(store, e);
	struct log_entry l = {0};
	enum err err = OK;

	if (!tx)
		return e->code;
	*last = log_last(tx);
	if (*last && (err = log_load(tx, *last, &l)))
		*e = *tx_error(tx);
	tx_end(&tx);
	buf_addf(out, "%llu ", (unsigned long long)*last);
	for (size_t i = 0; i < sizeof(l.hash); i++)
		buf_addf(out, "%02x", l.hash[i]);
	buf_addf(out, "%s\n", name);
	log_release(&l);
	return err;
}

static enum err verify(struct cli *c, struct error *e)
{
	struct store *readings = NULL;
	struct buf heads = {0};
	uint64_t last = 0, read = 0;
	enum err err = store_check_journal(store_path(c->session.store), &cli_findings, e), any;

	if (!err)
		err = add_head(c->session.store, "", &last, &heads, e);
	if (!err && (any = store_readings(c->session.store, &readings, e)) != ERR_NONE)
		err = any;
	if (!err && readings)
		err = add_head(readings, " readings", &read, &heads, e);
	if (!err)
		fputs(heads.s, stdout);
	if (!err)
		cli_say("Журнал цел: %llu %s", (unsigned long long)last,
			text_plural((long)last, "запись", "записи", "записей"));
	if (!err && readings)
		cli_say("Реестр чтений цел: %llu %s", (unsigned long long)read,
			text_plural((long)read, "запись", "записи", "записей"));
	buf_free(&heads);
	return err;
}

static enum err run_log(struct cli *c, struct error *e)
{
	struct output o = {.c = c};
	struct filter f;
	bool json = c->format == FORMAT_JSON;
	enum err err = read_filter(c, &f, e);

	if (!err && cli_flag(c, "--verify"))
		return verify(c, e);
	if (err)
		return err;
	o.tx = tx_read(c->session.store, e);
	if (!o.tx)
		return ERR_STORAGE;
	if (!json)
		sheet_begin(&o.sheet, c->format, columns, sizeof(columns) / sizeof(*columns), stdout, cli_width());
	err = print_entries(&o, &f, e);
	tx_end(&o.tx); /* the reader of the output may take its time */
	buf_add(&o.json, o.rows ? "]\n" : "[]\n");
	if (json)
		utf8_put(stdout, o.json.s, o.json.n);
	else if (!err)
		err = sheet_end(&o.sheet, e);
	buf_free(&o.cell);
	buf_free(&o.json);
	if (!err && !o.rows)
		err = error_set(e, ERR_NONE, "в журнале нет таких записей");
	return err;
}

/* clang-format off */
const struct command command_log = {
	.name = "log", .group = "Смотреть", .need = NEED_DATABASE, .run = run_log,
	.usage = "[--kind ВИД [--id НОМЕР]] [--user ИМЯ] [--since ДАТА] [--limit N] | --verify",
	.help = "журнал: кто, когда и что изменил, сначала новое",
	.more = "Кто читал сведения о людях, стоит в отдельном реестре; его номера начинаются с «ч» (в CSV и JSON — "
		"register).\n--verify печатает номер и отпечаток последней записи журнала и реестра: сохранённые в "
		"другом месте, они докажут, что их не переписали.",
	.flags = (const struct flag[]){
		{"--kind", "ВИД", "только записи этого вида", false},
		{"--id", "НОМЕР", "только этой записи", false},
		{"--user", "ИМЯ", "только этого пользователя", false},
		{"--since", "ДАТА", "начиная с этого дня", false},
		{"--limit", "N", "не больше стольких строк", false},
		{"--verify", NULL, "проверить, что ни одной записи не изменили и не удалили", false},
		{0},
	},
};
/* clang-format on */
