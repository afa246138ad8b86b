/* Rules of repetition as people type them. The words are looked up one by one; what they mean together is decided at
 * the end. */
#include <string.h>

#include "recur.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

/* ---- words ---- */

enum token {
	T_END,
	T_UNKNOWN,
	T_NOISE,
	T_IN, /* «в» */
	T_NUMBER,
	T_MONTH_DAY, /* «15-го» */
	T_DATE,
	T_DASH,
	T_COMMA,
	T_AND,
	T_UNIT,
	T_WEEKDAY,
	T_DAYS, /* several at once: «будни» */
	T_ORDINAL,
	T_MONTH,
	T_EVERY_OTHER, /* «через» */
	T_TIMES,       /* «раз» */
	T_OF_MONTH,    /* «числа» */
	T_UNTIL,
	T_TO, /* «по»: until, to, or nothing */
	T_FROM,
	T_EXCEPT,
	T_END_OF, /* «конца» */
	T_SCHOOL, /* «учебного» */
};

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

struct reader {
	const char *text; /* as typed */
	struct buf folded;
	size_t at; /* of the token after this one */
	int32_t start;
	/* this token */
	enum token token;
	int value, times;
	int32_t date;
	bool dated; /* the date has a year */
	const char *word;
	size_t n;
	struct error *e;
};

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

static enum err unclear(const struct reader *p)
{
	return recur_not_understood(p->text, p->word, p->n, p->e);
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

static void look_up(struct reader *p)
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
static void read_number(struct reader *p, const char *s)
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

static void next(struct reader *p)
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

static enum token peek(const struct reader *p)
{
	struct reader ahead = *p;

