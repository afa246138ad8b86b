#include <errno.h>
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

static enum err parse_many(struct tx *tx, const struct field *f, char *text, struct record *r, struct error *e)
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

		err = f->type->parse(tx, f, parts[i], &tmp, e);
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
	const char *s = text;
	size_t n = text_trim(&s, strlen(text));
	char *typed;
	enum err err;

	if (!n) {
		record_unset(r, f->id);
		return OK;
	}
	if (f->type->free_text && !(f->flags & FF_MANY)) {
		err = f->type->parse(tx, f, text, r, e);
	} else if (!utf8_valid(s, n)) {
		err = error_set(e, ERR_REFUSED, "%s: текст должен быть в кодировке UTF-8", f->title);
	} else {
		typed = mem_strndup(s, n);
		err = f->flags & FF_MANY ? parse_many(tx, f, typed, r, e) : f->type->parse(tx, f, typed, r, e);
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

/* ---- names ---- */

void label_of(struct tx *tx, const struct record *r, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);

	if (k)
		k->label(tx, r, out);
}

void label_add(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	struct record r = {0};

	if (load(tx, kind, id, &r))
		label_of(tx, &r, out);
	else
		buf_addf(out, "№ %u (нет записи)", id);
	record_release(&r);
}

void fold_bare(const char *s, struct buf *out)
{
	static const char *const marks[] = {"«", "»", "„", "“", "”", "\""};
	struct buf folded = {0};

	collate_fold(s, strlen(s), &folded);
	for (size_t i = 0; i < folded.n;) {
		size_t skip = 0;

		for (size_t j = 0; j < sizeof(marks) / sizeof(*marks) && !skip; j++)
			if (!strncmp(folded.s + i, marks[j], strlen(marks[j])))
				skip = strlen(marks[j]);
		if (!skip)
			buf_addc(out, folded.s[i]);
		i += skip ? skip : 1;
	}
	buf_free(&folded);
}

/* Is `wanted` (folded, bare) the record's label or one of its other names? */
static bool has_name(struct tx *tx, const struct record *r, const char *wanted)
{
	const struct kind_def *k = kind_def(r->kind);
	struct buf names = {0}, bare = {0};
	bool found = false;
	char *line, *rest;

	label_of(tx, r, &names);
	buf_addc(&names, '\n');
	if (k->names)
		k->names(tx, r, &names);
	fold_bare(buf_text(&names), &bare);
	for (rest = bare.s; !found && (line = strsep(&rest, "\n"));)
		found = *line && !strcmp(line, wanted);
	buf_free(&names);
	buf_free(&bare);
	return found;
}

static enum err ambiguous(struct tx *tx, const struct kind_def *k, const char *text, const uint64_t *ids, size_t n,
			  struct error *e)
{
	struct buf list = {0};
	char q[TEXT_QUOTED];

	for (size_t i = 0; i < n && i < 8; i++) {
		buf_addf(&list, "\n%u: ", (uint32_t)ids[i]);
		label_add(tx, k->kind, (uint32_t)ids[i], &list);
	}
	if (n > 8)
		buf_addf(&list, "\n… и ещё %zu", n - 8);
	error_set(e, ERR_REFUSED, "«%s» — %s %zu %s, укажите номер:%s", text_quoted(text, q),
		  text_plural((long)n, "подходит", "подходят", "подходят"), n,
		  text_plural((long)n, "запись", "записи", "записей"), buf_text(&list));
	buf_free(&list);
	return ERR_REFUSED;
}

enum err ref_find(struct tx *tx, unsigned kind, const char *text, uint32_t *id, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record r = {0};
	struct buf wanted = {0};
	struct buf label = {0}, bare = {0};
	uint64_t *ids = NULL;
	size_t n = 0, exact = 0, called = 0;
	enum err err = OK;
	char q[TEXT_QUOTED], *end;
	unsigned long number;
	bool is_number;

	errno = 0;
	number = strtoul(text, &end, 10);
	is_number = *text >= '0' && *text <= '9' && !*end;
	if (is_number && !errno && number && number <= UINT32_MAX && record_exists(tx, kind, (uint32_t)number)) {
		*id = (uint32_t)number;
		return OK;
	}
	fold_bare(text, &wanted);
	ids = words_find(tx, buf_text(&wanted), kind, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, kind, (uint32_t)ids[i], &r) && has_name(tx, &r, buf_text(&wanted))) {
			uint64_t swap = ids[exact];

			ids[exact++] = ids[i];
			ids[i] = swap;
		}
	if (exact || is_number) /* whoever errs in a number means no other record, whose date or phone begins so */
		n = exact;
	for (size_t i = 0; i < exact && exact > 1; i++) { /* what is called so now, before what was once */
		buf_clear(&label);
		buf_clear(&bare);
		label_add(tx, kind, (uint32_t)ids[i], &label);
		fold_bare(buf_text(&label), &bare);
		if (!strcmp(buf_text(&bare), buf_text(&wanted)))
			ids[called++] = ids[i];
	}
	if (called)
		n = called;
	if (n == 1)
		*id = (uint32_t)ids[0];
	else if (n)
		err = ambiguous(tx, k, text, ids, n, e);
	else
		err = error_set(e, ERR_NONE, "нет такой записи: %s «%s»", k->title, text_quoted(text, q));
	free(ids);
	buf_free(&wanted);
	buf_free(&label);
	buf_free(&bare);
	record_release(&r);
	return err;
}

/* ---- who points where ---- */

void refs_to(struct tx *tx, unsigned kind, uint32_t id, unsigned src_kind, unsigned field,
	     bool (*fn)(struct tx *tx, unsigned src_kind, unsigned field, uint32_t src_id, void *arg), void *arg)
{
	struct key prefix = {.n = 0};
	struct cursor c;

	if (!id)
		return;
	tx_reads_referrers(tx, (uint8_t)kind, id, src_kind);
	key_u32(key_u8(key_u8(&prefix, IDX_REF), (uint8_t)kind), id);
	if (src_kind) {
		key_u8(&prefix, (uint8_t)src_kind);
		if (field)
			key_u16(&prefix, (uint16_t)field);
	}
	for (cursor_open(&c, tx, T_IDX, &prefix, NULL); cursor_ok(&c); cursor_next(&c)) {
		const uint8_t *p = c.key.p;

		if (c.key.n != 13 || (field && key_get_u16(p + 7) != field))
			continue;
		if (!fn(tx, p[6], key_get_u16(p + 7), key_get_u32(p + 9), arg))
			break;
	}
	cursor_close(&c);
}

struct id_list {
	uint32_t *ids;
	size_t n, cap;
};

static bool list_ref(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct id_list *l = arg;

	(void)tx;
	(void)kind;
	(void)field;
	l->ids = mem_grow(l->ids, l->n, &l->cap, sizeof(*l->ids));
	l->ids[l->n++] = id;
	return true;
}

uint32_t *refs_list(struct tx *tx, unsigned kind, uint32_t id, unsigned src_kind, unsigned field, size_t *n)
{
	struct id_list l = {0};

	refs_to(tx, kind, id, src_kind, field, list_ref, &l);
	*n = l.n;
	return l.ids;
}

bool refs_collect(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	(void)tx;
	(void)field;
	refs_add(arg, (uint8_t)kind, id);
	return true;
}
