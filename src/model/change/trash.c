/* Into the trash, with what belongs to a record, and out of it. */

#include "../internal.h"
#include "stazh/model/access.h"

struct family {
	struct refs members; /* the record and what belongs to it */
	struct buf outside;  /* who else points to them, one a line */
	size_t outside_n;
	const char *keeper; /* no_delete of a member */
};

static bool is_member(const struct refs *refs, unsigned kind, uint32_t id)
{
	for (size_t i = 0; i < refs->n; i++)
		if (refs->r[i].kind == kind && refs->r[i].id == id)
			return true;
	return false;
}

/* Does a record of k whose `field` points to another one go with that? */
static bool goes_along(struct tx *tx, const struct kind_def *k, unsigned field, uint32_t id)
{
	struct record r = {0};
	bool came;

	if (k->parent == field)
		return true;
	came = field == kind_more(k)->comes_of && load(tx, k->kind, id, &r) && kind_more(k)->came(&r);
	record_release(&r);
	return came;
}

static bool add_own(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct family *f = arg;
	const struct kind_def *k = kind_def(kind);

	if (k && goes_along(tx, k, field, id)) {
		refs_add(&f->members, (uint8_t)kind, id);
		if (kind_more(k)->no_delete)
			f->keeper = kind_more(k)->no_delete;
	}
	return true;
}

#define NAMED_MAX 8

static bool is_loose(unsigned kind, unsigned field)
{
	const struct kind_def *k = kind_def(kind);
	const struct field *f = k ? field_by_id(k, field) : NULL;

	return f && f->flags & FF_LOOSE;
}

static bool add_outside(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct family *f = arg;
	struct buf label = {0};

	if (is_member(&f->members, kind, id) || is_loose(kind, field))
		return true;
	if (f->outside_n++ < NAMED_MAX) {
		label_add(tx, kind, id, &label);
		if (tx_session(tx)->interactive)
			titled_add(kind_def(kind), buf_text(&label), &f->outside);
		else
			buf_addf(&f->outside, "%s %u: %s", kind_def(kind)->title, id, buf_text(&label));
		buf_addc(&f->outside, '\n');
		buf_free(&label);
	}
	return true;
}

static void family_find(struct tx *tx, unsigned kind, uint32_t id, struct family *f)
{
	refs_add(&f->members, (uint8_t)kind, id);
	for (size_t i = 0; i < f->members.n; i++)
		refs_to(tx, f->members.r[i].kind, f->members.r[i].id, 0, 0, add_own, f);
	for (size_t i = 0; i < f->members.n; i++)
		refs_to(tx, f->members.r[i].kind, f->members.r[i].id, 0, 0, add_outside, f);
}

static void family_release(struct family *f)
{
	refs_release(&f->members);
	buf_free(&f->outside);
}

enum err model_trash(struct tx *tx, unsigned kind, uint32_t id)
{
	struct family f = {.keeper = NULL};
	enum err err = OK;

	family_find(tx, kind, id, &f);
	for (size_t i = f.members.n; i-- > 0 && !err;)
		err = record_trash(tx, f.members.r[i].kind, f.members.r[i].id);
	family_release(&f);
	return err;
}

static enum err refuse_family(struct tx *tx, const struct kind_def *k, const struct family *f, const char *label,
			      struct error *e)
{
	struct buf own = {0}, one = {0};

	if (f->keeper)
		return error_set(e, ERR_REFUSED, "%s не удалить: %s", label, f->keeper);
	if (f->outside_n)
		return error_set(e, ERR_REFUSED,
				 "%s не удалить, на эту запись ссылаются:\n%s%sЕё можно убрать в архив: действие "
				 "«Убрать в архив»%s",
				 label, f->outside.s, f->outside_n > NAMED_MAX ? "…\n" : "",
				 session_typed(tx_session(tx), " (archive)"));
	for (size_t i = 1; i < f->members.n && i <= NAMED_MAX; i++) {
		buf_clear(&one);
		label_add(tx, f->members.r[i].kind, f->members.r[i].id, &one);
		buf_addc(&own, '\n');
		titled_add(kind_def(f->members.r[i].kind), buf_text(&one), &own);
	}
	error_set(e, ERR_REFUSED,
		  "Вместе с этой записью (%s, %s) удалится то, что ей принадлежит:%s%s\nПодтвердите удаление "
		  "%sили уберите запись в архив: действие «Убрать в архив»%s",
		  k->title, label, own.s, f->members.n > NAMED_MAX + 1 ? "\n…" : "",
		  session_typed(tx_session(tx), "(--with-own) "), session_typed(tx_session(tx), " (archive)"));
	buf_free(&own);
	buf_free(&one);
	return ERR_REFUSED;
}

