/* import, export */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/audit.h"
#include "stazh/table/summary.h"
#include "stazh/base/charset.h"
#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "stazh/ics/calendar.h"
#include "stazh/table/import.h"
#include "stazh/table/transfer.h"

#define UNPACKED 4 /* so many times more than came a sheet may have unpacked */

static void say_report(const struct import_report *r, const char *what, bool dry_run, bool skipped)
{
	struct buf bad = {0};

	if (r->bad)
		buf_addf(&bad, ", %s %zu",
			 !skipped  ? "с ошибками"
			 : dry_run ? "с ошибками, не будет взято"
				   : "с ошибками, не взято",
			 r->bad);
	cli_say("%s%s %zu: %s %zu, %s %zu, без изменений %zu%s",
		dry_run ? "Проверено, ничего не записано: " : "Принято ", what, r->rows,
		dry_run ? "будет заведено" : "заведено", r->added, dry_run ? "изменится" : "изменено", r->changed,
		r->same, buf_text(&bad));
	buf_free(&bad);
	if (r->sheet.n)
		cli_say("Лист: %s", r->sheet.s);
	if (r->people)
		cli_say("Новых педагогов: %zu", r->people);
}

/* --column ЗАГОЛОВОК=ПОЛЕ, --match СЛОВО=ЗНАЧЕНИЕ */
static enum err pair_flags(const struct cli *c, const char *flag, const char *wanted, struct assign **out, size_t *n,
			   struct error *e)
{
	const char *s, *equals;
	size_t at = 0;

	*out = mem_alloc((c->given_n + 1) * sizeof(**out));
	while ((s = cli_flag_next(c, flag, &at))) {
		equals = strrchr(s, '=');
		if (!equals || equals == s)
			return cli_usage(c, e, "%s %.100s: ожидается %s", flag, s, wanted);
		(*out)[(*n)++] = (struct assign){mem_strndup(s, (size_t)(equals - s)), equals + 1};
	}
	return OK;
}

/* What stdin brings, as a file; from elsewhere no more than is allowed, and nothing from who may not import at all. */
static enum err take_stdin(struct cli *c, struct spool *spool, struct import_request *q, struct error *e)
{
	uint64_t limit = c->remote ? (uint64_t)config_int(&c->config, OPT_ACCESS_UPLOAD) << 20 : 0;
	enum err err = import_may(&c->session, q->kind, e);

	if (!err && isatty(STDIN_FILENO))
		cli_say("Жду данных; конец — Ctrl-D");
	if (!err)
		err = spool_open(spool, e);
	if (!err)
		err = spool_fill(spool, STDIN_FILENO, limit, e);
	if (!err && c->remote)
		err = file_sender_there(e);
	if (!err && !lseek(spool->fd, 0, SEEK_CUR))
		err = error_set(e, ERR_INPUT, "на ввод ничего не пришло; файл подают так: %s < файл.xlsx",
				c->remote ? "ssh сервер import ВИД -" : "stazh import ВИД -");
	q->path = spool->path;
	q->called = "ввод";
	q->sheet_max = limit * UNPACKED;
	return err;
}

static enum err form_of(const struct cli *c, enum import_form *form, struct error *e)
{
	static const struct file_format forms[] = {
		{"csv", ".csv", false, IMPORT_TEXT},  {"json", ".json", false, IMPORT_JSON},
		{"xlsx", ".xlsx", true, IMPORT_BOOK}, {"ics", ".ics", false, IMPORT_OWN},
		{"", "", false, IMPORT_ANY},	      {.name = NULL}};
	const struct file_format *f;

	if (!cli_flag(c, "--format"))
		return OK;
	if (cli_file_format(c, c->args[1], forms, &f, e))
		return e->code;
	*form = (enum import_form)f->means;
	return OK;
}

static enum err run_import(struct cli *c, struct error *e)
{
	bool dry_run = cli_flag(c, "--dry-run"), calendar;
	const char *encoding = cli_flag(c, "--encoding");
	struct import_request q = {.path = c->args[1],
				   .readers = calendar_readers,
				   .sheet = cli_flag(c, "--sheet"),
				   .encoding = encoding ? charset_find(encoding) : NULL,
				   .zone = cli_flag(c, "--zone"),
				   .update = cli_flag(c, "--update"),
				   .dry_run = dry_run,
				   .skip_bad = cli_flag(c, "--skip-bad"),
				   .add_words = cli_flag(c, "--add-words"),
				   .progress = cli_progress};
	struct import_report report = {0};
	struct spool spool = {.fd = -1};
	const struct kind_def *k;
	struct assign *given = NULL, *columns = NULL, *matches = NULL;
	enum err err = cli_kind(c, c->args[0], &k, e);

