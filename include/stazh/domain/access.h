/* Rights: one table of role × kind × action × ownership. */
#ifndef STAZH_DOMAIN_ACCESS_H
#define STAZH_DOMAIN_ACCESS_H

#include "stazh/domain/schema.h"
#include "stazh/domain/session.h"

/* May the session do `action` ("add", "set", "delete", "submit" …) to r? ERR_REFUSED with the reason. */
enum err access_check(struct tx *tx, unsigned kind, const char *action, enum role least, const struct record *r,
		      struct error *e);
/* The organisation that r belongs to (through its site), 0: none. */
uint32_t access_org(struct tx *tx, const struct record *r);

#endif
