#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "stazh/base/alike.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

/* Primary weights: one byte, or one of the four group bytes and a code point in three bytes, none of them 0. As
 * numbers with the first byte on top they compare like their bytes. */
enum {
	W_BLANK = 0x02,
	W_PUNCTUATION = 0x03,	    /* 0x03–0x22: that of ASCII, in its order */
	W_OTHER_PUNCTUATION = 0x23, /* group */
	W_NUMBER = 0x24, /* 0x24–0x2F: how many digits the number has that follows, from 1; the last: eleven and then as
			    many as the next tells */
	W_DIGIT = 0x30,		 /* 0x30–0x39 */
	W_LATIN = 0x41,		 /* 0x41–0x5A */
	W_OTHER_LATIN = 0x5B,	 /* group */
	W_CYRILLIC = 0x60,	 /* 0x60–0xAA, in the order of the table */
	W_OTHER_CYRILLIC = 0xC0, /* group */
	W_OTHER = 0xE0,		 /* group */
};

/* The second part of a key has one of these for each letter (and each combining mark). */
enum {
	TIE_SMALL = 1,
	TIE_CAPITAL,
	TIE_MARKED_SMALL, /* ё, é, « for " */
	TIE_MARKED_CAPITAL,
	TIE_MARK,
};

#define LETTER(place, capital, small) [capital - 0x400] = W_CYRILLIC + place, [small - 0x400] = W_CYRILLIC + place

/* Russian with the letters of the neighbours' and Siberia's alphabets beside those that they come from. */
static const uint8_t cyrillic[0x530 - 0x400] = {
	LETTER(0, 0x410, 0x430),  /* а */
	LETTER(1, 0x4D8, 0x4D9),  /* ә */
	LETTER(2, 0x411, 0x431),  /* б */
	LETTER(3, 0x412, 0x432),  /* в */
	LETTER(4, 0x413, 0x433),  /* г */
	LETTER(5, 0x490, 0x491),  /* ґ */
	LETTER(6, 0x492, 0x493),  /* ғ */
	LETTER(7, 0x494, 0x495),  /* ҕ */
	LETTER(8, 0x414, 0x434),  /* д */
	LETTER(9, 0x402, 0x452),  /* ђ */
	LETTER(10, 0x415, 0x435), /* е */
	LETTER(10, 0x401, 0x451), /* ё */
	LETTER(11, 0x404, 0x454), /* є */
	LETTER(12, 0x416, 0x436), /* ж */
	LETTER(13, 0x496, 0x497), /* җ */
	LETTER(14, 0x405, 0x455), /* ѕ */
	LETTER(15, 0x417, 0x437), /* з */
	LETTER(16, 0x498, 0x499), /* ҙ */
	LETTER(17, 0x418, 0x438), /* и */
	LETTER(18, 0x406, 0x456), /* і */
	LETTER(19, 0x407, 0x457), /* ї */
	LETTER(20, 0x419, 0x439), /* й */
	LETTER(21, 0x408, 0x458), /* ј */
	LETTER(22, 0x41A, 0x43A), /* к */
	LETTER(23, 0x49A, 0x49B), /* қ */
	LETTER(24, 0x4A0, 0x4A1), /* ҡ */
	LETTER(25, 0x41B, 0x43B), /* л */
	LETTER(26, 0x409, 0x459), /* љ */
	LETTER(27, 0x41C, 0x43C), /* м */
	LETTER(28, 0x41D, 0x43D), /* н */
	LETTER(29, 0x40A, 0x45A), /* њ */
	LETTER(30, 0x4A2, 0x4A3), /* ң */
	LETTER(31, 0x4A4, 0x4A5), /* ҥ */
	LETTER(32, 0x41E, 0x43E), /* о */
	LETTER(33, 0x4E8, 0x4E9), /* ө */
	LETTER(34, 0x41F, 0x43F), /* п */
	LETTER(35, 0x420, 0x440), /* р */
	LETTER(36, 0x421, 0x441), /* с */
	LETTER(37, 0x4AA, 0x4AB), /* ҫ */
	LETTER(38, 0x422, 0x442), /* т */
	LETTER(39, 0x40B, 0x45B), /* ћ */
	LETTER(40, 0x423, 0x443), /* у */
	LETTER(41, 0x40E, 0x45E), /* ў */
	LETTER(42, 0x4AE, 0x4AF), /* ү */
	LETTER(43, 0x4B0, 0x4B1), /* ұ */
	LETTER(44, 0x424, 0x444), /* ф */
	LETTER(45, 0x425, 0x445), /* х */
	LETTER(46, 0x4B2, 0x4B3), /* ҳ */
	LETTER(47, 0x4BA, 0x4BB), /* һ */
	LETTER(48, 0x426, 0x446), /* ц */
	LETTER(49, 0x427, 0x447), /* ч */
	LETTER(50, 0x4B6, 0x4B7), /* ҷ */
	LETTER(51, 0x40F, 0x45F), /* џ */
	LETTER(52, 0x428, 0x448), /* ш */
	LETTER(53, 0x429, 0x449), /* щ */
	LETTER(54, 0x42A, 0x44A), /* ъ */
	LETTER(55, 0x42B, 0x44B), /* ы */
	LETTER(56, 0x42C, 0x44C), /* ь */
	LETTER(57, 0x42D, 0x44D), /* э */
	LETTER(58, 0x42E, 0x44E), /* ю */
	LETTER(59, 0x42F, 0x44F), /* я */
};

