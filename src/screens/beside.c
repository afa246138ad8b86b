/* The figures of a report, to be looked at while it is written. */
#include "internal.h"
#include "stazh/domain/figures.h"

void report_beside(struct app *app, uint32_t id, struct buf *out)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct figures frozen = {0}, now = {0};
	struct record r = {0};

	if (tx && record_load(tx, KIND_REPORT, id, &r) == OK)
		report_figures(tx, &r, &frozen, &now);
	for (size_t i = 0; i < now.n; i++) {
		const struct figure *f = &now.f[i];
		const char *group = figure_group_title(f);

		if (!i || f->section != now.f[i - 1].section)
			buf_addf(out, "%s\n", figures_section_title(f->section));
		if (group && (!i || group != figure_group_title(&now.f[i - 1])))
			buf_addf(out, "%s\n", group);
		buf_addf(out, "%s\t", f->title);
		figure_add(f, out);
		buf_addc(out, '\n');
	}
	if (tx)
		tx_end(&tx);
	figures_release(&frozen);
	figures_release(&now);
	record_release(&r);
}