	next(&ahead);
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

/* The month that a list of numbers leads to: «1 и 9 мая». 0: none. */
static int month_ahead(const struct reader *p)
{
	struct reader ahead = *p;

	do
		next(&ahead);
	while (ahead.token == T_NUMBER || ahead.token == T_MONTH_DAY || ahead.token == T_AND || ahead.token == T_COMMA);
	return ahead.token == T_MONTH ? ahead.value : 0;
}

/* The day that stands here («31.05», «31 мая 2027 года», «9» of «9 и 10 мая»): the token after it is the next one.
 * False: none, and nothing is moved. */
static bool read_day(struct reader *p, int32_t *day)
{
	struct reader from = *p;
	int number = p->value, month, y, m, d;

	if (p->token == T_DATE) {
		date_to_ymd(p->date, &y, &m, &d);
		*day = p->dated ? p->date : day_from(p->start, m, d);
		next(p);
		return *day != DATE_NONE;
	}
	if ((p->token != T_NUMBER && p->token != T_MONTH_DAY) || !(month = month_ahead(p)))
		return false;
	next(p);
	*day = day_from(p->start, month, number);
	if (p->token == T_MONTH) {
		next(p);
		if (p->token == T_NUMBER && p->value >= 1900) {
			*day = date_from_ymd(p->value, month, number);
			next(p);
			if (p->token == T_UNIT && p->value == RECUR_YEAR)
				next(p);
		}
	}
	if (*day == DATE_NONE)
		*p = from;
	return *day != DATE_NONE;
}

/* After «до», «по»: «31.05», «конца мая», «конца учебного года». */
static bool read_until(struct reader *p, int32_t *day)
{
	int y, m, d;

	if (p->token != T_END_OF)
		return read_day(p, day);
	next(p);
	date_to_ymd(p->start, &y, &m, &d);
	if (p->token == T_SCHOOL && peek(p) == T_UNIT) {
		next(p);
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
	next(p);
	return true;
}

static enum err read_exceptions(struct reader *p, struct recur *r, unsigned *weekdays)
{
	int32_t day, to;
	enum err err = OK;
	bool any = false;

	for (;;) {
		while (p->token == T_COMMA || p->token == T_AND || p->token == T_FROM)
			next(p);
		if (p->token == T_WEEKDAY || p->token == T_DAYS) {
			*weekdays |= p->token == T_DAYS ? (unsigned)p->value : 1U << p->value;
			any = true;
			next(p);
			continue;
		}
		if (!read_day(p, &day))
			break;
		any = true;
		to = day;
		if (p->token == T_DASH || p->token == T_TO) {
			next(p);
			if (!read_day(p, &to) || to < day || to - day > 366)
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

static bool say_unit(struct reader *p, struct said *s)
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

static bool say_weekday(struct said *s, int day)
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
static bool say_weekdays_to(struct reader *p, struct said *s, int from)
{
	while (p->token == T_DASH || p->token == T_TO)
		next(p);
	if (p->token != T_WEEKDAY || s->ordinals_n)
		return false;
	for (int d = from;; d = (d + 1) % 7) {
		s->r->weekdays |= 1U << d;
		if (d == p->value)
			break;
	}
	next(p);
	return true;
}

static bool say_months_to(struct reader *p, struct said *s, int from)
{
	while (p->token == T_DASH || p->token == T_TO)
		next(p);
	if (p->token != T_MONTH || s->month_range)
		return false;
	for (int m = from;; m = m % 12 + 1) {
		s->r->months |= 1U << m;
		if (m == p->value)
			break;
	}
	s->month_range = true;
	next(p);
	return true;
}

/* «10 раз»; «раз в месяц», «2 раза в неделю» */
static bool say_times(struct reader *p, struct said *s)
{
	bool per = peek(p) == T_IN;
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
static enum err say_from(struct reader *p, struct said *s)
{
	int32_t day;
	int first = p->value;

	if (p->token == T_WEEKDAY) {
		next(p);
		return say_weekdays_to(p, s, first) ? OK : unclear(p);
	}
	if (p->token == T_MONTH) {
		next(p);
		return say_months_to(p, s, first) ? OK : unclear(p);
	}
	if (!read_day(p, &day))
		return unclear(p);
	if (day != p->start) {
		struct buf b = {0};

		date_add_ru(&b, p->start);
		error_set(p->e, ERR_INPUT,
			  "повтор начинается в день занятия, %s: другое начало поставьте в дате занятия", b.s);
		buf_free(&b);
		return ERR_INPUT;
	}
	return OK;
}

/* One token, or several that belong together; the next one is current afterwards. */
static enum err say(struct reader *p, struct said *s)
{
	struct recur *r = s->r;
	int value = p->value;
	enum token token = p->token;
	bool good = true;
	int32_t day;

	switch (token) {
	case T_UNTIL:
	case T_TO:
		next(p);
		if (token == T_UNTIL || p->token == T_DATE || p->token == T_END_OF ||
		    (p->token == T_NUMBER && month_ahead(p))) {
			if (r->until != DATE_NONE || !read_until(p, &day))
				return unclear(p);
			r->until = day;
		}
		return OK;
	case T_EXCEPT:
		next(p);
		return read_exceptions(p, r, &s->without);
	case T_FROM:
		next(p);
		return say_from(p, s);
	case T_WEEKDAY:
		if (peek(p) == T_DASH) {
			next(p);
			return say_weekdays_to(p, s, value) ? OK : unclear(p);
		}
		good = say_weekday(s, value);
		break;
	case T_DAYS:
		if (s->ordinals_n) {
			for (size_t i = 0; i < s->ordinals_n; i++)
				r->position[r->position_n++] = s->ordinals[i];
			good = r->position_n <= 5;
			s->ordinals_n = 0;
		}
		r->weekdays |= (unsigned)value;
		if (peek(p) == T_UNIT) /* «рабочий день» */
			next(p);
		break;
	case T_ORDINAL:
		if (s->ordinals_used)
			s->ordinals_n = 0;
		s->ordinals_used = false;
		good = s->ordinals_n < 5 && value >= -2 && value <= 5 && value;
		if (good)
			s->ordinals[s->ordinals_n++] = value;
		break;
	case T_NUMBER:
	case T_MONTH_DAY:
		good = s->numbers_n < RECUR_LIST_MAX;
		if (good)
			s->numbers[s->numbers_n++] = value;
		if (good && token == T_MONTH_DAY)
			good = flush_month_days(s);
		break;
	case T_OF_MONTH:
		for (size_t i = 0; i < s->ordinals_n; i++) /* «первого числа» */
			set_month_day(r, s->ordinals[i]);
		s->ordinals_n = 0;
		good = (s->numbers_n || r->from_first || r->from_last) && flush_month_days(s);
		break;
	case T_MONTH:
		good = !(s->month_of_day && s->month_of_day != 1U << value) && flush_month_days(s);
		r->months |= 1U << value;
		s->month_of_day = 1U << value;
		break;
	case T_UNIT:
		good = say_unit(p, s);
		break;
	case T_EVERY_OTHER:
		s->every_other = true;
		if (peek(p) == T_NUMBER)
			return error_set(
				p->e, ERR_INPUT,
				"повтор «%.*s» можно понять двояко: напишите «каждые 2 недели» или «раз в 3 недели»",
				recur_shown(p->text), p->text);
		break;
	case T_TIMES:
		good = say_times(p, s);
		break;
	case T_NOISE:
	case T_IN:
	case T_COMMA:
	case T_AND:
		break;
	default:
		good = false;
	}
	if (!good)
		return unclear(p);
	next(p);
	return OK;
}

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
	r->interval *= s->times ? s->times : 1;
	things = r->unit == RECUR_WEEK ? bits(r->weekdays) : bits(r->from_first) + bits(r->from_last) + (int)r->nth_n;
	return s->per <= 1 || s->per == things;
}

enum err recur_words(const char *text, int32_t start, struct recur *r, struct error *e)
{
	struct reader p = {.text = text, .start = start, .e = e};
	struct said s = {.r = r};
	enum err err = OK;

	recur_init(r);
	collate_fold(text, strlen(text), &p.folded);
	if (!p.folded.n || !utf8_valid(text, strlen(text))) {
		buf_free(&p.folded);
		return recur_not_understood("", "", 0, e);
	}
	next(&p);
	while (!err && p.token != T_END)
		err = say(&p, &s);
	/* exceptions alone follow a rule of RFC 5545 */
	if (!err && !(r->except_n && !s.unit && !r->weekdays && !r->from_first && !s.numbers_n) && !settle(&s))
		err = recur_not_understood(text, "", 0, e);
	buf_free(&p.folded);
	return err;
}
