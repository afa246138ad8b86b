/* Which file is loaded: of the current folder, the newest first, or another one. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

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

static void set_path(struct app *app, struct loading *s, const char *path)
{
	const struct import_reader *reader = import_reader_of(calendar_readers, s->k->kind);
	const char *home = getenv("HOME");
	struct buf whole = {0};

	if (!strncmp(path, "~/", 2) && home)
		buf_addf(&whole, "%s%s", home, path + 1);
	else
		buf_add(&whole, path);
	if (!s->path || strcmp(s->path, whole.s) != 0) { /* else what was told of its columns and sheet still holds */
		loading_forget_columns(s);
		free(s->sheet);
		s->sheet = NULL;
	}
	free(s->path);
	s->path = buf_take(&whole);
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

static void file_entered(struct app *app, const char *text, void *arg)
{
	struct loading *s = arg;

	if (text && *text)
		set_path(app, s, text);
	else if (!s->path)
		screen_close(app, &s->base);
}

/* What the lines of the menu stand for. */
struct files {
	struct loading *of;
	size_t n;
	struct {
		char name[NAME_MAX + 1];
		time_t changed;
	} at[FILES_MAX];
};

static void file_chosen(struct app *app, int index, void *arg)
{
	const struct files *f = arg;
	struct loading *s = f->of;

	if (index >= 0 && (size_t)index < f->n)
		set_path(app, s, f->at[index].name);
	else if (index >= 0)
		dialog_prompt(app, "Какой файл (.xlsx, .csv, .json, .ics)", s->path ? s->path : "", PATH_BYTES,
			      file_entered, s);
	else if (!s->path)
		screen_close(app, &s->base);
}

/* The newest first. */
static void add_file(struct files *f, const char *name, time_t changed)
{
	size_t at = f->n;

	while (at && f->at[at - 1].changed < changed)
		at--;
	if (at == FILES_MAX)
		return;
	f->n -= f->n == FILES_MAX;
	memmove(&f->at[at + 1], &f->at[at], (f->n - at) * sizeof(*f->at));
	snprintf(f->at[at].name, sizeof(f->at[at].name), "%s", name);
	f->at[at].changed = changed;
	f->n++;
}

void loading_ask_file(struct app *app, struct loading *s)
{
	struct menu_item items[FILES_MAX + 1] = {{.text = NULL}};
	struct buf dates[FILES_MAX] = {{.s = NULL}};
	const struct import_reader *reader = import_reader_of(calendar_readers, s->k->kind);
	DIR *folder = opendir(".");
	const struct dirent *d;
	struct stat st;
	struct tm tm;
	struct files *f = mem_alloc(sizeof(*f));

	f->of = s;
	while (folder && (d = readdir(folder)))
		if (*d->d_name != '.' &&
		    (file_ends_in(d->d_name, ".xlsx") || file_ends_in(d->d_name, ".ods") ||
		     file_ends_in(d->d_name, ".csv") || file_ends_in(d->d_name, ".json") ||
		     (reader && file_ends_in(d->d_name, reader->ends))) &&
		    !stat(d->d_name, &st) && S_ISREG(st.st_mode))
			add_file(f, d->d_name, st.st_mtime);
	if (folder)
		closedir(folder);
	for (size_t i = 0; i < f->n; i++) {
		localtime_r(&f->at[i].changed, &tm);
		buf_addf(&dates[i], "%02d.%02d.%d", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
		items[i] = (struct menu_item){.text = f->at[i].name, .key = dates[i].s};
	}
	items[f->n].text = "Другой файл…";
	dialog_menu(app, "Загрузить из файла", NULL, items, f->n + 1, 0, file_chosen, f);
	screen_own(app, f);
	for (size_t i = 0; i < f->n; i++)
		buf_free(&dates[i]);
}
