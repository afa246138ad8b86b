/* Spans of days as conditions name them. */
#ifndef STAZH_CALENDAR_DATE_SPAN_H
#define STAZH_CALENDAR_DATE_SPAN_H

#include <stdint.h>

#include "stazh/base/err.h"

/* Understands, beside every day that date_parse does:
 *  - сегодня-30, сегодня + 7, today-30;
 *  - a month: 2026-12, 12.2026, декабрь 2026;
 *  - a school year: 2026-2027, 2026/27; «2026-12» is the month;
 *  - a year: 2026.
 * *from and *to are its first and last day. today, year: as in date_parse. ERR_INPUT with a sentence otherwise. */
enum err date_span_parse(const char *s, int32_t today, int year, int32_t *from, int32_t *to, struct error *e);

#endif
