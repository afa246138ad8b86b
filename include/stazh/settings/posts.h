/* The posts of the nomenclature (Government's decision № 225 of 21.02.2022): words that options and records may use
 * whatever the district's own list has. */
#ifndef STAZH_SETTINGS_POSTS_H
#define STAZH_SETTINGS_POSTS_H

#include <stdbool.h>
#include <stddef.h>

struct post {
	const char *kind;  /* «учитель-логопед» */
	const char *group; /* the regulation's word (4.1) that it counts as: «педагог» */
};
extern const struct post posts[];
extern const size_t posts_n;

/* The word that the post counts as; NULL: it is none of them. */
const char *post_group(const char *kind);
/* Do several posts count as this word? */
bool post_is_wide(const char *word);
/* May a rule use the word, whatever the list has: one for several posts, or a post? */
bool post_is_group(const char *word);

#endif
