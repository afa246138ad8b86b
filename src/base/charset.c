/* Texts of unknown encoding. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/charset.h"
#include "stazh/base/utf8.h"

/* ---- single bytes ---- */

static const struct table {
	const char *name;
	uint16_t upper[128];
} tables[] = {
	{"Windows-1251",
	 {
		 0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A,
		 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0xFFFD, 0x2122,
		 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6,
		 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456,
		 0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457, 0x0410,
		 0x0411, 0x0412, 0x0413, 0x0414, 0x0415, 0x0416, 0x0417, 0x0418, 0x0419, 0x041A, 0x041B, 0x041C, 0x041D,
		 0x041E, 0x041F, 0x0420, 0x0421, 0x0422, 0x0423, 0x0424, 0x0425, 0x0426, 0x0427, 0x0428, 0x0429, 0x042A,
		 0x042B, 0x042C, 0x042D, 0x042E, 0x042F, 0x0430, 0x0431, 0x0432, 0x0433, 0x0434, 0x0435, 0x0436, 0x0437,
		 0x0438, 0x0439, 0x043A, 0x043B, 0x043C, 0x043D, 0x043E, 0x043F, 0x0440, 0x0441, 0x0442, 0x0443, 0x0444,
		 0x0445, 0x0446, 0x0447, 0x0448, 0x0449, 0x044A, 0x044B, 0x044C, 0x044D, 0x044E, 0x044F,
	 }},
	{"CP866",
	 {
		 0x0410, 0x0411, 0x0412, 0x0413, 0x0414, 0x0415, 0x0416, 0x0417, 0x0418, 0x0419, 0x041A, 0x041B, 0x041C,
		 0x041D, 0x041E, 0x041F, 0x0420, 0x0421, 0x0422, 0x0423, 0x0424, 0x0425, 0x0426, 0x0427, 0x0428, 0x0429,
		 0x042A, 0x042B, 0x042C, 0x042D, 0x042E, 0x042F, 0x0430, 0x0431, 0x0432, 0x0433, 0x0434, 0x0435, 0x0436,
		 0x0437, 0x0438, 0x0439, 0x043A, 0x043B, 0x043C, 0x043D, 0x043E, 0x043F, 0x2591, 0x2592, 0x2593, 0x2502,
		 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514,
		 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
		 0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C,
		 0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x0440, 0x0441, 0x0442, 0x0443, 0x0444, 0x0445, 0x0446, 0x0447,
		 0x0448, 0x0449, 0x044A, 0x044B, 0x044C, 0x044D, 0x044E, 0x044F, 0x0401, 0x0451, 0x0404, 0x0454, 0x0407,
		 0x0457, 0x040E, 0x045E, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x2116, 0x00A4, 0x25A0, 0x00A0,
	 }},
	{"KOI8-R",
	 {
		 0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x251C, 0x2524, 0x252C, 0x2534, 0x253C, 0x2580, 0x2584,
		 0x2588, 0x258C, 0x2590, 0x2591, 0x2592, 0x2593, 0x2320, 0x25A0, 0x2219, 0x221A, 0x2248, 0x2264, 0x2265,
		 0x00A0, 0x2321, 0x00B0, 0x00B2, 0x00B7, 0x00F7, 0x2550, 0x2551, 0x2552, 0x0451, 0x2553, 0x2554, 0x2555,
		 0x2556, 0x2557, 0x2558, 0x2559, 0x255A, 0x255B, 0x255C, 0x255D, 0x255E, 0x255F, 0x2560, 0x2561, 0x0401,
		 0x2562, 0x2563, 0x2564, 0x2565, 0x2566, 0x2567, 0x2568, 0x2569, 0x256A, 0x256B, 0x256C, 0x00A9, 0x044E,
		 0x0430, 0x0431, 0x0446, 0x0434, 0x0435, 0x0444, 0x0433, 0x0445, 0x0438, 0x0439, 0x043A, 0x043B, 0x043C,
		 0x043D, 0x043E, 0x043F, 0x044F, 0x0440, 0x0441, 0x0442, 0x0443, 0x0436, 0x0432, 0x044C, 0x044B, 0x0437,
		 0x0448, 0x044D, 0x0449, 0x0447, 0x044A, 0x042E, 0x0410, 0x0411, 0x0426, 0x0414, 0x0415, 0x0424, 0x0413,
		 0x0425, 0x0418, 0x0419, 0x041A, 0x041B, 0x041C, 0x041D, 0x041E, 0x041F, 0x042F, 0x0420, 0x0421, 0x0422,
		 0x0423, 0x0416, 0x0412, 0x042C, 0x042B, 0x0417, 0x0428, 0x042D, 0x0429, 0x0427, 0x042A,
	 }},
	{"MacCyrillic",
	 {
		 0x0410, 0x0411, 0x0412, 0x0413, 0x0414, 0x0415, 0x0416, 0x0417, 0x0418, 0x0419, 0x041A, 0x041B, 0x041C,
		 0x041D, 0x041E, 0x041F, 0x0420, 0x0421, 0x0422, 0x0423, 0x0424, 0x0425, 0x0426, 0x0427, 0x0428, 0x0429,
		 0x042A, 0x042B, 0x042C, 0x042D, 0x042E, 0x042F, 0x2020, 0x00B0, 0x0490, 0x00A3, 0x00A7, 0x2022, 0x00B6,
		 0x0406, 0x00AE, 0x00A9, 0x2122, 0x0402, 0x0452, 0x2260, 0x0403, 0x0453, 0x221E, 0x00B1, 0x2264, 0x2265,
		 0x0456, 0x00B5, 0x0491, 0x0408, 0x0404, 0x0454, 0x0407, 0x0457, 0x0409, 0x0459, 0x040A, 0x045A, 0x0458,
		 0x0405, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB, 0x00BB, 0x2026, 0x00A0, 0x040B, 0x045B, 0x040C,
		 0x045C, 0x0455, 0x2013, 0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x201E, 0x040E, 0x045E, 0x040F,
		 0x045F, 0x2116, 0x0401, 0x0451, 0x044F, 0x0430, 0x0431, 0x0432, 0x0433, 0x0434, 0x0435, 0x0436, 0x0437,
		 0x0438, 0x0439, 0x043A, 0x043B, 0x043C, 0x043D, 0x043E, 0x043F, 0x0440, 0x0441, 0x0442, 0x0443, 0x0444,
		 0x0445, 0x0446, 0x0447, 0x0448, 0x0449, 0x044A, 0x044B, 0x044C, 0x044D, 0x044E, 0x20AC,
	 }},
};
#define TABLES (sizeof(tables) / sizeof(*tables))

