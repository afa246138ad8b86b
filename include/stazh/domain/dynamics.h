/* Dynamics of the results by direction (6.1): exit − entry of the same people, in percent of «out of», and in points
 * where all results have one scale. A mean always stands with the number that it is based on; who has no exit diagnosis
 * is in no change and never counts as zero. */
#ifndef STAZH_DOMAIN_DYNAMICS_H
#define STAZH_DOMAIN_DYNAMICS_H

#include "stazh/model/schema.h"

#define FIFTHS	     5
#define DYNAMICS_FEW 3 /* a mean of fewer would tell the scores of each to who may not read them (access.h) */

struct mean {
	size_t n;		/* trainees behind it; 0: the means mean nothing */
	double points, percent; /* means */
};

struct dynamics {
	char *direction;
	struct mean entry, exit;      /* of all who have it */
	struct mean from, to, change; /* of the same people: those who have both */
	size_t people;		      /* who have one of the two */
	long out_of; /* of all these results; 0: of several, then points are not to be told, only percent */
	unsigned entry_fifths[FIFTHS], exit_fifths[FIFTHS]; /* how many have 0–20 %, …, 80–100 % */
};

/* By direction, in the order in which they first occur; free by dynamics_free. *n 0: no diagnosis. of: whose trainees
 * these are, a record (NULL: the district's); what would tell single scores to who may not read them counts as
 * nobody's. */
struct dynamics *dynamics_of(struct tx *tx, const struct record *of, const uint32_t *trainees, size_t trainees_n,
			     size_t *n);
void dynamics_free(struct dynamics *d, size_t n);

/* The same by hand: results_take for each assessment, dynamics_take for each trainee with all results of his,
 * dynamics_finish. */
struct result {
	uint32_t id, trainee;
	const char *direction;
	enum { RESULT_ENTRY, RESULT_INTERIM, RESULT_EXIT } kind;
	int32_t date;
	long out_of;
	double points, percent;
};
struct results {
	struct result *r;
	size_t n, cap;
	struct arena texts;
};
void results_take(struct results *all, const struct record *assessment);
void results_release(struct results *all);
/* What was diagnosed from day `first` to `last` counts. A change is made on the day of the exit diagnosis, whenever the
 * entry was. */
void dynamics_take(struct dynamics **list, size_t *n, const struct result *r, size_t r_n, int32_t first, int32_t last);
/* The diagnoses of one direction among those of a trainee, NULL: none. */
void dynamics_pair(const struct result *r, size_t n, const char *direction, const struct result **entry,
		   const struct result **exit);
/* Sums become means; seen: as of dynamics_of. */
void dynamics_finish(struct dynamics *list, size_t n, bool seen);

/* «13,5», «14», «+4» when signed */
void dynamics_add_number(struct buf *out, double number, bool sign);

/* facts.c: what is computed of a trainee and of a group, "title\tvalue\n": the results, and whose dates
 * differ from the group's on one line of time (5.2). */
void trainee_facts(struct tx *tx, const struct record *trainee, struct facts *out);
void group_facts(struct tx *tx, const struct record *group, struct facts *out);

/* One cell of a grid of diagnoses. */
struct diagnosis {
	uint32_t trainee;
	const char *direction, *kind; /* ASSESSMENT_ENTRY … */
	int64_t rev;		      /* the revision that the user saw; 0: there was none */
	int32_t date;		      /* of a new one, and of one that was there when: */
	bool new_date;
	long score, out_of; /* score -1: none, take away what is there */
};
/* Writes them in one transaction, one step of undo. Refused with п. 6.1, ERR_CHANGED when another wrote it
 * meanwhile; *at (may be NULL) is then the one at fault. */
enum err op_diagnose(struct session *s, const struct diagnosis *d, size_t n, size_t *at, struct error *e);
/* The trainee's diagnosis of that kind in the direction, leaving out the one with the id `but`; false: there is none.
 */
bool diagnosis_find(struct tx *tx, uint32_t trainee, const char *direction, const char *kind, uint32_t but,
		    struct record *out);

#endif
