#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"

struct item {
	char *text, *why, *key, *help;
	bool marked;
};

/* Rows are what is shown: items, and, below those that are possible, one row for the folded ones, which follow it when
 * it is unfolded. */
struct menu {
	struct screen base;
	char *title, *footer;
	struct item *items;
	size_t n, selected /* row */, first;
	size_t folded; /* so many of the last items */
	bool unfolded;
	struct area drawn;
	int text_w;	  /* cells of the column of texts */
	struct buf typed; /* the beginning of row typed_row, as long as the cursor stands there */
	size_t typed_row;
	bool check;
	void (*chosen)(struct app *app, int index, void *arg);
	void (*checked)(struct app *app, const bool *marked, size_t n, void *arg);
	void *arg;
};

#define WHY_LEAST 24 /* cells of a reason beside its text; with less it stands below */

static size_t head_row(const struct menu *m)
{
	return m->folded ? m->n - m->folded : SIZE_MAX;
}

static size_t rows_of(const struct menu *m)
{
	return m->n - m->folded + (m->folded ? 1 : 0) + (m->unfolded ? m->folded : 0);
}

/* NULL: the row of the folded ones. */
static struct item *item_of(const struct menu *m, size_t row)
{
	return row == head_row(m) ? NULL : &m->items[row > head_row(m) ? row - 1 : row];
}

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
	buf_free(&m->typed);
	free(m->items);
	free(m->title);
	free(m->footer);
	free(m);
}

static int width_of(const char *s)
{
	return s ? utf8_width(s, strlen(s)) : 0;
}

static char *head_text(const struct menu *m)
{
	struct buf b = {0};

	buf_addf(&b, "%s сейчас нельзя: %zu", glyph(m->unfolded ? GLYPH_UNFOLDED : GLYPH_MARKER), m->folded);
	return buf_take(&b);
}

/* The reason as it is shown: the row of the folded ones says «нельзя» for all of them. */
static char *why_text(const struct menu *m, const struct item *it)
{
	static const char right[] = "Нет права: "; /* «нельзя» says it already */
	const char *why = strncmp(it->why, right, sizeof right - 1) ? it->why : it->why + sizeof right - 1;
	struct buf b = {0};

	buf_addf(&b, "%s%s", it >= m->items + (m->n - m->folded) ? "" : "нельзя: ", why);
	return buf_take(&b);
}

/* Draws within w cells, or, `draw` false, measures only; returns the lines that the row takes. */
static int row_lines(const struct menu *m, size_t row, struct area a, bool draw, enum look look)
{
	const struct item *it = item_of(m, row);
	char *text = it ? NULL : head_text(m), *why = it && it->why ? why_text(m, it) : NULL;
	int key_w = it && it->key && *it->key ? width_of(it->key) + 1 : 0;
	int left = m->check ? 6 : 2, room = a.w - left - 1 - key_w, side = room - m->text_w - 2, h, below;
	bool beside = why && side >= (width_of(why) < WHY_LEAST ? width_of(why) : WHY_LEAST);
	struct area at = {a.y, a.x + left, a.h, beside ? m->text_w : room};

	h = draw_wrapped_height(it ? it->text : text, at.w);
	if (draw)
		draw_wrapped(at, 0, look, it ? it->text : text);
	if (why) {
		at = beside ? (struct area){a.y, at.x + m->text_w + 2, a.h, side}
			    : (struct area){a.y + h, at.x + 2, a.h - h, room - 2};
		below = draw_wrapped_height(why, at.w);
		if (draw)
			draw_wrapped(at, 0, look, why);
		h = beside ? (h > below ? h : below) : h + below;
	}
	if (draw && key_w)
		draw_right(a.y, a.x + left, a.w - left, look, it->key);
	free(text);
	free(why);
	return h;
}

static void draw_row(const struct menu *m, size_t row, struct area a)
{
	const struct item *it = item_of(m, row);
	bool selected = row == m->selected;
	enum look look = selected ? LOOK_SELECTED : !it || it->why ? LOOK_DIM : LOOK_PLAIN;

	for (int i = 0; i < a.h; i++)
		draw_cell(a.y + i, a.x, a.w, look, selected && !i ? glyph(GLYPH_MARKER) : "");
	if (m->check)
		draw_textf(a.y, a.x + 2, 3, look, "[%s]", it && it->marked ? glyph(GLYPH_CHECKED) : " ");
	row_lines(m, row, a, true, look);
}

