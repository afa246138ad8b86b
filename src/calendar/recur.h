/* A rule of repetition taken apart; between recur.c and recur_words.c. */
#ifndef STAZH_CALENDAR_RECUR_PARTS_H
#define STAZH_CALENDAR_RECUR_PARTS_H

#include <stdbool.h>

#include "stazh/calendar/recur.h"

enum recur_unit { RECUR_NONE, RECUR_DAY, RECUR_WEEK, RECUR_MONTH, RECUR_YEAR };

#define RECUR_LIST_MAX	   16
#define RECUR_EXCEPT_MAX   400
#define RECUR_INTERVAL_MAX 400
#define RECUR_COUNT_MAX	   5000
#define WORKDAYS	   0x1fU /* Monday is bit 0 */
#define WEEKEND		   0x60U

struct recur {
	enum recur_unit unit;
	int interval;	 /* >= 1 */
	int count;	 /* 0: not limited */
	int32_t until;	 /* DATE_NONE: not limited */
	unsigned months; /* bit 1 January … 12; 0: all */
	uint32_t from_first,
		from_last; /* days of the month: bit 1 … 31, counted from its first and from its last day */
	unsigned weekdays; /* bit 0 Monday … 6; every such day of the period */
	struct recur_nth {
		int n, day; /* the n-th (from the end: < 0) such weekday */
	} nth[RECUR_LIST_MAX];
	size_t nth_n;
	int position[RECUR_LIST_MAX]; /* BYSETPOS */
	size_t position_n;
	int week_start;			  /* 0 Monday */
	int32_t except[RECUR_EXCEPT_MAX]; /* in order */
	size_t except_n;
};

void recur_init(struct recur *r);
enum err recur_except(struct recur *r, int32_t day, struct error *e); /* ERR_INPUT: too many */

/* What people type: recur_words.c. The parts that start gives are not filled in yet. */
enum err recur_words(const char *text, int32_t start, struct recur *r, struct error *e);
enum err recur_not_understood(const char *text, const char *word, size_t n, struct error *e);

int recur_shown(const char *s); /* bytes of s that a message quotes */

extern const char *const recur_codes[7]; /* "MO" … */

#endif
