/* One action, one transaction. */
#include "../internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/audit.h"

struct run {
	enum err (*fn)(struct tx *tx, void *arg);
	void *arg;
};

/* It may be run a second time, in a larger map: nothing of the first is told. */
static enum err run_afresh(struct tx *tx, void *arg)
{
	const struct run *run = arg;

	outcome_clear(tx_outcome(tx));
	schema_learn_lists(tx_session(tx), tx);
	return run->fn(tx, run->arg);
}

static enum err run_write(struct session *s, struct outcome *out, struct tx_info *info, struct run *run,
			  struct error *e)
{
	struct outcome unasked = {0};
	struct tx *tx;
	enum err err;

	info->user = s->user;
	info->from = s->from;
	info->result = out ? out : &unasked;
	err = store_write(s->store, info, run_afresh, run, e);
	if ((err || info->trial) && (tx = tx_read(s->store, NULL))) {
		schema_learn_lists(s, tx);
		tx_end(&tx);
	}
	outcome_clear(&unasked);
	return err;
}

enum err session_perform(struct session *s, struct outcome *out, const char *action, const char *note,
			 enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e)
{
	struct tx_info info = {.action = action, .note = note ? note : ""};
	uint64_t last;
	bool part = store_shared(s->store);
	enum err err = run_write(s, out, &info, &(struct run){fn, arg}, e);

	if (err || part)
		return err;
	mem_done = "изменение уже записано";
	store_last_write(s->store, &s->acted, &last);
	audit_copy(s);
	if (s->after)
		s->after(s, out);
	return OK;
}

enum err session_write(struct session *s, const char *action, const char *note,
		       enum err (*fn)(struct tx *tx, void *arg), void *arg, struct error *e)
{
	return session_perform(s, NULL, action, note, fn, arg, e);
}

enum err session_try(struct session *s, struct outcome *out, enum err (*fn)(struct tx *tx, void *arg), void *arg,
		     struct error *e)
{
	struct tx_info info = {.action = "try", .note = "", .trial = true};

	return run_write(s, out, &info, &(struct run){fn, arg}, e);
}

static enum err add_note(struct tx *tx, void *arg)
{
	const char *const *texts = arg;

	return log_add(tx, texts[0], texts[1]);
}

enum err session_note(struct session *s, const char *action, const char *note, struct error *e)
{
	const char *texts[] = {action, note};

	return session_write(s, action, note, add_note, texts, e);
}

static enum err add_copied(struct tx *tx, void *arg)
{
	enum err err = add_note(tx, arg);

	return err ? err : tx_note_copied(tx);
}

enum err session_note_copy(struct session *s, const char *file, struct error *e)
{
	const char *texts[] = {"backup", file};

	return session_write(s, texts[0], file, add_copied, texts, e);
}
