/* What an empty base begins with, on the start screen, and a school year. */
#include <stdio.h>

#include "due.h"
#include "stazh/base/date.h"

static const struct {
	unsigned kind;
	uint32_t more_than; /* records that a first start makes */
	const char *text;
} steps[DUE_STEPS] = {
	{KIND_ORG, 1, "Школы: организации, в которых будут площадки"},
	{KIND_PERSON, 2, "Люди: педагоги, руководители площадок"},
	{KIND_ORDER, 0, "Приказ: площадки и приказ, который их утверждает"},
};

void due_steps_read(struct tx *tx, struct due_rows *r)
{
	bool empty = !record_count(tx, KIND_ORDER) && !record_count(tx, KIND_REMINDER);

	r->steps_n = empty && tx_session(tx)->role == ROLE_METHODIST ? DUE_STEPS : 0;
	for (size_t i = 0; i < r->steps_n; i++)
		r->step_done[i] = record_count(tx, steps[i].kind) > steps[i].more_than;
}

static void add_turn(const struct due_rows *r, struct row *out)
{
	out->look[0] = LOOK_ACCENT;
	buf_addf(&out->cell[0], " %s %s ", glyph(GLYPH_MARKER),
		 r->soon ? "Скоро новый учебный год," : "Новый учебный год");
	school_year_add(&out->cell[0], r->turn);
	buf_add(&out->cell[0], r->soon ? ": что подготовить" : ": подготовить");
}

bool due_is_turn(const struct due_rows *r, size_t row)
{
	return row < r->row_n && r->row[row].sort == DUE_STEP && r->row[row].line == DUE_TURN;
}

void due_step_add(const struct due_rows *r, size_t step, struct row *out)
{
	if (step == DUE_TURN) {
		add_turn(r, out);
		return;
	}
	out->look[0] = r->step_done[step] ? LOOK_DIM : LOOK_PLAIN;
	buf_addf(&out->cell[0], " %zu  %s", step + 1, steps[step].text);
	if (r->step_done[step])
		buf_addf(&out->cell[0], " %s", glyph(GLYPH_CHECKED));
}

bool due_step_open(struct app *app, const struct due_rows *r, size_t row)
{
	if (row >= r->row_n || r->row[row].sort != DUE_STEP)
		return false;
	if (due_is_turn(r, row))
		turn_open(app);
	else if (steps[r->row[row].line].kind == KIND_ORDER)
		screen_push(app, orders_section(app));
	else
		records_open(app, steps[r->row[row].line].kind);
	return true;
}
