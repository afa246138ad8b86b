/* Rules of foreign calendars (RFC 5545, 3.3.10), laid out by libical in local time. Which zone that is, is no matter of
 * the rule. */
#ifndef STAZH_ICS_ICS_RULE_H
#define STAZH_ICS_ICS_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

#define ICS_RULE_STEPS 20000 /* occurrences that are looked at */

/* What libical 3.0 lays out otherwise than the RFC (weeks, days from the end of a month in rules by days) is looked at
 * here, day by day: then its text is one by days. */
struct ics_rule {
	struct buf text; /* without COUNT, UNTIL and what follows, for libical */
	int count;	 /* 0: not told */
	char until[24];	 /* as it is written; "": not told */
	bool days;	 /* the series has no times: what the rule says of them is not heard (3.3.10) */
	uint32_t month_first,
		month_last; /* BYMONTHDAY: bit 1 … 31, from the first and from the last day; both 0: all */
	enum { ICS_NO_WEEKS, ICS_WEEKLY, ICS_WEEK_NUMBERS } weeks;
	int every;			/* so many weeks, or years of BYWEEKNO */
	int week_start;			/* 0 Monday */
	unsigned weekdays;		/* bit 0 Monday; 0: that of the start */
	uint64_t week_first, week_last; /* BYWEEKNO: bit 1 … 53, from the first and from the last week */
	struct buf whole;		/* as it is written, without COUNT and UNTIL */
};

/* Loads libical. ERR_USAGE: it is not installed. */
enum err ics_rule_begin(struct error *e);
/* Takes the value of an RRULE apart. ERR_INPUT with a sentence. rule is to be released in any case. */
enum err ics_rule_read(const char *value, bool days, struct ics_rule *rule, struct error *e);
void ics_rule_release(struct ics_rule *rule);
/* The local times (seconds since 1970 on a clock) that the rule gives from start to last, in order, at most COUNT.
 * start is counted as the first one of COUNT also when the rule does not give it, but is not among *times then. *cut:
 * there would be more, but not within ICS_RULE_STEPS. */
enum err ics_rule_expand(const struct ics_rule *rule, int64_t start, int64_t last, int64_t **times, size_t *n,
			 bool *cut, struct error *e);

#endif
