#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/model/audit.h"
#include "stazh/model/query.h"
#include "stazh/domain/kinds.h"
#include "stazh/document/document.h"
#include "stazh/base/file.h"

/* What is asked for. */
struct printing {
	const struct document *what;
	uint32_t *ids, year; /* of records; without a kind the year */
	size_t n;
	bool many; /* by --where */
	const char *file;
	enum document_format format;
	bool archive;
	struct asking asking; /* of many */
};

enum { AS_TEXT, AS_ODT, AS_ZIP };

/* What a file promises by its name: an .odt, an archive of such, or a text. A text under the name of another format
 * would not open there. */
static enum err format_of(const struct cli *c, struct printing *p, struct error *e)
{
	static const struct file_format formats[] = {{"text", "", false, AS_TEXT},
						     {"odt", ".odt", true, AS_ODT},
						     {"zip", ".zip", true, AS_ZIP},
						     {.name = NULL}};
	static const char *const others[] = {".doc", ".docx", ".pdf", ".rtf", ".html", ".ott", ".xlsx"};
	const struct file_format *f = NULL;
	enum err err;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (file_ends_in(p->file, others[i]))
			return cli_usage(c, e,
					 "-o %.300s: таких файлов программа не делает; назовите .odt (откроют Word и "
					 "LibreOffice) "
					 "или .txt",
					 p->file);
	err = cli_file_output(c, p->file, formats, &f, e);
	if (err)
		return err;
	p->archive = f->means == AS_ZIP;
	p->format = f->means == AS_TEXT ? DOCUMENT_TEXT : DOCUMENT_ODT;
	return p->archive && !p->many
		       ? cli_usage(c, e, "в .zip печатают несколько документов: print ДОКУМЕНТ --where …")
		       : OK;
}

static enum err find_document(struct cli *c, struct printing *p, struct error *e)
{
	const struct document *known_one;
	struct buf known = {0};

	p->what = document_by_name(c->args[0]);
	if (p->what)
		return OK;
	for (size_t i = 0; (known_one = document_at(i)); i++)
		buf_addf(&known, "%s%s", i ? ", " : "", known_one->name);
	cli_usage(c, e, "нет документа «%.100s»; есть %s", c->args[0], known.s);
	buf_free(&known);
	return ERR_USAGE;
}

/* Which records --where, --view, --year, --sort tell. */
static enum err ask_many(struct cli *c, struct printing *p, struct error *e)
{
	if (c->n > 1)
		return cli_usage(c, e, "нужно одно из двух: номер или --where");
	if (!p->what->kind)
		return cli_usage(c, e, "%s — документ за год: --where у него нет", p->what->title);
	return cli_query(c, kind_def(p->what->kind), &p->asking, e);
}

static enum err find_many(struct tx *tx, struct printing *p, struct error *e)
{
	enum err err = query_run(tx, &p->asking.q, &p->ids, &p->n, e);

	if (!err && !p->n)
		err = error_set(e, ERR_NONE, "Таких записей нет, печатать нечего: %s", kind_def(p->what->kind)->plural);
	return err;
}

/* Of which record or year. */
static enum err find_one(struct cli *c, struct tx *tx, struct printing *p, struct error *e)
{
	int64_t year;
	enum err err;

	if (c->n < 2)
		return cli_usage(c, e, p->what->kind ? "не указано, чей документ: номер или --where" : "не указан год");
	p->ids = mem_alloc(sizeof(*p->ids));
	p->n = 1;
	if (p->what->kind)
		return ref_find(tx, p->what->kind, c->args[1], p->ids, e);
	if (p->what->school_year) {
		*p->ids = (uint32_t)school_year_parse(c->args[1]);
		return *p->ids ? OK : cli_usage(c, e, "«%.60s»: ожидается учебный год, как 2026-2027", c->args[1]);
	}
	err = cli_number(c, "год", c->args[1], 1990, 2199, &year, e);
	*p->ids = (uint32_t)year;
	return err;
}

/* The reading of one person's record is noted as such; what tells of several, or leaves this machine, with what it is.
 */
static enum err note_reading(struct cli *c, struct tx *tx, const struct printing *p, struct error *e)
{
	static const char *const endings[] = {[DOCUMENT_TEXT] = ".txt", [DOCUMENT_ODT] = ".odt"};
	uint32_t id = p->what->kind ? p->ids[0] : 0;
	unsigned kind = document_about(tx, p->what, &id);
	struct buf what = {0};
	enum err err;

	if (!p->many && !c->remote && audit_concerns(kind))
		return audit_read(&c->session, kind, id, e);
	buf_addf(&what, "%s %s", p->what->title, p->archive ? ".zip" : endings[p->format]);
	err = audit_out(&c->session, "print", kind, p->many ? 0 : id, p->n, what.s,
			document_people(tx, p->what, p->ids, p->n), e);
	buf_free(&what);
	return err;
}

