/* What was typed and not saved, offered at the next start. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct drafts {
	struct screen base;
	struct draft *drafts;
	struct list list; /* of them, drawn here */
};

static void draw_one(const struct draft *d, int y, struct area a, bool here)
{
	enum look look = here ? LOOK_SELECTED : LOOK_PLAIN;
	struct buf when = {0};

	if (d->at_ms)
		journal_time(d->at_ms, "%d.%m.%Y %H:%M", &when);
	draw_cell(y, a.x, a.w, look, here ? glyph(GLYPH_MARKER) : "");
	draw_text(y, a.x + 2, a.w - 20, look,
		  d->title.n	      ? d->title.s
		  : kind_def(d->kind) ? kind_def(d->kind)->title
				      : "?");
	draw_right(y, a.x + a.w - 17, 17, here ? look : LOOK_DIM, buf_text(&when));
	if (here)
		draw_cursor(y, a.x, false);
	buf_free(&when);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct drafts *s = (struct drafts *)screen;
	int w = a.w - 6 < 74 ? a.w - 6 : 74;
	struct buf intro = {0};
	struct list *l = &s->list;

	(void)app;
	if (l->count == 1)
		buf_add(&intro, "Вы не дописали и не сохранили:");
	else
		buf_addf(&intro, "Вы не дописали и не сохранили %zu %s:", l->count,
			 text_plural((long)l->count, "форму", "формы", "форм"));
	a = draw_frame(draw_middle((int)(l->count < 12 ? l->count : 12) + 3, w), "Черновики",
		       "Enter — открыть, Del — стереть, Esc — потом");
	draw_text(a.y, a.x, a.w, LOOK_PLAIN, intro.s);
	list_place(l, (struct area){a.y + 1, a.x, a.h - 1, a.w});
	for (int i = 0; i < l->page && l->first + (size_t)i < l->count; i++)
		draw_one(&s->drafts[l->first + (size_t)i], l->drawn.y + i, a, l->first + (size_t)i == l->selected);
	buf_free(&intro);
}

static void open_one(struct app *app, struct draft *d)
{
	const struct kind_def *k = kind_def(d->kind);
	const struct kind_more *m = k ? kind_more(k) : NULL;

	if (!k)
		return;
	if (*d->action)
		action_draft(app, d);
	else if (m->sheet && d->parent_kind && (!m->sheet_of || m->sheet_of == d->parent_kind))
		app->ops->open(app, m->sheet, (struct subject){d->parent_kind, d->parent}, d);
	else
		edit_draft(app, d);
}

static enum next open(struct app *app, struct screen *screen)
{
	struct drafts *s = (struct drafts *)screen;

	screen_close(app, screen); /* lives until the event is dealt with */
	open_one(app, &s->drafts[s->list.selected]);
	return SCREEN_DONE;
}

static enum next erase(struct app *app, struct screen *screen)
{
	struct drafts *s = (struct drafts *)screen;
	struct draft *d = &s->drafts[s->list.selected];
	size_t n = s->list.count - 1;

	draft_drop(app->session, d);
	draft_release(d);
	memmove(d, d + 1, (n - s->list.selected) * sizeof(*d));
	list_set_count(&s->list, n);
	app_say(app, LOOK_PLAIN, "Черновик стёрт");
	return n ? SCREEN_DONE : SCREEN_CLOSE;
}

static enum next back(struct app *app, struct screen *screen)
{
	(void)screen;
	app_say(app, LOOK_PLAIN, "Черновики подождут: они вернутся, когда вы откроете эти формы, и в меню F9");
	return SCREEN_CLOSE;
}

static enum next tab(struct app *app, struct screen *screen, const struct input *in)
{
	(void)app;
	list_move(&((struct drafts *)screen)->list, in->action == ACT_NEXT ? ACT_DOWN : ACT_UP);
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct drafts *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct drafts *s = (struct drafts *)screen;

	(void)app;
	draft_list_free(s->drafts, s->list.count);
	list_release(&s->list);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_DELETE, .label = "Стерет", .run = erase},
	{.action = ACT_ENTER, .run = open},
	{.action = ACT_OPEN, .run = open}, /* two clicks */
	{.action = ACT_BACK, .run = back},
	{.action = ACT_NEXT, .take = tab},
	{.action = ACT_PREVIOUS, .take = tab},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_DIALOG, .popup = true, .actions = actions, .help = "drafts", .draw = draw, .list = as_list, .done = done,
};
/* clang-format on */

void drafts_offer(struct app *app, bool anyway)
{
	struct drafts *s;
	struct draft *list = NULL;
	size_t n = draft_list(app->session, NULL, &list);

	if (!n) {
		free(list);
		if (anyway)
			app_say(app, LOOK_PLAIN, "Черновиков нет: всё, что вы набирали, сохранено или стёрто");
		return;
	}
	s = mem_alloc(sizeof(*s));
	s->base.ops = &ops;
	s->drafts = list;
	list_set_count(&s->list, n);
	screen_push(app, &s->base);
}
