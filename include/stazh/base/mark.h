/* Numbers that are shown as characters: bars, spans, columns. Of block characters; for a terminal that has
 * none tui/draw.h has others. */
#ifndef STAZH_BASE_MARK_H
#define STAZH_BASE_MARK_H

#include "stazh/base/text.h"

/* from and to are of 0 … of. */
struct mark {
	enum mark_sort {
		MARK_BAR, /* «██████▓▓░░»: from, what came since then up to `to`, the rest; a loss is left out */
		MARK_SPAN, /* «░░░████░░░»: what lies between them, which is seen however short it is */
		MARK_COLUMN, /* «▅»: to; what is not 0 is seen */
		MARK_COUNT,  /* the same of a count among others: what is not 0 is seen */
	} sort;
	double from, to, of; /* of > 0 */
};

void mark_add(const struct mark *m, struct buf *out);

/* A bar of `cells` as long as share (0 … 1), by eighths of a cell; light: another shade, by whole cells. */
void mark_add_bar(double share, int cells, bool light, struct buf *out);

/* «!», «●», «○», « »: a day that is over, today, within 7 days, later; days from today on. */
const char *mark_of_day(long days);

#endif