	q.kind = err ? 0 : k->kind;
	if (!err)
		err = form_of(c, &q.form, e);
	if (!err)
		err = cli_assigns(c, 2, &given, &q.given_n, e);
	if (!err)
		err = pair_flags(c, "--column", "ЗАГОЛОВОК=ПОЛЕ", &columns, &q.columns_n, e);
	if (!err)
		err = pair_flags(c, "--match", "СЛОВО=ЗНАЧЕНИЕ", &matches, &q.matches_n, e);
	if (!err && encoding && !q.encoding)
		err = cli_usage(c, e,
				"--encoding %.40s: ожидается UTF-8, UTF-16LE, UTF-16BE, Windows-1251, CP866, KOI8-R "
				"или MacCyrillic",
				encoding);
	if (!err && !strcmp(q.path, FILE_STREAM))
		err = take_stdin(c, &spool, &q, e);
	calendar = q.form ? q.form == IMPORT_OWN : calendar_is(q.path);
	if (!err && q.zone && !calendar)
		err = cli_usage(c, e, "--zone — только у файлов календаря");
	if (!err) {
		q.given = given;
		q.columns = columns;
		q.matches = matches;
		err = import_file(&c->session, &q, &report, e);
	}
	if (report.faults.n)
		cli_say("%.*s", (int)(report.faults.n - (report.faults.s[report.faults.n - 1] == '\n')),
			report.faults.s);
	if (!err || report.rows)
		say_report(&report, calendar ? "занятий в файле" : "строк", dry_run, !err);
	c->refused |= report.refused;
	import_report_release(&report);
	spool_close(&spool);
	cli_assigns_free(given, q.given_n);
	cli_assigns_free(columns, q.columns_n);
	cli_assigns_free(matches, q.matches_n);
	return err;
}

/* clang-format off */
static const struct file_format tables[] = {
	{"csv", ".csv", false, FORMAT_CSV},
	{"csv-plain", ".csv", false, FORMAT_CSV_PLAIN},
	{"xlsx", ".xlsx", true, FORMAT_XLSX},
	{"json", ".json", false, FORMAT_JSON},
	{.name = NULL},
};
/* clang-format on */

/* export report ГОД ФАЙЛ */
static enum err export_year(struct cli *c, struct error *e)
{
	int year = school_year_parse(c->args[1]);
	const struct file_format *format;
	size_t n = 0;
	enum err err;

	if (!year)
		return cli_usage(c, e, "«%.100s»: ожидается учебный год, например 2021-2022", c->args[1]);
	err = cli_file_output(c, c->args[2], tables, &format, e);
	if (!err)
		err = audit_out(&c->session, "export", KIND_REPORT, 0, 0, "Свод за год", 0, e);
	if (!err)
		err = summary_export(&c->session, year, c->args[2], (enum format)format->means, &n, e);
	if (!err && strcmp(c->args[2], FILE_STREAM) != 0)
		cli_say("%s: свод за %d-%d, %zu %s", c->args[2], year, year + 1, n,
			text_plural((long)n, "площадка", "площадки", "площадок"));
	return err;
}

/* What is exported besides the records of a kind: by the first argument and how many there are. */
static const struct {
	const char *name;
	size_t args;
	enum err (*run)(struct cli *c, struct error *e);
} exports[] = {
	{"report", 3, export_year},
	{"calendar", 2, cli_export_calendar},
	{"card", 4, export_card},
};

static enum err run_export(struct cli *c, struct error *e)
{
	const struct file_format *format;
	const struct kind_def *k;
	struct asking asking = {.texts = NULL};
	char *names = NULL;
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < sizeof(exports) / sizeof(*exports); i++)
		if (c->n == exports[i].args && !strcmp(c->args[0], exports[i].name))
			return exports[i].run(c, e);
	if (c->n > 2)
		return cli_usage(c, e, "лишнее: «%.100s»", c->args[2]);
	if (cli_calendar_flag(c))
		return cli_usage(c, e, "%s — только у export calendar", cli_calendar_flag(c));
	err = cli_kind(c, c->args[0], &k, e);
	if (!err)
		err = cli_query(c, k, &asking, e);
	if (!err)
		err = cli_file_output(c, c->args[1], tables, &format, e);
	if (!err)
		names = cli_query_columns(c, &asking);
	if (!err)
		err = export_file(&c->session, &asking.q, names, c->args[1], (enum format)format->means, &n,
				  cli_progress, e);
	if (!err && strcmp(c->args[1], FILE_STREAM) != 0)
		cli_say("%s: %s %zu %s", c->args[1], text_plural((long)n, "записана", "записаны", "записано"), n,
			text_plural((long)n, "запись", "записи", "записей"));
	free(names);
	cli_query_free(&asking);
	return err;
}

