/* A rule of repetition as text of RFC 5545 (3.3.10): read and written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "recur.h"

static const char *const day_codes[7] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
static const char *const unit_codes[] = {"", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};

void recur_init(struct recur *r)
{
	memset(r, 0, sizeof(*r));
	r->interval = 1;
	r->until = DATE_NONE;
}

enum err recur_except(struct recur *r, int32_t day, struct error *e)
{
	size_t at = 0;

	while (at < r->except_n && r->except[at] < day)
		at++;
	if (at < r->except_n && r->except[at] == day)
		return OK;
	if (r->except_n == RECUR_EXCEPT_MAX)
		return error_set(e, ERR_INPUT, "слишком много исключений в повторе: не больше %d", RECUR_EXCEPT_MAX);
	memmove(r->except + at + 1, r->except + at, (r->except_n - at) * sizeof(*r->except));
	r->except[at] = day;
	r->except_n++;
	return OK;
}

/* ---- reading ---- */

static enum err bad_part(const char *name, const char *value, const char *expected, struct error *e)
{
	return error_set(e, ERR_INPUT, "правило повтора: %s=%.*s — ожидается %s", name, recur_shown(value), value,
			 expected);
}

/* A whole number of the text, with its sign; false when there is more or less than that. */
static bool whole(const char *s, int *n)
{
	char *end;
	long v = strtol(s, &end, 10);

	if (end == s || *end || strspn(s, "+-0123456789") != strlen(s) || v < -1000000 || v > 1000000)
		return false;
	*n = (int)v;
	return true;
}

static bool weekday_code(const char *s, int *day)
{
	for (int i = 0; i < 7; i++)
		if (!strcasecmp(s, day_codes[i])) {
			*day = i;
			return true;
		}
	return false;
}

