/* Who was not there several times in a row, or so often that the hours of the plan are out of reach. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../internships/internships.h"
#include "../sites/sites.h"
#include "events.h"
#include "stazh/domain/attendance.h"
#include "stazh/model/deadline.h"

/* The order of events: by day, time, number. */
static int64_t place_of(const struct record *event)
{
	return (((int64_t)record_date(event, EVENT_DATE) << 11) + record_int(event, EVENT_TIME)) * ((int64_t)1 << 32) +
	       event->id;
}

static bool is_held(const struct record *event)
{
	return !strcmp(record_text(event, EVENT_STATE), EVENT_HELD);
}

static bool is_absence(const struct record *mark)
{
	return !strcmp(record_text(mark, ATTENDANCE_MARK), MARK_ABSENT);
}

/* Absences between the mark before `at` that is none and the trainee's last one: all of them with `own`, which is at
 * `at`, and those before it.
 * False: a mark after `at` is none. The newest marks come first, since they are mostly the last ones. */
static bool count_row(struct tx *tx, uint32_t trainee, uint32_t own, int64_t at, size_t *all, size_t *before)
{
	struct record mark = {0}, event = {0};
	size_t n, absent = 0;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);
	int64_t *absences = mem_alloc((n + 1) * sizeof(*absences)), since = INT64_MIN;
	bool open = true;

	for (size_t i = n; open && i-- > 0;) {
		int64_t place;

		if (ids[i] == own || !load(tx, KIND_ATTENDANCE, ids[i], &mark) ||
		    !load_ref(tx, KIND_EVENT, &mark, ATTENDANCE_EVENT, &event) || !is_held(&event))
			continue;
		place = place_of(&event);
		if (is_absence(&mark))
			absences[absent++] = place;
		else if (place > at)
			open = false;
		else if (place > since)
			since = place;
	}
	*all = 1; /* while it is stored the index does not have it yet */
	*before = 0;
	for (size_t i = 0; i < absent; i++) {
		*all += absences[i] > since;
		*before += absences[i] > since && absences[i] < at;
	}
	free(ids);
	free(absences);
	record_release(&mark);
	record_release(&event);
	return open;
}

/* ---- hours that can no longer be reached ---- */

static long plan_hours(struct tx *tx, const struct record *group)
{
	struct record doc = {0}, line = {0};
	size_t n, lines_n = 0;
	uint32_t *docs = refs_list(tx, KIND_SITE, record_ref(group, GROUP_SITE), KIND_PLANDOC, PLANDOC_SITE, &n);
	long hours = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t *lines;

		if (!load(tx, KIND_PLANDOC, docs[i], &doc) || strcmp(record_text(&doc, PLANDOC_KIND), PLANDOC_PLAN) ||
		    record_int(&doc, PLANDOC_SCHOOL_YEAR) != record_int(group, GROUP_SCHOOL_YEAR))
			continue;
		lines = refs_list(tx, KIND_PLANDOC, docs[i], KIND_PLANLINE, PLANLINE_PLANDOC, &lines_n);
		for (size_t l = 0; l < lines_n; l++)
			if (load(tx, KIND_PLANLINE, lines[l], &line))
				hours += (long)record_int(&line, PLANLINE_HOURS);
		free(lines);
	}
	free(docs);
	record_release(&doc);
	record_release(&line);
	return hours;
}

/* Of the thematic plan of the group's year, or more, as its lessons are planned and were held. */
static long planned_hours(struct tx *tx, const struct record *group)
{
	struct record event = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_GROUP, group->id, KIND_EVENT, EVENT_GROUPS, &n);
	long lessons = 0, plan = plan_hours(tx, group);

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_EVENT, ids[i], &event) && strcmp(record_text(&event, EVENT_STATE), EVENT_CANCELLED))
			lessons += event_hours(&event);
	free(ids);
	record_release(&event);
	return lessons > plan ? lessons : plan;
}

/* Hours of lessons before `at` where the trainee was not, for whatever reason. */
static long lost_hours(struct tx *tx, uint32_t trainee, uint32_t own, int64_t at)
{
	struct record mark = {0}, event = {0};
	long hours = 0;
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);

	for (size_t i = 0; i < n; i++)
		if (ids[i] != own && load(tx, KIND_ATTENDANCE, ids[i], &mark) &&
		    !mark_counts(record_text(&mark, ATTENDANCE_MARK)) &&
		    load_ref(tx, KIND_EVENT, &mark, ATTENDANCE_EVENT, &event) && is_held(&event) &&
		    place_of(&event) < at)
			hours += event_hours(&event);
	free(ids);
	record_release(&mark);
	record_release(&event);
	return hours;
}

/* ---- the deadlines ---- */

struct absence {
	const struct record *mark, *event, *trainee;
	struct record group;
};

static void add(struct tx *tx, const struct absence *a, unsigned sort, struct buf *what, struct entries *out)
{
	struct deadline d = {.kind = (uint8_t)sort,
			     .rec_kind = KIND_ATTENDANCE,
			     .rec_id = a->mark->id,
			     .due = record_date(a->event, EVENT_DATE)};
	struct site_card card = {0};

	if (site_card_load(tx, record_ref(&a->group, GROUP_SITE), &card)) {
		trainee_name(tx, a->trainee, what);
		d.what = what->s;
		site_deadline(&card, WHOSE_LEADER, &d);
		deadline_add(out, &d);
		site_card_release(&card);
	}
	buf_free(what);
}

static void in_row(struct tx *tx, const struct absence *a, struct entries *out)
{
	size_t limit = (size_t)config_int(tx_config(tx), OPT_ALARM_ABSENCES), all, before;
	struct buf what = {0};

	if (!limit || !is_absence(a->mark) ||
	    !count_row(tx, a->trainee->id, a->mark->id, place_of(a->event), &all, &before) || before + 1 != limit)
		return;
	buf_addf(&what, "%zu %s подряд: ", all, text_plural((long)all, "пропуск", "пропуска", "пропусков"));
	add(tx, a, DL_ABSENCES, &what, out);
}

/* The mark by which the part that is wanted of the plan got out of reach. */
static void out_of_reach(struct tx *tx, const struct absence *a, struct entries *out)
{
	long percent = config_int(tx_config(tx), OPT_ALARM_HOURS_PERCENT), planned, before;
	struct buf what = {0};

	if (!percent)
		return;
	planned = planned_hours(tx, &a->group);
	before = lost_hours(tx, a->trainee->id, a->mark->id, place_of(a->event));
	if ((planned - before) * 100 < percent * planned ||
	    (planned - before - event_hours(a->event)) * 100 >= percent * planned)
		return;
	buf_addf(&what, "Не набрать %ld %% часов плана (%ld): ", percent, planned);
	add(tx, a, DL_HOURS, &what, out);
}

void absence_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct record event = {0}, trainee = {0};
	struct absence a = {.mark = r, .event = &event, .trainee = &trainee};

	if (!mark_counts(record_text(r, ATTENDANCE_MARK)) && load_ref(tx, KIND_EVENT, r, ATTENDANCE_EVENT, &event) &&
	    is_held(&event) && load_ref(tx, KIND_TRAINEE, r, ATTENDANCE_TRAINEE, &trainee) &&
	    strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_COMPLETED) &&
	    strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED) &&
	    load_ref(tx, KIND_GROUP, &trainee, TRAINEE_GROUP, &a.group)) {
		in_row(tx, &a, out);
		out_of_reach(tx, &a, out);
	}
	record_release(&event);
	record_release(&trainee);
	record_release(&a.group);
}
