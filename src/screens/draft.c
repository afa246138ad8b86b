/* What was typed and not saved, offered at the next start. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

struct drafts {
	struct screen base;
	struct draft *list;
	size_t n, selected, first;
};

static void add_when(int64_t at_ms, struct buf *out)
{
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;
	char text[40];

	if (!at_ms || !localtime_r(&at, &tm))
		return;
	strftime(text, sizeof(text), "%d.%m.%Y %H:%M", &tm);
	buf_add(out, text);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct drafts *s = (struct drafts *)screen;
	int w = a.w - 6 < 74 ? a.w - 6 : 74;
	struct buf intro = {0};
	size_t page;

	(void)app;
	if (s->n == 1)
		buf_add(&intro, "Вы не дописали и не сохранили:");
	else
		buf_addf(&intro, "Вы не дописали и не сохранили %zu %s:", s->n,
			 text_plural((long)s->n, "форму", "формы", "форм"));
	a = draw_frame(draw_middle((int)(s->n < 12 ? s->n : 12) + 3, w), "Черновики",
		       "Enter — открыть, Del — стереть, Esc — потом");
	draw_text(a.y, a.x, a.w, LOOK_PLAIN, intro.s);
	page = a.h > 1 ? (size_t)a.h - 1 : 1;
	if (s->selected < s->first)
		s->first = s->selected;
	if (s->selected >= s->first + page)
		s->first = s->selected - page + 1;
	for (size_t i = s->first; i < s->n && i < s->first + page; i++) {
		bool here = i == s->selected;
		int y = a.y + 1 + (int)(i - s->first);
		struct buf when = {0};

		add_when(s->list[i].at_ms, &when);
		draw_cell(y, a.x, a.w, here ? LOOK_SELECTED : LOOK_PLAIN, here ? glyph(GLYPH_MARKER) : "");
		draw_text(y, a.x + 2, a.w - 20, here ? LOOK_SELECTED : LOOK_PLAIN,
			  s->list[i].title.n	      ? s->list[i].title.s
			  : kind_def(s->list[i].kind) ? kind_def(s->list[i].kind)->title
						      : "?");
		draw_right(y, a.x + a.w - 17, 17, here ? LOOK_SELECTED : LOOK_DIM, buf_text(&when));
		if (here)
			draw_cursor(y, a.x, false);
		buf_free(&when);
	}
	buf_free(&intro);
}

static void open_one(struct app *app, struct draft *d)
{
	if (!kind_def(d->kind))
		return;
	if (*d->action)
		action_draft(app, d);
	else if (d->kind == KIND_ASSESSMENT && d->parent_kind == KIND_GROUP)
		diagnosis_open(app, d->parent, d);
	else if (d->kind == KIND_ATTENDANCE && d->parent_kind)
		attend_open(app, d->parent_kind, d->parent, d);
	else
		edit_draft(app, d);
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct drafts *s = (struct drafts *)screen;
	struct draft *d = &s->list[s->selected];

	switch (in->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		s->selected -= s->selected > 0;
		return SCREEN_DONE;
	case ACT_DOWN:
	case ACT_NEXT:
		s->selected += s->selected + 1 < s->n;
		return SCREEN_DONE;
	case ACT_ENTER:
		screen_close(app, screen); /* lives until the event is dealt with */
		open_one(app, d);
		return SCREEN_DONE;
	case ACT_DELETE:
		draft_drop(app->session, d);
		draft_release(d);
		memmove(d, d + 1, (s->n - s->selected - 1) * sizeof(*d));
		s->n--;
		s->selected -= s->selected == s->n && s->selected > 0;
		app_say(app, LOOK_PLAIN, "Черновик стёрт");
		return s->n ? SCREEN_DONE : SCREEN_CLOSE;
	case ACT_BACK:
		app_say(app, LOOK_PLAIN, "Черновики подождут: они вернутся, когда вы откроете эти формы, и в меню F9");
		return SCREEN_CLOSE;
	default:
		return SCREEN_PASS;
	}
}

static void done(struct app *app, struct screen *screen)
{
	struct drafts *s = (struct drafts *)screen;

	(void)app;
	draft_list_free(s->list, s->n);
	free(s);
}

static const struct screen_action actions[] = {{.action = ACT_DELETE, .label = "Стерет"}, {.action = ACT_NONE}};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_DIALOG, .popup = true, .actions = actions, .help = "drafts", .draw = draw, .act = act, .done = done,
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
	s->list = list;
	s->n = n;
	screen_push(app, &s->base);
}
