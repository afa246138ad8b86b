#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cbor.h>

#include "../../src/store/internal.h"

#define FIELD(n)  (REC_FIRST_FIELD + (n))
#define MUTATIONS 200000
#define COMPARED  20000

static uint64_t seed = 88172645463325252ULL;

static uint32_t chance(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 16) % n);
}

static void assert_bytes(const struct buf *b, const char *hex)
{
	struct buf got = {0};

	for (size_t i = 0; i < b->n; i++)
		buf_addf(&got, "%02x", (uint8_t)b->s[i]);
	assert_string_equal(buf_text(&got), hex);
	buf_free(&got);
}

static size_t unhex(const char *hex, uint8_t *out)
{
	size_t n = 0;

	for (; *hex; hex += 2)
		sscanf(hex, "%2hhx", &out[n++]);
	return n;
}

static void test_fields(void **state)
{
	struct record r = {0}, copy = {0};
	struct value list[2] = {{.type = V_INT, .num = 5}, {.type = V_INT, .num = -1}};

	(void)state;
	record_set_text(&r, FIELD(3), "Усть-Серта");
	record_set_int(&r, FIELD(1), 0);
	record_set_ref(&r, FIELD(2), 7);
	record_set_bool(&r, REC_ARCHIVED, true);
	record_set_date(&r, FIELD(0), -3);
	record_set_value(&r, FIELD(9), &(struct value){.type = V_LIST, .items = list, .count = 2});
	record_set_bytes(&r, FIELD(8), "\0\1", 2);
	assert_int_equal(r.n, 7);
	for (size_t i = 1; i < r.n; i++)
		assert_true(r.values[i - 1].field < r.values[i].field);
	assert_string_equal(record_text(&r, FIELD(3)), "Усть-Серта");
	assert_true(record_has(&r, FIELD(1)));
	assert_int_equal(record_ref(&r, FIELD(2)), 7);
	assert_int_equal(record_date(&r, FIELD(0)), -3);
	assert_true(record_bool(&r, REC_ARCHIVED));
	assert_int_equal(record_get(&r, FIELD(9))->items[1].num, -1);
	assert_int_equal(record_get(&r, FIELD(8))->len, 2);

	record_copy(&copy, &r);
	assert_true(record_same(&copy, &r));
	record_set_int(&copy, REC_REV, 9);
	assert_true(record_same(&copy, &r));
	record_set_text(&copy, FIELD(3), "Усть-серта");
	assert_false(record_same(&copy, &r));
	record_set_value(&copy, FIELD(3), record_get(&r, FIELD(3)));
	assert_true(record_same(&copy, &r));
	record_set_value(&copy, FIELD(20), record_get(&copy, FIELD(3))); /* from itself */
	assert_string_equal(record_text(&copy, FIELD(20)), "Усть-Серта");

	/* other types and absent fields */
	assert_string_equal(record_text(&r, FIELD(1)), "");
	assert_int_equal(record_int(&r, FIELD(3)), 0);
	assert_int_equal(record_date(&r, FIELD(30)), DATE_NONE);
	assert_null(record_get(&r, FIELD(30)));
	record_set_int(&r, FIELD(2), -7);
	assert_int_equal(record_ref(&r, FIELD(2)), 0);

	/* the values that clear */
	record_set_text(&r, FIELD(3), "");
	record_set_ref(&r, FIELD(2), 0);
	record_set_bool(&r, REC_ARCHIVED, false);
	record_set_date(&r, FIELD(0), DATE_NONE);
	record_set_value(&r, FIELD(9), &(struct value){.type = V_LIST});
	record_set_bytes(&r, FIELD(8), NULL, 0);
	assert_int_equal(r.n, 1);
	record_unset(&r, FIELD(1));
	record_unset(&r, FIELD(1));
	assert_int_equal(r.n, 0);
	record_release(&r);
	record_release(&copy);
}

