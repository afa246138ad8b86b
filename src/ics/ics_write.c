/* Calendar files written: RFC 5545. Thirty lines of format need no library. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ics.h"
#include "stazh/model/deadline.h"
#include "stazh/model/load.h"
#include "stazh/domain/kinds.h"
#include "stazh/domain/letter.h"
#include "stazh/model/audit.h"
#include "stazh/ics/calendar.h"
#include "stazh/base/file.h"

#define LINE_MAX 75 /* octets of a line, 3.1 */

/* ---- names ---- */

const unsigned ics_own_fields[] = {EVENT_SITES,	   EVENT_GROUPS,   EVENT_MODE, EVENT_HOURS,
				   EVENT_SPEAKERS, EVENT_PLANLINE, 0};
const unsigned ics_history_fields[] = {EVENT_REPEAT, EVENT_SKIP_HOLIDAYS, EVENT_HISTORY, EVENT_REASON, EVENT_APART, 0};

void ics_own_name(const struct field *f, struct buf *out)
{
	buf_add(out, "X-STAZH-");
	for (const char *s = f->name; *s; s++)
		buf_addc(out, (char)(*s == '_' ? '-' : *s - 'a' + 'A'));
}

static void add_database(struct tx *tx, struct buf *out)
{
	struct key k = {.n = 0};
	struct slice uuid = {0};

	tx_get(tx, T_META, key_text(&k, "uuid"), &uuid);
	buf_addc(out, '@');
	for (size_t i = 0; i < uuid.n && i < 16; i++)
		buf_addf(out, "%02x", uuid.p[i]);
}

void ics_uid_add(struct tx *tx, uint32_t id, struct buf *out)
{
	buf_addf(out, "-%u", id);
	add_database(tx, out);
}

uint32_t ics_uid_own(struct tx *tx, const char *uid)
{
	struct buf own = {0};
	uint32_t id;

	if (strncmp(uid, "event-", 6) != 0)
		return 0;
	id = (uint32_t)strtoul(uid + 6, NULL, 10);
	buf_add(&own, "event");
	ics_uid_add(tx, id, &own);
	if (strcmp(own.s, uid) != 0)
		id = 0;
	buf_free(&own);
	return id;
}

int64_t ics_sequence(const struct record *event)
{
	return record_int(event, EVENT_SEQUENCE) + record_int(event, REC_REV) - 1;
}

/* ---- lines ---- */

/* name:value, folded between characters. */
static void add_line(struct buf *out, const char *name, const char *value)
{
	struct buf line = {0};
	size_t at = 0;

	buf_addf(&line, "%s:%s", name, value);
	for (size_t room = LINE_MAX; line.n - at > room; room = LINE_MAX - 1) {
		size_t n = room;

		while (n > 1 && ((unsigned char)line.s[at + n] & 0xc0) == 0x80)
			n--;
		buf_addn(out, line.s + at, n);
		buf_add(out, "\r\n ");
		at += n;
	}
	buf_add(out, line.s + at);
	buf_add(out, "\r\n");
	buf_free(&line);
}

/* TEXT, 3.3.11; nothing for an empty one. */
static void add_text(struct buf *out, const char *name, const char *text)
{
	struct buf value = {0};

	for (const char *s = text; *s; s++) {
		if (*s == '\n')
			buf_add(&value, "\\n");
		else if (strchr("\\;,", *s))
			buf_addf(&value, "\\%c", *s);
		else
			buf_addc(&value, *s);
	}
	if (value.n)
		add_line(out, name, value.s);
	buf_free(&value);
}

static void add_number(struct buf *out, const char *name, int64_t n)
{
	buf_addf(out, "%s:%lld\r\n", name, (long long)n);
}

static void add_moment(struct buf *out, const char *name, time_t t)
{
	struct tm tm;

	gmtime_r(&t, &tm);
	buf_addf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void add_day(struct buf *out, const char *name, int32_t date)
{
	int y, m, d;

	date_to_ymd(date, &y, &m, &d);
	buf_addf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, y, m, d);
}

