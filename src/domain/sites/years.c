/* School years: the one that is worked on, and by when its report is due. */
#include "../internal.h"
#include "sites.h"

int school_year_worked_on(int32_t day)
{
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	return school_year_of(day) + (m >= 6 && m <= 8); /* in summer the coming year is prepared */
}

int school_year_at_work(struct tx *tx)
{
	return school_year_worked_on(tx_session(tx)->today);
}

int32_t day_in_school_year(const struct config *c, enum option_id id, int year)
{
	int month, day;

	config_daymonth(c, id, &month, &day);
	return date_from_ymd(month >= 9 ? year : year + 1, month, day);
}

int32_t report_due(const struct config *c, int year)
{
	return day_in_school_year(c, OPT_REPORT_DUE, year);
}
