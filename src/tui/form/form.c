#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/rule.h"
#include "stazh/tui/dialog.h"
#include "form_parts.h"

static char *copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

/* ---- the screen ---- */

static void form_title(struct screen *s, struct buf *out)
{
	buf_add(out, ((struct form *)s)->spec.title);
}

static void form_status(struct screen *s, struct buf *out)
{
	const struct form *f = (const struct form *)s;

	if (form_count_wrong(f) > 1)
		buf_addf(out, "поправить: %zu", form_count_wrong(f));
	else if (form_changed(f))
		buf_addf(out, "изменено %s", glyph(GLYPH_BULLET));
}

static void form_hint(struct screen *s, struct buf *out)
{
	struct form *f = (struct form *)s;
	const struct field *field = f->n ? f->items[f->current].field : NULL;
	const char *line_break = field && f->items[f->current].edit.multiline ? "Alt-Enter — новая строка." : "";
	int room = draw_columns() - 2 - (*line_break ? utf8_width(line_break, strlen(line_break)) + 1 : 0);
	size_t whole = 0;

	if (!field)
		return;
	if (field->help)
		buf_add(out, field->help);
	if (field_example(field))
		buf_addf(out, "%sНапример: %s", out->n ? " " : "", field_example(field));
	/* Whole sentences, as many as there is room for; F1 tells all. */
	for (size_t i = 0; i + 2 < out->n; i++)
		if (out->s[i] == '.' && out->s[i + 1] == ' ' && utf8_width(out->s, i + 1) <= room)
			whole = i + 1;
	if (utf8_width(buf_text(out), out->n) > room && (whole || *line_break))
		out->s[out->n = whole] = 0;
	buf_addf(out, "%s%s", out->n && *line_break ? " " : "", line_break);
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
		const char *clause = form_clause(app, field);

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

/* What had no room is told, not swallowed. */
static void say_cut(struct app *app, const struct edit *e, enum action a)
{
	struct buf b = {0};

	if ((a == ACT_TEXT || a == ACT_PASTE || a == ACT_NEWLINE) && edit_cut(e, &b))
		app_say(app, LOOK_TODAY, "%s", b.s);
	buf_free(&b);
}

static enum next type(struct app *app, struct form *f, const struct input *in)
{
	struct item *it = &f->items[f->current];
	struct buf before = {0};
	enum next next;

	/* A blank turns yes into no. */
	if (it->field->type->editor == EDITOR_FLAG && in->action == ACT_TEXT && *in->text == ' ') {
		form_take(app, f, strcmp(buf_text(&it->edit.text), "да") ? "да" : "нет");
		return SCREEN_DONE;
	}
	buf_add(&before, buf_text(&it->edit.text));
	if (in->action == ACT_PASTE && it->field->flags & FF_ROWS)
		next = paste_rows(f, it, in);
	else
		next = edit_act(&it->edit, in, f->value_w);
	say_cut(app, &it->edit, in->action);
	if (strcmp(buf_text(&before), buf_text(&it->edit.text))) {
		it->visited = true;
		if (it->error)
			form_judge(app, f, f->current);
	}
	buf_free(&before);
	return next;
}

static enum next form_help(struct app *app, struct screen *s)
{
	return help(app, (struct form *)s);
}

static enum next save_it(struct app *app, struct screen *s)
{
	form_save(app, (struct form *)s);
	return SCREEN_DONE;
}

static enum next form_back(struct app *app, struct screen *s)
{
	form_leave(app, (struct form *)s);
	return SCREEN_DONE;
}

static enum next form_type(struct app *app, struct screen *s, const struct input *in)
{
	struct form *f = (struct form *)s;

	if (!f->n)
		return SCREEN_PASS;
	form_draft_later(f);
	f->base.stale |= f->spec.beside_typed;
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
	form_draft_later(f);
	switch (in->action) {
	case ACT_NEXT:
		to = (to + 1) % f->n;
		break;
	case ACT_PREVIOUS:
		to = (to + f->n - 1) % f->n;
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
	case ACT_DOWN:
		to += to < last;
		break;
	default: /* Enter, by whichever key */
		if (to == last) {
			form_save(app, f);
			return SCREEN_DONE;
		}
		to++;
	}
	form_go_to(app, f, to);
	return SCREEN_DONE;
}

static enum err form_may_break(struct app *app, struct screen *s, enum action a, struct error *e)
{
	const struct form *f = (const struct form *)s;

	(void)app;
	(void)a;
	(void)e;
	return f->n && f->items[f->current].edit.multiline ? OK : ERR_NONE;
}

static enum err form_may_look(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct form *)s)->spec.beside ? OK : ERR_NONE;
}

/* Alone on the screen; what is typed waits. */
static enum next form_look(struct app *app, struct screen *s)
{
	const struct form *f = (const struct form *)s;
	struct buf text = {0};

	for (const char *c = buf_text(&f->beside); *c; c++)
		if (*c == '\t')
			buf_add(&text, ": ");
		else
			buf_addc(&text, *c);
	dialog_text(app, f->spec.beside_title, buf_text(&text));
	buf_free(&text);
	return SCREEN_DONE;
}

