/* Who was not there several times in a row. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "../internships/internships.h"
#include "../sites/sites.h"
#include "events.h"
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

static void add(struct tx *tx, const struct record *r, const struct record *event, const struct record *trainee,
		size_t n, struct entries *out)
{
	struct deadline d = {.kind = DL_ABSENCES,
			     .rec_kind = KIND_ATTENDANCE,
			     .rec_id = r->id,
			     .due = record_date(event, EVENT_DATE)};
	struct record group = {0};
	struct site_card card = {0};
	struct buf what = {0};

	if (load_ref(tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group) &&
	    site_card_load(tx, record_ref(&group, GROUP_SITE), &card)) {
		buf_addf(&what, "%zu %s подряд: ", n, text_plural((long)n, "пропуск", "пропуска", "пропусков"));
		trainee_name(tx, trainee, &what);
		d.what = what.s;
		site_deadline(&card, WHOSE_LEADER, &d);
		deadline_add(out, &d);
		site_card_release(&card);
	}
	buf_free(&what);
	record_release(&group);
}

void absence_deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	size_t limit = (size_t)config_int(tx_config(tx), OPT_ALARM_ABSENCES), all, before;
	struct record event = {0}, trainee = {0};
	const char *state;

	if (limit && is_absence(r) && load_ref(tx, KIND_EVENT, r, ATTENDANCE_EVENT, &event) && is_held(&event) &&
	    load_ref(tx, KIND_TRAINEE, r, ATTENDANCE_TRAINEE, &trainee)) {
		state = record_text(&trainee, TRAINEE_STATE);
		if (strcmp(state, TRAINEE_COMPLETED) && strcmp(state, TRAINEE_EXPELLED) &&
		    count_row(tx, trainee.id, r->id, place_of(&event), &all, &before) && before + 1 == limit)
			add(tx, r, &event, &trainee, all, out);
	}
	record_release(&event);
	record_release(&trainee);
}
