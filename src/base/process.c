#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "stazh/base/process.h"

unsigned long long process_began(long pid)
{
	char path[40], text[1000];
	unsigned long long start = 0;
	const char *p;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	p = strrchr(text, ')'); /* the name before it may have blanks */
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	if (p)
		start = strtoull(p, NULL, 10);
	return start;
}

/* ---- its time ---- */

#define TOLD "Время команды вышло: связь слишком медленная или данных слишком много"

static time_t end; /* of the clock that nobody sets; 0: there is none */

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* The first time it only interrupts. */
static void ring(int number)
{
	static const char told[] = TOLD "\n";
	static volatile sig_atomic_t rung;

	(void)number;
	if (!rung++)
		return;
	if (write(STDERR_FILENO, told, strlen(told)) < 0)
		_exit(ERR_REFUSED); /* which says it as well */
	_exit(ERR_REFUSED);
}

void late_begin(unsigned seconds)
{
	struct sigaction action = {.sa_handler = ring};
	struct itimerval each = {.it_value.tv_sec = (time_t)seconds, .it_interval.tv_sec = LATE_GRACE};

	end = now() + (time_t)seconds;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &each, NULL);
}

bool late(void)
{
	return end && now() >= end;
}

enum err late_refuse(struct error *e)
{
	return error_set(e, ERR_REFUSED, TOLD);
}
