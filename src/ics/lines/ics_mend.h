/* What other programs write otherwise than RFC 5545 has it is brought to that before anything is read: whole days that
 * are told as midnights (Exchange, Outlook), rules and lists of vCalendar 1.0, HTML, text that runs over its line,
 * moments in forms of ISO 8601. */
#ifndef STAZH_ICS_ICS_MEND_H
#define STAZH_ICS_ICS_MEND_H

#include "ics_scan.h"

/* Lines of f->events are exchanged for others that live as long as f. */
void ics_mend(struct ics_file *f);

/* ics_moment.c: adds the line with its days and times as the standard writes them; false: they are, or are none. */
bool ics_mend_moment(const char *line, struct buf *out);

#endif
