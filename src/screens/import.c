/* «Загрузить из файла»: what a file of records would do, its columns, and one key that does it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "internal.h"
#include "stazh/ics/calendar.h"
#include "stazh/base/file.h"
#include "stazh/table/import.h"

#define FILES_MAX    15
#define LOOKED_AGAIN 5000 /* rows: a larger file is not looked through again whenever somebody changes something */
#define PATH_BYTES   1000
#define COLUMNS_MAX  1000

struct loading {
	struct screen base;
	struct list list;
	const struct kind_def *k;
	struct subject parent;
	char *path; /* NULL: not chosen yet */
	struct {
		char *name;
		time_t changed;
	} files[FILES_MAX];
	size_t files_n;
	struct assign columns[COLUMNS_MAX]; /* told by hand: both texts are owned */
	size_t columns_n;
	bool update, stale, broken; /* broken: the file as a whole says nothing, e tells why */
	int outcome;		    /* only those; -1: all */
	const char *form;	    /* of events that the calendar does not give one; NULL: not told */
	struct import_report report;
	struct error e;
	size_t *shown, shown_n;
};

/* The columns of the file, and what they become. */
struct headings {
	struct screen base;
	struct list list;
	struct loading *of;
	const char **fields; /* of the menu: what each line means */
	size_t fields_n;
};

static const char *const outcomes[] = {[IMPORT_ADDED] = "новая",
				       [IMPORT_CHANGED] = "изменится",
				       [IMPORT_SAME] = "без изменений",
				       [IMPORT_BAD] = "ошибка"};
/* What needs to be looked at stands first. */
static const enum import_outcome in_order[] = {IMPORT_BAD, IMPORT_CHANGED, IMPORT_ADDED, IMPORT_SAME};

static const struct list_column columns[] = {
	{.title = "Строка", .min = 6, .want = 6, .right = true},
	{.title = "Что будет", .min = 9, .want = 13},
	{.title = "Запись", .min = 12, .want = 26, .grow = 1, .drop = 1},
	{.title = "Что изменится или что не так", .min = 24, .want = 40, .grow = 3},
};

/* ---- looking the file through ---- */

static enum err read_file(struct app *app, struct loading *s, bool dry_run, struct error *e)
{
	char id[16];
	struct assign given[2] = {{.value = id}};
	struct import_request q = {.kind = s->k->kind,
				   .path = s->path,
				   .readers = calendar_readers,
				   .columns = s->columns,
				   .columns_n = s->columns_n,
				   .update = s->update,
				   .dry_run = dry_run,
				   .detail = true,
				   .given = given};

	if (s->parent.id) {
		given[q.given_n++].name = field_by_id(s->k, s->k->parent)->name;
		snprintf(id, sizeof(id), "%u", s->parent.id);
	}
	if (s->form)
		given[q.given_n++] = (struct assign){"form", s->form};
	import_report_release(&s->report);
	return import_file(app->session, &q, &s->report, e);
}

static void choose_shown(struct loading *s)
{
	free(s->shown);
	s->shown = mem_alloc((s->report.row_n + 1) * sizeof(*s->shown));
	s->shown_n = 0;
	for (size_t o = 0; o < sizeof(in_order) / sizeof(*in_order); o++)
		for (size_t i = 0; i < s->report.row_n; i++)
			if (s->report.row[i].outcome == in_order[o] &&
			    (s->outcome < 0 || (int)in_order[o] == s->outcome))
				s->shown[s->shown_n++] = i;
	list_set_count(&s->list, s->shown_n);
}

static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct loading *s = (struct loading *)screen;
	enum err err;

	(void)e;
	if (!s->path || (!s->stale && s->report.row_n > LOOKED_AGAIN))
		return OK;
	s->stale = false;
	s->e = (struct error){.code = OK};
	err = read_file(app, s, true, &s->e);
	s->broken = err && err != ERR_INPUT;
	s->list.empty = s->broken	  ? s->e.text
			: s->report.row_n ? "Таких строк нет. F6 — показать другие."
					  : "В файле нет записей.";
	choose_shown(s);
	return OK;
}

static void again(struct app *app, struct loading *s)
{
	s->stale = true;
	app_reload(app);
}

