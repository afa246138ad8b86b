#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/exchange/file.h"

static enum err write_failed(const char *path, struct error *e)
{
	return error_set(e, ERR_STORAGE, "файл «%s» не записан: %s", path, error_reason(errno));
}

enum err file_create(struct new_file *o, const char *path, struct error *e)
{
	struct buf name = {0};
	struct stat st;
	int fd;

	*o = (struct new_file){.path = NULL};
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return error_set(e, ERR_USAGE, "«%s» — %s; назовите файл", path,
				 S_ISDIR(st.st_mode) ? "папка" : "не обычный файл");
	buf_addf(&name, "%s.new-%ld", path, (long)getpid());
	o->temporary = buf_take(&name);
	fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	o->f = fd < 0 ? NULL : fdopen(fd, "w");
	if (o->f) {
		o->path = mem_strdup(path);
		return OK;
	}
	write_failed(path, e);
	free(o->temporary);
	return ERR_STORAGE;
}

/* The name is in the folder, and the folder may lose it again at a power cut. */
static void sync_folder(char *path)
{
	int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

enum err file_finish(struct new_file *o, enum err err, struct error *e)
{
	if (!err && (fflush(o->f) || fsync(fileno(o->f))))
		err = write_failed(o->path, e);
	if (fclose(o->f) && !err)
		err = write_failed(o->path, e);
	if (!err && rename(o->temporary, o->path))
		err = write_failed(o->path, e);
	if (err)
		unlink(o->temporary);
	else
		sync_folder(o->path);
	free(o->temporary);
	free(o->path);
	*o = (struct new_file){.path = NULL};
	return err;
}

enum err file_write(const char *path, const struct buf *bytes, struct error *e)
{
	struct new_file out;
	enum err err = file_create(&out, path, e);

	if (err)
		return err;
	if (fwrite(buf_text(bytes), 1, bytes->n, out.f) != bytes->n)
		err = write_failed(path, e);
	return file_finish(&out, err, e);
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
