/* What stands on a record: told before an order is cancelled, a site ended, records merged or archived. */
#ifndef STAZH_DOMAIN_STANDING_H
#define STAZH_DOMAIN_STANDING_H

#include "stazh/base/date.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/schema.h"

/* {0} is empty. */
struct standing {
	size_t of[KIND_END]; /* how many of each kind */
	size_t certificates; /* and of certificates, which are told by number */
	struct buf numbers;  /* «№ 1/2027, № 2/2027» */
	struct refs seen;
};

/* Adds what belongs to the record or points to it, with what belongs to that, each once: what is over before the day
 * `from` (DATE_MIN: nothing) and what nobody has begun (a report that is expected) aside. */
void standing_find(struct tx *tx, unsigned kind, uint32_t id, int32_t from, struct standing *out);
/* «2 группы, 12 занятий, 1 отчёт; справки № 1/2027, № 2/2027»; nothing when nothing stands on it. */
void standing_add(const struct standing *s, struct buf *out);
void standing_release(struct standing *s);

#endif
