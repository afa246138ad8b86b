#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/access.h"
#include "stazh/domain/model.h"
#include "stazh/exchange/csv.h"
#include "stazh/exchange/json.h"

#define FAULTS_SHOWN 200

struct cell {
	const struct field *f; /* NULL: id */
	const char *name;      /* as the file calls it */
	const char *value;
};
struct file_row {
	int line;
	size_t first, n; /* of the cells */
};

struct import {
	const char *path;
	const struct kind_def *k;
	struct session *s;
	bool update, dry_run;
	struct import_report *report;
	struct cell *cells;
	size_t cells_n, cells_cap;
	struct file_row *rows;
	size_t rows_n, rows_cap;
	struct labels labels;
	struct arena arena;
	struct error *e;
};

/* ---- faults ---- */

static struct buf *fault(struct import *im, int line)
{
	static struct buf nowhere;

	if (im->report->faults_n++ >= FAULTS_SHOWN) {
		buf_clear(&nowhere);
		return &nowhere;
	}
	buf_addf(&im->report->faults, "%s, строка %d", im->path, line);
	return &im->report->faults;
}

static void cell_fault(struct import *im, int line, const struct cell *c, const char *why)
{
	size_t n = utf8_prefix(c->value, strlen(c->value), 40);

	buf_addf(fault(im, line), ", столбец «%s», значение «%.*s%s»: %s\n", c->name, (int)n, c->value, c->value[n] ? "…" : "", why);
}

/* ---- reading the file ---- */

/* What a column or key means. False: it is nothing to us and is passed over; *f NULL and true: the id. */
enum meaning { MEANS_FIELD, MEANS_ID, MEANS_NOTHING, MEANS_UNKNOWN };

static enum meaning meaning_of(const struct kind_def *k, const char *name, const char *value, const struct field **f)
{
	static const char *const ours[] = {"missing", "belongs", "links", "referred"};
	size_t n = strlen(name);

	if (!strcmp(name, "id") || !strcmp(name, "№"))
		return MEANS_ID;
	if (!strcmp(name, "kind") && (!value || !strcmp(value, k->name)))
		return MEANS_NOTHING;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strcmp(name, ours[i]))
			return MEANS_NOTHING;
	*f = field_by_name(k, name);
	if (*f)
		return (*f)->id < REC_FIRST_FIELD ? MEANS_NOTHING : MEANS_FIELD;
	if (n > 5 && !strcmp(name + n - 5, "_name")) {
		char *reference = mem_strndup(name, n - 5);
		bool known = field_by_name(k, reference) != NULL;

		free(reference);
		if (known)
			return MEANS_NOTHING;
	}
	return MEANS_UNKNOWN;
}

static void unknown(struct import *im, int line, const char *name)
{
	const char *near = field_nearest(im->k, name);

	buf_addf(fault(im, line), ": у вида «%s» нет поля «%.60s»%s%s%s\n", im->k->title, name, near ? "; может быть, «" : "",
		 near ? near : "", near ? "»?" : "");
}

static void add_cell(struct import *im, const struct field *f, const char *name, const char *value)
{
	im->cells = mem_grow(im->cells, im->cells_n, &im->cells_cap, sizeof(*im->cells));
	im->cells[im->cells_n++] = (struct cell){f, arena_strndup(&im->arena, name, strlen(name)),
						 arena_strndup(&im->arena, value, strlen(value))};
	im->rows[im->rows_n - 1].n++;
}

static void begin_row(struct import *im, int line)
{
	im->rows = mem_grow(im->rows, im->rows_n, &im->rows_cap, sizeof(*im->rows));
	im->rows[im->rows_n++] = (struct file_row){.line = line, .first = im->cells_n};
}

struct header {
	enum meaning means;
	const struct field *f;
	char *name;
};

static void read_header(struct import *im, const struct csv *csv, struct header *h)
{
	for (size_t i = 0; i < csv->n; i++) {
		const char *s = csv->field[i];
		size_t n = text_trim(&s, csv->len[i]);

		h[i].name = mem_strndup(s, n);
		/* a column `kind` is the field of that name where there is one */
		h[i].means = meaning_of(im->k, h[i].name, field_by_name(im->k, "kind") ? "" : NULL, &h[i].f);
		if (!n)
			buf_addf(fault(im, csv->line), ": у столбца %zu нет названия\n", i + 1);
		else if (h[i].means == MEANS_UNKNOWN)
			unknown(im, csv->line, h[i].name);
		for (size_t j = 0; j < i; j++)
			if (h[i].means == MEANS_FIELD && h[j].means == MEANS_FIELD && h[j].f == h[i].f)
				buf_addf(fault(im, csv->line), ": столбец «%s» встречается дважды\n", h[i].name);
	}
}

