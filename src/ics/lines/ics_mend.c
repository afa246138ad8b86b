#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_html.h"
#include "ics_mend.h"
#include "stazh/base/date.h"

static void exchange(struct ics_file *f, size_t at, const struct buf *line)
{
	f->lines[at].text = arena_strndup(&f->arena, buf_text(line), line->n);
}

static bool is(const char *line, const char *name)
{
	return ics_name_length(line) == strlen(name) && !strncasecmp(line, name, strlen(name));
}

static bool is_one_of(const char *line, const char *const *names)
{
	for (; *names; names++)
		if (is(line, *names))
			return true;
	return false;
}

/* ---- whole days ---- */

/* «20260915T000000», with or without the Z; also a moment in UTC that is a midnight of some zone, where utc. */
static bool is_midnight(const char *value, bool utc)
{
	size_t n = strspn(value, "0123456789TtZz");

	if (n < 15 || (value[8] | 0x20) != 't')
		return false;
	if (utc && n > 15 && !strncmp(value + 13, "00", 2))
		return value[11] == '0' || value[11] == '3' ||
		       value[11] == '4'; /* zones of half an hour, of 45 minutes */
	return !strncmp(value + 9, "000000", 6);
}

/* The day of the midnight: in UTC the nearest one, as zones are at most twelve hours away. */
static void add_day(const char *value, struct buf *out)
{
	int hour = (value[9] - '0') * 10 + value[10] - '0', y = 0, m = 0, d = 0;
	int32_t date;

	for (size_t i = 0; i < 8; i++)
		if (i < 4)
			y = y * 10 + value[i] - '0';
		else if (i < 6)
			m = m * 10 + value[i] - '0';
		else
			d = d * 10 + value[i] - '0';
	date = date_from_ymd(y, m, d);
	if (date != DATE_NONE && hour >= 12)
		date_to_ymd(date + 1, &y, &m, &d);
	buf_addf(out, "%04d%02d%02d", y, m, d);
}

/* Midnights among the values of the line become days. */
static void make_days(struct ics_file *f, size_t at)
{
	const char *text = f->lines[at].text, *value = ics_value(text);
	struct buf line = {0}, range = {0};
	bool all = true;

	buf_addn(&line, text, ics_name_length(text));
	if (ics_parameter(text, "RANGE", &range))
		buf_addf(&line, ";RANGE=%s", range.s);
	buf_add(&line, ";VALUE=DATE:");
	for (const char *s = value; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (s != value)
			buf_addc(&line, ',');
		all &= is_midnight(s, true);
		if (all)
			add_day(s, &line);
	}
	if (all)
		exchange(f, at, &line);
	buf_free(&line);
	buf_free(&range);
}

static bool is_marked(const struct ics_file *f, const struct ics_part *p)
{
	static const char *const marks[] = {"X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT",
					    "X-FUNAMBOL-ALLDAY", "X-ALLDAY", NULL};

	for (size_t at = p->from; at < p->to; at++)
		if (is_one_of(f->lines[at].text, marks))
			return !strcasecmp(ics_value(f->lines[at].text), "TRUE") ||
			       !strcmp(ics_value(f->lines[at].text), "1");
	return false;
}

/* From one midnight to another of the same zone, or so many days. */
static bool is_of_days(const struct ics_line *start, const struct ics_line *end, const struct ics_line *length,
		       bool marked)
{
	const char *from = ics_value(start->text), *to = end ? ics_value(end->text) : NULL, *s;

	if (!is_midnight(from, marked) || (end && !is_midnight(to, marked)))
		return false;
	if (end)
		return marked || strncmp(to, from, 8) > 0;
	s = length ? ics_value(length->text) : "";
	return (marked && !length) || ((*s == 'P' || *s == 'p') && s[1] != '0' && strspn(s + 1, "0123456789") &&
				       strchr("DdWw", s[1 + strspn(s + 1, "0123456789")]) && !strpbrk(s, "TtHh") &&
				       s[1 + strspn(s + 1, "0123456789")]);
}

static void mend_days(struct ics_file *f, const struct ics_part *p)
{
	static const char *const days[] = {"DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID", NULL};
	const struct ics_line *start = ics_find(f, p, "DTSTART"), *end = ics_find(f, p, "DTEND"),
			      *length = ics_find(f, p, "DURATION");

	if (!start || !is_of_days(start, end, length, is_marked(f, p)))
		return;
	for (size_t at = p->from; at < p->to; at++)
		if (is_one_of(f->lines[at].text, days))
			make_days(f, at);
}

/* ---- vCalendar 1.0 ---- */

/* «W2 MO #5», «D1 20261001T000000», «MD1 15 #0», «MP1 1+ MO #3», «YM1 #2». False: something else; what reads rules
 * tells it. Several days with a number are not taken: the number is then of weeks to some, of lessons to others. */
