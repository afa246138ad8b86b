#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"
#include "stazh/model/audit.h"

bool load(struct tx *tx, unsigned kind, uint32_t id, struct record *r)
{
	return id && record_load(tx, kind, id, r) == OK;
}

bool load_ref(struct tx *tx, unsigned kind, const struct record *from, unsigned field, struct record *r)
{
	return load(tx, kind, record_ref(from, field), r);
}

/* Takes the transaction's own error over. */
static enum err sticky(struct tx *tx, struct error *e)
{
	if (tx_failed(tx) && e)
		*e = *tx_error(tx);
	return tx_failed(tx);
}

static enum err no_such(const struct kind_def *k, uint32_t id, struct error *e)
{
	return error_set(e, ERR_NONE, "%s: записи с номером %u нет", k->title, id);
}

/* ---- within a transaction ---- */

void model_new(struct tx *tx, unsigned kind, struct record *r)
{
	const struct kind_def *k = kind_def(kind);

	record_release(r);
	r->kind = (uint8_t)kind;
	if (k->defaults)
		k->defaults(tx, r);
}

static enum err check_required(struct tx *tx, const struct kind_def *k, const struct record *r, struct error *e)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FF_REQUIRED) || record_has(r, f->id))
			continue;
		rule_refuse(tx, e, f->rule, "не заполнено поле «%s»", f->title);
		error_at(e, f->name);
		return ERR_REFUSED;
	}
	return OK;
}

static enum err check_all(struct tx *tx, const struct record *was, struct record *is, struct error *e)
{
	const struct kind_def *k = kind_def(is->kind);
	enum err err;

	if (k->prepare)
		k->prepare(tx, was, is);
	err = check_required(tx, k, is, e);
	if (!err && k->check)
		err = k->check(tx, was, is, e);
	if (!err && kind_more(k)->kept)
		err = kind_more(k)->kept(tx, was, is, e);
	return err;
}

enum err model_store(struct tx *tx, const struct record *was, struct record *is, struct error *e)
{
	const struct kind_def *k = kind_def(is->kind);
	enum err err = check_all(tx, was, is, e);

	if (!err && (err = record_store(tx, is)))
		sticky(tx, e);
	if (!err && kind_more(k)->stored)
		err = kind_more(k)->stored(tx, was, is, e);
	return err || !schema_used()->written ? err : schema_used()->written(tx, was, is, e);
}

static enum err assign_some(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, bool later,
			    struct record *r, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_by_name(k, a[i].name);
		enum err err;

		if (!f) {
			const char *near = field_nearest(k, a[i].name);

			return error_set(e, ERR_USAGE, "У вида «%s» нет поля «%.60s»%s%s%s. Все поля: stazh help %s",
					 k->title, a[i].name, near ? " (может быть, «" : "", near ? near : "",
					 near ? "»)" : "", k->name);
		}
		if (f->flags & FF_SYSTEM) {
			error_set(e, ERR_REFUSED, "Поле «%s» меняется только действиями (stazh do %s)", f->title,
				  k->name);
			return error_at(e, f->name);
		}
		err = f->type->after_others == later ? field_parse(tx, f, a[i].value, r, e) : OK;
		if (err)
			return err;
	}
	return OK;
}

/* Dates come later: their year may follow from the other values. */
static enum err assign(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, struct record *r,
		       struct error *e)
{
	enum err err = assign_some(tx, k, a, n, false, r, e);

	return err ? err : assign_some(tx, k, a, n, true, r, e);
}

enum err model_preview(struct tx *tx, struct record *r, const struct assign *a, size_t n, struct error *e)
{
	struct record was = {0};
	bool there = r->id && load(tx, r->kind, r->id, &was);
	enum err err = assign(tx, kind_def(r->kind), a, n, r, e);

	if (!err)
		err = check_all(tx, there ? &was : NULL, r, e);
	record_release(&was);
	return err;
}

/* Parses those of a that are no fields but tell how it is to be done; the others go to rest (as many as a). */
static enum err split_asked(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n,
			    struct record *args, struct assign *rest, size_t *rest_n, struct error *e)
{
	enum err err = OK;

	*rest_n = 0;
	for (size_t i = 0; i < n && !err; i++) {
		const struct action_arg *arg = kind_more(k)->asked;

		while (arg && arg->field.name && strcmp(arg->field.name, a[i].name))
			arg++;
		if (arg && arg->field.name)
			err = field_parse(tx, &arg->field, a[i].value, args, e);
		else
			rest[(*rest_n)++] = a[i];
	}
	return err;
}

