/* Words that people do not read: what a screen says is looked through for them. */
#ifndef TESTS_WORDS_H
#define TESTS_WORDS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What may stand in Latin letters among Russian words: keys, formats, programs whose files these are. */
static const char *const words_allowed[] = {
	"Alt",	"Backspace", "Ctrl", "Del",  "Down",	"End", "Enter",	      "Esc",	     "Home",
	"Ins",	"Insert",    "PgDn", "PgUp", "Shift",	"Tab", "Excel",	      "LibreOffice", "OpenDocument",
	"Word", "CSV",	     "JSON", "UTF",  "Windows", "KOI", "MacCyrillic", "DOS",	     "Mac",
};

static inline bool words_is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool words_has(const char *const *list, size_t n, const char *s, size_t length)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == length && !strncmp(s, list[i], length))
			return true;
	return false;
}

/* A window stands over the rest of it, or its cell is too narrow: its whole stands elsewhere. */
static inline bool words_is_cut(const char *s, size_t at, size_t n)
{
	static const char *const edges[] = {"│", "┌", "└", "┐", "┘", "├", "…"};

	for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++) {
		size_t edge = strlen(edges[i]);

		if (!strncmp(s + at + n, edges[i], edge) || (at >= edge && !strncmp(s + at - edge, edges[i], edge)))
			return true;
	}
	return false;
}

/* The first word of the text that is none for people, three Latin letters or more, its length in *length; NULL: there
 * is none. login: whose name may stand there. Names of files («свод.xlsx», «/dev/shm»), addresses and the lines of a
 * picture that tell attributes do not count. */
static inline const char *words_wrong(const char *text, const char *login, size_t *length)
{
	const char *more[] = {login};

	for (const char *s = text; *s;) {
		bool start = s == text || s[-1] == '\n';
		size_t token = strcspn(s, " \n"), n = 0;
		bool path;

		if (start && (!strncmp(s, "-- ", 3) || !strncmp(s, "== ", 3))) {
			s += strcspn(s, "\n");
			s += *s == '\n';
			continue;
		}
		path = memchr(s, '/', token) || memchr(s, '@', token) ||
		       strspn(s, "0123456789abcdef") >= 30; /* a checksum, the paper's own */
		while (!path && n < token) {
			size_t k = 0;

			while (n + k < token && words_is_latin(s[n + k]))
				k++;
			if (k >= 3 && !(n && s[n - 1] == '.') && !words_is_cut(s, n, k) &&
			    strncmp(s + n + k, ".csv", 4) &&
			    !words_has(words_allowed, sizeof(words_allowed) / sizeof(*words_allowed), s + n, k) &&
			    !words_has(more, 1, s + n, k)) {
				*length = k;
				return s + n;
			}
			n += k ? k : 1;
		}
		s += token;
		s += *s != 0;
	}
	return NULL;
}

#endif
