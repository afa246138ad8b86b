/* The turns of what has to be done again and again: days of a rule of repetition (recur.h), and where one goes that
 * falls on a day off. */
#ifndef STAZH_CALENDAR_TURN_H
#define STAZH_CALENDAR_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/settings/config.h"

enum day_off { DAY_OFF_STAYS, DAY_OFF_NEXT, DAY_OFF_BEFORE, DAY_OFF_SKIPPED };
/* The words of it, by number, NULL at the end: «на следующий рабочий день». */
extern const char *const day_off_words[];
/* Of such a word; DAY_OFF_STAYS for any other. */
enum day_off day_off_of(const char *word);
/* What a rule (canonical) means by itself: «по рабочим дням» passes over holidays, «последний рабочий день месяца» is
 * before them. */
enum day_off day_off_usual(const char *rule);
/* «ежемесячно 5-го, если выходной — на следующий рабочий день» to what stands before «если», added to rest, and *off.
 * False: nothing of the sort is said, and neither is touched. ERR_INPUT in *err: it is said and not understood. */
bool day_off_read(const char *text, struct buf *rest, enum day_off *off, enum err *err, struct error *e);

struct turns {
	const struct config *config;
	const char *rule; /* canonical */
	int32_t start;	  /* from which its days are counted */
	enum day_off off;
};
struct turn {
	int32_t day; /* of the rule, */
	int32_t due; /* and where it went from a day off */
};
/* The first turn behind `than`: two that meet on one day are one. than NULL: the first of all. False: there is no more.
 */
bool turn_next(const struct turns *t, const struct turn *than, struct turn *out);

#endif
