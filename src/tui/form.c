#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/rule.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/term.h"
#include "form_parts.h"

static char *copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

static bool item_changed(const struct item *it)
{
	return strcmp(buf_text(&it->edit.text), it->text) != 0;
}

bool form_changed(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (item_changed(&f->items[i]))
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

/* The values to be written, with the suggested ones if `given`; free(). */
static struct assign *collect(const struct form *f, bool given, size_t *n)
{
	struct assign *a = mem_alloc((f->n + 1) * sizeof *a);

	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct item *it = &f->items[i];

		if (item_changed(it) || (given && it->given && it->edit.text.n))
			a[(*n)++] = (struct assign){it->field->name, buf_text(&it->edit.text)};
	}
	return a;
}

void draft_wake(struct app *app, int64_t kept_at)
{
	int64_t next = kept_at ? kept_at + DRAFT_EVERY_MS - term_clock() : 0;

	app_wake(app, next > DRAFT_SOON_MS ? (int)next : DRAFT_SOON_MS);
}

static void draft_later(const struct form *f)
{
	if (f->spec.draft)
		draft_wake(f->app, f->kept_at);
}

/* ---- checking ---- */

static void set_error(struct item *it, const char *text, bool crossed)
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
	a = collect(f, true, &n);
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

static void check_item(struct app *app, struct item *it)
{
	struct record scratch = {0};
	struct error e = {0};
	struct tx *tx;

	set_error(it, NULL, false);
	if (!app->session || !it->edit.text.n || !item_changed(it) || !(tx = tx_read(app->session->store, &e)))
		return;
	if (field_parse(tx, it->field, buf_text(&it->edit.text), &scratch, &e) != OK)
		set_error(it, e.text, false);
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
	struct error e = {0};
	size_t n;

	for (size_t i = 0; i < f->n; i++) {
		free(f->items[i].warning);
		f->items[i].warning = NULL;
	}
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].crossed)
			set_error(&f->items[i], NULL, false);
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].error)
			return;
	if (!f->spec.check || !form_changed(f))
		return;
	struct assign *a = collect(f, true, &n);

	if (f->spec.check(app, f, a, n, f->spec.arg, &e) != OK) {
		size_t at = form_item_of(f, e.field);

		if (at < f->n && f->items[at].visited && f->items[at].edit.text.n)
			set_error(&f->items[at], e.text, true);
	}
	if (f->spec.warn)
		show_warning(app, f, a, n);
	free(a);
}

/* A value is judged when the cursor leaves it, and while it is mended. */
static void judge(struct app *app, struct form *f, size_t item)
{
	check_item(app, &f->items[item]);
	check_all(app, f);
}

/* The next item that can be typed into, round the form. */
static size_t item_beside(const struct form *f, int by)
{
	size_t to = f->current;

	for (size_t i = 0; i < f->n; i++) {
		to = by > 0 ? (to + 1) % f->n : (to + f->n - 1) % f->n;
		if (!f->items[to].read_only)
			break;
	}
	return to;
}

/* «+14» and «15.6» become the day that was meant. */
static void settle_date(struct app *app, const struct form *f, struct item *it)
{
	struct buf b = {0};
	int32_t date;

	if (it->error || !item_changed(it) || !form_day(app, f, it, &date))
		return;
	date_add_ru(&b, date);
	if (strcmp(b.s, it->edit.text.s))
		edit_set(&it->edit, b.s);
	buf_free(&b);
}

static void go_to(struct app *app, struct form *f, size_t item)
{
	size_t from = f->current;

	f->items[from].visited = f->items[item].visited = true;
	f->current = item;
	judge(app, f, from);
	settle_date(app, f, &f->items[from]);
}

void form_go(struct form *f, size_t item)
{
	if (item < f->n)
		f->current = item;
}

void form_take(struct app *app, struct form *f, const char *text)
{
	form_set_text(f, f->current, text);
	judge(app, f, f->current);
}

