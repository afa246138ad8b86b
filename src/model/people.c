#include <stdlib.h>

#include "internal.h"
#include "stazh/model/access.h"
#include "stazh/model/audit.h"
#include "stazh/model/people.h"

static void put(struct people *p, unsigned kind, uint32_t id)
{
	uint64_t who = (uint64_t)kind << 32 | id;

	if (p->n && p->who[p->n - 1] == who)
		return;
	p->who = mem_grow(p->who, p->n, &p->cap, sizeof(*p->who));
	p->who[p->n++] = who;
}

/* Whom a record of people is about, when it is not one itself. */
static const struct field *about_of(const struct kind_def *k)
{
	const struct field *f = field_by_id(k, kind_rights(k)->about);

	return f && f->ref != k->kind && audit_concerns(f->ref) ? f : NULL;
}

void people_add(struct people *p, struct tx *tx, unsigned kind, uint32_t id)
{
	const struct field *about;
	struct record r = {0};

	if (!id || !audit_concerns(kind))
		return;
	about = about_of(kind_def(kind));
	if (!about)
		put(p, kind, id);
	else if (load(tx, kind, id, &r))
		put(p, about->ref, record_ref(&r, about->id));
	record_release(&r);
}

void people_add_record(struct people *p, struct tx *tx, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	struct pointed to;

	if (audit_concerns(r->kind) && !about_of(k))
		put(p, r->kind, r->id);
	for (size_t i = 0; i < k->n; i++)
		for (size_t at = 0; k->fields[i].type->target &&
				    field_target(&k->fields[i], record_get(r, k->fields[i].id), &at, &to);)
			people_add(p, tx, to.kind, to.id);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

size_t people_count(struct people *p)
{
	size_t n = 0;

	if (p->n)
		qsort(p->who, p->n, sizeof(*p->who), compare);
	for (size_t i = 0; i < p->n; i++)
		if (!i || p->who[i] != p->who[i - 1])
			p->who[n++] = p->who[i];
	return p->n = n;
}

void people_release(struct people *p)
{
	free(p->who);
	*p = (struct people){.n = 0};
}
