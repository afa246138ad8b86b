/* What an event tells. */
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "stazh/calendar/days.h"

bool event_is_open(const struct record *event)
{
	const char *state = record_text(event, EVENT_STATE);

	return !strcmp(state, EVENT_PLANNED) || !strcmp(state, EVENT_POSTPONED);
}

#define ACADEMIC_HOUR 45 /* minutes */

int event_hours(const struct record *event)
{
	if (record_has(event, EVENT_HOURS))
		return (int)record_int(event, EVENT_HOURS);
	return (int)(record_int(event, EVENT_MINUTES) + ACADEMIC_HOUR / 2) / ACADEMIC_HOUR;
}

bool event_implied(const struct record *event, unsigned field, int64_t *number)
{
	*number = event_hours(event);
	return field == EVENT_HOURS && record_has(event, EVENT_MINUTES);
}

uint32_t series_head(const struct record *event)
{
	return record_has(event, EVENT_SERIES) ? record_ref(event, EVENT_SERIES) : event->id;
}
