/* The same screens line by line, for a screen reader and for a terminal that cannot move its cursor: what was composed
 * is told in lines, what can be chosen is numbered, forms and grids are asked place by place. No screen knows of it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stazh/base/utf8.h"
#include "stazh/tui/list.h"
#include "stazh/tui/term.h"
#include "../driver.h"
#include "../internal.h"
#include "internal.h"

#define LINE_MAX_BYTES (1 << 20)

/* What is waited for, briefly. */
static void prompt(struct linear *l)
{
	struct screen *s = l->app->top;
	const char *what = "Команда";

	if (linear_asks(s)) {
		linear_ask(l, s);
		what = "Ответ";
	} else if (s->ops->answer) {
		what = "Ответ";
	} else if (s->ops->item && s->ops->context != IN_LIST) {
		what = "Номер";
	}
	printf("%s> ", what);
	fflush(stdout);
}

/* False: the end. */
static bool read_line(struct linear *l)
{
	struct terminal *t = term_state();
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	char *end, part[4096];
	ssize_t n = 1;

	while (!(end = memchr(buf_text(&l->came), '\n', l->came.n)) && n > 0 && l->came.n < LINE_MAX_BYTES) {
		if (term_ending() || (ppoll(&p, 1, NULL, &t->old_mask) < 0 && errno != EINTR))
			return false;
		if (term_ending())
			return false;
		n = read(STDIN_FILENO, part, sizeof part);
		if (n > 0)
			buf_addn(&l->came, part, (size_t)n);
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	size_t used = end ? (size_t)(end - l->came.s) : l->came.n;

	if (!end && !used)
		return false;
	buf_clear(&l->line);
	for (size_t at = 0, len; at < used; at += len) { /* what is no text is left out */
		uint32_t cp;

		len = utf8_decode(l->came.s + at, used - at, &cp);
		if (len && cp >= ' ' && cp != 127)
			buf_addn(&l->line, l->came.s + at, len);
		len = len ? len : 1;
	}
	used += end ? 1 : 0;
	memmove(l->came.s, l->came.s + used, l->came.n - used);
	l->came.n -= used;
	return true;
}

static void answer(struct linear *l, const char *line)
{
	struct screen *s = l->app->top;

	l->app->message[0] = '\0';
	if (!strcmp(line, "выход") || !strcmp(line, "quit")) {
		app_event(l->app, &(struct event){.type = EVENT_HANGUP});
	} else if (linear_asks(s)) {
		linear_answer(l, s, line);
	} else if (s->ops->answer) { /* one line is asked for; an empty one takes what is there */
		if (!strcmp(line, "<<"))
			linear_act(l, ACT_BACK);
		else if (!*line)
			linear_act(l, ACT_ENTER);
		else
			s->ops->answer(l->app, s, 0, !strcmp(line, "-") ? "" : line + (*line == '='));
		stack_bury(l->app);
	} else if (s->ops->item && s->ops->context != IN_LIST && !*line) {
		linear_act(l, ACT_ENTER);
	} else if (*line) {
		linear_command(l, line);
	}
}

static int width_of_terminal(void)
{
	struct winsize size = {0};

	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col - 1 : 79;
}

void linear_run(struct app *app)
{
	struct linear l = {.app = app, .width = width_of_terminal()};

	linear_say(&l, "? — что можно набрать, выход — закончить.");
	while (!app->quit) {
		const struct screen *s = app->top;
		struct list *list = s->ops->list ? s->ops->list(app->top) : NULL;

		if (list)
			list->drawn = (struct area){0, 0, 0, 0};
		app_event(app, &(struct event){.type = EVENT_TIMER}); /* what is shown when the cursor has rested */
		app->said = true;
		app_draw(app);
		if (!l.quiet)
			linear_tell(&l);
		l.quiet = false;
		if (*app->message)
			linear_say(&l, app->message);
		prompt(&l);
		if (!read_line(&l)) {
			app_event(app, &(struct event){.type = EVENT_HANGUP});
			break;
		}
		term_state()->beeped = false;
		answer(&l, buf_text(&l.line));
		if (term_state()->beeped && !*app->message)
			app_say(app, LOOK_TODAY, "Здесь так нельзя.");
	}
	buf_free(&l.came);
	buf_free(&l.line);
}
