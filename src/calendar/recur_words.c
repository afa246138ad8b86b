/* Rules of repetition as people type them. The words are looked up one by one (recur_tokens.c); what they mean together
 * is decided at the end. */
#include <string.h>

#include "recur_tokens.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

static enum err unclear(const struct recur_reader *p)
{
	return recur_not_understood(p->text, p->word, p->n, p->e);
}

static enum err read_exceptions(struct recur_reader *p, struct recur *r, unsigned *weekdays)
{
	int32_t day, to;
	enum err err = OK;
	bool any = false;

	for (;;) {
		while (p->token == T_COMMA || p->token == T_AND || p->token == T_FROM)
			recur_next(p);
		if (p->token == T_WEEKDAY || p->token == T_DAYS) {
			*weekdays |= p->token == T_DAYS ? (unsigned)p->value : 1U << p->value;
			any = true;
			recur_next(p);
			continue;
		}
		if (!recur_read_day(p, &day))
			break;
		any = true;
		to = day;
		if (p->token == T_DASH || p->token == T_TO) {
			recur_next(p);
			if (!recur_read_day(p, &to) || to < day || to - day > 366)
				return unclear(p);
		}
		for (; day <= to && !err; day++)
			err = recur_except(r, day, p->e);
		if (err)
			return err;
	}
	return any ? OK : unclear(p);
}

/* ---- what the words mean together ---- */

struct said {
	struct recur *r;
	int numbers[RECUR_LIST_MAX], ordinals[RECUR_LIST_MAX];
	size_t numbers_n, ordinals_n;
	bool ordinals_used; /* by a weekday; the next ordinal begins anew */
	bool every_other;
	bool month_range; /* «с сентября по май», not «9 мая» */
	int day_ordinal;  /* «последний день» */
	int per;	  /* «2 раза в …» */
	enum recur_unit unit, ordinal_unit;
	int times;
	int unit_ordinal; /* «каждую вторую неделю» */
	unsigned month_of_day;
	unsigned without; /* weekdays: «каждый день, кроме выходных» */
};

static void set_month_day(struct recur *r, int n)
{
	if (n > 0)
		r->from_first |= 1U << n;
	else
		r->from_last |= 1U << -n;
}

static bool flush_month_days(struct said *s)
{
	for (size_t i = 0; i < s->numbers_n; i++) {
		if (s->numbers[i] < 1 || s->numbers[i] > 31)
			return false;
		s->r->from_first |= 1U << s->numbers[i];
	}
	s->numbers_n = 0;
	return true;
}

static bool take_unit(struct recur_reader *p, struct said *s)
{
	enum recur_unit unit = (enum recur_unit)p->value;

	if (s->ordinals_n && !s->ordinals_used) { /* «второй день …», «каждую вторую неделю» */
		if (s->ordinals_n > 1 || s->unit_ordinal)
			return false;
		s->unit_ordinal = s->ordinals[0];
		s->ordinal_unit = unit;
		s->ordinals_n = 0;
		return true;
	}
	if (s->unit && (s->unit != unit || s->times != p->times) && !(s->r->months && unit == RECUR_YEAR))
		return false;
	if (s->every_other) {
		s->r->interval = 2;
		s->every_other = false;
	}
	if (s->numbers_n) {
		if (s->numbers_n > 1 || s->numbers[0] < 1 || s->numbers[0] > RECUR_INTERVAL_MAX)
			return false;
		s->r->interval = s->numbers[0];
		s->numbers_n = 0;
	}
	s->unit = unit;
	s->times = p->times;
	return true;
}

static bool take_weekday(struct said *s, int day)
{
	if (!s->ordinals_n) {
		s->r->weekdays |= 1U << day;
		return true;
	}
	for (size_t i = 0; i < s->ordinals_n; i++) {
		if (s->r->nth_n == RECUR_LIST_MAX)
			return false;
		s->r->nth[s->r->nth_n++] = (struct recur_nth){s->ordinals[i], day};
	}
	s->ordinals_used = true;
	return true;
}

