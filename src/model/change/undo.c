/* Taking back the last actions of a user, by the journal's before and after. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"

struct undo {
	const struct session *s;
	uint64_t act;  /* whose entries are turned round */
	int64_t at_ms; /* when it was done */
	bool again;    /* bring forward what was taken back */
	struct buf note;
	struct error *e;
};

static const char *cannot(const struct undo *u)
{
	return u->again ? "Провести снова нельзя" : "Взять назад нельзя";
}

/* Acts that later ones were about, on a walk from the newest back. */
struct turned {
	struct turn {
		uint64_t act, by;
		bool stands; /* brought forward again by `by` */
	} * turns;
	size_t n, cap;
	size_t unnamed; /* taken back by an older program, which did not tell which: each the newest before it */
};

static void add_turn(struct turned *t, struct turn one)
{
	t->turns = mem_grow(t->turns, t->n, &t->cap, sizeof(*t->turns));
	t->turns[t->n++] = one;
}

/* The newest turn of the act; NULL: none. */
static const struct turn *turn_of(const struct turned *t, uint64_t act)
{
	size_t i = 0;

	while (i < t->n && t->turns[i].act != act)
		i++;
	return i < t->n ? &t->turns[i] : NULL;
}

enum role_of_act { ACT_PLAIN, ACT_UNDO, ACT_REDO };

static enum role_of_act role_of_act(const struct log_entry *l)
{
	return !strcmp(l->action, "undo") ? ACT_UNDO : !strcmp(l->action, "redo") ? ACT_REDO : ACT_PLAIN;
}

static enum undoing undoing(const struct log_entry *l)
{
	const struct schema_act *a = schema_act(l->action);

	return a ? a->undo : UNDO_TURNS;
}

/* The user's newest act that changed records and still stands; again: the newest that took something back, when nothing
 * but such acts is newer. wanted: this act instead, whatever is newer. 0: none, or it was turned round already. *by
 * (may be NULL): the act by which it stands, itself or one that brought it forward. */
