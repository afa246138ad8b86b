#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/utf8.h"
#include "stazh/calendar/days.h"
#include "stazh/calendar/step.h"

enum word {
	W_END,
	W_UNKNOWN,
	W_NUMBER,
	W_DATE,
	W_BEFORE, /* «за» */
	W_AFTER,  /* «через» */
	W_TO,	  /* «до» */
	W_SINCE,  /* «после», «от», «с» */
	W_IN,	  /* «в» */
	W_EVE,	  /* «накануне» */
	W_WORKING,
	W_UNIT,
	W_MONTH,
	W_FROM, /* «занятия», «начала», «окончания» */
	W_NOISE,
};

/* The first that is a beginning of the folded word decides; «=»: the whole word. */
/* clang-format off */
static const struct known {
	const char *stem;
	enum word word;
	int value;
} known[] = {
	{"=за", W_BEFORE, 0}, {"=через", W_AFTER, 0}, {"=спустя", W_AFTER, 0}, {"=до", W_TO, 0}, {"=к", W_TO, 0}, {"=после", W_SINCE, 0},
	{"=от", W_SINCE, 0}, {"=с", W_SINCE, 0}, {"=со", W_SINCE, 0}, {"=в", W_IN, 0}, {"=во", W_IN, 0}, {"накануне", W_EVE, 0},
	{"рабоч", W_WORKING, 0}, {"=раб", W_WORKING, 0}, {"=день", W_UNIT, STEP_DAYS}, {"=дня", W_UNIT, STEP_DAYS},
	{"=дней", W_UNIT, STEP_DAYS}, {"=дн", W_UNIT, STEP_DAYS}, {"недел", W_UNIT, STEP_WEEKS}, {"=нед", W_UNIT, STEP_WEEKS},
	{"месяц", W_UNIT, STEP_MONTHS}, {"=мес", W_UNIT, STEP_MONTHS},
	{"заняти", W_FROM, STEP_EVENT}, {"начал", W_FROM, STEP_BEGIN}, {"оконч", W_FROM, STEP_END}, {"=конца", W_FROM, STEP_END},
	{"=конец", W_FROM, STEP_END}, {"заверш", W_FROM, STEP_END},
	{"=срока", W_NOISE, 0}, {"статус", W_NOISE, 0}, {"учебн", W_NOISE, 0}, {"=года", W_NOISE, 0}, {"=уч", W_NOISE, 0}, {"=г", W_NOISE, 0},
	{"календарн", W_NOISE, 0}, {"=тот", W_NOISE, 0}, {"=же", W_NOISE, 0}, {"самого", W_NOISE, 0},
	{"январ", W_MONTH, 1}, {"феврал", W_MONTH, 2}, {"март", W_MONTH, 3}, {"апрел", W_MONTH, 4}, {"=мая", W_MONTH, 5},
	{"=май", W_MONTH, 5}, {"июн", W_MONTH, 6}, {"июл", W_MONTH, 7}, {"август", W_MONTH, 8}, {"сентябр", W_MONTH, 9},
	{"октябр", W_MONTH, 10}, {"ноябр", W_MONTH, 11}, {"декабр", W_MONTH, 12},
	{"=один", W_NUMBER, 1}, {"=одну", W_NUMBER, 1}, {"=два", W_NUMBER, 2}, {"=две", W_NUMBER, 2}, {"=три", W_NUMBER, 3},
	{"четыре", W_NUMBER, 4}, {"=пять", W_NUMBER, 5}, {"=шесть", W_NUMBER, 6}, {"=семь", W_NUMBER, 7}, {"=восемь", W_NUMBER, 8},
	{"=девять", W_NUMBER, 9}, {"=десять", W_NUMBER, 10},
};
/* clang-format on */

#define STEP_MAX 999

struct reader {
	const char *text;
	size_t n, at, length; /* the present word */
	enum word word;
	int value, month; /* of a date «15.06» both */
	bool noisy;	  /* «учебного года» was passed over */
	struct error *e;
};

static void look_up(struct reader *p)
{
	struct buf folded = {0};
	size_t n;

	collate_fold(p->text + p->at, p->length, &folded);
	n = folded.n;
	while (n && folded.s[n - 1] == '.')
		n--;
	p->word = W_UNKNOWN;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known) && p->word == W_UNKNOWN; i++) {
		const char *stem = known[i].stem;
		bool whole = *stem == '=';
		size_t length = strlen(stem += whole);

		if ((whole ? n == length : n >= length) && !memcmp(folded.s, stem, length)) {
			p->word = known[i].word;
			p->value = known[i].value;
		}
	}
	buf_free(&folded);
}

/* «10», «15-го», «15.06», «15.06.» */
static void read_number(struct reader *p)
{
	const char *s = p->text + p->at;
	size_t digits = strspn(s, "0123456789"), more;

	p->value = digits < 5 ? (int)strtol(s, NULL, 10) : STEP_MAX + 1;
	p->word = W_NUMBER;
	if (digits == p->length || s[digits] == '-')
		return;
	more = s[digits] == '.' ? strspn(s + digits + 1, "0123456789") : 0;
	p->month = more && more < 3 ? (int)strtol(s + digits + 1, NULL, 10) : 0;
	p->word = p->month && digits + 1 + more + (s[digits + 1 + more] == '.') >= p->length ? W_DATE : W_UNKNOWN;
}

static void read_next(struct reader *p)
{
	p->at += p->length;
	while (p->at < p->n && strchr(" \t,", p->text[p->at]))
		p->at++;
	p->length = 0;
	while (p->at + p->length < p->n && !strchr(" \t,", p->text[p->at + p->length]))
		p->length++;
	if (!p->length)
		p->word = W_END;
	else if (strchr("0123456789", p->text[p->at]))
		read_number(p);
	else
		look_up(p);
}

