/* What people type of a rule, word by word. */
#include <string.h>

#include "recur_tokens.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

/* The first that is a beginning of the folded word decides; «=»: the whole word. */
/* clang-format off */
static const struct word {
	const char *stem;
	enum token token;
	int value, times; /* times: of a unit («квартал» is three months) */
} words[] = {
	{"кажд", T_NOISE, 0, 0}, {"=в", T_IN, 0, 0}, {"=во", T_IN, 0, 0}, {"=на", T_NOISE, 0, 0},
	{"занят", T_NOISE, 0, 0}, {"повтор", T_NOISE, 0, 0}, {"всего", T_NOISE, 0, 0}, {"=г", T_NOISE, 0, 0},
	{"=и", T_AND, 0, 0}, {"=с", T_FROM, 0, 0}, {"=со", T_FROM, 0, 0}, {"=по", T_TO, 0, 0}, {"=до", T_UNTIL, 0, 0},
	{"кроме", T_EXCEPT, 0, 0}, {"исключая", T_EXCEPT, 0, 0}, {"=без", T_EXCEPT, 0, 0}, {"конец", T_END_OF, 0, 0},
	{"конца", T_END_OF, 0, 0}, {"учебн", T_SCHOOL, 0, 0}, {"через", T_EVERY_OTHER, 0, 0}, {"=раз", T_TIMES, 0, 0},
	{"=раза", T_TIMES, 0, 0}, {"числ", T_OF_MONTH, 0, 0},
	{"ежедневн", T_UNIT, RECUR_DAY, 1}, {"еженедельн", T_UNIT, RECUR_WEEK, 1}, {"ежемесячн", T_UNIT, RECUR_MONTH, 1},
	{"ежегодн", T_UNIT, RECUR_YEAR, 1}, {"ежеквартальн", T_UNIT, RECUR_MONTH, 3}, {"=день", T_UNIT, RECUR_DAY, 1},
	{"=дня", T_UNIT, RECUR_DAY, 1}, {"=дней", T_UNIT, RECUR_DAY, 1}, {"=дни", T_UNIT, RECUR_DAY, 1},
	{"=дням", T_UNIT, RECUR_DAY, 1}, {"недел", T_UNIT, RECUR_WEEK, 1}, {"месяц", T_UNIT, RECUR_MONTH, 1},
	{"=мес", T_UNIT, RECUR_MONTH, 1}, {"квартал", T_UNIT, RECUR_MONTH, 3}, {"полугод", T_UNIT, RECUR_MONTH, 6},
	{"=полгода", T_UNIT, RECUR_MONTH, 6}, {"=год", T_UNIT, RECUR_YEAR, 1}, {"=года", T_UNIT, RECUR_YEAR, 1},
	{"=году", T_UNIT, RECUR_YEAR, 1}, {"=лет", T_UNIT, RECUR_YEAR, 1},
	{"понедельник", T_WEEKDAY, 0, 0}, {"=пн", T_WEEKDAY, 0, 0}, {"вторник", T_WEEKDAY, 1, 0}, {"=вт", T_WEEKDAY, 1, 0},
	{"=среда", T_WEEKDAY, 2, 0}, {"=среду", T_WEEKDAY, 2, 0}, {"=среды", T_WEEKDAY, 2, 0}, {"=среде", T_WEEKDAY, 2, 0},
	{"=средам", T_WEEKDAY, 2, 0}, {"=ср", T_WEEKDAY, 2, 0}, {"четверг", T_WEEKDAY, 3, 0}, {"=чт", T_WEEKDAY, 3, 0},
	{"пятниц", T_WEEKDAY, 4, 0}, {"=пт", T_WEEKDAY, 4, 0}, {"суббот", T_WEEKDAY, 5, 0}, {"=сб", T_WEEKDAY, 5, 0},
	{"воскресен", T_WEEKDAY, 6, 0}, {"=вс", T_WEEKDAY, 6, 0}, {"будн", T_DAYS, WORKDAYS, 0}, {"рабоч", T_DAYS, WORKDAYS, 0},
	{"выходн", T_DAYS, WEEKEND, 0},
	{"перв", T_ORDINAL, 1, 0}, {"второ", T_ORDINAL, 2, 0}, {"вторую", T_ORDINAL, 2, 0}, {"вторая", T_ORDINAL, 2, 0},
	{"трети", T_ORDINAL, 3, 0}, {"треть", T_ORDINAL, 3, 0}, {"четверт", T_ORDINAL, 4, 0}, {"пяты", T_ORDINAL, 5, 0},
	{"пятую", T_ORDINAL, 5, 0}, {"пятая", T_ORDINAL, 5, 0}, {"пятое", T_ORDINAL, 5, 0}, {"последн", T_ORDINAL, -1, 0},
	{"предпоследн", T_ORDINAL, -2, 0},
	{"январ", T_MONTH, 1, 0}, {"феврал", T_MONTH, 2, 0}, {"март", T_MONTH, 3, 0}, {"апрел", T_MONTH, 4, 0}, {"=май", T_MONTH, 5, 0},
	{"=мая", T_MONTH, 5, 0}, {"=мае", T_MONTH, 5, 0}, {"июн", T_MONTH, 6, 0}, {"июл", T_MONTH, 7, 0}, {"август", T_MONTH, 8, 0},
	{"сентябр", T_MONTH, 9, 0}, {"октябр", T_MONTH, 10, 0}, {"ноябр", T_MONTH, 11, 0}, {"декабр", T_MONTH, 12, 0},
	{"=один", T_NUMBER, 1, 0}, {"=одну", T_NUMBER, 1, 0}, {"=два", T_NUMBER, 2, 0}, {"=две", T_NUMBER, 2, 0},
	{"=двух", T_NUMBER, 2, 0}, {"=три", T_NUMBER, 3, 0}, {"=трех", T_NUMBER, 3, 0}, {"четыр", T_NUMBER, 4, 0},
	{"=пять", T_NUMBER, 5, 0}, {"=пяти", T_NUMBER, 5, 0}, {"=шесть", T_NUMBER, 6, 0}, {"=шести", T_NUMBER, 6, 0},
	{"=семь", T_NUMBER, 7, 0}, {"=восемь", T_NUMBER, 8, 0}, {"=девять", T_NUMBER, 9, 0}, {"=десять", T_NUMBER, 10, 0},
	{"=двенадцать", T_NUMBER, 12, 0},
};
/* clang-format on */

