/* Which columns a list of records has: those of the kind, or others that were chosen. */
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stazh/model/access.h"

#define CHOICES 40

/* The first two columns and the state stay on the narrowest screen; the last ones go first. */
static void add_column(struct records *s, const struct path *p, bool first)
{
	const struct field *f = path_end(p);
	bool of_kind = p->n == 1 && f->flags & FF_COLUMN, wide = (f->width > 16 || !of_kind) && f->id != s->k->state;
	int narrow = f->width ? f->width : 6;

	s->paths[s->columns_n] = *p;
	s->columns[s->columns_n] = (struct list_column){.min = wide && !(f->flags & FF_SPARE) ? 12 : narrow,
							.want = f->width ? f->width : 10,
							.grow = wide,
							.drop = first || f->id == s->k->state ? 0 : (int)s->columns_n,
							.right = f->type->right,
							.date = f->type->datum == DATUM_DATE,
							.chosen = !of_kind};
	s->columns_n++;
}

/* Each by its field; two of one title by their whole paths. */
static void name_columns(struct records *s)
{
	for (size_t i = 0; i < s->columns_n; i++) {
		const char *title = path_end(&s->paths[i])->title;
		struct buf name = {0};
		size_t same = 0;

		for (size_t j = 0; j < s->columns_n; j++)
			same += !strcmp(path_end(&s->paths[j])->title, title);
		path_add_name(&s->paths[i], PATH_TITLE, &name);
		s->titles[i] = same > 1 ? buf_take(&name) : mem_strdup(title);
		s->columns[i].title = s->titles[i];
		buf_free(&name);
	}
}

void records_set_columns(struct records *s, const struct path *paths, size_t n)
{
	struct path chosen[LIST_COLUMNS_MAX];
	size_t fixed = 0;

	if (n) /* they may be those that are replaced */
		memcpy(chosen, paths, n * sizeof(*chosen));
	for (size_t i = 0; i < s->columns_n; i++)
		free(s->titles[i]);
	s->columns_n = 0;
	for (size_t i = 0; i < n; i++)
		add_column(s, &chosen[i], i < 2);
	for (size_t i = 0; !n && i < s->k->n && s->columns_n < LIST_COLUMNS_MAX; i++) {
		const struct field *f = &s->k->fields[i];
		struct path own = path_to(f);

		if (f->flags & FF_COLUMN)
			add_column(s, &own, fixed++ < 2);
	}
	name_columns(s);
	s->own_columns = n;
	s->list.columns_n = s->columns_n;
	s->list.settled = false;
}

/* ---- choosing ---- */

static void menu(struct app *app, struct records *s, size_t at);

static void use(struct app *app, struct records *s, const struct path *paths, size_t n, size_t at)
{
	records_set_columns(s, paths, n);
	records_rearranged(app, s);
	menu(app, s, at);
}

struct moving {
	struct records *s;
	size_t at;
};

enum { MOVE_LEFT, MOVE_RIGHT, MOVE_AWAY };

static void moved(struct app *app, int index, void *arg)
{
	const struct moving *m = arg;
	struct records *s = m->s;
	size_t at = m->at, to = index == MOVE_LEFT ? at - 1 : at + 1;
	struct path swap = s->paths[at];

	if (index < 0) {
		menu(app, s, at);
		return;
	}
	if (index == MOVE_AWAY) {
		memmove(s->paths + at, s->paths + at + 1, (s->columns_n - at - 1) * sizeof(swap));
		free(s->titles[--s->columns_n]);
		use(app, s, s->paths, s->columns_n, at);
		return;
	}
	s->paths[at] = s->paths[to];
	s->paths[to] = swap;
	use(app, s, s->paths, s->columns_n, to);
}

static void move(struct app *app, struct records *s, size_t at)
{
	struct moving *m = mem_alloc(sizeof(*m));
	const struct menu_item items[] = {
		[MOVE_LEFT] = {.text = "Левее", .why = at ? NULL : "он первый"},
		[MOVE_RIGHT] = {.text = "Правее", .why = at + 1 < s->columns_n ? NULL : "он последний"},
		[MOVE_AWAY] = {.text = "Убрать", .why = s->columns_n > 1 ? NULL : "он один"},
	};

	*m = (struct moving){s, at};
	dialog_menu(app, s->titles[at], NULL, items, 3, at ? MOVE_LEFT : MOVE_RIGHT, moved, m);
	screen_own(app, m);
}

