#include <stdlib.h>

#include "stazh/base/mem.h"
#include "stazh/model/fact.h"
#include "stazh/model/schema.h"

void facts_of(struct tx *tx, const struct record *r, struct facts *out)
{
	const struct kind_def *k = kind_def(r->kind);

	if (k->facts)
		k->facts(tx, r, out);
	if (schema_used()->facts)
		schema_used()->facts(tx, r, out);
}

void facts_mark(struct facts *out, struct mark mark)
{
	out->marks = mem_grow(out->marks, out->n, &out->cap, sizeof(*out->marks));
	out->marks[out->n++] = (struct fact_mark){out->text.n, mark};
}

void facts_draw(const struct facts *f, struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < f->n; i++) {
		buf_addn(out, buf_text(&f->text) + at, f->marks[i].at - at);
		mark_add(&f->marks[i].mark, out);
		at = f->marks[i].at;
	}
	buf_addn(out, buf_text(&f->text) + at, f->text.n - at);
}

void facts_release(struct facts *f)
{
	buf_free(&f->text);
	free(f->marks);
	*f = (struct facts){.n = 0};
}
