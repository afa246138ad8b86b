#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/list.h"
#include "stazh/tui/screen.h"
#include "stazh/tui/script.h"
#include "stazh/tui/term.h"
#include "frame.h"

/* ---- the stack ---- */

void screen_push(struct app *app, struct screen *s)
{
	s->below = app->top;
	s->stale = true;
	app->top = s;
}

/* Takes the top screen off; it is freed when the event is over, for its own function may still be running. */
static void pop(struct app *app)
{
	struct screen *s = app->top;

	app->top = s->below;
	s->below = app->dead;
	app->dead = s;
}

static bool on_stack(const struct app *app, const struct screen *s)
{
	const struct screen *p = app->top;

	while (p && p != s)
		p = p->below;
	return p;
}

void screen_close(struct app *app, struct screen *s)
{
	if (!on_stack(app, s))
		return;
	while (app->top != s)
		pop(app);
	pop(app);
}

struct screen *screen_lift(struct app *app, const struct screen *s)
{
	struct screen *lifted = app->top, *last = lifted;

	if (lifted == s || !on_stack(app, s))
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

static void bury(struct app *app)
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

static bool has_action(const struct screen_action *list, enum action a)
{
	while (list && list->action && list->action != a)
		list++;
	return list && list->action;
}

struct list *app_typed_list(const struct app *app)
{
	struct screen *s = app->top;
	struct list *l;

	if (!s || s->ops->context != IN_LIST || !s->ops->list || !has_action(s->ops->actions, ACT_SEARCH))
		return NULL;
	if (app->session && !strcmp(config_text(app->session->config, OPT_LETTERS), "commands"))
		return NULL;
	l = s->ops->list(s, NULL);
	return l && l->filter ? l : NULL;
}

void app_switch(struct app *app, size_t section)
{
	if (section >= app->ops->sections_n || !app->ops->sections[section].open || input_is_kept(app))
		return;
	if (app->top && !app->top->below && app->section == section)
		return;
	while (app->top)
		pop(app);
	app->section = section;
	screen_push(app, app->ops->sections[section].open(app));
}

void app_quit(struct app *app)
{
	if (!input_is_kept(app))
		app->quit = true;
}

/* ---- the menu F9 ---- */

static void menu_chosen(struct app *app, int index, void *arg)
{
	(void)arg;
	if (index >= 0)
		app_act(app, app->menu[index]);
}

static size_t menu_add(struct app *app, struct menu_item *items, struct buf *keys, size_t n, enum action a,
		       const char *title, enum key_context context)
{
	const struct action_def *d = action_def(a, context);

	if (n >= sizeof app->menu / sizeof *app->menu || (!title && (!d || !d->title)))
		return n;
	for (size_t i = 0; i < n; i++)
		if (app->menu[i] == a)
			return n;
	if (d)
		key_add_shown(d->keys, 2, !app_typed_list(app), &keys[n]);
	app->menu[n] = a;
	items[n] = (struct menu_item){.text = title ? title : d->title, .key = buf_text(&keys[n])};
	return n + 1;
}

static void open_menu(struct app *app)
{
	struct menu_item items[sizeof app->menu / sizeof *app->menu];
	struct buf keys[sizeof app->menu / sizeof *app->menu] = {{0}};
	struct error *why = mem_alloc(sizeof app->menu / sizeof *app->menu * sizeof *why);
	const struct screen_ops *ops = app->top->ops;
	size_t n = 0;

	for (const struct screen_action *a = ops->actions; a && a->action; a++) {
		size_t at = n;

		n = menu_add(app, items, keys, n, a->action, a->title, ops->context);
		if (n > at && ops->may && ops->may(app, app->top, a->action, &why[at]))
			items[at].why = why[at].text;
	}
	if (ops->context == IN_LIST) {
		for (const struct screen_action *a = app->ops->actions; a && a->action; a++)
			n = menu_add(app, items, keys, n, a->action, a->title, IN_LIST);
		for (size_t i = 0; i < app->ops->sections_n; i++)
			if (app->ops->sections[i].open)
				n = menu_add(app, items, keys, n, (enum action)(ACT_SECTION_1 + i),
					     app->ops->sections[i].title, IN_LIST);
	}
	n = menu_add(app, items, keys, n, ACT_HELP, NULL, ops->context);
	n = menu_add(app, items, keys, n, ACT_REDRAW, NULL, ops->context);
	n = menu_add(app, items, keys, n, ACT_BACK, app->top->below ? NULL : "Выход", ops->context);
	dialog_menu(app, "Меню", NULL, items, n, 0, menu_chosen, NULL);
	for (size_t i = 0; i < n; i++)
		buf_free(&keys[i]);
	free(why);
}

/* ---- input ---- */

static size_t section_beside(const struct app *app, size_t step)
{
	size_t i = app->section;

	do
		i = (i + step) % app->ops->sections_n;
	while (!app->ops->sections[i].open);
	return i;
}

/* Is it something to be done, which only those get that show it, and not a way to move, to type or to leave? */
static bool is_command(enum action a, enum key_context context)
{
	const struct action_def *d = action_def(a, context);

	return d && (d->title || d->bar) && a != ACT_HELP && a != ACT_MENU && a != ACT_BACK && a != ACT_REDRAW;
}

static void leave_answered(struct app *app, bool yes, void *arg)
{
	(void)arg;
	if (yes)
		app_quit(app);
}

static enum next act_everywhere(struct app *app, const struct input *in)
{
	struct screen *s = app->top;
	enum action a = in->action;

