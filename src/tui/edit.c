#include <stdint.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/edit.h"
#include "stazh/tui/term.h"

enum change { CHANGE_NONE, CHANGE_TYPE, CHANGE_ERASE, CHANGE_OTHER };

void edit_init(struct edit *e, const char *text, bool multiline, size_t max)
{
	memset(e, 0, sizeof *e);
	if (text)
		buf_add(&e->text, text);
	e->multiline = multiline;
	e->max = max;
	e->column = -1;
	e->at = multiline ? 0 : e->text.n;
}

void edit_release(struct edit *e)
{
	buf_free(&e->text);
	buf_free(&e->old);
}

/* Remembers the text before a change; letters typed in a row (and erased in a row) are one change. */
static void remember(struct edit *e, enum change what)
{
	if (what == CHANGE_OTHER || (int)what != e->last || !e->has_old) {
		buf_clear(&e->old);
		buf_addn(&e->old, buf_text(&e->text), e->text.n);
		e->old_at = e->at;
		e->has_old = true;
	}
	e->last = what;
	e->column = -1;
}

/* Replaces n bytes at the offset `at` by s. */
static void replace(struct edit *e, size_t at, size_t n, const char *s, size_t len)
{
	struct buf b = {0};

	buf_addn(&b, buf_text(&e->text), at);
	buf_addn(&b, s, len);
	buf_addn(&b, buf_text(&e->text) + at + n, e->text.n - at - n);
	buf_free(&e->text);
	e->text = b;
}

void edit_offer(struct edit *e)
{
	e->whole = !e->multiline && e->text.n;
	e->last = CHANGE_NONE;
}

void edit_set(struct edit *e, const char *text)
{
	remember(e, CHANGE_OTHER);
	e->whole = false;
	buf_clear(&e->text);
	buf_add(&e->text, text);
	e->at = e->multiline ? 0 : e->text.n;
	e->first = 0;
}

/* Characters that utf8_clean would refuse or leave out; whether a joiner is needed it knows. */
static bool refused(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (utf8_unseen(cp) && cp != 0x200C && cp != 0x200D) ||
	       (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE;
}

/* Bytes of b, whole clusters, that have room where `gone` bytes give way. */
static size_t room_for(const struct edit *e, size_t gone, const struct buf *b)
{
	size_t had = gone ? 0 : utf8_letters(buf_text(&e->text), e->text.n);
	size_t room = e->max > had ? e->max - had : 0, at = 0, len;

	if (!e->max)
		return b->n;
	while ((len = utf8_next(buf_text(b), b->n, at)) && utf8_letters(b->s + at, len) <= room) {
		room -= utf8_letters(b->s + at, len);
		at += len;
	}
	return at;
}

static bool insert(struct edit *e, const char *s, size_t n, enum change what)
{
	struct buf b = {0};
	bool ok;

	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + i, n - i, &cp);

		if (!len) {
			i++;
			continue;
		}
		if (cp == '\r')
			cp = i + 1 < n && s[i + 1] == '\n' ? 0 : '\n';
		if (utf8_breaks(cp))
			cp = '\n';
		if (cp == '\t' || (cp == '\n' && !e->multiline))
			buf_addc(&b, ' ');
		else if (cp == '\n')
			buf_addc(&b, '\n');
		else if (!refused(cp))
			buf_addn(&b, s + i, len);
		i += len;
	}
	size_t at = e->whole ? 0 : e->at, gone = e->whole ? e->text.n : 0;

	e->offered = utf8_letters(buf_text(&b), b.n);
	b.n = room_for(e, gone, &b);
	e->taken = utf8_letters(buf_text(&b), b.n);
	ok = b.n;
	if (ok) {
		remember(e, what);
		replace(e, at, gone, b.s, b.n);
		e->at = at + b.n;
		e->whole = false;
		/* A combining mark joins what follows or precedes: stand behind the whole cluster. */
		size_t prev = utf8_prev(e->text.s, e->text.n, e->at);
		size_t end = e->at - prev + utf8_next(e->text.s, e->text.n, e->at - prev);

		if (end > e->at)
			e->at = end;
	}
	buf_free(&b);
	return ok;
}

bool edit_insert(struct edit *e, const char *s, size_t n)
{
	return insert(e, s, n, CHANGE_OTHER);
}

bool edit_cut(const struct edit *e, struct buf *out)
{
	const char *letters = text_plural((long)e->max, "знак", "знака", "знаков");

	if (e->taken == e->offered)
		return false;
	if (e->offered > 1)
		buf_addf(out, "Вставлено %zu из %zu %s: в поле помещается %zu", e->taken, e->offered,
			 text_plural((long)e->offered, "знака", "знаков", "знаков"), e->max);
	else
		buf_addf(out, "В поле помещается %zu %s, больше не войдёт", e->max, letters);
	return true;
}

void edit_undo(struct edit *e)
{
	if (!e->has_old)
		return;
	struct buf b = e->text;
	size_t at = e->at;

	e->text = e->old;
	e->at = e->old_at;
	e->old = b;
	e->old_at = at;
	e->last = CHANGE_NONE;
	e->column = -1;
	e->whole = false;
}