/* Bytes as RFC 8949 and RFC 8943 give them. */
static void test_bytes(void **state)
{
	static const struct {
		int64_t n;
		const char *hex;
	} ints[] = {
		{0, "a10a00"},
		{23, "a10a17"},
		{24, "a10a1818"},
		{255, "a10a18ff"},
		{256, "a10a190100"},
		{65536, "a10a1a00010000"},
		{4294967296, "a10a1b0000000100000000"},
		{INT64_MAX, "a10a1b7fffffffffffffff"},
		{-1, "a10a20"},
		{-24, "a10a37"},
		{-25, "a10a3818"},
		{INT64_MIN, "a10a3b7fffffffffffffff"},
	};
	struct record r = {0}, back = {0};
	struct buf b = {0};

	(void)state;
	record_encode(&r, &b);
	assert_bytes(&b, "a0");
	for (size_t i = 0; i < sizeof(ints) / sizeof(*ints); i++) {
		record_set_int(&r, 10, ints[i].n);
		buf_clear(&b);
		record_encode(&r, &b);
		assert_bytes(&b, ints[i].hex);
		assert_int_equal(record_decode(&back, b.s, b.n, NULL), OK);
		assert_true(record_int(&back, 10) == ints[i].n);
	}
	record_set_date(&r, 10, 19158);
	record_set_text(&r, 300, "Ёж");
	record_set_bool(&r, 24, true);
	buf_clear(&b);
	record_encode(&r, &b);
	assert_bytes(&b, "a30ad864194ad61818f519012c64d081d0b6");
	assert_int_equal(record_decode(&back, b.s, b.n, NULL), OK);
	assert_int_equal(record_date(&back, 10), 19158);
	assert_string_equal(record_text(&back, 300), "Ёж");
	assert_true(record_bool(&back, 24));
	record_release(&r);
	record_release(&back);
	buf_free(&b);
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"",			  /* nothing */
		"a1",			  /* no pair */
		"a10a",			  /* no value */
		"a00a",			  /* something after the end */
		"80",			  /* no map */
		"bf0a00ff",		  /* indefinite map */
		"a10a7f6161ff",		  /* indefinite text */
		"a10a9f00ff",		  /* indefinite list */
		"a10a1817",		  /* longer than needed */
		"a10a1900ff",		  /* the same */
		"a10a1a0000ffff",	  /* the same */
		"a10a1b00000000ffffffff", /* the same */
		"a1180a00",		  /* the same in a key */
		"b8010a00",		  /* the same in a length */
		"a20b000a00",		  /* keys descend */
		"a20a000a00",		  /* a key twice */
		"a12000",		  /* negative key */
		"a1616100",		  /* text key */
		"a11a0001000000",	  /* key beyond 16 bits */
		"a10a63d0b6",		  /* text cut off */
		"a10a61d0",		  /* text that ends in a half character */
		"a10a62c080",		  /* overlong */
		"a10a7bffffffffffffffff", /* longer than memory */
		"a10a9bffffffffffffffff", /* the same, list */
		"a10abbffffffffffffffff", /* the same, map */
		"bbffffffffffffffff",	  /* the same, outer map */
		"a10a1c",		  /* reserved */
		"a10ae0",		  /* unassigned simple value */
		"a10af814",		  /* false in two bytes */
		"a10aff",		  /* break */
		"a10ad864",		  /* tag of nothing */
		"a10a8181818181818100",	  /* nine levels */
		"a10ac6c6c6c6c6c6c6c600", /* the same with tags */
	};
	struct record r = {.kind = 3, .id = 4};
	uint8_t bytes[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error e = {0};

		if (record_decode(&r, bytes, unhex(bad[i], bytes), &e) != ERR_STORAGE)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(e.code, ERR_STORAGE);
		assert_int_equal(r.n, 0);
	}
	assert_int_equal(r.kind, 3);
	assert_int_equal(r.id, 4);
	record_release(&r);
}

/* What this program has no type for goes through unharmed. */
static void test_unknown_kept(void **state)
{
	static const char *const kept[] = {
		"a10af6",			  /* null */
		"a10af93e00",			  /* 1.5 */
		"a10afb3ff199999999999a",	  /* 1.1 */
		"a10a1bffffffffffffffff",	  /* an integer beyond 63 bits */
		"a10aa1616101",			  /* a map */
		"a10a8201616a",			  /* a list of two types */
		"a10a82f4f5",			  /* a list of another type */
		"a10a8101",			  /* V_LIST */
		"a10a80",			  /* an empty one */
		"a10a826161626262",		  /* texts */
		"a10ad8646a323032322d30362d3135", /* a date as text under tag 100 is another kind */
		"a10ad9010041aa",		  /* another tag */
		"a10a81818181818100",		  /* eight levels */
		"a10af4",			  /* false */
	};
	struct record r = {0}, copy = {0};
	struct buf out = {0};
	uint8_t bytes[64];

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (record_decode(&r, bytes, unhex(kept[i], bytes), NULL))
			fail_msg("refused: %s", kept[i]);
		record_copy(&copy, &r);
		assert_true(record_same(&copy, &r));
		buf_clear(&out);
		record_encode(&copy, &out);
		assert_bytes(&out, kept[i]);
	}
	record_release(&r);
	record_release(&copy);
	buf_free(&out);
}

