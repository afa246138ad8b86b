/* Between count.c, which adds up, and count_rows.c, which makes the rows of it. */
#ifndef STAZH_FIGURES_COUNT_H
#define STAZH_FIGURES_COUNT_H

#include "../internal.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"

enum count {
	COUNT_NONE,
	SITES, /* of the district alone */
	REPORTS,
	REPORTS_SUBMITTED,
	REPORTS_ACCEPTED,
	GROUPS,
	TRAINEES,
	PEOPLE, /* different ones */
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
	TASKS_OPEN,
	TASKS_EXPELLED,
	TASKS_EXPELLED_DONE,
	RESULTS_ENTRY, /* by direction, and RESULTS_CHANGE of all: no numbers, but records behind means */
	RESULTS_EXIT,
	RESULTS_CHANGE,
	RESULTS_EXPELLED,
	PLAN_LINES,
	PLAN_LINES_HELD,
	PLAN_HOURS,
	PLAN_HOURS_HELD,
	COUNTS
};

/* What of a figure is counted: the number, or what it is a part of. */
struct counted {
	unsigned kind;	    /* of the records behind it */
	enum count sum[2];  /* these together; COUNT_NONE: there is no such part */
	enum count records; /* of which the records are; COUNT_NONE: of `sum` */
	const char *where;  /* the condition that gives them, «год» in it: the year; NULL: none does */
};

/* The rows that stand for themselves, in their order. */
struct figure_def {
	enum figure_section section;
	const char *code, *title;
	enum figure_type type;
	struct counted value, base;
	bool some; /* left out where there is nothing behind it */
};
extern const struct figure_def figure_defs[];
extern const size_t figure_defs_n;

/* The rows by words: «events.form:лекция». */
struct figure_group {
	enum figure_section section;
	const char *group, *title; /* title: above them; NULL: none */
	enum figure_type type;
	unsigned kind;
	const char *value, *base, *field; /* conditions as `where`, and the field that has the word; NULL: none */
};
extern const struct figure_group figure_groups[];
extern const size_t figure_groups_n;
/* The group whose row that code is of, and the word; NULL: none. */
const struct figure_group *figure_group_of(const char *code, const char **word);

#define WORD_NONE   "не указано"
#define HOURS_GROUP "hours.month"

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
	/* The records behind one figure, when these are asked for: what one of these counts; */
	enum count wanted[2];
	const char *group, *word; /* and what has the word in the group: of the number, or (in_base) of its base */
	bool in_base;
	struct ids members;
	struct pair {
		const char *direction;
		uint32_t entry, exit; /* 0: none; an entry of a year before where the exit is of this one */
		bool both;	      /* a change of this year */
		bool entered;	      /* the entry is of this year */
	} * pairs;		      /* of each trainee in each direction, when results are wanted */
	size_t pairs_n, pairs_cap;
	struct ids held, held_lines; /* events, and the lines of a plan that they were held for */
};

/* What one record adds to a count of a tally, and to the records behind it. */
void tally_add(struct pass *p, struct tally *t, enum count c, long by, uint32_t id);
/* Reads what there is of the year: all, or of one site alone. */
void count_whole(struct pass *p);
void count_site(struct pass *p, uint32_t site);
/* The sites that had the status in the year, and their reports. */
void count_sites(struct pass *p);
void pass_release(struct pass *p, size_t tallies_n);
void ids_add(struct ids *l, uint32_t id);
/* Leaves each once, of sorted ones; how many. */
size_t ids_unique(struct ids *l);
/* May the session see scores of the site, 0: of the district? */
bool figures_seen(struct tx *tx, uint32_t site);
/* The results of one trainee, sorted by their days: those that are behind the figures of results. */
void results_keep(struct pass *p, const struct result *r, size_t n);
/* Takes back what of these would tell single scores. */
void results_settle(struct pass *p, bool seen);

/* Valid until the next one is asked for. */
struct known *known_at(struct map *m, uint32_t id);
/* The number of different ones; they are sorted afterwards. */
long ids_sort(struct ids *l);
/* Adds the rows of a tally; seen: the session may see scores. */
void tally_put(struct pass *p, struct tally *t, bool seen, struct figures *out);

/* ---- own.c: the district's own indicators ---- */
void own_put(struct tx *tx, uint32_t site, int year, struct figures *out);
bool own_is(const char *code);
/* Adds the code of its figure. */
void own_add_code(const struct config_indicator *i, struct buf *out);
/* As figure_kind, figure_records and figure_where. */
unsigned own_kind(struct tx *tx, const struct figure_of *of);
bool own_records(struct tx *tx, const struct figure_of *of, uint32_t **ids, size_t *n);
bool own_where(struct tx *tx, const struct figure_of *of, struct buf *out, int *year);

#endif
