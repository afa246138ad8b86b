/* Who was at the events of a group, in one grid: trainees × events. One key a mark; «all were» is one key, then the
 * exceptions: the number of a row, then its mark. F2 writes; an event that was still in the plan is held thereby. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"
#include "stazh/domain/attendance.h"
#include "stazh/tui/cursor.h"
#include "stazh/tui/draw.h"
#include "stazh/tui/term.h"

/* The keys are those of the key cap in either layout. */
static const struct {
	const char *word, *shown, *keys;
	enum look look;
} marks[] = {
	{MARK_PRESENT, "+", "+=бБ,<", LOOK_PLAIN},
	{MARK_ABSENT, "н", "-нНyY", LOOK_OVERDUE},
	{MARK_EXCUSED, "у", "уУeE", LOOK_TODAY},
	{MARK_REMOTE, "д", "дДlL", LOOK_SOON},
};
#define MARKS (sizeof(marks) / sizeof(*marks))

enum { NOT_LISTED = -2, NOT_MARKED = -1 }; /* of a cell: the trainee is not on the list of that event */

struct cell {
	signed char mark, was; /* index of marks, or one of the above */
	int64_t rev, now;      /* of the record with the mark, 0: none: as the user saw it, as it is stored */
};

struct held { /* a column */
	uint32_t event;
	struct buf title; /* «25.11.2021 семинар «…»» */
	char day[8];	  /* «25.11» */
	struct error may; /* code OK: it may be marked */
};

struct member { /* a row */
	uint32_t trainee;
	char *name;
};

struct attend {
	struct screen base;
	struct app *app;
	struct subject subject; /* the event or group where it was opened */
	struct buf title;
	struct held *columns;
	struct member *rows;
	size_t columns_cap, rows_cap;
	struct cell *cells;
	struct cursor_2d at;
	size_t number; /* of a row, while it is typed; 0: none */
	bool loaded;
	struct keeper keeper;
	int64_t kept_at; /* term_clock of the last draft */
};

static struct cell *cell_at(const struct attend *s, size_t row, size_t column)
{
	return &s->cells[row * s->at.columns + column];
}

static bool column_changed(const struct attend *s, size_t column)
{
	for (size_t row = 0; row < s->at.rows; row++)
		if (cell_at(s, row, column)->mark != cell_at(s, row, column)->was)
			return true;
	return false;
}

static bool changed(const struct attend *s)
{
	for (size_t column = 0; column < s->at.columns; column++)
		if (column_changed(s, column))
			return true;
	return false;
}

/* ---- loading ---- */

static void release(struct attend *s)
{
	for (size_t i = 0; i < s->at.columns; i++)
		buf_free(&s->columns[i].title);
	for (size_t i = 0; i < s->at.rows; i++)
		free(s->rows[i].name);
	free(s->cells);
	s->cells = NULL;
	s->at.rows = s->at.columns = 0;
}

static void add_column(struct attend *s, struct tx *tx, const struct record *event)
{
	struct held *h;
	int y, m, d;

	s->columns = mem_grow(s->columns, s->at.columns, &s->columns_cap, sizeof(*s->columns));
	h = &s->columns[s->at.columns++];
	*h = (struct held){.event = event->id};
	label_of(tx, event, &h->title);
	date_to_ymd(record_date(event, EVENT_DATE), &y, &m, &d);
	snprintf(h->day, sizeof(h->day), "%02d.%02d", d, m);
	access_check(tx, KIND_EVENT, "attend", event, &h->may);
}

static bool take_event(struct tx *tx, const struct record *event, void *arg)
{
	struct attend *s = arg;
	bool here = s->subject.kind == KIND_EVENT && s->subject.id == event->id;

	if (here || (strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED) != 0 &&
		     record_date(event, EVENT_DATE) <= s->app->session->today)) {
		if (here && !s->loaded)
			s->at.column = s->at.columns;
		add_column(s, tx, event);
	}
	return true;
}

static size_t row_of(struct attend *s, const struct attendee *a)
{
	size_t i = 0;

	while (i < s->at.rows && s->rows[i].trainee != a->trainee)
		i++;
	if (i == s->at.rows) {
		s->rows = mem_grow(s->rows, s->at.rows, &s->rows_cap, sizeof(*s->rows));
		s->rows[s->at.rows++] = (struct member){a->trainee, mem_strdup(a->name)};
	}
	return i;
}

