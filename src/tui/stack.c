/* The stack of screens, and what they tell the driver. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "stazh/tui/screen.h"
#include "stazh/tui/term.h"
#include "driver.h"

void screen_push(struct app *app, struct screen *s)
{
	s->below = app->top;
	s->stale = true;
	app->top = s;
}

/* Takes the top screen off; it is freed when the event is over, for its own function may still be running. */
void stack_pop(struct app *app)
{
	struct screen *s = app->top;

	app->top = s->below;
	s->below = app->dead;
	app->dead = s;
}

void screen_add_title(struct screen *s, struct buf *out)
{
	if (s->ops->name)
		buf_add(out, s->ops->name);
	else if (s->ops->title)
		s->ops->title(s, out);
}

bool screen_on_stack(const struct app *app, const struct screen *s)
{
	const struct screen *p = app->top;

	while (p && p != s)
		p = p->below;
	return p;
}

void screen_close(struct app *app, struct screen *s)
{
	if (!screen_on_stack(app, s))
		return;
	while (app->top != s)
		stack_pop(app);
	stack_pop(app);
}

struct screen *screen_lift(struct app *app, const struct screen *s)
{
	struct screen *lifted = app->top, *last = lifted;

	if (lifted == s || !screen_on_stack(app, s))
		return NULL;
	while (last->below != s)
		last = last->below;
	app->top = last->below;
	last->below = NULL;
	return lifted;
}

void screen_lay(struct app *app, struct screen *lifted)
{
	struct screen *last = lifted;

	if (!lifted)
		return;
	while (last->below)
		last = last->below;
	last->below = app->top;
	app->top = lifted;
}

void *screen_own(struct app *app, void *arg)
{
	free(app->top->owned);
	return app->top->owned = arg;
}

void stack_bury(struct app *app)
{
	struct screen *s;

	while ((s = app->dead)) {
		app->dead = s->below;
		free(s->owned);
		if (s->ops->done)
			s->ops->done(app, s);
		else
			free(s);
	}
}

void app_reload(struct app *app)
{
	for (struct screen *s = app->top; s; s = s->below)
		s->stale = true;
}

void app_set_year(struct app *app, int year)
{
	app->year = year;
	if (app->session)
		app->session->year = year;
	app_reload(app);
}

void app_say(struct app *app, enum look look, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(app->message, sizeof app->message, format, ap);
	va_end(ap);
	app->message_look = look;
	app->said = true;
}

void app_notice(struct app *app, const char *format, ...)
{
	va_list ap;

	if (!app->changed || (*app->message && !app->woken))
		return;
	va_start(ap, format);
	vsnprintf(app->message, sizeof app->message, format, ap);
	va_end(ap);
	app->message_look = LOOK_TODAY;
}

void app_wake(struct app *app, int ms)
{
	int64_t at = term_clock() + ms;

	if (!app->wake || at < app->wake)
		app->wake = at;
}

bool app_keeps_input(const struct app *app)
{
	const struct screen *s = app->top;

	while (s && !s->ops->keeps_input)
		s = s->below;
	return s;
}

/* Says so when a form is open, which must not be lost in passing. */
static bool input_is_kept(struct app *app)
{
	if (!app_keeps_input(app))
		return false;
	app_say(app, LOOK_TODAY, "Сначала закончите ввод: F2 — сохранить, Esc — выйти из формы.");
	term_beep();
	return true;
}

void app_switch(struct app *app, size_t section)
{
	if (section >= app->ops->sections_n || !app->ops->sections[section].open || input_is_kept(app))
		return;
	if (app->top && !app->top->below && app->section == section)
		return;
	while (app->top)
		stack_pop(app);
	app->section = section;
	if (section)
		app->last = section;
	screen_push(app, app->ops->sections[section].open(app));
}
