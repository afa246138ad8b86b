/* Taking back the last actions of a user, by the journal's before and after. */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/access.h"

struct undo {
	const struct session *s;
	uint64_t act; /* the one taken back; 0: none left */
	struct buf note;
	struct buf *what;
	struct error *e;
};

/* The user's newest act that changed records and is not taken back yet: each «undo» in between stands for one. */
static uint64_t find_act(struct tx *tx, const char *user)
{
	uint64_t below = 0, seq;
	size_t skip = 0;

	while ((seq = log_prev_of_user(tx, user, below))) {
		struct log_entry l = {0};
		bool undo, empty, demo;

		if (log_load(tx, seq, &l))
			return 0;
		undo = !strcmp(l.action, "undo");
		empty = l.kind == 0;
		demo = !strcmp(l.action, "demo"); /* the ground that one stands on */
		below = l.act;
		log_release(&l);
		if (demo)
			return 0;
		if (empty)
			continue;
		if (undo)
			skip++;
		else if (skip)
			skip--;
		else
			return below;
	}
	return 0;
}

/* What the record is called, also when it lies in the trash. */
static void add_name(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	struct record r = {0};

	if (!load(tx, kind, id, &r) && record_load_trash(tx, kind, id, &r) == OK)
		label_of(tx, &r, out);
	else
		label_add(tx, kind, id, out);
	record_release(&r);
}

static enum err built_on(struct tx *tx, const struct log_entry *l, struct error *e)
{
	struct log_entry last = {0};
	struct buf name = {0};

	add_name(tx, l->kind, l->id, &name);
	if (log_load(tx, log_prev_of_record(tx, l->kind, l->id, 0), &last))
		last.user = "?";
	error_set(e, ERR_REFUSED, "Взять назад нельзя: запись «%s» после этого %s (%s)", buf_text(&name),
		  record_exists(tx, l->kind, l->id) ? "изменена" : "удалена", last.user);
	log_release(&last);
	buf_free(&name);
	return ERR_REFUSED;
}

static bool stop_at_first(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	(void)tx;
	(void)field;
	*(struct rec_ref *)arg = (struct rec_ref){(uint8_t)kind, id};
	return false;
}

static enum err undo_creation(struct tx *tx, const struct log_entry *l, struct error *e)
{
	struct rec_ref by = {0, 0};
	struct buf label = {0};
	enum err err;

	refs_to(tx, l->kind, l->id, 0, 0, stop_at_first, &by);
	if (!by.kind)
		return record_trash(tx, l->kind, l->id);
	label_add(tx, by.kind, by.id, &label);
	err = error_set(e, ERR_REFUSED, "Взять назад нельзя: на запись теперь ссылается «%s»", buf_text(&label));
	buf_free(&label);
	return err;
}

static enum err undo_change(struct tx *tx, struct record *now, const struct log_entry *l, struct error *e)
{
	const struct kind_def *k = kind_def(l->kind);
	struct record was = {0}, before = {0};
	enum err err = record_decode(&was, l->before.p, l->before.n, e);

	record_copy(&before, now);
	for (size_t i = now->n; i-- > 0 && !err;)
		if (now->values[i].field >= REC_ARCHIVED)
			record_unset(now, now->values[i].field);
	for (size_t i = 0; i < was.n && !err; i++)
		if (was.values[i].field >= REC_ARCHIVED)
			record_set_value(now, was.values[i].field, &was.values[i]);
	if (!err && k->kept)
		err = k->kept(tx, &before, now, e);
	if (!err)
		err = record_store(tx, now);
	record_release(&was);
	record_release(&before);
	return err;
}

static enum err undo_entry(struct tx *tx, const struct log_entry *l, struct error *e)
{
	struct record now = {0}, after = {0}, before = {.kind = l->kind, .id = l->id};
	bool there = load(tx, l->kind, l->id, &now);
	enum err err = there || !l->before.n ? OK : record_decode(&before, l->before.p, l->before.n, e);

	if (!err)
		err = access_check(tx, l->kind, "undo", there ? &now : &before, e);

	if (!err && l->erased)
		err = error_set(e, ERR_REFUSED, "Взять назад нельзя: прежние сведения стёрты (обезличено)");
	if (err)
		goto done;
	if (!l->after.n) { /* was deleted */
		err = there ? built_on(tx, l, e) : record_untrash(tx, l->kind, l->id);
		goto done;
	}
	after.kind = l->kind;
	err = record_decode(&after, l->after.p, l->after.n, e);
	if (!err && (!there || !record_same(&now, &after)))
		err = built_on(tx, l, e);
	if (!err)
		err = l->before.n ? undo_change(tx, &now, l, e) : undo_creation(tx, l, e);
done:
	record_release(&now);
	record_release(&after);
	record_release(&before);
	return err;
}

static enum err undo_act(struct tx *tx, void *arg)
{
	struct undo *u = arg;
	uint64_t last = log_last(tx);
	struct log_entry l = {0};
	enum err err = OK;
	uint64_t seq;

	u->act = find_act(tx, u->s->user);
	if (!u->act)
		return error_set(u->e, ERR_NONE, "Взять назад нечего");
	if ((err = log_load(tx, u->act, &l)))
		return err;
	if (!strcmp(l.action, "anonymise")) {
		log_release(&l);
		return error_set(u->e, ERR_REFUSED, "Взять назад нельзя: обезличивание не отменяется");
	}
	buf_clear(&u->note);
	buf_addf(&u->note, "%s: %s", action_title(l.kind, l.action), l.note);
	if (!*l.note && l.kind)
		add_name(tx, l.kind, l.id, &u->note);
	log_release(&l);
	tx_note(tx, "undo", u->note.s);
	for (seq = u->act; seq < last; seq++) { /* to the act's last entry */
		uint64_t act;

		if ((err = log_load(tx, seq + 1, &l)))
			return err;
		act = l.act;
		log_release(&l);
		if (act != u->act)
			break;
	}
	for (; seq >= u->act && !err; seq--) {
		if ((err = log_load(tx, seq, &l)))
			break;
		if (l.kind && kind_def(l.kind))
			err = undo_entry(tx, &l, u->e);
		log_release(&l);
	}
	if (tx_failed(tx) && u->e)
		*u->e = *tx_error(tx);
	else if (err == ERR_REFUSED && u->e)
		error_set(u->e, err, "%s\nПоследнее ваше действие: %s", u->e->text, buf_text(&u->note));
	return err;
}

enum err op_undo(struct session *s, int n, struct buf *what, struct error *e)
{
	struct undo u = {.s = s, .what = what, .e = e};
	enum err err = OK;

	for (int i = 0; i < n && !err; i++) {
		err = session_write(s, "undo", "", undo_act, &u, e);
		if (err == ERR_NONE && i > 0) /* fewer than asked for: what there was is taken back */
			err = OK, n = 0;
		else if (!err && what)
			buf_addf(what, "Взято назад: %s\n", buf_text(&u.note));
	}
	buf_free(&u.note);
	return err;
}
