#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/tui/list.h"
#include "stazh/tui/screen.h"
#include "stazh/tui/term.h"
#include "driver.h"
#include "frame.h"

/* ---- input ---- */

#define CTRL_C 3

static bool too_small(void)
{
	return draw_columns() < TERM_MIN_COLUMNS || draw_rows() < TERM_MIN_ROWS;
}

static void notice_day(struct app *app)
{
	int32_t today = date_today(NULL);
	bool this_year;

	if (!app->session || today == DATE_NONE || today == app->session->today)
		return;
	this_year = app->year == school_year_of(app->session->today);
	app->session->today = today;
	app_set_year(app, this_year ? school_year_of(today) : app->year);
}

/* Drafts keep what was typed. */
static void leave(struct app *app)
{
	for (struct screen *s = app->top; s; s = s->below)
		if (s->ops->hangup)
			s->ops->hangup(app, s);
	app->quit = true;
}

/* The topmost screen with a list that a small window shows. */
static struct screen *listed(const struct app *app)
{
	struct screen *s = app->top;

	return s && s->ops->list && !s->ops->popup ? s : NULL;
}

/* In a window that is too small nothing is done but to look and to leave. */
static void small_key(struct app *app, int key)
{
	struct screen *s = listed(app);
	enum action a = action_of_key(IN_LIST, key);

	if (key == K_ESC || key == K_F10 || key == CTRL_C)
		leave(app);
	else if (s && a >= ACT_UP && a <= ACT_END && a != ACT_LEFT && a != ACT_RIGHT && key >= K_SPECIAL)
		list_move(s->ops->list(s), a);
	else
		term_beep();
}

void app_event(struct app *app, const struct event *ev)
{
	struct input paste = {.action = ACT_PASTE, .text = ev->text, .n = ev->n};

	notice_day(app);
	app->woken = ev->type == EVENT_CHANGED || ev->type == EVENT_TIMER;
	if (ev->type == EVENT_HANGUP) {
		leave(app);
	} else if (ev->type == EVENT_TIMER) {
		app->wake = 0;
		pane_rest(app);
		for (struct screen *s = app->top; s; s = s->below)
			if (s->ops->tick)
				s->ops->tick(app, s);
	} else if (ev->type == EVENT_CHANGED) {
		for (struct screen *s = app->top; s; s = s->below)
			if (s->ops->woken)
				s->ops->woken(app, s);
	} else if (ev->type == EVENT_BAD) {
		term_beep();
	} else if (!app->top) {
		/* Nothing is there yet. */
	} else if (too_small()) {
		if (ev->type == EVENT_KEY)
			small_key(app, ev->key);
	} else if (ev->type == EVENT_KEY) {
		dispatch_key(app, ev);
	} else if (ev->type == EVENT_PASTE && app_typed_list(app)) {
		list_type(app, app_typed_list(app), ev->text, ev->n);
	} else if (ev->type == EVENT_PASTE) {
		dispatch(app, &paste);
	} else if (ev->type == EVENT_MOUSE) {
		dispatch_click(app, ev);
	}
	pane_wait(app);
	stack_bury(app);
}

/* ---- waiting for another writer ---- */

#define WAITING "Жду (Esc — не ждать): "

/* Over what is drawn already; nothing is when a screen loads. */
static bool tell_whom(const char *who, bool first, void *arg)
{
	struct app *app = arg;
	bool dropped;

	app_say(app, LOOK_TODAY, WAITING "базу сейчас изменяет %s", *who ? who : "другая программа");
	if (app->linear) {
		if (first) {
			printf("Жду (Ctrl-C — не ждать и выйти): базу сейчас изменяет %s\n",
			       *who ? who : "другая программа");
			fflush(stdout);
		}
		return true;
	}
	if (app->top)
		frame_draw_bottom(app);
	term_show();
	if (!term_given_up(&dropped))
		return true;
	if (dropped)
		app_say(app, LOOK_TODAY, "Не дождались. То, что набрано, пока ждали, не выполнено.");
	return false;
}

void app_working(struct app *app, const char *format, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	app_say(app, LOOK_TODAY, "%s", text);
	app->said = false;
	if (app->linear || !app->top)
		return;
	frame_draw_bottom(app);
	term_show();
}