int recur_shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 60);
}

enum err recur_not_understood(const char *text, const char *word, size_t n, struct error *e)
{
	static const char hint[] =
		"напишите, например, «каждую неделю по вт и чт, 10 раз» или «последняя пятница месяца до 31.05.2027»";
	int shown = recur_shown(text), cut = (int)utf8_prefix(word, n, 40);

	if (!*text)
		return error_set(e, ERR_INPUT, "повтор не указан: %s", hint);
	if (n && strcmp(text, word) != 0)
		return error_set(e, ERR_INPUT, "в повторе «%.*s%s» непонятно «%.*s»: %s", shown, text,
				 text[shown] ? "…" : "", cut, word, hint);
	return error_set(e, ERR_INPUT, "непонятный повтор «%.*s%s»: %s", shown, text, text[shown] ? "…" : "", hint);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters of Cyrillic and Latin, all that words are made of here. */
static bool is_letter(const char *s)
{
	unsigned char c = (unsigned char)*s;

	return (c >= 'a' && c <= 'z') || c == 0xd0 || c == 0xd1;
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (is_letter(s + n))
		n += (unsigned char)s[n] >= 0x80 ? 2 : 1;
	return n;
}

static size_t dash_length(const char *s)
{
	return *s == '-' ? 1 : !strncmp(s, "–", 3) || !strncmp(s, "—", 3) ? 3 : 0;
}

static void look_up(struct recur_reader *p)
{
	p->token = T_UNKNOWN;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *stem = words[i].stem;
		bool whole = *stem == '=';
		size_t n = strlen(stem += whole);

		if (whole ? p->n == n && !memcmp(p->word, stem, n) : p->n >= n && !memcmp(p->word, stem, n)) {
			p->token = words[i].token;
			p->value = words[i].value;
			p->times = words[i].times;
			return;
		}
	}
}

/* 15, 15-го, 15-е, 1-й, 15.06, 15.06.2027, 2027-06-15 */
static void read_number(struct recur_reader *p, const char *s)
{
	size_t digits = strspn(s, "0123456789"), n, dash, letters;
	char copy[32];

	p->token = T_UNKNOWN;
	n = strspn(s, "0123456789.");
	if (digits == 4 && s[4] == '-' && is_digit(s[5]))
		n = strspn(s, "0123456789-");
	if (n >= sizeof(copy))
		n = digits;
	p->n = n;
	if (digits > 4)
		return;
	if (n == digits || (n == digits + 1 && s[digits] == '.')) {
		p->n = n;
		p->token = T_NUMBER;
		p->value = 0;
		for (size_t i = 0; i < digits; i++)
			p->value = p->value * 10 + s[i] - '0';
		dash = dash_length(s + digits);
		letters = word_length(s + digits + dash);
		if (n != digits || !letters || letters > 6)
			return;
		if (dash && !strncmp(s + digits + dash, "го", 4)) {
			p->token = T_MONTH_DAY;
		} else if (dash) {
			/* «15-е число», but «2-я пятница» */
			p->token = !strncmp(s + digits + dash, "е", 2) && letters == 2 && p->value > 5 ? T_MONTH_DAY
												       : T_ORDINAL;
		} else {
			return;
		}
		p->n = digits + dash + letters;
		return;
	}
	memcpy(copy, s, n);
	copy[n] = '\0';
	p->dated = digits == 4 || (strchr(copy, '.') != strrchr(copy, '.') && is_digit(copy[n - 1]));
	if (!date_parse(copy, p->start, 0, &p->date, NULL))
		p->token = T_DATE;
}

