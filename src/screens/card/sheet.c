/* What a card shows: where the record stands in its life, what it says, what it lacks, what belongs to it. A screen of
 * its own (card.c), or beside a list. */
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"

static const struct list_column columns[] = {
	{.title = "", .min = 24, .want = 30, .grow = 2},
	{.title = "", .min = 21, .want = 22, .grow = 1, .drop = 2},
	{.title = "", .min = 10, .want = 16, .drop = 1},
};

/* ---- loading ---- */

static void load_facts(struct card *s, struct tx *tx, const struct record *r)
{
	facts_release(&s->facts);
	facts_of(tx, r, &s->facts);
	facts_draw(&s->facts, &s->text);
}

/* «Не хватает, чтобы «Подать»: опыт (п. 3.1) · направления (п. 2.3)», then what stops nothing. */
static void load_missing(struct card *s, struct tx *tx, const struct record *r, const struct kind_def *k)
{
	const struct transition *t = transition_at(k, 0);
	struct lacks lacks = {0};
	struct buf line = {0};

	lacks_of(tx, r, &lacks);
	for (size_t i = 0; lacks.n; t = transition_at(k, ++i)) {
		buf_clear(&line);
		if (!t || transition_is_from(t, r))
			lacks_add(&lacks, r, t, " · ", &line);
		if (line.n && t)
			buf_addf(&s->missing, "%sНе хватает, чтобы «%s»: %s", s->missing.n ? "\n" : "", t->title,
				 line.s);
		else if (line.n)
			buf_addf(&s->missing, "%sНе хватает: %s", s->missing.n ? "\n" : "", line.s);
		if (!t)
			break;
	}
	lacks_release(&lacks);
	buf_free(&line);
}

/* «черновик ─ подана ─ согласована ─ [ действует ] ─ завершена»; a state aside of the usual way stands at its end. */
static void load_life(struct card *s, const struct record *r, const struct kind_def *k)
{
	const char *state = k->state ? record_text(r, k->state) : "";
	bool aside = *state;

	for (const char *const *p = k->cycle ? k->cycle->way : NULL; p && *p; p++) {
		bool here = !strcmp(*p, state);

		buf_addf(&s->life, here ? "%s[ %s ]" : "%s%s", p == k->cycle->way ? "" : " ─ ", *p);
		aside &= !here;
	}
	if (aside)
		buf_addf(&s->life, "%s[ %s ]", s->life.n ? "   " : "", state);
	if (record_bool(r, REC_ARCHIVED))
		buf_addf(&s->life, "%sв архиве", s->life.n ? " · " : "");
}

static void add_line(struct card *s, struct line l)
{
	s->lines = mem_grow(s->lines, s->n, &s->cap, sizeof(*s->lines));
	s->lines[s->n++] = l;
}

/* They belong to this record, or name it in a field that people fill in, and the session may add them here. */
static bool adds(const struct card *s, unsigned kind, const struct field *f)
{
	return !kind_more(kind_def(kind))->no_add && f->ref && !(f->flags & FF_SYSTEM) &&
	       !may(s->app, kind, "add", s->subject, NULL);
}

/* The records of `kind` that point here by `field`. */
static void load_group(struct card *s, struct tx *tx, unsigned kind, const struct field *f, bool empty_too)
{
	struct query q = {
		.kind = kind, .of_kind = s->subject.kind, .of_id = s->subject.id, .of_field = f->id, .archived = true};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(tx, &q, &ids, &n, NULL) || (!n && !empty_too)) {
		free(ids);
		return;
	}
	add_line(s, (struct line){.kind = kind, .field = f->id, .count = n, .adds = adds(s, kind, f)});
	for (size_t i = 0; i < n; i++)
		add_line(s, (struct line){.subject = {kind, ids[i]}, .kind = kind, .field = f->id});
	free(ids);
}

static bool has_main(const struct kind_def *k)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->fields[i].flags & FF_MAIN)
			return true;
	return false;
}

