/* Dates as people and programs write them. */
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/utf8.h"

enum form {
	FORM_NONE,
	FORM_DAYS, /* so many from today on */
	FORM_CIVIL,
	FORM_NO_YEAR,
	FORM_NO_DAY, /* refused, and why: */
	FORM_SEVERAL,
	FORM_TIME,
};

struct told {
	enum form form;
	int y, m, d;
	int weekday;  /* -1: not told */
	bool ordered; /* no other order of day and month is possible or usual */
};

/* ---- pieces; s moves behind what was read ---- */

static int digits(const char **s, int most, int *value)
{
	int n = 0;

	for (*value = 0; n < most && **s >= '0' && **s <= '9'; n++)
		*value = *value * 10 + *(*s)++ - '0';
	return n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void pass(const char **s, const char *any)
{
	*s += strspn(*s, any);
}

/* Letters of either alphabet. */
static size_t letters(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (unsigned char)s[n] >= 0x80)
		n++;
	return n;
}

static bool take(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0 || letters(*s + n))
		return false;
	*s += n;
	return true;
}

static bool take_any(const char **s, const char *const *words)
{
	for (; *words; words++)
		if (take(s, *words))
			return true;
	return false;
}

static bool is_word(const char *word, size_t n, const char *whole)
{
	return n == strlen(whole) && !strncmp(word, whole, n);
}

/* Is the word of n bytes `whole` or its beginning of at least three letters? */
static bool begins(const char *word, size_t n, const char *whole)
{
	return n <= strlen(whole) && !strncmp(word, whole, n) && utf8_letters(word, n) >= 3;
}

static bool take_month(const char **s, int *month)
{
	static const char *const english[] = {"january", "february", "march",	  "april",   "may",	 "june",
					      "july",	 "august",   "september", "october", "november", "december"};
	size_t n = letters(*s);

	for (int m = 1; m <= 12 && n; m++)
		if (begins(*s, n, date_month_name(m, true)) || begins(*s, n, date_month_name(m, false)) ||
		    begins(*s, n, english[m - 1]) || (m == 9 && n == 4 && !strncmp(*s, "sept", 4))) {
			*month = m;
			*s += n;
			return true;
		}
	return false;
}

static bool take_weekday(const char **s, int *weekday)
{
	static const char *const english[] = {"monday", "tuesday",  "wednesday", "thursday",
					      "friday", "saturday", "sunday"};
	size_t n = letters(*s);

	for (int i = 0; i < 7 && n; i++)
		if (is_word(*s, n, date_weekday_name(i, false)) || is_word(*s, n, date_weekday_name(i, true)) ||
		    begins(*s, n, english[i])) {
			*s += n;
			*weekday = i;
			return true;
		}
	return false;
}

/* ---- what stands behind the day ---- */

static bool take_time(const char **s, bool *midnight)
{
	const char *p = *s;
	int h, m, sec = 0, more = 0, zone;

	if (*p == 't' && is_digit(p[1]))
		p++;
	else if (*p == ' ' || *p == ',')
		pass(&p, " ,");
	else
		return false;
	if (!strncmp(p, "в ", strlen("в ")))
		p += strlen("в ");
	if (!digits(&p, 2, &h) || *p != ':' || !is_digit(p[1]))
		return false;
	p++;
	if (digits(&p, 2, &m) != 2)
		return false;
	if (*p == ':') {
		p++;
		digits(&p, 2, &sec);
		if ((*p == '.' || *p == ',') && is_digit(p[1])) {
			p++;
			while (is_digit(*p))
				more |= *p++ != '0';
		}
	}
	pass(&p, " ");
	if (take(&p, "am"))
		h %= 12;
	else if (take(&p, "pm"))
		h += 12;
	if (!take(&p, "z") && !take(&p, "utc") && (*p == '+' || *p == '-') && is_digit(p[1])) {
		p++;
		digits(&p, 4, &zone);
		if (*p == ':') {
			p++;
			digits(&p, 2, &zone);
		}
	}
	*midnight = !h && !m && !sec && !more;
	*s = p;
	return true;
}

static enum form tail(const char *s, enum form form)
{
	static const char *const years[] = {"года", "год", "г", NULL};
	const char *p = s;
	bool midnight = true;

