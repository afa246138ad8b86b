/* A whole number between the field's bounds. */
#include <errno.h>
#include <stdlib.h>

#include "../internal.h"
#include "types.h"

enum err type_parse_int(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	const char *text = t->text;
	char q[TEXT_QUOTED], *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		return error_set(e, ERR_REFUSED, "%s: «%s» — не целое число", f->title, text_quoted(text, q));
	if (f->min < f->max && (v < f->min || v > f->max))
		return error_set(e, ERR_REFUSED, "%s: %lld вне пределов от %d до %d", f->title, v, f->min, f->max);
	record_set_int(r, f->id, v);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	(void)style;
	buf_addf(out, "%lld", (long long)v->num);
}

void type_sort_int(const struct field *f, const struct record *r, struct key *out)
{
	int64_t number = f->id == FIELD_ID ? (int64_t)r->id : record_int(r, f->id);

	key_u64(out, (uint64_t)number ^ UINT64_C(1) << 63);
}

static void bounds(const struct field *f, struct buf *out)
{
	if (f->min < f->max)
		buf_addf(out, " от %d до %d", f->min, f->max);
}

const struct field_type ft_int = {
	.words = "целое число",
	.stored = V_INT,
	.datum = DATUM_NUMBER,
	.right = true,
	.parse = type_parse_int,
	.print = print,
	.sort = type_sort_int,
	.bounds = bounds,
};
