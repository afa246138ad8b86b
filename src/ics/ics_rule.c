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
}

static enum err refuse(struct error *e, const char *value, const char *why)
{
	return error_set(e, ERR_INPUT, "правило повтора «%.*s» не принято: %s",
			 (int)utf8_prefix(value, strlen(value), 80), value, why);
}

/* ---- the text ---- */

static const struct part {
	const char *name;
	bool of_times, of_weeks_only;
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
	if (!p->of_times || !rule->days)
		buf_addf(&rule->text, "%s%s=%s", rule->text.n ? ";" : "", p->name, value);
	return OK;
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
	       (r->by_month_day[0] != ICAL_RECURRENCE_ARRAY_MAX || r->by_year_day[0] != ICAL_RECURRENCE_ARRAY_MAX ||
		r->by_week_no[0] != ICAL_RECURRENCE_ARRAY_MAX || r->by_set_pos[0] != ICAL_RECURRENCE_ARRAY_MAX);
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
		return refuse(e, rule->text.s, "такого правила нет");
	if (is_endless_search(&r))
		return refuse(e, rule->text.s, "повтор по часам — только с днями недели и месяцами");
	it = p_icalrecur_iterator_new(r, to_ical(start, rule->days));
	if (!it)
		return refuse(e, rule->text.s, "его части противоречат друг другу");
	while (*n < count) {
		struct icaltimetype t = p_icalrecur_iterator_next(it);
		int64_t at = p_icaltime_is_null_time(t) ? INT64_MAX : from_ical(t);

		if (at == INT64_MAX || at > last)
			break;
		if (at < start || (*n && at <= (*times)[*n - 1]))
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