	pass(&p, " ");
	if (take_any(&p, years)) {
		pass(&p, ".");
		s = p;
	}
	if (take_time(&s, &midnight))
		form = midnight ? form : FORM_TIME;
	pass(&s, " .");
	if (!*s)
		return form;
	if ((!strncmp(s, "по ", strlen("по ")) || !strncmp(s, "и ", strlen("и ")) || !strncmp(s, ", ", 2) ||
	     !strncmp(s, "; ", 2) || *s == '-') &&
	    strpbrk(s, "0123456789"))
		return FORM_SEVERAL;
	return FORM_NONE;
}

/* ---- the forms ---- */

static int year_of(int32_t date)
{
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	return y;
}

static bool take_year(const char **s, int32_t today, int *y)
{
	int n = digits(s, 4, y), this_year = year_of(today);

	if (n == 2) {
		*y += this_year / 100 * 100;
		if (*y > this_year + 20)
			*y -= 100;
		else if (*y <= this_year - 80)
			*y += 100;
	}
	return (n == 2 || n == 4) && !is_digit(**s);
}

/* Behind the day: 15 июня 2022, 15-jun-22, 15.июн.22. */
static enum form month_in_words(const char *s, int32_t today, struct told *t)
{
	enum form form;
	const char *p;

	pass(&s, " .-");
	if (!take_month(&s, &t->m))
		return FORM_NONE;
	p = s;
	pass(&p, " .,-");
	if (!is_digit(*p) || p == s)
		return tail(s, FORM_NO_YEAR);
	form = take_year(&p, today, &t->y) ? tail(p, FORM_CIVIL) : FORM_NONE;
	return form == FORM_NONE && tail(s, FORM_NO_YEAR) == FORM_SEVERAL ? FORM_SEVERAL : form;
}

/* June 15, 2022; «июнь 2022» has no day. */
static enum form month_first(const char *s, int32_t today, struct told *t)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
	const char *p = s;
	int n;

	pass(&p, " .");
	if (digits(&p, 4, &t->d) == 4)
		return tail(p, FORM_NO_DAY);
	n = t->d;
	take_any(&p, endings);
	if (n < 1 || n > 31)
		return *p ? FORM_NONE : FORM_NO_DAY;
	if (!*p)
		return FORM_NO_YEAR;
	pass(&p, " ,");
	return take_year(&p, today, &t->y) ? tail(p, FORM_CIVIL) : FORM_NONE;
}

/* 20220615 or 15062022: which one is never in doubt, as no month is 19 to 21. */
static enum form together(const char *s, struct told *t)
{
	const char *p = s;

	digits(&p, 4, &t->y);
	digits(&p, 2, &t->m);
	digits(&p, 2, &t->d);
	if (t->m < 1 || t->m > 12) {
		p = s;
		digits(&p, 2, &t->d);
		digits(&p, 2, &t->m);
		digits(&p, 4, &t->y);
	}
	return tail(p, FORM_CIVIL);
}

/* Day, month and year, or the first two of them. The dot may be a comma or a slash: it is what its key gives in another
 * layout. */
static enum form in_digits(const char *s, int32_t today, struct told *t)
{
	char dot = *s++;
	int m;

	if (!digits(&s, 2, &t->m))
		return FORM_NONE;
	t->y = year_of(today);
	if (!*s || (*s == dot && !s[1]))
		return dot == '-' ? FORM_SEVERAL : FORM_NO_YEAR;
	if (*s != dot || !is_digit(s[1]))
		return dot == '-' ? month_in_words(s, today, t) == FORM_NONE ? FORM_NONE : FORM_SEVERAL
				  : tail(s, FORM_NO_YEAR);
	s++;
	if (!take_year(&s, today, &t->y))
		return FORM_NONE;
	t->ordered = dot == '.' || dot == ',' || t->m > 12 || t->d > 12 || t->m == t->d;
	if ((dot == '/' || dot == '-') && t->m > 12 && t->d <= 12) {
		m = t->d;
		t->d = t->m;
		t->m = m;
	}
	return tail(s, FORM_CIVIL);
}

