/* The screen without a person: STAZH_SCRIPT=FILE names a file of commands, one a line (empty lines and those that
 * begin with # are skipped). Keys come from it, nothing waits, and the composed screen is written where it says. The
 * same code runs as on a terminal. FILE may be a FIFO: then the
 * program waits for the next command, and a test can do something else in between.
 *
 *	size 80x24		before the first key: the size (default 80x24); later the same as resize
 *	out FILE		shots go there (anew) instead of to stdout
 *	key NAME [TIMES]	F7, Down, Shift-Tab, Ctrl-F, Enter, q, й …
 *	type TEXT		each character as a key; TEXT is the rest of the line
 *	choose TEXT		Down until the line of the cursor has the text, then Enter
 *	paste TEXT		as pasted; \n in it is a line break, \t a tab
 *	click ROW COLUMN [twice]	the mouse, from 0
 *	resize 60x16
 *	today 2022-06-15	midnight passes and it is that day
 *	wait			whatever changed in the database is noticed
 *	tick			some seconds pass: drafts are kept
 *	shot NAME		writes the screen: a line «== NAME 80x24 cursor ROW,COLUMN», the rows with trailing
 *				blanks cut, then the cells that are bold, reverse, dim, underlined: «-- 5:0-1 reverse»
 *	random SEED COUNT	COUNT random keys, letters, pastes and sizes, and what leads
 *				to something saved in between
 *	quit			leaves at once
 *
 * At the end of the file the program leaves as from a terminal that goes away, and exits 0. A wrong command ends it
 * with ERR_USAGE and the line. */
#ifndef STAZH_TUI_SCRIPT_H
#define STAZH_TUI_SCRIPT_H

#include <stdbool.h>

#include "stazh/base/err.h"
#include "stazh/tui/term.h"

struct script;

/* columns, rows: the size that it begins with. */
enum err script_open(const char *path, struct script **s, int *columns, int *rows, struct error *e);
/* The next event after the shots before it are written (the screen has to be drawn). False: the end (e filled when a
 * command was wrong). ev's texts live until the next call. */
bool script_next(struct script *s, struct event *ev, struct error *e);
/* In the middle of `random`: leaving does not count. */
bool script_at_random(const struct script *s);
void script_close(struct script **s);

#endif
