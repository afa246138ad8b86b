/* A file of records as rows and columns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

#define HEADING_ROWS 10 /* of a sheet, among which its heading is looked for */

/* ---- columns of the file ---- */

/* The reference «head» for «head_name», NULL: it is none. */
static const struct field *named_reference(const struct kind_def *k, const char *name)
{
	const char *tail = strrchr(name, '_');
	const struct field *f;
	char *copy;

	if (!tail || strcmp(tail, "_name"))
		return NULL;
	copy = mem_strndup(name, (size_t)(tail - name));
	f = field_by_name(k, copy);
	free(copy);
	return f && f->type->target ? f : NULL;
}

/* What «show --format json» adds to the record. */
static bool is_beside(const char *name)
{
	static const char *const known[] = {"missing", "belongs", "links", "referred"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(name, known[i]))
			return true;
	return false;
}

/* The number of a row, as every table has it: never that of a record, which is spelled out («id»). */
static bool is_row_number(const char *name)
{
	static const char *const known[] = {"№",
					    "№№",
					    "№ п/п",
					    "№п/п",
					    "№ пп",
					    "№ п.п.",
					    "п/п",
					    "пп",
					    "№ строки",
					    "N",
					    "N п/п",
					    "Nп/п",
					    "No",
					    "No.",
					    "Nr",
					    "#",
					    "номер п/п",
					    "номер по порядку",
					    "порядковый номер",
					    "пор. №"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (name_same(known[i], name))
			return true;
	return false;
}

static bool is_full_name(const struct kind_def *k, const char *name)
{
	static const char *const known[] = {"ФИО", "Ф.И.О.", "fio", "Фамилия, имя, отчество", "Фамилия Имя Отчество"};
	const struct field *through = kind_more(k)->through ? field_by_id(k, kind_more(k)->through) : NULL;

	if (!kind_more(through ? kind_def(through->ref) : k)->named)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (name_same(known[i], name))
			return true;
	return false;
}

static bool is_own(const struct kind_def *k, const struct field *f)
{
	return f >= k->fields && f < k->fields + k->n;
}

/* What was told of the column by hand; NULL: nothing. */
static const char *told(const struct import *im, const char *name, size_t at)
{
	for (size_t i = 0; i < im->q->columns_n; i++) {
		const char *wanted = im->q->columns[i].name;

		if (name_same(wanted, name) || (*wanted == '#' && import_parse_id(wanted + 1) == at + 1))
			return im->q->columns[i].value;
	}
	return NULL;
}

/* Finds what a heading means. */
static void understand(const struct import *im, const char *name, struct part_of_file *p)
{
	const struct kind_def *through =
		kind_more(im->k)->through ? kind_def(field_by_id(im->k, kind_more(im->k)->through)->ref) : NULL;
	const struct field *f = field_by_name(im->k, name);

	p->part = PART_SKIP;
	if (is_row_number(name))
		return;
	if (!*name) {
		p->part = PART_EMPTY;
	} else if (!strcmp(name, "kind")) {
		p->part = PART_KIND;
		p->f = f;
	} else if (is_full_name(im->k, name)) {
		p->part = PART_FULL_NAME;
	} else if (f && is_own(im->k, f)) {
		p->part = PART_FIELD;
		p->f = f;
		p->later = !im->update && field_may_point(f, im->k->kind);
	} else if (f) {
		if (!strcmp(f->name, "id"))
			p->part = PART_ID;
	} else if (through && (f = field_by_name(through, name)) && is_own(through, f)) {
		p->part = PART_THROUGH;
		p->f = f;
	} else if ((f = named_reference(im->k, name))) {
		p->part = PART_NAME;
		p->f = f;
	} else if (!is_beside(name)) {
		p->part = PART_UNKNOWN;
	}
}

/* Understands the header of a column; line 0: a JSON key. */
static void add_part(struct import *im, const char *header, size_t len, int line)
{
	struct part_of_file *p;
	const char *near, *by_hand;

	im->parts = mem_grow(im->parts, im->n, &im->cap, sizeof(*im->parts));
	p = &im->parts[im->n++];
	*p = (struct part_of_file){.name = mem_strndup(header, len), .part = PART_SKIP};
	by_hand = told(im, p->name, im->n - 1);
	if (!by_hand || *by_hand)
		understand(im, by_hand ? by_hand : p->name, p);
	im->any_later |= p->later;
	im->through |= kind_more(im->k)->through && (p->part == PART_FULL_NAME || p->part == PART_THROUGH);
	if (p->part == PART_UNKNOWN) {
		near = field_nearest(im->k, by_hand ? by_hand : p->name);
		import_fault(im, line, p->name, by_hand, "такого поля у вида «%s» нет%s%s%s", im->k->title,
			     near ? "; может быть, " : "", near ? near : "", near ? "?" : "");
	}
	for (size_t i = 0; i + 1 < im->n; i++)
		if ((p->part == PART_FIELD && im->parts[i].part == PART_FIELD && im->parts[i].f == p->f) ||
		    (p->part == PART_ID && im->parts[i].part == PART_ID)) {
			import_fault(im, line, p->name, NULL, "это поле уже есть в столбце «%s»", im->parts[i].name);
			p->part = PART_SKIP;
		}
}

static bool add_key(const char *key, const char *value, void *arg)
{
	struct import *im = arg;

	(void)value;
	for (size_t i = 0; i < im->n; i++)
		if (!strcmp(im->parts[i].name, key))
			return true;
	if (im->n < COLUMNS_MAX)
		add_part(im, key, strlen(key), 0);
	return im->n < COLUMNS_MAX;
}

static void read_header(struct import *im)
{
	struct error e = {0};
	struct csv csv;

	csv_open(&csv, buf_text(&im->text), im->text.n, 0);
	switch (csv_next(&csv, &e)) {
	case OK:
		for (size_t i = 0; i < csv.n; i++) {
			const char *s = csv.field[i];
			size_t n = text_trim(&s, csv.len[i]);

			add_part(im, s, n, csv.line);
		}
		im->header_line = csv.line;
		break;
	case ERR_NONE:
		import_fault(im, 0, NULL, NULL, "файл пуст: в первой строке ожидаются названия столбцов");
		break;
	default:
		import_fault(im, csv.line, NULL, NULL, "%s", e.text);
	}
	csv_close(&csv);
}

/* ---- the heading of a sheet ---- */

static bool is_known(const struct import *im, const struct xlsx_cell *c)
{
	struct part_of_file p = {.name = NULL};

	if (told(im, c->text, c->column))
		return true;
	understand(im, c->text, &p);
	return p.part != PART_UNKNOWN;
}

/* Half of the cells name fields. */
static bool is_heading(const struct import *im, const struct xlsx_row *row)
{
	size_t known = 0;

	for (size_t i = 0; i < row->n; i++)
		known += is_known(im, &row->cell[i]);
	return known && known * 2 >= row->n;
}

/* The heading of a sheet: its number, 0 when it has none; *first: the number of its first row with values. */
static enum err find_heading(struct import *im, size_t sheet, int *heading, int *first, struct error *e)
{
	const struct xlsx_row *row;
	enum err err = xlsx_begin(im->book, sheet, e);

	*heading = *first = 0;
	for (int i = 0; i < HEADING_ROWS && !*heading && !err && !(err = xlsx_next(im->book, &row, e)); i++) {
		*first = *first ? *first : row->number;
		if (is_heading(im, row))
			*heading = row->number;
	}
	return err == ERR_NONE ? OK : err;
}

static enum err read_heading(struct import *im, struct error *e)
{
	const struct xlsx_row *row;
	enum err err = xlsx_begin(im->book, im->sheet, e);

	while (!err && !(err = xlsx_next(im->book, &row, e)))
		if (row->number == im->header_line)
			break;
	if (!err && row->cell[row->n - 1].column >= COLUMNS_MAX)
		err = error_set(e, ERR_INPUT, "в строке больше тысячи столбцов: это не таблица записей");
	for (size_t i = 0; !err && i < row->n; i++) {
		while (im->n < row->cell[i].column)
			add_part(im, "", 0, im->header_line);
		add_part(im, row->cell[i].text, strlen(row->cell[i].text), im->header_line);
	}
	return err;
}

/* Which sheet is meant: the one that is named, else the first that has a heading, else the first that has anything. */
static enum err choose_sheet(struct import *im, struct error *e)
{
	struct buf names = {0};
	int heading, first;
	enum err err = OK;

	im->sheet = SIZE_MAX;
	for (size_t i = 0; i < xlsx_sheets(im->book) && !err; i++) {
		const char *name = xlsx_sheet_name(im->book, i);

		buf_addf(&names, "%s«%s»", names.n ? ", " : "", name);
		if (im->q->sheet && !name_same(im->q->sheet, name))
			continue;
		err = find_heading(im, i, &heading, &first, e);
		if (!err && (heading || (first && im->sheet == SIZE_MAX))) {
			im->sheet = i;
			im->header_line = heading ? heading : first;
		}
		if (heading)
			break;
	}
	if (!err && im->sheet == SIZE_MAX)
		err = im->q->sheet ? error_set(e, ERR_INPUT, "листа «%.100s» в книге нет или он пуст; есть: %.600s",
					       im->q->sheet, names.s)
				   : error_set(e, ERR_INPUT, "в книге нет ни одного значения");
	buf_free(&names);
	return err;
}

static enum err read_workbook(struct import *im)
{
	struct error e = {0};
	enum err err = xlsx_open(im->q->path, &im->book, &e);

	if (!err)
		err = choose_sheet(im, &e);
	if (!err)
		buf_add(&im->report->sheet, xlsx_sheet_name(im->book, im->sheet));
	if (!err)
		err = read_heading(im, &e);
	if (err == ERR_USAGE)
		return error_set(im->e, err, "%s", e.text);
	if (err)
		import_fault(im, 0, NULL, NULL, "%s", e.text);
	return OK;
}

/* By its first bytes, whatever it is called; what is called a workbook is one. */
static bool is_workbook(const char *path)
{
	const char *ending = strrchr(path, '.');
	char head[4] = "";
	FILE *f;

	if (ending && (!strcasecmp(ending, ".xlsx") || !strcasecmp(ending, ".xlsm") || !strcasecmp(ending, ".xls")))
		return true;
	f = fopen(path, "rbe");
	if (!f)
		return false;
	if (fread(head, 1, sizeof(head), f) < sizeof(head))
		head[0] = 0;
	fclose(f);
	return !memcmp(head, "PK\003\004", 4) || !memcmp(head, "\xD0\xCF\x11\xE0", 4);
}

static bool looks_like_json(const char *path, const struct buf *text)
{
	const char *ending = strrchr(path, '.');
	const char *s = buf_text(text);

	return (ending && !strcasecmp(ending, ".json")) || strchr("[{", s[strspn(s, " \t\r\n")]);
}

enum err import_read(struct import *im)
{
	struct error e = {0};

	if (is_workbook(im->q->path))
		return read_workbook(im);
	if (text_file_read(im->q->path, &im->text, &e)) {
		import_fault(im, 0, NULL, NULL, "%s", e.text);
		return OK;
	}
	im->json = *buf_text(&im->text) && looks_like_json(im->q->path, &im->text);
	if (!im->json) {
		read_header(im);
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
