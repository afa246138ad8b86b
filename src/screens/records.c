/* Lists of records of one kind: sites, orders, reports, people, organisations. Made of the field table. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/access.h"

struct records {
	struct screen base;
	struct list list;
	struct app *app;
	const struct kind_def *k;
	char *title;
	struct list_column columns[LIST_COLUMNS_MAX];
	const struct field *fields[LIST_COLUMNS_MAX];
	size_t columns_n;
	uint32_t *ids;
	const struct field *sort; /* NULL: the kind's own order */
	const char *state;	  /* only those in it; NULL: all */
	uint32_t parent;	  /* only those that belong to it; 0: all */
	bool archived, by_year, descending;
	struct buf empty;
	struct card *beside;
	void (*picked)(struct app *app, uint32_t id, void *arg);
	void *picked_arg;
	bool noted; /* in the journal: who read the list */
	bool many;  /* several may be picked: */
	uint32_t *marked;
	size_t marked_n, marked_cap;
};

/* What an empty list says: that there is nothing at all, or only nothing of this year. */
static void say_empty(struct records *s, struct tx *tx)
{
	buf_clear(&s->empty);
	if (record_count(tx, s->k->kind) && s->by_year) {
		buf_add(&s->empty, "За ");
		school_year_add(&s->empty, s->app->year);
		buf_add(&s->empty, " здесь пусто. F6 — показать и другие годы, F9 — сменить год.");
	} else if (record_count(tx, s->k->kind)) {
		buf_add(&s->empty, "Таких записей нет. F6 — показать другие.");
	} else {
		buf_add(&s->empty, "Пока пусто.");
		if (!kind_more(s->k)->no_add && !access_could(s->app->session, s->k->kind, "add", NULL))
			buf_addf(&s->empty, " F7 — завести %s.", s->k->accusative);
	}
	s->list.empty = s->empty.s;
}

static uint64_t key(void *arg, size_t n)
{
	return ((const struct records *)arg)->ids[n];
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct records *s = arg;
	const struct condition state = {field_by_id(s->k, s->k->state), s->state};
	struct query q = {.kind = s->k->kind,
			  .where = &state,
			  .n = s->state != NULL,
			  .year = s->by_year ? s->app->year : 0,
			  .sort = s->sort,
			  .descending = s->descending,
			  .archived = s->archived,
			  .text = text};
	const struct field *parent = s->parent ? field_by_id(s->k, s->k->parent) : NULL;
	size_t n = 0;
	enum err err;

	if (parent) {
		q.of_kind = parent->ref;
		q.of_id = s->parent;
		q.of_field = parent->id;
	}
	free(s->ids);
	s->ids = NULL;
	err = query_run(tx, &q, &s->ids, &n, e);
	say_empty(s, tx);
	list_set_count(&s->list, n);
	return err;
}

static enum err note(void *arg, struct error *e)
{
	struct records *s = arg;
	enum err err = OK;

	if (!s->noted && !s->picked) {
		err = reading(s->app, (struct subject){s->k->kind, 0}, "list", s->list.count, e);
		s->noted = !err;
	}
	if (err) {
		buf_clear(&s->empty);
		buf_add(&s->empty, e->text);
		s->list.empty = s->empty.s;
	}
	return err;
}

/* Its place among the marked ones; marked_n: it is not. */
static size_t marked_at(const struct records *s, uint32_t id)
{
	size_t i = 0;

	while (i < s->marked_n && s->marked[i] != id)
		i++;
	return i;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct records *s = arg;
	struct record r = {.kind = 0};

	if (s->many)
		buf_addf(&out->cell[0], "%s ", marked_at(s, s->ids[n]) < s->marked_n ? glyph(GLYPH_CHECKED) : " ");

	if (!tx || record_load(tx, s->k->kind, s->ids[n], &r)) {
		buf_addf(&out->cell[0], "№ %u", s->ids[n]);
		record_release(&r);
		return;
	}
	for (size_t i = 0; i < s->columns_n; i++) {
		field_add(tx, s->fields[i], &r, STYLE_PEOPLE, &out->cell[i]);
		if (record_bool(&r, REC_ARCHIVED))
			out->look[i] = LOOK_DIM;
	}
	record_release(&r);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct records *s = (struct records *)screen;
	struct area right = card_beside(&a);

	if (s->list.count)
		card_show_beside(app, &s->beside, s->k->kind, s->ids[s->list.selected], right);
	list_draw(app, &s->list, a, true);
}

