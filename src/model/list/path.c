/* Paths read and named. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/model/condition.h"

/* What stands for the day on which a state came to be. */
static const struct field since_field = {.name = "since", .title = "Состояние с", .type = FT_DATE};

/* One name between dots. */
struct step {
	const char *at;
	size_t n;
};

/* Bytes of the quoted text at s; 0: none begins there, or it is not closed. */
static size_t quoted_at(const char *s, size_t n)
{
	if (!n || *s != '"')
		return 0;
	for (size_t i = 1; i < n; i++)
		if (s[i] == '"' && (++i >= n || s[i] != '"'))
			return i;
	return 0;
}

static char *unquoted(const char *s, size_t n)
{
	struct buf b = {0};

	n = text_trim(&s, n);
	if (n < 2 || quoted_at(s, n) != n)
		return mem_strndup(s, n);
	for (size_t i = 1; i < n - 1; i++) {
		buf_addc(&b, s[i]);
		i += s[i] == '"';
	}
	return buf_take(&b);
}

static size_t steps_of(const char *s, size_t n, struct step steps[PATH_FIELDS + 1])
{
	size_t count = 0, from = 0;

	for (size_t i = 0; i <= n && count <= PATH_FIELDS; i++) {
		i += quoted_at(s + i, n - i);
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

/* «#3» */
static const struct field *numbered(const struct kind_def *k, const char *name)
{
	char *end;
	unsigned long id = strtoul(name + 1, &end, 10);

	return name[1] >= '0' && name[1] <= '9' && !*end && id <= UINT16_MAX ? field_by_id(k, (unsigned)id) : NULL;
}

static const struct field *named(const struct kind_def *k, const char *s, size_t n)
{
	char *name = unquoted(s, n);
	const struct field *f = *name == '#' ? numbered(k, name) : *name ? field_by_name(k, name) : NULL;

	free(name);
	return f;
}

/* Fills p; false: *wrong is the step that is no field, of the kind *k. */
static bool resolve(const struct kind_def **k, const struct step *steps, size_t n, struct path *p, size_t *wrong)
{
	p->n = 0;
	p->since = NULL;
	for (*wrong = 0; *wrong < n; ++*wrong) {
		const struct field *last = p->n ? p->field[p->n - 1] : NULL, *f;
		char *name = unquoted(steps[*wrong].at, steps[*wrong].n);

		if (*wrong == n - 1 && is_since(last, *k, name)) {
			free(name);
			p->since = &since_field;
			return true;
		}
		free(name);
		if (last && !last->ref)
			return false;
		if (last)
			*k = kind_def(last->ref);
		f = p->n < PATH_FIELDS ? named(*k, steps[*wrong].at, steps[*wrong].n) : NULL;
		if (!f)
			return false;
		p->field[p->n++] = f;
	}
	return true;
}

bool path_read(const struct kind_def *k, const char *text, size_t n, struct path *out, struct path_fault *fault)
{
	struct step steps[PATH_FIELDS + 1];
	const struct field *f = named(k, text, n);
	size_t count, wrong;

	*out = (struct path){.n = 1, .field = {f}};
	if (f)
		return true;
	count = steps_of(text, n, steps);
	if (count <= PATH_FIELDS && resolve(&k, steps, count, out, &wrong))
		return true;
	if (!fault)
		return false;
	*fault = (struct path_fault){.at = text, .n = n, .k = k, .long_ = count > PATH_FIELDS};
	if (!fault->long_) {
		const struct field *last = out->n ? out->field[out->n - 1] : NULL;

		fault->last = last && !last->ref ? last : NULL;
		fault->at = steps[wrong].at;
		fault->n = steps[wrong].n;
	}
	fault->n = text_trim(&fault->at, fault->n);
	return false;
}

static enum err refuse(const struct path_fault *f, struct error *e)
{
	char *name = unquoted(f->at, f->n);
	const char *nearest = f->n && f->n < 100 ? field_nearest(f->k, name) : NULL;

	if (f->long_)
		error_set(e, ERR_USAGE, "«%.60s»: слишком длинный путь: ожидалось не больше %d полей через точку", name,
			  PATH_FIELDS);
	else if (f->last)
		error_set(e, ERR_USAGE, "«%.60s»: поле «%s» ни на что не ссылается, дальше точки ничего нет", name,
			  f->last->title);
	else if (*name == '#')
		error_set(e, ERR_USAGE, "поля № %.10s у %s больше нет", name + 1, f->k->genitive);
	else
		error_set(e, ERR_USAGE, "у %s нет поля «%.60s»%s%s%s", f->k->genitive, name,
			  nearest ? "; может быть, " : "", nearest ? nearest : "", nearest ? "?" : "");
	free(name);
	return ERR_USAGE;
}

enum err path_parse(const struct kind_def *k, const char *text, size_t n, struct path *out, struct error *e)
{
	struct path_fault fault;

	return path_read(k, text, n, out, &fault) ? OK : refuse(&fault, e);
}

const char *path_next(const char **s, size_t *n)
{
	while (**s) {
		const char *at = *s;
		size_t i = 0, left = strlen(at);

		while (i < left && at[i] != ',')
			i += at[i] == '"' && quoted_at(at + i, left - i) ? quoted_at(at + i, left - i) : 1;
		*s += i + (i < left);
		*n = text_trim(&at, i);
		if (*n)
			return at;
	}
	return NULL;
}

struct path path_to(const struct field *f)
{
	return (struct path){.n = 1, .field = {f}};
}

const struct field *path_end(const struct path *p)
{
	return p->since ? p->since : p->field[p->n - 1];
}

bool path_same(const struct path *a, const struct path *b)
{
	bool same = a->n == b->n && a->since == b->since;

	for (size_t i = 0; same && i < a->n; i++)
		same = a->field[i] == b->field[i];
	return same;
}

bool path_many(const struct path *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->field[i]->flags & FF_MANY)
			return true;
	return false;
}

enum err path_ask(const struct session *s, const struct path *p, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < p->n && !err; i++)
		err = access_ask(s, p->field[i], e);
	return err;
}

/* ---- names ---- */

static void add_step(const struct field *f, enum path_names how, struct buf *out)
{
	if (how == PATH_CODES)
		buf_add(out, f->name);
	else if (how == PATH_NUMBERS)
		buf_addf(out, "#%u", f->id);
	else if (how == PATH_WORDS)
		condition_add_quoted(f->title, true, out);
	else
		buf_add(out, f->title);
}

void path_add_name(const struct path *p, enum path_names how, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++) {
		if (i)
			buf_add(out, how == PATH_TITLE ? ": " : ".");
		add_step(p->field[i], how, out);
	}
	if (p->since && how == PATH_TITLE)
		buf_add(out, ": с");
	else if (p->since)
		buf_add(out, how == PATH_WORDS ? ".с" : ".since");
}
