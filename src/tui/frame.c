#include <string.h>

#include "stazh/base/text.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/draw.h"
#include "frame.h"

#define BOTTOM 2 /* message line, key bar */

struct area frame_area(const struct screen *s)
{
	int top = s->below ? 2 : 3;

	return (struct area){top, 0, draw_rows() - top - BOTTOM, draw_columns()};
}

/* How the titles of the sections fit into the line. */
struct fit {
	int longest; /* cells of a title; longer ones are cut */
	int around;  /* of « 2 Площадки » beside the title: the blank behind it goes first */
};

static int section_width(const char *title, struct fit f)
{
	int w = utf8_width(title, strlen(title));

	return f.around + (w < f.longest ? w : f.longest);
}

static struct fit fit_sections(const struct app *app)
{
	struct fit f = {40, 4};

	for (; f.longest > 1; f.longest -= f.around == 3, f.around = 3) {
		int width = 0;

		for (size_t i = 0; i < app->ops->sections_n; i++)
			if (app->ops->sections[i].open)
				width += section_width(app->ops->sections[i].title, f);
		if (width <= draw_columns())
			break;
	}
	return f;
}

#define ABBREVIATION 6 /* cells that a title needs to be cut with a dot: «Справочн.» */

/* Draws the sections, or (at >= 0) finds the one at that column. */
static int sections(struct app *app, int y, int at)
{
	struct fit f = fit_sections(app);
	int x = 0, found = -1;

	for (size_t i = 0; i < app->ops->sections_n; i++) {
		const char *t = app->ops->sections[i].title;
		int w = section_width(t, f);
		bool dot = f.longest >= ABBREVIATION && utf8_width(t, strlen(t)) > f.longest;

		if (!app->ops->sections[i].open)
			continue;
		if (at >= x && at < x + w)
			found = (int)i;
		if (at < 0)
			draw_textf(y, x, w, i == app->section ? LOOK_SELECTED : LOOK_PLAIN, " %zu %.*s%s%s", i + 1,
				   (int)utf8_prefix(t, strlen(t), f.longest - dot), t, dot ? "." : "",
				   f.around > 3 ? " " : "");
		x += w;
	}
	return found;
}

int frame_section_at(struct app *app, int y, int x)
{
	struct screen *s = app->top;

	return s && !s->below && y == 1 ? sections(app, y, x) : -1;
}

/* «Площадки ▸ Тема ▸ Правка»; what does not fit is left out on the left. */
static void add_path(struct screen *s, int width, struct buf *out)
{
	struct buf part = {0}, path = {0}, joined = {0};
	bool cut = false;

	for (; s && !cut; s = s->below) {
		buf_clear(&part);
		screen_add_title(s, &part);
		if (s->ops->popup || !part.n)
			continue;
		buf_clear(&joined);
		if (path.n)
			buf_addf(&joined, "%s %s %s", buf_text(&part), glyph(GLYPH_MARKER), path.s);
		else
			buf_add(&joined, buf_text(&part));
		cut = path.n && utf8_width(joined.s, joined.n) > width - 4;
		if (cut) {
			buf_clear(&joined);
			buf_addf(&joined, "… %s %s", glyph(GLYPH_MARKER), path.s);
		}
		buf_clear(&path);
		buf_add(&path, buf_text(&joined));
	}
	buf_add(out, buf_text(&path));
	buf_free(&part);
	buf_free(&path);
	buf_free(&joined);
}

static void draw_root_heading(struct app *app)
{
	struct buf left = {0}, middle = {0}, right = {0};
	int w = draw_columns();

	if (app->ops->heading)
		app->ops->heading(app, &left, &middle, &right);
	int rw = utf8_width(buf_text(&right), right.n), mw = utf8_width(buf_text(&middle), middle.n);

	rw = rw > w / 2 ? w / 2 : rw;
	draw_right(0, w - 1 - rw, rw, LOOK_PLAIN, buf_text(&right));
	/* The middle stands in the middle when there is room, else beside the right part. */
	int mx = (w - mw) / 2 + mw < w - rw - 3 ? (w - mw) / 2 : w - rw - mw - 4;

	if (mx > 1)
		draw_text(0, mx, mw, LOOK_ACCENT, buf_text(&middle));
	draw_text(0, 1, (mx > 1 ? mx : w - rw) - 3, LOOK_STRONG, buf_text(&left));
	sections(app, 1, -1);
	draw_hline(2, 0, w);
	buf_free(&left);
	buf_free(&middle);
	buf_free(&right);
}