/* Lower case, without the locale; ё stays ё. */
static uint32_t lower(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 0x20 : cp;
	if (cp >= 0x400 && cp < 0x460)
		return cp < 0x410 ? cp + 0x50 : cp < 0x430 ? cp + 0x20 : cp;
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

static utf8proc_category_t category(uint32_t cp)
{
	return utf8proc_category((utf8proc_int32_t)cp);
}

static bool is_mark(uint32_t cp)
{
	utf8proc_category_t c = category(cp);

	return c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME;
}

static bool is_letter(uint32_t cp)
{
	utf8proc_category_t c = category(cp);

	return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

static uint32_t in_group(uint32_t group, uint32_t cp)
{
	return group << 24 | (0x80 | cp >> 14) << 16 | (0x80 | (cp >> 7 & 0x7F)) << 8 | (0x80 | (cp & 0x7F));
}

static uint32_t weigh_ascii(uint32_t cp)
{
	uint32_t small = lower(cp);

	if (small >= 'a' && small <= 'z')
		return W_LATIN + small - 'a';
	if (cp >= '0' && cp <= '9')
		return W_DIGIT + cp - '0';
	if (cp <= ' ' || cp == 0x7F)
		return W_BLANK;
	/* The four runs between digits and letters, closed up. */
	cp -= '!';
	return W_PUNCTUATION + cp - (cp > '/' - '!' ? 10 : 0) - (cp > '@' - '!' ? 26 : 0) - (cp > '`' - '!' ? 26 : 0);
}

/* Weight of a code point outside of ASCII and the table; 0 for a combining mark. */
static uint32_t weigh_other(uint32_t cp)
{
	utf8proc_int32_t parts[8];
	utf8proc_category_t c = category(cp);
	uint32_t base;
	int last = 0;

	if (is_mark(cp))
		return 0;
	if (c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_CC)
		return W_BLANK << 24;
	if (c == UTF8PROC_CATEGORY_PD)
		return weigh_ascii('-') << 24;
	if (c == UTF8PROC_CATEGORY_PI || c == UTF8PROC_CATEGORY_PF || cp == 0x201E)
		return weigh_ascii('"') << 24;
	if (!is_letter(cp))
		return in_group(W_OTHER_PUNCTUATION, cp);
	cp = lower(cp);
	base = cp;
	if (utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 8, UTF8PROC_DECOMPOSE, &last) > 1 &&
	    is_mark((uint32_t)parts[1]))
		base = (uint32_t)parts[0];
	if (base < 0x80)
		return weigh_ascii(base) << 24;
	if (base >= 0x400 && base < 0x530)
		return cyrillic[base - 0x400] ? (uint32_t)cyrillic[base - 0x400] << 24
					      : in_group(W_OTHER_CYRILLIC, base);
	if (base < 0x250 || (base >= 0x1E00 && base < 0x1F00))
		return in_group(W_OTHER_LATIN, base);
	return in_group(W_OTHER, base);
}

struct reader {
	const char *s;
	size_t n, at;
	bool number;   /* inside of one, behind its leading zeros */
	size_t untold; /* of its digits */
};

static size_t digits(const struct reader *r)
{
	size_t n = 0;

	while (r->at + n < r->n && r->s[r->at + n] >= '0' && r->s[r->at + n] <= '9')
		n++;
	return n;
}

/* Numbers are ordered by their value: how long one is comes before its first digit, and leading zeros count as marks
 * do. */
static bool next_of_number(struct reader *r, uint32_t *weight, uint8_t *tie)
{
	size_t n = digits(r);

	if (!r->untold && (!n || r->number)) {
		r->number = n > 0;
		return false;
	}
	if (!r->number && n > 1 && r->s[r->at] == '0') {
		r->at++;
		*weight = 0;
		*tie = TIE_MARK;
		return true;
	}
	if (!r->number)
		r->untold = n;
	r->number = true;
	n = r->untold < W_DIGIT - W_NUMBER ? r->untold : W_DIGIT - W_NUMBER;
	r->untold -= n < W_DIGIT - W_NUMBER ? n : n - 1;
	*weight = (uint32_t)(W_NUMBER + n - 1) << 24;
	*tie = TIE_SMALL;
	return true;
}

/* Next character's weight (first byte on top; 0 for a mark) and tie; false at the end. */
static bool next(struct reader *r, uint32_t *weight, uint8_t *tie)
{
	uint32_t cp;
	size_t k;

	if (r->at >= r->n)
		return false;
	if (next_of_number(r, weight, tie))
		return true;
	k = utf8_decode(r->s + r->at, r->n - r->at, &cp);
	if (!k) { /* a stray byte */
		cp = 0xFFFD;
		k = 1;
	}
	r->at += k;
	if (cp < 0x80) {
		*weight = weigh_ascii(cp) << 24;
		*tie = cp >= 'A' && cp <= 'Z' ? TIE_CAPITAL : TIE_SMALL;
	} else if (cp >= 0x400 && cp < 0x530 && cyrillic[cp - 0x400]) {
		bool capital = lower(cp) != cp;

		*weight = (uint32_t)cyrillic[cp - 0x400] << 24;
		*tie = cp == 0x401 || cp == 0x451 ? TIE_MARKED_SMALL + capital : TIE_SMALL + capital;
	} else {
		*weight = weigh_other(cp);
		*tie = !*weight ? TIE_MARK : lower(cp) != cp ? TIE_MARKED_CAPITAL : TIE_MARKED_SMALL;
	}
	return true;
}

/* The next weight that is not a mark's; 0 at the end. */
static uint32_t next_weight(struct reader *r)
{
	uint32_t weight;
	uint8_t tie;

	while (next(r, &weight, &tie))
		if (weight)
			return weight;
	return 0;
}

/* Text from elsewhere than the store may have combining marks apart: composed in tmp, so that и + ̆ is й. */
static struct reader reader(const char *s, size_t n, struct buf *tmp)
{
	if (n == 0 || !memchr(s, 0xCC, n)) /* U+0300–033F */
		return (struct reader){s, n, 0, false, 0};
	utf8_add_nfc(tmp, s, n);
	return (struct reader){tmp->s, tmp->n, 0, false, 0};
}

size_t collate_key(const char *s, size_t n, uint8_t *out, size_t cap)
{
	struct buf tmp = {0};
	const struct reader start = reader(s, n, &tmp);
	struct reader r = start;
	size_t len = 0, end, ones = 0;
	uint32_t weight;
	uint8_t tie;

	if (cap == 0)
		goto done;
	while ((weight = next_weight(&r))) {
		if (len + (weight & 0xFFFFFF ? 4 : 1) >= cap)
			break;
		out[len++] = (uint8_t)(weight >> 24);
		if (weight & 0xFFFFFF) {
			out[len++] = (uint8_t)(weight >> 16);
			out[len++] = (uint8_t)(weight >> 8);
			out[len++] = (uint8_t)weight;
		}
	}
	out[len++] = 0;
	/* The smallest tie is written only when a greater one follows: most keys end with a capital's. */
	end = len;
	for (r = start; next(&r, &weight, &tie);) {
		if (tie == TIE_SMALL) {
			ones++;
			continue;
		}
		if (ones >= cap - end) {
			end = len;
			break;
		}
		memset(out + end, TIE_SMALL, ones);
		end += ones;
		out[end++] = tie;
		ones = 0;
	}
	len = end;
done:
	buf_free(&tmp);
	return len;
}

int collate_compare(const char *a, const char *b)
{
	struct buf tmp_a = {0}, tmp_b = {0};
	const struct reader start_a = reader(a, strlen(a), &tmp_a), start_b = reader(b, strlen(b), &tmp_b);
	struct reader ra = start_a, rb = start_b;
	uint32_t wa, wb;
	uint8_t ta, tb;

	do {
		wa = next_weight(&ra);
		wb = next_weight(&rb);
	} while (wa == wb && wa);
	if (wa == wb) {
		ra = start_a;
		rb = start_b;
		do {
			ta = tb = 0;
			next(&ra, &wa, &ta);
			next(&rb, &wb, &tb);
		} while (ta == tb && ta);
		wa = ta;
		wb = tb;
	}
	buf_free(&tmp_a);
	buf_free(&tmp_b);
	return (wa > wb) - (wa < wb);
}

/* As it is compared: a small letter, one look of it, one blank, one hyphen; 0: it is not seen. */
static uint32_t folded(uint32_t cp)
{
	if (cp >= 0x400 && cp < 0x530) {
		cp = lower(cp);
		return cp == 0x451 ? 0x435 : cp;
	}
	if (cp >= 0x80 && utf8_unseen(cp))
		return 0;
	if (cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F || cp == 0x3000)
		return ' ';
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63 || cp == 0xFF0D)
		return '-';
	if (cp == 0x2018 || cp == 0x2019 || cp == 0x2BC || cp == '`')
		return '\'';
	return alike_letter(lower(cp));
}