/* The records that this one lists itself: the sites of an order. */
static void load_listed(struct card *s, const struct record *r, const struct kind_def *k)
{
	bool main = has_main(k);

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		const struct value *v = record_get(r, f->id);

		/* what an order leaves out or moves is said only of those that do */
		if (!f->ref || !(f->flags & FF_MANY) || (!v && main && !(f->flags & FF_MAIN)))
			continue;
		add_line(s, (struct line){.kind = f->ref, .title = f->title, .count = v ? v->count : 0});
		for (size_t j = 0; v && j < v->count; j++)
			add_line(s, (struct line){.subject = {f->ref, (uint32_t)v->items[j].num}, .kind = f->ref});
	}
}

static void load_groups(struct card *s, struct tx *tx, const struct record *r, const struct kind_def *k)
{
	load_listed(s, r, k);
	for (int own = 1; own >= 0; own--) /* what belongs to it and may be added here first, then who else names it */
		for (unsigned kind = 1; kind < KIND_END; kind++) {
			const struct kind_def *other = kind_def(kind);

			for (size_t i = 0; i < other->n; i++) {
				const struct field *f = &other->fields[i];

				bool offered = other->parent == f->id || f->flags & FF_OFFER;

				/* what the program lists is said on the card of who is listed by a field of its own */
				if ((f->flags & (FF_SYSTEM | FF_MANY)) == (FF_SYSTEM | FF_MANY))
					continue;
				if (f->ref == k->kind && offered == own &&
				    (!kind_more(other)->belongs || kind_more(other)->belongs(r)))
					load_group(s, tx, kind, f, own && !kind_more(other)->no_add);
				else if (!f->ref && field_may_point(f, k->kind) && !own)
					load_group(s, tx, kind, f, false);
			}
		}
}

/* A record may stand in two groups, and a group has a heading. */
static uint64_t key(void *arg, size_t n)
{
	const struct line *l = &((const struct card *)arg)->lines[n];

	return subject_key(l->subject) | (uint64_t)l->kind << 48 | (uint64_t)(l->field + 1) << 56;
}

static bool head(void *arg, size_t n)
{
	return !((const struct card *)arg)->lines[n].subject.id;
}

/* A heading stands for all that it heads. */
static uint64_t marks(void *arg, size_t n, size_t i)
{
	const struct card *s = arg;

	if (s->lines[n].subject.id)
		return i ? 0 : subject_key(s->lines[n].subject);
	n += i + 1;
	return n < s->n && s->lines[n].subject.id ? subject_key(s->lines[n].subject) : 0;
}

static void go_to_wanted(struct card *s)
{
	for (size_t i = 0; s->wanted.id && !s->list.search.n && i < s->n; i++)
		if (s->lines[i].subject.kind == s->wanted.kind && s->lines[i].subject.id == s->wanted.id) {
			list_select(&s->list, i);
			break;
		}
	s->wanted.id = 0;
}

enum err card_load(struct app *app, struct screen *screen, struct error *e)
{
	struct card *s = (struct card *)screen;
	const struct kind_def *k = kind_def(s->subject.kind);
	struct tx *tx = tx_read(app->session->store, e);
	struct record r = {.kind = 0};
	struct list_hold hold;

	if (!tx)
		return e->code;
	list_hold(&s->list, &hold);
	buf_clear(&s->text);
	buf_clear(&s->life);
	buf_clear(&s->since);
	buf_clear(&s->missing);
	s->n = 0;
	s->gone = record_load(tx, s->subject.kind, s->subject.id, &r) != OK;
	if (!s->gone) {
		buf_clear(&s->label);
		label_of(tx, &r, &s->label);
		card_text(tx, &r, &s->text);
		load_facts(s, tx, &r);
		load_life(s, &r, k);
		if (kind_more(k)->since)
			kind_more(k)->since(tx, &r, &s->since);
		load_missing(s, tx, &r, k);
		load_groups(s, tx, &r, k);
	}
	list_set_count(&s->list, s->n);
	list_narrow(tx, &s->list);
	marks_prune(&s->list, tx);
	tx_end(&tx);
	record_release(&r);
	if (!s->gone && s->base.ops) { /* not beside a list */
		list_settle(app, &s->list, &hold);
		go_to_wanted(s);
	}
	buf_clear(&s->refused);
	if (!s->gone && reading(app, s->subject, NULL, 0, e)) {
		s->gone = true;
		buf_clear(&s->label);
		list_set_count(&s->list, 0);
		buf_add(&s->refused, e->text);
		return e->code;
	}
	return OK;
}

