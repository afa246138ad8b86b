#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"

struct item {
	char *text, *why, *key, *help;
	bool marked;
};

struct menu {
	struct screen base;
	char *title, *footer;
	struct item *items;
	size_t n, selected, first;
	struct area drawn;
	bool check;
	void (*chosen)(struct app *app, int index, void *arg);
	void (*checked)(struct app *app, const bool *marked, size_t n, void *arg);
	void *arg;
};

static void menu_done(struct app *app, struct screen *s)
{
	struct menu *m = (struct menu *)s;

	(void)app;
	for (size_t i = 0; i < m->n; i++) {
		free(m->items[i].text);
		free(m->items[i].why);
		free(m->items[i].key);
		free(m->items[i].help);
	}
	free(m->items);
	free(m->title);
	free(m->footer);
	free(m);
}

static int width_of(const char *s)
{
	return s ? utf8_width(s, strlen(s)) : 0;
}

static void draw_item(const struct menu *m, const struct item *it, int y, struct area a, int text_w, bool selected)
{
	enum look look = selected ? LOOK_SELECTED : it->why ? LOOK_DIM : LOOK_PLAIN;
	int x = a.x + 2;

	draw_cell(y, a.x, a.w, look, selected ? glyph(GLYPH_MARKER) : "");
	if (m->check) {
		draw_textf(y, x, 3, look, "[%s]", it->marked ? glyph(GLYPH_CHECKED) : " ");
		x += 4;
	}
	draw_text(y, x, a.x + a.w - x, look, it->text);
	if (it->why) {
		static const char right[] = "Нет права: "; /* «нельзя» says it already */
		const char *why = strncmp(it->why, right, sizeof right - 1) ? it->why : it->why + sizeof right - 1;
		int room = a.x + a.w - x - text_w - 2 - (it->key && *it->key ? width_of(it->key) + 1 : 0);

		draw_textf(y, x + text_w + 2, room, look, "нельзя: %s", why);
	}
	if (it->key)
		draw_right(y, x + text_w + 2, a.x + a.w - x - text_w - 2, look, it->key);
}

