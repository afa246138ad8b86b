#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/document/template.h"
#include "gap.h"
#include "layout.h"

#define FILE_MAX_BYTES (1 << 20)

struct source {
	const char *path;
	int line;
};

struct text {
	struct filler filler;
	struct source source;
	struct layout layout;
};

enum err template_read(const char *path, struct buf *out, struct error *e)
{
	FILE *f = fopen(path, "r");
	char block[4096];
	size_t n, from = out->n;

	if (!f)
		return error_set(e, ERR_USAGE, "%s: файл не читается: %s", path, error_reason(errno));
	while ((n = fread(block, 1, sizeof(block), f)) > 0 && out->n - from <= FILE_MAX_BYTES)
		buf_addn(out, block, n);
	if (ferror(f) || out->n - from > FILE_MAX_BYTES) {
		fclose(f);
		return error_set(e, ERR_USAGE, "%s: файл не читается или больше 1 МиБ", path);
	}
	fclose(f);
	if (out->n == from || memchr(out->s + from, 0, out->n - from) || !utf8_valid(out->s + from, out->n - from))
		return error_set(e, ERR_USAGE, "%s: это не текст в UTF-8; сохраните его в кодировке UTF-8", path);
	if (out->n - from >= 3 && !memcmp(out->s + from, "\xef\xbb\xbf", 3)) { /* of Notepad */
		memmove(out->s + from, out->s + from + 3, out->n - from - 2);
		out->n -= 3;
	}
	if (out->n == from || out->s[out->n - 1] != '\n')
		buf_addc(out, '\n');
	return OK;
}

static void where(const void *at, struct buf *out)
{
	const struct source *source = at;

	buf_addf(out, "%s:%d", source->path, source->line);
}

static enum err expand(struct filler *f, const char *s, size_t length, struct buf *out)
{
	bool cell = length && *s == '|'; /* in a table | and line ends have a meaning */
	size_t from = 0, at = 0, n;
	enum err err;

	while (!(err = gap_next(f, s, length, &at, &n))) {
		size_t value;

		buf_addn(out, s + from, at - from);
		if (!n)
			break;
		value = out->n;
		if ((err = gap_add(f, s + at + 1, n - 2, out)))
			break;
		for (; cell && value < out->n; value++)
			if (out->s[value] == '|' || out->s[value] == '\n')
				out->s[value] = out->s[value] == '|' ? '/' : ' ';
		from = at += n;
	}
	return err;
}

static enum err print_line(struct text *t, const char *s, size_t n)
{
	struct buf text = {0};
	struct gap_start start;
	enum err err = gap_start(&t->filler, s, n, &start);

	s += start.length;
	n -= start.length;
	t->filler.silent = !start.print || (t->filler.table && !t->filler.row);
	if (!err)
		err = expand(&t->filler, s, n, &text);
	if (err || t->filler.silent)
		;
	else if (n && *s == '|')
		layout_row(&t->layout, text.s, !memchr(s, '{', n));
	else
		layout_text(&t->layout, buf_text(&text), start.align);
	buf_free(&text);
	return err;
}

static size_t line_length(const char *p)
{
	size_t n = strcspn(p, "\n");

	return n - (n && p[n - 1] == '\r');
}

static enum err repeats(struct text *t, const char *p, const struct template_table **table)
{
	size_t at, length;

	*table = NULL;
	return *p && *p != '#' ? gap_repeats(&t->filler, p, line_length(p), table, &at, &length) : OK;
}

/* The lines from *p on that repeat the table, once for each row; without rows they are looked at all the same. *p:
 * after them. */
static enum err print_block(struct text *t, const char **p, const struct template_table *table)
{
	const char *first = *p;
	int line = t->source.line;
	enum err err = OK;

	for (size_t i = 0; (i < table->rows_n || !i) && !err; i++) {
		const struct template_table *next = table;

		t->source.line = line;
		for (*p = first; !err && **p && next == table;) {
			t->filler.table = table;
			t->filler.row = i < table->rows_n ? table->rows + i * table->columns_n : NULL;
			err = print_line(t, *p, line_length(*p));
			t->filler.table = NULL;
			*p += strcspn(*p, "\n") + 1;
			if (!err && ++t->source.line)
				err = repeats(t, *p, &next);
		}
	}
	return err;
}

enum err template_fill(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
		       struct error *e)
{
	struct text t = {.filler = {.data = data, .missing = missing, .where = where, .e = e},
			 .source = {path, 1},
			 .layout = {.out = out, .width = data->width}};
	struct buf text = {0};
	enum err err = template_read(path, &text, e);

	t.filler.at = &t.source;
	if (data->draft) {
		layout_text(&t.layout, data->draft, '^');
		layout_text(&t.layout, "", 0);
	}
	for (const char *p = buf_text(&text); *p && !err;) {
		const struct template_table *table;

		err = repeats(&t, p, &table);
		if (!err && table) {
			err = print_block(&t, &p, table);
			continue;
		}
		if (!err && *p != '#')
			err = print_line(&t, p, line_length(p));
		p += strcspn(p, "\n") + 1;
		t.source.line++;
	}
	layout_end(&t.layout);
	buf_free(&text);
	return err;
}