static bool is_blank(const struct edit *e, size_t at)
{
	return e->text.s[at] == ' ' || e->text.s[at] == '\n' || !strncmp(e->text.s + at, "\xC2\xA0", 2);
}

static size_t word_left(const struct edit *e)
{
	size_t at = e->at, prev;
	bool word = false;

	while ((prev = utf8_prev(buf_text(&e->text), e->text.n, at))) {
		if (is_blank(e, at - prev)) {
			if (word)
				break;
		} else {
			word = true;
		}
		at -= prev;
	}
	return at;
}

static size_t word_right(const struct edit *e)
{
	size_t at = e->at;

	while (at < e->text.n && !is_blank(e, at))
		at += utf8_next(e->text.s, e->text.n, at);
	while (at < e->text.n && is_blank(e, at))
		at += utf8_next(e->text.s, e->text.n, at);
	return at;
}

/* ---- lines of wrapped text ---- */

/* The end of the shown row that begins at `start` and the start of the next one; false at the text's end. Blanks at a
 * break stay at the row's end and may stand over its edge. */
static bool row_next(const struct edit *e, size_t start, int width, size_t *end, size_t *next)
{
	const char *s = buf_text(&e->text);
	size_t n = e->text.n, at = start, blank = 0;
	int cells = 0;

	if (width < 1)
		width = 1;
	while (at < n && s[at] != '\n') {
		size_t len = utf8_next(s, n, at);
		int w = utf8_width(s + at, len);

		if (s[at] != ' ' && cells + w > width && at > start)
			break;
		cells += w;
		at += len;
		if (s[at - len] == ' ')
			blank = at;
	}
	if (at >= n) {
		*end = *next = n;
		return false;
	}
	if (s[at] == '\n') {
		*end = at;
		*next = at + 1;
	} else {
		*end = *next = blank > start ? blank : at;
	}
	return true;
}

/* The row in which `at` stands, its start and end. */
static int row_of(const struct edit *e, int width, size_t at, size_t *start, size_t *end)
{
	size_t from = 0, to, next;

	for (int row = 0;; row++) {
		bool more = row_next(e, from, width, &to, &next);

		if (!more || at < next) {
			*start = from;
			*end = to;
			return row;
		}
		from = next;
	}
}

static void row_at(const struct edit *e, int width, int row, size_t *start, size_t *end)
{
	size_t next;

	for (*start = 0; row_next(e, *start, width, end, &next) && row > 0; row--)
		*start = next;
}

int edit_height(const struct edit *e, int width)
{
	size_t start, end;

	return row_of(e, width, e->text.n + 1, &start, &end) + 1;
}

static enum next move_rows(struct edit *e, int by, int width)
{
	size_t start, end;

	if (!e->multiline)
		return SCREEN_PASS;
	int row = row_of(e, width, e->at, &start, &end);
	int last = edit_height(e, width) - 1;
	int to = row + by < 0 ? 0 : row + by > last ? last : row + by;

	if (to == row)
		return SCREEN_PASS;
	if (e->column < 0)
		e->column = utf8_width(e->text.s + start, e->at - start);
	row_at(e, width, to, &start, &end);
	e->at = start + utf8_prefix(e->text.s + start, end - start, e->column);
	/* The end of a broken row is the start of the next one. */
	if (e->at == end && to < last && e->at > start && e->text.s[end] != '\n')
		e->at -= utf8_prev(e->text.s, e->text.n, e->at);
	e->last = CHANGE_NONE;
	return SCREEN_DONE;
}

static void line_bounds(const struct edit *e, size_t *start, size_t *end)
{
	const char *s = buf_text(&e->text);

	for (*start = e->at; *start && s[*start - 1] != '\n'; --*start)
		;
	*end = e->at + strcspn(s + e->at, "\n");
}

static void move_to(struct edit *e, size_t at)
{
	e->at = at;
	e->whole = false;
	e->last = CHANGE_NONE;
	e->column = -1;
}

static void erase(struct edit *e, size_t from, size_t to)
{
	if (from == to)
		return;
	remember(e, CHANGE_ERASE);
	replace(e, from, to - from, "", 0);
	e->at = from;
	/* What is left may have joined into one cluster: stand at a boundary. */
	size_t prev = utf8_prev(e->text.s, e->text.n, e->at);

	if (prev)
		e->at = e->at - prev + utf8_next(e->text.s, e->text.n, e->at - prev);
}

static enum next change(struct edit *e, const struct input *in)
{
	const char *s = buf_text(&e->text);
	bool whole = e->whole;
	size_t start, end;

