#include <stdint.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/typeset.h"
#include "stazh/base/utf8.h"

struct word {
	const char *s;
	size_t n;
};

static bool is(struct word w, const char *text)
{
	return w.n == strlen(text) && !memcmp(w.s, text, w.n);
}

static bool starts(struct word w, const char *text)
{
	return w.n >= strlen(text) && !memcmp(w.s, text, strlen(text));
}

/* What stands before it of brackets and quotation marks is no part of the word. */
static struct word bare(struct word w)
{
	static const char *const marks[] = {"(", "«", "„", "\"", "["};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (starts(w, marks[i]) && w.n > strlen(marks[i])) {
			w.s += strlen(marks[i]);
			w.n -= strlen(marks[i]);
			i = (size_t)-1;
		}
	return w;
}

static struct word before(const char *s, size_t at)
{
	size_t from = at;

	while (from && s[from - 1] != ' ' && s[from - 1] != '\n')
		from--;
	return bare((struct word){s + from, at - from});
}

static struct word after(const char *s, size_t n, size_t at)
{
	size_t to = ++at;

	while (to < n && s[to] != ' ' && s[to] != '\n')
		to++;
	return (struct word){s + at, to - at};
}

static size_t digits(struct word w)
{
	size_t n = 0;

	while (n < w.n && w.s[n] >= '0' && w.s[n] <= '9')
		n++;
	return n;
}

static bool ends_with_digit(struct word w)
{
	return w.n && w.s[w.n - 1] >= '0' && w.s[w.n - 1] <= '9';
}

static bool is_capital(uint32_t cp)
{
	return (cp >= 0x410 && cp <= 0x42f) || cp == 0x401 || (cp >= 'A' && cp <= 'Z');
}

static bool is_name(struct word w)
{
	uint32_t cp = 0;

	return utf8_decode(w.s, w.n, &cp) && is_capital(cp);
}

/* «И.», «И.А.», with what may follow a name. */
static bool is_initials(struct word w)
{
	size_t at = 0, count = 0, k;
	uint32_t cp;

	while (at < w.n && (k = utf8_decode(w.s + at, w.n - at, &cp)) && is_capital(cp) && at + k < w.n &&
	       w.s[at + k] == '.') {
		at += k + 1;
		count++;
	}
	return count && count < 4 &&
	       (at == w.n || strchr(",;:)", w.s[at]) || !strncmp(w.s + at, "»", w.n - at < 2 ? w.n - at : 2));
}

/* A surname, before initials: a capital and a letter at the end. */
static bool is_surname(struct word w)
{
	return is_name(w) && !is_initials(w) && w.n > 4 && (unsigned char)w.s[w.n - 1] >= 0x80;
}

static bool is_month(struct word w)
{
	for (int m = 1; m <= 12; m++)
		if (starts(w, date_month_name(m, true)))
			return true;
	return false;
}

static bool among(struct word w, const char *const *list)
{
	while (*list && !is(w, *list))
		list++;
	return *list;
}

bool typeset_binds(const char *s, size_t n, size_t at)
{
	static const char *const of_numbers[] = {"№",	"§",	"п.", "пп.",  "пункт", "пункты",
						 "ст.", "стр.", "ч.", "каб.", "гл.",   NULL};
	static const char *const of_names[] = {"г.",   "пгт.", "пгт",  "пос.", "с.",   "п.",  "д.",
					       "дер.", "ул.",  "пер.", "пр.",  "р.п.", "им.", NULL};
	static const char *const of_years[] = {"г.", "гг.", "г", "в.", "п.", "%", NULL};
	struct word left = before(s, at), right = after(s, n, at), end = right;

	if (!left.n || !right.n)
		return false;
	while (end.n && strchr(",;:)", end.s[end.n - 1]))
		end.n--;
	if (is(right, "—") || is(right, "–") || is(left, "«") || starts(right, "»"))
		return true;
	if (among(left, of_numbers) && digits(bare(right)))
		return true;
	if (ends_with_digit(left) && among(end, of_years))
		return true;
	if (is(left, "п.") && is(end, "п."))
		return true;
	if (among(left, of_names) && is_name(bare(right)))
		return left.s == s || left.s - s < 2 || !ends_with_digit(before(s, (size_t)(left.s - s) - 1)) ||
		       !is(left, "г.");
	if (left.s[left.n - 1] == '.' && is_initials(left) && is_name(right))
		return true;
	if (is_surname(left) && is_initials(right))
		return true;
	return is_month(right) && ((digits(left) == left.n && left.n <= 2) ||
				   starts((struct word){left.s + left.n - (left.n < 2 ? left.n : 2), 2}, "»"));
}
