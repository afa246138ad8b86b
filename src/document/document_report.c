/* The reports: of a site (4.3, 6.1), and of all of the district. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mark.h"
#include "stazh/base/mem.h"
#include "stazh/domain/district.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"
#include "dossier.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* ---- the report ---- */

static const struct template_name figure_columns[] = {
	{"section", "раздел"}, {"title", "показатель"}, {"value", "значение"}};

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* What stands in a chart or in the dynamics is not told once more, nor what has nothing behind it. */
static bool is_told_apart(const struct figure *f)
{
	if (f->value == 0 && !f->base && strcmp(f->code, "trainees") != 0 && strcmp(f->code, "events") != 0)
		return true;
	return starts(f->code, "events.form:") || starts(f->code, "hours.month:") ||
	       (starts(f->code, "results.") && strchr(f->code, ':'));
}

static void put_figures(struct dossier *d, const struct figures *f)
{
	size_t table = dossier_table(d, "figures", "показатели", figure_columns, COUNT(figure_columns));
	struct buf posts = {0};
	int section = -1;

	for (size_t i = 0; i < f->n; i++) {
		const struct figure *row = &f->f[i];
		struct template_value *v;
		const char *group = figure_group_title(row);
		struct buf title = {0}, value = {0};

		if (is_told_apart(row))
			continue;
		buf_addf(&title, "%s%s%s", group ? group : "", group ? ": " : "", row->title);
		figure_add(row, &value);
		v = dossier_row(d, table);
		v[0].text = (int)row->section != section ? figures_section_title(row->section) : "";
		v[1].text = keep(d, &title);
		v[2].text = keep(d, &value);
		section = (int)row->section;
	}
	figures_add_posts(f, d->config, &posts);
	dossier_put(d, "participants", "участники", keep(d, &posts));
}

/* As they were when the report was submitted; before that as they are. Everything that is counted comes from these. */
static void put_counted(struct dossier *d, uint32_t site)
{
	struct figures frozen = {0}, now = {0}, *f;

	report_figures(d->tx, d->r, &frozen, &now);
	f = frozen.n ? &frozen : &now;
	put_figures(d, f);
	dossier_put_charts(d, f);
	dossier_put(d, "trainees", "стажёров", keep_figure(d, f, figures_find(f, "people") ? "people" : "trainees"));
	dossier_put(d, "expelled", "отчислено", keep_figure(d, f, "trainees.expelled"));
	dossier_put(d, "unmeasured", "направления без результатов", keep_unmeasured(d, site, f));
	figures_release(&frozen);
	figures_release(&now);
}

/* What people wrote, ended as a sentence. */
static const char *keep_sentence(struct dossier *d, const struct record *r, unsigned field)
{
	struct buf b = {0};

	field_add(d->tx, field_by_id(kind_def(r->kind), field), r, STYLE_PEOPLE, &b);
	if (b.n && !strchr(".!?;:", b.s[b.n - 1]) && !(b.n >= 3 && !strcmp(b.s + b.n - 3, "…")))
		buf_addc(&b, '.');
	return keep(d, &b);
}

static enum err collect_report(struct dossier *d, struct error *e)
{
	static const struct {
		const char *name, *also;
		unsigned field;
	} texts[] = {{"conformity", "соответствие целям", REPORT_CONFORMITY},
		     {"dynamics_text", "динамика словами", REPORT_DYNAMICS},
		     {"effects", "эффекты", REPORT_EFFECTS},
		     {"deficits", "дефициты", REPORT_DEFICITS},
		     {"conclusions", "выводы", REPORT_CONCLUSIONS}};
	uint32_t site = record_ref(d->r, REPORT_SITE);
	int year = (int)record_int(d->r, REPORT_SCHOOL_YEAR);
	struct record r = {.kind = KIND_SITE};

