/* A form is saved or left: what is wrong is marked first, what was typed is kept or forgotten. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/model/rule.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/term.h"
#include "form_parts.h"

/* What was said in a window while saving stands over what is opened next. */
static void leave(struct app *app, struct form *f, bool saved)
{
	struct screen *said = screen_lift(app, &f->base);

	screen_close(app, &f->base);
	if (f->spec.closed)
		f->spec.closed(app, saved, f->spec.arg);
	screen_lay(app, said);
}

void form_keep_draft(struct app *app, struct form *f, enum draft_step step)
{
	struct assign *a;
	size_t n;

	a = form_collect(f, true, &n);
	n = form_changed(f) ? n : 0;
	if (!f->spec.draft(app, step, a, n, f->spec.arg) && step == DRAFT_TYPING)
		app_wake(app, DRAFT_RETRY_MS);
	f->kept_at = term_clock();
	free(a);
}

const char *form_clause(const struct app *app, const struct field *field)
{
	return app->session ? rule_clause(app->session->config, field->rule) : "";
}

static bool is_lacking(struct app *app, struct form *f, const struct item *it)
{
	struct assign *a;
	bool filled;
	size_t n;

	if (!(it->field->flags & FF_REQUIRED) || it->edit.text.n)
		return false;
	a = form_collect(f, true, &n);
	filled = f->spec.fills && f->spec.fills(app, it->field, a, n, f->spec.arg);
	free(a);
	return !filled;
}

static void mark_lacking(struct app *app, struct item *it)
{
	struct buf b = {0};

	clause_add(&b, form_clause(app, it->field));
	if (b.n)
		buf_add(&b, ": ");
	buf_addf(&b, "%s заполнено поле «%s»", b.n ? "не" : "Не", it->label);
	form_set_error(it, b.s, false);
	buf_free(&b);
}

/* What rules over several fields say besides, so that all is told at once; what is filled and wrong by itself has to be
 * mended before they are judged. How many fields they mark. */
static size_t mark_crossed(struct app *app, struct form *f, struct buf *names, size_t *first)
{
	struct error chain[ERRORS_MAX], *e = errors_chain(chain);
	size_t n, marked = 0;
	struct assign *a = form_collect(f, true, &n);

	if (f->spec.check)
		f->spec.check(app, f, a, n, f->spec.arg, e);
	for (; e && *e->text; e = e->more) {
		size_t at = form_item_of(f, e->field);

		if (at == f->n || f->items[at].error || !f->items[at].edit.text.n)
			continue;
		form_set_error(&f->items[at], e->text, true);
		f->items[at].visited = true;
		*first = at < *first ? at : *first;
		buf_addf(names, ", %s", f->items[at].label);
		marked++;
	}
	free(a);
	return marked;
}

/* Every item that is wrong or has to be filled in is marked, and all are named when they are several. The first of
 * them; f->n: none. */
static size_t mark_wrong(struct app *app, struct form *f)
{
	struct buf names = {0};
	size_t first = f->n, wrong = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct item *it = &f->items[i];

		form_check_item(app, f, it);
		if (!it->error && is_lacking(app, f, it))
			mark_lacking(app, it);
		if (!it->error)
			continue;
		it->visited = true;
		first = first < f->n ? first : i;
		buf_addf(&names, "%s%s", wrong++ ? ", " : "", it->label);
	}
	if (wrong)
		wrong += mark_crossed(app, f, &names, &first);
	if (wrong > 1)
		app_say(app, LOOK_ERROR, "Не записано, поправьте: %s", names.s);
	buf_free(&names);
	return first;
}

size_t form_count_wrong(const struct form *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->items[i].error != NULL;
	return n;
}

/* A copy is to be saved as it stands. */
static bool has_given(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].given)
			return true;
	return false;
}

/* A day or a span is saved by F2 before the cursor has left it: is there something about it that the user has not seen
 * yet? */
static bool day_is_odd(struct app *app, struct form *f)
{
	struct item *it = f->n ? &f->items[f->current] : NULL;
	char *seen = it && it->warning ? mem_strdup(it->warning) : NULL;
	bool odd = false;

	if (it && (it->field->type->editor == EDITOR_DAY || it->field->flags & FF_SPAN) && form_item_changed(it)) {
		form_judge(app, f, f->current);
		form_settle_date(app, f, it);
		odd = it->warning && (!seen || strcmp(seen, it->warning));
	}
	free(seen);
	return odd;
}

