/* Forms of records, made of the field table: opened, saved, followed by what others write. What is typed is judged in
 * judge.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edited.h"
#include "stazh/base/utf8.h"

static const struct field *shown_field(const struct kind_def *k, const struct edited *ed, size_t item)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (f->flags & FF_SYSTEM || (ed->parent.id && f->id == k->parent))
			continue;
		if (!item--)
			return f;
	}
	return NULL;
}

/* ---- drafts ---- */

static bool keep_draft(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	struct edited *ed = arg;
	struct assign all[VALUES_MAX];

	for (size_t i = 0; i < n; i++)
		all[i] = a[i];
	return keeper_step(app, &ed->keeper, step, all, together_join(&ed->together, a, n, all, n));
}

/* ---- others change it meanwhile ---- */

/* The untouched fields follow what is stored. */
static void refresh(struct app *app, struct form *f, void *arg)
{
	struct edited *ed = arg;
	const struct kind_def *k = kind_def(ed->subject.kind);
	struct tx *tx = ed->subject.id ? screen_read(app) : NULL;
	struct record r = {.kind = 0};
	struct buf text = {0};
	const struct field *field;
	int64_t rev = 0;

	if (!tx)
		return;
	if (record_load(tx, k->kind, ed->subject.id, &r) == OK)
		rev = record_int(&r, REC_REV);
	for (size_t i = 0; rev && rev != ed->shown && (field = shown_field(k, ed, i)); i++) {
		buf_clear(&text);
		edit_text(tx, field, &r, &text);
		form_refresh(f, i, buf_text(&text));
	}
	tx_end(&tx);
	if (!rev && ed->shown)
		app_notice(app, "Эту запись тем временем удалили. Набранное цело: F2 предложит, как быть");
	else if (rev != ed->shown)
		app_notice(app, "Запись тем временем изменена (%s); нетронутые поля уже новые",
			   record_text(&r, REC_CHANGED_BY));
	ed->shown = rev;
	record_release(&r);
	buf_free(&text);
}

/* What is stored now takes the place of what was typed, or stands below it. */
static void take_theirs(struct form *f, const struct clash *c, const char *stored, enum clash_choice chosen)
{
	size_t item = form_item_of(f, c->field->name);
	struct buf both = {0};

	if (chosen == CLASH_BOTH)
		clash_join(form_text(f, item), stored, &both);
	form_yield(f, item, stored);
	if (chosen == CLASH_BOTH) {
		form_set_text(f, item, both.s);
		form_go(f, item);
	}
	buf_free(&both);
}

static void decided(struct app *app, const struct meanwhile *m, const enum clash_choice *chosen, void *arg)
{
	struct edited *ed = arg;
	struct tx *tx = screen_read(app);
	const struct clash *joined = NULL;
	struct record r = {.kind = 0};
	struct buf text = {0};

	if (!tx)
		return;
	if (record_load(tx, ed->subject.kind, ed->subject.id, &r) == OK)
		for (size_t i = 0; i < m->n; i++)
			if (chosen[i] != CLASH_MINE) {
				buf_clear(&text);
				edit_text(tx, m->clashes[i].field, &r, &text);
				take_theirs(ed->form, &m->clashes[i], buf_text(&text), chosen[i]);
				if (chosen[i] == CLASH_BOTH)
					joined = &m->clashes[i];
			}
	tx_end(&tx);
	record_release(&r);
	buf_free(&text);
	ed->rev = m->rev;
	if (joined)
		app_say(app, LOOK_ACCENT, "В поле «%s» оба текста: поправьте, F2 — записать", joined->field->title);
	else
		app_act(app, ACT_SAVE);
}

static void gone_answered(struct app *app, int index, void *arg)
{
	struct edited *ed = arg;
	struct error e = {.code = OK};

	if (index != 0 && index != 2)
		return;
	if (index == 2)
		ed->as_new = true;
	else if (op_restore(app->session, ed->subject.kind, ed->subject.id, &e))
		dialog_error(app, &e);
	if (!e.code)
		app_act(app, ACT_SAVE);
}

