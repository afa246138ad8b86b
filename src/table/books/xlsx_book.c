/* What the sheets of a workbook share: its parts by their relationships, number formats, strings. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "xlsx.h"

/* Bytes of the unpacked parts. */
#define STRINGS_MAX (128ull << 20)
#define OTHERS_MAX  (16ull << 20)
#define CONTENT_MAX (2048ull << 20) /* of an .ods: all its sheets */
#define SHEETS_MAX  1000
#define STYLES_MAX  70000

/* ---- what every book has ---- */

/* The part that a target means (ECMA-376 part 2, 9.3): relative to the folder, or from the root. */
static char *part_path(const char *folder, const char *target)
{
	struct buf path = {0};
	char *copy = mem_strdup(target), *rest = copy, *segment;

	for (char *c = copy; (c = strchr(c, '\\'));) /* as some programs of Windows write it */
		*c = '/';
	if (*copy != '/')
		buf_add(&path, folder);
	while ((segment = strsep(&rest, "/"))) {
		if (!strcmp(segment, "..")) {
			path.n -= path.n > 0; /* the slash */
			while (path.n && path.s[path.n - 1] != '/')
				path.n--;
		} else if (*segment && strcmp(segment, ".")) {
			buf_addf(&path, "%s%s", segment, rest ? "/" : "");
		}
	}
	buf_addc(&path, 0);
	free(copy);
	return buf_take(&path);
}

static void root_start(void *arg, const char *name, const char **a)
{
	struct xlsx *w = arg;
	const char *type = xml_attribute(a, "Type"), *target = xml_attribute(a, "Target"),
		   *tail = type ? strrchr(type, '/') : NULL;

	if (strcmp(xml_local(name), "Relationship") || !tail || strcmp(tail, "/officeDocument") || !target ||
	    w->document)
		return;
	w->document = part_path("", target);
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
	const char *tail = type ? strrchr(type, '/') : NULL, *mode = xml_attribute(a, "TargetMode");
	char **shared;

	if (strcmp(xml_local(name), "Relationship") || !id || !target || !tail || (mode && !strcmp(mode, "External")))
		return;
	shared = !strcmp(tail, "/styles") ? &w->styles_part : !strcmp(tail, "/sharedStrings") ? &w->strings_part : NULL;
	if (shared && !*shared)
		*shared = part_path(w->folder, target);
	for (size_t i = 0; i < w->sheets_n && !strcmp(tail, "/worksheet"); i++)
		if (!strcmp(w->sheets[i].relation, id) && !w->sheets[i].target)
			w->sheets[i].target = part_path(w->folder, target);
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

/* Where its relationship says, else where everybody has it. */
static enum err read_shared(struct xlsx *w, const char *part, const char *usual, uint64_t limit,
			    const struct xml_handlers *handlers, struct error *e)
{
	return part ? read_part(w, "", part, limit, handlers, e) : read_part(w, w->folder, usual, limit, handlers, e);
}

static bool has_part(const struct xlsx *w, const char *name)
{
	return archive_find(w->zip, name) != SIZE_MAX;
}

/* What the archive is, when it is no workbook. */
static enum err explain_other(const struct xlsx *w, struct error *e)
{
	const char *what = "в этом архиве нет книги Excel";

	if (has_part(w, "xl/workbook.bin"))
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
	if (!has_part(w, w->document) && has_part(w, "content.xml"))
		return ods_open(w, CONTENT_MAX, e);
	if (!has_part(w, w->document) || strstr(name, ".bin") || !strncmp(w->document, "word/", 5))
		return explain_other(w, e);
	err = read_part(w, "", w->document, OTHERS_MAX, &book_handlers, e);
	buf_addf(&relations, "_rels/%s.rels", name);
	if (!err)
		err = read_part(w, w->folder, relations.s, OTHERS_MAX, &relations_handlers, e);
	buf_free(&relations);
	if (!err || err == ERR_NONE)
		err = read_shared(w, w->styles_part, "styles.xml", OTHERS_MAX, &styles_handlers, e);
	if (!err || err == ERR_NONE)
		err = read_shared(w, w->strings_part, "sharedStrings.xml", STRINGS_MAX, &strings_handlers, e);
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
		if (w->sheets[i].target)
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
	free(w->styles_part);
	free(w->strings_part);
	xlsx_merged_release(&w->merged);
	ods_release(&w->ods);
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
