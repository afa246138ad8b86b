/* Fields as text: what people type and read, one place for the form, the command line, CSV and JSON; a record by its
 * name. */
#ifndef STAZH_MODEL_FIELD_H
#define STAZH_MODEL_FIELD_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

/* The school year that a record belongs to: its own, its group's, plan's …; 0: none. A date without a year means a day
 * of it. */
int record_school_year(struct tx *tx, const struct record *r);
/* Sets field f of r from what was typed. An empty text clears. ERR_REFUSED (wrong value) with a sentence that names
 * field, value and what was expected; e->field set. Choices are accepted in any case and by unambiguous beginning. */
enum err field_parse(struct tx *tx, const struct field *f, const char *text, struct record *r, struct error *e);
/* The same when r is not the record that it belongs to: a day without a year is of this school year, 0: r's. */
enum err field_parse_in(struct tx *tx, const struct field *f, const char *text, int year, struct record *r,
			struct error *e);

/* Adds the value of f in r; nothing when absent. PRIVATE fields give nothing to a viewer. */
void field_add(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out);

/* One-line name of a record; «№ 7 (нет записи)» when it is not there. */
void label_add(struct tx *tx, unsigned kind, uint32_t id, struct buf *out);
/* Adds «Площадка: МБОУ «Школа» — Чтение»; a label that begins with the kind's title stands for itself («Отчёт за …»).
 */
void titled_add(const struct kind_def *k, const char *label, struct buf *out);
/* Adds «1 площадка», «2 площадки», «5 площадок». */
void counted_add(const struct kind_def *k, size_t n, struct buf *out);
void label_of(struct tx *tx, const struct record *r, struct buf *out);

/* Finds a record by id («17», «… (№ 17)») or by name (label or another name of the kind; case, ё and quotes aside; the
 * whole name first, else beginnings of its words, but for a bare number). ERR_NONE: no such; ERR_REFUSED: several, and
 * the sentence lists them with ids. */
enum err ref_find(struct tx *tx, unsigned kind, const char *text, uint32_t *id, struct error *e);

/* Adds, in quotes, by what name ref_find finds the record again: its label, with «(№ 17)» where others have it too. */
void ref_say(struct tx *tx, unsigned kind, uint32_t id, struct buf *out);

/* Calls fn for every record of src_kind whose field points to (kind, id); src_kind, field 0: of any. Stops when fn
 * returns false. */
void refs_to(struct tx *tx, unsigned kind, uint32_t id, unsigned src_kind, unsigned field,
	     bool (*fn)(struct tx *tx, unsigned src_kind, unsigned field, uint32_t src_id, void *arg), void *arg);
/* The field of a kind without which its records cannot be, and which refers to one of kind `to`; NULL: it has none. */
const struct field *field_back(const struct kind_def *of, unsigned to);
/* The ids of those records, ascending; free(). */
uint32_t *refs_list(struct tx *tx, unsigned kind, uint32_t id, unsigned src_kind, unsigned field, size_t *n);
/* For refs_to: adds what points to `arg`, a struct refs. */
bool refs_collect(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg);

/* Has the field of references the id among its values? */
bool refs_have(const struct record *r, unsigned field, uint32_t id);
/* The ids of a field of references; free(). */
uint32_t *refs_of(const struct record *r, unsigned field, size_t *n);

/* Adds a line for each text that search finds, that is other than in was (NULL: new) and has words of two alphabets
 * (base/alike.h): «Фамилия: в слове «Cидорова» буква «C» латинская». Returns the first such field, NULL: none. */
const struct field *alike_doubt(const struct record *was, const struct record *is, struct buf *out);

#endif
