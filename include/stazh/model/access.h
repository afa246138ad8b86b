/* Rights: who may do what with which record. One table of right × role × ownership, for the screen, the commands and
 * import alike; which right an action needs is said by the kind (`writer`), the transition (`role`) and the exceptions
 * that stand beside the table. Beside it the rules by state, which hold for every role. */
#ifndef STAZH_MODEL_ACCESS_H
#define STAZH_MODEL_ACCESS_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

enum right {
	RIGHT_READ,	 /* everything but: */
	RIGHT_PRIVATE,	 /* phones, e-mails and scores (FF_PRIVATE) */
	RIGHT_INNER,	 /* texts of reports (FF_INNER) */
	RIGHT_TEND,	 /* what an organisation does: programme, plan, groups, trainees, equipment, report */
	RIGHT_INTRODUCE, /* those that the base does not know, while they are needed (people, while they are enrolled)
			  */
	RIGHT_RULE,	 /* statuses, orders, registers, decisions */
	RIGHT_COUNT
};

/* A rule by state, for every role: what was approved, submitted, accepted or signed is changed by the action that takes
 * it back and by no form; neither is it deleted. */
struct hold {
	uint16_t through;      /* the reference to the record whose state it is, 0: its own */
	const char *states[4]; /* none: the end of the list */
	const char *action;    /* of that record: takes it back; NULL: nothing does */
	unsigned of;	       /* the action is one of this kind (of the order that did it), 0: of that record's */
	const char *instead;   /* no action: what to do then; NULL: a new one */
	/* The sentence around the action: before it, behind it, and behind that for who may not do it; NULL: «Сначала
	 * верните: …». */
	const char *way[3];
	enum option_id rule;
	uint16_t only[4]; /* the fields that stay as they are; none: all but the next */
	uint16_t free[3];
	bool fill; /* what is empty may be told: a paper does not tell everything */
	bool undo; /* neither is what was done before taken back */
};

/* What a kind answers about rights (kind_more.rights). */
struct kind_rights {
	/* The references by which it belongs to organisations: it is of all that they lead to. None: where its parent
	 * does. */
	uint16_t owners[3];
	/* The reference to the record that it is about (a diagnosis about a trainee, a trainee about a person): whose
	 * organisation may read what is private of it too, and the other way round. */
	uint16_t about;
	struct {
		const char *action;
		enum right right;
	} exceptions[3];	  /* where neither `writer` nor the transition's `role` tells */
	uint16_t introduced;	  /* the field that marks one that was introduced and that nobody has looked at yet */
	uint16_t obligation[4];	  /* what only the methodist changes once there is */
	uint16_t obliged;	  /* this field */
	const struct hold *holds; /* rules by state; ends with one without states; NULL: none */
};
/* Never NULL. */
const struct kind_rights *kind_rights(const struct kind_def *k);

/* The right behind an action: "add", "set", "delete", "restore", "undo", "merge", "anonymise", "introduce" or a
 * transition's name. */
enum right access_right(const struct kind_def *k, const char *action);

/* May the session do the action to r? ERR_REFUSED: by right, the reason begins with «Нет права»; by the state that r or
 * what it belongs to is in, the reason names the clause and the action that takes it back («Сначала верните: …»). To
 * set what has fields that go on being written is not refused here. r as it was and as it will be are two questions. */
enum err access_check(struct tx *tx, unsigned kind, const char *action, const struct record *r, struct error *e);
/* May it do so to any record at all: before there is one to ask about. */
enum err access_could(const struct session *s, unsigned kind, const char *action, struct error *e);
/* Storing `is` in place of `was` (NULL: a new record): both must be the session's to write, what only the methodist
 * sets (FF_RULE) must be as it was, or as every new record gets it, and what its state holds must be as it was. action:
 * "add", "set". */
enum err access_write(struct tx *tx, const char *action, const struct record *was, const struct record *is,
		      struct error *e);

/* May the session read this field of r? A leader those of the own organisation, of its people and of its sites'
 * trainees. */
bool access_sees(struct tx *tx, const struct field *f, const struct record *r);
/* Of every record there is? */
bool access_sees_all(const struct session *s, const struct field *f);
/* ERR_REFUSED when it may read it of no record: for conditions and orders, which would tell what the field holds; of
 * those that it may not read they have to know nothing. */
enum err access_ask(const struct session *s, const struct field *f, struct error *e);

/* Does the record belong to the organisation, and to it alone: by its kind's owners, or by what it is part of? */
bool access_owns(struct tx *tx, const struct record *r, uint32_t org);
/* The organisation that r belongs to, the first if there are several, 0: none. */
uint32_t access_org(struct tx *tx, const struct record *r);

#endif
