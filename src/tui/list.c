#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/list.h"

#define MARGIN 2 /* the marker and a blank */

void list_release(struct list *l)
{
	for (size_t i = 0; i < LIST_COLUMNS_MAX; i++)
		buf_free(&l->own.cell[i]);
	buf_free(&l->search);
	buf_free(&l->latin);
	free(l->fit);
	free(l->marked);
}

void list_set_count(struct list *l, size_t count)
{
	l->count = l->all = count;
	l->settled = l->moving = l->narrowed = false;
	if (!l->reads)
		list_narrow(NULL, l);
	list_select(l, l->selected);
}

void list_select(struct list *l, size_t n)
{
	l->selected = n < l->count ? n : l->count ? l->count - 1 : 0;
}

static uint64_t key_of(const struct list *l, size_t n)
{
	return l->key(l->arg, list_at(l, n));
}

void list_hold(const struct list *l, struct list_hold *h)
{
	*h = (struct list_hold){.at = l->selected};
	if (!l->key || !l->count)
		return;
	h->key[0] = key_of(l, l->selected);
	h->key[1] = l->selected + 1 < l->count ? key_of(l, l->selected + 1) : 0;
	h->key[2] = l->selected ? key_of(l, l->selected - 1) : 0;
}

/* The row of a key, looked for on both sides of `near`, where it mostly is; count: none. */
static size_t row_of(const struct list *l, uint64_t key, size_t near)
{
	size_t down = near < l->count ? near : l->count, up = down;

	while (key && (down < l->count || up > 0)) {
		if (down < l->count && key_of(l, down++) == key)
			return down - 1;
		if (up > 0 && key_of(l, --up) == key)
			return up;
	}
	return l->count;
}

bool list_resume(struct list *l, const struct list_hold *h)
{
	size_t row = l->count, i = 0;

	if (!l->key || !h->key[0])
		return true;
	while (i < 3 && (row = row_of(l, h->key[i], h->at)) == l->count)
		i++;
	if (row == l->count)
		row = h->at;
	/* At the very top the list stays there: what is new on top is to be seen. */
	if (l->first)
		l->first = row + l->first > h->at ? row + l->first - h->at : 0;
	list_select(l, row);
	return i == 0;
}

void list_place(struct list *l, struct area a)
{
	size_t h = a.h > 0 ? (size_t)a.h : 1;

	l->drawn = a;
	l->page = (int)h;
	if (l->selected < l->first)
		l->first = l->selected;
	if (l->selected >= l->first + h)
		l->first = l->selected - h + 1;
	if (l->first + h > l->count)
		l->first = l->count > h ? l->count - h : 0;
}

void list_tell(struct app *app, struct list *l, size_t n, struct buf *out)
{
	struct tx *tx = app->session && app->session->store ? tx_read(app->session->store, NULL) : NULL;
	size_t before = out->n;

	list_row(tx, l, n);
	tx_end(&tx);
	for (size_t i = 0; i < l->columns_n; i++) {
		const char *cell = buf_text(&l->own.cell[i]) + strspn(buf_text(&l->own.cell[i]), " ");

		if (*cell)
			buf_addf(out, "%s%s", out->n > before ? "; " : "", cell);
	}
}

/* The cells in l->own, or the headings. */
/* As in a spreadsheet, a text runs on over the cells behind it that are empty. */
static int room_of(const struct list *l, size_t i, const int *w)
{
	int room = w[i];

	for (size_t j = i + 1; j < l->columns_n && !l->own.cell[j].n; j++)
		room += w[j] ? LIST_GAP + w[j] : 0;
	return room;
}

static void draw_cells(struct list *l, int y, int x, const int *w, bool headings)
{
	for (size_t i = 0; i < l->columns_n; i++) {
		const char *text = headings ? l->columns[i].title : buf_text(&l->own.cell[i]);
		enum look look = headings ? LOOK_HEADER : l->own.look[i];

		if (l->whole && !headings) {
			x += draw_text(y, x, l->drawn.x + l->drawn.w - 1 - x, look, text);
			continue;
		}
		if (!w[i])
			continue;
		if (l->columns[i].right)
			draw_right(y, x, w[i], look, text);
		else
			draw_text(y, x, headings ? w[i] : room_of(l, i, w), look, text);
		x += w[i] + LIST_GAP;
	}
}

