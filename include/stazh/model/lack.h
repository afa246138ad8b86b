/* What a record lacks (kind_def.missing): the one source of «не хватает» on cards, in documents and of the refusals of
 * the actions by which a record is finished. Each has the place where it is told. */
#ifndef STAZH_MODEL_LACK_H
#define STAZH_MODEL_LACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/settings/config.h"

struct record;
struct tx;
struct kind_def;
struct transition;

struct lack {
	char *what;	     /* «опыт (п. 3.1)» */
	enum option_id rule; /* behind it, or RULE_NONE */
	const char
		*stops; /* the actions that are not possible without it: "submit approve"; NULL: none, it is advice */
	/* Where it is told: a field of the record, the record itself (field 0), a record of the kind `add` to be added
	 * to it, or an action of it. */
	unsigned kind;
	uint32_t id;
	uint16_t field;
	unsigned add;
	const char *action;
};

/* {0} is empty. */
struct lacks {
	const struct config *config; /* whose clauses are cited; set by lacks_of */
	struct lack *l;
	size_t n, cap;
};

/* Adds a line about the field of `of` (0: the record as a whole). The line may be completed by the caller. It lives
 * until the next one. */
struct lack *lack_add(struct lacks *out, const struct record *of, unsigned field, enum option_id rule,
		      const char *format, ...) __attribute__((format(printf, 5, 6)));
void lacks_release(struct lacks *l); /* outcome.c, which asks nobody */
/* Does it stop the action? */
bool lack_stops(const struct lack *l, const char *action);
/* What r lacks; nothing when its kind asks nothing. */
void lacks_of(struct tx *tx, const struct record *r, struct lacks *out);
/* Refuses the action t with all that stops it, which is what `out` has then. asked: leaves out what the action asks for
 * itself. */
enum err lacks_check(struct tx *tx, const struct transition *t, const struct record *r, bool asked, struct lacks *out,
		     struct error *e);
/* «опыт (п. 3.1), направления (п. 2.3)»: those that stop t, or, t NULL, those that stop nothing that r's state allows.
 */
void lacks_add(const struct lacks *l, const struct record *r, const struct transition *t, const char *between,
	       struct buf *out);
/* By which command it is told: «stazh set site 1 experience=…». */
void lack_add_command(const struct lack *l, struct buf *out);

#endif
