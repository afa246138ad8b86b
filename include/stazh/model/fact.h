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
};

struct tx;
struct record;
/* Adds what the record's kind computes, and what the register does of any. */
void facts_of(struct tx *tx, const struct record *r, struct facts *out);
/* Adds a number at the end of the text. */
void facts_mark(struct facts *out, struct mark mark);
/* Adds the text to out, each number drawn (mark_add). */
void facts_draw(const struct facts *f, struct buf *out);
void facts_release(struct facts *f); /* {0} again */

#endif