/* On a field, its label too: the cursor goes there and what stands in it is edited. */
static enum next form_click(struct app *app, struct screen *s, const struct input *in)
{
	struct form *f = (struct form *)s;

	for (size_t i = 0; i < f->n; i++) {
		const struct area *at = &f->items[i].at;

		if (in->y < at->y || in->y >= at->y + at->h || in->x < at->x - f->label_w - 2 || in->x >= at->x + at->w)
			continue;
		if (i != f->current)
			form_go_to(app, f, i);
		edit_point(&f->items[i].edit, in->y - at->y, in->x - at->x, f->value_w);
		return SCREEN_DONE;
	}
	return SCREEN_DONE;
}

static const struct screen_action form_actions[] = {
	{.action = ACT_SAVE, .run = save_it},
	{.action = ACT_CHOOSE, .may = form_may_choose, .run = form_choose_here},
	{.action = ACT_BESIDE, .may = form_may_look, .run = form_look},
	{.action = ACT_BACK, .run = form_back},
	{.action = ACT_HELP, .run = form_help},
	{.action = ACT_NEXT, .take = form_move},
	{.action = ACT_PREVIOUS, .take = form_move},
	{.action = ACT_PAGE_UP, .take = form_move},
	{.action = ACT_PAGE_DOWN, .take = form_move},
	EDIT_ACTIONS(form_type),
	{.action = ACT_UP, .take = form_move},
	{.action = ACT_DOWN, .take = form_move},
	{.action = ACT_CLICK, .take = form_click},
	{.action = ACT_ENTER, .take = form_move},
	{.action = ACT_NEWLINE, .title = "Новая строка", .may = form_may_break, .take = form_type},
	{.action = ACT_NEWLINE, .take = form_move},
	{.action = ACT_NONE},
};

static const char *form_label(const struct screen *s, enum action a)
{
	const struct form_spec *spec = &((const struct form *)s)->spec;

	return a == ACT_SAVE ? spec->save_label : a == ACT_BESIDE ? spec->beside_label : NULL;
}

static enum err form_load(struct app *app, struct screen *s, struct error *e)
{
	struct form *f = (struct form *)s;

	(void)e;
	buf_clear(&f->beside);
	if (f->spec.beside)
		f->spec.beside(app, &f->beside, f->spec.arg);
	if (f->spec.refresh)
		f->spec.refresh(app, f, f->spec.arg);
	return OK;
}

static void form_hangup(struct app *app, struct screen *s)
{
	struct form *f = (struct form *)s;

	form_keep_draft(app, f, DRAFT_LEFT);
}

static void form_tick(struct app *app, struct screen *s)
{
	form_keep_draft(app, (struct form *)s, DRAFT_TYPING);
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
	buf_free(&f->beside);
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

static void form_tell(struct screen *s, struct buf *out)
{
	const struct form *f = (const struct form *)s;

	buf_addf(out, "%s%s%s", f->spec.title, f->spec.intro ? "\n" : "", f->spec.intro ? f->spec.intro : "");
}

/* «Тема (обязательно): Чтение», and what is wrong with it. */
static bool form_item(struct screen *s, size_t i, struct buf *out)
{
	const struct form *f = (const struct form *)s;
	const struct item *it = &f->items[i];

	if (i >= f->n)
		return false;
	buf_addf(out, "%s%s: %s", it->label, it->field->flags & FF_REQUIRED ? " (обязательно)" : "",
		 it->edit.text.n ? it->edit.text.s : "пусто");
	if (it->error || it->warning)
		buf_addf(out, " ! %s", it->error ? it->error : it->warning);
	return true;
}

static void form_point(struct app *app, struct screen *s, size_t i)
{
	struct form *f = (struct form *)s;

	if (i < f->n && i != f->current)
		form_go_to(app, f, i);
}

static size_t form_current(const struct screen *s)
{
	return ((const struct form *)s)->current;
}

static bool form_answer(struct app *app, struct screen *s, size_t i, const char *text)
{
	struct form *f = (struct form *)s;
	struct buf lines = {0};

	form_point(app, s, i);
	for (const char *p = text; *p; p++) { /* \n: a new line in a long text */
		bool line = f->items[i].edit.multiline && p[0] == '\\' && p[1] == 'n';

		buf_addc(&lines, line ? '\n' : *p);
		p += line;
	}
	form_take(app, f, buf_text(&lines));
	form_settle_date(app, f, &f->items[i]);
	buf_free(&lines);
	return !f->items[i].error;
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
		.tell = form_tell,
		.item = form_item,
		.point = form_point,
		.current = form_current,
		.answer = form_answer,
		.tick = form_tick,
		.hangup = form_hangup,
		.done = form_done,
	};
	return ops;
}

/* The first field that asks for something. */
static size_t first_to_fill(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].field->flags & FF_REQUIRED && !f->items[i].edit.text.n)
			return i;
	return 0;
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
		it->given = from->given;
		edit_init(&it->edit, it->text, from->field->type->editor == EDITOR_LINES, field_length(from->field));
		if (from->draft)
			edit_set(&it->edit, from->draft);
	}
	if (f->n)
		form_come(f, first_to_fill(f));
	if (form_changed(f)) /* a draft has come back: from now on it is this form's */
		form_draft_later(f);
	screen_push(app, &f->base);
	return f;
}
