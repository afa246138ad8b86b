/* A text with marks. Editors break a text into runs as they like, so it is read as one and cut by places. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "parts.h"

void passage_clear(struct passage *p)
{
	buf_clear(&p->text);
	p->n = 0;
}

void passage_release(struct passage *p)
{
	buf_free(&p->text);
	free(p->pieces);
	*p = (struct passage){.n = 0};
}

static void add_piece(struct passage *p, size_t text, size_t at, size_t n, size_t keeper)
{
	p->pieces = mem_grow(p->pieces, p->n, &p->cap, sizeof(*p->pieces));
	p->pieces[p->n++] = (struct piece){text, p->text.n - text, at, n, keeper};
}

void passage_text(struct passage *p, const struct page *page, const char *s, int n, size_t keeper)
{
	size_t before = p->text.n;

	buf_addn(&p->text, s, (size_t)n);
	add_piece(p, before, xml_at(&page->parser), xml_length(&page->parser), keeper);
}

void passage_attribute(struct passage *p, const struct page *page, const struct attribute *a)
{
	passage_clear(p);
	buf_addn(&p->text, page->xml.s + a->value, a->value_n);
	add_piece(p, 0, a->value, a->value_n, 0);
}

void passage_gap(struct passage *p, size_t at, size_t n)
{
	size_t before = p->text.n;

	buf_addc(&p->text, ' ');
	add_piece(p, before, at, n, 0);
}

/* ---- values ---- */

/* The shortest that reads as the same number. */
void blank_add_number(struct buf *out, double n)
{
	char digits[40];

	if (n == floor(n) && fabs(n) < 1e15) {
		buf_addf(out, "%.0f", n);
		return;
	}
	for (int precision = 1; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, n);
		if (strtod(digits, NULL) == n)
			break;
	}
	buf_add(out, digits);
}

/* ---- marks ---- */

static bool is_gap(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) || c == 0x202f ||
	       c == 0xfeff || c == 0xad;
}

/* The text with single blanks, and none at its ends. */
static char *name_of(const char *s, size_t n)
{
	struct buf name = {0};
	bool gap = false;

	for (size_t i = 0, length; i < n; i += length) {
		uint32_t c = 0;

		length = utf8_decode(s + i, n - i, &c);
		length += !length;
		if (is_gap(c)) {
			gap = true;
			continue;
		}
		if (gap && name.n)
			buf_addc(&name, ' ');
		gap = false;
		buf_addn(&name, s + i, length);
	}
	return buf_take(&name);
}

bool passage_is_gap(const char *s, size_t n)
{
	char *name = name_of(s, n);
	bool blank = !*name;

	free(name);
	return blank;
}

static bool is_mark(const char *s, size_t at, size_t end, size_t all)
{
	return end < all && s[end] == '}' && !passage_is_gap(s + at + 1, end - at - 1);
}

static size_t end_of(const char *s, size_t at, size_t all)
{
	size_t end = at + 1;

	while (end < all && s[end] != '{' && s[end] != '}')
		end++;
	return end;
}

bool passage_next_mark(const char *s, size_t all, size_t *at, size_t *n)
{
	for (size_t i = *at; i < all; i++) {
		size_t end = s[i] == '{' ? end_of(s, i, all) : 0;

		if (!end || !is_mark(s, i, end, all))
			continue;
		*at = i;
		*n = end + 1 - i;
		return true;
	}
	return false;
}

/* Braces that nobody closed. */
static void note_open(const struct passage *p, struct page *page)
{
	struct blank *f = page->form;
	const char *s = buf_text(&p->text);

	for (size_t i = 0; i < p->text.n; i++) {
		size_t end = s[i] == '{' ? end_of(s, i, p->text.n) : 0;

		if (!end || (end < p->text.n && s[end] == '}') || f->open_n++ >= BLANK_PLACES)
			continue;
		if (f->open_braces.n)
			buf_add(&f->open_braces, "; ");
		page->place(page->at, &f->open_braces);
	}
}

static struct blank_mark *find(const struct blank *f, const char *s, size_t n, size_t rows_of)
{
	char *name = name_of(s + 1, n - 2);
	struct blank_mark *found = NULL;

