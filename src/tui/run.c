/* The one loop: events from the terminal, a script or lines, one after another. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/tui/screen.h"
#include "stazh/tui/script.h"
#include "stazh/tui/term.h"
#include "driver.h"
#include "linear/linear.h"

/* Some terminals tell their colours: «0;15», the background last. */
static bool is_light(const char *theme)
{
	const char *told = getenv("COLORFGBG"), *back = told ? strrchr(told, ';') : NULL;

	return !strcmp(theme, "light") ||
	       (!strcmp(theme, "auto") && back && (!strcmp(back, ";7") || !strcmp(back, ";15")));
}

enum err app_run(struct app *app, struct error *e)
{
	const struct config *c = app->session ? app->session->config : app->config;
	const char *file = getenv("STAZH_SCRIPT");
	struct term_options o = {.colors = true, .escdelay = 30};
	struct script *script = NULL;
	struct error failed = {0};
	struct event ev;

	if (c) {
		o.light = is_light(config_text(c, OPT_THEME));
		o.colors = !strcmp(config_text(c, OPT_COLORS), "auto") && strcmp(config_text(c, OPT_THEME), "none");
		o.cursor = !strcmp(config_text(c, OPT_CURSOR), "visible");
		o.mouse = config_bool(c, OPT_MOUSE);
		o.ascii = config_bool(c, OPT_ASCII);
		o.escdelay = config_int(c, OPT_ESCDELAY);
	}
	if (app->linear) {
		o.script = true;
		o.columns = LINEAR_COLUMNS;
		o.rows = LINEAR_ROWS;
	} else if (file && *file) {
		o.script = true;
		if (script_open(file, &script, &o.columns, &o.rows, e) != OK)
			return e->code;
	}
	if (term_open(&o, e) != OK) {
		script_close(&script);
		return e->code;
	}
	app->quit = false;
	if (app->session)
		screen_follow(app);
	app_start(app);
	if (app->linear)
		linear_run(app);
	if (*term_note())
		app_say(app, LOOK_TODAY, "%s", term_note());
	for (app_draw(app); !app->quit || (script && script_at_random(script)); app_draw(app)) {
		app->quit = false;
		if (!script)
			term_wait(&ev, app->wake);
		else if (!script_next(script, &ev, &failed))
			ev = (struct event){.type = EVENT_HANGUP};
		mem_done = NULL; /* the next key is another matter */
		app_event(app, &ev);
	}
	app_end(app);
	if (app->session)
		store_set_wait(app->session->store, app->session->wait);
	term_close();
	script_close(&script);
	return failed.code ? error_set(e, failed.code, "%s", failed.text) : OK;
}
