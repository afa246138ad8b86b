/* A part of the archive: read within bounds, parsed, its bytes changed in places. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "parts.h"

#define PART_MAX  (64u << 20) /* bytes of a part, unpacked */
#define MARKS_MAX 2000

enum err blank_wrong(struct blank *f, const char *what)
{
	return error_set(f->e, ERR_INPUT, "%s: %s", f->called, what);
}

/* ---- edits ---- */

void page_put(struct page *p, size_t at, size_t n, const char *s, size_t length)
{
	p->edits = mem_grow(p->edits, p->n, &p->cap, sizeof(*p->edits));
	p->edits[p->n++] = (struct edit){at, n, p->texts.n, length};
	buf_addn(&p->texts, s, length);
}

/* In their order; of one place what is added before what is taken, and as they came. */
static int by_place(const void *pa, const void *pb)
{
	const struct edit *a = pa, *b = pb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (!a->n != !b->n)
		return a->n ? 1 : -1;
	return a->from < b->from ? -1 : a->from > b->from;
}

static bool is_same(const struct page *p, const struct edit *a, const struct edit *b)
{
	return a->at == b->at && a->n == b->n && a->length == b->length &&
	       !memcmp(buf_text(&p->texts) + a->from, buf_text(&p->texts) + b->from, a->length);
}

void page_apply(struct page *p, size_t from, size_t to, struct buf *out)
{
	size_t at = from;

	qsort(p->edits, p->n, sizeof(*p->edits), by_place);
	for (size_t i = 0; i < p->n; i++) {
		const struct edit *edit = &p->edits[i];

		if (edit->at < at || (i && is_same(p, edit, edit - 1)))
			continue;
		buf_addn(out, p->xml.s + at, edit->at - at);
		buf_addn(out, buf_text(&p->texts) + edit->from, edit->length);
		at = edit->at + edit->n;
	}
	buf_addn(out, p->xml.s + at, to - at);
}

bool page_attribute(const struct page *p, size_t tag, size_t tag_n, const char *name, struct attribute *out)
{
	const char *s = p->xml.s + tag;
	size_t i = strcspn(s, " \t\r\n/>"), n = strlen(name);

	while (i < tag_n && s[i] != '>') {
		size_t before = i, from, end;

		i += strspn(s + i, " \t\r\n/");
		from = i;
		i += strcspn(s + i, "= \t\r\n/>");
		end = i;
		i += strspn(s + i, "= \t\r\n");
		if (end == from || i >= tag_n || (s[i] != '"' && s[i] != '\''))
			return false;
		*out = (struct attribute){tag + before, 0, tag + i + 1, strcspn(s + i + 1, s[i] == '"' ? "\"" : "'")};
		i += out->value_n + 2;
		out->n = tag + i - out->at;
		if (end - from == n && !memcmp(s + from, name, n))
			return true;
	}
	return false;
}

void page_refuse(struct page *p, const char *why)
{
	if (!p->fault)
		p->fault = why;
	xml_stop(&p->parser);
}

/* ---- a part ---- */

/* XML 1.0 has no place for control characters: they become U+FFFD, as does what is no UTF-8. */
void page_add_escaped(struct buf *out, const char *s, size_t n, const struct writing *w)
{
	for (size_t i = 0, length; i < n; i += length) {
		uint32_t c = 0;

		length = utf8_decode(s + i, n - i, &c);
		if (!length || (c < 0x20 && c != '\t' && c != '\n') || (c & 0xfffe) == 0xfffe)
			buf_add(out, "\xEF\xBF\xBD");
		else if (c == '&')
			buf_add(out, w->header ? "&amp;&amp;" : "&amp;");
		else if (c == '<')
			buf_add(out, "&lt;");
		else if (c == '>')
			buf_add(out, "&gt;");
		else if (c == '"')
			buf_add(out, "&quot;");
		else if (c == '\n' && w->line)
			buf_add(out, w->line);
		else
			buf_addn(out, s + i, length);
		length += !length;
	}
}

