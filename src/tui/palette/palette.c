#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/tui/dialog.h"
#include "../driver.h"
#include "parts.h"

#define LEAST  14 /* rows that it has at least, so that it need not grow while one types */
#define AROUND 3  /* the frame, what was typed */
#define WIDTH  96

/* The screen below answers as if the palette were not there. */
static void gather(void *arg, const char *text)
{
	struct palette *p = arg;
	struct app *app = p->app;
	struct screen *s = p->base.below, *lifted = screen_lift(app, s);

	palette_forget(p);
	buf_clear(&p->wanted);
	collate_fold(text, strlen(text), &p->wanted);
	palette_add_actions(p, app, s, PART_NAMED);
	palette_add_actions(p, app, s, PART_SECTIONS);
	if (p->wanted.n && app->ops->offers)
		app->ops->offers(app, s, text, p);
	if (p->wanted.n)
		palette_add_actions(p, app, s, PART_REST);
	screen_lay(app, lifted);
	list_set_count(&p->list, p->n);
}

static enum err load(struct app *app, struct screen *s, struct error *e)
{
	struct palette *p = (struct palette *)s;

	(void)app;
	(void)e;
	gather(p, buf_text(&p->list.search));
	return OK;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	static const char right[] = "Нет права: "; /* «нельзя» says it already */
	const struct entry *e = &((const struct palette *)arg)->rows[n];
	bool says = e->why && !strncmp(e->why, right, sizeof(right) - 1);

	(void)tx;
	buf_add(&out->cell[0], e->text);
	buf_add(&out->cell[1], e->side);
	if (!e->why)
		return;
	buf_addf(&out->cell[0], " — нельзя: %s", says ? e->why + sizeof(right) - 1 : e->why);
	out->look[0] = out->look[1] = LOOK_DIM;
}

/* ---- the screen ---- */

static void draw(struct app *app, struct screen *s, struct area a)
{
	struct palette *p = (struct palette *)s;
	int rows = p->wanted.n ? LEAST : (int)p->list.count + AROUND, room = a.h - 2;
	int w = a.w - 6 < WIDTH ? a.w - 6 : WIDTH;

	(void)app;
	p->height = rows > p->height ? rows : p->height;
	rows = p->height < room ? p->height : room;
	a = draw_frame((struct area){(room - rows) / 2, (a.w - w) / 2, rows, w}, "Меню", NULL);
	if (!p->list.search.n) {
		draw_text(a.y, a.x, a.w, LOOK_DIM,
			  p->app->linear ? " /слово — найти действие, раздел, запись, документ"
					 : " Буквы ищут действие, раздел, запись, документ");
		a.y++, a.h--;
	}
	list_draw(app, &p->list, a, true);
}

/* What the line under the cursor does, or why it cannot be done. */
static void hint(struct screen *s, struct buf *out)
{
	const struct palette *p = (const struct palette *)s;
	const struct entry *e = p->n ? &p->rows[p->list.selected] : NULL;

	if (e && e->why)
		buf_addf(out, "Нельзя: %s", e->why);
	else if (e && e->help)
		buf_add(out, e->help);
	else if (e)
		buf_addf(out, "Enter — открыть: %s", e->text);
}

static enum next type(struct app *app, struct screen *s, const struct input *in)
{
	list_type(app, &((struct palette *)s)->list, in->text, in->n);
	return SCREEN_DONE;
}

static const struct button close_button = {"Понятно", NULL};

static enum next take(struct app *app, struct screen *s)
{
	const struct palette *p = (const struct palette *)s;
	const struct entry *e = &p->rows[p->list.selected];

	if (!p->n)
		return SCREEN_PASS;
	if (e->why) {
		dialog_choice(app, "Так нельзя", e->why, NULL, &close_button, 1, NULL, NULL);
		return SCREEN_DONE;
	}
	screen_close(app, s);
	if (e->action)
		app_act(app, e->action);
	else
		app->ops->take(app, e->offer, buf_text(&p->list.search));
	return SCREEN_DONE;
}

static enum next click(struct app *app, struct screen *s, const struct input *in)
{
	struct list *l = &((struct palette *)s)->list;

	if (!list_hit(l, in))
		return SCREEN_DONE;
	list_click(l, in);
	return take(app, s);
}

static enum next erase(struct app *app, struct screen *s)
{
	struct list *l = &((struct palette *)s)->list;

	buf_clear(&l->search);
	list_select(l, 0);
	return load(app, s, NULL) ? SCREEN_PASS : SCREEN_DONE;
}

static enum next help(struct app *app, struct screen *s)
{
	const struct palette *p = (const struct palette *)s;
	const struct entry *e = p->n ? &p->rows[p->list.selected] : NULL;
	struct buf text = {0};

	if (!e || !e->action)
		return SCREEN_PASS;
	buf_addf(&text, "%s", e->help);
	if (*e->side)
		buf_addf(&text, "\n\nКлавиши: %s", e->side);
	if (e->why)
		buf_addf(&text, "\n\nСейчас нельзя: %s", e->why);
	dialog_choice(app, e->text, text.s, NULL, &close_button, 1, NULL, NULL);
	buf_free(&text);
	return SCREEN_DONE;
}

/* Esc takes back what was typed, then closes. */
static enum next back(struct app *app, struct screen *s)
{
	(void)app;
	(void)s;
	return SCREEN_PASS;
}

static struct list *as_list(struct screen *s)
{
	return &((struct palette *)s)->list;
}

static void done(struct app *app, struct screen *s)
{
	struct palette *p = (struct palette *)s;

	(void)app;
	palette_forget(p);
	free(p->rows);
	list_release(&p->list);
	buf_free(&p->wanted);
	free(p);
}

static const struct screen_action actions[] = {
	{.action = ACT_TEXT, .take = type},
	{.action = ACT_PASTE, .take = type},
	{.action = ACT_ENTER, .title = "Сделать или открыть", .run = take},
	{.action = ACT_ERASE_START, .title = "Стереть набранное", .run = erase},
	{.action = ACT_BACK, .label = "Назад", .title = "Назад", .run = back},
	{.action = ACT_CLICK, .take = click},
	{.action = ACT_HELP, .run = help},
	{.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_FORM,
	.popup = true,
	.actions = actions,
	.help = "palette",
	.load = load,
	.draw = draw,
	.hint = hint,
	.list = as_list,
	.done = done,
};

enum next palette_open(struct app *app, struct screen *s)
{
	static const struct list_column columns[] = {
		{.title = "", .min = 16, .want = 60, .grow = 1},
		{.title = "", .min = 6, .want = 16, .right = true},
	};
	struct palette *p = mem_alloc(sizeof(*p));

	(void)s;
	p->base.ops = &ops;
	p->app = app;
	p->list = (struct list){
		.columns = columns,
		.columns_n = 2,
		.row = row,
		.filter = gather,
		.arg = p,
		.empty = "Ничего не нашлось.",
		.headless = true,
	};
	screen_push(app, &p->base);
	return SCREEN_DONE;
}
