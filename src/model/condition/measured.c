/* What a measure is of the records that there are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/model/field.h"
#include "stazh/model/load.h"
#include "stazh/model/query.h"

struct numbers {
	uint32_t *v;
	size_t n, cap;
};

static void add_number(uint32_t id, void *arg)
{
	struct numbers *l = arg;

	l->v = mem_grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = id;
}

static int compare_numbers(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

/* ---- the records ---- */

struct walk {
	struct tx *tx;
	const struct measure *m;
	void (*fn)(struct walk *w, const struct record *r, bool part);
	void *arg;
};

static void look(struct walk *w, const struct record *r)
{
	const struct measure *m = w->m;

	if ((record_bool(r, REC_ARCHIVED) && !m->archived) || (m->year && !m->k->in_year(w->tx, r, m->year)) ||
	    (m->within && !condition_holds(w->tx, m->within, r)) || (m->where && !condition_holds(w->tx, m->where, r)))
		return;
	w->fn(w, r, !m->of || condition_holds(w->tx, m->of, r));
}

static void each(struct walk *w)
{
	const struct measure *m = w->m;
	struct numbers some = {0};
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct cursor c;
	size_t step = 0;

	if ((m->within && condition_narrow(w->tx, m->within, m->k->kind, add_number, &some)) ||
	    (m->where && condition_narrow(w->tx, m->where, m->k->kind, add_number, &some))) {
		some.n = mem_sort_unique(some.v, some.n, sizeof(*some.v), compare_numbers);
		for (size_t i = 0; i < some.n; i++)
			if (load(w->tx, m->k->kind, some.v[i], &r))
				look(w, &r);
	} else {
		key_u8(&prefix, (uint8_t)m->k->kind);
		for (cursor_open(&c, w->tx, T_REC, &prefix, NULL);
		     cursor_ok(&c) && !record_from_entry(w->tx, c.key, c.value, &r); cursor_next(&c)) {
			look(w, &r);
			tx_forget_pages(w->tx, step++);
		}
		cursor_close(&c);
	}
	free(some.v);
	record_release(&r);
}

/* ---- what a path leads to ---- */

struct ends {
	void (*fn)(const struct field *f, const struct record *r, void *arg);
	void *arg;
	bool all;  /* whoever may read them */
	bool seen; /* the session may read each */
};

static void follow(struct tx *tx, const struct cond *path, size_t i, const struct record *r, struct ends *e)
{
	const struct field *f = path->path.field[i];
	bool sees = access_sees(tx, f, r);
	struct record next = {0};
	struct pointed to;

	e->seen &= sees;
	if (!sees && !e->all)
		return;
	if (i == path->path.n - 1)
		e->fn(f, r, e->arg);
	for (size_t at = 0; i < path->path.n - 1 && field_target(f, record_get(r, f->id), &at, &to);)
		if (load(tx, to.kind, to.id, &next))
			follow(tx, path, i + 1, &next, e);
	record_release(&next);
}

/* ---- adding up ---- */

struct sum {
	double value;
	long n, base;
	bool seen;	       /* all that is behind it */
	struct numbers people; /* about whom it is */
};

struct number {
	double value;
	bool any;
};

static void take_number(const struct field *f, const struct record *r, void *arg)
{
	struct number *n = arg;
	int64_t implied;

	if (record_has(r, f->id)) {
		n->value += (double)record_int(r, f->id);
		n->any = true;
	} else if (kind_more(kind_def(r->kind))->implied && kind_more(kind_def(r->kind))->implied(r, f->id, &implied)) {
		n->value += (double)implied;
		n->any = true;
	}
}

/* Whom it is about: a diagnosis about a trainee, a trainee about a person. */
static uint32_t about_whom(struct tx *tx, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	const struct field *about = field_by_id(k, kind_rights(k)->about);
	struct record of = {0};
	uint32_t whom = r->id;

	if (kind_rights(k)->about && about && load_ref(tx, about->ref, r, about->id, &of))
		whom = about_whom(tx, &of);
	record_release(&of);
	return whom;
}