void card_go(struct app *app, struct subject to)
{
	struct card *s = (struct card *)app->top;

	if (!app->top || app->top->ops->load != card_load)
		return;
	s->wanted = to;
	app_reload(app);
}

/* ---- drawing ---- */

static void add_heading(const struct card *s, const struct line *l, struct buf *out)
{
	const struct kind_def *k = kind_def(l->kind);
	const struct field *f = l->field ? field_by_id(k, l->field) : NULL;
	size_t ways = 0; /* in which records of the kind may point here */

	for (size_t i = 0; i < k->n; i++)
		ways += k->fields[i].ref == s->subject.kind;
	buf_add(out, l->title ? l->title : k->plural);
	if (f && f->id != k->parent && !(f->flags & FF_MAIN) && (ways > 1 || l->kind == s->subject.kind))
		buf_addf(out, " (%s)", f->title);
	buf_addf(out, "  %zu", l->count);
}

/* The state and the first date of the record, with its time if it is a moment: what one looks for in a line. */
static void add_detail(struct tx *tx, const struct record *r, const struct kind_def *k, struct buf *state,
		       struct buf *date)
{
	if (k->state)
		field_add(tx, field_by_id(k, k->state), r, STYLE_PEOPLE, state);
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (f->type->datum == DATUM_DATE && f->flags & FF_COLUMN && record_has(r, f->id)) {
			const char *last = strrchr(f->title, ' '); /* «по» of «Свой срок по» */

			if (!card_is_moment(k, f))
				buf_addf(date, "%s ", last ? last + 1 : f->title);
			field_add(tx, f, r, STYLE_PEOPLE, date);
			if (card_is_moment(k, f) && record_has(r, f[1].id)) {
				buf_addc(date, ' ');
				field_add(tx, &f[1], r, STYLE_PEOPLE, date);
			}
			return;
		}
	}
}

/* Without what the card itself says: a trainee is called by name on the group's card and by group on the person's. */
static void add_label(struct tx *tx, const struct line *l, const struct record *r, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);

	if (k->name_field && (l->field == k->parent || (l->field && field_by_id(k, l->field)->flags & FF_OFFER)))
		field_add(tx, field_by_id(k, k->name_field), r, STYLE_PEOPLE, out);
	else if (kind_more(k)->through && l->field == kind_more(k)->through)
		label_add(tx, field_by_id(k, k->parent)->ref, record_ref(r, k->parent), out);
	else
		label_of(tx, r, out);
}

/* What one looks for in the line of a record. */
static void add_beside(struct tx *tx, const struct record *r, struct row *out)
{
	const struct kind_def *k = kind_def(r->kind);
	struct buf *beside = &out->cell[1];

	if (kind_more(k)->beside) {
		kind_more(k)->beside(tx, r, beside);
	} else if (kind_more(k)->done && record_has(r, kind_more(k)->done)) {
		buf_addf(beside, "%s сделано", glyph(GLYPH_CHECKED));
		date_add_ru(&out->cell[2], record_date(r, kind_more(k)->done));
		out->look[0] = out->look[1] = out->look[2] = LOOK_DIM;
	} else {
		add_detail(tx, r, k, beside, &out->cell[2]);
	}
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct card *s = arg;
	const struct line *l = &s->lines[n];
	struct record r = {.kind = 0};

	if (!l->subject.id) {
		add_heading(s, l, &out->cell[0]);
		if (!l->count && l->adds && s->base.ops) { /* not beside a list */
			bool enlists = l->field == kind_def(l->kind)->parent && kind_more(kind_def(l->kind))->enlist;

			buf_add(&out->cell[1], enlists ? "F7 — зачислить" : "F7 — добавить");
			out->look[1] = LOOK_DIM;
		}
		out->look[0] = l->count ? LOOK_STRONG : LOOK_DIM;
		return;
	}
	buf_add(&out->cell[0], "  ");
	if (tx && record_load(tx, l->subject.kind, l->subject.id, &r) == OK) {
		add_label(tx, l, &r, &out->cell[0]);
		add_beside(tx, &r, out);
		bare_names(&out->cell[0]);
		bare_names(&out->cell[1]);
	}
	record_release(&r);
}