static signed char mark_of(const char *word)
{
	for (size_t i = 0; word && i < MARKS; i++)
		if (!strcmp(marks[i].word, word))
			return (signed char)i;
	return NOT_MARKED;
}

static int by_name(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;
	int order = collate_compare(a->name, b->name);

	return order ? order : (a->trainee > b->trainee) - (a->trainee < b->trainee);
}

/* The rows are all who are on the list of one of the events. */
static void load_marks(struct attend *s, struct tx *tx)
{
	struct attendee **lists = mem_alloc((s->at.columns + 1) * sizeof(*lists));
	size_t *n = mem_alloc((s->at.columns + 1) * sizeof(*n));
	struct record event = {0};

	for (size_t c = 0; c < s->at.columns; c++) {
		n[c] = 0;
		lists[c] = NULL;
		if (record_load(tx, KIND_EVENT, s->columns[c].event, &event) == OK)
			lists[c] = attendance_list(tx, &event, &n[c]);
		for (size_t i = 0; i < n[c]; i++)
			row_of(s, &lists[c][i]);
	}
	if (s->at.rows)
		qsort(s->rows, s->at.rows, sizeof(*s->rows), by_name);
	s->cells = mem_alloc((s->at.rows * s->at.columns + 1) * sizeof(*s->cells));
	for (size_t i = 0; i < s->at.rows * s->at.columns; i++)
		s->cells[i] = (struct cell){NOT_LISTED, NOT_LISTED, 0, 0};
	for (size_t c = 0; c < s->at.columns; c++) {
		for (size_t i = 0; i < n[c]; i++) {
			struct cell *cell = cell_at(s, row_of(s, &lists[c][i]), c);

			cell->mark = cell->was = mark_of(lists[c][i].mark);
			cell->rev = cell->now = lists[c][i].rev;
		}
		attendance_free(lists[c], n[c]);
	}
	free(lists);
	free(n);
	record_release(&event);
}

static void load_columns(struct attend *s, struct tx *tx, const struct record *r)
{
	const struct value *v = r->kind == KIND_EVENT ? record_get(r, EVENT_GROUPS) : NULL;
	size_t n = v && v->type == V_LIST ? v->count : 0;
	uint32_t *groups = mem_alloc((n + 1) * sizeof(*groups));
	int32_t from = DATE_MIN, to = DATE_MAX; /* of a group all: it may run over 1 September */

	for (size_t i = 0; i < n; i++)
		groups[i] = (uint32_t)v->items[i].num;
	if (r->kind == KIND_GROUP) {
		groups[0] = r->id;
		n = 1;
	} else {
		int year = school_year_of(record_date(r, EVENT_DATE));

		from = school_year_first(year);
		to = school_year_last(year);
	}
	if (n)
		event_each_of_groups(tx, groups, n, from, to, take_event, s);
	else
		take_event(tx, r, s);
	free(groups);
}

/* ---- what is marked and not written ---- */

/* The changed marks as «12/7» (event, trainee) and «3 не был»: the revision that was seen, the mark. free_typed. */
static size_t add_typed(const struct attend *s, struct assign *a)
{
	size_t n = 0;

	for (size_t i = 0; s->cells && i < s->at.rows * s->at.columns; i++) {
		const struct cell *c = &s->cells[i];
		struct buf name = {0}, value = {0};

		if (c->mark == c->was)
			continue;
		buf_addf(&name, "%u/%u", s->columns[i % s->at.columns].event, s->rows[i / s->at.columns].trainee);
		buf_addf(&value, "%lld %s", (long long)c->rev, c->mark >= 0 ? marks[c->mark].word : "");
		a[n++] = (struct assign){buf_take(&name), buf_take(&value)};
	}
	return n;
}

static void free_typed(struct assign *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free((char *)a[i].name);
		free((char *)a[i].value);
	}
	free(a);
}

/* Puts what was marked over what is stored now; the revision that was seen tells a save what another wrote meanwhile.
 */
