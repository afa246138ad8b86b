/* What was typed and not saved: kept beside the records, so that it survives a lost line, a kill, a reboot. A draft
 * causes no journal entry and no revision. It belongs to the login that typed it; while the program that typed it runs,
 * nobody else gets it. When the database cannot take it (a full disk) it goes to a file of the user's in another place.
 */
#ifndef STAZH_MODEL_DRAFT_H
#define STAZH_MODEL_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/model/session.h"

/* {0} with the members up to action is a valid draft without values. */
struct draft {
	uint8_t kind, parent_kind; /* of the record and of what a new one belongs to, 0: nothing */
	uint32_t id, parent;	   /* id 0: a new record */
	char action[40];	   /* of the form of an action; "": the record's own */
	int64_t rev;		   /* of the record when the typing began */
	struct buf title;	   /* «Организация: МБОУ …», for people */
	struct buf values;	   /* name, 0, text, 0 of each field that was changed */
	uint32_t number;	   /* tells several drafts of one form apart; draft_save gives it */
	int64_t at_ms;		   /* Unix time of the last draft_save */
	bool in_base, in_file;	   /* where it lies now */
};

void draft_release(struct draft *d);
void draft_add(struct draft *d, const char *name, const char *text);
/* The text of a name; NULL: none. Points into d->values. */
const char *draft_value(const struct draft *d, const char *name);

/* mine: this program goes on with it, so that no other is offered it; else it is left for whoever opens the form next.
 * OK and d->in_base: it is in the database. OK without it: only in a file, and e says why and where. Anything else:
 * nowhere. */
enum err draft_save(struct session *s, struct draft *d, bool mine, struct error *e);
/* Forgets it: it was saved as a record, or thrown away. */
void draft_drop(struct session *s, struct draft *d);
/* The drafts of the session's login that no running program has in hand, newest first; draft_list_free. form (may be
 * NULL): only those of the same form. */
size_t draft_list(struct session *s, const struct draft *form, struct draft **list);
void draft_list_free(struct draft *list, size_t n);

/* What becomes of a draft in a file of this account and database: out (empty) gets its new bytes when it changes. */
enum draft_fate { DRAFT_STAYS, DRAFT_CHANGES, DRAFT_GOES };
void draft_files_change(struct session *s,
			enum draft_fate (*fn)(struct slice key, const struct buf *pairs, struct buf *out, void *arg),
			void *arg);

#endif