/* True when the user is asked what is to become of it; e's text is empty then. */
static bool ask_meanwhile(struct app *app, struct edited *ed, struct meanwhile *m, struct error *e)
{
	static const struct button buttons[] = {{"Вернуть и записать", "в"}, {"К правке", "к"}, {"Завести новую", "з"}};

	if (e->code != ERR_CHANGED || !(m->gone || m->n))
		return false;
	if (m->gone)
		dialog_choice(app, "Записи больше нет", e->text, NULL, buttons,
			      kind_more(kind_def(ed->subject.kind))->no_add ? 2 : 3, gone_answered, ed);
	else
		clash_open(app, m, decided, ed);
	e->text[0] = 0;
	return true;
}

/* ---- records that are made for its references ---- */

static void ask_new(struct app *app, struct edited *what, struct subject of, uint32_t copy_of,
		    const struct assign *given, size_t n);

static bool knows(struct app *app, const struct field *field, const char *text, void *arg)
{
	(void)app;
	return together_has(&((const struct edited *)arg)->together, field->name, text);
}

/* The record, or its name, that a form tells of that kind: its own, what it belongs to, or the only reference to one.
 * NULL: none. */
static const char *told_of(const struct edited *ed, unsigned kind, char id[16])
{
	const char *found = NULL;
	const struct field *f;
	size_t n = 0;

	snprintf(id, 16, "%u", ed->subject.kind == kind ? ed->subject.id : ed->parent.kind == kind ? ed->parent.id : 0);
	if (strcmp(id, "0") != 0)
		return id;
	for (size_t i = 0; (f = shown_field(kind_def(ed->subject.kind), ed, i)); i++)
		if (f->ref == kind && !(f->flags & FF_MANY) && *form_text(ed->form, i) && !n++)
			found = form_text(ed->form, i);
	return n == 1 ? found : NULL;
}

/* One for a field, in the list of which it was not found. What it cannot be without comes from this form; what is not
 * written yet is written with it. */
static void add_for(struct app *app, struct form *form, size_t item, const char *name, void *arg)
{
	struct edited *ed = arg;
	const struct field *field = shown_field(kind_def(ed->subject.kind), ed, item), *f;
	const struct kind_def *k = kind_def(field->ref);
	struct edited what = {.subject = {k->kind, 0}, .stay = true, .named = name};
	struct assign given[4];
	char ids[4][16];
	size_t n = 0;

	(void)form;
	if (!ed->subject.id && !(field->flags & FF_MANY) && (what.back = field_back(k, ed->subject.kind))) {
		what.within = ed;
		what.of = field;
	}
	for (size_t i = 0; i < k->n && n < 4; i++) {
		f = &k->fields[i];
		if (f->ref && f->flags & FF_REQUIRED && !(f->flags & FF_MANY) && f != what.back &&
		    (given[n].value = told_of(ed, f->ref, ids[n])))
			given[n++].name = f->name;
	}
	ask_new(app, &what, what.parent, 0, given, n);
}

static void pick(struct app *app, struct form *f, size_t item, void *arg)
{
	struct edited *ed = arg;
	const struct field *field = shown_field(kind_def(ed->subject.kind), ed, item);
	struct edited what = {.subject = {field->ref, 0}, .stay = true, .within = ed, .of = field};
	struct assign given[TOGETHER_MAX];
	struct buf same = {0};

	if (together_has(&ed->together, field->name, form_text(f, item))) { /* it is looked at again */
		what.back = field_back(kind_def(field->ref), ed->subject.kind);
		ask_new(app, &what, what.parent, 0, given, together_values(&ed->together, field->name, given));
		return;
	}
	if (field == ed->back)
		together_same(kind_def(field->ref), &same);
	edit_pick(app, f, item, field, strcmp(buf_text(&same), form_text(f, item)) != 0 ? form_text(f, item) : "",
		  add_for, ed);
	buf_free(&same);
}

/* What is typed waits in the form that it was made for. */
static enum err save_within(struct app *app, struct edited *ed, const struct assign *a, size_t n, struct error *e)
{
	struct form *f = ed->within->form;
	struct buf text = {0};
	enum err err = edited_label(app, ed, a, n, &text, e);

