/* Letters of other alphabets, and digits, that are taken for Cyrillic ones: «C» of «Cидорова», «3» of «3ахаров». */
#ifndef STAZH_BASE_ALIKE_H
#define STAZH_BASE_ALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/text.h"

/* The small Cyrillic letter that cp (a small letter) looks like in one of its cases, or that stands on the same key of
 * a careless eye: h is н, as «H» is. cp itself where there is none. */
uint32_t alike_letter(uint32_t cp);

/* The letter that a 0 or 3 at s + at stands for between letters («С0колова», «3ахаров»); 0: it is a number («3-й»,
 * «10а», «№ 3»). */
uint32_t alike_digit(const char *s, size_t n, size_t at);

/* Adds a sentence for each word of s in which Cyrillic letters stand with such as only look so: «в слове «Cидорова»
 * буква «C» латинская». A word with others too («Wordом») is meant so, and a digit is pointed out only in names of
 * people. Parted by "; ". */
void alike_tell(const char *s, bool digits, struct buf *out);

#endif
