/* A rule of repetition taken apart; between the files about it. */
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
#define QUARTER_ENDS	   (1U << 3 | 1U << 6 | 1U << 9 | 1U << 12) /* months */

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

/* ---- recur_rule.c: the text of RFC 5545 ---- */
void recur_init(struct recur *r);
enum err recur_except(struct recur *r, int32_t day, struct error *e); /* ERR_INPUT: too many */
/* Adds «FREQ=…;…», and «20270531,…», which are taken apart in place. ERR_INPUT: no such rule. */
enum err recur_rule_read(struct recur *r, char *text, struct error *e);
enum err recur_rule_read_exceptions(struct recur *r, char *text, struct error *e);
/* What the RFC forbids together. */
enum err recur_rule_check(const struct recur *r, struct error *e);
/* The canonical text. */
void recur_rule_write(struct buf *out, const struct recur *r);

/* ---- recur_words.c, recur_tokens.c: what people type ---- */
/* The parts that start gives are not filled in yet. */
enum err recur_words(const char *text, int32_t start, struct recur *r, struct error *e);
enum err recur_not_understood(const char *text, const char *word, size_t n, struct error *e);
int recur_shown(const char *s); /* bytes of s that a message quotes */

/* ---- recur.c ---- */
/* Either of both, complete. */
enum err recur_read(const char *text, int32_t start, struct recur *r, struct error *e);

#endif
