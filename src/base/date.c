#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stazh/base/date.h"

static bool is_leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

int date_days_in_month(int y, int m)
{
	static const signed char days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[m - 1] + (m == 2 && is_leap(y));
}

/* Both ways count years from March, so that the leap day is the last of its year, and eras of 400 years. */
int32_t date_from_ymd(int y, int m, int d)
{
	int era, year_day, month = (m + 9) % 12;

	if (y < DATE_YEAR_MIN || y > DATE_YEAR_MAX || m < 1 || m > 12 || d < 1 || d > date_days_in_month(y, m))
		return DATE_NONE;
	y -= m <= 2;
	era = y / 400;
	y -= era * 400;
	year_day = (153 * month + 2) / 5 + d - 1;
	return era * 146097 + y * 365 + y / 4 - y / 100 + year_day - 719468;
}

void date_to_ymd(int32_t date, int *y, int *m, int *d)
{
	int64_t days = (int64_t)date + 719468;
	int era = (int)((days >= 0 ? days : days - 146096) / 146097);
	int day = (int)(days - (int64_t)era * 146097);
	int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int year_day = day - (365 * year + year / 4 - year / 100);
	int month = (5 * year_day + 2) / 153;

	*d = year_day - (153 * month + 2) / 5 + 1;
	*m = month < 10 ? month + 3 : month - 9;
	*y = year + era * 400 + (*m <= 2);
}

int date_weekday(int32_t date)
{
	return (int)((((int64_t)date + 3) % 7 + 7) % 7);
}

int32_t date_add_months(int32_t date, int n)
{
	long months;
	int y, m, d, last;

	if (date == DATE_NONE)
		return DATE_NONE;
	date_to_ymd(date, &y, &m, &d);
	months = y * 12L + m - 1 + n;
	if (months < DATE_YEAR_MIN * 12L || months >= (DATE_YEAR_MAX + 1) * 12L)
		return DATE_NONE;
	y = (int)(months / 12);
	m = (int)(months % 12) + 1;
	last = date_days_in_month(y, m);
	return date_from_ymd(y, m, d < last ? d : last);
}

int32_t date_today(struct error *e)
{
	const char *set = getenv("STAZH_TODAY");
	int32_t date;

	if (set && *set) {
		date = date_parse_iso(set);
		if (date == DATE_NONE)
			error_set(e, ERR_USAGE,
				  "STAZH_TODAY: «%s» — не дата; ожидается гггг-мм-дд, например 2022-06-15", set);
	} else {
		time_t now = time(NULL);
		struct tm tm = {0};

		localtime_r(&now, &tm);
		date = date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		if (date == DATE_NONE)
			error_set(e, ERR_USAGE, "часы компьютера показывают невозможный год: %d", tm.tm_year + 1900);
	}
	return date;
}

/* Reads at most `most` digits from *s on; returns their number. */
static int digits(const char **s, int most, int *value)
{
	int n = 0;

	for (*value = 0; n < most && **s >= '0' && **s <= '9'; n++)
		*value = *value * 10 + *(*s)++ - '0';
	return n;
}

static const char *const weekdays[7][2] = {
	{"пн", "понедельник"}, {"вт", "вторник"}, {"ср", "среда"},	 {"чт", "четверг"},
	{"пт", "пятница"},     {"сб", "суббота"}, {"вс", "воскресенье"},
};

const char *date_weekday_name(int weekday, bool full)
{
	return weekdays[weekday][full];
}

int32_t date_parse_iso(const char *s)
{
	int y, m, d;

	if (digits(&s, 4, &y) != 4 || *s++ != '-' || digits(&s, 2, &m) != 2 || *s++ != '-' || digits(&s, 2, &d) != 2 ||
	    *s)
		return DATE_NONE;
	return date_from_ymd(y, m, d);
}

static void put(char *p, unsigned value, int width)
{
	for (; width > 0; value /= 10)
		p[--width] = (char)('0' + value % 10);
}

