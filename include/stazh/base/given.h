/* Given names that are usual in Russia. */
#ifndef STAZH_BASE_GIVEN_H
#define STAZH_BASE_GIVEN_H

#include <stdbool.h>
#include <stddef.h>

/* Is it one of them, or the first half of «Анна-Мария»? Case and ё aside. Of a name that is not one nothing follows. */
bool given_name(const char *word, size_t n);

#endif
