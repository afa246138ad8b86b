/* E-mail addresses (RFC 5321, 4.1.2), as far as they go through every mail program: a plain local part, a domain of
 * Latin letters. No address has a blank, a comma, a quote or a control character, so it can stand in a header. */
#ifndef STAZH_SETTINGS_ADDRESS_H
#define STAZH_SETTINGS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

bool address_is(const char *s, size_t n);

#endif
