#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/calendar/days.h"
#include "stazh/settings/days.h"

static bool covers(const struct days *d, int32_t date)
{
	int y, m, day;
	int32_t at;

	if (!d->yearly)
		return d->from <= date && date <= d->to;
	date_to_ymd(date, &y, &m, &day);
	at = m * 100 + day;
	return d->from <= d->to ? d->from <= at && at <= d->to : at >= d->from || at <= d->to;
}

static bool listed(const struct config *c, enum option_id option, int32_t date, const char *unnamed, const char **name)
{
	const char *const *list = config_list(c, option, NULL);
	struct days d;

	for (; *list; list++)
		if (!days_parse(*list, &d) && covers(&d, date)) {
			if (name)
				*name = *d.name ? d.name : unnamed;
			return true;
		}
	return false;
}

bool day_is_off(const struct config *c, int32_t date, const char **why)
{
	int weekday = date_weekday(date);

	if (listed(c, OPT_DAYS_OFF, date, "нерабочий день", why))
		return true;
	if (weekday < config_int(c, OPT_WEEK))
		return false;
	if (why)
		*why = weekday == 6 ? "воскресенье" : "суббота";
	return true;
}

#define OFF_MAX 400 /* days off in a row: a calendar without any working day says so somewhere else */

int32_t day_at_work(const struct config *c, int32_t date, int step)
{
	int32_t day = date;

	for (int i = 0; i < OFF_MAX && day_is_off(c, day, NULL); i++)
		day += step;
	return day_is_off(c, day, NULL) ? date : day;
}

int32_t day_work_off(const struct config *c, int32_t date, int n)
{
	int step = n < 0 ? -1 : 1;

	for (; n; n -= step)
		date = day_at_work(c, date + step, step);
	return date;
}

bool day_is_holiday(const struct config *c, int32_t date, const char **name)
{
	return listed(c, OPT_SCHOOL_HOLIDAYS, date, "каникулы", name);
}