/* The same with whole names. */
static void told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	const struct card *s = arg;
	const struct line *l = &s->lines[n];
	struct record r = {.kind = 0};
	struct row more = {0};

	if (!l->subject.id) {
		add_heading(s, l, out);
	} else if (tx && record_load(tx, l->subject.kind, l->subject.id, &r) == OK) {
		label_of(tx, &r, out);
		add_beside(tx, &r, &more);
	}
	for (size_t i = 1; i < 3; i++) {
		if (more.cell[i].n)
			buf_addf(out, " · %s", more.cell[i].s);
		buf_free(&more.cell[i]);
	}
	record_release(&r);
}

#define MISSING_ROWS 4
#define VALUE_ROWS   3 /* of a long text; all of it is in the form */

static const char *after_lines(const char *text, int lines)
{
	for (const char *end; lines > 0 && (end = strchr(text, '\n')); lines--)
		text = end + 1;
	return text;
}

/* Cells for the titles of "title\tvalue\n" lines in so many: the longest whole where there is room. */
static int titles_width(const char *text, int width)
{
	int widest = 0, usual = width >= 70 ? 24 : 18, most = width * 3 / 10 > usual ? width * 3 / 10 : usual;

	for (; *text; text += strcspn(text, "\n") + 1) {
		int title = utf8_width(text, strcspn(text, "\t")) + 1;

		widest = title > widest ? title : widest;
	}
	return widest < usual ? usual : widest < most ? widest : most;
}

/* One column of "title\tvalue\n" lines; returns the rows drawn. *more: some did not fit. */
static int draw_text_column(const char *text, struct area a, int titles, bool *more)
{
	int y = 0;

	*more = false;
	while (*text && y < a.h) {
		size_t title = strcspn(text, "\t"), value = strcspn(text + title + 1, "\n");
		char *line = mem_strndup(text + title + 1, value);
		struct area cell = {a.y + y, a.x + titles, draw_wrapped_height(line, a.w - titles - 1),
				    a.w - titles - 1};
		int whole = cell.h;

		cell.h = whole < VALUE_ROWS ? whole : VALUE_ROWS;
		*more |= cell.h > a.h - y;
		cell.h = cell.h < a.h - y ? cell.h : a.h - y;
		draw_textn(a.y + y, a.x, titles - 1, LOOK_DIM, text, title);
		draw_wrapped(cell, 0, LOOK_PLAIN, line);
		if (whole > cell.h)
			draw_text(cell.y + cell.h - 1, cell.x + cell.w, 1, LOOK_DIM, "…");
		y += cell.h;
		free(line);
		text += title + 1 + value + 1;
	}
	*more |= *text != 0;
	return y;
}

/* Its states, the one in which it is strong, and what that rests on: beside them, or below that one. The rows taken. */
static int draw_life(const struct card *s, struct area a)
{
	const char *open = strstr(s->life.s, "[ "), *close = open ? strstr(open, " ]") : NULL;
	int x = a.x + 1, right = a.x + a.w - 1, at = x, since = utf8_width(buf_text(&s->since), s->since.n);

	if (!close) {
		draw_text(a.y, x, a.w - 2, LOOK_DIM, s->life.s);
		return 1;
	}
	if (utf8_width(s->life.s, s->life.n) <= a.w - 2) {
		at = x += draw_textn(a.y, x, a.w - 1, LOOK_DIM, s->life.s, (size_t)(open - s->life.s));
		x += draw_textn(a.y, x, right + 1 - x, LOOK_STRONG, open, (size_t)(close + 2 - open));
		x += draw_text(a.y, x, right + 1 - x, LOOK_DIM, close + 2);
	} else { /* narrow: where it stands, without the way */
		x += draw_textn(a.y, x, a.w - 2, LOOK_STRONG, open, (size_t)(close + 2 - open));
	}
	if (!s->since.n)
		return 1;
	if (x + 3 + since <= right) {
		draw_text(a.y, x + 3, right - x - 3, LOOK_PLAIN, s->since.s);
		return 1;
	}
	at = at + since <= right ? at : right - since;
	draw_text(a.y + 1, at > a.x ? at : a.x + 1, a.w - 2, LOOK_PLAIN, s->since.s);
	return 2;
}

