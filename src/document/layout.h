/* Lines of plain text on a page of 78 cells: wrapped, centred, to the right, tables. */
#ifndef STAZH_DOCUMENT_LAYOUT_H
#define STAZH_DOCUMENT_LAYOUT_H

#include "stazh/base/text.h"

struct layout {
	struct buf *out;
	struct buf table; /* its rows so far */
	bool plain;	  /* it has no lines */
};

/* One or several lines. align: '^' centred, '>' to the right, 0. */
void layout_text(struct layout *l, const char *text, char align);
/* «| a | b |»: rows that follow each other are a table; the first is its head. «|. a | b |»: one without lines and
 * head. Cells are aligned, and wrapped by words where the table is wider than the page. */
void layout_row(struct layout *l, const char *row);
/* Ends a table; releases l's memory. */
void layout_end(struct layout *l);

#endif
