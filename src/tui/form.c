#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/form.h"

struct item {
	const struct field *field;
	char *label, *text; /* text: as it was */
	struct edit edit;
	bool read_only, given, visited;
	char *error;
	bool crossed; /* the error is one of several fields together */
};

struct form {
	struct screen base;
	struct form_spec spec; /* its strings copied, items not to be used */
	struct item *items;
	size_t n, current, first;
	int label_w, value_w; /* at the last drawing */
};

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

/* The values to be written; free(). */
static struct assign *collect(const struct form *f, size_t *n)
{
	struct assign *a = mem_alloc((f->n + 1) * sizeof *a);

	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct item *it = &f->items[i];

		if (item_changed(it) || (it->given && it->edit.text.n))
			a[(*n)++] = (struct assign){it->field->name, buf_text(&it->edit.text)};
	}
	return a;
}

/* ---- checking ---- */

static void set_error(struct item *it, const char *text, bool crossed)
{
	free(it->error);
	it->error = text ? mem_strdup(text) : NULL;
	it->crossed = crossed;
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

static void check_all(struct app *app, struct form *f)
{
	struct error e = {0};
	size_t n;

	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].crossed)
			set_error(&f->items[i], NULL, false);
	if (!f->spec.check || !form_changed(f))
		return;
	struct assign *a = collect(f, &n);

	if (f->spec.check(app, f, a, n, f->spec.arg, &e) != OK) {
		size_t at = form_item_of(f, e.field);

		if (at < f->n && f->items[at].visited && !f->items[at].error)
			set_error(&f->items[at], e.text, true);
	}
	free(a);
}

/* A value is judged when the cursor leaves it, and while it is mended. */
static void judge(struct app *app, struct form *f, size_t item)
{
	check_item(app, &f->items[item]);
	check_all(app, f);
}

static void go_to(struct app *app, struct form *f, size_t item)
{
	size_t from = f->current;

	f->items[from].visited = f->items[item].visited = true;
	f->current = item;
	judge(app, f, from);
}

static void take(struct form *f, struct app *app, const char *text)
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

/* ---- choosing (F4) ---- */

static const char *const yes_no[] = {"да", "нет", NULL};

static const char *const *words_of(struct app *app, const struct item *it, size_t *n)
{
	*n = 0;
	if (it->field->type == FT_BOOL) {
		*n = 2;
		return yes_no;
	}
	if (it->field->choices) {
		while (it->field->choices[*n])
			++*n;
		return it->field->choices;
	}
	return app->session ? field_choices(it->field, app->session->config, n) : NULL;
}

/* Is `word` one of the values parted by «;»? */
static bool listed(const char *list, const char *word)
{
	while (*list) {
		size_t n = strcspn(list, ";");
		const char *s = list;
		size_t len = text_trim(&s, n);

		if (len == strlen(word) && !memcmp(s, word, len))
			return true;
		list += n + (list[n] == ';');
	}
	return false;
}

static void word_chosen(struct app *app, int index, void *arg)
{
	struct form *f = arg;
	size_t n;
	const char *const *words = words_of(app, &f->items[f->current], &n);

	if (index >= 0 && (size_t)index < n)
		take(f, app, words[index]);
}

static void words_marked(struct app *app, const bool *marked, size_t n, void *arg)
{
	struct form *f = arg;
	size_t words_n;
	const char *const *words = words_of(app, &f->items[f->current], &words_n);
	struct buf b = {0};

	for (size_t i = 0; marked && i < n && i < words_n; i++)
		if (marked[i])
			buf_addf(&b, "%s%s", b.n ? "; " : "", words[i]);
	if (marked)
		take(f, app, buf_text(&b));
	buf_free(&b);
}

static void choose_word(struct app *app, struct form *f)
{
	struct item *it = &f->items[f->current];
	size_t n, selected = 0;
	const char *const *words = words_of(app, it, &n);
	struct menu_item *items = mem_alloc((n + 1) * sizeof *items);

	for (size_t i = 0; i < n; i++) {
		items[i].text = words[i];
		items[i].marked = listed(buf_text(&it->edit.text), words[i]);
		if (items[i].marked && !selected)
			selected = i;
	}
	if (it->field->flags & FF_MANY)
		dialog_check(app, it->label, items, n, words_marked, f);
	else
		dialog_menu(app, it->label, NULL, items, n, selected, word_chosen, f);
	free(items);
}

static void date_chosen(struct app *app, int32_t date, void *arg)
{
	struct buf b = {0};

	date_add_ru(&b, date);
	if (b.n)
		take(arg, app, b.s);
	buf_free(&b);
}

#define YEARS_BACK 5
#define YEARS	   12

