/* A condition's text, to the tree that is asked of records. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"
#include "stazh/model/field.h"

#define VALUES_MAX 200 /* of a condition that the program makes */

struct cond *cond_node(int sort, struct cond *a, struct cond *b)
{
	struct cond *c = mem_alloc(sizeof(*c));

	c->sort = sort;
	c->a = a;
	c->b = b;
	return c;
}

void condition_free(struct cond **c)
{
	struct cond *all = *c;

	*c = NULL;
	if (!all)
		return;
	condition_free(&all->a);
	condition_free(&all->b);
	for (size_t i = 0; i < all->values_n; i++) {
		record_release(&all->values[i].parsed);
		free(all->values[i].text);
		free(all->values[i].folded);
	}
	free(all->values);
	free(all);
}

struct cond *condition_both(struct cond *a, struct cond *b)
{
	return a && b ? cond_node(COND_AND, a, b) : a ? a : b;
}

/* ---- count(KIND[, cond]) ---- */

/* From `counted` by what its records belong to, up to one that points to k. */
static bool chain_to(const struct kind_def *counted, const struct kind_def *k, struct cond *c)
{
	const struct kind_def *at = counted;

	for (c->chain_n = 0; at && c->chain_n < COND_CHAIN;) {
		c->chain[c->chain_n++] = at;
		for (size_t i = 0; i < at->n; i++)
			if (field_may_point(&at->fields[i], k->kind))
				return true;
		at = at->parent ? kind_def(field_by_id(at, at->parent)->ref) : NULL;
	}
	return false;
}

static enum err read_counted(struct cond_reader *r, const struct kind_def *k, struct cond *c)
{
	bool outer = r->counted;
	const char *at;
	char *name;
	const struct kind_def *of;
	enum err err = OK;
	size_t n;

	cond_blanks(r);
	at = r->s;
	n = cond_quoted_at(at);
	n += strcspn(at + n, ",)");
	name = cond_unquoted(at, n);
	of = *name == '#' ? kind_def((unsigned)strtoul(name + 1, NULL, 10)) : kind_by_name(name);
	r->s += n;
	n = text_trim(&at, n);
	if (!of && *name == '#') {
		err = cond_wrong(r, at, n, "вида записей № %.10s больше нет", name + 1);
	} else if (!of) {
		const char *nearest = n && n < 100 ? kind_nearest(name) : NULL;

		err = cond_wrong(r, at, n, "ожидался вид записей%s%s%s%s",
				 session_typed(tx_session(r->tx), ": какие есть, покажет stazh help"),
				 nearest ? "; может быть, " : "", nearest ? nearest : "", nearest ? "?" : "");
	} else if (!chain_to(of, k, c)) {
		err = cond_wrong(r, at, n, "у %s нет записей вида «%s»: ожидался вид записей, которые сюда ссылаются",
				 k->genitive, of->plural);
	}
	free(name);
	if (err)
		return err;
	if (*r->s == ',') {
		r->s++;
		r->counted = true;
		err = cond_read(r, of, &c->a);
		r->counted = outer;
	}
	cond_blanks(r);
	if (!err && *r->s != ')')
		err = cond_wrong(r, r->s, strlen(r->s), "ожидалась закрывающая скобка после того, что сосчитать");
	r->s += !err;
	return err;
}

/* ---- a test ---- */

/* `op` is none of which the field has an order. */
static enum err check_op(struct cond_reader *r, const char *at, size_t n, const struct cond *c)
{
	const struct field_type *t = cond_field(c)->type;

	if (c->op == COND_EQUAL || c->op == COND_HAS || c->op == COND_FILLED || t->span || t->free_text)
		return OK;
	return cond_wrong(r, at, n,
			  "сравнивать так можно числа, даты и названия, а у поля «%s» (%s) ожидалось =, != или ~",
			  cond_field(c)->title, t->words);
}

static bool ends_here(const struct cond_reader *r)
{
	const char *s = r->s + strspn(r->s, " \t\n");

	return !*s || *s == ')' || (*s == ',' && r->counted) || cond_word_at(s, COND_WORD_AND) ||
	       cond_word_at(s, COND_WORD_OR);
}

/* «=» and nothing, «=*»: empty or not. */
static bool read_presence(struct cond_reader *r, struct cond *c, bool *negated)
{
	const char *s = r->s + strspn(r->s, " \t\n");

	if (c->op != COND_EQUAL)
		return false;
	if (!*s || *s == ')' || (*s == ',' && r->counted)) {
		*negated = !*negated;
	} else if (*s == '*') {
		r->s = s + 1;
		if (!ends_here(r)) {
			r->s = s;
			return false;
		}
	} else {
		return false;
	}
	c->op = COND_FILLED;
	return true;
}

static enum err read_comparison(struct cond_reader *r, struct cond **c)
{
	const char *at;
	bool negated = false;
	size_t n;
	enum err err = OK;

	cond_blanks(r);
	at = r->s;
	n = cond_op_at(at, &(*c)->op, &negated);
	r->s += n;
	if (n) {
		r->joined = false;
		err = check_op(r, at, n, *c);
		if (!err && ((*c)->sort == COND_COUNT || !read_presence(r, *c, &negated)))
			err = cond_values(r, *c);
	} else if ((*c)->sort == COND_TEST && (n = cond_word_at(at, COND_WORD_EMPTY))) {
		r->s += n;
		(*c)->op = COND_FILLED;
		negated = true;
	} else if ((*c)->sort == COND_TEST && (n = cond_word_at(at, COND_WORD_NOT))) {
		r->s += n;
		cond_blanks(r);
		n = cond_word_at(r->s, COND_WORD_EMPTY);
		if (!n)
			return cond_wrong(r, r->s, strlen(r->s), "после «не» ожидалось «пусто»");
		r->s += n;
		(*c)->op = COND_FILLED;
	} else {
		return cond_wrong(r, at, strlen(at), "ожидалось сравнение: =, !=, <, <=, >, >=, ~%s",
				  (*c)->sort == COND_TEST ? ", «пусто» или «не пусто»" : " и число");
	}
	if (!err && negated)
		*c = cond_node(COND_NOT, *c, NULL);
	return err;
}

