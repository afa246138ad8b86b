/* Who a trainee is, and when an internship runs. */
#include <stdlib.h>

#include "../internal.h"
#include "internships.h"

void trainee_name(struct tx *tx, const struct record *trainee, struct buf *out)
{
	label_add(tx, KIND_PERSON, record_ref(trainee, TRAINEE_PERSON), out);
}

uint32_t trainee_of(struct tx *tx, uint32_t group, uint32_t person, uint32_t but)
{
	struct record r = {0};
	uint32_t *ids, found = 0;
	size_t n;

	ids = refs_list(tx, KIND_PERSON, person, KIND_TRAINEE, TRAINEE_PERSON, &n);
	for (size_t i = 0; i < n && !found; i++)
		if (ids[i] != but && load(tx, KIND_TRAINEE, ids[i], &r) && record_ref(&r, TRAINEE_GROUP) == group)
			found = ids[i];
	free(ids);
	record_release(&r);
	return found;
}

void group_span(const struct record *group, int32_t *from, int32_t *to)
{
	int year = (int)record_int(group, GROUP_SCHOOL_YEAR);

	*from = record_date(group, GROUP_FROM);
	*to = record_date(group, GROUP_TO);
	if (*from == DATE_NONE)
		*from = school_year_first(*to != DATE_NONE && school_year_of(*to) < year ? school_year_of(*to) : year);
	if (*to == DATE_NONE)
		*to = school_year_last(school_year_of(*from) > year ? school_year_of(*from) : year);
}

void trainee_span(const struct record *trainee, int32_t *from, int32_t *to)
{
	if (record_has(trainee, TRAINEE_FROM))
		*from = record_date(trainee, TRAINEE_FROM);
	if (record_has(trainee, TRAINEE_TO))
		*to = record_date(trainee, TRAINEE_TO);
	if (record_has(trainee, TRAINEE_ENDED_ON))
		*to = record_date(trainee, TRAINEE_ENDED_ON);
}

int32_t trainee_end(const struct record *trainee, const struct record *group)
{
	int32_t to = record_has(trainee, TRAINEE_TO) ? record_date(trainee, TRAINEE_TO) : record_date(group, GROUP_TO);
	int32_t ended = record_date(trainee, TRAINEE_ENDED_ON);

	return ended != DATE_NONE && (to == DATE_NONE || ended < to) ? ended : to;
}

enum err span_check(struct tx *tx, const struct record *r, unsigned from, unsigned to, struct error *e)
{
	if (!record_has(r, from) || !record_has(r, to) || record_date(r, from) <= record_date(r, to))
		return OK;
	rule_refuse(tx, e, RULE_INDIVIDUAL, "стажировка кончается раньше, чем начинается");
	return error_at(e, "to");
}
