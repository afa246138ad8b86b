/* The plan documents of a site (4.2): programme, thematic plan, schedule. */
#include <stdlib.h>
#include <string.h>

#include "dossier.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct template_name line_columns[] = {
	{"i", "№"}, {"topic", "тема занятия"}, {"form", "форма"}, {"hours", "часы"}, {"month", "месяц"},
};

static void put_line(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = dossier_row_number(d, table);
	v[1].text = keep_field(d, r, PLANLINE_TOPIC);
	v[2].text = keep_field(d, r, PLANLINE_FORM);
	v[3].text = keep_field(d, r, PLANLINE_HOURS);
	v[4].text = keep_field(d, r, PLANLINE_MONTH);
}

/* The lines of the site's thematic plan of the year; their hours together. */
static long put_lines(struct dossier *d, uint32_t site, int year)
{
	size_t table = dossier_table(d, "lines", "строки", line_columns, COUNT(line_columns)), n, lines_n;
	uint32_t *docs = refs_list(d->tx, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, &n), *lines;
	struct record r = {0};
	long hours = 0;

	for (size_t i = 0; i < n; i++) {
		if (record_load(d->tx, KIND_PLANDOC, docs[i], &r) || record_int(&r, PLANDOC_SCHOOL_YEAR) != year ||
		    strcmp(record_text(&r, PLANDOC_KIND), PLANDOC_PLAN))
			continue;
		dossier_each_of(d, KIND_PLANDOC, docs[i], KIND_PLANLINE, PLANLINE_PLANDOC, put_line, table);
		lines = refs_list(d->tx, KIND_PLANDOC, docs[i], KIND_PLANLINE, PLANLINE_PLANDOC, &lines_n);
		for (size_t j = 0; j < lines_n; j++)
			if (record_load(d->tx, KIND_PLANLINE, lines[j], &r) == OK && !record_bool(&r, REC_ARCHIVED))
				hours += (long)record_int(&r, PLANLINE_HOURS);
		free(lines);
	}
	record_release(&r);
	free(docs);
	return hours;
}

/* clang-format off */
static const struct template_name event_columns[] = {
	{"i", "№"}, {"date", "день"}, {"weekday", "день недели"}, {"time", "время"}, {"topic", "тема занятия"}, {"form", "форма"},
	{"mode", "как проводится"}, {"hours", "часы"}, {"place", "где"}, {"groups", "группы"}, {"speakers", "ведущие"},
	{"joint", "общее"},
};
/* clang-format on */

struct events {
	struct dossier *d;
	size_t table;
	uint32_t site;
};

static bool names_site(const struct record *event, uint32_t site)
{
	const struct value *v = record_get(event, EVENT_SITES);

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		if (v->items[i].num == site)
			return true;
	return !v; /* of the whole district */
}

/* «Морозова И.А., Жукова А.И.» */
static const char *keep_people(struct dossier *d, const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);
	struct buf b = {0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", keep_name(d, (uint32_t)v->items[i].num, NAME_SHORT));
	return keep(d, &b);
}

static bool put_event(struct tx *tx, const struct record *event, void *arg)
{
	struct events *s = arg;
	struct dossier *d = s->d;
	struct template_value *v;
	struct buf place = {0}, joint = {0};

	(void)tx;
	if (!names_site(event, s->site) || !strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED))
		return true;
	buf_add(&place, record_text(event, EVENT_PLACE));
	if (!place.n && record_has(event, EVENT_LINK))
		buf_add(&place, record_text(event, EVENT_LINK));
	v = dossier_row(d, s->table);
	v[0].text = dossier_row_number(d, s->table);
	v[1].text = keep_date(d, record_date(event, EVENT_DATE));
	v[2].text = date_weekday_short(record_date(event, EVENT_DATE));
	v[3].text = keep_field(d, event, EVENT_TIME);
	v[4].text = keep_field(d, event, EVENT_TOPIC);
	v[5].text = keep_field(d, event, EVENT_FORM);
	v[6].text = keep_field(d, event, EVENT_MODE);
	v[7].text = event_hours(event) ? keep_number(d, event_hours(event)) : "";
	v[8].text = keep(d, &place);
	v[9].text = keep_field(d, event, EVENT_GROUPS);
	v[10].text = keep_people(d, event, EVENT_SPEAKERS);
	if (record_has(event, EVENT_SITES) && record_get(event, EVENT_SITES)->count > 1)
		buf_addf(&joint, "(общее занятие %u %s)", record_get(event, EVENT_SITES)->count,
			 text_plural((long)record_get(event, EVENT_SITES)->count, "площадки", "площадок", "площадок"));
	v[11].text = keep(d, &joint);
	return true;
}

static void put_events(struct dossier *d, uint32_t site, int year)
{
	struct events s = {d, dossier_table(d, "events", "занятия", event_columns, COUNT(event_columns)), site};

	event_each(d->tx, school_year_first(year), school_year_last(year), put_event, &s);
}

static enum err collect_plan(struct dossier *d, struct error *e)
{
	static const struct {
		const char *kind, *template, *title;
	} kinds[] = {{PLANDOC_PROGRAMME, "programme", "Программа"},
		     {PLANDOC_PLAN, "plan", "Тематический план"},
		     {PLANDOC_SCHEDULE, "schedule", "График"}};
	uint32_t site = record_ref(d->r, PLANDOC_SITE);
	int year = (int)record_int(d->r, PLANDOC_SCHOOL_YEAR);
	bool approved = !strcmp(record_text(d->r, PLANDOC_STATE), PLANDOC_APPROVED);
	long hours;

	(void)e;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!strcmp(record_text(d->r, PLANDOC_KIND), kinds[i].kind)) {
			d->template = kinds[i].template;
			d->title = kinds[i].title;
		}
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, year));
	dossier_field(d, "state", "состояние", d->r, PLANDOC_STATE);
	dossier_put(d, "approved_on", "дата утверждения",
		    approved ? keep_words(d, record_date(d->r, PLANDOC_DECIDED_ON)) : "");
	dossier_field(d, "remarks", "замечания", d->r, PLANDOC_REMARKS);
	dossier_put_site(d, site);
	hours = put_lines(d, site, year);
	dossier_put(d, "hours", "всего часов", hours ? keep_number(d, hours) : "");
	put_events(d, site, year);
	return OK;
}

const struct document plan_documents[] = {
	{"plan", "Документ площадки", KIND_PLANDOC, .collect = collect_plan}, /* the record says which of the three */
	{.name = NULL}};
