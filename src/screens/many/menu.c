/* F2, F8 and the other keys where rows are marked: what can be done to all of them, and to how many. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "many.h"
#include "stazh/base/mem.h"
#include "stazh/model/access.h"
#include "stazh/tui/term.h"

#define LINES_MAX 40

struct line {
	enum { LINE_DO, LINE_FIELD, LINE_PRINT, LINE_EXPORT, LINE_REMIND, LINE_DELETE } sort;
	const struct transition *t;
	size_t able;
};

struct menu {
	struct screen *screen;
	unsigned kind; /* only those of it; 0: all */
	size_t n;
	struct line line[LINES_MAX];
	char counts[LINES_MAX][48];
	struct menu_item items[LINES_MAX];
};

/* Those of a kind; 0: all. */
static void take(struct screen *s, unsigned kind, struct marked *out)
{
	size_t kept = 0, hidden = 0;

	marked_take(s->ops->list(s), out);
	for (size_t i = 0; kind && i < out->n; i++) {
		if (out->kinds[i] != kind)
			continue;
		hidden += i >= out->n - out->hidden;
		out->kinds[kept] = out->kinds[i];
		out->ids[kept++] = out->ids[i];
	}
	if (!kind)
		return;
	out->kind = kind;
	out->n = kept;
	out->hidden = hidden;
}

static struct job job_of(struct list *l, const struct marked *m, enum many_what what, const char *title)
{
	return (struct job){.what = what,
			    .marks = l,
			    .kind = m->kind,
			    .title = title,
			    .kinds = m->kind ? NULL : m->kinds,
			    .ids = m->ids,
			    .n = m->n,
			    .hidden = m->hidden};
}

/* ---- deleting ---- */

static void delete_all(struct app *app, struct screen *s, unsigned kind)
{
	struct marked m;
	struct job j;

	take(s, kind, &m);
	j = job_of(s->ops->list(s), &m, MANY_DELETE, "Удалить");
	j.told = "Записи и то, что им принадлежит, уйдут в корзину.";
	job_run(app, &j);
	marked_release(&m);
}

static void act(struct app *app, struct screen *s, unsigned kind, const struct transition *t)
{
	struct marked m;
	struct job j;

	take(s, kind, &m);
	j = job_of(s->ops->list(s), &m, MANY_ACT, t->title);
	j.t = t;
	if (t->view)
		app->ops->open(app, t->view, (struct subject){kind, 0}, NULL);
	else
		job_start(app, &j);
	marked_release(&m);
}

static void field(struct app *app, struct screen *s, unsigned kind)
{
	struct marked m;
	struct job j;

	take(s, kind, &m);
	j = job_of(s->ops->list(s), &m, MANY_SET, "Изменить");
	many_field(app, &j);
	marked_release(&m);
}

static void papers(struct app *app, struct screen *s, unsigned kind)
{
	struct marked m;

	take(s, kind, &m);
	many_print(app, &m);
	marked_release(&m);
}

static void remind(struct app *app, struct screen *s, unsigned kind)
{
	struct marked m;

	take(s, kind, &m);
	many_remind(app, &m);
	marked_release(&m);
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct menu *m = arg;
	const struct line *l = &m->line[index < 0 ? 0 : index];

	if (index < 0)
		return;
	switch (l->sort) {
	case LINE_DO:
		act(app, m->screen, m->kind, l->t);
		break;
	case LINE_FIELD:
		field(app, m->screen, m->kind);
		break;
	case LINE_PRINT:
		papers(app, m->screen, m->kind);
		break;
	case LINE_EXPORT:
		export_ask(app, m->screen);
		break;
	case LINE_REMIND:
		remind(app, m->screen, m->kind);
		break;
	case LINE_DELETE:
		delete_all(app, m->screen, m->kind);
		break;
	}
}

/* ---- what can be done ---- */

static void add_line(struct menu *m, struct line line, const char *text, const char *key)
{
	if (m->n == LINES_MAX)
		return;
	m->items[m->n] = (struct menu_item){.text = text, .key = key};
	m->line[m->n++] = line;
}

static void add_counted(struct menu *m, struct line line, const char *text, size_t of)
{
	if (!line.able || m->n == LINES_MAX)
		return;
	snprintf(m->counts[m->n], sizeof(m->counts[0]), line.able < of ? "%zu из %zu" : "%zu", line.able, of);
	add_line(m, line, text, m->counts[m->n]);
}

/* Has it a screen for all marked ones? */
static bool opens_all(const struct transition *t)
{
	return t->view == VIEW_COMPLETE || t->view == VIEW_CERTIFY;
}

/* Can it be done to r, or does it lack what its form may tell? */
static bool can(struct tx *tx, const struct transition *t, const struct record *r)
{
	struct lacks lacks = {.n = 0};
	bool is = (!t->view || opens_all(t)) &&
		  (transition_check(tx, kind_def(r->kind), t, r, &lacks, NULL) == OK || lacks.n);

	lacks_release(&lacks);
	return is;
}

struct counts {
	size_t act[LINES_MAX], set, remove;
};

static void count(struct app *app, struct tx *tx, const struct marked *of, struct counts *out)
{
	const struct kind_def *k = kind_def(of->kind);
	int64_t next = term_clock() + 500;
	struct record r = {.kind = 0};
	const struct transition *t;

	for (size_t i = 0; i < of->n; i++) {
		if (term_clock() > next) {
			next = term_clock() + 250;
			app_working(app, "Смотрю, что можно сделать: %zu из %zu…", i, of->n);
		}
		if (record_load(tx, of->kind, of->ids[i], &r))
			continue;
		for (size_t a = 0; (t = transition_at(k, a)) && a < LINES_MAX; a++)
			out->act[a] += can(tx, t, &r);
		out->set += access_check(tx, of->kind, "set", &r, NULL) == OK;
		out->remove += !kind_more(k)->no_delete && access_check(tx, of->kind, "delete", &r, NULL) == OK;
	}
	record_release(&r);
	if (!app->said)
		app->message[0] = 0;
}

