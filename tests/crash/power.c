/* Power cuts: power CONFIG CHANGES CUTS [nosync]
 *
 * CHANGES are made by the operations that the screen and the commands use; every write to the data file and every
 * synchronisation is noted (the calls are wrapped by the linker, see the Makefile), as is each change when it was
 * acknowledged. Then the power fails CUTS times at a random moment: what was synchronised before is on the disk, what
 * was written after it is kept, lost, or kept by sectors of 512 bytes, at random. From what is there the database must
 * open, be sound, have everything acknowledged until then, and take one more change. `nosync` lets the disk ignore the
 * synchronisations: then things must be lost, or the test could not tell. The last line counts; exit 1 when anything
 * was lost or damaged. The configured database is left as the last cut left it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "changes.h"
#include "stazh/document/document.h"
#include "stazh/domain/kinds.h"

enum { SECTOR = 512, FILE_MAX = 64 << 20, WRITER = 1 };
enum event_type { WRITTEN, SYNCED, ACKNOWLEDGED };

struct event {
	enum event_type type;
	size_t at, n; /* in the file; its bytes stand in `bytes` from here */
	size_t bytes;
	struct ack ack;
};

static struct event *events;
static size_t events_n, events_cap;
static uint8_t *bytes;
static size_t bytes_n, bytes_cap;
static bool recording;
static struct stat data;
static char data_file[500];
static struct config config;

static void give_up(const char *what, const struct error *e)
{
	fprintf(stderr, "power: %s: %s\n", what, e ? e->text : strerror(errno));
	exit(2);
}

/* ---- what reaches the disk ---- */

static bool is_data(int fd)
{
	struct stat st;

	return recording && !fstat(fd, &st) && st.st_dev == data.st_dev && st.st_ino == data.st_ino;
}

static struct event *note(enum event_type type)
{
	events = mem_grow(events, events_n, &events_cap, sizeof(*events));
	events[events_n] = (struct event){.type = type, .bytes = bytes_n};
	return &events[events_n++];
}

static void note_write(int fd, const void *p, size_t n, off_t at)
{
	struct event *e = note(WRITTEN);

	e->at = (size_t)at;
	e->n = n;
	while (bytes_n + n > bytes_cap)
		bytes = mem_grow(bytes, bytes_cap, &bytes_cap, 1);
	memcpy(bytes + bytes_n, p, n);
	bytes_n += n;
	if (fcntl(fd, F_GETFL) & O_DSYNC) /* it returns when it is on the disk */
		note(SYNCED);
}

/* LMDB's, which is built without large files: its off_t is a long. */
ssize_t __real_pwrite(int fd, const void *p, size_t n, long at);
ssize_t __wrap_pwrite(int fd, const void *p, size_t n, long at);
ssize_t __wrap_pwrite(int fd, const void *p, size_t n, long at)
{
	if (is_data(fd))
		note_write(fd, p, n, at);
	return __real_pwrite(fd, p, n, at);
}

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (is_data(fd))
		note_write(fd, p, n, lseek(fd, 0, SEEK_CUR));
	return __real_write(fd, p, n);
}

ssize_t __real_writev(int fd, const struct iovec *v, int n);
ssize_t __wrap_writev(int fd, const struct iovec *v, int n);
ssize_t __wrap_writev(int fd, const struct iovec *v, int n)
{
	off_t at = is_data(fd) ? lseek(fd, 0, SEEK_CUR) : 0;

	for (int i = 0; i < n && is_data(fd); at += (off_t)v[i++].iov_len)
		note_write(fd, v[i].iov_base, v[i].iov_len, at);
	return __real_writev(fd, v, n);
}

#define WRAP_SYNC(name)                                                                                                \
	int __real_##name(int fd);                                                                                     \
	int __wrap_##name(int fd);                                                                                     \
	int __wrap_##name(int fd)                                                                                      \
	{                                                                                                              \
		int rc = __real_##name(fd);                                                                            \
                                                                                                                       \
		if (!rc && is_data(fd))                                                                                \
			note(SYNCED);                                                                                  \
		return rc;                                                                                             \
	}
WRAP_SYNC(fdatasync)
WRAP_SYNC(fsync)

static void change(unsigned changes)
{
	struct session s = {.press = &document_press};
	struct error e = {.code = OK};
	struct ack a = {.number = 1, .step = ADDED};

	recording = true; /* opening it for the first time writes too */
	if (session_open(&s, &config, NULL, &e))
		give_up("open", &e);
	for (unsigned i = 0; i < changes; i++) {
		if (take_step(&s, WRITER, &a, &e))
			give_up("save", &e);
		note(ACKNOWLEDGED)->ack = a;
		if (++a.step > LAST) {
			a.step = ADDED;
			a.number++;
		}
	}
	recording = false;
	session_close(&s);
}

/* ---- what is left after a cut ---- */

struct disk {
	uint8_t *file;
	size_t n;
};

