/* Blanks at which a line of a document must not end. */
#ifndef STAZH_BASE_TYPESET_H
#define STAZH_BASE_TYPESET_H

#include <stdbool.h>
#include <stddef.h>

/* Is the blank at s + at (one, between two words) non-breaking in Russian? «№ 6», «И.А. Морозова», «Морозова И.А.»,
 * «2021 г.», «24 августа», «« 05 » февраля», «п. 3.3», «с. Усть-Чебула», «36,7 п. п.», and before a dash. */
bool typeset_binds(const char *s, size_t n, size_t at);

#endif
