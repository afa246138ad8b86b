/* Marks on the rows of a list: kept by what a row stands for, so that they outlive sorting, filters and reading again.
 */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/tui/list.h"

/* ---- sets of keys, ascending ---- */

static int by_key(const void *pa, const void *pb)
{
	const uint64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

static size_t sort_keys(uint64_t *key, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(key, n, sizeof(*key), by_key);
	for (size_t i = 0; i < n; i++)
		if (!kept || key[kept - 1] != key[i])
			key[kept++] = key[i];
	return kept;
}

static bool has_key(const uint64_t *key, size_t n, uint64_t wanted)
{
	return n && bsearch(&wanted, key, n, sizeof(*key), by_key);
}

/* ---- what rows stand for ---- */

static uint64_t mark_at(const struct list *l, size_t n, size_t i)
{
	return !l->markable ? 0 : l->marks ? l->marks(l->arg, n, i) : i ? 0 : l->key(l->arg, n);
}

static size_t add_row(const struct list *l, size_t n, uint64_t **key, size_t at, size_t *cap)
{
	uint64_t one;

	for (size_t i = 0; (one = mark_at(l, n, i)); i++) {
		*key = mem_grow(*key, at, cap, sizeof(**key));
		(*key)[at++] = one;
	}
	return at;
}

/* The keys of all rows that stand there, in their order, some maybe twice; free(). */
static size_t all_keys(const struct list *l, uint64_t **key)
{
	size_t n = 0, cap = 0;

	*key = NULL;
	for (size_t i = 0; l->markable && i < l->count; i++)
		n = add_row(l, list_at(l, i), key, n, &cap);
	return n;
}

size_t list_shown_keys(const struct list *l, uint64_t **keys)
{
	size_t n = all_keys(l, keys);

	return sort_keys(*keys, n);
}

size_t list_row_keys(const struct list *l, size_t n, uint64_t **keys)
{
	size_t cap = 0;

	*keys = NULL;
	return add_row(l, n, keys, 0, &cap);
}

/* ---- marking ---- */

bool list_is_marked(const struct list *l, uint64_t key)
{
	return has_key(l->marked, l->marked_n, key);
}

void list_mark(struct list *l, const uint64_t *keys, size_t n, enum list_marking how)
{
	size_t most = l->marked_n + n, kept = 0, i = 0, j = 0;
	uint64_t *now = mem_alloc((most + 1) * sizeof(*now)), *more = mem_alloc((n + 1) * sizeof(*more));

	if (n)
		memcpy(more, keys, n * sizeof(*more));
	n = sort_keys(more, n);
	while (i < l->marked_n || j < n) {
		bool was = i < l->marked_n && (j == n || l->marked[i] <= more[j]);
		bool is = j < n && (i == l->marked_n || more[j] <= l->marked[i]);
		uint64_t key = was ? l->marked[i] : more[j];

		i += was;
		j += is;
		if (is ? how == LIST_MARK || (how == LIST_INVERT && !was) : was)
			now[kept++] = key;
	}
	free(more);
	free(l->marked);
	l->marked = now;
	l->marked_n = kept;
}

void list_unmark_all(struct list *l)
{
	l->marked_n = 0;
}

void list_mark_all(struct list *l)
{
	uint64_t *keys;
	size_t n = list_shown_keys(l, &keys);

	list_mark(l, keys, n, LIST_MARK);
	free(keys);
}

void list_keep_marks(struct list *l, bool (*keep)(void *arg, uint64_t key), void *arg)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->marked_n; i++)
		if (keep(arg, l->marked[i]))
			l->marked[kept++] = l->marked[i];
	l->marked_n = kept;
}

size_t list_marked_keys(const struct list *l, uint64_t **keys, size_t *hidden)
{
	uint64_t *shown, *order, *sorted = mem_alloc((l->marked_n + 1) * sizeof(*sorted));
	size_t rows = all_keys(l, &order), n = 0, shown_n = list_shown_keys(l, &shown), taken = 0;

	*keys = mem_alloc((l->marked_n + 1) * sizeof(**keys));
	for (size_t i = 0; i < rows && n < l->marked_n; i++) {
		const uint64_t *at =
			l->marked_n ? bsearch(&order[i], l->marked, l->marked_n, sizeof(*at), by_key) : NULL;

		if (at && !sorted[at - l->marked]++)
			(*keys)[n++] = order[i];
	}
	taken = n;
	for (size_t i = 0; i < l->marked_n; i++)
		if (!has_key(shown, shown_n, l->marked[i]))
			(*keys)[n++] = l->marked[i];
	*hidden = n - taken;
	free(shown);
	free(order);
	free(sorted);
	return n;
}

enum list_marked list_row_marked(const struct list *l, size_t n)
{
	size_t all = 0, marked = 0;
	uint64_t key;

	for (; l->marked_n && (key = mark_at(l, n, all)); all++)
		marked += list_is_marked(l, key);
	return !marked ? LIST_NONE : marked < all ? LIST_SOME : LIST_ALL;
}

void list_tell_marks(const struct list *l, struct buf *out)
{
	uint64_t *shown;
	size_t n, here = 0;

	if (!l->marked_n)
		return;
	n = list_shown_keys(l, &shown);
	for (size_t i = 0; i < n; i++)
		here += list_is_marked(l, shown[i]);
	if (here)
		buf_addf(out, "Отмечено %zu из %zu", here, n);
	else
		buf_addf(out, "Отмечено %zu, здесь их не видно", l->marked_n);
	if (here && here < l->marked_n)
		buf_addf(out, ", ещё не видно: %zu", l->marked_n - here);
	free(shown);
}
