/* Between the loading of a file of records (import.c), the choice of the file (file.c), the looking through (look.c)
 * and what its columns mean (headings.c). */
#ifndef STAZH_SCREENS_IMPORT_H
#define STAZH_SCREENS_IMPORT_H

#include "../internal.h"
#include "stazh/table/import.h"

#define COLUMNS_MAX 1000
#define WORDS_MAX   200
#define OUTCOMES    4

struct loading {
	struct screen base;
	struct list list;
	const struct kind_def *k;
	struct subject parent;
	char *path;			    /* NULL: not chosen yet */
	char *called;			    /* how the file is called: of one from the shelf its label */
	struct spool spool;		    /* such a one; fd -1: it is a file */
	struct assign columns[COLUMNS_MAX]; /* told by hand: both texts are owned */
	size_t columns_n;
	struct assign matches[WORDS_MAX]; /* and of words */
	size_t matches_n;
	bool update, stale;
	const char *encoding;	      /* of a text, as told by hand; NULL: not */
	bool skip_bad;		      /* rows with errors are not taken */
	bool broken;		      /* the file as a whole says nothing, e tells why */
	bool refused;		      /* it has errors for which it is not taken */
	const struct kind_def *looks; /* what the file seems to be of instead; NULL: nothing else */
	int outcome;		      /* only those; -1: all */
	const char *form;	      /* of events that the calendar does not give one; NULL: not told */
	char *sheet;		      /* of a book, chosen by hand; NULL: not */
	char *zone;		      /* of times whose zone is not known; NULL: not told */
	struct import_report report;
	struct error e;
	size_t *shown, shown_n;
};

/* What needs to be looked at stands first. */
extern const enum import_outcome loading_order[OUTCOMES];

/* Loads the file, or says what that would do. */
enum err loading_read(struct app *app, struct loading *s, bool dry_run, struct error *e);
/* For load: what it would do, when that has to be asked again. */
enum err loading_look(struct app *app, struct screen *screen, struct error *e);
void loading_again(struct app *app, struct loading *s); /* it has */
void loading_choose_shown(struct loading *s);		/* the rows of s->outcome */

/* guess.c: sets s->looks after a look. */
void loading_guess(struct app *app, struct loading *s);

void loading_ask_file(struct app *app, struct loading *s);
/* words.c: what the first word means that is in no list. */
enum next loading_word(struct app *app, struct screen *screen);
enum err loading_may_word(struct app *app, struct screen *screen, enum action a, struct error *e);

/* sheet.c: which sheet of the book; asks at once where several are meant. */
enum next loading_sheet(struct app *app, struct screen *screen);
enum err loading_may_sheet(struct app *app, struct screen *screen, enum action a, struct error *e);
void loading_ask_sheet(struct app *app, struct loading *s);

enum next loading_encoding(struct app *app, struct screen *screen);
void loading_forget_columns(struct loading *s); /* what was told of them */

/* For the row of the screen of loading: its columns. */
enum next loading_headings(struct app *app, struct screen *screen);

#endif