/* The next letter into out, at most four bytes; how many, 0: it is not seen. */
static size_t fold_next(struct reader *r, char *out)
{
	uint32_t cp, digit;
	size_t at = r->at, k = utf8_decode(r->s + at, r->n - at, &cp);

	r->at += k ? k : 1;
	if (!k) {
		*out = r->s[at];
		return 1;
	}
	digit = cp == '0' || cp == '3' ? alike_digit(r->s, r->n, at) : 0;
	cp = digit ? digit : folded(cp);
	return cp ? utf8_write(cp, out) : 0;
}

void collate_fold(const char *s, size_t n, struct buf *out)
{
	struct buf tmp = {0};
	struct reader r = reader(s, n, &tmp);
	char run[256];
	size_t used = 0;

	while (r.at < r.n) {
		if (used > sizeof(run) - 4) {
			buf_addn(out, run, used);
			used = 0;
		}
		used += fold_next(&r, run + used);
	}
	buf_addn(out, run, used);
	buf_free(&tmp);
}

bool collate_begins(const char *s, const char *with, bool whole)
{
	struct buf tmp_s = {0}, tmp_with = {0};
	struct reader rs = reader(s, strlen(s), &tmp_s), rw = reader(with, strlen(with), &tmp_with);
	char a[4], b[4];
	size_t na, nb;

	do {
		for (nb = 0; !nb && rw.at < rw.n;)
			nb = fold_next(&rw, b);
		for (na = 0; !na && (nb || whole) && rs.at < rs.n;)
			na = fold_next(&rs, a);
	} while (na == nb && na && !memcmp(a, b, na));
	buf_free(&tmp_s);
	buf_free(&tmp_with);
	return !na && !nb;
}

