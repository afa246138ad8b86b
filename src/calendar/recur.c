/* Rules of repetition: RFC 5545 read and written, the days of a rule. A rule is a question put to each day («is it one
 * of yours?»), so every combination of parts means what the RFC's table says, and nothing can run away. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "recur.h"
#include "stazh/base/mem.h"

const char *const recur_codes[7] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
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
	return error_set(e, ERR_INPUT, "правило повтора: %s=%.*s — ожидается %s (RFC 5545, 3.3.10)", name,
			 recur_shown(value), value, expected);
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
		if (!strcasecmp(s, recur_codes[i])) {
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
	return bad_part("FREQ", s, "DAILY, WEEKLY, MONTHLY или YEARLY: чаще раза в день занятия не повторяются", e);
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
		return error_set(e, ERR_INPUT, "правило повтора: «%.*s» — ожидается ЧАСТЬ=ЗНАЧЕНИЕ (RFC 5545, 3.3.10)",
				 recur_shown(text), text);
	*value++ = '\0';
	for (size_t i = 0; i < PARTS; i++) {
		if (strcasecmp(text, parts[i].name) != 0)
			continue;
		if (*seen & 1U << i)
			return error_set(e, ERR_INPUT, "правило повтора: %s стоит дважды (RFC 5545, 3.3.10)",
					 parts[i].name);
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

/* What the RFC forbids together. */
static enum err consistent(const struct recur *r, struct error *e)
{
	if (!r->unit)
		return error_set(e, ERR_INPUT, "правило повтора: нет FREQ (RFC 5545, 3.3.10)");
	if (r->count && r->until != DATE_NONE)
		return error_set(e, ERR_INPUT,
				 "в повторе указано и сколько раз, и до какого дня: оставьте что-то одно");
	if (r->nth_n && r->unit < RECUR_MONTH)
		return error_set(e, ERR_INPUT,
				 "правило повтора: номер дня недели бывает при MONTHLY и YEARLY (RFC 5545, 3.3.10)");
	if (r->unit == RECUR_WEEK && (r->from_first || r->from_last))
		return error_set(e, ERR_INPUT, "правило повтора: BYMONTHDAY не бывает при WEEKLY (RFC 5545, 3.3.10)");
	if (r->position_n && !r->weekdays && !r->nth_n && !r->from_first && !r->from_last && !r->months)
		return error_set(e, ERR_INPUT,
				 "правило повтора: BYSETPOS — номер среди дней, а дни не названы (RFC 5545, 3.3.10)");
	return OK;
}

static enum err read_exceptions(struct recur *r, char *s, struct error *e)
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

/* Adds b's exceptions to a's. */
static enum err join_exceptions(struct recur *a, const struct recur *b, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < b->except_n && !err; i++)
		err = recur_except(a, b->except[i], e);
	return err;
}

/* «[по правилу] [RRULE:]FREQ=…[, кроме …][ EXDATE:…]» from its F on. */
static enum err read_rule(const char *text, int32_t start, struct recur *r, struct error *e)
{
	char *copy = mem_strdup(text), *rest = copy + strcspn(copy, " \t\n"), *part[32];
	struct recur words;
	unsigned seen = 0;
	size_t n;
	enum err err = OK;

	if (*rest)
		*rest++ = '\0';
	n = strlen(copy);
	if (n && copy[n - 1] == ',')
		copy[n - 1] = '\0';
	n = text_split(copy, ';', part, sizeof(part) / sizeof(*part));
	for (size_t i = 0; i < n && !err; i++)
		err = read_part(r, part[i], &seen, e);
	if (!err)
		err = consistent(r, e);
	rest += strspn(rest, " \t\n");
	if (!err && !strncasecmp(rest, "EXDATE:", 7)) {
		err = read_exceptions(r, rest + 7, e);
	} else if (!err && *rest) {
		err = recur_words(rest, start, &words, e);
		if (!err && words.unit)
			err = recur_not_understood(text, rest, strlen(rest), e);
		if (!err)
			err = join_exceptions(r, &words, e);
	}
	free(copy);
	return err;
}