/* «пн-пт», «с пн по пт» */
static bool take_weekdays_to(struct recur_reader *p, struct said *s, int from)
{
	while (p->token == T_DASH || p->token == T_TO)
		recur_next(p);
	if (p->token != T_WEEKDAY || s->ordinals_n)
		return false;
	for (int d = from;; d = (d + 1) % 7) {
		s->r->weekdays |= 1U << d;
		if (d == p->value)
			break;
	}
	recur_next(p);
	return true;
}

static bool take_months_to(struct recur_reader *p, struct said *s, int from)
{
	while (p->token == T_DASH || p->token == T_TO)
		recur_next(p);
	if (p->token != T_MONTH || s->month_range)
		return false;
	for (int m = from;; m = m % 12 + 1) {
		s->r->months |= 1U << m;
		if (m == p->value)
			break;
	}
	s->month_range = true;
	recur_next(p);
	return true;
}

/* «10 раз»; «раз в месяц», «2 раза в неделю» */
static bool take_times(struct recur_reader *p, struct said *s)
{
	bool per = recur_peek(p) == T_IN;
	int n = s->numbers_n ? s->numbers[0] : 1;

	if (s->numbers_n > 1 || (!per && !s->numbers_n))
		return false;
	s->numbers_n = 0;
	if (per) {
		s->per = n;
	} else if (s->r->count || n < 1 || n > RECUR_COUNT_MAX) {
		return false;
	} else {
		s->r->count = n;
	}
	return true;
}

/* «с 1 сентября по 31 мая»: the rule begins on the event's own day. */
static enum err say_from(struct recur_reader *p, struct said *s)
{
	int32_t day;
	int first;

	recur_next(p);
	first = p->value;
	if (p->token == T_WEEKDAY) {
		recur_next(p);
		return take_weekdays_to(p, s, first) ? OK : unclear(p);
	}
	if (p->token == T_MONTH) {
		recur_next(p);
		return take_months_to(p, s, first) ? OK : unclear(p);
	}
	if (!recur_read_day(p, &day))
		return unclear(p);
	if (day != p->start) {
		struct buf b = {0};

		date_add_ru(&b, p->start);
		error_set(p->e, ERR_INPUT, "повтор начинается %s: другое начало поставьте там, где эта дата", b.s);
		buf_free(&b);
		return ERR_INPUT;
	}
	return OK;
}

/* ---- what each kind of word says ---- */

/* The next token is current afterwards, unless the present one is what is not understood. */
static enum err passed(struct recur_reader *p, bool good)
{
	if (!good)
		return unclear(p);
	recur_next(p);
	return OK;
}

static enum err say_nothing(struct recur_reader *p, struct said *s)
{
	(void)s;
	return passed(p, true);
}

static enum err say_until(struct recur_reader *p, struct said *s)
{
	bool until = p->token == T_UNTIL; /* «по» says so only before a day */
	int32_t day;

	recur_next(p);
	if (!until && p->token != T_DATE && p->token != T_END_OF && !(p->token == T_NUMBER && recur_month_ahead(p)))
		return OK;
	if (s->r->until != DATE_NONE || !recur_read_until(p, &day))
		return unclear(p);
	s->r->until = day;
	return OK;
}

static enum err say_except(struct recur_reader *p, struct said *s)
{
	recur_next(p);
	return read_exceptions(p, s->r, &s->without);
}

static enum err say_weekday(struct recur_reader *p, struct said *s)
{
	int day = p->value;

	if (recur_peek(p) != T_DASH)
		return passed(p, take_weekday(s, day));
	recur_next(p);
	return take_weekdays_to(p, s, day) ? OK : unclear(p);
}

static enum err say_days(struct recur_reader *p, struct said *s)
{
	struct recur *r = s->r;

