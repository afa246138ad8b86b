/* Templates for an office program: an archive whose content.xml and styles.xml (page headers) are filled. An editor
 * breaks a gap into several spans as it likes, so a paragraph is read as one text with the places that its letters come
 * from. */
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <zip.h>

#include "sonames.h"
#include "stazh/base/library.h"
#include "stazh/base/mem.h"
#include "stazh/base/typeset.h"
#include "stazh/base/utf8.h"
#include "stazh/document/template.h"
#include "gap.h"

/* clang-format off */
#define ZIP_FUNCTIONS(X) \
	X(zip_open) X(zip_open_from_source) X(zip_discard) X(zip_close) X(zip_get_num_entries) X(zip_get_name) \
	X(zip_stat_index) X(zip_fopen_index) X(zip_fread) X(zip_fclose) X(zip_file_add) X(zip_file_set_dostime) \
	X(zip_set_file_compression) X(zip_source_buffer) X(zip_source_buffer_create) X(zip_source_keep) \
	X(zip_source_free) X(zip_source_open) X(zip_source_read) X(zip_source_close) X(zip_source_stat)

#define XML_FUNCTIONS(X) \
	X(xmlReadMemory) X(xmlFreeDoc) X(xmlDocGetRootElement) X(xmlNewDocText) X(xmlNewDocNode) \
	X(xmlNewNsProp) X(xmlAddNextSibling) X(xmlAddPrevSibling) X(xmlDocCopyNode) X(xmlNodeSetContent) \
	X(xmlUnlinkNode) X(xmlFreeNode) X(xmlDocDumpMemoryEnc) X(xmlGetLastError) X(xmlFree)
/* clang-format on */

ZIP_FUNCTIONS(LIBRARY_POINTER)
XML_FUNCTIONS(LIBRARY_POINTER)

static struct library zip_library = {
	LIBRARY_NAME(zip), .purpose = "документы .odt",
	.symbols = (const struct library_symbol[]){ZIP_FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};
static struct library xml_library = {
	LIBRARY_NAME(xml2), .purpose = "документы .odt",
	.symbols = (const struct library_symbol[]){XML_FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

#define MIMETYPE    "application/vnd.oasis.opendocument.text"
#define ENTRY_MAX   (64u << 20) /* bytes, unpacked */
#define ENTRIES_MAX 2000
#define DEPTH_MAX   200

/* ---- the archive ---- */

struct entry {
	char *name;
	struct buf bytes;
};

struct archive {
	const char *path;
	struct entry *entries;
	size_t n;
};

static void archive_release(struct archive *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->entries[i].name);
		buf_free(&a->entries[i].bytes);
	}
	free(a->entries);
}

static struct entry *archive_find(struct archive *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (!strcmp(a->entries[i].name, name))
			return &a->entries[i];
	return NULL;
}

static enum err open_failed(const char *path, int code, struct error *e)
{
	switch (code) {
	case ZIP_ER_NOENT:
		return error_set(e, ERR_USAGE, "%s: такого файла нет", path);
	case ZIP_ER_OPEN:
	case ZIP_ER_READ:
	case ZIP_ER_SEEK:
		return error_set(e, ERR_USAGE, "%s: файл не читается", path);
	default:
		return error_set(e, ERR_USAGE,
				 "%s: это не документ .odt или файл повреждён; сохраните шаблон в редакторе как «Текст "
				 "OpenDocument (.odt)»",
				 path);
	}
}

static bool read_entry(zip_t *zip, zip_uint64_t i, struct entry *out)
{
	zip_stat_t stat = {.valid = 0};
	zip_file_t *file = NULL;
	char block[16384];
	zip_int64_t n = 0;
	bool good;

	good = !p_zip_stat_index(zip, i, 0, &stat) && stat.valid & ZIP_STAT_SIZE && stat.size <= ENTRY_MAX &&
	       (file = p_zip_fopen_index(zip, i, 0));
	while (good && (n = p_zip_fread(file, block, sizeof(block))) > 0 && out->bytes.n <= ENTRY_MAX)
		buf_addn(&out->bytes, block, (size_t)n);
	if (file)
		p_zip_fclose(file);
	return good && !n && out->bytes.n == stat.size;
}

static enum err archive_read(struct archive *a, struct error *e)
{
	int code = 0;
	zip_t *zip = p_zip_open(a->path, ZIP_RDONLY, &code);
	zip_int64_t n = zip ? p_zip_get_num_entries(zip, 0) : 0;
	size_t total = 0;
	enum err err = OK;

