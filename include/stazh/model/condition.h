/* Conditions over records: one small language for commands, screens, reports and letters.
 *
 *   cond := and { или and }      and := not { и not }      not := [не] ( "(" cond ")" | test )
 *   test := PATH OP VALUE{;VALUE} | PATH пусто | PATH не пусто | count(KIND[, cond]) OP NUMBER
 *   PATH := FIELD{.FIELD}         OP := = != < <= > >= ~      VALUE := words, "quoted", A..B, A.., ..B
 *
 * Fields and kinds by code name or in Russian (a title with dots or « и » in it, in quotes); or, and, not, empty, count
 * too. A path goes through references; where one has several records, one that fits is enough. Of several values any is
 * meant. «~»: has words with these beginnings, as `find`. Numbers and days are compared by < and by spans (a month is
 * all its days: date_span.h; «год»: of the school year chosen on the screen, or today's), names by < in the order of
 * lists. «=» without a value, and «=*»: empty, and not. After the field of the state `.since` is the day on which the
 * record came to be in that state.
 *
 * Rights hold inside: a field that the session may read of no record is refused; of a record that it may not read the
 * test is neither true nor false, and neither is what is built on it, so such a record does not fit. */
#ifndef STAZH_MODEL_CONDITION_H
#define STAZH_MODEL_CONDITION_H

#include "stazh/model/path.h"
#include "stazh/model/schema.h"

struct cond;

#define COND_MAX   4000 /* bytes of one condition */
#define COND_DEPTH 40	/* brackets, «не» and count() within each other */

/* Parses and compiles text for records of k, once; *out is for condition_free and lives as long as the transaction.
 * ERR_USAGE: what is wrong, at which place (letters from 1), what was expected; ERR_REFUSED: a field that may not be
 * asked for. *out is then NULL. */
enum err condition_parse(struct tx *tx, const struct kind_def *k, const char *text, struct cond **out, struct error *e);
/* «f = value» where the value is all of the text, as it stands, of a field of several parted by «;»: "" empty, "*" not
 * empty. ERR_REFUSED, too, for a value that the field cannot have. */
enum err condition_make(struct tx *tx, const struct field *f, const char *value, struct cond **out, struct error *e);
/* Both hold; either may be NULL, which always does. Takes both over. */
struct cond *condition_both(struct cond *a, struct cond *b);
void condition_free(struct cond **c);
/* Adds c as text that condition_parse reads as the same: in today's words (PATH_WORDS; PATH_CODES for programs), or
 * with the numbers of its fields, kinds and records (PATH_NUMBERS), which stay what they are whatever is renamed. «год»
 * and days counted from today stay as they were said. */
void condition_print(struct tx *tx, const struct cond *c, enum path_names how, struct buf *out);
bool condition_same(const struct cond *a, const struct cond *b);
/* A value, or the name of a field or kind, as the language has it: in quotes where it could be taken for more. */
void condition_add_quoted(const char *text, bool name, struct buf *out);

/* Does r, a record of that kind, fit? */
bool condition_holds(struct tx *tx, const struct cond *c, const struct record *r);
/* Adds the ids of records of which those that fit are some, found by an index. False, and nothing added: none serves.
 */
bool condition_narrow(struct tx *tx, const struct cond *c, unsigned kind, void (*add)(uint32_t id, void *arg),
		      void *arg);

#endif
