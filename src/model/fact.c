#include <stdlib.h>

#include "stazh/base/mem.h"
#include "stazh/model/fact.h"
#include "stazh/model/field.h"
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

void facts_source(struct facts *out, unsigned kind, const char *path, size_t n, const char *title, const char *where,
		  ...)
{
	struct buf more = {0};
	va_list ap;

	if (!n)
		return;
	va_start(ap, where);
	buf_vaddf(&more, where, ap);
	va_end(ap);
	out->sources = mem_grow(out->sources, out->sources_n, &out->sources_cap, sizeof(*out->sources));
	out->sources[out->sources_n++] = (struct fact_source){
		.title = mem_strdup(title), .kind = kind, .path = path, .where = buf_take(&more), .n = n};
}

void facts_where(struct tx *tx, const struct record *r, const struct fact_source *s, struct buf *out)
{
	buf_addf(out, "%s = ", s->path);
	ref_say(tx, r->kind, r->id, out);
	if (*s->where)
		buf_addf(out, " и %s", s->where);
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
	for (size_t i = 0; i < f->sources_n; i++) {
		free(f->sources[i].title);
		free(f->sources[i].where);
	}
	free(f->sources);
	*f = (struct facts){.n = 0};
}