	if (!zip)
		return open_failed(a->path, code, e);
	if (n > ENTRIES_MAX)
		n = 0;
	a->entries = mem_alloc(((size_t)n + 1) * sizeof(*a->entries));
	for (zip_uint64_t i = 0; i < (zip_uint64_t)n && !err; i++) {
		const char *name = p_zip_get_name(zip, i, 0);

		if (!name || (*name && name[strlen(name) - 1] == '/'))
			continue;
		a->entries[a->n].name = mem_strdup(name);
		if (!read_entry(zip, i, &a->entries[a->n++]) || (total += a->entries[a->n - 1].bytes.n) > ENTRY_MAX)
			err = error_set(e, ERR_USAGE,
					"%s: файл повреждён или слишком велик: %s внутри него не читается", a->path,
					name);
	}
	p_zip_discard(zip);
	return err;
}

static enum err write_failed(const struct archive *a, struct error *e)
{
	return error_set(e, ERR_STORAGE, "%s: документ по этому шаблону не собран: не хватило памяти", a->path);
}

static bool add_entry(zip_t *zip, const char *name, const void *bytes, size_t n, bool packed)
{
	zip_source_t *source = p_zip_source_buffer(zip, bytes, n, 0);
	zip_int64_t index = source ? p_zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;

	if (source && index < 0)
		p_zip_source_free(source);
	/* of no day, so that the same document has the same bytes: 01.01.1980 */
	return index >= 0 && !p_zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 1 << 5 | 1, 0) &&
	       !p_zip_set_file_compression(zip, (zip_uint64_t)index, packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
}

/* ODF 1.2 part 3, 3.3: `mimetype` comes first and is not packed. */
static bool add_entries(zip_t *zip, const struct archive *a)
{
	bool good = add_entry(zip, "mimetype", MIMETYPE, strlen(MIMETYPE), false);

	for (size_t i = 0; good && i < a->n; i++)
		if (strcmp(a->entries[i].name, "mimetype") != 0)
			good = add_entry(zip, a->entries[i].name, buf_text(&a->entries[i].bytes), a->entries[i].bytes.n,
					 true);
	return good;
}

static enum err archive_write(const struct archive *a, struct buf *out, struct error *e)
{
	zip_source_t *memory = p_zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = memory ? p_zip_open_from_source(memory, ZIP_TRUNCATE, NULL) : NULL;
	zip_stat_t stat = {.valid = 0};
	bool good;

