/* What can be done with a record: its life cycle, deleting. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"
#include "stazh/model/rule.h"

/* ---- an action with its questions ---- */

struct action_form {
	struct subject subject;
	int64_t rev;
	const struct transition *t;
	struct answers answers;
	struct keeper keeper;
};

static enum err act(struct app *app, const struct action_form *form, const struct assign *a, size_t n,
		    struct outcome *out, struct error *e)
{
	return op_act(app->session, form->subject.kind, form->subject.id, form->rev, form->t->action, a, n, out, e);
}

/* What is asked after a change by others, and the revision that it is about. */
struct action_change {
	struct action_form *form;
	bool restore;
	int64_t rev;
};

#define ARGS_MAX 12

static void add_done(struct app *app, struct subject of, const struct transition *t, struct buf *out)
{
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};

	if (tx && record_load(tx, of.kind, of.id, &r) == OK)
		transition_add_done(&r, t, out);
	else
		buf_add(out, t->title);
	tx_end(&tx);
	record_release(&r);
}

static void say_done(struct app *app, const struct action_form *form, struct outcome *out)
{
	struct buf *notice = &out->notice, done = {0};

	buf_add(notice, buf_text(&out->warnings));
	if (notice->n)
		notice->s[--notice->n] = 0; /* the last line's end */
	add_done(app, form->subject, form->t, &done);
	app_say(app, LOOK_GOOD, "%s", buf_text(&done));
	if (notice->n && !strchr(notice->s, '\n') && utf8_width(notice->s, notice->n) <= draw_columns() - 2)
		app_say(app, LOOK_GOOD, "%s", notice->s);
	else if (notice->n)
		dialog_message(app, buf_text(&done), notice->s);
	buf_free(&done);
	app_reload(app);
}

static void changed_answered(struct app *app, int index, void *arg)
{
	const struct action_change *change = arg;
	struct action_form *form = change->form;
	struct error e = {.code = OK};

	if (index != 0)
		return;
	if (change->restore && op_restore(app->session, form->subject.kind, form->subject.id, &e)) {
		dialog_error(app, &e);
		return;
	}
	form->rev = change->rev;
	app_act(app, ACT_SAVE);
}

/* Others changed the record or deleted it: asked again, what was typed stays. e's text is empty then. */
static bool ask_again(struct app *app, struct action_form *form, const struct meanwhile *m, struct error *e)
{
	const struct button buttons[] = {{m->gone ? "Вернуть и продолжить" : "Продолжить", "пв"}, {"К форме", "к"}};

	struct action_change *change;

	if (e->code != ERR_CHANGED || !m->rev)
		return false;
	change = mem_alloc(sizeof(*change));
	*change = (struct action_change){form, m->gone, m->rev};
	dialog_choice(app, form->t->title, e->text, NULL, buttons, 2, changed_answered, change);
	screen_own(app, change);
	e->text[0] = 0;
	return true;
}

/* What is lacking and not asked in the form itself is a list of places. e's text is empty then. */
static void tell_lacks(struct app *app, const struct action_form *form, const struct lacks *l, struct error *e)
{
	bool elsewhere = false;

	for (size_t i = 0; i < l->n; i++) {
		const struct action_arg *a = form->t->args;

		while (a && a->field.name &&
		       !(a->keep && a->field.id == l->l[i].field && l->l[i].kind == form->subject.kind))
			a++;
		elsewhere |= !a || !a->field.name;
	}
	if (e->code != ERR_REFUSED || !elsewhere)
		return;
	lacks_open(app, form->t->title, l);
	e->text[0] = 0;
}

static enum err save(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct action_form *form = arg;
	struct assign all[ARGS_MAX + ANSWERS_MAX];
	struct outcome out = {0};
	enum err err;

	(void)f;
	n = answers_join(&form->answers, a, n, all);
	err = act(app, form, all, n, &out, e);
	if (!err)
		say_done(app, form, &out);
	else if (!answers_ask(app, &form->answers, &out.question, e, answers_save, NULL) &&
		 !ask_again(app, form, &out.meanwhile, e))
		tell_lacks(app, form, &out.lacks, e);
	outcome_clear(&out);
	return err;
}

static int year(struct app *app, const struct assign *a, size_t n, void *arg)
{
	const struct action_form *form = arg;
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record r = {.kind = 0};
	int found = 0;

	(void)a;
	(void)n;
	if (tx && record_load(tx, form->subject.kind, form->subject.id, &r) == OK)
		found = record_school_year(tx, &r);
	if (tx)
		tx_end(&tx);
	record_release(&r);
	return found;
}

