/* What stands on a screen, told in lines. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/list.h"
#include "stazh/tui/term.h"
#include "../driver.h"
#include "internal.h"

static bool put_line(const char *s, size_t n, void *arg)
{
	(void)arg;
	fwrite(s, 1, n, stdout);
	putchar('\n');
	return true;
}

void linear_say(const struct linear *l, const char *s)
{
	text_wrap(s, l->width ? l->width : 1000000, put_line, NULL);
}

static bool is_block(uint32_t cp)
{
	return cp >= 0x2580 && cp <= 0x259F;
}

/* Frames, marks of scrolling, of the cursor and of folding, circles before a word that says it. */
static bool is_drawing(uint32_t cp)
{
	return (cp >= 0x2500 && cp <= 0x257F) || (cp >= 0x25A0 && cp <= 0x25FF) || is_block(cp);
}

/* Adds what a row of the screen says: without frames and marks, columns parted by semicolons. A bar of one block among
 * others («окт ▆ 83 %») parts its name from its number, a longer one has its number at its side. */
static void add_words(const char *row, size_t n, struct buf *out)
{
	size_t blanks = 2, blocks = 0, before = out->n;
	bool table = n && *row == '|'; /* of a document */

	if (table && strspn(row, "|-+ ") >= n)
		return;
	for (size_t at = 0, len; at < n; at += len) {
		uint32_t cp = 0;

		len = utf8_next(row, n, at);
		utf8_decode(row + at, len, &cp);
		if (cp == ' ' || is_drawing(cp) || (table && cp == '|')) {
			blocks += is_block(cp);
			blanks += cp == ' ' || is_block(cp) ? 1 : 2;
			continue;
		}
		if (blanks && out->n > before && cp != ';') {
			bool parted = strchr(";:", out->s[out->n - 1]);

			buf_add(out, parted ? " " : blocks == 1 ? ": " : blanks > 1 ? "; " : " ");
		}
		buf_addn(out, row + at, len);
		blanks = blocks = 0;
	}
}

/* Columns x … x + w of the rows y … below end. */
static void tell_rows(const struct linear *l, int y, int end, int x, int w)
{
	struct buf row = {0}, words = {0};

	for (; y < end; y++) {
		buf_clear(&row);
		buf_clear(&words);
		term_text(y, x, w, &row);
		add_words(buf_text(&row), row.n, &words);
		if (words.n)
			linear_say(l, words.s);
	}
	buf_free(&row);
	buf_free(&words);
}

struct list *linear_list(struct screen *s)
{
	struct list *list = s->ops->list ? s->ops->list(s) : NULL;

	return list && list->count && list->drawn.h > 0 ? list : NULL;
}

/* Row n, which stands on the screen. */
static void tell_row(const struct linear *l, struct list *list, size_t n)
{
	struct area a = list->drawn;
	struct buf words = {0}, row = {0};

	buf_addf(&words, "%s%zu. %s", n == list->selected ? "* " : "", n + 1,
		 list_row_marked(list, list_at(list, n)) == LIST_ALL ? "отмечено: " : "");
	if (list->row)
		list_tell(l->app, list, n, &row);
	else /* it is drawn by its screen alone */
		term_text(a.y + (int)(n - list->first), a.x, a.w, &row);
	add_words(buf_text(&row), row.n, &words);
	linear_say(l, words.s);
	buf_free(&words);
	buf_free(&row);
}

static void tell_list(const struct linear *l, struct list *list)
{
	size_t end = list->first + (size_t)list->drawn.h;
	struct buf all = {0};

	for (size_t n = list->first; n < end && n < list->count; n++)
		tell_row(l, list, n);
	if (list->first || end < list->count) {
		buf_addf(&all, "Всего строк: %zu. %s%s%s.", list->count, end < list->count ? "+ — дальше" : "",
			 list->first && end < list->count ? ", " : "", list->first ? "- — раньше" : "");
		linear_say(l, all.s);
	}
	buf_clear(&all);
	list_tell_marks(list, &all);
	if (all.n)
		linear_say(l, all.s);
	buf_free(&all);
}

/* Line by line, as rows are told. */
static void tell_lines(const struct linear *l, const char *s)
{
	struct buf words = {0};

	for (size_t n; *s; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		buf_clear(&words);
		add_words(s, n, &words);
		if (words.n)
			linear_say(l, words.s);
	}
	buf_free(&words);
}

void linear_tell_places(const struct linear *l, struct screen *s)
{
	size_t current = s->ops->context == IN_LIST && s->ops->current ? s->ops->current(s) : SIZE_MAX;
	struct buf b = {0};

	for (size_t i = 0;; i++) {
		buf_clear(&b);
		buf_addf(&b, "%s%zu. ", i == current ? "* " : "", i + 1);
		if (!s->ops->item(s, i, &b))
			break;
		linear_say(l, b.s);
	}
	buf_free(&b);
}

void linear_tell_place(struct linear *l, struct screen *s, size_t n)
{
	struct list *list = linear_list(s);
	struct buf b = {0};

	l->quiet = true;
	if (s->ops->item) {
		buf_addf(&b, "%zu. ", n + 1);
		if (s->ops->item(s, n, &b))
			linear_say(l, b.s);
	} else if (list && n >= list->first && n < list->first + (size_t)list->drawn.h) {
		tell_row(l, list, n);
	} else {
		l->quiet = false;
	}
	buf_free(&b);
}

