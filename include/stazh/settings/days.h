/* Days and spans of days in the INI file ([calendar] days_off, holidays). */
#ifndef STAZH_SETTINGS_DAYS_H
#define STAZH_SETTINGS_DAYS_H

#include <stdbool.h>
#include <stdint.h>

/* One entry of an OPTION_DAYS list. Without years: month * 100 + day of every year (`to` may lie before `from`: over
 * New Year). */
struct days {
	bool yearly;
	int32_t from, to;
	const char *name; /* within the text, "" when there is none */
};

/* NULL, or what is wrong with the text (which ends with the entry). */
const char *days_parse(const char *s, struct days *out);

#endif
