/* form: an authority's own form, filled */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/collate.h"
#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/document/blank.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/access.h"
#include "stazh/model/audit.h"

#define VALUE_WIDTH 30

/* What is asked for. */
struct filling {
	const char *file, *called, *to; /* to: NULL with --dry-run */
	int year;
	uint32_t site;
	struct blank_map *maps;
	size_t maps_n;
	struct spool spool;
	struct blank *form;
	struct blank_words *words;
	struct blank_answer *answers;
	size_t unknown, lacking;
};

static const char *shown(const struct blank_value *v)
{
	return v->what == BLANK_KEPT ? "" : v->text ? v->text : "";
}

/* ---- what is asked for ---- */

static bool has_mark(const struct filling *f, const char *text)
{
	for (size_t i = 0; i < blank_marks(f->form); i++)
		if (name_same(blank_mark(f->form, i)->name, text))
			return true;
	return false;
}

/* МЕТКА=ЧТО-ЭТО, where both may have «=» in them: the mark is one of the form's. */
static enum err take_map(const struct cli *c, struct filling *f, const char *s, struct error *e)
{
	for (const char *equals = *s ? s + 1 : s; (equals = strchr(equals, '=')); equals++) {
		char *text = mem_strndup(s, (size_t)(equals - s));

		if (has_mark(f, text)) {
			f->maps[f->maps_n++] = (struct blank_map){text, equals + 1};
			return OK;
		}
		free(text);
	}
	return *s && strchr(s + 1, '=') ? cli_usage(c, e, "--map: метки {%.*s} в форме нет",
						    (int)utf8_prefix(s, strcspn(s + 1, "=") + 1, 200), s)
					: cli_usage(c, e, "--map %.100s: ожидается МЕТКА=ЧТО-ЭТО", s);
}

static enum err take_maps(const struct cli *c, struct filling *f, struct error *e)
{
	const char *s;
	size_t at = 0;
	enum err err = OK;

	f->maps = mem_alloc((c->given_n + 1) * sizeof(*f->maps));
	while (!err && (s = cli_flag_next(c, "--map", &at)))
		err = take_map(c, f, s, e);
	return err;
}

static enum err take_year(const struct cli *c, struct filling *f, struct error *e)
{
	const char *told = cli_flag(c, "--year");

	f->year = told ? school_year_parse(told) : school_year_of(c->session.today);
	return f->year ? OK : cli_usage(c, e, "--year %.60s: ожидается учебный год, как 2026-2027", told);
}

static enum err take_site(const struct cli *c, struct tx *tx, struct filling *f, struct error *e)
{
	const char *told = cli_flag(c, "--site");

	return told ? ref_find(tx, KIND_SITE, told, &f->site, e) : OK;
}

static enum err take_stdin(struct filling *f, struct error *e)
{
	enum err err;

	if (isatty(STDIN_FILENO))
		cli_say("Жду форму; конец — Ctrl-D");
	err = spool_open(&f->spool, e);
	if (!err)
		err = spool_fill(&f->spool, STDIN_FILENO, BLANK_MAX, e);
	if (!err && !lseek(f->spool.fd, 0, SEEK_CUR))
		err = error_set(e, ERR_INPUT, "на ввод ничего не пришло; форму подают так: stazh form - < форма.xlsx");
	f->file = f->spool.path;
	f->called = "ввод";
	return err;
}

/* ---- where it goes ---- */

/* A filled form is what the form is; and the form itself stays for the next year. */
static enum err check_target(const struct cli *c, const struct filling *f, struct error *e)
{
	const char *ending = blank_ending(f->form);
	struct stat from, to;

	if (!f->to)
		return OK;
	if (!strcmp(f->to, FILE_STREAM))
		return isatty(STDOUT_FILENO)
			       ? cli_usage(c, e, "это не текст, на экране его не прочесть; добавьте в конце: > файл%s",
					   ending)
			       : OK;
	if (!file_ends_in(f->to, ending))
		return cli_usage(c, e,
				 "-o %.300s: заполненная форма остаётся тем же, чем была; назовите её с концом %s",
				 f->to, ending);
	if (!stat(f->file, &from) && !stat(f->to, &to) && from.st_dev == to.st_dev && from.st_ino == to.st_ino)
		return cli_usage(c, e, "-o %.300s — сама форма; она понадобится на будущий год, назовите другой файл",
				 f->to);
	return OK;
}

/* ---- what its marks mean ---- */

/* Names every mark that has no value. */
static void tell_troubles(struct filling *f)
{
	for (size_t i = 0; i < blank_marks(f->form); i++) {
		struct buf b = {0};

		blank_answer_tell(&f->answers[i], blank_mark(f->form, i), &b);
		if (b.n)
			cli_say("%s", b.s);
		f->unknown += f->answers[i].state == BLANK_UNKNOWN;
		f->lacking += f->answers[i].state == BLANK_LACKING;
		buf_free(&b);
	}
	if (*blank_open_braces(f->form))
		cli_say("Обратите внимание, скобка «{» без «}» осталась как есть: %s", blank_open_braces(f->form));
}

