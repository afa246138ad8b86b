#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonames.h"
#include "stazh/base/library.h"
#include "stazh/base/mem.h"
#include "stazh/table/csv.h"
#include "xlsx.h"

/* clang-format off */
#define ZIP_FUNCTIONS(X) \
	X(zip_open) X(zip_discard) X(zip_get_num_entries) X(zip_get_name) X(zip_name_locate) X(zip_stat_index) \
	X(zip_fopen_index) X(zip_fread) X(zip_fclose) X(zip_get_error) X(zip_error_code_zip)
#define XML_FUNCTIONS(X) \
	X(XML_ParserCreate) X(XML_ParserFree) X(XML_SetElementHandler) X(XML_SetCharacterDataHandler) \
	X(XML_SetUserData) X(XML_SetStartDoctypeDeclHandler) X(XML_StopParser) X(XML_ResumeParser) \
	X(XML_GetBuffer) X(XML_ParseBuffer) X(XML_GetCurrentByteIndex)
/* clang-format on */
ZIP_FUNCTIONS(LIBRARY_POINTER)
XML_FUNCTIONS(LIBRARY_POINTER)
static struct library unpacker = {LIBRARY_NAME(zip), .purpose = "книги .xlsx",
				  .symbols =
					  (const struct library_symbol[]){ZIP_FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};
static struct library reader = {LIBRARY_NAME(expat), .purpose = "книги .xlsx",
				.symbols = (const struct library_symbol[]){XML_FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

#define ENTRIES_MAX 10000
#define PIECE	    65536
#define TOKEN_MAX                                                                                                      \
	(1u << 20) /* bytes without a sign that the parser understands: it would read them again each time             \
		    */

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

	while (all.n <= IMPORT_FILE_MAX && (got = read(fd, piece, sizeof(piece))) > 0)
		buf_addn(&all, piece, (size_t)got);
	encrypted = all.n && memmem(all.s, all.n, name, sizeof(name) - 1);
	buf_free(&all);
	return error_set(e, ERR_INPUT,
			 encrypted ? "книга закрыта паролем; снимите пароль и сохраните её снова"
				   : "это файл Excel 97–2003 (.xls); сохраните его как «Книга Excel (.xlsx)»");
}

/* What can be told before the archive is opened. */
static enum err look_at(const char *path, struct error *e)
{
	unsigned char head[8] = {0};
	struct stat st;
	enum err err = OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return error_set(e, ERR_INPUT, "файл не открыт: %s", error_reason(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		err = error_set(e, ERR_INPUT, S_ISDIR(st.st_mode) ? "это папка, а не файл" : "это не обычный файл");
	else if (st.st_size > IMPORT_FILE_MAX)
		err = error_set(e, ERR_INPUT, "файл больше %u МиБ; разделите его на части", IMPORT_FILE_MAX >> 20);
	else if (!st.st_size)
		err = error_set(e, ERR_INPUT, "файл пуст");
	else if (read(fd, head, sizeof(head)) == sizeof(head) && !memcmp(head, ole_magic, sizeof(head)))
		err = explain_old(fd, e);
	else if (memcmp(head, "PK", 2))
		err = error_set(e, ERR_INPUT,
				"это не книга .xlsx, хотя так названа; если это текст — назовите файл .csv");
	close(fd);
	return err;
}

enum err archive_open(const char *path, zip_t **out, struct error *e)
{
	int code = 0;
	enum err err = look_at(path, e);

	*out = NULL;
	if (!err)
		err = library_load(&unpacker, e);
	if (!err)
		err = library_load(&reader, e);
	if (err)
		return err;
	*out = p_zip_open(path, ZIP_RDONLY, &code);
	if (!*out)
		return error_set(e, ERR_INPUT, "книга повреждена или записана не до конца; получите файл ещё раз");
	if (p_zip_get_num_entries(*out, 0) <= ENTRIES_MAX)
		return OK;
	archive_close(*out);
	*out = NULL;
	return error_set(e, ERR_INPUT, "в файле больше %d частей: это не книга с таблицей", ENTRIES_MAX);
}

void archive_close(zip_t *zip)
{
	if (zip)
		p_zip_discard(zip);
}

static zip_int64_t locate(zip_t *zip, const char *name)
{
	return p_zip_name_locate(zip, name, ZIP_FL_NOCASE);
}

bool archive_has(zip_t *zip, const char *name)
{
	return locate(zip, name) >= 0;
}

const char *archive_name(zip_t *zip, uint64_t n)
{
	return n < (uint64_t)p_zip_get_num_entries(zip, 0) ? p_zip_get_name(zip, n, 0) : NULL;
}

/* ---- a part ---- */

static const char *const damaged = "книга повреждена; получите файл ещё раз или сохраните его в Excel снова";
static const char *const locked = "архив закрыт паролем; снимите пароль и сохраните книгу снова";
static const char *const too_large = "таблица распаковывается в слишком большой объём; разделите её на части";

static void XMLCALL refuse_doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public,
				   int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	part_refuse(*(struct part **)arg, "в книге есть описание типа документа (DTD): так книги не устроены");
}

enum err part_open(struct part *p, zip_t *zip, const char *name, uint64_t limit, XML_StartElementHandler start,
		   XML_EndElementHandler end, XML_CharacterDataHandler text, void *arg, struct error *e)
{
	zip_int64_t at = locate(zip, name);
	zip_stat_t st; /* past its sizes ours has another layout than the library’s where its time_t has 32 bits */

	*p = (struct part){.left = limit};
	if (at < 0)
		return ERR_NONE;
	if (p_zip_stat_index(zip, (zip_uint64_t)at, 0, &st))
		return error_set(e, ERR_INPUT, "%s", damaged);
	if (st.valid & ZIP_STAT_SIZE && st.size > limit)
		return error_set(e, ERR_INPUT, "%s", too_large);
	p->size = st.valid & ZIP_STAT_SIZE ? st.size : 0;
	p->file = p_zip_fopen_index(zip, (zip_uint64_t)at, 0);
	if (!p->file)
		return error_set(e, ERR_INPUT, "%s",
				 p_zip_error_code_zip(p_zip_get_error(zip)) == ZIP_ER_NOPASSWD ? locked : damaged);
	p->parser = p_XML_ParserCreate(NULL);
	if (!p->parser) {
		part_close(p);
		return error_set(e, ERR_STORAGE, "не хватило памяти");
	}
	p_XML_SetUserData(p->parser, arg);
	p_XML_SetElementHandler(p->parser, start, end);
	p_XML_SetCharacterDataHandler(p->parser, text);
	p_XML_SetStartDoctypeDeclHandler(p->parser, refuse_doctype);
	return OK;
}

void part_pause(struct part *p)
{
	p->suspended = p_XML_StopParser(p->parser, XML_TRUE) == XML_STATUS_OK;
}

void part_refuse(struct part *p, const char *reason)
{
	if (!p->failed.code)
		error_set(&p->failed, ERR_INPUT, "%s", reason);
	p_XML_StopParser(p->parser, XML_FALSE);
}

/* The next piece of the unpacked part. */
static enum XML_Status feed(struct part *p)
{
	void *piece = p_XML_GetBuffer(p->parser, PIECE);
	zip_int64_t got = piece ? p_zip_fread(p->file, piece, PIECE) : -1;
	enum XML_Status status;

