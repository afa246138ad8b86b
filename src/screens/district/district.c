/* The start of who looks at the district as a whole: what is counted in it, beside the two years before; every number
 * opens the list that it counts. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/mark.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/district.h"

#define BAR	    9
#define COURSE	    6 /* two blanks, a column for each year, a blank */
#define TITLE_MAX   44
#define TITLE_LEAST 21 /* or the years are told in brief */
#define LATE_LEAST  3  /* lines of organisations on a small screen */

struct start {
	struct screen base;
	struct list list;
	struct app *app;
	struct district district;
	struct start_row {
		enum { ROW_HEAD, ROW_FIGURE, ROW_MORE } sort;
		enum district_section section;
		size_t at; /* of a figure: in the district */
	} * row;
	size_t n, cap;
	bool all_late;
	size_t late_shown; /* organisations, before they are unfolded */
	bool brief;	   /* the years are told as «25-26» */
	struct {
		int all, title, bar, value[DISTRICT_YEARS], n[DISTRICT_YEARS]; /* cells; 0: left out */
	} w;
};

static const struct list_column columns[] = {
	{.title = "Что", .min = 20, .want = 30, .grow = 1},
	{.title = "Сейчас", .min = 8, .want = 8, .right = true},
	{.title = "n", .min = 6, .want = 6, .right = true},
	{.title = "", .min = 1, .want = BAR},
	{.title = "Год назад", .min = 9, .want = 9, .right = true},
	{.title = "n", .min = 6, .want = 6, .right = true},
	{.title = "Два года назад", .min = 9, .want = 9, .right = true},
	{.title = "n", .min = 6, .want = 6, .right = true},
};
#define CELL_BEFORE(y) ((size_t)(2 * (y) + 2)) /* where the year stands, its n after it */
#define COLUMNS	       (sizeof(columns) / sizeof(*columns))

/* ---- rows ---- */

static void add(struct start *s, int sort, enum district_section section, size_t at)
{
	s->row = mem_grow(s->row, s->n, &s->cap, sizeof(*s->row));
	s->row[s->n++] = (struct start_row){.sort = sort, .section = section, .at = at};
}

static void make_rows(struct start *s)
{
	const struct district *d = &s->district;
	int section = -1;
	size_t late = 0;

	s->n = 0;
	for (size_t i = 0; i < d->n; i++) {
		enum district_section of = d->row[i].section;
		bool first = (int)of != section;

		if (first)
			add(s, ROW_HEAD, of, i);
		section = (int)of;
		late += of == DISTRICT_LATE;
		if (first && d->row[i].kind) /* the number of all stands in the head */
			continue;
		if (of != DISTRICT_LATE || s->all_late || s->list.search.n || late < s->late_shown ||
		    (late == s->late_shown && d->late_orgs == late))
			add(s, ROW_FIGURE, of, i);
		else if (late == s->late_shown)
			add(s, ROW_MORE, of, i);
	}
	list_set_count(&s->list, s->n);
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct start *s = (struct start *)screen;
	struct tx *tx = tx_read(app->session->store, e);
	struct list_hold hold;
	bool begun = s->n;

	if (!tx)
		return e->code;
	list_hold(&s->list, &hold);
	district_release(&s->district);
	district_of(tx, app->year, &s->district);
	tx_end(&tx);
	make_rows(s);
	if (begun)
		list_settle(app, &s->list, &hold);
	else
		list_select(&s->list, 0);
	return OK;
}

static void filter(void *arg, const char *text)
{
	(void)text;
	make_rows(arg); /* while one searches nothing is folded */
}

static bool head(void *arg, size_t n)
{
	return ((const struct start *)arg)->row[n].sort == ROW_HEAD;
}

static uint64_t key(void *arg, size_t n)
{
	const struct start *s = arg;
	const struct start_row *r = &s->row[n];
	const struct district_row *d = &s->district.row[r->at];
	uint64_t h = r->sort == ROW_FIGURE ? d->org : 0; /* of others the title */

	for (const char *p = r->sort == ROW_FIGURE && !d->org ? d->title : ""; *p; p++)
		h = h * 31 + (unsigned char)*p;
	return (h & UINT32_MAX) | (uint64_t)r->sort << 32 | (uint64_t)r->section << 40 | 1ull << 63;
}

/* ---- drawing ---- */

/* What stands in the cell of a year, «» where nothing does. */
static void add_value(const struct district_row *d, int year, struct buf *out)
{
	if (!year || d->of[year].known || !d->state)
		district_add(d, (size_t)year, out);
}

