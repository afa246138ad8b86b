/* What the form of a new record keeps of the records that were made for its references: written when it is written. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"

/* The next pair of what is kept, by name and text; false: no more. *at is 0 at first. */
static bool next_pair(const struct draft *d, size_t *at, struct assign *out)
{
	if (*at >= d->values.n)
		return false;
	out->name = d->values.s + *at;
	out->value = out->name + strlen(out->name) + 1;
	*at = (size_t)(out->value - d->values.s) + strlen(out->value) + 1;
	return true;
}

/* Behind «head.»; NULL: the name is of no value of the field's record. */
static const char *value_of(const char *name, const char *field)
{
	size_t n = strlen(field);

	return !strncmp(name, field, n) && name[n] == '.' ? name + n + 1 : NULL;
}

void together_take(struct together *t, const struct draft *d)
{
	struct assign pair;

	for (size_t at = 0; next_pair(d, &at, &pair);) {
		size_t n = strcspn(pair.name, ".");
		char *field = pair.name[n] ? mem_strndup(pair.name, n) : NULL;

		if (field && !draft_value(&t->made, field) && draft_value(d, field))
			draft_add(&t->made, field, draft_value(d, field));
		if (field)
			draft_add(&t->made, pair.name, pair.value);
		free(field);
	}
}

void together_release(struct together *t)
{
	draft_release(&t->made);
}

void together_put(struct together *t, const struct field *f, const char *text, const struct assign *a, size_t n)
{
	struct draft was = t->made;
	struct assign pair;
	struct buf name = {0};

	t->made = (struct draft){.kind = 0};
	for (size_t at = 0; next_pair(&was, &at, &pair);)
		if (strcmp(pair.name, f->name) && !value_of(pair.name, f->name))
			draft_add(&t->made, pair.name, pair.value);
	draft_add(&t->made, f->name, text);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&name);
		buf_addf(&name, "%s.%s", f->name, a[i].name);
		draft_add(&t->made, name.s, a[i].value);
	}
	buf_free(&name);
	draft_release(&was);
}

bool together_has(const struct together *t, const char *field, const char *text)
{
	const char *known = draft_value(&t->made, field);

	return known && !strcmp(known, text);
}

size_t together_values(const struct together *t, const char *field, struct assign *out)
{
	struct assign pair;
	size_t n = 0;

	for (size_t at = 0; n < TOGETHER_MAX && next_pair(&t->made, &at, &pair);)
		if (value_of(pair.name, field))
			out[n++] = (struct assign){value_of(pair.name, field), pair.value};
	return n;
}

size_t together_without(const struct together *t, const struct assign *a, size_t n, struct assign *out)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (!together_has(t, a[i].name, a[i].value))
			out[count++] = a[i];
	return count;
}

size_t together_join(const struct together *t, const struct assign *a, size_t a_n, struct assign *out, size_t n)
{
	size_t room = n + TOGETHER_MAX;
	struct assign pair;

	for (size_t i = 0; i < a_n; i++)
		if (together_has(t, a[i].name, a[i].value))
			for (size_t at = 0; n < room && next_pair(&t->made, &at, &pair);)
				if (value_of(pair.name, a[i].name))
					out[n++] = pair;
	return n;
}

void together_same(const struct kind_def *k, struct buf *out)
{
	size_t n = strlen(k->created);
	const char *end = n >= 2 ? k->created + n - 2 : ""; /* «заведена» tells the gender */

	buf_add(out, !strcmp(end, "а") ? "эта же " : !strcmp(end, "о") ? "это же " : "этот же ");
	text_add_cased(out, k->title, false);
}
