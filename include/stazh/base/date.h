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

/* DATE_NONE when there is no such day. */
int32_t date_from_ymd(int y, int m, int d);
void date_to_ymd(int32_t date, int *y, int *m, int *d);
int date_weekday(int32_t date); /* 0 Monday … 6 Sunday */
int date_days_in_month(int y, int m);
/* The same day n months later (n may be negative); the last day of the month where that day is missing. */
int32_t date_add_months(int32_t date, int n);

/* The system's local date, or $STAZH_TODAY (YYYY-MM-DD). A wrong $STAZH_TODAY: DATE_NONE and e filled (ERR_USAGE). */
int32_t date_today(struct error *e);

/* Understands 2022-06-15, 15.06.2022, 15.6.22 (at most 20 years ahead), 15.6 and 15.06. (the day of the school year
 * that begins in `year`, or, year 0, the next such day from today on; a comma or a slash may stand for the dot), +14,
 * -3, сегодня, завтра, вчера, послезавтра, weekdays in full or short (пн: the next Monday after today). ERR_INPUT with
 * a sentence otherwise («нет такого дня: 31.02.2022», «непонятная дата «…»: ожидается дд.мм.гггг»). today: reference
 * for relative forms. */
enum err date_parse(const char *s, int32_t today, int year, int32_t *out, struct error *e);
/* Only YYYY-MM-DD; DATE_NONE otherwise. */
int32_t date_parse_iso(const char *s);

void date_add_ru(struct buf *b, int32_t date);	       /* 15.06.2022; nothing for DATE_NONE */
void date_add_words(struct buf *b, int32_t date);      /* 15 июня 2022 г.; nothing for DATE_NONE */
void date_add_iso(struct buf *b, int32_t date);	       /* 2022-06-15; nothing for DATE_NONE */
const char *date_weekday_short(int32_t date);	       /* "пн" … "вс" */
const char *date_month_name(int month, bool genitive); /* 1..12: "июнь" / "июня" */

/* «просрочено 3 дня», «сегодня», «завтра», «через 21 день»; days = due - today. */
void date_add_distance(struct buf *b, long days);

int school_year_of(int32_t date);    /* 2021 for 2021-09-01 … 2022-08-31 */
int32_t school_year_first(int year); /* 1 September of year */
int32_t school_year_last(int year);  /* 31 August of year + 1 */
/* "2021-2022", "2021/22", "2021–2022", "2021/2022" or "2021"; 0 when it is none (or the years do not follow). */
int school_year_parse(const char *s);
void school_year_add(struct buf *b, int year); /* 2021-2022 */

#endif