enum err model_may_delete(struct tx *tx, unsigned kind, uint32_t id, bool with_own, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct family f = {.keeper = kind_more(k)->no_delete};
	struct buf label = {0};
	struct record r = {0};
	enum err err = OK;

	if (!load(tx, kind, id, &r))
		err = tx_sticky(tx, e) ? tx_failed(tx) : no_such(k, id, e);
	if (!err)
		err = access_check(tx, kind, "delete", &r, e);
	if (!err && kind_more(k)->kept)
		err = kind_more(k)->kept(tx, &r, NULL, e);
	if (!err) {
		label_of(tx, &r, &label);
		family_find(tx, kind, id, &f);
		if (f.keeper || f.outside_n || (f.members.n > 1 && !with_own))
			err = refuse_family(tx, k, &f, buf_text(&label), e);
		for (size_t i = 0; i < f.members.n && !err; i++) {
			const struct kind_def *member = kind_def(f.members.r[i].kind);

			if (!load(tx, member->kind, f.members.r[i].id, &r))
				continue;
			err = i ? access_check(tx, member->kind, "delete", &r, e) : OK;
			if (!err && kind_more(member)->kept)
				err = kind_more(member)->kept(tx, &r, NULL, e);
		}
	}
	family_release(&f);
	buf_free(&label);
	record_release(&r);
	return err;
}

/* Who types commands names it by its number, on the screen it stands in the trash too. */
static enum err refuse_lost(struct tx *tx, const struct field *f, struct pointed to, struct error *e)
{
	const struct kind_def *k = kind_def(to.kind);
	const char *what = k ? k->accusative : "запись";

	if (tx_session(tx)->interactive)
		return error_set(e, ERR_REFUSED, "Сначала верните из корзины %s: на это указывает поле «%s»", what,
				 f->title);
	return error_set(e, ERR_REFUSED, "Сначала верните запись, на которую указывает поле «%s»: %s %u", f->title,
			 k ? k->name : what, to.id);
}

/* The records that a trashed one points to must be there again. */
static enum err check_targets(struct tx *tx, const struct record *r, struct error *e)
{
	const struct kind_def *k = kind_def(r->kind);

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		struct pointed to;

		for (size_t at = 0; field_target(f, record_get(r, f->id), &at, &to);)
			if (!record_exists(tx, to.kind, to.id))
				return refuse_lost(tx, f, to, e);
	}
	return OK;
}

/* The last act that the journal tells of the record. */
static uint64_t last_act(struct tx *tx, unsigned kind, uint32_t id)
{
	struct log_entry l = {0};
	uint64_t act = log_load(tx, log_prev_of_record(tx, kind, id, 0), &l) ? 0 : l.act;

	log_release(&l);
	return act;
}

/* Does r, which lies in the trash, belong to that one, or came it of it? */
static bool went_along(const struct kind_def *k, const struct record *r, unsigned kind, uint32_t id)
{
	const struct kind_more *more = kind_more(k);
	struct pointed of;

	if (k->parent && field_by_id(k, k->parent)->ref == kind && record_ref(r, k->parent) == id)
		return true;
	if (!more->comes_of || !more->came(r))
		return false;
	of = record_link(r, more->comes_of);
	return of.kind == kind && of.id == id;
}

/* Those in the trash that belong to the record and were deleted with it. */
static void trashed_own(struct tx *tx, unsigned kind, uint32_t id, struct refs *out)
{
	uint64_t act = last_act(tx, kind, id);
	struct record r = {0};
	struct cursor c;

	for (cursor_open(&c, tx, T_TRASH, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		const struct kind_def *k;

		if (record_from_entry(tx, c.key, c.value, &r))
			break;
		k = kind_def(r.kind);
		if (k && went_along(k, &r, kind, id) && last_act(tx, r.kind, r.id) == act)
			refs_add(out, r.kind, r.id);
	}
	cursor_close(&c);
	record_release(&r);
}

enum err model_restore(struct tx *tx, unsigned kind, uint32_t id, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct refs members = {0};
	struct record r = {0};
	enum err err = OK;

	if (record_load_trash(tx, kind, id, &r))
		err = tx_sticky(tx, e) ? tx_failed(tx)
				       : error_set(e, ERR_NONE, "%s: в корзине нет записи с номером %u", k->title, id);
	if (!err)
		err = access_check(tx, kind, "restore", &r, e);
	refs_add(&members, (uint8_t)kind, id);
	for (size_t i = 0; i < members.n && !err; i++) {
		if (record_load_trash(tx, members.r[i].kind, members.r[i].id, &r))
			continue;
		trashed_own(tx, members.r[i].kind, members.r[i].id, &members);
		err = check_targets(tx, &r, e);
		if (!err && kind_def(r.kind)->check)
			err = kind_def(r.kind)->check(tx, NULL, &r, e);
		if (!err && kind_more(kind_def(r.kind))->kept)
			err = kind_more(kind_def(r.kind))->kept(tx, NULL, &r, e);
		if (!err && (err = record_untrash(tx, r.kind, r.id)))
			tx_sticky(tx, e);
	}
	refs_release(&members);
	record_release(&r);
	return err;
}
