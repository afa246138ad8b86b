/* Turnout: hours that a trainee was there, and how many of those expected came. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "stazh/domain/attendance.h"

bool mark_counts(const char *mark)
{
	return !strcmp(mark, MARK_PRESENT) || !strcmp(mark, MARK_REMOTE);
}

int trainee_hours(struct tx *tx, uint32_t trainee, int32_t from, int32_t to)
{
	struct record r = {0}, event = {0};
	int hours = 0;
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_ATTENDANCE, ids[i], &r) && mark_counts(record_text(&r, ATTENDANCE_MARK)) &&
		    load_ref(tx, KIND_EVENT, &r, ATTENDANCE_EVENT, &event) &&
		    !strcmp(record_text(&event, EVENT_STATE), EVENT_HELD) && record_date(&event, EVENT_DATE) >= from &&
		    record_date(&event, EVENT_DATE) <= to)
			hours += event_hours(&event);
	free(ids);
	record_release(&r);
	record_release(&event);
	return hours;
}

static bool was_held(const struct record *event, int32_t to)
{
	return !strcmp(record_text(event, EVENT_STATE), EVENT_HELD) && record_date(event, EVENT_DATE) <= to;
}

int trainee_hours_held(struct tx *tx, const struct record *trainee, int32_t to)
{
	struct record group = {0}, event = {0}, mark = {0};
	uint32_t *events = NULL, *marks_of;
	int hours = 0;
	size_t n = 0;

	if (load_ref(tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group))
		events = refs_list(tx, KIND_GROUP, group.id, KIND_EVENT, EVENT_GROUPS, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_EVENT, events[i], &event) && was_held(&event, to) &&
		    (attendance_expects(trainee, &group, record_date(&event, EVENT_DATE)) ||
		     attendance_of(tx, event.id, trainee->id, 0)))
			hours += event_hours(&event);
	free(events);
	marks_of = refs_list(tx, KIND_TRAINEE, trainee->id, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_ATTENDANCE, marks_of[i], &mark) && mark_counts(record_text(&mark, ATTENDANCE_MARK)) &&
		    load_ref(tx, KIND_EVENT, &mark, ATTENDANCE_EVENT, &event) && was_held(&event, to) &&
		    !refs_have(&event, EVENT_GROUPS, group.id))
			hours += event_hours(&event);
	free(marks_of);
	record_release(&group);
	record_release(&event);
	record_release(&mark);
	return hours;
}

void turnout_add(struct tx *tx, const struct record *event, struct turnout *t)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids;

	t->guests += record_int(event, EVENT_GUESTS);
	if (event_is_open(event)) {
		t->open++;
		t->planned_hours += event_hours(event);
	}
	t->cancelled += !strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED);
	if (strcmp(record_text(event, EVENT_STATE), EVENT_HELD))
		return;
	t->held++;
	t->hours += event_hours(event);
	ids = refs_list(tx, KIND_EVENT, event->id, KIND_ATTENDANCE, ATTENDANCE_EVENT, &n);
	t->events += n > 0;
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_ATTENDANCE, ids[i], &r)) {
			t->marks++;
			t->present += mark_counts(record_text(&r, ATTENDANCE_MARK));
		}
	free(ids);
	record_release(&r);
}

void turnout_percent(const struct turnout *t, struct buf *out)
{
	buf_addf(out, "%zu %%", t->marks ? (t->present * 200 / t->marks + 1) / 2 : 0);
}
