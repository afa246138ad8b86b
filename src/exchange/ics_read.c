/* Calendar files read: VEVENTs to events. Time zones, moments and durations are libical's, loaded when a file is imported. */
#include <libical/ical.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "ics.h"
#include "ics_scan.h"
#include "import.h"
#include "stazh/base/library.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/access.h"
#include "stazh/domain/kinds.h"
#include "stazh/domain/recur.h"
#include "stazh/exchange/calendar.h"
#include "stazh/exchange/csv.h"

#define FUNCTIONS(X)                                                                                                         \
	X(icaltime_from_string) X(icaltime_is_null_time) X(icaltime_as_timet_with_zone) X(icaldurationtype_from_string)       \
	X(icaldurationtype_as_int) X(icaldurationtype_is_bad_duration) X(icaltimezone_get_builtin_timezone)                   \
	X(icaltimezone_get_utc_timezone) X(icaltimezone_new) X(icaltimezone_free) X(icaltimezone_set_component)               \
	X(icalparser_parse_string) X(icalcomponent_free) X(icalcomponent_isa)
FUNCTIONS(LIBRARY_POINTER)
static struct library ical = {"libical.so.3", "libical3", "файлы календаря", (const struct library_symbol[]){
	FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}, NULL};

#define SERIES_MAX 500	  /* events of one rule */
#define UID_MAX 400	  /* bytes */
#define DAY 86400	  /* seconds */
#define ZONE_LINES_MAX 400

struct zone {
	char *name;
	icaltimezone *zone; /* NULL: not known */
	bool ours;	    /* made from the file, to be freed */
};

/* An event that there is, by its UID. */
struct known {
	char *uid;
	uint32_t id;
	bool seen; /* the file tells of it */
};

struct reader {
	struct session *s;
	struct import_report *report;
	const char *name; /* of the file, without folders */
	const struct assign *given;
	size_t given_n;
	struct ics_file file;
	struct zone *zones;
	size_t zones_n, zones_cap;
	struct known *known;
	size_t known_n, known_cap, known_sorted;
	char **overrides; /* UIDs of occurrences that the file tells of by themselves */
	size_t overrides_n, overrides_cap;
	size_t deadlines, older, cancelled, closed; /* for notes */
	struct buf notes;
	bool dry_run, detail, done;
	struct import_row *rows; /* with detail */
	size_t rows_n, rows_cap;
	enum err failed;
	struct error *e;
	struct tx *tx;
};

/* ---- faults ---- */