static void add_year(const struct start *s, int year, struct buf *out)
{
	int first = s->app->year - year;

	if (s->brief)
		buf_addf(out, "%02d-%02d", first % 100, (first + 1) % 100);
	else
		school_year_add(out, first);
}

/* The columns are as wide as what stands in them, with two blanks before each. */
static void measure(struct start *s)
{
	struct buf b = {0};

	for (int y = 0; y < DISTRICT_YEARS; y++) {
		int *value = &s->w.value[y], *n = &s->w.n[y];

		buf_clear(&b);
		add_year(s, y, &b);
		*value = utf8_width(b.s, b.n);
		*n = 0;
		for (size_t i = 0; i < s->district.n; i++) {
			const struct district_row *d = &s->district.row[i];

			buf_clear(&b);
			add_value(d, y, &b);
			*value = b.n && utf8_width(b.s, b.n) > *value ? utf8_width(b.s, b.n) : *value;
			buf_clear(&b);
			buf_addf(&b, "%ld", d->of[y].n);
			*n = d->of[y].n && (int)b.n > *n ? (int)b.n : *n;
		}
		*value += LIST_GAP;
		*n += *n ? LIST_GAP : 0;
	}
	buf_free(&b);
}

static void lay_out(struct start *s, int width)
{
	s->w.all = width - 3;
	s->w.bar = width >= 100 ? 2 * BAR : width >= 72 ? BAR : 0;
	for (int brief = 0; brief < 2; brief++) {
		s->brief = brief;
		measure(s);
		s->w.title = s->w.all - (s->w.bar ? s->w.bar + COURSE : 0);
		for (int y = 0; y < DISTRICT_YEARS; y++)
			s->w.title -= s->w.value[y] + s->w.n[y];
		if (s->w.title >= TITLE_LEAST)
			break;
	}
	if (s->w.title > TITLE_MAX)
		s->w.title = TITLE_MAX;
}

static void add_padded(const char *text, int width, bool right, struct buf *out)
{
	size_t n = strlen(text);
	bool cut = utf8_width(text, n) > width;
	int w;

	if (cut)
		n = utf8_prefix(text, n, width - 1);
	w = utf8_width(text, n) + cut;
	for (; right && w < width; w++)
		buf_addc(out, ' ');
	buf_addn(out, text, n);
	buf_add(out, cut ? "…" : "");
	for (; !right && w < width; w++)
		buf_addc(out, ' ');
}

/* The years above their columns. */
static void draw_years(const struct start *s, struct area a)
{
	struct buf b = {0}, year = {0};

	add_padded("", s->w.title, false, &b);
	for (int y = 0; y < DISTRICT_YEARS; y++) {
		buf_clear(&year);
		add_year(s, y, &year);
		add_padded(year.s, s->w.value[y], true, &b);
		add_padded(s->w.n[y] ? "n" : "", s->w.n[y], true, &b);
		if (!y)
			add_padded("", s->w.bar ? s->w.bar + COURSE : 0, false, &b);
	}
	draw_text(a.y, a.x + 2, a.w - 2, LOOK_DIM, b.s);
	buf_free(&b);
	buf_free(&year);
}

/* «Николаевская ООШ  4  отчёт за 2025-2026»: how much, and what waits for longest */
static void add_late(const struct start *s, const struct district_row *d, struct row *out)
{
	int width = s->w.title;
	struct buf b = {0};

	bare_name_add(*d->title ? d->title : "весь округ", &b);
	buf_add(&out->cell[0], "  ");
	add_padded(b.s, width - 2, false, &out->cell[0]);
	buf_clear(&b);
	district_add(d, 0, &b);
	add_padded(b.s, s->w.value[0], true, &out->cell[1]);
	buf_clear(&b);
	text_add_cased(&b, d->what, false);
	buf_add(&out->cell[2], "  ");
	add_padded(b.s, s->w.all - s->w.title - s->w.value[0] - 2, false, &out->cell[2]);
	out->look[1] = LOOK_OVERDUE;
	buf_free(&b);
}

/* «  ▂▄▇»: the years from the earliest to this one. */
static void add_course(const struct district_row *d, struct buf *out)
{
	double most = 0;
	bool any = !d->state || d->of[1].known;

	for (int y = 0; any && y < DISTRICT_YEARS; y++)
		most = d->of[y].value > most ? d->of[y].value : most;
	buf_add(out, "  ");
	for (int y = DISTRICT_YEARS - 1; y >= 0; y--)
		if (most > 0 && d->of[y].known && d->of[y].value >= 0)
			mark_add(&(struct mark){.sort = MARK_COUNT, .to = d->of[y].value, .of = most}, out);
		else
			buf_addc(out, ' ');
}

