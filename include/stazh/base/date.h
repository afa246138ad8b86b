/* Civil dates (proleptic Gregorian, no time zone) as days since 1970-01-01, and school years (1 Sept – 31 Aug) as the
 * year in which they begin. Valid years are 1900–2199. */
#ifndef STAZH_BASE_DATE_H
#define STAZH_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

#define DATE_NONE INT32_MIN
#define DATE_MIN  (-25567) /* 1900-01-01 */
#define DATE_MAX  84005	   /* 2199-12-31 */

#define DATE_YEAR_MIN 1900
#define DATE_YEAR_MAX 2199

/* DATE_NONE when there is no such day. */
int32_t date_from_ymd(int y, int m, int d);
void date_to_ymd(int32_t date, int *y, int *m, int *d);
int date_weekday(int32_t date); /* 0 Monday … 6 Sunday */
int date_days_in_month(int y, int m);
/* The same day n months later (n may be negative); the last day of the month where that day is missing. */
int32_t date_add_months(int32_t date, int n);

/* The system's local date, or $STAZH_TODAY (YYYY-MM-DD). A wrong $STAZH_TODAY: DATE_NONE and e filled (ERR_USAGE). */
int32_t date_today(struct error *e);

/* Understands every date that the program prints, and those of others:
 *  - 2022-06-15, 15.06.2022, 15.6.22, 15-06-2022, 2022.06.15, 20220615, 15062022; a comma or a slash may stand for the
 *    dot, and with a slash or a dash 06/15/2022 is what it can only be (date_is_ambiguous tells where it is not);
 *  - 15 июня 2022 г., «15» июня 2022 года, 15-го июня 2022, 15.июн.22, 15-Jun-2022, June 15, 2022;
 *  - 15.6 and 15.06. and 15 июня: the day of the school year that begins in `year`, or, year 0, the next such day from
 *    today on;
 *  - +14, -3, через 14 дней, просрочено 3 дня, сегодня, завтра, вчера, послезавтра, weekdays in full or short (пн: the
 *    next Monday after today);
 *  - before it its weekday, which must be the one; after it «г.», and midnight (00:00, T00:00:00Z).
 * Of two digits is meant the year that is at most 20 years ahead of today's and less than 80 behind.
 * ERR_INPUT with a sentence otherwise («нет такого дня: 31.02.2022», several days, another time than midnight, no day,
 * «непонятная дата «…»: ожидается дд.мм.гггг»). today: reference for relative forms. */
enum err date_parse(const char *s, int32_t today, int year, int32_t *out, struct error *e);
/* 05/06/2022, 05-06-2022: the day or the month may be first, which only who wrote it knows. */
bool date_is_ambiguous(const char *s);
/* Only YYYY-MM-DD; DATE_NONE otherwise. */
int32_t date_parse_iso(const char *s);

void date_add_ru(struct buf *b, int32_t date);	  /* 15.06.2022; nothing for DATE_NONE */
void date_add_words(struct buf *b, int32_t date); /* 15 июня 2022 г.; nothing for DATE_NONE */
void date_add_iso(struct buf *b, int32_t date);	  /* 2022-06-15; nothing for DATE_NONE */
const char *date_weekday_short(int32_t date);	  /* "пн" … "вс" */
const char *date_weekday_name(int weekday, bool full);
const char *date_month_name(int month, bool genitive); /* 1..12: "июнь" / "июня" */

/* «просрочено 3 дня», «сегодня», «завтра», «через 21 день»; days = due - today. */
void date_add_distance(struct buf *b, long days);

int school_year_of(int32_t date);    /* 2021 for 2021-09-01 … 2022-08-31 */
int32_t school_year_first(int year); /* 1 September of year */
int32_t school_year_last(int year);  /* 31 August of year + 1 */
/* "2021-2022", "2021/22", "2021 – 2022", "2021/2022 уч. г." or "2021"; 0 when it is none (or the years do not follow).
 */
int school_year_parse(const char *s);
void school_year_add(struct buf *b, int year); /* 2021-2022 */

#endif
