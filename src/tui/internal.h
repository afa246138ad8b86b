/* Between term.c, input.c, shot.c and draw.c. */
#ifndef STAZH_SRC_TUI_INTERNAL_H
#define STAZH_SRC_TUI_INTERNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "stazh/base/text.h"
#include "stazh/tui/term.h"

/* Codes for sequences that terminfo does not name, above KEY_MAX. */
enum { PASTE_START = 1000, PASTE_END, OWN_CTRL_LEFT, OWN_CTRL_RIGHT };

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
	int fallen;		  /* readable, but nothing came: so many times in a row */
	int64_t esc_at;		  /* ms, when the last lone Esc was given out */
	int64_t click_at;	  /* and the last click, where */
	int click_y, click_x;
	int32_t day; /* the civil day of the last midnight told of */
	struct buf paste;
	char ch[8];
	struct ahead *ahead, **ahead_end;
	char *given; /* the text of the last of them that term_wait gave out */
	char note[300];
	sigset_t old_mask;
};

struct terminal *term_state(void);

/* The curses code of a key's sequence after its Esc («[18~»); 0: not known. */
int term_sequence(const char *tail);
/* Was the program stopped and let go on since this was asked last? The terminal's modes are set again, for the shell
 * has had it meanwhile, and the next term_show sends everything. */
bool term_continued(void);

/* The next event of those that were typed ahead, while one waited for something else; false: none. */
bool term_take_ahead(struct event *ev);
/* Forgets what was typed ahead; was there anything? */
bool term_drop_ahead(void);

/* Takes over the terminal's colours and glyphs. */
void draw_setup(bool colors, bool ascii);
/* Puts the cursor where draw_cursor wanted it. */
void draw_place_cursor(void);

#endif
