/* Templates for an office program: an archive whose content.xml and styles.xml (page headers) are filled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/xml.h"
#include "stazh/document/template.h"
#include "odt.h"

#define MANIFEST    "META-INF/manifest.xml"
#define MIMETYPE    "application/vnd.oasis.opendocument.text"
#define ENTRY_MAX   (64u << 20) /* bytes, unpacked */
#define ENTRIES_MAX 2000

/* ---- the archive ---- */

void package_release(struct package *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->entries[i].name);
		buf_free(&p->entries[i].bytes);
	}
	free(p->entries);
	free(p->path);
	*p = (struct package){.n = 0};
}

struct entry *package_find(struct package *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->entries[i].name, name))
			return &p->entries[i];
	return NULL;
}

#define SAVE_AS "откройте его в LibreOffice или Word и сохраните как «Текст OpenDocument (.odt)»"

/* Other files that lie under the name of a template, by how they begin; NULL: none that is known. */
static const char *other_format(const char *path)
{
	static const struct {
		const char *start, *what;
	} formats[] = {
		{"\xd0\xcf\x11\xe0", "документ Word 97–2003 (.doc)"},
		{"{\\rtf", "документ .rtf"},
		{"<?xml", "XML одним файлом (.fodt)"},
		{"\xef\xbb\xbf<?xml", "XML одним файлом (.fodt)"},
		{"<office:document", "XML одним файлом (.fodt)"},
		{"%PDF", "файл PDF"},
		{"<!DOCTYPE", "страница HTML"},
		{"<html", "страница HTML"},
	};
	char start[16] = "";
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(start, 1, sizeof(start) - 1, f) : 0;

	if (f)
		fclose(f);
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (n >= strlen(formats[i].start) && !memcmp(start, formats[i].start, strlen(formats[i].start)))
			return formats[i].what;
	return NULL;
}

static enum err open_failed(const char *path, enum archive_fault fault, struct error *e)
{
	const char *what = fault == ARCHIVE_ABSENT || fault == ARCHIVE_UNREADABLE ? NULL : other_format(path);

	if (what)
		return error_set(e, ERR_USAGE, "%s: это %s, а не документ .odt; " SAVE_AS, path, what);
	switch (fault) {
	case ARCHIVE_ABSENT:
		return error_set(e, ERR_USAGE, "%s: такого файла нет", path);
	case ARCHIVE_UNREADABLE:
		return error_set(e, ERR_USAGE, "%s: файл не читается", path);
	default:
		return error_set(e, ERR_USAGE,
				 "%s: это не документ .odt или файл повреждён; сохраните шаблон в редакторе как «Текст "
				 "OpenDocument (.odt)»",
				 path);
	}
}

static enum err package_read(struct package *p, struct error *e)
{
	struct archive *archive;
	enum archive_fault fault = archive_open(p->path, ENTRIES_MAX, &archive);
	size_t n = fault ? 0 : archive_count(archive), left = ENTRY_MAX;
	enum err err = OK;

	if (fault)
		return open_failed(p->path, fault, e);
	p->entries = mem_alloc((n + 1) * sizeof(*p->entries));
	for (size_t i = 0; i < n && !err; i++) {
		const char *name = archive_name(archive, i);
		struct entry *entry = &p->entries[p->n];

		if (!name || (*name && name[strlen(name) - 1] == '/'))
			continue;
		entry->name = mem_strdup(name);
		p->n++;
		if (archive_entry_bytes(archive, i, left, &entry->bytes))
			err = error_set(e, ERR_USAGE,
					"%s: файл повреждён или слишком велик: %s внутри него не читается", p->path,
					name);
		else
			left -= entry->bytes.n;
	}
	archive_close(&archive);
	return err;
}

static bool has(const struct entry *entry, const char *what)
{
	return entry && entry->bytes.n && strstr(buf_text(&entry->bytes), what);
}

/* Archives that are no text, or one that cannot be read. */
static enum err package_check(struct package *p, struct error *e)
{
	struct entry *type = package_find(p, "mimetype"), *content = package_find(p, "content.xml");
	const char *what = package_find(p, "word/document.xml")	    ? "документ Word (.docx)"
			   : package_find(p, "[Content_Types].xml") ? "файл Office, но не текст"
			   : has(type, "opendocument") && !has(type, "opendocument.text")
				   ? "файл OpenDocument, но не текст"
				   : NULL;

	if (has(package_find(p, MANIFEST), ":encryption-data"))
		return error_set(e, ERR_USAGE, "%s: документ закрыт паролем; сохраните его без пароля", p->path);
	if (what)
		return error_set(e, ERR_USAGE, "%s: это %s; " SAVE_AS, p->path, what);
	return content ? OK
		       : error_set(e, ERR_USAGE, "%s: внутри нет content.xml: это не текст OpenDocument (.odt)",
				   p->path);
}

/* What is made from a pattern (.ott) is a document, what is filled is no longer what was signed. */
static void package_settle(struct package *p)
{
	static const char kind[] = "opendocument.text-template";
	struct entry *manifest = package_find(p, MANIFEST);
	char *at = manifest ? strstr(buf_text(&manifest->bytes), kind) : NULL;
	size_t n = 0;

	if (at) {
		char *end = at + strlen(kind);

		memmove(end - strlen("-template"), end, strlen(end) + 1);
		manifest->bytes.n -= strlen("-template");
	}
	for (size_t i = 0; i < p->n; i++) {
		struct entry *entry = &p->entries[i];

		if (!strncmp(entry->name, "META-INF/", 9) && strstr(entry->name, "signatures.xml")) {
			free(entry->name);
			buf_free(&entry->bytes);
		} else {
			p->entries[n++] = *entry;
		}
	}
	p->n = n;
}

