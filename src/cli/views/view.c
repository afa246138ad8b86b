/* view: lists kept under a name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/cli/command.h"
#include "stazh/model/condition.h"
#include "stazh/table/transfer.h"

/* ---- list ---- */

static const struct sheet_column columns[] = {
	{.name = "name", .title = "Вид"},
	{.name = "kind", .title = "Записи"},
	{.name = "shared", .title = "Чей", .type = COLUMN_BOOL},
	{.name = "where", .title = "Условие"},
	{.name = "columns", .title = "Столбцы"},
	{.name = "sort", .title = "Порядок"},
	{.name = "group", .title = "По группам"},
	{.name = "year", .title = "", .type = COLUMN_BOOL, .hidden = true},
	{.name = "archived", .title = "", .type = COLUMN_BOOL, .hidden = true},
	{.name = "error", .title = "", .hidden = true},
};

static void cell(struct sheet *sheet, struct buf *text)
{
	sheet_cell(sheet, buf_text(text));
	buf_clear(text);
}

static void add_view(struct sheet *sheet, const struct view_name *named, const struct view *v, const struct error *why)
{
	const bool table = sheet->format == FORMAT_TABLE;
	const enum path_names how = table ? PATH_TITLE : PATH_CODES;
	struct buf text = {0};

	sheet_cell(sheet, named->name);
	sheet_cell(sheet, !named->k ? "" : table ? named->k->plural : named->k->name);
	sheet_cell(sheet, table ? named->shared ? "общий" : "свой" : named->shared ? "yes" : "no");
	if (table && !v->k)
		buf_add(&text, why->text);
	else
		buf_add(&text, v->where ? v->where : "");
	cell(sheet, &text);
	view_add_columns(v, how, &text);
	cell(sheet, &text);
	orders_add_names(v->orders, v->orders_n, how, &text);
	if (!v->orders_n && v->descending)
		buf_add(&text, table ? "в обратном порядке" : "-");
	cell(sheet, &text);
	if (v->group.n)
		path_add_name(&v->group, how, &text);
	cell(sheet, &text);
	sheet_cell(sheet, v->by_year ? "yes" : "no");
	sheet_cell(sheet, v->archived ? "yes" : "no");
	sheet_cell(sheet, v->k ? "" : why->text);
	buf_free(&text);
}

static enum err list_views(struct cli *c, struct error *e)
{
	const struct kind_def *k = NULL;
	struct sheet sheet = {0};
	struct view_name *list = NULL;
	size_t n = 0;
	struct tx *tx;
	enum err err = c->n > 1 ? cli_kind(c, c->args[1], &k, e) : OK;

	tx = err ? NULL : tx_read(c->session.store, e);
	if (err || !tx)
		return err ? err : ERR_STORAGE;
	n = views_list(&c->session, tx, k, &list);
	sheet_begin(&sheet, c->format, columns, sizeof(columns) / sizeof(*columns), stdout, cli_width());
	for (size_t i = 0; i < n; i++) {
		struct error why = {0};
		struct view v;

		view_load(&c->session, tx, list[i].name, list[i].shared,
			  c->format == FORMAT_TABLE ? PATH_WORDS : PATH_CODES, &v, &why);
		add_view(&sheet, &list[i], &v, &why);
		view_release(&v);
	}
	tx_end(&tx);
	err = sheet_end(&sheet, e);
	if (!err && !n)
		err = error_set(e, ERR_NONE, "видов %s%s", k ? k->genitive_plural : "", k ? " пока нет" : "пока нет");
	views_free(list, n);
	return err;
}

/* ---- save, share, delete ---- */

/* All conditions hold: one text. */
static void join(const struct query *q, struct buf *out)
{
	for (size_t i = 0; i < q->asked_n; i++)
		buf_addf(out, q->asked_n > 1 ? "%s(%s)" : "%s%s", i ? " и " : "", q->asked[i]);
}

static enum err view_columns(struct cli *c, const struct kind_def *k, struct view *v, struct error *e)
{
	const char *names = cli_flag(c, "--columns"), *one;
	struct error cause = {0};
	size_t n;

