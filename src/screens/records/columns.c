/* Which columns a list of records has: those of the kind, or those that the login has chosen. */
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stazh/model/habit.h"

/* What may be shown or not: not the first two columns and the state, no texts of several lines, nothing of the
 * program's own. */
static bool is_optional(const struct kind_def *k, const struct field *f)
{
	return f->id != k->state && !(f->flags & (FF_HIDDEN | FF_SYSTEM)) && f->type->editor != EDITOR_LINES;
}

/* The first two columns and the state stay on the narrowest screen; the last ones go first. */
static void add_column(struct records *s, const struct field *f, bool first, bool chosen)
{
	bool of_kind = f->flags & FF_COLUMN, wide = (f->width > 16 || !of_kind) && f->id != s->k->state;
	int narrow = f->width ? f->width : 6;

	s->fields[s->columns_n] = f;
	s->columns[s->columns_n] = (struct list_column){.title = f->title,
							.min = wide && !(f->flags & FF_SPARE) ? 12 : narrow,
							.want = f->width ? f->width : 10,
							.grow = wide,
							.drop = first || f->id == s->k->state ? 0 : (int)s->columns_n,
							.right = f->type->right,
							.date = f->type->datum == DATUM_DATE,
							.chosen = chosen};
	s->columns_n++;
}

/* Is the field's name one of those, parted by blanks? */
static bool is_named(const char *names, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = names; (at = strstr(at, name)); at += n)
		if ((at == names || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

static void habit_name(const struct records *s, struct buf *out)
{
	buf_addf(out, "columns.%s", s->k->name);
}

void records_set_columns(struct records *s, bool by_habit)
{
	struct buf name = {0}, chosen = {0};
	size_t fixed = 0;
	bool known;

	habit_name(s, &name);
	known = by_habit && habit_get(s->app->session, name.s, &chosen);
	s->columns_n = 0;
	for (size_t i = 0; i < s->k->n && s->columns_n < LIST_COLUMNS_MAX; i++) {
		const struct field *f = &s->k->fields[i];
		bool of_kind = f->flags & FF_COLUMN, first = of_kind && fixed < 2;

		fixed += first;
		if (!known || first || !is_optional(s->k, f) ? of_kind : is_named(buf_text(&chosen), f->name))
			add_column(s, f, first, !of_kind);
	}
	buf_free(&name);
	buf_free(&chosen);
}

/* The fields that can be chosen, in their order; how many. */
static size_t choices(const struct records *s, const struct field **out)
{
	size_t n = 0, fixed = 0;

	for (size_t i = 0; i < s->k->n; i++) {
		const struct field *f = &s->k->fields[i];

		if (f->flags & FF_COLUMN && fixed < 2)
			fixed++;
		else if (is_optional(s->k, f) && n < COLUMN_CHOICES)
			out[n++] = f;
	}
	return n;
}

static void chosen(struct app *app, const bool *marked, size_t n, void *arg)
{
	struct records *s = arg;
	const struct field *fields[COLUMN_CHOICES];
	struct buf name = {0}, names = {0};

	if (!marked)
		return;
	choices(s, fields);
	for (size_t i = 0; i < n; i++)
		if (marked[i])
			buf_addf(&names, "%s%s", names.n ? " " : "", fields[i]->name);
	habit_name(s, &name);
	habit_keep(app->session, name.s, buf_text(&names));
	records_set_columns(s, true);
	s->list.columns_n = s->columns_n;
	s->list.settled = false;
	buf_free(&name);
	buf_free(&names);
	app_reload(app);
}

void records_choose_columns(struct app *app, struct records *s)
{
	const struct field *fields[COLUMN_CHOICES];
	struct menu_item items[COLUMN_CHOICES] = {{.text = NULL}};
	size_t n = choices(s, fields);

	for (size_t i = 0; i < n; i++) {
		items[i].text = fields[i]->title;
		for (size_t j = 0; j < s->columns_n; j++)
			items[i].marked |= s->fields[j] == fields[i];
	}
	dialog_check(app, "Какие столбцы показать", items, n, chosen, s);
}
