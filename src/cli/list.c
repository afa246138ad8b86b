#include <stdio.h>
#include <stdlib.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/audit.h"
#include "stazh/table/transfer.h"

/* Whole records, for programs that did not ask for columns. */
static enum err fetch(struct tx *tx, const struct query *q, uint32_t id, struct record *r)
{
	return (q->trash ? record_load_trash : record_load)(tx, q->kind, id, r);
}

static enum err list_json(struct tx *tx, const struct query *q, const uint32_t *ids, size_t n, struct buf *out)
{
	struct record r = {0};
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		err = fetch(tx, q, ids[i], &r);
		buf_add(out, i ? ",\n " : "[");
		if (!err)
			record_json(tx, &r, -1, out);
	}
	buf_add(out, n ? "]\n" : "[]\n");
	record_release(&r);
	return err;
}

static enum err list_sheet(struct cli *c, struct tx *tx, const struct query *q, const uint32_t *ids, size_t n,
			   struct columns *columns, struct sheet *sheet)
{
	struct record r = {0};
	enum err err = OK;

	sheet_begin(sheet, c->format, columns->column, columns->n, stdout, cli_width());
	for (size_t i = 0; i < n && !err; i++) {
		err = fetch(tx, q, ids[i], &r);
		if (!err)
			sheet_record(sheet, tx, columns, &r);
	}
	record_release(&r);
	return err;
}

static enum err run_list(struct cli *c, struct error *e)
{
	const char *names = cli_flag(c, "--columns");
	bool whole = c->format == FORMAT_JSON && !names;
	const struct kind_def *k;
	struct query q = {0};
	struct columns columns = {0};
	struct sheet sheet = {0};
	struct buf json = {0};
	uint32_t *ids = NULL;
	size_t n = 0;
	struct tx *tx;
	enum err err = cli_kind(c, c->args[0], &k, e);

	if (!err)
		err = cli_query(c, k, &q, e);
	q.trash = cli_flag(c, "--trash");
	if (!err)
		err = columns_choose(k, names, &columns, e);
	tx = err ? NULL : tx_read(c->session.store, e);
	if (!err && !tx)
		err = ERR_STORAGE;
	if (!err)
		err = query_run(tx, &q, &ids, &n, e);
	if (!err)
		err = audit_list(&c->session, "list", k->kind, n, e);
	if (!err)
		err = whole ? list_json(tx, &q, ids, n, &json) : list_sheet(c, tx, &q, ids, n, &columns, &sheet);
	if (err && tx && tx_failed(tx))
		*e = *tx_error(tx);
	tx_end(&tx); /* the reader of the output may take its time */
	if (!err && whole)
		utf8_put(stdout, buf_text(&json), json.n);
	else if (!err)
		err = sheet_end(&sheet, e);
	if (!err && !n)
		err = error_set(e, ERR_NONE,
				q.trash		      ? "в корзине таких %s нет"
				: q.asked_n || q.year ? "таких %s нет"
						      : "%s пока нет",
				k->genitive_plural);
	columns_free(&columns);
	buf_free(&json);
	free(ids);
	free((void *)q.asked);
	return err;
}

/* clang-format off */
const struct command command_list = {
	.name = "list", .group = "Смотреть", .need = NEED_DATABASE, .min = 1, .max = 1, .remote = true,
	.run = run_list,
	.usage = "ВИД [--where УСЛОВИЕ]… [--year 2026-2027] [--sort ПОЛЕ] [--columns А,Б] [--archived] [--trash]",
	.help = "записи одного вида",
	.more = "Поля вида покажет stazh help ВИД. --format json без --columns даёт записи целиком.\n"
		"Условие: ПОЛЕ=ЗНАЧЕНИЕ, и так же !=, <, <=, >, >=, ~ (есть слова с таким началом); ПОЛЕ пусто, ПОЛЕ не пусто; "
		"несколько значений через «;» — любое из них; промежуток А..Б, А.., ..Б. Через точку — поле записи, на "
		"которую ссылаются: person.org.low_results=да. Даты: 15.06.2027, сегодня-30, 2026-12, 2026-2027. "
		"state.since — с какого дня запись в своём состоянии. count(event, state=проведено) < 4 — сколько их у записи. "
		"Условия соединяют «и», «или», «не» и скобки; значение с этими словами берут в кавычки \"…\". Поля и виды можно "
		"называть по-русски. Из нескольких --where выполняются все.",
	.flags = (const struct flag[]){
		{"--where", "УСЛОВИЕ", "только такие, например 'person.org.low_results=да и to < сегодня+30'", true},
		{"--year", "ГОД", "только учебного года", false},
		{"--sort", "ПОЛЕ", "упорядочить; -ПОЛЕ — по убыванию", false},
		{"--columns", "А,Б", "какие поля показать; * — все", false},
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