void card_draw(struct app *app, struct card *s, struct area a, bool focused)
{
	int y = a.y, titles = titles_width(buf_text(&s->text), a.w), room;

	if (s->refused.n) {
		draw_wrapped((struct area){a.y + 1, a.x + 1, a.h - 1, a.w - 2}, 0, LOOK_DIM, s->refused.s);
		return;
	}
	if (s->gone) {
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_DIM,
			  "Этой записи больше нет: её удалили. Ctrl-Z — вернуть, Esc — назад.");
		return;
	}
	if (s->life.n)
		y += draw_life(s, a);
	if (s->missing.n) {
		struct area lines = {y, a.x + 1, 0, a.w - 2};

		lines.h = draw_wrapped_height(s->missing.s, lines.w);
		lines.h = lines.h < MISSING_ROWS ? lines.h : MISSING_ROWS;
		lines.h = lines.h < a.h / 5 ? lines.h : a.h / 5;
		draw_wrapped(lines, 0, LOOK_ACCENT, s->missing.s);
		y += lines.h;
	}
	room = a.y + a.h - y - 1;
	if (s->n) { /* what belongs to it keeps a third of the screen */
		int list = a.h / 3 < (int)s->n ? a.h / 3 : (int)s->n;

		room = room - list > 2 ? room - list : 2;
	}
	if (s->scroll)
		draw_text(y, a.x, 1, LOOK_DIM, glyph(GLYPH_MORE_UP));
	y += draw_text_column(after_lines(buf_text(&s->text), s->scroll), (struct area){y, a.x + 1, room, a.w - 1},
			      titles, &s->more);
	if (s->more)
		draw_text(y - 1, a.x, 1, LOOK_DIM, glyph(GLYPH_MORE_DOWN));
	if (!s->n)
		return;
	draw_hline(y++, a.x, a.w);
	list_draw(app, &s->list, (struct area){y, a.x, a.y + a.h - y, a.w}, focused);
}

void card_done(struct app *app, struct screen *screen)
{
	struct card *s = (struct card *)screen;

	(void)app;
	facts_release(&s->facts);
	list_release(&s->list);
	buf_free(&s->label);
	buf_free(&s->text);
	buf_free(&s->life);
	buf_free(&s->since);
	buf_free(&s->missing);
	buf_free(&s->refused);
	free(s->lines);
	free(s);
}

struct card *card_new(struct app *app)
{
	struct card *s = mem_alloc(sizeof(*s));

	s->app = app;
	s->list = (struct list){.columns = columns,
				.columns_n = 3,
				.row = row,
				.told = told,
				.reads = true,
				.key = key,
				.head = head,
				.markable = true,
				.marks = marks,
				.arg = s,
				.empty = "",
				.headless = true};
	return s;
}

/* ---- beside a list ---- */

#define CARD_LEAST 70 /* cells: titles, and values that read well */

struct area card_beside(struct area *list, int want)
{
	struct area a = *list;
	int half = a.w * 11 / 20, most = a.w - CARD_LEAST;

	if (a.w < WIDE_COLUMNS)
		return (struct area){0, 0, 0, 0};
	list->w = want <= half ? half : want < most ? want : most > half ? most : half;
	a.x += list->w + 1;
	a.w -= list->w + 1;
	draw_vline(a.y, a.x - 1, a.h);
	return a;
}

void card_show_beside(struct app *app, struct card **card, unsigned kind, uint32_t id, struct area a)
{
	struct error e = {.code = OK};

	if (!a.w)
		return;
	if (*card && screen_is_moving(app)) {
		card_draw(app, *card, a, false); /* as it was: the next one comes when the cursor rests */
		return;
	}
	if (!id)
		return;
	if (!*card)
		*card = card_new(app);
	(*card)->subject = (struct subject){kind, id};
	if (card_load(app, &(*card)->base, &e) == OK || (*card)->refused.n)
		card_draw(app, *card, a, false);
}

void card_free_beside(struct app *app, struct card **card)
{
	if (*card)
		card_done(app, &(*card)->base);
	*card = NULL;
}
