/* An own deadline that repeats is one record: the open occurrence, with the rule by which the next one follows when it
 * is done. */
#include <stdio.h>
#include <string.h>

#include "reminders.h"
#include "stazh/calendar/recur.h"
#include "stazh/model/deferral.h"

#define NAMED_MAX 3 /* days that are told one by one */

bool repeat_is_open(const struct record *r)
{
	return record_has(r, REMINDER_START) && !record_has(r, REMINDER_DONE_ON);
}

struct turns repeat_turns(struct tx *tx, const struct record *r)
{
	return (struct turns){.config = tx_config(tx),
			      .rule = record_text(r, REMINDER_REPEAT),
			      .start = record_date(r, REMINDER_START),
			      .off = day_off_of(record_text(r, REMINDER_DAY_OFF))};
}

struct turn repeat_now(const struct record *r)
{
	return (struct turn){.day = record_date(r, record_has(r, REMINDER_TURN) ? REMINDER_TURN : REMINDER_DUE),
			     .due = record_date(r, REMINDER_DUE)};
}

/* The day by the rule is told where it is another one. */
static void set_turn(struct record *r, const struct turn *t)
{
	record_set_date(r, REMINDER_TURN, t->day == t->due ? DATE_NONE : t->day);
	record_set_date(r, REMINDER_DUE, t->due);
}

void repeat_keep_turn(const struct record *was, struct record *is)
{
	if (repeat_is_open(was) && repeat_is_open(is) && !record_has(is, REMINDER_TURN) &&
	    value_same(record_get(was, REMINDER_REPEAT), record_get(is, REMINDER_REPEAT)) &&
	    record_date(was, REMINDER_DUE) != record_date(is, REMINDER_DUE))
		record_set_date(is, REMINDER_TURN, record_date(was, REMINDER_DUE));
}

/* «05.12.2026, сделан 04.12.2026» */
static void set_last(struct record *r, const struct turn *t, const char *what)
{
	struct buf text = {0};

	date_add_ru(&text, t->due);
	buf_addf(&text, ", %s", what);
	record_set_text(r, REMINDER_LAST, text.s);
	record_set_date(r, REMINDER_LAST_TURN, t->day == t->due ? DATE_NONE : t->day);
	buf_free(&text);
}

static void add_day(struct buf *out, const char *before, int32_t day)
{
	buf_add(out, before);
	date_add_ru(out, day);
}

/* ---- a new rule ---- */

/* The words without what is said of days off; *off as told. */
static enum err read_rule(const struct record *r, struct buf *rule, enum day_off *off, bool *told, struct error *e)
{
	const char *text = record_text(r, REMINDER_REPEAT);
	struct buf rest = {0};
	enum err err = OK;

	*told = day_off_read(text, &rest, off, &err, e);
	if (!err)
		err = recur_parse(*told ? buf_text(&rest) : text, record_date(r, REMINDER_DUE), rule, e);
	buf_free(&rest);
	return err;
}

static void settle_day_off(const struct record *was, struct record *is, enum day_off off, bool told)
{
	bool chosen = record_has(is, REMINDER_DAY_OFF) &&
		      !(was && record_has(was, REMINDER_REPEAT) &&
			value_same(record_get(was, REMINDER_DAY_OFF), record_get(is, REMINDER_DAY_OFF)));

	if (!told && chosen)
		return;
	if (!told)
		off = day_off_usual(record_text(is, REMINDER_REPEAT));
	record_set_text(is, REMINDER_DAY_OFF, told || off ? day_off_words[off] : NULL);
}

static void settle_rule(struct tx *tx, const struct record *was, struct record *is)
{
	enum day_off off = DAY_OFF_STAYS;
	struct buf rule = {0};
	struct turns turns;
	struct turn first;
	bool told;

	record_unset(is, REMINDER_TURN);
	record_unset(is, REMINDER_START);
	if (record_has(is, REMINDER_DUE) && !read_rule(is, &rule, &off, &told, NULL)) {
		record_set_text(is, REMINDER_REPEAT, rule.s);
		settle_day_off(was, is, off, told);
		record_set_date(is, REMINDER_START, record_date(is, REMINDER_DUE));
		turns = repeat_turns(tx, is);
		if (turn_next(&turns, NULL, &first))
			set_turn(is, &first);
		else
			record_unset(is, REMINDER_START);
	}
	buf_free(&rule);
}

