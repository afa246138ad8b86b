/* A file of records as rows and columns. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/utf8.h"

/* ---- faults ---- */

void import_fault(struct import *im, int line, const char *column, const char *value, const char *format, ...)
{
	struct buf reason = {0}, *out = &im->report->faults;
	size_t shown;
	va_list ap;

	if (im->report->faults_n++ >= FAULTS_SHOWN)
		return;
	va_start(ap, format);
	buf_vaddf(&reason, format, ap);
	va_end(ap);
	for (char *s = reason.s; s && (s = strchr(s, '\n')); s++)
		*s = ' ';
	buf_add(out, im->name);
	if (line)
		buf_addf(out, ", строка %d", line);
	if (column)
		buf_addf(out, ", %s «%s»", im->json ? "поле" : "столбец", column);
	buf_add(out, ": ");
	/* many a reason quotes the value already */
	if (value && *value && !strstr(buf_text(&reason), value)) {
		shown = utf8_prefix(value, strlen(value), 40);
		for (size_t i = 0; i < shown; i++)
			if ((unsigned char)value[i] < 0x20)
				shown = i;
		buf_addf(out, "«%.*s%s» — ", (int)shown, value, value[shown] ? "…" : "");
	}
	buf_addf(out, "%s\n", buf_text(&reason));
	buf_free(&reason);
}

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
	return f && (f->type == FT_REF || f->type == FT_LINK) ? f : NULL;
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

static bool is_full_name(const struct kind_def *k, const char *name)
{
	static const char *const known[] = {"ФИО", "Ф.И.О.", "fio", "Фамилия, имя, отчество", "Фамилия Имя Отчество"};
	const struct field *through = k->through ? field_by_id(k, k->through) : NULL;

	if (k->kind != KIND_PERSON && (!through || through->ref != KIND_PERSON))
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

/* Understands the header of a column; line 0: a JSON key. */
static size_t add_part(struct import *im, const char *header, size_t len, int line)
{
	const struct kind_def *through = im->k->through ? kind_def(field_by_id(im->k, im->k->through)->ref) : NULL;
	const struct field *f;
	struct part_of_file *p;
	const char *near;

	im->parts = mem_grow(im->parts, im->n, &im->cap, sizeof(*im->parts));
	p = &im->parts[im->n++];
	*p = (struct part_of_file){.name = mem_strndup(header, len), .part = PART_SKIP};
	f = field_by_name(im->k, p->name);
	if (!len) {
		p->part = PART_EMPTY;
	} else if (!strcmp(p->name, "kind")) {
		p->part = PART_KIND;
		p->f = f;
	} else if (is_full_name(im->k, p->name)) {
		p->part = PART_FULL_NAME;
		im->through |= im->k->through != 0;
	} else if (f && is_own(im->k, f)) {
		p->part = PART_FIELD;
		p->f = f;
		p->later = !im->update && ((f->type == FT_REF && f->ref == im->k->kind) || f->type == FT_LINK);
		im->any_later |= p->later;
	} else if (f) {
		if (!strcmp(f->name, "id"))
			p->part = PART_ID;
	} else if (through && (f = field_by_name(through, p->name)) && is_own(through, f)) {
		p->part = PART_THROUGH;
		p->f = f;
		im->through = true;
	} else if ((f = named_reference(im->k, p->name))) {
		p->part = PART_NAME;
		p->f = f;
	} else if (!is_beside(p->name)) {
		near = field_nearest(im->k, p->name);
		import_fault(im, line, p->name, NULL, "такого поля у вида «%s» нет%s%s%s", im->k->title,
		      near ? "; может быть, " : "", near ? near : "", near ? "?" : "");
	}
	for (size_t i = 0; i + 1 < im->n; i++)
		if ((p->part == PART_FIELD && im->parts[i].part == PART_FIELD && im->parts[i].f == p->f) ||
		    (p->part == PART_ID && im->parts[i].part == PART_ID)) {
			import_fault(im, line, p->name, NULL, "это поле уже есть в столбце «%s»", im->parts[i].name);
			p->part = PART_SKIP;
		}
	return im->n - 1;
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
		break;
	case ERR_NONE:
		import_fault(im, 0, NULL, NULL, "файл пуст: в первой строке ожидаются названия столбцов");
		break;
	default:
		import_fault(im, csv.line, NULL, NULL, "%s", e.text);
	}
	csv_close(&csv);
}

