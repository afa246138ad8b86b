/* A person's names, phones and addresses in texts that others wrote: whether they stand there, and taking them out. */
#include <stdlib.h>
#include <string.h>

#include "anonymise.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

#define ERASED "[стёрто]"

void sought_add(struct words *w, char *word, size_t least)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->w[i], word))
			*word = 0;
	if (strlen(word) < least || !*word) {
		free(word);
		return;
	}
	w->w = mem_grow(w->w, w->n, &w->cap, sizeof(*w->w));
	w->w[w->n++] = word;
}

static void words_release(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->w[i]);
	free(w->w);
	*w = (struct words){0};
}

void sought_release(struct sought *of)
{
	words_release(&of->surnames);
	words_release(&of->names);
	words_release(&of->patronymics);
	words_release(&of->exact);
}

/* ---- where the name stands ---- */

char *sought_fold(const char *name)
{
	struct buf b = {0};

	collate_fold(name, strlen(name), &b);
	return buf_take(&b);
}

/* Of a folded name, «ёлкин» of «ёлкина»: what its cases have in common; their endings are at most three letters more.
 */
static size_t stem_length(const char *name)
{
	size_t n = strlen(name);

	return utf8_width(name, n) > 4 ? n - utf8_prev(name, n, n) : n;
}

/* «ивановны», which is no case of «иванов», nor «ильича» of «ильин». */
static bool is_patronymic(const char *word, size_t n)
{
	static const char *const ends[] = {"ич",  "ича", "ичу", "ичем", "ичом", "иче", "вна",
					   "вны", "вне", "вну", "чна",	"чны",	"чне", "чну"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (n > strlen(ends[i]) && !memcmp(word + n - strlen(ends[i]), ends[i], strlen(ends[i])))
			return true;
	return false;
}

static bool is_case_of(const struct words *names, const char *word, size_t n)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->w[i];
		size_t stem = stem_length(name);

		if (n >= stem && !memcmp(word, name, stem) && utf8_width(word + stem, n - stem) <= 3 &&
		    (!is_patronymic(word, n) || is_patronymic(name, strlen(name))))
			return true;
	}
	return false;
}

static bool has_exact(const struct sought *of, const char *text, size_t n)
{
	for (size_t i = 0; i < of->exact.n; i++)
		if (memmem(text, n, of->exact.w[i], strlen(of->exact.w[i])))
			return true;
	return false;
}

bool sought_has_name(const struct sought *of, const char *text, size_t n)
{
	size_t at = 0, start, len;
	struct buf folded = {0};
	bool found = false;

	collate_fold(text, n, &folded);
	while (!found && (len = collate_word(buf_text(&folded), folded.n, &at, &start)))
		found = is_case_of(&of->surnames, folded.s + start, len);
	buf_free(&folded);
	return found;
}

bool sought_is_in(const struct sought *of, const char *text, size_t n)
{
	return sought_has_name(of, text, n) || has_exact(of, text, n);
}

/* ---- taking it out of a text ---- */

enum part_of_name { OTHER, SURNAME, GIVEN, PATRONYMIC, INITIAL };

struct token {
	size_t at, end;
	enum part_of_name part;
};

/* Only what begins with a capital is a name: there are people called Мороз. */
static enum part_of_name part_of(const struct sought *of, const char *s, size_t n, bool dot)
{
	struct buf folded = {0};
	enum part_of_name part = OTHER;
	size_t first = utf8_next(s, n, 0);

	collate_fold(s, n, &folded);
	if (!folded.n || !memcmp(folded.s, s, first < folded.n ? first : folded.n))
		part = OTHER;
	else if (first == n && dot)
		part = INITIAL;
	else if (is_case_of(&of->surnames, folded.s, folded.n))
		part = SURNAME;
	else if (is_case_of(&of->names, folded.s, folded.n))
		part = GIVEN;
	else if (is_case_of(&of->patronymics, folded.s, folded.n))
		part = PATRONYMIC;
	buf_free(&folded);
	return part;
}

static bool is_letter(const char *s, size_t n)
{
	struct buf folded = {0};
	size_t at = 0, start;
	bool letter;

	collate_fold(s, n, &folded);
	letter = collate_word(buf_text(&folded), folded.n, &at, &start) > 0;
	buf_free(&folded);
	return letter;
}

static struct token *tokens_of(const struct sought *of, const char *s, size_t n, size_t *count)
{
	struct token *t = NULL;
	size_t cap = 0, at = 0;

	*count = 0;
	while (at < n) {
		size_t end = at;

		while (end < n && is_letter(s + end, utf8_next(s, n, end)))
			end += utf8_next(s, n, end);
		if (end == at) {
			at += utf8_next(s, n, at);
			continue;
		}
		t = mem_grow(t, *count, &cap, sizeof(*t));
		t[(*count)++] = (struct token){at, end, part_of(of, s + at, end - at, end < n && s[end] == '.')};
		at = end;
	}
	return t;
}

/* Between the parts of one name stand blanks and points. */
static bool follows(const char *s, const struct token *a, const struct token *b)
{
	return a->end + strspn(s + a->end, " .\t\n") == b->at;
}

/* Adds the text without the name; true: it was there. */
static bool take_names(const struct sought *of, const char *s, size_t n, struct buf *out)
{
	size_t count, done = 0;
	struct token *t = tokens_of(of, s, n, &count);
	bool any = false;

	for (size_t i = 0; i < count;) {
		size_t end = i;
		bool named = false;

		for (; end < count && t[end].part != OTHER && (end == i || follows(s, &t[end - 1], &t[end])); end++)
			named |= (t[end].part == SURNAME && !of->shared) ||
				 (end > i && t[end].part == PATRONYMIC && t[end - 1].part == GIVEN);
		if (named) {
			buf_addn(out, s + done, t[i].at - done);
			buf_add(out, ERASED);
			done = t[end - 1].end;
			done += t[end - 1].part == INITIAL;
			any = true;
		}
		i = end > i ? end : i + 1;
	}
	buf_addn(out, s + done, n - done);
	free(t);
	return any;
}

static bool take_exact(const struct sought *of, struct buf *text)
{
	bool any = false;

	for (size_t i = 0; i < of->exact.n; i++) {
		size_t len = strlen(of->exact.w[i]);
		struct buf out = {0};
		const char *from = buf_text(text), *at;

		while ((at = strstr(from, of->exact.w[i]))) {
			buf_addn(&out, from, (size_t)(at - from));
			buf_add(&out, ERASED);
			from = at + len;
			any = true;
		}
		buf_add(&out, from);
		buf_free(text);
		*text = out;
	}
	return any;
}

bool sought_take_out(const struct sought *of, const char *s, struct buf *out)
{
	struct buf text = {0};
	bool any;

	buf_add(&text, s);
	any = take_exact(of, &text);
	any |= take_names(of, buf_text(&text), text.n, out);
	buf_free(&text);
	return any;
}