static enum err judge(const struct filling *f, struct error *e)
{
	if (f->unknown)
		return error_set(e, ERR_INPUT,
				 "Форма не заполнена: непонятных меток %zu. Что метка значит, говорят так: --map "
				 "'МЕТКА=ЧТО-ЭТО'; что бывает: stazh form names",
				 f->unknown);
	return f->lacking ? error_set(e, ERR_REFUSED, "Форма не заполнена: нет сведений для меток: %zu", f->lacking)
			  : OK;
}

/* For people a letterhead or a list is begun, so that what stands beside it can be read. */
static void value_cell(const struct cli *c, struct sheet *sheet, const char *text)
{
	int width = utf8_width(text, strlen(text));
	struct buf b = {0};

	if (c->format == FORMAT_TABLE && (width > VALUE_WIDTH || strchr(text, '\n')))
		text_fit(&b, text, width < VALUE_WIDTH ? width : VALUE_WIDTH);
	sheet_cell(sheet, b.n ? b.s : text);
	buf_free(&b);
}

static enum err show_marks(const struct cli *c, const struct filling *f, struct error *e)
{
	static const struct sheet_column columns[] = {
		{.name = "mark", .title = "Метка"},
		{.name = "value", .title = "Значение", .right = true},
		{.name = "places", .title = "Где"},
		{.name = "means", .title = "Что это"},
		{.name = "nearest", .title = "Похоже", .hidden = true},
		{.name = "why", .title = "Почему нет", .hidden = true},
	};
	struct sheet sheet = {0};

	sheet_begin(&sheet, c->format, columns, sizeof(columns) / sizeof(*columns), stdout, cli_width());
	for (size_t i = 0; i < blank_marks(f->form); i++) {
		const struct blank_answer *a = &f->answers[i];
		const struct blank_mark *m = blank_mark(f->form, i);

		sheet_cell(&sheet, m->name);
		value_cell(c, &sheet, a->state == BLANK_FOUND ? shown(&m->value) : "");
		sheet_cell(&sheet, buf_text(&m->places));
		sheet_cell(&sheet, a->means ? *a->means ? a->means : "остаётся как есть" : "");
		sheet_cell(&sheet, a->nearest ? a->nearest : "");
		sheet_cell(&sheet, a->why ? a->why : "");
	}
	return sheet_end(&sheet, e);
}

/* ---- filling ---- */

static enum err resolve(struct cli *c, struct filling *f, struct buf *out, struct error *e)
{
	struct tx *tx = tx_read(c->session.store, e);
	enum err err = tx ? take_site(c, tx, f, e) : ERR_STORAGE;

	if (!err) {
		f->words = blank_words_open(tx, f->year, f->site);
		f->answers = blank_resolve(f->words, f->form, f->maps, f->maps_n);
	}
	if (!err && !f->to)
		err = show_marks(c, f, e);
	if (!err)
		tell_troubles(f);
	if (!err)
		err = judge(f, e);
	if (!err && f->to)
		err = blank_fill(f->form, out, e);
	if (tx && tx_failed(tx)) {
		*e = *tx_error(tx);
		err = e->code;
	}
	tx_end(&tx);
	return err;
}

/* What was told is kept before anything is written; who may not keep it is told so. */
static enum err keep_maps(struct cli *c, const struct filling *f, struct error *e)
{
	if (f->maps_n && access_could(&c->session, KIND_FORMMARK, "add", NULL)) {
		cli_say("Что значат метки, не запомнено: это делает методист");
		return OK;
	}
	return blank_maps_keep(&c->session, f->maps, f->maps_n, e);
}

static enum err write_out(struct cli *c, struct filling *f, const struct buf *out, struct error *e)
{
	struct buf what = {0};
	size_t places = 0;
	enum err err = keep_maps(c, f, e);

	buf_addf(&what, "Форма %s", blank_ending(f->form));
	if (!err)
		err = audit_out(&c->session, "export", KIND_REPORT, 0, 0, what.s, blank_people(f->words), e);
	if (!err)
		err = file_write(f->to, out, e);
	for (size_t i = 0; i < blank_marks(f->form); i++)
		places += blank_mark(f->form, i)->value.what != BLANK_KEPT ? blank_mark(f->form, i)->n : 0;
	if (!err && strcmp(f->to, FILE_STREAM) != 0)
		cli_say("%s: заполнено %zu %s", f->to, places, text_plural((long)places, "место", "места", "мест"));
	buf_free(&what);
	return err;
}

static void release(struct filling *f)
{
	if (f->form)
		blank_answers_free(f->answers, blank_marks(f->form));
	for (size_t i = 0; i < f->maps_n; i++)
		free((char *)f->maps[i].text);
	free(f->maps);
	blank_words_close(&f->words);
	blank_close(&f->form);
	spool_close(&f->spool);
}

