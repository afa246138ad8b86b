/* Where the heading of a table stands, and which columns it makes. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/utf8.h"

#define HEADING_ROWS 30 /* with values, among which the heading is looked for */

/* ---- the upper rows ---- */

struct top_cell {
	size_t column, across;
	bool repeated;
	const char *text;
};
struct top_row {
	int number;
	size_t n, own, known; /* cells; those that begin in it, those of them that name fields */
	struct top_cell *cell;
};
struct top {
	struct arena arena;
	struct top_row row[HEADING_ROWS];
	size_t n;
	size_t upper, lower, last; /* rows of the heading: with groups of columns, with columns, the last */
	bool numbered;		   /* the last has numbers of columns */
};

static enum heading_rank rank_of(const struct top_row *r)
{
	return r->known >= 2 && r->known * 4 >= r->own * 3 ? HEADING_SURE
	       : r->known >= 2 && r->known * 2 >= r->own   ? HEADING_LIKELY
	       : r->known && r->known * 2 >= r->own	   ? HEADING_POSSIBLE
							   : HEADING_NONE;
}

static enum err read_top(struct import *im, size_t sheet, char separator, struct top *top, struct error *e)
{
	const struct xlsx_row *row;
	size_t last = SIZE_MAX; /* the row below the first that is a heading for sure: none further down beats that */
	enum err err = table_begin(im, sheet, separator, e);

	while (!err && top->n < HEADING_ROWS && !(err = table_next(im, &row, e))) {
		struct top_row *r = &top->row[top->n++];

		*r = (struct top_row){.number = row->number, .n = row->n};
		r->cell = arena_alloc(&top->arena, row->n * sizeof(*r->cell));
		for (size_t i = 0; i < row->n; i++) {
			const struct xlsx_cell *c = &row->cell[i];

			r->cell[i] = (struct top_cell){c->column, c->across, c->repeated,
						       arena_strndup(&top->arena, c->text, strlen(c->text))};
			if (c->repeated)
				continue;
			r->own++;
			r->known += top->n - 1 <= last &&
				    (import_told(im, c->text, c->column) || import_is_known(im, c->text));
		}
		if (last == SIZE_MAX && rank_of(r) == HEADING_SURE)
			last = top->n;
	}
	return err == ERR_NONE ? OK : err;
}

/* The cell of the row that stands in the column, or is merged over it. */
static const struct top_cell *cell_over(const struct top_row *r, size_t column)
{
	for (size_t i = 0; i < r->n; i++)
		if (column >= r->cell[i].column && column < r->cell[i].column + r->cell[i].across)
			return &r->cell[i];
	return NULL;
}

/* That of the group: without merging, a group is named over its first column. */
static const struct top_cell *group_over(const struct top_row *r, size_t column)
{
	const struct top_cell *c = cell_over(r, column);

	for (size_t i = 0; i < r->n && !c; i++)
		if (r->cell[i].column < column && (i + 1 == r->n || r->cell[i + 1].column > column))
			c = &r->cell[i];
	return c;
}

static const struct top_cell *own_at(const struct top_row *r, size_t column)
{
	const struct top_cell *c = cell_over(r, column);

	return c && c->column == column && !c->repeated ? c : NULL;
}

static size_t width_of(const struct top_row *r)
{
	return r->n ? r->cell[r->n - 1].column + r->cell[r->n - 1].across : 0;
}

/* Does it group the columns of the row below? A title does not. */
static bool is_over(const struct top_row *r, const struct top_row *below)
{
	bool groups = false;

	for (size_t i = 0; i < r->n; i++)
		groups |= r->cell[i].across > 1 && r->cell[i].across < width_of(below);
	for (size_t i = 0; i < below->n && r->known > 1; i++)
		groups |= !below->cell[i].repeated && !cell_over(r, below->cell[i].column);
	return groups && (r->own > 1 || r->known);
}

/* Has it only names of fields, some of them below a group? */
static bool is_under(const struct top_row *r, const struct top_row *above)
{
	bool grouped = false;

	for (size_t i = 0; i < r->n; i++) {
		const struct top_cell *c = cell_over(above, r->cell[i].column);

		grouped |= !r->cell[i].repeated && (!c || c->across > 1) && group_over(above, r->cell[i].column);
	}
	return grouped && r->own && r->known == r->own;
}

/* «1, 2, 3 …» below the columns. */
static bool has_numbers(const struct top_row *r)
{
	unsigned long expected = 1;
	char *end;

	for (size_t i = 0; i < r->n; i++) {
		if (r->cell[i].repeated ||
		    (expected == 1 && utf8_letters(r->cell[i].text, strlen(r->cell[i].text)) == 1 &&
		     (unsigned char)*r->cell[i].text >= 0x80))
			continue; /* «А, Б, 1, 2 …» of statistical forms */
		if (strtoul(r->cell[i].text, &end, 10) != expected++ || *end)
			return false;
	}
	return r->own >= 4 && expected > 2;
}

