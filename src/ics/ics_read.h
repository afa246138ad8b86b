/* Between the files that read calendars: ics_scan.c parts the file, ics_time.c understands moments, ics_event.c makes
 * one event of what is told, ics_series.c those of a rule, ics_read.c does the whole,
 * ics_report.c tells of it. */
#ifndef STAZH_ICS_ICS_READ_H
#define STAZH_ICS_ICS_READ_H

#include <string.h>

#include "ics.h"
#include "ics_scan.h"
#include "stazh/table/import.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/kinds.h"
#include "stazh/ics/calendar.h"

#define UID_MAX 400 /* bytes */

struct zone {
	char *name;
	struct _icaltimezone *zone; /* libical's; NULL: not known */
	bool ours;		    /* made from the file, to be freed */
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
	bool detail;
	struct import_row *rows; /* with detail */
	size_t rows_n, rows_cap;
	enum { GOOD, BAD, LEFT_OUT } * bad; /* of each event of the file: a fault is told, in this walk or one before */
	size_t now;			    /* the event that is read, SIZE_MAX: none */
	bool whole_bad;			    /* a fault of the file is told */
	struct {			    /* by choice; what is told of them comes first */
		size_t n, faults, bytes, rows;
	} left_out;
	enum err failed;
	struct error *e;
	struct tx *tx;
};

struct when {
	int32_t date;
	int minutes;	 /* since midnight, of the local zone; -1: the whole day */
	int64_t seconds; /* on one scale for all, to subtract */
};

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

/* ---- ics_report.c ---- */
/* A line of the report. line 0: of the file as a whole. */
void ics_fault(struct reader *r, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Is it so of the event that is read? */
bool ics_is_bad(const struct reader *r);
/* A refusal is the event's fault, anything else ends the import. */
void ics_refused(struct reader *r, int line, enum err err, const struct error *e);
/* Counts what became of an event. before: as it was, to tell what changed; or NULL. */
void ics_tell(struct reader *r, const struct ics_part *p, enum import_outcome outcome, const struct record *before,
	      const struct record *is);

/* ---- ics_time.c ---- */
/* Loads libical: before the others. ERR_USAGE: it is not installed. */
enum err ics_time_begin(struct error *e);
void ics_zones_release(struct reader *r);
/* One value of the line's property: «20261125», «20261125T140000», «…Z». False: a fault is told. */
bool ics_read_when(struct reader *r, const struct ics_line *l, const char *value, struct when *out);
/* How long it lasts; -1: the file does not tell. False: a fault is told. */
bool ics_read_minutes(struct reader *r, const struct ics_part *p, const struct when *start, int *minutes);

/* ---- ics_event.c ---- */
/* The UIDs of the events that there are, and forgets them. */
void ics_known_load(struct reader *r);
void ics_known_forget(struct reader *r);
/* Adds the UID, or what stands for it where there is none. False: a fault is told. */
bool ics_uid_read(struct reader *r, const struct ics_part *p, struct buf *uid);
/* Of an occurrence: the UID of the series and the day that the rule gave. */
void ics_uid_add_day(struct buf *uid, int32_t day);
/* Adds or changes the event; its number, 0: there is none. */
uint32_t ics_take_event(struct reader *r, const struct told *t);
/* was: an open event, as it is stored; changed. */
void ics_change_open(struct reader *r, const struct told *t, struct record *was);

/* ---- ics_series.c ---- */
/* rrule: NULL when there are single days only. */
void ics_take_series(struct reader *r, struct told *t, const struct ics_line *rrule);
/* Occurrences that an earlier file gave and this one does not: they were taken out of the series, and are cancelled. */
void ics_cancel_missing(struct reader *r, const struct told *t, const char *uid, size_t uid_n);
/* The first event of the series that the event is in. */
uint32_t ics_series_of(struct reader *r, uint32_t id);

/* Bytes of s that a message quotes. */
static inline int ics_shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

#endif
