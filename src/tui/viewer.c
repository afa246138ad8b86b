#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"
#include "frame.h"

struct viewer {
	struct screen base;
	char *title;
	char *text;
	void (*lay)(struct app *app, int width, struct buf *out, void *arg); /* of a document; NULL: a text */
	void *arg;
	struct buf lines; /* as they are shown, each ended by \n */
	size_t *at;	  /* where each begins */
	size_t n, cap;
	int width, page; /* for which they were broken; rows visible */
	size_t first;
	int left;      /* of a document: cells moved sideways */
	size_t origin; /* where the search began */
	struct buf sought;
};

static void viewer_done(struct app *app, struct screen *s)
{
	struct viewer *v = (struct viewer *)s;

	(void)app;
	free(v->title);
	free(v->text);
	free(v->at);
	buf_free(&v->lines);
	buf_free(&v->sought);
	free(v);
}

static void viewer_title(struct screen *s, struct buf *out)
{
	buf_add(out, ((struct viewer *)s)->title);
}

static bool add_line(const char *s, size_t n, void *arg)
{
	struct viewer *v = arg;

	v->at = mem_grow(v->at, v->n, &v->cap, sizeof *v->at);
	v->at[v->n++] = v->lines.n;
	buf_addn(&v->lines, s, n);
	buf_addc(&v->lines, '\n');
	return true;
}

/* A document has margins of its own. */
static int margin_of(const struct viewer *v)
{
	return v->lay ? 1 : 2;
}

#define PROSE 100 /* cells: a longer line is not read with ease */

/* Breaks the text for the width; the place shown stays about the same. */
static void layout(struct app *app, struct viewer *v, int width)
{
	struct buf laid = {0};
	size_t was = v->n;

	if (v->width == width)
		return;
	v->width = width;
	if (v->lay)
		v->lay(app, width, &laid, v->arg);
	if (laid.n) {
		free(v->text);
		v->text = mem_strdup(laid.s);
	}
	v->n = 0;
	buf_clear(&v->lines);
	text_wrap(v->text, v->lay ? 1 << 20 : width < PROSE ? width : PROSE, add_line, v);
	if (was)
		v->first = v->first * v->n / was;
	buf_free(&laid);
}

static const char *line_at(const struct viewer *v, size_t i)
{
	return v->lines.s + v->at[i];
}

static bool in_table(const struct viewer *v, size_t i)
{
	return v->lay && i < v->n && *line_at(v, i) == '|';
}

#define HEAD_MAX 5

/* The head of the table in whose midst the screen begins, down to a rule of «=»: its first line and how many there are;
 * 0: none. */
static size_t pinned(const struct viewer *v, size_t first, size_t *from)
{
	size_t top = first, head = 0;

	if (!in_table(v, first))
		return 0;
	while (top && in_table(v, top - 1))
		top--;
	while (head < HEAD_MAX && in_table(v, top + head) && line_at(v, top + head)[1] != '=')
		head++;
	*from = top;
	/* where the table is still to be seen below it */
	return head < HEAD_MAX && first > top && in_table(v, first + head) && v->page > 2 * HEAD_MAX ? head + 1 : 0;
}

static void scroll_to(struct viewer *v, long first)
{
	long last = (long)v->n - v->page;

	v->first = (size_t)(first < 0 || last < 0 ? 0 : first > last ? last : first);
}