/* clang-format off */
const struct command command_import = {
	.name = "import", .group = "Обмен", .need = NEED_DATABASE, .min = 2, .max = ARGS_ANY, .remote = true,
	.file_arg = 2, .run = run_import,
	.usage = "ВИД ФАЙЛ|- [--format ВИД] [ПОЛЕ=ЗНАЧЕНИЕ]… [--dry-run] [--update] [--skip-bad] [--match СЛОВО=ЗНАЧЕНИЕ]… [--add-words] [--encoding КОДИРОВКА] [--sheet ЛИСТ] [--zone ПОЯС] "
		"[--column ЗАГОЛОВОК=ПОЛЕ]…",
	.help = "принять .xlsx, .ods, CSV, JSON, .ics: все записи или ни одной",
	.more = "Книга .xlsx или .ods: первый лист, на котором есть названия полей. CSV: кодировка, разделитель "
		"«;», «,» или табуляция — определяются сами. В верхних строках — названия полей, русские или из stazh "
		"help ВИД. ПОЛЕ=ЗНАЧЕНИЕ — для всех строк: stazh import trainee список.csv group=3 (столбцы ФИО, "
		"школа, должность, категория, с, по). stazh import event календарь.ics form=консультация — занятия "
		"из другого календаря; загруженные раньше обновляются. «-» вместо имени — с ввода; что пришло, узнаётся само: "
		"stazh import person - --dry-run < педагоги.xlsx; с другого компьютера: ssh сервер import person - --dry-run "
		"< педагоги.xlsx.",
	.flags = (const struct flag[]){
		{"--format", "csv|xlsx|json|ics", "что в файле, если само не узнаётся", false},
		{"--dry-run", NULL, "только проверить файл", false},
		{"--encoding", "КОДИРОВКА", "какая она, если не узнана (CP866, KOI8-R…)", false},
		{"--skip-bad", NULL, "строки с ошибками не брать, о каждой сказать", false},
		{"--update", NULL, "строки с номером или названием имеющейся записи меняют её", false},
		{"--sheet", "ЛИСТ", "какой лист книги читать", false},
		{"--zone", "ПОЯС", "календарь: чьё время, если пояс не назван или не известен (Москва, Europe/Moscow, UTC+3)", false},
		{"--match", "СЛОВО=ЗНАЧЕНИЕ", "что значит слово не из списка или название, которого нет; запомнится; СЛОВО=+ — добавить в список", true},
		{"--add-words", NULL, "каждое слово, которого нет в списке, добавить в него", false},
		{"--column", "ЗАГОЛОВОК=ПОЛЕ", "что значит столбец («#3» — третий); без ПОЛЯ — пропустить его", true},
		{0},
	},
};

const struct command command_export = {
	.name = "export", .group = "Обмен", .need = NEED_DATABASE, .min = 2, .max = 4, .remote = true,
	.file_arg = FILE_LAST, .run = run_export,
	.usage = "ВИД ФАЙЛ|- [--format ВИД] [--view НАЗВАНИЕ] [--where УСЛОВИЕ]… [--columns А,Б] [--year ГОД] [--sort А,-Б] [--archived] | report ГОД ФАЙЛ | "
		"calendar ФАЙЛ.ics [--from ДАТА] [--days N] [--site ПЛОЩАДКА] [--group ГРУППА] [--who ИМЯ] [--mine] "
		"[--no-deadlines] [--todo]",
	.help = "записать в файл .xlsx, .csv, .json или .ics («-» — на вывод)",
	.more = "В .xlsx и .csv ссылки стоят названиями, в .json — номерами и названиями. «-» вместо имени — на вывод, "
		"те же байты, что были бы в файле: stazh export person - --format xlsx > педагоги.xlsx; с другого "
		"компьютера: ssh сервер export person - --format xlsx > педагоги.xlsx. csv-plain — для программ: запятая, "
		"коды полей, ссылки номерами. "
		"report ГОД — свод за учебный год: показатели всех площадок и округа и кто не сдал отчёт. calendar — "
		"занятия и сроки для телефона или почтовой программы; загруженный ещё раз, он обновляет прежние "
		"записи.",
	.flags = (const struct flag[]){
		{"--format", "csv|csv-plain|xlsx|json|ics|text", "что писать, когда по имени не видно", false},
		{"--view", "НАЗВАНИЕ", "как сохранено под этим названием: stazh help view", false},
		{"--where", "УСЛОВИЕ", "только такие (stazh help list)", true},
		{"--columns", "А,Б", "только эти поля, как в stazh list", false},
		{"--year", "ГОД", "только учебного года", false},
		{"--sort", "А,-Б", "упорядочить по А, при равных по Б; с минусом — по убыванию", false},
		{"--archived", NULL, "вместе с архивными", false},
		{"--from", "ДАТА", "календарь: с какого дня, обычно весь", false},
		{"--days", "N", "календарь: на сколько дней", false},
		{"--site", "ПЛОЩАДКА", "календарь: только одной площадки", false},
		{"--group", "ГРУППА", "календарь: только одной группы", false},
		{"--who", "ИМЯ", "календарь: только одного педагога — он ведёт, отвечает или стажёр", false},
		{"--mine", NULL, "календарь: только свои", false},
		{"--no-deadlines", NULL, "календарь: без сроков", false},
		{"--todo", NULL, "календарь: сроки — задачами, а не записями на весь день", false},
		{0},
	},
};
/* clang-format on */
