/* Two records of one person (or organisation) made one. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/access.h"

struct merge {
	unsigned kind;
	uint32_t keep, drop;
	size_t moved;
	struct buf note; /* of the journal: «Ёлкина А. → Ёлкина А.И.» */
	struct error *e;
};

/* A list in which `drop` became `keep`, which stands in it once. */
static void replace_in_list(struct record *r, unsigned field, const struct value *list, uint32_t drop, uint32_t keep)
{
	struct value *items = mem_alloc((list->count + 1) * sizeof(*items));
	uint32_t n = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		struct value item = list->items[i];
		bool twice = false;

		if (item.num == drop)
			item.num = keep;
		for (uint32_t j = 0; j < n; j++)
			twice |= items[j].num == item.num;
		if (!twice)
			items[n++] = item;
	}
	record_set_value(r, field, &(struct value){.type = V_LIST, .items = items, .count = n});
	free(items);
}

/* Every reference to kind/drop in r points to keep. */
static void redirect(struct record *r, unsigned kind, uint32_t drop, uint32_t keep)
{
	const struct kind_def *k = kind_def(r->kind);

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		const struct value *v = record_get(r, f->id);

		if (!v)
			continue;
		if (f->type == FT_LINK && v->num == ((int64_t)kind << 32 | drop))
			record_set_int(r, f->id, (int64_t)kind << 32 | keep);
		if (f->type != FT_REF || (unsigned)f->ref != kind)
			continue;
		if (v->type == V_LIST)
			replace_in_list(r, f->id, v, drop, keep);
		else if ((uint32_t)v->num == drop)
			record_set_ref(r, f->id, keep);
	}
}

static enum err merge_records(struct tx *tx, struct merge *m, unsigned kind, uint32_t keep, uint32_t drop)
{
	struct record gone = {0}, was = {0}, is = {0}, told = {0};
	struct refs refs = {0};
	enum err err = OK;

	if (!load(tx, kind, drop, &gone))
		return error_set(m->e, ERR_NONE, "%s: записи с номером %u нет", kind_def(kind)->title, drop);
	record_copy(&told, &gone);
	if (kind == KIND_TRAINEE && load(tx, kind, keep, &is) && !certificate_move(&is, &told))
		err = kind_def(kind)->kept(tx, &gone, NULL, m->e);
	if (!err)
		err = model_complete(tx, kind, keep, &told, m->e);
	if (!err && kind == KIND_ORG && load(tx, kind, keep, &was)) {
		record_copy(&is, &was);
		org_absorb(&is, &gone);
		err = record_same(&was, &is) ? OK : model_store(tx, &was, &is, m->e);
	}
	refs_to(tx, kind, drop, 0, 0, refs_collect, &refs);
	for (size_t i = 0; i < refs.n && !err; i++) {
		uint32_t twin;

		if (!load(tx, refs.r[i].kind, refs.r[i].id, &was))
			continue;
		twin = 0;
		if (kind == KIND_PERSON && was.kind == KIND_TRAINEE)
			twin = trainee_of(tx, record_ref(&was, TRAINEE_GROUP), keep, was.id);
		else if (kind == KIND_TRAINEE && was.kind == KIND_ATTENDANCE) /* its own mark counts */
			twin = attendance_of(tx, record_ref(&was, ATTENDANCE_EVENT), keep, was.id);
		if (twin) {
			err = merge_records(tx, m, was.kind, twin, was.id);
			continue;
		}
		record_copy(&is, &was);
		redirect(&is, kind, drop, keep);
		if (record_same(&was, &is))
			continue;
		err = model_store(tx, &was, &is, m->e);
		m->moved++;
	}
	if (!err)
		err = record_trash(tx, kind, drop);
	if (!err && kind == KIND_TRAINEE && load(tx, kind, keep, &was)) { /* its number is free now */
		record_copy(&is, &was);
		certificate_move(&is, &gone);
		err = record_same(&was, &is) ? OK : model_store(tx, &was, &is, m->e);
	}
	refs_release(&refs);
	record_release(&gone);
	record_release(&was);
	record_release(&is);
	record_release(&told);
	return err;
}

static enum err run(struct tx *tx, void *arg)
{
	struct merge *m = arg;
	enum err err = access_check(tx, m->kind, "merge", NULL, m->e);

	m->moved = 0;
	buf_clear(&m->note); /* it may be run a second time, in a larger map */
	label_add(tx, m->kind, m->drop, &m->note);
	buf_add(&m->note, " → ");
	label_add(tx, m->kind, m->keep, &m->note);
	tx_note(tx, "merge", m->note.s);
	if (!err)
		err = merge_records(tx, m, m->kind, m->keep, m->drop);
	buf_clear(&tx_session(tx)->notice);
	buf_clear(&tx_session(tx)->warnings);
	if (!err && m->kind == KIND_ORG)
		org_tell_users(tx, m->keep, &tx_session(tx)->warnings);
	if (err && tx_failed(tx) && m->e)
		*m->e = *tx_error(tx);
	return err;
}

enum err op_merge(struct session *s, unsigned kind, uint32_t keep, uint32_t drop, size_t *moved, struct error *e)
{
	struct merge m = {.kind = kind, .keep = keep, .drop = drop, .e = e};
	enum err err;

	if (kind != KIND_PERSON && kind != KIND_ORG)
		return error_set(e, ERR_REFUSED, "Объединять можно только педагогов и организации");
	if (keep == drop)
		return error_set(e, ERR_REFUSED, "Это одна и та же запись");
	err = session_write(s, "merge", "", run, &m, e);
	buf_free(&m.note);
	if (!err && moved)
		*moved = m.moved;
	return err;
}
