/* Forms of records, made of the field table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/utf8.h"

struct edited {
	struct subject subject; /* id 0: new */
	uint32_t added;		/* the new record's, once it is there */
	struct subject parent;	/* of a new one */
	bool stay;		/* its card is not opened */
	int64_t rev;		/* that the typing began with: what others change since then is merged */
	int64_t shown;		/* that the untouched fields show */
	struct form *form;
	const char *at;	   /* the field that the cursor begins on, or NULL */
	bool as_new;	   /* it was deleted meanwhile, and is added again */
	const char *named; /* the name that a new one begins with, as it was typed; or NULL */
	struct answers answers;
	struct keeper keeper;
};

#define FIELDS_MAX 40

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

static void pick(struct app *app, struct form *f, size_t item, void *arg)
{
	const struct edited *ed = arg;

	edit_pick(app, f, item, shown_field(kind_def(ed->subject.kind), ed, item));
}

/* ---- drafts ---- */

static bool keep_draft(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	return keeper_step(app, &((struct edited *)arg)->keeper, step, a, n);
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

/* ---- saving ---- */

/* The given values and, for a new record, what it belongs to. */
static size_t with_parent(const struct edited *ed, const struct assign *a, size_t n, struct assign *out, char id[16])
{
	const struct kind_def *k = kind_def(ed->subject.kind);

	for (size_t i = 0; i < n; i++)
		out[i] = a[i];
	if (ed->parent.id) {
		snprintf(id, 16, "%u", ed->parent.id);
		out[n++] = (struct assign){field_by_id(k, k->parent)->name, id};
	}
	return n;
}

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
	struct assign all[FIELDS_MAX + 1 + ANSWERS_MAX];
	struct outcome out = {0};
	const struct kind_def *k = kind_def(ed->subject.kind);
	char id[16];
	uint32_t new_id;
	enum err err;

	if (ed->subject.id && !ed->as_new) {
		n = answers_join(&ed->answers, a, n, all);
		err = op_set(app->session, k->kind, ed->subject.id, ed->rev, all, n, &out, e);
		if (err && !answers_ask(app, &ed->answers, &out.question, e, answers_save, NULL))
			ask_meanwhile(app, ed, &out.meanwhile, e);
		else if (!err)
			say_saved(app, &out);
	} else {
		n = ed->as_new ? all_texts(ed, f, all) : with_parent(ed, a, n, all, id);
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

	if (saved && ed->added && !records_go(app, ed->subject.kind, ed->added) && !ed->parent.id && !ed->stay)
		record_open(app, (struct subject){ed->subject.kind, ed->added});
}

/* The record as it would be stored; was: as it is stored, of id 0 when it is new. */
static enum err preview(struct tx *tx, const struct edited *ed, const struct assign *a, size_t n, struct record *was,
			struct record *r, struct error *e)
{
	struct assign all[FIELDS_MAX + 1];
	enum err err = OK;
	char id[16];

	if (ed->subject.id && !(err = record_load(tx, ed->subject.kind, ed->subject.id, was)))
		record_copy(r, was);
	else if (!ed->subject.id)
		model_new(tx, ed->subject.kind, r);
	if (!err) {
		n = with_parent(ed, a, n, all, id);
		err = model_preview(tx, r, all, n, e);
	}
	return err;
}

static enum err check(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct tx *tx = tx_read(app->session->store, e);
	struct record was = {.kind = 0}, r = {.kind = 0};
	enum err err;

	(void)f;
	if (!tx)
		return e->code;
	err = preview(tx, arg, a, n, &was, &r, e);
	tx_end(&tx);
	record_release(&was);
	record_release(&r);
	return err;
}

static bool fills(struct app *app, const struct field *field, const struct assign *a, size_t n, void *arg)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record was = {.kind = 0}, r = {.kind = 0};
	bool filled = false;

	if (tx) {
		preview(tx, arg, a, n, &was, &r, NULL); /* what else is wrong is told by itself */
		filled = record_has(&r, field->id);
		tx_end(&tx);
	}
	record_release(&was);
	record_release(&r);
	return filled;
}

static int year(struct app *app, const struct assign *a, size_t n, void *arg)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record was = {.kind = 0}, r = {.kind = 0};
	int found = 0;

	if (tx) {
		preview(tx, arg, a, n, &was, &r, NULL); /* what is refused for another reason has a year as well */
		found = record_school_year(tx, &r);
		tx_end(&tx);
	}
	record_release(&was);
	record_release(&r);
	return found;
}

static int span_year(struct app *app, void *arg)
{
	const struct edited *ed = arg;
	const struct kind_def *k = kind_def(ed->subject.kind);
	struct tx *tx = kind_more(k)->span_year ? tx_read(app->session->store, NULL) : NULL;
	struct record r = {.kind = 0};
	int found = 0;

	if (tx) {
		if (ed->subject.id)
			record_load(tx, ed->subject.kind, ed->subject.id, &r);
		found = kind_more(k)->span_year(tx, &r);
		tx_end(&tx);
	}
	record_release(&r);
	return found;
}

static size_t warn(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct buf *out)
{
	const struct edited *ed = arg;
	const struct kind_def *k = kind_def(ed->subject.kind);
	const struct field *under = NULL;
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record was = {.kind = 0}, r = {.kind = 0};
	size_t before;
	bool whole;

	if (tx) {
		whole = !preview(tx, ed, a, n, &was, &r, NULL); /* a day is looked at while the rest is still missing */
		under = day_doubt(tx, was.id ? &was : NULL, &r, out);
		before = out->n;
		if (kind_more(k)->warn && whole)
			kind_more(k)->warn(tx, was.id ? &was : NULL, &r, out);
		if (out->n > before)
			under = field_by_id(k, kind_more(k)->warned);
	}
	if (tx)
		tx_end(&tx);
	record_release(&was);
	record_release(&r);
	return under ? form_item_of(f, under->name) : n;
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
		.kind = k, .items = items, .save = save, .check = check, .warn = warn, .fills = fills, .year = year,
		.span_year = span_year, .refresh = refresh, .pick = pick, .draft = keep_draft, .closed = closed,
		.free_arg = free_edited, .arg = ed,
	};
	/* clang-format on */
	struct draft *draft = &ed->keeper.draft;
	const struct field *f;

	*ed = *what;
	for (; spec.n < FIELDS_MAX && (f = shown_field(k, ed, spec.n)); spec.n++) {
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
