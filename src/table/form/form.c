/* A form as an archive: what it is, its parts within bounds, what they become. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/archive.h"
#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "form.h"

#define ENTRIES_MAX 10000
#define PART_MAX    (64u << 20)	  /* bytes of a part, unpacked */
#define PARTS_MAX   (192ull << 20) /* of all that are looked at */
#define MARKS_MAX   2000

static enum err wrong(struct form *f, const char *what)
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

static void apply(struct page *p, struct buf *out)
{
	size_t at = 0;

	qsort(p->edits, p->n, sizeof(*p->edits), by_place);
	for (size_t i = 0; i < p->n; i++) {
		const struct edit *edit = &p->edits[i];

		if (edit->at < at || (i && is_same(p, edit, edit - 1)))
			continue;
		buf_addn(out, p->xml.s + at, edit->at - at);
		buf_addn(out, buf_text(&p->texts) + edit->from, edit->length);
		at = edit->at + edit->n;
	}
	buf_addn(out, p->xml.s + at, p->xml.n - at);
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
		form_add_escaped(&out, from, (size_t)(to - from), &plain);
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

static enum err read_part(struct form *f, size_t entry, struct buf *out)
{
	uint64_t limit = f->left < PART_MAX ? f->left : PART_MAX;

	switch (archive_entry_bytes(f->zip, entry, limit, out)) {
	case ARCHIVE_GOOD:
		break;
	case ARCHIVE_LARGE:
		return wrong(f, "форма распаковывается в слишком большой объём: это не форма");
	case ARCHIVE_LOCKED:
		return wrong(f, "архив формы закрыт паролем; снимите пароль и сохраните её снова");
	default:
		return wrong(f, "файл повреждён; получите форму ещё раз");
	}
	f->left -= out->n;
	if (strlen(buf_text(out)) != out->n || !is_utf8(out))
		return wrong(f, "части формы не в UTF-8; откройте её в Excel, Word или LibreOffice и сохраните снова");
	open_sections(out);
	return OK;
}

static void change(struct form *f, size_t entry, struct page *p)
{
	struct buf *fresh = mem_alloc(sizeof(*fresh));

	apply(p, fresh);
	f->changes = mem_grow(f->changes, f->changes_n, &f->changes_cap, sizeof(*f->changes));
	f->changes[f->changes_n++] = (struct archive_change){entry, fresh};
}

enum err page_walk(struct form *f, const char *name, const struct xml_handlers *handlers, void *arg, struct page *p)
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
		err = wrong(f, p->parser.has_types
				       ? "в форме есть описание типа документа (DTD): так эти файлы не устроены"
			       : p->fault ? p->fault
					  : "файл повреждён; получите форму ещё раз или сохраните её снова");
	xml_end(&p->parser);
	if (!err && f->n > MARKS_MAX)
		err = wrong(f, "меток больше 2000: это не форма");
	if (!err && p->n)
		change(f, entry, p);
	buf_free(&p->xml);
	buf_free(&p->texts);
	free(p->edits);
	*p = (struct page){.form = NULL};
	return err;
}

/* ---- what it is ---- */

static bool has(const struct form *f, const char *entry)
{
	return archive_find(f->zip, entry) != SIZE_MAX;
}

/* What can be told by how it begins. */
static const char *explain_start(const struct buf *b)
{
	static const char ole[] = "\xd0\xcf\x11\xe0",
			  locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	if (!b->n)
		return "файл пуст";
	if (b->n > 4 && !memcmp(b->s, ole, 4))
		return memmem(b->s, b->n, locked, sizeof(locked) - 1)
			       ? "форма закрыта паролем; снимите пароль и сохраните её снова"
			       : "это файл старого Office (.xls, .doc); откройте его в Excel, Word или LibreOffice и "
				 "сохраните как .xlsx, .docx или .odt";
	if (!strncmp(b->s, "%PDF", 4))
		return "это PDF, в нём заполнять нечего; попросите ту же форму в .xlsx или .odt";
	if (b->n < 4 || memcmp(b->s, "PK", 2) != 0)
		return "это не форма .xlsx, .xlsm, .ods, .odt или .docx; откройте её в Excel, Word или LibreOffice и "
		       "сохраните так";
	return NULL;
}

static bool mentions(struct form *f, const char *entry, const char *word)
{
	size_t at = archive_find(f->zip, entry);
	struct buf bytes = {0};
	bool found = at != SIZE_MAX && !archive_entry_bytes(f->zip, at, f->left, &bytes) && bytes.n &&
		     memmem(bytes.s, bytes.n, word, strlen(word));

	buf_free(&bytes);
	return found;
}

