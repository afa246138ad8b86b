/* The plan as a whole. */
#include <stdlib.h>

#include "turn.h"

enum err turn_plan(struct tx *tx, int to, struct turn *out, struct error *e)
{
	const struct session *s = tx_session(tx);
	struct turning g = {.tx = tx,
			    .c = s->config,
			    .t = out,
			    .first = school_year_first(to),
			    .last = school_year_last(to),
			    .today = s->today};
	enum err err = turn_may(s, to, e);

	if (err)
		return err;
	out->from = to - 1;
	out->to = to;
	turn_read_sites(&g);
	turn_add_sites(&g);
	turn_add_orders(&g);
	turn_add_documents(&g);
	turn_add_plans(&g);
	turn_add_groups(&g);
	turn_add_events(&g);
	turn_add_close(&g);
	turn_add_letters(&g);
	turn_add_roadmaps(&g);
	turn_add_tails(&g);
	for (size_t i = 0; i < g.sites_n; i++)
		record_release(&g.sites[i].site);
	free(g.sites);
	if (tx_failed(tx))
		*e = *tx_error(tx);
	return tx_failed(tx);
}
