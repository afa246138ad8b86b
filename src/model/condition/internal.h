/* Between the files of the conditions alone. */
#ifndef STAZH_MODEL_CONDITION_INTERNAL_H
#define STAZH_MODEL_CONDITION_INTERNAL_H

#include "stazh/model/condition.h"
#include "stazh/model/path.h"
#include "stazh/model/session.h"

enum cond_op { COND_EQUAL, COND_LESS, COND_LESS_EQUAL, COND_MORE, COND_MORE_EQUAL, COND_HAS, COND_FILLED };

#define COND_YEARS 16 /* times that a text says «год» */
#define COND_CHAIN 6  /* kinds from what is counted back to whom it belongs */

struct cond_value {
	int64_t from, to;     /* of types with a span; INT64_MIN, INT64_MAX: open */
	struct record parsed; /* of the others: the field's value */
	char *text;	      /* as it was typed, */
	char *folded;	      /* and folded: of free text, COND_HAS */
};

struct cond {
	enum { COND_AND, COND_OR, COND_NOT, COND_TEST, COND_COUNT } sort;
	struct cond *a, *b; /* NOT, COUNT (what is counted; may be NULL): a alone */
	struct path path;   /* TEST; COUNT: that of a number */
	enum cond_op op;
	struct cond_value *values;
	size_t values_n;
	/* COUNT: what is counted, then its owners, the last of which points to the kind of the record. */
	const struct kind_def *chain[COND_CHAIN];
	size_t chain_n;
};

/* What is read of a text. */
struct cond_reader {
	struct tx *tx;
	const char *text, *s; /* the whole, and what is still to be read */
	size_t depth;
	const char *what; /* «Условие»: what the text is */
	int year;	  /* which «год» means, by its first */
	/* Where it was said, so often at most. */
	const char *year_at[COND_YEARS];
	size_t years_n;
	bool common;  /* only what everybody may read may be asked for, */
	bool mean;    /* but by what a path ends in */
	bool counted; /* within count( ): a comma or bracket ends a value */
	bool joined; /* a value without quotes, and «и» or «или», were just read: perhaps they belong together */
	struct error *e;
};

/* «Условие, знак 14 («bogus»): » and the sentence; ERR_USAGE. n bytes at place, within r->text, are shown. */
enum err cond_wrong(struct cond_reader *r, const char *place, size_t n, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* parse.c: reads a condition for records of k, up to what cannot belong to it; *out is to be freed after a mistake too.
 */
enum err cond_read(struct cond_reader *r, const struct kind_def *k, struct cond **out);
struct cond *cond_node(int sort, struct cond *a, struct cond *b);
/* The year that «год» means to the session. */
int cond_year(const struct session *s);

/* lex.c */
void cond_blanks(struct cond_reader *r);
enum cond_word {
	COND_WORD_AND,
	COND_WORD_OR,
	COND_WORD_NOT,
	COND_WORD_EMPTY,
	COND_WORD_COUNT,
	COND_WORD_YEAR,
	COND_WORD_SUM,
	COND_WORD_MEAN,
	COND_WORD_SHARE,
	COND_WORD_BY
};
/* Bytes of the word at s, if it is that one, whole; else 0. */
size_t cond_word_at(const char *s, enum cond_word w);
/* Bytes of the comparison at s, and which; 0: none. */
size_t cond_op_at(const char *s, enum cond_op *op, bool *negated);
/* Bytes of the quoted text, "…" («""» is a quote), that begins at s; 0: none does, or it is not closed. */
size_t cond_quoted_at(const char *s);
/* The text of n bytes without its quotes, if it has some, and without blanks around; free(). */
char *cond_unquoted(const char *s, size_t n);

/* path.c: reads PATH for records of k, or what stands before a comparison. */
enum err cond_path(struct cond_reader *r, const struct kind_def *k, struct cond *c);

/* value.c: reads VALUE{;VALUE} for the test c, whose path and op are known. */
enum err cond_values(struct cond_reader *r, struct cond *c);
/* One value, all of text. ERR_REFUSED. */
enum err cond_value_add(struct tx *tx, struct cond *c, const char *text, struct error *e);
/* «год», of a day or a school year. */
bool cond_means_year(const struct field *f, const char *text);
/* The field that is compared. */
const struct field *cond_field(const struct cond *c);

#endif
