/* The palette (F9, Ctrl-P): what can be done on the screen below it, in the order of the key table; a few typed letters
 * find any action of it, any section, and what the program offers beside (app_ops.offers). What cannot be done now is
 * shown grey with its reason. */
#ifndef STAZH_TUI_PALETTE_H
#define STAZH_TUI_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/tui/screen.h"

struct palette;

/* What the program offers; the palette gives it back and knows nothing of it. */
struct offer {
	unsigned what, kind;
	uint32_t id;
};

/* For app_ops.offers. side: what it is («Площадка»). why: it cannot be had now, and this is the reason; or NULL. The
 * texts are copied. False: there is no room for more. */
bool palette_add(struct palette *p, const char *text, const char *side, const char *why, struct offer o);
/* Does the text have all the words that were typed? */
bool palette_fits(const struct palette *p, const char *text);

/* For the program: was it written down already that people are shown here? */
bool *palette_noted(struct palette *p);

/* For app_ops.menu. */
enum next palette_open(struct app *app, struct screen *s);

#endif