static time_t moment(int32_t date, int minutes)
{
	struct tm tm = {.tm_isdst = -1, .tm_hour = minutes / 60, .tm_min = minutes % 60};

	date_to_ymd(date, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return mktime(&tm);
}

/* r: empty where it is not known any more. */
static void add_stamps(struct buf *out, const struct record *r, int64_t changed_ms)
{
	time_t created = (time_t)((record_has(r, REC_CREATED_AT) ? record_int(r, REC_CREATED_AT) : changed_ms) / 1000),
	       changed = (time_t)(changed_ms / 1000);

	if (!changed)
		changed = created;
	add_moment(out, "DTSTAMP", changed);
	add_moment(out, "CREATED", created);
	add_moment(out, "LAST-MODIFIED", changed);
}

/* ---- events and deadlines ---- */

struct writer {
	struct buf text, part;
	struct names names;
	struct calendar_written *written;
	bool tasks;		    /* deadlines as VTODO */
	struct answering answering; /* tx NULL: nobody is counted */
	struct people people;
	struct error *e;
	enum err err;
};

static void add_span(struct buf *out, const struct record *event)
{
	int32_t date = record_date(event, EVENT_DATE);
	int time = (int)record_int(event, EVENT_TIME), minutes = (int)record_int(event, EVENT_MINUTES);

	if (!record_has(event, EVENT_TIME)) {
		add_day(out, "DTSTART", date);
		add_day(out, "DTEND", date + 1);
		return;
	}
	add_moment(out, "DTSTART", moment(date, time));
	if (minutes)
		add_moment(out, "DTEND", moment(date, time) + minutes * 60);
}

/* What a person reads below the title. */
static void add_description(struct writer *w, struct tx *tx, const struct record *event)
{
	static const unsigned told[] = {EVENT_SITES, EVENT_GROUPS, EVENT_SPEAKERS};
	const struct kind_def *k = kind_def(KIND_EVENT);
	struct buf text = {0};

	text_add_cased(&text, record_text(event, EVENT_FORM), true);
	if (record_has(event, EVENT_MODE))
		buf_addf(&text, ", %s", record_text(event, EVENT_MODE));
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		const struct field *f = field_by_id(k, told[i]);
		const struct value *v = record_get(event, told[i]);

		for (uint32_t n = 0; v && v->type == V_LIST && n < v->count; n++) {
			if (n)
				buf_add(&text, "; ");
			else
				buf_addf(&text, "\n%s: ", f->title);
			label_add(tx, f->ref, (uint32_t)v->items[n].num, &text);
		}
	}
	add_text(&w->text, "DESCRIPTION", text.s);
	buf_free(&text);
}

static void add_own(struct writer *w, struct tx *tx, const struct record *event, const unsigned *fields)
{
	struct buf name = {0}, value = {0};

	for (size_t i = 0; fields[i] && !w->err; i++) {
		const struct field *f = field_by_id(kind_def(KIND_EVENT), fields[i]);

		buf_clear(&name);
		buf_clear(&value);
		ics_own_name(f, &name);
		if (f->ref)
			w->err = names_add(tx, &w->names, f, event, &value, w->e);
		else
			data_add(tx, f, event, &value);
		add_text(&w->text, name.s, buf_text(&value));
	}
	buf_free(&name);
	buf_free(&value);
}

static void add_event_uid(struct tx *tx, const struct record *event, struct buf *out)
{
	buf_add(out, record_text(event, EVENT_UID));
	if (out->n)
		return;
	buf_add(out, "event");
	ics_uid_add(tx, event->id, out);
}

/* Which events are of one series: each names the first of them. */
static void add_series(struct writer *w, struct tx *tx, const struct record *event)
{
	struct record first = {0};

	if (!record_has(event, EVENT_REPEAT))
		return;
	buf_clear(&w->part);
	if (!record_has(event, EVENT_SERIES))
		add_event_uid(tx, event, &w->part);
	else if (!record_load(tx, KIND_EVENT, record_ref(event, EVENT_SERIES), &first) ||
		 !record_load_trash(tx, KIND_EVENT, record_ref(event, EVENT_SERIES), &first))
		add_event_uid(tx, &first, &w->part);
	add_text(&w->text, ICS_SERIES, buf_text(&w->part));
	record_release(&first);
}

