/* Between the files of the engine, and for the kinds. */
#ifndef STAZH_MODEL_INTERNAL_H
#define STAZH_MODEL_INTERNAL_H

#include "stazh/model/cycle.h"
#include "stazh/model/field.h"
#include "stazh/model/model.h"
#include "stazh/model/rule.h"
#include "stazh/model/schema.h"

#define FIELD_ID 0 /* of the common field `id`; no stored field has this number */

/* First bytes of the keys in T_IDX (L and U are the journal's). */
enum {
	IDX_REF = 'R',	/* target kind u8, id u32, source kind u8, field u16, id u32 */
	IDX_SORT = 'S', /* kind u8, sort key, id u32; value: 1 byte, archived */
};
#define WORD_MAX 60 /* bytes of a word in T_WORD: word, 0, kind u8, id u32 */

/* derive.c: adds the folded text whose words search finds; seen: only what the session may read of it. */
void search_text_add(struct tx *tx, const struct record *r, bool seen, struct buf *out);
/* Adds the bytes by which lists are ordered by field f (NULL: by label). */
void sort_key_add(struct tx *tx, const struct kind_def *k, const struct field *f, const struct record *r,
		  struct key *out);
/* Derived entries are those of today's rules. */
bool rules_in_line(struct tx *tx);
/* Makes them so; *wrong (may be NULL): how many were not. */
enum err bring_in_line(struct tx *tx, const struct session *s, size_t *wrong);

/* field.c: the value whoever may read it: for what is derived, which is the same for all. */
void field_add_all(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out);

/* search.c: adds s folded, quotation marks left out. */
void fold_bare(const char *s, struct buf *out);
/* Ids of the records of a kind (0: kind * 2^32 + id of all kinds) that have every word of text as the beginning of one
 * of theirs, ascending; free(). NULL and *n 0 when none. */
uint64_t *words_find(struct tx *tx, const char *text, unsigned kind, size_t *n);

/* syslog.c: copies what was written last into a store, where the configuration asks for it. */
void audit_copy_of(struct session *s, struct store *store);
/* What the journal did not take is told there at least. */
void audit_tell_failed(struct session *s, const char *action, unsigned kind, uint32_t id);

/* load.c: loads the record; false when it is not there. */
bool load(struct tx *tx, unsigned kind, uint32_t id, struct record *r);
/* Loads the record that a field points to. */
bool load_ref(struct tx *tx, unsigned kind, const struct record *from, unsigned field, struct record *r);
/* For refs_to: adds what points to `arg`, a struct refs. */
bool refs_collect(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg);
/* Takes the transaction's own error over, if it has one. */
enum err tx_sticky(struct tx *tx, struct error *e);
/* ERR_NONE: there is no record of that number. */
enum err no_such(const struct kind_def *k, uint32_t id, struct error *e);

/* change/change.c: adds a record; ask: for a person, who can be asked about a likely double. */
enum err model_add_asking(struct tx *tx, unsigned kind, const struct assign *a, size_t n, bool ask, uint32_t *id,
			  struct error *e);
/* Parses those of a that are no fields but tell how it is to be done; the others go to rest (as many as a). */
enum err split_asked(struct tx *tx, const struct kind_def *k, const struct assign *a, size_t n, struct record *args,
		     struct assign *rest, size_t *rest_n, struct error *e);
/* change/trash.c: moves the record to the trash together with the records that belong to it. */
enum err model_trash(struct tx *tx, unsigned kind, uint32_t id);
/* Brings it back with those that were deleted with it. */
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

/* close.c: the whole family of what ends, by the kinds' `close`: what belongs to it and what points to that. */
#define CLOSE_OPEN "закрыть"
#define KEEP_OPEN  "оставить"
extern const char *const close_answers[]; /* of an argument `obligations` */
struct open_items {
	size_t n, of[KINDS_MAX]; /* that can be closed, and how many of each kind */
	struct buf lines;	 /* the first of them, one a line: «карта урока: снят» */
	struct buf stays;	 /* those that stay open in any case, one a line */
	struct buf lacking;	 /* what else is not there, one a line; the caller's */
};
/* Adds what the end leaves open. */
void close_look(struct tx *tx, const struct ending *end, struct open_items *items);
/* Puts the question whether that is to be closed or kept: ERR_REFUSED. */
enum err close_ask(struct tx *tx, const struct open_items *items, struct error *e);
/* Closes it; adds to notice what became of what. */
enum err close_family(struct tx *tx, const struct ending *end, struct buf *notice, struct error *e);
void open_items_release(struct open_items *items);

/* change/undo.c: puts back what the act that did `action` to the record did to the obligations of others (kinds with
 * `close`, those of the kind `but` aside), as far as they are as it left them. */
enum err undo_consequences(struct tx *tx, unsigned kind, uint32_t id, const char *action, unsigned but,
			   struct error *e);

/* done.c: guards and effects of the actions done and reopen, which a kind with `done` has. */
enum err done_is_open(struct tx *tx, const struct record *r, struct error *e);
enum err done_is_done(struct tx *tx, const struct record *r, struct error *e);
enum err done_finish(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);
enum err done_reopen(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);

#endif
