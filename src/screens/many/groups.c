/* «Завершить всех», «Выдать справки всем»: an action of trainees, for all of one or several groups, with exceptions. */
#include <stdlib.h>
#include <string.h>

#include "many.h"
#include "stazh/document/document.h"

/* ---- the certificates, as one document ---- */

struct issued {
	size_t n;
	uint32_t ids[];
};

static void print_certificates(struct app *app, int index, void *arg)
{
	const struct issued *issued = arg;
	struct printing p = {.document = document_by_name("certificate"), .title = "Справки", .without = ""};
	struct buf name = {0};

	if (index)
		return;
	buf_addf(&name, "%s (%zu)", p.title, issued->n);
	p.name = name.s;
	print_all(app, &p, issued->ids, issued->n);
	buf_free(&name);
}

static void certified(struct app *app, unsigned kind, const uint32_t *ids, size_t n)
{
	struct issued *issued = mem_alloc(sizeof(*issued) + n * sizeof(*ids));
	const struct button buttons[] = {{"Одним документом .odt", NULL}, {"Не сейчас", NULL}};
	struct buf text = {0};

	issued->n = n;
	memcpy(issued->ids, ids, n * sizeof(*ids));
	(void)kind;
	buf_addf(&text, "Выдано справок: %zu", n);
	buf_add(&text, ".\nЗаписать их в файл, каждую с новой страницы?");
	dialog_choice(app, "Справки", text.s, NULL, buttons, 2, print_certificates, issued);
	screen_own(app, issued);
	buf_free(&text);
}

/* ---- who ---- */

static const struct of_group {
	const char *action; /* of the group, and of its trainees */
	const char *title;
	const char *condition;
	void (*done)(struct app *app, unsigned kind, const uint32_t *ids, size_t n);
} acts[] = {
	{"complete", "Кому завершить стажировку", "state=зачислен;проходит", NULL},
	{"certify", "Кому выдать справки", "state=завершил и certificate пусто", certified},
};

static const struct of_group *act_of(const char *action)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (!strcmp(acts[i].action, action))
			return &acts[i];
	return NULL;
}

static void act_on(struct app *app, const uint32_t *groups, size_t n, const char *action)
{
	const struct of_group *a = act_of(action);
	struct buf condition = {0};

	buf_add(&condition, "group=");
	for (size_t i = 0; i < n; i++)
		buf_addf(&condition, "%s%u", i ? ";" : "", groups[i]);
	buf_addf(&condition, " и %s", a->condition);
	records_open_marked(app, KIND_TRAINEE, a->title, condition.s,
			    transition_by_name(kind_def(KIND_TRAINEE), action), a->done);
	buf_free(&condition);
}

void groups_act(struct app *app, uint32_t group, const char *action)
{
	struct list *l = app->top->ops->list ? app->top->ops->list(app->top) : NULL;
	struct marked m;

	if (group || !l) {
		act_on(app, &group, group != 0, action);
		return;
	}
	marked_take(l, &m);
	if (m.kind == KIND_GROUP)
		act_on(app, m.ids, m.n, action);
	marked_release(&m);
}
