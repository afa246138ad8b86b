#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/store/store.h"
#include "stazh/tui/keys.h"
#include "stazh/tui/term.h"
#include "../internal.h"

#define NCURSES_NOMACROS
#include <curses.h>

#define PASTE_MAX (1 << 20)
#define CTRL_C	  3
#define BY_HAND	  8 /* characters one after another that had to be waited for: no terminal pastes so, a person types */

int64_t term_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void key_event(struct event *ev, int key)
{
	ev->type = EVENT_KEY;
	ev->key = key;
}

/* ---- a paste ---- */

static void paste_begin(struct terminal *t)
{
	t->decoder.pasting = true;
	t->paste_by_hand = 0;
	t->paste_return = false;
	buf_clear(&t->paste);
}

static bool paste_end(struct event *ev, struct terminal *t)
{
	t->decoder.pasting = false;
	if (!t->paste.n)
		return false;
	ev->type = EVENT_PASTE;
	ev->text = t->paste.s;
	ev->n = t->paste.n;
	return true;
}

static void paste_add(struct terminal *t, const char *s, size_t n)
{
	if (t->paste.n + n <= PASTE_MAX)
		buf_addn(&t->paste, s, n);
}

/* The end of a paste is its mark; where that is lost, a pause, a key that comes by itself, or that somebody types. What
 * looks like a key in the midst of what is pasted is none: it would be carried out. True: it is over, ev says so. */
static bool paste_take(struct event *ev, struct terminal *t, enum decoded what)
{
	struct decoder *d = &t->decoder;
	bool returned = t->paste_return;

	t->paste_return = false;
	if (what == DECODED_PASTE_END)
		return paste_end(ev, t);
	if (what == DECODED_TEXT) {
		paste_add(t, d->ch, d->ch_n);
	} else if (what == DECODED_KEY && d->key == K_ENTER) {
		t->paste_return = d->last_byte == '\r';
		if (!returned || d->last_byte != '\n')
			paste_add(t, "\n", 1);
	} else if (what == DECODED_KEY && d->key == K_TAB) {
		paste_add(t, "\t", 1);
	} else if (what == DECODED_KEY && t->alone && (d->key == K_ESC || d->key > K_SPECIAL)) {
		t->held = d->key;
		return paste_end(ev, t);
	}
	t->paste_by_hand = t->alone ? t->paste_by_hand + 1 : 0;
	return t->paste_by_hand >= BY_HAND && paste_end(ev, t);
}

/* ---- keys ---- */

static void mouse_event(struct event *ev, struct terminal *t)
{
	const struct decoder *d = &t->decoder;
	int button = d->button & ~(4 | 8 | 16); /* whatever is held down with it */

	if (!t->options.mouse || !d->press)
		return;
	if (button == 64 || button == 65) {
		key_event(ev, button == 64 ? K_UP : K_DOWN);
	} else if (button == 0) {
		int64_t now = term_clock();

		ev->type = EVENT_MOUSE;
		ev->y = d->y;
		ev->x = d->x;
		ev->twice = now - t->click_at < 400 && t->click_y == d->y && t->click_x == d->x;
		t->click_at = ev->twice ? -100000 : now;
		t->click_y = d->y;
		t->click_x = d->x;
	}
}

/* True: ev is something. */
static bool take(struct event *ev, struct terminal *t, enum decoded what)
{
	struct decoder *d = &t->decoder;

	if (what == DECODED_MORE)
		return false;
	if (d->pasting)
		return paste_take(ev, t, what);
	switch (what) {
	case DECODED_TEXT:
		ev->text = d->ch;
		ev->n = d->ch_n;
		/* fall through */
	case DECODED_KEY:
		key_event(ev, d->key);
		break;
	case DECODED_PASTE_START:
		paste_begin(t);
		break;
	case DECODED_MOUSE:
		mouse_event(ev, t);
		break;
	case DECODED_BAD:
		ev->type = EVENT_BAD;
		break;
	default:
		break;
	}
	return ev->type != EVENT_NONE;
}

/* When what has begun is over without its end; 0: nothing has begun. */
static int64_t due(const struct terminal *t)
{
	int wait = decode_wait(&t->decoder);

	if (!wait && t->decoder.pasting)
		wait = DECODE_LATE_MS;
	return wait ? t->came_at + wait : 0;
}

/* Nothing came: what was due? False: nothing. */
static bool expire(struct event *ev, struct terminal *t)
{
	int64_t now = term_clock();

	t->waited = true;
	if (!due(t) || now < due(t))
		return false;
	if (decode_wait(&t->decoder)) {
		take(ev, t, decode_expire(&t->decoder, now));
		t->came_at = now;
	} else {
		paste_end(ev, t);
	}
	return true;
}

