#include <stdlib.h>
#include <string.h>

#include "numbers.h"

/* ---- lines ---- */

static void release_lines(struct numbers *n)
{
	for (size_t i = 0; i < n->n; i++) {
		free(n->line[i].title);
		buf_free(&n->line[i].value);
		buf_free(&n->line[i].was);
	}
	n->n = 0;
}

void numbers_release(struct numbers *n)
{
	release_lines(n);
	free(n->line);
	figures_release(&n->now);
	figures_release(&n->frozen);
	*n = (struct numbers){0};
}

static struct number_line *add_line(struct numbers *n, const char *title, bool heading)
{
	n->line = mem_grow(n->line, n->n, &n->cap, sizeof(*n->line));
	n->line[n->n] = (struct number_line){.title = mem_strdup(title),
					     .heading = heading,
					     .indent = heading ? 0 : 2,
					     .at = NUMBERS_NONE,
					     .old = NUMBERS_NONE};
	return &n->line[n->n++];
}

static void add_figure(struct numbers *n, size_t i)
{
	const struct figure *f = &n->now.f[i], *old = figures_find(&n->frozen, f->code);
	struct number_line *line = add_line(n, f->title, false);

	line->at = i;
	line->indent = figure_group_title(f) ? 4 : 2;
	figure_add(f, &line->value);
	if (old) {
		line->old = (size_t)(old - n->frozen.f);
		figure_add(old, &line->was);
	} else if (n->frozen.n) {
		buf_add(&line->was, "не было");
	}
	if (!strcmp(buf_text(&line->value), buf_text(&line->was)))
		buf_clear(&line->was);
}

void numbers_lay_out(struct numbers *n)
{
	release_lines(n);
	for (size_t i = 0; i < n->now.n; i++) {
		const struct figure *f = &n->now.f[i];
		const char *group = figure_group_title(f);

		if (!i || f->section != f[-1].section)
			add_line(n, figures_section_title(f->section), true);
		if (group && (!i || group != figure_group_title(f - 1)))
			add_line(n, group, false);
		add_figure(n, i);
	}
	for (size_t i = 0; i < n->frozen.n; i++) /* what is no longer there */
		if (!figures_find(&n->now, n->frozen.f[i].code)) {
			struct number_line *line = add_line(n, n->frozen.f[i].title, false);

			line->old = i;
			line->indent = figure_group_title(&n->frozen.f[i]) ? 4 : 2;
			buf_add(&line->value, "нет");
			figure_add(&n->frozen.f[i], &line->was);
		}
}

void numbers_row(const struct numbers *n, size_t line, struct row *out)
{
	const struct number_line *l = &n->line[line];

	buf_addf(&out->cell[0], "%*s%s", l->indent, "", l->title);
	buf_add(&out->cell[1], buf_text(&l->value));
	buf_add(&out->cell[2], buf_text(&l->was));
	out->look[0] = l->heading ? LOOK_STRONG : l->value.n ? LOOK_PLAIN : LOOK_DIM;
	out->look[2] = LOOK_ACCENT;
}

static const struct figure *figure_at(const struct numbers *n, size_t line)
{
	size_t at = line < n->n ? n->line[line].at : NUMBERS_NONE;

	return at == NUMBERS_NONE ? NULL : &n->now.f[at];
}

bool numbers_open_line(struct app *app, const struct numbers *n, size_t line)
{
	const struct figure *f = figure_at(n, line);
	size_t old = f ? n->line[line].old : NUMBERS_NONE;

	if (f)
		records_open_figure(app, n->year, n->site, f, old == NUMBERS_NONE ? NULL : &n->frozen.f[old]);
	else if (line < n->n && n->line[line].old != NUMBERS_NONE)
		app_say(app, LOOK_DIM, "%s: теперь такого показателя нет, при сдаче было %s", n->line[line].title,
			buf_text(&n->line[line].was));
	else
		return false;
	return true;
}

void numbers_hint(const struct numbers *n, size_t line, struct buf *out)
{
	const struct figure *f = figure_at(n, line);

	if (f)
		buf_add(out, f->type == FIGURE_OF || f->type == FIGURE_SHARE ? "Enter — что посчитано и из чего"
									     : "Enter — что посчитано");
}