void recur_next(struct recur_reader *p)
{
	const char *s = p->folded.s + p->at;

	while (*s && strchr(" \t\n.()\"", *s))
		s++;
	while (!strncmp(s, "«", 2) || !strncmp(s, "»", 2))
		s += 2;
	p->word = s;
	p->n = 1;
	if (!*s) {
		p->token = T_END;
		p->n = 0;
	} else if (*s == ',' || *s == ';' || *s == ':') {
		p->token = T_COMMA;
	} else if (dash_length(s)) {
		p->token = T_DASH;
		p->n = dash_length(s);
	} else if (is_digit(*s)) {
		read_number(p, s);
	} else if (is_letter(s)) {
		p->n = word_length(s);
		look_up(p);
	} else {
		p->token = T_UNKNOWN;
		p->n = utf8_next(s, strlen(s), 0);
	}
	p->at = (size_t)(s - p->folded.s) + p->n;
}

enum token recur_peek(const struct recur_reader *p)
{
	struct recur_reader ahead = *p;

	recur_next(&ahead);
	return ahead.token;
}

/* ---- days ---- */

/* The first such day of the year's from start on. */
static int32_t day_from(int32_t start, int month, int d)
{
	int y, m, of_start;
	int32_t date;

	date_to_ymd(start, &y, &m, &of_start);
	for (int i = 0; i < 5; i++) { /* 29 February waits for its year */
		date = date_from_ymd(y + i, month, d);
		if (date != DATE_NONE && date >= start)
			return date;
	}
	return DATE_NONE;
}

int recur_month_ahead(const struct recur_reader *p)
{
	struct recur_reader ahead = *p;

	do
		recur_next(&ahead);
	while (ahead.token == T_NUMBER || ahead.token == T_MONTH_DAY || ahead.token == T_AND || ahead.token == T_COMMA);
	return ahead.token == T_MONTH ? ahead.value : 0;
}

bool recur_read_day(struct recur_reader *p, int32_t *day)
{
	struct recur_reader from = *p;
	int number = p->value, month, y, m, d;

	if (p->token == T_DATE) {
		date_to_ymd(p->date, &y, &m, &d);
		*day = p->dated ? p->date : day_from(p->start, m, d);
		recur_next(p);
		return *day != DATE_NONE;
	}
	if ((p->token != T_NUMBER && p->token != T_MONTH_DAY) || !(month = recur_month_ahead(p)))
		return false;
	recur_next(p);
	*day = day_from(p->start, month, number);
	if (p->token == T_MONTH) {
		recur_next(p);
		if (p->token == T_NUMBER && p->value >= 1900) {
			*day = date_from_ymd(p->value, month, number);
			recur_next(p);
			if (p->token == T_UNIT && p->value == RECUR_YEAR)
				recur_next(p);
		}
	}
	if (*day == DATE_NONE)
		*p = from;
	return *day != DATE_NONE;
}

bool recur_read_until(struct recur_reader *p, int32_t *day)
{
	int y, m, d;

	if (p->token != T_END_OF)
		return recur_read_day(p, day);
	recur_next(p);
	date_to_ymd(p->start, &y, &m, &d);
	if (p->token == T_SCHOOL && recur_peek(p) == T_UNIT) {
		recur_next(p);
		*day = school_year_last(school_year_of(p->start));
	} else if (p->token == T_UNIT && p->value == RECUR_YEAR) {
		*day = date_from_ymd(y, 12, 31);
	} else if (p->token == T_UNIT && p->value == RECUR_MONTH && p->times == 1) {
		*day = date_from_ymd(y, m, date_days_in_month(y, m));
	} else if (p->token == T_MONTH) {
		y += p->value < m;
		*day = date_from_ymd(y, p->value, date_days_in_month(y, p->value));
	} else {
		return false;
	}
	recur_next(p);
	return true;
}
