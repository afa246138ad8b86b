/* Time zones that a calendar file describes: VTIMEZONE, RFC 5545, 3.6.5. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_read.h"
#include "ics_rule.h"
#include "ics_zone.h"

#define DAY	  86400 /* seconds */
#define LINES_MAX 2000
#define RULES_MAX 200
#define OLDEST	  1900
#define LATEST	  ((int64_t)(DATE_MAX + 1) * DAY - 1)

/* STANDARD or DAYLIGHT */
struct observance {
	int32_t from, to; /* offsets */
	int64_t start;	  /* the first onset, on a clock before it */
};

/* «+0300», «-033000», also with colons */
static bool read_offset(const char *s, int32_t *out)
{
	int sign = *s == '-' ? -1 : 1, number[6];
	char digits[7];
	size_t n = 0;

	for (s += *s == '+' || *s == '-'; n < sizeof(digits) && (*s == ':' || (*s >= '0' && *s <= '9')); s++)
		if (*s != ':')
			digits[n++] = *s;
	s = digits;
	if (n != 4 && n != 6)
		return false;
	for (size_t i = 0; i < 6; i++)
		number[i] = i < n ? s[i] - '0' : 0;
	*out = sign *
	       ((number[0] * 10 + number[1]) * 3600 + (number[2] * 10 + number[3]) * 60 + number[4] * 10 + number[5]);
	return number[0] * 10 + number[1] < 24 && number[2] < 6 && number[4] < 6;
}

/* «16010101T030000»; an onset before the years that there are is taken for one of their first. */
static bool read_local(const char *s, int64_t *out)
{
	int y = 0, m, d, seconds = 0;
	int32_t date;

	if (strspn(s, "0123456789") != 8)
		return false;
	for (int i = 0; i < 4; i++)
		y = y * 10 + s[i] - '0';
	m = (s[4] - '0') * 10 + s[5] - '0';
	d = (s[6] - '0') * 10 + s[7] - '0';
	if (s[8] == 'T' && strspn(s + 9, "0123456789") >= 6)
		seconds = ((s[9] - '0') * 10 + s[10] - '0') * 3600 + ((s[11] - '0') * 10 + s[12] - '0') * 60 +
			  (s[13] - '0') * 10 + s[14] - '0';
	date = date_from_ymd(y < OLDEST ? OLDEST : y, m, d);
	*out = (int64_t)date * DAY + seconds;
	return date != DATE_NONE && seconds <= DAY;
}

static bool add_rule(struct ics_zone *z, const struct observance *o, const char *value)
{
	struct ics_rule rule;
	int64_t last = LATEST, *times = NULL;
	size_t n = 0;
	bool cut, good = !ics_rule_read(value, false, &rule, NULL) && strstr(rule.whole.s, "FREQ=YEARLY") &&
			 !strstr(rule.whole.s, "BYHOUR") && !strstr(rule.whole.s, "BYMINUTE") &&
			 !strstr(rule.whole.s, "BYSECOND");

	if (good && *rule.until) {
		size_t length = strlen(rule.until);

		good = read_local(rule.until, &last);
		if (rule.until[length - 1] == 'Z')
			last += o->from;
		else if (length == 8)
			last += DAY - 1;
	}
	good = good && !ics_rule_expand(&rule, o->start, last, &times, &n, &cut, NULL);
	for (size_t i = 0; i < n; i++)
		ics_zone_change(z, times[i] - o->from, o->to);
	free(times);
	ics_rule_release(&rule);
	return good;
}

static bool add_days(struct ics_zone *z, const struct observance *o, const char *value)
{
	int64_t at;

	for (const char *s = value; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (!read_local(s, &at))
			return false;
		ics_zone_change(z, at - o->from, o->to);
	}
	return true;
}

static const char *value_of(const struct ics_file *f, const struct ics_part *p, const char *name)
{
	const struct ics_line *l = ics_find(f, p, name);

	return l ? ics_value(l->text) : "";
}

static bool read_observance(const struct ics_file *f, const struct ics_part *p, struct observance *o)
{
	const char *to = value_of(f, p, "TZOFFSETTO"), *from = value_of(f, p, "TZOFFSETFROM");

	return read_offset(*from ? from : to, &o->from) && read_offset(to, &o->to) &&
	       read_local(value_of(f, p, "DTSTART"), &o->start);
}

static bool add_observance(struct ics_zone *z, const struct ics_file *f, const struct ics_part *p,
			   const struct observance *o)
{
	size_t rules = 0;

	ics_zone_change(z, o->start - o->from, o->to);
	for (size_t at = p->from; (at = ics_next(f, p, "RRULE", at)) != SIZE_MAX; at++)
		if (++rules > RULES_MAX || !add_rule(z, o, ics_value(f->lines[at].text)))
			return false;
	for (size_t at = p->from; (at = ics_next(f, p, "RDATE", at)) != SIZE_MAX; at++)
		if (!add_days(z, o, ics_value(f->lines[at].text)))
			return false;
	return true;
}

/* The next STANDARD or DAYLIGHT of the zone; false: no more. */
static bool next_observance(const struct ics_file *f, const struct ics_part *zone, size_t *at, struct ics_part *out)
{
	size_t begin = ics_next(f, zone, "BEGIN", *at), end;

	if (begin == SIZE_MAX)
		return false;
	end = ics_next(f, zone, "END", begin);
	*out = (struct ics_part){.from = begin + 1, .to = end == SIZE_MAX ? zone->to : end};
	*at = out->to;
	return true;
}

static struct ics_zone *read_zone(const struct ics_file *f, const struct ics_part *zone)
{
	struct observance o, first = {.start = INT64_MAX};
	struct ics_part p;
	struct ics_zone *z;
	bool good = true;

	if (zone->to - zone->from > LINES_MAX)
		return NULL;
	for (size_t at = zone->from; next_observance(f, zone, &at, &p);) {
		if (!read_observance(f, &p, &o))
			return NULL;
		if (o.start < first.start)
			first = o;
	}
	if (first.start == INT64_MAX)
		return NULL;
	z = ics_zone_new(first.from);
	for (size_t at = zone->from; good && next_observance(f, zone, &at, &p);)
		good = read_observance(f, &p, &o) && add_observance(z, f, &p, &o);
	ics_zone_settle(z);
	if (!good || ics_zone_contradicts(z)) {
		ics_zone_free(z);
		return NULL;
	}
	return z;
}

static const struct ics_part *find_zone(const struct ics_file *f, const char *name)
{
	for (size_t i = 0; i < f->zones_n; i++) {
		const struct ics_line *id = ics_find(f, &f->zones[i], "TZID");

		if (id && !strcmp(ics_value(id->text), name))
			return &f->zones[i];
	}
	return NULL;
}

struct ics_zone *ics_zone_described(const struct ics_file *f, const char *name)
{
	const struct ics_part *p = find_zone(f, name);

	return p ? read_zone(f, p) : NULL;
}

struct ics_zone *ics_zone_located(const struct ics_file *f, const char *name)
{
	const struct ics_part *p = find_zone(f, name);
	const struct ics_line *l = p ? ics_find(f, p, "X-LIC-LOCATION") : NULL;

	return l ? ics_zone_of_database(ics_value(l->text)) : NULL;
}
