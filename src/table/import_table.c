/* The rows of a table, of CSV and of sheets alike: what is blank is passed over. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/utf8.h"
#include "stazh/table/sheet.h"

enum err table_begin(struct import *im, size_t sheet, char separator, struct error *e)
{
	struct rows_of_table *t = &im->table;

	csv_close(&t->csv);
	t->last = 0;
	t->gap = false;
	if (im->book)
		return xlsx_begin(im->book, sheet, e);
	csv_open(&t->csv, buf_text(&im->text), im->text.n, separator);
	return OK;
}

bool import_blank_sign(uint32_t cp)
{
	return cp <= 0x20 || cp == 0x7F || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200F) ||
	       (cp >= 0x2028 && cp <= 0x202F) || (cp >= 0x205F && cp <= 0x2064) || cp == 0x3000 || cp == 0xFEFF ||
	       cp == 0xAD;
}

static bool is_blank(const char *s)
{
	size_t n = strlen(s), k;
	uint32_t cp;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		if (!k || !import_blank_sign(cp))
			return false;
	}
	return true;
}

/* What a cell of CSV says: ="007" is how a text is kept from being taken for a number, '=1 how from a formula. */
static char *cell_text(char *s, size_t n)
{
	if (n >= 3 && s[0] == '=' && s[1] == '"' && s[n - 1] == '"') {
		s[n - 1] = 0;
		return s + 2;
	}
	return s + csv_unguard(s, n);
}

static void add_cell(struct rows_of_table *t, const struct xlsx_cell *cell)
{
	t->cell = mem_grow(t->cell, t->row.n, &t->cap, sizeof(*t->cell));
	t->cell[t->row.n++] = *cell;
}

static enum err next_of_csv(struct rows_of_table *t, struct error *e)
{
	int line = t->csv.next_line;
	enum err err = csv_next(&t->csv, e);

	if (err)
		return err;
	t->gap |= line != t->csv.line;
	t->row.number = t->csv.line;
	t->width = t->csv.n;
	for (size_t i = 0; i < t->csv.n; i++) {
		char *text = cell_text((char *)t->csv.field[i], t->csv.len[i]);

		if (!is_blank(text))
			add_cell(t, &(struct xlsx_cell){.column = i, .text = text, .across = 1});
	}
	return OK;
}

static enum err next_of_sheet(struct import *im, struct error *e)
{
	struct rows_of_table *t = &im->table;
	const struct xlsx_row *row;
	enum err err = xlsx_next(im->book, &row, e);

	if (err)
		return err;
	t->gap |= t->last && row->number > t->last + 1;
	t->row.number = row->number;
	t->row.hidden = row->hidden;
	for (size_t i = 0; i < row->n; i++)
		if (!is_blank(row->cell[i].text))
			add_cell(t, &row->cell[i]);
	t->width = t->row.n ? t->cell[t->row.n - 1].column + 1 : 0;
	return OK;
}

size_t table_own(const struct xlsx_row *row)
{
	size_t own = 0;

	for (size_t i = 0; i < row->n; i++)
		own += !row->cell[i].repeated;
	return own;
}

enum err table_next(struct import *im, const struct xlsx_row **row, struct error *e)
{
	struct rows_of_table *t = &im->table;
	enum err err;

	t->gap = false;
	do {
		t->gap |= t->row.number && !t->row.n;
		t->row = (struct xlsx_row){.n = 0};
		err = im->book ? next_of_sheet(im, e) : next_of_csv(t, e);
		if (err)
			return err;
		t->last = t->row.number;
		t->row.cell = t->cell;
	} while (!table_own(&t->row));
	*row = &t->row;
	return OK;
}

int table_line(const struct import *im)
{
	return im->book ? 0 : im->table.csv.line;
}

unsigned table_progress(const struct import *im)
{
	const struct csv *c = &im->table.csv;

	return im->book ? xlsx_progress(im->book) : (unsigned)((uint64_t)c->at * 1000 / (c->size + 1));
}

void table_end(struct import *im)
{
	csv_close(&im->table.csv);
	free(im->table.cell);
	im->table.cell = NULL;
	im->table.cap = 0;
}
