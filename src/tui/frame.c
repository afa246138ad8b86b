#include <string.h>

#include "stazh/base/text.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/draw.h"
#include "stazh/tui/list.h"
#include "stazh/tui/term.h"
#include "driver.h"
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

	sw = sw > w * 2 / 3 ? w * 2 / 3 : sw;
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
	else if (slot == 1 || slot == 10 || (slot == 9 && screen_has_menu(s)))
		d = action_def(slot == 1 ? ACT_HELP : slot == 9 ? ACT_MENU : ACT_BACK, context);
	return d ? d->label : NULL;
}

const char *frame_bar_label(struct app *app, int slot, enum err *may)
{
	return bar_label(app->top, bar_row(app, slot, may), slot);
}

int frame_bar_slot(int x)
{
	int slot = x * 10 / draw_columns();

	return slot > 9 ? 9 : slot;
}

struct list *screen_pane_list(struct screen *s)
{
	if (s->ops->popup || s->ops->pane == PANE_NONE)
		return NULL;
	return s->ops->telling ? s->ops->telling(s) : s->ops->list ? s->ops->list(s) : NULL;
}

/* The list of the top screen that the cursor moves in. */
static struct list *moved_list(const struct app *app)
{
	struct screen *s = app->top;

	return !s ? NULL : s->ops->list ? s->ops->list(s) : s->ops->moved ? s->ops->moved(s) : screen_pane_list(s);
}

bool screen_is_moving(const struct app *app)
{
	struct list *l = moved_list(app);

	return l && l->moving;
}

bool frame_keeps_bottom(const struct app *app)
{
	return app->bottom.of && app->bottom.of == app->top && !*app->message && app->bottom.rows == draw_rows() &&
	       app->bottom.columns == draw_columns() && screen_is_moving(app);
}

