/* get, put: the login's shelf */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/model/shelf.h"

static const struct sheet_column columns[] = {
	{.name = "name", .title = "Имя"},
	{.name = "bytes", .title = "Размер", .type = COLUMN_NUMBER, .right = true},
	{.name = "made", .title = "Положен"},
	{.name = "expires", .title = "Лежит до"},
	{.name = "what", .title = "Что это"},
	{.name = "people", .title = "Людей", .type = COLUMN_NUMBER, .right = true},
};

static void time_cell(struct sheet *sheet, int64_t ms)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char s[40];

	localtime_r(&t, &tm);
	strftime(s, sizeof(s), sheet->format == FORMAT_TABLE ? "%d.%m.%Y %H:%M" : "%Y-%m-%dT%H:%M:%S%z", &tm);
	sheet_cell(sheet, s);
}

static void number_cell(struct sheet *sheet, unsigned long long n)
{
	struct buf text = {0};

	buf_addf(&text, "%llu", n);
	sheet_cell(sheet, text.s);
	buf_free(&text);
}

static void add_row(struct sheet *sheet, const struct shelf_file *f)
{
	struct buf size = {0};

	sheet_cell(sheet, f->name);
	text_add_size(&size, f->bytes);
	if (sheet->format == FORMAT_TABLE)
		sheet_cell(sheet, size.s);
	else
		number_cell(sheet, f->bytes);
	time_cell(sheet, f->made_ms);
	time_cell(sheet, f->until_ms);
	sheet_cell(sheet, *f->what || sheet->format != FORMAT_TABLE ? f->what : "принесён");
	if (f->people || sheet->format != FORMAT_TABLE)
		number_cell(sheet, (unsigned long long)f->people);
	else
		sheet_cell(sheet, "");
	buf_free(&size);
}

static enum err list_all(struct cli *c, struct error *e)
{
	struct buf used = {0}, quota = {0};
	struct sheet sheet = {0};
	struct shelf own;
	enum err err = shelf_list(&c->session, &own, e);

	if (!err) {
		sheet_begin(&sheet, c->format, columns, sizeof(columns) / sizeof(*columns), stdout, cli_width());
		for (size_t i = 0; i < own.n; i++)
			add_row(&sheet, &own.files[i]);
		err = sheet_end(&sheet, e);
	}
	text_add_size(&used, own.used);
	text_add_size(&quota, own.quota);
	if (!err && !own.n)
		err = error_set(e, ERR_NONE, "полка пуста");
	else if (!err && c->format == FORMAT_TABLE)
		cli_say("Занято %s из %s", used.s, quota.s);
	buf_free(&used);
	buf_free(&quota);
	shelf_release(&own);
	return err;
}

static bool is_text(const struct buf *bytes)
{
	const char *s = buf_text(bytes);

	return !memchr(s, 0, bytes->n) && utf8_valid(s, bytes->n);
}

/* Nothing for a terminal but text; then it is not noted either that it left. */
static enum err check_terminal(struct cli *c, const char *name, struct error *e)
{
	struct buf bytes = {0};
	enum err err = shelf_read(&c->session, name, &bytes, e);

	if (!err && !is_text(&bytes))
		err = cli_usage(c, e, "«%.300s» — не текст, терминал его испортит: направьте вывод в файл, … > файл",
				name);
	buf_free(&bytes);
	return err;
}

static enum err write_out(struct cli *c, const char *name, struct error *e)
{
	const bool terminal = isatty(STDOUT_FILENO);
	struct buf bytes = {0};
	enum err err = terminal ? check_terminal(c, name, e) : OK;

	if (!err)
		err = shelf_fetch(&c->session, name, &bytes, e);
	if (!err && terminal)
		utf8_put(stdout, buf_text(&bytes), bytes.n);
	else if (!err)
		fwrite(buf_text(&bytes), 1, bytes.n, stdout);
	buf_free(&bytes);
	return err;
}

