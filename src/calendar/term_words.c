/* The parser of term_words.h: marks, then points of time, then what stands between them. */
#include "stazh/calendar/term_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/utf8.h"

/* ---- marks ---- */

enum mark_kind {
	M_END,
	M_NUMBER, /* n, of so many digits */
	M_DAY,	  /* 01.09.2021, 1.9, 2021-09-01: y 0: not told */
	M_MONTH,  /* сентябрь: m */
	M_HALF,	  /* полугодие */
	M_ROMAN,  /* I, II: n */
	M_FROM,	  /* с */
	M_TO,	  /* по, до */
	M_DASH,	  /* -, –, — */
	M_SLASH,
	M_COMMA,
	M_YEAR,	  /* год, г. */
	M_YEARS,  /* года, лет, гг.: also after how many */
	M_MONTHS, /* месяца, месяцев */
	M_SCHOOL, /* учебный */
	M_WHOLE,  /* весь, в течение, текущий */
	M_ENDLESS,
	M_OTHER,
};

struct mark {
	enum mark_kind kind;
	int n, digits;
	int d, m, y;
};

#define MARKS_MAX      40
#define WORD_MAX_BYTES 60

struct marks {
	struct mark m[MARKS_MAX + 1];
	size_t n, at;
	int year; /* the school year of words without one */
};

struct word {
	const char *stem; /* of a folded word; one that ends in «.» is the whole word */
	enum mark_kind kind;
	int n;
};

/* The first that fits; stems stand before shorter ones. */
/* clang-format off */
static const struct word words[] = {
	{"сентябр", M_MONTH, 9}, {"сент.", M_MONTH, 9}, {"сен.", M_MONTH, 9}, {"октябр", M_MONTH, 10}, {"окт.", M_MONTH, 10},
	{"ноябр", M_MONTH, 11}, {"нояб.", M_MONTH, 11}, {"ноя.", M_MONTH, 11}, {"декабр", M_MONTH, 12}, {"дек.", M_MONTH, 12},
	{"январ", M_MONTH, 1}, {"янв.", M_MONTH, 1}, {"феврал", M_MONTH, 2}, {"февр.", M_MONTH, 2}, {"фев.", M_MONTH, 2},
	{"март", M_MONTH, 3}, {"мар.", M_MONTH, 3}, {"апрел", M_MONTH, 4}, {"апр.", M_MONTH, 4},
	{"май.", M_MONTH, 5}, {"мая.", M_MONTH, 5}, {"мае.", M_MONTH, 5}, {"июн", M_MONTH, 6}, {"июл", M_MONTH, 7},
	{"август", M_MONTH, 8}, {"авг.", M_MONTH, 8},
	{"полугоди", M_HALF, 0}, {"п/г.", M_HALF, 0},
	{"i.", M_ROMAN, 1}, {"ii.", M_ROMAN, 2}, {"і.", M_ROMAN, 1}, {"іі.", M_ROMAN, 2},
	{"перв", M_NUMBER, 1}, {"втор", M_NUMBER, 2}, {"один.", M_NUMBER, 1}, {"одного.", M_NUMBER, 1}, {"два.", M_NUMBER, 2},
	{"двух.", M_NUMBER, 2}, {"три.", M_NUMBER, 3}, {"трех.", M_NUMBER, 3},
	{"с.", M_FROM, 0}, {"c.", M_FROM, 0}, {"со.", M_FROM, 0}, {"от.", M_FROM, 0}, {"начиная.", M_WHOLE, 0},
	{"по.", M_TO, 0}, {"до.", M_TO, 0},
	{"гг.", M_YEARS, 0}, {"годы.", M_YEARS, 0}, {"лет.", M_YEARS, 0}, {"года.", M_YEARS, 0}, {"годов.", M_YEARS, 0},
	{"год", M_YEAR, 0}, {"г.", M_YEAR, 0},
	{"месяц", M_MONTHS, 0}, {"мес.", M_MONTHS, 0},
	{"учебн", M_SCHOOL, 0}, {"уч.", M_SCHOOL, 0}, {"учеб.", M_SCHOOL, 0},
	{"в.", M_WHOLE, 0}, {"на.", M_WHOLE, 0}, {"течени", M_WHOLE, 0}, {"весь.", M_WHOLE, 0}, {"всего.", M_WHOLE, 0},
	{"текущ", M_WHOLE, 0}, {"период", M_WHOLE, 0}, {"срок", M_WHOLE, 0}, {"включительно.", M_WHOLE, 0},
	{"бессрочн", M_ENDLESS, 0}, {"постоянн", M_ENDLESS, 0}, {"неограничен", M_ENDLESS, 0}, {"бессрок", M_ENDLESS, 0},
};
/* clang-format on */