/* ---- the picture ---- */

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct loading *s = arg;
	const struct import_row *r = &s->report.row[s->shown[n]];
	enum look look = r->outcome == IMPORT_BAD ? LOOK_ERROR : r->outcome == IMPORT_SAME ? LOOK_DIM : LOOK_PLAIN;

	(void)tx;
	if (r->line)
		buf_addf(&out->cell[0], "%d", r->line);
	buf_add(&out->cell[1], outcomes[r->outcome]);
	buf_add(&out->cell[2], r->what);
	buf_add(&out->cell[3], r->why);
	out->look[1] = out->look[2] = look;
}

static void add_columns(const struct import_report *r, struct buf *out, bool *good)
{
	size_t unknown = 0, read = 0;

	for (size_t i = 0; i < r->column_n; i++) {
		if (!r->column[i].becomes)
			buf_addf(out, "%s«%s»", unknown++ ? ", " : "Не узнаны столбцы: ", r->column[i].name);
		else
			read += strncmp(r->column[i].becomes, "не ", strlen("не ")) != 0;
	}
	*good = !unknown;
	if (unknown)
		buf_add(out, ". F4 — сказать, что они значат");
	else
		buf_addf(out, "Столбцов %zu, загружается %zu. F4 — какой что значит", r->column_n, read);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct loading *s = (struct loading *)screen;
	const struct import_report *r = &s->report;
	const char *slash = s->path ? strrchr(s->path, '/') : NULL;
	struct buf b = {0};
	bool good;

	(void)app;
	if (!s->path)
		return;
	buf_addf(&b, "Файл «%s»", slash ? slash + 1 : s->path);
	if (r->sheet.n)
		buf_addf(&b, ", лист «%s»", r->sheet.s);
	draw_text(a.y, a.x + 1, a.w - 2, LOOK_PLAIN, b.s);
	buf_clear(&b);
	if (r->column_n) {
		buf_addf(&b, "Записей %zu: с ошибками %zu · новых %zu · изменится %zu · без изменений %zu", r->rows,
			 r->bad, r->added, r->changed, r->same);
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_ACCENT, b.s);
		buf_clear(&b);
		add_columns(r, &b, &good);
		draw_text(a.y + 2, a.x + 1, a.w - 2, good ? LOOK_DIM : LOOK_TODAY, b.s);
	}
	draw_hline(a.y + 3, a.x, a.w);
	list_draw(app, &s->list, (struct area){a.y + 4, a.x, a.h - 4, a.w}, true);
	buf_free(&b);
}

static void title(struct screen *screen, struct buf *out)
{
	buf_addf(out, "Загрузка: %s", ((const struct loading *)screen)->k->plural);
}

static void status(struct screen *screen, struct buf *out)
{
	const struct loading *s = (const struct loading *)screen;

	if (s->outcome >= 0)
		buf_addf(out, "%s · ", outcomes[s->outcome]);
	buf_add(out, s->update ? "имеющиеся обновлять" : "всё — новые записи");
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct loading *s = (const struct loading *)screen;

	if (s->broken || !s->path)
		return;
	if (s->report.faults_n)
		buf_add(out, "Загружается всё или ничего: исправьте файл (i — прочесть снова) или столбцы");
	else if (s->report.added + s->report.changed)
		buf_add(out, "F2 — загрузить. Пробел — обновлять имеющиеся или заводить все как новые");
	else
		buf_add(out, "Загружать нечего: всё уже так и есть");
}

/* ---- the file ---- */

static void forget_columns(struct loading *s)
{
	for (size_t i = 0; i < s->columns_n; i++) {
		free((char *)s->columns[i].name);
		free((char *)s->columns[i].value);
	}
	s->columns_n = 0;
}

static void form_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;
	size_t n;
	const char *const *forms = config_list(app->session->config, OPT_FORMS, &n);

	s->form = index >= 0 && (size_t)index < n ? forms[index] : NULL;
	again(app, s);
}

/* Other calendars know no forms of work. */
static void ask_form(struct app *app, struct loading *s)
{
	size_t n;
	const char *const *forms = config_list(app->session->config, OPT_FORMS, &n);
	struct menu_item *items = mem_alloc((n + 1) * sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i].text = forms[i];
	items[n].text = "Не называть";
	dialog_menu(app, "Форма занятий, у которых она не названа", NULL, items, n + 1, 0, form_chosen, s);
	free(items);
}