static void status(struct screen *screen, struct buf *out)
{
	const struct records *s = (const struct records *)screen;

	if (s->state)
		buf_addf(out, "%s · ", s->state);
	if (s->archived)
		buf_add(out, "с архивом · ");
	if (s->list.search.n)
		buf_addf(out, "поиск: %s · ", s->list.search.s);
	if (s->list.count)
		buf_addf(out, "%zu из %zu", s->list.selected + 1, s->list.count);
	else if (out->n)
		out->s[out->n -= strlen(" · ")] = 0;
}

static void title(struct screen *screen, struct buf *out)
{
	buf_add(out, ((const struct records *)screen)->title);
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct records *s = (const struct records *)screen;

	if (!s->picked && (s->state || s->archived || s->parent || (s->k->in_year && !s->by_year))) {
		buf_addf(out, "Показаны: %s%s%s", s->state ? s->state : "все состояния",
			 s->k->in_year && !s->by_year ? ", все годы" : "", s->archived ? ", с архивом" : "");
		if (s->parent)
			buf_addf(out, ", по полю «%s»", field_by_id(s->k, s->k->parent)->title);
		buf_add(out, ". F6 — изменить");
	}
	if (s->many)
		buf_addf(out, "%s — отметить (отмечено %zu), Enter — взять, буквы — поиск, F7 — завести",
			 s->list.typing && s->list.search.n ? "Ins" : "Пробел", s->marked_n);
	else if (s->picked)
		buf_add(out, "Enter — выбрать, буквы — поиск, F7 — завести, Esc — не выбирать");
}

/* ---- filter and order ---- */

enum { FILTER_YEAR, FILTER_ARCHIVED, FILTER_ORDER, FILTER_PARENT, FILTER_STATE };

static void parent_picked(struct app *app, uint32_t id, void *arg)
{
	struct records *s = *(struct records **)arg;

	s->parent = id;
	app_reload(app);
}

/* Of one site, of one group: chosen, or all again. */
static void filter_by_parent(struct app *app, struct records *s)
{
	const struct field *parent = field_by_id(s->k, s->k->parent);
	struct records **arg;

	if (s->parent) {
		s->parent = 0;
		app_reload(app);
		return;
	}
	arg = mem_alloc(sizeof(*arg));
	*arg = s;
	records_pick(app, parent->ref, parent->title, "", false, parent_picked, arg);
}

static void filter_chosen(struct app *app, int index, void *arg)
{
	struct records *s = arg;
	int states = 0;

	for (const char *const *p = s->k->cycle ? s->k->cycle->states : NULL; p && *p; p++)
		states++;
	if (index < 0)
		return;
	if (index == FILTER_YEAR)
		s->by_year = !s->by_year;
	else if (index == FILTER_ARCHIVED)
		s->archived = !s->archived;
	else if (index == FILTER_ORDER)
		s->descending = !s->descending;
	else if (index == FILTER_PARENT)
		filter_by_parent(app, s);
	else if (index == FILTER_STATE + states)
		s->state = NULL;
	else
		s->state = s->k->cycle->states[index - FILTER_STATE];
	app_reload(app);
}

static enum next choose_filter(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	struct menu_item items[20] = {
		[FILTER_YEAR] = {.text = "Только этот учебный год",
				 .marked = s->by_year,
				 .why = s->k->in_year ? NULL : "не зависит от года"},
		[FILTER_ARCHIVED] = {.text = s->archived ? "Спрятать архив" : "Показать и архив"},
		[FILTER_ORDER] = {.text = "Обратный порядок"},
		[FILTER_PARENT] = {.text = "Что чему принадлежит",
				   .why = s->k->parent ? NULL : "ничему не принадлежат"},
	};
	struct buf one = {0};
	size_t n = FILTER_STATE;

	if (s->k->parent && s->parent)
		buf_addf(&one, "%s: показать всё", field_by_id(s->k, s->k->parent)->title);
	else if (s->k->parent)
		buf_addf(&one, "%s: выбрать…", field_by_id(s->k, s->k->parent)->title);
	if (one.n)
		items[FILTER_PARENT].text = one.s;
	if (s->by_year)
		items[FILTER_YEAR].text = "Все учебные годы";
	for (const char *const *p = s->k->cycle ? s->k->cycle->states : NULL; p && *p && n < 19; p++)
		items[n++] = (struct menu_item){.text = *p, .key = s->state == *p ? "•" : NULL};
	if (n > FILTER_STATE)
		items[n++] = (struct menu_item){.text = "любое состояние", .key = s->state ? NULL : "•"};
	dialog_menu(app, "Какие записи показать", NULL, items, n, 0, filter_chosen, s);
	buf_free(&one);
	return SCREEN_DONE;
}

static void sort_chosen(struct app *app, int index, void *arg)
{
	struct records *s = arg;

	if (index < 0)
		return;
	s->sort = index ? s->fields[index - 1] : NULL;
	app_reload(app);
}

