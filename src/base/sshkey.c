#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sha2.h>

#include "stazh/base/sshkey.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* n bytes of base64 (RFC 4648, 4), padded; the number of bytes, 0 when it is none. */
static size_t decode(const char *s, size_t n, uint8_t *out)
{
	size_t size = 0, pad = n && s[n - 1] == '=' ? 1 + (n > 1 && s[n - 2] == '=') : 0;
	uint32_t bits = 0;

	if (!n || n % 4)
		return 0;
	for (size_t i = 0; i < n; i++) {
		const char *at = i < n - pad ? memchr(alphabet, s[i], 64) : alphabet;

		if (!at)
			return 0;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		if (i % 4 == 3)
			for (int shift = 16; shift >= 0; shift -= 8)
				out[size++] = (uint8_t)(bits >> shift);
	}
	return size - pad;
}

/* SHA256:… without padding, as ssh-keygen -l shows it. */
static void add_fingerprint(const uint8_t *blob, size_t n, char out[SSHKEY_FINGERPRINT])
{
	uint8_t hash[33] = {0}; /* one more, for the last group */
	size_t at = 7;
	SHA2_CTX sha;

	SHA256Init(&sha);
	SHA256Update(&sha, blob, n);
	SHA256Final(hash, &sha);
	memcpy(out, "SHA256:", 7);
	for (size_t i = 0; i < 33; i += 3) {
		uint32_t bits = (uint32_t)hash[i] << 16 | (uint32_t)hash[i + 1] << 8 | hash[i + 2];

		for (int shift = 18; shift >= 0 && at < SSHKEY_FINGERPRINT - 1; shift -= 6)
			out[at++] = alphabet[bits >> shift & 63];
	}
	out[at] = 0;
}

static uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The n-th string of the blob; its length, 0: there is none. */
static size_t part(const uint8_t *blob, size_t size, unsigned n, const uint8_t **out)
{
	for (size_t at = 0; at + 4 <= size; n--) {
		uint32_t len = get_u32(blob + at);

		if (len > size - at - 4)
			return 0;
		*out = blob + at + 4;
		if (!n)
			return len;
		at += 4 + len;
	}
	return 0;
}

/* Bits of an RSA modulus, the third string; 0: it is not there. */
static size_t rsa_bits(const uint8_t *blob, size_t size)
{
	const uint8_t *p;
	size_t n = part(blob, size, 2, &p);

	while (n && !*p)
		p++, n--;
	return n * 8;
}

enum err sshkey_parse(const char *line, size_t n, struct sshkey *out, struct error *e)
{
	/* clang-format off */
	static const char *const types[] = {
		"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
		"sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
	};
	/* clang-format on */
	uint8_t blob[SSHKEY_TEXT_MAX];
	const uint8_t *inner = blob;
	size_t type = 0, text, size, known = 0;

	while (n && (*line == ' ' || *line == '\t'))
		line++, n--;
	while (type < n && line[type] != ' ' && line[type] != '\t')
		type++;
	if (n >= 5 && !memcmp(line, "-----", 5))
		return error_set(
			e, ERR_INPUT,
			"это закрытый ключ: он не должен покидать компьютера владельца; нужен открытый, из файла .pub");
	while (known < sizeof(types) / sizeof(*types) &&
	       (strlen(types[known]) != type || memcmp(line, types[known], type)))
		known++;
	if (known == sizeof(types) / sizeof(*types)) {
		bool options = memchr(line, ',', type) || memchr(line, '=', type) || memchr(line, '"', type);

		if (options)
			return error_set(e, ERR_INPUT,
					 "перед ключом стоят параметры; ожидается сам ключ: ssh-ed25519 AAAA…");
		return error_set(e, ERR_INPUT,
				 "ключ «%.*s…» не принимается; ожидается ssh-ed25519, ecdsa-sha2-nistp256 или ssh-rsa "
				 "от 2048 бит",
				 (int)(type < 20 ? type : 20), line);
	}
	memcpy(out->type, line, type);
	out->type[type] = 0;
	for (line += type, n -= type; n && (*line == ' ' || *line == '\t');)
		line++, n--;
	for (text = 0; text < n && line[text] != ' ' && line[text] != '\t' && line[text] != '\r';)
		text++;
	if (text >= SSHKEY_TEXT_MAX)
		return error_set(e, ERR_INPUT, "ключ слишком длинный");
	memcpy(out->text, line, text);
	out->text[text] = 0;
	size = decode(out->text, text, blob);
	if (!size || part(blob, size, 0, &inner) != type || memcmp(inner, out->type, type) ||
	    !part(blob, size, 1, &inner))
		return error_set(e, ERR_INPUT, "ключ повреждён: скопирован не целиком или с ошибкой");
	if (!strcmp(out->type, "ssh-rsa") && rsa_bits(blob, size) < 2048)
		return error_set(e, ERR_INPUT, "ключ RSA короче 2048 бит; сделайте новый: ssh-keygen -t ed25519");
	add_fingerprint(blob, size, out->fingerprint);
	return OK;
}
