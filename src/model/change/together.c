/* Records that refer to each other and are made at once: «head.surname» is a value of the record that the field head of
 * a new one is going to refer to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"

const struct field *field_back(const struct kind_def *of, unsigned to)
{
	for (size_t i = 0; i < of->n; i++)
		if (of->fields[i].ref == to && of->fields[i].flags & FF_REQUIRED && !(of->fields[i].flags & FF_MANY))
			return &of->fields[i];
	return NULL;
}

/* The field before the dot, *rest: what is behind it. NULL: the name is none of another record's value. */
static const struct field *field_of_other(const struct kind_def *k, const char *name, const char **rest)
{
	size_t n = strcspn(name, ".");

	*rest = name + n + 1;
	for (size_t i = 0; name[n] && i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (f->ref && !(f->flags & (FF_MANY | FF_SYSTEM)) && strlen(f->name) == n && !memcmp(f->name, name, n))
			return f;
	}
	return NULL;
}

/* The values for the field's record, in out; the way back to the new one is added where none is told. */
static size_t values_of(const struct kind_def *k, const struct field *f, const char *own, const struct assign *a,
			size_t n, struct assign *out)
{
	const struct kind_def *m = kind_def(f->ref);
	const struct field *back = field_back(m, k->kind);
	size_t count = 0;
	const char *rest;

	for (size_t i = 0; i < n; i++) {
		if (field_of_other(k, a[i].name, &rest) != f)
			continue;
		out[count++] = (struct assign){rest, a[i].value};
		if (field_by_name(m, rest) == back)
			back = NULL;
	}
	if (back && count)
		out[count++] = (struct assign){back->name, own};
	return count;
}

/* Makes the record that field f of the new one, of number id, is to refer to. */
static enum err add_other(struct tx *tx, const struct kind_def *k, uint32_t id, const struct field *f,
			  const struct assign *a, size_t n, bool ask, struct error *e)
{
	struct assign *values = mem_alloc((n + 1) * sizeof(*values));
	char own[16], made[16];
	uint32_t other = 0;
	enum err err = OK;

	snprintf(own, sizeof(own), "%u", id);
	n = values_of(k, f, own, a, n, values);
	if (n)
		err = model_add_asking(tx, f->ref, values, n, ask, &other, e);
	for (struct error *p = err ? e : NULL; p && *p->text; p = p->more) /* its own fields are not here */
		error_at(p, f->name);
	snprintf(made, sizeof(made), "%u", other);
	if (other)
		err = model_set(tx, k->kind, id, 0, &(struct assign){f->name, made}, 1, e);
	free(values);
	return err;
}

enum err model_add_together(struct tx *tx, unsigned kind, const struct assign *a, size_t n, bool ask, uint32_t *id,
			    struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct assign *own = mem_alloc((n + 1) * sizeof(*own));
	size_t own_n = 0;
	const char *rest;
	enum err err;

	for (size_t i = 0; i < n; i++)
		if (!field_of_other(k, a[i].name, &rest))
			own[own_n++] = a[i];
	err = model_add_asking(tx, kind, own, own_n, ask, id, e);
	for (size_t i = 0; own_n < n && i < k->n && !err; i++)
		if (k->fields[i].ref)
			err = add_other(tx, k, *id, &k->fields[i], a, n, ask, e);
	free(own);
	return err;
}