	if (!err) {
		buf_add(&text, " (запишется вместе)");
		together_put(&ed->within->together, ed->of, text.s, a, n);
		form_set_text(f, form_item_of(f, ed->of->name), text.s);
		app_say(app, LOOK_GOOD, "%s: F2 запишет обе записи сразу", kind_def(ed->subject.kind)->title);
	}
	buf_free(&text);
	return err;
}

static bool names(const struct assign *a, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(a[i].name, name))
			return true;
	return false;
}

/* ---- saving ---- */

/* Everything that the form shows. */
static size_t all_texts(const struct edited *ed, const struct form *f, struct assign *out)
{
	const struct field *field;
	size_t n = 0;

	for (size_t i = 0; i < FIELDS_MAX && (field = shown_field(kind_def(ed->subject.kind), ed, i)); i++)
		if (*form_text(f, i))
			out[n++] = (struct assign){field->name, form_text(f, i)};
	return n;
}

/* What was done besides, in a window when it is more than a line; false: nothing. */
static bool say_besides(struct app *app, const char *title, struct buf *notice)
{
	if (!notice->n)
		return false;
	notice->s[--notice->n] = 0; /* the last line's end */
	app_say(app, LOOK_GOOD, "Записано");
	if (strchr(notice->s, '\n') || utf8_width(notice->s, notice->n) > draw_columns() - 2)
		dialog_message(app, title, notice->s);
	else
		app_say(app, LOOK_GOOD, "%s", notice->s);
	return true;
}

static void say_saved(struct app *app, struct outcome *out)
{
	const struct meanwhile *m = &out->meanwhile;

	if (say_besides(app, "Записано", &out->notice))
		return;
	if (m->fields.n)
		app_say(app, LOOK_GOOD, "Записано; тем временем изменено и другое (%s): %s", buf_text(&m->who),
			m->fields.s);
	else
		app_say(app, LOOK_GOOD, "Записано");
}

static enum err save(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct edited *ed = arg;
	struct assign all[VALUES_MAX];
	const struct assign *typed = a;
	size_t typed_n = n;
	struct outcome out = {0};
	const struct kind_def *k = kind_def(ed->subject.kind);
	char id[16];
	uint32_t new_id;
	enum err err;

	if (ed->within && !names(a, n, ed->back->name))
		return save_within(app, ed, a, n, e);
	if (ed->subject.id && !ed->as_new) {
		n = answers_join(&ed->answers, a, n, all);
		err = op_set(app->session, k->kind, ed->subject.id, ed->rev, all, n, &out, e);
		if (err && !answers_ask(app, &ed->answers, &out.question, e, answers_save, NULL))
			ask_meanwhile(app, ed, &out.meanwhile, e);
		else if (!err)
			say_saved(app, &out);
	} else {
		n = ed->as_new ? all_texts(ed, f, all) : edited_assign(ed, a, n, all, id);
		n = together_join(&ed->together, typed, typed_n, all, n);
		n = answers_join(&ed->answers, all, n, all);
		err = op_add(app->session, k->kind, all, n, &new_id, &out, e);
		if (err)
			answers_ask(app, &ed->answers, &out.question, e, answers_save, NULL);
		if (!err) {
			ed->added = new_id;
			if (!say_besides(app, k->title, &out.notice))
				app_say(app, LOOK_GOOD, "%s %s", k->title, k->created);
		}
	}
	if (!err)
		app_reload(app);
	outcome_clear(&out);
	return err;
}

/* A new record is looked at next, unless it was made on the way to something else. */
static void closed(struct app *app, bool saved, void *arg)
{
	const struct edited *ed = arg;

	if (saved && ed->within && !ed->added)
		records_leave_pick(app);
	if (!saved || !ed->added || records_go(app, ed->subject.kind, ed->added))
		return;
	if (!ed->parent.id && !ed->stay)
		record_open(app, (struct subject){ed->subject.kind, ed->added});
	else
		card_go(app, (struct subject){ed->subject.kind, ed->added});
}

/* ---- opening ---- */

/* A report is written beside its figures. */
static void beside(struct app *app, struct buf *out, void *arg)
{
	report_beside(app, ((const struct edited *)arg)->subject.id, out);
}

