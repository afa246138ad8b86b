#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/text.h"
#include "stazh/base/utf8.h"

static void grow(struct buf *b, size_t more)
{
	size_t cap = b->cap * 2 > 64 ? b->cap * 2 : 64;

	if (cap < b->n + more + 1)
		cap = b->n + more + 1;
	b->s = mem_resize(b->s, cap);
	b->cap = cap;
}

/* Room for `more` bytes and the NUL. */
static inline char *reserve(struct buf *b, size_t more)
{
	if (more >= b->cap - b->n)
		grow(b, more);
	return b->s + b->n;
}

void buf_add(struct buf *b, const char *s)
{
	buf_addn(b, s, strlen(s));
}

void buf_addn(struct buf *b, const void *s, size_t n)
{
	char *p = reserve(b, n);

	if (n)
		memcpy(p, s, n);
	p[n] = 0;
	b->n += n;
}

void buf_addc(struct buf *b, char c)
{
	char *p = reserve(b, 1);

	p[0] = c;
	p[1] = 0;
	b->n++;
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	buf_vaddf(b, format, ap);
	va_end(ap);
}

void buf_vaddf(struct buf *b, const char *format, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	reserve(b, 1);
	n = vsnprintf(b->s + b->n, b->cap - b->n, format, ap);
	if (n >= 0 && (size_t)n >= b->cap - b->n) {
		reserve(b, (size_t)n);
		vsnprintf(b->s + b->n, b->cap - b->n, format, again);
	}
	va_end(again);
	if (n > 0)
		b->n += (size_t)n;
	b->s[b->n] = 0;
}

void buf_fill(struct buf *b, char c, size_t n)
{
	char *p = reserve(b, n);

	memset(p, c, n);
	p[n] = 0;
	b->n += n;
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->s)
		b->s[0] = 0;
}

void buf_free(struct buf *b)
{
	free(b->s);
	*b = (struct buf){0};
}

const char *buf_text(const struct buf *b)
{
	return b->s ? b->s : "";
}

char *buf_take(struct buf *b)
{
	char *s = b->s ? b->s : mem_strdup("");

	*b = (struct buf){0};
	return s;
}

void text_add_size(struct buf *b, unsigned long long bytes)
{
	const unsigned shift = bytes >> 30 ? 30 : 20;
	struct buf number = {0};

	if (bytes >> 20) {
		buf_addf(&number, "%.1f", (double)bytes / (double)(1u << shift));
		*strchr(number.s, '.') = ',';
		buf_addf(b, "%s %s", number.s, shift == 30 ? "ГиБ" : "МиБ");
	} else if (bytes >> 10) {
		buf_addf(b, "%.0f КиБ", (double)bytes / (1 << 10));
	} else {
		buf_addf(b, "%llu %s", bytes, text_plural((long)bytes, "байт", "байта", "байт"));
	}
	buf_free(&number);
}

const char *text_plural(long n, const char *one, const char *few, const char *many)
{
	unsigned long u = (n < 0 ? 0UL - (unsigned long)n : (unsigned long)n) % 100;

	if (u >= 11 && u <= 14)
		return many;
	if (u % 10 == 1)
		return one;
	return u % 10 >= 2 && u % 10 <= 4 ? few : many;
}

static void fit(struct buf *b, const char *s, int width, bool right)
{
	size_t n = strlen(s), take;
	char *copy = NULL;
	int cells;

	if (memchr(s, '\n', n)) {
		s = copy = mem_strndup(s, n);
		for (char *p = copy; (p = strchr(p, '\n')); p++)
			*p = ' ';
	}
	take = utf8_fit(s, n, width, &cells);
	if (take < n) {
		take = utf8_fit(s, n, width - 1, &cells);
		cells++;
	}
	if (right)
		buf_fill(b, ' ', (size_t)(width - cells));
	buf_addn(b, s, take);
	if (take < n)
		buf_add(b, "…");
	if (!right)
		buf_fill(b, ' ', (size_t)(width - cells));
	free(copy);
}

void text_fit(struct buf *b, const char *s, int width)
{
	fit(b, s, width, false);
}

void text_fit_right(struct buf *b, const char *s, int width)
{
	fit(b, s, width, true);
}

const char *text_quoted(const char *text, char out[TEXT_QUOTED])
{
	size_t n = utf8_prefix(text, strlen(text), 40);

	snprintf(out, TEXT_QUOTED, "%.*s%s", (int)(n < 150 ? n : 150), text, text[n] ? "…" : "");
	return out;
}

