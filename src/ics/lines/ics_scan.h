/* The content lines of a calendar file (ics_lines.h) in components. What is wrong with the structure is told with the
 * line of the file. */
#ifndef STAZH_ICS_ICS_SCAN_H
#define STAZH_ICS_ICS_SCAN_H

#include "ics_lines.h"

#define ICS_EVENTS_MAX 20000

struct ics_line {
	const char *text; /* «DTSTART;TZID=Europe/Moscow:20261125T140000» */
	int line;	  /* in the file, from 1 */
};
#define ICS_TAKEN "X-TAKEN:" /* instead of a line that goes on with the one before it */
/* Lines from … to (exclusive) of a component: of a VEVENT without those of the components in it,
 * but also lines that are no property; of a VTIMEZONE all. */
struct ics_part {
	size_t from, to;
	int line;	 /* of its BEGIN */
	size_t calendar; /* the VCALENDAR that it is in, from 0 */
	bool unfinished; /* a VEVENT without its END */
};
/* A VCALENDAR. */
struct ics_calendar {
	const char *method;   /* "": not told */
	struct ics_line zone; /* X-WR-TIMEZONE; text NULL: not told */
};
struct ics_file {
	struct buf text;
	struct ics_line *lines;
	struct ics_part *events, *zones;
	struct ics_calendar *calendars;
	size_t calendars_n, calendars_cap;
	size_t lines_n, lines_cap, events_n, events_cap, zones_n, zones_cap;
	struct arena arena; /* lines that were written otherwise than they read */
};
/* ERR_INPUT with a sentence. f is {0} before and to be released after in any case. */
enum err ics_scan(const char *bytes, size_t n, struct ics_file *f, struct error *e);
void ics_file_release(struct ics_file *f);

/* What the part's own calendar is sent for (RFC 5546): «CANCEL»; "": not told. */
const char *ics_method(const struct ics_file *f, const struct ics_part *p);
/* Its X-WR-TIMEZONE; NULL: not told. */
const struct ics_line *ics_calendar_zone(const struct ics_file *f, const struct ics_part *p);
/* The line of that property in the component, NULL: none. */
const struct ics_line *ics_find(const struct ics_file *f, const struct ics_part *p, const char *name);
/* The next one of that name after `at` (an index of lines), SIZE_MAX: no more. Begin with at = p->from. */
size_t ics_next(const struct ics_file *f, const struct ics_part *p, const char *name, size_t at);

#endif