static void go_to_mend(struct form *f, size_t item)
{
	if (item != f->current)
		form_come(f, item);
	f->items[item].visited = true;
	term_beep();
}

/* All that it was refused for: each reason under its field, what belongs to none in a window. Names the fields when
 * they are several. */
static void tell_refused(struct app *app, struct form *f, const struct error *e)
{
	struct buf names = {0}, others = {0};
	struct error other = *e;
	size_t first = f->n, told = 0;

	for (; e && *e->text; e = e->more) {
		size_t at = *e->field ? form_item_of(f, e->field) : f->n;

		if (at < f->n) {
			struct buf both = {0};

			if (f->items[at].error)
				buf_addf(&both, "%s\n", f->items[at].error);
			else
				buf_addf(&names, "%s%s", told++ ? ", " : "", f->items[at].label);
			buf_add(&both, e->text);
			form_set_error(&f->items[at], both.s, false);
			buf_free(&both);
			f->items[at].visited = true;
			first = at < first ? at : first;
		} else {
			other = others.n ? other : *e;
			buf_addf(&others, "%s%s", others.n ? "\n" : "", e->text);
		}
	}
	if (first < f->n)
		go_to_mend(f, first);
	if (told > 1)
		app_say(app, LOOK_ERROR, "Не записано, поправьте: %s", names.s);
	if (others.n) {
		snprintf(other.text, sizeof(other.text), "%s", others.s);
		dialog_error(app, &other);
	}
	buf_free(&names);
	buf_free(&others);
}

void form_save(struct app *app, struct form *f)
{
	struct error chain[ERRORS_MAX], *e = errors_chain(chain);
	size_t n, bad = mark_wrong(app, f);

	if (bad < f->n) {
		go_to_mend(f, bad);
		return;
	}
	if (!f->spec.save_always && !form_changed(f) && !has_given(f)) {
		app_say(app, LOOK_PLAIN, "Ничего не изменено.");
		form_keep_draft(app, f, DRAFT_DONE);
		leave(app, f, false);
		return;
	}
	if (day_is_odd(app, f)) {
		app_say(app, LOOK_TODAY, "%s F2 ещё раз — сохранить так",
			f->items[f->current].field->type->editor == EDITOR_DAY ? "Тот ли это день?"
									       : "Какие это дни, непонятно.");
		term_beep();
		return;
	}
	struct assign *a = form_collect(f, true, &n);
	enum err rc = f->spec.save(app, f, a, n, f->spec.arg, e);

	free(a);
	if (rc == OK) {
		form_keep_draft(app, f, DRAFT_DONE);
		leave(app, f, true);
		return;
	}
	if (*e->text) /* else it asks something first */
		tell_refused(app, f, e);
}

static void leave_answered(struct app *app, int index, void *arg)
{
	struct form *f = arg;

	if (index == 0) {
		form_save(app, f);
	} else if (index == 1) {
		form_keep_draft(app, f, DRAFT_LEFT);
		leave(app, f, false);
	} else if (index == 2) {
		form_keep_draft(app, f, DRAFT_DONE);
		leave(app, f, false);
	}
}

void form_ask_to_leave(struct app *app, void (*chosen)(struct app *app, int index, void *arg), void *arg)
{
	static const struct button buttons[] = {
		{"Сохранить", "сд"}, {"Оставить черновик", "чнт"}, {"Стереть", "рх"}, {"Вернуться", "в"}};

	dialog_choice(app, "Сохранить изменения?",
		      "Черновик вернётся, когда вы снова откроете эту форму; в базу он не попадёт.", NULL, buttons, 4,
		      chosen, arg);
}

void form_leave(struct app *app, struct form *f)
{
	if (f->spec.keeps) {
		leave_answered(app, 1, f);
	} else if (form_changed(f)) {
		form_ask_to_leave(app, leave_answered, f);
	} else {
		form_keep_draft(app, f, DRAFT_DONE);
		leave(app, f, false);
	}
}
