/* F6 in a list: which records are shown. Conditions are those of model/condition.h, typed or made of a field's values.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stazh/model/access.h"
#include "stazh/model/condition.h"

#define FIELDS_MAX 60
#define VALUES_MAX 200

/* ---- a condition ---- */

/* Takes the condition, if it is one. */
static enum err take_condition(struct app *app, struct records *s, const char *text, struct error *e)
{
	struct cond *c = NULL;
	struct tx *tx = screen_read(app);
	enum err err = OK;

	if (tx && *text)
		err = condition_parse(tx, s->k, text, &c, e);
	condition_free(&c);
	tx_end(&tx);
	if (err)
		return err;
	buf_clear(&s->condition);
	buf_add(&s->condition, text);
	records_changed(app, s);
	return OK;
}

static void condition_entered(struct app *app, const char *text, void *arg);

static void ask_for(struct app *app, struct records *s, const char *text)
{
	dialog_prompt(app, "Условие, например: Состояние = действует и не (Тема ~ чтение)", text, COND_MAX,
		      condition_entered, s);
}

/* What is wrong is told over the line, which still has what was typed. */
static void condition_entered(struct app *app, const char *text, void *arg)
{
	struct error e = {0};
	char *typed;

	if (!text || !take_condition(app, arg, text, &e))
		return;
	typed = mem_strdup(text);
	ask_for(app, arg, typed);
	dialog_error(app, &e);
	free(typed);
}

/* ---- by a field's values ---- */

/* A field of the kind, or one of the record that a field of it refers to. */
struct place {
	const struct field *ref; /* NULL: its own */
	const struct field *field;
};

static void add_place(const struct place *p, struct buf *out)
{
	if (p->ref) {
		condition_add_quoted(p->ref->title, true, out);
		buf_addc(out, '.');
	}
	condition_add_quoted(p->field->title, true, out);
}

struct choice {
	struct records *s;
	enum action what; /* to be done with those that have the value: filter, mark, unmark */
	struct place places[FIELDS_MAX];
	size_t n;
	struct place chosen;
	size_t texts_n, at[VALUES_MAX]; /* of the values, where they begin in texts; "": none */
	char texts[];
};

/* One value of a record, or that it has none. */
struct counted {
	char *text;
	uint32_t id; /* of a reference */
	size_t n;
};
struct counts {
	struct counted *all;
	size_t n, cap;
};

static int by_text(const void *pa, const void *pb)
{
	const struct counted *a = pa, *b = pb;
	int d = strcmp(a->text, b->text);

	return d ? d : (a->id > b->id) - (a->id < b->id);
}

static int by_number(const void *pa, const void *pb)
{
	const struct counted *a = pa, *b = pb;

	return a->n != b->n ? (a->n < b->n) - (a->n > b->n) : strcmp(a->text, b->text);
}

static void count_values(struct tx *tx, const struct field *f, const struct record *r, struct counts *c)
{
	const struct value *v = record_get(r, f->id);
	bool many = v && v->type == V_LIST;
	struct pointed to;

	if (!access_sees(tx, f, r))
		return;
	for (size_t i = 0; i < (many ? v->count : 1); i++) {
		const struct value *one = many ? &v->items[i] : v;
		struct buf text = {0};
		size_t at = 0;

		if (one)
			f->type->print(tx, f, one, STYLE_PEOPLE, &text);
		else if (f->type->unset)
			buf_add(&text, "нет");
		c->all = mem_grow(c->all, c->n, &c->cap, sizeof(*c->all));
		c->all[c->n++] = (struct counted){buf_take(&text),
						  one && f->ref && field_target(f, one, &at, &to) ? to.id : 0, 1};
	}
}

/* Of the records that are shown, each value once, with how many have it. */
static void count_shown(struct tx *tx, const struct records *s, const struct place *p, struct counts *c)
{
	struct record r = {.kind = 0}, of = {.kind = 0};
	size_t kept = 0;

	for (size_t i = 0; i < s->ids_n; i++) {
		if (record_load(tx, s->k->kind, s->ids[i], &r))
			continue;
		if (!p->ref)
			count_values(tx, p->field, &r, c);
		else if (access_sees(tx, p->ref, &r) && !record_load(tx, p->ref->ref, record_ref(&r, p->ref->id), &of))
			count_values(tx, p->field, &of, c);
	}
	if (c->n)
		qsort(c->all, c->n, sizeof(*c->all), by_text);
	for (size_t i = 0; i < c->n; i++)
		if (kept && !by_text(&c->all[kept - 1], &c->all[i])) {
			c->all[kept - 1].n++;
			free(c->all[i].text);
		} else {
			c->all[kept++] = c->all[i];
		}
	c->n = kept;
	record_release(&r);
	record_release(&of);
}

