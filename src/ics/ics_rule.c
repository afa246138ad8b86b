/* Rules of foreign calendars laid out: libical's, loaded when a file is imported. Our own series are laid out by
 * calendar/recur.c, which knows fewer rules and tells more of what it does not know. */
#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_rule.h"
#include "sonames.h"
#include "stazh/base/date.h"
#include "stazh/base/library.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

#define DAY	   86400 /* seconds */
#define PARTS_MAX  20
#define RULE_BYTES 1000
#define STEPS_MAX  400000 /* of libical, with those that are no occurrence */

/* clang-format off */
#define FUNCTIONS(X) \
	X(icalrecurrencetype_from_string) X(icalrecur_iterator_new) X(icalrecur_iterator_next) \
	X(icalrecur_iterator_free) X(icaltime_is_null_time)
/* clang-format on */
FUNCTIONS(LIBRARY_POINTER)
static struct library ical = {LIBRARY_NAME(ical), .purpose = "файлы календаря",
			      .symbols = (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

enum err ics_rule_begin(struct error *e)
{
	return library_load(&ical, e);
}

void ics_rule_release(struct ics_rule *rule)
{
	buf_free(&rule->text);
	buf_free(&rule->whole);
}

static enum err refuse(struct error *e, const char *value, const char *why)
{
	return error_set(e, ERR_INPUT, "правило повтора «%.*s» не принято: %s",
			 (int)utf8_prefix(value, strlen(value), 80), value, why);
}

/* ---- the text ---- */

static const struct part {
	const char *name;
	bool of_times;
} known_parts[] = {
	{.name = "FREQ"},
	{.name = "INTERVAL"},
	{.name = "BYMONTH"},
	{.name = "BYMONTHDAY"},
	{.name = "BYDAY"},
	{.name = "BYYEARDAY"},
	{.name = "BYWEEKNO"},
	{.name = "BYSETPOS"},
	{.name = "WKST"},
	{.name = "BYHOUR", .of_times = true},
	{.name = "BYMINUTE", .of_times = true},
	{.name = "BYSECOND", .of_times = true},
};

static const struct part *find_part(const char *name)
{
	for (size_t i = 0; i < sizeof(known_parts) / sizeof(*known_parts); i++)
		if (!strcasecmp(known_parts[i].name, name))
			return &known_parts[i];
	return NULL;
}

static bool read_count(const char *s, int *out)
{
	char *end;
	long n = strtol(s, &end, 10);

	*out = (int)n;
	return end != s && !*end && n > 0 && n < 1000000;
}

static bool is_there(const struct ics_rule *rule, const char *name)
{
	const char *text = buf_text(&rule->text);
	size_t n = strlen(name);

	for (const char *s = text; (s = strstr(s, name)); s += n)
		if (s[n] == '=' && (s == text || s[-1] == ';'))
			return true;
	return false;
}

/* One «NAME=VALUE». */
static enum err read_part(char *name, char *value, struct ics_rule *rule, const char *whole, struct error *e)
{
	const struct part *p = find_part(name);
	int n;

	for (char *s = value; *s; s++)
		*s = (char)(*s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s);
	if (!strcasecmp(name, "COUNT"))
		return read_count(value, &rule->count) ? OK : refuse(e, whole, "COUNT — сколько раз, число от 1");
	if (!strcasecmp(name, "UNTIL")) {
		if (strlen(value) >= sizeof(rule->until))
			return refuse(e, whole, "UNTIL — день, например 20270531");
		strcpy(rule->until, value);
		return OK;
	}
	if (!strcasecmp(name, "RSCALE") && !strcmp(value, "GREGORIAN"))
		return OK;
	if (!strncasecmp(name, "X-", 2))
		return OK;
	if (!p)
		return refuse(e, whole, "в нём есть то, чего правила повтора не знают");
	if (!strcasecmp(name, "INTERVAL") && !read_count(value, &n))
		return refuse(e, whole, "INTERVAL — через сколько, число от 1");
	if (!strcasecmp(name, "FREQ") && (!strcmp(value, "SECONDLY") || !strcmp(value, "MINUTELY")))
		return refuse(e, whole, "занятие не повторяется чаще, чем раз в час");
	if (is_there(rule, p->name))
		return refuse(e, whole, "одна и та же часть в нём дважды");
	if (!p->of_times || !rule->days)
		buf_addf(&rule->text, "%s%s=%s", rule->text.n ? ";" : "", p->name, value);
	return OK;
}

static const char *part_of(const struct ics_rule *rule, const char *name)
{
	const char *s = strstr(rule->text.s, name);

	return s ? s + strlen(name) : NULL;
}

static bool has_several(const struct ics_rule *rule, const char *name)
{
	const char *s = part_of(rule, name);

	return s && memchr(s, ',', strcspn(s, ";"));
}

static void cut_part(struct ics_rule *rule, const char *name)
{
	char *s = strstr(rule->text.s, name);
	size_t n = s ? strcspn(s, ";") : 0;

	if (!s)
		return;
	if (s > rule->text.s)
		s--, n++;
	else if (s[n])
		n++;
	memmove(s, s + n, strlen(s + n) + 1);
	rule->text.n -= n;
}

/* «1,15,-1»: bits counted from the first, and from the last. */
static bool read_numbers(const char *s, int most, uint64_t *first, uint64_t *last)
{
	for (;; s++) {
		char *end;
		long n = strtol(s, &end, 10);

		if (end == s || n < -most || n > most || !n)
			return false;
		if (n > 0)
			*first |= (uint64_t)1 << n;
		else
			*last |= (uint64_t)1 << -n;
		if (*end != ',')
			return !*end || *end == ';';
		s = end;
	}
}

static int read_weekday(const char *s)
{
	static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

	for (int day = 0; day < 7; day++)
		if (!strncmp(s, names[day], 2) && (!s[2] || s[2] == ';' || s[2] == ','))
			return day;
	return -1;
}

static bool read_weekdays(const char *s, unsigned *out)
{
	for (;; s += 3) {
		int day = read_weekday(s);

		if (day < 0)
			return false;
		*out |= 1U << day;
		if (s[2] != ',')
			return true;
	}
}

/* Weeks are counted here. */
static enum err take_weeks(struct ics_rule *rule, const char *whole, struct error *e)
{
	const char *days = part_of(rule, "BYDAY="), *start = part_of(rule, "WKST="),
		   *every = part_of(rule, "INTERVAL="), *numbers = part_of(rule, "BYWEEKNO=");

	if (part_of(rule, "BYSETPOS=") || part_of(rule, "BYYEARDAY="))
		return refuse(e, whole, "недели вместе с BYSETPOS и BYYEARDAY не разбираем");
	if (days && !read_weekdays(days, &rule->weekdays))
		return refuse(e, whole, "дни недели в нём — MO, TU, WE, TH, FR, SA, SU, без номеров");
	if (numbers && !read_numbers(numbers, 53, &rule->week_first, &rule->week_last))
		return refuse(e, whole, "BYWEEKNO — недели года, от 1 до 53 или от -1 до -53");
	rule->weeks = numbers ? ICS_WEEK_NUMBERS : ICS_WEEKLY;
	rule->week_start = start ? read_weekday(start) : 0;
	rule->every = every ? atoi(every) : 1;
	if (rule->week_start < 0)
		return refuse(e, whole, "WKST — день недели, MO, TU, WE, TH, FR, SA или SU");
	cut_part(rule, "FREQ=");
	cut_part(rule, "BYDAY=");
	cut_part(rule, "WKST=");
	cut_part(rule, "INTERVAL=");
	cut_part(rule, "BYWEEKNO=");
	buf_addf(&rule->text, "%sFREQ=DAILY", rule->text.n ? ";" : "");
	return OK;
}

static enum err help_libical(struct ics_rule *rule, const char *whole, struct error *e)
{
	bool yearly = part_of(rule, "FREQ=YEARLY");
	const char *days;
	uint64_t first = 0, last = 0;
	enum err err = OK;

	if (part_of(rule, "BYWEEKNO=") && !yearly)
		return refuse(e, whole, "BYWEEKNO — только в правилах по годам");
	if (part_of(rule, "FREQ=WEEKLY") || part_of(rule, "BYWEEKNO="))
		err = take_weeks(rule, whole, e);
	days = part_of(rule, "BYMONTHDAY=");
	if (!err && days && (part_of(rule, "FREQ=DAILY") || part_of(rule, "FREQ=HOURLY"))) {
		if (!read_numbers(days, 31, &first, &last))
			return refuse(e, whole, "BYMONTHDAY — числа месяца, от 1 до 31 или от -1 до -31");
		rule->month_first = (uint32_t)first;
		rule->month_last = (uint32_t)last;
		cut_part(rule, "BYMONTHDAY=");
	}
	/* of all months (3.3.10: it expands the year), and not of that of DTSTART */
	if (!err && yearly && days && !part_of(rule, "BYMONTH=") && !part_of(rule, "BYYEARDAY=") && !rule->weeks) {
		const char *weekdays = part_of(rule, "BYDAY=");

		if (weekdays && strcspn(weekdays, "0123456789;") < strcspn(weekdays, ";"))
			return refuse(e, whole, "номера дней недели вместе с числами всех месяцев не разбираем");
		buf_add(&rule->text, ";BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12");
	}
	if (!err && part_of(rule, "BYSETPOS=") &&
	    (has_several(rule, "BYHOUR=") || has_several(rule, "BYMINUTE=") || has_several(rule, "BYSECOND=")))
		return refuse(e, whole, "BYSETPOS вместе с несколькими часами не разбираем");
	return err;
}

enum err ics_rule_read(const char *value, bool days, struct ics_rule *rule, struct error *e)
{
	char *copy = mem_strdup(value), *rest = copy, *part;
	enum err err = OK;

	*rule = (struct ics_rule){.days = days};
	if (strlen(value) > RULE_BYTES)
		err = refuse(e, value, "оно слишком длинное");
	while (!err && (part = strsep(&rest, ";"))) {
		const char *name = part;
		char *equals = strchr(part, '=');
		size_t n;

		if (!part[strspn(part, " \t")])
			continue;
		if (!equals) {
			err = refuse(e, value, "в каждой части его — имя, знак «=» и значение");
			break;
		}
		*equals++ = '\0';
		n = text_trim(&name, strlen(name));
		((char *)name)[n] = '\0';
		part = (char *)name;
		name = equals;
		n = text_trim(&name, strlen(name));
		((char *)name)[n] = '\0';
		if (n) /* «UNTIL=» of some phones */
			err = read_part(part, (char *)name, rule, value, e);
	}
	if (!err && (!rule->text.n || !strstr(rule->text.s, "FREQ=")))
		err = refuse(e, value, "в нём нет FREQ");
	if (!err)
		buf_add(&rule->whole, rule->text.s);
	if (!err)
		err = help_libical(rule, value, e);
	free(copy);
	return err;
}

/* ---- the days ---- */

static struct icaltimetype to_ical(int64_t local, bool day)
{
	int64_t date = local / DAY - (local % DAY < 0), rest = local - date * DAY;
	struct icaltimetype t = {.is_date = day};

	date_to_ymd((int32_t)date, &t.year, &t.month, &t.day);
	t.hour = (int)(rest / 3600);
	t.minute = (int)(rest / 60 % 60);
	t.second = (int)(rest % 60);
	return t;
}

/* INT64_MAX: beyond the years that there are. */
static int64_t from_ical(struct icaltimetype t)
{
	int32_t date = t.year > 2199 ? DATE_NONE : date_from_ymd(t.year, t.month, t.day);

	return date == DATE_NONE ? INT64_MAX : (int64_t)date * DAY + t.hour * 3600 + t.minute * 60 + t.second;
}

/* libical looks for the next occurrence of an hourly rule for ever when there is none. */
static bool is_endless_search(const struct icalrecurrencetype *r)
{
	return r->freq == ICAL_HOURLY_RECURRENCE &&
	       (r->by_year_day[0] != ICAL_RECURRENCE_ARRAY_MAX || r->by_week_no[0] != ICAL_RECURRENCE_ARRAY_MAX ||
		r->by_set_pos[0] != ICAL_RECURRENCE_ARRAY_MAX);
}

/* The first day of the week that the day is in. */
static int32_t week_of(int32_t day, int week_start)
{
	return day - (date_weekday(day) - week_start + 7) % 7;
}

/* Of the first week with four days in the year (3.3.10). */
static int32_t first_week(int year, int week_start)
{
	return week_of(date_from_ymd(year, 1, 4), week_start);
}

static bool is_in_numbered_week(const struct ics_rule *rule, int32_t day, int year)
{
	int32_t week = week_of(day, rule->week_start), first, next;

	/* 1900 and 2199 have no neighbours among the years that there are */
	if (year > 1900 && week < first_week(year, rule->week_start))
		year--;
	else if (year < 2199 && week >= first_week(year + 1, rule->week_start))
		year++;
	first = first_week(year, rule->week_start);
	next = year < 2199 ? first_week(year + 1, rule->week_start) : first + 52 * 7;
	return week >= first && week < next &&
	       (rule->week_first >> ((week - first) / 7 + 1) & 1 || rule->week_last >> ((next - week) / 7) & 1);
}

/* What the text for libical leaves out. */
static bool is_on_day(const struct ics_rule *rule, int64_t start, const struct icaltimetype *t)
{
	int32_t first = (int32_t)(start / DAY - (start % DAY < 0)), day = date_from_ymd(t->year, t->month, t->day);
	unsigned weekdays = rule->weekdays ? rule->weekdays : 1U << date_weekday(first);
	int y, m, d;

	if ((rule->month_first || rule->month_last) && !(rule->month_first >> t->day & 1) &&
	    !(rule->month_last >> (date_days_in_month(t->year, t->month) + 1 - t->day) & 1))
		return false;
	if (!rule->weeks)
		return true;
	if (!(weekdays >> date_weekday(day) & 1))
		return false;
	if (rule->weeks == ICS_WEEKLY)
		return (week_of(day, rule->week_start) - week_of(first, rule->week_start)) / 7 % rule->every == 0;
	date_to_ymd(first, &y, &m, &d);
	return (t->year - y) % rule->every == 0 && is_in_numbered_week(rule, day, t->year);
}

enum err ics_rule_expand(const struct ics_rule *rule, int64_t start, int64_t last, int64_t **times, size_t *n,
			 bool *cut, struct error *e)
{
	struct icalrecurrencetype r = p_icalrecurrencetype_from_string(rule->text.s);
	size_t cap = 0, count = rule->count ? (size_t)rule->count : SIZE_MAX;
	icalrecur_iterator *it;

	*times = NULL;
	*n = 0;
	*cut = false;
	if (r.freq == ICAL_NO_RECURRENCE)
		return refuse(e, rule->whole.s, "такого правила нет");
	if (is_endless_search(&r))
		return refuse(e, rule->whole.s, "повтор по часам — только с днями недели и месяцами");
	it = p_icalrecur_iterator_new(r, to_ical(start, rule->days));
	if (!it)
		return refuse(e, rule->whole.s, "его части противоречат друг другу");
	for (size_t steps = 0; *n < count; steps++) {
		struct icaltimetype t = p_icalrecur_iterator_next(it);
		int64_t at = p_icaltime_is_null_time(t) ? INT64_MAX : from_ical(t);

		if (at == INT64_MAX || at > last)
			break;
		if (steps == STEPS_MAX) {
			*cut = true;
			break;
		}
		if (!is_on_day(rule, start, &t) || at < start || (*n && at <= (*times)[*n - 1]))
			continue;
		if (!*n && at != start && count != SIZE_MAX && !--count)
			break;
		if (*n == ICS_RULE_STEPS) {
			*cut = true;
			break;
		}
		*times = mem_grow(*times, *n, &cap, sizeof(**times));
		(*times)[(*n)++] = at;
	}
	p_icalrecur_iterator_free(it);
	return OK;
}
