/* A paragraph as one text. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/typeset.h"
#include "stazh/base/utf8.h"
#include "stazh/base/xml.h"
#include "odt.h"

bool odt_is_paragraph(const struct node *node)
{
	return node_is(node, NS_TEXT, "p") || node_is(node, NS_TEXT, "h");
}

void flat_release(struct flat *f)
{
	buf_free(&f->text);
	free(f->pieces);
}

static size_t blanks(const struct node *s)
{
	const char *count = xml_attribute(s->attributes, "c");
	long n = count ? atol(count) : 1;

	return n > 0 && n < 10000 ? (size_t)n : 1;
}

static void flat_add(struct flat *f, struct node *node, size_t from)
{
	f->pieces = mem_grow(f->pieces, f->n, &f->cap, sizeof(*f->pieces));
	f->pieces[f->n++] = (struct piece){node, from, f->text.n - from};
}

/* Frames, notes and comments have paragraphs of their own; a number and a pronunciation are beside the text. */
bool odt_is_inline(const struct node *node)
{
	static const char *const loext = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0";

	return !node->text && !odt_is_paragraph(node) &&
	       (node_is(node, loext, "content-control") ||
		(!strcmp(node->space, NS_TEXT) && !node_is(node, NS_TEXT, "note") &&
		 !node_is(node, NS_TEXT, "number") && !node_is(node, NS_TEXT, "ruby-text")));
}

void flat_read(struct flat *f, struct node *parent)
{
	for (struct node *c = parent->first; c; c = c->next) {
		size_t from = f->text.n;

		if (c->text) {
			buf_add(&f->text, c->text);
			flat_add(f, c, from);
		} else if (node_is(c, NS_TEXT, "s")) {
			buf_fill(&f->text, ' ', blanks(c));
			flat_add(f, c, from);
		} else if (node_is(c, NS_TEXT, "tab") || node_is(c, NS_TEXT, "line-break")) {
			buf_addc(&f->text, ' ');
			flat_add(f, c, from);
		} else if (odt_is_inline(c)) {
			flat_read(f, c);
		}
	}
}

/* XML 1.0 has no place for control characters: they become U+FFFD, as does what is no UTF-8. */
static void add_safe(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0, length; i < n; i += length) {
		uint32_t c = 0;

		length = utf8_decode(s + i, n - i, &c);
		if (!length || (c < 0x20 && c != '\t' && c != '\n') || (c & 0xfffe) == 0xfffe)
			buf_add(out, "\xEF\xBF\xBD");
		else
			buf_addn(out, s + i, length);
		length += !length;
	}
}

/* Puts text after `after`, line ends, tabs and several blanks as elements; returns the last node. */
static struct node *put_text(struct odt *o, struct node *after, const struct node *like, const char *s, size_t n)
{
	struct buf run = {0};

	for (size_t i = 0, length; i < n; i += length) {
		struct node *element = NULL;

		for (length = 0; i + length < n && s[i + length] == ' ';)
			length++;
		if (length > 1 || (length && (!i || i + length == n))) {
			char count[24];

			snprintf(count, sizeof(count), "%zu", length);
			element = node_element(o->tree, like, "s");
			node_set_attribute(o->tree, element, "c", count);
		} else if (!length && (s[i] == '\n' || s[i] == '\t')) {
			length = 1;
			element = node_element(o->tree, like, s[i] == '\n' ? "line-break" : "tab");
		} else {
			length += !length ? strcspn(s + i, " \n\t") : 0;
			length = length < n - i ? length : n - i;
			add_safe(&run, s + i, length);
		}
		if (run.n && (element || i + length == n)) {
			after = node_add_after(after, node_text(o->tree, run.s));
			buf_clear(&run);
		}
		if (element)
			after = node_add_after(after, element);
	}
	buf_free(&run);
	return after;
}

