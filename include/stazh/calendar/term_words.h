/* «Сроки проведения» as people write them on paper: «октябрь 2021 — март 2022», «с 1 сентября 2022 г. по 31 мая 2023
 * г.», «I полугодие 2022-2023», «в течение учебного года», «до 1 июня», «на два года с 01.09.2021». */
#ifndef STAZH_CALENDAR_TERM_WORDS_H
#define STAZH_CALENDAR_TERM_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum term_words {
	TERM_WORDS_OK,
	TERM_WORDS_NONE,    /* blank, or nothing but a dash: no term is told */
	TERM_WORDS_UNKNOWN, /* not understood: to be asked */
	TERM_WORDS_ENDLESS, /* «бессрочно» */
};

/* year: the school year that words without a year mean (its first one). Sets *from and *to, both included, when it is
 * understood: a month is all its days, one day is itself, what begins only ends with its school year, what ends only
 * begins with it. */
enum term_words term_words_parse(const char *text, int year, int32_t *from, int32_t *to);
/* Is only the end told: «до 1 июня»? */
bool term_words_end_only(const char *text);

#endif
