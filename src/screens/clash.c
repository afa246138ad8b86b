/* A field that two people changed: the two values side by side, to choose from. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct clash_screen {
	struct screen base;
	struct meanwhile m; /* a copy */
	bool *theirs;	    /* what was chosen for each clash */
	size_t at;
	int skip, hidden; /* lines scrolled away; lines that do not fit */
	void (*decided)(struct app *app, const struct meanwhile *m, const bool *theirs, void *arg);
	void *arg;
};

static const struct clash *current(const struct clash_screen *s)
{
	return &s->m.clashes[s->at];
}

/* The line in which the two begin to differ: long texts are opened there. */
static int first_difference(const struct clash *c, int width)
{
	const char *a = buf_text(&c->mine), *b = buf_text(&c->theirs);
	size_t same = 0;
	struct buf head = {0};
	int lines;

	while (a[same] && a[same] == b[same])
		same++;
	buf_addn(&head, a, same);
	lines = draw_wrapped_height(buf_text(&head), width);
	buf_free(&head);
	return lines > 2 ? lines - 2 : 0;
}

static void draw_column(struct area a, const char *title, bool chosen, const char *text, int skip)
{
	draw_textf(a.y, a.x, a.w, chosen ? LOOK_SELECTED : LOOK_STRONG, "%s %s ", chosen ? glyph(GLYPH_MARKER) : " ",
		   title);
	a.y += 1, a.h -= 1, a.x += 2, a.w -= 2;
	draw_wrapped(a, skip, *text ? LOOK_PLAIN : LOOK_DIM, *text ? text : "пусто");
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct clash_screen *s = (struct clash_screen *)screen;
	const struct clash *c = current(s);
	int half = (a.w - 3) / 2, lines, theirs, y = a.y;
	struct buf title = {0};
	struct area left, right;

	(void)app;
	draw_textf(y++, a.x + 1, a.w - 2, LOOK_ACCENT, "Поле «%s» изменили и вы, и %s. Что записать?", c->field->title,
		   buf_text(&s->m.who));
	draw_textf(y++, a.x + 1, a.w - 2, LOOK_DIM, "Было: %s", c->was.n ? c->was.s : "пусто");
	y++;
	left = (struct area){y, a.x + 1, a.y + a.h - y, half};
	right = (struct area){y, a.x + half + 2, left.h, a.w - half - 3};
	if (s->skip < 0)
		s->skip = first_difference(c, half - 2);
	lines = draw_wrapped_height(buf_text(&c->mine), half - 2);
	theirs = draw_wrapped_height(buf_text(&c->theirs), right.w - 2);
	lines = lines > theirs ? lines : theirs;
	s->hidden = lines > left.h - 1 ? lines - left.h + 1 : 0;
	s->skip = s->skip < s->hidden ? s->skip : s->hidden;
	draw_column(left, "У вас", !s->theirs[s->at], buf_text(&c->mine), s->skip);
	buf_addf(&title, "В базе (%s)", buf_text(&s->m.who));
	draw_column(right, title.s, s->theirs[s->at], buf_text(&c->theirs), s->skip);
	draw_vline(y, right.x - 1, left.h);
	if (s->skip)
		draw_text(y + 1, a.x, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (s->skip < s->hidden)
		draw_text(y + left.h - 1, a.x, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	draw_cursor(y, s->theirs[s->at] ? right.x : left.x, false);
	buf_free(&title);
}

static enum next choose(struct app *app, struct screen *screen, const struct input *in)
{
	struct clash_screen *s = (struct clash_screen *)screen;
	bool *theirs = &s->theirs[s->at];

	(void)app;
	*theirs = in->action == ACT_RIGHT || (in->action != ACT_LEFT && !*theirs);
	return SCREEN_DONE;
}

static enum next scroll(struct app *app, struct screen *screen, const struct input *in)
{
	struct clash_screen *s = (struct clash_screen *)screen;
	int by = in->action == ACT_UP || in->action == ACT_DOWN ? 1 : 10;

	(void)app;
	s->skip += in->action == ACT_UP || in->action == ACT_PAGE_UP ? -by : by;
	s->skip = s->skip > 0 ? s->skip : 0;
	return SCREEN_DONE;
}

static enum next accept(struct app *app, struct screen *screen)
{
	struct clash_screen *s = (struct clash_screen *)screen;

	s->skip = -1;
	if (++s->at < s->m.n)
		return SCREEN_DONE;
	s->at--;
	screen_close(app, screen); /* lives until the event is dealt with */
	s->decided(app, &s->m, s->theirs, s->arg);
	return SCREEN_DONE;
}

static enum next back(struct app *app, struct screen *screen)
{
	(void)screen;
	app_say(app, LOOK_PLAIN, "Ничего не записано: поправьте и сохраните снова");
	return SCREEN_CLOSE;
}

static void status(struct screen *screen, struct buf *out)
{
	const struct clash_screen *s = (const struct clash_screen *)screen;

	if (s->m.n > 1)
		buf_addf(out, "%zu из %zu", s->at + 1, s->m.n);
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct clash *c = current((const struct clash_screen *)screen);

	buf_addf(out, "← → — чьё, Enter — взять%s, Esc — вернуться к правке",
		 c->mine.n + c->theirs.n > 500 ? ", ↑ ↓ — листать" : "");
}

static void done(struct app *app, struct screen *screen)
{
	struct clash_screen *s = (struct clash_screen *)screen;

	(void)app;
	meanwhile_clear(&s->m);
	free(s->theirs);
	free(s);
}

/* clang-format off */
static const struct screen_action actions[] = {
	{.action = ACT_LEFT, .take = choose}, {.action = ACT_RIGHT, .take = choose}, {.action = ACT_NEXT, .take = choose},
	{.action = ACT_PREVIOUS, .take = choose}, SCROLL_ACTIONS(scroll),
	{.action = ACT_ENTER, .run = accept}, {.action = ACT_BACK, .run = back}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_DIALOG, .actions = actions, .help = "clash", .name = "Изменили двое", .status = status, .hint = hint, .draw = draw, .done = done,
};
/* clang-format on */

void clash_open(struct app *app, struct meanwhile *m,
		void (*decided)(struct app *app, const struct meanwhile *m, const bool *theirs, void *arg), void *arg)
{
	struct clash_screen *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->decided = decided;
	s->arg = arg;
	s->skip = -1;
	s->theirs = mem_alloc((m->n + 1) * sizeof(*s->theirs));
	s->m = *m;
	*m = (struct meanwhile){.rev = 0};
	screen_push(app, &s->base);
}
