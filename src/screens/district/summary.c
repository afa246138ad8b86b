/* The district's summary of a school year: every site with its figures, the totals, and who has not reported. */
#include <math.h>
#include <stdlib.h>

#include "../internal.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"
#include "stazh/table/summary.h"
#include "stazh/table/transfer.h"

#define FIRST 2 /* columns before the figures: organisation, report */

struct overview {
	struct screen base;
	struct list list;
	struct app *app;
	struct summary summary;
	struct list_column columns[LIST_COLUMNS_MAX];
	size_t late, reported; /* sites: whose report is overdue; whose report is handed in */
	bool loaded;
};

static void make_columns(struct overview *s)
{
	size_t n = 0;

	s->columns[n++] = (struct list_column){.title = "Площадка", .min = 20, .want = 30, .grow = 1};
	s->columns[n++] = (struct list_column){.title = "Отчёт", .min = 9, .want = 10};
	for (size_t i = 0; i < s->summary.columns_n && n < LIST_COLUMNS_MAX; i++)
		s->columns[n++] = (struct list_column){.title = s->summary.column[i].brief,
						       .min = 7,
						       .want = 8,
						       .drop = s->summary.column[i].drop,
						       .right = true};
	s->list.columns_n = n;
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct overview *s = (struct overview *)screen;
	struct tx *tx = tx_read(app->session->store, e);
	struct list_hold hold;

	if (!tx)
		return e->code;
	list_hold(&s->list, &hold);
	summary_release(&s->summary);
	summary_of(tx, app->year, &s->summary);
	tx_end(&tx);
	s->late = s->reported = 0;
	for (size_t i = 0; i < s->summary.n; i++) {
		s->late += summary_is_late(&s->summary.s[i], app->session->today);
		s->reported += summary_has_reported(&s->summary.s[i]);
	}
	make_columns(s);
	list_set_count(&s->list, s->summary.n ? s->summary.n + 1 : 0);
	list_resume(&s->list, &hold);
	return OK;
}

/* The totals come last. */
static uint64_t key(void *arg, size_t n)
{
	const struct overview *s = arg;

	return n < s->summary.n ? s->summary.s[n].site : UINT64_MAX;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct overview *s = arg;
	bool total = n == s->summary.n;
	const struct summary_site *site = total ? NULL : &s->summary.s[n];
	const struct figures *figures = total ? &s->summary.total : &site->figures;

	(void)tx;
	if (total)
		buf_addf(&out->cell[0], "Всего по округу, %s %zu",
			 text_plural((long)n, "площадка", "площадки", "площадок"), n);
	else
		buf_addf(&out->cell[0], "%s — %s", site->org, site->topic);
	if (!total)
		bare_names(&out->cell[0]);
	if (total)
		buf_addf(&out->cell[1], "сдано %zu", s->reported);
	else
		buf_add(&out->cell[1], site->state);
	out->look[1] = !total && summary_is_late(site, s->app->session->today) ? LOOK_OVERDUE : LOOK_PLAIN;
	for (size_t i = 0; i < s->summary.columns_n && i + FIRST < LIST_COLUMNS_MAX; i++) {
		double number;

		if (summary_number(&s->summary.column[i], figures, &number))
			dynamics_add_number(&out->cell[i + FIRST], number, false);
		else
			buf_add(&out->cell[i + FIRST], "—");
	}
	for (size_t i = 0; total && i < LIST_COLUMNS_MAX; i++)
		out->look[i] = LOOK_STRONG;
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	(void)app;
	list_draw(app, &((struct overview *)screen)->list, a, true);
}

static enum next numbers(struct app *app, struct screen *screen)
{
	const struct overview *s = (const struct overview *)screen;
	size_t at = list_here(&s->list);

	if (s->list.count)
		numbers_open(app, at < s->summary.n ? s->summary.s[at].site : 0);
	return SCREEN_DONE;
}

static enum next open(struct app *app, struct screen *screen)
{
	const struct overview *s = (const struct overview *)screen;
	size_t at = list_here(&s->list);
	const struct summary_site *site = at < s->summary.n ? &s->summary.s[at] : NULL;

	if (!s->list.count)
		return SCREEN_PASS;
	if (!site)
		return numbers(app, screen);
	if (site->report)
		record_open(app, (struct subject){KIND_REPORT, site->report});
	else
		record_open(app, (struct subject){KIND_SITE, site->site});
	return SCREEN_DONE;
}

static void title(struct screen *screen, struct buf *out)
{
	const struct overview *s = (const struct overview *)screen;

	buf_add(out, "Свод за ");
	school_year_add(out, s->app->year);
}

static void status(struct screen *screen, struct buf *out)
{
	const struct overview *s = (const struct overview *)screen;

	size_t awaited = 0;

	for (size_t i = 0; i < s->summary.n; i++)
		awaited += summary_is_awaited(&s->summary.s[i], s->app->session->today);
	if (s->late)
		buf_addf(out, "не сдали отчёт: %zu", s->late);
	if (awaited)
		buf_addf(out, "%sожидается отчётов: %zu", s->late ? ", " : "", awaited);
	if (s->summary.n && s->reported == s->summary.n)
		buf_add(out, "все отчёты сданы");
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct overview *s = (const struct overview *)screen;

	if (s->list.count)
		buf_addf(out, "%s, ",
			 list_here(&s->list) < s->summary.n ? "Enter — отчёт, → — показатели"
							    : "Enter — показатели округа");
	buf_add(out, "Ctrl-E — в файл, Ctrl-U — в форму, Ctrl-Y — год");
}

static enum err write(struct app *app, struct screen *screen, const char *path, const char *called, struct error *e)
{
	size_t n;

	(void)screen;
	return summary_export(app->session, app->year, path, export_format(called), &n, e);
}

static enum next print(struct app *app, struct screen *screen)
{
	(void)screen;
	print_list(app, KIND_REPORT, 0);
	return SCREEN_DONE;
}

static enum next fill_form(struct app *app, struct screen *screen)
{
	(void)screen;
	blank_screen_open(app);
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct overview *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct overview *s = (struct overview *)screen;

	(void)app;
	summary_release(&s->summary);
	list_release(&s->list);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .run = open},
	{.action = ACT_RIGHT, .title = "Показатели этой строки", .run = numbers},
	{.action = ACT_PRINT, .run = print},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_IMPORT, .title = BLANK_TITLE, .run = fill_form},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "summary", .title = title, .status = status, .hint = hint, .load = load, .draw = draw,
	.list = as_list, .whole = "Свод целиком, с показателями", .write = write, .done = done,
};
/* clang-format on */

void summary_open(struct app *app)
{
	struct overview *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->list = (struct list){.columns = s->columns,
				.row = row,
				.key = key,
				.arg = s,
				.empty = "В этом учебном году площадок нет. Ctrl-Y — другой учебный год."};
	screen_push(app, &s->base);
}
