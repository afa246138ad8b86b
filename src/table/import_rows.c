/* The rows of a file, one after another. */
#include <string.h>

#include "import.h"

#define PROGRESS_STEP 256 /* rows */

static void tell_progress(const struct import *im, unsigned done, unsigned total)
{
	if (im->q->progress)
		im->q->progress(done, total);
}

/* ---- JSON ---- */

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
			import_fault(im, row->line, NULL, NULL, "ожидается запись: её поля в фигурных скобках");
			continue;
		}
		if (row->too_many) {
			import_fault(im, row->line, NULL, NULL, "слишком много разных полей в файле");
			continue;
		}
		for (size_t c = 0; c < row->n; c++) {
			row->cell[c].text = row->cell[c].at == SIZE_MAX ? NULL : row->text.s + row->cell[c].at;
			row->cell[c].fault = NULL;
		}
		fn(im, row);
		if (i % PROGRESS_STEP == 0)
			tell_progress(im, (unsigned)i, (unsigned)im->rows.n);
	}
}

/* ---- CSV ---- */

static void each_csv_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	struct error e = {0};
	struct row *row = &im->row;
	size_t rows = 0;
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
			row->cell[i].fault = NULL;
		}
		fn(im, row);
		if (++rows % PROGRESS_STEP == 0)
			tell_progress(im, (unsigned)(csv.at >> 8), (unsigned)(csv.size >> 8) + 1);
	}
	im->left_out.cut |= err == ERR_INPUT;
	if (err == ERR_INPUT)
		import_fault(im, csv.line, NULL, NULL, "%s", e.text);
	csv_close(&csv);
}

/* ---- workbooks ---- */

static bool set_cells(struct import *im, const struct xlsx_row *from, struct row *row)
{
	struct buf name = {0};

	row->line = from->number;
	row->n = im->n;
	for (size_t i = 0; i < im->n; i++) {
		row->cell[i].column = i;
		row->cell[i].text = "";
		row->cell[i].fault = NULL;
	}
	for (size_t i = 0; i < from->n; i++) {
		const struct xlsx_cell *c = &from->cell[i];

		if (c->column >= im->n) {
			xlsx_column_name(c->column, &name);
			import_fault(im, row->line, NULL, c->text, "значение в столбце %s, у которого нет названия",
				     name.s);
			buf_free(&name);
			return false;
		}
		row->cell[c->column].text = c->text;
		row->cell[c->column].fault = c->fault;
	}
	return true;
}

static void each_sheet_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	const struct xlsx_row *row;
	struct error e = {0};
	enum err err = xlsx_begin(im->book, im->sheet, &e);

	while (!err && !im->failed && !(err = xlsx_next(im->book, &row, &e))) {
		if (row->number <= im->header_line)
			continue;
		if (set_cells(im, row, &im->row))
			fn(im, &im->row);
		if (row->number % PROGRESS_STEP == 0)
			tell_progress(im, xlsx_progress(im->book), 1000);
	}
	if (err && err != ERR_NONE)
		import_fault(im, 0, NULL, NULL, "%s", e.text);
}

void import_each_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	if (im->json)
		each_json_row(im, fn);
	else if (im->book)
		each_sheet_row(im, fn);
	else
		each_csv_row(im, fn);
	tell_progress(im, 1, 1);
}
