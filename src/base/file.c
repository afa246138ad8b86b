#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/date.h"
#include "stazh/base/file.h"
#include "stazh/base/folder.h"
#include "stazh/base/process.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

#define CLOSING_MS 100
#define PIECE	   65536 /* bytes */

static enum err write_failed(const char *path, int rc, struct error *e)
{
	if (!strcmp(path, FILE_STREAM))
		return late() ? late_refuse(e) : error_set(e, ERR_STORAGE, "вывод не записан: %s", error_reason(rc));
	return error_set(e, ERR_STORAGE, "файл «%s» не записан: %s", path, error_reason(rc));
}

int file_write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n) {
		ssize_t done = write(fd, p, n);

		if (done > 0) {
			p += done;
			n -= (size_t)done;
		} else if (done == 0 || errno != EINTR || late()) {
			return done ? errno : EIO;
		}
	}
	return 0;
}

void file_remove(void *path)
{
	unlink(path);
}

int file_put_over(const char *from, const char *to, bool *put)
{
	*put = !rename(from, to);
	return *put ? folder_of_sync(to) : errno;
}

int file_put_new(const char *from, const char *to)
{
	int rc = 0;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE)) {
		rc = errno;
		if (rc == EINVAL) /* a file system without this flag */
			rc = !access(to, F_OK) ? EEXIST : rename(from, to) ? errno : 0;
	}
	if (!rc && (rc = folder_of_sync(to)))
		(void)!rename(to, from);
	return rc;
}

/* ---- without a name ---- */

static const char spools[] = "/proc/self/fd/";

bool file_is_nameless(const char *path)
{
	return !strcmp(path, FILE_STREAM) || !strncmp(path, spools, strlen(spools));
}

enum err spool_open(struct spool *s, struct error *e)
{
	s->fd = memfd_create("stazh", MFD_CLOEXEC);
	if (s->fd < 0)
		return error_set(e, ERR_STORAGE, "нет памяти для данных: %s", error_reason(errno));
	snprintf(s->path, sizeof(s->path), "%s%d", spools, s->fd);
	return OK;
}

void spool_close(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

enum err file_sender_there(struct error *e)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	/* both ends close one after the other */
	return poll(&out, 1, CLOSING_MS) > 0 && out.revents & (POLLERR | POLLHUP)
		       ? error_set(e, ERR_INPUT, "связь оборвалась, пришло не всё: ничего не принято")
		       : OK;
}

enum err spool_take(const struct spool *s, struct buf *out, struct error *e)
{
	char piece[PIECE];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(s->fd, piece, sizeof(piece), at)) > 0) {
		buf_addn(out, piece, (size_t)got);
		at += got;
	}
	return got < 0 ? error_set(e, ERR_STORAGE, "данные не прочитаны: %s", error_reason(errno)) : OK;
}

enum err spool_fill(struct spool *s, int from, uint64_t limit, struct error *e)
{
	char piece[PIECE];
	uint64_t all = 0;
	ssize_t got;
	int rc = 0;

	while (!rc && !late() && (got = read(from, piece, sizeof(piece)))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(e, ERR_STORAGE, "ввод не прочитан: %s", error_reason(errno));
		all += (uint64_t)got;
		if (limit && all > limit)
			return error_set(e, ERR_INPUT, "данных больше, чем принимается за один раз: предел %llu МиБ",
					 (unsigned long long)(limit >> 20));
		rc = file_write_all(s->fd, piece, (size_t)got);
	}
	return late() ? late_refuse(e)
	       : rc   ? error_set(e, ERR_STORAGE, "нет памяти для данных: %s", error_reason(rc))
		      : OK;
}

/* Errno, or 0. */
static int spool_pour(const struct spool *s, int to)
{
	char piece[PIECE];
	off_t at = 0;
	ssize_t got;
	int rc = fflush(stdout) ? errno : 0;

	while (!rc && (got = pread(s->fd, piece, sizeof(piece), at))) {
		rc = got < 0 ? errno : file_write_all(to, piece, (size_t)got);
		at += got;
	}
	return rc;
}

char *file_folder_beside(const char *path)
{
	static const char memory[] = "/dev/shm";
	char *copy = mem_strdup(path), *folder;
	const char *temporary = getenv("TMPDIR");

	if (!file_is_nameless(path))
		folder = mem_strdup(dirname(copy));
	else if (!access(memory, W_OK | X_OK))
		folder = mem_strdup(memory);
	else
		folder = mem_strdup(temporary && *temporary ? temporary : "/tmp");
	free(copy);
	return folder;
}

/* ---- a new file ---- */

static ssize_t take(void *cookie, const char *bytes, size_t n)
{
	struct new_file *o = cookie;
	int rc = file_write_all(o->fd, bytes, n);

	if (rc) {
		o->failed = o->failed ? o->failed : rc;
		return 0;
	}
	o->written += n;
	return (ssize_t)n;
}

static bool open_stream(struct new_file *o, const char *path)
{
	o->f = o->fd < 0 ? NULL : fopencookie(o, "w", (cookie_io_functions_t){.write = take});
	if (o->f)
		o->path = mem_strdup(path);
	return o->f;
}