static enum form year_first(const char *s, struct told *t)
{
	char dot = *s++;

	if (!digits(&s, 2, &t->m) || *s++ != dot || !digits(&s, 2, &t->d))
		return FORM_NONE;
	return is_digit(*s) ? FORM_NONE : tail(s, FORM_CIVIL);
}

static enum form day_first(const char *s, int32_t today, struct told *t)
{
	static const char *const endings[] = {"-го", "-е", "го", "е", NULL};
	static const char *const to[] = {"по", "и", NULL};
	const char *p = s;
	int n = digits(&p, 4, &t->d);

	if (strspn(s, "0123456789") == 8)
		return together(s, t);
	if (n == 4 && *p && strchr("-./", *p)) {
		t->y = t->d;
		return year_first(p, t);
	}
	if (n < 1 || n > 2)
		return FORM_NONE;
	if (*p && strchr(".,/-", *p) && is_digit(p[1]))
		return in_digits(p, today, t);
	take_any(&p, endings);
	s = p;
	pass(&s, " -");
	if (s > p && (is_digit(*s) || take_any(&s, to))) {
		pass(&s, " ");
		return day_first(s, today, t) == FORM_NONE ? FORM_NONE : FORM_SEVERAL;
	}
	return month_in_words(p, today, t);
}

/* +14, -3; через 3 дня, просрочено 3 дня, as the program prints them. */
static bool distance(const char *s, int *days)
{
	static const char *const units[] = {"день", "дня", "дней", NULL};
	bool words = true, minus = false;

	if (*s == '-' || *s == '+') {
		minus = *s++ == '-';
		words = false;
	} else if (take(&s, "просрочено")) {
		minus = true;
	} else if (!take(&s, "через")) {
		return false;
	}
	pass(&s, words ? " " : "");
	if (!digits(&s, 6, days))
		return false;
	*days = minus ? -*days : *days;
	if (!words)
		return !*s;
	pass(&s, " ");
	return take_any(&s, units) && !*s;
}

static bool day_by_name(const char *s, int32_t today, int *days)
{
	static const struct {
		const char *word;
		int days;
	} words[] = {{"вчера", -1}, {"сегодня", 0}, {"завтра", 1}, {"послезавтра", 2}};
	int weekday;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(s, words[i].word)) {
			*days = words[i].days;
			return true;
		}
	if (!take_weekday(&s, &weekday) || *s)
		return false;
	*days = (weekday - date_weekday(today) + 6) % 7 + 1;
	return true;
}

static struct told read_form(const char *s, int32_t today)
{
	struct told t = {.form = FORM_DAYS, .weekday = -1, .ordered = true};
	const char *rest = s;
	bool since = take(&rest, "с") || take(&rest, "со");
	enum form form;

	if (distance(s, &t.d) || day_by_name(s, today, &t.d))
		return t;
	if (!since)
		rest = s;
	pass(&rest, " ");
	if (take_weekday(&rest, &t.weekday))
		pass(&rest, " .,");
	t.y = 0;
	form = is_digit(*rest)		 ? day_first(rest, today, &t)
	       : take_month(&rest, &t.m) ? month_first(rest, today, &t)
					 : FORM_NONE;
	t.form = since && form != FORM_SEVERAL ? FORM_NONE : form;
	return t;
}

static size_t begins_with(const char *s, const char *const *any)
{
	for (; *any; any++)
		if (!strncmp(s, *any, strlen(*any)))
			return strlen(*any);
	return 0;
}

/* Lower case, ё as е. The folding of names takes digits in words for letters, and Latin ones for Cyrillic. */
static void lower(const char *s, size_t n, struct buf *out)
{
	char letter[4];
	uint32_t cp;
	size_t k;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		if (!k)
			k = 1, cp = '?';
		if ((cp >= 'A' && cp <= 'Z') || (cp >= 0x410 && cp <= 0x42f))
			cp += 0x20;
		buf_addn(out, letter, utf8_write(cp == 0x401 || cp == 0x451 ? 0x435 : cp, letter));
	}
}

