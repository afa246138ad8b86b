/* What a record lacks, as a list of places to go to. */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/model/lack.h"

/* What the lines of the list stand for. */
struct places {
	size_t n;
	struct place {
		struct subject of;
		uint16_t field;
		unsigned add;
		const char *action;
	} at[];
};

static void add_to(struct app *app, const struct place *p)
{
	const struct kind_def *k = kind_def(p->add);
	char id[16];

	snprintf(id, sizeof(id), "%u", p->of.id);
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (f->ref != p->of.kind)
			continue;
		if (f->id == k->parent)
			edit_new(app, p->add, p->of, 0);
		else
			edit_new_with(app, p->add, &(struct assign){f->name, id}, 1, false);
		return;
	}
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct places *places = arg;
	const struct place *p = &places->at[index];

	if (index < 0)
		return;
	if (p->add)
		add_to(app, p);
	else if (p->action)
		action_start(app, p->of.kind, p->of.id, p->action);
	else if (p->field)
		edit_field(app, p->of.kind, p->of.id, field_by_id(kind_def(p->of.kind), p->field)->name);
	else
		record_open(app, p->of);
}

void lacks_open(struct app *app, const char *title, const struct lacks *l)
{
	struct menu_item *items = mem_alloc((l->n + 1) * sizeof(*items));
	struct places *places = mem_alloc(sizeof(*places) + l->n * sizeof(*places->at));
	struct buf heading = {0};

	places->n = l->n;
	for (size_t i = 0; i < l->n; i++) {
		const struct lack *lack = &l->l[i];

		places->at[i] = (struct place){{lack->kind, lack->id}, lack->field, lack->add, lack->action};
		items[i] = (struct menu_item){.text = lack->what};
	}
	buf_addf(&heading, "%s: не хватает", title);
	dialog_menu(app, heading.s, "Enter — указать", items, l->n, 0, chosen, places);
	screen_own(app, places);
	buf_free(&heading);
	free(items);
}
