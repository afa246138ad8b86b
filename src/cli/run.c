#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/cli.h"
#include "stazh/cli/command.h"
#include "stazh/cli/guard.h"
#include "stazh/cli/hook.h"
#include "stazh/cli/remote.h"
#include "stazh/demo/demo.h"
#include "stazh/model/audit.h"
#include "stazh/document/document.h"

/* ---- output ---- */

static void say(const char *s)
{
	struct buf text = {0}, b = {0};

	error_add_typed(s, &text);
	utf8_add_visible(&b, buf_text(&text), text.n);
	buf_addc(&b, '\n');
	fputs(b.s, stderr);
	buf_free(&b);
	buf_free(&text);
}

void cli_say(const char *format, ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, format);
	buf_vaddf(&b, format, ap);
	va_end(ap);
	fflush(stdout);
	say(buf_text(&b));
	buf_free(&b);
}

bool cli_answer(struct cli *c, uint32_t id, const struct outcome *out)
{
	const struct buf *said[] = {&out->notice, &out->warnings};
	struct buf *to[2];

	if (!c->answer)
		return false;
	c->answer->id = id;
	to[0] = &c->answer->notice;
	to[1] = &c->answer->warnings;
	for (size_t i = 0; i < 2; i++) {
		const char *s = buf_text(said[i]);
		size_t n = text_trim(&s, said[i]->n);

		buf_addn(to[i], s, n);
	}
	return true;
}

int cli_width(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

struct wrap {
	struct buf *out;
	int indent;
	bool first;
};

static bool wrap_line(const char *s, size_t n, void *arg)
{
	struct wrap *w = arg;

	if (!w->first) {
		buf_addc(w->out, '\n');
		buf_fill(w->out, ' ', n ? (size_t)w->indent : 0);
	}
	w->first = false;
	buf_addn(w->out, s, n);
	return true;
}

void cli_wrap(struct buf *out, const char *text, int indent, int width)
{
	struct wrap w = {out, indent, true};

	text_wrap(text, !width ? 1000000 : width > indent + 20 ? width - indent : 20, wrap_line, &w);
}

void cli_progress(unsigned done, unsigned total)
{
	enum { CELLS = 40 };
	static int shown = -1;
	int percent = total ? (int)(100ull * done / total) : 100;
	int filled = percent * CELLS / 100;

	if (percent == shown || !isatty(STDERR_FILENO))
		return;
	shown = percent;
	if (percent >= 100)
		fputs("\r\033[K", stderr);
	else
		fprintf(stderr, "\r[%.*s%*s] %3d %%", filled, "########################################",
			CELLS - filled, "", percent);
	fflush(stderr);
}

static void print_finding(const char *text, void *arg)
{
	(void)arg;
	puts(text);
}

const struct watch cli_findings = {.line = print_finding, .progress = cli_progress};

void cli_name(const struct kind_def *k, uint32_t id, struct buf *out)
{
	buf_addf(out, "%s %u", k->title, id);
}

/* ---- waiting for another writer ---- */

static bool tell_whom(const char *who, bool first, void *arg)
{
	(void)arg;
	if (first)
		cli_say("Жду: базу сейчас изменяет %s. Не ждать — Ctrl-C", *who ? who : "другая программа");
	return true;
}

static const struct store_wait cli_wait = {.wait = tell_whom};

/* ---- running ---- */

#define EXAMPLE_ORGS 20

static enum err fill_example(struct session *s, struct error *e)
{
	struct buf told = {0};
	enum err err = demo_scale(s, EXAMPLE_ORGS, NULL, &told, e);

	buf_free(&told);
	return err;
}

/* Somebody who can answer, and who may make a database, sits before the screen. */
static bool may_make_database(const struct cli *c)
{
	const char *script = getenv("STAZH_SCRIPT");
	bool seen = (script && *script) || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));

	return seen && !c->remote && c->session.role == ROLE_METHODIST &&
	       store_is_absent(config_text(&c->config, OPT_STORE_PATH));
}

static enum err run_screen(struct cli *c, const char *as,
			   enum err (*screen)(struct session *s, const struct opening *o, struct error *e),
			   struct error *e)
{
	const struct opening opening = {&c->config, cli_flag(c, "--config"), as, fill_example};
	enum err err;

	if (!screen)
		return error_set(e, ERR_USAGE, "экран ещё не собран; команды покажет stazh help");
	err = session_open(&c->session, &c->config, as, e);
	guard_settle(!err && c->session.role == ROLE_METHODIST);
	c->session.remote = c->remote;
	if (err == ERR_STORAGE && may_make_database(c)) {
		*e = (struct error){.code = OK};
		err = OK;
	}
	c->session.linear = cli_flag(c, "--linear");
	if (!err)
		err = screen(&c->session, &opening, e);
	session_close(&c->session);
	return err;
}

