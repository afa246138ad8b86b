/* The rows of a list in groups: heads, and records, those of folded groups left out. */
#include <stdlib.h>
#include <string.h>

#include "records.h"

#define MANY 60 /* records of a list whose groups are folded at first */

struct folding {
	struct groups groups;
	const struct field *summed[LIST_COLUMNS_MAX];
	size_t summed_n;
	size_t *rows; /* of records their places among the ids; of heads HEAD and the group */
	size_t n;
	bool known, all; /* which is the rule, but for those of these names: */
	char **others;
	size_t others_n, others_cap;
};

#define HEAD ((size_t)1 << (sizeof(size_t) * 8 - 1))

static size_t other(const struct folding *f, const char *name)
{
	size_t i = 0;

	while (i < f->others_n && strcmp(f->others[i], name) != 0)
		i++;
	return i;
}

static bool is_folded(const struct records *s, size_t group)
{
	const struct folding *f = s->fold;

	return !s->list.search.n && f->all != (other(f, f->groups.of[group].name) < f->others_n);
}

static void forget(struct folding *f)
{
	groups_free(&f->groups);
	free(f->rows);
	f->rows = NULL;
	f->n = f->summed_n = 0;
}

void records_lay_free(struct records *s)
{
	if (!s->fold)
		return;
	list_set_count(&s->list, s->ids_n);
	forget(s->fold);
	for (size_t i = 0; i < s->fold->others_n; i++)
		free(s->fold->others[i]);
	free(s->fold->others);
	free(s->fold);
	s->fold = NULL;
}

/* The numbers among the columns. */
static void find_summed(struct records *s)
{
	struct folding *f = s->fold;

	for (size_t i = 0; i < s->columns_n; i++)
		if (s->paths[i].n == 1 && !s->paths[i].since && field_is_summed(s->paths[i].field[0]))
			f->summed[f->summed_n++] = s->paths[i].field[0];
}

static void lay_rows(struct records *s)
{
	struct folding *f = s->fold;

	f->rows = mem_resize(f->rows, (s->ids_n + f->groups.n + 1) * sizeof(*f->rows));
	f->n = 0;
	for (size_t g = 0; g < f->groups.n; g++) {
		const struct group *of = &f->groups.of[g];

		f->rows[f->n++] = HEAD | g;
		for (size_t i = 0; i < of->n && !is_folded(s, g); i++)
			f->rows[f->n++] = of->at + i;
	}
	if (f->groups.n > 1 && f->summed_n)
		f->rows[f->n++] = HEAD | f->groups.n;
}

size_t records_lay(struct records *s, struct tx *tx)
{
	struct query q = {.kind = s->k->kind, .group = &s->group};

	if (!s->group.n) {
		records_lay_free(s);
		return s->ids_n;
	}
	if (!s->fold)
		s->fold = mem_alloc(sizeof(*s->fold));
	forget(s->fold);
	find_summed(s);
	groups_find(tx, &q, s->ids, s->ids_n, s->fold->summed, s->fold->summed_n, STYLE_PEOPLE, &s->fold->groups);
	if (!s->fold->known && s->ids_n) {
		s->fold->known = true;
		s->fold->all = s->ids_n > MANY && s->fold->groups.n > 1;
	}
	lay_rows(s);
	return s->fold->n;
}

uint32_t records_at(const struct records *s, size_t row)
{
	if (!s->fold)
		return s->ids[row];
	return s->fold->rows[row] & HEAD ? 0 : s->ids[s->fold->rows[row]];
}

bool records_row_of(struct records *s, uint32_t id, size_t *row)
{
	size_t at = 0, g = 0;

	while (at < s->ids_n && s->ids[at] != id)
		at++;
	if (at == s->ids_n)
		return false;
	if (s->fold) {
		while (g + 1 < s->fold->groups.n && s->fold->groups.of[g + 1].at <= at)
			g++;
		for (*row = 0; s->fold->rows[*row] != (HEAD | g);)
			++*row;
		if (is_folded(s, g))
			records_fold(s, *row);
	}
	for (*row = 0; records_at(s, *row) != id;)
		++*row;
	return true;
}

/* ---- heads ---- */

static const struct group *group_of(const struct records *s, size_t row)
{
	size_t g = s->fold->rows[row] & ~HEAD;

	return g < s->fold->groups.n ? &s->fold->groups.of[g] : NULL;
}

uint64_t records_head_key(const struct records *s, size_t row)
{
	const struct group *g = group_of(s, row);
	uint64_t h = 1469598103934665603U; /* FNV-1a */

	for (const char *p = g ? g->name : ""; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211U;
	return h | (uint64_t)1 << 63 | !g;
}

uint64_t records_head_mark(const struct records *s, size_t row, size_t i)
{
	const struct group *g = group_of(s, row);

	return g && i < g->n ? subject_key((struct subject){s->k->kind, s->ids[g->at + i]}) : 0;
}

void records_head_add(const struct records *s, size_t row, struct buf *out)
{
	const struct group *g = group_of(s, row);
	const struct folding *f = s->fold;
	struct buf name = {0};

	if (!g) {
		buf_addf(out, "Всего — %zu", s->ids_n);
		sums_add(f->summed, f->groups.whole, f->summed_n, out);
		return;
	}
	buf_add(&name, *g->name ? g->name : "не сказано");
	if (path_end(&s->group)->ref)
		bare_names(&name);
	buf_addf(out, "%s %s — %zu", glyph(is_folded(s, (size_t)(g - f->groups.of)) ? GLYPH_MARKER : GLYPH_UNFOLDED),
		 name.s, g->n);
	sums_add(f->summed, g->sums, f->summed_n, out);
	buf_free(&name);
}

bool records_fold(struct records *s, size_t row)
{
	const struct group *g = s->fold && row < s->fold->n && !records_at(s, row) ? group_of(s, row) : NULL;
	struct folding *f = s->fold;
	size_t i;

	if (!g)
		return false;
	i = other(f, g->name);
	if (i < f->others_n) {
		free(f->others[i]);
		f->others[i] = f->others[--f->others_n];
	} else {
		f->others = mem_grow(f->others, f->others_n, &f->others_cap, sizeof(*f->others));
		f->others[f->others_n++] = mem_strdup(g->name);
	}
	lay_rows(s);
	list_set_count(&s->list, f->n);
	return true;
}

void records_fold_all(struct records *s, bool fold)
{
	if (!s->fold)
		return;
	while (s->fold->others_n)
		free(s->fold->others[--s->fold->others_n]);
	s->fold->known = true;
	s->fold->all = fold;
}

bool records_folded(const struct records *s)
{
	return s->fold && s->fold->all;
}

/* «12 · 9 · 4» */
void records_counts_add(const struct records *s, struct buf *out)
{
	enum { MOST = 5 };

	for (size_t i = 0; s->fold && i < s->fold->groups.n && i < MOST; i++)
		buf_addf(out, "%s%zu", i ? " · " : ": ", s->fold->groups.of[i].n);
	if (s->fold && s->fold->groups.n > MOST)
		buf_addf(out, " и ещё %zu", s->fold->groups.n - MOST);
}
