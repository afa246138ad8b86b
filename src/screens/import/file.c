/* Which file is loaded: of the current folder, the newest first, or another one. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "import.h"
#include "stazh/base/charset.h"
#include "stazh/base/file.h"
#include "stazh/base/utf8.h"
#include "stazh/ics/calendar.h"

#define FILES_MAX  15
#define PATH_BYTES 1000

static void encoding_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;

	if (index < 0)
		return;
	s->encoding = index ? charset_names()[index - 1] : NULL;
	loading_again(app, s);
}

enum next loading_encoding(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	struct menu_item items[16] = {{.text = "Определить по тексту"}};
	size_t n = 1;

	for (const char *const *name = charset_names(); *name; name++)
		items[n++].text = *name;
	dialog_menu(app, "Кодировка файла", NULL, items, n, 0, encoding_chosen, s);
	return SCREEN_DONE;
}

void loading_forget_columns(struct loading *s)
{
	for (size_t i = 0; i < s->columns_n; i++) {
		free((char *)s->columns[i].name);
		free((char *)s->columns[i].value);
	}
	s->columns_n = 0;
	for (size_t i = 0; i < s->matches_n; i++) {
		free((char *)s->matches[i].name);
		free((char *)s->matches[i].value);
	}
	s->matches_n = 0;
}

/* Whose time the file means, where it does not say it so that anybody knows. */
static const struct menu_item zones[] = {
	{.text = "Калининград", .key = "МСК−1"},
	{.text = "Москва", .key = "МСК"},
	{.text = "Самара", .key = "МСК+1"},
	{.text = "Екатеринбург", .key = "МСК+2"},
	{.text = "Омск", .key = "МСК+3"},
	{.text = "Новокузнецк", .key = "МСК+4"},
	{.text = "Иркутск", .key = "МСК+5"},
	{.text = "Якутск", .key = "МСК+6"},
	{.text = "Владивосток", .key = "МСК+7"},
	{.text = "Магадан", .key = "МСК+8"},
	{.text = "Камчатка", .key = "МСК+9"},
	{.text = "Другой…"},
	{.text = "Не называть"},
};
#define ZONES (sizeof(zones) / sizeof(*zones))

static void set_zone(struct app *app, struct loading *s, const char *zone)
{
	free(s->zone);
	s->zone = mem_strdup(zone);
	loading_again(app, s);
}

static void zone_entered(struct app *app, const char *text, void *arg)
{
	if (text && *text)
		set_zone(app, arg, text);
}

static void zone_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;

	if (index >= 0 && (size_t)index < ZONES - 2)
		set_zone(app, s, zones[index].text);
	else if (index == ZONES - 2)
		dialog_prompt(app, "Часовой пояс: город или, например, UTC+3", "", PATH_BYTES, zone_entered, s);
}

static void ask_zone(struct app *app, struct loading *s)
{
	struct buf text = {0};

	buf_addf(&text, "Часовой пояс «%.*s» неизвестен. Чьё это время?",
		 (int)utf8_prefix(s->report.zone, strlen(s->report.zone), 40), s->report.zone);
	dialog_menu(app, text.s, NULL, zones, ZONES, 1, zone_chosen, s);
	buf_free(&text);
}

static void form_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;
	size_t n;
	const char *const *forms = config_list(app->session->config, OPT_FORMS, &n);

	s->form = index >= 0 && (size_t)index < n ? forms[index] : NULL;
	loading_again(app, s);
	loading_look(app, &s->base, NULL);
	if (s->report.zone)
		ask_zone(app, s);
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

/* Both are taken over. */
static void set_file(struct app *app, struct loading *s, char *path, char *called)
{
	const struct import_reader *reader = import_reader_of(calendar_readers, s->k->kind);

	free(s->path);
	free(s->called);
	s->path = path;
	s->called = called;
	s->outcome = -1;
	s->form = NULL;
	free(s->zone);
	s->zone = NULL;
	s->skip_bad = false;
	s->encoding = NULL;
	if (reader && reader->is(s->path))
		ask_form(app, s);
	else
		loading_ask_sheet(app, s);
}

/* What was told of its columns and sheet holds when it is chosen again. */
static void forget_other(struct loading *s, const char *was, const char *is)
{
	if (was && !strcmp(was, is))
		return;
	loading_forget_columns(s);
	free(s->sheet);
	s->sheet = NULL;
}

static void set_path(struct app *app, struct loading *s, const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(path, '/');
	struct buf whole = {0};

	if (!strncmp(path, "~/", 2) && home)
		buf_addf(&whole, "%s%s", home, path + 1);
	else
		buf_add(&whole, path);
	forget_other(s, s->spool.fd < 0 ? s->path : NULL, whole.s);
	spool_close(&s->spool);
	set_file(app, s, buf_take(&whole), mem_strdup(slash ? slash + 1 : path));
}

/* A file of the shelf is read from memory, as long as the screen is there. */
static void set_from_shelf(struct app *app, struct loading *s, const char *name)
{
	struct spool spool = {.fd = -1};
	struct error e = {.code = OK};
	struct buf bytes = {0};
	enum err err = shelf_read(app->session, name, &bytes, &e);

	if (!err && !(err = spool_open(&spool, &e)))
		err = file_write(spool.path, &bytes, &e);
	buf_free(&bytes);
	if (err) {
		spool_close(&spool);
		if (!s->path)
			screen_close(app, &s->base);
		dialog_error(app, &e);
		return;
	}
	forget_other(s, s->spool.fd < 0 ? NULL : s->called, name);
	spool_close(&s->spool);
	s->spool = spool;
	set_file(app, s, mem_strdup(spool.path), mem_strdup(name));
}