static enum err ask_doubt(struct tx *tx, const struct kind_def *k, const struct record *r, struct error *e)
{
	struct buf why = {0};
	enum err err = OK;

	if (kind_more(k)->doubt)
		kind_more(k)->doubt(tx, r, &why);
	if (why.n) {
		err = question_ask(tx, e, why.s, "Если это другая запись, добавьте --anyway");
		question_answer(tx, ASSIGN_ANYWAY, "да", "Всё равно завести");
	}
	buf_free(&why);
	return err;
}

/* ask: a person adds it, who can be asked about a likely double. */
static enum err add(struct tx *tx, unsigned kind, const struct assign *a, size_t n, bool ask, uint32_t *id,
		    struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record r = {0};
	enum err err = access_could(tx_session(tx), kind, "add", e);

	if (err)
		return err;
	if (kind_more(k)->no_add)
		return error_set(e, ERR_REFUSED, "%s: %s", k->title, kind_more(k)->no_add);
	model_new(tx, kind, &r);
	err = assign(tx, k, a, n, &r, e);
	if (!err)
		err = access_write(tx, "add", NULL, &r, e);
	if (!err && ask)
		err = ask_doubt(tx, k, &r, e);
	if (!err)
		err = model_store(tx, NULL, &r, e);
	if (!err && id)
		*id = r.id;
	record_release(&r);
	return err;
}

enum err model_add(struct tx *tx, unsigned kind, const struct assign *a, size_t n, uint32_t *id, struct error *e)
{
	return add(tx, kind, a, n, false, id, e);
}

/* Loads what is stored. *old: the user saw another revision than that. */
static enum err load_revision(struct tx *tx, const struct kind_def *k, uint32_t id, int64_t rev, struct record *r,
			      bool *old, struct error *e)
{
	meanwhile_clear(&tx_outcome(tx)->meanwhile);
	if (!load(tx, k->kind, id, r)) {
		if (sticky(tx, e))
			return tx_failed(tx);
		return rev ? meanwhile_gone(tx, k, id, e) : no_such(k, id, e);
	}
	*old = rev && rev != record_int(r, REC_REV);
	return OK;
}

/* Gives r, as it is stored now, what the user typed over revision rev of it. */
static enum err assign_merged(struct tx *tx, const struct kind_def *k, int64_t rev, const struct assign *a, size_t n,
			      struct record *r, struct error *e)
{
	const struct field **typed = mem_alloc((n + 1) * sizeof(*typed));
	struct record mine = {0}, base = {0};
	bool known;
	enum err err;

	record_copy(&mine, r);
	err = assign(tx, k, a, n, &mine, e);
	if (!err) {
		for (size_t i = 0; i < n; i++)
			typed[i] = field_by_name(k, a[i].name);
		known = meanwhile_find(tx, r, rev, typed, n, &base);
		err = meanwhile_merge(tx, known ? &base : NULL, &mine, typed, n, r, e);
	}
	record_release(&mine);
	record_release(&base);
	free(typed);
	return err;
}

enum err model_set(struct tx *tx, unsigned kind, uint32_t id, int64_t rev, const struct assign *a, size_t n,
		   struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record was = {0}, is = {0};
	struct record args = {.kind = (uint8_t)kind};
	struct assign *fields = mem_alloc((n + 1) * sizeof(*fields));
	bool old = false;
	enum err err = load_revision(tx, k, id, rev, &was, &old, e);

	if (!err)
		err = split_asked(tx, k, a, n, &args, fields, &n, e);
	a = fields;
	if (!err)
		err = access_check(tx, kind, "set", &was, e);
	if (!err) {
		record_copy(&is, &was);
		err = old ? assign_merged(tx, k, rev, a, n, &is, e) : assign(tx, k, a, n, &is, e);
	}
	if (!err)
		err = access_write(tx, "set", &was, &is, e);
	if (!err && kind_more(k)->spread)
		err = kind_more(k)->spread(tx, &was, &is, &args, e);
	if (!err)
		err = model_store(tx, &was, &is, e);
	free(fields);
	record_release(&was);
	record_release(&is);
	record_release(&args);
	return err;
}