static int width_wanted(struct menu *m, int max)
{
	int side_w = 0, left = m->check ? 6 : 2, w, least;

	m->text_w = 0;
	for (size_t i = 0; i < rows_of(m); i++) {
		const struct item *it = item_of(m, i);
		char *text = it ? NULL : head_text(m);
		int side = it && it->why ? width_of(it->why) + 8 : it ? width_of(it->key) : 0;
		int width = width_of(it ? it->text : text);

		m->text_w = width > m->text_w ? width : m->text_w;
		side_w = side > side_w ? side : side_w;
		free(text);
	}
	if (m->text_w > max - left - 4)
		m->text_w = max - left - 4;
	w = left + m->text_w + (side_w ? side_w + 2 : 0) + 5;
	least = (width_of(m->title) > width_of(m->footer) ? width_of(m->title) : width_of(m->footer)) + 8;
	w = w < least ? least : w;
	return w > max ? max : w;
}

/* The first row moves until the selected one is whole in h lines. */
static void scroll_to(struct menu *m, struct area a)
{
	int lines = 0;

	if (m->selected < m->first)
		m->first = m->selected;
	for (size_t i = m->first; i <= m->selected; i++)
		lines += row_lines(m, i, a, false, LOOK_PLAIN);
	while (lines > a.h && m->first < m->selected)
		lines -= row_lines(m, m->first++, a, false, LOOK_PLAIN);
}

