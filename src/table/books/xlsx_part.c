#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/table/csv.h"
#include "xlsx.h"

#define ENTRIES_MAX   10000
#define PIECE	      65536
#define OLD_LOOKED_AT (64u << 20) /* bytes of a file of Excel 97, for the word that tells of a password */

/* ---- the archive ---- */

static const unsigned char ole_magic[8] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};

/* An Office file from before .xlsx, or an encrypted one, which is packed in such a file. */
static enum err explain_old(int fd, struct error *e)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	struct buf all = {0};
	char piece[PIECE / 4];
	ssize_t got;
	bool encrypted;

	while (all.n <= OLD_LOOKED_AT && (got = read(fd, piece, sizeof(piece))) > 0)
		buf_addn(&all, piece, (size_t)got);
	encrypted = all.n && memmem(all.s, all.n, name, sizeof(name) - 1);
	buf_free(&all);
	return error_set(e, ERR_INPUT,
			 encrypted ? "книга закрыта паролем; снимите пароль и сохраните её снова"
				   : "это файл Excel 97–2003 (.xls); сохраните его как «Книга Excel (.xlsx)»");
}

/* Other tables that programs call a workbook. */
static const char *explain_text(const char *head, size_t n)
{
	static const struct {
		const char *sign, *what;
	} known[] = {
		{"office:document", "это файл LibreOffice без упаковки (.fods)"},
		{"Excel.Sheet", "это таблица Excel XML 2003"},
		{"office:spreadsheet", "это таблица Excel XML 2003"},
		{"<html", "это веб-страница, хотя и названа таблицей"},
		{"<HTML", "это веб-страница, хотя и названа таблицей"},
		{"<table", "это веб-страница, хотя и названа таблицей"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (memmem(head, n, known[i].sign, strlen(known[i].sign)))
			return known[i].what;
	return NULL;
}

/* What can be told before the archive is opened. */
static enum err look_at(const char *path, struct error *e)
{
	char head[2048];
	const char *other;
	ssize_t got;
	struct stat st;
	enum err err = OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return error_set(e, ERR_INPUT, "файл не открыт: %s", error_reason(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		err = error_set(e, ERR_INPUT, S_ISDIR(st.st_mode) ? "это папка, а не файл" : "это не обычный файл");
	else if (!st.st_size)
		err = error_set(e, ERR_INPUT, "файл пуст");
	else if ((got = pread(fd, head, sizeof(head), 0)) >= (ssize_t)sizeof(ole_magic) &&
		 !memcmp(head, ole_magic, sizeof(ole_magic)))
		err = explain_old(fd, e);
	else if (got > 0 && memcmp(head, "PK", 2) && (other = explain_text(head, (size_t)got)))
		err = error_set(e, ERR_INPUT,
				"%s; откройте в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»", other);
	else if (got < 2 || memcmp(head, "PK", 2))
		err = error_set(e, ERR_INPUT,
				"это не книга .xlsx, хотя так названа; если это текст — назовите файл .csv");
	close(fd);
	return err;
}

enum err package_open(const char *path, struct archive **out, struct error *e)
{
	static const char *const purpose = "книги .xlsx";
	enum err err = look_at(path, e);

	*out = NULL;
	if (!err)
		err = archive_load(purpose, e);
	if (!err)
		err = xml_load(purpose, e);
	if (err)
		return err;
	switch (archive_open(path, ENTRIES_MAX, out)) {
	case ARCHIVE_GOOD:
		return OK;
	case ARCHIVE_LARGE:
		return error_set(e, ERR_INPUT, "в файле больше %d частей: это не книга с таблицей", ENTRIES_MAX);
	default:
		return error_set(e, ERR_INPUT, "книга повреждена или записана не до конца; получите файл ещё раз");
	}
}

/* ---- a part ---- */

static const char *const faults[] = {
	[ARCHIVE_DAMAGED] = "книга повреждена; получите файл ещё раз или сохраните его в Excel снова",
	[ARCHIVE_LOCKED] = "архив закрыт паролем; снимите пароль и сохраните книгу снова",
	[ARCHIVE_LARGE] = "таблица распаковывается в слишком большой объём; разделите её на части",
};
static const char *const has_types = "в книге есть описание типа документа (DTD): так книги не устроены";

enum err part_open(struct part *p, struct archive *a, const char *name, uint64_t limit,
		   const struct xml_handlers *handlers, void *arg, struct error *e)
{
	size_t at = archive_find(a, name);
	enum archive_fault fault;

	*p = (struct part){.entry = NULL};
	if (at == SIZE_MAX)
		return ERR_NONE;
	fault = archive_entry_open(a, at, limit, &p->entry, &p->size);
	if (fault)
		return error_set(e, ERR_INPUT, "%s", faults[fault]);
	if (xml_begin(&p->xml, handlers, arg))
		return OK;
	part_close(p);
	return error_set(e, ERR_STORAGE, "не хватило памяти");
}

void part_pause(struct part *p)
{
	p->suspended = xml_pause(&p->xml);
}

void part_refuse(struct part *p, const char *reason)
{
	if (!p->failed.code)
		error_set(&p->failed, ERR_INPUT, "%s", reason);
	xml_stop(&p->xml);
}

/* The next piece of the unpacked part. */
static enum xml_state feed(struct part *p)
{
	void *piece = xml_room(&p->xml, PIECE);
	size_t got = 0;
	enum archive_fault fault = piece ? archive_entry_read(p->entry, piece, PIECE, &got) : ARCHIVE_DAMAGED;

	if (fault) {
		error_set(&p->failed, ERR_INPUT, "%s", faults[fault]);
		return XML_BROKEN;
	}
	p->over = !got;
	return xml_parse(&p->xml, got, !got);
}

enum err part_run(struct part *p, struct error *e)
{
	enum xml_state state = XML_GOES_ON;

	if (p->suspended) {
		p->suspended = false;
		state = xml_resume(&p->xml);
	}
	while (state == XML_GOES_ON && !p->over)
		state = feed(p);
	if (state == XML_PAUSED)
		return OK;
	if (state == XML_GOES_ON)
		return ERR_NONE;
	return error_set(e, ERR_INPUT, "%s",
			 p->xml.has_types ? has_types
			 : p->failed.code ? p->failed.text
					  : faults[ARCHIVE_DAMAGED]);
}

void part_close(struct part *p)
{
	xml_end(&p->xml);
	archive_entry_close(&p->entry);
	*p = (struct part){.entry = NULL};
}

enum err part_read(struct archive *a, const char *name, uint64_t limit, const struct xml_handlers *handlers, void *arg,
		   struct error *e)
{
	struct part p;
	enum err err = part_open(&p, a, name, limit, handlers, arg, e);

	if (err)
		return err;
	while (!(err = part_run(&p, e)))
		;
	part_close(&p);
	return err == ERR_NONE ? OK : err;
}

bool part_mentions(struct archive *a, const char *name, uint64_t limit, const char *word)
{
	size_t at = archive_find(a, name), length = strlen(word), kept = 0, got = 0;
	struct archive_entry *entry = NULL;
	bool found = false;
	uint64_t size;
	char *piece;

	if (at == SIZE_MAX || archive_entry_open(a, at, limit, &entry, &size))
		return false;
	piece = mem_alloc(PIECE + length);
	while (!found && !archive_entry_read(entry, piece + kept, PIECE, &got) && got) {
		got += kept;
		found = memmem(piece, got, word, length);
		kept = got < length ? got : length - 1; /* it may stand across two pieces */
		memmove(piece, piece + got - kept, kept);
	}
	archive_entry_close(&entry);
	free(piece);
	return found;
}