/* n: how many people or marks are behind it. */
static void add_people(const struct start *s, const struct district_row *d, int year, struct buf *out)
{
	struct buf b = {0};

	if (d->of[year].n)
		buf_addf(&b, "%ld", d->of[year].n);
	add_padded(buf_text(&b), s->w.n[year], true, out);
	buf_free(&b);
}

static void add_figure(const struct start *s, const struct district_row *d, bool head, struct row *out)
{
	struct buf b = {0};

	buf_add(&out->cell[0], head ? "" : "  ");
	add_padded(head ? district_section_title(d->section) : d->title, s->w.title - (head ? 0 : 2), false,
		   &out->cell[0]);
	add_value(d, 0, &b);
	add_padded(b.s, s->w.value[0], true, &out->cell[1]);
	add_people(s, d, 0, &out->cell[2]);
	buf_clear(&b);
	if (s->w.bar) {
		add_course(d, &b);
		buf_addc(&b, ' ');
	}
	if (s->w.bar && !head)
		mark_add_bar(d->share, s->w.bar, false, &b);
	add_padded(buf_text(&b), s->w.bar ? s->w.bar + COURSE : 0, false, &out->cell[3]);
	for (int y = 1; y < DISTRICT_YEARS; y++) {
		buf_clear(&b);
		add_value(d, y, &b);
		add_padded(buf_text(&b), s->w.value[y], true, &out->cell[CELL_BEFORE(y)]);
		out->look[CELL_BEFORE(y)] = head ? LOOK_STRONG : LOOK_DIM;
		add_people(s, d, y, &out->cell[CELL_BEFORE(y) + 1]);
		out->look[CELL_BEFORE(y) + 1] = LOOK_DIM;
	}
	out->look[1] = LOOK_STRONG;
	out->look[3] = LOOK_GOOD;
	buf_free(&b);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct start *s = arg;
	const struct start_row *r = &s->row[n];
	size_t more = s->district.late_orgs + 1 - s->late_shown;

	(void)tx;
	if (r->sort == ROW_HEAD && s->district.row[r->at].kind)
		add_figure(s, &s->district.row[r->at], true, out);
	else if (r->sort == ROW_HEAD && r->section == DISTRICT_LATE)
		buf_addf(&out->cell[0], "%s: %zu %s, просрочено %zu", district_section_title(r->section),
			 s->district.late_orgs,
			 text_plural((long)s->district.late_orgs, "организация", "организации", "организаций"),
			 s->district.late);
	else if (r->sort == ROW_HEAD)
		buf_add(&out->cell[0], district_section_title(r->section));
	else if (r->sort == ROW_MORE)
		buf_addf(&out->cell[0], "  %s ещё %zu %s", glyph(GLYPH_MARKER), more,
			 text_plural((long)more, "организация", "организации", "организаций"));
	else if (r->section == DISTRICT_LATE)
		add_late(s, &s->district.row[r->at], out);
	else
		add_figure(s, &s->district.row[r->at], false, out);
	if (r->sort == ROW_HEAD)
		out->look[0] = LOOK_STRONG;
}

/* Whole names, for who searches. */
static void told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	const struct start *s = arg;
	const struct start_row *r = &s->row[n];
	const struct district_row *d = &s->district.row[r->at];

	(void)tx;
	if (r->sort == ROW_HEAD)
		buf_add(out, district_section_title(r->section));
	else
		buf_addf(out, "%s %s", d->title, d->what ? d->what : "");
}

static size_t plain_count(void *arg)
{
	return ((const struct start *)arg)->district.n;
}

static void plain(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct district_row *d = &((const struct start *)arg)->district.row[n];

	(void)tx;
	buf_addf(&out->cell[0], "%s: %s", district_section_title(d->section), d->title);
	if (d->what)
		buf_addf(&out->cell[0], ": %s", d->what);
	district_add(d, 0, &out->cell[1]);
	if (d->of[0].n)
		buf_addf(&out->cell[2], "%ld", d->of[0].n);
	for (int y = 1; y < DISTRICT_YEARS; y++) {
		if (d->of[y].known)
			district_add(d, (size_t)y, &out->cell[CELL_BEFORE(y)]);
		if (d->of[y].n)
			buf_addf(&out->cell[CELL_BEFORE(y) + 1], "%ld", d->of[y].n);
	}
}

