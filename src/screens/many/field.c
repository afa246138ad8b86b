/* «Изменить поле…» of all marked records: which field, and its value in its usual editor. */
#include <stdlib.h>
#include <string.h>

#include "many.h"

#define FIELDS_MAX 48

struct choice {
	const struct field *fields[FIELDS_MAX];
	size_t n;
	struct job job;
	uint32_t ids[];
};

/* What a form shows, but for what is one record's alone. */
static void add_fields(const struct session *s, const struct kind_def *k, struct choice *c)
{
	for (size_t i = 0; i < k->n && c->n < FIELDS_MAX; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & (FF_SYSTEM | FF_HIDDEN | FF_SINGLE)) &&
		    (!(f->flags & FF_RULE) || s->role == ROLE_METHODIST))
			c->fields[c->n++] = f;
	}
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct choice *c = arg;

	if (index >= 0)
		job_ask(app, &c->job, &(struct form_item){.field = c->fields[index]}, 1);
}

void many_field(struct app *app, const struct job *j)
{
	struct choice *c = mem_alloc(sizeof(*c) + j->n * sizeof(*c->ids));
	struct menu_item items[FIELDS_MAX] = {{.text = NULL}};

	c->job = *j;
	c->job.ids = memcpy(c->ids, j->ids, j->n * sizeof(*c->ids));
	add_fields(app->session, kind_def(j->kind), c);
	for (size_t i = 0; i < c->n; i++)
		items[i].text = c->fields[i]->title;
	dialog_menu(app, "Какое поле изменить у всех", NULL, items, c->n, 0, chosen, c);
	screen_own(app, c);
}