static void take_typed(struct attend *s, const struct draft *typed)
{
	struct buf name = {0};

	for (size_t i = 0; typed->values.n && i < s->at.rows * s->at.columns; i++) {
		const char *value;
		int64_t rev;
		char *word;

		buf_clear(&name);
		buf_addf(&name, "%u/%u", s->columns[i % s->at.columns].event, s->rows[i / s->at.columns].trainee);
		value = draft_value(typed, name.s);
		if (!value || s->cells[i].mark == NOT_LISTED)
			continue;
		rev = strtoll(value, &word, 10);
		s->cells[i].mark = mark_of(word + (*word == ' '));
		if (s->cells[i].mark != s->cells[i].was) /* else another has put the same */
			s->cells[i].rev = rev;
	}
	buf_free(&name);
}

static struct assign *room_for_typed(const struct attend *s)
{
	return mem_alloc((s->at.rows * s->at.columns + 1) * sizeof(struct assign));
}

static bool keep_draft(struct attend *s, enum draft_step step)
{
	struct assign *a = room_for_typed(s);
	size_t n = step == DRAFT_DONE ? 0 : add_typed(s, a);
	bool kept = keeper_step(s->app, &s->keeper, step, a, n);

	free_typed(a, n);
	s->kept_at = term_clock();
	return kept;
}

static void tick(struct app *app, struct screen *screen)
{
	if (!keep_draft((struct attend *)screen, DRAFT_TYPING))
		app_wake(app, DRAFT_RETRY_MS);
}

static void hangup(struct app *app, struct screen *screen)
{
	(void)app;
	keep_draft((struct attend *)screen, DRAFT_LEFT);
}

static enum err load_all(struct attend *s, struct error *e)
{
	struct record r = {0};
	struct tx *tx = tx_read(s->app->session->store, e);

	if (!tx)
		return e->code;
	release(s);
	buf_clear(&s->title);
	if (record_load(tx, s->subject.kind, s->subject.id, &r) == OK) {
		label_of(tx, &r, &s->title);
		load_columns(s, tx, &r);
		if (!s->loaded && s->subject.kind == KIND_GROUP && s->at.columns)
			s->at.column = s->at.columns - 1;
		load_marks(s, tx);
	}
	tx_end(&tx);
	record_release(&r);
	return OK;
}

/* What others wrote is shown in the cells that were not marked here; what was marked stays. */
static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct attend *s = (struct attend *)screen;
	struct draft typed = {.kind = 0};
	struct assign *a = room_for_typed(s);
	size_t n = add_typed(s, a);
	enum err err;

	for (size_t i = 0; i < n; i++)
		draft_add(&typed, a[i].name, a[i].value);
	free_typed(a, n);
	err = load_all(s, e);
	cursor_2d_resize(&s->at, s->at.rows, s->at.columns);
	take_typed(s, s->loaded ? &typed : &s->keeper.draft);
	if (!s->loaded) {
		buf_clear(&s->keeper.draft.title);
		buf_addf(&s->keeper.draft.title, "Посещение: %s", buf_text(&s->title));
		if (changed(s)) /* from now on it is this screen's */
			app_wake(app, DRAFT_SOON_MS);
		s->loaded = true;
	}
	draft_release(&typed);
	return err;
}

/* ---- marking ---- */

static bool may_mark(struct attend *s)
{
	const struct held *h = &s->columns[s->at.column];

	if (h->may.code)
		app_say(s->app, LOOK_ERROR, "%s", h->may.text);
	return !h->may.code;
}

static void mark(struct attend *s, signed char m)
{
	struct cell *c = cell_at(s, s->at.row, s->at.column);

	if (!may_mark(s))
		return;
	if (c->mark == NOT_LISTED) {
		app_say(s->app, LOOK_PLAIN, "%s: на этом занятии быть не должен", s->rows[s->at.row].name);
		return;
	}
	c->mark = m;
	if (m >= 0)
		cursor_2d_go(&s->at, 1, 0);
}

static void mark_all(struct attend *s)
{
	size_t n = 0;

	if (!may_mark(s))
		return;
	for (size_t row = 0; row < s->at.rows; row++) {
		struct cell *c = cell_at(s, row, s->at.column);

		if (c->mark == NOT_MARKED) {
			c->mark = 0;
			n++;
		}
	}
	if (n)
		app_say(s->app, LOOK_PLAIN,
			"Отмечено: %s, %zu %s. Теперь исключения: номер строки и н, у или д; F2 — записать",
			n == 1 ? "был" : "были", n, text_plural((long)n, "человек", "человека", "человек"));
	else
		app_say(s->app, LOOK_PLAIN, "Здесь уже отмечены все");
}

