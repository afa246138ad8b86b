/* Records as they are stored: by number, by what points to them, and what they are called. */

#include "internal.h"
#include "stazh/model/query.h"

bool load(struct tx *tx, unsigned kind, uint32_t id, struct record *r)
{
	return id && record_load(tx, kind, id, r) == OK;
}

bool load_ref(struct tx *tx, unsigned kind, const struct record *from, unsigned field, struct record *r)
{
	return load(tx, kind, record_ref(from, field), r);
}

void model_new(struct tx *tx, unsigned kind, struct record *r)
{
	const struct kind_def *k = kind_def(kind);

	record_release(r);
	r->kind = (uint8_t)kind;
	if (k->defaults)
		k->defaults(tx, r);
}

void model_diff(const struct record *was, const struct record *is, void (*fn)(const struct field *f, void *arg),
		void *arg)
{
	const struct kind_def *k = was || is ? kind_def(was ? was->kind : is->kind) : NULL;

	for (size_t i = 0; k && i < k->n; i++)
		if (!value_same(was ? record_get(was, k->fields[i].id) : NULL,
				is ? record_get(is, k->fields[i].id) : NULL))
			fn(&k->fields[i], arg);
	for (unsigned id = REC_ARCHIVED; k && id <= REC_DEFERRED; id++)
		if (!value_same(was ? record_get(was, id) : NULL, is ? record_get(is, id) : NULL))
			fn(field_by_id(k, id), arg);
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
	else if (id)
		buf_addf(out, "№ %u (нет записи)", id);
	record_release(&r);
}

/* ---- references ---- */

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

bool refs_have(const struct record *r, unsigned field, uint32_t id)
{
	const struct value *v = record_get(r, field);

	for (uint32_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		if (v->items[i].num == id)
			return true;
	return v && v->type == V_INT && v->num == id;
}

uint32_t *refs_of(const struct record *r, unsigned field, size_t *n)
{
	const struct value *v = record_get(r, field);
	uint32_t *ids = mem_alloc(((v ? v->count : 0) + 1) * sizeof(*ids));

	*n = 0;
	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		ids[(*n)++] = (uint32_t)v->items[i].num;
	return ids;
}

/* ---- what stands against it ---- */

enum err tx_sticky(struct tx *tx, struct error *e)
{
	if (tx_failed(tx) && e)
		*e = *tx_error(tx);
	return tx_failed(tx);
}

enum err no_such(const struct kind_def *k, uint32_t id, struct error *e)
{
	return error_set(e, ERR_NONE, "%s: записи с номером %u нет", k->title, id);
}
