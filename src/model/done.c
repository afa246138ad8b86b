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

#define EARLY_YEARS 5 /* longer than a status lasts: what ends with it may be due as late as that */

static enum err refuse_early(int32_t on, int32_t due, const char *field, struct error *e)
{
	struct buf days = {0};

	date_add_ru(&days, on);
	buf_add(&days, " — больше чем за пять лет до срока, ");
	date_add_ru(&days, due);
	error_set(e, ERR_REFUSED, "Сделано: %s; проверьте год", days.s);
	buf_free(&days);
	return e ? error_at(e, field) : ERR_REFUSED;
}

static bool is_early(struct tx *tx, const struct record *r)
{
	int32_t on = record_date(r, field_of(r)) + EARLY_YEARS * 366;

	return record_has(r, field_of(r)) && on < record_date(r, kind_more(kind_def(r->kind))->done_by) &&
	       on < tx_session(tx)->today;
}

enum err done_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	unsigned done = field_of(is);

	if (!is_early(tx, is) || tx_taking_over(tx) || (was && record_date(was, done) == record_date(is, done)))
		return OK;
	return refuse_early(record_date(is, done), record_date(is, kind_more(kind_def(is->kind))->done_by),
			    field_by_id(kind_def(is->kind), done)->name, e);
}

enum err done_finish(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	unsigned done = field_of(r);

	(void)notice;
	if (!record_has(args, done))
		record_set_date(r, done, tx_session(tx)->today);
	else if (is_early(tx, r))
		return refuse_early(record_date(r, done), record_date(r, kind_more(kind_def(r->kind))->done_by), "date",
				    e);
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