/* A sign before the row, which is bold then. */
static void draw_mark(struct list *l, size_t n, int y, int x)
{
	enum list_marked is = list_row_marked(l, n);

	if (is == LIST_NONE)
		return;
	draw_text(y, x, 1, LOOK_ACCENT, glyph(is == LIST_ALL ? GLYPH_CHECKED : GLYPH_BULLET));
	for (size_t i = 0; is == LIST_ALL && i < l->columns_n; i++)
		l->own.look[i] = l->own.look[i] == LOOK_PLAIN ? LOOK_STRONG : l->own.look[i];
}

/* False: a row has what the columns do not show yet. */
static bool draw_lines(struct tx *tx, struct list *l, struct area a, const int *w)
{
	bool fits = true;

	for (size_t i = 0; i < l->columns_n; i++)
		l->widths[i].drawn = 0;
	for (int i = 0; i < a.h && l->first + (size_t)i < l->count; i++) {
		size_t n = list_at(l, l->first + (size_t)i);
		bool runs = l->running && l->head(l->arg, n);

		list_row_of(tx, l, n);
		if (!runs)
			fits &= !list_widen(l, a.w - MARGIN - 1, w);
		draw_mark(l, n, a.y + i, a.x + 1);
		if (runs)
			draw_text(a.y + i, a.x + MARGIN, a.w - MARGIN - 1, l->own.look[0], buf_text(&l->own.cell[0]));
		else
			draw_cells(l, a.y + i, a.x + MARGIN, w, false);
	}
	return fits;
}

static void draw_empty(const struct list *l, struct area a, bool focused)
{
	const char *empty = l->search.n ? "Ничего не нашлось. Esc — показать всё."
			    : l->empty	? l->empty
					: "Пока пусто.";

	draw_wrapped((struct area){a.y + (a.h > 2), a.x + MARGIN, a.h - (a.h > 2), a.w - MARGIN}, 0, LOOK_DIM, empty);
	if (focused)
		draw_cursor(a.y, a.x, false);
}

bool list_rest(struct list *l)
{
	bool moved = l->moving;

	l->moving = false;
	return moved;
}

/* The marker is where the cursor is; on another page everything is sent anyway. */
static void draw_bar(struct list *l, struct area a)
{
	int y = a.y + (int)(l->selected - l->first);

	if (!l->moving || l->from != l->first || l->bar < l->first || l->bar >= l->first + (size_t)a.h)
		l->bar = l->selected;
	l->from = l->first;
	draw_reverse(a.y + (int)(l->bar - l->first), a.x, a.w);
	draw_text(y, a.x, 1, LOOK_SELECTED, glyph(GLYPH_MARKER));
	draw_cursor(y, a.x, false);
}

