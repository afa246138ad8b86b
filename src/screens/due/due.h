/* The start screen: what is due as the rows of a list, by groups that fold. */
#ifndef STAZH_SCREENS_DUE_H
#define STAZH_SCREENS_DUE_H

#include "../internal.h"
#include "stazh/base/mem.h"

enum due_group { DUE_OVERDUE, DUE_TODAY, DUE_WEEK, DUE_LATER, DUE_GROUPS };

/* A deadline. */
struct due_line {
	int32_t due;
	int minute; /* of an event: since midnight; -1: the whole day */
	uint8_t kind, rec_kind;
	uint32_t rec_id, site;
	struct subject subject; /* where it is looked after */
	/* What is to be done, and whom it is about: the trainee of a task, or "". */
	const char *what, *name;
	const char *who, *where;
	/* «Просрочено на 14 дней и больше»: of the alarm that stands beside it; "": there is none. */
	const char *alarmed;
	enum due_group group;
};

struct due_row {
	enum {
		DUE_HEAD,   /* of its group */
		DUE_LINE,   /* a deadline */
		DUE_SET,    /* `n` of the same task, of several trainees; its first is `line` */
		DUE_MEMBER, /* one of them, unfolded */
		DUE_MORE,   /* `n` deadlines that are folded, `old` of them for more than a month */
		DUE_STEP,   /* of an empty base: `line` of the steps that it begins with; DUE_TURN */
	} sort;
	enum due_group group;
	size_t line, n, old;
};

#define DUE_STEPS 3
#define DUE_TURN  DUE_STEPS /* the school year to come is offered to be prepared: above all the rest */

struct due_rows {
	int32_t today;
	const struct due_line *lines; /* ordered by due_lines_order; of a search those that fit */
	size_t lines_n;
	size_t count[DUE_GROUPS], old; /* by due_rows_make: lines of each group, overdue for more than a month */
	enum due_fold { DUE_AUTO, DUE_OPEN, DUE_CLOSED } fold[DUE_GROUPS];
	uint64_t *open; /* sets that are unfolded */
	size_t open_n, open_cap;
	size_t steps_n; /* 0: the base is not empty */
	bool step_done[DUE_STEPS];
	int turn; /* the year of DUE_TURN, 0: it is not offered */
	bool soon;
	struct due_row *row;
	size_t row_n, row_cap;
};

void due_rows_release(struct due_rows *r);
/* Which group a day belongs to; the week ends on Sunday. */
enum due_group due_group_of(int32_t due, int32_t today);
/* Sets the groups and orders: overdue, the newest first; today by time; then by date.
 * The same task of several trainees stands together. */
void due_lines_order(struct due_line *lines, size_t n, int32_t today);
/* Makes the rows: four heads, all of today, and of what is overdue and of the week as much as lets the heads stand
 * within `height` rows. What is overdue for more than a month is folded unless it was unfolded. flat: all lines and
 * nothing else. */
void due_rows_make(struct due_rows *r, int height, bool flat);
/* What row n stands for (list.key). */
uint64_t due_row_key(const struct due_rows *r, size_t n);
/* What a deadline stands for. */
uint64_t due_line_key(const struct due_line *l);
/* Unfolds or folds row n, or what it belongs to. Returns the key of the row that the cursor goes to then, 0: there is
 * nothing to do. */
uint64_t due_unfold(struct due_rows *r, size_t n);
uint64_t due_fold(struct due_rows *r, size_t n);

/* due_steps.c: what an empty base begins with. */
void due_steps_read(struct tx *tx, struct due_rows *r);
void due_step_add(const struct due_rows *r, size_t step, struct row *out);
/* Leads to where it is done; false: the row is no step. */
bool due_step_open(struct app *app, const struct due_rows *r, size_t row);
/* Is the row DUE_TURN? */
bool due_is_turn(const struct due_rows *r, size_t row);