/* ODF 1.2 part 3, 3.3: `mimetype` comes first and is not packed. */
static enum err package_write(const struct package *p, struct buf *out, struct error *e)
{
	struct archive_part *parts = mem_alloc((p->n + 1) * sizeof(*parts));
	struct buf type = {0};
	size_t n = 0;
	bool good;

	buf_add(&type, MIMETYPE);
	parts[n++] = (struct archive_part){"mimetype", &type, true};
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->entries[i].name, "mimetype") != 0)
			parts[n++] = (struct archive_part){p->entries[i].name, &p->entries[i].bytes, false};
	good = archive_pack(parts, n, out);
	buf_free(&type);
	free(parts);
	return good ? OK
		    : error_set(e, ERR_STORAGE, "%s: документ по этому шаблону не собран: не хватило памяти", p->path);
}

/* ---- its parts ---- */

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

static bool is_body(const struct node *node)
{
	return node_is(node, NS_OFFICE, "text");
}

/* Above the first paragraph or table of the body: what stands before those are declarations. */
static void put_draft(struct odt *o, struct node *root)
{
	struct node *body = odt_first_below(root, is_body), *first = body ? body->first : NULL,
		    *some = body ? odt_first_below(body, odt_is_paragraph) : NULL, *draft;

	while (first && !odt_is_paragraph(first) && !node_is(first, NS_TEXT, "list") &&
	       !node_is(first, NS_TABLE, "table") && !node_is(first, NS_TEXT, "section"))
		first = first->next;
	if (!first || !some)
		return;
	draft = node_element(o->tree, some, "p");
	node_add_last(draft, node_text(o->tree, o->filler.data->draft));
	node_add_before(first, draft);
}

static enum err read_failed(const struct odt *o, const char *part, enum tree_fault fault, size_t line, struct error *e)
{
	switch (fault) {
	case TREE_TYPES:
		return error_set(e, ERR_USAGE,
				 "%s: %s внутри него с объявлениями DTD: таких документов OpenDocument не бывает",
				 o->place.path, part);
	case TREE_ENCODING:
		return error_set(e, ERR_USAGE, "%s: %s внутри него в кодировке, которой программа не знает; " SAVE_AS,
				 o->place.path, part);
	case TREE_MEMORY:
		return error_set(e, ERR_STORAGE, "%s: не хватило памяти", o->place.path);
	default:
		return error_set(e, ERR_USAGE, "%s: %s внутри него испорчен (строка %zu): это не XML", o->place.path,
				 part, line);
	}
}

static enum err fill_part(struct odt *o, struct entry *part, struct error *e)
{
	struct tree tree = {.root = NULL};
	size_t line;
	enum tree_fault fault = tree_read(&tree, &part->bytes, &line);
	enum err err;

	o->tree = &tree;
	err = fault ? read_failed(o, part->name, fault, line, e) : odt_fill(o, tree.root);
	if (!err)
		odt_bind_blanks(o, tree.root);
	if (!err && o->filler.data->draft)
		put_draft(o, tree.root);
	if (!err) {
		buf_clear(&part->bytes);
		tree_write(&tree, &part->bytes);
	}
	tree_release(&tree);
	return err;
}

static enum err fill_package(const char *path, const struct template_data *data, struct package *p, struct buf *missing,
			     struct error *e)
{
	static const char *const purpose = "документы .odt";
	struct odt o = {.filler = {.data = data, .missing = missing, .where = where, .e = e},
			.place = {.path = path, .part = ""}};
	struct entry *content, *styles;
	enum err err = archive_load(purpose, e);

	o.filler.at = &o.place;
	*p = (struct package){.path = mem_strdup(path)};
	if (!err)
		err = xml_load(purpose, e);
	if (err)
		return err;
	err = package_read(p, e);
	if (!err)
		err = package_check(p, e);
	package_settle(p);
	content = package_find(p, "content.xml");
	styles = package_find(p, "styles.xml");
	if (!err)
		err = fill_part(&o, content, e);
	if (!err && styles) {
		o.place = (struct place){.path = path, .part = ", колонтитул"};
		o.depth = 0;
		err = fill_part(&o, styles, e);
	}
	return err;
}

enum err template_fill_odt(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
			   struct error *e)
{
	struct package p;
	enum err err = fill_package(path, data, &p, missing, e);

	if (!err)
		err = package_write(&p, out, e);
	package_release(&p);
	return err;
}

/* ---- several in one ---- */

struct template_join {
	struct odt_join join;
};

enum err template_join_odt(struct template_join **join, const char *path, const struct template_data *data,
			   struct buf *missing, struct error *e)
{
	struct package p;
	enum err err = fill_package(path, data, &p, missing, e);

	if (!*join)
		*join = mem_alloc(sizeof(**join));
	if (err || missing->n)
		package_release(&p);
	else
		err = odt_join_add(&(*join)->join, &p, e);
	return err;
}

enum err template_join_write(struct template_join *join, struct buf *out, struct error *e)
{
	odt_join_end(&join->join);
	return package_write(&join->join.first, out, e);
}

void template_join_release(struct template_join **join)
{
	if (*join)
		odt_join_release(&(*join)->join);
	free(*join);
	*join = NULL;
}