static void read_row(struct import *im, const struct csv *csv, const struct header *h, size_t n)
{
	if (csv->n != n) {
		buf_addf(fault(im, csv->line), ": столбцов %zu, а в первой строке %zu\n", csv->n, n);
		return;
	}
	begin_row(im, csv->line);
	for (size_t i = 0; i < n; i++) {
		const char *value = csv->field[i] + csv_unguard(csv->field[i], csv->len[i]);

		if (h[i].means == MEANS_FIELD || h[i].means == MEANS_ID)
			add_cell(im, h[i].means == MEANS_ID ? NULL : h[i].f, h[i].name, value);
	}
}

static void read_csv(struct import *im, const struct buf *text)
{
	struct error cause = {.code = OK};
	struct header *h = NULL;
	struct csv csv;
	size_t n = 0;
	enum err err;

	csv_open(&csv, buf_text(text), text->n, 0);
	err = csv_next(&csv, &cause);
	if (!err) {
		n = csv.n;
		h = mem_alloc((n + 1) * sizeof(*h));
		read_header(im, &csv, h);
		while (!im->report->faults_n && !(err = csv_next(&csv, &cause)))
			read_row(im, &csv, h, n);
		while (im->report->faults_n && !err && !(err = csv_next(&csv, &cause))) /* the other rows' lengths */
			if (csv.n != n)
				buf_addf(fault(im, csv.line), ": столбцов %zu, а в первой строке %zu\n", csv.n, n);
	} else if (err == ERR_NONE) {
		buf_addf(fault(im, 1), ": файл пуст, а в первой строке ожидаются названия столбцов\n");
	}
	if (err == ERR_INPUT)
		buf_addf(fault(im, csv.line), ": %s\n", cause.text);
	for (size_t i = 0; i < n; i++)
		free(h[i].name);
	free(h);
	csv_close(&csv);
}

static bool read_member(const char *key, const char *value, void *arg)
{
	struct import *im = arg;
	const struct field *f = NULL;
	int line = im->rows[im->rows_n - 1].line;
	enum meaning means = meaning_of(im->k, key, value ? value : "", &f);

	if (means == MEANS_NOTHING)
		return true;
	if (means == MEANS_UNKNOWN)
		unknown(im, line, key);
	else if (!value)
		buf_addf(fault(im, line), ", поле «%s»: ожидается текст, число, да/нет или их список\n", key);
	else
		add_cell(im, means == MEANS_ID ? NULL : f, key, value);
	return true;
}

static enum err read_json(struct import *im, const struct buf *text)
{
	struct json_rows rows = {.n = 0};
	struct error cause = {.code = OK};

	if (json_rows_read(buf_text(text), text->n, &rows, &cause))
		return error_set(im->e, ERR_INPUT, "%s: %s", im->path, cause.text);
	for (size_t i = 0; i < rows.n; i++) {
		begin_row(im, rows.line[i]);
		if (!json_row_each(&rows, i, read_member, im))
			buf_addf(fault(im, rows.line[i]), ": ожидается запись в фигурных скобках\n");
	}
	json_rows_release(&rows);
	return OK;
}

static bool is_json(const char *path, const struct buf *text)
{
	const char *dot = strrchr(path, '.'), *s = buf_text(text);

	if (dot && (!strcmp(dot, ".json") || !strcmp(dot, ".csv")))
		return dot[1] == 'j';
	s += strspn(s, " \t\r\n");
	return *s == '[' || *s == '{';
}

/* ---- storing ---- */

static const char *id_of(const struct import *im, const struct file_row *row)
{
	for (size_t i = row->first; i < row->first + row->n; i++)
		if (!im->cells[i].f)
			return im->cells[i].value;
	return "";
}

/* Sets what the row says; a state or another field of the actions that is left empty stays what it is. */
static bool set_fields(struct import *im, struct tx *tx, const struct file_row *row, struct record *r)
{
	bool ok = true;

	for (size_t i = row->first; i < row->first + row->n; i++) {
		const struct cell *c = &im->cells[i];
		struct error cause = {.code = OK};

		if (!c->f || (c->f->flags & FF_SYSTEM && !*c->value))
			continue;
		if (field_parse(tx, c->f, c->value, r, &cause)) {
			cell_fault(im, row->line, c, cause.text);
			ok = false;
		}
	}
	return ok;
}

/* The record that the row changes: by its number, else by the name that it makes. 0: none, it is a new one; false: a fault
 * was noted. */