	if (!zip) {
		if (memory)
			p_zip_source_free(memory);
		return write_failed(a, e);
	}
	p_zip_source_keep(memory);
	good = add_entries(zip, a);
	if (!good || p_zip_close(zip)) {
		p_zip_discard(zip);
		good = false;
	}
	if (good && (good = !p_zip_source_stat(memory, &stat) && !p_zip_source_open(memory))) {
		char *bytes = mem_alloc(stat.size + 1);

		good = p_zip_source_read(memory, bytes, stat.size) == (zip_int64_t)stat.size;
		buf_addn(out, bytes, good ? stat.size : 0);
		free(bytes);
		p_zip_source_close(memory);
	}
	p_zip_source_free(memory);
	return good ? OK : write_failed(a, e);
}

/* ---- where in the document ---- */

struct place {
	const char *path;
	const char *part;		 /* " (колонтитул)" or "" */
	int paragraph, table, row, cell; /* from 1; row 0: not in a table */
};

static void where(const void *at, struct buf *out)
{
	const struct place *p = at;

	buf_addf(out, "%s%s", p->path, p->part);
	if (p->row)
		buf_addf(out, ", таблица %d, строка %d", p->table, p->row);
	else
		buf_addf(out, ", абзац %d", p->paragraph);
	if (p->row && p->cell)
		buf_addf(out, ", ячейка %d", p->cell);
}

struct odt {
	struct filler filler;
	struct place place;
	xmlDoc *doc;
	int depth;
};

/* ---- nodes ---- */

#define NS_TEXT	  "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define NS_TABLE  "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define NS_OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

static bool is(const xmlNode *node, const char *ns, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns && !strcmp((const char *)node->ns->href, ns) &&
	       !strcmp((const char *)node->name, name);
}

static bool is_paragraph(const xmlNode *node)
{
	return is(node, NS_TEXT, "p") || is(node, NS_TEXT, "h");
}

static bool is_item(const xmlNode *node)
{
	return is(node, NS_TEXT, "list-item");
}

static bool is_row(const xmlNode *node)
{
	return is(node, NS_TABLE, "table-row");
}

static bool is_cell(const xmlNode *node)
{
	return is(node, NS_TABLE, "table-cell");
}

/* What the reader of the document does not see as its text: deleted text, notes of editors, declarations. */
static bool is_aside(const xmlNode *node)
{
	return is(node, NS_TEXT, "tracked-changes") || is(node, NS_OFFICE, "annotation") ||
	       is(node, NS_OFFICE, "forms");
}

static xmlNode *next_element(xmlNode *node)
{
	for (node = node->next; node && node->type != XML_ELEMENT_NODE;)
		node = node->next;
	return node;
}

static xmlNode *previous_element(xmlNode *node)
{
	for (node = node->prev; node && node->type != XML_ELEMENT_NODE;)
		node = node->prev;
	return node;
}

static void drop(xmlNode *node)
{
	p_xmlUnlinkNode(node);
	p_xmlFreeNode(node);
}

/* The first below `node`, itself included, that fits. */
static xmlNode *first_below(xmlNode *node, bool (*fits)(const xmlNode *))
{
	xmlNode *found = fits(node) ? node : NULL;

	for (xmlNode *c = node->type == XML_ELEMENT_NODE ? node->children : NULL; c && !found; c = c->next)
		found = first_below(c, fits);
	return found;
}

/* ---- a paragraph as one text ---- */

struct piece {
	xmlNode *node; /* a text, or an element that stands for blanks */
	size_t at, n;  /* in the text */
};

struct flat {
	struct buf text;
	struct piece *pieces;
	size_t n, cap;
};

static void flat_release(struct flat *f)
{
	buf_free(&f->text);
	free(f->pieces);
}

static size_t blanks(const xmlNode *s)
{
	for (const xmlAttr *a = s->properties; a; a = a->next)
		if (!strcmp((const char *)a->name, "c") && a->children && a->children->content) {
			long n = atol((const char *)a->children->content);

			return n > 0 && n < 10000 ? (size_t)n : 1;
		}
	return 1;
}

static void flat_add(struct flat *f, xmlNode *node, size_t from)
{
	f->pieces = mem_grow(f->pieces, f->n, &f->cap, sizeof(*f->pieces));
	f->pieces[f->n++] = (struct piece){node, from, f->text.n - from};
}

/* Spans and links are walked through; frames and notes in the paragraph have paragraphs of their own. */
static void flatten(xmlNode *parent, struct flat *f)
{
	for (xmlNode *c = parent->children; c; c = c->next) {
		size_t from = f->text.n;

		if (c->type == XML_TEXT_NODE) {
			buf_add(&f->text, c->content ? (const char *)c->content : "");
			flat_add(f, c, from);
		} else if (is(c, NS_TEXT, "s")) {
			buf_fill(&f->text, ' ', blanks(c));
			flat_add(f, c, from);
		} else if (is(c, NS_TEXT, "tab") || is(c, NS_TEXT, "line-break")) {
			buf_addc(&f->text, ' ');
			flat_add(f, c, from);
		} else if (is(c, NS_TEXT, "span") || is(c, NS_TEXT, "a")) {
			flatten(c, f);
		}
	}
}

/* XML 1.0 has no place for control characters: they become U+FFFD, as does what is no UTF-8. */
static void add_safe(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0, length; i < n; i += length) {
		uint32_t c = 0;

		length = utf8_decode(s + i, n - i, &c);
		if (!length || (c < 0x20 && c != '\t' && c != '\n') || (c & 0xfffe) == 0xfffe)
			buf_add(out, "\xEF\xBF\xBD");
		else
			buf_addn(out, s + i, length);
		length += !length;
	}
}