static void year_chosen(struct app *app, int index, void *arg)
{
	struct buf b = {0};

	if (index < 0)
		return;
	school_year_add(&b, app->year - YEARS_BACK + index);
	take(arg, app, b.s);
	buf_free(&b);
}

static void choose_year(struct app *app, struct form *f)
{
	struct menu_item items[YEARS] = {{0}};
	struct buf years[YEARS] = {{0}};
	int now = school_year_parse(form_text(f, f->current));

	for (int i = 0; i < YEARS; i++) {
		school_year_add(&years[i], app->year - YEARS_BACK + i);
		items[i].text = years[i].s;
	}
	int at = now ? now - app->year + YEARS_BACK : YEARS_BACK;

	dialog_menu(app, f->items[f->current].label, NULL, items, YEARS, at < 0 ? 0 : (size_t)at, year_chosen, f);
	for (int i = 0; i < YEARS; i++)
		buf_free(&years[i]);
}

static bool can_choose(const struct form *f, const struct item *it)
{
	switch (it->field->type) {
	case FT_CHOICE:
	case FT_STATE:
	case FT_BOOL:
	case FT_DATE:
	case FT_YEAR:
		return !it->read_only;
	case FT_REF:
	case FT_LINK:
		return !it->read_only && f->spec.pick;
	default:
		return false;
	}
}

static enum next choose(struct app *app, struct form *f)
{
	struct item *it = &f->items[f->current];
	int32_t today = app->session ? app->session->today : date_today(NULL);
	int32_t date = DATE_NONE;

	if (!can_choose(f, it))
		return SCREEN_PASS;
	it->visited = true;
	switch (it->field->type) {
	case FT_DATE:
		if (it->edit.text.n)
			date_parse(it->edit.text.s, today, &date, NULL);
		dialog_date(app, date, date_chosen, f);
		break;
	case FT_YEAR:
		choose_year(app, f);
		break;
	case FT_REF:
	case FT_LINK:
		f->spec.pick(app, f, f->current, f->spec.arg);
		break;
	default:
		choose_word(app, f);
	}
	return SCREEN_DONE;
}

/* ---- leaving ---- */

static void leave(struct app *app, struct form *f, bool saved)
{
	screen_close(app, &f->base);
	if (f->spec.closed)
		f->spec.closed(app, saved, f->spec.arg);
}

static void keep_draft(struct app *app, struct form *f)
{
	size_t n;
	struct assign *a = collect(f, &n);

	if (f->spec.draft)
		f->spec.draft(app, a, n, f->spec.arg);
	free(a);
}

static void save(struct app *app, struct form *f)
{
	struct error e = {0};
	size_t n;

	if (!f->spec.save_always && !form_changed(f)) {
		app_say(app, LOOK_PLAIN, "Ничего не изменено.");
		leave(app, f, false);
		return;
	}
	struct assign *a = collect(f, &n);
	enum err rc = f->spec.save(app, f, a, n, f->spec.arg, &e);

	free(a);
	if (rc == OK) {
		if (f->spec.draft)
			f->spec.draft(app, NULL, 0, f->spec.arg);
		leave(app, f, true);
		return;
	}
	size_t at = *e.field ? form_item_of(f, e.field) : f->n;

	if (at < f->n) {
		f->current = at;
		f->items[at].visited = true;
		set_error(&f->items[at], e.text, false);
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
		keep_draft(app, f);
		leave(app, f, false);
	}
}

static void ask_to_leave(struct app *app, struct form *f)
{
	const struct button buttons[] = {
		{"Сохранить", "сs"},
		{f->spec.draft ? "Не сохранять, черновик останется" : "Не сохранять", "нn"},
		{"Вернуться", "вb"},
	};

	if (form_changed(f))
		dialog_choice(app, "Сохранить изменения?", "В форме есть несохранённое.", NULL, buttons, 3,
			      leave_answered, f);
	else
		leave(app, f, false);
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

	if (!field)
		return;
	if (field->help)
		buf_add(out, field->help);
	if (field->example)
		buf_addf(out, "%sНапример: %s", out->n ? " " : "", field->example);
}

/* Rows of the value, and of the error under it. */
static int value_height(const struct form *f, size_t i, int room)
{
	const struct item *it = &f->items[i];
	int h = it->edit.multiline ? edit_height(&it->edit, f->value_w) : 1;
	int least = 1, most = 3;

	if (it->edit.multiline && i == f->current) {
		least = 3;
		most = room > 13 ? 10 : room - 3;
	}
	if (most < 1)
		most = 1;
	return h < least ? least : h > most ? most : h;
}

