/* What names a person in a text. */
#ifndef STAZH_DOMAIN_ANONYMISE_H
#define STAZH_DOMAIN_ANONYMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/text.h"

struct words {
	char **w;
	size_t n, cap;
};

struct sought {
	struct words surnames; /* that the person had, folded */
	struct words names;    /* the given names, the same */
	struct words patronymics;
	struct words exact; /* phones and addresses, as they were typed */
	bool shared;	    /* somebody else has the surname: what names the person may mean either */
};

/* Takes the word over, unless it is there or has fewer than `least` bytes. */
void sought_add(struct words *w, char *word, size_t least);
/* As sought_add takes names; free(). */
char *sought_fold(const char *name);
void sought_release(struct sought *of);
/* Has the text a name of the person, in any case; has it that, or a phone or address? */
bool sought_has_name(const struct sought *of, const char *text, size_t n);
bool sought_is_in(const struct sought *of, const char *text, size_t n);
/* Adds the text without them to out; false: they were not there. */
bool sought_take_out(const struct sought *of, const char *s, struct buf *out);

#endif
