/* Sets of records, and which of them a derivation reads. */
#include <stdlib.h>

#include "internal.h"

/* ---- sets of records ---- */

/* Knuth's multiplicative hash. */
static size_t hash_ref(uint8_t kind, uint32_t id, size_t slots_n)
{
	return (size_t)((((uint64_t)kind << 32 | id) * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (slots_n - 1);
}

static uint32_t *find_slot(const struct refs *refs, uint8_t kind, uint32_t id)
{
	size_t i = hash_ref(kind, id, refs->slots_n);

	for (; refs->slots[i]; i = (i + 1) & (refs->slots_n - 1)) {
		const struct rec_ref *r = &refs->r[refs->slots[i] - 1];

		if (r->kind == kind && r->id == id)
			break;
	}
	return &refs->slots[i];
}

static void widen(struct refs *refs)
{
	free(refs->slots);
	refs->slots_n = refs->slots_n ? refs->slots_n * 2 : 32;
	refs->slots = mem_alloc(refs->slots_n * sizeof(*refs->slots));
	for (size_t i = 0; i < refs->n; i++)
		*find_slot(refs, refs->r[i].kind, refs->r[i].id) = (uint32_t)i + 1;
}

size_t refs_place(struct refs *refs, uint8_t kind, uint32_t id)
{
	uint32_t *slot;

	if (refs->n * 2 >= refs->slots_n)
		widen(refs);
	slot = find_slot(refs, kind, id);
	if (!*slot) {
		refs->r = mem_grow(refs->r, refs->n, &refs->cap, sizeof(*refs->r));
		refs->r[refs->n++] = (struct rec_ref){kind, id};
		*slot = (uint32_t)refs->n;
	}
	return *slot - 1;
}

void refs_add(struct refs *refs, uint8_t kind, uint32_t id)
{
	refs_place(refs, kind, id);
}

bool refs_has(const struct refs *refs, uint8_t kind, uint32_t id)
{
	return refs->n && *find_slot(refs, kind, id);
}

void refs_release(struct refs *refs)
{
	free(refs->r);
	free(refs->slots);
	*refs = (struct refs){0};
}

/* ---- what a derivation reads ---- */

#define THERE RECORD_BIT(0)

static struct read *note(struct reads *reads, uint8_t kind, uint32_t id)
{
	size_t n = reads->refs.n, i = refs_place(&reads->refs, kind, id);

	if (i == n) {
		reads->at = mem_grow(reads->at, n, &reads->cap, sizeof(*reads->at));
		reads->at[i] = arena_alloc(&reads->arena, sizeof(**reads->at));
		*reads->at[i] = (struct read){0};
	}
	return reads->at[i];
}

uint64_t *derive_reads(struct tx *tx, uint8_t kind, uint32_t id)
{
	struct read *r;

	if (!tx->reads || (tx->reads->own.kind == kind && tx->reads->own.id == id))
		return NULL;
	r = note(tx->reads, kind, id);
	r->fields |= THERE;
	return &r->fields;
}

void tx_reads_referrers(struct tx *tx, uint8_t kind, uint32_t id, unsigned by_kind)
{
	if (tx->reads)
		note(tx->reads, kind, id)->by_kinds |= RECORD_BIT(by_kind);
}

void reads_release(struct reads *reads)
{
	refs_release(&reads->refs);
	free(reads->at);
	arena_release(&reads->arena);
}