static enum err refuse_missing(struct tx *tx, const struct field *f, struct error *e)
{
	struct buf words = {0};
	size_t n = 0;
	const char *const *choices = field_choices(f, tx_session(tx)->config, &n);

	for (size_t i = 0; i < n; i++)
		buf_addf(&words, "%s%s", i ? "; " : ": ", choices[i]);
	rule_refuse(tx, e, f->rule, "не указано: %s (%s)%s", f->title, f->name, buf_text(&words));
	buf_free(&words);
	error_at(e, f->name);
	return ERR_REFUSED;
}

static enum err refuse_ahead(struct tx *tx, const struct transition *t, const struct action_arg *arg, int32_t day,
			     struct error *e)
{
	struct buf when = {0};

	date_add_ru(&when, day);
	rule_refuse(tx, e, arg->field.rule, "%s: день %s ещё не наступил%s", t->title, when.s, arg->done);
	buf_free(&when);
	return error_at(e, arg->field.name);
}

/* Parses the arguments of an action; those that are kept go into r. */
static enum err parse_args(struct tx *tx, const struct transition *t, const struct assign *a, size_t n,
			   struct record *args, struct record *r, struct error *e)
{
	const struct action_arg *arg;
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		for (arg = t->args; arg && arg->field.name; arg++)
			if (!strcmp(arg->field.name, a[i].name) || name_same(arg->field.title, a[i].name))
				break;
		if (!arg || !arg->field.name) {
			struct buf known = {0};

			for (arg = t->args; arg && arg->field.name; arg++)
				buf_addf(&known, "%s%s", known.n ? ", " : "", arg->field.name);
			err = error_set(e, ERR_USAGE, "У действия «%s» нет сведения «%.60s»; %s%s", t->title, a[i].name,
					known.n ? "есть: " : "ему ничего не нужно", buf_text(&known));
			buf_free(&known);
		} else {
			tx_session(tx)->year_typed = record_school_year(tx, r);
			err = field_parse(tx, &arg->field, a[i].value, args, e);
			tx_session(tx)->year_typed = 0;
		}
	}
	for (arg = t->args; arg && arg->field.name && !err; arg++) {
		if (arg->field.flags & FF_REQUIRED && !record_has(args, arg->field.id)) {
			err = refuse_missing(tx, &arg->field, e);
		} else if (arg->done && record_has(args, arg->field.id) &&
			   record_date(args, arg->field.id) > tx_session(tx)->today) {
			err = refuse_ahead(tx, t, arg, record_date(args, arg->field.id), e);
		} else if (arg->keep && record_has(args, arg->field.id)) {
			record_set_value(r, arg->field.id, record_get(args, arg->field.id));
		}
	}
	return err;
}