void form_set_text(struct form *f, size_t item, const char *text)
{
	struct item *it = &f->items[item];

	if (it->read_only)
		return;
	edit_set(&it->edit, text);
	it->visited = true;
	set_error(it, NULL, false);
	draft_later(f);
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

	free(it->text);
	it->text = stored;
	if (strcmp(buf_text(&it->edit.text), text))
		edit_set(&it->edit, text);
}

void form_yield(struct form *f, size_t item, const char *text)
{
	take_stored(&f->items[item], text);
	set_error(&f->items[item], NULL, false);
}

void form_refresh(struct form *f, size_t item, const char *text)
{
	if (!item_changed(&f->items[item]) && strcmp(f->items[item].text, text))
		take_stored(&f->items[item], text);
}

/* ---- leaving ---- */

/* What was said in a window while saving stands over what is opened next. */
static void leave(struct app *app, struct form *f, bool saved)
{
	struct screen *said = screen_lift(app, &f->base);

	screen_close(app, &f->base);
	if (f->spec.closed)
		f->spec.closed(app, saved, f->spec.arg);
	screen_lay(app, said);
}

static void keep_draft(struct app *app, struct form *f, enum draft_step step)
{
	struct assign *a;
	size_t n;

	if (!f->spec.draft)
		return;
	a = collect(f, true, &n);
	n = form_changed(f) ? n : 0;
	if (!f->spec.draft(app, step, a, n, f->spec.arg) && step == DRAFT_TYPING)
		app_wake(app, DRAFT_RETRY_MS);
	f->kept_at = term_clock();
	free(a);
}

static const char *clause_of(const struct app *app, const struct field *field)
{
	return app->session ? rule_clause(app->session->config, field->rule) : "";
}

/* The first item that has to be filled in and is not, marked; f->n: none. */
/* Does the record fill the item itself (the title of an amendment)? */
static bool is_filled(struct app *app, struct form *f, size_t item)
{
	struct error e = {0};
	struct assign *a;
	enum err err;
	size_t n;

	if (!f->spec.check)
		return false;
	a = collect(f, true, &n);
	err = f->spec.check(app, f, a, n, f->spec.arg, &e);
	free(a);
	return err == OK || (*e.field && form_item_of(f, e.field) > item);
}

static size_t first_lacking(struct app *app, struct form *f)
{
	size_t i = 0;

	while (i < f->n &&
	       (!(f->items[i].field->flags & FF_REQUIRED) || f->items[i].edit.text.n || is_filled(app, f, i)))
		i++;
	if (i < f->n) {
		const struct field *field = f->items[i].field;
		const char *clause = clause_of(app, field);
		struct buf b = {0};

		clause_add(&b, clause);
		if (b.n)
			buf_add(&b, ": ");
		buf_addf(&b, "%s заполнено поле «%s»", b.n ? "не" : "Не", f->items[i].label);
		set_error(&f->items[i], b.s, false);
		buf_free(&b);
	}
	return i;
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

	if (it && (it->field->type->editor == EDITOR_DAY || it->field->flags & FF_SPAN) && item_changed(it)) {
		judge(app, f, f->current);
		settle_date(app, f, it);
		odd = it->warning && (!seen || strcmp(seen, it->warning));
	}
	free(seen);
	return odd;
}