	while (names && (one = path_next(&names, &n))) {
		if (v->columns_n == VIEW_COLUMNS)
			return cli_usage(c, e, "--columns: столбцов в виде не больше %d", VIEW_COLUMNS);
		if (path_parse(k, one, n, &v->columns[v->columns_n++], &cause))
			return cli_usage(c, e, "--columns: %s", cause.text);
	}
	return OK;
}

static enum err check_columns(struct cli *c, struct view *v, struct error *e)
{
	const char *year = cli_flag(c, "--year");

	if (year && !name_same(year, "год") && !name_same(year, "year"))
		return cli_usage(c, e,
				 "--year %.60s: вид следует за выбранным годом, --year год; постоянный год — условие",
				 year);
	v->by_year = year;
	return view_columns(c, v->k, v, e);
}

static void add_quoted(const char *s, struct buf *out)
{
	buf_addc(out, '\'');
	for (; *s; s++)
		buf_addf(out, *s == '\'' ? "'\\''" : "%c", *s);
	buf_addc(out, '\'');
}

static void add_flag(const char *name, const struct buf *value, struct buf *out)
{
	if (!value->n)
		return;
	buf_addf(out, " %s ", name);
	add_quoted(value->s, out);
}

static void add_saving(const char *name, const struct view *v, struct buf *out)
{
	struct buf where = {0}, columns_of = {0}, sort = {0}, group = {0};

	buf_add(&where, v->where);
	view_add_columns(v, PATH_CODES, &columns_of);
	orders_add_names(v->orders, v->orders_n, PATH_CODES, &sort);
	if (v->group.n)
		path_add_name(&v->group, PATH_CODES, &group);
	buf_add(out, "stazh view save ");
	add_quoted(name, out);
	buf_addf(out, " %s", v->k->name);
	add_flag("--where", &where, out);
	add_flag("--columns", &columns_of, out);
	add_flag("--sort", &sort, out);
	add_flag("--group", &group, out);
	buf_addf(out, "%s%s", v->by_year ? " --year год" : "", v->archived ? " --archived" : "");
	buf_free(&where);
	buf_free(&columns_of);
	buf_free(&sort);
	buf_free(&group);
}

/* How the own or the shared one is saved again once it is replaced or deleted, since no undo knows views; nothing where
 * it could not be used. ERR_NONE: there is none. */
static enum err add_former(struct cli *c, const char *name, bool shared, struct buf *out)
{
	struct tx *tx = tx_read(c->session.store, NULL);
	struct view v = {.k = NULL};
	enum err err = tx ? view_load(&c->session, tx, name, shared, PATH_CODES, &v, NULL) : ERR_STORAGE;

	tx_end(&tx);
	if (err)
		return err;
	add_saving(name, &v, out);
	if (shared) {
		buf_add(out, " && stazh view share ");
		add_quoted(name, out);
	}
	if (!v.orders_n && v.descending)
		buf_add(out, "; порядок был обратным: на экране F6 ▸ Порядок…");
	view_release(&v);
	return OK;
}

static void say_former(const struct buf *former)
{
	if (former->n)
		cli_say("Прежний вернёт: %s", former->s);
}

static enum err save(struct cli *c, struct error *e)
{
	struct asking asking = {.texts = NULL};
	const struct kind_def *k;
	struct view v = {.k = NULL};
	struct buf where = {0}, former = {0};
	bool replaced = false;
	enum err err;

	if (c->n < 3)
		return cli_usage(c, e, "как назвать вид и о каких он записях? view save НАЗВАНИЕ ВИД");
	err = cli_kind(c, c->args[2], &k, e);
	v.k = k;
	if (!err)
		err = check_columns(c, &v, e);
	if (!err)
		err = cli_query(c, k, &asking, e);
	if (!err) {
		join(&asking.q, &where);
		v.where = mem_strdup(buf_text(&where));
		v.orders_n = asking.q.orders_n;
		memcpy(v.orders, asking.orders, sizeof(v.orders));
		v.group = asking.group;
		v.archived = asking.q.archived;
		add_former(c, c->args[1], false, &former);
		err = view_save(&c->session, c->args[1], &v, false, &replaced, e);
	}
	if (!err)
		cli_say("%s: вид «%s», %s. Показать: stazh list --view '%s'", replaced ? "Заменён" : "Сохранён",
			c->args[1], k->plural, c->args[1]);
	if (!err)
		say_former(&former);
	view_release(&v);
	buf_free(&where);
	buf_free(&former);
	cli_query_free(&asking);
	return err;
}

