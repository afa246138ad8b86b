/* Sheets of .xlsx (ECMA-376). A cell that is a mark becomes a number, in its style; a mark within a text gives way in
 * the text, also in one that several cells share. What formulas computed before is taken away, so that whoever opens
 * the book computes it anew, and nobody reads an old sum. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "cells.h"

static void sheet_place(const void *at, struct buf *out)
{
	const struct sheet *s = at;

	buf_addf(out, "лист «%s», ", s->title);
	if (s->in_header) {
		buf_add(out, "колонтитул");
		return;
	}
	xlsx_column_name(s->column, out);
	buf_addf(out, "%d", s->row);
}

static bool is_header(const char *name)
{
	static const char *const names[] = {"oddHeader",  "oddFooter",	 "evenHeader",
					    "evenFooter", "firstHeader", "firstFooter"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void begin_cell(struct sheet *s, const char *name, const char **a)
{
	const char *r = xml_attribute(a, "r"), *style = xml_attribute(a, "s"), *type = xml_attribute(a, "t");

	s->column = r ? xlsx_column_of(r) : s->column + 1;
	if (s->column == SIZE_MAX || s->column >= COLUMNS_MAX_XLSX || strlen(name) >= sizeof(s->name)) {
		page_refuse(&s->page, "книга повреждена: у ячейки нет места на листе");
		return;
	}
	strcpy(s->name, name);
	s->tag = xml_at(&s->page.parser);
	s->tag_n = xml_length(&s->page.parser);
	s->style = style ? strtoul(style, NULL, 10) : 0;
	s->is_shared = type && !strcmp(type, "s");
	s->is_text = type && (!strcmp(type, "inlineStr") || !strcmp(type, "str"));
	s->has_formula = s->in_phonetic = false;
	s->in_cell = true;
	s->value_at = s->value_end = 0;
	passage_clear(&s->text);
	buf_clear(&s->value);
	rows_begin_cell(s);
}

static void sheet_start(void *arg, const char *name, const char **a)
{
	struct sheet *s = arg;
	const char *local = xml_local(name), *r = xml_attribute(a, "r");
	size_t at = xml_at(&s->page.parser), n = xml_length(&s->page.parser);

	if (!strcmp(local, "row")) {
		s->row = r && atoi(r) > 0 ? atoi(r) : s->row + 1;
		s->column = SIZE_MAX;
		rows_begin_row(s, name);
	} else if (!strcmp(local, "c")) {
		begin_cell(s, name, a);
	} else if (is_header(local)) {
		s->in_header = true;
		passage_clear(&s->text);
	} else if (s->in_cell && !strcmp(local, "v")) {
		s->in_value = true;
		s->value_at = at;
	} else if (s->in_cell && !strcmp(local, "f")) {
		s->has_formula = true;
	} else if (s->in_cell && !strcmp(local, "rPh")) {
		s->in_phonetic = true;
	} else if (s->in_cell && !strcmp(local, "t")) {
		s->in_text = !s->in_phonetic;
		s->keeper = xml_attribute(a, "space") ? 0 : at + n - 1;
	}
}

static void sheet_text(void *arg, const char *text, int n)
{
	struct sheet *s = arg;

	if (s->in_header)
		passage_text(&s->text, &s->page, text, n, 0);
	else if (s->in_text || (s->in_value && s->is_text))
		passage_text(&s->text, &s->page, text, n, s->in_text ? s->keeper : 0);
	else if (s->in_value)
		buf_addn(&s->value, text, (size_t)n);
}

/* Without a value it says no type: so do the programs that write formulas without computing them. */
static void drop_computed(struct sheet *s)
{
	struct attribute type;

	s->cells->has_formulas = true;
	if (!s->page.form->changing || s->value_end <= s->value_at || (!s->value.n && !s->text.text.n))
		return;
	page_put(&s->page, s->value_at, s->value_end - s->value_at, "", 0);
	if (page_attribute(&s->page, s->tag, s->tag_n, "t", &type))
		page_put(&s->page, type.at, type.n, "", 0);
}

/* The text of the cell; NULL: it has none. */
static const struct passage *text_of(struct sheet *s, struct shared **shared)
{
	*shared = NULL;
	if (!s->is_shared || !s->value.n)
		return s->text.text.n ? &s->text : NULL;
	*shared = strings_shared(s->cells, strtoul(s->value.s, NULL, 10));
	return *shared ? &(*shared)->text : NULL;
}

