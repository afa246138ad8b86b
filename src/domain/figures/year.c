/* The figures of a school year: one walk over its records, then the rows of what was counted. */
#include <stdlib.h>

#include "count.h"

void figures_of_year(struct tx *tx, int year, const uint32_t *sites, size_t n, struct figures *of,
		     struct figures *total)
{
	struct pass p = {.tx = tx,
			 .year = year,
			 .first = school_year_first(year),
			 .last = school_year_last(year),
			 .whole = total != NULL};

	p.tallies = mem_alloc((n + 1) * sizeof(*p.tallies));
	p.total = total ? &p.tallies[n] : NULL;
	for (size_t i = 0; i < n; i++)
		known_at(&p.sites, sites[i])->to = (uint32_t)i + 1;
	if (p.whole) {
		count_sites(&p);
		count_whole(&p);
	} else {
		count_site(&p, sites[0]);
	}
	for (size_t i = 0; i < n; i++) {
		tally_put(&p, &p.tallies[i], figures_seen(tx, sites[i]), &of[i]);
		own_put(tx, sites[i], year, &of[i]);
	}
	if (total) {
		tally_put(&p, p.total, figures_seen(tx, 0), total);
		own_put(tx, 0, year, total);
	}
	pass_release(&p, n + 1);
}

void figures_of(struct tx *tx, uint32_t site, int year, struct figures *out)
{
	if (site)
		figures_of_year(tx, year, &site, 1, out, NULL);
	else
		figures_of_year(tx, year, NULL, 0, NULL, out);
}
