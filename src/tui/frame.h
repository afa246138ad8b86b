/* What the driver draws around a screen: heading, sections, message line, key bar. */
#ifndef STAZH_SRC_TUI_FRAME_H
#define STAZH_SRC_TUI_FRAME_H

#include "stazh/tui/screen.h"

/* What is left for the screen s itself. */
struct area frame_area(const struct screen *s);
void frame_draw_heading(struct app *app, struct screen *s);
void frame_draw_bottom(struct app *app);
int frame_bar_slot(int x);			     /* 0 … 9 */
int frame_section_at(struct app *app, int y, int x); /* -1: none */

#endif
