#include <stdlib.h>
#include <string.h>

#include "stazh/table/names.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"

/* ---- columns ---- */

static enum column_type column_type(const struct field *f)
{
	static const enum column_type of[] = {
		[DATUM_TEXT] = COLUMN_TEXT, [DATUM_NUMBER] = COLUMN_NUMBER, [DATUM_BOOL] = COLUMN_BOOL,
		[DATUM_DATE] = COLUMN_DATE, [DATUM_TIME] = COLUMN_TIME,
	};

	if (f->flags & FF_MANY)
		return f->ref ? COLUMN_NUMBERS : COLUMN_LIST;
	return of[f->type->datum];
}

static struct sheet_column *column_begin(struct columns *c, const struct path *p)
{
	if ((c->n & (c->n + 1)) == 0) { /* one less than a power of two */
		c->column = mem_resize(c->column, (c->n + 1) * 2 * sizeof(*c->column));
		c->path = mem_resize(c->path, (c->n + 1) * 2 * sizeof(*c->path));
	}
	c->path[c->n] = *p;
	return &c->column[c->n++];
}

static void add_column(struct columns *c, const struct path *p)
{
	const struct field *f = path_end(p);
	struct buf name = {0}, title = {0};

	for (size_t i = 0; i < c->n; i++)
		if (path_same(&c->path[i], p))
			return;
	path_add_name(p, PATH_CODES, &name);
	path_add_name(p, PATH_TITLE, &title);
	*column_begin(c, p) = (struct sheet_column){
		.name = arena_strndup(&c->names, name.s, name.n),
		.title = arena_strndup(&c->names, title.s, title.n),
		.type = p->n > 1 && path_many(p) ? COLUMN_LIST : column_type(f),
		.right = f->type->right,
		.cells = f->width,
	};
	buf_free(&name);
	buf_free(&title);
}

static void add_field(struct columns *c, const struct field *f)
{
	struct path p = path_to(f);

	add_column(c, &p);
}

static enum err add_named(const struct kind_def *k, const char *names, struct columns *c, struct error *e)
{
	const char *name;
	struct path p;
	size_t n;
	enum err err = OK;

	while (!err && (name = path_next(&names, &n))) {
		err = path_parse(k, name, n, &p, e);
		if (!err)
			add_column(c, &p);
	}
	return err;
}

enum err columns_choose(const struct kind_def *k, const char *names, struct columns *out, struct error *e)
{
	enum err err = OK;

	*out = (struct columns){.kind = k};
	add_field(out, field_by_name(k, "id"));
	if (!names || !strcmp(names, "*")) {
		for (size_t i = 0; i < k->n; i++)
			if (names || k->fields[i].flags & FF_COLUMN)
				add_field(out, &k->fields[i]);
	} else {
		err = add_named(k, names, out, e);
	}
	if (err)
		columns_free(out);
	else
		*column_begin(out, &(struct path){.n = 0}) =
			(struct sheet_column){.name = "kind", .title = "", .hidden = true, .only_json = true};
	return err;
}

void columns_free(struct columns *c)
{
	free(c->column);
	free(c->path);
	arena_release(&c->names);
	*c = (struct columns){0};
}

/* ---- records ---- */

void data_add(struct tx *tx, const struct field *f, const struct record *r, struct buf *out)
{
	if (f->type->unset && !record_has(r, f->id))
		buf_add(out, f->type->unset);
	else
		field_add(tx, f, r, STYLE_DATA, out);
}

void sheet_record(struct sheet *s, struct tx *tx, const struct columns *c, const struct record *r)
{
	for (size_t i = 0; i < c->n; i++) {
		buf_clear(&s->cell);
		column_add(tx, c, i, r, s->format == FORMAT_TABLE ? STYLE_PEOPLE : STYLE_DATA, &s->cell);
		sheet_celln(s, buf_text(&s->cell), s->cell.n);
	}
}

void column_add(struct tx *tx, const struct columns *c, size_t i, const struct record *r, enum style style,
		struct buf *out)
{
	if (c->path[i].n)
		path_add(tx, &c->path[i], r, style, out);
	else
		buf_add(out, c->kind->name);
}

struct writer {
	struct buf *out;
	int indent;
	bool more;
};

static void key(struct writer *w, const char *name, const char *tail)
{
	if (w->more)
		buf_addc(w->out, ',');
	if (w->indent >= 0) {
		buf_addc(w->out, '\n');
		buf_fill(w->out, ' ', (size_t)w->indent + 2);
	} else if (w->more) {
		buf_addc(w->out, ' ');
	}
	buf_addf(w->out, "\"%s%s\": ", name, tail);
	w->more = true;
}

