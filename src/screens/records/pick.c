/* Choosing records from a list, for a field or an action. */
#include <stdlib.h>

#include "records.h"

static void hint(struct screen *screen, struct buf *out)
{
	const struct records *s = (const struct records *)screen;

	if (s->many)
		buf_addf(out, "%s — отметить (отмечено %zu), Enter — взять, буквы — поиск, F7 — завести",
			 s->list.typing && s->list.search.n ? "Ins" : "Пробел", s->marked_n);
	else
		buf_add(out, "Enter — выбрать, буквы — поиск, F7 — завести, Esc — не выбирать");
}

static enum next pick(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	void (*picked)(struct app *, uint32_t, void *) = s->picked;
	uint32_t id = records_subject(screen).id;

	if (!id)
		return SCREEN_PASS;
	screen_close(app, screen); /* lives until the event is dealt with */
	for (size_t i = 0; i < s->marked_n; i++)
		picked(app, s->marked[i], s->picked_arg);
	if (!s->marked_n)
		picked(app, id, s->picked_arg);
	return SCREEN_DONE;
}

static enum next mark(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	uint32_t id = records_subject(screen).id;
	size_t at = records_marked(s, id);

	(void)app;
	if (!id)
		return SCREEN_PASS;
	if (at < s->marked_n) {
		s->marked[at] = s->marked[--s->marked_n];
	} else {
		s->marked = mem_grow(s->marked, s->marked_n, &s->marked_cap, sizeof(*s->marked));
		s->marked[s->marked_n++] = id;
	}
	list_select(&s->list, s->list.selected + 1);
	return SCREEN_DONE;
}

static enum err may_many(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct records *)screen)->many ? OK : ERR_NONE;
}

static enum next add_new(struct app *app, struct screen *screen)
{
	const struct records *s = (const struct records *)screen;

	if (s->add)
		s->add(app, buf_text(&s->list.search), s->picked_arg);
	else
		edit_new_named(app, s->k->kind, buf_text(&s->list.search));
	return SCREEN_DONE;
}

static const struct screen_action pick_actions[] = {
	{.action = ACT_OPEN, .label = "Взять", .title = "Взять отмеченных", .may = may_many, .run = pick},
	{.action = ACT_OPEN, .label = "Выбор", .title = "Выбрать", .run = pick},
	{.action = ACT_NEW, .may = here_may, .run = add_new},
	{.action = ACT_MARK, .may = may_many, .run = mark},
	{.action = ACT_NONE},
};

static const struct screen_ops pick_ops = {RECORDS_OPS, .actions = pick_actions, .hint = hint};

void records_pick(struct app *app, unsigned kind, const char *heading, const char *search, bool many,
		  void (*picked)(struct app *app, uint32_t id, void *arg),
		  void (*add)(struct app *app, const char *name, void *arg), void *arg)
{
	struct records *s = records_new(app, kind, heading);

	s->base.ops = &pick_ops;
	s->many = many;
	s->by_year = false;
	buf_add(&s->list.search, search);
	s->picked = picked;
	s->add = add;
	s->picked_arg = arg;
	screen_push(app, &s->base);
}
