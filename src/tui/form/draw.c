#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/utf8.h"
#include "form_parts.h"
#include "stazh/domain/kinds.h"
#include "stazh/calendar/term_words.h"

#define WEEKDAY_AT 12  /* behind a date */
#define RESTING	   3   /* rows of a long text that is not typed in */
#define WIDE	   110 /* cells from which there are two columns */
#define FEW	   5   /* fields that need no second one */

/* What stands under the value. */
static const char *note_of(const struct item *it)
{
	return it->error ? it->error : it->warning ? it->warning : it->echo;
}

/* Rows of the value, and of the error under it. */
static int value_height(const struct form *f, size_t i, int room)
{
	const struct item *it = &f->items[i];
	int h = it->edit.multiline ? edit_height(&it->edit, f->value_w) : 1;
	int least = 1, most = RESTING;

	if (it->edit.multiline && i == f->current) {
		least = it->field->flags & FF_ROWS ? 6 : 3;
		most = room > 13 ? 10 : room - 3;
	}
	if (most < 1)
		most = 1;
	return h < least ? least : h > most ? most : h;
}

/* Without the cursor, and without what is said under it. */
static int resting_height(const struct form *f, size_t i)
{
	int h = f->items[i].edit.multiline ? edit_height(&f->items[i].edit, f->value_w) : 1;

	return h > RESTING ? RESTING : h;
}

static int item_height(const struct form *f, size_t i, int room)
{
	const struct item *it = &f->items[i];
	int h = value_height(f, i, room) + (note_of(it) ? draw_wrapped_height(note_of(it), f->value_w - 2) : 0);

	return h > room ? room : h;
}

/* Where the width is for two columns, they are about equally high; they stay parted as they are while one types. */
static void part_columns(struct form *f, int width, bool two)
{
	int whole = 0, sum = 0;
	size_t split = f->n;

	if (f->split_w == width)
		return;
	f->split_w = width;
	for (size_t i = 0; i < f->n; i++)
		whole += resting_height(f, i);
	for (size_t i = 0; two && i < f->n && split == f->n; i++)
		if ((sum += resting_height(f, i)) * 2 >= whole)
			split = i + 1;
	f->columns[0] = (struct form_column){0, split, 0};
	f->columns[1] = (struct form_column){split, f->n, split};
}

static void measure(struct form *f, int width, bool two)
{
	two = two && f->n > FEW;

	f->column_w = width = two ? width / 2 : width;
	f->label_w = 8;
	for (size_t i = 0; i < f->n; i++) {
		int w = utf8_width(f->items[i].label, strlen(f->items[i].label)) + 2;

		if (w > f->label_w)
			f->label_w = w;
	}
	if (f->label_w > width * 2 / 5)
		f->label_w = width * 2 / 5;
	f->value_w = width - 2 - f->label_w - 5;
	part_columns(f, width, two);
}

/* «чт» beside a date, and which day «+14» and «15.6» are. */
static void draw_weekday(const struct app *app, const struct form *f, const struct item *it, int y, int x, int w)
{
	const char *text = buf_text(&it->edit.text);
	struct buf b = {0};
	int32_t date;

	if (!form_day(app, f, it, &date))
		return;
	date_add_ru(&b, date);
	if (strcmp(b.s, text))
		draw_textf(y, x + WEEKDAY_AT, w - WEEKDAY_AT, LOOK_DIM, "%s %s", date_weekday_short(date), b.s);
	else
		draw_text(y, x + WEEKDAY_AT, w - WEEKDAY_AT, LOOK_DIM, date_weekday_short(date));
	buf_free(&b);
}

/* «01.10.2026–31.03.2027» under «октябрь–март». */
static void echo_span(struct app *app, const struct form *f, struct item *it)
{
	int32_t from, to;
	struct buf b = {0};

	free(it->echo);
	it->echo = NULL;
	if (!it->edit.text.n || !app->session || !f->spec.span_year ||
	    term_words_parse(buf_text(&it->edit.text), f->spec.span_year(app, f->spec.arg), &from, &to) !=
		    TERM_WORDS_OK)
		return;
	date_add_ru(&b, from);
	buf_add(&b, "–");
	date_add_ru(&b, to);
	if (strcmp(b.s, buf_text(&it->edit.text)))
		it->echo = buf_take(&b);
	buf_free(&b);
}

/* room: rows of the whole form. */
static void draw_item(struct app *app, struct form *f, size_t i, struct area a, int room)
{
	struct item *it = &f->items[i];
	bool focused = i == f->current;
	enum look look = focused ? LOOK_FIELD : LOOK_PLAIN;
	int x = a.x + 2 + f->label_w, h = value_height(f, i, room), used;

	if (h > a.h)
		h = a.h;
	it->at = (struct area){a.y, x, h, f->value_w};
	if (focused)
		draw_text(a.y, a.x, 1, LOOK_SELECTED, glyph(GLYPH_MARKER));
	used = draw_text(a.y, a.x + 2, f->label_w - 2, focused ? LOOK_STRONG : LOOK_PLAIN, it->label);
	if (it->field->flags & FF_REQUIRED)
		draw_text(a.y, a.x + 2 + used, 1, LOOK_ACCENT, "*");
	if (!it->edit.text.n && !focused)
		draw_text(a.y, x, 1, LOOK_DIM, "—");
	else
		edit_draw(&it->edit, (struct area){a.y, x, h, f->value_w}, look, focused);
	draw_weekday(app, f, it, a.y, x, f->value_w);
	if (focused && form_can_choose(f, it))
		draw_text(a.y, x + f->value_w + 1, 2, LOOK_DIM, "F4");
	if (note_of(it) && a.h > h) {
		bool echo = !it->error && !it->warning;

		look = it->error ? LOOK_ERROR : echo ? LOOK_DIM : LOOK_ACCENT;
		draw_text(a.y + h, x, 1, look, echo ? "=" : glyph(GLYPH_WARNING));
		draw_wrapped((struct area){a.y + h, x + 2, a.h - h, f->value_w - 2}, 0, look, note_of(it));
	}
}

