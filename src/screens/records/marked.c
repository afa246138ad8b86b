/* A list in which all are marked, for the exceptions: what is going to be done to those that stay so. */
#include <stdlib.h>

#include "records.h"

static void hint(struct screen *screen, struct buf *out)
{
	buf_add(out, records_list(screen)->marked_n ? "Ins — с кого снять, F2 — дальше"
						    : "Ins — кого отметить, * — всех, Esc — ничего не делать");
}

static enum err may_go(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	return ((struct records *)screen)->list.marked_n ? OK : error_set(e, ERR_REFUSED, "никто не отмечен");
}

static enum next go(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	struct job j = {.what = MANY_ACT,
			.kind = s->k->kind,
			.t = s->all,
			.title = s->all->title,
			.closes = screen,
			.done = s->done};
	uint64_t *keys;
	uint32_t *ids;

	if (may_go(app, screen, ACT_ACTIONS, NULL))
		return SCREEN_PASS; /* it is told why */
	j.n = list_marked_keys(&s->list, &keys, &j.hidden);
	j.ids = ids = mem_alloc((j.n + 1) * sizeof(*ids));
	for (size_t i = 0; i < j.n; i++)
		ids[i] = subject_of_key(keys[i]).id;
	job_start(app, &j);
	free(ids);
	free(keys);
	return SCREEN_DONE;
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .label = "Дальше", .title = "Сделать с отмеченными", .may = may_go, .run = go},
	{.action = ACT_OPEN, .may = here_may, .take = here},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_FILTER, .run = records_filter},
	{.action = ACT_EXPORT, .run = export_ask},
	MARKS_ACTIONS(records_mark_by),
	{.action = ACT_NONE},
};

static const struct screen_ops ops = {RECORDS_OPS, .hint = hint, .actions = actions};

void records_open_marked(struct app *app, unsigned kind, const char *title, const char *condition,
			 const struct transition *t,
			 void (*done)(struct app *app, unsigned kind, const uint32_t *ids, size_t n))
{
	struct records *s = records_new(app, kind, title);

	s->base.ops = &ops;
	s->by_year = false;
	s->list.markable = true;
	s->all = t;
	s->done = done;
	buf_add(&s->condition, condition);
	screen_push(app, &s->base);
}