enum err cli_may(const struct cli *c, enum role least, struct error *e)
{
	if (c->session.role >= least)
		return OK;
	return error_set(e, ERR_REFUSED, "stazh %s: нужна роль «%s», а у %s роль «%s»", c->command->name,
			 role_title(least), c->session.user, role_title(c->session.role));
}

static enum err run_command(struct cli *c, const char *as, struct error *e)
{
	const struct command *cmd = c->command;
	bool open = cmd->need == NEED_DATABASE;
	enum err err = OK;

	if (open)
		err = session_open(&c->session, &c->config, as, e);
	else if (cmd->need == NEED_USER)
		err = session_identify(&c->session, &c->config, as, e);
	guard_settle(!err && c->session.role == ROLE_METHODIST);
	c->session.remote = c->remote;
	if (!err)
		err = cli_may(c, cmd->least, e);
	if (!err)
		err = cmd->run(c, e);
	if (open && (!err || err == ERR_NONE) && store_read_failure(c->session.store, e))
		err = ERR_STORAGE;
	if (open)
		session_close(&c->session);
	return err;
}

/* What a remote session was refused is written down, and who is no user at all told to the system's log. */
static void log_refusal(struct cli *c, const char *as, const char *original)
{
	struct error e = {0};
	struct buf what = {0};

	if (!c->config.data && config_load(cli_flag(c, "--config"), &c->config, &e))
		return;
	if (original && *original)
		remote_describe(c, original, &what);
	else
		buf_add(&what, "экран");
	if (session_open(&c->session, &c->config, as, &e) == OK)
		audit_refused(&c->session, what.s);
	else if (e.code == ERR_REFUSED && *c->session.user)
		audit_stranger(&c->session);
	session_close(&c->session);
	buf_free(&what);
}

/* Who comes from elsewhere is told no path of the server, and whom to turn to. */
static void hide_places(const char *what, enum err err, struct error *e)
{
	if (e)
		e->more = NULL;
	error_set(e, err, "%s. Скажите об этом администратору", what);
}

int cli_main(const struct command *const *table, int argc, char **argv,
	     enum err (*screen)(struct session *s, const struct opening *o, struct error *e))
{
	const char *original = getenv("SSH_ORIGINAL_COMMAND"), *as;
	struct cli c = {.commands = table, .session = {.wait = &cli_wait, .press = &document_press}};
	struct error chain[ERRORS_MAX], *e = errors_chain(chain);
	enum err err = cli_parse(&c, argc, argv, e);
	bool unsettled = false; /* no base is named, and the one by default may be somebody else's */

	as = cli_flag(&c, "--as");
	if (!err && !c.command && guard_remote(argc, argv)) {
		c.remote = true;
		if (original && *original)
			err = remote_take(&c, original, e);
	}
	if (!c.remote)
		c.session.after = hooks_run;
	if (!err && (!c.command || c.command->need != NEED_NOTHING))
		unsettled = (err = config_load(cli_flag(&c, "--config"), &c.config, e)) != OK;
	if (unsettled && c.remote)
		hide_places("Настройки сервера с ошибкой, или их нет", err, e);
	config_set_zone(&c.config);
	if (!err && c.remote && c.command && c.config.data)
		guard_limit((unsigned)config_int(&c.config, OPT_ACCESS_SECONDS),
			    (uint64_t)config_int(&c.config, OPT_ACCESS_MEMORY) << 20);
	if (!err)
		err = c.command ? run_command(&c, as, e) : run_screen(&c, as, screen, e);
	if (c.remote && err == ERR_STORAGE && store_is_absent(config_text(&c.config, OPT_STORE_PATH)))
		hide_places("На сервере ещё нет базы", err, e);
	if (c.remote && !unsettled && (err == ERR_USAGE || err == ERR_REFUSED || c.refused))
		log_refusal(&c, as, original);
	errno = 0;
	/* the screen's terminal may be gone: that is no failure */
	if (c.command && (fflush(stdout) || ferror(stdout)) && err <= ERR_NONE && late())
		err = late_refuse(e);
	else if (c.command && ferror(stdout) && err <= ERR_NONE)
		err = error_set(e, ERR_STORAGE, "вывод не записан: %s%s%s", error_reason(errno), mem_done ? "; " : "",
				mem_done ? mem_done : "");
	for (; err && e && *e->text; e = e->more)
		say(e->text);
	config_free(&c.config);
	cli_release(&c);
	return (int)err;
}
