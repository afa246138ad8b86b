/* Which file is read: of the current folder, the newest first, or of the shelf, or another one. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../internal.h"
#include "stazh/base/file.h"

#define FILES_MAX  15
#define PATH_BYTES 1000

/* What the lines of the menu stand for: those of the shelf come first. */
struct files {
	const struct file_wanted *wanted;
	void *arg;
	char *now;
	size_t n, shelf;
	struct one_file {
		char name[4 * SHELF_NAME_MAX + 1]; /* which is more than NAME_MAX too */
		time_t changed;
	} at[2 * FILES_MAX];
};

enum err file_from_shelf(struct app *app, const char *name, struct spool *out, struct error *e)
{
	struct buf bytes = {0};
	enum err err = shelf_read(app->session, name, &bytes, e);

	out->fd = -1;
	if (!err && !(err = spool_open(out, e)))
		err = file_write(out->path, &bytes, e);
	buf_free(&bytes);
	if (err)
		spool_close(out);
	return err;
}

static void entered(struct app *app, const char *text, void *arg)
{
	const struct files *f = arg;

	f->wanted->chosen(app, text && *text ? text : NULL, NULL, f->arg);
}

static void chosen(struct app *app, int index, void *arg)
{
	const struct files *f = arg;
	struct files *again;

	if (index >= 0 && (size_t)index < f->shelf)
		f->wanted->chosen(app, NULL, f->at[index].name, f->arg);
	else if (index >= 0 && (size_t)index < f->n)
		f->wanted->chosen(app, f->at[index].name, NULL, f->arg);
	else if (index < 0)
		f->wanted->chosen(app, NULL, NULL, f->arg);
	if (index < 0 || (size_t)index < f->n)
		return;
	again = mem_alloc(sizeof(*again)); /* f goes with the menu */
	again->wanted = f->wanted;
	again->arg = f->arg;
	dialog_prompt(app, f->wanted->ask, f->now, PATH_BYTES, entered, again);
	screen_own(app, again);
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
		if (*d->d_name != '.' && f->wanted->is(d->d_name, f->arg) && !stat(d->d_name, &st) &&
		    S_ISREG(st.st_mode))
			add_file(f, d->d_name, st.st_mtime);
	if (folder)
		closedir(folder);
}

static enum err find_on_shelf(struct app *app, struct files *f, struct error *e)
{
	struct shelf own;
	enum err err = shelf_list(app->session, &own, e);

	for (size_t i = 0; i < own.n && f->n < FILES_MAX; i++)
		if (f->wanted->is(own.files[i].name, f->arg)) {
			snprintf(f->at[f->n].name, sizeof(f->at[f->n].name), "%s", own.files[i].name);
			f->at[f->n++].changed = (time_t)(own.files[i].made_ms / 1000);
		}
	f->shelf = f->n;
	shelf_release(&own);
	return err;
}

static void tell_how_to_bring(struct app *app, const struct file_wanted *wanted)
{
	struct buf text = {0};

	buf_addf(&text, "%s\n\n", wanted->none);
	shelf_add_put_line(app->session, wanted->like, &text);
	buf_addf(&text, "\n\n%s", wanted->again);
	dialog_text(app, wanted->shelf, text.s);
	buf_free(&text);
}

static void offer(struct app *app, struct files *f, bool others)
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
	dialog_menu(app, others ? f->wanted->title : f->wanted->shelf, NULL, items, n, 0, chosen, f);
	for (size_t i = 0; i < f->n; i++)
		buf_free(&keys[i]);
}

void file_choose(struct app *app, const struct file_wanted *wanted, const char *now, void *arg)
{
	const bool remote = app->session->remote; /* names no file of the server */
	size_t length = now ? strlen(now) + 1 : 1;
	struct files *f = mem_alloc(sizeof(*f) + length); /* one piece: it is the dialog's */
	struct error e = {.code = OK};

	f->wanted = wanted;
	f->arg = arg;
	f->now = memcpy(f + 1, now ? now : "", length);
	if (find_on_shelf(app, f, &e) && remote) {
		wanted->chosen(app, NULL, NULL, arg);
		dialog_error(app, &e);
		free(f);
		return;
	}
	if (!remote)
		find_files(f);
	if (!remote || f->n) {
		offer(app, f, !remote);
		screen_own(app, f);
	} else {
		wanted->chosen(app, NULL, NULL, arg);
		tell_how_to_bring(app, wanted);
		free(f);
	}
}
