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
static const enum format formats[WAYS] = {FORMAT_XLSX, FORMAT_CSV, FORMAT_XLSX, FORMAT_CSV, FORMAT_JSON};

/* ---- the list as it stands ---- */

/* The rows of the file: all, or where any are marked these. */
struct shown {
	struct list *l;
	size_t *row; /* NULL: all */
	size_t n;
};

static bool is_marked(const struct list *l, size_t n)
{
	return l->plain_count
		       ? l->plain_key && list_is_marked(l, l->plain_key(l->arg, n))
		       : !(l->head && l->head(l->arg, list_at(l, n))) && list_row_marked(l, list_at(l, n)) == LIST_ALL;
}

static struct shown shown_of(struct list *l)
{
	struct shown s = {.l = l, .n = l->plain_count ? l->plain_count(l->arg) : l->count};
	size_t kept = 0;

	if (!l->marked_n)
		return s;
	s.row = mem_alloc((s.n + 1) * sizeof(*s.row));
	for (size_t i = 0; i < s.n; i++)
		if (is_marked(l, i))
			s.row[kept++] = i;
	s.n = kept;
	return s;
}

static size_t rows_in_file(struct list *l)
{
	struct shown s = shown_of(l);

	free(s.row);
	return s.n;
}

static size_t columns_of(const struct list *l)
{
	return l->file_columns ? l->file_columns : l->columns_n;
}

static const char *title_of(void *arg, size_t column)
{
	return ((const struct shown *)arg)->l->columns[column].title;
}

static enum listing_type type_of(void *arg, size_t column)
{
	const struct list_column *c = &((const struct shown *)arg)->l->columns[column];

	return c->date ? LISTING_DATE : c->right ? LISTING_NUMBER : LISTING_TEXT;
}

static int cells_of(void *arg, size_t column)
{
	return ((const struct shown *)arg)->l->columns[column].want;
}

static const struct buf *row_of(void *arg, struct tx *tx, size_t n)
{
	const struct shown *s = arg;
	struct list *l = s->l;

	n = s->row ? s->row[n] : n;
	for (size_t i = 0; i < columns_of(l); i++)
		buf_clear(&l->own.cell[i]);
	(l->plain ? l->plain : l->row)(l->arg, tx, l->plain_count ? n : list_at(l, n), &l->own);
	return l->own.cell;
}

static enum err write_shown(struct app *app, struct screen *s, const char *name, const char *path, enum format format,
			    struct error *e)
{
	struct list *l = s->ops->list(s);
	struct shown shown = shown_of(l);
	struct tx *tx;
	struct listing listing = {.name = name, .title = title_of, .type = type_of, .cells = cells_of, .row = row_of};
	enum err err;

	tx = tx_read(app->session->store, e);
	listing.arg = &shown;
	listing.tx = tx;
	listing.columns_n = columns_of(l);
	listing.rows = shown.n;
	err = tx ? listing_write(&listing, path, format, e) : e->code;
	tx_end(&tx);
	free(shown.row);
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

enum err file_offer(struct app *app, const char *stem, const char *ending, struct file_offered *o, struct error *e)
{
	uint64_t room;
	enum err err = OK;

	*o = (struct file_offered){.shelf = app->session->remote, .ending = ending, .spool = {.fd = -1}};
	if (!o->shelf) {
		file_name_new(app->session->today, stem, ending, &o->path);
		return OK;
	}
	err = shelf_room(app->session, "", &room, e);
	if (!err)
		err = spool_open(&o->spool, e);
	if (!err) {
		buf_add(&o->path, o->spool.path);
		buf_add(&o->stem, stem);
	}
	return err;
}

void file_tell_line(struct app *app, const char *title, const struct shelf_file *f)
{
	struct buf text = {0};

	buf_add(&text, "Чтобы забрать файл, наберите у себя:\n\n");
	shelf_add_line(app->session, f->name, &text);
	buf_add(&text, "\n\nРазмер — ");
	text_add_size(&text, f->bytes);
	buf_add(&text, "; лежит до ");
	journal_time(f->until_ms, "%d.%m.%Y %H:%M", &text);
	dialog_text(app, title, text.s); /* without a frame, that the line can be marked and copied whole */
	buf_free(&text);
}

static enum err put_on_shelf(struct app *app, struct file_offered *o, const struct shelf_source *from, struct error *e)
{
	struct shelf_file file;
	struct buf bytes = {0};
	enum err err = spool_take(&o->spool, &bytes, e);

