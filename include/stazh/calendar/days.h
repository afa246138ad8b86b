/* School days: the week, days off and school holidays of [calendar]. */
#ifndef STAZH_CALENDAR_DAYS_H
#define STAZH_CALENDAR_DAYS_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/settings/config.h"

/* Is it no school day? *why (may be NULL): «воскресенье», «День России», «нерабочий день»; lives as long as c. */
bool day_is_off(const struct config *c, int32_t date, const char **why);
/* Does it lie in school holidays? *name (may be NULL): «осенние каникулы», «каникулы». */
bool day_is_holiday(const struct config *c, int32_t date, const char **name);

/* The working day nearest to it on one side, itself when it is one: step 1 after, -1 before. */
int32_t day_at_work(const struct config *c, int32_t date, int step);
/* The n-th working day after it, before it when n is negative; 0: itself. */
int32_t day_work_off(const struct config *c, int32_t date, int n);

#endif
