/* Which file is loaded: of the current folder, the newest first, or another one. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/charset.h"
#include "stazh/base/file.h"
#include "stazh/base/utf8.h"
#include "stazh/ics/calendar.h"

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
	struct spool spool;
	struct error e = {.code = OK};

	if (file_from_shelf(app, name, &spool, &e)) {
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

static void file_chosen(struct app *app, const char *path, const char *shelf, void *arg)
{
	struct loading *s = arg;

	if (shelf)
		set_from_shelf(app, s, shelf);
	else if (path)
		set_path(app, s, path);
	else if (!s->path)
		screen_close(app, &s->base);
}

static bool is_table(const char *name, void *arg)
{
	static const char *const endings[] = {".xlsx", ".ods", ".csv", ".json"};
	const struct loading *s = arg;
	const struct import_reader *reader = import_reader_of(calendar_readers, s->k->kind);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (file_ends_in(name, endings[i]))
			return true;
	return reader && file_ends_in(name, reader->ends);
}

void loading_ask_file(struct app *app, struct loading *s)
{
	static const struct file_wanted wanted = {.title = "Загрузить из файла",
						  .shelf = "Загрузить с полки",
						  .ask = "Какой файл (.xlsx, .csv, .json, .ics)",
						  .none = "На полке таблиц нет. Положите свою: наберите у себя",
						  .like = "tablica.xlsx",
						  .again = "и загружайте снова. Годятся .xlsx, .ods, .csv, .json.",
						  .is = is_table,
						  .chosen = file_chosen};

	file_choose(app, &wanted, s->path, s);
}