/* It is over, and nothing else was said. */
static void forget_waiting(struct app *app)
{
	if (!strncmp(app->message, WAITING, sizeof(WAITING) - 1))
		app->message[0] = 0;
}

/* ---- drawing ---- */

static void load(struct app *app, struct screen *s)
{
	struct error e = {0};

	s->stale = false;
	if ((s->ops->load && s->ops->load(app, s, &e) != OK) ||
	    (app->session && store_read_failure(app->session->store, &e)))
		app_say(app, LOOK_ERROR, "%s", e.text);
}

/* Loads and draws s and the popups over it, from below upwards. */
static void draw_from(struct app *app, struct screen *s, struct area a)
{
	if (s->ops->popup) {
		struct area whole = {0, 0, draw_rows(), draw_columns()};

		draw_from(app, s->below, a);
		a = whole;
	}
	if (s->stale)
		load(app, s);
	if (!s->ops->popup) {
		frame_draw_heading(app, s);
		frame_draw_bottom(app);
	}
	pane_draw(app, s, a);
}

/* Did anyone write a record since the last look? */
static bool notice_news(struct app *app)
{
	bool again = false, news = app->session && news_look(app->session->store, &app->news, &again);
	struct tx *tx = news ? tx_read(app->session->store, NULL) : NULL;

	if (tx) {
		schema_learn_lists(app->session, tx);
		tx_end(&tx);
	}
	if (again)
		app_wake(app, NEWS_AGAIN_MS);
	return news;
}

/* What fits: why so little, how to leave, the rows around the cursor. */
static void draw_small(struct app *app)
{
	struct area a = {0, 0, draw_rows(), draw_columns()};
	struct screen *s = listed(app);
	struct buf b = {0};
	int used;

	buf_addf(&b, "Окно слишком мало (нужно %d×%d, сейчас %d×%d). F10, Esc — выйти, набранное останется черновиком.",
		 TERM_MIN_COLUMNS, TERM_MIN_ROWS, a.w, a.h);
	if (a.w * a.h < 160) { /* the way out first */
		buf_clear(&b);
		buf_add(&b, "Окно мало. F10 — выйти");
	}
	used = draw_wrapped(a, 0, LOOK_STRONG, b.s);
	a.y += used;
	a.h -= used;
	buf_clear(&b);
	if (app->top && a.h > 0)
		screen_add_title(app->top, &b);
	if (b.n) {
		draw_text(a.y++, 0, a.w, LOOK_DIM, b.s);
		a.h--;
	}
	if (s && a.h > 0) {
		if (s->stale)
			load(app, s);
		list_draw(app, s->ops->list(s), a, true);
	}
	buf_free(&b);
}

void app_draw(struct app *app)
{
	struct screen *base = app->top;

	forget_waiting(app);
	app->changed = notice_news(app);
	if (app->woken && !app->changed && !app->said && !(app->top && app->top->stale))
		return;
	app->said = false;
	if (app->changed)
		app_reload(app);
	term_erase(frame_keeps_bottom(app) ? 2 : 0);
	if (too_small()) {
		draw_small(app);
	} else if (base) {
		while (base->ops->popup && base->below)
			base = base->below;
		draw_from(app, app->top, frame_area(base));
	}
	app->changed = false;
	term_show();
}

/* ---- the loop ---- */

void app_start(struct app *app)
{
	if (app->session) {
		notice_news(app);
		if (!app->year)
			app->year = school_year_of(app->session->today);
		app->session->year = app->year;
	}
	app->section = app->ops->sections_n; /* none yet */
	app_switch(app, 0);
	if (app->ops->begun)
		app->ops->begun(app);
}

void app_end(struct app *app)
{
	while (app->top)
		stack_pop(app);
	stack_bury(app);
	pane_free(app);
}

void screen_follow(struct app *app)
{
	app->wait = (struct store_wait){tell_whom, app};
	store_set_wait(app->session->store, &app->wait);
	term_watch(news_open(app->session->store));
}

void app_begin(struct app *app, struct session *s, const struct app_ops *ops)
{
	while (app->top)
		stack_pop(app);
	app->session = s;
	app->ops = ops;
	screen_follow(app);
	app_start(app);
}
