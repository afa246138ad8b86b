/* What is added up of the records of a year. */
#include <stdlib.h>
#include <string.h>

#include "count.h"

struct known *known_at(struct map *m, uint32_t id)
{
	if (id >= m->n) {
		size_t n = (size_t)id + id / 2 + 64;

		m->v = mem_resize(m->v, n * sizeof(*m->v));
		memset(m->v + m->n, 0, (n - m->n) * sizeof(*m->v));
		m->n = n;
	}
	return &m->v[id];
}

void ids_add(struct ids *l, uint32_t id)
{
	l->v = mem_grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = id;
}

static int compare_ids(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

long ids_sort(struct ids *l)
{
	long different = 0;

	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), compare_ids);
	for (size_t i = 0; i < l->n; i++)
		different += !i || l->v[i] != l->v[i - 1];
	return different;
}

size_t ids_unique(struct ids *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++)
		if (!i || l->v[i] != l->v[i - 1])
			l->v[kept++] = l->v[i];
	return l->n = kept;
}

void tally_add(struct pass *p, struct tally *t, enum count c, long by, uint32_t id)
{
	t->n[c] += by;
	if (by && c && (c == p->wanted[0] || c == p->wanted[1]))
		ids_add(&p->members, id);
}