	if (a == ACT_HELP && app->ops->help) {
		app->ops->help(app, s->ops->help ? s->ops->help : "");
	} else if (a == ACT_REDRAW) {
		term_redraw();
	} else if (a == ACT_BACK && s->below) {
		pop(app);
	} else if (s->ops->popup) {
		return SCREEN_PASS;
	} else if (a == ACT_MENU) {
		open_menu(app);
	} else if (a == ACT_BACK && app->section) {
		app_switch(app, 0);
	} else if (a == ACT_BACK) {
		dialog_confirm(app, "Выход", "Закрыть программу?", "Закрыть", leave_answered, NULL);
	} else if (a == ACT_NEXT_SECTION) {
		app_switch(app, section_beside(app, 1));
	} else if (a == ACT_PREVIOUS_SECTION) {
		app_switch(app, section_beside(app, app->ops->sections_n - 1));
	} else if (a >= ACT_SECTION_1 && a <= ACT_SECTION_8 && (size_t)(a - ACT_SECTION_1) < app->ops->sections_n &&
		   app->ops->sections[a - ACT_SECTION_1].open) {
		app_switch(app, (size_t)(a - ACT_SECTION_1));
	} else if (app->ops->act && (has_action(app->ops->actions, a) || has_action(s->ops->actions, a))) {
		return app->ops->act(app, in);
	} else {
		return SCREEN_PASS;
	}
	return SCREEN_DONE;
}

static void deliver(struct app *app, const struct input *in)
{
	struct screen *s = app->top;
	enum next next = SCREEN_PASS;

	if (!s)
		return;
	if (s->ops->act && (!is_command(in->action, s->ops->context) || has_action(s->ops->actions, in->action)))
		next = s->ops->act(app, s, in);
	if (next == SCREEN_PASS && app->top == s)
		next = act_everywhere(app, in);
	if (next == SCREEN_PASS && in->action != ACT_CLICK)
		term_beep();
	else if (next == SCREEN_CLOSE)
		screen_close(app, s);
	else if (next == SCREEN_RELOAD && on_stack(app, s))
		s->stale = true;
}

void app_act(struct app *app, enum action a)
{
	struct input in = {.action = a};

	deliver(app, &in);
}

static void deliver_key(struct app *app, const struct event *ev)
{
	struct input in = {.key = ev->key, .text = ev->text, .n = ev->n};
	struct list *l = app_typed_list(app);

	app->message[0] = '\0';
	if (l && ev->text && list_takes(l, ev->key)) {
		list_type(app, l, ev->text, ev->n);
		return;
	}
	in.action = action_of_key(app->top->ops->context, ev->key);
	if (!in.action && ev->text && ev->key >= ' ')
		in.action = ACT_TEXT;
	if (in.action)
		deliver(app, &in);
	else
		term_beep();
}

static void deliver_click(struct app *app, const struct event *ev)
{
	struct input in = {.action = ACT_CLICK, .y = ev->y, .x = ev->x, .twice = ev->twice};
	struct event key = {.type = EVENT_KEY};
	int section;

	if (ev->y == draw_rows() - 1) {
		key.key = K_F1 + frame_bar_slot(ev->x);
		deliver_key(app, &key);
	} else if (!app->top->ops->popup && (section = frame_section_at(app, ev->y, ev->x)) >= 0) {
		app_switch(app, (size_t)section);
	} else {
		deliver(app, &in);
	}
}

static bool too_small(void)
{
	return draw_columns() < TERM_MIN_COLUMNS || draw_rows() < TERM_MIN_ROWS;
}

static void notice_day(struct app *app)
{
	int32_t today = date_today(NULL);

	if (app->session && today != DATE_NONE && today != app->session->today) {
		app->session->today = today;
		app_reload(app);
	}
}

void app_event(struct app *app, const struct event *ev)
{
	struct input paste = {.action = ACT_PASTE, .text = ev->text, .n = ev->n};

	notice_day(app);
	app->woken = ev->type == EVENT_CHANGED || ev->type == EVENT_TIMER;
	if (ev->type == EVENT_HANGUP) {
		for (struct screen *s = app->top; s; s = s->below)
			if (s->ops->hangup)
				s->ops->hangup(app, s);
		app->quit = true;
	} else if (ev->type == EVENT_TIMER) {
		app->wake = 0;
		for (struct screen *s = app->top; s; s = s->below)
			if (s->ops->tick)
				s->ops->tick(app, s);
	} else if (ev->type == EVENT_BAD || (too_small() && ev->type == EVENT_KEY)) {
		term_beep();
	} else if (too_small() || !app->top) {
		/* Nothing can be seen, so nothing is done. */
	} else if (ev->type == EVENT_KEY) {
		deliver_key(app, ev);
	} else if (ev->type == EVENT_PASTE && app_typed_list(app)) {
		list_type(app, app_typed_list(app), ev->text, ev->n);
	} else if (ev->type == EVENT_PASTE) {
		deliver(app, &paste);
	} else if (ev->type == EVENT_MOUSE) {
		deliver_click(app, ev);
	}
	bury(app);
}

/* ---- waiting for another writer ---- */

#define WAITING "Жду (Esc — не ждать): "

/* Over what is drawn already; nothing is when a screen loads. */
static bool tell_whom(const char *who, bool first, void *arg)
{
	struct app *app = arg;
	bool dropped;

	(void)first;
	app_say(app, LOOK_TODAY, WAITING "базу сейчас изменяет %s", *who ? who : "другая программа");
	if (app->top)
		frame_draw_bottom(app);
	term_show();
	if (!term_given_up(&dropped))
		return true;
	if (dropped)
		app_say(app, LOOK_TODAY, "Не дождались. То, что набрано, пока ждали, не выполнено.");
	return false;
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
	s->ops->draw(app, s, a);
}

/* A commit is told of a moment before it can be read: then it is looked for again so many ms later. */
#define AGAIN_MS 2

/* Did anyone write a record since the last look? */
static bool notice_news(struct app *app)
{
	uint64_t generation = app->session ? store_generation(app->session->store) : app->generation, news;
	struct tx *tx;

	if (generation == app->generation)
		return false;
	tx = tx_read(app->session->store, NULL);
	if (!tx)
		return false;
	app->generation = tx_generation(tx);
	news = log_last(tx);
	tx_end(&tx);
	if (app->generation != generation)
		app_wake(app, AGAIN_MS);
	if (news == app->news)
		return false;
	app->news = news;
	return true;
}

void app_draw(struct app *app)
{
	struct screen *base = app->top;

	forget_waiting(app);
	app->changed = notice_news(app);
	if (app->woken && !app->changed && !app->said)
		return;
	app->said = false;
	if (app->changed)
		app_reload(app);
	term_erase();
	if (too_small()) {
		struct buf b = {0};

		buf_addf(&b, "Окно слишком мало (нужно %d×%d, сейчас %d×%d)", TERM_MIN_COLUMNS, TERM_MIN_ROWS,
			 draw_columns(), draw_rows());
		draw_wrapped((struct area){0, 0, draw_rows(), draw_columns()}, 0, LOOK_PLAIN, b.s);
		buf_free(&b);
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
		pop(app);
	bury(app);
}

enum err app_run(struct app *app, struct error *e)
{
	const char *file = getenv("STAZH_SCRIPT");
	struct term_options o = {.colors = true, .escdelay = 100};
	struct script *script = NULL;
	struct error failed = {0};
	struct store_wait wait = {tell_whom, app};
	struct event ev;

	if (app->session) {
		const struct config *c = app->session->config;

		o.colors = !strcmp(config_text(c, OPT_COLORS), "auto");
		o.mouse = config_bool(c, OPT_MOUSE);
		o.ascii = config_bool(c, OPT_ASCII);
		o.escdelay = config_int(c, OPT_ESCDELAY);
		o.watch = store_data_file(app->session->store);
	}
	if (file && *file) {
		o.script = true;
		if (script_open(file, &script, &o.columns, &o.rows, e) != OK)
			return e->code;
	}
	if (term_open(&o, e) != OK) {
		script_close(&script);
		return e->code;
	}
	if (app->session)
		store_set_wait(app->session->store, &wait);
	app->quit = false;
	app_start(app);
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
