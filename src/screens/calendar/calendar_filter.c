/* Which events and deadlines the calendar shows: of a site, a group, a school, a person, in a form, one's own. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "stazh/model/habit.h"

bool filter_is_set(const struct calendar *c)
{
	const struct calendar_query *q = &c->filter;

	return q->site || q->group || q->org || q->person || q->form || q->mine || q->no_deadlines || q->no_cancelled;
}

void filter_clear(struct calendar *c)
{
	memset(&c->filter, 0, sizeof(c->filter));
}

/* By what records it can be, in the order of the menu. */
static const struct {
	unsigned kind;
	const char *title;
	size_t at; /* of the id in the query */
} by[] = {
	{KIND_SITE, "Площадка", offsetof(struct calendar_query, site)},
	{KIND_GROUP, "Группа", offsetof(struct calendar_query, group)},
	{KIND_ORG, "Школа", offsetof(struct calendar_query, org)},
	{KIND_PERSON, "Педагог", offsetof(struct calendar_query, person)},
};
#define BY (sizeof(by) / sizeof(*by))

static uint32_t *chosen_id(struct calendar *c, size_t i)
{
	return (uint32_t *)(void *)((char *)&c->filter + by[i].at);
}

enum { ITEM_FORM = BY, ITEM_MINE, ITEM_DEADLINES, ITEM_CANCELLED, ITEM_ALL, ITEMS };
_Static_assert(ITEM_ALL == CALENDAR_FILTERS, "a part of the filter has a place in their order");

static bool part_is_set(struct calendar *c, size_t part)
{
	const struct calendar_query *q = &c->filter;

	return part < BY		? *chosen_id(c, part) != 0
	       : part == ITEM_FORM	? q->form != NULL
	       : part == ITEM_MINE	? q->mine
	       : part == ITEM_DEADLINES ? q->no_deadlines
					: q->no_cancelled;
}

static void part_clear(struct calendar *c, size_t part)
{
	struct calendar_query *q = &c->filter;

	if (part < BY)
		*chosen_id(c, part) = 0;
	else if (part == ITEM_FORM)
		q->form = NULL;
	else
		*(part == ITEM_MINE ? &q->mine : part == ITEM_DEADLINES ? &q->no_deadlines : &q->no_cancelled) = false;
}

/* What was set since the last look comes last. */
static void note_order(struct calendar *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->filters_n; i++)
		if (part_is_set(c, c->filters[i]))
			c->filters[n++] = c->filters[i];
	for (size_t part = 0; part < ITEM_ALL; part++)
		if (part_is_set(c, part) && !memchr(c->filters, (int)part, n))
			c->filters[n++] = (unsigned char)part;
	c->filters_n = n;
}

void filter_drop(struct calendar *c)
{
	note_order(c);
	if (c->filters_n)
		part_clear(c, c->filters[c->filters_n - 1]);
}

/* A site by its school: the heading has little room. */
static void add_part(struct calendar *c, struct tx *tx, size_t part, struct buf *out)
{
	static const char *const words[] = {
		[ITEM_MINE] = "мои", [ITEM_DEADLINES] = "без сроков", [ITEM_CANCELLED] = "без отменённых"};
	struct record r = {.kind = 0};
	struct buf label = {0};

	if (part > ITEM_FORM) {
		buf_add(out, words[part]);
	} else if (part == ITEM_FORM) {
		buf_add(out, c->filter.form);
	} else {
		if (by[part].kind == KIND_SITE && record_load(tx, KIND_SITE, *chosen_id(c, part), &r) == OK)
			field_add(tx, field_by_id(kind_def(KIND_SITE), SITE_ORG), &r, STYLE_PEOPLE, &label);
		else
			label_add(tx, by[part].kind, *chosen_id(c, part), &label);
		if (by[part].kind == KIND_SITE || by[part].kind == KIND_ORG)
			bare_name_add(buf_text(&label), out);
		else
			buf_add(out, buf_text(&label));
	}
	record_release(&r);
	buf_free(&label);
}

void filter_tell(struct calendar *c, struct tx *tx)
{
	note_order(c);
	buf_clear(&c->filter_text);
	for (size_t i = 0; i < c->filters_n; i++) {
		buf_add(&c->filter_text, i ? " · " : "");
		add_part(c, tx, c->filters[i], &c->filter_text);
	}
}

/* ---- the menu ---- */

struct picking {
	struct calendar *c;
	size_t i;
};

static void picked(struct app *app, uint32_t id, void *arg)
{
	const struct picking *p = arg;

	*chosen_id(p->c, p->i) = id;
	app_reload(app);
}

static void form_chosen(struct app *app, int index, void *arg)
{
	struct calendar *c = arg;
	size_t n;
	const char *const *forms = config_list(app->session->config, OPT_FORMS, &n);

	if (index < 0 || (size_t)index >= n)
		return;
	c->filter.form = forms[index];
	app_reload(app);
}

static void choose_form(struct calendar *c)
{
	size_t n;
	const char *const *forms = config_list(c->app->session->config, OPT_FORMS, &n);
	struct menu_item *items = mem_alloc((n + 1) * sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i].text = forms[i];
	dialog_menu(c->app, "Форма занятия", NULL, items, n, 0, form_chosen, c);
	free(items);
}

/* What is set already is taken back by the same line. */
static void chosen(struct app *app, int index, void *arg)
{
	struct calendar *c = arg;
	struct picking *p;

	if (index < 0)
		return;
	if (index < (int)BY && !*chosen_id(c, (size_t)index)) {
		p = mem_alloc(sizeof(*p));
		*p = (struct picking){c, (size_t)index};
		records_pick(app, by[index].kind, by[index].title, "", false, picked, NULL, p);
		return;
	}
	if (index == ITEM_FORM && !c->filter.form) {
		choose_form(c);
		return;
	}
	if (index < ITEM_ALL && part_is_set(c, (size_t)index))
		part_clear(c, (size_t)index);
	else if (index == ITEM_MINE)
		c->filter.mine = true;
	else if (index == ITEM_DEADLINES)
		c->filter.no_deadlines = true;
	else if (index == ITEM_CANCELLED)
		c->filter.no_cancelled = true;
	else
		filter_clear(c);
	habit_keep_number(app->session, "calendar.mine", c->filter.mine);
	app_reload(app);
}

void filter_open(struct calendar *c)
{
	struct menu_item items[ITEMS] = {
		[ITEM_FORM] = {.text = "Форма: выбрать…"},
		[ITEM_MINE] = {.text = c->filter.mine ? "Не только мои" : "Только мои", .key = "m"},
		[ITEM_DEADLINES] = {.text = c->filter.no_deadlines ? "Показать сроки" : "Спрятать сроки", .key = "l"},
		[ITEM_CANCELLED] = {.text = c->filter.no_cancelled ? "Показать отменённые" : "Спрятать отменённые"},
		[ITEM_ALL] = {.text = "Показать всё", .why = filter_is_set(c) ? NULL : "и так всё"},
	};
	struct buf texts[BY + 1] = {{.s = NULL}};

	for (size_t i = 0; i < BY; i++) {
		buf_addf(&texts[i], *chosen_id(c, i) ? "%s: все" : "%s: выбрать…", by[i].title);
		items[i].text = texts[i].s;
	}
	if (c->filter.form) {
		buf_addf(&texts[BY], "Форма: все (сейчас %s)", c->filter.form);
		items[ITEM_FORM].text = texts[BY].s;
	}
	dialog_menu(c->app, "Что показать", NULL, items, ITEMS, 0, chosen, c);
	for (size_t i = 0; i <= BY; i++)
		buf_free(&texts[i]);
}