static void random_text(struct value *v, char *s)
{
	static const char *const parts[] = {"а", "Ё", "z", " ", "—", "№", "😀", "\n"};

	*s = 0;
	for (uint32_t n = chance(40) + 1; n; n--)
		strcat(s, parts[chance(8)]);
	*v = (struct value){.type = V_TEXT, .text = s, .len = (uint32_t)strlen(s)};
}

static void random_record(struct record *r)
{
	static const char raw[][10] = {"\xf6", "\xf9\x3e\x00", "\xa1\x61\x61\x01"};
	static const uint32_t raw_size[] = {1, 3, 4};
	struct value items[4], v;
	char texts[4][200];

	record_clear(r);
	for (uint32_t n = chance(12); n; n--) {
		unsigned field = chance(8) ? 1 + chance(40) : chance(65536), pick = chance(3);
		int64_t num = (int64_t)(seed >> chance(64)) * (chance(2) ? 1 : -1);

		switch (chance(7)) {
		case 0:
			record_set_int(r, field, num);
			break;
		case 1:
			record_set_bool(r, field, true);
			break;
		case 2:
			record_set_date(r, field, (int32_t)num);
			break;
		case 3:
			random_text(&v, texts[0]);
			record_set_value(r, field, &v);
			break;
		case 4:
			record_set_bytes(r, field, &seed, sizeof(seed));
			break;
		case 5:
			record_set_value(r, field,
					 &(struct value){.type = V_RAW, .text = raw[pick], .len = raw_size[pick]});
			break;
		default:
			for (int i = 0; i < 4; i++) {
				if (pick)
					random_text(&items[i], texts[i]);
				else
					items[i] = (struct value){.type = V_INT, .num = num + i};
			}
			record_set_value(r, field,
					 &(struct value){.type = V_LIST, .items = items, .count = 1 + chance(4)});
		}
	}
}

static void assert_item(const struct value *v, cbor_item_t *item)
{
	switch (v->type) {
	case V_INT:
		assert_true(cbor_is_int(item));
		assert_true(cbor_isa_negint(item) == (v->num < 0));
		assert_true(cbor_get_int(item) == (uint64_t)(v->num < 0 ? -1 - v->num : v->num));
		break;
	case V_BOOL:
		assert_true(cbor_is_bool(item));
		assert_int_equal(cbor_get_bool(item), v->num);
		break;
	case V_DATE:
		assert_true(cbor_isa_tag(item));
		assert_int_equal(cbor_tag_value(item), 100);
		item = cbor_tag_item(item);
		assert_item(&(struct value){.type = V_INT, .num = v->num}, item);
		cbor_decref(&item);
		break;
	case V_TEXT:
		assert_true(cbor_isa_string(item));
		assert_int_equal(cbor_string_length(item), v->len);
		assert_true(!v->len || !memcmp(cbor_string_handle(item), v->text, v->len));
		break;
	case V_BYTES:
		assert_true(cbor_isa_bytestring(item));
		assert_int_equal(cbor_bytestring_length(item), v->len);
		assert_true(!v->len || !memcmp(cbor_bytestring_handle(item), v->text, v->len));
		break;
	case V_LIST:
		assert_true(cbor_isa_array(item));
		assert_int_equal(cbor_array_size(item), v->count);
		for (uint32_t i = 0; i < v->count; i++)
			assert_item(&v->items[i], cbor_array_handle(item)[i]);
		break;
	default:
		assert_int_equal(v->type, V_RAW);
	}
}

/* The same bytes through libcbor give the same values. */
static void assert_like_libcbor(const struct record *r, const char *bytes, size_t n)
{
	struct cbor_load_result result;
	cbor_item_t *map = cbor_load((cbor_data)bytes, n, &result);

	/* libcbor 0.8 refuses the tags 6–20, which RFC 8949, 3.4 leaves open */
	if (!map && result.error.code == CBOR_ERR_MALFORMATED && (uint8_t)(bytes[result.error.position] - 0xc6) <= 14)
		return;
	assert_non_null(map);
	assert_int_equal(result.error.code, CBOR_ERR_NONE);
	assert_int_equal(result.read, n);
	assert_true(cbor_isa_map(map));
	assert_int_equal(cbor_map_size(map), r->n);
	for (size_t i = 0; i < r->n; i++) {
		struct cbor_pair pair = cbor_map_handle(map)[i];

		assert_int_equal(cbor_get_int(pair.key), r->values[i].field);
		assert_item(&r->values[i], pair.value);
	}
	cbor_decref(&map);
}

