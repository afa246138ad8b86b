/* The words of headings as they are compared, and numbers of records. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

uint32_t import_parse_id(const char *s)
{
	char *end;
	unsigned long long n = strtoull(s, &end, 10);

	return *s >= '0' && *s <= '9' && !end[strspn(end, " ")] && n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* ---- the words of a heading ---- */

/* Has no width, and parts no words. */
static bool is_invisible(uint32_t cp)
{
	return cp == 0xAD || cp == 0xFEFF || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2060 && cp <= 0x2064);
}

void heading_add(const char *s, bool joined, struct buf *out)
{
	size_t n = strlen(s), k;
	bool blank = false, broken = false;
	uint32_t cp;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		if (!k)
			k = 1, cp = (unsigned char)s[i];
		if (is_invisible(cp))
			continue;
		if (import_blank_sign(cp)) {
			blank = true;
			broken |= cp == '\n' || cp == '\r';
			continue;
		}
		if (joined && broken && out->n && out->s[out->n - 1] == '-')
			out->n--;
		else if (blank && out->n)
			buf_addc(out, ' ');
		blank = broken = false;
		buf_addn(out, s + i, k);
	}
	buf_addc(out, 0);
	out->n--;
}

/* Is it said of how to fill the column in, not of what is in it? */
static bool is_hint(const char *s, size_t n)
{
	static const char *const known[] = {
		"дд.мм.гггг",	"дд.мм.гг",    "полностью",	    "при наличии",   "если есть",
		"если имеется", "обязательно", "обязательное поле", "необязательно", "в именительном падеже",
		"чч:мм",	"да/нет",      "да, нет",	    "полное",	     "дата"};
	char *hint = mem_strndup(s, n);
	bool found = false;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known) && !found; i++)
		found = name_same(known[i], hint);
	free(hint);
	return found;
}

void heading_strip(struct buf *b)
{
	char *s = b->s, *open;
	size_t from = 0, before;

	do {
		before = b->n - from;
		while (b->n > from && strchr(" *:;.,!?", s[b->n - 1]))
			b->n--;
		while (b->n > from && strchr(" *", s[from]))
			from++;
		s[b->n] = 0;
		open = strrchr(s + from, '(');
		if (open && open > s + from && s[b->n - 1] == ')' &&
		    is_hint(open + 1, (size_t)(s + b->n - 1 - open - 1)))
			b->n = (size_t)(open - s);
	} while (b->n - from != before);
	memmove(s, s + from, b->n - from);
	b->n -= from;
	s[b->n] = 0;
}

bool heading_same(const char *a, const char *b)
{
	struct buf fa = {0}, fb = {0};
	bool same;

	heading_add(a, false, &fa);
	heading_add(b, false, &fb);
	same = name_same(fa.s, fb.s);
	heading_strip(&fa);
	heading_strip(&fb);
	same |= fa.n && name_same(fa.s, fb.s);
	buf_free(&fa);
	buf_free(&fb);
	return same;
}
