/* The words of a rule one after the other: recur_tokens.c for recur_words.c. */
#ifndef STAZH_CALENDAR_RECUR_TOKENS_H
#define STAZH_CALENDAR_RECUR_TOKENS_H

#include "recur.h"

enum token {
	T_END,
	T_UNKNOWN,
	T_NOISE,
	T_IN, /* «в» */
	T_NUMBER,
	T_MONTH_DAY, /* «15-го» */
	T_DATE,
	T_DASH,
	T_COMMA,
	T_AND,
	T_UNIT,
	T_WEEKDAY,
	T_DAYS, /* several at once: «будни» */
	T_ORDINAL,
	T_MONTH,
	T_EVERY_OTHER, /* «через» */
	T_TIMES,       /* «раз» */
	T_OF_MONTH,    /* «числа» */
	T_UNTIL,
	T_TO, /* «по»: until, to, or nothing */
	T_FROM,
	T_EXCEPT,
	T_END_OF, /* «конца» */
	T_SCHOOL, /* «учебного» */
};

struct recur_reader {
	const char *text; /* as typed */
	struct buf folded;
	size_t at; /* of the token after this one */
	int32_t start;
	/* this token */
	enum token token;
	int value, times;
	int32_t date;
	bool dated; /* the date has a year */
	const char *word;
	size_t n;
	struct error *e;
};

/* The next token becomes the present one. */
void recur_next(struct recur_reader *p);
/* What comes after the present one. */
enum token recur_peek(const struct recur_reader *p);
/* The month that a list of numbers leads to: «1 и 9 мая». 0: none. */
int recur_month_ahead(const struct recur_reader *p);
/* The day that stands here («31.05», «31 мая 2027 года», «9» of «9 и 10 мая»): the token after it is the next one.
 * False: none, and nothing is moved. */
bool recur_read_day(struct recur_reader *p, int32_t *day);
/* After «до», «по»: «31.05», «конца мая», «конца учебного года». */
bool recur_read_until(struct recur_reader *p, int32_t *day);

#endif