/* A text has nothing that could spoil a terminal, wherever it goes first; but it may have pages. */
static enum err write_out(const struct printing *p, const struct buf *out, struct error *e)
{
	struct buf text = {0};
	enum err err;

	if (p->format != DOCUMENT_TEXT)
		return file_write(p->file, out, e);
	for (size_t at = 0, n; at < out->n; at += n + (out->s[at + n] == '\f')) {
		if (at)
			buf_addc(&text, '\f');
		n = strcspn(out->s + at, "\f");
		utf8_add_visible(&text, out->s + at, n);
	}
	err = file_write(p->file, &text, e);
	buf_free(&text);
	return err;
}

static enum err print(struct cli *c, struct tx *tx, struct printing *p, struct buf *out, struct buf *notice,
		      struct error *e)
{
	enum err err = p->many ? find_many(tx, p, e) : find_one(c, tx, p, e);

	if (!err && cli_flag(c, "--names"))
		return document_names(tx, p->what, p->ids[0], out, e);
	if (!err)
		err = note_reading(c, tx, p, e);
	if (err && tx_failed(tx))
		*e = *tx_error(tx);
	if (err)
		return err;
	return p->many ? document_print_all(tx, p->what, p->ids, p->n, p->format, p->archive, out, notice, e)
		       : document_print(tx, p->what, p->ids[0], p->format, out, notice, e);
}

static enum err run_print(struct cli *c, struct error *e)
{
	const char *told = cli_flag(c, "-o");
	struct printing p = {.file = told ? told : FILE_STREAM,
			     .many = cli_flag(c, "--where") || cli_flag(c, "--view") || cli_flag(c, "--year")};
	struct buf out = {0}, notice = {0};
	enum err err = format_of(c, &p, e);
	struct tx *tx = NULL;

	if (!err)
		err = find_document(c, &p, e);
	if (!err && p.many)
		err = ask_many(c, &p, e);
	tx = err ? NULL : tx_read(c->session.store, e);
	if (!err)
		err = tx ? print(c, tx, &p, &out, &notice, e) : ERR_STORAGE;
	tx_end(&tx);
	if (!err)
		err = write_out(&p, &out, e);
	if (!err || err == ERR_REFUSED)
		utf8_put(stderr, buf_text(&notice), notice.n);
	cli_query_free(&p.asking);
	free(p.ids);
	buf_free(&notice);
	buf_free(&out);
	return err;
}

/* clang-format off */
const struct command command_print = {
	.name = "print", .group = "Обмен", .need = NEED_DATABASE, .min = 1, .max = 2, .remote = true,
	.run = run_print,
	.usage = "ДОКУМЕНТ НОМЕР [-o ФАЙЛ|-] [--format text|odt] | ДОКУМЕНТ --where УСЛОВИЕ|--view НАЗВАНИЕ [-o ФАЙЛ|-] "
		"[--format text|odt|zip]",
	.help = "напечатать документ: текстом или в .odt",
	.more = "order, appendix, regulation — приказ, его приложение 1 (перечень) и приложение 2 (Положение); plan "
		"— программа, тематический план или график площадки (plandoc); report — отчёт; passport — паспорт "
		"площадки; roster — список группы; attendance — лист посещения занятия; certificate — справка "
		"стажёра; letter — письмо-напоминание организации; summary УЧЕБНЫЙ-ГОД — сводка по округу; register "
		"ГОД — журнал выдачи справок; papers УЧЕБНЫЙ-ГОД — реестр выпущенных документов, paper НОМЕР — один "
		"из них. Выпущенное (подписанное, утверждённое, принятое, выданное) печатается таким, каким "
		"выпущено; на прочем сверху «ПРОЕКТ». Вместо номера можно написать название: stazh print order 12-о "
		"-o приказ.odt. На вывод: stazh print order 12-о -o - --format odt > приказ.odt; с другого компьютера: "
		"ssh сервер print order 12-о -o - --format odt > приказ.odt. Несколько сразу — по условиям, как у list: "
		"stazh print certificate --where group=3 -o справки.odt — один файл, каждая с новой страницы; -o справки.zip "
		"— по файлу на каждую. Если хоть одной чего-то не хватает, названы все такие и не печатается ни одна. Шаблоны — в папке [print] templates.",
	.flags = (const struct flag[]){
		{"-o", "ФАЙЛ", "в файл: .odt, .zip или текст; «-» — на вывод", false},
		{"--format", "text|odt|zip", "что печатать, когда по имени не видно", false},
		{"--where", "УСЛОВИЕ", "документы всех таких записей (stazh help list)", true},
		{"--view", "НАЗВАНИЕ", "документы записей, сохранённых под этим названием (stazh help view)", false},
		{"--year", "ГОД", "документы записей учебного года", false},
		{"--sort", "А,-Б", "в этом порядке, при равных А по Б; с минусом — в обратном", false},
		{"--names", NULL, "показать, что можно назвать в шаблоне этого документа", false},
		{0},
	},
};
/* clang-format on */
