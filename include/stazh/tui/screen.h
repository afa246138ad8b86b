/* The screen driver: a stack of screens (Enter pushes, Esc pops), the frame around them, and the one loop that waits.
 *
 * A screen is a struct that begins with a `struct screen`:
 *
 *	struct orders { struct screen base; struct list list; … };
 *
 *	static const struct screen_action orders_actions[] = {
 *		{.action = ACT_NEW, .run = orders_new}, {.action = ACT_EXPORT, .run = export_ask}, {.action = ACT_NONE},
 *	};
 *	static const struct screen_ops orders_ops = {
 *		.context = IN_LIST, .actions = orders_actions, .help = "orders", .list = orders_list,
 *		.title = orders_title, .load = orders_load, .draw = orders_draw, .done = orders_done,
 *	};
 *	struct orders *o = mem_alloc(sizeof *o);
 *	o->base.ops = &orders_ops;
 *	screen_push(app, &o->base);
 *
 * load() reads what is shown (tx_read … tx_end) into the screen's own memory; it is called before the first drawing,
 * whenever the database changed (through whomever), the day or the school year changed, and after SCREEN_RELOAD. The
 *rows of a list get a transaction from the machinery (list.reads). Nothing may be kept open between calls. Dialogs and
 *forms are screens too; they answer by callback, so no function ever waits for a key. */
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
struct draft;
struct screen;
struct list;
struct offer;
struct palette;
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

/* An action that a screen understands. Key bar, menu F9, help and dispatch read these lists and nothing else: what is
 * in none of them cannot happen. Movement among the rows of a list (list.h), help, sections and the way back are lists
 * of the machinery of the same form, looked at after the screen's own. */
struct screen_action {
	enum action action; /* ACT_NONE ends a list */
	const char *label;  /* key bar, at most 6 cells; NULL: the table's */
	const char *title;  /* menu F9; NULL: the table's */
	/* May the user do that here? ERR_REFUSED with the reason: key bar and menu show it greyed. ERR_NONE: there is
	 * no such thing here, the row counts as absent. e may be NULL. NULL: always. */
	enum err (*may)(struct app *app, struct screen *s, enum action a, struct error *e);
	/* Does it. SCREEN_PASS: nothing to do it to; the next list is looked at. One of the two is there: `take` where
	 * it matters what was typed, where one clicked, or which of several actions it was. */
	enum next (*run)(struct app *app, struct screen *s);
	enum next (*take)(struct app *app, struct screen *s, const struct input *in);
};

/* clang-format off */
/* Rows of one take: up and down; the whole of what a list moves by. */
#define SCROLL_ACTIONS(its_take)                                                                                       \
	{.action = ACT_UP, .take = its_take}, {.action = ACT_DOWN, .take = its_take},                                  \
	{.action = ACT_PAGE_UP, .take = its_take}, {.action = ACT_PAGE_DOWN, .take = its_take}
#define MOVE_ACTIONS(its_take)                                                                                         \
	SCROLL_ACTIONS(its_take), {.action = ACT_HOME, .take = its_take}, {.action = ACT_END, .take = its_take}
/* clang-format on */

/* A record, as screens name them; id 0: none. */
struct subject {
	unsigned kind;
	uint32_t id;
};

