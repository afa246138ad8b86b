/* Russian order and search folding, independent of the locale (glibc's C.UTF-8 orders by code point: Ё before А). */
#ifndef STAZH_BASE_COLLATE_H
#define STAZH_BASE_COLLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/text.h"

/* Writes a sort key of s into out (at most cap bytes); returns its length. memcmp order of keys: blanks and
 * punctuation, numbers by their value («№ 6» before «№ 10»), Latin, Cyrillic (Ё with Е), other; letters without case;
 * ties (Е before Ё, small before capital) broken by a second part, which is left out when it does not fit. Primary
 * weights never contain a 0 byte, and a 0 byte ends them, so that «Ива» < «Иванов» in any suffix. */
size_t collate_key(const char *s, size_t n, uint8_t *out, size_t cap);
int collate_compare(const char *a, const char *b); /* the same order, < 0, 0, > 0 */

/* Folding for search and for comparing names: lower case, ё → е, blanks and hyphens of one sort each, letters of other
 * alphabets that look like Cyrillic ones as those (all of them: «cop» is «сор», whoever types the beginning of a word
 * has to find the rest of it), 0 and 3 within words as О and З, what is not seen left out. Adds to out. */
void collate_fold(const char *s, size_t n, struct buf *out);

/* Does s, folded, begin with `with`, folded; whole: and is there no more of it? */
bool collate_begins(const char *s, const char *with, bool whole);

/* Next word (run of letters and digits) of folded text from *at on; returns its length, 0 at the end, its start in
 * *start. «37-о» is the words 37 and о. */
size_t collate_word(const char *folded, size_t n, size_t *at, size_t *start);

/* True when every word of folded `query` is a prefix of some word of folded `text`. */
bool collate_matches(const char *text, const char *query);

/* Are the names equal when folded, but for blanks and line ends (how many, and at the ends), underscores and hyphens?
 */
bool name_same(const char *a, const char *b);

#endif
