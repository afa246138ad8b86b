#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/keys.h"
#include "stazh/tui/term.h"
#include "internal.h"

#define NCURSES_NOMACROS
#include <curses.h>

#define PASTE_MAX (1 << 20)
#define CTRL_C	  3

/* clang-format off */
static const struct {
	int curses, key;
} special[] = {
	{KEY_UP, K_UP},		    {KEY_DOWN, K_DOWN},		    {KEY_LEFT, K_LEFT},	      {KEY_RIGHT, K_RIGHT},
	{KEY_PPAGE, K_PAGE_UP},	    {KEY_NPAGE, K_PAGE_DOWN},	    {KEY_HOME, K_HOME},	      {KEY_END, K_END},
	{KEY_IC, K_INSERT},	    {KEY_DC, K_DELETE},		    {KEY_BTAB, K_SHIFT_TAB},  {KEY_ENTER, K_ENTER},
	{KEY_BACKSPACE, K_BACKSPACE}, {KEY_SF, K_DOWN},		    {KEY_SR, K_UP},	      {KEY_A1, K_HOME},
	{KEY_A3, K_PAGE_UP},	    {KEY_C1, K_END},		    {KEY_C3, K_PAGE_DOWN},
	{OWN_CTRL_LEFT, K_CTRL_LEFT}, {OWN_CTRL_RIGHT, K_CTRL_RIGHT},
};
/* clang-format on */

int64_t term_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* A code of curses that comes within so many ms, else ERR. */
static int next_within(int ms)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	int c = getch();

	if (c == ERR && poll(&p, 1, ms) > 0)
		c = getch();
	return c;
}

static void key_event(struct event *ev, int key)
{
	ev->type = EVENT_KEY;
	ev->key = key;
}

static void text_event(struct event *ev, struct terminal *t, int key, size_t n)
{
	key_event(ev, key);
	t->ch[n] = '\0';
	ev->text = t->ch;
	ev->n = n;
}

#define TAIL_MAX 24
#define LATE_MS	 1000 /* a packet cuts a sequence or a character, and the rest comes after it */

static void decode(struct event *ev, struct terminal *t, int c);

/* Reads what is left of a key's sequence after its Esc: «[A», «[1;5C», «[[A», «OP»; c is its first character. *key: the
 * code of curses, 0: not known. False when c is no such beginning (what was read is given back). */
static bool read_tail(int c, int ms, int *key)
{
	char tail[TAIL_MAX] = {(char)c};
	size_t n = 1;
	int d = next_within(ms);

	if (d == ERR)
		return false;
	if (d > 0x7E || d < 0x20 || (c == 'O' && (d < 'A' || d > 'Z') && (d < 'a' || d > 'd'))) {
		ungetch(d);
		return false;
	}
	tail[n++] = (char)d;
	if (d == '[')
		d = next_within(ms);
	else
		while (c == '[' && d >= 0x20 && d < 0x40) {
			d = next_within(LATE_MS);
			if (n < TAIL_MAX - 1 && d >= 0x20 && d < 0x7F)
				tail[n++] = (char)d;
		}
	if (tail[1] == '[' && d >= 'A' && d <= 'E')
		tail[n] = (char)d;
	*key = term_sequence(tail);
	return true;
}

/* After an Esc: the lone key, Esc and a digit (F1 … F10), or a sequence that came late. */
static void escape_event(struct event *ev, struct terminal *t)
{
	int c = getch(), key = 0;
	bool together = c != ERR; /* in one packet: no Esc and a letter by hand */

	if (!together)
		c = next_within(t->options.escdelay * 3);
	if (c >= '0' && c <= '9') {
		key_event(ev, c == '0' ? K_F10 : K_F1 + c - '1');
		return;
	}
	if ((c == '[' || c == 'O') && read_tail(c, together ? LATE_MS : t->options.escdelay, &key)) {
		if (key)
			decode(ev, t, key);
		return;
	}
	if (c != ERR && c != 27)
		ungetch(c);
	t->esc_at = term_clock();
	key_event(ev, K_ESC);
}

/* Assembles a character whose first byte is c; curses' own assembly loses what follows an invalid byte. */
static void utf8_event(struct event *ev, struct terminal *t, int c)
{
	size_t want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2, n = 1;
	uint32_t cp;

	ev->type = EVENT_BAD;
	if (c < 0xC2 || c > 0xF4)
		return;
	t->ch[0] = (char)c;
	while (n < want) {
		int d = next_within(LATE_MS);

		if (d == ERR)
			return;
		if (d < 0x80 || d > 0xBF) {
			ungetch(d);
			return;
		}
		t->ch[n++] = (char)d;
	}
	if (utf8_decode(t->ch, n, &cp) == n)
		text_event(ev, t, (int)cp, n);
}

/* After an Esc within a paste: is it the mark of its end, in however many pieces? Else what was read after the Esc is
 * given back. */
static bool is_paste_end(void)
{
	static const char mark[] = "[201~";
	size_t n = 0;
	int c = ERR;

	while (mark[n] && (c = next_within(LATE_MS)) == mark[n])
		n++;
	if (!mark[n])
		return true;
	if (c != ERR)
		ungetch(c);
	while (n > 0)
		ungetch(mark[--n]);
	return false;
}

#define BY_HAND 8 /* characters one after another that had to be waited for: no terminal pastes so, a person types */

