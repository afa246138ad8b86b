/* Calendar files: iCalendar, RFC 5545. */
#ifndef STAZH_ICS_CALENDAR_H
#define STAZH_ICS_CALENDAR_H

#include "stazh/domain/calendar.h"
#include "stazh/table/import.h"

struct calendar_written {
	size_t events, deadlines;
	size_t gone;   /* those that are told to be gone; not among the others */
	size_t people; /* whom they name */
};

#define CALENDAR_GONE_DAYS 365 /* so long what is gone is told of */

/* Writes what the query gives (no_cancelled is best false: a cancelled event has to be told) to path, whole or not at
 * all; "-": to stdout.
 *
 * An event is a VEVENT of its own, each of a series too: UID «event-N@DATABASE», or the UID it came with; SEQUENCE
 * grows with each change, DTSTAMP and LAST-MODIFIED are those of the record, so the same records give the same bytes.
 * Times are UTC: every calendar reads that alike. What has no standard property goes along as X-STAZH-…; no trainees,
 * phones, results. An open deadline is an all-day VEVENT «due-CODE-N@DATABASE» with alarms at 9:00 seven days and one
 * day before; with `tasks` a VTODO. What went since an earlier file, a deadline that was met or an event that was
 * deleted, is told as cancelled (a task that was met: as completed) for a year, with a greater SEQUENCE
 * (calendar_gone). Before it has its name, or goes out, it is in the register of readings with the number of people
 * that it names; `unnoted`: whoever takes it further notes that. */
enum err calendar_export(struct session *s, const struct calendar_query *q, bool tasks, const char *path, bool unnoted,
			 struct calendar_written *written, struct error *e);

/* Adds a calendar of these deadlines alone, as calendar_export writes them; an open event as itself. For letters. */
enum err calendar_of_deadlines(struct tx *tx, const struct deadline *d, size_t n, struct buf *out, struct error *e);

/* Does the file hold a calendar, by its name, or by its first line when it has none (file_is_nameless)? */
bool calendar_is(const char *path);

/* Gives import_file the files that are calendars. */
extern const struct import_reader calendar_readers[];
/* Reads VEVENTs into events; called by import_file, with its meaning of the request and the report. An event is known
 * by its UID (and RECURRENCE-ID): then it is changed, unless its SEQUENCE is older than what is stored; else it is new.
 * Whether update is said does not matter. RRULE, RDATE and EXDATE are laid out in the zone of DTSTART and become
 * records of a series up to the end of the school year, or the rule's own end, of which 500 are taken. Times without a
 * zone, or of one that neither the file describes nor the database of the system knows, are of q->zone; the former
 * otherwise of X-WR-TIMEZONE or ours, the latter are faults. What was cancelled (STATUS, METHOD:CANCEL) is cancelled by
 * the action; what was moved is postponed by it. Values that the file does not tell are those of q->given: form=… where
 * CATEGORIES names none of the forms of work (5.1). What is stored under a UID decides whether it is one event or a
 * series; a doubtful end leaves the beginning, and is told; answers (METHOD:REPLY) are kept at the event. With skip_bad
 * the events with faults are left out. Of our own exports (X-STAZH-STATE) a new event is given its state, series and
 * history too, for a methodist: a calendar of a whole base gives an empty one the same events, those that were
 * cancelled as well. What a file cancelled is brought back by a newer one (SEQUENCE); who cancels here has the last
 * word. */
enum err calendar_import(struct session *s, const struct import_request *q, struct import_report *report,
			 struct error *e);

#endif
