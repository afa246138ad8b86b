/* Bytes of a calendar file to its content lines: unfolded (RFC 5545, 3.1), without what nobody reads, in UTF-8. */
#ifndef STAZH_ICS_ICS_LINES_H
#define STAZH_ICS_ICS_LINES_H

#include "stazh/base/err.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"

/* Released by the caller, whatever comes of it. */
struct ics_lines {
	struct buf raw; /* unfolded, one a line: lines end in "\n", "\r\n", "\r\r\n" or "\r"; empty ones are left out */
	struct buf text; /* the same in UTF-8 */
	int *starts;	 /* the line of the file that each begins in, from 1 */
	size_t n, cap;
};
/* ERR_INPUT with a sentence. Attachments are cut off, so that memory does not grow with them. */
enum err ics_lines_read(const char *bytes, size_t n, struct ics_lines *out, struct error *e);
void ics_lines_release(struct ics_lines *l);

/* What old phones write, by parameters of the line: ENCODING=QUOTED-PRINTABLE or BASE64 (vCalendar 1.0), CHARSET=….
 * raw: the line's n bytes as they were. Adds the line with its value plain and escaped as a TEXT is (RFC 5545, 3.3.11).
 * ERR_NONE: it needs none of this, nothing is added; ERR_INPUT with a sentence: it cannot be read. */
enum err ics_line_recode(const char *raw, size_t n, struct buf *out, struct error *e);

size_t ics_name_length(const char *line);
/* A name, a colon, a value; not «https://…» or «Тема: …». */
bool ics_is_property(const char *line);
const char *ics_value(const char *line); /* behind the colon */
/* Adds the value of a parameter, without quotes. False: there is none. */
bool ics_parameter(const char *line, const char *name, struct buf *out);
/* Adds the text of s up to an unescaped comma or the end, unescaped (3.3.11); returns what is behind the comma, NULL:
 * no more. */
const char *ics_text(const char *s, bool list, struct buf *out);

#endif
