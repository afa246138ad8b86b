/* The open steps of a roadmap go with what they are counted from: an event is moved, a term gets another end. They go
 * when the event is cancelled or put into the archive, and come back with it. A step that was given another day by hand
 * is left alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reminders.h"
#include "stazh/model/deferral.h"

#define CANCELLED "занятие отменено"
#define ARCHIVED  "занятие в архиве"
#define TOLD	  "Шагов дорожных карт "

struct follow {
	struct tx *tx;
	const struct record *subject;
	size_t moved, left, withdrawn, back;
	struct error *e;
};

/* ---- one step ---- */

static bool is_cancelled(const struct record *event)
{
	return !strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED);
}

static bool is_waived(const struct record *step, struct deferral *d)
{
	size_t at = 0;

	return deferral_next(record_text(step, REC_DEFERRED), &at, d) && d->until == DATE_NONE;
}

static bool is_because(const struct deferral *d, const char *reason)
{
	return d->reason_n == strlen(reason) && !memcmp(d->reason, reason, d->reason_n);
}

static bool is_withdrawn(const struct record *step)
{
	struct deferral d;

	return is_waived(step, &d) && (is_because(&d, CANCELLED) || is_because(&d, ARCHIVED));
}

static enum err withdraw(struct follow *f, const struct record *was)
{
	struct record is = {0};
	struct deferral d;
	enum err err = OK;

	if (!is_waived(was, &d)) {
		record_copy(&is, was);
		deferral_set(&is, whose_sort(f->tx, was), DATE_NONE, is_cancelled(f->subject) ? CANCELLED : ARCHIVED);
		err = model_store(f->tx, was, &is, f->e);
		f->withdrawn++;
		record_release(&is);
	}
	return err;
}

static enum err bring_back(struct follow *f, const struct record *was)
{
	struct record is = {0};
	enum err err = OK;

	if (is_withdrawn(was)) {
		record_copy(&is, was);
		record_unset(&is, REC_DEFERRED);
		err = model_store(f->tx, was, &is, f->e);
		f->back++;
		record_release(&is);
	}
	return err;
}

/* A year's stays where it is. */
static enum err move(struct follow *f, const struct record *was)
{
	const struct config *c = tx_config(f->tx);
	struct record roadmap = {0}, is = {0};
	struct roadmap_step step;
	struct span span;
	size_t at = 0;
	int32_t base = record_date(was, REMINDER_BASE), anchor;
	const char *of;
	enum err err = OK;

	if (!load_ref(f->tx, KIND_ROADMAP, was, REMINDER_ROADMAP, &roadmap))
		return OK;
	of = record_text(&roadmap, ROADMAP_BASE);
	if (!strcmp(of, ROADMAP_YEAR) || !roadmap_span(f->tx, of, f->subject, 0, &span) ||
	    roadmap_step_next(record_text(was, REMINDER_STEP), of, &at, &step, NULL))
		goto done;
	anchor = roadmap_anchor(&step.when, of, &span);
	if (anchor == base)
		goto done;
	record_copy(&is, was);
	record_set_date(&is, REMINDER_BASE, anchor);
	if (step_day(c, &step.when, base) == record_date(was, REMINDER_DUE)) {
		record_set_date(&is, REMINDER_DUE, step_day(c, &step.when, anchor));
		f->moved++;
	} else {
		f->left++;
	}
	err = model_store(f->tx, was, &is, f->e);
done:
	record_release(&roadmap);
	record_release(&is);
	return err;
}

bool roadmap_is_after(struct tx *tx, const struct record *r)
{
	struct record roadmap = {0};
	struct roadmap_step step;
	size_t at = 0;
	bool after = load_ref(tx, KIND_ROADMAP, r, REMINDER_ROADMAP, &roadmap) &&
		     !strcmp(record_text(&roadmap, ROADMAP_BASE), ROADMAP_TERM) &&
		     !roadmap_step_next(record_text(r, REMINDER_STEP), ROADMAP_TERM, &at, &step, NULL) &&
		     step.when.n > 0 && (step.when.from == STEP_USUAL || step.when.from == STEP_END);

	record_release(&roadmap);
	return after;
}

/* ---- all of them ---- */

static enum err each_open(struct follow *f, enum err (*fn)(struct follow *f, const struct record *step))
{
	struct record step = {0};
	size_t n;
	uint32_t *ids = refs_list(f->tx, f->subject->kind, f->subject->id, KIND_REMINDER, REMINDER_LINK, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		if (load(f->tx, KIND_REMINDER, ids[i], &step) && record_has(&step, REMINDER_ROADMAP) &&
		    !record_has(&step, REMINDER_DONE_ON))
			err = fn(f, &step);
	free(ids);
	record_release(&step);
	return err;
}

/* «Шагов дорожных карт перенесено: 3»: of several events of one act together. */
static void tell(struct follow *f, const char *what, size_t n)
{
	struct buf *notice = &tx_outcome(f->tx)->notice, all = {0};
	char head[120];
	const char *line;
	unsigned long before = 0;

	if (!n)
		return;
	snprintf(head, sizeof(head), TOLD "%s: ", what);
	line = strstr(buf_text(notice), head);
	if (line) {
		before = strtoul(line + strlen(head), NULL, 10);
		buf_addn(&all, notice->s, (size_t)(line - notice->s));
		buf_add(&all, strchr(line, '\n') + 1);
		buf_clear(notice);
		buf_add(notice, buf_text(&all));
		buf_free(&all);
	}
	buf_addf(notice, "%s%lu\n", head, before + n);
}

static void tell_all(struct follow *f)
{
	tell(f, "перенесено", f->moved);
	tell(f, "осталось как есть, их срок меняли отдельно", f->left);
	tell(f, "снято", f->withdrawn);
	tell(f, "вернулось", f->back);
}

static bool is_off(const struct record *event)
{
	return is_cancelled(event) || record_bool(event, REC_ARCHIVED);
}

static enum err follow_event(struct follow *f, const struct record *was, const struct record *is)
{
	enum err err = OK;

	if (record_date(was, EVENT_DATE) != record_date(is, EVENT_DATE))
		err = each_open(f, move);
	if (!err && is_off(was) != is_off(is))
		err = each_open(f, is_off(is) ? withdraw : bring_back);
	return err;
}

/* Those that stand at the term, and at its site. */
static enum err follow_term(struct follow *f, const struct record *is)
{
	struct record site = {0};
	enum err err = each_open(f, move);

	if (!err && load_ref(f->tx, KIND_SITE, is, TERM_SITE, &site)) {
		f->subject = &site;
		err = each_open(f, move);
	}
	record_release(&site);
	return err;
}

/* It ended before its term: those that stand at it, and at its last term. */
static enum err follow_site(struct follow *f, const struct record *is)
{
	struct record term = {0};
	enum err err = each_open(f, move);

	if (!err && site_last_term(f->tx, is->id, &term)) {
		f->subject = &term;
		err = each_open(f, move);
	}
	record_release(&term);
	return err;
}

enum err roadmap_follow(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct follow f = {.tx = tx, .subject = is, .e = e};
	enum err err = OK;

	if (tx_taking_over(tx))
		return OK;
	if (is->kind == KIND_EVENT && was)
		err = follow_event(&f, was, is);
	else if (is->kind == KIND_TERM)
		err = follow_term(&f, is);
	else if (is->kind == KIND_SITE && was && record_date(was, SITE_ENDED_ON) != record_date(is, SITE_ENDED_ON))
		err = follow_site(&f, is);
	if (!err)
		tell_all(&f);
	return err;
}