	(void)e;
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, year));
	dossier_field(d, "state", "состояние", d->r, REPORT_STATE);
	dossier_put(d, "submitted_on", "дата сдачи", keep_words(d, record_date(d->r, REPORT_SUBMITTED_ON)));
	dossier_put(d, "accepted_on", "дата приёмки", keep_words(d, record_date(d->r, REPORT_ACCEPTED_ON)));
	for (size_t i = 0; i < COUNT(texts); i++)
		dossier_put(d, texts[i].name, texts[i].also, keep_sentence(d, d->r, texts[i].field));
	if (!record_load(d->tx, KIND_SITE, site, &r)) {
		dossier_put(d, "goal", "цель", keep_sentence(d, &r, SITE_GOAL));
		dossier_put(d, "expected", "ожидаемые результаты", keep_sentence(d, &r, SITE_EXPECTED));
	}
	record_release(&r);
	dossier_put_site(d, site);
	put_counted(d, site);
	return OK;
}

/* ---- the district's summary ---- */

enum { SUMMARY_ORG, SUMMARY_TOPIC, SUMMARY_STATE, SUMMARY_SUBMITTED, SUMMARY_FIGURES };
static const struct template_name late_columns[] = {
	{"org", "организация"}, {"topic", "тема"}, {"state", "отчёт"}, {"due", "срок"}};

static const struct template_name own_columns[] = {{"title", "показатель"}, {"value", "значение"}};

static void put_summary_figures(struct dossier *d, struct template_value *v, const struct summary *s,
				const struct figures *figures)
{
	for (size_t i = 0; i < s->columns_n; i++) {
		struct buf b = {0};
		double number;

		if (summary_number(&s->column[i], figures, &number))
			dynamics_add_number(&b, number, false);
		v[SUMMARY_FIGURES + i].text = keep(d, &b);
	}
}

static void put_summary_site(struct dossier *d, size_t table, size_t late, size_t awaited, const struct summary *s,
			     const struct summary_site *site)
{
	int32_t today = tx_session(d->tx)->today;
	struct template_value *v = dossier_row(d, table);

	v[SUMMARY_ORG].text = keep_text(d, site->org);
	v[SUMMARY_TOPIC].text = keep_text(d, site->topic);
	v[SUMMARY_STATE].text = keep_text(d, site->state);
	v[SUMMARY_SUBMITTED].text = keep_date(d, site->submitted_on);
	put_summary_figures(d, v, s, &site->figures);
	if (!summary_is_late(site, today) && !summary_is_awaited(site, today))
		return;
	v = dossier_row(d, summary_is_late(site, today) ? late : awaited);
	v[0].text = keep_text(d, site->org);
	v[1].text = keep_text(d, site->topic);
	v[2].text = keep_text(d, site->state);
	v[3].text = keep_date(d, site->due);
}

/* The district's own indicators, each with its words. */
static void put_own(struct dossier *d, const struct figures *f)
{
	size_t table = dossier_table(d, "indicators", "свои показатели", own_columns, COUNT(own_columns));

	for (size_t i = 0; i < f->n; i++) {
		const char *group = figure_group_title(&f->f[i]);
		struct buf title = {0}, value = {0};
		struct template_value *v;

		if (f->f[i].section != FIGURES_OWN)
			continue;
		buf_addf(&title, "%s%s%s", group ? group : "", group ? ": " : "", f->f[i].title);
		figure_add(&f->f[i], &value);
		v = dossier_row(d, table);
		v[0].text = keep(d, &title);
		v[1].text = keep(d, &value);
	}
}

/* The columns of the screen's summary, by their titles. */
static enum err collect_summary(struct dossier *d, struct error *e)
{
	static const struct template_name first[] = {
		{"org", "организация"}, {"topic", "тема"}, {"state", "отчёт"}, {"submitted", "сдан"}};
	size_t n, table, total, late, awaited, reported = 0;
	struct template_name *columns;
	struct summary s;

	summary_of(d->tx, d->year, &s);
	n = SUMMARY_FIGURES + s.columns_n;
	columns = arena_alloc(&d->arena, n * sizeof(*columns));
	memcpy(columns, first, sizeof(first));
	for (size_t i = 0; i < s.columns_n; i++)
		columns[SUMMARY_FIGURES + i] = (struct template_name){s.column[i].title, NULL};
	table = dossier_table(d, "sites", "площадки", columns, n);
	total = dossier_table(d, "total", "всего", columns, n);
	late = dossier_table(d, "late", "не сдали", late_columns, COUNT(late_columns));
	awaited = dossier_table(d, "awaited", "ожидаются", late_columns, COUNT(late_columns));
	for (size_t i = 0; i < s.n; i++) {
		put_summary_site(d, table, late, awaited, &s, &s.s[i]);
		reported += summary_has_reported(&s.s[i]);
	}
	dossier_put_charts(d, &s.total);
	put_own(d, &s.total);
	dossier_put(d, "expelled", "отчислено", keep_figure(d, &s.total, "trainees.expelled"));
	put_summary_figures(d, dossier_row(d, total), &s, &s.total);
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, d->year));
	dossier_put(d, "reported", "сдали", keep_number(d, (long)reported));
	n = s.n;
	summary_release(&s);
	return n ? OK : error_set(e, ERR_NONE, "В %d-%d учебном году площадок не было", d->year, d->year + 1);
}

