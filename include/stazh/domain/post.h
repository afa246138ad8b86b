/* Posts and qualification categories: what the words of a paper mean in the lists of the configuration. The delivered
 * lists follow the nomenclature of posts (Government's decision № 225 of 21.02.2022) and the order on attestation № 196
 * of 24.03.2023; other lists of a district are looked through first, with the same rules. */
#ifndef STAZH_DOMAIN_POST_H
#define STAZH_DOMAIN_POST_H

#include <stdint.h>

#include "stazh/settings/config.h"
struct record;

/* The word of [lists] position_kinds that the text of a post names: «учитель биологии» is an «учитель», «зам. директора
 * по УВР» a «заместитель директора». By whole words, the longest first; NULL: none. Lives as long as the configuration.
 */
const char *post_kind(const struct config *c, const char *text);
/* Does the kind count as the word of a rule (4.1)? «директор» as «руководитель», «учитель-логопед» as «педагог». */
bool post_counts_as(const char *kind, const char *word);
/* What a person is counted as: the kind, a more exact one that the post tells, else the post itself; "" when neither is
 * known. Lives as long as both. */
const char *post_of(const struct config *c, const struct record *person);

/* The word of [lists] categories that is meant: «нет» is «без категории»; NULL: none. */
const char *category_of(const struct config *c, const char *text);
/* «высшая квалификационная категория», «квалификационная категория «педагог-методист»»; nothing for none. */
void category_add(const struct config *c, const struct record *person, struct buf *out);
/* The category that this one is given on top of («педагог-методист»: «высшая»); NULL: none. */
const char *category_implies(const char *category);
/* The first day on which categories are awarded without an end. */
int32_t category_first_endless(void);
/* The last day of the person's category; DATE_NONE: it has no end. Those of before 01.09.2023 hold five years unless
 * their end is told, later ones for good. */
int32_t category_last(const struct record *person);

#endif
