/* Between term.c, input.c, shot.c and draw.c. */
#ifndef STAZH_SRC_TUI_INTERNAL_H
#define STAZH_SRC_TUI_INTERNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "stazh/base/text.h"
#include "stazh/tui/term.h"
#include "terminal/decode.h"

/* What was typed while a wait was looked after by term_given_up, in its order. */
struct ahead {
	struct event event; /* its text is owned */
	struct ahead *next;
};

struct terminal {
	struct term_options options;
	void *screen;		  /* SCREEN * */
	void *null_in, *null_out; /* FILE * of a script */
	int watch;		  /* inotify, -1: none */
	bool watched;		  /* there is a database */
	int fallen;		  /* readable, but nothing came: so many times in a row */
	struct decoder decoder;
	int64_t came_at;  /* ms, the last byte */
	bool beeped;	  /* since who tells it in words looked last */
	bool waited;	  /* since then nothing was there to be read */
	bool alone;	  /* what is being read began after a pause */
	int held;	  /* a key that ended a paste */
	int64_t click_at; /* ms, the last click, where */
	int click_y, click_x;
	int32_t day; /* the civil day of the last midnight told of */
	struct buf paste;
	int paste_by_hand;
	bool paste_return; /* its last character was a carriage return */
	struct ahead *ahead, **ahead_end;
	char *given; /* the text of the last of them that term_wait gave out */
	char note[300];
	sigset_t old_mask;
};

struct terminal *term_state(void);

/* Was the program stopped and let go on since this was asked last? The terminal's modes are set again, for the shell
 * has had it meanwhile, and the next term_show sends everything. */
bool term_continued(void);

/* The next event of those that were typed ahead, while one waited for something else; false: none. */
bool term_take_ahead(struct event *ev);
/* Forgets what was typed ahead; was there anything? */
bool term_drop_ahead(void);

/* Takes over the terminal's colours and glyphs. */
void draw_setup(const struct term_options *o);
void draw_begin(void); /* of a screen */
/* Puts the cursor where draw_cursor wanted it. */
void draw_place_cursor(void);

#endif