/* ---- the screen of a site or of the district ---- */

struct overview {
	struct screen base;
	struct list list;
	struct app *app;
	struct numbers numbers;
	struct buf title;
};

static const struct list_column columns[] = {
	{.title = "Показатель", .min = 16, .want = 40, .grow = 1},
	{.title = "Сколько", .min = 8, .want = 18},
	{.title = "При сдаче", .min = 8, .want = 18, .drop = 1},
};

/* The report of the site about the year; false: there is none. */
static bool find_report(struct tx *tx, const struct numbers *n, struct record *report)
{
	size_t ids_n;
	uint32_t *ids = refs_list(tx, KIND_SITE, n->site, KIND_REPORT, REPORT_SITE, &ids_n);
	bool found = false;

	for (size_t i = 0; i < ids_n && !found; i++)
		found = !record_load(tx, KIND_REPORT, ids[i], report) &&
			record_int(report, REPORT_SCHOOL_YEAR) == n->year;
	free(ids);
	return found;
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct overview *s = arg;
	struct record site = {.kind = 0}, org = {.kind = 0}, report = {.kind = 0};

	(void)text;
	(void)e;
	s->numbers.year = s->app->year;
	figures_release(&s->numbers.now);
	figures_release(&s->numbers.frozen);
	if (s->numbers.site && find_report(tx, &s->numbers, &report))
		report_figures(tx, &report, &s->numbers.frozen, &s->numbers.now);
	else
		figures_of(tx, s->numbers.site, s->numbers.year, &s->numbers.now);
	s->list.columns_n = s->numbers.frozen.n ? 3 : 2;
	numbers_lay_out(&s->numbers);
	buf_clear(&s->title);
	buf_add(&s->title, "Показатели за ");
	school_year_add(&s->title, s->numbers.year);
	buf_add(&s->title, " · ");
	if (!s->numbers.site)
		buf_add(&s->title, "весь округ");
	else if (!record_load(tx, KIND_SITE, s->numbers.site, &site) &&
		 !record_load(tx, KIND_ORG, record_ref(&site, SITE_ORG), &org))
		bare_name_add(record_text(&org, ORG_SHORT_NAME), &s->title);
	list_set_count(&s->list, s->numbers.n);
	record_release(&site);
	record_release(&org);
	record_release(&report);
	return OK;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	(void)tx;
	numbers_row(&((const struct overview *)arg)->numbers, n, out);
}

static bool head(void *arg, size_t n)
{
	return ((const struct overview *)arg)->numbers.line[n].heading;
}

static enum next open(struct app *app, struct screen *screen)
{
	const struct overview *s = (const struct overview *)screen;

	return numbers_open_line(app, &s->numbers, list_here(&s->list)) ? SCREEN_DONE : SCREEN_PASS;
}

static enum err may_open(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct overview *s = (const struct overview *)screen;
	size_t at = list_here(&s->list);

	(void)app;
	(void)a;
	return at < s->numbers.n && (s->numbers.line[at].at != NUMBERS_NONE || s->numbers.line[at].old != NUMBERS_NONE)
		       ? OK
		       : error_set(e, ERR_REFUSED, "Это заголовок, показатели под ним");
}

static void title(struct screen *screen, struct buf *out)
{
	buf_add(out, buf_text(&((const struct overview *)screen)->title));
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct overview *s = (const struct overview *)screen;

	numbers_hint(&s->numbers, list_here(&s->list), out);
}

static struct list *as_list(struct screen *screen)
{
	return &((struct overview *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct overview *s = (struct overview *)screen;

	(void)app;
	numbers_release(&s->numbers);
	list_release(&s->list);
	buf_free(&s->title);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .may = may_open, .run = open},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "numbers", .title = title, .hint = hint, .load = list_load, .draw = list_show,
	.list = as_list, .done = done,
};
/* clang-format on */

void numbers_open(struct app *app, uint32_t site)
{
	struct overview *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->numbers = (struct numbers){.site = site};
	s->list = (struct list){
		.columns = columns, .columns_n = 2, .row = row, .head = head, .load = load, .arg = s, .empty = ""};
	screen_push(app, &s->base);
}
