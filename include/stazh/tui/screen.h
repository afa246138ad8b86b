/* The screen driver: a stack of screens (Enter pushes, Esc pops), the frame around them, and the one loop that waits.
 *
 * A screen is a struct that begins with a `struct screen`:
 *
 *	struct orders { struct screen base; struct list list; … };
 *
 *	static const struct screen_ops orders_ops = {
 *		.context = IN_LIST, .actions = orders_actions, .help = "orders",
 *		.title = orders_title, .load = orders_load, .draw = orders_draw, .act = orders_act, .done = orders_done,
 *	};
 *	struct orders *o = mem_alloc(sizeof *o);
 *	o->base.ops = &orders_ops;
 *	screen_push(app, &o->base);
 *
 * load() reads what is shown (tx_read … tx_end) into the screen's own memory; it is called before the first drawing,
 * whenever the database changed (through whomever), the day or the school year changed, and after SCREEN_RELOAD. draw()
 * may open a read transaction of its own for the visible rows. Nothing may be kept open between calls.
 * Dialogs and forms are screens too; they answer by callback, so no function ever waits for a key. */
#ifndef STAZH_TUI_SCREEN_H
#define STAZH_TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/model/session.h"
#include "stazh/tui/draw.h"
#include "stazh/tui/keys.h"

struct app;
struct screen;
struct list;
struct tx;

struct input {
	enum action action;
	int key;	  /* behind it; enum key_code or a code point */
	const char *text; /* ACT_TEXT, ACT_PASTE: UTF-8 without control characters but \n, \t in a paste */
	size_t n;
	int y, x; /* ACT_CLICK */
	bool twice;
};

/* What must happen next. */
enum next {
	SCREEN_DONE,   /* dealt with: draw */
	SCREEN_PASS,   /* not mine: the driver's own actions (help, menu, sections, back …), else a beep */
	SCREEN_CLOSE,  /* leave this screen */
	SCREEN_RELOAD, /* dealt with: load, draw */
};

/* An action that a screen understands, with its own words where the table's do not fit. */
struct screen_action {
	enum action action; /* ACT_NONE ends a list */
	const char *label;  /* key bar, at most 6 cells; NULL: the table's */
	const char *title;  /* menu F9; NULL: the table's */
};

struct screen_ops {
	enum key_context context;
	bool popup;	  /* drawn over the screen below; has neither heading nor sections; switches no section */
	bool keeps_input; /* holds what a person typed: sections cannot be switched away over it */
	/* What can be done here: the key bar and the menu F9 are made of it, and of the actions that have a title or a
	 * place in the bar act() gets no other. NULL: none of its own. */
	const struct screen_action *actions;
	/* The label of one of them in the key bar where that depends on what is shown; NULL: as in the tables. */
	const char *(*label)(const struct screen *s, enum action a);
	const char *help; /* topic, given to app_ops.help; NULL: "" */
	/* Adds its part of the path «Площадки ▸ …». NULL: none. */
	void (*title)(struct screen *s, struct buf *out);
	/* Add what is said at the right of the heading («изменено •»); in the message line when there is no message. */
	void (*status)(struct screen *s, struct buf *out);
	void (*hint)(struct screen *s, struct buf *out);
	enum err (*load)(struct app *app, struct screen *s, struct error *e);
	/* Into the area (a popup: the whole screen), which is cleared. */
	void (*draw)(struct app *app, struct screen *s, struct area a);
	enum next (*act)(struct app *app, struct screen *s, const struct input *in);
	/* May the user do that here? ERR_REFUSED with the reason: the key bar and the menu F9 show it greyed. NULL:
	 * all. */
	enum err (*may)(struct app *app, struct screen *s, enum action a, struct error *e);
	/* Its list, whose rows can be asked for as long as tx lives (NULL: only its search is used): to be written to a
	 * file, and, where ACT_SEARCH is among the actions, narrowed to what is typed. NULL: it has none. */
	struct list *(*list)(struct screen *s, struct tx *tx);
	/* Does it show this record now? NULL: not known. */
	bool (*shows)(const struct screen *s, unsigned kind, uint32_t id);
	/* The time that app_wake asked for has come. May say something; may not push. */
	void (*tick)(struct app *app, struct screen *s);
	/* The terminal is going away: keep what was typed (a draft). Nothing may be shown or asked. */
	void (*hangup)(struct app *app, struct screen *s);
	/* Frees the screen. NULL: free(). Must not push. */
	void (*done)(struct app *app, struct screen *s);
};

