#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/model/audit.h"
#include "stazh/domain/kinds.h"
#include "stazh/document/document.h"
#include "stazh/base/file.h"

/* What a file promises by its name: an .odt, or a text. A text under the name of another format would not open there.
 */
static enum err format_of(const struct cli *c, const char *file, enum document_format *format, struct error *e)
{
	static const struct file_format formats[] = {
		{"text", "", false, DOCUMENT_TEXT}, {"odt", ".odt", true, DOCUMENT_ODT}, {.name = NULL}};
	static const char *const others[] = {".doc", ".docx", ".pdf", ".rtf", ".html", ".ott", ".xlsx"};
	const struct file_format *f = NULL;
	enum err err;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (file_ends_in(file, others[i]))
			return cli_usage(c, e,
					 "-o %.300s: таких файлов программа не делает; назовите .odt (откроют Word и "
					 "LibreOffice) "
					 "или .txt",
					 file);
	err = cli_file_output(c, file, formats, &f, e);
	if (!err)
		*format = (enum document_format)f->means;
	return err;
}

/* Which document, and of which record or year. */
static enum err subject_of(struct cli *c, struct tx *tx, const struct document **what, uint32_t *id, struct error *e)
{
	const struct document *known_one;
	struct buf known = {0};
	int64_t year;
	enum err err;

	*what = document_by_name(c->args[0]);
	if (!*what) {
		for (size_t i = 0; (known_one = document_at(i)); i++)
			buf_addf(&known, "%s%s", i ? ", " : "", known_one->name);
		err = cli_usage(c, e, "нет документа «%.100s»; есть %s", c->args[0], known.s);
		buf_free(&known);
		return err;
	}
	if ((*what)->kind)
		return ref_find(tx, (*what)->kind, c->args[1], id, e);
	if ((*what)->school_year) {
		*id = (uint32_t)school_year_parse(c->args[1]);
		return *id ? OK : cli_usage(c, e, "«%.60s»: ожидается учебный год, как 2026-2027", c->args[1]);
	}
	err = cli_number(c, "год", c->args[1], 1990, 2199, &year, e);
	*id = (uint32_t)year;
	return err;
}

static enum err note_reading(struct cli *c, struct tx *tx, const struct document *what, uint32_t id, struct error *e)
{
	unsigned kind = document_about(tx, what, &id);

	return audit_read(&c->session, kind, id, e);
}

/* A text has nothing that could spoil a terminal, wherever it goes first. */
static enum err write_out(const char *file, enum document_format format, const struct buf *out, struct error *e)
{
	struct buf text = {0};
	enum err err;

	if (format != DOCUMENT_TEXT)
		return file_write(file, out, e);
	utf8_add_visible(&text, buf_text(out), out->n);
	err = file_write(file, &text, e);
	buf_free(&text);
	return err;
}

static enum err run_print(struct cli *c, struct error *e)
{
	const char *told = cli_flag(c, "-o"), *file = told ? told : FILE_STREAM;
	enum document_format format = DOCUMENT_TEXT;
	const struct document *what = NULL;
	struct buf out = {0}, notice = {0};
	struct tx *tx;
	uint32_t id = 0;
	enum err err = format_of(c, file, &format, e);

	if (err)
		return err;
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	err = subject_of(c, tx, &what, &id, e);
	if (!err && cli_flag(c, "--names"))
		err = document_names(tx, what, id, &out, e);
	else if (!err && !(err = note_reading(c, tx, what, id, e)))
		err = document_print(tx, what, id, format, &out, &notice, e);
	else if (tx_failed(tx))
		*e = *tx_error(tx);
	tx_end(&tx);
	if (!err)
		err = write_out(file, format, &out, e);
	if (!err)
		utf8_put(stderr, buf_text(&notice), notice.n);
	buf_free(&notice);
	buf_free(&out);
	return err;
}

/* clang-format off */
const struct command command_print = {
	.name = "print", .group = "Обмен", .need = NEED_DATABASE, .min = 2, .max = 2, .remote = true,
	.run = run_print,
	.usage = "ДОКУМЕНТ НОМЕР [-o ФАЙЛ|-] [--format text|odt]",
	.help = "напечатать документ: текстом или в .odt",
	.more = "order, appendix, regulation — приказ, его приложение 1 (перечень) и приложение 2 (Положение); plan "
		"— программа, тематический план или график площадки (plandoc); report — отчёт; passport — паспорт "
		"площадки; roster — список группы; attendance — лист посещения занятия; certificate — справка "
		"стажёра; letter — письмо-напоминание организации; summary УЧЕБНЫЙ-ГОД — сводка по округу; register "
		"ГОД — журнал выдачи справок; papers УЧЕБНЫЙ-ГОД — реестр выпущенных документов, paper НОМЕР — один "
		"из них. Выпущенное (подписанное, утверждённое, принятое, выданное) печатается таким, каким "
		"выпущено; на прочем сверху «ПРОЕКТ». Вместо номера можно написать название: stazh print order 12-о "
		"-o приказ.odt. На вывод: stazh print order 12-о -o - --format odt > приказ.odt; с другого компьютера: "
		"ssh сервер print order 12-о -o - --format odt > приказ.odt. Шаблоны — в папке [print] templates.",
	.flags = (const struct flag[]){
		{"-o", "ФАЙЛ", "в файл: .odt или текст; «-» — на вывод", false},
		{"--format", "text|odt", "что печатать, когда по имени не видно", false},
		{"--names", NULL, "показать, что можно назвать в шаблоне этого документа", false},
		{0},
	},
};
/* clang-format on */
