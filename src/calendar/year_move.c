#include "stazh/calendar/year_move.h"

#include "stazh/base/date.h"
#include "stazh/calendar/days.h"

/* The Monday of the first week of September that has a day of the school week. */
static int32_t first_week(const struct config *c, int year)
{
	int32_t day = school_year_first(year);

	while (date_weekday(day) >= config_int(c, OPT_WEEK))
		day++;
	return day - date_weekday(day);
}

static bool is_free(const struct config *c, int32_t day, bool holidays_too, const char **why)
{
	return day_is_off(c, day, why) || (!holidays_too && day_is_holiday(c, day, why));
}

/* The nearest school day of the year, first in the direction `by`; the day itself when the year has none. */
static int32_t nearest(const struct config *c, int year, int32_t day, int by, bool holidays_too)
{
	int32_t first = school_year_first(year), last = school_year_last(year);

	for (int turn = 0; turn < 2; turn++, by = -by)
		for (int32_t at = day; at >= first && at <= last; at += by)
			if (!is_free(c, at, holidays_too, NULL))
				return at;
	return holidays_too ? day : nearest(c, year, day, by, true);
}

int year_move_weeks(const struct config *c, int from, int to)
{
	return (first_week(c, to) - first_week(c, from)) / 7;
}

int32_t year_move_day(const struct config *c, int from, int to, int32_t day, const char **why)
{
	int32_t first = school_year_first(to), last = school_year_last(to);
	int32_t at = day + 7 * year_move_weeks(c, from, to);
	bool holidays_too = day_is_holiday(c, day, NULL);
	const char *left = NULL;

	if (at < first || at > last) {
		left = "другой учебный год";
		at = at < first ? first : last;
	}
	if (is_free(c, at, holidays_too, left ? NULL : &left))
		at = nearest(c, to, at, 1, holidays_too);
	if (why)
		*why = left;
	return at;
}

void year_move(const struct config *c, int from, int to, const int32_t *days, size_t n, int32_t *moved,
	       const char **why)
{
	for (size_t i = 0; i < n; i++) {
		const char *left;
		int32_t at = year_move_day(c, from, to, days[i], &left);

		if (i && at < moved[i - 1]) {
			at = moved[i - 1];
			left = "порядок занятий";
		}
		moved[i] = at;
		if (why)
			why[i] = left;
	}
}

int32_t year_move_border(const struct config *c, int from, int to, int32_t day, bool end)
{
	int32_t at = date_add_months(day, 12 * (to - from));

	return nearest(c, to, at, end ? -1 : 1, true);
}