/* Two of one name are told apart by their numbers. */
static void tell_apart(struct counts *c)
{
	for (size_t i = 0; i + 1 < c->n; i++) {
		bool same = c->all[i].id && !strcmp(c->all[i].text, c->all[i + 1].text);

		for (size_t j = i; same && j < c->n && (j == i || c->all[j].id); j++) {
			struct buf b = {0};

			if (j > i && strcmp(c->all[j].text, c->all[i].text) != 0 && j > i + 1)
				break;
			buf_addf(&b, "%s (№ %u)", c->all[j].text, c->all[j].id);
			free(c->all[j].text);
			c->all[j].text = buf_take(&b);
		}
	}
}

static void value_chosen(struct app *app, int index, void *arg)
{
	const struct choice *c = arg;
	struct records *s = c->s;
	struct error e = {0};
	struct buf b = {0};
	bool mixed;

	if (index < 0)
		return;
	mixed = s->condition.n && strstr(s->condition.s, "или");
	if (s->condition.n && c->what == ACT_FILTER)
		buf_addf(&b, "%s%s%s и ", mixed ? "(" : "", s->condition.s, mixed ? ")" : "");
	add_place(&c->chosen, &b);
	if (c->texts[c->at[index]]) {
		buf_add(&b, " = ");
		condition_add_quoted(c->texts + c->at[index], false, &b);
	} else {
		buf_add(&b, " пусто");
	}
	if (c->what != ACT_FILTER)
		marks_fit(app, &s->base, s->k->kind, b.s, c->what == ACT_TICK_BY);
	else if (take_condition(app, s, b.s, &e))
		dialog_error(app, &e);
	buf_free(&b);
}

/* The values to choose from, those that most records have first. */
static void offer_values(struct app *app, const struct choice *of, struct counts *c)
{
	struct menu_item items[VALUES_MAX] = {{.text = NULL}};
	char numbers[VALUES_MAX][16];
	struct choice *with;
	struct buf texts = {0}, title = {0};
	size_t n = c->n < VALUES_MAX ? c->n : VALUES_MAX;

	qsort(c->all, c->n, sizeof(*c->all), by_number);
	for (size_t i = 0; i < n; i++)
		buf_addn(&texts, c->all[i].text, strlen(c->all[i].text) + 1);
	with = mem_alloc(sizeof(*with) + texts.n);
	with->s = of->s;
	with->what = of->what;
	with->chosen = of->chosen;
	memcpy(with->texts, texts.s, texts.n);
	for (size_t i = 0, at = 0; i < n; at += strlen(c->all[i].text) + 1, i++) {
		with->at[i] = at;
		snprintf(numbers[i], sizeof(numbers[i]), "%zu", c->all[i].n);
		items[i] =
			(struct menu_item){.text = *c->all[i].text ? c->all[i].text : "не сказано", .key = numbers[i]};
	}
	buf_addf(&title, "%s%s%s", of->chosen.ref ? of->chosen.ref->title : "", of->chosen.ref ? ": " : "",
		 of->chosen.field->title);
	dialog_menu(app, title.s, n < c->n ? "первые 200" : NULL, items, n, 0, value_chosen, with);
	screen_own(app, with);
	buf_free(&title);
	buf_free(&texts);
}

static void field_chosen(struct app *app, int index, void *arg)
{
	struct choice *c = arg;
	struct counts counts = {.n = 0};
	struct tx *tx = index < 0 ? NULL : screen_read(app);

	if (!tx)
		return;
	c->chosen = c->places[index];
	count_shown(tx, c->s, &c->chosen, &counts);
	tx_end(&tx);
	if (counts.n) {
		tell_apart(&counts);
		offer_values(app, c, &counts);
	} else {
		dialog_message(app, c->chosen.field->title, "Ни одной записи, у которой это можно увидеть.");
	}
	for (size_t i = 0; i < counts.n; i++)
		free(counts.all[i].text);
	free(counts.all);
}

