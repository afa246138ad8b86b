/* Between demo.c and scale.c alone. */
#ifndef STAZH_DEMO_DEMO_INTERNAL_H
#define STAZH_DEMO_DEMO_INTERNAL_H

#include "stazh/model/session.h"

/* ERR_REFUSED when there are sites or orders. */
enum err demo_check_empty(struct tx *tx, struct error *e);
/* The word when the configured list has it, else "". */
const char *demo_choice(struct tx *tx, enum option_id list, const char *word);
/* Adds how many records of each kind there are. */
void demo_summary(struct session *s, struct buf *out, struct error *e);

#endif
