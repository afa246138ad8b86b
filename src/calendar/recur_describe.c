/* A rule told in words, those in which it is typed. */
#include <string.h>

#include "recur.h"

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

/* Days from the end of a quarter, as the words for them are read. */
static bool of_quarters(const struct recur *r)
{
	return r->unit == RECUR_MONTH && r->interval == 1 && r->months == QUARTER_ENDS &&
	       (r->from_last || r->position[0] < 0 || (r->nth_n && r->nth[0].n < 0));
}

static bool say_rule(struct buf *out, const struct recur *r)
{
	if (r->week_start)
		return false;
	if (of_quarters(r))
		buf_add(out, "каждый квартал");
	else
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
	return r->unit == RECUR_YEAR || !r->months || of_quarters(r) || say_months(out, r->months);
}

void recur_describe(const char *rule, struct buf *out)
{
	size_t before = out->n;
	struct recur r;

	/* the canonical text leaves nothing to the first day, so any day serves */
	if (recur_read(rule, 0, &r, NULL))
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
		recur_rule_write(out, &bare);
	}
	for (size_t i = 0; i < r.except_n; i++) {
		buf_add(out, i ? ", " : ", кроме ");
		date_add_ru(out, r.except[i]);
	}
}
