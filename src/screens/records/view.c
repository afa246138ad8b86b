/* Views of a list: what it is kept by and begun with, the ones with names, and the one that nobody named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stazh/base/collate.h"
#include "stazh/model/condition.h"
#include "stazh/model/habit.h"

/* ---- the list as a view ---- */

/* What is shown, as a condition: the state and the owner that were chosen too. */
static void add_where(const struct records *s, struct buf *out)
{
	const struct field *state = field_by_id(s->k, s->k->state), *parent = field_by_id(s->k, s->k->parent);
	struct buf all = {0};
	struct path p;

	if (s->condition.n)
		buf_addf(&all, s->state || s->parent ? "(%s)" : "%s", s->condition.s);
	if (s->state) {
		p = path_to(state);
		buf_add(&all, all.n ? " и " : "");
		path_add_name(&p, PATH_WORDS, &all);
		buf_add(&all, " = ");
		condition_add_quoted(s->state, false, &all);
	}
	if (s->parent) {
		p = path_to(parent);
		buf_add(&all, all.n ? " и " : "");
		path_add_name(&p, PATH_WORDS, &all);
		buf_addf(&all, " = %u", s->parent);
	}
	buf_add(out, buf_text(&all));
	buf_free(&all);
}

/* Points into s; where: the condition, or NULL. */
static struct view view_of(const struct records *s, char *where)
{
	struct view v = {.k = s->k,
			 .where = where,
			 .orders_n = s->orders_n,
			 .group = s->group,
			 .by_year = s->by_year,
			 .archived = s->archived,
			 .descending = s->descending};

	v.columns_n = s->own_columns ? s->columns_n : 0;
	memcpy(v.columns, s->paths, v.columns_n * sizeof(*v.columns));
	memcpy(v.orders, s->orders, sizeof(v.orders));
	return v;
}

static void forget_name(struct records *s)
{
	free(s->view);
	s->view = NULL;
	s->altered = false;
}

static void arrange(struct records *s, const struct view *v)
{
	if (!path_same(&s->group, &v->group))
		records_lay_free(s);
	records_set_columns(s, v->columns, v->columns_n);
	memcpy(s->orders, v->orders, sizeof(s->orders));
	s->orders_n = v->orders_n;
	s->group = v->group;
	s->descending = v->descending;
	records_set_group(s);
}

static void use_view(struct records *s, const struct view *v, const char *name)
{
	arrange(s, v);
	s->state = NULL;
	s->parent = 0;
	s->by_year = v->by_year && s->k->in_year;
	s->archived = v->archived;
	buf_clear(&s->condition);
	buf_add(&s->condition, v->where);
	forget_name(s);
	s->view = mem_strdup(name);
	s->by_view = true;
}

/* ---- the one that nobody named ---- */

void records_changed(struct app *app, struct records *s)
{
	s->altered = s->view != NULL;
	app_reload(app);
}

void records_rearranged(struct app *app, struct records *s)
{
	struct view v = view_of(s, NULL);

	records_set_group(s);
	if (!s->by_view)
		view_keep_usual(app->session, &v);
	records_changed(app, s);
}

static struct view plain_view(const struct records *s)
{
	return (struct view){.k = s->k, .where = (char *)"", .descending = kind_more(s->k)->newest_first};
}

bool records_is_plain(const struct records *s)
{
	return !s->view && !s->condition.n && !s->state && !s->parent && !s->archived && !s->orders_n && !s->group.n &&
	       !s->own_columns && s->descending == kind_more(s->k)->newest_first &&
	       s->by_year == (s->k->in_year != NULL);
}

void records_plain(struct app *app, struct records *s)
{
	struct view v = plain_view(s);

	v.by_year = true;
	use_view(s, &v, "");
	forget_name(s);
	s->by_view = false;
	v.by_year = false;
	view_keep_usual(app->session, &v);
	app_reload(app);
}