struct screen {
	const struct screen_ops *ops;
	struct screen *below;
	bool stale;  /* load before the next drawing */
	void *owned; /* screen_own */
};

struct section {
	const char *title; /* «Площадки»: in the section line, help, menu */
	/* A new screen, its ops set, not yet pushed. NULL: the digit is kept for a section that is still to come. */
	struct screen *(*open)(struct app *app);
};

/* What the program puts into the machinery. */
struct app_ops {
	const struct section *sections; /* at most 8; the first is the start screen */
	size_t sections_n;
	/* Top line: left, middle, right; any may stay empty. */
	void (*heading)(struct app *app, struct buf *left, struct buf *middle, struct buf *right);
	/* Shows help (pushes a screen). topic: of the screen; or "clause:3.3" for a clause of the regulation; or
	 * "field:site.topic". */
	void (*help)(struct app *app, const char *topic);
	/* Actions that are everywhere and not the driver's: ACT_FIND, ACT_UNDO, ACT_YEAR. */
	enum next (*act)(struct app *app, const struct input *in);
	const struct screen_action *actions; /* which these are, for the menu F9 */
	/* The first section stands; may push what is to be seen first. */
	void (*begun)(struct app *app);
};

struct app {
	struct session *session;
	const struct app_ops *ops;
	int year; /* first year of the school year that everything follows; change it by app_set_year */
	size_t section;
	struct screen *top;
	char message[1000];
	enum look message_look;
	bool said;	     /* and not drawn yet */
	uint64_t generation; /* of the database, as last looked at */
	uint64_t news;	     /* number of the newest journal entry then: drafts raise the generation and not this */
	int64_t wake;	     /* when the screens want their tick, 0: none does */
	bool changed;	     /* loading because the database changed, through whomever */
	bool woken;	     /* by that, not by a key */
	bool quit;
	enum action menu[64]; /* the lines of the menu F9 */
	struct screen *dead;  /* closed, freed after the event is dealt with */
};

/* Runs the screen on the session (NULL only in tests) until the user leaves, the terminal goes away, or the script
 * named by $STAZH_SCRIPT ends (script.h). Options come from the session's configuration. Returns when the terminal is
 * given back. */
enum err app_run(struct app *app, struct error *e);

/* ---- for screens ---- */
void screen_push(struct app *app, struct screen *s);
/* arg (of mem_alloc, freed by free()) is the top screen's: what its callback needs, a dialog's `arg` above all. It
 * lives until the event is over in which the screen goes. Returns arg. */
void *screen_own(struct app *app, void *arg);
/* Removes s, which need not be the top one, and everything above it. */
void screen_close(struct app *app, struct screen *s);
/* Takes off what stands above s, to be laid on top again by screen_lay; NULL, which is laid too: nothing does. */
struct screen *screen_lift(struct app *app, const struct screen *s);
void screen_lay(struct app *app, struct screen *lifted);
/* Every screen loads again before it is drawn. */
void app_reload(struct app *app);
void app_set_year(struct app *app, int year);
void app_switch(struct app *app, size_t section); /* refused with a message over a screen with keeps_input */
/* The message line, until the next key. */
void app_say(struct app *app, enum look look, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Every screen's tick is called in so many ms, or before. */
void app_wake(struct app *app, int ms);
/* For load(): what others changed. Nothing is said when the user's own key led to it and something is said about that.
 */
void app_notice(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The input as the screen below would have got it: for menus of actions. Not to be called from load or draw. */
void app_act(struct app *app, enum action a);
/* The list of the top screen whose rows are narrowed to what is typed; NULL: letters are commands or text there. */
struct list *app_typed_list(const struct app *app);
/* Does a screen on the stack hold what a person typed? */
bool app_keeps_input(const struct app *app);
/* Leaves the program: at once, or after the forms with keeps_input have been asked (then it stays). */
void app_quit(struct app *app);

/* ---- the driver's halves, for tests and the script ---- */
struct event;
void app_start(struct app *app); /* opens the first section */
void app_draw(struct app *app);	 /* loads what is stale, composes, shows */
void app_event(struct app *app, const struct event *ev);
void app_end(struct app *app); /* frees every screen */

#endif
