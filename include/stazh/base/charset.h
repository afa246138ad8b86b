/* Texts in whatever encoding Russian ones come in. */
#ifndef STAZH_BASE_CHARSET_H
#define STAZH_BASE_CHARSET_H

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* Those that are read, ended by NULL: UTF-8, UTF-16LE, UTF-16BE, Windows-1251, CP866, KOI8-R, MacCyrillic. */
const char *const *charset_names(void);
/* The one that is meant by «cp1251», «DOS», «utf8»; NULL: none. */
const char *charset_find(const char *name);

/* Writes the text into out (cleared first) as UTF-8. encoding: one of charset_names, or NULL: a byte order mark tells,
 * or the text itself: valid UTF-8 is UTF-8, two bytes a letter UTF-16, and of the others the one in which the letters
 * are as frequent as in Russian; without enough of a difference Windows-1251. *used: in which it was read. ERR_INPUT
 * with a sentence: NUL bytes, damaged UTF-8 or UTF-16, a text that was encoded twice, one that is not the usual
 * encoding and may be several. */
enum err charset_decode(const char *s, size_t n, const char *encoding, struct buf *out, const char **used,
			struct error *e);

#endif
