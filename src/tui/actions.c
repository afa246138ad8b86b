/* What can be done on a screen: its lists of actions are read here, whoever asks. */
#include <string.h>

#include "stazh/tui/list.h"
#include "stazh/tui/screen.h"

const struct screen_action *screen_actions_at(const struct screen *s, size_t i)
{
	size_t layers = 0;

	while (s->ops->layer && layers <= i && s->ops->layer(s, layers))
		layers++;
	return i < layers ? s->ops->layer(s, i) : i == layers ? s->ops->actions : NULL;
}

enum err screen_action_may(struct app *app, struct screen *s, const struct screen_action *row, struct error *e)
{
	return row->may ? row->may(app, s, row->action, e) : OK;
}

const struct screen_action *screen_action_find(struct app *app, struct screen *s, enum action a)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = screen_actions_at(s, i)); i++)
		for (; row->action; row++)
			if (row->action == a && screen_action_may(app, s, row, NULL) != ERR_NONE)
				return row;
	return NULL;
}

static bool letters_are_commands(const struct app *app)
{
	return app->session && !strcmp(config_text(app->session->config, OPT_LETTERS), "commands");
}

bool screen_has_menu(const struct screen *s)
{
	return !s->ops->popup || s->ops->keeps_input;
}

struct list *app_typed_list(const struct app *app)
{
	struct screen *s = app->top;

	return s && s->ops->context == IN_LIST && s->ops->list && !letters_are_commands(app) ? s->ops->list(s) : NULL;
}

bool app_takes_letters(struct app *app)
{
	return app->top->ops->context == IN_DIALOG && !letters_are_commands(app) &&
	       screen_action_find(app, app->top, ACT_TEXT);
}