/* Words that may stand there and say nothing new. */
static void next(struct reader *p)
{
	do
		read_next(p);
	while (p->word == W_NOISE && (p->noisy = true));
}

static enum err expected(const struct reader *p, const char *what)
{
	if (p->word == W_END)
		return error_set(p->e, ERR_INPUT, "здесь ожидается %s", what);
	return error_set(p->e, ERR_INPUT, "непонятно «%.*s»: ожидается %s",
			 (int)utf8_prefix(p->text + p->at, p->length, 40), p->text + p->at, what);
}

static enum err take_day(struct reader *p, int month, struct step_when *out)
{
	if (p->value < 1 || month < 1 || month > 12 || p->value > date_days_in_month(2024, month))
		return month < 1 || month > 12 ? error_set(p->e, ERR_INPUT, "нет такого месяца: %d.%d", p->value, month)
					       : error_set(p->e, ERR_INPUT, "нет такого дня: %d %s", p->value,
							   date_month_name(month, true));
	out->from = STEP_DAY;
	out->day = p->value;
	out->month = month;
	return OK;
}

/* «15 июня», «15.06» at the present word. */
static enum err read_day(struct reader *p, struct step_when *out)
{
	struct reader day = *p;
	enum err err;

	if (p->word == W_DATE) {
		err = take_day(p, p->month, out);
	} else {
		next(p);
		if (p->word != W_MONTH)
			return expected(p, "месяц: «15 июня»");
		err = take_day(&day, p->value, out);
		if (err)
			*p = day;
	}
	if (!err)
		next(p);
	return err;
}

/* What the days are counted from, after «до», «после», or nothing. */
static enum err read_from(struct reader *p, struct step_when *out)
{
	bool told = p->noisy;

	if (p->word == W_END)
		return OK;
	if (p->word == W_NUMBER || p->word == W_DATE)
		return read_day(p, out);
	if (p->word != W_FROM)
		return told ? expected(p, "«:»")
			    : expected(p, "от чего считать: «занятия», «начала», «окончания» или день: «15 июня»");
	out->from = (enum step_from)p->value;
	next(p);
	return OK;
}

static enum err read_count(struct reader *p, struct step_when *out)
{
	bool counted = p->word == W_NUMBER, working;

	out->n = counted ? p->value : 1;
	if (counted && (p->value < 1 || p->value > STEP_MAX))
		return expected(p, "число от 1 до 999");
	if (counted)
		next(p);
	working = p->word == W_WORKING;
	if (working)
		next(p);
	if (p->word != W_UNIT || (working && p->value != STEP_DAYS))
		return expected(p, working ? "«дней»"
				   : counted ? "«дней», «рабочих дней», «недель» или «месяцев»"
					     : "сколько: «10 дней», «5 рабочих дней», «неделю», «2 месяца»");
	out->unit = working ? STEP_WORKDAYS : (enum step_unit)p->value;
	next(p);
	return OK;
}

/* «за 10 дней до занятия», «через 3 дня после него» */
static enum err read_distance(struct reader *p, struct step_when *out)
{
	bool before = p->word == W_BEFORE;
	enum err err;

	next(p);
	err = read_count(p, out);
	if (err)
		return err;
	if (before)
		out->n = -out->n;
	if (p->word == W_END)
		return OK;
	if (p->word != (before ? W_TO : W_SINCE))
		return expected(p, before ? "«до»" : "«после»");
	p->noisy = false;
	next(p);
	return read_from(p, out);
}

static enum err read_all(struct reader *p, struct step_when *out)
{
	switch (p->word) {
	case W_BEFORE:
	case W_AFTER:
		return read_distance(p, out);
	case W_EVE:
		out->n = -1;
		next(p);
		return read_from(p, out);
	case W_IN: /* «в день занятия» */
		next(p);
		if (p->word != W_UNIT || p->value != STEP_DAYS)
			return expected(p, "«день»: «в день занятия»");
		next(p);
		return read_from(p, out);
	case W_TO: /* «до 15 июня», «до окончания» */
		out->by = true;
		next(p);
		if (p->word != W_NUMBER && p->word != W_DATE && p->word != W_FROM)
			return expected(p, "день: «до 15 июня», «до окончания»");
		return read_from(p, out);
	case W_NUMBER:
	case W_DATE:
		out->by = true;
		return read_day(p, out);
	default:
		return expected(p, "«за 10 дней до», «через 3 дня», «в день», «накануне» или день: «15 июня»");
	}
}

enum err step_when_read(const char *text, size_t n, struct step_when *out, size_t *at, struct error *e)
{
	struct reader p = {.text = text, .n = n, .e = e};
	enum err err;

	*out = (struct step_when){.n = 0};
	next(&p);
	err = read_all(&p, out);
	if (!err && p.word != W_END)
		err = expected(&p, "«:»");
	*at = p.at;
	return err;
}

int32_t step_day(const struct config *c, const struct step_when *when, int32_t from)
{
	int32_t day;

	if (from == DATE_NONE)
		return DATE_NONE;
	switch (when->unit) {
	case STEP_WORKDAYS:
		day = day_work_off(c, from, when->n);
		break;
	case STEP_MONTHS:
		day = date_add_months(from, when->n);
		break;
	default:
		day = from + when->n * (when->unit == STEP_WEEKS ? 7 : 1);
	}
	if (!when->n && !when->by)
		return day;
	return day_at_work(c, day, when->n > 0 ? 1 : -1);
}
