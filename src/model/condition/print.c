/* A condition as text: in today's words, or with the numbers of fields and kinds, which no renaming touches. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/field.h"

struct printing {
	struct tx *tx;
	enum path_names how;
	struct buf *out;
};

/* Of people, and of those that machines read. */
static const struct {
	const char *and_, *or_, *not_, *empty, *filled, *count;
} words[] = {
	{" and ", " or ", "not ", " empty", " not empty", "count"},
	{" и ", " или ", "не ", " пусто", " не пусто", "число"},
};

static bool for_people(const struct printing *p)
{
	return p->how == PATH_WORDS;
}

/* ---- values ---- */

/* The name of a record, if it leads back to it; else with its number. */
static void add_record(const struct printing *p, const struct field *f, uint32_t id, struct buf *out)
{
	uint32_t found = 0;

	label_add(p->tx, f->ref, id, out);
	if (!ref_find(p->tx, f->ref, buf_text(out), &found, NULL) && found == id)
		return;
	buf_addf(out, " (№ %u)", id);
	if (!ref_find(p->tx, f->ref, buf_text(out), &found, NULL) && found == id)
		return;
	buf_clear(out);
	buf_addf(out, "%u", id);
}

static void add_value(const struct printing *p, const struct cond *c, const struct cond_value *w)
{
	const struct field *f = cond_field(c);
	const struct value *v = record_get(&w->parsed, f->id);
	struct buf text = {0};

	if (cond_means_year(f, w->text)) { /* in quotes it would mean the same, but not look so */
		buf_add(p->out, w->text);
		return;
	}
	if (c->op == COND_HAS || f->type->span || f->type->free_text || !v)
		buf_add(&text, w->text);
	else if (f->ref && for_people(p))
		add_record(p, f, (uint32_t)v->num, &text);
	else
		f->type->print(p->tx, f, v, for_people(p) && !f->type->target ? STYLE_PEOPLE : STYLE_DATA, &text);
	condition_add_quoted(buf_text(&text), false, p->out);
	buf_free(&text);
}

/* ---- a test ---- */

static void print(const struct printing *p, const struct cond *c);

static void add_what(const struct printing *p, const struct cond *c)
{
	const struct kind_def *k = c->chain[0];

	if (c->sort == COND_TEST) {
		path_add_name(&c->path, p->how, p->out);
		return;
	}
	buf_addf(p->out, "%s(", words[for_people(p)].count);
	if (p->how == PATH_NUMBERS)
		buf_addf(p->out, "#%u", k->kind);
	else
		condition_add_quoted(for_people(p) ? k->plural : k->name, true, p->out);
	if (c->a) {
		buf_add(p->out, ", ");
		print(p, c->a);
	}
	buf_addc(p->out, ')');
}

static void print_test(const struct printing *p, const struct cond *c, bool negated)
{
	static const char *const signs[] = {[COND_EQUAL] = "=", [COND_LESS] = "<",	  [COND_LESS_EQUAL] = "<=",
					    [COND_MORE] = ">",	[COND_MORE_EQUAL] = ">=", [COND_HAS] = "~"};

	add_what(p, c);
	if (c->op == COND_FILLED) {
		buf_add(p->out, negated ? words[for_people(p)].empty : words[for_people(p)].filled);
		return;
	}
	buf_addf(p->out, " %s ", negated ? "!=" : signs[c->op]);
	for (size_t i = 0; i < c->values_n; i++) {
		if (i)
			buf_add(p->out, "; ");
		add_value(p, c, &c->values[i]);
	}
}

/* ---- the tree ---- */

static void print_within(const struct printing *p, const struct cond *c, bool brackets)
{
	buf_add(p->out, brackets ? "(" : "");
	print(p, c);
	buf_add(p->out, brackets ? ")" : "");
}

/* «a != 1», «a пусто» where the language says it so. */
static bool is_negated_test(const struct cond *c)
{
	return (c->sort == COND_TEST || c->sort == COND_COUNT) && (c->op == COND_EQUAL || c->op == COND_FILLED);
}

static void print(const struct printing *p, const struct cond *c)
{
	switch (c->sort) {
	case COND_TEST:
	case COND_COUNT:
		print_test(p, c, false);
		break;
	case COND_NOT:
		if (is_negated_test(c->a)) {
			print_test(p, c->a, true);
		} else {
			buf_add(p->out, words[for_people(p)].not_);
			print_within(p, c->a, c->a->sort == COND_AND || c->a->sort == COND_OR);
		}
		break;
	case COND_AND:
		print_within(p, c->a, c->a->sort == COND_OR);
		buf_add(p->out, words[for_people(p)].and_);
		print_within(p, c->b, c->b->sort == COND_AND || c->b->sort == COND_OR);
		break;
	case COND_OR:
		print(p, c->a);
		buf_add(p->out, words[for_people(p)].or_);
		print_within(p, c->b, c->b->sort == COND_OR);
		break;
	}
}

void condition_print(struct tx *tx, const struct cond *c, enum path_names how, struct buf *out)
{
	const struct printing p = {tx, how, out};

	print(&p, c);
}

/* ---- the same ---- */

static bool same_value(const struct cond_value *a, const struct cond_value *b, const struct field *f)
{
	const char *fa = a->folded ? a->folded : "", *fb = b->folded ? b->folded : "";

	return a->from == b->from && a->to == b->to && !strcmp(fa, fb) &&
	       value_same(record_get(&a->parsed, f->id), record_get(&b->parsed, f->id));
}

bool condition_same(const struct cond *a, const struct cond *b)
{
	if (!a || !b)
		return !a && !b;
	if (a->sort != b->sort || !condition_same(a->a, b->a) || !condition_same(a->b, b->b))
		return false;
	if (a->sort != COND_TEST && a->sort != COND_COUNT)
		return true;
	if (!path_same(&a->path, &b->path) || a->op != b->op || a->values_n != b->values_n ||
	    a->chain_n != b->chain_n || (a->chain_n && a->chain[0] != b->chain[0]))
		return false;
	for (size_t i = 0; i < a->values_n; i++)
		if (!same_value(&a->values[i], &b->values[i], cond_field(a)))
			return false;
	return true;
}