	for (size_t i = 0; i < s->ordinals_n; i++)
		r->position[r->position_n++] = s->ordinals[i];
	s->ordinals_n = 0;
	r->weekdays |= (unsigned)p->value;
	if (recur_peek(p) == T_UNIT) /* «рабочий день» */
		recur_next(p);
	return passed(p, r->position_n <= 5);
}

static enum err say_ordinal(struct recur_reader *p, struct said *s)
{
	bool good;

	if (s->ordinals_used)
		s->ordinals_n = 0;
	s->ordinals_used = false;
	good = s->ordinals_n < 5 && p->value >= -2 && p->value <= 5 && p->value;
	if (good)
		s->ordinals[s->ordinals_n++] = p->value;
	return passed(p, good);
}

static enum err say_number(struct recur_reader *p, struct said *s)
{
	bool good = s->numbers_n < RECUR_LIST_MAX;

	if (good)
		s->numbers[s->numbers_n++] = p->value;
	return passed(p, good && (p->token != T_MONTH_DAY || flush_month_days(s)));
}

static enum err say_of_month(struct recur_reader *p, struct said *s)
{
	for (size_t i = 0; i < s->ordinals_n; i++) /* «первого числа» */
		set_month_day(s->r, s->ordinals[i]);
	s->ordinals_n = 0;
	return passed(p, (s->numbers_n || s->r->from_first || s->r->from_last) && flush_month_days(s));
}

static enum err say_month(struct recur_reader *p, struct said *s)
{
	unsigned month = 1U << p->value;
	bool good = !(s->month_of_day && s->month_of_day != month) && flush_month_days(s);

	s->r->months |= month;
	s->month_of_day = month;
	return passed(p, good);
}

/* A number alone that is none of so many. */
static enum err too_many(struct recur_reader *p, const char *of, int max)
{
	return error_set(p->e, ERR_INPUT, "в повторе «%.*s%s»: %s — от 1 до %d", recur_shown(p->text), p->text,
			 p->text[recur_shown(p->text)] ? "…" : "", of, max);
}

static bool is_outside(const struct said *s, int max)
{
	return s->numbers_n == 1 && (s->numbers[0] < 1 || s->numbers[0] > max);
}

static enum err say_unit(struct recur_reader *p, struct said *s)
{
	static const char *const of[] = {[RECUR_DAY] = "через сколько дней",
					 [RECUR_WEEK] = "через сколько недель",
					 [RECUR_MONTH] = "через сколько месяцев",
					 [RECUR_YEAR] = "через сколько лет"};

	if (is_outside(s, RECUR_INTERVAL_MAX) && p->value >= RECUR_DAY && p->value <= RECUR_YEAR)
		return too_many(p, of[p->value], RECUR_INTERVAL_MAX);
	return passed(p, take_unit(p, s));
}

static enum err say_every_other(struct recur_reader *p, struct said *s)
{
	s->every_other = true;
	if (recur_peek(p) != T_NUMBER)
		return passed(p, true);
	return error_set(p->e, ERR_INPUT,
			 "повтор «%.*s» можно понять двояко: напишите «каждые 2 недели» или «раз в 3 недели»",
			 recur_shown(p->text), p->text);
}

static enum err say_times(struct recur_reader *p, struct said *s)
{
	if (is_outside(s, RECUR_COUNT_MAX))
		return too_many(p, "сколько раз", RECUR_COUNT_MAX);
	return passed(p, take_times(p, s));
}

/* One token, or several that belong together. NULL: it has no place in a rule. */
static enum err (*const say[])(struct recur_reader *p, struct said *s) = {
	[T_NOISE] = say_nothing,   [T_IN] = say_nothing,	[T_COMMA] = say_nothing,
	[T_AND] = say_nothing,	   [T_NUMBER] = say_number,	[T_MONTH_DAY] = say_number,
	[T_UNIT] = say_unit,	   [T_WEEKDAY] = say_weekday,	[T_DAYS] = say_days,
	[T_ORDINAL] = say_ordinal, [T_MONTH] = say_month,	[T_EVERY_OTHER] = say_every_other,
	[T_TIMES] = say_times,	   [T_OF_MONTH] = say_of_month, [T_UNTIL] = say_until,
	[T_TO] = say_until,	   [T_FROM] = say_from,		[T_EXCEPT] = say_except,
	[T_SCHOOL] = NULL,
};

