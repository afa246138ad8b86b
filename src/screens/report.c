/* A report (4.3, 6.1): what is computed stands beside what the leader writes. And the district's summary of a year. */
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "stazh/model/access.h"
#include "stazh/model/lack.h"
#include "stazh/model/rule.h"

#define BESIDE 76 /* columns from which the texts stand at the right, not below */

struct report {
	struct screen base;
	struct list list;
	struct app *app;
	uint32_t id;
	struct buf title, status, texts;
	struct numbers numbers;
	int scroll, texts_height, texts_lines;
	bool frozen, gone;
	const char *can;       /* what is done with it now, for the hint */
	const char *unwritten; /* the first text that it lacks; NULL: none */
};

static const struct list_column columns[] = {
	{.title = "Показатель", .min = 16, .want = 26, .grow = 1},
	{.title = "Сейчас", .min = 8, .want = 18},
	{.title = "При сдаче", .min = 8, .want = 18, .drop = 1},
};

static void load_figures(struct report *s, struct tx *tx, const struct record *r)
{
	s->numbers.year = (int)record_int(r, REPORT_SCHOOL_YEAR);
	s->numbers.site = record_ref(r, REPORT_SITE);
	report_figures(tx, r, &s->numbers.frozen, &s->numbers.now);
	s->frozen = s->numbers.frozen.n > 0;
	numbers_lay_out(&s->numbers);
}

static void load_texts(struct report *s, struct tx *tx, const struct record *r)
{
	static const unsigned fields[] = {REPORT_REMARKS, REPORT_CONFORMITY, REPORT_DYNAMICS,
					  REPORT_EFFECTS, REPORT_DEFICITS,   REPORT_CONCLUSIONS};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const struct field *f = field_by_id(kind_def(KIND_REPORT), fields[i]);

		if (fields[i] == REPORT_REMARKS && !record_has(r, fields[i]))
			continue;
		buf_addf(&s->texts, "%s%s", s->texts.n ? "\n\n" : "", f->title);
		rule_cite(tx_config(tx), f->rule, &s->texts);
		buf_add(&s->texts, "\n");
		if (record_has(r, fields[i]) && !access_sees(tx, f, r))
			buf_add(&s->texts, "— читают методист и руководитель этой площадки");
		else if (record_has(r, fields[i]))
			field_add(tx, f, r, STYLE_PEOPLE, &s->texts);
		else
			buf_add(&s->texts, "— ещё не написано, F4 — написать");
	}
}

static const char *what_can(const char *state)
{
	return !strcmp(state, REPORT_ACCEPTED)	  ? "F2 — вернуть"
	       : !strcmp(state, REPORT_SUBMITTED) ? "F2 — принять, вернуть"
						  : "F4 — писать, F2 — сдать";
}

static const char *first_lack(struct tx *tx, const struct record *r)
{
	struct lacks lacks = {.n = 0};
	const char *name = NULL;

	lacks_of(tx, r, &lacks);
	if (lacks.n && lacks.l[0].field)
		name = field_by_id(kind_def(r->kind), lacks.l[0].field)->name;
	lacks_release(&lacks);
	return name;
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct report *s = (struct report *)screen;
	struct tx *tx = tx_read(app->session->store, e);
	struct record r = {0};

	if (!tx)
		return e->code;
	numbers_release(&s->numbers);
	buf_clear(&s->texts);
	buf_clear(&s->status);
	s->gone = record_load(tx, KIND_REPORT, s->id, &r) != OK;
	if (!s->gone) {
		buf_clear(&s->title);
		label_of(tx, &r, &s->title);
		buf_add(&s->status, record_text(&r, REPORT_STATE));
		if (record_has(&r, REPORT_ACCEPTED_ON) || record_has(&r, REPORT_SUBMITTED_ON)) {
			buf_addc(&s->status, ' ');
			date_add_ru(&s->status,
				    record_date(&r, record_has(&r, REPORT_ACCEPTED_ON) ? REPORT_ACCEPTED_ON
										       : REPORT_SUBMITTED_ON));
		} else {
			buf_add(&s->status, ", сдать до ");
			date_add_ru(&s->status, record_date(&r, REPORT_DUE));
		}
		load_figures(s, tx, &r);
		load_texts(s, tx, &r);
		s->can = what_can(record_text(&r, REPORT_STATE));
		s->unwritten = first_lack(tx, &r);
	}
	tx_end(&tx);
	record_release(&r);
	list_set_count(&s->list, s->numbers.n);
	return OK;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	(void)tx;
	numbers_row(&((const struct report *)arg)->numbers, n, out);
}

