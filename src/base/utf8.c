#include <endian.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

/* Length of the character at s (n > 0) when it is one of those that Russian text is made of: one cell wide, no control,
 * never joined to the character before it, unchanged by NFC beside its like. 0 for all others. */
static inline size_t plain(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] < 0x80)
		return p[0] >= 0x20 && p[0] != 0x7F;
	if (n < 2 || (p[1] & 0xC0) != 0x80)
		return 0;
	switch (p[0]) {
	case 0xD0: /* U+0400–047F, U+04C0–04FF */
	case 0xD1:
	case 0xD3:
	case 0xC3: /* U+00C0–00FF */
		return 2;
	case 0xD2: /* but the combining U+0483–0489 */
		return p[1] < 0x83 || p[1] > 0x89 ? 2 : 0;
	case 0xC2: /* but C1, the soft hyphen and the two that may become emoji */
		return p[1] >= 0xA0 && p[1] != 0xA9 && p[1] != 0xAD && p[1] != 0xAE ? 2 : 0;
	case 0xE2: /* dashes, quotes, the ellipsis; № */
		if (n >= 3 && ((p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7) || (p[1] == 0x84 && p[2] == 0x96)))
			return 3;
	}
	return 0;
}

static inline bool is_continuation(char c)
{
	return (c & 0xC0) == 0x80;
}

size_t utf8_decode(const char *s, size_t n, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] < 0xC2 || p[0] > 0xF4 || n < 2 || (p[1] & 0xC0) != 0x80)
		return 0;
	if (p[0] < 0xE0) {
		*cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
		return 2;
	}
	if (n < 3 || (p[2] & 0xC0) != 0x80)
		return 0;
	if (p[0] < 0xF0) {
		*cp = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		return *cp >= 0x800 && (*cp < 0xD800 || *cp > 0xDFFF) ? 3 : 0;
	}
	if (n < 4 || (p[3] & 0xC0) != 0x80)
		return 0;
	*cp = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
	return *cp >= 0x10000 && *cp <= 0x10FFFF ? 4 : 0;
}

size_t utf8_write(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return 0;
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool utf8_valid(const char *s, size_t n)
{
	uint32_t cp;

	for (size_t at = 0, k; at < n; at += k) {
		k = utf8_decode(s + at, n - at, &cp);
		if (!k)
			return false;
	}
	return true;
}

size_t utf8_next(const char *s, size_t n, size_t at)
{
	utf8proc_int32_t state = 0;
	uint32_t cp, next;
	size_t end, k;

	if (at >= n)
		return 0;
	end = at + plain(s + at, n - at);
	if (end > at && (end == n || plain(s + end, n - end)))
		return end - at;
	k = utf8_decode(s + at, n - at, &cp);
	if (!k)
		return 1;
	for (end = at + k; end < n; end += k, cp = next) {
		k = utf8_decode(s + end, n - end, &next);
		if (!k || utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)next, &state))
			break;
	}
	return end - at;
}

/* Start of the character that ends at s + at. */
static size_t back(const char *s, size_t at)
{
	uint32_t cp;
	size_t k = 1;

	while (k < 4 && k < at && (s[at - k] & 0xC0) == 0x80)
		k++;
	return at - (utf8_decode(s + at - k, k, &cp) == k ? k : 1);
}

size_t utf8_prev(const char *s, size_t n, size_t at)
{
	size_t start = at, before, k;

	if (at > n)
		at = start = n;
	/* Breaks depend on what precedes: begin between two plain characters, where there always is one. */
	for (before = start; before > 0; start = before) {
		before = back(s, start);
		if (start < at && plain(s + start, at - start) && plain(s + before, start - before))
			break;
	}
	while (start < at && (k = utf8_next(s, at, start)) < at - start)
		start += k;
	return at - start;
}

int utf8_cp_width(uint32_t cp)
{
	if (cp < 0x300)
		return cp >= 0x20 && (cp < 0x7F || cp >= 0xA0);
	if (cp >= 0x400 && cp < 0x530)
		return cp < 0x483 || cp > 0x489;
	/* ncurses goes by wcwidth, which gives Hangul vowels and finals no cell and spacing marks one. */
	if ((cp >= 0x1160 && cp <= 0x11FF) || (cp >= 0xD7B0 && cp <= 0xD7FB))
		return 0;
	if (utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MC)
		return 1;
	return utf8proc_charwidth((utf8proc_int32_t)cp);
}

static int cluster_width(const char *s, size_t n)
{
	uint32_t cp;
	int width = 0;

	for (size_t k; n; s += k, n -= k) {
		k = utf8_decode(s, n, &cp);
		width += k ? utf8_cp_width(cp) : 1;
		k += !k;
	}
	return width;
}

size_t utf8_fit(const char *s, size_t n, int width, int *cells)
{
	size_t at = 0;
	int used = 0;

	while (at < n) {
		size_t last = n, k; /* n: none */
		int w;

		while (used < width && at < n && (k = plain(s + at, n - at))) {
			last = at;
			at += k;
			used++;
		}
		if (at == n || plain(s + at, n - at))
			break;
		/* What follows may belong to the plain character before it. */
		if (last < n) {
			at = last;
			used--;
		}
		k = utf8_next(s, n, at);
		w = cluster_width(s + at, k);
		if (w > width - used)
			break;
		at += k;
		used += w;
	}
	*cells = used;
	return at;
}

