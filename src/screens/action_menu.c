/* F2 on a record: what can be done with it now, and what cannot and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/rule.h"

#define LINES_MAX 32
#define DUES_MAX  8

/* What the lines of an open menu stand for. */
struct action_line {
	enum { LINE_DO, LINE_LACKS, LINE_PRINT, LINE_JOURNAL, LINE_EXTRA } sort;
	const struct transition *t;
	unsigned view; /* of an extra */
};

struct action_menu {
	struct subject subject;
	struct action_line line[LINES_MAX];
};

/* All that the record lacks, also what stops nothing. */
static void open_lacks(struct app *app, struct subject of)
{
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};
	struct lacks lacks = {.n = 0};

	if (!tx)
		return;
	if (record_load(tx, of.kind, of.id, &r) == OK)
		lacks_of(tx, &r, &lacks);
	tx_end(&tx);
	if (lacks.n)
		lacks_open(app, kind_def(of.kind)->title, &lacks);
	lacks_release(&lacks);
	record_release(&r);
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct action_menu *m = arg;
	const struct action_line *line = &m->line[index < 0 ? 0 : index];

	if (index < 0)
		return;
	switch (line->sort) {
	case LINE_DO:
		action_start(app, m->subject.kind, m->subject.id, line->t->action);
		break;
	case LINE_LACKS:
		open_lacks(app, m->subject);
		break;
	case LINE_PRINT:
		print_menu(app, m->subject.kind, m->subject.id);
		break;
	case LINE_JOURNAL:
		journal_of_record(app, m->subject);
		break;
	case LINE_EXTRA:
		app->ops->open(app, line->view, m->subject, NULL);
		break;
	}
}

/* The topic of help that shows the rule's clauses; NULL: there is none. free() */
static char *clause_topic(const struct config *c, enum option_id rule)
{
	const char *clause = rule_clause(c, rule);
	struct buf topic = {0};

	if (!*clause)
		return NULL;
	buf_addf(&topic, "clause:%s", clause);
	return buf_take(&topic);
}

/* «уже действует» and the clause in brackets: what matters comes first. */
static char *reason(const struct error *e)
{
	const char *text = *e->clause ? strchr(e->text, ':') : NULL;
	struct buf b = {0};

	buf_add(&b, text ? text + 2 : e->text);
	for (char *p = b.s; (p = strchr(p, '\n'));)
		*p = ' ';
	if (text)
		clause_cite(&b, e->clause);
	return buf_take(&b);
}

/* «Сдать (не хватает: 2)» */
static char *lacking_title(const struct transition *t, size_t n)
{
	struct buf b = {0};

	buf_addf(&b, "%s (не хватает: %zu)", t->title, n);
	return buf_take(&b);
}

/* ---- what is asked for now ---- */

/* The sorts of deadlines of the record that are over or soon, the most urgent first. */
struct due_sorts {
	struct subject of;
	unsigned sort[DUES_MAX];
	size_t n;
};

static void note_due(const struct deadline *d, void *arg)
{
	struct due_sorts *dues = arg;
	struct subject at = due_subject(d);

	if (at.kind == dues->of.kind && at.id == dues->of.id && dues->n < DUES_MAX)
		dues->sort[dues->n++] = d->kind;
}

/* ---- the lines ---- */

/* While the menu is made. */
struct making {
	struct tx *tx;
	const struct record *r;
	struct action_menu *m;
	struct lacks lacks;
	size_t n;
	struct menu_item items[LINES_MAX];
	char *texts[3 * LINES_MAX]; /* theirs */
	size_t texts_n;
	const struct transition *done[LINES_MAX]; /* that have their line */
	size_t done_n;
};

static const char *keep(struct making *l, char *text)
{
	if (text)
		l->texts[l->texts_n++] = text;
	return text;
}

static void add_line(struct making *l, struct menu_item item, struct action_line line)
{
	if (l->n == LINES_MAX)
		return;
	l->items[l->n] = item;
	l->m->line[l->n++] = line;
}

static bool has_line(const struct making *l, const struct transition *t)
{
	for (size_t i = 0; i < l->done_n; i++)
		if (l->done[i] == t)
			return true;
	return l->done_n == LINES_MAX;
}

/* Adds t when that it can be done is `can`. What only lacks something can: the list of that is what is chosen then. */
static bool add_transition(struct making *l, const struct transition *t, bool can)
{
	struct error e = {.code = OK};
	struct lacks lacks = {.n = 0};
	size_t lacking;
	bool is;

	if (!t || has_line(l, t))
		return false;
	is = transition_check(l->tx, kind_def(l->r->kind), t, l->r, &lacks, &e) == OK;
	lacking = lacks.n;
	lacks_release(&lacks);
	if ((is || lacking) != can || ((transition_is_common(t) || t->seldom) && t->guard(l->tx, l->r, NULL)))
		return false;
	add_line(l,
		 (struct menu_item){.text = lacking ? keep(l, lacking_title(t, lacking)) : t->title,
				    .why = can ? NULL : keep(l, reason(&e)),
				    .help = keep(l, clause_topic(tx_config(l->tx), t->rule)),
				    .folded = !can},
		 (struct action_line){.sort = LINE_DO, .t = t});
	l->done[l->done_n++] = t;
	return true;
}

