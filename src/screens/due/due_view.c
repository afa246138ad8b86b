/* The start screen as it is drawn: a row, what stands around the list. */
#include <string.h>

#include "due.h"
#include "stazh/base/date.h"
#include "stazh/base/mark.h"
#include "stazh/base/utf8.h"
#include "stazh/model/rule.h"

static void pad(struct buf *b, int width)
{
	for (int w = utf8_width(buf_text(b), b->n); w < width; w++)
		buf_addc(b, ' ');
}

#define GAP	2
#define DAY	9
#define WHO_MAX 30
#define SAMPLE	200 /* deadlines that are asked how wide they are */
#define DEED	60  /* cells that read well */

/* «Где» takes what its longest name needs, so that short ones leave room to «Что», and is cut only where a deed would
 * be cut more; on a narrow screen it goes. */
int due_wants(struct due *s, int width)
{
	size_t n = s->widest_what || width < WIDE_COLUMNS ? 0 : s->n < SAMPLE ? s->n : SAMPLE;

	for (size_t i = 0; i < n; i++) {
		int name = utf8_width(s->lines[i].name, strlen(s->lines[i].name));
		int what = utf8_width(s->lines[i].what, strlen(s->lines[i].what)) + (name ? 2 + name : 0);

		s->widest_what = what > s->widest_what ? what : s->widest_what;
	}
	return 3 + DAY + GAP + s->widest_what + GAP + s->widest_where;
}

void due_lay_out(struct due *s, int width)
{
	int where = s->widest_where, who = s->widest_who, left = width - 3 - DAY - GAP;

	where = where < left / 3 || left - GAP - where >= DEED ? where : left / 3;
	who = who < WHO_MAX ? who : WHO_MAX;
	s->w.where = left >= DEED ? where : 0;
	left -= s->w.where ? s->w.where + GAP : 0;
	s->w.who = left >= who + GAP + DEED ? who : 0;
	s->w.what = left - (s->w.who ? s->w.who + GAP : 0);
}

static enum look look_of(enum due_group g)
{
	return (const enum look[]){LOOK_OVERDUE, LOOK_TODAY, LOOK_SOON, LOOK_PLAIN}[g];
}

/* Cells are cut here to what lay_out gave them. */
static void add_cut(const char *text, int width, struct buf *out)
{
	size_t n = strlen(text);

	if (utf8_width(text, n) <= width) {
		buf_add(out, text);
		return;
	}
	buf_addn(out, text, utf8_prefix(text, n, width - 1));
	buf_add(out, "…");
}

static void add_what(const struct due *s, const struct due_row *row, struct buf *out)
{
	const struct due_line *l = &s->rows.lines[row->line];
	struct buf text = {0}, place = {0};
	int width = s->w.what;

	if (*l->alarmed && row->sort != DUE_MEMBER) {
		buf_add(out, "! ");
		width -= 2;
	}
	if (row->sort == DUE_SET) {
		bool open = row + 1 < s->rows.row + s->rows.row_n && row[1].sort == DUE_MEMBER;

		buf_addf(&text, "%s %zu %s: ", glyph(open ? GLYPH_UNFOLDED : GLYPH_MARKER), row->n,
			 text_plural((long)row->n, "стажёр", "стажёра", "стажёров"));
		text_add_cased(&text, l->what, false);
	} else if (row->sort == DUE_MEMBER) {
		buf_addf(&text, "  %s", l->name);
	} else {
		bare_name_add(s->w.where ? "" : l->where, &place);
		due_deed_add(l->what, *l->name ? l->name : buf_text(&place), width, &text);
	}
	add_cut(buf_text(&text), width, out);
	buf_free(&text);
	buf_free(&place);
}

static void add_line(const struct due *s, const struct due_row *row, struct row *out)
{
	const struct due_line *l = &s->rows.lines[row->line];
	struct buf place = {0};

	buf_addc(&out->cell[0], ' ');
	if (row->sort != DUE_MEMBER)
		due_day_add(l, s->rows.today, &out->cell[0]);
	pad(&out->cell[0], DAY + GAP);
	add_what(s, row, &out->cell[1]);
	if (s->w.where && row->sort != DUE_MEMBER) {
		pad(&out->cell[1], s->w.what + GAP);
		bare_name_add(l->where, &place);
		add_cut(buf_text(&place), s->w.where, &out->cell[2]);
	}
	if (s->w.who && row->sort == DUE_LINE) {
		pad(&out->cell[2], s->w.where ? s->w.where + GAP : 0);
		add_cut(l->who, s->w.who, &out->cell[3]);
	}
	buf_free(&place);
}

