/* Texts: paragraphs of .odt and .docx, and what is drawn on sheets. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "parts.h"

#define DEPTH_MAX 2000 /* of elements */

/* Elements by what they mean, without their prefix; NULL ends. */
struct dialect {
	const char *paragraphs[3], *blanks[4], *asides[8];
	const char *runs; /* text stands only in these; NULL: in all that have the prefix of the paragraph */
	const char *table, *row, *cell;
	const char *declared, *declared_text; /* an element whose attribute is a text of its own */
	struct writing writing;
	bool keeps_blanks; /* an attribute has to say so */
	bool sheets;	   /* its tables are sheets: their cells have values */
};

static const struct dialect odf = {
	.paragraphs = {"p", "h"},
	.blanks = {"s", "tab", "line-break"},
	.asides = {"annotation", "tracked-changes", "ruby-text", "number", "forms", "note-citation"},
	.table = "table",
	.row = "table-row",
	.cell = "table-cell",
	.declared = "user-field-decl",
	.declared_text = "office:string-value",
	.writing = {.line = "<text:line-break/>"},
};
static const struct dialect ods = {
	.paragraphs = {"p"},
	.blanks = {"s", "tab", "line-break"},
	.asides = {"annotation", "tracked-changes", "forms"},
	.table = "table",
	.row = "table-row",
	.cell = "table-cell",
	.writing = {.line = "<text:line-break/>"},
	.sheets = true,
};
static const struct dialect word = {
	.paragraphs = {"p"},
	.blanks = {"tab", "br", "cr"},
	.runs = "t",
	.table = "tbl",
	.row = "tr",
	.cell = "tc",
	.writing = {.line = "</w:t><w:br/><w:t xml:space=\"preserve\">"},
	.keeps_blanks = true,
};
static const struct dialect drawing = {.paragraphs = {"p"}, .blanks = {"br", "tab"}, .runs = "t"};

struct spot {
	int paragraph, table, row, cell;
};

struct open {
	enum { HOLDER, PARAGRAPH, INLINE, GAP, ASIDE } what;
	size_t at;	    /* of its tag */
	size_t keeper;	    /* where the tag ends, when it does not say that blanks are kept; 0: it need not */
	const char *prefix; /* of the paragraph, in the part */
	size_t prefix_n;
	bool reads;			/* text in it is the paragraph's */
	struct passage *text;		/* of a paragraph: its own; else of the one that it stands in */
	struct spot before;		/* of a table */
	size_t tag_n;			/* of a cell of a sheet: its tag, */
	int repeated;			/* for how many it stands, also of a row, */
	size_t paragraphs;		/* how many paragraphs it has, */
	const struct blank_mark *alone; /* the mark that the last of them is; */
	bool computed;			/* it has a formula */
	enum shows shows;
};

struct flow {
	const struct dialect *d;
	const char *part; /* « (колонтитул)» */
	struct page page;
	struct open *open;
	size_t depth, cap;
	struct spot spot;
	char *sheet;
	struct column {
		int until; /* the column behind the last of them, from 1 */
		enum shows shows;
	} * columns; /* of the sheet: what their cells show that do not say it */
	size_t columns_n, columns_cap;
	enum shows row_shows;
	size_t asides;
	/* a row of a table that is repeated */
	size_t row_depth;    /* where the row stands among the elements that are open */
	bool row_marked;     /* it has a mark so far */
	struct passage *row; /* its texts, while the form is filled */
	size_t row_n, row_cap;
};

static void place(const void *at, struct buf *out)
{
	const struct flow *f = at;

	if (f->d == &drawing || (f->sheet && !f->spot.row)) {
		buf_add(out, f->d == &drawing ? f->part : "надпись на листе");
	} else if (f->sheet) {
		buf_addf(out, "лист «%s», ", f->sheet);
		xlsx_column_name((size_t)(f->spot.cell > 0 ? f->spot.cell - 1 : 0), out);
		buf_addf(out, "%d", f->spot.row);
	} else if (f->spot.row)
		buf_addf(out, "%sтаблица %d, строка %d, ячейка %d", f->part, f->spot.table, f->spot.row, f->spot.cell);
	else
		buf_addf(out, "%sабзац %d", f->part, f->spot.paragraph);
}

static bool among(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n && names[i]; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}
#define AMONG(names, name) among(names, sizeof(names) / sizeof(*(names)), name)

static bool is_named(const char *name, const char *local)
{
	return name && !strcmp(name, local);
}

static int repeated(const char **attributes, const char *name)
{
	const char *n = xml_attribute(attributes, name);

	return n && atoi(n) > 0 ? atoi(n) : 1;
}

