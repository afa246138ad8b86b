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

static enum err load(void *arg, struct tx *tx, const char *text, struct error *e)
{
	struct found *s = arg;

	(void)text;
	(void)e;
	list_set_count(&s->list, query_find(tx, s->text, s->hits, FOUND_MAX));
	marks_prune(&s->list, tx);
	return OK;
}

static enum err note(void *arg, struct error *e)
{
	struct found *s = arg;
	size_t people = 0;
	enum err err;

	for (size_t i = 0; i < s->list.all; i++)
		people += audit_concerns(s->hits[i].kind);
	err = s->noted ? OK : reading(s->app, (struct subject){KIND_PERSON, 0}, "find", people, e);
	s->noted |= !err;
	return err;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct found *s = arg;

	buf_add(&out->cell[0], kind_def(s->hits[n].kind)->title);
	if (tx)
		label_add(tx, s->hits[n].kind, s->hits[n].id, &out->cell[1]);
	bare_names(&out->cell[1]);
}

static struct subject subject(const struct screen *screen)
{
	const struct found *s = (const struct found *)screen;
	const struct rec_ref *hit = &s->hits[s->list.count ? list_here(&s->list) : 0];

	return s->list.count ? (struct subject){hit->kind, hit->id} : (struct subject){0, 0};
}

static void title(struct screen *screen, struct buf *out)
{
	buf_addf(out, "Поиск: %s", ((const struct found *)screen)->text);
}

static void status(struct screen *screen, struct buf *out)
{
	size_t n = ((const struct found *)screen)->list.all;

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

static enum err may_print(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct found *)screen)->list.marked_n || print_can(subject(screen).kind) ? OK : ERR_NONE;
}

static enum err may_mark(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	return ((const struct found *)screen)->list.marked_n ? OK : may_record(app, subject(screen), a, e);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .may = here_may, .take = here},
	{.action = ACT_OPEN, .may = here_may, .take = here},
	{.action = ACT_EDIT, .may = here_may, .take = here},
	{.action = ACT_DELETE, .may = here_may, .take = here},
	{.action = ACT_PRINT, .may = may_print, .take = here},
	{.action = ACT_MARK, .title = "Отметить: кто был, сделано ли", .may = may_mark, .take = here},
	{.action = ACT_EXPORT, .run = export_ask},
	MARKS_ACTIONS(marks_by),
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "find", .title = title, .status = status, .load = list_load, .draw = list_show,
	.subject = subject, .list = as_list, .done = done,
};
/* clang-format on */

void find_show(struct app *app, const char *text)
{
	struct found *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->app = app;
	s->text = mem_strdup(text);
	s->list = (struct list){
		.columns = columns,
		.columns_n = 2,
		.row = row,
		.reads = true,
		.key = key,
		.markable = true,
		.load = load,
		.note = note,
		.arg = s,
		.empty = "Ничего не нашлось. Ищутся начала слов, в любом порядке. Ctrl-F — искать другое."};
	screen_push(app, &s->base);
}

static void entered(struct app *app, const char *text, void *arg)
{
	(void)arg;
	if (text && *text)
		find_show(app, text);
}

void find_open(struct app *app)
{
	dialog_line(app, "Найти везде", "", NULL, entered, NULL);
}
