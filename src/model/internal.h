/* Between the files of the engine alone. */
#ifndef STAZH_MODEL_INTERNAL_H
#define STAZH_MODEL_INTERNAL_H

#include "stazh/model/cycle.h"
#include "stazh/model/field.h"
#include "stazh/model/load.h"
#include "stazh/model/model.h"
#include "stazh/model/rule.h"
#include "stazh/model/schema.h"

#define WORD_MAX 60 /* bytes of a word in T_WORD: word, 0, kind u8, id u32 */

/* derive.c: adds the folded text whose words search finds; seen: only what the session may read of it. */
void search_text_add(struct tx *tx, const struct record *r, bool seen, struct buf *out);
/* Adds the bytes by which lists are ordered by field f (NULL: by label). */
void sort_key_add(struct tx *tx, const struct kind_def *k, const struct field *f, const struct record *r,
		  struct key *out);
/* Derived entries are those of today's rules. */
bool rules_in_line(struct tx *tx);
/* store_schema.due_changed: keeps what a deadline went through. */
void deadline_changed(struct tx *tx, enum due_change what, struct slice key, struct slice value);
struct deadline;
/* Its text as it reads on that day. */
void deadline_word(struct tx *tx, int32_t today, struct deadline *d);
/* Makes them so; *wrong (may be NULL): how many were not. */
enum err bring_in_line(struct tx *tx, const struct session *s, size_t *wrong);

/* field.c: the value whoever may read it: for what is derived, which is the same for all. */
void field_add_all(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out);

/* habit.c: what a login, or nobody's name («*»), has of that name; false: nothing. */
bool habit_read(struct tx *tx, const char *login, const char *name, struct buf *out);
void habit_each(struct tx *tx, const char *login, void (*fn)(const char *name, const char *text, void *arg), void *arg);
/* value NULL: it has it no more. */
enum err habit_write(struct tx *tx, const char *login, const char *name, const char *value);

/* syslog.c: copies what was written last into a store, where the configuration asks for it. */
void audit_copy_of(struct session *s, struct store *store);
/* What the journal did not take is told there at least. */
void audit_tell_failed(struct session *s, const char *action, unsigned kind, uint32_t id);

/* load.c: takes the transaction's own error over, if it has one. */
enum err tx_sticky(struct tx *tx, struct error *e);
/* ERR_NONE: there is no record of that number. */
enum err no_such(const struct kind_def *k, uint32_t id, struct error *e);

/* change/change.c: adds a record; ask: for a person, who can be asked about a likely double. */
enum err model_add_asking(struct tx *tx, unsigned kind, const struct assign *a, size_t n, bool ask, uint32_t *id,
			  struct error *e);
/* change/together.c: the same with values of records that it is going to refer to («head.surname»), made with it. */
enum err model_add_together(struct tx *tx, unsigned kind, const struct assign *a, size_t n, bool ask, uint32_t *id,
			    struct error *e);
/* Parses those of a that are no fields but tell how it is to be done; the others go to rest (as many as a). */
enum err split_asked(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, struct record *args,
		     struct assign *rest, size_t *rest_n, struct error *e);
/* change/trash.c: brings a record back with those that were deleted with it. */
enum err model_restore(struct tx *tx, unsigned kind, uint32_t id, struct error *e);

/* change/meanwhile.c: the user saw revision rev of r, which is stored with another one: fills the outcome's meanwhile
 * with what others did beside the fields that the user typed. base gets the record as it was at rev; false: it is not
 * known any more, and base stays empty. */
bool meanwhile_find(struct tx *tx, const struct record *r, int64_t rev, const struct field *const *typed, size_t n,
		    struct record *base);
/* Sets in `is`, a copy of what is stored, what the user wants of it. base: as the user saw it, NULL: not known; mine:
 * what is stored with all that was typed; typed: the fields of it. ERR_CHANGED: both sides changed a field, and the
 * outcome's meanwhile tells which. */
enum err meanwhile_merge(struct tx *tx, const struct record *base, const struct record *mine,
			 const struct field *const *typed, size_t n, struct record *is, struct error *e);
/* The record that the user saw is in the trash: ERR_CHANGED, by whom; ERR_NONE: not even there. */
enum err meanwhile_gone(struct tx *tx, const struct kind_def *k, uint32_t id, struct error *e);

#endif
