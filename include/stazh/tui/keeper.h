/* What was typed into one open form or grid and not saved: kept while it is typed, found again when it is opened. */
#ifndef STAZH_TUI_KEEPER_H
#define STAZH_TUI_KEEPER_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/text.h"
#include "stazh/model/draft.h"
#include "stazh/model/model.h"
#include "stazh/tui/form.h"

struct keeper {
	struct draft draft; /* which form, when it is opened: up to action, title */
	struct buf last;    /* its values as they lie there */
	bool told;	    /* that it could not be kept */
};
/* Finds what was left of the form k->draft names, or takes `chosen` (emptied). True: k->draft has values to go on with.
 * To be called without a transaction. */
bool keeper_open(struct app *app, struct keeper *k, struct draft *chosen);
/* For form_spec.draft. */
bool keeper_step(struct app *app, struct keeper *k, enum draft_step step, const struct assign *a, size_t n);
void keeper_release(struct keeper *k);

#endif
