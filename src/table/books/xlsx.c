#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "xlsx.h"

/* Bytes of the unpacked sheet: one of 1,048,576 rows of twenty columns has about as many as allowed here. */
#define SHEET_MAX (2048ull << 20)
#define ROW_MAX	  (16u << 20) /* bytes of the texts of a row */

static uint64_t sheet_max(const struct xlsx *w)
{
	return w->sheet_max ? w->sheet_max : SHEET_MAX;
}

void xlsx_bound(struct xlsx *w, uint64_t bytes)
{
	w->sheet_max = bytes < SHEET_MAX ? bytes : SHEET_MAX;
}

size_t xlsx_sheets(const struct xlsx *w)
{
	return w->sheets_n;
}

const char *xlsx_sheet_name(const struct xlsx *w, size_t sheet)
{
	return w->sheets[sheet].name;
}

bool xlsx_sheet_hidden(const struct xlsx *w, size_t sheet)
{
	return w->sheets[sheet].hidden;
}

/* ---- rows ---- */

void xlsx_add_day(const struct xlsx *w, int serial, struct buf *out)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", serial);
	number_add(number, STYLE_DAY, w && w->from_1904, out);
}

void xlsx_column_name(size_t column, struct buf *out)
{
	char letters[8];
	size_t n = sizeof(letters);

	do
		letters[--n] = (char)('A' + column % 26);
	while (n && (column /= 26) && column--);
	buf_addn(out, letters + n, sizeof(letters) - n);
}

static char type_of(const char *t)
{
	static const struct {
		const char *name;
		char type;
	} types[] = {{"s", 's'}, {"inlineStr", 'i'}, {"str", 't'}, {"b", 'b'}, {"e", 'e'}, {"d", 'd'}, {"n", 'n'}};

	for (size_t i = 0; t && i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(t, types[i].name))
			return types[i].type;
	return 'n';
}

static void sheet_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *r;

	name = xml_local(name);
	if (w->ended)
		return;
	if (!strcmp(name, "row")) {
		r = xml_attribute(a, "r");
		w->in_row = true;
		w->row.number = r && atoi(r) > 0 ? atoi(r) : w->next_number;
		if (w->row.number < w->next_number - 1) {
			part_refuse(&w->part, "книга повреждена: строки листа стоят не по порядку");
			return;
		}
		w->next_number = w->row.number + 1;
		r = xml_attribute(a, "hidden");
		w->row.hidden = r && (!strcmp(r, "1") || !strcmp(r, "true"));
		w->row.n = 0;
		w->next_column = 0;
		buf_clear(&w->texts);
	} else if (!w->in_row) {
		return;
	} else if (!strcmp(name, "c")) {
		r = xml_attribute(a, "r");
		w->column = r ? xlsx_column_of(r) : w->next_column;
		if (w->column == SIZE_MAX || w->column < w->next_column || w->column >= COLUMNS_MAX_XLSX) {
			part_refuse(&w->part, "книга повреждена: ячейки листа стоят не по порядку");
			return;
		}
		w->next_column = w->column + 1;
		r = xml_attribute(a, "s");
		w->style = r ? (size_t)strtoul(r, NULL, 10) : 0;
		w->type = type_of(xml_attribute(a, "t"));
		w->has_formula = false;
		buf_clear(&w->value);
	} else if (!strcmp(name, "v")) {
		w->in_value = true;
	} else if (!strcmp(name, "f")) {
		w->has_formula = true;
	} else if (!strcmp(name, "is")) {
		w->in_inline = true;
	} else if (!strcmp(name, "rPh")) {
		w->in_phonetic = true;
	} else if (!strcmp(name, "t") && w->in_inline) {
		w->in_value = !w->in_phonetic;
	}
}

static void sheet_text(void *arg, const char *s, int n)
{
	struct xlsx *w = arg;

	if (!w->in_value)
		return;
	if (w->value.n + w->texts.n + (size_t)n > ROW_MAX)
		part_refuse(&w->part, "в строке листа слишком много текста: это не таблица записей");
	else
		buf_addn(&w->value, s, (size_t)n);
}