void list_draw_in(struct tx *tx, struct list *l, struct area a, bool focused)
{
	int w[LIST_COLUMNS_MAX], head;
	bool drawn;

	if (l->search.n && a.h > 2) {
		draw_textf(a.y, a.x, a.w, LOOK_ACCENT, " Найдено по «%s»: %zu. Esc — показать всё", l->search.s,
			   l->narrowed ? l->count - l->headings : l->count);
		a.y++, a.h--;
	}
	head = a.y;
	if (!l->headless && a.h > 1)
		a.y++, a.h--;
	list_place(l, a);
	list_measure(tx, l);
	do {
		list_columns_fit(l, a.w - MARGIN - 1, w);
		drawn = draw_lines(tx, l, a, w);
		if (drawn && list_wastes(l, w)) {
			l->settled = drawn = false;
			list_measure(tx, l);
		}
		if (!drawn)
			draw_clear(a);
	} while (!drawn);
	if (head < a.y)
		draw_cells(l, head, a.x + MARGIN, w, true);
	if (!l->count) {
		draw_empty(l, a, focused);
		return;
	}
	if (l->first > 0)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (l->first + (size_t)a.h < l->count)
		draw_text(a.y + a.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	if (focused)
		draw_bar(l, a);
}

int list_wants_in(struct tx *tx, struct list *l, struct area a)
{
	a.h -= (l->search.n && a.h > 2) + !l->headless;
	list_place(l, a);
	list_measure(tx, l);
	return MARGIN + 1 + list_columns_want(l);
}

int list_wants(struct app *app, struct list *l, struct area a)
{
	struct tx *tx = l->reads && l->count && !l->settled ? tx_read(app->session->store, NULL) : NULL;
	int want = list_wants_in(tx, l, a);

	tx_end(&tx);
	return want;
}

void list_draw(struct app *app, struct list *l, struct area a, bool focused)
{
	struct tx *tx = l->reads && l->count ? tx_read(app->session->store, NULL) : NULL;

	list_draw_in(tx, l, a, focused);
	tx_end(&tx);
}

void list_show(struct app *app, struct screen *s, struct area a)
{
	list_draw(app, s->ops->list(s), a, true);
}

/* ---- loading ---- */

void list_settle(struct app *app, struct list *l, const struct list_hold *h)
{
	if (!list_resume(l, h))
		app_notice(app, "Того, на чём стоял курсор, здесь больше нет: удалено или изменено%s",
			   l->count ? ", курсор — на соседней строке" : "");
}

static enum err load_rows(struct app *app, struct list *l, struct error *e)
{
	struct tx *tx = tx_read(app->session->store, e);
	enum err err;

	if (!tx)
		return e->code;
	err = l->load(l->arg, tx, buf_text(&l->search), e);
	if (!err)
		list_narrow(tx, l);
	tx_end(&tx);
	if (!err && l->note)
		err = l->note(l->arg, e);
	if (err)
		list_set_count(l, 0);
	return err;
}

enum err list_load(struct app *app, struct screen *s, struct error *e)
{
	struct list *l = s->ops->list(s);
	struct list_hold hold;
	enum err err;

	list_hold(l, &hold);
	err = load_rows(app, l, e);
	list_settle(app, l, &hold);
	return err;
}

/* ---- searching ---- */

/* The first row that is something and no heading. */
static size_t first_found(const struct list *l)
{
	for (size_t n = 0; l->head && n < l->count; n++)
		if (!l->head(l->arg, list_at(l, n)))
			return n;
	return 0;
}

static void search_again(struct app *app, struct list *l)
{
	struct error e = {.code = OK};
	struct tx *tx;

	if (l->filter)
		l->filter(l->arg, buf_text(&l->search));
	else if (l->searches && load_rows(app, l, &e))
		app_say(app, LOOK_ERROR, "%s", e.text);
	if (l->filter || l->searches)
		return;
	list_set_count(l, l->all);
	tx = l->reads ? tx_read(app->session->store, NULL) : NULL;
	if (tx)
		list_narrow(tx, l);
	tx_end(&tx);
}

/* When all rows are shown again the cursor stays on what was found; if nothing was it goes to where it was. */
void list_search_for(struct app *app, struct list *l, const char *text)
{
	struct list_hold hold;
	size_t here = l->count ? list_here(l) : l->before;

	if (!l->search.n)
		l->before = here;
	list_hold(l, &hold);
	buf_clear(&l->search);
	buf_clear(&l->latin);
	buf_add(&l->search, text);
	search_again(app, l);
	l->first = 0;
	list_select(l, *text ? first_found(l) : l->searches && hold.key[0] ? l->selected : here);
	if (!*text)
		list_resume(l, &hold);
}

bool list_takes(const struct list *l, int key)
{
	return key_is_letter(key) || (l->typing && l->search.n && key >= ' ' && key < K_SPECIAL && key != K_BACKSPACE);
}

#define SEARCH_MAX 400 /* bytes */

/* Nothing has these words: they may have been typed on the other layout. */
static void search_in_russian(struct app *app, struct list *l, const char *text)
{
	size_t len = strlen(text);
	struct buf russian = {0};
	bool latin = false;
	char letter[8];
	uint32_t cp;

	for (size_t at = 0, n; at < len && (n = utf8_decode(text + at, len - at, &cp)); at += n) {
		latin |= (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
		buf_addn(&russian, letter, utf8_write((uint32_t)key_in_russian((int)cp), letter));
	}
	if (latin) {
		list_search_for(app, l, russian.s);
		if (l->count)
			buf_add(&l->latin, text);
		else
			list_search_for(app, l, text);
	}
	buf_free(&russian);
}

static void search_for_typed(struct app *app, struct list *l, const char *text)
{
	list_search_for(app, l, text);
	if (!l->count)
		search_in_russian(app, l, text);
}

/* What more is typed follows that, not what it was taken for. */
static const struct buf *typed(const struct list *l)
{
	return l->search.n && l->latin.n ? &l->latin : &l->search;
}

void list_type(struct app *app, struct list *l, const char *text, size_t n)
{
	struct buf all = {0};

	while (n && (*text == '\n' || *text == '\t' || (*text == ' ' && !l->search.n)))
		text++, n--;
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\n' || text[i] == '\t')
			n = i;
	buf_addf(&all, "%s%.*s", buf_text(typed(l)), (int)n, text);
	if (n && all.n <= SEARCH_MAX)
		search_for_typed(app, l, all.s);
	l->typing = true;
	buf_free(&all);
}

/* Without its last character. */
static void search_shorten(struct app *app, struct list *l)
{
	struct buf shorter = {0};
	const struct buf *all = typed(l);
	size_t n = all->n;

	while (n && (all->s[--n] & 0xC0) == 0x80)
		;
	buf_addn(&shorter, all->s, n);
	search_for_typed(app, l, buf_text(&shorter));
	buf_free(&shorter);
}

static void search_changed(struct app *app, const char *text, void *arg)
{
	list_search_for(app, arg, text);
}

static void search_entered(struct app *app, const char *text, void *arg)
{
	struct list *l = arg;

	if (!text && l->search.n)
		list_search_for(app, l, "");
}

static void move(struct list *l, long by)
{
	size_t step = by < 0 ? (size_t)-by : (size_t)by;

	if (by < 0)
		l->selected = l->selected > step ? l->selected - step : 0;
	else
		list_select(l, l->selected + step);
}

bool list_hit(const struct list *l, const struct input *in)
{
	return in->x >= l->drawn.x && in->x < l->drawn.x + l->drawn.w && in->y >= l->drawn.y &&
	       in->y < l->drawn.y + l->drawn.h && l->first + (size_t)(in->y - l->drawn.y) < l->count;
}

void list_typed(struct list *l, const struct input *in)
{
	l->typing &= in->action == ACT_BACKSPACE;
}

void list_move(struct list *l, enum action a)
{
	int page = l->page > 1 ? l->page - 1 : 1;

	l->moving = true;
	if (a == ACT_UP || a == ACT_DOWN)
		move(l, a == ACT_UP ? -1 : 1);
	else if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN)
		move(l, a == ACT_PAGE_UP ? -page : page);
	else if (a == ACT_HOME)
		l->selected = 0;
	else
		list_select(l, l->count);
}

enum next list_click(struct list *l, const struct input *in)
{
	size_t was = l->selected;

	if (!list_hit(l, in))
		return SCREEN_DONE;
	l->selected = l->first + (size_t)(in->y - l->drawn.y);
	return in->twice || l->selected == was ? SCREEN_PASS : SCREEN_DONE;
}

static enum err may_search(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return s->ops->context == IN_LIST ? OK : ERR_NONE;
}

static enum next list_search(struct app *app, struct screen *s)
{
	struct list *l = s->ops->list(s);

	dialog_line(app, "Поиск", buf_text(&l->search), search_changed, search_entered, l);
	return SCREEN_DONE;
}

static enum next take_move(struct app *app, struct screen *s, const struct input *in)
{
	(void)app;
	list_move(s->ops->list(s), in->action);
	return SCREEN_DONE;
}

static enum next take_click(struct app *app, struct screen *s, const struct input *in)
{
	(void)app;
	return list_click(s->ops->list(s), in);
}

static enum next leave_search(struct app *app, struct screen *s, const struct input *in)
{
	struct list *l = s->ops->list(s);

	if (!l->search.n || in->key == K_F10)
		return SCREEN_PASS;
	list_search_for(app, l, "");
	return SCREEN_DONE;
}

static enum next shorten(struct app *app, struct screen *s)
{
	struct list *l = s->ops->list(s);

	if (!l->search.n)
		return SCREEN_PASS;
	search_shorten(app, l);
	return SCREEN_DONE;
}

const struct screen_action list_actions[] = {
	MOVE_ACTIONS(take_move),
	{.action = ACT_SEARCH, .may = may_search, .run = list_search},
	{.action = ACT_CLICK, .take = take_click},
	{.action = ACT_BACK, .take = leave_search},
	{.action = ACT_BACKSPACE, .run = shorten},
	{.action = ACT_NONE},
};