static enum err create_nameless(struct new_file *o, const char *path, struct error *e)
{
	enum err err = strcmp(path, FILE_STREAM) ? OK : spool_open(&o->spool, e);

	if (err)
		return err;
	o->temporary = mem_strdup(o->spool.fd >= 0 ? o->spool.path : path);
	o->fd = open(o->temporary, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (open_stream(o, path))
		return OK;
	err = write_failed(path, errno, e);
	if (o->fd >= 0)
		close(o->fd);
	spool_close(&o->spool);
	free(o->temporary);
	return err;
}

/* Where strangers write they could lay something under a name that they foresee. */
static enum err create(struct new_file *o, const char *path, bool private, struct error *e)
{
	struct buf name = {0};
	struct stat st;

	*o = (struct new_file){.fd = -1, .spool = {.fd = -1}, .in_place = file_is_nameless(path)};
	if (o->in_place)
		return create_nameless(o, path, e);
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return error_set(e, ERR_USAGE, "«%s» — %s; назовите файл", path,
				 S_ISDIR(st.st_mode) ? "папка" : "не обычный файл");
	buf_addf(&name, "%s.new-%ld%s", path, (long)getpid(), private ? ".XXXXXX" : "");
	o->temporary = buf_take(&name);
	o->fd = private ? mkostemp(o->temporary, O_CLOEXEC)
			: open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (o->fd >= 0)
		mem_cleanup_add(&o->cleanup, file_remove, o->temporary);
	if (open_stream(o, path))
		return OK;
	write_failed(path, errno, e);
	if (o->fd >= 0) {
		mem_cleanup_drop(&o->cleanup);
		close(o->fd);
		unlink(o->temporary);
	}
	free(o->temporary);
	return ERR_STORAGE;
}

enum err file_create(struct new_file *o, const char *path, struct error *e)
{
	return create(o, path, false, e);
}

/* Are all bytes on the disk? 0 or errno. */
static int flush(struct new_file *o)
{
	struct stat st;

	if (fflush(o->f) || ferror(o->f))
		return o->failed ? o->failed : EIO;
	if (fsync(o->fd) || fstat(o->fd, &st))
		return errno;
	return o->written && (uint64_t)st.st_size != o->written ? EIO : 0;
}

enum err file_finish(struct new_file *o, enum err err, struct error *e)
{
	int rc = err ? 0 : flush(o);
	bool put = false;

	fclose(o->f);
	if (close(o->fd) && !err && !rc)
		rc = errno;
	if (o->in_place) {
		rc = err || rc || o->spool.fd < 0 ? rc : spool_pour(&o->spool, STDOUT_FILENO);
		spool_close(&o->spool);
	} else {
		if (!err && !rc)
			rc = file_put_over(o->temporary, o->path, &put);
		mem_cleanup_drop(&o->cleanup);
		if (!put)
			unlink(o->temporary);
	}
	if (put)
		mem_done = "файл уже записан";
	if (put && rc)
		err = error_set(e, ERR_STORAGE,
				"файл «%s» записан, но диск не подтвердил, что сохранил его имя: %s. Проверьте диск",
				o->path, error_reason(rc));
	else if (rc)
		err = write_failed(o->path, rc, e);
	free(o->temporary);
	free(o->path);
	*o = (struct new_file){.fd = -1};
	return err;
}

static enum err write_whole(const char *path, const struct buf *bytes, bool private, struct error *e)
{
	struct new_file out;
	enum err err = create(&out, path, private, e);

	if (err)
		return err;
	fwrite(buf_text(bytes), 1, bytes->n, out.f);
	return file_finish(&out, OK, e);
}

enum err file_write(const char *path, const struct buf *bytes, struct error *e)
{
	return write_whole(path, bytes, false, e);
}

enum err file_write_private(const char *path, const struct buf *bytes, struct error *e)
{
	const char *done = mem_done;
	enum err err = write_whole(path, bytes, true, e);

	mem_done = done; /* nobody asked for this file */
	return err;
}

/* ---- names ---- */

void file_name_new(int32_t today, const char *stem, const char *ending, struct buf *out)
{
	struct buf name = {0};
	size_t start = out->n, fits = utf8_prefix(stem, strlen(stem), 80);
	struct stat st;

	for (size_t i = 0; i < fits; i++)
		if (!strchr("/\\:*?\"<>|", stem[i]) && (unsigned char)stem[i] >= ' ' && !(stem[i] == '.' && !name.n))
			buf_addc(&name, stem[i]);
	buf_addc(&name, ' ');
	date_add_iso(&name, today);
	buf_addf(out, "%s%s", name.s, ending);
	for (int i = 2; !lstat(out->s + start, &st) && i < 10000; i++) {
		out->n = start;
		buf_addf(out, "%s (%d)%s", name.s, i, ending);
	}
	buf_free(&name);
}

bool file_ends_in(const char *path, const char *ending)
{
	size_t n = strlen(path), k = strlen(ending);

	return n > k && !strcasecmp(path + n - k, ending);
}
