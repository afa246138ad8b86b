/* A field that two people changed: the two values side by side, to choose from. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct clash_screen {
	struct screen base;
	struct meanwhile m;	   /* a copy */
	enum clash_choice *chosen; /* for each clash */
	size_t at;
	int skip, hidden; /* lines scrolled away; lines that do not fit */
	void (*decided)(struct app *app, const struct meanwhile *m, const enum clash_choice *chosen, void *arg);
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
	draw_column(left, "У вас", s->chosen[s->at] != CLASH_THEIRS, buf_text(&c->mine), s->skip);
	buf_addf(&title, "В базе (%s)", buf_text(&s->m.who));
	draw_column(right, title.s, s->chosen[s->at] != CLASH_MINE, buf_text(&c->theirs), s->skip);
	draw_vline(y, right.x - 1, left.h);
	if (s->skip)
		draw_text(y + 1, a.x, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (s->skip < s->hidden)
		draw_text(y + left.h - 1, a.x, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	draw_cursor(y, s->chosen[s->at] == CLASH_THEIRS ? right.x : left.x, false);
	buf_free(&title);
}

static enum next choose(struct app *app, struct screen *screen, const struct input *in)
{
	struct clash_screen *s = (struct clash_screen *)screen;
	enum clash_choice *chosen = &s->chosen[s->at];

	(void)app;
	if (in->action == ACT_RIGHT || (in->action != ACT_LEFT && *chosen == CLASH_MINE))
		*chosen = CLASH_THEIRS;
	else
		*chosen = CLASH_MINE;
	return SCREEN_DONE;
}

static bool may_be_joined(const struct clash *c)
{
	return c->field->type->editor == EDITOR_LINES && c->mine.n && c->theirs.n;
}

static enum err may_join(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return may_be_joined(current((const struct clash_screen *)screen)) ? OK : ERR_NONE;
}

static enum next choose_both(struct app *app, struct screen *screen)
{
	struct clash_screen *s = (struct clash_screen *)screen;

	(void)app;
	s->chosen[s->at] = s->chosen[s->at] == CLASH_BOTH ? CLASH_MINE : CLASH_BOTH;
	return SCREEN_DONE;
}

/* Bytes of the whole line at s + at, its end included. */
static size_t line_at(const char *s, size_t at)
{
	size_t n = strcspn(s + at, "\n");

	return n + (s[at + n] == '\n');
}

/* Where the last line before `end` begins. */
static size_t line_before(const char *s, size_t end)
{
	size_t at = end ? end - 1 : 0;

	while (at && s[at - 1] != '\n')
		at--;
	return at;
}

static void add_lines(const char *s, size_t from, size_t to, struct buf *out)
{
	if (from < to && out->n && out->s[out->n - 1] != '\n')
		buf_addc(out, '\n');
	buf_addn(out, s + from, to - from);
}

void clash_join(const char *mine, const char *theirs, struct buf *out)
{
	size_t from = 0, mine_to = strlen(mine), theirs_to = strlen(theirs), end = mine_to, n;

	while (from < mine_to && (n = line_at(mine, from)) == line_at(theirs, from) &&
	       !memcmp(mine + from, theirs + from, n))
		from += n;
	while (mine_to > from && theirs_to > from) {
		size_t a = line_before(mine, mine_to), b = line_before(theirs, theirs_to);

		if (a < from || b < from || mine_to - a != theirs_to - b || memcmp(mine + a, theirs + b, mine_to - a))
			break;
		mine_to = a;
		theirs_to = b;
	}
	buf_addn(out, mine, from);
	add_lines(mine, from, mine_to, out);
	add_lines(theirs, from, theirs_to, out);
	add_lines(mine, mine_to, end, out);
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
	s->decided(app, &s->m, s->chosen, s->arg);
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

	buf_addf(out, "← → — чьё%s, Enter — взять%s, Esc — к правке", may_be_joined(c) ? ", пробел — оба" : "",
		 c->mine.n + c->theirs.n > 500 ? ", ↑ ↓ — листать" : "");
}

static void done(struct app *app, struct screen *screen)
{
	struct clash_screen *s = (struct clash_screen *)screen;

	(void)app;
	meanwhile_clear(&s->m);
	free(s->chosen);
	free(s);
}

/* clang-format off */
static const struct screen_action actions[] = {
	{.action = ACT_LEFT, .take = choose}, {.action = ACT_RIGHT, .take = choose}, {.action = ACT_NEXT, .take = choose},
	{.action = ACT_PREVIOUS, .take = choose},
	{.action = ACT_MARK, .title = "Оставить оба", .may = may_join, .run = choose_both}, SCROLL_ACTIONS(scroll),
	{.action = ACT_ENTER, .run = accept}, {.action = ACT_BACK, .run = back}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_DIALOG, .actions = actions, .help = "clash", .name = "Изменили двое", .status = status, .hint = hint, .draw = draw, .done = done,
};
/* clang-format on */

void clash_open(struct app *app, struct meanwhile *m,
		void (*decided)(struct app *app, const struct meanwhile *m, const enum clash_choice *chosen, void *arg),
		void *arg)
{
	struct clash_screen *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->decided = decided;
	s->arg = arg;
	s->skip = -1;
	s->chosen = mem_alloc((m->n + 1) * sizeof(*s->chosen));
	s->m = *m;
	*m = (struct meanwhile){.rev = 0};
	screen_push(app, &s->base);
}
