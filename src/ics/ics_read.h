/* Between the files that read calendars: ics_scan.c parts the file, ics_time.c understands moments, ics_event.c makes
 * one event of what is told, ics_series.c those of a rule, which
 * ics_occurrences.c and ics_rule.c lay out in the series' zone (ics_zone*.c), ics_override.c knows those that are told
 * by themselves, ics_read.c does the whole, ics_report.c tells of it. */
#ifndef STAZH_ICS_ICS_READ_H
#define STAZH_ICS_ICS_READ_H

#include <string.h>

#include "ics.h"
#include "lines/ics_scan.h"
#include "ics_zone.h"
#include "stazh/table/import.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/kinds.h"
#include "stazh/ics/calendar.h"

#define UID_MAX 400 /* bytes */

struct when {
	int32_t date;	 /* ours */
	int minutes;	 /* since midnight, ours; -1: the whole day */
	int64_t seconds; /* on one scale for all, to subtract */
	/* of a time: seconds since 1970 on a clock of its zone and in UTC; of a day the midnight before it */
	int64_t local, moment;
	const struct ics_zone *zone; /* NULL: a day */
};

struct zone {
	char *name;
	struct ics_zone *zone;	    /* NULL: not known */
	struct ics_zone *described; /* by the file, where that is not what is taken; or NULL */
	bool doubted;		    /* it was told that both differ */
};

/* An occurrence that the file tells of by itself. */
struct override {
	const struct ics_part *part;
	char *uid;
	struct when when; /* that the rule gave */
	bool onwards;	  /* RANGE=THISANDFUTURE */
	bool day;	  /* only its day is told, in the zone of the series */
	int64_t there;	  /* the midnight before it */
	bool taken;	  /* its occurrence was found */
	bool answer;	  /* it changes nothing: ics_is_answer() */
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
	struct override *overrides;
	size_t overrides_n, overrides_cap;
	const char *zone;		 /* that is told for times without one, or of one that is not known; or NULL */
	struct ics_zone *ours, *told;	 /* of this machine; of r->zone or NULL */
	const struct ics_zone *floating; /* of times that tell none, here and now */
	size_t deadlines, older, cancelled, closed, repeated; /* for notes */
	struct buf notes;
	struct buf doubts;	 /* of the event that is read */
	bool detail, quiet;	 /* quiet: faults are told later */
	struct import_row *rows; /* with detail */
	size_t rows_n, rows_cap;
	enum { GOOD, BAD, LEFT_OUT } * bad; /* of each event of the file: a fault is told, in this walk or one before */
	bool *twice;			    /* of each: the file has a newer version of it */
	size_t now;			    /* the event that is read, SIZE_MAX: none */
	bool whole_bad;			    /* a fault of the file is told */
	struct {			    /* by choice; what is told of them comes first */
		size_t n, faults, bytes, rows;
	} left_out;
	enum err failed;
	struct error *e;
	struct tx *tx;
};

/* What the file tells of an event, or of each of a series. */
struct told {
	const struct ics_part *part;
	struct when start;
	int minutes;
	int64_t sequence;
	bool cancelled;
	char uid[UID_MAX + 16];
	const char *rule;  /* of the series; NULL: single */
	uint32_t series;   /* its first event; 0: this is it */
	const char *stamp; /* DTSTAMP; NULL */
	bool single;	   /* it was of a series, and is no more */
	bool again;	   /* it was cancelled, and has just been brought back */
};

