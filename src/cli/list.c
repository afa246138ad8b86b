#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/audit.h"
#include "stazh/table/transfer.h"

/* A list that is printed. */
struct listed {
	struct cli *c;
	struct tx *tx;
	struct asking asking;
	const struct kind_def *k;
	struct columns columns;
	bool whole; /* records, for programs that did not ask for columns */
	uint32_t *ids;
	size_t n;
	struct groups groups;	     /* none: it is not grouped */
	const struct field **summed; /* of the columns */
	size_t summed_n;
	struct sheet sheet; /* what is printed: this, or */
	struct buf json;
};

static enum err fetch(const struct listed *l, size_t i, struct record *r)
{
	return (l->asking.q.trash ? record_load_trash : record_load)(l->tx, l->k->kind, l->ids[i], r);
}

/* ---- JSON ---- */

static void json_columns(struct listed *l, const struct record *r)
{
	struct buf cell = {0};

	for (size_t i = 0; i < l->columns.n; i++) {
		const struct sheet_column *column = &l->columns.column[i];

		buf_add(&l->json, i ? ", " : "{");
		json_add(&l->json, column->name, strlen(column->name));
		buf_add(&l->json, ": ");
		buf_clear(&cell);
		column_add(l->tx, &l->columns, i, r, STYLE_DATA, &cell);
		json_cell(&l->json, column->type, buf_text(&cell), cell.n);
	}
	buf_addc(&l->json, '}');
	buf_free(&cell);
}

static enum err json_records(struct listed *l, size_t from, size_t n, const char *indent)
{
	struct record r = {0};
	enum err err = OK;

	buf_addc(&l->json, '[');
	for (size_t i = from; i < from + n && !err; i++) {
		err = fetch(l, i, &r);
		if (i > from)
			buf_addf(&l->json, ",\n%s", indent);
		if (!err && l->whole)
			record_json(l->tx, &r, -1, &l->json);
		else if (!err)
			json_columns(l, &r);
	}
	buf_addc(&l->json, ']');
	record_release(&r);
	return err;
}

static void json_sums(struct listed *l, const struct group_sum *sums)
{
	bool more = false;

	for (size_t i = 0; i < l->summed_n; i++) {
		if (!sums[i].n)
			continue;
		buf_addf(&l->json, "%s\"%s\": {\"sum\": %lld, \"mean\": %.2f}", more ? ", " : "", l->summed[i]->name,
			 (long long)sums[i].sum, (double)sums[i].sum / (double)sums[i].n);
		more = true;
	}
}

static enum err json_groups(struct listed *l)
{
	enum err err = OK;

	for (size_t i = 0; i < l->groups.n && !err; i++) {
		const struct group *g = &l->groups.of[i];

		buf_add(&l->json, i ? ",\n {\"group\": " : "[{\"group\": ");
		json_cell(&l->json, COLUMN_TEXT, g->name, strlen(g->name));
		buf_addf(&l->json, ", \"n\": %zu, \"sums\": {", g->n);
		json_sums(l, g->sums);
		buf_add(&l->json, "}, \"records\":\n  ");
		err = json_records(l, g->at, g->n, "   ");
		buf_addc(&l->json, '}');
	}
	buf_add(&l->json, l->groups.n ? "]\n" : "[]\n");
	return err;
}

/* ---- a table, CSV ---- */

/* «Верх-Чебулинская СОШ — 12 · часов 72, в среднем 6» */
static void group_line(struct listed *l, const char *name, size_t n, const struct group_sum *sums)
{
	struct buf line = {0};

	buf_addf(&line, "%s — %zu", *name ? name : "не сказано", n);
	sums_add(l->summed, sums, l->summed_n, &line);
	sheet_line(&l->sheet, line.s);
	buf_free(&line);
}

/* CSV: the group's name is the first column. */
static struct sheet_column *grouped_columns(struct listed *l)
{
	struct sheet_column *all = mem_alloc((l->columns.n + 1) * sizeof(*all));

	all[0] = (struct sheet_column){.name = "group", .title = "", .hidden = true};
	for (size_t i = 0; i < l->columns.n; i++) /* of a trainee it is a field */
		if (!strcmp(l->columns.column[i].name, all[0].name))
			all[0].name = "group_by";
	memcpy(all + 1, l->columns.column, l->columns.n * sizeof(*all));
	return all;
}

static enum err sheet_rows(struct listed *l, size_t from, size_t n, const char *group)
{
	struct record r = {0};
	enum err err = OK;

