#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/folder.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/table/file.h"

static enum err write_failed(const char *path, int rc, struct error *e)
{
	return error_set(e, ERR_STORAGE, "файл «%s» не записан: %s", path, error_reason(rc));
}

static ssize_t take(void *cookie, const char *bytes, size_t n)
{
	struct new_file *o = cookie;
	size_t done = 0;

	while (done < n) {
		ssize_t k = write(o->fd, bytes + done, n - done);

		if (k > 0) {
			done += (size_t)k;
		} else if (k == 0 || errno != EINTR) {
			o->failed = o->failed ? o->failed : k ? errno : EIO;
			return 0;
		}
	}
	o->written += n;
	return (ssize_t)n;
}

static void remove_it(void *path)
{
	unlink(path);
}

enum err file_create(struct new_file *o, const char *path, struct error *e)
{
	struct buf name = {0};
	struct stat st;

	*o = (struct new_file){.fd = -1};
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return error_set(e, ERR_USAGE, "«%s» — %s; назовите файл", path,
				 S_ISDIR(st.st_mode) ? "папка" : "не обычный файл");
	buf_addf(&name, "%s.new-%ld", path, (long)getpid());
	o->temporary = buf_take(&name);
	o->fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (o->fd >= 0)
		mem_cleanup_add(&o->cleanup, remove_it, o->temporary);
	o->f = o->fd < 0 ? NULL : fopencookie(o, "w", (cookie_io_functions_t){.write = take});
	if (o->f) {
		o->path = mem_strdup(path);
		return OK;
	}
	write_failed(path, errno, e);
	if (o->fd >= 0) {
		mem_cleanup_drop(&o->cleanup);
		close(o->fd);
		unlink(o->temporary);
	}
	free(o->temporary);
	return ERR_STORAGE;
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

	fclose(o->f);
	if (close(o->fd) && !err && !rc)
		rc = errno;
	if (!err && !rc && rename(o->temporary, o->path))
		rc = errno;
	if (rc)
		err = write_failed(o->path, rc, e);
	if (!err)
		mem_done = "файл уже записан";
	mem_cleanup_drop(&o->cleanup);
	if (err)
		unlink(o->temporary);
	else if ((rc = folder_of_sync(o->path)))
		err = error_set(e, ERR_STORAGE,
				"файл «%s» записан, но диск не подтвердил, что сохранил его имя: %s. Проверьте диск",
				o->path, error_reason(rc));
	free(o->temporary);
	free(o->path);
	*o = (struct new_file){.fd = -1};
	return err;
}

enum err file_write(const char *path, const struct buf *bytes, struct error *e)
{
	struct new_file out;
	enum err err = file_create(&out, path, e);

	if (err)
		return err;
	fwrite(buf_text(bytes), 1, bytes->n, out.f);
	return file_finish(&out, OK, e);
}

void file_name_new(const struct session *s, const char *stem, const char *ending, struct buf *out)
{
	struct buf name = {0};
	size_t start = out->n, fits = utf8_prefix(stem, strlen(stem), 80);
	struct stat st;

	for (size_t i = 0; i < fits; i++)
		if (!strchr("/\\:*?\"<>|", stem[i]) && (unsigned char)stem[i] >= ' ' && !(stem[i] == '.' && !name.n))
			buf_addc(&name, stem[i]);
	buf_addc(&name, ' ');
	date_add_iso(&name, s->today);
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