/* The open occurrence goes from its day off where it is said to go now. */
static void settle_turn(struct tx *tx, struct record *is)
{
	struct turns turns = repeat_turns(tx, is);
	struct turn before = {.day = repeat_now(is).day - 1, .due = DATE_MIN}, now;

	if (turn_next(&turns, &before, &now))
		set_turn(is, &now);
}

static const char *lifted_why(const struct record *r, unsigned sort, size_t *n)
{
	const char *text = record_text(r, REC_DEFERRED);
	struct deferral d;

	for (size_t at = 0; deferral_next(text, &at, &d);)
		if (d.until == DATE_NONE && d.code_n == strlen(deadline_code(sort)) &&
		    !strncmp(d.code, deadline_code(sort), d.code_n)) {
			*n = d.reason_n;
			return d.reason;
		}
	return NULL;
}

/* Nobody waits for this one any more: for the next. */
static void settle_lifted(struct tx *tx, struct record *is)
{
	struct turns turns = repeat_turns(tx, is);
	struct turn now = repeat_now(is), next;
	size_t n;
	const char *why = lifted_why(is, whose_sort(tx, is), &n);
	struct buf text = {0};

	if (!why || !turn_next(&turns, &now, &next))
		return;
	buf_addf(&text, "снят: %.*s", (int)n, why);
	set_last(is, &now, text.s);
	buf_free(&text);
	record_unset(is, REC_DEFERRED);
	set_turn(is, &next);
	if (tx_outcome(tx)) {
		add_day(&tx_outcome(tx)->notice, "Следующий срок — ", next.due);
		buf_addc(&tx_outcome(tx)->notice, '\n');
	}
}

static bool differs(const struct record *was, const struct record *is, unsigned field)
{
	return !was || !value_same(record_get(was, field), record_get(is, field));
}

void repeat_settle(struct tx *tx, const struct record *was, struct record *is)
{
	bool whole = record_has(is, REMINDER_START);

	if (!record_has(is, REMINDER_REPEAT)) {
		record_unset(is, REMINDER_DAY_OFF);
		record_unset(is, REMINDER_START);
		record_unset(is, REMINDER_TURN);
		return;
	}
	if (!whole || (differs(was, is, REMINDER_REPEAT) && !tx_taking_over(tx)))
		settle_rule(tx, was, is);
	else if (was && differs(was, is, REMINDER_DAY_OFF))
		settle_turn(tx, is);
	if (repeat_is_open(is) && record_has(is, REC_DEFERRED))
		settle_lifted(tx, is);
}

static enum err refuse(const char *cause, struct error *e)
{
	error_set(e, ERR_REFUSED, "Повтор: %s", cause);
	return e ? error_at(e, "repeat") : ERR_REFUSED;
}

enum err repeat_check(struct tx *tx, const struct record *is, struct error *e)
{
	struct error cause = {.code = OK};
	struct buf rule = {0};
	enum day_off off;
	bool told;
	enum err err = OK;

	(void)tx;
	if (!record_has(is, REMINDER_REPEAT) || record_has(is, REMINDER_START) || !record_has(is, REMINDER_DUE))
		return OK;
	err = read_rule(is, &rule, &off, &told, &cause);
	err = refuse(err ? cause.text : "все его дни — нерабочие", e);
	buf_free(&rule);
	return err;
}

/* «каждый месяц 5-го, если выходной — на следующий рабочий день» */
static void add_rule(const struct record *r, struct buf *out)
{
	recur_describe(record_text(r, REMINDER_REPEAT), out);
	if (record_has(r, REMINDER_DAY_OFF))
		buf_addf(out, ", если выходной — %s", record_text(r, REMINDER_DAY_OFF));
}

void repeat_tell(struct tx *tx, const struct record *is, struct buf *notice)
{
	struct turns turns = repeat_turns(tx, is);
	struct turn now = repeat_now(is), next;

	buf_add(notice, "Повторяется ");
	add_rule(is, notice);
	add_day(notice, ": ", now.due);
	for (int i = 1; i < NAMED_MAX && turn_next(&turns, &now, &next); i++, now = next)
		add_day(notice, ", ", next.due);
	buf_add(notice, turn_next(&turns, &now, &next) ? " и дальше\n" : "\n");
}

