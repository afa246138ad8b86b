/* The district at one look: sites and reports by state, who is late, the figures of a school year beside those of the
 * two years before. Each row counts what a list shows; screen and paper read the same rows. */
#ifndef STAZH_DOMAIN_DISTRICT_H
#define STAZH_DOMAIN_DISTRICT_H

#include "stazh/base/text.h"
#include "stazh/model/schema.h"

#define DISTRICT_YEARS 3 /* the year and those before it */

enum district_section { DISTRICT_SITES, DISTRICT_LATE, DISTRICT_REPORTS, DISTRICT_FIGURES, DISTRICT_SECTIONS };

struct district_row {
	enum district_section section;
	const char *title; /* «действует», «Посещение»; of the late the organisation («» for what is nobody's) */
	const char *what; /* of the late: what is due for longest; else NULL */
	const char *unit; /* « %» or "" */
	bool sign;	  /* a change: with its sign */
	struct {
		bool known;
		double value;
		long n;	      /* how many people or marks are behind it, 0: it is a count itself */
	} of[DISTRICT_YEARS]; /* the year, the one before, … */
	double share;	      /* of the year's bar, 0 … 1 */
	/* What it counts: */
	unsigned kind;	   /* records of this kind in the year, with this state (NULL: any); 0: */
	const char *state; /* of the late what is overdue of this organisation; */
	const char *code;  /* of figures what is behind this one (figure_records) */
	uint32_t org;
};

struct district {
	struct district_row *row;
	size_t n, cap;
	size_t late, late_orgs; /* what is overdue, of how many organisations */
	struct arena arena;
};

const char *district_section_title(enum district_section s);

/* *out {0} or released. */
void district_of(struct tx *tx, int year, struct district *out);
void district_release(struct district *d);

/* «91 %», «+12,5», «—» */
void district_add(const struct district_row *r, size_t year, struct buf *out);

struct deadline;
/* Calls fn for each overdue deadline of the organisation, the longest overdue first: the count of its row. */
void district_late(struct tx *tx, uint32_t org, void (*fn)(const struct deadline *d, void *arg), void *arg);

#endif
