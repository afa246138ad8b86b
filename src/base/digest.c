#include <stdint.h>
#include <stdio.h>

#include <sha2.h>

#include "stazh/base/digest.h"

void digest_hex(const void *s, size_t n, char out[DIGEST_HEX])
{
	uint8_t hash[SHA256_DIGEST_LENGTH];
	SHA2_CTX sha;

	SHA256Init(&sha);
	SHA256Update(&sha, s, n);
	SHA256Final(hash, &sha);
	for (size_t i = 0; i < sizeof(hash); i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}