static const char *find_freq(const char *text)
{
	for (; *text; text++)
		if (!strncasecmp(text, "FREQ=", 5) || !strncasecmp(text, "RRULE:", 6))
			return text;
	return NULL;
}

/* RFC 5545: «the appropriate information is gotten from DTSTART». */
static void complete(struct recur *r, int32_t start)
{
	int y, m, d;

	date_to_ymd(start, &y, &m, &d);
	if (r->weekdays || r->nth_n || r->from_first || r->from_last)
		return;
	if (r->unit == RECUR_WEEK) {
		r->weekdays = 1U << date_weekday(start);
	} else if (r->unit == RECUR_MONTH || r->unit == RECUR_YEAR) {
		r->from_first = 1U << d;
		if (r->unit == RECUR_YEAR && !r->months)
			r->months = 1U << m;
	}
}

static enum err read_any(const char *text, int32_t start, struct recur *r, struct error *e)
{
	const char *rule = find_freq(text);
	enum err err;

	recur_init(r);
	if (rule) /* «EXRULE=…» and what else stands before it is not looked at */
		err = read_rule(rule + (strncasecmp(rule, "RRULE:", 6) ? 0 : 6), start, r, e);
	else
		err = recur_words(text, start, r, e);
	if (!err && !r->unit)
		err = recur_not_understood(text, "", 0, e);
	if (!err && r->count && r->until != DATE_NONE)
		err = consistent(r, e);
	if (err)
		return err;
	complete(r, start);
	if (r->unit != RECUR_WEEK || (r->interval == 1 && !r->position_n) || r->weekdays == 1U << date_weekday(start))
		r->week_start = 0; /* changes nothing */
	return OK;
}

/* ---- writing ---- */

static void add_days(struct buf *out, const struct recur *r)
{
	const char *sep = ";BYDAY=";

	for (int i = 0; i < 7; i++)
		if (r->weekdays & 1U << i) {
			buf_addf(out, "%s%s", sep, recur_codes[i]);
			sep = ",";
		}
	for (size_t i = 0; i < r->nth_n; i++, sep = ",")
		buf_addf(out, "%s%d%s", sep, r->nth[i].n, recur_codes[r->nth[i].day]);
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

static void write_rule(struct buf *out, const struct recur *r)
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
		buf_addf(out, ";WKST=%s", recur_codes[r->week_start]);
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

/* ---- the days ---- */

/* A day with what the questions ask of it. */
struct day {
	int32_t date, period_first, period_last;
	int y, m, d, weekday, period;
};

static struct day day_of(const struct recur *r, int32_t date)
{
	struct day x = {.date = date, .weekday = date_weekday(date)};

	date_to_ymd(date, &x.y, &x.m, &x.d);
	x.period_first = x.period_last = date;
	x.period = date;
	switch (r->unit) {
	case RECUR_WEEK:
		x.period_first = date - (x.weekday - r->week_start + 7) % 7;
		x.period_last = x.period_first + 6;
		/* any fixed first day of a week serves: 29 December 1969 was a Monday */
		x.period = (x.period_first - r->week_start + 3 + 7 * 10000) / 7;
		break;
	case RECUR_MONTH:
		x.period_first = date - x.d + 1;
		x.period_last = x.period_first + date_days_in_month(x.y, x.m) - 1;
		x.period = x.y * 12 + x.m;
		break;
	case RECUR_YEAR:
		x.period_first = date_from_ymd(x.y, 1, 1);
		x.period_last = date_from_ymd(x.y, 12, 31);
		x.period = x.y;
		break;
	default:
		break;
	}
	return x;
}

static bool weekday_matches(const struct recur *r, const struct day *x)
{
	int32_t first = x->period_first, last = x->period_last;

	if (!r->weekdays && !r->nth_n)
		return true;
	if (r->weekdays & 1U << x->weekday)
		return true;
	if (r->months) { /* in a year's rule that names months it is the n-th of the month */
		first = x->date - x->d + 1;
		last = first + date_days_in_month(x->y, x->m) - 1;
	}
	for (size_t i = 0; i < r->nth_n; i++) {
		int n = r->nth[i].n;

		if (r->nth[i].day == x->weekday &&
		    n == (n > 0 ? (x->date - first) / 7 + 1 : -((last - x->date) / 7 + 1)))
			return true;
	}
	return false;
}

static bool in_set(const struct recur *r, const struct day *x)
{
	if (r->months && !(r->months & 1U << x->m))
		return false;
	if ((r->from_first || r->from_last) && !(r->from_first & 1U << x->d) &&
	    !(r->from_last & 1U << (date_days_in_month(x->y, x->m) - x->d + 1)))
		return false;
	return weekday_matches(r, x);
}

/* BYSETPOS: the day's number among those of its period, from both ends. */
static bool position_matches(const struct recur *r, const struct day *x)
{
	int before = 0, after = 0;

	if (!r->position_n)
		return true;
	for (int32_t d = x->period_first; d <= x->period_last; d++) {
		struct day other = day_of(r, d);

		if (d != x->date && in_set(r, &other)) {
			before += d < x->date;
			after += d > x->date;
		}
	}
	for (size_t i = 0; i < r->position_n; i++)
		if (r->position[i] == before + 1 || r->position[i] == -(after + 1))
			return true;
	return false;
}

static bool is_in(int32_t day, const int32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == day)
			return true;
	return false;
}