/* The row under the cursor is told in full where a screen has a list (frame.h): */
enum pane {
	PANE_LIST,   /* below the list, where the screen has room for it or the rows leave some */
	PANE_CARDED, /* the same; on a wide screen the card of the record stands beside the list: none there */
	PANE_PART,   /* the list is a part of the screen: a few rows below, on a wide screen beside all of it */
	PANE_SPARE,  /* the same, below only where the screen is high: the rows are for what else the screen tells */
	PANE_NONE,   /* the screen is to be seen as a whole */
};
#define WIDE_COLUMNS 150 /* columns that have room for a list and what stands beside it */
struct screen_ops {
	enum key_context context;
	enum pane pane;	  /* popups have none */
	bool popup;	  /* drawn over the screen below; has neither heading nor sections; switches no section */
	bool keeps_input; /* holds what a person typed: sections cannot be switched away over it */
	/* What can be done here. NULL: nothing of its own. */
	const struct screen_action *actions;
	/* Lists that come before it, by what is shown now (a view, something in hand): i = 0 first, NULL: no more. */
	const struct screen_action *(*layer)(const struct screen *s, size_t i);
	/* The label of one of them in the key bar where that depends on what is shown; NULL: as in the tables. */
	const char *(*label)(const struct screen *s, enum action a);
	const char *help; /* topic, given to app_ops.help; NULL: "" */
	const char *name; /* its part of the path «Площадки ▸ …» where that never changes */
	/* Adds it where it does. Neither: it has none. */
	void (*title)(struct screen *s, struct buf *out);
	/* Add what is said at the right of the heading («изменено •»); in the message line when there is no message. */
	void (*status)(struct screen *s, struct buf *out);
	void (*hint)(struct screen *s, struct buf *out);
	enum err (*load)(struct app *app, struct screen *s, struct error *e);
	/* Into the area (a popup: the whole screen), which is cleared. */
	void (*draw)(struct app *app, struct screen *s, struct area a);
	/* What the keys act on: the record under the cursor. NULL: there are none here. */
	struct subject (*subject)(const struct screen *s);
	/* Its list: to be written to a file and narrowed to what is typed. NULL: it has none. */
	struct list *(*list)(struct screen *s);
	/* Which list the pane tells of, where that is not always `list`; NULL: none now. */
	struct list *(*telling)(struct screen *s);
	/* The list that the cursor moves in, where that is neither of these now. */
	struct list *(*moved)(struct screen *s);
	/* The records of its rows, in their order, when these are records of one kind: to be written whole to a file.
	 * They live until the screen loads. NULL: they are not. */
	const uint32_t *(*records)(const struct screen *s, unsigned *kind, size_t *n);
	/* What else can be written of what it tells («Свод целиком»), to path, as the ending of what the file is
	 * called, .xlsx, .csv or .json, says. NULL: the records are, if there are any. */
	const char *whole;
	enum err (*write)(struct app *app, struct screen *s, const char *path, const char *called, struct error *e);
	/* Does it show this record now? NULL: not known. */
	bool (*shows)(const struct screen *s, unsigned kind, uint32_t id);
	/* For who tells it line by line; NULL: what is drawn is told. tell adds what is said first, item what stands at
	 * place i among what can be chosen or filled in (false: no more), point puts the cursor there. */
	void (*tell)(struct screen *s, struct buf *out);
	bool (*item)(struct screen *s, size_t i, struct buf *out);
	void (*point)(struct app *app, struct screen *s, size_t i);
	size_t (*current)(const struct screen *s); /* where the cursor is */
	/* Where text is asked for: it is typed at place i. False: it will not do, the cursor stays. */
	bool (*answer)(struct app *app, struct screen *s, size_t i, const char *text);
	/* Other places, so many further or back: the next column, week, month. False: there are none. NULL: all are
	 * told. */
	bool (*turn)(struct app *app, struct screen *s, int by);
	/* The time that app_wake asked for has come. May say something; may not push. */
	void (*tick)(struct app *app, struct screen *s);
	/* Something of the database's has changed, perhaps none of its records (a file of the shelf). As tick. */
	void (*woken)(struct app *app, struct screen *s);
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

#define SECTIONS_MAX 8
struct section {
	const char *title; /* «Площадки»: in the section line, help, menu */
	/* A new screen, its ops set, not yet pushed. NULL: the digit is kept for a section that is still to come. */
	struct screen *(*open)(struct app *app);
};

/* What the program puts into the machinery. */
struct app_ops {
	const struct section *sections; /* at most SECTIONS_MAX; the first is the start screen */
	size_t sections_n;
	/* Top line: left, middle, right; any may stay empty. */
	void (*heading)(struct app *app, struct buf *left, struct buf *middle, struct buf *right);
	/* Shows help (pushes a screen). topic: of the screen; or "clause:3.3" for a clause of the regulation; or
	 * "field:site.topic". */
	void (*help)(struct app *app, const char *topic);
	/* What can be done everywhere but in popups and is not the driver's: ACT_FIND, ACT_UNDO, ACT_YEAR. */
	const struct screen_action *actions;
	/* Shows a record (pushes its screen): whoever leads to one need not know which screens there are. view: which
	 * of them; draft: to go on with (emptied), or NULL. */
	void (*open)(struct app *app, unsigned view, struct subject of, struct draft *draft);
	/* Adds what else the pane below a list tells of the record under the cursor, whose row tells `told`: lines. */
	void (*detail)(struct app *app, struct subject of, const char *told, struct buf *out);
	/* F9, Ctrl-P: shows what can be done on s (palette_open). NULL: there is no menu. */
	enum next (*menu)(struct app *app, struct screen *s);
	/* Adds to the palette over the screen s what beside actions and sections is found by `text`, never empty:
	 * records, documents. It is asked with each letter: quickly. Take: one of them was chosen. NULL: there is none.
	 */
	void (*offers)(struct app *app, struct screen *s, const char *text, struct palette *out);
	void (*take)(struct app *app, struct offer o, const char *text);
	/* The first section stands; may push what is to be seen first. */
	void (*begun)(struct app *app);
};

/* What stands in the last two rows: the hint and the keys of a screen (NULL: something else), drawn at this size. */
struct bottom {
	const struct screen *of;
	int rows, columns;
};

struct app {
	struct session *session;
	const struct app_ops *ops;
	const struct config *config; /* while there is no session: the terminal's options; NULL: the defaults */
	int year;	      /* first year of the school year that everything follows; change it by app_set_year */
	size_t section, last; /* last: the one but the first that was opened last, 0: none was */
	uint32_t rows[SECTIONS_MAX]; /* for the screens of the sections: what their cursor stood on; 0: nothing */
	struct screen *top;
	char message[1000];
	enum look message_look;
	bool said;	  /* and not drawn yet */
	struct news news; /* as last looked at */
	int64_t rest;	  /* when the cursor of the top screen's list will have rested; 0: it has */
	struct bottom bottom;
	struct buf pane[2]; /* what is told below that list: the row, the record */
	int64_t wake;	    /* when the screens want their tick, 0: none does */
	bool changed;	    /* loading because the database changed, through whomever */
	bool woken;	    /* by that, not by a key */
	bool quit;
	struct store_wait wait;	      /* what the store asks while it waits for another writer */
	struct screen *dead;	      /* closed, freed after the event is dealt with */
	bool linear;		      /* told line by line, without a screen */
	const struct screen *clicked; /* where the last click was, which no key followed */
};

/* Runs the screen on the session (NULL only in tests) until the user leaves, the terminal goes away, or the script
 * named by $STAZH_SCRIPT ends (script.h). Options come from the session's configuration. Returns when the terminal is
 * given back. */
enum err app_run(struct app *app, struct error *e);

/* ---- for screens ---- */
/* The session's database is there now: what stood on the screen is gone, `ops` begins on it. */
void app_begin(struct app *app, struct session *s, const struct app_ops *ops);
void screen_push(struct app *app, struct screen *s);
/* arg (of mem_alloc, freed by free()) is the top screen's: what its callback needs, a dialog's `arg` above all. It
 * lives until the event is over in which the screen goes. Returns arg. */
void *screen_own(struct app *app, void *arg);
/* Adds its part of the path, if it has one. */
void screen_add_title(struct screen *s, struct buf *out);
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
/* In the midst of something long: says so at once, over what is drawn. */
void app_working(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Every screen's tick is called in so many ms, or before. */
void app_wake(struct app *app, int ms);
/* For load(): what others changed. Nothing is said when the user's own key led to it and something is said about that.
 */
void app_notice(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Has the cursor of the top screen's list been moved and not rested yet? Then only its marker is sent. */
bool screen_is_moving(const struct app *app);
/* The action as if its key had been pressed: for menus of actions. Not to be called from load or draw. */
void app_act(struct app *app, enum action a);
/* The row of the action on this screen, the first one that is not absent; NULL: it cannot happen here. */
const struct screen_action *screen_action_find(struct app *app, struct screen *s, enum action a);
/* Its row's may: OK, ERR_REFUSED with the reason, or ERR_NONE. */
enum err screen_action_may(struct app *app, struct screen *s, const struct screen_action *row, struct error *e);
/* Is there a menu of it: of whole screens and forms; questions have but their answers. */
bool screen_has_menu(const struct screen *s);
/* The i-th list of a screen's own, layers first; NULL: no more. */
const struct screen_action *screen_actions_at(const struct screen *s, size_t i);
/* The i-th of all lists that a key is looked for in: after the screen's own those of the machinery and the program. */
const struct screen_action *app_actions_at(const struct app *app, const struct screen *s, size_t i);
/* The list of the top screen whose rows are narrowed to what is typed; NULL: letters are commands or text there. */
struct list *app_typed_list(const struct app *app);
/* Is the top screen a dialog that does something with letters, so that they move nothing? */
bool app_takes_letters(struct app *app);
/* The list of the screen whose row under the cursor is told in full; NULL: there is none. */
struct list *screen_pane_list(struct screen *s);
/* Does a screen on the stack hold what a person typed? */
bool app_keeps_input(const struct app *app);

/* ---- the driver's halves, for tests and the script ---- */
struct event;
void app_start(struct app *app); /* opens the first section */
void app_draw(struct app *app);	 /* loads what is stale, composes, shows */
void app_event(struct app *app, const struct event *ev);
void app_end(struct app *app); /* frees every screen */

#endif
