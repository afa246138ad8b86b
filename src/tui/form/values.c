/* What stands in a form: its texts, what of them is changed, and whether they are right. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/tui/term.h"
#include "form_parts.h"

bool form_item_changed(const struct item *it)
{
	return strcmp(buf_text(&it->edit.text), it->text) != 0;
}

bool form_changed(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (form_item_changed(&f->items[i]))
			return true;
	return false;
}

const char *form_text(const struct form *f, size_t item)
{
	return buf_text(&f->items[item].edit.text);
}

size_t form_item_of(const struct form *f, const char *name)
{
	size_t i = 0;

	while (i < f->n && strcmp(f->items[i].field->name, name))
		i++;
	return i;
}

struct assign *form_collect(const struct form *f, bool given, size_t *n)
{
	struct assign *a = mem_alloc((f->n + 1) * sizeof *a);

	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct item *it = &f->items[i];

		if (form_item_changed(it) || (given && it->given && it->edit.text.n))
			a[(*n)++] = (struct assign){it->field->name, buf_text(&it->edit.text)};
	}
	return a;
}

void draft_wake(struct app *app, int64_t kept_at)
{
	int64_t next = kept_at ? kept_at + DRAFT_EVERY_MS - term_clock() : 0;

	app_wake(app, next > DRAFT_SOON_MS ? (int)next : DRAFT_SOON_MS);
}

void form_draft_later(const struct form *f)
{
	draft_wake(f->app, f->kept_at);
}

/* ---- checking ---- */

void form_set_error(struct item *it, const char *text, bool crossed)
{
	struct buf shown = {0};

	free(it->error);
	if (text)
		text_add_shown(text, &shown);
	it->error = text ? mem_strdup(buf_text(&shown)) : NULL;
	buf_free(&shown);
	it->crossed = crossed;
}

/* The school year that the form's dates are meant in. */
static int typed_year(struct app *app, const struct form *f)
{
	struct assign *a;
	int year;
	size_t n;

	if (!f->spec.year)
		return 0;
	a = form_collect(f, true, &n);
	year = f->spec.year(app, a, n, f->spec.arg);
	free(a);
	return year;
}

bool form_day(const struct app *app, const struct form *f, const struct item *it, int32_t *out)
{
	int year;

	if (it->field->type->editor != EDITOR_DAY || !it->edit.text.n)
		return false;
	if (!app->session)
		return date_parse(it->edit.text.s, date_today(NULL), 0, out, NULL) == OK;
	year = typed_year((struct app *)app, f);
	return date_parse(it->edit.text.s, app->session->today, year ? year : app->session->year, out, NULL) == OK;
}

void form_check_item(struct app *app, const struct form *f, struct item *it)
{
	struct record scratch = {0};
	struct error e = {0};
	struct tx *tx;

	form_set_error(it, NULL, false);
	if (f->spec.knows && f->spec.knows(app, it->field, buf_text(&it->edit.text), f->spec.arg))
		return;
	if (!app->session || !it->edit.text.n || !form_item_changed(it) || !(tx = tx_read(app->session->store, &e)))
		return;
	if (field_parse(tx, it->field, buf_text(&it->edit.text), &scratch, &e) != OK)
		form_set_error(it, e.text, false);
	tx_end(&tx);
	record_release(&scratch);
}

static void show_warning(struct app *app, struct form *f, const struct assign *a, size_t n)
{
	struct buf text = {0};
	size_t at = f->spec.warn(app, f, a, n, f->spec.arg, &text);

	if (text.n && text.s[text.n - 1] == '\n')
		text.s[--text.n] = 0;
	if (at < f->n && text.n)
		f->items[at].warning = buf_take(&text);
	buf_free(&text);
}

static void check_all(struct app *app, struct form *f)
{
	struct error chain[ERRORS_MAX], *e = errors_chain(chain);
	size_t n;

	for (size_t i = 0; i < f->n; i++) {
		free(f->items[i].warning);
		f->items[i].warning = NULL;
	}
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].crossed)
			form_set_error(&f->items[i], NULL, false);
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].error)
			return;
	if (!f->spec.check || !form_changed(f))
		return;
	struct assign *a = form_collect(f, true, &n);

	for (f->spec.check(app, f, a, n, f->spec.arg, e); e && *e->text; e = e->more) {
		size_t at = form_item_of(f, e->field);

		if (at < f->n && f->items[at].visited && f->items[at].edit.text.n)
			form_set_error(&f->items[at], e->text, true);
	}
	if (f->spec.warn)
		show_warning(app, f, a, n);
	free(a);
}

void form_judge(struct app *app, struct form *f, size_t item)
{
	form_check_item(app, f, &f->items[item]);
	check_all(app, f);
}

void form_settle_date(struct app *app, const struct form *f, struct item *it)
{
	struct buf b = {0};
	int32_t date;

	if (it->error || !form_item_changed(it) || !form_day(app, f, it, &date))
		return;
	date_add_ru(&b, date);
	if (strcmp(b.s, it->edit.text.s))
		edit_set(&it->edit, b.s);
	buf_free(&b);
}

void form_come(struct form *f, size_t item)
{
	f->current = item;
	f->items[item].visited = true;
	edit_offer(&f->items[item].edit);
}

void form_go_to(struct app *app, struct form *f, size_t item)
{
	size_t from = f->current;

	f->items[from].visited = true;
	if (item != from)
		form_come(f, item);
	form_judge(app, f, from);
	form_settle_date(app, f, &f->items[from]);
}

void form_go(struct form *f, size_t item)
{
	if (item < f->n)
		form_come(f, item);
}

void form_take(struct app *app, struct form *f, const char *text)
{
	form_set_text(f, f->current, text);
	form_judge(app, f, f->current);
}

void form_set_text(struct form *f, size_t item, const char *text)
{
	struct item *it = &f->items[item];

	edit_set(&it->edit, text);
	it->visited = true;
	form_set_error(it, NULL, false);
	form_draft_later(f);
}

void form_add_text(struct form *f, size_t item, const char *text)
{
	struct buf b = {0};

	buf_add(&b, form_text(f, item));
	if (b.n)
		buf_add(&b, "; ");
	buf_add(&b, text);
	form_set_text(f, item, b.s);
	buf_free(&b);
}

static void take_stored(struct item *it, const char *text)
{
	char *stored = mem_strdup(text);
	bool offered = it->edit.whole;

	free(it->text);
	it->text = stored;
	if (strcmp(buf_text(&it->edit.text), text))
		edit_set(&it->edit, text);
	if (offered)
		edit_offer(&it->edit);
}

void form_yield(struct form *f, size_t item, const char *text)
{
	take_stored(&f->items[item], text);
	form_set_error(&f->items[item], NULL, false);
}

void form_refresh(struct form *f, size_t item, const char *text)
{
	if (!form_item_changed(&f->items[item]) && strcmp(f->items[item].text, text))
		take_stored(&f->items[item], text);
}
