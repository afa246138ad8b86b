/* What the sheets of a workbook share: number formats, and texts that several cells have. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/mem.h"
#include "cells.h"

void cells_release(struct blank *f)
{
	struct cells *c = f->cells;

	if (!c)
		return;
	for (size_t i = 0; i < c->shared_n; i++)
		passage_release(&c->shared[i].text);
	free(c->shared);
	free(c->styles);
	free(c->customs);
	for (size_t i = 0; i < c->repeats_n; i++)
		free(c->repeats[i].columns);
	free(c->repeats);
	for (size_t i = 0; i < c->heads_n; i++)
		free(c->heads[i]);
	free(c->heads);
	free(c);
	f->cells = NULL;
}

/* ---- what cells show ---- */

struct styles {
	struct page page;
	struct cells *cells;
	bool in_formats;
};

static enum shows shows_of(int id, const char *code)
{
	enum number_style style = number_style_of(id, code);

	if (style == STYLE_DAY || style == STYLE_MOMENT)
		return SHOWS_DAY;
	return (code ? strchr(code, '%') != NULL : id == 9 || id == 10) ? SHOWS_PERCENT : SHOWS_ANY;
}

static void style_start(void *arg, const char *name, const char **a)
{
	struct styles *s = arg;
	struct cells *c = s->cells;
	const char *id = xml_attribute(a, "numFmtId"), *code = xml_attribute(a, "formatCode");
	int number = id ? atoi(id) : 0;

	name = xml_local(name);
	s->in_formats |= !strcmp(name, "cellXfs");
	if (!strcmp(name, "numFmt") && code) {
		c->customs = mem_grow(c->customs, c->customs_n, &c->customs_cap, sizeof(*c->customs));
		c->customs[c->customs_n++] = (struct shows_of){number, shows_of(number, code)};
	}
	if (s->in_formats && !strcmp(name, "xf")) {
		enum shows shows = shows_of(number, NULL);

		for (size_t i = 0; i < c->customs_n; i++)
			if (c->customs[i].id == number)
				shows = c->customs[i].shows;
		c->styles = mem_grow(c->styles, c->styles_n, &c->styles_cap, 1);
		c->styles[c->styles_n++] = (unsigned char)shows;
	}
}

static void style_end(void *arg, const char *name)
{
	if (!strcmp(xml_local(name), "cellXfs"))
		((struct styles *)arg)->in_formats = false;
}

/* ---- texts that cells share ---- */

struct strings {
	struct page page;
	struct cells *cells;
	size_t number, keeper;
	struct passage text;
	bool in_text, in_phonetic, filling;
};

static void strings_place(const void *at, struct buf *out)
{
	(void)at;
	buf_add(out, "текст ячеек");
}

struct shared *strings_shared(const struct cells *c, size_t number)
{
	size_t low = 0, high = c->shared_n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->shared[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->shared_n && c->shared[low].number == number ? &c->shared[low] : NULL;
}

static void string_start(void *arg, const char *name, const char **a)
{
	struct strings *s = arg;
	bool kept = xml_attribute(a, "space");

	name = xml_local(name);
	if (!strcmp(name, "si"))
		passage_clear(&s->text);
	s->in_phonetic |= !strcmp(name, "rPh");
	s->in_text = !strcmp(name, "t") && !s->in_phonetic;
	s->keeper = kept ? 0 : xml_at(&s->page.parser) + xml_length(&s->page.parser) - 1;
}

/* Once they are read and once they are filled, in the same order. */
static void string_end(void *arg, const char *name)
{
	struct strings *s = arg;
	struct cells *c = s->cells;
	struct shared *shared;

	name = xml_local(name);
	s->in_text = false;
	if (!strcmp(name, "rPh"))
		s->in_phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	shared = s->filling ? strings_shared(c, s->number) : NULL;
	if (shared && shared->used)
		passage_fill(&s->text, &s->page, &(struct writing){.line = NULL});
	if (!s->filling && s->text.text.n && memchr(s->text.text.s, '{', s->text.text.n)) {
		c->shared = mem_grow(c->shared, c->shared_n, &c->shared_cap, sizeof(*c->shared));
		c->shared[c->shared_n++] = (struct shared){s->number, s->text, false};
		s->text = (struct passage){.n = 0};
	}
	s->number++;
}

static void string_text(void *arg, const char *text, int n)
{
	struct strings *s = arg;

	if (s->in_text)
		passage_text(&s->text, &s->page, text, n, s->keeper);
}

enum err strings_walk(struct blank *f)
{
	static const struct xml_handlers handlers = {string_start, string_end, string_text};
	struct strings s = {.cells = f->cells, .filling = f->filling};
	struct buf usual = {0};
	enum err err;

	s.page.place = strings_place;
	buf_addf(&usual, "%ssharedStrings.xml", f->book->folder);
	err = page_walk(f, f->book->strings_part ? f->book->strings_part : usual.s, &handlers, &s, &s.page);
	buf_free(&usual);
	passage_release(&s.text);
	return err;
}

enum err strings_read_styles(struct blank *f)
{
	static const struct xml_handlers handlers = {style_start, style_end, NULL};
	struct styles s = {.cells = f->cells};
	struct buf usual = {0};
	enum err err;

	buf_addf(&usual, "%sstyles.xml", f->book->folder);
	err = page_walk(f, f->book->styles_part ? f->book->styles_part : usual.s, &handlers, &s, &s.page);
	buf_free(&usual);
	return err;
}
