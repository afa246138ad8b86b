/* What is done on a day: items of plans, own deadlines. The kind's `done` names the field. */
#include "internal.h"
#include "stazh/model/done.h"

static unsigned field_of(const struct record *r)
{
	return kind_more(kind_def(r->kind))->done;
}

enum err done_is_open(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_has(r, field_of(r)) ? error_set(e, ERR_REFUSED, "уже сделано") : OK;
}

enum err done_is_done(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_has(r, field_of(r)) ? OK : error_set(e, ERR_REFUSED, "ещё не сделано");
}

enum err done_finish(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)notice;
	(void)e;
	if (!record_has(args, field_of(r)))
		record_set_date(r, field_of(r), tx_session(tx)->today);
	return OK;
}

enum err done_reopen(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_unset(r, field_of(r));
	return OK;
}
