/* Forms made of the field table: for records, arguments of actions, filters. Everything can be typed; F4 offers what
 * there is to choose. The form holds texts; it says which ones the user changed, and only these are to be written. */
#ifndef STAZH_TUI_FORM_H
#define STAZH_TUI_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/model/field.h"
#include "stazh/model/model.h"
#include "stazh/model/schema.h"
#include "stazh/tui/edit.h"
#include "stazh/tui/screen.h"

struct form;

struct form_item {
	const struct field *field; /* type, title, choices, length, help; must live as long as the form */
	const char *label;	   /* NULL: the field's title */
	const char *text;	   /* as it is stored (field_add, STYLE_PEOPLE), NULL: empty; copied */
	const char *draft;	   /* what was typed before and not saved, NULL: nothing; copied. Counts as changed */
	bool given;		   /* `text` is a suggestion: written too, though the user did not change it */
};

enum draft_step {
	DRAFT_TYPING, /* now and then while it is typed; n 0: nothing differs from what is stored */
	DRAFT_LEFT,   /* the form is left, the draft stays */
	DRAFT_DONE,   /* saved, or thrown away: forget it */
};

/* How often what is typed is kept, and how soon after the first key. What a kill takes is at most that much. */
#define DRAFT_EVERY_MS 1800
#define DRAFT_SOON_MS  300
#define DRAFT_RETRY_MS 10000 /* after it could not be kept */
/* Something was typed: asks for a tick. kept_at: term_clock of the last draft, 0: none yet. */
void draft_wake(struct app *app, int64_t kept_at);

/* Copied; strings of title and labels too. `arg` is given to every callback. */
struct form_spec {
	const char *title;	     /* «Занятие · новое» */
	const char *intro;	     /* a sentence above the fields (the consequence of an action), or NULL */
	const char *save_label;	     /* key bar F2; NULL: «Сохран» */
	const char *help;	     /* topic */
	const struct kind_def *kind; /* for the help of a field, "field:site.topic"; may be NULL */
	const struct form_item *items;
	size_t n;
	bool popup;	  /* a box over the screen below, for few fields */
	bool keeps;	  /* draft() holds what was typed while the program runs: leaving asks nothing */
	bool save_always; /* F2 calls save() even when nothing was changed (actions, filters) */
	/* F2: writes the changed (and given) values. Errors stay in the form: e is the first of a chain (e->more); the
	 * cursor goes to the first e->field, each sentence is shown under its own; without a field it is a dialog. An
	 * empty sentence: it asks something first (a dialog was pushed), and the form stays. OK: the form closes, then
	 * closed() is called. */
	enum err (*save)(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e);
	/* Rules over several fields, asked after a change (model_preview). Each of the chain e is shown under its
	 * field, when the user has been there. May be NULL; each single value is checked by field_parse anyway. */
	enum err (*check)(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg,
			  struct error *e);
	/* What is allowed but should be looked at, asked whether check() found something wrong or not: lines are added
	 * to out and shown under the item that is returned (n: none). May be NULL. */
	size_t (*warn)(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct buf *out);
	/* Does the text of a field stand for what no look-up finds (a record that is written together with this one)?
	 * NULL: none does. */
	bool (*knows)(struct app *app, const struct field *field, const char *text, void *arg);
	/* Does the record fill an empty field itself (the title of an amendment)? Such a one need not be typed. NULL:
	 * none. */
	bool (*fills)(struct app *app, const struct field *field, const struct assign *a, size_t n, void *arg);
	/* The school year of the record as it is typed, by which a date without a year is meant; 0: none. May be NULL.
	 */
	int (*year)(struct app *app, const struct assign *a, size_t n, void *arg);
	/* The same by which words of a FF_SPAN field are meant. A form with such a field has it. */
	int (*span_year)(struct app *app, void *arg);
	/* What is read while one writes (the figures of a report): lines «name<tab>value», those without a tab are
	 * headings. On a wide screen they stand at the right of the fields, F3 shows them alone. NULL or nothing
	 * added: there is none. */
	void (*beside)(struct app *app, struct buf *out, void *arg);
	const char *beside_title; /* «Показатели»; must live as long as the form */
	const char *beside_label; /* key bar F3 */
	bool beside_typed;	  /* it tells of what is typed: asked again after every change */
	/* The database changed, through whomever: shows what others wrote (form_refresh). May be NULL. */
	void (*refresh)(struct app *app, struct form *f, void *arg);
	/* F4 on a reference or link: pushes a picker, which ends with form_set_text. NULL: it is only typed. */
	void (*pick)(struct app *app, struct form *f, size_t item, void *arg);
	/* Keeps what was typed; false: it could not, and is to be tried again. */
	bool (*draft)(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg);
	/* The form is gone. May be NULL. */
	void (*closed)(struct app *app, bool saved, void *arg);
	void (*free_arg)(void *arg); /* last of all, in any case; may be NULL */
	void *arg;
};

/* What a screen with drafts asks when it is left with changes. chosen: 0 save, 1 leave the draft, 2 throw it away,
 * others: stay. */
void form_ask_to_leave(struct app *app, void (*chosen)(struct app *app, int index, void *arg), void *arg);

/* Pushes the form. It lives until it is closed. */
struct form *form_open(struct app *app, const struct form_spec *spec);

/* The present text of an item; lives until it is changed. */
const char *form_text(const struct form *f, size_t item);
/* As if the user had typed it. MANY references: form_add_text adds one to the list. */
void form_set_text(struct form *f, size_t item, const char *text);
void form_add_text(struct form *f, size_t item, const char *text);
/* What is stored is another text now. An item that the user did not touch shows it; what was typed stays. */
void form_refresh(struct form *f, size_t item, const char *text);
/* The user takes the stored text for what was typed: as form_refresh, but whatever was typed. */
void form_yield(struct form *f, size_t item, const char *text);
/* The item of a field by code name; n when there is none. */
size_t form_item_of(const struct form *f, const char *name);
/* Puts the cursor on an item, as the user would. */
void form_go(struct form *f, size_t item);
bool form_changed(const struct form *f);

#endif
