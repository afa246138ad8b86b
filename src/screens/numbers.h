/* Figures as the rows of a list, each of which opens what it counts: of a report, of a site or of the district. */
#ifndef STAZH_SCREENS_NUMBERS_H
#define STAZH_SCREENS_NUMBERS_H

#include "internal.h"
#include "stazh/domain/figures.h"

/* {0} is empty. */
struct numbers {
	int year;
	uint32_t site; /* 0: the district's */
	struct figures now, frozen;
	struct number_line {
		char *title;
		struct buf value, was; /* was: at submission, when it differs */
		bool heading;
		int indent;
		size_t at, old; /* of the figure, in `now` and in `frozen`; NUMBERS_NONE: not there */
	} * line;
	size_t n, cap;
};
#define NUMBERS_NONE SIZE_MAX

void numbers_release(struct numbers *n);
/* Makes the lines of what `now` and `frozen` have. */
void numbers_lay_out(struct numbers *n);
/* The cells of a line: title, value, what it was. */
void numbers_row(const struct numbers *n, size_t line, struct row *out);
/* Opens what the line counts, asking which part of it; false: it counts nothing. */
bool numbers_open_line(struct app *app, const struct numbers *n, size_t line);
/* Adds what Enter does on the line; nothing where it counts nothing. */
void numbers_hint(const struct numbers *n, size_t line, struct buf *out);

#endif
