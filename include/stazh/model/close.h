/* What is left open when something ends: the whole family of it, by the kinds' `close` (struct ending): what belongs to
 * it and what points to that. */
#ifndef STAZH_MODEL_CLOSE_H
#define STAZH_MODEL_CLOSE_H

#include "stazh/base/text.h"
#include "stazh/model/schema.h"

#define CLOSE_OPEN "закрыть"
#define KEEP_OPEN  "оставить"
extern const char *const close_answers[]; /* of an argument `obligations` */
struct open_items {
	size_t n, of[KINDS_MAX]; /* that can be closed, and how many of each kind */
	struct buf lines;	 /* the first of them, one a line: «карта урока: снят» */
	struct buf stays;	 /* those that stay open in any case, one a line */
	struct buf lacking;	 /* what else is not there, one a line; the caller's */
};
/* Adds what the end leaves open. */
void close_look(struct tx *tx, const struct ending *end, struct open_items *items);
/* Puts the question whether that is to be closed or kept: ERR_REFUSED. */
enum err close_ask(struct tx *tx, const struct open_items *items, struct error *e);
/* Closes it; adds to notice what became of what. */
enum err close_family(struct tx *tx, const struct ending *end, struct buf *notice, struct error *e);
void open_items_release(struct open_items *items);

#endif
