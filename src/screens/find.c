/* Search in all kinds at once (Ctrl-F). */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/audit.h"

#define FOUND_MAX 500

struct found {
	struct screen base;
	struct list list;
	struct app *app;
	char *text;
	bool noted; /* in the journal */
	struct rec_ref hits[FOUND_MAX];
	struct tx *tx;
};

static const struct list_column columns[] = {
	{.title = "Вид", .min = 12, .want = 18},
	{.title = "Запись", .min = 24, .want = 50, .grow = 1},
};

static uint64_t key(void *arg, size_t n)
{
	const struct found *s = arg;

	return subject_key((struct subject){s->hits[n].kind, s->hits[n].id});
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct found *s = (struct found *)screen;
	struct tx *tx = tx_read(app->session->store, e);
	struct list_hold hold;
	size_t people = 0;

	if (!tx)
		return e->code;
	list_hold(&s->list, &hold);
	list_set_count(&s->list, query_find(tx, s->text, s->hits, FOUND_MAX));
	tx_end(&tx);
	screen_resume(app, &s->list, &hold);
	for (size_t i = 0; i < s->list.count; i++)
		people += audit_concerns(s->hits[i].kind);
	if (!s->noted && reading(app, (struct subject){KIND_PERSON, 0}, "find", people, e)) {
		list_set_count(&s->list, 0);
		return e->code;
	}
	s->noted = true;
	return OK;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct found *s = arg;

	buf_add(&out->cell[0], kind_def(s->hits[n].kind)->title);
	if (tx)
		label_add(tx, s->hits[n].kind, s->hits[n].id, &out->cell[1]);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	list_draw(app, &((struct found *)screen)->list, a, true);
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct found *s = (struct found *)screen;
	enum next next = list_act(app, &s->list, in);
	const struct rec_ref *hit = &s->hits[s->list.selected];

	if (next != SCREEN_PASS || !s->list.count)
		return next;
	switch (in->action) {
	case ACT_OPEN:
	case ACT_CLICK:
		card_open(app, hit->kind, hit->id);
		return SCREEN_DONE;
	case ACT_ACTIONS:
		actions_open(app, hit->kind, hit->id);
		return SCREEN_DONE;
	case ACT_EDIT:
		edit_record(app, hit->kind, hit->id);
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

static enum err may_here(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct found *s = (const struct found *)screen;
	const struct rec_ref *hit = &s->hits[s->list.selected];

	return s->list.count ? may_record(app, (struct subject){hit->kind, hit->id}, a, e) : OK;
}

static void title(struct screen *screen, struct buf *out)
{
	buf_addf(out, "Поиск: %s", ((const struct found *)screen)->text);
}

static void status(struct screen *screen, struct buf *out)
{
	size_t n = ((const struct found *)screen)->list.count;

	buf_addf(out, n == FOUND_MAX ? "первые %zu" : "нашлось %zu", n);
}

static struct list *as_list(struct screen *screen)
{
	return &((struct found *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct found *s = (struct found *)screen;

	(void)app;
	list_release(&s->list);
	free(s->text);
	free(s);
}

static const struct screen_action actions[] = {{.action = ACT_ACTIONS},
					       {.action = ACT_OPEN},
					       {.action = ACT_EDIT},
					       {.action = ACT_EXPORT, .run = export_ask},
					       {.action = ACT_NONE}};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "find", .title = title, .status = status, .load = load, .draw = draw,
	.act = act, .may = may_here, .list = as_list, .done = done,
};
/* clang-format on */

static void entered(struct app *app, const char *text, void *arg)
{
	struct found *s;

	(void)arg;
	if (!text || !*text)
		return;
	s = mem_alloc(sizeof(*s));
	s->base.ops = &ops;
	s->app = app;
	s->text = mem_strdup(text);
	s->list = (struct list){.columns = columns,
				.columns_n = 2,
				.row = row,
				.reads = true,
				.key = key,
				.arg = s,
				.empty = "Ничего не нашлось. Ищутся начала слов, в любом порядке."};
	screen_push(app, &s->base);
}

void find_open(struct app *app)
{
	dialog_line(app, "Найти везде", "", NULL, entered, NULL);
}
