/* What the driver draws around a screen: heading, sections, message line, key bar. */
#ifndef STAZH_SRC_TUI_FRAME_H
#define STAZH_SRC_TUI_FRAME_H

#include "stazh/tui/screen.h"

/* What is left for the screen s itself. */
struct area frame_area(const struct screen *s);
void frame_draw_heading(struct app *app, struct screen *s);
void frame_draw_bottom(struct app *app);
/* What the key bar says at place `slot` (1 … 10), NULL: nothing; dim unless *may is OK. */
const char *frame_bar_label(struct app *app, int slot, enum err *may);
/* While the cursor moves the last two rows stay as they are: what it stands on has other keys once it rests. */
bool frame_keeps_bottom(const struct app *app);
int frame_bar_slot(int x);			     /* 0 … 9 */
int frame_section_at(struct app *app, int y, int x); /* -1: none */

/* ---- the row under the cursor, in full below its list ---- */
/* Draws s and its pane. */
void pane_draw(struct app *app, struct screen *s, struct area a);
/* After an event: wakes when the cursor will have rested. In a script it rests at once. */
void pane_wait(struct app *app);
/* The time has come, or not yet. */
void pane_rest(struct app *app);
void pane_free(struct app *app);

#endif
