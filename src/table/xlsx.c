#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "xlsx.h"

/* Bytes of the unpacked parts. A sheet of 1,048,576 rows of twenty columns has about as many as allowed here. */
#define SHEET_MAX   (2048ull << 20)
#define STRINGS_MAX (128ull << 20)
#define OTHERS_MAX  (16ull << 20)
#define ROW_MAX	    (16u << 20) /* bytes of the texts of a row */
#define SHEETS_MAX  1000
#define STYLES_MAX  70000

struct sheet_part {
	char *name, *relation, *target;
	bool hidden;
};

struct custom_format {
	int id;
	enum number_style style;
};

struct xlsx {
	struct archive *zip;
	struct sheet_part *sheets;
	size_t sheets_n, sheets_cap;
	bool from_1904;
	char *folder, *document; /* of the book's main part: «xl/», «xl/workbook.xml» */
	/* number formats */
	struct custom_format *customs;
	size_t customs_n, customs_cap;
	enum number_style *styles;
	size_t styles_n, styles_cap;
	bool in_cell_formats;
	/* strings that cells share */
	struct buf strings;
	size_t *string_at;
	size_t strings_n, strings_cap;
	bool in_text, in_phonetic;
	/* the sheet that is read */
	struct part part;
	struct xlsx_row row;
	struct xlsx_cell *cell;
	size_t *text_at, cells_cap,
		text_cap; /* where the cells' texts begin in `texts`; faults are kept in the cells */
	struct buf texts, value;
	size_t column, next_column;
	int next_number;
	bool in_row, in_value, in_inline, row_ended, has_formula;
	char type;
	size_t style;
	bool started;
};

/* ---- what every book has ---- */

static void root_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *type = xml_attribute(a, "Type"), *target = xml_attribute(a, "Target"),
		   *tail = type ? strrchr(type, '/') : NULL;

	if (strcmp(xml_local(name), "Relationship") || !tail || strcmp(tail, "/officeDocument") || !target ||
	    w->document)
		return;
	w->document = mem_strdup(target + strspn(target, "/"));
}

static void book_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *title = xml_attribute(a, "name"), *relation = xml_attribute(a, "id"),
		   *state = xml_attribute(a, "state");
	const char *from_1904 = xml_attribute(a, "date1904");

	name = xml_local(name);
	if (!strcmp(name, "workbookPr"))
		w->from_1904 = from_1904 && (!strcmp(from_1904, "1") || !strcmp(from_1904, "true"));
	if (strcmp(name, "sheet") || !title || w->sheets_n == SHEETS_MAX)
		return;
	for (size_t i = 0; a[i]; i += 2) /* sheetId is another thing than r:id */
		if (strchr(a[i], ':') && !strcmp(xml_local(a[i]), "id"))
			relation = a[i + 1];
	w->sheets = mem_grow(w->sheets, w->sheets_n, &w->sheets_cap, sizeof(*w->sheets));
	w->sheets[w->sheets_n++] = (struct sheet_part){.name = mem_strdup(title),
						       .relation = mem_strdup(relation ? relation : ""),
						       .hidden = state && strcmp(state, "visible")};
}

static void relations_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *id = xml_attribute(a, "Id"), *type = xml_attribute(a, "Type"), *target = xml_attribute(a, "Target");
	const char *tail = type ? strrchr(type, '/') : NULL;
	struct buf path = {0};

	if (strcmp(xml_local(name), "Relationship") || !id || !target || !tail || strcmp(tail, "/worksheet"))
		return;
	for (size_t i = 0; i < w->sheets_n; i++) {
		if (strcmp(w->sheets[i].relation, id) || w->sheets[i].target)
			continue;
		if (*target != '/')
			buf_add(&path, w->folder);
		buf_add(&path, target + strspn(target, "./"));
		w->sheets[i].target = buf_take(&path);
	}
}

static void styles_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *id = xml_attribute(a, "numFmtId"), *code = xml_attribute(a, "formatCode");
	int number = id ? atoi(id) : 0;

	name = xml_local(name);
	if (!strcmp(name, "cellXfs"))
		w->in_cell_formats = true;
	if (!strcmp(name, "numFmt") && code && w->customs_n < STYLES_MAX) {
		w->customs = mem_grow(w->customs, w->customs_n, &w->customs_cap, sizeof(*w->customs));
		w->customs[w->customs_n++] = (struct custom_format){number, number_style_of(number, code)};
	}
	if (w->in_cell_formats && !strcmp(name, "xf") && w->styles_n < STYLES_MAX) {
		enum number_style style = number_style_of(number, NULL);

		for (size_t i = 0; i < w->customs_n; i++)
			if (w->customs[i].id == number)
				style = w->customs[i].style;
		w->styles = mem_grow(w->styles, w->styles_n, &w->styles_cap, sizeof(*w->styles));
		w->styles[w->styles_n++] = style;
	}
}

