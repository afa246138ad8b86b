/* Корзина: what was deleted, the last first, and the way back. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"

struct trash {
	struct screen base;
	struct list list;
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
	bare_names(&out->cell[3]);
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

static bool is_there(void *arg, uint64_t key)
{
	struct subject of = subject_of_key(key);
	struct record r = {.kind = 0};
	bool there = record_load_trash(arg, of.kind, of.id, &r) == OK;

	record_release(&r);
	return there;
}

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct trash *s = arg;
	struct buf words = {0};
	size_t n, kept = 0;

	(void)e;
	free(s->rows);
	n = query_trash(tx, &s->rows);
	collate_fold(text, strlen(text), &words);
	for (size_t i = 0; i < n; i++)
		if (!words.n || fits(tx, &s->rows[i], words.s))
			s->rows[kept++] = s->rows[i];
	buf_free(&words);
	list_set_count(&s->list, kept);
	list_keep_marks(&s->list, is_there, tx);
	return OK;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct trash *)screen)->list;
}

/* NULL: nothing under the cursor. */
static const struct trashed *under_cursor(const struct screen *screen)
{
	const struct trash *s = (const struct trash *)screen;

	return s->list.count ? &s->rows[s->list.selected] : NULL;
}

static enum next show(struct app *app, struct screen *screen)
{
	const struct trashed *t = under_cursor(screen);

	if (!t)
		return SCREEN_PASS;
	journal_show(app, t->seq);
	return SCREEN_DONE;
}

static enum next restore(struct app *app, struct screen *screen)
{
	const struct trashed *t = under_cursor(screen);
	const struct kind_def *k = t ? kind_def(t->kind) : NULL;
	struct error e = {.code = OK};

	if (jobs_restore(app, as_list(screen)))
		return SCREEN_DONE;
	if (!k)
		return SCREEN_PASS;
	if (op_restore(app->session, t->kind, t->id, &e)) {
		dialog_error(app, &e);
		return SCREEN_DONE;
	}
	app_say(app, LOOK_GOOD, "%s снова на месте. Взять назад: Ctrl-Z", k->title);
	app_reload(app);
	return SCREEN_DONE;
}

static enum err may_restore(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct trashed *t = under_cursor(screen);

	if (!t && !as_list(screen)->marked_n)
		return error_set(e, ERR_REFUSED, "корзина пуста");
	if (as_list(screen)->marked_n && a == ACT_ACTIONS)
		return may(app, subject_of_key(*as_list(screen)->marked).kind, "restore", (struct subject){0, 0}, e);
	if (!t)
		return error_set(e, ERR_REFUSED, "под курсором нет записи");
	return a == ACT_OPEN ? OK : may(app, t->kind, "restore", (struct subject){0, 0}, e);
}

static void hint(struct screen *screen, struct buf *out)
{
	if (as_list(screen)->marked_n)
		buf_add(out, "F2 — вернуть их, Esc — снять");
	else if (under_cursor(screen))
		buf_add(out, "Enter — что было в записи, F2 — вернуть её");
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
	{.action = ACT_OPEN, .title = "Что было в записи, кто и когда удалил", .may = may_restore, .run = show},
	{.action = ACT_ACTIONS,
	 .label = "Верн",
	 .title = "Вернуть из корзины вместе с тем, что ей принадлежит",
	 .may = may_restore,
	 .run = restore},
	MARKS_ACTIONS(marks_by),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "trash", .name = "Корзина", .hint = hint, .load = list_load, .draw = list_show,
	.list = as_list, .done = done,
};
/* clang-format on */

void trash_open(struct app *app)
{
	struct trash *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.reads = true,
				.key = key,
				.markable = true,
				.searches = true,
				.load = load,
				.arg = s,
				.empty = "Корзина пуста. Сюда попадает удалённое: F8 в списках и карточках."};
	screen_push(app, &s->base);
}