/* The end of a paste is its mark; where that is lost, a pause, a key that comes by itself, or that somebody types. An
 * Esc in the midst of what is pasted is no key: what follows it would be carried out. */
static void paste_event(struct event *ev, struct terminal *t)
{
	struct buf raw = {0};
	int waited = 0, rest = 0; /* bytes of a character that are still to come */

	while (waited < BY_HAND || rest > 0) {
		int c = getch();
		bool alone = c == ERR;

		if (alone) {
			c = next_within(LATE_MS);
			waited++;
		} else if (c < 0x80 || c >= 0xC0) {
			waited = 0;
		}
		if (c == ERR || c == PASTE_END || (c == 27 && is_paste_end()))
			break;
		if (alone && (c == 27 || c >= 0x100)) {
			ungetch(c);
			break;
		}
		rest = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : c >= 0x80 ? rest - 1 : 0;
		if (c != 27 && c < 0x100 && raw.n < PASTE_MAX)
			buf_addc(&raw, (char)c);
	}
	buf_clear(&t->paste);
	for (size_t i = 0; i < raw.n;) {
		uint32_t cp;
		size_t len = utf8_decode(raw.s + i, raw.n - i, &cp);

		if (raw.s[i] == '\r') {
			buf_addc(&t->paste, '\n');
			i += i + 1 < raw.n && raw.s[i + 1] == '\n';
		} else if (len) {
			buf_addn(&t->paste, raw.s + i, len);
		}
		i += len ? len : 1;
	}
	buf_free(&raw);
	ev->type = EVENT_PASTE;
	ev->text = buf_text(&t->paste);
	ev->n = t->paste.n;
}

static void mouse_event(struct event *ev, struct terminal *t)
{
	MEVENT m;

	if (getmouse(&m) != OK)
		return;
	if (m.bstate & BUTTON4_PRESSED) {
		key_event(ev, K_UP);
	} else if (m.bstate & BUTTON5_PRESSED) {
		key_event(ev, K_DOWN);
	} else if (m.bstate & BUTTON1_PRESSED) {
		int64_t now = term_clock();

		ev->type = EVENT_MOUSE;
		ev->y = m.y;
		ev->x = m.x;
		ev->twice = now - t->click_at < 400 && t->click_y == m.y && t->click_x == m.x;
		t->click_at = ev->twice ? -100000 : now;
		t->click_y = m.y;
		t->click_x = m.x;
	}
}

static void decode(struct event *ev, struct terminal *t, int c)
{
	for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
		if (special[i].curses == c) {
			key_event(ev, special[i].key);
			return;
		}
	}
	if (c == KEY_RESIZE) {
		ev->type = EVENT_RESIZE;
	} else if (c == KEY_MOUSE) {
		mouse_event(ev, t);
	} else if (c == PASTE_START) {
		paste_event(ev, t);
	} else if (c >= KEY_F(1) && c <= KEY_F(10)) {
		key_event(ev, K_F1 + c - KEY_F(1));
	} else if (c > 0xFF) {
		ev->type = EVENT_NONE;
	} else if (c == 27) {
		escape_event(ev, t);
	} else if (c == 8 || c == 127) {
		key_event(ev, K_BACKSPACE);
	} else if (c == '\r' || c == '\n') {
		key_event(ev, K_ENTER);
	} else if (c < 0x20) {
		key_event(ev, c);
	} else if (c < 0x80) {
		int key = 0;

		if ((c == '[' || c == 'O') && term_clock() - t->esc_at < LATE_MS &&
		    read_tail(c, t->options.escdelay, &key)) {
			if (key == PASTE_START)
				paste_event(ev, t);
			return;
		}
		t->esc_at = -100000;
		t->ch[0] = (char)c;
		text_event(ev, t, c, 1);
	} else {
		utf8_event(ev, t, c);
	}
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

/* How long without inotify (a system has so many watches and no more) before the file is looked at. */
#define LOOK_MS 250

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
	char events[4096];

	if (until && until - term_clock() < wait) {
		wait = until > term_clock() ? until - term_clock() : 0;
		reason = EVENT_TIMER;
	}
	if (t->watch < 0 && t->options.watch && wait > LOOK_MS) {
		wait = LOOK_MS;
		reason = EVENT_CHANGED;
	}
	limit = limit_of(wait);
	int n = ppoll(p, 2, &limit, &t->old_mask);

	if (n == 0)
		ev->type = reason;
	if (n <= 0)
		return;
	if (p[1].revents & POLLIN) {
		while (read(t->watch, events, sizeof events) > 0)
			;
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
		errno = 0;
		int c = getch();

		if (c != ERR) {
			t->fallen = 0;
			decode(ev, t, c);
			if (ev->type == EVENT_NONE)
				return;
		} else if (errno == EIO) {
			ev->type = EVENT_HANGUP;
		} else {
			sleep_until(ev, t, until);
		}
	}
}

bool term_given_up(bool *dropped)
{
	struct terminal *t = term_state();
	int c;

	*dropped = false;
	while (t && !t->options.script && (c = getch()) != ERR) {
		struct event ev = {0};

		decode(&ev, t, c);
		if (ev.type == EVENT_KEY && (ev.key == K_ESC || ev.key == CTRL_C)) {
			*dropped = term_drop_ahead();
			return true;
		}
		if (ev.type != EVENT_NONE)
			keep_ahead(t, &ev);
	}
	return false;
}