enum err model_complete(struct tx *tx, unsigned kind, uint32_t id, const struct record *told, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record was = {0}, is = {0};
	enum err err = OK;

	if (!load(tx, kind, id, &was))
		return sticky(tx, e) ? tx_failed(tx) : no_such(k, id, e);
	record_copy(&is, &was);
	for (size_t i = 0; i < k->n; i++)
		if (!record_has(&is, k->fields[i].id) && record_has(told, k->fields[i].id))
			record_set_value(&is, k->fields[i].id, record_get(told, k->fields[i].id));
	if (!record_same(&was, &is)) {
		err = access_write(tx, "set", &was, &is, e);
		if (!err)
			err = model_store(tx, &was, &is, e);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

enum err model_act(struct tx *tx, unsigned kind, uint32_t id, int64_t rev, const char *action, const struct assign *a,
		   size_t n, struct buf *notice, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	const struct transition *t = transition_by_name(k, action);
	struct record was = {0}, is = {0}, base = {0}, args = {.kind = (uint8_t)kind};
	struct buf known = {0};
	bool old = false;
	struct lacks *lacks = &tx_outcome(tx)->lacks;
	enum err err;

	if (!t) {
		for (size_t i = 0; (t = transition_at(k, i)); i++)
			buf_addf(&known, "%s%s", i ? ", " : "", t->action);
		err = error_set(e, ERR_USAGE, "У вида «%s» нет действия «%.60s»; есть: %s", k->title, action, known.s);
		buf_free(&known);
		return err;
	}
	err = load_revision(tx, k, id, rev, &was, &old, e);
	if (!err)
		err = transition_check(tx, k, t, &was, lacks, e);
	if (err && lacks->n) { /* all of it, with what the action itself asks and was not told */
		record_copy(&is, &was);
		err = parse_args(tx, t, a, n, &args, &is, e);
		err = err ? err : lacks_check(tx, t, &is, false, lacks, e);
	}
	if (!err && old) {
		meanwhile_find(tx, &was, rev, NULL, 0, &base);
		err = error_set(e, ERR_CHANGED, "Запись тем временем изменена (%s):\n%s",
				buf_text(&tx_outcome(tx)->meanwhile.who), buf_text(&tx_outcome(tx)->meanwhile.what));
	}
	if (!err) {
		record_copy(&is, &was);
		err = parse_args(tx, t, a, n, &args, &is, e);
	}
	if (!err)
		err = lacks_check(tx, t, &is, false, lacks, e);
	if (!err && t->to)
		record_set_text(&is, k->state, t->to);
	if (!err && t->apply)
		err = t->apply(tx, &is, &args, notice, e);
	if (!err && !record_same(&was, &is))
		err = model_store(tx, &was, &is, e);
	record_release(&was);
	record_release(&is);
	record_release(&base);
	record_release(&args);
	return err;
}

void model_diff(const struct record *was, const struct record *is, void (*fn)(const struct field *f, void *arg),
		void *arg)
{
	const struct kind_def *k = was || is ? kind_def(was ? was->kind : is->kind) : NULL;

	for (size_t i = 0; k && i < k->n; i++)
		if (!value_same(was ? record_get(was, k->fields[i].id) : NULL,
				is ? record_get(is, k->fields[i].id) : NULL))
			fn(&k->fields[i], arg);
	if (k && !value_same(was ? record_get(was, REC_ARCHIVED) : NULL, is ? record_get(is, REC_ARCHIVED) : NULL))
		fn(field_by_id(k, REC_ARCHIVED), arg);
}

/* ---- deleting ---- */

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

static bool add_own(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct family *f = arg;
	const struct kind_def *k = kind_def(kind);

	(void)tx;
	if (k && k->parent == field) {
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

	if (is_member(&f->members, kind, id) || is_loose(kind, field))
		return true;
	if (f->outside_n++ < NAMED_MAX) {
		buf_addf(&f->outside, "%s %u: ", kind_def(kind) ? kind_def(kind)->title : "?", id);
		label_add(tx, kind, id, &f->outside);
		buf_addc(&f->outside, '\n');
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
	struct buf own = {0};

	if (f->keeper)
		return error_set(e, ERR_REFUSED, "%s не удалить: %s", label, f->keeper);
	if (f->outside_n)
		return error_set(e, ERR_REFUSED,
				 "%s не удалить, на эту запись ссылаются:\n%s%sЕё можно убрать в архив: действие "
				 "«Убрать в архив» (archive)",
				 label, f->outside.s, f->outside_n > NAMED_MAX ? "…\n" : "");
	for (size_t i = 1; i < f->members.n && i <= NAMED_MAX; i++) {
		buf_addf(&own, "\n%s: ", kind_def(f->members.r[i].kind)->title);
		label_add(tx, f->members.r[i].kind, f->members.r[i].id, &own);
	}
	error_set(e, ERR_REFUSED,
		  "Вместе с этой записью (%s, %s) удалится то, что ей принадлежит:%s%s\nПодтвердите удаление "
		  "(--with-own) "
		  "или уберите запись в архив: действие «Убрать в архив» (archive)",
		  k->title, label, own.s, f->members.n > NAMED_MAX + 1 ? "\n…" : "");
	buf_free(&own);
	return ERR_REFUSED;
}

/* ---- one action, one transaction ---- */

struct run {
	enum err (*fn)(struct tx *tx, void *arg);
	void *arg;
};

/* It may be run a second time, in a larger map: nothing of the first is told. */
static enum err run_afresh(struct tx *tx, void *arg)
{
	const struct run *run = arg;

	outcome_clear(tx_outcome(tx));
	return run->fn(tx, run->arg);
}

static enum err run_write(struct session *s, struct outcome *out, struct tx_info *info, struct run *run,
			  struct error *e)
{
	struct outcome unasked = {0};
	enum err err;

	info->user = s->user;
	info->from = s->from;
	info->result = out ? out : &unasked;
	err = store_write(s->store, info, run_afresh, run, e);
	outcome_clear(&unasked);
	return err;
}

enum err session_perform(struct session *s, struct outcome *out, const char *action, const char *note,
			 enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e)
{
	struct tx_info info = {.action = action, .note = note ? note : ""};
	uint64_t last;
	enum err err = run_write(s, out, &info, &(struct run){fn, arg}, e);

	if (err)
		return err;
	mem_done = "изменение уже записано";
	store_last_write(s->store, &s->acted, &last);
	audit_copy(s);
	return OK;
}

enum err session_write(struct session *s, const char *action, const char *note,
		       enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e)
{
	return session_perform(s, NULL, action, note, fn, arg, e);
}

enum err session_try(struct session *s, enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e)
{
	struct tx_info info = {.action = "try", .note = "", .trial = true};

	return run_write(s, NULL, &info, &(struct run){fn, arg}, e);
}

static enum err add_note(struct tx *tx, void *arg)
{
	const char *const *texts = arg;

	return log_add(tx, texts[0], texts[1]);
}

enum err session_note(struct session *s, const char *action, const char *note, struct error *e)
{
	const char *texts[] = {action, note};

	return session_write(s, action, note, add_note, texts, e);
}

struct op {
	unsigned kind;
	uint32_t id;
	int64_t rev;
	const struct assign *a;
	size_t n;
	const char *action;
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
	return err;
}

/* was: as it was before the operation, of kind 0 when it was not there. */
static void warn(struct tx *tx, const struct op *op, const struct record *was)
{
	const struct kind_def *k = kind_def(op->kind);
	struct record is = {0};

	if (load(tx, op->kind, op->id, &is)) {
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

	err = add(tx, op->kind, op->a, op->n, !op->anyway, &op->id, op->e);
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

enum err model_may_delete(struct tx *tx, unsigned kind, uint32_t id, bool with_own, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct family f = {.keeper = kind_more(k)->no_delete};
	struct buf label = {0};
	struct record r = {0};
	enum err err = OK;

	if (!load(tx, kind, id, &r))
		err = sticky(tx, e) ? tx_failed(tx) : no_such(k, id, e);
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
		sticky(tx, op->e);
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

/* The records that a trashed one points to must be there again. */
static enum err check_targets(struct tx *tx, const struct record *r, struct error *e)
{
	const struct kind_def *k = kind_def(r->kind);

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		struct pointed to;

		for (size_t at = 0; field_target(f, record_get(r, f->id), &at, &to);)
			if (!record_exists(tx, to.kind, to.id))
				return error_set(
					e, ERR_REFUSED, "Сначала верните запись, на которую указывает поле «%s»: %s %u",
					f->title, kind_def(to.kind) ? kind_def(to.kind)->name : "запись", to.id);
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
		if (k && k->parent && field_by_id(k, k->parent)->ref == kind && record_ref(&r, k->parent) == id &&
		    last_act(tx, r.kind, r.id) == act)
			refs_add(out, r.kind, r.id);
	}
	cursor_close(&c);
	record_release(&r);
}

static enum err do_restore(struct tx *tx, void *arg)
{
	struct op *op = arg;
	const struct kind_def *k = kind_def(op->kind);
	struct refs members = {0};
	struct record r = {0};
	enum err err = OK;

	if (record_load_trash(tx, op->kind, op->id, &r))
		err = sticky(tx, op->e)
			      ? tx_failed(tx)
			      : error_set(op->e, ERR_NONE, "%s: в корзине нет записи с номером %u", k->title, op->id);
	if (!err)
		err = access_check(tx, op->kind, "restore", &r, op->e);
	refs_add(&members, (uint8_t)op->kind, op->id);
	for (size_t i = 0; i < members.n && !err; i++) {
		if (record_load_trash(tx, members.r[i].kind, members.r[i].id, &r))
			continue;
		trashed_own(tx, members.r[i].kind, members.r[i].id, &members);
		err = check_targets(tx, &r, op->e);
		if (!err && kind_def(r.kind)->check)
			err = kind_def(r.kind)->check(tx, NULL, &r, op->e);
		if (!err && kind_more(kind_def(r.kind))->kept)
			err = kind_more(kind_def(r.kind))->kept(tx, NULL, &r, op->e);
		if (!err && (err = record_untrash(tx, r.kind, r.id)))
			sticky(tx, op->e);
	}
	refs_release(&members);
	record_release(&r);
	return err;
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
