#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/folder.h"
#include "stazh/base/mem.h"

int folder_sync(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return errno == EACCES ? 0 : errno; /* may be written to, not read */
	if (fsync(fd) && errno != EINVAL && errno != EROFS)
		rc = errno;
	close(fd);
	return rc;
}

/* Asks for no memory: there is no way back after a rename. */
int folder_of_sync(const char *file)
{
	size_t n = strlen(file);
	char folder[PATH_MAX] = ".";
	const char *slash;

	while (n > 1 && file[n - 1] == '/')
		n--;
	slash = memrchr(file, '/', n);
	n = !slash ? 1 : slash == file ? 1 : (size_t)(slash - file);
	if (n >= sizeof(folder))
		return ENAMETOOLONG;
	if (slash)
		memcpy(folder, file, n);
	folder[n] = 0;
	return folder_sync(folder);
}

static int make_one(const char *path, mode_t mode)
{
	if (mkdir(path, mode))
		return errno == EEXIST ? 0 : errno;
	return folder_of_sync(path);
}

int folder_make(const char *path, mode_t mode)
{
	char *p = mem_strdup(path);
	int rc = 0;

	for (char *s = p + 1; !rc && *s; s++) {
		if (*s != '/' || !s[1])
			continue;
		*s = 0;
		rc = make_one(p, 0777);
		*s = '/';
	}
	if (!rc)
		rc = make_one(p, mode);
	free(p);
	return rc;
}