void frame_draw_heading(struct app *app, struct screen *s)
{
	struct buf path = {0}, status = {0};
	int w = draw_columns();

	if (!s->below) {
		draw_root_heading(app);
		return;
	}
	if (s->ops->status)
		s->ops->status(s, &status);
	int sw = utf8_width(buf_text(&status), status.n);

	add_path(s, w - sw - 4, &path);
	draw_text(0, 1, w - sw - 4, LOOK_STRONG, buf_text(&path));
	draw_right(0, w - 1 - sw, sw, LOOK_PLAIN, buf_text(&status));
	draw_hline(1, 0, w);
	buf_free(&path);
	buf_free(&status);
}

/* The row of what stands at place `slot` (1 … 10) in the bar of the top screen, and whether the user may do it; NULL:
 * none of its own. */
static const struct screen_action *bar_row(struct app *app, int slot, enum err *may)
{
	struct screen *s = app->top;
	const struct screen_action *row;
	const struct action_def *d;

	for (size_t i = 0; (row = screen_actions_at(s, i)); i++)
		for (; row->action; row++)
			if ((d = action_def(row->action, s->ops->context)) && d->bar == slot &&
			    (*may = screen_action_may(app, s, row, NULL)) != ERR_NONE)
				return row;
	*may = OK;
	return NULL;
}

/* NULL: nothing there. */
static const char *bar_label(const struct screen *s, const struct screen_action *row, int slot)
{
	enum key_context context = s->ops->context;
	const char *label = row && s->ops->label ? s->ops->label(s, row->action) : NULL;
	const struct action_def *d = NULL;

	if (label || (row && row->label))
		return label ? label : row->label;
	if (slot == 10 && !s->below)
		return "Выход";
	if (row)
		d = action_def(row->action, context);
	else if (slot == 1 || slot == 10 || (slot == 9 && !s->ops->popup))
		d = action_def(slot == 1 ? ACT_HELP : slot == 9 ? ACT_MENU : ACT_BACK, context);
	return d ? d->label : NULL;
}

int frame_bar_slot(int x)
{
	int slot = x * 10 / draw_columns();

	return slot > 9 ? 9 : slot;
}

void frame_draw_bottom(struct app *app)
{
	int y = draw_rows() - 1, w = draw_columns();
	struct buf hint = {0};

	if (*app->message) {
		draw_text(y - 1, 1, w - 2, app->message_look, app->message);
	} else if (app->top->ops->hint) {
		app->top->ops->hint(app->top, &hint);
		draw_text(y - 1, 1, w - 2, LOOK_DIM, buf_text(&hint));
	}
	draw_cell(y, 0, w, LOOK_PLAIN, "");
	for (int slot = 0; slot < 10; slot++) {
		int from = slot * w / 10, to = (slot + 1) * w / 10;
		enum err may;
		const struct screen_action *row = bar_row(app, slot + 1, &may);
		const char *label = bar_label(app->top, row, slot + 1);
		int used = draw_textf(y, from, 2, LOOK_PLAIN, "%d", slot + 1);
		int room = to - from - used - (slot < 9 && w >= 80);
		enum look look;

		if (!label)
			continue;
		room = room > 6 && w < 100 ? 6 : room;
		look = may ? LOOK_DIM : LOOK_BAR;
		draw_cell(y, from + used, room, look, "");
		draw_textn(y, from + used, room, look, label, utf8_prefix(label, strlen(label), room));
	}
	buf_free(&hint);
}