static void file_entered(struct app *app, const char *text, void *arg)
{
	struct loading *s = arg;

	if (text && *text)
		set_path(app, s, text);
	else if (!s->path)
		screen_close(app, &s->base);
}

/* What the lines of the menu stand for: those of the shelf come first. */
struct files {
	struct loading *of;
	size_t n, shelf;
	struct one_file {
		char name[4 * SHELF_NAME_MAX + 1]; /* which is more than NAME_MAX too */
		time_t changed;
	} at[2 * FILES_MAX];
};

static void file_chosen(struct app *app, int index, void *arg)
{
	const struct files *f = arg;
	struct loading *s = f->of;

	if (index >= 0 && (size_t)index < f->shelf)
		set_from_shelf(app, s, f->at[index].name);
	else if (index >= 0 && (size_t)index < f->n)
		set_path(app, s, f->at[index].name);
	else if (index >= 0)
		dialog_prompt(app, "Какой файл (.xlsx, .csv, .json, .ics)", s->path ? s->path : "", PATH_BYTES,
			      file_entered, s);
	else if (!s->path)
		screen_close(app, &s->base);
}

static bool is_table(const struct loading *s, const char *name)
{
	static const char *const endings[] = {".xlsx", ".ods", ".csv", ".json"};
	const struct import_reader *reader = import_reader_of(calendar_readers, s->k->kind);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (file_ends_in(name, endings[i]))
			return true;
	return reader && file_ends_in(name, reader->ends);
}

/* The newest first. */
static void add_file(struct files *f, const char *name, time_t changed)
{
	const size_t most = f->shelf + FILES_MAX;
	size_t at = f->n;

	while (at > f->shelf && f->at[at - 1].changed < changed)
		at--;
	if (at == most)
		return;
	f->n -= f->n == most;
	memmove(&f->at[at + 1], &f->at[at], (f->n - at) * sizeof(*f->at));
	snprintf(f->at[at].name, sizeof(f->at[at].name), "%s", name);
	f->at[at].changed = changed;
	f->n++;
}

static void find_files(struct files *f)
{
	DIR *folder = opendir(".");
	const struct dirent *d;
	struct stat st;

	while (folder && (d = readdir(folder)))
		if (*d->d_name != '.' && is_table(f->of, d->d_name) && !stat(d->d_name, &st) && S_ISREG(st.st_mode))
			add_file(f, d->d_name, st.st_mtime);
	if (folder)
		closedir(folder);
}

static enum err find_on_shelf(struct app *app, struct files *f, struct error *e)
{
	struct shelf own;
	enum err err = shelf_list(app->session, &own, e);

	for (size_t i = 0; i < own.n && f->n < FILES_MAX; i++)
		if (is_table(f->of, own.files[i].name)) {
			snprintf(f->at[f->n].name, sizeof(f->at[f->n].name), "%s", own.files[i].name);
			f->at[f->n++].changed = (time_t)(own.files[i].made_ms / 1000);
		}
	f->shelf = f->n;
	shelf_release(&own);
	return err;
}

static void tell_how_to_bring(struct app *app, struct loading *s)
{
	struct buf text = {0};

	buf_add(&text, "На полке таблиц нет. Положите свою: наберите у себя\n\n");
	shelf_add_put_line(app->session, "tablica.xlsx", &text);
	buf_add(&text, "\n\nи загружайте снова. Годятся .xlsx, .ods, .csv, .json.");
	if (!s->path)
		screen_close(app, &s->base);
	dialog_text(app, "Загрузить с полки", text.s);
	buf_free(&text);
}

static void offer_files(struct app *app, struct files *f, bool others)
{
	struct menu_item items[2 * FILES_MAX + 1] = {{.text = NULL}};
	struct buf keys[2 * FILES_MAX] = {{.s = NULL}};
	size_t n = f->n;

	for (size_t i = 0; i < f->n; i++) {
		if (others && i < f->shelf)
			buf_add(&keys[i], "полка, ");
		journal_time((int64_t)f->at[i].changed * 1000, "%d.%m.%Y", &keys[i]);
		items[i] = (struct menu_item){.text = f->at[i].name, .key = keys[i].s};
	}
	if (others)
		items[n++].text = "Другой файл…";
	dialog_menu(app, others ? "Загрузить из файла" : "Загрузить с полки", NULL, items, n, 0, file_chosen, f);
	for (size_t i = 0; i < f->n; i++)
		buf_free(&keys[i]);
}

void loading_ask_file(struct app *app, struct loading *s)
{
	const bool remote = app->session->remote; /* names no file of the server */
	struct files *f = mem_alloc(sizeof(*f));
	struct error e = {.code = OK};

	f->of = s;
	if (find_on_shelf(app, f, &e) && remote) {
		if (!s->path)
			screen_close(app, &s->base);
		dialog_error(app, &e);
		free(f);
		return;
	}
	if (!remote)
		find_files(f);
	if (!remote || f->n) {
		offer_files(app, f, !remote);
		screen_own(app, f);
	} else {
		tell_how_to_bring(app, s);
		free(f);
	}
}
