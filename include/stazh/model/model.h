/* Changing records: the only way for the screen, the commands and import. Each op_* is one user action: one write
 * transaction, one act in the journal, one step of undo. The model_* are their insides, to be used several at a time
 * within a transaction of one's own (import, demonstration data). */
#ifndef STAZH_MODEL_MODEL_H
#define STAZH_MODEL_MODEL_H

#include "stazh/model/outcome.h"
#include "stazh/model/schema.h"
#include "stazh/model/session.h"

/* A field by code name or title, and what was typed for it. */
struct assign {
	const char *name, *value;
};

/* Beside the fields in op_add: likely doubles were looked at. */
#define ASSIGN_ANYWAY "anyway"

/* A name «head.surname» in op_add is a value of the record that the field head is going to refer to: both are made.
 * Where that needs to refer to the new one (field_back) and is not told to what, it does.
 *
 * e->field names the field at fault. out (may be NULL): what is told besides, such as the question of a refusal.
 * Results: OK, ERR_USAGE (no such field), ERR_REFUSED, ERR_CHANGED, ERR_STORAGE. */
enum err op_add(struct session *s, unsigned kind, const struct assign *a, size_t n, uint32_t *id, struct outcome *out,
		struct error *e);
/* rev: the revision that the user saw, 0: whatever is stored. What others changed since then is merged field by field
 * (a list is one value): where only one side changed a field, that counts, and the whole is checked again.
 * out->meanwhile tells what they did. ERR_CHANGED, and nothing is written: both changed a field (meanwhile.clashes;
 * chosen values are given again with meanwhile.rev), or the record was deleted (gone: after op_restore the same call
 * does it). */
enum err op_set(struct session *s, unsigned kind, uint32_t id, int64_t rev, const struct assign *a, size_t n,
		struct outcome *out, struct error *e);
/* Refused when others point to it: the sentence lists them and offers to archive. Records that belong to it (FF_OWN)
 * and have nothing pointing to them go along when `with_own`. */
enum err op_delete(struct session *s, unsigned kind, uint32_t id, bool with_own, struct error *e);
/* The same with answers and what the kind asks besides (scope=all of a series). */
enum err op_delete_as(struct session *s, unsigned kind, uint32_t id, bool with_own, const struct assign *a, size_t n,
		      struct outcome *out, struct error *e);
/* What op_delete would say, before anything is asked. */
enum err model_may_delete(struct tx *tx, unsigned kind, uint32_t id, bool with_own, struct error *e);
enum err op_restore(struct session *s, unsigned kind, uint32_t id, struct error *e);
/* A life-cycle action. ERR_CHANGED when the record is no longer the revision `rev` (0: any) that the user saw;
 * out->meanwhile tells what changed, and with its rev the action is done all the same. */
enum err op_act(struct session *s, unsigned kind, uint32_t id, int64_t rev, const char *action, const struct assign *a,
		size_t n, struct outcome *out, struct error *e);
/* Several records of a kind, all or none: one act, one step of undo. */
enum many_what { MANY_ACT, MANY_SET, MANY_DELETE, MANY_RESTORE };
struct refused {
	size_t at; /* its place among those that were asked for */
	unsigned kind;
	uint32_t id;
	char *name; /* of the record */
	char *why;
	struct question question; /* that the refusal put; n 0: none */
};
struct many {
	enum many_what what;
	unsigned kind;
	const uint8_t *kinds; /* of each, where they are of several; NULL: of `kind` */
	const uint32_t *ids;
	size_t n;
	const char *action;	/* MANY_ACT */
	const struct assign *a; /* its arguments, the values, what a delete asks */
	size_t a_n;
	/* A value besides that each has of its own (which of its deadlines is meant): its name; NULL: none. */
	const char *own;
	const char *const *owns;
	bool with_own; /* MANY_DELETE */
	/* Called before each of them: so many are through. May be NULL. */
	void (*step)(void *arg, size_t through);
	void *step_arg;
};
/* Every refusal is told, by the record's name. */
enum err op_many(struct session *s, const struct many *m, struct outcome *out, struct error *e);
/* Tries it with each of them alone, and nothing is written: *able are those with which it can be done (free()), in
 * their order; *refused the others (refused_free). An error is none of a record but of the whole: ERR_USAGE,
 * ERR_STORAGE. */
enum err op_many_try(struct session *s, const struct many *m, uint32_t **able, size_t *able_n, struct refused **refused,
		     size_t *refused_n, struct error *e);
void refused_free(struct refused *r, size_t n);
/* Adds a line for each reason with those whom it stops. bullet: what a line begins with, on the screen; NULL: on the
 * command line, where each has its number, and of many the first are named. */
void refused_add(const struct refused *r, size_t n, const char *bullet, struct buf *out);
/* Makes two records of one person or organisation one, in one step of undo: all that pointed to `drop` points to `keep`
 * (*moved: how many; may be NULL), what keep does not tell is taken from drop, and drop goes to the trash. Where both
 * were trainees of one group these are made one too: which of two different marks or diagnoses counts is asked, one
 * after another. */
