/* Entries of the lists of days: «04.11 День народного единства», «26.10-01.11.2026 осенние каникулы». */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/settings/days.h"

/* дд.мм or дд.мм.гггг at *s, which is moved behind it; *year 0: not told. */
static const char *parse_day(const char **s, int *year, int *month, int *day)
{
	char *end;

	*year = 0;
	*day = (int)strtol(*s, &end, 10);
	if (end == *s || *end != '.')
		return "это не день и месяц";
	*s = end + 1;
	*month = (int)strtol(*s, &end, 10);
	if (end == *s)
		return "это не день и месяц";
	*s = end;
	if (*end == '.' && end[1] >= '0' && end[1] <= '9') {
		*year = (int)strtol(end + 1, &end, 10);
		*s = end;
	}
	if (date_from_ymd(*year ? *year : 2000, *month, *day) == DATE_NONE) /* a leap year */
		return "такого дня нет";
	return NULL;
}

const char *days_parse(const char *s, struct days *out)
{
	int year, month, day, to_year, to_month, to_day;
	const char *why = parse_day(&s, &year, &month, &day);

	if (why)
		return why;
	to_year = year;
	to_month = month;
	to_day = day;
	if (*s == '-') {
		s++;
		if ((why = parse_day(&s, &to_year, &to_month, &to_day)))
			return why;
	} else if (!strncmp(s, "–", strlen("–"))) {
		s += strlen("–");
		if ((why = parse_day(&s, &to_year, &to_month, &to_day)))
			return why;
	}
	if (*s && *s != ' ')
		return "после даты ожидается пробел и название";
	if (!year != !to_year)
		return "год указан только у одного из двух дней";
	out->yearly = !year;
	out->from = year ? date_from_ymd(year, month, day) : month * 100 + day;
	out->to = year ? date_from_ymd(to_year, to_month, to_day) : to_month * 100 + to_day;
	if (year && out->to < out->from)
		return "промежуток кончается раньше, чем начинается";
	out->name = s + strspn(s, " ");
	return NULL;
}