/* What the cells of a sheet show that do not say it themselves. */
static void take_column(struct flow *f, const char **attributes)
{
	int from = f->columns_n ? f->columns[f->columns_n - 1].until : 1;

	f->columns = mem_grow(f->columns, f->columns_n, &f->columns_cap, sizeof(*f->columns));
	f->columns[f->columns_n++] =
		(struct column){from + repeated(attributes, "number-columns-repeated"),
				looks_of(f->page.form->looks, xml_attribute(attributes, "default-cell-style-name"))};
}

static enum shows shows_of(const struct flow *f, const char **attributes)
{
	const char *style = xml_attribute(attributes, "style-name");

	if (style || f->row_shows)
		return style ? looks_of(f->page.form->looks, style) : f->row_shows;
	for (size_t i = 0; i < f->columns_n; i++)
		if (f->spot.cell < f->columns[i].until)
			return f->columns[i].shows;
	return SHOWS_ANY;
}

/* Of rows within each other the outermost is the one that may be repeated. */
static void begin_row(struct flow *f)
{
	if (f->page.rows_mark)
		return;
	f->row_depth = f->depth;
	f->row_marked = false;
}

static void count_place(struct flow *f, const char *local, const char **attributes, struct open *o)
{
	const char *title = f->d->sheets ? xml_attribute(attributes, "name") : NULL;

	if (is_named(f->d->table, local)) {
		o->before = f->spot;
		f->spot.table++;
		f->spot.row = f->spot.cell = 0;
		f->columns_n = 0;
		if (title) {
			free(f->sheet);
			f->sheet = mem_strdup(title);
		}
	} else if (is_named(f->d->row, local)) {
		f->spot.row++;
		f->spot.cell = 0;
		begin_row(f);
		if (f->d->sheets)
			f->row_shows =
				looks_of(f->page.form->looks, xml_attribute(attributes, "default-cell-style-name"));
		o->repeated = f->d->sheets ? repeated(attributes, "number-rows-repeated") : 1;
	} else if (is_named(f->d->cell, local) || (f->d->sheets && !strcmp(local, "covered-table-cell"))) {
		f->spot.cell++;
		o->tag_n = f->d->sheets ? xml_length(&f->page.parser) : 0;
		o->computed = f->d->sheets && xml_attribute(attributes, "formula");
		o->shows = f->d->sheets ? shows_of(f, attributes) : SHOWS_ANY;
		o->repeated = f->d->sheets ? repeated(attributes, "number-columns-repeated") : 1;
	}
}

/* ---- cells of .ods ---- */

/* What a cell was is taken from its tag. */
static void drop_value(struct flow *f, const struct open *o)
{
	static const char *const names[] = {"office:value-type", "office:value",	"office:date-value",
					    "office:time-value", "office:string-value", "office:boolean-value",
					    "calcext:value-type"};
	struct attribute a;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (page_attribute(&f->page, o->at, o->tag_n, names[i], &a))
			page_put(&f->page, a.at, a.n, "", 0);
}

/* The attributes of a cell of that value; false: it gets the text. */
static bool cell_value(const struct open *o, const struct blank_value *v, struct buf *out)
{
	bool percent = o->shows == SHOWS_PERCENT;

	if (v->what == BLANK_DAY && o->shows == SHOWS_DAY) {
		buf_add(out, " office:value-type=\"date\" office:date-value=\"");
		date_add_iso(out, v->day);
	} else if (v->what == BLANK_NUMBER || v->what == BLANK_PERCENT) {
		buf_addf(out, " office:value-type=\"%s\" office:value=\"", percent ? "percentage" : "float");
		blank_add_number(out, v->what == BLANK_NUMBER ? v->number
				      : percent		      ? v->number / 100
							      : round(v->number * 10) / 10);
	} else {
		return false;
	}
	buf_addc(out, '"');
	return true;
}

/* A cell that is a mark becomes a number; what a formula gave is taken away. */
static void end_sheet_cell(struct flow *f, const struct open *o)
{
	struct page *page = &f->page;
	const struct blank_value *v = o->paragraphs == 1 && o->alone ? &o->alone->value : NULL;
	struct buf value = {0};

	if (!page->form->changing)
		return;
	if (o->computed) {
		drop_value(f, o);
	} else if (v && cell_value(o, v, &value)) {
		drop_value(f, o);
		page_put(page, o->at + o->tag_n - 1, 0, value.s, value.n);
	}
	buf_free(&value);
}

/* A paragraph of a cell; one that shows what was computed goes. */
static void end_cell_text(struct flow *f, const struct open *o, struct open *cell)
{
	struct page *page = &f->page;

	cell->paragraphs++;
	cell->alone = page->form->filling ? passage_alone(o->text, page) : NULL;
	if (cell->computed && page->form->changing)
		page_put(page, o->at, xml_at(&page->parser) + xml_length(&page->parser) - o->at, "", 0);
}