static void set_path(struct app *app, struct loading *s, const char *path)
{
	const char *home = getenv("HOME");
	struct buf whole = {0};

	if (!strncmp(path, "~/", 2) && home)
		buf_addf(&whole, "%s%s", home, path + 1);
	else
		buf_add(&whole, path);
	if (!s->path || strcmp(s->path, whole.s) != 0) /* else what was told of its columns still holds */
		forget_columns(s);
	free(s->path);
	s->path = buf_take(&whole);
	s->outcome = -1;
	s->form = NULL;
	if (s->k->kind == KIND_EVENT && calendar_is(s->path))
		ask_form(app, s);
	else
		again(app, s);
}

static void file_entered(struct app *app, const char *text, void *arg)
{
	struct loading *s = arg;

	if (text && *text)
		set_path(app, s, text);
	else if (!s->path)
		screen_close(app, &s->base);
}

static void file_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;

	if (index >= 0 && (size_t)index < s->files_n)
		set_path(app, s, s->files[index].name);
	else if (index >= 0)
		dialog_prompt(app, "Какой файл (.xlsx, .csv, .json, .ics)", s->path ? s->path : "", PATH_BYTES,
			      file_entered, s);
	else if (!s->path)
		screen_close(app, &s->base);
}

static void forget_files(struct loading *s)
{
	for (size_t i = 0; i < s->files_n; i++)
		free(s->files[i].name);
	s->files_n = 0;
}

/* The newest first. */
static void add_file(struct loading *s, const char *name, time_t changed)
{
	size_t at = s->files_n;

	while (at && s->files[at - 1].changed < changed)
		at--;
	if (at == FILES_MAX)
		return;
	if (s->files_n == FILES_MAX)
		free(s->files[--s->files_n].name);
	memmove(&s->files[at + 1], &s->files[at], (s->files_n - at) * sizeof(*s->files));
	s->files[at].name = mem_strdup(name);
	s->files[at].changed = changed;
	s->files_n++;
}

static void ask_file(struct app *app, struct loading *s)
{
	struct menu_item items[FILES_MAX + 1] = {{.text = NULL}};
	struct buf dates[FILES_MAX] = {{.s = NULL}};
	DIR *folder = opendir(".");
	const struct dirent *d;
	struct stat st;
	struct tm tm;

	forget_files(s);
	while (folder && (d = readdir(folder)))
		if (*d->d_name != '.' &&
		    (file_ends_in(d->d_name, ".xlsx") || file_ends_in(d->d_name, ".csv") ||
		     file_ends_in(d->d_name, ".json") ||
		     (s->k->kind == KIND_EVENT && file_ends_in(d->d_name, ".ics"))) &&
		    !stat(d->d_name, &st) && S_ISREG(st.st_mode))
			add_file(s, d->d_name, st.st_mtime);
	if (folder)
		closedir(folder);
	for (size_t i = 0; i < s->files_n; i++) {
		localtime_r(&s->files[i].changed, &tm);
		buf_addf(&dates[i], "%02d.%02d.%d", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
		items[i] = (struct menu_item){.text = s->files[i].name, .key = dates[i].s};
	}
	items[s->files_n].text = "Другой файл…";
	dialog_menu(app, "Загрузить из файла", NULL, items, s->files_n + 1, 0, file_chosen, s);
	for (size_t i = 0; i < s->files_n; i++)
		buf_free(&dates[i]);
}

/* ---- loading ---- */

static enum next load_now(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	struct error e = {.code = OK};
	enum err err;

	if (s->report.faults_n || s->broken) {
		app_say(app, LOOK_ERROR, "Загружается всё или ничего: сначала исправьте ошибки");
		return SCREEN_DONE;
	}
	if (!(s->report.added + s->report.changed)) {
		app_say(app, LOOK_PLAIN, "Загружать нечего: всё уже так и есть");
		return SCREEN_DONE;
	}
	err = read_file(app, s, false, &e);
	app_reload(app);
	if (err) { /* changed since: it is shown again, with what is wrong now */
		s->stale = true;
		dialog_error(app, &e);
		return SCREEN_DONE;
	}
	app_say(app, LOOK_GOOD, "Загружено: новых %zu, изменено %zu. Вернуть: Ctrl-Z", s->report.added,
		s->report.changed);
	screen_close(app, screen);
	if (s->report.faults.n)
		dialog_message(app, "Загружено, но", s->report.faults.s);
	return SCREEN_DONE;
}

static void outcome_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;

	(void)app;
	if (index < 0)
		return;
	s->outcome = index ? (int)in_order[index - 1] : -1;
	choose_shown(s);
}

