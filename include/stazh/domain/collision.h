/* What a planned event collides with: the same leader of a site, speaker, place or group at an overlapping time, a day
 * off, school holidays. Shown, never forbidden. */
#ifndef STAZH_DOMAIN_COLLISION_H
#define STAZH_DOMAIN_COLLISION_H

#include "stazh/model/schema.h"

#define COLLISION_MINUTES 45 /* of an event that does not tell how long it takes */

/* What two events both claim, as far as it is known; folded text and ids, ascending. */
struct claims {
	int64_t from,
		to;  /* minutes since 1970-01-01 00:00, `to` not included; to <= from: no time, collides with nothing */
	char *place; /* folded, NULL: none */
	uint32_t *people; /* leaders of the sites and speakers */
	size_t people_n;
	uint32_t *groups;
	size_t groups_n;
};
void claims_of(struct tx *tx, const struct record *event, struct claims *out); /* claims_free */
void claims_free(struct claims *c);

/* Does one differ from the other in what a collision depends on? */
bool collision_depends(const struct record *was, const struct record *is);

/* Adds a line for each event that collides: «02.12 в 14:00 занят кабинет 12: «Круглый стол», Жукова А.И.», and for a
 * day off: «08.03.2027 — Международный женский день». The event need not be stored; cancelled ones collide with
 * nothing. Returns how many lines. */
size_t collision_find(struct tx *tx, const struct record *event, struct buf *out);
/* The same without the others of its series: they move along, or are those very days of a rule. */
size_t collision_find_apart(struct tx *tx, const struct record *event, struct buf *out);

#endif
