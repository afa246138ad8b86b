#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/figures.h"
#include "stazh/model/query.h"
#include "count.h"

const struct summary_column summary_columns[] = {
	{"trainees", "Стажёров", "Стаж.", 1, SUMMARY_VALUE},
	{"trainees.completed", "Завершили", "Заверш.", 8, SUMMARY_VALUE},
	{"trainees.low_results", "Из школ с низкими результатами", "Низк.р.", 9, SUMMARY_VALUE},
	{"events", "Занятий назначено", "Назнач.", 6, SUMMARY_BASE},
	{"events", "Занятий проведено", "Провед.", 2, SUMMARY_VALUE},
	{"hours", "Часов проведено", "Часов", 3, SUMMARY_VALUE},
	{"attendance", "Посещение, %", "Посещ.%", 4, SUMMARY_PERCENT},
	{"tasks.open", "Пунктов планов", "Пунктов", 10, SUMMARY_BASE},
	{"tasks.on_time", "Выполнено в срок", "В срок", 7, SUMMARY_VALUE},
	{"tasks.late", "С опозданием", "Поздно", 11, SUMMARY_VALUE},
	{"results.change", "Рост результатов, п. п.", "Рост", 5, SUMMARY_VALUE},
	{"results.change", "По скольким результатам", "n", 12, SUMMARY_BASE},
	{"plan.lines", "Строк плана", "Строк", 13, SUMMARY_BASE},
	{"plan.lines", "Выполнено строк", "Вып.стр", 14, SUMMARY_VALUE},
};
const size_t summary_columns_n = sizeof(summary_columns) / sizeof(*summary_columns);

bool summary_number(const struct summary_column *c, const struct figures *f, double *number)
{
	const struct figure *row = figures_find(f, c->code);
	enum summary_what what = c->what != SUMMARY_OWN		    ? c->what
				 : row && row->type == FIGURE_SHARE ? SUMMARY_PERCENT
								    : SUMMARY_VALUE;
	bool needs_base = what == SUMMARY_PERCENT || (row && what == SUMMARY_VALUE && row->type >= FIGURE_MEAN);

	if (!row || (needs_base && !row->base))
		return false;
	*number = what == SUMMARY_VALUE	 ? row->value
		  : what == SUMMARY_BASE ? (double)row->base
					 : 100 * row->value / (double)row->base;
	return true;
}

bool summary_has_reported(const struct summary_site *s)
{
	return !strcmp(s->state, REPORT_SUBMITTED) || !strcmp(s->state, REPORT_ACCEPTED);
}

bool summary_is_late(const struct summary_site *s, int32_t today)
{
	return !summary_has_reported(s) && s->due != DATE_NONE && s->due < today;
}

bool summary_is_awaited(const struct summary_site *s, int32_t today)
{
	return !summary_has_reported(s) && s->due != DATE_NONE && s->due >= today;
}

/* Rows by the number of the site + 1; numbers are dense. */
struct rows {
	struct summary *out;
	size_t cap, *of, of_n;
};

static struct summary_site *site_row(struct tx *tx, struct rows *rows, uint32_t site)
{
	struct summary *out = rows->out;
	struct record r = {0};
	struct buf org = {0};

	if (site >= rows->of_n) {
		size_t n = (size_t)site * 2 + 64;

		rows->of = mem_resize(rows->of, n * sizeof(*rows->of));
		memset(rows->of + rows->of_n, 0, (n - rows->of_n) * sizeof(*rows->of));
		rows->of_n = n;
	}
	if (rows->of[site])
		return &out->s[rows->of[site] - 1];
	if (!load(tx, KIND_SITE, site, &r))
		return NULL;
	out->s = mem_grow(out->s, out->n, &rows->cap, sizeof(*out->s));
	label_add(tx, KIND_ORG, record_ref(&r, SITE_ORG), &org);
	out->s[out->n] = (struct summary_site){.site = site,
					       .org = buf_take(&org),
					       .topic = mem_strdup(record_text(&r, SITE_TOPIC)),
					       .state = mem_strdup("нет отчёта"),
					       .submitted_on = DATE_NONE,
					       .due = DATE_NONE};
	record_release(&r);
	rows->of[site] = ++out->n;
	return &out->s[out->n - 1];
}

