/* F2 on a record: what can be done with it now, and what cannot and why. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/rule.h"

#define ACTIONS_MAX 24
#define EXTRAS_MAX  4

/* What the lines of an open menu stand for. */
struct action_menu {
	struct subject subject;
	const struct transition *transitions[ACTIONS_MAX]; /* NULL: print, or what is missing */
	size_t n, lacking;				   /* the latter's line, SIZE_MAX: none */
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

static size_t extras_of(const struct kind_extra *extra)
{
	size_t n = 0;

	while (extra && extra[n].title && n < EXTRAS_MAX)
		n++;
	return n;
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct action_menu *m = arg;

	const struct kind_extra *extra = kind_more(kind_def(m->subject.kind))->extra;

	if (index >= 0 && (size_t)index == m->n)
		journal_of_record(app, m->subject);
	else if (index >= 0 && (size_t)index > m->n)
		app->ops->open(app, extra[(size_t)index - m->n - 1].view, m->subject, NULL);
	else if (index >= 0 && (size_t)index == m->lacking)
		open_lacks(app, m->subject);
	else if (index >= 0 && (size_t)index < m->n && !m->transitions[index])
		print_menu(app, m->subject.kind, m->subject.id);
	else if (index >= 0 && (size_t)index < m->n)
		action_start(app, m->subject.kind, m->subject.id, m->transitions[index]->action);
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

/* «уже действует» and the clause in brackets: what matters comes first, for the line is cut. */
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

static bool lacks_anything(struct tx *tx, const struct record *r)
{
	struct lacks lacks = {.n = 0};
	bool any;

	lacks_of(tx, r, &lacks);
	any = lacks.n;
	lacks_release(&lacks);
	return any;
}

/* «Сдать (не хватает: 2)» */
static char *lacking_title(const struct transition *t, size_t n)
{
	struct buf b = {0};

	buf_addf(&b, "%s (не хватает: %zu)", t->title, n);
	return buf_take(&b);
}

/* The lines as they are shown. */
struct action_lines {
	struct menu_item items[ACTIONS_MAX + EXTRAS_MAX + 1];
	char *texts[3 * ACTIONS_MAX + EXTRAS_MAX]; /* theirs */
	size_t texts_n;
};

static const char *keep(struct action_lines *l, char *text)
{
	if (text)
		l->texts[l->texts_n++] = text;
	return text;
}

static void add_plain(struct action_menu *m, struct action_lines *l, const char *text)
{
	if (m->n == ACTIONS_MAX)
		return;
	l->items[m->n].text = text;
	m->transitions[m->n++] = NULL;
}

/* pass: what can be done, what cannot, then what every kind has. */
static void add_transition(struct tx *tx, const struct record *r, const struct transition *t, int pass,
			   struct action_menu *m, struct action_lines *l)
{
	struct menu_item *item = &l->items[m->n];
	struct error e = {.code = OK};
	bool common = transition_is_common(t), can;
	struct lacks lacks = {.n = 0};
	size_t lacking; /* what is chosen then is the list of it */

	if (m->n == ACTIONS_MAX)
		return;
	can = transition_check(tx, kind_def(r->kind), t, r, &lacks, &e) == OK;
	lacking = lacks.n;
	lacks_release(&lacks);
	if (pass != (common ? 2 : !can && !lacking) || ((common || t->seldom) && t->guard(tx, r, NULL)))
		return;
	item->text = lacking ? keep(l, lacking_title(t, lacking)) : t->title;
	item->why = can || lacking ? NULL : keep(l, reason(&e));
	item->help = keep(l, clause_topic(tx_config(tx), t->rule));
	m->transitions[m->n++] = t;
}

static void add_lines(struct tx *tx, const struct record *r, struct action_menu *m, struct action_lines *l)
{
	const struct transition *t;

	for (int pass = 0; pass < 3; pass++) {
		if (pass == 2 && m->n < ACTIONS_MAX && lacks_anything(tx, r)) {
			m->lacking = m->n;
			add_plain(m, l, "Чего не хватает…");
		}
		if (pass == 2 && print_can(r->kind))
			add_plain(m, l, "Напечатать…");
		for (size_t i = 0; (t = transition_at(kind_def(r->kind), i)); i++)
			add_transition(tx, r, t, pass, m, l);
	}
}

void actions_open(struct app *app, unsigned kind, uint32_t id)
{
	const struct kind_extra *extra = kind_more(kind_def(kind))->extra;
	size_t extras = extras_of(extra);
	struct action_lines *l;
	struct action_menu *m;
	struct buf title = {0}, label = {0};
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};
	struct error e = {.code = OK};

	if (!tx)
		return;
	l = mem_alloc(sizeof(*l));
	m = mem_alloc(sizeof(*m));
	m->subject = (struct subject){kind, id};
	m->lacking = SIZE_MAX;
	label_add(tx, kind, id, &label);
	titled_add(kind_def(kind), buf_text(&label), &title);
	buf_free(&label);
	for (char *p = title.s; (p = strchr(p, '\n'));)
		*p = ' ';
	if (record_load(tx, kind, id, &r) == OK)
		add_lines(tx, &r, m, l);
	tx_end(&tx);
	record_release(&r);
	l->items[m->n].text = "Кто менял…";
	for (size_t i = 0; i < extras; i++) {
		struct menu_item *item = &l->items[m->n + 1 + i];

		item->text = extra[i].title;
		if (extra[i].action && may(app, kind, extra[i].action, m->subject, &e))
			item->why = keep(l, reason(&e));
	}
	dialog_menu(app, title.s, "F1 — пункт", l->items, m->n + extras + 1, 0, chosen, m);
	screen_own(app, m);
	buf_free(&title);
	while (l->texts_n)
		free(l->texts[--l->texts_n]);
	free(l);
}
