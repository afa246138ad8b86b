/* The walk through a part: gaps are filled; paragraphs, items of lists and rows of tables left out or repeated. */
#include <stdlib.h>
#include <string.h>

#include "odt.h"

#define DEPTH_MAX 200

static bool is_item(const struct node *node)
{
	return node_is(node, NS_TEXT, "list-item");
}

static bool is_row(const struct node *node)
{
	return node_is(node, NS_TABLE, "table-row");
}

static bool is_cell(const struct node *node)
{
	return node_is(node, NS_TABLE, "table-cell");
}

/* What the reader of the document does not see as its text: deleted text, notes of editors, declarations. */
static bool is_aside(const struct node *node)
{
	return node_is(node, NS_TEXT, "tracked-changes") || node_is(node, NS_OFFICE, "annotation") ||
	       node_is(node, NS_OFFICE, "forms");
}

static struct node *next_element(struct node *node)
{
	for (node = node->next; node && node->text;)
		node = node->next;
	return node;
}

static struct node *previous_element(struct node *node)
{
	for (node = node->prev; node && node->text;)
		node = node->prev;
	return node;
}

struct node *odt_first_below(struct node *node, bool (*fits)(const struct node *))
{
	struct node *found = fits(node) ? node : NULL;

	for (struct node *c = !node->text ? node->first : NULL; c && !found; c = c->next)
		found = odt_first_below(c, fits);
	return found;
}

/* ---- a paragraph ---- */

/* Frames and notes inside of a paragraph. */
static enum err fill_inside(struct odt *o, struct node *node)
{
	enum err err = OK;

	for (struct node *c = node->first, *next; c && !err; c = next) {
		next = c->next;
		if (c->text || is_aside(c))
			continue;
		err = odt_is_inline(c) ? fill_inside(o, c) : odt_fill(o, c);
	}
	return err;
}

/* skip: what stood at the start, which is taken off. */
static enum err fill_paragraph(struct odt *o, struct node *paragraph, size_t skip)
{
	struct flat f = {.n = 0};
	struct cut *cuts = mem_alloc(sizeof(*cuts));
	size_t n = 1, cap = 1, at = skip, length;
	enum err err;

	cuts[0] = (struct cut){.n = skip};
	flat_read(&f, paragraph);
	while (!(err = gap_next(&o->filler, buf_text(&f.text), f.text.n, &at, &length)) && length) {
		cuts = mem_grow(cuts, n, &cap, sizeof(*cuts));
		cuts[n] = (struct cut){.at = at, .n = length};
		if ((err = gap_add(&o->filler, f.text.s + at + 1, length - 2, &cuts[n++].value)))
			break;
		at += length;
	}
	if (!err && !o->filler.silent) {
		if (n == 2 && cuts[1].at == skip && skip + cuts[1].n == f.text.n &&
		    strchr(buf_text(&cuts[1].value), '\n')) {
			cuts[1].n += skip;
			cuts[1].at = 0;
			odt_put_paragraphs(o, paragraph, &cuts[1]);
		} else {
			odt_make_cuts(o, paragraph, cuts, n);
		}
	}
	for (size_t i = 0; i < n; i++)
		buf_free(&cuts[i].value);
	free(cuts);
	flat_release(&f);
	return err ? err : fill_inside(o, paragraph);
}

/* ---- what may be left out or repeated: paragraphs, items of lists, rows of tables ---- */

static bool is_unit(const struct node *node)
{
	return odt_is_paragraph(node) || is_item(node) || is_row(node);
}

/* What a unit repeats, NULL: nothing. Of a row it may stand at the start of any cell: columns are moved. take: the mark
 * is taken off. */
static enum err unit_repeats(struct odt *o, struct node *unit, bool take, const struct template_table **table)
{
	struct node *cell = is_row(unit) ? unit->first : unit;
	enum err err = OK;

	*table = NULL;
	for (; cell && !*table && !err; cell = cell == unit ? NULL : cell->next) {
		struct node *p = odt_first_below(cell, odt_is_paragraph);
		struct flat f = {.n = 0};
		size_t at, n;

		if (!p)
			continue;
		flat_read(&f, p);
		err = gap_repeats(&o->filler, buf_text(&f.text), f.text.n, table, &at, &n);
		if (*table && take)
			odt_cut_out(o, p, at, n);
		flat_release(&f);
	}
	return err;
}

static void count_place(struct odt *o, const struct node *unit)
{
	if (is_row(unit)) {
		o->place.row++;
		o->place.cell = 0;
	} else if (odt_is_paragraph(unit) && !o->place.row) {
		o->place.paragraph++;
	}
}

/* The cells of a row, or what a list's item has. */
static enum err fill_below(struct odt *o, struct node *unit)
{
	enum err err = OK;