static void mutate(struct buf *b)
{
	for (uint32_t n = 1 + chance(3); n && b->n; n--) {
		size_t at = chance((uint32_t)b->n);

		switch (chance(5)) {
		case 0:
			b->s[at] = (char)(b->s[at] ^ 1 << chance(8));
			break;
		case 1:
			b->s[at] = (char)chance(256);
			break;
		case 2:
			b->n = at;
			break;
		case 3:
			memmove(b->s + at, b->s + at + 1, b->n - at - 1);
			b->n--;
			break;
		default:
			buf_addc(b, 0);
			memmove(b->s + at + 1, b->s + at, b->n - at - 1);
		}
	}
}

/* Nothing crashes (the sanitizers look on); what is accepted comes out again byte for byte. */
static void test_mutations(void **state)
{
	struct record r = {0}, again = {0};
	struct buf in = {0}, out = {0};
	size_t accepted = 0;

	(void)state;
	for (int i = 0; i < MUTATIONS; i++) {
		char *exact;

		random_record(&r);
		buf_clear(&in);
		record_encode(&r, &in);
		if (i % 4)
			mutate(&in);
		exact = malloc(in.n + 1); /* so that a byte too far is seen */
		memcpy(exact, in.s, in.n);
		exact = realloc(exact, in.n ? in.n : 1);
		if (record_decode(&again, exact, in.n, NULL) == OK) {
			accepted++;
			buf_clear(&out);
			record_encode(&again, &out);
			assert_int_equal(out.n, in.n);
			assert_memory_equal(out.s, in.s, in.n);
			if (i < COMPARED)
				assert_like_libcbor(&again, exact, in.n);
		} else {
			assert_true(i % 4);
			assert_int_equal(again.n, 0);
		}
		free(exact);
	}
	assert_true(accepted > MUTATIONS / 4 && accepted < MUTATIONS);
	record_release(&r);
	record_release(&again);
	buf_free(&in);
	buf_free(&out);
}

static void test_crc32c(void **state)
{
	uint8_t bytes[600];

	(void)state;
	assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283); /* RFC 3720's check value */
	assert_int_equal(crc32c_table(0, "123456789", 9), 0xe3069283);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)chance(256);
	for (size_t n = 0; n < 500; n++) {
		size_t at = chance(90), cut = n ? chance((uint32_t)n) : 0;
		uint32_t whole = crc32c(0, bytes + at, n);

		assert_int_equal(whole, crc32c_table(0, bytes + at, n));
		assert_int_equal(whole, crc32c(crc32c(0, bytes + at, cut), bytes + at + cut, n - cut));
	}
}

static void test_keys(void **state)
{
	static const int32_t dates[] = {INT32_MIN, -25567, -1, 0, 1, 19158, 84005, INT32_MAX};
	struct key k = {.n = 0}, last = {.n = 0};
	char longer[600];

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
		k.n = 0;
		key_date(&k, dates[i]);
		assert_int_equal(k.n, 4);
		assert_int_equal(key_get_date(k.b), dates[i]);
		if (i)
			assert_true(memcmp(last.b, k.b, 4) < 0);
		last = k;
	}
	k.n = 0;
	key_u64(key_u32(key_u16(key_u8(&k, 1), 0x203), 0x4050607), 0x8090a0b0c0d0e0f);
	assert_int_equal(k.n, 15);
	for (size_t i = 0; i < k.n; i++)
		assert_int_equal(k.b[i], i + 1);
	assert_int_equal(key_get_u16(k.b + 1), 0x203);
	assert_int_equal(key_get_u32(k.b + 3), 0x4050607);
	assert_true(key_get_u64(k.b + 7) == 0x8090a0b0c0d0e0f);
	memset(longer, 'x', sizeof(longer));
	key_bytes(&k, longer, sizeof(longer));
	assert_int_equal(k.n, 511);
	key_u32(&k, 1);
	assert_int_equal(k.n, 511);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),	     cmocka_unit_test(test_bytes),     cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unknown_kept), cmocka_unit_test(test_mutations), cmocka_unit_test(test_crc32c),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
