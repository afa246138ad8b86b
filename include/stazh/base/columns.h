/* How wide the columns of a table are: by what stands in them. One function for lists, cards, choosers and tables of
 * documents. */
#ifndef STAZH_BASE_COLUMNS_H
#define STAZH_BASE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

/* All in cells. */
struct column_need {
	int floor; /* below it only when nothing else helps; >= 1 */
	int want;  /* its widest text among the rows to be seen; >= floor */
	int wish;  /* and among others, when there is room; 0: as `want` */
	bool text; /* may be cut, and so gives way before those that may not */
	bool idle; /* empty, or the same in all rows: goes first when the others have no room */
	int drop;  /* when not even the floors have room those with the highest go first; 0: never */
};

/* Distributes `room` among n columns with `gap` between two of them: out[i] cells for column i, 0 for one that is left
 * out (never all of them). None has less than it wants while another has more than that: the widest give way. What
 * nobody asks for is left over. */
void columns_fit(const struct column_need *c, size_t n, int room, int gap, int *out);

#endif