static int item_height(const struct form *f, size_t i, int room)
{
	const struct item *it = &f->items[i];
	int h = value_height(f, i, room) + (it->error ? draw_wrapped_height(it->error, f->value_w - 2) : 0);

	return h > room ? room : h;
}

static void measure(struct form *f, int width)
{
	f->label_w = 8;
	for (size_t i = 0; i < f->n; i++) {
		int w = utf8_width(f->items[i].label, strlen(f->items[i].label)) + 2;

		if (w > f->label_w)
			f->label_w = w;
	}
	if (f->label_w > width * 2 / 5)
		f->label_w = width * 2 / 5;
	f->value_w = width - 2 - f->label_w - 5;
}

static void draw_item(struct form *f, size_t i, struct area a)
{
	struct item *it = &f->items[i];
	bool focused = i == f->current;
	enum look look = it->read_only ? LOOK_DIM : focused ? LOOK_FIELD : LOOK_PLAIN;
	int x = a.x + 2 + f->label_w, h = value_height(f, i, a.h), used;

	if (h > a.h)
		h = a.h;
	if (focused)
		draw_text(a.y, a.x, 1, LOOK_SELECTED, glyph(GLYPH_MARKER));
	used = draw_text(a.y, a.x + 2, f->label_w - 2, focused ? LOOK_STRONG : LOOK_PLAIN, it->label);
	if (it->field->flags & FF_REQUIRED)
		draw_text(a.y, a.x + 2 + used, 1, LOOK_ACCENT, "*");
	if (!it->edit.text.n && !focused)
		draw_text(a.y, x, 1, LOOK_DIM, draw_is_ascii() ? "-" : "—");
	else
		edit_draw(&it->edit, (struct area){a.y, x, h, f->value_w}, look, focused);
	if (focused && can_choose(f, it))
		draw_text(a.y, x + f->value_w + 1, 2, LOOK_DIM, "F4");
	if (it->error && a.h > h) {
		draw_text(a.y + h, x, 1, LOOK_ERROR, glyph(GLYPH_WARNING));
		draw_wrapped((struct area){a.y + h, x + 2, a.h - h, f->value_w - 2}, 0, LOOK_ERROR, it->error);
	}
}

