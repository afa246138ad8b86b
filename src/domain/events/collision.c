#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "stazh/base/collate.h"
#include "stazh/domain/collision.h"
#include "stazh/calendar/days.h"

#define DAY 1440 /* minutes */

static int compare_ids(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

/* «Каб. № 12» and «каб 12» are one place. */
static char *fold_place(const char *s)
{
	struct buf folded = {0}, out = {0};
	size_t at = 0, start, n;

	collate_fold(s, strlen(s), &folded);
	while ((n = collate_word(buf_text(&folded), folded.n, &at, &start))) {
		buf_add(&out, out.n ? " " : "");
		buf_addn(&out, folded.s + start, n);
	}
	buf_free(&folded);
	return out.n ? buf_take(&out) : NULL;
}

static size_t count_of(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v ? v->count : 0;
}

static void add_ids(const struct record *r, unsigned field, uint32_t *ids, size_t *n)
{
	const struct value *v = record_get(r, field);

	for (uint32_t i = 0; v && i < v->count; i++)
		ids[(*n)++] = (uint32_t)v->items[i].num;
}

void claims_of(struct tx *tx, const struct record *event, struct claims *out)
{
	const struct value *sites = record_get(event, EVENT_SITES);
	struct record site = {0};

	*out = (struct claims){.from = 0};
	if (record_has(event, EVENT_TIME) && record_has(event, EVENT_DATE)) {
		out->from = (int64_t)record_date(event, EVENT_DATE) * DAY + record_int(event, EVENT_TIME);
		out->to = out->from +
			  (record_has(event, EVENT_MINUTES) ? record_int(event, EVENT_MINUTES) : COLLISION_MINUTES);
	}
	if (!name_same(record_text(event, EVENT_MODE), MODE_REMOTE))
		out->place = fold_place(record_text(event, EVENT_PLACE));
	out->people =
		mem_alloc((count_of(event, EVENT_SITES) + count_of(event, EVENT_SPEAKERS) + 1) * sizeof(uint32_t));
	add_ids(event, EVENT_SPEAKERS, out->people, &out->people_n);
	for (uint32_t i = 0; sites && i < sites->count; i++)
		if (load(tx, KIND_SITE, (uint32_t)sites->items[i].num, &site) && record_has(&site, SITE_LEADER))
			out->people[out->people_n++] = record_ref(&site, SITE_LEADER);
	qsort(out->people, out->people_n, sizeof(uint32_t), compare_ids);
	out->groups = mem_alloc((count_of(event, EVENT_GROUPS) + 1) * sizeof(uint32_t));
	add_ids(event, EVENT_GROUPS, out->groups, &out->groups_n);
	qsort(out->groups, out->groups_n, sizeof(uint32_t), compare_ids);
	record_release(&site);
}

void claims_free(struct claims *c)
{
	free(c->place);
	free(c->people);
	free(c->groups);
	*c = (struct claims){.from = 0};
}

bool collision_depends(const struct record *was, const struct record *is)
{
	static const uint16_t fields[] = {EVENT_SITES,	 EVENT_GROUPS, EVENT_MODE,  EVENT_DATE,	   EVENT_TIME,
					  EVENT_MINUTES, EVENT_REPEAT, EVENT_PLACE, EVENT_SPEAKERS};
	bool depends = false;

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		depends |= !value_same(record_get(was, fields[i]), record_get(is, fields[i]));
	return depends;
}

/* ---- saying it ---- */

static bool ends_in(const char *word, size_t n, const char *end)
{
	size_t k = strlen(end);

	return n > k && !memcmp(word + n - k, end, k);
}

/* «занят кабинет 12», «занята библиотека», «занята Жукова А.И.»: by the end of the first word. */
static const char *busy(const char *name, bool person)
{
	size_t n = strcspn(name, " ,.");

	if (ends_in(name, n, "а") || ends_in(name, n, "я"))
		return "занята";
	return !person && (ends_in(name, n, "о") || ends_in(name, n, "е")) ? "занято" : "занят";
}

struct finder {
	const struct record *event;
	bool apart; /* from its series */
	const struct claims *claims;
	struct buf *out;
	size_t n;
};

/* One thing after the other: «занят кабинет 12», «заняты кабинет 12, Жукова А.И.» */
static void add_thing(struct buf *things, size_t *n, const char **word, const char *name, bool person)
{
	*word = *n ? "заняты" : busy(name, person);
	buf_addf(things, "%s%s", *n ? ", " : "", name);
	++*n;
}

static void add_common(struct tx *tx, unsigned kind, const uint32_t *a, size_t a_n, const uint32_t *b, size_t b_n,
		       struct buf *things, size_t *n, const char **word)
{
	struct record r = {0};

	for (size_t i = 0, j = 0; i < a_n && j < b_n;) {
		struct buf name = {0};
		uint32_t id = a[i];

		if (a[i] != b[j]) {
			(a[i] < b[j]) ? i++ : j++;
			continue;
		}
		if (kind == KIND_PERSON)
			label_add(tx, kind, id, &name);
		else if (load(tx, kind, id, &r))
			buf_addf(&name, "группа «%s»", record_text(&r, GROUP_NAME));
		add_thing(things, n, word, buf_text(&name), kind == KIND_PERSON);
		buf_free(&name);
		while (i < a_n && a[i] == id)
			i++;
		while (j < b_n && b[j] == id)
			j++;
	}
	record_release(&r);
}

static void add_when(const struct record *event, struct buf *out)
{
	int y, m, d;

	date_to_ymd(record_date(event, EVENT_DATE), &y, &m, &d);
	buf_addf(out, "%02d.%02d", d, m);
	if (record_has(event, EVENT_TIME))
		buf_addf(out, " в %02d:%02d", (int)record_int(event, EVENT_TIME) / 60,
			 (int)record_int(event, EVENT_TIME) % 60);
}

static void add_line(struct tx *tx, const struct record *other, const char *word, const char *things, struct buf *out)
{
	const struct value *speakers = record_get(other, EVENT_SPEAKERS);

	add_when(other, out);
	buf_addf(out, " %s %s: «%s»", word, things, record_text(other, EVENT_TOPIC));
	for (uint32_t i = 0; speakers && i < speakers->count; i++) {
		buf_add(out, ", ");
		label_add(tx, KIND_PERSON, (uint32_t)speakers->items[i].num, out);
	}
	buf_addc(out, '\n');
}

static bool compare(struct tx *tx, const struct record *other, void *arg)
{
	struct finder *f = arg;
	const struct claims *mine = f->claims;
	struct claims theirs = {0};
	struct buf things = {0};
	const char *word = NULL;
	size_t n = 0;

	if ((f->apart ? series_head(other) == series_head(f->event) : other->id == f->event->id) ||
	    !strcmp(record_text(other, EVENT_STATE), EVENT_CANCELLED))
		return true;
	claims_of(tx, other, &theirs);
	if (theirs.from < theirs.to && theirs.from < mine->to && mine->from < theirs.to) {
		if (mine->place && theirs.place && !strcmp(mine->place, theirs.place))
			add_thing(&things, &n, &word, record_text(other, EVENT_PLACE), false);
		add_common(tx, KIND_PERSON, mine->people, mine->people_n, theirs.people, theirs.people_n, &things, &n,
			   &word);
		add_common(tx, KIND_GROUP, mine->groups, mine->groups_n, theirs.groups, theirs.groups_n, &things, &n,
			   &word);
	}
	if (n) {
		add_line(tx, other, word, things.s, f->out);
		f->n++;
	}
	claims_free(&theirs);
	buf_free(&things);
	return true;
}

static size_t find(struct tx *tx, const struct record *event, bool apart, struct buf *out)
{
	const struct config *c = tx_session(tx)->config;
	int32_t day = record_date(event, EVENT_DATE);
	struct claims claims;
	struct finder f = {.event = event, .apart = apart, .claims = &claims, .out = out};
	const char *why;

	if (day == DATE_NONE || !strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED))
		return 0;
	claims_of(tx, event, &claims);
	if (claims.from < claims.to)
		event_each(tx, day - 1, day + 1, compare, &f); /* one may last over midnight */
	claims_free(&claims);
	if (day_is_off(c, day, &why) || day_is_holiday(c, day, &why)) {
		date_add_ru(out, day);
		buf_addf(out, " — %s\n", why);
		f.n++;
	}
	return f.n;
}

size_t collision_find(struct tx *tx, const struct record *event, struct buf *out)
{
	return find(tx, event, false, out);
}

size_t collision_find_apart(struct tx *tx, const struct record *event, struct buf *out)
{
	return find(tx, event, true, out);
}
