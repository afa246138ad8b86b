/* Rows of a form that are repeated for each site of the year. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "words.h"

size_t rows_sites(struct blank_words *w)
{
	if (!w->has_sites)
		summary_of(w->tx, w->year, &w->sites);
	w->has_sites = true;
	return w->sites.n;
}

static const struct dossier *dossier_of(struct blank_words *w, size_t i)
{
	if (!w->of_site)
		w->of_site = mem_alloc((rows_sites(w) + 1) * sizeof(*w->of_site));
	if (!w->of_site[i].tx) {
		w->of_site[i] = (struct dossier){.tx = w->tx, .config = tx_session(w->tx)->config, .title = "Форма"};
		dossier_put_site(&w->of_site[i], w->sites.s[i].site);
	}
	return &w->of_site[i];
}

static bool is(const char *name, const char *one, const char *other)
{
	return name_same(name, one) || name_same(name, other);
}

static void day_value(struct blank_words *w, int32_t day, struct blank_value *out)
{
	*out = day == DATE_NONE
		       ? (struct blank_value){.what = BLANK_TEXT, .text = ""}
		       : (struct blank_value){.what = BLANK_DAY, .day = day, .text = keep_date(&w->dossier, day)};
}

bool rows_value(struct blank_words *w, const char *name, size_t i, struct blank_value *out)
{
	const struct summary_site *site = &w->sites.s[i];
	const struct template_data *data;

	*out = (struct blank_value){.what = BLANK_TEXT};
	if (is(name, "#", "№") || name_same(name, "i")) {
		*out = (struct blank_value){
			.what = BLANK_NUMBER, .number = (double)i + 1, .text = keep_number(&w->dossier, (long)i + 1)};
	} else if (is(name, "org", "организация") || is(name, "site", "площадка")) {
		out->text = site->org;
	} else if (is(name, "state", "отчёт")) {
		out->text = site->state;
	} else if (is(name, "submitted", "сдан")) {
		day_value(w, site->submitted_on, out);
	} else if (is(name, "due", "срок")) {
		day_value(w, site->due, out);
	} else {
		data = &dossier_of(w, i)->data;
		for (size_t k = 0; k < data->n && !out->text; k++)
			if (is(name, data->names[k].name, data->names[k].also ? data->names[k].also : ""))
				out->text = data->values[k].text ? data->values[k].text : "";
		w->names_people |= out->text != NULL;
	}
	return out->text;
}

void rows_forget(struct blank_words *w)
{
	for (size_t i = 0; w->of_site && i < w->sites.n; i++)
		if (w->of_site[i].tx)
			dossier_release(&w->of_site[i]);
	free(w->of_site);
	if (w->has_sites)
		summary_release(&w->sites);
}
