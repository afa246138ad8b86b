/* Sheets of .xlsx (ECMA-376). A cell that is a mark becomes a number, in its style; a mark within a text gives way in
 * the text, also in one that several cells share. What formulas computed before is taken away, so that whoever opens
 * the book computes it anew, and nobody reads an old sum. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "parts.h"

/* A text that cells share, when it has a brace. */
struct shared {
	size_t number;
	struct passage text;
	bool used; /* by a cell */
};

enum shows { SHOWS_ANY, SHOWS_PERCENT, SHOWS_DAY };

struct cells {
	struct shared *shared;
	size_t shared_n, shared_cap;
	unsigned char *styles; /* enum shows */
	size_t styles_n, styles_cap;
	struct shows_of {
		int id;
		enum shows shows;
	} * customs;
	size_t customs_n, customs_cap;
	bool has_formulas;
};

void cells_release(struct blank *f)
{
	struct cells *c = f->cells;

	if (!c)
		return;
	for (size_t i = 0; i < c->shared_n; i++)
		passage_release(&c->shared[i].text);
	free(c->shared);
	free(c->styles);
	free(c->customs);
	free(c);
	f->cells = NULL;
}

/* ---- what cells show ---- */

struct styles {
	struct page page;
	struct cells *cells;
	bool in_formats;
};

static enum shows shows_of(int id, const char *code)
{
	enum number_style style = number_style_of(id, code);

	if (style == STYLE_DAY || style == STYLE_MOMENT)
		return SHOWS_DAY;
	return (code ? strchr(code, '%') != NULL : id == 9 || id == 10) ? SHOWS_PERCENT : SHOWS_ANY;
}

static void style_start(void *arg, const char *name, const char **a)
{
	struct styles *s = arg;
	struct cells *c = s->cells;
	const char *id = xml_attribute(a, "numFmtId"), *code = xml_attribute(a, "formatCode");
	int number = id ? atoi(id) : 0;

	name = xml_local(name);
	s->in_formats |= !strcmp(name, "cellXfs");
	if (!strcmp(name, "numFmt") && code) {
		c->customs = mem_grow(c->customs, c->customs_n, &c->customs_cap, sizeof(*c->customs));
		c->customs[c->customs_n++] = (struct shows_of){number, shows_of(number, code)};
	}
	if (s->in_formats && !strcmp(name, "xf")) {
		enum shows shows = shows_of(number, NULL);

		for (size_t i = 0; i < c->customs_n; i++)
			if (c->customs[i].id == number)
				shows = c->customs[i].shows;
		c->styles = mem_grow(c->styles, c->styles_n, &c->styles_cap, 1);
		c->styles[c->styles_n++] = (unsigned char)shows;
	}
}

static void style_end(void *arg, const char *name)
{
	if (!strcmp(xml_local(name), "cellXfs"))
		((struct styles *)arg)->in_formats = false;
}

/* ---- texts that cells share ---- */

struct strings {
	struct page page;
	struct cells *cells;
	size_t number, keeper;
	struct passage text;
	bool in_text, in_phonetic, filling;
};

static void strings_place(const void *at, struct buf *out)
{
	(void)at;
	buf_add(out, "текст ячеек");
}

static struct shared *shared_of(const struct cells *c, size_t number)
{
	size_t low = 0, high = c->shared_n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->shared[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->shared_n && c->shared[low].number == number ? &c->shared[low] : NULL;
}

static void string_start(void *arg, const char *name, const char **a)
{
	struct strings *s = arg;
	bool kept = xml_attribute(a, "space");

	name = xml_local(name);
	if (!strcmp(name, "si"))
		passage_clear(&s->text);
	s->in_phonetic |= !strcmp(name, "rPh");
	s->in_text = !strcmp(name, "t") && !s->in_phonetic;
	s->keeper = kept ? 0 : xml_at(&s->page.parser) + xml_length(&s->page.parser) - 1;
}

/* Once they are read and once they are filled, in the same order. */
static void string_end(void *arg, const char *name)
{
	struct strings *s = arg;
	struct cells *c = s->cells;
	struct shared *shared;

	name = xml_local(name);
	s->in_text = false;
	if (!strcmp(name, "rPh"))
		s->in_phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	shared = s->filling ? shared_of(c, s->number) : NULL;
	if (shared && shared->used)
		passage_fill(&s->text, &s->page, &(struct writing){.line = NULL});
	if (!s->filling && s->text.text.n && memchr(s->text.text.s, '{', s->text.text.n)) {
		c->shared = mem_grow(c->shared, c->shared_n, &c->shared_cap, sizeof(*c->shared));
		c->shared[c->shared_n++] = (struct shared){s->number, s->text, false};
		s->text = (struct passage){.n = 0};
	}
	s->number++;
}

static void string_text(void *arg, const char *text, int n)
{
	struct strings *s = arg;

	if (s->in_text)
		passage_text(&s->text, &s->page, text, n, s->keeper);
}

static enum err walk_strings(struct blank *f)
{
	static const struct xml_handlers handlers = {string_start, string_end, string_text};
	struct strings s = {.cells = f->cells, .filling = f->filling};
	struct buf usual = {0};
	enum err err;