/* The digits of the date in a text of ten signs; from where on day, month and year stand in it. */
static void add_digits(struct buf *b, int32_t date, const char *form, int d_at, int m_at, int y_at)
{
	char s[11];
	int y, m, d;

	if (date == DATE_NONE)
		return;
	date_to_ymd(date, &y, &m, &d);
	memcpy(s, form, sizeof(s));
	put(s + d_at, (unsigned)d, 2);
	put(s + m_at, (unsigned)m, 2);
	put(s + y_at, (unsigned)y, 4);
	buf_addn(b, s, sizeof(s) - 1);
}

void date_add_ru(struct buf *b, int32_t date)
{
	add_digits(b, date, "00.00.0000", 0, 3, 6);
}

void date_add_words(struct buf *b, int32_t date)
{
	int y, m, d;

	if (date == DATE_NONE)
		return;
	date_to_ymd(date, &y, &m, &d);
	buf_addf(b, "%d %s %d г.", d, date_month_name(m, true), y);
}

void date_add_iso(struct buf *b, int32_t date)
{
	add_digits(b, date, "0000-00-00", 8, 5, 0);
}

const char *date_weekday_short(int32_t date)
{
	return weekdays[date_weekday(date)][0];
}

const char *date_month_name(int month, bool genitive)
{
	static const char *const names[12][2] = {
		{"январь", "января"},	  {"февраль", "февраля"}, {"март", "марта"},	{"апрель", "апреля"},
		{"май", "мая"},		  {"июнь", "июня"},	  {"июль", "июля"},	{"август", "августа"},
		{"сентябрь", "сентября"}, {"октябрь", "октября"}, {"ноябрь", "ноября"}, {"декабрь", "декабря"},
	};

	return names[month - 1][genitive];
}

void date_add_distance(struct buf *b, long days)
{
	unsigned long n = days < 0 ? 0UL - (unsigned long)days : (unsigned long)days;
	char s[24], *p = s + sizeof(s);

	if (days == 0 || days == 1) {
		buf_add(b, days ? "завтра" : "сегодня");
		return;
	}
	buf_add(b, days < 0 ? "просрочено " : "через ");
	*--p = ' ';
	for (unsigned long left = n; left; left /= 10)
		*--p = (char)('0' + left % 10);
	buf_addn(b, p, (size_t)(s + sizeof(s) - p));
	buf_add(b, text_plural(days, "день", "дня", "дней"));
}

int school_year_of(int32_t date)
{
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	return m >= 9 ? y : y - 1;
}

int32_t school_year_first(int year)
{
	return date_from_ymd(year, 9, 1);
}

int32_t school_year_last(int year)
{
	return date_from_ymd(year + 1, 8, 31);
}

/* «уч. г.», «учебный год» and the like behind the years, or nothing. */
static bool is_year_word(const char *s)
{
	static const char *const words[] = {"учебный", "учебного", "уч.", "уч", "год",
					    "года",    "гг.",	   "г.",  "г",	"у.г."};
	size_t n, i = 0;

	for (s += strspn(s, " "); *s; s += n + strspn(s + n, " ")) {
		for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
			n = strlen(words[i]);
			if (!strncmp(s, words[i], n) && (words[i][n - 1] == '.' || !s[n] || s[n] == ' '))
				break;
		}
		if (i == sizeof(words) / sizeof(*words))
			return false;
	}
	return true;
}

int school_year_parse(const char *s)
{
	int year, next, n;

	if (digits(&s, 4, &year) != 4 || year < DATE_YEAR_MIN || year >= DATE_YEAR_MAX)
		return 0;
	if (!*s)
		return year;
	s += strspn(s, " ");
	if (strncmp(s, "–", strlen("–")) == 0 || strncmp(s, "—", strlen("—")) == 0)
		s += strlen("–");
	else if (*s == '-' || *s == '/')
		s++;
	else
		return 0;
	s += strspn(s, " ");
	n = digits(&s, 4, &next);
	if (!is_year_word(s) || !((n == 4 && next == year + 1) || (n == 2 && next == (year + 1) % 100)))
		return 0;
	return year;
}

void school_year_add(struct buf *b, int year)
{
	char s[9] = "0000-0000";

	put(s, (unsigned)year, 4);
	put(s + 5, (unsigned)year + 1, 4);
	buf_addn(b, s, sizeof(s));
}