static bool is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0x400 && cp <= 0x45F);
}

/* Small, ё as е. */
static uint32_t fold(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0x410 && cp <= 0x42F))
		cp += 0x20;
	else if (cp == 0x401 || cp == 0x451)
		cp = 0x435;
	else if (cp == 0x406)
		cp = 0x456;
	return cp;
}

static bool is_dash(uint32_t cp)
{
	return cp == '-' || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212;
}

static bool is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x2009 || cp == 0x202F ||
	       cp == 0xAD || cp == '.' || cp == '(' || cp == ')' || cp == '"' || cp == 0xAB || cp == 0xBB || cp == ';';
}

/* 0 at the end, and for bytes that are no text. */
static uint32_t letter_at(const char *p, size_t *n)
{
	uint32_t cp = 0;

	*n = utf8_decode(p, strlen(p), &cp);
	return *n ? cp : 0;
}

static struct mark word_mark(const char *word)
{
	struct mark m = {.kind = M_OTHER};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i].stem);
		bool whole = words[i].stem[n - 1] == '.';

		if (whole ? strlen(word) == n - 1 && !strncmp(word, words[i].stem, n - 1)
			  : !strncmp(word, words[i].stem, n)) {
			m.kind = words[i].kind;
			m.n = m.m = words[i].n;
			m.digits = m.kind == M_NUMBER;
			break;
		}
	}
	return m;
}

static int number(const char **p, int *digits)
{
	int n = 0;

	*digits = 0;
	for (; **p >= '0' && **p <= '9'; ++*p, ++*digits)
		if (*digits < 6)
			n = 10 * n + (**p - '0');
	return n;
}

/* «01.09.2021», «1.09.21», «1.9.»; «2021-09-01»; false: *p stays. */
static bool day_mark(const char **p, struct mark *m)
{
	const char *at = *p, *before;
	int a, b, c = 0, an, bn, cn;

	a = number(&at, &an);
	if (an == 4 && *at == '-') {
		at++;
		b = number(&at, &bn);
		if (bn != 2 || *at++ != '-')
			return false;
		c = number(&at, &cn);
		if (cn != 2)
			return false;
		*m = (struct mark){.kind = M_DAY, .d = c, .m = b, .y = a};
		*p = at;
		return true;
	}
	if (an > 2 || *at != '.' || at[1] < '0' || at[1] > '9')
		return false;
	at++;
	b = number(&at, &bn);
	if (bn > 2)
		return false;
	before = at;
	if (*at == '.' && at[1] >= '0' && at[1] <= '9') {
		at++;
		c = number(&at, &cn);
		if (cn != 4 && cn != 2)
			return false;
		c += cn == 2 ? 2000 : 0;
	} else {
		at = before;
	}
	*m = (struct mark){.kind = M_DAY, .d = a, .m = b, .y = c};
	*p = at;
	return true;
}

/* «1-го», «1-е»: the ending of a number. */
static void skip_ending(const char **p)
{
	static const char *const endings[] = {"-ого", "-го", "-ое", "-е", "-й", "-я", "-м", "-ом", "-х"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t n = strlen(endings[i]), next;

		if (strncmp(*p, endings[i], n) || is_letter(letter_at(*p + n, &next)))
			continue;
		*p += n;
		return;
	}
}

