/* Sheets of LibreOffice and of others that write OpenDocument (.ods, ODF 1.3 part 3, 9): all of them in one part. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "xlsx.h"

#define CONTENT	 "content.xml"
#define ROWS_MAX 1048576
#define TEXT_MAX (16u << 20) /* bytes of the texts of a row */

/* ---- the sheets and whether they are hidden, which their styles tell ---- */

static void book_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	struct ods *o = &w->ods;
	const char *is = xml_attribute(a, "name"), *style = xml_attribute(a, "style-name"),
		   *display = xml_attribute(a, "display");
	struct buf line = {0};

	name = xml_local(name);
	o->is_sheet |= !strcmp(name, "spreadsheet");
	if (!strcmp(name, "style") && is) {
		buf_clear(&o->style);
		buf_addf(&o->style, "\n%s\n", is);
	} else if (!strcmp(name, "table-properties") && display && !strcmp(display, "false")) {
		buf_add(&o->hidden, buf_text(&o->style));
	} else if (!strcmp(name, "table") && is && o->is_sheet) {
		buf_addf(&line, "\n%s\n", style ? style : "");
		w->sheets = mem_grow(w->sheets, w->sheets_n, &w->sheets_cap, sizeof(*w->sheets));
		w->sheets[w->sheets_n++] = (struct sheet_part){.name = mem_strdup(is),
							       .relation = mem_strdup(""),
							       .target = mem_strdup(CONTENT),
							       .hidden = strstr(buf_text(&o->hidden), line.s)};
		buf_free(&line);
	}
}

enum err ods_open(struct xlsx *w, uint64_t limit, struct error *e)
{
	static const struct xml_handlers handlers = {.start = book_start};
	enum err err;

	if (part_mentions(w->zip, "META-INF/manifest.xml", limit, "encryption-data"))
		return error_set(e, ERR_INPUT, "книга закрыта паролем; снимите пароль и сохраните её снова");
	err = part_read(w->zip, CONTENT, limit, &handlers, w, e);
	if (!err && !w->ods.is_sheet)
		err = error_set(e, ERR_INPUT,
				"это файл LibreOffice, но не таблица; сохраните её как «Книга Excel (.xlsx)»");
	return err;
}

void ods_release(struct ods *o)
{
	buf_free(&o->style);
	buf_free(&o->hidden);
	buf_free(&o->value);
}

/* ---- rows ---- */

