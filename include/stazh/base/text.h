/* Growing strings, Russian plurals, padding by display width, wrapping. Text is UTF-8, NFC. */
#ifndef STAZH_BASE_TEXT_H
#define STAZH_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* {0} is a valid empty buffer; s is NULL or NUL-terminated, n excludes the NUL. */
struct buf {
	char *s;
	size_t n, cap;
};

void buf_add(struct buf *b, const char *s);
void buf_addn(struct buf *b, const void *s, size_t n);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *format, va_list ap);
void buf_fill(struct buf *b, char c, size_t n); /* n times c */
void buf_clear(struct buf *b);			/* empty, keeps the memory */
void buf_free(struct buf *b);			/* {0} again */
const char *buf_text(const struct buf *b);	/* never NULL */
char *buf_take(struct buf *b);			/* the string (never NULL), to be freed; b is {0} again */

/* n with the right form: text_plural(3, "день", "дня", "дней") is "дня". n may be negative. */
#define TEXT_QUOTED 160
/* What was typed, short enough for a sentence; returns out. */
const char *text_quoted(const char *text, char out[TEXT_QUOTED]);

const char *text_plural(long n, const char *one, const char *few, const char *many);

/* Adds «512 байт», «13 КиБ», «1,2 МиБ», «2,5 ГиБ». */
void text_add_size(struct buf *b, unsigned long long bytes);

/* Adds s cut to `width` cells («…» at the cut) and padded with blanks to exactly `width`. width >= 1.
 * Line breaks in s are shown as blanks. */
void text_fit(struct buf *b, const char *s, int width);
void text_fit_right(struct buf *b, const char *s, int width); /* the same, padded on the left */

/* Breaks s into lines of at most `width` cells at blanks (a longer word is broken, a cluster never), keeping its own
 * line breaks: «a\n» is «a» and an empty line, an empty s one empty line. Blanks at a break are left out.
 * Calls line() for each; stops when that returns false. */
void text_wrap(const char *s, int width, bool (*line)(const char *s, size_t n, void *arg), void *arg);

/* Adds s with its first letter made capital or small (but not that of an abbreviation). */
void text_add_cased(struct buf *out, const char *s, bool capital);

/* Trims white space on both ends: moves *s and returns the new length. */
size_t text_trim(const char **s, size_t n);

/* Splits s at `separator`, trimmed, in place; empty parts are skipped. Returns the number of parts (at most max). */
size_t text_split(char *s, char separator, char **parts, size_t max);

/* Edit distance of two short words (Damerau, in bytes of folded text); for «did you mean». */
int text_distance(const char *a, const char *b);

#endif