/* Puts text after `after`, line ends, tabs and several blanks as elements; returns the last node. */
static xmlNode *put_text(struct odt *o, xmlNode *after, xmlNs *ns, const char *s, size_t n)
{
	struct buf run = {0};

	for (size_t i = 0, length; i < n; i += length) {
		xmlNode *element = NULL;

		for (length = 0; i + length < n && s[i + length] == ' ';)
			length++;
		if (length > 1 || (length && (!i || i + length == n))) {
			char count[24];

			snprintf(count, sizeof(count), "%zu", length);
			element = p_xmlNewDocNode(o->doc, ns, (const xmlChar *)"s", NULL);
			p_xmlNewNsProp(element, ns, (const xmlChar *)"c", (const xmlChar *)count);
		} else if (!length && (s[i] == '\n' || s[i] == '\t')) {
			length = 1;
			element = p_xmlNewDocNode(o->doc, ns, (const xmlChar *)(s[i] == '\n' ? "line-break" : "tab"),
						  NULL);
		} else {
			length += !length ? strcspn(s + i, " \n\t") : 0;
			length = length < n - i ? length : n - i;
			add_safe(&run, s + i, length);
		}
		if (run.n && (element || i + length == n)) {
			after = p_xmlAddNextSibling(after, p_xmlNewDocText(o->doc, (const xmlChar *)run.s));
			buf_clear(&run);
		}
		if (element)
			after = p_xmlAddNextSibling(after, element);
	}
	buf_free(&run);
	return after;
}

/* Letters of a paragraph that give way to a value. */
struct cut {
	size_t at, n;
	struct buf value;
};

/* What is left of a text node: parts of it and the values of the cuts that begin in it. */
static void rebuild(struct odt *o, const struct flat *f, const struct piece *p, xmlNs *ns, const struct cut *cuts,
		    size_t n)
{
	size_t at = p->at, end = p->at + p->n;
	xmlNode *last = p->node;
	const char *s = buf_text(&f->text);
	struct buf literal = {0};

	p_xmlNodeSetContent(p->node, (const xmlChar *)"");
	for (size_t i = 0; i <= n; i++) {
		size_t until = i < n && cuts[i].at < end ? cuts[i].at : end;

		if (i < n && cuts[i].at + cuts[i].n <= p->at)
			continue;
		if (until > at) {
			buf_clear(&literal);
			buf_addn(&literal, s + at, until - at);
			last = p_xmlAddNextSibling(last, p_xmlNewDocText(o->doc, (const xmlChar *)literal.s));
		}
		if (until == end && (i == n || cuts[i].at >= end))
			break;
		if (cuts[i].at >= p->at)
			last = put_text(o, last, ns, buf_text(&cuts[i].value), cuts[i].value.n);
		at = cuts[i].at + cuts[i].n;
		if (at >= end)
			break;
	}
	buf_free(&literal);
}

/* The cuts are in the order of the text. */
static void make_cuts(struct odt *o, const struct flat *f, xmlNs *ns, const struct cut *cuts, size_t n)
{
	for (size_t i = f->n; i-- > 0;) {
		const struct piece *p = &f->pieces[i];
		bool touched = false;

		for (size_t j = 0; j < n && !touched; j++)
			touched = cuts[j].at < p->at + p->n && cuts[j].at + cuts[j].n > p->at;
		if (touched && p->node->type == XML_ELEMENT_NODE)
			drop(p->node);
		else if (touched)
			rebuild(o, f, p, ns, cuts, n);
	}
}

/* Takes letters away. */
static void cut_out(struct odt *o, xmlNode *paragraph, size_t at, size_t n)
{
	struct flat f = {.n = 0};

	flatten(paragraph, &f);
	make_cuts(o, &f, paragraph->ns, &(struct cut){.at = at, .n = n}, 1);
	flat_release(&f);
}

/* ---- filling ---- */

static enum err fill(struct odt *o, xmlNode *container);

