/* How many people something tells of: those whose records it names, each once. */
#ifndef STAZH_MODEL_PEOPLE_H
#define STAZH_MODEL_PEOPLE_H

#include "stazh/model/schema.h"

struct people {
	uint64_t *who; /* kind * 2^32 + id */
	size_t n, cap;
};

/* The person of this record (kind_more.audited), or whom it is about (a trainee's); nobody for other kinds and id 0. */
void people_add(struct people *p, struct tx *tx, unsigned kind, uint32_t id);
/* The record itself and whom its fields name. */
void people_add_record(struct people *p, struct tx *tx, const struct record *r);
size_t people_count(struct people *p);
void people_release(struct people *p);

#endif
