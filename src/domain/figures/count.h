/* Between count.c, which adds up, and count_rows.c, which makes the rows of it. */
#ifndef STAZH_FIGURES_COUNT_H
#define STAZH_FIGURES_COUNT_H

#include "../internal.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"

enum count {
	GROUPS,
	TRAINEES,
	COMPLETED,
	LOW_RESULTS,
	EXPELLED,
	EVENTS,
	EVENTS_HELD,
	EVENTS_CANCELLED,
	HOURS,
	HOURS_HELD,
	GUESTS,
	MARKS, /* of those who were not expelled; what the expelled did stands apart */
	MARKS_PRESENT,
	MARKS_REMOTE,
	MARKS_EXCUSED,
	MARKS_ABSENT,
	MARKS_EXPELLED,
	MARKS_EXPELLED_THERE,
	TASKS,
	TASKS_ON_TIME,
	TASKS_LATE,
	TASKS_EXPELLED,
	TASKS_EXPELLED_DONE,
	RESULTS_EXPELLED,
	PLAN_LINES,
	PLAN_LINES_HELD,
	PLAN_HOURS,
	PLAN_HOURS_HELD,
	RESULTS_BOTH, /* trainees with both diagnoses in a direction */
	COUNTS
};

struct word {
	const char *group; /* static: "events.form" */
	char *word;
	long value, base;
};

struct ids {
	uint32_t *v;
	size_t n, cap;
};

/* The counts of one site, or of the district. */
struct tally {
	long n[COUNTS];
	long month[12], month_held[12]; /* hours, from September on */
	struct word *words;
	size_t words_n, words_cap;
	struct ids orgs, people; /* of each trainee */
	struct dynamics *dynamics;
	size_t dynamics_n;
};

/* What is known of a record by its number; numbers are dense. */
struct map {
	struct known {
		bool known, flag;
		uint32_t to;
		int32_t from, until;
		const char *name;
	} * v;
	size_t n;
};

/* What a post counts as, found once for each. */
struct post {
	const char *position, *kind, *word;
};

struct pass {
	struct tx *tx;
	int year;
	int32_t first, last;	       /* days of the year */
	bool whole;		       /* all records are walked over: who was not met is not of the year */
	struct tally *tallies, *total; /* total: NULL when one site is counted alone */
	struct map sites;	       /* to: place in tallies + 1 */
	struct map groups;	       /* to: site; from, until: when it runs */
	struct map trainees;	       /* to: site; flag: expelled by the end of the year */
	struct map events;	       /* flag: of this year */
	struct map lines;	       /* flag: something was held for the line of a plan; until: so many hours */
	struct map docs;	       /* known: a plan of this year; to: site */
	struct map orgs;	       /* flag: low results; name */
	struct post *posts;
	size_t posts_n, posts_cap;
	struct results results;
	struct arena texts;
	enum count wanted; /* the records that this counts in the district are kept, COUNTS: none */
	struct ids members;
};

/* Valid until the next one is asked for. */
struct known *known_at(struct map *m, uint32_t id);
/* The number of different ones; they are sorted afterwards. */
long ids_sort(struct ids *l);
/* Adds the rows of a tally; seen: the session may see scores. */
void tally_put(struct pass *p, struct tally *t, bool seen, struct figures *out);
/* Adds what is told of the district alone: its sites and their reports. */
void sites_put(struct pass *p, struct figures *out);

#endif