static bool find_target(struct import *im, struct tx *tx, const struct file_row *row, uint32_t *id)
{
	const char *text = id_of(im, row);
	struct record r = {.kind = 0};
	struct buf label = {0};
	struct label **named;
	bool ok = true;
	size_t n = 0;

	*id = 0;
	if (!im->update)
		return true;
	if (*text) {
		char *end;
		unsigned long number = strtoul(text, &end, 10);

		if (*end || !number || number > UINT32_MAX || !record_exists(tx, im->k->kind, (uint32_t)number)) {
			buf_addf(fault(im, row->line), ": записи с номером «%.20s» нет\n", text);
			return false;
		}
		*id = (uint32_t)number;
		return true;
	}
	model_new(tx, im->k->kind, &r);
	ok = set_fields(im, tx, row, &r);
	if (ok) {
		label_of(tx, &r, &label);
		named = labels_named(&im->labels, buf_text(&label), &n);
		if (n == 1)
			*id = named[0]->id;
		if (n > 1) {
			buf_addf(fault(im, row->line), ": записей с названием «%s» несколько, укажите номер (столбец id)\n", label.s);
			ok = false;
		}
	}
	buf_free(&label);
	record_release(&r);
	return ok;
}

static enum err store_row(struct import *im, struct tx *tx, const struct file_row *row)
{
	struct record was = {.kind = 0}, is = {.kind = 0};
	struct error cause = {.code = OK};
	struct label *label;
	uint32_t id;
	enum err err = OK;

	if (!find_target(im, tx, row, &id))
		return OK;
	label = id ? labels_find(&im->labels, id) : NULL;
	if (label && label->line) {
		buf_addf(fault(im, row->line), ": эту запись меняет уже строка %d\n", label->line);
		return OK;
	}
	if (label)
		label->line = row->line;
	if (id && record_load(tx, im->k->kind, id, &was) == OK)
		record_copy(&is, &was);
	else
		model_new(tx, im->k->kind, &is);
	if (set_fields(im, tx, row, &is)) {
		if (id && record_same(&was, &is)) {
			im->report->same++;
		} else {
			err = model_store(tx, id ? &was : NULL, &is, &cause);
			if (!err && id)
				im->report->changed++;
			else if (!err)
				im->report->added++;
		}
		if (err && !tx_failed(tx)) {
			buf_addf(fault(im, row->line), ": %s\n", cause.text);
			err = OK;
		} else if (err && im->e) {
			*im->e = *tx_error(tx);
		}
	}
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err store_rows(struct tx *tx, void *arg)
{
	struct import *im = arg;
	struct import_report *report = im->report;
	enum err err = access_check(tx, im->k->kind, "import", ROLE_METHODIST, NULL, im->e);

	report->added = report->changed = report->same = report->faults_n = 0;
	buf_clear(&report->faults);
	labels_release(&im->labels);
	if (!err && im->update)
		err = labels_load(tx, im->k->kind, &im->labels, im->e);
	for (size_t i = 0; i < im->rows_n && !err; i++)
		err = store_row(im, tx, &im->rows[i]);
	report->rows = im->rows_n;
	if (!err && report->faults_n)
		return ERR_INPUT;
	return err ? err : im->dry_run ? ERR_NONE /* nothing is committed */ : OK;
}

static enum err finish(struct import *im, enum err err)
{
	size_t n = im->report->faults_n;

	if (n > FAULTS_SHOWN)
		buf_addf(&im->report->faults, "… и ещё %zu\n", n - FAULTS_SHOWN);
	if (n)
		err = error_set(im->e, ERR_INPUT, "%s: %zu %s, ничего не записано", im->path, n,
				text_plural((long)n, "ошибка", "ошибки", "ошибок"));
	return err;
}

enum err import_file(struct session *s, unsigned kind, const char *path, bool update, bool dry_run,
		     struct import_report *report, struct error *e)
{
	struct import im = {.path = path, .k = kind_def(kind), .s = s, .update = update, .dry_run = dry_run, .report = report,
			    .e = e};
	struct error cause = {.code = OK};
	struct buf text = {0};
	enum err err = OK;

	*report = (struct import_report){.rows = 0};
	if (text_file_read(path, &text, &cause)) {
		err = error_set(e, ERR_INPUT, "%s: %s", path, cause.text);
		goto done;
	}
	if (is_json(path, &text))
		err = read_json(&im, &text);
	else
		read_csv(&im, &text);
	if (!err && !report->faults_n) {
		err = session_write(s, "import", path, store_rows, &im, e);
		if (err == ERR_NONE && dry_run)
			err = OK;
	}
	err = finish(&im, err);
done:
	buf_free(&text);
	free(im.cells);
	free(im.rows);
	labels_release(&im.labels);
	arena_release(&im.arena);
	return err;
}

void import_report_release(struct import_report *r)
{
	buf_free(&r->faults);
}