	line_bounds(e, &start, &end);
	e->whole = whole && (in->action == ACT_TEXT || in->action == ACT_PASTE);
	switch (in->action) {
	case ACT_TEXT:
	case ACT_PASTE:
		if (!insert(e, in->text, in->n, in->action == ACT_TEXT ? CHANGE_TYPE : CHANGE_OTHER) ||
		    e->taken < e->offered)
			term_beep();
		break;
	case ACT_NEWLINE:
		if (!e->multiline)
			return SCREEN_PASS;
		if (!insert(e, "\n", 1, CHANGE_OTHER))
			term_beep();
		break;
	case ACT_BACKSPACE:
		erase(e, whole ? 0 : e->at - utf8_prev(s, e->text.n, e->at), e->at);
		break;
	case ACT_ERASE:
		erase(e, whole ? 0 : e->at, e->at + utf8_next(s, e->text.n, e->at));
		break;
	case ACT_ERASE_WORD:
		erase(e, word_left(e), e->at);
		break;
	case ACT_ERASE_START:
		erase(e, start, e->at);
		break;
	case ACT_ERASE_END:
		erase(e, e->at, end);
		break;
	case ACT_UNDO_EDIT:
		edit_undo(e);
		break;
	default:
		return SCREEN_PASS;
	}
	return SCREEN_DONE;
}

enum next edit_act(struct edit *e, const struct input *in, int width)
{
	const char *s = buf_text(&e->text);
	size_t start, end;

	line_bounds(e, &start, &end);
	switch (in->action) {
	case ACT_LEFT:
		move_to(e, e->at - utf8_prev(s, e->text.n, e->at));
		break;
	case ACT_RIGHT:
		move_to(e, e->at + utf8_next(s, e->text.n, e->at));
		break;
	case ACT_WORD_LEFT:
		move_to(e, word_left(e));
		break;
	case ACT_WORD_RIGHT:
		move_to(e, word_right(e));
		break;
	case ACT_HOME:
		move_to(e, start);
		break;
	case ACT_END:
		move_to(e, end);
		break;
	case ACT_UP:
		return move_rows(e, -1, width);
	case ACT_DOWN:
		return move_rows(e, 1, width);
	default:
		return change(e, in);
	}
	return SCREEN_DONE;
}

/* ---- drawing ---- */

static void draw_single(struct edit *e, struct area a, enum look look, bool focused)
{
	const char *s = buf_text(&e->text);
	size_t n = e->text.n;

	if (!focused)
		e->first = 0;
	if (e->first > e->at)
		e->first = e->at;
	/* The marks at both ends take a cell each, the cursor behind the text one. */
	while (focused && e->first < e->at && utf8_width(s + e->first, e->at - e->first) > a.w - 2)
		e->first += utf8_next(s, n, e->first);
	while (e->first && focused) {
		size_t prev = utf8_prev(s, n, e->first);

		if (utf8_width(s + e->first - prev, n - e->first + prev) > a.w - 2)
			break;
		e->first -= prev;
	}
	int left = e->first > 0;
	int cells, room = a.w - left;
	size_t len = utf8_fit(s + e->first, n - e->first, room, &cells);

	if (e->first + len < n)
		len = utf8_fit(s + e->first, n - e->first, room - 1, &cells);
	draw_cell(a.y, a.x, a.w, look, "");
	if (left)
		draw_text(a.y, a.x, 1, LOOK_DIM, "‹");
	draw_textn(a.y, a.x + left, room, focused && e->whole ? LOOK_SELECTED : look, s + e->first, len);
	if (e->first + len < n)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, "›");
	if (focused)
		draw_cursor(a.y, a.x + left + utf8_width(s + e->first, e->at - e->first), true);
}

static void draw_multi(struct edit *e, struct area a, enum look look, bool focused)
{
	const char *s = buf_text(&e->text);
	size_t start, end, next;
	int row = row_of(e, a.w, e->at, &start, &end);
	int first = (int)e->first;
	bool more = true;

	if (!focused)
		first = 0;
	if (row < first && focused)
		first = row;
	if (row >= first + a.h && focused)
		first = row - a.h + 1;
	int rows = first ? edit_height(e, a.w) : 0;

	if (first > rows - a.h)
		first = rows > a.h ? rows - a.h : 0;
	e->first = (size_t)first;
	if (focused) {
		int x = utf8_width(s + start, e->at - start);

		draw_cursor(a.y + row - first, a.x + (x < a.w ? x : a.w - 1), true);
	}
	start = 0;
	for (int i = 0; i < first && more; i++) {
		more = row_next(e, start, a.w, &end, &next);
		start = next;
	}
	for (int i = 0; i < a.h; i++) {
		draw_cell(a.y + i, a.x, a.w, look, "");
		if (!more)
			continue;
		more = row_next(e, start, a.w, &end, &next);
		draw_textn(a.y + i, a.x, a.w, look, s + start, utf8_prefix(s + start, end - start, a.w));
		start = next;
	}
	if (more && a.h > 0)
		draw_text(a.y + a.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	if (first > 0)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
}

void edit_draw(struct edit *e, struct area a, enum look look, bool focused)
{
	if (a.w < 3 || a.h < 1)
		return;
	if (e->multiline)
		draw_multi(e, a, look, focused);
	else
		draw_single(e, a, look, focused);
}

void edit_point(struct edit *e, int y, int x, int width)
{
	size_t start = e->first, end = e->text.n;
	int marked = !e->multiline && e->first; /* by «‹» */

	if (e->multiline)
		row_at(e, width, (int)e->first + y, &start, &end);
	move_to(e, start + utf8_prefix(buf_text(&e->text) + start, end - start, x > marked ? x - marked : 0));
}
