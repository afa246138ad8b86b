/* Marked deadlines: ended, put off, let go, or told of by letter, all in one act. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "due.h"

uint64_t due_marks(void *arg, size_t n, size_t i)
{
	const struct due *s = arg;
	const struct due_row *row = &s->rows.row[n];

	return row->sort == DUE_STEP || i >= row->n ? 0 : due_line_key(&s->rows.lines[row->line + i]);
}

uint64_t due_marks_line(void *arg, size_t n)
{
	return due_line_key(&((const struct due *)arg)->rows.lines[n]);
}

/* ---- which they are ---- */

struct found {
	const struct list *list;
	struct deadline *d; /* without texts */
	struct subject *at; /* where each is looked after */
	size_t n, cap, at_cap;
};

static uint64_t key_of(const struct deadline *d)
{
	return due_line_key(
		&(struct due_line){.kind = (uint8_t)d->kind, .rec_kind = (uint8_t)d->rec_kind, .rec_id = d->rec_id});
}

static void note(const struct deadline *d, void *arg)
{
	struct found *f = arg;

	if (!list_is_marked(f->list, key_of(d)))
		return;
	f->d = mem_grow(f->d, f->n, &f->cap, sizeof(*f->d));
	f->at = mem_grow(f->at, f->n, &f->at_cap, sizeof(*f->at));
	f->at[f->n] = due_subject(d);
	f->d[f->n++] = (struct deadline){.due = d->due, .kind = d->kind, .rec_kind = d->rec_kind, .rec_id = d->rec_id};
}

/* Those of the list, also what the window of days or «мои» leaves out now. */
static void find(const struct due *s, struct tx *tx, struct found *f)
{
	struct deadline_query q = {.today = s->app->session->today, .from = DATE_NONE, .all = true};

	*f = (struct found){.list = &s->list};
	deadline_each(tx, &q, note, f);
}

static void release(struct found *f)
{
	free(f->d);
	free(f->at);
}

static bool is_found(void *arg, uint64_t key)
{
	const struct found *f = arg;
	size_t i = 0;

	while (i < f->n && key_of(&f->d[i]) != key)
		i++;
	return i < f->n;
}

void due_marks_prune(struct due *s, struct tx *tx)
{
	struct found f;

	if (!s->list.marked_n)
		return;
	find(s, tx, &f);
	list_keep_marks(&s->list, is_found, &f);
	release(&f);
}

/* ---- what is done ---- */

#define ENDINGS_MAX 16

/* What the lines of the menu stand for. */
struct marked_menu {
	struct due *s;
	size_t n;
	struct ending_of {
		enum { DO_END, DO_DEFER, DO_WAIVE, DO_REMIND } sort;
		unsigned kind; /* of what is looked after */
		const struct transition *t;
		size_t n;
	} line[ENDINGS_MAX + 3];
};

/* What ends a deadline; NULL: nothing that can be done at once. */
static const struct transition *ending(const struct found *f, size_t i)
{
	const struct deadline_def *def = deadline_def(f->d[i].kind);
	char name[32];

	if (!def || !def->ended)
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(def->ended, " "), def->ended);
	return transition_by_name(kind_def(f->at[i].kind), name);
}

static void add_endings(struct app *app, const struct found *f, struct marked_menu *m)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct transition *t = ending(f, i);
		size_t at = 0;

		if (!t || t->view || may(app, f->at[i].kind, t->action, (struct subject){0, 0}, NULL))
			continue;
		while (at < m->n && (m->line[at].t != t || m->line[at].kind != f->at[i].kind))
			at++;
		if (at == ENDINGS_MAX)
			continue;
		if (at == m->n)
			m->line[m->n++] = (struct ending_of){DO_END, f->at[i].kind, t, 0};
		m->line[at].n++;
	}
}

/* Each record once: two deadlines of one may be ended by the same. */
static void end_them(struct app *app, struct due *s, const struct found *f, const struct ending_of *line, bool at_once)
{
	uint32_t *ids = mem_alloc((f->n + 1) * sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		size_t k = 0;

		if (f->at[i].kind != line->kind || ending(f, i) != line->t)
			continue;
		while (k < n && ids[k] != f->at[i].id)
			k++;
		ids[n] = f->at[i].id;
		n += k == n;
	}
	job_start(app, &(struct job){.what = MANY_ACT,
				     .kind = line->kind,
				     .t = line->t,
				     .title = line->t->title,
				     .ids = ids,
				     .n = n,
				     .marks = &s->list,
				     .at_once = at_once});
	free(ids);
}

