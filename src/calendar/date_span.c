#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/calendar/date_span.h"
#include "stazh/base/mem.h"

#define DAYS_MAX 100000 /* from today on: all years that there are */

static size_t number(const char *s, int *value)
{
	size_t n = strspn(s, "0123456789");

	*value = n <= 6 ? atoi(s) : -1;
	return n;
}

static bool month_of(int y, int m, int32_t *from, int32_t *to)
{
	*from = date_from_ymd(y, m, 1);
	if (*from == DATE_NONE)
		return false;
	*to = date_from_ymd(y, m, date_days_in_month(y, m));
	return true;
}

/* 2026, 2026-12, 12.2026 */
static bool in_digits(const char *s, int32_t *from, int32_t *to)
{
	int a, b;
	size_t n = number(s, &a), rest;

	if (n == 4 && !s[n]) {
		*from = date_from_ymd(a, 1, 1);
		*to = date_from_ymd(a, 12, 31);
		return *from != DATE_NONE;
	}
	if (!n || (s[n] != '-' && s[n] != '.'))
		return false;
	rest = number(s + n + 1, &b);
	if (s[n + 1 + rest])
		return false;
	if (n == 4 && rest == 2)
		return month_of(a, b, from, to);
	return n <= 2 && rest == 4 && month_of(b, a, from, to);
}

/* декабрь 2026 */
static bool in_words(const char *s, int32_t *from, int32_t *to)
{
	const char *blank = strrchr(s, ' ');
	char *word;
	bool is = false;
	int y;

	if (!blank || number(blank + 1, &y) != 4 || blank[5])
		return false;
	word = mem_strndup(s, (size_t)(blank - s));
	for (int m = 1; m <= 12 && !is; m++)
		is = (name_same(word, date_month_name(m, false)) || name_same(word, date_month_name(m, true))) &&
		     month_of(y, m, from, to);
	free(word);
	return is;
}

/* сегодня-30 */
static bool from_today(const char *s, int32_t today, int32_t *day)
{
	size_t head = strcspn(s, "+-"), n;
	char *word = mem_strndup(s, head);
	bool is = s[head] && (name_same(word, "сегодня") || name_same(word, "today"));
	int days, sign;

	free(word);
	if (!is)
		return false;
	sign = s[head] == '-' ? -1 : 1;
	s += head + 1;
	s += strspn(s, " ");
	n = number(s, &days);
	if (!n || s[n] || days < 0 || days > DAYS_MAX)
		return false;
	*day = today + sign * days;
	return true;
}

enum err date_span_parse(const char *s, int32_t today, int year, int32_t *from, int32_t *to, struct error *e)
{
	enum err err = OK;
	int school;

	if (in_digits(s, from, to))
		return OK;
	school = strlen(s) > 4 ? school_year_parse(s) : 0;
	if (school) {
		*from = school_year_first(school);
		*to = school_year_last(school);
		return OK;
	}
	if (in_words(s, from, to))
		return OK;
	if (!from_today(s, today, from))
		err = date_parse(s, today, year, from, e);
	*to = *from;
	return err;
}
