/* Letters of deadlines: the outbox and what was sent, to whom and about what; and who answers for a deadline. They are
 * written by src/mail alone; nobody adds, changes or deletes one by hand, and undoing passes them by. */
#ifndef STAZH_DOMAIN_LETTER_H
#define STAZH_DOMAIN_LETTER_H

#include "stazh/model/deadline.h"
#include "stazh/store/record.h"

/* A deadline that a letter tells: its sort, the record behind it and the day. */
struct letter_item {
	unsigned sort, kind;
	uint32_t id;
	int32_t due;
	const char *what; /* as it was told, up to the line's end */
	size_t what_n;
};
/* The next one of the letter; *at begins with {0}. False: no more. */
struct letter_place {
	size_t item, told;
};
bool letter_item_next(const struct record *letter, struct letter_place *at, struct letter_item *out);
/* Adds one to a letter in the making. */
void letter_item_add(const struct deadline *d, struct buf *items, struct buf *told);

bool letter_is(const struct record *letter, const char *state);
/* Was it told: sent, in somebody's hands just now, or perhaps sent? */
bool letter_was_told(const struct record *letter);
/* The day on which it was. */
int32_t letter_told_on(const struct record *letter);

/* Calls fn for every letter that is not settled yet, and for those that were on or after `since`, until it returns
 * false. The record lives during the call. */
void letter_each(struct tx *tx, int32_t since, bool (*fn)(struct tx *tx, const struct record *letter, void *arg),
		 void *arg);

/* How often a record's deadlines were told, and when last. */
struct letter_count {
	size_t n;
	int32_t last; /* DATE_NONE: never */
};
struct letter_count letters_about(struct tx *tx, unsigned kind, uint32_t id);
struct facts;
/* Adds it as a fact of the record: «Напоминали: 3 раза, последний 10.06.2027». */
void letter_facts(struct tx *tx, const struct record *r, struct facts *out);

/* Who answers for deadlines, for a walk over many of them. */
struct answering {
	struct tx *tx;
	struct answering_name {
		char *name;
		uint32_t person;
	} * names; /* looked for already */
	size_t n, cap;
};
void answering_release(struct answering *a);
/* Calls fn for each, a person once: the leaders of its sites, of one without a leader the head of the organisation; the
 * methodist; the trainee of a plan's item beside the leader; whoever a deadline of one's own names. person 0: no record
 * is known, `name` says who is meant. */
void answering_each(struct answering *a, const struct deadline *d,
		    void (*fn)(uint32_t person, const char *name, void *arg), void *arg);
struct people;
/* Whom the deadline names: who answers for it, and whom it is about (the trainee of a plan's item, of a mark). */
void answering_people(struct answering *a, const struct deadline *d, struct people *out);

#endif