static enum err fill(struct cli *c, struct filling *f, struct error *e)
{
	struct buf out = {0};
	enum err err = OK;

	if (!f->to && !cli_flag(c, "--dry-run"))
		err = cli_usage(c, e, "не указано, куда записать: -o ФАЙЛ (или --dry-run: только посмотреть)");
	if (!err)
		err = take_year(c, f, e);
	if (!err && !strcmp(f->file, FILE_STREAM))
		err = take_stdin(f, e);
	if (!err)
		err = blank_open(f->file, f->called, &f->form, e);
	if (!err && !blank_marks(f->form))
		err = error_set(e, ERR_NONE, "%s: меток в фигурных скобках в форме нет, заполнять нечего", f->called);
	if (!err)
		err = take_maps(c, f, e);
	if (!err)
		err = check_target(c, f, e);
	if (!err)
		err = resolve(c, f, &out, e);
	if (!err && f->to)
		err = write_out(c, f, &out, e);
	buf_free(&out);
	return err;
}

/* form names */
static enum err list_names(struct cli *c, struct error *e)
{
	static const struct sheet_column columns[] = {
		{.name = "name", .title = "Что писать в скобках"},
		{.name = "value", .title = "Сейчас", .right = true},
		{.name = "code", .title = "Код", .hidden = true},
	};
	struct filling f = {.spool = {.fd = -1}};
	struct sheet sheet = {0};
	struct tx *tx = NULL;
	enum err err = take_year(c, &f, e);

	if (!err && !(tx = tx_read(c->session.store, e)))
		err = ERR_STORAGE;
	if (!err)
		err = take_site(c, tx, &f, e);
	if (!err) {
		f.words = blank_words_open(tx, f.year, f.site);
		sheet_begin(&sheet, c->format, columns, sizeof(columns) / sizeof(*columns), stdout, cli_width());
		for (size_t i = 0; i < blank_words_n(f.words); i++) {
			const struct blank_word *w = blank_words_at(f.words, i);

			sheet_cell(&sheet, w->name);
			value_cell(c, &sheet, w->need ? "" : shown(&w->value));
			sheet_cell(&sheet, w->code);
		}
		err = sheet_end(&sheet, e);
	}
	blank_words_close(&f.words);
	tx_end(&tx);
	return err;
}

static enum err run_form(struct cli *c, struct error *e)
{
	struct filling f = {.file = c->args[0], .called = c->args[0], .spool = {.fd = -1}};
	enum err err;

	if (!strcmp(c->args[0], "names"))
		return list_names(c, e);
	f.to = cli_flag(c, "--dry-run") ? NULL : cli_flag(c, "-o");
	err = fill(c, &f, e);
	release(&f);
	return err;
}

/* clang-format off */
const struct command command_form = {
	.name = "form", .group = GROUP_RARE, .need = NEED_DATABASE, .min = 1, .max = 1, .file_arg = 1, .run = run_form,
	.usage = "ФОРМА -o ФАЙЛ|- [--year ГОД] [--site ПЛОЩАДКА] [--map МЕТКА=ЧТО-ЭТО]… [--dry-run] | names",
	.help = "заполнить форму, которую прислали: .xlsx, .odt, .docx, .ods с метками в фигурных скобках",
	.more = "Метка — показатель за год или сведение: {стажёров завершили}, {занятий проведено}, {директор}, {учебный год}; "
		"что ещё бывает и чему сейчас равно, печатает stazh form names. О площадке или другом годе: {стажёров, Дмитриевская "
		"СОШ}, {стажёров завершили, прошлый год}. Выражение: {=count(trainee, state=завершил)}; так же sum, mean, share. "
		"Строка листа или таблицы, которая начинается с {*площадки}, заполняется для каждой: {#}, {организация}, {стажёров}. "
		"Ячейка, в которой одна метка, становится числом и остаётся в своём виде, формулы считают по нему. Остальное в форме "
		"не меняется. Если метка непонятна, названы все такие, с местом и похожим именем, и ничего не записано; что она "
		"значит, говорят один раз: --map 'стажёров закончило=стажёров завершили'; --map 'слово=' — оставить как есть. "
		"Сказанное запоминается: stazh list formmark.",
	.flags = (const struct flag[]){
		{"-o", "ФАЙЛ", "куда записать; «-» — на вывод", false},
		{"--year", "ГОД", "за какой учебный год; без этого — нынешний", false},
		{"--site", "ПЛОЩАДКА", "по площадке, а не по всему округу", false},
		{"--map", "МЕТКА=ЧТО-ЭТО", "что значит метка, которой программа не знает; запомнится", true},
		{"--dry-run", NULL, "только показать метки, где они и что вместо них будет", false},
		{0},
	},
};
/* clang-format on */