/* Frames and notes inside of a paragraph. */
static enum err fill_inside(struct odt *o, xmlNode *node)
{
	enum err err = OK;

	for (xmlNode *c = node->children, *next; c && !err; c = next) {
		next = c->next;
		if (c->type != XML_ELEMENT_NODE || is_aside(c))
			continue;
		err = is(c, NS_TEXT, "span") || is(c, NS_TEXT, "a") ? fill_inside(o, c) : fill(o, c);
	}
	return err;
}

/* A value of several lines that stands alone: a paragraph for each. */
static void put_paragraphs(struct odt *o, xmlNode *paragraph, const struct cut *whole)
{
	const char *text = buf_text(&whole->value);

	for (size_t n;; text += n + 1) {
		bool last = !text[n = strcspn(text, "\n")];
		xmlNode *p = last ? paragraph : p_xmlDocCopyNode(paragraph, o->doc, 1);
		struct cut line = {.at = whole->at, .n = whole->n};
		struct flat f = {.n = 0};

		if (!last)
			p_xmlAddPrevSibling(paragraph, p);
		buf_addn(&line.value, text, n);
		flatten(p, &f);
		make_cuts(o, &f, p->ns, &line, 1);
		flat_release(&f);
		buf_free(&line.value);
		if (last)
			return;
	}
}

/* skip: what stood at the start, which is taken off. */
static enum err fill_paragraph(struct odt *o, xmlNode *paragraph, size_t skip)
{
	struct flat f = {.n = 0};
	struct cut *cuts = mem_alloc(sizeof(*cuts));
	size_t n = 1, cap = 1, at = skip, length;
	enum err err;

	cuts[0] = (struct cut){.n = skip};
	flatten(paragraph, &f);
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
			put_paragraphs(o, paragraph, &cuts[1]);
		} else {
			make_cuts(o, &f, paragraph->ns, cuts, n);
		}
	}
	for (size_t i = 0; i < n; i++)
		buf_free(&cuts[i].value);
	free(cuts);
	flat_release(&f);
	return err ? err : fill_inside(o, paragraph);
}

/* ---- what may be left out or repeated: paragraphs, items of lists, rows of tables ---- */

static bool is_unit(const xmlNode *node)
{
	return is_paragraph(node) || is_item(node) || is_row(node);
}

/* What a unit repeats, NULL: nothing. Of a row it may stand at the start of any cell: columns are moved. take: the mark
 * is taken off. */
static enum err unit_repeats(struct odt *o, xmlNode *unit, bool take, const struct template_table **table)
{
	xmlNode *cell = is_row(unit) ? unit->children : unit;
	enum err err = OK;

	*table = NULL;
	for (; cell && !*table && !err; cell = cell == unit ? NULL : cell->next) {
		xmlNode *p = first_below(cell, is_paragraph);
		struct flat f = {.n = 0};
		size_t at, n;

		if (!p)
			continue;
		flatten(p, &f);
		err = gap_repeats(&o->filler, buf_text(&f.text), f.text.n, table, &at, &n);
		if (*table && take)
			cut_out(o, p, at, n);
		flat_release(&f);
	}
	return err;
}

static void count_place(struct odt *o, const xmlNode *unit)
{
	if (is_row(unit)) {
		o->place.row++;
		o->place.cell = 0;
	} else if (is_paragraph(unit) && !o->place.row) {
		o->place.paragraph++;
	}
}

/* The cells of a row, or what a list's item has. */
static enum err fill_below(struct odt *o, xmlNode *unit)
{
	enum err err = OK;

	if (!is_row(unit))
		return fill(o, unit);
	for (xmlNode *c = unit->children, *next; c && !err; c = next) {
		next = c->next;
		if (!is_cell(c))
			continue;
		o->place.cell++;
		err = fill(o, c);
	}
	return err;
}

/* A cell has a paragraph, be it empty. */
static void drop_unit(struct odt *o, xmlNode *unit)
{
	struct flat f = {.n = 0};

	if (is_paragraph(unit) && is_cell(unit->parent) && !next_element(unit) && !previous_element(unit)) {
		flatten(unit, &f);
		cut_out(o, unit, 0, f.text.n);
		flat_release(&f);
	} else {
		drop(unit);
	}
}