/* The name of what a reference points to; an array of them where it may be several. */
static void add_ref_names(struct tx *tx, const struct field *f, const struct record *r, struct buf *out)
{
	const struct value *v = record_get(r, f->id);
	struct pointed to;
	struct buf name = {0};

	if (f->flags & FF_MANY)
		buf_addc(out, '[');
	else if (!v)
		buf_add(out, "null");
	for (size_t at = 0; field_target(f, v, &at, &to);) {
		buf_clear(&name);
		label_add(tx, to.kind, to.id, &name);
		if (at > 1)
			buf_add(out, ", ");
		json_add(out, buf_text(&name), name.n);
	}
	if (f->flags & FF_MANY)
		buf_addc(out, ']');
	buf_free(&name);
}

void record_json(struct tx *tx, const struct record *r, int indent, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);
	struct writer w = {.out = out, .indent = indent};
	struct buf text = {0};

	buf_addc(out, '{');
	key(&w, "id", "");
	buf_addf(out, "%u", r->id);
	key(&w, "kind", "");
	json_add(out, k->name, strlen(k->name));
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		buf_clear(&text);
		data_add(tx, f, r, &text);
		key(&w, f->name, "");
		json_cell(out, column_type(f), buf_text(&text), text.n);
		if (f->type->target) {
			key(&w, f->name, "_name");
			add_ref_names(tx, f, r, out);
		}
	}
	if (indent >= 0) {
		buf_addc(out, '\n');
		buf_fill(out, ' ', (size_t)indent);
	}
	buf_addc(out, '}');
	buf_free(&text);
}

/* ---- names of all records of a kind ---- */

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = ((const struct label *)a)->id, y = ((const struct label *)b)->id;

	return x < y ? -1 : x > y;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp((*(struct label *const *)a)->folded, (*(struct label *const *)b)->folded);
}

enum err labels_load(struct tx *tx, unsigned kind, struct labels *l, struct error *e)
{
	struct query q = {.kind = kind, .archived = true};
	struct buf text = {0}, folded = {0};
	struct record r = {0};
	uint32_t *ids = NULL;
	size_t n = 0;
	enum err err = query_run(tx, &q, &ids, &n, e);

	if (!err && n) {
		l->by_id = mem_alloc(n * sizeof(*l->by_id));
		l->by_name = mem_alloc(n * sizeof(*l->by_name));
	}
	for (size_t i = 0; !err && i < n; i++) {
		if (record_load(tx, kind, ids[i], &r))
			continue;
		buf_clear(&text);
		buf_clear(&folded);
		label_of(tx, &r, &text);
		collate_fold(buf_text(&text), text.n, &folded);
		l->by_id[l->n++] = (struct label){
			.id = ids[i],
			.text = arena_strndup(&l->arena, buf_text(&text), text.n),
			.folded = arena_strndup(&l->arena, buf_text(&folded), folded.n),
		};
		tx_forget_pages(tx, i);
	}
	if (l->n) {
		qsort(l->by_id, l->n, sizeof(*l->by_id), compare_ids);
		for (size_t i = 0; i < l->n; i++)
			l->by_name[i] = &l->by_id[i];
		qsort(l->by_name, l->n, sizeof(*l->by_name), compare_names);
	}
	free(ids);
	buf_free(&text);
	buf_free(&folded);
	record_release(&r);
	return err;
}

void labels_release(struct labels *l)
{
	free(l->by_id);
	free(l->by_name);
	arena_release(&l->arena);
	*l = (struct labels){0};
}

struct label *labels_find(struct labels *l, uint32_t id)
{
	struct label wanted = {.id = id};

	return l->n ? bsearch(&wanted, l->by_id, l->n, sizeof(*l->by_id), compare_ids) : NULL;
}

struct label **labels_named(struct labels *l, const char *text, size_t *n)
{
	struct label wanted = {0}, *key_of = &wanted, **at;
	struct buf folded = {0};

	collate_fold(text, strlen(text), &folded);
	wanted.folded = buf_text(&folded);
	at = l->n ? bsearch(&key_of, l->by_name, l->n, sizeof(*l->by_name), compare_names) : NULL;
	*n = 0;
	if (at) {
		while (at > l->by_name && !strcmp(at[-1]->folded, wanted.folded))
			at--;
		while (at + *n < l->by_name + l->n && !strcmp(at[*n]->folded, wanted.folded))
			++*n;
	}
	buf_free(&folded);
	return at;
}