/* One step; ev is filled when it is something. False: nothing is there to be read. */
static bool step(struct event *ev, struct terminal *t)
{
	enum decoded what;
	int c;

	if (t->held) {
		key_event(ev, t->held);
		t->held = 0;
		return true;
	}
	if (t->decoder.again_n) {
		take(ev, t, decode_again(&t->decoder, term_clock()));
		return true;
	}
	errno = 0;
	c = getch();
	if (c == ERR && errno == EIO) {
		ev->type = EVENT_HANGUP;
		return true;
	}
	if (c == ERR)
		return expire(ev, t);
	t->fallen = 0;
	if (c > 0xFF) {
		ev->type = c == KEY_RESIZE ? EVENT_RESIZE : EVENT_NONE;
		return true;
	}
	if (!decode_wait(&t->decoder))
		t->alone = t->waited;
	t->came_at = term_clock();
	what = decode_feed(&t->decoder, (uint8_t)c, t->waited, t->came_at);
	t->waited = false;
	take(ev, t, what);
	return true;
}

/* Seconds to the next local midnight. */
static time_t to_midnight(void)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	tm.tm_mday++;
	tm.tm_hour = tm.tm_min = 0;
	tm.tm_sec = 1;
	tm.tm_isdst = -1;
	time_t then = mktime(&tm);

	return then > now ? then - now : 60;
}

static struct timespec limit_of(int64_t ms)
{
	return (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
}

/* Sleeps until the terminal, the watched file, a signal, the given moment or midnight. */
static void sleep_until(struct event *ev, struct terminal *t, int64_t until)
{
	struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = t->watch, .events = POLLIN}};
	int64_t wait = (int64_t)to_midnight() * 1000;
	enum event_type reason = EVENT_MIDNIGHT;
	struct timespec limit;

	if (until && until - term_clock() < wait) {
		wait = until > term_clock() ? until - term_clock() : 0;
		reason = EVENT_TIMER;
	}
	if (due(t) && due(t) - term_clock() < wait) {
		wait = due(t) > term_clock() ? due(t) - term_clock() : 0;
		reason = EVENT_NONE;
	}
	if (t->watch < 0 && t->watched && wait > NEWS_LOOK_MS) {
		wait = NEWS_LOOK_MS;
		reason = EVENT_CHANGED;
	}
	limit = limit_of(wait);
	int n = ppoll(p, 2, &limit, &t->old_mask);

	if (n == 0)
		ev->type = reason;
	if (n <= 0)
		return;
	if (p[1].revents & POLLIN) {
		news_take(t->watch);
		ev->type = EVENT_CHANGED;
	}
	if (p[0].revents & (POLLHUP | POLLERR | POLLNVAL) && !(p[0].revents & POLLIN))
		ev->type = EVENT_HANGUP;
	/* Readable, and yet nothing to read: the end of the file. */
	if (p[0].revents & POLLIN)
		t->fallen++;
	if (t->fallen > 3)
		ev->type = EVENT_HANGUP;
}

static void keep_ahead(struct terminal *t, const struct event *ev)
{
	struct ahead *a = mem_alloc(sizeof *a);

	a->event = *ev;
	if (ev->text)
		a->event.text = memcpy(mem_alloc(ev->n + 1), ev->text, ev->n);
	if (!t->ahead)
		t->ahead_end = &t->ahead;
	*t->ahead_end = a;
	t->ahead_end = &a->next;
}

void term_wait(struct event *ev, int64_t until)
{
	struct terminal *t = term_state();

	memset(ev, 0, sizeof *ev);
	while (ev->type == EVENT_NONE) {
		if (term_ending()) {
			ev->type = EVENT_HANGUP;
			return;
		}
		if (term_continued()) {
			ev->type = EVENT_RESIZE;
			return;
		}
		if (until && term_clock() >= until) { /* before the next key, however fast they come */
			ev->type = EVENT_TIMER;
			return;
		}
		if (term_take_ahead(ev))
			return;
		if (!step(ev, t))
			sleep_until(ev, t, until);
	}
}

/* The next thing that was typed; what has begun is waited for, since an Esc is one only when nothing follows. */
static bool step_whole(struct event *ev, struct terminal *t)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};

	while (!step(ev, t)) {
		if (!decode_wait(&t->decoder))
			return false;
		poll(&p, 1, due(t) > term_clock() ? (int)(due(t) - term_clock()) : 0);
	}
	return true;
}

bool term_given_up(bool *dropped)
{
	struct terminal *t = term_state();
	struct event ev = {0};

	*dropped = false;
	for (; t && !t->options.script && step_whole(&ev, t) && ev.type != EVENT_HANGUP; ev = (struct event){0}) {
		if (ev.type == EVENT_KEY && (ev.key == K_ESC || ev.key == CTRL_C)) {
			*dropped = term_drop_ahead();
			return true;
		}
		if (ev.type != EVENT_NONE)
			keep_ahead(t, &ev);
	}
	return false;
}
