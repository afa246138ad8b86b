/* The days of a rule. A rule is a question put to each day («is it one of yours?»), so every combination of parts means
 * what the RFC's table says, and nothing can run away. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "recur.h"
#include "stazh/base/mem.h"

/* ---- a rule, whoever wrote it ---- */

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
	char *copy = mem_strdup(text), *rest = copy + strcspn(copy, " \t\n");
	struct recur words;
	size_t n;
	enum err err;

	if (*rest)
		*rest++ = '\0';
	n = strlen(copy);
	if (n && copy[n - 1] == ',')
		copy[n - 1] = '\0';
	err = recur_rule_read(r, copy, e);
	rest += strspn(rest, " \t\n");
	if (!err && !strncasecmp(rest, "EXDATE:", 7)) {
		err = recur_rule_read_exceptions(r, rest + 7, e);
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

enum err recur_read(const char *text, int32_t start, struct recur *r, struct error *e)
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
		err = recur_rule_check(r, e);
	if (err)
		return err;
	complete(r, start);
	if (r->unit != RECUR_WEEK || (r->interval == 1 && !r->position_n) || r->weekdays == 1U << date_weekday(start))
		r->week_start = 0; /* changes nothing */
	return OK;
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

/* Calls fn for each day, those before `from` aside, until it returns false. */
static void each_day_from(const struct recur *r, int32_t start, int32_t from, int32_t last,
			  bool (*fn)(int32_t day, void *arg), void *arg)
{
	int first_period = day_of(r, start).period, given = 0;

	if (r->until != DATE_NONE && r->until < last)
		last = r->until;
	if (last > DATE_MAX)
		last = DATE_MAX;
	if (from < start)
		from = start;
	for (int32_t date = r->count ? start : from; date <= last && (!r->count || given < r->count); date++) {
		struct day x = day_of(r, date);

		if ((x.period - first_period) % r->interval || !in_set(r, &x) || !position_matches(r, &x))
			continue;
		given++;
		if (date >= from && !is_in(date, r->except, r->except_n) && !fn(date, arg))
			return;
	}
}

static void each_day(const struct recur *r, int32_t start, int32_t last, bool (*fn)(int32_t day, void *arg), void *arg)
{
	each_day_from(r, start, start, last, fn, arg);
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
	enum err err = recur_read(rule, start, &r, e);

	*days = NULL;
	*n = 0;
	if (err)
		return err;
	each_day(&r, start, last, add_found, &f);
	if (f.many) {
		free(f.days);
		return error_set(e, ERR_INPUT,
				 "повтор даёт больше %zu %s; ограничьте его: «10 раз» или «до 31.05.2027»", max,
				 text_plural((long)max, "дня", "дней", "дней"));
	}
	*days = f.days;
	*n = f.n;
	return OK;
}

#define SURE (41 * 366) /* days in which a rule gives one if it ever does: a leap day on a given weekday, over 2100 */

/* The last day on which a rule, looked at from `day` on, is sure to have given one. */
static int32_t sure_until(const struct recur *r, int32_t day)
{
	return day < DATE_MAX - SURE * r->interval ? day + SURE * r->interval : DATE_MAX;
}

static bool take_first(int32_t day, void *arg)
{
	*(int32_t *)arg = day;
	return false;
}

int32_t recur_after(const char *rule, int32_t start, int32_t after)
{
	int32_t found = DATE_NONE, from = after < start ? start : after + 1;
	struct recur r;

	if (recur_read(rule, start, &r, NULL))
		return DATE_NONE;
	each_day_from(&r, start, from, sure_until(&r, from), take_first, &found);
	return found;
}

enum err recur_parse(const char *text, int32_t start, struct buf *rule, struct error *e)
{
	struct found f = {.max = 0};
	struct recur r;
	enum err err = recur_read(text, start, &r, e);

	if (err)
		return err;
	if (r.until != DATE_NONE && r.until < start) {
		struct buf b = {0};

		date_add_ru(&b, r.until);
		err = error_set(e, ERR_INPUT, "повтор кончается %s, раньше, чем начинается", b.s);
		buf_free(&b);
		return err;
	}
	each_day(&r, start, sure_until(&r, start), add_found, &f);
	if (!f.many)
		return error_set(e, ERR_INPUT, "повтор «%.*s» не даёт ни одного дня", recur_shown(text), text);
	recur_rule_write(rule, &r);
	return OK;
}
