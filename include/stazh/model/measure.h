/* Numbers that are counted of records: one small language beside that of the conditions (condition.h).
 *
 *   measure := number [по PATH]
 *   number := count(KIND[, cond]) | sum(KIND.PATH[, cond]) | mean(KIND.PATH[, cond]) | share(KIND, [cond,] cond)
 *
 * число, сумма, среднее, доля, by too; KIND and PATH by code name or in Russian, as there; what is added up is a
 * number. A share is of those that fit the first condition (one alone: of all) how many fit the last one as well. «по»:
 * counted for each value of a field too.
 *
 * It may be bound to a school year: then only records of that year count, as in the lists of the year, archived ones
 * too, since they have happened; where the conditions themselves say «год» (done_on=год: a day of that year), they
 * decide alone. Not bound, all that are not archived count, and «год» is the year chosen on the screen, or today's. And
 * to what they belong (a site), by a condition that the caller makes for the kind.
 *
 * Rights: fields that the session may read of no record are refused, of the others what it may not read is not counted,
 * as everywhere in conditions. A measure that is told to everybody (`common`: an indicator of the district) asks
 * conditions only about what everybody may read, so that its number is one for all; but it may be a mean of what not
 * everybody may read, which one of fewer than three is told only to who may read what is behind it. */
#ifndef STAZH_MODEL_MEASURE_H
#define STAZH_MODEL_MEASURE_H

#include "stazh/model/schema.h"

struct measure;

enum measure_how { MEASURE_COUNT, MEASURE_SUM, MEASURE_SHARE, MEASURE_MEAN };

#define MEASURE_FEW 3 /* people, at least, behind a mean that is told to everybody */

struct measure_scope {
	int year; /* a school year by its first, 0: any */
	/* Adds the condition by which records of the kind belong to `of`; false: none of that kind does. NULL: any. */
	bool (*within)(struct tx *tx, unsigned kind, uint32_t of, struct buf *out);
	uint32_t of;
	bool common; /* told to everybody */
	bool single; /* one number: «по» is refused */
};

/* Parses text once; *out is for measure_free and lives as long as the transaction. in: NULL is {0}. ERR_USAGE: what is
 * wrong, at which place (letters from 1), what was expected; ERR_REFUSED: a field that may not be asked for; ERR_NONE:
 * records of the kind do not belong to `of`. *out is then NULL. */
enum err measure_parse(struct tx *tx, const char *text, const struct measure_scope *in, struct measure **out,
		       struct error *e);
void measure_free(struct measure **m);

const struct kind_def *measure_kind(const struct measure *m);
enum measure_how measure_how(const struct measure *m);

/* Is it counted by the values of a field? */
bool measure_by(const struct measure *m);

/* Count: value. Sum: value, base: the records that have a number. Share: value of base. Mean: value, base: the records
 * behind it, 0: nothing is known, or it is not told; people: of one that is told to everybody, of what not everybody
 * may read: so many are behind it, else 0. */
struct measured {
	double value;
	long base, people;
};
struct measured measure_take(struct tx *tx, const struct measure *m);

/* The same for each value of that field, in order: word as people read it («» where there is none), key for
 * measure_records. In as many as it has values a record counts. measured_words_free. */
struct measured_word {
	char *word, *key;
	struct measured is;
};
struct measured_word *measure_words(struct tx *tx, const struct measure *m, size_t *n);
void measured_words_free(struct measured_word *w, size_t n);

/* Which records these are. MEASURE_BASE: all that were looked at; MEASURE_PART: of a share those that fit, of a sum or
 * a mean those that have a number. */
enum measure_part { MEASURE_BASE, MEASURE_PART };
/* Their numbers, ascending; free(). key: of one word, NULL: all. */
uint32_t *measure_records(struct tx *tx, const struct measure *m, enum measure_part part, const char *key, size_t *n);
/* Adds the condition that gives them, without the year: «state=завершил и (group.site=3)»; nothing: all of the kind.
 * *year: the school year that the list is to have besides, 0: none. false, and nothing added: none gives just these. */
bool measure_add_where(struct tx *tx, const struct measure *m, enum measure_part part, const char *key, struct buf *out,
		       int *year);

/* The one number of it, a share per cent; false: nothing is known. */
bool measured_number(enum measure_how how, struct measured is, double *number);
/* Adds «12», «67 % (8 из 12)», «13,5 (n = 14)», «—». */
void measured_add(enum measure_how how, struct measured is, struct buf *out);

#endif
