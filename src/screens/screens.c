/* The sections, and what is to be had on every screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/habit.h"
#include "stazh/screens/screens.h"

static void heading(struct app *app, struct buf *left, struct buf *middle, struct buf *right)
{
	const struct session *s = app->session;

	buf_add(left, config_title(s->config));
	school_year_add(middle, app->year);
	buf_addf(right, "%s · ", s->role == ROLE_METHODIST && *s->own ? s->own : s->user);
	buf_addn(right, role_title(s->role), strcspn(role_title(s->role), " ")); /* there is little room */
}

/* ---- school year ---- */

static void year_chosen(struct app *app, int index, void *arg)
{
	const int *last = arg; /* the first line's year */

	if (index >= 0)
		app_set_year(app, *last - index);
}

/* From the first year that any report or group belongs to up to the one after next. */
static void year_span(struct app *app, int *first, int *last)
{
	static const struct {
		unsigned kind, field;
	} of_year[] = {{KIND_REPORT, REPORT_SCHOOL_YEAR}, {KIND_GROUP, GROUP_SCHOOL_YEAR}};
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};

	*first = *last = school_year_of(app->session->today);
	*last += 1;
	for (size_t k = 0; tx && k < sizeof(of_year) / sizeof(*of_year); k++) {
		struct order by_year = {.by = path_to(field_by_id(kind_def(of_year[k].kind), of_year[k].field))};
		struct query q = {.kind = of_year[k].kind, .archived = true, .orders = &by_year, .orders_n = 1};
		uint32_t *ids = NULL;
		size_t n = 0;

		if (query_run(tx, &q, &ids, &n, NULL) == OK)
			for (size_t i = 0; i<n; i += n> 1 ? n - 1 : 1) /* the first and the last */
				if (record_load(tx, q.kind, ids[i], &r) == OK) {
					int year = (int)record_int(&r, of_year[k].field);

					*first = year < *first ? year : *first;
					*last = year > *last ? year : *last;
				}
		free(ids);
	}
	if (tx)
		tx_end(&tx);
	record_release(&r);
	*first = app->year < *first ? app->year : *first;
	*last = app->year > *last ? app->year : *last;
}

static void choose_year(struct app *app)
{
	struct menu_item *items;
	struct buf *texts;
	int first, *last = mem_alloc(sizeof(*last));
	size_t n, selected = 0;

	year_span(app, &first, last);
	n = (size_t)(*last - first + 1);
	items = mem_alloc(n * sizeof(*items));
	texts = mem_alloc(n * sizeof(*texts));
	for (size_t i = 0; i < n; i++) {
		school_year_add(&texts[i], *last - (int)i);
		items[i].text = texts[i].s;
		if (*last - (int)i == app->year)
			selected = i;
	}
	dialog_menu(app, "Учебный год", NULL, items, n, selected, year_chosen, last);
	screen_own(app, last);
	for (size_t i = 0; i < n; i++)
		buf_free(&texts[i]);
	free(texts);
	free(items);
}

/* ---- what is everywhere ---- */

static enum next find(struct app *app, struct screen *s)
{
	(void)s;
	find_open(app);
	return SCREEN_DONE;
}

static enum next year(struct app *app, struct screen *s)
{
	(void)s;
	choose_year(app);
	return SCREEN_DONE;
}

static enum next undo(struct app *app, struct screen *s)
{
	(void)s;
	undo_ask(app, false, 0);
	return SCREEN_DONE;
}

static enum next redo(struct app *app, struct screen *s)
{
	(void)s;
	undo_ask(app, true, 0);
	return SCREEN_DONE;
}

static enum next drafts(struct app *app, struct screen *s)
{
	(void)s;
	drafts_offer(app, true);
	return SCREEN_DONE;
}

static enum next turn(struct app *app, struct screen *s)
{
	(void)s;
	turn_open(app);
	return SCREEN_DONE;
}

static enum err may_turn(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)s;
	(void)a;
	(void)e;
	return app->session->role == ROLE_METHODIST ? OK : ERR_NONE;
}

static const struct screen_action everywhere[] = {
	{.action = ACT_FIND, .run = find},
	{.action = ACT_YEAR, .run = year},
	{.action = ACT_TURN, .may = may_turn, .run = turn},
	{.action = ACT_UNDO, .run = undo},
	{.action = ACT_REDO, .run = redo},
	{.action = ACT_DRAFTS, .run = drafts},
	{.action = ACT_NONE},
};

/* The sections; the first is another for who looks at the district as a whole. */
#define SECTIONS(name, open)                                                                                           \
	{                                                                                                              \
		{name, open}, {"Площадки", sites_section}, {"Группы", groups_section},                                 \
			{"Календарь", calendar_section}, {"Отчёты", reports_section}, {"Приказы", orders_section},     \
			{"Справочники", books_section}, {"Журнал", journal_section},                                   \
	}
static const struct section sections[] = SECTIONS("Сроки", due_section);
static const struct section viewers_sections[] = SECTIONS("Округ", district_section);

static bool begins_with_last(const struct session *s)
{
	return !strcmp(config_text(s->config, OPT_START), "last");
}

static void begun(struct app *app)
{
	if (begins_with_last(app->session))
		app_switch(app, (size_t)habit_number(app->session, "section", 0));
	drafts_offer(app, false);
}

/* clang-format off */
#define APP(its_sections)                                                                                              \
	{.sections = its_sections, .sections_n = sizeof(its_sections) / sizeof(*its_sections), .heading = heading,     \
	 .help = help_show, .actions = everywhere, .open = views_open, .begun = begun, .detail = here_detail,	\
	 .menu = palette_open, .offers = offers_add, .take = offers_take}
/* clang-format on */
static const struct app_ops all_app = APP(sections);
static const struct app_ops viewers_app = APP(viewers_sections);

const struct app_ops *screens_app(const struct session *s)
{
	return s->role == ROLE_VIEWER ? &viewers_app : &all_app;
}

/* A step of undo does not reach behind the moment when one came. */
static enum err enter(struct session *s, struct error *e)
{
	struct tx *tx = tx_read(s->store, e);

	if (!tx)
		return e->code;
	s->began = log_last(tx);
	tx_end(&tx);
	s->interactive = true;
	return OK;
}

static enum err begin(struct app *app, struct session *s, struct error *e)
{
	enum err err = enter(s, e);

	if (!err)
		app_begin(app, s, screens_app(s));
	return err;
}

enum err screens_run(struct session *s, const struct opening *o, struct error *e)
{
	struct app app = {.session = s, .linear = s->linear, .ops = screens_app(s)};
	enum err err;

	if (!s->store)
		return first_run(s, o, begin, e);
	err = first_finish(s, e);
	if (!err)
		err = enter(s, e);
	if (!err)
		err = app_run(&app, e);
	if (!err && app.last && begins_with_last(s))
		habit_keep_number(s, "section", (long)app.last);
	return err;
}
