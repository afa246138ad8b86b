/* Descriptions that are HTML (Google, Outlook, Teams) as plain text. */
#ifndef STAZH_ICS_ICS_HTML_H
#define STAZH_ICS_ICS_HTML_H

#include "stazh/base/text.h"

/* Is it HTML, rather than a text with a «<» in it? */
bool ics_html_is(const char *s);
/* Adds the text: paragraphs, lines and points each on a line, addresses of links in brackets, no styles, no scripts. */
void ics_html_text(const char *s, struct buf *out);

#endif
