/* The terminal: opened, read, given back, whatever happens. One state per process, inside term.c. */
#ifndef STAZH_TUI_TERM_H
#define STAZH_TUI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"

#define TERM_MIN_COLUMNS 60
#define TERM_MIN_ROWS	 16

struct term_options {
	bool colors, mouse, ascii;
	bool light;	   /* the background: colours that can be read on it */
	bool cursor;	   /* always shown */
	int escdelay;	   /* ms: how long after Esc the rest of a key may come; where no function key was seen yet, at
			    * least 300: then Esc and a digit is one */
	bool script;	   /* no terminal: the screen is composed for /dev/null */
	int columns, rows; /* script: its size */
};

/* Chooses a UTF-8 locale for characters (C.UTF-8 when the system lacks the client's) and "C" for numbers. ERR_USAGE:
 * the client asked for KOI8-R, CP1251 or the like (said in ASCII: its terminal shows no other), or there is no UTF-8
 * locale at all. */
enum err term_locale(struct error *e);

/* Sets the locale, takes the screen, installs the signal handlers and mem_on_fail. An unknown TERM falls back to
 * xterm-256color or vt100 (told by term_note); `dumb` and no terminal are refused with ERR_USAGE. */
enum err term_open(const struct term_options *o, struct error *e);
/* News of the database wake the screen (EVENT_CHANGED). fd is that of news_open, and the terminal's from now on; the
 * one before it is closed. */
void term_watch(int fd);
/* Gives the terminal back; idempotent. */
void term_close(void);
/* What the user should know about the terminal at the start, or "". */
const char *term_note(void);

enum event_type {
	EVENT_NONE,  /* nothing the screen has to act on */
	EVENT_KEY,   /* key: enum key_code or a code point; text for a character */
	EVENT_PASTE, /* text, n: line ends as \n, valid UTF-8; lives until the next event */
	EVENT_MOUSE, /* y, x; twice: a double click; or key: K_UP, K_DOWN for the wheel */
	EVENT_RESIZE,
	EVENT_CHANGED, /* the watched file changed */
	EVENT_MIDNIGHT,
	EVENT_TIMER,  /* the moment given to term_wait has come */
	EVENT_HANGUP, /* the terminal is gone, or a signal asks to end */
	EVENT_BAD,    /* a byte that is no UTF-8: beep */
};

struct event {
	enum event_type type;
	int key;
	const char *text;
	size_t n;
	int y, x;
	bool twice;
};

/* A clock in ms that only goes forward. */
int64_t term_clock(void);
/* Waits, without any system call meanwhile, until something happens; not longer than until `until` (of term_clock; 0:
 * for ever). */
void term_wait(struct event *ev, int64_t until);
/* Does the user want no more of what goes on now (Esc, Ctrl-C)? What else was typed meanwhile comes from term_wait
 * afterwards, in its order; but who gives up leaves what was typed before it, since it was meant for what is not there:
 * then *dropped. */
bool term_given_up(bool *dropped);
/* True when one of HUP, TERM, INT, QUIT came. */
bool term_ending(void);

void term_erase(int keep); /* before composing a screen; so many of the last rows stay */
void term_show(void);	   /* sends what changed */
void term_redraw(void);	   /* the next term_show sends everything */
void term_beep(void);
bool term_is_script(void);
void term_resize(int columns, int rows); /* script only */

/* The composed screen as text, for tests: rows with trailing blanks cut, then the cells that are not plain. */
struct buf;
void term_shot(const char *name, struct buf *out);
/* Adds the characters of a part of a row, trailing blanks cut. */
void term_text(int y, int x, int width, struct buf *out);

#endif