	s.page.place = strings_place;
	buf_addf(&usual, "%ssharedStrings.xml", f->book->folder);
	err = page_walk(f, f->book->strings_part ? f->book->strings_part : usual.s, &handlers, &s, &s.page);
	buf_free(&usual);
	passage_release(&s.text);
	return err;
}

/* ---- a sheet ---- */

struct sheet {
	struct page page;
	struct cells *cells;
	bool from_1904;
	const char *title;
	int row;
	size_t column;
	/* the cell */
	size_t tag, tag_n, style, value_at, value_end, keeper;
	char name[24]; /* of the cell's element, with its prefix */
	struct passage text;
	struct buf value;
	bool in_cell, in_value, in_text, in_phonetic, has_formula, is_shared, is_text, in_header;
};

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
}

static void sheet_start(void *arg, const char *name, const char **a)
{
	struct sheet *s = arg;
	const char *local = xml_local(name), *r = xml_attribute(a, "r");
	size_t at = xml_at(&s->page.parser), n = xml_length(&s->page.parser);

	if (!strcmp(local, "row")) {
		s->row = r && atoi(r) > 0 ? atoi(r) : s->row + 1;
		s->column = SIZE_MAX;
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

/* What the number of a value is in this cell; false: the cell gets the text. */
static bool number_of(const struct sheet *s, const struct blank_value *v, double *out)
{
	enum shows shows = s->style < s->cells->styles_n ? s->cells->styles[s->style] : SHOWS_ANY;

	switch (v->what) {
	case BLANK_NUMBER:
		*out = v->number;
		return true;
	case BLANK_PERCENT:
		*out = shows == SHOWS_PERCENT ? v->number / 100 : round(v->number * 10) / 10;
		return true;
	case BLANK_DAY:
		*out = v->day + (s->from_1904 ? 24107 : 25569); /* of 1900-03-01 and later */
		return shows == SHOWS_DAY && *out > (s->from_1904 ? 0 : 60);
	default:
		return false;
	}
}

/* «<c r="B7" s="3" t="s"><v>12</v></c>» becomes «<c r="B7" s="3"><v>57</v></c>». */
static void put_number(struct sheet *s, double number, size_t end)
{
	int prefix = (int)(strlen(s->name) - 1);
	struct attribute type;
	struct buf value = {0};

	if (page_attribute(&s->page, s->tag, s->tag_n, "t", &type))
		page_put(&s->page, type.at, type.n, "", 0);
	buf_addf(&value, "<%.*sv>", prefix, s->name);
	blank_add_number(&value, number);
	buf_addf(&value, "</%.*sv>", prefix, s->name);
	page_put(&s->page, s->tag + s->tag_n, end - s->tag - s->tag_n, value.s, value.n);
	buf_free(&value);
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

static void end_cell(struct sheet *s, size_t end)
{
	struct blank *f = s->page.form;
	struct shared *shared = NULL;
	const struct passage *text = &s->text;
	const struct blank_mark *alone;
	double number;

	s->in_cell = false;
	if (s->has_formula) {
		drop_computed(s);
		return;
	}
	if (s->is_shared && s->value.n) {
		shared = shared_of(s->cells, strtoul(s->value.s, NULL, 10));
		if (!shared)
			return;
		shared->used = true;
		text = &shared->text;
	}
	if (!text->text.n)
		return;
	alone = f->filling ? passage_alone(text, &s->page) : NULL;
	if (alone && alone->value.what != BLANK_KEPT && number_of(s, &alone->value, &number))
		put_number(s, number, end);
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

static enum err read_styles(struct blank *f)
{
	static const struct xml_handlers handlers = {style_start, style_end, NULL};
	struct styles s = {.cells = f->cells};
	struct buf usual = {0};
	enum err err;

	buf_addf(&usual, "%sstyles.xml", f->book->folder);
	err = page_walk(f, f->book->styles_part ? f->book->styles_part : usual.s, &handlers, &s, &s.page);
	buf_free(&usual);
	return err;
}

enum err cells_walk(struct blank *f)
{
	enum err err = OK;

	if (!f->cells) {
		f->cells = mem_alloc(sizeof(*f->cells));
		err = read_styles(f);
		if (!err)
			err = walk_strings(f);
	}
	for (size_t i = 0; i < f->book->sheets_n && !err; i++)
		err = walk_sheet(f, &f->book->sheets[i]);
	if (!err && f->filling)
		err = walk_strings(f);
	if (!err)
		err = flow_drawings(f);
	return !err && f->changing && f->cells->has_formulas ? ask_to_compute(f) : err;
}
