/* Between the lists of records: what their rows are (rows.c, columns.c), what is done in them (records.c), and choosing
 * from them (pick.c). */
#ifndef STAZH_SCREENS_RECORDS_H
#define STAZH_SCREENS_RECORDS_H

#include "../internal.h"
#include "stazh/domain/figures.h"
#include "stazh/model/view.h"

struct records {
	struct screen base;
	struct list list;
	struct app *app;
	const struct kind_def *k;
	char *title;
	struct list_column columns[LIST_COLUMNS_MAX];
	struct path paths[LIST_COLUMNS_MAX];
	size_t columns_n;
	bool own_columns; /* other ones than the kind's */
	char *titles[LIST_COLUMNS_MAX];
	uint32_t *ids;
	size_t ids_n;
	struct order orders[ORDERS_MAX]; /* none: the kind's own order */
	size_t orders_n;
	struct path group; /* n 0: none */
	struct folding *fold;
	char *view;		      /* its name; NULL: none is shown */
	bool altered;		      /* since the view was shown; it is saved again under its name, or is another */
	bool by_view;		      /* it began as one with a name, so it is not kept as the usual one */
	const char *state;	      /* only those in it; NULL: all */
	uint32_t parent;	      /* only those that belong to it; 0: all */
	struct buf condition;	      /* only those that meet it (model/condition.h); empty: all */
	struct counted_list *counted; /* only those that a number counts; NULL: all */
	bool archived, by_year, descending;
	struct buf empty;
	struct card *beside;
	void (*picked)(struct app *app, uint32_t id, void *arg);
	void (*add)(struct app *app, const char *name, void *arg); /* instead of the form of a new one; or NULL */
	void *picked_arg;
	uint32_t wanted; /* where the cursor goes with the next load, 0: where it was */
	uint32_t *row;	 /* of a section: what the cursor stood on, when it is opened and when it is left; NULL: none */
	const struct transition *all; /* what is going to be done to all that stay marked, and the end of that */
	void (*done)(struct app *app, unsigned kind, const uint32_t *ids, size_t n);
	bool begun; /* loaded once */
	bool noted; /* in the journal: who read the list */
};

/* ---- columns.c ---- */
/* These paths; none: those of the kind. */
void records_set_columns(struct records *s, const struct path *paths, size_t n);
/* Asks which, and in which order. */
void records_choose_columns(struct app *app, struct records *s);

/* ---- grouped.c: rows that are heads of groups ---- */
/* The rows of the ids that were found; how many. */
size_t records_lay(struct records *s, struct tx *tx);
/* They are the records alone again. */
void records_lay_free(struct records *s);
/* The record of a row; 0: it is a head. */
uint32_t records_at(const struct records *s, size_t row);
/* The row of a record, whose group is unfolded for that; false: it is not there. */
bool records_row_of(struct records *s, uint32_t id, size_t *row);
/* Of a head: key, marks and text. */
uint64_t records_head_key(const struct records *s, size_t row);
uint64_t records_head_mark(const struct records *s, size_t row, size_t i);
void records_head_add(const struct records *s, size_t row, struct buf *out);
/* Folds or unfolds the group whose head it is; or (all) all of them. False: it is none. */
bool records_fold(struct records *s, size_t row);
void records_fold_all(struct records *s, bool fold);
bool records_folded(const struct records *s);
/* Adds «: 12 · 9 · 4», how many records the groups have. */
void records_counts_add(const struct records *s, struct buf *out);

/* ---- choose.c, order.c ---- */
/* Asks for a path; chosen is not called after Esc. */
void records_choose_path(struct app *app, struct records *s, const char *title,
			 void (*chosen)(struct app *app, struct records *s, const struct path *p));
void records_choose_orders(struct app *app, struct records *s);
void records_choose_group(struct app *app, struct records *s);

/* ---- view.c ---- */
/* As the login left the list. */
void records_begin(struct app *app, struct records *s);
/* By the view that a section begins with, if it does. */
void records_start(struct app *app, struct records *s);
/* The arrangement was changed: it is kept as the unnamed view, or the named one is told to be altered. */
void records_rearranged(struct app *app, struct records *s);
/* Its condition or what is shown was changed. */
void records_changed(struct app *app, struct records *s);
void records_plain(struct app *app, struct records *s);
bool records_is_plain(const struct records *s);
void records_views(struct app *app, struct records *s);
void records_save_view(struct app *app, struct records *s);
void records_this_view(struct app *app, struct records *s);

/* ---- filter.c ---- */
enum next records_filter(struct app *app, struct screen *screen);
/* For .take of ACT_TICK_BY and ACT_UNTICK_BY: by a condition or by a field's value. */
enum next records_mark_by(struct app *app, struct screen *screen, const struct input *in);

/* ---- records.c ---- */
/* A list as a section has it, not yet pushed. */
struct screen *records_list_of(struct app *app, unsigned kind, const char *heading);

/* ---- counted.c: lists of what a number counts ---- */
struct counted_list {
	struct figure_of of;		  /* code NULL: what `where` gives, of: */
	char *about;			  /* «Первая группа» */
	char *code, *title, *shown, *was; /* shown, was: or NULL */
	bool follows;			  /* the chosen year */
	char *where;			  /* its condition, as it was given to the list; NULL: none gives the records */
};
/* Before the records are asked for: a condition that follows the chosen year. */
void counted_begin(struct records *s, struct tx *tx);
/* Of which its list is, with F6 too. */
int counted_year(const struct records *s);
/* Leaves those that the number counts; how many. */
size_t counted_keep(struct records *s, struct tx *tx, size_t n);
/* Does the list have all that a number counts, not what F6 left of it? */
bool counted_whole(const struct records *s);
/* Says in the title which and how many. */
void counted_title(struct records *s, struct tx *tx, size_t n);
void counted_hint(const struct records *s, struct buf *out);
void counted_free(struct counted_list *c);

/* ---- rows.c ---- */
/* After `group` or the columns were set. */
void records_set_group(struct records *s);
/* Its ops are to be set. */
struct records *records_new(struct app *app, unsigned kind, const char *heading);
void records_title(struct screen *screen, struct buf *out);
void records_status(struct screen *screen, struct buf *out);
enum err records_load(struct app *app, struct screen *screen, struct error *e);
void records_draw(struct app *app, struct screen *screen, struct area a);
const char *records_label(const struct screen *screen, enum action a);
struct subject records_subject(const struct screen *screen);
struct list *records_list(struct screen *screen);
const uint32_t *records_ids(const struct screen *screen, unsigned *kind, size_t *n);
bool records_shows(const struct screen *screen, unsigned kind, uint32_t id);
void records_done(struct app *app, struct screen *screen);

#define RECORDS_OPS                                                                                                    \
	.context = IN_LIST, .pane = PANE_CARDED, .label = records_label, .help = "records", .title = records_title,    \
	.status = records_status, .load = records_load, .draw = records_draw, .subject = records_subject,              \
	.list = records_list, .records = records_ids, .shows = records_shows, .done = records_done

#endif
