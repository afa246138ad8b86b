#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/form.h"
#include "stazh/tui/term.h"

#define LONG_ROWS 6 /* of a long text at once */
#define CHOICES_MAX 200

struct item {
	const struct field *field;
	char *label, *stored; /* stored: as it was at the beginning */
	char *error;
	struct edit edit;
	bool read_only, given, visited;
};

struct form {
	struct screen base;
	struct form_spec spec; /* its strings and items are copies */
	struct item *items;
	size_t current;
	int first;	/* line scrolled to the top */
	int value_width; /* cells of a value at the last drawing */
};

static char *copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

static bool item_changed(const struct item *it)
{
	return strcmp(buf_text(&it->edit.text), it->stored) != 0;
}

bool form_changed(const struct form *f)
{
	for (size_t i = 0; i < f->spec.n; i++)
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

	while (i < f->spec.n && strcmp(f->items[i].field->name, name))
		i++;
	return i;
}

/* The values to be written; free(). given: with the suggested ones. */
static struct assign *collect(const struct form *f, bool given, size_t *n)
{
	struct assign *a = mem_alloc((f->spec.n + 1) * sizeof(*a));

	*n = 0;
	for (size_t i = 0; i < f->spec.n; i++)
		if (!f->items[i].read_only && (item_changed(&f->items[i]) || (given && f->items[i].given)))
			a[(*n)++] = (struct assign){f->items[i].field->name, form_text(f, i)};
	return a;
}

/* ---- checking ---- */

static void set_error(struct item *it, const char *text)
{
	free(it->error);
	it->error = copy(text);
}

static void check_item(struct app *app, struct item *it)
{
	struct record r = {.kind = KIND_NONE};
	struct error e = {.code = OK};
	struct tx *tx;

	set_error(it, NULL);
	if (!app->session || it->read_only || !it->edit.text.n || !(tx = tx_read(app->session->store, NULL)))
		return;
	if (field_parse(tx, it->field, it->edit.text.s, &r, &e))
		set_error(it, e.text);
	tx_end(&tx);
	record_release(&r);
}

/* Rules over several fields; only what the user has seen is reproached. */
static void check_rules(struct app *app, struct form *f)
{
	struct error e = {.code = OK};
	struct assign *a;
	size_t n, at;

	for (size_t i = 0; i < f->spec.n; i++)
		if (f->items[i].error)
			return;
	if (!f->spec.check)
		return;
	a = collect(f, true, &n);
	if (f->spec.check(app, f, a, n, f->spec.arg, &e) && *e.field && (at = form_item_of(f, e.field)) < f->spec.n &&
	    f->items[at].visited && f->items[at].edit.text.n)
		set_error(&f->items[at], e.text);
	free(a);
}

/* The field that is left is checked; one that was wrong is checked with every key. */
static void leave(struct app *app, struct form *f)
{
	f->items[f->current].visited = true;
	for (size_t i = 0; i < f->spec.n; i++)
		if (i == f->current || f->items[i].error)
			check_item(app, &f->items[i]);
	check_rules(app, f);
}

static void go(struct app *app, struct form *f, size_t to)
{
	leave(app, f);
	f->current = to;
}

static void go_by(struct app *app, struct form *f, int by)
{
	size_t to = f->current;

	for (size_t i = 0; i < f->spec.n; i++) {
		to = (to + f->spec.n + (size_t)(by + (int)f->spec.n)) % f->spec.n;
		if (!f->items[to].read_only)
			break;
	}
	go(app, f, to);
}

void form_set_text(struct form *f, size_t item, const char *text)
{
	edit_set(&f->items[item].edit, text);
	f->items[item].edit.at = f->items[item].edit.text.n;
	set_error(&f->items[item], NULL);
}

void form_add_text(struct form *f, size_t item, const char *text)
{
	struct buf b = {0};
	const char *old = form_text(f, item);

	buf_addf(&b, "%s%s%s", old, *old ? "; " : "", text);
	form_set_text(f, item, b.s);
	buf_free(&b);
}

/* ---- leaving ---- */

static void close_form(struct app *app, struct form *f, bool saved)
{
	void (*closed)(struct app *, bool, void *) = f->spec.closed;
	void *arg = f->spec.arg;

	screen_close(app, &f->base);
	if (closed)
		closed(app, saved, arg);
}

