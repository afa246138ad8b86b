/* When a step of a roadmap is due, as people write it: «за 10 дней до», «через 3 рабочих дня после окончания»,
 * «накануне», «за 2 недели до 15 июня». */
#ifndef STAZH_CALENDAR_STEP_H
#define STAZH_CALENDAR_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/settings/config.h"

/* What the days are counted from. */
enum step_from {
	STEP_USUAL, /* nothing is said: what the roadmap is for */
	STEP_EVENT, /* «занятия» */
	STEP_BEGIN, /* «начала» */
	STEP_END,   /* «окончания», «конца» */
	STEP_DAY,   /* «15 июня» of the school year */
};
enum step_unit { STEP_DAYS, STEP_WORKDAYS, STEP_WEEKS, STEP_MONTHS };

struct step_when {
	enum step_from from;
	enum step_unit unit;
	int n;		/* before: negative; 0: the day itself */
	bool by;	/* «до 15 июня», «15 июня»: that day, or the working day before it */
	int month, day; /* STEP_DAY */
};

/* Takes the first n bytes of text apart. ERR_INPUT: what was expected, and *at: the byte at which. */
enum err step_when_read(const char *text, size_t n, struct step_when *out, size_t *at, struct error *e);
/* The day of a step whose days are counted from `from`. A step before, or by a day, goes from a day off to the working
 * day before it, one after to the next. «В день» stays. DATE_NONE: from is none. */
int32_t step_day(const struct config *c, const struct step_when *when, int32_t from);

#endif
