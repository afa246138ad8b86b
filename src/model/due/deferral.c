#include <string.h>

#include "../internal.h"
#include "stazh/base/date.h"
#include "stazh/model/deferral.h"

static bool is_of(const struct deferral *d, unsigned sort)
{
	const char *code = deadline_code(sort);

	return d->code_n == strlen(code) && !memcmp(d->code, code, d->code_n);
}

void deferral_set(struct record *r, unsigned sort, int32_t until, const char *reason)
{
	const char *was = record_text(r, REC_DEFERRED);
	struct deferral d;
	struct buf all = {0};

	for (size_t at = 0, from = 0; deferral_next(was, &at, &d); from = at)
		if (!is_of(&d, sort))
			buf_addf(&all, "%.*s\n", (int)(d.reason + d.reason_n - (was + from)), was + from);
	buf_addf(&all, "%s ", deadline_code(sort));
	if (until == DATE_NONE)
		buf_addc(&all, '-');
	else
		date_add_iso(&all, until);
	buf_addf(&all, " %s", reason);
	record_set_text(r, REC_DEFERRED, all.s);
	buf_free(&all);
}

int32_t deferral_decided(const struct record *r, unsigned sort, int32_t due)
{
	const char *text = record_text(r, REC_DEFERRED);
	struct deferral d;

	for (size_t at = 0; deferral_next(text, &at, &d);)
		if (is_of(&d, sort))
			return d.until == DATE_NONE || d.until > due ? d.until : due;
	return due;
}

/* Key of an entry: date, sort, … (deadline.h) */
static bool is_deadline(enum table t, struct slice key)
{
	return t == T_DUE && key.n == DEADLINE_KEY_SIZE;
}

size_t record_dues(struct tx *tx, const struct record *r, struct record_due out[DUES_MAX])
{
	const struct kind_def *k = kind_def(r->kind);
	struct entries *all = entries_new();
	struct slice key, value;
	enum table t;
	size_t n = 0;

	if (k->deadlines)
		k->deadlines(tx, r, all);
	for (size_t i = 0; n < DUES_MAX && entries_at(all, i, &t, &key, &value); i++)
		if (is_deadline(t, key)) {
			out[n] = (struct record_due){.sort = key.p[4], .due = key_get_date(key.p)};
			out[n].now = deferral_decided(r, out[n].sort, out[n].due);
			n++;
		}
	entries_free(&all);
	return n;
}

const struct record_due *record_due_next(const struct record_due *dues, size_t n, int32_t today)
{
	const struct record_due *best = &dues[0];

	for (size_t i = 1; i < n; i++) {
		const struct record_due *d = &dues[i];
		bool late = d->now < today;

		if (d->now == DATE_NONE || (deadline_is_alarm(d->sort) && !deadline_is_alarm(best->sort)))
			continue;
		if (best->now == DATE_NONE || (late && (best->now >= today || d->now > best->now)) ||
		    (!late && best->now >= today && d->now < best->now))
			best = d;
	}
	return best;
}

void deferral_derive(struct tx *tx, const struct record *r, struct entries *out)
{
	struct entries *own;
	struct slice key, value;
	enum table t;

	if (!record_has(r, REC_DEFERRED)) {
		kind_def(r->kind)->deadlines(tx, r, out);
		return;
	}
	own = entries_new();
	kind_def(r->kind)->deadlines(tx, r, own);
	for (size_t i = 0; entries_at(own, i, &t, &key, &value); i++) {
		int32_t due = is_deadline(t, key) ? deferral_decided(r, key.p[4], key_get_date(key.p)) : 0;
		struct key k = {.n = 0};

		if (due == DATE_NONE)
			continue;
		if (is_deadline(t, key))
			key_bytes(key_date(&k, due), key.p + 4, key.n - 4);
		else
			key_bytes(&k, key.p, key.n);
		entries_add(out, t, &k, value.p, value.n);
	}
	entries_free(&own);
}