static bool head(void *arg, size_t n)
{
	return ((const struct report *)arg)->numbers.line[n].heading;
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct report *s = (struct report *)screen;
	struct area list = a, texts = a;

	(void)app;
	if (s->gone) {
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_DIM,
			  "Этого отчёта больше нет: его удалили. Ctrl-Z — вернуть, Esc — назад.");
		return;
	}
	if (a.w >= BESIDE) {
		list.w = s->frozen ? a.w * 3 / 5 : a.w / 2;
		texts = (struct area){a.y, a.x + list.w + 2, a.h, a.w - list.w - 3};
		draw_vline(a.y, a.x + list.w, a.h);
	} else {
		list.h = a.h / 2;
		texts = (struct area){a.y + list.h + 1, a.x + 1, a.h - list.h - 1, a.w - 2};
		draw_hline(a.y + list.h, a.x, a.w);
	}
	s->list.columns_n = s->frozen ? 3 : 2;
	list_draw(app, &s->list, list, true);
	s->texts_height = texts.h;
	s->texts_lines = draw_wrapped_height(buf_text(&s->texts), texts.w);
	if (s->scroll > s->texts_lines - texts.h)
		s->scroll = s->texts_lines > texts.h ? s->texts_lines - texts.h : 0;
	draw_wrapped(texts, s->scroll, LOOK_PLAIN, buf_text(&s->texts));
	if (s->scroll)
		draw_text(texts.y, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	if (s->scroll + texts.h < s->texts_lines)
		draw_text(texts.y + texts.h - 1, a.x + a.w - 1, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
}

static enum next scroll_down(struct app *app, struct screen *screen)
{
	struct report *s = (struct report *)screen;

	(void)app;
	s->scroll += s->scroll + s->texts_height < s->texts_lines;
	return SCREEN_DONE;
}

static enum next scroll_up(struct app *app, struct screen *screen)
{
	struct report *s = (struct report *)screen;

	(void)app;
	s->scroll -= s->scroll > 0;
	return SCREEN_DONE;
}

static enum next write_it(struct app *app, struct screen *screen)
{
	const struct report *s = (const struct report *)screen;

	if (s->gone)
		return SCREEN_CLOSE;
	edit_field(app, KIND_REPORT, s->id, s->unwritten);
	return SCREEN_DONE;
}

/* Where nothing is counted it writes as F4 does. */
static enum next open(struct app *app, struct screen *screen)
{
	const struct report *s = (const struct report *)screen;

	if (!s->gone && numbers_open_line(app, &s->numbers, list_here(&s->list)))
		return SCREEN_DONE;
	return write_it(app, screen);
}

static bool is_number(const struct report *s)
{
	size_t at = list_here(&s->list);

	return at < s->numbers.n && s->numbers.line[at].at != NUMBERS_NONE;
}

static enum err may_open(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct report *s = (const struct report *)screen;

	(void)a;
	return s->gone || is_number(s) ? OK : here_may(app, screen, ACT_EDIT, e);
}

static const char *label(const struct screen *screen, enum action a)
{
	return a == ACT_OPEN && !is_number((const struct report *)screen) ? "Писать" : NULL;
}

static struct subject subject(const struct screen *screen)
{
	const struct report *s = (const struct report *)screen;

	return (struct subject){KIND_REPORT, s->gone ? 0 : s->id};
}

static struct list *as_list(struct screen *screen)
{
	return &((struct report *)screen)->list;
}

static void title(struct screen *screen, struct buf *out)
{
	text_add_cased(out, buf_text(&((const struct report *)screen)->title), true);
}

static void status(struct screen *screen, struct buf *out)
{
	buf_add(out, buf_text(&((const struct report *)screen)->status));
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct report *s = (const struct report *)screen;

	if (s->texts_lines > s->texts_height)
		buf_add(out, "→ ← — листать текст, ");
	if (is_number(s)) {
		numbers_hint(&s->numbers, list_here(&s->list), out);
		buf_add(out, ", ");
	}
	buf_add(out, s->gone ? "" : s->can);
}

static void done(struct app *app, struct screen *screen)
{
	struct report *s = (struct report *)screen;

	(void)app;
	numbers_release(&s->numbers);
	list_release(&s->list);
	buf_free(&s->title);
	buf_free(&s->status);
	buf_free(&s->texts);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .may = may_open, .run = open},
	{.action = ACT_EDIT, .label = "Писать", .title = "Писать отчёт", .may = here_may, .run = write_it},
	{.action = ACT_DELETE, .may = here_may, .take = here},
	{.action = ACT_RIGHT, .run = scroll_down},
	{.action = ACT_LEFT, .run = scroll_up},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .pane = PANE_SPARE, .actions = actions, .help = "report", .label = label, .title = title, .status = status, .hint = hint, .load = load, .draw = draw,
	.subject = subject, .list = as_list, .done = done,
};
/* clang-format on */

void report_open(struct app *app, uint32_t id)
{
	struct report *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->id = id;
	s->list = (struct list){.columns = columns, .columns_n = 2, .row = row, .head = head, .arg = s, .empty = ""};
	screen_push(app, &s->base);
}
