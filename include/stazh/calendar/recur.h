/* Rules of repetition as far as schools use them (RFC 5545, 3.3.10): daily, weekly, monthly, yearly, with INTERVAL,
 * BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST, COUNT or UNTIL (a day, included) and exceptions. Days only: the time of
 * day belongs to the event.
 *
 * The canonical text, as it is stored, is one line: the rule, then, after a blank, the exceptions:
 *	FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=10
 *	FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270531 EXDATE:20270308,20270509
 * It says everything by itself: what a rule leaves to the first day («каждую неделю»: on which day) is filled in. */
#ifndef STAZH_CALENDAR_RECUR_H
#define STAZH_CALENDAR_RECUR_H

#include <stddef.h>
#include <stdint.h>

#include "stazh/base/date.h"

/* What people type, or a rule of RFC 5545 with or without «RRULE:» (an UNTIL with a time counts in the local zone), to
 * the canonical text, added to rule. start: the first day; years that are not told are the first ones from it on.
 * Understood, in any order and case:
 *	каждую неделю | каждый чт | по вт и чт | пн-пт | по будням | через неделю по пн | каждые 2 недели по чт
 *	раз в две недели | каждый день | через день | каждые 3 дня | раз в месяц | каждый месяц 15-го | 1 и 15 числа
 *	последний день месяца | последняя пятница месяца | последний рабочий день месяца | первый и третий четверг
 *	каждый второй вторник (the second of the month; every other one is «через неделю по вт»)
 *	каждый год | 9 мая | второй вторник марта | раз в квартал | с сентября по май
 *	10 раз | до 31.05.2027 | до 31 мая | до конца мая | до конца учебного года
 *	кроме 08.03, 09.05 | кроме 8 марта и 1 и 9 мая | кроме 28.12-10.01
 * ERR_INPUT with one sentence and two examples for what is not understood, contradicts itself, or gives no day at all.
 */
enum err recur_parse(const char *text, int32_t start, struct buf *rule, struct error *e);

/* «каждую неделю по чт, 4 раза», «каждый месяц в последнюю пятницу до 31.05.2027, кроме 08.03.2027». recur_parse reads
 * it again and gives the same rule; what has no short words is told as «по правилу FREQ=…». Nothing for what is no
 * rule. */
void recur_describe(const char *rule, struct buf *out);

/* The days of the rule (canonical text, or any that recur_parse takes) in order, the first one not before start, none
 * after last: *days, to be freed, and *n. start itself is among them when the rule gives it, and only then (RFC 5545
 * leaves the other case open; dateutil does the same). COUNT counts from start on, also the days that exceptions take
 * away afterwards (3.8.5.1); those are the rule's own EXDATE and except (any order). ERR_INPUT when there are more than
 * max. Bounded: looks at each day from start to last once. */
enum err recur_expand(const char *rule, int32_t start, int32_t last, const int32_t *except, size_t except_n, size_t max,
		      int32_t **days, size_t *n, struct error *e);

/* The first day of the rule after `after`, the days counted from start; DATE_NONE: there is none. */
int32_t recur_after(const char *rule, int32_t start, int32_t after);

#endif
