/* SHA-256 (FIPS 180-4), as it is shown. */
#ifndef STAZH_BASE_DIGEST_H
#define STAZH_BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_HEX 65 /* 64 digits of the lower case and the 0 */

void digest_hex(const void *s, size_t n, char out[DIGEST_HEX]);

#endif
