/* What deadlines went through: in meta, beside the entries of due, which tell only what is open today. */
#include <string.h>

#include "../internal.h"
#include "stazh/model/deadline.h"

#define META_PAST "past" /* the entry's key behind its date: sort u8, kind u8, id u32 */
#define DAY_MS	  (24 * 3600 * (int64_t)1000)

enum {
	AT_MOMENT = 4, /* behind the number of changes, u32 */
	AT_DATE = 12,  /* of one that went: its day and its value; else there is no more */
	AT_VALUE = 16,
	KEY_DATE = 4, /* the bytes of a date in a key */
};

static bool find_past(struct tx *tx, const struct key *k, struct slice *v)
{
	return tx_get(tx, T_META, k, v) && v->n >= AT_DATE;
}

void deadline_changed(struct tx *tx, enum due_change what, struct slice key, struct slice value)
{
	const struct deadline_def *def = key.n == DEADLINE_KEY_SIZE ? deadline_def(key.p[KEY_DATE]) : NULL;
	struct key k = {.n = 0}, head = {.n = 0};
	struct buf kept = {0};
	struct slice v;
	bool known;

	if (!def || def->is_day)
		return;
	key_bytes(key_text(&k, META_PAST), key.p + KEY_DATE, key.n - KEY_DATE);
	known = find_past(tx, &k, &v);
	if (!known && what == DUE_CAME)
		return;
	key_u32(&head, (known ? key_get_u32(v.p) : 0) + 1);
	key_u64(&head, (uint64_t)tx_now(tx));
	buf_addn(&kept, head.b, head.n);
	if (what == DUE_WENT) {
		buf_addn(&kept, key.p, KEY_DATE);
		buf_addn(&kept, value.p, value.n);
	}
	tx_put(tx, T_META, &k, kept.s, kept.n);
	buf_free(&kept);
}

struct deadline_past deadline_past(struct tx *tx, const struct deadline *d)
{
	struct key k = {.n = 0};
	struct slice v;

	key_u32(key_u8(key_u8(key_text(&k, META_PAST), d->kind), d->rec_kind), d->rec_id);
	if (!find_past(tx, &k, &v))
		return (struct deadline_past){0};
	return (struct deadline_past){key_get_u32(v.p), (int64_t)key_get_u64(v.p + AT_MOMENT)};
}

/* key: of an entry in meta. */
static bool read_gone(struct slice key, struct slice value, struct deadline *d)
{
	const size_t prefix = sizeof(META_PAST) - 1;
	struct key k = {.n = 0};

	if (value.n <= AT_VALUE)
		return false;
	key_bytes(&k, value.p + AT_DATE, KEY_DATE);
	key_bytes(&k, key.p + prefix, key.n - prefix);
	return deadline_read((struct slice){k.b, k.n}, (struct slice){value.p + AT_VALUE, value.n - AT_VALUE}, d);
}

static void notices_gone(struct tx *tx, int32_t today, int32_t since,
			 void (*fn)(const struct deadline *d, int64_t at_ms, void *arg), void *arg)
{
	struct key none = {.n = 0}, first = {.n = 0};
	struct deadline d;
	struct cursor c;

	for (cursor_open(&c, tx, T_DUE, &none, key_date(&first, since)); cursor_ok(&c); cursor_next(&c)) {
		if (!deadline_read(c.key, c.value, &d))
			continue;
		if (d.due >= today)
			break;
		if (deadline_def(d.kind) && deadline_def(d.kind)->end)
			fn(&d, (d.due + 1) * DAY_MS, arg);
	}
	cursor_close(&c);
}

/* Alarms that were put off: nobody is told of them before their new day. */
static void alarms_gone(struct tx *tx, int32_t today, int32_t since,
			void (*fn)(const struct deadline *d, int64_t at_ms, void *arg), void *arg)
{
	struct key none = {.n = 0}, first = {.n = 0};
	struct deadline d;
	struct cursor c;

	for (cursor_open(&c, tx, T_DUE, &none, key_date(&first, today + 1)); cursor_ok(&c); cursor_next(&c)) {
		struct deadline_past past;

		if (!deadline_read(c.key, c.value, &d) || !deadline_is_alarm(d.kind))
			continue;
		past = deadline_past(tx, &d);
		if (past.changes && past.at_ms >= since * DAY_MS)
			fn(&d, past.at_ms, arg);
	}
	cursor_close(&c);
}

void deadline_gone(struct tx *tx, int32_t today, int32_t since,
		   void (*fn)(const struct deadline *d, int64_t at_ms, void *arg), void *arg)
{
	struct key prefix = {.n = 0};
	struct deadline d;
	struct cursor c;

	for (cursor_open(&c, tx, T_META, key_text(&prefix, META_PAST), NULL); cursor_ok(&c); cursor_next(&c)) {
		int64_t at_ms;

		if (!read_gone(c.key, c.value, &d))
			continue;
		at_ms = (int64_t)key_get_u64(c.value.p + AT_MOMENT);
		if (at_ms < since * DAY_MS || (deadline_is_alarm(d.kind) && at_ms / DAY_MS < d.due)) /* never told */
			continue;
		deadline_word(tx, today, &d);
		fn(&d, at_ms, arg);
	}
	cursor_close(&c);
	notices_gone(tx, today, since, fn, arg);
	alarms_gone(tx, today, since, fn, arg);
}

enum err deadline_forget(struct tx *tx, bool (*names)(const char *text, size_t n, void *arg), void *arg)
{
	struct key from = {.n = 0}, prefix = {.n = 0};
	struct deadline d;
	struct cursor c;
	bool more;

	key_text(&prefix, META_PAST);
	key_text(&from, META_PAST);
	do {
		struct key found = {.n = 0};
		uint8_t head[AT_DATE];

		for (cursor_open(&c, tx, T_META, &prefix, &from); cursor_ok(&c) && !found.n; cursor_next(&c))
			if (read_gone(c.key, c.value, &d) &&
			    (names(d.what, d.what_n, arg) || names(d.who, d.who_n, arg) ||
			     names(d.where, d.where_n, arg))) {
				key_bytes(&found, c.key.p, c.key.n);
				memcpy(head, c.value.p, sizeof(head));
			}
		cursor_close(&c); /* a write ends what it stands on */
		more = found.n && !tx_put(tx, T_META, &found, head, sizeof(head));
		from = found;
	} while (more);
	return tx_failed(tx);
}
