/* Lines of plain text on a page: wrapped, centred, to the right, tables. */
#ifndef STAZH_DOCUMENT_LAYOUT_H
#define STAZH_DOCUMENT_LAYOUT_H

#include "stazh/base/text.h"

#define LAYOUT_PAGE  78	 /* cells of a printed page */
#define LAYOUT_PROSE 100 /* no line of a text is longer: it would not be read with ease; tables may be */

struct layout {
	struct buf *out;
	int width;	  /* cells that there are, 0: a printed page */
	struct buf table; /* its rows so far */
	bool plain;	  /* it has no lines */
	bool headed;	  /* its first row is a head */
};

/* One or several lines. align: '^' centred, '>' to the right, 0. */
void layout_text(struct layout *l, const char *text, char align);
/* «| a | b |»: rows that follow each other are a table; the first is its head. «|. a | b |»: one without lines and
 * head. Cells are aligned, and wrapped by words where the table is wider than the page. words: the row is the
 * template's own words; below a head of such words a screen has a rule of «=». */
void layout_row(struct layout *l, const char *row, bool words);
/* Ends a table; releases l's memory. */
void layout_end(struct layout *l);

#endif