/* Calls fn for each day until it returns false. */
static void each_day(const struct recur *r, int32_t start, int32_t last, bool (*fn)(int32_t day, void *arg), void *arg)
{
	int first_period = day_of(r, start).period, given = 0;

	if (r->until != DATE_NONE && r->until < last)
		last = r->until;
	if (last > DATE_MAX)
		last = DATE_MAX;
	for (int32_t date = start; date <= last && (!r->count || given < r->count); date++) {
		struct day x = day_of(r, date);

		if ((x.period - first_period) % r->interval || !in_set(r, &x) || !position_matches(r, &x))
			continue;
		given++;
		if (!is_in(date, r->except, r->except_n) && !fn(date, arg))
			return;
	}
}

struct found {
	const int32_t *except;
	size_t except_n, n, cap, max;
	int32_t *days;
	bool many;
};

static bool add_found(int32_t day, void *arg)
{
	struct found *f = arg;

	if (is_in(day, f->except, f->except_n))
		return true;
	f->many = f->n == f->max;
	if (f->many)
		return false;
	f->days = mem_grow(f->days, f->n, &f->cap, sizeof(*f->days));
	f->days[f->n++] = day;
	return true;
}

enum err recur_expand(const char *rule, int32_t start, int32_t last, const int32_t *except, size_t except_n, size_t max,
		      int32_t **days, size_t *n, struct error *e)
{
	struct found f = {.except = except, .except_n = except_n, .max = max};
	struct recur r;
	enum err err = read_any(rule, start, &r, e);

	*days = NULL;
	*n = 0;
	if (err)
		return err;
	each_day(&r, start, last, add_found, &f);
	if (f.many) {
		free(f.days);
		return error_set(e, ERR_INPUT,
				 "повтор даёт больше %zu %s; ограничьте его: «10 раз» или «до 31.05.2027»", max,
				 text_plural((long)max, "занятия", "занятий", "занятий"));
	}
	*days = f.days;
	*n = f.n;
	return OK;
}

#define SURE (41 * 366) /* days in which a rule gives one if it ever does: a leap day on a given weekday, over 2100 */

