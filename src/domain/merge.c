/* Two records of one person (or organisation) made one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "internships/internships.h"
#include "stazh/model/access.h"

struct merge {
	unsigned kind;
	uint32_t keep, drop;
	const char *choose; /* answers: the records that count */
	size_t moved;
	struct buf note; /* of the journal: «Ёлкина А. → Ёлкина А.И.» */
	struct error *e;
};

/* A list in which `drop` became `keep`, which stands in it once. */
static void replace_in_list(struct record *r, unsigned field, const struct value *list, int64_t drop, int64_t keep)
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
		int64_t from, to;

		if (!v || !field_may_point(f, kind))
			continue;
		from = f->type->pointer((struct pointed){kind, drop});
		to = f->type->pointer((struct pointed){kind, keep});
		if (v->type == V_LIST)
			replace_in_list(r, f->id, v, from, to);
		else if (v->num == from)
			record_set_int(r, f->id, to);
	}
}

/* ---- two that tell different things ---- */

static bool is_chosen(const struct merge *m, const struct record *r)
{
	const char *kind = kind_def(r->kind)->name;
	size_t n = strlen(kind);

	for (const char *p = m->choose; p && *p; p += strcspn(p, ";"), p += *p == ';') {
		p += strspn(p, " ");
		if (!strncmp(p, kind, n) && p[n] == ':' && strtoul(p + n + 1, NULL, 10) == r->id)
			return true;
	}
	return false;
}

static const struct kind_twin *twin_def(unsigned kind)
{
	return kind_more(kind_def(kind))->twin;
}

/* Do the two tell the same? On which day, and with which note, is no matter. */
static bool same_told(const struct record *one, const struct record *other)
{
	const struct kind_twin *twin = twin_def(one->kind);
	bool same = true;

	for (size_t i = 0; i < twin->telling; i++)
		same &= value_same(record_get(one, twin->fields[i]), record_get(other, twin->fields[i]));
	return same;
}

static enum err ask_which(struct tx *tx, const struct merge *m, const struct record *one, const struct record *other)
{
	const char *kind = kind_def(one->kind)->name;
	const struct record *both[] = {one, other};
	struct buf text = {0}, how = {0}, told[2] = {{.s = NULL}};
	char value[40];

	twin_def(one->kind)->subject(tx, one, &text);
	for (int i = 0; i < 2; i++)
		twin_def(one->kind)->told(both[i], &told[i]);
	buf_addf(&text, ".\nВ записях стоит разное: «%s» и «%s». Что верно?", told[0].s, told[1].s);
	buf_addf(&how,
		 "Добавьте choose=%s:%u — верно «%s», или choose=%s:%u — «%s»; несколько ответов — через точку с "
		 "запятой",
		 kind, one->id, told[0].s, kind, other->id, told[1].s);
	question_ask(tx, m->e, text.s, how.s);
	for (int i = 0; i < 2; i++) {
		snprintf(value, sizeof(value), "%s:%u", kind, both[i]->id);
		question_answer(tx, "choose", value, told[i].s);
		buf_free(&told[i]);
	}
	buf_free(&text);
	buf_free(&how);
	return ERR_REFUSED;
}

/* Gives `keep` what counts of the two. */
static enum err settle(struct tx *tx, struct merge *m, uint32_t keep, const struct record *drop)
{
	const uint16_t *fields = twin_def(drop->kind)->fields;
	struct record was = {0}, is = {0};
	enum err err = OK;

	load(tx, drop->kind, keep, &was);
	if (!same_told(&was, drop) && is_chosen(m, drop)) {
		record_copy(&is, &was);
		for (; *fields; fields++)
			record_set_value(&is, *fields, record_get(drop, *fields));
		err = model_store(tx, &was, &is, m->e);
	} else if (!same_told(&was, drop) && !is_chosen(m, &was)) {
		err = ask_which(tx, m, &was, drop);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

/* The record of `keep` that tells of the same as r, which is of the one that goes; 0: none. */
static uint32_t twin_of(struct tx *tx, unsigned kind, uint32_t keep, const struct record *r)
{
	const struct kind_twin *twin = twin_def(r->kind);

	return twin && twin->of == kind ? twin->find(tx, keep, r) : 0;
}

/* Of two in one group, each with a certificate that somebody has in hands. */
static enum err refuse_certificates(struct tx *tx, const struct record *keep, const struct record *drop,
				    struct error *e)
{
	return rule_refuse(
		tx, e, RULE_CERTIFICATE,
		"выданы две справки, № %s и № %s: сначала аннулируйте лишнюю, действие «Аннулировать справку»%s",
		record_text(keep, TRAINEE_CERTIFICATE), record_text(drop, TRAINEE_CERTIFICATE),
		session_typed(tx_session(tx), " (annul)"));
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
		err = refuse_certificates(tx, &is, &gone, m->e);
	if (kind == KIND_TRAINEE && strcmp(record_text(&is, TRAINEE_STATE), record_text(&told, TRAINEE_STATE))) {
		record_unset(&told, TRAINEE_REASON); /* of another end */
		record_unset(&told, TRAINEE_ENDED_ON);
	}
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
		twin = twin_of(tx, kind, keep, &was);
		if (twin) {
			if (twin_def(was.kind)->fields)
				err = settle(tx, m, twin, &was);
			if (!err)
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
	buf_clear(&tx_outcome(tx)->notice);
	buf_clear(&tx_outcome(tx)->warnings);
	if (!err && m->kind == KIND_ORG)
		org_tell_users(tx, m->keep, &tx_outcome(tx)->warnings);
	if (err && tx_failed(tx) && m->e)
		*m->e = *tx_error(tx);
	return err;
}

enum err op_merge(struct session *s, unsigned kind, uint32_t keep, uint32_t drop, size_t *moved, struct error *e)
{
	return op_merge_as(s, kind, keep, drop, NULL, 0, moved, NULL, e);
}

enum err op_merge_as(struct session *s, unsigned kind, uint32_t keep, uint32_t drop, const struct assign *a, size_t n,
		     size_t *moved, struct outcome *out, struct error *e)
{
	struct merge m = {.kind = kind, .keep = keep, .drop = drop, .e = e};
	enum err err;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(a[i].name, "choose"))
			return error_set(e, ERR_USAGE, "При объединении не нужно «%.60s»; есть choose", a[i].name);
		m.choose = a[i].value;
	}

	if (kind != KIND_PERSON && kind != KIND_ORG)
		return error_set(e, ERR_REFUSED, "Объединять можно только педагогов и организации");
	if (keep == drop)
		return error_set(e, ERR_REFUSED, "Это одна и та же запись");
	err = session_perform(s, out, "merge", "", run, &m, e);
	buf_free(&m.note);
	if (!err && moved)
		*moved = m.moved;
	return err;
}