static void end_cell(struct sheet *s, size_t end)
{
	struct blank *f = s->page.form;
	struct shared *shared;
	const struct passage *text = text_of(s, &shared);
	const struct blank_mark *alone;
	double number;

	s->in_cell = false;
	if (rows_end_cell(s, end, s->has_formula || s->value.n || s->text.text.n))
		return;
	if (s->has_formula) {
		drop_computed(s);
		return;
	}
	if (!text || rows_take(s, text, end))
		return;
	if (shared)
		shared->used = true;
	alone = f->filling && !tables_is_head(s->cells, text) ? passage_alone(text, &s->page) : NULL;
	if (alone && alone->value.what != BLANK_KEPT && cell_number(s, s->style, &alone->value, &number))
		cell_put(s, NULL, number, end);
	else if (!shared || !f->filling) /* a text that is shared is filled where it stands */
		passage_fill(text, &s->page, &(struct writing){.line = NULL});
}

static void sheet_end(void *arg, const char *name)
{
	struct sheet *s = arg;
	const char *local = xml_local(name);
	size_t at = xml_at(&s->page.parser);

	if (!strcmp(local, "v") && s->in_value) {
		s->in_value = false;
		s->value_end = at + xml_length(&s->page.parser);
		if (s->value_end == at) /* «<v/>» */
			s->value_at = s->value_end = 0;
	} else if (!strcmp(local, "t")) {
		s->in_text = false;
	} else if (!strcmp(local, "rPh")) {
		s->in_phonetic = false;
	} else if (!strcmp(local, "c") && s->in_cell) {
		end_cell(s, at);
	} else if (s->in_header && is_header(local)) {
		passage_fill(&s->text, &s->page, &(struct writing){.line = " ", .header = true});
		s->in_header = false;
	} else if (!strcmp(local, "row")) {
		rows_end_row(s, at, xml_length(&s->page.parser));
	} else if (!strcmp(local, "sheetData")) {
		rows_end_sheet(s, at);
	}
}

static enum err walk_sheet(struct blank *f, const struct sheet_part *part)
{
	static const struct xml_handlers handlers = {sheet_start, sheet_end, sheet_text};
	struct sheet s = {.cells = f->cells, .from_1904 = f->book->from_1904, .title = part->name};
	enum err err;

	s.page.place = sheet_place;
	s.page.at = &s;
	err = page_walk(f, part->target, &handlers, &s, &s.page);
	rows_release(&s);
	passage_release(&s.text);
	buf_free(&s.value);
	return err;
}

/* ---- the book ---- */

struct calc {
	struct page page;
	size_t behind; /* where the element may stand */
	bool found;
};

static void book_start(void *arg, const char *name, const char **a)
{
	static const char asked[] = " fullCalcOnLoad=\"1\"";
	struct calc *c = arg;
	struct attribute old;
	size_t at = xml_at(&c->page.parser), n = xml_length(&c->page.parser);

	(void)a;
	if (strcmp(xml_local(name), "calcPr") != 0)
		return;
	c->found = true;
	if (page_attribute(&c->page, at, n, "fullCalcOnLoad", &old) && c->page.xml.s[old.value] == '1')
		return;
	if (page_attribute(&c->page, at, n, "fullCalcOnLoad", &old))
		page_put(&c->page, old.at, old.n, asked, strlen(asked));
	else
		page_put(&c->page, at + 1 + strlen(name), 0, asked, strlen(asked));
}

/* CT_Workbook: it comes behind these. */
static void book_end(void *arg, const char *name)
{
	static const char *const before[] = {"sheets", "functionGroups", "externalReferences", "definedNames"};
	struct calc *c = arg;
	const char *local = xml_local(name);
	struct buf element = {0};

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (!strcmp(before[i], local))
			c->behind = xml_at(&c->page.parser) + xml_length(&c->page.parser);
	if (strcmp(local, "workbook") != 0 || c->found || !c->behind)
		return;
	buf_addf(&element, "<%.*scalcPr fullCalcOnLoad=\"1\"/>", (int)(local - name), name);
	page_put(&c->page, c->behind, 0, element.s, element.n);
	buf_free(&element);
}

static enum err ask_to_compute(struct blank *f)
{
	static const struct xml_handlers handlers = {book_start, book_end, NULL};
	struct calc c = {.found = false};

	return page_walk(f, f->book->document, &handlers, &c, &c.page);
}

enum err cells_walk(struct blank *f)
{
	enum err err = OK;

	if (!f->cells) {
		f->cells = mem_alloc(sizeof(*f->cells));
		err = strings_read_styles(f);
		if (!err)
			err = strings_walk(f);
		if (!err)
			err = tables_walk(f);
	}
	for (size_t i = 0; i < f->book->sheets_n && !err; i++)
		err = walk_sheet(f, &f->book->sheets[i]);
	if (!err && f->filling)
		err = strings_walk(f);
	if (!err && f->filling)
		err = tables_walk(f);
	if (!err)
		err = flow_drawings(f);
	return !err && f->changing && f->cells->has_formulas ? ask_to_compute(f) : err;
}
