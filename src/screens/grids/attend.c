/* Who was at the events of a group, in one grid: trainees × events. One key a mark; «all were» is one key, then the
 * exceptions: the number of a row, then its mark. F2 writes; an event that was still in the plan is held thereby. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/attendance.h"
#include "stazh/model/access.h"
#include "stazh/tui/grid.h"

/* The keys are those of the key cap in either layout. */
static const struct grid_mark marks[] = {
	{MARK_PRESENT, "+", "+=бБ,<", LOOK_PLAIN},
	{MARK_ABSENT, "н", "-нНyY", LOOK_OVERDUE},
	{MARK_EXCUSED, "у", "уУeE", LOOK_TODAY},
	{MARK_REMOTE, "д", "дДlL", LOOK_SOON},
};

struct attend {
	struct grid grid;
	struct subject subject; /* the event or group where it was opened */
};

/* ---- loading ---- */

static void add_column(struct grid *g, struct tx *tx, const struct record *event)
{
	struct buf title = {0};
	struct error e = {.code = OK};
	struct grid_line *column;
	char day[8];
	int y, m, d;

	date_to_ymd(record_date(event, EVENT_DATE), &y, &m, &d);
	snprintf(day, sizeof(day), "%02d.%02d", d, m);
	label_of(tx, event, &title);
	column = grid_add_column(g, event->id, mem_strdup(day));
	column->title = buf_take(&title);
	if (access_check(tx, KIND_EVENT, "attend", event, &e))
		column->why = mem_strdup(e.text);
}

static bool take_event(struct tx *tx, const struct record *event, void *arg)
{
	struct attend *s = arg;
	struct grid *g = &s->grid;
	bool here = s->subject.kind == KIND_EVENT && s->subject.id == event->id;

	if (here || (strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED) != 0 &&
		     record_date(event, EVENT_DATE) <= g->app->session->today)) {
		if (here && !g->loaded)
			g->column = g->columns_n;
		add_column(g, tx, event);
	}
	return true;
}

static size_t row_of(struct grid *g, const struct attendee *a)
{
	size_t i = 0;

	while (i < g->rows_n && g->rows[i].id != a->trainee)
		i++;
	if (i == g->rows_n)
		grid_add_row(g, a->trainee, mem_strdup(a->name));
	return i;
}

static int by_name(const void *pa, const void *pb)
{
	const struct grid_line *a = pa, *b = pb;
	int order = collate_compare(a->name, b->name);

	return order ? order : (a->id > b->id) - (a->id < b->id);
}