/* A mean that everybody is told, of what not everybody may read. */
static bool is_closed(const struct measure *m)
{
	bool closed = false;

	for (size_t i = 0; m->common && m->number && i < m->number->path.n; i++)
		closed |= (m->number->path.field[i]->flags & (FF_PRIVATE | FF_INNER)) != 0;
	return closed;
}

static bool has_number(struct walk *w, const struct record *r)
{
	struct number n = {0};
	struct ends e = {take_number, &n, w->m->common, true};

	follow(w->tx, w->m->number, 0, r, &e);
	return n.any;
}

static void sum_add(struct walk *w, struct sum *s, const struct record *r, bool part)
{
	const struct measure *m = w->m;
	struct number n = {0};
	struct ends e = {take_number, &n, m->common, true};

	s->n++;
	if (m->how == MEASURE_COUNT || m->how == MEASURE_SHARE) {
		s->value += part;
		s->base++;
		return;
	}
	follow(w->tx, m->number, 0, r, &e);
	if (!n.any)
		return;
	s->value += n.value;
	s->base++;
	s->seen &= e.seen;
	if (is_closed(m))
		add_number(about_whom(w->tx, r), &s->people);
}

static struct measured sum_end(const struct measure *m, struct sum *s)
{
	struct measured is = {.value = s->value, .base = m->how == MEASURE_COUNT ? 0 : s->base};

	is.people = (long)mem_sort_unique(s->people.v, s->people.n, sizeof(*s->people.v), compare_numbers);
	free(s->people.v);
	if (m->how != MEASURE_MEAN)
		return is;
	if (!s->base || (!s->seen && is.people < MEASURE_FEW))
		return (struct measured){0};
	is.value /= (double)s->base;
	return is;
}

static void take_all(struct walk *w, const struct record *r, bool part)
{
	sum_add(w, w->arg, r, part);
}

struct measured measure_take(struct tx *tx, const struct measure *m)
{
	struct sum s = {.seen = true};
	struct walk w = {tx, m, take_all, &s};

	each(&w);
	return sum_end(m, &s);
}

/* ---- by words ---- */

struct words {
	struct measured_word *w;
	struct sum *s;
	size_t n, cap, sums_cap;
	struct tx *tx;
	struct numbers of; /* places of the words that one record has */
	struct buf word, key;
};

static void take_word(struct words *l)
{
	size_t i = 0;

	while (i < l->n && strcmp(l->w[i].key, buf_text(&l->key)) != 0)
		i++;
	if (i == l->n) {
		l->w = mem_grow(l->w, l->n, &l->cap, sizeof(*l->w));
		l->s = mem_grow(l->s, l->n, &l->sums_cap, sizeof(*l->s));
		l->w[l->n] = (struct measured_word){.word = mem_strdup(buf_text(&l->word)),
						    .key = mem_strdup(buf_text(&l->key))};
		l->s[l->n++] = (struct sum){.seen = true};
	}
	add_number((uint32_t)i, &l->of);
}

static void take_values(const struct field *f, const struct record *r, void *arg)
{
	const struct value *v = record_get(r, f->id);
	struct words *l = arg;
	const struct value no = {.type = f->type->stored};
	size_t n = v && v->type == V_LIST ? v->count : 1;

	if (!v && !f->type->unset)
		return;
	v = v ? v : &no;
	for (size_t i = 0; i < n; i++) {
		const struct value *one = v->type == V_LIST ? &v->items[i] : v;

		buf_clear(&l->word);
		buf_clear(&l->key);
		f->type->print(l->tx, f, one, STYLE_PEOPLE, &l->word);
		f->type->print(l->tx, f, one, STYLE_DATA, &l->key);
		take_word(l);
	}
}

static void words_of(struct walk *w, struct words *l, const struct record *r)
{
	struct ends e = {take_values, l, false, true};

	l->of.n = 0;
	follow(w->tx, w->m->by, 0, r, &e);
	if (!l->of.n) {
		buf_clear(&l->word);
		buf_clear(&l->key);
		take_word(l);
	}
	l->of.n = mem_sort_unique(l->of.v, l->of.n, sizeof(*l->of.v), compare_numbers);
}