/* Behind what stands for several of them. */
static void end_place(struct flow *f, const char *local, const struct open *o)
{
	if (is_named(f->d->table, local)) {
		f->spot = (struct spot){f->spot.paragraph, f->spot.table, o->before.row, o->before.cell};
	} else if (f->d->sheets && o->repeated && is_named(f->d->row, local)) {
		f->spot.row += o->repeated - 1;
	} else if (f->d->sheets && o->repeated) {
		if (o->what == HOLDER)
			end_sheet_cell(f, o);
		f->spot.cell += o->repeated - 1;
	}
}

/* ---- rows that are repeated ---- */

/* Does the row begin with this text? */
static void look_for_rows(struct flow *f, const struct passage *text)
{
	const char *s = buf_text(&text->text);
	struct page *page = &f->page;
	size_t at = 0, n;

	if (f->d->sheets || !f->spot.row || !passage_next_mark(s, text->text.n, &at, &n))
		return;
	if (s[at + 1] == '*' && (page->rows_mark || f->row_marked)) {
		page_refuse(page, page->rows_mark
					  ? "в строке таблицы две метки {*…}: строка повторяется для чего-то одного"
					  : "метка {*…} стоит в строке таблицы не первой: с неё строка начинается");
	} else if (s[at + 1] == '*') {
		size_t mark = passage_note(page, s + at, n);

		page->form->marks[mark].grows = true;
		page->rows_mark = mark + 1;
	}
	f->row_marked = true;
}

static void forget_row(struct flow *f)
{
	for (size_t i = 0; i < f->row_n; i++)
		passage_release(&f->row[i]);
	f->row_n = 0;
	f->page.rows_mark = 0;
}

/* The row as many times as there are; once, and empty, where there are none: a table has a row. */
static void end_row(struct flow *f, size_t at, size_t end)
{
	const struct blank *form = f->page.form;
	struct page page = {.form = f->page.form, .xml = f->page.xml, .rows_mark = f->page.rows_mark};
	struct buf out = {0};

	for (; form->filling && (page.row < form->marks[page.rows_mark - 1].rows || !page.row); page.row++) {
		for (size_t i = 0; i < f->row_n; i++)
			passage_fill(&f->row[i], &page, &f->d->writing);
		page_apply(&page, at, end, &out);
		page.n = 0;
		buf_clear(&page.texts);
	}
	if (form->filling)
		page_put(&f->page, at, end - at, out.s, out.n);
	free(page.edits);
	buf_free(&page.texts);
	buf_free(&out);
	forget_row(f);
}

/* A paragraph has ended: its text is taken over. */
static void take_text(struct flow *f, struct passage *text)
{
	look_for_rows(f, text);
	if (f->page.rows_mark && f->page.form->filling) {
		f->row = mem_grow(f->row, f->row_n, &f->row_cap, sizeof(*f->row));
		f->row[f->row_n++] = *text;
		*text = (struct passage){.n = 0};
	} else {
		passage_fill(text, &f->page, &f->d->writing);
	}
	passage_release(text);
}

/* ---- elements ---- */

/* Frames, notes and comments stand in a paragraph and are no text of it. */
static int what_is(const struct flow *f, const char *name, const struct open *o)
{
	const char *local = xml_local(name);
	bool same = o->text && (size_t)(local - name) == o->prefix_n && !memcmp(name, o->prefix, o->prefix_n);

	if (f->asides || AMONG(f->d->asides, local))
		return ASIDE;
	if (AMONG(f->d->paragraphs, local))
		return PARAGRAPH;
	if (same && AMONG(f->d->blanks, local))
		return GAP;
	return (same && strcmp(local, "note") != 0) || !strcmp(local, "content-control") ? INLINE : HOLDER;
}

/* A field that is declared before the text shows what is declared. */
static void fill_declared(struct flow *f, const char *local)
{
	struct page *page = &f->page;
	struct attribute a;
	struct passage text = {.n = 0};

	if (!is_named(f->d->declared, local) ||
	    !page_attribute(page, xml_at(&page->parser), xml_length(&page->parser), f->d->declared_text, &a))
		return;
	passage_attribute(&text, page, &a);
	passage_fill(&text, page, &(struct writing){.line = " "});
	passage_release(&text);
}