	for (size_t i = from; i < from + n && !err; i++) {
		err = fetch(l, i, &r);
		if (!err && group)
			sheet_cell(&l->sheet, group);
		if (!err)
			sheet_record(&l->sheet, l->tx, &l->columns, &r);
	}
	record_release(&r);
	return err;
}

static enum err sheet_groups(struct listed *l)
{
	enum err err = OK;

	for (size_t i = 0; i < l->groups.n && !err; i++) {
		const struct group *g = &l->groups.of[i];

		if (i)
			sheet_line(&l->sheet, "");
		group_line(l, g->name, g->n, g->sums);
		err = sheet_rows(l, g->at, g->n, g->name);
	}
	if (l->groups.n > 1) {
		sheet_line(&l->sheet, "");
		group_line(l, "Всего", l->n, l->groups.whole);
	}
	return err;
}

/* ---- the command ---- */

static void group_up(struct listed *l)
{
	l->summed = mem_alloc((l->columns.n + 1) * sizeof(*l->summed));
	for (size_t i = 0; i < l->columns.n; i++) {
		const struct path *p = &l->columns.path[i];

		if (p->n == 1 && !p->since && field_is_summed(p->field[0]))
			l->summed[l->summed_n++] = p->field[0];
	}
	groups_find(l->tx, &l->asking.q, l->ids, l->n, l->summed, l->summed_n,
		    l->c->format == FORMAT_TABLE ? STYLE_PEOPLE : STYLE_NAMES, &l->groups);
}

static enum err print(struct listed *l, struct error *e)
{
	bool grouped = l->asking.q.group, json = l->c->format == FORMAT_JSON && (l->whole || grouped);
	struct sheet_column *columns = grouped ? grouped_columns(l) : NULL;
	enum err err;

	if (grouped)
		group_up(l);
	if (!json)
		sheet_begin(&l->sheet, l->c->format, columns ? columns : l->columns.column, l->columns.n + grouped,
			    stdout, cli_width());
	err = json	? grouped ? json_groups(l) : json_records(l, 0, l->n, " ")
		   : grouped ? sheet_groups(l)
			: sheet_rows(l, 0, l->n, NULL);
	if (err && tx_failed(l->tx))
		*e = *tx_error(l->tx);
	tx_end(&l->tx); /* the reader of the output may take its time */
	if (!err && json && !grouped)
		buf_addc(&l->json, '\n');
	if (!err && json)
		utf8_put(stdout, buf_text(&l->json), l->json.n);
	else if (!err)
		err = sheet_end(&l->sheet, e);
	free(columns);
	return err;
}

static enum err nothing_found(const struct listed *l, struct error *e)
{
	const struct query *q = &l->asking.q;

	return error_set(e, ERR_NONE,
			 q->trash		 ? "в корзине таких %s нет"
			 : q->asked_n || q->year ? "таких %s нет"
						 : "%s пока нет",
			 l->k->genitive_plural);
}

static enum err run_list(struct cli *c, struct error *e)
{
	struct listed l = {.c = c};
	char *names = NULL;
	enum err err = OK;

	if (!c->n && !cli_flag(c, "--view"))
		return cli_usage(c, e, "не указано, что нужно");
	if (c->n)
		err = cli_kind(c, c->args[0], &l.k, e);
	if (!err)
		err = cli_query(c, l.k, &l.asking, e);
	l.k = l.asking.k;
	names = err ? NULL : cli_query_columns(c, &l.asking);
	l.whole = c->format == FORMAT_JSON && !names;
	l.asking.q.trash = cli_flag(c, "--trash");
	if (!err)
		err = columns_choose(l.k, names, &l.columns, e);
	l.tx = err ? NULL : tx_read(c->session.store, e);
	if (!err && !l.tx)
		err = ERR_STORAGE;
	if (!err)
		err = query_run(l.tx, &l.asking.q, &l.ids, &l.n, e);
	if (!err)
		err = audit_list(&c->session, "list", l.k->kind, l.n, e);
	if (!err)
		err = print(&l, e);
	tx_end(&l.tx);
	if (!err && !l.n)
		err = nothing_found(&l, e);
	columns_free(&l.columns);
	groups_free(&l.groups);
	free(names);
	buf_free(&l.json);
	free(l.summed);
	free(l.ids);
	cli_query_free(&l.asking);
	return err;
}