static void add_acts(struct menu *m, const struct kind_def *k, const struct counts *c, size_t of, bool common)
{
	const struct transition *t;

	for (size_t a = 0; (t = transition_at(k, a)) && a < LINES_MAX; a++)
		if (transition_is_common(t) == common)
			add_counted(m, (struct line){.sort = LINE_DO, .t = t, .able = c->act[a]}, t->title, of);
}

static void open_kind(struct app *app, struct screen *s, unsigned kind)
{
	const struct kind_def *k = kind_def(kind);
	struct menu *m = mem_alloc(sizeof(*m));
	struct tx *tx = screen_read(app);
	struct counts counts = {.set = 0};
	struct buf title = {0};
	struct marked of;

	*m = (struct menu){.screen = s, .kind = kind};
	take(s, kind, &of);
	if (tx)
		count(app, tx, &of, &counts);
	tx_end(&tx);
	add_acts(m, k, &counts, of.n, false);
	add_counted(m, (struct line){.sort = LINE_FIELD, .able = counts.set}, "Изменить поле…", of.n);
	if (many_prints(kind))
		add_line(m, (struct line){.sort = LINE_PRINT}, "Документы…", NULL);
	if (s->ops->records)
		add_line(m, (struct line){.sort = LINE_EXPORT}, "Выгрузить отмеченные…", NULL);
	if (!remind_may(app, NULL))
		add_line(m, (struct line){.sort = LINE_REMIND}, "Напомнить письмом об их сроках…", NULL);
	add_acts(m, k, &counts, of.n, true);
	add_counted(m, (struct line){.sort = LINE_DELETE, .able = counts.remove}, "Удалить…", of.n);
	buf_add(&title, "Отмечено: ");
	many_counted_add(kind, of.n, &title);
	if (m->n) {
		dialog_menu(app, title.s, "справа — со сколькими можно", m->items, m->n, 0, chosen, m);
		screen_own(app, m);
	} else {
		dialog_message(app, title.s, "С ними ничего нельзя сделать.");
		free(m);
	}
	buf_free(&title);
	marked_release(&of);
}

/* ---- records of several kinds ---- */

struct kinds {
	struct screen *screen;
	bool remove;
	size_t n;
	unsigned kind[KINDS_MAX];
};

static void kind_chosen(struct app *app, int index, void *arg)
{
	const struct kinds *k = arg;

	if (index >= 0)
		open_kind(app, k->screen, k->kind[index]);
}

static void choose_kind(struct app *app, struct screen *s, const struct marked *m)
{
	struct menu_item items[KINDS_MAX] = {{.text = NULL}};
	char counts[KINDS_MAX][24];
	struct kinds *k = mem_alloc(sizeof(*k));

	k->screen = s;
	for (unsigned kind = 1; kind < KINDS_MAX; kind++) {
		size_t n = 0;

		for (size_t i = 0; i < m->n; i++)
			n += m->kinds[i] == kind;
		if (!n)
			continue;
		snprintf(counts[k->n], sizeof(counts[0]), "%zu", n);
		items[k->n] = (struct menu_item){.text = kind_def(kind)->plural, .key = counts[k->n]};
		k->kind[k->n++] = kind;
	}
	dialog_menu(app, "Отмечены разные записи: с какими?", NULL, items, k->n, 0, kind_chosen, k);
	screen_own(app, k);
}

/* What one key does to one record, to all: done, a roadmap. */
static void act_all(struct app *app, struct screen *s, const struct marked *m, const char *action)
{
	const struct transition *t = m->kind ? transition_by_name(kind_def(m->kind), action) : NULL;

	if (t)
		act(app, s, m->kind, t);
	else
		app_say(app, LOOK_TODAY, "Со всеми отмеченными этого не сделать; что можно, покажет F2");
}

bool many_here(struct app *app, struct screen *s, enum action a)
{
	struct list *l = s->ops->list ? s->ops->list(s) : NULL;
	struct marked m;

	if (!l || !l->marked_n ||
	    (a != ACT_ACTIONS && a != ACT_DELETE && a != ACT_MARK && a != ACT_PRINT && a != ACT_ROADMAP))
		return false;
	marked_take(l, &m);
	if (a == ACT_DELETE)
		delete_all(app, s, m.kind);
	else if (a == ACT_MARK)
		act_all(app, s, &m, "done");
	else if (a == ACT_ROADMAP)
		act_all(app, s, &m, ROADMAP_APPLY);
	else if (!m.kind)
		choose_kind(app, s, &m);
	else if (a == ACT_ACTIONS)
		open_kind(app, s, m.kind);
	else if (many_prints(m.kind))
		papers(app, s, m.kind);
	else
		app_say(app, LOOK_TODAY, "Для этих записей печатных документов нет");
	marked_release(&m);
	return true;
}

bool jobs_restore(struct app *app, struct list *l)
{
	struct marked m;
	struct job j;

	if (!l->marked_n)
		return false;
	marked_take(l, &m);
	j = job_of(l, &m, MANY_RESTORE, "Вернуть");
	j.told = "Каждая запись вернётся вместе с тем, что ей принадлежит.";
	job_run(app, &j);
	marked_release(&m);
	return true;
}