/* What an older program kept of it: «-surname», and the names of columns besides the first two and the state. */
static void use_former(struct app *app, struct records *s)
{
	struct buf name = {0}, order = {0}, columns = {0};
	struct path paths[LIST_COLUMNS_MAX];
	size_t n = 0, fixed = 0;

	buf_addf(&name, "order.%s", s->k->name);
	if (habit_get(app->session, name.s, &order)) {
		s->descending = *order.s == '-';
		if (order.s[s->descending] && !orders_parse(s->k, order.s, s->orders, &s->orders_n, NULL) &&
		    s->orders_n == 1)
			s->descending = kind_more(s->k)->newest_first;
	}
	buf_clear(&name);
	buf_addf(&name, "columns.%s", s->k->name);
	if (habit_get(app->session, name.s, &columns)) {
		for (size_t i = 0; i < s->k->n && n < LIST_COLUMNS_MAX; i++) {
			const struct field *f = &s->k->fields[i];
			bool stays = f->flags & FF_COLUMN && (fixed++ < 2 || f->id == s->k->state);
			const char *at = strstr(columns.s, f->name);
			size_t len = strlen(f->name);

			while (at && !((at == columns.s || at[-1] == ' ') && (at[len] == ' ' || !at[len])))
				at = strstr(at + 1, f->name);
			if (stays || at)
				paths[n++] = path_to(f);
		}
		records_set_columns(s, paths, n);
	}
	buf_free(&name);
	buf_free(&order);
	buf_free(&columns);
}

/* ---- those with names ---- */

static bool show_view(struct app *app, struct records *s, const char *name, struct error *e)
{
	struct tx *tx = tx_read(app->session->store, e);
	struct view v;
	enum err err = tx ? view_find(app->session, tx, name, PATH_WORDS, &v, NULL, e) : ERR_STORAGE;

	tx_end(&tx);
	if (!err && v.k != s->k) {
		view_release(&v);
		err = error_set(e, ERR_NONE, "нет вида «%.100s»", name);
	}
	if (err)
		return false;
	use_view(s, &v, name);
	view_release(&v);
	return true;
}

static void start_name(const struct records *s, struct buf *out)
{
	buf_addf(out, "start.%u", (unsigned)s->k->kind);
}

static bool starts_with(struct app *app, const struct records *s, struct buf *view)
{
	struct buf name = {0};
	bool is;

	start_name(s, &name);
	is = habit_get(app->session, name.s, view) && view->n;
	buf_free(&name);
	return is;
}

void records_begin(struct app *app, struct records *s)
{
	struct view v;

	if (view_usual(app->session, s->k, &v)) {
		arrange(s, &v);
		view_release(&v);
	} else {
		use_former(app, s);
	}
}

void records_start(struct app *app, struct records *s)
{
	struct buf start = {0};
	struct error e = {.code = OK};

	if (starts_with(app, s, &start) && !show_view(app, s, start.s, &e))
		app_say(app, LOOK_ERROR, "%s", e.text);
	buf_free(&start);
}

/* ---- choosing one ---- */

#define SHOWN_MAX (2 * VIEWS_MAX)

struct views {
	struct records *s;
	size_t at[SHOWN_MAX]; /* where each name begins */
	char names[];
};

/* How many records it shows; SIZE_MAX: why not stands in e. */
static size_t count_of(struct app *app, struct tx *tx, const struct view_name *named, struct error *e)
{
	struct view v;
	uint32_t *ids = NULL;
	size_t n = SIZE_MAX;

	if (view_load(app->session, tx, named->name, named->shared, PATH_CODES, &v, e))
		return n;
	struct query q = {.kind = v.k->kind,
			  .asked = (const char *const *)&v.where,
			  .asked_n = *v.where != '\0',
			  .year = v.by_year && v.k->in_year ? app->year : 0,
			  .archived = v.archived};

	if (query_run(tx, &q, &ids, &n, e))
		n = SIZE_MAX;
	free(ids);
	view_release(&v);
	return n;
}

static void view_chosen(struct app *app, int index, void *arg)
{
	const struct views *l = arg;
	struct error e = {.code = OK};

	if (!index)
		records_plain(app, l->s);
	else if (index > 0 && !show_view(app, l->s, l->names + l->at[index - 1], &e))
		dialog_error(app, &e);
	else if (index > 0)
		app_reload(app);
}

