/* A record's card as a screen: its heading and what the keys do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"

static void draw(struct app *app, struct screen *screen, struct area a)
{
	card_draw(app, (struct card *)screen, a, true);
}

static void title(struct screen *screen, struct buf *out)
{
	const struct card *s = (const struct card *)screen;
	size_t at = out->n;

	titled_add(kind_def(s->subject.kind), buf_text(&s->label), out);
	for (char *p = out->s + at; (p = strchr(p, '\n'));)
		*p = ' ';
}

/* The records of the line's group can be added here: they belong to this one, or name it in a field that people fill
 * in. */
static bool can_add(const struct line *l)
{
	const struct kind_def *k = l ? kind_def(l->kind) : NULL;

	return k && l->field && !kind_more(k)->no_add && field_by_id(k, l->field)->ref &&
	       !(field_by_id(k, l->field)->flags & FF_SYSTEM);
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = s->list.count ? &s->lines[list_here(&s->list)] : NULL;
	const struct kind_def *k = l ? kind_def(l->kind) : NULL;
	bool add = can_add(l) && !may(s->app, l->kind, "add", s->subject, NULL);

	if (l && l->subject.id)
		buf_addf(out, "%s под курсором: Enter, F2, F4, F8", k->title);
	else
		buf_add(out, s->more	 ? "→ — ещё сведения, F2 — действия"
			     : s->scroll ? "← — сведения выше, F2 — действия"
					 : "F2 — действия");
	if (add && k->parent == l->field && kind_more(k)->enlist)
		buf_addf(out, "%s F7 — зачислить", l->subject.id ? ";" : ",");
	else if (add)
		buf_addf(out, "%s F7 — добавить %s", l->subject.id ? ";" : ",", k->accusative);
	if (k && l->subject.id && kind_more(k)->done)
		buf_add(out, ", пробел — сделано");
	if (l && !l->subject.id && l->count && l->field)
		buf_add(out, ", Enter — списком");
}

/* ---- doing ---- */

static const struct line *line_here(const struct card *s)
{
	return s->list.count ? &s->lines[list_here(&s->list)] : NULL;
}

/* What the keys act on: the record under the cursor; the card's own on a heading. */
static struct subject subject(const struct screen *screen)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = line_here(s);

	if (s->gone)
		return (struct subject){0, 0};
	return l && l->subject.id ? l->subject : s->subject;
}

static void say_no_add(struct app *app, const struct line *l)
{
	const struct kind_def *k = l ? kind_def(l->kind) : NULL;

	if (k && kind_more(k)->no_add)
		dialog_message(app, "Сюда не добавляют", kind_more(k)->no_add);
	else if (k && !l->field)
		app_say(app, LOOK_PLAIN, "Что здесь стоит, указывают в самой записи: F4");
	else
		app_say(app, LOOK_PLAIN, "Сюда ничего не добавляют");
}

static enum next add(struct app *app, struct screen *screen)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = line_here(s);
	const struct kind_def *k = l ? kind_def(l->kind) : NULL;
	char id[16];

	if (s->gone)
		return SCREEN_PASS;
	if (!can_add(l)) {
		say_no_add(app, l);
		return SCREEN_DONE;
	}
	snprintf(id, sizeof(id), "%u", s->subject.id);
	if (k->parent != l->field)
		edit_new_with(app, l->kind, &(struct assign){field_by_id(k, l->field)->name, id}, 1, true);
	else if (kind_more(k)->enlist)
		action_start(app, s->subject.kind, s->subject.id, kind_more(k)->enlist);
	else
		edit_new(app, l->kind, s->subject, 0);
	return SCREEN_DONE;
}

/* To the group under the cursor. */
static enum err may_add(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = line_here(s);

	(void)a;
	if (kind_more(kind_def(s->subject.kind))->listed_alone)
		return ERR_NONE;
	return l ? may(app, l->kind, "add", s->subject, e) : OK;
}