	if (!is_row(unit))
		return odt_fill(o, unit);
	for (struct node *c = unit->first, *next; c && !err; c = next) {
		next = c->next;
		if (!is_cell(c))
			continue;
		o->place.cell++;
		err = odt_fill(o, c);
	}
	return err;
}

/* A cell has a paragraph, be it empty. */
static void drop_unit(struct odt *o, struct node *unit)
{
	struct flat f = {.n = 0};

	if (odt_is_paragraph(unit) && is_cell(unit->parent) && !next_element(unit) && !previous_element(unit)) {
		flat_read(&f, unit);
		odt_cut_out(o, unit, 0, f.text.n);
		flat_release(&f);
	} else {
		node_remove(unit);
	}
}

static enum err fill_unit(struct odt *o, struct node *unit)
{
	bool silent = o->filler.silent;
	struct gap_start start = {.print = true};
	struct flat f = {.n = 0};
	struct node *head = odt_first_below(unit, odt_is_paragraph);
	enum err err = OK;

	if (head) {
		flat_read(&f, head);
		err = gap_start(&o->filler, buf_text(&f.text), f.text.n, &start);
		if (!err && start.align)
			err = gap_wrong(&o->filler,
					"{^} и {>} бывают только в .txt; здесь абзац выравнивают в редакторе",
					buf_text(&f.text), f.text.n);
		if (!err && start.length && head != unit)
			odt_cut_out(o, head, 0, start.length);
		flat_release(&f);
	}
	o->filler.silent = silent || !start.print;
	if (!err)
		err = odt_is_paragraph(unit) ? fill_paragraph(o, unit, start.length) : fill_below(o, unit);
	o->filler.silent = silent;
	if (!err && !start.print && !silent)
		drop_unit(o, unit);
	return err;
}

/* The units from `first` on that repeat the table, once for each row; *next: after them. */
static enum err fill_repeated(struct odt *o, struct node *first, const struct template_table *table, struct node **next)
{
	struct place place = o->place;
	struct node **units = NULL;
	size_t n = 0, cap = 0;
	enum err err = OK;

	for (const struct template_table *of = table; of == table && !err;) {
		units = mem_grow(units, n, &cap, sizeof(struct node *));
		unit_repeats(o, units[n++] = first, true, &of);
		first = next_element(first);
		of = NULL;
		if (first && is_unit(first))
			err = unit_repeats(o, first, false, &of);
	}
	*next = first;
	o->filler.table = table;
	for (size_t i = 0; (i < table->rows_n || !i) && !err; i++) {
		o->filler.row = i < table->rows_n ? table->rows + i * table->columns_n : NULL;
		o->filler.silent = !o->filler.row;
		o->place = place;
		for (size_t j = 0; j < n && !err; j++) {
			struct node *copy = node_copy(o->tree, units[j]);

			node_add_before(units[0], copy);
			if (j)
				count_place(o, copy);
			err = fill_unit(o, copy);
			if (!err && !o->filler.row)
				node_remove(copy);
		}
	}
	o->filler.table = NULL;
	o->filler.row = NULL;
	o->filler.silent = false;
	for (size_t i = 0; i < n; i++)
		node_remove(units[i]);
	free(units);
	return err;
}

static enum err fill_table(struct odt *o, struct node *table)
{
	struct place place = o->place;
	enum err err;

	if (!place.row)
		o->place.table = ++place.table;
	o->place.row = o->place.cell = 0;
	err = odt_fill(o, table);
	if (!err)
		o->place = place;
	if (!err && !odt_first_below(table, is_row) && !o->filler.silent) /* none of its rows is printed */
		node_remove(table);
	return err;
}

enum err odt_fill(struct odt *o, struct node *container)
{
	enum err err = OK;

	if (++o->depth > DEPTH_MAX)
		return error_set(o->filler.e, ERR_USAGE, "%s: слишком много вложенных частей", o->place.path);
	for (struct node *c = container->first, *next; c && !err; c = next) {
		const struct template_table *table = NULL;

		next = c->next;
		if (c->text || is_aside(c))
			continue;
		if (node_is(c, NS_TABLE, "table")) {
			err = fill_table(o, c);
		} else if (!is_unit(c)) {
			err = odt_fill(o, c);
		} else {
			count_place(o, c);
			err = unit_repeats(o, c, false, &table);
			if (!err && table)
				err = fill_repeated(o, c, table, &next);
			else if (!err)
				err = fill_unit(o, c);
		}
	}
	o->depth--;
	if (!err && node_is(container, NS_TABLE, "table-header-rows") && !odt_first_below(container, is_row))
		node_remove(container);
	return err;
}
