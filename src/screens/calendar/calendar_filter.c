/* Which events and deadlines the calendar shows: of a site, a group, a school, a person, in a form, one's own. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"

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

static void add_part(struct buf *out, const char *part)
{
	buf_addf(out, "%s%s", out->n ? " · " : "", part);
}

void filter_tell(struct calendar *c, struct tx *tx)
{
	struct buf label = {0};

	buf_clear(&c->filter_text);
	for (size_t i = 0; i < BY; i++) {
		if (!*chosen_id(c, i))
			continue;
		buf_clear(&label);
		label_add(tx, by[i].kind, *chosen_id(c, i), &label);
		add_part(&c->filter_text, buf_text(&label));
	}
	if (c->filter.form)
		add_part(&c->filter_text, c->filter.form);
	if (c->filter.mine)
		add_part(&c->filter_text, "мои");
	if (c->filter.no_deadlines)
		add_part(&c->filter_text, "без сроков");
	if (c->filter.no_cancelled)
		add_part(&c->filter_text, "без отменённых");
	buf_free(&label);
}

/* ---- the menu ---- */

enum { ITEM_FORM = BY, ITEM_MINE, ITEM_DEADLINES, ITEM_CANCELLED, ITEM_ALL, ITEMS };

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
		records_pick(app, by[index].kind, by[index].title, "", false, picked, p);
		return;
	}
	if (index == ITEM_FORM && !c->filter.form) {
		choose_form(c);
		return;
	}
	if (index < (int)BY)
		*chosen_id(c, (size_t)index) = 0;
	else if (index == ITEM_FORM)
		c->filter.form = NULL;
	else if (index == ITEM_MINE)
		c->filter.mine = !c->filter.mine;
	else if (index == ITEM_DEADLINES)
		c->filter.no_deadlines = !c->filter.no_deadlines;
	else if (index == ITEM_CANCELLED)
		c->filter.no_cancelled = !c->filter.no_cancelled;
	else
		filter_clear(c);
	app_reload(app);
}

void filter_open(struct calendar *c)
{
	struct menu_item items[ITEMS] = {
		[ITEM_FORM] = {.text = "Форма: выбрать…"},
		[ITEM_MINE] = {.text = c->filter.mine ? "Не только мои" : "Только мои", .key = "m"},
		[ITEM_DEADLINES] = {.text = c->filter.no_deadlines ? "Показать сроки" : "Спрятать сроки", .key = "l"},
		[ITEM_CANCELLED] = {.text = c->filter.no_cancelled ? "Показать отменённые" : "Спрятать отменённые"},
		[ITEM_ALL] = {.text = "Показать всё", .key = "Esc", .why = filter_is_set(c) ? NULL : "и так всё"},
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
