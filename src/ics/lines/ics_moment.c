/* Days and times that are written otherwise than RFC 5545 does: «2026-09-07T10:00:00+07:00», «20260907T1000», midnight
 * as 24:00. */
#include <string.h>
#include <strings.h>

#include "ics_mend.h"
#include "stazh/base/date.h"

struct moment {
	int y, m, d, hour, minute, second;
	int offset; /* minutes, where told */
	bool time, utc, told;
};

/* So many digits; false: they are not there. */
static bool digits(const char **s, int n, int *out)
{
	*out = 0;
	for (; n; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*out = *out * 10 + **s - '0';
	}
	return true;
}

static void skip(const char **s, char c)
{
	*s += **s == c;
}

/* «Z», «+0700», «+07:00», «+07» */
static bool read_zone(const char **s, struct moment *t)
{
	int sign = **s == '-' ? -1 : 1, hours, minutes = 0;

	t->utc = **s == 'Z' || **s == 'z';
	*s += t->utc;
	if (t->utc || (**s != '+' && **s != '-'))
		return true;
	++*s;
	if (!digits(s, 2, &hours) || hours > 14)
		return false;
	skip(s, ':');
	if (**s && !digits(s, 2, &minutes))
		return false;
	t->told = true;
	t->offset = sign * (hours * 60 + minutes);
	return true;
}

static bool read_time(const char **s, struct moment *t)
{
	t->time = true;
	if (!digits(s, 2, &t->hour))
		return false;
	skip(s, ':');
	if (**s >= '0' && **s <= '9' && !digits(s, 2, &t->minute))
		return false;
	skip(s, ':');
	if (**s >= '0' && **s <= '9' && !digits(s, 2, &t->second))
		return false;
	if (**s == '.')
		*s += 1 + strspn(*s + 1, "0123456789");
	return t->hour < 24 || (t->hour == 24 && !t->minute && !t->second);
}

static bool read_moment(const char *s, struct moment *t)
{
	*t = (struct moment){.time = false};
	if (!digits(&s, 4, &t->y))
		return false;
	skip(&s, '-');
	if (!digits(&s, 2, &t->m))
		return false;
	skip(&s, '-');
	if (!digits(&s, 2, &t->d))
		return false;
	if (*s) {
		if (!strchr("Tt ", *s))
			return false;
		s += 1 + strspn(s + 1, " ");
		if (!read_time(&s, t) || !read_zone(&s, t))
			return false;
	}
	return !*s && date_from_ymd(t->y, t->m, t->d) != DATE_NONE;
}

/* The standard's form; false: s is none, or already as it should be. day: it is said to be one. */
static bool rewrite(const char *s, bool day, struct buf *out)
{
	const size_t at = out->n;
	struct moment t;
	int64_t minutes;
	int32_t date;

	if (!read_moment(s, &t))
		return false;
	minutes = (int64_t)date_from_ymd(t.y, t.m, t.d) * 1440 + t.hour * 60 + t.minute - t.offset;
	date = (int32_t)(minutes / 1440 - (minutes % 1440 < 0));
	minutes -= (int64_t)date * 1440;
	date_to_ymd(date, &t.y, &t.m, &t.d);
	buf_addf(out, "%04d%02d%02d", t.y, t.m, t.d);
	if (t.time && !(day && !minutes && !t.second && !t.utc && !t.told))
		buf_addf(out, "T%02d%02d%02d%s", (int)minutes / 60, (int)minutes % 60, t.second,
			 t.utc || t.told ? "Z" : "");
	return strcasecmp(out->s + at, s) != 0;
}

/* Values between commas, of periods the parts beside the stroke. */
static bool rewrite_all(const char *s, bool day, struct buf *out)
{
	bool any = false;

	for (;;) {
		size_t n = strcspn(s, ",/");
		const char *from = s + strspn(s, " ");
		size_t kept = (size_t)(s + n - from);
		struct buf one = {0}, better = {0};

		while (kept && from[kept - 1] == ' ')
			kept--;
		buf_addn(&one, from, kept);
		if (rewrite(buf_text(&one), day, &better)) {
			buf_add(out, better.s);
			any = true;
		} else {
			buf_addn(out, s, n);
		}
		buf_free(&one);
		buf_free(&better);
		s += n;
		if (!*s)
			return any;
		buf_addc(out, *s++);
	}
}

static bool rewrite_until(const char *value, struct buf *out)
{
	const char *until = strcasestr(value, "UNTIL="), *end;
	struct buf one = {0};
	bool any;

	if (!until)
		return false;
	until += strlen("UNTIL=");
	end = until + strcspn(until, ";");
	buf_addn(&one, until, (size_t)(end - until));
	buf_addn(out, value, (size_t)(until - value));
	any = rewrite(buf_text(&one), false, out);
	buf_add(out, end);
	buf_free(&one);
	return any;
}

bool ics_mend_moment(const char *line, struct buf *out)
{
	static const struct {
		const char *name;
		bool rule;
	} kinds[] = {{"DTSTART", false}, {"DTEND", false}, {"RECURRENCE-ID", false}, {"EXDATE", false},
		     {"RDATE", false},	 {"RRULE", true},  {"EXRULE", true}};
	const char *value = ics_value(line);
	size_t n = ics_name_length(line), kind = 0;
	struct buf type = {0};
	bool day, any;

	while (kind < sizeof(kinds) / sizeof(*kinds) &&
	       (strlen(kinds[kind].name) != n || strncasecmp(kinds[kind].name, line, n) != 0))
		kind++;
	if (kind == sizeof(kinds) / sizeof(*kinds))
		return false;
	day = ics_parameter(line, "VALUE", &type) && !strcasecmp(buf_text(&type), "DATE");
	buf_addn(out, line, (size_t)(value - line));
	any = kinds[kind].rule ? rewrite_until(value, out) : rewrite_all(value, day, out);
	buf_free(&type);
	return any;
}