static bool add_rule(const char *s, struct buf *out)
{
	static const struct {
		const char *name, *frequency, *by;
	} kinds[] = {{"MP", "MONTHLY", "BYDAY"},  {"MD", "MONTHLY", "BYMONTHDAY"},
		     {"YM", "YEARLY", "BYMONTH"}, {"YD", "YEARLY", "BYYEARDAY"},
		     {"D", "DAILY", NULL},	  {"W", "WEEKLY", "BYDAY"}};
	size_t kind = 0, days = 0;
	char place[8] = "", word[20];
	bool ended = false;

	while (kind < sizeof(kinds) / sizeof(*kinds) && strncasecmp(s, kinds[kind].name, strlen(kinds[kind].name)) != 0)
		kind++;
	if (kind == sizeof(kinds) / sizeof(*kinds))
		return false;
	s += strlen(kinds[kind].name);
	if (!strspn(s, "0123456789"))
		return false;
	buf_addf(out, "FREQ=%s;INTERVAL=%d", kinds[kind].frequency, atoi(s));
	s += strspn(s, "0123456789");
	while (*(s += strspn(s, " "))) {
		size_t n = strcspn(s, " ");

		if (n >= sizeof(word) || ended)
			return false;
		memcpy(word, s, n);
		word[n] = '\0';
		s += n;
		if (*word == '#') {
			int count = atoi(word + 1);

			if (days > 1 && count)
				return false;
			if (count)
				buf_addf(out, ";COUNT=%d", count);
			ended = true;
		} else if (n >= 8 && strspn(word, "0123456789") >= 8) {
			buf_addf(out, ";UNTIL=%s", word);
			ended = true;
		} else if (kind == 0 && (word[n - 1] == '+' || word[n - 1] == '-')) {
			snprintf(place, sizeof(place), "%s%.*s", word[n - 1] == '-' ? "-" : "", (int)(n - 1), word);
		} else if (kinds[kind].by) {
			buf_addf(out, "%s%s%s%s", days ? "," : ";", days ? "" : kinds[kind].by, days ? "" : "=", place);
			buf_add(out, word);
			days++;
		} else {
			return false;
		}
	}
	return true;
}

static void mend_old(struct ics_file *f, const struct ics_part *p)
{
	for (size_t at = p->from; at < p->to; at++) {
		const char *text = f->lines[at].text, *value = ics_value(text);
		struct buf line = {0};

		buf_addn(&line, text, (size_t)(value - text));
		if (is(text, "RRULE") && !strcasestr(value, "FREQ=") && add_rule(value, &line)) {
			exchange(f, at, &line);
		} else if (is(text, "EXDATE") || is(text, "RDATE")) {
			buf_add(&line, value);
			for (char *s = line.s + (value - text); *s; s++)
				if (*s == ';')
					*s = ',';
			exchange(f, at, &line);
		}
		buf_free(&line);
	}
}

/* ---- text ---- */

static void add_escaped(const char *s, struct buf *out)
{
	for (; *s; s++) {
		if (*s == '\n')
			buf_add(out, "\\n");
		else if (*s == '\\')
			buf_add(out, "\\\\");
		else
			buf_addc(out, *s);
	}
}

/* Some leave the line ends of a text as they are: a line that is no property goes on with the text before it. */
static void mend_text(struct ics_file *f, const struct ics_part *p)
{
	static const char *const texts[] = {"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", NULL};
	size_t text = SIZE_MAX;

	for (size_t at = p->from; at < p->to; at++) {
		const char *s = f->lines[at].text;
		struct buf line = {0};

		if (is_one_of(s, texts)) {
			text = at;
		} else if (ics_is_property(s)) {
			text = SIZE_MAX;
		} else if (text != SIZE_MAX) {
			buf_addf(&line, "%s\\n%s", f->lines[text].text, s);
			exchange(f, text, &line);
			f->lines[at].text = ICS_TAKEN;
		}
		buf_free(&line);
	}
}

static void mend_html(struct ics_file *f, const struct ics_part *p)
{
	size_t at = ics_next(f, p, "DESCRIPTION", p->from);
	struct buf html = {0}, text = {0}, line = {0};

	if (at == SIZE_MAX)
		return;
	ics_text(ics_value(f->lines[at].text), false, &html);
	if (ics_html_is(buf_text(&html))) {
		ics_html_text(html.s, &text);
		buf_add(&line, "DESCRIPTION:");
		add_escaped(buf_text(&text), &line);
		exchange(f, at, &line);
	}
	buf_free(&html);
	buf_free(&text);
	buf_free(&line);
}

static void mend_moments(struct ics_file *f, const struct ics_part *p)
{
	for (size_t at = p->from; at < p->to; at++) {
		struct buf line = {0};

		if (ics_mend_moment(f->lines[at].text, &line))
			exchange(f, at, &line);
		buf_free(&line);
	}
}

void ics_mend(struct ics_file *f)
{
	for (size_t i = 0; i < f->events_n; i++) {
		mend_text(f, &f->events[i]);
		mend_old(f, &f->events[i]);
		mend_moments(f, &f->events[i]);
		mend_days(f, &f->events[i]);
		mend_html(f, &f->events[i]);
	}
}
