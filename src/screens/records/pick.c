/* Choosing records from a list, for a field or an action. */
#include <stdlib.h>

#include "records.h"

static void hint(struct screen *screen, struct buf *out)
{
	const struct records *s = (const struct records *)screen;

	if (s->list.markable)
		buf_addf(out, "%s — отметить, Enter — взять, буквы — поиск, F7 — завести",
			 s->list.typing && s->list.search.n ? "Ins" : "Пробел");
	else
		buf_add(out, "Enter — выбрать, буквы — поиск, F7 — завести, Esc — не выбирать");
}

static enum next pick(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	void (*picked)(struct app *, uint32_t, void *) = s->picked;
	uint32_t id = records_subject(screen).id;
	uint64_t *keys;
	size_t n, hidden;

	if (!id && !s->list.marked_n)
		return SCREEN_PASS;
	n = list_marked_keys(&s->list, &keys, &hidden);
	screen_close(app, screen); /* lives until the event is dealt with */
	for (size_t i = 0; i < n; i++)
		picked(app, subject_of_key(keys[i]).id, s->picked_arg);
	if (!n)
		picked(app, id, s->picked_arg);
	free(keys);
	return SCREEN_DONE;
}

static enum err may_many(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct records *)screen)->list.markable ? OK : ERR_NONE;
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
	{.action = ACT_MARK, .may = may_many, .run = list_mark_here},
	{.action = ACT_NONE},
};

static const struct screen_ops pick_ops = {RECORDS_OPS, .actions = pick_actions, .hint = hint};

void records_pick(struct app *app, unsigned kind, const char *heading, const char *search, bool many,
		  void (*picked)(struct app *app, uint32_t id, void *arg),
		  void (*add)(struct app *app, const char *name, void *arg), void *arg)
{
	struct records *s = records_new(app, kind, heading);

	s->base.ops = &pick_ops;
	s->list.markable = many;
	s->by_year = false;
	buf_add(&s->list.search, search);
	s->picked = picked;
	s->add = add;
	s->picked_arg = arg;
	screen_push(app, &s->base);
}