	if (!err)
		err = shelf_take(app->session, buf_text(&o->stem), o->ending, from, &bytes, &file, e);
	if (!err)
		file_tell_line(app, "Файл на полке", &file);
	buf_free(&bytes);
	return err;
}

static void say_written(struct app *app, const char *path)
{
	char *folder = getcwd(NULL, 0);

	app_say(app, LOOK_GOOD, "Записан файл «%s» в папке %s", path, folder ? folder : ".");
	free(folder);
}

void file_given(struct app *app, struct file_offered *o, const struct shelf_source *from, enum err err, struct error *e)
{
	if (!err && o->shelf)
		err = put_on_shelf(app, o, from, e);
	else if (!err)
		say_written(app, o->path.s);
	if (err)
		dialog_error(app, e);
	if (o->shelf)
		spool_close(&o->spool);
	buf_free(&o->path);
	buf_free(&o->stem);
}

/* ---- which way ---- */

/* The records of the list, or where any are marked these; *n of them. free() */
static uint32_t *records_of(struct screen *s, unsigned *kind, size_t *n)
{
	const struct list *l = s->ops->list ? s->ops->list(s) : NULL;
	const uint32_t *all = s->ops->records(s, kind, n);
	uint64_t *keys;
	uint32_t *ids;
	size_t hidden;

	if (!all || !l || !l->marked_n)
		return all ? memcpy(mem_alloc((*n + 1) * sizeof(*ids)), all, *n * sizeof(*ids)) : NULL;
	*n = list_marked_keys(l, &keys, &hidden);
	ids = mem_alloc((*n + 1) * sizeof(*ids));
	for (size_t i = 0; i < *n; i++)
		ids[i] = subject_of_key(keys[i]).id;
	free(keys);
	return ids;
}

static enum err write_whole(struct app *app, struct screen *s, const struct file_offered *o, enum format format,
			    struct error *e)
{
	uint32_t *ids;
	struct buf called = {0};
	unsigned kind;
	size_t n;
	enum err err = OK;

	if (s->ops->write) {
		buf_addf(&called, "file%s", o->ending);
		err = s->ops->write(app, s, o->path.s, called.s, e);
		buf_free(&called);
	} else if ((ids = records_of(s, &kind, &n))) {
		err = export_records(app->session, kind, ids, n, o->path.s, format, o->shelf, NULL, e);
		free(ids);
	}
	return err;
}

/* Whom the rows name: their records, and whom these refer to. */
static size_t people_shown(struct tx *tx, struct list *l)
{
	struct shown shown = shown_of(l);
	struct people people = {.n = 0};
	struct record r = {0};
	size_t n;

	for (size_t i = 0; i < shown.n; i++) {
		size_t at = shown.row ? shown.row[i] : i;
		uint64_t key = l->plain_count ? l->plain_key ? l->plain_key(l->arg, at) : 0
			       : l->key	      ? l->key(l->arg, list_at(l, at))
					      : 0;
		struct subject of = subject_of_key(key);

		if (of.id && kind_def(of.kind) && !record_load(tx, of.kind, of.id, &r))
			people_add_record(&people, tx, &r);
	}
	n = people_count(&people);
	people_release(&people);
	record_release(&r);
	free(shown.row);
	return n;
}

/* What the rows are, for the register: records of a kind, or something else. A title may be somebody's name. */
static struct shelf_source source_of(struct app *app, struct screen *s)
{
	struct shelf_source from = {.what = s->ops->name ? s->ops->name : "Список"};
	struct tx *tx = screen_read(app);
	uint32_t *ids;
	unsigned kind;
	size_t n;

