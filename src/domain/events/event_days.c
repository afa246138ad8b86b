/* Events in order of their days. */
#include <stdlib.h>

#include "../internal.h"
#include "stazh/domain/collision.h"

void event_each(struct tx *tx, int32_t from, int32_t to, bool (*fn)(struct tx *tx, const struct record *e, void *arg),
		void *arg)
{
	struct key prefix = {.n = 0}, first = {.n = 0};
	struct record r = {0};
	struct cursor c;
	bool more = true;

	key_u8(key_u8(&prefix, IDX_SORT), KIND_EVENT);
	first = prefix;
	key_date(&first, from);
	for (cursor_open(&c, tx, T_IDX, &prefix, &first); more && cursor_ok(&c); cursor_next(&c)) {
		if (c.key.n < prefix.n + 8 || key_get_date(c.key.p + prefix.n) > to)
			break;
		if (c.value.n && c.value.p[0])
			continue;
		if (load(tx, KIND_EVENT, key_get_u32(c.key.p + c.key.n - 4), &r))
			more = fn(tx, &r, arg);
	}
	cursor_close(&c);
	record_release(&r);
}

struct dated {
	uint32_t id;
	int32_t date;
	int64_t time;
};

static int by_date(const void *pa, const void *pb)
{
	const struct dated *a = pa, *b = pb;

	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

void event_each_of_groups(struct tx *tx, const uint32_t *groups, size_t n, int32_t from, int32_t to,
			  bool (*fn)(struct tx *tx, const struct record *e, void *arg), void *arg)
{
	struct dated *all = NULL;
	size_t all_n = 0, cap = 0;
	struct record r = {0};
	bool more = true;

	for (size_t i = 0; i < n; i++) {
		size_t ids_n;
		uint32_t *ids = refs_list(tx, KIND_GROUP, groups[i], KIND_EVENT, EVENT_GROUPS, &ids_n);

		for (size_t j = 0; j < ids_n; j++) {
			if (!load(tx, KIND_EVENT, ids[j], &r) || record_bool(&r, REC_ARCHIVED) ||
			    record_date(&r, EVENT_DATE) < from || record_date(&r, EVENT_DATE) > to)
				continue;
			all = mem_grow(all, all_n, &cap, sizeof(*all));
			all[all_n++] = (struct dated){ids[j], record_date(&r, EVENT_DATE),
						      record_has(&r, EVENT_TIME) ? record_int(&r, EVENT_TIME) : -1};
		}
		free(ids);
	}
	if (all_n)
		qsort(all, all_n, sizeof(*all), by_date);
	for (size_t i = 0; i < all_n && more; i++)
		if ((!i || all[i].id != all[i - 1].id) && load(tx, KIND_EVENT, all[i].id, &r))
			more = fn(tx, &r, arg);
	free(all);
	record_release(&r);
}