/* Digits lead to the row of that number, while they follow each other. */
static bool type_number(struct attend *s, char digit)
{
	size_t number = s->number * 10 + (size_t)(digit - '0');

	if (number > s->at.rows)
		number = (size_t)(digit - '0');
	s->number = number;
	if (!number || number > s->at.rows)
		return false;
	s->at.row = number - 1;
	return true;
}

static void type(struct attend *s, const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t length = 1;
		char c[5] = "";
		size_t m = 0;

		while (i + length < n && (text[i + length] & 0xC0) == 0x80)
			length++;
		memcpy(c, text + i, length < 4 ? length : 4);
		i += length;
		if (length == 1 && *c >= '0' && *c <= '9') {
			if (!type_number(s, *c))
				app_say(s->app, LOOK_PLAIN, "Строк здесь %zu", s->at.rows);
			continue;
		}
		s->number = 0;
		if (strstr("*вВdD", c)) {
			mark_all(s);
			continue;
		}
		if (*c == ' ') {
			mark(s, cell_at(s, s->at.row, s->at.column)->mark == 0 ? 1 : 0);
			continue;
		}
		while (m < MARKS && !strstr(marks[m].keys, c))
			m++;
		if (m < MARKS)
			mark(s, (signed char)m);
		else
			app_say(s->app, LOOK_PLAIN,
				"+ был, н — не был, у — уважительная, д — дистанционно, * — все были, цифры — номер "
				"строки");
	}
}

/* ---- saving ---- */

static bool save_column(struct app *app, struct attend *s, size_t column, struct error *e)
{
	struct attendance_mark *list = mem_alloc((s->at.rows + 1) * sizeof(*list));
	size_t *where = mem_alloc((s->at.rows + 1) * sizeof(*where));
	size_t n = 0, at = 0;

	for (size_t row = 0; row < s->at.rows; row++) {
		const struct cell *c = cell_at(s, row, column);

		if (c->mark == c->was)
			continue;
		where[n] = row;
		list[n++] = (struct attendance_mark){s->rows[row].trainee, c->rev,
						     c->mark >= 0 ? marks[c->mark].word : NULL};
	}
	if (op_attend(app->session, s->columns[column].event, list, n, &at, e)) {
		s->at.column = column;
		if (at < n)
			s->at.row = where[at];
	}
	free(list);
	free(where);
	return !e->code;
}

static bool save(struct app *app, struct attend *s);

/* The cell under the cursor was marked by another one meanwhile: whose mark counts. */
static void whose_answered(struct app *app, int index, void *arg)
{
	struct attend *s = arg;
	struct cell *c = cell_at(s, s->at.row, s->at.column);

	if (index != 0 && index != 1)
		return;
	c->rev = c->now;
	if (index == 1)
		c->mark = c->was;
	save(app, s);
}

static void ask_whose(struct app *app, struct attend *s, const struct error *e)
{
	static const struct button buttons[] = {{"Моё", "мv"}, {"Из базы", "иb"}, {"К отметкам", "кr"}};
	uint32_t trainee = s->rows[s->at.row].trainee, event = s->columns[s->at.column].event;
	struct error failed = {.code = OK};
	struct buf text = {0};
	const struct cell *c;

	load(app, &s->base, &failed); /* what is there now; rows may have come */
	for (size_t i = 0; i < s->at.rows; i++)
		if (s->rows[i].trainee == trainee)
			s->at.row = i;
	for (size_t i = 0; i < s->at.columns; i++)
		if (s->columns[i].event == event)
			s->at.column = i;
	c = cell_at(s, s->at.row, s->at.column);
	buf_addf(&text, "%s.\nУ вас: %s. В базе: %s. Что записать?", e->text,
		 c->mark >= 0 ? marks[c->mark].word : "пусто", c->was >= 0 ? marks[c->was].word : "пусто");
	dialog_choice(app, "Изменили двое", text.s, NULL, buttons, 3, whose_answered, s);
	buf_free(&text);
}