static void menu_draw(struct app *app, struct screen *s, struct area a)
{
	struct menu *m = (struct menu *)s;
	int w = width_wanted(m, a.w - 6), lines = 0, y;
	struct area inside = {0, 0, 1, w - 2};
	size_t row;

	(void)app;
	for (size_t i = 0; i < rows_of(m); i++)
		lines += row_lines(m, i, inside, false, LOOK_PLAIN);
	a = draw_frame(draw_middle(lines + 2 < a.h - 2 ? lines + 2 : a.h - 2, w), m->title, m->footer);
	m->drawn = a;
	scroll_to(m, a);
	y = a.y;
	for (row = m->first; row < rows_of(m) && y < a.y + a.h; row++) {
		int h = row_lines(m, row, (struct area){y, a.x, 1, a.w}, false, LOOK_PLAIN);

		if (row == m->selected)
			draw_cursor(y, a.x, false);
		draw_row(m, row, (struct area){y, a.x, y + h > a.y + a.h ? a.y + a.h - y : h, a.w});
		y += h;
	}
	if (m->first)
		draw_text(a.y, a.x + a.w, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (row < rows_of(m))
		draw_text(a.y + a.h - 1, a.x + a.w, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
}

static enum next menu_unfold(struct app *app, struct screen *s)
{
	struct menu *m = (struct menu *)s;

	(void)app;
	if (m->selected == head_row(m) && !m->unfolded) {
		m->unfolded = true;
		m->selected++;
	}
	return SCREEN_DONE;
}

static enum next menu_fold(struct app *app, struct screen *s)
{
	struct menu *m = (struct menu *)s;

	(void)app;
	if (m->unfolded && m->selected >= head_row(m)) {
		m->unfolded = false;
		m->selected = head_row(m);
	}
	return SCREEN_DONE;
}

static enum next menu_accept(struct app *app, struct menu *m)
{
	const struct item *it = item_of(m, m->selected);
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
	if (!it)
		return m->unfolded ? menu_fold(app, &m->base) : menu_unfold(app, &m->base);
	if (it->why) {
		dialog_choice(app, "Так нельзя", it->why, it->help, &close, 1, NULL, NULL);
		return SCREEN_DONE;
	}
	int index = (int)(it - m->items);

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
	size_t n = rows_of(m);
	size_t page = m->drawn.h > 1 ? (size_t)m->drawn.h - 1 : 1;

	(void)app;
	switch (in->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		m->selected = m->selected ? m->selected - 1 : n - 1;
		return SCREEN_DONE;
	case ACT_DOWN:
	case ACT_NEXT:
		m->selected = m->selected + 1 < n ? m->selected + 1 : 0;
		return SCREEN_DONE;
	case ACT_PAGE_UP:
		m->selected = m->selected > page ? m->selected - page : 0;
		return SCREEN_DONE;
	case ACT_PAGE_DOWN:
		m->selected = m->selected + page < n ? m->selected + page : n - 1;
		return SCREEN_DONE;
	case ACT_HOME:
		m->selected = 0;
		return SCREEN_DONE;
	case ACT_END:
		m->selected = n - 1;
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

static enum err may_fold(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((struct menu *)s)->folded ? OK : ERR_NONE;
}

static enum next menu_click(struct app *app, struct screen *s, const struct input *in)
{
	struct menu *m = (struct menu *)s;
	struct area a = m->drawn;
	int y = a.y;

	if (in->y < a.y || in->y >= a.y + a.h || in->x < a.x || in->x >= a.x + a.w)
		return SCREEN_PASS;
	for (size_t row = m->first; row < rows_of(m); row++) {
		y += row_lines(m, row, a, false, LOOK_PLAIN);
		if (in->y < y) {
			m->selected = row;
			return m->check ? menu_mark(app, s) : menu_accept(app, m);
		}
	}
	return SCREEN_PASS;
}

static enum next menu_help(struct app *app, struct screen *s)
{
	const struct menu *m = (const struct menu *)s;
	const struct item *it = item_of(m, m->selected);

	if (!it || !it->help || !app->ops->help)
		return SCREEN_PASS;
	app->ops->help(app, it->help);
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

/* The first row from `from` on that begins with the text; SIZE_MAX: none. */
static size_t row_beginning(const struct menu *m, const struct buf *text, size_t from)
{
	size_t rows = rows_of(m), found = SIZE_MAX;
	struct buf begins = {0}, folded = {0};

	collate_fold(buf_text(text), text->n, &begins);
	for (size_t i = 0; begins.n && i < rows && found == SIZE_MAX; i++) {
		const struct item *it = item_of(m, (from + i) % rows);

		buf_clear(&folded);
		if (it)
			collate_fold(it->text, strlen(it->text), &folded);
		if (!strncmp(buf_text(&folded), begins.s, begins.n))
			found = (from + i) % rows;
	}
	buf_free(&begins);
	buf_free(&folded);
	return found;
}

/* To the row that begins with what was typed till now and this, else to the next that begins with this alone. */
static bool go_by_text(struct menu *m, const char *text, size_t n)
{
	struct buf typed = {0};
	size_t row = SIZE_MAX;

	if (m->typed.n && m->typed_row == m->selected) {
		buf_addn(&typed, m->typed.s, m->typed.n);
		buf_addn(&typed, text, n);
		row = row_beginning(m, &typed, m->selected);
	}
	if (row == SIZE_MAX) {
		buf_clear(&typed);
		buf_addn(&typed, text, n);
		row = row_beginning(m, &typed, m->selected + 1);
	}
	if (row != SIZE_MAX) {
		m->selected = m->typed_row = row;
		buf_clear(&m->typed);
		buf_addn(&m->typed, typed.s, typed.n);
	}
	buf_free(&typed);
	return row != SIZE_MAX;
}

static enum next menu_type(struct app *app, struct screen *s, const struct input *in)
{
	struct menu *m = (struct menu *)s;
	char russian[8];

	(void)app;
	if (in->key < ' ' || go_by_text(m, in->text, in->n))
		return SCREEN_DONE;
	return go_by_text(m, russian, utf8_write((uint32_t)key_in_russian(in->key), russian)) ? SCREEN_DONE
											      : SCREEN_PASS;
}

static const struct screen_action menu_actions[] = {
	{.action = ACT_MARK, .may = may_mark, .run = menu_mark},
	{.action = ACT_ENTER, .run = menu_enter},
	{.action = ACT_BACK, .run = menu_back},
	{.action = ACT_RIGHT, .may = may_fold, .run = menu_unfold},
	{.action = ACT_LEFT, .may = may_fold, .run = menu_fold},
	{.action = ACT_HELP, .run = menu_help},
	{.action = ACT_PREVIOUS, .take = menu_move},
	{.action = ACT_NEXT, .take = menu_move},
	MOVE_ACTIONS(menu_move),
	{.action = ACT_CLICK, .take = menu_click},
	{.action = ACT_TEXT, .take = menu_type},
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
	const struct item *it;

	if (i >= rows_of(m))
		return false;
	if (!(it = item_of(m, i))) {
		buf_addf(out, "сейчас нельзя: %zu", m->folded);
		return true;
	}
	buf_addf(out, "%s%s%s%s", m->check && it->marked ? "[x] " : "", it->text, it->why ? " — нельзя: " : "",
		 it->why ? it->why : "");
	if (!it->why && it->key && *it->key) /* how many, which one it is now */
		buf_addf(out, "; %s", strcmp(it->key, "•") ? it->key : "так сейчас");
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
	for (size_t i = 0; i < n; i++) {
		m->items[i] = (struct item){copy(items[i].text), copy(items[i].why), copy(items[i].key),
					    copy(items[i].help), items[i].marked};
		m->folded += items[i].folded;
	}
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
