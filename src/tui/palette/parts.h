/* Between the files of the palette. */
#ifndef STAZH_SRC_TUI_PALETTE_PARTS_H
#define STAZH_SRC_TUI_PALETTE_PARTS_H

#include "stazh/tui/list.h"
#include "stazh/tui/palette.h"

struct entry {
	char *text, *side, *why; /* why: NULL: possible */
	const char *help;	 /* of an action */
	enum action action;	 /* ACT_NONE: an offer */
	struct offer offer;
};

struct palette {
	struct screen base;
	struct app *app;
	struct list list;
	struct buf wanted; /* what was typed, folded */
	struct entry *rows;
	size_t n, cap;
	int height; /* it never shrinks */
	bool noted;
};

void palette_forget(struct palette *p);
/* NULL: there is no room for more. */
struct entry *palette_new_row(struct palette *p, const char *text, const char *side, const char *why);
/* What is added of the actions of a screen. */
enum part {
	PART_NAMED,    /* whose names fit what was typed (nothing: all that have one) */
	PART_SECTIONS, /* and which are sections */
	PART_REST,     /* found by their help alone */
};
/* s is on top now. */
void palette_add_actions(struct palette *p, struct app *app, struct screen *s, enum part part);

#endif