/* due_text.c: cells of a row. */
/* «−376 д.», «сегодня», «14:30», «пн 30.11», «15.06.27»: at most nine cells. */
void due_day_add(const struct due_line *l, int32_t today, struct buf *out);
void due_head_add(const struct due_rows *r, enum due_group g, struct buf *out);
void due_more_add(const struct due_row *row, bool all, struct buf *out);
/* What is to be done and whom it is about, within `width` cells: what is cut is the end of the deed and not the name.
 */
void due_deed_add(const char *deed, const char *name, int width, struct buf *out);
/* « · просрочено на 14 дней и больше», when there is an alarm. */
void due_alarm_add(const struct due_line *l, struct buf *out);
/* Row n in full: for the pane below the list. */
void due_row_tell(const struct due_rows *r, size_t n, struct buf *out);
/* Takes time and name out of the deadline's text. l->what and l->name get memory of the arena. */
void due_line_split(struct due_line *l, const struct deadline *d, int32_t today, struct arena *arena);

#define DUE_WEEKS 8 /* whose load is shown */

struct due {
	struct screen base;
	struct list list;
	struct app *app;
	struct arena arena;
	struct due_line *lines; /* all that are due, ordered */
	struct due_line *found; /* those that fit the search */
	size_t n, cap;
	struct due_rows rows;
	int height;				   /* that the rows were made for, */
	int taken;				   /* of the list by what is below its rows */
	int widest_where, widest_who, widest_what; /* cells; the last 0: not asked for yet */
	struct {
		int what, where, who; /* cells of the row, 0: left out */
	} w;
	size_t month, week[DUE_WEEKS];
	size_t sites, leaderless, reports, reports_done;
	size_t unreached, unknown; /* of letters: people and letters (mail_trouble) */
	struct card *beside;
	int days; /* 0: all */
	bool mine, begun;
};

/* due_all.c: what is done to all of a set of the same task at once. But for the first, only on one. */
bool due_on_set(const struct due *s);
/* ACT_DEFER, or ACT_MARK: what ends it. */
enum err due_all_may(struct app *app, const struct due *s, enum action a, struct error *e);
/* The menu of that. */
void due_all_act(struct app *app, const struct due *s, bool only_defer);
void due_all_end(struct app *app, const struct due *s);

/* due_marks.c: what is done to all marked deadlines at once. */
/* list.marks: a row stands for all that is under it. */
uint64_t due_marks(void *arg, size_t n, size_t i);
/* list.plain_key: of a deadline in a file. */
uint64_t due_marks_line(void *arg, size_t n);
/* Forgets the marks of deadlines that are over. */
void due_marks_prune(struct due *s, struct tx *tx);
/* ACT_ACTIONS, ACT_MARK (what ends them), ACT_DEFER, ACT_REMIND to all of them; false: none is marked. */
bool due_marked_act(struct app *app, struct due *s, enum action a);

/* due_remind.c: letters about what is under the cursor. */
enum err due_remind_may(struct app *app, struct screen *screen, enum action a, struct error *e);
enum next due_remind(struct app *app, struct screen *screen);
/* due_unreached.c: who cannot be written to and why, each leading to the person's card; letters of which nobody knows.
 */
enum err due_unreached_may(struct app *app, struct screen *screen, enum action a, struct error *e);
enum next due_unreached(struct app *app, struct screen *screen);

/* due_counted.c: the numbers above and below the list, each opening what it counts. */
enum next due_counted(struct app *app, struct screen *screen);

/* due_view.c: how it is drawn. */
/* The cells that the rows want on a screen of that width. */
int due_wants(struct due *s, int width);
/* How the row is shared out on a list of that width. */
void due_lay_out(struct due *s, int width);
/* list.row */
void due_row_show(void *arg, struct tx *tx, size_t n, struct row *out);
/* The line above the list. */
void due_draw_top(const struct due *s, struct area a);
/* What is due in each of the next weeks, as bars; how much of the year's reports is there. */
void due_draw_bars(const struct due *s, struct area a);

#endif
