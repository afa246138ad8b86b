/* By what a list is ordered, and by what its records stand together. */
#include <stdlib.h>
#include <string.h>

#include "records.h"

/* ---- orders ---- */

static void menu(struct app *app, struct records *s, size_t at);

static void use(struct app *app, struct records *s, size_t at)
{
	records_rearranged(app, s);
	menu(app, s, at);
}

struct moving {
	struct records *s;
	size_t at;
};

enum { MOVE_TURN, MOVE_UP, MOVE_DOWN, MOVE_AWAY };

static void moved(struct app *app, int index, void *arg)
{
	const struct moving *m = arg;
	struct records *s = m->s;
	size_t at = m->at, to = index == MOVE_UP ? at - 1 : at + 1;
	struct order swap = s->orders[at];

	if (index < 0) {
		menu(app, s, at);
	} else if (index == MOVE_TURN) {
		s->orders[at].descending = !swap.descending;
		use(app, s, at);
	} else if (index == MOVE_AWAY) {
		memmove(s->orders + at, s->orders + at + 1, (--s->orders_n - at) * sizeof(swap));
		use(app, s, at);
	} else {
		s->orders[at] = s->orders[to];
		s->orders[to] = swap;
		use(app, s, to);
	}
}

static void move(struct app *app, struct records *s, size_t at)
{
	struct moving *m = mem_alloc(sizeof(*m));
	const struct menu_item items[] = {
		[MOVE_TURN] = {.text = s->orders[at].descending ? "По возрастанию" : "По убыванию"},
		[MOVE_UP] = {.text = "Раньше", .why = at ? NULL : "оно первое"},
		[MOVE_DOWN] = {.text = "Позже", .why = at + 1 < s->orders_n ? NULL : "оно последнее"},
		[MOVE_AWAY] = {.text = "Убрать"},
	};
	struct buf title = {0};

	*m = (struct moving){s, at};
	path_add_name(&s->orders[at].by, PATH_TITLE, &title);
	dialog_menu(app, title.s, NULL, items, sizeof(items) / sizeof(*items), MOVE_TURN, moved, m);
	screen_own(app, m);
	buf_free(&title);
}

static void added(struct app *app, struct records *s, const struct path *p)
{
	s->orders[s->orders_n] = (struct order){.by = *p};
	use(app, s, s->orders_n++);
}

static void chosen(struct app *app, int index, void *arg)
{
	struct records *s = arg;
	size_t n = s->orders_n;

	if (index < 0)
		return;
	if ((size_t)index < n) {
		move(app, s, (size_t)index);
	} else if ((size_t)index == n) {
		records_choose_path(app, s, n ? "При равных — по какому полю" : "По какому полю", added);
	} else {
		if ((size_t)index == n + 1)
			s->orders_n = 0;
		else
			s->descending = !s->descending;
		use(app, s, (size_t)index - n + s->orders_n);
	}
}

static void menu(struct app *app, struct records *s, size_t at)
{
	struct menu_item items[ORDERS_MAX + 3] = {{.text = NULL}};
	struct buf names[ORDERS_MAX] = {{.s = NULL}};
	size_t n = 0;

	for (; n < s->orders_n; n++) {
		orders_add_names(&s->orders[n], 1, PATH_TITLE, &names[n]);
		items[n].text = names[n].s;
	}
	items[n++] = (struct menu_item){.text = s->orders_n ? "И ещё по полю…" : "По полю…",
					.why = s->orders_n < ORDERS_MAX ? NULL : "полей больше не бывает"};
	items[n++] = (struct menu_item){.text = "Как обычно", .why = s->orders_n ? NULL : "так и есть"};
	items[n++] = (struct menu_item){.text = s->descending ? "Прямой порядок" : "Обратный порядок",
					.why = s->orders_n ? "сначала — как обычно" : NULL};
	dialog_menu(app, "Порядок строк", s->orders_n ? "Enter на поле — повернуть, передвинуть, убрать" : NULL, items,
		    n, at < n ? at : 0, chosen, s);
	for (size_t i = 0; i < s->orders_n; i++)
		buf_free(&names[i]);
}

void records_choose_orders(struct app *app, struct records *s)
{
	menu(app, s, s->orders_n);
}

/* ---- groups ---- */

static void group_by(struct app *app, struct records *s, const struct path *p)
{
	records_lay_free(s);
	s->group = p ? *p : (struct path){.n = 0};
	records_set_group(s);
	records_rearranged(app, s);
}

enum { GROUP_NONE, GROUP_FOLD, GROUP_OTHER };

static void group_chosen(struct app *app, int index, void *arg)
{
	struct records *s = arg;

	if (index == GROUP_NONE) {
		group_by(app, s, NULL);
	} else if (index == GROUP_FOLD) {
		records_fold_all(s, !records_folded(s));
		app_reload(app);
	} else if (index == GROUP_OTHER) {
		records_choose_path(app, s, "По какому полю сгруппировать", group_by);
	}
}

void records_choose_group(struct app *app, struct records *s)
{
	const struct menu_item items[] = {
		[GROUP_NONE] = {.text = "Не группировать"},
		[GROUP_FOLD] = {.text = records_folded(s) ? "Развернуть все группы" : "Свернуть все группы"},
		[GROUP_OTHER] = {.text = "По другому полю…"},
	};
	struct buf title = {0};

	if (!s->group.n) {
		records_choose_path(app, s, "По какому полю сгруппировать", group_by);
		return;
	}
	buf_add(&title, "По группам: ");
	path_add_name(&s->group, PATH_TITLE, &title);
	dialog_menu(app, title.s, NULL, items, sizeof(items) / sizeof(*items), GROUP_FOLD, group_chosen, s);
	buf_free(&title);
}