static struct views *views_of(struct records *s, const struct view_name *list, size_t n)
{
	struct buf names = {0};
	struct views *l;

	for (size_t i = 0; i < n; i++)
		buf_addn(&names, list[i].name, strlen(list[i].name) + 1);
	l = mem_alloc(sizeof(*l) + names.n + 1);
	l->s = s;
	memcpy(l->names, buf_text(&names), names.n);
	for (size_t i = 0, at = 0; i < n; at += strlen(list[i].name) + 1, i++)
		l->at[i] = at;
	buf_free(&names);
	return l;
}

void records_views(struct app *app, struct records *s)
{
	struct menu_item items[SHOWN_MAX + 1] = {{.text = "Обычный список"}};
	struct view_name *list;
	struct error *why;
	struct buf *keys;
	struct tx *tx = screen_read(app);
	struct views *l;
	size_t n;

	if (!tx)
		return;
	n = views_list(app->session, tx, s->k, &list);
	n = n < SHOWN_MAX ? n : SHOWN_MAX;
	why = mem_alloc((n + 1) * sizeof(*why));
	keys = mem_alloc((n + 1) * sizeof(*keys));
	for (size_t i = 0; i < n; i++) {
		size_t shown = count_of(app, tx, &list[i], &why[i]);

		buf_addf(&keys[i], "%s%zu", list[i].shared ? "общий · " : "", shown);
		items[i + 1] = (struct menu_item){.text = list[i].name,
						  .key = shown == SIZE_MAX ? NULL : keys[i].s,
						  .why = shown == SIZE_MAX ? why[i].text : NULL};
	}
	tx_end(&tx);
	dialog_menu(app, "Виды списка", n ? "справа — сколько записей" : "сохранить — F6", items, n + 1, n > 0,
		    view_chosen, l = views_of(s, list, n));
	screen_own(app, l);
	for (size_t i = 0; i < n; i++)
		buf_free(&keys[i]);
	views_free(list, n);
	free(keys);
	free(why);
}

/* ---- keeping one ---- */

static bool save(struct app *app, struct records *s, const char *name, bool shared, bool *replaced, struct error *e)
{
	struct buf where = {0};
	struct view v;
	enum err err;

	add_where(s, &where);
	v = view_of(s, where.n ? where.s : NULL);
	err = view_save(app->session, name, &v, shared, replaced, e);
	buf_free(&where);
	return !err;
}

static void ask_name(struct app *app, struct records *s, const char *text);

/* Is there an own or a shared one of that name, be it unusable? */
static bool is_kept(struct app *app, const char *name, bool shared)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct view v = {.k = NULL};
	bool is = tx && view_load(app->session, tx, name, shared, PATH_CODES, &v, NULL) != ERR_NONE;

	tx_end(&tx);
	view_release(&v);
	return is;
}

static void save_as(struct app *app, struct records *s, const char *name)
{
	struct error e = {.code = OK};
	bool replaced = false;

	if (!save(app, s, name, false, &replaced, &e)) {
		ask_name(app, s, name);
		dialog_error(app, &e);
		return;
	}
	if (show_view(app, s, name, &e))
		app_reload(app);
	app_say(app, LOOK_GOOD,
		replaced		   ? "Заменён вид «%s»: F6 — Виды"
		: is_kept(app, name, true) ? "Сохранён свой вид «%s», общий остался прежним"
					   : "Сохранён вид «%s»: F6 — Виды",
		name);
}

struct naming {
	struct records *s;
	char name[];
};

static void replace_answered(struct app *app, bool yes, void *arg)
{
	const struct naming *n = arg;

	if (yes)
		save_as(app, n->s, n->name);
	else
		ask_name(app, n->s, n->name);
}