/* ---- and all of them together ---- */

static int bits(uint32_t x)
{
	int n = 0;

	for (; x; x &= x - 1)
		n++;
	return n;
}

/* «последний день месяца»; else «каждый второй день», «каждую вторую неделю». */
static bool settle_ordinal(struct said *s)
{
	struct recur *r = s->r;

	if (!s->unit_ordinal)
		return true;
	if (s->ordinal_unit == RECUR_DAY && (s->unit == RECUR_MONTH || r->months)) {
		set_month_day(r, s->unit_ordinal);
		return true;
	}
	if (s->unit || s->unit_ordinal < 1 || r->interval > 1)
		return false;
	s->unit = s->ordinal_unit;
	s->times = 1;
	r->interval = s->unit_ordinal;
	return true;
}

/* «последний рабочий день квартала»: of the quarter's last month, and not of each third one from the beginning on. */
static void settle_quarter(struct recur *r, struct said *s)
{
	if (!r->from_last && r->position[0] >= 0 && !(r->nth_n && r->nth[0].n < 0))
		return;
	r->months = QUARTER_ENDS;
	s->times = 1;
}

static bool settle(struct said *s)
{
	struct recur *r = s->r;
	bool in_month = r->nth_n || r->position_n || r->from_first || r->from_last;
	int things;

	if (s->numbers_n && s->unit == RECUR_MONTH && !flush_month_days(s))
		return false;
	if (s->numbers_n || (s->ordinals_n && !s->ordinals_used) || s->every_other || !settle_ordinal(s))
		return false;
	in_month = r->nth_n || r->position_n || r->from_first || r->from_last;
	if (s->without) {
		if (in_month || r->interval > 1 || !(r->weekdays || s->unit == RECUR_DAY))
			return false;
		r->weekdays = (r->weekdays ? r->weekdays : WORKDAYS | WEEKEND) & ~s->without;
		if (!r->weekdays)
			return false;
		s->unit = RECUR_WEEK;
	}
	if (in_month && r->weekdays && !r->position_n)
		return false; /* «в первый вторник и по чт» */
	if (s->month_of_day && !s->month_range && !in_month)
		return false;
	if (in_month)
		r->unit = s->month_of_day && !s->month_range ? RECUR_YEAR : RECUR_MONTH;
	else if (r->weekdays)
		r->unit = RECUR_WEEK;
	else
		r->unit = s->unit;
	if (s->unit && s->unit != r->unit)
		return false;
	if (s->times == 3 && r->unit == RECUR_MONTH && r->interval == 1 && !r->months)
		settle_quarter(r, s);
	r->interval *= s->times ? s->times : 1;
	things = r->unit == RECUR_WEEK ? bits(r->weekdays) : bits(r->from_first) + bits(r->from_last) + (int)r->nth_n;
	return s->per <= 1 || s->per == things;
}

enum err recur_words(const char *text, int32_t start, struct recur *r, struct error *e)
{
	struct recur_reader p = {.text = text, .start = start, .e = e};
	struct said s = {.r = r};
	enum err err = OK;

	recur_init(r);
	collate_fold(text, strlen(text), &p.folded);
	if (!p.folded.n || !utf8_valid(text, strlen(text))) {
		buf_free(&p.folded);
		return recur_not_understood("", "", 0, e);
	}
	recur_next(&p);
	while (!err && p.token != T_END)
		err = say[p.token] ? say[p.token](&p, &s) : unclear(&p);
	/* exceptions alone follow a rule of RFC 5545 */
	if (!err && !(r->except_n && !s.unit && !r->weekdays && !r->from_first && !s.numbers_n) && !settle(&s))
		err = recur_not_understood(text, "", 0, e);
	buf_free(&p.folded);
	return err;
}