/* The rows are all who are on the list of one of the events. */
static void load_marks(struct grid *g, struct tx *tx)
{
	struct attendee **lists = mem_alloc((g->columns_n + 1) * sizeof(*lists));
	size_t *n = mem_alloc((g->columns_n + 1) * sizeof(*n));
	struct record event = {0};

	for (size_t c = 0; c < g->columns_n; c++) {
		if (record_load(tx, KIND_EVENT, g->columns[c].id, &event) == OK)
			lists[c] = attendance_list(tx, &event, &n[c]);
		for (size_t i = 0; i < n[c]; i++)
			row_of(g, &lists[c][i]);
	}
	if (g->rows_n)
		qsort(g->rows, g->rows_n, sizeof(*g->rows), by_name);
	grid_add_cells(g);
	for (size_t i = 0; i < g->rows_n * g->columns_n; i++)
		g->cells[i].absent = true;
	for (size_t c = 0; c < g->columns_n; c++) {
		for (size_t i = 0; i < n[c]; i++) {
			struct grid_cell *cell = grid_cell_at(g, 0, row_of(g, &lists[c][i]), c);

			cell->absent = false;
			grid_cell_set(cell, lists[c][i].mark ? lists[c][i].mark : "", lists[c][i].rev);
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

static enum err load(struct grid *g, struct tx *tx, struct error *e)
{
	struct attend *s = (struct attend *)g;
	struct record r = {0};

	(void)e;
	if (record_load(tx, s->subject.kind, s->subject.id, &r) == OK) {
		label_of(tx, &r, &g->title);
		load_columns(s, tx, &r);
		if (!g->loaded && s->subject.kind == KIND_GROUP && g->columns_n)
			g->column = g->columns_n - 1;
		load_marks(g, tx);
	}
	record_release(&r);
	return OK;
}

/* «12/7»: event, trainee. */
static void add_name(const struct grid *g, size_t sheet, size_t row, size_t column, struct buf *out)
{
	(void)sheet;
	buf_addf(out, "%u/%u", g->columns[column].id, g->rows[row].id);
}

static void mark_all(struct grid *g)
{
	size_t n = 0;

	if (!grid_may(g))
		return;
	for (size_t row = 0; row < g->rows_n; row++) {
		struct grid_cell *c = grid_cell_at(g, 0, row, g->column);

		if (!c->absent && !*c->text) {
			strcpy(c->text, MARK_PRESENT);
			n++;
		}
	}
	if (n)
		app_say(g->app, LOOK_PLAIN,
			"Отмечено: %s, %zu %s. Теперь исключения: номер строки и н, у или д; F2 — записать",
			n == 1 ? "был" : "были", n, text_plural((long)n, "человек", "человека", "человек"));
	else
		app_say(g->app, LOOK_PLAIN, "Здесь уже отмечены все");
}

/* ---- saving ---- */

/* How many marks were written. */
static size_t save_column(struct grid *g, size_t column, struct error *e)
{
	struct attendance_mark *list = mem_alloc((g->rows_n + 1) * sizeof(*list));
	size_t *where = mem_alloc((g->rows_n + 1) * sizeof(*where));
	size_t n = 0, at = 0;

	for (size_t row = 0; row < g->rows_n; row++) {
		const struct grid_cell *c = grid_cell_at(g, 0, row, column);

		if (!grid_cell_changed(c))
			continue;
		where[n] = row;
		list[n++] = (struct attendance_mark){g->rows[row].id, c->rev, *c->text ? c->text : NULL};
	}
	if (n && op_attend(g->app->session, g->columns[column].id, list, n, &at, e)) {
		grid_place(g, grid_cell_at(g, 0, at < n ? where[at] : g->row, column));
		n = 0;
	} else {
		grid_written(g, column);
	}
	free(list);
	free(where);
	return n;
}

/* Event by event, each with its own entry in the journal. */
static enum err save(struct grid *g, size_t *events, struct error *e)
{
	for (size_t column = 0; column < g->columns_n && !e->code; column++)
		*events += save_column(g, column, e) > 0;
	return e->code;
}

/* ---- what is shown ---- */

/* «19/22»: were there, of those who are marked. */
static void add_count(const struct grid *g, size_t column, struct buf *out)
{
	size_t were = 0, marked = 0;

	for (size_t row = 0; row < g->rows_n; row++) {
		const char *mark = grid_cell_at(g, 0, row, column)->text;

		marked += *mark != 0;
		were += *mark && mark_counts(mark);
	}
	if (marked)
		buf_addf(out, "%zu/%zu", were, marked);
	else
		buf_add(out, "—");
}

static void add_hint(const struct grid *g, struct buf *out)
{
	size_t keys;

	buf_addf(out, "+ был  н не был  у уваж.  д дист.  * все  %zu — строка", g->rows_n);
	keys = out->n;
	buf_addf(out, " · %s", g->columns[g->column].title);
	if (g->columns_n == 1 && utf8_width(out->s, out->n) > draw_columns() - 2) /* the heading names it, too */
		out->s[out->n = keys] = 0;
}

static const struct grid_def def = {
	.title = "Посещение",
	.load = load,
	.name = add_name,
	.choose = mark_all,
	.save = save,
	.add_sum = add_count,
	.hint = add_hint,
	.empty_columns = "У группы ещё не было занятий. 4 — календарь, F7 — назначить.",
	.empty_rows = "На этом занятии отмечать некого: у него нет групп или в них нет стажёров. F4 на карточке — "
		      "указать группу.",
	.resumed = "Вернулись отметки, которые вы ставили раньше и не записали",
	.saved = "Посещение записано, занятий",
	.back = "К отметкам",
	.column = "Занятие",
	.answers = "Ответы: + или был; н — не был; у — уважительная; д — дистанционно; * — все, кто не отмечен, были.",
	.sheets = 1,
	.marks = marks,
	.marks_n = sizeof(marks) / sizeof(*marks),
	.choose_keys = "*вВdD",
	.absent = "на этом занятии быть не должен",
	.accepts_what = "+ был, н — не был, у — уважительная, д — дистанционно, * — все были, цифры — номер строки",
	.names_share = 3,
	.column_min = 7,
	.column_max = 7,
	.sum = "Были из отмеченных",
};

static const struct screen_action actions[] = {
	{.action = ACT_SAVE, .label = "Запис", .title = "Записать отметки", .run = grid_save},
	{.action = ACT_CHOOSE, .label = "Все", .title = "Все были", .run = grid_choose},
	{.action = ACT_UNDO_EDIT, .run = grid_undo},
	{.action = ACT_NONE},
};

static const struct screen_ops ops = {GRID_SCREEN, .actions = actions, .help = "attend"};

void attend_open(struct app *app, unsigned kind, uint32_t id, struct draft *chosen)
{
	struct attend *s = mem_alloc(sizeof(*s));

	s->subject = (struct subject){kind, id};
	s->grid.keeper.draft = (struct draft){.kind = KIND_ATTENDANCE, .parent_kind = (uint8_t)kind, .parent = id};
	grid_open(app, &s->grid, &ops, &def, chosen);
}