/* As many organisations as let the rest stand on the screen; the cursor stays where it is. */
static void fit_rows(struct start *s)
{
	struct list_hold hold;

	list_hold(&s->list, &hold);
	make_rows(s);
	list_resume(&s->list, &hold);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct start *s = (struct start *)screen;

	size_t others = s->n, shown;

	for (size_t i = 0; i < s->n; i++)
		others -= s->row[i].section == DISTRICT_LATE && s->row[i].sort != ROW_HEAD;
	shown = (size_t)a.h > others + 1 + LATE_LEAST ? (size_t)a.h - others - 1 : LATE_LEAST;
	if (shown != s->late_shown) {
		s->late_shown = shown;
		fit_rows(s);
	}
	lay_out(s, a.w);
	draw_years(s, a);
	list_draw(app, &s->list, (struct area){a.y + 1, a.x, a.h - 1, a.w}, true);
}

/* ---- doing ---- */

static enum next open(struct app *app, struct screen *screen)
{
	struct start *s = (struct start *)screen;
	const struct start_row *r = s->list.count ? &s->row[list_here(&s->list)] : NULL;
	const struct district_row *d = r ? &s->district.row[r->at] : NULL;

	if (!r)
		return SCREEN_PASS;
	if (r->sort == ROW_MORE) {
		s->all_late = true;
		make_rows(s);
	} else if (r->section == DISTRICT_LATE && r->sort == ROW_HEAD) {
		screen_push(app, due_section(app));
	} else if (r->section == DISTRICT_LATE) {
		late_open(app, d->org, d->title);
	} else if (r->section == DISTRICT_FIGURES && r->sort == ROW_HEAD) {
		summary_open(app);
	} else if (r->section == DISTRICT_FIGURES) {
		const bool base = d->of[0].n && strcmp(d->code, "results.change") != 0;
		struct buf shown = {0};

		district_add(d, 0, &shown);
		records_open_number(
			app, &(struct number){.code = d->code, .title = d->title, .base = base, .shown = shown.s});
		buf_free(&shown);
	} else {
		records_open_state(app, d->kind, r->sort == ROW_HEAD ? NULL : d->state);
	}
	return SCREEN_DONE;
}

static enum next print(struct app *app, struct screen *screen)
{
	(void)screen;
	print_year(app, "district");
	return SCREEN_DONE;
}

static enum next year_before(struct app *app, struct screen *screen)
{
	(void)screen;
	app_set_year(app, app->year - 1);
	return SCREEN_DONE;
}

static enum next year_after(struct app *app, struct screen *screen)
{
	(void)screen;
	app_set_year(app, app->year + 1);
	return SCREEN_DONE;
}

static enum next due(struct app *app, struct screen *screen)
{
	(void)screen;
	screen_push(app, due_section(app));
	return SCREEN_DONE;
}

static enum next summary(struct app *app, struct screen *screen)
{
	(void)screen;
	summary_open(app);
	return SCREEN_DONE;
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct start *s = (const struct start *)screen;
	const struct start_row *r = s->list.count ? &s->row[list_here(&s->list)] : NULL;

	buf_addf(out, "Enter — %s, → — год назад, F5 — на одном листе, F6 — сроки",
		 !r			       ? "открыть"
		 : r->sort == ROW_MORE	       ? "показать все организации"
		 : r->section == DISTRICT_LATE ? "что просрочено"
		 : r->section == DISTRICT_FIGURES && r->sort == ROW_HEAD ? "свод за год по площадкам"
									 : "эти записи");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct start *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct start *s = (struct start *)screen;

	(void)app;
	list_release(&s->list);
	district_release(&s->district);
	free(s->row);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .run = open},
	{.action = ACT_COPY, .label = "Печать", .title = "Напечатать на одном листе", .run = print},
	{.action = ACT_FILTER, .label = "Сроки", .title = "Все сроки округа", .run = due},
	{.action = ACT_SUMMARY, .run = summary},
	{.action = ACT_RIGHT, .title = "Год назад", .run = year_before},
	{.action = ACT_LEFT, .title = "Год вперёд", .run = year_after},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .pane = PANE_NONE, .actions = actions, .help = "district", .name = "Округ", .hint = hint, .load = load, .draw = draw,
	.list = as_list, .done = done,
};
/* clang-format on */

struct screen *district_section(struct app *app)
{
	struct start *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->late_shown = LATE_LEAST;
	s->list = (struct list){.columns = columns,
				.columns_n = COLUMNS,
				.row = row,
				.plain = plain,
				.told = told,
				.plain_count = plain_count,
				.whole = true,
				.key = key,
				.head = head,
				.filter = filter,
				.headless = true,
				.arg = s,
				.empty = "Площадок ещё нет: здесь будет видно, как они работают."};
	return &s->base;
}