static void styles_end(void *arg, const char *name)
{
	struct xlsx *w = arg;

	if (!strcmp(xml_local(name), "cellXfs"))
		w->in_cell_formats = false;
}

/* ---- shared strings: si/t, or si/r/t in pieces; rPh is how it is read aloud ---- */

static void strings_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;

	(void)a;
	name = xml_local(name);
	if (!strcmp(name, "si")) {
		w->string_at = mem_grow(w->string_at, w->strings_n, &w->strings_cap, sizeof(*w->string_at));
		w->string_at[w->strings_n++] = w->strings.n;
	} else if (!strcmp(name, "rPh")) {
		w->in_phonetic = true;
	} else if (!strcmp(name, "t")) {
		w->in_text = w->strings_n && !w->in_phonetic;
	}
}

static void strings_end(void *arg, const char *name)
{
	struct xlsx *w = arg;

	name = xml_local(name);
	if (!strcmp(name, "si") && w->strings_n) {
		unescape(&w->strings, w->string_at[w->strings_n - 1]);
		buf_addc(&w->strings, 0);
	} else if (!strcmp(name, "rPh")) {
		w->in_phonetic = false;
	} else if (!strcmp(name, "t")) {
		w->in_text = false;
	}
}

static void strings_text(void *arg, const char *s, int n)
{
	struct xlsx *w = arg;

	if (w->in_text)
		buf_addn(&w->strings, s, (size_t)n);
}

/* ---- opening ---- */

static const struct xml_handlers root_handlers = {.start = root_start}, book_handlers = {.start = book_start},
				 relations_handlers = {.start = relations_start},
				 styles_handlers = {styles_start, styles_end, NULL},
				 strings_handlers = {strings_start, strings_end, strings_text};

static enum err read_part(struct xlsx *w, const char *folder, const char *name, uint64_t limit,
			  const struct xml_handlers *handlers, struct error *e)
{
	struct buf path = {0};
	enum err err;

	buf_addf(&path, "%s%s", folder, name);
	err = part_read(w->zip, path.s, limit, handlers, w, e);
	buf_free(&path);
	return err;
}

static bool has_part(const struct xlsx *w, const char *name)
{
	return archive_find(w->zip, name) != SIZE_MAX;
}

/* What the archive is, when it is no workbook. */
static enum err explain_other(const struct xlsx *w, struct error *e)
{
	const char *what = "в этом архиве нет книги Excel";

	if (has_part(w, "content.xml"))
		what = "это файл LibreOffice (.ods, .odt); сохраните таблицу как «Книга Excel (.xlsx)»";
	else if (has_part(w, "xl/workbook.bin"))
		what = "это двоичная книга (.xlsb); сохраните её как «Книга Excel (.xlsx)»";
	else if (has_part(w, "word/document.xml"))
		what = "это документ Word, а не таблица";
	return error_set(e, ERR_INPUT, "%s", what);
}

#define CONTENTS "[Content_Types].xml"

/* «xl/» of «xl/workbook.xml»; *name: the rest. */
static char *folder_of(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');

	*name = slash ? slash + 1 : path;
	return mem_strndup(path, (size_t)(*name - path));
}

static enum err read_structure(struct xlsx *w, struct error *e)
{
	struct buf relations = {0};
	const char *name;
	enum err err = read_part(w, "", "_rels/.rels", OTHERS_MAX, &root_handlers, e);

	if (err == ERR_INPUT)
		return err;
	if (!w->document)
		w->document = mem_strdup("xl/workbook.xml");
	w->folder = folder_of(w->document, &name);
	if (!has_part(w, w->document) || strstr(name, ".bin") || !strncmp(w->document, "word/", 5))
		return explain_other(w, e);
	err = read_part(w, "", w->document, OTHERS_MAX, &book_handlers, e);
	buf_addf(&relations, "_rels/%s.rels", name);
	if (!err)
		err = read_part(w, w->folder, relations.s, OTHERS_MAX, &relations_handlers, e);
	buf_free(&relations);
	if (!err || err == ERR_NONE)
		err = read_part(w, w->folder, "styles.xml", OTHERS_MAX, &styles_handlers, e);
	if (!err || err == ERR_NONE)
		err = read_part(w, w->folder, "sharedStrings.xml", STRINGS_MAX, &strings_handlers, e);
	return err == ERR_NONE ? OK : err;
}

static void release_sheet(struct sheet_part *s)
{
	free(s->name);
	free(s->relation);
	free(s->target);
}

enum err xlsx_open(const char *path, struct xlsx **out, struct error *e)
{
	struct xlsx *w = mem_alloc(sizeof(*w));
	size_t kept = 0;
	enum err err = package_open(path, &w->zip, e);