static void put(struct disk *d, const struct event *e, size_t from, size_t n)
{
	if (e->at + from + n > FILE_MAX)
		give_up("too large", NULL);
	memcpy(d->file + e->at + from, bytes + e->bytes + from, n);
	if (e->at + from + n > d->n)
		d->n = e->at + from + n;
}

static void maybe_put(struct disk *d, const struct event *e)
{
	int fate = rand() % 3;

	for (size_t from = 0; from < e->n; from += SECTOR)
		if (fate == 1 || (fate == 2 && rand() % 2))
			put(d, e, from, e->n - from < SECTOR ? e->n - from : SECTOR);
}

static void write_file(const struct disk *d)
{
	int fd = open(data_file, O_WRONLY | O_TRUNC);

	if (fd < 0 || write(fd, d->file, d->n) != (ssize_t)d->n || close(fd))
		give_up(data_file, NULL);
}

/* In a child: 0 good, 1 something acknowledged is missing, else damaged. */
static int examine(size_t upto)
{
	struct session s = {.press = &document_press};
	struct error e = {.code = OK};
	struct ack extra = {.number = 9999, .step = ADDED};
	struct tx *tx;
	int lost = 0;

	if (session_identify(&s, &config, NULL, &e) ||
	    store_check(config_text(&config, OPT_STORE_PATH), &schema_in_store, &s, NULL, &e) ||
	    session_open(&s, &config, NULL, &e) || !(tx = tx_read(s.store, &e)))
		return 2;
	for (size_t i = 0, next; i < upto; i = next) {
		unsigned step;

		for (next = i + 1; next < upto && events[next].type != ACKNOWLEDGED;)
			next++;
		if (events[i].type != ACKNOWLEDGED || (next < upto && events[next].ack.number == events[i].ack.number))
			continue;
		step = step_of(tx, WRITER, &events[i].ack);
		lost |= step != events[i].ack.step && !(next == upto && step == events[i].ack.step + 1);
	}
	tx_end(&tx);
	if (!lost && take_step(&s, WRITER, &extra, &e))
		return 2;
	session_close(&s);
	return lost;
}

static int cut(const struct disk *safe, size_t synced, size_t upto)
{
	struct disk d = {calloc(FILE_MAX, 1), safe->n};
	int status;
	pid_t pid;

	memcpy(d.file, safe->file, safe->n);
	for (size_t i = synced; i < upto; i++)
		if (events[i].type == WRITTEN)
			maybe_put(&d, &events[i]);
	write_file(&d);
	free(d.file);
	pid = fork();
	if (!pid) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		_exit(examine(upto));
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

static int compare_size(const void *a, const void *b)
{
	return (*(const size_t *)a > *(const size_t *)b) - (*(const size_t *)a < *(const size_t *)b);
}

int main(int argc, char **argv)
{
	unsigned changes = argc > 3 ? (unsigned)atoi(argv[2]) : 0, cuts = argc > 3 ? (unsigned)atoi(argv[3]) : 0;
	bool nosync = argc > 4 && !strcmp(argv[4], "nosync");
	unsigned results[3] = {0};
	struct disk safe = {calloc(FILE_MAX, 1), 0};
	struct error e = {.code = OK};
	size_t *at, synced = 0;
	int fd;

	schema_use(&domain_schema);
	if (!changes || !cuts) {
		fprintf(stderr, "usage: power CONFIG CHANGES CUTS [nosync]\n");
		return 2;
	}
	if (config_load(argv[1], &config, &e))
		give_up("config", &e);
	snprintf(data_file, sizeof(data_file), "%s/data.mdb", config_text(&config, OPT_STORE_PATH));
	fd = open(data_file, O_RDONLY);
	if (fd < 0 || fstat(fd, &data))
		give_up(data_file, NULL);
	safe.n = (size_t)read(fd, safe.file, FILE_MAX);
	close(fd);
	change(changes);
	srand((unsigned)time(NULL));
	at = calloc(cuts, sizeof(*at));
	for (unsigned i = 0; i < cuts; i++)
		at[i] = 1 + (size_t)rand() % events_n;
	qsort(at, cuts, sizeof(*at), compare_size);
	for (unsigned i = 0; i < cuts; i++) {
		size_t last = synced;

		for (size_t j = synced; j < at[i] && !nosync; j++)
			if (events[j].type == SYNCED)
				last = j + 1;
		for (; synced < last; synced++)
			if (events[synced].type == WRITTEN)
				put(&safe, &events[synced], 0, events[synced].n);
		results[cut(&safe, synced, at[i])]++;
	}
	printf("%u power cuts in %u changes (%zu writes and synchronisations): %u whole, %u lost something "
	       "acknowledged, %u damaged\n",
	       cuts, changes, events_n - changes, results[0], results[1], results[2]);
	config_free(&config);
	free(at);
	free(events);
	free(bytes);
	free(safe.file);
	return results[1] || results[2];
}
