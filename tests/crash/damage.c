/* Damaged files through the check: damage STAZH CONFIG TRIALS [SORT]
 *
 * The data file of the configured database, which is sound and open nowhere, is spoiled in TRIALS ways of each sort,
 * one at a time, and `stazh check` is run. It must never end by a signal or with another code than 0, 1 or 5. When it
 * finds nothing, every entry of every table must still be what it was, and after one more change the check must again
 * find nothing: else the damage went undetected. The file is put back at the end. With SORT, a number from 0, only that
 * sort is tried; with the folder $KEEP, what went undetected is kept in it. Each line counts; exit 1 when anything went
 * undetected. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stazh/model/model.h"

enum { PAGE = 4096, META_PAGES = 2 };
enum verdict { DETECTED, HARMLESS, UNDETECTED, ODD_END, OUTCOMES };

static struct config config;
static const char *stazh, *ini;
static char data_file[500];
static uint8_t *sound;
static size_t size;

static void give_up(const char *what)
{
	fprintf(stderr, "damage: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- ways to spoil a file; return its new size ---- */

static size_t below(size_t n)
{
	return (((size_t)rand() << 31) ^ (size_t)rand()) % n;
}

static uint8_t *any_page(uint8_t *file)
{
	return file + (META_PAGES + below(size / PAGE - META_PAGES)) * PAGE;
}

/* The commit whose number stands on a meta page. */
static uint64_t number_on(const uint8_t *file, size_t page)
{
	size_t number;

	memcpy(&number, file + page * PAGE + 32 + 14 * sizeof(number), sizeof(number));
	return number;
}

/* But the bit that takes the newest commit's number back by two: so LMDB leaves the file after a commit that found no
 * room, and what is there then is whole. */
static size_t flip_meta(uint8_t *file)
{
	size_t page = below(META_PAGES), at = page * PAGE + below(160);
	uint8_t bit = (uint8_t)(1 << below(8));
	uint64_t was = number_on(file, page);

	file[at] ^= bit;
	if (was > number_on(file, !page) && number_on(file, page) == was - 2) {
		file[at] ^= bit;
		return flip_meta(file);
	}
	return size;
}

static size_t flip_head(uint8_t *file)
{
	any_page(file)[below(64)] ^= (uint8_t)(1 << below(8));
	return size;
}

static size_t flip_any(uint8_t *file)
{
	any_page(file)[below(PAGE)] ^= (uint8_t)(1 << below(8));
	return size;
}

static size_t zero_page(uint8_t *file)
{
	memset(any_page(file), 0, PAGE);
	return size;
}

static size_t random_page(uint8_t *file)
{
	uint8_t *p = any_page(file);

	for (size_t i = 0; i < PAGE; i++)
		p[i] = (uint8_t)below(256);
	return size;
}

static size_t swap_pages(uint8_t *file)
{
	memcpy(any_page(file), any_page(file), PAGE); /* one page stands in the place of another too */
	return size;
}

static size_t cut(uint8_t *file)
{
	(void)file;
	return below(size);
}

/* clang-format off */
static const struct {
	const char *name;
	size_t (*spoil)(uint8_t *file);
} sorts[] = {
	{"a bit in the meta pages", flip_meta}, {"a bit in the first 64 bytes of a page", flip_head},
	{"a bit anywhere in a page", flip_any}, {"a page zeroed", zero_page},
	{"a page of random bytes", random_page}, {"a page by another", swap_pages},
	{"cut short", cut},
};
/* clang-format on */

/* ---- the verdict ---- */

static void put_file(const uint8_t *bytes, size_t n)
{
	int fd = open(data_file, O_WRONLY | O_TRUNC);

	if (fd < 0 || (n && write(fd, bytes, n) != (ssize_t)n) || close(fd))
		give_up(data_file);
}

/* The exit code, or 128 and more for a signal. */
static int run(const char *a, const char *b, const char *c, const char *d)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 1);
		dup2(null, 2);
		execl(stazh, stazh, "--config", ini, a, b, c, d, (char *)NULL);
		_exit(2);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void add_bytes(uint64_t *hash, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*hash = (*hash ^ p[i]) * UINT64_C(1099511628211); /* FNV-1a */
}

