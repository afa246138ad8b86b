/* «Выгрузить список»: what stands on the screen, or the same records whole, into a file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"
#include "stazh/model/audit.h"
#include "stazh/model/habit.h"
#include "stazh/ics/calendar.h"
#include "stazh/base/file.h"
#include "stazh/table/listing.h"

enum { AS_SHOWN_XLSX, AS_SHOWN_CSV, WHOLE_XLSX, WHOLE_CSV, WHOLE_JSON, WAYS };

static const char *const endings[WAYS] = {".xlsx", ".csv", ".xlsx", ".csv", ".json"};

/* ---- the list as it stands ---- */

static size_t rows_in_file(const struct list *l)
{
	return l->plain_count ? l->plain_count(l->arg) : l->count;
}

static const char *title_of(void *arg, size_t column)
{
	return ((const struct list *)arg)->columns[column].title;
}

static enum listing_type type_of(void *arg, size_t column)
{
	const struct list_column *c = &((const struct list *)arg)->columns[column];

	return c->date ? LISTING_DATE : c->right ? LISTING_NUMBER : LISTING_TEXT;
}

static int cells_of(void *arg, size_t column)
{
	return ((const struct list *)arg)->columns[column].want;
}

static const struct buf *row_of(void *arg, struct tx *tx, size_t n)
{
	struct list *l = arg;

	for (size_t i = 0; i < l->columns_n; i++)
		buf_clear(&l->own.cell[i]);
	(l->plain ? l->plain : l->row)(l->arg, tx, l->plain_count ? n : list_at(l, n), &l->own);
	return l->own.cell;
}

static enum err write_shown(struct app *app, struct screen *s, const char *name, const char *path, struct error *e)
{
	unsigned kind;
	size_t n;
	struct tx *tx;
	struct list *l;
	struct listing listing = {.name = name, .title = title_of, .type = type_of, .cells = cells_of, .row = row_of};
	enum err err;

	if (s->ops->records && s->ops->records(s, &kind, &n) && audit_list(app->session, "export", kind, n, e))
		return e->code;
	tx = tx_read(app->session->store, e);
	if (!tx)
		return e->code;
	l = s->ops->list(s);
	listing.arg = l;
	listing.tx = tx;
	listing.columns_n = l->columns_n;
	listing.rows = rows_in_file(l);
	err = listing_write(&listing, path, e);
	tx_end(&tx);
	return err;
}

static void add_name(struct screen *s, struct buf *out)
{
	unsigned kind;
	size_t n;

	if (s->ops->records && s->ops->records(s, &kind, &n))
		buf_add(out, kind_def(kind)->plural);
	else
		screen_add_title(s, out);
	if (!out->n)
		buf_add(out, "Список");
}

/* ---- where to ---- */

enum err file_offer(struct app *app, const char *stem, const char *ending, struct buf *path, struct error *e)
{
	enum err err = session_may_use_files(app->session, e);

	if (!err)
		file_name_new(app->session->today, stem, ending, path);
	return err;
}

void file_say(struct app *app, const char *path)
{
	char *folder = getcwd(NULL, 0);

	app_say(app, LOOK_GOOD, "Записан файл «%s» в папке %s", path, folder ? folder : ".");
	free(folder);
}

static void say_written(struct app *app, const char *path, enum err err, const struct error *e)
{
	if (err)
		dialog_error(app, e);
	else
		file_say(app, path);
}

/* ---- which way ---- */

static enum err write_whole(struct app *app, struct screen *s, const char *path, struct error *e)
{
	const uint32_t *ids;
	unsigned kind;
	size_t n;

	if (s->ops->write)
		return s->ops->write(app, s, path, e);
	ids = s->ops->records(s, &kind, &n);
	return ids ? export_records(app->session, kind, ids, n, path, NULL, e) : OK;
}

