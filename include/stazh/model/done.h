/* Guards and effects of the actions done and reopen, which a kind with `done` has. */
#ifndef STAZH_MODEL_DONE_H
#define STAZH_MODEL_DONE_H

#include "stazh/base/text.h"
#include "stazh/model/schema.h"

enum err done_is_open(struct tx *tx, const struct record *r, struct error *e);
enum err done_is_done(struct tx *tx, const struct record *r, struct error *e);
enum err done_finish(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);
enum err done_reopen(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);
/* Refuses a new day of being done that lies years back, and years before the one by which it is to be: a slip of the
 * year. What is taken over from elsewhere is what it is. */
enum err done_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e);

#endif
