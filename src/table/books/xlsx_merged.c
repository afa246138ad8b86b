/* Merged cells of a sheet: a range has the value of its first cell, and gives it to all its rows. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "xlsx.h"

#define RANGES_MAX 200000

static bool parse_range(const char *ref, struct merged_range *r)
{
	const char *colon = strchr(ref, ':');

	if (!colon)
		return false;
	*r = (struct merged_range){.left = xlsx_column_of(ref), .right = xlsx_column_of(colon + 1)};
	r->top = atoi(ref + strcspn(ref, "0123456789"));
	r->bottom = atoi(colon + 1 + strcspn(colon + 1, "0123456789"));
	return r->left <= r->right && r->right < COLUMNS_MAX_XLSX && r->top > 0 && r->top <= r->bottom;
}

void xlsx_merged_add(struct merged *m, const struct merged_range *r)
{
	if (m->n == RANGES_MAX)
		return;
	m->range = mem_grow(m->range, m->n, &m->cap, sizeof(*m->range));
	m->range[m->n++] = *r;
}

static void merged_start(void *arg, const char *name, const char **a)
{
	struct merged *m = arg;
	const char *ref = xml_attribute(a, "ref");
	struct merged_range r;

	if (!strcmp(xml_local(name), "mergeCell") && ref && parse_range(ref, &r))
		xlsx_merged_add(m, &r);
}

static int compare_tops(const void *a, const void *b)
{
	const struct merged_range *x = a, *y = b;

	return x->top != y->top ? (x->top > y->top) - (x->top < y->top) : (x->left > y->left) - (x->left < y->left);
}

void xlsx_merged_release(struct merged *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->range[i].text);
	free(m->range);
	*m = (struct merged){.read = false};
}

enum err xlsx_merged_begin(struct xlsx *w, size_t sheet, uint64_t limit, struct error *e)
{
	static const struct xml_handlers handlers = {.start = merged_start};
	struct merged *m = &w->merged;
	const char *part = w->sheets[sheet].target;
	enum err err = OK;

	if (!m->read || m->sheet != sheet) {
		xlsx_merged_release(m);
		/* they stand behind the rows: few sheets are worth a walk of their own */
		if (part_mentions(w->zip, part, limit, "mergeCell "))
			err = part_read(w->zip, part, limit, &handlers, m, e);
		if (m->n)
			qsort(m->range, m->n, sizeof(*m->range), compare_tops);
		m->read = !err;
		m->sheet = sheet;
	}
	m->next = m->active_n = 0;
	return err;
}

/* The ranges that reach into the row. */
static bool find_active(struct merged *m, int row)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->active_n; i++)
		if (m->range[m->active[i]].bottom >= row)
			m->active[kept++] = m->active[i];
	m->active_n = kept;
	for (; m->next < m->n && m->range[m->next].top <= row; m->next++) {
		if (m->range[m->next].bottom < row)
			continue;
		if (m->active_n == MERGED_MAX)
			return false;
		m->active[m->active_n++] = m->next;
	}
	return true;
}

static struct xlsx_cell *cell_at(struct xlsx *w, size_t column)
{
	for (size_t i = 0; i < w->row.n; i++)
		if (w->cell[i].column == column)
			return &w->cell[i];
	return NULL;
}

/* What stands under a merged cell is shown by no program. */
static void drop_covered(struct xlsx *w, const struct merged_range *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->row.n; i++) {
		size_t column = w->cell[i].column;

		if (column >= r->left && column <= r->right && !(w->row.number == r->top && column == r->left))
			continue;
		w->cell[kept] = w->cell[i];
		w->text_at[kept++] = w->text_at[i];
	}
	w->row.n = kept;
}

enum err xlsx_merged_apply(struct xlsx *w, struct error *e)
{
	struct merged *m = &w->merged;

	if (!find_active(m, w->row.number))
		return error_set(e, ERR_INPUT, "строка %d: слишком много объединённых ячеек", w->row.number);
	for (size_t i = 0; i < m->active_n; i++) {
		struct merged_range *r = &m->range[m->active[i]];
		struct xlsx_cell *cell;

		drop_covered(w, r);
		cell = cell_at(w, r->left);
		if (w->row.number == r->top && cell) {
			cell->across = r->right - r->left + 1;
			free(r->text);
			r->text = mem_strdup(w->texts.s + w->text_at[cell - w->cell]);
			r->fault = cell->fault;
		} else if (w->row.number > r->top && r->text) {
			xlsx_add_cell(w,
				      (struct xlsx_cell){.column = r->left,
							 .fault = r->fault,
							 .across = r->right - r->left + 1,
							 .repeated = true},
				      r->text, strlen(r->text));
		}
	}
	return OK;
}
