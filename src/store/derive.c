/* Entries that are derived from records: made, compared, brought to the tables. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const enum table derived_tables[] = {T_IDX, T_DUE, T_WORD};
#define DERIVED_TABLES (sizeof(derived_tables) / sizeof(*derived_tables))

static void add(struct entries *out, enum table table, struct slice key, struct slice value)
{
	struct entry *e;

	out->e = mem_grow(out->e, out->n, &out->cap, sizeof(*out->e));
	e = &out->e[out->n++];
	*e = (struct entry){out->bytes.n, (uint32_t)value.n, (uint16_t)key.n, (uint8_t)table};
	buf_addn(&out->bytes, key.p, key.n);
	if (value.n)
		buf_addn(&out->bytes, value.p, value.n);
}

void entries_add(struct entries *out, enum table table, const struct key *k, const void *value, size_t n)
{
	add(out, table, (struct slice){k->b, k->n}, (struct slice){value, n});
}

void entries_release(struct entries *s)
{
	free(s->e);
	buf_free(&s->bytes);
	*s = (struct entries){0};
}

struct entries *entries_new(void)
{
	return mem_alloc(sizeof(struct entries));
}

void entries_free(struct entries **s)
{
	entries_release(*s);
	free(*s);
	*s = NULL;
}

static struct slice key_of(const struct entries *s, size_t i)
{
	return (struct slice){(const uint8_t *)s->bytes.s + s->e[i].at, s->e[i].kn};
}

static struct slice value_of(const struct entries *s, size_t i)
{
	return (struct slice){(const uint8_t *)s->bytes.s + s->e[i].at + s->e[i].kn, s->e[i].vn};
}

bool entries_at(const struct entries *s, size_t i, enum table *table, struct slice *key, struct slice *value)
{
	if (i >= s->n)
		return false;
	*table = (enum table)s->e[i].table;
	*key = key_of(s, i);
	*value = value_of(s, i);
	return true;
}

/* ---- what a derivation reads ---- */

static struct key *key_depends(struct key *k, uint8_t kind, uint32_t id)
{
	return key_u32(key_u8(key_u8(k, IDX_DEPENDS), kind), id);
}

static struct key *key_seeks(struct key *k, uint8_t kind, uint32_t id)
{
	return key_u32(key_u8(key_u8(k, IDX_SEEKS), kind), id);
}

static void add_reads(const struct reads *reads, struct entries *out)
{
	for (size_t i = 0; i < reads->refs.n; i++) {
		const struct rec_ref *ref = &reads->refs.r[i];
		struct key k = {.n = 0}, value = {.n = 0};

		if (reads->at[i]->fields) {
			key_u32(key_u8(key_depends(&k, ref->kind, ref->id), reads->own.kind), reads->own.id);
			entries_add(out, T_IDX, &k, value.b, key_u64(&value, reads->at[i]->fields)->n);
		}
		for (uint64_t left = reads->at[i]->by_kinds, by = 0; left; left >>= 1, by++) {
			if (!(left & 1))
				continue;
			k.n = 0;
			key_u8(key_seeks(&k, ref->kind, ref->id), (uint8_t)by);
			key_u32(key_u8(&k, reads->own.kind), reads->own.id);
			entries_add(out, T_IDX, &k, NULL, 0);
		}
	}
}

void derive_record(struct tx *tx, const struct record *r, struct entries *out)
{
	const struct store_schema *schema = tx->store->schema;
	struct reads reads = {.own = {r->kind, r->id}};

	if (!schema || !schema->derive)
		return;
	tx->reads = &reads;
	schema->derive(tx, r, out);
	tx->reads = NULL;
	add_reads(&reads, out);
	reads_release(&reads);
}

void derive_stored(struct tx *tx, const struct rec_ref *ref, struct entries *out)
{
	struct record r = {0};

	if (!record_load(tx, ref->kind, ref->id, &r))
		derive_record(tx, &r, out);
	record_release(&r);
}

/* Those that read one of the fields of a record. */
static void collect_readers(struct tx *tx, uint8_t kind, uint32_t id, uint64_t fields, struct refs *out)
{
	struct key prefix = {.n = 0};
	struct cursor c;

	for (cursor_open(&c, tx, T_IDX, key_depends(&prefix, kind, id), NULL); cursor_ok(&c); cursor_next(&c)) {
		const uint8_t *by = c.key.p + prefix.n;

		if (c.key.n == prefix.n + 5 && c.value.n >= 8 && key_get_u64(c.value.p) & fields)
			refs_add(out, by[0], key_get_u32(by + 1));
	}
	cursor_close(&c);
}

