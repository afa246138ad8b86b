/* The same task of several trainees: what is done to all of them at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "due.h"

struct all {
	unsigned kind, cause; /* of what is looked after, and of what causes the deadline */
	const char *does[3];  /* by line of the menu; the last two to what causes it */
	size_t n;
	uint32_t *ids, *causes;
	uint32_t room[];
};

enum { ALL_END, ALL_DEFER, ALL_WAIVE, ALL_LINES };

/* The set under the cursor; NULL: there is none. */
static struct all *all_of(const struct due *s)
{
	const struct due_row *row = s->list.count ? &s->rows.row[s->list.selected] : NULL;
	const struct due_line *first = row ? &s->rows.lines[row->line] : NULL;
	struct all *all;

	if (!row || row->sort != DUE_SET)
		return NULL;
	all = mem_alloc(sizeof(*all) + 2 * row->n * sizeof(*all->room));
	*all = (struct all){.kind = first->subject.kind,
			    .cause = first->rec_kind,
			    .does = {NULL, "defer", "waive"},
			    .n = row->n,
			    .ids = all->room,
			    .causes = all->room + row->n};
	for (size_t i = 0; i < row->n; i++) {
		all->ids[i] = first[i].subject.id;
		all->causes[i] = first[i].rec_id;
	}
	return all;
}

/* What ends a deadline of the set's sort; NULL: nothing that can be done at once. */
static const struct transition *ending(const struct due *s, const struct all *all)
{
	const struct deadline_def *def = deadline_def(s->rows.lines[s->rows.row[s->list.selected].line].kind);
	char name[32];

	if (!def || !def->ended)
		return NULL;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(def->ended, " "), def->ended);
	return transition_by_name(kind_def(all->kind), name);
}

bool due_on_set(const struct due *s)
{
	return s->list.count && s->rows.row[s->list.selected].sort == DUE_SET;
}

enum err due_all_may(struct app *app, const struct due *s, enum action a, struct error *e)
{
	struct all *all = all_of(s);
	const struct transition *t = ending(s, all);
	enum err err;

	if (a == ACT_DEFER)
		err = may(app, all->cause, "defer", (struct subject){all->cause, all->causes[0]}, e);
	else if (t)
		err = may(app, all->kind, t->action, (struct subject){all->kind, all->ids[0]}, e);
	else
		err = error_set(e, ERR_REFUSED, "всё сразу этим не закончить");
	free(all);
	return err;
}

/* at_once: nothing is asked that can be left out. */
static void act(struct app *app, unsigned kind, const uint32_t *ids, size_t n, const char *action, bool at_once)
{
	const struct transition *t = transition_by_name(kind_def(kind), action);

	job_start(app, &(struct job){.what = MANY_ACT,
				     .kind = kind,
				     .t = t,
				     .title = t->title,
				     .ids = ids,
				     .n = n,
				     .sure = true,
				     .at_once = at_once});
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct all *all = arg;

	if (index < 0)
		return;
	if (index == ALL_END)
		act(app, all->kind, all->ids, all->n, all->does[index], false);
	else
		act(app, all->cause, all->causes, all->n, all->does[index], false);
}

/* What the menu chooses from, for all of the set: what ends it, and putting it off. */
void due_all_act(struct app *app, const struct due *s, bool only_defer)
{
	struct all *all = all_of(s);
	const struct transition *t = ending(s, all);
	struct menu_item items[ALL_LINES] = {
		{.text = t ? t->title : "Закончить"}, {.text = "Отложить до…"}, {.text = "Снять с причиной…"}};
	struct error no[2] = {{.code = OK}, {.code = OK}};
	struct buf title = {0};

	buf_addf(&title, "Все %zu: %s", all->n, s->rows.lines[s->rows.row[s->list.selected].line].what);
	if (due_all_may(app, s, ACT_MARK, &no[0]))
		items[ALL_END].why = no[0].text;
	if (due_all_may(app, s, ACT_DEFER, &no[1]))
		items[ALL_DEFER].why = items[ALL_WAIVE].why = no[1].text;
	all->does[ALL_END] = t ? t->action : "";
	dialog_menu(app, title.s, "Enter — сразу у всех", items, ALL_LINES, only_defer ? ALL_DEFER : ALL_END, chosen,
		    all);
	screen_own(app, all);
	buf_free(&title);
}

void due_all_end(struct app *app, const struct due *s)
{
	struct all *all = all_of(s);
	const struct transition *t = ending(s, all);

	if (t)
		act(app, all->kind, all->ids, all->n, t->action, true);
	free(all);
}
