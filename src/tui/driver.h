/* Between the files of the driver: stack.c, actions.c, dispatch.c, screen.c, run.c. */
#ifndef STAZH_SRC_TUI_DRIVER_H
#define STAZH_SRC_TUI_DRIVER_H

#include "stazh/tui/screen.h"

struct event;

bool screen_on_stack(const struct app *app, const struct screen *s);
/* Takes the top screen off; it is freed when the event is over, for its own function may still be running. */
void stack_pop(struct app *app);
void stack_bury(struct app *app); /* frees what was taken off */

/* From now on the database wakes the screen, and its waiting is told. */
void screen_follow(struct app *app);

/* Finds the rows of an action and does it: the screen's lists, the list's, the driver's. */
void dispatch(struct app *app, const struct input *in);
/* What a key does here; what a click hits. */
void dispatch_key(struct app *app, const struct event *ev);
void dispatch_click(struct app *app, const struct event *ev);

#endif