static void add_event(struct writer *w, struct tx *tx, const struct record *event, int64_t gone_ms)
{
	bool cancelled = gone_ms || !strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED);
	struct buf *out = &w->text, *part = &w->part;

	buf_add(out, "BEGIN:VEVENT\r\n");
	buf_clear(part);
	add_event_uid(tx, event, part);
	add_text(out, "UID", part->s);
	add_number(out, "SEQUENCE", ics_sequence(event) + !!gone_ms);
	add_stamps(out, event, gone_ms ? gone_ms : record_int(event, REC_CHANGED_AT));
	add_span(out, event);
	buf_clear(part);
	buf_addf(part, "%s%s", cancelled ? ICS_CANCELLED : "", record_text(event, EVENT_TOPIC));
	add_text(out, "SUMMARY", part->s);
	add_text(out, "LOCATION", record_text(event, EVENT_PLACE));
	if (record_has(event, EVENT_LINK))
		add_line(out, "URL", record_text(event, EVENT_LINK));
	add_text(out, "CATEGORIES", record_text(event, EVENT_FORM));
	add_line(out, "STATUS", cancelled ? "CANCELLED" : "CONFIRMED");
	if (!record_has(event, EVENT_TIME) || cancelled)
		add_line(out, "TRANSP", "TRANSPARENT");
	add_description(w, tx, event);
	add_text(out, ICS_STATE, gone_ms ? "удалено" : record_text(event, EVENT_STATE));
	add_own(w, tx, event, ics_own_fields);
	add_own(w, tx, event, ics_history_fields);
	add_series(w, tx, event);
	buf_add(out, "END:VEVENT\r\n");
}

