/* School days: the week, days off and school holidays of [calendar]. */
#ifndef STAZH_DOMAIN_DAYS_H
#define STAZH_DOMAIN_DAYS_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/settings/config.h"

/* One entry of an OPTION_DAYS list. Without years: month * 100 + day of every year (`to` may lie before `from`: over New
 * Year). */
struct days {
	bool yearly;
	int32_t from, to;
	const char *name; /* within the text, "" when there is none */
};

/* NULL, or what is wrong with the text (which ends with the entry). */
const char *days_parse(const char *s, struct days *out);

/* Is it no school day? *why (may be NULL): «воскресенье», «День России», «нерабочий день»; lives as long as c. */
bool day_is_off(const struct config *c, int32_t date, const char **why);
/* Does it lie in school holidays? *name (may be NULL): «осенние каникулы», «каникулы». */
bool day_is_holiday(const struct config *c, int32_t date, const char **name);

#endif
