/* What a person does: each is one transaction, one act in the journal. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"

struct op {
	unsigned kind;
	uint32_t id;
	int64_t rev;
	const struct assign *a;
	size_t n;
	const char *action;
	const struct many *many; /* of several */
	struct assign *own;	 /* the values of each of them, which are `a`; NULL: it is that of all */
	bool with_own, anyway;
	struct buf label;
	struct error *e;
};

/* The journal names the record as it was called then. */
static void note_label(struct tx *tx, struct op *op, const char *action)
{
	buf_clear(&op->label);
	label_add(tx, op->kind, op->id, &op->label);
	tx_note(tx, action, op->label.s);
}

static enum err finish_op(struct op *op, enum err err)
{
	buf_free(&op->label);
	free(op->own);
	return err;
}

/* was: as it was before the operation, of kind 0 when it was not there. */
static void warn(struct tx *tx, const struct op *op, const struct record *was)
{
	const struct kind_def *k = kind_def(op->kind);
	struct record is = {0};

	if (load(tx, op->kind, op->id, &is)) {
		alike_doubt(was->id ? was : NULL, &is, &tx_outcome(tx)->warnings);
		if (schema_used()->warn)
			schema_used()->warn(tx, was->id ? was : NULL, &is, &tx_outcome(tx)->warnings);
		if (kind_more(k)->warn)
			kind_more(k)->warn(tx, was->id ? was : NULL, &is, &tx_outcome(tx)->warnings);
	}
	record_release(&is);
}

static enum err do_add(struct tx *tx, void *arg)
{
	struct op *op = arg;
	enum err err;

	err = model_add_together(tx, op->kind, op->a, op->n, !op->anyway, &op->id, op->e);
	if (!err)
		warn(tx, op, &(struct record){.kind = 0});
	return err;
}

enum err op_add(struct session *s, unsigned kind, const struct assign *a, size_t n, uint32_t *id, struct outcome *out,
		struct error *e)
{
	struct assign *fields = mem_alloc((n + 1) * sizeof(*fields));
	struct op op = {.kind = kind, .a = fields, .e = e};
	struct tx *tx;
	enum err err;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(a[i].name, ASSIGN_ANYWAY))
			op.anyway = true;
		else
			fields[op.n++] = a[i];
	err = session_perform(s, out, "add", "", do_add, &op, e);
	free(fields);
	if (!err && id)
		*id = op.id;
	if (!err && kind_more(kind_def(kind))->self && (tx = tx_read(s->store, NULL))) {
		session_find_self(s, tx);
		tx_end(&tx);
	}
	return finish_op(&op, err);
}

static enum err do_set(struct tx *tx, void *arg)
{
	struct op *op = arg;
	struct record was = {0};
	enum err err;

	if (load(tx, op->kind, op->id, &was))
		note_label(tx, op, "set");
	err = model_set(tx, op->kind, op->id, op->rev, op->a, op->n, op->e);
	if (!err)
		warn(tx, op, &was);
	record_release(&was);
	return err;
}

enum err op_set(struct session *s, unsigned kind, uint32_t id, int64_t rev, const struct assign *a, size_t n,
		struct outcome *out, struct error *e)
{
	struct op op = {.kind = kind, .id = id, .rev = rev, .a = a, .n = n, .e = e};

	return finish_op(&op, session_perform(s, out, "set", "", do_set, &op, e));
}

/* What the other records of a series do when it is deleted. */
static enum err spread_delete(struct tx *tx, const struct op *op)
{
	const struct kind_def *k = kind_def(op->kind);
	struct assign *rest = mem_alloc((op->n + 1) * sizeof(*rest));
	struct record r = {0}, args = {.kind = (uint8_t)op->kind};
	size_t n;
	enum err err = split_asked(tx, k, op->a, op->n, &args, rest, &n, op->e);

	if (!err && n)
		err = error_set(op->e, ERR_USAGE, "При удалении не нужно «%.60s»", rest->name);
	if (!err && kind_more(k)->spread && load(tx, op->kind, op->id, &r))
		err = kind_more(k)->spread(tx, &r, NULL, &args, op->e);
	free(rest);
	record_release(&r);
	record_release(&args);
	return err;
}

static enum err do_delete(struct tx *tx, void *arg)
{
	struct op *op = arg;
	enum err err = model_may_delete(tx, op->kind, op->id, op->with_own, op->e);

	if (err)
		return err;
	note_label(tx, op, "delete");
	err = spread_delete(tx, op);
	if (!err && (err = model_trash(tx, op->kind, op->id)))
		tx_sticky(tx, op->e);
	return err;
}

enum err op_delete_as(struct session *s, unsigned kind, uint32_t id, bool with_own, const struct assign *a, size_t n,
		      struct outcome *out, struct error *e)
{
	struct op op = {.kind = kind, .id = id, .with_own = with_own, .a = a, .n = n, .e = e};

	return finish_op(&op, session_perform(s, out, "delete", "", do_delete, &op, e));
}

enum err op_delete(struct session *s, unsigned kind, uint32_t id, bool with_own, struct error *e)
{
	return op_delete_as(s, kind, id, with_own, NULL, 0, NULL, e);
}

static enum err do_restore(struct tx *tx, void *arg)
{
	struct op *op = arg;

	return model_restore(tx, op->kind, op->id, op->e);
}

enum err op_restore(struct session *s, unsigned kind, uint32_t id, struct error *e)
{
	struct op op = {.kind = kind, .id = id, .e = e};

	return finish_op(&op, session_write(s, "restore", "", do_restore, &op, e));
}

