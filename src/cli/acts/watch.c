/* watch: a line of JSON for each act, as soon as it is stored. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/cli/command.h"
#include "stazh/cli/entry.h"

#define AT_ONCE (1 << 20) /* bytes of lines, before they are written */
#define PIECE	4096	  /* a pipe that poll() calls writable takes so many */

static volatile sig_atomic_t ended;

static void end(int sig)
{
	(void)sig;
	ended = 1;
}

struct following {
	struct session *s;
	int fd; /* of news_open */
	struct news news;
	uint64_t next;	  /* the entry that was not told yet */
	uint64_t old;	  /* up to this one */
	int64_t since_ms; /* those before are not told */
	sigset_t waiting; /* of signals, while nothing is done */
	bool gone;	  /* whoever read it */
	struct buf lines;
};

/* ---- what there is ---- */

static enum err gather_one(struct following *f, struct tx *tx)
{
	struct log_entry l = {0};
	enum err err = log_load(tx, f->next, &l);
	bool told = !err && l.act == f->next && (f->next > f->old || l.at_ms >= f->since_ms);
	uint64_t last = f->next;

	log_release(&l);
	if (told && !(err = act_json(tx, f->next, &f->lines, &last)))
		buf_addc(&f->lines, '\n');
	f->next = last + 1;
	return err;
}

/* True: there is nothing more. */
static enum err gather(struct following *f, bool *all, struct error *e)
{
	struct tx *tx = tx_read(f->s->store, e);
	enum err err = OK;
	uint64_t last;

	if (!tx)
		return e->code;
	last = log_last(tx);
	while (!err && f->next <= last && f->lines.n < AT_ONCE)
		err = gather_one(f, tx);
	*all = f->next > last;
	if (tx_failed(tx) || err)
		*e = *tx_error(tx);
	tx_end(&tx); /* the reader of the output may take its time */
	return err;
}

/* ---- waiting ---- */

/* Until there is news, or the output takes something (writing), or one of both is over. */
static void rest(struct following *f, bool writing, int ms)
{
	struct pollfd p[2] = {{.fd = STDOUT_FILENO, .events = writing ? POLLOUT : 0}, {.fd = f->fd, .events = POLLIN}};
	struct timespec limit = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	if (ppoll(p, writing ? 1 : 2, ms < 0 ? NULL : &limit, &f->waiting) <= 0)
		return;
	if (p[0].revents & (POLLERR | POLLHUP))
		f->gone = true;
	if (p[1].revents & POLLIN)
		news_take(f->fd);
}

static enum err put_lines(struct following *f, struct error *e)
{
	const char *s = buf_text(&f->lines);
	size_t n = f->lines.n;
	ssize_t put;

	while (n && !ended && !f->gone) {
		rest(f, true, -1);
		if (ended || f->gone)
			break;
		put = write(STDOUT_FILENO, s, n < PIECE ? n : PIECE);
		if (put < 0 && errno == EPIPE)
			f->gone = true;
		else if (put < 0 && errno != EINTR && errno != EAGAIN)
			return error_set(e, ERR_STORAGE, "вывод не записан: %s", error_reason(errno));
		else if (put > 0) {
			s += put;
			n -= (size_t)put;
		}
	}
	buf_clear(&f->lines);
	return OK;
}

static enum err follow(struct following *f, struct error *e)
{
	enum err err = OK;
	bool again = false, all = true;

	news_look(f->s->store, &f->news, &again);
	while (!err && !ended && !f->gone) {
		err = gather(f, &all, e);
		if (!err)
			err = put_lines(f, e);
		while (!err && all && !ended && !f->gone && !news_look(f->s->store, &f->news, &again))
			rest(f, false, again ? NEWS_AGAIN_MS : f->fd < 0 ? NEWS_LOOK_MS : -1);
	}
	return err;
}

/* Signals end it, and are let in only while it waits. */
static void catch_ends(sigset_t *waiting)
{
	static const int ends[] = {SIGTERM, SIGINT, SIGHUP};
	struct sigaction sa = {.sa_handler = end};
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		sigaddset(&block, ends[i]);
		sigaction(ends[i], &sa, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &block, waiting);
}

/* --since: a number or a day. */
static enum err since(struct cli *c, struct following *f, struct error *e)
{
	const char *text = cli_flag(c, "--since");
	struct tx *tx = tx_read(c->session.store, e);
	int64_t number = 0;
	int32_t day = DATE_NONE;
	enum err err = OK;

	if (!tx)
		return e->code;
	f->old = log_last(tx);
	tx_end(&tx);
	f->next = f->old + 1;
	if (!text)
		return OK;
	if (!text[strspn(text, "0123456789")])
		err = cli_flag_number(c, "--since", 0, INT64_MAX, &number, e);
	else
		err = cli_flag_date(c, "--since", &day, e);
	f->next = (uint64_t)number + 1;
	f->since_ms = day == DATE_NONE ? INT64_MIN : entry_day_ms(day);
	return err;
}

static enum err run_watch(struct cli *c, struct error *e)
{
	struct following f = {.s = &c->session};
	enum err err = since(c, &f, e);

	if (err)
		return err;
	catch_ends(&f.waiting);
	f.fd = news_open(c->session.store); /* before the first look: nothing is missed */
	err = follow(&f, e);
	if (f.fd >= 0)
		close(f.fd);
	buf_free(&f.lines);
	return err;
}

/* clang-format off */
const struct command command_watch = {
	.name = "watch", .group = GROUP_RARE, .need = NEED_DATABASE, .run = run_watch,
	.usage = "[--since НОМЕР|ДАТА]",
	.help = "что происходит: строка JSON о каждом действии",
	.more = "Печатает, пока не остановят (SIGTERM, Ctrl-C) или не закроют вывод; ждёт, не занимая процессор. В строке "
		"act — номер действия, кто, когда и что, и какие записи как изменились; читающему (viewer) — без значений. "
		"Продолжить с того же места: --since и последний полученный act.",
	.flags = (const struct flag[]){
		{"--since", "НОМЕР|ДАТА", "сначала то, что было после действия с этим номером или с этого дня", false},
		{0},
	},
};
/* clang-format on */