static void free_edited(void *arg)
{
	struct edited *ed = arg;

	answers_release(&ed->answers);
	keeper_release(&ed->keeper);
	together_release(&ed->together);
	free(ed);
}

/* A draft that comes back is merged from the revision that it began with. */
static void take_draft(struct app *app, struct edited *ed, struct draft *chosen)
{
	ed->keeper.draft = (struct draft){.kind = (uint8_t)ed->subject.kind,
					  .id = ed->subject.id,
					  .parent_kind = (uint8_t)ed->parent.kind,
					  .parent = ed->parent.id};
	if (keeper_open(app, &ed->keeper, chosen))
		app_say(app, LOOK_ACCENT, "Вернулось то, что вы набирали раньше и не записали");
}

/* Takes what->keeper over. */
static void open_form(struct app *app, struct tx *tx, const struct edited *what, const struct record *r, bool given)
{
	const struct kind_def *k = kind_def(what->subject.kind);
	struct form_item items[FIELDS_MAX] = {{.field = NULL}};
	struct buf texts[FIELDS_MAX] = {{.s = NULL}}, title = {0}, topic = {0};
	struct edited *ed = mem_alloc(sizeof(*ed));
	/* clang-format off */
	struct form_spec spec = {
		.kind = k, .items = items, .save = save, .check = edited_check, .warn = edited_warn, .fills = edited_fills, .year = edited_year,
		.span_year = edited_span_year, .refresh = refresh, .pick = pick, .draft = keep_draft, .closed = closed,
		.knows = knows, .free_arg = free_edited, .arg = ed,
	};
	/* clang-format on */
	struct draft *draft = &ed->keeper.draft;
	const struct field *f;

	*ed = *what;
	if (!ed->subject.id)
		together_take(&ed->together, draft);
	for (; spec.n < FIELDS_MAX && (f = shown_field(k, ed, spec.n)); spec.n++) {
		if (f == ed->back && !record_has(r, f->id))
			together_same(kind_def(f->ref), &texts[spec.n]);
		else
			edit_text(tx, f, r, &texts[spec.n]);
		items[spec.n] = (struct form_item){.field = f,
						   .text = buf_text(&texts[spec.n]),
						   .draft = draft_value(draft, f->name),
						   .given = given && record_has(r, f->id)};
	}
	if (ed->subject.id) {
		label_of(tx, r, &title);
	} else {
		buf_addf(&title, "%s · %s", k->title, "новая запись");
		if (ed->parent.id) {
			buf_add(&title, " · ");
			label_add(tx, ed->parent.kind, ed->parent.id, &title);
		}
	}
	draft->rev = ed->rev;
	buf_clear(&draft->title);
	buf_addf(&draft->title, "%s%s%s", ed->subject.id ? k->title : "", ed->subject.id ? ": " : "", title.s);
	buf_addf(&topic, "form:%s", k->name);
	if (k->kind == KIND_REPORT && ed->subject.id) {
		spec.beside = beside;
		spec.beside_title = "Показатели";
		spec.beside_label = "Цифры";
	}
	spec.title = title.s;
	spec.help = topic.s;
	ed->form = form_open(app, &spec);
	if (what->at)
		form_go(ed->form, form_item_of(ed->form, what->at));
	for (size_t i = 0; i < spec.n; i++)
		buf_free(&texts[i]);
	buf_free(&title);
	buf_free(&topic);
}

/* at: the field that the cursor begins on, or NULL. */
static void open_record(struct app *app, unsigned kind, uint32_t id, const char *at, struct draft *chosen)
{
	struct edited what = {.subject = {kind, id}, .at = at};
	struct record r = {.kind = 0};
	struct error e = {.code = OK};
	struct tx *tx;
	bool there, drafted;

	take_draft(app, &what, chosen);
	drafted = what.keeper.draft.values.n;
	tx = screen_read(app);
	there = tx && record_load(tx, kind, id, &r) == OK;
	what.shown = there ? record_int(&r, REC_REV) : 0;
	what.rev = drafted && what.keeper.draft.rev ? what.keeper.draft.rev : what.shown;
	if (tx && !there && drafted && record_load_trash(tx, kind, id, &r)) {
		what.as_new = true; /* nothing of it is left but what was typed */
		r.kind = (uint8_t)kind;
	}
	if (there && reading(app, what.subject, NULL, 0, &e)) {
		keeper_release(&what.keeper);
		dialog_error(app, &e);
	} else if (tx && (there || drafted)) {
		open_form(app, tx, &what, &r, false);
	} else {
		keeper_release(&what.keeper);
		app_say(app, LOOK_ERROR, "Этой записи больше нет");
	}
	if (tx)
		tx_end(&tx);
	record_release(&r);
}

