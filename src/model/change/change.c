/* Records made and changed within a transaction. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"

static enum err check_required(struct tx *tx, const struct kind_def *k, const struct record *r, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FF_REQUIRED) || record_has(r, f->id))
			continue;
		rule_refuse(tx, e, f->rule, "не заполнено поле «%s»", f->title);
		error_at(e, f->name);
		if (error_enough(&err, ERR_REFUSED, &e))
			break;
	}
	return err;
}

/* While a required field is empty the rules over several are judged all the same, for the fields that are told. */
static void check_told(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const struct kind_def *k = kind_def(is->kind);
	struct error chain[ERRORS_MAX], *one = errors_chain(chain);

	k->check(tx, was, is, one);
	for (; one && *one->text; one = one->more) {
		const struct field *f = field_by_name(k, one->field);

		if (f && record_has(is, f->id))
			error_more(e, one);
	}
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
	else if (err && k->check && e)
		check_told(tx, was, is, e);
	if (!err && kind_more(k)->kept)
		err = kind_more(k)->kept(tx, was, is, e);
	return err;
}

enum err model_store(struct tx *tx, const struct record *was, struct record *is, struct error *e)
{
	const struct kind_def *k = kind_def(is->kind);
	enum err err = check_all(tx, was, is, e);

	if (!err && (err = record_store(tx, is)))
		tx_sticky(tx, e);
	if (!err && kind_more(k)->stored)
		err = kind_more(k)->stored(tx, was, is, e);
	return err || !schema_used()->written ? err : schema_used()->written(tx, was, is, e);
}

static enum err assign_one(struct tx *tx, const struct kind_def *k, const struct assign *a, bool later,
			   struct record *r, struct error *e)
{
	const struct field *f = field_by_name(k, a->name);
	const char *near = f ? NULL : field_nearest(k, a->name);

	if (!f && !later)
		return error_set(e, ERR_USAGE, "У вида «%s» нет поля «%.60s»%s%s%s. Все поля: stazh help %s", k->title,
				 a->name, near ? " (может быть, «" : "", near ? near : "", near ? "»)" : "", k->name);
	if (f && f->flags & FF_SYSTEM && !later) {
		error_set(e, ERR_REFUSED, "Поле «%s» меняется только действиями (stazh do %s)", f->title, k->name);
		return error_at(e, f->name);
	}
	return f && !(f->flags & FF_SYSTEM) && f->type->after_others == later ? field_parse(tx, f, a->value, r, e) : OK;
}

static enum err assign_some(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, bool later,
			    struct record *r, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < n; i++)
		if (error_enough(&err, assign_one(tx, k, &a[i], later, r, e), &e))
			break;
	return err;
}

/* Dates come later: their year may follow from the other values. */
static enum err assign(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, struct record *r,
		       struct error *e)
{
	enum err err = OK;

	if (!error_enough(&err, assign_some(tx, k, a, n, false, r, e), &e))
		error_enough(&err, assign_some(tx, k, a, n, true, r, e), &e);
	return err;
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

enum err split_asked(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, struct record *args,
		     struct assign *rest, size_t *rest_n, struct error *e)
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

enum err model_add_asking(struct tx *tx, unsigned kind, const struct assign *a, size_t n, bool ask, uint32_t *id,
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
	return model_add_asking(tx, kind, a, n, false, id, e);
}

/* Loads what is stored. *old: the user saw another revision than that. */
static enum err load_revision(struct tx *tx, const struct kind_def *k, uint32_t id, int64_t rev, struct record *r,
			      bool *old, struct error *e)
{
	meanwhile_clear(&tx_outcome(tx)->meanwhile);
	if (!load(tx, k->kind, id, r)) {
		if (tx_sticky(tx, e))
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
	if (tx_session(tx)->interactive)
		rule_refuse(tx, e, f->rule, "не указано: %s%s", f->title, buf_text(&words));
	else
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
	rule_refuse(tx, e, arg->field.rule, "день %s ещё не наступил («%s»)%s", when.s, t->title, arg->done);
	buf_free(&when);
	return error_at(e, arg->field.name);
}

static const struct action_arg *arg_named(const struct transition *t, const char *name)
{
	const struct action_arg *arg = t->args;

	while (arg && arg->field.name && strcmp(arg->field.name, name) && !name_same(arg->field.title, name))
		arg++;
	return arg && arg->field.name ? arg : NULL;
}

static enum err refuse_unknown(const struct transition *t, const char *name, struct error *e)
{
	struct buf known = {0};

	for (const struct action_arg *arg = t->args; arg && arg->field.name; arg++)
		buf_addf(&known, "%s%s", known.n ? ", " : "", arg->field.name);
	error_set(e, ERR_USAGE, "У действия «%s» нет сведения «%.60s»; %s%s", t->title, name,
		  known.n ? "есть: " : "ему ничего не нужно", buf_text(&known));
	buf_free(&known);
	return ERR_USAGE;
}

/* What is asked and not told, or told too early. given: it was told, if wrongly. */
static enum err judge_arg(struct tx *tx, const struct transition *t, const struct action_arg *arg, bool given,
			  const struct record *args, struct error *e)
{
	if (!record_has(args, arg->field.id))
		return arg->field.flags & FF_REQUIRED && !given ? refuse_missing(tx, &arg->field, e) : OK;
	if (arg->done && record_date(args, arg->field.id) > tx_session(tx)->today)
		return refuse_ahead(tx, t, arg, record_date(args, arg->field.id), e);
	return OK;
}

/* Parses the arguments of an action; those that are kept go into r. */
static enum err parse_args(struct tx *tx, const struct transition *t, const struct assign *a, size_t n,
			   struct record *args, struct record *r, struct error *e)
{
	const struct action_arg *arg;
	enum err err = OK, one;

	for (size_t i = 0; i < n; i++) {
		arg = arg_named(t, a[i].name);
		one = arg ? field_parse_in(tx, &arg->field, a[i].value, record_school_year(tx, r), args, e)
			  : refuse_unknown(t, a[i].name, e);
		if (error_enough(&err, one, &e))
			return err;
	}
	for (arg = t->args; arg && arg->field.name; arg++) {
		bool given = false;

		for (size_t i = 0; i < n; i++)
			given |= *a[i].value && arg_named(t, a[i].name) == arg;
		if (error_enough(&err, judge_arg(tx, t, arg, given, args, e), &e))
			return err;
		if (arg->keep && record_has(args, arg->field.id))
			record_set_value(r, arg->field.id, record_get(args, arg->field.id));
	}
	return err;
}

enum err model_complete(struct tx *tx, unsigned kind, uint32_t id, const struct record *told, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record was = {0}, is = {0};
	enum err err = OK;

	if (!load(tx, kind, id, &was))
		return tx_sticky(tx, e) ? tx_failed(tx) : no_such(k, id, e);
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
