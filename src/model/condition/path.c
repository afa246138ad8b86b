/* PATH: a field, or one of the record that a reference leads to. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/access.h"

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

static enum err unknown(struct cond_reader *r, const struct kind_def *k, const char *s, size_t n)
{
	struct path_fault fault;
	struct path none;
	const char *nearest;
	enum err err;
	char *name;

	path_read(k, s, n, &none, &fault);
	if (fault.long_)
		return cond_wrong(r, s, n, "слишком длинный путь: ожидалось не больше %d полей через точку",
				  PATH_FIELDS);
	name = cond_unquoted(fault.at, fault.n);
	r->joined &= *name != '#';
	nearest = fault.n && fault.n < 100 ? field_nearest(fault.k, name) : NULL;
	if (!fault.n)
		err = cond_wrong(r, fault.at, 0, "ожидалось поле %s", fault.k->genitive);
	else if (fault.last)
		err = cond_wrong(r, fault.at, fault.n,
				 "«%s» ни на что не ссылается, дальше точки ничего нет: ожидалось сравнение",
				 fault.last->title);
	else if (*name == '#')
		err = cond_wrong(r, fault.at, fault.n, "поля № %.10s у %s больше нет", name + 1, fault.k->genitive);
	else
		err = unknown_field(r, fault.at, fault.n, fault.k, nearest);
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

	if (!path_read(k, s, n, &c->path, NULL) && !path_read(k, s, n = extent(s, true), &c->path, NULL)) {
		const char *trimmed = s;

		n = text_trim(&trimmed, n);
		one = strcspn(trimmed, " ");
		if (one >= n || !path_read(k, trimmed, one, &c->path, NULL)) /* a comparison was forgotten */
			return unknown(r, k, trimmed, n);
		n = (size_t)(trimmed - s) + one;
	}
	for (size_t i = 0; i < c->path.n && !err; i++)
		err = ask(r, c->path.field[i], s, n, i == c->path.n - 1);
	r->s = s + n;
	return err;
}