/* 20270531, also 20270531T165959Z: that moment's day in the local zone. */
static int32_t rfc_day(const char *s)
{
	size_t digits = strspn(s, "0123456789");
	int y, m, d, h, min, sec;
	struct tm tm = {0}, local;
	int32_t day;
	time_t t;

	if (digits != 8 || sscanf(s, "%4d%2d%2d", &y, &m, &d) != 3)
		return DATE_NONE;
	day = date_from_ymd(y, m, d);
	if (day == DATE_NONE || !s[8])
		return day;
	if ((s[8] != 'T' && s[8] != 't') || strspn(s + 9, "0123456789") != 6 ||
	    sscanf(s + 9, "%2d%2d%2d", &h, &min, &sec) != 3)
		return DATE_NONE;
	if (!s[15])
		return day;
	if (strcasecmp(s + 15, "Z") != 0)
		return DATE_NONE;
	tm = (struct tm){
		.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d, .tm_hour = h, .tm_min = min, .tm_sec = sec};
	t = timegm(&tm);
	if (!localtime_r(&t, &local))
		return day;
	return date_from_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

static enum err read_byday(struct recur *r, char *s, struct error *e)
{
	size_t n = strlen(s);
	int nth = 0, day;

	if (n < 2 || !weekday_code(s + n - 2, &day))
		return bad_part("BYDAY", s, "день недели: MO, TU … SU", e);
	s[n - 2] = '\0';
	if (!s[0]) {
		r->weekdays |= 1U << day;
		return OK;
	}
	if (!whole(s, &nth) || !nth || nth < -53 || nth > 53 || r->nth_n == RECUR_LIST_MAX)
		return bad_part("BYDAY", s, "номер дня недели от -53 до 53", e);
	for (size_t i = 0; i < r->nth_n; i++)
		if (r->nth[i].n == nth && r->nth[i].day == day)
			return OK;
	r->nth[r->nth_n++] = (struct recur_nth){nth, day};
	return OK;
}

static enum err read_bymonthday(struct recur *r, char *s, struct error *e)
{
	int n;

	if (!whole(s, &n) || !n || n < -31 || n > 31)
		return bad_part("BYMONTHDAY", s, "число месяца от 1 до 31 или от -1 до -31", e);
	if (n > 0)
		r->from_first |= 1U << n;
	else
		r->from_last |= 1U << -n;
	return OK;
}

static enum err read_bymonth(struct recur *r, char *s, struct error *e)
{
	int n;

	if (!whole(s, &n) || n < 1 || n > 12)
		return bad_part("BYMONTH", s, "месяц от 1 до 12", e);
	r->months |= 1U << n;
	return OK;
}

static enum err read_bysetpos(struct recur *r, char *s, struct error *e)
{
	int n;

	if (!whole(s, &n) || !n || n < -366 || n > 366 || r->position_n == RECUR_LIST_MAX)
		return bad_part("BYSETPOS", s, "номер от -366 до 366", e);
	r->position[r->position_n++] = n;
	return OK;
}

static enum err read_freq(struct recur *r, char *s, struct error *e)
{
	for (unsigned u = RECUR_DAY; u <= RECUR_YEAR; u++)
		if (!strcasecmp(s, unit_codes[u])) {
			r->unit = u;
			return OK;
		}
	return bad_part("FREQ", s, "DAILY, WEEKLY, MONTHLY или YEARLY: чаще раза в день повторов нет", e);
}

static enum err read_interval(struct recur *r, char *s, struct error *e)
{
	return whole(s, &r->interval) && r->interval >= 1 && r->interval <= RECUR_INTERVAL_MAX
		       ? OK
		       : bad_part("INTERVAL", s, "число от 1 до 400", e);
}

static enum err read_count(struct recur *r, char *s, struct error *e)
{
	return whole(s, &r->count) && r->count >= 1 && r->count <= RECUR_COUNT_MAX
		       ? OK
		       : bad_part("COUNT", s, "число от 1 до 5000", e);
}

static enum err read_until(struct recur *r, char *s, struct error *e)
{
	r->until = rfc_day(s);
	return r->until != DATE_NONE ? OK : bad_part("UNTIL", s, "день вида 20270531", e);
}

static enum err read_wkst(struct recur *r, char *s, struct error *e)
{
	return weekday_code(s, &r->week_start) ? OK : bad_part("WKST", s, "день недели: MO, TU … SU", e);
}

/* clang-format off */
static const struct part {
	const char *name;
	enum err (*read)(struct recur *r, char *s, struct error *e); /* each element of a list */
	bool list;
} parts[] = {
	{"FREQ", read_freq, false},	      {"INTERVAL", read_interval, false}, {"COUNT", read_count, false},
	{"UNTIL", read_until, false},	      {"WKST", read_wkst, false},	  {"BYMONTH", read_bymonth, true},
	{"BYMONTHDAY", read_bymonthday, true}, {"BYDAY", read_byday, true},	  {"BYSETPOS", read_bysetpos, true},
};
/* clang-format on */
#define PARTS (sizeof(parts) / sizeof(*parts))

static enum err read_part(struct recur *r, char *text, unsigned *seen, struct error *e)
{
	char *value = strchr(text, '='), *list[400];
	size_t n;
	enum err err = OK;

	if (!value)
		return error_set(e, ERR_INPUT, "правило повтора: «%.*s» — ожидается ЧАСТЬ=ЗНАЧЕНИЕ", recur_shown(text),
				 text);
	*value++ = '\0';
	for (size_t i = 0; i < PARTS; i++) {
		if (strcasecmp(text, parts[i].name) != 0)
			continue;
		if (*seen & 1U << i)
			return error_set(e, ERR_INPUT, "правило повтора: %s стоит дважды", parts[i].name);
		*seen |= 1U << i;
		if (!parts[i].list)
			return parts[i].read(r, value, e);
		n = text_split(value, ',', list, sizeof(list) / sizeof(*list));
		if (!n)
			return bad_part(parts[i].name, "", "хотя бы одно значение", e);
		for (size_t k = 0; k < n && !err; k++)
			err = parts[i].read(r, list[k], e);
		return err;
	}
	return error_set(
		e, ERR_INPUT,
		"правило повтора: часть %.*s не поддерживается; можно FREQ, INTERVAL, COUNT, UNTIL, WKST, BYMONTH, "
		"BYMONTHDAY, BYDAY, BYSETPOS",
		recur_shown(text), text);
}

enum err recur_rule_check(const struct recur *r, struct error *e)
{
	if (!r->unit)
		return error_set(e, ERR_INPUT, "правило повтора: не сказано, как часто (FREQ)");
	if (r->count && r->until != DATE_NONE)
		return error_set(e, ERR_INPUT,
				 "в повторе указано и сколько раз, и до какого дня: оставьте что-то одно");
	if (r->nth_n && r->unit < RECUR_MONTH)
		return error_set(e, ERR_INPUT, "правило повтора: номер дня недели бывает при MONTHLY и YEARLY");
	if (r->unit == RECUR_WEEK && (r->from_first || r->from_last))
		return error_set(e, ERR_INPUT, "правило повтора: BYMONTHDAY не бывает при WEEKLY");
	if (r->position_n && !r->weekdays && !r->nth_n && !r->from_first && !r->from_last && !r->months)
		return error_set(e, ERR_INPUT, "правило повтора: BYSETPOS — номер среди дней, а дни не названы");
	return OK;
}

enum err recur_rule_read_exceptions(struct recur *r, char *s, struct error *e)
{
	char *list[RECUR_EXCEPT_MAX + 1];
	size_t n = text_split(s, ',', list, sizeof(list) / sizeof(*list));
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		int32_t day = rfc_day(list[i]);

		if (day == DATE_NONE)
			return bad_part("EXDATE", list[i], "день вида 20270531", e);
		err = recur_except(r, day, e);
	}
	return err;
}

