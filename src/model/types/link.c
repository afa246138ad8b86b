/* Any record, «site 3»: kind and id in one number. */
#include "types.h"

static struct pointed target(const struct field *f, int64_t number)
{
	(void)f;
	return (struct pointed){(unsigned)(number >> 32), (uint32_t)number};
}

static int64_t pointer(struct pointed to)
{
	return (int64_t)to.kind << 32 | to.id;
}

struct pointed record_link(const struct record *r, unsigned field)
{
	return target(NULL, record_int(r, field));
}

void record_set_link(struct record *r, unsigned field, struct pointed to)
{
	record_set_int(r, field, pointer(to));
}

/* «site 3», «площадка 3», «приказ 37-о». */
static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	const char *text = t->text, *rest;
	const struct kind_def *k = kind_at_start(text, &rest);
	struct error cause = {0};
	char q[TEXT_QUOTED];
	uint32_t id;

	if (!k)
		return error_set(e, ERR_REFUSED,
				 "%s: «%s» — ожидается вид записи и её номер или название, например «площадка 3»",
				 f->title, text_quoted(text, q));
	if (ref_find(t->tx, k->kind, rest, &id, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	record_set_link(r, f->id, (struct pointed){k->kind, id});
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	struct pointed to = target(f, v->num);
	const struct kind_def *k = kind_def(to.kind);

	if (style == STYLE_PEOPLE)
		label_add(tx, to.kind, to.id, out);
	else
		buf_addf(out, "%s %u", k ? k->name : "?", to.id);
}

const struct field_type ft_link = {
	.words = "ссылка на любую запись",
	.stored = V_INT,
	.editor = EDITOR_RECORD,
	.parse = parse,
	.print = print,
	.target = target,
	.pointer = pointer,
};
