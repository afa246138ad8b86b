/* Changes by the operations that the screen and the commands use, and how far a record has come by them. */
#ifndef TESTS_CHANGES_H
#define TESTS_CHANGES_H

#include <stdio.h>
#include <string.h>

#include "stazh/domain/kinds.h"
#include "stazh/model/model.h"

enum { ADDED = 1, RENAMED, DONE, LAST }; /* steps of a record; its revision counts them too */

/* A change that was acknowledged: to the number-th record of a writer. */
struct ack {
	uint32_t id, number, step;
};

static inline void name_of(unsigned writer, unsigned number, bool renamed, char *out, size_t n)
{
	snprintf(out, n, "дело %u-%u%s", writer, number, renamed ? " исправлено" : "");
}

static inline enum err take_step(struct session *s, unsigned writer, struct ack *a, struct error *e)
{
	char text[80];
	struct assign fields[] = {{"what", text}, {"due", "15.06.2027"}};

	name_of(writer, a->number, a->step == RENAMED, text, sizeof(text));
	switch (a->step) {
	case ADDED:
		return op_add(s, KIND_REMINDER, fields, 2, &a->id, NULL, e);
	case RENAMED:
		return op_set(s, KIND_REMINDER, a->id, 0, fields, 1, NULL, e);
	case DONE:
		return op_act(s, KIND_REMINDER, a->id, 0, "done", NULL, 0, NULL, e);
	default: /* to the trash, or back to not done */
		return a->number % 2 ? op_delete(s, KIND_REMINDER, a->id, false, e) : op_undo(s, 1, NULL, e);
	}
}

/* How far the record has come; 0: not as it should be. */
static inline unsigned step_of(struct tx *tx, unsigned writer, const struct ack *a)
{
	struct record r = {.kind = 0};
	bool trashed = record_load(tx, KIND_REMINDER, a->id, &r) == ERR_NONE;
	unsigned step = 0;
	char text[80];

	if (!trashed || !record_load_trash(tx, KIND_REMINDER, a->id, &r))
		step = (unsigned)record_int(&r, REC_REV) + trashed;
	name_of(writer, a->number, step >= RENAMED, text, sizeof(text));
	if (strcmp(record_text(&r, REMINDER_WHAT), text) ||
	    record_has(&r, REMINDER_DONE_ON) != (step == DONE || trashed))
		step = 0;
	record_release(&r);
	return step;
}

#endif
