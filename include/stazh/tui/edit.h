/* The text editor: one or several lines of UTF-8, of any length, never cut. Moves by grapheme clusters. */
#ifndef STAZH_TUI_EDIT_H
#define STAZH_TUI_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/text.h"
#include "stazh/tui/draw.h"
#include "stazh/tui/screen.h"

/* Begin with edit_init. */
struct edit {
	struct buf text;
	size_t at; /* the cursor: a byte offset at a cluster's boundary */
	bool multiline;
	size_t max;	/* letters that typing may reach, 0: no limit; a longer text that was there stays whole */
	int column;	/* wanted column of up and down; -1: none */
	size_t first;	/* one line: byte offset of the first cluster shown; several: first line shown */
	struct buf old; /* before the last change, for undo */
	size_t old_at;
	int last; /* kind of the last change, so that typed letters are one change */
	bool has_old;
	bool whole;	       /* edit_offer */
	size_t offered, taken; /* letters of what was inserted last: all of it, and what had room */
};

/* text may be NULL. The cursor stands at the end of one line, at the start of several. */
void edit_init(struct edit *e, const char *text, bool multiline, size_t max);
void edit_release(struct edit *e);
/* One line that came filled: shown reversed, the first thing typed takes its place and Backspace or Del empty it; any
 * other key keeps it and goes on editing. */
void edit_offer(struct edit *e);
/* Replaces the whole text; can be undone. */
void edit_set(struct edit *e, const char *text);
/* Inserts at the cursor. Tabs become blanks, in one line also line breaks; other control characters and what utf8_clean
 * would refuse are left out, and so is what has no room. False when nothing was inserted. */
bool edit_insert(struct edit *e, const char *s, size_t n);
/* Adds what to say when the last insertion did not wholly fit; false: it did. */
bool edit_cut(const struct edit *e, struct buf *out);
void edit_undo(struct edit *e); /* the last change; again: back */

/* Carries out moving, deleting, ACT_TEXT, ACT_PASTE, ACT_UNDO_EDIT; ACT_NEWLINE breaks the line of several.
 * SCREEN_PASS: not for the editor (so are up and down at the edge, and always in one line). Beeps at the limit;
 * edit_cut tells. width: cells of the area it is drawn in. */
enum next edit_act(struct edit *e, const struct input *in, int width);

/* The rows of a screen that is typed into: take calls edit_act. */
#define EDIT_ACTIONS(its_take)                                                                                         \
	{.action = ACT_TEXT, .take = its_take}, {.action = ACT_PASTE, .take = its_take},                               \
		{.action = ACT_LEFT, .take = its_take}, {.action = ACT_RIGHT, .take = its_take},                       \
		{.action = ACT_WORD_LEFT, .take = its_take}, {.action = ACT_WORD_RIGHT, .take = its_take},             \
		{.action = ACT_HOME, .take = its_take}, {.action = ACT_END, .take = its_take},                         \
		{.action = ACT_UP, .take = its_take}, {.action = ACT_DOWN, .take = its_take},                          \
		{.action = ACT_BACKSPACE, .take = its_take}, {.action = ACT_ERASE, .take = its_take},                  \
		{.action = ACT_ERASE_WORD, .take = its_take}, {.action = ACT_ERASE_START, .take = its_take},           \
		{.action = ACT_ERASE_END, .take = its_take},                                                           \
	{                                                                                                              \
		.action = ACT_UNDO_EDIT, .take = its_take                                                              \
	}

/* One line: scrolls so that the cursor is seen, «‹» and «›» where more is hidden. Several: wrapped. The area is filled.
 * focused: places the cursor. */
void edit_draw(struct edit *e, struct area a, enum look look, bool focused);
/* The cursor goes to what is shown y rows and x cells into the area that it was drawn in last; what filled it stays. */
void edit_point(struct edit *e, int y, int x, int width);
/* Rows that it takes when wrapped to `width` cells, at least 1. */
int edit_height(const struct edit *e, int width);

#endif