static bool show_error(struct app *app, struct form *f, const struct error *e)
{
	size_t at = *e->field ? form_item_of(f, e->field) : f->spec.n;

	if (at == f->spec.n) {
		dialog_error(app, e);
		return false;
	}
	f->current = at;
	f->items[at].visited = true;
	set_error(&f->items[at], e->text);
	term_beep();
	return true;
}

static bool lacks_required(const struct form *f)
{
	for (size_t i = 0; i < f->spec.n; i++)
		if (f->items[i].field->flags & FF_REQUIRED && !f->items[i].edit.text.n)
			return true;
	return false;
}

static void save(struct app *app, struct form *f)
{
	struct error e = {.code = OK};
	struct assign *a;
	size_t n;

	for (size_t i = 0; i < f->spec.n; i++) {
		if (!item_changed(&f->items[i]))
			continue;
		check_item(app, &f->items[i]);
		if (f->items[i].error) {
			f->current = i;
			term_beep();
			return;
		}
	}
	a = collect(f, true, &n);
	if (!n && !f->spec.save_always && !lacks_required(f)) {
		app_say(app, LOOK_PLAIN, "Ничего не изменено");
		close_form(app, f, false);
	} else if (f->spec.save(app, f, a, n, f->spec.arg, &e)) {
		show_error(app, f, &e);
	} else {
		if (f->spec.draft)
			f->spec.draft(app, NULL, 0, f->spec.arg);
		close_form(app, f, true);
	}
	free(a);
}

static void keep_draft(struct app *app, struct form *f)
{
	struct assign *a;
	size_t n;

	if (!f->spec.draft)
		return;
	a = collect(f, false, &n);
	if (n)
		f->spec.draft(app, a, n, f->spec.arg);
	free(a);
}

enum { ANSWER_SAVE, ANSWER_LEAVE, ANSWER_STAY };

static void answered(struct app *app, int index, void *arg)
{
	struct form *f = arg;

	if (index == ANSWER_SAVE) {
		save(app, f);
	} else if (index == ANSWER_LEAVE) {
		keep_draft(app, f);
		close_form(app, f, false);
	}
}

static void ask_to_leave(struct app *app, struct form *f)
{
	static const struct button buttons[] = {{"Сохранить", "сcдy"}, {"Не сохранять", "нn"}, {"Вернуться", "вd"}};

	if (!form_changed(f)) {
		close_form(app, f, false);
		return;
	}
	dialog_choice(app, "Сохранить изменения?",
		      f->spec.draft ? "Если не сохранять, набранное останется черновиком и вернётся, когда вы снова откроете эту форму." :
				      "Если не сохранять, набранное пропадёт.",
		      NULL, buttons, 3, answered, f);
}

/* ---- F4 ---- */

static const char *const *choices_of(struct app *app, const struct field *field, size_t *n)
{
	const char *const *words = field_choices(field, app->session->config, n);

	*n = *n < CHOICES_MAX ? *n : CHOICES_MAX;
	return words;
}

static void word_chosen(struct app *app, int index, void *arg)
{
	struct form *f = arg;
	size_t n;
	const char *const *words = choices_of(app, f->items[f->current].field, &n);

	if (index >= 0 && (size_t)index < n)
		form_set_text(f, f->current, words[index]);
}

static bool same_word(const char *a, const char *b)
{
	return !collate_compare(a, b);
}

static void words_chosen(struct app *app, const bool *marked, size_t n, void *arg)
{
	struct form *f = arg;
	struct item *it = &f->items[f->current];
	char *old = mem_strdup(form_text(f, f->current)), *parts[100];
	size_t count = text_split(old, ';', parts, 100), words_n;
	const char *const *words = choices_of(app, it->field, &words_n);
	struct buf b = {0};

	for (size_t i = 0; marked && i < n; i++)
		if (marked[i])
			buf_addf(&b, "%s%s", b.n ? "; " : "", words[i]);
	for (size_t i = 0; marked && i < count; i++) { /* words of one's own stay */
		bool listed = false;

		for (size_t j = 0; j < words_n; j++)
			listed |= same_word(parts[i], words[j]);
		if (!listed)
			buf_addf(&b, "%s%s", b.n ? "; " : "", parts[i]);
	}
	if (marked)
		form_set_text(f, f->current, buf_text(&b));
	buf_free(&b);
	free(old);
}

