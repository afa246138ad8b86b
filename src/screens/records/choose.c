/* Choosing a path: a field, or through a reference one of the record that it leads to, as far as one likes. */
#include <stdlib.h>

#include "records.h"
#include "stazh/model/access.h"

#define ITEMS_MAX 80
#define DEEPEST	  4 /* fields of a path that is chosen */

struct chooser {
	struct records *s;
	const char *title;
	void (*chosen)(struct app *app, struct records *s, const struct path *p);
	struct path before; /* the references that were followed */
	struct {
		const struct field *f;
		bool deeper;
	} items[ITEMS_MAX];
	size_t n;
};

static void ask(struct app *app, const struct chooser *from, const struct kind_def *k);

static void answered(struct app *app, int index, void *arg)
{
	const struct chooser *c = arg;
	struct chooser next = *c;
	const struct field *f;

	if (index < 0)
		return;
	f = c->items[index].f;
	next.before.field[next.before.n++] = f;
	if (c->items[index].deeper)
		ask(app, &next, kind_def(f->ref));
	else
		c->chosen(app, c->s, &next.before);
}

static bool is_shown(const struct session *s, const struct field *f)
{
	return !(f->flags & FF_HIDDEN) && f->type->editor != EDITOR_LINES && !access_ask(s, f, NULL);
}

static void ask(struct app *app, const struct chooser *from, const struct kind_def *k)
{
	struct chooser *c = mem_alloc(sizeof(*c));
	struct menu_item items[ITEMS_MAX] = {{.text = NULL}};
	struct buf names[ITEMS_MAX] = {{.s = NULL}}, title = {0};

	*c = *from;
	c->n = 0;
	for (int deeper = 0; deeper < 2; deeper++)
		for (size_t i = 0; i < k->n && c->n < ITEMS_MAX; i++) {
			const struct field *f = &k->fields[i];

			if (!is_shown(app->session, f) || (deeper && (!f->ref || c->before.n + 1 >= DEEPEST)))
				continue;
			buf_addf(&names[c->n], "%s%s%s", f->title, deeper ? ": поля " : "",
				 deeper ? kind_def(f->ref)->genitive : "");
			if (deeper)
				buf_add(&names[c->n], "…");
			items[c->n].text = names[c->n].s;
			c->items[c->n].f = f;
			c->items[c->n++].deeper = deeper;
		}
	buf_add(&title, c->title);
	for (size_t i = 0; i < c->before.n; i++)
		buf_addf(&title, "%s%s", i ? ": " : " — ", c->before.field[i]->title);
	dialog_menu(app, title.s, NULL, items, c->n, 0, answered, c);
	screen_own(app, c);
	for (size_t i = 0; i < c->n; i++)
		buf_free(&names[i]);
	buf_free(&title);
}

void records_choose_path(struct app *app, struct records *s, const char *title,
			 void (*chosen)(struct app *app, struct records *s, const struct path *p))
{
	const struct chooser c = {.s = s, .title = title, .chosen = chosen};

	ask(app, &c, s->k);
}
