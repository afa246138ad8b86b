/* Rows that are repeated: the first cell with a mark begins with {*площадки}. They are written into the rows that the
 * form has below for that, whose cells in the same columns are empty: no row moves, so no formula has to. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "cells.h"

void rows_release(struct sheet *s)
{
	for (size_t i = 0; i < s->row_cells_n; i++)
		buf_free(&s->row_cells[i].text);
	free(s->row_cells);
	s->row_cells = NULL;
	s->row_cells_n = s->row_cells_cap = 0;
}

/* ---- what stands in a cell of the i-th row ---- */

struct rendered {
	struct buf text;
	const struct blank_value *alone; /* the cell is this value */
};

static const struct blank_value *value_in(const struct blank *f, const struct blank_mark *m, size_t i)
{
	return m->rows_of ? (m->each && i < f->marks[m->rows_of - 1].rows ? &m->each[i] : NULL) : &m->value;
}

static void render(struct sheet *s, const struct row_cell *cell, size_t i, struct rendered *out)
{
	const struct blank *f = s->page.form;
	const char *text = buf_text(&cell->text), *rest = text;
	size_t values = 0, at = 0, n;

	*out = (struct rendered){.alone = NULL};
	for (; passage_next_mark(text, cell->text.n, &at, &n); at += n) {
		const struct blank_mark *m = passage_mark(s->page.form, text + at, n, s->rows_mark);
		const struct blank_value *v = m ? value_in(f, m, i) : NULL;

		buf_addn(&out->text, rest, (size_t)(text + at - rest));
		rest = text + at + n;
		if (m && (m->name[0] == '*' || (m->rows_of && !v))) /* nothing, too, where there is no row at all */
			continue;
		if (!v || v->what == BLANK_KEPT) {
			buf_addn(&out->text, text + at, n);
			continue;
		}
		values++;
		out->alone = v;
		buf_add(&out->text, v->text ? v->text : "");
	}
	if (values != 1 || !passage_is_gap(rest, cell->text.n - (size_t)(rest - text)) ||
	    strcmp(buf_text(&out->text) + strspn(buf_text(&out->text), " "),
		   out->alone && out->alone->text ? out->alone->text : "") != 0)
		out->alone = NULL;
	buf_add(&out->text, rest);
}

static void put(struct sheet *s, const struct row_cell *cell, size_t i, size_t end)
{
	struct rendered r;
	double number;

	render(s, cell, i, &r);
	if (r.alone && cell_number(s, s->style, r.alone, &number))
		cell_put(s, NULL, number, end);
	else
		cell_put(s, buf_text(&r.text), 0, end);
	buf_free(&r.text);
}

/* A cell that the form does not have, with the look of the one in the first row. */
static void add_new(struct sheet *s, const struct row_cell *cell, size_t i, struct buf *out)
{
	int prefix = (int)(strlen(s->name) - 1);
	struct rendered r;
	double number;
	bool is_number;

	render(s, cell, i, &r);
	is_number = r.alone && cell_number(s, cell->style, r.alone, &number);
	buf_addf(out, "<%.*sc r=\"", prefix, s->name);
	xlsx_column_name(cell->column, out);
	buf_addf(out, "%d\" s=\"%zu\"%s>", s->first + (int)i, cell->style,
		 is_number || !r.text.n ? "" : " t=\"inlineStr\"");
	cell_add_content(s, is_number ? NULL : buf_text(&r.text), is_number ? number : 0, out);
	buf_addf(out, "</%.*sc>", prefix, s->name);
	buf_free(&r.text);
}

/* ---- the row itself ---- */

static struct repeat *begin_repeat(struct sheet *s, size_t mark)
{
	struct cells *c = s->cells;

	c->repeats = mem_grow(c->repeats, c->repeats_n, &c->repeats_cap, sizeof(*c->repeats));
	c->repeats[c->repeats_n] = (struct repeat){.mark = mark, .sheet = s->title, .row = s->row, .blocked = INT_MAX};
	return &c->repeats[c->repeats_n++];
}

static void note_cell(struct sheet *s, const struct passage *text)
{
	struct repeat *r = &s->cells->repeats[s->cells->repeats_n - 1];

	r->columns = mem_grow(r->columns, r->n, &r->cap, sizeof(*r->columns));
	r->columns[r->n++] = s->column;
	s->page.rows_mark = s->rows_mark;
	passage_fill(text, &s->page, &(struct writing){.line = NULL});
	s->page.rows_mark = 0;
}

static void take_cell(struct sheet *s, const struct passage *text, size_t end)
{
	struct row_cell *cell;

	s->row_cells = mem_grow(s->row_cells, s->row_cells_n, &s->row_cells_cap, sizeof(*s->row_cells));
	cell = &s->row_cells[s->row_cells_n++];
	*cell = (struct row_cell){.column = s->column, .style = s->style};
	buf_addn(&cell->text, buf_text(&text->text), text->text.n);
	put(s, cell, 0, end);
}