	if (!err)
		err = read_structure(w, e);
	for (size_t i = 0; !err && i < w->sheets_n; i++)
		if (w->sheets[i].target && !w->sheets[i].hidden)
			w->sheets[kept++] = w->sheets[i];
		else
			release_sheet(&w->sheets[i]);
	if (!err)
		w->sheets_n = kept;
	if (!err && !kept)
		err = error_set(e, ERR_INPUT, "в книге нет ни одного листа с таблицей");
	*out = w;
	if (err)
		xlsx_close(out);
	return err;
}

static void contents_start(void *arg, const char *name, const char **a)
{
	(void)a;
	*(size_t *)arg += !strcmp(xml_local(name), "Override");
}

enum err xlsx_check_parts(struct xlsx *w, struct error *e)
{
	static const struct xml_handlers nothing = {.start = NULL}, contents = {.start = contents_start};
	size_t n = archive_count(w->zip), named = 0,
	       others = 0; /* others: itself and relations, which it does not name */
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		const char *name = archive_name(w->zip, i);
		size_t length = name ? strlen(name) : 0;
		bool is_contents = name && !strcmp(name, CONTENTS);

		others += is_contents || (length > 5 && !strcmp(name + length - 5, ".rels"));
		if (name && strncmp(name, "xl/worksheets/sheet", 19))
			err = part_read(w->zip, name, STRINGS_MAX, is_contents ? &contents : &nothing, &named, e);
	}
	if (!err && named != n - others)
		err = error_set(e, ERR_INPUT, "книга записана не до конца");
	return err;
}

void xlsx_close(struct xlsx **book)
{
	struct xlsx *w = *book;

	*book = NULL;
	if (!w)
		return;
	part_close(&w->part);
	archive_close(&w->zip);
	for (size_t i = 0; i < w->sheets_n; i++)
		release_sheet(&w->sheets[i]);
	free(w->sheets);
	free(w->folder);
	free(w->document);
	free(w->customs);
	free(w->styles);
	free(w->string_at);
	free(w->cell);
	free(w->text_at);
	buf_free(&w->strings);
	buf_free(&w->texts);
	buf_free(&w->value);
	free(w);
}

size_t xlsx_sheets(const struct xlsx *w)
{
	return w->sheets_n;
}

const char *xlsx_sheet_name(const struct xlsx *w, size_t sheet)
{
	return w->sheets[sheet].name;
}

/* ---- rows ---- */

/* «AB12» -> 27; SIZE_MAX: no reference. */
static size_t column_of(const char *reference)
{
	size_t column = 0, n = 0;

	for (; *reference >= 'A' && *reference <= 'Z' && n < 4; reference++, n++)
		column = column * 26 + (size_t)(*reference - 'A') + 1;
	return n && n < 4 ? column - 1 : SIZE_MAX;
}

void xlsx_column_name(size_t column, struct buf *out)
{
	char letters[8];
	size_t n = sizeof(letters);

	do
		letters[--n] = (char)('A' + column % 26);
	while (n && (column /= 26) && column--);
	buf_addn(out, letters + n, sizeof(letters) - n);
}

static char type_of(const char *t)
{
	static const struct {
		const char *name;
		char type;
	} types[] = {{"s", 's'}, {"inlineStr", 'i'}, {"str", 't'}, {"b", 'b'}, {"e", 'e'}, {"d", 'd'}, {"n", 'n'}};

	for (size_t i = 0; t && i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(t, types[i].name))
			return types[i].type;
	return 'n';
}

static void sheet_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *r;

	name = xml_local(name);
	if (!strcmp(name, "row")) {
		r = xml_attribute(a, "r");
		w->in_row = true;
		w->row.number = r && atoi(r) > 0 ? atoi(r) : w->next_number;
		w->next_number = w->row.number + 1;
		w->row.n = 0;
		w->next_column = 0;
		buf_clear(&w->texts);
	} else if (!w->in_row) {
		return;
	} else if (!strcmp(name, "c")) {
		r = xml_attribute(a, "r");
		w->column = r ? column_of(r) : w->next_column;
		if (w->column == SIZE_MAX || w->column < w->next_column || w->column >= COLUMNS_MAX_XLSX) {
			part_refuse(&w->part, "книга повреждена: ячейки листа стоят не по порядку");
			return;
		}
		w->next_column = w->column + 1;
		r = xml_attribute(a, "s");
		w->style = r ? (size_t)strtoul(r, NULL, 10) : 0;
		w->type = type_of(xml_attribute(a, "t"));
		w->has_formula = false;
		buf_clear(&w->value);
	} else if (!strcmp(name, "v")) {
		w->in_value = true;
	} else if (!strcmp(name, "f")) {
		w->has_formula = true;
	} else if (!strcmp(name, "is")) {
		w->in_inline = true;
	} else if (!strcmp(name, "rPh")) {
		w->in_phonetic = true;
	} else if (!strcmp(name, "t") && w->in_inline) {
		w->in_value = !w->in_phonetic;
	}
}