/* Those that looked for its referrers of the kind, or of any. */
static void collect_seekers(struct tx *tx, uint8_t kind, uint32_t id, uint8_t by_kind, struct refs *out)
{
	struct key prefix = {.n = 0};
	struct cursor c;

	for (cursor_open(&c, tx, T_IDX, key_seeks(&prefix, kind, id), NULL); cursor_ok(&c); cursor_next(&c)) {
		const uint8_t *by = c.key.p + prefix.n;

		if (c.key.n == prefix.n + 6 && (!by[0] || by[0] == by_kind))
			refs_add(out, by[1], key_get_u32(by + 2));
	}
	cursor_close(&c);
}

static uint64_t changed_fields(const struct record *was, const struct record *is)
{
	uint64_t changed = 0;
	size_t i = 0, j = 0;

	if (!was || !is)
		return UINT64_MAX;
	while (i < was->n || j < is->n) {
		unsigned a = i < was->n ? was->values[i].field : UINT_MAX,
			 b = j < is->n ? is->values[j].field : UINT_MAX;

		if (a != b || !value_same(&was->values[i], &is->values[j]))
			changed |= RECORD_BIT(a < b ? a : b);
		i += a <= b;
		j += b <= a;
	}
	return changed;
}

void derive_dependents(struct tx *tx, const struct record *was, const struct record *is, struct refs *by_fields,
		       struct refs *by_referrers)
{
	const struct store_schema *schema = tx->store->schema;
	const struct record *r = is ? is : was;
	struct refs targets = {0}, all = {0};

	if (schema && schema->repointed)
		schema->repointed(was, is, &targets);
	for (size_t i = 0; i < targets.n; i++)
		collect_seekers(tx, targets.r[i].kind, targets.r[i].id, r->kind, &all);
	for (size_t i = 0; i < all.n; i++)
		if (all.r[i].kind != r->kind || all.r[i].id != r->id)
			refs_add(by_referrers, all.r[i].kind, all.r[i].id);
	refs_release(&all);
	collect_readers(tx, r->kind, r->id, changed_fields(was, is), &all);
	for (size_t i = 0; i < all.n; i++)
		if (!refs_has(by_referrers, all.r[i].kind, all.r[i].id))
			refs_add(by_fields, all.r[i].kind, all.r[i].id);
	refs_release(&all);
	refs_release(&targets);
}

/* ---- sets of entries in order ---- */

static int compare_keys(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n ? memcmp(a.p, b.p, n) : 0;

	return d ? d : (a.n > b.n) - (a.n < b.n);
}