static void save(struct app *app, struct form *f)
{
	struct error e = {0};
	size_t n, bad = 0;

	while (bad < f->n && (check_item(app, &f->items[bad]), !f->items[bad].error))
		bad++;
	if (bad == f->n)
		bad = first_lacking(app, f);
	if (bad < f->n) {
		f->current = bad;
		f->items[bad].visited = true;
		term_beep();
		return;
	}
	if (!f->spec.save_always && !form_changed(f) && !has_given(f)) {
		app_say(app, LOOK_PLAIN, "Ничего не изменено.");
		keep_draft(app, f, DRAFT_DONE);
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
	struct assign *a = collect(f, true, &n);
	enum err rc = f->spec.save(app, f, a, n, f->spec.arg, &e);

	free(a);
	if (rc == OK) {
		keep_draft(app, f, DRAFT_DONE);
		leave(app, f, true);
		return;
	}
	if (!*e.text) /* it asks something first */
		return;
	size_t at = *e.field ? form_item_of(f, e.field) : f->n;

	if (at < f->n) {
		f->current = at;
		f->items[at].visited = true;
		set_error(&f->items[at], e.text, false);
		term_beep();
	} else {
		dialog_error(app, &e);
	}
}

static void leave_answered(struct app *app, int index, void *arg)
{
	struct form *f = arg;

	if (index == 0) {
		save(app, f);
	} else if (index == 1) {
		keep_draft(app, f, DRAFT_LEFT);
		leave(app, f, false);
	} else if (index == 2 && f->spec.draft) {
		keep_draft(app, f, DRAFT_DONE);
		leave(app, f, false);
	}
}

void form_ask_to_leave(struct app *app, void (*chosen)(struct app *app, int index, void *arg), void *arg)
{
	static const struct button buttons[] = {
		{"Сохранить", "сsдy"}, {"Оставить черновик", "чнnт"}, {"Стереть", "рrхx"}, {"Вернуться", "вb"}};

	dialog_choice(app, "Сохранить изменения?",
		      "Черновик вернётся, когда вы снова откроете эту форму; в базу он не попадёт.", NULL, buttons, 4,
		      chosen, arg);
}

static void ask_to_leave(struct app *app, struct form *f)
{
	static const struct button buttons[] = {{"Сохранить", "сsдy"}, {"Не сохранять", "нnт"}, {"Вернуться", "вb"}};

	if (form_changed(f) && f->spec.draft) {
		form_ask_to_leave(app, leave_answered, f);
	} else if (form_changed(f)) {
		dialog_choice(app, "Сохранить изменения?", "Если не сохранять, набранное пропадёт.", NULL, buttons, 3,
			      leave_answered, f);
	} else {
		keep_draft(app, f, DRAFT_DONE);
		leave(app, f, false);
	}
}

/* ---- the screen ---- */

static void form_title(struct screen *s, struct buf *out)
{
	buf_add(out, ((struct form *)s)->spec.title);
}

static void form_status(struct screen *s, struct buf *out)
{
	if (form_changed((struct form *)s))
		buf_addf(out, "изменено %s", glyph(GLYPH_BULLET));
}

static void form_hint(struct screen *s, struct buf *out)
{
	struct form *f = (struct form *)s;
	const struct field *field = f->n ? f->items[f->current].field : NULL;
	size_t whole = 0;

	if (!field)
		return;
	if (field->help)
		buf_add(out, field->help);
	if (field_example(field))
		buf_addf(out, "%sНапример: %s", out->n ? " " : "", field_example(field));
	/* Whole sentences, as many as there is room for; F1 tells all. */
	for (size_t i = 0; i + 2 < out->n; i++)
		if (out->s[i] == '.' && out->s[i + 1] == ' ' && utf8_width(out->s, i + 1) <= draw_columns() - 2)
			whole = i + 1;
	if (whole && utf8_width(out->s, out->n) > draw_columns() - 2)
		out->s[out->n = whole] = 0;
}

static enum next help(struct app *app, struct form *f)
{
	const struct field *field = f->n ? f->items[f->current].field : NULL;
	struct buf b = {0};

	if (!field)
		return SCREEN_PASS;
	if (f->spec.kind && app->ops->help && field_by_name(f->spec.kind, field->name) == field) {
		buf_addf(&b, "field:%s.%s", f->spec.kind->name, field->name);
		app->ops->help(app, b.s);
	} else {
		const char *clause = clause_of(app, field);

		/* An argument of an action, a filter: no page of its own. */
		buf_add(&b, field->help ? field->help : "Это поле набирают.");
		if (field_example(field))
			buf_addf(&b, "\nНапример: %s", field_example(field));
		if (*clause) {
			buf_add(&b, "\nПоложение, ");
			clause_add(&b, clause);
			buf_add(&b, ".");
		}
		dialog_message(app, f->items[f->current].label, b.s);
	}
	buf_free(&b);
	return SCREEN_DONE;
}

/* The cells of a spreadsheet come parted by tabs. */
static enum next paste_rows(struct form *f, struct item *it, const struct input *in)
{
	struct input rows = *in;
	char *text = mem_strndup(in->text, in->n);
	enum next next;

	for (char *c = text; (c = strchr(c, '\t'));)
		*c = ';';
	rows.text = text;
	next = edit_act(&it->edit, &rows, f->value_w);
	free(text);
	return next;
}

static enum next type(struct app *app, struct form *f, const struct input *in)
{
	struct item *it = &f->items[f->current];
	struct buf before = {0};
	enum next next;

	/* A blank turns yes into no. */
	if (it->field->type->editor == EDITOR_FLAG && !it->read_only && in->action == ACT_TEXT && *in->text == ' ') {
		form_take(app, f, strcmp(buf_text(&it->edit.text), "да") ? "да" : "нет");
		return SCREEN_DONE;
	}
	buf_add(&before, buf_text(&it->edit.text));
	if (it->read_only && in->action != ACT_LEFT && in->action != ACT_RIGHT && in->action != ACT_HOME &&
	    in->action != ACT_END)
		next = SCREEN_PASS;
	else if (in->action == ACT_PASTE && it->field->flags & FF_ROWS)
		next = paste_rows(f, it, in);
	else
		next = edit_act(&it->edit, in, f->value_w);
	if (strcmp(buf_text(&before), buf_text(&it->edit.text))) {
		it->visited = true;
		if (it->error)
			judge(app, f, f->current);
	}
	buf_free(&before);
	return next;
}

static enum next form_help(struct app *app, struct screen *s)
{
	return help(app, (struct form *)s);
}

static enum next form_save(struct app *app, struct screen *s)
{
	save(app, (struct form *)s);
	return SCREEN_DONE;
}

static enum next form_back(struct app *app, struct screen *s)
{
	ask_to_leave(app, (struct form *)s);
	return SCREEN_DONE;
}

static enum next form_type(struct app *app, struct screen *s, const struct input *in)
{
	struct form *f = (struct form *)s;

	if (!f->n)
		return SCREEN_PASS;
	draft_later(f);
	return type(app, f, in);
}

static enum next form_choose_here(struct app *app, struct screen *s)
{
	struct form *f = (struct form *)s;

	return f->n ? form_choose(app, f) : SCREEN_PASS;
}

static enum err form_may_choose(struct app *app, struct screen *s, enum action a, struct error *e)
{
	const struct form *f = (const struct form *)s;

	(void)app;
	(void)a;
	return f->n ? form_may_choose_for(f, &f->items[f->current], e) : ERR_NONE;
}

/* Among the fields, when the text itself has no use for the key. */
static enum next form_move(struct app *app, struct screen *s, const struct input *in)
{
	struct form *f = (struct form *)s;
	size_t last = f->n ? f->n - 1 : 0, to = f->current;

	if (!f->n)
		return SCREEN_PASS;
	draft_later(f);
	switch (in->action) {
	case ACT_NEXT:
		to = item_beside(f, 1);
		break;
	case ACT_PREVIOUS:
		to = item_beside(f, -1);
		break;
	case ACT_PAGE_UP:
		to = 0;
		break;
	case ACT_PAGE_DOWN:
		to = last;
		break;
	case ACT_UP:
		to -= to > 0;
		break;
	default: /* down, Enter */
		if (to == last && in->action == ACT_ENTER)
			app_say(app, LOOK_PLAIN, "Это последнее поле. F2 — сохранить, Esc — выйти.");
		to += to < last;
	}
	go_to(app, f, to);
	return SCREEN_DONE;
}

static const struct screen_action form_actions[] = {
	{.action = ACT_SAVE, .run = form_save},
	{.action = ACT_CHOOSE, .may = form_may_choose, .run = form_choose_here},
	{.action = ACT_BACK, .run = form_back},
	{.action = ACT_HELP, .run = form_help},
	{.action = ACT_NEXT, .take = form_move},
	{.action = ACT_PREVIOUS, .take = form_move},
	{.action = ACT_PAGE_UP, .take = form_move},
	{.action = ACT_PAGE_DOWN, .take = form_move},
	EDIT_ACTIONS(form_type),
	{.action = ACT_UP, .take = form_move},
	{.action = ACT_DOWN, .take = form_move},
	{.action = ACT_ENTER, .take = form_move},
	{.action = ACT_NONE},
};

static const char *form_label(const struct screen *s, enum action a)
{
	return a == ACT_SAVE ? ((const struct form *)s)->spec.save_label : NULL;
}

static enum err form_load(struct app *app, struct screen *s, struct error *e)
{
	struct form *f = (struct form *)s;

	(void)e;
	if (f->spec.refresh)
		f->spec.refresh(app, f, f->spec.arg);
	return OK;
}

static void form_hangup(struct app *app, struct screen *s)
{
	struct form *f = (struct form *)s;

	keep_draft(app, f, DRAFT_LEFT);
}

static void form_tick(struct app *app, struct screen *s)
{
	keep_draft(app, (struct form *)s, DRAFT_TYPING);
}

static void form_done(struct app *app, struct screen *s)
{
	struct form *f = (struct form *)s;

	(void)app;
	for (size_t i = 0; i < f->n; i++) {
		edit_release(&f->items[i].edit);
		free(f->items[i].label);
		free(f->items[i].text);
		free(f->items[i].error);
		free(f->items[i].warning);
		free(f->items[i].echo);
	}
	if (f->spec.free_arg)
		f->spec.free_arg(f->spec.arg);
	free((char *)f->spec.title);
	free((char *)f->spec.intro);
	free((char *)f->spec.save_label);
	free((char *)f->spec.help);
	free(f->items);
	free((void *)f->base.ops);
	free(f);
}

/* Each has an ops table of its own, for the help and whether it is a box. */
static const struct screen_ops *make_ops(const struct form_spec *spec)
{
	struct screen_ops *ops = mem_alloc(sizeof *ops);

	*ops = (struct screen_ops){
		.context = IN_FORM,
		.popup = spec->popup,
		.keeps_input = true,
		.actions = form_actions,
		.label = form_label,
		.help = spec->help,
		.title = form_title,
		.status = form_status,
		.hint = form_hint,
		.load = form_load,
		.draw = form_draw,
		.tick = form_tick,
		.hangup = form_hangup,
		.done = form_done,
	};
	return ops;
}

struct form *form_open(struct app *app, const struct form_spec *spec)
{
	struct form *f = mem_alloc(sizeof *f);

	f->app = app;
	f->spec = *spec;
	f->spec.title = mem_strdup(spec->title);
	f->spec.intro = copy(spec->intro);
	f->spec.save_label = copy(spec->save_label);
	f->spec.help = copy(spec->help);
	f->base.ops = make_ops(&f->spec);
	f->n = spec->n;
	f->items = mem_alloc((f->n + 1) * sizeof *f->items);
	for (size_t i = 0; i < f->n; i++) {
		const struct form_item *from = &spec->items[i];
		struct item *it = &f->items[i];

		it->field = from->field;
		it->label = mem_strdup(from->label ? from->label : from->field->title);
		it->text = mem_strdup(from->text ? from->text : "");
		it->read_only = from->read_only;
		it->given = from->given;
		edit_init(&it->edit, it->text, from->field->type->editor == EDITOR_LINES, field_length(from->field));
		if (from->draft)
			edit_set(&it->edit, from->draft);
	}
	/* The first field that can be typed into. */
	while (f->current + 1 < f->n && f->items[f->current].read_only)
		f->current++;
	if (f->n && f->items[f->current].read_only)
		f->current = 0;
	f->items[f->current].visited = true;
	if (form_changed(f)) /* a draft has come back: from now on it is this form's */
		draft_later(f);
	screen_push(app, &f->base);
	return f;
}
