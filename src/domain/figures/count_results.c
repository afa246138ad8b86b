/* Which diagnoses are behind the figures of results. */
#include <stdlib.h>
#include <string.h>

#include "../internships/internships.h"
#include "count.h"
#include "stazh/model/access.h"

bool figures_seen(struct tx *tx, uint32_t site)
{
	struct record r = {0};
	bool seen = site ? load(tx, KIND_SITE, site, &r) && scores_seen(tx, &r)
			 : access_sees_all(tx_session(tx), field_by_id(&kind_assessment, ASSESSMENT_SCORE));

	record_release(&r);
	return seen;
}

void results_keep(struct pass *p, const struct result *r, size_t n)
{
	if (p->wanted[0] != RESULTS_ENTRY && p->wanted[0] != RESULTS_EXIT && p->wanted[0] != RESULTS_CHANGE)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct result *entry, *exit;
		bool before = false, entered, left;

		for (size_t j = 0; j < i; j++)
			before |= !strcmp(r[j].direction, r[i].direction);
		dynamics_pair(r, n, r[i].direction, &entry, &exit);
		entered = entry && entry->date >= p->first && entry->date <= p->last;
		left = exit && exit->date >= p->first && exit->date <= p->last;
		if (before || (!entered && !left))
			continue;
		p->pairs = mem_grow(p->pairs, p->pairs_n, &p->pairs_cap, sizeof(*p->pairs));
		p->pairs[p->pairs_n++] = (struct pair){.direction = r[i].direction,
						       .entry = entered || (entry && left) ? entry->id : 0,
						       .exit = left ? exit->id : 0,
						       .both = entry && left,
						       .entered = entered};
	}
}

/* Who may not read scores is told of those who have both diagnoses, where there are enough, and else of few nothing
 * (dynamics_finish). */
static void keep_direction(struct pass *p, const char *direction, bool seen)
{
	size_t from = p->members.n, both = 0;
	bool changed = p->wanted[0] == RESULTS_CHANGE, entry = p->wanted[0] == RESULTS_ENTRY, told;

	for (size_t i = 0; i < p->pairs_n; i++)
		both += p->pairs[i].both && !strcmp(p->pairs[i].direction, direction);
	told = seen || both >= DYNAMICS_FEW;
	for (size_t i = 0; i < p->pairs_n; i++) {
		const struct pair *one = &p->pairs[i];
		bool is = changed || (!seen && told) ? one->both : entry ? one->entered : one->exit != 0;

		if (is && !strcmp(one->direction, direction))
			ids_add(&p->members, entry ? one->entry : one->exit);
	}
	if (!told && (changed || p->members.n - from < DYNAMICS_FEW))
		p->members.n = from;
}

void results_settle(struct pass *p, bool seen)
{
	for (size_t i = 0; i < p->pairs_n; i++) {
		bool before = p->word && strcmp(p->pairs[i].direction, p->word) != 0;

		for (size_t j = 0; j < i && !before; j++)
			before = !strcmp(p->pairs[j].direction, p->pairs[i].direction);
		if (!before)
			keep_direction(p, p->pairs[i].direction, seen);
	}
}