	for (size_t i = 0; i < f->n && !found; i++)
		if (!strcmp(f->marks[i].name, name) && (f->marks[i].rows_of == rows_of || *name == '*'))
			found = &f->marks[i];
	free(name);
	return found;
}

const struct blank_mark *passage_mark(const struct blank *f, const char *s, size_t n, size_t rows_of)
{
	return find(f, s, n, rows_of);
}

size_t passage_note(struct page *page, const char *s, size_t n)
{
	struct blank *f = page->form;
	struct blank_mark *m = find(f, s, n, page->rows_mark);

	if (!m) {
		f->marks = mem_grow(f->marks, f->n, &f->cap, sizeof(*f->marks));
		m = &f->marks[f->n++];
		*m = (struct blank_mark){.name = name_of(s + 1, n - 2), .rows_of = page->rows_mark};
	}
	if (!f->filling && m->n++ < BLANK_PLACES) {
		if (m->places.n)
			buf_add(&m->places, "; ");
		page->place(page->at, &m->places);
	}
	return (size_t)(m - f->marks);
}

const struct blank_mark *passage_alone(const struct passage *p, struct page *page)
{
	const char *s = buf_text(&p->text);
	size_t at = 0, n;

	if (!memchr(s, '{', p->text.n) || !passage_next_mark(s, p->text.n, &at, &n) || !passage_is_gap(s, at) ||
	    !passage_is_gap(s + at + n, p->text.n - at - n))
		return NULL;
	return find(page->form, s + at, n, 0);
}

/* The letters from `from` to `to` of the piece, as bytes of the part: of one that is written otherwise than it reads
 * («&amp;») all of it. */
static void bytes_of(const struct piece *p, size_t from, size_t to, size_t *at, size_t *n)
{
	bool same = p->n == p->text_n;

	*at = p->at + (same ? from : 0);
	*n = same ? to - from : p->n;
}

/* Puts the value into the place of these letters: where the first of them stands. */
static void cut(const struct passage *p, struct page *page, size_t from, size_t to, const char *value, size_t value_n)
{
	bool first = true;

	for (size_t i = 0; i < p->n; i++) {
		const struct piece *piece = &p->pieces[i];
		size_t begin = piece->text > from ? piece->text : from, at, n,
		       end = piece->text + piece->text_n < to ? piece->text + piece->text_n : to;

		if (begin >= end)
			continue;
		bytes_of(piece, begin - piece->text, end - piece->text, &at, &n);
		page_put(page, at, n, first ? value : "", first ? value_n : 0);
		if (piece->keeper)
			page_put(page, piece->keeper, 0, " xml:space=\"preserve\"", 21);
		first = false;
	}
}

/* Of one in a row that is repeated its own; NULL: nothing is to stand there. */
static const struct blank_value *value_in(const struct page *page, const struct blank_mark *m)
{
	if (*m->name == '*')
		return page->rows_mark ? NULL : &m->value;
	if (!m->rows_of)
		return &m->value;
	return m->each && page->row < page->form->marks[m->rows_of - 1].rows ? &m->each[page->row] : NULL;
}

size_t passage_fill(const struct passage *p, struct page *page, const struct writing *w)
{
	const char *s = buf_text(&p->text);
	size_t count = 0;
	struct buf value = {0};

	if (!memchr(s, '{', p->text.n))
		return 0;
	if (!page->form->filling)
		note_open(p, page);
	for (size_t at = 0, n; passage_next_mark(s, p->text.n, &at, &n); at += n) {
		const struct blank_value *v;
		const struct blank_mark *m;
		const char *text;

		count++;
		if (!page->form->filling) {
			if (!page->rows_mark || s[at + 1] != '*') /* else it was noted when the row began */
				passage_note(page, s + at, n);
			continue;
		}
		m = find(page->form, s + at, n, page->rows_mark);
		v = m ? value_in(page, m) : NULL;
		if (!m || (v && v->what == BLANK_KEPT))
			continue;
		text = v && v->text ? v->text : "";
		buf_clear(&value);
		if (w->header && at && s[at - 1] >= '0' && s[at - 1] <= '9')
			buf_addc(&value, ' ');
		page_add_escaped(&value, text, strlen(text), w);
		cut(p, page, at, at + n, buf_text(&value), value.n);
	}
	buf_free(&value);
	return count;
}