size_t utf8_letters(const char *s, size_t n)
{
	size_t letters = 0;

	for (size_t i = 0; i < n; i++)
		letters += ((unsigned char)s[i] & 0xC0) != 0x80;
	return letters;
}

int utf8_width(const char *s, size_t n)
{
	int cells;

	utf8_fit(s, n, INT_MAX, &cells);
	return cells;
}

size_t utf8_prefix(const char *s, size_t n, int width)
{
	int cells;

	return utf8_fit(s, n, width, &cells);
}

void utf8_add_nfc(struct buf *out, const char *s, size_t n)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t count = utf8proc_decompose(p, (utf8proc_ssize_t)n, NULL, 0, options);
	utf8proc_int32_t *cps;

	if (count <= 0) {
		buf_addn(out, s, n);
		return;
	}
	cps = mem_alloc(((size_t)count + 1) * sizeof(*cps));
	utf8proc_decompose(p, (utf8proc_ssize_t)n, cps, count, options);
	count = utf8proc_reencode(cps, count, options);
	if (count > 0)
		buf_addn(out, cps, (size_t)count);
	free(cps);
}

static const struct {
	uint32_t from, to;
	const char *what;
} refused[] = {
	{0x00, 0x1F, "управляющий символ"},
	{0x7F, 0x9F, "управляющий символ"},
	{0x061C, 0x061C, "управляющий символ направления текста"},
	{0x200E, 0x200F, "управляющий символ направления текста"},
	{0x2028, 0x2028, "разделитель строк"},
	{0x2029, 0x2029, "разделитель абзацев"},
	{0x202A, 0x202E, "управляющий символ направления текста"},
	{0x2066, 0x2069, "управляющий символ направления текста"},
	{0xFDD0, 0xFDEF, "такого символа в Юникоде нет"},
	{0xFEFF, 0xFEFF, "метка порядка байтов (BOM)"},
};

/* Why cp may not be stored, or NULL. */
static const char *refusal(uint32_t cp, bool multiline)
{
	if (cp == '\t' || (multiline && (cp == '\n' || cp == '\r')))
		return NULL;
	if (cp == '\n' || cp == '\r')
		return "перевод строки, а здесь нужна одна строка";
	if ((cp & 0xFFFE) == 0xFFFE)
		return "такого символа в Юникоде нет";
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (cp >= refused[i].from && cp <= refused[i].to)
			return refused[i].what;
	return NULL;
}

bool utf8_unseen(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} unseen[] = {
		{0x01, 0x08},	  {0x0E, 0x1A},	    {0x1C, 0x1F},     {0x7F, 0x7F},	{0xAD, 0xAD},
		{0x34F, 0x34F},	  {0x61C, 0x61C},   {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
		{0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFEFF, 0xFEFF},
		{0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB},
	};

	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen) && cp >= unseen[i].from; i++)
		if (cp <= unseen[i].to)
			return true;
	return false;
}

