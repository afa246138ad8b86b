/* What is computed of a record (kind_def.facts), "title\tvalue\n": text, and numbers that whoever shows it draws. */
#ifndef STAZH_MODEL_FACT_H
#define STAZH_MODEL_FACT_H

#include <stddef.h>

#include "stazh/base/mark.h"
#include "stazh/base/text.h"

/* {0} is empty. */
struct facts {
	struct buf text; /* to be added to */
	struct fact_mark {
		size_t at; /* in the text */
		struct mark mark;
	} * marks;
	size_t n, cap;
	/* The records that a number in it counts: of the kind, those whose `path` has the record. */
	struct fact_source {
		char *title; /* «Проведено занятий» */
		unsigned kind;
		const char *path; /* «Группы» */
		char *where;	  /* a condition more, or "" */
		size_t n;	  /* so many, as the session is told */
	} * sources;
	size_t sources_n, sources_cap;
};

struct tx;
struct record;
/* Adds what the record's kind computes, and what the register does of any. */
void facts_of(struct tx *tx, const struct record *r, struct facts *out);
/* Adds a number at the end of the text. */
void facts_mark(struct facts *out, struct mark mark);
/* Adds which records a number counts; not where there are none. path: as in conditions, living as long as the program;
 * where: printed like printf's. */
void facts_source(struct facts *out, unsigned kind, const char *path, size_t n, const char *title, const char *where,
		  ...) __attribute__((format(printf, 6, 7)));
/* Adds the condition that gives them (condition.h). r: the record that the facts are of. */
void facts_where(struct tx *tx, const struct record *r, const struct fact_source *s, struct buf *out);
/* Adds the text to out, each number drawn (mark_add). */
void facts_draw(const struct facts *f, struct buf *out);
void facts_release(struct facts *f); /* {0} again */

#endif
