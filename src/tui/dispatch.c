/* From a key or a click to what it does: the lists of the screen on top, then those of the machinery. */
#include "stazh/tui/dialog.h"
#include "stazh/tui/list.h"
#include "stazh/tui/term.h"
#include "driver.h"
#include "frame.h"

/* ---- what can be done everywhere ---- */

static size_t section_beside(const struct app *app, size_t step)
{
	size_t i = app->section;

	do
		i = (i + step) % app->ops->sections_n;
	while (!app->ops->sections[i].open);
	return i;
}

static void leave_answered(struct app *app, bool yes, void *arg)
{
	(void)arg;
	if (yes)
		app->quit = true;
}

static enum next show_help(struct app *app, struct screen *s)
{
	if (!app->ops->help)
		return SCREEN_PASS;
	app->ops->help(app, s->ops->help ? s->ops->help : "");
	return SCREEN_DONE;
}

static enum next show_menu(struct app *app, struct screen *s)
{
	return app->ops->menu ? app->ops->menu(app, s) : SCREEN_PASS;
}

static enum next redraw(struct app *app, struct screen *s)
{
	(void)app;
	(void)s;
	term_redraw();
	return SCREEN_DONE;
}

static enum next go_back(struct app *app, struct screen *s)
{
	if (s->below)
		return SCREEN_CLOSE;
	if (app->section)
		app_switch(app, 0);
	else
		dialog_confirm(app, "Выход", "Закрыть программу?", "Закрыть", leave_answered, NULL);
	return SCREEN_DONE;
}

static enum next next_section(struct app *app, struct screen *s)
{
	(void)s;
	app_switch(app, section_beside(app, 1));
	return SCREEN_DONE;
}

static enum next previous_section(struct app *app, struct screen *s)
{
	(void)s;
	app_switch(app, section_beside(app, app->ops->sections_n - 1));
	return SCREEN_DONE;
}

static enum next to_section(struct app *app, struct screen *s, const struct input *in)
{
	size_t i = (size_t)(in->action - ACT_SECTION_1);

	(void)s;
	if (i >= app->ops->sections_n || !app->ops->sections[i].open)
		return SCREEN_PASS;
	app_switch(app, i);
	return SCREEN_DONE;
}

static const struct screen_action of_all[] = {
	{.action = ACT_HELP, .run = show_help},
	{.action = ACT_REDRAW, .run = redraw},
	{.action = ACT_BACK, .run = go_back},
	{.action = ACT_NONE},
};

static const struct screen_action of_menu[] = {
	{.action = ACT_MENU, .run = show_menu},
	{.action = ACT_NONE},
};

static const struct screen_action of_whole_screens[] = {
	{.action = ACT_NEXT_SECTION, .run = next_section},
	{.action = ACT_PREVIOUS_SECTION, .run = previous_section},
	{.action = ACT_SECTION_1, .take = to_section},
	{.action = ACT_SECTION_1 + 1, .take = to_section},
	{.action = ACT_SECTION_1 + 2, .take = to_section},
	{.action = ACT_SECTION_1 + 3, .take = to_section},
	{.action = ACT_SECTION_1 + 4, .take = to_section},
	{.action = ACT_SECTION_1 + 5, .take = to_section},
	{.action = ACT_SECTION_1 + 6, .take = to_section},
	{.action = ACT_SECTION_8, .take = to_section},
	{.action = ACT_NONE},
};

/* ---- dispatch ---- */

const struct screen_action *app_actions_at(const struct app *app, const struct screen *s, size_t i)
{
	const struct screen_action *shared[] = {s->ops->list ? list_actions : NULL,
						s->ops->list ? list_mark_actions : NULL,
						of_all,
						screen_has_menu(s) ? of_menu : NULL,
						s->ops->popup ? NULL : of_whole_screens,
						s->ops->popup ? NULL : app->ops->actions};
	const struct screen_action *own;
	size_t n = 0;

	while ((own = screen_actions_at(s, n)))
		if (n++ == i)
			return own;
	for (size_t j = 0; j < sizeof(shared) / sizeof(*shared); j++)
		if (shared[j] && n++ == i)
			return shared[j];
	return NULL;
}