static void name_entered(struct app *app, const char *text, void *arg)
{
	struct naming *n;
	struct buf told = {0};
	size_t len;

	if (!text)
		return;
	len = text_trim(&text, strlen(text));
	n = mem_alloc(sizeof(*n) + len + 1);
	n->s = arg;
	memcpy(n->name, text, len);
	n->name[len] = 0;
	if (is_kept(app, n->name, false)) {
		buf_addf(&told, "Свой вид «%s» уже есть: он станет таким, как список сейчас.", n->name);
		dialog_confirm(app, "Заменить вид?", told.s, "Заменить", replace_answered, n);
		screen_own(app, n);
		buf_free(&told);
		return;
	}
	save_as(app, arg, n->name);
	free(n);
}

static void ask_name(struct app *app, struct records *s, const char *text)
{
	dialog_prompt(app, "Как назвать этот вид, например: Без отчёта", text, 4 * VIEW_NAME_MAX, name_entered, s);
}

void records_save_view(struct app *app, struct records *s)
{
	ask_name(app, s, s->view ? s->view : "");
}

/* ---- the one that is shown ---- */

enum { THIS_SHARE, THIS_START, THIS_DELETE };

static void share(struct app *app, struct records *s)
{
	struct error e = {.code = OK};

	if (view_share(app->session, s->view, NULL, &e))
		dialog_error(app, &e);
	else
		app_say(app, LOOK_GOOD, "Вид «%s» теперь видят все", s->view);
}

static void start_by(struct app *app, struct records *s, bool it)
{
	struct buf name = {0};

	start_name(s, &name);
	habit_keep(app->session, name.s, it ? s->view : "");
	app_say(app, LOOK_GOOD,
		it ? "Раздел теперь открывается видом «%s»" : "Раздел теперь открывается обычным списком", s->view);
	buf_free(&name);
}

static bool starts_with_this(struct app *app, const struct records *s)
{
	struct buf start = {0};
	bool is = starts_with(app, s, &start) && name_same(start.s, s->view);

	buf_free(&start);
	return is;
}

static void delete_confirmed(struct app *app, bool yes, void *arg)
{
	struct records *s = arg;
	struct error e = {.code = OK};
	bool shared;

	if (!yes)
		return;
	if (starts_with_this(app, s))
		start_by(app, s, false);
	if (view_delete(app->session, s->view, &shared, &e)) {
		dialog_error(app, &e);
		return;
	}
	app_say(app, LOOK_GOOD, "Удалён %s вид «%s»", shared ? "общий" : "свой", s->view);
	forget_name(s);
	app_reload(app);
}

static void this_chosen(struct app *app, int index, void *arg)
{
	struct records *s = arg;
	struct buf text = {0};

	if (index == THIS_SHARE)
		share(app, s);
	else if (index == THIS_START)
		start_by(app, s, !starts_with_this(app, s));
	if (index != THIS_DELETE)
		return;
	buf_addf(&text, "Вид «%s» исчезнет из списка видов; записей это не касается.", s->view);
	dialog_confirm(app, "Удалить вид?", text.s, "Удалить", delete_confirmed, s);
	buf_free(&text);
}

void records_this_view(struct app *app, struct records *s)
{
	bool methodist = app->session->role == ROLE_METHODIST, shared = false;
	struct tx *tx = screen_read(app);
	struct menu_item items[3] = {{.text = NULL}};
	struct buf title = {0};
	struct view v;

	if (tx && !view_find(app->session, tx, s->view, PATH_CODES, &v, &shared, NULL))
		view_release(&v);
	tx_end(&tx);
	items[THIS_SHARE] = (struct menu_item){.text = "Сделать общим",
					       .why = shared	   ? "он и так общий"
						      : !methodist ? "общими виды делает методист"
						      : s->altered ? "он изменён: сначала сохраните"
								   : NULL};
	items[THIS_START] = (struct menu_item){.text = starts_with_this(app, s) ? "Открывать раздел обычным списком"
										: "Открывать раздел этим видом",
					       .why = s->row ? NULL : "этот список — не раздел"};
	items[THIS_DELETE] = (struct menu_item){.text = "Удалить вид…",
						.why = shared && !methodist ? "общие виды удаляет методист" : NULL};
	buf_addf(&title, "Вид «%s»%s", s->view, shared ? ", общий" : "");
	dialog_menu(app, title.s, NULL, items, 3, 0, this_chosen, s);
	buf_free(&title);
}