static enum err fill_unit(struct odt *o, xmlNode *unit)
{
	bool silent = o->filler.silent;
	struct gap_start start = {.print = true};
	struct flat f = {.n = 0};
	xmlNode *head = first_below(unit, is_paragraph);
	enum err err = OK;

	if (head) {
		flatten(head, &f);
		err = gap_start(&o->filler, buf_text(&f.text), f.text.n, &start);
		if (!err && start.align)
			err = gap_wrong(&o->filler,
					"{^} и {>} бывают только в .txt; здесь абзац выравнивают в редакторе",
					buf_text(&f.text), f.text.n);
		if (!err && start.length && head != unit)
			cut_out(o, head, 0, start.length);
		flat_release(&f);
	}
	o->filler.silent = silent || !start.print;
	if (!err)
		err = is_paragraph(unit) ? fill_paragraph(o, unit, start.length) : fill_below(o, unit);
	o->filler.silent = silent;
	if (!err && !start.print && !silent)
		drop_unit(o, unit);
	return err;
}

/* The units from `first` on that repeat the table, once for each row; *next: after them. */
static enum err fill_repeated(struct odt *o, xmlNode *first, const struct template_table *table, xmlNode **next)
{
	struct place place = o->place;
	xmlNode **units = NULL;
	size_t n = 0, cap = 0;
	enum err err = OK;

	for (const struct template_table *of = table; of == table && !err;) {
		units = mem_grow(units, n, &cap, sizeof(xmlNode *));
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
			xmlNode *copy = p_xmlDocCopyNode(units[j], o->doc, 1);

			p_xmlAddPrevSibling(units[0], copy);
			if (j)
				count_place(o, copy);
			err = fill_unit(o, copy);
			if (!err && !o->filler.row)
				drop(copy);
		}
	}
	o->filler.table = NULL;
	o->filler.row = NULL;
	o->filler.silent = false;
	for (size_t i = 0; i < n; i++)
		drop(units[i]);
	free(units);
	return err;
}

static enum err fill_table(struct odt *o, xmlNode *table)
{
	struct place place = o->place;
	enum err err;

	if (!place.row)
		o->place.table = ++place.table;
	o->place.row = o->place.cell = 0;
	err = fill(o, table);
	if (!err)
		o->place = place;
	if (!err && !first_below(table, is_row) && !o->filler.silent) /* none of its rows is printed */
		drop(table);
	return err;
}

static enum err fill(struct odt *o, xmlNode *container)
{
	enum err err = OK;

