/* Records by number, within the engine and its kinds. */
#ifndef STAZH_MODEL_LOAD_H
#define STAZH_MODEL_LOAD_H

#include "stazh/model/schema.h"

/* Loads the record; false when it is not there. */
bool load(struct tx *tx, unsigned kind, uint32_t id, struct record *r);
/* Loads the record that a field points to. */
bool load_ref(struct tx *tx, unsigned kind, const struct record *from, unsigned field, struct record *r);

#endif