static void menu_draw(struct app *app, struct screen *s, struct area a)
{
	struct menu *m = (struct menu *)s;
	int text_w = 0, side_w = 0, max = a.w - 6;

	(void)app;
	for (size_t i = 0; i < m->n; i++) {
		const struct item *it = &m->items[i];
		int side = it->why ? width_of(it->why) + 8 : width_of(it->key);

		if (width_of(it->text) > text_w)
			text_w = width_of(it->text);
		if (side > side_w)
			side_w = side;
	}
	int left = m->check ? 6 : 2;

	if (text_w > max - left - 4)
		text_w = max - left - 4;
	int w = left + text_w + (side_w ? side_w + 2 : 0) + 5;
	int least = width_of(m->title) + 8 > width_of(m->footer) + 8 ? width_of(m->title) + 8 : width_of(m->footer) + 8;

	w = w < least ? least : w;
	w = w > max ? max : w;
	/* Reasons and keys give way to what the lines say only when there is no room at all. */
	if (side_w && left + text_w + 2 + (side_w < 20 ? side_w : 20) > w - 5)
		text_w = w - 5 - left - 2 - (side_w < 20 ? side_w : 20);
	a = draw_frame(draw_middle((int)m->n + 2 < a.h - 2 ? (int)m->n + 2 : a.h - 2, w), m->title, m->footer);
	m->drawn = a;
	size_t h = a.h > 0 ? (size_t)a.h : 1;

	if (m->selected < m->first)
		m->first = m->selected;
	if (m->selected >= m->first + h)
		m->first = m->selected - h + 1;
	for (size_t i = 0; i < h && m->first + i < m->n; i++)
		draw_item(m, &m->items[m->first + i], a.y + (int)i, a, text_w, m->first + i == m->selected);
	if (m->first)
		draw_text(a.y, a.x + a.w, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (m->first + h < m->n)
		draw_text(a.y + a.h - 1, a.x + a.w, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	draw_cursor(a.y + (int)(m->selected - m->first), a.x, false);
}

static enum next menu_accept(struct app *app, struct menu *m)
{
	const struct item *it = &m->items[m->selected];
	static const struct button close = {"Понятно", NULL};

	if (m->check) {
		bool *marked = mem_alloc(m->n * sizeof *marked);

		for (size_t i = 0; i < m->n; i++)
			marked[i] = m->items[i].marked;
		screen_close(app, &m->base);
		m->checked(app, marked, m->n, m->arg);
		free(marked);
		return SCREEN_DONE;
	}
	if (it->why) {
		dialog_choice(app, "Так нельзя", it->why, it->help, &close, 1, NULL, NULL);
		return SCREEN_DONE;
	}
	int index = (int)m->selected;

	screen_close(app, &m->base);
	m->chosen(app, index, m->arg);
	return SCREEN_DONE;
}

static enum next menu_enter(struct app *app, struct screen *s)
{
	return menu_accept(app, (struct menu *)s);
}

static enum next menu_move(struct app *app, struct screen *s, const struct input *in)
{
	struct menu *m = (struct menu *)s;
	size_t page = m->drawn.h > 1 ? (size_t)m->drawn.h - 1 : 1;

	(void)app;
	switch (in->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		m->selected = m->selected ? m->selected - 1 : m->n - 1;
		return SCREEN_DONE;
	case ACT_DOWN:
	case ACT_NEXT:
		m->selected = m->selected + 1 < m->n ? m->selected + 1 : 0;
		return SCREEN_DONE;
	case ACT_PAGE_UP:
		m->selected = m->selected > page ? m->selected - page : 0;
		return SCREEN_DONE;
	case ACT_PAGE_DOWN:
		m->selected = m->selected + page < m->n ? m->selected + page : m->n - 1;
		return SCREEN_DONE;
	case ACT_HOME:
		m->selected = 0;
		return SCREEN_DONE;
	case ACT_END:
		m->selected = m->n - 1;
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

static enum next menu_mark(struct app *app, struct screen *s)
{
	struct menu *m = (struct menu *)s;

	(void)app;
	m->items[m->selected].marked ^= true;
	return SCREEN_DONE;
}

static enum err may_mark(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((struct menu *)s)->check ? OK : ERR_NONE;
}

static enum next menu_click(struct app *app, struct screen *s, const struct input *in)
{
	struct menu *m = (struct menu *)s;

	if (in->y < m->drawn.y || in->y >= m->drawn.y + m->drawn.h || in->x < m->drawn.x ||
	    in->x >= m->drawn.x + m->drawn.w || m->first + (size_t)(in->y - m->drawn.y) >= m->n)
		return SCREEN_PASS;
	m->selected = m->first + (size_t)(in->y - m->drawn.y);
	return in->twice ? menu_accept(app, m) : SCREEN_DONE;
}

static enum next menu_help(struct app *app, struct screen *s)
{
	const struct menu *m = (const struct menu *)s;

	if (!m->items[m->selected].help || !app->ops->help)
		return SCREEN_PASS;
	app->ops->help(app, m->items[m->selected].help);
	return SCREEN_DONE;
}

static enum next menu_back(struct app *app, struct screen *s)
{
	struct menu *m = (struct menu *)s;

	screen_close(app, s);
	if (m->checked)
		m->checked(app, NULL, m->n, m->arg);
	else
		m->chosen(app, -1, m->arg);
	return SCREEN_DONE;
}

static const struct screen_action menu_actions[] = {
	{.action = ACT_MARK, .may = may_mark, .run = menu_mark},
	{.action = ACT_ENTER, .run = menu_enter},
	{.action = ACT_BACK, .run = menu_back},
	{.action = ACT_HELP, .run = menu_help},
	{.action = ACT_PREVIOUS, .take = menu_move},
	{.action = ACT_NEXT, .take = menu_move},
	MOVE_ACTIONS(menu_move),
	{.action = ACT_CLICK, .take = menu_click},
	{.action = ACT_NONE},
};

static void menu_tell(struct screen *s, struct buf *out)
{
	const struct menu *m = (const struct menu *)s;

	buf_addf(out, "%s%s", m->title, m->check ? ". Номер — отметить, Enter — принять." : "");
}

static bool menu_item(struct screen *s, size_t i, struct buf *out)
{
	const struct menu *m = (const struct menu *)s;
	const struct item *it = &m->items[i];

	if (i >= m->n)
		return false;
	buf_addf(out, "%s%s%s%s", m->check && it->marked ? "[x] " : "", it->text, it->why ? " — нельзя: " : "",
		 it->why ? it->why : "");
	return true;
}

static void menu_point(struct app *app, struct screen *s, size_t i)
{
	(void)app;
	((struct menu *)s)->selected = i;
}

static const struct screen_ops menu_ops = {
	.context = IN_DIALOG,
	.popup = true,
	.actions = menu_actions,
	.draw = menu_draw,
	.tell = menu_tell,
	.item = menu_item,
	.point = menu_point,
	.done = menu_done,
};

static char *copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

static struct menu *menu_new(struct app *app, const char *title, const char *footer, const struct menu_item *items,
			     size_t n, void *arg)
{
	static const struct menu_item nothing = {.text = "Выбирать не из чего", .why = "список пуст"};
	struct menu *m = mem_alloc(sizeof *m);

	if (!n) {
		items = &nothing;
		n = 1;
	}
	m->base.ops = &menu_ops;
	m->title = copy(title);
	m->footer = copy(footer);
	m->items = mem_alloc(n * sizeof *m->items);
	m->n = n;
	m->arg = arg;
	for (size_t i = 0; i < n; i++)
		m->items[i] = (struct item){copy(items[i].text), copy(items[i].why), copy(items[i].key),
					    copy(items[i].help), items[i].marked};
	screen_push(app, &m->base);
	return m;
}

void dialog_menu(struct app *app, const char *title, const char *footer, const struct menu_item *items, size_t n,
		 size_t selected, void (*chosen)(struct app *app, int index, void *arg), void *arg)
{
	struct menu *m = menu_new(app, title, footer, items, n, arg);

	m->chosen = chosen;
	m->selected = selected < m->n ? selected : 0;
}

void dialog_check(struct app *app, const char *title, const struct menu_item *items, size_t n,
		  void (*chosen)(struct app *app, const bool *marked, size_t n, void *arg), void *arg)
{
	struct menu *m = menu_new(app, title, "Пробел — отметить   Enter — принять", items, n, arg);

	m->check = n > 0;
	m->checked = chosen;
}
