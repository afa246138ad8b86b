/* Public keys of OpenSSH (RFC 4253, 6.6; RFC 8709), as a line of NAME.pub or of $SSH_USER_AUTH has them. */
#ifndef STAZH_BASE_SSHKEY_H
#define STAZH_BASE_SSHKEY_H

#include <stddef.h>

#include "stazh/base/err.h"

#define SSHKEY_TEXT_MAX	   4096
#define SSHKEY_FINGERPRINT 51 /* bytes of SHA256:… (43 of base64) with its 0 */

struct sshkey {
	char type[40];
	char text[SSHKEY_TEXT_MAX]; /* base64, as it was written */
	char fingerprint[SSHKEY_FINGERPRINT];
};

/* «type base64 [comment]». ERR_INPUT with the reason: options before the key, a private key, a type that is not
 * accepted (DSA, certificates), damaged base64, a type within that is another one, RSA below 2048 bits. */
enum err sshkey_parse(const char *line, size_t n, struct sshkey *out, struct error *e);

#endif