static bool same_bytes(struct slice a, struct slice b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

static int compare_entries(const void *pa, const void *pb, void *bytes)
{
	const struct entry *a = pa, *b = pb;
	const uint8_t *s = bytes;
	int d = (int)a->table - (int)b->table;

	if (!d)
		d = compare_keys((struct slice){s + a->at, a->kn}, (struct slice){s + b->at, b->kn});
	return d ? d : (a->at > b->at) - (a->at < b->at);
}

/* Sorts by table and key; of entries with one key the last given stays. */
static void arrange(struct entries *s)
{
	size_t n = 0;

	if (s->n)
		qsort_r(s->e, s->n, sizeof(*s->e), compare_entries, s->bytes.s);
	for (size_t i = 0; i < s->n; i++) {
		if (n && s->e[n - 1].table == s->e[i].table && !compare_keys(key_of(s, n - 1), key_of(s, i)))
			n--;
		s->e[n++] = s->e[i];
	}
	s->n = n;
}

static void tell_due(struct tx *tx, enum due_change what, const struct entries *s, size_t i)
{
	const struct store_schema *schema = tx->store->schema;

	if (s->e[i].table == T_DUE && schema && schema->due_changed && !tx->error.code)
		schema->due_changed(tx, what, key_of(s, i), value_of(s, i));
}

static void put(struct tx *tx, const struct entries *s, size_t i, enum due_change what)
{
	struct slice key = key_of(s, i), value = value_of(s, i);
	struct key k = {.n = 0};

	tx_put(tx, s->e[i].table, key_bytes(&k, key.p, key.n), value.p, value.n);
	tell_due(tx, what, s, i);
}

static void del(struct tx *tx, const struct entries *s, size_t i)
{
	struct slice key = key_of(s, i);
	struct key k = {.n = 0};

	tx_del(tx, s->e[i].table, key_bytes(&k, key.p, key.n));
	tell_due(tx, DUE_WENT, s, i);
}

static void apply(struct tx *tx, const struct entries *before, const struct entries *after, bool dels)
{
	size_t i = 0, j = 0;

	while (!tx->error.code && (i < before->n || j < after->n)) {
		int d = i == before->n ? 1 : j == after->n ? -1 : before->e[i].table - after->e[j].table;

		if (!d)
			d = compare_keys(key_of(before, i), key_of(after, j));
		if (d < 0 && dels)
			del(tx, before, i);
		else if (d > 0 && !dels)
			put(tx, after, j, DUE_CAME);
		else if (!d && !dels && !same_bytes(value_of(before, i), value_of(after, j)))
			put(tx, after, j, DUE_CHANGED);
		i += d <= 0;
		j += d >= 0;
	}
}

/* What moved goes first, then comes (due_changed). */
enum err derive_apply(struct tx *tx, struct entries *before, struct entries *after)
{
	arrange(before);
	arrange(after);
	apply(tx, before, after, true);
	apply(tx, before, after, false);
	return tx->error.code;
}

/* ---- all records ---- */

static void derive_all(struct tx *tx, struct entries *out)
{
	struct record r = {0};
	struct cursor c;

	for (cursor_open(&c, tx, T_REC, NULL, NULL); cursor_ok(&c); cursor_next(&c))
		if (!record_from_entry(tx, c.key, c.value, &r))
			derive_record(tx, &r, out);
	cursor_close(&c);
	record_release(&r);
}

static bool is_own_key(enum table t, struct slice key)
{
	return t == T_IDX && (key.p[0] == IDX_LOG_RECORD || key.p[0] == IDX_LOG_USER);
}

void derive_compare(struct tx *tx, struct entries *wanting, struct entries *extra)
{
	struct entries all = {0};
	struct cursor c;
	size_t i = 0;

	derive_all(tx, &all);
	arrange(&all);
	for (size_t t = 0; t < DERIVED_TABLES; t++) {
		enum table table = derived_tables[t];

		for (cursor_open(&c, tx, table, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
			int d = -1;

			if (is_own_key(table, c.key))
				continue;
			while (i < all.n && all.e[i].table == table && (d = compare_keys(key_of(&all, i), c.key)) < 0) {
				add(wanting, table, key_of(&all, i), value_of(&all, i));
				i++;
			}
			if (i == all.n || all.e[i].table != table || d > 0) {
				add(extra, table, c.key, c.value);
				continue;
			}
			if (!same_bytes(value_of(&all, i), c.value))
				add(wanting, table, key_of(&all, i), value_of(&all, i));
			i++;
		}
		cursor_close(&c);
		for (; i < all.n && all.e[i].table == table; i++)
			add(wanting, table, key_of(&all, i), value_of(&all, i));
	}
	entries_release(&all);
}

static bool is_stored(struct tx *tx, const struct entries *s, size_t i)
{
	struct slice key = key_of(s, i), value;
	struct key k = {.n = 0};

	return tx_get(tx, s->e[i].table, key_bytes(&k, key.p, key.n), &value);
}

enum err store_rederive(struct tx *tx, size_t *wrong)
{
	struct entries wanting = {0}, extra = {0};

	if (tx_may_write(tx))
		return tx->error.code;
	derive_compare(tx, &wanting, &extra);
	for (size_t i = 0; !tx->error.code && i < extra.n; i++)
		del(tx, &extra, i);
	for (size_t i = 0; !tx->error.code && i < wanting.n; i++)
		put(tx, &wanting, i, is_stored(tx, &wanting, i) ? DUE_CHANGED : DUE_CAME);
	if (wrong)
		*wrong = wanting.n + extra.n;
	entries_release(&wanting);
	entries_release(&extra);
	return tx->error.code;
}