static void start(void *arg, const char *name, const char **attributes)
{
	struct flow *f = arg;
	const char *local = xml_local(name);
	struct open *parent, *o;

	if (f->depth == DEPTH_MAX) {
		page_refuse(&f->page, "файл повреждён: части вложены слишком глубоко");
		return;
	}
	f->open = mem_grow(f->open, f->depth, &f->cap, sizeof(*f->open));
	parent = f->depth ? &f->open[f->depth - 1] : NULL;
	o = &f->open[f->depth++];
	*o = (struct open){.at = xml_at(&f->page.parser)};
	if (parent && (f->d->runs || parent->what == PARAGRAPH || parent->what == INLINE)) {
		o->text = parent->text;
		o->prefix = parent->prefix;
		o->prefix_n = parent->prefix_n;
	}
	o->what = what_is(f, name, o);
	f->asides += o->what == ASIDE;
	if (f->d->sheets)
		looks_take(f->page.form->looks, local, attributes);
	if (f->d->sheets && !strcmp(local, "table-column"))
		take_column(f, attributes);
	count_place(f, local, attributes, o);
	if (o->what == PARAGRAPH) {
		o->text = mem_alloc(sizeof(*o->text));
		o->prefix = f->page.xml.s + o->at + 1;
		o->prefix_n = (size_t)(local - name);
		f->spot.paragraph += !f->spot.row;
	}
	o->reads = f->d->runs ? o->what == INLINE && !strcmp(local, f->d->runs)
			      : o->what == PARAGRAPH || o->what == INLINE;
	if (f->d->keeps_blanks && is_named(f->d->runs, local) && !xml_attribute(attributes, "space"))
		o->keeper = o->at + xml_length(&f->page.parser) - 1;
	if (f->d->declared)
		fill_declared(f, local);
}

static void end(void *arg, const char *name)
{
	struct flow *f = arg;
	struct open *o = &f->open[--f->depth];
	struct page *page = &f->page;

	if (o->what == GAP)
		passage_gap(o->text, o->at, xml_at(&page->parser) + xml_length(&page->parser) - o->at);
	if (o->what == PARAGRAPH && f->depth && f->open[f->depth - 1].tag_n)
		end_cell_text(f, o, &f->open[f->depth - 1]);
	if (o->what == PARAGRAPH) {
		take_text(f, o->text);
		free(o->text);
	}
	if (page->rows_mark && f->depth + 1 == f->row_depth)
		end_row(f, o->at, xml_at(&page->parser) + xml_length(&page->parser));
	f->asides -= o->what == ASIDE;
	end_place(f, xml_local(name), o);
}

static void text(void *arg, const char *s, int n)
{
	struct flow *f = arg;
	const struct open *o = f->depth ? &f->open[f->depth - 1] : NULL;

	if (o && o->reads)
		passage_text(o->text, &f->page, s, n, o->keeper);
}

static enum err walk_part(struct blank *form, const char *name, const struct dialect *d, const char *part)
{
	static const struct xml_handlers handlers = {start, end, text};
	struct flow f = {.d = d, .part = part};
	enum err err;

	f.page.place = place;
	f.page.at = &f;
	err = page_walk(form, name, &handlers, &f, &f.page);
	while (f.depth) /* a part that broke off */
		if (f.open[--f.depth].what == PARAGRAPH) {
			passage_release(f.open[f.depth].text);
			free(f.open[f.depth].text);
		}
	forget_row(&f);
	free(f.row);
	free(f.columns);
	free(f.open);
	free(f.sheet);
	return err;
}

struct kind_of_part {
	const struct dialect *d;
	const char *part;
};

static enum err walk_one(struct blank *form, const char *name, const void *arg)
{
	const struct kind_of_part *k = arg;

	return walk_part(form, name, k->d, k->part);
}

static enum err walk_parts(struct blank *form, const char *start_of_name, const struct dialect *d, const char *part)
{
	return page_each(form, start_of_name, walk_one, &(struct kind_of_part){d, part});
}

enum err flow_text(struct blank *f)
{
	enum err err = walk_part(f, "content.xml", &odf, "");

	return err ? err : walk_part(f, "styles.xml", &odf, "колонтитул, ");
}

enum err flow_sheets(struct blank *f)
{
	struct looks looks = {.n = 0};
	enum err err = looks_read(f, "styles.xml", &looks);

	f->looks = &looks;
	if (!err)
		err = walk_part(f, "content.xml", &ods, "");
	f->looks = NULL;
	looks_release(&looks);
	return err ? err : walk_part(f, "styles.xml", &odf, "колонтитул, ");
}

enum err flow_document(struct blank *f)
{
	static const struct {
		const char *name, *part;
	} parts[] = {{"word/document", ""},
		     {"word/header", "колонтитул, "},
		     {"word/footer", "колонтитул, "},
		     {"word/footnotes", "сноски, "},
		     {"word/endnotes", "сноски, "}};
	enum err err = OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !err; i++)
		err = walk_parts(f, parts[i].name, &word, parts[i].part);
	return err;
}

enum err flow_drawings(struct blank *f)
{
	enum err err = walk_parts(f, "xl/drawings/drawing", &drawing, "надпись на листе");

	return err ? err : walk_parts(f, "xl/charts/chart", &drawing, "подпись диаграммы");
}
