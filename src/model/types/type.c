#include "types.h"

bool field_target(const struct field *f, const struct value *v, size_t *at, struct pointed *to)
{
	const struct value *items = v && v->type == V_LIST ? v->items : v;
	size_t n = !v || !f->type->target ? 0 : v->type == V_LIST ? v->count : 1;

	while (*at < n) {
		const struct value *item = &items[(*at)++];

		if (item->type != V_INT)
			continue;
		*to = f->type->target(f, item->num);
		return true;
	}
	return false;
}

bool field_may_point(const struct field *f, unsigned kind)
{
	return f->type->target && (!f->ref || (unsigned)f->ref == kind);
}

size_t field_length(const struct field *f)
{
	size_t usual = f->type->length ? f->type->length : TYPED_MAX;

	return f->type->free_text && f->max ? (size_t)f->max : usual;
}
