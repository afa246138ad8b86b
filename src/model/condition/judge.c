/* Whether a record fits, and which to begin with. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/model/field.h"
#include "stazh/model/load.h"
#include "stazh/model/rule.h"

/* What the session may not read is neither. */
enum verdict { NO, YES, UNKNOWN };

static enum verdict judge(struct tx *tx, const struct cond *c, const struct record *r);

static enum verdict verdict(bool is)
{
	return is ? YES : NO;
}

/* ---- one value against those of the test ---- */

static bool in_order(enum cond_op op, int64_t value, int64_t from, int64_t to)
{
	switch (op) {
	case COND_LESS:
		return value < from;
	case COND_LESS_EQUAL:
		return value <= to;
	case COND_MORE:
		return value > to;
	case COND_MORE_EQUAL:
		return value >= from;
	default:
		return value >= from && value <= to;
	}
}

static bool same(struct tx *tx, const struct field *f, const struct value *v, const struct value *wanted)
{
	if (!v || !wanted)
		return !v && !wanted;
	if (f->means && v->type == V_TEXT)
		return !strcmp(choice_word(f, tx_config(tx), v->text), choice_word(f, tx_config(tx), wanted->text));
	return v->type == wanted->type && v->num == wanted->num &&
	       (v->type != V_TEXT || (v->len == wanted->len && !memcmp(v->text, wanted->text, v->len)));
}

static bool text_fits(enum cond_op op, const char *text, const struct cond_value *w)
{
	struct buf folded = {0};
	bool is;

	if (op != COND_EQUAL && op != COND_HAS) {
		int d = collate_compare(text, w->text);

		return op == COND_LESS ? d < 0 : op == COND_LESS_EQUAL ? d <= 0 : op == COND_MORE ? d > 0 : d >= 0;
	}
	collate_fold(text, strlen(text), &folded);
	is = op == COND_HAS ? collate_matches(buf_text(&folded), w->folded) : !strcmp(buf_text(&folded), w->folded);
	buf_free(&folded);
	return is;
}

static bool value_fits(struct tx *tx, const struct cond *c, const struct value *v, const struct cond_value *w)
{
	const struct field *f = c->path.field[c->path.n - 1];
	struct buf text = {0};
	bool is;

	if (c->op != COND_HAS && cond_field(c)->type->span)
		return v && in_order(c->op, v->num, w->from, w->to);
	if (c->op != COND_HAS && !f->type->free_text)
		return same(tx, f, v, record_get(&w->parsed, f->id));
	if (!v)
		return false;
	f->type->print(tx, f, v, STYLE_PEOPLE, &text);
	is = text_fits(c->op, buf_text(&text), w);
	buf_free(&text);
	return is;
}

static bool any_fits(struct tx *tx, const struct cond *c, const struct value *v)
{
	size_t n = v && v->type == V_LIST ? v->count : 1;

	if (c->op == COND_FILLED)
		return v || cond_field(c)->type->unset;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < c->values_n; j++)
			if (value_fits(tx, c, n == 1 && (!v || v->type != V_LIST) ? v : &v->items[i], &c->values[j]))
				return true;
	return false;
}

/* ---- the end of a path ---- */

static enum verdict judge_end(struct tx *tx, const struct cond *c, const struct record *r)
{
	const struct field *f = c->path.field[c->path.n - 1];
	struct value v = {.type = V_INT};

	if (c->path.since) {
		v.num = state_day(tx, r, f->id);
		return verdict(any_fits(tx, c, v.num == DATE_NONE ? NULL : &v));
	}
	if (f->id == FIELD_ID) {
		v.num = r->id;
		return verdict(any_fits(tx, c, &v));
	}
	return verdict(any_fits(tx, c, record_get(r, f->id)));
}

static enum verdict judge_from(struct tx *tx, const struct cond *c, size_t i, const struct record *r)
{
	const struct field *f = c->path.field[i];
	enum verdict all = NO, one;
	struct pointed to;
	struct record next = {0};

	if (!access_sees(tx, f, r))
		return UNKNOWN;
	if (i == c->path.n - 1)
		return judge_end(tx, c, r);
	for (size_t at = 0; all != YES && field_target(f, record_get(r, f->id), &at, &to);) {
		one = load(tx, to.kind, to.id, &next) ? judge_from(tx, c, i + 1, &next) : NO;
		all = one == NO ? all : one;
	}
	record_release(&next);
	return all;
}

/* ---- how many belong to it ---- */

struct ids {
	uint32_t *ids;
	size_t n, cap;
};

