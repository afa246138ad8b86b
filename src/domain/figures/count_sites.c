/* Of the district: sites that had the status in the year, and their reports. */
#include <stdlib.h>
#include <string.h>

#include "count.h"

static void walk(struct pass *p, unsigned kind, void (*take)(struct pass *p, const struct record *r, struct map *seen))
{
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct map seen = {0};
	struct cursor c;

	key_u8(&prefix, (uint8_t)kind);
	for (cursor_open(&c, p->tx, T_REC, &prefix, NULL);
	     cursor_ok(&c) && !record_from_entry(p->tx, c.key, c.value, &r); cursor_next(&c))
		take(p, &r, &seen);
	cursor_close(&c);
	free(seen.v);
	record_release(&r);
}

static void take_term(struct pass *p, const struct record *r, struct map *seen)
{
	struct known *s = known_at(seen, record_ref(r, TERM_SITE));
	struct record site = {0};

	if (!s->known && load_ref(p->tx, KIND_SITE, r, TERM_SITE, &site) && term_runs_in_year(r, &site, p->year)) {
		s->known = true;
		tally_add(p, p->total, SITES, 1, site.id);
	}
	record_release(&site);
}

static void take_report(struct pass *p, const struct record *r, struct map *seen)
{
	const char *state = record_text(r, REPORT_STATE);
	bool accepted = !strcmp(state, REPORT_ACCEPTED);

	(void)seen;
	if (record_int(r, REPORT_SCHOOL_YEAR) != p->year)
		return;
	tally_add(p, p->total, REPORTS, 1, r->id);
	tally_add(p, p->total, REPORTS_ACCEPTED, accepted, r->id);
	tally_add(p, p->total, REPORTS_SUBMITTED, accepted || !strcmp(state, REPORT_SUBMITTED), r->id);
}

void count_sites(struct pass *p)
{
	walk(p, KIND_TERM, take_term);
	walk(p, KIND_REPORT, take_report);
}