static void fault(struct reader *r, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void add_row(struct reader *r, int line, enum import_outcome outcome, const char *what, const char *why)
{
	struct arena *a = &r->report->arena;

	if (!r->detail)
		return;
	r->rows = mem_grow(r->rows, r->rows_n, &r->rows_cap, sizeof(*r->rows));
	r->rows[r->rows_n++] = (struct import_row){line, outcome, arena_strndup(a, what, strlen(what)), arena_strndup(a, why, strlen(why))};
}

static void fault(struct reader *r, int line, const char *format, ...)
{
	struct buf *out = &r->report->faults;
	size_t start;
	va_list ap;

	r->report->bad++;
	if (r->report->faults_n++ >= FAULTS_SHOWN)
		return;
	buf_add(out, r->name);
	if (line)
		buf_addf(out, ", строка %d", line);
	buf_add(out, ": ");
	start = out->n;
	va_start(ap, format);
	buf_vaddf(out, format, ap);
	va_end(ap);
	for (size_t i = start; i < out->n; i++)
		if (out->s[i] == '\n')
			out->s[i] = ' ';
	add_row(r, line, IMPORT_BAD, "", out->s + start);
	buf_addc(out, '\n');
}

static void add_title(const struct field *f, void *arg)
{
	struct buf *out = arg;

	buf_addf(out, "%s%s", out->n ? ", " : "", f->title);
}

/* What became of an event. before: as it was, to tell what changed; or NULL. */
static void tell(struct reader *r, const struct ics_part *p, enum import_outcome outcome, const struct record *before,
		 const struct record *is)
{
	size_t *counts[] = {[IMPORT_ADDED] = &r->report->added, [IMPORT_CHANGED] = &r->report->changed, [IMPORT_SAME] = &r->report->same};
	struct buf what = {0}, why = {0};

	++*counts[outcome];
	if (!r->detail)
		return;
	label_of(r->tx, is, &what);
	if (before)
		model_diff(before, is, add_title, &why);
	add_row(r, p->line, outcome, buf_text(&what), buf_text(&why));
	buf_free(&what);
	buf_free(&why);
}

/* A refusal is the event's fault, anything else ends the import. */
static void refused(struct reader *r, int line, enum err err, const struct error *e)
{
	if (err == ERR_STORAGE || tx_failed(r->tx)) {
		r->failed = tx_failed(r->tx) ? tx_failed(r->tx) : err;
		if (r->e)
			*r->e = *e;
	} else if (err) {
		fault(r, line, "%s", e->text);
	}
}

static int shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

/* ---- time ---- */

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

/* «/mozilla.org/20050126_1/Europe/Moscow» ends in a name that is known. */
static icaltimezone *zone_of_system(const char *name)
{
	icaltimezone *zone = p_icaltimezone_get_builtin_timezone(name);

	for (const char *s = strchr(name, '/'); !zone && s; s = strchr(s + 1, '/'))
		zone = p_icaltimezone_get_builtin_timezone(s + 1);
	return zone;
}

static icaltimezone *zone_find(struct reader *r, const char *name)
{
	struct zone z = {NULL, NULL, false};

	for (size_t i = 0; i < r->zones_n; i++)
		if (!strcmp(r->zones[i].name, name))
			return r->zones[i].zone;
	z.zone = !strcasecmp(name, "UTC") || !strcasecmp(name, "GMT") ? p_icaltimezone_get_utc_timezone() : zone_of_system(name);
	if (!z.zone) {
		z.zone = zone_of_file(r, name);
		z.ours = z.zone != NULL;
	}
	z.name = mem_strdup(name);
	r->zones = mem_grow(r->zones, r->zones_n, &r->zones_cap, sizeof(*r->zones));
	r->zones[r->zones_n++] = z;
	return z.zone;
}

struct when {
	int32_t date;
	int minutes; /* since midnight, of the local zone; -1: the whole day */
	int64_t seconds; /* on one scale for all, to subtract */
};

/* One value of the line's property: «20261125», «20261125T140000», «…Z». False: a fault is told. */
static bool read_when(struct reader *r, const struct ics_line *l, const char *value, struct when *out)
{
	size_t digits = strspn(value, "0123456789"), n = strlen(value);
	bool day = n == 8 && digits == 8, utc = n == 16 && (value[15] == 'Z' || value[15] == 'z');
	struct icaltimetype t;
	struct buf zone_name = {0};
	icaltimezone *zone = NULL;
	int32_t date;

	if (!day && !((n == 15 || utc) && digits == 8 && (value[8] == 'T' || value[8] == 't') && strspn(value + 9, "0123456789") == 6)) {
		fault(r, l->line, "«%.*s» — ожидается время вида 20261125T140000 или день 20261125 (RFC 5545, 3.3.5)", shown(value), value);
		return false;
	}
	t = p_icaltime_from_string(value);
	date = p_icaltime_is_null_time(t) ? DATE_NONE : date_from_ymd(t.year, t.month, t.day);
	if (date == DATE_NONE || t.hour > 23 || t.minute > 59 || t.second > 60) {
		fault(r, l->line, "«%s» — такого дня или времени нет", value);
		return false;
	}
	*out = (struct when){date, day ? -1 : t.hour * 60 + t.minute, date * 86400LL + t.hour * 3600 + t.minute * 60};
	if (!day && utc) {
		zone = p_icaltimezone_get_utc_timezone();
	} else if (!day && ics_parameter(l->text, "TZID", &zone_name)) {
		zone = zone_find(r, buf_text(&zone_name));
		if (!zone)
			fault(r, l->line, "часовой пояс «%.*s» неизвестен и в файле не описан (VTIMEZONE)", shown(buf_text(&zone_name)),
			      buf_text(&zone_name));
	} else {
		zone_name.n = 0;
		buf_free(&zone_name);
		return true; /* a day, or a time of whatever place it is read in */
	}
	buf_free(&zone_name);
	if (zone) {
		time_t moment = p_icaltime_as_timet_with_zone(t, zone);
		struct tm tm;

		if (!localtime_r(&moment, &tm) || (out->date = date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday)) == DATE_NONE) {
			fault(r, l->line, "«%s» — такого дня нет в этом календаре: годы 1900–2199", value);
			return false;
		}
		out->minutes = tm.tm_hour * 60 + tm.tm_min;
		out->seconds = out->date * 86400LL + out->minutes * 60LL;
	}
	return zone != NULL;
}

