/* The columns of the file, and what they become. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

struct headings {
	struct screen base;
	struct list list;
	struct loading *of;
};

/* What the lines of the menu stand for, and of which column. */
struct meanings {
	struct loading *of;
	size_t column, n;
	const char *fields[];
};

static const struct list_column heading_columns[] = {
	{.title = "Столбец файла", .min = 14, .want = 26, .grow = 1},
	{.title = "Поле", .min = 18, .want = 26, .grow = 1},
	{.title = "Например", .min = 14, .want = 30, .grow = 1, .drop = 1},
};

static enum err headings_load(struct app *app, struct screen *screen, struct error *e)
{
	struct headings *h = (struct headings *)screen;

	if (h->of->base.stale) { /* it is loaded when it is drawn, which is later */
		h->of->base.stale = false;
		loading_look(app, &h->of->base, e);
	}
	list_set_count(&h->list, h->of->report.column_n);
	return OK;
}

static void heading_row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct import_column *c = &((const struct headings *)arg)->of->report.column[n];

	(void)tx;
	buf_add(&out->cell[0], *c->name ? c->name : "(без названия)");
	buf_add(&out->cell[1], c->becomes ? c->becomes : "не узнан");
	buf_add(&out->cell[2], c->sample);
	out->look[1] = c->becomes ? LOOK_PLAIN : LOOK_ERROR;
}

static void headings_draw(struct app *app, struct screen *screen, struct area a)
{
	(void)app;
	list_draw(app, &((struct headings *)screen)->list, a, true);
}

static void field_chosen(struct app *app, int index, void *arg)
{
	const struct meanings *m = arg;
	struct loading *s = m->of;
	struct buf name = {0};
	size_t at = 0;

	if (index < 0 || (size_t)index >= m->n)
		return;
	buf_addf(&name, "#%zu", m->column + 1);
	while (at < s->columns_n && strcmp(s->columns[at].name, name.s))
		at++;
	if (at == COLUMNS_MAX) {
		buf_free(&name);
		return;
	}
	if (at == s->columns_n)
		s->columns[s->columns_n++] = (struct assign){mem_strdup(name.s), NULL};
	free((char *)s->columns[at].value);
	s->columns[at].value = mem_strdup(m->fields[index]);
	buf_free(&name);
	loading_again(app, s);
}

static void add_choice(struct meanings *m, struct menu_item *items, const char *field, const char *text)
{
	m->fields[m->n] = field;
	items[m->n++].text = text;
}

/* Every field of the kind, and of the people whom its rows may describe. */
static enum next choose_field(struct app *app, struct screen *screen)
{
	struct headings *h = (struct headings *)screen;
	const struct kind_def *k = h->of->k;
	const struct field *link = kind_more(k)->through ? field_by_id(k, kind_more(k)->through) : NULL;
	const struct kind_def *through = link ? kind_def(link->ref) : NULL;
	size_t max = k->n + (through ? through->n : 0) + 3;
	struct menu_item *items;
	struct meanings *m;
	struct arena arena = {0};
	struct buf text = {0};

	if (!h->list.count)
		return SCREEN_DONE;
	items = mem_alloc(max * sizeof(*items));
	m = mem_alloc(sizeof(*m) + max * sizeof(*m->fields));
	m->of = h->of;
	m->column = list_here(&h->list);
	add_choice(m, items, "", "не загружать");
	add_choice(m, items, "id", "Номер записи");
	if (kind_more(through ? through : k)->named)
		add_choice(m, items, "ФИО", "Фамилия, имя, отчество вместе");
	for (size_t i = 0; i < k->n; i++)
		add_choice(m, items, k->fields[i].name, k->fields[i].title);
	for (size_t i = 0; through && i < through->n; i++) {
		const struct field *f = &through->fields[i];

		if (field_by_name(k, f->name)) /* the row's own */
			continue;
		buf_clear(&text);
		buf_addf(&text, "%s: %s", through->title, f->title);
		add_choice(m, items, f->name, arena_strndup(&arena, text.s, text.n));
	}
	dialog_menu(app, h->of->report.column[m->column].name, NULL, items, m->n, 0, field_chosen, m);
	screen_own(app, m);
	arena_release(&arena);
	buf_free(&text);
	free(items);
	return SCREEN_DONE;
}

static struct list *headings_list(struct screen *screen)
{
	return &((struct headings *)screen)->list;
}

static void headings_title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Столбцы");
}

static void headings_hint(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Enter — выбрать, что значит столбец; Esc — вернуться к загрузке");
}

static void headings_done(struct app *app, struct screen *screen)
{
	struct headings *h = (struct headings *)screen;

	(void)app;
	list_release(&h->list);
	free(h);
}

static const struct screen_action headings_actions[] = {
	{.action = ACT_OPEN, .label = "Поле", .title = "Что значит столбец", .run = choose_field},
	{.action = ACT_EDIT, .label = "Поле", .title = "Что значит столбец", .run = choose_field},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops headings_ops = {
	.context = IN_LIST, .actions = headings_actions, .help = "import", .title = headings_title, .hint = headings_hint,
	.load = headings_load, .draw = headings_draw, .list = headings_list, .done = headings_done,
};
/* clang-format on */

enum next loading_headings(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	struct headings *h;

	if (!s->report.column_n) {
		app_say(app, LOOK_PLAIN, "Столбцов нет: файл не прочитан");
		return SCREEN_DONE;
	}
	h = mem_alloc(sizeof(*h));
	h->base.ops = &headings_ops;
	h->of = s;
	h->list = (struct list){.columns = heading_columns, .columns_n = 3, .row = heading_row, .arg = h, .empty = ""};
	screen_push(app, &h->base);
	return SCREEN_DONE;
}