	if (++o->depth > DEPTH_MAX)
		return error_set(o->filler.e, ERR_USAGE, "%s: слишком много вложенных частей", o->place.path);
	for (xmlNode *c = container->children, *next; c && !err; c = next) {
		const struct template_table *table = NULL;

		next = c->next;
		if (c->type != XML_ELEMENT_NODE || is_aside(c))
			continue;
		if (is(c, NS_TABLE, "table")) {
			err = fill_table(o, c);
		} else if (!is_unit(c)) {
			err = fill(o, c);
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
	if (!err && is(container, NS_TABLE, "table-header-rows") && !first_below(container, is_row))
		drop(container);
	return err;
}

#define LINE_SURE 25 /* characters that have room on a line of any page */

/* Does the paragraph have room on one line, whatever the office did to the template? Not so in a column of a table. */
static bool is_one_line(const xmlNode *paragraph, const struct flat *f)
{
	const xmlNode *p = paragraph->parent;

	while (p && !is(p, NS_TABLE, "table-cell"))
		p = p->parent;
	for (size_t i = 0; i < f->n; i++)
		if (is(f->pieces[i].node, NS_TEXT, "tab"))
			return false;
	return !p && utf8_width(buf_text(&f->text), f->text.n) <= LINE_SURE;
}

/* A line of the document does not end between «№» and its number. Only blanks that stand between words of the text
 * itself. */
static void bind_blanks(xmlNode *paragraph)
{
	struct flat f = {.n = 0};
	struct buf text = {0};

	flatten(paragraph, &f);
	for (size_t i = 0; i < f.n && !is_one_line(paragraph, &f); i++) {
		const struct piece *p = &f.pieces[i];
		bool bound = false;

		buf_clear(&text);
		for (size_t at = p->at; at < p->at + p->n; at++)
			if (f.text.s[at] == ' ' && typeset_binds(f.text.s, f.text.n, at)) {
				buf_add(&text, "\u00a0");
				bound = true;
			} else {
				buf_addc(&text, f.text.s[at]);
			}
		if (bound && p->node->type == XML_TEXT_NODE)
			p_xmlNodeSetContent(p->node, (const xmlChar *)text.s);
	}
	buf_free(&text);
	flat_release(&f);
}

static void bind_all(xmlNode *node)
{
	for (xmlNode *c = node->children; c; c = c->next) {
		if (c->type != XML_ELEMENT_NODE)
			continue;
		if (is_paragraph(c))
			bind_blanks(c);
		bind_all(c);
	}
}

static bool is_body(const xmlNode *node)
{
	return is(node, NS_OFFICE, "text");
}

/* Above the first paragraph or table of the body: what stands before those are declarations. */
static void put_draft(struct odt *o, xmlNode *root)
{
	xmlNode *body = first_below(root, is_body), *first = body ? body->children : NULL,
		*some = body ? first_below(body, is_paragraph) : NULL;

	while (first && !is_paragraph(first) && !is(first, NS_TEXT, "list") && !is(first, NS_TABLE, "table") &&
	       !is(first, NS_TEXT, "section"))
		first = first->next;
	if (first && some)
		p_xmlAddPrevSibling(first, p_xmlNewDocNode(o->doc, some->ns, (const xmlChar *)"p",
							   (const xmlChar *)o->filler.data->draft));
}

static enum err fill_part(struct odt *o, struct entry *part, struct error *e)
{
	xmlNode *root;
	xmlChar *text = NULL;
	int n = 0;
	enum err err;

	o->doc = p_xmlReadMemory(buf_text(&part->bytes), (int)part->bytes.n, NULL, NULL,
				 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (!o->doc) {
		const xmlError *error = p_xmlGetLastError();

		return error_set(e, ERR_USAGE, "%s: %s внутри него испорчен (строка %d): это не XML", o->place.path,
				 part->name, error ? error->line : 1);
	}
	root = p_xmlDocGetRootElement(o->doc);
	if (o->doc->intSubset || !root)
		err = error_set(e, ERR_USAGE,
				"%s: %s внутри него с объявлениями DTD: таких документов OpenDocument не бывает",
				o->place.path, part->name);
	else
		err = fill(o, root);
	if (!err)
		bind_all(root);
	if (!err && o->filler.data->draft)
		put_draft(o, root);
	if (!err) {
		p_xmlDocDumpMemoryEnc(o->doc, &text, &n, "UTF-8");
		if (text) {
			buf_clear(&part->bytes);
			buf_addn(&part->bytes, text, (size_t)n);
			(*p_xmlFree)(text);
		} else {
			err = error_set(e, ERR_STORAGE, "%s: не хватило памяти", o->place.path);
		}
	}
	p_xmlFreeDoc(o->doc);
	return err;
}

enum err template_fill_odt(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
			   struct error *e)
{
	struct archive a = {.path = path};
	struct odt o = {.filler = {.data = data, .missing = missing, .where = where, .e = e},
			.place = {.path = path, .part = ""}};
	struct entry *content, *styles;
	enum err err = library_load(&zip_library, e);

	o.filler.at = &o.place;
	if (!err)
		err = library_load(&xml_library, e);
	if (err)
		return err;
	err = archive_read(&a, e);
	content = archive_find(&a, "content.xml");
	styles = archive_find(&a, "styles.xml");
	if (!err && !content)
		err = error_set(e, ERR_USAGE, "%s: внутри нет content.xml: это не текст OpenDocument (.odt)", path);
	if (!err)
		err = fill_part(&o, content, e);
	if (!err && styles) {
		o.place = (struct place){.path = path, .part = ", колонтитул"};
		o.depth = 0;
		err = fill_part(&o, styles, e);
	}
	if (!err)
		err = archive_write(&a, out, e);
	archive_release(&a);
	return err;
}
