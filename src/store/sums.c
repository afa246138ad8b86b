/* The sums of the tables whose entries have no checksum of their own. */
#include "internal.h"

static struct key *key_sum(struct key *k, enum table t)
{
	return key_u8(key_text(k, META_SUM), (uint8_t)t);
}

static uint32_t sum_of_all(struct tx *tx, enum table t)
{
	struct cursor c;
	uint32_t sum = 0;

	for (cursor_open(&c, tx, t, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		struct key k = {.n = 0};

		if (tx_is_summed(t, key_bytes(&k, c.key.p, c.key.n)))
			sum ^= tx_entry_sum(k.b, k.n, c.value.p, c.value.n);
	}
	cursor_close(&c);
	return sum;
}

bool sums_agree(struct tx *tx, enum table t)
{
	struct key k = {.n = 0};
	struct slice v;

	if ((t != T_META && t != T_DRAFT) || !tx_get(tx, T_META, key_sum(&k, t), &v))
		return true;
	return v.n == 4 && key_get_u32(v.p) == sum_of_all(tx, t);
}

enum err sums_seal(struct tx *tx)
{
	static const enum table summed[] = {T_META, T_DRAFT};

	for (size_t i = 0; i < sizeof(summed) / sizeof(*summed) && !tx->error.code; i++) {
		struct key k = {.n = 0}, sum = {.n = 0};
		struct slice v;

		if (!tx_get(tx, T_META, key_sum(&k, summed[i]), &v))
			key_u32(&sum, sum_of_all(tx, summed[i]));
		else if (tx->sum[summed[i]] && v.n == 4)
			key_u32(&sum, key_get_u32(v.p) ^ tx->sum[summed[i]]);
		if (sum.n)
			tx_put(tx, T_META, &k, sum.b, sum.n);
	}
	return tx->error.code;
}