/* Scrolls by whole items, so that the current one is seen. */
static void draw_items(struct form *f, struct area a)
{
	if (!f->n) {
		draw_cursor(a.y, a.x, false);
		return;
	}
	if (f->current < f->first)
		f->first = f->current;
	for (;; f->first++) {
		int sum = 0;

		for (size_t i = f->first; i <= f->current; i++)
			sum += item_height(f, i, a.h);
		if (sum <= a.h || f->first == f->current)
			break;
	}
	/* Nothing is left empty below while there is something above. */
	while (f->first) {
		int sum = 0;

		for (size_t i = f->first - 1; i < f->n && sum <= a.h; i++)
			sum += item_height(f, i, a.h);
		if (sum > a.h)
			break;
		f->first--;
	}
	size_t i = f->first;
	int y = a.y;

	for (; i < f->n && y < a.y + a.h; i++) {
		int h = item_height(f, i, a.h);

		if (h > a.y + a.h - y)
			h = a.y + a.h - y;
		draw_item(f, i, (struct area){y, a.x, h, a.w});
		y += h;
	}
	if (f->first)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (i < f->n)
		draw_text(a.y + a.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
}

static void form_draw(struct app *app, struct screen *s, struct area a)
{
	struct form *f = (struct form *)s;
	int intro = 0, h = 0;

	(void)app;
	if (f->spec.popup) {
		int w = a.w - 6 < 90 ? a.w - 6 : 90;

		measure(f, w - 4);
		intro = f->spec.intro ? draw_wrapped_height(f->spec.intro, w - 4) + 1 : 0;
		for (size_t i = 0; i < f->n; i++)
			h += item_height(f, i, a.h - 4);
		h += intro + 2;
		a = draw_frame(draw_middle(h < a.h - 2 ? h : a.h - 2, w), f->spec.title,
			       form_changed(f) ? "изменено" : NULL);
	} else {
		measure(f, a.w);
	}
	if (f->spec.intro) {
		intro = draw_wrapped((struct area){a.y, a.x, a.h / 2, a.w}, 0, LOOK_DIM, f->spec.intro) + 1;
		if (intro > a.h / 2)
			intro = a.h / 2;
		a.y += intro;
		a.h -= intro;
	}
	draw_items(f, a);
}

static enum next help(struct app *app, struct form *f)
{
	struct buf topic = {0};

	if (!f->n || !f->spec.kind || !app->ops->help)
		return SCREEN_PASS;
	buf_addf(&topic, "field:%s.%s", f->spec.kind->name, f->items[f->current].field->name);
	app->ops->help(app, topic.s);
	buf_free(&topic);
	return SCREEN_DONE;
}

static enum next type(struct app *app, struct form *f, const struct input *in)
{
	struct item *it = &f->items[f->current];
	struct buf before = {0};
	enum next next;

	/* A blank turns yes into no. */
	if (it->field->type == FT_BOOL && !it->read_only && in->action == ACT_TEXT && *in->text == ' ') {
		take(f, app, strcmp(buf_text(&it->edit.text), "да") ? "да" : "нет");
		return SCREEN_DONE;
	}
	buf_add(&before, buf_text(&it->edit.text));
	if (it->read_only && in->action != ACT_LEFT && in->action != ACT_RIGHT && in->action != ACT_HOME &&
	    in->action != ACT_END)
		next = SCREEN_PASS;
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

static enum next form_act(struct app *app, struct screen *s, const struct input *in)
{
	struct form *f = (struct form *)s;
	size_t last = f->n ? f->n - 1 : 0;

	switch (in->action) {
	case ACT_SAVE:
		save(app, f);
		return SCREEN_DONE;
	case ACT_BACK:
		ask_to_leave(app, f);
		return SCREEN_DONE;
	case ACT_HELP:
		return help(app, f);
	default:
		break;
	}
	if (!f->n)
		return SCREEN_PASS;
	switch (in->action) {
	case ACT_CHOOSE:
		return choose(app, f);
	case ACT_NEXT:
		go_to(app, f, f->current < last ? f->current + 1 : 0);
		return SCREEN_DONE;
	case ACT_PREVIOUS:
		go_to(app, f, f->current ? f->current - 1 : last);
		return SCREEN_DONE;
	case ACT_PAGE_UP:
		go_to(app, f, 0);
		return SCREEN_DONE;
	case ACT_PAGE_DOWN:
		go_to(app, f, last);
		return SCREEN_DONE;
	default:
		break;
	}
	enum next next = type(app, f, in);

	if (next != SCREEN_PASS)
		return next;
	if (in->action == ACT_UP) {
		go_to(app, f, f->current ? f->current - 1 : 0);
	} else if (in->action == ACT_DOWN || in->action == ACT_ENTER) {
		if (f->current == last && in->action == ACT_ENTER)
			app_say(app, LOOK_PLAIN, "Это последнее поле. F2 — сохранить, Esc — выйти.");
		go_to(app, f, f->current < last ? f->current + 1 : last);
	} else {
		return SCREEN_PASS;
	}
	return SCREEN_DONE;
}

static void form_hangup(struct app *app, struct screen *s)
{
	struct form *f = (struct form *)s;

	if (form_changed(f))
		keep_draft(app, f);
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

/* What an ops table of its own needs: the key bar's word for saving, and the help. */
struct form_ops {
	struct screen_ops ops;
	struct screen_action actions[4];
};

static const struct screen_ops *make_ops(const struct form_spec *spec)
{
	struct form_ops *o = mem_alloc(sizeof *o);

	o->actions[0] = (struct screen_action){ACT_SAVE, spec->save_label, NULL};
	o->actions[1] = (struct screen_action){ACT_CHOOSE, NULL, NULL};
	o->actions[2] = (struct screen_action){ACT_UNDO_EDIT, NULL, NULL};
	o->ops = (struct screen_ops){
		.context = IN_FORM,
		.popup = spec->popup,
		.keeps_input = true,
		.actions = o->actions,
		.help = spec->help,
		.title = form_title,
		.status = form_status,
		.hint = form_hint,
		.draw = form_draw,
		.act = form_act,
		.hangup = form_hangup,
		.done = form_done,
	};
	return &o->ops;
}

struct form *form_open(struct app *app, const struct form_spec *spec)
{
	struct form *f = mem_alloc(sizeof *f);

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
		bool text = from->field->type == FT_TEXT || from->field->type == FT_LONG;
		size_t max = !text ? 4000 : from->field->max ? (size_t)from->field->max : from->field->type == FT_LONG ? 20000 : 400;

		it->field = from->field;
		it->label = mem_strdup(from->label ? from->label : from->field->title);
		it->text = mem_strdup(from->text ? from->text : "");
		it->read_only = from->read_only;
		it->given = from->given;
		edit_init(&it->edit, it->text, from->field->type == FT_LONG, max);
		if (from->draft)
			edit_set(&it->edit, from->draft);
	}
	/* The first field that can be typed into. */
	while (f->current + 1 < f->n && f->items[f->current].read_only)
		f->current++;
	if (f->n && f->items[f->current].read_only)
		f->current = 0;
	f->items[f->current].visited = true;
	screen_push(app, &f->base);
	return f;
}
