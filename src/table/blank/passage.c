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

static bool is_gap_text(const char *s, size_t n)
{
	char *name = name_of(s, n);
	bool blank = !*name;

	free(name);
	return blank;
}

/* The next {…} from *at on: the innermost; false: no more. */
static bool next_mark(const struct passage *p, struct page *page, size_t *at, size_t *n)
{
	const char *s = buf_text(&p->text);
	size_t i = *at, end;

	for (;; i++) {
		while (i < p->text.n && s[i] != '{')
			i++;
		if (i >= p->text.n)
			return false;
		end = i + 1;
		while (end < p->text.n && s[end] != '{' && s[end] != '}')
			end++;
		if (end < p->text.n && s[end] == '}' && !is_gap_text(s + i + 1, end - i - 1)) {
			*at = i;
			*n = end + 1 - i;
			return true;
		}
		if ((end >= p->text.n || s[end] == '{') && !page->form->filling &&
		    page->form->open_n++ < BLANK_PLACES) {
			if (page->form->open_braces.n)
				buf_add(&page->form->open_braces, "; ");
			page->place(page->at, &page->form->open_braces);
		}
	}
}

/* Notes where it stands; the row of its name. */
static struct blank_mark *note(struct page *page, const char *s, size_t n)
{
	struct blank *f = page->form;
	char *name = name_of(s + 1, n - 2);
	struct blank_mark *m = NULL;

	for (size_t i = 0; i < f->n && !m; i++)
		if (!strcmp(f->marks[i].name, name))
			m = &f->marks[i];
	if (!m && f->filling) {
		free(name);
		return NULL;
	}
	if (!m) {
		f->marks = mem_grow(f->marks, f->n, &f->cap, sizeof(*f->marks));
		m = &f->marks[f->n++];
		*m = (struct blank_mark){.name = name};
	} else {
		free(name);
	}
	if (f->filling)
		return m;
	if (m->n++ < BLANK_PLACES) {
		if (m->places.n)
			buf_add(&m->places, "; ");
		page->place(page->at, &m->places);
	}
	return m;
}

const struct blank_mark *passage_alone(const struct passage *p, struct page *page)
{
	const char *s = buf_text(&p->text);
	size_t at = 0, n;

	if (!memchr(s, '{', p->text.n) || !next_mark(p, page, &at, &n) || !is_gap_text(s, at) ||
	    !is_gap_text(s + at + n, p->text.n - at - n))
		return NULL;
	return note(page, s + at, n);
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

size_t passage_fill(const struct passage *p, struct page *page, const struct writing *w)
{
	const char *s = buf_text(&p->text);
	size_t count = 0;
	struct buf value = {0};

	if (!memchr(s, '{', p->text.n))
		return 0;
	for (size_t at = 0, n; next_mark(p, page, &at, &n); at += n) {
		const struct blank_mark *m = note(page, s + at, n);

		count++;
		if (!m || !page->form->filling || m->value.what == BLANK_KEPT)
			continue;
		buf_clear(&value);
		if (w->header && at && s[at - 1] >= '0' && s[at - 1] <= '9')
			buf_addc(&value, ' ');
		page_add_escaped(&value, m->value.text ? m->value.text : "", m->value.text ? strlen(m->value.text) : 0,
				 w);
		cut(p, page, at, at + n, buf_text(&value), value.n);
	}
	buf_free(&value);
	return count;
}
