/* Between form.c (its screen), values.c (what stands in it), save.c, choose.c (F4) and draw.c. */
#ifndef STAZH_SRC_TUI_FORM_PARTS_H
#define STAZH_SRC_TUI_FORM_PARTS_H

#include "stazh/tui/form.h"

struct item {
	const struct field *field;
	char *label, *text; /* text: as it was */
	struct edit edit;
	bool given, visited;
	char *error, *warning;
	char *echo;	/* FF_SPAN: the days that the words mean */
	bool crossed;	/* the error is one of several fields together */
	struct area at; /* of the value, as drawn last; h 0: it was not */
};

/* The items [from, to) below each other, from `first` on as they are scrolled. */
struct form_column {
	size_t from, to, first;
};

struct form {
	struct screen base;
	struct app *app;
	struct form_spec spec; /* its strings copied, items not to be used */
	struct buf beside;     /* as spec.beside gave it */
	struct item *items;
	size_t n, current;
	struct form_column columns[2];	/* the second is empty where the width is for one */
	int split_w;			/* the width by which they were parted */
	int column_w, label_w, value_w; /* at the last drawing */
	int64_t kept_at;		/* term_clock of the last draft */
};

/* ---- values.c ---- */
bool form_item_changed(const struct item *it);
/* The values to be written, with the suggested ones if `given`; free(). */
struct assign *form_collect(const struct form *f, bool given, size_t *n);
/* Something may have been typed: it is kept soon. */
void form_draft_later(const struct form *f);
void form_set_error(struct item *it, const char *text, bool crossed); /* of several fields together */
void form_check_item(struct app *app, const struct form *f, struct item *it);
/* A value is judged when the cursor leaves it, and while it is mended: by itself, then all together. */
void form_judge(struct app *app, struct form *f, size_t item);
/* «+14» and «15.6» become the day that was meant. */
void form_settle_date(struct app *app, const struct form *f, struct item *it);
/* The cursor comes to an item: what fills it may be typed over. */
void form_come(struct form *f, size_t item);
void form_go_to(struct app *app, struct form *f, size_t item);
/* Sets the current item's text as if typed, and judges it. */
void form_take(struct app *app, struct form *f, const char *text);

/* The day that the item's text means; false: none. */
bool form_day(const struct app *app, const struct form *f, const struct item *it, int32_t *out);
/* ---- save.c ---- */
void form_keep_draft(struct app *app, struct form *f, enum draft_step step);
/* The clause of the regulation behind a field, "" for none. */
const char *form_clause(const struct app *app, const struct field *field);
/* How many fields are marked as wrong. */
size_t form_count_wrong(const struct form *f);
void form_save(struct app *app, struct form *f);
void form_leave(struct app *app, struct form *f); /* asks when something was typed */

/* ---- choose.c ---- */
/* Is there something to choose from with F4? */
bool form_can_choose(const struct form *f, const struct item *it);
/* ERR_REFUSED with the reason: there is not. */
enum err form_may_choose_for(const struct form *f, const struct item *it, struct error *e);
enum next form_choose(struct app *app, struct form *f);

void form_draw(struct app *app, struct screen *s, struct area a);

#endif