void frame_draw_bottom(struct app *app)
{
	int y = draw_rows() - 1, w = draw_columns();
	const struct screen_action *acts = screen_action_find(app, app->top, ACT_ACTIONS);
	struct buf hint = {0};
	const struct list *list = app_typed_list(app),
			  *own = app->top->ops->list ? app->top->ops->list(app->top) : NULL;

	if (frame_keeps_bottom(app))
		return;
	app->bottom = (struct bottom){*app->message ? NULL : app->top, y + 1, w};

	if (*app->message) {
		draw_text(y - 1, 1, w - 2, app->message_look, app->message);
	} else {
		if (own)
			list_tell_marks(own, &hint);
		if (hint.n)
			buf_add(&hint, ". ");
		if (hint.n && acts && !acts->label)
			buf_add(&hint, "F2 — что сделать с ними, Esc — снять");
		else if (app->top->ops->hint)
			app->top->ops->hint(app->top, &hint);
		if (!hint.n && list && list->count)
			buf_add(&hint, "Буквы — поиск в списке, F9 — что ещё здесь можно");
		draw_text(y - 1, 1, w - 2, LOOK_DIM, buf_text(&hint));
	}
	draw_cell(y, 0, w, LOOK_PLAIN, "");
	for (int slot = 0; slot < 10; slot++) {
		int from = slot * w / 10, to = (slot + 1) * w / 10;
		enum err may;
		const char *label = frame_bar_label(app, slot + 1, &may);
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

/* ---- the row under the cursor, told in full below its list when the cursor rests: moving stays cheap ---- */

#define ENOUGH 18 /* rows of a screen that has room for it */
#define PLENTY 36
#define LEAST  3 /* rows of a pane */

/* Takes the pane's part of the area, behind a line; h = 0: it has none. */
static struct area part(const struct screen *s, struct area *a)
{
	struct area p = *a;

	p.h = 0;
	if ((s->ops->pane == PANE_PART || s->ops->pane == PANE_SPARE) && a->w >= WIDE_COLUMNS) {
		a->w = a->w * 11 / 20;
		return (struct area){p.y, p.x + a->w + 2, a->h, p.w - a->w - 3};
	}
	if (a->h < (s->ops->pane == PANE_SPARE ? PLENTY : ENOUGH) ||
	    (s->ops->pane == PANE_CARDED && a->w >= WIDE_COLUMNS))
		return p;
	p.h = a->h >= PLENTY ? 6 : s->ops->pane == PANE_PART ? LEAST : 4;
	a->h -= p.h + 1;
	return (struct area){a->y + a->h + 1, p.x + 1, p.h, p.w - 2};
}

/* What the rows of a list that ends the area leave. */
static struct area left_over(const struct screen *s, const struct list *l, struct area a)
{
	int used = l->count < (size_t)l->drawn.h ? (int)l->count : l->drawn.h, rows = l->drawn.h - used - 1;
	bool last = l->drawn.x == a.x && l->drawn.w == a.w && l->drawn.y + l->drawn.h == a.y + a.h;

	if (!l->count || !last || rows < LEAST || (s->ops->pane == PANE_CARDED && a.w >= WIDE_COLUMNS))
		return (struct area){0, 0, 0, 0};
	rows = rows < 4 ? rows : 4;
	return (struct area){a.y + a.h - rows, a.x + 1, rows, a.w - 2};
}

/* «Верх-Чебулинская СОШ · Развитие школьной образовательной среды · действует»: with whole names and dates. */
static void tell_row(struct app *app, struct list *l, struct buf *out)
{
	struct tx *tx = l->reads ? tx_read(app->session->store, NULL) : NULL;

	for (size_t i = 0; i < l->columns_n; i++)
		buf_clear(&l->own.cell[i]);
	if (l->told)
		l->told(l->arg, tx, list_here(l), out);
	else
		(l->plain && !l->plain_count ? l->plain : l->row)(l->arg, tx, list_here(l), &l->own);
	tx_end(&tx);
	for (size_t i = 0; i < l->columns_n && !l->told; i++) {
		const char *text = buf_text(&l->own.cell[i]);
		size_t n = text_trim(&text, l->own.cell[i].n);

		if (n)
			buf_addf(out, "%s%s%s%.*s", out->n ? " · " : "", l->columns[i].right ? l->columns[i].title : "",
				 l->columns[i].right ? " " : "", (int)n, text);
	}
}

static void tell(struct app *app, struct screen *s, struct list *l)
{
	struct subject of = s->ops->subject ? s->ops->subject(s) : (struct subject){0, 0};

	buf_clear(&app->pane[0]);
	buf_clear(&app->pane[1]);
	if (!l->count)
		return;
	tell_row(app, l, &app->pane[0]);
	if (of.id && app->ops->detail)
		app->ops->detail(app, of, buf_text(&app->pane[0]), &app->pane[1]);
}

/* Wrapped; a line each when there is not so much room. */
static void draw_lines(struct area a, const char *s)
{
	bool whole = draw_wrapped_height(s, a.w) <= a.h;

	if (whole)
		draw_wrapped(a, 0, LOOK_DIM, s);
	for (int y = 0; !whole && y < a.h && *s; y++) {
		size_t n = strcspn(s, "\n");

		draw_textn(a.y + y, a.x, a.w, LOOK_DIM, s, n);
		s += n + (s[n] == '\n');
	}
}

static void draw_pane(struct app *app, struct area a)
{
	const char *row = buf_text(&app->pane[0]), *more = buf_text(&app->pane[1]);
	int lines = *more != 0, used;

	for (const char *p = more; (p = strchr(p, '\n')); p++)
		lines++;
	used = draw_wrapped((struct area){a.y, a.x, a.h - lines, a.w}, 0, LOOK_PLAIN, row);
	used = used < a.h - lines ? used : a.h - lines;
	draw_lines((struct area){a.y + used, a.x, a.h - used, a.w}, more);
}

void pane_draw(struct app *app, struct screen *s, struct area a)
{
	struct area whole = a, pane = {0, 0, 0, 0};
	struct list *l = screen_pane_list(s);

	if (l && l->count)
		pane = part(s, &a);
	s->ops->draw(app, s, a);
	l = screen_pane_list(s);
	if (pane.h && !(l && l->count)) { /* loaded or laid out otherwise by now */
		draw_clear(whole);
		s->ops->draw(app, s, whole);
		return;
	}
	if (l && !pane.h)
		pane = left_over(s, l, a);
	if (!pane.h)
		return;
	if (!l->moving)
		tell(app, s, l);
	if (pane.x > a.x + a.w)
		draw_vline(pane.y, pane.x - 2, pane.h);
	else
		draw_hline(pane.y - 1, a.x, a.w);
	draw_pane(app, pane);
}

void pane_wait(struct app *app)
{
	struct list *l = moved_list(app);

	if (!l || !l->moving || app->woken)
		return;
	if (term_is_script()) {
		list_rest(l);
		return;
	}
	app->rest = term_clock() + LIST_REST;
	app_wake(app, LIST_REST);
}

void pane_rest(struct app *app)
{
	struct list *l = moved_list(app);
	int64_t now = term_clock();

	if (!app->rest)
		return;
	if (now < app->rest) {
		app_wake(app, (int)(app->rest - now));
		return;
	}
	app->rest = 0;
	app->said |= l && list_rest(l); /* to be drawn */
}

void pane_free(struct app *app)
{
	buf_free(&app->pane[0]);
	buf_free(&app->pane[1]);
}
