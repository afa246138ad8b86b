#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_lines.h"
#include "stazh/base/charset.h"
#include "stazh/base/utf8.h"
#include "stazh/table/csv.h"

#define UNREAD_MAX  200	       /* bytes that are kept of a property that nobody reads */
#define LINE_MAX    (1u << 20) /* of any other: far more than a field takes */
#define CHARSET_MAX 40
#define BOM	    "\xEF\xBB\xBF"

/* ---- a line ---- */

size_t ics_name_length(const char *line)
{
	return strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

const char *ics_value(const char *line)
{
	const char *s = line, *any = strchr(line, ':');
	bool quoted = false;

	for (; *s; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (*s == ':' && !quoted)
			return s + 1;
	}
	return quoted && any ? any + 1 : s; /* a quote within quotes */
}

bool ics_is_property(const char *line)
{
	size_t n = ics_name_length(line);
	const char *value = ics_value(line);

	return n && (line[n] == ':' || line[n] == ';') && value[-1] == ':' && strncmp(value, "//", 2) != 0;
}

bool ics_parameter(const char *line, const char *name, struct buf *out)
{
	const char *end = ics_value(line), *s = line + ics_name_length(line);
	size_t n = strlen(name);

	while (s < end && *s == ';') {
		const char *value = s + 1 + ics_name_length(s + 1);
		bool found = (size_t)(value - s - 1) == n && *value == '=' && !strncasecmp(s + 1, name, n),
		     quoted = false;

		for (s = value + (*value == '='); s < end - 1 && (quoted || *s != ';'); s++) {
			quoted ^= *s == '"';
			if (found && *s != '"')
				buf_addc(out, *s);
		}
		if (found)
			return true;
	}
	return false;
}

const char *ics_text(const char *s, bool list, struct buf *out)
{
	for (; *s; s++) {
		if (*s == ',' && list)
			return s + 1;
		if (*s == '\\' && s[1]) {
			s++;
			buf_addc(out, (char)(*s == 'n' || *s == 'N' ? '\n' : *s));
		} else {
			buf_addc(out, *s);
		}
	}
	return NULL;
}

/* ---- lines ---- */

static size_t kept_of(const char *line, size_t n)
{
	static const char *const unread[] = {"ATTACH", "IMAGE", "PHOTO", "X-ALT-DESC", "STYLED-DESCRIPTION"};

	for (size_t i = 0; i < sizeof(unread) / sizeof(*unread); i++) {
		size_t k = strlen(unread[i]);

		if (n > k && !strncasecmp(line, unread[i], k) && (line[k] == ':' || line[k] == ';'))
			return UNREAD_MAX;
	}
	return LINE_MAX;
}

/* Among the parameters of the line. */
static bool says(const char *line, size_t n, const char *what)
{
	size_t k = strlen(what);

	for (size_t i = 0; i + k <= n && line[i] != ':'; i++)
		if (!strncasecmp(line + i, what, k))
			return true;
	return false;
}

/* A soft line break (RFC 2045, 6.7): the line goes on in the next one, whatever that begins with. */
static bool goes_on(const struct buf *raw, size_t start)
{
	return raw->n > start && raw->s[raw->n - 1] == '=' && says(raw->s + start, raw->n - start, "QUOTED-PRINTABLE");
}

/* Folding is undone in the bytes, as it may part a character. */
static void unfold(const char *s, size_t n, struct ics_lines *out)
{
	const char end = memchr(s, '\n', n) ? '\n' : '\r';
	struct buf *raw = &out->raw;
	size_t start = 0, next;
	bool soft = false;
	int line = 1;

	for (size_t i = 0; i < n; i = next, line++) {
		const char *stop = memchr(s + i, end, n - i);
		size_t to = stop ? (size_t)(stop - s) : n;

		next = to + (stop != NULL);
		while (to > i && s[to - 1] == '\r')
			to--;
		if (to - i >= 3 && !memcmp(s + i, BOM, 3))
			i += 3; /* of one file put behind another */
		if (soft || (out->n && to > i && (s[i] == ' ' || s[i] == '\t'))) {
			raw->n--; /* the line end */
			raw->n -= soft;
			i += !soft;
		} else if (to == i) {
			continue;
		} else {
			start = raw->n;
			out->starts = mem_grow(out->starts, out->n, &out->cap, sizeof(*out->starts));
			out->starts[out->n++] = line;
		}
		if (!raw->n || raw->n - start < kept_of(raw->s + start, raw->n - start))
			buf_addn(raw, s + i, to - i);
		soft = goes_on(raw, start);
		buf_addc(raw, '\n');
	}
}

enum err ics_lines_read(const char *bytes, size_t n, struct ics_lines *out, struct error *e)
{
	struct buf whole = {0};
	const char *used;
	bool two = n >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2));
	enum err err = OK;

	while (n > 2 && bytes[0] && bytes[1] && !two && (!bytes[n - 1] || bytes[n - 1] == '\x1a'))
		n--; /* the end of a block of an old file system */
	/* two bytes a letter: before it is parted into lines */
	if (two || memchr(bytes, 0, n)) {
		err = charset_decode(bytes, n, NULL, &whole, &used, e);
		bytes = buf_text(&whole);
		n = whole.n;
	}
	if (!err) {
		unfold(bytes, n, out);
		err = text_decode(buf_text(&out->raw), out->raw.n, NULL, &out->text, NULL, e);
	}
	buf_free(&whole);
	return err;
}

