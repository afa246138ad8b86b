/* Lists of records of one kind: sites, orders, reports, people, organisations. */
#include <stdlib.h>
#include <string.h>

#include "records.h"

/* «Вид «Школы»: где состояние = действует; по группам: Организация; порядок: Тема. F6 — изменить» */
static void add_arrangement(const struct records *s, struct buf *out)
{
	struct buf all = {0};

	if (s->condition.n)
		buf_addf(&all, "где %s", s->condition.s);
	if (s->group.n) {
		buf_add(&all, all.n ? "; по группам: " : "по группам: ");
		path_add_name(&s->group, PATH_TITLE, &all);
		records_counts_add(s, &all);
	}
	if (s->orders_n) {
		buf_add(&all, all.n ? "; порядок: " : "порядок: ");
		orders_add_names(s->orders, s->orders_n, PATH_TITLE, &all);
	}
	if (s->view)
		buf_addf(out, "Вид «%s»%s%s%s", s->view, s->altered ? ", изменён" : "", all.n ? ": " : "",
			 buf_text(&all));
	else
		text_add_cased(out, buf_text(&all), true);
	buf_add(out, ". F6 — изменить");
	buf_free(&all);
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct records *s = (const struct records *)screen;

	if (s->counted) {
		counted_hint(s, out);
		return;
	}
	if (s->view || s->condition.n || s->group.n || s->orders_n) {
		add_arrangement(s, out);
		return;
	}
	if (!s->state && !s->archived && !s->parent && (!s->k->in_year || s->by_year))
		return;
	buf_addf(out, "Показаны: %s%s%s", s->state ? s->state : "все состояния",
		 s->k->in_year && !s->by_year ? ", все годы" : "", s->archived ? ", с архивом" : "");
	if (s->parent)
		buf_addf(out, ", по полю «%s»", field_by_id(s->k, s->k->parent)->title);
	buf_add(out, ". F6 — изменить");
}

/* ---- doing ---- */

static enum next choose_sort(struct app *app, struct screen *screen)
{
	records_choose_orders(app, (struct records *)screen);
	return SCREEN_DONE;
}

/* A record is opened, the head of a group folds it. */
static enum next open(struct app *app, struct screen *screen, const struct input *in)
{
	struct records *s = (struct records *)screen;

	return s->list.count && records_fold(s, s->list.selected) ? SCREEN_DONE : here(app, screen, in);
}

static enum err may_open(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct records *s = (const struct records *)screen;

	return s->list.count && !records_at(s, s->list.selected) ? OK : here_may(app, screen, a, e);
}

static enum next add(struct app *app, struct screen *screen)
{
	edit_new(app, ((const struct records *)screen)->k->kind, (struct subject){0, 0}, 0);
	return SCREEN_DONE;
}

static enum next import(struct app *app, struct screen *screen)
{
	const struct records *s = (const struct records *)screen;

	import_open(app, s->k->kind,
		    s->parent ? (struct subject){field_by_id(s->k, s->k->parent)->ref, s->parent}
			      : (struct subject){0, 0});
	return SCREEN_DONE;
}

static enum next archived(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;

	s->archived = !s->archived;
	records_changed(app, s);
	return SCREEN_DONE;
}

/* What its kind has to tell of the year. */
static enum next year_view(struct app *app, struct screen *screen)
{
	const struct kind_def *k = ((const struct records *)screen)->k;

	app->ops->open(app, kind_more(k)->year_view, (struct subject){k->kind, 0}, NULL);
	return SCREEN_DONE;
}

/* What only some kinds have. */
static enum err may_mark(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct records *s = (const struct records *)screen;

	return kind_more(s->k)->done && !kind_more(s->k)->mark ? here_may(app, screen, a, e) : ERR_NONE;
}

static enum err may_attend(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return kind_more(((const struct records *)screen)->k)->mark ? OK : ERR_NONE;
}

static enum err may_print(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	unsigned kind = (unsigned)((const struct records *)screen)->k->kind;

	return print_can(kind) || print_listed(kind) ? OK : ERR_NONE;
}

static enum next print(struct app *app, struct screen *screen)
{
	struct subject on = records_subject(screen);

	if (many_here(app, screen, ACT_PRINT))
		return SCREEN_DONE;
	if (!on.id && !print_listed(on.kind))
		return SCREEN_PASS;
	print_list(app, on.kind, on.id);
	return SCREEN_DONE;
}

static enum err may_summary(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return kind_more(((const struct records *)screen)->k)->year_view == VIEW_SUMMARY ? OK : ERR_NONE;
}

static enum err may_register(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return kind_more(((const struct records *)screen)->k)->year_view == VIEW_REGISTER ? OK : ERR_NONE;
}

/* ---- the screens ---- */

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .may = may_open, .take = open},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_COPY, .may = here_may, .take = here},
	{.action = ACT_FILTER, .run = records_filter},
	{.action = ACT_NEW, .may = here_may, .run = add},
	{.action = ACT_DELETE, .may = here_may, .take = here},
	{.action = ACT_MARK, .title = "Отметить сделанным", .may = may_mark, .take = here},
	{.action = ACT_PRINT, .may = may_print, .run = print},
	{.action = ACT_MARK, .title = "Отметить, кто был", .may = may_attend, .take = here},
	{.action = ACT_SUMMARY, .may = may_summary, .run = year_view},
	{.action = ACT_SUMMARY, .title = "Журнал выдачи справок", .may = may_register, .run = year_view},
	{.action = ACT_ROADMAP, .may = here_may, .take = here},
	{.action = ACT_SORT, .run = choose_sort},
	{.action = ACT_ARCHIVED, .run = archived},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_IMPORT, .may = here_may, .run = import},
	MARKS_ACTIONS(records_mark_by),
	{.action = ACT_NONE},
};

static const struct screen_ops ops = {RECORDS_OPS, .actions = actions, .hint = hint};

struct screen *records_list_of(struct app *app, unsigned kind, const char *heading)
{
	struct records *s = records_new(app, kind, heading);

	s->base.ops = &ops;
	s->list.markable = true;
	records_begin(app, s);
	return &s->base;
}

void records_open_state(struct app *app, unsigned kind, const char *state)
{
	struct records *s = (struct records *)records_list_of(app, kind, kind_def(kind)->plural);

	s->state = state;
	screen_push(app, &s->base);
}

void records_open_where(struct app *app, unsigned kind, const char *title, const char *condition)
{
	struct records *s = (struct records *)records_list_of(app, kind, title);

	s->by_year = false;
	buf_add(&s->condition, condition);
	screen_push(app, &s->base);
}

void records_open(struct app *app, unsigned kind)
{
	records_open_state(app, kind, NULL);
}

/* Its cursor is where it was when one looked at it last. */
static struct screen *section_of(struct app *app, unsigned kind, const char *heading)
{
	struct records *s = (struct records *)records_list_of(app, kind, heading);

	s->row = &app->rows[app->section];
	records_start(app, s);
	return &s->base;
}

struct screen *sites_section(struct app *app)
{
	return section_of(app, KIND_SITE, "Площадки");
}

struct screen *groups_section(struct app *app)
{
	return section_of(app, KIND_GROUP, "Группы");
}

struct screen *reports_section(struct app *app)
{
	return section_of(app, KIND_REPORT, "Отчёты");
}

struct screen *orders_section(struct app *app)
{
	return section_of(app, KIND_ORDER, "Приказы");
}
