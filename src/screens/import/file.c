/* Which file is loaded: of the current folder, the newest first, or another one. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "import.h"
#include "stazh/base/file.h"
#include "stazh/ics/calendar.h"

#define PATH_BYTES 1000

void loading_forget_columns(struct loading *s)
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
	loading_again(app, s);
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
	if (!s->path || strcmp(s->path, whole.s) != 0) /* else what was told of its columns still holds */
		loading_forget_columns(s);
	free(s->path);
	s->path = buf_take(&whole);
	s->outcome = -1;
	s->form = NULL;
	if (reader && reader->is(s->path))
		ask_form(app, s);
	else
		loading_again(app, s);
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

void loading_forget_files(struct loading *s)
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

void loading_ask_file(struct app *app, struct loading *s)
{
	struct menu_item items[FILES_MAX + 1] = {{.text = NULL}};
	struct buf dates[FILES_MAX] = {{.s = NULL}};
	const struct import_reader *reader = import_reader_of(calendar_readers, s->k->kind);
	DIR *folder = opendir(".");
	const struct dirent *d;
	struct stat st;
	struct tm tm;

	loading_forget_files(s);
	while (folder && (d = readdir(folder)))
		if (*d->d_name != '.' &&
		    (file_ends_in(d->d_name, ".xlsx") || file_ends_in(d->d_name, ".csv") ||
		     file_ends_in(d->d_name, ".json") || (reader && file_ends_in(d->d_name, reader->ends))) &&
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