/* The first row that takes it does it. */
static enum next try_rows(struct app *app, struct screen *s, const struct input *in)
{
	const struct screen_action *row;
	enum next next = SCREEN_PASS;

	for (size_t i = 0; next == SCREEN_PASS && app->top == s && (row = app_actions_at(app, s, i)); i++)
		for (; row->action && next == SCREEN_PASS && app->top == s; row++)
			if (row->action == in->action && screen_action_may(app, s, row, NULL) != ERR_NONE)
				next = row->take ? row->take(app, s, in) : row->run(app, s);
	return next;
}

/* Nothing was done: why, where that is known. */
static void tell_why(struct app *app, struct screen *s, enum action a)
{
	const struct screen_action *row;
	struct error e = {.code = OK};

	for (size_t i = 0; (row = app_actions_at(app, s, i)); i++)
		for (; row->action; row++)
			if (row->action == a && screen_action_may(app, s, row, &e) == ERR_REFUSED) {
				app_say(app, LOOK_TODAY, "Нельзя: %s", e.text);
				return;
			}
	term_beep();
}

void dispatch(struct app *app, const struct input *in)
{
	struct screen *s = app->top;
	enum next next;

	if (!s)
		return;
	if (s->ops->list)
		list_typed(s->ops->list(s), in);
	next = try_rows(app, s, in);
	if (next == SCREEN_PASS && app->top == s && in->action == ACT_CLICK &&
	    (in->twice || (s->ops->list && list_hit(s->ops->list(s), in))))
		next = try_rows(app, s, &(struct input){.action = ACT_OPEN});
	if (next == SCREEN_PASS && in->action != ACT_CLICK && in->action != ACT_MARK)
		tell_why(app, s, in->action);
	else if (next == SCREEN_CLOSE)
		screen_close(app, s);
	else if (next == SCREEN_RELOAD && screen_on_stack(app, s))
		s->stale = true;
}

/* Does the screen know the action? If it does not, its key is a character as any other. */
static bool is_here(struct app *app, enum action a)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = app_actions_at(app, app->top, i)); i++)
		for (; row->action; row++)
			if (row->action == a && screen_action_may(app, app->top, row, NULL) != ERR_NONE)
				return true;
	return false;
}

void app_act(struct app *app, enum action a)
{
	struct input in = {.action = a};

	dispatch(app, &in);
}

void dispatch_key(struct app *app, const struct event *ev)
{
	struct input in = {.key = ev->key, .text = ev->text, .n = ev->n};
	struct list *l = app_typed_list(app);

	app->clicked = NULL;
	app->message[0] = '\0';
	if (l && ev->text && list_takes(l, ev->key)) {
		list_type(app, l, ev->text, ev->n);
		return;
	}
	if (!key_is_letter(ev->key) || !app_takes_letters(app))
		in.action = action_of_key(app->top->ops->context, ev->key);
	if (ev->text && ev->key >= ' ' && (!in.action || (!key_is_letter(ev->key) && !is_here(app, in.action))))
		in.action = ACT_TEXT;
	if (in.action)
		dispatch(app, &in);
	else
		term_beep();
}

void dispatch_click(struct app *app, const struct event *ev)
{
	struct input in = {.action = ACT_CLICK, .y = ev->y, .x = ev->x, .twice = ev->twice};
	struct event key = {.type = EVENT_KEY};
	const struct screen *clicked = app->clicked;
	int section;

	app->clicked = app->top;
	if (ev->twice && clicked && clicked != app->top) /* the first of the two has opened it */
		return;
	if (ev->y == draw_rows() - 1) {
		key.key = K_F1 + frame_bar_slot(ev->x);
		dispatch_key(app, &key);
	} else if (!app->top->ops->popup && (section = frame_section_at(app, ev->y, ev->x)) >= 0) {
		app_switch(app, (size_t)section);
	} else {
		dispatch(app, &in);
	}
}