void edit_field(struct app *app, unsigned kind, uint32_t id, const char *field)
{
	struct error e = {.code = OK};

	if (may(app, kind, "set", (struct subject){kind, id}, &e))
		dialog_error(app, &e);
	else
		open_record(app, kind, id, field, NULL);
}

void edit_record(struct app *app, unsigned kind, uint32_t id)
{
	edit_field(app, kind, id, NULL);
}

static void open_new(struct app *app, struct edited *what, uint32_t copy_of, const struct assign *given, size_t n,
		     struct draft *chosen)
{
	unsigned kind = what->subject.kind;
	const struct kind_def *k = kind_def(kind);
	struct record r = {.kind = 0};
	struct error e = {.code = OK};
	struct tx *tx;

	take_draft(app, what, chosen);
	tx = screen_read(app);
	if (!tx) {
		keeper_release(&what->keeper);
		return;
	}
	if (copy_of && reading(app, (struct subject){kind, copy_of}, NULL, 0, &e)) {
		keeper_release(&what->keeper);
		tx_end(&tx);
		dialog_error(app, &e);
		return;
	}
	if (copy_of)
		record_load(tx, kind, copy_of, &r);
	else
		model_new(tx, kind, &r);
	for (size_t i = 0; copy_of && i < k->n; i++)
		if (k->fields[i].flags & FF_SINGLE)
			record_unset(&r, k->fields[i].id);
	for (size_t i = 0; i < n; i++)
		field_parse(tx, field_by_name(k, given[i].name), given[i].value, &r, NULL);
	if (what->named)
		edit_name(tx, what->named, &r);
	if (!copy_of && kind_more(k)->suggest)
		kind_more(k)->suggest(tx, &r);
	open_form(app, tx, what, &r, copy_of || n || what->named || kind_more(k)->suggest);
	tx_end(&tx);
	record_release(&r);
}

/* of: what the right to add depends on. */
static void ask_new(struct app *app, struct edited *what, struct subject of, uint32_t copy_of,
		    const struct assign *given, size_t n)
{
	const struct kind_def *k = kind_def(what->subject.kind);
	struct error e = {.code = OK};

	if (may(app, k->kind, "add", of, &e))
		dialog_error(app, &e);
	else if (kind_more(k)->no_add)
		dialog_message(app, k->title, kind_more(k)->no_add);
	else
		open_new(app, what, copy_of, given, n, NULL);
}

void edit_new(struct app *app, unsigned kind, struct subject parent, uint32_t copy_of)
{
	struct edited what = {.subject = {kind, 0}, .parent = parent};

	ask_new(app, &what, copy_of ? (struct subject){kind, copy_of} : parent, copy_of, NULL, 0);
}

void edit_new_named(struct app *app, unsigned kind, const char *name)
{
	struct edited what = {.subject = {kind, 0}, .stay = true, .named = name};

	ask_new(app, &what, what.parent, 0, NULL, 0);
}

void edit_new_with(struct app *app, unsigned kind, const struct assign *given, size_t n, bool stay)
{
	struct edited what = {.subject = {kind, 0}, .stay = stay};

	ask_new(app, &what, what.parent, 0, given, n);
}

void edit_draft(struct app *app, struct draft *d)
{
	struct edited what = {.subject = {d->kind, 0}, .parent = {d->parent_kind, d->parent}};

	if (d->id)
		open_record(app, d->kind, d->id, NULL, d);
	else
		open_new(app, &what, 0, NULL, 0, d);
}