enum err recur_parse(const char *text, int32_t start, struct buf *rule, struct error *e)
{
	struct found f = {.max = 0};
	struct recur r;
	enum err err = read_any(text, start, &r, e);

	if (err)
		return err;
	if (r.until != DATE_NONE && r.until < start) {
		struct buf b = {0};

		date_add_ru(&b, r.until);
		err = error_set(e, ERR_INPUT, "повтор кончается %s, раньше первого занятия", b.s);
		buf_free(&b);
		return err;
	}
	each_day(&r, start, start < DATE_MAX - SURE * r.interval ? start + SURE * r.interval : DATE_MAX, add_found, &f);
	if (!f.many)
		return error_set(e, ERR_INPUT, "повтор «%.*s» не даёт ни одного дня", recur_shown(text), text);
	write_rule(rule, &r);
	return OK;
}

/* ---- in words ---- */

static const char *const weekday_ru[7] = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"};
static const char *const weekday_acc[7] = {"понедельник", "вторник", "среду",	   "четверг",
					   "пятницу",	  "субботу", "воскресенье"};
static const char weekday_gender[7] = {0, 0, 1, 0, 1, 1, 2}; /* masculine, feminine, neuter */

static const char *ordinal(int n, int gender)
{
	/* clang-format off */
	static const char *const words[][3] = {
		{"предпоследний", "предпоследнюю", "предпоследнее"}, {"последний", "последнюю", "последнее"}, {NULL, NULL, NULL},
		{"первый", "первую", "первое"}, {"второй", "вторую", "второе"}, {"третий", "третью", "третье"},
		{"четвёртый", "четвёртую", "четвёртое"}, {"пятый", "пятую", "пятое"},
	};
	/* clang-format on */

	return n < -2 || n > 5 ? NULL : words[n + 2][gender];
}

static bool one_bit(uint32_t bits)
{
	return bits && !(bits & (bits - 1));
}

static int lowest(uint32_t bits)
{
	int i = 0;

	while (!(bits >> i & 1U))
		i++;
	return i;
}

/* Between the elements of a list: «а, б и в». */
static const char *joint(size_t i, size_t n)
{
	return !i ? "" : i + 1 == n ? " и " : ", ";
}

static void say_every(struct buf *out, const struct recur *r)
{
	static const char *const every[] = {"", "каждый", "каждую", "каждый", "каждый"};
	static const char *const one[] = {"", "день", "неделю", "месяц", "год"};
	static const char *const few[] = {"", "дня", "недели", "месяца", "года"};
	static const char *const many[] = {"", "дней", "недель", "месяцев", "лет"};

	if (r->interval == 1)
		buf_addf(out, "%s %s", every[r->unit], one[r->unit]);
	else
		buf_addf(out, "%s %d %s", text_plural(r->interval, every[r->unit], "каждые", "каждые"), r->interval,
			 text_plural(r->interval, one[r->unit], few[r->unit], many[r->unit]));
}

static bool say_nth(struct buf *out, const struct recur *r)
{
	for (size_t i = 0; i < r->nth_n; i++) {
		const char *word = ordinal(r->nth[i].n, weekday_gender[r->nth[i].day]);

		if (!word)
			return false;
		buf_addf(out, "%s%s %s", joint(i, r->nth_n), word, weekday_acc[r->nth[i].day]);
	}
	return true;
}

static void say_in(struct buf *out, const char *words)
{
	buf_addf(out, " %s %s", !strncmp(words, "втор", strlen("втор")) ? "во" : "в", words);
}

static void say_weekdays(struct buf *out, unsigned days)
{
	const char *sep = " по ";

	if (days == WORKDAYS) {
		buf_add(out, " по будням");
		return;
	}
	for (int i = 0; i < 7; i++)
		if (days & 1U << i) {
			buf_addf(out, "%s%s", sep, weekday_ru[i]);
			sep = ", ";
		}
}