static void choose_words(struct app *app, struct form *f)
{
	struct item *it = &f->items[f->current];
	struct menu_item items[CHOICES_MAX] = {{.text = NULL}};
	char *old = mem_strdup(form_text(f, f->current)), *parts[100];
	size_t count = text_split(old, ';', parts, 100), n, selected = 0;
	const char *const *words = choices_of(app, it->field, &n);

	for (size_t i = 0; i < n; i++) {
		items[i].text = words[i];
		for (size_t j = 0; j < count; j++)
			if (same_word(parts[j], words[i])) {
				items[i].marked = true;
				selected = i;
			}
	}
	if (it->field->flags & FF_MANY)
		dialog_check(app, it->label, items, n, words_chosen, f);
	else
		dialog_menu(app, it->label, NULL, items, n, selected, word_chosen, f);
	free(old);
}

static void date_chosen(struct app *app, int32_t date, void *arg)
{
	struct form *f = arg;
	struct buf b = {0};

	(void)app;
	if (date == DATE_NONE)
		return;
	date_add_ru(&b, date);
	form_set_text(f, f->current, b.s);
	buf_free(&b);
}

static void choose(struct app *app, struct form *f)
{
	struct item *it = &f->items[f->current];
	int32_t date = DATE_NONE;

	if (it->read_only)
		return;
	switch (it->field->type) {
	case FT_CHOICE:
	case FT_STATE:
		choose_words(app, f);
		return;
	case FT_BOOL:
		form_set_text(f, f->current, same_word(form_text(f, f->current), "да") ? "нет" : "да");
		return;
	case FT_DATE:
		if (it->edit.text.n && date_parse(it->edit.text.s, app->session->today, &date, NULL))
			date = DATE_NONE;
		dialog_date(app, date, date_chosen, f);
		return;
	case FT_REF:
	case FT_LINK:
		if (f->spec.pick) {
			f->spec.pick(app, f, f->current, f->spec.arg);
			return;
		}
		break;
	default:
		break;
	}
	app_say(app, LOOK_PLAIN, "Это поле набирают");
}

/* ---- acting ---- */

static void help(struct app *app, struct form *f)
{
	const struct field *field = f->items[f->current].field;
	struct buf b = {0};

	if (f->spec.kind && field_by_name(f->spec.kind, field->name) == field && app->ops->help) {
		buf_addf(&b, "field:%s.%s", f->spec.kind->name, field->name);
		app->ops->help(app, b.s);
	} else {
		buf_add(&b, field->help ? field->help : "");
		if (field->example)
			buf_addf(&b, "\nНапример: %s", field->example);
		if (field->clause)
			buf_addf(&b, "\nПоложение, п. %s.", field->clause);
		dialog_message(app, f->items[f->current].label, b.s);
	}
	buf_free(&b);
}

static enum next act(struct app *app, struct screen *s, const struct input *in)
{
	struct form *f = (struct form *)s;
	struct item *it = &f->items[f->current];
	enum next next = SCREEN_PASS;

