#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"

/* ---- what was typed ---- */

#define YEAR_DEPTH 4 /* task, trainee, group */

static int school_year(struct tx *tx, const struct record *r, int depth)
{
	const struct kind_def *k = kind_def(r->kind);
	const uint16_t *years = k ? kind_more(k)->years : NULL;
	int year = 0;

	for (size_t i = 0; years && i < 2 && years[i] && !year && depth < YEAR_DEPTH; i++) {
		const struct field *f = field_by_id(k, years[i]);
		struct record of = {0};
		struct pointed to;

		if (!f->ref)
			year = (int)record_int(r, f->id);
		else if (field_target(f, record_get(r, f->id), &(size_t){0}, &to) && load(tx, to.kind, to.id, &of))
			year = school_year(tx, &of, depth + 1);
		record_release(&of);
	}
	return year;
}

int record_school_year(struct tx *tx, const struct record *r)
{
	return school_year(tx, r, 0);
}

#define MANY_MAX 500

static enum err parse_many(struct typed *t, const struct field *f, char *text, struct record *r, struct error *e)
{
	char **parts = mem_alloc(MANY_MAX * sizeof(*parts));
	size_t n = text_split(text, ';', parts, MANY_MAX), count = 0;
	struct value *items = mem_alloc((n + 1) * sizeof(*items));
	struct record one = {0};
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		struct record tmp = {0};
		const struct value *v;
		bool twice = false;

		t->text = parts[i];
		err = f->type->parse(t, f, &tmp, e);
		v = record_get(&tmp, f->id);
		for (size_t j = 0; v && j < count; j++)
			/* one ground may hold for several sites of an order: only references are kept apart */
			twice |= f->ref && items[j].num == v->num;
		if (v && !twice) {
			record_set_value(&one, (unsigned)(100 + count), v);
			items[count] = *record_get(&one, (unsigned)(100 + count));
			count++;
		}
		record_release(&tmp);
	}
	if (!err)
		record_set_value(r, f->id, &(struct value){.type = V_LIST, .items = items, .count = (uint32_t)count});
	record_release(&one);
	free(items);
	free(parts);
	return err;
}

enum err field_parse(struct tx *tx, const struct field *f, const char *text, struct record *r, struct error *e)
{
	return field_parse_in(tx, f, text, 0, r, e);
}

enum err field_parse_in(struct tx *tx, const struct field *f, const char *text, int year, struct record *r,
			struct error *e)
{
	struct typed t = {tx, text, year};
	const char *s = text;
	size_t n = text_trim(&s, strlen(text));
	char *typed;
	enum err err;

	if (!n) {
		record_unset(r, f->id);
		return OK;
	}
	if (f->type->free_text && !(f->flags & FF_MANY)) {
		err = f->type->parse(&t, f, r, e);
	} else if (!utf8_valid(s, n)) {
		err = error_set(e, ERR_REFUSED, "%s: текст должен быть в кодировке UTF-8", f->title);
	} else {
		t.text = typed = mem_strndup(s, n);
		err = f->flags & FF_MANY ? parse_many(&t, f, typed, r, e) : f->type->parse(&t, f, r, e);
		free(typed);
	}
	if (err && e)
		snprintf(e->field, sizeof(e->field), "%s", f->name);
	return err;
}

/* ---- showing ---- */

void field_add(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out)
{
	if (record_get(r, f->id) && !access_sees(tx, f, r))
		return;
	field_add_all(tx, f, r, style, out);
}

void field_add_all(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out)
{
	const struct value *v;

	if (f->id == FIELD_ID) {
		buf_addf(out, "%u", r->id);
		return;
	}
	v = record_get(r, f->id);
	if (!v)
		return;
	if (f->flags & FF_HIDDEN && style == STYLE_PEOPLE) {
		buf_add(out, "записано");
		return;
	}
	if (v->type == V_LIST)
		for (size_t i = 0; i < v->count; i++) {
			if (i)
				buf_add(out, style == STYLE_PEOPLE ? "; " : ";");
			f->type->print(tx, f, &v->items[i], style, out);
		}
	else if (v->type != V_RAW && v->type != V_BYTES)
		f->type->print(tx, f, v, style, out);
}

void titled_add(const struct kind_def *k, const char *label, struct buf *out)
{
	struct buf title = {0}, folded = {0};

	collate_fold(k->title, strlen(k->title), &title);
	collate_fold(label, strlen(label), &folded);
	if (folded.n >= title.n && !memcmp(buf_text(&folded), title.s, title.n))
		text_add_cased(out, label, true);
	else
		buf_addf(out, "%s: %s", k->title, label);
	buf_free(&title);
	buf_free(&folded);
}

void counted_add(const struct kind_def *k, size_t n, struct buf *out)
{
	buf_addf(out, "%zu ", n);
	text_add_cased(
		out,
		text_plural((long)n, k->title, kind_more(k)->few ? kind_more(k)->few : k->genitive, k->genitive_plural),
		false);
}
