/* A document's archive: read within bounds, looked at, packed again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "odt.h"

#define MANIFEST    "META-INF/manifest.xml"
#define MIMETYPE    "application/vnd.oasis.opendocument.text"
#define ENTRY_MAX   (64u << 20) /* bytes, unpacked */
#define ENTRIES_MAX 2000

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

enum err package_read(struct package *p, struct error *e)
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
enum err package_check(struct package *p, struct error *e)
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
void package_settle(struct package *p)
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
enum err package_write(const struct package *p, struct buf *out, struct error *e)
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
