/* Dialogs: screens drawn over the one below, answering by callback. Texts are copied. A callback is called once, after
 * the dialog is gone, and may push the next screen; it is not called when the program is left or the screens below are
 * closed meanwhile. So `arg` is not the dialog's to free: let it belong to the screen that asked. */
#ifndef STAZH_TUI_DIALOG_H
#define STAZH_TUI_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/tui/screen.h"

/* A box of text with buttons. chosen: index of the button, -1: Esc. help: topic for F1 ("clause:3.3"), or NULL. A
 * button's letters (either case, both layouts) choose it at once. */
struct button {
	const char *title;   /* «Сохранить» */
	const char *letters; /* "дн", or NULL */
};
void dialog_choice(struct app *app, const char *title, const char *text, const char *help, const struct button *buttons,
		   size_t n, void (*chosen)(struct app *app, int index, void *arg), void *arg);

/* A box to be read and closed. */
void dialog_message(struct app *app, const char *title, const char *text);
/* A failure: «Так нельзя» with the clause behind F1 for ERR_REFUSED, «Данные изменились», «Не получилось» otherwise. */
void dialog_error(struct app *app, const struct error *e);
/* Да (д, y) / Нет (н, n, Esc). yes: words of the first button («Удалить»), NULL: «Да». */
void dialog_confirm(struct app *app, const char *title, const char *text, const char *yes,
		    void (*answer)(struct app *app, bool yes, void *arg), void *arg);

struct menu_item {
	const char *text;
	const char *why;  /* the reason why it is not possible now, shown whole: cannot be chosen; NULL: possible */
	const char *key;  /* shown at the right, or NULL */
	const char *help; /* topic for F1, or NULL */
	bool marked;	  /* check list */
	bool folded;	  /* has a reason; these are the last ones, and one line until that is unfolded */
};
/* chosen: index, -1: Esc. footer: in the frame's bottom line («F1 — пункт»), or NULL. */
void dialog_menu(struct app *app, const char *title, const char *footer, const struct menu_item *items, size_t n,
		 size_t selected, void (*chosen)(struct app *app, int index, void *arg), void *arg);
/* Space marks, Enter accepts: marked[i] for each item; NULL: Esc. */
void dialog_check(struct app *app, const char *title, const struct menu_item *items, size_t n,
		  void (*chosen)(struct app *app, const bool *marked, size_t n, void *arg), void *arg);

/* One line to be typed. text is NULL after Esc, and lives during the call. */
void dialog_prompt(struct app *app, const char *title, const char *text, size_t max,
		   void (*entered)(struct app *app, const char *text, void *arg), void *arg);
/* The same in the message line, without a frame, telling of every change (search). changed may be NULL. After Esc,
 * entered gets NULL. */
void dialog_line(struct app *app, const char *label, const char *text,
		 void (*changed)(struct app *app, const char *text, void *arg),
		 void (*entered)(struct app *app, const char *text, void *arg), void *arg);

/* A month; date: the day to begin with, DATE_NONE: today. DATE_NONE after Esc. */
void dialog_date(struct app *app, int32_t date, void (*chosen)(struct app *app, int32_t date, void *arg), void *arg);

/* Where a key that moves among the days of a month leads (arrows, pages, home, end). False: not such a key, or there is
 * no such day. */
bool date_act(const struct input *in, int32_t *date);
/* The rows for these keys. */
/* clang-format off */
#define DATE_ACTIONS(its_take)                                                                                         \
	{.action = ACT_LEFT, .take = its_take}, {.action = ACT_RIGHT, .take = its_take}, MOVE_ACTIONS(its_take)
/* clang-format on */

/* A long text to be read: help. A whole screen with the title as its heading, wrapped to the screen. Search with /. */
void dialog_text(struct app *app, const char *title, const char *text);
/* The same for a document, whose lines are kept: `lay` adds it for lines of so many cells, whenever these are others
 * (nothing: it stays as it was). The head of a long table stays on the screen. arg: of the screen, see screen_own. */
void dialog_document(struct app *app, const char *title,
		     void (*lay)(struct app *app, int width, struct buf *out, void *arg), void *arg);

#endif
