/* Who has the database open: a lock file of our own beside LMDB's. Every open takes it shared, whoever replaces the
 * data file takes it alone. flock, as it goes with the open file and not, like LMDB's own lock, with the process. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"
#include "stazh/base/utf8.h"

#define LOCK_NAME   "stazh.lock"
#define TRIES	    20
#define PAUSE_MS    50
#define HOLDERS_MAX 8
#define SHOWN_MAX   100 /* bytes of a command line */

/* ---- who ---- */

static bool names_file(const char *line, const char *file)
{
	unsigned dev_major, dev_minor;
	unsigned long long ino;
	struct stat st;

	return !stat(file, &st) && sscanf(line, "%x:%x:%llu", &dev_major, &dev_minor, &ino) == 3 &&
	       major(st.st_dev) == dev_major && minor(st.st_dev) == dev_minor && st.st_ino == ino;
}

void process_add(long pid, struct buf *out)
{
	char name[40], command[SHOWN_MAX];
	struct passwd *account;
	struct stat st;
	size_t n = 0;
	FILE *f;

	if (pid <= 0)
		return;
	buf_addf(out, "процесс %ld", pid);
	snprintf(name, sizeof(name), "/proc/%ld/cmdline", pid);
	f = fopen(name, "re");
	if (f) {
		n = fread(command, 1, sizeof(command), f);
		account = fstat(fileno(f), &st) ? NULL : getpwuid(st.st_uid);
		fclose(f);
		while (n && !command[n - 1])
			n--;
		for (size_t i = 0; i < n; i++)
			if (!command[i])
				command[i] = ' ';
		buf_addf(out, " (%s): ", account ? account->pw_name : "?");
		buf_addn(out, command, utf8_prefix(command, n, SHOWN_MAX));
	}
}

/* A line for each other process that holds a lock on one of the files: by /proc/locks, which opens neither. */
static void add_holders(const char *const files[], size_t files_n, struct buf *out)
{
	long pids[HOLDERS_MAX], pid;
	FILE *f = fopen("/proc/locks", "re");
	char line[200], where[80];
	size_t n = 0;

	while (f && fgets(line, sizeof(line), f)) {
		bool known = false;

		if (sscanf(line, "%*d: %*s %*s %*s %ld %79s", &pid, where) != 2 || pid <= 0 || pid == (long)getpid())
			continue;
		for (size_t i = 0; i < n; i++)
			known = known || pids[i] == pid;
		for (size_t i = 0; i < files_n && !known && n < HOLDERS_MAX; i++)
			if (names_file(where, files[i])) {
				pids[n++] = pid;
				known = true;
				buf_add(out, "\n");
				process_add(pid, out);
			}
	}
	if (f)
		fclose(f);
}

static enum err refuse(const char *folder, const char *file, bool alone, struct error *e)
{
	struct buf who = {0};

	add_holders(&file, 1, &who);
	if (alone)
		error_set(e, ERR_REFUSED,
			  "база «%s» открыта, и заменить её нельзя. Закройте программу у всех и повторите%s%s", folder,
			  who.n ? ":" : "", buf_text(&who));
	else
		error_set(e, ERR_STORAGE,
			  "базу «%s» сейчас возвращают из копии или сжимают. Повторите через минуту%s%s", folder,
			  who.n ? ":" : "", buf_text(&who));
	buf_free(&who);
	return alone ? ERR_REFUSED : ERR_STORAGE;
}

/* ---- locks ---- */

/* The file under the lock is still the one of that name. */
static bool same_file(int fd, const char *file)
{
	struct stat open, path;

	return !fstat(fd, &open) && !stat(file, &path) && open.st_dev == path.st_dev && open.st_ino == path.st_ino;
}

static int wait_for(int fd, int how)
{
	for (int i = 0; i < TRIES; i++) {
		if (!flock(fd, how | LOCK_NB))
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return errno;
		nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
	}
	return EWOULDBLOCK;
}

/* LMDB's lock file tells of those that do not know ours: mdb_stat, an older version. */
static enum err refuse_strangers(const char *folder, struct error *e)
{
	char *lock = path_join(folder, LOCK_FILE);
	const char *files[] = {lock};
	struct buf who = {0};
	enum err err = OK;

	add_holders(files, 1, &who);
	if (who.n)
		err = error_set(e, ERR_REFUSED,
				"база «%s» открыта, и заменить её нельзя. Закройте её везде и повторите:%s", folder,
				who.s);
	buf_free(&who);
	free(lock);
	return err;
}

enum err lock_take(const char *folder, enum lock_how how, int *out, struct error *e)
{
	char *file = path_join(folder, LOCK_NAME);
	enum err err = OK;
	int fd = -1, rc;

	do {
		if (fd >= 0)
			close(fd);
		/* what may not be written to needs no lock against being replaced */
		fd = open(file, O_RDONLY | O_CREAT | O_CLOEXEC, FILE_MODE);
		if (fd < 0 && errno == EROFS)
			fd = open(file, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			if ((errno == ENOENT || errno == EROFS) && how == LOCK_READING)
				break;
			err = store_explain(file, errno, "открыть базу", e);
			break;
		}
		own_as(file, folder);
		rc = wait_for(fd, how == LOCK_ALONE ? LOCK_EX : LOCK_SH);
		if (rc) {
			err = rc == EWOULDBLOCK ? refuse(folder, file, how == LOCK_ALONE, e)
						: store_explain(file, rc, "открыть базу", e);
			break;
		}
	} while (!same_file(fd, file));
	if (!err && how == LOCK_ALONE)
		err = refuse_strangers(folder, e);
	free(file);
	if (err && fd >= 0)
		close(fd);
	else
		*out = fd;
	return err;
}

enum err lock_holds(const char *folder, int fd, struct error *e)
{
	char *file = path_join(folder, LOCK_NAME);
	bool same = same_file(fd, file);

	free(file);
	if (!same)
		return error_set(e, ERR_REFUSED,
				 "файл «%s/" LOCK_NAME
				 "» удалён или подменён: базу может открыть другой, и она не тронута. Повторите",
				 folder);
	return refuse_strangers(folder, e);
}

/* ---- is there a database ---- */

bool store_is_absent(const char *path)
{
	char *file = path_join(path, DATA_NAME);
	bool absent = access(file, F_OK) && (errno == ENOENT || errno == ENOTDIR);

	free(file);
	return absent;
}

void store_remove_new(const char *path)
{
	static const char *const files[] = {DATA_NAME, LOCK_FILE, LOCK_NAME};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *file = path_join(path, files[i]);

		unlink(file);
		free(file);
	}
	rmdir(path);
}