static enum next choose_outcome(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	const size_t counts[] = {[IMPORT_ADDED] = s->report.added,
				 [IMPORT_CHANGED] = s->report.changed,
				 [IMPORT_SAME] = s->report.same,
				 [IMPORT_BAD] = s->report.bad};
	struct menu_item items[5] = {{.text = "все строки"}};
	char texts[4][16];

	for (size_t i = 0; i < 4; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%zu", counts[in_order[i]]);
		items[i + 1] = (struct menu_item){.text = outcomes[in_order[i]], .key = texts[i]};
	}
	dialog_menu(app, "Какие строки показать", NULL, items, 5, 0, outcome_chosen, s);
	return SCREEN_DONE;
}

static enum next headings_open(struct app *app, struct screen *screen);

static enum next update(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;

	s->update = !s->update;
	again(app, s);
	return SCREEN_DONE;
}

static enum next other_file(struct app *app, struct screen *screen)
{
	ask_file(app, (struct loading *)screen);
	return SCREEN_DONE;
}

static enum next show_row(struct app *app, struct screen *screen)
{
	const struct loading *s = (const struct loading *)screen;
	const struct import_row *r = s->list.count ? &s->report.row[s->shown[s->list.selected]] : NULL;
	struct buf text = {0};

	if (!r)
		return SCREEN_DONE;
	buf_addf(&text, "%s%s%s", r->what, *r->what ? "\n" : "", outcomes[r->outcome]);
	if (*r->why)
		buf_addf(&text, "\n\n%s", r->why);
	for (char *p = text.s; (p = strstr(p, "; ")); p++)
		*p = '\n', p[1] = ' ';
	dialog_message(app, r->line ? "Строка файла" : "Файл", text.s);
	buf_free(&text);
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct loading *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;

	(void)app;
	forget_columns(s);
	forget_files(s);
	import_report_release(&s->report);
	list_release(&s->list);
	free(s->shown);
	free(s->path);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .label = "Загруз", .title = "Загрузить", .run = load_now},
	{.action = ACT_OPEN, .label = "Строка", .title = "Строка целиком", .run = show_row},
	{.action = ACT_EDIT, .label = "Столбц", .title = "Что значат столбцы", .run = headings_open},
	{.action = ACT_FILTER, .label = "Строки", .title = "Какие строки показать", .run = choose_outcome},
	{.action = ACT_MARK, .title = "Обновлять имеющиеся или заводить все как новые", .run = update},
	{.action = ACT_IMPORT, .title = "Другой файл…", .run = other_file},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "import", .title = title, .status = status, .hint = hint, .load = load,
	.draw = draw, .list = as_list, .done = done,
};
/* clang-format on */

void import_open(struct app *app, unsigned kind, struct subject parent)
{
	struct error e = {.code = OK};
	struct loading *s;

	if (session_may_use_files(app->session, &e) || may(app, kind, "add", (struct subject){0, 0}, &e)) {
		dialog_error(app, &e);
		return;
	}
	s = mem_alloc(sizeof(*s));
	s->base.ops = &ops;
	s->k = kind_def(kind);
	s->parent = parent;
	s->update = true;
	s->outcome = -1;
	s->list = (struct list){
		.columns = columns, .columns_n = sizeof(columns) / sizeof(*columns), .row = row, .arg = s, .empty = ""};
	screen_push(app, &s->base);
	ask_file(app, s);
}

/* ---- what columns mean ---- */

static const struct list_column heading_columns[] = {
	{.title = "Столбец файла", .min = 14, .want = 26, .grow = 1},
	{.title = "Поле", .min = 18, .want = 26, .grow = 1},
	{.title = "Например", .min = 14, .want = 30, .grow = 1, .drop = 1},
};

static enum err headings_load(struct app *app, struct screen *screen, struct error *e)
{
	struct headings *h = (struct headings *)screen;

	if (h->of->base.stale) { /* it is loaded when it is drawn, which is later */
		h->of->base.stale = false;
		load(app, &h->of->base, e);
	}
	list_set_count(&h->list, h->of->report.column_n);
	return OK;
}

static void heading_row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct import_column *c = &((const struct headings *)arg)->of->report.column[n];

	(void)tx;
	buf_add(&out->cell[0], *c->name ? c->name : "(без названия)");
	buf_add(&out->cell[1], c->becomes ? c->becomes : "не узнан");
	buf_add(&out->cell[2], c->sample);
	out->look[1] = c->becomes ? LOOK_PLAIN : LOOK_ERROR;
}