/* What nobody can fill, or would spoil by it. */
static const char *explain_content(struct form *f)
{
	if (has(f, "META-INF/documentsignatures.xml") || has(f, "_xmlsignatures/origin.sigs"))
		return "форма подписана: заполненная потеряет подпись; попросите её без подписи";
	if (mentions(f, "META-INF/manifest.xml", ":encryption-data"))
		return "форма закрыта паролем; снимите пароль и сохраните её снова";
	if (has(f, "xl/workbook.bin"))
		return "это двоичная книга (.xlsb); сохраните её как «Книга Excel (.xlsx)»";
	if (has(f, "ppt/presentation.xml") || mentions(f, "mimetype", "presentation"))
		return "это презентация, а не форма";
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of two parts of one name each reader takes another. */
static bool has_twins(const struct form *f)
{
	size_t n = archive_count(f->zip);
	const char **names = mem_alloc((n + 1) * sizeof(*names));
	bool twins;

	for (size_t i = 0; i < n; i++) {
		names[i] = archive_name(f->zip, i);
		names[i] = names[i] ? names[i] : "";
	}
	twins = mem_sort_unique(names, n, sizeof(*names), by_name) != n;
	free(names);
	return twins;
}

/* By what stands in the archive; NULL: none that is known. */
static const char *find_ending(struct form *f)
{
	static const struct {
		const char *part, *word, *ending;
	} known[] = {
		{"mimetype", "opendocument.text-template", ".ott"},
		{"mimetype", "opendocument.spreadsheet-template", ".ots"},
		{"mimetype", "opendocument.text", ".odt"},
		{"mimetype", "opendocument.spreadsheet", ".ods"},
		{"[Content_Types].xml", "ms-excel.sheet.macroEnabled.main", ".xlsm"},
		{"[Content_Types].xml", "ms-excel.template.macroEnabled.main", ".xltm"},
		{"[Content_Types].xml", "spreadsheetml.template.main", ".xltx"},
		{"[Content_Types].xml", "spreadsheetml.sheet.main", ".xlsx"},
		{"[Content_Types].xml", "ms-word.document.macroEnabled.main", ".docm"},
		{"[Content_Types].xml", "wordprocessingml.template.main", ".dotx"},
		{"[Content_Types].xml", "wordprocessingml.document.main", ".docx"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (mentions(f, known[i].part, known[i].word))
			return known[i].ending;
	return NULL;
}

/* ---- reading and filling ---- */

static enum err walk(struct form *f, struct error *e)
{
	static const struct {
		const char *ending;
		enum err (*run)(struct form *f);
	} walks[] = {{".odt", flow_text},      {".ott", flow_text},   {".docx", flow_document},
		     {".docm", flow_document}, {".dotx", flow_document}, {".ods", flow_sheets},
		     {".ots", flow_sheets}};
	enum err (*run)(struct form *f) = cells_walk;

	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++)
		if (!strcmp(walks[i].ending, f->ending))
			run = walks[i].run;
	f->e = e;
	f->left = PARTS_MAX;
	return run(f);
}

static enum err take_file(struct form *f, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum err err = OK;

	if (fd < 0)
		return error_set(f->e, ERR_INPUT, "%s: форма не открыта: %s", f->called, error_reason(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		err = wrong(f, S_ISDIR(st.st_mode) ? "это папка, а не файл" : "это не обычный файл");
	else if (st.st_size > (off_t)FORM_MAX)
		err = wrong(f, "файл больше 32 МиБ: это не форма");
	if (!err)
		err = spool_open(f->spool, f->e);
	if (!err)
		err = spool_fill(f->spool, fd, FORM_MAX, f->e);
	if (!err)
		err = spool_take(f->spool, &f->bytes, f->e);
	close(fd);
	return err;
}

static enum err look(struct form *f)
{
	static const char *const purpose = "формы .xlsx и .odt";
	const char *why = explain_start(&f->bytes);
	enum err err = why ? wrong(f, why) : archive_load(purpose, f->e);

	if (!err)
		err = xml_load(purpose, f->e);
	if (err)
		return err;
	if (archive_open(f->spool->path, ENTRIES_MAX, &f->zip))
		return wrong(f, "файл повреждён или пришёл не весь; получите форму ещё раз");
	f->left = PARTS_MAX;
	why = has_twins(f) ? "в архиве две части с одним именем: программы прочтут его по-разному" : explain_content(f);
	f->ending = why ? NULL : find_ending(f);
	if (!why && !f->ending)
		why = "внутри нет ни книги, ни текста: это не форма .xlsx, .xlsm, .ods, .odt или .docx";
	return why ? wrong(f, why) : OK;
}

enum err form_open(const char *path, const char *called, struct form **out, struct error *e)
{
	struct form *f = *out = mem_alloc(sizeof(*f));
	struct error cause = {.code = OK};
	enum err err;

	f->called = mem_strdup(called);
	f->e = e;
	f->spool = mem_alloc(sizeof(*f->spool));
	f->spool->fd = -1;
	err = take_file(f, path);
	if (!err)
		err = look(f);
	if (!err && !strncmp(f->ending, ".xl", 3) && xlsx_open(f->spool->path, &f->book, &cause))
		err = error_set(e, cause.code, "%s: %s", called, cause.text);
	if (!err)
		err = walk(f, e);
	if (err)
		form_close(out);
	return err;
}

void form_close(struct form **form)
{
	struct form *f = *form;

	*form = NULL;
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		free(f->marks[i].name);
		buf_free(&f->marks[i].places);
	}
	cells_release(f);
	free(f->marks);
	archive_close(&f->zip);
	xlsx_close(&f->book);
	spool_close(f->spool);
	free(f->spool);
	buf_free(&f->bytes);
	buf_free(&f->open_braces);
	free(f->called);
	free(f);
}

const char *form_ending(const struct form *f)
{
	return f->ending;
}

size_t form_marks(const struct form *f)
{
	return f->n;
}

struct form_mark *form_mark(struct form *f, size_t i)
{
	return &f->marks[i];
}

const char *form_open_braces(const struct form *f)
{
	return buf_text(&f->open_braces);
}

enum err form_fill(struct form *f, struct buf *out, struct error *e)
{
	enum err err;

	f->filling = true;
	for (size_t i = 0; i < f->n; i++)
		f->changing |= f->marks[i].value.what != FORM_KEPT;
	err = walk(f, e);
	if (!err && !archive_change(&f->bytes, f->changes, f->changes_n, out))
		err = error_set(e, ERR_STORAGE, "%s: заполненная форма не собрана: не хватило памяти", f->called);
	for (size_t i = 0; i < f->changes_n; i++) {
		buf_free((struct buf *)f->changes[i].bytes);
		free((void *)f->changes[i].bytes);
	}
	free(f->changes);
	f->changes = NULL;
	f->changes_n = f->changes_cap = 0;
	f->filling = f->changing = false;
	return err;
}