static enum err share(struct cli *c, struct error *e)
{
	struct buf former = {0};
	bool replaced = false;
	enum err err;

	if (c->n != 2)
		return cli_usage(c, e, "какой вид сделать общим? view share НАЗВАНИЕ");
	add_former(c, c->args[1], true, &former);
	err = view_share(&c->session, c->args[1], &replaced, e);
	if (!err) {
		cli_say("Вид «%s» теперь общий%s", c->args[1], replaced ? ", вместо прежнего" : "");
		say_former(&former);
	}
	buf_free(&former);
	return err;
}

static enum err drop(struct cli *c, struct error *e)
{
	struct buf former = {0};
	bool shared = false;
	enum err err;

	if (c->n != 2)
		return cli_usage(c, e, "какой вид удалить? view delete НАЗВАНИЕ");
	if (add_former(c, c->args[1], false, &former) == ERR_NONE)
		add_former(c, c->args[1], true, &former);
	err = view_delete(&c->session, c->args[1], &shared, e);
	if (!err) {
		cli_say("Удалён %s вид «%s»", shared ? "общий" : "свой", c->args[1]);
		say_former(&former);
	}
	buf_free(&former);
	return err;
}

extern const struct command command_view;

static enum err run_view(struct cli *c, struct error *e)
{
	static const struct {
		const char *name;
		enum err (*run)(struct cli *c, struct error *e);
	} parts[] = {{"list", list_views}, {"save", save}, {"share", share}, {"delete", drop}};

	if (!c->n)
		return list_views(c, e);
	for (const struct flag *f = command_view.flags; f->name; f++)
		if (cli_flag(c, f->name) && strcmp(c->args[0], "save") != 0)
			return cli_usage(c, e, "%s — только у view save", f->name);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!strcmp(c->args[0], parts[i].name))
			return parts[i].run(c, e);
	return cli_usage(c, e, "«%.60s»: ожидалось list, save, share или delete", c->args[0]);
}

/* clang-format off */
const struct command command_view = {
	.name = "view", .group = GROUP_RARE, .need = NEED_DATABASE, .max = 3, .run = run_view,
	.usage = "[list [ВИД]] | save НАЗВАНИЕ ВИД [--where УСЛОВИЕ]… [--columns А,Б] [--sort А,-Б] [--group А] [--year год] "
		"[--archived] | share НАЗВАНИЕ | delete НАЗВАНИЕ",
	.help = "списки под названием: что показать, в каком порядке, по каким группам",
	.more = "Сохранённое показывает stazh list --view НАЗВАНИЕ, дальнейшие ключи его сужают; на экране — F6 ▸ Виды. Свой вид "
		"видите только вы, общим его делает методист, свой идёт прежде общего. Вид хранит номера полей и записей: "
		"переименования ему не мешают, а без поля, которого больше нет, он не показывается и говорит почему. "
		"Ctrl-Z и undo видов не касаются: заменённый и удалённый вернёт команда, которая при этом названа. "
		"--year год — только того учебного года, который выбран.",
	.flags = (const struct flag[]){
		{"--where", "УСЛОВИЕ", "только такие (stazh help list)", true},
		{"--columns", "А,Б", "какие поля показать", false},
		{"--sort", "А,-Б", "упорядочить по А, при равных по Б; с минусом — по убыванию", false},
		{"--group", "А", "по группам: у кого А одинаково", false},
		{"--year", "год", "только выбранного учебного года", false},
		{"--archived", NULL, "вместе с архивными", false},
		{0},
	},
};
/* clang-format on */