/* ---- the district at one look ---- */

static const struct template_name district_columns[] = {
	{"section", "раздел"}, {"title", "показатель"}, {"value", "значение"},	      {"n", "по скольким"},
	{"bar", "столбик"},    {"before", "год назад"}, {"before2", "два года назад"}};
static const struct template_name overdue_columns[] = {
	{"org", "организация"}, {"what", "что"}, {"count", "просрочено"}};

static const char *keep_row_value(struct dossier *d, const struct district_row *r, size_t year)
{
	struct buf b = {0};

	if (r->of[year].known || !r->state)
		district_add(r, year, &b);
	if (year && r->of[year].n)
		buf_addf(&b, " (n=%ld)", r->of[year].n);
	return keep(d, &b);
}

static void put_district_row(struct dossier *d, size_t table, const struct district_row *r, bool first)
{
	struct template_value *v = dossier_row(d, table);
	struct buf bar = {0};

	v[0].text = first ? district_section_title(r->section) : "";
	v[1].text = keep_text(d, r->title);
	v[2].text = keep_row_value(d, r, 0);
	v[3].text = r->of[0].n ? keep_number(d, r->of[0].n) : "";
	mark_add_bar(r->share, 10, false, &bar);
	v[4].text = keep(d, &bar);
	v[5].text = keep_row_value(d, r, 1);
	v[6].text = keep_row_value(d, r, 2);
}

static void put_overdue(struct dossier *d, size_t table, const struct district_row *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = *r->title ? keep_text(d, r->title) : "весь округ";
	v[1].text = keep_text(d, r->what);
	v[2].text = keep_row_value(d, r, 0);
}

#define OVERDUE_SHOWN 12 /* organisations: the page is one */

static enum err collect_district(struct dossier *d, struct error *e)
{
	size_t rows = dossier_table(d, "rows", "показатели", district_columns, COUNT(district_columns));
	size_t overdue = dossier_table(d, "late", "опаздывают", overdue_columns, COUNT(overdue_columns));
	struct district district = {.row = NULL};
	size_t shown = 0;
	int section = -1;

	(void)e;
	district_of(d->tx, d->year, &district);
	for (size_t i = 0; i < district.n; i++) {
		const struct district_row *r = &district.row[i];

		if (r->section != DISTRICT_LATE)
			put_district_row(d, rows, r, (int)r->section != section);
		else if (shown++ < OVERDUE_SHOWN)
			put_overdue(d, overdue, r);
		section = (int)r->section;
	}
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, d->year));
	dossier_put(d, "year_before", "прошлый год", keep_school_year(d, d->year - 1));
	dossier_put(d, "year_before2", "позапрошлый год", keep_school_year(d, d->year - 2));
	dossier_put(d, "overdue", "всего просрочено", keep_number(d, (long)district.late));
	dossier_put(d, "overdue_orgs", "организаций опаздывает", keep_number(d, (long)district.late_orgs));
	dossier_put(d, "overdue_more", "ещё организаций",
		    shown > OVERDUE_SHOWN ? keep_number(d, (long)(shown - OVERDUE_SHOWN)) : "");
	district_release(&district);
	return OK;
}

const struct document report_documents[] = {{"report", "Отчёт", KIND_REPORT, .collect = collect_report},
					    {.name = NULL}};
const struct document summary_documents[] = {
	{"summary", "Сводка по округу", .school_year = true, .listed = KIND_REPORT, .collect = collect_summary},
	{"district", "Округ на одном листе", .school_year = true, .listed = KIND_SITE, .collect = collect_district},
	{.name = NULL}};