static void decode(const char *s, size_t n, const struct table *t, struct buf *out)
{
	char utf8[4];

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		buf_addn(out, utf8, utf8_write(c < 0x80 ? c : t->upper[c - 0x80], utf8));
	}
}

/* How often the letters а–я stand in Russian texts, of a thousand. */
static const signed char often[32] = {80, 16, 45, 17, 30, 85, 9, 16, 74, 12, 35, 44, 32, 67, 110, 28,
				      47, 55, 63, 26, 3,  10, 5, 14, 7,	 4,  1,	 19, 17, 3,  6,	  20};

#define STRANGE	  (-50)	     /* no Russian word has it there */
#define LOOKED_AT (1u << 16) /* bytes above 0x7F that are weighed */

/* What a Russian text would say of the letter after another one: more is better. */
static long weigh(uint32_t before, uint32_t cp)
{
	bool capital = cp >= 0x410 && cp <= 0x42F, small = cp >= 0x430 && cp <= 0x44F;

	if (capital && before >= 0x430 && before <= 0x44F)
		return -60; /* «иВАНОВ» */
	if (small)
		return often[cp - 0x430] - 10;
	if (capital)
		return often[cp - 0x410] - 15;
	if (cp == 0x401 || cp == 0x451 || cp == 0x2116 || cp == 0xAB || cp == 0xBB || cp == 0xA0 ||
	    (cp >= 0x2013 && cp <= 0x201E) || cp == 0x2026)
		return 0;
	return -80;
}

static long weight(const char *s, size_t n, const struct table *t, size_t *weighed, bool *strange)
{
	uint32_t before = 0, cp;
	long sum = 0;

	*weighed = 0;
	*strange = false;
	for (size_t i = 0; i < n && *weighed < LOOKED_AT; i++) {
		unsigned char c = (unsigned char)s[i];

		cp = c < 0x80 ? c : t->upper[c - 0x80];
		if (c >= 0x80) {
			sum += weigh(before, cp);
			*strange |= weigh(before, cp) < STRANGE;
			++*weighed;
		}
		before = cp;
	}
	return sum;
}

#define ENOUGH 12 /* bytes for another encoding than the usual one to be believed */
#define DISTANCE                                                                                                       \
	15 /* of the weight of a byte between the best and the next; a third of it where only that is strange */

