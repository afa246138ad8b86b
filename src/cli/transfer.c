/* import, export */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/cli/command.h"
#include "stazh/exchange/transfer.h"

static void say_report(const struct import_report *r, bool dry_run)
{
	cli_say("%sстрок %zu: %s %zu, изменено %zu, без изменений %zu",
		dry_run ? "Проверено, ничего не записано: " : "Принято ", r->rows, dry_run ? "будет заведено" : "заведено", r->added, r->changed, r->same);
	if (r->people)
		cli_say("Новых педагогов: %zu", r->people);
}

static enum err run_import(struct cli *c, struct error *e)
{
	bool dry_run = cli_flag(c, "--dry-run");
	struct import_report report = {0};
	const struct kind_def *k;
	struct assign *given = NULL;
	size_t n = 0;
	enum err err = cli_kind(c, c->args[0], &k, e);

	if (!err)
		err = cli_assigns(c, 2, &given, &n, e);
	if (!err)
		err = import_file(&c->session, k->kind, c->args[1], given, n, cli_flag(c, "--update"), dry_run, &report, e);
	if (report.faults.n)
		cli_say("%.*s", (int)(report.faults.n - (report.faults.s[report.faults.n - 1] == '\n')),
			report.faults.s);
	if (!err)
		say_report(&report, dry_run);
	import_report_release(&report);
	cli_assigns_free(given, n);
	return err;
}

static enum err run_export(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	struct query q = {0};
	enum format format = c->format == FORMAT_JSON ? FORMAT_JSON : FORMAT_CSV;
	size_t n = 0;
	enum err err = cli_kind(c, c->args[0], &k, e);

	if (!err)
		err = cli_query(c, k, &q, e);
	if (!err)
		err = export_file(&c->session, &q, c->args[1], format, &n, e);
	if (!err && strcmp(c->args[1], "-") != 0)
		cli_say("%s: %s %zu %s", c->args[1], text_plural((long)n, "записана", "записаны", "записано"), n,
			text_plural((long)n, "запись", "записи", "записей"));
	free((void *)q.where);
	return err;
}

const struct command command_import = {
	.name = "import",
	.group = "Обмен",
	.usage = "ВИД ФАЙЛ [ПОЛЕ=ЗНАЧЕНИЕ]… [--dry-run] [--update]",
	.help = "принять записи из CSV или JSON: все или ни одной",
	.more = "CSV: UTF-8 или Windows-1251, разделитель «;», «,» или табуляция — определяются сами. В первой "
		"строке — названия полей, русские или из stazh help ВИД. ПОЛЕ=ЗНАЧЕНИЕ — для всех строк: "
		"stazh import trainee список.csv group=3 (столбцы ФИО, школа, должность, категория, с, по).",
	.need = NEED_DATABASE,
	.min = 2,
	.max = ARGS_ANY,
	.flags = (const struct flag[]){
		{"--dry-run", NULL, "только проверить файл", false},
		{"--update", NULL, "строки с номером или названием имеющейся записи меняют её", false},
		{0},
	},
	.run = run_import,
};

const struct command command_export = {
	.name = "export",
	.group = "Обмен",
	.usage = "ВИД ФАЙЛ [--where ПОЛЕ=ЗНАЧЕНИЕ]… [--year ГОД] [--sort ПОЛЕ] [--archived]",
	.help = "записать в файл .xlsx, .csv или .json («-» — на вывод)",
	.more = "В .xlsx и .csv ссылки стоят названиями, в .json — номерами и названиями. На вывод: --format csv или json.",
	.need = NEED_DATABASE,
	.min = 2,
	.max = 2,
	.flags = (const struct flag[]){
		{"--where", "ПОЛЕ=ЗНАЧЕНИЕ", "только такие", true},
		{"--year", "ГОД", "только учебного года", false},
		{"--sort", "ПОЛЕ", "упорядочить; -ПОЛЕ — по убыванию", false},
		{"--archived", NULL, "вместе с архивными", false},
		{0},
	},
	.run = run_export,
};