	if (got < 0) {
		error_set(&p->failed, ERR_INPUT, "%s", damaged);
		return XML_STATUS_ERROR;
	}
	if ((uint64_t)got > p->left) {
		error_set(&p->failed, ERR_INPUT, "%s", too_large);
		return XML_STATUS_ERROR;
	}
	p->left -= (uint64_t)got;
	p->fed += got;
	p->over = !got;
	status = p_XML_ParseBuffer(p->parser, (int)got, !got);
	if (status == XML_STATUS_OK && p->fed - p_XML_GetCurrentByteIndex(p->parser) > TOKEN_MAX) {
		error_set(&p->failed, ERR_INPUT, "%s", damaged);
		return XML_STATUS_ERROR;
	}
	return status;
}

enum err part_run(struct part *p, struct error *e)
{
	enum XML_Status status = XML_STATUS_OK;

	if (p->suspended) {
		p->suspended = false;
		status = p_XML_ResumeParser(p->parser);
	}
	while (status == XML_STATUS_OK && !p->over)
		status = feed(p);
	if (status == XML_STATUS_SUSPENDED)
		return OK;
	if (status == XML_STATUS_OK)
		return ERR_NONE;
	return error_set(e, ERR_INPUT, "%s", p->failed.code ? p->failed.text : damaged);
}

void part_close(struct part *p)
{
	if (p->parser)
		p_XML_ParserFree(p->parser);
	if (p->file)
		p_zip_fclose(p->file);
	*p = (struct part){.file = NULL};
}

enum err part_read(zip_t *zip, const char *name, uint64_t limit, XML_StartElementHandler start,
		   XML_EndElementHandler end, XML_CharacterDataHandler text, void *arg, struct part *p, struct error *e)
{
	enum err err = part_open(p, zip, name, limit, start, end, text, arg, e);

	if (err)
		return err;
	while (!(err = part_run(p, e)))
		;
	part_close(p);
	return err == ERR_NONE ? OK : err;
}

const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(local_name(attributes[0]), name))
			return attributes[1];
	return NULL;
}
