#include <endian.h>
#include <string.h>

#include "internal.h"

const char *const table_names[T_COUNT] = {"meta", "rec", "idx", "due", "word", "log", "trash", "draft"};

#define DATE_FLIP 0x80000000u /* negative dates order before positive ones */

struct key *key_bytes(struct key *k, const void *s, size_t n)
{
	if (n > sizeof(k->b) - k->n)
		n = sizeof(k->b) - k->n;
	if (n)
		memcpy(k->b + k->n, s, n);
	k->n += n;
	return k;
}

struct key *key_text(struct key *k, const char *s)
{
	return key_bytes(k, s, strlen(s));
}

struct key *key_u8(struct key *k, uint8_t v)
{
	return key_bytes(k, &v, sizeof(v));
}

struct key *key_u16(struct key *k, uint16_t v)
{
	v = htobe16(v);
	return key_bytes(k, &v, sizeof(v));
}

struct key *key_u32(struct key *k, uint32_t v)
{
	v = htobe32(v);
	return key_bytes(k, &v, sizeof(v));
}

struct key *key_u64(struct key *k, uint64_t v)
{
	v = htobe64(v);
	return key_bytes(k, &v, sizeof(v));
}

struct key *key_date(struct key *k, int32_t date)
{
	return key_u32(k, (uint32_t)date ^ DATE_FLIP);
}

uint16_t key_get_u16(const void *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return be16toh(v);
}

uint32_t key_get_u32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return be32toh(v);
}

uint64_t key_get_u64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

int32_t key_get_date(const void *p)
{
	return (int32_t)(key_get_u32(p) ^ DATE_FLIP);
}
