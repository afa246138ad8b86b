/* A file of records as rows and columns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

/* ---- columns of the file ---- */

static bool add_key(const char *key, const char *value, void *arg)
{
	struct import *im = arg;

	(void)value;
	for (size_t i = 0; i < im->n; i++)
		if (!strcmp(im->parts[i].name, key))
			return true;
	if (im->n < COLUMNS_MAX)
		import_add_part(im, key, 0);
	return im->n < COLUMNS_MAX;
}

/* ---- tables ---- */

/* The separator with which a heading is found; without any, the one of the first line. */
static enum err choose_separator(struct import *im, struct heading *best, struct error *e)
{
	static const char separators[] = ";,\t|";
	const char *s = buf_text(&im->text);
	char first = csv_sniff(s, im->text.n);
	struct error cause = {0};
	struct heading h;
	enum err err = heading_find(im, 0, first, best, e);

	im->separator = first;
	if (csv_names_separator(s, im->text.n))
		return err;
	for (size_t i = 0; separators[i]; i++) {
		if (separators[i] == first || heading_find(im, 0, separators[i], &h, &cause))
			continue;
		if (h.rank > best->rank || (h.rank == best->rank && h.rank && h.known > best->known)) {
			im->separator = separators[i];
			*best = h;
			err = OK;
		}
	}
	return err;
}

static void read_csv(struct import *im)
{
	struct heading h = {.rank = 0};
	struct error e = {0};

	if (choose_separator(im, &h, &e))
		import_fault(im, table_line(im), NULL, NULL, "%s", e.text);
	else if (!h.rows)
		import_fault(im, 0, NULL, NULL, "файл пуст: в первой строке ожидаются названия столбцов");
	else if (heading_read(im, &h, &e))
		import_fault(im, h.line, NULL, NULL, "%s", e.text);
}

static enum err read_workbook(struct import *im)
{
	struct heading h = {.rank = 0};
	struct error e = {0};
	enum err err = xlsx_open(im->q->path, &im->book, &e);

	if (!err && im->q->sheet_max)
		xlsx_bound(im->book, im->q->sheet_max);
	if (!err)
		err = import_choose_sheet(im, &h, &e);
	if (!err)
		buf_add(&im->report->sheet, xlsx_sheet_name(im->book, im->sheet));
	if (!err)
		err = heading_read(im, &h, &e);
	if (err == ERR_USAGE)
		return error_set(im->e, err, "%s", e.text);
	if (err)
		import_fault(im, 0, NULL, NULL, "%s", e.text);
	return OK;
}

/* By its first bytes, whatever it is called; what is called a workbook is one. */
static bool is_workbook(const char *path)
{
	static const char *const called[] = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".ots", ".fods"},
				 *const begin[] = {"PK\003\004", "\xD0\xCF\x11\xE0", "<!doctype", "<html", "<?xml"};
	const char *ending = strrchr(path, '.'), *at = NULL;
	char head[64] = "";
	FILE *f;

	for (size_t i = 0; ending && i < sizeof(called) / sizeof(*called); i++)
		if (!strcasecmp(ending, called[i]))
			return true;
	f = fopen(path, "rbe");
	if (!f)
		return false;
	if (fread(head, 1, sizeof(head) - 1, f))
		at = strncmp(head, "\xEF\xBB\xBF", 3) ? head : head + 3;
	fclose(f);
	at = at ? at + strspn(at, " \t\r\n") : "";
	for (size_t i = 0; i < sizeof(begin) / sizeof(*begin); i++)
		if (!strncasecmp(at, begin[i], strlen(begin[i])))
			return true;
	return false;
}

static bool looks_like_json(const struct import_request *q, const struct buf *text)
{
	const char *ending = strrchr(q->path, '.');
	const char *s = buf_text(text);

	if (q->form)
		return q->form == IMPORT_JSON;
	return (ending && !strcasecmp(ending, ".json")) || strchr("[{", s[strspn(s, " \t\r\n")]);
}

enum err import_read(struct import *im)
{
	const char *used = "UTF-8";
	struct error e = {0};

	if (im->q->form ? im->q->form == IMPORT_BOOK : is_workbook(im->q->path))
		return read_workbook(im);
	if (text_file_read(im->q->path, im->q->encoding, &im->text, &used, &e)) {
		import_fault(im, 0, NULL, NULL, "%s", e.text);
		return OK;
	}
	if (!im->q->encoding && strcmp(used, "UTF-8") != 0 && strcmp(used, "Windows-1251") != 0)
		import_note(im, "кодировка — %s%s", used, session_typed(im->s, " (другая: --encoding КОДИРОВКА)"));
	im->report->encoding = used;
	im->json = *buf_text(&im->text) && looks_like_json(im->q, &im->text);
	if (!im->json) {
		read_csv(im);
	} else if (json_rows_read(im->text.s, im->text.n, &im->rows, &e)) {
		import_fault(im, 0, NULL, NULL, "%s", e.text);
	} else {
		for (size_t i = 0; i < im->rows.n; i++)
			json_row_each(&im->rows, i, add_key, im);
	}
	return OK;
}

/* ---- what is told of them ---- */

static char *meaning(struct import *im, const struct part_of_file *p)
{
	const char *titles[] = {[PART_FIELD] = p->f ? p->f->title : "",
				[PART_ID] = "Номер записи",
				[PART_FULL_NAME] = "Фамилия, имя, отчество",
				[PART_THROUGH] = p->f ? p->f->title : "",
				[PART_KIND] = "не загружается",
				[PART_SKIP] = "не загружается",
				[PART_EMPTY] = "не загружается",
				[PART_NAME] = "не загружается: для сверки",
				[PART_UNKNOWN] = NULL};
	struct buf text = {0};
	char *kept;

	if (!titles[p->part])
		return NULL;
	if (p->part == PART_THROUGH)
		buf_addf(&text, "%s: ", kind_def(field_by_id(im->k, kind_more(im->k)->through)->ref)->title);
	buf_add(&text, titles[p->part]);
	kept = arena_strndup(&im->report->arena, text.s, text.n);
	buf_free(&text);
	return kept;
}

void import_tell_columns(struct import *im)
{
	struct import_report *r = im->report;

	r->column = arena_alloc(&r->arena, (im->n + 1) * sizeof(*r->column));
	r->column_n = im->n;
	for (size_t i = 0; i < im->n; i++) {
		const struct part_of_file *p = &im->parts[i];
		const char *sample = p->sample ? p->sample : "";

		r->column[i] = (struct import_column){.name = arena_strndup(&r->arena, p->name, strlen(p->name)),
						      .becomes = meaning(im, p),
						      .sample = arena_strndup(&r->arena, sample, strlen(sample))};
	}
}