void ics_lines_release(struct ics_lines *l)
{
	free(l->starts);
	buf_free(&l->raw);
	buf_free(&l->text);
}

/* ---- values ---- */

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;

	return at && ((c >= '0' && c <= '9') || c >= 'A') ? (int)(at - digits) : -1;
}

static void add_quoted_printable(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		bool coded = s[i] == '=' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0;

		buf_addc(out, coded ? (char)(hex(s[i + 1]) * 16 + hex(s[i + 2])) : s[i]);
		i += coded ? 2 : 0;
	}
}

static void add_base64(const char *s, size_t n, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < n; i++) {
		const char *at = s[i] ? strchr(digits, s[i]) : NULL;

		if (!at)
			continue;
		bits = bits << 6 | (unsigned)(at - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(out, (char)(bits >> have));
			bits &= (1u << have) - 1;
		}
	}
}

/* Replaces the bytes by their UTF-8. */
static enum err decode(struct buf *b, const char *charset, struct error *e)
{
	char to[4096], *in = b->s;
	size_t left = b->n;
	struct buf out = {0};
	iconv_t cd = iconv_open("UTF-8", charset);
	bool good = cd != (iconv_t)-1;

	while (good && left) {
		char *at = to;
		size_t room = sizeof(to), before = left;

		iconv(cd, &in, &left, &at, &room);
		buf_addn(&out, to, (size_t)(at - to));
		good = left < before;
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	buf_free(b);
	*b = out;
	return good && utf8_valid(buf_text(b), b->n)
		       ? OK
		       : error_set(e, ERR_INPUT, "текст в кодировке «%s» не читается", charset);
}

static enum err to_utf8(struct buf *b, const char *charset, struct error *e)
{
	struct buf out = {0};

	if (utf8_valid(buf_text(b), b->n) && (!*charset || !strcasecmp(charset, "UTF-8")))
		return OK;
	if (*charset && charset[strspn(charset, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")])
		return error_set(e, ERR_INPUT, "кодировка «%.40s» неизвестна", charset);
	if (*charset)
		return decode(b, charset, e);
	utf8_from_cp1251(b->s, b->n, &out);
	buf_free(b);
	*b = out;
	return OK;
}

static void add_escaped(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n')
			buf_add(out, "\\n");
		else if (s[i] == '\\' && (i + 1 == n || !strchr("\\;,:nN", s[i + 1])))
			buf_add(out, "\\\\");
		else if (s[i] && s[i] != '\r')
			buf_addc(out, s[i]);
	}
}

enum err ics_line_recode(const char *raw, size_t n, struct buf *out, struct error *e)
{
	bool printable = says(raw, n, "QUOTED-PRINTABLE"), base64 = says(raw, n, "ENCODING=B"),
	     charset = says(raw, n, "CHARSET=");
	struct buf line = {0}, value = {0}, name = {0};
	const char *at;
	enum err err;

	if ((!printable && !base64 && !charset) || kept_of(raw, n) == UNREAD_MAX)
		return ERR_NONE;
	buf_addn(&line, raw, n);
	at = ics_value(line.s);
	n = (size_t)(line.s + line.n - at);
	if (charset)
		ics_parameter(line.s, "CHARSET", &name);
	if (printable)
		add_quoted_printable(at, n, &value);
	else if (base64)
		add_base64(at, n, &value);
	else
		buf_addn(&value, at, n);
	err = to_utf8(&value, buf_text(&name), e);
	if (!err) {
		buf_addn(out, line.s, (size_t)(at - line.s));
		add_escaped(buf_text(&value), value.n, out);
	}
	buf_free(&line);
	buf_free(&value);
	buf_free(&name);
	return err;
}