static void pick_reference(struct app *app, struct form *f, size_t item, void *arg)
{
	struct action_form *form = arg;

	edit_pick(app, f, item, &form->t->args[item].field, form_text(f, item), NULL, NULL);
}

static void free_form(void *arg)
{
	struct action_form *form = arg;

	answers_release(&form->answers);
	keeper_release(&form->keeper);
	free(form);
}

static bool keep_draft(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	struct action_form *form = arg;

	return keeper_step(app, &form->keeper, step, a, n);
}

/* Takes what->keeper over. */
static void ask(struct app *app, const struct action_form *what, const char *label)
{
	struct form_item items[ARGS_MAX] = {{.field = NULL}};
	struct buf texts[ARGS_MAX] = {{.s = NULL}}, title = {0};
	struct form_spec spec = {.intro = what->t->consequence,
				 .save_label = "Готово",
				 .items = items,
				 .popup = true,
				 .save_always = true,
				 .save = save,
				 .year = year,
				 .pick = pick_reference,
				 .draft = keep_draft,
				 .free_arg = free_form};
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};
	struct action_form *arg;

	if (!tx)
		return;
	arg = mem_alloc(sizeof(*arg));
	*arg = *what;
	if (record_load(tx, what->subject.kind, what->subject.id, &r) == OK ||
	    record_load_trash(tx, what->subject.kind, what->subject.id, &r) ==
		    OK) { /* saving will offer to restore it */
		for (const struct action_arg *a = what->t->args; a && a->field.name && spec.n < ARGS_MAX; a++) {
			struct record args = {.kind = (uint8_t)what->subject.kind};

			if (a->field.flags & FF_SYSTEM) /* an answer, not asked in the form; these stand last */
				continue;
			if (a->suggest)
				a->suggest(tx, &r, &args);
			edit_text(tx, &a->field, &args, &texts[spec.n]);
			items[spec.n] = (struct form_item){.field = &a->field,
							   .text = buf_text(&texts[spec.n]),
							   .draft = draft_value(&arg->keeper.draft, a->field.name),
							   .given = record_has(&args, a->field.id)};
			spec.n++;
			record_release(&args);
		}
	}
	tx_end(&tx);
	buf_addf(&title, "%s: %s", what->t->title, label);
	spec.title = title.s;
	arg->keeper.draft.rev = arg->rev;
	buf_clear(&arg->keeper.draft.title);
	buf_add(&arg->keeper.draft.title, title.s);
	spec.arg = arg;
	form_open(app, &spec);
	for (size_t i = 0; i < spec.n; i++)
		buf_free(&texts[i]);
	buf_free(&title);
	record_release(&r);
}

static void act_answered(struct app *app, struct subject of, const struct transition *t, const struct answer *answer);

/* answer: to what it asked before, or NULL. */
static void act_at_once(struct app *app, const struct action_form *what, const struct answer *answer)
{
	struct assign told = {answer ? answer->name : "", answer ? answer->value : ""};
	struct error e = {.code = OK};
	struct outcome out = {0};

	if (act(app, what, &told, answer != NULL, &out, &e) == OK)
		say_done(app, what, &out);
	else if (e.code == ERR_REFUSED && out.lacks.n)
		lacks_open(app, what->t->title, &out.lacks);
	else if (!question_act(app, &out.question, &e, what->subject, what->t, act_answered))
		dialog_error(app, &e);
	outcome_clear(&out);
}

static void act_answered(struct app *app, struct subject of, const struct transition *t, const struct answer *answer)
{
	act_at_once(app, &(struct action_form){.subject = of, .t = t}, answer);
}

/* Has it anything to be asked in a form? */
static bool has_form(const struct transition *t)
{
	const struct action_arg *a = t->args;

	while (a && a->field.name && a->field.flags & FF_SYSTEM)
		a++;
	return a && a->field.name;
}

