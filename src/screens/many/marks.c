/* Marking by a condition, and what becomes of marks when records go. */
#include <stdlib.h>
#include <string.h>

#include "many.h"
#include "stazh/model/condition.h"

static bool is_there(void *arg, uint64_t key)
{
	struct subject of = subject_of_key(key);

	return record_exists(arg, of.kind, of.id);
}

void marks_prune(struct list *l, struct tx *tx)
{
	list_keep_marks(l, is_there, tx);
}

void marked_take(const struct list *l, struct marked *out)
{
	bool mixed = false;
	uint64_t *keys;

	*out = (struct marked){.n = 0};
	out->n = list_marked_keys(l, &keys, &out->hidden);
	out->kinds = mem_alloc(out->n + 1);
	out->ids = mem_alloc((out->n + 1) * sizeof(*out->ids));
	for (size_t i = 0; i < out->n; i++) {
		struct subject of = subject_of_key(keys[i]);

		out->kinds[i] = (uint8_t)of.kind;
		out->ids[i] = of.id;
		mixed |= out->kinds[0] != of.kind;
	}
	out->kind = out->n && !mixed ? out->kinds[0] : 0;
	free(keys);
}

void marked_release(struct marked *m)
{
	free(m->kinds);
	free(m->owns);
	free(m->ids);
}

/* Of which records the list is, where the cursor stands; 0: of none. */
static unsigned kind_here(const struct list *l)
{
	size_t n = list_here(l);

	return l->count ? subject_of_key(l->marks ? l->marks(l->arg, n, 0) : l->key(l->arg, n)).kind : 0;
}

enum err marks_may(struct app *app, struct screen *s, enum action a, struct error *e)
{
	const struct list *l = s->ops->list(s);

	(void)app;
	if (!l->markable)
		return ERR_NONE;
	if (a == ACT_UNTICK_BY && !l->marked_n)
		return error_set(e, ERR_REFUSED, "ни одна строка не отмечена");
	return kind_here(l) ? OK : error_set(e, ERR_REFUSED, "под курсором нет записи");
}

struct marking {
	struct screen *screen;
	unsigned kind;
	bool on;
};

/* Those of the shown ones that fit: *n of keys. */
static enum err find_fitting(struct app *app, const struct marking *m, const char *text, uint64_t **keys, size_t *n,
			     struct error *e)
{
	size_t all = list_shown_keys(m->screen->ops->list(m->screen), keys);
	struct tx *tx = screen_read(app);
	struct record r = {.kind = 0};
	struct cond *c = NULL;
	enum err err = tx ? condition_parse(tx, kind_def(m->kind), text, &c, e) : ERR_STORAGE;

	*n = 0;
	for (size_t i = 0; !err && i < all; i++) {
		struct subject of = subject_of_key((*keys)[i]);

		if (of.kind == m->kind &&
		    (!record_load(tx, of.kind, of.id, &r) || !record_load_trash(tx, of.kind, of.id, &r)) &&
		    condition_holds(tx, c, &r))
			(*keys)[(*n)++] = (*keys)[i];
	}
	condition_free(&c);
	record_release(&r);
	tx_end(&tx);
	return err;
}

static void entered(struct app *app, const char *text, void *arg);

static void ask(struct app *app, const struct marking *m, const char *text)
{
	struct marking *arg = mem_alloc(sizeof(*arg));

	*arg = *m;
	dialog_prompt(app,
		      m->on ? "Отметить те, где, например: Состояние = действует"
			    : "Снять отметки с тех, где, например: Состояние = действует",
		      text, COND_MAX, entered, arg);
	screen_own(app, arg);
}

static enum err mark_fitting(struct app *app, const struct marking *m, const char *text, struct error *e)
{
	struct list *l = m->screen->ops->list(m->screen);
	uint64_t *keys = NULL;
	size_t n, before = l->marked_n;
	enum err err = find_fitting(app, m, text, &keys, &n, e);

	if (!err)
		list_mark(l, keys, n, m->on ? LIST_MARK : LIST_UNMARK);
	if (!err && !n)
		app_say(app, LOOK_TODAY, "Таких %s в списке нет", kind_def(m->kind)->genitive_plural);
	else if (!err && l->marked_n == before)
		app_say(app, LOOK_PLAIN, m->on ? "Они уже отмечены" : "Они и не были отмечены");
	free(keys);
	return err;
}

/* What is wrong is told over the line, which still has what was typed. */
static void entered(struct app *app, const char *text, void *arg)
{
	const struct marking m = *(const struct marking *)arg;
	struct error e = {.code = OK};
	char *typed;

	if (!text || !*text || !mark_fitting(app, &m, text, &e) || !e.code)
		return;
	typed = mem_strdup(text);
	ask(app, &m, typed);
	dialog_error(app, &e);
	free(typed);
}

void marks_fit(struct app *app, struct screen *s, unsigned kind, const char *condition, bool on)
{
	struct error e = {.code = OK};

	if (mark_fitting(app, &(struct marking){s, kind, on}, condition, &e) && e.code)
		dialog_error(app, &e);
}

enum next marks_by(struct app *app, struct screen *s, const struct input *in)
{
	struct marking m = {s, kind_here(s->ops->list(s)), in->action == ACT_TICK_BY};

	if (marks_may(app, s, in->action, NULL))
		return SCREEN_PASS; /* it is told why */
	ask(app, &m, "");
	return SCREEN_DONE;
}
