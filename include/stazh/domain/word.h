/* Words that the district added to the lists of the configuration (KIND_WORD). */
#ifndef STAZH_DOMAIN_WORD_H
#define STAZH_DOMAIN_WORD_H

#include "stazh/model/schema.h"
#include "stazh/settings/config.h"

/* Gives the lists of a configuration the words of its database, for who only looks at the configuration: a session has
 * them anyway. Where there is no database yet, none; ERR_STORAGE: it cannot be read. */
enum err words_look(const struct config *config, struct error *e);

/* Can a word of the field be added to its list? */
bool word_may_add(const struct field *f);
/* Adds it. ERR_REFUSED: no right, or the word cannot stand in a list. */
enum err word_add(struct tx *tx, const struct field *f, const char *text, struct error *e);

#endif
