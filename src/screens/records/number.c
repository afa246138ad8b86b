/* Opens the list behind a number. */
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stazh/domain/dynamics.h"

static char *copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

void records_open_counted(struct app *app, unsigned kind, const char *title, const char *about, const char *where,
			  enum counted_also also)
{
	struct screen *screen = records_list_of(app, kind, title);
	struct records *s = (struct records *)screen;

	s->counted = mem_alloc(sizeof(*s->counted));
	*s->counted = (struct counted_list){
		.title = mem_strdup(title), .about = mem_strdup(about), .where = mem_strdup(where)};
	buf_add(&s->condition, where);
	s->by_year = also == COUNTED_YEAR;
	s->archived = also == COUNTED_ARCHIVED;
	screen_push(app, screen);
}

void records_open_number(struct app *app, const struct number *n)
{
	struct figure_of of = {.year = n->year ? n->year : app->year,
			       .site = n->site,
			       .code = n->code,
			       .part = n->base ? FIGURE_BASE : FIGURE_VALUE};
	struct tx *tx = screen_read(app);
	unsigned kind = tx ? figure_kind(tx, &of) : KIND_NONE;
	struct counted_list *c;
	struct screen *screen;

	if (tx)
		tx_end(&tx);
	if (!kind)
		return;
	c = mem_alloc(sizeof(*c));
	*c = (struct counted_list){.of = of,
				   .code = mem_strdup(n->code),
				   .title = mem_strdup(n->title),
				   .shown = copy(n->shown),
				   .was = copy(n->was),
				   .follows = !n->year};
	c->of.code = c->code;
	screen = records_list_of(app, kind, n->title);
	((struct records *)screen)->counted = c;
	((struct records *)screen)->by_year = false;
	((struct records *)screen)->archived = true;
	screen_push(app, screen);
}

/* ---- which part of a figure ---- */

struct choice {
	struct number n; /* its texts lie in text */
	const char *value, *base;
	char text[];
};

static void part_chosen(struct app *app, int index, void *arg)
{
	struct choice *c = arg;

	c->n.base = index > 0;
	c->n.shown = index > 0 ? c->base : c->value;
	if (index >= 0)
		records_open_number(app, &c->n);
}

static void put(struct buf *texts, size_t *at, const char *s)
{
	*at = texts->n;
	buf_addn(texts, s, strlen(s) + 1);
}

void records_open_figure(struct app *app, int year, uint32_t site, const struct figure *f, const struct figure *was)
{
	bool parts = (f->type == FIGURE_OF || f->type == FIGURE_SHARE) && f->base, mean = f->type >= FIGURE_MEAN;
	struct buf texts = {0}, value = {0}, base = {0}, whole = {0}, old = {0};
	size_t at[5];
	struct choice *c;

	figure_add(f, &whole);
	if (mean && !f->base) {
		app_say(app, LOOK_DIM, "%s: считать не по чему", f->title);
		buf_free(&whole);
		return;
	}
	if (was)
		figure_add(was, &old);
	if (was && !strcmp(buf_text(&old), buf_text(&whole)))
		buf_clear(&old);
	dynamics_add_number(&value, f->value, false);
	buf_addf(&base, "%ld", f->base);
	put(&texts, &at[0], f->code);
	put(&texts, &at[1], f->title);
	put(&texts, &at[2], mean ? buf_text(&whole) : buf_text(&value));
	put(&texts, &at[3], buf_text(&base));
	put(&texts, &at[4], buf_text(&old));
	c = mem_alloc(sizeof(*c) + texts.n);
	memcpy(c->text, texts.s, texts.n);
	c->value = c->text + at[2];
	c->base = c->text + at[3];
	c->n = (struct number){.year = year,
			       .site = site,
			       .code = c->text + at[0],
			       .title = c->text + at[1],
			       .was = old.n ? c->text + at[4] : NULL};
	if (parts) {
		const struct menu_item items[] = {{.text = "Что посчитано", .key = c->value},
						  {.text = "Из чего", .key = c->base}};

		dialog_menu(app, f->title, NULL, items, 2, 0, part_chosen, c);
		screen_own(app, c);
	} else {
		part_chosen(app, 0, c);
		free(c);
	}
	buf_free(&texts);
	buf_free(&value);
	buf_free(&base);
	buf_free(&whole);
	buf_free(&old);
}