static void start(struct app *app, struct subject subject, const struct transition *t, struct draft *chosen)
{
	struct action_form what = {.subject = subject, .t = t};
	struct buf label = {0};
	struct record r = {.kind = 0};
	struct lacks lacks = {.n = 0};
	struct error e = {.code = OK};
	struct tx *tx;

	if (t->view) {
		app->ops->open(app, t->view, subject, NULL);
		return;
	}
	if (has_form(t)) {
		what.keeper.draft = (struct draft){.kind = (uint8_t)subject.kind, .id = subject.id};
		snprintf(what.keeper.draft.action, sizeof(what.keeper.draft.action), "%s", t->action);
		if (keeper_open(app, &what.keeper, chosen))
			app_say(app, LOOK_ACCENT, "Вернулось то, что вы набирали раньше и не записали");
	}
	tx = screen_read(app);
	if (!tx) {
		keeper_release(&what.keeper);
		return;
	}
	if (record_load(tx, subject.kind, subject.id, &r) == OK ||
	    record_load_trash(tx, subject.kind, subject.id, &r) == OK) {
		label_of(tx, &r, &label);
		if (!access_check(tx, subject.kind, t->action, &r, &e) && !what.keeper.draft.values.n &&
		    transition_is_from(t, &r))
			lacks_check(tx, t, &r, true, &lacks, &e);
	}
	what.rev = what.keeper.draft.rev ? what.keeper.draft.rev : record_int(&r, REC_REV);
	tx_end(&tx);
	if (e.code && lacks.n) {
		keeper_release(&what.keeper);
		lacks_open(app, t->title, &lacks);
	} else if (e.code) {
		keeper_release(&what.keeper);
		dialog_error(app, &e);
	} else {
		if (has_form(t))
			ask(app, &what, buf_text(&label)); /* takes the keeper over */
		else
			act_at_once(app, &what, NULL);
	}
	lacks_release(&lacks);
	buf_free(&label);
	record_release(&r);
}

void action_start(struct app *app, unsigned kind, uint32_t id, const char *action)
{
	start(app, (struct subject){kind, id}, transition_by_name(kind_def(kind), action), NULL);
}

void action_draft(struct app *app, struct draft *d)
{
	const struct transition *t = transition_by_name(kind_def(d->kind), d->action);

	if (t)
		start(app, (struct subject){d->kind, d->id}, t, d);
}

void action_mark(struct app *app, unsigned kind, uint32_t id)
{
	const struct kind_def *k = kind_def(kind);
	struct action_form what = {.subject = {kind, id}};
	struct record r = {.kind = 0};
	struct tx *tx;

	if (kind_more(k)->mark) {
		action_start(app, kind, id, kind_more(k)->mark);
		return;
	}
	if (!kind_more(k)->done)
		return;
	tx = screen_read(app);
	if (!tx)
		return;
	if (record_load(tx, kind, id, &r) == OK) {
		what.rev = record_int(&r, REC_REV);
		what.t = transition_by_name(k, record_has(&r, kind_more(k)->done) ? "reopen" : "done");
	}
	tx_end(&tx);
	record_release(&r);
	if (what.t)
		act_at_once(app, &what, NULL);
}

/* ---- deleting ---- */

static void delete_now(struct app *app, struct subject what, const struct assign *a, size_t n);

static void delete_answered(struct app *app, struct subject what, const struct answer *answer)
{
	delete_now(app, what, &(struct assign){answer->name, answer->value}, 1);
}

static void delete_now(struct app *app, struct subject what, const struct assign *a, size_t n)
{
	struct outcome out = {0};
	struct error e = {.code = OK};
	struct buf gone = {0};
	const char *told;
	size_t told_n;

	if (op_delete_as(app->session, what.kind, what.id, true, a, n, &out, &e) == OK) {
		told = buf_text(&out.notice);
		told_n = text_trim(&told, out.notice.n);
		buf_addf(&gone, "%s в корзине", kind_def(what.kind)->title);
		app_say(app, LOOK_GOOD, "%.*s. Вернуть: Ctrl-Z", told_n ? (int)told_n : INT_MAX,
			told_n ? told : gone.s);
		buf_free(&gone);
		app_reload(app);
	} else if (!question_dialog(app, &out.question, &e, what, delete_answered)) {
		dialog_error(app, &e);
	}
	outcome_clear(&out);
}

static void delete_answer(struct app *app, bool yes, void *arg)
{
	const struct subject *what = arg;

	if (yes)
		delete_now(app, *what, NULL, 0);
}

void delete_ask(struct app *app, unsigned kind, uint32_t id)
{
	const struct kind_def *k = kind_def(kind);
	struct tx *tx = screen_read(app);
	struct error e = {.code = OK};
	struct subject *what;
	struct buf text = {0}, label = {0};

	if (!tx)
		return;
	if (model_may_delete(tx, kind, id, true, &e)) {
		tx_end(&tx);
		dialog_error(app, &e);
		return;
	}
	what = mem_alloc(sizeof(*what));
	*what = (struct subject){kind, id};
	label_add(tx, kind, id, &label);
	titled_add(k, buf_text(&label), &text);
	buf_free(&label);
	buf_add(&text, "\nЗапись и то, что ей принадлежит, уйдут в корзину; Ctrl-Z — вернуть.");
	tx_end(&tx);
	dialog_confirm(app, "Удалить?", text.s, "Удалить", delete_answer, what);
	screen_own(app, what);
	buf_free(&text);
}