static bool add_source(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct ids *l = arg;

	(void)tx;
	(void)kind;
	(void)field;
	l->ids = mem_grow(l->ids, l->n, &l->cap, sizeof(*l->ids));
	l->ids[l->n++] = id;
	return true;
}

static int compare_ids(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

/* The records of kind `of` that point to those of `kind` in l take their place. */
static void step_back(struct tx *tx, unsigned kind, unsigned of, unsigned field, struct ids *l)
{
	struct ids sources = {0};

	for (size_t i = 0; i < l->n; i++)
		refs_to(tx, kind, l->ids[i], of, field, add_source, &sources);
	sources.n = mem_sort_unique(sources.ids, sources.n, sizeof(*sources.ids), compare_ids);
	free(l->ids);
	*l = sources;
}

static enum verdict judge_count(struct tx *tx, const struct cond *c, const struct record *r)
{
	struct value count = {.type = V_INT};
	struct record one = {0};
	struct ids l = {0};
	unsigned kind = r->kind;

	add_source(tx, 0, 0, r->id, &l);
	for (size_t i = c->chain_n; i-- > 0; kind = c->chain[i]->kind)
		step_back(tx, kind, c->chain[i]->kind, i == c->chain_n - 1 ? 0 : c->chain[i]->parent, &l);
	for (size_t i = 0; i < l.n; i++)
		count.num += load(tx, kind, l.ids[i], &one) && !record_bool(&one, REC_ARCHIVED) &&
			     (!c->a || judge(tx, c->a, &one) == YES);
	free(l.ids);
	record_release(&one);
	return verdict(any_fits(tx, c, &count));
}

/* ---- the tree ---- */

static enum verdict judge(struct tx *tx, const struct cond *c, const struct record *r)
{
	enum verdict a, b;

	switch (c->sort) {
	case COND_TEST:
		return judge_from(tx, c, 0, r);
	case COND_COUNT:
		return judge_count(tx, c, r);
	case COND_NOT:
		a = judge(tx, c->a, r);
		return a == UNKNOWN ? a : verdict(a == NO);
	case COND_AND:
		a = judge(tx, c->a, r);
		b = a == NO ? NO : judge(tx, c->b, r);
		return a == NO || b == NO ? NO : a == UNKNOWN || b == UNKNOWN ? UNKNOWN : YES;
	case COND_OR:
		a = judge(tx, c->a, r);
		b = a == YES ? YES : judge(tx, c->b, r);
		return a == YES || b == YES ? YES : a == UNKNOWN || b == UNKNOWN ? UNKNOWN : NO;
	}
	return NO;
}

bool condition_holds(struct tx *tx, const struct cond *c, const struct record *r)
{
	return judge(tx, c, r) == YES;
}

/* ---- where to begin ---- */

#define NUMBERS_MAX 1000 /* so many numbers of records are looked up one by one */

/* Those that the values name: of records of the kind that the last reference leads to. */
static bool named(const struct cond *c, const struct field **last, size_t *steps, struct ids *l)
{
	const struct field *f;
	bool number;

	if (c->sort != COND_TEST || c->op != COND_EQUAL || c->path.since)
		return false;
	f = c->path.field[c->path.n - 1];
	number = f->id == FIELD_ID;
	if (!number && !f->ref)
		return false;
	*steps = number ? c->path.n - 1 : c->path.n;
	*last = *steps ? c->path.field[*steps - 1] : NULL;
	for (size_t i = 0; i < c->values_n; i++) {
		const struct cond_value *w = &c->values[i];

		if (number && (w->from < 1 || w->to > UINT32_MAX || w->to - w->from > NUMBERS_MAX))
			return false;
		for (int64_t id = number ? w->from : record_ref(&w->parsed, f->id); id;
		     id = number && id < w->to ? id + 1 : 0)
			add_source(NULL, 0, 0, (uint32_t)id, l);
	}
	return true;
}

bool condition_narrow(struct tx *tx, const struct cond *c, unsigned kind, void (*add)(uint32_t id, void *arg),
		      void *arg)
{
	const struct field *last;
	struct ids l = {0};
	size_t steps;
	bool is;

	if (c->sort == COND_AND)
		return condition_narrow(tx, c->a, kind, add, arg) || condition_narrow(tx, c->b, kind, add, arg);
	is = named(c, &last, &steps, &l);
	for (size_t i = is ? steps : 0; i-- > 0;)
		step_back(tx, c->path.field[i]->ref, i ? c->path.field[i - 1]->ref : kind, c->path.field[i]->id, &l);
	for (size_t i = 0; is && i < l.n; i++)
		add(l.ids[i], arg);
	free(l.ids);
	return is;
}