/* The encoding that the text is in; doubt: another one would do nearly as well. */
static const struct table *guess(const char *s, size_t n, bool *doubt)
{
	long sums[TABLES], ahead;
	bool strange[TABLES];
	size_t weighed, best = 0, next;

	for (size_t i = 0; i < TABLES; i++) {
		sums[i] = weight(s, n, &tables[i], &weighed, &strange[i]);
		if (sums[i] > sums[best])
			best = i;
	}
	next = best ? 0 : 1;
	for (size_t i = 0; i < TABLES; i++)
		if (i != best && sums[i] > sums[next])
			next = i;
	*doubt = false;
	ahead = (sums[best] - sums[next]) / (long)(weighed + !weighed);
	if (!best || (!strange[0] && (weighed < ENOUGH || (sums[best] - sums[0]) / (long)weighed < DISTANCE / 3)))
		return &tables[0];
	*doubt = weighed < ENOUGH || sums[best] < 0 ||
		 ahead < (strange[next] && !strange[best] ? DISTANCE / 3 : DISTANCE);
	return &tables[best];
}

/* ---- UTF-16 ---- */

static uint32_t unit(const char *s, bool big)
{
	const unsigned char *p = (const unsigned char *)s;

	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* Without a mark: nearly all units are of the scripts that a Russian table has. */
static bool is_utf16(const char *s, size_t n, bool big)
{
	size_t usual = 0, units = 0, low = 0;

	for (size_t i = 0; i + 1 < n && units < LOOKED_AT; i += 2, units++) {
		uint32_t cp = unit(s + i, big);

		low += cp == '\n' || cp == '\t' || cp == ';' || cp == ',';
		usual += (cp >= 0x20 && cp < 0x7F) || cp == '\r' || cp == '\n' || cp == '\t' ||
			 (cp >= 0x400 && cp < 0x460) || cp == 0xA0 || cp == 0xAB || cp == 0xBB || cp == 0x2116 ||
			 (cp >= 0x2010 && cp <= 0x2026);
	}
	return units && low && usual * 20 >= units * 19;
}

static enum err from_utf16(const char *s, size_t n, bool big, struct buf *out, struct error *e)
{
	uint32_t cp, second;
	char utf8[4];
	int line = 1;

	for (size_t i = 0; i < n; i += 2) {
		cp = i + 1 < n ? unit(s + i, big) : 0;
		if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < n) {
			second = unit(s + i + 2, big);
			cp = second >= 0xDC00 && second < 0xE000 ? 0x10000 + ((cp & 0x3FF) << 10) + (second & 0x3FF)
								 : 0;
			i += 2;
		}
		if (!cp || (cp >= 0xD800 && cp < 0xE000))
			return error_set(e, ERR_INPUT,
					 "строка %d: испорченный текст — файл в UTF-16, но с недопустимым знаком",
					 line);
		line += cp == '\n';
		buf_addn(out, utf8, utf8_write(cp, utf8));
	}
	return OK;
}

/* ---- UTF-8 ---- */

/* UTF-8 that was damaged, rather than single bytes: more of it is well-formed sequences than is not. */
static bool mostly_utf8(const char *s, size_t n, size_t *bad_at)
{
	size_t good = 0, bad = 0, k;
	uint32_t cp;

	for (size_t i = 0; i < n; i += k) {
		if ((unsigned char)s[i] < 0x80) {
			k = 1;
			continue;
		}
		k = utf8_decode(s + i, n - i, &cp);
		if (k) {
			good++;
		} else {
			if (!bad++)
				*bad_at = i;
			k = 1;
		}
	}
	return good > bad;
}

static int line_at(const char *s, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += s[i] == '\n';
	return line;
}

/* UTF-8 that was taken for CP1252 or CP1251 and encoded once more: the first bytes of Russian letters are «Ð», «Ñ» or
 * «Р», «С», and behind each stands a sign that no Russian word has there. */
static bool is_encoded_twice(const char *s, size_t n, size_t *at)
{
	size_t pairs = 0, all = 0, k, shown = 0;
	uint32_t cp, first = 0;

	for (size_t i = 0; i < n && all < LOOKED_AT; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		if (cp < 0x80) {
			first = 0;
			continue;
		}
		all++;
		if (first && (cp == 0x451 || cp == 0x401 || cp < 0x410 || cp > 0x44F)) {
			shown = pairs++ ? shown : i - utf8_prev(s, n, i);
			first = 0;
		} else {
			first = cp == 0xD0 || cp == 0xD1 || cp == 0x420 || cp == 0x421 ? cp : 0;
		}
	}
	*at = shown;
	return pairs >= 3 && pairs * 10 >= all * 4;
}