static enum next choose_sort(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	struct menu_item items[LIST_COLUMNS_MAX + 1] = {{.text = "как обычно"}};

	for (size_t i = 0; i < s->columns_n; i++)
		items[i + 1].text = s->fields[i]->title;
	dialog_menu(app, "Порядок строк", NULL, items, s->columns_n + 1, 0, sort_chosen, s);
	return SCREEN_DONE;
}

/* ---- doing ---- */

static struct subject subject(const struct screen *screen)
{
	const struct records *s = (const struct records *)screen;

	return (struct subject){s->k->kind, s->list.count ? s->ids[s->list.selected] : 0};
}

static enum next add(struct app *app, struct screen *screen)
{
	edit_new(app, ((const struct records *)screen)->k->kind, (struct subject){0, 0}, 0);
	return SCREEN_DONE;
}

static enum next import(struct app *app, struct screen *screen)
{
	const struct records *s = (const struct records *)screen;

	import_open(app, s->k->kind,
		    s->parent ? (struct subject){field_by_id(s->k, s->k->parent)->ref, s->parent}
			      : (struct subject){0, 0});
	return SCREEN_DONE;
}

static enum next archived(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;

	(void)app;
	s->archived = !s->archived;
	return SCREEN_RELOAD;
}

static enum next summary(struct app *app, struct screen *screen)
{
	(void)screen;
	summary_open(app);
	return SCREEN_DONE;
}

/* What only some kinds have. */
static enum err may_mark(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct records *s = (const struct records *)screen;

	return kind_more(s->k)->done && s->k->kind != KIND_EVENT ? here_may(app, screen, a, e) : ERR_NONE;
}

static enum err may_attend(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct records *)screen)->k->kind == KIND_EVENT ? OK : ERR_NONE;
}

static enum err may_print(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return print_can(((const struct records *)screen)->k->kind) ? OK : ERR_NONE;
}

static enum err may_summary(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct records *)screen)->k->kind == KIND_REPORT ? OK : ERR_NONE;
}

/* ---- choosing ---- */

static enum next pick(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	void (*picked)(struct app *, uint32_t, void *) = s->picked;
	uint32_t id = subject(screen).id;

	if (!id)
		return SCREEN_PASS;
	screen_close(app, screen); /* lives until the event is dealt with */
	for (size_t i = 0; i < s->marked_n; i++)
		picked(app, s->marked[i], s->picked_arg);
	if (!s->marked_n)
		picked(app, id, s->picked_arg);
	return SCREEN_DONE;
}

static enum next mark(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	uint32_t id = subject(screen).id;
	size_t at = marked_at(s, id);

	(void)app;
	if (!id)
		return SCREEN_PASS;
	if (at < s->marked_n) {
		s->marked[at] = s->marked[--s->marked_n];
	} else {
		s->marked = mem_grow(s->marked, s->marked_n, &s->marked_cap, sizeof(*s->marked));
		s->marked[s->marked_n++] = id;
	}
	list_select(&s->list, s->list.selected + 1);
	return SCREEN_DONE;
}

static enum err may_many(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct records *)screen)->many ? OK : ERR_NONE;
}

/* ---- the screens ---- */

static bool shows(const struct screen *screen, unsigned kind, uint32_t id)
{
	const struct records *s = (const struct records *)screen;

	for (size_t i = s->list.first;
	     kind == (unsigned)s->k->kind && i < s->list.count && i < s->list.first + (size_t)s->list.page; i++)
		if (s->ids[i] == id)
			return true;
	return false;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct records *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;

	card_free_beside(app, &s->beside);
	list_release(&s->list);
	free(s->ids);
	free(s->title);
	free(s->picked_arg);
	free(s->marked);
	buf_free(&s->empty);
	free(s);
}

/* Новая площадка, новый отчёт, новое занятие: «заведена», «заведён», «назначено». */
static const char *label(const struct screen *screen, enum action a)
{
	const char *created = ((const struct records *)screen)->k->created;
	size_t n = strlen(created), vowel = strlen("а");

	if (a != ACT_NEW || n < vowel)
		return NULL;
	return !strcmp(created + n - vowel, "а") ? "Новая" : !strcmp(created + n - vowel, "о") ? "Новое" : "Новый";
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .run = here_actions},
	{.action = ACT_OPEN, .run = here_open},
	{.action = ACT_EDIT, .may = here_may, .run = here_edit},
	{.action = ACT_COPY, .may = here_may, .run = here_copy},
	{.action = ACT_FILTER, .run = choose_filter},
	{.action = ACT_NEW, .may = here_may, .run = add},
	{.action = ACT_DELETE, .may = here_may, .run = here_delete},
	{.action = ACT_MARK, .title = "Отметить сделанным", .may = may_mark, .run = here_mark},
	{.action = ACT_PRINT, .may = may_print, .run = here_print},
	{.action = ACT_MARK, .title = "Отметить, кто был", .may = may_attend, .run = here_mark},
	{.action = ACT_SUMMARY, .may = may_summary, .run = summary},
	{.action = ACT_SEARCH, .run = list_search},
	{.action = ACT_SORT, .run = choose_sort},
	{.action = ACT_ARCHIVED, .run = archived},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_IMPORT, .may = here_may, .run = import},
	{.action = ACT_NONE},
};

