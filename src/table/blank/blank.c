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
#include "parts.h"

#define ENTRIES_MAX 10000

/* ---- what it is ---- */

static bool has(const struct blank *f, const char *entry)
{
	return archive_find(f->zip, entry) != SIZE_MAX;
}

/* What can be told by how it begins. */
static const char *explain_start(const struct buf *b)
{
	static const char ole[] = "\xd0\xcf\x11\xe0", locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

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

static bool mentions(struct blank *f, const char *entry, const char *word)
{
	size_t at = archive_find(f->zip, entry);
	struct buf bytes = {0};
	bool found = at != SIZE_MAX && !archive_entry_bytes(f->zip, at, f->left, &bytes) && bytes.n &&
		     memmem(bytes.s, bytes.n, word, strlen(word));

	buf_free(&bytes);
	return found;
}

/* What nobody can fill, or would spoil by it. */
static const char *explain_content(struct blank *f)
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
static bool has_twins(const struct blank *f)
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
static const char *find_ending(struct blank *f)
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

static enum err walk(struct blank *f, struct error *e)
{
	static const struct {
		const char *ending;
		enum err (*run)(struct blank *f);
	} walks[] = {{".odt", flow_text},      {".ott", flow_text},	 {".docx", flow_document},
		     {".docm", flow_document}, {".dotx", flow_document}, {".ods", flow_sheets},
		     {".ots", flow_sheets}};
	enum err (*run)(struct blank * f) = cells_walk;

	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++)
		if (!strcmp(walks[i].ending, f->ending))
			run = walks[i].run;
	f->e = e;
	f->left = PARTS_MAX;
	return run(f);
}

static enum err take_file(struct blank *f, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum err err = OK;

	if (fd < 0)
		return error_set(f->e, ERR_INPUT, "%s: форма не открыта: %s", f->called, error_reason(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		err = blank_wrong(f, S_ISDIR(st.st_mode) ? "это папка, а не файл" : "это не обычный файл");
	else if (st.st_size > (off_t)BLANK_MAX)
		err = blank_wrong(f, "файл больше 32 МиБ: это не форма");
	if (!err)
		err = spool_open(f->spool, f->e);
	if (!err)
		err = spool_fill(f->spool, fd, BLANK_MAX, f->e);
	if (!err)
		err = spool_take(f->spool, &f->bytes, f->e);
	close(fd);
	return err;
}

static enum err look(struct blank *f)
{
	static const char *const purpose = "формы .xlsx и .odt";
	const char *why = explain_start(&f->bytes);
	enum err err = why ? blank_wrong(f, why) : archive_load(purpose, f->e);

	if (!err)
		err = xml_load(purpose, f->e);
	if (err)
		return err;
	if (archive_open(f->spool->path, ENTRIES_MAX, &f->zip))
		return blank_wrong(f, "файл повреждён или пришёл не весь; получите форму ещё раз");
	f->left = PARTS_MAX;
	why = has_twins(f) ? "в архиве две части с одним именем: программы прочтут его по-разному" : explain_content(f);
	f->ending = why ? NULL : find_ending(f);
	if (!why && !f->ending)
		why = "внутри нет ни книги, ни текста: это не форма .xlsx, .xlsm, .ods, .odt или .docx";
	return why ? blank_wrong(f, why) : OK;
}

enum err blank_open(const char *path, const char *called, struct blank **out, struct error *e)
{
	struct blank *f = *out = mem_alloc(sizeof(*f));
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
		blank_close(out);
	return err;
}

void blank_close(struct blank **form)
{
	struct blank *f = *form;

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

const char *blank_ending(const struct blank *f)
{
	return f->ending;
}

size_t blank_marks(const struct blank *f)
{
	return f->n;
}

struct blank_mark *blank_mark(struct blank *f, size_t i)
{
	return &f->marks[i];
}

const char *blank_open_braces(const struct blank *f)
{
	return buf_text(&f->open_braces);
}

enum err blank_fill(struct blank *f, struct buf *out, struct error *e)
{
	enum err err;

	f->filling = true;
	for (size_t i = 0; i < f->n; i++)
		f->changing |= f->marks[i].value.what != BLANK_KEPT;
	err = walk(f, e);
	if (!err && !archive_change(&f->bytes, f->changes, f->changes_n, out)) /* a part that stays is not whole */
		err = blank_wrong(f, "файл повреждён; получите форму ещё раз или сохраните её снова");
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
