/* Which sheet of a workbook is read. */
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"

static void add_name(struct import *im, size_t sheet, struct buf *out)
{
	buf_addf(out, "%s«%s»", out->n ? ", " : "", xlsx_sheet_name(im->book, sheet));
}

static bool is_named(const struct import *im, size_t sheet)
{
	return im->q->sheet && name_same(im->q->sheet, xlsx_sheet_name(im->book, sheet));
}

/* Reads the headings of all, or of the one that is named. */
static enum err look_at_all(struct import *im, struct error *e)
{
	size_t n = xlsx_sheets(im->book);
	enum err err = OK;

	im->sheets = mem_alloc((n + 1) * sizeof(*im->sheets));
	for (size_t i = 0; i < n && !err; i++) {
		im->sheets[i] = (struct sheet_of_book){.hidden = xlsx_sheet_hidden(im->book, i)};
		err = heading_find(im, i, 0, &im->sheets[i].h, e);
		if (err && im->q->sheet && !is_named(im, i)) /* another one may be damaged */
			err = OK, im->sheets[i].h.rows = 0;
	}
	return err;
}

/* The named one, else the one that was named before, else the first of those with the best heading that is not hidden.
 * SIZE_MAX: none. */
static size_t best_of(struct import *im)
{
	size_t n = xlsx_sheets(im->book), best = SIZE_MAX;

	for (size_t i = 0; i < n; i++)
		if (is_named(im, i))
			return im->sheets[i].h.rows ? i : SIZE_MAX;
	if (im->q->sheet)
		return SIZE_MAX;
	for (size_t i = 0; i < n; i++)
		if (im->sheets[i].h.rows && !im->sheets[i].hidden &&
		    (best == SIZE_MAX || im->sheets[i].h.rank > im->sheets[best].h.rank))
			best = i;
	for (size_t i = 0; i < n; i++)
		if (im->sheets[i].h.rows && im->sheets[i].h.rank >= HEADING_LIKELY &&
		    import_sheet_told_before(im, xlsx_sheet_name(im->book, i)))
			return i;
	return best;
}

/* Could it be this one as well? Where no heading is sure, any. */
static void mark_meant(struct import *im)
{
	enum heading_rank rank = HEADING_NONE;

	for (size_t i = 0; i < xlsx_sheets(im->book); i++)
		if (im->sheets[i].h.rows && !im->sheets[i].hidden && im->sheets[i].h.rank > rank)
			rank = im->sheets[i].h.rank;
	for (size_t i = 0; i < xlsx_sheets(im->book); i++) {
		struct sheet_of_book *s = &im->sheets[i];

		s->meant = i == im->sheet ||
			   (s->h.rows && !s->hidden && s->h.rank >= (rank >= HEADING_SURE ? rank : HEADING_NONE));
	}
}

static enum err tell_none(struct import *im, struct error *e)
{
	struct buf names = {0}, hidden = {0};
	enum err err;

	for (size_t i = 0; i < xlsx_sheets(im->book); i++) {
		add_name(im, i, &names);
		if (im->sheets[i].hidden && im->sheets[i].h.rank >= HEADING_SURE)
			add_name(im, i, &hidden);
	}
	err = im->q->sheet ? error_set(e, ERR_INPUT, "листа «%.100s» в книге нет или он пуст; есть: %.600s",
				       im->q->sheet, buf_text(&names))
	      : hidden.n ? error_set(e, ERR_INPUT, "таблица стоит на скрытом листе: %.600s; %s", hidden.s,
				     *session_typed(im->s, "?") ? "покажите его или укажите: --sheet ЛИСТ"
								: "выберите его или покажите в книге")
			 : error_set(e, ERR_INPUT, "в книге нет ни одного значения");
	buf_free(&names);
	buf_free(&hidden);
	return err;
}

static void tell_others(struct import *im)
{
	struct buf others = {0}, hidden = {0};
	const char *name = xlsx_sheet_name(im->book, im->sheet);
	bool before = import_sheet_told_before(im, name);

	for (size_t i = 0; i < xlsx_sheets(im->book) && !im->q->sheet; i++) {
		const struct sheet_of_book *s = &im->sheets[i];

		if (i == im->sheet || s->h.rank < HEADING_SURE || !s->h.rows)
			continue;
		if (s->hidden)
			add_name(im, i, &hidden);
		else if (s->meant)
			add_name(im, i, &others);
	}
	if (before && (others.n || hidden.n))
		import_note(im, "лист «%s», как в прошлый раз; такая же таблица есть и на других: %s%s%s", name,
			    buf_text(&others), others.n && hidden.n ? ", " : "", buf_text(&hidden));
	else if (others.n)
		import_note(im, "загружается лист «%s»; такая же таблица есть на листах: %s%s", name, others.s,
			    session_typed(im->s, " (--sheet ЛИСТ — выбрать)"));
	if (!before && hidden.n)
		import_note(im, "скрытые листы не читаются: %s%s", hidden.s,
			    session_typed(im->s, " (--sheet ЛИСТ — прочесть)"));
	buf_free(&others);
	buf_free(&hidden);
}

enum err import_choose_sheet(struct import *im, struct heading *best, struct error *e)
{
	enum err err = look_at_all(im, e);
	size_t at;

	if (err)
		return err;
	at = best_of(im);
	if (at == SIZE_MAX)
		return tell_none(im, e);
	im->sheet = at;
	*best = im->sheets[at].h;
	mark_meant(im);
	tell_others(im);
	return OK;
}

/* Rows with values below the heading. */
static size_t count_rows(struct import *im, size_t sheet)
{
	const struct xlsx_row *row;
	struct error e = {0}; /* what is wrong with a sheet is told when it is read */
	size_t n = 0;

	if (table_begin(im, sheet, 0, &e))
		return 0;
	while (n < IMPORT_ROWS_COUNTED && !table_next(im, &row, &e))
		n += row->number > im->sheets[sheet].h.last;
	return n;
}

void import_tell_sheets(struct import *im)
{
	struct import_report *r = im->report;
	size_t meant = 0;

	if (!im->sheets)
		return;
	r->sheets = arena_alloc(&r->arena, (xlsx_sheets(im->book) + 1) * sizeof(*r->sheets));
	for (size_t i = 0; i < xlsx_sheets(im->book); i++) {
		const struct sheet_of_book *s = &im->sheets[i];
		const char *name = xlsx_sheet_name(im->book, i);

		if (!s->h.rows)
			continue;
		meant += s->meant;
		r->sheets[r->sheets_n++] = (struct import_sheet){
			.name = arena_strndup(&r->arena, name, strlen(name)), .hidden = s->hidden, .meant = s->meant};
	}
	if (r->sheets_n < 2) {
		r->sheets_n = 0;
		return;
	}
	for (size_t i = 0, at = 0; i < xlsx_sheets(im->book); i++)
		if (im->sheets[i].h.rows)
			r->sheets[at++].rows = count_rows(im, i);
	r->sheet_guessed =
		meant > 1 && !im->q->sheet && !import_sheet_told_before(im, xlsx_sheet_name(im->book, im->sheet));
}
