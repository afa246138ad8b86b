/* Moments, durations and time zones of calendar files: libical's, loaded when a file is imported. */
#include <libical/ical.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "ics_read.h"
#include "sonames.h"
#include "stazh/base/library.h"

#define DAY	       86400 /* seconds */
#define ZONE_LINES_MAX 400

/* clang-format off */
#define FUNCTIONS(X) \
	X(icaltime_from_string) X(icaltime_is_null_time) X(icaltimezone_convert_time) \
	X(icaldurationtype_from_string) X(icaldurationtype_as_int) X(icaldurationtype_is_bad_duration) \
	X(icaltimezone_get_builtin_timezone) X(icaltimezone_get_utc_timezone) X(icaltimezone_new) \
	X(icaltimezone_free) X(icaltimezone_set_component) X(icaltimezone_get_component) \
	X(icalparser_parse_string) X(icalcomponent_free) X(icalcomponent_isa)
/* clang-format on */
FUNCTIONS(LIBRARY_POINTER)
static struct library ical = {LIBRARY_NAME(ical), .purpose = "файлы календаря",
			      .symbols = (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

enum err ics_time_begin(struct error *e)
{
	return library_load(&ical, e);
}

void ics_zones_release(struct reader *r)
{
	for (size_t i = 0; i < r->zones_n; i++) {
		if (r->zones[i].ours)
			p_icaltimezone_free(r->zones[i].zone, 1);
		free(r->zones[i].name);
	}
	free(r->zones);
}

/* Nothing that would have libical lay out more than a zone has: RFC 5545, 3.6.5. */
static bool zone_is_plain(const struct ics_file *f, const struct ics_part *p)
{
	static const char *const never[] = {"BYHOUR", "BYMINUTE", "BYSECOND", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"};
	size_t rules = 0;

	if (p->to - p->from > ZONE_LINES_MAX)
		return false;
	for (size_t at = p->from; (at = ics_next(f, p, "RRULE", at)) != SIZE_MAX; at++) {
		const char *rule = f->lines[at].text;

		if (++rules > 20 || strlen(rule) > 200 || !strcasestr(rule, "FREQ=YEARLY"))
			return false;
		for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
			if (strcasestr(rule, never[i]))
				return false;
	}
	for (size_t at = p->from; (at = ics_next(f, p, "RDATE", at)) != SIZE_MAX; at++)
		if (strlen(f->lines[at].text) > 4000)
			return false;
	return true;
}

static icaltimezone *zone_of_file(const struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->file.zones_n; i++) {
		const struct ics_part *p = &r->file.zones[i];
		const struct ics_line *id = ics_find(&r->file, p, "TZID");
		struct buf text = {0};
		icalcomponent *c;
		icaltimezone *zone;

		if (!id || strcmp(ics_value(id->text), name) != 0 || !zone_is_plain(&r->file, p))
			continue;
		buf_add(&text, "BEGIN:VTIMEZONE\r\n");
		for (size_t at = p->from; at < p->to; at++)
			buf_addf(&text, "%s\r\n", r->file.lines[at].text);
		buf_add(&text, "END:VTIMEZONE\r\n");
		c = p_icalparser_parse_string(text.s);
		buf_free(&text);
		if (!c)
			return NULL;
		zone = p_icaltimezone_new();
		if (p_icalcomponent_isa(c) == ICAL_VTIMEZONE_COMPONENT && p_icaltimezone_set_component(zone, c))
			return zone;
		p_icalcomponent_free(c);
		p_icaltimezone_free(zone, 1);
		return NULL;
	}
	return NULL;
}

/* libical takes a zone whose file it cannot read for one without any rule. */
static icaltimezone *builtin(const char *name)
{
	icaltimezone *zone = p_icaltimezone_get_builtin_timezone(name);

	return zone && p_icaltimezone_get_component(zone) ? zone : NULL;
}

/* «/mozilla.org/20050126_1/Europe/Moscow» ends in a name that is known. */
static icaltimezone *zone_of_system(const char *name)
{
	icaltimezone *zone = builtin(name);

	for (const char *s = strchr(name, '/'); !zone && s; s = strchr(s + 1, '/'))
		zone = builtin(s + 1);
	return zone;
}

static icaltimezone *zone_find(struct reader *r, const char *name)
{
	struct zone z = {NULL, NULL, false};

	for (size_t i = 0; i < r->zones_n; i++)
		if (!strcmp(r->zones[i].name, name))
			return r->zones[i].zone;
	z.zone = !strcasecmp(name, "UTC") || !strcasecmp(name, "GMT") ? p_icaltimezone_get_utc_timezone()
								      : zone_of_system(name);
	if (!z.zone) {
		z.zone = zone_of_file(r, name);
		z.ours = z.zone != NULL;
	}
	z.name = mem_strdup(name);
	r->zones = mem_grow(r->zones, r->zones_n, &r->zones_cap, sizeof(*r->zones));
	r->zones[r->zones_n++] = z;
	return z.zone;
}

/* One value of the line's property: «20261125», «20261125T140000», «…Z». False: a fault is told. */
bool ics_read_when(struct reader *r, const struct ics_line *l, const char *value, struct when *out)
{
	size_t digits = strspn(value, "0123456789"), n = strlen(value);
	bool day = n == 8 && digits == 8, utc = n == 16 && (value[15] == 'Z' || value[15] == 'z');
	struct icaltimetype t;
	struct buf zone_name = {0};
	icaltimezone *zone = NULL;
	int32_t date;

	if (!day && !((n == 15 || utc) && digits == 8 && (value[8] == 'T' || value[8] == 't') &&
		      strspn(value + 9, "0123456789") == 6)) {
		ics_fault(r, l->line,
			  "день или время не разобрать: «%.*s»; в таком файле пишут 20261125 или 20261125T140000",
			  ics_shown(value), value);
		return false;
	}
	t = p_icaltime_from_string(value);
	date = p_icaltime_is_null_time(t) ? DATE_NONE : date_from_ymd(t.year, t.month, t.day);
	if (date == DATE_NONE || t.hour > 23 || t.minute > 59 || t.second > 60) {
		ics_fault(r, l->line, "«%s» — такого дня или времени нет", value);
		return false;
	}
	*out = (struct when){date, day ? -1 : t.hour * 60 + t.minute, date * 86400LL + t.hour * 3600 + t.minute * 60};
	if (!day && utc) {
		zone = p_icaltimezone_get_utc_timezone();
	} else if (!day && ics_parameter(l->text, "TZID", &zone_name)) {
		zone = zone_find(r, buf_text(&zone_name));
		if (!zone)
			ics_fault(r, l->line, "часовой пояс «%.*s» неизвестен, и в файле он не описан",
				  ics_shown(buf_text(&zone_name)), buf_text(&zone_name));
	} else {
		zone_name.n = 0;
		buf_free(&zone_name);
		return true; /* a day, or a time of whatever place it is read in */
	}
	buf_free(&zone_name);
	if (zone) {
		time_t moment;
		struct tm tm;

		/* no time_t of the library's: on a machine of 32 bits its own ends in 2038 */
		p_icaltimezone_convert_time(&t, zone, p_icaltimezone_get_utc_timezone());
		tm = (struct tm){.tm_year = t.year - 1900,
				 .tm_mon = t.month - 1,
				 .tm_mday = t.day,
				 .tm_hour = t.hour,
				 .tm_min = t.minute,
				 .tm_sec = t.second};
		moment = timegm(&tm);
		if (!localtime_r(&moment, &tm) ||
		    (out->date = date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday)) == DATE_NONE) {
			ics_fault(r, l->line, "«%s» — такого дня нет в этом календаре: годы 1900–2199", value);
			return false;
		}
		out->minutes = tm.tm_hour * 60 + tm.tm_min;
		out->seconds = out->date * 86400LL + out->minutes * 60LL;
	}
	return zone != NULL;
}

/* How long it lasts; -1: the file does not tell. */
bool ics_read_minutes(struct reader *r, const struct ics_part *p, const struct when *start, int *minutes)
{
	const struct ics_line *end = ics_find(&r->file, p, "DTEND"), *length = ics_find(&r->file, p, "DURATION");
	int64_t seconds = -1;

	*minutes = -1;
	if (end) {
		struct when to;

		if (!ics_read_when(r, end, ics_value(end->text), &to))
			return false;
		seconds = to.seconds - start->seconds;
		if (seconds < 0) {
			ics_fault(r, end->line, "занятие кончается раньше, чем начинается");
			return false;
		}
	} else if (length) {
		struct icaldurationtype d = p_icaldurationtype_from_string(ics_value(length->text));

		seconds = p_icaldurationtype_as_int(d);
		if (p_icaldurationtype_is_bad_duration(d) || seconds < 0 || d.weeks > 1000 || d.days > 10000) {
			ics_fault(r, length->line,
				  "сколько длится занятие, не разобрать: «%.*s»; в таком файле пишут PT90M — 90 минут",
				  ics_shown(ics_value(length->text)), ics_value(length->text));
			return false;
		}
	}
	if (seconds > DAY) {
		buf_addf(&r->notes, "%s, строка %d: занятие длится не один день; принят первый\n", r->name, p->line);
		return true;
	}
	if (seconds > 0 && start->minutes >= 0)
		*minutes = (int)(seconds / 60);
	return true;
}
