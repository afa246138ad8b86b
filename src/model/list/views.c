/* Where views are kept: among the habits of their login, shared ones among those of nobody. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/habit.h"
#include "view.h"

#define NOBODY "*"     /* no login has this name */
#define PREFIX "view:" /* of the habit */
#define USUAL  "list." /* of the unnamed view of a kind's list, by its number */

static const char *owner(const struct session *s, bool shared)
{
	return shared ? NOBODY : s->user;
}

/* ---- finding ---- */

struct finding {
	const char *name;
	char *found; /* as it is kept */
	struct buf text;
	size_t n;
};

static void look(const char *habit, const char *text, void *arg)
{
	struct finding *f = arg;

	if (strncmp(habit, PREFIX, strlen(PREFIX)) != 0)
		return;
	f->n++;
	if (f->found || !name_same(habit + strlen(PREFIX), f->name))
		return;
	f->found = mem_strdup(habit);
	buf_add(&f->text, text);
}

static void finding_free(struct finding *f)
{
	free(f->found);
	buf_free(&f->text);
}

struct naming {
	const struct kind_def *k;
	bool shared;
	struct view_name *list;
	size_t n, cap;
};

static void add_name(const char *habit, const char *text, void *arg)
{
	struct naming *l = arg;
	const struct kind_def *k = view_kind(text);

	if (strncmp(habit, PREFIX, strlen(PREFIX)) != 0 || (l->k && k != l->k))
		return;
	l->list = mem_grow(l->list, l->n, &l->cap, sizeof(*l->list));
	l->list[l->n++] = (struct view_name){mem_strdup(habit + strlen(PREFIX)), l->shared, k};
}

static int compare_names(const void *pa, const void *pb)
{
	const struct view_name *a = pa, *b = pb;

	return a->shared != b->shared ? a->shared - b->shared : collate_compare(a->name, b->name);
}

size_t views_list(struct session *s, struct tx *tx, const struct kind_def *k, struct view_name **out)
{
	struct naming l = {.k = k};

	habit_each(tx, owner(s, false), add_name, &l);
	l.shared = true;
	habit_each(tx, owner(s, true), add_name, &l);
	if (l.n)
		qsort(l.list, l.n, sizeof(*l.list), compare_names);
	*out = l.list;
	return l.n;
}

void views_free(struct view_name *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i].name);
	free(list);
}

static enum err none_such(struct session *s, struct tx *tx, const char *name, struct error *e)
{
	struct buf known = {0};
	struct view_name *list;
	size_t n = views_list(s, tx, NULL, &list);

	for (size_t i = 0; i < n && i < 10; i++)
		buf_addf(&known, "%s«%s»", i ? ", " : "; есть ", list[i].name);
	error_set(e, ERR_NONE, "нет вида «%.100s»%s%s", name, known.n ? known.s : "; видов пока нет",
		  n > 10 ? " и другие" : "");
	buf_free(&known);
	views_free(list, n);
	return ERR_NONE;
}

/* What it is about is gone, or not the session's to ask: which view, and why. */
static enum err unusable(const char *name, const struct error *cause, struct error *e)
{
	return error_set(e, ERR_REFUSED, "Вид «%.100s» не показать: %.600s", name, cause->text);
}

enum err view_load(struct session *s, struct tx *tx, const char *name, bool shared, enum path_names how,
		   struct view *out, struct error *e)
{
	struct finding f = {.name = name};
	struct error cause = {.code = OK};
	enum err err;

	*out = (struct view){.k = NULL};
	habit_each(tx, owner(s, shared), look, &f);
	err = f.found ? view_read(tx, buf_text(&f.text), how, out, &cause) : ERR_NONE;
	if (f.found && err)
		err = unusable(f.found + strlen(PREFIX), &cause, e);
	finding_free(&f);
	return err;
}

enum err view_find(struct session *s, struct tx *tx, const char *name, enum path_names how, struct view *out,
		   bool *shared, struct error *e)
{
	bool own = true;
	enum err err = view_load(s, tx, name, false, how, out, e);

	if (err == ERR_NONE) {
		own = false;
		err = view_load(s, tx, name, true, how, out, e);
	}
	if (shared)
		*shared = !own;
	return err == ERR_NONE ? none_such(s, tx, name, e) : err;
}

/* ---- keeping ---- */

static enum err check_name(const char *name, struct error *e)
{
	size_t n = strlen(name), letters = utf8_valid(name, n) ? utf8_letters(name, n) : 0;
	const char *s = name;

	if (!letters || letters > VIEW_NAME_MAX || text_trim(&s, n) != n || *name == '-')
		return error_set(e, ERR_USAGE,
				 "«%.100s» — не название вида: ожидались слова, не с минуса; предел длины — %d", name,
				 VIEW_NAME_MAX);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7F)
			return error_set(e, ERR_USAGE, "в названии вида есть невидимые знаки");
	return OK;
}

static enum err check_right(const struct session *s, bool shared, struct error *e)
{
	if (!shared || s->role == ROLE_METHODIST)
		return OK;
	return error_set(e, ERR_REFUSED,
			 "Нет права: общие виды — дело методиста, ваша роль — %s. Свой вид сохранить можно",
			 role_title(s->role));
}

