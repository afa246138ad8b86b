/* What one type does as another one does. */
#ifndef STAZH_MODEL_TYPES_H
#define STAZH_MODEL_TYPES_H

#include "stazh/model/field.h"

#define TEXT_MAX  400  /* letters of a line, unless the field has a `max` */
#define TYPED_MAX 4000 /* letters that a form takes where no type says how many */

/* text.c: cleans the text and takes it, as long as f->max, 0: usual, allows; lines: it may have several. */
enum err type_take_text(const struct field *f, const char *text, size_t usual, bool lines, struct record *r,
			struct error *e);
void type_print_text(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out);

/* int.c */
enum err type_parse_int(const struct typed *t, const struct field *f, struct record *r, struct error *e);
/* Of all that are stored as numbers: none counts as 0. */
void type_sort_int(const struct field *f, const struct record *r, struct key *out);
/* One number is meant, whatever the field's bounds are. */
enum err type_span_int(const struct typed *t, const struct field *f, int64_t *from, int64_t *to, struct error *e);

/* days.c: the days that are meant (calendar/date_span.h). */
enum err type_span_days(const struct typed *t, const struct field *f, int64_t *from, int64_t *to, struct error *e);

/* choice.c: the word of f's list that is meant; begun: its beginning is enough, where no other begins so. NULL: e says
 * why. */
const char *type_choose(struct tx *tx, const struct field *f, const char *text, bool begun, struct error *e);

#endif
