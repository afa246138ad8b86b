#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/model/condition.h"
#include "stazh/model/query.h"

/* ---- order ---- */

/* What one record is ordered by: its keys one after another in a common buffer. */
struct sortable {
	uint32_t id;
	uint32_t place; /* those alike stay as they were */
	size_t at;
};

struct ordering {
	size_t n; /* keys of each */
	const bool *descending;
	const size_t *ends; /* of the keys of all, place by place */
	const char *keys;
};

static int compare_keys(const char *a, size_t a_n, const char *b, size_t b_n)
{
	size_t n = a_n < b_n ? a_n : b_n;
	int d = n ? memcmp(a, b, n) : 0;

	return d ? d : (a_n > b_n) - (a_n < b_n);
}

static int compare_sortable(const void *pa, const void *pb, void *arg)
{
	const struct sortable *a = pa, *b = pb;
	const struct ordering *o = arg;
	const size_t *a_end = o->ends + a->place * o->n, *b_end = o->ends + b->place * o->n;
	size_t a_at = a->at, b_at = b->at;

	for (size_t i = 0; i < o->n; i++) {
		int d = compare_keys(o->keys + a_at, a_end[i] - a_at, o->keys + b_at, b_end[i] - b_at);

		if (d)
			return o->descending[i] ? -d : d;
		a_at = a_end[i];
		b_at = b_end[i];
	}
	return (a->place > b->place) - (a->place < b->place);
}

static bool fetch(struct tx *tx, const struct query *q, uint32_t id, struct record *r)
{
	return q->trash ? !record_load_trash(tx, q->kind, id, r) : load(tx, q->kind, id, r);
}

#define KEYS_MAX (ORDERS_MAX + 2) /* a group has two */

/* The keys of r in `keys`, the end of each in `ends`. */
static void add_keys(struct tx *tx, const struct query *q, const struct kind_def *k, const struct record *r,
		     struct buf *keys, size_t *ends)
{
	const struct field *own = k->sort ? field_by_id(k, k->sort) : NULL;
	size_t n = 0;

	if (q->group) {
		path_add_key(tx, q->group, r, keys);
		ends[n++] = keys->n;
		path_add(tx, q->group, r, STYLE_DATA, keys);
		ends[n++] = keys->n;
	}
	for (size_t i = 0; i < q->orders_n; i++) {
		path_add_key(tx, &q->orders[i].by, r, keys);
		ends[n++] = keys->n;
	}
	if (!n) {
		struct key key = {.n = 0};

		if (!own || access_sees(tx, own, r))
			sort_key_add(tx, k, own, r, &key);
		buf_addn(keys, key.b, key.n);
		ends[0] = keys->n;
	}
}

/* By what the query asks for; without orders and group: by the kind's own. */
static void sort_ids(struct tx *tx, const struct query *q, const struct kind_def *k, uint32_t *ids, size_t n)
{
	bool descending[KEYS_MAX] = {false};
	size_t parts = (q->group ? 2 : 0) + q->orders_n;
	struct ordering o = {.n = parts ? parts : 1, .descending = descending};
	struct sortable *s = mem_alloc((n + 1) * sizeof(*s));
	size_t *ends = mem_alloc((n + 1) * o.n * sizeof(*ends));
	struct record r = {0};
	struct buf keys = {0};

	for (size_t i = 0; i < q->orders_n; i++)
		descending[(q->group ? 2 : 0) + i] = q->orders[i].descending;
	for (size_t i = 0; i < n; i++) {
		s[i] = (struct sortable){ids[i], (uint32_t)i, keys.n};
		for (size_t j = 0; j < o.n; j++)
			ends[i * o.n + j] = keys.n;
		if (fetch(tx, q, ids[i], &r))
			add_keys(tx, q, k, &r, &keys, ends + i * o.n);
		tx_forget_pages(tx, i);
	}
	o.ends = ends;
	o.keys = buf_text(&keys);
	if (n)
		qsort_r(s, n, sizeof(*s), compare_sortable, &o);
	for (size_t i = 0; i < n; i++)
		ids[i] = s[i].id;
	free(s);
	free(ends);
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

/* The conditions of q together. */
static enum err compile(struct tx *tx, const struct query *q, const struct kind_def *k, struct cond **where,
			struct error *e)
{
	struct cond *one;
	enum err err = OK;

	for (size_t i = 0; i < q->n && !err; i++) {
		err = condition_make(tx, q->where[i].field, q->where[i].value, &one, e);
		*where = condition_both(*where, one);
	}
	for (size_t i = 0; i < q->asked_n && !err; i++) {
		err = condition_parse(tx, k, q->asked[i], &one, e);
		*where = condition_both(*where, one);
	}
	return err;
}

static enum err ask_orders(const struct session *s, const struct query *q, struct error *e)
{
	enum err err = q->group ? path_ask(s, q->group, e) : OK;

	for (size_t i = 0; i < q->orders_n && !err; i++)
		err = path_ask(s, &q->orders[i].by, e);
	return err;
}

static void turn(uint32_t *ids, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t swap = ids[i];

		ids[i] = ids[n - 1 - i];
		ids[n - 1 - i] = swap;
	}
}

/* Those of l that fit stay. */
static void keep_fitting(struct tx *tx, const struct query *q, const struct kind_def *k, const struct cond *where,
			 struct id_list *l)
{
	struct record r = {0};
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (fetch(tx, q, l->ids[i], &r) && fits(tx, q, k, where, &r))
			l->ids[kept++] = l->ids[i];
		tx_forget_pages(tx, i);
	}
	l->n = kept;
	record_release(&r);
}

static void put_in_order(struct tx *tx, const struct query *q, const struct kind_def *k, bool ordered,
			 struct id_list *l)
{
	const struct query own = {.kind = q->kind, .trash = q->trash};

	if (!ordered)
		sort_ids(tx, &own, k, l->ids, l->n);
	if (q->descending && !q->orders_n)
		turn(l->ids, l->n);
	if (q->orders_n || q->group)
		sort_ids(tx, q, k, l->ids, l->n);
}

enum err query_run(struct tx *tx, const struct query *q, uint32_t **ids, size_t *n, struct error *e)
{
	const struct kind_def *k = kind_def(q->kind);
	struct cond *where = NULL;
	struct id_list list = {0};
	bool ordered;
	enum err err = ask_orders(tx_session(tx), q, e);

	*ids = NULL;
	*n = 0;
	if (!err)
		err = compile(tx, q, k, &where, e);
	if (!err) {
		ordered = list_start(tx, q, where, &list);
		if (!ordered && !q->trash && q->text && *q->text)
			keep_words(tx, q, &list);
		if (!ordered || where || (q->year && k->in_year))
			keep_fitting(tx, q, k, where, &list);
		put_in_order(tx, q, k, ordered, &list);
		if ((err = tx_failed(tx)) && e)
			*e = *tx_error(tx);
	}
	condition_free(&where);
	if (err) {
		free(list.ids);
		return err;
	}
	*ids = list.ids;
	*n = list.n;
	return OK;
}
