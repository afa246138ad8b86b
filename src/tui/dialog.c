#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/schema.h"
#include "stazh/tui/dialog.h"

#define BUTTONS_MAX 4

struct choice {
	struct screen base;
	char *title, *text, *help;
	struct {
		char *title, *letters;
		struct area at; /* where it stands */
	} buttons[BUTTONS_MAX];
	size_t n, selected;
	int skip, hidden; /* lines scrolled away; lines that do not fit */
	void (*chosen)(struct app *app, int index, void *arg);
	void *arg;
};

static void choice_done(struct app *app, struct screen *s)
{
	struct choice *c = (struct choice *)s;

	(void)app;
	for (size_t i = 0; i < c->n; i++) {
		free(c->buttons[i].title);
		free(c->buttons[i].letters);
	}
	free(c->title);
	free(c->text);
	free(c->help);
	free(c);
}

static int button_width(const struct choice *c, size_t i)
{
	return utf8_width(c->buttons[i].title, strlen(c->buttons[i].title)) + 4;
}

static void choice_draw(struct app *app, struct screen *s, struct area a)
{
	struct choice *c = (struct choice *)s;
	int w = a.w - 8 < 66 ? a.w - 8 : 66, row = 0, longest = 0;

	(void)app;
	for (size_t i = 0; i < c->n; i++) {
		row += button_width(c, i) + 1;
		if (button_width(c, i) > longest)
			longest = button_width(c, i);
	}
	bool upright = row > w - 4;
	int below = upright ? (int)c->n : 1;
	int lines = draw_wrapped_height(c->text, w - 4);

	a = draw_frame(draw_middle(lines + below + 3, w), c->title, c->help ? "F1 — пункт" : NULL);
	int room = a.h - below - 1;

	c->hidden = lines > room ? lines - room : 0;
	if (c->skip > c->hidden)
		c->skip = c->hidden;
	draw_wrapped((struct area){a.y, a.x, room, a.w}, c->skip, LOOK_PLAIN, c->text);
	if (c->skip < c->hidden)
		draw_text(a.y + room, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	int y = a.y + a.h - below, x = upright ? a.x : a.x + (a.w - row + 1) / 2;

	for (size_t i = 0; i < c->n; i++) {
		enum look look = i == c->selected ? LOOK_SELECTED : LOOK_PLAIN;

		c->buttons[i].at = (struct area){y, x, 1, button_width(c, i) - 1};
		draw_textf(y, x, button_width(c, i), look, "[ %s ]", c->buttons[i].title);
		if (i == c->selected)
			draw_cursor(y, x + 2, false);
		if (upright)
			y++;
		else
			x += button_width(c, i) + 1;
	}
}

static enum next choice_end(struct app *app, struct choice *c, int index)
{
	screen_close(app, &c->base);
	if (c->chosen)
		c->chosen(app, index, c->arg);
	return SCREEN_DONE;
}

static enum next choice_enter(struct app *app, struct screen *s)
{
	struct choice *c = (struct choice *)s;

	return choice_end(app, c, (int)c->selected);
}

static enum next choice_back(struct app *app, struct screen *s)
{
	return choice_end(app, (struct choice *)s, -1);
}

static enum next choice_help(struct app *app, struct screen *s)
{
	const struct choice *c = (const struct choice *)s;

	if (!c->help || !app->ops->help)
		return SCREEN_PASS; /* the keys */
	app->ops->help(app, c->help);
	return SCREEN_DONE;
}

/* Up and down scroll a text that is longer than the box. */
static enum next choice_scroll(struct app *app, struct screen *s, const struct input *in)
{
	struct choice *c = (struct choice *)s;

	(void)app;
	if (!c->hidden)
		return SCREEN_PASS;
	if (in->action == ACT_UP || in->action == ACT_PAGE_UP)
		c->skip -= c->skip > 0;
	else
		c->skip++;
	return SCREEN_DONE;
}

static enum next choice_turn(struct app *app, struct screen *s, const struct input *in)
{
	struct choice *c = (struct choice *)s;
	bool back = in->action == ACT_UP || in->action == ACT_PAGE_UP || in->action == ACT_LEFT ||
		    in->action == ACT_PREVIOUS;

	(void)app;
	c->selected = (c->selected + (back ? c->n - 1 : 1)) % c->n;
	return SCREEN_DONE;
}

static enum next choice_letter(struct app *app, struct screen *s, const struct input *in)
{
	struct choice *c = (struct choice *)s;
	int found = -1, key = key_in_russian(in->key);
	char letter[8] = "";

	letter[key > ' ' ? utf8_write((uint32_t)key, letter) : 0] = 0;
	for (size_t i = 0; i < c->n && *letter; i++)
		if (c->buttons[i].letters && strstr(c->buttons[i].letters, letter))
			found = (int)i;
	return found < 0 ? SCREEN_PASS : choice_end(app, c, found);
}

static enum next choice_click(struct app *app, struct screen *s, const struct input *in)
{
	struct choice *c = (struct choice *)s;

	for (size_t i = 0; i < c->n; i++) {
		const struct area *at = &c->buttons[i].at;

		if (in->y == at->y && in->x >= at->x && in->x < at->x + at->w)
			return choice_end(app, c, (int)i);
	}
	return SCREEN_DONE;
}

static const struct screen_action choice_actions[] = {
	{.action = ACT_CLICK, .take = choice_click},
	{.action = ACT_ENTER, .run = choice_enter},
	{.action = ACT_BACK, .run = choice_back},
	{.action = ACT_HELP, .run = choice_help},
	SCROLL_ACTIONS(choice_scroll),
	SCROLL_ACTIONS(choice_turn),
	{.action = ACT_LEFT, .take = choice_turn},
	{.action = ACT_RIGHT, .take = choice_turn},
	{.action = ACT_PREVIOUS, .take = choice_turn},
	{.action = ACT_NEXT, .take = choice_turn},
	{.action = ACT_TEXT, .take = choice_letter},
	{.action = ACT_NONE},
};

static void choice_tell(struct screen *s, struct buf *out)
{
	const struct choice *c = (const struct choice *)s;

	buf_addf(out, "%s\n%s", c->title, c->text);
}

static bool choice_item(struct screen *s, size_t i, struct buf *out)
{
	const struct choice *c = (const struct choice *)s;

	if (i < c->n)
		buf_add(out, c->buttons[i].title);
	return i < c->n;
}

static void choice_point(struct app *app, struct screen *s, size_t i)
{
	(void)app;
	((struct choice *)s)->selected = i;
}

static const struct screen_ops choice_ops = {
	.context = IN_DIALOG,
	.popup = true,
	.actions = choice_actions,
	.draw = choice_draw,
	.tell = choice_tell,
	.item = choice_item,
	.point = choice_point,
	.done = choice_done,
};

void dialog_choice(struct app *app, const char *title, const char *text, const char *help, const struct button *buttons,
		   size_t n, void (*chosen)(struct app *app, int index, void *arg), void *arg)
{
	struct choice *c = mem_alloc(sizeof *c);

	c->base.ops = &choice_ops;
	c->title = mem_strdup(title);
	c->text = mem_strdup(text);
	c->help = help ? mem_strdup(help) : NULL;
	c->n = n < BUTTONS_MAX ? n : BUTTONS_MAX;
	for (size_t i = 0; i < c->n; i++) {
		c->buttons[i].title = mem_strdup(buttons[i].title);
		c->buttons[i].letters = buttons[i].letters ? mem_strdup(buttons[i].letters) : NULL;
	}
	c->chosen = chosen;
	c->arg = arg;
	screen_push(app, &c->base);
}

void dialog_message(struct app *app, const char *title, const char *text)
{
	static const struct button close = {"Понятно", NULL};

	dialog_choice(app, title, text, NULL, &close, 1, NULL, NULL);
}

void dialog_error(struct app *app, const struct error *e)
{
	static const struct button close = {"Понятно", NULL};
	const char *title = e->code == ERR_REFUSED   ? "Так нельзя"
			    : e->code == ERR_CHANGED ? "Данные изменились"
			    : e->code == ERR_NONE    ? "Не найдено"
						     : "Не получилось";
	struct buf topic = {0}, text = {0};

	if (*e->clause)
		buf_addf(&topic, "clause:%s", e->clause);
	text_add_shown(e->text, &text);
	dialog_choice(app, title, buf_text(&text), topic.s, &close, 1, NULL, NULL);
	buf_free(&topic);
	buf_free(&text);
}

struct confirm {
	struct choice choice;
	void (*answer)(struct app *app, bool yes, void *arg);
	void *arg;
};

static void confirm_chosen(struct app *app, int index, void *arg)
{
	struct confirm *c = arg;

	c->answer(app, index == 0, c->arg);
}

void dialog_confirm(struct app *app, const char *title, const char *text, const char *yes,
		    void (*answer)(struct app *app, bool yes, void *arg), void *arg)
{
	const struct button buttons[] = {{yes ? yes : "Да", "д"}, {yes ? "Отмена" : "Нет", "нт"}};

	dialog_choice(app, title, text, NULL, buttons, 2, confirm_chosen, NULL);
	/* The question lives as long as the dialog: closed screens are freed only after the callback. */
	struct confirm *c = mem_resize(app->top, sizeof *c);

	c->answer = answer;
	c->arg = arg;
	c->choice.arg = c;
	app->top = &c->choice.base;
}