static enum err from_utf8(const char *s, size_t n, struct buf *out, struct error *e)
{
	size_t at = 0;

	if (is_encoded_twice(s, n, &at))
		return error_set(
			e, ERR_INPUT,
			"строка %d: текст перекодирован дважды — «%.*s»; это UTF-8, открытый не в той кодировке и "
			"сохранённый снова. Возьмите исходный файл или откройте его как UTF-8",
			line_at(s, at), (int)utf8_prefix(s + at, n - at, 8), s + at);
	buf_addn(out, s, n);
	return OK;
}

/* ---- the whole ---- */

static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE",	"Windows-1251",
				    "CP866", "KOI8-R",	 "MacCyrillic", NULL};

const char *const *charset_names(void)
{
	return names;
}

static bool same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == '-' || *a == '_' || *a == ' ')
			a++;
		while (*b == '-' || *b == '_' || *b == ' ')
			b++;
		if ((*a | 0x20) != (*b | 0x20))
			return false;
		if (!*a)
			return true;
	}
}

const char *charset_find(const char *name)
{
	static const char *const other[][2] = {{"CP1251", "Windows-1251"},
					       {"1251", "Windows-1251"},
					       {"ANSI", "Windows-1251"},
					       {"DOS", "CP866"},
					       {"IBM866", "CP866"},
					       {"866", "CP866"},
					       {"KOI8", "KOI8-R"},
					       {"UTF-16", "UTF-16LE"},
					       {"Unicode", "UTF-16LE"},
					       {"Mac", "MacCyrillic"},
					       {"x-mac-cyrillic", "MacCyrillic"}};

	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		if (same_name(other[i][0], name))
			return other[i][1];
	for (size_t i = 0; names[i]; i++)
		if (same_name(names[i], name))
			return names[i];
	return NULL;
}

static const struct table *table_named(const char *name)
{
	for (size_t i = 0; name && i < TABLES; i++)
		if (!strcmp(tables[i].name, name))
			return &tables[i];
	return NULL;
}

static enum err from_bytes(const char *s, size_t n, const struct table *t, const char **used, struct buf *out,
			   struct error *e)
{
	bool doubt = false;

	if (!t)
		t = guess(s, n, &doubt);
	*used = t->name;
	if (doubt)
		return error_set(
			e, ERR_INPUT,
			"кодировка не та: не UTF-8 и на Windows-1251 не похоже, похоже на %s; сохраните файл как "
			"«CSV UTF-8» или укажите кодировку",
			t->name);
	decode(s, n, t, out);
	return OK;
}

enum err charset_decode(const char *s, size_t n, const char *encoding, struct buf *out, const char **used,
			struct error *e)
{
	bool bom = n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3), little = n >= 2 && !memcmp(s, "\xFF\xFE", 2),
	     big = n >= 2 && !memcmp(s, "\xFE\xFF", 2);
	const char *nul = memchr(s, 0, n);
	size_t bad_at = 0;

	buf_clear(out);
	if (encoding ? !strncmp(encoding, "UTF-16", 6) : little || big) {
		*used = encoding && !little && !big ? encoding : big ? "UTF-16BE" : "UTF-16LE";
		return from_utf16(little || big ? s + 2 : s, little || big ? n - 2 : n, (*used)[6] == 'B', out, e);
	}
	if (nul && !encoding && (is_utf16(s, n, false) || is_utf16(s, n, true))) {
		big = is_utf16(s, n, true);
		*used = big ? "UTF-16BE" : "UTF-16LE";
		return from_utf16(s, n, big, out, e);
	}
	if (nul)
		return error_set(e, ERR_INPUT, "строка %d: нулевой байт; это не текст — сохраните файл как «CSV UTF-8»",
				 line_at(s, (size_t)(nul - s)));
	if (bom)
		s += 3, n -= 3;
	*used = "UTF-8";
	if (!table_named(encoding) && utf8_valid(s, n))
		return from_utf8(s, n, out, e);
	if (encoding ? !table_named(encoding) : mostly_utf8(s, n, &bad_at) || bom) {
		mostly_utf8(s, n, &bad_at);
		return error_set(e, ERR_INPUT, "строка %d: испорченный текст — файл в UTF-8, но с недопустимым байтом",
				 line_at(s, bad_at));
	}
	return from_bytes(s, n, table_named(encoding), used, out, e);
}
