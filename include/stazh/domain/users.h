/* The entries of [users] and the records that they name. */
#ifndef STAZH_DOMAIN_USERS_H
#define STAZH_DOMAIN_USERS_H

#include "stazh/base/text.h"
#include "stazh/settings/config.h"

/* Adds a line for each leader in [users] whose organisation the database does not know (faults), or knows by a former
 * name (outdated). Whatever store_open says when there is no database to ask. */
enum err users_check(const struct config *config, struct buf *outdated, struct buf *faults);

#endif
