/* How long an event of a calendar file lasts. What is doubtful about its end leaves its beginning as it is. */
#include <stdlib.h>

#include "ics_read.h"

#define DAY 86400 /* seconds */

/* «P1DT2H», «PT90M», «P2W» (3.3.6). False: it is none, or none that a lesson has. */
static bool read_duration(const char *s, int64_t *seconds)
{
	static const struct {
		char letter;
		bool of_time;
		int seconds;
	} units[] = {{'W', false, 7 * DAY}, {'D', false, DAY}, {'H', true, 3600}, {'M', true, 60}, {'S', true, 1}};
	size_t unit = 0;
	bool time = false;

	*seconds = 0;
	s += *s == '+';
	if (*s++ != 'P' || !*s)
		return false;
	while (*s) {
		char *end;
		long n;

		if (*s == 'T' && !time && s[1]) {
			time = true;
			s++;
		}
		n = *s >= '0' && *s <= '9' ? strtol(s, &end, 10) : -1;
		if (n < 0 || n > 100000)
			return false;
		while (unit < 5 && (units[unit].letter != *end || units[unit].of_time != time))
			unit++;
		if (unit == 5)
			return false;
		*seconds += (int64_t)n * units[unit++].seconds;
		s = end + 1;
	}
	return true;
}

/* Seconds from the start to what DTEND tells; -1: it is no end of it, which is told. */
static int64_t read_end(struct reader *r, const struct ics_line *l, const struct when *start)
{
	struct when to;
	int64_t seconds;
	bool quiet = r->quiet, good;

	r->quiet = true;
	good = ics_read_when(r, l, ics_value(l->text), &to);
	r->quiet = quiet;
	if (!good) {
		ics_doubt(r, l->line, "конец не разобрать: «%.*s»; принято только начало",
			  ics_shown(ics_value(l->text)), ics_value(l->text));
		return -1;
	}
	if (!to.zone != !start->zone) {
		ics_doubt(r, l->line,
			  start->zone ? "у начала есть время, а конец — просто день; принято только начало"
				      : "начало — просто день, а у конца есть время; принят день");
		return -1;
	}
	seconds = to.zone ? to.moment - start->moment : to.seconds - start->seconds;
	if (seconds < 0)
		ics_doubt(r, l->line, "конец раньше начала; принято только начало");
	return seconds < 0 ? -1 : seconds;
}

void ics_read_minutes(struct reader *r, const struct ics_part *p, const struct when *start, int *minutes)
{
	const struct ics_line *end = ics_find(&r->file, p, "DTEND"), *length = ics_find(&r->file, p, "DURATION");
	int64_t seconds = end ? read_end(r, end, start) : -1, lasts = -1;

	*minutes = -1;
	if (length && !read_duration(ics_value(length->text), &lasts)) {
		lasts = -1;
		if (seconds < 0)
			ics_doubt(r, length->line, "сколько длится, не разобрать: «%.*s»; принято только начало",
				  ics_shown(ics_value(length->text)), ics_value(length->text));
	}
	if (end && lasts >= 0 && seconds >= 0 && lasts != seconds)
		ics_doubt(r, length->line, "сказаны и конец, и сколько длится, и они не сходятся; принят конец");
	if (seconds < 0)
		seconds = lasts;
	if (seconds > DAY)
		ics_doubt(r, p->line, "занятие длится не один день; принят первый");
	else if (seconds > 0 && start->minutes >= 0)
		*minutes = (int)(seconds / 60);
}

int ics_period_minutes(struct reader *r, const struct ics_line *l, const struct when *start, const char *end)
{
	int64_t seconds = -1;
	struct when to;

	if (*end == 'P' || *end == '+') {
		if (!read_duration(end, &seconds))
			seconds = -1;
	} else if (*end && start->zone && ics_read_when(r, l, end, &to) && to.zone) {
		seconds = to.moment - start->moment;
	}
	return seconds > 0 && seconds <= DAY ? (int)(seconds / 60) : 0;
}
