/* Справочники: which register to open, and how much is in it. */
#include <stdlib.h>

#include "internal.h"

static const unsigned books[] = {KIND_ORG,	 KIND_PERSON, KIND_TRAINEE,  KIND_PLANDOC,
				 KIND_EQUIPMENT, KIND_TERM,   KIND_REMINDER, KIND_PAPER};
#define BOOKS (sizeof(books) / sizeof(*books)) /* after them the trash */

struct shelf {
	struct screen base;
	struct list list;
	size_t counts[BOOKS + 1];
};

static const struct list_column columns[] = {
	{.title = "Справочник", .min = 20, .want = 30},
	{.title = "Записей", .min = 7, .want = 8, .right = true},
};

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct shelf *s = (struct shelf *)screen;
	struct tx *tx = tx_read(app->session->store, e);

	if (!tx)
		return e->code;
	for (size_t i = 0; i < BOOKS; i++)
		s->counts[i] = record_count(tx, books[i]);
	s->counts[BOOKS] = tx_entries(tx, T_TRASH);
	tx_end(&tx);
	list_set_count(&s->list, BOOKS + 1);
	return OK;
}

static void row(void *arg, size_t n, struct row *out)
{
	const struct shelf *s = arg;

	buf_add(&out->cell[0], n < BOOKS ? kind_def(books[n])->plural : "Корзина");
	buf_addf(&out->cell[1], "%zu", s->counts[n]);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	(void)app;
	list_draw(&((struct shelf *)screen)->list, a, true);
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct shelf *s = (struct shelf *)screen;
	enum next next = list_act(app, &s->list, in);

	if (next != SCREEN_PASS)
		return next;
	if (s->list.selected == BOOKS) {
		if (in->action != ACT_OPEN && in->action != ACT_CLICK)
			return SCREEN_PASS;
		trash_open(app);
		return SCREEN_DONE;
	}
	if (in->action == ACT_NEW && !kind_more(kind_def(books[s->list.selected]))->no_add) {
		edit_new(app, books[s->list.selected], (struct subject){0, 0}, 0);
		return SCREEN_DONE;
	}
	if (in->action != ACT_OPEN && in->action != ACT_CLICK)
		return SCREEN_PASS;
	records_open(app, books[s->list.selected]);
	return SCREEN_DONE;
}

static void title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Справочники");
}

static void done(struct app *app, struct screen *screen)
{
	(void)app;
	list_release(&((struct shelf *)screen)->list);
	free(screen);
}

static const struct screen_action actions[] = {{.action = ACT_OPEN}, {.action = ACT_NEW}, {.action = ACT_NONE}};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "books", .title = title, .load = load, .draw = draw, .act = act,
	.done = done,
};
/* clang-format on */

struct screen *books_section(struct app *app)
{
	struct shelf *s = mem_alloc(sizeof(*s));

	(void)app;
	s->base.ops = &ops;
	s->list = (struct list){.columns = columns, .columns_n = 2, .row = row, .arg = s, .empty = ""};
	return &s->base;
}
