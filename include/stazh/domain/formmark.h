/* What words of an authority's forms mean (KIND_FORMMARK): told once, known for the next form. */
#ifndef STAZH_DOMAIN_FORMMARK_H
#define STAZH_DOMAIN_FORMMARK_H

#include "stazh/model/schema.h"

/* What the word was told to mean, "": it stays as it stands; free(). NULL: nothing was told. */
char *formmark_means(struct tx *tx, const char *text);
/* Keeps it, in the place of what it meant. ERR_REFUSED: no right. */
enum err formmark_keep(struct tx *tx, const char *text, const char *means, struct error *e);

#endif