	switch (in->action) {
	case ACT_SAVE:
		save(app, f);
		return SCREEN_DONE;
	case ACT_BACK:
		ask_to_leave(app, f);
		return SCREEN_DONE;
	case ACT_CHOOSE:
		choose(app, f);
		return SCREEN_DONE;
	case ACT_HELP:
		help(app, f);
		return SCREEN_DONE;
	case ACT_NEXT:
		go_by(app, f, 1);
		return SCREEN_DONE;
	case ACT_PREVIOUS:
		go_by(app, f, -1);
		return SCREEN_DONE;
	default:
		break;
	}
	if (!it->read_only)
		next = edit_act(&it->edit, in, f->value_width);
	if (next != SCREEN_PASS) {
		if (it->error)
			check_item(app, it);
		return next;
	}
	switch (in->action) {
	case ACT_ENTER:
	case ACT_DOWN:
		go_by(app, f, 1);
		return SCREEN_DONE;
	case ACT_UP:
		go_by(app, f, -1);
		return SCREEN_DONE;
	case ACT_PAGE_DOWN:
		go(app, f, f->current + 8 < f->spec.n ? f->current + 8 : f->spec.n - 1);
		return SCREEN_DONE;
	case ACT_PAGE_UP:
		go(app, f, f->current > 8 ? f->current - 8 : 0);
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

/* ---- drawing ---- */

static int value_rows(const struct item *it, int width, bool focused)
{
	int rows;

	if (!it->edit.multiline)
		return 1;
	rows = edit_height(&it->edit, width);
	if (focused && rows < 2)
		rows = 2;
	return rows < LONG_ROWS ? rows : LONG_ROWS;
}

static int item_rows(const struct form *f, size_t i, int width)
{
	const struct item *it = &f->items[i];
	int rows = value_rows(it, width, i == f->current);

	return rows + (it->error ? draw_wrapped_height(it->error, width - 2) : 0);
}

static bool can_choose(const struct form *f, const struct field *field)
{
	switch (field->type) {
	case FT_CHOICE:
	case FT_STATE:
	case FT_BOOL:
	case FT_DATE:
		return true;
	case FT_REF:
		return f->spec.pick;
	default:
		return false;
	}
}

static void draw_item(struct form *f, size_t i, struct area a, int labels, bool focused)
{
	struct item *it = &f->items[i];
	int width = a.w - labels - 5, rows = value_rows(it, width, focused);
	bool required = it->field->flags & FF_REQUIRED && !it->edit.text.n;
	struct area value = {a.y, a.x + labels, rows < a.h ? rows : a.h, width};

	draw_text(a.y, a.x, 1, LOOK_SELECTED, focused ? glyph(GLYPH_MARKER) : "");
	draw_textf(a.y, a.x + 2, labels - 3, focused ? LOOK_STRONG : LOOK_PLAIN, "%s%s", it->label, required ? " *" : "");
	edit_draw(&it->edit, value, focused && !it->read_only ? LOOK_FIELD : it->read_only ? LOOK_DIM : LOOK_PLAIN,
		  focused && !it->read_only);
	if (focused && it->read_only)
		draw_cursor(a.y, a.x, false);
	if (can_choose(f, it->field) && !it->read_only)
		draw_text(a.y, a.x + a.w - 4, 3, focused ? LOOK_ACCENT : LOOK_DIM, "F4");
	if (it->error && rows < a.h) {
		draw_text(a.y + rows, a.x + labels, 2, LOOK_ERROR, glyph(GLYPH_WARNING));
		draw_wrapped((struct area){a.y + rows, a.x + labels + 2, a.h - rows, width - 2}, 0, LOOK_ERROR, it->error);
	}
}

static int label_width(const struct form *f, int width)
{
	int labels = 10;

	for (size_t i = 0; i < f->spec.n; i++) {
		int w = utf8_width(f->items[i].label, strlen(f->items[i].label)) + 5;

		labels = w > labels ? w : labels;
	}
	return labels < width * 2 / 5 ? labels : width * 2 / 5;
}

/* The lines of the items before `until`. */
static int rows_before(const struct form *f, size_t until, int width)
{
	int rows = 0;

	for (size_t i = 0; i < until; i++)
		rows += item_rows(f, i, width);
	return rows;
}

static void draw_items(struct form *f, struct area a)
{
	int labels = label_width(f, a.w), width = a.w - labels - 5;
	int at = rows_before(f, f->current, width), end = at + item_rows(f, f->current, width), y = 0;
	int all = rows_before(f, f->spec.n, width);

	f->value_width = width;
	if (f->first > at)
		f->first = at;
	if (end > f->first + a.h)
		f->first = end - a.h < at ? end - a.h : at;
	if (f->first > all - a.h)
		f->first = all > a.h ? all - a.h : 0;
	for (size_t i = 0; i < f->spec.n; i++) {
		int rows = item_rows(f, i, width), top = y - f->first;

		y += rows;
		if (top < 0 || top >= a.h) /* an item that begins above the edge is left out whole */
			continue;
		draw_item(f, i, (struct area){a.y + top, a.x, a.h - top, a.w}, labels, i == f->current);
	}
	if (f->first)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (all > f->first + a.h)
		draw_text(a.y + a.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
}

static int draw_intro(const struct form *f, struct area a)
{
	int rows;

	if (!f->spec.intro)
		return 0;
	rows = draw_wrapped_height(f->spec.intro, a.w - 2);
	draw_wrapped((struct area){a.y, a.x + 1, rows < a.h ? rows : a.h, a.w - 2}, 0, LOOK_DIM, f->spec.intro);
	return rows + 1;
}

static void draw(struct app *app, struct screen *s, struct area a)
{
	struct form *f = (struct form *)s;
	int used;

	(void)app;
	if (f->spec.popup) {
		int w = a.w - 4 < 76 ? a.w - 4 : 76, rows, labels = label_width(f, w - 4);

		rows = rows_before(f, f->spec.n, w - 4 - labels - 5);
		if (f->spec.intro)
			rows += draw_wrapped_height(f->spec.intro, w - 6) + 1;
		a = draw_frame(draw_middle(rows + 2 < a.h - 2 ? rows + 2 : a.h - 2, w), f->spec.title,
			       f->spec.save_label ? "F2 — готово   Esc" : "F2 — сохранить   Esc");
	}
	used = draw_intro(f, a);
	draw_items(f, (struct area){a.y + used, a.x, a.h - used > 0 ? a.h - used : 1, a.w});
}

static void title(struct screen *s, struct buf *out)
{
	buf_add(out, ((struct form *)s)->spec.title);
}

static void status(struct screen *s, struct buf *out)
{
	if (form_changed((struct form *)s))
		buf_addf(out, "изменено %s", glyph(GLYPH_BULLET));
}

static void hint(struct screen *s, struct buf *out)
{
	const struct field *field = ((struct form *)s)->items[((struct form *)s)->current].field;

	if (field->help)
		buf_add(out, field->help);
	if (field->clause)
		buf_addf(out, " (п. %s)", field->clause);
}

static void hangup(struct app *app, struct screen *s)
{
	keep_draft(app, (struct form *)s);
}

static void done(struct app *app, struct screen *s)
{
	struct form *f = (struct form *)s;

	(void)app;
	for (size_t i = 0; i < f->spec.n; i++) {
		edit_release(&f->items[i].edit);
		free(f->items[i].label);
		free(f->items[i].stored);
		free(f->items[i].error);
	}
	if (f->spec.free_arg)
		f->spec.free_arg(f->spec.arg);
	free((char *)f->spec.title);
	free((char *)f->spec.intro);
	free((char *)f->spec.help);
	free(f->items);
	free(f);
}

static const struct screen_action actions[] = {{.action = ACT_SAVE}, {.action = ACT_CHOOSE}, {.action = ACT_UNDO_EDIT},
					       {.action = ACT_NONE}};

static const struct screen_ops whole_ops = {
	.context = IN_FORM, .keeps_input = true, .actions = actions, .title = title, .status = status, .hint = hint,
	.draw = draw, .act = act, .hangup = hangup, .done = done,
};
static const struct screen_ops popup_ops = {
	.context = IN_FORM, .popup = true, .keeps_input = true, .actions = actions, .hint = hint, .draw = draw, .act = act,
	.hangup = hangup, .done = done,
};

static size_t byte_limit(const struct field *field)
{
	if (field->max && (field->type == FT_TEXT || field->type == FT_LONG))
		return (size_t)field->max;
	return field->type == FT_LONG || field->flags & FF_MANY ? 20000 : 400;
}

struct form *form_open(struct app *app, const struct form_spec *spec)
{
	struct form *f = mem_alloc(sizeof(*f));

	f->base.ops = spec->popup ? &popup_ops : &whole_ops;
	f->spec = *spec;
	f->spec.title = copy(spec->title);
	f->spec.intro = copy(spec->intro);
	f->spec.help = copy(spec->help);
	f->spec.items = NULL;
	f->items = mem_alloc((spec->n + 1) * sizeof(*f->items));
	for (size_t i = 0; i < spec->n; i++) {
		const struct form_item *from = &spec->items[i];
		struct item *it = &f->items[i];

		it->field = from->field;
		it->label = mem_strdup(from->label ? from->label : from->field->title);
		it->stored = mem_strdup(from->text ? from->text : "");
		it->read_only = from->read_only;
		it->given = from->given;
		edit_init(&it->edit, from->draft ? from->draft : it->stored, from->field->type == FT_LONG, byte_limit(from->field));
	}
	while (f->current + 1 < f->spec.n && f->items[f->current].read_only)
		f->current++;
	screen_push(app, &f->base);
	return f;
}
