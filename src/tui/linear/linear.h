/* The loop of `stazh --linear` (src/tui/linear). */
#ifndef STAZH_SRC_TUI_LINEAR_H
#define STAZH_SRC_TUI_LINEAR_H

#include "stazh/tui/screen.h"

/* Of the screen that is composed and told. Not so wide that something stands beside the rows. */
#define LINEAR_COLUMNS 148
#define LINEAR_ROWS    40

/* Tells the screens on stdout and takes lines from stdin until the user leaves or the input ends. The terminal is open
 * as for a script. */
void linear_run(struct app *app);

#endif
