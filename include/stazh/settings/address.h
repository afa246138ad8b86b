/* E-mail addresses (RFC 5321, 4.1.2), as far as they go through every mail program: a plain local part, a domain of
 * Latin letters. No address has a blank, a comma, a quote or a control character, so it can stand in a header. */
#ifndef STAZH_SETTINGS_ADDRESS_H
#define STAZH_SETTINGS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

bool address_is(const char *s, size_t n);

/* One of a list parted by commas: «a@b», «Имя <a@b>» or «"Имя" <a@b>» (RFC 5322, 3.4; letters of any script in the
 * name, a comma too, since an address ends with its own). */
struct address {
	const char *name, *at; /* within the list, not ended by a zero */
	size_t name_n, n;      /* name_n 0: it has none */
	const char *wrong;     /* what is, in Russian; NULL: nothing, else name and at are not to be used */
};
/* The next one; *list begins with the whole text, which is NULL after the last. False: there is no more. */
bool address_next(const char **list, struct address *out);

#endif