/* Marked sections become what they stand for, so that a value can be written anywhere. */
static void open_sections(struct buf *xml)
{
	static const char begin[] = "<![CDATA[", end[] = "]]>";
	static const struct writing plain;
	struct buf out = {0};
	char *at = xml->s, *from, *to;

	if (!xml->n || !strstr(xml->s, begin))
		return;
	while ((from = strstr(at, begin)) && (to = strstr(from, end))) {
		buf_addn(&out, at, (size_t)(from - at));
		from += strlen(begin);
		page_add_escaped(&out, from, (size_t)(to - from), &plain);
		at = to + strlen(end);
	}
	buf_add(&out, at);
	buf_free(xml);
	*xml = out;
}

/* Positions are those of UTF-8. */
static bool is_utf8(const struct buf *xml)
{
	const char *s = buf_text(xml), *end = strstr(s, "?>"), *encoding;

	if (xml->n >= 2 && ((unsigned char)s[0] >= 0xfe || !s[0] || !s[1]))
		return false;
	encoding = end ? strstr(s, "encoding=") : NULL;
	return !encoding || encoding > end || !strncasecmp(encoding + 10, "utf-8", 5) ||
	       !strncasecmp(encoding + 10, "us-ascii", 8);
}

static enum err read_part(struct blank *f, size_t entry, struct buf *out)
{
	uint64_t limit = f->left < PART_MAX ? f->left : PART_MAX;

	switch (archive_entry_bytes(f->zip, entry, limit, out)) {
	case ARCHIVE_GOOD:
		break;
	case ARCHIVE_LARGE:
		return blank_wrong(f, "форма распаковывается в слишком большой объём: это не форма");
	case ARCHIVE_LOCKED:
		return blank_wrong(f, "архив формы закрыт паролем; снимите пароль и сохраните её снова");
	default:
		return blank_wrong(f, "файл повреждён; получите форму ещё раз");
	}
	f->left -= out->n;
	if (strlen(buf_text(out)) != out->n || !is_utf8(out))
		return blank_wrong(
			f, "части формы не в UTF-8; откройте её в Excel, Word или LibreOffice и сохраните снова");
	open_sections(out);
	return OK;
}

static void change(struct blank *f, size_t entry, struct page *p)
{
	struct buf *fresh = mem_alloc(sizeof(*fresh));

	page_apply(p, 0, p->xml.n, fresh);
	f->changes = mem_grow(f->changes, f->changes_n, &f->changes_cap, sizeof(*f->changes));
	f->changes[f->changes_n++] = (struct archive_change){entry, fresh};
}

enum err page_walk(struct blank *f, const char *name, const struct xml_handlers *handlers, void *arg, struct page *p)
{
	size_t entry = archive_find(f->zip, name);
	enum err err = OK;

	p->form = f;
	if (entry == SIZE_MAX)
		return OK;
	err = read_part(f, entry, &p->xml);
	if (!err && !xml_begin(&p->parser, handlers, arg))
		err = error_set(f->e, ERR_STORAGE, "не хватило памяти");
	if (!err && xml_parse_all(&p->parser, buf_text(&p->xml), p->xml.n) != XML_GOES_ON)
		err = blank_wrong(f, p->parser.has_types
					     ? "в форме есть описание типа документа (DTD): так эти файлы не устроены"
				     : p->fault ? p->fault
						: "файл повреждён; получите форму ещё раз или сохраните её снова");
	xml_end(&p->parser);
	if (!err && f->n > MARKS_MAX)
		err = blank_wrong(f, "меток больше 2000: это не форма");
	if (!err && p->n)
		change(f, entry, p);
	buf_free(&p->xml);
	buf_free(&p->texts);
	free(p->edits);
	*p = (struct page){.form = NULL};
	return err;
}

enum err page_each(struct blank *f, const char *begins,
		   enum err (*walk)(struct blank *f, const char *name, const void *arg), const void *arg)
{
	size_t n = strlen(begins);
	enum err err = OK;

	for (size_t i = 0; i < archive_count(f->zip) && !err; i++) {
		const char *name = archive_name(f->zip, i);

		if (name && !strncmp(name, begins, n) && strlen(name) >= n + 4 &&
		    !strcmp(name + strlen(name) - 4, ".xml") && !strchr(name + n, '/'))
			err = walk(f, name, arg);
	}
	return err;
}