/* Scrolls by whole items, so that the current one is seen. room: by which their heights were measured. */
static void scroll(const struct form *f, struct form_column *c, int h, int room)
{
	if (c->first < c->from || c->first >= c->to)
		c->first = c->from;
	if (f->current >= c->from && f->current < c->to) {
		if (f->current < c->first)
			c->first = f->current;
		for (;; c->first++) {
			int sum = 0;

			for (size_t i = c->first; i <= f->current; i++)
				sum += item_height(f, i, room);
			if (sum <= h || c->first == f->current)
				break;
		}
	}
	/* Nothing is left empty below while there is something above. */
	while (c->first > c->from) {
		int sum = 0;

		for (size_t i = c->first - 1; i < c->to && sum <= h; i++)
			sum += item_height(f, i, room);
		if (sum > h)
			break;
		c->first--;
	}
}

static void draw_column(struct app *app, struct form *f, struct form_column *c, struct area a, int room)
{
	int y = a.y;
	size_t i;

	scroll(f, c, a.h, room);
	for (i = c->first; i < c->to && y < a.y + a.h; i++) {
		int h = item_height(f, i, room);

		if (h > a.y + a.h - y)
			h = a.y + a.h - y;
		draw_item(app, f, i, (struct area){y, a.x, h, a.w}, room);
		y += h;
	}
	if (c->first > c->from)
		draw_text(a.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (i < c->to)
		draw_text(a.y + a.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
}

static void draw_items(struct app *app, struct form *f, struct area a, int room)
{
	if (!f->n)
		draw_cursor(a.y, a.x, false);
	for (size_t i = 0; i < 2 && f->columns[i].from < f->columns[i].to; i++) {
		draw_column(app, f, &f->columns[i], (struct area){a.y, a.x, a.h, f->column_w}, room);
		a.x += f->column_w;
	}
}

/* A name and its value at the right edge, on the next line where both do not fit. Lines used. */
static int draw_pair(struct area a, const char *name, size_t name_n, const char *value, size_t value_n)
{
	int value_w = utf8_width(value, value_n), lines;
	struct buf b = {0};

	buf_addn(&b, name, name_n);
	lines = draw_wrapped(a, 0, value ? LOOK_PLAIN : LOOK_STRONG, buf_text(&b));
	if (value) {
		lines += lines > 1 || utf8_width(name, name_n) + value_w + 2 > a.w;
		if (lines <= a.h)
			draw_textn(a.y + lines - 1, a.x + (value_w < a.w ? a.w - value_w : 0), a.w, LOOK_STRONG, value,
				   value_n);
	}
	buf_free(&b);
	return lines;
}

static void draw_beside(const struct form *f, struct area a)
{
	int bottom = a.y + a.h;
	struct area left;

	draw_vline(a.y, a.x, a.h);
	draw_text(a.y, a.x + 2, a.w - 3, LOOK_ACCENT, f->spec.beside_title);
	left = (struct area){a.y + 1, a.x + 2, a.h - 1, a.w - 3};
	for (const char *s = f->beside.s; *s && left.h > 0;) {
		size_t n = strcspn(s, "\n"), name = strcspn(s, "\t\n");

		left.y += draw_pair(left, s, name, name < n ? s + name + 1 : NULL, name < n ? n - name - 1 : 0);
		left.h = bottom - left.y;
		s += n + (s[n] == '\n');
		if (*s && left.h <= 0)
			draw_text(bottom - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	}
}

void form_draw(struct app *app, struct screen *s, struct area a)
{
	struct form *f = (struct form *)s;
	bool beside = !f->spec.popup && f->beside.n && a.w >= WIDE;
	int intro = 0, h = 0, room = 0;

	if (beside)
		draw_beside(f, (struct area){a.y, a.x + a.w * 3 / 5, a.h, a.w - a.w * 3 / 5});

	for (size_t i = 0; i < f->n; i++) {
		f->items[i].at.h = 0;
		if (f->items[i].field->flags & FF_SPAN)
			echo_span(app, f, &f->items[i]);
	}
	if (f->spec.popup) {
		int w = a.w - 6 < 90 ? a.w - 6 : 90;

		measure(f, w - 4, false);
		intro = f->spec.intro ? draw_wrapped_height(f->spec.intro, w - 4) + 1 : 0;
		room = a.h - 4 - intro;
		for (size_t i = 0; i < f->n; i++)
			h += item_height(f, i, room);
		h += intro + 2;
		a = draw_frame(draw_middle(h < a.h - 2 ? h : a.h - 2, w), f->spec.title,
			       form_changed(f) ? "изменено" : NULL);
	} else {
		a.w = beside ? a.w * 3 / 5 : a.w;
		measure(f, a.w, !beside && a.w >= WIDE);
	}
	if (f->spec.intro) {
		intro = draw_wrapped((struct area){a.y, a.x, a.h / 2, a.w}, 0, LOOK_DIM, f->spec.intro) + 1;
		if (intro > a.h / 2)
			intro = a.h / 2;
		a.y += intro;
		a.h -= intro;
	}
	draw_items(app, f, a, f->spec.popup ? room : a.h);
}
