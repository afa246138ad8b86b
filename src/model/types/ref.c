/* A record of one kind: its id. */
#include "types.h"

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	struct error cause = {0};
	uint32_t id;

	if (ref_find(t->tx, f->ref, t->text, &id, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	record_set_ref(r, f->id, id);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	if (style == STYLE_DATA)
		buf_addf(out, "%lld", (long long)v->num);
	else
		label_add(tx, f->ref, (uint32_t)v->num, out);
}

static void bounds(const struct field *f, struct buf *out)
{
	buf_addf(out, " на %s (%s)", kind_def(f->ref)->accusative, kind_def(f->ref)->name);
}

static struct pointed target(const struct field *f, int64_t number)
{
	return (struct pointed){f->ref, (uint32_t)number};
}

static int64_t pointer(struct pointed to)
{
	return to.id;
}

const struct field_type ft_ref = {
	.words = "ссылка",
	.stored = V_INT,
	.editor = EDITOR_RECORD,
	.datum = DATUM_NUMBER,
	.parse = parse,
	.print = print,
	.bounds = bounds,
	.target = target,
	.pointer = pointer,
};