/* What is left of a text node: parts of it and the values of the cuts that begin in it. */
static void rebuild(struct odt *o, const struct flat *f, const struct piece *p, const struct node *like,
		    const struct cut *cuts, size_t n)
{
	size_t at = p->at, end = p->at + p->n;
	struct node *last = p->node;
	const char *s = buf_text(&f->text);
	struct buf literal = {0};

	node_set_text(o->tree, p->node, "");
	for (size_t i = 0; i <= n; i++) {
		size_t until = i < n && cuts[i].at < end ? cuts[i].at : end;

		if (i < n && cuts[i].at + cuts[i].n <= p->at)
			continue;
		if (until > at) {
			buf_clear(&literal);
			buf_addn(&literal, s + at, until - at);
			last = node_add_after(last, node_text(o->tree, literal.s));
		}
		if (until == end && (i == n || cuts[i].at >= end))
			break;
		if (cuts[i].at >= p->at)
			last = put_text(o, last, like, buf_text(&cuts[i].value), cuts[i].value.n);
		at = cuts[i].at + cuts[i].n;
		if (at >= end)
			break;
	}
	buf_free(&literal);
}

void odt_make_cuts(struct odt *o, struct node *paragraph, const struct cut *cuts, size_t n)
{
	struct flat f = {.n = 0};

	flat_read(&f, paragraph);
	for (size_t i = f.n; i-- > 0;) {
		const struct piece *p = &f.pieces[i];
		bool touched = false;

		for (size_t j = 0; j < n && !touched; j++)
			touched = cuts[j].at < p->at + p->n && cuts[j].at + cuts[j].n > p->at;
		if (touched && !p->node->text)
			node_remove(p->node);
		else if (touched)
			rebuild(o, &f, p, paragraph, cuts, n);
	}
	flat_release(&f);
}

void odt_cut_out(struct odt *o, struct node *paragraph, size_t at, size_t n)
{
	odt_make_cuts(o, paragraph, &(struct cut){.at = at, .n = n}, 1);
}

void odt_put_paragraphs(struct odt *o, struct node *paragraph, const struct cut *whole)
{
	const char *text = buf_text(&whole->value);

	for (size_t n;; text += n + 1) {
		bool last = !text[n = strcspn(text, "\n")];
		struct node *p = last ? paragraph : node_copy(o->tree, paragraph);
		struct cut line = {.at = whole->at, .n = whole->n};

		if (!last)
			node_add_before(paragraph, p);
		buf_addn(&line.value, text, n);
		odt_make_cuts(o, p, &line, 1);
		buf_free(&line.value);
		if (last)
			return;
	}
}

/* ---- blanks ---- */

#define LINE_SURE 25 /* characters that have room on a line of any page */

/* Does the paragraph have room on one line, whatever the office did to the template? Not so in a column of a table. */
static bool is_one_line(const struct node *paragraph, const struct flat *f)
{
	const struct node *p = paragraph->parent;

	while (p && !node_is(p, NS_TABLE, "table-cell"))
		p = p->parent;
	for (size_t i = 0; i < f->n; i++)
		if (node_is(f->pieces[i].node, NS_TEXT, "tab"))
			return false;
	return !p && utf8_width(buf_text(&f->text), f->text.n) <= LINE_SURE;
}

static void bind_paragraph(struct odt *o, struct node *paragraph)
{
	struct flat f = {.n = 0};
	struct buf text = {0};

	flat_read(&f, paragraph);
	for (size_t i = 0; i < f.n && !is_one_line(paragraph, &f); i++) {
		const struct piece *p = &f.pieces[i];
		bool bound = false;

		buf_clear(&text);
		for (size_t at = p->at; at < p->at + p->n; at++)
			if (f.text.s[at] == ' ' && typeset_binds(f.text.s, f.text.n, at)) {
				buf_add(&text, "\u00a0");
				bound = true;
			} else {
				buf_addc(&text, f.text.s[at]);
			}
		if (bound && p->node->text)
			node_set_text(o->tree, p->node, text.s);
	}
	buf_free(&text);
	flat_release(&f);
}

void odt_bind_blanks(struct odt *o, struct node *node)
{
	for (struct node *c = node->first; c; c = c->next) {
		if (c->text)
			continue;
		if (odt_is_paragraph(c))
			bind_paragraph(o, c);
		odt_bind_blanks(o, c);
	}
}
