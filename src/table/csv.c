#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/charset.h"
#include "stazh/base/mem.h"
#include "stazh/table/csv.h"

/* ---- text ---- */

enum err text_decode(const char *s, size_t n, const char *encoding, struct buf *out, const char **used, struct error *e)
{
	const char *read_as;

	if (n >= 4 && !memcmp(s, "PK\003\004", 4))
		return error_set(e, ERR_INPUT,
				 "это книга (xlsx, ods) или архив, а не текст; сохраните лист как «CSV UTF-8»");
	return charset_decode(s, n, encoding, out, used ? used : &read_as, e);
}

/* The text stands in memory twice while it is decoded; what is made of it needs some, too. */
static uint64_t memory_for_text(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t memory = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : (uint64_t)1 << 30;

	return (memory > SIZE_MAX ? SIZE_MAX : memory) / 4;
}

enum err file_bytes_read(const char *path, struct buf *out, struct error *e)
{
	struct stat st;
	char *piece = NULL;
	ssize_t got;
	enum err err = OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return error_set(e, ERR_INPUT, "файл не открыт: %s", error_reason(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		err = error_set(e, ERR_INPUT, S_ISDIR(st.st_mode) ? "это папка, а не файл" : "это не обычный файл");
		goto end;
	}
	if ((uint64_t)st.st_size > memory_for_text()) {
		err = error_set(e, ERR_INPUT, "файл в %llu МиБ не поместится в память; разделите его на части",
				(unsigned long long)st.st_size >> 20);
		goto end;
	}
	piece = mem_alloc(1 << 16);
	while ((got = read(fd, piece, 1 << 16)) > 0)
		buf_addn(out, piece, (size_t)got);
	if (got < 0)
		err = error_set(e, ERR_INPUT, "файл не прочитан: %s", error_reason(errno));
end:
	close(fd);
	free(piece);
	return err;
}

enum err text_file_read(const char *path, const char *encoding, struct buf *out, const char **used, struct error *e)
{
	struct buf raw = {0};
	enum err err = file_bytes_read(path, &raw, e);

	if (!err)
		err = text_decode(buf_text(&raw), raw.n, encoding, out, used, e);
	buf_free(&raw);
	return err;
}

/* ---- CSV ---- */

char csv_sniff(const char *s, size_t n)
{
	static const char separators[] = ";,\t"; /* the first wins a draw */
	size_t count[3] = {0};
	bool quoted = false;
	int best = 0;

	for (size_t i = 0; i < n && (quoted || (s[i] != '\n' && s[i] != '\r')); i++) {
		const char *at = memchr(separators, s[i], 3);

		if (s[i] == '"')
			quoted = !quoted;
		else if (at && !quoted)
			count[at - separators]++;
	}
	for (int i = 1; i < 3; i++)
		if (count[i] > count[best])
			best = i;
	return separators[best];
}

/* «sep=;» in the first line, as Excel writes and reads it: how long it is; 0: there is none. */
static size_t separator_line(const char *s, size_t n, char *separator)
{
	size_t quote = n && *s == '"', at = quote;

	if (n < quote + 5 || strncasecmp(s + at, "sep=", 4))
		return 0;
	at += 4;
	*separator = s[at++];
	if (quote && (at == n || s[at++] != '"'))
		return 0;
	while (at < n && strchr(";, \t", s[at])) /* of who added columns to it */
		at++;
	return *separator != '\n' && *separator != '\r' && (at == n || s[at] == '\n' || s[at] == '\r') ? at : 0;
}

bool csv_names_separator(const char *s, size_t n)
{
	char separator;

	return separator_line(s, n, &separator) > 0;
}

void csv_open(struct csv *c, const char *s, size_t n, char separator)
{
	char named = 0;

	*c = (struct csv){.s = s, .size = n, .at = separator_line(s, n, &named), .next_line = 1};
	c->separator = c->at ? named : separator ? separator : csv_sniff(s, n);
}

void csv_close(struct csv *c)
{
	buf_free(&c->text);
	free(c->field);
	free(c->len);
	*c = (struct csv){0};
}

static bool at_end_of_line(const struct csv *c)
{
	return c->at == c->size || c->s[c->at] == '\n' || c->s[c->at] == '\r';
}

static void pass_line_end(struct csv *c)
{
	if (c->at < c->size && c->s[c->at] == '\r')
		c->at++, c->at += c->at < c->size && c->s[c->at] == '\n';
	else if (c->at < c->size)
		c->at++;
	c->next_line++;
}

static enum err fail(struct csv *c, int line, struct error *e, const char *text)
{
	c->at = c->size;
	c->line = line;
	return error_set(e, ERR_INPUT, "%s", text);
}

static enum err read_quoted(struct csv *c, struct error *e)
{
	int opened = c->next_line;

	for (c->at++;;) {
		const char *p = c->s + c->at, *q = memchr(p, '"', c->size - c->at);
		size_t n = q ? (size_t)(q - p) : c->size - c->at;

		for (size_t i = 0; i < n; i++)
			c->next_line += p[i] == '\n' || (p[i] == '\r' && !(i + 1 < n && p[i + 1] == '\n'));
		if (!q)
			return fail(c, opened, e, "кавычка, открытая в этой строке, нигде не закрыта");
		buf_addn(&c->text, p, n);
		c->at += n + 1;
		if (c->at == c->size || c->s[c->at] != '"')
			break;
		buf_addc(&c->text, '"');
		c->at++;
	}
	if (!at_end_of_line(c) && c->s[c->at] != c->separator)
		return fail(c, c->next_line, e,
			    "после закрывающей кавычки стоит лишний знак; кавычки внутри значения удваивают");
	return OK;
}

enum err csv_next(struct csv *c, struct error *e)
{
	size_t start;
	enum err err;

	while (c->at < c->size && at_end_of_line(c))
		pass_line_end(c);
	c->n = 0;
	if (c->at == c->size)
		return ERR_NONE;
	c->line = c->next_line;
	buf_clear(&c->text);
	for (;;) {
		if (c->n == CSV_FIELDS_MAX)
			return fail(c, c->line, e, "в строке больше тысячи столбцов: это не таблица записей");
		if (c->n == c->cap) {
			c->cap = c->cap ? c->cap * 2 : 32;
			c->field = mem_resize(c->field, c->cap * sizeof(*c->field));
			c->len = mem_resize(c->len, c->cap * sizeof(*c->len));
		}
		start = c->text.n;
		if (c->at < c->size && c->s[c->at] == '"') {
			err = read_quoted(c, e);
			if (err)
				return err;
		} else {
			size_t from = c->at;

			while (!at_end_of_line(c) && c->s[c->at] != c->separator)
				c->at++;
			buf_addn(&c->text, c->s + from, c->at - from);
		}
		c->len[c->n++] = c->text.n - start;
		buf_addc(&c->text, 0);
		if (at_end_of_line(c))
			break;
		c->at++; /* the separator */
	}
	pass_line_end(c);
	start = 0;
	for (size_t i = 0; i < c->n; i++) { /* only now: the text no longer moves */
		c->field[i] = c->text.s + start;
		start += c->len[i] + 1;
	}
	return OK;
}
