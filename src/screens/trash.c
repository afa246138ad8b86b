/* Корзина: what was deleted, the last first, and the way back. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"

struct trash {
	struct screen base;
	struct list list;
	struct app *app;
	struct trashed *rows;
};

static const struct list_column columns[] = {
	{.title = "Удалено", .min = 11, .want = 16},
	{.title = "Кем", .min = 6, .want = 12, .drop = 2},
	{.title = "Вид", .min = 10, .want = 16, .drop = 1},
	{.title = "Запись", .min = 20, .want = 40, .grow = 1},
};

static void add_record(struct tx *tx, const struct trashed *t, struct buf *out)
{
	struct record r = {.kind = 0};

	if (kind_def(t->kind) && !record_load_trash(tx, t->kind, t->id, &r))
		label_of(tx, &r, out);
	if (!out->n)
		buf_addf(out, "№ %u", t->id);
	record_release(&r);
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct trash *s = arg;
	const struct trashed *t = &s->rows[n];
	struct log_entry l = {0};

	if (!tx)
		return;
	if (!log_load(tx, t->seq, &l)) {
		journal_time(l.at_ms, "%d.%m.%Y %H:%M", &out->cell[0]);
		buf_add(&out->cell[1], l.user);
	}
	buf_add(&out->cell[2], kind_def(t->kind) ? kind_def(t->kind)->title : "");
	add_record(tx, t, &out->cell[3]);
	log_release(&l);
}

static uint64_t key(void *arg, size_t n)
{
	const struct trash *s = arg;

	return subject_key((struct subject){s->rows[n].kind, s->rows[n].id});
}

static bool fits(struct tx *tx, const struct trashed *t, const char *words)
{
	struct buf text = {0}, folded = {0};
	bool fit;

	add_record(tx, t, &text);
	if (kind_def(t->kind))
		buf_addf(&text, " %s", kind_def(t->kind)->title);
	collate_fold(text.s, text.n, &folded);
	fit = collate_matches(buf_text(&folded), words);
	buf_free(&text);
	buf_free(&folded);
	return fit;
}

static enum err run(struct trash *s, const char *text, struct error *e)
{
	struct tx *tx = tx_read(s->app->session->store, e);
	struct buf words = {0};
	size_t n, kept = 0;

	if (!tx)
		return e->code;
	free(s->rows);
	n = query_trash(tx, &s->rows);
	collate_fold(text, strlen(text), &words);
	for (size_t i = 0; i < n; i++)
		if (!words.n || fits(tx, &s->rows[i], words.s))
			s->rows[kept++] = s->rows[i];
	tx_end(&tx);
	buf_free(&words);
	list_set_count(&s->list, kept);
	return OK;
}

static void filter(void *arg, const char *text)
{
	struct trash *s = arg;
	struct error e = {.code = OK};

	if (run(s, text, &e))
		app_say(s->app, LOOK_ERROR, "%s", e.text);
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct trash *s = (struct trash *)screen;
	struct list_hold h;
	enum err err;

	(void)app;
	list_hold(&s->list, &h);
	err = run(s, buf_text(&s->list.search), e);
	list_resume(&s->list, &h);
	return err;
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	list_draw(app, &((struct trash *)screen)->list, a, true);
}

static void restore(struct app *app, const struct trashed *t)
{
	const struct kind_def *k = kind_def(t->kind);
	struct error e = {.code = OK};

	if (!k)
		return;
	if (op_restore(app->session, t->kind, t->id, &e)) {
		dialog_error(app, &e);
		return;
	}
	app_say(app, LOOK_GOOD, "%s %u снова на месте. Взять назад: Ctrl-Z", k->title, t->id);
	app_reload(app);
}

static enum next act(struct app *app, struct screen *screen, const struct input *in)
{
	struct trash *s = (struct trash *)screen;
	enum next next = list_act(app, &s->list, in);

	if (next != SCREEN_PASS || !s->list.count)
		return next;
	switch (in->action) {
	case ACT_OPEN:
	case ACT_CLICK:
		journal_show(app, s->rows[s->list.selected].seq);
		return SCREEN_DONE;
	case ACT_ACTIONS:
		restore(app, &s->rows[s->list.selected]);
		return SCREEN_DONE;
	default:
		return SCREEN_PASS;
	}
}

static enum err may_here(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct trash *s = (const struct trash *)screen;

	if (a != ACT_ACTIONS || !s->list.count)
		return OK;
	return may(app, s->rows[s->list.selected].kind, "restore", (struct subject){0, 0}, e);
}

static void title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Корзина");
}

static void hint(struct screen *screen, struct buf *out)
{
	if (((const struct trash *)screen)->list.count)
		buf_add(out, "Enter — что было в записи, F2 — вернуть её");
}

static struct list *as_list(struct screen *screen)
{
	return &((struct trash *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct trash *s = (struct trash *)screen;

	(void)app;
	list_release(&s->list);
	free(s->rows);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_OPEN, .title = "Что было в записи, кто и когда удалил"},
	{.action = ACT_ACTIONS, .label = "Верн", .title = "Вернуть из корзины вместе с тем, что ей принадлежит"},
	{.action = ACT_SEARCH},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "trash", .title = title, .hint = hint, .load = load, .draw = draw, .act = act,
	.may = may_here, .list = as_list, .done = done,
};
/* clang-format on */

void trash_open(struct app *app)
{
	struct trash *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.reads = true,
				.key = key,
				.filter = filter,
				.arg = s,
				.empty = "Корзина пуста."};
	screen_push(app, &s->base);
}