static void add_with_status(struct tx *tx, int year, struct rows *rows)
{
	struct query q = {.kind = KIND_TERM, .archived = true};
	struct record r = {0}, site = {0};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(tx, &q, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_TERM, ids[i], &r) && load_ref(tx, KIND_SITE, &r, TERM_SITE, &site) &&
		    term_runs_in_year(&r, &site, year))
			site_row(tx, rows, site.id);
	free(ids);
	record_release(&r);
	record_release(&site);
}

static void add_with_report(struct tx *tx, int year, struct rows *rows)
{
	struct query q = {.kind = KIND_REPORT, .year = year, .archived = true};
	struct record r = {0};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(tx, &q, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		struct summary_site *s =
			load(tx, KIND_REPORT, ids[i], &r) ? site_row(tx, rows, record_ref(&r, REPORT_SITE)) : NULL;

		if (!s)
			continue;
		s->report = ids[i];
		free(s->state);
		s->state = mem_strdup(record_text(&r, REPORT_STATE));
		s->submitted_on = record_date(&r, REPORT_SUBMITTED_ON);
		s->due = record_date(&r, REPORT_DUE);
		if (!strcmp(s->state, REPORT_EXPECTED) && summary_is_late(s, tx_session(tx)->today)) {
			free(s->state);
			s->state = mem_strdup("не сдан"); /* it is not awaited any more */
		}
	}
	free(ids);
	record_release(&r);
}

static int by_name(const void *pa, const void *pb)
{
	const struct summary_site *a = pa, *b = pb;
	int order = collate_compare(a->org, b->org);

	return order ? order : collate_compare(a->topic, b->topic);
}

#define BRIEF 14 /* cells of an own indicator's name above its column */

/* «Из школ с низк…, %» */
static const char *named(struct summary *out, const char *name, size_t n, bool percent)
{
	struct buf b = {0};
	const char *kept;

	buf_addf(&b, "%.*s%s%s", (int)n, name, name[n] ? "…" : "", percent ? ", %" : "");
	kept = arena_strndup(&out->arena, b.s, b.n);
	buf_free(&b);
	return kept;
}

/* Where there is little room the own ones go first: there is no room for their names either. */
static void make_columns(struct tx *tx, struct summary *out)
{
	const struct config_indicator *own;
	size_t n = summary_columns_n;

	while (config_indicator_at(tx_config(tx), n - summary_columns_n))
		n++;
	out->column = arena_alloc(&out->arena, n * sizeof(*out->column));
	memcpy(out->column, summary_columns, summary_columns_n * sizeof(*out->column));
	for (size_t i = summary_columns_n; i < n; i++) {
		const struct figure *f;
		struct buf code = {0};
		bool percent;

		own = config_indicator_at(tx_config(tx), i - summary_columns_n);
		own_add_code(own, &code);
		f = figures_find(&out->total, code.s);
		percent = f && f->type == FIGURE_SHARE;
		out->column[i] = (struct summary_column){
			.code = arena_strndup(&out->arena, code.s, code.n),
			.title = named(out, own->name, strlen(own->name), percent),
			.brief = named(out, own->name, utf8_prefix(own->name, strlen(own->name), BRIEF), percent),
			.drop = (int)i + 1,
			.what = SUMMARY_OWN};
		buf_free(&code);
	}
	out->columns_n = n;
}

void summary_of(struct tx *tx, int year, struct summary *out)
{
	struct rows rows = {.out = out};
	struct figures *figures;
	uint32_t *sites;

	*out = (struct summary){0};
	add_with_status(tx, year, &rows);
	add_with_report(tx, year, &rows);
	free(rows.of);
	if (out->n)
		qsort(out->s, out->n, sizeof(*out->s), by_name);
	figures = mem_alloc((out->n + 1) * sizeof(*figures));
	sites = mem_alloc((out->n + 1) * sizeof(*sites));
	for (size_t i = 0; i < out->n; i++)
		sites[i] = out->s[i].site;
	figures_of_year(tx, year, sites, out->n, figures, &out->total);
	make_columns(tx, out);
	for (size_t i = 0; i < out->n; i++)
		out->s[i].figures = figures[i];
	free(figures);
	free(sites);
}

void summary_release(struct summary *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->s[i].org);
		free(s->s[i].topic);
		free(s->s[i].state);
		figures_release(&s->s[i].figures);
	}
	free(s->s);
	arena_release(&s->arena);
	figures_release(&s->total);
	*s = (struct summary){0};
}