/* The first action that ends a deadline of this sort and can be done. */
static void add_ending(struct making *l, unsigned sort)
{
	const struct deadline_def *def = deadline_def(sort);
	char name[32];
	size_t n;

	for (const char *p = def && def->ended ? def->ended : ""; *p; p += n + (p[n] == ' ')) {
		n = strcspn(p, " ");
		snprintf(name, sizeof name, "%.*s", (int)n, p);
		if (add_transition(l, transition_by_name(kind_def(l->r->kind), name), true))
			return;
	}
}

/* What a deadline of the record (first of the sort `due`, 0: none) or what it lacks asks for. */
static void add_asked(struct making *l, unsigned due)
{
	const struct session *s = tx_session(l->tx);
	struct deadline_query q = {
		.today = s->today, .from = DATE_NONE, .days = (int)config_int(s->config, OPT_DUE_DAYS)};
	struct due_sorts dues = {.of = {l->r->kind, l->r->id}};

	add_ending(l, due);
	deadline_each(l->tx, &q, note_due, &dues);
	for (size_t i = 0; i < dues.n; i++)
		add_ending(l, dues.sort[i]);
	for (size_t i = 0; i < l->lacks.n; i++)
		if (l->lacks.l[i].action && l->lacks.l[i].kind == l->r->kind && l->lacks.l[i].id == l->r->id)
			add_transition(l, transition_by_name(kind_def(l->r->kind), l->lacks.l[i].action), true);
}

/* The kind's own, or those that every kind has. */
static void add_transitions(struct making *l, bool common, bool can)
{
	const struct transition *t;

	for (size_t i = 0; (t = transition_at(kind_def(l->r->kind), i)); i++)
		if (transition_is_common(t) == common)
			add_transition(l, t, can);
}

static void add_extras(struct app *app, struct making *l, bool can)
{
	const struct kind_extra *extra = kind_more(kind_def(l->m->subject.kind))->extra;

	for (; extra && extra->title; extra++) {
		struct error e = {.code = OK};
		bool is = !extra->action || !may(app, l->m->subject.kind, extra->action, l->m->subject, &e);

		if (is == can)
			add_line(l,
				 (struct menu_item){
					 .text = extra->title, .why = can ? NULL : keep(l, reason(&e)), .folded = !can},
				 (struct action_line){.sort = LINE_EXTRA, .view = extra->view});
	}
}

static void add_lines(struct app *app, struct making *l, unsigned due)
{
	lacks_of(l->tx, l->r, &l->lacks);
	add_asked(l, due);
	add_transitions(l, false, true);
	if (l->lacks.n)
		add_line(l, (struct menu_item){.text = "Чего не хватает…"}, (struct action_line){.sort = LINE_LACKS});
	if (print_can(l->r->kind))
		add_line(l, (struct menu_item){.text = "Напечатать…"}, (struct action_line){.sort = LINE_PRINT});
	add_transitions(l, true, true);
	add_line(l, (struct menu_item){.text = "Кто менял…"}, (struct action_line){.sort = LINE_JOURNAL});
	add_extras(app, l, true);
	add_transitions(l, false, false);
	add_transitions(l, true, false);
	add_extras(app, l, false);
	lacks_release(&l->lacks);
}

void actions_open_due(struct app *app, struct subject of, unsigned due)
{
	struct making *l;
	struct buf title = {0}, label = {0};
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};

	if (!tx)
		return;
	label_add(tx, of.kind, of.id, &label);
	titled_add(kind_def(of.kind), buf_text(&label), &title);
	buf_free(&label);
	for (char *p = title.s; (p = strchr(p, '\n'));)
		*p = ' ';
	if (record_load(tx, of.kind, of.id, &r) == OK) {
		l = mem_alloc(sizeof(*l));
		l->tx = tx;
		l->r = &r;
		l->m = mem_alloc(sizeof(*l->m));
		l->m->subject = of;
		add_lines(app, l, due);
		dialog_menu(app, title.s, "F1 — пункт", l->items, l->n, 0, chosen, l->m);
		screen_own(app, l->m);
		while (l->texts_n)
			free(l->texts[--l->texts_n]);
		free(l);
	} else {
		app_say(app, LOOK_ERROR, "Этой записи больше нет");
	}
	tx_end(&tx);
	record_release(&r);
	buf_free(&title);
}

void actions_open(struct app *app, unsigned kind, uint32_t id)
{
	actions_open_due(app, (struct subject){kind, id}, 0);
}
