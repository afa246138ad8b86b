/* UTF-8 (RFC 3629), Unicode normalisation and width (utf8proc). ASCII and Cyrillic take a fast path.
 * Where text is walked (clusters, widths), a byte that is no valid UTF-8 counts as a cluster of its own, one cell wide.
 */
#ifndef STAZH_BASE_UTF8_H
#define STAZH_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* Decodes one code point at s (n > 0 bytes left). Returns its length in bytes, or 0 when the bytes are not valid
 * UTF-8 (overlong, surrogate, > U+10FFFF, truncated). */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);
/* Returns the length in bytes, 0 for a surrogate or > U+10FFFF. */
size_t utf8_write(uint32_t cp, char out[4]);
bool utf8_valid(const char *s, size_t n);

/* Bytes to the end of the grapheme cluster (UAX #29, extended) that starts at s + at; 0 at the end. */
size_t utf8_next(const char *s, size_t n, size_t at);
/* Bytes back to the start of the grapheme cluster before s + at; 0 at the beginning. */
size_t utf8_prev(const char *s, size_t n, size_t at);

/* Letters, signs and blanks, as people count them: code points. */
size_t utf8_letters(const char *s, size_t n);

/* Display cells: of one code point (0, 1 or 2; controls 0), of a whole string. */
int utf8_cp_width(uint32_t cp);
int utf8_width(const char *s, size_t n);
/* Bytes of the longest prefix of whole clusters not wider than `width` cells. */
size_t utf8_prefix(const char *s, size_t n, int width);
/* The same, with the prefix's width in *cells. */
size_t utf8_fit(const char *s, size_t n, int width, int *cells);

/* Adds s (valid UTF-8) to out in NFC. */
void utf8_add_nfc(struct buf *out, const char *s, size_t n);

/* Is it without a shape of its own, so that it comes along unseen from Word, the web or a PDF: zero-width blanks and
 * joiners, soft hyphens, U+FEFF, marks of direction, control characters? */
bool utf8_unseen(uint32_t cp);
/* Is it a line break of other programs: VT (Word, within a cell), FF, NEL, U+2028, U+2029? */
bool utf8_breaks(uint32_t cp);

/* What may be stored: adds s to out in NFC, line ends as \n, trailing blanks of the whole text cut, a tab as a blank.
 * What is not seen (utf8_unseen) goes, but for joiners between letters of scripts that need them; other programs' line
 * breaks are line ends, a blank where !multiline. Refused with ERR_INPUT and a sentence that names the place: invalid
 * UTF-8, a line end where !multiline, NUL, ESC and C1 (they tell of a wrong encoding, or begin what is more than one
 * character), noncharacters. */
enum err utf8_clean(const char *s, size_t n, bool multiline, struct buf *out, struct error *e);

/* Adds s for a terminal: control characters, marks of direction and whatever utf8_clean would refuse, but line ends and
 * tabs, become «?». */
void utf8_add_visible(struct buf *out, const char *s, size_t n);
/* Writes it so. */
void utf8_put(FILE *f, const char *s, size_t n);

/* Adds s as UTF-8 from CP1251 (Microsoft's table; the undefined byte 0x98 becomes U+FFFD). */
void utf8_from_cp1251(const char *s, size_t n, struct buf *out);

#endif
