/* Справочники: which register to open, and how much is in it. */
#include <stdlib.h>

#include "internal.h"

static size_t count_trash(struct tx *tx, int year)
{
	(void)year;
	return tx_entries(tx, T_TRASH);
}

static size_t count_shelf(struct tx *tx, int year)
{
	struct shelf own;
	size_t n;

	(void)year;
	shelf_list(tx_session(tx), &own, NULL);
	n = own.n;
	shelf_release(&own);
	return n;
}

static size_t count_certificates(struct tx *tx, int year)
{
	size_t n;

	free(certificates_of_school_year(tx, year, &n));
	return n;
}

/* What stands below the kinds of records: lists of another sort. */
static const struct {
	const char *title;
	size_t (*count)(struct tx *tx, int year);
	void (*open)(struct app *app);
	const char *no_add;
} others[] = {
	{"Журнал выдачи справок", count_certificates, certificates_open,
	 "Справку выдают стажёру, который завершил: F2 на его карточке"},
	{"Полка", count_shelf, shelf_open, "Сюда попадает взятое с экрана по сети и принесённое со своего компьютера"},
	{"Корзина", count_trash, trash_open, "Сюда попадает удалённое"},
};
#define OTHERS (sizeof(others) / sizeof(*others))

struct books {
	struct screen base;
	struct list list;
	unsigned books[KIND_END];
	size_t books_n, counts[KIND_END + OTHERS];
};

static const struct list_column columns[] = {
	{.title = "Справочник", .min = 20, .want = 30},
	{.title = "Записей", .min = 7, .want = 8, .right = true},
};

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct books *s = (struct books *)screen;
	struct tx *tx = tx_read(app->session->store, e);

	if (!tx)
		return e->code;
	for (size_t i = 0; i < s->books_n; i++)
		s->counts[i] = record_count(tx, s->books[i]);
	for (size_t i = 0; i < OTHERS; i++)
		s->counts[s->books_n + i] = others[i].count(tx, app->year);
	tx_end(&tx);
	list_set_count(&s->list, s->books_n + OTHERS);
	return OK;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct books *s = arg;

	(void)tx;
	buf_add(&out->cell[0], n < s->books_n ? kind_def(s->books[n])->plural : others[n - s->books_n].title);
	buf_addf(&out->cell[1], "%zu", s->counts[n]);
}

/* «Организации, 21 запись: краткое название, полное название, руководитель» */
static void told(void *arg, struct tx *tx, size_t n, struct buf *out)
{
	const struct books *s = arg;
	const struct kind_def *k = n < s->books_n ? kind_def(s->books[n]) : NULL;
	size_t count = s->counts[n], fields = 0;

	(void)tx;
	buf_addf(out, "%s, %zu %s", k ? k->plural : others[n - s->books_n].title, count,
		 text_plural((long)count, "запись", "записи", "записей"));
	for (size_t i = 0; k && i < k->n; i++)
		if (!(k->fields[i].flags & (FF_HIDDEN | FF_SYSTEM))) {
			buf_add(out, fields++ ? ", " : ": ");
			text_add_cased(out, k->fields[i].title, false);
		}
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	(void)app;
	list_draw(app, &((struct books *)screen)->list, a, true);
}

static enum next open(struct app *app, struct screen *screen)
{
	const struct books *s = (const struct books *)screen;
	size_t at = list_here(&s->list);

	if (!s->list.count)
		return SCREEN_PASS;
	if (at >= s->books_n)
		others[at - s->books_n].open(app);
	else
		records_open(app, s->books[at]);
	return SCREEN_DONE;
}

static enum next add(struct app *app, struct screen *screen)
{
	const struct books *s = (const struct books *)screen;
	size_t at = list_here(&s->list);

	if (at >= s->books_n || kind_more(kind_def(s->books[at]))->no_add)
		return SCREEN_PASS;
	edit_new(app, s->books[at], (struct subject){0, 0}, 0);
	return SCREEN_DONE;
}

static enum err may_add(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct books *s = (const struct books *)screen;
	size_t at = list_here(&s->list);
	const char *no_add;

	(void)a;
	if (!s->list.count)
		return error_set(e, ERR_REFUSED, "Такого справочника нет");
	no_add = at < s->books_n ? kind_more(kind_def(s->books[at]))->no_add : others[at - s->books_n].no_add;
	return no_add ? error_set(e, ERR_REFUSED, "%s", no_add)
		      : may(app, s->books[at], "add", (struct subject){0, 0}, e);
}

static struct list *as_list(struct screen *screen)
{
	return &((struct books *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	(void)app;
	list_release(&((struct books *)screen)->list);
	free(screen);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .run = open},
	{.action = ACT_NEW, .may = may_add, .run = add},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "books", .name = "Справочники", .load = load, .draw = draw, .list = as_list,
	.done = done,
};
/* clang-format on */

static int by_place(const void *a, const void *b)
{
	const struct kind_def *x = kind_def(*(const unsigned *)a), *y = kind_def(*(const unsigned *)b);

	return x->book != y->book ? x->book - y->book : (int)x->kind - (int)y->kind;
}

struct screen *books_section(struct app *app)
{
	struct books *s = mem_alloc(sizeof(*s));

	(void)app;
	s->base.ops = &ops;
	for (unsigned kind = 1; kind < KIND_END; kind++)
		if (kind_def(kind)->book)
			s->books[s->books_n++] = kind;
	qsort(s->books, s->books_n, sizeof(*s->books), by_place);
	s->list = (struct list){.columns = columns, .columns_n = 2, .row = row, .told = told, .arg = s, .empty = ""};
	return &s->base;
}