static enum err do_act(struct tx *tx, void *arg)
{
	struct op *op = arg;
	const struct kind_def *k = kind_def(op->kind);
	const struct transition *t = transition_by_name(k, op->action);

	struct record was = {0};
	enum err err;

	if (!op->rev && !record_exists(tx, op->kind, op->id))
		return no_such(k, op->id, op->e);
	note_label(tx, op, t ? t->action : op->action);
	load(tx, op->kind, op->id, &was);
	err = model_act(tx, op->kind, op->id, op->rev, op->action, op->a, op->n, &tx_outcome(tx)->notice, op->e);
	if (!err)
		warn(tx, op, &was);
	record_release(&was);
	return err;
}

enum err op_act(struct session *s, unsigned kind, uint32_t id, int64_t rev, const char *action, const struct assign *a,
		size_t n, struct outcome *out, struct error *e)
{
	struct op op = {.kind = kind, .id = id, .rev = rev, .action = action, .a = a, .n = n, .e = e};

	return finish_op(&op, session_perform(s, out, action, "", do_act, &op, e));
}

/* ---- several ---- */

static enum err do_one(struct tx *tx, void *arg)
{
	struct op *op = arg;
	static enum err (*const does[])(struct tx * tx, void *arg) = {
		[MANY_ACT] = do_act, [MANY_SET] = do_set, [MANY_DELETE] = do_delete, [MANY_RESTORE] = do_restore};

	return does[op->many->what](tx, op);
}

/* The i-th is next. */
static void begin_one(const struct many *m, size_t i, struct op *one)
{
	if (m->step)
		m->step(m->step_arg, i);
	one->id = m->ids[i];
	one->kind = m->kinds ? m->kinds[i] : m->kind;
	if (m->own)
		one->own[m->a_n] = (struct assign){m->own, m->owns[i]};
}

static enum err do_many(struct tx *tx, void *arg)
{
	struct op *op = arg, one = *op;
	struct buf *notice = &tx_outcome(tx)->notice;
	enum err err = OK;

	for (size_t i = 0; i < op->many->n; i++) {
		char *before = mem_strdup(buf_text(notice));
		size_t n = notice->n;
		enum err its;

		begin_one(op->many, i, &one);
		its = do_one(tx, &one);
		if (notice->n > n && strstr(before, notice->s + n)) /* said of another already */
			notice->s[notice->n = n] = 0;
		free(before);
		if (its == ERR_REFUSED && one.e)
			error_named(one.e, buf_text(&one.label));
		if (error_enough(&err, its, &one.e))
			break;
	}
	op->label = one.label;
	return err;
}

static struct op op_of(const struct many *m, struct error *e)
{
	struct op op = {.kind = m->kind,
			.many = m,
			.action = m->action,
			.a = m->a,
			.n = m->a_n,
			.with_own = m->with_own,
			.e = e};

	if (m->own) {
		op.own = mem_alloc((m->a_n + 1) * sizeof(*op.own));
		if (m->a_n)
			memcpy(op.own, m->a, m->a_n * sizeof(*op.own));
		op.a = op.own;
		op.n = m->a_n + 1;
	}
	return op;
}

enum err op_many(struct session *s, const struct many *m, struct outcome *out, struct error *e)
{
	static const char *const acts[] = {[MANY_SET] = "set", [MANY_DELETE] = "delete", [MANY_RESTORE] = "restore"};
	struct op op = op_of(m, e);

	return finish_op(&op,
			 session_perform(s, out, m->what == MANY_ACT ? m->action : acts[m->what], "", do_many, &op, e));
}

/* ---- with whom it can be done ---- */

/* Takes the question over. */
static void add_refused(struct session *s, const struct op *op, size_t at, struct question *q, struct refused *to)
{
	struct tx *tx = tx_read(s->store, NULL);
	struct record r = {0};
	struct buf name = {0};

	if (tx && (load(tx, op->kind, op->id, &r) || !record_load_trash(tx, op->kind, op->id, &r)))
		label_of(tx, &r, &name);
	else
		buf_addf(&name, "%s %u", kind_def(op->kind)->title, op->id);
	tx_end(&tx);
	record_release(&r);
	*to = (struct refused){.at = at,
			       .kind = op->kind,
			       .id = op->id,
			       .name = buf_take(&name),
			       .why = mem_strdup(op->e->text),
			       .question = *q};
	*q = (struct question){.n = 0};
}

enum err op_many_try(struct session *s, const struct many *m, uint32_t **able, size_t *able_n, struct refused **refused,
		     size_t *refused_n, struct error *e)
{
	struct error cause = {0};
	struct op op = op_of(m, &cause);
	struct outcome out = {0};
	enum err err = OK;

	*able = mem_alloc((m->n + 1) * sizeof(**able));
	*refused = mem_alloc((m->n + 1) * sizeof(**refused));
	*able_n = *refused_n = 0;
	for (size_t i = 0; i < m->n && !err; i++) {
		enum err its;

		error_clear(&cause);
		begin_one(m, i, &op);
		its = session_try(s, &out, do_one, &op, &cause);
		if (!its)
			(*able)[(*able_n)++] = op.id;
		else if (its == ERR_REFUSED || its == ERR_CHANGED || its == ERR_NONE)
			add_refused(s, &op, i, &out.question, &(*refused)[(*refused_n)++]);
		else
			err = error_set(e, its, "%s", cause.text);
	}
	outcome_clear(&out);
	return finish_op(&op, err);
}

void refused_free(struct refused *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(r[i].name);
		free(r[i].why);
		buf_free(&r[i].question.text);
	}
	free(r);
}
