/* What a login is used to on the screen (days, view, order of rows): a few words by name, kept in the database beside
 * the drafts. No record: without journal entry, revision and news for others. */
#ifndef STAZH_MODEL_HABIT_H
#define STAZH_MODEL_HABIT_H

#include <stdbool.h>

#include "stazh/base/text.h"
#include "stazh/model/session.h"

/* Adds what was kept of that name; false: nothing was. */
bool habit_get(struct session *s, const char *name, struct buf *out);
/* The same as a number; `otherwise` where there is none. */
long habit_number(struct session *s, const char *name, long otherwise);
/* Keeps it. Where the database takes no writing, or another writes just now, it is not kept, which nobody is told. */
void habit_keep(struct session *s, const char *name, const char *value);
void habit_keep_number(struct session *s, const char *name, long value);

#endif
