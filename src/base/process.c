#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/base/process.h"

#define PIPE_MAX (1 << 20)
#define TICK_MS	 20 /* so often is looked whether it has ended, where its outputs do not tell */

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

/* ---- words ---- */

/* Copies the word at s into *to, without quotes; what follows it, NULL: a quote is open. */
static const char *take_word(const char *s, char **to)
{
	char quote = 0;

	for (; *s && (quote || (*s != ' ' && *s != '\t')); s++) {
		if (quote && *s == quote)
			quote = 0;
		else if (!quote && (*s == '\'' || *s == '"'))
			quote = *s;
		else if (*s == '\\' && quote != '\'' && s[1])
			*(*to)++ = *++s;
		else
			*(*to)++ = *s;
	}
	*(*to)++ = 0;
	return quote ? NULL : s;
}

bool run_split(const char *command, char ***words, char **room)
{
	size_t n = 0, cap = 0;
	char *to;

	*words = NULL;
	*room = to = mem_alloc(2 * strlen(command) + 2);
	while (command && *(command += strspn(command, " \t"))) {
		*words = mem_grow(*words, n, &cap, sizeof(**words));
		(*words)[n++] = to;
		command = take_word(command, &to);
	}
	*words = mem_grow(*words, n, &cap, sizeof(**words));
	(*words)[n] = NULL;
	return command;
}

/* ---- the program ---- */

/* Where it lies; "" when it is nowhere. A user's $PATH, and cron's, often has no sbin. */
static void find_program(const char *name, struct buf *path)
{
	const char *places = getenv("PATH");
	struct buf all = {0};
	char *rest = NULL;

	if (strchr(name, '/')) {
		buf_add(path, name);
		return;
	}
	buf_addf(&all, "%s:/usr/local/sbin:/usr/sbin:/usr/lib",
		 places && *places ? places : "/usr/local/bin:/usr/bin:/bin");
	for (char *place = strtok_r(all.s, ":", &rest); place; place = strtok_r(NULL, ":", &rest)) {
		buf_clear(path);
		buf_addf(path, "%s/%s", place, name);
		if (*place == '/' && !access(path->s, X_OK))
			break;
		buf_clear(path);
	}
	buf_free(&all);
}

struct pipes {
	int in[2], out[2], failed[2]; /* its input, its outputs, why it could not be begun */
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct pipes *p)
{
	for (int i = 0; i < 2; i++) {
		close_fd(&p->in[i]);
		close_fd(&p->out[i]);
		close_fd(&p->failed[i]);
	}
}

static bool open_pipes(struct pipes *p)
{
	*p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
	return !pipe2(p->in, O_CLOEXEC) && !pipe2(p->out, O_CLOEXEC) && !pipe2(p->failed, O_CLOEXEC);
}

static void become(const char *path, char *const *words, const struct pipes *p)
{
	sigset_t none;
	int reason;

	mem_after_fork();
	setpgid(0, 0);
	sigemptyset(&none);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(p->in[0], 0) >= 0 && dup2(p->out[1], 1) >= 0 && dup2(p->out[1], 2) >= 0)
		execv(path, words);
	reason = errno;
	if (write(p->failed[1], &reason, sizeof(reason)) < 0)
		reason = 0;
	_exit(127);
}

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Takes what it has written; false: it writes no more. */
static bool take_said(int fd, struct buf *said)
{
	char block[1024];
	ssize_t n = read(fd, block, sizeof(block));

	if (n > 0 && said->n < RUN_SAID)
		buf_addn(said, block, (size_t)n < RUN_SAID - said->n ? (size_t)n : RUN_SAID - said->n);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Gives it what is left; false: all was given, or it reads no more. */
static bool give_input(int fd, const char **input, size_t *n)
{
	ssize_t given = write(fd, *input, *n);

	if (given > 0) {
		*input += given;
		*n -= (size_t)given;
	}
	return *n && (given > 0 || errno == EAGAIN || errno == EINTR);
}

/* Feeds it and listens until it has ended or its time is over; false: the latter. */
static bool attend(pid_t pid, struct pipes *p, const char *input, size_t n, int seconds, int *status, struct buf *said)
{
	long long last = now_ms() + seconds * 1000LL, left;

	/* all of it at once, so that a kill of ours cannot leave it with a half */
	fcntl(p->in[1], F_SETPIPE_SZ, n < PIPE_MAX ? (int)n : PIPE_MAX);
	fcntl(p->in[1], F_SETFL, O_NONBLOCK);
	fcntl(p->out[0], F_SETFL, O_NONBLOCK);
	while ((left = last - now_ms()) > 0) {
		struct pollfd fds[2] = {{.fd = p->in[1], .events = POLLOUT}, {.fd = p->out[0], .events = POLLIN}};

		if (waitpid(pid, status, WNOHANG) == pid) {
			while (p->out[0] >= 0 && poll(&fds[1], 1, 0) > 0 && take_said(p->out[0], said))
				;
			return true;
		}
		poll(fds, 2, p->out[0] < 0 ? 1 : left < TICK_MS ? (int)left : TICK_MS);
		if (fds[0].revents && !give_input(p->in[1], &input, &n))
			close_fd(&p->in[1]);
		if (fds[1].revents && !take_said(p->out[0], said))
			close_fd(&p->out[0]);
	}
	return false;
}

static int why_not_begun(struct pipes *p)
{
	int reason = 0;

	close_fd(&p->failed[1]);
	while (read(p->failed[0], &reason, sizeof(reason)) < 0 && errno == EINTR)
		;
	return reason;
}

static void run_at(const char *path, char *const *words, const char *input, size_t n, int seconds,
		   struct run_result *out)
{
	struct pipes p;
	bool piped = open_pipes(&p);
	pid_t pid = piped ? fork() : -1;
	int status = 0;

	out->status = pid < 0 ? errno : 0;
	if (!pid)
		become(path, words, &p);
	if (pid > 0) {
		setpgid(pid, pid); /* whoever of the two comes first */
		close_fd(&p.in[0]);
		close_fd(&p.out[1]);
		out->status = why_not_begun(&p);
		if (out->status) {
			waitpid(pid, &status, 0);
		} else if (!attend(pid, &p, input, n, seconds, &status, &out->said)) {
			kill(-pid, SIGKILL);
			waitpid(pid, &status, 0);
			out->end = RUN_LATE;
		} else {
			out->end = WIFEXITED(status) ? RUN_EXITED : RUN_SIGNAL;
			out->status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
		}
	}
	close_pipes(&p);
}

void run_program(char *const *words, const char *input, size_t n, int seconds, struct run_result *out)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	struct buf path = {0};

	out->end = RUN_NOT_FOUND;
	out->status = ENOENT;
	find_program(words[0], &path);
	sigaction(SIGPIPE, &ignore, &before); /* of one that does not read its input */
	if (path.n)
		run_at(path.s, words, input, n, seconds, out);
	sigaction(SIGPIPE, &before, NULL);
	buf_free(&path);
}
