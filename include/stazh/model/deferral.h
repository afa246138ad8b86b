/* What was decided about a deadline: it is put off to a day, or nobody waits for it any more. The decision stands in
 * the record that causes the deadline (REC_DEFERRED), so it is in the journal, is taken back as any change and is known
 * wherever deadlines are: they are derived by it. */
#ifndef STAZH_MODEL_DEFERRAL_H
#define STAZH_MODEL_DEFERRAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/text.h"
#include "stazh/model/deadline.h"

struct deferral {
	const char *code; /* the sort of deadline's (deadline_code), */
	size_t code_n;
	int32_t until;	    /* DATE_NONE: it is off */
	const char *reason; /* in the text, up to the line's end */
	size_t reason_n;
};

/* The next decision of a text, one a line «report 2027-01-15 ждём приказ», «report - школа закрыта»; *at begins with 0.
 * False: no more, or it is none. */
bool deferral_next(const char *text, size_t *at, struct deferral *out);
/* Adds it for people: «отложен до 15.01.2027: ждём приказ». */
void deferral_add(const struct deferral *d, struct buf *out);
/* Sets what was decided about deadlines of this sort, instead of what was before. */
void deferral_set(struct record *r, unsigned sort, int32_t until, const char *reason);
/* The day on which a deadline of this sort is shown, which by itself is on `due`; a day of its own that is later stays.
 * DATE_NONE: it is off. */
int32_t deferral_decided(const struct record *r, unsigned sort, int32_t due);

/* The deadlines that a record causes. */
#define DUES_MAX 8
struct record_due {
	unsigned sort;
	int32_t due; /* by its own day, */
	int32_t now; /* as decided; DATE_NONE: it is off */
};
size_t record_dues(struct tx *tx, const struct record *r, struct record_due out[DUES_MAX]);
/* Which of them is meant when nobody says: the last of those that are overdue, else the next to come, else one that is
 * off; no alarm beside another. n > 0, an alarm is not the first of several. */
const struct record_due *record_due_next(const struct record_due *dues, size_t n, int32_t today);

/* For the derivation: what kind_def.deadlines gives, as decided. */
void deferral_derive(struct tx *tx, const struct record *r, struct entries *out);

#endif