struct change {
	struct session *s;
	const char *name;
	const struct view *v; /* NULL: it goes */
	bool shared;	      /* where it is put, or taken from */
	bool from_own;	      /* it is the own one, which goes */
	bool found, *replaced;
	struct error *e;
};

static enum err put_view(struct tx *tx, struct change *c, const char *text)
{
	struct finding f = {.name = c->name};
	struct buf habit = {0};
	enum err err = OK;

	habit_each(tx, owner(c->s, c->shared), look, &f);
	if (!f.found && f.n >= VIEWS_MAX)
		err = error_set(c->e, ERR_REFUSED, "видов уже %zu: удалите ненужные", f.n);
	if (c->replaced)
		*c->replaced = f.found;
	if (!err && f.found) /* its name as it is told now */
		err = habit_write(tx, owner(c->s, c->shared), f.found, NULL);
	buf_addf(&habit, PREFIX "%s", c->name);
	if (!err)
		err = habit_write(tx, owner(c->s, c->shared), habit.s, text);
	buf_free(&habit);
	finding_free(&f);
	return err;
}

static enum err save(struct tx *tx, void *arg)
{
	struct change *c = arg;
	struct buf text = {0};
	enum err err = view_write(tx, c->v, &text, c->e);

	if (!err)
		err = put_view(tx, c, buf_text(&text));
	buf_free(&text);
	return err;
}

/* Out of the place of the own one, or of a shared one; *text (may be NULL) gets it. */
static enum err take_away(struct tx *tx, struct change *c, bool shared, struct buf *text)
{
	struct finding f = {.name = c->name};
	enum err err = ERR_NONE;

	habit_each(tx, owner(c->s, shared), look, &f);
	if (f.found)
		err = habit_write(tx, owner(c->s, shared), f.found, NULL);
	if (!err && text)
		buf_add(text, buf_text(&f.text));
	finding_free(&f);
	return err;
}

static enum err share(struct tx *tx, void *arg)
{
	struct change *c = arg;
	struct view v = {.k = NULL};
	struct buf text = {0};
	enum err err = view_load(c->s, tx, c->name, false, PATH_CODES, &v, c->e);

	view_release(&v); /* what cannot be used is not handed on */
	if (err == ERR_NONE)
		err = error_set(c->e, ERR_NONE, "нет своего вида «%.100s»: общим становится свой", c->name);
	if (!err)
		err = take_away(tx, c, false, &text);
	if (!err)
		err = put_view(tx, c, buf_text(&text));
	buf_free(&text);
	return err;
}

static enum err drop(struct tx *tx, void *arg)
{
	struct change *c = arg;
	enum err err = take_away(tx, c, false, NULL);

	c->shared = err == ERR_NONE;
	if (err == ERR_NONE) {
		err = take_away(tx, c, true, NULL);
		if (!err)
			err = check_right(c->s, true, c->e); /* takes it back */
	}
	return err == ERR_NONE ? none_such(c->s, tx, c->name, c->e) : err;
}

static enum err change(struct change *c, enum err (*fn)(struct tx *tx, void *arg), const char *what)
{
	struct tx_info info = {.user = c->s->user, .from = c->s->from, .action = "view", .note = ""};
	struct buf note = {0};
	enum err err = store_write(c->s->store, &info, fn, c, c->e);

	buf_addf(&note, "«%s» %s", c->name, what);
	if (!err && c->shared)
		err = session_note(c->s, "view", note.s, c->e);
	buf_free(&note);
	return err;
}

enum err view_save(struct session *s, const char *name, const struct view *v, bool shared, bool *replaced,
		   struct error *e)
{
	struct change c = {.s = s, .name = name, .v = v, .shared = shared, .replaced = replaced, .e = e};
	enum err err = check_name(name, e);

	if (!err)
		err = check_right(s, shared, e);
	return err ? err : change(&c, save, "сохранён");
}

enum err view_share(struct session *s, const char *name, bool *replaced, struct error *e)
{
	struct change c = {.s = s, .name = name, .shared = true, .replaced = replaced, .e = e};
	enum err err = check_right(s, true, e);

	return err ? err : change(&c, share, "стал общим");
}

enum err view_delete(struct session *s, const char *name, bool *shared, struct error *e)
{
	struct change c = {.s = s, .name = name, .e = e};
	enum err err = change(&c, drop, "удалён");

	*shared = c.shared;
	return err;
}

/* ---- the unnamed one ---- */

static void usual_name(const struct kind_def *k, struct buf *out)
{
	buf_addf(out, USUAL "%u", k->kind);
}

bool view_usual(struct session *s, const struct kind_def *k, struct view *out)
{
	struct buf name = {0}, text = {0};
	bool is;

	usual_name(k, &name);
	is = habit_get(s, name.s, &text) && !view_read(NULL, buf_text(&text), PATH_WORDS, out, NULL);
	buf_free(&name);
	buf_free(&text);
	return is;
}

void view_keep_usual(struct session *s, const struct view *v)
{
	struct buf name = {0}, text = {0};
	struct view bare = *v;

	bare.where = NULL;
	usual_name(v->k, &name);
	view_write(NULL, &bare, &text, NULL);
	habit_keep(s, name.s, buf_text(&text));
	buf_free(&name);
	buf_free(&text);
}