static void viewer_draw(struct app *app, struct screen *s, struct area a)
{
	struct viewer *v = (struct viewer *)s;

	int margin = margin_of(v);
	size_t head, from;

	layout(app, v, a.w - 2 * margin);
	v->page = a.h;
	scroll_to(v, (long)v->first);
	head = pinned(v, v->first, &from);
	for (size_t i = 0; i < (size_t)a.h && v->first + i < v->n; i++) {
		const char *line = line_at(v, i < head ? from + i : v->first + i);
		size_t n = strcspn(line, "\n"), skip = v->lay ? utf8_prefix(line, n, v->left) : 0;

		draw_textn(a.y + (int)i, a.x + margin, a.w - 2 * margin, i + 1 < head ? LOOK_STRONG : LOOK_PLAIN,
			   line + skip, n - skip);
	}
	if (v->first)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (v->first + (size_t)a.h < v->n)
		draw_text(a.y + a.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	draw_cursor(a.y, a.x, false);
}

static void viewer_status(struct screen *s, struct buf *out)
{
	struct viewer *v = (struct viewer *)s;

	if (v->n > (size_t)v->page)
		buf_addf(out, "%zu–%zu из %zu", v->first + 1, v->first + (size_t)v->page, v->n);
}

static void seek(struct app *app, struct viewer *v, size_t begin)
{
	struct buf line = {0};
	size_t from;

	for (size_t i = 0; i < v->n && v->sought.n; i++) {
		size_t at = (begin + i) % v->n;
		const char *s = v->lines.s + v->at[at];

		buf_clear(&line);
		collate_fold(s, strcspn(s, "\n"), &line);
		if (strstr(buf_text(&line), v->sought.s)) {
			scroll_to(v, (long)(at - pinned(v, at, &from)));
			buf_free(&line);
			return;
		}
	}
	buf_free(&line);
	if (v->sought.n)
		app_say(app, LOOK_TODAY, "Не нашлось.");
}

static void sought_changed(struct app *app, const char *text, void *arg)
{
	struct viewer *v = arg;

	buf_clear(&v->sought);
	collate_fold(text, strlen(text), &v->sought);
	seek(app, v, v->origin);
}

/* Enter on the same words again goes on to the next place. */
static void sought_entered(struct app *app, const char *text, void *arg)
{
	struct viewer *v = arg;

	if (!text)
		v->first = v->origin;
	else if (v->first == v->origin && v->n)
		seek(app, v, v->first + 1);
}

static enum next viewer_move(struct app *app, struct screen *s, const struct input *in)
{
	struct viewer *v = (struct viewer *)s;
	size_t from;
	long page = v->page > 1 ? v->page - 1 : 1, first = (long)v->first;

	(void)app;
	switch (in->action) {
	case ACT_UP:
		first--;
		break;
	case ACT_DOWN:
	case ACT_ENTER:
		first++;
		break;
	case ACT_PAGE_UP:
		first -= page - (long)pinned(v, v->first, &from);
		break;
	case ACT_PAGE_DOWN:
	case ACT_MARK:
		first += page;
		first -= first < (long)v->n ? (long)pinned(v, (size_t)first, &from) : 0;
		break;
	case ACT_HOME:
		first = 0;
		break;
	default:
		first = (long)v->n;
	}
	scroll_to(v, first);
	return SCREEN_DONE;
}

static enum next viewer_left(struct app *app, struct screen *s)
{
	struct viewer *v = (struct viewer *)s;

	(void)app;
	v->left = v->left > 8 ? v->left - 8 : 0;
	return SCREEN_DONE;
}

static enum next viewer_right(struct app *app, struct screen *s)
{
	struct viewer *v = (struct viewer *)s;

	(void)app;
	if (v->lay && v->left < 1000)
		v->left += 8;
	return SCREEN_DONE;
}

static enum next viewer_search(struct app *app, struct screen *s)
{
	struct viewer *v = (struct viewer *)s;

	v->origin = v->first;
	dialog_line(app, "Поиск", buf_text(&v->sought), sought_changed, sought_entered, v);
	return SCREEN_DONE;
}

/* What is typed is searched for, as in a list. */
static enum next viewer_type(struct app *app, struct screen *s, const struct input *in)
{
	struct viewer *v = (struct viewer *)s;
	char *typed = mem_strndup(in->text, in->n);

	v->origin = v->first;
	dialog_line(app, "Поиск", typed, sought_changed, sought_entered, v);
	sought_changed(app, typed, v);
	free(typed);
	return SCREEN_DONE;
}

/* Help on help would never end. */
static enum next viewer_help(struct app *app, struct screen *s)
{
	app_say(app, LOOK_PLAIN, "Стрелки и PgDn — листать%s, буквы — искать, Esc — назад",
		((struct viewer *)s)->lay ? ", → ← — вбок" : "");
	return SCREEN_DONE;
}

static const struct screen_action viewer_actions[] = {
	{.action = ACT_SEARCH, .run = viewer_search},
	{.action = ACT_MARK, .take = viewer_move},
	{.action = ACT_ENTER, .take = viewer_move},
	MOVE_ACTIONS(viewer_move),
	{.action = ACT_LEFT, .run = viewer_left},
	{.action = ACT_RIGHT, .run = viewer_right},
	{.action = ACT_HELP, .run = viewer_help},
	{.action = ACT_TEXT, .take = viewer_type},
	{.action = ACT_NONE},
};

static void viewer_tell(struct screen *s, struct buf *out)
{
	struct viewer *v = (struct viewer *)s;

	buf_addf(out, "%s\n%s", v->title, v->text);
}

static const struct screen_ops viewer_ops = {
	.context = IN_DIALOG,
	.actions = viewer_actions,
	.title = viewer_title,
	.status = viewer_status,
	.draw = viewer_draw,
	.tell = viewer_tell,
	.done = viewer_done,
};

static void show(struct app *app, struct viewer *v, const char *title, const char *text)
{
	v->base.ops = &viewer_ops;
	v->title = mem_strdup(title);
	v->text = mem_strdup(text);
	screen_push(app, &v->base);
	/* what its heading tells before it is drawn */
	v->page = frame_area(&v->base).h;
	layout(app, v, draw_columns() - 2 * margin_of(v));
}

void dialog_text(struct app *app, const char *title, const char *text)
{
	show(app, mem_alloc(sizeof(struct viewer)), title, text);
}

void dialog_document(struct app *app, const char *title,
		     void (*lay)(struct app *app, int width, struct buf *out, void *arg), void *arg)
{
	struct viewer *v = mem_alloc(sizeof *v);

	v->lay = lay;
	v->arg = arg;
	show(app, v, title, "");
}
