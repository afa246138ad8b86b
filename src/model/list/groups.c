/* Orders of lists as text, and the groups of one. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/model/query.h"

enum err orders_parse(const struct kind_def *k, const char *text, struct order *out, size_t *n, struct error *e)
{
	const char *one;
	size_t len;
	enum err err = OK;

	for (*n = 0; !err && (one = path_next(&text, &len)); ++*n) {
		bool descending = *one == '-';

		if (*n == ORDERS_MAX)
			return error_set(e, ERR_USAGE, "слишком много полей в порядке: предел — %d", ORDERS_MAX);
		out[*n].descending = descending;
		err = path_parse(k, one + descending, len - descending, &out[*n].by, e);
	}
	return err;
}

void orders_add_names(const struct order *orders, size_t n, enum path_names how, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s%s", i ? how == PATH_TITLE ? ", " : "," : "",
			 orders[i].descending && how != PATH_TITLE ? "-" : "");
		path_add_name(&orders[i].by, how, out);
		if (orders[i].descending && how == PATH_TITLE)
			buf_add(out, " по убыванию");
	}
}

/* ---- groups ---- */

bool field_is_summed(const struct field *f)
{
	return f->type->datum == DATUM_NUMBER && !f->type->target && f->id != FIELD_ID && !(f->flags & FF_MANY) &&
	       f->id != REC_REV && f->type->sort && f->type->span;
}

static void sum_up(struct tx *tx, const struct record *r, const struct field *const *fields, size_t n,
		   struct group_sum *sums)
{
	for (size_t i = 0; i < n; i++)
		if (record_has(r, fields[i]->id) && access_sees(tx, fields[i], r)) {
			sums[i].sum += record_int(r, fields[i]->id);
			sums[i].n++;
		}
}

static struct group *group_begin(struct groups *g, size_t *cap, size_t at, size_t sums)
{
	g->of = mem_grow(g->of, g->n, cap, sizeof(*g->of));
	g->of[g->n] = (struct group){.at = at, .sums = mem_alloc((sums + 1) * sizeof(*g->of->sums))};
	return &g->of[g->n++];
}

void groups_find(struct tx *tx, const struct query *q, const uint32_t *ids, size_t n, const struct field *const *fields,
		 size_t fields_n, enum style style, struct groups *out)
{
	struct buf was = {0}, is = {0}, name = {0};
	struct record r = {0};
	struct group *at = NULL;
	size_t cap = 0;

	*out = (struct groups){.whole = mem_alloc((fields_n + 1) * sizeof(*out->whole))};
	for (size_t i = 0; i < n; i++) {
		if ((q->trash ? record_load_trash : record_load)(tx, q->kind, ids[i], &r))
			record_release(&r);
		buf_clear(&is);
		path_add(tx, q->group, &r, STYLE_DATA, &is);
		if (!at || strcmp(buf_text(&is), buf_text(&was)) != 0) {
			struct buf swap = was;

			at = group_begin(out, &cap, i, fields_n);
			buf_clear(&name);
			path_add(tx, q->group, &r, style, &name);
			at->name = mem_strdup(buf_text(&name));
			was = is;
			is = swap;
		}
		at->n++;
		sum_up(tx, &r, fields, fields_n, at->sums);
		sum_up(tx, &r, fields, fields_n, out->whole);
		tx_forget_pages(tx, i);
	}
	record_release(&r);
	buf_free(&was);
	buf_free(&is);
	buf_free(&name);
}

void groups_free(struct groups *g)
{
	for (size_t i = 0; i < g->n; i++) {
		free(g->of[i].name);
		free(g->of[i].sums);
	}
	free(g->of);
	free(g->whole);
	*g = (struct groups){.n = 0};
}

/* A mean with one digit behind the comma, where that says more than the sum. */
void sums_add(const struct field *const *fields, const struct group_sum *sums, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct group_sum *s = &sums[i];
		int64_t tenths;

		if (!s->n)
			continue;
		tenths = (s->sum * 20 / (int64_t)s->n + 1) / 2;
		buf_add(out, " · ");
		text_add_cased(out, fields[i]->title, false);
		buf_addf(out, " %lld", (long long)s->sum);
		if (s->n > 1)
			buf_addf(out, ", в среднем %lld%s%.0lld", (long long)tenths / 10, tenths % 10 ? "," : "",
				 (long long)tenths % 10);
	}
}