/* The cell's value as text, at the end of `texts`; returns what is wrong with it. */
static const char *add_value(struct xlsx *w)
{
	const char *v = buf_text(&w->value);
	size_t start = w->texts.n, index;
	char *end;

	switch (w->type) {
	case 's':
		index = strtoul(v, &end, 10);
		if (end == v || *end || index >= w->strings_n)
			return "в книге нет текста этой ячейки: она повреждена";
		buf_add(&w->texts, w->strings.s + w->string_at[index]);
		return NULL;
	case 'b':
		buf_add(&w->texts, *v == '1' || *v == 't' ? "да" : "нет");
		return NULL;
	case 'e':
		buf_add(&w->texts, v);
		return "вместо значения в ячейке ошибка Excel";
	case 'd':
		moment_of_iso(v, &w->texts);
		return NULL;
	case 'n':
		if (number_add(v, w->style < w->styles_n ? w->styles[w->style] : STYLE_NUMBER, w->from_1904, &w->texts))
			return NULL;
		w->texts.n = start;
		buf_add(&w->texts, v);
		return "это не число и не день с 1900 по 2199 год";
	default:
		buf_add(&w->texts, v);
		unescape(&w->texts, start);
		return NULL;
	}
}

static void end_cell(struct xlsx *w)
{
	size_t start = w->texts.n;
	const char *fault = NULL;

	if (w->value.n)
		fault = add_value(w);
	else if (w->has_formula && w->type != 't')
		fault = XLSX_NOT_COMPUTED;
	if (w->texts.n == start && fault)
		buf_add(&w->texts, "=");
	if (w->texts.n == start)
		return;
	if (strlen(w->texts.s + start) != w->texts.n - start)
		w->texts.n = start + strlen(w->texts.s + start);
	buf_addc(&w->texts, 0);
	xlsx_put_cell(w, (struct xlsx_cell){.column = w->column, .fault = fault, .across = 1}, start);
}

static void sheet_end(void *arg, const char *name)
{
	struct xlsx *w = arg;

	name = xml_local(name);
	if (!strcmp(name, "v") || !strcmp(name, "t")) {
		w->in_value = false;
	} else if (!strcmp(name, "is")) {
		w->in_inline = false;
	} else if (!strcmp(name, "rPh")) {
		w->in_phonetic = false;
	} else if (!strcmp(name, "sheetData")) {
		w->ended = true;
	} else if (!strcmp(name, "c") && w->in_row) {
		end_cell(w);
	} else if (!strcmp(name, "row") && w->in_row) {
		w->in_row = false;
		if (w->row.n) {
			part_pause(&w->part);
		}
	}
}

enum err xlsx_begin(struct xlsx *w, size_t sheet, struct error *e)
{
	static const struct xml_handlers handlers = {sheet_start, sheet_end, sheet_text};
	enum err err;

	part_close(&w->part);
	w->in_row = w->in_value = w->in_inline = w->in_phonetic = w->ended = false;
	w->next_number = 1;
	if (w->ods.is_sheet)
		return ods_begin(w, sheet, sheet_max(w), e);
	err = xlsx_merged_begin(w, sheet, sheet_max(w), e);
	if (err)
		return err;
	err = part_open(&w->part, w->zip, w->sheets[sheet].target, sheet_max(w), &handlers, w, e);
	return err == ERR_NONE
		       ? error_set(e, ERR_INPUT, "в книге нет листа «%s»: она повреждена", w->sheets[sheet].name)
		       : err;
}

enum err xlsx_next(struct xlsx *w, const struct xlsx_row **row, struct error *e)
{
	enum err err;

	err = w->ods.is_sheet && ods_repeat(w) ? OK : part_run(&w->part, e);
	if (!err && w->merged.n)
		err = xlsx_merged_apply(w, e);
	if (err)
		return err;
	for (size_t i = 0; i < w->row.n; i++)
		w->cell[i].text = w->texts.s + w->text_at[i];
	w->row.cell = w->cell;
	*row = &w->row;
	return OK;
}

unsigned xlsx_progress(const struct xlsx *w)
{
	return w->part.size ? (unsigned)((uint64_t)w->part.xml.fed * 1000 / w->part.size) : 0;
}