enum err recur_rule_read(struct recur *r, char *text, struct error *e)
{
	char *part[32];
	unsigned seen = 0;
	size_t n = text_split(text, ';', part, sizeof(part) / sizeof(*part));
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		err = read_part(r, part[i], &seen, e);
	return err ? err : recur_rule_check(r, e);
}

/* ---- writing ---- */

static void add_days(struct buf *out, const struct recur *r)
{
	const char *sep = ";BYDAY=";

	for (int i = 0; i < 7; i++)
		if (r->weekdays & 1U << i) {
			buf_addf(out, "%s%s", sep, day_codes[i]);
			sep = ",";
		}
	for (size_t i = 0; i < r->nth_n; i++, sep = ",")
		buf_addf(out, "%s%d%s", sep, r->nth[i].n, day_codes[r->nth[i].day]);
}

static void add_bits(struct buf *out, const char **sep, uint32_t bits, int sign)
{
	for (int i = 1; i < 32; i++)
		if (bits & 1U << i) {
			buf_addf(out, "%s%d", *sep, sign * i);
			*sep = ",";
		}
}

static void add_rfc_day(struct buf *out, int32_t day)
{
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	buf_addf(out, "%04d%02d%02d", y, m, d);
}

void recur_rule_write(struct buf *out, const struct recur *r)
{
	const char *sep;

	buf_addf(out, "FREQ=%s", unit_codes[r->unit]);
	if (r->interval > 1)
		buf_addf(out, ";INTERVAL=%d", r->interval);
	sep = ";BYMONTH=";
	add_bits(out, &sep, r->months, 1);
	sep = ";BYMONTHDAY=";
	add_bits(out, &sep, r->from_first, 1);
	add_bits(out, &sep, r->from_last, -1);
	add_days(out, r);
	for (size_t i = 0; i < r->position_n; i++)
		buf_addf(out, "%s%d", i ? "," : ";BYSETPOS=", r->position[i]);
	if (r->week_start)
		buf_addf(out, ";WKST=%s", day_codes[r->week_start]);
	if (r->count)
		buf_addf(out, ";COUNT=%d", r->count);
	if (r->until != DATE_NONE) {
		buf_add(out, ";UNTIL=");
		add_rfc_day(out, r->until);
	}
	for (size_t i = 0; i < r->except_n; i++) {
		buf_add(out, i ? "," : " EXDATE:");
		add_rfc_day(out, r->except[i]);
	}
}