static bool read_marks(const char *text, struct marks *out)
{
	const char *p = text;

	while (*p) {
		struct mark m = {.kind = M_OTHER};
		size_t n;
		uint32_t cp = letter_at(p, &n);

		if (!n)
			return false;
		if (is_blank(cp)) {
			p += n;
			continue;
		}
		if (out->n == MARKS_MAX)
			return false;
		if (cp >= '0' && cp <= '9') {
			if (!day_mark(&p, &m)) {
				m.kind = M_NUMBER;
				m.n = number(&p, &m.digits);
				skip_ending(&p);
			}
		} else if (is_letter(cp)) {
			char word[WORD_MAX_BYTES + 8];
			size_t used = 0;

			for (; is_letter(cp); cp = letter_at(p, &n)) {
				if (used < WORD_MAX_BYTES)
					used += utf8_write(fold(cp), word + used);
				p += n;
			}
			word[used] = 0;
			m = word_mark(word);
		} else {
			m.kind = is_dash(cp) ? M_DASH : cp == '/' ? M_SLASH : cp == ',' ? M_COMMA : M_OTHER;
			p += n;
		}
		if (m.kind == M_OTHER)
			return false;
		out->m[out->n++] = m;
	}
	return true;
}

/* ---- points ---- */

/* A day, a month, or what has its own days; y 0: the year is still to be found. */
struct point {
	int d, m, y;	     /* d 0: all the month */
	int32_t first, last; /* of a school year and the like; m 0 */
};

static const struct mark *peek(const struct marks *s, size_t ahead)
{
	static const struct mark end = {.kind = M_END};

	return s->at + ahead < s->n ? &s->m[s->at + ahead] : &end;
}

static bool take(struct marks *s, enum mark_kind kind)
{
	if (peek(s, 0)->kind != kind)
		return false;
	s->at++;
	return true;
}

static bool is_year(const struct mark *m)
{
	return m->kind == M_NUMBER && m->digits == 4 && m->n >= 1990 && m->n < 2100;
}

/* «2021-2022», «2021/22», with «учебный год» or without; *y its first year. */
static bool school_year(struct marks *s, int *y)
{
	const struct mark *a = peek(s, 0), *between = peek(s, 1), *b = peek(s, 2);
	int next = b->digits == 2 ? a->n / 100 * 100 + b->n : b->n;

	if (!is_year(a) || (between->kind != M_DASH && between->kind != M_SLASH) || b->kind != M_NUMBER ||
	    (b->digits != 2 && b->digits != 4) || next != a->n + 1)
		return false;
	s->at += 3;
	*y = a->n;
	take(s, M_SCHOOL);
	if (!take(s, M_YEAR))
		take(s, M_YEARS);
	return true;
}

static int year_of_month(int school, int m)
{
	return m >= 9 ? school : school + 1;
}

/* What may follow a day or month: «2021», «2021 г.», «2021-2022 учебного года». */
static void year_behind(struct marks *s, struct point *p)
{
	int y;

	take(s, M_COMMA);
	if (school_year(s, &y)) {
		p->y = year_of_month(y, p->m);
	} else if (is_year(peek(s, 0))) {
		p->y = peek(s, 0)->n;
		s->at++;
		if (!take(s, M_YEAR))
			take(s, M_YEARS);
	}
}

static void skip_whole(struct marks *s)
{
	while (take(s, M_WHOLE))
		;
}

/* «I полугодие», with its school year before or behind it. */
static bool half_year(struct marks *s, struct point *p)
{
	size_t began = s->at;
	int y = s->year, half;
	bool told = school_year(s, &y);

	if (told)
		take(s, M_COMMA);
	half = peek(s, 0)->kind == M_ROMAN || (peek(s, 0)->kind == M_NUMBER && peek(s, 0)->digits == 1) ? peek(s, 0)->n
													: 0;
	if (half < 1 || half > 2 || peek(s, 1)->kind != M_HALF) {
		s->at = began;
		return false;
	}
	s->at += 2;
	take(s, M_COMMA);
	skip_whole(s);
	if (!told && !school_year(s, &y) && take(s, M_SCHOOL))
		take(s, M_YEARS), take(s, M_YEAR);
	*p = (struct point){.first = date_from_ymd(half == 1 ? y : y + 1, half == 1 ? 9 : 1, 1),
			    .last = date_from_ymd(half == 1 ? y : y + 1, half == 1 ? 12 : 5, 31)};
	return true;
}