/* Letters, digits and the marks on them. */
static bool in_word(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	if (cp >= 0x400 && cp < 0x482)
		return true;
	return is_letter(cp) || is_mark(cp) ||
	       (category(cp) >= UTF8PROC_CATEGORY_ND && category(cp) <= UTF8PROC_CATEGORY_NO);
}

size_t collate_word(const char *folded, size_t n, size_t *at, size_t *start)
{
	uint32_t cp;
	size_t k;

	for (*start = *at; *at < n; *at += k) {
		k = utf8_decode(folded + *at, n - *at, &cp);
		if (k && in_word(cp))
			continue;
		if (*at > *start)
			break;
		k += !k;
		*start = *at + k;
	}
	return *at - *start;
}

static bool has_word(const char *text, size_t n, const char *prefix, size_t length)
{
	size_t at = 0, start, k;

	while ((k = collate_word(text, n, &at, &start)))
		if (k >= length && memcmp(text + start, prefix, length) == 0)
			return true;
	return false;
}

bool collate_matches(const char *text, const char *query)
{
	size_t n = strlen(text), query_n = strlen(query), at = 0, start, k;

	while ((k = collate_word(query, query_n, &at, &start)))
		if (!has_word(text, n, query + start, k))
			return false;
	return true;
}

/* A name as it is read for comparing: folded, and with blanks, line ends, underscores and hyphens alike, one for
 * several. */
struct name {
	struct reader r;
	char letter[4];
	size_t at, n; /* within the letter */
	bool begun;
};

/* 0 at the end. */
static char next_of_name(struct name *of)
{
	bool gap = false;

	for (;;) {
		if (of->at == of->n && of->r.at >= of->r.n)
			return 0;
		if (of->at == of->n) {
			of->n = fold_next(&of->r, of->letter);
			of->at = 0;
		} else if (strchr("_- \t\r\n", of->letter[of->at])) {
			gap = of->begun;
			of->at++;
		} else if (gap) {
			return ' ';
		} else {
			of->begun = true;
			return of->letter[of->at++];
		}
	}
}

bool name_same(const char *a, const char *b)
{
	struct buf tmp_a = {0}, tmp_b = {0};
	struct name na = {.r = reader(a, strlen(a), &tmp_a)}, nb = {.r = reader(b, strlen(b), &tmp_b)};
	char ca, cb;

	do { /* most names differ in their first letter: the rest is not folded then */
		ca = next_of_name(&na);
		cb = next_of_name(&nb);
	} while (ca == cb && ca);
	buf_free(&tmp_a);
	buf_free(&tmp_b);
	return ca == cb;
}