/* What lies on the sheet or is pinned to a cell, with text of its own. */
static bool is_beside(const char *name)
{
	static const char *const names[] = {"annotation", "shapes",   "frame",	   "custom-shape", "g",
					    "rect",	  "line",     "ellipse",   "circle",	   "path",
					    "polygon",	  "polyline", "connector", "caption"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static unsigned long count_of(const char **a, const char *name, unsigned long max)
{
	const char *s = xml_attribute(a, name);
	unsigned long n = s ? strtoul(s, NULL, 10) : 1;

	return n < 1 ? 1 : n > max ? max : n;
}

/* The cell's type and value; of two types the one that says «error» is LibreOffice's own. */
static void begin_cell(struct xlsx *w, const char **a)
{
	struct ods *o = &w->ods;

	w->column = w->next_column;
	o->columns = count_of(a, "number-columns-repeated", COLUMNS_MAX_XLSX);
	o->across = count_of(a, "number-columns-spanned", COLUMNS_MAX_XLSX);
	o->down = count_of(a, "number-rows-spanned", ROWS_MAX);
	w->next_column += o->columns;
	w->has_formula = xml_attribute(a, "formula") != NULL;
	w->type = 0;
	o->paragraphs = 0;
	buf_clear(&w->value);
	buf_clear(&o->value);
	for (size_t i = 0; a[i]; i += 2) {
		const char *name = xml_local(a[i]);

		if (!strcmp(name, "value-type") && w->type != 'e')
			/* float, percentage, currency, date, time, boolean, string, error */
			w->type = strcmp(a[i + 1], "currency") ? *a[i + 1] : 'f';
		else if (!strcmp(name, "value") || !strcmp(name, "date-value") || !strcmp(name, "time-value") ||
			 !strcmp(name, "boolean-value") || !strcmp(name, "string-value"))
			buf_add(&o->value, a[i + 1]);
	}
}

static void sheet_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	struct ods *o = &w->ods;
	const char *visible;

	name = xml_local(name);
	if (o->in_table && is_beside(name))
		o->beside++;
	if (o->beside)
		return;
	if (!strcmp(name, "table") && xml_attribute(a, "name")) {
		o->in_table = o->tables++ == o->sheet;
	} else if (!o->in_table) {
		return;
	} else if (!strcmp(name, "table-row")) {
		visible = xml_attribute(a, "visibility");
		o->rows = count_of(a, "number-rows-repeated", ROWS_MAX);
		w->row = (struct xlsx_row){.number = w->next_number, .hidden = visible && strcmp(visible, "visible")};
		w->next_number += (int)o->rows;
		w->next_column = 0;
		w->in_row = true;
		buf_clear(&w->texts);
		if (w->next_number > 4 * ROWS_MAX)
			part_refuse(&w->part, "в листе слишком много строк: это не таблица записей");
	} else if (w->in_row && !strcmp(name, "table-cell")) {
		begin_cell(w, a);
	} else if (w->in_row && !strcmp(name, "covered-table-cell")) {
		begin_cell(w, a); /* nobody sees what is in it */
	} else if (w->in_row && !strcmp(name, "p")) {
		if (o->paragraphs++)
			buf_addc(&w->value, '\n');
		w->in_value = true;
	} else if (w->in_value && !strcmp(name, "s")) {
		buf_fill(&w->value, ' ', count_of(a, "c", 1000));
	} else if (w->in_value && (!strcmp(name, "tab") || !strcmp(name, "line-break"))) {
		buf_addc(&w->value, *name == 't' ? '\t' : '\n');
	}
}

static void sheet_text(void *arg, const char *s, int n)
{
	struct xlsx *w = arg;

	if (!w->in_value || w->ods.beside)
		return;
	if (w->value.n + w->texts.n + (size_t)n > TEXT_MAX)
		part_refuse(&w->part, "в строке листа слишком много текста: это не таблица записей");
	else
		buf_addn(&w->value, s, (size_t)n);
}

/* «PT09H05M00S» */
static void time_add(const char *s, struct buf *out)
{
	unsigned hours = 0, minutes = 0;

	if (sscanf(s, "PT%uH%uM", &hours, &minutes) == 2)
		buf_addf(out, "%02u:%02u", hours, minutes);
	else
		buf_add(out, s);
}

/* The cell's value, at the end of `texts`; what is wrong with it. */
static const char *add_value(struct xlsx *w)
{
	const char *v = buf_text(&w->ods.value), *text = buf_text(&w->value);

	switch (w->type) {
	case 'e':
		buf_add(&w->texts, w->value.n ? text : "=");
		return "вместо значения в ячейке ошибка";
	case 'f':
	case 'p':
		if (!number_add(v, STYLE_NUMBER, false, &w->texts))
			buf_add(&w->texts, text);
		return NULL;
	case 'd':
		moment_of_iso(v, &w->texts);
		return NULL;
	case 't':
		time_add(v, &w->texts);
		return NULL;
	case 'b':
		buf_add(&w->texts, *v == 't' ? "да" : "нет");
		return NULL;
	default:
		buf_add(&w->texts, w->value.n ? text : v);
		if (w->type || w->value.n || w->ods.value.n || !w->has_formula)
			return NULL;
		buf_add(&w->texts, "=");
		return XLSX_NOT_COMPUTED;
	}
}

static void end_cell(struct xlsx *w)
{
	struct ods *o = &w->ods;
	size_t start = w->texts.n;
	const char *fault = add_value(w);

	if (o->across > 1 || o->down > 1)
		xlsx_merged_add(&w->merged, &(struct merged_range){.top = w->row.number,
								   .bottom = w->row.number + (int)o->down - 1,
								   .left = w->column,
								   .right = w->column + o->across - 1});
	if (w->texts.n == start)
		return;
	buf_addc(&w->texts, 0);
	for (size_t i = 0; i < o->columns && w->column + i < COLUMNS_MAX_XLSX; i++)
		xlsx_put_cell(w, (struct xlsx_cell){.column = w->column + i, .fault = fault, .across = 1}, start);
}

static void sheet_end(void *arg, const char *name)
{
	struct xlsx *w = arg;
	struct ods *o = &w->ods;

	name = xml_local(name);
	if (o->beside) {
		o->beside -= is_beside(name);
		return;
	}
	if (!o->in_table)
		return;
	if (!strcmp(name, "table")) {
		o->in_table = false;
	} else if (!strcmp(name, "p")) {
		w->in_value = false;
	} else if (!strcmp(name, "table-cell") && w->in_row) {
		end_cell(w);
	} else if (!strcmp(name, "table-row") && w->in_row) {
		w->in_row = false;
		o->rows = w->row.n ? o->rows - 1 : 0;
		if (w->row.n)
			part_pause(&w->part);
	}
}

enum err ods_begin(struct xlsx *w, size_t sheet, uint64_t limit, struct error *e)
{
	static const struct xml_handlers handlers = {sheet_start, sheet_end, sheet_text};
	struct ods *o = &w->ods;

	o->in_table = false;
	o->sheet = sheet;
	o->tables = o->beside = o->rows = 0;
	xlsx_merged_release(&w->merged);
	return part_open(&w->part, w->zip, CONTENT, limit, &handlers, w, e);
}

bool ods_repeat(struct xlsx *w)
{
	if (!w->ods.rows)
		return false;
	w->ods.rows--;
	w->row.number++;
	return true;
}