/* Has it few values, of which one can be chosen? */
static bool is_offered(const struct session *session, const struct field *f)
{
	enum editor e = f->type->editor;

	return !(f->flags & FF_HIDDEN) && !access_ask(session, f, NULL) &&
	       (e == EDITOR_WORD || e == EDITOR_FLAG || e == EDITOR_YEAR || (e == EDITOR_RECORD && f->ref) ||
		f->choices);
}

static void add_places(const struct session *session, const struct kind_def *k, const struct field *ref,
		       struct choice *c)
{
	for (size_t i = 0; i < k->n && c->n < FIELDS_MAX; i++)
		if (is_offered(session, &k->fields[i]))
			c->places[c->n++] = (struct place){ref, &k->fields[i]};
}

static void choose_field(struct app *app, struct records *s, enum action what)
{
	struct choice *c = mem_alloc(sizeof(*c));
	struct menu_item items[FIELDS_MAX] = {{.text = NULL}};
	struct buf names[FIELDS_MAX] = {{.s = NULL}};

	c->s = s;
	c->what = what;
	add_places(app->session, s->k, NULL, c);
	for (size_t i = 0; i < s->k->n; i++) {
		const struct field *f = &s->k->fields[i];

		if (f->ref && !(f->flags & (FF_MANY | FF_HIDDEN)))
			add_places(app->session, kind_def(f->ref), f, c);
	}
	for (size_t i = 0; i < c->n; i++) {
		const struct place *p = &c->places[i];

		buf_addf(&names[i], "%s%s%s", p->ref ? p->ref->title : "", p->ref ? ": " : "", p->field->title);
		items[i].text = names[i].s;
	}
	dialog_menu(app, what == ACT_FILTER ? "По какому полю отобрать" : "По какому полю отметить", NULL, items, c->n,
		    0, field_chosen, c);
	screen_own(app, c);
	for (size_t i = 0; i < c->n; i++)
		buf_free(&names[i]);
}

static void by_value(struct app *app, struct records *s)
{
	choose_field(app, s, ACT_FILTER);
}

/* ---- marking ---- */

static void mark_chosen(struct app *app, int index, void *arg)
{
	struct choice *c = arg;

	if (index == 0)
		marks_by(app, &c->s->base, &(struct input){.action = c->what});
	else if (index == 1)
		choose_field(app, c->s, c->what);
}

enum next records_mark_by(struct app *app, struct screen *screen, const struct input *in)
{
	static const struct menu_item items[] = {{.text = "По условию…"}, {.text = "По значению поля…"}};
	struct choice *c;

	if (marks_may(app, screen, in->action, NULL))
		return SCREEN_PASS;
	c = mem_alloc(sizeof(*c));
	c->s = (struct records *)screen;
	c->what = in->action;
	dialog_menu(app, in->action == ACT_TICK_BY ? "Какие отметить" : "С каких снять отметки", NULL, items, 2, 0,
		    mark_chosen, c);
	screen_own(app, c);
	return SCREEN_DONE;
}

/* ---- the menu ---- */

static void parent_picked(struct app *app, uint32_t id, void *arg)
{
	struct records *s = *(struct records **)arg;

	s->parent = id;
	records_changed(app, s);
}

/* Of one site, of one group: chosen, or all again. */
static void filter_by_parent(struct app *app, struct records *s)
{
	const struct field *parent = field_by_id(s->k, s->k->parent);
	struct records **arg;

	if (s->parent) {
		s->parent = 0;
		records_changed(app, s);
		return;
	}
	arg = mem_alloc(sizeof(*arg));
	*arg = s;
	records_pick(app, parent->ref, parent->title, "", false, parent_picked, NULL, arg);
}

static void by_condition(struct app *app, struct records *s)
{
	ask_for(app, s, buf_text(&s->condition));
}

static void turn_year(struct app *app, struct records *s)
{
	s->by_year = !s->by_year;
	records_changed(app, s);
}

static void turn_archived(struct app *app, struct records *s)
{
	s->archived = !s->archived;
	records_changed(app, s);
}

static void any_state(struct app *app, struct records *s)
{
	s->state = NULL;
	records_changed(app, s);
}

/* In the order of the menu, states behind them. */
enum {
	FILTER_FIELD,
	FILTER_CONDITION,
	FILTER_COLUMNS,
	FILTER_ORDER,
	FILTER_GROUP,
	FILTER_VIEWS,
	FILTER_SAVE,
	FILTER_VIEW,
	FILTER_PLAIN,
	FILTER_YEAR,
	FILTER_ARCHIVED,
	FILTER_PARENT,
	FILTER_ANY,
	FILTER_STATE
};

