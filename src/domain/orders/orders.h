/* Between the files of orders and their papers. */
#ifndef STAZH_DOMAIN_ORDERS_H
#define STAZH_DOMAIN_ORDERS_H

#include "../internal.h"

/* order.c: is it of this kind («об утверждении перечня»)? */
bool order_is(const struct record *order, const char *kind);
/* The ground of its i-th site; NULL: none. */
const char *order_ground(const struct record *order, size_t i);
/* order_sign.c, order_cancel.c: the two actions and what they ask. */
extern const struct action_arg order_sign_args[], order_cancel_args[];
enum err order_sign(struct tx *tx, struct record *order, const struct record *args, struct buf *notice,
		    struct error *e);
enum err order_cancel(struct tx *tx, struct record *order, const struct record *args, struct buf *notice,
		      struct error *e);

/* paper_issue.c: do records of the kind become final, and is this one? */
bool paper_is_of(unsigned kind);
bool paper_is_due(const struct record *r);
/* Is it in force? */
bool paper_is_valid(const struct record *paper);
/* The newest paper of the document; valid: that is in force. document NULL: any. */
bool paper_newest(struct tx *tx, const char *document, unsigned kind, uint32_t id, bool valid, struct record *paper);

#endif