enum err op_merge(struct session *s, unsigned kind, uint32_t keep, uint32_t drop, size_t *moved, struct error *e);
/* The same with the answers: `choose` lists the records that count, "attendance:5;assessment:7". */
enum err op_merge_as(struct session *s, unsigned kind, uint32_t keep, uint32_t drop, const struct assign *a, size_t n,
		     size_t *moved, struct outcome *out, struct error *e);
/* Erases a person's data for good (152-ФЗ): from the record, the journal, the trash and unfinished forms; what
 * statistics need stays (organisation, kind of position, category, what points to the record). Works for a record in
 * the trash too. left (may be NULL) gets a line for each place where the surname may still stand. Cannot be undone.
 * ERR_NONE: no such record. */
enum err op_anonymise(struct session *s, uint32_t person, struct buf *left, struct error *e);
/* Takes back the user's last n actions; what gets a line for each («взято назад: …»). ERR_NONE: nothing to take back;
 * ERR_REFUSED: something was built on it since, and by whom. */
enum err op_undo(struct session *s, int n, struct buf *what, struct error *e);
/* Brings forward again what the user took back, the newest first («проведено снова: …»), as long as the user did
 * nothing else since. ERR_NONE: nothing; ERR_REFUSED as above. */
enum err op_redo(struct session *s, int n, struct buf *what, struct error *e);
/* One act, chosen by any of its entries, whatever the user did since: taken back, or, when it took something back, that
 * is brought forward. ERR_REFUSED besides: another's, no change of records, turned round already. */
enum err op_take_back(struct session *s, uint64_t act, struct buf *what, struct error *e);

/* What would be taken back, or brought forward (again), next, or of the entry `chosen` (then `again` is found by it).
 * what is added to. Results as of the operations. */
struct undo_act {
	uint64_t act;
	uint64_t last; /* the act by which it stands: itself, or one that brought it forward; not of a chosen one */
	bool again;
	int64_t at_ms;
	unsigned kind; /* of its first entry: what it was done to, with id */
	uint32_t id;
	struct buf what; /* «изменено: Ёлкина А.И.» */
};
enum err undo_look(struct tx *tx, bool again, uint64_t chosen, struct undo_act *out, struct error *e);
/* Appends «(сделано 01.06.2022 в 12:00)». */
void undo_add_time(int64_t at_ms, struct buf *out);

enum err model_add(struct tx *tx, unsigned kind, const struct assign *a, size_t n, uint32_t *id, struct error *e);
enum err model_set(struct tx *tx, unsigned kind, uint32_t id, int64_t rev, const struct assign *a, size_t n,
		   struct error *e);
enum err model_act(struct tx *tx, unsigned kind, uint32_t id, int64_t rev, const char *action, const struct assign *a,
		   size_t n, struct buf *notice, struct error *e);
/* Takes over what the stored record does not tell and `told` does. ERR_NONE: it is not there. */
enum err model_complete(struct tx *tx, unsigned kind, uint32_t id, const struct record *told, struct error *e);
/* A new record with what it gets by itself, not stored: the start of a form. r is released first. */
void model_new(struct tx *tx, unsigned kind, struct record *r);
/* Checks (fields, rules, life cycle) and stores a record that was put together in code. */
enum err model_store(struct tx *tx, const struct record *was, struct record *is, struct error *e);
/* The record as the given values would make it, checked but not stored: for a form while it is typed. r: a copy of the
 * record (or empty with kind set), changed. */
enum err model_preview(struct tx *tx, struct record *r, const struct assign *a, size_t n, struct error *e);

/* Moves the record to the trash together with the records that belong to it. */
enum err model_trash(struct tx *tx, unsigned kind, uint32_t id);
/* Puts back what the act that did `action` to the record did to the obligations of others (kinds with
 * `close`, those of the kind `but` aside), as far as they are as it left them. */
enum err undo_consequences(struct tx *tx, unsigned kind, uint32_t id, const char *action, unsigned but,
			   struct error *e);

/* Calls fn for every field of the record that differs: for the journal. was and is may be NULL. */
void model_diff(const struct record *was, const struct record *is, void (*fn)(const struct field *f, void *arg),
		void *arg);

/* Runs fn in a write transaction of the session: action and note for the journal. out (may be NULL) is emptied and is
 * fn's tx_outcome. */
enum err session_perform(struct session *s, struct outcome *out, const char *action, const char *note,
			 enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e);
/* The same when nobody asks what is told besides. */
enum err session_write(struct session *s, const char *action, const char *note,
		       enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e);
/* The same without storing anything: OK says that fn returned OK. */
enum err session_try(struct session *s, struct outcome *out, enum err (*fn)(struct tx *tx, void *arg), void *arg,
		     struct error *e);

/* An entry of its own in the journal, about no record. */
enum err session_note(struct session *s, const char *action, const char *note, struct error *e);
/* A copy was made, in `file`: the journal has it, and store_health its time. */
enum err session_note_copy(struct session *s, const char *file, struct error *e);

#endif