bool rows_take(struct sheet *s, const struct passage *text, size_t end)
{
	const char *all = buf_text(&text->text);
	struct blank *f = s->page.form;
	size_t at = 0, n;
	bool begins = passage_next_mark(all, text->text.n, &at, &n) && all[at + 1] == '*';

	if (begins && s->in_repeat_row) {
		page_refuse(&s->page, "в строке листа две метки {*…}: строка повторяется для чего-то одного");
		return true;
	}
	if (begins && s->row_has_marks) {
		page_refuse(&s->page, "метка {*…} стоит в строке листа не первой: с неё строка начинается");
		return true;
	}
	if (begins) {
		rows_release(s);
		s->in_repeat_row = true;
		s->first = s->row;
		s->done = 1;
		s->rows_mark = passage_note(&s->page, all + at, n) + 1;
		if (!f->filling)
			begin_repeat(s, s->rows_mark - 1);
	}
	s->row_has_marks |= memchr(all, '{', text->text.n) != NULL;
	if (!s->in_repeat_row || !memchr(all, '{', text->text.n))
		return false;
	if (f->filling)
		take_cell(s, text, end);
	else
		note_cell(s, text);
	return true;
}

/* ---- the rows below ---- */

/* How many rows are still to come. */
static int left(const struct sheet *s)
{
	const struct blank *f = s->page.form;

	return f->filling && s->rows_mark && s->row_cells_n ? (int)f->marks[s->rows_mark - 1].rows - s->done : 0;
}

/* Rows that the form does not have, before the one of that number. */
static void add_rows(struct sheet *s, int before, size_t at)
{
	int prefix = (int)(strlen(s->row_name) - 3);
	struct buf out = {0};

	for (; left(s) > 0 && s->first + s->done < before; s->done++) {
		buf_addf(&out, "<%.*srow r=\"%d\">", prefix, s->row_name, s->first + s->done);
		for (size_t i = 0; i < s->row_cells_n; i++)
			add_new(s, &s->row_cells[i], (size_t)s->done, &out);
		buf_addf(&out, "</%.*srow>", prefix, s->row_name);
	}
	if (out.n)
		page_put(&s->page, at, 0, out.s, out.n);
	buf_free(&out);
}

void rows_begin_row(struct sheet *s, const char *name)
{
	s->in_repeat_row = s->row_has_marks = false;
	s->row_at = xml_at(&s->page.parser);
	s->row_n = xml_length(&s->page.parser);
	s->next = 0;
	if (strlen(name) < sizeof(s->row_name))
		strcpy(s->row_name, name);
	add_rows(s, s->row, s->row_at);
	s->below = left(s) > 0 && s->first + s->done == s->row;
}

/* The cells before the one in that column that the row does not have. */
static void add_cells(struct sheet *s, size_t before, struct buf *out)
{
	for (; s->next < s->row_cells_n && s->row_cells[s->next].column < before; s->next++)
		add_new(s, &s->row_cells[s->next], (size_t)s->done, out);
}

void rows_begin_cell(struct sheet *s)
{
	struct buf out = {0};

	s->replaces = false;
	if (!s->below)
		return;
	add_cells(s, s->column, &out);
	if (out.n)
		page_put(&s->page, s->tag, 0, out.s, out.n);
	buf_free(&out);
	s->replaces = s->next < s->row_cells_n && s->row_cells[s->next].column == s->column;
}

bool rows_end_cell(struct sheet *s, size_t end, bool has)
{
	struct cells *c = s->cells;

	if (!s->page.form->filling && has)
		for (size_t i = 0; i < c->repeats_n; i++) {
			struct repeat *r = &c->repeats[i];

			for (size_t k = 0; k < r->n && r->sheet == s->title && s->row > r->row && s->row < r->blocked;
			     k++)
				if (r->columns[k] == s->column)
					r->blocked = s->row;
		}
	if (!s->replaces)
		return false;
	s->replaces = false;
	put(s, &s->row_cells[s->next++], (size_t)s->done, end);
	return true;
}

void rows_end_row(struct sheet *s, size_t at, size_t n)
{
	struct buf out = {0};

	if (!s->below)
		return;
	s->below = false;
	add_cells(s, SIZE_MAX, &out);
	s->done++;
	if (out.n && n) {
		page_put(&s->page, at, 0, out.s, out.n);
	} else if (out.n) { /* «<row r="8"/>» */
		struct buf whole = {0};

		buf_addf(&whole, ">%s</%s>", out.s, s->row_name);
		page_put(&s->page, s->row_at + s->row_n - 2, 2, whole.s, whole.n);
		buf_free(&whole);
	}
	buf_free(&out);
}

void rows_end_sheet(struct sheet *s, size_t at)
{
	add_rows(s, INT_MAX, at);
	rows_release(s);
	s->rows_mark = 0;
}

size_t blank_rows_room(const struct blank *f, size_t mark)
{
	const struct cells *c = f->cells;
	size_t room = SIZE_MAX;

	if (f->marks[mark].grows)
		return SIZE_MAX;
	for (size_t i = 0; c && i < c->repeats_n; i++)
		if (c->repeats[i].mark == mark && (size_t)(c->repeats[i].blocked - c->repeats[i].row) < room)
			room = (size_t)(c->repeats[i].blocked - c->repeats[i].row);
	return room == SIZE_MAX ? 0 : room;
}
