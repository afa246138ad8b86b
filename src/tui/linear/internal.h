/* Between the files of `stazh --linear`. */
#ifndef STAZH_SRC_TUI_LINEAR_INTERNAL_H
#define STAZH_SRC_TUI_LINEAR_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/text.h"
#include "stazh/tui/screen.h"
#include "linear.h"

#define LINEAR_FORMS 16 /* over one another, at most */

/* A screen whose places are asked for one by one, and which of them is asked for now. */
struct asked {
	const struct screen *screen;
	size_t place;
	bool told;  /* what is asked */
	bool shown; /* how one answers */
};

struct linear {
	struct app *app;
	struct buf came; /* read and not used yet */
	struct buf line;
	struct asked asked[LINEAR_FORMS];
	size_t asked_n;
	const struct screen *read; /* a text of pages, and the first line of the page */
	size_t at;
	int width;  /* cells of a line; 0: no end */
	bool quiet; /* nothing has changed: not told again */
};

/* ---- tell.c ---- */
void linear_say(const struct linear *l, const char *s);
/* The list as it stands on the screen; NULL: it has none there. */
struct list *linear_list(struct screen *s);
/* Are its places asked for one by one? */
bool linear_asks(const struct screen *s);
/* Is it a text, which is told by pages? */
bool linear_is_text(const struct screen *s);
void linear_tell(struct linear *l);
/* All places, with their numbers. */
void linear_tell_places(const struct linear *l, struct screen *s);
/* The row or place that the cursor was put to, alone. */
void linear_tell_place(struct linear *l, struct screen *s, size_t n);
/* A page further, a page back; false: there is none. */
bool linear_turn_page(struct linear *l, int by);
/* To the next line with these words; false: there is none. */
bool linear_seek(struct linear *l, const char *words);

/* ---- command.c ---- */
void linear_act(struct linear *l, enum action a);
void linear_command(struct linear *l, const char *line);
void linear_tell_commands(const struct linear *l);
/* Presses the key of this name; false: there is none. */
bool linear_press(struct linear *l, const char *name);

/* ---- ask.c ---- */
/* The place that is asked for now, with its value. */
void linear_ask(struct linear *l, struct screen *s);
void linear_answer(struct linear *l, struct screen *s, const char *line);

#endif
