#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"
#include "stazh/model/condition.h"
#include "stazh/model/query.h"

/* ---- order ---- */

struct sortable {
	uint32_t id;
	size_t at, n; /* its key in a common buffer */
};

static int compare_sortable(const void *pa, const void *pb, void *keys)
{
	const struct sortable *a = pa, *b = pb;
	const char *s = keys;
	size_t n = a->n < b->n ? a->n : b->n;
	int d = n ? memcmp(s + a->at, s + b->at, n) : 0;

	if (!d)
		d = (a->n > b->n) - (a->n < b->n);
	return d ? d : (a->id > b->id) - (a->id < b->id);
}

static bool fetch(struct tx *tx, const struct query *q, uint32_t id, struct record *r)
{
	return q->trash ? !record_load_trash(tx, q->kind, id, r) : load(tx, q->kind, id, r);
}

static void sort_ids(struct tx *tx, const struct query *q, const struct kind_def *k, const struct field *f,
		     uint32_t *ids, size_t n)
{
	struct sortable *s = mem_alloc((n + 1) * sizeof(*s));
	struct record r = {0};
	struct buf keys = {0};

	for (size_t i = 0; i < n; i++) {
		struct key key = {.n = 0};

		if (fetch(tx, q, ids[i], &r) && (!f || access_sees(tx, f, &r)))
			sort_key_add(tx, k, f, &r, &key);
		s[i] = (struct sortable){ids[i], keys.n, key.n};
		buf_addn(&keys, key.b, key.n);
		tx_forget_pages(tx, i);
	}
	if (n)
		qsort_r(s, n, sizeof(*s), compare_sortable, keys.s);
	for (size_t i = 0; i < n; i++)
		ids[i] = s[i].id;
	free(s);
	buf_free(&keys);
	record_release(&r);
}

/* ---- lists ---- */

struct id_list {
	uint32_t *ids;
	size_t n, cap;
};

static void list_add(struct id_list *l, uint32_t id)
{
	l->ids = mem_grow(l->ids, l->n, &l->cap, sizeof(*l->ids));
	l->ids[l->n++] = id;
}

/* All records of the kind in its own order: as many as the store has. While one is written the two differ. */
static void list_all(struct tx *tx, unsigned kind, bool archived, struct id_list *out)
{
	struct key prefix = {.n = 0};
	size_t steps = 0, wanted = record_count(tx, kind);
	struct cursor c;

	key_u8(key_u8(&prefix, IDX_SORT), (uint8_t)kind);
	for (cursor_open(&c, tx, T_IDX, &prefix, NULL); cursor_ok(&c); cursor_next(&c)) {
		if (archived || !c.value.n || !c.value.p[0])
			list_add(out, key_get_u32(c.key.p + c.key.n - 4));
		tx_forget_pages(tx, steps++);
	}
	cursor_close(&c);
	if (steps != wanted && !tx_writing(tx) && !tx_failed(tx))
		error_set(tx_error(tx), ERR_STORAGE, "база повреждена: %s — в списке %zu, а записей %zu. " ERROR_CHECK,
			  kind_def(kind)->plural, steps, wanted);
}

static void list_trash(struct tx *tx, unsigned kind, struct id_list *out)
{
	struct key prefix = {.n = 0};
	struct cursor c;

	for (cursor_open(&c, tx, T_TRASH, key_u8(&prefix, (uint8_t)kind), NULL); cursor_ok(&c); cursor_next(&c))
		list_add(out, key_get_u32(c.key.p + 1));
	cursor_close(&c);
}

static int newer(const void *pa, const void *pb)
{
	const struct trashed *a = pa, *b = pb;

	return (a->seq < b->seq) - (a->seq > b->seq);
}