/* School years one after another: «2021-2022, 2022-2023 учебные годы»; «2021-2024 учебные годы». */
static bool school_years(struct marks *s, struct point *p)
{
	const struct mark *a = peek(s, 0), *b = peek(s, 2);
	int y, next;

	if (is_year(a) && peek(s, 1)->kind == M_DASH && is_year(b) && b->n > a->n + 1 && peek(s, 3)->kind == M_SCHOOL) {
		*p = (struct point){.first = school_year_first(a->n), .last = school_year_last(b->n - 1)};
		s->at += 4;
		return take(s, M_YEARS) || take(s, M_YEAR);
	}
	if (!school_year(s, &y))
		return false;
	*p = (struct point){.first = school_year_first(y), .last = school_year_last(y)};
	for (size_t was = s->at; take(s, M_COMMA); was = s->at) {
		if (!school_year(s, &next) || next != y + 1) {
			s->at = was;
			break;
		}
		y = next;
		p->last = school_year_last(y);
	}
	return true;
}

static bool is_day(int d, int m, int y)
{
	return date_from_ymd(y ? y : 2000, m, d) != DATE_NONE;
}

static bool point(struct marks *s, struct point *p)
{
	const struct mark *a = peek(s, 0);

	*p = (struct point){0};
	if (half_year(s, p) || school_years(s, p))
		return true;
	if (a->kind == M_DAY) {
		s->at++;
		p->d = a->d;
		p->m = a->m;
		p->y = a->y;
		if (!p->y)
			year_behind(s, p);
		if (!take(s, M_YEAR))
			take(s, M_YEARS);
		return is_day(p->d, p->m, p->y);
	}
	if (a->kind == M_NUMBER && a->digits <= 2 && peek(s, 1)->kind == M_MONTH) {
		p->d = a->n;
		p->m = peek(s, 1)->m;
		s->at += 2;
		year_behind(s, p);
		return is_day(p->d, p->m, p->y);
	}
	if (take(s, M_MONTH)) {
		p->m = a->m;
		year_behind(s, p);
		return true;
	}
	if (is_year(a) && (peek(s, 1)->kind == M_YEAR || peek(s, 1)->kind == M_YEARS)) { /* «2022 год» */
		*p = (struct point){.first = date_from_ymd(a->n, 1, 1), .last = date_from_ymd(a->n, 12, 31)};
		s->at += 2;
		return true;
	}
	if (take(s, M_SCHOOL)) { /* «учебный год», «учебный год 2021-2022» */
		int y = s->year;

		if (!take(s, M_YEAR) && !take(s, M_YEARS))
			return false;
		school_year(s, &y);
		*p = (struct point){.first = school_year_first(y), .last = school_year_last(y)};
		return true;
	}
	return false;
}

static int32_t first_day(const struct point *p)
{
	return p->m ? date_from_ymd(p->y, p->m, p->d ? p->d : 1) : p->first;
}

static int32_t last_day(const struct point *p)
{
	return !p->m  ? p->last
	       : p->d ? date_from_ymd(p->y, p->m, p->d)
		      : date_add_months(date_from_ymd(p->y, p->m, 1), 1) - 1;
}

/* A year that is told at one end alone is that of the nearest other end. */
static void settle_years(const struct marks *s, struct point *a, struct point *b)
{
	bool told = !a->m || a->y;

	if (!told && b->m && b->y) {
		a->y = b->y;
		if (a->m > b->m || (a->m == b->m && a->d > b->d && b->d))
			a->y--;
	} else if (!told) {
		a->y = year_of_month(s->year, a->m);
	}
	if (b->m && !b->y) {
		int y, m, d;

		date_to_ymd(first_day(a), &y, &m, &d);
		b->y = b->m < m || (b->m == m && b->d && b->d < d) ? y + 1 : y;
	}
}

/* ---- terms ---- */

/* «на два года», «1 год», «6 месяцев»; in months, 0: no length. */
static int length(struct marks *s)
{
	bool twice = peek(s, 1)->kind == M_NUMBER && peek(s, 1)->n == peek(s, 0)->n; /* «3 (три) года» */
	const struct mark *n = peek(s, 0), *of = peek(s, 1 + twice);

	if (n->kind != M_NUMBER || n->digits > 2 || !n->n || n->n > 60)
		return 0;
	if (of->kind != M_YEAR && of->kind != M_YEARS && of->kind != M_MONTHS)
		return 0;
	s->at += 2 + twice;
	return of->kind == M_MONTHS ? n->n : 12 * n->n;
}

static int32_t year_end(int32_t day)
{
	return school_year_last(school_year_of(day));
}