static void chosen(struct app *app, int way, void *arg)
{
	struct screen *s = arg;
	struct buf name = {0}, path = {0};
	struct error e = {.code = OK};
	enum err err;

	if (way < 0)
		return;
	add_name(s, &name);
	err = file_offer(app, name.s, endings[way], &path, &e);
	if (err)
		;
	else if (way < WHOLE_XLSX)
		err = write_shown(app, s, name.s, path.s, &e);
	else
		err = write_whole(app, s, path.s, &e);
	say_written(app, path.s, err, &e);
	buf_free(&name);
	buf_free(&path);
}

enum next export_ask(struct app *app, struct screen *s)
{
	static const char *const sorts[WAYS] = {"книга Excel", "таблица CSV", "книга Excel", "таблица CSV",
						"данные JSON"};
	const struct list *l = s->ops->list ? s->ops->list(s) : NULL;
	const char *whole = s->ops->whole ? s->ops->whole : s->ops->records ? "Эти записи, все поля" : NULL;
	struct menu_item items[WAYS] = {{.text = NULL}};
	struct buf title = {0}, texts[WAYS] = {{0}};
	struct error e = {.code = OK};

	if (!l)
		return SCREEN_PASS;
	if (session_may_use_files(app->session, &e)) {
		dialog_error(app, &e);
		return SCREEN_DONE;
	}
	if (!rows_in_file(l)) {
		app_say(app, LOOK_PLAIN, "Список пуст: выгружать нечего.");
		return SCREEN_DONE;
	}
	buf_addf(&title, "Выгрузить список: %zu %s", rows_in_file(l),
		 text_plural((long)rows_in_file(l), "строка", "строки", "строк"));
	for (int i = 0; i < WAYS; i++) {
		buf_addf(&texts[i], "%s — %s", i < WHOLE_XLSX ? "Как на экране" : whole ? whole : "", sorts[i]);
		items[i] = (struct menu_item){.text = texts[i].s, .key = endings[i]};
	}
	dialog_menu(app, title.s, NULL, items, whole ? WAYS : WHOLE_XLSX, 0, chosen, s);
	buf_free(&title);
	for (int i = 0; i < WAYS; i++)
		buf_free(&texts[i]);
	return SCREEN_DONE;
}

/* ---- the calendar ---- */

enum { DEADLINES_DAYS, DEADLINES_TASKS, DEADLINES_NONE, CALENDAR_WAYS };

#define HABIT_CALENDAR "calendar.export"

static void calendar_chosen(struct app *app, int way, void *arg)
{
	struct calendar_query all = *(const struct calendar_query *)arg;
	struct calendar_written written;
	struct error e = {.code = OK};
	struct buf path = {0};

	if (way < 0)
		return;
	habit_keep_number(app->session, HABIT_CALENDAR, way);
	all.from = DATE_MIN;
	all.to = DATE_MAX;
	all.no_deadlines = way == DEADLINES_NONE;
	if (!file_offer(app, "Календарь", ".ics", &path, &e))
		calendar_export(app->session, &all, way == DEADLINES_TASKS, path.s, &written, &e);
	say_written(app, buf_text(&path), e.code, &e);
	buf_free(&path);
}

void export_calendar_ask(struct app *app, struct calendar_query *filter)
{
	static const struct menu_item ways[CALENDAR_WAYS] = {
		[DEADLINES_DAYS] = {.text = "Занятия и сроки, сроки — днями календаря"},
		[DEADLINES_TASKS] = {.text = "Занятия и сроки, сроки — задачами"},
		[DEADLINES_NONE] = {.text = "Только занятия"}};
	long used = habit_number(app->session, HABIT_CALENDAR, DEADLINES_DAYS);
	struct error e = {.code = OK};

	if (session_may_use_files(app->session, &e)) {
		dialog_error(app, &e);
		return;
	}
	dialog_menu(app, "Записать в файл календаря", NULL, ways, CALENDAR_WAYS,
		    used >= 0 && used < CALENDAR_WAYS ? (size_t)used : 0, calendar_chosen, filter);
}
