/* Who read what (152-ФЗ, art. 19): the journal's entries of reading, and its copy in the system's log. Reading never
 * fails for want of them: a database that cannot be written to is read all the same, and the system's log told. */
#ifndef STAZH_DOMAIN_AUDIT_H
#define STAZH_DOMAIN_AUDIT_H

#include "stazh/domain/schema.h"
#include "stazh/domain/session.h"

/* Is reading records of this kind written down? Those of people and trainees are. */
bool audit_concerns(unsigned kind);
/* A record was opened and is seen. Once for each record in a session. Nothing for other kinds, or when [access] log_reads
 * is off. */
void audit_read(struct session *s, unsigned kind, uint32_t id);
/* n records of the kind were listed, found or written out: action is "list", "find", "export". */
void audit_list(struct session *s, const char *action, unsigned kind, size_t n);
/* All that is held about one person was written out. */
void audit_card(struct session *s, unsigned kind, uint32_t id);
/* A remote session asked for what it may not. what: its words. */
void audit_refused(struct session *s, const char *what);
/* Somebody without a role asked: only the system's log is told. */
void audit_stranger(const struct session *s);
/* Copies what the last write of the session put into the journal to the system's log: user, action, kind, number,
 * revision; no names of people. Called by session_write. */
void audit_copy(struct session *s);

#endif