static bool looks_like_json(const char *path, const struct buf *text)
{
	const char *ending = strrchr(path, '.');
	const char *s = buf_text(text);

	return (ending && !strcasecmp(ending, ".json")) || strchr("[{", s[strspn(s, " \t\r\n")]);
}

void import_read(struct import *im, const char *path)
{
	struct error e = {0};

	if (text_file_read(path, &im->text, &e)) {
		import_fault(im, 0, NULL, NULL, "%s", e.text);
		return;
	}
	im->json = *buf_text(&im->text) && looks_like_json(path, &im->text);
	if (!im->json) {
		read_header(im);
	} else if (json_rows_read(im->text.s, im->text.n, &im->rows, &e)) {
		import_fault(im, 0, NULL, NULL, "%s", e.text);
	} else {
		for (size_t i = 0; i < im->rows.n; i++)
			json_row_each(&im->rows, i, add_key, im);
	}
}

/* ---- rows of the file ---- */

static bool add_member(const char *key, const char *value, void *arg)
{
	struct import *im = arg;
	struct row *row = &im->row;

	for (size_t i = 0; i < im->n; i++) {
		if (strcmp(im->parts[i].name, key))
			continue;
		row->cell[row->n].column = i;
		row->cell[row->n].at = value ? row->text.n : SIZE_MAX;
		row->n++;
		if (value)
			buf_addn(&row->text, value, strlen(value) + 1);
		return true;
	}
	row->too_many = true;
	return false;
}

static void each_json_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	struct row *row = &im->row;

	for (size_t i = 0; i < im->rows.n && !im->failed; i++) {
		row->n = 0;
		row->line = im->rows.line[i];
		row->too_many = false;
		buf_clear(&row->text);
		if (!json_row_each(&im->rows, i, add_member, im)) {
			import_fault(im, row->line, NULL, NULL, "ожидается запись в фигурных скобках");
			continue;
		}
		if (row->too_many) {
			import_fault(im, row->line, NULL, NULL, "слишком много разных полей в файле");
			continue;
		}
		for (size_t c = 0; c < row->n; c++)
			row->cell[c].text = row->cell[c].at == SIZE_MAX ? NULL : row->text.s + row->cell[c].at;
		fn(im, row);
	}
}

static void each_csv_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	struct error e = {0};
	struct row *row = &im->row;
	struct csv csv;
	enum err err;

	csv_open(&csv, buf_text(&im->text), im->text.n, 0);
	err = csv_next(&csv, &e); /* the header */
	while (!err && !im->failed && !(err = csv_next(&csv, &e))) {
		bool empty = true;

		for (size_t i = 0; i < csv.n; i++)
			empty &= !csv.len[i];
		if (empty) /* spreadsheets leave such rows at the end */
			continue;
		if (csv.n != im->n) {
			import_fault(im, csv.line, NULL, NULL, "%zu %s, а в заголовке %zu", csv.n,
			      text_plural((long)csv.n, "значение", "значения", "значений"), im->n);
			continue;
		}
		row->line = csv.line;
		row->n = csv.n;
		for (size_t i = 0; i < csv.n; i++) {
			row->cell[i].column = i;
			row->cell[i].text = csv.field[i] + csv_unguard(csv.field[i], csv.len[i]);
		}
		fn(im, row);
	}
	if (err == ERR_INPUT)
		import_fault(im, csv.line, NULL, NULL, "%s", e.text);
	csv_close(&csv);
}

void import_each_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	if (im->json)
		each_json_row(im, fn);
	else
		each_csv_row(im, fn);
}