/* ---- ics_report.c ---- */
/* A line of the report. line 0: of the file as a whole. */
void ics_fault(struct reader *r, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* What is taken otherwise than it stands: a note, and in the row of the event. */
void ics_doubt(struct reader *r, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Has the event that is read a fault? */
bool ics_is_bad(const struct reader *r);
/* A refusal is the event's fault, anything else ends the import. */
void ics_refused(struct reader *r, int line, enum err err, const struct error *e);
/* Counts what became of an event. before: as it was, to tell what changed; or NULL. */
void ics_tell(struct reader *r, const struct ics_part *p, enum import_outcome outcome, const struct record *before,
	      const struct record *is);

/* ---- ics_time.c ---- */
/* Before the others. ERR_USAGE: libical is not installed, or nobody knows the zone r->zone. */
enum err ics_time_begin(struct reader *r, struct error *e);
void ics_zones_release(struct reader *r);
/* Whose times are read next: those without a zone are of the zone that its calendar names (X-WR-TIMEZONE). */
bool ics_time_enter(struct reader *r, const struct ics_part *p);
/* A day among times becomes one of that time and zone, a time among days its day. False: outside of the years. */
bool ics_when_adapt(const struct reader *r, const struct when *like, struct when *w);
/* Our day and minutes of what has its local time and zone. False: outside of the years that there are. */
bool ics_when_settle(const struct reader *r, struct when *w);
/* One value of the line's property: «20261125», «20261125T140000», «…Z». False: a fault is told. */
bool ics_read_when(struct reader *r, const struct ics_line *l, const char *value, struct when *out);

/* ---- ics_length.c ---- */
/* How long it lasts; -1: the file does not tell, or not so that it could be. */
void ics_read_minutes(struct reader *r, const struct ics_part *p, const struct when *start, int *minutes);
/* The same of a period that begins at start; end: what is behind its stroke. 0: it is not told. */
int ics_period_minutes(struct reader *r, const struct ics_line *l, const struct when *start, const char *end);

/* ---- ics_event.c ---- */
/* The UIDs of the events that there are, and forgets them. */
void ics_known_load(struct reader *r);
void ics_known_forget(struct reader *r);
struct known *ics_known_find(struct reader *r, const char *uid);
void ics_know(struct reader *r, const char *uid, uint32_t id); /* seen */
void ics_known_rename(struct reader *r, struct known *k, const char *uid);
/* Reads what all kinds of VEVENT have. False: a fault is told. */
bool ics_told_read(struct reader *r, const struct ics_part *p, struct told *t);
/* Does its letter neither make nor change an event (RFC 5546)? ics_answer.c */
bool ics_is_answer(const struct reader *r, const struct ics_part *p);
/* DTSTAMP; NULL: none that could be compared. */
const char *ics_stamp(const struct reader *r, const struct ics_part *p);
/* Checks the rights, and stores it. False: a fault is told. */
bool ics_store(struct reader *r, const struct ics_part *p, const struct record *was, struct record *is);
/* Is what is stored newer than what is told? */
bool ics_is_older(const struct reader *r, const struct told *t, const struct record *was);
/* Adds the UID, or what stands for it where there is none. False: a fault is told. */
bool ics_uid_read(struct reader *r, const struct ics_part *p, struct buf *uid);
/* Of an occurrence: the UID of the series and the day that the rule gave. */
void ics_uid_add_day(struct buf *uid, int32_t day);
/* Adds or changes the event; its number, 0: there is none. */
uint32_t ics_take_event(struct reader *r, const struct told *t);
/* was: an open event, as it is stored; changed. */
void ics_change_open(struct reader *r, const struct told *t, struct record *was);

/* ---- ics_occurrences.c ---- */
struct occurrence {
	struct when when;
	size_t times_before; /* others of the same day of ours */
	int minutes;	     /* of a period of its own (RDATE;VALUE=PERIOD); 0: as long as the series' */
	bool by_rule;
};
struct occurrences {
	struct occurrence *at; /* in order */
	size_t n, cap;
	struct when *except; /* what EXDATE took away */
	size_t except_n, except_cap;
	size_t by_rule; /* that rules gave, with what was taken away */
	size_t rules;
	bool ended;	       /* it is told, how often or until when */
	struct ics_rule *rule; /* the only one; NULL */
};
/* Lays the event out in the zone of its DTSTART: RRULE and RDATE without EXRULE and EXDATE, and DTSTART itself
 * (3.8.5.3). False: a fault is told. out is {0} before and to be released after in any case. */
bool ics_occurrences_lay(struct reader *r, const struct told *t, struct occurrences *out);
void ics_occurrences_release(struct occurrences *o);

/* ---- ics_override.c ---- */
/* All that have a RECURRENCE-ID. Faults may be told. */
void ics_overrides_read(struct reader *r);
/* NULL: its RECURRENCE-ID was not understood. */
const struct override *ics_override_of(const struct reader *r, const struct ics_part *p);
bool ics_override_has(const struct reader *r, const char *uid);
/* Is the occurrence told of by itself? uid: the occurrence's, whose first day_n bytes end with its day; the override
 * gets it. alone: the day has no other one, so that a RECURRENCE-ID with another time means this one. */
bool ics_override_takes(struct reader *r, const char *uid, size_t day_n, const struct occurrence *o, bool alone);

/* The one that changes this occurrence with all from an earlier one onwards; NULL. uid: whose first n bytes are those
 * of the series. */
const struct override *ics_override_onwards(const struct reader *r, const char *uid, size_t n,
					    const struct occurrence *o);
/* The occurrence at w is told as o's, which t is read from, is: moved by as much. False: outside of the years. */
bool ics_override_shift(const struct reader *r, const struct override *o, int64_t local, struct told *t);

/* ---- ics_series.c ---- */
void ics_take_series(struct reader *r, struct told *t);
/* Occurrences that an earlier file gave and this one does not: they were taken out of the series, and are cancelled. */
void ics_cancel_missing(struct reader *r, const struct told *t, const char *uid, size_t uid_n);
/* The first event of the series that the event is in. */
uint32_t ics_series_of(struct reader *r, uint32_t id);
/* The same by the UID of any occurrence; 0: there is none. */
uint32_t ics_series_by_uid(struct reader *r, const char *uid);
/* Is it the UID of an occurrence of the series? n: bytes of the series' own UID. */
bool ics_uid_is_day(const char *uid, const char *series, size_t n);
/* The day in the UID of an occurrence. */
int32_t ics_uid_day(const char *uid, size_t n);
/* A single event that is stored under the UID becomes an occurrence: that of its day, or the first. False: what is
 * stored is newer, or a series of ours, which is told. */
bool ics_become_series(struct reader *r, const struct told *t, const struct occurrences *all);

/* ---- ics_same.c: what is stored under the UID decides what is done ---- */
/* A single event; of a series that is stored one becomes it, and the others are cancelled. */
void ics_same_single(struct reader *r, struct told *t);
/* All that is stored under the UID, a single event or the days of a series, is cancelled. */
void ics_same_cancel(struct reader *r, struct told *t);
/* One more day of a series (METHOD:ADD). */
void ics_same_add(struct reader *r, struct told *t);
/* A single event that is stored becomes the occurrence of its day. */
void ics_same_occurrence(struct reader *r, const char *uid, const struct override *o);
/* Stored occurrences behind o's, which the file does not tell of: RANGE=THISANDFUTURE. */
void ics_same_onwards(struct reader *r, const struct told *t, const struct override *o);

/* ---- ics_answer.c: letters about an event, which neither make nor change it (RFC 5546) ---- */
/* Who comes is kept at the event; another time that is asked for, and what else is written, is told. */
void ics_answer_take(struct reader *r, const struct ics_part *p);

/* ---- ics_twice.c ---- */
/* Sets r->twice of the events that the file tells again, newer; what only looks so is a fault. */
void ics_twice_find(struct reader *r);

/* Bytes of s that a message quotes. */
static inline int ics_shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

#endif
