#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/edit.h"

struct prompt {
	struct screen base;
	char *title;
	struct edit edit;
	bool line;	/* in the message line */
	struct buf cut; /* what had no room, of the last key */
	void (*changed)(struct app *app, const char *text, void *arg);
	void (*entered)(struct app *app, const char *text, void *arg);
	void *arg;
};

static void prompt_done(struct app *app, struct screen *s)
{
	struct prompt *p = (struct prompt *)s;

	(void)app;
	edit_release(&p->edit);
	buf_free(&p->cut);
	free(p->title);
	free(p);
}

static void prompt_draw(struct app *app, struct screen *s, struct area a)
{
	struct prompt *p = (struct prompt *)s;

	(void)app;
	if (p->line) {
		draw_cell(a.h - 2, 0, a.w, LOOK_PLAIN, "");
		int used = draw_textf(a.h - 2, 1, a.w / 2, LOOK_STRONG, "%s: ", p->title);

		/* It stands in the message line: what would be said there goes to the row above. */
		if (p->cut.n) {
			draw_cell(a.h - 3, 0, a.w, LOOK_PLAIN, "");
			draw_text(a.h - 3, 1, a.w - 2, LOOK_TODAY, p->cut.s);
		}
		edit_draw(&p->edit, (struct area){a.h - 2, 1 + used, 1, a.w - used - 2}, LOOK_FIELD, true);
		return;
	}
	a = draw_frame(draw_middle(3, a.w - 8 < 66 ? a.w - 8 : 66), p->title, "Enter — принять   Esc");
	edit_draw(&p->edit, (struct area){a.y, a.x, 1, a.w}, LOOK_FIELD, true);
}

static enum next prompt_back(struct app *app, struct screen *s)
{
	struct prompt *p = (struct prompt *)s;

	screen_close(app, s);
	p->entered(app, NULL, p->arg);
	return SCREEN_DONE;
}

static enum next prompt_accept(struct app *app, struct screen *s)
{
	struct prompt *p = (struct prompt *)s;

	screen_close(app, s);
	p->entered(app, buf_text(&p->edit.text), p->arg);
	return SCREEN_DONE;
}

/* Out of the message line into the list. */
static enum next prompt_down(struct app *app, struct screen *s)
{
	return ((struct prompt *)s)->line ? prompt_accept(app, s) : SCREEN_DONE;
}

static enum next prompt_type(struct app *app, struct screen *s, const struct input *in)
{
	struct prompt *p = (struct prompt *)s;
	struct buf before = {0};
	enum next next;

	buf_add(&before, buf_text(&p->edit.text));
	next = edit_act(&p->edit, in, draw_columns());
	if (next == SCREEN_DONE && p->changed && strcmp(buf_text(&before), buf_text(&p->edit.text)))
		p->changed(app, buf_text(&p->edit.text), p->arg);
	buf_free(&before);
	buf_clear(&p->cut);
	if ((in->action == ACT_TEXT || in->action == ACT_PASTE) && edit_cut(&p->edit, &p->cut) && !p->line)
		app_say(app, LOOK_TODAY, "%s", p->cut.s);
	return next;
}

static const struct screen_action prompt_actions[] = {
	{.action = ACT_SAVE, .label = "Готово", .run = prompt_accept},
	{.action = ACT_ENTER, .run = prompt_accept},
	{.action = ACT_NEWLINE, .run = prompt_accept},
	{.action = ACT_DOWN, .run = prompt_down},
	{.action = ACT_BACK, .run = prompt_back},
	EDIT_ACTIONS(prompt_type),
	{.action = ACT_NONE},
};

static void prompt_tell(struct screen *s, struct buf *out)
{
	const struct prompt *p = (const struct prompt *)s;

	buf_addf(out, "%s: %s\nНаберите ответ; - — пусто, << — выйти.", p->title, buf_text(&p->edit.text));
}

static bool prompt_answer(struct app *app, struct screen *s, size_t i, const char *text)
{
	struct prompt *p = (struct prompt *)s;

	(void)i;
	edit_set(&p->edit, text);
	if (p->changed)
		p->changed(app, text, p->arg);
	prompt_accept(app, s);
	return true;
}

static const struct screen_ops prompt_ops = {
	.context = IN_FORM,
	.actions = prompt_actions,
	.popup = true,
	.draw = prompt_draw,
	.tell = prompt_tell,
	.answer = prompt_answer,
	.done = prompt_done,
};

static struct prompt *prompt_new(struct app *app, const char *title, const char *text, size_t max,
				 void (*entered)(struct app *app, const char *text, void *arg), void *arg)
{
	struct prompt *p = mem_alloc(sizeof *p);

	p->base.ops = &prompt_ops;
	p->title = mem_strdup(title);
	edit_init(&p->edit, text, false, max);
	p->entered = entered;
	p->arg = arg;
	screen_push(app, &p->base);
	return p;
}

void dialog_prompt(struct app *app, const char *title, const char *text, size_t max,
		   void (*entered)(struct app *app, const char *text, void *arg), void *arg)
{
	edit_offer(&prompt_new(app, title, text, max, entered, arg)->edit);
}

void dialog_line(struct app *app, const char *label, const char *text,
		 void (*changed)(struct app *app, const char *text, void *arg),
		 void (*entered)(struct app *app, const char *text, void *arg), void *arg)
{
	struct prompt *p = prompt_new(app, label, text, 400, entered, arg);

	p->line = true;
	p->changed = changed;
}
