/* The actions of a screen, as lines of the palette. */
#include <string.h>

#include "stazh/base/collate.h"
#include "parts.h"

static bool is_section(enum action a)
{
	return a >= ACT_SECTION_1 && a <= ACT_SECTION_8;
}

/* The row by which the action happens here, and what its may says; NULL: it cannot. */
static const struct screen_action *row_of(struct app *app, struct screen *s, enum action a, enum err *may,
					  struct error *why)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = app_actions_at(app, s, i)); i++)
		for (; row->action; row++)
			if (row->action == a && (*may = screen_action_may(app, s, row, why)) != ERR_NONE)
				return row;
	return NULL;
}

static const char *title_of(struct app *app, const struct screen *s, const struct action_def *d,
			    const struct screen_action *row)
{
	if (d->action == ACT_BACK && !s->below)
		return "Выход";
	if (is_section(d->action))
		return app->ops->sections[d->action - ACT_SECTION_1].title;
	return row->title ? row->title : d->title;
}

/* By its name or its keys. */
static bool named(const struct palette *p, const char *title, const struct action_def *d)
{
	struct buf all = {0};
	bool fits;

	buf_addf(&all, "%s %s %s", title ? title : "", title ? d->label : "", d->keys);
	fits = title && palette_fits(p, all.s);
	buf_free(&all);
	return fits;
}

static bool has_section(const struct app *app, enum action a)
{
	size_t i = (size_t)(a - ACT_SECTION_1);

	return i < app->ops->sections_n && app->ops->sections[i].open;
}

static void add(struct palette *p, struct app *app, const struct screen *s, const struct action_def *d,
		const char *title, const char *why)
{
	struct buf text = {0}, keys = {0};
	struct entry *row;

	buf_add(&text, title ? title : d->help);
	if (!title && text.n && text.s[text.n - 1] == '.')
		text.s[--text.n] = '\0';
	if (d->contexts & s->ops->context)
		key_add_shown(d->keys, 2, !app_typed_list(app), &keys);
	else
		buf_add(&keys, "раздел");
	row = palette_new_row(p, buf_text(&text), buf_text(&keys), why);
	if (row) {
		row->action = d->action;
		row->help = d->help;
	}
	buf_free(&text);
	buf_free(&keys);
}

#define UNFINISHED "сначала закончите ввод: F2 — сохранить, Esc — выйти из формы"

static enum part part_of(const struct palette *p, const char *title, const struct action_def *d)
{
	return !named(p, title, d) ? PART_REST : is_section(d->action) ? PART_SECTIONS : PART_NAMED;
}

void palette_add_actions(struct palette *p, struct app *app, struct screen *s, enum part part)
{
	for (size_t i = 0; i < action_table_n; i++) {
		const struct action_def *d = &action_table[i];
		bool section = is_section(d->action), here = d->contexts & s->ops->context;
		struct error e = {.code = OK};
		const struct screen_action *row;
		enum err may = OK;
		const char *title;

		if (d->action == ACT_MENU || (section && !has_section(app, d->action)) ||
		    !(here || (section && p->wanted.n)))
			continue;
		row = row_of(app, s, d->action, &may, &e);
		if (!row && !section)
			continue;
		title = title_of(app, s, d, row);
		if (part_of(p, title, d) != part || (part == PART_REST && !palette_fits(p, d->help)))
			continue;
		if (section && app_keeps_input(app))
			add(p, app, s, d, title, UNFINISHED);
		else
			add(p, app, s, d, title, may ? e.text : NULL);
	}
}
