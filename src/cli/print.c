#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/exchange/document.h"

static enum err write_failed(const char *file, struct error *e)
{
	return error_set(e, ERR_STORAGE, "не удалось записать «%.300s»: %s", file, error_reason(errno));
}

/* Beside, then renamed: a half-written document is never seen under the name. */
static enum err write_file(const char *file, const struct buf *text, struct error *e)
{
	struct buf beside = {0};
	enum err err = OK;
	FILE *f = NULL;
	int fd;

	buf_addf(&beside, "%s.tmp-%ld", file, (long)getpid());
	fd = open(beside.s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0)
		f = fdopen(fd, "w");
	if (!f) {
		err = write_failed(file, e);
	} else {
		bool bad = fwrite(buf_text(text), 1, text->n, f) != text->n || fflush(f) || fsync(fd);

		bad = fclose(f) || bad;
		if (bad || rename(beside.s, file)) {
			err = write_failed(file, e);
			unlink(beside.s);
		}
	}
	buf_free(&beside);
	return err;
}

/* A text under a name that promises a word processor's format would not open there. */
static bool promises_format(const char *file)
{
	static const char *const endings[] = {".odt", ".doc", ".docx", ".pdf", ".rtf", ".html"};
	size_t n = strlen(file);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t m = strlen(endings[i]);

		if (n > m && !strcasecmp(file + n - m, endings[i]))
			return true;
	}
	return false;
}

static enum err run_print(struct cli *c, struct error *e)
{
	int document = document_by_name(c->args[0]);
	const char *file = cli_flag(c, "-o");
	struct record order = {0};
	struct buf out = {0};
	struct tx *tx;
	uint32_t id;
	enum err err;

	if (document < 0)
		return cli_usage(c, e, "нет документа «%.100s»; есть order, appendix и regulation", c->args[0]);
	if (file && promises_format(file))
		return cli_usage(c, e, "-o %.300s: документ печатается текстом; назовите файл .txt", file);
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	err = ref_find(tx, KIND_ORDER, c->args[1], &id, e);
	if (!err)
		err = record_load(tx, KIND_ORDER, id, &order);
	if (!err)
		err = document_print(tx, (enum document)document, &order, &out, e);
	else if (tx_failed(tx))
		*e = *tx_error(tx);
	tx_end(&tx);
	if (!err && file && strcmp(file, "-") != 0)
		err = write_file(file, &out, e);
	else if (!err)
		utf8_put(stdout, buf_text(&out), out.n);
	record_release(&order);
	buf_free(&out);
	return err;
}

const struct command command_print = {
	.name = "print",
	.group = "Обмен",
	.usage = "order|appendix|regulation ПРИКАЗ [-o ФАЙЛ]",
	.help = "напечатать приказ, перечень или Положение",
	.more = "order — сам приказ, appendix — приложение 1, перечень площадок, regulation — приложение 2, Положение. "
		"Приказ называют номером записи или своим номером: stazh print order 37-о.",
	.need = NEED_DATABASE,
	.min = 2,
	.max = 2,
	.flags = (const struct flag[]){
		{"-o", "ФАЙЛ", "в файл, а не на вывод", false},
		{0},
	},
	.run = run_print,
};