static enum err read_test(struct cond_reader *r, const struct kind_def *k, struct cond **out)
{
	size_t n = cond_word_at(r->s, COND_WORD_COUNT);
	const char *behind = r->s + n + strspn(r->s + n, " ");
	enum err err;

	*out = cond_node(COND_TEST, NULL, NULL);
	if (n && *behind == '(') {
		(*out)->sort = COND_COUNT;
		(*out)->path = path_to(&common_fields[0]);
		r->s = behind + 1;
		err = read_counted(r, k, *out);
	} else {
		err = cond_path(r, k, *out);
	}
	return err ? err : read_comparison(r, out);
}

/* ---- и, или, не, brackets ---- */

static enum err read_not(struct cond_reader *r, const struct kind_def *k, struct cond **out)
{
	enum err err;
	size_t n;

	if (++r->depth > COND_DEPTH)
		return cond_wrong(r, r->s, 0, "слишком много вложенных скобок и «не»: ожидалось не больше %d",
				  COND_DEPTH);
	cond_blanks(r);
	if ((n = cond_word_at(r->s, COND_WORD_NOT))) {
		r->s += n;
		*out = cond_node(COND_NOT, NULL, NULL);
		err = read_not(r, k, &(*out)->a);
	} else if (*r->s == '(') {
		const char *at = r->s++;

		err = cond_read(r, k, out);
		cond_blanks(r);
		if (!err && *r->s != ')')
			err = cond_wrong(r, at, strlen(at), "скобка не закрыта: ожидалось «)»");
		r->s += !err;
	} else if (!*r->s || *r->s == ')' || cond_word_at(r->s, COND_WORD_AND) || cond_word_at(r->s, COND_WORD_OR)) {
		r->joined = false;
		err = cond_wrong(r, r->s, strcspn(r->s, " "), "ожидалось условие: поле, сравнение и значение");
	} else {
		err = read_test(r, k, out);
	}
	r->depth--;
	return err;
}

static enum err read_and(struct cond_reader *r, const struct kind_def *k, struct cond **out)
{
	enum err err = read_not(r, k, out);
	size_t n;

	for (cond_blanks(r); !err && (n = cond_word_at(r->s, COND_WORD_AND)); cond_blanks(r)) {
		r->s += n;
		*out = cond_node(COND_AND, *out, NULL);
		err = read_not(r, k, &(*out)->b);
	}
	return err;
}

enum err cond_read(struct cond_reader *r, const struct kind_def *k, struct cond **out)
{
	enum err err = read_and(r, k, out);
	size_t n;

	for (cond_blanks(r); !err && (n = cond_word_at(r->s, COND_WORD_OR)); cond_blanks(r)) {
		r->s += n;
		*out = cond_node(COND_OR, *out, NULL);
		err = read_and(r, k, &(*out)->b);
	}
	return err;
}

int cond_year(const struct session *s)
{
	return s->year ? s->year : school_year_of(s->today);
}

enum err condition_parse(struct tx *tx, const struct kind_def *k, const char *text, struct cond **out, struct error *e)
{
	struct cond_reader r = {.tx = tx, .e = e, .what = "Условие", .year = cond_year(tx_session(tx))};
	struct error cause = {0};
	struct buf clean = {0};
	enum err err;

	*out = NULL;
	if (strlen(text) > COND_MAX)
		return error_set(e, ERR_USAGE, "Условие слишком длинное: %zu байт при пределе %d", strlen(text),
				 COND_MAX);
	if (utf8_clean(text, strlen(text), false, &clean, &cause))
		err = error_set(e, ERR_USAGE, "Условие: %s", cause.text);
	else {
		r.text = r.s = buf_text(&clean);
		err = cond_read(&r, k, out);
		if (!err && *r.s)
			err = cond_wrong(&r, r.s, strlen(r.s), "ожидалось «и», «или» либо конец условия");
	}
	buf_free(&clean);
	if (err)
		condition_free(out);
	return err;
}

/* Of a field of several each is a value of its own. */
static enum err make_values(struct tx *tx, struct cond *c, const char *value, struct error *e)
{
	char *text = mem_strdup(value), *parts[VALUES_MAX] = {text};
	size_t n = c->path.field[0]->flags & FF_MANY ? text_split(text, ';', parts, VALUES_MAX) : 1;
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		err = cond_value_add(tx, c, parts[i], e);
	free(text);
	return err;
}

enum err condition_make(struct tx *tx, const struct field *f, const char *value, struct cond **out, struct error *e)
{
	struct cond *c = cond_node(COND_TEST, NULL, NULL);
	enum err err = access_ask(tx_session(tx), f, e);

	*out = NULL;
	c->path = path_to(f);
	c->op = *value && strcmp(value, "*") != 0 ? COND_EQUAL : COND_FILLED;
	if (!err && c->op == COND_EQUAL)
		err = make_values(tx, c, value, e);
	if (!*value)
		c = cond_node(COND_NOT, c, NULL);
	if (err)
		condition_free(&c);
	*out = c;
	return err;
}
