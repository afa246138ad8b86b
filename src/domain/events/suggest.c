/* What a new event most likely says: as the last one of its group, else of its site. */
#include <stdlib.h>

#include "../internal.h"
#include "events.h"

#define USUAL_MINUTES 90 /* two academic hours */

static uint32_t first_of(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v && v->type == V_LIST && v->count ? (uint32_t)v->items[0].num : 0;
}

/* The newest event that names the record in the field; false: none. */
static bool last_event(struct tx *tx, unsigned kind, uint32_t id, unsigned field, struct record *last)
{
	size_t n = 0;
	uint32_t *ids = id ? refs_list(tx, kind, id, KIND_EVENT, field, &n) : NULL;
	bool found = n && load(tx, KIND_EVENT, ids[n - 1], last);

	free(ids);
	return found;
}

void event_suggest(struct tx *tx, struct record *r)
{
	static const unsigned alike[] = {EVENT_FORM,  EVENT_MODE, EVENT_TIME,	 EVENT_MINUTES,
					 EVENT_PLACE, EVENT_LINK, EVENT_SPEAKERS};
	struct record group = {0}, last = {0};

	if (!record_has(r, EVENT_SITES) && load(tx, KIND_GROUP, first_of(r, EVENT_GROUPS), &group)) {
		const struct value site = {.type = V_INT, .num = record_ref(&group, GROUP_SITE)};

		record_set_value(r, EVENT_SITES, &(struct value){.type = V_LIST, .count = 1, .items = &site});
	}
	if (last_event(tx, KIND_GROUP, first_of(r, EVENT_GROUPS), EVENT_GROUPS, &last) ||
	    last_event(tx, KIND_SITE, first_of(r, EVENT_SITES), EVENT_SITES, &last))
		for (size_t i = 0; i < sizeof(alike) / sizeof(*alike); i++)
			if (!record_has(r, alike[i]))
				record_set_value(r, alike[i], record_get(&last, alike[i]));
	if (!record_has(r, EVENT_MINUTES))
		record_set_int(r, EVENT_MINUTES, USUAL_MINUTES);
	record_release(&group);
	record_release(&last);
}