static void added(struct app *app, struct records *s, const struct path *p)
{
	for (size_t i = 0; i < s->columns_n; i++)
		if (path_same(&s->paths[i], p)) {
			menu(app, s, i);
			return;
		}
	s->paths[s->columns_n] = *p;
	s->titles[s->columns_n] = NULL;
	use(app, s, s->paths, s->columns_n + 1, s->columns_n);
}

/* Its own fields that can be shown: no texts of several lines, nothing of the program's own. */
static size_t choices(const struct records *s, const struct field **out)
{
	size_t n = 0;

	for (size_t i = 0; i < s->k->n && n < CHOICES; i++) {
		const struct field *f = &s->k->fields[i];

		if (!(f->flags & FF_HIDDEN) && f->type->editor != EDITOR_LINES && !access_ask(s->app->session, f, NULL))
			out[n++] = f;
	}
	return n;
}

static size_t column_of(const struct records *s, const struct field *f)
{
	size_t i = 0;

	while (i < s->columns_n && (s->paths[i].n > 1 || s->paths[i].since || s->paths[i].field[0] != f))
		i++;
	return i;
}

/* Those that were there stay in their order, new ones follow. */
static void ticked(struct app *app, const bool *marked, size_t n, void *arg)
{
	struct records *s = arg;
	const struct field *fields[CHOICES];
	struct path paths[LIST_COLUMNS_MAX];
	bool gone[LIST_COLUMNS_MAX] = {false};
	size_t count = 0;

	if (!marked) {
		menu(app, s, 0);
		return;
	}
	choices(s, fields);
	for (size_t i = 0; i < n; i++)
		if (!marked[i] && column_of(s, fields[i]) < s->columns_n)
			gone[column_of(s, fields[i])] = true;
	for (size_t i = 0; i < s->columns_n; i++)
		if (!gone[i])
			paths[count++] = s->paths[i];
	for (size_t i = 0; i < n && count < LIST_COLUMNS_MAX; i++)
		if (marked[i] && column_of(s, fields[i]) == s->columns_n)
			paths[count++] = path_to(fields[i]);
	if (count)
		use(app, s, paths, count, 0);
	else
		dialog_message(app, "Столбцы", "Хотя бы один столбец остаётся.");
}

static void tick(struct app *app, struct records *s)
{
	const struct field *fields[CHOICES];
	struct menu_item items[CHOICES] = {{.text = NULL}};
	size_t n = choices(s, fields);

	for (size_t i = 0; i < n; i++)
		items[i] =
			(struct menu_item){.text = fields[i]->title, .marked = column_of(s, fields[i]) < s->columns_n};
	dialog_check(app, "Какие столбцы показать", items, n, ticked, s);
}

static void chosen(struct app *app, int index, void *arg)
{
	struct records *s = arg;
	size_t n = s->columns_n;

	if (index < 0)
		return;
	if ((size_t)index < n)
		move(app, s, (size_t)index);
	else if ((size_t)index == n)
		tick(app, s);
	else if ((size_t)index == n + 1)
		records_choose_path(app, s, "Какой столбец добавить", added);
	else
		use(app, s, NULL, 0, 0);
}

static void menu(struct app *app, struct records *s, size_t at)
{
	struct menu_item items[LIST_COLUMNS_MAX + 3] = {{.text = NULL}};
	struct buf names[LIST_COLUMNS_MAX] = {{.s = NULL}};
	size_t n = 0;

	for (; n < s->columns_n; n++) {
		path_add_name(&s->paths[n], PATH_TITLE, &names[n]);
		items[n].text = names[n].s;
	}
	items[n++].text = "Выбрать поля…";
	items[n++] =
		(struct menu_item){.text = "Добавить через ссылку…",
				   .why = s->columns_n < LIST_COLUMNS_MAX ? NULL : "столбцов больше не поместится"};
	items[n++] = (struct menu_item){.text = "Как обычно", .why = s->own_columns ? NULL : "так и есть"};
	dialog_menu(app, "Столбцы", "Enter на столбце — передвинуть, убрать", items, n, at < n ? at : 0, chosen, s);
	for (size_t i = 0; i < s->columns_n; i++)
		buf_free(&names[i]);
}

void records_choose_columns(struct app *app, struct records *s)
{
	menu(app, s, s->columns_n); /* to choose is what most want */
}
