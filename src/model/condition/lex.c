/* Words, signs and quotes of a condition. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

#define SHOWN 40 /* cells of the place at fault */

enum err cond_wrong(struct cond_reader *r, const char *place, size_t n, const char *format, ...)
{
	size_t shown = utf8_prefix(place, n, SHOWN);
	struct buf b = {0};
	va_list ap;

	buf_addf(&b, "%s, знак %zu", r->what, utf8_letters(r->text, (size_t)(place - r->text)) + 1);
	if (n)
		buf_addf(&b, " («%.*s%s»)", (int)shown, place, shown < n ? "…" : "");
	buf_add(&b, ": ");
	va_start(ap, format);
	buf_vaddf(&b, format, ap);
	va_end(ap);
	if (r->joined)
		buf_add(&b, ". Если это часть значения, возьмите всё значение в кавычки");
	error_set(r->e, ERR_USAGE, "%s", buf_text(&b));
	buf_free(&b);
	return ERR_USAGE;
}

static size_t blank_at(const char *s)
{
	return strchr(" \t\n", *s) && *s ? 1 : !strncmp(s, "\u00a0", 2) ? 2 : 0;
}

void cond_blanks(struct cond_reader *r)
{
	for (size_t n; (n = blank_at(r->s));)
		r->s += n;
}

size_t cond_word_at(const char *s, enum cond_word w)
{
	static const char *const words[][2] = {
		[COND_WORD_AND] = {"и", "and"},		[COND_WORD_OR] = {"или", "or"},
		[COND_WORD_NOT] = {"не", "not"},	[COND_WORD_EMPTY] = {"пусто", "empty"},
		[COND_WORD_COUNT] = {"число", "count"}, [COND_WORD_YEAR] = {"год", "year"},
		[COND_WORD_SUM] = {"сумма", "sum"},	[COND_WORD_MEAN] = {"среднее", "mean"},
		[COND_WORD_SHARE] = {"доля", "share"},	[COND_WORD_BY] = {"по", "by"},
	};
	size_t n = 0;
	char *word;
	bool is;

	while (s[n] && !blank_at(s + n) && !strchr("()=!<>~,;\"", s[n]))
		n++;
	word = mem_strndup(s, n);
	is = n && (name_same(word, words[w][0]) || name_same(word, words[w][1]));
	free(word);
	return is ? n : 0;
}

size_t cond_op_at(const char *s, enum cond_op *op, bool *negated)
{
	static const struct {
		const char *sign;
		enum cond_op op;
		bool negated;
	} signs[] = {{"!=", COND_EQUAL, true},	     {"<>", COND_EQUAL, true},	    {"<=", COND_LESS_EQUAL, false},
		     {">=", COND_MORE_EQUAL, false}, {"≤", COND_LESS_EQUAL, false}, {"≥", COND_MORE_EQUAL, false},
		     {"≠", COND_EQUAL, true},	     {"==", COND_EQUAL, false},	    {"=", COND_EQUAL, false},
		     {"<", COND_LESS, false},	     {">", COND_MORE, false},	    {"~", COND_HAS, false}};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (!strncmp(s, signs[i].sign, strlen(signs[i].sign))) {
			*op = signs[i].op;
			*negated = signs[i].negated;
			return strlen(signs[i].sign);
		}
	return 0;
}

size_t cond_quoted_at(const char *s)
{
	if (*s != '"')
		return 0;
	for (size_t n = 1; s[n]; n++)
		if (s[n] == '"' && s[++n] != '"')
			return n;
	return 0;
}

char *cond_unquoted(const char *s, size_t n)
{
	struct buf b = {0};

	n = text_trim(&s, n);
	if (n < 2 || cond_quoted_at(s) != n)
		return mem_strndup(s, n);
	for (size_t i = 1; i < n - 1; i++) {
		buf_addc(&b, s[i]);
		i += s[i] == '"';
	}
	return buf_take(&b);
}

/* A word of the language at s, or something that parts values. */
static bool is_taken(const char *s, bool begins, bool name)
{
	enum cond_op op;
	bool negated;

	if (blank_at(s) && *s != ' ')
		return true;
	if ((unsigned char)*s < ' ' || strchr("\";,()*!#", *s) || (name && *s == '.') ||
	    !strncmp(s, "…", strlen("…")) || cond_op_at(s, &op, &negated))
		return true;
	for (int w = COND_WORD_AND; begins && w <= COND_WORD_SHARE; w++)
		if (cond_word_at(s, (enum cond_word)w))
			return true;
	return false;
}

void condition_add_quoted(const char *text, bool name, struct buf *out)
{
	size_t n = strlen(text);
	bool plain = n && *text != ' ' && text[n - 1] != ' ';

	for (size_t i = 0; plain && i < n; i++)
		plain = !is_taken(text + i, !i || text[i - 1] == ' ', name);
	if (plain) {
		buf_add(out, text);
		return;
	}
	buf_addc(out, '"');
	for (const char *s = text; *s; s++)
		buf_addf(out, "%.*s", *s == '"' ? 2 : 1, *s == '"' ? "\"\"" : s);
	buf_addc(out, '"');
}
