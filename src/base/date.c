#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/utf8.h"

#define YEAR_MIN 1900
#define YEAR_MAX 2199

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

	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > date_days_in_month(y, m))
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

static int year_of(int32_t date)
{
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	return y;
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
	if (months < YEAR_MIN * 12L || months >= (YEAR_MAX + 1) * 12L)
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

static int32_t parse_word(const char *s, int32_t today)
{
	static const struct {
		const char *word;
		int days;
	} words[] = {{"вчера", -1}, {"сегодня", 0}, {"завтра", 1}, {"послезавтра", 2}};
	int32_t date = DATE_NONE;
	struct buf word = {0};

	collate_fold(s, strlen(s), &word);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(buf_text(&word), words[i].word) == 0)
			date = today + words[i].days;
	for (int i = 0; i < 7; i++)
		if (strcmp(buf_text(&word), weekdays[i][0]) == 0 || strcmp(buf_text(&word), weekdays[i][1]) == 0)
			date = today + (i - date_weekday(today) + 6) % 7 + 1;
	buf_free(&word);
	return date;
}

enum form { FORM_NONE, FORM_DAYS, FORM_CIVIL, FORM_NO_YEAR };

/* +14 or -3 into *d; 2022-06-15, 15.06.2022, 15.6.22, into all three; 15.6 or 15.6. into m and d. The dot may be a
 * comma or a slash: it is what its key gives in another layout. */
static enum form parse_digits(const char *s, int32_t today, int *y, int *m, int *d)
{
	bool minus = *s == '-';
	int n, this_year;
	char dot;

	if (minus || *s == '+') {
		s++;
		if (!digits(&s, 6, d) || *s)
			return FORM_NONE;
		*d = minus ? -*d : *d;
		return FORM_DAYS;
	}
	n = digits(&s, 4, d);
	if (n == 4 && *s == '-') {
		*y = *d;
		s++;
		if (!digits(&s, 2, m) || *s++ != '-' || !digits(&s, 2, d) || *s)
			return FORM_NONE;
		return FORM_CIVIL;
	}
	dot = *s;
	if (n < 1 || n > 2 || (dot != '.' && dot != ',' && dot != '/'))
		return FORM_NONE;
	s++;
	if (!digits(&s, 2, m))
		return FORM_NONE;
	this_year = *y = year_of(today);
	if (!*s || (*s == dot && !s[1]))
		return FORM_NO_YEAR;
	if (*s++ != dot)
		return FORM_NONE;
	n = digits(&s, 4, y);
	if (*s || (n != 2 && n != 4))
		return FORM_NONE;
	if (n == 2) {
		*y += this_year / 100 * 100;
		if (*y > this_year + 20)
			*y -= 100;
		else if (*y <= this_year - 80)
			*y += 100;
	}
	return FORM_CIVIL;
}

#define LEAP_GAP 8 /* years between two 29 February at most */

/* The year of a day and month that were told without one. */
static int year_meant(int32_t today, int year, int m, int d)
{
	if (year)
		return year + (m < 9);
	for (int y = year_of(today); y <= year_of(today) + LEAP_GAP; y++) {
		int32_t date = date_from_ymd(y, m, d);

		if (date != DATE_NONE && date >= today)
			return y;
	}
	return year_of(today);
}

/* The cleaned text s as a date. */
static enum err parse(const char *s, int32_t today, int year, int32_t *out, struct error *e)
{
	int32_t date = DATE_NONE;
	int y, m, d;
	size_t shown;

	switch (parse_digits(s, today, &y, &m, &d)) {
	case FORM_DAYS:
		date = today + d;
		break;
	case FORM_NO_YEAR:
		y = year_meant(today, year, m, d);
		/* fall through */
	case FORM_CIVIL:
		date = date_from_ymd(y, m, d);
		if (date != DATE_NONE)
			break;
		if (m < 1 || m > 12 || d < 1 || d > date_days_in_month(y, m))
			return error_set(e, ERR_INPUT, "нет такого дня: %02d.%02d.%04d", d, m, y);
		return error_set(e, ERR_INPUT, "год вне пределов %d–%d: %02d.%02d.%04d", YEAR_MIN, YEAR_MAX, d, m, y);
	case FORM_NONE:
		date = parse_word(s, today);
		if (date != DATE_NONE)
			break;
		shown = utf8_prefix(s, strlen(s), 40);
		return error_set(e, ERR_INPUT, "непонятная дата «%.*s%s»: ожидается дд.мм.гггг", (int)shown, s,
				 s[shown] ? "…" : "");
	}
	if (date < DATE_MIN || date > DATE_MAX)
		return error_set(e, ERR_INPUT, "дата «%s» выходит за пределы %d–%d годов", s, YEAR_MIN, YEAR_MAX);
	*out = date;
	return OK;
}

enum err date_parse(const char *s, int32_t today, int year, int32_t *out, struct error *e)
{
	size_t n = text_trim(&s, strlen(s));
	struct buf clean = {0};
	enum err err = utf8_clean(s, n, false, &clean, e);

	if (err == OK)
		err = parse(buf_text(&clean), today, year, out, e);
	buf_free(&clean);
	return err;
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

int school_year_parse(const char *s)
{
	int year, next, n;

	if (digits(&s, 4, &year) != 4 || year < YEAR_MIN || year >= YEAR_MAX)
		return 0;
	if (!*s)
		return year;
	if (strncmp(s, "–", strlen("–")) == 0)
		s += strlen("–");
	else if (*s == '-' || *s == '/')
		s++;
	else
		return 0;
	n = digits(&s, 4, &next);
	if (*s || !((n == 4 && next == year + 1) || (n == 2 && next == (year + 1) % 100)))
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