/* In small letters, with one kind of blank and of dash, without quotes. */
static void simplify(const char *s, size_t n, struct buf *out)
{
	static const char *const blanks[] = {"\u00a0", "\u202f", "\u2009", "\t", " ", NULL},
				 *const dashes[] = {"–", "—", "‑", "−", "‒", NULL}, *const quotes[] = {"«", "»", "“",
												       "”", "„", "\"",
												       "'", NULL};
	struct buf small = {0};
	size_t k;

	lower(s, n, &small);
	for (const char *p = buf_text(&small); *p; p += k) {
		if ((unsigned char)*p < 0x80 && !strchr("\t \"'", *p)) {
			buf_addc(out, *p);
			k = 1;
		} else if ((k = begins_with(p, blanks))) {
			if (out->n && out->s[out->n - 1] != ' ')
				buf_addc(out, ' ');
		} else if ((k = begins_with(p, dashes))) {
			buf_addc(out, '-');
		} else if (!(k = begins_with(p, quotes))) {
			buf_addn(out, p, k = 1);
		}
	}
	buf_free(&small);
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

static enum err refuse(struct error *e, const char *s, const char *why, const char *wanted)
{
	size_t shown = utf8_prefix(s, strlen(s), 40);

	return error_set(e, ERR_INPUT, "%s «%.*s%s»: ожидается %s", why, (int)shown, s, s[shown] ? "…" : "", wanted);
}

/* The day that was told; s: the text as it stands. */
static enum err decide(const char *s, const struct told *t, int32_t today, int year, int32_t *out, struct error *e)
{
	int y = t->form == FORM_NO_YEAR ? year_meant(today, year, t->m, t->d) : t->y;
	int32_t date = DATE_NONE;

	switch (t->form) {
	case FORM_DAYS:
		date = today + t->d;
		break;
	case FORM_NO_YEAR:
	case FORM_CIVIL:
		date = date_from_ymd(y, t->m, t->d);
		if (date != DATE_NONE)
			break;
		if (t->m < 1 || t->m > 12 || t->d < 1 || t->d > date_days_in_month(y, t->m))
			return error_set(e, ERR_INPUT, "нет такого дня: %02d.%02d.%04d", t->d, t->m, y);
		return error_set(e, ERR_INPUT, "год вне пределов %d–%d: %02d.%02d.%04d", DATE_YEAR_MIN, DATE_YEAR_MAX,
				 t->d, t->m, y);
	case FORM_NO_DAY:
		return refuse(e, s, "не назван день в дате", "дд.мм.гггг");
	case FORM_SEVERAL:
		return refuse(e, s, "несколько дней", "один: дд.мм.гггг");
	case FORM_TIME:
		return refuse(e, s, "кроме дня время", "только день, дд.мм.гггг");
	case FORM_NONE:
		return refuse(e, s, "непонятная дата", "дд.мм.гггг");
	}
	if (date < DATE_MIN || date > DATE_MAX)
		return error_set(e, ERR_INPUT, "дата «%s» выходит за пределы %d–%d годов", s, DATE_YEAR_MIN,
				 DATE_YEAR_MAX);
	if (t->weekday >= 0 && t->weekday != date_weekday(date))
		return error_set(e, ERR_INPUT, "%02d.%02d.%04d — %s, а названа %s", t->d, t->m, y,
				 date_weekday_name(date_weekday(date), true), date_weekday_name(t->weekday, true));
	*out = date;
	return OK;
}

enum err date_parse(const char *s, int32_t today, int year, int32_t *out, struct error *e)
{
	size_t n = text_trim(&s, strlen(s));
	struct buf clean = {0}, simple = {0};
	enum err err = utf8_clean(s, n, false, &clean, e);
	struct told t;

	if (err == OK) {
		simplify(buf_text(&clean), clean.n, &simple);
		t = read_form(buf_text(&simple), today);
		err = decide(buf_text(&clean), &t, today, year, out, e);
	}
	buf_free(&clean);
	buf_free(&simple);
	return err;
}

bool date_is_ambiguous(const char *s)
{
	struct buf simple = {0};
	struct told t;

	simplify(s, strlen(s), &simple);
	t = read_form(buf_text(&simple), 0);
	buf_free(&simple);
	return t.form == FORM_CIVIL && !t.ordered;
}
