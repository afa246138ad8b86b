/* The calendar: one screen with several views of the same days, each in a file of its own. */
#ifndef STAZH_SCREENS_CALENDAR_H
#define STAZH_SCREENS_CALENDAR_H

#include "internal.h"
#include "stazh/base/mem.h"

/* An event or a deadline in its day; what an event says is read when it is drawn. */
struct item {
	int32_t date;
	int16_t time;	  /* minutes since midnight, -1: the whole day */
	int16_t minutes;  /* how long, 0: not told */
	uint8_t deadline; /* enum deadline_kind; 0: an event */
	char sign;	  /* of an event: see item_sign */
	struct subject subject;	  /* id 0: only says that the day is empty */
	const char *what, *where; /* of a deadline */
};

struct calendar;

struct view {
	const char *title; /* «месяц» */
	/* The days that have to be loaded so that c->day can be shown. NULL: it loads by itself (agenda). */
	void (*span)(const struct calendar *c, int32_t *from, int32_t *to);
	/* Adds what is shown: «Ноябрь 2026». */
	void (*heading)(const struct calendar *c, struct buf *out);
	void (*draw)(struct app *app, struct calendar *c, struct area a);
	/* Moves the cursor among the days. */
	enum next (*act)(struct app *app, struct calendar *c, const struct input *in);
};

extern const struct view view_agenda, view_month;

struct calendar {
	struct screen base;
	struct app *app;
	const struct view *view;
	int32_t day;	/* under the cursor */
	int32_t today;
	int32_t asked;	/* the day that was jumped to: shown though nothing is in it */
	int year;	/* school year that the calendar last followed */
	bool no_deadlines;
	bool any;	/* is there any event at all? */
	/* what is loaded, in order of time: */
	int32_t from, to; /* from > to: nothing */
	struct item *items;
	size_t n, cap;
	struct arena arena;
	/* rows: in the agenda all items, else those of the day */
	struct list list;
	size_t first;	/* the item of row 0 */
	bool in_list;	/* the cursor is in the day's list */
	struct tx *tx;	/* while drawing */
	struct card *beside;
};

/* ---- calendar_items.c ---- */
void items_clear(struct calendar *c);
/* Adds the days from … to to those that are loaded, which they touch. */
void items_add(struct calendar *c, struct tx *tx, int32_t from, int32_t to);
/* The first item of that day or later; c->n: none. */
size_t items_from(const struct calendar *c, int32_t date);
/* How many of a day: events that are not cancelled, and the deadline's sign (" ": no deadline). */
size_t items_load(const struct calendar *c, int32_t date, const char **sign);
/* «Семинар: читательская грамотность» with its sign before it; look: by its state. */
void item_add_what(struct tx *tx, const struct item *i, int32_t today, struct buf *out, enum look *look);
void item_add_where(struct tx *tx, const struct item *i, struct buf *out);
void item_add_time(const struct item *i, struct buf *out);

/* ---- calendar.c, for the views ---- */
/* Goes to the day; loads what is not loaded yet. */
void calendar_go(struct calendar *c, int32_t day);
/* The item under the cursor; NULL: none, or it is not clear which. */
const struct item *calendar_item(const struct calendar *c);
/* The day and its list. */
void calendar_draw_day(struct app *app, struct calendar *c, struct area a);
bool calendar_day_off(const struct calendar *c, int32_t date);

#endif