/* From the point a on, to what follows it. */
static bool from_point(struct marks *s, struct point *a, bool begins, int months, int32_t *from, int32_t *to)
{
	struct point b;
	bool range;

	take(s, M_COMMA);
	range = take(s, M_DASH);
	if (take(s, M_TO) || range) { /* «с 1 сентября — по 31 мая» */
		if (!point(s, &b))
			return false;
		settle_years(s, a, &b);
		*from = first_day(a);
		*to = last_day(&b);
		return !months;
	}
	settle_years(s, a, a);
	*from = first_day(a);
	skip_whole(s);
	if (!months)
		months = length(s);
	*to = months ? date_add_months(*from, months) - 1 : begins && a->m ? year_end(*from) : last_day(a);
	return true;
}

/* «15-20 октября», «с 1 по 30 октября 2021 г.» */
static bool days_of_month(struct marks *s, int32_t *from, int32_t *to)
{
	const struct mark *a = peek(s, 0), *between = peek(s, 1);
	struct point b;

	if (a->kind != M_NUMBER || a->digits > 2 || (between->kind != M_DASH && between->kind != M_TO) ||
	    peek(s, 2)->kind != M_NUMBER || peek(s, 3)->kind != M_MONTH)
		return false;
	s->at += 2;
	if (!point(s, &b))
		return false;
	settle_years(s, &b, &b);
	*from = date_from_ymd(b.y, b.m, a->n);
	*to = last_day(&b);
	return true;
}

static enum term_words understand(struct marks *s, int32_t *from, int32_t *to)
{
	struct point a;
	int months;
	bool begins;

	skip_whole(s);
	months = length(s);
	take(s, M_COMMA);
	skip_whole(s);
	if (take(s, M_TO)) {
		struct point start = {.first = school_year_first(s->year)};

		if (months || !point(s, &a))
			return TERM_WORDS_UNKNOWN;
		settle_years(s, &start, &a);
		*to = last_day(&a);
		*from = school_year_first(school_year_first(s->year) <= *to ? s->year : school_year_of(*to));
	} else if (months && s->at == s->n) { /* from the school year on */
		*from = school_year_first(s->year);
		*to = date_add_months(*from, months) - 1;
	} else {
		begins = take(s, M_FROM);
		skip_whole(s);
		if (days_of_month(s, from, to))
			return s->at == s->n ? TERM_WORDS_OK : TERM_WORDS_UNKNOWN;
		if (!begins && (take(s, M_YEAR) || take(s, M_YEARS))) /* «в течение года» */
			a = (struct point){.first = school_year_first(s->year), .last = school_year_last(s->year)};
		else if (!point(s, &a))
			return TERM_WORDS_UNKNOWN;
		if (!from_point(s, &a, begins, months, from, to))
			return TERM_WORDS_UNKNOWN;
	}
	skip_whole(s); /* «включительно» */
	return s->at == s->n ? TERM_WORDS_OK : TERM_WORDS_UNKNOWN;
}

/* A school year at the very end is that of all before it: «с сентября по май, 2021/22 учебный год». */
static void year_of_all(struct marks *s)
{
	for (size_t i = 1; i + 2 < s->n; i++) {
		struct marks tail = *s;
		int y;

		tail.at = i;
		if (school_year(&tail, &y) && tail.at == s->n && s->m[i - 1].kind != M_COMMA)
			s->year = y;
	}
}

enum term_words term_words_parse(const char *text, int year, int32_t *from, int32_t *to)
{
	struct marks s = {.year = year};
	enum term_words is;

	if (!read_marks(text, &s))
		return TERM_WORDS_UNKNOWN;
	for (size_t i = 0; i < s.n; i++)
		if (s.m[i].kind == M_ENDLESS)
			return TERM_WORDS_ENDLESS;
	if (!s.n || (s.n == 1 && s.m[0].kind == M_DASH))
		return TERM_WORDS_NONE;
	year_of_all(&s);
	is = understand(&s, from, to);
	return is == TERM_WORDS_OK && (*from == DATE_NONE || *to == DATE_NONE || *from > *to) ? TERM_WORDS_UNKNOWN : is;
}

bool term_words_end_only(const char *text)
{
	struct marks s = {.n = 0};

	if (!read_marks(text, &s))
		return false;
	skip_whole(&s);
	return take(&s, M_TO);
}
