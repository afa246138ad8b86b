/* Two people change one record: what the other did meanwhile, and the two made one, field by field. */
#include <string.h>

#include "../internal.h"

static void add_once(struct buf *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = buf_text(list); (p = strstr(p, name)); p += n)
		if ((p == list->s || p[-1] == ' ') && (!p[n] || p[n] == ','))
			return;
	buf_addf(list, "%s%s", list->n ? ", " : "", name);
}

static const char *who_of(struct tx *tx, const struct log_entry *l)
{
	return strcmp(l->user, tx_session(tx)->user) ? l->user : "вы же в другом окне";
}

/* Walks the journal of the record back to the entry that wrote revision rev; who gets the users of the later ones. */
static bool find_revision(struct tx *tx, unsigned kind, uint32_t id, int64_t rev, struct buf *who, struct record *base)
{
	bool found = false;

	for (uint64_t seq = 0; !found && (seq = log_prev_of_record(tx, kind, id, seq));) {
		struct log_entry l = {0};
		struct record after = {.kind = (uint8_t)kind, .id = id};

		if (log_load(tx, seq, &l) || record_decode(&after, l.after.p, l.after.n, NULL))
			after.n = 0;
		found = after.n && record_int(&after, REC_REV) == rev;
		if (found)
			record_copy(base, &after);
		else
			add_once(who, who_of(tx, &l));
		record_release(&after);
		log_release(&l);
	}
	return found;
}

struct telling {
	struct tx *tx;
	const struct record *was, *is;
	struct meanwhile *m;
	const struct field *const *typed; /* not these: they are the user's too */
	size_t n;
};

static void add_value(struct tx *tx, const struct field *f, const struct record *r, struct buf *out)
{
	size_t before = out->n;

	field_add(tx, f, r, STYLE_PEOPLE, out);
	if (out->n == before)
		buf_add(out, "пусто");
}

static void tell(const struct field *f, void *arg)
{
	const struct telling *t = arg;

	if (f->flags & FF_HIDDEN)
		return;
	for (size_t i = 0; i < t->n; i++)
		if (t->typed[i] == f)
			return;
	buf_addf(&t->m->fields, "%s%s", t->m->fields.n ? ", " : "", f->title);
	buf_addf(&t->m->what, "%s%s: ", t->m->what.n ? "\n" : "", f->title);
	add_value(t->tx, f, t->was, &t->m->what);
	buf_add(&t->m->what, " → ");
	add_value(t->tx, f, t->is, &t->m->what);
}

bool meanwhile_find(struct tx *tx, const struct record *r, int64_t rev, const struct field *const *typed, size_t n,
		    struct record *base)
{
	struct meanwhile *m = &tx_outcome(tx)->meanwhile;
	struct telling t = {tx, base, r, m, typed, n};
	bool found = find_revision(tx, r->kind, r->id, rev, &m->who, base);

	m->rev = record_int(r, REC_REV);
	if (found)
		model_diff(base, r, tell, &t);
	return found;
}

static void add_clash(struct tx *tx, const struct field *f, const struct record *base, const struct record *theirs,
		      const struct record *mine)
{
	struct meanwhile *m = &tx_outcome(tx)->meanwhile;
	struct clash *c;

	m->clashes = mem_resize(m->clashes, (m->n + 1) * sizeof(*m->clashes));
	c = &m->clashes[m->n++];
	*c = (struct clash){.field = f};
	if (base)
		field_add(tx, f, base, STYLE_PEOPLE, &c->was);
	field_add(tx, f, theirs, STYLE_PEOPLE, &c->theirs);
	field_add(tx, f, mine, STYLE_PEOPLE, &c->mine);
}

enum err meanwhile_merge(struct tx *tx, const struct record *base, const struct record *mine,
			 const struct field *const *typed, size_t n, struct record *is, struct error *e)
{
	const struct meanwhile *m = &tx_outcome(tx)->meanwhile;
	struct record theirs = {0};

	record_copy(&theirs, is);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = typed[i];
		const struct value *v = record_get(mine, f->id), *stored = record_get(&theirs, f->id);
		const struct value *seen = base ? record_get(base, f->id) : NULL;

		if (value_same(v, stored) || (base && value_same(v, seen)))
			continue;
		if (base && value_same(stored, seen))
			record_set_value(is, f->id, v);
		else
			add_clash(tx, f, base, &theirs, mine);
	}
	record_release(&theirs);
	if (!m->n)
		return OK;
	error_set(e, ERR_CHANGED, "Поле «%s» тем временем изменено (%s): %s", m->clashes[0].field->title,
		  buf_text(&m->who), m->clashes[0].theirs.n ? m->clashes[0].theirs.s : "пусто");
	return e ? error_at(e, m->clashes[0].field->name) : ERR_CHANGED;
}

enum err meanwhile_gone(struct tx *tx, const struct kind_def *k, uint32_t id, struct error *e)
{
	struct meanwhile *m = &tx_outcome(tx)->meanwhile;
	struct log_entry l = {0};
	struct record r = {0};

	if (record_load_trash(tx, k->kind, id, &r))
		return error_set(e, ERR_NONE, "%s: записи с номером %u больше нет", k->title, id);
	m->rev = record_int(&r, REC_REV);
	m->gone = true;
	if (log_load(tx, log_prev_of_record(tx, k->kind, id, 0), &l) == OK)
		buf_add(&m->who, who_of(tx, &l));
	log_release(&l);
	record_release(&r);
	return error_set(e, ERR_CHANGED, "%s № %u: запись тем временем удалена (%s)", k->title, id, buf_text(&m->who));
}