/* clang-format off */
const struct command command_list = {
	.name = "list", .group = "Смотреть", .need = NEED_DATABASE, .max = 1, .remote = true, .run = run_list,
	.usage = "ВИД | --view НАЗВАНИЕ [--where УСЛОВИЕ]… [--year 2026-2027] [--sort А,-Б] [--columns А,Б] [--group А] [--archived] "
		"[--trash]",
	.help = "записи одного вида",
	.more = "Поля вида покажет stazh help ВИД. --format json без --columns даёт записи целиком.\n"
		"Условие: ПОЛЕ=ЗНАЧЕНИЕ, и так же !=, <, <=, >, >=, ~ (есть слова с таким началом); ПОЛЕ пусто, ПОЛЕ не пусто; "
		"несколько значений через «;» — любое из них; промежуток А..Б, А.., ..Б. Через точку — поле записи, на "
		"которую ссылаются: person.org.low_results=да. Даты: 15.06.2027, сегодня-30, 2026-12, 2026-2027. "
		"state.since — с какого дня запись в своём состоянии. count(event, state=проведено) < 4 — сколько их у записи. "
		"Условия соединяют «и», «или», «не» и скобки; значение с этими словами берут в кавычки \"…\". Поля и виды можно "
		"называть по-русски. Из нескольких --where выполняются все. "
		"Через точку и столбцы, порядок, группы: --columns person,person.org --sort group.site.topic,-to --group person.org. "
		"С --group у каждой группы название и число записей, у числовых столбцов сумма и среднее; в csv группа — первый "
		"столбец, в json у каждой group, n, sums и records.",
	.flags = (const struct flag[]){
		{"--view", "НАЗВАНИЕ", "как сохранено под этим названием: stazh help view", false},
		{"--where", "УСЛОВИЕ", "только такие, например 'person.org.low_results=да и to < сегодня+30'", true},
		{"--year", "ГОД", "только учебного года", false},
		{"--sort", "А,-Б", "упорядочить по А, при равных по Б; с минусом — по убыванию", false},
		{"--columns", "А,Б", "какие поля показать; * — все", false},
		{"--group", "А", "по группам: у кого А одинаково", false},
		{"--archived", NULL, "вместе с архивными", false},
		{"--trash", NULL, "те, что в корзине; вернуть: stazh restore ВИД НОМЕР", false},
		{0},
	},
};

/* ---- find ---- */

#define FOUND_MAX 10000

static const struct sheet_column found_columns[] = {
	{.name = "kind", .title = ""},
	{.name = "id", .title = "", .type = COLUMN_NUMBER, .right = true},
	{.name = "label", .title = ""},
};

static enum err run_find(struct cli *c, struct error *e)
{
	struct rec_ref *found = mem_alloc(FOUND_MAX * sizeof(*found));
	struct buf text = {0}, cell = {0};
	struct sheet sheet = {0};
	struct tx *tx;
	size_t n, people = 0;
	enum err err;

	for (size_t i = 0; i < c->n; i++)
		buf_addf(&text, "%s%s", i ? " " : "", c->args[i]);
	tx = tx_read(c->session.store, e);
	err = tx ? OK : ERR_STORAGE;
	if (tx) {
		n = query_find(tx, buf_text(&text), found, FOUND_MAX);
		for (size_t i = 0; i < n; i++)
			people += audit_concerns(found[i].kind);
		err = audit_list(&c->session, "find", KIND_PERSON, people, e);
	}
	if (!err) {
		sheet_begin(&sheet, c->format, found_columns, 3, stdout, cli_width());
		for (size_t i = 0; i < n; i++) {
			const struct kind_def *k = kind_def(found[i].kind);

			sheet_cell(&sheet, c->format == FORMAT_TABLE ? k->title : k->name);
			buf_clear(&cell);
			buf_addf(&cell, "%u", found[i].id);
			sheet_cell(&sheet, cell.s);
			buf_clear(&cell);
			label_add(tx, found[i].kind, found[i].id, &cell);
			sheet_cell(&sheet, buf_text(&cell));
		}
		tx_end(&tx);
		err = sheet_end(&sheet, e);
		if (!err && !n)
			err = error_set(e, ERR_NONE, "ничего не найдено: «%.200s»", buf_text(&text));
		if (!err && n == FOUND_MAX)
			cli_say("Показаны первые %d: уточните, что искать", FOUND_MAX);
	}
	tx_end(&tx);
	buf_free(&text);
	buf_free(&cell);
	free(found);
	return err;
}

const struct command command_find = {
	.name = "find", .group = "Смотреть", .need = NEED_DATABASE, .min = 1, .max = ARGS_ANY, .remote = true,
	.run = run_find,
	.usage = "СЛОВО…",
	.help = "поиск по всем записям, по началам слов",
	.more = "Регистр, Ё и порядок слов не важны.",
};
/* clang-format on */