static void take_by_words(struct walk *w, const struct record *r, bool part)
{
	struct words *l = w->arg;

	words_of(w, l, r);
	for (size_t i = 0; i < l->of.n; i++)
		sum_add(w, &l->s[l->of.v[i]], r, part);
}

static int compare_words(const void *pa, const void *pb)
{
	const struct measured_word *a = pa, *b = pb;
	int order = collate_compare(a->word, b->word);

	return order ? order : strcmp(a->key, b->key);
}

/* One mean that is not told would follow from that of all and the others: then neither is that of the next few. */
static void end_words(const struct measure *m, struct words *l)
{
	size_t hidden = 0;
	struct measured_word *least = NULL;

	for (size_t i = 0; i < l->n; i++) {
		long base = l->s[i].base;

		l->w[i].is = sum_end(m, &l->s[i]);
		hidden += m->how == MEASURE_MEAN && base && !l->w[i].is.base;
		if (l->w[i].is.base && (!least || l->w[i].is.base < least->is.base))
			least = &l->w[i];
	}
	if (hidden == 1 && least)
		least->is = (struct measured){0};
}

struct measured_word *measure_words(struct tx *tx, const struct measure *m, size_t *n)
{
	struct words l = {.tx = tx};
	struct walk w = {tx, m, take_by_words, &l};

	if (m->by)
		each(&w);
	end_words(m, &l);
	if (l.n)
		qsort(l.w, l.n, sizeof(*l.w), compare_words);
	free(l.s);
	free(l.of.v);
	buf_free(&l.word);
	buf_free(&l.key);
	*n = l.n;
	return l.w;
}

void measured_words_free(struct measured_word *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(w[i].word);
		free(w[i].key);
	}
	free(w);
}

/* ---- which records ---- */

struct members {
	struct numbers ids;
	struct words words;
	enum measure_part part;
	const char *key;
};

static void take_member(struct walk *w, const struct record *r, bool part)
{
	struct members *l = w->arg;
	bool is = !l->key || !w->m->by;

	if (l->part == MEASURE_PART && !(w->m->number ? has_number(w, r) : part))
		return;
	if (!is)
		words_of(w, &l->words, r);
	for (size_t i = 0; !is && i < l->words.of.n; i++)
		is = !strcmp(l->words.w[l->words.of.v[i]].key, l->key);
	if (is)
		add_number(r->id, &l->ids);
}

uint32_t *measure_records(struct tx *tx, const struct measure *m, enum measure_part part, const char *key, size_t *n)
{
	struct members l = {.words = {.tx = tx}, .part = part, .key = key};
	struct walk w = {tx, m, take_member, &l};

	each(&w);
	measured_words_free(l.words.w, l.words.n);
	free(l.words.s);
	free(l.words.of.v);
	buf_free(&l.words.word);
	buf_free(&l.words.key);
	*n = l.ids.n;
	return l.ids.v;
}

/* ---- as text ---- */

bool measured_number(enum measure_how how, struct measured is, double *number)
{
	*number = how == MEASURE_SHARE && is.base ? 100 * is.value / (double)is.base : is.value;
	return is.base || how == MEASURE_COUNT || how == MEASURE_SUM;
}

static void add_tenths(struct buf *out, double number)
{
	long tenths = lround(number * 10);

	buf_addf(out, "%s%ld", tenths < 0 ? "−" : "", labs(tenths) / 10);
	if (tenths % 10)
		buf_addf(out, ",%ld", labs(tenths) % 10);
}

void measured_add(enum measure_how how, struct measured is, struct buf *out)
{
	double number;

	if (!measured_number(how, is, &number)) {
		buf_add(out, "—");
	} else if (how == MEASURE_SHARE) {
		buf_addf(out, "%ld %% (%ld из %ld)", lround(number), lround(is.value), is.base);
	} else {
		add_tenths(out, number);
		if (how == MEASURE_MEAN)
			buf_addf(out, " (n = %ld)", is.base);
	}
}
