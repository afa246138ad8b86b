/* Data to look at. Both refuse a database that has sites or orders already (ERR_REFUSED), and are one transaction. */
#ifndef STAZH_DEMO_DEMO_H
#define STAZH_DEMO_DEMO_H

#include "stazh/model/session.h"

/* Carries out the lines of config/seed-order.stazh: the records of order № 37-о, as the paper gives them. */
enum err demo_seed_order(struct session *s, struct buf *summary, struct error *e);
/* A generated district of n organisations with people, sites in every state, orders, plans, equipment, reports,
 * reminders around the session's day. The same n and day give the same records. progress (may be NULL) is called now
 * and then with done and total. */
enum err demo_scale(struct session *s, unsigned n, void (*progress)(unsigned done, unsigned total), struct buf *summary,
		    struct error *e);

#endif