static bool save(struct app *app, struct attend *s)
{
	struct error e = {.code = OK};
	size_t events = 0;

	for (size_t column = 0; column < s->at.columns && !e.code; column++) {
		if (!column_changed(s, column) || !save_column(app, s, column, &e))
			continue;
		events++;
		for (size_t row = 0; row < s->at.rows; row++)
			cell_at(s, row, column)->was = cell_at(s, row, column)->mark;
	}
	if (e.code == ERR_CHANGED && s->at.rows) {
		ask_whose(app, s, &e);
	} else if (e.code) {
		dialog_error(app, &e);
	} else {
		keep_draft(s, DRAFT_DONE);
		app_say(app, events ? LOOK_GOOD : LOOK_PLAIN,
			events ? "Посещение записано, занятий: %zu. Вернуть: Ctrl-Z в списках" : "Ничего не изменено.",
			events);
	}
	if (events)
		app_reload(app);
	return !e.code;
}

static void leave_answered(struct app *app, int index, void *arg)
{
	struct attend *s = arg;

	if (index == 1 || index == 2)
		keep_draft(s, index == 1 ? DRAFT_LEFT : DRAFT_DONE);
	if (index == 1 || index == 2 || (index == 0 && save(app, s)))
		screen_close(app, &s->base);
}

static enum next back(struct app *app, struct attend *s)
{
	if (!changed(s)) {
		keep_draft(s, DRAFT_DONE);
		return SCREEN_CLOSE;
	}
	form_ask_to_leave(app, leave_answered, s);
	return SCREEN_DONE;
}

static enum next act_on(struct app *app, struct attend *s, const struct input *in)
{
	if (in->action == ACT_BACK)
		return back(app, s);
	if (!s->at.rows || !s->at.columns)
		return SCREEN_PASS;
	if (in->action != ACT_TEXT)
		s->number = 0;
	if (cursor_2d_act(&s->at, in->action))
		return SCREEN_DONE;
	switch (in->action) {
	case ACT_SAVE:
		save(app, s);
		return SCREEN_DONE;
	case ACT_CHOOSE:
		mark_all(s);
		return SCREEN_DONE;
	case ACT_ENTER:
		cursor_2d_go(&s->at, 1, 0);
		return SCREEN_DONE;
	case ACT_ERASE:
	case ACT_BACKSPACE:
		mark(s, NOT_MARKED);
		return SCREEN_DONE;
	case ACT_UNDO_EDIT:
		cell_at(s, s->at.row, s->at.column)->mark = cell_at(s, s->at.row, s->at.column)->was;
		return SCREEN_DONE;
	case ACT_TEXT:
	case ACT_PASTE:
		type(s, in->text, in->n);
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct attend *s = (struct attend *)screen;
	enum next next = act_on(app, s, in);

	if (s->cells && changed(s))
		draft_wake(app, s->kept_at);
	return next;
}

/* ---- drawing ---- */

#define NUMBER	  4
#define NAMES_MIN 18
#define NAMES_MAX 30
#define COLUMN	  7

/* «19/22»: were there, of those who are marked. */
static void add_count(const struct attend *s, size_t column, struct buf *out)
{
	size_t were = 0, marked = 0;

	for (size_t row = 0; row < s->at.rows; row++) {
		signed char m = cell_at(s, row, column)->mark;

		marked += m >= 0;
		were += m >= 0 && mark_counts(marks[m].word);
	}
	if (marked)
		buf_addf(out, "%zu/%zu", were, marked);
	else
		buf_add(out, "—");
}

static void draw_cell_of(const struct attend *s, size_t row, size_t column, int y, int x)
{
	const struct cell *c = cell_at(s, row, column);
	bool here = row == s->at.row && column == s->at.column;
	enum look look = here ? LOOK_SELECTED : c->mark >= 0 ? marks[c->mark].look : LOOK_DIM;
	const char *shown = c->mark >= 0	    ? marks[c->mark].shown
			    : c->mark == NOT_LISTED ? " "
			    : draw_is_ascii()	    ? "."
						    : "·";

	draw_textf(y, x, COLUMN - 1, look, "  %s%s ", shown, c->mark != c->was ? "•" : " ");
	if (here)
		draw_cursor(y, x + 2, true);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct attend *s = (struct attend *)screen;
	int names = a.w / 3 < NAMES_MIN	  ? NAMES_MIN
		    : a.w / 3 > NAMES_MAX ? NAMES_MAX
					  : a.w / 3,
	    left = NUMBER + names, y = a.y;

	(void)app;
	if (!s->at.columns || !s->at.rows) {
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_DIM,
			  s->at.columns ? "На этом занятии отмечать некого: у него нет групп или в них нет стажёров. "
					  "F4 на карточке — указать группу."
					: "У группы ещё не было занятий. 4 — календарь, F7 — назначить.");
		return;
	}
	cursor_2d_fit(&s->at, (size_t)(a.h - 3 > 1 ? a.h - 3 : 1),
		      (size_t)((a.w - left) / COLUMN > 0 ? (a.w - left) / COLUMN : 1));
	if (s->at.first_column)
		draw_text(y, a.x + left - 2, 1, LOOK_DIM, draw_is_ascii() ? "<" : "‹");
	if (s->at.first_column + s->at.page_columns < s->at.columns)
		draw_text(y, a.x + a.w - 1, 1, LOOK_DIM, draw_is_ascii() ? ">" : "›");
	for (size_t i = 0; i < s->at.page_columns && s->at.first_column + i < s->at.columns; i++) {
		size_t column = s->at.first_column + i;

		draw_text(y, a.x + left + (int)i * COLUMN, COLUMN - 1,
			  column == s->at.column ? LOOK_STRONG : LOOK_HEADER, s->columns[column].day);
	}
	y++;
	for (size_t row = s->at.first_row; row < s->at.rows && row < s->at.first_row + s->at.page_rows; row++, y++) {
		draw_textf(y, a.x, NUMBER, LOOK_DIM, "%3zu", row + 1);
		draw_text(y, a.x + NUMBER, names - 1, LOOK_PLAIN, s->rows[row].name);
		for (size_t i = 0; i < s->at.page_columns && s->at.first_column + i < s->at.columns; i++)
			draw_cell_of(s, row, s->at.first_column + i, y, a.x + left + (int)i * COLUMN);
	}
	y = a.y + a.h - 2;
	draw_hline(y++, a.x, a.w);
	draw_text(y, a.x + NUMBER, names - 1, LOOK_STRONG, "Были из отмеченных");
	for (size_t i = 0; i < s->at.page_columns && s->at.first_column + i < s->at.columns; i++) {
		struct buf count = {0};

		add_count(s, s->at.first_column + i, &count);
		draw_text(y, a.x + left + (int)i * COLUMN, COLUMN - 1, LOOK_STRONG, count.s);
		buf_free(&count);
	}
}

