/* What an organisation is late with, or what is due within some days: the deadlines that a number counts. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/mem.h"
#include "stazh/domain/district.h"

struct overdue {
	int32_t due;
	const char *what, *who;
	struct subject subject;
};

struct late {
	struct screen base;
	struct list list;
	struct app *app;
	uint32_t org;
	bool window, mine; /* of these days, from today on: */
	int from, to;
	char *title;
	struct arena arena;
	struct overdue *o;
	size_t n, cap;
};

static const struct list_column columns[] = {
	{.title = "Срок", .min = 10, .want = 10, .date = true},
	{.title = "Что", .min = 20, .want = 44, .grow = 2},
	{.title = "Кто", .min = 10, .want = 20, .grow = 1, .drop = 1},
};

static void keep(const struct deadline *d, void *arg)
{
	struct late *s = arg;

	s->o = mem_grow(s->o, s->n, &s->cap, sizeof(*s->o));
	s->o[s->n++] = (struct overdue){.due = d->due,
					.what = arena_strndup(&s->arena, d->what, d->what_n),
					.who = arena_strndup(&s->arena, d->who, d->who_n),
					.subject = due_subject(d)};
}

static void keep_within(const struct deadline *d, void *arg)
{
	const struct late *s = arg;
	int days = d->due - s->app->session->today;

	if (days >= s->from && days <= s->to)
		keep(d, arg);
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct late *s = arg;

	(void)text;
	(void)e;
	arena_release(&s->arena);
	s->n = 0;
	if (s->window)
		deadline_each(
			tx,
			&(struct deadline_query){
				.today = s->app->session->today, .from = DATE_NONE, .days = s->to, .mine = s->mine},
			keep_within, s);
	else
		district_late(tx, s->org, keep, s);
	list_set_count(&s->list, s->n);
	marks_prune(&s->list, tx);
	return OK;
}

static uint64_t key(void *arg, size_t n)
{
	const struct overdue *o = &((const struct late *)arg)->o[n];

	return subject_key(o->subject) ^ (uint64_t)(uint32_t)o->due << 40 ^ n << 20;
}

static uint64_t marks(void *arg, size_t n, size_t i)
{
	return i ? 0 : subject_key(((const struct late *)arg)->o[n].subject);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct overdue *o = &((const struct late *)arg)->o[n];

	(void)tx;
	date_add_ru(&out->cell[0], o->due);
	buf_add(&out->cell[1], o->what);
	buf_add(&out->cell[2], o->who);
	if (o->due < ((const struct late *)arg)->app->session->today)
		out->look[0] = LOOK_OVERDUE;
}

static struct subject subject(const struct screen *screen)
{
	const struct late *s = (const struct late *)screen;

	return s->list.count ? s->o[list_here(&s->list)].subject : (struct subject){0, 0};
}

static void title(struct screen *screen, struct buf *out)
{
	const struct late *s = (const struct late *)screen;

	if (s->window)
		buf_addf(out, "%s · %s", s->title, s->mine ? "мои" : "весь округ");
	else
		buf_addf(out, "Просрочено: %s", *s->title ? s->title : "весь округ");
}

static void status(struct screen *screen, struct buf *out)
{
	const struct late *s = (const struct late *)screen;

	if (s->list.count)
		buf_addf(out, "%zu из %zu", s->list.selected + 1, s->list.count);
}

static struct list *as_list(struct screen *screen)
{
	return &((struct late *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct late *s = (struct late *)screen;

	(void)app;
	list_release(&s->list);
	arena_release(&s->arena);
	free(s->title);
	free(s->o);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .may = here_may, .take = here},
	{.action = ACT_EXPORT, .run = export_ask},
	MARKS_ACTIONS(marks_by),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "due", .title = title, .status = status, .load = list_load, .draw = list_show,
	.subject = subject, .list = as_list, .done = done,
};
/* clang-format on */

static struct late *open(struct app *app, const char *title)
{
	struct late *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->title = mem_strdup(title);
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.key = key,
				.markable = true,
				.marks = marks,
				.load = load,
				.arg = s,
				.empty = "Здесь уже ничего не просрочено."};
	return s;
}

void late_open(struct app *app, uint32_t org, const char *name)
{
	struct late *s = open(app, name);

	s->org = org;
	screen_push(app, &s->base);
}

void deadlines_open(struct app *app, const char *title, bool mine, int from, int to)
{
	struct late *s = open(app, title);

	s->window = true;
	s->mine = mine;
	s->from = from;
	s->to = to;
	s->list.empty = "В эти дни сроков нет.";
	screen_push(app, &s->base);
}
