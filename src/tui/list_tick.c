/* The keys that mark rows. */
#include <stdlib.h>

#include "stazh/tui/list.h"

static enum err may_mark(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return s->ops->list(s)->markable ? OK : ERR_NONE;
}

/* The only row that was found is what was looked for: the next search can begin. */
static bool is_found(const struct list *l)
{
	return l->search.n && l->count - (l->narrowed ? l->headings : 0) == 1;
}

enum next list_mark_here(struct app *app, struct screen *s)
{
	struct list *l = s->ops->list(s);
	uint64_t *keys;
	size_t n;

	if (!l->count)
		return SCREEN_PASS;
	n = list_row_keys(l, list_here(l), &keys);
	list_mark(l, keys, n, list_row_marked(l, list_here(l)) == LIST_ALL ? LIST_UNMARK : LIST_MARK);
	free(keys);
	if (!n)
		app_say(app, LOOK_PLAIN, "Здесь отмечать нечего");
	else if (is_found(l))
		list_search_for(app, l, "");
	else
		list_select(l, l->selected + 1);
	l->moving = false;
	return SCREEN_DONE;
}

static enum next invert(struct app *app, struct screen *s)
{
	struct list *l = s->ops->list(s);
	uint64_t *keys;
	size_t n = list_shown_keys(l, &keys);

	list_mark(l, keys, n, LIST_INVERT);
	free(keys);
	if (!n)
		app_say(app, LOOK_PLAIN, "Список пуст: отмечать нечего");
	return SCREEN_DONE;
}

static enum next unmark(struct app *app, struct screen *s, const struct input *in)
{
	struct list *l = s->ops->list(s);

	(void)app;
	if (!l->marked_n || in->key == K_F10)
		return SCREEN_PASS;
	list_unmark_all(l);
	return SCREEN_DONE;
}

const struct screen_action list_mark_actions[] = {
	{.action = ACT_TICK, .may = may_mark, .run = list_mark_here},
	{.action = ACT_TICK_INVERT, .may = may_mark, .run = invert},
	{.action = ACT_BACK, .take = unmark},
	{.action = ACT_NONE},
};