bool utf8_breaks(uint32_t cp)
{
	return cp == 0x0B || cp == 0x0C || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

/* Joiners are letters of Persian, of the Indian scripts and of emoji, between two of their own. */
static bool joins(uint32_t before, uint32_t cp, uint32_t next)
{
	return (cp == 0x200C || cp == 0x200D) && before >= 0x590 && next >= 0x590 && !utf8_unseen(before) &&
	       !utf8_unseen(next);
}

/* Fills e with what is wrong at s + at; k and cp are utf8_decode's. */
static enum err refuse(const char *s, size_t at, size_t k, uint32_t cp, const char *what, struct error *e)
{
	struct buf place = {0};
	int line = 1, column = 1;
	uint32_t skipped;

	for (size_t i = 0; i < at; i += utf8_decode(s + i, at - i, &skipped)) {
		bool ends = s[i] == '\n' || (s[i] == '\r' && s[i + 1] != '\n');

		line += ends;
		column = ends ? 1 : column + 1;
	}
	if (line > 1)
		buf_addf(&place, "в строке %d ", line);
	buf_addf(&place, "на месте %d", column);
	if (k)
		error_set(e, ERR_INPUT, "недопустимый символ U+%04X %s: %s", cp, place.s, what);
	else
		error_set(e, ERR_INPUT, "неверный байт 0x%02X %s: текст должен быть в кодировке UTF-8",
			  (unsigned char)s[at], place.s);
	buf_free(&place);
	return ERR_INPUT;
}

/* Adds the character at s + at, k bytes of a valid text, as it may be stored. */
static void add_stored(const char *s, size_t n, size_t at, size_t k, uint32_t cp, uint32_t before, bool multiline,
		       struct buf *out)
{
	uint32_t next = 0;

	if (at + k < n)
		utf8_decode(s + at + k, n - at - k, &next);
	if (cp == '\t')
		buf_addc(out, ' ');
	else if (cp == '\r' && next == '\n')
		return;
	else if (cp == '\r' || utf8_breaks(cp))
		buf_addc(out, multiline ? '\n' : ' ');
	else if (!utf8_unseen(cp) || joins(before, cp, next))
		buf_addn(out, s + at, k);
}

enum err utf8_clean(const char *s, size_t n, bool multiline, struct buf *out, struct error *e)
{
	struct buf lines = {0};
	const char *start = s;
	size_t at = 0, k;
	uint32_t before = 0;

	while (at < n && (k = plain(s + at, n - at)))
		at += k;
	n = text_trim(&start, n) + (size_t)(start - s); /* only the end is cut */
	if (start == s + n)
		n = 0;
	if (at >= n) {
		buf_addn(out, s, n);
		return OK;
	}
	buf_addn(&lines, s, at);
	for (uint32_t cp; at < n; at += k, before = cp) {
		const char *what = NULL;

		k = utf8_decode(s + at, n - at, &cp);
		if (k && !utf8_unseen(cp) && !utf8_breaks(cp))
			what = refusal(cp, multiline);
		if (!k || what) {
			buf_free(&lines);
			return refuse(s, at, k, cp, what, e);
		}
		add_stored(s, n, at, k, cp, before, multiline, &lines);
	}
	start = buf_text(&lines);
	n = text_trim(&start, lines.n) + (size_t)(start - buf_text(&lines));
	utf8_add_nfc(out, buf_text(&lines), start == buf_text(&lines) + n ? 0 : n);
	buf_free(&lines);
	return OK;
}

void utf8_from_cp1251(const char *s, size_t n, struct buf *out)
{
	static const uint16_t upper[64] = {
		0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A,
		0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0xFFFD, 0x2122,
		0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6,
		0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456,
		0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457,
	};

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		char utf8[4];

		buf_addn(out, utf8, utf8_write(c < 0x80 ? c : c < 0xC0 ? upper[c - 0x80] : 0x0410u + c - 0xC0, utf8));
	}
}

#if defined(__SSE2__) || defined(__ARM_NEON)
#define COMPARES_BLOCKS true
#else
#define COMPARES_BLOCKS false
#endif

/* Bytes at the beginning of s that are whole characters out of line ends, printable ASCII and letters of U+0400–047F,
 * looked at sixteen at a time: nearly all that is ever put out. The last ones are never among them, and none where a
 * processor has to compare byte by byte anyway (i386). */
static size_t plain_blocks(const char *s, size_t n)
{
	size_t at = 0;

	if (!COMPARES_BLOCKS || !n || is_continuation(s[0]))
		return 0;
	/* A continuation byte is told by the byte before it, so a block may begin with one. */
	for (; n - at > 16; at += 16) {
		unsigned char here __attribute__((vector_size(16))), next __attribute__((vector_size(16)));
		signed char lead __attribute__((vector_size(16))), bad __attribute__((vector_size(16)));
		uint64_t half[2];

		memcpy(&here, s + at, 16);
		memcpy(&next, s + at + 1, 16);
		lead = (here & 0xFE) == 0xD0;
		bad = ((here + 0x40 < 0x60) & ~(lead | (here == '\n'))) | (here == 0x7F); /* 0xC0–0xFF, 0x00–0x1F */
		bad |= lead ^ ((next & 0xC0) == 0x80);
		memcpy(half, &bad, 16);
		if (half[0] | half[1]) {
			at += half[0] ? (size_t)__builtin_ctzll(le64toh(half[0])) / 8
				      : 8 + (size_t)__builtin_ctzll(le64toh(half[1])) / 8;
			break;
		}
	}
	return at + is_continuation(s[at]);
}

/* Bytes of the longest beginning that a terminal may have as it is. */
static size_t visible(const char *s, size_t n)
{
	size_t at = 0, k;
	uint32_t cp;

	while ((at += plain_blocks(s + at, n - at)) < n) {
		k = plain(s + at, n - at);
		if (!k) {
			k = utf8_decode(s + at, n - at, &cp);
			if (!k || (cp != '\r' && cp != 0xFEFF && refusal(cp, true)) ||
			    (cp == '\r' && (at + 1 == n || s[at + 1] != '\n')))
				break;
		}
		at += k;
	}
	return at;
}

void utf8_add_visible(struct buf *out, const char *s, size_t n)
{
	while (n) {
		size_t good = visible(s, n), bad = 0;
		uint32_t cp;

		buf_addn(out, s, good);
		s += good, n -= good;
		if (n) {
			bad = utf8_decode(s, n, &cp);
			bad = bad ? bad : 1;
			buf_addc(out, '?');
		}
		s += bad, n -= bad;
	}
}

void utf8_put(FILE *f, const char *s, size_t n)
{
	struct buf b = {0};

	if (visible(s, n) == n) {
		fwrite(s, 1, n, f);
		return;
	}
	utf8_add_visible(&b, s, n);
	fwrite(buf_text(&b), 1, b.n, f);
	buf_free(&b);
}