/* ---- done ---- */

size_t repeat_missed(struct tx *tx, const struct record *r, int32_t today, struct buf *days)
{
	struct turns turns = repeat_turns(tx, r);
	struct turn now = repeat_now(r), next;
	size_t n = 0;

	if (!repeat_is_open(r) || now.due >= today)
		return 0;
	for (n = 1; turn_next(&turns, &now, &next) && next.due < today; n++, now = next)
		if (days && n <= NAMED_MAX)
			add_day(days, n > 1 ? ", " : "", next.due);
	if (days && n > NAMED_MAX + 1)
		buf_addf(days, " и ещё %zu", n - NAMED_MAX - 1);
	return n;
}

void repeat_done(struct tx *tx, struct record *r, int32_t on, struct buf *notice)
{
	struct turns turns = repeat_turns(tx, r);
	struct turn now = repeat_now(r), next = now;
	struct buf missed = {0}, done = {0};
	bool more;

	repeat_missed(tx, r, on, &missed);
	add_day(&done, "сделан ", on);
	set_last(r, &now, done.s);
	add_day(notice, "Сделано за ", now.due);
	do {
		now = next;
		more = turn_next(&turns, &now, &next);
	} while (more && next.due < on);
	if (more) {
		record_unset(r, REMINDER_DONE_ON);
		record_unset(r, REC_DEFERRED);
		set_turn(r, &next);
		add_day(notice, "; следующий срок — ", next.due);
	} else {
		record_set_date(r, REMINDER_DONE_ON, on);
		buf_add(notice, "; это был последний раз");
	}
	buf_addc(notice, '\n');
	if (missed.n)
		buf_addf(notice, "Пропущено: %s\n", missed.s);
	buf_free(&missed);
	buf_free(&done);
}

void repeat_reopen(struct record *r, struct buf *notice)
{
	char day[sizeof("05.12.2026")];
	bool done = record_has(r, REMINDER_DONE_ON);
	struct turn last;

	record_unset(r, REMINDER_DONE_ON);
	snprintf(day, sizeof(day), "%s", record_text(r, REMINDER_LAST));
	if (!*day || date_parse(day, 0, 0, &last.due, NULL))
		return;
	if (done && last.due != record_date(r, REMINDER_DUE)) /* it was done after the repetition had ended */
		return;
	last.day = record_has(r, REMINDER_LAST_TURN) ? record_date(r, REMINDER_LAST_TURN) : last.due;
	set_turn(r, &last);
	record_unset(r, REC_DEFERRED);
	record_unset(r, REMINDER_LAST);
	record_unset(r, REMINDER_LAST_TURN);
	buf_addf(notice, "Снова в работе срок %s\n", day);
}

void repeat_each(struct tx *tx, uint32_t id, int32_t from, int32_t to, void (*fn)(int32_t due, void *arg), void *arg)
{
	struct record r = {0};
	struct turns turns;
	struct turn now, next;

	if (load(tx, KIND_REMINDER, id, &r) && repeat_is_open(&r)) {
		turns = repeat_turns(tx, &r);
		for (now = repeat_now(&r); turn_next(&turns, &now, &next) && next.due <= to; now = next)
			if (next.due >= from)
				fn(next.due, arg);
	}
	record_release(&r);
}

void repeat_facts(struct tx *tx, const struct record *r, struct buf *out)
{
	struct turns turns = repeat_turns(tx, r);
	struct turn now = repeat_now(r), next;
	struct buf days = {0};
	size_t n;

	if (!repeat_is_open(r))
		return;
	n = repeat_missed(tx, r, tx_session(tx)->today, &days);
	if (n > 1)
		buf_addf(out, "Пропущено\t%zu %s, после этого: %s\n", n, text_plural((long)n, "раз", "раза", "раз"),
			 days.s);
	buf_clear(&days);
	for (int i = 0; i < NAMED_MAX && turn_next(&turns, &now, &next); i++, now = next)
		add_day(&days, i ? ", " : "", next.due);
	buf_addf(out, "Дальше\t%s\n", days.n ? days.s : "это последний раз");
	buf_free(&days);
}