static void headings_draw(struct app *app, struct screen *screen, struct area a)
{
	(void)app;
	list_draw(app, &((struct headings *)screen)->list, a, true);
}

static void field_chosen(struct app *app, int index, void *arg)
{
	struct headings *h = arg;
	struct loading *s = h->of;
	struct buf name = {0};
	size_t at = 0;

	if (index < 0 || (size_t)index >= h->fields_n)
		return;
	buf_addf(&name, "#%zu", h->list.selected + 1);
	while (at < s->columns_n && strcmp(s->columns[at].name, name.s))
		at++;
	if (at == COLUMNS_MAX) {
		buf_free(&name);
		return;
	}
	if (at == s->columns_n)
		s->columns[s->columns_n++] = (struct assign){mem_strdup(name.s), NULL};
	free((char *)s->columns[at].value);
	s->columns[at].value = mem_strdup(h->fields[index]);
	buf_free(&name);
	again(app, s);
}

static void add_choice(struct headings *h, struct menu_item *items, const char *field, const char *text)
{
	h->fields[h->fields_n] = field;
	items[h->fields_n++].text = text;
}

/* Every field of the kind, and of the people whom its rows may describe. */
static enum next choose_field(struct app *app, struct screen *screen)
{
	struct headings *h = (struct headings *)screen;
	const struct kind_def *k = h->of->k;
	const struct field *link = kind_more(k)->through ? field_by_id(k, kind_more(k)->through) : NULL;
	const struct kind_def *through = link ? kind_def(link->ref) : NULL;
	size_t max = k->n + (through ? through->n : 0) + 3;
	struct menu_item *items = mem_alloc(max * sizeof(*items));
	struct arena arena = {0};
	struct buf text = {0};

	if (!h->list.count)
		return SCREEN_DONE;
	free(h->fields);
	h->fields = mem_alloc(max * sizeof(*h->fields));
	h->fields_n = 0;
	add_choice(h, items, "", "не загружать");
	add_choice(h, items, "id", "Номер записи");
	if (k->kind == KIND_PERSON || (through && through->kind == KIND_PERSON))
		add_choice(h, items, "ФИО", "Фамилия, имя, отчество вместе");
	for (size_t i = 0; i < k->n; i++)
		add_choice(h, items, k->fields[i].name, k->fields[i].title);
	for (size_t i = 0; through && i < through->n; i++) {
		const struct field *f = &through->fields[i];

		if (field_by_name(k, f->name)) /* the row's own */
			continue;
		buf_clear(&text);
		buf_addf(&text, "%s: %s", through->title, f->title);
		add_choice(h, items, f->name, arena_strndup(&arena, text.s, text.n));
	}
	dialog_menu(app, h->of->report.column[h->list.selected].name, NULL, items, h->fields_n, 0, field_chosen, h);
	arena_release(&arena);
	buf_free(&text);
	free(items);
	return SCREEN_DONE;
}

static struct list *headings_list(struct screen *screen)
{
	return &((struct headings *)screen)->list;
}

static void headings_title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Столбцы");
}

static void headings_hint(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Enter — выбрать, что значит столбец; Esc — вернуться к загрузке");
}

static void headings_done(struct app *app, struct screen *screen)
{
	struct headings *h = (struct headings *)screen;

	(void)app;
	list_release(&h->list);
	free(h->fields);
	free(h);
}

static const struct screen_action headings_actions[] = {
	{.action = ACT_OPEN, .label = "Поле", .title = "Что значит столбец", .run = choose_field},
	{.action = ACT_EDIT, .label = "Поле", .title = "Что значит столбец", .run = choose_field},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops headings_ops = {
	.context = IN_LIST, .actions = headings_actions, .help = "import", .title = headings_title, .hint = headings_hint,
	.load = headings_load, .draw = headings_draw, .list = headings_list, .done = headings_done,
};
/* clang-format on */

static enum next headings_open(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	struct headings *h;

	if (!s->report.column_n) {
		app_say(app, LOOK_PLAIN, "Столбцов нет: файл не прочитан");
		return SCREEN_DONE;
	}
	h = mem_alloc(sizeof(*h));
	h->base.ops = &headings_ops;
	h->of = s;
	h->list = (struct list){.columns = heading_columns, .columns_n = 3, .row = heading_row, .arg = h, .empty = ""};
	screen_push(app, &h->base);
	return SCREEN_DONE;
}