/* True when the cluster at s + at is a blank alone: one with a combining mark on it is no place to break. */
static bool is_blank(const char *s, size_t n, size_t at)
{
	return at < n && s[at] == ' ' && utf8_next(s, n, at) == 1;
}

/* Length of the line that s (no line break in it) begins with. */
static size_t line_length(const char *s, size_t n, int width)
{
	size_t end = utf8_prefix(s, n, width);
	bool word = false;

	if (end == 0)
		end = utf8_next(s, n, 0); /* wider than the line: it has to stand somewhere */
	if (end == n || is_blank(s, n, end))
		return end;
	for (size_t at = end, k; (k = utf8_prev(s, n, at)) > 0; at -= k) {
		if (!is_blank(s, n, at - k))
			continue;
		for (size_t i = 0; i < at - k && !word; i++)
			word = s[i] != ' ';
		return word ? at - k : end;
	}
	return end;
}

static bool wrap_line(const char *s, size_t n, int width, bool (*line)(const char *s, size_t n, void *arg), void *arg)
{
	size_t at = 0;

	do {
		size_t end = at + line_length(s + at, n - at, width), shown = end;

		while (shown > at && s[shown - 1] == ' ' && utf8_prev(s, n, shown) == 1)
			shown--;
		if (!line(s + at, shown - at, arg))
			return false;
		for (at = end; is_blank(s, n, at);)
			at++;
	} while (at < n);
	return true;
}

void text_wrap(const char *s, int width, bool (*line)(const char *s, size_t n, void *arg), void *arg)
{
	const char *end;

	for (;; s = end + 1) {
		end = strchrnul(s, '\n');
		if (!wrap_line(s, (size_t)(end - s), width, line, arg) || !*end)
			return;
	}
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t text_trim(const char **s, size_t n)
{
	const char *p = *s;

	for (;;) {
		if (n >= 1 && is_space(p[0]))
			p++, n--;
		else if (n >= 2 && memcmp(p, "\u00A0", 2) == 0)
			p += 2, n -= 2;
		else
			break;
	}
	for (;;) {
		if (n >= 1 && is_space(p[n - 1]))
			n--;
		else if (n >= 2 && memcmp(p + n - 2, "\u00A0", 2) == 0)
			n -= 2;
		else
			break;
	}
	*s = p;
	return n;
}

size_t text_split(char *s, char separator, char **parts, size_t max)
{
	size_t count = 0;

	while (s && count < max) {
		char *end = strchr(s, separator);
		const char *part = s;
		size_t n = text_trim(&part, end ? (size_t)(end - s) : strlen(s));

		if (n) {
			parts[count] = s + (part - s);
			parts[count++][n] = 0;
		}
		s = end ? end + 1 : NULL;
	}
	return count;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

int text_distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), width = nb + 1;
	int *d = mem_alloc((na + 1) * width * sizeof(*d)), distance;

	for (size_t i = 0; i <= na; i++) {
		for (size_t j = 0; j <= nb; j++) {
			int *at = d + i * width + j;

			if (i == 0 || j == 0) {
				*at = (int)(i + j);
				continue;
			}
			*at = at[-(ptrdiff_t)width - 1] + (a[i - 1] != b[j - 1]);
			*at = least(*at, least(at[-1], at[-(ptrdiff_t)width]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				*at = least(*at, at[-2 * (ptrdiff_t)width - 2] + 1);
		}
	}
	distance = d[na * width + nb];
	free(d);
	return distance;
}

void text_add_cased(struct buf *out, const char *s, bool capital)
{
	uint32_t first = 0, second = 0, low;
	size_t n = *s ? utf8_decode(s, strlen(s), &first) : 0;
	char c[4];

	if (!n) { /* nothing, or nothing that has a case */
		buf_add(out, s);
		return;
	}
	if (s[n])
		utf8_decode(s + n, strlen(s + n), &second);
	low = first >= 0x410 && first <= 0x42f ? first + 0x20 : first;
	if (capital && first >= 0x430 && first <= 0x44f)
		first -= 0x20;
	else if (!capital && second >= 0x430 && second <= 0x44f)
		first = low;
	buf_addn(out, c, utf8_write(first, c));
	buf_add(out, s + n);
}