static void (*const filters[])(struct app *app, struct records *s) = {
	[FILTER_FIELD] = by_value,
	[FILTER_CONDITION] = by_condition,
	[FILTER_COLUMNS] = records_choose_columns,
	[FILTER_ORDER] = records_choose_orders,
	[FILTER_GROUP] = records_choose_group,
	[FILTER_VIEWS] = records_views,
	[FILTER_SAVE] = records_save_view,
	[FILTER_VIEW] = records_this_view,
	[FILTER_PLAIN] = records_plain,
	[FILTER_YEAR] = turn_year,
	[FILTER_ARCHIVED] = turn_archived,
	[FILTER_PARENT] = filter_by_parent,
	[FILTER_ANY] = any_state,
};

/* The items that can be chosen now: which stands in which line. */
struct filter {
	struct records *s;
	int what[40];
	struct menu_item items[40];
	size_t n;
};

static void filter_chosen(struct app *app, int index, void *arg)
{
	const struct filter *f = arg;
	struct records *s = f->s;
	int what = index < 0 ? -1 : f->what[index];

	if (what < 0)
		return;
	if (what < FILTER_STATE) {
		filters[what](app, s);
		return;
	}
	s->state = s->k->cycle->states[what - FILTER_STATE];
	records_changed(app, s);
}

static void add_item(struct filter *f, int what, const char *text, const char *key)
{
	f->what[f->n] = what;
	f->items[f->n++] = (struct menu_item){.text = text, .key = key};
}

static void add_items(struct filter *f, const struct buf *group, const struct buf *order, const struct buf *view,
		      const struct buf *parent)
{
	const struct records *s = f->s;
	const char *const *states = s->k->cycle ? s->k->cycle->states : NULL;

	add_item(f, FILTER_FIELD, "По значению поля…", NULL);
	add_item(f, FILTER_CONDITION, s->condition.n ? "Условие: изменить или снять…" : "Условие…", NULL);
	add_item(f, FILTER_COLUMNS, "Столбцы…", s->own_columns ? "выбраны" : NULL);
	add_item(f, FILTER_ORDER, "Порядок…", order->s);
	add_item(f, FILTER_GROUP, "Сгруппировать…", group->s);
	if (!s->counted || s->counted->where) { /* what no condition says, no view can keep */
		add_item(f, FILTER_VIEWS, "Виды…", NULL);
		add_item(f, FILTER_SAVE, "Сохранить как вид…", NULL);
	}
	if (s->view)
		add_item(f, FILTER_VIEW, view->s, NULL);
	if (!records_is_plain(s))
		add_item(f, FILTER_PLAIN, "Обычный список: снять всё", NULL);
	if (s->k->in_year)
		add_item(f, FILTER_YEAR, s->by_year ? "Все учебные годы" : "Только этот учебный год", NULL);
	add_item(f, FILTER_ARCHIVED, s->archived ? "Спрятать архив" : "Показать и архив", NULL);
	if (s->k->parent)
		add_item(f, FILTER_PARENT, parent->s, NULL);
	for (int i = 0; states && states[i] && f->n < 39; i++)
		add_item(f, FILTER_STATE + i, states[i], s->state == states[i] ? "•" : NULL);
	if (states)
		add_item(f, FILTER_ANY, "любое состояние", s->state ? NULL : "•");
}

enum next records_filter(struct app *app, struct screen *screen)
{
	struct records *s = (struct records *)screen;
	struct filter *f = mem_alloc(sizeof(*f));
	struct buf group = {0}, order = {0}, view = {0}, parent = {0};

	f->s = s;
	if (s->group.n)
		path_add_name(&s->group, PATH_TITLE, &group);
	orders_add_names(s->orders, s->orders_n, PATH_TITLE, &order);
	if (!s->orders_n && s->descending != kind_more(s->k)->newest_first)
		buf_add(&order, "обратный");
	buf_addf(&view, "Вид «%s»…", s->view ? s->view : "");
	if (s->k->parent)
		buf_addf(&parent, s->parent ? "%s: показать всё" : "%s: выбрать…",
			 field_by_id(s->k, s->k->parent)->title);
	add_items(f, &group, &order, &view, &parent);
	dialog_menu(app, "Что показать и как", NULL, f->items, f->n, 0, filter_chosen, f);
	screen_own(app, f);
	buf_free(&group);
	buf_free(&order);
	buf_free(&view);
	buf_free(&parent);
	return SCREEN_DONE;
}