static void add_alarm(struct buf *out, const char *trigger, const char *what)
{
	buf_addf(out, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER%s\r\n", trigger);
	add_text(out, "DESCRIPTION", what);
	buf_add(out, "END:VALARM\r\n");
}

/* A day to come is told of at 9:00, a week and a day before. A task has no beginning (3.8.2.3: it would be before its
 * end), so its alarms go by the end (3.8.6.3). */
static void add_alarms(struct buf *out, bool task, const char *what)
{
	add_alarm(out, task ? ";RELATED=END:-P6DT15H" : ":-P6DT15H", what);
	add_alarm(out, task ? ";RELATED=END:-PT15H" : ":-PT15H", what);
}

/* Its SEQUENCE and stamps: also the day that passes changes what a deadline tells (deadline_def.passed, .mark), the day
 * of an alarm that it is told at all. */
static void add_version(struct buf *out, struct tx *tx, const struct calendar_item *item, const struct record *r)
{
	const struct deadline *d = item->deadline;
	struct deadline_past past = deadline_past(tx, d);
	int32_t day = d->due + !deadline_is_alarm(d->kind);
	bool passed = day <= tx_session(tx)->today;
	int64_t at_ms = record_int(r, REC_CHANGED_AT), next_day = day * (24 * 3600 * (int64_t)1000);

	if (at_ms < past.at_ms)
		at_ms = past.at_ms;
	if (passed && at_ms < next_day)
		at_ms = next_day;
	add_number(out, "SEQUENCE", 2 * (int64_t)past.changes + passed);
	add_stamps(out, r, item->gone_ms ? item->gone_ms : at_ms);
}

/* r: the record behind it, be it deleted. */
static void add_deadline_parts(struct writer *w, struct tx *tx, const struct calendar_item *item,
			       const struct record *r)
{
	const struct deadline *d = item->deadline;
	struct buf *out = &w->text, *part = &w->part;

	buf_clear(part);
	buf_addf(part, "due-%s", deadline_code(d->kind));
	ics_uid_add(tx, d->rec_id, part);
	add_text(out, "UID", part->s);
	add_version(out, tx, item, r);
	buf_clear(part);
	buf_addf(part, "%s%s%s%s", item->gone_ms ? ICS_MET : "", d->what, *d->where ? ": " : "", d->where);
	add_text(out, "SUMMARY", part->s);
	add_text(out, "DESCRIPTION", d->who);
	add_text(out, "CATEGORIES", "срок");
	add_line(out, ICS_DEADLINE, deadline_code(d->kind));
}

static void add_deadline(struct writer *w, struct tx *tx, const struct calendar_item *item, const struct record *r)
{
	const struct deadline *d = item->deadline;
	struct buf *out = &w->text;

	buf_add(out, "BEGIN:VEVENT\r\n");
	add_deadline_parts(w, tx, item, r);
	add_day(out, "DTSTART", d->due);
	add_day(out, "DTEND", d->due + 1);
	add_line(out, "STATUS", item->gone_ms ? "CANCELLED" : "CONFIRMED");
	add_line(out, "TRANSP", "TRANSPARENT");
	if (!item->gone_ms)
		add_alarms(out, false, d->what);
	buf_add(out, "END:VEVENT\r\n");
}

/* 3.6.2 */
static void add_task(struct writer *w, struct tx *tx, const struct calendar_item *item, const struct record *r)
{
	const struct deadline *d = item->deadline;
	struct buf *out = &w->text;

	buf_add(out, "BEGIN:VTODO\r\n");
	add_deadline_parts(w, tx, item, r);
	add_day(out, "DUE", d->due);
	if (item->gone_ms && record_exists(tx, d->rec_kind, d->rec_id)) {
		add_line(out, "STATUS", "COMPLETED");
		add_moment(out, "COMPLETED", (time_t)(item->gone_ms / 1000));
	} else {
		add_line(out, "STATUS", item->gone_ms ? "CANCELLED" : "NEEDS-ACTION");
	}
	if (!item->gone_ms)
		add_alarms(out, true, d->what);
	buf_add(out, "END:VTODO\r\n");
}

/* Whom it names. */
static void count_people(struct writer *w, struct tx *tx, const struct calendar_item *item)
{
	if (!w->answering.tx)
		return;
	if (item->event)
		people_add_record(&w->people, tx, item->event);
	else
		answering_people(&w->answering, item->deadline, &w->people);
}

static bool add_item(struct tx *tx, const struct calendar_item *item, void *arg)
{
	struct writer *w = arg;
	struct record r = {0};

	count_people(w, tx, item);
	if (item->event) {
		add_event(w, tx, item->event, item->gone_ms);
		w->written->events += !item->gone_ms;
	} else {
		if (record_load(tx, item->deadline->rec_kind, item->deadline->rec_id, &r))
			record_load_trash(tx, item->deadline->rec_kind, item->deadline->rec_id, &r);
		(w->tasks ? add_task : add_deadline)(w, tx, item, &r);
		w->written->deadlines += !item->gone_ms;
	}
	w->written->gone += !!item->gone_ms;
	record_release(&r);
	return !w->err;
}

/* ---- the file ---- */

static void begin_calendar(struct writer *w, const struct session *s)
{
	buf_add(&w->text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//stazh//stazh " STAZH_VERSION "//RU\r\n"
			  "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
	add_text(&w->text, "X-WR-CALNAME", config_title(s->config));
}

enum err calendar_of_deadlines(struct tx *tx, const struct deadline *d, size_t n, struct buf *out, struct error *e)
{
	struct calendar_written written = {0};
	struct writer w = {.written = &written, .e = e};
	struct record event = {0};

	begin_calendar(&w, tx_session(tx));
	for (size_t i = 0; i < n && !w.err; i++) {
		struct calendar_item item = {.date = d[i].due, .deadline = &d[i]};

		if (d[i].kind == DL_EVENT && load(tx, KIND_EVENT, d[i].rec_id, &event) && event_is_open(&event))
			item.event = &event;
		add_item(tx, &item, &w);
	}
	buf_add(&w.text, "END:VCALENDAR\r\n");
	if (!w.err && (w.err = tx_failed(tx)) && e)
		*e = *tx_error(tx);
	buf_addn(out, w.text.s, w.text.n);
	names_release(&w.names);
	record_release(&event);
	buf_free(&w.text);
	buf_free(&w.part);
	return w.err;
}

static enum err compose(struct session *s, const struct calendar_query *q, struct writer *w, struct error *e)
{
	struct tx *tx = tx_read(s->store, e);

	if (!tx)
		return ERR_STORAGE;
	w->answering.tx = tx;
	begin_calendar(w, s);
	buf_add(&w->text, "REFRESH-INTERVAL;VALUE=DURATION:P1D\r\nX-PUBLISHED-TTL:P1D\r\n"); /* RFC 7986, 5.7 */
	calendar_each(tx, q, add_item, w);
	calendar_gone(tx, q, s->today - CALENDAR_GONE_DAYS, add_item, w);
	buf_add(&w->text, "END:VCALENDAR\r\n");
	if (!w->err && (w->err = tx_failed(tx)))
		*e = *tx_error(tx);
	answering_release(&w->answering);
	tx_end(&tx);
	w->written->people = people_count(&w->people);
	return w->err;
}

enum err calendar_export(struct session *s, const struct calendar_query *q, bool tasks, const char *path, bool unnoted,
			 struct calendar_written *written, struct error *e)
{
	struct writer w = {.written = written, .tasks = tasks, .e = e};
	enum err err;

	*written = (struct calendar_written){0};
	err = file_is_nameless(path) ? OK : session_may_use_files(s, e);
	if (!err)
		err = compose(s, q, &w, e);
	if (!err && !unnoted)
		err = audit_out(s, "export", KIND_EVENT, 0, 0, "Календарь .ics", written->people, e);
	if (!err)
		err = file_write(path, &w.text, e);
	people_release(&w.people);
	names_release(&w.names);
	buf_free(&w.text);
	buf_free(&w.part);
	return err;
}