static void find_rows(struct top *top, struct heading *h)
{
	size_t at = SIZE_MAX, most = 0;

	for (size_t i = 0; i < top->n; i++)
		if (rank_of(&top->row[i]) > h->rank) {
			h->rank = rank_of(&top->row[i]);
			at = i;
		}
	for (size_t i = 0; i < top->n; i++)
		most = top->row[i].own > most ? top->row[i].own : most;
	for (size_t i = 0; i < top->n && at == SIZE_MAX; i++) /* none: the first that is no title */
		if (top->row[i].own * 2 >= most)
			at = i;
	top->upper = top->lower = at;
	if (at && h->rank && is_over(&top->row[at - 1], &top->row[at]))
		top->upper--;
	else if (at + 1 < top->n && h->rank && is_under(&top->row[at + 1], &top->row[at]))
		top->lower++;
	top->last = top->lower;
	top->numbered = h->rank && top->last + 1 < top->n && has_numbers(&top->row[top->last + 1]);
	top->last += top->numbered;
	h->known = top->row[at].known;
	h->line = top->row[top->lower].number;
	h->last = top->row[top->last].number;
	h->rows = top->lower - top->upper + 1;
	h->first = top->row[0].number;
}

enum err heading_find(struct import *im, size_t sheet, char separator, struct heading *out, struct error *e)
{
	struct top top = {.n = 0};
	enum err err = read_top(im, sheet, separator, &top, e);

	*out = (struct heading){.rank = HEADING_NONE};
	if (!err && top.n)
		find_rows(&top, out);
	arena_release(&top.arena);
	return err;
}

/* ---- the columns ---- */

/* Does the group say nothing that its columns do not? «Руководитель» over «Телефон» does. */
static bool is_neutral(const struct import *im, const char *group)
{
	static const char *const all[] = {"сведения", "общие сведения", "основные сведения",
					  "данные",   "общие данные",	"основные данные"},
				 *const of_people[] = {"педагог",
						       "педагоги",
						       "педагогический работник",
						       "педагогические работники",
						       "сведения о педагоге",
						       "сведения о педагогах",
						       "слушатель",
						       "слушатели",
						       "учитель",
						       "работник",
						       "сотрудник",
						       "место работы",
						       "личные данные",
						       "персональные данные",
						       "контакты",
						       "контактные данные",
						       "контактная информация",
						       "работа",
						       "сведения о работе",
						       "аттестация",
						       "квалификация"};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (heading_same(all[i], group))
			return true;
	if (!kind_more(im->k)->named && !kind_more(im->k)->through)
		return heading_same(group, im->k->title) || heading_same(group, im->k->plural);
	for (size_t i = 0; i < sizeof(of_people) / sizeof(*of_people); i++)
		if (heading_same(of_people[i], group))
			return true;
	return import_is_full_name(im->k, group);
}

/* The name of a column below a group. */
static void add_grouped(const struct import *im, const char *group, const char *own, struct buf *out)
{
	buf_addf(out, "%s %s", group, own);
	if (import_is_known(im, out->s))
		return;
	buf_clear(out);
	if (import_is_known(im, own) && is_neutral(im, group))
		buf_add(out, own);
	else
		buf_addf(out, "%s / %s", group, own);
}

static void add_column(struct import *im, const struct top *top, size_t column, int line)
{
	const struct top_row *upper = &top->row[top->upper], *lower = &top->row[top->lower];
	const struct top_cell *own = own_at(lower, column), *group = NULL;
	struct buf text = {0};

	if (top->upper != top->lower)
		group = own ? group_over(upper, column) : own_at(upper, column);
	if (own && group && strcmp(own->text, group->text))
		add_grouped(im, group->text, own->text, &text);
	else if (own || group)
		buf_add(&text, own ? own->text : group->text);
	import_add_part(im, buf_text(&text), line);
	buf_free(&text);
}

enum err heading_read(struct import *im, const struct heading *h, struct error *e)
{
	struct top top = {.n = 0};
	struct heading again = {.rank = HEADING_NONE};
	size_t width;
	enum err err = read_top(im, im->sheet, im->separator, &top, e);

	if (!err && top.n) {
		find_rows(&top, &again);
		width = width_of(&top.row[top.upper]);
		if (width_of(&top.row[top.lower]) > width)
			width = width_of(&top.row[top.lower]);
		if (width > COLUMNS_MAX)
			err = error_set(e, ERR_INPUT, "в строке больше тысячи столбцов: это не таблица записей");
		for (size_t i = 0; !err && i < width; i++)
			add_column(im, &top, i, h->line);
		if (!err && h->first < top.row[top.upper].number)
			import_note(im, "названия столбцов — в строке %d; что выше, не загружается",
				    top.row[top.upper].number);
		if (!err && top.numbered)
			import_note(im, "номера столбцов в строке %d не загружаются", top.row[top.last].number);
	}
	im->header_line = h->line;
	im->first_line = h->last + 1;
	arena_release(&top.arena);
	return err;
}
