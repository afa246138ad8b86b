/* Between measure.c, which reads one, and measured.c, which counts. */
#ifndef STAZH_MODEL_CONDITION_MEASURE_H
#define STAZH_MODEL_CONDITION_MEASURE_H

#include "internal.h"
#include "stazh/model/measure.h"

struct measure {
	const struct kind_def *k;
	enum measure_how how;
	struct cond *within, *where, *of; /* to what they belong; which are looked at; of a share: of these which */
	struct cond *number, *by;	  /* the paths, as tests that ask nothing; or NULL */
	char *within_text, *where_text, *of_text; /* of the same: "" where there is none; the year in figures
						   */
	int year;				  /* of the kind's own, 0: none */
	bool archived, common;
};

#endif