/* They are the records' that cause them, and each says which of its deadlines is meant. */
static void put_off(struct app *app, struct due *s, const struct found *f, const char *action)
{
	const char **codes = mem_alloc((f->n + 1) * sizeof(*codes));
	uint8_t *kinds = mem_alloc(f->n + 1);
	uint32_t *ids = mem_alloc((f->n + 1) * sizeof(*ids));
	const struct transition *t = NULL;

	for (size_t i = 0; i < f->n; i++) {
		codes[i] = deadline_def(f->d[i].kind)->code;
		kinds[i] = (uint8_t)f->d[i].rec_kind;
		ids[i] = f->d[i].rec_id;
		t = transition_by_name(kind_def(kinds[i]), action);
	}
	if (t)
		job_start(app, &(struct job){.what = MANY_ACT,
					     .t = t,
					     .title = t->title,
					     .kinds = kinds,
					     .ids = ids,
					     .n = f->n,
					     .marks = &s->list,
					     .own = "deadline",
					     .owns = codes});
	free(codes);
	free(kinds);
	free(ids);
}

static void do_line(struct app *app, struct due *s, const struct ending_of *line, bool at_once)
{
	struct tx *tx = screen_read(app);
	struct found f;

	if (!tx)
		return;
	find(s, tx, &f);
	tx_end(&tx);
	if (line->sort == DO_END)
		end_them(app, s, &f, line, at_once);
	else if (line->sort == DO_REMIND)
		remind_ask(app, f.d, f.n);
	else
		put_off(app, s, &f, line->sort == DO_DEFER ? "defer" : "waive");
	release(&f);
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct marked_menu *m = arg;

	if (index >= 0)
		do_line(app, m->s, &m->line[index], false);
}

/* only_defer: nothing but putting off. */
static void menu(struct app *app, struct due *s, const struct found *f, bool only_defer)
{
	struct marked_menu *m = mem_alloc(sizeof(*m));
	struct menu_item items[ENDINGS_MAX + 3] = {{.text = NULL}};
	char counts[ENDINGS_MAX + 3][32];
	struct buf title = {0}, texts[ENDINGS_MAX] = {{.s = NULL}};
	struct error no[2] = {{.code = OK}, {.code = OK}};
	const char *why = f->n ? NULL : "этих сроков больше нет";
	size_t endings;

	m->s = s;
	if (!only_defer)
		add_endings(app, f, m);
	endings = m->n;
	for (size_t i = 0; i < endings; i++) {
		buf_addf(&texts[i], "%s: ", m->line[i].t->title);
		text_add_cased(&texts[i], kind_def(m->line[i].kind)->plural, false);
		snprintf(counts[i], sizeof(counts[i]), "%zu", m->line[i].n);
		items[i] = (struct menu_item){.text = texts[i].s, .key = counts[i]};
	}
	if (f->n && may(app, f->d[0].rec_kind, "defer", (struct subject){0, 0}, &no[0]))
		why = no[0].text;
	items[m->n] = (struct menu_item){.text = "Отложить до…", .why = why};
	m->line[m->n++].sort = DO_DEFER;
	items[m->n] = (struct menu_item){.text = "Снять с причиной…", .why = why};
	m->line[m->n++].sort = DO_WAIVE;
	if (!only_defer) {
		items[m->n] = (struct menu_item){.text = "Напомнить письмом…",
						 .why = remind_may(app, &no[1]) ? no[1].text : NULL};
		m->line[m->n++].sort = DO_REMIND;
	}
	buf_addf(&title, "Отмечено: %zu %s", f->n, text_plural((long)f->n, "срок", "срока", "сроков"));
	dialog_menu(app, title.s, NULL, items, m->n, 0, chosen, m);
	screen_own(app, m);
	buf_free(&title);
	for (size_t i = 0; i < endings; i++)
		buf_free(&texts[i]);
}

/* Where one thing ends all of them it is done. */
static void end_all(struct app *app, struct due *s, const struct found *f)
{
	struct marked_menu m = {.n = 0};

	add_endings(app, f, &m);
	if (m.n == 1 && m.line[0].n == f->n)
		do_line(app, s, &m.line[0], true);
	else
		menu(app, s, f, false);
}

bool due_marked_act(struct app *app, struct due *s, enum action a)
{
	static const struct ending_of letters = {.sort = DO_REMIND};
	struct found f;
	struct tx *tx;

	if (!s->list.marked_n || !(tx = screen_read(app)))
		return false;
	find(s, tx, &f);
	tx_end(&tx);
	if (a == ACT_REMIND)
		do_line(app, s, &letters, false);
	else if (a == ACT_MARK)
		end_all(app, s, &f);
	else
		menu(app, s, &f, a == ACT_DEFER);
	release(&f);
	return true;
}
