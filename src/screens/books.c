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

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct shelf *s = arg;

	(void)tx;
	buf_add(&out->cell[0], n < BOOKS ? kind_def(books[n])->plural : "Корзина");
	buf_addf(&out->cell[1], "%zu", s->counts[n]);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	(void)app;
	list_draw(app, &((struct shelf *)screen)->list, a, true);
}

static enum next open(struct app *app, struct screen *screen)
{
	size_t at = ((const struct shelf *)screen)->list.selected;

	if (at == BOOKS)
		trash_open(app);
	else
		records_open(app, books[at]);
	return SCREEN_DONE;
}

static enum next add(struct app *app, struct screen *screen)
{
	size_t at = ((const struct shelf *)screen)->list.selected;

	if (at == BOOKS || kind_more(kind_def(books[at]))->no_add)
		return SCREEN_PASS;
	edit_new(app, books[at], (struct subject){0, 0}, 0);
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct shelf *)screen)->list;
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

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .run = open},
	{.action = ACT_NEW, .run = add},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "books", .title = title, .load = load, .draw = draw, .list = as_list,
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