size_t query_trash(struct tx *tx, struct trashed **out)
{
	struct cursor c;
	size_t n = 0, cap = 0;

	*out = NULL;
	for (cursor_open(&c, tx, T_TRASH, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		uint8_t kind = c.key.p[0];
		uint32_t id = key_get_u32(c.key.p + 1);

		*out = mem_grow(*out, n, &cap, sizeof(**out));
		(*out)[n++] = (struct trashed){kind, id, log_prev_of_record(tx, kind, id, 0)};
	}
	cursor_close(&c);
	if (n)
		qsort(*out, n, sizeof(**out), newer);
	return n;
}

static bool list_source(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	(void)tx;
	(void)kind;
	(void)field;
	list_add(arg, id);
	return true;
}

static int compare_u32(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

static void list_unique(struct id_list *l)
{
	l->n = mem_sort_unique(l->ids, l->n, sizeof(*l->ids), compare_u32);
}

static void list_narrowed(uint32_t id, void *arg)
{
	list_add(arg, id);
}

/* The narrowest start: those that point to a record, those that an index tells, those with the words, or all. True when
 * they are in the kind's own order. */
static bool list_start(struct tx *tx, const struct query *q, const struct cond *where, struct id_list *out)
{
	if (q->trash) {
		list_trash(tx, q->kind, out);
		return false;
	}
	if (q->of_id) {
		refs_to(tx, q->of_kind, q->of_id, q->kind, q->of_field, list_source, out);
		list_unique(out);
		return false;
	}
	if (where && condition_narrow(tx, where, q->kind, list_narrowed, out)) {
		list_unique(out);
		return false;
	}
	if (q->text && *q->text) {
		size_t n;
		uint64_t *hits = words_find(tx, q->text, q->kind, &n);

		for (size_t i = 0; i < n; i++)
			list_add(out, (uint32_t)hits[i]);
		free(hits);
		return false;
	}
	list_all(tx, q->kind, q->archived, out);
	return true;
}

static bool fits(struct tx *tx, const struct query *q, const struct kind_def *k, const struct cond *where,
		 const struct record *r)
{
	if (!q->archived && !q->trash && record_bool(r, REC_ARCHIVED))
		return false;
	if (q->year && k->in_year && !k->in_year(tx, r, q->year))
		return false;
	return !where || condition_holds(tx, where, r);
}

/* Those of l that have the words too. */
static void keep_words(struct tx *tx, const struct query *q, struct id_list *l)
{
	size_t n, kept = 0, j = 0;
	uint64_t *hits = words_find(tx, q->text, q->kind, &n);

	for (size_t i = 0; i < l->n; i++) {
		while (j < n && hits[j] < l->ids[i])
			j++;
		if (j < n && hits[j] == l->ids[i])
			l->ids[kept++] = l->ids[i];
	}
	l->n = kept;
	free(hits);
}

enum err query_run(struct tx *tx, const struct query *q, uint32_t **ids, size_t *n, struct error *e)
{
	const struct kind_def *k = kind_def(q->kind);
	const struct field *sort = q->sort ? q->sort : k->sort ? field_by_id(k, k->sort) : NULL;
	struct cond *where = NULL, *one;
	struct id_list list = {0};
	struct record r = {0};
	bool ordered, decode;
	size_t kept = 0;
	enum err err = OK;

	*ids = NULL;
	*n = 0;
	err = q->sort ? access_ask(tx_session(tx), q->sort, e) : OK;
	for (size_t i = 0; i < q->n && !err; i++) {
		err = condition_make(tx, q->where[i].field, q->where[i].value, &one, e);
		where = condition_both(where, one);
	}
	for (size_t i = 0; i < q->asked_n && !err; i++) {
		err = condition_parse(tx, k, q->asked[i], &one, e);
		where = condition_both(where, one);
	}
	if (err)
		goto done;
	ordered = list_start(tx, q, where, &list);
	if (!ordered && !q->trash && q->text && *q->text)
		keep_words(tx, q, &list);
	decode = !ordered || where || (q->year && k->in_year);
	for (size_t i = 0; decode && i < list.n; i++) {
		if (fetch(tx, q, list.ids[i], &r) && fits(tx, q, k, where, &r))
			list.ids[kept++] = list.ids[i];
		tx_forget_pages(tx, i);
	}
	if (decode)
		list.n = kept;
	if (!ordered || q->sort)
		sort_ids(tx, q, k, sort, list.ids, list.n);
	for (size_t i = 0; q->descending && i < list.n / 2; i++) {
		uint32_t swap = list.ids[i];

		list.ids[i] = list.ids[list.n - 1 - i];
		list.ids[list.n - 1 - i] = swap;
	}
	if ((err = tx_failed(tx)) && e)
		*e = *tx_error(tx);
done:
	condition_free(&where);
	record_release(&r);
	if (err) {
		free(list.ids);
		return err;
	}
	*ids = list.ids;
	*n = list.n;
	return OK;
}