	if (s->ops->records && (ids = records_of(s, &kind, &n))) {
		free(ids);
		from.what = kind_def(kind)->plural;
		from.kind = kind;
		from.count = (int64_t)n;
	}
	if (tx)
		from.people = (int64_t)people_shown(tx, s->ops->list(s));
	tx_end(&tx);
	return from;
}

static void chosen(struct app *app, int way, void *arg)
{
	struct screen *s = arg;
	struct buf name = {0};
	struct error e = {.code = OK};
	struct shelf_source from;
	struct file_offered o;
	enum err err;

	if (way < 0)
		return;
	add_name(s, &name);
	from = source_of(app, s);
	err = file_offer(app, name.s, endings[way], &o, &e);
	if (!err && way < WHOLE_XLSX && !o.shelf) /* the shelf notes what it takes */
		err = audit_out(app->session, "export", from.kind, 0, (size_t)from.count, from.what,
				(size_t)from.people, &e);
	if (err)
		;
	else if (way < WHOLE_XLSX)
		err = write_shown(app, s, name.s, o.path.s, formats[way], &e);
	else
		err = write_whole(app, s, &o, formats[way], &e);
	file_given(app, &o, &from, err, &e);
	buf_free(&name);
}

enum next export_ask(struct app *app, struct screen *s)
{
	static const char *const sorts[WAYS] = {"книга Excel", "таблица CSV", "книга Excel", "таблица CSV",
						"данные JSON"};
	struct list *l = s->ops->list ? s->ops->list(s) : NULL;
	const char *whole = s->ops->whole ? s->ops->whole : s->ops->records ? "Эти записи, все поля" : NULL;
	struct menu_item items[WAYS] = {{.text = NULL}};
	struct buf title = {0}, texts[WAYS] = {{0}};
	size_t rows, all;

	if (!l)
		return SCREEN_PASS;
	if (!rows_in_file(l) && !(l->marked_n && s->ops->records)) {
		app_say(app, LOOK_PLAIN, "Список пуст: выгружать нечего.");
		return SCREEN_DONE;
	}
	rows = rows_in_file(l);
	all = l->marked_n && s->ops->records ? l->marked_n : rows;
	buf_addf(&title, "Выгрузить %s: %zu %s", l->marked_n ? "отмеченные" : "список", all,
		 text_plural((long)all, "строка", "строки", "строк"));
	for (int i = 0; i < WAYS; i++) {
		buf_addf(&texts[i], "%s", i < WHOLE_XLSX ? "Как на экране" : whole ? whole : "");
		if (i < WHOLE_XLSX && rows < all)
			buf_addf(&texts[i], ", без скрытых (%zu)", rows);
		buf_addf(&texts[i], " — %s", sorts[i]);
		items[i] =
			(struct menu_item){.text = texts[i].s,
					   .key = endings[i],
					   .why = i < WHOLE_XLSX && !rows ? "отмеченных строк сейчас не видно" : NULL};
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
	struct shelf_source from = {.what = "Календарь"};
	struct calendar_query all = *(const struct calendar_query *)arg;
	struct calendar_written written;
	struct error e = {.code = OK};
	struct file_offered o;
	enum err err;

	if (way < 0)
		return;
	habit_keep_number(app->session, HABIT_CALENDAR, way);
	all.from = DATE_MIN;
	all.to = DATE_MAX;
	all.no_deadlines = way == DEADLINES_NONE;
	err = file_offer(app, "Календарь", ".ics", &o, &e);
	if (!err)
		err = calendar_export(app->session, &all, way == DEADLINES_TASKS, o.path.s, o.shelf, &written, &e);
	from.people = err ? 0 : (int64_t)written.people;
	file_given(app, &o, &from, err, &e);
}

void export_calendar_ask(struct app *app, struct calendar_query *filter)
{
	static const struct menu_item ways[CALENDAR_WAYS] = {
		[DEADLINES_DAYS] = {.text = "Занятия и сроки, сроки — днями календаря"},
		[DEADLINES_TASKS] = {.text = "Занятия и сроки, сроки — задачами"},
		[DEADLINES_NONE] = {.text = "Только занятия"}};
	long used = habit_number(app->session, HABIT_CALENDAR, DEADLINES_DAYS);

	dialog_menu(app, "Записать в файл календаря", NULL, ways, CALENDAR_WAYS,
		    used >= 0 && used < CALENDAR_WAYS ? (size_t)used : 0, calendar_chosen, filter);
}
