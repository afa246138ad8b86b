/* PATH: a field, or one of the record that a reference leads to. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"

/* What stands for the day on which a state came to be. */
static const struct field since_field = {.name = "since", .title = "Состояние с", .type = FT_DATE};

/* One name between dots. */
struct step {
	const char *at;
	size_t n;
};

static size_t steps_of(const char *s, size_t n, struct step steps[COND_PATH + 1])
{
	size_t count = 0, from = 0;

	for (size_t i = 0; i <= n && count <= COND_PATH; i++) {
		size_t quoted = i < n ? cond_quoted_at(s + i) : 0;

		if (quoted && i + quoted <= n)
			i += quoted;
		if (i == n || s[i] == '.') {
			steps[count++] = (struct step){s + from, i - from};
			from = i + 1;
		}
	}
	return count;
}

static bool is_since(const struct field *f, const struct kind_def *k, const char *name)
{
	return f && k->state == f->id && (name_same(name, "since") || name_same(name, "с"));
}

static const struct field *named(const struct kind_def *k, const char *s, size_t n)
{
	char *name = cond_unquoted(s, n);
	const struct field *f = *name ? field_by_name(k, name) : NULL;

	free(name);
	return f;
}

/* Fills c; false: *wrong is the step that is no field, of the kind *k. */
static bool resolve(const struct kind_def **k, const struct step *steps, size_t n, struct cond *c, size_t *wrong)
{
	c->n = 0;
	c->since = NULL;
	for (*wrong = 0; *wrong < n; ++*wrong) {
		const struct field *last = c->n ? c->path[c->n - 1] : NULL, *f;
		char *name = cond_unquoted(steps[*wrong].at, steps[*wrong].n);

		if (*wrong == n - 1 && is_since(last, *k, name)) {
			free(name);
			c->since = &since_field;
			return true;
		}
		free(name);
		if (last && !last->ref)
			return false;
		if (last)
			*k = kind_def(last->ref);
		f = c->n < COND_PATH ? named(*k, steps[*wrong].at, steps[*wrong].n) : NULL;
		if (!f)
			return false;
		c->path[c->n++] = f;
	}
	return true;
}

static bool known(const struct kind_def *k, const char *s, size_t n, struct cond *c)
{
	struct step steps[COND_PATH + 1];
	const struct field *f = named(k, s, n);
	size_t wrong;

	if (!f)
		return resolve(&k, steps, steps_of(s, n, steps), c, &wrong);
	c->path[0] = f;
	c->n = 1;
	return true;
}

/* Whoever types commands has names of code to choose from. */
static enum err unknown_field(struct cond_reader *r, const char *at, size_t n, const struct kind_def *k,
			      const char *nearest)
{
	if (tx_session(r->tx)->interactive)
		return cond_wrong(r, at, n, "у %s нет такого поля: ожидалось название столбца или поля из формы",
				  k->genitive);
	return cond_wrong(r, at, n, "у %s нет такого поля: ожидалось одно из тех, что покажет stazh help %s%s%s%s",
			  k->genitive, k->name, nearest ? "; может быть, " : "", nearest ? nearest : "",
			  nearest ? "?" : "");
}

static enum err unknown(struct cond_reader *r, const struct kind_def *k, const char *s, size_t n, struct cond *c)
{
	struct step steps[COND_PATH + 1];
	size_t count = steps_of(s, n, steps), wrong;
	const struct field *last;
	const char *nearest, *at;
	enum err err;
	char *name;

	if (count > COND_PATH)
		return cond_wrong(r, s, n, "слишком длинный путь: ожидалось не больше %d полей через точку", COND_PATH);
	resolve(&k, steps, count, c, &wrong);
	at = steps[wrong].at;
	name = cond_unquoted(at, steps[wrong].n);
	n = text_trim(&at, steps[wrong].n);
	last = c->n ? c->path[c->n - 1] : NULL;
	nearest = n && n < 100 ? field_nearest(k, name) : NULL;
	if (!n)
		err = cond_wrong(r, at, 0, "ожидалось поле %s", k->genitive);
	else if (last && !last->ref)
		err = cond_wrong(r, at, n, "«%s» ни на что не ссылается, дальше точки ничего нет: ожидалось сравнение",
				 last->title);
	else
		err = unknown_field(r, at, n, k, nearest);
	free(name);
	return err;
}

/* Where what may be a path ends: at a comparison, or, words: at a word or sign of the language too. */
static size_t extent(const char *s, bool words)
{
	enum cond_op op;
	bool negated;
	size_t n = 0, quoted;

	for (; s[n] && !cond_op_at(s + n, &op, &negated) && s[n] != ')' && s[n] != ','; n++) {
		if ((quoted = cond_quoted_at(s + n)))
			n += quoted - 1;
		if (words && n && s[n - 1] == ' ' &&
		    (cond_word_at(s + n, COND_WORD_AND) || cond_word_at(s + n, COND_WORD_OR) ||
		     cond_word_at(s + n, COND_WORD_NOT) || cond_word_at(s + n, COND_WORD_EMPTY)))
			break;
	}
	return n;
}

static enum err ask(struct cond_reader *r, const struct field *f, const char *at, size_t n, bool last)
{
	if (!r->common)
		return access_ask(tx_session(r->tx), f, r->e);
	if (!(f->flags & (FF_PRIVATE | FF_INNER)) || (r->mean && last))
		return OK;
	n = text_trim(&at, n);
	return cond_wrong(r, at, n, "«%s» читают не все, а это число видят все: ожидалось поле, открытое всем",
			  f->title);
}

enum err cond_path(struct cond_reader *r, const struct kind_def *k, struct cond *c)
{
	const char *s = r->s;
	size_t n = extent(s, false), one;
	enum err err = OK;

	if (!known(k, s, n, c) && !known(k, s, n = extent(s, true), c)) {
		const char *trimmed = s;

		n = text_trim(&trimmed, n);
		one = strcspn(trimmed, " ");
		if (one >= n || !known(k, trimmed, one, c)) /* a comparison was forgotten */
			return unknown(r, k, trimmed, n, c);
		n = (size_t)(trimmed - s) + one;
	}
	for (size_t i = 0; i < c->n && !err; i++)
		err = ask(r, c->path[i], s, n, i == c->n - 1);
	r->s = s + n;
	return err;
}
