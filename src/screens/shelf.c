/* Полка: the files that wait for this login, how each is fetched, how long it is kept. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/tui/term.h"

struct own_shelf {
	struct screen base;
	struct list list;
	struct shelf shelf;
	bool watched;
	int tries; /* to find the shelf that is being made, to read what was brought */
};

static const struct list_column columns[] = {
	{.title = "Файл", .min = 20, .want = 34, .grow = 2},
	{.title = "Размер", .min = 8, .want = 9, .right = true},
	{.title = "Что это", .min = 10, .want = 20, .grow = 1, .drop = 1},
	{.title = "Лежит до", .min = 16, .want = 16},
};

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct own_shelf *s = arg;
	const struct shelf_file *f = &s->shelf.files[n];

	(void)tx;
	buf_add(&out->cell[0], f->name);
	text_add_size(&out->cell[1], f->bytes);
	buf_add(&out->cell[2], *f->what ? f->what : "принесён");
	journal_time(f->until_ms, "%d.%m.%Y %H:%M", &out->cell[3]);
}

static bool fits(const struct shelf_file *f, const char *words)
{
	struct buf folded = {0};
	bool fit;

	collate_fold(f->name, strlen(f->name), &folded);
	fit = collate_matches(buf_text(&folded), words);
	buf_free(&folded);
	return fit;
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct own_shelf *s = arg;
	struct buf words = {0};
	size_t kept = 0;
	enum err err;

	shelf_release(&s->shelf);
	err = shelf_list(tx_session(tx), &s->shelf, e);
	collate_fold(text, strlen(text), &words);
	for (size_t i = 0; i < s->shelf.n; i++)
		if (!words.n || fits(&s->shelf.files[i], words.s))
			s->shelf.files[kept++] = s->shelf.files[i];
	s->shelf.n = kept;
	buf_free(&words);
	list_set_count(&s->list, kept);
	return err;
}

/* NULL: nothing under the cursor. */
static const struct shelf_file *under_cursor(const struct screen *screen)
{
	const struct own_shelf *s = (const struct own_shelf *)screen;

	return s->list.count ? &s->shelf.files[s->list.selected] : NULL;
}

static enum next show(struct app *app, struct screen *screen)
{
	const struct shelf_file *f = under_cursor(screen);

	if (!f)
		return SCREEN_PASS;
	file_tell_line(app, f->name, f);
	return SCREEN_DONE;
}

static void answered(struct app *app, bool yes, void *arg)
{
	const char *name = arg;
	struct error e = {.code = OK};

	if (!yes)
		return;
	if (shelf_drop(app->session, name, &e))
		dialog_error(app, &e);
	else
		app_say(app, LOOK_GOOD, "Убран с полки: «%s»", name);
	app_reload(app);
}

static enum next drop(struct app *app, struct screen *screen)
{
	const struct shelf_file *f = under_cursor(screen);
	struct buf text = {0};
	char *name;

	if (!f)
		return SCREEN_PASS;
	name = mem_strdup(f->name);
	buf_addf(&text, "«%s» исчезнет сразу, взять его назад нельзя.", name);
	dialog_confirm(app, "Убрать с полки?", text.s, "Убрать", answered, name);
	screen_own(app, name);
	buf_free(&text);
	return SCREEN_DONE;
}

static enum err may_any(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	return under_cursor(screen) ? OK : error_set(e, ERR_REFUSED, "полка пуста");
}

static void status(struct screen *screen, struct buf *out)
{
	const struct shelf *shelf = &((const struct own_shelf *)screen)->shelf;

	buf_add(out, "занято ");
	text_add_size(out, shelf->used);
	buf_add(out, " из ");
	text_add_size(out, shelf->quota);
}

static void hint(struct screen *screen, struct buf *out)
{
	if (under_cursor(screen))
		buf_add(out, "Enter — как забрать, F8 — убрать");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct own_shelf *)screen)->list;
}

/* ---- what others bring and take meanwhile ---- */

#define LATER_MS 20 /* a commit is told of before it can be read */
#define TRIES	 50 /* as often */

static void woken(struct app *app, struct screen *screen)
{
	((struct own_shelf *)screen)->tries = TRIES;
	app_wake(app, LATER_MS);
}

static void look(struct app *app, struct screen *screen)
{
	struct own_shelf *s = (struct own_shelf *)screen;
	uint64_t now = shelf_generation(app->session);

	if (now && !s->watched) { /* it may have come since the screen began to watch */
		term_watch(news_open(app->session->store));
		now = shelf_generation(app->session);
		s->watched = true;
	}
	s->base.stale |= now != s->shelf.generation;
	if ((!now || now != s->shelf.generation) && s->tries-- > 0)
		app_wake(app, LATER_MS);
}

static void done(struct app *app, struct screen *screen)
{
	struct own_shelf *s = (struct own_shelf *)screen;

	(void)app;
	list_release(&s->list);
	shelf_release(&s->shelf);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .title = "Как забрать файл", .may = may_any, .run = show},
	{.action = ACT_DELETE, .label = "Убрать", .title = "Убрать файл с полки", .may = may_any, .run = drop},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "shelf", .name = "Полка", .status = status, .hint = hint, .load = list_load,
	.draw = list_show, .list = as_list, .tick = look, .woken = woken, .done = done,
};
/* clang-format on */

void shelf_open(struct app *app)
{
	struct own_shelf *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->list = (struct list){
		.columns = columns,
		.columns_n = sizeof(columns) / sizeof(*columns),
		.row = row,
		.reads = true,
		.searches = true,
		.load = load,
		.arg = s,
		.empty = "Полка пуста. Сюда попадает взятое с экрана, когда работают по сети, и принесённое "
			 "со своего компьютера."};
	screen_push(app, &s->base);
	look(app, &s->base);
}