static enum err run_get(struct cli *c, struct error *e)
{
	const char *away = cli_flag(c, "--delete");
	struct buf name = {0};
	enum err err;

	if (!c->n)
		return away ? cli_usage(c, e, "какой файл убрать с полки?") : list_all(c, e);
	err = shelf_name(c->args[0], &name, e);
	if (!err)
		err = away ? shelf_drop(&c->session, name.s, e) : write_out(c, name.s, e);
	if (!err && away)
		cli_say("Убран с полки: «%s»", name.s);
	buf_free(&name);
	return err;
}

/* ---- put ---- */

#define PIECE 65536

/* All of stdin, but no more than `most` bytes. */
static enum err read_input(uint64_t most, struct buf *out, bool *more, struct error *e)
{
	char *piece = mem_alloc(PIECE);
	ssize_t n = 0;

	while (!late() && out->n <= most && (n = read(STDIN_FILENO, piece, PIECE)))
		if (n > 0)
			buf_addn(out, piece, (size_t)n);
		else if (errno != EINTR)
			break;
	*more = out->n > most;
	free(piece);
	if (late())
		return late_refuse(e);
	return n < 0 && errno != EINTR ? error_set(e, ERR_INPUT, "ввод не прочитан: %s", error_reason(errno)) : OK;
}

static enum err run_put(struct cli *c, struct error *e)
{
	struct buf name = {0}, bytes = {0}, size = {0};
	bool replaced = false, more = false;
	uint64_t room = 0;
	enum err err = shelf_name(c->args[0], &name, e);

	if (!err && isatty(STDIN_FILENO))
		err = cli_usage(c, e, "содержимое файла ожидается на вводе: … put %.300s < файл", name.s);
	if (!err)
		err = shelf_room(&c->session, name.s, &room, e);
	if (!err)
		err = read_input(room, &bytes, &more, e);
	if (!err && !more && c->remote)
		err = file_sender_there(e);
	text_add_size(&size, room);
	if (!err && more)
		err = error_set(e, ERR_REFUSED, "файл больше, чем есть места на полке: ещё %s. Ничего не положено",
				size.s);
	if (!err && !bytes.n)
		err = error_set(e, ERR_INPUT, "на вводе пусто: ничего не положено. … put %.300s < файл", name.s);
	if (!err)
		err = shelf_bring(&c->session, name.s, &bytes, &replaced, e);
	buf_clear(&size);
	text_add_size(&size, bytes.n);
	if (!err)
		cli_say("На полке: «%s», %s%s", name.s, size.s, replaced ? " вместо прежнего" : "");
	buf_free(&name);
	buf_free(&bytes);
	buf_free(&size);
	return err;
}

/* clang-format off */
const struct command command_get = {
	.name = "get", .group = GROUP_RARE, .need = NEED_DATABASE, .max = 1, .remote = true, .run = run_get,
	.usage = "[ИМЯ [--delete]]",
	.help = "что лежит на вашей полке; с именем — сам файл, на вывод",
	.more = "На полку кладут экран по ssh («Взять файл») и команда put. Файлы лежат там [shelf] days дней, каждый "
		"видит только свою полку. Забрать к себе: ssh сервер get prikaz-37-o.odt > prikaz-37-o.odt.",
	.flags = (const struct flag[]){
		{"--delete", NULL, "убрать файл с полки, ничего не выводя", false},
		{0},
	},
};

const struct command command_put = {
	.name = "put", .group = GROUP_RARE, .need = NEED_DATABASE, .least = ROLE_LEADER, .min = 1, .max = 1, .remote = true,
	.run = run_put,
	.usage = "ИМЯ",
	.help = "положить на свою полку то, что на вводе",
	.more = "ssh сервер put список.xlsx < список.xlsx; потом его предложит экран загрузки. Файл с тем же именем "
		"заменяется. Имя — только надпись: буквы, цифры, пробел и . - _ ( ) + , №. Место ограничено: [shelf] "
		"quota и file.",
};
/* clang-format on */
