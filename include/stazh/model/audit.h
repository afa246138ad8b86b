/* Who read what (152-ФЗ, art. 19): the register of readings, and its copy in the system's log. What cannot be noted is
 * not shown: audit_read, audit_list and audit_card are called before anything is, and ERR_STORAGE with a sentence
 * forbids it; the system's log is told then too. */
#ifndef STAZH_MODEL_AUDIT_H
#define STAZH_MODEL_AUDIT_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

/* Is reading records of this kind written down? Those of people and trainees are. */
bool audit_concerns(unsigned kind);
/* A record is opened and will be seen. Once for each record in a session. Nothing for other kinds, or when [access]
 * log_reads is off. */
enum err audit_read(struct session *s, unsigned kind, uint32_t id, struct error *e);
/* n records of the kind are listed, found or written out: action is "list", "find", "export". */
enum err audit_list(struct session *s, const char *action, unsigned kind, size_t n, struct error *e);
/* Something leaves in a file or through a stream: action "export" or "print"; of the record, or (id 0) of `count` of
 * the kind. what: «Список группы .odt», no name of anybody; people: how many it tells of. Noted when it tells of any,
 * and in a remote session always. */
enum err audit_out(struct session *s, const char *action, unsigned kind, uint32_t id, size_t count, const char *what,
		   size_t people, struct error *e);
/* All that is held about one person is written out. */
enum err audit_card(struct session *s, unsigned kind, uint32_t id, struct error *e);
/* A file of so many bytes came to the login's shelf or left it (model/shelf.h): "shelf_take", "shelf_get", "shelf_put",
 * "shelf_drop". from: NULL or with what "": brought. Always noted, with the ending of its name alone. */
struct shelf_source;
enum err audit_shelf(struct session *s, const char *action, const struct shelf_source *from, const char *name,
		     uint64_t bytes, struct error *e);
/* A remote session asked for what it may not. what: the names in its words, never a value (remote_describe). */
void audit_refused(struct session *s, const char *what);
/* Somebody without a role asked: only the system's log is told. */
void audit_stranger(const struct session *s);
/* Copies what the last write of the session put into the journal to the system's log: user, action, kind, number,
 * revision; no names of people. Called by session_write. */
void audit_copy(struct session *s);

/* How many people something tells of: those whose records it names, each once. */
struct people {
	uint64_t *who; /* kind * 2^32 + id */
	size_t n, cap;
};

/* The person of this record (kind_more.audited), or whom it is about (a trainee's); nobody for other kinds and id 0. */
void people_add(struct people *p, struct tx *tx, unsigned kind, uint32_t id);
/* The record itself and whom its fields name. */
void people_add_record(struct people *p, struct tx *tx, const struct record *r);
size_t people_count(struct people *p);
void people_release(struct people *p);

#endif
