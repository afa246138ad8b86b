/* The screen: everything that the program is when it is started without a command. */
#ifndef STAZH_SCREENS_SCREENS_H
#define STAZH_SCREENS_SCREENS_H

#include "stazh/model/session.h"

struct app_ops;

/* Runs the screen on the terminal of stdin and stdout until the user leaves; s is open, or its store is NULL: then a
 * first start leads to a database and opens s by o. OK: left in an orderly way; otherwise e, with the terminal given
 * back before. */
enum err screens_run(struct session *s, const struct opening *o, struct error *e);

/* What it puts into the machinery; for a test that walks over all screens. */
const struct app_ops *screens_app(const struct session *s);

#endif
