/* Preloaded by pairs.py: before a lock, a rename or the opening of a file of the database the program sleeps, at random
 * up to STAZH_DELAY_MS, so that what can come in between does. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static unsigned long limit_ms;

/* Before the program clears its environment. */
__attribute__((constructor)) static void begin(void)
{
	const char *limit = getenv("STAZH_DELAY_MS");

	limit_ms = limit ? strtoul(limit, NULL, 10) : 0;
}

static void pause_at(const char *name)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "stazh.lock", ".stazh-"};
	uint64_t ns;
	uint64_t at;
	size_t i = 0;

	while (name && i < sizeof(files) / sizeof(*files) && !strstr(name, files[i]))
		i++;
	if (!limit_ms || i == sizeof(files) / sizeof(*files) || getrandom(&at, sizeof(at), 0) != sizeof(at))
		return;
	ns = at % 2 ? 0 : (at >> 1) % (limit_ms * (uint64_t)1000000 + 1); /* every second time */
	nanosleep(&(struct timespec){.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)}, NULL);
}

#define REAL(name) __extension__(__typeof__(name) *) dlsym(RTLD_NEXT, #name)

int flock(int fd, int how);
int flock(int fd, int how)
{
	pause_at(NULL);
	return (REAL(flock))(fd, how);
}

int rename(const char *from, const char *to)
{
	pause_at(to);
	return (REAL(rename))(from, to);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	pause_at(to);
	return (REAL(renameat2))(from_fd, from, to_fd, to, flags);
}

static mode_t mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(ap, int) : 0;
}

int open(const char *name, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	pause_at(name);
	return (REAL(open))(name, flags, mode);
}

int open64(const char *name, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	pause_at(name);
	return (REAL(open64))(name, flags, mode);
}