static void sheet_text(void *arg, const char *s, int n)
{
	struct xlsx *w = arg;

	if (!w->in_value)
		return;
	if (w->value.n + w->texts.n + (size_t)n > ROW_MAX)
		part_refuse(&w->part, "в строке листа слишком много текста: это не таблица записей");
	else
		buf_addn(&w->value, s, (size_t)n);
}

/* The cell's value as text, at the end of `texts`; returns what is wrong with it. */
static const char *add_value(struct xlsx *w)
{
	const char *v = buf_text(&w->value);
	size_t start = w->texts.n, index;
	char *end;

	switch (w->type) {
	case 's':
		index = strtoul(v, &end, 10);
		if (end == v || *end || index >= w->strings_n)
			return "в книге нет текста этой ячейки: она повреждена";
		buf_add(&w->texts, w->strings.s + w->string_at[index]);
		return NULL;
	case 'b':
		buf_add(&w->texts, *v == '1' || *v == 't' ? "да" : "нет");
		return NULL;
	case 'e':
		buf_add(&w->texts, v);
		return "вместо значения в ячейке ошибка Excel";
	case 'd': /* 2022-06-15T00:00:00 */
		buf_addn(&w->texts, v, strcspn(v, "T"));
		return NULL;
	case 'n':
		if (number_add(v, w->style < w->styles_n ? w->styles[w->style] : STYLE_NUMBER, w->from_1904, &w->texts))
			return NULL;
		w->texts.n = start;
		buf_add(&w->texts, v);
		return "это не число и не день с 1900 по 2199 год";
	default:
		buf_add(&w->texts, v);
		unescape(&w->texts, start);
		return NULL;
	}
}

static void end_cell(struct xlsx *w)
{
	size_t start = w->texts.n, cap = w->text_cap;
	const char *fault = NULL;

	if (w->value.n)
		fault = add_value(w);
	else if (w->has_formula && w->type != 't')
		fault = "формула без посчитанного значения; откройте книгу в Excel или LibreOffice и сохраните";
	if (w->texts.n == start && fault)
		buf_add(&w->texts, "=");
	if (w->texts.n == start)
		return;
	if (strlen(w->texts.s + start) != w->texts.n - start)
		w->texts.n = start + strlen(w->texts.s + start);
	buf_addc(&w->texts, 0);
	w->cell = mem_grow(w->cell, w->row.n, &w->cells_cap, sizeof(*w->cell));
	w->text_at = mem_grow(w->text_at, w->row.n, &cap, sizeof(*w->text_at));
	w->text_cap = cap;
	w->text_at[w->row.n] = start;
	w->cell[w->row.n++] = (struct xlsx_cell){.column = w->column, .fault = fault};
}

static void sheet_end(void *arg, const char *name)
{
	struct xlsx *w = arg;

	name = xml_local(name);
	if (!strcmp(name, "v") || !strcmp(name, "t")) {
		w->in_value = false;
	} else if (!strcmp(name, "is")) {
		w->in_inline = false;
	} else if (!strcmp(name, "rPh")) {
		w->in_phonetic = false;
	} else if (!strcmp(name, "c") && w->in_row) {
		end_cell(w);
	} else if (!strcmp(name, "row") && w->in_row) {
		w->in_row = false;
		if (w->row.n) {
			w->row_ended = true;
			part_pause(&w->part);
		}
	}
}

enum err xlsx_begin(struct xlsx *w, size_t sheet, struct error *e)
{
	static const struct xml_handlers handlers = {sheet_start, sheet_end, sheet_text};
	enum err err;

	part_close(&w->part);
	w->in_row = w->in_value = w->in_inline = w->in_phonetic = w->row_ended = false;
	w->next_number = 1;
	err = part_open(&w->part, w->zip, w->sheets[sheet].target, SHEET_MAX, &handlers, w, e);
	return err == ERR_NONE
		       ? error_set(e, ERR_INPUT, "в книге нет листа «%s»: она повреждена", w->sheets[sheet].name)
		       : err;
}

enum err xlsx_next(struct xlsx *w, const struct xlsx_row **row, struct error *e)
{
	enum err err;

	w->row_ended = false;
	err = part_run(&w->part, e);
	if (err)
		return err;
	for (size_t i = 0; i < w->row.n; i++)
		w->cell[i].text = w->texts.s + w->text_at[i];
	w->row.cell = w->cell;
	*row = &w->row;
	return OK;
}

unsigned xlsx_progress(const struct xlsx *w)
{
	return w->part.size ? (unsigned)((uint64_t)w->part.xml.fed * 1000 / w->part.size) : 0;
}