static void title(struct screen *screen, struct buf *out)
{
	buf_addf(out, "Посещение: %s", buf_text(&((const struct attend *)screen)->title));
}

static void status(struct screen *screen, struct buf *out)
{
	if (changed((const struct attend *)screen))
		buf_addf(out, "изменено %s", glyph(GLYPH_BULLET));
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct attend *s = (const struct attend *)screen;
	size_t keys;

	if (!s->at.columns || !s->at.rows)
		return;
	buf_addf(out, "+ был  н не был  у уваж.  д дист.  * все  %zu — строка", s->at.rows);
	keys = out->n;
	buf_addf(out, " · %s", buf_text(&s->columns[s->at.column].title));
	if (s->at.columns == 1 && utf8_width(out->s, out->n) > draw_columns() - 2) /* the heading names it, too */
		out->s[out->n = keys] = 0;
}

static void done(struct app *app, struct screen *screen)
{
	struct attend *s = (struct attend *)screen;

	(void)app;
	release(s);
	keeper_release(&s->keeper);
	free(s->columns);
	free(s->rows);
	buf_free(&s->title);
	free(s);
}

/* clang-format off */
static const struct screen_action actions[] = {
	{.action = ACT_SAVE, .label = "Запис", .title = "Записать отметки"}, {.action = ACT_CHOOSE, .label = "Все", .title = "Все были"},
	{.action = ACT_UNDO_EDIT}, {.action = ACT_NONE},
};

static const struct screen_ops ops = {
	.context = IN_FORM, .keeps_input = true, .actions = actions, .help = "attend", .title = title, .status = status, .hint = hint,
	.load = load, .draw = draw, .act = act, .tick = tick, .hangup = hangup, .done = done,
};
/* clang-format on */

void attend_open(struct app *app, unsigned kind, uint32_t id, struct draft *chosen)
{
	struct attend *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->subject = (struct subject){kind, id};
	s->keeper.draft = (struct draft){.kind = KIND_ATTENDANCE, .parent_kind = (uint8_t)kind, .parent = id};
	if (keeper_open(app, &s->keeper, chosen))
		app_say(app, LOOK_ACCENT, "Вернулись отметки, которые вы ставили раньше и не записали");
	screen_push(app, &s->base);
}
