/* Days of one school year taken over into another one, as a methodist does it with last year's plan in hand. */
#ifndef STAZH_CALENDAR_YEAR_MOVE_H
#define STAZH_CALENDAR_YEAR_MOVE_H

#include <stddef.h>
#include <stdint.h>

#include "stazh/settings/config.h"

/* A day of the school year `from` in the school year `to`: the same weekday of the same week, counted from the first
 * week with a school day. What would be a day off there goes to the next school day; so does what would lie in school
 * holidays, unless it lay in some before; at the end of the year, where none follows, to the last one before. Always a
 * school day of the year `to`, as long as that has one. *why (may be NULL): what lies on the day it had to leave
 * («воскресенье», «осенние каникулы»), lives as long as c; NULL: it did not have to. */
int32_t year_move_day(const struct config *c, int from, int to, int32_t day, const char **why);

/* How many weeks later that is, where nothing stands against it. */
int year_move_weeks(const struct config *c, int from, int to);

/* The same of n days in ascending order (some may be alike): none goes before one that it came after. why: n places,
 * or NULL. moved may be days. */
void year_move(const struct config *c, int from, int to, const int32_t *days, size_t n, int32_t *moved,
	       const char **why);

/* The day and month of a span's beginning (or its end) in the year `to`: where that is no school day, the next one (the
 * last one before). */
int32_t year_move_border(const struct config *c, int from, int to, int32_t day, bool end);

#endif