static const struct screen_action pick_actions[] = {
	{.action = ACT_OPEN, .label = "Взять", .title = "Взять отмеченных", .may = may_many, .run = pick},
	{.action = ACT_OPEN, .label = "Выбор", .title = "Выбрать", .run = pick},
	{.action = ACT_NEW, .may = here_may, .run = add},
	{.action = ACT_SEARCH, .run = list_search},
	{.action = ACT_MARK, .may = may_many, .run = mark},
	{.action = ACT_NONE},
};

#define RECORDS_OPS(what, its_actions)                                                                                 \
	static const struct screen_ops what = {.context = IN_LIST,                                                     \
					       .actions = its_actions,                                                 \
					       .label = label,                                                         \
					       .help = "records",                                                      \
					       .title = title,                                                         \
					       .status = status,                                                       \
					       .hint = hint,                                                           \
					       .load = list_load,                                                      \
					       .draw = draw,                                                           \
					       .subject = subject,                                                     \
					       .list = as_list,                                                        \
					       .shows = shows,                                                         \
					       .done = done}
RECORDS_OPS(ops, actions);
RECORDS_OPS(pick_ops, pick_actions);

bool records_picking(const struct app *app)
{
	return app->top && app->top->ops == &pick_ops;
}

bool records_shown(const struct app *app, unsigned *kind, const uint32_t **ids, size_t *n)
{
	const struct records *s = (const struct records *)app->top;

	if (!s || s->base.ops->list != as_list)
		return false;
	*kind = s->k->kind;
	*ids = s->ids;
	*n = s->list.count;
	return true;
}

/* The first two columns and the state stay on the narrowest screen; the last ones go first. */
static void choose_columns(struct records *s)
{
	for (size_t i = 0; i < s->k->n && s->columns_n < LIST_COLUMNS_MAX; i++) {
		const struct field *f = &s->k->fields[i];
		bool wide = f->width > 16;

		if (!(f->flags & FF_COLUMN))
			continue;
		s->fields[s->columns_n] = f;
		s->columns[s->columns_n] =
			(struct list_column){.title = f->title,
					     .min = wide && !(f->flags & FF_SPARE) ? 12
						    : f->width			   ? f->width
										   : 6,
					     .want = f->width ? f->width : 10,
					     .grow = wide,
					     .drop = s->columns_n < 2 || f->id == s->k->state ? 0 : (int)s->columns_n,
					     .right = f->type->right,
					     .date = f->type->datum == DATUM_DATE};
		s->columns_n++;
	}
}

static struct records *records_new(struct app *app, unsigned kind, const char *heading)
{
	struct records *s = mem_alloc(sizeof(*s));

	s->app = app;
	s->k = kind_def(kind);
	s->base.ops = &ops;
	s->title = mem_strdup(heading);
	s->by_year = s->k->in_year != NULL;
	s->descending = kind_more(s->k)->newest_first;
	choose_columns(s);
	s->list = (struct list){.columns = s->columns,
				.columns_n = s->columns_n,
				.row = row,
				.reads = true,
				.key = key,
				.load = load,
				.note = note,
				.arg = s,
				.empty = ""};
	return s;
}

void records_open(struct app *app, unsigned kind)
{
	screen_push(app, &records_new(app, kind, kind_def(kind)->plural)->base);
}

void records_pick(struct app *app, unsigned kind, const char *heading, const char *search, bool many,
		  void (*picked)(struct app *app, uint32_t id, void *arg), void *arg)
{
	struct records *s = records_new(app, kind, heading);

	s->base.ops = &pick_ops;
	s->many = many;
	s->by_year = false;
	buf_add(&s->list.search, search);
	s->picked = picked;
	s->picked_arg = arg;
	screen_push(app, &s->base);
}

struct screen *sites_section(struct app *app)
{
	return &records_new(app, KIND_SITE, "Площадки")->base;
}

struct screen *groups_section(struct app *app)
{
	return &records_new(app, KIND_GROUP, "Группы")->base;
}

struct screen *reports_section(struct app *app)
{
	return &records_new(app, KIND_REPORT, "Отчёты")->base;
}

struct screen *orders_section(struct app *app)
{
	return &records_new(app, KIND_ORDER, "Приказы")->base;
}
