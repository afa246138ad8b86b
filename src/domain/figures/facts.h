/* What is computed of a record, for its card (struct facts): for the kinds. */
#ifndef STAZH_DOMAIN_FACTS_H
#define STAZH_DOMAIN_FACTS_H

#include "../internal.h"

void site_facts(struct tx *tx, const struct record *site, struct facts *out);
void person_facts(struct tx *tx, const struct record *person, struct facts *out);
void event_facts(struct tx *tx, const struct record *event, struct facts *out);
void planline_facts(struct tx *tx, const struct record *line, struct facts *out);
void plandoc_facts(struct tx *tx, const struct record *doc, struct facts *out);

#endif