static uint64_t find_act(struct tx *tx, const char *user, bool again, uint64_t wanted, uint64_t *by)
{
	uint64_t act = 0, seq, found = 0;
	struct log_entry l = {0};
	struct turned t = {0};
	bool end = false;

	while (!end && (seq = log_prev_of_user(tx, user, act)) && !log_load(tx, seq, &l)) {
		enum role_of_act role = role_of_act(&l);
		const struct turn *turn;
		uint64_t last;
		bool gone;

		act = l.act;
		end = act < wanted || undoing(&l) == UNDO_GROUND;
		if (end || !l.kind || undoing(&l) == UNDO_PASSED)
			continue;
		turn = turn_of(&t, act);
		gone = turn && !turn->stands;
		last = turn ? turn->by : act;
		if (!turn && role == ACT_PLAIN && t.unnamed) {
			t.unnamed--;
			gone = true;
		}
		if (!gone && (wanted ? act == wanted : again ? role == ACT_UNDO : role == ACT_PLAIN)) {
			found = act;
			if (by)
				*by = last;
		}
		end = found || act == wanted || (again && !wanted && !gone && role == ACT_PLAIN);
		if (role == ACT_UNDO && !l.of && !gone)
			t.unnamed++;
		else if (role != ACT_PLAIN)
			add_turn(&t, (struct turn){l.of, last, gone});
	}
	log_release(&l);
	free(t.turns);
	return found;
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

static enum err built_on(struct tx *tx, const struct undo *u, const struct log_entry *l)
{
	struct log_entry last = {0};
	struct buf name = {0};

	add_name(tx, l->kind, l->id, &name);
	if (log_load(tx, log_prev_of_record(tx, l->kind, l->id, 0), &last))
		last.user = "?";
	error_set(u->e, ERR_REFUSED, "%s: запись «%s» после этого %s (%s)", cannot(u), buf_text(&name),
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

static enum err undo_creation(struct tx *tx, const struct undo *u, const struct log_entry *l)
{
	struct rec_ref by = {0, 0};
	struct buf label = {0};
	enum err err;

	refs_to(tx, l->kind, l->id, 0, 0, stop_at_first, &by);
	if (!by.kind)
		return record_trash(tx, l->kind, l->id);
	label_add(tx, by.kind, by.id, &label);
	err = error_set(u->e, ERR_REFUSED, "%s: на запись теперь ссылается «%s»", cannot(u), buf_text(&label));
	buf_free(&label);
	return err;
}

static enum err undo_change(struct tx *tx, struct record *now, const struct log_entry *l, struct error *e)
{
	struct record was = {0};
	enum err err = record_decode(&was, l->before.p, l->before.n, e);

	for (size_t i = now->n; i-- > 0 && !err;)
		if (now->values[i].field >= REC_ARCHIVED)
			record_unset(now, now->values[i].field);
	for (size_t i = 0; i < was.n && !err; i++)
		if (was.values[i].field >= REC_ARCHIVED)
			record_set_value(now, was.values[i].field, &was.values[i]);
	if (!err)
		err = record_store(tx, now);
	record_release(&was);
	return err;
}

/* What is kept may have gone from one record of the act to another one: asked when all of them are as they were. */
static enum err undo_keeps(struct tx *tx, const struct undo *u, const struct log_entry *l)
{
	const struct kind_def *k = kind_def(l->kind);
	struct record before = {0}, now = {0};
	enum err err = k && schema_used()->kept ? schema_used()->kept(tx, l->kind, l->id, u->e) : OK;

	if (err || !k || !kind_more(k)->kept || !l->before.n || !l->after.n)
		return err;
	err = record_decode(&before, l->after.p, l->after.n, u->e);
	if (!err && load(tx, l->kind, l->id, &now))
		err = kind_more(k)->kept(tx, &before, &now, u->e);
	record_release(&before);
	record_release(&now);
	return err;
}

/* Was it added while enrolling, and nobody has looked at it yet? Who did so may take that back, and bring it forward
 * again. */
static bool introduced(const struct log_entry *l, const struct record *now, const struct record *before)
{
	const struct kind_def *k = kind_def(l->kind);
	uint16_t mark = k ? kind_rights(k)->introduced : 0;

	return mark && record_has(l->after.n ? now : before, mark) && !(l->before.n && l->after.n);
}

static enum err undo_entry(struct tx *tx, const struct undo *u, const struct log_entry *l)
{
	struct error *e = u->e;
	struct record now = {0}, after = {0}, before = {.kind = l->kind, .id = l->id};
	bool there = load(tx, l->kind, l->id, &now);
	enum err err = there || !l->before.n ? OK : record_decode(&before, l->before.p, l->before.n, e);

	if (!err)
		err = access_check(tx, l->kind, introduced(l, &now, &before) ? "introduce" : "undo",
				   there ? &now : &before, e);
	if (!err && l->erased)
		err = error_set(e, ERR_REFUSED, "%s: прежние сведения стёрты (обезличено)", cannot(u));
	if (err)
		goto done;
	if (!l->after.n) { /* was deleted */
		err = there ? built_on(tx, u, l) : record_untrash(tx, l->kind, l->id);
		goto done;
	}
	after.kind = l->kind;
	err = record_decode(&after, l->after.p, l->after.n, e);
	if (!err && (!there || !record_same(&now, &after)))
		err = built_on(tx, u, l);
	if (!err)
		err = l->before.n ? undo_change(tx, &now, l, e) : undo_creation(tx, u, l);
done:
	record_release(&now);
	record_release(&after);
	record_release(&before);
	return err;
}

/* « и ещё 137»: an act with several records notes each by its name, or does the same to others of the kind. */
static void add_others(struct tx *tx, const struct log_entry *first, struct buf *out)
{
	struct log_entry l = {0};
	char *last = mem_strdup(first->note);
	size_t others = 0;

	for (uint64_t seq = first->seq + 1, end = log_last(tx); seq <= end && !log_load(tx, seq, &l); seq++) {
		if (l.act != first->act)
			break;
		others += !*first->note && !*l.note && l.kind == first->kind && l.id != first->id &&
			  !strcmp(l.action, first->action);
		if (*first->note && *l.note && strcmp(l.note, last) != 0) {
			free(last);
			last = mem_strdup(l.note);
			others++;
		}
	}
	if (others)
		buf_addf(out, " и ещё %zu", others);
	free(last);
	log_release(&l);
}

static bool is_its_own(const struct log_entry *l)
{
	const struct kind_def *k = kind_def(l->kind);
	const struct transition *t;

	for (size_t i = 0; k && (t = transition_at(k, i)); i++)
		if (!strcmp(t->action, l->action))
			return true;
	return false;
}

/* « (10 стажёров)»: what each of several did of its own, noted by the name of what they belong to. */
static void add_how_many(struct tx *tx, const struct log_entry *first, struct buf *out)
{
	struct log_entry l = {0};
	size_t n = 0;

	if (!*first->note || !is_its_own(first))
		return;
	for (uint64_t seq = first->seq, end = log_last(tx); seq <= end && !log_load(tx, seq, &l); seq++) {
		if (l.act != first->act)
			break;
		n += l.kind == first->kind && (!n || l.id != first->id) && !strcmp(l.action, first->action) &&
		     !strcmp(l.note, first->note);
	}
	if (n > 1) {
		buf_add(out, " (");
		counted_add(kind_def(first->kind), n, out);
		buf_add(out, ")");
	}
	log_release(&l);
}

/* Of which kind that is which the act is told by: what belonged to a deleted record was deleted before it. */
static unsigned kind_told(struct tx *tx, const struct log_entry *first)
{
	struct log_entry l = {0};
	unsigned kind = first->kind;

	if (strcmp(first->action, "delete") != 0 || !*first->note)
		return kind;
	for (uint64_t seq = first->seq, end = log_last(tx); seq <= end && !log_load(tx, seq, &l); seq++) {
		if (l.act != first->act || strcmp(l.note, first->note) != 0)
			break;
		kind = l.kind;
	}
	log_release(&l);
	return kind;
}

/* «изменено: Ёлкина А.И.»; of what was taken back, what that was. */
static void add_act(struct tx *tx, const struct log_entry *l, struct buf *out)
{
	if (role_of_act(l) == ACT_PLAIN) {
		action_told(kind_told(tx, l), l->action, out);
		add_how_many(tx, l, out);
		buf_add(out, ": ");
	}
	buf_add(out, l->note);
	if (!*l->note && l->kind)
		add_name(tx, l->kind, l->id, out);
	if (role_of_act(l) == ACT_PLAIN)
		add_others(tx, l, out);
}

/* Turns round the act u->act in one act of its own. */
static enum err turn(struct tx *tx, struct undo *u)
{
	uint64_t last = log_last(tx), seq, end;
	struct log_entry l = {0};
	enum err err = log_load(tx, u->act, &l);

	if (!err && undoing(&l) == UNDO_REFUSED)
		err = error_set(u->e, ERR_REFUSED, "Взять назад нельзя: %s", schema_act(l.action)->why);
	if (err) {
		log_release(&l);
		return err;
	}
	buf_clear(&u->note);
	add_act(tx, &l, &u->note);
	u->at_ms = l.at_ms;
	log_release(&l);
	tx_note(tx, u->again ? "redo" : "undo", u->note.s);
	tx_note_of(tx, u->act);
	for (seq = u->act; seq < last; seq++) { /* to the act's last entry */
		uint64_t act;

		if ((err = log_load(tx, seq + 1, &l)))
			return err;
		act = l.act;
		log_release(&l);
		if (act != u->act)
			break;
	}
	for (end = seq; seq >= u->act && !err; seq--) {
		if ((err = log_load(tx, seq, &l)))
			break;
		if (l.kind && kind_def(l.kind))
			err = undo_entry(tx, u, &l);
		log_release(&l);
	}
	for (seq = u->act; seq <= end && !err; seq++) {
		if ((err = log_load(tx, seq, &l)))
			break;
		err = undo_keeps(tx, u, &l);
		log_release(&l);
	}
	if (tx_failed(tx) && u->e)
		*u->e = *tx_error(tx);
	else if (err == ERR_REFUSED && u->e)
		error_set(u->e, err, u->again ? "%s\nБыло взято назад: %s" : "%s\nВаше действие: %s", u->e->text,
			  buf_text(&u->note));
	return err;
}

void undo_add_time(int64_t at_ms, struct buf *out)
{
	time_t at = (time_t)(at_ms / 1000);
	char when[40];
	struct tm tm;

	localtime_r(&at, &tm);
	strftime(when, sizeof(when), "(сделано %d.%m.%Y в %H:%M)", &tm);
	buf_add(out, when);
}

static enum err turn_next(struct tx *tx, void *arg)
{
	struct undo *u = arg;

	u->act = find_act(tx, u->s->user, u->again, 0, NULL);
	return u->act ? turn(tx, u)
		      : error_set(u->e, ERR_NONE,
				  u->again ? "Проводить снова нечего: последним ничего не бралось назад"
					   : "Взять назад нечего");
}

static enum err several(struct session *s, bool again, int n, struct buf *what, struct error *e)
{
	struct undo u = {.s = s, .again = again, .e = e};
	enum err err = OK;

	for (int i = 0; i < n && !err; i++) {
		err = session_write(s, again ? "redo" : "undo", "", turn_next, &u, e);
		if (err == ERR_NONE && i > 0) /* fewer than asked for: what there was is done */
			err = OK, n = 0;
		else if (!err && what && again)
			buf_addf(what, "Проведено снова: %s\n", buf_text(&u.note));
		else if (!err && what) {
			buf_addf(what, "Взято назад: %s ", buf_text(&u.note));
			undo_add_time(u.at_ms, what);
			buf_addc(what, '\n');
		}
	}
	buf_free(&u.note);
	return err;
}

enum err op_undo(struct session *s, int n, struct buf *what, struct error *e)
{
	return several(s, false, n, what, e);
}

enum err op_redo(struct session *s, int n, struct buf *what, struct error *e)
{
	return several(s, true, n, what, e);
}

/* ---- consequences ---- */

/* The act that did `action` to the record last; 0: none is known. */
static uint64_t act_of(struct tx *tx, unsigned kind, uint32_t id, const char *action)
{
	struct log_entry l = {0};
	uint64_t seq = 0, act = 0;

	while (!act && (seq = log_prev_of_record(tx, kind, id, seq)) && !log_load(tx, seq, &l))
		act = strcmp(l.action, action) ? 0 : l.act;
	log_release(&l);
	return act;
}

static enum err put_back(struct tx *tx, const struct log_entry *l, struct error *e)
{
	const struct kind_def *k = kind_def(l->kind);
	struct record now = {0}, after = {.kind = l->kind};
	bool there = load(tx, l->kind, l->id, &now);
	struct rec_ref by = {0, 0};
	struct error why = {0};
	enum err err = OK;

	if (l->erased)
		goto done;
	if (!l->after.n) { /* unless another has its place by now */
		if (!there && record_load_trash(tx, l->kind, l->id, &now) == OK &&
		    (!k->check || !k->check(tx, NULL, &now, &why)))
			err = record_untrash(tx, l->kind, l->id);
		goto done;
	}
	err = record_decode(&after, l->after.p, l->after.n, e);
	if (err || !there || !record_same(&now, &after))
		goto done;
	if (l->before.n) {
		err = undo_change(tx, &now, l, e);
		goto done;
	}
	refs_to(tx, l->kind, l->id, 0, 0, stop_at_first, &by);
	if (!by.kind)
		err = record_trash(tx, l->kind, l->id);
done:
	record_release(&now);
	record_release(&after);
	return err;
}

enum err undo_consequences(struct tx *tx, unsigned kind, uint32_t id, const char *action, unsigned but, struct error *e)
{
	uint64_t act = act_of(tx, kind, id, action), end = log_last(tx), seq = act;
	struct log_entry l = {0};
	enum err err = OK;

	if (!act)
		return OK;
	for (; seq <= end && !err && !(err = log_load(tx, seq, &l)) && l.act == act; seq++)
		;
	while (seq-- > act && !err)
		if (!(err = log_load(tx, seq, &l)) && l.kind && kind_def(l.kind) && kind_def(l.kind)->close &&
		    l.kind != but)
			err = put_back(tx, &l, e);
	log_release(&l);
	if (tx_failed(tx) && e)
		*e = *tx_error(tx);
	return err;
}

/* ---- one act, chosen ---- */

/* Can the act that entry seq belongs to be turned round? What was brought forward is what was done first. */
static enum err choose(struct tx *tx, uint64_t seq, struct undo *u)
{
	struct log_entry l = {0};
	bool mine, plain;
	enum err err = log_load(tx, seq, &l);

	if (!err && role_of_act(&l) == ACT_REDO && l.of && !(err = log_load(tx, l.of, &l)) && l.of)
		err = log_load(tx, l.of, &l);
	if (err) {
		log_release(&l);
		return err;
	}
	mine = !strcmp(l.user, u->s->user);
	plain = l.kind && undoing(&l) == UNDO_TURNS;
	u->act = l.act;
	u->again = role_of_act(&l) == ACT_UNDO;
	if (!plain)
		err = error_set(u->e, ERR_REFUSED, "Взять назад нельзя: это %s",
				l.kind ? "не отменяется" : "не меняло записей");
	else if (!mine)
		err = error_set(u->e, ERR_REFUSED, "%s: это сделано не вами (%s)", cannot(u), l.user);
	else if (!find_act(tx, u->s->user, false, u->act, NULL))
		err = error_set(u->e, ERR_REFUSED, "%s: это уже %s", cannot(u),
				u->again ? "проведено снова" : "взято назад");
	log_release(&l);
	return err;
}

static enum err turn_chosen(struct tx *tx, void *arg)
{
	struct undo *u = arg;
	enum err err = choose(tx, u->act, u);

	return err ? err : turn(tx, u);
}

enum err op_take_back(struct session *s, uint64_t act, struct buf *what, struct error *e)
{
	struct undo u = {.s = s, .act = act, .e = e};
	enum err err = session_write(s, "undo", "", turn_chosen, &u, e);

	if (!err && what)
		buf_addf(what, "%s: %s", u.again ? "Проведено снова" : "Взято назад", buf_text(&u.note));
	buf_free(&u.note);
	return err;
}

enum err undo_look(struct tx *tx, bool again, uint64_t chosen, struct undo_act *out, struct error *e)
{
	const struct session *s = tx_session(tx);
	struct undo u = {.s = s, .again = again, .act = chosen, .e = e};
	struct log_entry l = {0};
	enum err err = chosen ? choose(tx, chosen, &u) : OK;

	if (!chosen)
		u.act = find_act(tx, s->user, again, 0, &out->last);
	if (!err && !u.act)
		err = error_set(e, ERR_NONE,
				again ? "Проводить снова нечего: последним ничего не бралось назад"
				      : "Взять назад нечего");
	if (!err)
		err = log_load(tx, u.act, &l);
	if (!err) {
		out->act = u.act;
		out->again = u.again;
		out->at_ms = l.at_ms;
		out->kind = l.kind;
		out->id = l.id;
		add_act(tx, &l, &out->what);
	}
	log_release(&l);
	return err;
}