void due_row_show(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct due *s = arg;
	const struct due_row *r = &s->rows.row[n];
	bool any = s->rows.count[r->group];

	(void)tx;
	out->look[0] = look_of(r->group);
	if (r->sort == DUE_HEAD) {
		due_head_add(&s->rows, r->group, &out->cell[0]);
		if (any && (n + 1 == s->rows.row_n || s->rows.row[n + 1].sort == DUE_HEAD))
			buf_addf(&out->cell[0], " %s", glyph(GLYPH_MARKER));
		if (!any)
			out->look[0] = LOOK_DIM;
		else if (r->group == DUE_LATER)
			out->look[0] = LOOK_STRONG;
	} else if (r->sort == DUE_STEP) {
		due_step_add(&s->rows, r->line, out);
	} else if (r->sort == DUE_MORE) {
		buf_addf(&out->cell[0], " %s ", glyph(GLYPH_MARKER));
		due_more_add(r, s->rows.row[n - 1].sort == DUE_HEAD, &out->cell[0]);
	} else {
		add_line(s, r, out);
	}
}

/* ---- around the list ---- */

static void add_window(const struct due *s, struct buf *out)
{
	if (s->days)
		buf_addf(out, "%d %s", s->days, text_plural(s->days, "день", "дня", "дней"));
	else
		buf_add(out, "все сроки");
}

void due_draw_top(const struct due *s, struct area a)
{
	struct buf b = {0};
	int x = a.x + 1, end;

	buf_addf(&b, "%s · ", s->mine ? "мои" : "все");
	add_window(s, &b);
	end = a.x + a.w - 2 - utf8_width(buf_text(&b), b.n);
	draw_right(a.y, end, a.x + a.w - 1 - end, LOOK_DIM, buf_text(&b));
	buf_clear(&b);
	x += draw_textf(a.y, x, end - x - 1, LOOK_PLAIN, "Площадки: %zu", s->sites);
	if (s->leaderless) {
		rule_cite(s->app->session->config, RULE_LEADER, &b);
		x += draw_textf(a.y, x, end - x - 1, LOOK_ACCENT, ", без руководителя %zu%s", s->leaderless,
				buf_text(&b));
	}
	buf_clear(&b);
	if (s->unreached)
		buf_addf(&b, " · не написать %zu", s->unreached);
	if (s->unknown)
		buf_addf(&b, " · неясных писем %zu", s->unknown);
	if (b.n)
		x += draw_text(a.y, x, end - x - 1, LOOK_ACCENT, buf_text(&b));
	buf_clear(&b);
	buf_addf(&b, " · за 30 дней %zu", s->month);
	if (end - x - 1 >= utf8_width(buf_text(&b), b.n))
		draw_text(a.y, x, end - x - 1, LOOK_PLAIN, buf_text(&b));
	buf_free(&b);
}

void due_draw_bars(const struct due *s, struct area a)
{
	size_t most = 1;
	int x = a.x + 1;

	draw_hline(a.y, a.x, a.w);
	for (int i = 0; i < DUE_WEEKS; i++)
		most = s->week[i] > most ? s->week[i] : most;
	x += draw_text(a.y + 1, x, a.w - 1, LOOK_PLAIN, "По неделям:");
	for (int i = 0; i < DUE_WEEKS; i++) {
		int y, m, d;
		struct buf b = {0};

		date_to_ymd(s->rows.today - date_weekday(s->rows.today) + 7 * i, &y, &m, &d);
		buf_addf(&b, " %02d.%02d ", d, m);
		mark_add(&(struct mark){.sort = MARK_COUNT, .to = (double)s->week[i], .of = (double)most}, &b);
		buf_addf(&b, " %zu", s->week[i]);
		if (x + utf8_width(b.s, b.n) < a.x + a.w)
			x += draw_text(a.y + 1, x, a.x + a.w - x, LOOK_PLAIN, b.s);
		buf_free(&b);
	}
	x = a.x + 1;
	if (s->reports) {
		x += draw_textf(a.y + 2, x, a.w - 1, LOOK_PLAIN, "Отчёты за год: сдано %zu из %zu  ", s->reports_done,
				s->reports);
		draw_progress(a.y + 2, x, 20, (long)s->reports_done, (long)s->reports);
	} else {
		draw_text(a.y + 2, x, a.w - 1, LOOK_DIM, "Отчётов за этот учебный год не ждём");
	}
}
