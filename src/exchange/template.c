#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/exchange/template.h"
#include "layout.h"

#define FILE_MAX_BYTES (1 << 20)

struct filler {
	const char *path;
	int line;
	const struct template_data *data;
	const struct template_value *row; /* NULL: outside of a repeated line */
	int counter;			  /* of {#} */
	struct layout layout;
	struct buf *missing;
	struct error *e;
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
		return error_set(e, ERR_USAGE, "%s: это не текст в UTF-8", path);
	if (out->s[out->n - 1] != '\n')
		buf_addc(out, '\n');
	return OK;
}

static enum err wrong(struct filler *f, const char *what, const char *s, size_t n)
{
	return error_set(f->e, ERR_USAGE, "%s:%d: %s: «%.*s»", f->path, f->line, what, (int)n, s);
}

static const struct template_value *find(const struct filler *f, const char *name, size_t n)
{
	for (size_t i = 0; f->row && i < f->data->columns; i++)
		if (strlen(f->row[i].name) == n && !memcmp(f->row[i].name, name, n))
			return &f->row[i];
	for (size_t i = 0; i < f->data->n; i++)
		if (strlen(f->data->values[i].name) == n && !memcmp(f->data->values[i].name, name, n))
			return &f->data->values[i];
	return NULL;
}

static bool is_set(const struct template_value *v)
{
	return v->text && *v->text;
}

static void note_missing(struct filler *f, const char *need)
{
	size_t n = strlen(need);

	for (const char *p = buf_text(f->missing); (p = strstr(p, need)); p += n)
		if (p[n] == '\n')
			return;
	buf_addf(f->missing, "%s\n", need);
}

/* The word for a number, of those after the | at s. */
static void add_word(struct buf *out, long number, const char *s, size_t n)
{
	char *copy = mem_strndup(s, n), *rest = NULL, *word[3] = {NULL};

	for (size_t i = 0; i < 3; i++)
		word[i] = strtok_r(i ? NULL : copy, "|", &rest);
	if (word[0])
		buf_add(out, word[2]		       ? text_plural(number, word[0], word[1], word[2])
			     : number == 1 || !word[1] ? word[0]
						       : word[1]);
	free(copy);
}

/* The inside of {…}. cell: in a table, where | and line ends have a meaning. */
static enum err add_gap(struct filler *f, const char *s, size_t n, bool cell, struct buf *out)
{
	size_t name = 0, at = out->n;
	const struct template_value *v;

	if (n == 1 && *s == '#') {
		buf_addf(out, "%d", ++f->counter);
		return OK;
	}
	while (name < n && s[name] != '|')
		name++;
	v = find(f, s, name);
	if (!v)
		return wrong(f, "такого сведения нет", s, name);
	if (!is_set(v) && v->need)
		note_missing(f, v->need);
	if (name < n) {
		add_word(out, v->text ? atol(v->text) : 0, s + name + 1, n - name - 1);
		return OK;
	}
	buf_add(out, v->text ? v->text : "");
	for (; cell && at < out->n; at++)
		if (out->s[at] == '|' || out->s[at] == '\n')
			out->s[at] = out->s[at] == '|' ? '/' : ' ';
	return OK;
}

static enum err expand(struct filler *f, const char *s, size_t n, struct buf *out)
{
	bool cell = n && *s == '|';
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		const char *end = s[i] == '{' ? memchr(s + i, '}', n - i) : NULL;

		if (s[i] == '}' || (s[i] == '{' && !end))
			return wrong(f, "скобка без пары", s + i, n - i);
		if (!end) {
			buf_addc(out, s[i]);
			continue;
		}
		err = add_gap(f, s + i + 1, (size_t)(end - s) - i - 1, cell, out);
		i = (size_t)(end - s);
	}
	return err;
}

static enum err print_line(struct filler *f, const char *s, size_t n, char align)
{
	struct buf text = {0};
	enum err err = expand(f, s, n, &text);

	if (!err && n && *s == '|')
		layout_row(&f->layout, text.s);
	else if (!err)
		layout_text(&f->layout, buf_text(&text), align);
	buf_free(&text);
	return err;
}

/* One line of the template: what stands at its start, then the text, once or for every row. */
static enum err fill_line(struct filler *f, const char *s, size_t n)
{
	bool repeat = false, print = true;
	char align = 0;
	enum err err = OK;

	while (n > 2 && *s == '{' && strchr("?!*^>", s[1])) {
		const char *end = memchr(s, '}', n);
		const struct template_value *v;

		if (!end)
			break;
		if (s[1] == '*') {
			repeat = true;
		} else if (s[1] == '^' || s[1] == '>') {
			align = s[1];
		} else {
			v = find(f, s + 2, (size_t)(end - s) - 2);
			if (!v)
				return wrong(f, "такого сведения нет", s + 2, (size_t)(end - s) - 2);
			print = print && is_set(v) == (s[1] == '?');
		}
		n -= (size_t)(end + 1 - s);
		s = end + 1;
	}
	if (!print)
		return OK;
	if (!repeat)
		return print_line(f, s, n, align);
	for (size_t i = 0; i < f->data->rows_n && !err; i++) {
		f->row = f->data->rows + i * f->data->columns;
		err = print_line(f, s, n, align);
	}
	f->row = NULL;
	return err;
}

enum err template_fill(const char *path, const struct template_data *data, struct buf *out, struct buf *missing,
		       struct error *e)
{
	struct filler f = {.path = path, .data = data, .layout = {.out = out}, .missing = missing, .e = e};
	struct buf text = {0};
	enum err err = template_read(path, &text, e);

	for (const char *p = buf_text(&text), *end; *p && !err; p = end + 1) {
		end = strchr(p, '\n');
		f.line++;
		if (*p != '#')
			err = fill_line(&f, p, (size_t)(end - p) - (end > p && end[-1] == '\r'));
	}
	layout_end(&f.layout);
	buf_free(&text);
	return err;
}
