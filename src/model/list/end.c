/* What is at the end of a path. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../internal.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/model/path.h"

static bool has_state(struct slice body, unsigned field, struct buf *state)
{
	struct record r = {0};
	bool is = body.n && !record_decode(&r, body.p, body.n, NULL);

	buf_clear(state);
	buf_add(state, is ? record_text(&r, field) : "");
	record_release(&r);
	return is;
}

int32_t state_day(struct tx *tx, const struct record *r, unsigned field)
{
	struct buf before = {0}, after = {0};
	struct log_entry l = {0};
	int32_t day = DATE_NONE;

	for (uint64_t seq = 0; day == DATE_NONE && (seq = log_prev_of_record(tx, r->kind, r->id, seq));) {
		time_t at;
		struct tm tm;

		if (log_load(tx, seq, &l))
			break;
		at = (time_t)(l.at_ms / 1000);
		if (has_state(l.after, field, &after) && !strcmp(buf_text(&after), record_text(r, field)) &&
		    (!has_state(l.before, field, &before) || strcmp(buf_text(&before), buf_text(&after)) != 0) &&
		    localtime_r(&at, &tm))
			day = date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		log_release(&l);
	}
	buf_free(&before);
	buf_free(&after);
	return day;
}

/* ---- the records there ---- */

struct ends {
	uint32_t *ids;
	size_t n, cap;
};

static void ends_add(struct ends *l, uint32_t id)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->ids[i] == id)
			return;
	l->ids = mem_grow(l->ids, l->n, &l->cap, sizeof(*l->ids));
	l->ids[l->n++] = id;
}

static void follow(struct tx *tx, const struct field *f, const struct record *r, struct ends *to)
{
	struct pointed at_end;

	if (!access_sees(tx, f, r))
		return;
	for (size_t at = 0; field_target(f, record_get(r, f->id), &at, &at_end);)
		ends_add(to, at_end.id);
}

/* Calls fn for every record at the end of p whose field there the session may read, each once. */
static void each_end(struct tx *tx, const struct path *p, const struct record *r,
		     void (*fn)(struct tx *tx, const struct path *p, const struct record *r, void *arg), void *arg)
{
	const struct field *last = p->field[p->n - 1];
	struct ends at = {0}, next = {0};
	struct record one = {0};

	if (p->n == 1) {
		if (access_sees(tx, last, r))
			fn(tx, p, r, arg);
		return;
	}
	follow(tx, p->field[0], r, &at);
	for (size_t i = 1; i < p->n; i++, next.n = 0) {
		for (size_t j = 0; j < at.n; j++) {
			if (!load(tx, p->field[i - 1]->ref, at.ids[j], &one))
				continue;
			if (i < p->n - 1)
				follow(tx, p->field[i], &one, &next);
			else if (access_sees(tx, last, &one))
				fn(tx, p, &one, arg);
		}
		if (i < p->n - 1) {
			struct ends was = at;

			at = next;
			next = was;
		}
	}
	free(at.ids);
	free(next.ids);
	record_release(&one);
}

/* ---- shown ---- */

struct shown {
	enum style style;
	struct buf *out;
	size_t from;
};

static void add_one(struct tx *tx, const struct path *p, const struct record *r, enum style style, struct buf *out)
{
	const struct field *last = p->field[p->n - 1];
	struct value day = {.type = V_INT};

	if (p->since) {
		day.num = state_day(tx, r, last->id);
		if (day.num != DATE_NONE)
			p->since->type->print(tx, p->since, &day, style, out);
	} else if (style != STYLE_PEOPLE && last->type->unset && !record_has(r, last->id)) {
		buf_add(out, last->type->unset);
	} else {
		field_add_all(tx, last, r, style, out);
	}
}

static void show(struct tx *tx, const struct path *p, const struct record *r, void *arg)
{
	struct shown *s = arg;
	size_t was = s->out->n, joined;

	if (was > s->from)
		buf_add(s->out, s->style == STYLE_PEOPLE ? "; " : ";");
	joined = s->out->n;
	add_one(tx, p, r, s->style, s->out);
	if (s->out->n == joined && joined > was) /* nothing was joined */
		s->out->s[s->out->n = was] = '\0';
}

void path_add(struct tx *tx, const struct path *p, const struct record *r, enum style style, struct buf *out)
{
	struct shown s = {style, out, out->n};

	each_end(tx, p, r, show, &s);
}

/* ---- ordered ---- */

static void add_key(struct tx *tx, const struct path *p, const struct record *r, void *arg)
{
	const struct field *last = p->field[p->n - 1];
	struct key key = {.n = 0};
	int32_t day;

	if (p->since) {
		day = state_day(tx, r, last->id);
		key_date(&key, day != DATE_NONE ? day : INT32_MAX);
	} else {
		sort_key_add(tx, kind_def(r->kind), last, r, &key);
	}
	buf_addn(arg, key.b, key.n);
}

void path_add_key(struct tx *tx, const struct path *p, const struct record *r, struct buf *out)
{
	each_end(tx, p, r, add_key, out);
}
