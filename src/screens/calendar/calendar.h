/* The calendar: one screen with several views of the same days, each in a file of its own. */
#ifndef STAZH_SCREENS_CALENDAR_H
#define STAZH_SCREENS_CALENDAR_H

#include "../internal.h"
#include "stazh/base/mem.h"
#include "stazh/domain/calendar.h"
#include "stazh/calendar/days.h"

/* Of an event. */
enum { SIGN_NONE = ' ', SIGN_HELD = 'v', SIGN_LATE = '!', SIGN_CANCELLED = 'x' };

/* An event or a deadline in its day; what an event says is read when it is drawn. */
struct item {
	int32_t date;
	int16_t time;		  /* minutes since midnight, -1: the whole day */
	int16_t minutes;	  /* how long, 0: not told */
	int16_t rank;		  /* place in the day */
	uint8_t deadline;	  /* enum deadline_kind; 0: an event */
	char sign;		  /* of an event: see item_sign */
	bool coming;		  /* a deadline's later day: the same record stands at an earlier one */
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
	void (*draw)(struct calendar *c, struct tx *tx, struct area a);
	/* Moves the cursor among the days: arrows, pages, home, end. */
	enum next (*move)(struct app *app, struct calendar *c, const struct input *in);
	/* Is the hour under the cursor too? */
	bool hours;
	/* Of a day the deadlines first: they stand with what has no time. */
	bool deadlines_first;
	/* The rows of the day's list that are under the cursor. NULL: all of them. */
	void (*under)(const struct calendar *c, size_t *first, size_t *n);
};

/* Do two hours stand in the same row of the week? */
bool week_same_row(const struct calendar *c, int hour, int other);

extern const struct view view_agenda, view_week, view_month, view_year;

#define WHOLE_DAY	 (-1)
#define CALENDAR_FILTERS 8

struct calendar {
	struct screen base;
	struct app *app;
	const struct view *view;
	int32_t day; /* under the cursor */
	int hour;    /* and of the week: the first of its row; WHOLE_DAY: the row of what has no time */
	int step;    /* how many hours a row of the week is, as last drawn */
	int32_t today;
	int32_t asked;				 /* the day that was jumped to: shown though nothing is in it */
	int year;				 /* school year that the calendar last followed */
	struct calendar_query filter;		 /* its days are not used */
	unsigned char filters[CALENDAR_FILTERS]; /* of these parts, in the order in which they were set */
	size_t filters_n;
	struct buf filter_text; /* «Ивановская СОШ · семинар»; empty: everything is shown */
	bool any;		/* is there any event at all? */
	/* what is loaded, in order of time: */
	int32_t from, to; /* from > to: nothing */
	struct item *items;
	size_t n, cap;
	struct arena arena;
	/* rows: in the agenda all items, else those of the day */
	struct list list;
	size_t first; /* the item of row 0 */
	bool in_list; /* the cursor is in the day's list */
	struct card *beside;
	struct area card; /* where the card of what is selected stands, on a wide screen: w > 0 */
	struct subject carded;
	uint32_t put; /* the event that was put down a moment ago; 0: none */
	/* the event that is being moved with the cursor; id 0: none */
	struct {
		uint32_t id;
		int64_t rev;
		int32_t date;
		int time; /* -1: none */
		struct buf label, warning, reason;
		struct answers answers;
	} moving;
};

/* ---- calendar_items.c ---- */
void items_clear(struct calendar *c);
/* Adds the days from … to to those that are loaded, which they touch. */
void items_add(struct calendar *c, struct tx *tx, int32_t from, int32_t to);
/* The first item of that day or later; c->n: none. */
size_t items_from(const struct calendar *c, int32_t date);
size_t items_of(const struct calendar *c, int32_t date); /* how many there are on that day */
/* How many of a day: events that are not cancelled, and the sign of what waits: «!» before all an event that nobody
 * marked or a deadline that is over, else a deadline's (" ": nothing does). */