/* Over all entries of all tables, in a child, as reading may kill it: 0 then. */
static uint64_t contents(void)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	int fds[2];
	pid_t pid;

	if (pipe(fds))
		give_up("pipe");
	pid = fork();
	if (!pid) {
		struct store *s;
		struct error e = {.code = OK};
		struct tx *tx;

		if (store_open(config_text(&config, OPT_STORE_PATH), NULL, &s, &e) || !(tx = tx_read(s, &e)))
			_exit(1);
		for (enum table t = 0; t < T_COUNT; t++) {
			struct cursor c;

			for (cursor_open(&c, tx, t, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
				add_bytes(&hash, c.key.p, c.key.n);
				add_bytes(&hash, c.value.p, c.value.n);
			}
			cursor_close(&c);
		}
		_exit(write(fds[1], &hash, sizeof(hash)) != sizeof(hash));
	}
	close(fds[1]);
	if (read(fds[0], &hash, sizeof(hash)) != sizeof(hash))
		hash = 0;
	close(fds[0]);
	waitpid(pid, NULL, 0);
	return hash;
}

static enum verdict judge(uint64_t whole)
{
	int code = run("check", NULL, NULL, NULL);

	if (code == ERR_NONE || code == ERR_STORAGE)
		return DETECTED;
	if (code)
		return ODD_END;
	if (contents() != whole)
		return UNDETECTED;
	return run("add", "reminder", "what=после", "due=15.06.2027") || run("check", NULL, NULL, NULL) ? UNDETECTED
													: HARMLESS;
}

static bool try_sort(size_t sort, unsigned trials, uint64_t whole)
{
	unsigned counts[OUTCOMES] = {0};
	uint8_t *file = malloc(size);

	for (unsigned i = 0; i < trials; i++) {
		enum verdict how;
		size_t n;

		memcpy(file, sound, size);
		n = sorts[sort].spoil(file);
		put_file(file, n);
		how = judge(whole);
		counts[how]++;
		if (how >= UNDETECTED && getenv("KEEP")) {
			char name[600];
			FILE *f;

			snprintf(name, sizeof(name), "%s/%zu-%u.mdb", getenv("KEEP"), sort, i);
			if ((f = fopen(name, "w"))) {
				fwrite(file, 1, n, f);
				fclose(f);
			}
		}
	}
	free(file);
	printf("%-38s %4u: %4u detected, %4u harmless, %u undetected, %u ended otherwise\n", sorts[sort].name, trials,
	       counts[DETECTED], counts[HARMLESS], counts[UNDETECTED], counts[ODD_END]);
	return !counts[UNDETECTED] && !counts[ODD_END];
}

int main(int argc, char **argv)
{
	unsigned trials = argc >= 4 ? (unsigned)atoi(argv[3]) : 0;
	struct error e = {.code = OK};
	bool good = true;
	uint64_t whole;
	struct stat st;
	int fd;

	if (!trials) {
		fprintf(stderr, "usage: damage STAZH CONFIG TRIALS [SORT]\n");
		return 2;
	}
	stazh = argv[1];
	ini = argv[2];
	if (config_load(ini, &config, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 2;
	}
	snprintf(data_file, sizeof(data_file), "%s/data.mdb", config_text(&config, OPT_STORE_PATH));
	fd = open(data_file, O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		give_up(data_file);
	size = (size_t)st.st_size;
	sound = malloc(size);
	if (read(fd, sound, size) != (ssize_t)size || close(fd))
		give_up(data_file);
	whole = contents();
	if (!whole || run("check", NULL, NULL, NULL)) {
		fprintf(stderr, "damage: %s is not sound\n", data_file);
		return 2;
	}
	srand((unsigned)time(NULL));
	for (size_t i = 0; i < sizeof(sorts) / sizeof(*sorts); i++)
		if (argc < 5 || (size_t)atoi(argv[4]) == i)
			good = try_sort(i, trials, whole) && good;
	put_file(sound, size);
	free(sound);
	config_free(&config);
	return !good;
}
