/* Rights: who may do what with which record. One table of right × role × ownership, for the screen, the commands and
 * import alike; which right an action needs is said by the kind (`writer`), the transition (`role`) and the exceptions
 * that stand beside the table. */
#ifndef STAZH_DOMAIN_ACCESS_H
#define STAZH_DOMAIN_ACCESS_H

#include "stazh/domain/schema.h"
#include "stazh/domain/session.h"

enum right {
	RIGHT_READ,    /* everything but: */
	RIGHT_PRIVATE, /* phones and e-mails (FF_PRIVATE) */
	RIGHT_TEND,    /* what a site does: programme, plan, groups, trainees, equipment, report */
	RIGHT_RULE,    /* statuses, orders, registers, decisions */
	RIGHT_COUNT
};

/* The right behind an action: "add", "set", "delete", "restore", "undo", "merge", "anonymise" or a transition's name. */
enum right access_right(const struct kind_def *k, const char *action);

/* May the session do the action to r? ERR_REFUSED with the reason, which begins with «Нет права». r as it was and as it
 * will be are two questions. */
enum err access_check(struct tx *tx, unsigned kind, const char *action, const struct record *r, struct error *e);
/* May it do so to any record at all: before there is one to ask about. */
enum err access_could(const struct session *s, unsigned kind, const char *action, struct error *e);
/* Storing `is` in place of `was` (NULL: a new record): both must be the session's to write, and what only the methodist
 * sets (FF_RULE) must be as it was, or as every new record gets it. action: "add", "set". */
enum err access_write(struct tx *tx, const char *action, const struct record *was, const struct record *is, struct error *e);

/* May the session read this field? */
bool access_sees(const struct session *s, const struct field *f);
/* ERR_REFUSED when it may not: for conditions and orders, which would tell what the field holds. */
enum err access_ask(const struct session *s, const struct field *f, struct error *e);

/* Does the record belong to the organisation: through its site, by the table in access.c, or what it is part of? */
bool access_owns(struct tx *tx, const struct record *r, uint32_t org);
/* The organisation that r belongs to, the first if there are several, 0: none. */
uint32_t access_org(struct tx *tx, const struct record *r);

#endif