static enum next open_line(struct app *app, struct screen *screen)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = line_here(s);

	if (s->gone)
		return SCREEN_CLOSE;
	if (!l)
		return SCREEN_DONE;
	if (!l->subject.id)
		return card_open_group(app, s, l) ? SCREEN_DONE : add(app, screen);
	record_open(app, l->subject);
	return SCREEN_DONE;
}

static enum next mark(struct app *app, struct screen *screen)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = line_here(s);

	if (many_here(app, screen, ACT_MARK))
		return SCREEN_DONE;
	if (s->gone || !l || !l->subject.id)
		return SCREEN_PASS;
	action_mark(app, l->subject.kind, l->subject.id);
	return SCREEN_DONE;
}

static enum err may_mark(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct card *s = (const struct card *)screen;
	const struct line *l = line_here(s);

	if (kind_more(kind_def(s->subject.kind))->listed_alone)
		return ERR_NONE;
	return l ? may_record(app, l->subject, a, e) : ERR_NONE;
}

static enum next print(struct app *app, struct screen *screen)
{
	struct subject on = subject(screen);

	if (many_here(app, screen, ACT_PRINT))
		return SCREEN_DONE;
	if (!on.id || print_can(on.kind))
		return here(app, screen, &(struct input){.action = ACT_PRINT});
	app_say(app, LOOK_PLAIN, "Для этой записи печатных документов нет");
	return SCREEN_DONE;
}

static enum err may_print(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return print_can(((const struct card *)screen)->subject.kind) ? OK : ERR_NONE;
}

static enum next scroll_down(struct app *app, struct screen *screen)
{
	struct card *s = (struct card *)screen;

	(void)app;
	s->scroll += s->more;
	return SCREEN_DONE;
}

static enum next scroll_up(struct app *app, struct screen *screen)
{
	struct card *s = (struct card *)screen;

	(void)app;
	s->scroll -= s->scroll > 0;
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct card *)screen)->list;
}

/* Until one goes among what belongs to it the fields have all the room. */
static struct list *telling(struct screen *screen)
{
	struct card *s = (struct card *)screen;

	s->told |= !s->list.moving && s->list.count && s->lines[s->list.selected].subject.id;
	return s->told ? &s->list : NULL;
}

static bool shows(const struct screen *screen, unsigned kind, uint32_t id)
{
	const struct card *s = (const struct card *)screen;

	for (size_t i = s->list.first; i < s->list.count && i < s->list.first + (size_t)s->list.page; i++) {
		struct subject of = s->lines[list_at(&s->list, i)].subject;

		if (of.kind == kind && of.id == id)
			return true;
	}
	return s->subject.kind == kind && s->subject.id == id;
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .run = open_line},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_COPY, .may = here_may, .take = here},
	{.action = ACT_NEW, .label = "Добав", .title = "Добавить в группу под курсором", .may = may_add, .run = add},
	{.action = ACT_DELETE, .may = here_may, .take = here},
	{.action = ACT_MARK, .title = "Отметить сделанным", .may = may_mark, .run = mark},
	{.action = ACT_PRINT, .may = may_print, .run = print},
	{.action = ACT_ROADMAP, .may = here_may, .take = here},
	{.action = ACT_SUMMARY, .title = "Что здесь посчитано…", .may = card_may_counted, .run = card_counted},
	{.action = ACT_RIGHT, .run = scroll_down},
	{.action = ACT_LEFT, .run = scroll_up},
	MARKS_ACTIONS(marks_by),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .pane = PANE_PART, .actions = actions, .help = "card", .title = title, .hint = hint, .load = card_load, .draw = draw,
	.subject = subject, .list = as_list, .telling = telling, .shows = shows, .done = card_done,
};
/* clang-format on */

struct subject card_subject(const struct screen *s)
{
	return s && s->ops == &ops ? ((const struct card *)s)->subject : (struct subject){0, 0};
}

unsigned card_kind(const struct screen *s)
{
	return card_subject(s).kind;
}

void card_open(struct app *app, unsigned kind, uint32_t id)
{
	struct card *s = card_new(app);

	s->base.ops = &ops;
	s->subject = (struct subject){kind, id};
	screen_push(app, &s->base);
}