static bool say_month_days(struct buf *out, const struct recur *r)
{
	size_t n = 0, at = 0;

	if (r->from_last) {
		if (r->from_first || r->from_last != 1U << 1)
			return false;
		buf_add(out, " в последний день");
		return true;
	}
	for (int i = 1; i < 32; i++)
		n += r->from_first >> i & 1U;
	buf_addc(out, ' ');
	for (int i = 1; i < 32; i++)
		if (r->from_first & 1U << i)
			buf_addf(out, "%s%d-го", joint(at++, n), i);
	return true;
}

/* What of a month or year; false: it has no short words. */
static bool say_of_month(struct buf *out, const struct recur *r)
{
	bool month_days = r->from_first || r->from_last;
	struct buf b = {0};
	bool said = true;

	if (r->unit == RECUR_YEAR && !one_bit(r->months))
		return false;
	if (r->position_n) {
		said = r->position_n == 1 && r->weekdays == WORKDAYS && !r->nth_n && !month_days &&
		       ordinal(r->position[0], 0);
		if (said) {
			buf_addf(&b, "%s рабочий день", ordinal(r->position[0], 0));
			say_in(out, b.s);
		}
	} else if (r->nth_n && !r->weekdays && !month_days) {
		said = say_nth(&b, r);
		if (said)
			say_in(out, b.s);
	} else if (month_days && !r->weekdays && !r->nth_n && r->unit == RECUR_MONTH) {
		said = say_month_days(out, r);
	} else if (one_bit(r->from_first) && !r->from_last && !r->weekdays && !r->nth_n) {
		buf_addf(out, " %d", lowest(r->from_first));
	} else {
		said = false;
	}
	buf_free(&b);
	if (said && r->unit == RECUR_YEAR)
		buf_addf(out, " %s", date_month_name(lowest(r->months), true));
	return said;
}

/* «с сентября по май»: months that follow each other round the year. */
static bool say_months(struct buf *out, unsigned months)
{
	int first = 0, last;

	for (int m = 1; m <= 12; m++)
		if (months & 1U << m && !(months & 1U << (m == 1 ? 12 : m - 1))) {
			if (first)
				return false;
			first = m;
		}
	if (!first)
		return false;
	for (last = first; months & 1U << (last % 12 + 1); last++)
		;
	if (last == first)
		return false;
	buf_addf(out, ", с %s по %s", date_month_name(first, true), date_month_name((last - 1) % 12 + 1, false));
	return true;
}

static bool say_rule(struct buf *out, const struct recur *r)
{
	if (r->week_start)
		return false;
	say_every(out, r);
	if (r->unit == RECUR_DAY) {
		if (r->weekdays || r->from_first || r->from_last || r->position_n)
			return false;
	} else if (r->unit == RECUR_WEEK) {
		if (r->position_n)
			return false;
		say_weekdays(out, r->weekdays);
	} else if (!say_of_month(out, r)) {
		return false;
	}
	return r->unit == RECUR_YEAR || !r->months || say_months(out, r->months);
}

void recur_describe(const char *rule, struct buf *out)
{
	size_t before = out->n;
	struct recur r;

	/* the canonical text leaves nothing to the first day, so any day serves */
	if (read_any(rule, 0, &r, NULL))
		return;
	if (say_rule(out, &r)) {
		if (r.count)
			buf_addf(out, ", %d %s", r.count, text_plural(r.count, "раз", "раза", "раз"));
		if (r.until != DATE_NONE) {
			buf_add(out, " до ");
			date_add_ru(out, r.until);
		}
	} else {
		struct recur bare = r;

		out->n = before;
		if (out->s)
			out->s[before] = '\0';
		bare.except_n = 0;
		buf_add(out, "по правилу ");
		write_rule(out, &bare);
	}
	for (size_t i = 0; i < r.except_n; i++) {
		buf_add(out, i ? ", " : ", кроме ");
		date_add_ru(out, r.except[i]);
	}
}
