#include <string.h>

#include "stazh/base/alike.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

static bool is_cyrillic(uint32_t cp)
{
	return cp >= 0x400 && cp < 0x530;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Which small Cyrillic letter it is, and whether the small and the capital one look so: «H» does, «h» does not. */
static const struct alike {
	uint32_t small, capital, cyrillic;
	bool small_looks, capital_looks;
	const char *of; /* «буква «C» латинская» */
} alikes[] = {
	{'a', 'A', 0x430, true, true, "латинская"},	{'b', 'B', 0x432, false, true, "латинская"},
	{'c', 'C', 0x441, true, true, "латинская"},	{'e', 'E', 0x435, true, true, "латинская"},
	{'h', 'H', 0x43D, false, true, "латинская"},	{'k', 'K', 0x43A, true, true, "латинская"},
	{'m', 'M', 0x43C, true, true, "латинская"},	{'o', 'O', 0x43E, true, true, "латинская"},
	{'p', 'P', 0x440, true, true, "латинская"},	{'t', 'T', 0x442, true, true, "латинская"},
	{'x', 'X', 0x445, true, true, "латинская"},	{'y', 'Y', 0x443, true, true, "латинская"},
	{0xEB, 0xCB, 0x435, true, true, "латинская"}, /* ë */
	{0x3B1, 0x391, 0x430, true, true, "греческая"}, {0x3B2, 0x392, 0x432, true, true, "греческая"},
	{0x3B5, 0x395, 0x435, true, true, "греческая"}, {0x3B7, 0x397, 0x43D, false, true, "греческая"},
	{0x3BA, 0x39A, 0x43A, true, true, "греческая"}, {0x3BC, 0x39C, 0x43C, false, true, "греческая"},
	{0x3BF, 0x39F, 0x43E, true, true, "греческая"}, {0x3C0, 0x3A0, 0x43F, true, true, "греческая"},
	{0x3C1, 0x3A1, 0x440, true, true, "греческая"}, {0x3C4, 0x3A4, 0x442, true, true, "греческая"},
	{0x3C5, 0x3A5, 0x443, true, true, "греческая"}, {0x3C6, 0x3A6, 0x444, true, true, "греческая"},
	{0x3C7, 0x3A7, 0x445, true, true, "греческая"},
};

#define ROWS (sizeof(alikes) / sizeof(*alikes))

uint32_t alike_letter(uint32_t cp)
{
	static const uint16_t latin[26] = {
		['a' - 'a'] = 0x430, ['b' - 'a'] = 0x432, ['c' - 'a'] = 0x441, ['e' - 'a'] = 0x435,
		['h' - 'a'] = 0x43D, ['k' - 'a'] = 0x43A, ['m' - 'a'] = 0x43C, ['o' - 'a'] = 0x43E,
		['p' - 'a'] = 0x440, ['t' - 'a'] = 0x442, ['x' - 'a'] = 0x445, ['y' - 'a'] = 0x443,
	};

	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z' && latin[cp - 'a'] ? latin[cp - 'a'] : cp;
	if (cp != 0xEB && (cp < 0x3B1 || cp > 0x3C7))
		return cp;
	for (size_t i = 0; i < ROWS; i++)
		if (alikes[i].small == cp)
			return alikes[i].cyrillic;
	return cp;
}

static const struct alike *find(uint32_t cp)
{
	if (cp < 'A' || (cp > 'z' && cp < 0xCB) || (cp > 0xEB && cp < 0x391) || cp > 0x3C7)
		return NULL;
	for (size_t i = 0; i < ROWS; i++)
		if ((alikes[i].small_looks && alikes[i].small == cp) ||
		    (alikes[i].capital_looks && alikes[i].capital == cp))
			return &alikes[i];
	return NULL;
}

/* Does a Cyrillic letter, or one that looks so, begin at s + at? Its length, or 0. */
static size_t letter_at(const char *s, size_t n, size_t at)
{
	uint32_t cp;
	size_t k = at < n ? utf8_decode(s + at, n - at, &cp) : 0;

	return k && (is_cyrillic(cp) || find(cp)) ? k : 0;
}

/* The same of the one that ends there. */
static size_t letter_before(const char *s, size_t at)
{
	size_t k = 1;

	while (k < 4 && k < at && (s[at - k] & 0xC0) == 0x80)
		k++;
	return at >= k && letter_at(s, at, at - k) == k ? k : 0;
}

uint32_t alike_digit(const char *s, size_t n, size_t at)
{
	size_t next, before;

	if ((s[at] != '0' && s[at] != '3') || (at && is_digit(s[at - 1])) || (at + 1 < n && is_digit(s[at + 1])))
		return 0;
	next = letter_at(s, n, at + 1);
	before = letter_before(s, at);
	if (!(next && letter_at(s, n, at + 1 + next)) && !(before && letter_before(s, at - before)))
		return 0;
	return s[at] == '0' ? 0x43E : 0x437;
}

static void tell_word(const char *s, size_t n, bool digits, struct buf *out)
{
	struct buf told = {0};
	bool cyrillic = false;
	uint32_t cp;

	for (size_t at = 0, k; at < n; at += k) {
		const struct alike *a = NULL;

		k = utf8_decode(s + at, n - at, &cp);
		if (!k)
			break;
		if (is_cyrillic(cp))
			cyrillic = true;
		else if ((a = find(cp)))
			buf_addf(&told, "%sбуква «%.*s» %s", told.n ? ", " : "", (int)k, s + at, a->of);
		else if (digits && alike_digit(s, n, at))
			buf_addf(&told, "%sцифра «%c» вместо буквы «%s»", told.n ? ", " : "", s[at],
				 s[at] == '0' ? "О" : "З");
		else if (cp >= 0x80 || (cp | 32) >= 'a') { /* quite another letter: the word is meant so */
			told.n = 0;
			break;
		}
	}
	if (cyrillic && told.n)
		buf_addf(out, "%sв слове «%.*s» %s", out->n ? "; " : "", (int)n, s, told.s);
	buf_free(&told);
}

void alike_tell(const char *s, bool digits, struct buf *out)
{
	size_t n = strlen(s), at = 0, start, len;

	while ((len = collate_word(s, n, &at, &start)))
		tell_word(s + start, len, digits, out);
}