size_t items_load(const struct calendar *c, int32_t date, const char **sign);
/* «✓», «!», «○» …; " ": nothing to say. */
const char *item_sign(const struct item *i, int32_t today);
/* «Семинар: читательская грамотность»; brief: the topic alone. */
void item_add_what(struct tx *tx, const struct item *i, bool brief, struct buf *out);
void item_add_where(struct tx *tx, const struct item *i, struct buf *out);
void item_add_time(const struct item *i, struct buf *out);
enum look item_look(const struct item *i, int32_t today);
/* The lines of a cell: as many as have room, then «ещё 3»; one line: «Семинар +3». prefix adds what stands before an
 * item; NULL: nothing. */
void items_draw(const struct calendar *c, struct tx *tx, size_t first, size_t n, struct area a,
		void (*prefix)(const struct calendar *c, const struct item *i, struct buf *out));
/* One that lasts: over the rows of the area by words, after a bar from the second on. */
void item_draw_over(const struct calendar *c, struct tx *tx, const struct item *i, struct area a,
		    void (*prefix)(const struct calendar *c, const struct item *i, struct buf *out));
/* ---- calendar_filter.c: which events and deadlines are shown ---- */
bool filter_is_set(const struct calendar *c);
void filter_clear(struct calendar *c);
/* Takes back the part that was set last. */
void filter_drop(struct calendar *c);
/* Says in filter_text what is shown. */
void filter_tell(struct calendar *c, struct tx *tx);
/* F6: by what. */
void filter_open(struct calendar *c);

/* ---- calendar_move.c: an event is taken, goes with the cursor, and is put down ---- */
void move_begin(struct calendar *c, const struct item *i);
void move_end(struct calendar *c);
/* What it would collide with under the cursor: with every move of it. */
void move_look(struct calendar *c);
void move_hint(const struct calendar *c, struct buf *out);
/* What the keys do while one is in hand; the cursor moves as ever. */
extern const struct screen_action move_actions[];

/* ---- calendar_cursor.c ---- */
/* Goes to the day; loads what is not loaded yet. */
void calendar_go(struct calendar *c, int32_t day);
/* The same where nothing has to be there to be looked at. */
void calendar_jump(struct calendar *c, int32_t day);
/* Reads what the cursor's day needs. hold: the cursor stays on its item; NULL: it goes to the first one of the day. */
void calendar_read(struct calendar *c, struct tx *tx, const struct list_hold *hold);
/* The event under the cursor, when it is on another day or hour by now (or was put down by us): the cursor goes to
 * that day; calendar_select lays it on the event again when the day is read. 0: nothing to follow. */
uint32_t calendar_follow(struct calendar *c, struct tx *tx);
void calendar_select(struct calendar *c, uint32_t event);
/* For the agenda: enough rows on both sides of the cursor, unless there are no more. */
void calendar_read_around(struct calendar *c, struct tx *tx);
/* The rows of the list that the cursor among the days stands on. */
void calendar_rows_under(const struct calendar *c, size_t *first, size_t *n);
/* The item under the cursor; NULL: none, or it is not clear which. */
const struct item *calendar_item(const struct calendar *c);
/* ---- calendar_tell.c: told line by line ---- */
void calendar_tell(struct screen *screen, struct buf *out);
bool calendar_tell_item(struct screen *screen, size_t i, struct buf *out);
void calendar_point(struct app *app, struct screen *screen, size_t i);
size_t calendar_current(const struct screen *screen);
bool calendar_turn(struct app *app, struct screen *screen, int by);
/* ---- calendar_draw.c ---- */
void calendar_row(void *arg, struct tx *tx, size_t n, struct row *out);
void calendar_told(void *arg, struct tx *tx, size_t n, struct buf *out);
void calendar_set_columns(struct calendar *c); /* of its list, in its view */
/* The text, «. F7 — назначить занятие», for who may; "" for others. */
const char *calendar_way_on(struct app *app, const char *text);
/* The day and its list; in one row the day and its first item. */
void calendar_draw_day(struct calendar *c, struct tx *tx, struct area a);
/* «[24]», «•24», «~24»: under the cursor, today, a day off. Draws 4 cells. */
void calendar_draw_number(const struct calendar *c, int32_t date, int y, int x);
bool calendar_day_off(const struct calendar *c, int32_t date);

#endif