/* How long it lasts; -1: the file does not tell. */
static bool read_minutes(struct reader *r, const struct ics_part *p, const struct when *start, int *minutes)
{
	const struct ics_line *end = ics_find(&r->file, p, "DTEND"), *length = ics_find(&r->file, p, "DURATION");
	int64_t seconds = -1;

	*minutes = -1;
	if (end) {
		struct when to;

		if (!read_when(r, end, ics_value(end->text), &to))
			return false;
		seconds = to.seconds - start->seconds;
		if (seconds < 0) {
			fault(r, end->line, "занятие кончается раньше, чем начинается");
			return false;
		}
	} else if (length) {
		struct icaldurationtype d = p_icaldurationtype_from_string(ics_value(length->text));

		seconds = p_icaldurationtype_as_int(d);
		if (p_icaldurationtype_is_bad_duration(d) || seconds < 0 || d.weeks > 1000 || d.days > 10000) {
			fault(r, length->line, "«%.*s» — ожидается длительность вида PT90M (RFC 5545, 3.3.6)", shown(ics_value(length->text)),
			      ics_value(length->text));
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

/* ---- UIDs ---- */

static int compare_known(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->uid, ((const struct known *)b)->uid);
}

static void know(struct reader *r, const char *uid, uint32_t id)
{
	r->known = mem_grow(r->known, r->known_n, &r->known_cap, sizeof(*r->known));
	r->known[r->known_n++] = (struct known){mem_strdup(uid), id, true};
}

static bool know_stored(struct tx *tx, const struct calendar_item *item, void *arg)
{
	struct reader *r = arg;

	(void)tx;
	if (record_has(item->event, EVENT_UID)) {
		know(r, record_text(item->event, EVENT_UID), item->event->id);
		r->known[r->known_n - 1].seen = false;
	}
	return true;
}

static void load_known(struct reader *r)
{
	const struct calendar_query all = {.from = DATE_MIN, .to = DATE_MAX, .no_deadlines = true};

	calendar_each(r->tx, &all, know_stored, r);
	if (r->known_n)
		qsort(r->known, r->known_n, sizeof(*r->known), compare_known);
	r->known_sorted = r->known_n;
}

static struct known *find_known(struct reader *r, const char *uid)
{
	struct known wanted = {.uid = (char *)uid}, *k;

	k = r->known_sorted ? bsearch(&wanted, r->known, r->known_sorted, sizeof(*r->known), compare_known) : NULL;
	for (size_t i = r->known_sorted; !k && i < r->known_n; i++)
		if (!strcmp(r->known[i].uid, uid))
			k = &r->known[i];
	return k;
}

static void forget_known(struct reader *r)
{
	for (size_t i = 0; i < r->known_n; i++)
		free(r->known[i].uid);
	for (size_t i = 0; i < r->overrides_n; i++)
		free(r->overrides[i]);
	r->known_n = r->known_sorted = r->overrides_n = 0;
}

/* Some calendars give none: then the event is known by its day and title. */
static bool read_uid(struct reader *r, const struct ics_part *p, struct buf *uid)
{
	const struct ics_line *l = ics_find(&r->file, p, "UID");

	if (l)
		ics_text(ics_value(l->text), false, uid);
	if (!uid->n) {
		const struct ics_line *start = ics_find(&r->file, p, "DTSTART"), *title = ics_find(&r->file, p, "SUMMARY");

		buf_addf(uid, "%s %s", start ? ics_value(start->text) : "", title ? ics_value(title->text) : "");
	}
	for (size_t i = 0; i < uid->n; i++)
		if ((unsigned char)uid->s[i] < ' ')
			uid->s[i] = ' ';
	if (uid->n > UID_MAX)
		fault(r, l ? l->line : p->line, "UID длиннее %d байт", UID_MAX);
	return uid->n <= UID_MAX;
}

/* Of an occurrence: the UID of the series and the day that the rule gave. */
static void add_day(struct buf *uid, int32_t day)
{
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	buf_addf(uid, "/%04d%02d%02d", y, m, d);
}

/* ---- one event ---- */

/* What the file tells of an event, or of each of a series. */
struct told {
	const struct ics_part *part;
	struct when start;
	int minutes;
	int64_t sequence;
	bool cancelled;
	char uid[UID_MAX + 16];
	const char *rule; /* of the series; NULL: single */
	uint32_t series;  /* its first event; 0: this is it */
};

static const struct field *event_field(unsigned id)
{
	return field_by_id(kind_def(KIND_EVENT), id);
}

/* False: a fault is told. */
static bool set(struct reader *r, struct record *to, unsigned field, const char *text, int line)
{
	struct error e = {0};
	enum err err = field_parse(r->tx, event_field(field), text, to, &e);

	refused(r, line, err, &e);
	return !err;
}

/* A line of text, as titles and places are. */
static bool set_line(struct reader *r, const struct told *t, struct record *to, unsigned field, const char *property)
{
	const struct ics_line *l = ics_find(&r->file, t->part, property);
	struct buf text = {0};
	const char *s;
	bool good = true;

	if (!l)
		return true;
	ics_text(ics_value(l->text), false, &text);
	for (size_t i = 0; i < text.n; i++)
		if (text.s[i] == '\n' || text.s[i] == '\r' || text.s[i] == '\t')
			text.s[i] = ' ';
	s = buf_text(&text);
	if (t->cancelled && field == EVENT_TOPIC && !strncmp(s, ICS_CANCELLED, strlen(ICS_CANCELLED)))
		s += strlen(ICS_CANCELLED);
	if (s[strspn(s, " ")])
		good = set(r, to, field, s, l->line);
	buf_free(&text);
	return good;
}

/* The first of its categories that is a form of work (5.1). */
static void set_form(struct reader *r, const struct told *t, struct record *to)
{
	for (size_t at = t->part->from; (at = ics_next(&r->file, t->part, "CATEGORIES", at)) != SIZE_MAX; at++) {
		const char *s = ics_value(r->file.lines[at].text);

		while (s) {
			struct buf word = {0};
			bool is_form;

			s = ics_text(s, true, &word);
			is_form = word.n && !field_parse(r->tx, event_field(EVENT_FORM), word.s, to, NULL);
			buf_free(&word);
			if (is_form)
				return;
		}
	}
}

/* X-STAZH-…: what a reference of another database names may not be here. */
static void set_own(struct reader *r, const struct told *t, struct record *to)
{
	for (size_t i = 0; ics_own_fields[i]; i++) {
		const struct field *f = event_field(ics_own_fields[i]);
		struct buf name = {0}, text = {0};
		struct error e = {0};
		const struct ics_line *l;

		ics_own_name(f, &name);
		l = ics_find(&r->file, t->part, name.s);
		if (l)
			ics_text(ics_value(l->text), false, &text);
		if (text.n && field_parse(r->tx, f, text.s, to, &e))
			buf_addf(&r->notes, "%s, строка %d: «%s» не принято: %s\n", r->name, l->line, f->title, e.text);
		buf_free(&name);
		buf_free(&text);
	}
}

static bool set_link(struct reader *r, const struct told *t, struct record *to)
{
	const struct ics_line *l = ics_find(&r->file, t->part, "URL");

	return !l || !*ics_value(l->text) || set(r, to, EVENT_LINK, ics_value(l->text), l->line);
}

/* What there is no field for is kept with what will be said of the event. */
static bool set_description(struct reader *r, const struct told *t, struct record *to)
{
	const struct ics_line *l = ics_find(&r->file, t->part, "DESCRIPTION");
	struct buf text = {0};
	bool good = true;

	if (!l || ics_find(&r->file, t->part, ICS_STATE) || record_has(to, EVENT_SUMMARY))
		return true;
	ics_text(ics_value(l->text), false, &text);
	if (text.n && text.s[strspn(text.s, " \n\t")])
		good = set(r, to, EVENT_SUMMARY, text.s, l->line);
	buf_free(&text);
	return good;
}

static void set_when(const struct told *t, struct record *to)
{
	record_set_date(to, EVENT_DATE, t->start.date);
	if (t->start.minutes < 0)
		record_unset(to, EVENT_TIME);
	else
		record_set_int(to, EVENT_TIME, t->start.minutes);
}

/* All but day and time. */
static bool set_values(struct reader *r, const struct told *t, struct record *to)
{
	bool good = set_line(r, t, to, EVENT_TOPIC, "SUMMARY") & set_line(r, t, to, EVENT_PLACE, "LOCATION") & set_link(r, t, to) &
		    set_description(r, t, to);

	set_form(r, t, to);
	set_own(r, t, to);
	if (t->minutes > 0)
		record_set_int(to, EVENT_MINUTES, t->minutes);
	if (good && !record_has(to, EVENT_FORM)) {
		fault(r, t->part->line, "форма занятия не указана (CATEGORIES); добавьте, например, form=консультация");
		good = false;
	}
	if (good && !record_has(to, EVENT_TOPIC)) {
		fault(r, t->part->line, "у занятия нет темы (SUMMARY); добавьте topic=…");
		good = false;
	}
	return good && !r->failed;
}

static bool store(struct reader *r, const struct told *t, const struct record *was, struct record *is)
{
	struct error e = {0};
	enum err err = access_write(r->tx, was ? "set" : "add", was, is, &e);

	if (!err)
		err = model_store(r->tx, was, is, &e);
	refused(r, t->part->line, err, &e);
	return !err;
}

static uint32_t add_event(struct reader *r, const struct told *t)
{
	struct record is = {0};
	uint32_t id = 0;
	bool good = true;

	if (t->cancelled) {
		r->cancelled++;
		return 0;
	}
	model_new(r->tx, KIND_EVENT, &is);
	for (size_t i = 0; i < r->given_n && good; i++)
		good = set(r, &is, field_by_name(kind_def(KIND_EVENT), r->given[i].name)->id, r->given[i].value, 0);
	good = good && set_values(r, t, &is);
	set_when(t, &is);
	record_set_text(&is, EVENT_UID, t->uid);
	if (t->sequence)
		record_set_int(&is, EVENT_SEQUENCE, t->sequence);
	record_set_text(&is, EVENT_REPEAT, t->rule);
	record_set_ref(&is, EVENT_SERIES, t->series);
	if (good && store(r, t, NULL, &is)) {
		id = is.id;
		know(r, t->uid, id);
		tell(r, t->part, IMPORT_ADDED, NULL, &is);
	}
	record_release(&is);
	return id;
}

static bool act(struct reader *r, const struct told *t, uint32_t id, const char *action, const struct assign *a, size_t n)
{
	struct error e = {0};
	enum err err = model_act(r->tx, KIND_EVENT, id, 0, action, a, n, NULL, &e);

	refused(r, t->part->line, err, &e);
	return !err;
}

/* By the action, so that the old day stays in the record. */
static bool move(struct reader *r, const struct told *t, uint32_t id)
{
	struct buf date = {0}, time = {0};
	struct assign a[2] = {{"date", NULL}, {"time", NULL}};
	bool good;

	date_add_iso(&date, t->start.date);
	if (t->start.minutes >= 0)
		buf_addf(&time, "%02d:%02d", t->start.minutes / 60, t->start.minutes % 60);
	a[0].value = date.s;
	a[1].value = buf_text(&time);
	good = act(r, t, id, "postpone", a, time.n ? 2 : 1);
	buf_free(&date);
	buf_free(&time);
	return good;
}

static bool is_moved(const struct told *t, const struct record *was)
{
	return record_date(was, EVENT_DATE) != t->start.date ||
	       (t->start.minutes >= 0 && (!record_has(was, EVENT_TIME) || record_int(was, EVENT_TIME) != t->start.minutes));
}

static void change_open(struct reader *r, const struct told *t, struct record *was)
{
	struct record before = {0}, is = {0};
	bool changed = false;

	record_copy(&before, was);
	if (t->cancelled) {
		if (act(r, t, was->id, "cancel", NULL, 0) && !record_load(r->tx, KIND_EVENT, was->id, was))
			tell(r, t->part, IMPORT_CHANGED, &before, was);
		goto end;
	}
	if (is_moved(t, was)) {
		if (!move(r, t, was->id) || record_load(r->tx, KIND_EVENT, was->id, was))
			goto end;
		changed = true;
	}
	record_copy(&is, was);
	if (!set_values(r, t, &is))
		goto end;
	set_when(t, &is);
	if (t->rule)
		record_set_text(&is, EVENT_REPEAT, t->rule);
	changed |= !record_same(was, &is);
	/* so that what is exported next is newer than what was read */
	if (t->sequence > ics_sequence(was))
		record_set_int(&is, EVENT_SEQUENCE, t->sequence);
	if (record_same(was, &is) || store(r, t, was, &is))
		tell(r, t->part, changed ? IMPORT_CHANGED : IMPORT_SAME, &before, &is);
end:
	record_release(&before);
	record_release(&is);
}

/* An event that there is already. */
static void change_event(struct reader *r, const struct told *t, uint32_t id)
{
	struct record was = {0};
	bool there = !record_load(r->tx, KIND_EVENT, id, &was);
	bool ours = !record_has(&was, EVENT_UID) || ics_find(&r->file, t->part, ICS_STATE);

	if (!there) {
		r->closed++;
	} else if (t->sequence < (ours ? ics_sequence(&was) : record_int(&was, EVENT_SEQUENCE))) {
		r->older++;
		tell(r, t->part, IMPORT_SAME, NULL, &was);
	} else if (event_is_open(&was)) {
		change_open(r, t, &was);
	} else {
		if (!t->cancelled && (is_moved(t, &was) || !strcmp(record_text(&was, EVENT_STATE), EVENT_CANCELLED)))
			r->closed++;
		tell(r, t->part, IMPORT_SAME, NULL, &was);
	}
	record_release(&was);
}

/* Returns the event's number, 0: there is none. */
static uint32_t take_event(struct reader *r, const struct told *t)
{
	struct known *k = find_known(r, t->uid);
	uint32_t id = k ? k->id : ics_uid_own(r->tx, t->uid);

	if (k)
		k->seen = true;
	if (!id)
		return add_event(r, t);
	change_event(r, t, id);
	return id;
}

/* ---- series ---- */

/* Adds the days of a list property (EXDATE, RDATE). */
static bool read_days(struct reader *r, const struct ics_part *p, const char *name, int32_t **days, size_t *n, size_t *cap)
{
	bool good = true;

	for (size_t at = p->from; good && (at = ics_next(&r->file, p, name, at)) != SIZE_MAX; at++) {
		const struct ics_line *l = &r->file.lines[at];
		char *copy = mem_strdup(ics_value(l->text)), *part, *rest = copy;
		struct when when;

		while (good && (part = strsep(&rest, ","))) {
			part[strcspn(part, "/ ")] = '\0'; /* of a period its beginning */
			good = read_when(r, l, part, &when);
			if (!good)
				break;
			*days = mem_grow(*days, *n, cap, sizeof(**days));
			(*days)[(*n)++] = when.date;
		}
		free(copy);
	}
	return good;
}

static int compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

/* The UNTIL of a rule is a moment where the series has times (3.3.10): here, the day before when it is earlier than the event is. */
static bool read_rule(struct reader *r, const struct told *t, const struct ics_line *l, struct buf *rule)
{
	const char *value = ics_value(l->text), *until = strcasestr(value, "UNTIL=");
	struct error e = {0};
	struct buf text = {0};
	struct when end;
	size_t n;
	bool good = true;

	buf_add(&text, value);
	if (until && t->start.minutes >= 0) {
		char copy[32];

		until += 6;
		n = strcspn(until, "; ");
		if (n < sizeof(copy)) {
			memcpy(copy, until, n);
			copy[n] = '\0';
			good = read_when(r, &(struct ics_line){"", l->line}, copy, &end);
			if (good && end.minutes >= 0) {
				int y, m, d;

				date_to_ymd(end.date - (end.minutes < t->start.minutes), &y, &m, &d);
				text.n = (size_t)(until - value);
				buf_addf(&text, "%04d%02d%02d%s", y, m, d, until + n);
			}
		}
	}
	if (good && recur_parse(text.s, t->start.date, rule, &e)) {
		fault(r, l->line, "%s", e.text);
		good = false;
	}
	buf_free(&text);
	return good;
}

/* The rule's days with RDATE and without EXDATE, up to the end of the school year when the rule has no end of its own. */
static bool expand(struct reader *r, const struct told *t, const struct ics_line *rrule, struct buf *rule, int32_t **days, size_t *n)
{
	int32_t *except = NULL, *more = NULL, today = r->s->today, last = DATE_MAX;
	size_t except_n = 0, except_cap = 0, more_n = 0, more_cap = 0, cap;
	struct error e = {0};
	bool good = read_days(r, t->part, "EXDATE", &except, &except_n, &except_cap) &&
		    read_days(r, t->part, "RDATE", &more, &more_n, &more_cap) && (!rrule || read_rule(r, t, rrule, rule));

	*days = NULL;
	*n = 0;
	if (good && rrule) {
		bool endless = !strstr(rule->s, "COUNT=") && !strstr(rule->s, "UNTIL=");

		if (endless)
			last = school_year_last(school_year_of(t->start.date > today ? t->start.date : today));
		good = !recur_expand(rule->s, t->start.date, last, except, except_n, SERIES_MAX, days, n, &e);
		if (!good)
			fault(r, rrule->line, "%s", e.text);
		if (good && endless) {
			buf_addf(&r->notes, "%s, строка %d: повтор без конца; приняты занятия по ", r->name, rrule->line);
			date_add_ru(&r->notes, last);
			buf_addc(&r->notes, '\n');
		}
	}
	/* DTSTART is an occurrence (3.8.5.3), whatever the rule says */
	cap = *n;
	more = mem_grow(more, more_n, &more_cap, sizeof(*more));
	more[more_n++] = t->start.date;
	for (size_t i = 0; good && i < more_n; i++) {
		bool there = false;

		for (size_t k = 0; k < except_n; k++)
			there |= except[k] == more[i];
		for (size_t k = 0; k < *n; k++)
			there |= (*days)[k] == more[i];
		if (there)
			continue;
		if (*n == SERIES_MAX) {
			fault(r, t->part->line, "в повторе больше %d занятий", SERIES_MAX);
			good = false;
			break;
		}
		*days = mem_grow(*days, *n, &cap, sizeof(**days));
		(*days)[(*n)++] = more[i];
	}
	if (*n)
		qsort(*days, *n, sizeof(**days), compare_days);
	free(except);
	free(more);
	return good;
}

static bool is_override(const struct reader *r, const char *uid)
{
	for (size_t i = 0; i < r->overrides_n; i++)
		if (!strcmp(r->overrides[i], uid))
			return true;
	return false;
}

/* Occurrences that an earlier file gave and this one does not: they were taken out of the series. */
static void cancel_missing(struct reader *r, const struct told *t, const char *uid, size_t uid_n)
{
	struct record was = {0};
	struct told gone = *t;

	gone.cancelled = true;
	for (size_t i = 0; i < r->known_sorted && !r->failed; i++) {
		struct known *k = &r->known[i];

		if (k->seen || strncmp(k->uid, uid, uid_n) != 0 || k->uid[uid_n] != '/' || strlen(k->uid) != uid_n + 9 ||
		    is_override(r, k->uid))
			continue;
		k->seen = true;
		if (!record_load(r->tx, KIND_EVENT, k->id, &was) && event_is_open(&was) && record_date(&was, EVENT_DATE) >= r->s->today &&
		    t->sequence >= record_int(&was, EVENT_SEQUENCE))
			change_open(r, &gone, &was);
	}
	record_release(&was);
}

static uint32_t series_of(struct reader *r, uint32_t id)
{
	struct record first = {0};
	uint32_t series = id;

	if (id && !record_load(r->tx, KIND_EVENT, id, &first) && record_has(&first, EVENT_SERIES))
		series = record_ref(&first, EVENT_SERIES);
	record_release(&first);
	return series;
}

static void take_series(struct reader *r, struct told *t, const struct ics_line *rrule)
{
	struct buf rule = {0}, uid = {0};
	size_t uid_n = strlen(t->uid), n;
	int32_t *days;

	if (expand(r, t, rrule, &rule, &days, &n)) {
		buf_add(&uid, t->uid);
		t->rule = rule.s;
		for (size_t i = 0; i < n && !r->failed && r->report->faults_n < FAULTS_SHOWN; i++) {
			uint32_t id;

			uid.n = uid_n;
			add_day(&uid, days[i]);
			if (is_override(r, uid.s))
				continue;
			memcpy(t->uid, uid.s, uid.n + 1);
			t->start.date = days[i];
			id = take_event(r, t);
			if (!t->series)
				t->series = series_of(r, id);
		}
		uid.s[uid_n] = '\0';
		cancel_missing(r, t, uid.s, uid_n);
	}
	free(days);
	buf_free(&uid);
	buf_free(&rule);
}

/* ---- the file ---- */

/* Reads what all kinds of VEVENT have. False: a fault is told, or it is none of ours. */
static bool read_told(struct reader *r, const struct ics_part *p, struct told *t)
{
	const struct ics_line *start = ics_find(&r->file, p, "DTSTART"), *status = ics_find(&r->file, p, "STATUS"),
			      *sequence = ics_find(&r->file, p, "SEQUENCE");
	struct buf uid = {0};
	bool good = read_uid(r, p, &uid);

	*t = (struct told){.part = p, .minutes = -1};
	if (good)
		memcpy(t->uid, buf_text(&uid), uid.n + 1);
	buf_free(&uid);
	if (!good)
		return false;
	if (sequence)
		t->sequence = strtol(ics_value(sequence->text), NULL, 10);
	if (t->sequence < 0 || t->sequence > INT32_MAX / 2)
		t->sequence = 0;
	t->cancelled = r->file.cancels || (status && !strcasecmp(ics_value(status->text), "CANCELLED"));
	if (!start) {
		fault(r, p->line, "у занятия нет начала (DTSTART)");
		return false;
	}
	return read_when(r, start, ics_value(start->text), &t->start) && read_minutes(r, p, &t->start, &t->minutes);
}

static void take_master(struct reader *r, const struct ics_part *p)
{
	const struct ics_line *rrule = ics_find(&r->file, p, "RRULE");
	struct told t;

	if (!read_told(r, p, &t))
		return;
	if (!rrule && !ics_find(&r->file, p, "RDATE")) {
		take_event(r, &t);
		return;
	}
	/* the whole series is cancelled: no day of it is left */
	if (t.cancelled)
		cancel_missing(r, &t, t.uid, strlen(t.uid));
	else
		take_series(r, &t, rrule);
}

/* The UID of the occurrence that RECURRENCE-ID names. */
static bool override_uid(struct reader *r, const struct ics_part *p, struct buf *uid)
{
	const struct ics_line *l = ics_find(&r->file, p, "RECURRENCE-ID");
	struct when when;

	if (!read_uid(r, p, uid) || !read_when(r, l, ics_value(l->text), &when))
		return false;
	add_day(uid, when.date);
	return true;
}

static void note_override(struct reader *r, const struct ics_part *p)
{
	struct buf uid = {0};

	if (override_uid(r, p, &uid)) {
		r->overrides = mem_grow(r->overrides, r->overrides_n, &r->overrides_cap, sizeof(*r->overrides));
		r->overrides[r->overrides_n++] = mem_strdup(uid.s);
	}
	buf_free(&uid);
}

/* Any other occurrence of the series leads to its first. */
static uint32_t series_by_uid(struct reader *r, const char *uid)
{
	size_t n = (size_t)(strrchr(uid, '/') - uid);

	for (size_t i = 0; i < r->known_n; i++)
		if (!strncmp(r->known[i].uid, uid, n) && r->known[i].uid[n] == '/')
			return series_of(r, r->known[i].id);
	return 0;
}

static void take_override(struct reader *r, const struct ics_part *p)
{
	struct buf uid = {0}, rule = {0};
	struct record first = {0};
	struct told t;

	if (override_uid(r, p, &uid) && read_told(r, p, &t)) {
		memcpy(t.uid, uid.s, uid.n + 1);
		t.series = series_by_uid(r, uid.s);
		if (t.series && !record_load(r->tx, KIND_EVENT, t.series, &first)) {
			buf_add(&rule, record_text(&first, EVENT_REPEAT));
			t.rule = rule.s;
		}
		take_event(r, &t);
	}
	record_release(&first);
	buf_free(&rule);
	buf_free(&uid);
}

static void note_count(struct reader *r, size_t n, const char *format, const char *one, const char *few, const char *many)
{
	struct buf words = {0};

	if (!n)
		return;
	buf_addf(&words, "%zu %s", n, text_plural((long)n, one, few, many));
	buf_addf(&r->notes, "%s: ", r->name);
	buf_addf(&r->notes, "%s %s\n", words.s, format);
	buf_free(&words);
}

static void take_notes(struct reader *r)
{
	note_count(r, r->deadlines, "пропущено: сроки ведёт сама программа", "срок", "срока", "сроков");
	note_count(r, r->older, "в базе новее, чем в файле: не изменены", "занятие", "занятия", "занятий");
	note_count(r, r->cancelled, "отменены, а здесь их и не было: не приняты", "занятие", "занятия", "занятий");
	note_count(r, r->closed, "здесь уже проведены, отменены или удалены: не изменены", "занятие", "занятия", "занятий");
	buf_add(&r->report->faults, buf_text(&r->notes));
}

static enum err import_all(struct tx *tx, void *arg)
{
	struct reader *r = arg;
	struct ics_file *f = &r->file;

	/* it may be run a second time, in a larger map */
	r->tx = tx;
	r->failed = OK;
	r->done = false;
	r->report->rows = r->report->added = r->report->changed = r->report->same = r->report->bad = r->report->faults_n = r->rows_n = 0;
	buf_clear(&r->report->faults);
	buf_clear(&r->notes);
	r->deadlines = r->older = r->cancelled = r->closed = 0;
	forget_known(r);
	load_known(r);
	for (size_t i = 0; i < f->events_n; i++)
		if (ics_find(f, &f->events[i], "RECURRENCE-ID"))
			note_override(r, &f->events[i]);
	for (int overrides = 0; overrides < 2; overrides++)
		for (size_t i = 0; i < f->events_n && !r->failed; i++) {
			const struct ics_part *p = &f->events[i];

			if ((ics_find(f, p, "RECURRENCE-ID") != NULL) != overrides)
				continue;
			if (ics_find(f, p, ICS_DEADLINE)) {
				r->deadlines++;
				continue;
			}
			r->report->rows++;
			if (overrides)
				take_override(r, p);
			else
				take_master(r, p);
		}
	if (r->failed)
		return r->failed;
	r->done = !r->report->faults_n;
	if (r->done)
		take_notes(r);
	return r->done && !r->dry_run ? OK : ERR_INPUT;
}

static enum err check_given(const struct reader *r, struct error *e)
{
	const struct kind_def *k = kind_def(KIND_EVENT);

	for (size_t i = 0; i < r->given_n; i++) {
		const struct field *f = field_by_name(k, r->given[i].name);

		if (!f)
			return error_set(e, ERR_USAGE, "У вида «%s» нет поля «%.60s»", k->title, r->given[i].name);
		if (f->flags & FF_SYSTEM)
			return error_set(e, ERR_REFUSED, "Поле «%s» меняется только действиями", f->title);
	}
	return OK;
}

static void release(struct reader *r)
{
	for (size_t i = 0; i < r->zones_n; i++) {
		if (r->zones[i].ours)
			p_icaltimezone_free(r->zones[i].zone, 1);
		free(r->zones[i].name);
	}
	free(r->zones);
	forget_known(r);
	free(r->known);
	free(r->overrides);
	buf_free(&r->notes);
	ics_file_release(&r->file);
}

bool calendar_is(const char *path)
{
	const char *ending = strrchr(path, '.');

	return ending && (!strcasecmp(ending, ".ics") || !strcasecmp(ending, ".ical") || !strcasecmp(ending, ".ifb"));
}

/* What became of each, for the screen; counts only of what was, or would be, stored. */
static void tell_all(struct reader *r, bool counted)
{
	struct import_report *report = r->report;

	if (!counted)
		report->added = report->changed = report->same = report->bad = 0;
	if (r->rows_n) {
		report->row = arena_alloc(&report->arena, r->rows_n * sizeof(*r->rows));
		memcpy(report->row, r->rows, r->rows_n * sizeof(*r->rows));
		report->row_n = r->rows_n;
	}
	free(r->rows);
}

enum err calendar_import(struct session *s, const struct import_request *q, struct import_report *report, struct error *e)
{
	const char *slash = strrchr(q->path, '/');
	struct error cause = {0};
	struct reader r = {.s = s, .report = report, .name = slash ? slash + 1 : q->path, .given = q->given, .given_n = q->given_n,
			   .dry_run = q->dry_run, .detail = q->detail, .e = &cause};
	struct buf raw = {0}, note = {0};
	enum err err = library_load(&ical, e);

	if (!err)
		err = check_given(&r, e);
	if (err)
		return err;
	err = file_bytes_read(q->path, &raw, &cause);
	if (!err)
		err = ics_scan(buf_text(&raw), raw.n, &r.file, &cause);
	if (!err && !r.file.events_n)
		err = error_set(&cause, ERR_INPUT, "в календаре нет занятий (VEVENT)");
	if (err) {
		fault(&r, 0, "%s", cause.text);
	} else {
		buf_addf(&note, "Занятия из файла %s", r.name);
		err = session_write(s, "import", note.s, import_all, &r, &cause);
		if (err && r.done)
			err = OK; /* a dry run */
	}
	if (report->faults_n > FAULTS_SHOWN)
		buf_addf(&report->faults, "и ещё %zu\n", report->faults_n - FAULTS_SHOWN);
	if (report->faults_n && !r.failed)
		err = error_set(e, ERR_INPUT, "%s: %zu %s; ничего не загружено", r.name, report->faults_n,
				text_plural((long)report->faults_n, "ошибка", "ошибки", "ошибок"));
	else if (err)
		error_set(e, err, "%s", cause.text);
	tell_all(&r, !err || (q->dry_run && err == ERR_INPUT));
	buf_free(&raw);
	buf_free(&note);
	release(&r);
	return err;
}