static void tell_head(const struct linear *l, struct screen *s)
{
	struct buf b = {0};

	if (s->ops->tell)
		s->ops->tell(s, &b);
	tell_lines(l, buf_text(&b));
	buf_free(&b);
}

/* ---- a text by pages ---- */

#define PAGE 20 /* lines */

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n' || !text[1];
	return n;
}

static const char *line_at(const char *text, size_t n)
{
	for (; n && *text; text++)
		n -= *text == '\n';
	return text;
}

static void tell_page(struct linear *l, struct screen *s)
{
	struct buf text = {0};
	const char *from, *to;
	size_t n;

	if (l->read != s)
		l->at = 0;
	l->read = s;
	s->ops->tell(s, &text);
	n = count_lines(buf_text(&text));
	from = line_at(buf_text(&text), l->at);
	to = line_at(from, PAGE);
	if (*to)
		text.s[to - text.s] = '\0';
	tell_lines(l, from);
	buf_clear(&text);
	if (n > PAGE) {
		buf_addf(&text, "Строки %zu–%zu из %zu. ", l->at + 1, l->at + PAGE < n ? l->at + PAGE : n, n);
		buf_addf(&text, "%s%s/слово — искать, 0 — закрыть.", l->at + PAGE < n ? "+ — дальше, " : "",
			 l->at ? "- — раньше, " : "");
		linear_say(l, text.s);
	}
	buf_free(&text);
}

bool linear_turn_page(struct linear *l, int by)
{
	struct screen *s = l->app->top;
	struct buf text = {0};
	size_t n;

	s->ops->tell(s, &text);
	n = count_lines(buf_text(&text));
	buf_free(&text);
	if (by < 0 ? !l->at : l->at + PAGE >= n)
		return false;
	if (by > 0)
		l->at += PAGE;
	else
		l->at -= l->at < PAGE ? l->at : PAGE;
	return true;
}

bool linear_seek(struct linear *l, const char *words)
{
	struct screen *s = l->app->top;
	struct buf text = {0}, sought = {0}, line = {0};
	bool found = false;
	const char *at;

	s->ops->tell(s, &text);
	collate_fold(words, strlen(words), &sought);
	at = line_at(buf_text(&text), l->at + 1);
	for (size_t n = l->at + 1; sought.n && *at && !found; n++) {
		size_t length = strcspn(at, "\n");

		buf_clear(&line);
		collate_fold(at, length, &line);
		found = strstr(buf_text(&line), sought.s) != NULL;
		if (found)
			l->at = n;
		at += length + (at[length] == '\n');
	}
	buf_free(&text);
	buf_free(&sought);
	buf_free(&line);
	return found;
}

/* ---- what was composed ---- */

/* All of them, as rows are told whole: not those alone that the screen has room for. */
static void tell_headings(const struct linear *l, const struct list *list)
{
	struct buf words = {0};

	for (size_t i = 0; i < list->columns_n; i++)
		if (*list->columns[i].title)
			buf_addf(&words, "%s%s", words.n ? "; " : "", list->columns[i].title);
	if (words.n)
		linear_say(l, words.s);
	buf_free(&words);
}

/* The top line and the row of sections are of no use to the ear. */
static void tell_composed(const struct linear *l, struct screen *s)
{
	struct area whole = {s->below ? 2 : 3, 0, 0, draw_columns()}, framed = draw_framed();
	struct list *list = linear_list(s);
	struct buf title = {0};

	whole.h = draw_rows() - 2 - whole.y;
	if (s->ops->popup && framed.h)
		whole = framed;
	screen_add_title(s, &title);
	if (title.n)
		linear_say(l, title.s);
	int y = whole.y, right = whole.x + whole.w;

	if (list) {
		struct area a = list->drawn;
		bool headed = list->row && !list->headless && a.y > y;

		tell_rows(l, y, a.y - headed, whole.x, whole.w);
		if (headed)
			tell_headings(l, list);
		tell_list(l, list);
		tell_rows(l, a.y, a.y + a.h, whole.x, a.x - whole.x);
		tell_rows(l, a.y, a.y + a.h, a.x + a.w, right - a.x - a.w);
		y = a.y + a.h;
	}
	tell_rows(l, y, whole.y + whole.h, whole.x, whole.w);
	buf_free(&title);
}

bool linear_asks(const struct screen *s)
{
	return s->ops->item && s->ops->answer;
}

bool linear_is_text(const struct screen *s)
{
	return s->ops->tell && !s->ops->item && !s->ops->answer;
}

void linear_tell(struct linear *l)
{
	struct screen *s = l->app->top;

	putchar('\n');
	if (linear_is_text(s)) {
		tell_page(l, s);
	} else if (linear_asks(s)) {
		if (!l->asked_n || l->asked[l->asked_n - 1].screen != s || !l->asked[l->asked_n - 1].told)
			tell_head(l, s);
	} else if (s->ops->tell || s->ops->item) {
		tell_head(l, s);
		if (s->ops->item)
			linear_tell_places(l, s);
	} else {
		tell_composed(l, s);
	}
}
